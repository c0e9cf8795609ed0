//! Extracts made by hand into networks, checked against what they should be.

mod encode;

use encode::{NodeStyle, Packing};
use korridor_import::{ImportReport, Limits, osm};
use korridor_world::geometry::Position;
use korridor_world::{Mode, ModeSet, RoadNetwork, SourceId};

const STREET: (&str, &str) = ("highway", "residential");

fn read(nodes: &[encode::Node<'_>], ways: &[encode::Way<'_>]) -> (RoadNetwork, ImportReport) {
    osm::read(
        "test.osm.pbf",
        &encode::file(nodes, ways),
        &Limits::default(),
    )
    .unwrap()
}

/// The links as `tail>head:modes`, by file ids.
fn drawn(network: &RoadNetwork) -> Vec<String> {
    let id = |node| network.node(node).source_id.to_string();
    let modes = |modes: ModeSet| match (modes.contains(Mode::Foot), modes.contains(Mode::Car)) {
        (true, true) => "all",
        (true, false) => "foot",
        (false, true) => "car",
        (false, false) => "none",
    };
    network
        .links
        .iter()
        .map(|link| format!("{}>{}:{}", id(link.tail), id(link.head), modes(link.modes)))
        .collect()
}

/// `1 - 2 - 3 - 4 - 5` eastwards, a thousandth of a degree apart on the equator, and 6 north of 3.
const NODES: [encode::Node<'static>; 6] = [
    (1, 0.000, 0.0, &[]),
    (2, 0.001, 0.0, &[]),
    (3, 0.002, 0.0, &[]),
    (4, 0.003, 0.0, &[]),
    (5, 0.004, 0.0, &[]),
    (6, 0.002, 0.001, &[]),
];

#[test]
fn ways_are_split_where_they_meet_and_keep_their_shape_and_length() {
    let name = ("name", "Bustan al-Qasr");
    let (network, report) = read(
        &NODES,
        &[
            (10, &[1, 2, 3, 4, 5], &[STREET, name]),
            (11, &[3, 6], &[STREET]),
        ],
    );
    assert_eq!(
        drawn(&network),
        [
            "1>3:all", "3>1:all", "3>5:all", "5>3:all", "3>6:all", "6>3:all"
        ]
    );
    assert_eq!(
        (report.nodes_read, report.ways_read, report.ways_kept),
        (6, 2, 2)
    );
    let first = &network.links[0];
    // Two thousandths of a degree of the equator of a sphere of 6,371,008.8 m.
    assert!(
        (first.length_m - 222.390_16).abs() < 1e-4,
        "{}",
        first.length_m
    );
    let shape: Vec<Position> = network.shape(first).collect();
    assert_eq!(
        shape,
        [Position {
            longitude: 0.001,
            latitude: 0.0
        }]
    );
    assert_eq!(network.name(first), Some("Bustan al-Qasr"));
    assert_eq!(network.ways(first), [SourceId::Number(10)]);
    assert_eq!(
        network.node(first.tail).position,
        Position {
            longitude: 0.0,
            latitude: 0.0
        }
    );
}

