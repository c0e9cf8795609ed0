//! A plan on one screen.

use korridor_plan::Summary;
use korridor_plan::document::{AccountDocument, BindingDocument, PlanDocument};

use crate::curve::{Band, draw, percent, thousands};

/// What is shown after planning and verifying.
pub fn text(summary: &Summary) -> String {
    let document = &summary.document;
    let wish = document.levels.iter().find(|level| level.level == "best");
    let top = wish.map_or(0, |level| level.everyone.wish_to_leave);
    let bands = [
        Band {
            values: &summary.exact,
            mark: '░',
        },
        Band {
            values: &summary.nearest,
            mark: '█',
        },
    ];
    let mut text = head(document) + "\n" + &accounts(document) + "\n";
    text += "With best figures, persons out by each step:\n";
    let last = document.clock.steps.saturating_sub(1).to_string();
    text += &draw(&bands, top, "0", &last);
    text += &format!(
        "  █ everyone to the nearest corridor: {}   ░ more by this plan: {}\n\n",
        thousands(document.nearest.out),
        thousands(
            summary
                .exact
                .last()
                .copied()
                .unwrap_or(0)
                .saturating_sub(document.nearest.out)
        ),
    );
    text += &binding(document);
    for warning in &document.warnings {
        text += &format!("! {warning}\n");
    }
    text + "\n" + &document.statement + "\n"
}

/// What is planned: title, standing of the pause, times.
pub fn head(document: &PlanDocument) -> String {
    let pause = &document.pause;
    let agreed = match pause.agreed_by.as_slice() {
        [] => "by nobody".to_owned(),
        parties => format!("by {}", parties.join(", ")),
    };
    let declared = pause.declared_by.join(", ");
    let mut text = format!("{} ({})\n", document.title, document.nature);
    text += &format!(
        "pause {}: declared by {declared}; agreed {agreed}\n",
        pause.standing
    );
    for window in &pause.windows {
        let usable = window
            .usable
            .iter()
            .map(|span| format!("{} to {}", span.from, span.until));
        let usable: Vec<String> = usable.collect();
        let (from, until) = (&window.declared.from, &window.declared.until);
        text += &format!(
            "  {from} to {until}, of which used: {}\n",
            usable.join(", ")
        );
    }
    let clock = &document.clock;
    text + &format!(
        "  {} steps of {} s, {}\n",
        clock.steps, clock.step_seconds, clock.time_zone
    )
}

/// Where everyone is at the end, by level.
fn accounts(document: &PlanDocument) -> String {
    type Part = (&'static str, fn(&AccountDocument) -> u64);
    const PARTS: [Part; 8] = [
        ("inside at the start", |account| account.population),
        ("wish to leave", |account| account.wish_to_leave),
        ("out by the end", |account| account.out),
        ("on the way at the end", |account| account.on_the_way),
        ("not out in time", |account| account.not_out_in_time),
        ("cannot reach a corridor", |account| {
            account.could_not_be_reached
        }),
        ("choose no destination offered", |account| {
            account.choose_no_destination
        }),
        ("stay, their own choice", |account| {
            account.remaining_by_choice
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
            text += &format!("{:>12}", thousands(part(&level.everyone)));
        }
        text += "\n";
    }
    text += &format!("  {:29}", "out, of those who wish to");
    for level in &document.levels {
        let account = &level.everyone;
        text += &format!("{:>12}", percent(account.out, account.wish_to_leave));
    }
    text + "\n"
}

/// The gates and roads that keep more people from being out, with best figures.
fn binding(document: &PlanDocument) -> String {
    const SHOWN: usize = 8;
    let Some(best) = document.levels.iter().find(|level| level.level == "best") else {
        return String::new();
    };
    if best.binding.is_empty() {
        return String::new();
    }
    let mut text =
        String::from("What keeps more people from being out by the end, with best figures:\n");
    for bottleneck in best.binding.iter().take(SHOWN) {
        text += &line(bottleneck);
    }
    let more = best.binding.len().saturating_sub(SHOWN) as u64 + best.binding_left_out;
    if more > 0 {
        text += &format!("  and {} more in plan.json\n", thousands(more));
    }
    text + "\n"
}

fn line(bottleneck: &BindingDocument) -> String {
    let BindingDocument {
        kind,
        id,
        persons,
        binds,
        binds_at_end,
    } = bottleneck;
    let intervals = if binds_at_end.is_empty() {
        binds
    } else {
        binds_at_end
    };
    let mut shown: Vec<String> = intervals
        .iter()
        .take(3)
        .map(|interval| format!("{} to {}", interval.from, interval.until))
        .collect();
    if intervals.len() > shown.len() {
        shown.push(format!("{} more", intervals.len() - shown.len()));
    }
    format!(
        "  {kind} {id}: {} persons; {}\n",
        thousands(*persons),
        shown.join(", ")
    )
}
