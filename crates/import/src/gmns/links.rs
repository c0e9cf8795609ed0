//! `link.csv`.

use super::nodes::source_id;
use super::{CapacityPer, GmnsUnits};
use crate::report::ImportReport;
use crate::table::{Defects, Row, Table, quoted};
use korridor_world::geometry::Position;
use korridor_world::profile::{LANE_WIDTH_M, LEAST_FOOT_WIDTH_M, SHY_DISTANCE_M};
use korridor_world::{ModeSet, RoadClass, RoadLink, RoadNetwork, RoadNodeId};
use std::collections::HashMap;

struct Columns {
    from: usize,
    to: usize,
    length: usize,
    speed: usize,
    capacity: usize,
    id: Option<usize>,
    name: Option<usize>,
    lanes: Option<usize>,
    dir_flag: Option<usize>,
    directed: Option<usize>,
    geometry: Option<usize>,
    uses: Option<usize>,
}

impl Columns {
    fn of(table: &Table<'_>, defects: &mut Defects<'_>) -> Option<Columns> {
        let required = [
            "from_node_id",
            "to_node_id",
            "length",
            "free_speed",
            "capacity",
        ];
        let [from, to, length, speed, capacity] =
            required.map(|name| table.required(name, defects));
        Some(Columns {
            from: from?,
            to: to?,
            length: length?,
            speed: speed?,
            capacity: capacity?,
            id: table.optional(&["link_id"]),
            name: table.optional(&["name"]),
            lanes: table.optional(&["lanes"]),
            dir_flag: table.optional(&["dir_flag"]),
            directed: table.optional(&["directed"]),
            geometry: table.optional(&["geometry"]),
            uses: table.optional(&["allowed_uses", "allowed_use"]),
        })
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Forward,
    ForwardDrawnBackward,
    Both,
}

pub(super) fn read(
    bytes: &[u8],
    units: &GmnsUnits,
    nodes: &HashMap<String, RoadNodeId>,
    network: &mut RoadNetwork,
    report: &mut ImportReport,
    defects: &mut Defects<'_>,
) {
    let Some(mut table) = Table::open(bytes, defects) else {
        return;
    };
    let Some(columns) = Columns::of(&table, defects) else {
        return;
    };
    let mut names = HashMap::new();
    while let Some(row) = table.next(defects) {
        report.ways_read += 1;
        let tail = end(&row, columns.from, "from_node_id", nodes, defects);
        let head = end(&row, columns.to, "to_node_id", nodes, defects);
        let numbers = numbers(&row, &columns, units, defects);
        let direction = direction(&row, &columns, defects);
        let (Some(tail), Some(head), Some(numbers), Some(direction)) =
            (tail, head, numbers, direction)
        else {
            continue;
        };
        let modes = modes(row.text(columns.uses));
        if modes.is_empty() || numbers.speed_m_per_s == 0.0 {
            report.note("link_for_nobody", "left out", || {
                format!("line {}", row.line)
            });
            continue;
        }
        report.ways_kept += 1;
        let name = row.text(columns.name);
        let name = (!name.is_empty() && name != "(null)").then(|| {
            *names
                .entry(name.to_owned())
                .or_insert_with(|| network.store_name(name.to_owned()))
        });
        let forward = link(&row, &columns, units, direction, &numbers, network);
        let forward = RoadLink {
            tail,
            head,
            modes,
            name,
            ..forward
        };
        let backward = RoadLink {
            tail: head,
            head: tail,
            shape: forward.shape.reversed(),
            ..forward.clone()
        };
        network.add_link(forward);
        if direction == Direction::Both {
            network.add_link(backward);
        }
    }
}

/// The link of a row, without its ends, modes and name.
fn link(
    row: &Row<'_>,
    columns: &Columns,
    units: &GmnsUnits,
    direction: Direction,
    numbers: &Numbers,
    network: &mut RoadNetwork,
) -> RoadLink {
    let id = row.text(columns.id);
    let ways = network.store_ways([source_id(if id.is_empty() { "-" } else { id })]);
    let mut points = match units.projection {
        None => line_string(row.text(columns.geometry)),
        Some(_) => Vec::new(),
    };
    if direction == Direction::ForwardDrawnBackward {
        points.reverse();
    }
    RoadLink {
        tail: RoadNodeId(0),
        head: RoadNodeId(0),
        length_m: numbers.length_m,
        car_speed_m_per_s: numbers.speed_m_per_s,
        car_vehicles_per_hour: numbers.vehicles_per_hour,
        lanes: numbers.lanes,
        foot_width_m: (numbers.lanes * LANE_WIDTH_M - 2.0 * SHY_DISTANCE_M).max(LEAST_FOOT_WIDTH_M),
        class: RoadClass::Road,
        modes: ModeSet::NONE,
        name: None,
        shape: network.store_shape(points),
        ways,
    }
}

struct Numbers {
    length_m: f64,
    speed_m_per_s: f64,
    vehicles_per_hour: f64,
    lanes: f64,
}

fn numbers(
    row: &Row<'_>,
    columns: &Columns,
    units: &GmnsUnits,
    defects: &mut Defects<'_>,
) -> Option<Numbers> {
    let length = row.number(columns.length, "length", 0.0..=1e7, defects);
    let speed = row.number(columns.speed, "free_speed", 0.0..=1e3, defects);
    let capacity = row.number(columns.capacity, "capacity", 0.0..=1e9, defects);
    let lanes = match columns
        .lanes
        .filter(|&column| !row.text(Some(column)).is_empty())
    {
        Some(column) => row.number(column, "lanes", 0.0..=100.0, defects),
        None => Some(1.0),
    };
    let (length, speed, capacity, lanes) = (length?, speed?, capacity?, lanes?);
    Some(Numbers {
        length_m: length * units.length.metres(),
        speed_m_per_s: speed * units.speed.metres_per_second(),
        vehicles_per_hour: match units.capacity {
            CapacityPer::Lane => capacity * lanes,
            CapacityPer::Link => capacity,
        },
        lanes,
    })
}

fn end(
    row: &Row<'_>,
    column: usize,
    name: &str,
    nodes: &HashMap<String, RoadNodeId>,
    defects: &mut Defects<'_>,
) -> Option<RoadNodeId> {
    let id = row.text(Some(column));
    let node = nodes.get(id).copied();
    if node.is_none() {
        defects.push(
            row.line,
            name,
            "unknown_node",
            quoted(id),
            "a node_id of the node table",
        );
    }
    node
}

fn direction(row: &Row<'_>, columns: &Columns, defects: &mut Defects<'_>) -> Option<Direction> {
    let directed = row.text(columns.directed);
    let undirected = matches!(directed.to_ascii_lowercase().as_str(), "false" | "0" | "no");
    let flag = row.text(columns.dir_flag);
    match flag {
        "0" => Some(Direction::Both),
        "" | "1" if undirected => Some(Direction::Both),
        "" | "1" => Some(Direction::Forward),
        "-1" => Some(Direction::ForwardDrawnBackward),
        _ => {
            defects.push(
                row.line,
                "dir_flag",
                "unknown_direction",
                quoted(flag),
                "1, -1 or 0",
            );
            None
        }
    }
}

/// `allowed_uses`: a list of uses; empty means everybody who drives, for GMNS networks are road networks.
fn modes(uses: &str) -> ModeSet {
    let uses = uses.to_ascii_lowercase();
    if uses.trim().is_empty() {
        return ModeSet::CAR;
    }
    let of = |part: &str| match part.trim() {
        "auto" | "car" | "sov" | "hov" | "truck" | "bus" | "motor" | "motor_vehicle" => {
            ModeSet::CAR
        }
        "walk" | "ped" | "pedestrian" | "foot" => ModeSet::FOOT,
        "all" => ModeSet::ALL,
        _ => ModeSet::NONE,
    };
    uses.split([',', ';', '|', ' '])
        .fold(ModeSet::NONE, |set, part| set.with(of(part)))
}

/// The points between the ends of a WKT line string; none if it is anything else, for the geometry is only drawn.
fn line_string(text: &str) -> Vec<Position> {
    let inner = text.trim().to_ascii_uppercase();
    let Some(inner) = inner.strip_prefix("LINESTRING").map(str::trim) else {
        return Vec::new();
    };
    let Some(inner) = inner
        .strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'))
    else {
        return Vec::new();
    };
    let point = |pair: &str| {
        let mut numbers = pair.split_whitespace().map(str::parse::<f64>);
        let (Some(Ok(longitude)), Some(Ok(latitude))) = (numbers.next(), numbers.next()) else {
            return None;
        };
        Some(Position {
            longitude,
            latitude,
        })
        .filter(|point| point.is_on_earth())
    };
    let points: Option<Vec<Position>> = inner.split(',').map(point).collect();
    let points = points.unwrap_or_default();
    if points.len() < 3 {
        Vec::new()
    } else {
        points[1..points.len() - 1].to_vec()
    }
}
