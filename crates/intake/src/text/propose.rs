//! Proposals of a text into entries for a record's inbox: what sources say, as the text has it, and the text itself as evidence.
//!
//! Nothing is confirmed by this. Each claim is entered as what its source is reported to have said, with a credibility that cannot be judged
//! yet; relations are proposed. Entries have ids made of the text's hash and the span, so that a text read twice is recorded once.

use std::collections::BTreeSet;

use korridor_operate::fact::{
    Claim, Credibility, Figure, Happening, Kinship, Modality, Place, Polarity, Precision, Relate,
    Relation, Reliability, Source,
};
use korridor_operate::{Fact, Submission, Words};

use super::{Proposal, Reading};
use crate::compiled::{Terms, clean, moment, pseudonym};
use crate::entries::{entry, evidence};
use crate::feed::hash_of;

/// Entries for a record: the text's bytes as evidentiary copy, its sources, its claims, and relations between them.
///
/// `bytes` are those of the file as it came, which `reading` was read from.
pub fn propose(reading: &Reading, bytes: &[u8], terms: &Terms<'_>) -> Vec<Submission> {
    let sha256 = hash_of(bytes);
    let short = sha256[..16].to_owned();
    let material = format!("text:{short}");
    let copy = evidence(
        terms,
        material.clone(),
        &material,
        "text/plain",
        sha256,
        bytes,
    );
    let mut submissions = vec![copy];
    let mut known: BTreeSet<String> = terms.board.sources.keys().cloned().collect();
    let mut ids: Vec<Vec<String>> = Vec::with_capacity(reading.claims.len());
    let mut claims = Vec::new();
    for proposal in &reading.claims {
        let mut own = Vec::new();
        for (number, speaker) in proposal.sources.iter().enumerate() {
            let source = pseudonym(&speaker.id.replace('_', " "));
            if known.insert(source.clone()) {
                let fact = Fact::Source(Source {
                    source: source.clone(),
                    // All that is heard through one text came one way: whether a source stands by itself, a person says.
                    root: material.clone(),
                    // Nobody has judged it yet.
                    reliability: Reliability::F,
                    apart_from: Vec::new(),
                    name: Some(Words::Plain(speaker.id.replace('_', " "))),
                });
                submissions.push(entry(terms, format!("source:{source}"), fact));
            }
            let id = format!(
                "text:{short}:{}-{}:{}:{number}",
                proposal.span.start, proposal.span.end, proposal.kind
            );
            let Some(fact) = report(reading, proposal, terms, &id, source, &material) else {
                continue;
            };
            claims.push(entry(
                terms,
                format!("read:{id}"),
                Fact::Report(Box::new(fact)),
            ));
            own.push(id);
        }
        ids.push(own);
    }
    // Two proposals of one type on one span are one entry.
    let mut seen = BTreeSet::new();
    claims.retain(|claim| seen.insert(claim.command.id.clone()));
    submissions.extend(claims);
    submissions.extend(relations(reading, terms, &ids));
    submissions
}

fn report(
    reading: &Reading,
    proposal: &Proposal,
    terms: &Terms<'_>,
    id: &str,
    source: String,
    material: &str,
) -> Option<Claim> {
    let words = reading
        .text
        .get(proposal.span.byte_start as usize..proposal.span.byte_end as usize)?;
    let number = |key: &str| proposal.value.get(key).and_then(serde_json::Value::as_u64);
    let people = matches!(
        proposal.kind,
        "usage_count" | "population_at_risk" | "casualties"
    );
    let persons = number("min")
        .zip(number("max"))
        .filter(|(low, high)| people && low <= high);
    let actor = proposal.value.get("actor").and_then(|value| value.as_str());
    let hours = proposal
        .value
        .get("duration")
        .and_then(|value| value.as_str())
        .and_then(hours);
    Some(Claim {
        claim: id.to_owned(),
        source,
        told_by: Vec::new(),
        words: Words::Plain(clean(words)?),
        language: Some(reading.language.to_owned()),
        happening: happening(proposal),
        place: Place {
            precision: precision(proposal),
            corridors: Vec::new(),
            gates: Vec::new(),
            said: proposal
                .place
                .as_ref()
                .map(|site| Words::Plain(site.id.replace('_', " "))),
        },
        when: when(proposal, terms),
        modality: match proposal.modality {
            "denied" => Modality::Denied,
            "planned" | "expected" | "conditional" => Modality::Planned,
            "asserted" => Modality::Asserted,
            _ => Modality::Reported,
        },
        polarity: if proposal.polarity == "negative" {
            Polarity::Negated
        } else {
            Polarity::Affirmed
        },
        persons: persons.map(|(low, high)| match low == high {
            true => Figure::exact(low),
            false => Figure::between(low, high),
        }),
        attributes_to: actor.map(|actor| Words::Plain(actor.replace('_', " "))),
        credibility: Some(Credibility::CannotBeJudged),
        material: Some(material.to_owned()),
        stated_hours: hours,
    })
}

