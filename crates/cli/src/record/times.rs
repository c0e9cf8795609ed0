//! Times as people write them, by the clock of the place or a stated other one. A time of day that could be of two
//! days, and a local time that the clock skipped or showed twice, are refused with both readings: nothing is guessed.

mod hint;

use korridor_operate::fact::Opened;
use korridor_operate::view::Hours;
use korridor_operate::{Board, Moment, Span, Stamp};
use korridor_world::{Instant, LocalClock, LocalTime, LocalTimeError};

use crate::failure::{Complaint, Failure};
use crate::says;
use hint::{hint, zone_meant};

const FORMS: &str = "14:05, 2016-11-04T14:05, 14:45@Europe/Moscow or 2016-11-04T14:05:00+02:00";
/// The clock's own day counts beside the days of the pause if it is no further from them.
const NEAR_SECONDS: i64 = 2 * 86_400;

/// How times of a record are read.
#[derive(Clone)]
pub struct Times {
    clock: LocalClock,
    /// Days that a time of day could be of, as `2016-11-04`.
    days: Vec<String>,
}

impl Times {
    /// By the clock of a place, without a day.
    pub fn of_clock(clock: LocalClock) -> Times {
        let days = Vec::new();
        Times { clock, days }
    }

    /// For a record: the days of its pause, and of `now` if that is near them.
    ///
    /// # Errors
    /// It was never opened, or its zone is not known.
    pub fn of_board(board: &Board, now: Stamp) -> Result<Times, Failure> {
        let clock = clock_of(board.opened.as_ref())?;
        let hours = Hours::of(&board.pause);
        let stated = hours.by_party.iter().map(|window| window.span);
        let windows: Vec<Span> = stated.chain(board.setup.windows.iter().copied()).collect();
        let mut times = Times::of_clock(clock);
        for window in &windows {
            times.add_days(*window);
        }
        let near = |window: &Span| {
            let to = window.to.0.seconds_since(now.0);
            let from = now.0.seconds_since(window.from.0);
            to > -NEAR_SECONDS && from > -NEAR_SECONDS
        };
        if windows.is_empty() || windows.iter().any(near) {
            times.add_day(times.day_of(now));
        }
        Ok(times)
    }

    /// With exactly this day.
    ///
    /// # Errors
    /// It is none.
    pub fn on(self, day: Option<&str>) -> Result<Times, Complaint> {
        let Some(day) = day else { return Ok(self) };
        match LocalTime::parse(&format!("{day}T00:00")) {
            Ok(_) if day.len() == 10 => Ok(Times {
                days: vec![day.to_owned()],
                ..self
            }),
            _ => {
                let found = format!("{day:?}");
                let expected = hint(day).unwrap_or("a day such as 2016-11-04".to_owned());
                let complaint = Complaint::new("--day", found, expected);
                Err(complaint.coded("time_unreadable"))
            }
        }
    }

    /// Also the day of this moment, because somebody named it.
    pub fn and(mut self, at: Stamp) -> Times {
        self.add_day(self.day_of(at));
        self
    }

    /// When something became known: as it was said, else now.
    ///
    /// # Errors
    /// It is no time, or could be several.
    pub fn known(&self, given: Option<&str>, now: Stamp) -> Result<Stamp, Failure> {
        let Some(text) = given else { return Ok(now) };
        let known = self.time("--known", text);
        known.map_err(|complaint| Failure::Input(vec![complaint]))
    }

    /// The clock of the place.
    pub fn clock(&self) -> &LocalClock {
        &self.clock
    }

    fn day_of(&self, at: Stamp) -> String {
        let local = self.clock.local(at.0).to_string();
        local.chars().take(10).collect()
    }

    fn add_day(&mut self, day: String) {
        if !self.days.contains(&day) {
            self.days.push(day);
            self.days.sort();
        }
    }

    fn add_days(&mut self, window: Span) {
        const MOST: i64 = 62;
        let mut at = window.from;
        for _ in 0..MOST {
            if at >= window.to {
                break;
            }
            self.add_day(self.day_of(at));
            at = at.plus_seconds(86_400);
        }
        self.add_day(self.day_of(window.to.plus_seconds(-1)));
    }

    /// Reads one time; `place` stands in the complaint.
    ///
    /// # Errors
    /// It is none, or could be several.
    pub fn time(&self, place: &str, text: &str) -> Result<Stamp, Complaint> {
        let text = text.trim();
        if let Some(instant) = Instant::parse(text) {
            return Ok(Stamp(instant));
        }
        let (local, clock) = match text.split_once('@') {
            None => (text, self.clock.clone()),
            Some((local, zone)) => (local, zone_of(place, zone)?),
        };
        if let Ok(local) = LocalTime::parse(local) {
            return instant(place, &clock, local);
        }
        if !is_time_of_day(local) {
            let found = format!("{text:?}, no time");
            let expected = hint(local).unwrap_or(FORMS.to_owned());
            return Err(Complaint::new(place, found, expected).coded("time_unreadable"));
        }
        self.time_of_day(place, text, local, &clock)
    }

