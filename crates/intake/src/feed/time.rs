//! Times of rows: with an offset, a day of the place, or by a clock that somebody stated. A clock without a zone is refused.

use korridor_operate::{Moment, Span, Stamp};
use korridor_world::{LocalClock, LocalTime, LocalTimeError};

use super::Refused;
use super::bytes::short;
use crate::compiled::value;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const FORM: &str = "2016-11-04, 2016-11-04T09:00:00+02:00, or a time with --zone";

/// The clocks that times of a file are read by.
#[derive(Clone, Copy)]
pub(crate) struct Clocks<'a> {
    /// Of the place, for days.
    pub here: &'a LocalClock,
    /// For times of day without an offset, if somebody stated it.
    pub zone: Option<&'a LocalClock>,
}

impl Clocks<'_> {
    /// A time, a day, a month, or a range of days. The text is kept beside what it was read as.
    ///
    /// # Errors
    /// None of these, a day that does not exist, or a time without a zone.
    pub fn moment(&self, place: &str, text: &str) -> Result<Moment, Refused> {
        let text = text.trim();
        let iso = spelt(text).unwrap_or_else(|| text.to_owned());
        let read = value::moment(&iso, self.here).map(|moment| Moment {
            said: super::text::said(text),
            ..moment
        });
        if let Some(moment) = read {
            return plausible(place, text, moment);
        }
        let refuse = |code, expected: &str| {
            Err(Refused::new(
                place,
                code,
                format!("{:?}", short(text)),
                expected,
            ))
        };
        if let Ok(local) = LocalTime::parse(&iso) {
            let Some(zone) = self.zone else {
                let expected =
                    "an offset (+02:00), or --zone with the zone that the file's clock is in";
                return refuse("time_without_offset", expected);
            };
            let at = match zone.instant(local) {
                Ok(at) => Stamp(at),
                Err(LocalTimeError::Ambiguous { .. }) => {
                    return refuse(
                        "time_came_twice",
                        "an offset: the clock showed this time twice",
                    );
                }
                Err(_) => return refuse("time_never_was", "a time that the clock showed"),
            };
            let moment = Moment {
                said: super::text::said(text),
                ..Moment::exact(at)
            };
            return plausible(place, text, moment);
        }
        if looks_like_a_date(&iso) {
            return refuse("time_never_was", "a day and a time that exist");
        }
        let slashes = text
            .split(['/', '.', '-', ' '])
            .filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        if slashes.count() >= 3 {
            return refuse(
                "date_ambiguous",
                "the day as 2016-11-04: which number is the month is not told",
            );
        }
        refuse("time_unreadable", FORM)
    }

    /// From the start of one to the end of the other.
    ///
    /// # Errors
    /// As [`Clocks::moment`]; or the end is not after the start.
    pub fn span(&self, place: &str, from: &str, to: &str) -> Result<Span, Refused> {
        let start = self.moment(place, from)?;
        let end = self.moment(place, to)?;
        let is_exact = end.earliest == end.latest;
        let to_stamp = if is_exact {
            end.latest
        } else {
            end.latest.plus_seconds(1)
        };
        let span = Span {
            from: start.earliest,
            to: to_stamp,
        };
        if span.seconds() <= 0 {
            let found = format!("{:?} to {:?}", short(from), short(to));
            return Err(Refused::new(
                place,
                "interval_backwards",
                found,
                "an end after its start",
            ));
        }
        Ok(span)
    }
}

fn plausible(place: &str, text: &str, moment: Moment) -> Result<Moment, Refused> {
    if moment.earliest.is_plausible() && moment.latest.is_plausible() {
        return Ok(moment);
    }
    let found = format!("{:?}", short(text));
    Err(Refused::new(
        place,
        "time_absurd",
        found,
        "a time from 1900 to 2199",
    ))
}

/// `4 November 2016` as `2016-11-04`.
fn spelt(text: &str) -> Option<String> {
    let parts: Vec<&str> = text
        .split([' ', '-'])
        .filter(|part| !part.is_empty())
        .collect();
    let [day, month, year] = parts.as_slice() else {
        return None;
    };
    let month = month.to_lowercase();
    let at = MONTHS
        .iter()
        .position(|name| *name == month || (month.len() == 3 && name.starts_with(&month)))?;
    let digits = |text: &str, most: usize| {
        text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let fits = digits(day, 2) && !day.is_empty() && year.len() == 4 && digits(year, 4);
    fits.then(|| format!("{year}-{:02}-{day:0>2}", at + 1))
}

fn looks_like_a_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    [0, 1, 2, 3, 5, 6, 8, 9].into_iter().all(digit)
        && bytes.get(4) == Some(&b'-')
        && bytes.get(7) == Some(&b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_without_a_zone_is_refused_until_somebody_states_it() {
        let here = LocalClock::of_zone("Asia/Damascus").unwrap();
        let moscow = LocalClock::of_zone("Europe/Moscow").unwrap();
        let none = Clocks {
            here: &here,
            zone: None,
        };
        let code = |text| {
            none.moment("", text)
                .map_or_else(|refused| refused.code, |_| "read")
        };
        assert_eq!(code("2016-11-04T14:45"), "time_without_offset");
        assert_eq!(code("2016-11-04 14:45:00"), "time_without_offset");
        assert_eq!(code("2016-02-30"), "time_never_was");
        assert_eq!(code("2016-11-04T25:00:00+02:00"), "time_never_was");
        assert_eq!(code("31 November 2016"), "time_never_was");
        assert_eq!(code("04/11/2016"), "date_ambiguous");
        assert_eq!(code("noon"), "time_unreadable");
        assert_eq!(code(""), "time_unreadable");
        assert_eq!(code("0016-11-04"), "time_absurd");
        assert_eq!(code("4 November 2016"), "read");
        let stated = Clocks {
            here: &here,
            zone: Some(&moscow),
        };
        let read = stated.moment("", "2016-11-04T14:45").unwrap();
        assert_eq!(read.earliest.to_string(), "2016-11-04T11:45:00Z");
        let twice = Clocks {
            here: &here,
            zone: Some(&here),
        }
        .moment("", "2016-10-27T23:30");
        assert_eq!(twice.unwrap_err().code, "time_came_twice");
    }

    #[test]
    fn a_span_of_days_ends_with_the_last_day() {
        let here = LocalClock::of_zone("Asia/Damascus").unwrap();
        let clocks = Clocks {
            here: &here,
            zone: None,
        };
        let span = clocks.span("", "2016-11-04", "2016-11-04").unwrap();
        assert_eq!(span.seconds(), 86_400);
        let back = clocks.span("", "2016-11-04T10:00:00+02:00", "2016-11-04T09:00:00+02:00");
        assert_eq!(back.unwrap_err().code, "interval_backwards");
    }
}
