//! Bringing a copy back: it becomes the record only after it was audited.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::audit::{Expect, Report, audit_sqlite};
use crate::store::StoreError;
use crate::store::sqlite::{create_private, flush};

/// Why a copy was not brought back. Nothing is at the new place then.
#[derive(Debug, Error)]
pub enum RestoreError {
    /// Something is there, or a file can't be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The copy is not what was signed.
    #[error("the copy has {} findings, the first: {}", report.findings.len() as u64 + report.more, first(report))]
    Unsound {
        /// What the audit says.
        report: Box<Report>,
    },
}

/// Copies a record to a place where nothing is: aside, flushed, audited, and only then under its name. The copy must not
/// be open in this process: reading it as a file would take away the locks on it.
///
/// # Errors
/// See [`RestoreError`].
pub fn restore_sqlite(from: &Path, to: &Path, expect: &Expect) -> Result<Report, RestoreError> {
    let failed = |path: &Path, error: std::io::Error| StoreError::Unavailable {
        place: path.display().to_string(),
        what: error.to_string(),
    };
    if to.symlink_metadata().is_ok() {
        let place = to.display().to_string();
        return Err(StoreError::Exists { place }.into());
    }
    let mut log = from.as_os_str().to_owned();
    log.push("-wal");
    if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        return Err(StoreError::Unavailable {
            place: from.display().to_string(),
            what: "a write-ahead log lies beside it, so it is a record in use or one that was not closed: make a backup of it and restore that".to_owned(),
        }
        .into());
    }
    let aside = Aside(beside(to));
    let copied = create_private(&aside.0).and_then(|mut target| {
        let mut source = File::open(from)?;
        std::io::copy(&mut source, &mut target)?;
        target.sync_all()
    });
    copied.map_err(|error| failed(from, error))?;
    let report = audit_sqlite(&aside.0, expect);
    if !report.is_clean() {
        let report = Box::new(report);
        return Err(RestoreError::Unsound { report });
    }
    // A link does not replace what somebody else put there meanwhile, as a rename would.
    fs::hard_link(&aside.0, to).map_err(|error| failed(to, error))?;
    flush(to).map_err(|error| failed(to, error))?;
    Ok(report)
}

fn beside(to: &Path) -> PathBuf {
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    to.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}

fn first(report: &Report) -> String {
    report
        .findings
        .first()
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// A file that goes when it is done with, and SQLite's helpers with it.
struct Aside(PathBuf);

impl Drop for Aside {
    fn drop(&mut self) {
        for suffix in ["", "-wal", "-shm"] {
            let mut path = self.0.as_os_str().to_owned();
            path.push(suffix);
            let _ = fs::remove_file(path);
        }
    }
}
