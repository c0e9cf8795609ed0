//! What is not known, told from what is not there. Nothing that was not said is taken to be good.

use super::{first, keeps_counts};
use crate::number::Measure;
use crate::report::document::Block;
use crate::report::frame::Frame;
use crate::report::text::Text;

/// The most corridors that are named: of more, their number.
const MOST_NAMED: usize = 4;

pub fn unknown(frame: &Frame<'_>) -> Vec<Block> {
    let (voice, whole) = (&frame.voice, &frame.account.whole);
    let mut lines = Vec::new();
    if keeps_counts(frame) {
        lines.push(voice.say("unknown.kept"));
    } else {
        if first(frame, &whole.observed, Measure::Observed).is_none() {
            lines.push(voice.say("unknown.counted"));
        }
        lines.extend(corridors(frame));
        if first(frame, &whole.verified, Measure::Verified).is_none() {
            lines.push(voice.say("unknown.verified"));
        }
        if whole.unaccounted.is_empty() {
            lines.push(voice.say("unknown.unaccounted"));
        }
        if first(frame, &whole.outcomes, Measure::Remaining).is_none() {
            lines.push(voice.say("unknown.remaining"));
        }
    }
    if frame.account.curve.is_empty() {
        lines.push(voice.say("unknown.expected"));
    }
    let silent = frame.account.pause.not_agreed.iter();
    let silent: Vec<String> = silent
        .filter(|(_, said)| said.is_none())
        .map(|(party, _)| party.clone())
        .collect();
    if !silent.is_empty() {
        lines.push(voice.tell("unknown.consent", &[("parties", voice.names(&silent))]));
    }
    let untold = frame.account.breaches.cannot_be_told.len();
    if untold > 0 {
        lines.push(voice.count("unknown.claims", untold as u64, &[]));
    }
    match lines.is_empty() {
        true => Vec::new(),
        false => vec![Block::List(lines)],
    }
}

/// Corridors that nobody counted on: that is not zero.
fn corridors(frame: &Frame<'_>) -> Option<Text> {
    let voice = &frame.voice;
    let corridors = frame.account.corridors.iter();
    let not_counted: Vec<String> = corridors
        .filter(|one| first(frame, &one.observed, Measure::Observed).is_none())
        .map(|one| one.name.clone())
        .collect();
    match not_counted.len() {
        0 => None,
        1..=MOST_NAMED => {
            let names = [("corridors", voice.names(&not_counted))];
            Some(voice.tell("unknown.corridors", &names))
        }
        many => Some(voice.count("unknown.corridors_many", many as u64, &[])),
    }
}
