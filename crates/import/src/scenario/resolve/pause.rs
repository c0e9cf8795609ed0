//! The pause: windows, cut to daylight and curfew.

use korridor_world::geometry::Position;
use korridor_world::scenario::{Cut, CutReason, Party, Pause, Window};
use korridor_world::time::{LocalTime, LocalTimeError};
use korridor_world::{Daylight, Instant, Interval, LocalClock, daylight};

use super::{figures, times};
use crate::scenario::SCENARIO_FILE;
use crate::scenario::defects::{Defects, Place};
use crate::scenario::raw::{RawCurfew, RawCutting, RawPause, RawWindow};

const SECONDS_PER_DAY: i64 = 86_400;
/// The longest pause that is planned: what is longer is no pause, or a slip in the year.
pub const LONGEST_DAYS: i64 = 31;
/// Windows and curfews that are worth reading.
const MOST_WINDOWS: usize = 100;
const MOST_CURFEWS: usize = 10;

/// The pause, with its windows cut to daylight at `place`, if that is known, and to curfews.
pub fn pause(
    raw: &RawPause,
    place: Option<Position>,
    clock: &LocalClock,
    defects: &mut Defects,
) -> Pause {
    let at = Place::new(SCENARIO_FILE, raw.line, "pause");
    for (key, length, most) in [
        ("windows", raw.windows.len(), MOST_WINDOWS),
        ("curfews", raw.curfews.len(), MOST_CURFEWS),
    ] {
        if length > most {
            let found = format!("{length} {key}");
            defects.error(&at, "too_many", found, format!("at most {most}"));
        }
    }
    let mut windows: Vec<Interval> = raw
        .windows
        .iter()
        .take(MOST_WINDOWS)
        .filter_map(|window| declared(window, clock, &at, defects))
        .collect();
    windows.sort_unstable();
    times::apart(&windows, clock, &at, defects);
    if raw.windows.is_empty() {
        defects.error(&at, "no_window", "no windows", "at least one window");
    }
    if raw.declared_by.is_empty() {
        defects.error(
            &at,
            "not_declared",
            "declared_by is empty",
            "who declared the pause",
        );
    }
    whole_length(&windows, &at, defects);
    let curfews: Vec<DailyCurfew> = raw
        .curfews
        .iter()
        .take(MOST_CURFEWS)
        .filter_map(|curfew| daily(curfew, &at, defects))
        .collect();
    let cut = |declared: Interval| {
        let mut cuts = Vec::new();
        if declared.seconds() <= LONGEST_DAYS * SECONDS_PER_DAY {
            if let Some(place) = place
                && raw.daylight == RawCutting::Cut
            {
                cuts.extend(dark(declared, place, clock));
            }
            if raw.curfew == RawCutting::Cut {
                cuts.extend(
                    curfews
                        .iter()
                        .flat_map(|curfew| curfew.within(declared, clock)),
                );
            }
        }
        window(declared, cuts)
    };
    let windows: Vec<Window> = windows.into_iter().map(cut).collect();
    if !windows.is_empty() && windows.iter().all(|window| window.usable.is_empty()) {
        defects.error(
            &at,
            "nothing_usable",
            "windows that lie in darkness or curfew throughout",
            "some time by day, or daylight = \"ignore\"",
        );
    }
    let parties = |names: &[String]| names.iter().map(|name| Party(name.clone())).collect();
    strangers(raw, &at, defects);
    Pause {
        parties: parties(&raw.parties),
        declared_by: parties(&raw.declared_by),
        agreed_by: parties(&raw.agreed_by),
        windows,
        sources: figures::sources(&raw.sources),
    }
}

/// Who agreed must be one of the parties whose consent counts.
fn strangers(raw: &RawPause, at: &Place, defects: &mut Defects) {
    for name in &raw.agreed_by {
        if !raw.parties.contains(name) {
            let known = raw.parties.iter().map(String::as_str);
            let expected =
                crate::scenario::nearest::expected_word("one of pause.parties", name, known);
            defects.error(
                &at.within(0, "agreed_by"),
                "unknown_party",
                format!("{name:?}"),
                expected,
            );
        }
    }
}

fn declared(
    raw: &RawWindow,
    clock: &LocalClock,
    at: &Place,
    defects: &mut Defects,
) -> Option<Interval> {
    let at = at.within(raw.line, "window");
    let interval = times::interval(&raw.start, &raw.end, clock, &at, defects)?;
    let hours = interval.seconds() as f64 / 3_600.0;
    if let Some(stated) = raw.hours
        && (stated - hours).abs() > 1.0 / 120.0
    {
        let found = format!(
            "hours = {stated}, and {hours:.2} hours from {} to {}",
            raw.start, raw.end
        );
        defects.error(
            &at,
            "hours_contradict_start_and_end",
            found,
            "hours that agree with start and end",
        );
    }
    Some(interval)
}

