//! Shuttles, convoys and sheltered waiting places.

use serde::{Deserialize, Serialize};

use super::{ClassId, CorridorId, WaitingPlaceId, ZoneId};
use crate::count::{Count, Source};
use crate::geometry::Position;
use crate::network::RoadNodeId;
use crate::time::{Instant, Interval};

/// What kind of vehicles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShuttleKind {
    /// Buses.
    Bus,
    /// Ambulances.
    Ambulance,
    /// Vehicles that leave together.
    Convoy,
}

/// Vehicles that carry people from one place towards an exit.
#[derive(Clone, Debug, PartialEq)]
pub struct Shuttle {
    /// Its id in the files.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What kind of vehicles.
    pub kind: ShuttleKind,
    /// Number of vehicles, at least 1.
    pub vehicles: u32,
    /// People that one vehicle takes, at least 1.
    pub seats: u32,
    /// How often they leave.
    pub service: Service,
    /// Seconds from departure to setting down.
    pub ride_seconds: u32,
    /// When vehicles may leave, in the order of time.
    pub hours: Vec<Interval>,
    /// Where people board.
    pub stop: Position,
    /// The node of the network where people on foot board.
    pub stop_node: RoadNodeId,
    /// Zones whose people it collects where they are, those who cannot walk included.
    pub zones: Vec<ZoneId>,
    /// Where people are set down.
    pub to: ShuttleEnd,
    /// The classes that it takes.
    pub classes: Vec<ClassId>,
    /// Who reports or promises it.
    pub sources: Vec<Source>,
}

/// How often vehicles leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Service {
    /// Every vehicle goes to and fro: over a long time `vehicles * seats` people leave in each
    /// `seconds`, evenly spread.
    RoundTrips {
        /// Seconds from one departure of a vehicle to its next, at least 1.
        seconds: u32,
    },
    /// All vehicles leave together at each of these instants, in the order of time.
    Departures(Vec<Instant>),
}

/// Where a shuttle sets people down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShuttleEnd {
    /// Through the corridor to its destination: its riders pass the corridor's gates, and the ride
    /// ends behind the last one.
    ThroughCorridor(CorridorId),
    /// At the entry of the corridor; who can't walk on cannot be helped by it alone.
    CorridorEntry(CorridorId),
    /// At a sheltered waiting place.
    WaitingPlace(WaitingPlaceId),
}

/// A sheltered place where people may wait. Nobody is planned to wait anywhere else but at home.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitingPlace {
    /// Its id in the files.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub place: Position,
    /// Its node of the network.
    pub node: RoadNodeId,
    /// How many find shelter at a time.
    pub capacity: Count,
    /// Who reports it.
    pub sources: Vec<Source>,
}
