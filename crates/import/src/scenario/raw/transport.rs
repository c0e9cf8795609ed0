//! Shuttles and waiting places as they are written.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{RawCount, RawPosition, RawSpan};

/// Vehicles that carry people towards an exit.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Shuttle", deny_unknown_fields)]
pub struct RawShuttle {
    /// Line in its file.
    #[serde(default, rename = "__line")]
    #[schemars(skip)]
    pub line: u32,
    /// File it stands in.
    #[serde(default, rename = "__file")]
    #[schemars(skip)]
    pub file: String,
    /// GeoJSON geometry from a layer.
    #[serde(default, rename = "__geometry")]
    #[schemars(skip)]
    pub geometry: Option<Value>,
    /// Unique among shuttles.
    pub id: String,
    /// Its name; the id if left out.
    pub name: Option<String>,
    /// What kind of vehicles.
    pub kind: RawShuttleKind,
    /// Number of vehicles.
    pub vehicles: f64,
    /// People that one vehicle takes.
    pub seats: f64,
    /// Minutes from one departure of a vehicle to its next. Not with `departures`.
    pub round_trip_minutes: Option<f64>,
    /// Local times at which all vehicles leave together. Not with `round_trip_minutes`.
    pub departures: Option<Vec<String>>,
    /// Minutes from departure to setting down; half of the round trip if left out.
    pub ride_minutes: Option<f64>,
    /// When vehicles may leave; throughout the windows of the pause if left out.
    pub hours: Option<Vec<RawSpan>>,
    /// Where people board; the first of `zones` if left out.
    pub at: Option<RawPosition>,
    /// Ids of zones whose people it collects where they are, those who cannot walk included.
    #[serde(default)]
    pub zones: Vec<String>,
    /// Id of a corridor that it drives through to the destination.
    pub through_corridor: Option<String>,
    /// Id of a corridor at whose entry it sets down.
    pub to_corridor_entry: Option<String>,
    /// Id of a waiting place at which it sets down.
    pub to_waiting_place: Option<String>,
    /// Ids of the classes that it takes.
    pub classes: Vec<String>,
    /// Who reports or promises it.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// What kind of vehicles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ShuttleKind")]
pub enum RawShuttleKind {
    /// Buses.
    Bus,
    /// Ambulances.
    Ambulance,
    /// Vehicles that leave together.
    Convoy,
}

/// A sheltered place where people may wait.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "WaitingPlace", deny_unknown_fields)]
pub struct RawWaitingPlace {
    /// Line in its file.
    #[serde(default, rename = "__line")]
    #[schemars(skip)]
    pub line: u32,
    /// File it stands in.
    #[serde(default, rename = "__file")]
    #[schemars(skip)]
    pub file: String,
    /// GeoJSON geometry from a layer.
    #[serde(default, rename = "__geometry")]
    #[schemars(skip)]
    pub geometry: Option<Value>,
    /// Unique among waiting places.
    pub id: String,
    /// Its name; the id if left out.
    pub name: Option<String>,
    /// Where it is.
    pub at: Option<RawPosition>,
    /// How many find shelter at a time.
    pub capacity: RawCount,
    /// Who says so.
    #[serde(default)]
    pub sources: Vec<String>,
}
