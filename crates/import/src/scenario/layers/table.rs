//! Features in CSV: one a row, its keys in the header.

use std::collections::BTreeSet;

use super::Layer;
use super::column::{Column, Feature};
use crate::scenario::conform::Conformer;
use crate::scenario::defects::{Defects, Place};
use crate::scenario::node::{At, Kind, Node, quoted};

/// Delimiters that are not commas.
const OTHER_DELIMITERS: [char; 3] = [';', '\t', '|'];

/// The features of a table.
pub fn read_csv(
    layer: &Layer<'_>,
    text: &str,
    conformer: &Conformer<'_>,
    defects: &mut Defects,
) -> Vec<Node> {
    let mut builder = csv::ReaderBuilder::new();
    let builder = builder
        .flexible(true)
        .has_headers(false)
        .trim(csv::Trim::All);
    let mut reader = builder.from_reader(text.as_bytes());
    let mut records = reader.records();
    let at_header = Place::new(layer.name, 1, "header");
    let Some(Ok(header)) = records.next() else {
        defects.error(
            &at_header,
            "empty_layer",
            "no header",
            "a line that names the columns",
        );
        return Vec::new();
    };
    let Some(columns) = columns(layer, &header, conformer, defects) else {
        return Vec::new();
    };
    let mut nodes = Vec::new();
    let mut rows = 0_usize;
    for record in records {
        rows += 1;
        match record {
            Ok(record) => nodes.extend(row(layer, &columns, &record, defects)),
            Err(error) => {
                let place = Place::new(layer.name, line(error.position()), "");
                let expected = "a row of comma-separated values";
                defects.error(&place, "unreadable_row", error.to_string(), expected);
            }
        }
    }
    if rows == 0 {
        defects.error(&at_header, "empty_layer", "no rows", "at least one row");
    }
    nodes
}

fn line(position: Option<&csv::Position>) -> u32 {
    position.map_or(0, |position| {
        u32::try_from(position.line()).unwrap_or(u32::MAX)
    })
}

fn columns(
    layer: &Layer<'_>,
    header: &csv::StringRecord,
    conformer: &Conformer<'_>,
    defects: &mut Defects,
) -> Option<Vec<Column>> {
    let place = Place::new(layer.name, 1, "header");
    let only = header.get(0).unwrap_or_default();
    if let Some(delimiter) = only.chars().find(|c| OTHER_DELIMITERS.contains(c))
        && header.len() == 1
    {
        let found = format!("values separated by {delimiter:?}");
        defects.error(
            &place,
            "wrong_delimiter",
            found,
            "values separated by commas",
        );
        return None;
    }
    let known = conformer.keys(layer.schema);
    let (mut unknown, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let mut columns = Vec::with_capacity(header.len());
    for name in header {
        if !seen.insert(name) {
            defects.error(&place, "duplicate_column", quoted(name), "each column once");
        }
        let column = layer.column(name, &known, conformer);
        if matches!(column, Column::Unknown) {
            unknown.insert(name.to_owned());
        }
        columns.push(column);
    }
    layer.note_unknown(&unknown, &known, defects);
    // Other required keys may stand in scenario.toml, under the same id.
    if !columns
        .iter()
        .any(|column| matches!(column, Column::Key(key, None) if key == "id"))
    {
        let names: Vec<&str> = header.iter().collect();
        let found = format!("columns {}", quoted(&names.join(",")));
        let expected =
            "a column \"id\"; if zones call it otherwise: [population] columns = { id = \"NAME\" }";
        defects.error(&place, "missing_column", found, expected);
        return None;
    }
    Some(columns)
}

fn row(
    layer: &Layer<'_>,
    columns: &[Column],
    record: &csv::StringRecord,
    defects: &mut Defects,
) -> Option<Node> {
    let line = line(record.position());
    if record.len() != columns.len() {
        let found = format!("{} values", record.len());
        let expected = format!("{}, as in the header", columns.len());
        let place = Place::new(layer.name, line, "");
        defects.error(&place, "wrong_number_of_values", found, expected);
        return None;
    }
    let at = At {
        file: layer.file,
        line,
    };
    let cell = |text: &str| Node {
        at,
        kind: Kind::Cell(text.to_owned()),
    };
    let mut feature = Feature::new(at);
    for (column, text) in columns
        .iter()
        .zip(record)
        .filter(|(_, text)| !text.is_empty())
    {
        let value = match column {
            Column::List(_) => {
                let items = text.split(';').map(|item| cell(item.trim())).collect();
                Node {
                    at,
                    kind: Kind::List(items),
                }
            }
            _ => cell(text),
        };
        feature.add(column, value);
    }
    Some(feature.finish())
}
