//! Words of time into days. What the text leaves open stays open, with all that it can be.

use jiff::ToSpan;
use jiff::civil::Date;

use super::dateline::Anchor;
use super::expression::{Open, Timex, What};

/// How sure the days are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Status {
    Resolved,
    /// Any of several days; nobody has chosen.
    Ambiguous,
    Approximate,
    Unresolved,
}

impl Status {
    pub fn word(self) -> &'static str {
        match self {
            Status::Resolved => "resolved",
            Status::Ambiguous => "ambiguous",
            Status::Approximate => "approximate",
            Status::Unresolved => "unresolved",
        }
    }
}

/// When something is said to have been: days, first and last, or the candidates.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct When {
    pub first: u32,
    pub last: u32,
    pub status: Status,
    pub grain: &'static str,
    pub start: Option<Date>,
    pub end: Option<Date>,
    pub candidates: Vec<Date>,
    /// Bounds of what is ambiguous without single candidates.
    pub bounds: Option<(Date, Date)>,
    pub weekday: Option<i8>,
}

/// Which way days are counted that the text does not date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Direction {
    Past,
    Future,
}

/// The days that words of time stand for, counted from the date of the text.
pub(in super::super) fn resolve(
    timex: &Timex,
    anchor: Anchor,
    direction: Direction,
) -> Option<When> {
    let mut when = When {
        first: timex.first,
        last: timex.last,
        status: Status::Unresolved,
        grain: "day",
        start: None,
        end: None,
        candidates: Vec::new(),
        bounds: None,
        weekday: None,
    };
    match &timex.what {
        What::Weekday(day, step) => weekday(&mut when, *day, *step, anchor, direction),
        What::Days(from, to) => days(&mut when, *from, *to, anchor),
        What::Months(step) => {
            let (Anchor::Day(date) | Anchor::Month(date)) = anchor else {
                return Some(when);
            };
            let month = date.first_of_month().checked_add(step.months()).ok()?;
            set_month(&mut when, month);
        }
        What::Date { day, month, year } => {
            if let Some(date) = dated(*day, *month, *year, anchor, direction) {
                set(&mut when, date, date);
            }
        }
        What::Month { month, year } => {
            if let Some(first) = month_of(*month, *year, anchor, direction) {
                set_month(&mut when, first);
            }
        }
        What::MonthBack { month, years } => {
            if let Anchor::Day(date) | Anchor::Month(date) = anchor
                && let Ok(first) = Date::new(date.year() - years, *month, 1)
            {
                set_month(&mut when, first);
            }
        }
        What::YearBack(years) => {
            if let Anchor::Day(date) | Anchor::Month(date) = anchor {
                let year = date.year() - years;
                set(
                    &mut when,
                    Date::new(year, 1, 1).ok()?,
                    Date::new(year, 12, 31).ok()?,
                );
                when.grain = "year";
            }
        }
        What::Past(count) => {
            days(&mut when, -count, 0, anchor);
            if when.status == Status::Resolved {
                when.status = Status::Approximate;
            }
        }
        What::Weekend => weekend(&mut when, anchor, direction),
        What::WeekdayOf(day, weeks) => weekday_of(&mut when, *day, *weeks, anchor),
        What::WeekdayBack(day, weeks) => {
            weekday(&mut when, *day, None, anchor, Direction::Past);
            let shift = |date: Date| date.checked_sub((weeks * 7).days()).ok();
            when.start = when.start.and_then(shift);
            when.end = when.end.and_then(shift);
        }
        // Only the text before can tell.
        What::Relative(_) => {}
        What::Year(year) => {
            when.grain = "year";
            set(
                &mut when,
                Date::new(*year, 1, 1).ok()?,
                Date::new(*year, 12, 31).ok()?,
            );
            when.grain = "year";
        }
        What::Window(_) | What::Duration(..) => return None,
    }
    match timex.open {
        Open::Since => when.end = None,
        Open::Until => when.start = None,
        Open::Closed => {}
    }
    Some(when)
}

fn set(when: &mut When, start: Date, end: Date) {
    when.status = Status::Resolved;
    when.start = Some(start);
    when.end = Some(end);
}

fn set_month(when: &mut When, first: Date) {
    set(when, first, first.last_of_month());
    when.grain = "month";
}

fn weekday(when: &mut When, day: i8, step: Option<i8>, anchor: Anchor, direction: Direction) {
    when.weekday = Some(day);
    match anchor {
        Anchor::Day(date) => {
            let today = date.weekday().to_monday_one_offset();
            let ahead = i64::from((day - today).rem_euclid(7));
            let shift = match (step, direction) {
                (Some(-1), _) => {
                    if ahead == 0 {
                        -7
                    } else {
                        ahead - 7
                    }
                }
                (Some(1), _) => {
                    if ahead == 0 {
                        7
                    } else {
                        ahead
                    }
                }
                (_, Direction::Future) => ahead,
                (_, Direction::Past) if ahead == 0 => 0,
                (_, Direction::Past) => ahead - 7,
            };
            if let Ok(found) = date.checked_add(shift.days()) {
                set(when, found, found);
            }
        }
        Anchor::Month(first) => {
            when.status = Status::Ambiguous;
            let last = first.last_of_month();
            when.candidates = first
                .series(1.day())
                .take_while(|date| *date <= last)
                .filter(|date| date.weekday().to_monday_one_offset() == day)
                .collect();
        }
        Anchor::Unknown => when.status = Status::Ambiguous,
    }
}

