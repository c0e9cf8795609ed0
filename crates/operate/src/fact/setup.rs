//! What the board must know of the scenario: names, gates and parties, never places on a map.

use serde::{Deserialize, Serialize};

use super::Name;
use crate::time::Span;

/// A part of the scenario; a large one comes in several.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// Every party whose consent it takes, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<String>,
    /// Other parties that the scenario names: who controls a destination or operates a gate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
    /// The windows of the pause as the scenario has them; who declared them is an entry of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Span>,
    /// Corridors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corridors: Vec<SetupCorridor>,
    /// Zones that people leave.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<SetupPlace>,
    /// Reception places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receptions: Vec<SetupPlace>,
}

/// A corridor of the scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetupCorridor {
    /// Its id.
    pub corridor: Name,
    /// Its name.
    pub name: String,
    /// Its name as people there write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_name: Option<String>,
    /// Whom the party admits: `civilians`, `wounded_and_sick`, `armed_persons`.
    pub admits: Vec<String>,
    /// Gates in the order in which people pass them outwards.
    pub gates: Vec<SetupGate>,
}

/// A gate of a corridor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetupGate {
    /// Its id.
    pub gate: Name,
    /// Its name.
    pub name: String,
    /// The party that operates it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operated_by: Option<String>,
    /// When it is open by the scenario, and the highest rate then.
    pub openings: Vec<SetupOpening>,
    /// What the width of its corridor can pass in an hour at the most.
    pub passable_per_hour: u64,
}

/// An opening of a gate by the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetupOpening {
    /// When.
    pub span: Span,
    /// The highest rate that its band holds possible, in persons per hour.
    pub highest_per_hour: u64,
}

/// A zone or a reception place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetupPlace {
    /// Its id.
    pub place: Name,
    /// Its name.
    pub name: String,
}
