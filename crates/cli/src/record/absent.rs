//! Records, backups and keys are never written over another file.

use std::io::Read;
use std::path::Path;

use korridor_ledger::VerifierKey;

use crate::failure::{Complaint, Failure};

/// Refuses paths at which something is, all of them at once, each with what is there; `made` says what would be put there.
///
/// # Errors
/// Something is at any of them.
pub fn require_absent(paths: &[&Path], made: &str) -> Result<(), Failure> {
    let there = paths
        .iter()
        .filter(|path| std::fs::symlink_metadata(path).is_ok());
    let complaint = |path: &&Path| {
        let expected = format!(
            "a name where nothing is: {made} never replaces a file; choose another name, or move this one away first"
        );
        Complaint::new(path.display(), what_is(path), expected).coded("record_exists")
    };
    let complaints: Vec<Complaint> = there.map(complaint).collect();
    match complaints.is_empty() {
        true => Ok(()),
        false => Err(Failure::Input(complaints)),
    }
}

fn what_is(path: &Path) -> &'static str {
    if path.is_dir() {
        return "a folder is there already";
    }
    let mut start = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(4_096).read_to_end(&mut start));
    let text = String::from_utf8_lossy(&start);
    let first = text.lines().next().unwrap_or_default();
    match read {
        Ok(_) if start.starts_with(b"SQLite format 3\0") => "a record or a backup is there already",
        Ok(_) if first.starts_with("PRIVATE+KEY+") => "a key that signs is there already",
        Ok(_) if VerifierKey::parse(first).is_ok() => "the public key of a record is there already",
        _ => "a file is there already",
    }
}
