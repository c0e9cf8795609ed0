//! The offline audit: reads a record from nothing but its rows and says what is wrong with it.
//!
//! It shares no code with what writes a record: it has its own reading of entries and notes, its own hashing of the
//! whole tree from all leaves, its own view of the tables. Memory does not grow with the log.
//!
//! What it can't see by itself: a record that was cut back to an earlier state that was signed. For that it needs a
//! later checkpoint (`against`), kept elsewhere, or a witness.

use std::fmt;
use std::path::Path;

mod beside;
mod heads;
mod keys;
mod leaf;
mod notes;
#[cfg(feature = "postgres")]
mod postgres;
mod rows;
mod sqlite;
mod tree;
mod walk;

/// What the record is held against.
#[derive(Clone, Debug, Default)]
pub struct Expect {
    /// The log's public keys (`name+hash+key`); at least one.
    pub keys: Vec<String>,
    /// Witnesses' public keys.
    pub witnesses: Vec<String>,
    /// How many of the witnesses must have cosigned the newest checkpoint.
    pub quorum: usize,
    /// A checkpoint of the log that was kept elsewhere, as a signed note: earlier or later than the record's newest.
    pub against: Option<String>,
    /// SQLite's virtual file system by name, for tests.
    pub vfs: Option<String>,
}

/// What an audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What is wrong, at most [`MOST_FINDINGS`].
    pub findings: Vec<Finding>,
    /// Findings beyond those.
    pub more: u64,
    /// What is worth knowing and not wrong.
    pub notes: Vec<Finding>,
    /// Notes beyond those.
    pub more_notes: u64,
    /// What the record is.
    pub facts: Facts,
}

/// Findings that a report lists.
pub const MOST_FINDINGS: usize = 1000;

/// One thing that is wrong, or worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind.
    pub code: Code,
    /// Where.
    pub place: String,
    /// What is there.
    pub found: String,
    /// What belongs there.
    pub expected: String,
}

/// What a record is, as far as it could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The log's name as the record says.
    pub origin: Option<String>,
    /// Entries that were read.
    pub size: u64,
    /// Root over them, in hexadecimal digits.
    pub root: String,
    /// Stored checkpoints.
    pub checkpoints: u64,
    /// Size of the newest checkpoint.
    pub newest: Option<u64>,
    /// Names and ids of the trusted keys that signed any of them.
    pub signers: Vec<String>,
    /// Known witnesses' latest cosignatures: name and id, size, seconds since 1970.
    pub cosigners: Vec<(String, u64, u64)>,
    /// Contents beside the log, erased ones included.
    pub contents: u64,
    /// Contents that were erased.
    pub erased: u64,
    /// Recorded time of the first entry.
    pub first_recorded: Option<String>,
    /// Recorded time of the last entry.
    pub last_recorded: Option<String>,
}

/// Audits a record in an SQLite file; opens it for reading only.
pub fn audit_sqlite(path: &Path, expect: &Expect) -> Report {
    sqlite::audit(path, expect)
}

/// Audits a record in a PostgreSQL schema.
#[cfg(feature = "postgres")]
pub fn audit_postgres(url: &str, schema: &str, expect: &Expect) -> Report {
    postgres::audit(url, schema, expect)
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// Whether a kind of finding is among them.
    pub fn has(&self, code: Code) -> bool {
        self.findings.iter().any(|finding| finding.code == code)
    }

    fn find(
        &mut self,
        code: Code,
        place: impl fmt::Display,
        found: impl fmt::Display,
        expected: impl fmt::Display,
    ) {
        let finding = Finding::of(code, &place, &found, &expected);
        match self.findings.len() < MOST_FINDINGS {
            true => self.findings.push(finding),
            false => self.more += 1,
        }
    }

    fn note(
        &mut self,
        code: Code,
        place: impl fmt::Display,
        found: impl fmt::Display,
        expected: impl fmt::Display,
    ) {
        let finding = Finding::of(code, &place, &found, &expected);
        match self.notes.len() < MOST_FINDINGS {
            true => self.notes.push(finding),
            false => self.more_notes += 1,
        }
    }
}

