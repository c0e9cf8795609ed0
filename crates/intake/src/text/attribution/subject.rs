//! Who stands before or after a verb of saying.

use super::super::actor::{How, Mention, is_after_preposition};
use super::super::document::{Language, Sentence};
use super::super::lexicon::Mark;
use super::super::number::Article;
use super::super::tag::Tag;
use super::super::token::Capital;
use super::{Scope, Walker, stated};

impl Walker<'_> {
    pub(super) fn saying(
        &self,
        sentence: &Sentence,
        cue: &Mark,
        floor: u32,
        _next: u32,
    ) -> Option<Scope> {
        let document = self.document;
        let modality = stated(document.value(cue));
        let follows = document.word(cue.last);
        let english = self.is_english(sentence);
        let conjunction = if english { "that" } else { "at" };
        let that = matches!(follows, "that" | ":" | "om" | "to" | "for") || follows == conjunction;
        // "Tidlig lørdag meldte FN-styrken om ...": a day is no speaker, who follows the verb is.
        let dated = !english
            && cue.tag == Tag::Say
            && floor == sentence.first
            && (1..=4).contains(&(cue.first - sentence.first))
            && document
                .marks_in(sentence.first, cue.first)
                .any(|mark| matches!(mark.tag, Tag::Weekday | Tag::DayWord | Tag::Part))
            && self.mentions_in(sentence.first, cue.first).next().is_none()
            && self
                .mentions_in(cue.last, (cue.last + 8).min(sentence.last))
                .next()
                .is_some_and(|mention| mention.first <= cue.last + 1);
        let subject = (!dated).then(|| self.subject_before(sentence, cue, floor));
        if let Some((sources, start)) = subject.flatten() {
            let start = self.noun_start(sentence, start);
            let before = start.checked_sub(1).map_or("", |at| document.word(at));
            let set_off = start > sentence.first && matches!(before, "," | "\"" | "–" | ";");
            let content = (sentence.first..start)
                .any(|at| self.is_event(at) || document.quantities_in(at, at + 3).next().is_some());
            let rest = sentence.last.saturating_sub(cue.last);
            let ends =
                matches!(follows, "." | "," | ";" | "" | "\"")
                    || rest <= 5
                    || !(cue.last..sentence.last).any(|at| {
                        self.is_event(at)
                            || self.document.quantities_in(at, at + 2).next().is_some_and(
                                |quantity| {
                                    quantity.first == at && quantity.article == Article::Number
                                },
                            )
                    });
            let trails = cue.tag == Tag::Say
                && set_off
                && !that
                && (before == "\"" || ends && (content || start > sentence.first + 4));
            let scope = if trails {
                let first = self.strong_start(sentence, start);
                (first, if follows == "," { sentence.last } else { start })
            } else {
                // "said on Wednesday that": the day is when it was said.
                let conjunction = (cue.last..(cue.last + 8).min(sentence.last))
                    .find(|at| document.word(*at) == conjunction);
                let start = conjunction
                    .filter(|at| (cue.last..*at).all(|at| !self.is_event(at)))
                    .map_or(cue.last, |at| at + 1);
                (start, self.strong_end(cue.last, sentence.last))
            };
            return Some(Scope {
                first: scope.0,
                last: scope.1,
                sources,
                cue: (cue.first, cue.last),
                modality,
            });
        }
        if let Some(found) = self.perfect(sentence, cue, floor) {
            return Some(Scope { modality, ..found });
        }
        // Turned round: "sier X", "said X", "Det opplyser X".
        let turned = cue.tag == Tag::Say
            && (cue.first <= sentence.first + 1
                || matches!(
                    document.word(cue.first - 1),
                    "," | "\"" | "–" | "det" | "dette"
                ))
            || matches!(cue.tag, Tag::Say | Tag::Deny)
                && !self.is_english(sentence)
                && self
                    .mentions_in(cue.last, (cue.last + 14).min(sentence.last))
                    .next()
                    .is_some_and(|mention| mention.first <= cue.last + 3);
        let reach = if matches!(document.word(cue.first), "heter" | "heiter" | "het") {
            9
        } else {
            7
        };
        if turned && let Some((sources, after)) = self.sources_after(cue.last, sentence.last, reach)
        {
            let first = self.strong_start(sentence, cue.first);
            let opens = cue.first <= sentence.first + 1
                || !(sentence.first..cue.first).any(|at| self.is_event(at));
            // "opplyste generalens stab at ...".
            let joint = (after..(after + 3).min(sentence.last))
                .find(|at| {
                    matches!(document.word(*at), "at" | "that" | ":")
                        || dated && *at == after && document.word(*at) == "om"
                })
                .filter(|at| (after..*at).all(|at| document.word(at) != "," && !self.is_event(at)));
            let forward = opens && joint.is_some();
            let after = joint.unwrap_or(after);
            return Some(Scope {
                first: if forward { after } else { first },
                last: if forward { sentence.last } else { cue.first },
                sources,
                cue: (cue.first, cue.last),
                modality,
            });
        }
        None
    }

    /// "..., the United Nations mission MINUSCA said": from the comma on it is who speaks.
    fn noun_start(&self, sentence: &Sentence, start: u32) -> u32 {
        let document = self.document;
        let from = start.saturating_sub(6).max(sentence.first);
        let comma = (from..start)
            .rev()
            .find(|at| matches!(document.word(*at), "," | "\"" | ";" | ":" | "."));
        match comma {
            Some(at)
                if document.word(at) == ","
                    && matches!(document.word(at + 1), "the" | "a" | "an")
                    && (at + 1..start).all(|at| {
                        !self.is_event(at)
                            && !matches!(document.word(at), "and" | "who" | "that" | "of")
                    }) =>
            {
                at + 1
            }
            _ => start,
        }
    }

    /// "..., har observatørene notert": the perfect turned round, whoever says so between its words.
    fn perfect(&self, sentence: &Sentence, cue: &Mark, floor: u32) -> Option<Scope> {
        let document = self.document;
        let from = floor.max(cue.first.saturating_sub(8));
        let has = (from..cue.first)
            .rev()
            .find(|at| matches!(document.word(*at), "har" | "hadde"))?;
        let set_off = has > sentence.first && matches!(document.word(has - 1), "," | "\"");
        let plain = (has..cue.first).all(|at| document.word(at) != "," && !self.is_event(at));
        let ends = sentence.last - cue.last <= 6 || document.word(cue.last) == ",";
        if cue.tag != Tag::Say || !set_off || !plain || !ends || has + 1 >= cue.first {
            return None;
        }
        let (sources, _) = self.sources_after(has + 1, cue.first, 6)?;
        Some(Scope {
            first: self.strong_start(sentence, has),
            last: has,
            sources,
            cue: (cue.first, cue.last),
            modality: "reported",
        })
    }

    pub(super) fn is_english(&self, sentence: &Sentence) -> bool {
        self.document.paragraphs[sentence.paragraph as usize].language == Language::English
    }

    /// Who stands before the verb, and where they begin.
    pub(super) fn subject_before(
        &self,
        sentence: &Sentence,
        cue: &Mark,
        floor: u32,
    ) -> Option<(Vec<Mention>, u32)> {
        let document = self.document;
        let from = floor.max(cue.first.saturating_sub(28));
        let mut nearest: Option<&Mention> = None;
        for mention in self.mentions_in(from, cue.first).rev() {
            let place =
                mention.how == How::Metonym && is_after_preposition(document, mention.first);
            let object = mention.first > from
                && matches!(
                    document.word(mention.first - 1),
                    "til"
                        | "to"
                        | "med"
                        | "mot"
                        | "against"
                        | "by"
                        | "of"
                        | "av"
                        | "fra"
                        | "from"
                        | "between"
                        | "mellom"
                );
            if place || object && mention.how != How::Unnamed {
                continue;
            }
            nearest = Some(mention);
            break;
        }
        let pronoun = document
            .marks_in(cue.first.saturating_sub(5).max(floor), cue.first)
            .filter(|mark| mark.tag == Tag::Pronoun)
            .last()
            .filter(|mark| {
                nearest
                    .is_none_or(|mention| mention.last <= mark.first || mention.how == How::Unnamed)
            })
            .filter(|mark| {
                (mark.last..cue.first).all(|at| !self.is_event(at) && document.word(at) != ",")
            });
        if let Some(pronoun) = pronoun {
            // "The Red Crescent evacuated 83 people, it said."
            let own = self
                .mentions_in(sentence.first, pronoun.first)
                .find(|mention| mention.how == How::Named && mention.first <= sentence.first + 2);
            if let Some(own) = own.filter(|_| pronoun.first > sentence.first + 3) {
                return Some((vec![own.clone()], pronoun.first));
            }
            if !self.last.is_empty() {
                return Some((self.last.clone(), pronoun.first));
            }
        }
        // "legger han til", "said he".
        let inside = (cue.first..cue.last).any(|at| {
            matches!(
                document.word(at),
                "han" | "hun" | "ho" | "de" | "talsmannen"
            )
        });
        if inside && !self.last.is_empty() {
            return Some((self.last.clone(), cue.first));
        }
        let after = document.marks_in(cue.first, cue.last + 2).find(|mark| {
            mark.tag == Tag::Pronoun && mark.first + 1 >= cue.last && mark.first <= cue.last
        });
        if after.is_some() && !self.last.is_empty() && nearest.is_none() {
            return Some((self.last.clone(), cue.first));
        }
        let Some(mention) = nearest else {
            return self.stranger_before(sentence, cue, floor);
        };
        // An apposition that was joined ends with its comma: "The Observatory, a war monitor, said".
        let joined = mention.last + 1 == cue.first
            && document.word(mention.last) == ","
            && (mention.first..mention.last).any(|at| document.word(at) == ",");
        // "Igor Konashenkov, spokesman for the ministry, says": described between two commas.
        let described = mention.last + 1 == cue.first
            && document.word(mention.last) == ","
            && self
                .phrase_start(mention.first, floor)
                .checked_sub(2)
                .is_some_and(|name| {
                    name >= floor
                        && document.word(name + 1) == ","
                        && (document.capital(name) == Capital::First
                            || self
                                .mentions_in(floor, name + 1)
                                .any(|other| name + 1 - other.last <= 3))
                });
        if !joined && !described && !self.reaches(mention.last, cue.first) {
            return self.stranger_before(sentence, cue, floor);
        }
        let mut group = vec![mention.clone()];
        let mut start = mention.first;
        // "John Kirby, the national security spokesman": the name says more than the description.
        if described
            && let Some(name) = self
                .mentions_in(from, self.phrase_start(start, floor) - 1)
                .next_back()
                .filter(|name| {
                    name.last + 1 == self.phrase_start(start, floor) && name.how != How::Unnamed
                })
        {
            group[0] = name.clone();
        }
        for other in self.mentions_in(from, mention.first).rev() {
            if !self.coordinated(other.last, start) {
                break;
            }
            start = other.first;
            group.insert(0, other.clone());
        }
        // A list that a comma before the speaker closes is no list of speakers: "..., the army said".
        if group.len() > 1 && document.word(group[0].last) == "," && group.len() == 2 {
            group.remove(0);
            start = group[0].first;
        }
        // "deputy mayor Serhiy Orlov", "Igor Konashenkov, spokesman": the whole name, and who it is.
        if described {
            start = self.phrase_start(start, floor) - 1;
        }
        while start > floor
            && start > sentence.first
            && document.capital(start - 1) == Capital::First
            && (described || group[0].how == How::Person)
        {
            start -= 1;
        }
        // "UN spokesman Farhan Haq": the name right before belongs to it.
        while let Some(other) = self
            .mentions_in(from, start)
            .next_back()
            .filter(|other| other.last == start)
        {
            start = other.first;
        }
        Some((group, self.phrase_start(start, floor)))
    }

    /// Articles and adjectives before a mention belong to it.
    pub(super) fn phrase_start(&self, mut start: u32, floor: u32) -> u32 {
        while start > floor
            && (matches!(
                self.document.word(start - 1),
                "the"
                    | "a"
                    | "an"
                    | "den"
                    | "det"
                    | "en"
                    | "ein"
                    | "et"
                    | "eit"
                    | "dei"
                    | "de"
                    | "mr"
                    | "mrs"
                    | "ms"
                    | "dr"
            ) || self.document.word(start - 1) == "."
                && start >= 2
                && matches!(self.document.word(start - 2), "mr" | "mrs" | "ms" | "dr"))
        {
            start -= 1;
        }
        start
    }

    /// Whether nothing between a subject and its verb makes it another's: events only inside commas.
    pub(super) fn reaches(&self, end: u32, verb: u32) -> bool {
        let document = self.document;
        if verb < end || verb - end > 24 {
            return false;
        }
        let mut depth = 0;
        for at in end..verb {
            match document.word(at) {
                "," | "(" | ")" | "–" => depth += 1,
                "\"" | ";" | "." | ":" => return false,
                "and" | "og" | "but" | "men" if depth % 2 == 0 && verb - at > 3 => return false,
                _ if depth % 2 == 0 && self.is_event(at) => return false,
                _ => {}
            }
        }
        // One comma right before the verb closes what comes before it.
        depth % 2 == 0 || verb - end <= 10 && document.word(verb - 1) != ","
    }
}
