//! The road network: *topology* only. What a link costs and carries for one kind of traveller is a
//! [`crate::Metric`], made from the network and a [`crate::Profile`]; closing a road changes the metric for an
//! interval and never rebuilds the network.
//!
//! Coordinates are longitude and latitude in EPSG:4326, lengths metres, speeds metres per second. Links are
//! directed; a two-way street is two links that share one stored shape. Intermediate geometry lives in one pool,
//! so that a simplified chain keeps its shape for maps.

mod clip;
mod index;
mod reach;
mod simplify;
#[cfg(test)]
mod tests;

pub use clip::Clipped;
pub use index::{LinkDistance, NetworkIndex, NodeDistance};
pub use reach::Reach;
pub use simplify::Simplified;

use crate::geometry::Position;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;

/// Index of a node in [`RoadNetwork::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RoadNodeId(pub u32);

/// Index of a directed link in [`RoadNetwork::links`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LinkId(pub u32);

impl RoadNodeId {
    /// The position in [`RoadNetwork::nodes`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl LinkId {
    /// The position in [`RoadNetwork::links`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The name that a source file gave to a node, a way or a link, kept for reference only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SourceId {
    /// A number, as in OpenStreetMap.
    Number(i64),
    /// Any text, as in GMNS and MATSim.
    Text(Box<str>),
}

impl fmt::Display for SourceId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SourceId::Number(number) => write!(out, "{number}"),
            SourceId::Text(text) => out.write_str(text),
        }
    }
}

/// How somebody travels on a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Walking, or being pushed or carried by somebody who walks.
    Foot,
    /// A car, bus or ambulance on the carriageway.
    Car,
}

/// The set of modes that may use a link.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct ModeSet(u8);

impl ModeSet {
    /// Nobody.
    pub const NONE: ModeSet = ModeSet(0);
    /// Walkers only.
    pub const FOOT: ModeSet = ModeSet(1);
    /// Vehicles only.
    pub const CAR: ModeSet = ModeSet(2);
    /// Walkers and vehicles.
    pub const ALL: ModeSet = ModeSet(3);

    /// The set with `mode` alone.
    pub const fn only(mode: Mode) -> ModeSet {
        match mode {
            Mode::Foot => ModeSet::FOOT,
            Mode::Car => ModeSet::CAR,
        }
    }

    /// Whether `mode` is in the set.
    pub const fn contains(self, mode: Mode) -> bool {
        self.0 & ModeSet::only(mode).0 != 0
    }

    /// Whether nobody is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Both sets together.
    pub const fn with(self, other: ModeSet) -> ModeSet {
        ModeSet(self.0 | other.0)
    }

    /// What is in `self` and not in `other`.
    pub const fn without(self, other: ModeSet) -> ModeSet {
        ModeSet(self.0 & !other.0)
    }
}

/// What kind of road a link is; the row of [`crate::profile::ROAD_CLASSES`] that its defaults came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoadClass {
    /// Restricted-access dual carriageway.
    Motorway,
    /// Slip road of a motorway.
    MotorwayLink,
    /// The most important roads that are not motorways.
    Trunk,
    /// Slip road of a trunk road.
    TrunkLink,
    /// Major road between large towns.
    Primary,
    /// Slip road of a primary road.
    PrimaryLink,
    /// Road between towns.
    Secondary,
    /// Slip road of a secondary road.
    SecondaryLink,
    /// Road between villages, or a collector in a town.
    Tertiary,
    /// Slip road of a tertiary road.
    TertiaryLink,
    /// Minor public road.
    Unclassified,
    /// Street that gives access to homes.
    Residential,
    /// Street where walkers have priority.
    LivingStreet,
    /// Access road, alley, parking aisle, driveway.
    Service,
    /// Agricultural or forest road.
    Track,
    /// Road of unknown class, and any link of a format that knows no classes.
    Road,
    /// Street or square for walkers.
    Pedestrian,
    /// Path meant for walkers.
    Footway,
    /// Path of no particular use.
    Path,
    /// Path for cyclists.
    Cycleway,
    /// Path for riders.
    Bridleway,
    /// Stairs.
    Steps,
}

