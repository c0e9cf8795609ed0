//! Zones and mobility classes as they are written.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{RawBand, RawCount, RawPosition};

/// A zone: a part of the besieged area from which people set out.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Zone", deny_unknown_fields)]
pub struct RawZone {
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
    /// Unique among zones.
    pub id: String,
    /// Its name; the id if left out.
    pub name: Option<String>,
    /// Its name as people there write it.
    pub local_name: Option<String>,
    /// From where its people set out; the centre of its area if left out.
    pub at: Option<RawPosition>,
    /// Everyone inside, whether they wish to leave or not; required unless a raster tells it.
    pub population: Option<RawCount>,
    /// How many of them are wounded or sick.
    pub wounded: Option<RawCount>,
    /// How many others of them cannot leave without transport.
    pub needs_transport: Option<RawCount>,
    /// Share of the zone's people who wish to leave, 0 to 1.
    pub uptake: Option<RawBand>,
    /// Who says so.
    pub source: Option<String>,
}

/// A mobility class: people who move alike and are planned together. Never armed persons.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Class", deny_unknown_fields)]
pub struct RawClass {
    /// Line in its file.
    #[serde(default, rename = "__line")]
    #[schemars(skip)]
    pub line: u32,
    /// File it stands in.
    #[serde(default, rename = "__file")]
    #[schemars(skip)]
    pub file: String,
    /// Unique among classes.
    pub id: String,
    /// Its name; the id if left out.
    pub name: Option<String>,
    /// Whose protection it stands under.
    #[serde(default)]
    pub group: RawProtectedGroup,
    /// Which of a zone's figures its people are counted in.
    #[serde(default)]
    pub people: RawPeople,
    /// Share of those people who belong to this class, 0 to 1; the shares of all classes that draw on
    /// the same figure add up to 1.
    pub share: Option<f64>,
    /// Carers who go with each of its people and are taken from everyone else.
    #[serde(default)]
    #[schemars(range(min = 0, max = 10))]
    pub carers: u32,
    /// How many stay together and are never parted; 1 and the carers if left out.
    #[schemars(range(min = 1, max = 100))]
    pub household: Option<u32>,
    /// How it moves; by the profile of the scenario if left out.
    pub means: Option<RawMeans>,
    /// Walking speed in metres per second; a cited default if left out.
    pub speed: Option<RawBand>,
    /// Lower goes first; classes of the same precedence are planned together. Medical precedence is
    /// set by clinicians.
    #[serde(default = "default_precedence")]
    pub precedence: u32,
    /// When its people are ready to leave; at once if left out.
    #[serde(default)]
    pub ready: Vec<RawReadyBy>,
    /// Where its people are willing to go.
    #[serde(default)]
    pub destinations: Vec<RawChoice>,
    /// Who says so.
    pub source: Option<String>,
}

fn default_precedence() -> u32 {
    100
}

/// Whose protection a class stands under.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ProtectedGroup")]
pub enum RawProtectedGroup {
    /// Civilians.
    #[default]
    Civilians,
    /// The wounded and sick, and their carers.
    WoundedAndSick,
}

/// Which of a zone's figures a class draws on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "People")]
pub enum RawPeople {
    /// The population without the wounded, those who need transport, and carers.
    #[default]
    EveryoneElse,
    /// `wounded`.
    Wounded,
    /// `needs_transport`.
    NeedsTransport,
}

/// How a class moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Means")]
pub enum RawMeans {
    /// Walks, and may board shuttles that take the class.
    OnFoot,
    /// Drives a private car.
    ByCar,
    /// Cannot leave without a shuttle, an ambulance or a convoy.
    NeedsTransport,
}

/// A point of a readiness curve.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "ReadyBy", deny_unknown_fields)]
pub struct RawReadyBy {
    /// Minutes after the start of the plan.
    pub minutes: f64,
    /// Share of the class that is ready by then, 0 to 1, rising to 1.
    pub share: f64,
}

/// Where people are willing to go.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Choice", deny_unknown_fields)]
pub struct RawChoice {
    /// Id of a destination.
    pub destination: String,
    /// Share of those who wish to leave, 0 to 1. The shares of a class add up to at most 1; the rest
    /// would choose none of the destinations offered.
    pub share: f64,
}
