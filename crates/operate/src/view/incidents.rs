//! Claims and incidents at a moment: side by side, by independence root, never merged.

use std::collections::BTreeSet;

use serde::Serialize;

use super::status::{Why, listed, plural};
use super::windows::Hours;
use crate::board::{Board, ClaimState, From, IncidentState};
use crate::fact::{
    Credibility, Happening, Kinship, Modality, Name, Place, Polarity, Precision, Reliability,
    Settled,
};
use crate::time::{Moment, Placed};
use crate::words::Words;

/// A claim as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClaimView {
    /// Its id.
    pub claim: Name,
    /// The entry.
    pub entry: Name,
    /// Who says it.
    pub source: Name,
    /// Who told the source.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub told_by: Vec<Name>,
    /// Its independence root.
    pub root: Name,
    /// The exact words, sealed.
    pub words: Words,
    /// What is said to have happened.
    pub happening: Happening,
    /// How it is put.
    pub modality: Modality,
    /// Affirmed or negated.
    pub polarity: Polarity,
    /// How reliable the source is; nothing is averaged.
    pub reliability: Reliability,
    /// How credible the claim is.
    pub credibility: Credibility,
    /// Why it is not found confirmed any more, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lapsed: Option<Why>,
    /// How exactly its place is known.
    pub precision: Precision,
    /// Corridors that it means, or could mean.
    pub corridors: Vec<Name>,
    /// When it is said to have happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Moment>,
    /// Where that lies to the pause's hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placed: Option<Placed>,
    /// What was noticed when it was entered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<crate::event::Flag>,
    /// What supports or contradicts it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<(Kinship, Name)>,
}

/// How an incident stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentStanding {
    /// One independent root says so, and nothing contradicts it.
    Reported,
    /// Claims contradict, or its place or its time cannot be told.
    Contested,
    /// At least two independent roots say so, and nothing contradicts them.
    Corroborated,
    /// A named person found it confirmed.
    Confirmed,
    /// A named person found it unfounded.
    Unfounded,
}

/// An incident with its claims side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IncidentView {
    /// Its id.
    pub incident: Name,
    /// Its title, sealed.
    pub title: Words,
    /// How it stands.
    pub standing: IncidentStanding,
    /// Why.
    pub why: Vec<Why>,
    /// How many independent roots its claims have.
    pub roots: usize,
    /// Where it lies to the pause's hours, as claimed: `None` if no claim gives a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placed: Option<Placed>,
    /// Corridors that it could be on.
    pub corridors: Vec<Name>,
    /// Its claims.
    pub claims: Vec<ClaimView>,
}

/// Worked out once for all claims of a board.
pub(super) struct ClaimsShown<'a> {
    hours: Hours,
    /// Claims that contradict another, or are contradicted by one.
    contradicted: BTreeSet<&'a str>,
}

