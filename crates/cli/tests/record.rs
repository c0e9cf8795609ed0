//! Opening a record and entering what is known; what is refused leaves no trace.

mod common;

use common::pause::{Pause, scenario};
use common::{Folder, json};

#[test]
fn a_record_opens_with_its_keys_and_never_over_another() {
    let pause = Pause::open();
    assert_eq!(
        pause.folder.names(),
        ["pause.kor", "pause.kor.key", "pause.kor.pub"]
    );
    #[cfg(unix)]
    for name in ["pause.kor", "pause.kor.key"] {
        use std::os::unix::fs::PermissionsExt;
        let data = std::fs::metadata(pause.folder.path().join(name)).unwrap();
        assert_eq!(data.permissions().mode() & 0o777, 0o600, "{name}");
    }
    let before = pause.bytes();
    let aleppo = scenario("aleppo-2016");
    for record in ["pause.kor", "pause.kor.key"] {
        let run = pause
            .folder
            .korridor(&["open", &aleppo, "--record", record, "--by", "c1", "--json"]);
        assert_eq!(run.code, 2, "{}", run.out);
        assert_eq!(json(&run.out)["defects"][0]["code"], "record_exists");
    }
    assert_eq!(pause.bytes(), before);
    assert_eq!(pause.folder.names().len(), 3);
}

#[test]
fn what_cannot_be_opened_leaves_nothing() {
    let folder = Folder::with(&[("scenario.toml", "surprise = 1\n"), ("taken.kor.pub", "")]);
    let aleppo = scenario("aleppo-2016");
    for arguments in [
        &["open", ".", "--record", "p.kor", "--by", "c1"][..],
        &["open", "nowhere", "--record", "p.kor", "--by", "c1"],
        &["open", &aleppo, "--record", "p.kor", "--by", "not a name"],
        &[
            "open", &aleppo, "--record", "p.kor", "--by", "c1", "--known", "noon",
        ],
        &[
            "open",
            &aleppo,
            "--record",
            "p.kor",
            "--by",
            "c1",
            "--origin",
            "has a space",
        ],
        &[
            "open",
            &aleppo,
            "--record",
            "p.kor",
            "--by",
            "c1",
            "--site",
            "not a site",
        ],
        &["open", &aleppo, "--record", "no/where/p.kor", "--by", "c1"],
        &["open", &aleppo, "--record", "taken.kor", "--by", "c1"],
        &[
            "open",
            "--continue",
            "nowhere.kor",
            "--record",
            "p.kor",
            "--by",
            "c1",
        ],
        &[
            "open",
            &aleppo,
            "--record",
            "postgres://localhost/db",
            "--by",
            "c1",
        ],
    ] {
        let run = folder.korridor(arguments);
        assert!(run.code > 0, "{arguments:?}: {}", run.out);
        assert!(run.err.contains("error"), "{arguments:?}: {}", run.err);
        assert_eq!(
            folder.names(),
            ["scenario.toml", "taken.kor.pub"],
            "{arguments:?}"
        );
    }
}

#[test]
fn an_entry_of_the_same_id_is_recorded_once() {
    let pause = Pause::open();
    pause.sources();
    let count = [
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
        "0",
        "--source",
        "afp",
        "--id",
        "c-11",
    ];
    let given = [&count[..], &["--known", "2016-11-04T12:05"]].concat();
    pause.enter(&given);
    let before = pause.bytes();
    let again = pause.enter(&given);
    assert!(again.out.contains("recorded already"), "{}", again.out);
    assert_eq!(pause.bytes(), before);
    // With the clock's own time filled in it is the same entry still.
    assert!(pause.enter(&count).out.contains("recorded already"));
    let other = given
        .iter()
        .map(|part| if *part == "0" { "7" } else { part });
    let other: Vec<&str> = other.collect();
    pause.refuses("id_taken_by_another_entry", &other);
}

