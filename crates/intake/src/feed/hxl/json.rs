//! HXL as JSON: a list of rows, or of objects with hashtags as keys, at the top or within.

use serde_json::Value;

use super::super::json::{parse, text};
use super::super::table::Row;
use super::super::table::{MOST_CELLS, MOST_COLUMNS};
use super::super::{MOST_ROWS, Refused};

pub(super) fn rows(bytes: &[u8], encoding: Option<&str>) -> Result<Vec<Row>, Refused> {
    let value = parse(bytes, encoding)?;
    let list = list(&value).ok_or_else(|| {
        Refused::new(
            "the file",
            "hxl_no_rows",
            "JSON without a list of rows or objects",
            "rows, or objects with hashtags",
        )
    })?;
    if list.len() > MOST_ROWS {
        let found = format!("{} rows", list.len());
        let expected = format!("at most {MOST_ROWS}; split the file");
        return Err(Refused::new("the file", "too_many_rows", found, expected));
    }
    Ok(match list.first() {
        Some(Value::Object(_)) => of_objects(list)?,
        _ => list
            .iter()
            .zip(1..)
            .map(|(row, line)| numbered(line, row.as_array().into_iter().flatten()))
            .collect(),
    })
}

/// The first list of nothing but rows, or nothing but objects, level by level.
fn list(value: &Value) -> Option<&Vec<Value>> {
    let mut level = vec![value];
    while !level.is_empty() {
        let usable = |value: &&Value| {
            let Value::Array(list) = value else {
                return false;
            };
            !list.is_empty()
                && (list.iter().all(Value::is_array) || list.iter().all(Value::is_object))
        };
        if let Some(Value::Array(found)) = level.iter().copied().find(usable) {
            return Some(found);
        }
        level = level
            .into_iter()
            .flat_map(|value| match value {
                Value::Array(list) => list.iter().collect::<Vec<_>>(),
                Value::Object(map) => map.values().collect(),
                _ => Vec::new(),
            })
            .collect();
    }
    None
}

/// Every object gets a cell for every key of any: keys and cells are limited, or a small file would fill the memory.
fn of_objects(list: &[Value]) -> Result<Vec<Row>, Refused> {
    let mut keys: Vec<&String> = Vec::new();
    let mut known = std::collections::BTreeSet::new();
    for key in list
        .iter()
        .filter_map(Value::as_object)
        .flat_map(|object| object.keys())
    {
        if known.insert(key) {
            keys.push(key);
        }
    }
    if keys.len() > MOST_COLUMNS || keys.len().saturating_mul(list.len()) > MOST_CELLS {
        let found = format!("{} keys in {} objects", keys.len(), list.len());
        let expected = format!("at most {MOST_COLUMNS} keys, and {MOST_CELLS} cells in all");
        return Err(Refused::new(
            "the file",
            "too_many_columns",
            found,
            expected,
        ));
    }
    let header = Row {
        line: 0,
        cells: keys.iter().map(|key| (*key).clone()).collect(),
        fault: None,
    };
    let row = |(object, line): (&Value, u64)| {
        numbered(
            line,
            keys.iter()
                .map(|key| object.get(key.as_str()).unwrap_or(&Value::Null)),
        )
    };
    Ok(std::iter::once(header)
        .chain(list.iter().zip(1..).map(row))
        .collect())
}

fn numbered<'v>(line: u64, cells: impl Iterator<Item = &'v Value>) -> Row {
    Row {
        line,
        cells: cells.map(text).collect(),
        fault: None,
    }
}
