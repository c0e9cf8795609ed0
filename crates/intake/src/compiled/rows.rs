//! The rows of the three tables.

use std::collections::BTreeSet;

use korridor_operate::fact::{Claim, Figure, Happening, Modality, Place, Polarity, is_name};
use korridor_operate::{Moment, Stamp, Words};
use korridor_world::Instant;
use serde::Deserialize;

use super::source::{claimant, pseudonym};
use super::{Draft, LONGEST, MOST_ROWS, RefusedRow, Terms, clean, place, value};

#[derive(Deserialize)]
struct ClaimRow {
    claim_id: String,
    about: String,
    as_of: String,
    metric: String,
    value: serde_json::Value,
    claimant: String,
    #[serde(default)]
    source_url: String,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
struct PauseRow {
    pause_id: String,
    announced_on: String,
    date: String,
    local_start: String,
    local_end: String,
    utc_offset: String,
    announced_by: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    source_url: String,
}

#[derive(Deserialize)]
struct CorridorRow {
    corridor_id: String,
    period: String,
    for_whom: String,
    name: String,
    #[serde(default)]
    entry: String,
    #[serde(default)]
    via: String,
    #[serde(default)]
    exit: String,
    #[serde(default)]
    place_precision: String,
    source_url: String,
}

/// A row that cannot be used.
struct Unusable {
    found: String,
    expected: &'static str,
}

fn unusable(found: impl Into<String>, expected: &'static str) -> Unusable {
    Unusable {
        found: found.into(),
        expected,
    }
}

/// Rows that are used, each id once; the others with their line.
struct Rows<'r> {
    seen: BTreeSet<String>,
    drafts: Vec<Draft>,
    refused: &'r mut Vec<RefusedRow>,
}

impl<'r> Rows<'r> {
    fn new(refused: &'r mut Vec<RefusedRow>) -> Rows<'r> {
        Rows {
            seen: BTreeSet::new(),
            drafts: Vec::new(),
            refused,
        }
    }

    fn take(&mut self, line: u64, draft: Result<Draft, Unusable>) {
        let draft = draft.and_then(|draft| {
            if self.drafts.len() >= MOST_ROWS {
                return Err(unusable(
                    "more rows than one file may have",
                    "at most 100,000",
                ));
            }
            if !self.seen.insert(draft.claim.claim.clone()) {
                return Err(unusable(
                    format!("the id {} a second time", draft.claim.claim),
                    "each id once",
                ));
            }
            Ok(draft)
        });
        match draft {
            Ok(draft) => self.drafts.push(Draft { line, ..draft }),
            Err(Unusable { found, expected }) => {
                self.refused.push(RefusedRow {
                    line,
                    found,
                    expected: expected.to_owned(),
                });
            }
        }
    }
}

pub(super) fn claims(bytes: &[u8], terms: &Terms<'_>, refused: &mut Vec<RefusedRow>) -> Vec<Draft> {
    let mut rows = Rows::new(refused);
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let draft = if line.len() > LONGEST {
            Err(unusable(
                format!("a line of {} bytes", line.len()),
                "at most 20,000",
            ))
        } else {
            serde_json::from_slice::<ClaimRow>(line)
                .map_err(|error| {
                    let expected = "a claim as one JSON object on one line, with claim_id, about, as_of, metric, value and claimant";
                    unusable(wrong_json(line, &error), expected)
                })
                .and_then(|row| claim(row, terms))
        };
        rows.take(index as u64 + 1, draft);
    }
    rows.drafts
}

