//! The Humanitarian Exchange Language, 1.1: a table whose columns are told by a row of hashtags among its first 25 rows.
//! Gate counts become counts, incidents become claims.

mod json;
mod tags;

pub use tags::Column;
pub(crate) use tags::are_tags;

use std::collections::BTreeMap;

use super::archive::{self, Opened};
use super::assemble::Rows;
use super::row::{Context, Field, Fields, RowKind, in_words};
use super::table::{self, Row};
use super::{Refused, Stated};
use crate::Terms;

/// The row of hashtags stands among so many first rows.
pub(crate) const LOOKED_AT: usize = 25;

/// A table with its columns told.
#[derive(Clone, Debug)]
pub struct Tagged {
    /// Its columns; those without a tag too.
    pub columns: Vec<Column>,
    /// How many rows stand below the tags, unusable ones too.
    pub rows: usize,
}

/// Finds the hashtags of a table.
///
/// # Errors
/// None are found, or the bytes are no table.
pub fn judge(bytes: &[u8], encoding: Option<&str>) -> Result<Tagged, Refused> {
    if !archive::is_archive(bytes) {
        super::bytes::check(bytes)?;
    }
    let table = open(bytes, encoding)?;
    Ok(Tagged {
        columns: table.columns,
        rows: table.rows.len(),
    })
}

/// The columns of a table, and the rows below the hashtags.
struct Table {
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// Which part of an archive it is.
    part: Option<String>,
}

fn open(bytes: &[u8], encoding: Option<&str>) -> Result<Table, Refused> {
    if !archive::is_archive(bytes) {
        return tagged(read(bytes, encoding)?);
    }
    match archive::open(bytes)? {
        Opened::Table(name, bytes) => Ok(Table {
            part: Some(name),
            ..tagged(read(&bytes, encoding)?)?
        }),
        Opened::Sheets(mut sheets) => {
            let at = sheets.iter().position(|(_, rows)| tags_at(rows).is_some());
            let (name, rows) = sheets.swap_remove(at.unwrap_or(0));
            let mut table = tagged(rows)?;
            fill(&mut table)?;
            table.part = Some(format!("the sheet {name}"));
            Ok(table)
        }
    }
}

fn read(bytes: &[u8], encoding: Option<&str>) -> Result<Vec<Row>, Refused> {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    match first {
        Some(b'[' | b'{') => json::rows(bytes, encoding),
        _ => table::read(bytes, encoding),
    }
}

/// A sheet keeps no blank cells at the end of a row.
fn fill(table: &mut Table) -> Result<(), Refused> {
    let columns = table.columns.len();
    if columns.saturating_mul(table.rows.len()) > table::MOST_CELLS {
        let found = format!("{} rows of {columns} columns", table.rows.len());
        let expected = "the file in parts";
        return Err(Refused::new("the file", "too_many_rows", found, expected));
    }
    for row in &mut table.rows {
        let cells = row.cells.len().max(columns);
        row.cells.resize(cells, String::new());
    }
    Ok(())
}

fn tags_at(rows: &[Row]) -> Option<usize> {
    let mut looked = rows.iter().take(LOOKED_AT);
    looked.position(|row| are_tags(&row.cells))
}

fn tagged(mut rows: Vec<Row>) -> Result<Table, Refused> {
    let Some(at) = tags_at(&rows) else {
        let expected =
            "a row of hashtags, such as #date+start,#loc+name,#reached+ind, among the first 25";
        return Err(Refused::new(
            "the file",
            "hxl_no_tags",
            "no row of hashtags",
            expected,
        ));
    };
    let columns = rows[at]
        .cells
        .iter()
        .map(|cell| Column::parse(cell))
        .collect();
    rows.drain(..=at);
    Ok(Table {
        columns,
        rows,
        part: None,
    })
}

/// Reads a table into counts and claims.
///
/// # Errors
/// It has no hashtags, or none of counts or incidents.
pub(super) fn rows(
    bytes: &[u8],
    terms: &Terms<'_>,
    stated: &Stated<'_>,
    rows: &mut Rows,
) -> Result<(), Refused> {
    let Table {
        columns,
        rows: table,
        part,
    } = open(bytes, stated.encoding)?;
    if let Some(part) = part {
        rows.note(format!("read from {}", super::bytes::short(&part)));
    }
    let fields = fields(&columns);
    let kind = kind(&columns, &fields)?;
    let context = Context {
        terms,
        stated,
        prefix: "hxl",
    };
    if kind == RowKind::Counts {
        note_all_ages(&columns, rows);
    }
    for row in table {
        if let Some(fault) = row.fault {
            rows.refuse(fault);
        } else if !row.is_blank() {
            let row = by_field(&row, &columns, &fields, kind);
            rows.take(row.and_then(|row| row.taken(kind, &context)));
        }
    }
    Ok(())
}