/// A weekday of another week, from Monday.
fn weekday_of(when: &mut When, day: i8, weeks: i64, anchor: Anchor) {
    when.weekday = Some(day);
    let Anchor::Day(date) = anchor else {
        when.status = Status::Ambiguous;
        return;
    };
    let today = i64::from(date.weekday().to_monday_one_offset());
    let shift = i64::from(day) - today + weeks * 7;
    if let Ok(found) = date.checked_add(shift.days()) {
        set(when, found, found);
    }
}

fn weekend(when: &mut When, anchor: Anchor, direction: Direction) {
    let Anchor::Day(date) = anchor else {
        when.status = Status::Ambiguous;
        return;
    };
    let today = i64::from(date.weekday().to_monday_one_offset());
    // On a Saturday or Sunday it is the one that goes on.
    let shift = match direction {
        Direction::Past if today < 6 => -1 - today,
        _ => 6 - today,
    };
    if let Ok(start) = date.checked_add(shift.days())
        && let Ok(end) = start.checked_add(1.days())
    {
        set(when, start, end);
    }
}

/// A day so many days after what was dated before.
pub(in super::super) fn shifted(timex: &Timex, before: &When, count: i64) -> When {
    let shift = |date: Date| date.checked_add(count.days()).ok();
    When {
        first: timex.first,
        last: timex.last,
        start: before.end.or(before.start).and_then(shift),
        end: before.end.or(before.start).and_then(shift),
        candidates: before
            .candidates
            .iter()
            .filter_map(|date| shift(*date))
            .collect(),
        bounds: before
            .bounds
            .and_then(|(first, last)| Some((shift(first)?, shift(last)?))),
        weekday: None,
        ..before.clone()
    }
}

fn days(when: &mut When, from: i64, to: i64, anchor: Anchor) {
    // A week by its days, from Monday: the sender marked it by a far offset.
    let week = from < -50_000;
    match anchor {
        Anchor::Day(date) if week => {
            let monday = date
                .checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days())
                .and_then(|monday| monday.checked_add((to * 7).days()));
            if let Ok(monday) = monday
                && let Ok(sunday) = monday.checked_add(6.days())
            {
                set(when, monday, sunday);
                when.status = Status::Approximate;
            }
        }
        Anchor::Day(date) => {
            if let (Ok(start), Ok(end)) =
                (date.checked_add(from.days()), date.checked_add(to.days()))
            {
                set(when, start, end);
            }
        }
        Anchor::Month(first) => {
            when.status = Status::Ambiguous;
            let shift = if week { to * 7 } else { to };
            if let (Ok(earliest), Ok(latest)) = (
                first.checked_add(shift.days()),
                first.last_of_month().checked_add(shift.days()),
            ) {
                when.bounds = Some((earliest, latest));
            }
        }
        Anchor::Unknown => when.status = Status::Ambiguous,
    }
}

fn dated(
    day: i8,
    month: i8,
    year: Option<i16>,
    anchor: Anchor,
    direction: Direction,
) -> Option<Date> {
    if let Some(year) = year {
        return Date::new(year, month, day).ok();
    }
    let (today, latest) = match anchor {
        Anchor::Day(date) => (date, date),
        Anchor::Month(first) => (first, first.last_of_month()),
        Anchor::Unknown => return None,
    };
    let candidates = [-1, 0, 1].map(|step| Date::new(today.year() + step, month, day).ok());
    let mut candidates = candidates.into_iter().flatten();
    match direction {
        // What lies a few days ahead is nearer than the same day of last year.
        Direction::Past => {
            let soon = latest.checked_add(14.days()).unwrap_or(latest);
            let past = candidates.clone().rfind(|date| *date <= latest);
            let ahead = candidates.find(|date| *date > latest && *date <= soon);
            match past {
                Some(date) if date >= latest.checked_sub(180.days()).unwrap_or(latest) => past,
                _ => ahead.or(past),
            }
        }
        // A date that lies a little back is past whatever the tense.
        Direction::Future => {
            candidates.find(|date| *date >= today.checked_sub(31.days()).unwrap_or(today))
        }
    }
}

fn month_of(month: i8, year: Option<i16>, anchor: Anchor, direction: Direction) -> Option<Date> {
    if let Some(year) = year {
        return Date::new(year, month, 1).ok();
    }
    let (Anchor::Day(today) | Anchor::Month(today)) = anchor else {
        return None;
    };
    let year = match direction {
        Direction::Past if month > today.month() => today.year() - 1,
        Direction::Future if month < today.month() => today.year() + 1,
        _ => today.year(),
    };
    Date::new(year, month, 1).ok()
}
