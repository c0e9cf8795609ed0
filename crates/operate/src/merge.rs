//! Bringing two records together. A field team writes a record of its own, which carries all that was known when it set
//! out; later its new entries are brought in, in its order, each with the same id and the same bytes. Entries of
//! which neither record knew the other's are compared: what cannot both hold is a conflict that a person resolves.
//! Both histories stay verifiable: the entry that brings them in carries the other record's signed checkpoint and says
//! which of its entries each one is.

mod conflicts;
mod history;
mod judge;
mod names;

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;

use korridor_ledger::{Commitment, Content, Draft, Entry, Kept, Ledger, LedgerError};

use crate::board::Board;
use crate::event::{EVENT_VERSION, Event, Nature, Recorded};
use crate::fact::{
    Conflict, ConflictKind, Continues, Fact, Merged, MergedEntry, Name, Opened, Role,
};
use crate::recorder::{RecordError, Recorder, walk};
use crate::refusal::{Code, Refusal};
use crate::time::{Moment, Stamp};

/// Entries that one *merged* entry lists at the most.
const LISTED: usize = 150;
/// Entries that are carried into a new record in one write.
const CARRIED: usize = 500;

/// What a merge did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merge {
    /// How many entries came.
    pub came: usize,
    /// How many the record had already.
    pub had: usize,
    /// What conflicts.
    pub conflicts: Vec<Conflict>,
    /// Names that both gave to different things, and what the other's are called here.
    pub renamed: Vec<(Name, Name)>,
}

/// Who merges, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merger {
    /// A coordinator of this record.
    pub by: Name,
    /// Now.
    pub at: Stamp,
}

/// Whether two records must have grown from one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kinship {
    /// One continues the other, or both continue a third: another is likely the wrong file.
    #[default]
    Continued,
    /// A person says that they were opened apart and belong together all the same.
    OpenedApart,
}

/// Whether a merge is made or only shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// What comes is recorded.
    #[default]
    Record,
    /// Nothing is recorded: what would come.
    Preview,
}

/// An entry of a record with its event.
struct Written {
    entry: Entry,
    recorded: Recorded,
}

/// Begins a record in the field that carries everything of `whole`.
///
/// # Errors
/// The person may not write there; a log cannot be read or written.
pub fn continue_record(
    mut ledger: Ledger,
    whole: &mut Recorder,
    site: &str,
    by: &str,
    at: Stamp,
) -> Result<Recorder, RecordError> {
    let board = whole.board();
    let Some(opened) = &board.opened else {
        return Err(refused(
            Code::NotOpened,
            "record",
            "a record without a start",
            "a record that was opened",
        ));
    };
    if !board.actors.contains_key(by) {
        return Err(refused(
            Code::UnknownActor,
            "by",
            by,
            "somebody who may write in the record that is continued",
        ));
    }
    let usable = |sign: char| sign.is_ascii_alphanumeric() || "-_.".contains(sign);
    if site.is_empty() || site.len() > 40 || !site.chars().all(usable) || opened.site == site {
        let expected = "1 to 40 letters, digits or - _ . and another site than the record's own";
        return Err(refused(
            Code::BadName,
            "site",
            format!("{site:?}"),
            expected,
        ));
    }
    let (nature, opened) = (opened.nature, opened.clone());
    let log = whole.ledger();
    let size = log.refresh()?;
    let continues = Continues {
        origin: log.origin().to_owned(),
        size,
        root: log.root().to_string(),
    };
    let start = Event {
        v: EVENT_VERSION,
        id: format!("open:{site}"),
        by: by.to_owned(),
        nature,
        occurred: Moment::exact(at),
        known: at,
        flags: Vec::new(),
        fact: Fact::Opened(Box::new(Opened {
            site: site.to_owned(),
            continues: Some(continues),
            ..opened
        })),
    };
    let mut drafts = vec![Draft {
        key: start.id.clone(),
        payload: start.encode(),
        ..Draft::default()
    }];
    for written in read_all(log)? {
        let contents = contents(log, &written.entry)?;
        drafts.push(carried(&written.entry, contents, Vec::new()));
        if drafts.len() >= CARRIED {
            ledger.append(None, &std::mem::take(&mut drafts))?;
        }
    }
    ledger.append(None, &drafts)?;
    Recorder::open(ledger)
}

impl Recorder {
    /// Brings in what another record has and this one has not. Both must be of the same scenario, and one must have grown
    /// from the other. The other record is read only; verify it first. What it holds that is new is judged again, as its
    /// own program had to judge it.
    ///
    /// # Errors
    /// Another scenario or nature; another history than an earlier merge saw; a record that does not continue this one; an
    /// entry that could not have been recorded; the person may not; a log cannot be read or written. Nothing is recorded then.
    pub fn merge(&mut self, other: &mut Ledger, merger: &Merger) -> Result<Merge, RecordError> {
        self.merge_as(other, merger, Kinship::default(), Mode::default())
    }

