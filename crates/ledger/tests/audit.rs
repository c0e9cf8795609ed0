//! Every kind of finding, by the tampering that brings it about, over both stores.

mod support;

use std::collections::BTreeSet;

use korridor_ledger::{
    Checkpoint, Code, Content, Draft, Expect, Hash, KeyKind, Ledger, Signer, cosign, leaf_hash,
    node_hash,
};
use support::{ORIGIN, Site, draft, drafts, expect, signer};

over_both_stores! {
    an_honest_record_has_no_findings,
    tampered_rows_are_named,
    tampered_contents_are_named,
    tampered_heads_are_named,
    what_a_holder_of_the_key_can_write_is_named,
    what_it_is_held_against_is_judged,
    without_a_key_nothing_is_vouched_for,
}

/// 600 entries, two contents of which one is erased, one cosigned checkpoint.
fn record(site: &impl Site) -> Ledger {
    let mut ledger = site.new_log();
    let content = |n: u8| Content {
        salt: [n; 32],
        media_type: "text/plain".to_owned(),
        bytes: vec![b'x'; 100],
    };
    let with = Draft {
        contents: vec![content(1), content(2)],
        ..draft("contents", "two")
    };
    ledger.append(None, &[with]).unwrap();
    let erasing = Draft {
        erases: vec![content(2).commitment()],
        ..draft("erasing", "one")
    };
    ledger.append(None, &[erasing]).unwrap();
    ledger.append(None, &drafts(2, 600)).unwrap();
    let head = ledger.checkpoint().unwrap();
    let line = cosign(&head, &witness(), 1_478_242_800).unwrap();
    ledger
        .accept_cosignatures(&format!("{head}{line}"), &[witness().verifier()])
        .unwrap();
    ledger.append(None, &drafts(600, 601)).unwrap();
    ledger
}

fn witness() -> Signer {
    Signer::new("witness.example/w", KeyKind::Witness, [9; 32]).unwrap()
}

fn full() -> Expect {
    Expect {
        witnesses: vec![witness().verifier().to_string()],
        ..expect()
    }
}

fn an_honest_record_has_no_findings(site: &impl Site) {
    record(site);
    let report = site.audit(&full());
    assert_eq!((report.findings, report.notes), (vec![], vec![]));
    let facts = report.facts;
    assert_eq!(
        (facts.size, facts.newest, facts.checkpoints),
        (601, Some(601), 2)
    );
    assert_eq!((facts.contents, facts.erased), (2, 1));
    assert_eq!(facts.cosigners.len(), 1);
    assert_eq!(facts.origin.as_deref(), Some(ORIGIN));
    let report = site.audit(&expect());
    assert_eq!(
        report.notes.iter().map(|n| n.code).collect::<Vec<_>>(),
        [Code::CosignerUnknown]
    );
}

/// Makes a change and its reverse, and looks at what the audit says in between.
fn tampered(site: &impl Site, there: &str, back: &str, codes: &[Code]) {
    site.tamper(there);
    let report = site.audit(&full());
    let found: BTreeSet<Code> = report.findings.iter().map(|finding| finding.code).collect();
    let expected: BTreeSet<Code> = codes.iter().copied().collect();
    assert_eq!(found, expected, "after {there}: {:#?}", report.findings);
    site.tamper(back);
    let after = site.audit(&full());
    assert_eq!(after.findings, [], "after {there} and {back}");
}

