//! A real city, from the scaffold to a scenario: OpenStreetMap roads and 1,227 hexagons of people.

use std::path::PathBuf;

use korridor_import::population::sum_raster;
use korridor_import::scenario::{
    Files, NewFile, NewNetwork, NewScenario, SCENARIO_FILE, new_scenario, pack, read_files,
};
use korridor_world::geometry::{Area, Position, Ring};
use korridor_world::{Level, Severity};

/// The folder of real data, if this machine has it.
fn data() -> Option<PathBuf> {
    let default = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("KORRIDOR_DATA").map_or(default, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!(
        "skipped: no data in {} (set KORRIDOR_DATA)",
        folder.display()
    );
    None
}

const CORRIDORS: &str = r#"
[[destinations]]
id = "outside"

[[corridors]]
id = "north"
points = [[-51.19, -30.0], [-51.19, -29.98]]
admits = ["civilians"]
destination = "outside"
gates = [{ id = "north-gate", metres = 500, regime = "visual" }]

[[corridors]]
id = "east"
points = [[-51.142, -30.05], [-51.1, -30.05]]
admits = ["civilians"]
destination = "outside"

[[corridors]]
id = "south"
points = [[-51.22, -30.11], [-51.22, -30.14]]
admits = ["civilians"]
destination = "outside"

[[corridors]]
id = "north-east"
points = [[-51.145, -30.01], [-51.12, -29.99]]
admits = ["civilians"]
destination = "outside"
"#;

fn scaffold(data: &std::path::Path) -> Files {
    let roads = std::fs::read(data.join("osm/porto-alegre.osm.pbf")).unwrap();
    let zones = std::fs::read(data.join("population/porto-alegre/poa_hexgrid.csv")).unwrap();
    new_scenario(&NewScenario {
        id: "porto-alegre",
        network: NewNetwork::Osm(NewFile {
            name: "roads.osm.pbf",
            bytes: &roads,
        }),
        population: NewFile {
            name: "hexagons.csv",
            bytes: &zones,
        },
    })
}

fn filled_in(mut files: Files) -> Files {
    let text = String::from_utf8(files[SCENARIO_FILE].clone()).unwrap();
    let text = text
        .replace(
            "time_zone = \"\"",
            "time_zone = \"America/Sao_Paulo\"\nuptake = 1.0",
        )
        .replace("declared_by = []", "declared_by = [\"exercise control\"]")
        .replace(
            "windows = []",
            "windows = [{ start = \"2026-03-02T08:00\", end = \"2026-03-02T16:00\" }]",
        );
    files.insert(SCENARIO_FILE.to_owned(), (text + CORRIDORS).into_bytes());
    files
}

#[test]
fn a_new_scenario_asks_for_what_is_not_known_and_for_nothing_else() {
    let Some(data) = data() else { return };
    let (scenario, defects) = read_files(&scaffold(&data));
    assert!(scenario.is_none());
    let errors = defects
        .iter()
        .filter(|defect| defect.severity == Severity::Error);
    let codes: Vec<&str> = errors.map(|defect| defect.code.as_str()).collect();
    let expected = [
        "no_corridors",
        "no_destinations",
        "no_window",
        "not_declared",
        "unknown_time_zone",
    ];
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, expected, "{defects:#?}");
}

#[test]
fn the_city_is_read_whole() {
    let Some(data) = data() else { return };
    let files = filled_in(scaffold(&data));
    let (scenario, defects) = read_files(&files);
    for defect in &defects {
        println!("{defect}");
    }
    let scenario = scenario.expect("no errors");
    assert_eq!(scenario.zones.len(), 1_227);
    let people: u64 = scenario
        .zones
        .iter()
        .map(|zone| zone.population.best.0)
        .sum();
    assert_eq!(people, 812_935);
    let grouped = scenario.zones.iter().flat_map(|zone| &zone.groups);
    assert_eq!(
        grouped
            .map(|group| group.persons.at(Level::Best).0)
            .sum::<u64>(),
        people
    );
    assert_eq!(scenario.planned_corridors().count(), 4);
    println!(
        "{} nodes, {} links",
        scenario.network.nodes.len(),
        scenario.network.links.len()
    );
    assert_eq!(pack(&files), files);
}

/// A scenario of people who leave by car, without its network and its corridors.
fn by_car(id: &str, zone: &str) -> String {
    format!(
        r#"id = "{id}"
title = "{id}"
exercise = true
time_zone = "{zone}"
profile = "car"
uptake = 1.0
[pause]
declared_by = ["exercise control"]
agreed_by = []
windows = [{{ start = "2026-03-02T10:00", end = "2026-03-02T16:00" }}]
[[destinations]]
id = "outside"
"#
    )
}

fn corridor(id: &str, points: &str) -> String {
    format!(
        "[[corridors]]\nid = \"{id}\"\npoints = {points}\nadmits = [\"civilians\"]\ndestination = \"outside\"\n"
    )
}

