//! Clocks of several places: to local time, and against each other.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::clock::{Clock, Window};

/// A time of day by the clock of the place, and how it got there.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Shown {
    pub start: Option<Clock>,
    pub end: Option<Clock>,
    /// Hours and minutes from UTC there and then, if the day leaves only one.
    pub offset: Option<String>,
    /// In UTC, if the day leaves only one.
    pub utc: Vec<String>,
    /// The day lies so that clocks were put forward or back in it: left open.
    pub unclear: bool,
}

/// A window by the clock of `zone` on the days that it can be. Nothing if the days leave more than one answer.
pub(in super::super) fn local_window(window: &Window, zone: &str, days: &[Date]) -> Option<Shown> {
    let there = TimeZone::get(zone).ok()?;
    let stated = match window.zone.as_str() {
        "" | "local" => there.clone(),
        "UTC" => TimeZone::UTC,
        other => TimeZone::get(other).ok()?,
    };
    let mut found: Option<Shown> = None;
    let days = if days.is_empty() {
        return plain(window, zone);
    } else {
        days
    };
    for day in days {
        let shown = on_day(window, &stated, &there, *day)?;
        match &mut found {
            None => found = Some(shown),
            Some(first) if first.start == shown.start && first.end == shown.end => {
                if first.offset != shown.offset {
                    first.offset = None;
                    first.utc.clear();
                }
            }
            Some(_) => return None,
        }
    }
    found
}

/// Without a day only the clock of the place itself can be told.
fn plain(window: &Window, zone: &str) -> Option<Shown> {
    matches!(window.zone.as_str(), "" | "local")
        .then_some(())
        .or_else(|| (window.zone == zone).then_some(()))?;
    Some(Shown {
        start: window.start,
        end: window.end,
        offset: None,
        utc: Vec::new(),
        unclear: false,
    })
}

fn on_day(window: &Window, stated: &TimeZone, there: &TimeZone, day: Date) -> Option<Shown> {
    let mut shown = Shown {
        start: None,
        end: None,
        offset: None,
        utc: Vec::new(),
        unclear: false,
    };
    for (clock, slot) in [(window.start, 0), (window.end, 1)] {
        let Some(clock) = clock else { continue };
        let time = Time::new(clock.hour, clock.minute, 0, 0).ok()?;
        let ambiguous = stated.to_ambiguous_zoned(day.to_datetime(time));
        if ambiguous.is_ambiguous() {
            shown.unclear = true;
            if stated == there {
                if slot == 0 {
                    shown.start = Some(clock)
                } else {
                    shown.end = Some(clock)
                }
            }
            continue;
        }
        let instant = ambiguous.unambiguous().ok()?.timestamp();
        let local = instant.to_zoned(there.clone());
        let own = Clock {
            hour: local.hour(),
            minute: local.minute(),
        };
        if slot == 0 {
            shown.start = Some(own);
        } else {
            shown.end = Some(own);
        }
        let seconds = local.offset().seconds();
        let sign = if seconds < 0 { '-' } else { '+' };
        let offset = format!(
            "{sign}{:02}:{:02}",
            seconds.abs() / 3600,
            seconds.abs() / 60 % 60
        );
        shown.offset.get_or_insert(offset);
        let utc = instant.to_zoned(TimeZone::UTC);
        shown
            .utc
            .push(format!("{:02}:{:02}Z", utc.hour(), utc.minute()));
    }
    Some(shown)
}

#[cfg(test)]
mod tests {
    use super::super::clock::Point;
    use super::*;

    fn window(hour: i8, zone: &str) -> Window {
        Window {
            first: 0,
            last: 1,
            start: Some(Clock { hour, minute: 0 }),
            end: None,
            zone: zone.to_owned(),
            point: Point::Moment,
        }
    }

    #[test]
    fn moscow_is_an_hour_ahead_of_damascus_after_the_28th_of_october_2016() {
        let day = |day| Date::new(2016, 10, day).unwrap();
        let local = |hour, zone: &str, date| {
            local_window(&window(hour, zone), "Asia/Damascus", &[date]).unwrap()
        };
        assert_eq!(local(10, "Europe/Moscow", day(20)).start.unwrap().hour, 10);
        let after = local(10, "Europe/Moscow", day(29));
        assert_eq!(
            (after.start.unwrap().hour, after.offset.as_deref()),
            (9, Some("+02:00"))
        );
        // The two days disagree: no answer.
        assert_eq!(
            local_window(
                &window(10, "Europe/Moscow"),
                "Asia/Damascus",
                &[day(20), day(29)]
            ),
            None
        );
    }

    #[test]
    fn an_hour_that_clocks_skip_or_repeat_stays_open() {
        // In Oslo, 27 March 2022, the clock went from 2 to 3.
        let shown = local_window(
            &window(2, "local"),
            "Europe/Oslo",
            &[Date::new(2022, 3, 27).unwrap()],
        )
        .unwrap();
        assert!(shown.unclear && shown.utc.is_empty());
    }
}
