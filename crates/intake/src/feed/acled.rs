//! Incident tables in the shape of ACLED's exports, 31 columns. Which of the two actors did it is not told by their order: both
//! stand in the words, and nobody is blamed. ACLED's rows are licensed; none come with this program.

use std::collections::BTreeMap;

use korridor_operate::Moment;
use korridor_operate::fact::Kinship;

use super::assemble::{Rows, Said, Taken};
use super::bytes::short;
use super::row::{Context, Field, Fields, RowKind};
use super::table;
use super::{Refused, Stated};
use crate::Terms;

/// The columns of the shape.
pub(super) const COLUMNS: [&str; 31] = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
];
/// So many earlier versions of a row are pointed at.
const MOST_VERSIONS: usize = 5;
const SIX_DAYS: i64 = 6 * 86_400;

/// Reads incidents into claims.
///
/// # Errors
/// A table without the columns of the shape.
pub(super) fn rows(
    bytes: &[u8],
    terms: &Terms<'_>,
    stated: &Stated<'_>,
    rows: &mut Rows,
) -> Result<(), Refused> {
    let mut table = table::read(bytes, stated.encoding)?.into_iter();
    let header = table.next().unwrap_or_default();
    if let Some(fault) = header.fault {
        return Err(fault);
    }
    let headers: Vec<String> = header
        .cells
        .iter()
        .map(|cell| cell.trim().to_lowercase())
        .collect();
    let missing: Vec<&str> = COLUMNS
        .into_iter()
        .filter(|column| !headers.iter().any(|header| header == column))
        .collect();
    if !missing.is_empty() {
        let found = format!("a table without {}", missing.join(", "));
        let expected =
            "the 31 columns of ACLED's export; another table is read by a mapping (import csv)";
        return Err(Refused::new("line 1", "acled_columns", found, expected));
    }
    let context = Context {
        terms,
        stated,
        prefix: "acled",
    };
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in table {
        if row.is_blank() && row.fault.is_none() {
            continue;
        }
        if let Some(fault) = row.fault {
            rows.refuse(fault);
            continue;
        }
        if let Err(ragged) = row.fits(headers.len(), "header") {
            rows.refuse(ragged);
            continue;
        }
        let cells = headers
            .iter()
            .map(String::as_str)
            .zip(row.cells.iter().map(|cell| cell.trim()))
            .collect();
        let taken = incident(&row.place(), &cells, &context);
        rows.take(
            taken.map(|taken| related(taken, cells["event_id_cnty"], &context, &mut versions)),
        );
    }
    Ok(())
}

fn incident(
    place: &str,
    cells: &BTreeMap<&str, &str>,
    context: &Context<'_>,
) -> Result<Taken, Refused> {
    let cell = |name: &str| cells.get(name).copied().unwrap_or_default();
    if cell("event_id_cnty").is_empty() {
        return Err(Refused::new(
            place,
            "id_missing",
            "no event_id_cnty",
            "the id of the event",
        ));
    }
    if !cell("event_date").contains(cell("year")) {
        let found = format!(
            "the year {:?} beside {:?}",
            short(cell("year")),
            short(cell("event_date"))
        );
        return Err(Refused::new(
            place,
            "time_contradicts",
            found,
            "the year of the date",
        ));
    }
    let time_precision = precision(place, "time_precision", cell("time_precision"))?;
    let place_precision = precision(place, "geo_precision", cell("geo_precision"))?;
    let fatalities = cell("fatalities");
    let values = [
        // A row that ACLED revised has another timestamp: a claim of its own.
        (
            Field::Id,
            format!("{}.{}", cell("event_id_cnty"), cell("timestamp")),
        ),
        (Field::Source, "ACLED".to_owned()),
        (Field::ToldBy, cell("source").to_owned()),
        (Field::When, cell("event_date").to_owned()),
        (
            Field::TimePrecision,
            ["", "the day", "the week", "the month"][time_precision].to_owned(),
        ),
        (Field::Place, cell("location").to_owned()),
        (Field::Latitude, cell("latitude").to_owned()),
        (Field::Longitude, cell("longitude").to_owned()),
        (
            Field::PlacePrecision,
            ["", "the place", "near it", "the region"][place_precision].to_owned(),
        ),
        (
            Field::Happening,
            format!("{} {}", cell("event_type"), cell("sub_event_type")),
        ),
        // None reported is not none killed.
        (
            Field::Killed,
            if fatalities == "0" {
                String::new()
            } else {
                fatalities.to_owned()
            },
        ),
        (Field::Words, in_words(cells)),
    ];
    let values = values
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let fields = Fields {
        place: place.to_owned(),
        values,
        all: String::new(),
    };
    let mut taken = fields.taken(RowKind::Claims, context)?;
    if let Said::Claim(claim) = &mut taken.said
        && let Some(when) = claim.when.take()
    {
        claim.when = Some(widened(when, time_precision, context));
    }
    Ok(taken)
}

