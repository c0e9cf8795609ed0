//! Texts that a record does not take.

use super::check::Check;
use crate::event::Command;
use crate::fact::Fact;
use crate::refusal::Code;
use crate::words::{LONGEST_NAME, LONGEST_WORDS, TextFault, Words, fault};

pub fn texts(check: &mut Check<'_>, command: &Command) {
    let mut fact = command.fact.clone();
    for words in fact.words_mut() {
        match words {
            Words::Plain(text) => text_of(check, "words", text, LONGEST_WORDS),
            Words::Sealed(_) => {
                let expected = "plain words; korridor seals them itself";
                check.refuse(
                    Code::WordsSealed,
                    "words",
                    "sealed words in a command",
                    expected,
                );
            }
        }
    }
    plain(check, command);
}

/// As [`texts`], for an event: its words lie beside the record.
pub fn recorded(check: &mut Check<'_>, command: &Command) {
    let mut fact = command.fact.clone();
    for words in fact.words_mut() {
        match words {
            Words::Sealed(sealed) => check.hash("words", &sealed.sealed),
            Words::Plain(_) => check.refuse(
                Code::WordsPlain,
                "words",
                "words of a person in the record itself, where nobody can erase them",
                "a commitment to them, as korridor records it",
            ),
        }
    }
    plain(check, command);
}

/// Texts that stand in an entry as they are.
fn plain(check: &mut Check<'_>, command: &Command) {
    if let Some(said) = &command.occurred.said {
        text_of(check, "occurred.said", said, LONGEST_NAME);
    }
    if let Fact::Opened(opened) = &command.fact
        && let Some(policy) = &opened.policy
    {
        text_of(check, "policy", policy, LONGEST_WORDS);
    }
    for (place, text) in names(&command.fact) {
        text_of(check, place, text, LONGEST_NAME);
    }
}

/// Short texts that stand in the record as they are.
fn names(fact: &Fact) -> Vec<(&'static str, &str)> {
    match fact {
        Fact::Report(claim) => {
            let said = claim.when.iter().filter_map(|when| when.said.as_deref());
            let said = said.map(|said| ("when.said", said));
            said.chain(
                claim
                    .language
                    .as_deref()
                    .map(|language| ("language", language)),
            )
            .collect()
        }
        Fact::Go(go) => go
            .items
            .iter()
            .map(|item| ("items", item.item.as_str()))
            .collect(),
        Fact::Erase(erase) => vec![("reason", erase.reason.as_str())],
        Fact::Material(material) => vec![("media_type", material.media_type.as_str())],
        Fact::Rules(rules) => rules
            .guarantors
            .iter()
            .map(|party| ("guarantors", party.as_str()))
            .collect(),
        _ => Vec::new(),
    }
}

fn text_of(check: &mut Check<'_>, place: &str, text: &str, limit: usize) {
    match fault(text, limit) {
        None => {}
        Some(TextFault::TooLong { found, limit }) => check.refuse(
            Code::TextTooLong,
            place,
            format!("{found} bytes of text"),
            format!("at most {limit}; keep a longer text as material (record material --file)"),
        ),
        Some(TextFault::Control(sign)) => check.refuse(
            Code::TextControl,
            place,
            format!("the control character U+{:04X}", u32::from(sign)),
            "text without control characters; keep the bytes as they came as material (record material --file)",
        ),
        Some(TextFault::Direction(sign)) => check.refuse(
            Code::TextDirection,
            place,
            format!("the direction override U+{:04X}, which shows other words than were written", u32::from(sign)),
            "text without it; keep the bytes as they came as material (record material --file)",
        ),
        Some(TextFault::Empty) => check.refuse(Code::TextEmpty, place, "an empty text", "words, or leave it out"),
    }
}
