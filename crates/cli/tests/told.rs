//! What people under stress are told: what was understood of an entry, what is practice, what to do about a refusal.

mod common;

use common::pause::Pause;
use common::{Folder, json};

fn out(folder: &Folder, arguments: &[&str]) -> String {
    let run = folder.korridor(arguments);
    assert_eq!(run.code, 0, "{arguments:?}: {}{}", run.out, run.err);
    run.out
}

#[test]
fn an_answer_says_what_was_understood_and_no_words_of_people() {
    let pause = Pause::open();
    pause.sources();
    let run = pause.enter(&[
        "declare",
        "--party",
        "Russia",
        "--window",
        "2016-11-04T10:00..20:00@Europe/Moscow",
        "--day",
        "2016-11-04",
        "--words",
        "SECRET",
        "--conditions",
        "SECRET",
        "--known",
        "2016-11-03T18:30",
        "--id",
        "declared",
    ]);
    for part in [
        "declared (EXERCISE)\n",
        "Russia declares the pause, 2016-11-04 09:00 to 19:00",
        "known 2016-11-03 18:30 (Asia/Damascus)",
        "with conditions",
    ] {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }
    let count = |id: &str, persons: &str, more: &[&str]| {
        let own = [
            "count",
            "--at",
            "gate:bustan-al-qasr-gate",
            "--passage",
            "passed",
            "--from",
            "11:00",
            "--to",
            "12:00",
            "--persons",
            persons,
            "--source",
            "afp",
            "--known",
            "12:01",
            "--id",
            id,
            "--words",
            "SECRET",
        ];
        pause.enter(&[&own[..], more].concat()).out
    };
    count("first", "540", &[]);
    let second = count("second", "500-520", &["--supersedes", "first"]);
    let said = "second: 500 to 520 passed outwards at gate bustan-al-qasr-gate, 2016-11-04 11:00 to 12:00, by afp, corrects first";
    assert!(second.contains(said), "{second}");
    pause.enter(&[
        "guarantee",
        "g-1",
        "--party",
        "Russia",
        "--corridor",
        "bustan-al-qasr",
        "--step",
        "given",
        "--level",
        "written",
        "--interval",
        "09:00..19:00",
        "--expires",
        "18:00",
        "--known",
        "07:30",
    ]);
    pause.enter(&[
        "amend", "--party", "Russia", "--end", "17:00", "--end", "18:00", "--known", "12:30",
    ]);
    let log = out(&pause.folder, &["log", "pause.kor"]);
    for part in [
        "Times by the clock of Asia/Damascus",
        said,
        "written, 2016-11-04 09:00 to 19:00, lapses at 2016-11-04 18:00",
        "Russia states another end of the pause: 2016-11-04 17:00 or 2016-11-04 18:00",
    ] {
        assert!(log.contains(part), "{part}: {log}");
    }
    assert!(!log.contains("SECRET") && !run.out.contains("SECRET") && !second.contains("SECRET"));
}

#[test]
fn practice_says_so_on_every_screen_and_in_every_answer() {
    let pause = Pause::open();
    pause.the_day();
    let folder = &pause.folder;
    folder.write(
        "claims.jsonl",
        "{\"claim_id\":\"K1\",\"about\":\"a\",\"as_of\":\"2016-11-04\",\"metric\":\"shells\",\"value\":1,\"claimant\":\"AP\"}\n",
    );
    let known = "2016-11-04T15:00";
    for arguments in [
        &["board", "pause.kor", "--at", "14:30"][..],
        &[
            "board",
            "pause.kor",
            "--at",
            "14:30",
            "--explain",
            "civilian-2",
        ],
        &["board", "pause.kor", "--at", "14:30", "--rules"],
        &["log", "pause.kor"],
        &["export", "pause.kor", "-o", "exported"],
        &[
            "open",
            "--continue",
            "pause.kor",
            "--record",
            "field.kor",
            "--site",
            "north",
            "--by",
            "c1",
        ],
        &["verify", "pause.kor"],
        &["proof", "pause.kor", "nobody", "-o", "p.proof"],
        &["verify", "p.proof", "--key", "pause.kor.pub"],
        &[
            "merge",
            "pause.kor",
            "--from",
            "field.kor",
            "--by",
            "c1",
            "--known",
            known,
        ],
        &[
            "import",
            "claims",
            "claims.jsonl",
            "--record",
            "pause.kor",
            "--by",
            "c1",
            "--known",
            known,
        ],
        &["checkpoint", "pause.kor", "-o", "c.txt"],
        &["backup", "pause.kor", "copy.kor"],
        &["restore", "copy.kor", "again.kor"],
    ] {
        let said = out(folder, arguments);
        assert!(said.contains("EXERCISE"), "{arguments:?}: {said}");
    }
    let note = folder.korridor(&["checkpoint", "pause.kor"]);
    assert!(note.err.contains("EXERCISE") && !note.out.contains("EXERCISE"));
    let explained = out(
        folder,
        &[
            "board",
            "pause.kor",
            "--at",
            "14:30",
            "--explain",
            "civilian-2",
        ],
    );
    for part in ["As known at 2016-11-04 14:30", "CONFIDENTIAL"] {
        assert!(explained.contains(part), "{part}: {explained}");
    }
}

