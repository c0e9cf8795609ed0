//! Whether what is submitted again says the same.

use korridor_ledger::{Ledger, LedgerError};

use super::{Read, Stated, Submission, read_words};
use crate::event::Event;
use crate::fact::Fact;
use crate::refusal::{Code, Refusal};

/// Whether an event says the same as a command. Words that were erased since cannot be compared and count as the same;
/// times that were filled in do not count.
pub(super) fn same(
    ledger: &mut Ledger,
    event: &Event,
    submission: &Submission,
) -> Result<bool, LedgerError> {
    let command = &submission.command;
    let times = submission.times == Stated::FilledIn
        || (event.occurred == command.occurred && event.known == command.known);
    if !times || event.by != command.by || event.nature != command.nature {
        return Ok(false);
    }
    let (mut recorded, mut given) = (event.fact.clone(), command.fact.clone());
    let (mine, theirs) = (recorded.words_mut(), given.words_mut());
    if mine.len() != theirs.len() {
        return Ok(false);
    }
    for (recorded, given) in mine.into_iter().zip(theirs) {
        match read_words(ledger, recorded)? {
            Read::Text(text) => *recorded = crate::words::Words::Plain(text),
            Read::Erased(_) | Read::NotHere => *recorded = given.clone(),
        }
    }
    if let (Fact::Material(recorded), Fact::Material(given)) = (&mut recorded, &mut given) {
        recorded.sealed.clone_from(&given.sealed);
    }
    Ok(recorded == given)
}

/// The refusal of an id that says something else.
pub(super) fn taken(id: &str, seq: u64) -> Refusal {
    Refusal::new(
        Code::IdTaken,
        "id",
        format!("{id} is entry {seq}, which says something else"),
        "another id, or exactly the same entry",
    )
}
