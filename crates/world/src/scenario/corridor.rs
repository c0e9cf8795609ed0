//! Corridors, their gates, and where they lead.

use serde::{Deserialize, Serialize};

use super::{ClassId, DestinationId, Fidelity, Party, Standing, SurveyStatus};
use crate::count::{Band, Count, Level, Persons, PersonsPerHour, Source};
use crate::geometry::{Line, Position};
use crate::network::RoadNodeId;
use crate::time::Interval;

/// A route out, declared by a party. From its entry on it is a road of its own: its line leads from
/// the entry over its gates to its destination and is not looked up in the network.
#[derive(Clone, Debug, PartialEq)]
pub struct Corridor {
    /// Its id in the files.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its name as people there write it.
    pub local_name: Option<String>,
    /// How far its line may be trusted.
    pub fidelity: Fidelity,
    /// Who declared it.
    pub declared_by: Vec<Party>,
    /// Who agreed to it.
    pub agreed_by: Vec<Party>,
    /// Declared or agreed; agreed only if every relevant party of the pause agreed to the corridor.
    pub standing: Standing,
    /// From the entry to the destination; at least two positions.
    pub line: Line,
    /// Length in metres: stated, or that of the line.
    pub length_m: f64,
    /// The node of the network at which people enter it.
    pub entry: RoadNodeId,
    /// Metres from the start of the line to `entry`.
    pub entry_distance_m: f64,
    /// Width that walkers can use, in metres.
    pub foot_width_m: f64,
    /// Lanes outwards for vehicles; zero where none can drive.
    pub lanes: f64,
    /// Gates in the order in which people pass them; may be empty.
    pub gates: Vec<Gate>,
    /// Whom the party admits, as its own condition.
    pub admission: Admission,
    /// The classes that a plan may send through it; empty if it is not planned.
    pub classes: Vec<ClassId>,
    /// Where it leads.
    pub destination: DestinationId,
    /// When it is open, in the order of time, as declared; what of it is usable is the meet with
    /// [`super::Pause::usable`].
    pub open: Vec<Interval>,
    /// Survey status for mines of the ground that its line runs over, the worst of all of it.
    pub survey: SurveyStatus,
    /// Whether a plan may use it.
    pub usage: CorridorUse,
    /// Who reports it.
    pub sources: Vec<Source>,
}

/// Whether a plan may use a corridor.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorridorUse {
    /// It may.
    Planned,
    /// It is on record and never planned, for the reason given: the party admits armed persons
    /// only, or the author says so.
    RecordedOnly(String),
}

/// Whom a party admits to a corridor. It is recorded as the party's condition, not endorsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    /// The groups.
    pub groups: Vec<AdmittedGroup>,
    /// The condition in the party's words.
    pub condition: Option<String>,
}

/// A group that a party admits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdmittedGroup {
    /// Civilians.
    Civilians,
    /// The wounded and sick.
    WoundedAndSick,
    /// Armed persons: recorded, and never planned.
    ArmedPersons,
}

/// A checkpoint on a corridor that everyone passes.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// Its id in the files, unique in the scenario.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Who operates it.
    pub operated_by: Option<Party>,
    /// Metres from the start of the corridor's line.
    pub metres_from_entry: f64,
    /// Where it is.
    pub place: Position,
    /// When it is open and what it passes then, disjoint and in the order of time; it passes nobody
    /// outside them.
    pub openings: Vec<Opening>,
}

/// An interval in which a gate is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// When.
    pub interval: Interval,
    /// How people are screened.
    pub regime: ScreeningRegime,
    /// How many pass outwards in an hour; may be zero, which is the party's decision.
    pub rate: Band<PersonsPerHour>,
}

/// How a party screens people at a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScreeningRegime {
    /// Nobody is stopped.
    None,
    /// People and luggage are looked at.
    Visual,
    /// Papers are checked.
    Identity,
    /// Faces or fingers are recorded.
    Biometric,
    /// Everyone is questioned.
    Interview,
}

/// Where corridors lead, as people choose it.
#[derive(Clone, Debug, PartialEq)]
pub struct Destination {
    /// Its id in the files.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Who controls it.
    pub controlled_by: Option<Party>,
    /// Where people are received; empty if that is not known, which is no limit.
    pub reception: Vec<ReceptionPlace>,
    /// Who reports it.
    pub sources: Vec<Source>,
}

impl Destination {
    /// How many it can receive in total at a level; `None` is any number.
    pub fn limit(&self, level: Level) -> Option<Persons> {
        let limits: Option<Vec<u64>> = self
            .reception
            .iter()
            .map(|place| place.limit.as_ref().map(|limit| limit.at(level).0))
            .collect();
        let limits = limits.filter(|limits| !limits.is_empty())?;
        Some(Persons(
            limits
                .iter()
                .fold(0, |sum, limit| sum.saturating_add(*limit)),
        ))
    }
}

/// A place at a destination where people are received.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceptionPlace {
    /// Its id in the files.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Where it is, if known.
    pub place: Option<Position>,
    /// How many it can take in total; `None` is any number.
    pub limit: Option<Count>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_limited_only_if_all_its_places_are() {
        let place = |limit: Option<u64>| ReceptionPlace {
            key: String::new(),
            name: String::new(),
            place: None,
            limit: limit.map(|persons| {
                let persons = Persons(persons);
                Count {
                    low: persons,
                    best: persons,
                    high: persons,
                    sources: Vec::new(),
                }
            }),
        };
        let destination = |reception| Destination {
            key: String::new(),
            name: String::new(),
            controlled_by: None,
            reception,
            sources: Vec::new(),
        };
        assert_eq!(destination(vec![]).limit(Level::Best), None);
        assert_eq!(
            destination(vec![place(Some(3)), place(None)]).limit(Level::Best),
            None
        );
        let both = destination(vec![place(Some(3)), place(Some(4))]);
        assert_eq!(both.limit(Level::Best), Some(Persons(7)));
    }
}