#[test]
fn a_telephone_shows_corridors_below_each_other() {
    let pause = Pause::open();
    pause.the_day();
    for columns in ["40", "55", "71"] {
        let arguments = ["board", "pause.kor", "--at", "14:30", "--columns", columns];
        let board = out(&pause.folder, &arguments);
        let most: usize = columns.parse().unwrap();
        for line in board.lines() {
            assert!(line.chars().count() <= most, "{columns}: {line}");
        }
        assert!(
            board.contains("\n  bustan-al-qasr\n    planned\n"),
            "{board}"
        );
    }
}

#[test]
fn an_entry_of_a_past_day_without_its_time_is_warned_of() {
    let pause = Pause::open();
    pause.the_day();
    let done = ["source", "ap"];
    let run = pause.enter(&done);
    assert!(run.err.contains("known_after_the_pause"), "{}", run.err);
    assert!(run.err.contains("--known"), "{}", run.err);
    let run = pause.enter(&["source", "icrc", "--known", "2016-11-04T12:00"]);
    assert_eq!(run.err, "");
}

#[test]
fn the_rules_in_force_are_shown_and_a_guarantee_below_them_is_told() {
    let pause = Pause::open();
    let rules = |at: &str| {
        out(
            &pause.folder,
            &["board", "pause.kor", "--rules", "--at", at],
        )
    };
    let before = rules("2016-11-03T18:05");
    assert!(
        before.contains("60 minutes") && before.contains("nobody has set"),
        "{before}"
    );
    pause.enter(&[
        "rules",
        "--silence-minutes",
        "30",
        "--known",
        "2016-11-03T18:10",
        "--id",
        "strict",
    ]);
    let after = rules("2016-11-03T18:15");
    assert!(
        after.contains("30 minutes") && after.contains("strict"),
        "{after}"
    );
    let weak = pause.enter(&[
        "guarantee",
        "g-1",
        "--party",
        "Russia",
        "--corridor",
        "civilian-2",
        "--step",
        "given",
        "--level",
        "informal",
        "--interval",
        "2016-11-04T09:00..2016-11-04T19:00",
        "--known",
        "2016-11-04T08:00",
    ]);
    assert!(weak.err.contains("guarantee_too_weak"), "{}", weak.err);
}

#[test]
fn an_entry_is_pointed_at_by_its_number() {
    let pause = Pause::open();
    pause.the_day();
    let entry = |id: &str| {
        let log = json(&out(&pause.folder, &["log", "pause.kor", "--json"]));
        let entries = log["entries"].as_array().unwrap().clone();
        let own = entries.iter().find(|entry| entry["event"]["id"] == id);
        own.unwrap_or_else(|| panic!("{id}: {log}"))["entry"]
            .as_u64()
            .unwrap()
    };
    let claim = entry("rockets");
    let judged = pause.enter(&[
        "judge",
        &format!("claim:#{claim}"),
        "--credibility",
        "4",
        "--reason",
        "far",
        "--known",
        "2016-11-04T15:00",
    ]);
    assert!(
        judged.out.contains("claim rockets is judged 4 (doubtful)"),
        "{}",
        judged.out
    );
    pause.refuses("entry_not_known", &["done", "entry:9999"]);
    pause.refuses("entry_not_known", &["done", &format!("#{claim}")]);
    conflict(&pause, &entry);
}

