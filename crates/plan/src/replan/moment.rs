//! A moment as people write it.

use korridor_world::{Instant, Interval, LocalClock, LocalTime, LocalTimeError};

use super::ReplanError;
use crate::folder::times::rfc3339;

/// The instant that a text names: RFC 3339 with an offset, a local date and time, or a time of day
/// that comes once within the hours in which people may be outside. `windows` are those hours, in order;
/// between them nobody is on the road and nothing can be told to anybody.
///
/// # Errors
/// A text that is none of these, or names no instant or several within `windows`.
pub fn moment(
    text: &str,
    clock: &LocalClock,
    windows: &[Interval],
) -> Result<Instant, ReplanError> {
    let at = if let Some(instant) = Instant::parse(text) {
        instant
    } else if let Ok(local) = LocalTime::parse(text) {
        local_instant(text, clock, local)?
    } else {
        return time_of_day(text, clock, windows);
    };
    if windows.iter().any(|window| window.contains(at)) {
        return Ok(at);
    }
    Err(outside(text, clock, windows, side(at, windows)))
}

/// Where a moment lies that is in no window.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    Between,
    After,
}

fn side(at: Instant, windows: &[Interval]) -> Side {
    if windows.first().is_some_and(|first| at < first.start) {
        Side::Before
    } else if windows.last().is_some_and(|last| at < last.end) {
        Side::Between
    } else {
        Side::After
    }
}

fn local_instant(text: &str, clock: &LocalClock, local: LocalTime) -> Result<Instant, ReplanError> {
    clock.instant(local).map_err(|error| ReplanError::Moment {
        text: text.to_owned(),
        what: error.to_string(),
        expected: "a time that came once, or one with its offset, like 2016-11-04T14:05:00+02:00"
            .to_owned(),
    })
}

fn outside(text: &str, clock: &LocalClock, windows: &[Interval], side: Side) -> ReplanError {
    ReplanError::Moment {
        text: text.to_owned(),
        what: match side {
            Side::Before => "a moment before the plan's time begins".to_owned(),
            Side::Between => "a moment between the hours in which people may be outside".to_owned(),
            Side::After => "a moment when the plan's time is over".to_owned(),
        },
        expected: format!("a moment {}", hours(clock, windows)),
    }
}

/// All windows, or the first and the last of many.
pub fn hours(clock: &LocalClock, windows: &[Interval]) -> String {
    const SHOWN: usize = 6;
    let of = |window: &Interval| {
        let [start, end] = [window.start, window.end].map(|instant| rfc3339(clock, instant));
        format!("from {start} to before {end}")
    };
    match windows {
        [first, .., last] if windows.len() > SHOWN => format!(
            "in one of {} windows, the first {}, the last {}",
            windows.len(),
            of(first),
            of(last)
        ),
        _ => windows.iter().map(of).collect::<Vec<_>>().join(", or "),
    }
}

fn time_of_day(
    text: &str,
    clock: &LocalClock,
    windows: &[Interval],
) -> Result<Instant, ReplanError> {
    let malformed = || {
        ReplanError::Moment {
        text: text.to_owned(),
        what: "no moment".to_owned(),
        expected:
            "a time of day like 14:05, a local time like 2016-11-04T14:05, or one with its offset like 2016-11-04T14:05:00+02:00"
                .to_owned(),
    }
    };
    let digits = |part: &str| match part.bytes().all(|b| b.is_ascii_digit()) && part.len() == 2 {
        true => part.parse::<i8>().ok(),
        false => None,
    };
    let parts = text.trim().split_once(':').ok_or_else(malformed)?;
    let (Some(hour), Some(minute)) = (digits(parts.0), digits(parts.1)) else {
        return Err(malformed());
    };
    let (Some(first), Some(last)) = (windows.first(), windows.last()) else {
        return Err(malformed());
    };
    let first_day = clock.local(first.start);
    let at = first_day.at(hour, minute).ok_or_else(malformed)?;
    let days = last.end.seconds_since(first.start) / 86_400 + 2;
    let mut found: Vec<Instant> = Vec::new();
    for day in 0..=days {
        let Some(local) = at.plus_days(day) else {
            break;
        };
        match clock.instant(local) {
            Ok(instant) => found.push(instant),
            Err(LocalTimeError::Ambiguous { first, second, .. }) => found.extend([first, second]),
            Err(_) => {}
        }
    }
    let sides: Vec<Side> = found.iter().map(|at| side(*at, windows)).collect();
    found.retain(|at| windows.iter().any(|window| window.contains(*at)));
    match found[..] {
        [only] => Ok(only),
        [] => {
            // Of a time that comes each day, the one between windows says most, then the first.
            let between = sides.contains(&Side::Between).then_some(Side::Between);
            let side = between.or(sides.first().copied()).unwrap_or(Side::After);
            Err(outside(text, clock, windows, side))
        }
        _ => {
            let times: Vec<String> = found.iter().map(|at| rfc3339(clock, *at)).collect();
            Err(ReplanError::Moment {
                text: text.to_owned(),
                what: format!("a time that comes {} times within the plan", times.len()),
                expected: format!("one of {}", times.join(", ")),
            })
        }
    }
}
