//! Answers as tables on a terminal.

use korridor_plan::answers::{
    Answers, Bottlenecks, Closing, Corridors, HowLong, HowMany, Length, Moment, PauseOf, Shortest,
    Span, hours_and_minutes,
};
use korridor_plan::thousands;
use korridor_world::Level;
use korridor_world::scenario::ByLevel;

use crate::plain::plain;

/// Names of the levels, in their order.
const LEVELS: [&str; 3] = ["low", "best", "high"];

/// Columns of a figure.
const WIDTH: usize = 13;

/// All answers.
pub fn text(answers: &Answers) -> String {
    let mut text = plain(&answers.title) + "\n\n";
    if let Some(how_long) = &answers.how_long {
        text += &of_how_long(how_long);
    }
    if let Some(how_many) = &answers.how_many {
        text += &of_how_many(how_many);
    }
    if let Some(pause) = &answers.pause_of {
        text += &of_pause(pause);
    }
    if let Some(bottlenecks) = &answers.bottlenecks {
        text += &of_bottlenecks(bottlenecks);
    }
    if let Some(corridors) = &answers.corridors {
        text += &of_corridors(corridors);
    }
    if let Some(from) = &answers.from {
        text += &format!(
            "This plan continues another from {} on: what is planned, and what closes, is from then on.\n",
            from.day_and_time()
        );
    }
    text += "Exact: the best flow within the model, group by group in the order in which they are planned; of \
             one group a bound, of the sum of several none. Waves: the departure waves of the usable plan (waves.csv). Figures that name neither are of the exact flow.\n";
    text + &answers.statement + "\n" + &answers.confidential + "\n"
}

fn figures<T: Clone>(by_level: &ByLevel<T>, show: impl Fn(&T) -> String) -> String {
    let ByLevel { low, best, high } = by_level;
    let shown = [low, best, high].map(|value| format!(" {:>WIDTH$}", show(value)));
    shown.concat()
}

fn persons(by_level: &ByLevel<u64>) -> String {
    figures(by_level, |&count| thousands(count))
}

fn signed(by_level: &ByLevel<i64>) -> String {
    figures(by_level, |&count| {
        let sign = match count {
            0 => "",
            count if count > 0 => "+",
            _ => "-",
        };
        format!("{sign}{}", thousands(count.unsigned_abs()))
    })
}

fn head(title: &str, first: usize) -> String {
    let levels = LEVELS.map(|level| format!(" {level:>WIDTH$}"));
    format!("{title}\n{:first$}{}\n", "", levels.concat())
}

fn of_how_long(answer: &HowLong) -> String {
    const FIRST: usize = 34;
    let mut text = head(
        "HOW LONG: the shortest pause, counted from its start",
        FIRST,
    );
    let mut row = |name: &str, shown: String| text += &format!("{name:FIRST$}{shown}\n");
    row(
        "  wish to leave, persons",
        persons(&answer.wish_to_leave_persons),
    );
    row(
        "  can be out at all, persons",
        persons(&answer.can_be_out_persons),
    );
    let mut rows = |name: String, shortest: &Shortest| {
        row(&format!("  {name}"), pause(&shortest.pause));
        row("    by the waves", pause(&shortest.usable_pause));
    };
    for shortest in &answer.shares {
        let percent = shortest.percent.unwrap_or(100);
        rows(format!("for {percent} % of those who wish to"), shortest);
    }
    rows("until all who can be out are".to_owned(), &answer.clearance);
    let lengths = answer.shares.iter().chain([&answer.clearance]);
    let lengths: Vec<&Length> = lengths
        .flat_map(|shortest| Level::ALL.map(|level| shortest.pause.get(level)))
        .collect();
    if lengths.iter().any(|l| matches!(l, Length::Never { .. })) {
        text += "  never: so many of them cannot reach a corridor,\n  would choose none of the destinations, or find no place there\n";
    }
    if lengths
        .iter()
        .any(|l| matches!(l, Length::NotWithin { .. }))
    {
        text += &format!(
            "  > {0} h: not within {0} hours, the longest pause looked at\n",
            answer.limit_hours
        );
    }
    let all = answer.shares.iter().chain([&answer.clearance]);
    let by_the_waves = all.flat_map(|shortest| Level::ALL.map(|l| shortest.usable_pause.get(l)));
    if by_the_waves
        .into_iter()
        .any(|l| *l == Length::NotByTheWaves)
    {
        text += "  not in time: not within the plan's own hours; there are no waves beyond them\n";
    }
    let beyond = |l: &&Length| {
        matches!(
            l,
            Length::Minutes {
                beyond_the_plan: true,
                ..
            }
        )
    };
    if lengths.iter().any(beyond) {
        let steps = Level::ALL.map(|level| answer.step_seconds.at(level));
        let step = steps.into_iter().max().unwrap_or(0);
        text += &format!(
            "  *: {}\n  Solved in steps of up to {step} s; longer steps make routes slower, never faster.\n",
            answer.beyond
        );
    }
    text + "\n"
}

fn pause(lengths: &ByLevel<Length>) -> String {
    figures(lengths, |length| match length {
        Length::NobodyWishes => "nobody".to_owned(),
        Length::Minutes {
            minutes,
            beyond_the_plan,
            ..
        } => {
            let star = if *beyond_the_plan { "*" } else { "" };
            hours_and_minutes(*minutes) + star
        }
        Length::NotWithin { hours } => format!("> {hours} h"),
        Length::NotByTheWaves => "not in time".to_owned(),
        Length::Never { missing_persons } => format!("never: {}", thousands(*missing_persons)),
    })
}

/// Columns of one of six figures beside a moment.
const NARROW: usize = 10;

