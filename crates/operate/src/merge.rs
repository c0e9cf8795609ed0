//! Bringing two records together. A field team writes a record of its own, which carries all that was known when it set
//! out; later its new entries are brought in, in its order, each with the same id and the same bytes. Entries of
//! which neither record knew the other's are compared: what cannot both hold is a conflict that a person resolves.
//! Both histories stay verifiable: the entry that brings them in carries the other record's signed checkpoint and says
//! which of its entries each one is.

mod conflicts;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;

use korridor_ledger::{Commitment, Content, Draft, Entry, Kept, Ledger, LedgerError};

use crate::board::Board;
use crate::event::{EVENT_VERSION, Event, Nature, Recorded};
use crate::fact::{
    Conflict, ConflictKind, Continues, Fact, Merged, MergedEntry, Name, Named, Opened, Role,
};
use crate::recorder::{RecordError, Recorder};
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
    /// Brings in what another record has and this one has not. Both must be of the same scenario. The other record is
    /// read only; verify it first.
    ///
    /// # Errors
    /// Another scenario or nature; the person may not; a log cannot be read or written. Nothing is recorded then.
    pub fn merge(&mut self, other: &mut Ledger, merger: &Merger) -> Result<Merge, RecordError> {
        self.catch_up()?;
        let theirs = read_all(other)?;
        self.may_merge(&theirs, merger)?;
        let mine = read_all(self.ledger())?;
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
            .filter(|written| !matches!(written.recorded.event.fact, Fact::Opened(_)))
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
        let shared: BTreeSet<&str> = common.iter().map(|written| written.entry.key()).collect();
        let only_mine: Vec<&Written> = mine
            .iter()
            .filter(|written| !shared.contains(written.entry.key()))
            .collect();
        let site = site_of(&theirs);
        let renames = renames(&common, &only_mine, &new, &site);
        let taken: BTreeSet<&str> = by_id.keys().copied().collect();
        let came: Vec<Event> = new
            .iter()
            .map(|written| renamed(written, &renames, &taken, &site))
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
    let (mut all, mut failed) = (Vec::new(), None);
    ledger.for_each(0, |seq, entry| {
        match crate::recorder::recorded(seq, entry) {
            Ok(recorded) => {
                all.push(Written {
                    entry: entry.clone(),
                    recorded,
                });
                ControlFlow::Continue(())
            }
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    match failed {
        Some(error) => Err(error),
        None => Ok(all),
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

/// Names that both records gave, unknown to each other, and what the other's are called here.
fn renames(
    common: &[&Written],
    mine: &[&Written],
    theirs: &[&Written],
    site: &str,
) -> BTreeMap<(Named, Name), Name> {
    let defined = |written: &[&Written]| -> BTreeMap<(Named, Name), Fact> {
        let facts = written.iter().map(|written| &written.recorded.event.fact);
        let named = facts.filter_map(|fact| {
            fact.defines()
                .map(|(kind, name)| ((kind, name.clone()), fact.clone()))
        });
        named.collect()
    };
    let (base, mine) = (defined(common), defined(mine));
    let differs = |key: &(Named, Name), fact: &Fact| {
        mine.get(key).is_some_and(|own| match key.0 {
            // The same person or source entered twice is the same, whatever the words beside say.
            Named::Actor | Named::Source => !alike(own, fact),
            _ => true,
        })
    };
    defined(theirs)
        .into_iter()
        .filter(|(key, fact)| !base.contains_key(key) && differs(key, fact))
        .map(|(key, _)| {
            let new = format!("{site}:{}", key.1);
            (key, new)
        })
        .collect()
}

/// Whether two entries of an actor or a source say the same but for the words beside.
fn alike(one: &Fact, two: &Fact) -> bool {
    match (one, two) {
        (Fact::Actor(one), Fact::Actor(two)) => one.role == two.role,
        (Fact::Source(one), Fact::Source(two)) => {
            one.root == two.root && one.reliability == two.reliability
        }
        _ => false,
    }
}

fn renamed(
    written: &Written,
    renames: &BTreeMap<(Named, Name), Name>,
    taken: &BTreeSet<&str>,
    site: &str,
) -> Event {
    let mut event = written.recorded.event.clone();
    if taken.contains(event.id.as_str()) {
        event.id = format!("{site}:{}", event.id);
    }
    if let Some(new) = renames.get(&(Named::Actor, event.by.clone())) {
        event.by.clone_from(new);
    }
    for (kind, name) in event.fact.names_mut() {
        if let Some(new) = renames.get(&(kind, name.clone())) {
            name.clone_from(new);
        }
    }
    event
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
