//! `demand.csv`: trips from zone to zone; the sums by origin may serve as population.

use super::{GmnsNetwork, NamedTable};
use crate::population::{PopulationZone, exactly};
use crate::report::{ImportError, ImportReport};
use crate::table::{Defects, Table, quoted};
use korridor_world::geometry::{Position, Shape};
use std::collections::BTreeMap;

/// Sums the volumes of each origin zone: a zone for each origin, at the middle of the nodes that stand for it, in order of
/// zone ids. Sums are rounded to whole people. Rows of zones that no node belongs to are told in the report; those that
/// start there are left out.
///
/// # Errors
/// All defects of the table, and a table without any trip from a known zone.
pub fn read_demand(
    demand: NamedTable<'_>,
    network: &GmnsNetwork,
) -> Result<(Vec<PopulationZone>, ImportReport), ImportError> {
    let mut defects = Defects::of(demand.name);
    let mut report = ImportReport::default();
    let sums = origin_sums(demand.bytes, network, &mut report, &mut defects);
    if defects.is_empty() && sums.is_empty() {
        let expected = "rows of o_zone_id, d_zone_id, volume from zones of the node table";
        defects.push(0, "", "empty_table", "no trip from a known zone", expected);
    }
    if !defects.is_empty() {
        return Err(ImportError::Invalid(defects.finish()));
    }
    let zone = |(key, sum): (String, f64)| {
        let shape = Shape::Point(middle(network, &key));
        PopulationZone {
            key,
            name: None,
            shape,
            population: exactly(sum.round() as u64, demand.name),
        }
    };
    Ok((sums.into_iter().map(zone).collect(), report))
}

fn origin_sums(
    bytes: &[u8],
    network: &GmnsNetwork,
    report: &mut ImportReport,
    defects: &mut Defects<'_>,
) -> BTreeMap<String, f64> {
    let mut sums = BTreeMap::new();
    let Some(mut table) = Table::open(bytes, defects) else {
        return sums;
    };
    let columns = ["o_zone_id", "d_zone_id", "volume"].map(|name| table.required(name, defects));
    let [Some(origin), Some(destination), Some(volume)] = columns else {
        return sums;
    };
    while let Some(row) = table.next(defects) {
        let Some(volume) = row.number(volume, "volume", 0.0..=1e9, defects) else {
            continue;
        };
        let [origin, destination] = [origin, destination].map(|column| row.text(Some(column)));
        for (zone, code, taken) in [
            (origin, "origin_without_nodes", "its trips are left out"),
            (
                destination,
                "destination_without_nodes",
                "its trips count for their origins",
            ),
        ] {
            if !network.zones.contains_key(zone) {
                report.note(code, taken, || {
                    format!("line {}: zone {}", row.line, quoted(zone))
                });
            }
        }
        if network.zones.contains_key(origin) {
            *sums.entry(origin.to_owned()).or_default() += volume;
        }
    }
    sums
}

fn middle(network: &GmnsNetwork, zone: &str) -> Position {
    let nodes = network.zones.get(zone).map_or(&[][..], Vec::as_slice);
    let count = nodes.len().max(1) as f64;
    let positions = || {
        nodes
            .iter()
            .map(|&node| network.network.node(node).position)
    };
    Position {
        longitude: positions().map(|position| position.longitude).sum::<f64>() / count,
        latitude: positions().map(|position| position.latitude).sum::<f64>() / count,
    }
}