/// What is said to have hit "a corridor" could have hit any of them; nothing else is put to one by a text alone.
fn precision(proposal: &Proposal) -> Precision {
    let targets = proposal
        .value
        .get("targets")
        .and_then(|value| value.as_array());
    let mut targets = targets.into_iter().flatten();
    match targets.any(|target| target == "corridor") {
        true => Precision::OneOf,
        false => Precision::Unknown,
    }
}

fn hours(iso: &str) -> Option<u32> {
    iso.strip_prefix("PT")?.strip_suffix('H')?.parse().ok()
}

fn happening(proposal: &Proposal) -> Happening {
    let value = |key: &str| {
        proposal
            .value
            .get(key)
            .and_then(|value| value.as_str())
            .unwrap_or("")
    };
    match proposal.kind {
        "incident" => match value("incident") {
            "air_strike" => Happening::AirStrike,
            "gunfire" => Happening::Gunfire,
            "rocket_fire" | "mortar_fire" | "shelling" => Happening::Shelling,
            "arrest" | "ill_treatment" => Happening::Detention,
            _ => Happening::Other,
        },
        "usage_count" => Happening::Movement,
        "casualties" => Happening::Casualties,
        "pause_window" | "pause_decision" | "pause_change" => Happening::Announcement,
        "corridor_count" => match value("state") {
            "opened" => Happening::Open,
            "closed" => Happening::Closed,
            _ => Happening::Announcement,
        },
        // That people are afraid to go is no force that keeps them.
        "access_barrier" if value("barrier").starts_with("fear") => Happening::Other,
        "access_barrier" => Happening::Obstruction,
        _ => Happening::Other,
    }
}

/// From the first day that it can be to the last; nothing where the text leaves an end open.
fn when(proposal: &Proposal, terms: &Terms<'_>) -> Option<korridor_operate::Moment> {
    let time = proposal.time.as_ref()?;
    let (first, last) = match (
        &time.start,
        &time.end,
        time.candidates.as_slice(),
        &time.bounds,
    ) {
        (_, _, [first, .., last], _) => (first, last),
        (_, _, _, Some((first, last))) => (first, last),
        (Some(start), Some(end), ..) => (start, end),
        _ => return None,
    };
    moment(&format!("{first}/{last}"), terms.clock)
}

fn relations<'a>(
    reading: &'a Reading,
    terms: &'a Terms<'_>,
    ids: &'a [Vec<String>],
) -> impl Iterator<Item = Submission> + 'a {
    reading
        .claims
        .iter()
        .enumerate()
        .flat_map(move |(at, proposal)| {
            proposal.links.iter().filter_map(move |link| {
                let claim = ids.get(at)?.first()?.clone();
                let to = ids.get(link.to)?.first()?.clone();
                if claim == to {
                    return None;
                }
                let kinship = match link.relation {
                    "corroborates" => Kinship::Supports,
                    "denies" | "conflicts_with" => Kinship::Contradicts,
                    "same_as" => Kinship::SameAs,
                    _ => Kinship::About,
                };
                let id = format!("read:{claim}:{}:{to}", link.relation);
                let fact = Fact::Relate(Relate {
                    claim,
                    kinship,
                    to,
                    relation: Relation::Proposed,
                    reason: Words::Plain(format!(
                        "{} in the same text",
                        link.relation.replace('_', " ")
                    )),
                });
                Some(entry(terms, id, fact))
            })
        })
}
