//! Copies in another store, and copies that are brought back.

mod support;

use std::fs;

use korridor_ledger::{
    Code, Content, Draft, KeyKind, RestoreError, Signer, SqliteStore, StoreError, audit_sqlite,
    cosign, restore_sqlite,
};
use support::{Folder, Site, SqliteSite, draft, drafts, expect, open_file, options, ticking};

over_both_stores! {
    a_copy_in_a_file_is_the_same_log,
}

fn content(n: u8) -> Content {
    Content {
        salt: [n; 32],
        media_type: "text/plain".to_owned(),
        bytes: vec![n; 300],
    }
}

fn a_copy_in_a_file_is_the_same_log(site: &impl Site) {
    let mut ledger = site.new_log();
    let with = Draft {
        contents: vec![content(1), content(2)],
        ..draft("contents", "two")
    };
    let erasing = Draft {
        erases: vec![content(2).commitment()],
        ..draft("erasing", "one")
    };
    ledger.append(None, &[with]).unwrap();
    ledger.append(None, &drafts(1, 2300)).unwrap();
    let witness = Signer::new("witness.example/w", KeyKind::Witness, [9; 32]).unwrap();
    let head = ledger.checkpoint().unwrap();
    let line = cosign(&head, &witness, 50).unwrap();
    ledger
        .accept_cosignatures(&format!("{head}{line}"), &[witness.verifier()])
        .unwrap();
    ledger.append(None, &[erasing]).unwrap();
    let folder = Folder::new("copy");
    let path = folder.join("copy.kor");
    let mut target = SqliteStore::create(&path, options(ticking())).unwrap();
    assert_eq!(ledger.copy_to(&mut target), Ok(2301));
    drop(target);
    let mut knowing = expect();
    knowing.witnesses.push(witness.verifier().to_string());
    let (copy, source) = (audit_sqlite(&path, &knowing), site.audit(&knowing));
    assert_eq!((&copy.findings, &copy.notes), (&vec![], &vec![]));
    assert_eq!(copy, source);
    assert_eq!(copy.facts.erased, 1);
    let mut copied = open_file(&path).unwrap();
    assert_eq!(copied.root(), ledger.root());
    copied.append(Some(2301), &drafts(2301, 2302)).unwrap();
    // Never into a store that holds something.
    let mut again = SqliteStore::open(&path, options(ticking())).unwrap();
    assert!(ledger.copy_to(&mut again).is_err());
}

#[cfg(feature = "postgres")]
#[test]
fn erased_rows_are_written_anew_by_the_next_writer_too() {
    let Some(site) = support::PostgresSite::new("wiping") else {
        return;
    };
    let mut ledger = site.new_log();
    let with = Draft {
        contents: vec![content(1)],
        ..draft("contents", "one")
    };
    ledger.append(None, &[with]).unwrap();
    drop(ledger);
    let before = site.file_of_contents();
    site.tamper("INSERT INTO meta (name, value) VALUES ('wipe_due', 'yes')");
    assert_eq!(site.audit(&expect()).findings, []);
    assert!(!site.open().wipe_pending());
    assert_ne!(
        site.file_of_contents(),
        before,
        "the table is in a new file"
    );
    let again = site.file_of_contents();
    drop(site.open());
    assert_eq!(site.file_of_contents(), again, "and only once");
}

#[test]
fn only_a_sound_copy_is_brought_back() {
    let site = SqliteSite::new("restored");
    let mut ledger = site.new_log();
    ledger.append(None, &drafts(0, 100)).unwrap();
    let late = ledger.checkpoint().unwrap();
    let copy = site.folder.join("copy.kor");
    ledger.backup(&copy).unwrap();
    let back = site.folder.join("back.kor");
    let report = restore_sqlite(&copy, &back, &expect()).unwrap();
    assert_eq!(report.facts.size, 100);
    assert_eq!(fs::read(&back).unwrap(), fs::read(&copy).unwrap());
    let again = restore_sqlite(&copy, &back, &expect());
    assert!(matches!(
        again,
        Err(RestoreError::Store(StoreError::Exists { .. }))
    ));
    ledger.append(None, &drafts(100, 101)).unwrap();
    let mut later = expect();
    later.against = Some(ledger.checkpoint().unwrap());
    let other = site.folder.join("other.kor");
    match restore_sqlite(&copy, &other, &later) {
        Err(RestoreError::Unsound { report }) => assert!(report.has(Code::RolledBack)),
        other => panic!("{other:?}"),
    }
    later.against = Some(late);
    let mut bytes = fs::read(&copy).unwrap();
    let place = bytes
        .windows(10)
        .position(|window| window == b"payload 50")
        .unwrap();
    bytes[place] = b'P';
    fs::write(&copy, bytes).unwrap();
    assert!(matches!(
        restore_sqlite(&copy, &other, &later),
        Err(RestoreError::Unsound { .. })
    ));
    let mut left: Vec<_> = fs::read_dir(&site.folder.0)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    left.sort();
    left.retain(|name| !name.to_string_lossy().starts_with("pause.kor"));
    assert_eq!(left, ["back.kor", "copy.kor"]);
}