/// Counts have people reached at a place; incidents have an event.
fn kind(columns: &[Column], fields: &BTreeMap<Field, usize>) -> Result<RowKind, Refused> {
    let has = |field| fields.contains_key(&field);
    if columns.iter().any(|column| column.tag == "#event")
        || has(Field::Killed)
        || has(Field::Injured)
    {
        return Ok(RowKind::Claims);
    }
    if has(Field::Persons) && has(Field::Place) {
        return Ok(RowKind::Counts);
    }
    let tags: Vec<String> = columns
        .iter()
        .map(Column::shown)
        .filter(|tag| !tag.is_empty())
        .take(12)
        .collect();
    let expected = "gate counts (#date+start, #date+end, #loc+name, #reached+ind) or incidents (#event+type, #date+occurred)";
    Err(Refused::new(
        "the file",
        "hxl_other_columns",
        tags.join(", "),
        expected,
    ))
}

/// Which column is which field; the first that fits, the most exact first.
fn fields(columns: &[Column]) -> BTreeMap<Field, usize> {
    const TAGS: [(Field, &str, &[&str], &[&str]); 32] = [
        (Field::Id, "#meta", &["id"], &[]),
        (Field::Id, "#event", &["id"], &[]),
        (Field::Corrects, "#meta", &["corrects"], &[]),
        (Field::Source, "#meta", &["source"], &[]),
        (Field::Place, "#loc", &["name"], &[]),
        (Field::Place, "#loc", &["code"], &[]),
        (Field::Place, "#loc", &[], &["type"]),
        (Field::Latitude, "#geo", &["lat"], &[]),
        (Field::Latitude, "#lat_deg", &[], &[]),
        (Field::Longitude, "#geo", &["lon"], &[]),
        (Field::Longitude, "#lon_deg", &[], &[]),
        (Field::PlacePrecision, "#geo", &["precision"], &[]),
        (Field::Start, "#date", &["start"], &[]),
        (Field::End, "#date", &["end"], &[]),
        (Field::When, "#date", &["occurred"], &[]),
        (
            Field::When,
            "#date",
            &[],
            &["start", "end", "reported", "occurred", "expected"],
        ),
        (Field::Persons, "#reached", &["ind"], SPLIT),
        (Field::Persons, "#reached", &[], SPLIT),
        (Field::Women, "#reached", &["f", "adults"], &[]),
        (Field::Men, "#reached", &["m", "adults"], &[]),
        (Field::Girls, "#reached", &["f", "children"], &[]),
        (Field::Boys, "#reached", &["m", "children"], &[]),
        (Field::Older, "#reached", &["elderly"], &["f", "m"]),
        (
            Field::WithDisabilities,
            "#reached",
            &["disabled"],
            &["f", "m"],
        ),
        (Field::WoundedAndSick, "#reached", &["wounded"], &["f", "m"]),
        (Field::Passage, "#status", &[], &[]),
        (Field::Happening, "#event", &["type"], &[]),
        (Field::Happening, "#event", &["name"], &[]),
        (Field::Words, "#description", &[], &[]),
        (Field::Blames, "#group", &["name"], &[]),
        (Field::Killed, "#affected", &["killed"], SPLIT),
        (Field::Injured, "#affected", &["injured"], SPLIT),
    ];
    let mut fields = BTreeMap::new();
    for (field, tag, with, without) in TAGS {
        let fits = |column: &Column| {
            column.tag == tag
                && with.iter().all(|attribute| column.has(attribute))
                && !without.iter().any(|attribute| column.has(attribute))
        };
        if let (false, Some(at)) = (fields.contains_key(&field), columns.iter().position(fits)) {
            fields.insert(field, at);
        }
    }
    fields
}

/// Attributes that make a number one of a part.
const SPLIT: &[&str] = &[
    "f",
    "m",
    "i",
    "children",
    "adults",
    "elderly",
    "infants",
    "disabled",
    "wounded",
    "adolescents",
];

fn by_field(
    row: &Row,
    columns: &[Column],
    fields: &BTreeMap<Field, usize>,
    kind: RowKind,
) -> Result<Fields, Refused> {
    row.fits(columns.len(), "column")?;
    let cell = |at: &usize| row.cells.get(*at).cloned().unwrap_or_default();
    let values: BTreeMap<Field, String> = fields
        .iter()
        .map(|(field, at)| (*field, cell(at)))
        .collect();
    let is_kept = |at: &usize| kind == RowKind::Counts && fields.values().any(|used| used == at);
    let labels: Vec<String> = columns.iter().map(Column::shown).collect();
    let rest = (0..columns.len().min(row.cells.len()))
        .filter(|at| !is_kept(at) && !labels[*at].is_empty());
    let all = in_words(rest.map(|at| (labels[at].as_str(), row.cells[at].as_str())));
    let mut row_fields = Fields {
        place: row.place(),
        values,
        all,
    };
    if kind == RowKind::Claims {
        // The row itself is what was said, with a description where it has one.
        row_fields.values.remove(&Field::Words);
    }
    Ok(row_fields)
}

/// Women and girls together are not women: such numbers stay in the words.
fn note_all_ages(columns: &[Column], rows: &mut Rows) {
    let ages = ["children", "adults", "elderly", "infants", "adolescents"];
    let all_ages = |column: &&Column| {
        let one_sex = column.has("f") || column.has("m");
        let some_age = ages.iter().any(|age| column.has(age));
        column.tag == "#reached" && (one_sex != some_age) && !column.has("elderly")
    };
    for column in columns.iter().filter(all_ages) {
        rows.note(format!(
            "{} is of all ages or both sexes: kept in the words, as no part of the count",
            column.shown()
        ));
    }
}
