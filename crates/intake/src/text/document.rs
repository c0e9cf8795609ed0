//! A text in parts: paragraphs by kind and language, sentences, and the words of the lexicon found in them.

use super::index::Index;
use super::lexicon::{Languages, Lexicon, Mark};
use super::number::{Quantity, quantities};
use super::steps;
use super::tag::{Tag, Tags};
use super::token::{Capital, Glue, Kind, Tokens, tokens};

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Body,
    Heading,
    /// Who took a picture, who edited: never a source.
    Credit,
    /// Where and when it was written.
    Dateline,
}

/// A language that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Bokmaal,
    Nynorsk,
    English,
    /// Passed through as it is.
    Other,
}

impl Language {
    pub fn tag(self) -> &'static str {
        match self {
            Language::Bokmaal => "nb",
            Language::Nynorsk => "nn",
            Language::English => "en",
            Language::Other => "und",
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Paragraph {
    pub first: u32,
    pub last: u32,
    pub class: Class,
    pub language: Language,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Sentence {
    pub first: u32,
    pub last: u32,
    pub paragraph: u32,
}

/// A text in parts.
pub(super) struct Document<'t> {
    pub text: &'t str,
    pub lexicon: &'t Lexicon,
    pub tokens: Tokens,
    pub paragraphs: Vec<Paragraph>,
    pub sentences: Vec<Sentence>,
    pub marks: Vec<Mark>,
    pub quantities: Vec<Quantity>,
    index: Index,
}

/// A sentence with more tokens is cut there, so that no text takes more than linear time.
const LONGEST_SENTENCE: u32 = 160;

impl<'t> Document<'t> {
    pub fn of(text: &'t str, lexicon: &'t Lexicon) -> Document<'t> {
        let tokens = tokens(text);
        let mut marks = lexicon.marks(&tokens);
        let mut paragraphs = paragraphs(text, &tokens);
        let main = main_language(lexicon, &tokens);
        for paragraph in &mut paragraphs {
            paragraph.language = language(lexicon, &tokens, paragraph, main);
        }
        classify(&tokens, &marks, &mut paragraphs);
        let mut of_token = vec![0_u32; tokens.list.len() + 1];
        for (index, paragraph) in paragraphs.iter().enumerate() {
            of_token[paragraph.first as usize..paragraph.last as usize].fill(index as u32);
        }
        marks.retain(|mark| {
            let at = of_token[mark.first as usize];
            let language = paragraphs[at as usize].language;
            let word = &lexicon.words[mark.word as usize];
            let spoken = match word.lang.as_str() {
                "en" => language == Language::English,
                "no" => matches!(language, Language::Bokmaal | Language::Nynorsk),
                _ => true,
            };
            spoken && of_token[mark.last as usize - 1] == at
        });
        let quantities = quantities(&tokens, lexicon, &marks);
        let sentences = sentences(&tokens, &paragraphs);
        let index = Index::of(tokens.list.len(), &marks, &quantities);
        Document {
            text,
            lexicon,
            tokens,
            paragraphs,
            sentences,
            marks,
            quantities,
            index,
        }
    }

    pub fn word(&self, at: u32) -> &str {
        self.tokens.word(at as usize)
    }

    /// The value of a word of the lexicon.
    pub fn value(&self, mark: &Mark) -> &'t str {
        &self.lexicon.words[mark.word as usize].is
    }

    /// The text from one token up to another.
    pub fn slice(&self, first: u32, last: u32) -> &'t str {
        let (Some(one), Some(two)) = (
            self.tokens.list.get(first as usize),
            self.tokens.list.get((last as usize).saturating_sub(1)),
        ) else {
            return "";
        };
        self.text
            .get(one.start as usize..two.end as usize)
            .unwrap_or("")
    }

    pub fn capital(&self, at: u32) -> Capital {
        self.tokens
            .list
            .get(at as usize)
            .map_or(Capital::Lower, |token| token.capital)
    }

    pub fn kind(&self, at: u32) -> Kind {
        self.tokens
            .list
            .get(at as usize)
            .map_or(Kind::Sign, |token| token.kind)
    }

    /// The words of the lexicon that lie within these tokens.
    pub fn marks_in(&self, first: u32, last: u32) -> impl Iterator<Item = &Mark> {
        self.marks_between(first, last)
            .iter()
            .filter(move |mark| mark.last <= last)
    }

    /// The words of the lexicon that begin within these tokens.
    pub fn marks_between(&self, first: u32, last: u32) -> &[Mark] {
        let from = self.index.mark(first);
        let found = &self.marks[from..self.index.mark(last).max(from)];
        steps::count(found.len());
        found
    }

    /// The first word of a kind that begins at a token and is at most `most` tokens long.
    pub fn mark_at(&self, at: u32, tag: Tag, most: u32) -> Option<&Mark> {
        if !self.index.begins(at).has(tag) {
            return None;
        }
        self.marks_between(at, at + 1)
            .iter()
            .find(|mark| mark.tag == tag && mark.last <= at + most)
    }

    /// The kinds of words that begin at a token.
    pub fn begins(&self, at: u32) -> Tags {
        self.index.begins(at)
    }

    /// Whether the text has a word of a kind.
    pub fn has(&self, tag: Tag) -> bool {
        self.index.has(tag)
    }

    /// The numbers that lie within these tokens.
    pub fn quantities_in(&self, first: u32, last: u32) -> impl Iterator<Item = &Quantity> {
        let from = self.index.quantity(first);
        self.quantities[from..self.index.quantity(last).max(from)]
            .iter()
            .filter(move |quantity| quantity.last <= last)
    }

    /// The number that begins at a token.
    pub fn quantity_at(&self, at: u32) -> Option<&Quantity> {
        let quantity = self.quantities.get(self.index.quantity(at))?;
        (quantity.first == at).then_some(quantity)
    }
}

