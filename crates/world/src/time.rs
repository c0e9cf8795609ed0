//! Instants, intervals and the local clock of a place. Nothing here reads a clock: every instant
//! comes from a file or an argument, and time zones come from the embedded database.

use std::fmt;

use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};

/// A point in time in whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Instant(pub i64);

impl Instant {
    /// Reads RFC 3339 with an offset or a `Z`, such as `2016-11-04T14:05:00+02:00`; seconds may be left
    /// out, and fractions of them are dropped. `None` for anything else.
    pub fn parse(text: &str) -> Option<Instant> {
        let text = text.trim();
        let has_date =
            text.len() >= 17 && text.as_bytes().get(10).is_some_and(|b| b"Tt ".contains(b));
        if !has_date || text.contains('[') {
            return None;
        }
        let timestamp: jiff::Timestamp = text.parse().ok()?;
        Some(Instant(timestamp.as_second()))
    }

    /// The instant `seconds` later; saturates at the ends of the range.
    pub fn plus_seconds(self, seconds: i64) -> Instant {
        Instant(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this instant; negative when it is later.
    pub fn seconds_since(self, earlier: Instant) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl Instant {
    /// `2016-11-04T07:00:00Z`; nothing for a year that has not four digits. A record of a million events is written and
    /// shown in seconds: no general formatter.
    fn rfc3339(self) -> Option<[u8; 20]> {
        let timestamp = jiff::Timestamp::from_second(self.0).ok()?;
        let time = jiff::tz::Offset::UTC.to_datetime(timestamp);
        let year = u16::try_from(time.year()).ok()?;
        let two = |part: i8| u16::from(part.unsigned_abs());
        let parts = [
            (0, 4, year),
            (5, 2, two(time.month())),
            (8, 2, two(time.day())),
            (11, 2, two(time.hour())),
            (14, 2, two(time.minute())),
            (17, 2, two(time.second())),
        ];
        let mut text = *b"0000-00-00T00:00:00Z";
        for (at, digits, mut number) in parts {
            for place in (at..at + digits).rev() {
                text[place] = b'0' + (number % 10) as u8;
                number /= 10;
            }
        }
        Some(text)
    }
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC, such as `2016-11-04T07:00:00Z`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = self.rfc3339() {
            return formatter.write_str(std::str::from_utf8(&text).unwrap_or_default());
        }
        match jiff::Timestamp::from_second(self.0) {
            Ok(timestamp) => write!(formatter, "{timestamp}"),
            Err(_) => write!(formatter, "{} s since 1970", self.0),
        }
    }
}

/// The time from `start` (inclusive) to `end` (exclusive); empty when `end <= start`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Interval {
    /// First instant inside.
    pub start: Instant,
    /// First instant after it.
    pub end: Instant,
}

impl Interval {
    /// Length in seconds, zero when empty.
    pub fn seconds(self) -> i64 {
        self.end.seconds_since(self.start).max(0)
    }

    /// Whether nothing lies inside.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether the instant lies inside.
    pub fn contains(self, instant: Instant) -> bool {
        self.start <= instant && instant < self.end
    }

    /// What both have in common; may be empty.
    pub fn intersection(self, other: Interval) -> Interval {
        Interval {
            start: self.start.max(other.start),
            end: self.end.min(other.end),
        }
    }

    /// The parts of this interval outside `cut`, in order: none, one or two.
    pub fn without(self, cut: Interval) -> Vec<Interval> {
        if self.intersection(cut).is_empty() {
            return if self.is_empty() {
                Vec::new()
            } else {
                vec![self]
            };
        }
        let before = Interval {
            start: self.start,
            end: cut.start,
        };
        let after = Interval {
            start: cut.end,
            end: self.end,
        };
        [before, after]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect()
    }
}

/// A calendar date and a time of day as a clock on the wall shows them, without a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime(jiff::civil::DateTime);

/// Why a text is not a local time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a local date and time like 2016-11-04T09:00")]
pub struct NotALocalTime;

impl LocalTime {
    /// Reads `YYYY-MM-DDTHH:MM` with optional seconds; a space may stand for the `T`. A text with
    /// an offset or a `Z` is refused: the zone is stated once, for the whole scenario.
    pub fn parse(text: &str) -> Result<LocalTime, NotALocalTime> {
        let text = text.trim();
        let shape = text.len() >= 16
            && text.len() <= 19
            && text.is_ascii()
            && text
                .bytes()
                .all(|b| b.is_ascii_digit() || b"-T: ".contains(&b));
        if !shape {
            return Err(NotALocalTime);
        }
        text.parse().map(LocalTime).map_err(|_| NotALocalTime)
    }

