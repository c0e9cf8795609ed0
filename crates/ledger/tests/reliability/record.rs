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

pub const ORIGIN: &str = "example.org/pause";
pub const NAME: &str = "pause.kor";

pub fn signer() -> Signer {
    Signer::new(ORIGIN, KeyKind::Log, [7; 32]).unwrap()
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
    Ok(Readable {
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
