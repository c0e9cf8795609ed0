//! The parts of a sentence: its clauses, and the numbers of people in it.

use super::super::document::{Language, Sentence};
use super::super::lexicon::Mark;
use super::super::number::Quantity;
use super::super::tag::Tag;
use super::super::token::Capital;
use super::{Clause, Group, Noun, Scan, document_number, document_sign};

impl Scan<'_> {
    pub(super) fn split(&self) -> Vec<Clause> {
        let document = self.document;
        let Sentence { first, last, .. } = self.sentence;
        let is_event = |mark: &Mark| {
            let others = matches!(
                mark.tag,
                Tag::Accuse
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
            );
            mark.tag.is_happening() || others
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
        let english =
            document.paragraphs[self.sentence.paragraph as usize].language == Language::English;
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
    pub(super) fn is_list(&self, at: u32) -> bool {
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

    pub(super) fn find_groups(&self) -> Vec<Group> {
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
            // "An estimated 800,000 civilians remain": nobody there says so.
            let estimated = (quantity.first..quantity.core)
                .any(|at| matches!(self.word(at), "estimated" | "anslått" | "anslåtte"));
            let spoken = spoken && !estimated;
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
    pub(super) fn is_age(&self, quantity: &Quantity) -> bool {
        let before = quantity.first.checked_sub(1).map_or("", |at| self.word(at));
        let named =
            quantity.first >= 2 && self.document.capital(quantity.first - 2) != Capital::Lower;
        let years = matches!(self.word(quantity.last), "år" | "years" | "-")
            && matches!(
                self.word(quantity.last + 1),
                "old" | "gamle" | "gammel" | "year" | "gamal" | "gammal"
            );
        // "aged 9 and 11", "i alderen 20 til 40".
        let aged = (1..=3).any(|back| {
            quantity.first.checked_sub(back).is_some_and(|at| {
                at >= self.sentence.first
                    && matches!(self.word(at), "aged" | "alderen" | "alder" | "ages")
            })
        });
        before == ","
            && named
            && matches!(self.word(quantity.last), "," | ".")
            && quantity.max.is_some_and(|max| max < 110)
            || before == "(" && self.word(quantity.last) == ")"
            || years
            || aged
    }

    pub(super) fn group(&self, quantity: Quantity) -> Group {
        let mut who: Vec<&str> = Vec::new();
        let mut last = quantity.last;
        let mut noun = Noun::Bare;
        let mut at = quantity.last;
        let mut steps = 0;
        // "168 av dem", "forty-six of them": people already named.
        if matches!(self.word(at), "av" | "of")
            && matches!(
                self.word(at + 1),
                "dem" | "dei" | "disse" | "desse" | "them" | "whom" | "these"
            )
            && at + 2 <= self.sentence.last
        {
            noun = Noun::People;
            last = at + 2;
            at = last;
        }
        // "Tre til, deriblant en lege, fikk skader", "two others were hurt".
        let more = matches!(
            self.word(quantity.last),
            "til" | "more" | "others" | "andre" | "fleire"
        ) && quantity.max != Some(0)
            && (matches!(
                self.word(quantity.last + 1),
                "," | "."
                    | "ble"
                    | "vart"
                    | "blei"
                    | "er"
                    | "was"
                    | "were"
                    | "are"
                    | "had"
                    | "have"
                    | "har"
                    | "hadde"
                    | "fikk"
                    | "fekk"
            ) || self.marks.iter().any(|mark| {
                mark.first == quantity.last + 1 && matches!(mark.tag, Tag::Harm | Tag::Leave)
            }));
        if more {
            return Group {
                first: quantity.first,
                last: quantity.last + 1,
                quantity,
                who: "people".to_owned(),
                noun: Noun::People,
            };
        }
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
            let number = document_number(self, at)
                || self
                    .marks
                    .iter()
                    .any(|mark| mark.first == at && mark.tag == Tag::Numeral);
            if number
                && self.word(at + 1) == "-"
                && matches!(self.word(at + 2), "year" | "month" | "åring")
            {
                at += if self.word(at + 3) == "-" { 5 } else { 3 };
                continue;
            }
            // "ein ni år gammal gut".
            let aged = |years: u32| {
                matches!(self.word(years), "år" | "years" | "måneder" | "månader")
                    && matches!(
                        self.word(years + 1),
                        "gammel" | "gammal" | "gamal" | "gamle" | "gammelt" | "old"
                    )
            };
            if aged(at + 1) || aged(at) {
                at += if aged(at) { 2 } else { 3 };
                continue;
            }
            let word = self.word(at);
            // "only a fraction of the people" counts nobody.
            if matches!(word, "of" | "av") && quantity.max == Some(1) && at > quantity.last {
                noun = Noun::Thing;
                last = at;
                break;
            }
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
                        | "with"
                        | "med"
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

    pub(super) fn is_people(&self, mark: &Mark) -> bool {
        let word = self.word(mark.last - 1);
        ["ere", "erne", "arar", "ar", "ians", "is", "ans"]
            .iter()
            .any(|end| word.ends_with(end))
    }
}
