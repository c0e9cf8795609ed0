//! The usable plan as a person asks for it, on small scenarios and on real cities where their data is at
//! hand.

mod common;

use std::path::{Path, PathBuf};

use common::{Folder, json};

fn scenario(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../scenarios")
        .join(name);
    path.display().to_string()
}

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

/// Plans and verifies, and holds the waves against the exact curve: in thousandths, at least so many of
/// the exact total are out at the end, and at most so many of all who wish to leave are behind.
fn holds(folder: &Folder, scenario: &str, at_end: u64, behind: u64) {
    let run = folder.korridor(&["plan", scenario, "-o", "out", "--force", "--json"]);
    assert_eq!(run.code, 0, "{scenario}: {}", run.out);
    for level in json(&run.out)["levels"].as_array().unwrap() {
        let (exact, usable) = (&level["everyone"], &level["usable"]);
        let [out, waves] = [exact, &usable["everyone"]].map(|who| who["out"].as_u64().unwrap());
        assert!(waves * 1_000 >= out * at_end, "{scenario}: {level:#}");
        let worst = usable["behind_at_worst"].as_i64().unwrap().max(0) as u64;
        let wish = exact["wish_to_leave"].as_u64().unwrap();
        assert!(worst * 1_000 <= wish * behind, "{scenario}: {level:#}");
    }
    let run = folder.korridor(&["verify", "out"]);
    assert_eq!(
        (run.code, run.err.as_str()),
        (0, ""),
        "{scenario}: {}",
        run.out
    );
}

#[test]
fn waves_follow_the_exact_curve_of_east_aleppo() {
    holds(&Folder::with(&[]), &scenario("aleppo-2016"), 990, 30);
}

