//! Claims that somebody compiled from published sources: a table of claims (one JSON object a line), of pauses and of
//! corridors (CSV). Each row becomes a claim of its source. Rows that contradict each other stay side by side; that they
//! do is proposed as a relation, which a person sets or drops.

pub(crate) mod place;
mod rows;
pub(crate) mod source;
pub(crate) mod value;

use std::collections::BTreeMap;

pub(crate) use source::pseudonym;
pub(crate) use value::moment;

use korridor_operate::fact::{Claim, Happening, Kinship, Relate, Relation, Source};
use korridor_operate::{Board, Fact, Moment, Stamp, Submission, Words};

use crate::entries::entry;

use korridor_world::LocalClock;

/// The longest line or field, in bytes.
const LONGEST: usize = 20_000;
/// The most rows of one file.
const MOST_ROWS: usize = 100_000;

/// What a table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `claims.jsonl`: `claim_id`, `about`, `as_of`, `metric`, `value`, `claimant`, `source_url`, `lang`, `note`.
    Claims,
    /// `pauses.csv`: `pause_id`, `announced_on`, `date`, `local_start`, `local_end`, `utc_offset`, `announced_by`,
    /// `note`, `source_url`.
    Pauses,
    /// `corridors.csv`: `corridor_id`, `period`, `for_whom`, `name`, `entry`, `via`, `exit`, `csr_neighbourhood_name`,
    /// `place_precision`, `source_url`.
    Corridors,
}

/// Who enters it, and when.
#[derive(Clone, Debug)]
pub struct Terms<'a> {
    /// Who enters it, by pseudonym.
    pub by: &'a str,
    /// When the cell learned of it.
    pub known: Stamp,
    /// The record that it goes to.
    pub board: &'a Board,
    /// The clock of the place, for days without an offset.
    pub clock: &'a LocalClock,
}

/// A row that became nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// Its line, from 1.
    pub line: u64,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

/// What came of a table.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    /// Entries to record, sources first.
    pub submissions: Vec<Submission>,
    /// The line of the row that each of them is of; `None` for sources and relations, which are of several.
    pub lines: Vec<Option<u64>>,
    /// Rows that became nothing, with why.
    pub refused: Vec<RefusedRow>,
}

/// A claim of a row, before it becomes an entry.
struct Draft {
    line: u64,
    claim: Claim,
    names: Vec<String>,
    about: String,
    leaving: bool,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 3] = [Kind::Claims, Kind::Pauses, Kind::Corridors];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Claims => "claims",
            Kind::Pauses => "pauses",
            Kind::Corridors => "corridors",
        }
    }

    /// Which kind of table the first line of a file is of, by its keys or its header; `None` for anything else.
    pub fn of_table(bytes: &[u8]) -> Option<Kind> {
        let is_blank = |line: &&[u8]| line.iter().all(u8::is_ascii_whitespace);
        let lines = bytes.split(|byte| *byte == b'\n');
        let first = lines.take(100).find(|line| !is_blank(line))?;
        let first = std::str::from_utf8(first.get(..LONGEST.min(first.len()))?).ok()?;
        let first = first.trim_start_matches('\u{feff}').trim();
        let names: Vec<String> = match serde_json::from_str::<serde_json::Value>(first) {
            Ok(serde_json::Value::Object(row)) => row.keys().cloned().collect(),
            _ => {
                let names = first.split(',').map(|name| name.trim().trim_matches('"'));
                names.map(str::to_owned).collect()
            }
        };
        let has = |kind: &Kind| names.iter().any(|name| name == kind.id());
        Kind::ALL.into_iter().find(has)
    }

    /// The key or column that only this table has.
    fn id(self) -> &'static str {
        match self {
            Kind::Claims => "claim_id",
            Kind::Pauses => "pause_id",
            Kind::Corridors => "corridor_id",
        }
    }
}