fn tampered_rows_are_named(site: &impl Site) {
    record(site);
    let keep = "CREATE TABLE kept AS SELECT * FROM";
    let restore = |table: &str, columns: &str| {
        format!(
            "DELETE FROM {table}; INSERT INTO {table} ({columns}) SELECT {columns} FROM kept; DROP TABLE kept;"
        )
    };
    let entries = |change: &str| {
        (
            format!("{keep} entry; {change}"),
            restore("entry", "seq, bytes"),
        )
    };
    let cut = [Code::Schema, Code::EntryMissing];
    for (change, codes) in [
        // The last entry; one in the middle; two swapped; one moved beyond the end.
        (
            "DELETE FROM entry WHERE seq = 600",
            &[Code::Schema, Code::EntryMissing, Code::KeyIndex][..],
        ),
        (
            "DELETE FROM entry WHERE seq = 300",
            &[Code::Schema, Code::EntryMissing, Code::KeyIndex],
        ),
        (
            "UPDATE entry SET seq = 10000 WHERE seq = 7; UPDATE entry SET seq = 7 WHERE seq = 9; UPDATE entry SET seq = 9 WHERE seq = 10000",
            &[
                Code::Schema,
                Code::CheckpointRoot,
                Code::KeyIndex,
                Code::TileAltered,
            ],
        ),
    ] {
        let (there, back) = entries(change);
        assert!(codes.starts_with(&cut[..1]));
        tampered(site, &there, &back, codes);
    }
    tampered(
        site,
        "INSERT INTO tile (level, n, hashes) SELECT 0, 7, hashes FROM tile WHERE level = 0 AND n = 0",
        "DELETE FROM tile WHERE level = 0 AND n = 7",
        &[Code::TileStray],
    );
    tampered(
        site,
        "UPDATE tile SET n = 9 WHERE level = 0 AND n = 1",
        "UPDATE tile SET n = 1 WHERE level = 0 AND n = 9",
        &[Code::TileMissing],
    );
    tampered(
        site,
        "UPDATE tile SET level = 5 WHERE level = 1",
        "UPDATE tile SET level = 1 WHERE level = 5",
        &[Code::TileMissing],
    );
    tampered(
        site,
        "UPDATE entry_key SET seq = 4 WHERE key = 'key-3'",
        "UPDATE entry_key SET seq = 3 WHERE key = 'key-3'",
        &[Code::KeyIndex],
    );
    tampered(
        site,
        "UPDATE entry_key SET key = 'key-x' WHERE key = 'key-3'",
        "UPDATE entry_key SET key = 'key-3' WHERE key = 'key-x'",
        &[Code::KeyIndex],
    );
    tampered(
        site,
        "INSERT INTO entry_key (key, seq) VALUES ('more', 3)",
        "DELETE FROM entry_key WHERE key = 'more'",
        &[Code::KeyIndex],
    );
    tampered(
        site,
        "INSERT INTO meta (name, value) VALUES ('more', 'x')",
        "DELETE FROM meta WHERE name = 'more'",
        &[Code::Meta],
    );
    tampered(
        site,
        "UPDATE meta SET value = 'example.org/other' WHERE name = 'origin'",
        "UPDATE meta SET value = 'example.org/pause' WHERE name = 'origin'",
        &[Code::CheckpointOrigin],
    );
    tampered(
        site,
        "CREATE TABLE more (x text)",
        "DROP TABLE more",
        &[Code::Schema],
    );
}

fn tampered_contents_are_named(site: &impl Site) {
    record(site);
    let kept = |change: &str| {
        let there = format!("CREATE TABLE kept AS SELECT * FROM content; {change}");
        // The column that numbers the rows is the store's own.
        let columns = "commitment, seq, salt, media_type, bytes";
        let back = format!(
            "DELETE FROM content; INSERT INTO content ({columns}) SELECT {columns} FROM kept ORDER BY place; DROP TABLE kept"
        );
        (there, back)
    };
    let live = "seq = 0 AND media_type = 'text/plain'";
    let gone = "seq = 0 AND media_type <> 'text/plain'";
    for (change, code) in [
        (format!("DELETE FROM content WHERE {live}"), Code::ContentMissing),
        (format!("UPDATE content SET media_type = 'text/other' WHERE {live}"), Code::ContentAltered),
        (format!("UPDATE content SET bytes = salt WHERE {live}"), Code::ContentAltered),
        (format!("UPDATE content SET bytes = commitment WHERE {gone}"), Code::ContentNotErased),
        (format!("UPDATE content SET seq = 3 WHERE {live}"), Code::ContentStray),
        (
            "INSERT INTO content (commitment, seq, salt, media_type, bytes) SELECT salt, 0, salt, media_type, bytes FROM content WHERE media_type = 'text/plain'".to_owned(),
            Code::ContentStray,
        ),
    ] {
        let (there, back) = kept(&change);
        tampered(site, &there, &back, &[Code::Schema, code]);
    }
    let erased = |change: &str| {
        let there = format!("CREATE TABLE kept AS SELECT * FROM erasure; {change}");
        (
            there,
            "DELETE FROM erasure; INSERT INTO erasure SELECT * FROM kept; DROP TABLE kept",
        )
    };
    for (change, codes) in [
        (
            "DELETE FROM erasure",
            &[Code::ContentMissing, Code::ContentNotErased][..],
        ),
        (
            "UPDATE erasure SET seq = 5",
            &[Code::ContentMissing, Code::ErasureStray],
        ),
        (
            "INSERT INTO erasure (commitment, seq) SELECT commitment, 1 FROM content WHERE media_type = 'text/plain'",
            &[Code::ContentMissing, Code::ErasureStray],
        ),
    ] {
        let (there, back) = erased(change);
        let codes: Vec<Code> = codes.iter().copied().chain([Code::Schema]).collect();
        tampered(site, &there, back, &codes);
    }
}