fn paragraphs(text: &str, tokens: &Tokens) -> Vec<Paragraph> {
    let mut found: Vec<Paragraph> = Vec::new();
    let mut first = 0_u32;
    let lines = lines(text);
    for at in 1..=tokens.list.len() {
        let ends = match tokens.list.get(at) {
            None => true,
            Some(next) => {
                next.glued == Glue::Apart && breaks(text, tokens, first as usize, at, lines)
            }
        };
        if ends {
            found.push(Paragraph {
                first,
                last: at as u32,
                class: Class::Body,
                language: Language::Other,
            });
            first = at as u32;
        }
    }
    if tokens.list.is_empty() {
        found.clear();
    }
    found
}

/// How the lines of a text are meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    /// Cut to a width: a paragraph goes on until an empty line.
    Wrapped,
    /// Each is a paragraph.
    Own,
}

/// A text whose lines mostly break off inside sentences, at a similar width, is wrapped.
fn lines(text: &str) -> Lines {
    let (mut open, mut all) = (0, 0);
    let mut rest = text.lines().take(4000).peekable();
    while let Some(line) = rest.next() {
        let follows = rest.peek().is_some_and(|next| !next.trim().is_empty());
        let line = line.trim_end();
        if line.trim().is_empty() || !follows {
            continue;
        }
        all += 1;
        let ends = line.ends_with(['.', '!', '?', ':', '"', '”', '»', ')']);
        open += u32::from(!ends && line.len() >= 30);
    }
    if all >= 4 && open * 2 > all {
        Lines::Wrapped
    } else {
        Lines::Own
    }
}

/// Whether a paragraph ends between two tokens: at an empty line, or at a line that is no wrapped one.
fn breaks(text: &str, tokens: &Tokens, first: usize, at: usize, lines: Lines) -> bool {
    let (end, start) = (
        tokens.list[at - 1].end as usize,
        tokens.list[at].start as usize,
    );
    let between = &text.as_bytes()[end..start];
    let count = between.iter().filter(|byte| **byte == b'\n').count();
    if count != 1 {
        return count > 1 || text[end..start].contains(['\u{2028}', '\u{2029}', '\u{0C}']);
    }
    let next = &tokens.list[at];
    let ended = matches!(tokens.word(at - 1), "." | "!" | "?" | "\"" | ":");
    if lines == Lines::Wrapped {
        return is_bullet(tokens.word(at))
            && next.capital == Capital::Lower
            && tokens
                .list
                .get(at + 1)
                .is_some_and(|after| after.glued == Glue::Apart);
    }
    // A line of less than 50 bytes, or one that ends a sentence before a capital, was not wrapped.
    let mut line_start = first;
    for back in (first..at).rev() {
        let begins = back > first
            && text.as_bytes()
                [tokens.list[back - 1].end as usize..tokens.list[back].start as usize]
                .contains(&b'\n');
        if begins || at - back > 60 {
            line_start = back;
            break;
        }
    }
    let length = end - tokens.list[line_start].start as usize;
    let capital = next.capital != Capital::Lower;
    capital && (length < 50 || ended) || length < 30
}

fn counts(lexicon: &Lexicon, tokens: &Tokens, first: u32, last: u32) -> [u32; 3] {
    let mut counts = [0_u32; 3];
    // Enough to tell a language by.
    for at in first..last.min(first + 400) {
        let Some(set) = lexicon.function_words.get(tokens.word(at as usize)) else {
            continue;
        };
        for (bit, count) in [Languages::NB, Languages::NN, Languages::EN]
            .iter()
            .zip(&mut counts)
        {
            *count += u32::from(set.0 & bit.0 != 0);
        }
    }
    counts
}

