//! Words of time in a sentence, in order: days, months, spans of a clock, durations.

use jiff::civil::Date;

use super::super::document::Document;
use super::super::lexicon::Mark;
use super::super::tag::Tag;
use super::super::token::{Capital, Kind};
use super::clock::{Point, Window, mark_at, window_at};

/// What words of time say.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum What {
    /// A weekday, 1 for Monday, with "last" (-1) or "next" (1).
    Weekday(i8, Option<i8>),
    /// So many days from the date of the text, from first to last.
    Days(i64, i64),
    /// A month, with "last" or "next", counted from the month of the text.
    Months(i64),
    Date {
        day: i8,
        month: i8,
        year: Option<i16>,
    },
    Month {
        month: i8,
        year: Option<i16>,
    },
    /// A month so many years before that of the text: "in June last year".
    MonthBack {
        month: i8,
        years: i16,
    },
    Year(i16),
    /// The year so many before that of the text.
    YearBack(i16),
    /// So many days from the day that was named before: "the next day".
    Relative(i64),
    /// So many days up to the date of the text, about: "the past 24 hours".
    Past(i64),
    /// The Saturday and Sunday before the date of the text, or with it.
    Weekend,
    /// A weekday of the week so many before that of the text: "onsdag i forrige uke".
    WeekdayOf(i8, i64),
    /// A weekday, and so many weeks more: "Friday a week ago".
    WeekdayBack(i8, i64),
    Window(Window),
    /// ISO 8601, and seconds.
    Duration(String, i64),
}

/// Words of time.
#[derive(Clone, Debug)]
pub(in super::super) struct Timex {
    pub first: u32,
    pub last: u32,
    pub what: What,
    /// "since", "from ... on".
    pub open: Open,
}

/// Whether words of time are an end of something longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Open {
    Closed,
    Since,
    Until,
}

/// All words of time between two tokens.
pub(in super::super) fn expressions(document: &Document<'_>, first: u32, last: u32) -> Vec<Timex> {
    let mut found = Vec::new();
    let mut at = first;
    while at < last {
        match expression(document, at, last, first) {
            Some(timex) => {
                at = timex.last.max(at + 1);
                found.push(timex);
            }
            None => at += 1,
        }
    }
    found
}

fn expression(document: &Document<'_>, at: u32, end: u32, floor: u32) -> Option<Timex> {
    let (what, last) = date(document, at, end)
        .or_else(|| weekday_with_date(document, at, end))
        .or_else(|| {
            window_at(document, at, end).map(|window| {
                let last = window.last;
                (What::Window(window), last)
            })
        })
        .or_else(|| duration(document, at, end))
        .or_else(|| day(document, at, end))
        .or_else(|| month(document, at, end))?;
    let open = match &what {
        What::Window(_) | What::Duration(..) => Open::Closed,
        _ => opening(document, at, floor),
    };
    let _ = Point::Moment;
    Some(Timex {
        first: at,
        last,
        what,
        open,
    })
}

fn opening(document: &Document<'_>, at: u32, floor: u32) -> Open {
    for back in 1..=7 {
        let Some(before) = at.checked_sub(back).filter(|before| *before >= floor) else {
            break;
        };
        let word = document.word(before);
        if matches!(word, "siden" | "sidan" | "since") {
            return Open::Since;
        }
        let further = before.checked_sub(1).map_or("", |at| document.word(at));
        // "natt til fredag" is Friday, "avtalen fra april" is of April.
        if back == 1
            && (matches!(further, "natt" | "natta" | "natten" | "kvelden")
                || matches!(word, "fra" | "frå" | "from") && is_paper(further))
        {
            return Open::Closed;
        }
        if back == 1 && matches!(word, "fra" | "frå" | "from" | "starting" | "beginning")
            || back == 2
                && matches!(
                    word,
                    "starting" | "beginning" | "rekna" | "regnet" | "gjeldende" | "effective"
                )
        {
            return Open::Since;
        }
        if back == 1 && matches!(word, "til" | "until" | "till" | "inntil" | "through") {
            return Open::Until;
        }
        if document.kind(before) == Kind::Sign && word != "-" {
            break;
        }
    }
    Open::Closed
}

