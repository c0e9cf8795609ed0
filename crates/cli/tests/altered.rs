//! No reader shows, proves, exports or continues a record in which an entry was altered, however long it is.

mod common;

use common::json;
use common::pause::Pause;

/// A record of more entries than the tail that is hashed on opening, in one of which a figure was changed afterwards.
fn altered() -> Pause {
    let pause = Pause::open();
    pause.the_day();
    let lines: String = (0..300)
        .map(|n| {
            let (at, id) = ("2016-11-04T09:00:00Z", format!("call-{n}"));
            let fact = format!(r#"{{"due": {{"due": "{id}", "kind": "call", "by": "{at}"}}}}"#);
            format!(
                r#"{{"id": "{id}", "by": "c1", "nature": "exercise", "occurred": {{"earliest": "{at}", "latest": "{at}"}}, "known": "{at}", "fact": {fact}}}"#
            ) + "\n"
        })
        .collect();
    let path = pause.folder.path();
    std::fs::write(path.join("lines.jsonl"), lines).unwrap();
    let run = pause
        .folder
        .korridor(&["record", "pause.kor", "--from-file", "lines.jsonl"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let mut bytes = std::fs::read(path.join("pause.kor")).unwrap();
    let needle = b"\"stated_hours\":10";
    let at = (bytes.windows(needle.len()))
        .position(|window| window == needle)
        .expect("the entry lies in the main file");
    bytes[at + needle.len() - 1] = b'9';
    std::fs::write(path.join("pause.kor"), bytes).unwrap();
    pause
}

#[test]
fn nothing_is_made_of_a_record_that_was_altered() {
    let pause = altered();
    let before = pause.bytes();
    let field = ["open", "--continue", "pause.kor", "--record", "field.kor"];
    let field = [&field[..], &["--site", "north", "--by", "c1"]].concat();
    for arguments in [
        &["board", "pause.kor"][..],
        &["log", "pause.kor"],
        &["export", "pause.kor", "-o", "out"],
        &["proof", "pause.kor", "main-setup", "-o", "proof"],
        &[
            "record",
            "pause.kor",
            "source",
            "x",
            "--root",
            "x",
            "--by",
            "c1",
        ],
        &field,
    ] {
        let run = pause.folder.korridor(&[arguments, &["--json"]].concat());
        assert!(run.code == 1 || run.code == 2, "{arguments:?}: {}", run.out);
        assert!(!json(&run.out)["defects"].as_array().unwrap().is_empty());
        assert!(!run.out.contains("stated_hours"), "{arguments:?}");
    }
    assert_eq!(pause.bytes(), before, "nothing was appended");
    for made in ["out", "field.kor"] {
        assert!(!pause.folder.path().join(made).exists(), "{made}");
    }
}

#[test]
fn an_entry_that_was_altered_is_not_proven_and_the_others_are() {
    let pause = altered();
    let log = pause.folder.korridor(&["verify", "pause.kor"]);
    assert_eq!(log.code, 1, "{}", log.out);
    let run = pause
        .folder
        .korridor(&["proof", "pause.kor", "call-290", "-o", "proof"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let run = pause
        .folder
        .korridor(&["verify", "proof", "--key", "pause.kor.pub"]);
    assert_eq!(run.code, 0, "{}", run.err);
}
