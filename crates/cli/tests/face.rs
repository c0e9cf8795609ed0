//! The outside of the program: help, exit codes, man page, completions.

mod common;

use common::{Folder, json};

#[test]
fn without_a_verb_there_is_help_and_exit_code_2() {
    let run = Folder::with(&[]).korridor(&[]);
    assert_eq!(run.code, 2);
    for part in ["Usage: korridor", "plan", "verify", "flow", "Exit codes:"] {
        assert!(run.err.contains(part), "{part}: {}", run.err);
    }
}

#[test]
fn help_and_version_are_answers() {
    let folder = Folder::with(&[]);
    for arguments in [
        &["--help"][..],
        &["plan", "--help"],
        &["--version"],
        &["flow", "-h"],
    ] {
        let run = folder.korridor(arguments);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{arguments:?}");
        assert!(
            !run.out.contains('\u{1b}'),
            "no colours into a pipe: {}",
            run.out
        );
    }
}

#[test]
fn usage_errors_are_2_in_words_and_in_json() {
    let folder = Folder::with(&[]);
    for arguments in [
        &["fly"][..],
        &["flow", "."],
        &["plan"],
        &["new", "x", "--population", "p"],
    ] {
        assert_eq!(folder.korridor(arguments).code, 2, "{arguments:?}");
        let run = folder.korridor(&[arguments, &["--json"]].concat());
        assert_eq!(run.code, 2);
        assert_eq!(json(&run.out)["status"], "usage");
    }
}

#[test]
fn the_man_page_and_the_completions_know_every_verb() {
    let folder = Folder::with(&[]);
    let page = folder.korridor(&["man"]).out;
    let verbs = ["new", "check", "plan", "verify", "flow"];
    for verb in verbs {
        assert!(
            page.contains(&format!("korridor\\-{verb}(1)")),
            "{verb}: {page}"
        );
        let own = folder.korridor(&["man", verb]);
        assert!(
            own.code == 0 && own.out.contains("\\-\\-json"),
            "{}",
            own.out
        );
    }
    for shell in ["bash", "zsh", "fish"] {
        let script = folder.korridor(&["completions", shell]).out;
        assert!(verbs.iter().all(|verb| script.contains(verb)), "{shell}");
    }
    assert_eq!(folder.korridor(&["man", "fly"]).code, 2);
}

#[test]
fn missing_input_is_2() {
    let folder = Folder::with(&[("file", "")]);
    for arguments in [
        &["check", "nowhere"][..],
        &["check", "file"],
        &["plan", "nowhere", "-o", "out"],
        &["verify", "nowhere"],
        &["verify", "file"],
        &["flow", "nowhere", "--horizon", "1"],
        &["new", "city", "--osm", "nowhere", "--population", "nothing"],
    ] {
        let run = folder.korridor(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.out);
        assert!(run.err.contains("error"), "{arguments:?}: {}", run.err);
    }
    assert_eq!(folder.names(), ["file"]);
}

#[test]
fn a_scenario_with_defects_is_refused_with_1() {
    let folder = Folder::with(&[("scenario.toml", "surprise = 1\n")]);
    let run = folder.korridor(&["check", "."]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.contains("surprise"), "{}", run.err);
    assert_eq!(folder.korridor(&["plan", ".", "-o", "out"]).code, 2);
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_that_cannot_be_written_is_2() {
    let gate = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/tiny-gate");
    let folder = Folder::with(&[]);
    for arguments in [
        &["man"][..],
        &["completions", "bash"],
        &["--help"],
        &["check", gate],
        &["check", gate, "--json"],
        &["check", "nowhere", "--json"],
    ] {
        let full = std::fs::File::create("/dev/full").unwrap();
        let ran = std::process::Command::new(env!("CARGO_BIN_EXE_korridor"))
            .args(arguments)
            .current_dir(folder.path())
            .stdout(full)
            .output()
            .unwrap();
        assert_eq!(ran.status.code(), Some(2), "{arguments:?}");
        assert!(!ran.stderr.is_empty(), "{arguments:?}");
    }
}
