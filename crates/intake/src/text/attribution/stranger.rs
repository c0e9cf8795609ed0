//! Whoever speaks and is no word of the lexicon: organisations and people by their names, nouns without one.

use super::super::actor::{How, Mention};
use super::super::document::Document;
use super::super::document::{Language, Sentence};
use super::super::lexicon::Mark;
use super::super::number::Article;
use super::super::tag::Tag;
use super::super::token::Capital;
use super::{Walker, unnamed};

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
        // "I Moskva avviste ..." names a place.
        if matches!(
            document.word(first),
            "i" | "in"
                | "on"
                | "at"
                | "på"
                | "fra"
                | "frå"
                | "from"
                | "etter"
                | "after"
                | "ved"
                | "under"
                | "for"
                | "but"
                | "men"
                | "and"
                | "og"
                | "as"
                | "by"
                | "with"
                | "the"
                | "this"
                | "that"
        ) {
            return None;
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
        // "President Rodrigo Duterte": titles are no names.
        let title = |word: &&str| {
            matches!(
                *word,
                "president"
                    | "general"
                    | "colonel"
                    | "major"
                    | "guvernør"
                    | "governor"
                    | "oberst"
                    | "minister"
                    | "statsminister"
                    | "mayor"
                    | "ordfører"
                    | "dr"
                    | "mr"
                    | "mrs"
                    | "ms"
                    | "professor"
                    | "kaptein"
                    | "captain"
                    | "biskop"
                    | "bishop"
                    | "sister"
                    | "father"
                    | "pater"
                    | "lege"
                    | "doctor"
                    | "spokesman"
                    | "talsmann"
                    | "ambassador"
                    | "ambassadør"
            )
        };
        let named = words.iter().take_while(|word| title(word)).count();
        match &words[named..] {
            [] => None,
            [one] => self.people.get(*one).map(|id| (last, id.clone())),
            [.., family] if family.len() > 2 && last - first <= 6 => {
                Some((last, words[named..].join("_")))
            }
            _ => None,
        }
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
        // "I Moskva avviste": where, and not who.
        if start == sentence.first
            && matches!(
                document.word(start),
                "i" | "in" | "på" | "on" | "at" | "fra" | "frå" | "from" | "ved" | "under"
            )
            || matches!(document.word(cue.first), "reporting")
                && document.word(cue.last) == "period"
        {
            return None;
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

/// Whether a common noun names a body that speaks.
fn is_body(word: &str) -> bool {
    [
        "komité",
        "komiteen",
        "komite",
        "senter",
        "senteret",
        "nettverk",
        "nettverket",
        "forening",
        "foreningen",
        "ambassade",
        "ambassaden",
        "committee",
        "union",
    ]
    .iter()
    .any(|end| word.ends_with(end))
}

/// The id of an organisation that the lexicon does not know, if its name says that it is one.
fn organisation(document: &Document<'_>, first: u32, last: u32) -> Option<String> {
    const SIGNS: [&str; 26] = [
        "committee",
        "komite",
        "komité",
        "komiteen",
        "legekomite",
        "center",
        "centre",
        "network",
        "council",
        "council's",
        "union",
        "association",
        "nettverk",
        "group",
        "observatory",
        "foundation",
        "agency",
        "syndicate",
        "initiative",
        "commission",
        "kommisjon",
        "sentralbyrå",
        "institute",
        "institutt",
        "legekomité",
        "nettverket",
    ];
    let words: Vec<&str> = (first..last)
        .map(|at| document.word(at))
        .filter(|word| {
            word.chars().all(char::is_alphanumeric) && !matches!(*word, "the" | "s" | "of" | "for")
        })
        .collect();
    let is = words.iter().any(|word| SIGNS.contains(word));
    (is && words.len() >= 2).then(|| words.join("_"))
}
