//! What the frames look at: a sentence with its parts, and what they hand on.

use serde_json::{Map, Value};

use super::actor::{How, Mention, is_after_preposition, place_part};
use super::attribution::{Attributions, Scope};
use super::document::{Document, Sentence};
use super::lexicon::Mark;
use super::number::{Article, Certainty, Quantity};
use super::tag::Tag;
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
    marks: &'a [Mark],
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
        let from = document
            .marks
            .partition_point(|mark| mark.first < sentence.first);
        let to = document
            .marks
            .partition_point(|mark| mark.first < sentence.last);
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
            marks: &document.marks[from..to],
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
        self.marks
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

    fn split(&self) -> Vec<Clause> {
        let document = self.document;
        let Sentence { first, last, .. } = self.sentence;
        let is_event = |mark: &Mark| {
            matches!(
                mark.tag,
                Tag::Leave
                    | Tag::Harm
                    | Tag::Fire
                    | Tag::Hit
                    | Tag::AttackVerb
                    | Tag::Say
                    | Tag::Decide
                    | Tag::Open
                    | Tag::Live
                    | Tag::Change
                    | Tag::Accuse
                    | Tag::Deny
                    | Tag::Attack
                    | Tag::Use
                    | Tag::Guarantee
                    | Tag::Reject
                    | Tag::Hostility
                    | Tag::Calm
                    | Tag::Damage
                    | Tag::Deliver
                    | Tag::Attempt
                    | Tag::Obtain
            )
        };
        // How many event words come before each token, to ask for both sides at once.
        let mut before = vec![0_u32; (last - first + 1) as usize];
        for mark in self.marks.iter().filter(|mark| is_event(mark)) {
            before[(mark.first - first) as usize + 1] += 1;
        }
        for at in 1..before.len() {
            before[at] += before[at - 1];
        }
        let total = before[before.len() - 1];
        let english = document.paragraphs[self.sentence.paragraph as usize].language
            == super::document::Language::English;
        let mut clauses = Vec::new();
        let mut start = first;
        for at in first..last {
            let word = document.word(at);
            let left = before[(at - first) as usize] - before[(start - first) as usize];
            let right = total - before[(at - first) as usize];
            let hard = matches!(word, ";" | ":" | "–" | "(" | ")") && at > start;
            let soft = matches!(
                word,
                "," | "men"
                    | "but"
                    | "mens"
                    | "while"
                    | "og"
                    | "and"
                    | "som"
                    | "who"
                    | "which"
                    | "that"
                    | "at"
                    | "after"
                    | "etter"
                    | "etter at"
                    | "før"
                    | "before"
                    | "because"
                    | "fordi"
                    | "when"
                    | "da"
                    | "når"
                    | "although"
                    | "selv"
                    | "hvor"
                    | "der"
                    | "where"
                    | "so"
            );
            let soft =
                soft && !(english && matches!(word, "at" | "som" | "da" | "men" | "der" | "før"));
            let listed =
                word == "," && self.is_list(at) || matches!(word, "og" | "and") && self.is_list(at);
            if hard || soft && left > 0 && right > 0 && !listed {
                if at > start {
                    clauses.push(Clause {
                        first: start,
                        last: at,
                    });
                }
                start = at + u32::from(matches!(word, "," | ";" | ":" | "(" | ")" | "–"));
            }
        }
        if start < last {
            clauses.push(Clause { first: start, last });
        }
        clauses
    }

    /// "kvinner, barn og eldre": a comma or "and" between nouns of one kind.
    fn is_list(&self, at: u32) -> bool {
        let near = |from: u32, to: u32| {
            self.marks(Tag::Person, from, to).next().is_some()
                || self.mentions_in(from, to).next().is_some()
        };
        near(at.saturating_sub(2).max(self.sentence.first), at)
            && near(at + 1, (at + 4).min(self.sentence.last))
            && !self.marks.iter().any(|mark| {
                matches!(mark.tag, Tag::Harm | Tag::Leave | Tag::Say)
                    && mark.first > at
                    && mark.first <= at + 2
            })
    }

    fn find_groups(&self) -> Vec<Group> {
        let document = self.document;
        let mut groups = Vec::new();
        for quantity in document.quantities_in(self.sentence.first, self.sentence.last) {
            if self
                .times
                .iter()
                .any(|timex| timex.first < quantity.last && quantity.first < timex.last)
            {
                continue;
            }
            let group = self.group(*quantity);
            let spoken = self.attributions.of(self.index).iter().any(|scope| {
                scope
                    .sources
                    .iter()
                    .any(|source| source.first < group.last && group.first < source.last)
            });
            // "no" counts people only: "no civilians", not "no longer".
            let no = quantity.max == Some(0)
                && self.word(quantity.core) == "no"
                && group.noun != Noun::People;
            if spoken || no || self.is_age(quantity) {
                continue;
            }
            groups.push(group);
        }
        groups
    }

    /// "Umm Ahmad, 44, who reached Homs": how old somebody is.
    fn is_age(&self, quantity: &Quantity) -> bool {
        let before = quantity.first.checked_sub(1).map_or("", |at| self.word(at));
        let named = quantity.first >= 2
            && self.document.capital(quantity.first - 2) != super::token::Capital::Lower;
        let years = matches!(self.word(quantity.last), "år" | "years" | "-")
            && matches!(
                self.word(quantity.last + 1),
                "old" | "gamle" | "gammel" | "year" | "gamal"
            );
        before == ","
            && named
            && matches!(self.word(quantity.last), "," | ".")
            && quantity.max.is_some_and(|max| max < 110)
            || before == "(" && self.word(quantity.last) == ")"
            || years
    }

    fn group(&self, quantity: Quantity) -> Group {
        let mut who: Vec<&str> = Vec::new();
        let mut last = quantity.last;
        let mut noun = Noun::Bare;
        let mut at = quantity.last;
        let mut steps = 0;
        while at < self.sentence.last && steps < 6 {
            if let Some(mark) = self
                .marks
                .iter()
                .find(|mark| mark.first == at && mark.tag == Tag::Person)
            {
                let value = self.value(mark);
                if value != "people" || who.is_empty() {
                    who.push(value);
                }
                noun = Noun::People;
                last = mark.last;
                at = mark.last;
                // "kvinner, barn og eldre"
                let joint = matches!(self.word(at), "," | "og" | "and" | "or" | "eller");
                if joint
                    && self
                        .marks
                        .iter()
                        .any(|next| next.first == at + 1 && next.tag == Tag::Person)
                {
                    at += 1;
                    continue;
                }
                break;
            }
            // "a 7-year-old girl".
            if document_number(self, at)
                && self.word(at + 1) == "-"
                && matches!(self.word(at + 2), "year" | "month" | "åring")
            {
                at += if self.word(at + 3) == "-" { 5 } else { 3 };
                continue;
            }
            let word = self.word(at);
            let stop = self.marks.iter().any(|mark| {
                mark.first == at
                    && matches!(
                        mark.tag,
                        Tag::Corridor
                            | Tag::Vehicle
                            | Tag::Weapon
                            | Tag::Unit
                            | Tag::Pause
                            | Tag::Aid
                            | Tag::Attack
                    )
            });
            if stop
                || matches!(
                    word,
                    "%" | "prosent"
                        | "percent"
                        | "per"
                        | "km"
                        | "kilometer"
                        | "kilometres"
                        | "metres"
                        | "meter"
                        | "miles"
                        | "dollar"
                        | "dollars"
                        | "kroner"
                        | "points"
                        | "år"
                        | "years"
                        | "tonn"
                        | "tonnes"
                )
            {
                noun = Noun::Thing;
                last = at + 1;
                break;
            }
            // A nationality in the plural: "700 palestinere".
            if let Some(mark) = self
                .marks
                .iter()
                .find(|mark| mark.first == at && mark.tag == Tag::Demonym)
                && self.is_people(mark)
            {
                noun = Noun::People;
                who.push(if self.value(mark) == "ukraine" {
                    "ukrainians"
                } else {
                    "people"
                });
                last = mark.last;
                break;
            }
            let verb = self.marks.iter().any(|mark| {
                mark.first == at
                    && matches!(
                        mark.tag,
                        Tag::Harm
                            | Tag::Leave
                            | Tag::Go
                            | Tag::Change
                            | Tag::Fear
                            | Tag::AttackVerb
                            | Tag::Deliver
                            | Tag::Live
                            | Tag::Modal
                            | Tag::Say
                            | Tag::Use
                            | Tag::Passive
                            | Tag::Open
                            | Tag::Hit
                            | Tag::Decide
                    )
            });
            if verb
                || document_sign(self, at)
                || matches!(
                    word,
                    "er" | "ble"
                        | "vart"
                        | "blei"
                        | "var"
                        | "were"
                        | "was"
                        | "are"
                        | "is"
                        | "have"
                        | "has"
                        | "had"
                        | "har"
                        | "hadde"
                        | "who"
                        | "som"
                        | "og"
                        | "and"
                        | "in"
                        | "i"
                        | "by"
                        | "to"
                        | "fra"
                        | "from"
                        | "mot"
                        | "at"
                        | "on"
                        | "på"
                        | "ved"
                        | "skal"
                        | "om"
                        | "ombord"
                        | "aboard"
                        | "inside"
                        | "inne"
                )
            {
                break;
            }
            if document_number(self, at) && at > quantity.last {
                break;
            }
            at += 1;
            steps += 1;
        }
        // A noun nobody knows right after the number: a thing, or people by a rare word.
        if noun == Noun::Bare
            && quantity.max != Some(0)
            && at > quantity.last
            && !matches!(
                self.word(quantity.last),
                "of" | "av" | "others" | "andre" | "more" | "til"
            )
        {
            noun = Noun::Thing;
            last = at.min(quantity.last + 2);
        }
        if who.contains(&"wounded") && who.len() > 1 {
            who.retain(|value| *value == "wounded");
        }
        let zero = quantity.max == Some(0);
        let who = match who.as_slice() {
            [] if zero => "anyone".to_owned(),
            [] => "people".to_owned(),
            list => list.join(","),
        };
        Group {
            first: quantity.first,
            last,
            quantity,
            who,
            noun,
        }
    }

    fn is_people(&self, mark: &Mark) -> bool {
        let word = self.word(mark.last - 1);
        ["ere", "erne", "arar", "ar", "ians", "is", "ans"]
            .iter()
            .any(|end| word.ends_with(end))
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