    /// The local time at `hour:minute` on the same date, `None` if there is no such time of day.
    pub fn at(self, hour: i8, minute: i8) -> Option<LocalTime> {
        let time = jiff::civil::Time::new(hour, minute, 0, 0).ok()?;
        Some(LocalTime(self.0.date().to_datetime(time)))
    }

    /// The same time of day `days` later, `None` outside the calendar.
    pub fn plus_days(self, days: i64) -> Option<LocalTime> {
        let span = jiff::Span::new().try_days(days).ok()?;
        self.0.checked_add(span).ok().map(LocalTime)
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0.strftime("%Y-%m-%dT%H:%M:%S"))
    }
}

/// Why a local time names no single instant in a zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LocalTimeError {
    /// The clock was moved forward over it.
    #[error("the clock in {zone} was moved forward over {local}: this time did not exist")]
    Skipped {
        /// The time zone.
        zone: String,
        /// The local time.
        local: LocalTime,
    },
    /// The clock was moved back over it, so that it came twice.
    #[error(
        "the clock in {zone} was moved back over {local}: it came twice, at {first} and {second}"
    )]
    Ambiguous {
        /// The time zone.
        zone: String,
        /// The local time.
        local: LocalTime,
        /// The earlier instant.
        first: Instant,
        /// The later instant.
        second: Instant,
    },
    /// The instant is outside the range of years -9999 to 9999.
    #[error("{local} in {zone} is outside the calendar")]
    OutsideCalendar {
        /// The time zone.
        zone: String,
        /// The local time.
        local: LocalTime,
    },
}

/// The clock on the wall of a place: an IANA time zone from the embedded database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalClock {
    zone: TimeZone,
    name: String,
}

impl LocalClock {
    /// The clock of an IANA zone such as `Asia/Damascus`; `None` if there is no such zone.
    pub fn of_zone(name: &str) -> Option<LocalClock> {
        let zone = TimeZoneDatabase::bundled().get(name).ok()?;
        let name = zone.iana_name()?.to_owned();
        Some(LocalClock { zone, name })
    }

    /// Names of all zones, in the database's order, to propose the nearest one.
    pub fn zone_names() -> Vec<String> {
        TimeZoneDatabase::bundled()
            .available()
            .map(|name| name.as_str().to_owned())
            .collect()
    }

    /// The IANA name of the zone.
    pub fn zone_name(&self) -> &str {
        &self.name
    }