fn pick(counts: [u32; 3]) -> Option<Language> {
    let [nb, nn, en] = counts;
    if nb.max(nn).max(en) == 0 {
        return None;
    }
    Some(if en > nb.max(nn) {
        Language::English
    } else if nn > nb {
        Language::Nynorsk
    } else {
        Language::Bokmaal
    })
}

fn main_language(lexicon: &Lexicon, tokens: &Tokens) -> Language {
    pick(counts(lexicon, tokens, 0, tokens.list.len() as u32)).unwrap_or(Language::Other)
}

fn language(lexicon: &Lexicon, tokens: &Tokens, paragraph: &Paragraph, main: Language) -> Language {
    let found = counts(lexicon, tokens, paragraph.first, paragraph.last);
    let known: u32 = *found.iter().max().unwrap_or(&0);
    let words = (paragraph.first..paragraph.last.min(paragraph.first + 400))
        .filter(|at| tokens.list[*at as usize].kind == Kind::Word)
        .count() as u32;
    // A longer paragraph without the small words of a language is in another one.
    if words >= 5 && known == 0 && !latin(tokens, paragraph)
        || words >= 10 && known == 0
        || words >= 20 && known * 15 < words
    {
        return Language::Other;
    }
    let Some(own) = pick(found) else {
        return main;
    };
    // Norwegian paragraphs of a text are in the text's own form; English ones must be clearly so.
    match (own, main) {
        (Language::English, Language::Bokmaal | Language::Nynorsk) if words < 8 || found[2] < 3 => {
            main
        }
        (Language::English, _) => Language::English,
        (_, Language::English) if words < 8 || known < 3 => main,
        (_, Language::Bokmaal | Language::Nynorsk) => main,
        _ => own,
    }
}

/// Whether most words of a paragraph are in Latin script.
fn latin(tokens: &Tokens, paragraph: &Paragraph) -> bool {
    let words = (paragraph.first..paragraph.last.min(paragraph.first + 100))
        .filter(|at| tokens.list[*at as usize].kind == Kind::Word);
    let (mut own, mut all) = (0, 0);
    for at in words {
        all += 1;
        own += u32::from(
            tokens
                .word(at as usize)
                .chars()
                .all(|sign| (sign as u32) < 0x250),
        );
    }
    own * 2 >= all
}

fn classify(tokens: &Tokens, marks: &[Mark], paragraphs: &mut [Paragraph]) {
    let count = paragraphs.len();
    for (index, slot) in paragraphs.iter_mut().enumerate() {
        let paragraph = *slot;
        let length = paragraph.last - paragraph.first;
        let from = marks.partition_point(|mark| mark.first < paragraph.first);
        let inside = marks[from..]
            .iter()
            .take_while(|mark| mark.last <= paragraph.last);
        let (mut credit, mut agency, mut month, mut weekday, mut verbs) = (0, 0, 0, 0, 0);
        for mark in inside {
            match mark.tag {
                Tag::Credit => credit += 1,
                Tag::Agency => agency += 1,
                Tag::Month => month += 1,
                Tag::Weekday => weekday += 1,
                Tag::Harm
                | Tag::Leave
                | Tag::Open
                | Tag::Decide
                | Tag::Say
                | Tag::Hit
                | Tag::Change => verbs += 1,
                _ => {}
            }
        }
        let slash = (paragraph.first..paragraph.last).any(|at| tokens.word(at as usize) == "/");
        let last = tokens.word(paragraph.last as usize - 1);
        let ends = matches!(last, "." | "!" | "?" | "\"");
        let opens = matches!(tokens.word(paragraph.first as usize), "(" | "©" | "[");
        let first_word = tokens.word(paragraph.first as usize);
        let named = matches!(
            first_word,
            "foto"
                | "photo"
                | "credit"
                | "illustrasjon"
                | "arkivfoto"
                | "photograph"
                | "bilde"
                | "picture"
                | "image"
                | "illustrasjonsfoto"
                | "video"
        );
        let numbers = (paragraph.first..paragraph.last)
            .filter(|at| tokens.list[*at as usize].kind == Kind::Number)
            .count();
        let dated = numbers > 0 && (month > 0 || numbers >= 1 && length <= 12);
        slot.class = if named && length < 30
            || length <= 16 && !ends && slash && agency > 0
            || length <= 30 && opens && (credit > 0 || agency > 0)
            || length <= 14 && agency > 0 && credit > 0
        {
            Class::Credit
        } else if length <= 14
            && verbs == 0
            && dated
            && index < 4
            && (month > 0 || weekday > 0 || is_stamp(tokens, &paragraph))
        {
            Class::Dateline
        } else if length <= 16
            && !ends
            && !is_bullet(first_word)
            && (count > 1)
            && (index + 1 < count)
        {
            Class::Heading
        } else {
            Class::Body
        };
    }
}