fn claim(row: ClaimRow, terms: &Terms<'_>) -> Result<Draft, Unusable> {
    let said = match &row.value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Number(number) => number.to_string(),
        other => return Err(unusable(format!("the value {other}"), "a number or a text")),
    };
    let claimant = claimant(&row.claimant);
    let happening = place::happening(&row.metric);
    let when = value::moment(&row.as_of, terms.clock).ok_or_else(|| {
        unusable(
            format!("as_of {:?}", row.as_of),
            "a day, a range of days, or a time with its offset",
        )
    })?;
    let hours = value::stated_hours(&said).and_then(|(from, to, hours)| {
        stated(&row.as_of, from, to, terms).map(|when| (when, hours))
    });
    let persons = place::counts_people(&row.metric)
        .then(|| value::figure(&said))
        .flatten();
    let nobody = persons == Some(Figure::exact(0)) && happening == Happening::Movement;
    let text = format!("{}: {said}", row.metric);
    let words = [text.as_str(), row.note.as_str(), row.source_url.as_str()];
    let (when, stated_hours) = match hours {
        Some((when, hours)) => (when, Some(hours)),
        None => (when, None),
    };
    let modality = if claimant.told_by.is_empty() {
        Modality::Asserted
    } else {
        Modality::Reported
    };
    Ok(Draft {
        line: 0,
        leaving: place::leaving(&row.metric),
        about: if happening == Happening::Announcement {
            "pause hours".to_owned()
        } else {
            row.about
        },
        claim: Claim {
            claim: checked(&row.claim_id)?,
            source: claimant.source,
            told_by: claimant.told_by,
            words: joined(&words)?,
            language: row
                .lang
                .as_deref()
                .and_then(clean)
                .filter(|tag| !tag.is_empty() && tag.len() < 36),
            happening,
            place: place::place(
                &format!("{} {said} {}", row.metric, row.note),
                happening,
                terms.board,
            ),
            when: Some(when),
            modality,
            polarity: if nobody {
                Polarity::Negated
            } else {
                Polarity::Affirmed
            },
            persons,
            attributes_to: None,
            credibility: None,
            material: None,
            stated_hours,
        },
        names: claimant.names,
    })
}

fn stated(day: &str, from: (i8, i8), to: (i8, i8), terms: &Terms<'_>) -> Option<Moment> {
    let at = |(hour, minute): (i8, i8)| {
        let local =
            korridor_world::LocalTime::parse(&format!("{day}T{hour:02}:{minute:02}")).ok()?;
        terms.clock.instant(local).ok().map(Stamp)
    };
    Some(Moment {
        earliest: at(from)?,
        latest: at(to)?,
        said: None,
    })
}

pub(super) fn pauses(bytes: &[u8], refused: &mut Vec<RefusedRow>) -> Vec<Draft> {
    table(bytes, refused, pause)
}

fn pause(row: PauseRow) -> Result<Draft, Unusable> {
    let claimant = claimant(&row.announced_by);
    let at = |time: &str| {
        Instant::parse(&format!("{}T{time}:00{}", row.date, row.utc_offset)).map(Stamp)
    };
    let said = format!(
        "{} {}-{} {}",
        row.date, row.local_start, row.local_end, row.utc_offset
    );
    // A day that is no single day, such as "daily from", stays as it was said.
    let when = match (at(&row.local_start), at(&row.local_end)) {
        (Some(earliest), Some(latest)) => Some(Moment {
            earliest,
            latest,
            said: clean(&said),
        }),
        _ => None,
    };
    let text = format!("pause {said}, announced on {}", row.announced_on);
    Ok(Draft {
        line: 0,
        leaving: false,
        about: "pause hours".to_owned(),
        claim: Claim {
            told_by: claimant.told_by,
            when,
            ..plain_claim(
                &row.pause_id,
                &claimant.source,
                joined(&[&text, &row.note, &row.source_url])?,
            )?
        },
        names: claimant.names,
    })
}

pub(super) fn corridors(
    bytes: &[u8],
    terms: &Terms<'_>,
    refused: &mut Vec<RefusedRow>,
) -> Vec<Draft> {
    table(bytes, refused, |row: CorridorRow| {
        let host = row
            .source_url
            .split('/')
            .nth(2)
            .unwrap_or(&row.source_url)
            .to_owned();
        let way = [("from", &row.entry), ("by", &row.via), ("to", &row.exit)];
        let way = way.iter().filter(|(_, place)| !place.is_empty());
        let way: Vec<String> = way.map(|(word, place)| format!("{word} {place}")).collect();
        let text = format!(
            "corridor {} for {}, {}: {} ({})",
            row.name,
            row.for_whom,
            row.period,
            way.join(" "),
            row.place_precision
        );
        let claim = plain_claim(
            &row.corridor_id,
            &pseudonym(&host),
            joined(&[&text, &row.source_url])?,
        )?;
        let place = place::place(&row.name, Happening::Announcement, terms.board);
        Ok(Draft {
            line: 0,
            leaving: false,
            about: "corridor".to_owned(),
            claim: Claim { place, ..claim },
            names: vec![host],
        })
    })
}

