//! An append-only Merkle log of opaque entries with signed checkpoints, its stores, its proofs and an offline audit.
//!
//! The log knows no domain: it never reads a payload. Hashing follows RFC 6962; checkpoints, cosignatures, tiles and
//! proofs follow C2SP (signed-note, tlog-checkpoint, tlog-cosignature, tlog-tiles, tlog-proof), so that others can check
//! a record with tools that exist.
//!
//! What it can't prove: that a disk flushed when it said so; that a record was not cut back to an earlier head that
//! somebody kept, unless a later checkpoint or a witness is at hand; anything at all against a holder of the log's key who
//! shows each reader another history, unless witnesses or readers compare checkpoints.

mod audit;
mod checkpoint;
mod content;
mod cosign;
mod edge;
mod entry;
mod error;
mod group;
mod hash;
mod ledger;
mod note;
mod proof;
mod restore;
mod stamp;
mod store;
mod tlog_proof;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod written;

#[cfg(feature = "postgres")]
pub use audit::audit_postgres;
pub use audit::{Code, Expect, Facts, Finding, MOST_FINDINGS, Report, audit_sqlite};
pub use checkpoint::{Checkpoint, Trust};
pub use content::{Commitment, Content, Kept, LARGEST_CONTENT};
pub use cosign::{Cosigned, Quorum, check_cosignature, cosign, parse_signature_line};
pub use entry::{Entry, EntryError, LARGEST_ENTRY, LONGEST_KEY};
pub use error::{AppendError, LedgerError};
pub use group::Group;
pub use hash::{Hash, leaf_hash, node_hash};
pub use ledger::{Answer, Draft, FileSink, Ledger, Recorded, Submission};
pub use note::{KeyKind, Note, NoteError, Signature, Signer, VerifierKey};
pub use proof::{verify_consistency, verify_inclusion};
pub use restore::{RestoreError, restore_sqlite};
pub use stamp::Stamp;
#[cfg(feature = "postgres")]
pub use store::postgres::{PostgresOptions, PostgresStore};
pub use store::sqlite::{APPLICATION_ID, Sharing, SqliteOptions, SqliteStore};
pub use store::{
    Access, Beside, Clock, RECORD_VERSION, Store, StoreError, StoredCosignature, random_bytes,
    system_clock,
};
pub use tlog_proof::{ProofError, TlogProof};
