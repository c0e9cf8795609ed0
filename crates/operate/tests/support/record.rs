//! A record in a file of its own.
#![allow(dead_code)]

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use korridor_ledger::{
    Clock, Expect, KeyKind, Ledger, LedgerError, Report, Signer, SqliteOptions, SqliteStore,
    audit_sqlite,
};
use korridor_operate::{Command, RecordError, Recorder, Stamp, Submission};

/// A folder that is removed at the end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("korridor-{name}-{}-{count}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A record in a folder, signed under a name of its own.
pub struct File {
    pub path: PathBuf,
    origin: String,
    key: [u8; 32],
}

impl File {
    pub fn new(folder: &Folder, name: &str) -> File {
        let mut key = [7; 32];
        key[0] = name
            .bytes()
            .fold(0, |sum: u8, byte| sum.wrapping_mul(31).wrapping_add(byte));
        File {
            path: folder.0.join(format!("{name}.kor")),
            origin: format!("example.org/{name}"),
            key,
        }
    }

    fn signer(&self) -> Signer {
        Signer::new(&self.origin, KeyKind::Log, self.key).unwrap()
    }

    pub fn create(&self, clock: Option<Clock>) -> Ledger {
        let mut options = SqliteOptions::default();
        if let Some(clock) = clock {
            options.clock = clock;
        }
        Ledger::create(
            SqliteStore::create(&self.path, options).unwrap(),
            &self.origin,
            self.signer(),
        )
        .unwrap()
    }

    pub fn open(&self) -> Ledger {
        let store = SqliteStore::open(&self.path, SqliteOptions::default()).unwrap();
        Ledger::open(store, Some(self.signer())).unwrap()
    }

    pub fn audit(&self) -> Report {
        let keys = vec![self.signer().verifier().to_string()];
        audit_sqlite(
            &self.path,
            &Expect {
                keys,
                ..Expect::default()
            },
        )
    }

    /// Fails with every finding if an offline audit finds any.
    pub fn must_be_clean(&self) {
        let report = self.audit();
        assert!(
            report.is_clean(),
            "{}: {:?}",
            self.path.display(),
            report.findings
        );
    }
}

/// Salts that differ, from a count.
pub fn salts() -> impl FnMut() -> Result<[u8; 32], LedgerError> {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    || {
        let mut salt = [0; 32];
        salt[..8].copy_from_slice(&COUNT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        Ok(salt)
    }
}

/// Submits one command; whether it was recorded already.
pub fn submit(recorder: &mut Recorder, command: &Command, at: Stamp) -> Result<bool, RecordError> {
    let mut random = salts();
    recorder
        .submit(Submission::of(command.clone()), &mut random, at)
        .map(|answer| answer.already)
}

/// The codes with which something was refused.
pub fn codes(error: &RecordError) -> Vec<&'static str> {
    match error {
        RecordError::Refused(refusals) => refusals
            .iter()
            .map(|(_, refusal)| refusal.code.word())
            .collect(),
        other => panic!("{other}"),
    }
}
