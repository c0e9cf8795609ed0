//! What is known about the ground: mines and hazards.

use serde::{Deserialize, Serialize};

use super::CorridorId;
use crate::count::{Share, Source};
use crate::geometry::Shape;
use crate::network::LinkId;
use crate::time::Interval;

/// What is known about mines and explosive remnants, from worst to best. It is a statement of who
/// surveyed, never that a place is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SurveyStatus {
    /// Suspected of mines: closed in every plan.
    Suspected,
    /// Nobody has looked: may be planned, may not be published as a route.
    NotAssessed,
    /// Surveyed, nothing found.
    SurveyedClear,
    /// Cleared by an operator on a date.
    Cleared,
}

impl SurveyStatus {
    /// Whether a route over such ground may be published.
    pub fn may_be_published(self) -> bool {
        self >= SurveyStatus::SurveyedClear
    }
}

/// Ground with a known survey status.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyedGround {
    /// Its id in the files.
    pub key: String,
    /// Its status.
    pub status: SurveyStatus,
    /// Where it is.
    pub shape: Shape,
    /// The links of the network that lie on it, in order.
    pub links: Vec<LinkId>,
    /// Who surveyed or cleared it.
    pub operator: Option<String>,
    /// When, as `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Who reports it.
    pub sources: Vec<Source>,
}

/// Something that closes or slows roads for a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Hazard {
    /// Its id in the files.
    pub key: String,
    /// What it is.
    pub name: String,
    /// What it does.
    pub effect: HazardEffect,
    /// When, inside the planning interval or around it.
    pub interval: Interval,
    /// Where it is.
    pub shape: Shape,
    /// The links of the network that it touches, in order.
    pub links: Vec<LinkId>,
    /// The corridors whose lines it touches, in order.
    pub corridors: Vec<CorridorId>,
    /// Who reports it.
    pub sources: Vec<Source>,
}

/// What a hazard does to the roads that it touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HazardEffect {
    /// Nobody may enter; who is already on a link reaches its end.
    Closed,
    /// Speed and capacity fall to this share of the usual.
    Slowed(Share),
}
