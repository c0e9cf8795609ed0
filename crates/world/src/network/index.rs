//! Where things are: the nearest node to a place, and the links near a line or in an area.
//!
//! A grid of square cells over the network's extent; every node and every straight piece of a link is listed in the
//! cells that it touches. Building costs O(n log n), a query the cells it covers. Networks that cross the 180th
//! meridian are indexed correctly but slowly.

use super::{LinkId, RoadNetwork, RoadNodeId};
use crate::geometry::{Area, Extent, Position, Ring, project, segments_cross};

/// A node and how far away it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NodeDistance {
    /// The node.
    pub node: RoadNodeId,
    /// The distance in metres.
    pub distance_m: f64,
}

/// A link and how far away it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinkDistance {
    /// The link.
    pub link: LinkId,
    /// The distance in metres; 0 where it touches.
    pub distance_m: f64,
}

/// A spatial index over one network; it borrows nothing, so hand the same network to every query.
#[derive(Debug, Clone)]
pub struct NetworkIndex {
    grid: Grid,
    /// Node ids by cell.
    nodes: Cells,
    /// Link ids by cell; links over the same points, both directions, are both listed.
    links: Cells,
}

impl NetworkIndex {
    /// Indexes `network`.
    pub fn new(network: &RoadNetwork) -> NetworkIndex {
        let grid = Grid::over(network);
        let nodes = network
            .nodes_by_id()
            .map(|(id, node)| (grid.cell(node.position), id.0))
            .collect();
        let mut entries = Vec::with_capacity(network.links.len());
        for (id, link) in network.links_by_id() {
            let line = network.polyline(link);
            for piece in line.windows(2) {
                grid.for_cells_of_box(&[piece[0], piece[1]], 0.0, |cell| {
                    entries.push((cell, id.0))
                });
            }
        }
        NetworkIndex {
            grid,
            nodes: Cells::new(nodes),
            links: Cells::new(entries),
        }
    }

    /// The nearest node that `admits` accepts; ties go to the lower id. None if it accepts none.
    pub fn nearest_node(
        &self,
        network: &RoadNetwork,
        place: Position,
        mut admits: impl FnMut(RoadNodeId) -> bool,
    ) -> Option<NodeDistance> {
        let mut best: Option<NodeDistance> = None;
        for reach in 0..=self.grid.columns.max(self.grid.rows) {
            if best.is_some_and(|best| best.distance_m <= self.grid.ring_distance_m(place, reach)) {
                break;
            }
            self.grid.for_ring(place, reach, |cell| {
                for &node in self.nodes.at(cell) {
                    let node = RoadNodeId(node);
                    let distance_m = place.metres_to(network.node(node).position);
                    let closer = best.is_none_or(|best| {
                        distance_m < best.distance_m
                            || (distance_m == best.distance_m && node < best.node)
                    });
                    if closer && admits(node) {
                        best = Some(NodeDistance { node, distance_m });
                    }
                }
            });
        }
        best
    }

    /// The links that come within `reach_m` metres of the line, each once with its distance, in link order.
    pub fn links_near_line(
        &self,
        network: &RoadNetwork,
        line: &[Position],
        reach_m: f64,
    ) -> Vec<LinkDistance> {
        let mut candidates = Vec::new();
        for piece in pieces(line) {
            self.grid
                .for_cells_of_box(&[piece.0, piece.1], reach_m, |cell| {
                    candidates.extend_from_slice(self.links.at(cell));
                });
        }
        self.keep(candidates, |link| {
            let distance_m = line_distance_m(&network.polyline(network.link(link)), line);
            (distance_m <= reach_m).then_some(distance_m)
        })
    }