/// Two records decide otherwise on one corridor, and the conflict is resolved by numbers that can be dictated.
fn conflict(pause: &Pause, entry: &dyn Fn(&str) -> u64) {
    let folder = &pause.folder;
    out(
        folder,
        &[
            "open",
            "--continue",
            "pause.kor",
            "--record",
            "field.kor",
            "--site",
            "north",
            "--by",
            "c1",
        ],
    );
    let status = |record: &str, decision: &str, id: &str| {
        let arguments = [
            "record",
            record,
            "status",
            "civilian-2",
            decision,
            "--reason",
            "seen",
            "--known",
            "2016-11-04T11:00",
            "--by",
            "c1",
            "--id",
            id,
        ];
        out(folder, &arguments);
    };
    status("field.kor", "suspend", "there");
    status("pause.kor", "close", "here");
    let merged = out(
        folder,
        &[
            "merge",
            "pause.kor",
            "--from",
            "field.kor",
            "--by",
            "c1",
            "--known",
            "2016-11-04T11:30",
        ],
    );
    let (here, there) = (entry("here"), entry("there"));
    assert!(
        merged.contains(&format!("here #{here} here, there #{there} there")),
        "{merged}"
    );
    let at = |time: &str| {
        pause.board(&["--at", time])["conflicts"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(
        (at("11:29"), at("11:31")),
        (0, 1),
        "known from the time that was given"
    );
    let (of, keep) = (format!("#{there}"), format!("entry:{here}"));
    let resolved = pause.enter(&[
        "resolve",
        &of,
        "--keep",
        &keep,
        "--reason",
        "closed for good",
        "--known",
        "2016-11-04T11:40",
    ]);
    assert!(
        resolved.out.contains("here is followed"),
        "{}",
        resolved.out
    );
    assert_eq!(at("11:41"), 0);
}

#[test]
fn claims_of_danger_come_first_and_far_ones_are_counted() {
    let pause = Pause::open();
    pause.the_day();
    let report = |id: &str, happening: &str, when: &str| {
        pause.enter(&[
            "report",
            "--source",
            "afp",
            "--happening",
            happening,
            "--corridor",
            "civilian-2",
            "--when",
            when,
            "--words",
            "as said",
            "--known",
            "2016-11-04T14:00",
            "--id",
            id,
        ]);
    };
    report("a-crowd", "gathering", "13:00");
    report("fire", "shelling", "13:30");
    report("october", "movement", "2016-10-20T10:00");
    let board = |more: &[&str]| {
        out(
            &pause.folder,
            &[&["board", "pause.kor", "--at", "14:05"], more].concat(),
        )
    };
    let shown = board(&[]);
    let at = |text: &str| {
        shown
            .find(text)
            .unwrap_or_else(|| panic!("{text}: {shown}"))
    };
    assert!(at("fire: afp") < at("a-crowd: afp"), "{shown}");
    assert!(at("claims of danger that name it: fire") < at("other claims that name it"));
    assert!(
        !shown.contains("october: afp") && shown.contains("1 more outside"),
        "{shown}"
    );
    assert!(board(&["--all"]).contains("october: afp"));
}

#[test]
fn what_holds_up_a_mission_and_who_refuses_stand_on_the_board() {
    let pause = Pause::open();
    pause.the_day();
    let known = ["--known", "2016-11-04T08:00"];
    let mission = ["mission", "m-1", "--precedence", "urgent", "--litter", "3"];
    pause.enter(&[&mission[..], &known].concat());
    let refuse = [
        "agree",
        "--party",
        "Syrian government",
        "--corridor",
        "civilian-2",
        "--consent",
        "refused",
        "--id",
        "no",
    ];
    pause.enter(&[&refuse[..], &known].concat());
    let after = out(
        &pause.folder,
        &["board", "pause.kor", "--at", "2016-11-04T20:00"],
    );
    assert!(
        after.contains("held up: outside the hours of the pause"),
        "{after}"
    );
    let said = "Syrian government refused its consent to the corridor";
    assert!(after.contains(said), "{after}");
    let explain = [
        "board",
        "pause.kor",
        "--at",
        "10:00",
        "--explain",
        "civilian-2",
    ];
    let explained = out(&pause.folder, &explain);
    assert!(
        explained.contains(said) && explained.contains(" no)"),
        "{explained}"
    );
}
