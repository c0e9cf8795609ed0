//! What a refusal or wrong usage tells people to do.

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
        typo.code == 2 && typo.err.contains("\"count\""),
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
