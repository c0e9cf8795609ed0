//! Which column of a table is what, as TOML that a person reads, corrects and keeps.

use std::collections::{BTreeMap, BTreeSet};

use korridor_world::LocalClock;
use serde::Deserialize;

use super::assemble::Rows;
use super::bytes::short;
use super::row::{Context, Field, Fields, RowKind, in_words};
use super::table::{self, Row};
use super::{Refused, Stated};
use crate::Terms;

/// The largest mapping, in bytes.
const LARGEST: usize = 64 << 10;

/// A mapping of columns.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What each row is.
    pub kind: RowKind,
    /// Who says it, by pseudonym, where no column does.
    #[serde(default)]
    pub source: Option<String>,
    /// The IANA zone of times without an offset.
    #[serde(default)]
    pub zone: Option<String>,
    /// The column of each field, by its header.
    pub columns: BTreeMap<Field, String>,
}

/// Why a text is no mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAMapping {
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    /// It is none, or can make no row.
    pub fn parse(text: &str) -> Result<Mapping, NotAMapping> {
        let fault = |found: String, expected: &str| NotAMapping {
            found,
            expected: expected.to_owned(),
        };
        if text.len() > LARGEST {
            return Err(fault(
                format!("{} bytes", text.len()),
                "a mapping of columns",
            ));
        }
        let expected = "kind, and [columns] with field = \"header\", as --save-mapping writes it";
        let mapping: Mapping =
            toml::from_str(text).map_err(|error| fault(error.to_string(), expected))?;
        if let Some(zone) = mapping
            .zone
            .as_deref()
            .filter(|zone| LocalClock::of_zone(zone).is_none())
        {
            return Err(fault(
                format!("the time zone {zone:?}"),
                "a zone of the IANA database, such as Asia/Damascus",
            ));
        }
        let has = |field| mapping.columns.contains_key(&field);
        let timed = has(Field::When) || (has(Field::Start) && has(Field::End));
        if mapping.kind == RowKind::Counts && !(has(Field::Place) && has(Field::Persons) && timed) {
            let expected = "columns for place, persons, and start and end or when";
            return Err(fault(
                "counts without place, number or time".to_owned(),
                expected,
            ));
        }
        Ok(mapping)
    }

    /// A proposal from headers, for a person to look at: what is not plain is left out.
    pub fn guess(headers: &[String]) -> Mapping {
        let mut columns = BTreeMap::new();
        for (field, names) in NAMES {
            let fits = |header: &&String| names.contains(&plain(header).as_str());
            if let Some(header) = headers.iter().find(fits) {
                columns.insert(*field, header.clone());
            }
        }
        let is_count = columns.contains_key(&Field::Persons) && columns.contains_key(&Field::Place);
        Mapping {
            kind: if is_count {
                RowKind::Counts
            } else {
                RowKind::Claims
            },
            source: None,
            zone: None,
            columns,
        }
    }

    /// The headers of a table.
    ///
    /// # Errors
    /// It has none, or can't be read.
    pub fn headers(bytes: &[u8], encoding: Option<&str>) -> Result<Vec<String>, Refused> {
        super::bytes::check(bytes)?;
        Ok(header(&table::read(bytes, encoding)?)?.1)
    }

    /// As TOML, with a comment for each header that no field has.
    pub fn write(&self, headers: &[String]) -> String {
        let kind = match self.kind {
            RowKind::Counts => "counts",
            RowKind::Claims => "claims",
        };
        let mut text = format!(
            "# Which column is what. Guessed from headers: look at every line before it is used.\nkind = \"{kind}\"\n"
        );
        text += "# source = \"who-says-it\"\n# zone = \"Asia/Damascus\"\n\n[columns]\n";
        for (field, header) in &self.columns {
            let name = serde_json::to_value(field).ok();
            let name = name
                .as_ref()
                .and_then(serde_json::Value::as_str)
                .unwrap_or_default();
            text += &format!("{name} = {}\n", quoted(header));
        }
        let used: BTreeSet<&String> = self.columns.values().collect();
        for header in headers.iter().filter(|header| !used.contains(header)) {
            text += &format!("# not used: {}\n", quoted(header));
        }
        text
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => quoted.extend(['\\', sign]),
            sign if sign.is_control() => quoted += &format!("\\u{:04X}", u32::from(sign)),
            sign => quoted.push(sign),
        }
    }
    quoted + "\""
}