    fn time_of_day(
        &self,
        place: &str,
        text: &str,
        time: &str,
        clock: &LocalClock,
    ) -> Result<Stamp, Complaint> {
        let on = |day: &String| {
            let local = LocalTime::parse(&format!("{day}T{time}"));
            local.map_err(|_| {
                let found = format!("{text:?}, no time of day");
                let expected = hint(time).unwrap_or(FORMS.to_owned());
                Complaint::new(place, found, expected).coded("time_unreadable")
            })
        };
        match self.days.as_slice() {
            [only] => instant(place, clock, on(only)?),
            [] => {
                let found = format!("{text:?} without a day");
                let expected = "--day DATE, or the time with its date";
                Err(Complaint::new(place, found, expected).coded("time_without_day"))
            }
            several => {
                on(&several[0])?;
                let found = format!("{text:?}, which could be on {}", days(several));
                let expected = "--day DATE, or the time with its date";
                Err(Complaint::new(place, found, expected).coded("time_ambiguous"))
            }
        }
    }

    /// Reads `FROM..TO`. A zone behind the end is that of both.
    ///
    /// # Errors
    /// Either of them is no time; the end is not after the start.
    pub fn span(&self, place: &str, text: &str) -> Result<Span, Complaint> {
        let span = self.ends(place, text)?;
        match self.order(place, span, text) {
            Some(complaint) => Err(complaint),
            None => Ok(span),
        }
    }

    /// What is wrong with a span whose end is not after its start.
    pub fn order(&self, place: &str, span: Span, typed: &str) -> Option<Complaint> {
        if span.from < span.to {
            return None;
        }
        let found = format!(
            "{typed}: from {} to {} ({})",
            says::time(&self.clock, span.from),
            says::time(&self.clock, span.to),
            self.clock.zone_name()
        );
        let expected =
            "an end after its start; if it is on the next day, give the end with its date";
        let complaint = Complaint::new(place, found, expected);
        Some(complaint.coded("interval_ends_before_it_starts"))
    }

    /// Both ends of `FROM..TO`, in whatever order.
    fn ends(&self, place: &str, text: &str) -> Result<Span, Complaint> {
        let Some((from, to)) = text.split_once("..") else {
            let found = format!("{text:?}");
            let complaint = Complaint::new(place, found, "FROM..TO, such as 09:00..19:00");
            return Err(complaint.coded("time_unreadable"));
        };
        let has_own = |end: &str| end.contains('@') || Instant::parse(end.trim()).is_some();
        let from = match to.split_once('@') {
            Some((_, zone)) if !has_own(from) => format!("{}@{zone}", from.trim()),
            None if from.contains('@') && !has_own(to) => {
                let found = format!("{text:?}, a zone behind the start alone");
                let expected = "the zone behind the end, for both, or behind each";
                return Err(Complaint::new(place, found, expected).coded("time_zone_at_one_end"));
            }
            _ => from.to_owned(),
        };
        let (from, to) = (self.time(place, &from)?, self.time(place, to)?);
        Ok(Span { from, to })
    }

    /// Reads a time or `FROM..TO`, with the words of whoever said it. Of a time by another clock the text itself is kept.
    ///
    /// # Errors
    /// It is none.
    pub fn moment(&self, place: &str, text: &str, said: Option<&str>) -> Result<Moment, Complaint> {
        let by_another = text.contains('@').then(|| text.trim().replace('@', " "));
        let said = said.map(str::to_owned).or(by_another);
        let (earliest, latest) = match text.contains("..") {
            true => {
                let span = self.ends(place, text)?;
                (span.from, span.to)
            }
            false => {
                let at = self.time(place, text)?;
                (at, at)
            }
        };
        Ok(Moment {
            earliest,
            latest,
            said,
        })
    }
}

/// The clock that a record was opened with.
///
/// # Errors
/// It was never opened, or its zone is not known.
pub fn clock_of(opened: Option<&Opened>) -> Result<LocalClock, Failure> {
    let Some(opened) = opened else {
        let complaint = Complaint::new("the record", "no first entry", "a record that was opened");
        return Err(Failure::Input(vec![complaint.coded("record_not_opened")]));
    };
    LocalClock::of_zone(&opened.time_zone).ok_or_else(|| {
        let found = format!("the time zone {:?}", opened.time_zone);
        Failure::input("the record", found, "a zone of the IANA database")
    })
}

