//! GeoJSON (RFC 7946): places with their numbers. Positions are longitude, latitude in WGS 84, no closer than the grid of
//! the release; a place of which nothing is known or released lies nowhere.

use serde_json::{Value, json};

use crate::account::{Account, PlaceAccount};
use crate::number::Number;
use crate::release::Released;

pub(super) fn places(released: &Released<Account>) -> Vec<u8> {
    let account = released.value();
    let corridors = account
        .corridors
        .iter()
        .map(|place| feature(released, "corridor", place));
    let zones = account
        .zones
        .iter()
        .map(|place| feature(released, "zone", place));
    let features: Vec<Value> = corridors.chain(zones).collect();
    let collection = json!({
        "type": "FeatureCollection",
        "marking": released.marking(),
        "features": features,
    });
    let mut bytes = serde_json::to_vec_pretty(&collection).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn feature(released: &Released<Account>, kind: &str, place: &PlaceAccount) -> Value {
    let account = released.value();
    let on_map = account
        .places
        .iter()
        .find(|one| one.kind == kind && one.id == place.id);
    let rounded = |degrees: f64| (degrees * 1e6).round() / 1e6;
    let geometry = on_map.map(|one| {
        json!({ "type": "Point", "coordinates": [rounded(one.longitude), rounded(one.latitude)] })
    });
    let ids = [
        &place.promised,
        &place.expected,
        &place.observed,
        &place.verified,
        &place.gaps,
    ];
    let numbers: Vec<Value> = ids
        .into_iter()
        .flatten()
        .filter_map(|id| account.numbers.get(id))
        .map(figure)
        .collect();
    json!({
        "type": "Feature",
        "id": format!("{kind}/{}", place.id),
        "geometry": geometry,
        "properties": {
            "kind": kind,
            "id": place.id,
            "name": place.name,
            "grid_metres": on_map.and_then(|one| one.grid_metres),
            "fidelity": on_map.map(|one| one.fidelity.as_str()),
            "exercise": released.marking().exercise.is_some(),
            "numbers": numbers,
        },
    })
}

fn figure(number: &Number) -> Value {
    json!({
        "number": number.id,
        "what": number.what,
        "low": number.low,
        "best": number.best,
        "high": number.high,
        "entries": number.sources_in_all,
    })
}
