//! Everything that can be wrong with a scenario, one slip at a time in a good one: what is told, where,
//! and that it is all told at once.

use korridor_import::scenario::{Files, SCENARIO_FILE, read_files};
use korridor_world::{Defect, Level, Severity};

/// A cross of four streets of 1.1 km, with its middle at [37.0, 36.0].
const ROADS: &str = r#"<?xml version="1.0"?>
<osm version="0.6">
<node id="1" lat="36.00" lon="37.00"/>
<node id="2" lat="36.00" lon="37.01"/>
<node id="3" lat="36.01" lon="37.00"/>
<node id="4" lat="36.00" lon="36.99"/>
<node id="5" lat="35.99" lon="37.00"/>
<way id="1"><nd ref="4"/><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>
<way id="2"><nd ref="5"/><nd ref="1"/><nd ref="3"/><tag k="highway" v="residential"/></way>
</osm>"#;

const GOOD: &str = r#"id = "cross"
title = "A cross"
time_zone = "Europe/Oslo"
uptake = 1.0
[pause]
parties = ["A", "B"]
declared_by = ["A"]
agreed_by = []
windows = [{ start = "2024-06-03T09:00", end = "2024-06-03T12:00", hours = 3 }]
[network]
kind = "osm"
file = "roads.osm"
[layers]
zones = "zones.csv"
corridors = "corridors.geojson"
[[classes]]
id = "families"
destinations = [{ destination = "west", share = 0.75 }, { destination = "north", share = 0.25 }]
[[destinations]]
id = "west"
[[destinations]]
id = "north"
reception = [{ id = "school", limit = 300 }]
[[corridors]]
id = "west-road"
admits = ["civilians"]
destination = "west"
[[corridors.gates]]
id = "west-gate"
metres = 10
regime = "identity"
rate = { low = 30, best = 420, high = 1200, source = "them" }
[[corridors]]
id = "north-road"
points = [[37.0, 36.01], [37.0, 36.03]]
admits = ["civilians"]
destination = "north"
[[shuttles]]
id = "bus"
kind = "bus"
vehicles = 2
seats = 50
round_trip_minutes = 30
zones = ["centre"]
through_corridor = "west-road"
classes = ["families"]
[[waiting_places]]
id = "hall"
at = [37.0, 36.0]
capacity = 200
[[hazards]]
id = "bridge"
effect = "slowed"
factor = 0.5
from = "2024-06-03T10:00"
until = "2024-06-03T11:00"
points = [[37.001, 36.0], [37.009, 36.0]]
[[surveyed]]
id = "verge"
status = "suspected"
points = [[37.0, 35.999], [37.0, 35.991]]
"#;

const ZONES: &str = "id,name,lon,lat,population_low,population_best,population_high\n\
    centre,Centre,37.0,36.0,900,1000,1100\n\
    east,East,37.01,36.0,90,100,110\n";

const CORRIDORS: &str = r#"{"type": "FeatureCollection", "features": [{"type": "Feature",
    "properties": {"id": "west-road"},
    "geometry": {"type": "LineString", "coordinates": [[36.99, 36.0], [36.97, 36.0]]}}]}"#;

fn good() -> Files {
    [
        (SCENARIO_FILE, GOOD),
        ("roads.osm", ROADS),
        ("zones.csv", ZONES),
        ("corridors.geojson", CORRIDORS),
    ]
    .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
    .into()
}

/// A good scenario with one text in one file replaced.
fn with(file: &str, from: &str, to: &str) -> Files {
    let mut files = good();
    let text = String::from_utf8(files[file].clone()).unwrap();
    assert!(text.contains(from), "{from:?} stands in {file}");
    files.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
    files
}

fn toml(from: &str, to: &str) -> Files {
    with(SCENARIO_FILE, from, to)
}

fn errors(files: &Files) -> Vec<Defect> {
    let (scenario, defects) = read_files(files);
    let errors: Vec<Defect> = defects
        .into_iter()
        .filter(|defect| defect.severity == Severity::Error)
        .collect();
    assert_eq!(scenario.is_none(), !errors.is_empty());
    errors
}

