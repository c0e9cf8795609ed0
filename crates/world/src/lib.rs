//! What exists before any plan: road network, people, corridors, pause windows, scenario.

pub mod geometry;
mod network;
pub mod profile;

pub use network::{
    Adjacency, LinkDistance, LinkId, LinkShape, Mode, ModeSet, NetworkIndex, NodeDistance, PoolRange, RoadClass,
    RoadLink, RoadNetwork, RoadNode, RoadNodeId, ShapeDirection, SourceId,
};
pub use profile::{CarProfile, FootProfile, LinkMetric, Metric, Profile};
