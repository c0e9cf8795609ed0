//! Words as data: what each means is in TOML. Forms of whole words are looked up by their first, those that begin or end inside words are
//! found by an automaton; both in one pass.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use serde::Deserialize;

use super::steps;
use super::tag::Tag;
use super::token::{Capital, Token, Tokens, tokens};

/// The lexicons that come along.
const OWN: [(&str, &str); 8] = [
    ("actors.toml", include_str!("../../lexicon/actors.toml")),
    (
        "countries.toml",
        include_str!("../../lexicon/countries.toml"),
    ),
    ("places.toml", include_str!("../../lexicon/places.toml")),
    ("numbers.toml", include_str!("../../lexicon/numbers.toml")),
    ("times.toml", include_str!("../../lexicon/times.toml")),
    ("saying.toml", include_str!("../../lexicon/saying.toml")),
    ("events.toml", include_str!("../../lexicon/events.toml")),
    ("pauses.toml", include_str!("../../lexicon/pauses.toml")),
];

/// Why a lexicon cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// It is no TOML of the expected shape.
    #[error("{file}: {message}; expected [[word]] tables with tag, is and forms")]
    Shape {
        /// Which file.
        file: String,
        /// What the reader says, with the line.
        message: String,
    },
    /// Too many open forms for one automaton.
    #[error("the lexicons cannot be compiled: {0}")]
    Automaton(String),
}

/// An entry of a lexicon.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Word {
    /// What kind of word it is.
    pub tag: Tag,
    /// Its value: an id, a number, a modality.
    #[serde(default)]
    pub is: String,
    /// Its forms: `korridor[|en|er]` stands for three, `*korridor` also ends a longer word, `blokad*` also begins one.
    pub forms: Vec<String>,
    /// The kind of source, for actors.
    #[serde(default)]
    pub kind: String,
    /// The country that a place or an actor belongs to.
    #[serde(default)]
    pub country: String,
    /// The time zone of a place or a country.
    #[serde(default)]
    pub zone: String,
    /// Where a capital stands for its government, the country.
    #[serde(default)]
    pub capital_of: String,
    /// `no` or `en` for forms that mean something else in the other language.
    #[serde(default)]
    pub lang: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    word: Vec<Word>,
}

/// What a form says, and how it must be written.
#[derive(Clone, Copy)]
struct Form {
    word: u32,
    case: Capital,
}

impl Form {
    /// Whether the first word of a form is written with the capitals that the form has.
    fn fits(self, token: &Token) -> bool {
        match self.case {
            Capital::Lower => true,
            Capital::First => token.capital != Capital::Lower,
            Capital::All => token.capital == Capital::All,
        }
    }
}

/// A form of whole words.
struct Closed {
    form: Form,
    /// What follows its first word in the folded text: a blank, and its other words with a blank after each.
    rest: String,
    /// How many tokens it has.
    length: u32,
}

/// A compiled lexicon.
pub struct Lexicon {
    pub(super) words: Vec<Word>,
    /// Forms of whole words by their first token, the longest first.
    closed: HashMap<String, Vec<Closed>>,
    /// Forms that begin or end inside words, by their pattern of the automaton.
    open: Vec<Vec<Form>>,
    automaton: AhoCorasick,
    pub(super) countries: HashMap<String, u32>,
    pub(super) function_words: HashMap<String, Languages>,
    /// Number words by form, for compounds.
    pub(super) numerals: HashMap<String, u64>,
}

/// A word of the lexicon found in a text, from token `first` up to `last`, which is not in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub first: u32,
    pub last: u32,
    pub tag: Tag,
    pub word: u32,
}

impl Lexicon {
    /// The lexicons that come along.
    ///
    /// # Errors
    /// None, unless the files that come along are broken.
    pub fn own() -> Result<Lexicon, LexiconError> {
        Lexicon::with(&[])
    }

