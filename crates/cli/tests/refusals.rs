//! What `new`, `check`, `plan` and `verify` refuse, and what they never show.

mod common;

use std::path::Path;

use common::Folder;

fn scenario(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../scenarios")
        .join(name);
    path.display().to_string()
}

/// A copy of the scenario `name` as the folder `copy`, with one text replaced in `scenario.toml`.
fn changed(folder: &Folder, name: &str, copy: &str, from: &str, to: &str) {
    std::fs::create_dir_all(folder.path().join(copy)).unwrap();
    for entry in std::fs::read_dir(scenario(name)).unwrap() {
        let entry = entry.unwrap();
        let target = folder.path().join(copy).join(entry.file_name());
        std::fs::copy(entry.path(), target).unwrap();
    }
    let file = format!("{copy}/scenario.toml");
    let text = folder.read(&file);
    assert!(text.contains(from), "{from}: {text}");
    folder.write(&file, &text.replacen(from, to, 1));
}

#[test]
fn forcing_spares_every_file_of_somebody_else() {
    let folder = Folder::with(&[]);
    let gate = scenario("tiny-gate");
    let plan = ["plan", &gate, "-o", "out", "--force"];
    assert_eq!(folder.korridor(&plan).code, 0);
    for mine in ["out/notes.txt", "out/scenario/notes.txt"] {
        folder.write(mine, "mine");
        let run = folder.korridor(&plan);
        assert_eq!(run.code, 2, "{mine}: {}", run.out);
        assert!(run.err.contains(mine), "{}", run.err);
        assert_eq!(folder.read(mine), "mine");
        std::fs::remove_file(folder.path().join(mine)).unwrap();
    }
    assert_eq!(folder.korridor(&plan).code, 0);
}