/// What has a date of its own: an agreement, a figure.
fn is_paper(word: &str) -> bool {
    [
        "avtale",
        "agreement",
        "deal",
        "accord",
        "rapport",
        "report",
        "tall",
        "tal",
        "figures",
        "plan",
        "resolution",
        "resolusjon",
        "vedtak",
        "data",
        "anslag",
    ]
    .iter()
    .any(|stem| word.starts_with(stem))
}

fn mark(document: &Document<'_>, at: u32, tag: Tag) -> Option<Mark> {
    document.mark_at(at, tag, 6).copied()
}

fn number(document: &Document<'_>, at: u32) -> Option<i64> {
    (document.kind(at) == Kind::Number)
        .then(|| document.word(at).parse().ok())
        .flatten()
}

fn year_at(document: &Document<'_>, at: u32) -> Option<i16> {
    let year = number(document, at)?;
    (document.word(at).len() == 4 && (1900..2100).contains(&year)).then_some(year as i16)
}

/// A date in any of its common forms.
pub(super) fn date(document: &Document<'_>, at: u32, end: u32) -> Option<(What, u32)> {
    if at >= end {
        return None;
    }
    let word = document.word(at);
    if document.kind(at) == Kind::Number {
        // 04.11.2016
        let parts: Vec<&str> = word.split('.').collect();
        if let [day, month, year] = parts[..]
            && (year.len() == 4 || [day, month, year].iter().all(|part| part.len() == 2))
        {
            let year = year.parse().ok()?;
            // 27.02.18
            let year = match year {
                0..=49 => 2000 + year,
                50..=99 => 1900 + year,
                _ => year,
            };
            return valid(day.parse().ok()?, month.parse().ok()?, Some(year))
                .map(|what| (what, at + 1));
        }
        // 2016-11-04 and 2016-11
        if let Some(year) = year_at(document, at)
            && document.word(at + 1) == "-"
            && let Some(month) = number(document, at + 2)
            && document.word(at + 2).len() == 2
            && (1..=12).contains(&month)
        {
            if document.word(at + 3) == "-"
                && document.word(at + 4).len() <= 2
                && let Some(day) = number(document, at + 4)
            {
                return valid(day, month, Some(year)).map(|what| (what, at + 5));
            }
            // 2016-11-04T14:32: the day sticks to the time.
            return Some((
                What::Month {
                    month: month as i8,
                    year: Some(year),
                },
                at + 3,
            ));
        }
        // 01-10-2011 as day, month, year
        if document.word(at + 1) == "-"
            && document.word(at + 3) == "-"
            && document.word(at).len() <= 2
            && document.word(at + 2).len() == 2
            && let (Some(day), Some(month), Some(year)) = (
                number(document, at),
                number(document, at + 2),
                year_at(document, at + 4),
            )
        {
            return valid(day, month, Some(year)).map(|what| (what, at + 5));
        }
        // 4/11/2016 as day, month, year
        if document.word(at + 1) == "/"
            && document.word(at + 3) == "/"
            && let (Some(day), Some(month), Some(year)) = (
                number(document, at),
                number(document, at + 2),
                year_at(document, at + 4),
            )
        {
            return valid(day, month, Some(year)).map(|what| (what, at + 5));
        }
        // 18. februar 2018, 4th of November
        let day = number(document, at)?;
        if !(1..=31).contains(&day) || word.len() > 2 {
            return None;
        }
        let mut next = at + 1;
        while matches!(document.word(next), "." | "st" | "nd" | "rd" | "th" | "of") {
            next += 1;
        }
        let month = mark(document, next, Tag::Month)?;
        let mut last = month.last;
        if document.word(last) == "." && year_at(document, last + 1).is_some() {
            last += 1;
        }
        let comma = document.word(last) == "," && year_at(document, last + 1).is_some();
        let year = year_at(document, last + u32::from(comma));
        if year.is_some() {
            last += 1 + u32::from(comma);
        }
        return valid(day, month_number(document, &month), year).map(|what| (what, last));
    }
    // Sept. 19, October 20, 2016
    let month = mark(document, at, Tag::Month)?;
    if document.capital(at) == Capital::Lower {
        return None;
    }
    let mut next = month.last;
    if document.word(next) == "." {
        next += 1;
    }
    let day = number(document, next)
        .filter(|day| (1..=31).contains(day) && document.word(next).len() <= 2)?;
    let mut last = next + 1;
    if matches!(document.word(last), "st" | "nd" | "rd" | "th") {
        last += 1;
    }
    let comma = u32::from(document.word(last) == ",");
    let year = year_at(document, last + comma);
    if year.is_some() {
        last += 1 + comma;
    }
    valid(day, month_number(document, &month), year).map(|what| (what, last))
}

