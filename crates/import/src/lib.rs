//! Files into the world: OpenStreetMap, GMNS, MATSim, zones, rasters and scenario folders.

mod limits;
pub mod osm;
mod report;
pub mod scenario;
mod xml;

pub use limits::Limits;
pub use report::{Finding, ImportError, ImportReport};