fn table<R: for<'de> Deserialize<'de>>(
    bytes: &[u8],
    refused: &mut Vec<RefusedRow>,
    draft: impl Fn(R) -> Result<Draft, Unusable>,
) -> Vec<Draft> {
    let mut rows = Rows::new(refused);
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(bytes);
    let headers = reader.headers().cloned().unwrap_or_default();
    let mut records = reader.deserialize::<R>();
    loop {
        let line = records.reader().position().line();
        match records.next() {
            None => break,
            Some(Ok(row)) => rows.take(line.max(2), draft(row)),
            Some(Err(error)) => {
                let stop = matches!(error.kind(), csv::ErrorKind::Io(_));
                let expected = "a row with all columns of the table, in UTF-8";
                let found = wrong_csv(&error, &headers);
                rows.take(line.max(1), Err(unusable(found, expected)));
                if stop {
                    break;
                }
            }
        }
    }
    rows.drafts
}

/// What is wrong with a line of JSON, in words.
fn wrong_json(line: &[u8], error: &serde_json::Error) -> String {
    if std::str::from_utf8(line).is_err() {
        return "text that is not UTF-8".to_owned();
    }
    if !line.trim_ascii_start().starts_with(b"{") {
        return "a line that is no JSON object".to_owned();
    }
    match error.classify() {
        serde_json::error::Category::Eof => {
            "a JSON object that breaks off before its end".to_owned()
        }
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => {
            format!(
                "a line that is not JSON from its column {} on",
                error.column()
            )
        }
        serde_json::error::Category::Data => of_data(&error.to_string()),
    }
}

/// What is wrong with a row of CSV, in words.
fn wrong_csv(error: &csv::Error, headers: &csv::StringRecord) -> String {
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "text that is not UTF-8".to_owned(),
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!("{len} columns, where the header has {expected_len}"),
        csv::ErrorKind::Deserialize { err, .. } => {
            let column = err.field().and_then(|field| headers.get(field as usize));
            match column {
                Some(column) => format!("a value in the column {column} that is none of its kind"),
                None => of_data(&err.kind().to_string()),
            }
        }
        _ => error.to_string(),
    }
}

/// The parser names a missing key or column in backquotes.
fn of_data(said: &str) -> String {
    let mut parts = said.split('`');
    match (parts.next(), parts.next()) {
        (Some("missing field "), Some(name)) => format!("{name} is missing"),
        (Some(before), Some(name)) if before.starts_with("duplicate field") => {
            format!("{name} twice")
        }
        _ => "a value of another kind than the table has there".to_owned(),
    }
}

fn plain_claim(id: &str, source: &str, words: Words) -> Result<Claim, Unusable> {
    Ok(Claim {
        claim: checked(id)?,
        source: source.to_owned(),
        told_by: Vec::new(),
        words,
        language: None,
        happening: Happening::Announcement,
        place: Place::unknown(),
        when: None,
        modality: Modality::Asserted,
        polarity: Polarity::Affirmed,
        persons: None,
        attributes_to: None,
        credibility: None,
        material: None,
        stated_hours: None,
    })
}

/// An id as a record takes it.
fn checked(id: &str) -> Result<String, Unusable> {
    if is_name(id) && id.len() <= 100 {
        return Ok(id.to_owned());
    }
    let shown: String = id.chars().take(40).collect();
    Err(unusable(
        format!("the id {shown:?}"),
        "1 to 100 letters, digits or - _ . : /",
    ))
}

fn joined(parts: &[&str]) -> Result<Words, Unusable> {
    let parts: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| !part.trim().is_empty())
        .collect();
    let text = clean(&parts.join(" | "))
        .ok_or_else(|| unusable("a text of more than 20,000 bytes", "a shorter one"))?;
    let turns = |sign: char| matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.chars().any(turns) {
        return Err(unusable(
            "a direction override, which shows other words than were written",
            "text without it",
        ));
    }
    Ok(Words::Plain(text))
}
