//! A plan on one screen.

use korridor_plan::Summary;
use korridor_plan::document::{
    AccountDocument, BindingDocument, LevelDocument, PlanDocument, SpanDocument,
};

use korridor_plan::thousands;

use crate::curve::{Band, draw, percent};
use crate::plain::plain;

/// What is shown after planning.
pub fn text(summary: &Summary) -> String {
    let document = &summary.document;
    let bands = [
        Band {
            values: &summary.exact,
            mark: '░',
        },
        Band {
            values: &summary.usable,
            mark: '█',
        },
    ];
    let exact = summary.exact.last().copied().unwrap_or(0);
    let mut text = head(document) + "\n" + &accounts(document) + "\n";
    text += "Persons out by each step, with best figures:\n";
    let usable = &document.clock.usable;
    let day = only_day(document);
    let first = usable.first().map(|span| moment(&span.from, day));
    let last = usable.last().map(|span| moment(&span.until, day));
    let (first, last) = (first.unwrap_or_default(), last.unwrap_or_default());
    text += &draw(&bands, exact, &first, &last);
    text += &curves(document, exact);
    text += &binding(document);
    for warning in &document.warnings {
        text += &format!("! {}\n", plain(warning));
    }
    text + "\n" + &document.statement + "\n"
}

/// What the curves are: the usable plan, the exact one, and the comparison.
fn curves(document: &PlanDocument, exact: u64) -> String {
    let terms = &document.usable;
    let best = document.levels.iter().find(|level| level.level == "best");
    let Some(usable) = best.map(|level| &level.usable) else {
        return String::new();
    };
    let mut text = format!(
        "  █ by departure waves of {} min, at most {} routes a zone: {}\n",
        terms.wave_minutes,
        terms.routes_per_zone,
        thousands(usable.everyone.out)
    );
    let loss = &usable.loss;
    text += &format!("  ░ by the exact flow: {}", thousands(exact));
    text += if loss.exact_is_a_bound {
        ", which no plan exceeds\n"
    } else {
        ", the best for each group in turn\n"
    };
    let worst = u64::try_from(loss.worst).unwrap_or(0);
    let (sign, end) = if loss.at_end < 0 {
        ("ahead", loss.at_end.unsigned_abs())
    } else {
        ("behind", loss.at_end as u64)
    };
    text += &format!(
        "    waves are {} persons {sign} at the end, and at most {} behind (at {})\n",
        thousands(end),
        thousands(worst),
        moment(&loss.worst_time, only_day(document))
    );
    text + &format!(
        "    everyone to the nearest corridor: {}\n\n",
        thousands(document.nearest.out)
    )
}

/// What is planned: title, standing of the pause, times.
fn head(document: &PlanDocument) -> String {
    let pause = &document.pause;
    let parties = |parties: &[String]| match parties {
        [] => "nobody".to_owned(),
        parties => plain(&parties.join(", ")),
    };
    let (declared, agreed) = (parties(&pause.declared_by), parties(&pause.agreed_by));
    let mut text = format!("{} ({})\n", plain(&document.title), document.nature);
    text += &format!(
        "Pause: {}. Declared by {declared}; agreed by {agreed}.\n",
        pause.standing
    );
    for window in &pause.windows {
        let day = day(&window.declared.from);
        let span = |span: &SpanDocument| {
            let (from, until) = (moment(&span.from, day), moment(&span.until, day));
            format!("{from} to {until}")
        };
        let usable: Vec<String> = window.usable.iter().map(span).collect();
        let usable = if usable.is_empty() {
            "none of it".into()
        } else {
            usable.join(", ")
        };
        let declared = span(&window.declared);
        text += &format!("  {day}, {declared}; used: {usable}\n");
    }
    let clock = &document.clock;
    text + &format!(
        "  {} steps of {} s, {}\n",
        clock.steps,
        clock.step_seconds,
        plain(&clock.time_zone)
    )
}

/// The hours and minutes of an instant such as `2016-11-04T09:00:00+02:00`.
fn time(instant: &str) -> &str {
    instant.get(11..16).unwrap_or(instant)
}

/// The time of an instant, with its date unless that is `known`.
fn moment(instant: &str, known: &str) -> String {
    match day(instant) {
        day if day == known => time(instant).to_owned(),
        day => format!("{day} {}", time(instant)),
    }
}