/// Letters and digits of a header in lower case.
fn plain(header: &str) -> String {
    header
        .chars()
        .filter(|sign| sign.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

const NAMES: &[(Field, &[&str])] = &[
    (Field::Id, &["id", "rowid", "uuid", "reference", "ref"]),
    (
        Field::Place,
        &[
            "place",
            "gate",
            "checkpoint",
            "crossing",
            "location",
            "corridor",
            "sted",
            "port",
        ],
    ),
    (Field::Latitude, &["latitude", "lat", "breddegrad"]),
    (
        Field::Longitude,
        &["longitude", "lon", "lng", "long", "lengdegrad"],
    ),
    (
        Field::When,
        &["when", "date", "day", "datetime", "dato", "time"],
    ),
    (
        Field::Start,
        &["start", "from", "starttime", "fra", "countedfrom"],
    ),
    (
        Field::End,
        &["end", "to", "until", "endtime", "til", "countedto"],
    ),
    (
        Field::Persons,
        &[
            "persons",
            "people",
            "count",
            "total",
            "individuals",
            "number",
            "antall",
            "personer",
        ],
    ),
    (Field::Women, &["women", "kvinner"]),
    (Field::Men, &["men", "menn"]),
    (Field::Girls, &["girls", "jenter"]),
    (Field::Boys, &["boys", "gutter"]),
    (Field::Older, &["older", "elderly", "olderpeople", "eldre"]),
    (
        Field::WoundedAndSick,
        &["wounded", "woundedandsick", "saarede"],
    ),
    (Field::Passage, &["passage", "status", "outcome"]),
    (Field::Direction, &["direction", "retning"]),
    (
        Field::Source,
        &[
            "source",
            "reportedby",
            "organisation",
            "organization",
            "org",
            "kilde",
        ],
    ),
    (
        Field::Happening,
        &["happening", "event", "eventtype", "type", "incident"],
    ),
    (
        Field::Words,
        &[
            "words",
            "text",
            "description",
            "notes",
            "report",
            "tekst",
            "beskrivelse",
        ],
    ),
    (Field::Language, &["language", "lang", "språk"]),
    (Field::Killed, &["killed", "deaths", "fatalities", "drept"]),
    (Field::Injured, &["injured", "skadd"]),
];

/// The first row that is not blank, as headers.
fn header(table: &[Row]) -> Result<(usize, Vec<String>), Refused> {
    let at = table
        .iter()
        .position(|row| !row.is_blank() || row.fault.is_some());
    let Some(at) = at else {
        return Err(Refused::new(
            "the file",
            "empty",
            "no row",
            "a row of headers",
        ));
    };
    if let Some(fault) = &table[at].fault {
        return Err(fault.clone());
    }
    let headers: Vec<String> = table[at]
        .cells
        .iter()
        .map(|cell| cell.trim().to_owned())
        .collect();
    Ok((at, headers))
}

/// Reads a table by its mapping.
///
/// # Errors
/// No mapping, or columns that the table does not have.
pub(super) fn rows(
    bytes: &[u8],
    terms: &Terms<'_>,
    stated: &Stated<'_>,
    rows: &mut Rows,
) -> Result<(), Refused> {
    let Some(mapping) = stated.mapping else {
        let expected =
            "--mapping FILE; --save-mapping FILE writes one from the headers, for you to look at";
        return Err(Refused::new(
            "the file",
            "mapping_missing",
            "a table without a mapping",
            expected,
        ));
    };
    let table = table::read(bytes, stated.encoding)?;
    let (at, headers) = header(&table)?;
    let columns = columns(mapping, &headers)?;
    mapped(mapping, terms, stated, "csv", |context| {
        for row in &table[at + 1..] {
            if let Some(fault) = &row.fault {
                rows.refuse(fault.clone());
            } else if !row.is_blank() {
                let fields = of_cells(row, &headers, &columns, mapping.kind);
                rows.take(fields.and_then(|fields| fields.taken(mapping.kind, context)));
            }
        }
    });
    Ok(())
}

/// Calls with the source and the zone that a mapping states, if the person who imports states none.
pub(super) fn mapped(
    mapping: &Mapping,
    terms: &Terms<'_>,
    stated: &Stated<'_>,
    prefix: &'static str,
    read: impl FnOnce(&Context<'_>),
) {
    let zone = mapping.zone.as_deref().and_then(LocalClock::of_zone);
    let stated = Stated {
        source: stated.source.or(mapping.source.as_deref()),
        zone: stated.zone.or(zone.as_ref()),
        ..*stated
    };
    read(&Context {
        terms,
        stated: &stated,
        prefix,
    });
}

/// Where each field stands.
fn columns(mapping: &Mapping, headers: &[String]) -> Result<BTreeMap<Field, usize>, Refused> {
    let mut columns = BTreeMap::new();
    for (field, header) in &mapping.columns {
        let found: Vec<usize> = (0..headers.len())
            .filter(|at| headers[*at] == header.trim())
            .collect();
        match found.as_slice() {
            [at] => columns.insert(*field, *at),
            [] => {
                let found = format!("no column {:?}", short(header));
                let known: Vec<String> = headers
                    .iter()
                    .take(20)
                    .map(|header| short(header))
                    .collect();
                let expected = format!("one of: {}", known.join(", "));
                return Err(Refused::new(
                    "the headers",
                    "mapping_column_missing",
                    found,
                    expected,
                ));
            }
            _ => {
                let found = format!("{} columns {:?}", found.len(), short(header));
                return Err(Refused::new(
                    "the headers",
                    "mapping_ambiguous",
                    found,
                    "each header once",
                ));
            }
        };
    }
    Ok(columns)
}

fn of_cells(
    row: &Row,
    headers: &[String],
    columns: &BTreeMap<Field, usize>,
    kind: RowKind,
) -> Result<Fields, Refused> {
    row.fits(headers.len(), "header")?;
    let values = columns
        .iter()
        .map(|(field, at)| (*field, row.cells[*at].clone()))
        .collect();
    let used: BTreeSet<usize> = match kind {
        RowKind::Counts => columns.values().copied().collect(),
        RowKind::Claims => BTreeSet::new(),
    };
    let rest = (0..headers.len()).filter(|at| !used.contains(at));
    let all = in_words(rest.map(|at| (headers[at].as_str(), row.cells[at].as_str())));
    Ok(Fields {
        place: row.place(),
        values,
        all,
    })
}