fn whole_length(windows: &[Interval], at: &Place, defects: &mut Defects) {
    let (Some(first), Some(last)) = (windows.first(), windows.last()) else {
        return;
    };
    let seconds = last.end.seconds_since(first.start);
    if seconds > LONGEST_DAYS * SECONDS_PER_DAY {
        let days = seconds as f64 / SECONDS_PER_DAY as f64;
        defects.error(
            at,
            "pause_too_long",
            format!("{days:.1} days from the first start to the last end"),
            format!("at most {LONGEST_DAYS} days"),
        );
    }
}

fn window(declared: Interval, mut cuts: Vec<Cut>) -> Window {
    cuts.sort_unstable_by_key(|cut| (cut.interval, cut.reason == CutReason::Curfew));
    let mut usable = vec![declared];
    for cut in &cuts {
        usable = usable
            .into_iter()
            .flat_map(|part| part.without(cut.interval))
            .collect();
    }
    Window {
        declared,
        usable,
        cuts,
    }
}

/// The dates that an interval touches, the day before and the day after, by their noon.
fn noons(interval: Interval, clock: &LocalClock) -> Vec<LocalTime> {
    let Some(first) = clock.local(interval.start).at(12, 0) else {
        return Vec::new();
    };
    let days = interval.seconds() / SECONDS_PER_DAY + 2;
    (-1..=days).filter_map(|day| first.plus_days(day)).collect()
}

/// The dark parts of an interval.
fn dark(interval: Interval, place: Position, clock: &LocalClock) -> Vec<Cut> {
    let mut dark = vec![interval];
    for noon in noons(interval, clock) {
        // Noon exists everywhere: no clock was ever moved over it.
        let Ok(noon) = clock.instant(noon) else {
            continue;
        };
        let light = match daylight(place, noon) {
            Daylight::Between(light) => light,
            Daylight::AllDay => Interval {
                start: noon.plus_seconds(-SECONDS_PER_DAY / 2),
                end: noon.plus_seconds(SECONDS_PER_DAY / 2),
            },
            Daylight::NotAtAll => continue,
        };
        dark = dark
            .into_iter()
            .flat_map(|part| part.without(light))
            .collect();
    }
    dark.into_iter()
        .map(|interval| Cut {
            interval,
            reason: CutReason::Darkness,
        })
        .collect()
}

/// A curfew by hours and minutes.
struct DailyCurfew {
    from: (i8, i8),
    until: (i8, i8),
}

fn daily(raw: &RawCurfew, at: &Place, defects: &mut Defects) -> Option<DailyCurfew> {
    let at = at.within(raw.line, "curfew");
    let mut time = |text: &str| {
        let parsed = time_of_day(text);
        if parsed.is_none() {
            defects.error(
                &at,
                "not_a_time_of_day",
                format!("{text:?}"),
                "a time of day such as 20:00",
            );
        }
        parsed
    };
    let (from, until) = (time(&raw.from), time(&raw.until));
    Some(DailyCurfew {
        from: from?,
        until: until?,
    })
}

fn time_of_day(text: &str) -> Option<(i8, i8)> {
    let mut parts = text.split(':');
    let (hour, minute) = (parts.next()?, parts.next()?);
    let seconds = parts.next().unwrap_or("00");
    let two = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || seconds != "00" || !two(hour) || !two(minute) {
        return None;
    }
    let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some((hour, minute))
}

impl DailyCurfew {
    fn within(&self, interval: Interval, clock: &LocalClock) -> Vec<Cut> {
        let next_day = i64::from(self.until <= self.from);
        let cut = |noon: LocalTime| {
            let from = noon.at(self.from.0, self.from.1)?;
            let until = noon.plus_days(next_day)?.at(self.until.0, self.until.1)?;
            let start = edge(from, clock, Edge::Start)?;
            let end = edge(until, clock, Edge::End)?;
            let interval = Interval { start, end }.intersection(interval);
            (!interval.is_empty()).then_some(Cut {
                interval,
                reason: CutReason::Curfew,
            })
        };
        noons(interval, clock).into_iter().filter_map(cut).collect()
    }
}

enum Edge {
    Start,
    End,
}

