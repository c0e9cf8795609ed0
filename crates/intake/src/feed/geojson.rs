//! Features of GeoJSON (RFC 7946): longitude first, WGS 84. Each becomes a claim, or a count if it says who passed where.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::assemble::Rows;
use super::json::{flat, parse, text};
use super::mapping::{Mapping, mapped};
use super::place::{LatLon, extent};
use super::row::{Field, Fields, RowKind, in_words};
use super::{Refused, Stated};
use crate::Terms;

/// The most corners of one feature.
const MOST_CORNERS: usize = 1_000_000;

/// Reads features.
///
/// # Errors
/// No GeoJSON, or of another reference system.
pub(super) fn rows(
    bytes: &[u8],
    terms: &Terms<'_>,
    stated: &Stated<'_>,
    rows: &mut Rows,
) -> Result<(), Refused> {
    let value = parse(bytes, stated.encoding)?;
    let refuse =
        |code, found: &str, expected: &str| Err(Refused::new("the file", code, found, expected));
    let kind = value.get("type").and_then(Value::as_str);
    let features = match kind {
        Some("FeatureCollection") => value
            .get("features")
            .and_then(Value::as_array)
            .map(Vec::as_slice),
        Some("Feature") => Some(std::slice::from_ref(&value)),
        _ => None,
    };
    let Some(features) = features else {
        return refuse(
            "geojson_no_features",
            "JSON without features",
            "a FeatureCollection or a Feature",
        );
    };
    if !value.get("crs").is_none_or(is_wgs84) {
        return refuse(
            "geojson_crs",
            "another coordinate reference system",
            "WGS 84, as RFC 7946 has it",
        );
    }
    let own = own_mapping(features);
    let mapping = stated.mapping.unwrap_or(&own);
    mapped(mapping, terms, stated, "geojson", |context| {
        for (feature, number) in features.iter().zip(1..) {
            let place = format!("feature {number}");
            let fields = by_field(&place, feature, mapping);
            rows.take(fields.and_then(|fields| fields.taken(mapping.kind, context)));
        }
    });
    Ok(())
}

/// The old way to say what RFC 7946 has anyway.
fn is_wgs84(crs: &Value) -> bool {
    let name = crs
        .pointer("/properties/name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    crs.is_null() || name.ends_with("CRS84") || name == "EPSG:4326" || name.ends_with(":4326")
}

fn own_mapping(features: &[Value]) -> Mapping {
    let mut headers: Vec<String> = Vec::new();
    for properties in features
        .iter()
        .take(1000)
        .filter_map(|feature| feature.get("properties"))
    {
        for key in flat(properties).into_keys() {
            if !headers.contains(&key) && headers.len() < 500 {
                headers.push(key);
            }
        }
    }
    let mut mapping = Mapping::guess(&headers);
    // Places come from geometries.
    mapping.columns.remove(&Field::Latitude);
    mapping.columns.remove(&Field::Longitude);
    if let (false, Some(name)) = (
        mapping.columns.contains_key(&Field::Place),
        headers.iter().find(|key| *key == "name"),
    ) {
        mapping.columns.insert(Field::Place, name.clone());
    }
    let has = |field| mapping.columns.contains_key(&field);
    let timed = has(Field::When) || (has(Field::Start) && has(Field::End));
    if !timed {
        mapping.kind = RowKind::Claims;
    }
    mapping
}

fn by_field(place: &str, feature: &Value, mapping: &Mapping) -> Result<Fields, Refused> {
    let Some(feature) = feature
        .as_object()
        .filter(|feature| feature.get("type").and_then(Value::as_str) == Some("Feature"))
    else {
        return Err(Refused::new(
            place,
            "geojson_no_feature",
            "something else than a feature",
            "a Feature",
        ));
    };
    let properties = feature.get("properties").map(flat).unwrap_or_default();
    let mut values: BTreeMap<Field, String> = BTreeMap::new();
    for (field, key) in &mapping.columns {
        if let Some(value) = properties.get(key) {
            values.insert(*field, value.clone());
        }
    }
    if let Some(id) = feature.get("id").filter(|id| !id.is_null()) {
        values.insert(Field::Id, text(id));
    }
    located(place, feature, &mut values)?;
    let used = |key: &&String| {
        mapping.kind == RowKind::Counts && mapping.columns.values().any(|column| column == *key)
    };
    let rest = properties.iter().filter(|(key, _)| !used(key));
    let all = in_words(rest.map(|(key, value)| (key.as_str(), value.as_str())));
    Ok(Fields {
        place: place.to_owned(),
        values,
        all,
    })
}

fn located(
    place: &str,
    feature: &Map<String, Value>,
    values: &mut BTreeMap<Field, String>,
) -> Result<(), Refused> {
    let Some(geometry) = feature
        .get("geometry")
        .filter(|geometry| !geometry.is_null())
    else {
        return Ok(());
    };
    let mut corners = Vec::new();
    collect(place, geometry, &mut corners)?;
    let kind = geometry
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if let ("Point", [point]) = (kind, corners.as_slice()) {
        values.insert(Field::Latitude, point.lat.to_string());
        values.insert(Field::Longitude, point.lon.to_string());
    } else if let Some(extent) = extent(&corners) {
        values.insert(Field::PlacePrecision, format!("{kind} {extent}"));
    }
    Ok(())
}

/// Every corner of a geometry, each checked.
fn collect(place: &str, geometry: &Value, corners: &mut Vec<LatLon>) -> Result<(), Refused> {
    let kinds = [
        "Point",
        "MultiPoint",
        "LineString",
        "MultiLineString",
        "Polygon",
        "MultiPolygon",
    ];
    let unreadable = |found: String| {
        Refused::new(
            place,
            "geometry_unreadable",
            found,
            "a geometry of RFC 7946",
        )
    };
    let kind = geometry
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if kind == "GeometryCollection" {
        let parts = geometry.get("geometries").and_then(Value::as_array);
        for part in parts.ok_or_else(|| unreadable("a collection without geometries".to_owned()))? {
            collect(place, part, corners)?;
        }
        return Ok(());
    }
    if !kinds.contains(&kind) {
        return Err(unreadable(format!(
            "a geometry of type {:?}",
            super::bytes::short(kind)
        )));
    }
    let mut open: Vec<&Value> = geometry.get("coordinates").into_iter().collect();
    let before = corners.len();
    while let Some(value) = open.pop() {
        let list = value
            .as_array()
            .ok_or_else(|| unreadable("coordinates that are no list".to_owned()))?;
        match list.as_slice() {
            [Value::Array(_), ..] => open.extend(list),
            [] => {}
            [lon, lat, ..] => {
                let (Some(lon), Some(lat)) = (lon.as_f64(), lat.as_f64()) else {
                    let expected = "numbers: longitude, latitude";
                    return Err(Refused::new(
                        place,
                        "coordinates_unreadable",
                        "coordinates that are no numbers",
                        expected,
                    ));
                };
                corners.push(LatLon::check(place, lat, lon)?);
            }
            _ => return Err(unreadable("a position of one number".to_owned())),
        }
        if corners.len() > MOST_CORNERS {
            return Err(unreadable(format!("more than {MOST_CORNERS} corners")));
        }
    }
    match corners.len() > before {
        true => Ok(()),
        false => Err(unreadable(format!("a {kind} without coordinates"))),
    }
}
