//! `korridor read`: a text into proposed claims, on the terminal, as JSON and in a record's inbox.

mod common;

use common::pause::Pause;
use common::{Folder, json};

const TEXT: &str = "ALEPPO, 4 November 2016 -\n\nThe ten-hour pause lasted from 9 a.m. to 7 p.m. local time on Friday. \
Ten people used the corridors, the Russian defence ministry said. Rebels fired rockets at the corridor, Syrian state media reported.\n";

#[test]
fn claims_go_to_a_file_and_the_terminal_shows_them() {
    let folder = Folder::with(&[("article.txt", TEXT)]);
    let run = folder.korridor(&[
        "read",
        "article.txt",
        "--timezone",
        "Asia/Damascus",
        "--json",
        "claims.json",
    ]);
    assert_eq!(run.code, 0, "{}", run.err);
    for part in ["usage_count", "russia_mod", "2016-11-04", "rocket_fire"] {
        assert!(run.out.contains(part), "{part} in {}", run.out);
    }
    assert!(!run.out.contains('\u{1b}'), "no colours into a pipe");
    let document = json(&folder.read("claims.json"));
    let claims = document["claims"].as_array().unwrap();
    let window = claims
        .iter()
        .find(|claim| claim["type"] == "pause_window")
        .unwrap();
    assert_eq!(window["value"]["start_local"], "09:00");
    assert_eq!(window["value"]["utc_offset"], "+02:00");
    assert_eq!(window["time"]["start"], "2016-11-04");
}

#[test]
fn a_person_who_knows_the_day_of_writing_says_it() {
    let text = TEXT.replace("4 November 2016", "November 2016");
    let folder = Folder::with(&[("article.txt", &text)]);
    let read = |more: &[&str]| {
        let mut words = vec![
            "read",
            "article.txt",
            "--timezone",
            "Asia/Damascus",
            "--json",
        ];
        words.extend(more);
        let run = folder.korridor(&words);
        (run.code, run.err, run.out)
    };
    let window = |out: &str| {
        let document = json(out);
        let claims = document["claims"].as_array().unwrap().clone();
        let mut claims = claims.into_iter();
        (
            claims
                .find(|claim| claim["type"] == "pause_window")
                .unwrap(),
            document["checks"].clone(),
        )
    };
    let (open, _) = window(&read(&[]).2);
    assert_eq!(open["time"]["status"], "ambiguous");
    let (known, checks) = window(&read(&["--written", "2016-11-05"]).2);
    assert_eq!(known["time"]["start"], "2016-11-04");
    assert!(!checks.to_string().contains("written"), "{checks}");
    let (_, checks) = window(&read(&["--written", "2016-12-05"]).2);
    assert!(
        checks
            .to_string()
            .contains("the text is dated 2016-11, and was read as written on 2016-12-05"),
        "{checks}"
    );
    for day in ["2016-11-31", "20161105", "2016", "9999-12-31", ""] {
        let (code, err, out) = read(&["--written", day]);
        assert_ne!(code, 0);
        assert!(
            out.contains("expected") && out.contains("YYYY-MM-DD"),
            "{day}: {err}"
        );
    }
}

#[test]
fn json_without_a_file_goes_to_standard_output() {
    let folder = Folder::with(&[("article.txt", TEXT)]);
    let run = folder.korridor(&["read", "article.txt", "--json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let document = json(&run.out);
    assert_eq!(document["verb"], "read");
    assert!(!document["claims"].as_array().unwrap().is_empty());
}

#[test]
fn what_is_no_text_is_refused_by_name() {
    let folder = Folder::with(&[
        ("page.txt", "<!DOCTYPE html><html></html>"),
        ("empty.txt", ""),
    ]);
    std::fs::write(folder.path().join("latin.txt"), b"bl\xE5").unwrap();
    std::fs::write(folder.path().join("pdf.txt"), b"%PDF-1.4 x").unwrap();
    for (name, word) in [
        ("page.txt", "HTML"),
        ("empty.txt", "nothing"),
        ("latin.txt", "byte 2"),
        ("pdf.txt", "PDF"),
        ("missing.txt", "no such file"),
    ] {
        let run = folder.korridor(&["read", name]);
        assert_eq!(run.code, 2, "{name}");
        assert!(run.err.contains(word), "{name}: {}", run.err);
    }
    let run = folder.korridor(&["read", "page.txt", "--timezone", "Nowhere/City"]);
    assert_eq!(run.code, 2);
}

#[test]
fn proposals_are_recorded_once_and_nothing_is_confirmed() {
    let pause = Pause::open();
    pause.folder.write("article.txt", TEXT);
    let propose_as = |more: &[&str]| {
        let head = [
            "read",
            "article.txt",
            "--record",
            "pause.kor",
            "--propose",
            "--json",
        ];
        pause.folder.korridor(&[&head[..], more].concat())
    };
    let propose = || propose_as(&["--by", "c1"]);
    let first = propose();
    assert_eq!(first.code, 0, "{}{}", first.out, first.err);
    let first = json(&first.out);
    let recorded = first["proposed"]["recorded"].as_u64().unwrap();
    assert!(recorded >= 5, "the text, its sources and its claims");
    let again = propose();
    assert_eq!(again.code, 0, "{}{}", again.out, again.err);
    let again = json(&again.out);
    assert_eq!(again["proposed"]["recorded"], 0);
    // Sources that the record knows are not entered again.
    assert!(again["proposed"]["already"].as_u64().unwrap() >= 3);
    // Known at another time it is the same text; of another person it is not, which is said once.
    let later = propose_as(&["--by", "c1", "--known", "2016-11-06T10:00"]);
    assert_eq!(json(&later.out)["proposed"]["recorded"], 0, "{}", later.err);
    pause.enter(&["actor", "r1", "--role", "recorder"]);
    let other = propose_as(&["--by", "r1"]);
    let defects = json(&other.out)["defects"].clone();
    assert_eq!((other.code, defects.as_array().unwrap().len()), (1, 1));
    let expected = defects[0]["expected"].as_str().unwrap();
    assert!(expected.contains("what was read first stays"), "{expected}");
    let board = pause.folder.korridor(&["board", "pause.kor", "--json"]);
    assert_eq!(board.code, 0, "{}", board.err);
    // "The corridor" could be any of eight: shown on each, and none is contested by it.
    let board = json(&board.out)["board"].clone();
    for corridor in board["corridors"].as_array().unwrap() {
        let possible = corridor["claims_possible"].as_array().unwrap();
        assert_eq!(possible.len(), 1, "{corridor:#}");
        assert_ne!(corridor["status"], "contested");
    }
    let log = pause.folder.korridor(&["log", "pause.kor"]);
    assert!(log.out.contains("russia-mod"), "{}", log.out);
    // The text as it came is the evidence: all of it derives again.
    let verified = pause.folder.korridor(&["verify", "pause.kor"]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
}
