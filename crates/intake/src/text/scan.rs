//! What the frames look at: a sentence with its parts, and what they hand on.

mod group;

use serde_json::{Map, Value};

use super::actor::{How, Mention, is_after_preposition, place_part};
use super::attribution::{Attributions, Scope};
use super::document::{Document, Sentence};
use super::lexicon::Mark;
use super::number::{Article, Certainty, Quantity};
use super::steps;
use super::tag::{Tag, Tags};
use super::time::Timex;
use super::token::Kind;

/// A claim as a frame found it, in tokens, before its time and its words are looked up.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub rule: &'static str,
    pub kind: &'static str,
    pub sentence: usize,
    pub first: u32,
    pub last: u32,
    pub anchor: (u32, u32),
    pub value: Map<String, Value>,
    pub certainty: Certainty,
    pub negative: bool,
    /// Instead of the modality of whoever says it.
    pub modality: Option<&'static str>,
    /// Instead of whoever says the sentence.
    pub sources: Option<Vec<Mention>>,
}

/// A number of people, and who they are.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub quantity: Quantity,
    pub first: u32,
    pub last: u32,
    pub who: String,
    /// Whether a noun says that they are people.
    pub noun: Noun,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noun {
    People,
    /// A number alone: "ten were killed".
    Bare,
    /// Something else.
    Thing,
}

/// What a sentence counted: people who left, stay, or came to harm.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    pub kind: &'static str,
    /// Killed or injured.
    pub harm: Option<Value>,
}

/// A part of a sentence between commas and conjunctions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clause {
    pub first: u32,
    pub last: u32,
}

/// A sentence and all that is known of it.
pub(super) struct Scan<'a> {
    pub document: &'a Document<'a>,
    pub attributions: &'a Attributions,
    pub mentions: &'a [Mention],
    pub index: usize,
    pub sentence: Sentence,
    pub times: &'a [Timex],
    pub clauses: Vec<Clause>,
    pub groups: Vec<Group>,
    /// Whether a pause was named in the paragraph so far.
    pub pause_named: bool,
    pub corridor_named: bool,
    about_corridors: bool,
    /// What the sentence before it in the paragraph counted.
    pub counted: Option<Counted>,
    marks: &'a [Mark],
    /// The kinds of words in the sentence, a bit each.
    present: Tags,
}

