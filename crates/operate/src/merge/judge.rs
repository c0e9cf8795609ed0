//! What comes from another record is judged as its own program had to judge it: a record that another program or a hand
//! wrote brings in nothing that could not have been recorded.

use std::collections::BTreeSet;

use korridor_ledger::{Checkpoint, Note};

use super::{Written, refused};
use crate::board::Board;
use crate::decide::{Check, judge_recorded};
use crate::event::{Event, Flag, NotAnEvent};
use crate::fact::{Fact, Merged};
use crate::recorder::RecordError;
use crate::refusal::{Code, Refusal};
use crate::words::{LONGEST_NAME, fault};

/// Refusals that are told one by one.
const TOLD: usize = 20;
/// Seconds between the judgement of an entry and the moment at which the store wrote it.
const BETWEEN: i64 = 60;

/// Judges each new entry on the board of those before it in its own record.
pub(super) fn coming(theirs: &[Written], new: &[&Written]) -> Result<(), RecordError> {
    let new: BTreeSet<u64> = new.iter().map(|written| written.recorded.seq).collect();
    let listed = listed(theirs, &new);
    let mut board = Board::default();
    let mut refusals = Vec::new();
    for written in theirs {
        let recorded = &written.recorded;
        if new.contains(&recorded.seq) {
            let found = one(&board, written, listed.contains(recorded.event.id.as_str()));
            refusals.extend(found.into_iter().map(|refusal| at(written, refusal)));
        }
        board.apply(recorded);
    }
    if refusals.is_empty() {
        return Ok(());
    }
    let more = refusals.len().saturating_sub(TOLD);
    refusals.truncate(TOLD);
    if let Some(last) = refusals.last_mut().filter(|_| more > 0) {
        last.1.expected += &format!("; and {more} more");
    }
    Err(RecordError::Refused(refusals))
}

/// An entry of the other record that no korridor wrote is a refusal; one of a newer version stays an error.
pub(super) fn unreadable(error: RecordError) -> RecordError {
    let RecordError::Entry { seq, error } = error else {
        return error;
    };
    let code = match &error {
        NotAnEvent::Words => Code::WordsPlain,
        NotAnEvent::Key { .. } => Code::BadName,
        NotAnEvent::Malformed(_) | NotAnEvent::Newer(_) => {
            return RecordError::Entry { seq, error };
        }
    };
    let place = format!("entry {seq} of the other record");
    let expected = "an entry as korridor records it";
    refused(code, &place, error.to_string(), expected)
}

/// The name of another site becomes part of names here.
pub(super) fn site(site: &str) -> Result<(), RecordError> {
    let board = Board::default();
    let mut check = Check::new(&board);
    check.name("site", site);
    match check.refusals.pop() {
        Some(Refusal {
            code,
            place,
            found,
            expected,
        }) => Err(refused(code, &place, found, expected)),
        None => Ok(()),
    }
}

/// Ids of entries that the other record brought in itself: they were judged on the board of a third.
fn listed<'a>(theirs: &'a [Written], new: &BTreeSet<u64>) -> BTreeSet<&'a str> {
    let merges = theirs.iter().filter_map(|written| {
        let is_new = new.contains(&written.recorded.seq);
        match &written.recorded.event.fact {
            Fact::Merged(merged) if is_new => Some(merged),
            _ => None,
        }
    });
    merges
        .flat_map(|merged| &merged.entries)
        .map(|entry| entry.id.as_str())
        .collect()
}

fn one(board: &Board, written: &Written, of_a_third: bool) -> Vec<Refusal> {
    let event = &written.recorded.event;
    let mut check = Check::new(board);
    match &event.fact {
        Fact::Setup(_) => check.refuse(
            Code::AlreadyOpened,
            "setup",
            "places of the scenario after the start",
            "what was planned for stays as it was when the record was opened",
        ),
        Fact::Merged(merged) => by_the_program(&mut check, merged),
        _ => {}
    }
    if ahead_unsaid(written) {
        check.refuse(
            Code::TimeAbsurd,
            "known",
            format!(
                "{}, later than it was recorded, and not flagged so",
                event.known
            ),
            "an entry as korridor records it",
        );
    }
    let judged = judge_recorded(board, event);
    let may_differ = |code: Code| of_a_third && depends_on_the_board(code);
    let judged = judged.into_iter().filter(|one| !may_differ(one.code));
    check.refusals.into_iter().chain(judged).collect()
}

/// An entry for later that does not say so would be hidden until then.
fn ahead_unsaid(written: &Written) -> bool {
    let event: &Event = &written.recorded.event;
    let recorded = written.recorded.recorded;
    event.known > recorded.plus_seconds(300 + BETWEEN)
        && !event.flags.contains(&Flag::KnownAfterRecorded)
}

/// A *merged* entry must be such as a merge writes.
fn by_the_program(check: &mut Check<'_>, merged: &Merged) {
    let expected = "an entry as korridor merge writes it";
    let head = Note::parse(&merged.checkpoint).and_then(|note| Checkpoint::parse_text(&note.text));
    let size = match head {
        Ok(head) if head.origin == merged.origin => head.size,
        _ => {
            let found = "a merge without the other record's checkpoint";
            return check.refuse(Code::NotByHand, "merged", found, expected);
        }
    };
    let here = |id: &str| check.board.ids.contains_key(id);
    let stray_entry = (merged.entries.iter())
        .find(|entry| !here(&entry.id) || entry.seq >= size)
        .map(|entry| &entry.id);
    let stray_conflict = (merged.conflicts.iter())
        .find(|one| !here(&one.here) || !here(&one.there) || one.here == one.there)
        .map(|one| &one.conflict);
    if let Some(stray) = stray_entry.or(stray_conflict) {
        let found = format!("a merge of {stray:?}, which did not come before it");
        check.refuse(Code::NotByHand, "merged", found, expected);
    }
    for conflict in &merged.conflicts {
        check.name("conflicts", &conflict.conflict);
        if let Some(corridor) = &conflict.corridor {
            check.corridor("conflicts", corridor);
        }
        if fault(&conflict.about, 2 * LONGEST_NAME).is_some() {
            let found = "a conflict about a text that no entry may carry";
            check.refuse(Code::TextControl, "conflicts", found, expected);
        }
    }
}

/// What may be refused here and was rightly taken where other entries came before it.
fn depends_on_the_board(code: Code) -> bool {
    matches!(
        code,
        Code::AlreadySuperseded
            | Code::NoSuchWindow
            | Code::GuaranteeOrder
            | Code::CannotOpen
            | Code::UnknownTrigger
            | Code::ConfirmationNotIndependent
            | Code::ConfirmationUnrelated
            | Code::NotOneOfTheTwo
            | Code::AlreadyResolved
    )
}

fn at(written: &Written, refusal: Refusal) -> (usize, Refusal) {
    let (seq, event) = (written.recorded.seq, &written.recorded.event);
    let shown: String = event
        .id
        .chars()
        .take(120)
        .flat_map(char::escape_debug)
        .collect();
    let place = format!(
        "entry {seq} of the other record, {shown}, {}",
        refusal.place
    );
    (0, Refusal { place, ..refusal })
}