fn of_how_many(answer: &HowMany) -> String {
    let out = |row: &Moment| [row.out_persons, row.usable_out_persons];
    let open = |row: &Moment| [row.in_the_open_persons, row.usable_in_the_open_persons];
    let mut text = by_moment(answer, "HOW MANY: persons out by each moment", out);
    text += "\n";
    text += &by_moment(
        answer,
        "HOW MANY: persons in the open if the pause ended then",
        open,
    );
    let sheltered = answer.moments.iter();
    let sheltered = sheltered.map(|row| {
        row.sheltered_persons
            .high
            .max(row.usable_sheltered_persons.high)
    });
    let sheltered = sheltered.max().unwrap_or(0);
    if sheltered > 0 {
        text += &format!(
            "  up to {} persons more are in sheltered places (high); see --json\n",
            thousands(sheltered)
        );
    }
    text + "\n"
}

/// The exact flow and the waves, side by side.
fn by_moment(
    answer: &HowMany,
    title: &str,
    value: impl Fn(&Moment) -> [ByLevel<u64>; 2],
) -> String {
    const FIRST: usize = 13;
    let three = 3 * (NARROW + 1);
    let mut text = format!("{title}\n");
    text += &format!("{:FIRST$}{:>three$}{:>three$}\n", "", "exact", "waves");
    let levels = LEVELS.map(|level| format!(" {level:>NARROW$}"));
    text += &format!("{:FIRST$}{}{}\n", "", levels.concat(), levels.concat());
    for row in &answer.moments {
        let figures = value(row).map(|figures| {
            Level::ALL
                .map(|level| format!(" {:>NARROW$}", thousands(figures.at(level))))
                .concat()
        });
        text += &format!("  {:11}{}\n", row.when.day_and_time(), figures.concat());
    }
    text
}

fn of_pause(answer: &PauseOf) -> String {
    const FIRST: usize = 34;
    let minutes = answer.pause_minutes;
    let mut text = head(
        &format!(
            "IN A PAUSE OF {}, until {}",
            hours_and_minutes(minutes),
            answer.until.day_and_time()
        ),
        FIRST,
    );
    text += &format!(
        "{:FIRST$}{}\n",
        "  out, persons, exact",
        persons(&answer.out_persons)
    );
    if let Some(usable) = &answer.usable_out_persons {
        text += &format!(
            "{:FIRST$}{}\n",
            "  out, persons, by the waves",
            persons(usable)
        );
    }
    if let Some(beyond) = &answer.beyond {
        text += &format!("  {beyond}\n");
    }
    text + "\n"
}

fn of_bottlenecks(answer: &Bottlenecks) -> String {
    const FIRST: usize = 34;
    let mut text = head(
        "BOTTLENECKS: persons more out at the end, with a little more of each",
        FIRST,
    );
    let mut row = |name: &str, out| text += &format!("{name:FIRST$}{}\n", persons(out));
    row("  out at the end, exact", &answer.out_persons);
    row("  out at the end, by the waves", &answer.usable_out_persons);
    let full = Level::ALL.map(|level| answer.full.get(level));
    if answer.binding.is_empty() && full.iter().all(|full| full.is_empty()) {
        text += "  nothing binds at the end\n";
    }
    for (level, full) in Level::ALL.into_iter().zip(full) {
        if !full.is_empty() {
            let name = LEVELS[level as usize];
            let at = plain(&full.join(", "));
            text += &format!(
                "  no places are left ({name}) at {at}, whatever passes at gates and roads\n"
            );
        }
    }
    for binding in &answer.binding {
        let name = format!("  {} {}", binding.kind, plain(&binding.id));
        text += &format!("{name:FIRST$}{}\n", signed(&binding.change_persons));
        text += &format!("      {}\n", binding.more);
        for level in Level::ALL {
            let binds = binding.binds.get(level);
            if !binds.is_empty() {
                let name = LEVELS[level as usize];
                text += &format!("      binds ({name}): {}\n", Span::in_words(binds));
            }
        }
    }
    if answer.left_out > 0 {
        text += &format!(
            "  {} more bind; --top COUNT for more\n",
            thousands(answer.left_out)
        );
    }
    text + "\n"
}

fn of_corridors(answer: &Corridors) -> String {
    const FIRST: usize = 36;
    let mut text = head(
        "CORRIDORS: persons fewer (-) out at the end, if a corridor closes",
        FIRST,
    );
    let mut row = |name: &str, out| text += &format!("{name:FIRST$}{}\n", persons(out));
    row("  out at the end with all, exact", &answer.out_persons);
    row("  out at the end, by the waves", &answer.usable_out_persons);
    let never = match &answer.from {
        None => "    if it never opens".to_owned(),
        Some(from) => format!("    closes at once, {}", from.day_and_time()),
    };
    for corridor in &answer.corridors {
        text += &format!("  {}\n", plain(&corridor.id));
        let by_it = persons(&corridor.by_it_persons);
        text += &format!("{:FIRST$}{by_it}\n", "    out by it, exact");
        let by_it = persons(&corridor.usable_by_it_persons);
        text += &format!("{:FIRST$}{by_it}\n", "    out by it, by the waves");
        let mut row = |name: &str, closing: &Closing| {
            text += &format!("{name:FIRST$}{}\n", signed(&closing.change_persons));
        };
        row(&never, &corridor.never_opens);
        let half = &corridor.closes_at_half;
        row(
            &format!("    closes at half-time, {}", half.when.day_and_time()),
            half,
        );
        for closing in &corridor.closes {
            row(
                &format!("    closes at {}", closing.when.day_and_time()),
                closing,
            );
        }
    }
    text + &format!("  {}\n\n", answer.known)
}