fn tampered_heads_are_named(site: &impl Site) {
    let mut ledger = record(site);
    let head = ledger.checkpoint().unwrap();
    let put = |note: &str| format!("UPDATE checkpoint SET note = '{note}' WHERE size = 601");
    let back = put(&head);
    let text = Checkpoint {
        origin: ORIGIN.to_owned(),
        size: 601,
        root: ledger.root(),
    };
    let stranger = Signer::new(ORIGIN, KeyKind::Log, [8; 32]).unwrap();
    let wrong_root = Checkpoint {
        root: Hash([1; 32]),
        ..text.clone()
    };
    let of_600 = Checkpoint {
        size: 600,
        ..text.clone()
    };
    let other = Checkpoint {
        origin: "example.org/other".to_owned(),
        ..text.clone()
    };
    let last = head.rfind("=\n").unwrap();
    let mut forged = head.clone();
    forged.replace_range(
        last - 8..last - 7,
        if &head[last - 8..last - 7] == "A" {
            "B"
        } else {
            "A"
        },
    );
    for (note, codes) in [
        ("no note".to_owned(), &[Code::CheckpointForm][..]),
        (text.sign(&stranger), &[Code::CheckpointUntrusted]),
        (
            wrong_root.sign(&stranger),
            &[Code::CheckpointUntrusted, Code::CheckpointRoot],
        ),
        (wrong_root.sign(&signer()), &[Code::CheckpointRoot]),
        (of_600.sign(&signer()), &[Code::CheckpointSize]),
        (other.sign(&signer()), &[Code::CheckpointOrigin]),
        (forged, &[Code::CheckpointForged]),
    ] {
        tampered(site, &put(&note), &back, codes);
    }
    let again = format!("INSERT INTO checkpoint (size, note) VALUES (601, '{head}')");
    tampered(
        site,
        "DELETE FROM checkpoint WHERE size = 601",
        &again,
        &[Code::EntryUncovered],
    );
    let beyond = text.sign(&signer()).replace("\n601\n", "\n700\n");
    tampered(
        site,
        &format!("INSERT INTO checkpoint (size, note) VALUES (700, '{beyond}')"),
        "DELETE FROM checkpoint WHERE size = 700",
        &[Code::CheckpointForged, Code::EntryMissing],
    );
    tampered(
        site,
        "UPDATE cosignature SET size = 601",
        "UPDATE cosignature SET size = 600",
        &[Code::CosignatureForged],
    );
    tampered(
        site,
        "UPDATE cosignature SET size = 300",
        "UPDATE cosignature SET size = 600",
        &[Code::CosignatureStray],
    );
    tampered(
        site,
        "UPDATE cosignature SET name = 'witness.example/v'",
        "UPDATE cosignature SET name = 'witness.example/w'",
        &[Code::CosignatureForm],
    );
    site.tamper("DELETE FROM checkpoint");
    assert!(site.audit(&full()).has(Code::CheckpointMissing));
}

fn what_it_is_held_against_is_judged(site: &impl Site) {
    let mut ledger = record(site);
    let now = ledger.checkpoint().unwrap();
    let codes = |against: &str| {
        let expect = Expect {
            against: Some(against.to_owned()),
            ..full()
        };
        let report = site.audit(&expect);
        report
            .findings
            .iter()
            .map(|finding| finding.code)
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(&now), []);
    ledger.append(None, &drafts(601, 610)).unwrap();
    assert_eq!(codes(&now), [], "an earlier one");
    let head = |size: u64, origin: &str| Checkpoint {
        origin: origin.to_owned(),
        size,
        root: Hash([1; 32]),
    };
    let stranger = Signer::new(ORIGIN, KeyKind::Log, [8; 32]).unwrap();
    assert_eq!(codes(&head(605, ORIGIN).sign(&signer())), [Code::SplitView]);
    assert_eq!(codes(&head(610, ORIGIN).sign(&signer())), [Code::SplitView]);
    assert_eq!(codes(&head(0, ORIGIN).sign(&signer())), [Code::SplitView]);
    assert_eq!(
        codes(&head(611, ORIGIN).sign(&signer())),
        [Code::RolledBack]
    );
    assert_eq!(
        codes(&head(605, "example.org/other").sign(&signer())),
        [Code::AgainstForeign]
    );
    assert_eq!(
        codes(&head(605, ORIGIN).sign(&stranger)),
        [Code::AgainstUntrusted]
    );
    assert_eq!(
        codes(&now.replace("\n601\n", "\n602\n")),
        [Code::AgainstUntrusted]
    );
    assert_eq!(codes("nonsense"), [Code::AgainstForm]);
}