#[test]
fn a_remnant_of_a_plan_folder_is_refused() {
    let folder = Folder::with(&[]);
    let gate = scenario("tiny-gate");
    assert_eq!(folder.korridor(&["plan", &gate, "-o", "out"]).code, 0);
    let run = folder.korridor(&["verify", "out", "--problem", "."]);
    assert_eq!(run.code, 2, "{}", run.err);
    std::fs::remove_file(folder.path().join("out/plan.json")).unwrap();
    let run = folder.korridor(&["verify", "out"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert_eq!(folder.korridor(&["verify", "."]).code, 2);
}

#[test]
fn a_file_in_the_place_of_its_folder_is_told_as_such() {
    let folder = Folder::with(&[]);
    let gate = scenario("tiny-gate");
    assert_eq!(folder.korridor(&["plan", &gate, "-o", "out"]).code, 0);
    let scenario = format!("{gate}/scenario.toml");
    for (arguments, part) in [
        (["check", scenario.as_str()], "the folder that it is in"),
        (["check", "."], "a folder without scenario.toml"),
        (
            ["verify", "out/plan.json"],
            "the folder of a plan as a whole",
        ),
    ] {
        let run = folder.korridor(&arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.out);
        assert!(run.err.contains(part), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn names_cannot_steer_the_terminal() {
    let folder = Folder::with(&[]);
    let title = "title = \"A\\u001b[2J\\u202eB\\nverified: all\" # ";
    changed(&folder, "tiny-gate", "evil", "title = ", title);
    let run = folder.korridor(&["plan", "evil", "-o", "out"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let start = "A\\u{1b}[2J\\u{202e}B\\nverified: all (";
    assert!(run.out.starts_with(start), "{}", run.out);
    assert!(!run.out.contains(['\u{1b}', '\u{202e}']));
}

#[test]
fn check_refuses_what_cannot_be_planned_at_all() {
    let folder = Folder::with(&[]);
    let window = "start = \"2016-11-04T10:00\", end = \"2016-11-04T12:00\", hours = 2";
    let long = "start = \"2016-11-04T10:00\", end = \"2026-11-04T12:00\"";
    changed(&folder, "tiny-gate", "long", window, long);
    let admits = "admits = [\"civilians\"]";
    changed(
        &folder,
        "tiny-gate",
        "shut",
        admits,
        "survey = \"suspected\"\nadmits = [\"civilians\"]",
    );
    for name in ["long", "shut"] {
        let check = folder.korridor(&["check", name]);
        assert_eq!(check.code, 1, "{name}: {}{}", check.out, check.err);
        let plan = folder.korridor(&["plan", name, "-o", "out"]);
        assert_eq!(plan.code, 2, "{name}: {}", plan.out);
    }
}

#[test]
fn a_pause_over_several_days_shows_dates() {
    let folder = Folder::with(&[]);
    let window = "start = \"2016-11-04T10:00\", end = \"2016-11-04T12:00\", hours = 2 }";
    let two = "start = \"2016-11-04T10:00\", end = \"2016-11-04T12:00\" }, \
        { start = \"2016-11-05T10:00\", end = \"2016-11-05T11:00\" }";
    changed(&folder, "tiny-gate", "two", window, two);
    let run = folder.korridor(&["plan", "two", "-o", "out"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for part in [
        "\n  2016-11-04, 10:00 to 12:00; used: 10:00 to 12:00\n",
        "\n  2016-11-05, 10:00 to 11:00; used: 10:00 to 11:00\n",
        " 2016-11-04 10:00  ",
        " 2016-11-05 11:00\n",
    ] {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }
}

#[test]
#[cfg(unix)]
fn devices_and_links_to_nowhere_are_no_files() {
    let folder = Folder::with(&[]);
    let link = |target: &str, name: &str| {
        std::os::unix::fs::symlink(target, folder.path().join(name)).unwrap();
    };
    changed(&folder, "tiny-gate", "odd", "title", "title");
    std::fs::remove_file(folder.path().join("odd/node.csv")).unwrap();
    link("/dev/null", "odd/node.csv");
    let run = folder.korridor(&["check", "odd"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("a pipe or device"), "{}", run.err);

    std::fs::create_dir(folder.path().join("bare")).unwrap();
    folder.write("bare/arcs.csv", "tail,head,transit,capacity\na,x,1,1\n");
    folder.write("bare/supplies.csv", "node,supply\na,1\n");
    folder.write("bare/exits.csv", "node\nx\n");
    link("nowhere.csv", "bare/nodes.csv");
    let run = folder.korridor(&["flow", "bare", "--horizon", "3"]);
    assert_eq!(run.code, 2, "{}", run.out);
    let found = "bare/nodes.csv\n     found  a link that leads nowhere";
    assert!(run.err.contains(found), "{}", run.err);
}

#[test]
fn new_refuses_a_network_that_nobody_can_read() {
    let folder = Folder::with(&[
        ("people.csv", "id,lon,lat,population\na,1,2,3\n"),
        ("half.osm", "<osm><node id=\"1\" lat=\"1\""),
    ]);
    let run = folder.korridor(&[
        "new",
        "city",
        "--osm",
        "half.osm",
        "--population",
        "people.csv",
    ]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(run.err.contains("half.osm"), "{}", run.err);
    assert_eq!(folder.names(), ["half.osm", "people.csv"]);
}

#[test]
fn the_summary_never_says_what_keeps_people_in_who_are_out() {
    let folder = Folder::with(&[]);
    changed(
        &folder,
        "tiny-gate",
        "few",
        "population = 2000",
        "population = 100",
    );
    changed(&folder, "tiny-gate", "many", "title", "title");
    for (name, heading) in [
        (
            "few",
            "\nWhat keeps people from being out earlier, with best figures:\n  gate gate-gate: ",
        ),
        (
            "many",
            "\nWhat keeps more people from being out by the end, with best figures:\n  gate gate-gate: ",
        ),
    ] {
        let run = folder.korridor(&["plan", name, "-o", "out", "--force"]);
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(run.out.contains(heading), "{name}: {}", run.out);
    }
}

#[test]
fn broken_gmns_tables_are_told_before_a_scenario_is_made() {
    let folder = Folder::with(&[
        (
            "node.csv",
            "node_id,x_coord,y_coord\n1,0.0,0.0\n2,0.01,0.0\n",
        ),
        (
            "link.csv",
            "link_id,from_node_id,to_node_id,directed,length,free_speed,capacity,lanes\n1,1,9,1,100,30,600,1\n",
        ),
        ("zones.csv", "id,lon,lat,population\na,0.0,0.0,10\n"),
    ]);
    let arguments = [
        "new",
        "city",
        "--gmns-nodes",
        "node.csv",
        "--gmns-links",
        "link.csv",
        "--population",
        "zones.csv",
    ];
    let run = folder.korridor(&arguments);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(
        run.err.contains("link.csv") && run.err.contains('9'),
        "{}",
        run.err
    );
    assert!(!folder.path().join("city").exists());
}

#[test]
fn a_property_named_twice_is_refused() {
    let twice = r#"{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"id": "a", "population": 1, "population": 2},
 "geometry": {"type": "Point", "coordinates": [0.0, 0.0]}}]}"#;
    let folder = Folder::with(&[]);
    std::fs::create_dir(folder.path().join("s")).unwrap();
    let files = [
        (
            "s/scenario.toml",
            "id = \"s\"\ntime_zone = \"UTC\"\n[layers]\nzones = \"zones.geojson\"\n",
        ),
        ("s/zones.geojson", twice),
    ];
    files
        .iter()
        .for_each(|(name, text)| folder.write(name, text));
    let run = folder.korridor(&["check", "s"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(
        run.err.contains("\"population\" named twice in one object"),
        "{}",
        run.err
    );
}
