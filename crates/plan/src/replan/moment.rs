//! A moment as people write it.

use korridor_world::{Instant, Interval, LocalClock, LocalTime, LocalTimeError};

use super::ReplanError;
use crate::folder::times::rfc3339;

/// The instant that a text names: RFC 3339 with an offset, a local date and time, or a time of day
/// that comes once within the plan.
///
/// # Errors
/// A text that is none of these, or names no instant or several within `window`.
pub fn moment(text: &str, clock: &LocalClock, window: Interval) -> Result<Instant, ReplanError> {
    let at = if let Some(instant) = Instant::parse(text) {
        instant
    } else if let Ok(local) = LocalTime::parse(text) {
        local_instant(text, clock, local)?
    } else {
        return time_of_day(text, clock, window);
    };
    if window.contains(at) {
        return Ok(at);
    }
    Err(outside(text, clock, window, at >= window.end))
}

fn local_instant(text: &str, clock: &LocalClock, local: LocalTime) -> Result<Instant, ReplanError> {
    clock.instant(local).map_err(|error| ReplanError::Moment {
        text: text.to_owned(),
        what: error.to_string(),
        expected: "a time that came once, or one with its offset, like 2016-11-04T14:05:00+02:00"
            .to_owned(),
    })
}

fn outside(text: &str, clock: &LocalClock, window: Interval, is_over: bool) -> ReplanError {
    let ends = [window.start, window.end].map(|instant| rfc3339(clock, instant));
    ReplanError::Moment {
        text: text.to_owned(),
        what: match is_over {
            true => "a moment when the plan's time is over".to_owned(),
            false => "a moment before the plan's time begins".to_owned(),
        },
        expected: format!("a moment from {} to before {}", ends[0], ends[1]),
    }
}

fn time_of_day(text: &str, clock: &LocalClock, window: Interval) -> Result<Instant, ReplanError> {
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
    let first_day = clock.local(window.start);
    let at = first_day.at(hour, minute).ok_or_else(malformed)?;
    let days = window.seconds() / 86_400 + 2;
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
    let later = found.iter().all(|instant| *instant >= window.end);
    found.retain(|instant| window.contains(*instant));
    match found[..] {
        [only] => Ok(only),
        [] => {
            let same_day = found.is_empty() && !later;
            let after = clock.instant(at).is_ok_and(|instant| instant >= window.end);
            Err(outside(text, clock, window, after || !same_day))
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
