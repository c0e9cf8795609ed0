//! When a text was written, as far as it says so itself.

use jiff::civil::Date;

use super::super::document::{Class, Document};
use super::expression::{What, date};

/// What the days of a text are counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Anchor {
    Day(Date),
    /// A month, by its first day: the day is not known, and is not guessed.
    Month(Date),
    Unknown,
}

/// The date of a text.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Dateline {
    pub anchor: Anchor,
    pub first: u32,
    pub last: u32,
}

/// The first full date, else the first month with its year, in the lines that a date of writing stands in: the first and last paragraphs
/// that are short, and the first words of the first long one.
pub(in super::super) fn dateline(document: &Document<'_>) -> Dateline {
    let mut month: Option<Dateline> = None;
    let count = document.paragraphs.len();
    for (index, paragraph) in document.paragraphs.iter().enumerate() {
        let near = index < 5 || index + 2 >= count;
        if !near || paragraph.class == Class::Credit {
            continue;
        }
        let short = paragraph.last - paragraph.first <= 24 || paragraph.class == Class::Dateline;
        let to = if short {
            paragraph.last
        } else {
            paragraph.last.min(paragraph.first + 24)
        };
        for at in paragraph.first..to {
            let Some((what, last)) = date(document, at, to).or_else(|| month_of_year(document, at))
            else {
                continue;
            };
            // "The previous truce, in May 2017": a date in a sentence.
            let inside = at > paragraph.first
                && matches!(
                    document.word(at - 1),
                    "in" | "i"
                        | "since"
                        | "siden"
                        | "sidan"
                        | "until"
                        | "til"
                        | "during"
                        | "before"
                        | "after"
                        | "før"
                        | "etter"
                        | "from"
                        | "frå"
                )
                && paragraph.class == Class::Body;
            if inside && !matches!(document.word(paragraph.first), "date" | "as" | "published") {
                continue;
            }
            let found = |anchor| Dateline {
                anchor,
                first: at,
                last,
            };
            match what {
                What::Date { day, month, year } => {
                    let year = year.or_else(|| nearby_year(document));
                    if let Some(date) = year.and_then(|year| Date::new(year, month, day).ok()) {
                        // A date inside a long first paragraph is the text's own only before its first words.
                        if short || is_prefix(document, paragraph.first, last) {
                            return found(Anchor::Day(date));
                        }
                    }
                }
                What::Month {
                    month: number,
                    year: Some(year),
                } if month.is_none() && (short || at < paragraph.first + 3) => {
                    if let Ok(date) = Date::new(year, number, 1) {
                        // 2016-11-04T14:32 was cut at its day.
                        month = Some(found(
                            stamp(document, last, date).map_or(Anchor::Month(date), Anchor::Day),
                        ));
                    }
                }
                _ => {}
            }
        }
    }
    month.unwrap_or(Dateline {
        anchor: Anchor::Unknown,
        first: 0,
        last: 0,
    })
}

fn stamp(document: &Document<'_>, last: u32, month: Date) -> Option<Date> {
    if document.word(last) != "-" {
        return None;
    }
    let day: i8 = document.word(last + 1).get(..2)?.parse().ok()?;
    Date::new(month.year(), month.month(), day).ok()
}

/// "November 2016", "Januar 2009".
fn month_of_year(document: &Document<'_>, at: u32) -> Option<(What, u32)> {
    let mark = document
        .marks_in(at, at + 3)
        .find(|mark| mark.first == at && mark.tag == super::super::tag::Tag::Month)?;
    let year: i16 = document
        .word(mark.last)
        .parse()
        .ok()
        .filter(|year| (1900..2100).contains(year))?;
    let month = document.value(mark).parse().ok()?;
    Some((
        What::Month {
            month,
            year: Some(year),
        },
        mark.last + 1,
    ))
}

/// A year that the text names anywhere near its beginning, for datelines without one: "ALEPPO, 4 Nov (Reuters) -".
fn nearby_year(document: &Document<'_>) -> Option<i16> {
    (0..document.tokens.list.len().min(120)).find_map(|at| {
        let word = document.tokens.word(at);
        (word.len() == 4)
            .then(|| word.parse().ok())
            .flatten()
            .filter(|year| (1990..2100).contains(year))
    })
}

/// Whether a dash or a bracket soon after shows that a place and a date came first.
fn is_prefix(document: &Document<'_>, first: u32, last: u32) -> bool {
    last - first <= 18
        && (last..last + 8).any(|at| matches!(document.word(at), "-" | "–" | "(" | ":"))
}