/// The day of all windows; empty if there are several.
fn only_day(document: &PlanDocument) -> &str {
    let spans = document.pause.windows.iter().map(|window| &window.declared);
    let mut days = spans.flat_map(|span| [day(&span.from), day(&span.until)]);
    let first = days.next().unwrap_or("");
    if days.all(|day| day == first) {
        first
    } else {
        ""
    }
}

fn day(instant: &str) -> &str {
    instant.get(..10).unwrap_or(instant)
}

/// Where everyone is at the end, by level.
fn accounts(document: &PlanDocument) -> String {
    type Part = (&'static str, fn(&LevelDocument) -> u64);
    const PARTS: [Part; 10] = [
        ("inside at the start", |level| level.everyone.population),
        ("wish to leave", |level| level.everyone.wish_to_leave),
        ("out by the end, exact flow", |level| level.everyone.out),
        ("  by the waves", |level| level.usable.everyone.out),
        ("on the way then, exact flow", |level| {
            level.everyone.on_the_way
        }),
        ("  by the waves", |level| level.usable.everyone.on_the_way),
        ("not out in time, exact flow", |level| {
            level.everyone.not_out_in_time
        }),
        ("cannot reach a corridor", |level| {
            level.everyone.could_not_be_reached
        }),
        ("choose no destination offered", |level| {
            level.everyone.choose_no_destination
        }),
        ("not assumed to wish to leave", |level| {
            level.everyone.remaining_not_assumed_to_wish
        }),
    ];
    let mut text = format!("{:31}", "");
    for level in &document.levels {
        text += &format!("{:>12}", level.level);
    }
    text += "\n";
    for (name, part) in PARTS {
        text += &format!("  {name:29}");
        for level in &document.levels {
            text += &format!("{:>12}", thousands(part(level)));
        }
        text += "\n";
    }
    text += &format!("  {:29}", "out, of those who wish to");
    for level in &document.levels {
        let share = match &level.everyone {
            AccountDocument {
                wish_to_leave: 0, ..
            } => "-".to_owned(),
            account => percent(account.out, account.wish_to_leave),
        };
        text += &format!("{share:>12}");
    }
    text + "\n"
}

/// The gates and roads that keep more people from being out by the end, with best figures; if nothing
/// does, those that keep people from being out earlier.
fn binding(document: &PlanDocument) -> String {
    const SHOWN: usize = 8;
    let Some(best) = document.levels.iter().find(|level| level.level == "best") else {
        return String::new();
    };
    if best.binding.is_empty() {
        return String::new();
    }
    let at_end = |bottleneck: &&BindingDocument| !bottleneck.binds_at_end.is_empty();
    let any_at_end = best.binding.iter().any(|bottleneck| at_end(&bottleneck));
    let mut text = match any_at_end {
        true => "What keeps more people from being out by the end, with best figures:\n".to_owned(),
        false => "What keeps people from being out earlier, with best figures:\n".to_owned(),
    };
    let told = best.binding.iter().filter(|one| !any_at_end || at_end(one));
    let shown: Vec<&BindingDocument> = told.take(SHOWN).collect();
    for bottleneck in &shown {
        text += &line(bottleneck, only_day(document));
    }
    let more = (best.binding.len() - shown.len()) as u64 + best.binding_left_out;
    if more > 0 {
        text += &format!("  and {} more in plan.json\n", thousands(more));
    }
    text + "\n"
}

/// How many persons pass it while it binds, and when that is.
fn line(bottleneck: &BindingDocument, day: &str) -> String {
    let BindingDocument {
        kind,
        id,
        persons,
        binds,
        ..
    } = bottleneck;
    let mut shown: Vec<String> = binds
        .iter()
        .take(3)
        .map(|interval| {
            format!(
                "{} to {}",
                moment(&interval.from, day),
                moment(&interval.until, day)
            )
        })
        .collect();
    if binds.len() > shown.len() {
        shown.push(format!("{} more", binds.len() - shown.len()));
    }
    format!(
        "  {kind} {}: {} persons by it, {}\n",
        plain(id),
        thousands(*persons),
        shown.join(", ")
    )
}