impl Board {
    /// Corridors that a place names, by themselves or by a gate on them.
    pub(crate) fn corridors_named<'a>(
        &'a self,
        place: &'a Place,
    ) -> impl Iterator<Item = &'a Name> {
        let gates = place.gates.iter().filter_map(|gate| self.gates.get(gate));
        place
            .corridors
            .iter()
            .chain(gates.map(|gate| &gate.corridor))
    }

    /// What is the same for every claim that is shown.
    pub(super) fn claims_shown(&self) -> ClaimsShown<'_> {
        let contradictions = self.standing_claims().flat_map(|state| {
            let related = state
                .related()
                .filter(|(kinship, to)| *kinship == Kinship::Contradicts && self.stands(to));
            related.flat_map(|(_, to)| [state.claim.claim.as_str(), to])
        });
        ClaimsShown {
            hours: Hours::of(&self.pause),
            contradicted: contradictions.collect(),
        }
    }

    /// Corridors that a claim names or could mean, in the order of the scenario.
    pub fn corridors_meant(&self, state: &ClaimState) -> Vec<Name> {
        let place = &state.claim.place;
        let named: Vec<&Name> = self.corridors_named(place).collect();
        let any = named.is_empty() && place.precision == Precision::OneOf;
        self.corridor_order
            .iter()
            .filter(|corridor| any || named.contains(corridor))
            .cloned()
            .collect()
    }

    /// A claim as it is shown.
    pub(super) fn claim_view(&self, state: &ClaimState, shown: &ClaimsShown<'_>) -> ClaimView {
        let claim = &state.claim;
        let source = self.sources.get(&claim.source);
        ClaimView {
            claim: claim.claim.clone(),
            entry: state.from.id.clone(),
            source: claim.source.clone(),
            told_by: claim.told_by.clone(),
            root: self.claim_root(&claim.claim).to_owned(),
            words: claim.words.clone(),
            happening: claim.happening,
            modality: claim.modality,
            polarity: claim.polarity,
            reliability: source.map_or(Reliability::F, |source| source.reliability),
            credibility: self.credibility_of(state),
            lapsed: self.lapsed_confirmation(state),
            precision: claim.place.precision,
            corridors: self.corridors_meant(state),
            when: claim.when.clone(),
            placed: claim.when.as_ref().map(|when| shown.hours.placed(when)),
            flags: state.flags.clone(),
            related: state
                .related()
                .map(|(kinship, to)| (kinship, to.to_owned()))
                .collect(),
        }
    }

    /// An incident as it is shown.
    pub(super) fn incident_view(
        &self,
        state: &IncidentState,
        shown: &ClaimsShown<'_>,
    ) -> IncidentView {
        let claims: Vec<&ClaimState> = state
            .incident
            .claims
            .iter()
            .filter_map(|claim| self.claims.get(claim))
            .filter(|claim| claim.withdrawn.is_none())
            .collect();
        let roots = self.roots_of(claims.iter().map(|claim| &claim.claim.claim));
        let (standing, why) = self.incident_standing(state, &claims, &roots, shown);
        let corridors = self.corridor_order.iter().filter(|corridor| {
            claims
                .iter()
                .any(|claim| self.corridors_meant(claim).contains(corridor))
        });
        IncidentView {
            incident: state.incident.incident.clone(),
            title: state.incident.title.clone(),
            standing,
            why,
            roots: roots.len(),
            placed: incident_placed(&claims, &shown.hours),
            corridors: corridors.cloned().collect(),
            claims: claims
                .iter()
                .map(|claim| self.claim_view(claim, shown))
                .collect(),
        }
    }

    fn incident_standing(
        &self,
        state: &IncidentState,
        claims: &[&ClaimState],
        roots: &[&str],
        shown: &ClaimsShown<'_>,
    ) -> (IncidentStanding, Vec<Why>) {
        let settled = state
            .settled
            .last()
            .filter(|(_, settled)| *settled != Settled::Reopened);
        let mut why = Vec::new();
        match settled {
            Some((from, Settled::Confirmed)) if self.has_lapsed(state, from, claims) => {
                why.push(lapsed_incident(from));
            }
            Some((from, settled)) => return found_by_a_person(from, *settled),
            None => {}
        }
        let contests = self.contests(claims, shown);
        if !contests.is_empty() {
            why.extend(contests);
            return (IncidentStanding::Contested, why);
        }
        let names: Vec<String> = roots.iter().map(|root| (*root).to_owned()).collect();
        let because = format!(
            "{}: {}",
            plural(roots.len(), "independent root", "independent roots"),
            listed(&names)
        );
        let entries = claims.iter().map(|claim| claim.from.id.clone()).collect();
        let (standing, rule) = if roots.len() > 1 {
            (IncidentStanding::Corroborated, "several-roots")
        } else {
            (IncidentStanding::Reported, "one-root")
        };
        why.push(Why {
            rule,
            because,
            entries,
        });
        (standing, why)
    }

    /// Whether the claims that an incident had when a person found it confirmed, and that stand, are no longer of two
    /// independent roots.
    fn has_lapsed(&self, state: &IncidentState, by: &From, claims: &[&ClaimState]) -> bool {
        let had = |claim: &&&ClaimState| {
            let added = state.added.get(&claim.claim.claim);
            added.is_none_or(|seq| *seq < by.seq)
        };
        let affirming = claims.iter().filter(had).filter(|claim| claim.affirms());
        let roots = self.roots_of(affirming.map(|claim| &claim.claim.claim));
        roots.len() < 2
    }

    /// Why a claim that was found confirmed is not any more: the claim that confirms it was taken back, rests on the same
    /// root by now, or no longer supports it.
    pub(crate) fn lapsed_confirmation(&self, state: &ClaimState) -> Option<Why> {
        let (from, Credibility::Confirmed, Some(by)) = state.judged.as_ref()? else {
            return None;
        };
        let claim = &state.claim.claim;
        let because = if !self.stands(by) {
            format!("{by}, which confirmed it, was taken back")
        } else if self.claim_root(claim) == self.claim_root(by) {
            format!(
                "{by}, which confirmed it, rests on the same root, {}",
                self.claim_root(by)
            )
        } else if !self.supports(claim, by) && !self.supports(by, claim) {
            format!("no person says any more that {by}, which confirmed it, supports it")
        } else {
            return None;
        };
        Some(Why {
            rule: "confirmation-lapsed",
            because,
            entries: vec![from.id.clone()],
        })
    }

    /// Whether a person set that a claim supports another, or is about the same event.
    pub(crate) fn supports(&self, from: &str, to: &str) -> bool {
        let related = self
            .claims
            .get(from)
            .into_iter()
            .flat_map(ClaimState::related);
        let mut related =
            related.filter(|(kinship, _)| matches!(kinship, Kinship::Supports | Kinship::SameAs));
        related.any(|(_, name)| name == to)
    }

    /// How credible a claim is taken to be: a confirmation that lapsed leaves it such that it cannot be judged.
    pub(crate) fn credibility_of(&self, state: &ClaimState) -> Credibility {
        match self.lapsed_confirmation(state) {
            Some(_) => Credibility::CannotBeJudged,
            None => state.credibility(),
        }
    }

    fn contests(&self, claims: &[&ClaimState], shown: &ClaimsShown<'_>) -> Vec<Why> {
        let mut why = Vec::new();
        let entry = |claim: &&ClaimState| claim.from.id.clone();
        let vague: Vec<Name> = claims
            .iter()
            .filter(|claim| {
                claim.claim.place.precision == Precision::OneOf
                    && self.corridors_meant(claim).len() != 1
            })
            .map(entry)
            .collect();
        if !vague.is_empty() {
            let because = "the corridor is not named: it could be any of several, and suspends none by itself".to_owned();
            why.push(Why {
                rule: "corridor-not-named",
                because,
                entries: vague,
            });
        }
        let against = |claim: &&ClaimState| shown.contradicted.contains(claim.claim.claim.as_str());
        let contradicted: Vec<Name> = claims
            .iter()
            .filter(|claim| against(claim))
            .map(entry)
            .collect();
        if !contradicted.is_empty() {
            let because = "claims contradict each other".to_owned();
            why.push(Why {
                rule: "claims-contradict",
                because,
                entries: contradicted,
            });
        }
        let says = |claim: &&&ClaimState| {
            claim.claim.polarity == Polarity::Negated || claim.claim.modality == Modality::Denied
        };
        let denied: Vec<Name> = claims.iter().filter(says).map(entry).collect();
        if !denied.is_empty() && denied.len() < claims.len() {
            why.push(Why {
                rule: "denied",
                because: "a source says that it is not so".to_owned(),
                entries: denied,
            });
        }
        why
    }
}

fn lapsed_incident(from: &From) -> Why {
    Why {
        rule: "confirmation-lapsed",
        because: format!(
            "found confirmed by {}, and its claims are of fewer than two independent roots by now",
            from.by
        ),
        entries: vec![from.id.clone()],
    }
}

fn found_by_a_person(from: &From, settled: Settled) -> (IncidentStanding, Vec<Why>) {
    let (standing, rule) = match settled {
        Settled::Confirmed => (IncidentStanding::Confirmed, "confirmed-by-a-person"),
        _ => (IncidentStanding::Unfounded, "unfounded-by-a-person"),
    };
    let why = Why {
        rule,
        because: format!("found so by {}", from.by),
        entries: vec![from.id.clone()],
    };
    (standing, vec![why])
}

fn incident_placed(claims: &[&ClaimState], hours: &Hours) -> Option<Placed> {
    let placed = claims
        .iter()
        .filter_map(|claim| claim.claim.when.as_ref())
        .map(|when| hours.placed(when));
    placed.reduce(|left, right| {
        if left == right {
            left
        } else {
            Placed::CannotBeTold
        }
    })
}