/// "tirsdag 19. september", "Friday, 31 March": the date says all.
fn weekday_with_date(document: &Document<'_>, at: u32, end: u32) -> Option<(What, u32)> {
    let day = mark(document, at, Tag::Weekday)?;
    let mut next = day.last;
    while matches!(document.word(next), "," | "the" | "den" | ".") && next < day.last + 2 {
        next += 1;
    }
    date(document, next, end)
}

fn month_number(document: &Document<'_>, mark: &Mark) -> i64 {
    document.value(mark).parse().unwrap_or(0)
}

/// A date that exists; one that does not is no date.
fn valid(day: i64, month: i64, year: Option<i16>) -> Option<What> {
    let (day, month) = (i8::try_from(day).ok()?, i8::try_from(month).ok()?);
    Date::new(year.unwrap_or(2000), month, day).ok()?;
    Some(What::Date { day, month, year })
}

fn month(document: &Document<'_>, at: u32, _end: u32) -> Option<(What, u32)> {
    if let Some(month) = mark(document, at, Tag::Month) {
        let before = at.checked_sub(1).map_or("", |at| document.word(at));
        let year = year_at(document, month.last);
        let back = years_back(document, month.last);
        let listed = at >= 2
            && matches!(before, "og" | "and" | "–" | "til" | "to")
            && mark(document, at - 2, Tag::Month).is_some();
        let sure = year.is_some()
            || back.is_some()
            || listed
            || matches!(
                before,
                "i" | "in"
                    | "siden"
                    | "sidan"
                    | "since"
                    | "fra"
                    | "frå"
                    | "from"
                    | "til"
                    | "until"
                    | "of"
                    | "late"
                    | "early"
                    | "last"
                    | "mid"
                    | "-"
                    | "during"
                    | "begynnelsen"
                    | "slutten"
                    | "midten"
                    | "av"
            );
        if !sure {
            return None;
        }
        if let Some((years, last)) = back {
            let month = month_number(document, &month) as i8;
            return Some((What::MonthBack { month, years }, last));
        }
        let last = month.last + u32::from(year.is_some());
        return Some((
            What::Month {
                month: month_number(document, &month) as i8,
                year,
            },
            last,
        ));
    }
    if let Some((years, last)) = years_back(document, at) {
        return Some((What::YearBack(years), last));
    }
    let year = year_at(document, at)?;
    let before = at.checked_sub(1).map_or("", |at| document.word(at));
    matches!(
        before,
        "i" | "in" | "siden" | "sidan" | "since" | "from" | "fra"
    )
    .then_some((What::Year(year), at + 1))
}

/// "i fjor", "last year", "a year ago": how many years back, and the token after it.
fn years_back(document: &Document<'_>, at: u32) -> Option<(i16, u32)> {
    let found = mark(document, at, Tag::DayWord)?;
    let years = document.value(&found).strip_prefix("year-")?;
    Some((years.parse().ok()?, found.last))
}

/// Days that are counted from the text, or from the day that was named before.
fn day_word(value: &str) -> Option<What> {
    Some(match value.split_once(' ') {
        Some(("day", days)) => What::Relative(days.parse().ok()?),
        Some(("past", days)) => What::Past(days.parse().ok()?),
        _ if value == "weekend" => What::Weekend,
        _ => {
            let days = value.parse().ok()?;
            What::Days(days, days)
        }
    })
}

/// "onsdag i forrige uke", "Friday of last week", "fredag for en uke siden".
fn weekday_of(document: &Document<'_>, day: i8, last: u32) -> Option<(What, u32)> {
    let mut at = last;
    while matches!(
        document.word(at),
        "i" | "of" | "in" | "kveld" | "morgen" | "morgon"
    ) && at < last + 2
    {
        at += 1;
    }
    if let Some(step) = mark(document, at, Tag::NextLast)
        && let Some(unit) = mark(document, step.last, Tag::Unit)
        && document.value(&unit) == "week"
    {
        let weeks = document.value(&step).parse().ok()?;
        return Some((What::WeekdayOf(day, weeks), unit.last));
    }
    if document.word(at) == "for" {
        at += 1;
    }
    let quantity = document.quantities_in(at, at + 2).next()?;
    let unit = mark(document, quantity.last, Tag::Unit)?;
    let ago = mark(document, unit.last, Tag::Ago)?;
    let weeks = i64::try_from(quantity.min?).ok()?;
    (quantity.first == at && document.value(&unit) == "week" && weeks < 60)
        .then_some((What::WeekdayBack(day, weeks), ago.last))
}

