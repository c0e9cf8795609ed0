//! Local times into instants.

use korridor_world::time::{LocalTime, LocalTimeError};
use korridor_world::{Instant, Interval, LocalClock};

use crate::scenario::defects::{Defects, Place};
use crate::scenario::node::quoted;
use crate::scenario::raw::RawSpan;

/// The instant of a local time; what does not exist or comes twice is told.
pub fn instant(
    text: &str,
    clock: &LocalClock,
    place: &Place,
    defects: &mut Defects,
) -> Option<Instant> {
    let Ok(local) = LocalTime::parse(text) else {
        let expected = "a local date and time such as 2016-11-04T09:00, without an offset";
        defects.error(place, "not_a_local_time", quoted(text), expected);
        return None;
    };
    match clock.instant(local) {
        Ok(instant) => Some(instant),
        Err(error) => {
            let (code, expected) = match &error {
                LocalTimeError::Skipped { .. } => {
                    ("time_does_not_exist", "a time that the clock showed")
                }
                LocalTimeError::Ambiguous { .. } => {
                    ("time_is_ambiguous", "a time that the clock showed once")
                }
                LocalTimeError::OutsideCalendar { .. } => {
                    ("time_outside_calendar", "a time in the calendar")
                }
            };
            defects.error(place, code, error.to_string(), expected);
            None
        }
    }
}

/// The interval between two local times, which must not be empty.
pub fn interval(
    from: &str,
    until: &str,
    clock: &LocalClock,
    place: &Place,
    defects: &mut Defects,
) -> Option<Interval> {
    let start = instant(from, clock, &place.within(0, "start"), defects);
    let end = instant(until, clock, &place.within(0, "end"), defects);
    let interval = Interval {
        start: start?,
        end: end?,
    };
    if interval.start == interval.end {
        defects.error(
            place,
            "interval_of_zero_length",
            format!("{from} to {until}"),
            "an end after the start",
        );
        return None;
    }
    if interval.end < interval.start {
        defects.error(
            place,
            "interval_ends_before_it_starts",
            format!("{from} to {until}"),
            "an end after the start",
        );
        return None;
    }
    Some(interval)
}

/// Intervals that must not overlap, in the order of time.
pub fn spans(
    raw: &[RawSpan],
    clock: &LocalClock,
    place: &Place,
    defects: &mut Defects,
) -> Vec<Interval> {
    let mut intervals: Vec<Interval> = raw
        .iter()
        .filter_map(|span| {
            interval(
                &span.from,
                &span.until,
                clock,
                &place.within(span.line, "open"),
                defects,
            )
        })
        .collect();
    intervals.sort_unstable();
    apart(&intervals, clock, place, defects);
    intervals
}

/// Tells intervals in the order of time that overlap.
pub fn apart(intervals: &[Interval], clock: &LocalClock, place: &Place, defects: &mut Defects) {
    for pair in intervals.windows(2) {
        if pair[1].start < pair[0].end {
            let found = format!(
                "one until {} and one from {}",
                clock.local(pair[0].end),
                clock.local(pair[1].start)
            );
            defects.error(
                place,
                "overlapping_intervals",
                found,
                "intervals that do not overlap",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(from: &str, until: &str) -> Vec<String> {
        let clock = LocalClock::of_zone("Europe/Oslo").unwrap();
        let mut defects = Defects::default();
        interval(from, until, &clock, &Place::default(), &mut defects);
        defects
            .finish()
            .into_iter()
            .map(|defect| defect.code)
            .collect()
    }

    #[test]
    fn intervals_that_are_none_are_told() {
        assert!(codes("2024-10-27T01:00", "2024-10-27T04:00").is_empty());
        assert_eq!(
            codes("2024-10-27T01:00", "2024-10-27T02:30"),
            ["time_is_ambiguous"]
        );
        assert_eq!(
            codes("2024-03-31T02:30", "2024-03-31T04:00"),
            ["time_does_not_exist"]
        );
        assert_eq!(
            codes("2024-05-01T09:00", "2024-05-01T09:00"),
            ["interval_of_zero_length"]
        );
        assert_eq!(
            codes("2024-05-01T09:00", "2024-05-01T08:00"),
            ["interval_ends_before_it_starts"]
        );
        assert_eq!(
            codes("9 o'clock", "2024-05-01T08:00Z"),
            ["not_a_local_time"; 2]
        );
    }
}
