//! Numbers of a text as intervals.

use super::lexicon::{Lexicon, Mark};
use super::tag::Tag;
use super::token::{Glue, Kind, Tokens};

/// How a number is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Certainty {
    Exact,
    Approximate,
    LowerBound,
    UpperBound,
    Range,
    Vague,
}

impl Certainty {
    pub fn word(self) -> &'static str {
        match self {
            Certainty::Exact => "exact",
            Certainty::Approximate => "approximate",
            Certainty::LowerBound => "lower_bound",
            Certainty::UpperBound => "upper_bound",
            Certainty::Range => "range",
            Certainty::Vague => "vague",
        }
    }
}

/// A number with what it can stand for; `None` is an open end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quantity {
    pub first: u32,
    /// The first token of the number itself, after "about" or "at least".
    pub core: u32,
    pub last: u32,
    pub min: Option<u64>,
    pub max: Option<u64>,
    pub certainty: Certainty,
    /// Whether it is an article that may mean one.
    pub article: Article,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Article {
    Number,
    MayBeArticle,
}

/// The largest number that is read.
const LARGEST: u64 = 10_000_000_000;

/// The most words that make a number.
const MOST_WORDS: u32 = 30;

struct Reader<'a> {
    tokens: &'a Tokens,
    lexicon: &'a Lexicon,
    /// The number word, vague quantity or shifting word that starts at a token, if any.
    numeral: Vec<u32>,
    approx: Vec<u32>,
    marks: &'a [Mark],
}

const NONE: u32 = u32::MAX;

