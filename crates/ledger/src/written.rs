//! Everything that is written has one spelling: properties of entries, notes and proof files.

use proptest::prelude::*;

use crate::checkpoint::{Checkpoint, Trust};
use crate::content::Commitment;
use crate::entry::{Entry, EntryError};
use crate::hash::Hash;
use crate::note::{KeyKind, Note, NoteError, Signer, VerifierKey};
use crate::stamp::Stamp;
use crate::tlog_proof::TlogProof;

fn commitments() -> impl Strategy<Value = Vec<Commitment>> {
    prop::collection::btree_set(any::<[u8; 32]>(), 0..4).prop_map(|hashes| {
        hashes
            .into_iter()
            .map(|hash| Commitment(Hash(hash)))
            .collect()
    })
}

fn entries() -> impl Strategy<Value = Entry> {
    let payload = prop::collection::vec(any::<u8>(), 0..300);
    let time = -62_000_000_000_000_i64..250_000_000_000_000;
    ("[!-~]{1,200}", time, commitments(), commitments(), payload).prop_map(
        |(key, time, commits, erases, payload)| {
            Entry::new(
                &key,
                Stamp::from_milliseconds(time),
                commits,
                erases,
                &payload,
            )
            .unwrap()
        },
    )
}

fn again(entry: &Entry) -> Entry {
    let (commits, erases) = (entry.commits().to_vec(), entry.erases().to_vec());
    Entry::new(
        entry.key(),
        entry.recorded(),
        commits,
        erases,
        entry.payload(),
    )
    .unwrap()
}

proptest! {
    #[test]
    fn an_entry_is_read_as_it_was_written(entry in entries()) {
        let read = Entry::parse(entry.bytes().to_vec()).unwrap();
        prop_assert_eq!(&read, &entry);
        prop_assert_eq!(again(&read), entry);
    }

    #[test]
    fn what_is_read_at_all_is_written_the_same(entry in entries(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = entry.bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(read) = Entry::parse(bytes.clone()) {
            prop_assert_eq!(again(&read).bytes().to_vec(), bytes.clone());
        }
        bytes.remove(at);
        if let Ok(read) = Entry::parse(bytes.clone()) {
            prop_assert_eq!(again(&read).bytes().to_vec(), bytes.clone());
        }
    }

    #[test]
    fn readers_take_any_text(text in "\\PC{0,200}", bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Entry::parse(bytes);
        let _ = Note::parse(&text);
        let _ = TlogProof::parse(&text);
        let _ = VerifierKey::parse(&text);
        let _ = Signer::parse(&text);
        let _ = Checkpoint::parse_text(&text);
    }

    #[test]
    fn a_checkpoint_and_its_keys_are_read_as_written(seed in any::<[u8; 32]>(), size in any::<u64>(), root in any::<[u8; 32]>()) {
        let signer = Signer::new("example.org/log", KeyKind::Log, seed).unwrap();
        let checkpoint = Checkpoint { origin: "example.org/log".to_owned(), size, root: Hash(root) };
        let note = checkpoint.sign(&signer);
        let trust = Trust::new([VerifierKey::parse(&signer.verifier().to_string()).unwrap()]);
        prop_assert_eq!(trust.open(&note), Ok(checkpoint.clone()));
        prop_assert_eq!(Note::parse(&note).unwrap().to_text(), note.clone());
        let same = Signer::parse(&signer.to_private_text()).unwrap();
        prop_assert_eq!(checkpoint.sign(&same), note.clone());
        let proof = TlogProof { extra: Some(seed.to_vec()), index: size, path: vec![Hash(root); 3], checkpoint: note };
        prop_assert_eq!(TlogProof::parse(&proof.to_text()), Ok(proof));
    }
}

#[test]
fn a_later_version_is_refused_by_its_name() {
    let found = "korridor-entry/2".to_owned();
    let later = Entry::parse(b"korridor-entry/2\nwho knows\n".to_vec());
    assert_eq!(later, Err(EntryError::Newer { found }));
    for other in [
        "korridor-entry/0\n",
        "korridor-entry/01\n",
        "korridor-entry/x\n",
        "korridor-entry/1",
        "",
        "\n",
    ] {
        let refused = Entry::parse(other.as_bytes().to_vec());
        assert!(
            matches!(refused, Err(EntryError::Line { line: 1, .. })),
            "{other:?}: {refused:?}"
        );
    }
}

/// The example of C2SP signed-note: text and signature as published, without its key.
#[test]
fn the_published_example_is_taken_apart() {
    let note = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
    let read = Note::parse(note).unwrap();
    assert!(read.text.ends_with("ed è subito sera.\n"));
    assert_eq!(
        (read.signatures.len(), read.signatures[0].id),
        (1, 0x367b_a04b)
    );
    assert_eq!(read.to_text(), note);
}

/// The key of Go's checksum database, as Go's sources publish it: the id must come out of the key.
#[test]
fn a_published_key_has_its_published_id() {
    let text = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
    let key = VerifierKey::parse(text).unwrap();
    assert_eq!((key.id(), key.to_string().as_str()), (0x033d_e0ae, text));
    let wrong = text.replace("033de0ae", "033de0af");
    assert!(matches!(
        VerifierKey::parse(&wrong),
        Err(NoteError::Key { .. })
    ));
}

#[test]
fn a_private_key_is_never_shown() {
    let signer = Signer::new("example.org/log", KeyKind::Log, [7; 32]).unwrap();
    let private = signer.to_private_text();
    let secret = private.rsplit('+').next().unwrap();
    assert!(!format!("{signer:?}").contains(secret));
    let refused = VerifierKey::parse(&private).unwrap_err().to_string();
    assert!(refused.contains("private") && !refused.contains(secret));
    let broken = private.replace("PRIVATE+KEY+example", "PRIVATE+KEY+exampel");
    assert!(
        !Signer::parse(&broken)
            .unwrap_err()
            .to_string()
            .contains(secret)
    );
}
