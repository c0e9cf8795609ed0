//! JSON from untrusted bytes, and its values as cells.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Refused;
use super::bytes::decode;

/// A larger document would take many times its size of memory.
const LARGEST: usize = 16 << 20;

/// Reads a document.
///
/// # Errors
/// Too large, of another encoding, or no JSON.
pub(crate) fn parse(bytes: &[u8], encoding: Option<&str>) -> Result<Value, Refused> {
    if bytes.len() > LARGEST {
        let found = format!("{} bytes of JSON", bytes.len());
        return Err(Refused::new(
            "the file",
            "too_large",
            found,
            format!("at most {LARGEST}; split it"),
        ));
    }
    let text = decode(bytes, encoding)?.text;
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let place = format!("line {}", error.line());
        Refused::new(place, "json_malformed", error.to_string(), "JSON")
    })
}

/// A value as a cell.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The values of an object by their paths, `group/field`. Lists within it stay as they are written.
pub(crate) fn flat(value: &Value) -> BTreeMap<String, String> {
    let mut cells = BTreeMap::new();
    add("", value, &mut cells);
    cells
}

fn add(path: &str, value: &Value, cells: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(map) if map.get("type").and_then(Value::as_str) == Some("Point") => {
            // A point of a form; longitude first in GeoJSON, latitude first in the text of a form.
            let numbers = map.get("coordinates").and_then(Value::as_array);
            let shown: Vec<String> = numbers.into_iter().flatten().map(text).collect();
            if let [lon, lat, ..] = shown.as_slice() {
                cells.insert(path.to_owned(), format!("{lat} {lon}"));
            }
        }
        // The reader lets nothing be nested deeper than 128.
        Value::Object(map) => {
            for (key, value) in map {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}/{key}")
                };
                add(&path, value, cells);
            }
        }
        other => {
            cells.insert(path.to_owned(), text(other));
        }
    }
}
