//! Hazards and surveyed ground as they are written.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::RawPosition;

/// Something that closes or slows roads for a time.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Hazard", deny_unknown_fields)]
pub struct RawHazard {
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
    /// Unique among hazards.
    pub id: String,
    /// What it is; the id if left out.
    pub name: Option<String>,
    /// What it does.
    pub effect: RawEffect,
    /// Share of the usual speed and capacity that is left, above 0 and below 1, if it slows.
    pub factor: Option<f64>,
    /// Local time at which it begins.
    pub from: String,
    /// Local time at which it ends.
    pub until: String,
    /// Its line, if no layer draws it.
    pub points: Option<Vec<RawPosition>>,
    /// Who says so.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// What a hazard does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Effect")]
pub enum RawEffect {
    /// Nobody may enter.
    Closed,
    /// Speed and capacity fall.
    Slowed,
}

/// Ground with a known survey status for mines.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Surveyed", deny_unknown_fields)]
pub struct RawSurveyed {
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
    /// Unique among surveyed ground.
    pub id: String,
    /// Its status.
    pub status: RawSurveyStatus,
    /// Who surveyed or cleared it.
    pub operator: Option<String>,
    /// When, as `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Its line, if no layer draws it.
    pub points: Option<Vec<RawPosition>>,
    /// Who says so.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// What is known about mines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "SurveyStatus")]
pub enum RawSurveyStatus {
    /// Nobody has looked.
    #[default]
    NotAssessed,
    /// Suspected of mines: closed in every plan.
    Suspected,
    /// Surveyed, nothing found; operator and date are required.
    SurveyedClear,
    /// Cleared; operator and date are required.
    Cleared,
}
