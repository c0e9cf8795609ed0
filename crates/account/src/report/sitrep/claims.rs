//! What is claimed, what contradicts and who says so. Claims stand beside each other; none is merged, none is a finding.

use std::collections::{BTreeMap, BTreeSet};

use super::{MOST_ROWS, MOST_SIDES, shortened};
use crate::account::{BreachClaim, Contradiction, Said};
use crate::report::document::{Block, Side};
use crate::report::frame::Frame;
use crate::report::text::Text;
use crate::report::words;
use korridor_operate::Span;

pub fn incidents(frame: &Frame<'_>) -> Vec<Block> {
    let (voice, breaches) = (&frame.voice, &frame.account.breaches);
    let mut blocks = Vec::new();
    for (key, claims) in [
        ("claims.inside", &breaches.inside),
        ("claims.outside", &breaches.outside),
        ("claims.untold", &breaches.cannot_be_told),
    ] {
        if claims.is_empty() {
            continue;
        }
        blocks.push(Block::Paragraph(voice.say(key)));
        blocks.push(Block::List(listed(frame, claims)));
    }
    if blocks.is_empty() {
        blocks.push(Block::Paragraph(voice.say("claims.none")));
    }
    blocks
}

fn listed(frame: &Frame<'_>, claims: &[BreachClaim]) -> Vec<Text> {
    let lines = claims
        .iter()
        .map(|claim| says(frame, &claim.said).and(&by(frame, &claim.said)));
    shortened(frame, lines.collect(), MOST_SIDES)
}

/// What is said, as it is put, and when that was.
fn says(frame: &Frame<'_>, said: &Said) -> Text {
    let voice = &frame.voice;
    let figure = said.persons.map(|persons| {
        let signed = crate::number::signed;
        let (low, high) = (signed(persons.low), signed(persons.high));
        voice.band(low, persons.best.map(signed), high)
    });
    let mut text = match (words::happening_of(said), figure) {
        (Some(key), None) => voice.say(key),
        (Some(key), Some(figure)) => {
            let persons = voice.tell("claims.persons", &[("persons", figure)]);
            voice.say(key).and(&voice.say("word.comma")).and(&persons)
        }
        (None, Some(figure)) => voice.tell("claims.counted", &[("persons", figure)]),
        (None, None) => voice.say(of_kind(&said.kind)),
    };
    if let Some(key) = words::put(said.modality, said.polarity) {
        text.push(&Text::own(" ("));
        text.push(&voice.say(key));
        text.push(&Text::own(")"));
    }
    text.push(&voice.say("word.comma"));
    text.push(&match (said.from, said.to) {
        (Some(from), Some(to)) => voice.span(Span { from, to }),
        (Some(at), None) | (None, Some(at)) => voice.time(at),
        (None, None) => voice.say("claims.no_time"),
    });
    text
}

fn of_kind(kind: &str) -> &'static str {
    match kind {
        "claim" => "claims.claim",
        "count" => "claims.count",
        "declaration" => "claims.declaration",
        "guarantee" => "claims.guarantee",
        "decision" => "claims.decision",
        "notification" => "claims.notification",
        "outcome" => "claims.outcome",
        _ => "claims.entry",
    }
}

/// Who says it, with the root that they count under.
fn by(frame: &Frame<'_>, said: &Said) -> Text {
    if said.by.is_empty() {
        return Text::default();
    }
    let given = [
        ("source", Text::named(&said.by)),
        ("root", Text::named(&said.root)),
    ];
    let key = match said.root == said.by || said.root.is_empty() {
        true => "claims.by",
        false => "claims.by_root",
    };
    Text::own(" ").and(&frame.voice.tell(key, &given))
}

pub fn contradictions(frame: &Frame<'_>) -> Vec<Block> {
    let voice = &frame.voice;
    let (proposed, all): (Vec<_>, Vec<_>) =
        (frame.account.contradictions.iter()).partition(|one| one.proposed);
    let mut blocks: Vec<Block> = all
        .iter()
        .take(MOST_SIDES)
        .map(|one| Block::Sides(sides(frame, one)))
        .collect();
    if all.is_empty() {
        blocks.push(Block::Paragraph(voice.say("contradictions.none")));
    }
    let more = all.len().saturating_sub(MOST_SIDES);
    if more > 0 {
        blocks.push(Block::Paragraph(voice.count(
            "sitrep.more",
            more as u64,
            &[],
        )));
    }
    if !proposed.is_empty() {
        let proposed = voice.count("contradictions.proposed", proposed.len() as u64, &[]);
        blocks.push(Block::Paragraph(proposed));
    }
    blocks
}

fn sides(frame: &Frame<'_>, one: &Contradiction) -> Vec<Side> {
    let entry = |entry: &String| Side {
        by: Text::sign(entry),
        says: frame.voice.say("claims.entry"),
    };
    let side = |said: &Said| Side {
        by: match said.by.is_empty() {
            true => frame.voice.say("word.a_source"),
            false => Text::named(&said.by),
        },
        says: says(frame, said),
    };
    let mut sides: Vec<Side> = match one.sides.is_empty() {
        true => one.sources.iter().map(entry).collect(),
        false => one.sides.iter().map(side).collect(),
    };
    let more = sides.len().saturating_sub(MOST_SIDES);
    sides.truncate(MOST_SIDES);
    if more > 0 {
        sides.push(Side {
            by: Text::own("…"),
            says: frame.voice.count("sitrep.more", more as u64, &[]),
        });
    }
    sides
}

/// Sources by the root that they count under, with the letter of each.
pub fn sources(frame: &Frame<'_>) -> Vec<Block> {
    let voice = &frame.voice;
    let mut roots: BTreeMap<&str, BTreeSet<(&str, String)>> = BTreeMap::new();
    for moment in &frame.account.timeline {
        for of in &moment.roots {
            for said in of.said.iter().filter(|said| is_sourced(said)) {
                let letter = said.reliability.map(words::reliability).unwrap_or_default();
                let known = roots.entry(&said.root).or_default();
                // A count carries no letter: it must not make the source stand there twice.
                match letter.is_empty() && known.iter().any(|(by, _)| *by == said.by) {
                    true => {}
                    false => {
                        known.remove(&(said.by.as_str(), String::new()));
                        known.insert((&said.by, letter));
                    }
                }
            }
        }
    }
    if roots.is_empty() {
        return vec![Block::Paragraph(voice.say("sources.withheld"))];
    }
    let line = |(root, sources): (&str, BTreeSet<(&str, String)>)| {
        let each = |(by, letter): &(&str, String)| match letter.is_empty() {
            true => Text::named(by),
            false => Text::named(by)
                .and(&Text::own(" ("))
                .and(&Text::sign(letter))
                .and(&Text::own(")")),
        };
        let names: Vec<Text> = sources.iter().map(each).collect();
        Text::named(root)
            .and(&Text::own(": "))
            .and(&voice.list(&names))
    };
    let lines = shortened(frame, roots.into_iter().map(line).collect(), MOST_ROWS);
    vec![
        Block::Paragraph(voice.say("sources.how")),
        Block::List(lines),
    ]
}

fn is_sourced(said: &Said) -> bool {
    matches!(said.kind.as_str(), "claim" | "count") && !said.by.is_empty()
}
