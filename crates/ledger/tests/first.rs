//! The shortest way through: create, append, read, open again.

use std::ops::ControlFlow;

use korridor_ledger::{Draft, KeyKind, Ledger, Signer, SqliteOptions, SqliteStore};

#[test]
fn what_was_appended_is_read_after_opening_again() {
    let folder = std::env::temp_dir().join(format!("korridor-first-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("pause.kor");
    let signer = Signer::new("example.org/pause", KeyKind::Log, [7; 32]).unwrap();
    let store = SqliteStore::create(&path, SqliteOptions::default()).unwrap();
    let mut ledger = Ledger::create(store, "example.org/pause", signer.clone()).unwrap();
    let drafts: Vec<Draft> = (0..700)
        .map(|n| Draft {
            key: format!("key-{n}"),
            payload: format!("payload {n}").into_bytes(),
            ..Draft::default()
        })
        .collect();
    for chunk in drafts.chunks(3) {
        ledger.append(Some(ledger.size()), chunk).unwrap();
    }
    let root = ledger.root();
    drop(ledger);
    let store = SqliteStore::open(&path, SqliteOptions::default()).unwrap();
    let mut ledger = Ledger::open(store, Some(signer)).unwrap();
    assert_eq!((ledger.size(), ledger.root()), (700, root));
    let mut count = 0;
    let size = ledger.for_each(5, |seq, entry| {
        assert_eq!(entry.key(), format!("key-{seq}"));
        count += 1;
        ControlFlow::Continue(())
    });
    assert_eq!((size, count), (Ok(700), 695));
    assert_eq!(ledger.append(None, &drafts[..2]).unwrap()[1].seq, 1);
    assert_eq!(ledger.size(), 700);
    std::fs::remove_dir_all(&folder).unwrap();
}
