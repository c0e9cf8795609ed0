//! What people under stress are told: what was understood of an entry, what is practice, what to do about a refusal.

mod common;

use common::pause::Pause;
use common::{Folder, json};

const PARTIES: [&str; 3] = [
    "Russia",
    "Syrian government",
    "armed opposition in East Aleppo",
];

fn out(folder: &Folder, arguments: &[&str]) -> String {
    let run = folder.korridor(arguments);
    assert_eq!(run.code, 0, "{arguments:?}: {}{}", run.out, run.err);
    run.out
}

fn code(run: &common::Run) -> String {
    let document = json(&run.out);
    let code = document["defects"][0]["code"].as_str();
    code.unwrap_or_default().to_owned()
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
    let said = "second: 500 to 520, best 510 passed outwards at gate bustan-al-qasr-gate, 2016-11-04 11:00 to 12:00, by afp, corrects first";
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
fn a_backup_says_what_is_in_its_way() {
    let pause = Pause::open();
    let folder = &pause.folder;
    folder.write("copy.kor", "notes");
    let run = folder.korridor(&["backup", "pause.kor", "copy.kor"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(
        run.err
            .contains("copy.kor\n     found  a file is there already"),
        "{}",
        run.err
    );
    assert!(!run.err.contains("--force"), "{}", run.err);
    out(folder, &["backup", "pause.kor", "second.kor"]);
    let run = folder.korridor(&["restore", "second.kor", "pause.kor"]);
    assert_eq!(run.code, 2, "{}", run.out);
    for part in [
        "a record or a backup is there",
        "the public key of a record is there",
    ] {
        assert!(run.err.contains(part), "{part}: {}", run.err);
    }
    assert_eq!(folder.read("copy.kor"), "notes");
}

#[test]
fn keys_and_records_that_are_others_are_named() {
    let (pause, other) = (Pause::open(), Pause::of("tiny-gate"));
    let folder = &pause.folder;
    for ending in ["", ".key", ".pub"] {
        let from = other.folder.path().join(format!("pause.kor{ending}"));
        std::fs::copy(from, folder.path().join(format!("other.kor{ending}"))).unwrap();
    }
    let missing = folder.korridor(&["merge", "pause.kor", "--from", "nope.kor", "--by", "c1"]);
    assert!(
        missing.code == 2 && missing.err.contains("nope.kor"),
        "{}",
        missing.err
    );
    assert!(!missing.err.contains("public key"), "{}", missing.err);
    let verify = folder.korridor(&["verify", "pause.kor", "--key", "other.kor.pub", "--json"]);
    assert_eq!(
        (verify.code, code(&verify).as_str()),
        (1, "key_of_another_record")
    );
    out(folder, &["proof", "pause.kor", "#2", "-o", "p.proof"]);
    let proof = folder.korridor(&["verify", "p.proof", "--key", "other.kor.pub", "--json"]);
    assert_eq!(
        (proof.code, code(&proof).as_str()),
        (1, "key_of_another_record")
    );
    let write = pause.record(&["source", "a", "--key", "other.kor.key"]);
    assert!(
        write.err.contains("other.kor.key") && write.err.contains("key of another record"),
        "{}",
        write.err
    );
    let public = pause.record(&["source", "a", "--key", "pause.kor.pub"]);
    assert!(public.err.contains("the public key of"), "{}", public.err);
    let merge = folder.korridor(&["merge", "pause.kor", "--from", "other.kor", "--by", "c1"]);
    assert!(
        merge.code == 1 && merge.err.contains("SHA-256"),
        "{}",
        merge.err
    );
}

#[test]
fn wrong_usage_ends_with_two_and_a_refusal_with_one() {
    let pause = Pause::open();
    let folder = &pause.folder;
    let opened = [
        "open", "x", "--record", "y.kor", "--by", "c1", "--known", "25:00",
    ];
    let scenario = common::pause::scenario("tiny-gate");
    let opened = [&opened[..1], &[scenario.as_str()], &opened[2..]].concat();
    folder.write("c.jsonl", "{}\n");
    for arguments in [
        &["board", "pause.kor", "--at", "25:00"][..],
        &["board", "pause.kor", "--day", "04.11.2016"],
        &["board", "pause.kor", "--at", "14:45@Moscow"],
        &[
            "record",
            "pause.kor",
            "source",
            "a",
            "--known",
            "25:00",
            "--by",
            "c1",
        ],
        &[
            "import",
            "claims",
            "c.jsonl",
            "--record",
            "pause.kor",
            "--known",
            "25:00",
            "--by",
            "c1",
        ],
        &opened,
    ] {
        let run = folder.korridor(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}{}", run.out, run.err);
    }
    let moscow = folder.korridor(&["board", "pause.kor", "--at", "14:45@Moscow"]);
    assert!(moscow.err.contains("Europe/Moscow"), "{}", moscow.err);
    let typo = folder.korridor(&["log", "pause.kor", "--verb", "cuont"]);
    assert!(
        typo.code == 1 && typo.err.contains("\"count\""),
        "{}",
        typo.err
    );
    let over_night = pause.record(&[
        "count",
        "--at",
        "everywhere",
        "--passage",
        "passed",
        "--from",
        "23:00",
        "--to",
        "02:00",
        "--persons",
        "0",
        "--source",
        "afp",
    ]);
    assert_eq!(over_night.code, 1, "{}", over_night.err);
    for part in [
        "2016-11-04 23:00 to 2016-11-04 02:00 (Asia/Damascus)",
        "give the end with its date",
    ] {
        assert!(over_night.err.contains(part), "{part}: {}", over_night.err);
    }
    let go = pause.record(&[
        "go",
        "civilian-2",
        "--decision",
        "go",
        "--item",
        "Orders=no",
        "--stop-trigger",
        "fire",
        "--signed-by",
        "c1",
    ]);
    assert!(go.err.contains("no-go, or"), "{}", go.err);
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
fn an_import_says_which_rows_and_why() {
    let pause = Pause::open();
    let folder = &pause.folder;
    let row = |id: &str, value: &str| {
        format!(
            "{{\"claim_id\":\"{id}\",\"about\":\"pause 2016-11-04\",\"as_of\":\"2016-11-04\",\"metric\":\"pause hours\",\"value\":\"{value}\",\"claimant\":\"AP\"}}\n"
        )
    };
    folder.write(
        "claims.jsonl",
        &(row("K1", "09:00-19:00, ten hours") + &row("K2", "09:00-16:00, nine hours a day")),
    );
    let import = |table: &str, file: &str| {
        let arguments = [
            "import",
            table,
            file,
            "--record",
            "pause.kor",
            "--by",
            "c1",
            "--known",
            "2016-11-04T12:00",
        ];
        folder.korridor(&arguments)
    };
    let other = import("pauses", "claims.jsonl");
    assert_eq!(other.code, 1, "{}", other.out);
    assert!(
        other.err.contains("this looks like the table claims"),
        "{}",
        other.err
    );
    let first = import("claims", "claims.jsonl");
    assert_eq!(first.code, 0, "{}", first.err);
    assert!(
        first
            .out
            .contains("(2 claims, 1 sources, 1 proposed relations)"),
        "{}",
        first.out
    );
    assert!(
        first.out.contains("korridor log pause.kor --verb relate"),
        "{}",
        first.out
    );
    assert!(
        first.err.contains("claims.jsonl:2, import:K2"),
        "{}",
        first.err
    );
    let again = import("claims", "claims.jsonl");
    assert!(
        again
            .out
            .contains("sources that the record knows are not entered again"),
        "{}",
        again.out
    );
    let log = out(folder, &["log", "pause.kor", "--verb", "relate"]);
    assert!(log.contains("proposes that K1 contradicts K2"), "{log}");
    folder.write("bad.jsonl", "{\"claim_id\":\"a\"}\n[]\n");
    let bad = import("claims", "bad.jsonl");
    assert_eq!(bad.code, 1, "{}", bad.out);
    assert!(
        bad.err.contains("about is missing") && bad.err.contains("no JSON object"),
        "{}",
        bad.err
    );
    assert!(!bad.err.contains('`'), "{}", bad.err);
    folder.write(
        "half.csv",
        "corridor_id,period,for_whom,name,entry,via,exit,place_precision,source_url\na,b\n",
    );
    let half = import("corridors", "half.csv");
    assert!(
        half.code == 1 && half.err.contains("2 columns, where the header has 9"),
        "{}",
        half.err
    );
}

#[test]
fn an_explanation_names_every_entry_once_and_every_remedy() {
    let pause = Pause::open();
    let known = ["--known", "2016-11-03T18:30"];
    let window = "2016-11-04T09:00..2016-11-04T19:00";
    for party in &PARTIES[..2] {
        let declare = ["declare", "--party", party, "--window", window];
        pause.enter(&[&declare[..], &["--corridor", "civilian-2"], &known].concat());
        pause.enter(&[&declare[..], &known].concat());
    }
    let agree = ["agree", "--party", PARTIES[2], "--corridor", "civilian-2"];
    pause.enter(
        &[
            &agree[..],
            &["--id", "consent", "--known", "2016-11-03T18:40"],
        ]
        .concat(),
    );
    let explain = |corridor: &str| {
        out(
            &pause.folder,
            &["board", "pause.kor", "--at", "10:00", "--explain", corridor],
        )
    };
    let agreed = explain("civilian-2");
    assert!(
        agreed.contains("rule agreed-by-all") && agreed.contains(", consent\n"),
        "{agreed}"
    );
    assert!(explain("civilian-3").contains("declared by nobody"));
    let open = [
        "status",
        "civilian-2",
        "open",
        "--reason",
        "x",
        "--known",
        "10:00",
    ];
    let refused = pause.record(&open);
    for verb in ["guarantee --step given", "confirm GATE", "go --decision go"] {
        assert!(refused.err.contains(verb), "{verb}: {}", refused.err);
    }
    let third = [
        "declare",
        "--party",
        PARTIES[2],
        "--corridor",
        "civilian-2",
        "--window",
        window,
    ];
    pause.enter(&[&third[..], &["--known", "2016-11-03T18:50"]].concat());
    assert!(explain("civilian-2").contains("declared by every party"));
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