/// A place where links meet or end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoadNode {
    /// Where it is.
    pub position: Position,
    /// What its source file called it.
    pub source_id: SourceId,
}

/// One direction of a stretch of road between two nodes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoadLink {
    /// Where it starts.
    pub tail: RoadNodeId,
    /// Where it ends.
    pub head: RoadNodeId,
    /// Length along its shape, in metres.
    pub length_m: f64,
    /// Free-flow speed of vehicles, in metres per second; positive.
    pub car_speed_m_per_s: f64,
    /// Vehicles per hour that may enter in this direction, all lanes together; 0 where none is admitted.
    pub car_vehicles_per_hour: f64,
    /// Lanes in this direction; may be fractional (half of a single shared lane).
    pub lanes: f64,
    /// Width that walkers can use, all directions together and shy distances already taken off, in metres.
    pub foot_width_m: f64,
    /// What kind of road it is.
    pub class: RoadClass,
    /// Who may use it in this direction.
    pub modes: ModeSet,
    /// Its street name, if any; an index for [`RoadNetwork::name`].
    pub name: Option<u32>,
    /// Its intermediate points in the pool, and whether it runs through them backwards.
    pub shape: LinkShape,
    /// Its ways (or source links) in the pool.
    pub ways: PoolRange,
}

/// A stretch of one of the network's pools.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PoolRange {
    /// The first item.
    pub start: u32,
    /// One past the last item.
    pub end: u32,
}

impl PoolRange {
    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Where the intermediate points of a link are, and in which order it passes them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkShape {
    /// The stretch of the pool of points.
    pub points: PoolRange,
    /// The order in which the link passes them.
    pub direction: ShapeDirection,
}

impl LinkShape {
    /// The same points, passed the other way.
    pub fn reversed(self) -> LinkShape {
        let direction = match self.direction {
            ShapeDirection::AsStored => ShapeDirection::Reversed,
            ShapeDirection::Reversed => ShapeDirection::AsStored,
        };
        LinkShape {
            points: self.points,
            direction,
        }
    }
}

/// The order in which a link passes its stored points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShapeDirection {
    /// First stored point first.
    #[default]
    AsStored,
    /// Last stored point first.
    Reversed,
}

/// Nodes, directed links, and the pools that links point into.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RoadNetwork {
    /// The nodes, by [`RoadNodeId`].
    pub nodes: Vec<RoadNode>,
    /// The links, by [`LinkId`].
    pub links: Vec<RoadLink>,
    shape_points: Vec<Position>,
    way_ids: Vec<SourceId>,
    names: Vec<String>,
}

impl RoadNetwork {
    /// The node at `id`.
    pub fn node(&self, id: RoadNodeId) -> &RoadNode {
        &self.nodes[id.index()]
    }

    /// The link at `id`.
    pub fn link(&self, id: LinkId) -> &RoadLink {
        &self.links[id.index()]
    }

    /// Every link with its id, in order.
    pub fn links_by_id(&self) -> impl Iterator<Item = (LinkId, &RoadLink)> {
        self.links
            .iter()
            .enumerate()
            .map(|(index, link)| (LinkId(index as u32), link))
    }

    /// Every node with its id, in order.
    pub fn nodes_by_id(&self) -> impl Iterator<Item = (RoadNodeId, &RoadNode)> {
        self.nodes
            .iter()
            .enumerate()
            .map(|(index, node)| (RoadNodeId(index as u32), node))
    }

    /// The street name of a link.
    pub fn name(&self, link: &RoadLink) -> Option<&str> {
        link.name.map(|index| self.names[index as usize].as_str())
    }

    /// The ways (or source links) that a link was made of.
    pub fn ways(&self, link: &RoadLink) -> &[SourceId] {
        &self.way_ids[link.ways.range()]
    }

