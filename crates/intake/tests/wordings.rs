//! Wordings that say one thing in many ways, written to be read: a text, an arrow, and what must be found in it.
//!
//! `TEXT => usage_count min=300 max=- @icrc; !incident`: a claim of this type with these values (`-` for none) by this source, and none of
//! that type. Every text is read as if written in East Aleppo on Saturday 5 November 2016.

use std::path::Path;

use korridor_intake::text::{Lexicon, Options, Proposal, read};
use serde_json::Value;

const DATELINE: &str = "Lørdag 5. november 2016\n\n";

/// What is asked of a text: `None` if all is found, else what is missing.
fn missing(asked: &str, claims: &[Proposal]) -> Option<String> {
    let mut parts = asked.split_whitespace();
    let kind = parts.next()?;
    let rest: Vec<&str> = parts.collect();
    let of_kind = kind.trim_start_matches('!');
    let fits =
        |claim: &&Proposal| claim.kind == of_kind && rest.iter().all(|part| has(claim, part));
    match (kind.starts_with('!'), claims.iter().find(fits)) {
        (true, Some(found)) => Some(format!("finds {of_kind} by {}", found.rule)),
        (false, None) => Some(format!("misses {asked}")),
        _ => None,
    }
}

fn has(claim: &Proposal, part: &str) -> bool {
    if let Some(source) = part.strip_prefix('@') {
        return claim.sources.iter().any(|found| found.id == source);
    }
    let Some((key, wanted)) = part.split_once('=') else {
        return false;
    };
    let date = |pick: fn(&korridor_intake::text::Time) -> &Option<String>| {
        let found = claim.time.as_ref().and_then(|time| pick(time).clone());
        found.unwrap_or_else(|| "-".to_owned())
    };
    let found = match key {
        "modality" => claim.modality.to_owned(),
        "from" => date(|time| &time.start),
        "until" => date(|time| &time.end),
        _ => shown(claim.value.get(key)),
    };
    found == wanted
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "-".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(list)) => {
            let list: Vec<String> = list.iter().map(|one| shown(Some(one))).collect();
            list.join(",")
        }
        Some(other) => other.to_string(),
    }
}

/// The wordings of a sheet that are not read as they must be, and how many there are.
fn wrong(sheet: &Path, lexicon: &Lexicon) -> (usize, Vec<String>) {
    let (mut all, mut wrong) = (0, Vec::new());
    for line in std::fs::read_to_string(sheet).unwrap().lines() {
        let Some((text, asked)) = line.split_once(" => ") else {
            assert!(
                line.is_empty() || line.starts_with('#'),
                "no arrow in: {line}"
            );
            continue;
        };
        all += 1;
        let options = Options {
            zone: Some("Asia/Damascus".to_owned()),
            ..Options::default()
        };
        let context = "Pausen i Øst-Aleppo og korridorene var ventet.\n\n";
        let reading = read(&format!("{DATELINE}{context}{text}"), lexicon, &options);
        let missing: Vec<String> = asked
            .split("; ")
            .filter_map(|one| missing(one, &reading.claims))
            .collect();
        if !missing.is_empty() {
            wrong.push(format!("{text}\n    {}", missing.join("\n    ")));
        }
    }
    (all, wrong)
}

#[test]
fn what_is_said_in_many_ways_is_read_as_one() {
    let lexicon = Lexicon::own().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wordings");
    let (mut all, mut failed) = (0, Vec::new());
    let mut sheets: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().collect();
    sheets.sort_by_key(std::fs::DirEntry::path);
    for sheet in sheets {
        let (count, wrong) = wrong(&sheet.path(), &lexicon);
        all += count;
        failed.extend(wrong);
    }
    assert!(all >= 100, "the sheets are there");
    assert!(
        failed.is_empty(),
        "{} of {all}:\n{}",
        failed.len(),
        failed.join("\n")
    );
}
