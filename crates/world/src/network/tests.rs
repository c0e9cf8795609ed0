//! Simplifying, clipping, reaching and finding, on small networks drawn by hand.

use super::*;
use crate::geometry::{Area, Position, Ring};
use crate::profile::{CarProfile, FootProfile, Metric, Profile};

const METRES: f64 = 100.0;

/// Nodes on a grid of 100 m, and streets between them: `two_way` both ways for all, `one_way` for cars only.
struct Drawing(RoadNetwork);

impl Drawing {
    fn with_nodes(places: &[(f64, f64)]) -> Drawing {
        let mut network = RoadNetwork::default();
        for (index, place) in places.iter().enumerate() {
            network.add_node(at(place.0, place.1), SourceId::Number(index as i64));
        }
        Drawing(network)
    }

    fn link(&mut self, tail: u32, head: u32, class: RoadClass, modes: ModeSet, shape: LinkShape) {
        let ways = self
            .0
            .store_ways([SourceId::Number(i64::from(tail.min(head)) + 100)]);
        self.0.add_link(RoadLink {
            tail: RoadNodeId(tail),
            head: RoadNodeId(head),
            length_m: METRES,
            car_speed_m_per_s: if tail.min(head) == 0 { 20.0 } else { 10.0 },
            car_vehicles_per_hour: 600.0 + f64::from(tail + head),
            lanes: 1.0,
            foot_width_m: 2.0,
            class,
            modes,
            name: None,
            shape,
            ways,
        });
    }

    fn two_way(&mut self, one: u32, other: u32) {
        let middle = self.middle(one, other);
        let shape = self.0.store_shape([middle]);
        self.link(one, other, RoadClass::Residential, ModeSet::ALL, shape);
        self.link(
            other,
            one,
            RoadClass::Residential,
            ModeSet::ALL,
            shape.reversed(),
        );
    }

    fn one_way(&mut self, tail: u32, head: u32) {
        self.link(
            tail,
            head,
            RoadClass::Residential,
            ModeSet::CAR,
            LinkShape::default(),
        );
    }

    fn middle(&self, one: u32, other: u32) -> Position {
        let [one, other] = [one, other].map(|node| self.0.nodes[node as usize].position);
        Position {
            longitude: (one.longitude + other.longitude) / 2.0,
            latitude: (one.latitude + other.latitude) / 2.0,
        }
    }
}

fn at(east: f64, north: f64) -> Position {
    Position {
        longitude: east * 0.001,
        latitude: north * 0.001,
    }
}

/// `0 - 1 - 2 - 3` with `2 - 4` branching off: 1 lies inside a chain, 2 is a crossing.
fn street_with_a_branch() -> Drawing {
    let mut drawing =
        Drawing::with_nodes(&[(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0), (2.0, 1.0)]);
    drawing.two_way(0, 1);
    drawing.two_way(1, 2);
    drawing.two_way(2, 3);
    drawing.two_way(2, 4);
    drawing
}

#[test]
fn a_chain_becomes_one_link_each_way_with_the_sum_of_its_lengths_and_times() {
    let Drawing(network) = street_with_a_branch();
    let simple = network.simplify(&[]);
    assert_eq!(
        simple.nodes,
        [
            Some(RoadNodeId(0)),
            None,
            Some(RoadNodeId(1)),
            Some(RoadNodeId(2)),
            Some(RoadNodeId(3))
        ]
    );
    assert_eq!(simple.network.links.len(), 6);
    assert_eq!(simple.network.length_m(), network.length_m());
    let merged = simple.network.link(simple.links[0]);
    assert_eq!((merged.tail, merged.head), (RoadNodeId(0), RoadNodeId(1)));
    // 100 m at 20 m/s and 100 m at 10 m/s take 15 s.
    assert_eq!(
        (merged.length_m, merged.length_m / merged.car_speed_m_per_s),
        (200.0, 15.0)
    );
    assert_eq!(merged.car_vehicles_per_hour, 601.0);
    assert_eq!(simple.links[0], simple.links[2]);
    assert_eq!(
        simple.network.ways(merged),
        [SourceId::Number(100), SourceId::Number(101)]
    );
    let there: Vec<Position> = simple.network.shape(merged).collect();
    assert_eq!(there, [at(0.5, 0.0), at(1.0, 0.0), at(1.5, 0.0)]);
    let mut back: Vec<Position> = simple
        .network
        .shape(simple.network.link(simple.links[1]))
        .collect();
    back.reverse();
    assert_eq!(back, there);
    assert_eq!(
        simple.network.link(simple.links[1]).shape,
        merged.shape.reversed()
    );
}

