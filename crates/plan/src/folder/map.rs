//! `plan.geojson`: zones, corridors, gates and the roads that are used, with what they carry.

use korridor_world::Scenario;
use korridor_world::geometry::{Position, Ring, Shape};
use korridor_world::scenario::ZoneId;
use serde_json::{Value, json};

use super::times::rfc3339;
use super::words;
use crate::lift::Lifted;
use crate::lower::clock::Clock;

/// The map, one feature a line.
pub fn map(scenario: &Scenario, clock: &Clock, best: &Lifted) -> Vec<u8> {
    let mut features = zones(scenario, best);
    features.extend(corridors(scenario, best));
    features.extend(links(scenario, clock, best));
    let head = json!({
        "attribution": scenario.network_sources.iter().map(|s| s.0.as_str()).collect::<Vec<_>>(),
        "network": words::fidelity(scenario.network_fidelity),
        "statement": words::STATEMENT,
        "warnings": words::warnings(scenario, std::slice::from_ref(best)),
        "nature": words::nature(scenario.nature),
    });
    let mut text = format!("{{\"type\":\"FeatureCollection\",\"korridor\":{head},\"features\":[\n");
    let lines: Vec<String> = features.iter().map(Value::to_string).collect();
    text.push_str(&lines.join(",\n"));
    text.push_str("\n]}\n");
    text.into_bytes()
}

fn feature(kind: &str, geometry: Value, properties: Value) -> Value {
    let mut properties = properties;
    properties["kind"] = kind.into();
    json!({ "type": "Feature", "geometry": geometry, "properties": properties })
}

fn position(position: Position) -> Value {
    json!([position.longitude, position.latitude])
}

fn line(line: &[Position]) -> Value {
    let positions: Vec<Value> = line.iter().copied().map(position).collect();
    json!({ "type": "LineString", "coordinates": positions })
}

fn shape(shape: &Shape) -> Value {
    match shape {
        Shape::Point(at) => json!({ "type": "Point", "coordinates": position(*at) }),
        Shape::Line(at) => line(&at.0),
        Shape::Area(area) => {
            let polygons = area.polygons.iter();
            let polygons: Vec<Vec<Value>> = polygons
                .map(|rings| rings.iter().map(ring).collect())
                .collect();
            json!({ "type": "MultiPolygon", "coordinates": polygons })
        }
    }
}

fn ring(ring: &Ring) -> Value {
    let mut positions: Vec<Value> = ring.0.iter().copied().map(position).collect();
    // GeoJSON closes its rings.
    if ring.0.first() != ring.0.last() {
        positions.extend(ring.0.first().copied().map(position));
    }
    Value::Array(positions)
}

fn zones(scenario: &Scenario, best: &Lifted) -> Vec<Value> {
    let zones = (0..).map(ZoneId).zip(&scenario.zones);
    let feature = |(id, zone): (ZoneId, &korridor_world::scenario::Zone)| {
        let account = best.of_zone(id);
        let properties = json!({
            "id": zone.key,
            "name": zone.name,
            "local_name": zone.local_name,
            "population": account.population,
            "wish_to_leave": account.wish_to_leave(),
            "out": account.out,
            "not_out_in_time": account.not_out_in_time,
            "could_not_be_reached": account.could_not_be_reached,
            "choose_no_destination": account.choose_no_destination,
        });
        feature("zone", shape(&zone.shape), properties)
    };
    zones.map(feature).collect()
}

fn corridors(scenario: &Scenario, best: &Lifted) -> Vec<Value> {
    let mut features = Vec::new();
    for (id, corridor) in scenario.planned_corridors() {
        let out: u64 = best
            .trips
            .iter()
            .filter(|(trip, _)| trip.corridor == id)
            .map(|(_, persons)| persons)
            .sum();
        let properties = json!({
            "id": corridor.key,
            "name": corridor.name,
            "local_name": corridor.local_name,
            "standing": words::standing(corridor.standing),
            "survey": words::survey(corridor.survey),
            "may_be_published": corridor.survey.may_be_published(),
            "fidelity": words::fidelity(corridor.fidelity),
            "out": out,
        });
        features.push(feature("corridor", line(&corridor.line.0), properties));
        for (index, gate) in (0u32..).zip(&corridor.gates) {
            let passed = best.gates.get(&(id, index));
            let passed: u64 = passed.map_or(0, |table| table.iter().sum());
            let at = json!({ "type": "Point", "coordinates": position(gate.place) });
            let regimes: Vec<&str> = gate
                .openings
                .iter()
                .map(|o| words::regime(o.regime))
                .collect();
            let properties = json!({
                "id": gate.key,
                "name": gate.name,
                "corridor": corridor.key,
                "screening": regimes,
                "passed": passed,
            });
            features.push(feature("gate", at, properties));
        }
    }
    features
}

fn links(scenario: &Scenario, clock: &Clock, best: &Lifted) -> Vec<Value> {
    let network = &scenario.network;
    let feature = |(id, load): (&korridor_world::LinkId, &crate::lift::Load)| {
        let link = network.link(*id);
        let properties = json!({
            "link": id.0,
            "name": network.name(link),
            "persons": load.persons,
            "first": rfc3339(&scenario.clock, clock.start(load.first_step)),
            "last": rfc3339(&scenario.clock, clock.start(load.last_step)),
        });
        feature("road", line(&network.polyline(link)), properties)
    };
    best.links.iter().map(feature).collect()
}
