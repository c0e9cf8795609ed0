//! GeoJSON (RFC 7946): points, polygons and multipolygons with a population.

use super::{PopulationZone, ZoneProperties, figures};
use crate::report::ImportError;
use crate::table::{Defects, quoted};
use korridor_world::geometry::{Area, Position, Ring, Shape};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// Reads a feature collection; `name` stands in defects and becomes the source of the figures.
///
/// # Errors
/// All defects: no JSON, no feature collection, another system than EPSG:4326, missing properties, geometries that are
/// neither points nor areas, rings that are not closed, places off the globe, and what [`super::read_table`] refuses.
pub fn read_geojson(
    name: &str,
    bytes: &[u8],
    properties: &ZoneProperties,
) -> Result<Vec<PopulationZone>, ImportError> {
    let mut defects = Defects::of(name);
    let mut zones = Vec::new();
    if let Some(features) = features(bytes, &mut defects) {
        let mut keys = HashSet::new();
        for (index, feature) in features.iter().enumerate() {
            let place = format!("feature {index}");
            zones.extend(zone(
                feature,
                &place,
                properties,
                name,
                &mut keys,
                &mut defects,
            ));
        }
        if zones.is_empty() && defects.is_empty() {
            defects.push(
                0,
                "",
                "empty_collection",
                "no feature",
                "features with a population",
            );
        }
    }
    if defects.is_empty() {
        Ok(zones)
    } else {
        Err(ImportError::Invalid(defects.finish()))
    }
}

fn features(bytes: &[u8], defects: &mut Defects<'_>) -> Option<Vec<Value>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut root: Value = match crate::json::read(bytes) {
        Ok(root) => root,
        Err(error) => {
            let line = u32::try_from(error.line()).unwrap_or(0);
            defects.push(line, "", "corrupt_json", error.to_string(), "GeoJSON");
            return None;
        }
    };
    if let Some(system) = root.pointer("/crs/properties/name").and_then(Value::as_str)
        && !(system.ends_with("CRS84") || system.ends_with("4326"))
    {
        defects.push(
            0,
            "crs",
            "wrong_projection",
            quoted(system),
            "EPSG:4326, as RFC 7946 has it",
        );
        return None;
    }
    let kind = root
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or("")
        .to_owned();
    match root.get_mut("features").map(Value::take) {
        Some(Value::Array(features)) if kind == "FeatureCollection" => Some(features),
        _ => {
            defects.push(
                0,
                "",
                "not_geojson",
                format!("type {}", quoted(&kind)),
                "a FeatureCollection",
            );
            None
        }
    }
}