impl Finding {
    fn of(
        code: Code,
        place: &dyn fmt::Display,
        found: &dyn fmt::Display,
        expected: &dyn fmt::Display,
    ) -> Finding {
        // A damaged cell may hold megabytes or control characters.
        let short = |text: String| -> String {
            let mut chars = text
                .chars()
                .map(|c| if c.is_control() { '\u{fffd}' } else { c });
            let short: String = chars.by_ref().take(200).collect();
            match chars.next() {
                Some(_) => short + "…",
                None => short,
            }
        };
        Finding {
            code,
            place: short(place.to_string()),
            found: short(found.to_string()),
            expected: short(expected.to_string()),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding {
            code,
            place,
            found,
            expected,
        } = self;
        write!(
            formatter,
            "{code}: {place}: found {found}, expected {expected}"
        )
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// Kinds of findings; their texts never change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every kind.
            pub const ALL: &[Code] = &[$(Code::$name,)*];

            /// Its stable text.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }
        }
    };
}

codes! {
    /// The file or schema is something else.
    NotARecord = "not_a_record",
    /// A later version wrote it.
    NewerVersion = "newer_version",
    /// Rows can't be read.
    Unreadable = "unreadable",
    /// The file's own structure is damaged.
    Integrity = "integrity",
    /// A table, index, trigger or view is missing, changed or too many.
    Schema = "schema",
    /// What the record says of itself is missing, changed or too much.
    Meta = "meta",
    /// No public key was given to check signatures with, or one that is none.
    NoKeys = "no_keys",
    /// An entry is missing.
    EntryMissing = "entry_missing",
    /// An entry that no checkpoint covers.
    EntryUncovered = "entry_uncovered",
    /// Bytes that are no entry.
    EntryForm = "entry_form",
    /// An entry of a later version.
    EntryNewer = "entry_newer",
    /// Two entries have the same key.
    KeyTwice = "key_twice",
    /// The index of keys says something else than the entries.
    KeyIndex = "key_index",
    /// A tile is missing.
    TileMissing = "tile_missing",
    /// A tile holds other hashes than the entries give.
    TileAltered = "tile_altered",
    /// A tile that the log has no use for.
    TileStray = "tile_stray",
    /// There is no checkpoint.
    CheckpointMissing = "checkpoint_missing",
    /// A checkpoint that is none.
    CheckpointForm = "checkpoint_form",
    /// A checkpoint of another log.
    CheckpointOrigin = "checkpoint_origin",
    /// A checkpoint of another size than its row says.
    CheckpointSize = "checkpoint_size",
    /// A checkpoint whose root is not that of the entries.
    CheckpointRoot = "checkpoint_root",
    /// A checkpoint that no trusted key signed.
    CheckpointUntrusted = "checkpoint_untrusted",
    /// A checkpoint with a trusted key's signature that does not fit.
    CheckpointForged = "checkpoint_forged",
    /// A content is missing and no entry erases it.
    ContentMissing = "content_missing",
    /// A content is not what was committed to.
    ContentAltered = "content_altered",
    /// A content is there although an entry erases it.
    ContentNotErased = "content_not_erased",
    /// A content that no entry commits to.
    ContentStray = "content_stray",
    /// A note of an erasure that no entry made.
    ErasureStray = "erasure_stray",
    /// An entry erases what no earlier entry commits to.
    ErasureUnknown = "erasure_unknown",
    /// A cosignature that is none.
    CosignatureForm = "cosignature_form",
    /// A known witness's cosignature that does not fit.
    CosignatureForged = "cosignature_forged",
    /// A cosignature on no checkpoint.
    CosignatureStray = "cosignature_stray",
    /// Too few witnesses cosigned the newest checkpoint.
    Quorum = "quorum",
    /// What the record is held against is no checkpoint.
    AgainstForm = "against_form",
    /// What the record is held against is of another log.
    AgainstForeign = "against_foreign",
    /// What the record is held against is signed by no trusted key.
    AgainstUntrusted = "against_untrusted",
    /// The record has fewer entries than what it is held against.
    RolledBack = "rolled_back",
    /// The record and what it is held against are two histories.
    SplitView = "split_view",
    /// Note: the clock went back.
    ClockBack = "clock_back",
    /// Note: a cosignature of a witness that is not known.
    CosignerUnknown = "cosigner_unknown",
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
