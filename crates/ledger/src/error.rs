//! Why a log can't be opened, read or appended to.

use thiserror::Error;

use crate::content::Commitment;
use crate::entry::EntryError;
use crate::note::NoteError;
use crate::store::StoreError;

/// Why a log was not opened or not read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LedgerError {
    /// The store refuses or fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What the store holds does not fit together.
    #[error(
        "{place}: found {found}, expected {expected}; verify the record, and go back to a copy that verifies"
    )]
    Damaged {
        /// Which row.
        place: String,
        /// What is there.
        found: String,
        /// What belongs there.
        expected: String,
    },
    /// An entry that this version can't read or that is none.
    #[error("entry {seq}: {defect}")]
    Entry {
        /// Which entry.
        seq: u64,
        /// What is wrong.
        defect: EntryError,
    },
    /// The record holds less, or something else, than this handle saw before.
    #[error(
        "the record was rolled back or replaced while it was open: it now has {found} entries, {seen} were seen"
    )]
    Rewound {
        /// Entries now.
        found: u64,
        /// Entries seen.
        seen: u64,
    },
    /// The newest checkpoint is by nobody whom the signer accepts: signing on top would vouch for it.
    #[error("the newest checkpoint: {0}")]
    Head(NoteError),
    /// A signer whose name is not the log's.
    #[error("a key of {found:?} can't sign for {origin:?}: use the log's own key")]
    WrongKey {
        /// The key's name.
        found: String,
        /// The log's name.
        origin: String,
    },
    /// There is no such entry or size.
    #[error("there is no entry {seq}: the log has {size}")]
    NoSuchEntry {
        /// Which entry.
        seq: u64,
        /// How many there are.
        size: u64,
    },
    /// A checkpoint that is not of this log's own history.
    #[error("not a checkpoint of this log: found {found}, expected {expected}")]
    NotOwn {
        /// Its head.
        found: String,
        /// The log's.
        expected: String,
    },
    /// A file of an export that was not taken.
    #[error("{path}: {what}")]
    Export {
        /// Which file.
        path: String,
        /// Why not.
        what: String,
    },
    /// A note or key that was refused.
    #[error(transparent)]
    Note(#[from] NoteError),
}

/// Why nothing was appended. None of these leaves anything half-written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AppendError {
    /// Others appended since the decision was made.
    #[error(
        "the log has {size} entries, the decision was made on {expected}: read them and decide again"
    )]
    Moved {
        /// Entries now.
        size: u64,
        /// Entries that the caller had seen.
        expected: u64,
    },
    /// The key names another entry.
    #[error("the key {key:?} is that of entry {seq}, which says something else")]
    KeyTaken {
        /// The key.
        key: String,
        /// The entry that has it.
        seq: u64,
    },
    /// A draft that can't become an entry.
    #[error("{key:?}: {defect}")]
    Draft {
        /// The draft's key, shortened.
        key: String,
        /// What is wrong.
        defect: EntryError,
    },
    /// The same commitment belongs to another entry: its salt was used twice.
    #[error("the commitment {commitment} is already in the log: draw a new salt")]
    CommitmentTaken {
        /// Which.
        commitment: Commitment,
    },
    /// Nothing in the log commits to what is to be erased.
    #[error("nothing to erase: no entry commits to {commitment}")]
    UnknownCommitment {
        /// Which.
        commitment: Commitment,
    },
    /// It is erased already.
    #[error("{commitment} was erased by entry {by} already")]
    AlreadyErased {
        /// Which.
        commitment: Commitment,
        /// The entry that did it; the log's size if it is of the same batch.
        by: u64,
    },
    /// Opened for reading only.
    #[error("the log was opened without its key: nothing can be appended")]
    NoKey,
    /// An earlier write or flush failed.
    #[error(
        "the record is read-only since a failure ({why}): close it, verify it and open it again"
    )]
    Poisoned {
        /// The failure.
        why: String,
    },
    /// The log or its store.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl From<StoreError> for AppendError {
    fn from(error: StoreError) -> AppendError {
        AppendError::Ledger(LedgerError::Store(error))
    }
}
