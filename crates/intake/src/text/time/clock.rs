//! Times of day: "klokken 09", "9.30 a.m.", "0900 GMT", "mellom klokken 09 og 19".

use super::super::document::Document;
use super::super::tag::Tag;
use super::super::token::{Glue, Kind};

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Clock {
    pub hour: i8,
    pub minute: i8,
}

impl Clock {
    pub fn text(self) -> String {
        format!("{:02}:{:02}", self.hour, self.minute)
    }

    pub fn minutes(self) -> i32 {
        i32::from(self.hour) * 60 + i32::from(self.minute)
    }
}

/// A time of day, or from one to another, as stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Window {
    pub first: u32,
    pub last: u32,
    pub start: Option<Clock>,
    pub end: Option<Clock>,
    /// Whose clock it is: a zone, `local`, or nothing if the text does not say.
    pub zone: String,
    /// Whether it only says when something was.
    pub point: Point,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Point {
    Moment,
    Span,
}

/// How much has to show that a number is a time of day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Sign,
    /// The words around it say so already.
    Nothing,
}

struct Read {
    clock: Clock,
    last: u32,
    /// Whether it said "a.m." or "p.m.".
    half: Option<bool>,
}

/// The time of day, or the span, that begins at a token.
pub(in super::super) fn window_at(document: &Document<'_>, at: u32, end: u32) -> Option<Window> {
    let word = document.word(at);
    let between = matches!(word, "mellom" | "between");
    let from = mark_at(document, at, Tag::From);
    // "tok til klokka 18" is when it began.
    let begins = at > 0
        && matches!(
            document.word(at - 1),
            "tok" | "tek" | "tar" | "teke" | "tatt" | "ta"
        );
    let until = mark_at(document, at, Tag::Until).filter(|_| !begins);
    if between || from.is_some() {
        let first = if between {
            at + 1
        } else {
            from.unwrap_or(at + 1)
        };
        if let Some(found) = span(document, at, first, end, between) {
            return Some(found);
        }
        if from.is_some()
            && let Some(one) = clock_at(document, first, end, Need::Sign)
        {
            return Some(finish(
                document,
                at,
                one.last,
                end,
                Some(one.clock),
                None,
                Point::Span,
            ));
        }
        return None;
    }
    if let Some(after) = until
        && let Some(one) = clock_at(document, after, end, Need::Sign)
    {
        return Some(finish(
            document,
            at,
            one.last,
            end,
            None,
            Some(one.clock),
            Point::Span,
        ));
    }
    if let Some(found) = span(document, at, at, end, false) {
        return Some(found);
    }
    let one = clock_at(document, at, end, Need::Sign)?;
    Some(finish(
        document,
        at,
        one.last,
        end,
        Some(one.clock),
        None,
        Point::Moment,
    ))
}

fn span(
    document: &Document<'_>,
    start: u32,
    first: u32,
    end: u32,
    between: bool,
) -> Option<Window> {
    // Only after "from" or "between" may the first number stand alone.
    let need = if first > start {
        Need::Nothing
    } else {
        Need::Sign
    };
    // "0700-1200 GMT": the second says that the first is one.
    let joined = matches!(document.word(first + 1), "-" | "–")
        && document.kind(first) == Kind::Number
        && document.kind(first + 2) == Kind::Number
        && clock_at(document, first + 2, end, Need::Sign).is_some();
    let need = if joined { Need::Nothing } else { need };
    let mut one = clock_at(document, first, end, need)?;
    let mut join = one.last;
    let mut shown = clock_at(document, first, end, Need::Sign).is_some();
    // "fra klokken 9 fredag til ...", "from 9 a.m. local time to 7 p.m.".
    for tag in [Tag::ZoneWord, Tag::Weekday, Tag::DayWord] {
        if let Some(after) = mark_at(document, join, tag) {
            join = after;
        }
    }
    let joint = document.word(join);
    let fits = matches!(joint, "-" | "–" | "til" | "to" | "until" | "till")
        || between && matches!(joint, "og" | "and");
    if !fits {
        return None;
    }
    let two = clock_at(document, join + 1, end, Need::Nothing)?;
    let zoned = zone_near(document, two.last, end).is_some();
    shown |= clock_at(document, join + 1, end, Need::Sign).is_some() || two.half.is_some() || zoned;
    let often = document
        .marks_in(start.saturating_sub(4), start)
        .any(|mark| mark.tag == Tag::Daily)
        || mark_at(document, two.last, Tag::Daily).is_some()
        || mark_at(document, two.last, Tag::Weekday).is_some();
    shown |= between && often && one.clock.hour > 5;
    // Numbers that a noun follows are counted, not told from a clock.
    if !shown {
        return None;
    }
    if one.half.is_none()
        && two.half == Some(true)
        && one.clock.hour < 12
        && one.clock.hour < two.clock.hour - 12
    {
        // "from 2 to 5 p.m."
        one.clock.hour += 12;
    }
    Some(finish(
        document,
        start,
        two.last,
        end,
        Some(one.clock),
        Some(two.clock),
        Point::Span,
    ))
}

fn finish(
    document: &Document<'_>,
    first: u32,
    last: u32,
    end: u32,
    start: Option<Clock>,
    stop: Option<Clock>,
    point: Point,
) -> Window {
    let (zone, last) = zone_near(document, last, end).unwrap_or((String::new(), last));
    Window {
        first,
        last,
        start,
        end: stop,
        zone,
        point,
    }
}

