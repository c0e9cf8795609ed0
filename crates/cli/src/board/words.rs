//! What values are called on the board.

use korridor_operate::fact::{Figure, GuaranteeFor, Happening, Modality, Polarity, Precision};
use korridor_operate::view::{
    CorridorStatus, EndReason, GuaranteeStanding, IncidentStanding, WindowState,
};
use korridor_operate::{Board, Placed, Stamp};
use korridor_plan::thousands;
use serde::Serialize;

use anstyle::Style;

use super::page::{CALM, CARE, FAINT, STOP, STRONG};

/// `turned back` for a value that files call `turned_back`.
pub fn word(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().replace('_', " ")
}

/// `12`, or `10 to 14, best 13`, or `10 to 14` where nobody said a best.
pub fn figure(figure: Figure) -> String {
    let Figure { low, best, high } = figure;
    if low == high {
        return thousands(low);
    }
    let ends = format!("{} to {}", thousands(low), thousands(high));
    match best {
        Some(best) => format!("{ends}, best {}", thousands(best)),
        None => ends,
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn listed<S: AsRef<str>>(names: &[S]) -> String {
    match names {
        [] => "nobody".to_owned(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

pub fn status_style(status: CorridorStatus) -> Style {
    match status {
        CorridorStatus::Open | CorridorStatus::Restricted => CALM,
        CorridorStatus::Unknown | CorridorStatus::Contested => CARE,
        CorridorStatus::Suspended | CorridorStatus::Closed => STOP,
        CorridorStatus::Agreed | CorridorStatus::Notified => STRONG,
        CorridorStatus::Planned | CorridorStatus::Declared | CorridorStatus::Completed => {
            Style::new()
        }
    }
}

pub fn incident_style(standing: IncidentStanding) -> Style {
    match standing {
        IncidentStanding::Contested => CARE,
        IncidentStanding::Confirmed | IncidentStanding::Corroborated => STOP,
        IncidentStanding::Reported => STRONG,
        IncidentStanding::Unfounded => FAINT,
    }
}

pub fn standing(standing: GuaranteeStanding) -> &'static str {
    match standing {
        GuaranteeStanding::Holds => "holds",
        GuaranteeStanding::GivenForAnotherTime => "given, for another time",
        GuaranteeStanding::GivenTooWeakly => "given, too weakly for the rules",
        GuaranteeStanding::Requested => "asked for, no answer",
        GuaranteeStanding::Refused => "refused",
        GuaranteeStanding::Withdrawn => "withdrawn",
        GuaranteeStanding::Expired => "expired",
        GuaranteeStanding::NotRequested => "not asked for",
    }
}

pub fn end_reason(reason: EndReason) -> &'static str {
    match reason {
        EndReason::AsDeclared => "as declared",
        EndReason::Amended => "as amended",
        EndReason::LateExtension => {
            "the extension was stated late, so the earliest end stated holds"
        }
        EndReason::AmbiguousEnd => {
            "the statement can mean several ends, so the earliest end stated holds"
        }
    }
}

pub fn window_state(state: WindowState) -> &'static str {
    match state {
        WindowState::NoneDeclared => "no window has been declared",
        WindowState::Before => "before the window",
        WindowState::Inside => "inside the window",
        WindowState::Between => "between two windows",
        WindowState::Ended => "the window is over",
    }
}

/// Only violence could be a breach of a window.
pub fn placed(placed: Placed, happening: Happening) -> &'static str {
    match placed {
        Placed::Inside => "inside the window",
        Placed::Outside if happening.endangers() => "outside the window: no breach of it",
        Placed::Outside => "outside the window",
        Placed::CannotBeTold => "at the edge of the window: cannot be told",
    }
}

/// How exactly a place is known, with the corridors that it could be.
pub fn precision_of(precision: Precision, corridors: &[String], all: usize) -> String {
    match (precision, corridors) {
        (Precision::Unknown, _) => "no corridor can be said".to_owned(),
        (Precision::Near, []) => "near, no corridor".to_owned(),
        (Precision::Near, near) => format!("near {}", listed(near)),
        (Precision::Named, named) => listed(named),
        (Precision::OneOf, some) if some.len() == all => {
            format!("could mean any of the {all} corridors; it names none")
        }
        (Precision::OneOf, some) => format!("could mean any of {}", listed(some)),
    }
}

/// A corridor or a mission that something is about.
pub fn fact_about(about: &GuaranteeFor) -> String {
    match about {
        GuaranteeFor::Corridor(corridor) => format!("corridor {corridor}"),
        GuaranteeFor::Mission(mission) => format!("mission {mission}"),
    }
}

/// `2 h 35 min` between two moments.
pub fn between(from: Stamp, to: Stamp) -> String {
    let minutes = to.0.seconds_since(from.0).abs() / 60;
    let (days, hours, minutes) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes} min"),
        (0, _) => format!("{hours} h {minutes:02} min"),
        (1..=9, _) => format!("{days} d {hours} h"),
        _ => format!("{days} d"),
    }
}

/// As [`between`], roughly, in six columns at the most.
pub fn roughly(from: Stamp, to: Stamp) -> String {
    let hours = to.0.seconds_since(from.0).abs() / 3_600;
    match hours {
        0..24 => format!("{hours} h"),
        24..24_000 => format!("{} d", hours / 24),
        _ => format!("{} y", hours / 8_766),
    }
}

/// A claim that something endangers people, as a fact or a report, or that what is open is not: the same that can
/// contest a corridor.
pub fn is_of_danger(happening: Happening, polarity: Polarity, modality: Modality) -> bool {
    let denies = polarity == Polarity::Negated || modality == Modality::Denied;
    match happening {
        Happening::Open => denies,
        _ => happening.endangers() && !denies && modality != Modality::Planned,
    }
}

/// `#26 main-status-1` for an entry that the board has.
pub fn numbered(board: &Board, id: &str) -> String {
    match board.ids.get(id) {
        Some(seq) => format!("#{seq} {id}"),
        None => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use korridor_world::Instant;

    #[test]
    fn long_spans_stay_short() {
        let after = |seconds| (Stamp(Instant(0)), Stamp(Instant(seconds)));
        for (seconds, exact, rough) in [
            (59 * 60, "59 min", "0 h"),
            (11 * 3_600 + 60, "11 h 01 min", "11 h"),
            (3 * 86_400 + 4 * 3_600, "3 d 4 h", "3 d"),
            (3_674 * 86_400 + 15 * 3_600, "3674 d", "10 y"),
        ] {
            let (from, to) = after(seconds);
            assert_eq!(
                (between(from, to).as_str(), roughly(from, to).as_str()),
                (exact, rough)
            );
            assert!(roughly(from, to).len() <= 6);
        }
    }
}
