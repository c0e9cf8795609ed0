//! What a log or a judgement says, as complaints with stable codes.

use korridor_ledger::{AppendError, LedgerError, StoreError};
use korridor_operate::{Board, RecordError, Refusal};

use crate::failure::{Complaint, Failure};
use crate::record::times::{by_the_clock, clock_of};

/// A log that cannot be opened, read or written.
pub fn of_ledger(place: &str, error: &LedgerError) -> Failure {
    let code = match error {
        LedgerError::Store(store) => of_store(store),
        LedgerError::Damaged { .. } => "record_damaged",
        LedgerError::Entry { .. } => "entry_not_readable",
        LedgerError::Rewound { .. } => "record_rolled_back",
        LedgerError::Head(_) => "checkpoint_untrusted",
        LedgerError::WrongKey { .. } => "key_of_another_record",
        LedgerError::NoSuchEntry { .. } => "entry_not_known",
        LedgerError::NotOwn { .. } => "checkpoint_foreign",
        LedgerError::Export { .. } => "export_not_written",
        LedgerError::Note(_) => "note_not_usable",
    };
    input(code, place, error)
}

fn of_store(error: &StoreError) -> &'static str {
    match error {
        StoreError::Exists { .. } => "record_exists",
        StoreError::Missing { .. } => "record_missing",
        StoreError::NotARecord { .. } => "not_a_record",
        StoreError::Newer { .. } => "newer_version",
        StoreError::Busy { .. } => "record_busy",
        StoreError::Full { .. } => "disk_full",
        StoreError::Failed { .. } => "store_failed",
        StoreError::Damaged { .. } => "record_damaged",
        StoreError::Unavailable { .. } => "record_unavailable",
        StoreError::NotDurable { .. } => "record_not_durable",
    }
}

/// A log that takes nothing.
pub fn of_append(place: &str, error: &AppendError) -> Failure {
    let code = match error {
        AppendError::Ledger(error) => return of_ledger(place, error),
        AppendError::Moved { .. } => "record_busy",
        AppendError::KeyTaken { .. } => "id_taken_by_another_entry",
        AppendError::Draft { .. } => "entry_not_usable",
        AppendError::CommitmentTaken { .. } => "commitment_taken",
        AppendError::UnknownCommitment { .. } => "commitment_not_known",
        AppendError::AlreadyErased { .. } => "already_erased",
        AppendError::NoKey => "key_missing",
        AppendError::Poisoned { .. } => "record_read_only",
    };
    let refused = matches!(
        error,
        AppendError::KeyTaken { .. }
            | AppendError::UnknownCommitment { .. }
            | AppendError::AlreadyErased { .. }
    );
    if refused {
        let complaint = Complaint::new(place, error, "").coded(code);
        return Failure::Refused(vec![complaint]);
    }
    input(code, place, error)
}

/// Whatever keeps an entry from being recorded, where nothing says which command it was.
pub fn of_recording(place: &str, error: &RecordError) -> Failure {
    match error {
        RecordError::Refused(refused) => {
            let complaint = |(_, refusal): &(usize, korridor_operate::Refusal)| {
                Complaint::new(&refusal.place, &refusal.found, &refusal.expected)
                    .coded(refusal.code.word())
            };
            Failure::Refused(refused.iter().map(complaint).collect())
        }
        RecordError::Append(error) => of_append(place, error),
        RecordError::Ledger(error) => of_ledger(place, error),
        RecordError::Entry { .. } => input("entry_not_readable", place, error),
    }
}

/// A refusal with its times by the clock of the place.
pub fn of_refusal(board: &Board, place: impl std::fmt::Display, refusal: &Refusal) -> Complaint {
    let clock = clock_of(board.opened.as_ref()).ok();
    let local = |text: &str| match &clock {
        Some(clock) => by_the_clock(clock, text),
        None => text.to_owned(),
    };
    Complaint::new(place, local(&refusal.found), local(&refusal.expected))
        .coded(refusal.code.word())
}

fn input(code: &str, place: &str, error: impl std::fmt::Display) -> Failure {
    Failure::Input(vec![Complaint::new(place, error, "").coded(code)])
}