    /// The points between tail and head, in the order in which the link passes them.
    pub fn shape(&self, link: &RoadLink) -> impl DoubleEndedIterator<Item = Position> {
        let points = &self.shape_points[link.shape.points.range()];
        let last = points.len().wrapping_sub(1);
        let direction = link.shape.direction;
        (0..points.len()).map(move |index| match direction {
            ShapeDirection::AsStored => points[index],
            ShapeDirection::Reversed => points[last - index],
        })
    }

    /// The whole line of a link, tail and head included.
    pub fn polyline(&self, link: &RoadLink) -> Vec<Position> {
        let mut line = vec![self.node(link.tail).position];
        line.extend(self.shape(link));
        line.push(self.node(link.head).position);
        line
    }

    /// Adds a node.
    pub fn add_node(&mut self, position: Position, source_id: SourceId) -> RoadNodeId {
        let id = RoadNodeId(index_of(self.nodes.len()));
        self.nodes.push(RoadNode {
            position,
            source_id,
        });
        id
    }

    /// Adds a link, whose shape, ways and name were stored before.
    pub fn add_link(&mut self, link: RoadLink) -> LinkId {
        let id = LinkId(index_of(self.links.len()));
        self.links.push(link);
        id
    }

    /// Stores the intermediate points of a link (tail and head left out).
    pub fn store_shape(&mut self, points: impl IntoIterator<Item = Position>) -> LinkShape {
        let start = index_of(self.shape_points.len());
        self.shape_points.extend(points);
        let points = PoolRange {
            start,
            end: index_of(self.shape_points.len()),
        };
        LinkShape {
            points,
            direction: ShapeDirection::AsStored,
        }
    }

    /// Stores the ways that a link is made of.
    pub fn store_ways(&mut self, ways: impl IntoIterator<Item = SourceId>) -> PoolRange {
        let start = index_of(self.way_ids.len());
        self.way_ids.extend(ways);
        PoolRange {
            start,
            end: index_of(self.way_ids.len()),
        }
    }

    /// Stores a street name; callers store each name once.
    pub fn store_name(&mut self, name: String) -> u32 {
        let index = index_of(self.names.len());
        self.names.push(name);
        index
    }

    /// The stored names, by the index that links keep.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Total length of all directed links, in metres.
    pub fn length_m(&self) -> f64 {
        self.links.iter().map(|link| link.length_m).sum()
    }

    /// The links that leave each node, by node, each list in link order.
    pub fn outgoing(&self) -> Adjacency {
        Adjacency::new(self.nodes.len(), self.links.iter().map(|link| link.tail))
    }

    /// The links that enter each node, by node, each list in link order.
    pub fn incoming(&self) -> Adjacency {
        Adjacency::new(self.nodes.len(), self.links.iter().map(|link| link.head))
    }
}

fn index_of(length: usize) -> u32 {
    u32::try_from(length).expect("importers refuse networks with more than 2^32 items")
}

/// Links by node, in one contiguous block.
#[derive(Debug, Clone)]
pub struct Adjacency {
    starts: Vec<u32>,
    links: Vec<LinkId>,
}

impl Adjacency {
    fn new(node_count: usize, node_of_link: impl Iterator<Item = RoadNodeId> + Clone) -> Adjacency {
        let mut starts = vec![0u32; node_count + 1];
        for node in node_of_link.clone() {
            starts[node.index() + 1] += 1;
        }
        for index in 0..node_count {
            starts[index + 1] += starts[index];
        }
        let mut next = starts.clone();
        let mut links = vec![LinkId(0); starts[node_count] as usize];
        for (index, node) in node_of_link.enumerate() {
            links[next[node.index()] as usize] = LinkId(index as u32);
            next[node.index()] += 1;
        }
        Adjacency { starts, links }
    }

    /// The links of `node`.
    pub fn links(&self, node: RoadNodeId) -> &[LinkId] {
        let node = node.index();
        &self.links[self.starts[node] as usize..self.starts[node + 1] as usize]
    }
}