impl<'a> Scan<'a> {
    #[allow(
        clippy::too_many_arguments,
        reason = "each part is made by another stage"
    )]
    pub fn new(
        document: &'a Document<'a>,
        attributions: &'a Attributions,
        mentions: &'a [Mention],
        index: usize,
        times: &'a [Timex],
        context: (bool, bool, bool),
    ) -> Scan<'a> {
        let sentence = document.sentences[index];
        let marks = document.marks_between(sentence.first, sentence.last);
        let mut scan = Scan {
            document,
            attributions,
            mentions,
            index,
            sentence,
            times,
            clauses: Vec::new(),
            groups: Vec::new(),
            pause_named: context.0,
            corridor_named: context.1,
            about_corridors: context.2,
            counted: None,
            marks,
            present: Tags::all(marks.iter().map(|mark| mark.tag)),
        };
        scan.clauses = scan.split();
        scan.groups = scan.find_groups();
        scan
    }

    pub fn word(&self, at: u32) -> &str {
        self.document.word(at)
    }

    pub fn value(&self, mark: &Mark) -> &'a str {
        self.document.value(mark)
    }

    /// Marks of a kind within these tokens.
    pub fn marks(
        &self,
        tag: Tag,
        first: u32,
        last: u32,
    ) -> impl DoubleEndedIterator<Item = &'a Mark> + use<'a> {
        // Most kinds of words are in no part of a sentence.
        let marks: &[Mark] = if self.present.has(tag) {
            self.marks
        } else {
            &[]
        };
        steps::count(marks.len());
        marks
            .iter()
            .filter(move |mark| mark.tag == tag && mark.first >= first && mark.last <= last)
    }

    pub fn all(&self, tag: Tag) -> impl DoubleEndedIterator<Item = &'a Mark> + use<'a> {
        self.marks(tag, self.sentence.first, self.sentence.last)
    }

    pub fn has(&self, tag: Tag, first: u32, last: u32) -> bool {
        self.marks(tag, first, last).next().is_some()
    }

    pub fn has_value(&self, tag: Tag, value: &str, first: u32, last: u32) -> bool {
        self.marks(tag, first, last)
            .any(|mark| self.document.value(mark) == value)
    }

    pub fn mentions_in(
        &self,
        first: u32,
        last: u32,
    ) -> impl DoubleEndedIterator<Item = &'a Mention> + use<'a> {
        let mentions = self.mentions;
        let from = mentions.partition_point(|mention| mention.first < first);
        let to = mentions.partition_point(|mention| mention.first < last);
        steps::count(to.saturating_sub(from));
        mentions[from..to.max(from)]
            .iter()
            .filter(move |mention| mention.last <= last)
    }

    /// The clause around a token.
    pub fn clause(&self, at: u32) -> Clause {
        self.clauses
            .iter()
            .copied()
            .find(|clause| clause.first <= at && at < clause.last)
            .unwrap_or(Clause {
                first: self.sentence.first,
                last: self.sentence.last,
            })
    }

    pub fn scope(&self, at: u32) -> Option<&'a Scope> {
        self.attributions.at(self.index, at)
    }

    /// Where the words of the speaker of a token begin: no actor or group before it belongs to the claim.
    pub fn floor(&self, at: u32) -> u32 {
        match self.scope(at) {
            Some(scope) if scope.first > self.sentence.first => scope.first,
            _ => self.sentence.first,
        }
    }

    /// Whether a token is only hoped for, planned or supposed.
    pub fn unreal(&self, first: u32, last: u32) -> Option<&'static str> {
        for mark in self.marks(Tag::Modal, first, last) {
            // "skal ha", "kunne" after "slik at" are other things.
            let next = self.word(mark.last);
            // "could be heard" was.
            if self.word(mark.last) == "be" && self.word(mark.last + 1) == "heard"
                || next == "høres"
            {
                continue;
            }
            let harmed = matches!(next, "være" | "vere" | "bli")
                && self
                    .marks(Tag::Harm, mark.last + 1, mark.last + 3)
                    .next()
                    .is_some()
                && self.word(mark.first) == "skal";
            if harmed {
                continue;
            }
            if matches!(next, "ha" | "have")
                && matches!(
                    self.word(mark.first),
                    "skal" | "may" | "might" | "could" | "would" | "skulle"
                )
            {
                continue;
            }
            return Some(if self.value(mark) == "conditional" {
                "conditional"
            } else {
                "planned"
            });
        }
        if self.has(Tag::If, first, last) {
            return Some("conditional");
        }
        if self.has(Tag::Plan, first, last) {
            return Some("planned");
        }
        if self.has(Tag::Generic, first, last) || self.has(Tag::Habit, first, last) {
            return Some("conditional");
        }
        None
    }

    pub fn negated(&self, first: u32, last: u32) -> bool {
        self.marks(Tag::Negation, first, last).any(|mark| {
            !matches!(
                self.word(mark.first),
                "uten" | "utan" | "without" | "ingen" | "no" | "none"
            )
        }) || (first..last).any(|at| self.word(at) == "'" && self.word(at + 1) == "t")
    }

    /// Whether the text as a whole names a corridor.
    pub fn is_about_corridors(&self) -> bool {
        self.about_corridors
    }

    pub fn is_question(&self) -> bool {
        (self.sentence.last.saturating_sub(2)..self.sentence.last).any(|at| self.word(at) == "?")
    }

    pub fn draft(&self, rule: &'static str, kind: &'static str, anchor: (u32, u32)) -> Draft {
        Draft {
            rule,
            kind,
            sentence: self.index,
            first: anchor.0,
            last: anchor.1,
            anchor,
            value: Map::new(),
            certainty: Certainty::Exact,
            negative: false,
            modality: None,
            sources: None,
        }
    }

    /// The place that is named nearest after, else before, a token in its clause.
    pub fn place(&self, clause: Clause, at: u32) -> Option<(String, u32, u32)> {
        let find = |mark: &Mark| {
            let word = &self.document.lexicon.words[mark.word as usize];
            let id = match place_part(self.document, mark) {
                Some(part) if !word.is.starts_with(part) => format!("{}_{part}", word.is),
                _ => word.is.clone(),
            };
            let metonym =
                !word.capital_of.is_empty() && !is_after_preposition(self.document, mark.first);
            (!metonym).then_some((id, mark.first, mark.last))
        };
        let after = self.marks(Tag::Place, at, clause.last).find_map(find);
        after.or_else(|| {
            self.marks(Tag::Place, clause.first, at)
                .rev()
                .find_map(find)
        })
    }

    /// Whoever acts in a clause: the mention nearest before a verb or right after it.
    pub fn actor(&self, clause: Clause, verb: (u32, u32)) -> Option<&'a Mention> {
        let floor = self.floor(verb.0).max(clause.first);
        let fits = |mention: &&Mention| {
            !matches!(
                mention.kind,
                "news_agency" | "media" | "affected_people" | "hospital" | "activists" | "unnamed"
            ) && mention.id != "unnamed"
                && !(mention.how == How::Metonym
                    && is_after_preposition(self.document, mention.first))
        };
        // "fra opprørsgrupper", "by the rebels".
        let by = self
            .mentions_in(verb.0.max(floor), clause.last)
            .filter(fits)
            .find(|mention| {
                (1..=3).any(|back| {
                    mention
                        .first
                        .checked_sub(back)
                        .filter(|at| *at >= floor)
                        .is_some_and(|at| {
                            matches!(self.word(at), "fra" | "frå" | "from" | "by" | "av")
                        })
                })
            });
        let before = self
            .mentions_in(floor, verb.0)
            .filter(fits)
            .rev()
            .find(|mention| !self.is_object(mention, floor));
        let inverted = self
            .mentions_in(verb.1, (verb.1 + 4).min(clause.last))
            .filter(fits)
            .find(|mention| {
                mention.first == verb.1
                    || mention.first == verb.1 + 1
                        && !matches!(
                            self.word(verb.1),
                            "mot" | "at" | "on" | "på" | "against" | "in" | "i" | "the" | "ved"
                        )
            });
        before.or(inverted).or(by)
    }

    fn is_object(&self, mention: &Mention, floor: u32) -> bool {
        (1..=2).any(|back| {
            mention
                .first
                .checked_sub(back)
                .filter(|at| *at >= floor)
                .is_some_and(|at| {
                    matches!(
                        self.word(at),
                        "mot"
                            | "against"
                            | "on"
                            | "til"
                            | "to"
                            | "over"
                            | "of"
                            | "for"
                            | "i"
                            | "in"
                            | "med"
                            | "with"
                    )
                })
        })
    }
}

fn document_sign(scan: &Scan<'_>, at: u32) -> bool {
    scan.document.kind(at) == Kind::Sign && !matches!(scan.word(at), "-" | "\"" | "'")
}

fn document_number(scan: &Scan<'_>, at: u32) -> bool {
    scan.document.kind(at) == Kind::Number
}

/// Min and max of a number as the claims have them.
pub(super) fn bounds(draft: &mut Draft, quantity: &Quantity) {
    draft.value.insert(
        "min".to_owned(),
        quantity.min.map_or(Value::Null, Value::from),
    );
    draft.value.insert(
        "max".to_owned(),
        quantity.max.map_or(Value::Null, Value::from),
    );
    draft.certainty = quantity.certainty;
}

/// Whether a quantity is an article and no count.
pub(super) fn is_article(quantity: &Quantity) -> bool {
    quantity.article == Article::MayBeArticle
}

/// The armed forces of a government that acts with weapons; everybody else as named.
pub(super) fn armed(id: &str) -> String {
    for end in ["_government", "_mod"] {
        if let Some(country) = id.strip_suffix(end) {
            return format!("{country}_armed_forces");
        }
    }
    id.to_owned()
}
