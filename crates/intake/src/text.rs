//! Texts into proposed claims: what a news article, a statement or a situation report says, by whom, when and where.
//!
//! The text is brought to NFC, cut into paragraphs and sentences, and looked up in the lexicons in one pass. What stands at a token is
//! indexed once, so that no rule searches for it. Numbers, words of time and
//! names are read from what was found; who says which part of a sentence is told by its words of saying; some twenty frames
//! turn the rest into claims. Everything is a proposal: a person confirms, and what the text leaves open stays open.
//!
//! Time is linear in the length of the text: sentences are cut at a fixed number of tokens, and nothing looks further than a sentence.

mod actor;
mod assemble;
mod attribution;
mod check;
mod decode;
mod document;
mod frame;
mod index;
mod json;
mod lexicon;
mod link;
mod normal;
mod number;
mod propose;
mod rules;
mod scan;
mod steps;
mod tag;
mod time;
mod token;

use std::collections::BTreeMap;

pub use decode::{Unreadable, decode};
pub use json::document as json;
pub use lexicon::{Lexicon, LexiconError};
pub use propose::propose;
pub use rules::{Rule, rules};

/// What is known of a text from outside.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The zone of the place, as in the tz database; else by the places that the text names.
    pub zone: Option<String>,
    /// The day on which it was written, as a person knows it; else by the text's own date. Where both are days and differ, a check
    /// says so.
    pub written: Option<jiff::civil::Date>,
}

/// A day as YYYY-MM-DD, in a year that a text may be of: 1900 to 2100.
pub fn day(written: &str) -> Option<jiff::civil::Date> {
    let day: jiff::civil::Date = written.parse().ok()?;
    let shown = day.to_string() == written;
    (shown && (1900..=2100).contains(&day.year())).then_some(day)
}

/// A run of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Code points of the text in NFC, from 0.
    pub start: u32,
    /// After it.
    pub end: u32,
    /// Bytes of the text in NFC.
    pub byte_start: u32,
    /// After it.
    pub byte_end: u32,
    /// Bytes of the text as it came, decoded to UTF-8.
    pub original_start: u32,
    /// After it.
    pub original_end: u32,
}

/// Who says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// By the rule of the claims' ids; `outlet` is the text itself, `unnamed` a source without a name.
    pub id: String,
    /// What kind of source.
    pub kind: String,
    /// Where it is named, unless it is the text itself.
    pub span: Option<Span>,
}

/// When something is said to have been.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Time {
    /// `resolved`, `ambiguous`, `approximate` or `unresolved`.
    pub status: &'static str,
    /// `day`, `month` or `year`.
    pub grain: &'static str,
    /// First day, if there is one.
    pub start: Option<String>,
    /// Last day.
    pub end: Option<String>,
    /// Days that it can be.
    pub candidates: Vec<String>,
    /// First and last day that it can be, where there are too many to list.
    pub bounds: Option<(String, String)>,
    /// The words that say so.
    pub span: Option<Span>,
    /// Whether it is taken from another part of the text.
    pub inherited: bool,
}

/// Where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The place's id.
    pub id: String,
    /// The words, unless the text as a whole is about it.
    pub span: Option<Span>,
}

/// How a claim stands to another of the same text. Proposed: a person sets or drops it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// `corroborates`, `denies`, `conflicts_with`, `same_as` or `during`.
    pub relation: &'static str,
    /// The other claim, by its place in the list.
    pub to: usize,
}

/// Something in the text that was checked against itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// `duration_vs_window`, `zone`, `part_vs_whole` or `written`.
    pub kind: &'static str,
    /// Whether it holds.
    pub holds: bool,
    /// The claim that it is about, by its place in the list.
    pub claim: Option<usize>,
    /// Where.
    pub span: Span,
    /// What was found, in words.
    pub found: String,
}

/// A claim that a text makes, as proposed.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The type.
    pub kind: &'static str,
    /// The rule that found it.
    pub rule: &'static str,
    /// All that it rests on.
    pub span: Span,
    /// The words that carry it.
    pub anchor: Span,
    /// Who says it.
    pub sources: Vec<Speaker>,
    /// The words that say who.
    pub cue: Option<Span>,
    /// How they put it.
    pub modality: &'static str,
    /// `positive`, `negative` or `unknown`.
    pub polarity: &'static str,
    /// How exact its number is.
    pub certainty: &'static str,
    /// When.
    pub time: Option<Time>,
    /// Where.
    pub place: Option<Site>,
    /// The values of its type.
    pub value: serde_json::Map<String, serde_json::Value>,
    /// The measured precision of its rule.
    pub confidence: f64,
    /// Relations to other claims.
    pub links: Vec<Link>,
}

/// What was read in a text.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The text in NFC.
    pub text: String,
    /// Its main language: `nb`, `nn`, `en`, or `und`.
    pub language: &'static str,
    /// When it was written: a day, a month, or nothing.
    pub date: Option<String>,
    /// The zone that its clocks are read in.
    pub zone: Option<String>,
    /// Proposed claims, in the order of the text.
    pub claims: Vec<Proposal>,
    /// What was checked.
    pub checks: Vec<Check>,
    /// How many claims each rule found.
    pub by_rule: BTreeMap<&'static str, usize>,
}

/// Reads a text. The same text, lexicon and options give the same reading, to the byte.
pub fn read(text: &str, lexicon: &Lexicon, options: &Options) -> Reading {
    let normal = normal::Normal::of(text);
    assemble::reading(&normal, lexicon, options)
}
