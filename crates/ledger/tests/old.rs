//! A record of format 1, written once and kept: every later version opens and verifies it.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use korridor_ledger::{
    Content, Draft, Expect, Kept, KeyKind, Ledger, Signer, SqliteOptions, SqliteStore, TlogProof,
    Trust, VerifierKey, audit_sqlite, cosign,
};
use support::{Folder, ORIGIN, draft, drafts, options, signer, ticking};

fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata")
        .join(name)
}

fn content(n: u8) -> Content {
    Content {
        salt: [n; 32],
        media_type: "text/plain; charset=utf-8".to_owned(),
        bytes: format!("content {n}").into_bytes(),
    }
}

#[test]
fn the_old_record_opens_and_verifies() {
    let folder = Folder::new("old");
    let path = folder.join("record-1.kor");
    fs::copy(kept("record-1.kor"), &path).unwrap();
    let line = |name: &str| fs::read_to_string(kept(name)).unwrap().trim().to_owned();
    let expect = Expect {
        keys: vec![line("record-1.key")],
        witnesses: vec![line("record-1-witness.key")],
        quorum: 1,
        against: Some(fs::read_to_string(kept("record-1.checkpoint")).unwrap()),
        ..Expect::default()
    };
    let report = audit_sqlite(&path, &expect);
    assert_eq!((report.findings, report.notes), (vec![], vec![]));
    assert_eq!(
        (
            report.facts.size,
            report.facts.contents,
            report.facts.erased
        ),
        (300, 2, 1)
    );
    let mut ledger = Ledger::open(
        SqliteStore::open(&path, SqliteOptions::default()).unwrap(),
        None,
    )
    .unwrap();
    assert_eq!(ledger.size(), 300);
    let erased = ledger.content(content(2).commitment());
    assert_eq!(erased, Ok(Some(Kept::Erased { seq: 0, by: 1 })));
    let proof = TlogProof::parse(&fs::read_to_string(kept("record-1-entry-7.tlog-proof")).unwrap())
        .unwrap();
    let trust = Trust::new([VerifierKey::parse(&expect.keys[0]).unwrap()]);
    let entry = ledger.entry(7).unwrap();
    assert_eq!(
        proof.verify(entry.bytes(), ORIGIN, &trust).unwrap().size,
        300
    );
    // And it is continued.
    drop(ledger);
    let mut ledger = Ledger::open(
        SqliteStore::open(&path, options(ticking())).unwrap(),
        Some(signer()),
    )
    .unwrap();
    ledger.append(Some(300), &drafts(300, 301)).unwrap();
}

/// Run once, when the format was new: `cargo test -p korridor-ledger --test old -- --ignored`.
#[test]
#[ignore = "writes the record that is kept for ever"]
fn write_the_old_record() {
    let path = kept("record-1.kor");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let store = SqliteStore::create(&path, options(ticking())).unwrap();
    let mut ledger = Ledger::create(store, ORIGIN, signer()).unwrap();
    let first = Draft {
        contents: vec![content(1), content(2)],
        ..draft("contents", "two")
    };
    let erasing = Draft {
        erases: vec![content(2).commitment()],
        ..draft("erasing", "asked for by the person")
    };
    ledger.append(None, &[first]).unwrap();
    ledger.append(None, &[erasing]).unwrap();
    ledger.append(None, &drafts(2, 300)).unwrap();
    let witness = Signer::new("witness.example/w", KeyKind::Witness, [9; 32]).unwrap();
    let head = ledger.checkpoint().unwrap();
    let cosigned = format!("{head}{}", cosign(&head, &witness, 1_478_243_600).unwrap());
    ledger
        .accept_cosignatures(&cosigned, &[witness.verifier()])
        .unwrap();
    fs::write(kept("record-1.checkpoint"), ledger.checkpoint().unwrap()).unwrap();
    fs::write(
        kept("record-1-entry-7.tlog-proof"),
        ledger.prove(7).unwrap().to_text(),
    )
    .unwrap();
    fs::write(kept("record-1.key"), format!("{}\n", signer().verifier())).unwrap();
    fs::write(
        kept("record-1-witness.key"),
        format!("{}\n", witness.verifier()),
    )
    .unwrap();
}