/// A text in which every UTC time as entries have them stands by the clock of the place, with its zone.
pub fn by_the_clock(clock: &LocalClock, text: &str) -> String {
    const LONG: usize = "2016-11-04T14:05:00Z".len();
    let mut local = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let at = rest.get(..LONG).filter(|part| part.ends_with('Z'));
        match at.and_then(Instant::parse) {
            Some(at) => {
                let zone = clock.zone_name();
                local += &format!("{} ({zone})", says::time(clock, Stamp(at)));
                rest = &rest[LONG..];
            }
            None => {
                local.push(letter);
                rest = &rest[letter.len_utf8()..];
            }
        }
    }
    local
}

/// `2016-11-04T14:05:00+02:00`.
pub fn rfc3339(clock: &LocalClock, at: Stamp) -> String {
    let offset = clock.offset_seconds(at.0);
    let (sign, offset) = (if offset < 0 { '-' } else { '+' }, offset.abs());
    let (hours, minutes) = (offset / 3600, offset / 60 % 60);
    format!("{}{sign}{hours:02}:{minutes:02}", clock.local(at.0))
}

fn zone_of(place: &str, zone: &str) -> Result<LocalClock, Complaint> {
    LocalClock::of_zone(zone).ok_or_else(|| {
        let names = LocalClock::zone_names();
        let found = format!("the time zone {zone:?}");
        Complaint::new(place, found, zone_meant(zone, &names)).coded("time_zone_not_known")
    })
}

fn is_time_of_day(text: &str) -> bool {
    let digits = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b':');
    digits && matches!(text.len(), 5 | 8) && text.as_bytes().get(2) == Some(&b':')
}

fn days(days: &[String]) -> String {
    const SHOWN: usize = 6;
    let shown: Vec<&str> = days.iter().take(SHOWN).map(String::as_str).collect();
    match days.len() > SHOWN {
        true => format!("{} and {} other days", shown.join(", "), days.len() - SHOWN),
        false => shown.join(" or "),
    }
}

fn instant(place: &str, clock: &LocalClock, local: LocalTime) -> Result<Stamp, Complaint> {
    let error = match clock.instant(local) {
        Ok(instant) => return Ok(Stamp(instant)),
        Err(error) => error,
    };
    let (code, readings) = match &error {
        LocalTimeError::Ambiguous { first, second, .. } => {
            ("time_came_twice", Some([Stamp(*first), Stamp(*second)]))
        }
        LocalTimeError::Skipped { .. } => ("time_never_was", around_gap(clock, local)),
        LocalTimeError::OutsideCalendar { .. } => ("time_absurd", None),
    };
    let expected = match readings {
        Some(readings) => {
            let [first, second] = readings.map(|at| rfc3339(clock, at));
            format!("with its offset: {first} or {second}")
        }
        None => FORMS.to_owned(),
    };
    Err(Complaint::new(place, error, expected).coded(code))
}

