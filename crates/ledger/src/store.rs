//! What a store must do for the log. A store keeps rows and makes them durable; it hashes nothing, signs nothing and
//! decides nothing.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use thiserror::Error;

use crate::content::{Commitment, Content};
use crate::stamp::Stamp;

#[cfg(feature = "postgres")]
pub(crate) mod postgres;
pub(crate) mod sqlite;

/// The version of the record that this crate writes and the latest that it reads.
pub const RECORD_VERSION: u32 = 1;

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// One unchanging view of all that is committed.
    Read,
    /// The only writer until it ends.
    Write,
}

/// Why a store did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StoreError {
    /// There is something already.
    #[error("{place} exists already: choose another name, or open it")]
    Exists {
        /// Where.
        place: String,
    },
    /// There is nothing.
    #[error("{place}: no record is there")]
    Missing {
        /// Where.
        place: String,
    },
    /// Something else than a record.
    #[error("{place}: found {found}, expected a record of korridor")]
    NotARecord {
        /// Where.
        place: String,
        /// What it is.
        found: String,
    },
    /// A record that a later version wrote.
    #[error(
        "{place}: a record of version {found}, this korridor knows up to {known}: use a newer one; nothing was changed"
    )]
    Newer {
        /// Where.
        place: String,
        /// Its version.
        found: u32,
        /// The latest known.
        known: u32,
    },
    /// Others wrote for the whole time that was waited.
    #[error("others were writing for {} ms: try again", waited.as_millis())]
    Busy {
        /// How long it was waited.
        waited: Duration,
    },
    /// No space; nothing was written.
    #[error(
        "no space is left for the record ({what}): nothing was written; free some and try again"
    )]
    Full {
        /// What the store says.
        what: String,
    },
    /// Reading, writing or flushing failed.
    #[error("the store failed: {what}")]
    Failed {
        /// What the store says.
        what: String,
    },
    /// Bytes that are no rows any more.
    #[error("the store is damaged: {what}")]
    Damaged {
        /// What the store says.
        what: String,
    },
    /// It can't be opened or written as things are.
    #[error("{place} can't be used: {what}")]
    Unavailable {
        /// Where.
        place: String,
        /// What the store says.
        what: String,
    },
    /// A store that would acknowledge before the disk has it.
    #[error("{place} does not keep what it acknowledges: {what}")]
    NotDurable {
        /// Where.
        place: String,
        /// Which setting.
        what: String,
    },
}

/// A content's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// The entry that commits to it.
    pub seq: u64,
    /// The entry that erased it.
    pub erased_by: Option<u64>,
    /// The content; zeros once it is erased.
    pub content: Content,
}

/// A stored cosignature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCosignature {
    /// Size of the checkpoint that it is on.
    pub size: u64,
    /// Name of the witness.
    pub name: String,
    /// Id of the witness's key.
    pub id: u32,
    /// The whole signature line, with its line break.
    pub line: String,
}

/// Tells the time, in milliseconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Where entries, tiles, checkpoints and contents lie. All but [`Store::place`] and [`Store::backup`] happen in the
/// transaction that was begun.
pub trait Store: Send {
    /// How messages call it.
    fn place(&self) -> String;
    /// Makes an empty record, with a first checkpoint of this size, durable when it returns; begins and ends its own transaction.
    fn create(&mut self, origin: &str, size: u64, note: &str) -> Result<(), StoreError>;
    /// The log's name; refuses what is no record or a later version's, and leaves it untouched.
    fn origin(&mut self) -> Result<String, StoreError>;