/// Reads a table. Entries have ids made of the rows' own, so that a table read twice is recorded once.
pub fn read(kind: Kind, bytes: &[u8], terms: &Terms<'_>) -> Compiled {
    let mut compiled = Compiled::default();
    let drafts = match kind {
        Kind::Claims => rows::claims(bytes, terms, &mut compiled.refused),
        Kind::Pauses => rows::pauses(bytes, &mut compiled.refused),
        Kind::Corridors => rows::corridors(bytes, terms, &mut compiled.refused),
    };
    let mut sources: BTreeMap<String, String> = BTreeMap::new();
    for draft in &drafts {
        let pseudonyms = std::iter::once(&draft.claim.source).chain(&draft.claim.told_by);
        sources.extend(pseudonyms.cloned().zip(draft.names.iter().cloned()));
    }
    let unknown = sources
        .into_iter()
        .filter(|(source, _)| !terms.board.sources.contains_key(source));
    compiled.submissions.extend(unknown.map(|(source, name)| {
        entry(
            terms,
            format!("source:{source}"),
            Fact::Source(Source {
                root: source.clone(),
                // Nobody has judged it yet.
                reliability: korridor_operate::fact::Reliability::F,
                apart_from: Vec::new(),
                name: Some(Words::Plain(name)),
                source,
            }),
        )
    }));
    let relations = contradictions(&drafts);
    compiled.lines.resize(compiled.submissions.len(), None);
    for draft in drafts {
        compiled.lines.push(Some(draft.line));
        let id = format!("import:{}", draft.claim.claim);
        compiled
            .submissions
            .push(entry(terms, id, Fact::Report(Box::new(draft.claim))));
    }
    compiled
        .submissions
        .extend(relations.into_iter().map(|relate| {
            let id = format!("import:{}:contradicts:{}", relate.claim, relate.to);
            entry(terms, id, Fact::Relate(relate))
        }));
    compiled.lines.resize(compiled.submissions.len(), None);
    compiled
}

/// Pairs of claims that cannot both be so: hours of a pause that start or end otherwise on the same day, and numbers of
/// people who left that exclude each other at the same time.
fn contradictions(drafts: &[Draft]) -> Vec<Relate> {
    let mut relations = Vec::new();
    for (index, one) in drafts.iter().enumerate() {
        for two in &drafts[index + 1..] {
            let Some(reason) = contradict(one, two) else {
                continue;
            };
            relations.push(Relate {
                claim: one.claim.claim.clone(),
                kinship: Kinship::Contradicts,
                to: two.claim.claim.clone(),
                relation: Relation::Proposed,
                reason: Words::Plain(reason.to_owned()),
            });
            if relations.len() >= MOST_ROWS {
                return relations;
            }
        }
    }
    relations
}

fn contradict(one: &Draft, two: &Draft) -> Option<&'static str> {
    let (Some(first), Some(second)) = (&one.claim.when, &two.claim.when) else {
        return None;
    };
    let overlap = first.earliest <= second.latest && second.earliest <= first.latest;
    if !overlap || one.claim.happening != two.claim.happening {
        return None;
    }
    if one.claim.happening == Happening::Announcement {
        let of_pause = one.about.starts_with("pause") && two.about.starts_with("pause");
        let differ = first.earliest != second.earliest || first.latest != second.latest;
        let short = |when: &Moment| when.latest.0.seconds_since(when.earliest.0) < 86_400;
        return (of_pause && differ && short(first) && short(second))
            .then_some("the hours differ on the same day");
    }
    let (Some(a), Some(b)) = (one.claim.persons, two.claim.persons) else {
        return None;
    };
    let same_time = first.earliest == second.earliest && first.latest == second.latest;
    let apart = a.low > b.high || b.low > a.high;
    (one.leaving && two.leaving && same_time && apart)
        .then_some("the numbers of people who left exclude each other")
}

/// What stands for a control sign that a record does not take.
pub const REPLACED: char = '\u{fffd}';

/// Text of a row that a record takes: line breaks and tabs become blanks, other control signs [`REPLACED`]; too long is
/// refused.
pub(crate) fn clean(text: &str) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    let plain = |sign: char| match sign {
        '\n' | '\r' | '\t' => ' ',
        sign if sign.is_control() => REPLACED,
        sign => sign,
    };
    Some(text.chars().map(plain).collect())
}