#[test]
fn kept_nodes_and_changes_of_class_or_modes_stay() {
    let Drawing(network) = street_with_a_branch();
    assert_eq!(network.simplify(&[RoadNodeId(1)]).network.nodes.len(), 5);
    let mut other_class = network.clone();
    other_class.links[2].class = RoadClass::Primary;
    assert_eq!(other_class.simplify(&[]).network.nodes.len(), 5);
    let mut other_modes = network;
    other_modes.links[2].modes = ModeSet::FOOT;
    assert_eq!(other_modes.simplify(&[]).network.nodes.len(), 5);
}

#[test]
fn a_ring_that_touches_nothing_keeps_one_node_and_its_length() {
    let mut drawing = Drawing::with_nodes(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]);
    for (tail, head) in [(0, 1), (1, 2), (2, 3), (3, 0)] {
        drawing.two_way(tail, head);
    }
    let simple = drawing.0.simplify(&[]);
    assert_eq!(
        (simple.network.nodes.len(), simple.network.links.len()),
        (1, 2)
    );
    assert_eq!(simple.network.length_m(), 800.0);
}

#[test]
fn one_way_roads_are_merged_along_their_direction_only() {
    let mut drawing = Drawing::with_nodes(&[(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0)]);
    drawing.one_way(0, 1);
    drawing.one_way(1, 2);
    // Against each other: nothing passes 2, so nothing is merged there.
    drawing.one_way(3, 2);
    let simple = drawing.0.simplify(&[]);
    assert_eq!(simple.network.nodes.len(), 3);
    assert_eq!(simple.network.length_m(), 300.0);
}

#[test]
fn simplifying_twice_changes_nothing_more() {
    let once = street_with_a_branch().0.simplify(&[]).network;
    let twice = once.simplify(&[]).network;
    assert_eq!(once, twice);
}

#[test]
fn where_a_divided_road_begins_the_carriageways_keep_their_own_shapes() {
    // 0 = 1, then 1 -> 2 -> 4 and 4 -> 3 -> 1 around a median, then 4 = 5.
    let mut drawing = Drawing::with_nodes(&[
        (0.0, 0.0),
        (1.0, 0.0),
        (2.0, -0.5),
        (2.0, 0.5),
        (3.0, 0.0),
        (4.0, 0.0),
    ]);
    for (tail, head) in [
        (0, 1),
        (1, 0),
        (1, 2),
        (2, 4),
        (4, 3),
        (3, 1),
        (4, 5),
        (5, 4),
    ] {
        drawing.one_way(tail, head);
    }
    let simple = drawing.0.simplify(&[]);
    assert_eq!(
        (simple.network.nodes.len(), simple.network.links.len()),
        (2, 2)
    );
    assert_eq!(simple.network.length_m(), 800.0);
    let shape = |link: usize| {
        simple
            .network
            .shape(&simple.network.links[link])
            .collect::<Vec<_>>()
    };
    assert_eq!(shape(0), [at(1.0, 0.0), at(2.0, -0.5), at(3.0, 0.0)]);
    assert_eq!(shape(1), [at(3.0, 0.0), at(2.0, 0.5), at(1.0, 0.0)]);
    assert_eq!(simple.nodes[1], None);
    assert_eq!(simple.links[2], simple.links[0]);
}

#[test]
fn clipping_keeps_links_with_an_end_inside_and_tells_the_border() {
    let Drawing(network) = street_with_a_branch();
    let ring = Ring(vec![
        at(-0.5, -0.5),
        at(1.5, -0.5),
        at(1.5, 0.5),
        at(-0.5, 0.5),
    ]);
    let clipped = network.clip(&Area {
        polygons: vec![vec![ring]],
    });
    // 0 - 1 inside, 2 outside; 2 - 3 and 2 - 4 are gone.
    assert_eq!(
        (clipped.network.nodes.len(), clipped.network.links.len()),
        (3, 4)
    );
    assert_eq!(clipped.border, [RoadNodeId(2)]);
    assert_eq!(clipped.nodes[3], None);
    assert_eq!(
        clipped.network.polyline(&clipped.network.links[3]),
        network.polyline(&network.links[3])
    );
}