    /// The lexicons that come along, and more of an operation: name and TOML text of each.
    ///
    /// # Errors
    /// A sheet without the expected shape.
    pub fn with(more: &[(&str, &str)]) -> Result<Lexicon, LexiconError> {
        let mut words = Vec::new();
        for (file, text) in OWN.iter().chain(more) {
            let sheet: Sheet = toml::from_str(text).map_err(|error| LexiconError::Shape {
                file: (*file).to_owned(),
                message: error.to_string(),
            })?;
            words.extend(sheet.word);
        }
        compile(words)
    }

    /// Every word of the lexicon in the text, in order; of words of the same family the longest.
    pub(super) fn marks(&self, tokens: &Tokens) -> Vec<Mark> {
        let mut marks: Vec<Mark> = Vec::with_capacity(tokens.list.len());
        self.closed_in(tokens, &mut marks);
        self.open_in(tokens, &mut marks);
        longest(marks)
    }

    /// Forms of whole words, by their first.
    fn closed_in(&self, tokens: &Tokens, marks: &mut Vec<Mark>) {
        for (first, token) in tokens.list.iter().enumerate() {
            let Some(forms) = self.closed.get(tokens.word(first)) else {
                continue;
            };
            let after = &tokens.folded[token.fold_end as usize..];
            steps::count(forms.len());
            for form in forms {
                if form.form.fits(token) && after.starts_with(&form.rest) {
                    let last = first as u32 + form.length;
                    marks.push(self.mark(first as u32, last, &form.form));
                }
            }
        }
    }

    /// Forms that begin or end inside words.
    fn open_in(&self, tokens: &Tokens, marks: &mut Vec<Mark>) {
        let bytes = tokens.folded.as_bytes();
        let mut last = 0_usize;
        for found in self.automaton.find_overlapping_iter(&tokens.folded) {
            // The blanks around a form are no part of it.
            let start = found.start() + usize::from(bytes[found.start()] == b' ');
            let end = found.end() - usize::from(bytes[found.end() - 1] == b' ');
            // Matches come by their ends, so the token of the end only moves on.
            while (tokens.list[last].fold_end as usize) < end {
                last += 1;
            }
            let mut first = last;
            while tokens.list[first].fold as usize > start {
                first -= 1;
            }
            for form in &self.open[found.pattern().as_usize()] {
                if form.fits(&tokens.list[first]) {
                    marks.push(self.mark(first as u32, last as u32 + 1, form));
                }
            }
        }
    }

    fn mark(&self, first: u32, last: u32, form: &Form) -> Mark {
        Mark {
            first,
            last,
            tag: self.words[form.word as usize].tag,
            word: form.word,
        }
    }
}

/// Of marks of one family that overlap, the longest; the first of equals.
fn longest(mut marks: Vec<Mark>) -> Vec<Mark> {
    const NONE: usize = usize::MAX;
    marks.sort_by_key(|mark| (mark.first, u32::MAX - mark.last, mark.word));
    let mut kept: Vec<Mark> = Vec::with_capacity(marks.len());
    // Where the last of each family is.
    let mut last_of = [NONE; u8::MAX as usize + 1];
    for mark in marks {
        let family = usize::from(mark.tag.family());
        match kept.get_mut(last_of[family]) {
            Some(last) if mark.first < last.last => {
                if mark.last - mark.first > last.last - last.first {
                    *last = mark;
                }
            }
            _ => {
                last_of[family] = kept.len();
                kept.push(mark);
            }
        }
    }
    kept.sort_by_key(|mark| (mark.first, mark.last, mark.tag.family()));
    kept
}

fn compile(words: Vec<Word>) -> Result<Lexicon, LexiconError> {
    let mut sorted = Sorted::default();
    let mut function_words: HashMap<String, Languages> = HashMap::new();
    for (number, word) in words.iter().enumerate() {
        if let Some(language) = language_of(word.tag) {
            for form in &word.forms {
                function_words.entry(form.clone()).or_default().0 |= language.0;
            }
            continue;
        }
        for form in word.forms.iter().flat_map(|form| expand(form)) {
            sorted.add(number as u32, &form);
        }
    }
    for forms in sorted.closed.values_mut() {
        forms.sort_by_key(|form| (u32::MAX - form.length, form.form.word));
    }
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::DFA))
        .build(&sorted.patterns)
        .map_err(|error| LexiconError::Automaton(error.to_string()))?;
    let countries = words
        .iter()
        .enumerate()
        .filter(|(_, word)| word.tag == Tag::Country)
        .map(|(at, word)| (word.is.clone(), at as u32))
        .collect();
    let numerals = words
        .iter()
        .filter(|word| word.tag == Tag::Numeral)
        .filter_map(|word| Some((word, word.is.parse::<u64>().ok()?)))
        .flat_map(|(word, value)| word.forms.iter().map(move |form| (form.clone(), value)))
        .collect();
    Ok(Lexicon {
        words,
        closed: sorted.closed,
        open: sorted.open,
        automaton,
        countries,
        function_words,
        numerals,
    })
}