#[test]
fn a_time_by_another_clock_is_the_same_moment() {
    let pause = Pause::open();
    pause.the_day();
    let board = pause.board(&["--at", "14:30"]);
    let claim = &board["incidents"][0]["claims"][0];
    assert_eq!(
        claim["when"]["earliest"], "2016-11-04T11:45:00Z",
        "13:45 in Aleppo"
    );
    assert_eq!(claim["when"]["said"], "14:45 Europe/Moscow");
    let run = pause
        .folder
        .korridor(&["board", "pause.kor", "--at", "14:30"]);
    assert!(
        run.out.contains("13:45 (said: 14:45 Europe/Moscow)"),
        "{}",
        run.out
    );
}

#[test]
fn a_time_that_is_none_or_several_is_refused() {
    let pause = Pause::open();
    let due = |until: &'static str| {
        [
            "due",
            "call",
            "--kind",
            "call",
            "--known",
            "2016-11-03T20:00",
            "--until",
            until,
        ]
    };
    let both = pause.refuses("time_ambiguous", &due("14:05"));
    assert!(
        both["found"]
            .as_str()
            .unwrap()
            .contains("2016-11-03 or 2016-11-04"),
        "{both}"
    );
    let twice = pause.refuses("time_came_twice", &due("2016-10-27T23:30"));
    assert!(
        twice["expected"]
            .as_str()
            .unwrap()
            .contains("+03:00 or 2016-10-27T23:30:00+02:00"),
        "{twice}"
    );
    pause.refuses("time_never_was", &due("2016-03-25T00:30"));
    pause.refuses("time_unreadable", &due("noon"));
    pause.refuses("time_zone_not_known", &due("14:05@Asia/Damascu"));
    pause.refuses("time_absurd", &due("1066-10-14T09:00"));
    pause.enter(&[&due("14:05")[..], &["--day", "2016-11-04"]].concat());
}

#[test]
fn bad_counts_are_refused_and_impossible_ones_kept_and_flagged() {
    let pause = Pause::open();
    pause.sources();
    let count = |from: &'static str, to: &'static str, persons: &'static str| {
        [
            "count",
            "--at",
            "gate:bustan-al-qasr-gate",
            "--passage",
            "passed",
            "--source",
            "afp",
            "--known",
            "2016-11-04T14:00",
            "--from",
            from,
            "--to",
            to,
            "--persons",
            persons,
        ]
    };
    pause.refuses(
        "interval_ends_before_it_starts",
        &count("12:00", "11:00", "3"),
    );
    pause.refuses(
        "interval_ends_before_it_starts",
        &count("12:00", "12:00", "3"),
    );
    pause.refuses("figure_negative", &count("11:00", "12:00", "-3"));
    pause.refuses(
        "figure_not_low_best_high",
        &count("11:00", "12:00", "30-20"),
    );
    pause.refuses("figure_absurd", &count("11:00", "12:00", "999999999999"));
    pause.refuses("figure_unreadable", &count("11:00", "12:00", "many"));
    let run = pause.enter(&[&count("11:00", "11:01", "90000")[..], &["--json"]].concat());
    let flags = &json(&run.out)["entries"][0]["flags"];
    assert!(
        flags
            .as_array()
            .unwrap()
            .iter()
            .any(|flag| flag == "above_what_the_gate_can_pass"),
        "{flags}"
    );
    assert!(run.err.is_empty());
}

