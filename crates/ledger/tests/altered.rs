//! What was altered behind the log's back is not given, proven or exported, wherever in the log it lies.

mod support;

use std::ops::ControlFlow;

use korridor_ledger::{Content, Draft, Kept, Ledger, LedgerError};
use support::{Site, draft, drafts};

/// Far from the tail that is hashed when a log is opened.
const ALTERED: u64 = 3;

fn entry_of(ledger: &mut Ledger, seq: u64) -> Vec<u8> {
    ledger.entry(seq).unwrap().bytes().to_vec()
}

fn alter(site: &impl Site) -> Ledger {
    let mut ledger = site.new_log();
    ledger.append(None, &drafts(0, 700)).unwrap();
    let bytes = entry_of(&mut ledger, ALTERED);
    drop(ledger);
    let text = String::from_utf8(bytes).unwrap();
    let other = text.replace("payload 3", "payload 4");
    assert_ne!(text, other);
    let bytes = site.blob(other.as_bytes());
    site.tamper(&format!(
        "UPDATE entry SET bytes = {bytes} WHERE seq = {ALTERED}"
    ));
    site.open()
}

fn damaged<T>(result: Result<T, LedgerError>, what: &str) {
    assert!(matches!(result, Err(LedgerError::Damaged { .. })), "{what}");
}

fn a_walk_over_altered_entries_ends_in_an_error(site: &impl Site) {
    let mut ledger = alter(site);
    damaged(ledger.for_each(0, |_, _| ControlFlow::Continue(())), "all");
    let late = ledger.for_each(650, |_, _| ControlFlow::Continue(()));
    damaged(late, "a late part, of a handle that did not see the rest");
    damaged(ledger.entry(ALTERED), "the entry");
    assert_eq!(ledger.entry(600).unwrap().key(), "key-600");
}

fn a_walk_goes_on_where_the_last_one_ended(site: &impl Site) {
    let mut ledger = site.new_log();
    ledger.append(None, &drafts(0, 300)).unwrap();
    let mut seen = Vec::new();
    let mut take = |ledger: &mut Ledger, from| {
        ledger.for_each(from, |seq, _| {
            seen.push(seq);
            ControlFlow::Continue(())
        })
    };
    assert_eq!(take(&mut ledger, 0), Ok(300));
    assert_eq!(take(&mut ledger, 300), Ok(300));
    ledger.append(None, &drafts(300, 600)).unwrap();
    assert_eq!(take(&mut ledger, 500), Ok(600));
    assert_eq!(take(&mut ledger, 590), Ok(600));
    let expected: Vec<u64> = (0..300).chain(500..600).chain(590..600).collect();
    assert_eq!(seen, expected);
}

fn no_proof_is_written_of_what_was_altered(site: &impl Site) {
    let mut ledger = alter(site);
    damaged(ledger.prove(ALTERED), "a proof");
    damaged(ledger.find("key-3"), "a search");
    site.tamper("UPDATE entry_key SET seq = 6 WHERE key = 'key-5'");
    damaged(ledger.find("key-5"), "an index that leads elsewhere");
    assert!(ledger.prove(600).is_ok());
}

fn an_export_is_hashed_from_its_entries(site: &impl Site) {
    let mut ledger = alter(site);
    let mut files = Vec::new();
    let exported = ledger.export_tiles(&mut |path, _| {
        files.push(path.to_owned());
        Ok(())
    });
    damaged(exported, "an export");
    assert!(files.iter().all(|path| path != "checkpoint"), "{files:?}");
}

fn an_altered_tile_does_not_reach_an_export(site: &impl Site) {
    let mut ledger = site.new_log();
    ledger.append(None, &drafts(0, 700)).unwrap();
    let mut export = |site: &dyn Fn()| {
        site();
        let mut files = Vec::new();
        let size = ledger.export_tiles(&mut |path, bytes| {
            files.push((path.to_owned(), bytes.to_vec()));
            Ok(())
        });
        assert_eq!(size, Ok(700));
        files
    };
    let before = export(&|| {});
    let zeros = site.blob(&[0; 8192]);
    let alter = format!("UPDATE tile SET hashes = {zeros} WHERE level = 0 AND n = 0");
    assert_eq!(export(&|| site.tamper(&alter)), before);
    let mut paths: Vec<&str> = before.iter().map(|(path, _)| path.as_str()).collect();
    paths.sort_unstable();
    let expected = [
        "checkpoint",
        "tile/0/000",
        "tile/0/001",
        "tile/0/002.p/188",
        "tile/1/000.p/2",
        "tile/entries/000",
        "tile/entries/001",
        "tile/entries/002.p/188",
    ];
    assert_eq!(paths, expected);
}

fn a_cosignature_row_that_is_no_line_does_not_go_out(site: &impl Site) {
    let mut ledger = site.new_log();
    ledger.append(None, &drafts(0, 3)).unwrap();
    let before = ledger.checkpoint().unwrap();
    let lines = [
        "\u{1b}[2J\nkorridor: everything verified\n",
        "\u{2014} other AAAAAQAA\n",
        "\u{2014} x AAAAAgAA\n\u{2014} x AAAAAQAA\n",
    ];
    for (id, line) in lines.iter().enumerate() {
        let insert = "INSERT INTO cosignature (size, name, id, line) VALUES";
        site.tamper(&format!("{insert} (3, 'x', {id}, '{line}')"));
    }
    assert_eq!(site.open().checkpoint().unwrap(), before);
}

fn that_something_was_erased_only_its_entry_says(site: &impl Site) {
    let mut ledger = site.new_log();
    let content = Content {
        salt: [9; 32],
        media_type: "text/plain".to_owned(),
        bytes: b"a name".to_vec(),
    };
    let commitment = content.commitment();
    let with = Draft {
        contents: vec![content],
        ..draft("report", "a report")
    };
    ledger.append(None, &[with]).unwrap();
    ledger.append(None, &drafts(0, 3)).unwrap();
    let row = "INSERT INTO erasure (commitment, seq) SELECT commitment";
    for by in [2, 77] {
        site.tamper(&format!("DELETE FROM erasure; {row}, {by} FROM content"));
        damaged(
            site.open().content(commitment),
            "a note that no entry stands behind",
        );
    }
    site.tamper("DELETE FROM erasure");
    assert!(matches!(
        site.open().content(commitment),
        Ok(Some(Kept::Present { .. }))
    ));
}

over_both_stores!(
    a_cosignature_row_that_is_no_line_does_not_go_out,
    that_something_was_erased_only_its_entry_says,
    a_walk_over_altered_entries_ends_in_an_error,
    a_walk_goes_on_where_the_last_one_ended,
    no_proof_is_written_of_what_was_altered,
    an_export_is_hashed_from_its_entries,
    an_altered_tile_does_not_reach_an_export,
);