    /// As [`Recorder::merge`], of records that were opened apart, or only to see what would come.
    ///
    /// # Errors
    /// As [`Recorder::merge`].
    pub fn merge_as(
        &mut self,
        other: &mut Ledger,
        merger: &Merger,
        kinship: Kinship,
        mode: Mode,
    ) -> Result<Merge, RecordError> {
        self.catch_up()?;
        let theirs = read_all(other).map_err(judge::unreadable)?;
        self.may_merge(&theirs, merger)?;
        let mine = read_all(self.ledger())?;
        history::fits((&mine, self.ledger()), (&theirs, other), kinship)?;
        let by_id: HashMap<&str, &Written> = mine
            .iter()
            .map(|written| (written.entry.key(), written))
            .collect();
        let is_here = |written: &Written| {
            by_id
                .get(written.entry.key())
                .is_some_and(|here| here.entry.payload() == written.entry.payload())
        };
        let (common, new): (Vec<&Written>, Vec<&Written>) =
            theirs.iter().partition(|written| is_here(written));
        let new: Vec<&Written> = new
            .into_iter()
            .filter(|written| !begins_alike(&mine, &written.recorded.event.fact))
            .collect();
        let brought = self.brought_before(other.origin());
        let new: Vec<&Written> = new
            .into_iter()
            .filter(|written| !brought.contains(&written.recorded.seq))
            .collect();
        if new.is_empty() {
            return Ok(Merge {
                had: common.len(),
                ..Merge::default()
            });
        }
        judge::coming(&theirs, &new)?;
        let shared: BTreeSet<&str> = common.iter().map(|written| written.entry.key()).collect();
        let only_mine: Vec<&Written> = mine
            .iter()
            .filter(|written| !shared.contains(written.entry.key()))
            .collect();
        let site = site_of(&theirs);
        let renames = names::renames(&common, &only_mine, &new, &site);
        let taken: BTreeSet<&str> = by_id.keys().copied().collect();
        let came: Vec<Event> = new
            .iter()
            .map(|written| names::renamed(written, &renames, &taken, &site))
            .collect();
        let conflicts = conflicts::between(&only_mine, &came, &site, self.board());
        let merge = Merge {
            came: came.len(),
            had: common.len(),
            conflicts: conflicts.clone(),
            renamed: renames
                .iter()
                .map(|((_, from), to)| (from.clone(), to.clone()))
                .collect(),
        };
        if mode == Mode::Preview {
            return Ok(merge);
        }
        let mut drafts = self.drafts(other, &new, &came)?;
        let opened = self.board().opened.clone();
        let nature = opened.map_or(Nature::Exercise, |opened| opened.nature);
        for event in merged_events(other, &new, &came, conflicts, &site, nature, merger)? {
            drafts.push(Draft {
                key: event.id.clone(),
                payload: event.encode(),
                ..Draft::default()
            });
        }
        let size = self.ledger().size();
        self.ledger().append(Some(size), &drafts)?;
        self.catch_up()?;
        Ok(merge)
    }

    fn may_merge(&self, theirs: &[Written], merger: &Merger) -> Result<(), RecordError> {
        let board = self.board();
        match board.actors.get(&merger.by).map(|actor| actor.role) {
            Some(Role::Coordinator) => {}
            Some(_) => {
                return Err(refused(
                    Code::RoleMayNot,
                    "by",
                    &merger.by,
                    "a coordinator of this record",
                ));
            }
            None => {
                return Err(refused(
                    Code::UnknownActor,
                    "by",
                    &merger.by,
                    "a coordinator of this record",
                ));
            }
        }
        let start = theirs
            .iter()
            .find_map(|written| match &written.recorded.event.fact {
                Fact::Opened(opened) => Some(opened),
                _ => None,
            });
        let (Some(mine), Some(start)) = (&board.opened, start) else {
            return Err(refused(
                Code::NotOpened,
                "record",
                "a record without a start",
                "records that were opened",
            ));
        };
        judge::site(&start.site)?;
        if mine.scenario_sha256 != start.scenario_sha256 {
            let short = |hash: &str| hash.chars().take(12).collect::<String>();
            let found = format!(
                "a record of the scenario {:?} with other files, SHA-256 {}...",
                start.scenario,
                short(&start.scenario_sha256)
            );
            let expected = format!(
                "a record of {:?} with the very same files, SHA-256 {}...",
                mine.scenario,
                short(&mine.scenario_sha256)
            );
            return Err(refused(Code::OtherScenario, "record", found, expected));
        }
        let mixed = theirs
            .iter()
            .any(|written| written.recorded.event.nature != mine.nature);
        if mixed {
            let expected = "records of one nature: an exercise and an operation never mix";
            return Err(refused(
                Code::NatureMixed,
                "record",
                "entries of another nature",
                expected,
            ));
        }
        Ok(())
    }