    /// The links that touch the area or come within `reach_m` metres of it, each once, in link order.
    pub fn links_near_area(
        &self,
        network: &RoadNetwork,
        area: &Area,
        reach_m: f64,
    ) -> Vec<LinkDistance> {
        let corners = corners_of(area);
        let mut candidates = Vec::new();
        self.grid.for_cells_of_box(&corners, reach_m, |cell| {
            candidates.extend_from_slice(self.links.at(cell))
        });
        let edges: Vec<_> = area.rings().flat_map(edges_of).collect();
        self.keep(candidates, |link| {
            let line = network.polyline(network.link(link));
            if line.iter().any(|&place| area.contains(place)) {
                return Some(0.0);
            }
            let distances = edges
                .iter()
                .map(|&(start, end)| line_distance_m(&line, &[start, end]));
            let distance_m = distances.fold(f64::INFINITY, f64::min);
            (distance_m <= reach_m).then_some(distance_m)
        })
    }

    /// The nodes inside the area, in node order.
    pub fn nodes_in_area(&self, network: &RoadNetwork, area: &Area) -> Vec<RoadNodeId> {
        let corners = corners_of(area);
        let mut found = Vec::new();
        self.grid.for_cells_of_box(&corners, 0.0, |cell| {
            let inside = self.nodes.at(cell).iter().map(|&node| RoadNodeId(node));
            found.extend(inside.filter(|&node| area.contains(network.node(node).position)));
        });
        found.sort_unstable();
        found
    }

    fn keep(
        &self,
        mut candidates: Vec<u32>,
        distance: impl Fn(LinkId) -> Option<f64>,
    ) -> Vec<LinkDistance> {
        candidates.sort_unstable();
        candidates.dedup();
        let links = candidates.into_iter().map(LinkId);
        links
            .filter_map(|link| distance(link).map(|distance_m| LinkDistance { link, distance_m }))
            .collect()
    }
}

fn corners_of(area: &Area) -> Vec<Position> {
    let extent = Extent::of(area.rings().flat_map(|ring| ring.0.iter().copied()));
    extent.map_or(Vec::new(), |extent| {
        vec![extent.south_west, extent.north_east]
    })
}

fn edges_of(ring: &Ring) -> impl Iterator<Item = (Position, Position)> + '_ {
    let corners = &ring.0;
    (0..corners.len()).map(|index| (corners[index], corners[(index + 1) % corners.len()]))
}

fn pieces(line: &[Position]) -> impl Iterator<Item = (Position, Position)> + '_ {
    let count = if line.len() == 1 {
        1
    } else {
        line.len().saturating_sub(1)
    };
    (0..count).map(|index| (line[index], line[(index + 1).min(line.len() - 1)]))
}

pub(super) fn line_distance_m(one: &[Position], other: &[Position]) -> f64 {
    let mut nearest = f64::INFINITY;
    for (a, b) in pieces(one) {
        for (c, d) in pieces(other) {
            if segments_cross([a, b], [c, d]) {
                return 0.0;
            }
            let ends = [
                project(a, c, d).1,
                project(b, c, d).1,
                project(c, a, b).1,
                project(d, a, b).1,
            ];
            nearest = ends.into_iter().fold(nearest, f64::min);
        }
    }
    nearest
}

/// Items by cell, sorted, in one block.
#[derive(Debug, Clone)]
struct Cells {
    items: Vec<u32>,
    starts: Vec<u32>,
}

impl Cells {
    fn new(mut entries: Vec<(u32, u32)>) -> Cells {
        entries.sort_unstable();
        entries.dedup();
        let cell_count = entries.last().map_or(0, |entry| entry.0 as usize + 1);
        let mut starts = vec![0u32; cell_count + 1];
        for entry in &entries {
            starts[entry.0 as usize + 1] += 1;
        }
        for cell in 0..cell_count {
            starts[cell + 1] += starts[cell];
        }
        let items = entries.iter().map(|entry| entry.1).collect();
        Cells { items, starts }
    }

    fn at(&self, cell: u32) -> &[u32] {
        let cell = cell as usize;
        if cell + 1 >= self.starts.len() {
            return &[];
        }
        &self.items[self.starts[cell] as usize..self.starts[cell + 1] as usize]
    }
}

/// The cells: `columns` x `rows` from the south-west corner.
#[derive(Debug, Clone)]
struct Grid {
    corner: Position,
    cell_lon: f64,
    cell_lat: f64,
    columns: u32,
    rows: u32,
}

