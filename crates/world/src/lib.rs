//! What exists before any plan: road network, people, corridors, pause windows, scenario.

mod count;
mod daylight;
mod defect;
pub mod geometry;
mod network;
pub mod profile;
pub mod scenario;
pub mod time;

pub use count::{
    Band, Count, Level, MetresPerSecond, Persons, PersonsPerHour, PersonsPerVehicle, Share, Source,
};
pub use daylight::{Daylight, daylight};
pub use defect::{Defect, Severity};

pub use network::{
    Adjacency, Clipped, LinkDistance, LinkId, LinkShape, Mode, ModeSet, NetworkIndex, NodeDistance,
    PoolRange, Reach, RoadClass, RoadLink, RoadNetwork, RoadNode, RoadNodeId, ShapeDirection,
    Simplified, SourceId,
};
pub use profile::{CarProfile, FootProfile, LinkMetric, Metric, Profile};
pub use scenario::Scenario;
pub use time::{Instant, Interval, LocalClock, LocalTime, LocalTimeError};
