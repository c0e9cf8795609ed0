//! Submissions of ODK and KoBo forms, as JSON or CSV. The instanceID is what a submission is called, a deprecatedID what it
//! corrects: the corrected count stays in the record, and the correction stands in its stead.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::assemble::Rows;
use super::bytes::short;
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
/// What a server calls a submission through all its edits, each of which has an instanceID of its own.
const FIRST: &[&str] = &["__id", "key"];
/// Where servers say that a person looked at a submission and rejected it, or that it was deleted.
const REJECTED: &[(&[&str], &[&str])] = &[
    (&["__system/reviewstate", "reviewstate"], &["rejected"]),
    (
        &["_validation_status/uid", "_validation_status"],
        &["validation_status_not_approved", "not approved"],
    ),
];
const DELETED: &[&str] = &["__system/deletedat", "deletedat", "_deleted_at"];

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
    let own = match stated.mapping {
        Some(_) => None,
        None => Some(own_mapping(&submissions)?),
    };
    let Some(mapping) = stated.mapping.or(own.as_ref()) else {
        return Ok(());
    };
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
    each_once(&headers)?;
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
        } else if let Err(ragged) = row.fits(headers.len(), "header") {
            rows.refuse(ragged);
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

/// Two columns of one name come of an export without the names of groups: which is which is not told.
fn each_once(headers: &[String]) -> Result<(), Refused> {
    let mut seen = BTreeSet::new();
    let named = headers
        .iter()
        .map(|header| header.trim())
        .filter(|header| !header.is_empty());
    match named.into_iter().find(|header| !seen.insert(*header)) {
        None => Ok(()),
        Some(twice) => {
            let found = format!("two columns {:?}", short(twice));
            let expected = "each once; export with the names of groups";
            Err(Refused::new("line 1", "mapping_ambiguous", found, expected))
        }
    }
}

/// The mapping of a form that calls its fields as this program does.
///
/// # Errors
/// Several fields of one name in different groups, or fields only in a group that repeats.
fn own_mapping(submissions: &[Submission]) -> Result<Mapping, Refused> {
    let mut columns = BTreeMap::new();
    let paths: BTreeSet<&String> = submissions
        .iter()
        .flat_map(|(_, cells)| cells.keys())
        .collect();
    for (field, names) in OWN {
        for name in *names {
            let fit: Vec<&&String> = paths.iter().filter(|path| last(path) == *name).collect();
            if let [one, other, ..] = fit.as_slice() {
                let found = format!("{:?} and {:?}", short(one), short(other));
                let expected = format!("one field {name}; --mapping says which is meant");
                return Err(Refused::new(
                    "the file",
                    "mapping_ambiguous",
                    found,
                    expected,
                ));
            }
            if let [only] = fit.as_slice() {
                columns.entry(*field).or_insert_with(|| (**only).clone());
            }
        }
    }
    let is_count = columns.contains_key(&Field::Persons) && columns.contains_key(&Field::Place);
    let kind = if is_count {
        RowKind::Counts
    } else {
        RowKind::Claims
    };
    if !columns.contains_key(&Field::Persons)
        && let Some(group) = repeated(submissions)
    {
        let found = format!(
            "numbers of people in {:?}, a group that repeats",
            short(&group)
        );
        let expected =
            "one count in each submission; or the table of that group, with --mapping (import csv)";
        return Err(Refused::new(
            "the file",
            "odk_repeat_group",
            found,
            expected,
        ));
    }
    Ok(Mapping {
        kind,
        source: None,
        zone: None,
        columns,
    })
}

/// A group that repeats and has numbers of people in it: a list stays as it was written.
fn repeated(submissions: &[Submission]) -> Option<String> {
    let cells = submissions.iter().flat_map(|(_, cells)| cells);
    let is_list = |value: &str| value.starts_with("[{");
    let has = |value: &str| value.contains("\"persons\"") || value.contains("/persons\"");
    let found = cells
        .into_iter()
        .find(|(_, value)| is_list(value) && has(value));
    found.map(|(path, _)| path.clone())
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
    if let Some(refused) = withdrawn(place, &of) {
        return Err(refused);
    }
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
    // A server that keeps edits tells only the first name beside the last: the edit stands in its stead.
    let earlier = of(CORRECTS).or_else(|| of(FIRST).filter(|first| *first != id));
    if let Some(earlier) = earlier {
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

/// What a reviewer rejected, or what was deleted, counts nobody.
fn withdrawn<'c>(place: &str, of: &impl Fn(&[&str]) -> Option<&'c str>) -> Option<Refused> {
    let rejected = REJECTED.iter().find_map(|(names, words)| {
        let said = of(names)?;
        words
            .contains(&said.to_lowercase().as_str())
            .then_some(said)
    });
    if let Some(said) = rejected {
        let found = format!("a submission that was reviewed as {:?}", short(said));
        let expected = "one that nobody rejected; if it is in the record already, correct it there";
        return Some(Refused::new(place, "odk_rejected", found, expected));
    }
    let when = of(DELETED)?;
    let found = format!("a submission that was deleted ({})", short(when));
    let expected = "one that was not; if it is in the record already, correct it there";
    Some(Refused::new(place, "odk_rejected", found, expected))
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