fn day(document: &Document<'_>, at: u32, end: u32) -> Option<(What, u32)> {
    let after_parts = |mut last: u32| {
        while let Some(next) = mark_at(document, last, Tag::Part) {
            last = next;
        }
        last.min(end)
    };
    if let Some(found) = mark(document, at, Tag::DayWord) {
        let what = day_word(document.value(&found))?;
        return Some((what, after_parts(found.last)));
    }
    if let Some(found) = mark(document, at, Tag::NextLast) {
        let step: i8 = document.value(&found).parse().ok()?;
        if let Some(day) = mark(document, found.last, Tag::Weekday) {
            return Some((
                What::Weekday(document.value(&day).parse().ok()?, Some(step)),
                after_parts(day.last),
            ));
        }
        let unit = mark(document, found.last, Tag::Unit)?;
        return match document.value(&unit) {
            "week" => Some((
                What::Days(i64::from(step) * 7 - 100_000, i64::from(step)),
                unit.last,
            )),
            "month" => Some((What::Months(i64::from(step)), unit.last)),
            _ => None,
        };
    }
    if let Some(found) = mark(document, at, Tag::Weekday) {
        let day = document.value(&found).parse().ok()?;
        let last = after_parts(found.last);
        return weekday_of(document, day, last).or(Some((What::Weekday(day, None), last)));
    }
    None
}

/// "ten hours", "72-hour", "femtimers", and "a week ago".
fn duration(document: &Document<'_>, at: u32, end: u32) -> Option<(What, u32)> {
    let (count, unit, first_last) = if let Some(quantity) = document
        .quantity_at(at)
        .filter(|quantity| quantity.last <= end)
    {
        let mut next = quantity.last;
        if document.word(next) == "-" {
            next += 1;
        }
        if document.word(next) == "more"
            || document.word(next) == "full"
            || document.word(next) == "nye"
            || document.word(next) == "hele"
        {
            next += 1;
        }
        let unit = mark(document, next, Tag::Unit)?;
        if quantity.min != quantity.max {
            return None;
        }
        (quantity.min?, unit, unit.last)
    } else {
        let unit = mark(document, at, Tag::Unit).or_else(|| {
            document
                .marks_in(at, at + 1)
                .find(|mark| mark.tag == Tag::Unit)
                .copied()
        })?;
        let word = document.word(at);
        let count = compound(document, word)?;
        (count, unit, unit.last)
    };
    let unit = document.value(&unit);
    let count = i64::try_from(count).ok().filter(|count| *count <= 10_000)?;
    let ago = mark(document, first_last, Tag::Ago).filter(|ago| {
        // "ti dager siden" needs its "for"; "two days earlier" and "ago" do not.
        matches!(document.word(ago.first), "ago" | "earlier")
            || at > 0 && document.word(at - 1) == "for"
    });
    if let Some(ago) = ago {
        let days = match unit {
            "day" => count,
            "week" => count * 7,
            "hour" => 0,
            "month" => return Some((What::Months(-count), ago.last)),
            _ => return None,
        };
        return Some((What::Days(-days, -days), ago.last));
    }
    let (iso, seconds) = match unit {
        "minute" => (format!("PT{count}M"), count * 60),
        "quarter" => (format!("PT{}M", count * 15), count * 900),
        "hour" => (format!("PT{count}H"), count * 3600),
        "day" => (format!("P{count}D"), count * 86_400),
        "week" => (format!("P{}D", count * 7), count * 7 * 86_400),
        "month" => (format!("P{count}M"), count * 30 * 86_400),
        _ => return None,
    };
    Some((What::Duration(iso, seconds), first_last))
}

/// The number that a compound begins with: "femtimers", "tredagers".
fn compound(document: &Document<'_>, word: &str) -> Option<u64> {
    let cut = [
        "timers",
        "timars",
        "timer",
        "timar",
        "times",
        "dagers",
        "dagars",
        "dager",
        "døgns",
        "ukers",
        "minutters",
    ]
    .iter()
    .find_map(|unit| word.strip_suffix(unit))?;
    document.lexicon.numerals.get(cut).copied()
}
