//! A record on a simulated disk or in a file, and all that can be read of it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use korridor_disk_simulator::Disk;
use korridor_ledger::{
    Commitment, Kept, KeyKind, Ledger, LedgerError, Signer, SqliteOptions, SqliteStore, StoreError,
};
use korridor_ledger::{Expect, Report, audit_sqlite};

pub const ORIGIN: &str = "example.org/pause";
pub const NAME: &str = "pause.kor";

pub fn signer() -> Signer {
    Signer::new(ORIGIN, KeyKind::Log, [7; 32]).unwrap()
}

pub fn witness() -> Signer {
    Signer::new("witness.example.org", KeyKind::Witness, [9; 32]).unwrap()
}

/// What every honest record is held against.
pub fn expect(disk: Option<&Disk>, against: Option<&str>) -> Expect {
    Expect {
        keys: vec![signer().verifier().to_string()],
        witnesses: vec![witness().verifier().to_string()],
        quorum: 0,
        against: against.map(str::to_owned),
        vfs: disk.map(|disk| disk.vfs().to_owned()),
    }
}

/// The offline audit of the record on `disk`.
pub fn audit(disk: &Disk, against: Option<&str>) -> Report {
    audit_sqlite(Path::new(NAME), &expect(Some(disk), against))
}

/// What an audit found, shortened, unless it found nothing.
pub fn clean(report: &Report) -> Result<(), String> {
    if report.is_clean() {
        return Ok(());
    }
    let shown: Vec<String> = report
        .findings
        .iter()
        .take(3)
        .map(ToString::to_string)
        .collect();
    Err(format!(
        "the audit found {} things: {}",
        report.findings.len(),
        shown.join("; ")
    ))
}

/// A clock that goes on by a second at each look, the same in every run.
pub fn options(vfs: Option<&str>) -> SqliteOptions {
    let ticks = AtomicI64::new(1_478_242_800_000);
    SqliteOptions {
        vfs: vfs.map(str::to_owned),
        // The simulated disk hardly sleeps, so that waiting is counted in tries.
        busy_timeout: Duration::from_secs(600),
        clock: Arc::new(move || ticks.fetch_add(1_000, Ordering::Relaxed)),
        ..SqliteOptions::default()
    }
}

pub fn create(disk: &Disk) -> Result<Ledger, LedgerError> {
    let store = SqliteStore::create(Path::new(NAME), options(Some(disk.vfs())))?;
    Ledger::create(store, ORIGIN, signer())
}

pub fn open(disk: &Disk) -> Result<Ledger, LedgerError> {
    let store = SqliteStore::open(Path::new(NAME), options(Some(disk.vfs())))?;
    Ledger::open(store, Some(signer()))
}

pub fn open_file(path: &Path) -> Result<Ledger, LedgerError> {
    let store = SqliteStore::open(path, options(None))?;
    Ledger::open(store, Some(signer()))
}

pub fn create_file(path: &Path) -> Result<Ledger, LedgerError> {
    let store = SqliteStore::create(path, options(None))?;
    Ledger::create(store, ORIGIN, signer())
}

/// A folder that is removed at the end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Everything that the ledger's readers give: two records that differ in nothing here are the same to every command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readable {
    pub size: u64,
    pub root: String,
    pub checkpoint: String,
    /// The bytes of each entry, by sequence number.
    pub entries: Vec<Vec<u8>>,
    /// Where each key is found.
    pub places: BTreeMap<String, Option<u64>>,
    /// What is known of each commitment.
    pub contents: BTreeMap<Commitment, String>,
    /// The log as static files.
    pub files: BTreeMap<String, Vec<u8>>,
    /// A proof of each of some entries, as its file.
    pub proofs: Vec<String>,
}

/// Reads everything; the first error if something can't be read.
pub fn read_all(ledger: &mut Ledger) -> Result<Readable, LedgerError> {
    let mut entries = Vec::new();
    let size = ledger.for_each(0, |_, entry| {
        entries.push(entry.clone());
        ControlFlow::Continue(())
    })?;
    let (mut places, mut contents) = (BTreeMap::new(), BTreeMap::new());
    for entry in &entries {
        places.insert(entry.key().to_owned(), ledger.find(entry.key())?);
        for commitment in entry.commits().iter().chain(entry.erases()) {
            contents.insert(*commitment, told(ledger.content(*commitment)?));
        }
    }
    let mut files = BTreeMap::new();
    ledger.export_tiles(&mut |path, bytes| {
        files.insert(path.to_owned(), bytes.to_vec());
        Ok(())
    })?;
    let some = (0..size).step_by(1 + size as usize / 4);
    let proofs: Result<Vec<String>, LedgerError> =
        some.map(|seq| Ok(ledger.prove(seq)?.to_text())).collect();
    Ok(Readable {
        files,
        proofs: proofs?,
        size,
        root: format!("{}", ledger.root()),
        checkpoint: ledger.checkpoint()?,
        entries: entries.iter().map(|entry| entry.bytes().to_vec()).collect(),
        places,
        contents,
    })
}

fn told(kept: Option<Kept>) -> String {
    match kept {
        None => "unknown".to_owned(),
        Some(Kept::Present { seq, content }) => {
            format!("{seq} {} {:?}", content.media_type, content.bytes)
        }
        Some(Kept::Erased { seq, by }) => format!("{seq} erased by {by}"),
    }
}

/// The disk is full, and the store says so.
pub fn is_full(error: &LedgerError) -> bool {
    matches!(error, LedgerError::Store(StoreError::Full { .. }))
}

/// What anybody with SQLite and the file can do.
pub fn plain_sql(disk: &Disk, statements: &str) -> rusqlite::Result<()> {
    plain(disk)?.execute_batch(statements)
}

/// The record as a plain database.
pub fn plain(disk: &Disk) -> rusqlite::Result<rusqlite::Connection> {
    rusqlite::Connection::open_with_flags_and_vfs(NAME, rusqlite::OpenFlags::default(), disk.vfs())
}
