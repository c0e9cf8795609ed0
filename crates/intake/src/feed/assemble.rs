//! Rows become entries: sources first, then the evidentiary copy, then claims and counts, then what is proposed of them.

use std::collections::{BTreeMap, BTreeSet};

use korridor_operate::fact::{Claim, GateCount, Kinship, Relate, Relation, Reliability, Source};
use korridor_operate::{Board, Fact, Submission, Words};

use super::cap::Signature;
use super::text::{Teller, hash_of};
use super::{Format, Imported, MOST_REFUSED, MOST_ROWS, Refused};
use crate::Terms;
use crate::entries::{entry, evidence, made_from};

/// What a row says.
pub(crate) enum Said {
    Claim(Box<Claim>),
    Count(Box<GateCount>),
}

impl Said {
    fn name(&self) -> &str {
        match self {
            Said::Claim(claim) => &claim.claim,
            Said::Count(count) => &count.count,
        }
    }
}

/// A row that is taken.
pub(crate) struct Taken {
    /// Where in the file.
    pub place: String,
    /// Its content by hash: the same name with another content is refused.
    pub content: String,
    pub said: Said,
    /// Who says it, and who told them.
    pub tellers: Vec<Teller>,
    /// Claims or counts of the record that it stands to, by name.
    pub relations: Vec<(Kinship, String, &'static str)>,
    /// The name of the row that it corrects.
    pub corrects: Option<String>,
}

/// The rows of a file.
#[derive(Default)]
pub(crate) struct Rows {
    pub taken: Vec<Taken>,
    pub refused: Vec<Refused>,
    pub refused_more: usize,
    pub notes: Vec<String>,
    /// The verdict on a signature, to be kept beside the file: its word, and a sentence.
    pub verdict: Option<(&'static str, String)>,
    pub signature: Option<Signature>,
    /// Whether the file is kept even if nothing of it is taken.
    pub keep: bool,
}

impl Rows {
    /// Names what became nothing.
    pub fn refuse(&mut self, refused: Refused) {
        if self.refused.len() < MOST_REFUSED {
            self.refused.push(refused);
        } else {
            self.refused_more += 1;
        }
    }

    /// Takes a row, or names why not.
    pub fn take(&mut self, row: Result<Taken, Refused>) {
        match row {
            Ok(row) if self.taken.len() < MOST_ROWS => self.taken.push(row),
            Ok(row) => {
                let found = format!("more than {MOST_ROWS} rows");
                self.refuse(Refused::new(
                    row.place,
                    "too_many_rows",
                    found,
                    "the file in parts",
                ));
            }
            Err(refused) => self.refuse(refused),
        }
    }

