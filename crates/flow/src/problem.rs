//! A flow-over-time problem: arcs with transit times and time-dependent capacities, supplies
//! with release steps, exits, and waiting.
//!
//! Convention, used everywhere: a unit that enters an arc in step `s` is at its head in step
//! `s + transit`; `arrivals(t)` counts the units that have reached an exit in a step `<= t`, for
//! `t = 0..=horizon`.

use serde::{Deserialize, Serialize};

/// Index of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NodeId(pub u32);

/// Index of an arc.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ArcId(pub u32);

impl NodeId {
    /// The index as a `usize`.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl ArcId {
    /// The index as a `usize`.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A rate of whole units, spread over steps: in step `s` it admits
/// `floor(units * (s + 1) / per) - floor(units * s / per)` units, so that no more than one unit is
/// ever lost to rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rate {
    /// Units per `per` steps.
    pub units: u64,
    /// Number of steps, at least 1.
    pub per: u32,
}

impl Rate {
    /// Nothing may enter.
    pub const ZERO: Rate = Rate { units: 0, per: 1 };

    /// The same number of units in every step.
    pub fn constant(units: u64) -> Rate {
        Rate { units, per: 1 }
    }

    /// Units admitted in step `step`.
    pub fn at(self, step: u32) -> u64 {
        if self.per == 1 {
            return self.units;
        }
        let (units, per, step) = (
            u128::from(self.units),
            u128::from(self.per),
            u128::from(step),
        );
        // The quotients differ by at most `units`, which is a u64.
        ((units * (step + 1) / per) - (units * step / per)) as u64
    }
}

/// A rate that holds inside an interval of steps instead of the arc's base rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Change {
    /// First step.
    pub from: u32,
    /// First step after the interval.
    pub until: u32,
    /// The rate inside; its spreading counts steps from step 0, not from `from`.
    pub rate: Rate,
}

/// A directed arc.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Arc {
    /// Where units enter.
    pub tail: NodeId,
    /// Where they arrive.
    pub head: NodeId,
    /// Steps between entry and arrival; zero is allowed.
    pub transit: u32,
    /// Units that may enter in a step.
    pub rate: Rate,
    /// Intervals with another rate; where they overlap the later one in the list holds.
    pub changes: Vec<Change>,
}

impl Arc {
    /// Units that may enter in step `step`.
    pub fn capacity(&self, step: u32) -> u64 {
        let change = self
            .changes
            .iter()
            .rev()
            .find(|c| c.from <= step && step < c.until);
        change.map_or(self.rate, |c| c.rate).at(step)
    }
}

/// Units that appear at a node in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Supply {
    /// Where.
    pub node: NodeId,
    /// The first step in which they can move.
    pub release: u32,
    /// How many.
    pub units: u64,
}

/// A node at which units leave the network for good, in any number per step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Exit {
    /// Where.
    pub node: NodeId,
    /// How many units it takes in total; `None` is any number.
    pub limit: Option<u64>,
}

/// The whole problem. `waiting[v]` is how many units may wait at node `v` from one step to the
/// next, `None` is any number; its length is the number of nodes.
///
/// Units of a supply that have not yet departed wait at their node and count against its waiting
/// capacity; units whose release lies in the future do not.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Problem {
    /// The last step.
    pub horizon: u32,
    /// Waiting capacity of each node.
    pub waiting: Vec<Option<u64>>,
    /// Arcs; parallel arcs and self-loops are allowed.
    pub arcs: Vec<Arc>,
    /// Supplies; several at one node and step add up.
    pub supplies: Vec<Supply>,
    /// Exits; each node at most once.
    pub exits: Vec<Exit>,
}
