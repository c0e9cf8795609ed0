//! How many people are where: tables of points or hexagons, GeoJSON, GeoPackage, and rasters summed to zones.
//!
//! Every reader gives zones in file order with their figures as low, best and high, and refuses with all defects at once:
//! missing columns, numbers that are none, negative, fractional or absurd, places off the globe, ids that occur twice.

mod figures;
mod geojson;
mod geopackage;
mod raster;
mod table;
mod wkb;

pub use figures::Fractions;
pub(crate) use figures::exactly;
pub use geojson::read_geojson;
pub use geopackage::read_geopackage;
pub use raster::{RasterSums, sum_raster};
pub use table::{TableColumns, read_table};

use korridor_world::Count;
use korridor_world::geometry::Shape;

/// People and where they are.
#[derive(Debug, Clone, PartialEq)]
pub struct PopulationZone {
    /// Its id in the file.
    pub key: String,
    /// Its name, if the file has one.
    pub name: Option<String>,
    /// A point or an area.
    pub shape: Shape,
    /// How many; the file is its source.
    pub population: Count,
}

/// Which properties of a GeoJSON feature, or columns of a GeoPackage table, hold what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneProperties {
    /// The id; unique, text or a whole number.
    pub key: String,
    /// The name.
    pub name: Option<String>,
    /// The best figure.
    pub best: String,
    /// The lowest figure; the best one where absent.
    pub low: Option<String>,
    /// The highest figure; the best one where absent.
    pub high: Option<String>,
    /// What becomes of fractional figures.
    pub fractions: Fractions,
}