    /// Says something once.
    pub fn note(&mut self, note: String) {
        if !self.notes.contains(&note) && self.notes.len() < 100 {
            self.notes.push(note);
        }
    }
}

/// Entries of the rows that are new.
pub(crate) fn assemble(
    format: Format,
    bytes: &[u8],
    terms: &Terms<'_>,
    mut rows: Rows,
) -> Imported {
    let mut imported = Imported::default();
    let taken = std::mem::take(&mut rows.taken);
    let mut new = sift(taken, terms.board, &mut rows, &mut imported);
    super::against::propose(&mut new, terms.board);
    let sha256 = hash_of(bytes);
    let material = format!("import:{}", &sha256[..32]);
    let is_kept = terms.board.materials.contains_key(&material);
    if !new.is_empty() || rows.keep {
        let mut entries = sources(&new, terms);
        if !is_kept {
            let id = format!("material:{material}");
            let kind = super::archive::media_type(bytes).unwrap_or(format.media_type());
            entries.push(evidence(terms, id, &material, kind, sha256, bytes));
        }
        imported.submissions = entries;
    }
    if let Some((word, shown)) = rows.verdict.take()
        && (is_kept || !imported.submissions.is_empty())
    {
        let verdict = verdict(&material, word, &shown, terms);
        imported.keep |= verdict.is_some();
        imported.submissions.extend(verdict);
    }
    imported.keep |= rows.keep && !imported.submissions.is_empty();
    imported.taken = new.len();
    let names: BTreeSet<String> = new.iter().map(|row| row.said.name().to_owned()).collect();
    let mut proposals = Vec::new();
    for row in new {
        proposals.extend(relations(&row, terms, &names));
        imported.submissions.push(said(row, &material, terms));
    }
    imported.submissions.append(&mut proposals);
    imported.refused = rows.refused;
    imported.refused_more = rows.refused_more;
    imported.notes = rows.notes;
    imported.signature = rows.signature;
    imported
}

/// The verdict on a signature as a copy that was made from the file; `None` if it is recorded. Another key gives another
/// verdict, and both stay.
fn verdict(material: &str, word: &str, shown: &str, terms: &Terms<'_>) -> Option<Submission> {
    let hash = hash_of(shown.as_bytes());
    let name = format!("{material}:{word}:{}", &hash[..8]);
    if terms.board.materials.contains_key(&name) {
        return None;
    }
    let id = format!("material:{name}");
    Some(made_from(terms, id, &name, material, shown))
}

/// A row of this file that is taken.
struct Seen {
    content: String,
    is_count: bool,
}

/// The id of the entry of a row: its name, its content, and what it corrects.
fn entry_id(name: &str, content: &str, corrects: Option<&str>) -> String {
    let content = &content[..12];
    match corrects {
        None => format!("import:{name}:{content}"),
        Some(earlier) => format!(
            "import:{name}:{content}:for:{}",
            &super::text::hash(&[earlier])[..12]
        ),
    }
}

/// The rows that the record does not have, with each name once.
fn sift(taken: Vec<Taken>, board: &Board, rows: &mut Rows, imported: &mut Imported) -> Vec<Taken> {
    let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
    // What corrections in the record or in this file stand for.
    let mut corrected: BTreeSet<String> = board
        .ids
        .keys()
        .filter_map(|id| id.rsplit_once(":for:").map(|(_, hash)| hash.to_owned()))
        .collect();
    let mut new = Vec::new();
    for row in in_order(taken) {
        let mut tellers = row.tellers.iter();
        let tellers = tellers.try_for_each(|teller| teller.check(&row.place));
        if let Err(refused) = tellers.and_then(|()| plausible(&row)) {
            rows.refuse(refused);
            continue;
        }
        let name = row.said.name().to_owned();
        let id = entry_id(&name, &row.content, row.corrects.as_deref());
        let known = board.ids.contains_key(&id);
        if known
            || seen
                .get(&name)
                .is_some_and(|seen| seen.content == row.content)
        {
            if known {
                imported.already += 1;
            } else {
                rows.refuse(Refused::new(
                    row.place,
                    "duplicate",
                    format!("{name} a second time, the same"),
                    "each row once",
                ));
            }
            continue;
        }
        let taken = seen.contains_key(&name)
            || board.claims.contains_key(&name)
            || board.counts.places.contains_key(&name);
        if taken {
            let found = format!("{name} again, with another content");
            let expected = "another id: what is recorded is never overwritten; a correction says what it corrects";
            rows.refuse(Refused::new(row.place, "id_taken", found, expected));
            continue;
        }
        let short = super::text::hash(&[&name])[..12].to_owned();
        if corrected.contains(&short) {
            let found = format!("{name}, which was corrected before it came");
            rows.refuse(Refused::new(
                row.place,
                "corrected_already",
                found,
                "the correction, which is in the record",
            ));
            continue;
        }
        if let Some(refused) = correction_refused(&row, board, &seen, &mut corrected) {
            rows.refuse(refused);
            continue;
        }
        let mut row = row;
        correct(&mut row, board, &seen, rows);
        let is_count = matches!(row.said, Said::Count(_));
        let content = row.content.clone();
        seen.insert(name, Seen { content, is_count });
        new.push(row);
    }
    new
}

/// Whether a record can speak of its time.
fn plausible(row: &Taken) -> Result<(), Refused> {
    let moments = match &row.said {
        Said::Claim(claim) => claim.when.as_ref().map(|when| [when.earliest, when.latest]),
        Said::Count(count) => Some([count.interval.from, count.interval.to]),
    };
    let absurd = moments.into_iter().flatten().find(|at| !at.is_plausible());
    match absurd {
        None => Ok(()),
        Some(at) => {
            let place = row.place.clone();
            let found = format!("the time {at}");
            Err(Refused::new(
                place,
                "time_absurd",
                found,
                "a time from 1900 to 2199",
            ))
        }
    }
}

/// Corrections after what they correct, else in the order of the file.
fn in_order(taken: Vec<Taken>) -> Vec<Taken> {
    let place: BTreeMap<String, usize> = taken
        .iter()
        .enumerate()
        .map(|(index, row)| (row.said.name().to_owned(), index))
        .collect();
    let depth = |row: &Taken| {
        let (mut depth, mut at) = (0, row.corrects.as_ref());
        // A circle of corrections ends by count.
        while let Some(index) = at.and_then(|name| place.get(name)).filter(|_| depth < 100) {
            depth += 1;
            at = taken[*index].corrects.as_ref();
        }
        depth
    };
    let depths: Vec<usize> = taken.iter().map(depth).collect();
    let mut rows: Vec<(usize, Taken)> = depths.into_iter().zip(taken).collect();
    rows.sort_by_key(|(depth, _)| *depth);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn correction_refused(
    row: &Taken,
    board: &Board,
    seen: &BTreeMap<String, Seen>,
    corrected: &mut BTreeSet<String>,
) -> Option<Refused> {
    let earlier = row.corrects.as_ref()?;
    let here = seen.contains_key(earlier);
    let is_there =
        here || board.counts.places.contains_key(earlier) || board.claims.contains_key(earlier);
    if is_there && !corrected.insert(super::text::hash(&[earlier])[..12].to_owned()) {
        let found = format!("a second correction of {earlier}");
        let expected = "a correction of the one that stands in its stead";
        return Some(Refused::new(
            row.place.clone(),
            "corrected_already",
            found,
            expected,
        ));
    }
    let batch = board.counts.get(earlier);
    if let Some(by) = batch.and_then(|batch| batch.superseded.as_ref()) {
        let found = format!("a second correction of {earlier}");
        let expected = format!("a correction of {by}, which stands in its stead");
        return Some(Refused::new(
            row.place.clone(),
            "corrected_already",
            found,
            expected,
        ));
    }
    if let (Said::Count(count), Some(batch)) = (&row.said, batch)
        && board.root_of(&batch.source) != board.root_of(&count.source)
    {
        let found = format!("a correction of {earlier}, which is of another source");
        return Some(Refused::new(
            row.place.clone(),
            "correction_of_another",
            found,
            "a count of its own",
        ));
    }
    None
}

/// A corrected count stands in the stead of the earlier one; of a claim, that it corrects another is proposed.
fn correct(row: &mut Taken, board: &Board, seen: &BTreeMap<String, Seen>, rows: &mut Rows) {
    let Some(earlier) = row.corrects.clone() else {
        return;
    };
    let here = seen.get(&earlier);
    let is_count =
        here.is_some_and(|seen| seen.is_count) || board.counts.places.contains_key(&earlier);
    match &mut row.said {
        Said::Count(count) if is_count => count.supersedes = vec![earlier],
        Said::Claim(_) if here.is_some() || board.claims.contains_key(&earlier) => {
            let reason = "its sender says that it corrects this one";
            row.relations.push((Kinship::About, earlier, reason));
        }
        _ => rows.note(format!(
            "{} corrects {earlier}, which is not in the record; should that come later, it is refused",
            row.place
        )),
    }
}

fn sources(new: &[Taken], terms: &Terms<'_>) -> Vec<Submission> {
    let tellers = new.iter().flat_map(|row| &row.tellers);
    let unknown: BTreeMap<&str, &str> = tellers
        .filter(|teller| !terms.board.sources.contains_key(&teller.pseudonym))
        .map(|teller| (teller.pseudonym.as_str(), teller.name.as_str()))
        .collect();
    unknown
        .into_iter()
        .map(|(pseudonym, name)| {
            let source = Source {
                source: pseudonym.to_owned(),
                root: pseudonym.to_owned(),
                // Nobody has judged it yet.
                reliability: Reliability::F,
                apart_from: Vec::new(),
                name: Some(Words::Plain(name.to_owned())),
            };
            entry(terms, format!("source:{pseudonym}"), Fact::Source(source))
        })
        .collect()
}

fn said(row: Taken, material: &str, terms: &Terms<'_>) -> Submission {
    let id = entry_id(row.said.name(), &row.content, row.corrects.as_deref());
    let fact = match row.said {
        Said::Claim(mut claim) => {
            claim.material = Some(material.to_owned());
            Fact::Report(claim)
        }
        Said::Count(count) => Fact::Count(count),
    };
    entry(terms, id, fact)
}

/// What is proposed of a row; only between claims that are there.
fn relations(row: &Taken, terms: &Terms<'_>, names: &BTreeSet<String>) -> Vec<Submission> {
    let Said::Claim(claim) = &row.said else {
        return Vec::new();
    };
    let there = |name: &String| {
        *name != claim.claim && (names.contains(name) || terms.board.claims.contains_key(name))
    };
    let relations = row.relations.iter().filter(|(_, to, _)| there(to));
    relations
        .map(|(kinship, to, reason)| {
            let id = super::text::hash(&[&claim.claim, to, reason]);
            let relate = Relate {
                claim: claim.claim.clone(),
                kinship: *kinship,
                to: to.clone(),
                relation: Relation::Proposed,
                reason: Words::Plain((*reason).to_owned()),
            };
            entry(
                terms,
                format!("import:relation:{}", &id[..24]),
                Fact::Relate(relate),
            )
        })
        .collect()
}
