//! Quotes over several sentences.

use super::super::document::{Document, Language, Sentence};
use super::super::token::Glue;
use super::Scope;

/// A sentence inside a quote, or in a paragraph that opens with a dash, without words of saying of its own is said by who speaks next
/// to it in the paragraph, else by who spoke last.
pub(super) fn quotes(document: &Document<'_>, of_sentence: &mut [Vec<Scope>]) {
    let mut open = false;
    let mut paragraph = u32::MAX;
    let mut last: Option<Scope> = None;
    for index in 0..document.sentences.len() {
        let sentence = document.sentences[index];
        if sentence.paragraph != paragraph {
            paragraph = sentence.paragraph;
            open = false;
        }
        let first_word = document.paragraphs[paragraph as usize].first;
        // In English a dash begins an item of a list.
        let english = document.paragraphs[paragraph as usize].language == Language::English;
        let dash = !english
            && matches!(document.word(first_word), "–" | "-")
            && document
                .tokens
                .list
                .get(first_word as usize + 1)
                .is_some_and(|token| token.glued == Glue::Apart);
        let told = index > 0
            && document.sentences[index - 1].paragraph == paragraph
            && opens_dash(document, document.sentences[index - 1]);
        let begins = open || told || document.word(sentence.first) == "\"";
        for at in sentence.first..sentence.last {
            if document.word(at) == "\"" {
                open = !open;
            }
        }
        let said = of_sentence[index]
            .iter()
            .any(|scope| scope.cue.1 > scope.cue.0);
        if !said && (begins || dash) {
            let near = |other: usize| {
                let there = document.sentences.get(other)?;
                (there.paragraph == paragraph)
                    .then(|| of_sentence[other].last().cloned())
                    .flatten()
            };
            let speaker = near(index + 1)
                .or_else(|| index.checked_sub(1).and_then(near))
                .or_else(|| near(index + 2))
                .or_else(|| last.clone());
            if let Some(speaker) = speaker {
                of_sentence[index].push(Scope {
                    first: sentence.first,
                    last: sentence.last,
                    ..speaker
                });
            }
        }
        if let Some(found) = of_sentence[index].last() {
            last = Some(found.clone());
        }
    }
}

/// "Hæren: – ...": what a dash after a colon opens goes on in the next sentence.
fn opens_dash(document: &Document<'_>, sentence: Sentence) -> bool {
    (sentence.first..sentence.last)
        .any(|at| document.word(at) == ":" && matches!(document.word(at + 1), "–" | "-"))
}
