//! What the board says at a moment.

mod counts;
mod guarantees;
mod incidents;
mod missions;
mod opening;
mod status;
mod sums;
mod windows;

pub use counts::{Projection, Range, Reconciled, Total, Totals};
pub use guarantees::{GuaranteeStanding, GuaranteeView};
pub use incidents::{ClaimView, IncidentStanding, IncidentView};
pub use missions::{AppointmentView, IntentionView, MissionView, NotificationView};
pub use opening::{Refused, Refusing};
pub(crate) use status::RULES;
pub use status::{CorridorStatus, Judged, Why};
pub use sums::Counted;
pub use windows::{EndReason, Hours, PartyWindow, StatedEnd, WindowState, party_windows};

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::board::{Board, SubjectState};
use crate::event::Nature;
use crate::fact::{Commander, ConflictKind, Consent, Direction, Name, Purpose};
use crate::time::{Span, Stamp};

/// The board at a moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct View {
    /// The scenario's title.
    pub title: String,
    /// Operation or exercise: stands on every board.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nature: Option<Nature>,
    /// The zone of the place.
    pub time_zone: String,
    /// The moment.
    pub at: Stamp,
    /// How many entries it rests on.
    pub entries: usize,
    /// The pause.
    pub pause: PauseView,
    /// Corridors, in the order of the scenario.
    pub corridors: Vec<CorridorView>,
    /// The four totals.
    pub totals: Totals,
    /// Medical evacuations.
    pub missions: Vec<MissionView>,
    /// Notifications.
    pub notifications: Vec<NotificationView>,
    /// What is due, the overdue first.
    pub appointments: Vec<AppointmentView>,
    /// What people said they want.
    pub intentions: Vec<IntentionView>,
    /// Incidents.
    pub incidents: Vec<IncidentView>,
    /// Claims that belong to no incident.
    pub claims: Vec<ClaimView>,
    /// Conflicts between records that nobody has resolved.
    pub conflicts: Vec<ConflictView>,
    /// Entries that a person took back, each with the entry that did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withdrawn: Vec<(Name, Name)>,
    /// Entries that point at something that this board does not have.
    pub astray: Vec<Name>,
}

/// The pause at a moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PauseView {
    /// Who declared it.
    pub declared_by: Vec<String>,
    /// Who agreed to it.
    pub agreed_by: Vec<String>,
    /// Parties of the pause that have neither declared it nor agreed, with what they said.
    pub not_agreed: Vec<(String, Option<Consent>)>,
    /// Whether every party did.
    pub agreed: bool,
    /// What it is for.
    pub purposes: Vec<Purpose>,
    /// The hours.
    pub hours: Hours,
    /// Where the moment lies.
    pub state: WindowState,
    /// The end that holds, if the moment is inside a window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<Stamp>,
}

/// A corridor at a moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CorridorView {
    /// Its id.
    pub corridor: Name,
    /// Its name.
    pub name: String,
    /// Whom the party admits.
    pub admits: Vec<String>,
    /// Its status.
    pub status: CorridorStatus,
    /// Why.
    pub why: Why,
    /// Who declared it.
    pub declared_by: Vec<String>,
    /// Who agreed to it.
    pub agreed_by: Vec<String>,
    /// Guarantors that refused it, took their consent back or object to it, and what they said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused_by: Vec<Refusing>,
    /// Guarantees, by party.
    pub guarantees: Vec<GuaranteeView>,
    /// Gates whose commander has not confirmed, since the last stop.
    pub commanders_missing: Vec<(Name, Option<Commander>)>,
    /// What stands against opening it now.
    pub obstacles: Vec<Why>,
    /// What passed outwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passed: Option<Counted>,
    /// When something was last heard from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heard: Option<Stamp>,
    /// Claims that mean it.
    pub claims: Vec<Name>,
    /// Claims that could mean it.
    pub claims_possible: Vec<Name>,
}

/// Claims that mean a corridor, and claims that mean it or another.
#[derive(Default)]
struct ClaimsOfCorridor {
    sure: Vec<Name>,
    possible: Vec<Name>,
}

/// A conflict between two records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConflictView {
    /// Its id.
    pub conflict: Name,
    /// Whether both can stand.
    pub kind: ConflictKind,
    /// What about.
    pub about: String,
    /// The entry here.
    pub here: Name,
    /// The entry that came.
    pub there: Name,
}

