//! `demand.csv`: trips from zone to zone; the sums by origin may serve as population.

use super::{GmnsNetwork, NamedTable};
use crate::population::{PopulationZone, exactly};
use crate::report::ImportError;
use crate::table::{Defects, Table, quoted};
use korridor_world::geometry::{Position, Shape};
use std::collections::BTreeMap;

/// Sums the volumes of each origin zone: a zone for each origin, at the middle of its nodes, in order of zone ids. Sums
/// are rounded to whole people.
///
/// # Errors
/// All defects of the table; a zone that no node belongs to; a table without any trip.
pub fn read_demand(
    demand: NamedTable<'_>,
    network: &GmnsNetwork,
) -> Result<Vec<PopulationZone>, ImportError> {
    let mut defects = Defects::of(demand.name);
    let mut sums: BTreeMap<String, f64> = BTreeMap::new();
    if let Some(mut table) = Table::open(demand.bytes, &mut defects) {
        let columns =
            ["o_zone_id", "d_zone_id", "volume"].map(|name| table.required(name, &mut defects));
        if let [Some(origin), Some(destination), Some(volume)] = columns {
            while let Some(row) = table.next(&mut defects) {
                let volume = row.number(volume, "volume", 0.0..=1e9, &mut defects);
                let origin = row.text(Some(origin));
                for zone in [origin, row.text(Some(destination))] {
                    if !network.zones.contains_key(zone) {
                        defects.push(
                            row.line,
                            "",
                            "unknown_zone",
                            quoted(zone),
                            "a zone_id of the node table",
                        );
                    }
                }
                *sums.entry(origin.to_owned()).or_default() += volume.unwrap_or(0.0);
            }
        }
    }
    if defects.is_empty() && sums.is_empty() {
        defects.push(
            0,
            "",
            "empty_table",
            "no trip",
            "rows of o_zone_id, d_zone_id, volume",
        );
    }
    if !defects.is_empty() {
        return Err(ImportError::Invalid(defects.finish()));
    }
    let zone = |(key, sum): (String, f64)| {
        let place = middle(network, &key);
        PopulationZone {
            key,
            name: None,
            shape: Shape::Point(place),
            population: exactly(sum.round() as u64, demand.name),
        }
    };
    Ok(sums.into_iter().map(zone).collect())
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
