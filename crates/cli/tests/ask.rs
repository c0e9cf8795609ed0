//! `korridor ask` on small plans, as a person runs it.

mod common;

use std::path::Path;

use common::{Folder, json};

/// A folder with a plan of the tiny gate in `out`.
fn planned() -> Folder {
    let folder = Folder::with(&[]);
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/tiny-gate");
    let scenario = scenario.display().to_string();
    assert_eq!(folder.korridor(&["plan", &scenario, "-o", "out"]).code, 0);
    folder
}

#[test]
fn every_question_has_an_answer_and_the_folder_stays_as_it_is() {
    let folder = planned();
    let all = folder.korridor(&["ask", "out", "--json", "--hours", "1"]);
    assert_eq!((all.code, all.err.as_str()), (0, ""), "{}", all.out);
    let document = json(&all.out);
    assert_eq!(
        document["how_many"]["moments"][3]["out_persons"]["best"],
        826
    );
    assert_eq!(document["pause_of"]["out_persons"]["best"], 406);
    assert_eq!(
        document["how_long"]["shares"][0]["pause"]["best"]["minutes"],
        145
    );
    assert_eq!(
        document["bottlenecks"]["binding"][0]["change_persons"]["best"],
        83
    );
    let never = &document["corridors"]["corridors"][0]["never_opens"];
    assert_eq!(never["change_persons"]["best"], -826);
    assert_eq!(
        all.out,
        folder
            .korridor(&["ask", "out", "--json", "--hours", "1"])
            .out
    );
    for question in ["how-long", "how-many", "bottlenecks", "corridors"] {
        let run = folder.korridor(&["ask", "out", question]);
        assert_eq!(run.code, 0, "{question}: {}", run.err);
        assert!(run.out.contains("Best within this model"), "{}", run.out);
        assert!(run.out.contains("Internal use only"), "{}", run.out);
    }
    assert_eq!(folder.korridor(&["verify", "out"]).code, 0);
}

#[test]
fn what_cannot_be_asked_is_refused_with_the_nearest_that_can() {
    let folder = planned();
    let asked = |arguments: &[&str]| {
        let run = folder.korridor(&[&["ask"], arguments].concat());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        run.err
    };
    assert!(asked(&["out", "how-lang"]).contains("how-long"));
    assert!(asked(&["out", "--corridor", "gaet"]).contains("did you mean \"gate\"?"));
    for hours in ["0", "-3", "1e300", "NaN", "169"] {
        let said = asked(&["out", "--hours", hours]);
        assert!(said.contains("at most 168 hours"), "{hours}: {said}");
    }
    for minutes in ["0", "1441", "-5"] {
        asked(&["out", "--every", minutes]);
    }
    asked(&["nowhere"]);
    assert!(asked(&["."]).contains("a plan folder"));
}

#[test]
fn a_folder_that_verify_refuses_is_asked_nothing() {
    let folder = planned();
    let changed = folder.read("out/gates.csv") + "\n";
    folder.write("out/gates.csv", &changed);
    let run = folder.korridor(&["ask", "out", "--json"]);
    assert_eq!(run.code, 1);
    assert_eq!(json(&run.out)["status"], "refused");
}

#[test]
fn a_report_with_the_answers_is_written_beside_the_folder() {
    let folder = planned();
    let first = folder.korridor(&["ask", "out", "--report", "answers.html"]);
    assert_eq!((first.code, first.err.as_str()), (0, ""));
    let page = std::fs::read_to_string(folder.path().join("answers.html")).unwrap();
    for part in [
        "all who can be out",
        "it never opens",
        "in the open",
        "a tenth more",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(page.contains("default-src 'none'"));
    let again = folder.korridor(&["ask", "out", "--report", "answers.html"]);
    assert_eq!(again.code, 2, "{}", again.err);
    let inside = folder.korridor(&["ask", "out", "--report", "out/answers.html"]);
    assert_eq!(inside.code, 2, "{}", inside.err);
    let forced = folder.korridor(&[
        "ask",
        "out",
        "how-many",
        "--report",
        "answers.html",
        "--force",
    ]);
    assert_eq!(forced.code, 0, "{}", forced.err);
    let fewer = std::fs::read_to_string(folder.path().join("answers.html")).unwrap();
    assert!(fewer.contains("in the open") && !fewer.contains("it never opens"));
    assert_eq!(folder.korridor(&["verify", "out"]).code, 0);
}