impl Board {
    /// What it says at a moment.
    pub fn view(&self, at: Stamp) -> View {
        let in_incident: BTreeSet<&Name> = self
            .incidents
            .values()
            .flat_map(|state| &state.incident.claims)
            .collect();
        let shown = self.claims_shown();
        let mut meant = self.claims_by_corridor();
        let mut passed: BTreeMap<&str, Counted> = (self.corridor_order.iter())
            .filter_map(|corridor| {
                Some((
                    corridor.as_str(),
                    self.through(corridor, Direction::Out, at)?,
                ))
            })
            .collect();
        let in_order = self.corridor_order.iter();
        let in_order = in_order.filter_map(|corridor| passed.get(corridor.as_str()).cloned());
        let totals = self.totals_of(in_order.collect(), at);
        let opened = self.opened.as_ref();
        View {
            title: opened
                .map(|opened| opened.title.clone())
                .unwrap_or_default(),
            nature: opened.map(|opened| opened.nature),
            time_zone: opened
                .map(|opened| opened.time_zone.clone())
                .unwrap_or_default(),
            at,
            entries: self.ids.len(),
            pause: self.pause_view(at),
            corridors: self
                .corridor_order
                .iter()
                .map(|corridor| {
                    let claims = meant.remove(corridor).unwrap_or_default();
                    let passed = passed.remove(corridor.as_str());
                    self.corridor_view(corridor, claims, passed, at)
                })
                .collect(),
            totals,
            missions: self.mission_views(at),
            notifications: self.notification_views(at),
            appointments: self.appointment_views(at),
            intentions: self.intention_views(),
            incidents: self
                .incidents
                .values()
                .map(|state| self.incident_view(state, &shown))
                .collect(),
            claims: self
                .standing_claims()
                .filter(|state| !in_incident.contains(&state.claim.claim))
                .map(|state| self.claim_view(state, &shown))
                .collect(),
            conflicts: self.conflict_views(),
            withdrawn: (self.withdrawn.iter())
                .map(|(entry, from)| (entry.clone(), from.id.clone()))
                .collect(),
            astray: self.astray.iter().map(|from| from.id.clone()).collect(),
        }
    }

    fn pause_view(&self, at: Stamp) -> PauseView {
        let hours = Hours::of(&self.pause);
        let missing = self
            .setup
            .parties
            .iter()
            .filter(|party| !self.consents(&self.pause, party, at));
        PauseView {
            declared_by: self.pause.declared.keys().cloned().collect(),
            agreed_by: self.agreed_by(&self.pause, at),
            not_agreed: missing
                .map(|party| {
                    (
                        party.clone(),
                        self.pause.consent(party, at).map(|(_, consent)| consent),
                    )
                })
                .collect(),
            agreed: self.is_agreed(&self.pause, at),
            purposes: self.pause.purposes.clone(),
            state: hours.state(at),
            ends: hours.around(at).map(|window: Span| window.to),
            hours,
        }
    }

    fn agreed_by(&self, subject: &SubjectState, at: Stamp) -> Vec<String> {
        let parties = subject.consents.keys();
        parties
            .filter(|party| {
                subject
                    .consent(party, at)
                    .is_some_and(|(_, consent)| consent == Consent::Given)
            })
            .filter(|party| self.consents(subject, party, at))
            .cloned()
            .collect()
    }

    /// For each corridor the claims that mean it.
    fn claims_by_corridor(&self) -> BTreeMap<Name, ClaimsOfCorridor> {
        let mut all: BTreeMap<Name, ClaimsOfCorridor> = BTreeMap::new();
        for state in self.standing_claims() {
            let meant = self.corridors_meant(state);
            let alone = meant.len() == 1;
            for corridor in meant {
                let claims = all.entry(corridor).or_default();
                let list = if alone {
                    &mut claims.sure
                } else {
                    &mut claims.possible
                };
                list.push(state.claim.claim.clone());
            }
        }
        all
    }

    fn corridor_view(
        &self,
        corridor: &str,
        claims: ClaimsOfCorridor,
        passed: Option<Counted>,
        at: Stamp,
    ) -> CorridorView {
        let judged = self.status_at(corridor, at);
        let state = self.corridors.get(corridor);
        let fresh = state.and_then(|state| self.last_stop(state, at));
        CorridorView {
            corridor: corridor.to_owned(),
            name: state
                .map(|state| state.corridor.name.clone())
                .unwrap_or_default(),
            admits: state
                .map(|state| state.corridor.admits.clone())
                .unwrap_or_default(),
            status: judged.status,
            why: judged.why,
            declared_by: state
                .map(|state| state.subject.declared.keys().cloned().collect())
                .unwrap_or_default(),
            agreed_by: state
                .map(|state| self.agreed_by(&state.subject, at))
                .unwrap_or_default(),
            refused_by: state.map_or_else(Vec::new, |state| self.refusing(state, at)),
            guarantees: self.guarantees_of(corridor, at, fresh),
            commanders_missing: self.commanders_missing(corridor, at, fresh),
            obstacles: self.obstacles(corridor, at),
            passed,
            heard: state
                .and_then(|state| {
                    state
                        .signs
                        .range(..(at.plus_seconds(1), Name::new()))
                        .next_back()
                })
                .map(|(heard, _)| *heard),
            claims: claims.sure,
            claims_possible: claims.possible,
        }
    }

    fn conflict_views(&self) -> Vec<ConflictView> {
        let open = self
            .conflicts
            .values()
            .filter(|state| state.resolved.is_none());
        open.map(|state| ConflictView {
            conflict: state.conflict.conflict.clone(),
            kind: state.conflict.kind,
            about: state.conflict.about.clone(),
            here: state.conflict.here.clone(),
            there: state.conflict.there.clone(),
        })
        .collect()
    }
}
