//! Who says which part of a sentence. A scope is a run of tokens that somebody says; the narrowest one around a claim holds.

mod quote;
mod reckoned;
mod stranger;
mod subject;

use std::collections::HashMap;

use super::actor::{How, Mention};
use super::document::{Class, Document, Sentence};
use super::lexicon::Mark;
use super::steps;
use super::tag::{Tag, Tags};
use super::token::Capital;

/// A part of a sentence that somebody says.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub first: u32,
    pub last: u32,
    pub sources: Vec<Mention>,
    /// The words that say so, `ifølge` or `said`.
    pub cue: (u32, u32),
    pub modality: &'static str,
}

/// The scopes of every sentence.
pub(super) struct Attributions {
    of_sentence: Vec<Vec<Scope>>,
}

impl Attributions {
    /// The narrowest scope around a token of a sentence.
    pub fn at(&self, sentence: usize, token: u32) -> Option<&Scope> {
        let scopes = self.of(sentence);
        steps::count(scopes.len());
        scopes
            .iter()
            .filter(|scope| scope.first <= token && token < scope.last)
            .min_by_key(|scope| scope.last - scope.first)
    }

    pub fn of(&self, sentence: usize) -> &[Scope] {
        self.of_sentence.get(sentence).map_or(&[], Vec::as_slice)
    }
}

struct Walker<'a> {
    document: &'a Document<'a>,
    mentions: &'a [Mention],
    /// Whoever spoke last.
    last: Vec<Mention>,
    last_paragraph: u32,
    /// People who spoke under their own names, by the last of them.
    people: HashMap<String, String>,
}

/// Finds who says what in the whole text, sentence by sentence.
pub(super) fn attributions(document: &Document<'_>, mentions: &[Mention]) -> Attributions {
    let mut walker = Walker {
        document,
        mentions,
        last: Vec::new(),
        last_paragraph: u32::MAX,
        people: HashMap::new(),
    };
    let mut of_sentence: Vec<Vec<Scope>> = Vec::with_capacity(document.sentences.len());
    for (index, sentence) in document.sentences.iter().enumerate() {
        let (own, whole_before) = walker.sentence(sentence);
        if let Some(before) = whole_before
            && index > 0
            && document.sentences[index - 1].paragraph == sentence.paragraph
        {
            let previous = document.sentences[index - 1];
            let covered = of_sentence[index - 1]
                .iter()
                .any(|scope| scope.cue.0 >= previous.first);
            if !covered {
                of_sentence[index - 1].push(Scope {
                    first: previous.first,
                    last: previous.last,
                    ..before
                });
            }
        }
        of_sentence.push(own);
    }
    quote::quotes(document, &mut of_sentence);
    Attributions { of_sentence }
}

