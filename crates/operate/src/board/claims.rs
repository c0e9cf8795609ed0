//! Claims and incidents as they stand on the board.

use std::collections::BTreeMap;

use super::{Board, From, History};
use crate::event::Flag;
use crate::fact::{
    Claim, Credibility, Incident, Kinship, Modality, Name, Polarity, Relation, Settled,
};
use crate::time::Stamp;

/// A claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimState {
    /// Where it comes from.
    pub from: From,
    /// What it says.
    pub claim: Claim,
    /// What was noticed.
    pub flags: Vec<Flag>,
    /// How credible it was found last, by which entry, and by which claim it is confirmed.
    pub judged: Option<(From, Credibility, Option<Name>)>,
    /// That a person took it back: it stays, and counts for nothing.
    pub withdrawn: Option<From>,
    /// Relations to others, in the order of the record; the last of a pair and kinship holds.
    pub relations: Vec<(From, Kinship, Name, Relation)>,
}

impl ClaimState {
    /// How credible it is taken to be: as judged last, or as entered.
    pub fn credibility(&self) -> Credibility {
        let judged = self.judged.as_ref().map(|(_, credibility, _)| *credibility);
        judged
            .or(self.claim.credibility)
            .unwrap_or(Credibility::CannotBeJudged)
    }

    /// Whether it says that something is so, as a fact or as reported.
    pub fn affirms(&self) -> bool {
        let says = matches!(self.claim.modality, Modality::Asserted | Modality::Reported);
        says && self.claim.polarity == Polarity::Affirmed
    }

    /// When what it says was so at the earliest, as a sign from there: at the latest when it was known.
    pub fn heard(&self) -> Stamp {
        let when = self.claim.when.as_ref().unwrap_or(&self.from.occurred);
        when.earliest.min(self.from.known)
    }

    /// Relations that a person set and nobody took back.
    pub fn related(&self) -> impl Iterator<Item = (Kinship, &str)> {
        let last = |index: usize, kinship: Kinship, to: &str| {
            let after = &self.relations[index + 1..];
            !after.iter().any(|(_, other, name, relation)| {
                *other == kinship && name == to && *relation != Relation::Proposed
            })
        };
        self.relations
            .iter()
            .enumerate()
            .filter(move |(index, (_, kinship, to, relation))| {
                *relation == Relation::Set && last(*index, *kinship, to)
            })
            .map(|(_, (_, kinship, to, _))| (*kinship, to.as_str()))
    }
}

/// An incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentState {
    /// Where it comes from.
    pub from: From,
    /// As assembled, with all claims that were added.
    pub incident: Incident,
    /// Those that were added later, with the number of the entry that did.
    pub added: BTreeMap<Name, u64>,
    /// What a person found, last.
    pub settled: History<Settled>,
}

impl Board {
    /// Claims that nobody took back.
    pub fn standing_claims(&self) -> impl Iterator<Item = &ClaimState> {
        let claims = self.claims.values();
        claims.filter(|state| state.withdrawn.is_none())
    }

    /// Whether a claim is on the board and nobody took it back.
    pub fn stands(&self, claim: &str) -> bool {
        let state = self.claims.get(claim);
        state.is_some_and(|state| state.withdrawn.is_none())
    }

    /// The independent roots of claims, each once.
    pub fn roots_of<'a>(&'a self, claims: impl Iterator<Item = &'a Name>) -> Vec<&'a str> {
        let mut roots: Vec<&str> = claims.map(|claim| self.claim_root(claim)).collect();
        roots.sort_unstable();
        roots.dedup();
        roots
    }

    /// The root of a claim: that of its first witness, or of the claim that a person says it rests on.
    pub fn claim_root(&self, claim: &str) -> &str {
        let mut at = claim;
        let mut steps = 0;
        // A chain of derivations ends, or runs in a circle that has one root all the same.
        while steps < 32 {
            let Some(state) = self.claims.get(at) else {
                break;
            };
            let derived = state
                .related()
                .find(|(kinship, _)| *kinship == Kinship::DerivedFrom);
            let Some((_, next)) = derived.filter(|(_, next)| self.claims.contains_key(*next))
            else {
                let witness = state.claim.told_by.last().unwrap_or(&state.claim.source);
                return self.root_of(witness);
            };
            at = self
                .claims
                .get_key_value(next)
                .map_or(at, |(name, _)| name.as_str());
            steps += 1;
        }
        "circle of derivations"
    }
}
