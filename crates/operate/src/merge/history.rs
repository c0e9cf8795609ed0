//! Whether two records share a history: the same log as an earlier merge saw, and grown from one record.

use std::collections::BTreeSet;

use korridor_ledger::{Checkpoint, Hash, Ledger, Note, verify_consistency};

use super::{Kinship, Written, refused};
use crate::fact::{Continues, Fact, Merged};
use crate::recorder::RecordError;
use crate::refusal::Code;

/// A record's entries and its log.
type Side<'a> = (&'a [Written], &'a mut Ledger);

/// Refuses a record whose history is not the one that was seen before, or that has none in common with this one.
pub(super) fn fits(
    (mine, own): Side<'_>,
    (theirs, other): Side<'_>,
    kinship: Kinship,
) -> Result<(), RecordError> {
    let merged_before = continues_what_was_merged(mine, theirs, other)?;
    let continued = is_the_beginning_of(own, theirs)? | is_the_beginning_of(other, mine)?;
    let siblings = || {
        let (mine, theirs) = (ancestors(mine), ancestors(theirs));
        mine.intersection(&theirs).next().is_some()
    };
    if merged_before || continued || kinship == Kinship::OpenedApart || siblings() {
        return Ok(());
    }
    let found = format!(
        "{}, which does not continue {} and of which nothing was brought in before",
        other.origin(),
        own.origin()
    );
    let expected = "a record that korridor open --continue made of this one; --opened-apart if both were opened apart and belong together all the same";
    Err(refused(Code::NotContinued, "record", found, expected))
}

/// Whether an earlier merge brought in entries of this log. Its checkpoint then, and its entries by their numbers, must
/// still be those of the log: else a part of it was written anew, and what stands there now would be taken for known.
fn continues_what_was_merged(
    mine: &[Written],
    theirs: &[Written],
    other: &mut Ledger,
) -> Result<bool, RecordError> {
    let mut before = false;
    for written in mine {
        let Fact::Merged(merged) = &written.recorded.event.fact else {
            continue;
        };
        if merged.origin != other.origin() {
            continue;
        }
        before = true;
        let head = Note::parse(&merged.checkpoint)
            .and_then(|note| Checkpoint::parse_text(&note.text))
            .map_err(|error| split(&written.recorded.event.id, &error.to_string()))?;
        if !begins_with(other, head.size, head.root)? {
            let found = format!("another root at {} entries than it had then", head.size);
            return Err(split(&written.recorded.event.id, &found));
        }
        if let Some(found) = differs(merged, theirs) {
            return Err(split(&written.recorded.event.id, &found));
        }
    }
    Ok(before)
}

/// An entry that is not the one of its number any more.
fn differs(merged: &Merged, theirs: &[Written]) -> Option<String> {
    merged.entries.iter().find_map(|listed| {
        let there = usize::try_from(listed.seq)
            .ok()
            .and_then(|seq| theirs.get(seq));
        let id = there.map(|there| there.recorded.event.id.as_str());
        let same = id.is_some_and(|id| listed.id == id || listed.id.ends_with(&format!(":{id}")));
        let found = id.unwrap_or("nothing");
        (!same).then(|| format!("entry {} is {found}, and was {}", listed.seq, listed.id))
    })
}

fn split(merge: &str, found: &str) -> RecordError {
    refused(
        Code::SplitView,
        "record",
        format!("a history that is not the one which {merge} brought entries in from: {found}"),
        "the log that was merged before, grown longer; keep both files, and ask who holds its key",
    )
}

/// Whether a log is the one that a record says it continues. One that only bears its name is refused.
fn is_the_beginning_of(log: &mut Ledger, of: &[Written]) -> Result<bool, RecordError> {
    let mut begins = false;
    for continues in starts(of) {
        if continues.origin != log.origin() || continues.size == 0 {
            continue;
        }
        let root = Hash::from_hex(&continues.root);
        let holds = match root {
            Some(root) => begins_with(log, continues.size, root)?,
            None => false,
        };
        if !holds {
            let found = format!(
                "a record that continues {} at {} entries with the root {:.64}, which it does not have",
                log.origin(),
                continues.size,
                continues.root
            );
            let expected =
                "records that saw one history; keep both files, and ask who holds the key";
            return Err(refused(Code::SplitView, "record", found, expected));
        }
        begins = true;
    }
    Ok(begins)
}

/// Whether the first entries of a log have this root.
fn begins_with(log: &mut Ledger, size: u64, root: Hash) -> Result<bool, RecordError> {
    if size > log.size() {
        return Ok(false);
    }
    let path = log.consistency(size, log.size())?;
    Ok(verify_consistency(
        size,
        log.size(),
        &root,
        &log.root(),
        &path,
    ))
}

fn starts(of: &[Written]) -> impl Iterator<Item = &Continues> {
    of.iter()
        .filter_map(|written| match &written.recorded.event.fact {
            Fact::Opened(opened) => opened.continues.as_ref(),
            _ => None,
        })
}

/// The records that a record grew from.
fn ancestors(of: &[Written]) -> BTreeSet<&str> {
    let continued = starts(of).filter(|continues| continues.size > 0);
    continued
        .map(|continues| continues.origin.as_str())
        .collect()
}
