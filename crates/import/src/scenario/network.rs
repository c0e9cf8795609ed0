//! The road network of a scenario, by the importer of its format, without the nodes that nobody needs.

use korridor_world::geometry::{Area, Position, Shape};
use korridor_world::{Mode, RoadNetwork, RoadNodeId};

use super::defects::{Defects, Place};
use super::files::Files;
use super::geometry::shape;
use super::lengths;
use super::node::quoted;
use super::raw::{
    RawCapacityPer, RawLengthUnit, RawNetwork, RawNetworkKind, RawPosition, RawSpeedUnit, RawUsage,
};
use super::resolve::people::shape_or_place;
use super::resolve::reach::Reach;
use super::resolve::roads::Roads;
use super::sections::{Sections, file};
use super::text::decode;
use crate::gmns::{CapacityPer, GmnsNetwork, GmnsUnits, LengthUnit, NamedTable, SpeedUnit};
use crate::{ImportError, Limits, Projection};

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
    let before = defects.errors();
    let network = match raw.kind {
        RawNetworkKind::Osm => {
            unused(
                raw,
                &[
                    "nodes",
                    "links",
                    "length_unit",
                    "speed_unit",
                    "capacity_per",
                    "crs",
                ],
                defects,
            );
            let (name, bytes) = named(raw.file.as_ref(), "file", raw, files, defects)?;
            let read = crate::osm::read(name, bytes, &Limits::default());
            imported(read.map(|(network, _)| network), name, defects)
        }
        RawNetworkKind::Gmns => read_gmns(raw, files, defects).map(|gmns| gmns.network),
        RawNetworkKind::Matsim => {
            unused(
                raw,
                &[
                    "nodes",
                    "links",
                    "length_unit",
                    "speed_unit",
                    "capacity_per",
                ],
                defects,
            );
            let projection = projection(raw, defects);
            let (name, bytes) = named(raw.file.as_ref(), "file", raw, files, defects)?;
            if raw.crs.is_none() {
                let place = Place::new(super::SCENARIO_FILE, raw.line, "network");
                defects.error(
                    &place,
                    "missing_key",
                    "no \"crs\"",
                    "the system of the network's coordinates, such as EPSG:28355",
                );
            }
            let read = crate::matsim::read(name, bytes, &projection?, &Limits::default());
            imported(read.map(|(network, _)| network), name, defects)
        }
    };
    if let Some(network) = &network
        && raw.kind != RawNetworkKind::Osm
    {
        lengths::check(raw, network, defects);
    }
    let area = clip_area(raw, files, defects);
    let network = network.filter(|_| defects.errors() == before)?;
    let Some(area) = area else {
        return Some(network);
    };
    let clipped = network.clip(&area).network;
    if clipped.links.is_empty() {
        let place = Place::new(super::SCENARIO_FILE, raw.line, "network, clip");
        defects.error(
            &place,
            "clip_leaves_nothing",
            "no road inside",
            "an area with roads",
        );
        return None;
    }
    Some(clipped)
}

/// Reads the GMNS network that `[network]` names.
pub fn read_gmns(raw: &RawNetwork, files: &Files, defects: &mut Defects) -> Option<GmnsNetwork> {
    unused(raw, &["file"], defects);
    let nodes = named(raw.nodes.as_ref(), "nodes", raw, files, defects);
    let links = named(raw.links.as_ref(), "links", raw, files, defects);
    let place = Place::new(super::SCENARIO_FILE, raw.line, "network");
    if raw.length_unit.is_none() || raw.speed_unit.is_none() {
        let expected = "length_unit and speed_unit: GMNS leaves them to each project";
        defects.error(&place, "missing_key", "no units", expected);
    }
    let projection = projection(raw, defects);
    if raw.crs.is_some() && projection.is_none() {
        return None;
    }
    let units = GmnsUnits {
        length: match raw.length_unit? {
            RawLengthUnit::Metres => LengthUnit::Metre,
            RawLengthUnit::Kilometres => LengthUnit::Kilometre,
            RawLengthUnit::Miles => LengthUnit::Mile,
            RawLengthUnit::Feet => LengthUnit::Foot,
        },
        speed: match raw.speed_unit? {
            RawSpeedUnit::KilometresPerHour => SpeedUnit::KilometresPerHour,
            RawSpeedUnit::MilesPerHour => SpeedUnit::MilesPerHour,
            RawSpeedUnit::MetresPerSecond => SpeedUnit::MetresPerSecond,
        },
        capacity: match raw.capacity_per {
            None | Some(RawCapacityPer::Lane) => CapacityPer::Lane,
            Some(RawCapacityPer::Link) => CapacityPer::Link,
        },
        projection,
    };
    let table = |(name, bytes)| NamedTable { name, bytes };
    let (nodes, links) = (table(nodes?), table(links?));
    imported(crate::gmns::read(nodes, links, &units), nodes.name, defects)
}