/// All numbers of a text, in order.
pub(super) fn quantities(tokens: &Tokens, lexicon: &Lexicon, marks: &[Mark]) -> Vec<Quantity> {
    let mut numeral = vec![NONE; tokens.list.len()];
    let mut approx = vec![NONE; tokens.list.len()];
    for (index, mark) in marks.iter().enumerate() {
        match mark.tag {
            Tag::Numeral | Tag::Vague => numeral[mark.first as usize] = index as u32,
            Tag::Approx => approx[mark.first as usize] = index as u32,
            _ => {}
        }
    }
    let reader = Reader {
        tokens,
        lexicon,
        numeral,
        approx,
        marks,
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.list.len() {
        match reader.quantity(at) {
            Some(quantity) => {
                at = quantity.last as usize;
                found.push(quantity);
            }
            None => at += 1,
        }
    }
    found
}

/// A number without what shifts it: its value and the token after it.
struct Plain {
    min: Option<u64>,
    max: Option<u64>,
    vague: bool,
    article: Article,
    last: usize,
}

impl Reader<'_> {
    fn mark(&self, list: &[u32], at: usize) -> Option<&Mark> {
        list.get(at)
            .filter(|index| **index != NONE)
            .map(|index| &self.marks[*index as usize])
    }

    fn value(&self, mark: &Mark) -> &str {
        &self.lexicon.words[mark.word as usize].is
    }

    fn quantity(&self, start: usize) -> Option<Quantity> {
        let mut at = start;
        let mut shift = "";
        // "minst rundt 40": the stronger of two words.
        for _ in 0..2 {
            let Some(mark) = self.mark(&self.approx, at) else {
                break;
            };
            let is = self.value(mark);
            if shift.is_empty() || shift == "about" || shift == "exact" {
                shift = is;
            }
            at = mark.last as usize;
        }
        let core = at;
        let one = self.plain(at)?;
        let mut quantity = Quantity {
            first: start as u32,
            core: core as u32,
            last: one.last as u32,
            min: one.min,
            max: one.max,
            certainty: Certainty::Exact,
            article: if core > start {
                Article::Number
            } else {
                one.article
            },
        };
        if one.vague {
            quantity.certainty = Certainty::Vague;
            if one.min == Some(0) && one.max == Some(0) {
                quantity.certainty = Certainty::Exact;
            }
            if shift == "min" || shift == "over" {
                quantity.max = None;
            }
            return Some(quantity);
        }
        let joins = |at: usize| {
            let word = self.tokens.word(at);
            match shift {
                "between" => matches!(word, "og" | "and"),
                _ => matches!(word, "-" | "–" | "til" | "to"),
            }
        };
        if joins(one.last)
            && let Some(two) = self.plain(one.last + 1)
            && let (Some(low), Some(high)) = (one.min, two.max)
            && !two.vague
            && low < high
        {
            quantity.min = Some(low);
            quantity.max = Some(high);
            quantity.last = two.last as u32;
            quantity.certainty = Certainty::Range;
            return Some(quantity);
        }
        self.shifted(&mut quantity, shift);
        Some(quantity)
    }

    fn shifted(&self, quantity: &mut Quantity, shift: &str) {
        let after = quantity.last as usize;
        let or_more = matches!(self.tokens.word(after), "or" | "eller")
            && matches!(
                self.tokens.word(after + 1),
                "more" | "flere" | "fleire" | "mer" | "meir"
            );
        if or_more {
            quantity.last += 2;
        }
        match shift {
            "about" => quantity.certainty = Certainty::Approximate,
            "over" | "min" => {
                quantity.max = None;
                quantity.certainty = Certainty::LowerBound;
            }
            "upto" | "under" => {
                quantity.min = None;
                quantity.certainty = Certainty::UpperBound;
            }
            _ if or_more => {
                quantity.max = None;
                quantity.certainty = Certainty::LowerBound;
            }
            _ => {}
        }
    }

    fn plain(&self, at: usize) -> Option<Plain> {
        let token = self.tokens.list.get(at)?;
        if token.kind == Kind::Number {
            return self.digits(at);
        }
        let mark = self.mark(&self.numeral, at)?;
        let is = self.value(mark);
        if mark.tag == Tag::Vague {
            let (min, max) = is.split_once('-')?;
            return Some(Plain {
                min: min.parse().ok(),
                max: max.parse().ok(),
                vague: true,
                article: Article::Number,
                last: mark.last as usize,
            });
        }
        self.words(at)
    }

    /// Digits, with groups of three and a multiplier after them.
    fn digits(&self, at: usize) -> Option<Plain> {
        let text = self.tokens.word(at);
        if text.contains(':') || text.len() > 15 {
            return None;
        }
        let mut value: f64;
        let mut fraction = false;
        let groups: Vec<&str> = text.split(['.', ',']).collect();
        let grouped = groups.len() > 1
            && groups[0].len() <= 3
            && groups[0] != "0"
            && groups[1..].iter().all(|group| group.len() == 3);
        let mut last = at + 1;
        if grouped || groups.len() == 1 {
            value = groups.concat().parse().ok()?;
            // "250 000": groups set apart by blanks.
            if groups.len() == 1 && text.len() <= 3 && !text.starts_with('0') {
                while let Some(next) = self.tokens.list.get(last) {
                    let group = self.tokens.word(last);
                    if next.kind != Kind::Number
                        || group.len() != 3
                        || next.glued == Glue::Glued
                        || group.contains(['.', ',', ':'])
                        || next.start - self.tokens.list[last - 1].end > 3
                    {
                        break;
                    }
                    value = value * 1000.0 + group.parse::<f64>().ok()?;
                    if value > LARGEST as f64 {
                        return None;
                    }
                    last += 1;
                }
            }
        } else if groups.len() == 2 {
            value = text.replace(',', ".").parse().ok()?;
            fraction = true;
        } else {
            return None;
        }
        let mut multiplied = false;
        while let Some(mark) = self.mark(&self.numeral, last)
            && mark.tag == Tag::Numeral
            && let Ok(times @ (100 | 1000 | 1_000_000)) = self.value(mark).parse::<u64>()
        {
            value *= times as f64;
            if value > LARGEST as f64 {
                return None;
            }
            last = mark.last as usize;
            multiplied = true;
        }
        if fraction && !multiplied || value > LARGEST as f64 {
            return None;
        }
        let value = value.round() as u64;
        Some(Plain {
            min: Some(value),
            max: Some(value),
            vague: false,
            article: Article::Number,
            last,
        })
    }

    /// Number words: "two hundred and fifty thousand", "tjue-fem", "hundre og tjue".
    fn words(&self, start: usize) -> Option<Plain> {
        let (mut total, mut current, mut at, mut count) = (0_u64, 0_u64, start, 0);
        let mut last_scale = u64::MAX;
        while let Some(mark) = self
            .mark(&self.numeral, at)
            .filter(|mark| mark.tag == Tag::Numeral)
        {
            let value: u64 = self.value(mark).parse().ok()?;
            match value {
                100 => current = current.max(1).checked_mul(100)?,
                1000 | 1_000_000 => {
                    total = total.checked_add(current.max(1).checked_mul(value)?)?;
                    current = 0;
                }
                // Units come after tens, tens after hundreds.
                _ if count == 0 || last_scale == 100 || last_scale >= 1000 && current == 0 => {
                    current += value
                }
                _ if (20..100).contains(&last_scale) && value < 10 => current += value,
                _ => break,
            }
            last_scale = value;
            count += 1;
            at = mark.last as usize;
            if total > LARGEST || count > MOST_WORDS {
                return None;
            }
            let joint = self.tokens.word(at);
            let next = self.mark(&self.numeral, at + 1);
            let goes_on = next.is_some_and(|next| next.tag == Tag::Numeral);
            let hundreds = last_scale >= 100 && matches!(joint, "og" | "and");
            if goes_on && ((joint == "-" && (20..100).contains(&last_scale)) || hundreds) {
                at += 1;
            }
        }
        if count == 0 {
            return None;
        }
        // A joint that led nowhere belongs to the text.
        if matches!(self.tokens.word(at - 1), "og" | "and" | "-") {
            at -= 1;
        }
        let value = total + current;
        let article = if value == 1
            && !matches!(
                self.tokens.word(start),
                "én" | "éin" | "one" | "ett" | "eitt"
            ) {
            Article::MayBeArticle
        } else {
            Article::Number
        };
        Some(Plain {
            min: Some(value),
            max: Some(value),
            vague: false,
            article,
            last: at,
        })
    }
}