fn without_a_key_nothing_is_vouched_for(site: &impl Site) {
    record(site);
    let report = site.audit(&Expect::default());
    assert!(report.has(Code::NoKeys) && report.has(Code::CheckpointUntrusted));
    let garbled = Expect {
        keys: vec!["example.org/pause+00000000+AAAA".to_owned()],
        ..Expect::default()
    };
    assert!(site.audit(&garbled).has(Code::NoKeys));
}

/// The key signs anything; the audit still reads every entry.
fn what_a_holder_of_the_key_can_write_is_named(site: &impl Site) {
    site.new_log().append(None, &drafts(0, 2)).unwrap();
    let header = "korridor-entry/1\nkey: key-0\nrecorded: 2016-11-04T07:00:00.000Z\n";
    let hash = "ab".repeat(32);
    let honest =
        |n: u64| format!("korridor-entry/1\nkey: key-{n}\nrecorded: 2016-11-04T07:00:00.000Z\n\n");
    let form = [Code::EntryForm, Code::KeyIndex];
    for (second, codes) in [
        (honest(1), &[][..]),
        (honest(0), &[Code::KeyTwice, Code::KeyIndex]),
        (
            "korridor-entry/2\nkey: key-1\n\n".to_owned(),
            &[Code::EntryNewer, Code::KeyIndex],
        ),
        (
            "korridor-entry/10\nkey: key-1\n\n".to_owned(),
            &[Code::EntryNewer, Code::KeyIndex],
        ),
        (String::new(), &form),
        ("korridor-entry/01\n".to_owned(), &form),
        (header.replace("key-0", "key 1") + "\n", &form),
        (header.replace("11-04", "02-30") + "\n", &form),
        (header.replace("key-0", "key-1") + "commits: abc\n\n", &form),
        (header.replace("key-0", "key-1") + "more: x\n\n", &form),
        (header.replace("key-0", "key-1"), &form),
        (
            format!(
                "{}erases: {hash}\ncommits: {hash}\n\n",
                header.replace("key-0", "key-1")
            ),
            &form,
        ),
        (
            format!(
                "{}commits: {hash}\ncommits: {hash}\n\n",
                header.replace("key-0", "key-1")
            ),
            &form,
        ),
        (
            // It is hashed only as far as it is read.
            honest(1) + &"x".repeat(65_536),
            &[Code::EntryForm, Code::KeyIndex, Code::CheckpointRoot],
        ),
        (
            format!("{}commits: {hash}\n\n", header.replace("key-0", "key-1")),
            &[Code::ContentMissing],
        ),
        (
            format!("{}erases: {hash}\n\n", header.replace("key-0", "key-1")),
            &[Code::ErasureUnknown, Code::ContentNotErased],
        ),
    ] {
        let entries = [honest(0), second];
        let root = node_hash(
            &leaf_hash(entries[0].as_bytes()),
            &leaf_hash(entries[1].as_bytes()),
        );
        let head = Checkpoint {
            origin: ORIGIN.to_owned(),
            size: 2,
            root,
        };
        let entry = |n: usize| {
            format!(
                "UPDATE entry SET bytes = {} WHERE seq = {n};",
                site.blob(entries[n].as_bytes())
            )
        };
        let note = head.sign(&signer());
        site.tamper(&format!(
            "{}{}UPDATE checkpoint SET note = '{note}';",
            entry(0),
            entry(1)
        ));
        let report = site.audit(&full());
        let found: BTreeSet<Code> = report.findings.iter().map(|finding| finding.code).collect();
        let expected: BTreeSet<Code> = codes.iter().copied().collect();
        assert_eq!(found, expected, "{:?}: {:#?}", entries[1], report.findings);
    }
}