#[test]
fn a_plan_of_one_route_and_short_waves() {
    let folder = Folder::with(&[]);
    let aleppo = scenario("aleppo-2016");
    let run = folder.korridor(&["plan", &aleppo, "-o", "out", "--routes", "1", "--wave", "5"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        run.out
            .contains("by departure waves of 5 min, at most 1 routes a zone"),
        "{}",
        run.out
    );
    let plan = json(&folder.read("out/plan.json"));
    for level in plan["levels"].as_array().unwrap() {
        for group in level["usable"]["groups"].as_array().unwrap() {
            assert!(
                group["most_routes_of_a_zone"].as_u64().unwrap() <= 1,
                "{group}"
            );
        }
    }
    assert_eq!(folder.korridor(&["verify", "out"]).code, 0);
}

#[test]
fn no_routes_and_waves_that_do_not_fit_are_wrong_input() {
    let folder = Folder::with(&[]);
    let gate = scenario("tiny-gate");
    for wrong in [
        ["--routes", "0"],
        ["--wave", "0"],
        ["--wave", "121"],
        ["--wave", "x"],
    ] {
        let run = folder.korridor(&[&["plan", &gate, "-o", "out"][..], &wrong].concat());
        assert_eq!(run.code, 2, "{wrong:?}: {}", run.err);
        assert!(folder.names().is_empty(), "{wrong:?}");
    }
    let run = folder.korridor(&["plan", &gate, "-o", "out", "--wave", "121"]);
    assert!(
        run.err.contains("waves of 121 minutes; expected 1 to 120"),
        "{}",
        run.err
    );
}

const PORTO_ALEGRE: &str = r#"
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

#[test]
fn waves_follow_the_exact_curve_of_porto_alegre() {
    let Some(data) = data() else { return };
    let folder = Folder::with(&[]);
    let roads = data.join("osm/porto-alegre.osm.pbf").display().to_string();
    let people = data
        .join("population/porto-alegre/poa_hexgrid.csv")
        .display()
        .to_string();
    let run = folder.korridor(&["new", "city", "--osm", &roads, "--population", &people]);
    assert_eq!(run.code, 0, "{}", run.err);
    let text = folder
        .read("city/scenario.toml")
        .replace(
            "time_zone = \"\"",
            "time_zone = \"America/Sao_Paulo\"\nuptake = 1.0",
        )
        .replace("declared_by = []", "declared_by = [\"exercise control\"]")
        .replace(
            "windows = []",
            "windows = [{ start = \"2026-03-02T08:00\", end = \"2026-03-02T16:00\" }]",
        );
    folder.write("city/scenario.toml", &(text + PORTO_ALEGRE));
    holds(&folder, "city", 990, 30);
}

/// A scenario of people who leave by car within six hours, over two corridors.
fn by_car(id: &str, zone: &str, network: &str, corridors: [&str; 2]) -> String {
    let mut text = format!(
        "id = \"{id}\"\ntitle = \"{id}\"\nexercise = true\ntime_zone = \"{zone}\"\nprofile = \"car\"\nuptake = 1.0\n\
         [pause]\ndeclared_by = [\"exercise control\"]\nagreed_by = []\n\
         windows = [{{ start = \"2026-03-02T10:00\", end = \"2026-03-02T16:00\" }}]\n\
         [[destinations]]\nid = \"outside\"\n{network}"
    );
    for (index, points) in corridors.iter().enumerate() {
        text += &format!(
            "[[corridors]]\nid = \"corridor-{index}\"\npoints = {points}\nadmits = [\"civilians\"]\ndestination = \"outside\"\n"
        );
    }
    text
}

#[test]
fn waves_follow_the_exact_curve_of_lima() {
    let Some(data) = data() else { return };
    let network = "[network]\nkind = \"gmns\"\nnodes = \"node.csv\"\nlinks = \"link.csv\"\nlength_unit = \"miles\"\n\
                   speed_unit = \"miles_per_hour\"\n[population]\ndemand = \"demand.csv\"\n";
    let corridors = [
        "[[-84.40, 40.735], [-84.45, 40.735]]",
        "[[-83.88, 40.85], [-83.83, 40.85]]",
    ];
    let text = by_car("lima", "America/New_York", network, corridors);
    let folder = Folder::with(&[]);
    std::fs::create_dir(folder.path().join("lima")).unwrap();
    folder.write("lima/scenario.toml", &text);
    for name in ["node.csv", "link.csv", "demand.csv"] {
        let from = data.join("gmns/Lima_Network").join(name);
        std::fs::copy(from, folder.path().join("lima").join(name)).unwrap();
    }
    holds(&folder, "lima", 990, 30);
}

#[test]
#[ignore = "the exact flow of some 4,000 steps takes a minute"]
fn waves_follow_the_exact_curve_of_castlemaine() {
    let Some(data) = data() else { return };
    let castlemaine = data.join("castlemaine");
    let areas =
        std::fs::read_to_string(castlemaine.join("castlemaine-region/SA1-areas.geojson")).unwrap();
    let features = json(&areas)["features"].as_array().unwrap().clone();
    let zones = features.iter().map(|feature| {
        let id = feature["properties"]["SA1_MAIN16"].as_str().unwrap();
        format!("[[zones]]\nid = \"{id}\"\npopulation = 200\n")
    });
    let network = "[network]\nkind = \"matsim\"\nfile = \"network.xml.gz\"\ncrs = \"EPSG:28355\"\n[layers]\nzones = \"areas.geojson\"\n\
                   [population]\ncolumns = { id = \"SA1_MAIN16\", name = \"SA2_NAME16\" }\n"
        .to_owned()
        + &zones.collect::<String>();
    let corridors = [
        "[[144.257, -37.004], [144.26, -36.99]]",
        "[[144.33, -37.105], [144.36, -37.12]]",
    ];
    let text = by_car("castlemaine", "Australia/Melbourne", &network, corridors);
    let folder = Folder::with(&[]);
    std::fs::create_dir(folder.path().join("town")).unwrap();
    folder.write("town/scenario.toml", &text);
    folder.write("town/areas.geojson", &areas);
    let roads = castlemaine.join("mount_alexander_shire_network_2018.xml.gz");
    std::fs::copy(roads, folder.path().join("town/network.xml.gz")).unwrap();
    holds(&folder, "town", 990, 30);
}
