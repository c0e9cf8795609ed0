//! GeoParquet 1.1: a row for each number of each place, and one for a place without any. Points are WKB in CRS84 (longitude,
//! latitude), the same as in GeoJSON. Nothing is compressed: such a file is small, and others can look into it.

use std::sync::Arc;

use parquet::basic::Compression;
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::Result;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{
    SerializedColumnWriter, SerializedFileWriter, SerializedRowGroupWriter,
};
use parquet::schema::parser::parse_message_type;
use serde_json::json;

use super::hxl::Dates;
use super::places::{Place, all};
use crate::account::Account;
use crate::number::Number;
use crate::release::Released;

const SCHEMA: &str = "message places {
    optional binary geometry;
    required binary kind (UTF8);
    required binary id (UTF8);
    required binary name (UTF8);
    optional int32 grid_metres;
    optional binary fidelity (UTF8);
    required boolean exercise;
    required binary marking (UTF8);
    optional binary number (UTF8);
    optional binary what (UTF8);
    optional int64 low;
    optional int64 best;
    optional int64 high;
    optional int64 entries;
}";

/// A place with one of its numbers, if it has any.
type Row<'a> = (&'a Place<'a>, Option<&'a Number>);

pub(super) fn places(released: &Released<Account>) -> Vec<u8> {
    let places = all(released);
    let rows: Vec<Row<'_>> = places.iter().flat_map(rows).collect();
    // It is written into memory, by a schema that is a constant.
    write(released, &places, &rows).expect("a table of this schema can be written")
}

fn rows<'a>(place: &'a Place<'a>) -> Vec<Row<'a>> {
    match place.numbers.is_empty() {
        true => vec![(place, None)],
        false => place
            .numbers
            .iter()
            .map(|number| (place, Some(*number)))
            .collect(),
    }
}

fn write(released: &Released<Account>, places: &[Place<'_>], rows: &[Row<'_>]) -> Result<Vec<u8>> {
    let properties = WriterProperties::builder()
        .set_created_by("korridor".to_owned())
        .set_compression(Compression::UNCOMPRESSED)
        .set_dictionary_enabled(false)
        .set_key_value_metadata(Some(vec![
            KeyValue::new("geo".to_owned(), geo(places).to_string()),
            KeyValue::new("korridor".to_owned(), about(released).to_string()),
        ]))
        .build();
    let schema = Arc::new(parse_message_type(SCHEMA)?);
    let mut file = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))?;
    let mut group = file.next_row_group()?;
    of_places(released, rows, &mut group)?;
    of_numbers(rows, &mut group)?;
    group.close()?;
    file.into_inner()
}

