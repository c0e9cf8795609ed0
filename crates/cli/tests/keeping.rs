//! Records are verified, proven to outsiders, copied, merged, and erased from.

mod common;

use common::pause::{Pause, scenario};
use common::{Run, json};

fn code(run: &Run) -> String {
    json(&run.out)["defects"][0]["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn a_record_verifies_and_says_what_it_cannot_prove() {
    let pause = Pause::open();
    pause.the_day();
    let run = pause.folder.korridor(&["verify", "pause.kor"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
    assert!(run.out.contains("verified: 10 entries"), "{}", run.out);
    assert!(
        run.out.contains("Not proven: that nothing was cut off"),
        "{}",
        run.out
    );
    pause
        .folder
        .korridor(&["checkpoint", "pause.kor", "-o", "head.txt"]);
    let run = pause.folder.korridor(&[
        "verify",
        "pause.kor",
        "--against",
        "head.txt",
        "--key",
        "pause.kor.pub",
    ]);
    assert!(
        run.code == 0 && !run.out.contains("Not proven"),
        "{}",
        run.out
    );
}

#[test]
fn a_changed_entry_is_found() {
    let pause = Pause::open();
    pause.the_day();
    let path = pause.folder.path().join("pause.kor");
    let mut bytes = std::fs::read(&path).unwrap();
    let needle = b"\"stated_hours\":10";
    let at = bytes
        .windows(needle.len())
        .position(|window| window == needle)
        .unwrap();
    bytes[at + needle.len() - 1] = b'1';
    std::fs::write(&path, bytes).unwrap();
    let run = pause.folder.korridor(&["verify", "pause.kor", "--json"]);
    assert_eq!(run.code, 1, "{}", run.out);
    assert!(
        run.out.contains("checkpoint_root") || run.out.contains("tile_altered"),
        "{}",
        run.out
    );
}

#[test]
fn a_record_that_was_cut_back_is_found_with_a_later_checkpoint() {
    let pause = Pause::open();
    std::fs::copy(
        pause.folder.path().join("pause.kor"),
        pause.folder.path().join("old.kor"),
    )
    .unwrap();
    std::fs::copy(
        pause.folder.path().join("pause.kor.pub"),
        pause.folder.path().join("old.kor.pub"),
    )
    .unwrap();
    pause.the_day();
    pause
        .folder
        .korridor(&["checkpoint", "pause.kor", "-o", "head.txt"]);
    assert_eq!(
        pause.folder.korridor(&["verify", "old.kor"]).code,
        0,
        "nobody can tell"
    );
    let run = pause
        .folder
        .korridor(&["verify", "old.kor", "--against", "head.txt", "--json"]);
    assert_eq!((run.code, code(&run).as_str()), (1, "rolled_back"));
}

#[test]
fn checkpoints_of_others_are_named() {
    let (pause, other) = (Pause::open(), Pause::open());
    let run = other.folder.korridor(&["checkpoint", "pause.kor"]);
    pause.folder.write("foreign.txt", &run.out);
    let run = pause
        .folder
        .korridor(&["verify", "pause.kor", "--against", "foreign.txt", "--json"]);
    assert_eq!(run.code, 1, "{}", run.out);
    assert!(
        run.out.contains("against_foreign") || run.out.contains("against_untrusted"),
        "{}",
        run.out
    );
    pause.folder.write("nonsense.txt", "nonsense");
    let run =
        pause
            .folder
            .korridor(&["verify", "pause.kor", "--against", "nonsense.txt", "--json"]);
    assert_eq!((run.code, code(&run).as_str()), (1, "against_form"));
    pause
        .folder
        .write("other.pub", &other.folder.read("pause.kor.pub"));
    let run = pause
        .folder
        .korridor(&["verify", "pause.kor", "--key", "other.pub", "--json"]);
    assert_eq!(run.code, 1, "{}", run.out);
    assert!(run.out.contains("checkpoint_untrusted"), "{}", run.out);
    // Nobody signs on top of it either.
    pause
        .folder
        .write("pause.kor.key", &other.folder.read("pause.kor.key"));
    let run = pause.record(&["source", "x", "--json"]);
    assert_eq!(
        (run.code, code(&run).as_str()),
        (2, "key_of_another_record")
    );
}

#[test]
fn a_record_of_a_newer_version_is_left_alone() {
    let pause = Pause::open();
    let path = pause.folder.path().join("pause.kor");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[60..64].copy_from_slice(&99i32.to_be_bytes());
    std::fs::write(&path, &bytes).unwrap();
    for arguments in [
        &["board", "pause.kor"][..],
        &["log", "pause.kor"],
        &["record", "pause.kor", "done", "x", "--by", "c1"],
    ] {
        let run = pause.folder.korridor(&[arguments, &["--json"]].concat());
        assert_eq!(
            (run.code, code(&run).as_str()),
            (2, "newer_version"),
            "{arguments:?}"
        );
    }
    let run = pause.folder.korridor(&["verify", "pause.kor", "--json"]);
    assert_eq!((run.code, code(&run).as_str()), (1, "newer_version"));
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn erased_words_are_gone_and_the_record_still_verifies() {
    let pause = Pause::open();
    pause.the_day();
    let erase = [
        "erase",
        "--entry",
        "rockets",
        "--reason",
        "asked for by the person",
    ];
    pause.refuses(
        "actor_not_known",
        &[&erase[..], &["--approved-by", "c2"]].concat(),
    );
    pause.refuses(
        "second_person_missing",
        &[&erase[..], &["--approved-by", "c1"]].concat(),
    );
    pause.enter(&["actor", "c2", "--role", "coordinator"]);
    pause.enter(&[&erase[..], &["--approved-by", "c2"]].concat());
    let log = pause.folder.korridor(&["log", "pause.kor", "--words"]);
    assert!(!log.out.contains("rockets were fired"), "{}", log.out);
    assert!(log.out.contains("[erased by entry 11"), "{}", log.out);
    for name in pause.folder.names() {
        let bytes = std::fs::read(pause.folder.path().join(&name)).unwrap();
        let words = b"rockets were fired";
        assert!(
            !bytes.windows(words.len()).any(|window| window == words),
            "{name}"
        );
    }
    let run = pause.folder.korridor(&["verify", "pause.kor"]);
    assert!(
        run.code == 0 && run.out.contains("1 of them erased"),
        "{}{}",
        run.out,
        run.err
    );
    pause.refuses(
        "nothing_to_erase",
        &[&erase[..], &["--approved-by", "c2"]].concat(),
    );
}

#[test]
fn an_outsider_checks_one_entry_with_the_public_key_alone() {
    let pause = Pause::open();
    pause.the_day();
    let run = pause
        .folder
        .korridor(&["proof", "pause.kor", "nobody", "-o", "nobody.tlog-proof"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let (proof, entry) = ("nobody.tlog-proof", "nobody.tlog-proof.entry");
    let outside = common::Folder::with(&[
        (proof, &pause.folder.read(proof)),
        ("key", &pause.folder.read("pause.kor.pub")),
    ]);
    let bytes = std::fs::read(pause.folder.path().join(entry)).unwrap();
    std::fs::write(outside.path().join(entry), &bytes).unwrap();
    let run = outside.korridor(&["verify", proof, "--key", "key"]);
    assert!(
        run.code == 0 && run.out.contains("verified: entry 7"),
        "{}{}",
        run.out,
        run.err
    );
    assert_eq!(
        outside.korridor(&["verify", proof]).code,
        2,
        "a key must be given"
    );
    let mut other = bytes;
    *other.last_mut().unwrap() ^= 1;
    std::fs::write(outside.path().join(entry), other).unwrap();
    let run = outside.korridor(&["verify", proof, "--key", "key", "--json"]);
    assert_eq!((run.code, code(&run).as_str()), (1, "not_proven"));
    let run = pause
        .folder
        .korridor(&["proof", "pause.kor", "nobodi", "-o", "x"]);
    assert!(run.code == 2 && run.err.contains("nobody"), "{}", run.err);
}

#[test]
fn a_witness_cosigns_and_the_record_takes_it_in() {
    let pause = Pause::open();
    let run = |arguments: &[&str]| {
        let run = pause.folder.korridor(arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}{}", run.out, run.err);
        run
    };
    run(&["key", "new", "witness.example/one", "-o", "one.key"]);
    run(&["checkpoint", "pause.kor", "-o", "head.txt"]);
    run(&[
        "cosign",
        "head.txt",
        "--key",
        "one.key",
        "--log",
        "pause.kor.pub",
        "-o",
        "cosigned.txt",
    ]);
    run(&[
        "cosign",
        "--record",
        "pause.kor",
        "--add",
        "cosigned.txt",
        "--witness",
        "one.pub",
    ]);
    run(&[
        "verify",
        "pause.kor",
        "--witness",
        "one.pub",
        "--quorum",
        "1",
    ]);
    let alone = pause.folder.korridor(&[
        "verify",
        "pause.kor",
        "--witness",
        "one.pub",
        "--quorum",
        "2",
        "--json",
    ]);
    assert_eq!((alone.code, code(&alone).as_str()), (1, "quorum"));
    pause.sources();
    let after = pause.folder.korridor(&[
        "verify",
        "pause.kor",
        "--witness",
        "one.pub",
        "--quorum",
        "1",
    ]);
    assert_eq!(after.code, 1, "the newest is not cosigned: {}", after.out);
    run(&["checkpoint", "pause.kor", "-o", "later.txt"]);
    let back = [
        "cosign",
        "head.txt",
        "--key",
        "one.key",
        "--last",
        "later.txt",
        "--json",
    ];
    let back = pause.folder.korridor(&back);
    assert_eq!((back.code, code(&back).as_str()), (1, "rolled_back"));
    let log_key =
        pause
            .folder
            .korridor(&["cosign", "later.txt", "--key", "pause.kor.key", "--json"]);
    assert_eq!(
        (log_key.code, code(&log_key).as_str()),
        (1, "not_a_witness")
    );
}

#[test]
fn a_backup_is_verified_and_becomes_a_record_again() {
    let pause = Pause::open();
    pause.the_day();
    let run = |arguments: &[&str]| pause.folder.korridor(arguments);
    assert_eq!(run(&["backup", "pause.kor", "copy.kor"]).code, 0);
    assert_eq!(
        run(&["backup", "pause.kor", "copy.kor"]).code,
        2,
        "never over another"
    );
    pause.enter(&["source", "later"]);
    run(&["checkpoint", "pause.kor", "-o", "head.txt"]);
    let old = run(&[
        "restore",
        "copy.kor",
        "again.kor",
        "--against",
        "head.txt",
        "--json",
    ]);
    assert_eq!((old.code, code(&old).as_str()), (1, "rolled_back"));
    assert!(
        !pause
            .folder
            .names()
            .iter()
            .any(|name| name.contains("again")),
        "{:?}",
        pause.folder.names()
    );
    let restored = run(&["restore", "copy.kor", "again.kor"]);
    assert_eq!(restored.code, 0, "{}", restored.err);
    let board = |record: &str| run(&["board", record, "--at", "14:30", "--json"]).out;
    assert_eq!(
        board("again.kor").replace("again.kor", "pause.kor"),
        board("pause.kor")
    );
    pause
        .folder
        .write("again.kor.key", &pause.folder.read("pause.kor.key"));
    assert_eq!(
        run(&["record", "again.kor", "source", "more", "--by", "c1"]).code,
        0
    );
    std::fs::write(pause.folder.path().join("copy.kor"), "no record").unwrap();
    assert_eq!(run(&["restore", "copy.kor", "third.kor"]).code, 1);
}

#[test]
fn an_export_holds_no_words_unless_asked() {
    let pause = Pause::open();
    pause.the_day();
    assert_eq!(
        pause
            .folder
            .korridor(&["export", "pause.kor", "-o", "out"])
            .code,
        0
    );
    assert_eq!(pause.folder.read("out/events.jsonl").lines().count(), 10);
    assert!(
        !pause
            .folder
            .read("out/events.jsonl")
            .contains("rockets were fired")
    );
    assert_eq!(
        pause.folder.read("out/key.pub"),
        pause.folder.read("pause.kor.pub")
    );
    let checkpoint = pause.folder.korridor(&["checkpoint", "pause.kor"]);
    assert_eq!(pause.folder.read("out/checkpoint"), checkpoint.out);
    assert_eq!(
        pause
            .folder
            .korridor(&["export", "pause.kor", "-o", "out", "--words", "--force"])
            .code,
        0
    );
    assert!(
        pause
            .folder
            .read("out/words.jsonl")
            .contains("rockets were fired")
    );
}

#[test]
fn a_field_team_works_alone_and_is_merged() {
    let pause = Pause::open();
    pause.the_day();
    let run = |arguments: &[&str]| {
        let run = pause.folder.korridor(arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}{}", run.out, run.err);
        run
    };
    run(&[
        "open",
        "--continue",
        "pause.kor",
        "--record",
        "field.kor",
        "--site",
        "field",
        "--by",
        "c1",
    ]);
    let status = |record: &'static str, decision: &'static str| {
        run(&[
            "record",
            record,
            "status",
            "bustan-al-qasr",
            decision,
            "--reason",
            "seen",
            "--by",
            "c1",
            "--known",
            "2016-11-04T15:00",
        ])
    };
    status("field.kor", "suspend");
    status("pause.kor", "close");
    let merged = run(&["merge", "pause.kor", "--from", "field.kor", "--by", "c1"]);
    assert!(merged.out.contains("1 entries came"), "{}", merged.out);
    assert!(merged.out.contains("conflict "), "{}", merged.out);
    let again = run(&["merge", "pause.kor", "--from", "field.kor", "--by", "c1"]);
    assert!(again.out.contains("0 entries came"), "{}", again.out);
    for record in ["pause.kor", "field.kor"] {
        run(&["verify", record]);
    }
    let board = run(&["board", "pause.kor"]);
    assert!(
        board.out.contains("CONFLICTS BETWEEN RECORDS"),
        "{}",
        board.out
    );
    let tiny = scenario("tiny-gate");
    run(&["open", &tiny, "--record", "tiny.kor", "--by", "c1"]);
    let other = pause.folder.korridor(&[
        "merge",
        "pause.kor",
        "--from",
        "tiny.kor",
        "--by",
        "c1",
        "--json",
    ]);
    assert_eq!((other.code, code(&other).as_str()), (1, "other_scenario"));
}

/// A database to test on, if one is named.
fn database() -> Option<String> {
    let url = std::env::var("KORRIDOR_TEST_POSTGRES").ok();
    let url = url.filter(|url| url.starts_with("postgres"));
    if url.is_none() {
        eprintln!("skipped: KORRIDOR_TEST_POSTGRES names no server by its address");
    }
    url
}

#[test]
fn a_record_in_a_database_is_kept_as_one_in_a_file() {
    let Some(url) = database() else { return };
    let folder = common::Folder::with(&[]);
    let joint = if url.contains('?') { '&' } else { '?' };
    let record = format!("{url}{joint}schema=test_cli_{}", std::process::id());
    let run = |arguments: &[&str]| folder.korridor(arguments);
    let tiny = scenario("tiny-gate");
    let open = [
        "open",
        &tiny,
        "--record",
        &record,
        "--by",
        "c1",
        "--known",
        "2016-11-04T08:00",
    ];
    assert_eq!(run(&open).code, 2, "a database keeps no key");
    let opened = run(&[&open[..], &["--key", "site.key"]].concat());
    assert_eq!(opened.code, 0, "{}", opened.err);
    assert_eq!(folder.names(), ["site.key", "site.pub"]);
    let source = [
        "record",
        &record,
        "source",
        "afp",
        "--known",
        "2016-11-04T09:00",
        "--by",
        "c1",
        "--key",
        "site.key",
    ];
    assert_eq!(run(&source).code, 0);
    let board = run(&["board", &record, "--at", "2016-11-04T10:00"]);
    assert!(
        board.code == 0 && board.out.contains("One zone, one gate"),
        "{}{}",
        board.out,
        board.err
    );
    let verified = run(&["verify", &record, "--key", "site.pub"]);
    assert!(
        verified.code == 0 && verified.out.contains("verified: 4 entries"),
        "{}{}",
        verified.out,
        verified.err
    );
    assert_eq!(
        run(&["verify", &record]).code,
        2,
        "without a key nothing is verified"
    );
    let again = run(&[&open[..], &["--key", "other.key", "--json"]].concat());
    assert_eq!((again.code, code(&again).as_str()), (2, "record_exists"));
    assert_eq!(
        folder.names(),
        ["site.key", "site.pub"],
        "nothing is left of it"
    );
}
