//! `korridor new`, `check`, `plan` and `verify` on small scenarios, as a person runs them.

mod common;

use std::path::{Path, PathBuf};

use common::{Folder, json};

fn scenario(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../scenarios")
        .join(name);
    path.display().to_string()
}

#[test]
fn every_scenario_at_hand_is_checked_planned_and_verified() {
    let folder = Folder::with(&[]);
    for name in ["aleppo-2016", "tiny-gate", "tiny-opening", "tiny-reception"] {
        let run = folder.korridor(&["check", &scenario(name)]);
        assert_eq!(run.code, 0, "{name}: {}", run.err);
        let run = folder.korridor(&["plan", &scenario(name), "-o", name, "--json"]);
        assert_eq!(run.code, 0, "{name}: {}", run.out);
        for level in json(&run.out)["levels"].as_array().unwrap() {
            let part = |name: &str| level["everyone"][name].as_u64().unwrap();
            let parts = [
                "out",
                "on_the_way",
                "remaining_not_assumed_to_wish",
                "choose_no_destination",
            ];
            let more = ["could_not_be_reached", "not_out_in_time"];
            let sum: u64 = parts.into_iter().chain(more).map(part).sum();
            assert_eq!(sum, part("population"), "{name}: everyone is accounted for");
        }
        let run = folder.korridor(&["verify", name]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{name}: {}", run.out);
    }
}

#[test]
fn a_plan_folder_in_which_one_figure_was_changed_is_refused() {
    let folder = Folder::with(&[]);
    assert_eq!(
        folder
            .korridor(&["plan", &scenario("tiny-gate"), "-o", "out"])
            .code,
        0
    );
    let mut left = vec![folder.path().join("out")];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(
                std::fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else {
            files.push(path);
        }
    }
    assert!(files.len() >= 8, "{files:?}");
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        // The last digit: a figure, not a name or a heading.
        let Some(at) = bytes.iter().rposition(u8::is_ascii_digit) else {
            continue;
        };
        let mut damaged = bytes.clone();
        damaged[at] = b'0' + (damaged[at] - b'0' + 1) % 10;
        std::fs::write(&file, &damaged).unwrap();
        let run = folder.korridor(&["verify", "out"]);
        assert_eq!(run.code, 1, "{}: {}", file.display(), run.out);
        std::fs::write(&file, &bytes).unwrap();
    }
    assert_eq!(folder.korridor(&["verify", "out"]).code, 0);
    folder.write("out/stranger.csv", "1\n");
    assert_eq!(folder.korridor(&["verify", "out"]).code, 1);
}

#[test]
fn a_plan_folder_is_replaced_only_when_forced_and_nothing_else_ever() {
    let folder = Folder::with(&[("mine.txt", "mine")]);
    std::fs::create_dir(folder.path().join("photos")).unwrap();
    let gate = scenario("tiny-gate");
    assert_eq!(folder.korridor(&["plan", &gate, "-o", "out"]).code, 0);
    assert_eq!(folder.korridor(&["plan", &gate, "-o", "out"]).code, 2);
    assert_eq!(
        folder
            .korridor(&["plan", &gate, "-o", "out", "--force"])
            .code,
        0
    );
    for other in ["photos", "mine.txt", "nowhere/out", ".", ".."] {
        assert_eq!(
            folder
                .korridor(&["plan", &gate, "-o", other, "--force"])
                .code,
            2,
            "{other}"
        );
    }
    assert_eq!(folder.read("mine.txt"), "mine");
    assert_eq!(folder.names(), ["mine.txt", "out", "photos"]);
}

#[test]
fn two_plans_are_the_same_bytes() {
    let folder = Folder::with(&[]);
    let gate = scenario("tiny-opening");
    for out in ["one", "two"] {
        assert_eq!(folder.korridor(&["plan", &gate, "-o", out]).code, 0);
    }
    for name in [
        "plan.json",
        "arrivals.csv",
        "certificate.json",
        "plan.geojson",
        "gates.csv",
        "report.html",
        "stops.csv",
        "announcements/ar.txt",
    ] {
        assert_eq!(
            folder.read(&format!("one/{name}")),
            folder.read(&format!("two/{name}"))
        );
    }
}

#[test]
fn a_new_scenario_says_what_is_still_missing() {
    let network = "<osm version=\"0.6\"><node id=\"1\" lat=\"36.2\" lon=\"37.15\"/>\
        <node id=\"2\" lat=\"36.21\" lon=\"37.16\"/><way id=\"3\"><nd ref=\"1\"/><nd ref=\"2\"/>\
        <tag k=\"highway\" v=\"primary\"/></way></osm>";
    let zones = "id,lon,lat,population\ncentre,37.15,36.2,1000\n";
    let folder = Folder::with(&[("roads.osm", network), ("zones.csv", zones)]);
    let new = [
        "new",
        "My City",
        "--osm",
        "roads.osm",
        "--population",
        "zones.csv",
    ];
    let run = folder.korridor(&new);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(folder.read("My City/zones.csv"), zones);
    assert!(folder.read("My City/scenario.toml").contains("\"my-city\""));
    // Nobody has declared a pause yet: that is for a person to say.
    let run = folder.korridor(&["check", "My City"]);
    assert_eq!(run.code, 1, "{}", run.out);
    assert!(run.err.contains("scenario.toml"), "{}", run.err);
    assert_eq!(folder.korridor(&new).code, 2);
    assert_eq!(folder.korridor(&[&new[..], &["--force"]].concat()).code, 0);
}

#[test]
fn a_gate_that_shuts_early_shows_in_a_comparison() {
    let folder = Folder::with(&[]);
    let copy = folder.path().join("shut");
    std::fs::create_dir(&copy).unwrap();
    for entry in std::fs::read_dir(scenario("tiny-opening")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, copy.join(path.file_name().unwrap())).unwrap();
    }
    let file = copy.join("scenario.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let shut = text.replace("2016-11-04T12:00\" }", "2016-11-04T11:10\" }");
    assert_ne!(text, shut);
    std::fs::write(&file, shut).unwrap();
    for (from, to) in [
        (scenario("tiny-opening"), "before"),
        ("shut".into(), "after"),
    ] {
        let run = folder.korridor(&["plan", &from, "-o", to]);
        assert_eq!(run.code, 0, "{}", run.err);
    }
    let run = folder.korridor(&["compare", "before", "before", "--json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(json(&run.out)["zones"], serde_json::json!({}));
    let run = folder.korridor(&["compare", "before", "after", "--json"]);
    let compared = json(&run.out);
    for level in compared["levels"].as_array().unwrap() {
        let differences = level["out_difference"].as_array().unwrap();
        let mut all = differences.iter().map(|persons| persons.as_i64().unwrap());
        // Step 0 is at 10:00, a step is a minute: nothing differs before 11:10.
        assert!(all.clone().take(70).all(|persons| persons == 0));
        assert!(
            all.clone().all(|persons| persons <= 0),
            "a shut gate helps nobody"
        );
        let [before, after] = [0, 1].map(|side| level["out"][side].as_i64().unwrap());
        assert_eq!(all.next_back(), Some(after - before));
    }
    assert_eq!(
        folder
            .korridor(&["plan", &scenario("tiny-gate"), "-o", "gate"])
            .code,
        0
    );
    let run = folder.korridor(&["compare", "before", "gate"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(
        run.err
            .contains("the scenario is tiny-opening and tiny-gate"),
        "{}",
        run.err
    );
}
