//! Places onto roads: nearest nodes, and the links that lie on a line or in an area.

use korridor_world::geometry::{Extent, Line, Position, Shape};
use korridor_world::{LinkId, Mode, ModeSet, NetworkIndex, RoadLink, RoadNetwork, RoadNodeId};

use super::reach::Reach;
use crate::scenario::defects::{Defects, Place};
use crate::scenario::geometry::told;

/// How far from the nearest road something that people must reach may lie, in metres.
pub const FARTHEST_FROM_ROAD_METRES: f64 = 1_000.0;
/// How far beside a link a line may run and still mean that link, in metres: the precision with
/// which people draw.
const BESIDE_METRES: f64 = 15.0;
/// Metres between the places at which a line is probed.
const PROBE_METRES: f64 = 20.0;
/// Places at which a line is probed at most.
const MOST_PROBES: usize = 10_000;

/// A node and its distance from a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Snap {
    /// The node.
    pub node: RoadNodeId,
    /// Metres to it.
    pub metres: f64,
}

/// The network with its index, as one kind of traveller sees it.
pub struct Roads {
    /// The network.
    pub network: RoadNetwork,
    /// How people travel unless their class says otherwise.
    pub mode: Mode,
    index: NetworkIndex,
    travelled: Vec<ModeSet>,
    /// The extent of its nodes.
    pub extent: Option<Extent>,
}

impl Roads {
    /// Indexes a network.
    pub fn new(network: RoadNetwork, mode: Mode) -> Roads {
        let mut travelled = vec![ModeSet::NONE; network.nodes.len()];
        for link in &network.links {
            for end in [link.tail, link.head] {
                travelled[end.index()] = travelled[end.index()].with(link.modes);
            }
        }
        let index = NetworkIndex::new(&network);
        let extent = Extent::of(network.nodes.iter().map(|node| node.position));
        Roads {
            network,
            mode,
            index,
            travelled,
            extent,
        }
    }

    /// The nearest node on a road that is travelled.
    pub fn nearest(&self, place: Position) -> Option<Snap> {
        self.nearest_where(place, |_| true)
    }

    fn nearest_where(&self, place: Position, admits: impl Fn(RoadNodeId) -> bool) -> Option<Snap> {
        let travelled = |node: RoadNodeId| self.travelled[node.index()].contains(self.mode);
        let found = self
            .index
            .nearest_node(&self.network, place, |node| travelled(node) && admits(node));
        found.map(|found| Snap {
            node: found.node,
            metres: found.distance_m,
        })
    }

    /// The nearest node from which a corridor can be reached, if it is hardly farther than the
    /// nearest node of all: a loose end of a footpath in a courtyard is nobody's way out.
    pub fn nearest_with_way_out(&self, place: Position, reach: &Reach) -> Option<Snap> {
        const DETOUR_METRES: f64 = 250.0;
        let nearest = self.nearest(place)?;
        let out = self.nearest_where(place, |node| reach.reaches_any(node));
        let near = out
            .filter(|out| out.metres <= (2.0 * nearest.metres).max(nearest.metres + DETOUR_METRES));
        Some(near.unwrap_or(nearest))
    }

    /// The nearest node to something that people must reach; tells a place without a road.
    pub fn must_touch(
        &self,
        place: Position,
        code: &str,
        at: &Place,
        defects: &mut Defects,
    ) -> Option<Snap> {
        self.within(FARTHEST_FROM_ROAD_METRES, place, code, at, defects)
    }

    /// The nearest node to the place from which a zone's people set out; a wide zone may have its
    /// middle as far from a road as it is wide.
    pub fn zone_touches(
        &self,
        place: Position,
        shape: &Shape,
        at: &Place,
        defects: &mut Defects,
    ) -> Option<Snap> {
        let wide = match shape {
            Shape::Area(area) => area.square_metres().sqrt(),
            _ => 0.0,
        };
        let farthest = wide.clamp(FARTHEST_FROM_ROAD_METRES, 10.0 * FARTHEST_FROM_ROAD_METRES);
        self.within(farthest, place, "zone_far_from_roads", at, defects)
    }

    fn within(
        &self,
        farthest: f64,
        place: Position,
        code: &str,
        at: &Place,
        defects: &mut Defects,
    ) -> Option<Snap> {
        // That there is no road for the profile at all has been told.
        let snap = self.nearest(place)?;
        if snap.metres <= farthest {
            return Some(snap);
        }
        let found = format!(
            "{}, {:.0} m from the nearest road",
            told(place),
            snap.metres
        );
        defects.error(at, code, found, format!("a road within {farthest:.0} m"));
        None
    }

    /// The links that a shape lies on: all that an area touches, and those along a line.
    pub fn links_on(&self, shape: &Shape) -> Vec<LinkId> {
        match shape {
            Shape::Point(_) => Vec::new(),
            Shape::Area(area) => {
                let found = self.index.links_near_area(&self.network, area, 0.0);
                found.into_iter().map(|found| found.link).collect()
            }
            Shape::Line(line) => {
                let found = self
                    .index
                    .links_near_line(&self.network, &line.0, BESIDE_METRES);
                let links = found.into_iter().map(|found| found.link);
                links
                    .filter(|link| self.runs_along(self.network.link(*link), line))
                    .collect()
            }
        }
    }

    /// Whether most of a link lies along the line, or most of the line along the link; a street that
    /// merely crosses the line does not.
    fn runs_along(&self, link: &RoadLink, line: &Line) -> bool {
        let road = Line(self.network.polyline(link));
        let mostly = |probes: &[Position], other: &Line| {
            let near = probes.iter().filter(|probe| beside(**probe, other)).count();
            2 * near > probes.len()
        };
        mostly(&probes(&road), line) || mostly(&probes(line), &road)
    }
}

fn beside(place: Position, line: &Line) -> bool {
    line.nearest(place)
        .is_some_and(|along| along.metres_beside <= BESIDE_METRES)
}

/// Places along a line at even distances, not its very ends: those touch the crossing streets.
pub fn probes(line: &Line) -> Vec<Position> {
    let metres = line.metres();
    let count = ((metres / PROBE_METRES).ceil().max(1.0) as usize).min(MOST_PROBES);
    let step = metres / count as f64;
    (0..count)
        .filter_map(|index| line.position_at((index as f64 + 0.5) * step))
        .collect()
}

/// A shape with its extent, to be asked about many places.
pub struct Ground<'a> {
    shape: &'a Shape,
    extent: Option<Extent>,
}

impl<'a> Ground<'a> {
    /// Measures a shape.
    pub fn new(shape: &'a Shape) -> Ground<'a> {
        let extent = Extent::of(shape.positions());
        Ground { shape, extent }
    }

    /// Whether a place lies on the shape: in an area, or beside a line.
    pub fn lies_under(&self, place: Position) -> bool {
        let near = self
            .extent
            .is_some_and(|extent| extent.contains_within(place, BESIDE_METRES));
        near && match self.shape {
            Shape::Point(_) => false,
            Shape::Line(line) => beside(place, line),
            Shape::Area(area) => area.contains(place),
        }
    }
}
