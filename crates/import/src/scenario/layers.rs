//! Layers: features in GeoJSON or CSV, as nodes that look just like entries of `scenario.toml`.

use serde_json::Value;

use super::conform::Conformer;
use super::defects::{Defects, Place};
use super::nearest::nearest;
use super::node::{At, Entry, Kind, Node, from_json, quoted};
use super::text::decode;

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
        return read_csv(layer, text, conformer, defects);
    }
    if name.ends_with(".geojson") || name.ends_with(".json") {
        return read_geojson(layer, text, conformer, defects);
    }
    let place = Place::new(layer.name, 0, "");
    defects.error(
        &place,
        "unknown_layer_format",
        quoted(layer.name),
        "a name that ends in .geojson, .json or .csv",
    );
    Vec::new()
}

fn read_geojson(
    layer: &Layer<'_>,
    text: &str,
    conformer: &Conformer<'_>,
    defects: &mut Defects,
) -> Vec<Node> {
    let document: Value = match serde_json::from_str(text) {
        Ok(document) => document,
        Err(error) => {
            let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
            defects.error(
                &Place::new(layer.name, line, ""),
                "not_json",
                error.to_string(),
                "GeoJSON (RFC 7946)",
            );
            return Vec::new();
        }
    };
    let features = match document.get("type").and_then(Value::as_str) {
        Some("FeatureCollection") => document.get("features").and_then(Value::as_array),
        _ => None,
    };
    let Some(features) = features else {
        let found = document
            .get("type")
            .map_or("no \"type\"".to_owned(), |kind| format!("type {kind}"));
        defects.error(
            &Place::new(layer.name, 0, ""),
            "not_a_feature_collection",
            found,
            "a FeatureCollection with features",
        );
        return Vec::new();
    };
    if features.is_empty() {
        defects.error(
            &Place::new(layer.name, 0, ""),
            "empty_layer",
            "no features",
            "at least one feature",
        );
    }
    let known = conformer.keys(layer.schema);
    let mut unknown = std::collections::BTreeSet::new();
    let at = At {
        file: layer.file,
        line: 0,
    };
    let nodes = features
        .iter()
        .map(|feature| feature_node(feature, at, &known, &mut unknown))
        .collect();
    note_unknown(layer, &unknown, &known, defects);
    nodes
}

fn feature_node(
    feature: &Value,
    at: At,
    known: &[&str],
    unknown: &mut std::collections::BTreeSet<String>,
) -> Node {
    let mut entries = Vec::new();
    let entry = |key: &str, value| Entry {
        key: key.to_owned(),
        at,
        value,
    };
    let properties = feature.get("properties").and_then(Value::as_object);
    for (key, value) in properties.into_iter().flatten() {
        if !known.contains(&key.as_str()) {
            unknown.insert(key.clone());
        } else if !value.is_null() {
            entries.push(entry(key, from_json(at, value)));
        }
    }
    if !entries.iter().any(|entry| entry.key == "id")
        && let Some(id) = feature
            .get("id")
            .filter(|id| id.is_string() || id.is_number())
    {
        let text = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        entries.push(entry(
            "id",
            Node {
                at,
                kind: Kind::Text(text),
            },
        ));
    }
    let geometry = feature
        .get("geometry")
        .filter(|geometry| !geometry.is_null());
    if let Some(geometry) = geometry {
        let kind = Kind::Geometry(geometry.clone());
        entries.push(entry("__geometry", Node { at, kind }));
    }
    Node::table(at, entries)
}

/// Data files carry columns of their own: those are told once, as a warning.
fn note_unknown(
    layer: &Layer<'_>,
    unknown: &std::collections::BTreeSet<String>,
    known: &[&str],
    defects: &mut Defects,
) {
    for key in unknown {
        let expected = match nearest(key, known.iter().copied()) {
            Some(near) => format!("a known property; if it means {near:?}, give it that name"),
            None => "a known property; it is left out of account".to_owned(),
        };
        defects.warning(
            &Place::new(layer.name, 0, key.as_str()),
            "unknown_property",
            quoted(key),
            expected,
        );
    }
}