#[test]
fn unknown_names_are_refused_with_the_nearest_known_ones() {
    let pause = Pause::open();
    pause.sources();
    let known = ["--known", "2016-11-04T09:30"];
    let near = pause.refuses(
        "corridor_not_known",
        &[
            &["status", "bustan-al-kasr", "suspend", "--reason", "fire"],
            &known[..],
        ]
        .concat(),
    );
    assert!(
        near["expected"]
            .as_str()
            .unwrap()
            .contains("bustan-al-qasr"),
        "{near}"
    );
    let interval = "2016-11-04T09:00..2016-11-04T19:00";
    let guarantee = |party: &'static str| {
        [
            "guarantee",
            "g1",
            "--party",
            party,
            "--corridor",
            "bustan-al-qasr",
            "--step",
            "given",
            "--level",
            "written",
            "--interval",
            interval,
        ]
    };
    pause.refuses(
        "not_a_party_of_the_pause",
        &[&guarantee("armed opposition")[..], &known].concat(),
    );
    pause.enter(&[&guarantee("Russia")[..], &known].concat());
    let receipt = ["receipt", "n-1", "--party", "Russia", "--channel", "mail"];
    pause.refuses("notification_never_sent", &[&receipt[..], &known].concat());
    let before = pause.bytes();
    let run = pause.folder.korridor(&[
        "record",
        "pause.kor",
        "done",
        "x",
        "--by",
        "nobody",
        "--json",
    ]);
    assert_eq!(
        (run.code, json(&run.out)["defects"][0]["code"].as_str()),
        (1, Some("actor_not_known"))
    );
    assert_eq!(pause.bytes(), before);
}

#[test]
fn texts_that_deceive_or_burst_are_refused() {
    let pause = Pause::open();
    pause.sources();
    let report = |file: &'static str| {
        [
            "report",
            "--source",
            "afp",
            "--happening",
            "other",
            "--known",
            "2016-11-04T10:00",
            "--words-file",
            file,
        ]
    };
    let texts: [(&str, &[u8], &str); 6] = [
        ("long", &[b'a'; 10 << 20], "text_too_long"),
        ("nul", b"a\0b", "text_has_control_characters"),
        ("escape", b"a\x1b[2Jb", "text_has_control_characters"),
        (
            "override",
            "a\u{202e}b".as_bytes(),
            "text_has_direction_overrides",
        ),
        ("bytes", b"a\xffb", "text_not_utf8"),
        ("empty", b" \n", "text_empty"),
    ];
    for (name, bytes, code) in texts {
        std::fs::write(pause.folder.path().join(name), bytes).unwrap();
        pause.refuses(code, &report(name));
    }
    std::fs::write(
        pause.folder.path().join("arabic"),
        "لم يستخدم أحد الممرات\n",
    )
    .unwrap();
    pause.enter(&report("arabic"));
    let log = pause
        .folder
        .korridor(&["log", "pause.kor", "--words", "--verb", "report"]);
    assert!(log.out.contains("لم يستخدم أحد الممرات"), "{}", log.out);
}

#[test]
fn nothing_opens_before_every_condition_is_in_hand() {
    let pause = Pause::open();
    pause.the_day();
    let open = [
        "status",
        "bustan-al-qasr",
        "open",
        "--reason",
        "ready",
        "--known",
        "2016-11-04T10:00",
    ];
    let found = pause.refuses("corridor_cannot_open", &open);
    assert!(
        found["found"].as_str().unwrap().contains("guarantee"),
        "{found}"
    );
}

#[test]
fn a_claim_with_an_impossible_time_is_kept_as_said_and_flagged() {
    let pause = Pause::open();
    pause.sources();
    let run = pause.enter(&[
        "report",
        "--source",
        "tass",
        "--happening",
        "announcement",
        "--words",
        "11 hours, 08:00-16:00",
        "--when",
        "08:00..16:00",
        "--stated-hours",
        "11",
        "--known",
        "2016-11-04T07:00",
        "--id",
        "eleven",
        "--json",
    ]);
    let flags = json(&run.out)["entries"][0]["flags"].to_string();
    assert!(flags.contains("hours_contradict_times"), "{flags}");
}