/// The instant of a curfew's edge; where the clock was moved, the one that makes the curfew longer.
fn edge(local: LocalTime, clock: &LocalClock, edge: Edge) -> Option<Instant> {
    match clock.instant(local) {
        Ok(instant) => Some(instant),
        Err(LocalTimeError::Ambiguous { first, second, .. }) => Some(match edge {
            Edge::Start => first,
            Edge::End => second,
        }),
        Err(LocalTimeError::Skipped { .. }) => {
            let midnight = clock.instant(local.at(0, 0)?).ok()?;
            let noon = clock.instant(local.at(12, 0)?).ok()?;
            // The gap lies between them; half an hour is finer than any gap.
            let moved = (midnight.0..noon.0).step_by(1_800).map(Instant);
            let after = moved.clone().find(|instant| clock.local(*instant) >= local);
            match edge {
                Edge::Start => after.map(|instant| instant.plus_seconds(-1_800)),
                Edge::End => after,
            }
        }
        Err(LocalTimeError::OutsideCalendar { .. }) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALEPPO: Position = Position {
        longitude: 37.16,
        latitude: 36.2,
    };

    fn raw(start: &str, end: &str, hours: Option<f64>) -> RawPause {
        let name = |text: &str| vec![text.to_owned()];
        RawPause {
            line: 1,
            parties: name("A"),
            declared_by: name("A"),
            agreed_by: Vec::new(),
            windows: vec![RawWindow {
                line: 2,
                start: start.into(),
                end: end.into(),
                hours,
            }],
            daylight: RawCutting::Cut,
            curfew: RawCutting::Cut,
            curfews: Vec::new(),
            sources: Vec::new(),
        }
    }

    fn resolve(raw: &RawPause) -> (Vec<String>, Vec<String>) {
        let clock = LocalClock::of_zone("Asia/Damascus").unwrap();
        let mut defects = Defects::default();
        let pause = pause(raw, Some(ALEPPO), &clock, &mut defects);
        let told = |interval: &Interval| {
            format!(
                "{}-{}",
                &clock.local(interval.start).to_string()[5..16],
                &clock.local(interval.end).to_string()[5..16]
            )
        };
        let usable = pause.usable().iter().map(told).collect();
        (
            usable,
            defects
                .finish()
                .into_iter()
                .map(|defect| defect.code)
                .collect(),
        )
    }

    #[test]
    fn the_pause_of_november_2016_had_light_until_16_32() {
        let (usable, codes) = resolve(&raw("2016-11-04T09:00", "2016-11-04T19:00", Some(10.0)));
        assert_eq!(usable, ["11-04T09:00-11-04T16:32"]);
        assert!(codes.is_empty());
        let mut whole = raw("2016-11-04T09:00", "2016-11-04T19:00", None);
        whole.daylight = RawCutting::Ignore;
        assert_eq!(resolve(&whole).0, ["11-04T09:00-11-04T19:00"]);
    }

    #[test]
    fn several_days_are_cut_into_their_days() {
        let (usable, _) = resolve(&raw("2016-11-04T12:00", "2016-11-06T12:00", None));
        assert_eq!(
            usable,
            [
                "11-04T12:00-11-04T16:32",
                "11-05T05:58-11-05T16:31",
                "11-06T05:59-11-06T12:00"
            ]
        );
    }

    #[test]
    fn a_curfew_over_midnight_is_cut_off_at_both_ends() {
        let mut pause = raw("2016-11-04T00:00", "2016-11-05T00:00", None);
        pause.daylight = RawCutting::Ignore;
        pause.curfews = vec![RawCurfew {
            line: 0,
            from: "15:00".into(),
            until: "07:30".into(),
        }];
        assert_eq!(resolve(&pause).0, ["11-04T07:30-11-04T15:00"]);
    }

    #[test]
    fn windows_that_cannot_be_are_told() {
        let codes = |start, end, hours| resolve(&raw(start, end, hours)).1;
        assert_eq!(
            codes("2016-11-04T09:00", "2016-11-04T19:00", Some(11.0)),
            ["hours_contradict_start_and_end"]
        );
        assert_eq!(
            codes("2016-11-04T09:00", "2017-11-04T19:00", None),
            ["pause_too_long"]
        );
        assert_eq!(
            codes("2016-11-04T20:00", "2016-11-04T22:00", None),
            ["nothing_usable"]
        );
        assert_eq!(
            codes("2016-11-04T20:00", "2016-11-04T20:00", None),
            ["interval_of_zero_length"]
        );
        let mut strange = raw("2016-11-04T09:00", "2016-11-04T19:00", None);
        strange.agreed_by = vec!["B".to_owned()];
        assert_eq!(resolve(&strange).1, ["unknown_party"]);
    }

    #[test]
    fn a_curfew_edge_that_the_clock_was_moved_over_makes_the_curfew_longer() {
        let oslo = LocalClock::of_zone("Europe/Oslo").unwrap();
        let at = |text, side| {
            edge(LocalTime::parse(text).unwrap(), &oslo, side)
                .unwrap()
                .to_string()
        };
        assert_eq!(at("2024-03-31T02:30", Edge::Start), "2024-03-31T00:30:00Z");
        assert_eq!(at("2024-03-31T02:30", Edge::End), "2024-03-31T01:00:00Z");
        assert_eq!(at("2024-10-27T02:30", Edge::End), "2024-10-27T01:30:00Z");
    }
}
