//! Submissions of ODK and KoBo forms, as JSON or CSV. The instanceID is what a submission is called, a deprecatedID what it
//! corrects: the corrected count stays in the record, and the correction stands in its stead.

use std::collections::BTreeMap;

use serde_json::Value;

use super::assemble::Rows;
use super::json::{flat, parse};
use super::mapping::{Mapping, mapped};
use super::row::{Field, Fields, RowKind, in_words};
use super::table;
use super::{MOST_ROWS, Refused, Stated};
use crate::Terms;

/// What a form calls its fields if no mapping is given. `start` and `end` are when the form was filled in, never when people
/// were counted.
const OWN: &[(Field, &[&str])] = &[
    (Field::Place, &["place", "gate", "corridor"]),
    (Field::Latitude, &["location", "geopoint"]),
    (Field::Start, &["counted_from"]),
    (Field::End, &["counted_to"]),
    (Field::When, &["happened_at", "happened_on"]),
    (Field::Persons, &["persons"]),
    (Field::Women, &["women"]),
    (Field::Men, &["men"]),
    (Field::Girls, &["girls"]),
    (Field::Boys, &["boys"]),
    (Field::Older, &["older"]),
    (Field::WithDisabilities, &["with_disabilities"]),
    (Field::WoundedAndSick, &["wounded_and_sick"]),
    (Field::Passage, &["passage"]),
    (Field::Direction, &["direction"]),
    (Field::Source, &["source"]),
    (Field::Happening, &["happening"]),
    (Field::Words, &["said", "words"]),
    (Field::Language, &["language"]),
];
pub(super) const ID: &[&str] = &[
    "meta/instanceid",
    "meta-instanceid",
    "instanceid",
    "__id",
    "key",
    "_uuid",
];
const CORRECTS: &[&str] = &["meta/deprecatedid", "meta-deprecatedid", "deprecatedid"];

/// A submission: its values by their paths, and where it is.
type Submission = (String, BTreeMap<String, String>);

/// Reads submissions.
///
/// # Errors
/// Neither JSON nor a table with an instanceID.
pub(super) fn rows(
    bytes: &[u8],
    terms: &Terms<'_>,
    stated: &Stated<'_>,
    rows: &mut Rows,
) -> Result<(), Refused> {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    let submissions = match first {
        Some(b'[' | b'{') => of_json(&parse(bytes, stated.encoding)?)?,
        _ => of_table(bytes, stated.encoding, rows)?,
    };
    let own = own_mapping(&submissions);
    let mapping = stated.mapping.unwrap_or(&own);
    mapped(mapping, terms, stated, "odk", |context| {
        for (place, cells) in &submissions {
            let fields = by_field(place, cells, mapping);
            rows.take(fields.and_then(|fields| fields.taken(mapping.kind, context)));
        }
    });
    Ok(())
}

/// A list of submissions, as KoBo (`results`) and ODK Central (`value`) give it, or one submission.
fn of_json(value: &Value) -> Result<Vec<Submission>, Refused> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        Value::Object(map) => match map
            .get("results")
            .or(map.get("value"))
            .and_then(Value::as_array)
        {
            Some(list) => list.as_slice(),
            None => std::slice::from_ref(value),
        },
        _ => &[],
    };
    if list.len() > MOST_ROWS {
        let found = format!("{} submissions", list.len());
        let expected = format!("at most {MOST_ROWS}; split the file");
        return Err(Refused::new("the file", "too_many_rows", found, expected));
    }
    if list.is_empty() || !list.iter().all(Value::is_object) {
        let expected = "submissions as a list of objects, as KoBo and ODK Central give them";
        return Err(Refused::new(
            "the file",
            "odk_no_submissions",
            "JSON without submissions",
            expected,
        ));
    }
    Ok(list
        .iter()
        .zip(1..)
        .map(|(object, number)| (format!("submission {number}"), flat(object)))
        .collect())
}