/// Items of a list are body, with or without a point at their end.
fn is_bullet(word: &str) -> bool {
    matches!(word, "•" | "*" | "·" | "▪" | "-" | "–" | "◦" | "●")
}

/// Whether a short paragraph holds a full date in digits.
fn is_stamp(tokens: &Tokens, paragraph: &Paragraph) -> bool {
    (paragraph.first..paragraph.last).any(|at| {
        let word = tokens.word(at as usize);
        let dotted = word.matches('.').count() == 2;
        let year = word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
        dotted || year
    })
}

/// Words that a point after them does not end a sentence.
const SHORT: [&str; 48] = [
    "kl", "ca", "bl", "f", "eks", "dr", "mr", "mrs", "ms", "gen", "lt", "col", "st", "sgt", "nr",
    "jan", "feb", "aug", "sept", "sep", "oct", "okt", "nov", "dec", "des", "u", "s", "n", "mill",
    "jr", "maj", "capt", "cmdr", "gov", "sen", "rep", "pres", "prof", "vs", "etc", "m", "a", "p",
    "o", "osv", "dvs", "pst", "no",
];

fn sentences(tokens: &Tokens, paragraphs: &[Paragraph]) -> Vec<Sentence> {
    let mut found = Vec::new();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        if paragraph.language == Language::Other
            || matches!(paragraph.class, Class::Credit | Class::Dateline)
        {
            continue;
        }
        let mut first = paragraph.first;
        let mut at = paragraph.first;
        while at < paragraph.last {
            let next = at + 1;
            let mut end = None;
            if next == paragraph.last || next - first >= LONGEST_SENTENCE {
                end = Some(next);
            } else if ends_here(tokens, at as usize) {
                end = Some(closing(tokens, next, paragraph.last));
            }
            if let Some(last) = end {
                found.push(Sentence {
                    first,
                    last,
                    paragraph: index as u32,
                });
                first = last;
                at = last;
            } else {
                at = next;
            }
        }
    }
    found
}

/// A closing quote or bracket after the end belongs to the sentence.
fn closing(tokens: &Tokens, mut at: u32, last: u32) -> u32 {
    while at < last
        && matches!(tokens.word(at as usize), "\"" | ")" | "'")
        && tokens.list[at as usize].glued == Glue::Glued
    {
        at += 1;
    }
    at
}

fn ends_here(tokens: &Tokens, at: usize) -> bool {
    let sign = tokens.word(at);
    if !matches!(sign, "." | "!" | "?") {
        return false;
    }
    let mut next = at + 1;
    while matches!(tokens.word(next), "\"" | ")" | "'") && tokens.list[next].glued == Glue::Glued {
        next += 1;
    }
    let Some(following) = tokens.list.get(next) else {
        return true;
    };
    if following.glued == Glue::Glued {
        return false;
    }
    // A quote that goes on in small letters: "Go!" he said.
    if following.kind == Kind::Word && following.capital == Capital::Lower {
        return false;
    }
    if sign == "." && next == at + 1 && at > 0 {
        let before = tokens.word(at - 1);
        let meridiem = before == "m" && at >= 3 && matches!(tokens.word(at - 3), "a" | "p");
        if meridiem {
            return following.kind == Kind::Word;
        }
        if SHORT.contains(&before) {
            return false;
        }
        let initial = tokens.list[at - 1].kind == Kind::Word && before.chars().count() == 1;
        if initial {
            return false;
        }
        // "7. Februar", "den 4. ."
        if tokens.list[at - 1].kind == Kind::Number
            && before.len() <= 2
            && following.kind == Kind::Number
        {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_people_end_them() {
        let lexicon = Lexicon::own().unwrap();
        let check = |text: &str, count: usize| {
            let document = Document::of(text, &lexicon);
            assert_eq!(document.sentences.len(), count, "{text}");
        };
        check(
            "Pausen varte fra kl. 9 til kl. 19. Den ble brutt. Ingen kom.",
            3,
        );
        check(
            "The U.N. said 250.000 people left at 8 a.m. on Friday. They were hungry.",
            2,
        );
        check("\"We left. We ran,\" he said. \"It was cold.\"", 3);
    }

    #[test]
    fn credits_and_headings_are_told_from_the_body() {
        let lexicon = Lexicon::own().unwrap();
        let text = "Nye luftangrep\n\nKari Nordmann / Reuters / NTB\n\nDet var stille i byen fredag, og ingen ble drept.\n\nPublisert 04.11.2016 14:32\n\nMer kommer.";
        let document = Document::of(text, &lexicon);
        let classes: Vec<Class> = document.paragraphs.iter().map(|p| p.class).collect();
        assert_eq!(
            classes[..4],
            [Class::Heading, Class::Credit, Class::Body, Class::Dateline]
        );
    }
}
