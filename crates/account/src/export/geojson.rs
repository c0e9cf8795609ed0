//! GeoJSON (RFC 7946): places with their numbers. Positions are longitude, latitude in WGS 84, no closer than the grid of
//! the release; a place of which nothing is known or released lies nowhere.

use serde_json::{Value, json};

use super::places::{Place, all};
use crate::account::Account;
use crate::number::Number;
use crate::release::Released;

pub(super) fn places(released: &Released<Account>) -> Vec<u8> {
    let features: Vec<Value> = all(released)
        .iter()
        .map(|place| feature(released, place))
        .collect();
    let collection = json!({
        "type": "FeatureCollection",
        "marking": released.marking(),
        "features": features,
    });
    let mut bytes = serde_json::to_vec_pretty(&collection).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn feature(released: &Released<Account>, place: &Place<'_>) -> Value {
    let geometry = place
        .position()
        .map(|position| json!({ "type": "Point", "coordinates": position }));
    let numbers: Vec<Value> = place.numbers.iter().map(|number| figure(number)).collect();
    json!({
        "type": "Feature",
        "id": format!("{}/{}", place.kind, place.account.id),
        "geometry": geometry,
        "properties": {
            "kind": place.kind,
            "id": place.account.id,
            "name": place.account.name,
            "grid_metres": place.on_map.and_then(|one| one.grid_metres),
            "fidelity": place.on_map.map(|one| one.fidelity.as_str()),
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