    /// Begins a transaction; waits a bounded time for other writers.
    fn begin(&mut self, access: Access) -> Result<(), StoreError>;
    /// Ends it; what it wrote is durable when this returns.
    fn commit(&mut self) -> Result<(), StoreError>;
    /// Ends it without a trace.
    fn rollback(&mut self);
    /// Housekeeping between transactions, such as moving a journal into the main file.
    fn maintain(&mut self) -> Result<(), StoreError>;
    /// Makes what can be read now durable: another process may have been killed, or its disk may have failed, between
    /// writing and flushing. Between transactions; nothing that was read before may be confirmed without it.
    fn settle(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
    /// Writes over what a failed commit left in a journal, so that nobody finds it there and takes it for committed.
    fn disown(&mut self) {}
    /// Removes what was erased from journals and free space, between transactions; `false` if readers keep it from that
    /// for now.
    fn wipe(&mut self) -> Result<bool, StoreError>;
    /// Whether erased bytes may still lie in journals or free space.
    fn wipe_due(&mut self) -> Result<bool, StoreError>;

    /// The store's clock.
    fn now(&mut self) -> Result<Stamp, StoreError>;

    /// The checkpoint of the largest size: size and note.
    fn newest_checkpoint(&mut self) -> Result<Option<(u64, String)>, StoreError>;
    /// The note of one size.
    fn checkpoint(&mut self, size: u64) -> Result<Option<String>, StoreError>;
    /// Sizes of all stored checkpoints, in order.
    fn checkpoint_sizes(&mut self) -> Result<Vec<u64>, StoreError>;
    /// Adds a checkpoint.
    fn put_checkpoint(&mut self, size: u64, note: &str) -> Result<(), StoreError>;
    /// Removes the checkpoint of this size unless a witness cosigned it.
    fn supersede_checkpoint(&mut self, size: u64) -> Result<(), StoreError>;
    /// Cosignatures on the checkpoint of this size.
    fn cosignatures(&mut self, size: u64) -> Result<Vec<StoredCosignature>, StoreError>;
    /// Adds a cosignature; one of the same witness on the same checkpoint is replaced.
    fn put_cosignature(&mut self, cosignature: &StoredCosignature) -> Result<(), StoreError>;

    /// The bytes of one entry.
    fn entry(&mut self, seq: u64) -> Result<Option<Vec<u8>>, StoreError>;
    /// Gives the entries of `from..until` in order, in bounded memory.
    fn entries(
        &mut self,
        from: u64,
        until: u64,
        each: &mut dyn FnMut(u64, Vec<u8>) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;
    /// Where the entry of this key is.
    fn seq_of(&mut self, key: &str) -> Result<Option<u64>, StoreError> {
        Ok(self.seqs_of(&[key])?.pop().flatten())
    }
    /// The same for many keys, in their order.
    fn seqs_of(&mut self, keys: &[&str]) -> Result<Vec<Option<u64>>, StoreError>;
    /// Adds entries from a sequence number on: each one's key and bytes.
    fn put_entries(&mut self, from: u64, entries: &[(&str, &[u8])]) -> Result<(), StoreError>;

    /// The hashes of a tile, one after the other.
    fn tile(&mut self, level: u8, index: u64) -> Result<Option<Vec<u8>>, StoreError>;
    /// Adds or replaces a tile.
    fn put_tile(&mut self, level: u8, index: u64, hashes: &[u8]) -> Result<(), StoreError>;

    /// The content of this commitment.
    fn content(&mut self, commitment: Commitment) -> Result<Option<Beside>, StoreError>;
    /// Adds a content.
    fn put_content(
        &mut self,
        seq: u64,
        commitment: Commitment,
        content: &Content,
    ) -> Result<(), StoreError>;
    /// Overwrites salt, media type and bytes, and notes which entry did it.
    fn erase_content(&mut self, commitment: Commitment, by: u64) -> Result<(), StoreError>;

    /// Writes a consistent copy to a new file, flushed, while others write.
    fn backup(&mut self, to: &Path) -> Result<(), StoreError>;
}

/// The machine's clock.
pub fn system_clock() -> Clock {
    Arc::new(|| match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => since.as_millis().try_into().unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX),
    })
}

/// 32 random bytes of the operating system: a salt, or the seed of a key.
///
/// # Errors
/// The operating system gives none.
pub fn random_bytes() -> Result<[u8; 32], StoreError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Failed {
        what: format!("no random bytes: {error}"),
    })?;
    Ok(bytes)
}

/// Sequence numbers and sizes are stored as signed 64-bit integers.
pub(crate) fn to_row(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn from_row(number: i64, what: &str) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| StoreError::Damaged {
        what: format!("{what} is {number}, expected zero or more"),
    })
}