/// The columns that tell a place.
fn of_places(released: &Released<Account>, rows: &[Row<'_>], group: &mut Group<'_>) -> Result<()> {
    let marking = released.marking();
    let exercise = marking.exercise.is_some();
    let marked = marking.in_a_cell();
    let places = || rows.iter().map(|row| row.0);
    let on_map = || places().map(|place| place.on_map);
    Column::next(group)?.bytes(places().map(|place| place.position().map(wkb)))?;
    Column::next(group)?.texts(places().map(|place| Some(place.kind)))?;
    Column::next(group)?.texts(places().map(|place| Some(&*place.account.id)))?;
    Column::next(group)?.texts(places().map(|place| Some(&*place.account.name)))?;
    Column::next(group)?.grids(on_map().map(|place| place?.grid_metres))?;
    Column::next(group)?.texts(on_map().map(|place| Some(&*place?.fidelity)))?;
    Column::next(group)?.flags(rows.iter().map(|_| exercise))?;
    Column::next(group)?.texts(rows.iter().map(|_| Some(&*marked)))
}

/// The columns that tell a number.
fn of_numbers(rows: &[Row<'_>], group: &mut Group<'_>) -> Result<()> {
    let numbers = || rows.iter().map(|row| row.1);
    let words: Vec<Option<String>> = numbers().map(|number| number.map(what)).collect();
    let entries = |number: Option<&Number>| i64::try_from(number?.sources_in_all).ok();
    Column::next(group)?.texts(numbers().map(|number| Some(&*number?.id)))?;
    Column::next(group)?.texts(words.iter().map(Option::as_deref))?;
    Column::next(group)?.numbers(numbers().map(|number| Some(number?.low)))?;
    Column::next(group)?.numbers(numbers().map(|number| number?.best))?;
    Column::next(group)?.numbers(numbers().map(|number| Some(number?.high)))?;
    Column::next(group)?.numbers(numbers().map(entries))
}

/// What a number says, by the word that every export has for it.
fn what(number: &Number) -> String {
    let word = serde_json::to_value(number.what).unwrap_or_default();
    word.as_str().unwrap_or_default().to_owned()
}

/// The metadata of GeoParquet. Without a `crs` positions are in CRS84.
fn geo(places: &[Place<'_>]) -> serde_json::Value {
    let positions: Vec<[f64; 2]> = places.iter().filter_map(Place::position).collect();
    let types: &[&str] = if positions.is_empty() {
        &[]
    } else {
        &["Point"]
    };
    let mut geometry = json!({ "encoding": "WKB", "geometry_types": types });
    let least = |axis: usize| {
        positions
            .iter()
            .map(|at| at[axis])
            .fold(f64::INFINITY, f64::min)
    };
    let most = |axis: usize| {
        positions
            .iter()
            .map(|at| at[axis])
            .fold(f64::NEG_INFINITY, f64::max)
    };
    if !positions.is_empty() {
        geometry["bbox"] = json!([least(0), least(1), most(0), most(1)]);
    }
    json!({
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": { "geometry": geometry },
    })
}

/// For whom it is, as of when, and whether it is an exercise.
fn about(released: &Released<Account>) -> serde_json::Value {
    json!({
        "marking": released.marking(),
        "as_of": Dates::of(released).date(released.value().at),
    })
}

/// A point in well-known binary, little end first.
fn wkb([longitude, latitude]: [f64; 2]) -> Vec<u8> {
    let mut bytes = vec![1];
    bytes.extend(1u32.to_le_bytes());
    bytes.extend(longitude.to_le_bytes());
    bytes.extend(latitude.to_le_bytes());
    bytes
}

/// The one group of rows of a file in memory.
type Group<'a> = SerializedRowGroupWriter<'a, Vec<u8>>;

/// A column that is to be written.
struct Column<'a>(SerializedColumnWriter<'a>);

/// What is there, and for each row whether something is.
fn split<T>(cells: impl Iterator<Item = Option<T>>) -> (Vec<T>, Vec<i16>) {
    let cells: Vec<Option<T>> = cells.collect();
    let levels = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    (cells.into_iter().flatten().collect(), levels)
}

impl<'a> Column<'a> {
    fn next(group: &'a mut Group<'_>) -> Result<Column<'a>> {
        let column = group.next_column()?;
        Ok(Column(
            column.expect("each column of the schema is written once"),
        ))
    }

    fn bytes(mut self, cells: impl Iterator<Item = Option<Vec<u8>>>) -> Result<()> {
        let (values, levels) = split(cells.map(|cell| Some(ByteArray::from(cell?))));
        if let ColumnWriter::ByteArrayColumnWriter(writer) = self.0.untyped() {
            writer.write_batch(&values, Some(&levels), None)?;
        }
        self.0.close()
    }

    fn texts<'t>(self, cells: impl Iterator<Item = Option<&'t str>>) -> Result<()> {
        self.bytes(cells.map(|cell| Some(cell?.as_bytes().to_vec())))
    }

    fn numbers(mut self, cells: impl Iterator<Item = Option<i64>>) -> Result<()> {
        let (values, levels) = split(cells);
        if let ColumnWriter::Int64ColumnWriter(writer) = self.0.untyped() {
            writer.write_batch(&values, Some(&levels), None)?;
        }
        self.0.close()
    }

    fn grids(mut self, cells: impl Iterator<Item = Option<u32>>) -> Result<()> {
        let (values, levels) = split(cells.map(|cell| i32::try_from(cell?).ok()));
        if let ColumnWriter::Int32ColumnWriter(writer) = self.0.untyped() {
            writer.write_batch(&values, Some(&levels), None)?;
        }
        self.0.close()
    }

    fn flags(mut self, cells: impl Iterator<Item = bool>) -> Result<()> {
        let values: Vec<bool> = cells.collect();
        if let ColumnWriter::BoolColumnWriter(writer) = self.0.untyped() {
            writer.write_batch(&values, None, None)?;
        }
        self.0.close()
    }
}
