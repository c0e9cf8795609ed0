//! What a merge brings was not known here before, and two records that have nothing in common are not merged by mistake.

mod common;

use common::pause::{Pause, scenario};
use common::{Run, json};
use serde_json::Value;

/// A cell's record and a field's that continues it.
fn sites() -> Pause {
    let pause = Pause::open();
    pause.the_day();
    let field = ["--record", "field.kor", "--site", "field", "--by", "c1"];
    must(
        &pause,
        &[&["open", "--continue", "pause.kor"], &field[..]].concat(),
    );
    pause
}

fn must(pause: &Pause, arguments: &[&str]) -> Run {
    let run = pause.folder.korridor(arguments);
    assert_eq!(run.code, 0, "{arguments:?}: {}{}", run.out, run.err);
    run
}

fn status(pause: &Pause, record: &str, decision: &str, known: &str) {
    let said = ["--reason", "seen", "--by", "c1", "--known", known];
    must(
        pause,
        &[
            &["record", record, "status", "bustan-al-qasr", decision],
            &said[..],
        ]
        .concat(),
    );
}

fn merge(pause: &Pause, more: &[&str]) -> Run {
    let head = ["merge", "pause.kor", "--from", "field.kor", "--by", "c1"];
    pause.folder.korridor(&[&head[..], more].concat())
}

fn shown(pause: &Pause, more: &[&str]) -> (Value, usize) {
    let board = pause.board(&[&["--day", "2016-11-04"], more].concat());
    let corridors = board["corridors"].as_array().unwrap();
    let of = corridors
        .iter()
        .find(|corridor| corridor["corridor"] == "bustan-al-qasr");
    let conflicts = board["conflicts"].as_array().unwrap().len();
    (of.unwrap()["status"].clone(), conflicts)
}

#[test]
fn what_a_merge_brings_was_not_known_here_before_it() {
    let pause = sites();
    status(&pause, "field.kor", "suspend", "2016-11-04T15:00");
    let before = shown(&pause, &["--at", "15:30"]);
    let log = must(
        &pause,
        &["board", "pause.kor", "--day", "2016-11-04", "--at", "15:30"],
    )
    .out;
    let run = merge(&pause, &["--known", "2016-11-04T18:00"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(shown(&pause, &["--at", "15:30"]), before);
    let again = must(
        &pause,
        &["board", "pause.kor", "--day", "2016-11-04", "--at", "15:30"],
    )
    .out;
    assert_eq!(again, log, "the past does not change");
    assert_ne!(shown(&pause, &["--at", "18:00"]), before);
    let (status, _) = shown(&pause, &["--at", "18:00"]);
    assert_eq!(status, "suspended");
}

#[test]
fn a_conflict_is_shown_wherever_both_its_entries_are() {
    let pause = sites();
    status(&pause, "field.kor", "suspend", "2016-11-04T15:00");
    status(&pause, "pause.kor", "close", "2016-11-04T15:10");
    let run = merge(&pause, &["--known", "2016-11-04T18:00"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let conflicts = |more: &[&str]| shown(&pause, more).1;
    assert_eq!(conflicts(&["--at", "17:59"]), 0);
    assert_eq!(conflicts(&["--at", "18:00"]), 1);
    let by = ["--at", "18:30", "--occurred-by"];
    assert_eq!(
        conflicts(&[&by[..], &["15:30"]].concat()),
        1,
        "the merge came later than both"
    );
    assert_eq!(
        conflicts(&[&by[..], &["15:05"]].concat()),
        0,
        "one of the two is not shown"
    );
}

#[test]
fn a_merge_is_shown_before_it_is_made() {
    let pause = sites();
    status(&pause, "field.kor", "suspend", "2016-11-04T15:00");
    let before = pause.bytes();
    let run = merge(&pause, &["--dry-run"]);
    assert!(
        run.code == 0 && run.out.contains("1 entries would come"),
        "{}{}",
        run.out,
        run.err
    );
    assert_eq!(pause.bytes(), before);
    let run = merge(&pause, &["--known", "2099-01-01T00:00"]);
    assert_eq!(run.code, 1, "{}", run.out);
    assert_eq!(pause.bytes(), before);
}

#[test]
fn a_record_that_was_opened_apart_is_refused_unless_a_person_says_so() {
    let pause = Pause::open();
    pause.the_day();
    let scenario = scenario("aleppo-2016");
    let known = ["--known", "2016-11-03T18:00", "--site", "far"];
    must(
        &pause,
        &[
            &["open", &scenario, "--record", "field.kor", "--by", "far"],
            &known[..],
        ]
        .concat(),
    );
    let run = merge(&pause, &["--json"]);
    assert_eq!(run.code, 1, "{}", run.out);
    assert_eq!(json(&run.out)["defects"][0]["code"], "record_not_continued");
    let run = merge(&pause, &["--opened-apart"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(
        run.out.contains("1 entries came"),
        "its coordinator: {}",
        run.out
    );
    must(&pause, &["verify", "pause.kor"]);
}