/// The zone named after a time of day, with a weekday or "hours" between at most.
fn zone_near(document: &Document<'_>, at: u32, end: u32) -> Option<(String, u32)> {
    let mut here = at;
    for _ in 0..3 {
        if here >= end {
            return None;
        }
        if let Some(mark) = document
            .marks_in(here, end)
            .find(|mark| mark.first == here && mark.tag == Tag::ZoneWord)
        {
            return Some((document.value(mark).to_owned(), mark.last));
        }
        if let Some(after) = mark_at(document, here, Tag::Weekday)
            .or_else(|| mark_at(document, here, Tag::DayWord))
            .or_else(|| mark_at(document, here, Tag::Daily))
        {
            here = after;
            continue;
        }
        let word = document.word(here);
        if matches!(word, "hours" | "in" | "i" | "on" | ",") {
            if let Some(mark) = document
                .marks_in(here + 1, end)
                .find(|mark| mark.first == here + 1 && mark.tag == Tag::Place)
                && matches!(word, "in" | "i")
            {
                let zone = &document.lexicon.words[mark.word as usize].zone;
                return (!zone.is_empty()).then(|| (zone.clone(), mark.last));
            }
            here += 1;
            continue;
        }
        return None;
    }
    None
}

/// The token after a word of this kind that begins here.
pub(in super::super) fn mark_at(document: &Document<'_>, at: u32, tag: Tag) -> Option<u32> {
    document
        .marks_in(at, at + 6)
        .find(|mark| mark.first == at && mark.tag == tag)
        .map(|mark| mark.last)
}

fn clock_at(document: &Document<'_>, at: u32, end: u32, need: Need) -> Option<Read> {
    if at >= end {
        return None;
    }
    let mut here = at;
    let mut cue = false;
    let mut strong = false;
    if let Some(after) = mark_at(document, at, Tag::Clock) {
        cue = true;
        strong = document.word(at) != "at";
        here = after;
        if document.word(here) == "." {
            here += 1;
        }
    }
    let half_past = document.word(here) == "halv" && cue;
    if half_past {
        here += 1;
    }
    match document.word(here) {
        "noon" | "midday" => {
            return Some(Read {
                clock: Clock {
                    hour: 12,
                    minute: 0,
                },
                last: here + 1,
                half: None,
            });
        }
        "midnight" | "midnatt" => {
            return Some(Read {
                clock: Clock { hour: 0, minute: 0 },
                last: here + 1,
                half: None,
            });
        }
        _ => {}
    }
    let word = document.word(here);
    let (mut hour, minute, form) = if document.kind(here) == Kind::Number {
        digits(word)?
    } else {
        let quantity = document
            .quantities_in(here, here + 1)
            .find(|quantity| quantity.first == here && quantity.last == here + 1)?;
        let value = quantity.min?;
        if value > 24 || quantity.max != quantity.min || !(strong || need == Need::Nothing) {
            return None;
        }
        (value as i8, 0, Form::Word)
    };
    let mut last = here + 1;
    if document.word(last) == "o" && document.word(last + 1) == "'" {
        last += 3;
        strong = true;
    }
    let meridiem = document
        .marks_in(last, last + 4)
        .find(|mark| mark.first == last && mark.tag == Tag::Meridiem);
    let half = meridiem.map(|mark| document.value(mark) == "pm");
    if let Some(mark) = meridiem {
        last = mark.last;
        // The point of "p.m." before more of the sentence.
        if document.word(mark.last - 1) == "m"
            && document.word(last) == "."
            && document
                .tokens
                .list
                .get(last as usize)
                .is_some_and(|token| token.glued == Glue::Glued)
            && document.word(mark.first) != "pm"
            && document.word(mark.first) != "am"
        {
            last += 1;
        }
        if hour > 12 && half == Some(true) {
            // 14 p.m. is 14.
        } else if hour == 12 {
            hour = if half == Some(true) { 12 } else { 0 };
        } else if half == Some(true) {
            hour += 12;
        }
    }
    let zone = zone_near(document, last, end).is_some();
    let hours = document.word(last) == "hours" && form == Form::Four;
    let sure = match form {
        Form::Colon => true,
        Form::Dot => strong || half.is_some() || zone || need == Need::Nothing,
        Form::Four => strong || zone || hours || need == Need::Nothing,
        Form::Plain => strong || half.is_some() || cue && zone || need == Need::Nothing,
        Form::Word => true,
    };
    if !sure {
        return None;
    }
    // "at 30 hospitals", "24 hours" are no times of day.
    if form == Form::Plain
        && half.is_none()
        && !strong
        && mark_at(document, last, Tag::Unit).is_some()
    {
        return None;
    }
    let (mut hour, mut minute) = (hour, minute);
    if half_past {
        hour -= 1;
        minute = 30;
    }
    if hour == 24 && minute == 0 {
        hour = 0;
    }
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) {
        return None;
    }
    Some(Read {
        clock: Clock { hour, minute },
        last,
        half,
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Colon,
    Dot,
    Four,
    Plain,
    Word,
}

fn digits(word: &str) -> Option<(i8, i8, Form)> {
    for (sign, form) in [(':', Form::Colon), ('.', Form::Dot)] {
        if let Some((hour, minute)) = word.split_once(sign) {
            if minute.len() != 2 || hour.len() > 2 {
                return None;
            }
            return Some((hour.parse().ok()?, minute.parse().ok()?, form));
        }
    }
    match word.len() {
        1 | 2 => Some((word.parse().ok()?, 0, Form::Plain)),
        4 => Some((word[..2].parse().ok()?, word[2..].parse().ok()?, Form::Four)),
        _ => None,
    }
}