    /// The single instant at which this clock shows `local`.
    ///
    /// # Errors
    /// When the clock was moved over that time, or it is outside the calendar.
    pub fn instant(&self, local: LocalTime) -> Result<Instant, LocalTimeError> {
        let zone = || self.name.clone();
        let ambiguous = self.zone.to_ambiguous_timestamp(local.0);
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => ambiguous
                .unambiguous()
                .map(|timestamp| Instant(timestamp.as_second()))
                .map_err(|_| LocalTimeError::OutsideCalendar {
                    zone: zone(),
                    local,
                }),
            AmbiguousOffset::Gap { .. } => Err(LocalTimeError::Skipped {
                zone: zone(),
                local,
            }),
            AmbiguousOffset::Fold { before, after } => {
                let at = |offset: jiff::tz::Offset| {
                    offset
                        .to_timestamp(local.0)
                        .map_or(Instant(0), |t| Instant(t.as_second()))
                };
                let (first, second) = (at(before), at(after));
                Err(LocalTimeError::Ambiguous {
                    zone: zone(),
                    local,
                    first,
                    second,
                })
            }
        }
    }

    /// What this clock shows at an instant.
    pub fn local(&self, instant: Instant) -> LocalTime {
        let limits = (
            jiff::Timestamp::MIN.as_second(),
            jiff::Timestamp::MAX.as_second(),
        );
        let second = instant.0.clamp(limits.0, limits.1);
        let timestamp = jiff::Timestamp::from_second(second).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        LocalTime(self.zone.to_datetime(timestamp))
    }

    /// The time of day at an instant as `HH:MM`.
    pub fn hour_and_minute(&self, instant: Instant) -> String {
        self.local(instant).0.strftime("%H:%M").to_string()
    }

    /// The offset from UTC at an instant, in seconds east.
    pub fn offset_seconds(&self, instant: Instant) -> i32 {
        let timestamp = jiff::Timestamp::from_second(instant.0);
        timestamp.map_or(0, |timestamp| self.zone.to_offset(timestamp).seconds())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(clock: &LocalClock, text: &str) -> Result<Instant, LocalTimeError> {
        clock.instant(LocalTime::parse(text).unwrap())
    }

    #[test]
    fn an_instant_is_written_as_the_calendar_library_writes_it() {
        let by_library = |seconds| match jiff::Timestamp::from_second(seconds) {
            Ok(timestamp) => timestamp.to_string(),
            Err(_) => format!("{seconds} s since 1970"),
        };
        // Every day and some seconds of four hundred years, the leap days among them; and the ends.
        let days = (-73_000..=73_100).map(|day: i64| day * 86_400 + day.rem_euclid(86_399));
        let ends = [
            -62_167_219_200,
            -62_167_219_201,
            253_402_207_200,
            -1,
            0,
            i64::MAX,
            i64::MIN,
        ];
        for seconds in days.chain(ends) {
            assert_eq!(Instant(seconds).to_string(), by_library(seconds));
        }
    }

    #[test]
    fn damascus_had_left_summer_time_a_week_before_the_pause() {
        let damascus = LocalClock::of_zone("Asia/Damascus").unwrap();
        let start = at(&damascus, "2016-11-04T09:00").unwrap();
        assert_eq!(start.to_string(), "2016-11-04T07:00:00Z");
        let moscow = LocalClock::of_zone("Europe/Moscow").unwrap();
        let announced = at(&moscow, "2016-11-04T14:45").unwrap();
        assert_eq!(damascus.hour_and_minute(announced), "13:45");
        assert_eq!(
            at(&damascus, "2016-10-20T08:00").unwrap().to_string(),
            "2016-10-20T05:00:00Z"
        );
    }

    #[test]
    fn times_that_the_clock_was_moved_over_are_refused_by_name() {
        let oslo = LocalClock::of_zone("Europe/Oslo").unwrap();
        let skipped = at(&oslo, "2024-03-31T02:30").unwrap_err();
        assert!(matches!(skipped, LocalTimeError::Skipped { .. }));
        let twice = at(&oslo, "2024-10-27T02:30").unwrap_err();
        let LocalTimeError::Ambiguous { first, second, .. } = twice else {
            panic!("{twice}")
        };
        assert_eq!(first.to_string(), "2024-10-27T00:30:00Z");
        assert_eq!(second.to_string(), "2024-10-27T01:30:00Z");
    }

    #[test]
    fn only_local_times_are_local_times() {
        for text in [
            "2016-11-04T09:00Z",
            "2016-11-04T09:00+02:00",
            "2016-11-04",
            "09:00",
            "2016-13-04T09:00",
        ] {
            assert_eq!(LocalTime::parse(text), Err(NotALocalTime), "{text}");
        }
        let spaced = LocalTime::parse("2016-11-04 09:00:30").unwrap();
        assert_eq!(spaced.to_string(), "2016-11-04T09:00:30");
    }

    #[test]
    fn an_interval_cut_in_the_middle_leaves_two() {
        let interval = |start, end| Interval {
            start: Instant(start),
            end: Instant(end),
        };
        assert_eq!(
            interval(0, 10).without(interval(4, 6)),
            [interval(0, 4), interval(6, 10)]
        );
        assert_eq!(interval(0, 10).without(interval(-5, 12)), []);
        assert_eq!(interval(0, 10).without(interval(10, 12)), [interval(0, 10)]);
        assert_eq!(interval(0, 10).without(interval(8, 8)), [interval(0, 10)]);
    }
}