    /// Entries of another record that an earlier merge brought in, by their numbers there.
    fn brought_before(&mut self, origin: &str) -> BTreeSet<u64> {
        let merged = self.board().merged.get(origin);
        merged.cloned().unwrap_or_default()
    }

    fn drafts(
        &mut self,
        other: &mut Ledger,
        new: &[&Written],
        came: &[Event],
    ) -> Result<Vec<Draft>, RecordError> {
        let mut drafts = Vec::new();
        for (written, event) in new.iter().zip(came) {
            let contents = contents(other, &written.entry)?;
            // What they destroyed is destroyed here too, if it lies here.
            let mut erases = Vec::new();
            for commitment in written.entry.erases() {
                if matches!(
                    self.ledger().content(*commitment)?,
                    Some(Kept::Present { .. })
                ) {
                    erases.push(*commitment);
                }
            }
            let mut draft = carried(&written.entry, contents, erases);
            if *event != written.recorded.event {
                draft.key.clone_from(&event.id);
                draft.payload = event.encode();
            }
            drafts.push(draft);
        }
        Ok(drafts)
    }
}

fn refused(
    code: Code,
    place: &str,
    found: impl Into<String>,
    expected: impl Into<String>,
) -> RecordError {
    RecordError::Refused(vec![(0, Refusal::new(code, place, found, expected))])
}

fn carried(entry: &Entry, contents: Vec<Content>, erases: Vec<Commitment>) -> Draft {
    Draft {
        key: entry.key().to_owned(),
        payload: entry.payload().to_vec(),
        contents,
        erases,
    }
}

/// What lies beside an entry and was not erased.
fn contents(ledger: &mut Ledger, entry: &Entry) -> Result<Vec<Content>, LedgerError> {
    let mut contents = Vec::new();
    for commitment in entry.commits() {
        if let Some(Kept::Present { content, .. }) = ledger.content(*commitment)? {
            contents.push(content);
        }
    }
    Ok(contents)
}

fn read_all(ledger: &mut Ledger) -> Result<Vec<Written>, RecordError> {
    let mut all = Vec::new();
    walk(ledger, 0, &mut |entry, recorded| {
        all.push(Written {
            entry: entry.clone(),
            recorded,
        });
        ControlFlow::Continue(())
    })?;
    Ok(all)
}

/// How a record begins does not come: its start, and the places of the scenario if both have the same.
fn begins_alike(mine: &[Written], fact: &Fact) -> bool {
    let here = |written: &Written| written.recorded.event.fact == *fact;
    match fact {
        Fact::Opened(_) => true,
        Fact::Setup(_) => mine.iter().any(here),
        _ => false,
    }
}

fn site_of(theirs: &[Written]) -> Name {
    let start = theirs
        .iter()
        .find_map(|written| match &written.recorded.event.fact {
            Fact::Opened(opened) => Some(opened.site.clone()),
            _ => None,
        });
    start.unwrap_or_else(|| "other".to_owned())
}

/// The entries that say what came; a long list in parts, the conflicts in as many as they need.
fn merged_events(
    other: &mut Ledger,
    new: &[&Written],
    came: &[Event],
    conflicts: Vec<Conflict>,
    site: &str,
    nature: Nature,
    merger: &Merger,
) -> Result<Vec<Event>, RecordError> {
    let checkpoint = other.checkpoint()?;
    let (origin, size) = (other.origin().to_owned(), other.size());
    let entries: Vec<MergedEntry> = new
        .iter()
        .zip(came)
        .map(|(written, event)| MergedEntry {
            id: event.id.clone(),
            seq: written.recorded.seq,
            recorded: written.entry.recorded().to_string(),
        })
        .collect();
    let parts = entries
        .len()
        .div_ceil(LISTED)
        .max(conflicts.len().div_ceil(LISTED / 3));
    let part = |index: usize| {
        let listed = entries
            .iter()
            .skip(index * LISTED)
            .take(LISTED)
            .cloned()
            .collect();
        let conflicts = conflicts
            .iter()
            .skip(index * (LISTED / 3))
            .take(LISTED / 3)
            .cloned()
            .collect();
        Event {
            v: EVENT_VERSION,
            id: format!("merge:{site}:{size}:{index}"),
            by: merger.by.clone(),
            nature,
            occurred: Moment::exact(merger.at),
            known: merger.at,
            flags: Vec::new(),
            fact: Fact::Merged(Box::new(Merged {
                origin: origin.clone(),
                checkpoint: checkpoint.clone(),
                entries: listed,
                conflicts,
            })),
        }
    };
    Ok((0..parts).map(part).collect())
}

impl Board {
    /// Conflicts that a person must resolve before both records can be followed.
    pub fn hard_conflicts(&self) -> impl Iterator<Item = &Conflict> {
        let open = self
            .conflicts
            .values()
            .filter(|state| state.resolved.is_none());
        open.map(|state| &state.conflict)
            .filter(|conflict| conflict.kind == ConflictKind::Hard)
    }
}
