//! GMNS (General Modeling Network Specification) `node.csv`, `link.csv` and `demand.csv`.
//!
//! GMNS leaves the units of length and speed to the project and its capacity to usage, so they are arguments. Read are
//! `node_id`, `x_coord`, `y_coord`, `zone_id`; `link_id`, `name`, `from_node_id`, `to_node_id`, `length`, `free_speed`,
//! `capacity`, `lanes`, `dir_flag`, `directed`, `geometry`, `allowed_uses`. `dir_flag` 1: from -> to; 0 (or `directed`
//! false): both ways; -1: from -> to, its geometry drawn the other way. Of a two-way link the lanes and the capacity of
//! a link are those of each direction. Coordinates are degrees unless a projection is given.

mod demand;
mod links;
mod nodes;

pub use demand::read_demand;

use crate::projection::Projection;
use crate::report::{ImportError, ImportReport};
use crate::table::Defects;
use korridor_world::{RoadNetwork, RoadNodeId};
use std::collections::BTreeMap;

/// The unit of `length`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LengthUnit {
    /// Metres.
    Metre,
    /// Kilometres.
    Kilometre,
    /// International miles, 1,609.344 m.
    Mile,
    /// International feet, 0.3048 m.
    Foot,
}

impl LengthUnit {
    /// Metres in one of these.
    pub const fn metres(self) -> f64 {
        match self {
            LengthUnit::Metre => 1.0,
            LengthUnit::Kilometre => 1000.0,
            LengthUnit::Mile => 1609.344,
            LengthUnit::Foot => 0.3048,
        }
    }
}

/// The unit of `free_speed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeedUnit {
    /// Kilometres per hour.
    KilometresPerHour,
    /// Miles per hour.
    MilesPerHour,
    /// Metres per second.
    MetresPerSecond,
}

impl SpeedUnit {
    /// Metres per second in one of these.
    pub const fn metres_per_second(self) -> f64 {
        match self {
            SpeedUnit::KilometresPerHour => 1.0 / 3.6,
            SpeedUnit::MilesPerHour => 0.44704,
            SpeedUnit::MetresPerSecond => 1.0,
        }
    }
}

/// What `capacity`, in vehicles per hour, is the capacity of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CapacityPer {
    /// One lane, as the specification has it.
    Lane,
    /// The whole link in its direction.
    Link,
}

/// What GMNS leaves open.
#[derive(Debug, Clone)]
pub struct GmnsUnits {
    /// The unit of `length`.
    pub length: LengthUnit,
    /// The unit of `free_speed`.
    pub speed: SpeedUnit,
    /// What `capacity` is the capacity of.
    pub capacity: CapacityPer,
    /// The system of the coordinates, where they are not degrees of EPSG:4326.
    pub projection: Option<Projection>,
}

/// A table and what defects call it.
#[derive(Debug, Clone, Copy)]
pub struct NamedTable<'a> {
    /// The name of the file.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// A GMNS network.
#[derive(Debug, Clone)]
pub struct GmnsNetwork {
    /// The road network.
    pub network: RoadNetwork,
    /// The nodes that stand for each zone, by `zone_id`: the node of the same id, else its centroids, else all its nodes.
    /// A centroid whose id is no zone's is a zone of its own.
    pub zones: BTreeMap<String, Vec<RoadNodeId>>,
    /// What was read.
    pub report: ImportReport,
}

/// Reads the two tables of a network.
///
/// # Errors
/// All defects of both tables: missing columns, numbers that are none, unknown nodes, duplicate ids, an empty network.
pub fn read(
    nodes: NamedTable<'_>,
    links: NamedTable<'_>,
    units: &GmnsUnits,
) -> Result<GmnsNetwork, ImportError> {
    let mut network = RoadNetwork::default();
    let mut report = ImportReport::default();
    let mut node_defects = Defects::of(nodes.name);
    let read = nodes::read(nodes.bytes, units, &mut network, &mut node_defects);
    report.nodes_read = read.ids.len() as u64;
    let mut link_defects = Defects::of(links.name);
    links::read(
        links.bytes,
        units,
        &read.ids,
        &mut network,
        &mut report,
        &mut link_defects,
    );
    if network.links.is_empty() && node_defects.is_empty() && link_defects.is_empty() {
        link_defects.push(
            0,
            "",
            "empty_network",
            "no link that anybody may use",
            "links",
        );
    }
    let mut defects = node_defects.finish();
    defects.extend(link_defects.finish());
    if !defects.is_empty() {
        return Err(ImportError::Invalid(defects));
    }
    Ok(GmnsNetwork {
        network,
        zones: read.zones,
        report,
    })
}
