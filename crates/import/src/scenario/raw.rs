//! The scenario as it is written: what `scenario.toml` and its layers may say. The JSON Schema is
//! made from these types, and the reader checks files against that same schema, so that the two
//! cannot differ.

mod corridors;
mod figures;
mod ground;
mod people;
mod transport;

pub use corridors::{
    RawAdmitted, RawCorridor, RawDestination, RawGate, RawOpening, RawReception, RawRegime,
    RawSpan, RawUsage,
};
pub use figures::{RawBand, RawCount, RawFigures};
pub use ground::{RawEffect, RawHazard, RawSurveyStatus, RawSurveyed};
pub use people::{
    RawChoice, RawClass, RawMeans, RawPeople, RawProtectedGroup, RawReadyBy, RawZone,
};
pub use transport::{RawShuttle, RawShuttleKind, RawWaitingPlace};

use korridor_world::scenario::Fidelity;
use schemars::JsonSchema;
use serde::Deserialize;

/// Longitude and latitude in degrees, in this order, as in GeoJSON.
pub type RawPosition = [f64; 2];

/// A scenario for korridor: `scenario.toml`.
#[derive(JsonSchema)]
#[schemars(rename = "Scenario", deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "the schema is made from it; the reader takes it section by section"
)]
pub struct RawScenario {
    /// Short name: lower-case letters, digits and hyphens.
    pub id: String,
    /// Title for people.
    pub title: String,
    /// Whether this is practice, research or history. Exercises are marked so everywhere.
    #[serde(default)]
    pub exercise: bool,
    /// IANA time zone of every local time in these files, such as `Asia/Damascus`.
    pub time_zone: String,
    /// The place whose daylight counts; the middle of the network if left out.
    pub place: Option<RawPosition>,
    /// Length of a step of the plan in seconds, 1 to 3600.
    #[serde(default = "default_step_seconds")]
    #[schemars(range(min = 1, max = 3600))]
    pub step_seconds: u32,
    /// How people travel unless their class says otherwise.
    #[serde(default)]
    pub profile: RawProfile,
    /// People in one private vehicle.
    pub persons_per_vehicle: Option<RawBand>,
    /// Share of the people in a zone who wish to leave, 0 to 1, unless the zone says otherwise.
    pub uptake: Option<RawBand>,
    /// Sources of the scenario as a whole.
    #[serde(default)]
    pub sources: Vec<String>,
    /// File beside this one: the policy table of the operation, who may see which field. The one that is shipped if left
    /// out.
    pub policy: Option<String>,
    /// When, declared by whom, agreed by whom.
    pub pause: RawPause,
    /// Where the roads come from.
    pub network: RawNetwork,
    /// Files beside this one that hold features: geometry, or whole tables.
    #[serde(default)]
    pub layers: RawLayers,
    /// How the file of zones names things, and where else their figures come from.
    #[serde(default)]
    pub population: RawPopulation,
    /// What is known about mines where no surveyed ground says otherwise.
    #[serde(default)]
    pub survey: RawSurveyElsewhere,
    /// Where people set out.
    #[serde(default)]
    pub zones: Vec<RawZone>,
    /// Mobility classes; a documented default set if left out.
    #[serde(default)]
    pub classes: Vec<RawClass>,
    /// Corridors.
    #[serde(default)]
    pub corridors: Vec<RawCorridor>,
    /// Where corridors lead.
    #[serde(default)]
    pub destinations: Vec<RawDestination>,
    /// Shuttles and convoys.
    #[serde(default)]
    pub shuttles: Vec<RawShuttle>,
    /// Sheltered waiting places.
    #[serde(default)]
    pub waiting_places: Vec<RawWaitingPlace>,
    /// Hazards.
    #[serde(default)]
    pub hazards: Vec<RawHazard>,
    /// Ground with a known survey status for mines.
    #[serde(default)]
    pub surveyed: Vec<RawSurveyed>,
}

fn default_step_seconds() -> u32 {
    60
}

/// How people travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Profile")]
pub enum RawProfile {
    /// On foot.
    #[default]
    Foot,
    /// By private car.
    Car,
}