fn read_good(files: &Files) -> korridor_world::Scenario {
    let (scenario, defects) = read_files(files);
    for defect in &defects {
        println!("{defect}");
    }
    scenario.expect("no errors")
}

#[test]
fn lima_is_read_from_gmns_with_its_trips_as_people() {
    let Some(data) = data() else { return };
    let text = by_car("lima", "America/New_York")
        + r#"[network]
kind = "gmns"
nodes = "node.csv"
links = "link.csv"
length_unit = "miles"
speed_unit = "miles_per_hour"
[population]
demand = "demand.csv"
"# + &corridor("west", "[[-84.40, 40.735], [-84.45, 40.735]]")
        + &corridor("east", "[[-83.88, 40.85], [-83.83, 40.85]]");
    let mut files = Files::from([(SCENARIO_FILE.to_owned(), text.into_bytes())]);
    for name in ["node.csv", "link.csv", "demand.csv"] {
        let path = data.join("gmns/Lima_Network").join(name);
        files.insert(name.to_owned(), std::fs::read(path).unwrap());
    }
    let scenario = read_good(&files);
    assert_eq!(scenario.zones.len(), 401);
    // 32,041 trips, each origin rounded to whole people.
    let people: u64 = scenario
        .zones
        .iter()
        .map(|zone| zone.population.best.0)
        .sum();
    assert!(people.abs_diff(32_041) <= 401, "{people}");
    assert_eq!(scenario.planned_corridors().count(), 2);
}

#[test]
fn castlemaine_is_read_from_matsim_with_zones_joined_to_their_areas() {
    let Some(data) = data() else { return };
    let folder = data.join("castlemaine");
    let areas = std::fs::read(folder.join("castlemaine-region/SA1-areas.geojson")).unwrap();
    let document: serde_json::Value = serde_json::from_slice(&areas).unwrap();
    let features = document["features"].as_array().unwrap();
    let ids = features
        .iter()
        .map(|feature| feature["properties"]["SA1_MAIN16"].as_str().unwrap());
    let zones = ids.map(|id| format!("[[zones]]\nid = \"{id}\"\npopulation = 200\n"));
    let zones: String = zones.collect();
    let text = by_car("castlemaine", "Australia/Melbourne")
        + r#"[network]
kind = "matsim"
file = "network.xml.gz"
crs = "EPSG:28355"
[layers]
zones = "areas.geojson"
[population]
columns = { id = "SA1_MAIN16", name = "SA2_NAME16" }
"# + &zones
        + &corridor("harcourt", "[[144.257, -37.004], [144.26, -36.99]]")
        + &corridor("elphinstone", "[[144.33, -37.105], [144.36, -37.12]]");
    let network = std::fs::read(folder.join("mount_alexander_shire_network_2018.xml.gz")).unwrap();
    let scenario = read_good(&Files::from([
        (SCENARIO_FILE.to_owned(), text.into_bytes()),
        ("network.xml.gz".to_owned(), network),
        ("areas.geojson".to_owned(), areas.clone()),
    ]));
    assert_eq!(scenario.zones.len(), 53);
    assert_eq!(scenario.zones[0].name, "Castlemaine");
    assert_eq!(scenario.planned_corridors().count(), 2);
    println!("{} nodes", scenario.network.nodes.len());
}

#[test]
fn zones_without_a_figure_take_it_from_the_raster() {
    let Some(data) = data() else { return };
    // Elevation in the place of people: any raster with values that add up will do.
    let raster = std::fs::read(data.join("population/porto-alegre/poa_elevation.tif")).unwrap();
    let corners = [
        [-51.20, -30.06],
        [-51.19, -30.06],
        [-51.19, -30.05],
        [-51.20, -30.05],
    ];
    let ring = corners.map(|[longitude, latitude]| Position {
        longitude,
        latitude,
    });
    let area = Area {
        polygons: vec![vec![Ring(ring.to_vec())]],
    };
    let sum = sum_raster("people.tif", &raster, &[area]).unwrap().zones[0].round();
    assert!(sum > 1_000.0, "{sum}");
    let layer = serde_json::json!({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"id": "counted", "population": 7},
         "geometry": {"type": "Point", "coordinates": [-51.19, -30.05]}},
        {"type": "Feature", "properties": {"id": "summed"},
         "geometry": {"type": "Polygon", "coordinates": [corners]}},
    ]});
    let mut files = filled_in(scaffold(&data));
    let text = String::from_utf8(files[SCENARIO_FILE].clone()).unwrap();
    let text = text.replace("hexagons.csv", "areas.geojson");
    let text = text + "\n[population]\nraster = \"people.tif\"\n";
    files.insert(SCENARIO_FILE.to_owned(), text.into_bytes());
    files.insert("areas.geojson".to_owned(), layer.to_string().into_bytes());
    files.insert("people.tif".to_owned(), raster);
    let scenario = read_good(&files);
    let people: Vec<u64> = scenario
        .zones
        .iter()
        .map(|zone| zone.population.best.0)
        .collect();
    assert_eq!(people, [7, sum as u64]);
    assert!(pack(&files).contains_key("people.tif"));
}
