//! What a ledger must not build upon, and whose answer is whose.

use korridor_disk_simulator::Disk;
use korridor_ledger::{AppendError, Draft, Group, LedgerError, NoteError};

use crate::record;

fn draft(key: &str, payload: &str) -> Draft {
    Draft {
        key: key.to_owned(),
        payload: payload.into(),
        ..Draft::default()
    }
}

fn three_entries() -> Disk {
    let disk = Disk::new();
    let mut ledger = record::create(&disk).unwrap();
    let drafts = ["one", "two", "three"].map(|key| draft(key, key));
    ledger.append(None, &drafts).unwrap();
    disk
}

#[test]
fn the_same_key_with_other_words_is_refused() {
    let disk = three_entries();
    let mut ledger = record::open(&disk).unwrap();
    assert!(ledger.append(None, &[draft("two", "two")]).unwrap()[0].already);
    let taken = AppendError::KeyTaken {
        key: "two".to_owned(),
        seq: 1,
    };
    assert_eq!(
        ledger.append(None, &[draft("two", "something else")]),
        Err(taken)
    );
    assert_eq!(ledger.refresh(), Ok(3));
}

/// Signing on top of altered entries would vouch for them.
#[test]
fn altered_entries_are_not_built_upon() {
    let disk = three_entries();
    let statement = "UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), 'two', 'owt') AS BLOB) WHERE seq = 1";
    record::plain_sql(&disk, statement).unwrap();
    let opened = record::open(&disk).map(drop);
    assert!(
        matches!(&opened, Err(LedgerError::Damaged { .. })),
        "{opened:?}"
    );
}

#[test]
fn a_head_whose_signature_does_not_fit_is_not_built_upon() {
    let disk = three_entries();
    // The end of the signature, of the same length and still base64.
    let statement = "UPDATE checkpoint SET note = substr(note, 1, length(note) - 12) || 'AAAAAAAAAA' || substr(note, -2)";
    record::plain_sql(&disk, statement).unwrap();
    let opened = record::open(&disk).map(drop);
    assert!(
        matches!(&opened, Err(LedgerError::Head(NoteError::Forged { .. }))),
        "{opened:?}"
    );
}

#[test]
fn each_caller_of_a_group_gets_its_own_answer() {
    let disk = Disk::new();
    let group = Group::new(record::create(&disk).unwrap());
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let group = group.clone();
            scope.spawn(move || {
                for turn in 0..50 {
                    let key = format!("w{writer}-{turn}");
                    let seq = group.submit(draft(&key, "x")).unwrap().seq;
                    let there = group.with(|ledger| ledger.entry(seq)).unwrap();
                    assert_eq!(there.key(), key, "entry {seq}");
                }
            });
        }
    });
    assert_eq!(group.with(|ledger| ledger.refresh()), Ok(400));
}