/// What a time that the clock skipped would be by its offset before and after.
fn around_gap(clock: &LocalClock, local: LocalTime) -> Option<[Stamp; 2]> {
    let utc = Instant::parse(&format!("{local}Z"))?;
    let by = |offset_at: Instant| {
        let offset = i64::from(clock.offset_seconds(offset_at));
        Stamp(utc.plus_seconds(-offset))
    };
    Some([by(utc.plus_seconds(-86_400)), by(utc.plus_seconds(86_400))])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aleppo(days: &[&str]) -> Times {
        let clock = LocalClock::of_zone("Asia/Damascus").unwrap();
        let days = days.iter().map(|day| (*day).to_owned()).collect();
        Times { clock, days }
    }

    fn read(times: &Times, text: &str) -> Result<String, String> {
        let read = times.time("--at", text);
        read.map(|at| at.to_string()).map_err(|error| error.code)
    }

    #[test]
    fn a_quarter_to_three_in_moscow_is_a_quarter_to_two_in_aleppo() {
        let times = aleppo(&["2016-11-04"]);
        let there = read(&times, "14:45@Europe/Moscow");
        assert_eq!(there, read(&times, "13:45"));
        assert_eq!(there, Ok("2016-11-04T11:45:00Z".to_owned()));
        let moment = times.moment("", "14:45@Europe/Moscow", None).unwrap();
        assert_eq!(moment.said.as_deref(), Some("14:45 Europe/Moscow"));
        assert_eq!(
            read(&times, "14:45@Europe/Moskau"),
            Err("time_zone_not_known".to_owned())
        );
    }

    #[test]
    fn a_zone_behind_the_end_is_that_of_both() {
        let times = aleppo(&["2016-11-04"]);
        let by_moscow = times.span("", "10:00..20:00@Europe/Moscow").unwrap();
        assert_eq!(by_moscow, times.span("", "09:00..19:00").unwrap());
        assert_eq!(
            by_moscow,
            times
                .moment("", "10:00..20:00@Europe/Moscow", None)
                .map(|when| Span {
                    from: when.earliest,
                    to: when.latest
                })
                .unwrap()
        );
        let dated = times.span("", "2016-11-04T09:00:00+02:00..20:00@Europe/Moscow");
        assert_eq!(dated.unwrap(), by_moscow);
        let one = times.span("", "10:00@Europe/Moscow..20:00").unwrap_err();
        assert_eq!(one.code, "time_zone_at_one_end");
    }

    #[test]
    fn a_city_is_the_zone_that_ends_in_it() {
        let times = aleppo(&["2016-11-04"]);
        for (typed, zone) in [
            ("Moscow", "Europe/Moscow"),
            ("Asia/Moscow", "Europe/Moscow"),
            ("Damascu", "Asia/Damascus"),
            ("New York", "America/New_York"),
        ] {
            let wrong = times.time("--at", &format!("14:45@{typed}")).unwrap_err();
            assert_eq!(wrong.code, "time_zone_not_known");
            assert!(wrong.expected.contains(zone), "{typed}: {}", wrong.expected);
        }
    }

    #[test]
    fn what_is_nearly_a_time_is_told_how_it_is_written() {
        let times = aleppo(&["2016-11-04"]);
        for (typed, hint) in [
            ("9:00", "two digits each: 09:00"),
            ("0900", "two digits each: 09:00"),
            ("900", "two digits each: 09:00"),
            ("9.00", "two digits each: 09:00"),
            ("25:00", "no such time as 25:00"),
            ("24:00", "00:00 with the date of the next day"),
            ("04.11.2016", "2016-11-04"),
            ("04.11.2016 09:00", "2016-11-04"),
            ("2016-11-31", "no such day as 2016-11-31"),
            ("2016-11-31T09:00", "no such day as 2016-11-31"),
            ("2016-11-04T9:00", "two digits each: 09:00"),
        ] {
            let wrong = times.time("--at", typed).unwrap_err();
            assert_eq!(wrong.code, "time_unreadable", "{typed}");
            assert!(wrong.expected.contains(hint), "{typed}: {}", wrong.expected);
        }
        let day = |day| {
            times
                .clone()
                .on(Some(day))
                .map(|_| ())
                .unwrap_err()
                .expected
        };
        assert!(day("04.11.2016").contains("2016-11-04"));
    }

    #[test]
    fn an_end_before_its_start_is_told_by_the_clock_of_the_place() {
        let times = aleppo(&["2016-11-04"]);
        let over_night = times.span("--window", "23:00..02:00").unwrap_err();
        assert_eq!(over_night.code, "interval_ends_before_it_starts");
        assert!(
            over_night
                .found
                .contains("2016-11-04 23:00 to 2016-11-04 02:00 (Asia/Damascus)"),
            "{}",
            over_night.found
        );
        assert!(over_night.expected.contains("give the end with its date"));
        let said = by_the_clock(times.clock(), "from 2016-11-04T21:00:00Z to é");
        assert_eq!(said, "from 2016-11-04 23:00 (Asia/Damascus) to é");
    }

    #[test]
    fn a_time_that_could_be_of_two_days_is_refused() {
        let times = aleppo(&["2016-11-04", "2016-11-05"]);
        assert_eq!(read(&times, "14:05"), Err("time_ambiguous".to_owned()));
        assert_eq!(
            read(&aleppo(&[]), "14:05"),
            Err("time_without_day".to_owned())
        );
        let times = times.on(Some("2016-11-05")).unwrap();
        assert_eq!(read(&times, "14:05"), Ok("2016-11-05T12:05:00Z".to_owned()));
    }

    #[test]
    fn times_that_were_skipped_or_came_twice_are_refused_with_both_readings() {
        let times = aleppo(&["2016-10-28"]);
        let twice = times.time("--at", "2016-10-27T23:30").unwrap_err();
        assert_eq!(twice.code, "time_came_twice");
        assert!(
            twice.expected.contains("2016-10-27T23:30:00+03:00"),
            "{}",
            twice.expected
        );
        assert!(
            twice.expected.contains("2016-10-27T23:30:00+02:00"),
            "{}",
            twice.expected
        );
        let never = times.time("--at", "2016-03-25T00:30").unwrap_err();
        assert_eq!(never.code, "time_never_was");
        assert!(never.expected.contains("+02:00") && never.expected.contains("+03:00"));
    }

    #[test]
    fn what_is_no_time_is_said_to_be_none() {
        let times = aleppo(&["2016-11-04"]);
        for text in [
            "",
            "24:00",
            "1405",
            "14:5",
            "2016-11-04",
            "2016-13-04T00:00",
            "noon",
        ] {
            assert_eq!(
                read(&times, text),
                Err("time_unreadable".to_owned()),
                "{text}"
            );
        }
    }
}