/// Keys that say nothing about a network of this kind.
fn unused(raw: &RawNetwork, keys: &[&str], defects: &mut Defects) {
    let stated = [
        ("file", raw.file.is_some()),
        ("nodes", raw.nodes.is_some()),
        ("links", raw.links.is_some()),
        ("length_unit", raw.length_unit.is_some()),
        ("speed_unit", raw.speed_unit.is_some()),
        ("capacity_per", raw.capacity_per.is_some()),
        ("crs", raw.crs.is_some()),
    ];
    for (key, _) in stated
        .into_iter()
        .filter(|(key, stated)| *stated && keys.contains(key))
    {
        let place = Place::new(super::SCENARIO_FILE, raw.line, format!("network, {key}"));
        let found = format!("{key:?} for a network of the kind {:?}", raw.kind).to_lowercase();
        defects.warning(
            &place,
            "key_without_effect",
            found,
            "a key that such a network uses",
        );
    }
}

fn projection(raw: &RawNetwork, defects: &mut Defects) -> Option<Projection> {
    let crs = raw.crs.as_ref()?;
    let code = crs
        .strip_prefix("EPSG:")
        .or_else(|| crs.strip_prefix("epsg:"));
    let projection = code
        .and_then(|code| code.parse().ok())
        .and_then(Projection::from_epsg);
    if projection.is_none() {
        let place = Place::new(super::SCENARIO_FILE, raw.line, "network, crs");
        defects.error(
            &place,
            "unknown_crs",
            quoted(crs),
            "a known code such as EPSG:28355",
        );
    }
    projection
}

/// The area that the network is clipped to.
fn clip_area(raw: &RawNetwork, files: &Files, defects: &mut Defects) -> Option<Area> {
    let (name, bytes) = named(Some(raw.clip.as_ref()?), "clip", raw, files, defects)?;
    let place = Place::new(name, 0, "");
    let text = decode(name, bytes, defects)?;
    let document: serde_json::Value = match crate::json::read(text.as_bytes()) {
        Ok(document) => document,
        Err(error) => {
            defects.error(&place, "not_json", error.to_string(), "GeoJSON (RFC 7946)");
            return None;
        }
    };
    let features = document
        .get("features")
        .and_then(serde_json::Value::as_array);
    let geometry = match features.map(Vec::as_slice) {
        None => document.get("geometry").unwrap_or(&document),
        Some([feature]) => feature.get("geometry").unwrap_or(&document),
        Some(features) => {
            let found = format!("{} features", features.len());
            defects.error(&place, "not_one_area", found, "one feature with the area");
            return None;
        }
    };
    match shape(geometry, &place, defects)? {
        Shape::Area(area) => Some(area),
        _ => {
            defects.error(
                &place,
                "not_one_area",
                "a point or a line",
                "a Polygon or MultiPolygon",
            );
            None
        }
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

/// What an importer read; what it refused is told.
pub fn imported<T>(read: Result<T, ImportError>, name: &str, defects: &mut Defects) -> Option<T> {
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
