//! An append-only Merkle log of opaque entries with signed checkpoints, its stores, its proofs and an offline audit.
//!
//! The log knows no domain: it never reads a payload. Hashing follows RFC 6962; checkpoints, cosignatures, tiles and
//! proofs follow C2SP (signed-note, tlog-checkpoint, tlog-cosignature, tlog-tiles, tlog-proof), so that others can check
//! a record with tools that exist.

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
pub use ledger::{Draft, FileSink, Ledger, Recorded, Submission};
pub use note::{KeyKind, Note, NoteError, Signature, Signer, VerifierKey};
pub use proof::{verify_consistency, verify_inclusion};
pub use stamp::Stamp;
#[cfg(feature = "postgres")]
pub use store::postgres::{PostgresOptions, PostgresStore};
pub use store::sqlite::{APPLICATION_ID, Sharing, SqliteOptions, SqliteStore};
pub use store::{
    Access, Beside, Clock, RECORD_VERSION, Store, StoreError, StoredCosignature, random_bytes,
    system_clock,
};
pub use tlog_proof::{ProofError, TlogProof};
