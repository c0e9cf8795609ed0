//! A file that is only read stays as it lies, byte for byte.

mod support;

use std::fs;
use std::ops::ControlFlow;

use korridor_ledger::{Ledger, SqliteStore};
use support::{Site, SqliteSite, drafts, options, ticking};

/// Files beside the record, but for the shared memory, which is no content.
fn everything(site: &SqliteSite) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(&site.folder.0).unwrap();
    let mut files: Vec<(String, Vec<u8>)> = entries
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        .filter(|(name, _)| !name.ends_with("-shm"))
        .collect();
    files.sort();
    files
}

fn read(site: &SqliteSite) -> u64 {
    let store = SqliteStore::open_to_read(&site.path(), options(ticking())).unwrap();
    let mut ledger = Ledger::open(store, None).unwrap();
    ledger
        .for_each(0, |_, _| ControlFlow::Continue(()))
        .unwrap()
}

fn closed(name: &str) -> SqliteSite {
    let site = SqliteSite::new(name);
    site.new_log().append(None, &drafts(0, 300)).unwrap();
    site
}

#[test]
fn a_closed_record_is_left_as_it_lies() {
    let site = closed("closed");
    let before = everything(&site);
    assert_eq!(before.len(), 1);
    assert_eq!(read(&site), 300);
    assert_eq!(everything(&site), before);
}

/// As a copy may come to a court: its journal is another, and a handle that writes would change that.
#[test]
fn a_record_with_another_journal_is_left_as_it_lies() {
    let site = closed("journal");
    let mut bytes = fs::read(site.path()).unwrap();
    assert_eq!(bytes[18..20], [2, 2]);
    bytes[18..20].copy_from_slice(&[1, 1]);
    fs::write(site.path(), bytes).unwrap();
    let before = everything(&site);
    assert_eq!(read(&site), 300);
    assert_eq!(everything(&site), before);
}

#[test]
fn what_a_killed_process_left_in_its_journal_stays_there() {
    let site = SqliteSite::new("running");
    let mut ledger = site.new_log();
    ledger.append(None, &drafts(0, 300)).unwrap();
    let killed = SqliteSite::new("left");
    for (name, bytes) in everything(&site) {
        fs::write(killed.folder.join(&name), bytes).unwrap();
    }
    let before = everything(&killed);
    assert!(
        before
            .iter()
            .any(|(name, bytes)| name.ends_with("-wal") && !bytes.is_empty())
    );
    assert_eq!(read(&killed), 300);
    assert_eq!(everything(&killed), before);
}

#[test]
fn a_copy_is_its_owners_from_its_first_byte() {
    use std::os::unix::fs::PermissionsExt;
    let site = closed("copied");
    let to = site.folder.join("copy.kor");
    let store = SqliteStore::open_to_read(&site.path(), options(ticking())).unwrap();
    Ledger::open(store, None).unwrap().backup(&to).unwrap();
    assert_eq!(to.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert!(Ledger::open(SqliteStore::open(&to, options(ticking())).unwrap(), None).is_ok());
    let again = SqliteStore::open_to_read(&site.path(), options(ticking())).unwrap();
    let mut again = Ledger::open(again, None).unwrap();
    assert!(again.backup(&to).is_err(), "what is there is not replaced");
    assert!(to.metadata().unwrap().len() > 4096);
}
