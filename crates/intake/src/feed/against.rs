//! Numbers of different sources about the same thing that exclude each other: that they do is proposed, and both stay.

use std::collections::BTreeMap;

use korridor_operate::Board;
use korridor_operate::fact::{Claim, Figure, Happening, Kinship};

use super::assemble::{Said, Taken};

/// So many are proposed of one file.
const MOST_PROPOSED: usize = 1_000;
/// So many claims about the same thing are compared.
const MOST_COMPARED: usize = 200;
const REASON: &str = "the numbers of people exclude each other, of the same kind of event, at the same time and place";

/// What two claims must share to be about the same thing: the kind of event, its time, its corridors.
type About = (Happening, i64, i64, Vec<String>);

/// Proposes that claims contradict each other, of this file and of the record.
pub(crate) fn propose(new: &mut [Taken], board: &Board) {
    let mut known: BTreeMap<About, Vec<(String, String, Figure)>> = BTreeMap::new();
    for state in board.claims.values() {
        if let Some((about, figure)) = about(&state.claim) {
            let claim = &state.claim;
            let entry = (claim.claim.clone(), claim.source.clone(), figure);
            known.entry(about).or_default().push(entry);
        }
    }
    let mut proposed = 0;
    for row in new {
        let Said::Claim(claim) = &row.said else {
            continue;
        };
        let Some((about, figure)) = about(claim) else {
            continue;
        };
        let others = known.entry(about).or_default();
        for (name, source, other) in others.iter().take(MOST_COMPARED) {
            let apart = figure.low > other.high || other.low > figure.high;
            if apart && *source != claim.source && proposed < MOST_PROPOSED {
                row.relations
                    .push((Kinship::Contradicts, name.clone(), REASON));
                proposed += 1;
            }
        }
        others.push((claim.claim.clone(), claim.source.clone(), figure));
    }
}

/// What a claim's number is about; `None` if it gives none, or does not say when and where.
fn about(claim: &Claim) -> Option<(About, Figure)> {
    let (when, figure) = (claim.when.as_ref()?, claim.persons?);
    if claim.place.corridors.is_empty() || claim.happening == Happening::Other {
        return None;
    }
    let (earliest, latest) = (when.earliest.0.0, when.latest.0.0);
    Some((
        (
            claim.happening,
            earliest,
            latest,
            claim.place.corridors.clone(),
        ),
        figure,
    ))
}
