//! Real extracts, networks and tables, where they are at hand: the folder named by `KORRIDOR_DATA`, or `../shared/data`
//! beside the workspace. They are not part of the project; without them these tests say so and pass.

use korridor_import::gmns::{self, CapacityPer, GmnsUnits, LengthUnit, NamedTable, SpeedUnit};
use korridor_import::{Limits, Projection, matsim, osm, population};
use korridor_world::{FootProfile, Metric, Profile, RoadNetwork};
use std::path::PathBuf;

fn data(path: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let folder = std::env::var("KORRIDOR_DATA").unwrap_or_else(|_| beside.to_owned());
    let path = PathBuf::from(folder).join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: no {}", path.display());
    None
}

fn bytes(path: &str) -> Option<Vec<u8>> {
    data(path).map(|path| std::fs::read(path).unwrap())
}

/// What must hold of any network: ends exist, lengths are those of the shapes, and simplifying loses none of it.
fn check(network: &RoadNetwork, name: &str) {
    for link in &network.links {
        let line = network.polyline(link);
        let length: f64 = line
            .windows(2)
            .map(|piece| piece[0].metres_to(piece[1]))
            .sum();
        assert!(
            (length - link.length_m).abs() < 1e-6 * length.max(1.0),
            "{name}: {} and {length}",
            link.length_m
        );
    }
    check_simplified(network, name);
}

fn check_simplified(network: &RoadNetwork, name: &str) {
    let simple = network.simplify(&[]);
    assert!(
        (simple.network.length_m() / network.length_m() - 1.0).abs() < 1e-9,
        "{name}"
    );
    let walker = Profile::Foot(FootProfile::default());
    let seconds = |network: &RoadNetwork| -> f64 {
        Metric::from_profile(network, &walker)
            .usable()
            .map(|(_, metric)| metric.seconds)
            .sum()
    };
    assert!(
        (seconds(network) - seconds(&simple.network)).abs() < 1e-6 * (1.0 + seconds(network)),
        "{name}"
    );
    // Not assert_eq: nobody wants to read the difference.
    let twice = simple.network.simplify(&[]).network;
    assert_eq!(twice.nodes.len(), simple.network.nodes.len(), "{name}");
    assert!(simple.network == twice, "{name}");
}

#[test]
fn extracts_are_read_whole_and_simplified_without_loss() {
    let files = [
        // Nodes and ways as other readers count them.
        ("andorra.osm.pbf", 69_644, 2725),
        ("columbus.osm.pbf", 48_456, 8443),
        ("helsinki.osm.pbf", 24_260, 5130),
        ("monaco.osm.pbf", 25_423, 4106),
        ("portland.osm.pbf", 42_293, 7188),
        ("porto-alegre.osm.pbf", 43_264, 16_032),
        ("krems.osm.gz", 15_042, 2402),
        ("West-Oakland.osm.bz2", 446, 66),
    ];
    for (name, nodes, ways) in files {
        let Some(path) = data(&format!("osm/{name}")) else {
            continue;
        };
        let (network, report) = osm::read_file(&path, &Limits::default()).unwrap();
        assert_eq!(
            (report.nodes_read, report.ways_read),
            (nodes, ways),
            "{name}"
        );
        check(&network, name);
    }
}

#[test]
fn broken_extracts_are_reported_or_refused() {
    let code = |name: &str| {
        let bytes = bytes(&format!("osm/broken/{name}"))?;
        let defects = osm::read(name, &bytes, &Limits::default()).map_or_else(
            |error| error.defects().to_vec(),
            |(_, report)| report.warnings(name),
        );
        Some(
            defects
                .into_iter()
                .map(|defect| defect.code)
                .collect::<Vec<_>>()
                .join(" "),
        )
    };
    for (name, expected) in [
        ("missing-nodes.osm.pbf", "way_with_missing_nodes"),
        ("monaco.lz4.osm.pbf", "compression_not_read"),
        (
            "test_invalid_location.osm",
            "coordinate_out_of_range empty_extract",
        ),
        (
            "conditional-restrictions.osm.xml",
            "conditional_restriction",
        ),
        ("one_way_dead_end.osm.pbf", ""),
    ] {
        assert_eq!(
            code(name).unwrap_or_else(|| expected.to_owned()),
            expected,
            "{name}"
        );
    }
}

#[test]
fn planners_networks_are_read_with_their_demand() {
    for (name, nodes, links, people) in [
        ("Braess_Paradox", 4, 4, 4000),
        ("Lima_Network", 2232, 6095, 32_041),
        ("Sioux_Falls", 24, 76, 360_600),
        ("Two_Corridor", 4, 4, 7000),
    ] {
        let table = |file: &str| bytes(&format!("gmns/{name}/{file}"));
        let (Some(node), Some(link), Some(demand)) =
            (table("node.csv"), table("link.csv"), table("demand.csv"))
        else {
            continue;
        };
        let units = GmnsUnits {
            length: LengthUnit::Mile,
            speed: SpeedUnit::MilesPerHour,
            capacity: CapacityPer::Lane,
            projection: None,
        };
        let node = NamedTable {
            name: "node.csv",
            bytes: &node,
        };
        let read = gmns::read(
            node,
            NamedTable {
                name: "link.csv",
                bytes: &link,
            },
            &units,
        )
        .unwrap();
        assert_eq!(
            (read.network.nodes.len(), read.network.links.len()),
            (nodes, links),
            "{name}"
        );
        let demand = NamedTable {
            name: "demand.csv",
            bytes: &demand,
        };
        let (zones, _) = gmns::read_demand(demand, &read).unwrap();
        assert_eq!(
            zones.iter().map(|zone| zone.population.best.0).sum::<u64>(),
            people,
            "{name}"
        );
        check_simplified(&read.network, name);
    }
}

#[test]
fn castlemaine_lies_in_victoria_and_its_lengths_fit_its_coordinates() {
    let Some(bytes) = bytes("castlemaine/mount_alexander_shire_network_2018.xml.gz") else {
        return;
    };
    let projection = Projection::from_epsg(28355).unwrap();
    let (network, _) =
        matsim::read("network.xml.gz", &bytes, &projection, &Limits::default()).unwrap();
    assert_eq!((network.nodes.len(), network.links.len()), (22_259, 43_828));
    let ratio = |link: &korridor_world::RoadLink| {
        link.length_m
            / network
                .node(link.tail)
                .position
                .metres_to(network.node(link.head).position)
    };
    let mut ratios: Vec<f64> = network.links.iter().map(ratio).collect();
    ratios.sort_by(f64::total_cmp);
    assert!((ratios[ratios.len() / 2] - 1.0).abs() < 0.01);
    check_simplified(&network, "castlemaine");
}

#[test]
fn the_hexagons_of_porto_alegre_hold_812_935_people() {
    let Some(bytes) = bytes("population/porto-alegre/poa_hexgrid.csv") else {
        return;
    };
    let zones = population::read_table("hexgrid.csv", &bytes, &population::TableColumns::default())
        .unwrap();
    assert_eq!(zones.len(), 1227);
    assert_eq!(
        zones.iter().map(|zone| zone.population.best.0).sum::<u64>(),
        812_935
    );
}