#[test]
fn what_leads_to_no_exit_is_measured_by_mode() {
    let mut drawing = street_with_a_branch();
    // From 3 on there is only a one-way road for cars, away from everything.
    let end = drawing.0.add_node(at(4.0, 0.0), SourceId::Number(5));
    drawing.one_way(3, end.0);
    let car = Metric::from_profile(&drawing.0, &Profile::Car(CarProfile::default()));
    let reach = drawing.0.reach(&car, &[RoadNodeId(0)]);
    assert_eq!((reach.nodes, reach.cut_off_nodes), (6, 1));
    assert_eq!((reach.length_m, reach.cut_off_length_m), (900.0, 100.0));
    assert!(!reach.reaches[end.index()] && reach.reaches[4]);
    let foot = Metric::from_profile(&drawing.0, &Profile::Foot(FootProfile::default()));
    assert_eq!(drawing.0.reach(&foot, &[RoadNodeId(0)]).nodes, 5);
}

#[test]
fn metrics_follow_from_length_speed_width_and_people_aboard() {
    let Drawing(network) = street_with_a_branch();
    let foot = Metric::from_profile(&network, &Profile::Foot(FootProfile::at_speed(1.25)));
    let link = foot.link(LinkId(0)).unwrap();
    // 2 m of width, half of it in this direction, 1.225 persons a metre and second.
    assert_eq!(link.seconds, 80.0);
    assert!((link.persons_per_hour - 4410.0).abs() < 1e-9);
    let car = Metric::from_profile(
        &network,
        &Profile::Car(CarProfile::with_persons_per_vehicle(3.0)),
    );
    let link = car.link(LinkId(0)).unwrap();
    assert_eq!((link.seconds, link.persons_per_hour), (5.0, 1803.0));
}

#[test]
fn the_index_finds_what_a_search_through_everything_finds() {
    let mut drawing = Drawing::with_nodes(&[]);
    for row in 0..20 {
        for column in 0..20 {
            let jitter = f64::from((row * 7 + column * 13) % 10) / 20.0;
            drawing.0.add_node(
                at(f64::from(column) + jitter, f64::from(row) - jitter),
                SourceId::Number(0),
            );
        }
    }
    for row in 0..20 {
        for column in 0..19 {
            drawing.two_way(row * 20 + column, row * 20 + column + 1);
        }
    }
    let network = drawing.0;
    let index = NetworkIndex::new(&network);
    for probe in 0..50 {
        let place = at(
            f64::from(probe * 37 % 30) - 5.0,
            f64::from(probe * 11 % 26) - 3.0,
        );
        let even = |node: RoadNodeId| node.0.is_multiple_of(2);
        let found = index.nearest_node(&network, place, even).unwrap();
        let nearest = network.nodes_by_id().filter(|(id, _)| even(*id));
        let nearest = nearest
            .map(|(_, node)| place.metres_to(node.position))
            .fold(f64::INFINITY, f64::min);
        assert_eq!(found.distance_m, nearest);
        let near = index.links_near_line(&network, &[place, at(3.0, 3.0)], 60.0);
        let all = network.links_by_id().filter(|(_, link)| {
            let line = network.polyline(link);
            line.windows(2)
                .any(|piece| index::line_distance_m(piece, &[place, at(3.0, 3.0)]) <= 60.0)
        });
        assert_eq!(
            near.iter().map(|near| near.link).collect::<Vec<_>>(),
            all.map(|all| all.0).collect::<Vec<_>>()
        );
    }
}

#[test]
fn links_and_nodes_are_found_by_area() {
    let Drawing(network) = street_with_a_branch();
    let index = NetworkIndex::new(&network);
    // A square around the middle of 0 - 1 only; it holds no node.
    let ring = Ring(vec![
        at(0.4, -0.1),
        at(0.6, -0.1),
        at(0.6, 0.1),
        at(0.4, 0.1),
    ]);
    let area = Area {
        polygons: vec![vec![ring]],
    };
    let links: Vec<LinkId> = index
        .links_near_area(&network, &area, 0.0)
        .iter()
        .map(|near| near.link)
        .collect();
    assert_eq!(links, [LinkId(0), LinkId(1)]);
    assert_eq!(index.nodes_in_area(&network, &area), []);
    // Node 1 is 0.4 thousandths of a degree, some 44 m, east of it: 1 - 2 comes that near.
    let links: Vec<LinkId> = index
        .links_near_area(&network, &area, 50.0)
        .iter()
        .map(|near| near.link)
        .collect();
    assert_eq!(links, [LinkId(0), LinkId(1), LinkId(2), LinkId(3)]);
}
