//! Who stands before or after a verb of saying.

use super::super::actor::{How, Mention, is_after_preposition};
use super::super::document::{Language, Sentence};
use super::super::lexicon::Mark;
use super::super::number::Article;
use super::super::tag::Tag;
use super::super::token::Capital;
use super::{Scope, Walker, is_body, organisation, stated, unnamed};

impl Walker<'_> {
    /// Somebody who is no word of the lexicon: organisations by their name, people without theirs.
    pub(super) fn stranger(&self, mark: &Mark) -> Mention {
        let mut mention = unnamed(mark);
        let paragraph = self
            .document
            .paragraphs
            .partition_point(|paragraph| paragraph.last <= mark.first);
        let english = self
            .document
            .paragraphs
            .get(paragraph)
            .is_some_and(|paragraph| paragraph.language == Language::English);
        if english && let Some(id) = organisation(self.document, mark.first, mark.last) {
            mention.id = id;
            mention.kind = "ngo";
            mention.how = How::Named;
        } else if let Some((last, id)) = self.person(mark) {
            mention.last = last;
            mention.id = id;
            mention.kind = "person";
        }
        mention
    }

    /// A person by the whole name, or by the last of a name that was given before.
    fn person(&self, mark: &Mark) -> Option<(u32, String)> {
        let document = self.document;
        let mut first = mark.first;
        // "Menneskerettsgruppen Asadho": what it is stands before what it is called.
        while first + 1 < mark.last && is_description(document.word(first)) {
            first += 1;
        }
        let mut last = first;
        let mut words: Vec<&str> = Vec::new();
        while last < mark.last {
            let word = document.word(last);
            let joint = word == "-"
                || matches!(word, "al" | "de" | "bin" | "abu" | "el") && !words.is_empty();
            if document.capital(last) == Capital::First {
                words.push(word);
            } else if joint {
                if word != "-" {
                    words.push(word);
                }
            } else {
                break;
            }
            last += 1;
        }
        match words.as_slice() {
            [] => None,
            [one] => self.people.get(*one).map(|id| (last, id.clone())),
            [.., family] if family.len() > 2 && last - first <= 6 => Some((last, words.join("_"))),
            _ => None,
        }
    }

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
        if let Some((sources, start)) = self.subject_before(sentence, cue, floor) {
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
        // Turned round: "sier X", "said X", "Det opplyser X".
        let turned = cue.tag == Tag::Say
            && (cue.first <= sentence.first + 1
                || matches!(
                    document.word(cue.first - 1),
                    "," | "\"" | "–" | "det" | "dette"
                ))
            || cue.tag == Tag::Say
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
                .find(|at| matches!(document.word(*at), "at" | "that" | ":"))
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
        if !joined && !self.reaches(mention.last, cue.first) {
            return self.stranger_before(sentence, cue, floor);
        }
        let mut group = vec![mention.clone()];
        let mut start = mention.first;
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

    /// A subject that is no word of the lexicon: capitalised names right before the verb.
    pub(super) fn stranger_before(
        &self,
        sentence: &Sentence,
        cue: &Mark,
        floor: u32,
    ) -> Option<(Vec<Mention>, u32)> {
        let document = self.document;
        if matches!(
            document.word(cue.first),
            "report"
                | "reports"
                | "claim"
                | "claims"
                | "according"
                | "says"
                | "reporting"
                | "saying"
                | "warning"
        ) && cue.first == sentence.first
        {
            return None;
        }
        let mut at = cue.first;
        // Adverbs between: "also", "has", "on Friday".
        while at > floor
            && cue.first - at < 3
            && document.capital(at - 1) == Capital::Lower
            && !self.is_event(at - 1)
            && matches!(
                document.word(at - 1),
                "har" | "has" | "had" | "have" | "also" | "også" | "òg" | "later" | "hadde"
            )
        {
            at -= 1;
        }
        let end = at;
        let mut start = end;
        // "Sudans legekomité melder": a common noun after a name.
        if start > floor + 1
            && is_body(document.word(start - 1))
            && document.capital(start - 2) != Capital::Lower
        {
            start -= 1;
        }
        while start > floor
            && (document.capital(start - 1) != Capital::Lower
                || document.word(start - 1) == "-"
                || matches!(document.word(start - 1), "al" | "s" | "'"))
            && end - start < 8
        {
            start -= 1;
        }
        let capitals = (start..end).any(|at| document.capital(at) != Capital::Lower);
        if !capitals || start == end {
            return self.nameless_before(sentence, cue, floor);
        }
        // The first word of a sentence alone may be anything.
        if end - start == 1 && start == sentence.first && document.word(start).len() < 4 {
            return None;
        }
        let mark = Mark {
            first: start,
            last: end,
            tag: Tag::Role,
            word: 0,
        };
        Some((vec![self.stranger(&mark)], start))
    }

    /// "Lokale radioamatører melder om", "people who called said": a noun without a name, from where its clause begins.
    fn nameless_before(
        &self,
        sentence: &Sentence,
        cue: &Mark,
        floor: u32,
    ) -> Option<(Vec<Mention>, u32)> {
        let document = self.document;
        let says = matches!(
            document.word(cue.first),
            "said"
                | "says"
                | "told"
                | "sier"
                | "seier"
                | "sa"
                | "melder"
                | "melde"
                | "meldte"
                | "forteller"
                | "fortalte"
                | "fortel"
                | "fortalde"
                | "opplyser"
                | "opplyste"
                | "hevder"
                | "hevdar"
                | "hevdet"
                | "hevda"
                | "skriver"
                | "skriv"
                | "rapporterer"
                | "rapporterte"
                | "snakker"
                | "snakkar"
        ) || matches!(document.word(cue.last), "that" | "at")
            && matches!(cue.tag, Tag::Say)
            || matches!(document.word(cue.first), "har" | "have" | "has") && cue.tag == Tag::Say;
        let start = (floor..cue.first)
            .rev()
            .find(|at| {
                matches!(
                    document.word(*at),
                    "," | ";"
                        | ":"
                        | "."
                        | "\""
                        | "–"
                        | "men"
                        | "but"
                        | "mens"
                        | "while"
                        | "og"
                        | "and"
                )
            })
            .map_or(floor, |at| at + 1);
        let first = document.word(start);
        let other = matches!(
            first,
            "det"
                | "there"
                | "it"
                | "this"
                | "that"
                | "what"
                | "which"
                | "who"
                | "whom"
                | "som"
                | "at"
                | "as"
                | "hva"
                | "dette"
                | "han"
                | "hun"
                | "ho"
                | "he"
                | "she"
                | "they"
                | "de"
                | "dei"
                | "vi"
                | "we"
                | "i"
                | "jeg"
                | "eg"
                | "den"
                | "in"
                | "on"
                | "fra"
                | "frå"
                | "etter"
                | "ikke"
                | "ikkje"
                | "not"
                | "no"
                | "også"
                | "her"
                | "der"
                | "here"
        );
        let length = cue.first.saturating_sub(start);
        let paper = (start..cue.first).any(|at| {
            matches!(
                document.word(at),
                "avtalen"
                    | "planen"
                    | "agreement"
                    | "plan"
                    | "deal"
                    | "avtala"
                    | "resolusjonen"
                    | "resolution"
                    | "teksten"
                    | "text"
            )
        });
        let noun = (start..cue.first).any(|at| document.word(at).chars().count() > 3);
        let counted = document
            .quantities_in(start, cue.first)
            .any(|quantity| quantity.article == Article::Number);
        let _ = sentence;
        if !says || other || paper || !noun || counted || !(1..=10).contains(&length) {
            return None;
        }
        let mark = Mark {
            first: start,
            last: cue.first,
            tag: Tag::Role,
            word: 0,
        };
        Some((vec![unnamed(&mark)], start))
    }
}

/// "Menneskerettsgruppen", "organisasjonen": a Norwegian noun in the definite for a body.
fn is_description(word: &str) -> bool {
    [
        "gruppen",
        "gruppa",
        "organisasjonen",
        "byrået",
        "nettverket",
        "avisen",
        "avisa",
        "foreningen",
        "kvinnen",
        "mannen",
        "kvinna",
    ]
    .iter()
    .any(|end| word.ends_with(end))
}
