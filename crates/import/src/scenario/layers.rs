//! Layers: features in GeoJSON or CSV, as nodes that look just like entries of `scenario.toml`.

mod column;
mod join;
mod table;

pub use join::join;

use std::collections::BTreeSet;

use serde_json::Value;

use super::conform::Conformer;
use super::defects::{Defects, Place};
use super::nearest::nearest;
use super::node::{At, Entry, Kind, Node, from_json, quoted};
use super::population::renamed;
use super::raw::RawZoneColumns;
use super::text::decode;
use column::{Column, Feature, column};

/// A layer file to be read.
pub struct Layer<'a> {
    /// Its number in the conformer's list of files.
    pub file: usize,
    /// Its name.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The schema of one feature.
    pub schema: &'a Value,
    /// Names that the file uses for keys.
    pub columns: &'a RawZoneColumns,
}

impl Layer<'_> {
    /// What the column or property `name` of the file is for.
    fn column(&self, name: &str, known: &[&str], conformer: &Conformer<'_>) -> Column {
        let key = renamed(self.columns, name).unwrap_or(name);
        column(key, self.schema, known, conformer)
    }

    /// Data files carry columns of their own: those are told once, as a warning, and those that look
    /// like a slip one by one.
    fn note_unknown(&self, unknown: &BTreeSet<String>, known: &[&str], defects: &mut Defects) {
        let mut others = Vec::new();
        for name in unknown {
            let Some(near) = nearest(name, known.iter().copied()) else {
                others.push(name.as_str());
                continue;
            };
            let place = Place::new(self.name, 0, name.as_str());
            let expected = format!("a known property; if it means {near:?}, give it that name");
            defects.warning(&place, "unknown_property", quoted(name), expected);
        }
        if !others.is_empty() {
            let expected = "known properties; these are left out of account";
            let place = Place::new(self.name, 0, "");
            defects.warning(&place, "unknown_property", others.join(", "), expected);
        }
    }
}

/// The features of a layer, by the ending of the file's name.
pub fn read_layer(
    layer: &Layer<'_>,
    conformer: &Conformer<'_>,
    defects: &mut Defects,
) -> Vec<Node> {
    let Some(text) = decode(layer.name, layer.bytes, defects) else {
        return Vec::new();
    };
    let name = layer.name.to_lowercase();
    if name.ends_with(".csv") {
        return table::read_csv(layer, text, conformer, defects);
    }
    if name.ends_with(".geojson") || name.ends_with(".json") {
        return read_geojson(layer, text, conformer, defects);
    }
    let place = Place::new(layer.name, 0, "");
    let expected = "a name that ends in .geojson, .json or .csv";
    defects.error(&place, "unknown_layer_format", quoted(layer.name), expected);
    Vec::new()
}

fn read_geojson(
    layer: &Layer<'_>,
    text: &str,
    conformer: &Conformer<'_>,
    defects: &mut Defects,
) -> Vec<Node> {
    let document: Value = match crate::json::read(text.as_bytes()) {
        Ok(document) => document,
        Err(error) => {
            let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
            let place = Place::new(layer.name, line, "");
            defects.error(&place, "not_json", error.to_string(), "GeoJSON (RFC 7946)");
            return Vec::new();
        }
    };
    let kind = document
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let features = document.get("features").and_then(Value::as_array);
    let place = Place::new(layer.name, 0, "");
    let Some(features) = features.filter(|_| kind == "FeatureCollection") else {
        let found = format!("type {kind:?}");
        defects.error(
            &place,
            "not_a_feature_collection",
            found,
            "a FeatureCollection with features",
        );
        return Vec::new();
    };
    if features.is_empty() {
        defects.error(&place, "empty_layer", "no features", "at least one feature");
    }
    let known = conformer.keys(layer.schema);
    let mut unknown = BTreeSet::new();
    let mut node = |feature| feature_node(layer, feature, &known, conformer, &mut unknown);
    let nodes = features.iter().map(&mut node).collect();
    layer.note_unknown(&unknown, &known, defects);
    nodes
}

fn feature_node(
    layer: &Layer<'_>,
    feature: &Value,
    known: &[&str],
    conformer: &Conformer<'_>,
    unknown: &mut BTreeSet<String>,
) -> Node {
    let at = At {
        file: layer.file,
        line: 0,
    };
    let mut node = Feature::new(at);
    let properties = feature.get("properties").and_then(Value::as_object);
    for (name, value) in properties.into_iter().flatten() {
        match layer.column(name, known, conformer) {
            Column::Unknown => {
                unknown.insert(name.clone());
            }
            _ if value.is_null() => {}
            Column::List(key) => node.set(&key, None, from_json(at, value)),
            Column::Key(key, None) if key == "id" => node.set_id(value),
            column => node.add(&column, from_json(at, value)),
        }
    }
    if !node.has("id")
        && let Some(id) = feature.get("id")
    {
        node.set_id(id);
    }
    if let Some(geometry) = feature
        .get("geometry")
        .filter(|geometry| !geometry.is_null())
    {
        let kind = Kind::Geometry(geometry.clone());
        node.set("__geometry", None, Node { at, kind });
    }
    node.finish()
}

/// An entry at a place.
fn entry(key: &str, value: Node) -> Entry {
    Entry {
        key: key.to_owned(),
        at: value.at,
        value,
    }
}