fn zone(
    feature: &Value,
    place: &str,
    wanted: &ZoneProperties,
    source: &str,
    keys: &mut HashSet<String>,
    defects: &mut Defects<'_>,
) -> Option<PopulationZone> {
    let empty = Map::new();
    let properties = feature
        .get("properties")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let mut property = |key: &str| {
        let text = properties.get(key).and_then(text);
        if text.is_none() {
            let found = if properties.contains_key(key) {
                "another kind of value"
            } else {
                "no such property"
            };
            defects.push(
                0,
                place,
                "missing_property",
                found,
                format!("a text or number {}", quoted(key)),
            );
        }
        text
    };
    let key = property(&wanted.key);
    let texts = wanted.figures().map(|key| key.map(&mut property));
    // A name is welcome, not required.
    let name = wanted
        .name
        .as_ref()
        .and_then(|key| properties.get(key))
        .and_then(text);
    let shape = shape(feature.get("geometry"), place, defects);
    let complete = texts.iter().all(|text| !matches!(text, Some(None)));
    let texts = texts.map(Option::flatten);
    let texts = texts.each_ref().map(|text| text.as_deref());
    let population = complete
        .then(|| figures::count(texts, 0, place, wanted.fractions, defects, source))
        .flatten();
    let key = key?;
    if !keys.insert(key.clone()) {
        defects.push(0, place, "duplicate_id", quoted(&key), "each id once");
        return None;
    }
    Some(PopulationZone {
        key,
        name,
        shape: shape?,
        population: population?,
    })
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn shape(geometry: Option<&Value>, place: &str, defects: &mut Defects<'_>) -> Option<Shape> {
    let kind = geometry
        .and_then(|geometry| geometry.get("type"))
        .and_then(Value::as_str)
        .unwrap_or("nothing");
    let coordinates = geometry
        .and_then(|geometry| geometry.get("coordinates"))
        .unwrap_or(&Value::Null);
    let read = match kind {
        "Point" => position(coordinates).map(Shape::Point),
        "Polygon" => polygon(coordinates).map(|rings| {
            Shape::Area(Area {
                polygons: vec![rings],
            })
        }),
        "MultiPolygon" => list(coordinates, polygon).map(|polygons| Shape::Area(Area { polygons })),
        _ => Err(format!("a geometry of type {}", quoted(kind))),
    };
    match read {
        Ok(shape) => Some(shape),
        Err(found) => {
            defects.push(
                0,
                place,
                "unusable_geometry",
                found,
                "a Point, Polygon or MultiPolygon in degrees",
            );
            None
        }
    }
}

fn list<T>(value: &Value, item: fn(&Value) -> Result<T, String>) -> Result<Vec<T>, String> {
    let items = value
        .as_array()
        .filter(|items| !items.is_empty())
        .ok_or("no coordinates")?;
    items.iter().map(item).collect()
}

fn polygon(value: &Value) -> Result<Vec<Ring>, String> {
    list(value, |ring| {
        let corners = list(ring, position)?;
        let closed = corners.len() >= 4 && corners.first() == corners.last();
        if closed {
            Ok(Ring(corners))
        } else {
            Err("a ring that is not closed or has less than 4 corners".to_owned())
        }
    })
}

fn position(value: &Value) -> Result<Position, String> {
    let number = |index: usize| value.get(index).and_then(Value::as_f64);
    let (Some(longitude), Some(latitude)) = (number(0), number(1)) else {
        return Err("a position without two numbers".to_owned());
    };
    let position = Position {
        longitude,
        latitude,
    };
    if position.is_on_earth() {
        Ok(position)
    } else {
        Err(format!("the position {longitude}, {latitude}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::Fractions;

    fn wanted() -> ZoneProperties {
        ZoneProperties {
            key: "id".into(),
            name: Some("name".into()),
            best: "people".into(),
            low: None,
            high: None,
            fractions: Fractions::Refuse,
        }
    }

    fn feature(properties: &str, geometry: &str) -> String {
        format!(r#"{{"type":"Feature","properties":{properties},"geometry":{geometry}}}"#)
    }

    fn collection(features: &[String]) -> String {
        format!(
            r#"{{"type":"FeatureCollection","features":[{}]}}"#,
            features.join(",")
        )
    }

    fn told(json: &str) -> Vec<String> {
        let error = read_geojson("z.geojson", json.as_bytes(), &wanted()).unwrap_err();
        error
            .defects()
            .iter()
            .map(|defect| format!("{} {}", defect.place, defect.code))
            .collect()
    }

    const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}"#;
    const POINT: &str = r#"{"type":"Point","coordinates":[37.1,36.2,400]}"#;

    #[test]
    fn points_and_areas_become_zones() {
        let json = collection(&[
            feature(r#"{"id":7,"people":12,"name":"Al-Sukkari"}"#, SQUARE),
            feature(r#"{"id":"b","people":"3"}"#, POINT),
        ]);
        let zones = read_geojson("z.geojson", json.as_bytes(), &wanted()).unwrap();
        assert_eq!(
            (zones[0].key.as_str(), zones[0].name.as_deref()),
            ("7", Some("Al-Sukkari"))
        );
        assert_eq!(
            [zones[0].population.best.0, zones[1].population.best.0],
            [12, 3]
        );
        let Shape::Area(area) = &zones[0].shape else {
            panic!("{:?}", zones[0].shape)
        };
        assert!(area.contains(Position {
            longitude: 0.5,
            latitude: 0.5
        }));
        assert_eq!(
            zones[1].shape,
            Shape::Point(Position {
                longitude: 37.1,
                latitude: 36.2
            })
        );
    }

    #[test]
    fn all_defects_are_told_by_feature() {
        let open = SQUARE.replace(",[0,0]]]", "]]");
        let json = collection(&[
            feature(r#"{"id":"a","people":-1}"#, SQUARE),
            feature(r#"{"people":1}"#, &open),
            feature(r#"{"id":"a","people":true}"#, POINT),
            feature(
                r#"{"id":"c","people":1}"#,
                r#"{"type":"LineString","coordinates":[[0,0],[1,1]]}"#,
            ),
            feature(r#"{"id":"d","people":1}"#, &POINT.replace("36.2", "136.2")),
            feature(r#"{"id":"e","people":1}"#, "null"),
        ]);
        assert_eq!(
            told(&json),
            [
                "feature 0 negative_population",
                "feature 1 missing_property",
                "feature 1 unusable_geometry",
                "feature 2 missing_property",
                "feature 2 duplicate_id",
                "feature 3 unusable_geometry",
                "feature 4 unusable_geometry",
                "feature 5 unusable_geometry",
            ]
        );
    }

    #[test]
    fn what_is_no_collection_in_degrees_is_refused() {
        assert_eq!(told("{"), [" corrupt_json"]);
        assert_eq!(told(&"[".repeat(100_000)), [" corrupt_json"]);
        assert_eq!(told(SQUARE), [" not_geojson"]);
        assert_eq!(told(&collection(&[])), [" empty_collection"]);
        let crs = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:28355"}},"features":[]}"#;
        assert_eq!(told(crs), ["crs wrong_projection"]);
    }
}
