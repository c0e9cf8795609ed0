//! Answers as tables on a terminal.

use korridor_plan::answers::{
    Answers, Bottlenecks, Closing, Corridors, HowLong, HowMany, Length, PauseOf, Shortest, Span,
    hours_and_minutes,
};
use korridor_plan::thousands;
use korridor_world::Level;
use korridor_world::scenario::ByLevel;

use crate::plain::plain;

/// Columns of a figure.
const WIDTH: usize = 12;

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
    text += "Answers are of the exact flow; how far the departure waves are behind it stands in the plan.\n";
    text + answers.statement + "\n" + answers.confidential + "\n"
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
    let levels = ["low", "best", "high"].map(|level| format!(" {level:>WIDTH$}"));
    format!("{title}\n{:first$}{}\n", "", levels.concat())
}

fn of_how_long(answer: &HowLong) -> String {
    const FIRST: usize = 34;
    let mut text = head(
        "HOW LONG: the shortest pause, in hours:minutes from its start",
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
    for shortest in &answer.shares {
        let percent = shortest.percent.unwrap_or(100);
        row(
            &format!("  for {percent} % of those who wish to"),
            pause(shortest),
        );
    }
    row("  until all who can be out are", pause(&answer.clearance));
    let lengths = answer.shares.iter().chain([&answer.clearance]);
    let lengths: Vec<&Length> = lengths
        .flat_map(|shortest| Level::ALL.map(|level| shortest.pause.get(level)))
        .collect();
    if lengths.iter().any(|l| matches!(l, Length::Never { .. })) {
        text += "  never: so many of them cannot reach a corridor, would choose none of the destinations,\n  or find no place there\n";
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

fn pause(shortest: &Shortest) -> String {
    figures(&shortest.pause, |length| match length {
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
        Length::Never { missing_persons } => format!("never: {}", thousands(*missing_persons)),
    })
}

fn of_how_many(answer: &HowMany) -> String {
    const FIRST: usize = 13;
    let mut text = "HOW MANY: persons out, and in the open if the pause ended then\n".to_owned();
    text += &format!("{:FIRST$}{:^39}{:^39}\n", "", "out", "in the open");
    let levels = ["low", "best", "high"].map(|level| format!(" {level:>WIDTH$}"));
    text += &format!("{:FIRST$}{}{}\n", "", levels.concat(), levels.concat());
    let mut sheltered = 0;
    for row in &answer.moments {
        let open = persons(&row.in_the_open_persons);
        text += &format!(
            "  {:11}{}{open}\n",
            row.when.day_and_time(),
            persons(&row.out_persons)
        );
        sheltered = sheltered.max(row.sheltered_persons.high);
    }
    if sheltered > 0 {
        text += &format!(
            "  up to {} persons more are in sheltered places (high); see --json\n",
            thousands(sheltered)
        );
    }
    text + "\n"
}

fn of_pause(answer: &PauseOf) -> String {
    const FIRST: usize = 34;
    let minutes = answer.pause_minutes;
    let mut text = head(
        &format!(
            "IN A PAUSE OF {} HOURS, until {}",
            hours_and_minutes(minutes),
            answer.until.day_and_time()
        ),
        FIRST,
    );
    text += &format!(
        "{:FIRST$}{}\n",
        "  out, persons",
        persons(&answer.out_persons)
    );
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
    if answer.binding.is_empty() {
        text += "  nothing binds at the end\n";
    }
    for binding in &answer.binding {
        let name = format!("  {} {}", binding.kind, plain(&binding.id));
        text += &format!("{name:FIRST$}{}\n", signed(&binding.change_persons));
        text += &format!("      {}\n", binding.more);
        for level in Level::ALL {
            let binds = binding.binds.get(level);
            if !binds.is_empty() {
                let name = ["low", "best", "high"][level as usize];
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
    text += &format!(
        "{:FIRST$}{}\n",
        "  out at the end with all of them",
        persons(&answer.out_persons)
    );
    for corridor in &answer.corridors {
        text += &format!("  {}\n", plain(&corridor.id));
        let by_it = persons(&corridor.by_it_persons);
        text += &format!("{:FIRST$}{by_it}\n", "    out by it in the plan");
        let mut row = |name: &str, closing: &Closing| {
            text += &format!("{name:FIRST$}{}\n", signed(&closing.change_persons));
        };
        row("    if it never opens", &corridor.never_opens);
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
