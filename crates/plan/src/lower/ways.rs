//! The ways out for one group of people, not yet rounded to steps: places, and directed ways between
//! them with a duration in milliseconds and a schedule of persons who may enter.
//!
//! What leads where:
//! - a home leads to the zone's node of the road network; roads lead to each other and to the entries
//!   of the corridors that the group is offered;
//! - a corridor is entered at its entry only, passed outwards only, and leads over its gates, in
//!   order, to its destination;
//! - a shuttle is boarded at its stop, or in the zones that it serves, and takes `vehicles * seats`
//!   people a round trip;
//! - nothing leads over ground that is suspected of mines.
//!
//! Riders of a shuttle that drives through a corridor pass its gates like everyone. Among people who
//! can walk, what the ride takes beyond the walk behind the first gate comes before that gate, so that
//! nobody is at the destination sooner than the ride allows, and walkers cannot board at a gate. People
//! who need transport share the corridor with no walkers of their group: their whole ride comes before.

mod build;
mod hazards;
mod reach;

pub use build::{gate, quickest, ways};
pub use reach::shortest;

use korridor_world::scenario::{CorridorId, DestinationId, ShuttleId, ZoneId};
use korridor_world::{LinkId, RoadNodeId, Share};

use super::schedule::Schedule;

/// What a node of the flow problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Where a zone's people wait, without limit.
    Home(ZoneId),
    /// A node of the road network.
    Road(RoadNodeId),
    /// In front of a gate, by its position on the corridor.
    Before(CorridorId, u32),
    /// Behind a gate.
    Behind(CorridorId, u32),
    /// Where a shuttle is boarded.
    Stop(ShuttleId),
    /// The exit.
    Destination(DestinationId),
    /// Where people who were on the road when a plan continues another stop, at the place of this index.
    UnderWay(u32),
}

/// What an arc of the flow problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Carrier {
    /// From a zone's place to its node.
    Access(ZoneId),
    /// A link of the road network.
    Link(LinkId),
    /// The stretch of a corridor that ends at its gate of this position, or at the destination.
    Stretch(CorridorId, u32),
    /// A gate, by its position on the corridor.
    Gate(CorridorId, u32),
    /// From a stop or a zone onto a shuttle.
    Boarding(ShuttleId),
    /// The ride.
    Ride(ShuttleId),
    /// From where people on the road stopped, at no distance.
    Onwards,
    /// From a corridor that closed back to its entry.
    WayBack(CorridorId),
}

impl Carrier {
    /// The corridor that it is part of.
    pub fn corridor(self) -> Option<CorridorId> {
        match self {
            Carrier::Stretch(corridor, _) | Carrier::Gate(corridor, _) => Some(corridor),
            _ => None,
        }
    }
}

/// A directed way between two places.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// Where it starts; an index of [`Ways::places`].
    pub tail: u32,
    /// Where it ends.
    pub head: u32,
    /// What it is.
    pub carrier: Carrier,
    /// Speed and capacity as a share of the usual: below a whole it is the slowed way beside the
    /// usual one, open while a hazard slows it. Who enters just before keeps the usual speed.
    pub pace: Share,
    /// Duration, rounded up.
    pub milliseconds: u64,
    /// Who may enter when.
    pub schedule: Schedule,
}

impl Way {
    /// Whether anyone on it is outside: everything but stepping aboard.
    pub fn is_outside(&self) -> bool {
        !matches!(self.carrier, Carrier::Boarding(_))
    }

    /// Whose capacity it shares with other groups; homes and boarding have none of their own.
    pub fn shared(&self) -> Option<(Carrier, Share)> {
        match self.carrier {
            Carrier::Access(_) | Carrier::Boarding(_) | Carrier::Onwards | Carrier::WayBack(_) => {
                None
            }
            carrier => Some((carrier, self.pace)),
        }
    }
}

/// Places and ways.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ways {
    /// By index: what each node is.
    pub places: Vec<Place>,
    /// The ways.
    pub ways: Vec<Way>,
    /// By place: persons who may wait there; `None` is any number.
    pub shelter: Vec<Option<u64>>,
}

impl Ways {
    /// Whether no faster way stands for the same carrier; the fastest comes first.
    pub fn is_fastest(&self, way: usize) -> bool {
        let same = |way: &Way| (way.carrier, way.tail, way.head);
        way == 0 || same(&self.ways[way - 1]) != same(&self.ways[way])
    }

    /// The index of a place.
    pub fn find(&self, place: Place) -> Option<u32> {
        let index = self.places.iter().position(|&other| other == place)?;
        Some(index as u32)
    }
}