/// `file:line code` of each error.
fn told(files: &Files) -> Vec<String> {
    let line = |defect: &Defect| defect.line.map_or(String::new(), |line| format!(":{line}"));
    errors(files)
        .iter()
        .map(|d| format!("{}{} {}", d.file, line(d), d.code))
        .collect()
}

fn codes(files: &Files) -> Vec<String> {
    errors(files)
        .into_iter()
        .map(|defect| defect.code)
        .collect()
}

#[test]
fn the_good_scenario_is_good_and_resolved() {
    let (scenario, defects) = read_files(&good());
    assert_eq!(defects, [], "{defects:#?}");
    let scenario = scenario.unwrap();
    assert_eq!(scenario.zones[0].population.at(Level::High).0, 1_100);
    assert_eq!(
        scenario.corridors[0].gates[0].openings[0]
            .rate
            .at(Level::Best)
            .0,
        420
    );
    let window = scenario.planning_interval().unwrap();
    assert_eq!(scenario.steps_in(window), 180);
    assert_eq!(window.start.to_string(), "2024-06-03T07:00:00Z");
    // The bridge is the street to the east, both ways; the verge the street to the south, both ways.
    assert_eq!(scenario.hazards[0].links.len(), 2);
    assert_eq!(scenario.suspected_links().len(), 2);
    let choices: Vec<u32> = scenario.classes[0]
        .destinations
        .iter()
        .map(|c| c.share.parts_per_million())
        .collect();
    assert_eq!(choices, [750_000, 250_000]);
}

#[test]
fn slips_in_scenario_toml_are_told_with_their_line() {
    let cases = [
        (
            "time_zone = \"Europe/Oslo\"",
            "time_zone = \"Europe/Olso\"",
            "scenario.toml:3 unknown_time_zone",
        ),
        ("declared_by", "declarde_by", "scenario.toml:5 missing_key"),
        (
            "start = \"2024-06-03T09:00\"",
            "start = \"2024-03-31T02:30\"",
            "scenario.toml:9 time_does_not_exist",
        ),
        (
            "start = \"2024-06-03T09:00\"",
            "start = \"2023-10-29T02:30\"",
            "scenario.toml:9 time_is_ambiguous",
        ),
        (
            "start = \"2024-06-03T09:00\"",
            "start = \"2024-06-03T12:00\"",
            "scenario.toml:9 interval_of_zero_length",
        ),
        (
            "start = \"2024-06-03T09:00\"",
            "start = \"2024-06-03T13:00\"",
            "scenario.toml:9 interval_ends_before_it_starts",
        ),
        (
            "hours = 3",
            "hours = 4",
            "scenario.toml:9 hours_contradict_start_and_end",
        ),
        (
            "2024-06-03T12:00\", hours = 3",
            "2025-06-03T12:00\"",
            "scenario.toml:5 pause_too_long",
        ),
        (
            "destination = \"west\"\n[[corridors.gates]]",
            "destination = \"wset\"\n[[corridors.gates]]",
            "scenario.toml:24 unknown_id",
        ),
        (
            "share = 0.75",
            "share = 0.85",
            "scenario.toml:16 shares_exceed_whole",
        ),
        (
            "regime = \"identity\"",
            "regime = \"identiy\"",
            "scenario.toml:31 unknown_word",
        ),
        (
            "low = 30, best",
            "low = 500, best",
            "scenario.toml:28 figures_out_of_order",
        ),
        (
            "rate = { low = 30",
            "rate = { low = -30",
            "scenario.toml:28 negative_figure",
        ),
        (
            "rate = { low = 30",
            "rate = { low = nan",
            "scenario.toml:32 not_a_finite_number",
        ),
        (
            "round_trip_minutes = 30",
            "round_trip_minutes = 0",
            "scenario.toml:38 out_of_range",
        ),
        (
            "vehicles = 2",
            "vehicles = 2.5",
            "scenario.toml:38 fractional_count",
        ),
        (
            "zones = [\"centre\"]",
            "zones = [\"center\"]",
            "scenario.toml:38 unknown_id",
        ),
        (
            "capacity = 200",
            "capacity = -1",
            "scenario.toml:47 negative_figure",
        ),
        (
            "factor = 0.5",
            "factor = 1.5",
            "scenario.toml:51 no_slowing_factor",
        ),
        (
            "status = \"suspected\"",
            "status = \"cleared\"",
            "scenario.toml:58 survey_without_operator_or_date",
        ),
        (
            "limit = 300",
            "limit = 0.5",
            "scenario.toml:23 fractional_count",
        ),
        (
            "id = \"families\"",
            "id = \"fighters\"",
            "scenario.toml:16 class_of_armed_persons",
        ),
        (
            "id = \"north-road\"",
            "id = \"west-road\"",
            "scenario.toml:33 duplicate_id",
        ),
        (
            "metres = 10",
            "metres = 99999",
            "scenario.toml:28 out_of_range",
        ),
        (
            "id = \"north-road\"",
            "id = \"north-road\"\nlength_metres = 1000",
            "scenario.toml:33 shorter_than_straight",
        ),
        (
            "id = \"north-road\"",
            "id = \"north-road\"\nagreed_by = [\"C\"]",
            "scenario.toml:33 unknown_party",
        ),
        (
            "zones = \"zones.csv\"",
            "zones = \"../zones.csv\"",
            "scenario.toml file_outside_folder",
        ),
        (
            "file = \"roads.osm\"",
            "file = \"road.osm\"",
            "scenario.toml file_missing",
        ),
        ("[network]", "[network", "scenario.toml:10 not_toml"),
        (
            "uptake = 1.0",
            "uptake = 100",
            "scenario.toml:4 absurd_figure",
        ),
        (
            "uptake = 1.0",
            "step_seconds = 0\nuptake = 1.0",
            "scenario.toml:4 out_of_range",
        ),
    ];
    for (from, to, expected) in cases {
        let told = told(&toml(from, to));
        assert!(told.iter().any(|told| told == expected), "{to}: {told:#?}");
    }
}

