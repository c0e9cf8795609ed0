//! Planning on from a moment, as a person asks for it.

mod common;

use std::path::Path;

use common::{Folder, json};

fn planned() -> Folder {
    let folder = Folder::with(&[]);
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/tiny-gate");
    let run = folder.korridor(&["plan", &scenario.display().to_string(), "-o", "out"]);
    assert_eq!(run.code, 0, "{}", run.err);
    folder
}

#[test]
fn a_plan_is_continued_verified_and_compared() {
    let folder = planned();
    let run = folder.korridor(&[
        "replan", "out", "--at", "11:00", "--close", "gate", "-o", "out2",
    ]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(
        run.out.contains("first proposal: hold or go back"),
        "{}",
        run.out
    );
    let verified = folder.korridor(&["verify", "out2", "--json"]);
    assert_eq!(verified.code, 0, "{}", verified.out);
    let compared = folder.korridor(&["compare", "out", "out2", "--json"]);
    assert_eq!(
        json(&compared.out)["levels"][1]["out"],
        serde_json::json!([826, 413])
    );
    let arguments = [
        "replan", "out2", "--at", "11:30", "--open", "gate", "-o", "out2", "--json",
    ];
    let exists = folder.korridor(&arguments);
    assert_eq!(exists.code, 2, "{}", exists.out);
    let forced = folder.korridor(&[&arguments[..], &["--force"]].concat());
    assert_eq!(forced.code, 0, "{}", forced.out);
    assert_eq!(json(&forced.out)["continues"]["plans_before"], 2);
    assert_eq!(folder.korridor(&["verify", "out2"]).code, 0);
    let asked = folder.korridor(&["ask", "out2", "how-long"]);
    assert_eq!(asked.code, 0, "{}", asked.err);
    assert!(
        asked.out.contains("This plan continues another"),
        "{}",
        asked.out
    );
}

#[test]
fn bad_input_is_named_and_leaves_nothing_behind() {
    const TWO_DEFECTS: &[&str] = &["--at", "11:00", "--close", "gat", "--open", "gate"];
    let folder = planned();
    let before = folder.names();
    let cases: [(&[&str], &str); 9] = [
        (&["--at", "09:00"], "before the plan's time begins"),
        (&["--at", "12:30"], "the plan's time is over"),
        (&["--at", "soon"], "no moment"),
        (
            &["--at", "11:00", "--close", "gat"],
            "did you mean \"gate\"?",
        ),
        (&["--at", "11:00", "--open", "gate"], "it is open already"),
        (
            &["--at", "11:00", "--close", "gate", "--open", "gate"],
            "both close and open",
        ),
        (
            &["--at", "11:00", "--close", "gate", "--close", "gate"],
            "named twice",
        ),
        (TWO_DEFECTS, "did you mean \"gate\"?"),
        (TWO_DEFECTS, "it is open already"),
    ];
    for (arguments, expected) in cases {
        let run = folder.korridor(&[&["replan", "out", "-o", "out2"], arguments].concat());
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.err);
        assert!(run.err.contains(expected), "{arguments:?}: {}", run.err);
        assert_eq!(folder.names(), before);
    }
    for output in ["out/on", "out/scenario/on"] {
        let run = folder.korridor(&["replan", "out", "--at", "11:00", "-o", output]);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(
            run.err.contains("a plan folder stays as it is"),
            "{}",
            run.err
        );
        assert_eq!(folder.names(), before);
    }
    folder.write("out/waves.csv", "nobody\n");
    let run = folder.korridor(&["replan", "out", "--at", "11:00", "-o", "out2"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert_eq!(folder.names(), before);
}
