//! GMNS tables made by hand.

use korridor_import::gmns::{
    self, CapacityPer, GmnsNetwork, GmnsUnits, LengthUnit, NamedTable, SpeedUnit,
};
use korridor_import::{ImportError, Projection};
use korridor_world::geometry::{Position, Shape};
use korridor_world::{RoadNodeId, SourceId};

const NODES: &str = "\u{feff}name,node_id,zone_id,node_type,x_coord,y_coord\r\n\
    ,1,1,centroid,37.10,36.20\r\n,2,2,,37.12,36.20\r\n,3,2,,37.14,36.22\r\n,x,0,,37.15,36.20\r\n,9,2,centroid,37.16,36.20\r\n";
const HEADER: &str = "link_id,name,from_node_id,to_node_id,length,lanes,free_speed,capacity,dir_flag,geometry,allowed_uses\n";

fn units(capacity: CapacityPer) -> GmnsUnits {
    GmnsUnits {
        length: LengthUnit::Mile,
        speed: SpeedUnit::MilesPerHour,
        capacity,
        projection: None,
    }
}

fn read(links: &str, capacity: CapacityPer) -> Result<GmnsNetwork, ImportError> {
    let links = format!("{HEADER}{links}");
    let nodes = NamedTable {
        name: "node.csv",
        bytes: NODES.as_bytes(),
    };
    gmns::read(
        nodes,
        NamedTable {
            name: "link.csv",
            bytes: links.as_bytes(),
        },
        &units(capacity),
    )
}

fn told(error: &ImportError) -> Vec<String> {
    let line = |defect: &korridor_world::Defect| {
        defect.line.map_or(String::new(), |line| line.to_string())
    };
    error
        .defects()
        .iter()
        .map(|defect| format!("{}:{}:{}", defect.file, line(defect), defect.code))
        .collect()
}

#[test]
fn units_are_converted_and_capacity_is_per_lane_or_per_link() {
    let row = "7,Main St,1,2,2,3,30,600,1,,\n";
    let per_lane = read(row, CapacityPer::Lane).unwrap().network;
    let link = &per_lane.links[0];
    assert_eq!(
        (link.length_m, link.lanes, link.car_vehicles_per_hour),
        (3218.688, 3.0, 1800.0)
    );
    assert!((link.car_speed_m_per_s - 13.4112).abs() < 1e-12);
    assert_eq!(per_lane.name(link), Some("Main St"));
    assert_eq!(per_lane.ways(link), [SourceId::Number(7)]);
    assert_eq!(
        per_lane.node(RoadNodeId(3)).source_id,
        SourceId::Text("x".into())
    );
    assert_eq!(
        read(row, CapacityPer::Link).unwrap().network.links[0].car_vehicles_per_hour,
        600.0
    );
}

#[test]
fn directions_and_drawn_shapes_follow_dir_flag() {
    let line = "\"LINESTRING (37.10 36.20, 37.11 36.21, 37.115 36.2, 37.12 36.20)\"";
    let rows = format!(
        "1,,1,2,1,1,30,600,1,{line},\n2,,1,2,1,1,30,600,-1,{line},\n3,,1,2,1,1,30,600,0,{line},\n"
    );
    let network = read(&rows, CapacityPer::Link).unwrap().network;
    let ends: Vec<(u32, u32)> = network
        .links
        .iter()
        .map(|link| (link.tail.0, link.head.0))
        .collect();
    assert_eq!(ends, [(0, 1), (0, 1), (0, 1), (1, 0)]);
    let first_point = |link: usize| network.shape(&network.links[link]).next().unwrap();
    let drawn = [(37.11, 36.21), (37.115, 36.2)].map(|(longitude, latitude)| Position {
        longitude,
        latitude,
    });
    assert_eq!(
        [0, 1, 2, 3].map(first_point),
        [drawn[0], drawn[1], drawn[0], drawn[1]]
    );
}

#[test]
fn all_defects_of_both_tables_are_told_with_their_lines() {
    let nodes = "node_id,x_coord,y_coord\n1,37,36\n1,37,36\n2,NaN,36\n,1,1\n3,200,36\n";
    let links = format!("{HEADER}1,,1,77,-1,1,30,600,1,,\n2,,1,1,1,x,1e9,,7,,\n");
    let result = gmns::read(
        NamedTable {
            name: "node.csv",
            bytes: nodes.as_bytes(),
        },
        NamedTable {
            name: "link.csv",
            bytes: links.as_bytes(),
        },
        &units(CapacityPer::Lane),
    );
    let expected = [
        "node.csv:3:duplicate_id",
        "node.csv:4:not_a_number_in_range",
        "node.csv:5:missing_id",
        "node.csv:6:not_a_number_in_range",
        "link.csv:2:unknown_node",
        "link.csv:2:not_a_number_in_range",
        "link.csv:3:not_a_number_in_range",
        "link.csv:3:not_a_number_in_range",
        "link.csv:3:not_a_number_in_range",
        "link.csv:3:unknown_direction",
    ];
    assert_eq!(told(&result.unwrap_err()), expected);
    assert_eq!(
        told(&read("", CapacityPer::Lane).unwrap_err()),
        ["link.csv::empty_network"]
    );
}

#[test]
fn projected_coordinates_are_transformed() {
    let nodes = "node_id,x_coord,y_coord\na,273741.297,5796489.777\nb,274741.297,5796489.777\n";
    let links = format!("{HEADER}1,,a,b,1,1,30,600,1,,\n");
    let units = GmnsUnits {
        projection: Projection::from_epsg(28355),
        ..units(CapacityPer::Lane)
    };
    let nodes = NamedTable {
        name: "node.csv",
        bytes: nodes.as_bytes(),
    };
    let network = gmns::read(
        nodes,
        NamedTable {
            name: "link.csv",
            bytes: links.as_bytes(),
        },
        &units,
    )
    .unwrap()
    .network;
    assert!((network.nodes[0].position.latitude + 37.951_033_4).abs() < 1e-6);
}

#[test]
fn origins_of_the_demand_become_zones_at_the_nodes_that_stand_for_them() {
    let network = read("1,,1,2,1,1,30,600,1,,\n", CapacityPer::Lane).unwrap();
    let ids = |zone: &str| {
        network.zones[zone]
            .iter()
            .map(|node| node.0)
            .collect::<Vec<_>>()
    };
    // Zone 2 has a node 2; the centroid 9, of zone 2, may stand for a zone of its own as well.
    assert_eq!((ids("1"), ids("2"), ids("9")), (vec![0], vec![1], vec![4]));
    let demand = "o_zone_id,d_zone_id,volume\n1,2,10.25\n2,1,5\n1,9,0.5\n8,1,100\n2,8,1\n";
    let demand = NamedTable {
        name: "demand.csv",
        bytes: demand.as_bytes(),
    };
    let (zones, report) = gmns::read_demand(demand, &network).unwrap();
    let sums: Vec<(&str, u64)> = zones
        .iter()
        .map(|zone| (zone.key.as_str(), zone.population.best.0))
        .collect();
    assert_eq!(sums, [("1", 11), ("2", 6)]);
    assert_eq!(
        zones[1].shape,
        Shape::Point(Position {
            longitude: 37.12,
            latitude: 36.2
        })
    );
    assert_eq!(
        (
            report.count("origin_without_nodes"),
            report.count("destination_without_nodes")
        ),
        (1, 1)
    );
}