/// What a column of a table is for.
enum Column {
    /// A key of the feature, or a key of the figures under it.
    Key(String, Option<&'static str>),
    /// A list, separated by semicolons.
    List(String),
    Longitude,
    Latitude,
    Unknown,
}

fn read_csv(
    layer: &Layer<'_>,
    text: &str,
    conformer: &Conformer<'_>,
    defects: &mut Defects,
) -> Vec<Node> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let Some(Ok(header)) = records.next() else {
        defects.error(
            &Place::new(layer.name, 1, ""),
            "empty_layer",
            "no header",
            "a line that names the columns",
        );
        return Vec::new();
    };
    let Some(columns) = csv_columns(layer, &header, conformer, defects) else {
        return Vec::new();
    };
    let mut nodes = Vec::new();
    for record in records {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error
                    .position()
                    .map_or(0, |p| u32::try_from(p.line()).unwrap_or(u32::MAX));
                defects.error(
                    &Place::new(layer.name, line, ""),
                    "unreadable_row",
                    error.to_string(),
                    "a row of comma-separated values",
                );
                continue;
            }
        };
        let line = record
            .position()
            .map_or(0, |p| u32::try_from(p.line()).unwrap_or(u32::MAX));
        if record.len() != header.len() {
            let found = format!("{} values", record.len());
            defects.error(
                &Place::new(layer.name, line, ""),
                "wrong_number_of_values",
                found,
                format!("{}, as in the header", header.len()),
            );
            continue;
        }
        nodes.push(row_node(
            &columns,
            &record,
            At {
                file: layer.file,
                line,
            },
        ));
    }
    if nodes.is_empty() && defects.errors() == 0 {
        defects.error(
            &Place::new(layer.name, 1, ""),
            "empty_layer",
            "no rows",
            "at least one row",
        );
    }
    nodes
}

fn csv_columns(
    layer: &Layer<'_>,
    header: &csv::StringRecord,
    conformer: &Conformer<'_>,
    defects: &mut Defects,
) -> Option<Vec<Column>> {
    let only = header.get(0).unwrap_or_default();
    if header.len() == 1 && only.contains([';', '\t', '|']) {
        let delimiter = only
            .chars()
            .find(|c| [';', '\t', '|'].contains(c))
            .unwrap_or(';');
        defects.error(
            &Place::new(layer.name, 1, "header"),
            "wrong_delimiter",
            format!("values separated by {delimiter:?}"),
            "values separated by commas",
        );
        return None;
    }
    let known = conformer.keys(layer.schema);
    let mut unknown = std::collections::BTreeSet::new();
    let mut seen = std::collections::BTreeSet::new();
    let columns: Vec<Column> = header
        .iter()
        .map(|name| {
            if !seen.insert(name.to_owned()) {
                defects.error(
                    &Place::new(layer.name, 1, "header"),
                    "duplicate_column",
                    quoted(name),
                    "each column once",
                );
            }
            let column = csv_column(name, layer.schema, &known, conformer);
            if matches!(column, Column::Unknown) {
                unknown.insert(name.to_owned());
            }
            column
        })
        .collect();
    note_unknown(layer, &unknown, &known, defects);
    let required = conformer
        .resolve(layer.schema)
        .get("required")
        .and_then(Value::as_array);
    let has = |key: &str| {
        columns.iter().any(
            |column| matches!(column, Column::Key(name, _) | Column::List(name) if name == key),
        )
    };
    // Other keys may stand in scenario.toml, under the same id.
    if required.is_some() && !has("id") {
        let names: Vec<&str> = header.iter().collect();
        defects.error(
            &Place::new(layer.name, 1, "header"),
            "missing_column",
            format!("columns {}", quoted(&names.join(","))),
            "a column \"id\"",
        );
        return None;
    }
    Some(columns)
}