fn of_table(
    bytes: &[u8],
    encoding: Option<&str>,
    rows: &mut Rows,
) -> Result<Vec<Submission>, Refused> {
    let mut table = table::read(bytes, encoding)?.into_iter();
    let header = table.next().unwrap_or_default();
    if let Some(fault) = header.fault {
        return Err(fault);
    }
    let headers = header.cells;
    let known = headers
        .iter()
        .any(|header| ID.contains(&header.trim().to_lowercase().as_str()));
    if !known {
        let expected = "a column instanceID, meta/instanceID, KEY or _uuid";
        return Err(Refused::new(
            "line 1",
            "odk_no_instance_id",
            "a table without an instanceID",
            expected,
        ));
    }
    let mut submissions = Vec::new();
    for row in table {
        if row.is_blank() && row.fault.is_none() {
            continue;
        }
        if let Some(fault) = row.fault {
            rows.refuse(fault);
        } else if row.cells.len() != headers.len() {
            let found = format!("{} cells", row.cells.len());
            let expected = format!("{}, one for each header", headers.len());
            rows.refuse(Refused::new(row.place(), "row_ragged", found, expected));
        } else {
            let cells = headers
                .iter()
                .map(|header| header.trim().to_owned())
                .zip(row.cells.iter().cloned());
            submissions.push((row.place(), cells.collect()));
        }
    }
    Ok(submissions)
}

/// The mapping of a form that calls its fields as this program does.
fn own_mapping(submissions: &[Submission]) -> Mapping {
    let mut columns = BTreeMap::new();
    for (field, names) in OWN {
        let paths = submissions.iter().flat_map(|(_, cells)| cells.keys());
        let fits = |path: &&String| names.contains(&last(path).as_str());
        if let Some(path) = paths.into_iter().find(fits) {
            columns.insert(*field, path.clone());
        }
    }
    let is_count = columns.contains_key(&Field::Persons) && columns.contains_key(&Field::Place);
    let kind = if is_count {
        RowKind::Counts
    } else {
        RowKind::Claims
    };
    Mapping {
        kind,
        source: None,
        zone: None,
        columns,
    }
}

/// The last part of a path, in lower case; tables write `group-field` or `group/field`.
fn last(path: &str) -> String {
    path.rsplit(['/', '-'])
        .next()
        .unwrap_or(path)
        .to_lowercase()
}

fn by_field(
    place: &str,
    cells: &BTreeMap<String, String>,
    mapping: &Mapping,
) -> Result<Fields, Refused> {
    let of = |names: &[&str]| {
        let found = names
            .iter()
            .find_map(|name| cells.iter().find(|(path, _)| path.to_lowercase() == *name));
        found
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    };
    let Some(id) = of(ID) else {
        let expected = "an instanceID: without it the same submission could count twice";
        return Err(Refused::new(
            place,
            "odk_no_instance_id",
            "a submission without an instanceID",
            expected,
        ));
    };
    let mut values: BTreeMap<Field, String> = BTreeMap::new();
    for (field, path) in &mapping.columns {
        if let Some(value) = cells.get(path) {
            values.insert(*field, value.clone());
        }
    }
    point(&mut values);
    values.insert(Field::Id, id.to_owned());
    if let Some(earlier) = of(CORRECTS) {
        values.insert(Field::Corrects, earlier.to_owned());
    }
    // Names, devices and telephone numbers of people in the field stand in other answers: only what is mapped is kept.
    let is_claim = mapping.kind == RowKind::Claims && !values.contains_key(&Field::Words);
    let all = match is_claim {
        true => in_words(
            mapping
                .columns
                .values()
                .filter_map(|path| Some((path.as_str(), cells.get(path)?.as_str()))),
        ),
        false => String::new(),
    };
    Ok(Fields {
        place: place.to_owned(),
        values,
        all,
    })
}

/// `36.2 37.1 0 5`: latitude, longitude, altitude and accuracy in metres, as a form writes a point.
fn point(values: &mut BTreeMap<Field, String>) {
    let Some(text) = values
        .get(&Field::Latitude)
        .filter(|_| !values.contains_key(&Field::Longitude))
    else {
        return;
    };
    let parts: Vec<String> = text
        .split([' ', ',', '[', ']'])
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    if let [lat, lon, rest @ ..] = parts.as_slice() {
        if let [_, accuracy] = rest {
            values.insert(Field::PlacePrecision, format!("{accuracy} m by the device"));
        }
        values.insert(Field::Latitude, lat.clone());
        values.insert(Field::Longitude, lon.clone());
    } else if text.trim().is_empty() {
        values.remove(&Field::Latitude);
    }
}
