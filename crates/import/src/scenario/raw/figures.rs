//! Figures as they are written: a single number, or low, best and high with a source.

use schemars::JsonSchema;
use serde::Deserialize;

/// A number of people: whole, not negative. A bare number means low, best and high alike.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "Count")]
pub enum RawCount {
    /// One figure.
    One(f64),
    /// A figure with its uncertainty.
    Three(RawFigures),
}

/// A figure that is no number of people. A bare number means low, best and high alike.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "Band")]
pub enum RawBand {
    /// One figure.
    One(f64),
    /// A figure with its uncertainty.
    Three(RawFigures),
}

/// Low, best and high.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Figures", deny_unknown_fields)]
pub struct RawFigures {
    /// At least so much; the best figure if left out.
    pub low: Option<f64>,
    /// The best single figure.
    pub best: f64,
    /// At most so much; the best figure if left out.
    pub high: Option<f64>,
    /// Who says so.
    pub source: Option<String>,
}

impl RawFigures {
    fn one(best: f64) -> RawFigures {
        RawFigures {
            low: None,
            best,
            high: None,
            source: None,
        }
    }
}

impl RawCount {
    /// The figures, however they were written.
    pub fn figures(&self) -> RawFigures {
        match self {
            RawCount::One(best) => RawFigures::one(*best),
            RawCount::Three(figures) => figures.clone(),
        }
    }
}

impl RawBand {
    /// The figures, however they were written.
    pub fn figures(&self) -> RawFigures {
        match self {
            RawBand::One(best) => RawFigures::one(*best),
            RawBand::Three(figures) => figures.clone(),
        }
    }
}