/// Forms by how they are found.
#[derive(Default)]
struct Sorted {
    closed: HashMap<String, Vec<Closed>>,
    open: Vec<Vec<Form>>,
    patterns: Vec<String>,
    at: HashMap<String, usize>,
}

impl Sorted {
    fn add(&mut self, word: u32, written: &str) {
        let read = tokens(written.trim_matches('*'));
        let folded = read.folded.trim();
        let Some(head) = read.list.first() else {
            return;
        };
        // Longer abbreviations are also written with one capital: "Unicef", "Tass".
        let long = read.list.len() == 1 && folded.chars().count() >= 4 && folded != "sana";
        let case = if head.capital == Capital::All && long {
            Capital::First
        } else {
            head.capital
        };
        let form = Form { word, case };
        if !written.starts_with('*') && !written.ends_with('*') {
            let rest = &read.folded[head.fold_end as usize..];
            let same = self.closed.entry(read.word(0).to_owned()).or_default();
            same.push(Closed {
                form,
                rest: rest.to_owned(),
                length: read.list.len() as u32,
            });
            return;
        }
        let pattern = bounded(written, folded);
        let at = *self.at.entry(pattern).or_insert_with_key(|pattern| {
            self.patterns.push(pattern.clone());
            self.open.push(Vec::new());
            self.open.len() - 1
        });
        self.open[at].push(form);
    }
}

/// Languages as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Languages(pub u8);

impl Languages {
    pub const NB: Languages = Languages(1);
    pub const NN: Languages = Languages(2);
    pub const EN: Languages = Languages(4);
}

fn language_of(tag: Tag) -> Option<Languages> {
    match tag {
        Tag::Nb => Some(Languages::NB),
        Tag::Nn => Some(Languages::NN),
        Tag::En => Some(Languages::EN),
        _ => None,
    }
}

/// What is looked for in the folded text, where a blank stands around every token: blanks close the ends that no star opens.
fn bounded(form: &str, folded: &str) -> String {
    let blank = |open: bool| if open { "" } else { " " };
    let (before, after) = (blank(form.starts_with('*')), blank(form.ends_with('*')));
    format!("{before}{folded}{after}")
}

/// Every form that brackets stand for: `a[b|c]d[|e]` for `abd`, `acd`, `abde` and `acde`.
fn expand(form: &str) -> Vec<String> {
    let Some((before, rest)) = form.split_once('[') else {
        return vec![form.to_owned()];
    };
    let Some((choices, after)) = rest.split_once(']') else {
        return vec![form.to_owned()];
    };
    let tails = expand(after);
    choices
        .split('|')
        .flat_map(|choice| {
            tails
                .iter()
                .map(move |tail| format!("{before}{choice}{tail}"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_stand_for_every_choice() {
        assert_eq!(expand("a[b|c]d[|e]"), ["abd", "abde", "acd", "acde"]);
    }

    #[test]
    fn the_own_lexicons_compile_and_find_the_longest() {
        let lexicon = Lexicon::own().unwrap();
        let tokens = tokens("in eastern Aleppo rakettangrep");
        let marks = lexicon.marks(&tokens);
        let place = marks.iter().find(|mark| mark.tag == Tag::Place).unwrap();
        assert_eq!(lexicon.words[place.word as usize].is, "aleppo");
        assert!(Lexicon::with(&[("x.toml", "[[word]]\ntag = \"nothing\"\nforms = []")]).is_err());
    }
}
