//! Wrong entries are taken back and stay; sources that look alike are joined or kept apart by a person.

mod common;

use common::json;
use common::pause::Pause;

#[test]
fn a_wrong_entry_is_taken_back_and_stays_in_the_record() {
    let pause = Pause::open();
    pause.the_day();
    let counted = [
        "count",
        "--at",
        "everywhere",
        "--passage",
        "passed",
        "--from",
        "14:00",
        "--to",
        "14:30",
        "--persons",
        "10-14",
        "--source",
        "afp",
        "--known",
        "14:31",
        "--id",
        "wrong",
    ];
    let answer = pause.enter(&counted);
    assert!(answer.out.contains("10 to 14"), "{}", answer.out);
    let board = pause.board(&["--at", "14:40"]);
    assert_eq!(board["totals"]["observed"]["persons"]["high"], 14);
    assert_eq!(board["totals"]["observed"]["persons"].get("best"), None);
    let number =
        json(&pause.record(&[&counted[..], &["--json"]].concat()).out)["entries"][0]["entry"]
            .clone();
    let answer = pause.enter(&[
        "withdraw",
        &format!("#{number}"),
        "--reason",
        "another gate",
        "--known",
        "14:35",
        "--id",
        "back",
    ]);
    assert!(answer.out.contains("wrong is taken back"), "{}", answer.out);
    let board = pause.board(&["--at", "14:40"]);
    assert_eq!(board["totals"]["observed"]["persons"]["high"], 0);
    assert_eq!(board["withdrawn"], serde_json::json!([["wrong", "back"]]));
    // As it was known before.
    let board = pause.board(&["--at", "14:33"]);
    assert_eq!(board["totals"]["observed"]["persons"]["high"], 14);
    let shown = pause
        .folder
        .korridor(&["board", "pause.kor", "--at", "14:40"]);
    assert!(
        shown.out.contains("taken back") && shown.out.contains("wrong (by back)"),
        "{}",
        shown.out
    );
    let log = pause
        .folder
        .korridor(&["log", "pause.kor", "--verb", "count"]);
    assert!(log.out.contains("taken back by entry back"), "{}", log.out);
    pause.refuses(
        "entry_withdrawn_already",
        &["withdraw", "wrong", "--reason", "again"],
    );
    pause.refuses(
        "entry_cannot_be_withdrawn",
        &["withdraw", "back", "--reason", "again"],
    );
}

#[test]
fn a_source_that_looks_like_another_is_offered_to_be_joined_or_kept_apart() {
    let pause = Pause::open();
    pause.the_day();
    let known = ["--known", "2016-11-04T08:30"];
    let count = |source: &str, id: &str| {
        pause.enter(&[
            "count",
            "--at",
            "everywhere",
            "--passage",
            "passed",
            "--from",
            "14:00",
            "--to",
            "15:00",
            "--persons",
            "30",
            "--source",
            source,
            "--known",
            "15:10",
            "--id",
            id,
        ]);
    };
    pause.enter(&[&["source", "russia-mod"][..], &known].concat());
    let second = pause.enter(&[&["source", "russian-mod"][..], &known].concat());
    for part in [
        "looks like russia-mod",
        "record source russian-mod --root russia-mod",
        "--apart-from russia-mod",
    ] {
        assert!(second.err.contains(part), "{part}: {}", second.err);
    }
    count("russia-mod", "one");
    count("russian-mod", "two");
    let why = || {
        let number = [
            "account",
            "pause.kor",
            "--at",
            "2016-11-04T19:30",
            "--why",
            "observed.whole",
        ];
        let run = pause.folder.korridor(&number);
        assert_eq!(run.code, 0, "{}", run.err);
        run.out
    };
    let roots = |board: &serde_json::Value| board["totals"]["observed"]["roots"].clone();
    let shown = why();
    assert!(
        shown.contains("root russia-mod: russia-mod, russian-mod"),
        "{shown}"
    );
    assert!(
        shown.contains("russian-mod counts under russia-mod"),
        "{shown}"
    );
    assert_eq!(roots(&pause.board(&["--at", "19:00"])), 1);
    let apart = pause.enter(
        &[
            &["source", "russian-mod", "--apart-from", "russia-mod"][..],
            &known,
        ]
        .concat(),
    );
    assert!(!apart.err.contains("looks like"), "{}", apart.err);
    let shown = why();
    assert!(
        !shown.contains("counts under") && shown.contains("root russian-mod: russian-mod"),
        "{shown}"
    );
}
