//! Judging counts and plans. A count that no gate could pass is kept as said, and flagged.

use super::check::Check;
use crate::event::Flag;
use crate::fact::{CountAt, Direction, GateCount, Passage, Published};
use crate::refusal::Code;
use crate::time::{Span, Stamp};

pub fn count(check: &mut Check<'_>, count: &GateCount, known: Stamp) {
    let taken = check.board.counts.places.contains_key(&count.count);
    check.new_name("count", &count.count, taken);
    place(check, count);
    check.source("source", &count.source);
    check.span("interval", count.interval);
    check.figure("persons", count.persons);
    if count.interval.seconds() > 31 * 86_400 {
        let expected = "at most 31 days; record each day apart";
        check.refuse(
            Code::IntervalBackwards,
            "interval",
            "a count over more than 31 days",
            expected,
        );
    }
    if count.interval.to > known {
        check.flag(Flag::KnownBeforeItHappened);
    }
    let parts = count
        .parts
        .values()
        .fold(0u64, |sum, part| sum.saturating_add(*part));
    let overlapping = count.parts.keys().any(|part| {
        use crate::fact::Category::*;
        matches!(part, Older | WithDisabilities | WoundedAndSick)
    });
    if count.parts.values().any(|part| *part > count.persons.high)
        || (!overlapping && parts > count.persons.high)
    {
        check.flag(Flag::PartsAboveTheWhole);
    }
    supersedes(check, count);
    capacity(check, count);
}

fn place(check: &mut Check<'_>, count: &GateCount) {
    match &count.at {
        CountAt::Gate(gate) => {
            check.gate("at", gate);
        }
        CountAt::Corridor(corridor) => {
            check.corridor("at", corridor);
        }
        CountAt::Departure(zone) => check.zone("at", zone),
        CountAt::Reception(reception) => check.reception("at", reception),
        CountAt::Everywhere => {}
    }
    let fits = match count.passage {
        Passage::Departed => matches!(count.at, CountAt::Departure(_)),
        Passage::Received => matches!(count.at, CountAt::Reception(_)),
        Passage::ChildrenAloneHandedOver => !matches!(count.at, CountAt::Departure(_)),
        Passage::Arrived => true,
        Passage::Passed | Passage::TurnedBack | Passage::Held | Passage::Released => {
            !matches!(count.at, CountAt::Departure(_) | CountAt::Reception(_))
        }
    };
    if !fits {
        let found = "a passage that does not happen at such a place";
        let expected = "departed from a zone; passed, turned_back, held or released at a gate or corridor; received at a \
                        reception place";
        check.refuse(Code::Missing, "passage", found, expected);
    }
}

fn supersedes(check: &mut Check<'_>, count: &GateCount) {
    check.at_most("supersedes", count.supersedes.len(), 100);
    for earlier in &count.supersedes {
        if !check.count("supersedes", earlier) {
            continue;
        }
        let batch = check.board.counts.get(earlier);
        let place = check.board.counts.places.get(earlier);
        let same = place.is_some_and(|((at, passage, direction), _)| {
            (at, *passage, *direction) == (&count.at, count.passage, count.direction)
        });
        if !same || batch.is_some_and(|batch| !batch.interval.overlaps(count.interval)) {
            check.flag(Flag::CorrectsAnotherPassage);
        }
        if let Some(by) = batch.and_then(|batch| batch.superseded.clone()) {
            let expected = format!("a correction of {by}, which stands in its stead");
            check.refuse(
                Code::AlreadySuperseded,
                "supersedes",
                format!("{earlier} was corrected already"),
                expected,
            );
        }
        if batch.is_some_and(|batch| {
            check.board.root_of(&batch.source) != check.board.root_of(&count.source)
        }) {
            let expected = "a count of its own: what another source counted stays beside it";
            check.refuse(
                Code::OfAnotherSource,
                "supersedes",
                format!("{earlier} is of another source"),
                expected,
            );
        }
    }
}

/// What a gate can pass is what its corridor's width can; its highest rate is what the scenario holds possible.
fn capacity(check: &mut Check<'_>, count: &GateCount) {
    let CountAt::Gate(gate) = &count.at else {
        return;
    };
    let Some(state) = check.board.gates.get(gate) else {
        return;
    };
    if !matches!(count.passage, Passage::Passed) || count.direction != Direction::Out {
        return;
    }
    let gate = &state.gate;
    let passable = in_seconds(gate.passable_per_hour, count.interval.seconds());
    let at_highest: u64 = gate
        .openings
        .iter()
        .map(|opening| {
            let common = Span {
                from: opening.span.from.max(count.interval.from),
                to: opening.span.to.min(count.interval.to),
            };
            in_seconds(opening.highest_per_hour, common.seconds().max(0))
        })
        .fold(0, u64::saturating_add);
    let never_open = !gate
        .openings
        .iter()
        .any(|opening| opening.span.overlaps(count.interval));
    if count.persons.low > passable {
        check.flag(Flag::AboveWhatTheGateCanPass);
    }
    if never_open && count.persons.high > 0 {
        check.flag(Flag::GateClosedByScenario);
    } else if count.persons.low > at_highest {
        check.flag(Flag::AboveTheGatesRate);
    }
}

/// People at a rate in an interval, a started person counted.
fn in_seconds(per_hour: u64, seconds: i64) -> u64 {
    let seconds = u128::from(seconds.max(0).unsigned_abs());
    u64::try_from((u128::from(per_hour) * seconds).div_ceil(3600)).unwrap_or(u64::MAX)
}

pub fn publish(check: &mut Check<'_>, plan: &Published) {
    let taken = check
        .board
        .plans
        .iter()
        .any(|(_, earlier)| earlier.plan == plan.plan);
    check.new_name("plan", &plan.plan, taken);
    check.hash("sha256", &plan.sha256);
    check.hash("scenario_sha256", &plan.scenario_sha256);
    check.at_most("curve", plan.curve.len(), 400);
    for point in &plan.curve {
        check.plausible("curve", point.by);
        check.figure("curve", point.persons);
    }
    if plan.curve.windows(2).any(|pair| pair[0].by >= pair[1].by) {
        check.refuse(
            Code::IntervalBackwards,
            "curve",
            "points out of order",
            "each point later than the one before",
        );
    }
    let own = check
        .board
        .opened
        .as_ref()
        .map(|opened| opened.scenario_sha256.as_str());
    if own.is_some_and(|own| own != plan.scenario_sha256) {
        let found = format!(
            "a plan for the scenario {}",
            plan.scenario_sha256.chars().take(12).collect::<String>()
        );
        let expected =
            "a plan for the scenario of this record; a changed scenario needs a record of its own";
        check.refuse(Code::OtherScenario, "scenario_sha256", found, expected);
    }
    if let Some(replaces) = &plan.replaces
        && !check
            .board
            .plans
            .iter()
            .any(|(_, earlier)| earlier.plan == *replaces)
    {
        check.refuse(
            Code::Missing,
            "replaces",
            format!("no plan {replaces:?} was published"),
            "a plan of this record",
        );
    }
}
