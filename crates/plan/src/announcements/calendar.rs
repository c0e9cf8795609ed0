//! Local dates and times, taken apart.

use korridor_world::{Instant, LocalClock};

use crate::folder::times::rfc3339;

/// What the clock on the wall and the calendar show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Year.
    pub year: i64,
    /// `0..12`.
    pub month: usize,
    /// `1..=31`.
    pub day: i64,
    /// `0` is Monday.
    pub weekday: usize,
    /// `HH:MM`.
    pub time: String,
    /// `UTC+02:00`.
    pub offset: String,
}

impl Moment {
    /// At an instant.
    pub fn of(clock: &LocalClock, instant: Instant) -> Moment {
        let text = rfc3339(clock, instant);
        let number = |range: std::ops::Range<usize>| -> i64 {
            text.get(range)
                .and_then(|digits| digits.parse().ok())
                .unwrap_or(1)
        };
        let (year, month, day) = (number(0..4), number(5..7), number(8..10));
        Moment {
            year,
            month: usize::try_from(month - 1).unwrap_or(0).min(11),
            day,
            weekday: weekday(year, month, day),
            time: text.get(11..16).unwrap_or_default().to_owned(),
            offset: format!("UTC{}", text.get(19..25).unwrap_or_default()),
        }
    }

    /// Whether both are on one day.
    pub fn is_day_of(&self, other: &Moment) -> bool {
        (self.year, self.month, self.day) == (other.year, other.month, other.day)
    }
}

/// Monday is 0 (Sakamoto's method, Gregorian calendar).
fn weekday(year: i64, month: i64, day: i64) -> usize {
    const SHIFT: [i64; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let year = if month < 3 { year - 1 } else { year };
    let shift = SHIFT[usize::try_from(month - 1).unwrap_or(0).min(11)];
    let sunday_is_0 = (year + year / 4 - year / 100 + year / 400 + shift + day).rem_euclid(7);
    usize::try_from((sunday_is_0 + 6) % 7).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_was_on_a_friday() {
        let clock = LocalClock::of_zone("Asia/Damascus").unwrap();
        let moment = Moment::of(&clock, Instant(1_478_242_800));
        assert_eq!((moment.weekday, moment.day, moment.month), (4, 4, 10));
        assert_eq!(
            (moment.time.as_str(), moment.offset.as_str()),
            ("09:00", "UTC+02:00")
        );
        assert_eq!(weekday(2024, 2, 29), 3);
        assert_eq!(weekday(2000, 1, 1), 5);
    }
}
