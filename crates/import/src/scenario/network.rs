//! The road network of a scenario, by the importer of its format, without the nodes that nobody needs.

use korridor_world::geometry::Position;
use korridor_world::{Mode, RoadNetwork, RoadNodeId};

use super::defects::{Defects, Place};
use super::files::Files;
use super::raw::{RawNetwork, RawNetworkKind, RawPosition, RawUsage};
use super::resolve::people::shape_or_place;
use super::resolve::reach::Reach;
use super::resolve::roads::Roads;
use super::sections::{Sections, file};
use crate::{ImportError, Limits};

/// Reads the network that `[network]` names and simplifies it: chains of nodes become single links,
/// and what zones, corridors, stops and waiting places refer to stays.
pub fn read_roads(
    sections: &Sections,
    mode: Mode,
    files: &Files,
    defects: &mut Defects,
) -> Option<Roads> {
    let network = read_network(sections.network.as_ref()?, files, defects)?;
    let full = Roads::new(network, mode);
    let keep = referred_to(sections, &full);
    Some(Roads::new(full.network.simplify(&keep).network, mode))
}

fn read_network(raw: &RawNetwork, files: &Files, defects: &mut Defects) -> Option<RoadNetwork> {
    match raw.kind {
        RawNetworkKind::Osm => {
            let (name, bytes) = named(raw.file.as_ref(), "file", raw, files, defects)?;
            let read = crate::osm::read(name, bytes, &Limits::default());
            imported(read.map(|(network, _)| network), name, defects)
        }
        RawNetworkKind::Gmns | RawNetworkKind::Matsim => None,
    }
}

fn named<'a>(
    name: Option<&'a String>,
    key: &str,
    raw: &RawNetwork,
    files: &'a Files,
    defects: &mut Defects,
) -> Option<(&'a str, &'a [u8])> {
    let Some(name) = name else {
        let place = Place::new(super::SCENARIO_FILE, raw.line, "network");
        defects.error(
            &place,
            "missing_key",
            format!("no {key:?}"),
            "the file of the network",
        );
        return None;
    };
    let bytes = file(name, files, &format!("network, {key}"), defects)?;
    files
        .get_key_value(name)
        .map(|(name, _)| (name.as_str(), bytes))
}

fn imported(
    read: Result<RoadNetwork, ImportError>,
    name: &str,
    defects: &mut Defects,
) -> Option<RoadNetwork> {
    match read {
        Ok(network) => Some(network),
        Err(ImportError::Invalid(found)) => {
            defects.extend(found);
            None
        }
        Err(error @ ImportError::Io { .. }) => {
            defects.error(
                &Place::new(name, 0, ""),
                "unreadable_file",
                error.to_string(),
                "a file that can be read",
            );
            None
        }
    }
}

/// The nodes that the scenario refers to, found just as the resolved scenario will find them. What is
/// wrong with the places is told there and not here.
fn referred_to(sections: &Sections, roads: &Roads) -> Vec<RoadNodeId> {
    let mut ignored = Defects::default();
    let mut centre =
        |geometry, at| shape_or_place(geometry, at, &Place::default(), &mut ignored)?.centre();
    let position = |[longitude, latitude]: RawPosition| Position {
        longitude,
        latitude,
    };
    let nearest = |at: Option<Position>| {
        roads
            .nearest(at.filter(|at| at.is_on_earth())?)
            .map(|snap| snap.node)
    };
    let mut entries = Vec::new();
    let mut keep = Vec::new();
    for raw in &sections.corridors.items {
        let first = raw
            .points
            .as_ref()
            .and_then(|points| points.first().copied())
            .map(position);
        let drawn = || {
            let coordinates = raw.geometry.as_ref()?.get("coordinates")?.get(0)?;
            Some(position([
                coordinates.get(0)?.as_f64()?,
                coordinates.get(1)?.as_f64()?,
            ]))
        };
        let node = nearest(raw.entry.map(position).or(first).or_else(drawn));
        keep.extend(node);
        if raw.usage == RawUsage::Plan {
            entries.extend(node);
        }
    }
    let reach = Reach::new(&roads.network, roads.mode, &entries, &[]);
    for raw in &sections.zones.items {
        let at = raw
            .at
            .map(position)
            .or_else(|| centre(raw.geometry.as_ref(), None));
        let at = at.filter(|at| at.is_on_earth());
        keep.extend(nearest(at));
        keep.extend(
            at.and_then(|at| roads.nearest_with_way_out(at, &reach))
                .map(|snap| snap.node),
        );
    }
    for raw in &sections.waiting_places.items {
        keep.extend(nearest(centre(raw.geometry.as_ref(), raw.at)));
    }
    for raw in sections
        .shuttles
        .items
        .iter()
        .filter(|raw| raw.geometry.is_some() || raw.at.is_some())
    {
        keep.extend(nearest(centre(raw.geometry.as_ref(), raw.at)));
    }
    keep.sort_unstable();
    keep.dedup();
    keep
}
