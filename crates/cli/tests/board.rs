//! The board in a terminal and in JSON, at a moment.

mod common;

use common::pause::Pause;

#[test]
fn a_declared_pause_is_never_called_agreed() {
    let pause = Pause::open();
    pause.the_day();
    let run = pause
        .folder
        .korridor(&["board", "pause.kor", "--at", "14:30"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    for said in [
        "EXERCISE",
        "CONFIDENTIAL",
        "declared, not agreed",
        "not agreed: armed opposition in East",
        "inside the window: it ends at 19:00, in 4 h 30 min",
        "could mean any of the 8 corridors, and suspends none by itself: rockets",
    ] {
        assert!(run.out.contains(said), "{said}: {}", run.out);
    }
    let observed = run
        .out
        .lines()
        .find(|line| line.contains("observed by 14:00"))
        .unwrap();
    assert!(observed.contains("afp (one root)"), "{observed}");
    assert!(!run.out.contains("contested, because"), "{}", run.out);
    let statuses = pause.board(&["--at", "14:30"])["corridors"].clone();
    for corridor in statuses.as_array().unwrap() {
        assert_eq!(
            corridor["status"], "planned",
            "an unnamed corridor suspends none"
        );
    }
}

#[test]
fn the_board_goes_back_in_time() {
    let pause = Pause::open();
    pause.the_day();
    let at = |time: &str| pause.board(&["--at", time]);
    assert_eq!(at("2016-11-03T18:10")["pause"]["state"], "none_declared");
    assert_eq!(at("08:59")["pause"]["state"], "before");
    assert_eq!(at("09:00")["pause"]["state"], "inside");
    assert_eq!(at("18:59")["pause"]["state"], "inside");
    assert_eq!(at("19:00")["pause"]["state"], "ended");
    assert!(at("13:59")["totals"]["observed"].is_null());
    assert_eq!(at("14:00")["totals"]["observed"]["persons"]["high"], 0);
    assert!(at("14:05")["claims"].as_array().unwrap().is_empty());
    assert_eq!(at("14:15")["claims"].as_array().unwrap().len(), 1);
    let before = pause.board(&["--at", "14:30", "--occurred-by", "14:05"]);
    assert!(
        before["incidents"].as_array().unwrap().is_empty(),
        "{before:#}"
    );
    let nothing = pause.board(&["--at", "14:30", "--recorded-by", "2016-11-04T14:30"]);
    assert_eq!(
        nothing["pause"]["state"], "none_declared",
        "all of it was recorded later"
    );
}

#[test]
fn every_line_fits_and_colours_are_not_needed() {
    let pause = Pause::open();
    pause.the_day();
    for columns in ["72", "80", "120"] {
        let run =
            pause
                .folder
                .korridor(&["board", "pause.kor", "--at", "14:30", "--columns", columns]);
        let most: usize = columns.parse().unwrap();
        for line in run.out.lines() {
            assert!(line.chars().count() <= most, "{columns}: {line}");
        }
        assert!(!run.out.contains('\u{1b}'), "no colours into a pipe");
    }
    let wrong = pause
        .folder
        .korridor(&["board", "pause.kor", "--columns", "10"]);
    assert_eq!(wrong.code, 2);
}

#[test]
fn a_corridor_is_explained() {
    let pause = Pause::open();
    pause.the_day();
    let run = pause.folder.korridor(&[
        "board",
        "pause.kor",
        "--at",
        "14:30",
        "--explain",
        "bustan-al-qasr",
    ]);
    assert_eq!(run.code, 0, "{}", run.err);
    for said in [
        "rule not-declared",
        "rule guarantee-missing",
        "rule no-go-list",
        "rockets",
    ] {
        assert!(run.out.contains(said), "{said}: {}", run.out);
    }
    let run = pause
        .folder
        .korridor(&["board", "pause.kor", "--explain", "bustan-al-kasr"]);
    assert!(
        run.code == 2 && run.err.contains("bustan-al-qasr"),
        "{}",
        run.err
    );
}

#[test]
fn the_log_is_filtered_and_shows_words_only_when_asked() {
    let pause = Pause::open();
    pause.the_day();
    let log = |arguments: &[&str]| {
        pause
            .folder
            .korridor(&[&["log", "pause.kor"], arguments].concat())
    };
    assert!(!log(&[]).out.contains("rockets were fired"));
    assert!(
        log(&["--words"])
            .out
            .contains("rockets were fired at a corridor")
    );
    let of_afp = log(&["--source", "afp"]).out;
    assert!(
        of_afp.contains("nobody") && !of_afp.contains("rockets"),
        "{of_afp}"
    );
    assert!(
        log(&["--corridor", "civilian-2"]).out.contains("rockets"),
        "it could mean it"
    );
    assert!(
        log(&["--verb", "declare"])
            .out
            .contains("Russia declares the pause")
    );
    let wrong = log(&["--corridor", "civilian-22"]);
    assert!(
        wrong.code == 2 && wrong.err.contains("civilian-2"),
        "{}",
        wrong.err
    );
}

#[test]
fn what_a_source_says_cannot_forge_the_screen() {
    let pause = Pause::open();
    pause.sources();
    pause.enter(&[
        "report",
        "--source",
        "afp",
        "--happening",
        "other",
        "--known",
        "2016-11-04T10:00",
        "--words",
        "calm\n\nCORRIDORS\n  bustan-al-qasr  open",
    ]);
    let run = pause
        .folder
        .korridor(&["board", "pause.kor", "--at", "10:30"]);
    assert_eq!(
        run.out
            .lines()
            .filter(|line| line.starts_with("CORRIDORS"))
            .count(),
        1,
        "{}",
        run.out
    );
}