#[test]
fn lines_from_a_file_are_recorded_all_or_none() {
    let pause = Pause::open();
    pause.sources();
    let line = |id: &str, gate: &str| {
        format!(
            r#"{{"id":"{id}","by":"c1","nature":"exercise","occurred":{{"earliest":"2016-11-04T10:00:00Z","latest":"2016-11-04T10:00:00Z"}},"known":"2016-11-04T10:05:00Z","fact":{{"count":{{"count":"{id}","at":{{"gate":"{gate}"}},"passage":"passed","interval":{{"from":"2016-11-04T09:00:00Z","to":"2016-11-04T10:00:00Z"}},"persons":{{"low":1,"best":1,"high":1}},"source":"afp"}}}}}}"#
        )
    };
    let (good, bad) = (
        line("a", "bustan-al-qasr-gate"),
        line("b", "bustan-al-kasr-gate"),
    );
    pause
        .folder
        .write("bad.jsonl", &format!("{good}\n\n{bad}\n"));
    let defect = pause.refuses("gate_not_known", &["--from-file", "bad.jsonl"]);
    assert!(
        defect["place"].as_str().unwrap().starts_with("bad.jsonl:3"),
        "{defect}"
    );
    pause
        .folder
        .write("worse.jsonl", &format!("{good}\n{{}}\n"));
    let defect = pause.refuses("not_an_entry", &["--from-file", "worse.jsonl"]);
    assert!(
        defect["place"].as_str().unwrap().ends_with(":2"),
        "{defect}"
    );
    pause.folder.write("long.jsonl", &"x".repeat(2 << 20));
    pause.refuses("line_too_long", &["--from-file", "long.jsonl"]);
    let real = good.replace("\"exercise\"", "\"operation\"");
    pause.folder.write("real.jsonl", &real);
    pause.refuses(
        "exercise_and_operation_mixed",
        &["--from-file", "real.jsonl"],
    );
    pause.folder.write("good.jsonl", &good);
    assert!(
        pause
            .enter(&["--from-file", "good.jsonl"])
            .out
            .contains("recorded: entry 5")
    );
    assert!(
        pause
            .enter(&["--from-file", "good.jsonl"])
            .out
            .contains("recorded already")
    );
}

#[test]
fn a_plan_of_another_scenario_is_refused_and_of_this_one_expected() {
    let pause = Pause::of("tiny-gate");
    for (name, out) in [("tiny-gate", "own"), ("tiny-opening", "other")] {
        let run = pause.folder.korridor(&[
            "plan",
            &scenario(name),
            "-o",
            out,
            "--no-answers",
            "--quiet",
        ]);
        assert_eq!(run.code, 0, "{}", run.err);
    }
    let publish = |folder: &'static str| {
        [
            "publish",
            "p1",
            "--plan",
            folder,
            "--known",
            "2016-11-04T09:00",
        ]
    };
    pause.refuses("other_scenario", &publish("other"));
    pause.enter(&publish("own"));
    let expected = &pause.board(&["--at", "2016-11-04T12:00"])["totals"]["expected"];
    assert_eq!(expected["persons"]["best"], 826, "{expected}");
    let plan = pause.folder.path().join("own/plan.json");
    let text = std::fs::read_to_string(&plan).unwrap();
    std::fs::write(&plan, text.replace("\"out\": 826", "\"out\": 827")).unwrap();
    let before = pause.bytes();
    let run = pause.record(&["publish", "p2", "--plan", "own"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert_eq!(pause.bytes(), before);
}

#[test]
fn usage_that_makes_no_sense_is_2() {
    let pause = Pause::open();
    for arguments in [
        &["status", "bustan-al-qasr", "suspend"][..],
        &["status", "bustan-al-qasr", "explode", "--reason", "x"],
        &["guarantee", "g", "--party", "Russia", "--step", "given"],
        &[
            "count",
            "--at",
            "somewhere",
            "--passage",
            "passed",
            "--from",
            "1",
            "--to",
            "2",
            "--persons",
            "0",
            "--source",
            "a",
        ],
        &["--from-file", "nowhere.jsonl"],
        &[],
    ] {
        let before = pause.bytes();
        let run = pause.record(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.out);
        assert_eq!(pause.bytes(), before);
    }
    let nobody = pause.folder.korridor(&["record", "pause.kor", "done", "x"]);
    assert!(
        nobody.code == 2 && nobody.err.contains("--by"),
        "{}",
        nobody.err
    );
}
