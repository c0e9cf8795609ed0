//! `node.csv`.

use super::GmnsUnits;
use crate::table::{Defects, Row, Table, quoted};
use korridor_world::geometry::Position;
use korridor_world::{RoadNetwork, RoadNodeId, SourceId};
use std::collections::{BTreeMap, HashMap};

/// The nodes by their ids, and those that stand for each zone.
#[derive(Default)]
pub(super) struct Nodes {
    pub ids: HashMap<String, RoadNodeId>,
    pub zones: BTreeMap<String, Vec<RoadNodeId>>,
}

struct Columns {
    id: usize,
    x: usize,
    y: usize,
    zone: Option<usize>,
    kind: Option<usize>,
}

pub(super) fn read(
    bytes: &[u8],
    units: &GmnsUnits,
    network: &mut RoadNetwork,
    defects: &mut Defects<'_>,
) -> Nodes {
    let mut nodes = Nodes::default();
    let Some(mut table) = Table::open(bytes, defects) else {
        return nodes;
    };
    let required = ["node_id", "x_coord", "y_coord"].map(|name| table.required(name, defects));
    let [Some(id), Some(x), Some(y)] = required else {
        return nodes;
    };
    let columns = Columns {
        id,
        x,
        y,
        zone: table.optional(&["zone_id"]),
        kind: table.optional(&["node_type"]),
    };
    let mut members: BTreeMap<String, Vec<Member>> = BTreeMap::new();
    while let Some(row) = table.next(defects) {
        let Some(node) = node(&row, &columns, units, &mut nodes, network, defects) else {
            continue;
        };
        let is_centroid = row.text(columns.kind).eq_ignore_ascii_case("centroid");
        let id = row.text(Some(columns.id));
        let zone = row.text(columns.zone);
        // Some tools write 0 where a node belongs to no zone.
        if !zone.is_empty() && zone != "0" {
            let member = Member {
                node,
                is_namesake: id == zone,
                is_centroid,
            };
            members.entry(zone.to_owned()).or_default().push(member);
        }
        if is_centroid && id != zone {
            nodes.zones.insert(id.to_owned(), vec![node]);
        }
    }
    nodes.zones.extend(
        members
            .into_iter()
            .map(|(zone, members)| (zone, representatives(&members))),
    );
    nodes
}

fn node(
    row: &Row<'_>,
    columns: &Columns,
    units: &GmnsUnits,
    nodes: &mut Nodes,
    network: &mut RoadNetwork,
    defects: &mut Defects<'_>,
) -> Option<RoadNodeId> {
    let id = row.text(Some(columns.id));
    let place = place(row, columns.x, columns.y, units, defects);
    if id.is_empty() {
        defects.push(row.line, "node_id", "missing_id", "an empty cell", "an id");
        return None;
    }
    if nodes.ids.contains_key(id) {
        defects.push(
            row.line,
            "node_id",
            "duplicate_id",
            quoted(id),
            "each id once",
        );
        return None;
    }
    let node = network.add_node(place?, source_id(id));
    nodes.ids.insert(id.to_owned(), node);
    Some(node)
}

struct Member {
    node: RoadNodeId,
    /// The convention of several tools: the centroid of zone 7 is node 7.
    is_namesake: bool,
    is_centroid: bool,
}

/// The nodes that stand for a zone: the one of its name, else its centroids, else all of them.
fn representatives(members: &[Member]) -> Vec<RoadNodeId> {
    let chosen = |by: fn(&Member) -> bool| -> Vec<RoadNodeId> {
        members
            .iter()
            .filter(|member| by(member))
            .map(|member| member.node)
            .collect()
    };
    let ranks: [fn(&Member) -> bool; 3] = [
        |member| member.is_namesake,
        |member| member.is_centroid,
        |_| true,
    ];
    ranks
        .into_iter()
        .map(chosen)
        .find(|nodes| !nodes.is_empty())
        .unwrap_or_default()
}

fn place(
    row: &Row<'_>,
    x: usize,
    y: usize,
    units: &GmnsUnits,
    defects: &mut Defects<'_>,
) -> Option<Position> {
    let (x_range, y_range) = match units.projection {
        Some(_) => (f64::MIN..=f64::MAX, f64::MIN..=f64::MAX),
        None => (-180.0..=180.0, -90.0..=90.0),
    };
    let x = row.number(x, "x_coord", x_range, defects);
    let y = row.number(y, "y_coord", y_range, defects);
    let (x, y) = (x?, y?);
    let Some(projection) = &units.projection else {
        return Some(Position {
            longitude: x,
            latitude: y,
        });
    };
    let position = projection.position(x, y);
    if position.is_none() {
        let expected = format!("coordinates of EPSG:{}", projection.code());
        defects.push(
            row.line,
            "x_coord, y_coord",
            "coordinate_out_of_range",
            format!("{x}, {y}"),
            expected,
        );
    }
    position
}

/// Ids that are numbers stay numbers.
pub(super) fn source_id(id: &str) -> SourceId {
    let number = id
        .parse::<i64>()
        .ok()
        .filter(|number| number.to_string() == id);
    number.map_or_else(|| SourceId::Text(id.into()), SourceId::Number)
}
