//! What lies on the disk is its owner's, evidence stays as it lies, and what is not known is said.
#![cfg(unix)]

mod common;

use std::fs;
use std::ops::ControlFlow;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use common::json;
use common::pause::Pause;
use korridor_ledger::{Ledger, SqliteOptions, SqliteStore};

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

#[test]
fn exports_and_entries_of_proofs_are_their_owners() {
    let pause = Pause::open();
    pause.the_day();
    let folder = pause.folder.path();
    for arguments in [
        &["export", "pause.kor", "-o", "out", "--words"][..],
        &["proof", "pause.kor", "rockets", "-o", "proof"],
        &["backup", "pause.kor", "-o", "copy.kor"],
        &["backup", "pause.kor", "copy.kor"],
    ] {
        pause.folder.korridor(arguments);
    }
    assert_eq!(mode(&folder.join("out")), 0o700);
    for file in [
        "out/events.jsonl",
        "out/words.jsonl",
        "out/checkpoint",
        "proof.entry",
        "copy.kor",
    ] {
        assert_eq!(mode(&folder.join(file)), 0o600, "{file}");
    }
    assert_eq!(mode(&folder.join("out/tile")), 0o700);
}

#[test]
fn what_a_killed_run_left_is_swept_by_the_next() {
    let pause = Pause::open();
    let folder = pause.folder.path();
    let gone = {
        let mut child = Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        child.id()
    };
    let old = SystemTime::now() - Duration::from_secs(3600);
    let name = |id: u32, end: &str| format!(".b1.kor.korridor-{id}.{end}");
    let stale = [name(gone, "tmp"), name(gone, "tmp-wal")];
    let kept = [
        name(std::process::id(), "tmp"),
        name(gone, "old"),
        ".b1.kor.1.tmp".to_owned(),
    ];
    for name in stale.iter().chain(&kept) {
        fs::write(folder.join(name), "secret").unwrap();
        let file = fs::File::options()
            .write(true)
            .open(folder.join(name))
            .unwrap();
        file.set_modified(old).unwrap();
    }
    fs::write(folder.join(name(gone, "tmp-shm")), "touched just now").unwrap();
    let run = pause
        .folder
        .korridor(&["checkpoint", "pause.kor", "-o", "head.txt"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let names = pause.folder.names();
    assert!(stale.iter().all(|name| !names.contains(name)), "{names:?}");
    assert!(kept.iter().all(|name| names.contains(name)), "{names:?}");
    assert!(names.contains(&name(gone, "tmp-shm")), "{names:?}");
}

#[test]
fn reading_and_verifying_change_no_byte() {
    let pause = Pause::open();
    pause.the_day();
    let path = pause.folder.path().join("pause.kor");
    let mut bytes = fs::read(&path).unwrap();
    bytes[18..20].copy_from_slice(&[1, 1]);
    fs::write(&path, &bytes).unwrap();
    for verb in ["verify", "board", "log", "checkpoint"] {
        let run = pause.folder.korridor(&[verb, "pause.kor"]);
        assert_eq!(run.code, 0, "{verb}: {}", run.err);
        assert_eq!(fs::read(&path).unwrap(), bytes, "{verb}");
    }
}

#[test]
fn a_board_without_its_public_key_says_so() {
    let pause = Pause::open();
    let public = pause.folder.path().join("pause.kor.pub");
    let warned = |verb: &str| {
        let run = pause.folder.korridor(&[verb, "pause.kor"]);
        assert_eq!(run.code, 0, "{}", run.err);
        run.err.contains("no public key")
    };
    assert!(!warned("board") && !warned("log"));
    fs::write(&public, "\n").unwrap();
    assert!(warned("board") && warned("log"));
    fs::remove_file(&public).unwrap();
    assert!(warned("board") && warned("log"));
}

#[test]
fn an_erasure_that_a_reader_delays_is_not_told_as_done() {
    let pause = Pause::open();
    pause.the_day();
    let path = pause.folder.path().join("pause.kor");
    let store = SqliteStore::open(&path, SqliteOptions::default()).unwrap();
    let mut reader = Ledger::open(store, None).unwrap();
    let deputy = ["actor", "c2", "--role", "coordinator"];
    pause.enter(&deputy);
    let erase = [
        "erase",
        "--entry",
        "rockets",
        "--approved-by",
        "c2",
        "--reason",
        "asked",
        "--json",
    ];
    let mut run = None;
    let read = reader.for_each(0, |_, _| {
        run = Some(pause.record(&erase));
        ControlFlow::Break(())
    });
    read.unwrap();
    let run = run.unwrap();
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("\"wipe_pending\""), "{}", run.out);
    drop(reader);
    let later = pause.enter(&["actor", "c3", "--role", "monitor", "--json"]);
    assert!(!later.out.contains("wipe_pending"), "{}", later.out);
}

#[test]
fn a_pipe_is_refused_and_nobody_waits_for_it() {
    let pause = Pause::open();
    let made = Command::new("mkfifo")
        .arg(pause.folder.path().join("pipe"))
        .status();
    assert!(made.unwrap().success());
    for arguments in [
        &["board", "pipe"][..],
        &["log", "pipe"],
        &["verify", "pipe"],
        &["restore", "pipe", "new.kor"],
        &["backup", "pipe", "new.kor"],
        &[
            "merge",
            "pause.kor",
            "--from",
            "pipe",
            "--by",
            "c1",
            "--from-key",
            "pause.kor.pub",
        ],
        &["record", "pause.kor", "--from-file", "pipe"],
        &[
            "record",
            "pause.kor",
            "report",
            "--words-file",
            "pipe",
            "--by",
            "c1",
            "--source",
            "x",
            "--happening",
            "other",
        ],
    ] {
        let run = pause.folder.korridor(arguments);
        assert!(run.code == 1 || run.code == 2, "{arguments:?}: {}", run.out);
    }
}

#[test]
fn a_witness_signs_nothing_that_it_cannot_check_unless_told_to() {
    let pause = Pause::open();
    let run = |arguments: &[&str]| pause.folder.korridor(arguments);
    run(&["key", "new", "un.example/w", "-o", "w.key"]);
    run(&["checkpoint", "pause.kor", "-o", "head.txt"]);
    let head = pause.folder.read("head.txt");
    let size = head.lines().nth(1).unwrap();
    pause.folder.write(
        "forged.txt",
        &head.replacen(&format!("\n{size}\n"), "\n17000\n", 1),
    );
    for head in ["forged.txt", "head.txt"] {
        let blind = run(&["cosign", head, "--key", "w.key", "--json"]);
        assert_eq!(blind.code, 1, "{}", blind.out);
        assert_eq!(json(&blind.out)["defects"][0]["code"], "no_keys");
    }
    let forged = run(&[
        "cosign",
        "forged.txt",
        "--key",
        "w.key",
        "--log",
        "pause.kor.pub",
    ]);
    assert_eq!(forged.code, 1, "{}", forged.out);
    let seen = run(&[
        "cosign",
        "head.txt",
        "--key",
        "w.key",
        "--log",
        "pause.kor.pub",
    ]);
    let unseen = run(&["cosign", "head.txt", "--key", "w.key", "--unseen"]);
    assert_eq!(
        (seen.code, unseen.code),
        (0, 0),
        "{}{}",
        seen.err,
        unseen.err
    );
}

#[test]
fn names_that_nobody_can_tell_apart_are_not_taken_into_a_record() {
    let pause = Pause::open();
    let copy = pause.folder.path().join("sc");
    let from = common::pause::scenario("tiny-opening");
    fs::create_dir(&copy).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), copy.join(entry.file_name())).unwrap();
    }
    let text = fs::read_to_string(copy.join("scenario.toml")).unwrap();
    let title = text.lines().find(|line| line.starts_with("title")).unwrap();
    let open = ["open", "sc", "--record", "new.kor", "--by", "c1", "--json"];
    for (code, text) in [
        (
            "names_look_alike",
            text.replacen("\"A\", \"B\"", "\"A\", \"\u{410}\"", 1)
                .replace("\"B\"", "\"\u{410}\""),
        ),
        (
            "text_has_control_characters",
            text.replace("\"B\"", "\"B\u{200f}\""),
        ),
        (
            "text_has_control_characters",
            text.replacen(title, "title = \"T\\u001b[2J\"", 1),
        ),
    ] {
        fs::write(copy.join("scenario.toml"), text).unwrap();
        let run = pause.folder.korridor(&open);
        assert_eq!(run.code, 1, "{code}: {}{}", run.out, run.err);
        assert!(run.out.contains(code), "{code}: {}", run.out);
        assert!(!pause.folder.path().join("new.kor").exists());
    }
    fs::write(copy.join("scenario.toml"), text).unwrap();
    assert_eq!(pause.folder.korridor(&open).code, 0);
}

#[test]
fn an_import_says_which_words_are_not_those_of_the_table() {
    let pause = Pause::open();
    let row = |id: &str, value: &str| {
        format!(
            r#"{{"claim_id": "{id}", "about": "x", "as_of": "2016-11-04", "metric": "shelling", "value": "{value}", "claimant": "afp"}}"#
        ) + "\n"
    };
    pause.folder.write(
        "claims.jsonl",
        &(row("k1", "plain") + &row("k2", "a\\u001b[2Jb")),
    );
    let import = [
        "import",
        "claims",
        "claims.jsonl",
        "--record",
        "pause.kor",
        "--by",
        "c1",
        "--json",
    ];
    let run = pause.folder.korridor(&import);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let document = json(&run.out);
    let warnings = document["warnings"].as_array().unwrap().iter();
    let told = warnings.filter(|warning| warning["code"] == "text_replaced");
    let places: Vec<&str> = told
        .map(|warning| warning["place"].as_str().unwrap())
        .collect();
    assert_eq!(places, ["claims.jsonl:2"]);
}
