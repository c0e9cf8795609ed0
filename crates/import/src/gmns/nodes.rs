//! `node.csv`.

use super::GmnsUnits;
use crate::table::{Defects, Row, Table, quoted};
use korridor_world::geometry::Position;
use korridor_world::{RoadNetwork, RoadNodeId, SourceId};
use std::collections::{BTreeMap, HashMap};

/// The nodes by their ids, and by zone.
#[derive(Default)]
pub(super) struct Nodes {
    pub ids: HashMap<String, RoadNodeId>,
    pub zones: BTreeMap<String, Vec<RoadNodeId>>,
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
    let columns = ["node_id", "x_coord", "y_coord"].map(|name| table.required(name, defects));
    let [Some(id_column), Some(x_column), Some(y_column)] = columns else {
        return nodes;
    };
    let zone_column = table.optional(&["zone_id"]);
    while let Some(row) = table.next(defects) {
        let id = row.text(Some(id_column));
        let place = place(&row, x_column, y_column, units, defects);
        if id.is_empty() {
            defects.push(row.line, "node_id", "missing_id", "an empty cell", "an id");
            continue;
        }
        if nodes.ids.contains_key(id) {
            defects.push(
                row.line,
                "node_id",
                "duplicate_id",
                quoted(id),
                "each id once",
            );
            continue;
        }
        let Some(place) = place else { continue };
        let node = network.add_node(place, source_id(id));
        nodes.ids.insert(id.to_owned(), node);
        let zone = row.text(zone_column);
        // Some tools write 0 where a node belongs to no zone.
        if !zone.is_empty() && zone != "0" {
            nodes.zones.entry(zone.to_owned()).or_default().push(node);
        }
    }
    nodes
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