#[test]
fn plain_nodes_raw_blobs_and_unsorted_ids_read_the_same() {
    let mut nodes = NODES;
    nodes.reverse();
    let ways: [encode::Way<'_>; 2] = [(10, &[1, 2, 3, 4, 5], &[STREET]), (11, &[3, 6], &[STREET])];
    let mut bytes = encode::blob(
        "OSMHeader",
        &encode::header(&["OsmSchema-V0.6"]),
        &Packing::Raw,
    );
    bytes.extend(encode::blob(
        "OSMData",
        &encode::block(&[], &ways, &NodeStyle::Plain),
        &Packing::Zlib,
    ));
    bytes.extend(encode::blob(
        "SomethingElse",
        b"\xff\xff\xff",
        &Packing::Raw,
    ));
    bytes.extend(encode::blob(
        "OSMData",
        &encode::block(&nodes, &[], &NodeStyle::Plain),
        &Packing::Raw,
    ));
    let (network, _) = osm::read("test.osm.pbf", &bytes, &Limits::default()).unwrap();
    assert_eq!(network, read(&NODES, &ways).0);
}

#[test]
fn xml_reads_the_same_as_pbf_plain_and_compressed() {
    let mut xml =
        String::from("\u{feff}<?xml version='1.0' encoding='UTF-8'?>\n<osm version='0.6'>\n");
    for (id, lon, lat, _) in NODES {
        xml += &format!("<node id='{id}' lon='{lon}' lat='{lat}' visible='true'/>\n");
    }
    xml += "<node id='7' lon='0' lat='0' action='delete'/>";
    xml += "<way id='10'><nd ref='1'/><nd ref='2'/><nd ref='3'/><tag k='highway' v='residential'/>\
            <tag k='name' v='A &amp; B &#8212; &quot;C&quot;'/></way>\
            <relation id='1'><member type='way' ref='10' role=''/></relation></osm>";
    let (network, _) = osm::read("test.osm", xml.as_bytes(), &Limits::default()).unwrap();
    let name = ("name", "A & B \u{2014} \"C\"");
    assert_eq!(
        network,
        read(&NODES, &[(10, &[1, 2, 3], &[STREET, name])]).0
    );
    for packed in [gzip(xml.as_bytes()), bzip2(xml.as_bytes())] {
        assert_eq!(
            osm::read("test.osm.x", &packed, &Limits::default())
                .unwrap()
                .0,
            network
        );
    }
}

#[test]
fn a_one_way_street_is_two_way_for_walkers() {
    let (network, _) = read(&NODES, &[(10, &[1, 2], &[STREET, ("oneway", "yes")])]);
    assert_eq!(drawn(&network), ["1>2:all", "2>1:foot"]);
    let (network, _) = read(&NODES, &[(10, &[1, 2], &[STREET, ("oneway", "-1")])]);
    assert_eq!(drawn(&network), ["1>2:foot", "2>1:all"]);
    let (network, _) = read(&NODES, &[(10, &[1, 2], &[("highway", "motorway")])]);
    assert_eq!(drawn(&network), ["1>2:car"]);
}

#[test]
fn a_bollard_stops_vehicles_on_the_pieces_that_touch_it() {
    let mut nodes = NODES;
    nodes[2].3 = &[("barrier", "bollard")];
    let (network, report) = read(
        &nodes,
        &[(
            10,
            &[1, 2, 3, 4, 5],
            &[STREET, ("oneway", "yes"), ("oneway:foot", "yes")],
        )],
    );
    assert_eq!(
        drawn(&network),
        ["1>2:all", "2>3:foot", "3>4:foot", "4>5:all"]
    );
    assert_eq!(report.count("barrier"), 1);
}

#[test]
fn a_locked_gate_cuts_the_road_for_everybody() {
    let mut nodes = NODES;
    nodes[2].3 = &[("barrier", "gate"), ("locked", "yes")];
    let (network, _) = read(&nodes, &[(10, &[1, 2, 3, 4, 5], &[STREET])]);
    assert_eq!(
        drawn(&network),
        ["1>2:all", "2>1:all", "4>5:all", "5>4:all"]
    );
}

#[test]
fn a_way_ends_where_a_node_is_missing_and_is_not_joined_across() {
    let (network, report) = read(&NODES, &[(10, &[1, 2, 99, 4, 5, 98], &[STREET])]);
    assert_eq!(
        drawn(&network),
        ["1>2:all", "2>1:all", "4>5:all", "5>4:all"]
    );
    let finding = report.findings().next().unwrap();
    assert_eq!((finding.code, finding.count), ("way_with_missing_nodes", 1));
    assert_eq!(finding.examples, ["way 10: node 99"]);
}

#[test]
fn a_loop_and_a_lollipop_are_split_where_they_touch_themselves() {
    let (network, _) = read(
        &NODES,
        &[(
            10,
            &[1, 2, 3, 6, 2],
            &[STREET, ("oneway", "yes"), ("oneway:foot", "yes")],
        )],
    );
    assert_eq!(drawn(&network), ["1>2:all", "2>2:all"]);
    let (network, _) = read(&NODES, &[(10, &[1, 1, 2, 2], &[STREET])]);
    assert_eq!(drawn(&network), ["1>2:all", "2>1:all"]);
}

#[test]
fn conditional_restrictions_and_odd_values_are_told_and_do_not_hold() {
    let tags = [
        STREET,
        ("access:conditional", "no @ (22:00-06:00)"),
        ("maxspeed", "fast"),
    ];
    let (network, report) = read(&NODES, &[(10, &[1, 2], &tags)]);
    assert_eq!(drawn(&network), ["1>2:all", "2>1:all"]);
    let told: Vec<String> = report
        .warnings("x.pbf")
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        told,
        [
            "x.pbf: warning[conditional_restriction] way 10: access:conditional=no @ (22:00-06:00): \
             found 1 of these; expected none; the unconditional tags hold at all times",
            "x.pbf: warning[value_not_understood] way 10: maxspeed=fast: \
             found 1 of these; expected none; the default of its class holds",
        ]
    );
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