/// The pause.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Pause", deny_unknown_fields)]
pub struct RawPause {
    /// Line in its file.
    #[serde(default, rename = "__line")]
    #[schemars(skip)]
    pub line: u32,
    /// Every party whose consent it takes for the pause to be agreed.
    #[serde(default)]
    pub parties: Vec<String>,
    /// Who announced it.
    pub declared_by: Vec<String>,
    /// Who consented to it; empty if nobody did. Declared is not agreed.
    pub agreed_by: Vec<String>,
    /// The windows.
    pub windows: Vec<RawWindow>,
    /// Whether the windows are cut to the time between sunrise and sunset.
    #[serde(default)]
    pub daylight: RawCutting,
    /// Whether the windows are cut to the time outside curfews.
    #[serde(default)]
    pub curfew: RawCutting,
    /// Daily curfews.
    #[serde(default)]
    pub curfews: Vec<RawCurfew>,
    /// Who reports it.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// Whether a window is cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Cutting")]
pub enum RawCutting {
    /// It is cut.
    #[default]
    Cut,
    /// It is not: people are planned to be outside all the same.
    Ignore,
}

/// A window of the pause.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Window", deny_unknown_fields)]
pub struct RawWindow {
    /// Line in its file.
    #[serde(default, rename = "__line")]
    #[schemars(skip)]
    pub line: u32,
    /// Local time, such as `2016-11-04T09:00`.
    pub start: String,
    /// Local time.
    pub end: String,
    /// Length in hours as announced; checked against start and end.
    pub hours: Option<f64>,
}

/// A daily curfew.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Curfew", deny_unknown_fields)]
pub struct RawCurfew {
    /// Line in its file.
    #[serde(default, rename = "__line")]
    #[schemars(skip)]
    pub line: u32,
    /// Local time of day at which it begins, such as `20:00`.
    pub from: String,
    /// Local time of day at which it ends; on the next day if it is not later than `from`.
    pub until: String,
}

/// Where the roads come from.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Network", deny_unknown_fields)]
pub struct RawNetwork {
    /// Line in its file.
    #[serde(default, rename = "__line")]
    #[schemars(skip)]
    pub line: u32,
    /// The format.
    pub kind: RawNetworkKind,
    /// The file of an OpenStreetMap extract (`.osm.pbf`, `.osm`, `.osm.gz`, `.osm.bz2`) or of a
    /// MATSim network (`.xml`, `.xml.gz`).
    pub file: Option<String>,
    /// The node file of a GMNS network.
    pub nodes: Option<String>,
    /// The link file of a GMNS network.
    pub links: Option<String>,
    /// A GeoJSON file with one polygon: what lies outside is left away.
    pub clip: Option<String>,
    /// Unit of the lengths in a GMNS link file.
    pub length_unit: Option<RawLengthUnit>,
    /// Unit of the speeds in a GMNS link file.
    pub speed_unit: Option<RawSpeedUnit>,
    /// What the capacities in a GMNS link file are capacities of; a lane if left out.
    pub capacity_per: Option<RawCapacityPer>,
    /// Coordinate reference system of a MATSim or GMNS network, such as `EPSG:28355`; a GMNS network
    /// without one is in degrees.
    pub crs: Option<String>,
    /// Whether the roads are drawn to be plausible rather than mapped. Marked so everywhere.
    #[serde(default)]
    pub schematic: bool,
    /// Where the roads come from, and the attribution that maps must carry.
    #[serde(default)]
    pub sources: Vec<String>,
}

impl RawNetwork {
    /// How far its places may be trusted.
    pub fn fidelity(&self) -> Fidelity {
        if self.schematic {
            Fidelity::Schematic
        } else {
            Fidelity::Mapped
        }
    }
}

/// Format of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "NetworkKind")]
pub enum RawNetworkKind {
    /// OpenStreetMap extract.
    Osm,
    /// GMNS `node.csv` and `link.csv`.
    Gmns,
    /// MATSim network XML.
    Matsim,
}

/// A unit of length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "LengthUnit")]
pub enum RawLengthUnit {
    /// Metres.
    Metres,
    /// Kilometres.
    Kilometres,
    /// Miles.
    Miles,
    /// Feet.
    Feet,
}

/// A unit of speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "SpeedUnit")]
pub enum RawSpeedUnit {
    /// Kilometres per hour.
    KilometresPerHour,
    /// Miles per hour.
    MilesPerHour,
    /// Metres per second.
    MetresPerSecond,
}

/// What a capacity is the capacity of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "CapacityPer")]
pub enum RawCapacityPer {
    /// One lane.
    Lane,
    /// The whole link in its direction.
    Link,
}

/// How the file of zones names things, and where else the figures of zones come from.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "Population", deny_unknown_fields)]
pub struct RawPopulation {
    /// Line in its file.
    #[serde(default, rename = "__line")]
    #[schemars(skip)]
    pub line: u32,
    /// Names of columns or properties in the file of zones where they differ from those here.
    #[serde(default)]
    pub columns: RawZoneColumns,
    /// The feature table of a GeoPackage; the only one if left out.
    pub table: Option<String>,
    /// What becomes of fractional figures.
    #[serde(default)]
    pub fractions: RawFractions,
    /// A GeoTIFF of people per cell, summed over the areas of zones that state no population; the
    /// sums are rounded.
    pub raster: Option<String>,
    /// A GMNS `demand.csv`: a zone for each origin, its population the sum of its trips. Not with a
    /// layer of zones.
    pub demand: Option<String>,
}

/// Names of columns or properties in the file of zones.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "ZoneColumns", deny_unknown_fields)]
pub struct RawZoneColumns {
    /// Of `id`.
    pub id: Option<String>,
    /// Of `name`.
    pub name: Option<String>,
    /// Of `lon`, in a table.
    pub lon: Option<String>,
    /// Of `lat`, in a table.
    pub lat: Option<String>,
    /// Of `population`, the best figure.
    pub population: Option<String>,
    /// Of the lowest figure.
    pub population_low: Option<String>,
    /// Of the highest figure.
    pub population_high: Option<String>,
}

/// What becomes of a fractional number of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Fractions")]
pub enum RawFractions {
    /// A defect: a census counts whole people.
    #[default]
    Refuse,
    /// Rounded, for modelled figures.
    Round,
}

/// Files that hold features: GeoJSON (`.geojson`, `.json`) or CSV (`.csv`). A feature with the id of
/// an entry in `scenario.toml` adds to that entry; what the entry says itself holds.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "Layers", deny_unknown_fields)]
pub struct RawLayers {
    /// Zones; a GeoPackage (`.gpkg`) as well.
    pub zones: Option<String>,
    /// Corridors.
    pub corridors: Option<String>,
    /// Destinations.
    pub destinations: Option<String>,
    /// Shuttles.
    pub shuttles: Option<String>,
    /// Sheltered waiting places.
    pub waiting_places: Option<String>,
    /// Hazards.
    pub hazards: Option<String>,
    /// Surveyed ground.
    pub surveyed: Option<String>,
}

/// What is known about mines elsewhere.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "SurveyElsewhere", deny_unknown_fields)]
pub struct RawSurveyElsewhere {
    /// Survey status of all ground that no entry of `surveyed` covers.
    #[serde(default)]
    pub elsewhere: RawSurveyStatus,
}