#[test]
fn an_unknown_key_is_told_with_the_nearest_known_one() {
    let files = toml("agreed_by = []", "agreed_by = []\ndaylite = \"cut\"");
    let errors = errors(&files);
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].code, "unknown_key");
    assert_eq!(errors[0].line, Some(9));
    assert_eq!(
        errors[0].expected,
        "a known key; did you mean \"daylight\"?"
    );
}

#[test]
fn places_that_cannot_be_are_told() {
    let cases = [
        // A corridor a kilometre and a half beside the roads.
        (
            SCENARIO_FILE,
            "[[37.0, 36.01], [37.0, 36.03]]",
            "[[37.03, 36.02], [37.04, 36.03]]",
            "corridor_touches_no_road",
        ),
        (
            SCENARIO_FILE,
            "[[37.0, 36.01], [37.0, 36.03]]",
            "[[36.01, 37.0], [36.03, 37.0]]",
            "longitude_latitude_swapped",
        ),
        (
            SCENARIO_FILE,
            "[[37.0, 36.01], [37.0, 36.03]]",
            "[[37.0, 36.01]]",
            "line_without_length",
        ),
        (
            SCENARIO_FILE,
            "[[37.0, 36.01], [37.0, 36.03]]",
            "[[37.0, 136.01], [37.0, 36.03]]",
            "not_on_earth",
        ),
        // The corridor to the west over the suspected verge in the south.
        (
            "corridors.geojson",
            "[[36.99, 36.0], [36.97, 36.0]]",
            "[[37.0, 35.9995], [37.0, 35.98]]",
            "corridor_over_suspected_ground",
        ),
        (
            "corridors.geojson",
            "LineString",
            "Point",
            "broken_coordinates",
        ),
        (
            "corridors.geojson",
            "LineString",
            "Linestring",
            "unknown_geometry",
        ),
        // In the sea off Latakia; in the same sea, with its coordinates exchanged.
        (
            "zones.csv",
            "37.01,36.0,90",
            "35.5,35.5,90",
            "far_outside_network",
        ),
        (
            "zones.csv",
            "37.01,36.0,90",
            "36.0,37.01,90",
            "longitude_latitude_swapped",
        ),
        (
            "zones.csv",
            "37.01,36.0,90",
            "37.1,36.1,90",
            "zone_far_from_roads",
        ),
    ];
    for (file, from, to, expected) in cases {
        let codes = codes(&with(file, from, to));
        assert_eq!(codes, [expected], "{to}");
    }
}

