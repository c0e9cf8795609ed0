//! Corridors, gates and destinations as they are written.

use korridor_world::scenario::Fidelity;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{RawBand, RawCount, RawPosition};

/// A corridor that a party declared.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Corridor", deny_unknown_fields)]
pub struct RawCorridor {
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
    /// Unique among corridors.
    pub id: String,
    /// Its name; the id if left out.
    pub name: Option<String>,
    /// Its name as people there write it.
    pub local_name: Option<String>,
    /// Whether its line is drawn to be plausible rather than mapped.
    #[serde(default)]
    pub schematic: bool,
    /// Who declared it; who declared the pause if left out.
    pub declared_by: Option<Vec<String>>,
    /// Who agreed to it; nobody if left out.
    #[serde(default)]
    pub agreed_by: Vec<String>,
    /// Its line from the entry to the destination, if no layer draws it.
    pub points: Option<Vec<RawPosition>>,
    /// Where people enter it; the first point of its line if left out.
    pub entry: Option<RawPosition>,
    /// Length in metres from the entry to the destination; that of its line if left out.
    pub length_metres: Option<f64>,
    /// Width that walkers can use, in metres; 3 if left out.
    pub foot_width_metres: Option<f64>,
    /// Lanes outwards for vehicles; 1 if left out, 0 if none can drive.
    pub lanes: Option<f64>,
    /// Its gates, in any order.
    #[serde(default)]
    pub gates: Vec<RawGate>,
    /// Whom the party admits. Recorded as the party's condition; armed persons are never planned.
    pub admits: Vec<RawAdmitted>,
    /// The condition in the party's words.
    pub condition: Option<String>,
    /// Id of the destination it leads to.
    pub destination: String,
    /// When it is open; throughout the windows of the pause if left out.
    pub open: Option<Vec<RawSpan>>,
    /// Whether a plan may use it.
    #[serde(default, rename = "use")]
    pub usage: RawUsage,
    /// Why it is recorded and not planned.
    pub reason: Option<String>,
    /// Who reports it.
    #[serde(default)]
    pub sources: Vec<String>,
}

impl RawCorridor {
    /// How far its places may be trusted.
    pub fn fidelity(&self) -> Fidelity {
        if self.schematic {
            Fidelity::Schematic
        } else {
            Fidelity::Mapped
        }
    }
}

/// Whether a plan may use a corridor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Usage")]
pub enum RawUsage {
    /// It may.
    #[default]
    Plan,
    /// It is only recorded.
    Record,
}

/// A group that a party admits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Admitted")]
pub enum RawAdmitted {
    /// Civilians.
    Civilians,
    /// The wounded and sick.
    WoundedAndSick,
    /// Armed persons: recorded, never planned.
    ArmedPersons,
}

/// A time between two local times.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Span", deny_unknown_fields)]
pub struct RawSpan {
    /// Line in its file.
    #[serde(default, rename = "__line")]
    #[schemars(skip)]
    pub line: u32,
    /// Local time, such as `2016-11-04T09:00`.
    pub from: String,
    /// Local time.
    pub until: String,
}

/// A checkpoint that everyone on the corridor passes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Gate", deny_unknown_fields)]
pub struct RawGate {
    /// Line in its file.
    #[serde(default, rename = "__line")]
    #[schemars(skip)]
    pub line: u32,
    /// Unique among all gates.
    pub id: String,
    /// Its name; the id if left out.
    pub name: Option<String>,
    /// Who operates it.
    pub operated_by: Option<String>,
    /// Where it is, near the corridor's line.
    pub at: Option<RawPosition>,
    /// Metres from the start of the corridor's line, instead of `at`.
    pub metres: Option<f64>,
    /// How people are screened.
    pub regime: RawRegime,
    /// Persons an hour outwards; a cited default of the regime if left out.
    pub rate: Option<RawBand>,
    /// When it is open; as long as its corridor if left out.
    pub open: Option<Vec<RawOpening>>,
    /// Who says so.
    pub source: Option<String>,
}

/// When a gate is open, and what is different then.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Opening", deny_unknown_fields)]
pub struct RawOpening {
    /// Line in its file.
    #[serde(default, rename = "__line")]
    #[schemars(skip)]
    pub line: u32,
    /// Local time, such as `2016-11-04T09:00`.
    pub from: String,
    /// Local time.
    pub until: String,
    /// How people are screened then; as usual at the gate if left out.
    pub regime: Option<RawRegime>,
    /// Persons an hour outwards then; as usual at the gate if left out, or the cited default of the
    /// regime if that is stated.
    pub rate: Option<RawBand>,
}

/// How a party screens people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Regime")]
pub enum RawRegime {
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
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Destination", deny_unknown_fields)]
pub struct RawDestination {
    /// Line in its file.
    #[serde(default, rename = "__line")]
    #[schemars(skip)]
    pub line: u32,
    /// File it stands in.
    #[serde(default, rename = "__file")]
    #[schemars(skip)]
    pub file: String,
    /// Unique among destinations.
    pub id: String,
    /// Its name; the id if left out.
    pub name: Option<String>,
    /// Who controls it.
    pub controlled_by: Option<String>,
    /// Where people are received; without any, there is no limit.
    #[serde(default)]
    pub reception: Vec<RawReception>,
    /// Who says so.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// A place where people are received.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Reception", deny_unknown_fields)]
pub struct RawReception {
    /// Line in its file.
    #[serde(default, rename = "__line")]
    #[schemars(skip)]
    pub line: u32,
    /// Unique among reception places.
    pub id: String,
    /// Its name; the id if left out.
    pub name: Option<String>,
    /// Where it is.
    pub at: Option<RawPosition>,
    /// How many it can take in total; any number if left out.
    pub limit: Option<RawCount>,
}
