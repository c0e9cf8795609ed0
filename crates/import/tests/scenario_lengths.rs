//! Lengths of roads against the places of their ends.

use korridor_import::scenario::{Files, SCENARIO_FILE, read_files};
use korridor_world::{Defect, Severity};

/// Four roads of 900 to 1,110 m as the crow flies, all of them `length` long.
fn cross(length: &str, unit: &str, more: &str) -> Files {
    let scenario = format!(
        "id = \"cross\"\ntitle = \"A cross\"\ntime_zone = \"Europe/Oslo\"\n[network]\nkind = \"gmns\"\n\
         nodes = \"node.csv\"\nlinks = \"link.csv\"\nlength_unit = \"{unit}\"\n\
         speed_unit = \"metres_per_second\"\n{more}"
    );
    let nodes = "node_id,x_coord,y_coord\n1,37.00,36.00\n2,37.01,36.00\n3,37.00,36.01\n\
                 4,36.99,36.00\n5,37.00,35.99\n";
    let mut links = "link_id,from_node_id,to_node_id,dir_flag,length,free_speed,capacity,lanes,\
                     allowed_uses\n"
        .to_owned();
    for end in 2..=5 {
        links += &format!("{end},1,{end},0,{length},8,600,1,all\n");
    }
    [
        (SCENARIO_FILE, scenario.as_str()),
        ("node.csv", nodes),
        ("link.csv", &links),
    ]
    .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
    .into()
}

fn told(files: &Files) -> Option<Defect> {
    let (_, defects) = read_files(files);
    assert!(
        defects.iter().all(|defect| defect.file == SCENARIO_FILE),
        "{defects:#?}"
    );
    defects
        .into_iter()
        .find(|defect| defect.code == "lengths_contradict_places")
}

#[test]
fn lengths_that_fit_are_not_told() {
    for (length, unit) in [
        ("1000", "metres"),
        ("0.6", "miles"),
        ("1", "kilometres"),
        ("3000", "feet"),
    ] {
        assert_eq!(told(&cross(length, unit, "")), None, "{length} {unit}");
    }
}

#[test]
fn lengths_in_another_unit_are_an_error_that_names_the_right_one() {
    for (length, unit, right) in [("0.6", "metres", "miles"), ("1000", "kilometres", "metres")] {
        let told = told(&cross(length, unit, "")).unwrap();
        assert_eq!(told.severity, Severity::Error);
        assert!(
            told.expected.contains(&format!("length_unit = {right:?}")),
            "{told:?}"
        );
    }
}

#[test]
fn odd_lengths_are_a_warning_and_schematic_ones_nothing() {
    for (length, unit) in [("0.6", "kilometres"), ("7", "feet")] {
        let told = told(&cross(length, unit, "")).unwrap();
        assert_eq!(told.severity, Severity::Warning, "{told:?}");
    }
    assert_eq!(told(&cross("0.6", "metres", "schematic = true\n")), None);
}
