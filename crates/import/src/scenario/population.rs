//! Zones from files that name their columns otherwise, from GeoPackages and trip tables, and figures
//! from rasters.

use korridor_world::geometry::{Area, Position, Shape};
use serde_json::{Value, json};

use super::defects::{Defects, Place};
use super::files::Files;
use super::geometry::shape;
use super::network::{imported, read_gmns};
use super::node::{At, Entry, Kind, Node};
use super::raw::{
    RawCount, RawFigures, RawFractions, RawNetwork, RawNetworkKind, RawPopulation, RawZone,
    RawZoneColumns,
};
use super::sections::file;
use crate::gmns::{NamedTable, read_demand};
use crate::population::{Fractions, PopulationZone, ZoneProperties, read_geopackage, sum_raster};

/// The key that a column of the zones' file stands for, if `[population]` says so.
pub fn renamed<'a>(columns: &'a RawZoneColumns, name: &str) -> Option<&'a str> {
    let all = [
        ("id", &columns.id),
        ("name", &columns.name),
        ("lon", &columns.lon),
        ("lat", &columns.lat),
        ("population_low", &columns.population_low),
        ("population_high", &columns.population_high),
    ];
    let best = if columns.population_low.is_some() || columns.population_high.is_some() {
        "population_best"
    } else {
        "population"
    };
    let mut all = all.into_iter().chain([(best, &columns.population)]);
    all.find(|(_, column)| column.as_deref() == Some(name))
        .map(|(key, _)| key)
}

/// The zones of a GeoPackage.
pub fn geopackage_zones(
    raw: &RawPopulation,
    name: &str,
    bytes: &[u8],
    at: At,
    defects: &mut Defects,
) -> Vec<Node> {
    let columns = &raw.columns;
    let or = |column: &Option<String>, key: &str| column.clone().unwrap_or_else(|| key.to_owned());
    let properties = ZoneProperties {
        key: or(&columns.id, "id"),
        name: columns.name.clone(),
        best: or(&columns.population, "population"),
        low: columns.population_low.clone(),
        high: columns.population_high.clone(),
        fractions: match raw.fractions {
            RawFractions::Refuse => Fractions::Refuse,
            RawFractions::Round => Fractions::Round,
        },
    };
    let read = read_geopackage(name, bytes, raw.table.as_deref(), &properties);
    let zones = imported(read, name, defects).unwrap_or_default();
    zones.iter().map(|zone| zone_node(zone, at)).collect()
}

/// The zones of a GMNS trip table.
pub fn demand_zones(
    raw: &RawPopulation,
    network: Option<&RawNetwork>,
    files: &Files,
    at: At,
    defects: &mut Defects,
) -> Vec<Node> {
    let Some(name) = &raw.demand else {
        return Vec::new();
    };
    let Some(bytes) = file(name, files, "population, demand", defects) else {
        return Vec::new();
    };
    let Some(network) = network.filter(|network| network.kind == RawNetworkKind::Gmns) else {
        let place = Place::new(super::SCENARIO_FILE, raw.line, "population, demand");
        defects.error(
            &place,
            "demand_without_gmns",
            "a trip table",
            "a GMNS network whose zones it names",
        );
        return Vec::new();
    };
    // What is wrong with the network is told where it is read for its roads.
    let Some(gmns) = read_gmns(network, files, &mut Defects::default()) else {
        return Vec::new();
    };
    let read = read_demand(NamedTable { name, bytes }, &gmns);
    let zones = imported(read, name, defects).map_or_else(Vec::new, |(zones, _)| zones);
    zones.iter().map(|zone| zone_node(zone, at)).collect()
}

fn zone_node(zone: &PopulationZone, at: At) -> Node {
    let entry = |key: &str, kind| Entry {
        key: key.to_owned(),
        at,
        value: Node { at, kind },
    };
    let number = |persons: u64| Kind::Float(persons as f64);
    let population = &zone.population;
    let source = population
        .sources
        .first()
        .map(|source| source.0.clone())
        .unwrap_or_default();
    let figures = vec![
        entry("low", number(population.low.0)),
        entry("best", number(population.best.0)),
        entry("high", number(population.high.0)),
        entry("source", Kind::Text(source)),
    ];
    let mut entries = vec![
        entry("id", Kind::Text(zone.key.clone())),
        entry("population", Kind::Table(figures)),
        entry("__geometry", Kind::Geometry(geojson(&zone.shape))),
    ];
    if let Some(name) = &zone.name {
        entries.push(entry("name", Kind::Text(name.clone())));
    }
    Node::table(at, entries)
}

fn geojson(shape: &Shape) -> Value {
    let pair = |position: &Position| json!([position.longitude, position.latitude]);
    let line = |positions: &[Position]| positions.iter().map(pair).collect::<Vec<Value>>();
    match shape {
        Shape::Point(position) => json!({"type": "Point", "coordinates": pair(position)}),
        Shape::Line(one) => json!({"type": "LineString", "coordinates": line(&one.0)}),
        Shape::Area(area) => {
            let rings = |rings: &Vec<_>| {
                rings
                    .iter()
                    .map(|ring: &korridor_world::geometry::Ring| line(&ring.0))
                    .collect::<Vec<_>>()
            };
            let polygons: Vec<_> = area.polygons.iter().map(rings).collect();
            json!({"type": "MultiPolygon", "coordinates": polygons})
        }
    }
}

/// Gives zones their figures: rounds fractional ones where that is asked for, and sums the raster
/// over those that state none.
pub fn complete(zones: &mut [RawZone], raw: &RawPopulation, files: &Files, defects: &mut Defects) {
    if raw.fractions == RawFractions::Round {
        for zone in zones.iter_mut() {
            zone.population = zone.population.take().map(rounded);
        }
    }
    let Some(name) = &raw.raster else { return };
    let Some(bytes) = file(name, files, "population, raster", defects) else {
        return;
    };
    let mut ignored = Defects::default();
    let mut wanting = Vec::new();
    let mut areas: Vec<Area> = Vec::new();
    for (index, zone) in zones
        .iter()
        .enumerate()
        .filter(|(_, zone)| zone.population.is_none())
    {
        // What is wrong with the geometry is told where the zone is resolved.
        let shape = zone
            .geometry
            .as_ref()
            .and_then(|geometry| shape(geometry, &Place::default(), &mut ignored));
        if let Some(Shape::Area(area)) = shape {
            wanting.push(index);
            areas.push(area);
        }
    }
    let Some(sums) = imported(sum_raster(name, bytes, &areas), name, defects) else {
        return;
    };
    for (index, sum) in wanting.into_iter().zip(sums.zones) {
        let figures = RawFigures {
            low: None,
            best: sum.round(),
            high: None,
            source: Some(name.clone()),
        };
        zones[index].population = Some(RawCount::Three(figures));
    }
}

fn rounded(count: RawCount) -> RawCount {
    let figures = count.figures();
    RawCount::Three(RawFigures {
        low: figures.low.map(f64::round),
        best: figures.best.round(),
        high: figures.high.map(f64::round),
        source: figures.source,
    })
}
