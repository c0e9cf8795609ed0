//! Times as events carry them: written as RFC 3339 in UTC, so that an outsider can read them.

use std::fmt;

use korridor_world::{Instant, Interval};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time in whole seconds, in files as `2016-11-04T07:00:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp(pub Instant);

impl Stamp {
    /// Before every time that a record can hold.
    pub const FIRST: Stamp = Stamp(Instant(i64::MIN / 4));

    /// The instant `seconds` later.
    pub fn plus_seconds(self, seconds: i64) -> Stamp {
        Stamp(self.0.plus_seconds(seconds))
    }

    /// Whether the year is one that a record of our time can speak of, 1900 to 2199.
    pub fn is_plausible(self) -> bool {
        (-2_208_988_800..7_258_118_400).contains(&self.0.0)
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Stamp, D::Error> {
        let text = <std::borrow::Cow<'_, str>>::deserialize(deserializer)?;
        parse_utc(&text)
            .or_else(|| Instant::parse(&text))
            .map(Stamp)
            .ok_or_else(|| {
                D::Error::custom(format!(
                    "{text:?} is no time with an offset, such as 2016-11-04T14:05:00+02:00"
                ))
            })
    }
}

/// Reads exactly `YYYY-MM-DDTHH:MM:SSZ`, the form that events are written in, without a general
/// parser: a million events are read in seconds.
fn parse_utc(text: &str) -> Option<Instant> {
    let bytes = text.as_bytes();
    if bytes.len() != 20 || bytes[19] != b'Z' {
        return None;
    }
    let punctuation = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if punctuation.iter().any(|&(at, sign)| bytes[at] != sign) {
        return None;
    }
    let number = |from: usize, digits: usize| {
        bytes[from..from + digits]
            .iter()
            .try_fold(0i64, |sum, digit| {
                digit
                    .is_ascii_digit()
                    .then(|| sum * 10 + i64::from(digit - b'0'))
            })
    };
    let (year, month, day) = (number(0, 4)?, number(5, 2)?, number(8, 2)?);
    let (hour, minute, second) = (number(11, 2)?, number(14, 2)?, number(17, 2)?);
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days_of_month = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if !(1..=days_of_month).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    // Days since 1970 by the civil calendar, counted in years that start in March.
    let year_from_march = if month <= 2 { year - 1 } else { year };
    let era = year_from_march.div_euclid(400);
    let year_of_era = year_from_march.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - 719_468;
    Some(Instant(days * 86_400 + hour * 3_600 + minute * 60 + second))
}

/// An interval, `from` inclusive, `to` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// First instant inside.
    pub from: Stamp,
    /// First instant after it.
    pub to: Stamp,
}

impl Span {
    /// The interval of a scenario.
    pub fn of(interval: Interval) -> Span {
        Span {
            from: Stamp(interval.start),
            to: Stamp(interval.end),
        }
    }

    /// Whether the instant lies inside.
    pub fn contains(self, at: Stamp) -> bool {
        self.from <= at && at < self.to
    }

    /// Whether both share an instant.
    pub fn overlaps(self, other: Span) -> bool {
        self.from < other.to && other.from < self.to
    }

    /// Length in seconds; zero or less if it ends before it starts.
    pub fn seconds(self) -> i64 {
        self.to.0.seconds_since(self.from.0)
    }
}

/// When something happened: at the earliest and at the latest, both inclusive, equal if it is known to
/// the second.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// Not before.
    pub earliest: Stamp,
    /// Not after.
    pub latest: Stamp,
    /// The time in the source's words, such as `14:45 Moscow time`; kept even if it is impossible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
}

impl Moment {
    /// Known to the second.
    pub fn exact(at: Stamp) -> Moment {
        Moment {
            earliest: at,
            latest: at,
            said: None,
        }
    }
}

/// Where a moment lies to a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Placed {
    /// Wholly inside.
    Inside,
    /// Wholly outside.
    Outside,
    /// Its uncertainty straddles an edge: it cannot be told.
    CannotBeTold,
}

impl Moment {
    /// Where it lies to windows that do not overlap.
    pub fn placed(&self, windows: &[Span]) -> Placed {
        let inside = |window: &Span| window.contains(self.earliest) && window.contains(self.latest);
        let touches = |window: &Span| self.earliest < window.to && window.from <= self.latest;
        if windows.iter().any(inside) {
            Placed::Inside
        } else if windows.iter().any(touches) {
            Placed::CannotBeTold
        } else {
            Placed::Outside
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_reader_agrees_with_the_general_one() {
        for seconds in (-2_208_988_800i64..4_102_444_800).step_by(7_777_777) {
            let text = Instant(seconds).to_string();
            assert_eq!(parse_utc(&text), Some(Instant(seconds)), "{text}");
        }
        for wrong in [
            "2016-02-30T00:00:00Z",
            "2016-13-01T00:00:00Z",
            "2016-11-04T24:00:00Z",
            "2016-11-04 07:00:00Z",
        ] {
            assert_eq!(parse_utc(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_moment_that_straddles_the_end_cannot_be_told() {
        let at = |seconds| Stamp(Instant(seconds));
        let window = [Span {
            from: at(10),
            to: at(20),
        }];
        let moment = |earliest, latest| Moment {
            earliest: at(earliest),
            latest: at(latest),
            said: None,
        };
        assert_eq!(moment(10, 19).placed(&window), Placed::Inside);
        assert_eq!(moment(19, 20).placed(&window), Placed::CannotBeTold);
        assert_eq!(moment(20, 25).placed(&window), Placed::Outside);
        assert_eq!(moment(5, 30).placed(&window), Placed::CannotBeTold);
        assert_eq!(moment(5, 10).placed(&window), Placed::CannotBeTold);
        assert_eq!(moment(5, 9).placed(&window), Placed::Outside);
    }
}