#[test]
fn tables_that_cannot_be_are_told_with_their_line() {
    let cases = [
        ("id,name", "id;name", "zones.csv:1 missing_column"),
        (
            "id,name,lon",
            "ident,name,lon",
            "zones.csv:1 missing_column",
        ),
        ("90,100,110", "90,100", "zones.csv:3 wrong_number_of_values"),
        ("90,100,110", "90,100.5,110", "zones.csv:3 fractional_count"),
        ("90,100,110", "-90,100,110", "zones.csv:3 negative_figure"),
        (
            "90,100,110",
            "90,100,99999999999",
            "zones.csv:3 absurd_figure",
        ),
        ("90,100,110", "90,1e400,110", "zones.csv:3 wrong_type"),
        ("90,100,110", "90,NaN,110", "zones.csv:3 wrong_type"),
        (
            "90,100,110",
            "110,100,90",
            "zones.csv:3 figures_out_of_order",
        ),
        ("east,East", "centre,East", "zones.csv:3 duplicate_id"),
        ("east,East", ",East", "zones.csv:3 missing_key"),
    ];
    for (from, to, expected) in cases {
        let told = told(&with("zones.csv", from, to));
        assert!(told.iter().any(|told| told == expected), "{to}: {told:#?}");
    }
    let semicolons = ZONES.replace(',', ";");
    let mut files = good();
    files.insert("zones.csv".to_owned(), semicolons.into_bytes());
    assert!(told(&files).contains(&"zones.csv:1 wrong_delimiter".to_owned()));
    files.insert("zones.csv".to_owned(), b"id,name\ncentre,\xFF\n".to_vec());
    assert!(told(&files).contains(&"zones.csv:2 not_utf8".to_owned()));
}

#[test]
fn byte_order_marks_and_carriage_returns_are_no_defects() {
    let mut files = good();
    for bytes in files.values_mut() {
        let text = String::from_utf8(bytes.clone())
            .unwrap()
            .replace('\n', "\r\n");
        *bytes = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    }
    assert_eq!(read_files(&files).1, []);
}

#[test]
fn people_of_zones_must_be_believable() {
    let area = |population: u64, corners: &str| {
        let mut files = toml("zones = \"zones.csv\"", "zones = \"zones.geojson\"");
        let layer = format!(
            r#"{{"type": "FeatureCollection", "features": [{{"type": "Feature",
            "properties": {{"id": "centre", "population": {population}}},
            "geometry": {{"type": "Polygon", "coordinates": [[{corners}]]}}}}]}}"#
        );
        files.insert("zones.geojson".to_owned(), layer.into_bytes());
        codes(&files)
    };
    // About 0.9 km times 1.1 km.
    let square =
        "[36.995, 35.995], [37.005, 35.995], [37.005, 36.005], [36.995, 36.005], [36.995, 35.995]";
    assert_eq!(area(100_000, square), [""; 0]);
    assert_eq!(area(300_000, square), ["absurd_density"]);
    let bow_tie =
        "[36.995, 35.995], [37.005, 36.005], [37.005, 35.995], [36.995, 36.006], [36.995, 35.995]";
    assert_eq!(area(100, bow_tie), ["self_intersecting_polygon"]);
    assert_eq!(area(0, square), ["no_people"]);
}

