//! The people: zones, mobility classes, readiness, choices and uptake.

use serde::{Deserialize, Serialize};

use super::{ClassId, DestinationId};
use crate::count::{Band, Count, Level, MetresPerSecond, Persons, Share, Source};
use crate::geometry::Position;
use crate::geometry::Shape;
use crate::network::RoadNodeId;

/// A figure at each level, without the promise that it rises with the level: where more wounded are
/// assumed, fewer others remain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ByLevel<T> {
    /// The figure when low figures are assumed.
    pub low: T,
    /// The figure when best figures are assumed.
    pub best: T,
    /// The figure when high figures are assumed.
    pub high: T,
}

impl<T> ByLevel<T> {
    /// What stands at a level.
    pub fn get(&self, level: Level) -> &T {
        match level {
            Level::Low => &self.low,
            Level::Best => &self.best,
            Level::High => &self.high,
        }
    }
}

impl<T: Copy> ByLevel<T> {
    /// The figure at a level.
    pub fn at(&self, level: Level) -> T {
        *self.get(level)
    }
}

/// A part of the besieged area from which people set out.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// Its id in the files.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its name as people there write it.
    pub local_name: Option<String>,
    /// Where it is.
    pub shape: Shape,
    /// The place from which its people set out: stated, or the centre of its area.
    pub place: Position,
    /// The nearest node of the network from which the zone's people can set out.
    pub node: RoadNodeId,
    /// Metres from `place` to `node`.
    pub node_distance_m: f64,
    /// Everyone inside, whether they wish to leave or not.
    pub population: Count,
    /// The same people by class, each class at most once, in the order of classes; at each level the
    /// groups add up to the population.
    pub groups: Vec<Group>,
    /// Which part of them is assumed to wish to leave. Everyone else remains, which is an outcome and
    /// not a gap.
    pub uptake: Band<Share>,
}

/// The people of one class in one zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The class.
    pub class: ClassId,
    /// How many, carers who go with them included.
    pub persons: ByLevel<Persons>,
    /// Who says so.
    pub sources: Vec<Source>,
}

/// Whose protection a class stands under; there is no class of armed persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProtectedGroup {
    /// Civilians.
    Civilians,
    /// The wounded and sick and those who care for them on the way, without adverse distinction.
    WoundedAndSick,
}

/// How a class moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// Walks at its class's speed, and may board shuttles that take the class.
    OnFoot,
    /// Drives at the speed of the road, [`crate::Scenario::persons_per_vehicle`] to a vehicle.
    ByCar,
    /// Cannot leave without a shuttle, an ambulance or a convoy that collects it in its zone.
    NeedsTransport,
}

/// People who move alike and are planned together.
#[derive(Clone, Debug, PartialEq)]
pub struct MobilityClass {
    /// Its id in the files.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Whose protection it stands under: a corridor admits groups, not classes.
    pub group: ProtectedGroup,
    /// How it moves.
    pub means: Means,
    /// Walking speed; of a class that does not walk, the speed at which it is helped over the last
    /// metres.
    pub speed: Band<MetresPerSecond>,
    /// How many stay together and are never parted: a household, or a patient and a carer.
    pub party_size: u32,
    /// Lower goes first; classes of the same precedence are planned together.
    pub precedence: u32,
    /// When they are ready to leave, counted from the start of the plan; rises to everybody.
    pub readiness: Vec<ReadyBy>,
    /// Where they are willing to go, each destination at most once. The shares add up to at most a
    /// whole; the rest of those who wish to leave would choose none of the destinations offered and
    /// are planned to none.
    pub destinations: Vec<DestinationChoice>,
}

/// A point of a readiness curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReadyBy {
    /// Seconds after the start of the plan.
    pub seconds: u32,
    /// Share of the class that is ready by then. Between two points nobody gets ready: the earlier
    /// share holds until the later point.
    pub share: Share,
}

/// Which part of a class is willing to go to a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DestinationChoice {
    /// The destination.
    pub destination: DestinationId,
    /// The part of those who wish to leave.
    pub share: Share,
}