impl Grid {
    fn over(network: &RoadNetwork) -> Grid {
        let positions = network.nodes.iter().map(|node| node.position);
        let origin = Position {
            longitude: 0.0,
            latitude: 0.0,
        };
        let Extent {
            south_west: low,
            north_east: high,
        } = Extent::of(positions).unwrap_or(Extent {
            south_west: origin,
            north_east: origin,
        });
        // About two nodes a cell; at most 2^20 cells, whatever the shape.
        let side = ((network.nodes.len() as f64 / 2.0).sqrt().ceil() as u32).clamp(1, 1024);
        let cell_lon = ((high.longitude - low.longitude) / f64::from(side)).max(1e-5);
        let cell_lat = ((high.latitude - low.latitude) / f64::from(side)).max(1e-5);
        Grid {
            corner: low,
            cell_lon,
            cell_lat,
            columns: side,
            rows: side,
        }
    }

    fn column(&self, lon: f64) -> u32 {
        (((lon - self.corner.longitude) / self.cell_lon).max(0.0) as u32).min(self.columns - 1)
    }

    fn row(&self, lat: f64) -> u32 {
        (((lat - self.corner.latitude) / self.cell_lat).max(0.0) as u32).min(self.rows - 1)
    }

    fn cell(&self, place: Position) -> u32 {
        self.row(place.latitude) * self.columns + self.column(place.longitude)
    }

    /// A lower bound on the distance from `place` to what lies in rings `reach` and beyond around its cell.
    fn ring_distance_m(&self, place: Position, reach: u32) -> f64 {
        if reach == 0 {
            return 0.0;
        }
        // A degree of longitude is shortest at the end of the extent that is nearer to a pole.
        let north = self.corner.latitude + self.cell_lat * f64::from(self.rows);
        let steep = self
            .corner
            .latitude
            .abs()
            .max(north.abs())
            .max(place.latitude.abs())
            .min(90.0);
        let at = |longitude, latitude| Position {
            longitude,
            latitude,
        };
        let cells = f64::from(reach - 1);
        let east_m = at(0.0, steep).metres_to(at((self.cell_lon * cells).min(180.0), steep));
        let north_m = at(0.0, 0.0).metres_to(at(0.0, (self.cell_lat * cells).min(180.0)));
        east_m.min(north_m)
    }

    /// Visits the cells whose larger offset from the cell of `place` is exactly `reach`.
    fn for_ring(&self, place: Position, reach: u32, mut visit: impl FnMut(u32)) {
        let (column, row) = (
            i64::from(self.column(place.longitude)),
            i64::from(self.row(place.latitude)),
        );
        let reach = i64::from(reach);
        for y in (row - reach).max(0)..=(row + reach).min(i64::from(self.rows) - 1) {
            let edge = (y - row).abs() == reach;
            let step = if edge || reach == 0 { 1 } else { 2 * reach };
            let mut x = column - reach;
            while x <= column + reach {
                if (0..i64::from(self.columns)).contains(&x) {
                    visit((y * i64::from(self.columns) + x) as u32);
                }
                x += step;
            }
        }
    }

    /// Visits the cells that the box around `places`, widened by `reach_m` metres, covers.
    fn for_cells_of_box(&self, places: &[Position], reach_m: f64, mut visit: impl FnMut(u32)) {
        let Some(extent) = Extent::of(places.iter().copied()) else {
            return;
        };
        let (low, high) = (extent.south_west, extent.north_east);
        let reach_lat = reach_m / 111_000.0;
        let steep = low
            .latitude
            .abs()
            .max(high.latitude.abs())
            .min(89.0)
            .to_radians()
            .cos();
        let reach_lon = reach_lat / steep;
        for row in self.row(low.latitude - reach_lat)..=self.row(high.latitude + reach_lat) {
            for column in
                self.column(low.longitude - reach_lon)..=self.column(high.longitude + reach_lon)
            {
                visit(row * self.columns + column);
            }
        }
    }
}