fn csv_column(name: &str, schema: &Value, known: &[&str], conformer: &Conformer<'_>) -> Column {
    let schema = find_schema(schema, conformer);
    let property = |key: &str| schema.get("properties").and_then(|p| p.get(key));
    match name.to_lowercase().as_str() {
        "lon" | "lng" | "longitude" if known.contains(&"at") => return Column::Longitude,
        "lat" | "latitude" if known.contains(&"at") => return Column::Latitude,
        _ => {}
    }
    if known.contains(&name) {
        let is_list = property(name).is_some_and(|one| conformer.takes_list(one));
        return if is_list {
            Column::List(name.to_owned())
        } else {
            Column::Key(name.to_owned(), None)
        };
    }
    for figure in ["low", "best", "high", "source"] {
        let key = name
            .strip_suffix(figure)
            .and_then(|key| key.strip_suffix('_'));
        if let Some(key) = key
            && property(key).is_some_and(|one| conformer.takes_figures(one))
        {
            return Column::Key(key.to_owned(), Some(figure));
        }
    }
    Column::Unknown
}

fn find_schema<'a>(schema: &'a Value, conformer: &Conformer<'a>) -> &'a Value {
    conformer.resolve(schema)
}

fn row_node(columns: &[Column], record: &csv::StringRecord, at: At) -> Node {
    let mut entries: Vec<Entry> = Vec::new();
    let (mut longitude, mut latitude) = (None, None);
    let cell = |text: &str| Node {
        at,
        kind: Kind::Cell(text.to_owned()),
    };
    let entry = |key: &str, value| Entry {
        key: key.to_owned(),
        at,
        value,
    };
    for (column, text) in columns
        .iter()
        .zip(record)
        .filter(|(_, text)| !text.is_empty())
    {
        match column {
            Column::Unknown => {}
            Column::Longitude => longitude = Some(cell(text)),
            Column::Latitude => latitude = Some(cell(text)),
            Column::Key(key, None) => entries.push(entry(key, cell(text))),
            Column::List(key) => {
                let items = text.split(';').map(|item| cell(item.trim())).collect();
                entries.push(entry(
                    key,
                    Node {
                        at,
                        kind: Kind::List(items),
                    },
                ));
            }
            Column::Key(key, Some(figure)) => {
                let figure = entry(figure, cell(text));
                match entries
                    .iter_mut()
                    .find(|entry| entry.key == *key)
                    .map(|e| &mut e.value.kind)
                {
                    Some(Kind::Table(figures)) => figures.push(figure),
                    _ => entries.push(entry(key, Node::table(at, vec![figure]))),
                }
            }
        }
    }
    if let (Some(longitude), Some(latitude)) = (longitude, latitude) {
        entries.push(entry(
            "at",
            Node {
                at,
                kind: Kind::List(vec![longitude, latitude]),
            },
        ));
    }
    Node::table(at, entries)
}

/// Entries of `scenario.toml` and features of a layer, joined by id in the order of first mention:
/// what the entry says holds, the feature adds the rest. Ids that come twice are told.
pub fn join(
    section: &str,
    entries: Vec<Node>,
    features: Vec<Node>,
    conformer: &Conformer<'_>,
    defects: &mut Defects,
) -> Vec<Node> {
    let mut joined: Vec<Node> = Vec::with_capacity(entries.len() + features.len());
    let mut by_id: std::collections::BTreeMap<String, (usize, usize)> =
        std::collections::BTreeMap::new();
    for node in entries.into_iter().chain(features) {
        let id = match node.get("id").map(|id| &id.kind) {
            Some(Kind::Text(id) | Kind::Cell(id)) => id.clone(),
            Some(Kind::Integer(id)) => id.to_string(),
            _ => {
                joined.push(node);
                continue;
            }
        };
        match by_id.get(&id) {
            None => {
                by_id.insert(id, (joined.len(), node.at.file));
                joined.push(node);
            }
            Some((_, file)) if *file == node.at.file => {
                let place = conformer.place(node.at, &format!("{section} {id:?}"));
                defects.error(
                    &place,
                    "duplicate_id",
                    format!("{id:?} twice"),
                    "ids that are unique",
                );
            }
            Some(&(index, _)) => add_missing(&mut joined[index], node),
        }
    }
    joined
}

fn add_missing(entry: &mut Node, feature: Node) {
    let Kind::Table(have) = &mut entry.kind else {
        return;
    };
    let Kind::Table(more) = feature.kind else {
        return;
    };
    for one in more {
        if !have.iter().any(|entry| entry.key == one.key) {
            have.push(one);
        }
    }
}