/// 1, 2 or 3.
fn precision(place: &str, column: &str, text: &str) -> Result<usize, Refused> {
    match text {
        "1" => Ok(1),
        "2" => Ok(2),
        "3" => Ok(3),
        _ => {
            let place = format!("{place}, {column}");
            Err(Refused::new(
                place,
                "precision_not_known",
                format!("{:?}", short(text)),
                "1, 2 or 3",
            ))
        }
    }
}

/// A date of a week could be up to six days off either way; one of a month, any day of it.
fn widened(when: Moment, precision: usize, context: &Context<'_>) -> Moment {
    match precision {
        2 => Moment {
            earliest: when.earliest.plus_seconds(-SIX_DAYS),
            latest: when.latest.plus_seconds(SIX_DAYS),
            ..when
        },
        3 => {
            let day = context.terms.clock.local(when.earliest.0).to_string();
            let month = day
                .get(..7)
                .and_then(|month| crate::compiled::value::moment(month, context.terms.clock));
            match month {
                Some(month) => Moment {
                    said: when.said,
                    ..month
                },
                None => when,
            }
        }
        _ => when,
    }
}

fn in_words(cells: &BTreeMap<&str, &str>) -> String {
    let cell = |name: &str| cells.get(name).copied().unwrap_or_default();
    let actors: Vec<&str> = ["actor1", "assoc_actor_1", "actor2", "assoc_actor_2"]
        .into_iter()
        .map(cell)
        .filter(|actor| !actor.is_empty())
        .collect();
    format!(
        "{}\n[{}, {}; actors, whose order says nothing about who did what: {}; fatalities reported: {}]",
        cell("notes"),
        cell("event_type"),
        cell("sub_event_type"),
        actors.join("; "),
        cell("fatalities"),
    )
}

/// Other versions of the same row, in the record and in this file: the same event, as a proposal.
fn related(
    mut taken: Taken,
    event: &str,
    context: &Context<'_>,
    versions: &mut BTreeMap<String, Vec<String>>,
) -> Taken {
    let Said::Claim(claim) = &taken.said else {
        return taken;
    };
    let (before, _) = claim.claim.rsplit_once('.').unwrap_or((&claim.claim, ""));
    let prefix = format!("{before}.");
    let recorded = context
        .terms
        .board
        .claims
        .range(prefix.clone()..)
        .map(|(name, _)| name);
    let recorded = recorded
        .take_while(|name| name.starts_with(&prefix))
        .take(MOST_VERSIONS)
        .cloned();
    let here = versions.entry(event.to_owned()).or_default();
    let reason = "another version of the same row";
    let others: Vec<String> = recorded
        .chain(here.iter().rev().take(MOST_VERSIONS).cloned())
        .filter(|name| *name != claim.claim)
        .collect();
    here.push(claim.claim.clone());
    taken.relations.extend(
        others
            .into_iter()
            .map(|name| (Kinship::SameAs, name, reason)),
    );
    taken
}
