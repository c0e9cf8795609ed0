//! The state that a record adds up to. [`Board::apply`] takes every event and refuses none: what points
//! at something that is not on the board (because a view leaves it out) is kept aside, and shown.

mod apply;
mod claims;
mod counts;
mod history;
mod pause;
mod roots;
mod subjects;
mod withdraw;

pub use claims::{ClaimState, IncidentState};
pub use counts::{Batch, CountState, Series};
pub use history::History;
pub use pause::{
    CorridorState, DecisionAt, GuaranteeState, GuaranteeStepAt, Lapsed, Statement, Stating,
    SubjectState,
};
pub use roots::Roots;
pub use subjects::{AppointmentState, MissionState, NotificationState};

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::fact::{
    Actor, Intention, Material, Name, Opened, Published, Rules, Setup, SetupGate, Source,
};
use crate::fact::{Commander, Conflict, Erase};
use crate::time::{Moment, Stamp};

/// Where something on the board comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct From {
    /// Its number in the record.
    pub seq: u64,
    /// Its id.
    pub id: Name,
    /// Who recorded it.
    pub by: Name,
    /// When it happened.
    pub occurred: Moment,
    /// When the cell learned of it.
    pub known: Stamp,
    /// Whether that moment had not come when it was recorded.
    pub is_ahead: bool,
}

impl From {
    /// When it was heard, at the earliest, as a sign from where it happened: what is entered for later is none yet.
    pub fn heard(&self) -> Stamp {
        self.occurred.earliest.min(self.known)
    }
}

/// A gate with its place on the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateState {
    /// The gate by the scenario.
    pub gate: SetupGate,
    /// Its corridor.
    pub corridor: Name,
    /// Its place among the gates of its corridor, outwards from 0.
    pub position: usize,
    /// What its commanders said, by party.
    pub commanders: BTreeMap<String, History<Commander>>,
}

/// Everything that the events so far say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    /// The number of the next event.
    pub size: u64,
    /// How the record started.
    pub opened: Option<Opened>,
    /// Parties, zones, reception places.
    pub setup: Setup,
    /// The rules, as set last.
    pub rules: Rules,
    /// All rules that were set.
    pub rules_set: History<Rules>,
    /// Ids of events, with their numbers.
    pub ids: HashMap<Name, u64>,
    /// People who may write.
    pub actors: BTreeMap<Name, Actor>,
    /// Sources.
    pub sources: BTreeMap<Name, Source>,
    /// Which of their roots are one.
    pub roots: Roots,
    /// The pause: who declared, who agreed.
    pub pause: SubjectState,
    /// Corridors, by id.
    pub corridors: BTreeMap<Name, CorridorState>,
    /// Their order in the scenario.
    pub corridor_order: Vec<Name>,
    /// Gates, by id.
    pub gates: BTreeMap<Name, GateState>,
    /// Guarantees, by id.
    pub guarantees: BTreeMap<Name, GuaranteeState>,
    /// Medical evacuations, by id.
    pub missions: BTreeMap<Name, MissionState>,
    /// Notifications, by id.
    pub notifications: BTreeMap<Name, NotificationState>,
    /// What is due, by id.
    pub appointments: BTreeMap<Name, AppointmentState>,
    /// What people said they want, in the order of the record.
    pub intentions: Vec<(From, Intention)>,
    /// Counts.
    pub counts: CountState,
    /// Claims, by id.
    pub claims: BTreeMap<Name, ClaimState>,
    /// Incidents, by id.
    pub incidents: BTreeMap<Name, IncidentState>,
    /// Plans that were published, in the order of the record.
    pub plans: Vec<(From, Published)>,
    /// Source material, by id.
    pub materials: BTreeMap<Name, (From, Material)>,
    /// What was destroyed, in the order of the record.
    pub erased: Vec<(From, Erase)>,
    /// Entries that a person took back, with the entry that did.
    pub withdrawn: BTreeMap<Name, From>,
    /// Conflicts between records, by id, with the entry that resolved them.
    pub conflicts: BTreeMap<Name, ConflictState>,
    /// What merges brought in, by the other record's name: numbers of entries there.
    pub merged: BTreeMap<String, BTreeSet<u64>>,
    /// Entries that point at something that is not on this board.
    pub astray: Vec<From>,
}

/// A conflict between two records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictState {
    /// Which entries, about what.
    pub conflict: Conflict,
    /// How it was resolved: the entry that did, and the one that is followed.
    pub resolved: Option<(From, Name)>,
}

impl Board {
    /// The board of a whole record, or of a part of it.
    pub fn of<'a>(events: impl IntoIterator<Item = &'a crate::Recorded>) -> Board {
        let mut board = Board::default();
        for recorded in events {
            board.apply(recorded);
        }
        board
    }

    /// The parties that must guarantee a corridor.
    pub fn guarantors(&self) -> &[String] {
        if self.rules.guarantors.is_empty() {
            &self.setup.parties
        } else {
            &self.rules.guarantors
        }
    }

    /// Every party that the scenario names.
    pub fn knows_party(&self, party: &str) -> bool {
        let named = self.setup.parties.iter().chain(&self.setup.others);
        named.into_iter().any(|known| known == party)
    }
}
