//! Numbers and times of a row. What is not exact stays in the words and becomes no number.

use korridor_operate::fact::Figure;
use korridor_operate::{Moment, Stamp};
use korridor_world::{Instant, LocalClock, LocalTime};

/// A number of people: `52`, `2000-2500`, `about 50` (a tenth either way). Bounds with one end are no figure.
pub(crate) fn figure(text: &str) -> Option<Figure> {
    let text = text.trim();
    if let Ok(persons) = text.parse::<u64>() {
        return Some(Figure::exact(persons));
    }
    if let Some((low, high)) = text.split_once('-') {
        let (low, high) = (
            low.trim().parse::<u64>().ok()?,
            high.trim().parse::<u64>().ok()?,
        );
        return (low <= high).then(|| Figure::between(low, high));
    }
    let about = text.strip_prefix("about ")?.trim().parse::<u64>().ok()?;
    Some(Figure {
        low: about - about / 10,
        best: Some(about),
        high: about.saturating_add(about / 10),
    })
}

/// A time of a row: an instant with an offset, a day, a month, or a range of either (`2016-10-20/22`).
pub(crate) fn moment(text: &str, clock: &LocalClock) -> Option<Moment> {
    let text = text.trim();
    let said = Some(text.to_owned());
    if let Some(instant) = Instant::parse(text).or_else(|| Instant::parse(&with_seconds(text))) {
        return Some(Moment {
            said,
            ..Moment::exact(Stamp(instant))
        });
    }
    let (first, last) = text.split_once('/').unwrap_or((text, text));
    let last = match first.len().checked_sub(last.len()) {
        Some(kept) if kept > 0 => format!("{}{last}", first.get(..kept)?),
        _ => last.to_owned(),
    };
    let (earliest, _) = day_or_month(first, clock)?;
    let (_, latest) = day_or_month(&last, clock)?;
    (earliest <= latest).then_some(Moment {
        earliest,
        latest,
        said,
    })
}

/// `2016-11-04T14:45+03:00` with its seconds.
fn with_seconds(text: &str) -> String {
    match text.char_indices().nth(16) {
        Some((at, '+' | '-' | 'Z')) => format!("{}:00{}", &text[..at], &text[at..]),
        _ => text.to_owned(),
    }
}

/// The first and the last second of a day or a month there.
fn day_or_month(text: &str, clock: &LocalClock) -> Option<(Stamp, Stamp)> {
    let parts: Vec<&str> = text.split('-').collect();
    let (first, next) = match parts.as_slice() {
        [_, _, _] => {
            let day = LocalTime::parse(&format!("{text}T00:00")).ok()?;
            (day, day.plus_days(1)?)
        }
        [year, month] => {
            let first = LocalTime::parse(&format!("{text}-01T00:00")).ok()?;
            let (year, month): (i32, u32) = (year.parse().ok()?, month.parse().ok()?);
            let (year, month) = if month == 12 {
                (year + 1, 1)
            } else {
                (year, month + 1)
            };
            (
                first,
                LocalTime::parse(&format!("{year:04}-{month:02}-01T00:00")).ok()?,
            )
        }
        _ => return None,
    };
    let start = |local: LocalTime| match clock.instant(local) {
        Ok(instant) => Some(Stamp(instant)),
        // Midnight that a change of clocks skips or repeats: the day begins within an hour of it.
        Err(_) => clock.instant(local.at(1, 0)?).ok().map(Stamp),
    };
    Some((start(first)?, start(next)?.plus_seconds(-1)))
}

/// From (hour, minute) to (hour, minute), and the number of hours as stated.
type StatedHours = ((i8, i8), (i8, i8), u32);

/// Hours of a day and the number of hours as stated, as in `08:00-16:00, eleven hours a day`.
pub(crate) fn stated_hours(text: &str) -> Option<StatedHours> {
    let at = text.find(|sign: char| sign.is_ascii_digit())?;
    let span = text.get(at..at + 11)?;
    let (from, to) = span.split_once('-')?;
    let clock = |text: &str| {
        let (hour, minute) = text.split_once(':')?;
        Some((hour.parse::<i8>().ok()?, minute.parse::<i8>().ok()?))
    };
    let words: Vec<&str> = text
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let at = words.iter().position(|word| word.starts_with("hour"))?;
    let number = *words.get(at.checked_sub(1)?)?;
    const SPELT: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let spelt = SPELT
        .iter()
        .position(|spelt| *spelt == number)
        .and_then(|hours| u32::try_from(hours).ok());
    Some((clock(from)?, clock(to)?, number.parse().ok().or(spelt)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_taken_only_where_both_ends_are_known() {
        assert_eq!(figure("52"), Some(Figure::exact(52)));
        assert_eq!(figure("2000-2500"), Some(Figure::between(2000, 2500)));
        assert_eq!(
            figure("about 50"),
            Some(Figure {
                low: 45,
                best: Some(50),
                high: 55
            })
        );
        for vague in [
            ">250000",
            "up to 50000",
            "tens",
            "at least 53773",
            "none seen",
            "",
        ] {
            assert_eq!(figure(vague), None, "{vague}");
        }
    }

    #[test]
    fn an_offset_is_kept_and_a_day_is_the_day_there() {
        let damascus = LocalClock::of_zone("Asia/Damascus").unwrap();
        let trap = moment("2016-11-04T14:45+03:00", &damascus).unwrap();
        assert_eq!(trap.earliest.to_string(), "2016-11-04T11:45:00Z");
        let day = moment("2016-10-20", &damascus).unwrap();
        assert_eq!(
            (
                day.earliest.to_string().as_str(),
                day.latest.to_string().as_str()
            ),
            ("2016-10-19T21:00:00Z", "2016-10-20T20:59:59Z")
        );
        let range = moment("2016-10-20/22", &damascus).unwrap();
        assert_eq!(range.latest.to_string(), "2016-10-22T20:59:59Z");
        assert!(moment("2013-09/2014-01", &damascus).is_some());
        assert_eq!(moment("daily from 2016-08-11", &damascus), None);
    }

    #[test]
    fn hours_that_contradict_their_times_are_found_as_said() {
        assert_eq!(
            stated_hours("08:00-16:00, eleven hours a day, three days"),
            Some(((8, 0), (16, 0), 11))
        );
        assert_eq!(stated_hours("4"), None);
        assert_eq!(stated_hours("é08:00-16:0"), None);
    }
}