#[test]
fn armed_persons_are_recorded_and_never_planned() {
    let files = toml(
        "admits = [\"civilians\"]\ndestination = \"north\"",
        "admits = [\"armed_persons\"]\ndestination = \"north\"",
    );
    let (scenario, defects) = read_files(&files);
    assert_eq!(defects.len(), 1, "{defects:#?}");
    assert_eq!(defects[0].code, "corridor_for_armed_persons");
    let scenario = scenario.unwrap();
    assert_eq!(scenario.corridors.len(), 2);
    assert_eq!(scenario.planned_corridors().count(), 1);
    assert!(scenario.corridors[1].classes.is_empty());
}

#[test]
fn a_network_without_a_way_out_is_told() {
    // Both corridors begin on a street of their own, 300 m beside the others.
    let island = r#"<node id="8" lat="36.02" lon="37.02"/><node id="9" lat="36.025" lon="37.02"/>
        <way id="3"><nd ref="8"/><nd ref="9"/><tag k="highway" v="residential"/></way></osm>"#;
    let mut files = with("roads.osm", "</osm>", island);
    let text = String::from_utf8(files[SCENARIO_FILE].clone()).unwrap();
    let text = text.replace(
        "[[37.0, 36.01], [37.0, 36.03]]",
        "[[37.02, 36.025], [37.02, 36.03]]",
    );
    let text = text.replace("zones = [\"centre\"]\n", "at = [37.0, 36.0]\n");
    files.insert(SCENARIO_FILE.to_owned(), text.into_bytes());
    let layer = CORRIDORS.replace(
        "[[36.99, 36.0], [36.97, 36.0]]",
        "[[37.02, 36.02], [37.03, 36.02]]",
    );
    files.insert("corridors.geojson".to_owned(), layer.into_bytes());
    assert_eq!(codes(&files), ["no_corridor_reachable"]);
}

#[test]
fn all_defects_are_told_at_once() {
    let text = GOOD
        .replace("Europe/Oslo", "Europe/Olso")
        .replace("hours = 3", "hours = 5")
        .replace("capacity = 200", "capcity = 200")
        .replace("share = 0.75", "share = 7.5")
        .replace("factor = 0.5\n", "");
    let mut files = good();
    files.insert(SCENARIO_FILE.to_owned(), text.into_bytes());
    files.insert(
        "zones.csv".to_owned(),
        ZONES.replace("900,1000", "-900,1000").into_bytes(),
    );
    files.remove("corridors.geojson");
    let codes = codes(&files);
    for expected in [
        "unknown_time_zone",
        "hours_contradict_start_and_end",
        "unknown_key",
        "missing_key",
        "not_a_share",
        "no_slowing_factor",
        "negative_figure",
        "file_missing",
    ] {
        assert!(
            codes.iter().any(|code| code == expected),
            "{expected} in {codes:?}"
        );
    }
}

#[test]
fn roads_that_nobody_travels_are_told_once() {
    let walked = String::from_utf8(good()["roads.osm"].clone()).unwrap();
    let driven = walked.replace("</way>", "<tag k=\"foot\" v=\"no\"/></way>");
    let files = with("roads.osm", &walked, &driven);
    let errors = errors(&files);
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!(errors[0].code, "no_road_for_profile");
    assert!(errors[0].expected.contains("profile = \"car\""));
}

#[test]
fn a_column_of_another_name_is_told_with_the_way_to_name_it() {
    let expected = |files: &Files, code: &str| {
        let errors = errors(files);
        let missing = errors.iter().find(|defect| defect.code == code);
        missing.map_or(String::new(), |defect| defect.expected.clone())
    };
    let table = with("zones.csv", "id,name", "hex_id,name");
    let told = expected(&table, "missing_column");
    assert!(told.contains("columns = { id = "), "{told}");

    let area = r#"{"type": "FeatureCollection", "features": [{"type": "Feature",
        "properties": {"CODE": "centre"}, "geometry": {"type": "Point", "coordinates": [37, 36]}}]}"#;
    let mut layer = toml("zones.csv", "zones.geojson");
    layer.insert("zones.geojson".to_owned(), area.as_bytes().to_vec());
    let told = expected(&layer, "missing_key");
    assert!(told.contains("columns = { id = "), "{told}");
}
