//! Files into the world: OpenStreetMap, GMNS, MATSim, zones, rasters and scenario folders.

pub mod gmns;
mod json;
mod limits;
pub mod matsim;
pub mod osm;
pub mod population;
mod projection;
mod report;
pub mod scenario;
mod table;
mod xml;

pub use limits::Limits;
pub use projection::Projection;
pub use report::{Finding, ImportError, ImportReport};