impl Walker<'_> {
    fn mentions_in(&self, first: u32, last: u32) -> impl DoubleEndedIterator<Item = &Mention> {
        let from = self
            .mentions
            .partition_point(|mention| mention.first < first);
        let to = self
            .mentions
            .partition_point(|mention| mention.first < last);
        steps::count(to.saturating_sub(from));
        self.mentions[from..to.max(from)]
            .iter()
            .filter(move |mention| mention.last <= last)
    }

    /// The scopes of a sentence, and one over the sentence before it: "Det opplyser SARC".
    fn sentence(&mut self, sentence: &Sentence) -> (Vec<Scope>, Option<Scope>) {
        let document = self.document;
        let mut scopes: Vec<Scope> = Vec::new();
        let mut before: Option<Scope> = None;
        scopes.extend(self.colon(sentence));
        let mut cues: Vec<Mark> = document
            .marks_in(sentence.first, sentence.last)
            .filter(|mark| {
                matches!(
                    mark.tag,
                    Tag::Say | Tag::According | Tag::Passive | Tag::Deny | Tag::Accuse
                )
            })
            .copied()
            .collect();
        cues.extend(self.reckoned(sentence));
        cues.sort_by_key(|cue| cue.first);
        let mut floor = sentence.first;
        for (order, cue) in cues.iter().enumerate() {
            if cue.first < floor {
                continue;
            }
            let next = cues.get(order + 1).map_or(sentence.last, |next| next.first);
            let found = match cue.tag {
                Tag::Passive => Some(self.passive(sentence, cue)),
                Tag::According => self.according(sentence, cue),
                _ => self.saying(sentence, cue, floor, next),
            };
            // "sa søndag ja til" is a decision, not words.
            let yes = cue.tag == Tag::Say
                && (cue.last..(cue.last + 3).min(sentence.last))
                    .any(|at| matches!(document.word(at), "ja" | "nei" | "yes"));
            // "The bombardment claims 70 lives" says nothing.
            let lives = document.word(cue.first).starts_with("claim")
                && (cue.last..(cue.last + 6).min(sentence.last))
                    .any(|at| document.word(at) == "lives");
            let Some(mut found) = found.filter(|_| !yes && !lives) else {
                continue;
            };
            // "43 were killed, the governor says, among them four policemen": the part is told by the same.
            if found.last == cue.first {
                let after = found
                    .sources
                    .last()
                    .map_or(cue.last, |source| source.last.max(cue.last));
                let part = (after..(after + 8).min(sentence.last)).any(|at| {
                    document.word(at) == ","
                        && matches!(
                            document.word(at + 1),
                            "mellom" | "blant" | "among" | "including" | "deriblant" | "herav"
                        )
                });
                if part {
                    found.last = sentence.last;
                }
            }
            for source in found
                .sources
                .iter()
                .filter(|source| source.kind == "person")
            {
                let family = document.word(source.last - 1).to_owned();
                self.people
                    .entry(family)
                    .or_insert_with(|| source.id.clone());
            }
            if cue.tag != Tag::Passive {
                self.last.clone_from(&found.sources);
                self.last_paragraph = sentence.paragraph;
            }
            let refers_back = cue.tag == Tag::Say
                && cue.first <= sentence.first + 1
                && matches!(
                    document.word(sentence.first),
                    "det" | "dette" | "so" | "slik"
                );
            if refers_back
                && before.is_none()
                && found
                    .sources
                    .first()
                    .is_some_and(|source| source.first > cue.first)
            {
                before = Some(found.clone());
            }
            floor = cue.last.max(
                found
                    .sources
                    .iter()
                    .map(|source| source.last)
                    .filter(|last| *last <= sentence.last && *last > cue.last)
                    .max()
                    .unwrap_or(0),
            );
            scopes.push(found);
        }
        if self.withdraws(sentence) {
            for scope in &mut scopes {
                scope.modality = "retracted";
            }
        }
        (scopes, before)
    }

    /// "Opprørerne: Det er russisk PR", "UNRWA-sjef Philippe Lazzarini: – Kampene fortsetter".
    fn colon(&mut self, sentence: &Sentence) -> Option<Scope> {
        let document = self.document;
        let heading = document.paragraphs[sentence.paragraph as usize].class == Class::Heading;
        let reach = if heading {
            sentence.last
        } else {
            sentence.last.min(sentence.first + 10)
        };
        let colon = (sentence.first..reach).find(|at| document.word(*at) == ":")?;
        let mention = self.mentions_in(sentence.first, colon).next().cloned()?;
        let named = colon <= mention.last + 1
            || !heading && (mention.last..colon).all(|at| document.capital(at) != Capital::Lower);
        let place = mention.how == How::Metonym
            && document
                .marks_in(mention.first, mention.last)
                .any(|mark| mark.tag == Tag::Country);
        let speaks = (sentence.first..colon).any(|at| self.is_event(at));
        if mention.first > sentence.first + 1 || !named || place && heading || !heading && speaks {
            return None;
        }
        self.last = vec![mention.clone()];
        self.last_paragraph = sentence.paragraph;
        Some(Scope {
            first: colon + 1,
            last: sentence.last,
            sources: vec![mention],
            cue: (sentence.first, colon + 1),
            modality: if heading { "claimed" } else { "reported" },
        })
    }

    fn passive(&self, sentence: &Sentence, cue: &Mark) -> Scope {
        let word = self.document.word(cue.first);
        let whole = matches!(
            word,
            "skal"
                | "angivelig"
                | "visstnok"
                | "reportedly"
                | "was"
                | "were"
                | "are"
                | "is"
                | "er"
                | "ble"
                | "blir"
                | "blei"
                | "vart"
                | "vert"
                | "meldes"
                | "meldest"
                | "rapporteres"
                | "rapporterast"
                | "allegedly"
                | "purportedly"
                | "have"
                | "has"
        );
        let rumour = self.document.value(cue) == "rumour";
        Scope {
            first: if whole && !rumour {
                self.clause_start(sentence, cue.first)
            } else {
                cue.last
            },
            last: sentence.last,
            sources: vec![unnamed(cue)],
            cue: (cue.first, cue.last),
            modality: if rumour { "rumour" } else { "reported" },
        }
    }

    fn clause_start(&self, sentence: &Sentence, at: u32) -> u32 {
        (sentence.first..at)
            .rev()
            .find(|back| {
                matches!(
                    self.document.word(*back),
                    "," | ";" | ":" | "men" | "but" | "–"
                )
            })
            .map_or(sentence.first, |found| found + 1)
    }

    fn according(&self, sentence: &Sentence, cue: &Mark) -> Option<Scope> {
        let document = self.document;
        // "etter det partene ble enige om" tells what was agreed, not who says so.
        let agreed = document
            .marks_in(cue.last, (cue.last + 8).min(sentence.last))
            .any(|mark| mark.tag == Tag::Decide && document.value(mark) == "agree");
        if agreed && document.word(cue.first) == "etter" {
            return None;
        }
        let (sources, after) = self.sources_after(cue.last, sentence.last, 9)?;
        // The words right after it, or before it, tell whether it opens the sentence.
        let opens = cue.first <= sentence.first + 2
            || matches!(
                document.word(cue.first - 1),
                "men" | "but" | "og" | "and" | ";" | ":" | "–" | "mens" | "while"
            ) && !matches!(document.word(after), "." | "");
        let participle = matches!(
            document.word(cue.first),
            "citing" | "quoting" | "cited" | "siterer" | "sitert"
        );
        let scope = if opens && !participle {
            (after, self.strong_end(after, sentence.last))
        } else {
            let first = self.strong_start(sentence, cue.first);
            // ", ifølge X, ..." inside a sentence holds for all of it.
            let medial = document.word(after) == ","
                && sentence.last - after > 4
                && !matches!(
                    document.word(after + 1),
                    "og" | "and" | "men" | "but" | "som" | "which" | "who"
                );
            // "Siden har det ifølge Moskva vært to brudd": in the middle of what is said.
            let inside = cue.first > sentence.first + 2
                && !matches!(document.word(cue.first - 1), "," | "(" | "–" | "\"")
                && !matches!(
                    document.word(after),
                    "," | "." | ";" | ")" | "" | "og" | "and" | "men" | "but"
                )
                && sentence.last - after > 2
                && !self.is_english(sentence);
            let whole = medial || inside;
            (first, if whole { sentence.last } else { cue.first })
        };
        Some(Scope {
            first: scope.0,
            last: scope.1.max(scope.0),
            sources,
            cue: (cue.first, cue.last),
            modality: "reported",
        })
    }

    /// The end of what somebody says: the sentence, or before "; X", ", but X" with another speaker.
    fn strong_end(&self, from: u32, last: u32) -> u32 {
        (from..last)
            .find(|at| self.document.word(*at) == ";")
            .unwrap_or(last)
    }

    fn strong_start(&self, sentence: &Sentence, at: u32) -> u32 {
        // What a dash or a quote opens is one speaker's.
        let opened = match self.document.word(sentence.first) {
            "–" | "-" => !self.is_english(sentence),
            "\"" => {
                !(sentence.first + 1..at.saturating_sub(1)).any(|at| self.document.word(at) == "\"")
            }
            _ => false,
        };
        if opened {
            return sentence.first;
        }
        (sentence.first..at)
            .rev()
            .find(|back| {
                matches!(self.document.word(*back), ";")
                    || self.document.word(*back) == ","
                        && matches!(
                            self.document.word(*back + 1),
                            "men" | "but" | "mens" | "while"
                        )
            })
            .map_or(sentence.first, |found| found + 1)
    }

    /// Sources that follow a cue, and the token after them.
    fn sources_after(&self, from: u32, last: u32, reach: u32) -> Option<(Vec<Mention>, u32)> {
        let document = self.document;
        let word = document.word(from);
        let pronoun = document
            .marks_in(from, last)
            .find(|mark| mark.tag == Tag::Pronoun && mark.first == from);
        let same = matches!(word, "samme" | "same" | "denne")
            || word == "the" && document.word(from + 1) == "same";
        if same && !self.last.is_empty() {
            return Some((self.last.clone(), (from + 2).min(last)));
        }
        if let Some(pronoun) = pronoun
            && !self.last.is_empty()
            && self
                .mentions_in(from, last)
                .next()
                .filter(|mention| mention.first < from + 3)
                .is_none_or(|mention| mention.how == How::Unnamed)
        {
            return Some((self.last.clone(), pronoun.last));
        }
        // "Ein konvoi frå WFP kom fram, stadfestar organisasjonen": the body that was named last.
        if matches!(
            word,
            "organisasjonen" | "hjelpeorganisasjonen" | "naudhjelpsorganisasjonen"
        ) && let Some(body) =
            self.mentions_in(from.saturating_sub(40), from)
                .rev()
                .find(|mention| {
                    matches!(mention.kind, "un" | "ngo" | "monitor") && mention.how == How::Named
                })
        {
            return Some((vec![body.clone()], from + 1));
        }
        let mut found: Vec<Mention> = Vec::new();
        let mut end = from;
        for mention in self.mentions_in(from, last) {
            if found.is_empty() {
                let plain = (from..mention.first).all(|at| {
                    !matches!(document.word(at), "." | ";" | "og" | "and" | "\"")
                        && !self.is_event(at)
                });
                if mention.first - from > reach || !plain {
                    break;
                }
            } else if !self.coordinated(end, mention.first) {
                break;
            }
            end = mention.last;
            // After a comma somebody without a name is the one before, described.
            if !found.is_empty()
                && (mention.how == How::Unnamed || found.iter().any(|known| known.id == mention.id))
            {
                continue;
            }
            found.push(mention.clone());
        }
        // "sier talskvinne Krista Armstrong": speaks for whoever spoke last, if no one else is named.
        let alone = found.len() == 1 && found[0].how == How::Unnamed;
        if alone && let Some(last) = self.spokesperson(&found[0]) {
            return Some((last, found[0].last));
        }
        // A capital after a preposition is where it was said.
        if found.len() == 1
            && found[0].how == How::Metonym
            && found[0].first > from
            && super::actor::is_after_preposition(document, found[0].first)
        {
            found.clear();
        }
        let mut end = self.after_apposition(end, last);
        if found.is_empty() {
            let named = document.kind(from) == super::token::Kind::Word;
            // "according to the agreement" names nobody.
            let paper = (from..(from + 4).min(last)).any(|at| {
                matches!(
                    document.word(at),
                    "avtalen"
                        | "planen"
                        | "agreement"
                        | "plan"
                        | "deal"
                        | "forslaget"
                        | "proposal"
                        | "resolusjonen"
                        | "resolution"
                        | "folkeretten"
                        | "law"
                        | "tall"
                        | "figures"
                        | "schedule"
                        | "avtala"
                        | "terms"
                        | "oversikten"
                )
            });
            if !named || paper {
                return None;
            }
            end = (from..last)
                .find(|at| matches!(document.word(*at), "," | "." | ";" | "\""))
                .unwrap_or(last)
                .min(from + 5);
            let mark = Mark {
                first: from,
                last: end.max(from + 1),
                tag: Tag::Role,
                word: 0,
            };
            return Some((vec![self.stranger(&mark)], end));
        }
        Some((found, end))
    }

    /// The body that spoke last, for a spokesperson by name who is said to speak for nobody.
    fn spokesperson(&self, mention: &Mention) -> Option<Vec<Mention>> {
        let role = self
            .document
            .marks_in(mention.first, mention.last)
            .any(|mark| mark.tag == Tag::Role && self.document.value(mark) == "spokesperson");
        let named = self.document.capital(mention.last) == Capital::First;
        let body = self.last.first().is_some_and(|last| {
            last.how != How::Unnamed && last.kind != "person" && last.kind != "news_agency"
        });
        (role && named && body).then(|| self.last.clone())
    }

    /// "..., who chairs its task force, ...": after the second comma.
    fn after_apposition(&self, end: u32, last: u32) -> u32 {
        let document = self.document;
        if document.word(end) == "(" {
            return (end..last.min(end + 12))
                .find(|at| document.word(*at) == ")")
                .map_or(end, |at| at + 1);
        }
        end
    }

    fn coordinated(&self, end: u32, first: u32) -> bool {
        let document = self.document;
        let mut joint = false;
        for at in end..first {
            match document.word(at) {
                "og" | "and" | "," | "&" | "both" | "både" => joint = true,
                "the" | "den" | "det" | "dei" | "de" | "en" | "ein" | "a" | "(" | ")" => {}
                _ => return false,
            }
        }
        joint && first - end <= 4
    }

    fn is_event(&self, at: u32) -> bool {
        self.document.begins(at).meets(Tags::HAPPENING)
            && self
                .document
                .marks_between(at, at + 1)
                .iter()
                .any(|mark| mark.last <= at + 5 && mark.tag.is_happening())
    }
}

/// The modality of a word of saying.
fn stated(value: &str) -> &'static str {
    const KNOWN: [&str; 5] = ["claimed", "expected", "denied", "accused", "rumour"];
    KNOWN
        .iter()
        .find(|known| **known == value)
        .copied()
        .unwrap_or("reported")
}

fn unnamed(mark: &Mark) -> Mention {
    Mention {
        first: mark.first,
        last: mark.last,
        id: "unnamed".to_owned(),
        kind: "unnamed",
        how: How::Unnamed,
    }
}
