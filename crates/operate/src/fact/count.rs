//! People counted, and what a plan expected. No names, ever.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Name;
use crate::time::{Span, Stamp};
use crate::words::Words;

/// A number of people: low, high, and a best where one was stated. Zero is a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// At least so many.
    pub low: u64,
    /// The best single figure, if somebody stated one: the middle of a range is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<u64>,
    /// At most so many.
    pub high: u64,
}

impl Default for Figure {
    /// Nobody.
    fn default() -> Figure {
        Figure::exact(0)
    }
}

impl Figure {
    /// At least and at most so many, and nobody says a best figure.
    pub fn between(low: u64, high: u64) -> Figure {
        Figure {
            low,
            best: (low == high).then_some(low),
            high,
        }
    }

    /// Known exactly.
    pub fn exact(persons: u64) -> Figure {
        Figure {
            low: persons,
            best: Some(persons),
            high: persons,
        }
    }

    /// Whether `low <= best <= high`.
    pub fn is_ordered(self) -> bool {
        let best = self.best.unwrap_or(self.low);
        self.low <= best && best <= self.high
    }

    /// The sum of two figures of different people: it has a best figure if both have one.
    pub fn plus(self, other: Figure) -> Figure {
        Figure {
            low: self.low.saturating_add(other.low),
            best: (self.best.zip(other.best)).map(|(one, other)| one.saturating_add(other)),
            high: self.high.saturating_add(other.high),
        }
    }
}

/// Where people were counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountAt {
    /// At a gate.
    Gate(Name),
    /// On a corridor, the gate not said.
    Corridor(Name),
    /// At the departure from a zone.
    Departure(Name),
    /// At a reception place.
    Reception(Name),
    /// On all corridors together, or on the corridors without saying which.
    Everywhere,
}

/// What happened to the people who were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Passage {
    /// They set out.
    Departed,
    /// They came to the place and were seen there; says nothing of what became of them.
    Arrived,
    /// They passed.
    Passed,
    /// They were sent back.
    TurnedBack,
    /// They were kept.
    Held,
    /// They were kept and let go.
    Released,
    /// They were received.
    Received,
    /// Children who came alone, counted at their handover to child protection.
    ChildrenAloneHandedOver,
}

/// Which way they went.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Out.
    #[default]
    Out,
    /// Back in: return.
    In,
}

/// A part of the people counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Women.
    Women,
    /// Men.
    Men,
    /// Girls.
    Girls,
    /// Boys.
    Boys,
    /// Older people.
    Older,
    /// People with disabilities.
    WithDisabilities,
    /// Wounded and sick.
    WoundedAndSick,
}

/// A batch of people counted in an interval by one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateCount {
    /// Its id; a correction names it.
    pub count: Name,
    /// Where.
    pub at: CountAt,
    /// What happened to them.
    pub passage: Passage,
    /// Which way.
    #[serde(default)]
    pub direction: Direction,
    /// From when to when they were counted.
    pub interval: Span,
    /// How many.
    pub persons: Figure,
    /// Parts of them; a part is never added to the whole.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<Category, u64>,
    /// The source that counted, by pseudonym.
    pub source: Name,
    /// Earlier counts that this corrects: it stands in their stead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supersedes: Vec<Name>,
    /// Remarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}

/// How many a plan expects to be out by a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedPoint {
    /// By then.
    pub by: Stamp,
    /// How many.
    pub persons: Figure,
}

/// A plan or a re-plan that was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// Its id.
    pub plan: Name,
    /// SHA-256 of its `plan.json`, in hexadecimal.
    pub sha256: String,
    /// The scenario that it was made for: SHA-256 of the packed scenario.
    pub scenario_sha256: String,
    /// How many its departure waves have out by each moment: what can be announced, and at most what its exact flow has.
    pub curve: Vec<PublishedPoint>,
    /// The plan that it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Name>,
    /// Remarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}
