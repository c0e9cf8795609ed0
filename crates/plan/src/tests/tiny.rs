//! Hand-built scenarios with answers that can be worked out on paper.

use korridor_world::geometry::{Line, Position, Shape};
use korridor_world::scenario::{
    Admission, AdmittedGroup, ByLevel, ClassId, Corridor, CorridorUse, Destination,
    DestinationChoice, DestinationId, Fidelity, Gate, Group, Means, MobilityClass, Nature, Opening,
    Party, Pause, ProtectedGroup, ReadyBy, ScreeningRegime, Standing, SurveyStatus, Window, Zone,
};
use korridor_world::{
    Band, Count, Instant, Interval, LocalClock, MetresPerSecond, Mode, ModeSet, Persons,
    PersonsPerHour, PersonsPerVehicle, RoadClass, RoadLink, RoadNetwork, RoadNodeId, Scenario,
    Share, Source, SourceId,
};

/// 2016-11-04T10:00 in Aleppo.
pub const START: i64 = 1_478_246_400;

pub fn at(east_m: f64) -> Position {
    Position {
        longitude: 37.0 + east_m / 90_000.0,
        latitude: 36.0,
    }
}

pub fn minutes(from: i64, until: i64) -> Interval {
    Interval {
        start: Instant(START + from * 60),
        end: Instant(START + until * 60),
    }
}

/// Windows as declared, all of their time usable.
pub fn windows<const N: usize>(intervals: [Interval; N]) -> Vec<Window> {
    let window = |declared| Window {
        declared,
        usable: vec![declared],
        cuts: vec![],
    };
    intervals.map(window).to_vec()
}

pub fn band<T: Copy>(value: T) -> Band<T> {
    Band {
        low: value,
        best: value,
        high: value,
        sources: vec![],
    }
}

pub fn count(persons: u64) -> Count {
    Count {
        low: Persons(persons),
        best: Persons(persons),
        high: Persons(persons),
        sources: vec![],
    }
}

pub fn persons(persons: u64) -> ByLevel<Persons> {
    let persons = Persons(persons);
    ByLevel {
        low: persons,
        best: persons,
        high: persons,
    }
}

/// A road both ways.
pub fn road(network: &mut RoadNetwork, tail: u32, head: u32, length_m: f64) {
    for (tail, head) in [(tail, head), (head, tail)] {
        network.add_link(RoadLink {
            tail: RoadNodeId(tail),
            head: RoadNodeId(head),
            length_m,
            car_speed_m_per_s: 10.0,
            car_vehicles_per_hour: 600.0,
            lanes: 1.0,
            foot_width_m: 4.0,
            class: RoadClass::Residential,
            modes: ModeSet::ALL,
            name: None,
            shape: Default::default(),
            ways: Default::default(),
        });
    }
}

pub fn class(key: &str, means: Means) -> MobilityClass {
    MobilityClass {
        key: key.to_owned(),
        name: key.to_owned(),
        group: ProtectedGroup::Civilians,
        means,
        speed: band(MetresPerSecond(1.0)),
        party_size: 1,
        precedence: 100,
        readiness: vec![ReadyBy {
            seconds: 0,
            share: Share::ALL,
        }],
        destinations: vec![DestinationChoice {
            destination: DestinationId(0),
            share: Share::ALL,
        }],
    }
}

pub fn zone(key: &str, node: u32, east_m: f64, groups: &[(u32, u64)]) -> Zone {
    let groups: Vec<Group> = groups
        .iter()
        .map(|&(class, people)| Group {
            class: ClassId(class),
            persons: persons(people),
            sources: vec![],
        })
        .collect();
    Zone {
        key: key.to_owned(),
        name: key.to_owned(),
        local_name: None,
        shape: Shape::Point(at(east_m)),
        place: at(east_m),
        node: RoadNodeId(node),
        node_distance_m: 0.0,
        population: count(groups.iter().map(|group| group.persons.best.0).sum()),
        groups,
        uptake: band(Share::ALL),
    }
}

pub fn gate(key: &str, rate: u32, open: Interval) -> Gate {
    Gate {
        key: key.to_owned(),
        name: key.to_owned(),
        operated_by: None,
        metres_from_entry: 0.0,
        place: at(60.0),
        openings: vec![Opening {
            interval: open,
            regime: ScreeningRegime::Identity,
            rate: band(PersonsPerHour(rate)),
        }],
    }
}

pub fn corridor(
    key: &str,
    entry: u32,
    length_m: f64,
    gates: Vec<Gate>,
    open: Interval,
) -> Corridor {
    Corridor {
        key: key.to_owned(),
        name: key.to_owned(),
        local_name: None,
        fidelity: Fidelity::Schematic,
        declared_by: vec![Party("A".to_owned())],
        agreed_by: vec![],
        standing: Standing::Declared,
        line: Line(vec![at(60.0), at(60.0 + length_m)]),
        length_m,
        entry: RoadNodeId(entry),
        entry_distance_m: 0.0,
        foot_width_m: 4.0,
        lanes: 1.0,
        gates,
        admission: Admission {
            groups: vec![AdmittedGroup::Civilians],
            condition: None,
        },
        classes: vec![ClassId(0)],
        destination: DestinationId(0),
        open: vec![open],
        survey: SurveyStatus::NotAssessed,
        usage: CorridorUse::Planned,
        sources: vec![],
    }
}

/// One zone, a minute of road, one gate of 420 an hour, a minute of corridor, a window of some
/// minutes: `arrivals(t) = 7 (t - 1)`.
pub fn one_gate(people: u64, window: i64) -> Scenario {
    let mut network = RoadNetwork::default();
    for node in 0..2 {
        network.add_node(
            at(60.0 * f64::from(node)),
            SourceId::Number(i64::from(node)),
        );
    }
    road(&mut network, 0, 1, 60.0);
    let open = minutes(0, window);
    Scenario {
        key: "one-gate".to_owned(),
        title: "One zone, one gate".to_owned(),
        nature: Nature::Exercise,
        place: at(0.0),
        clock: LocalClock::of_zone("Asia/Damascus").expect("a known zone"),
        pause: Pause {
            parties: vec![],
            declared_by: vec![],
            agreed_by: vec![],
            windows: windows([open]),
            sources: vec![Source("invented".to_owned())],
        },
        step_seconds: 60,
        mode: Mode::Foot,
        persons_per_vehicle: band(PersonsPerVehicle(2.5)),
        network,
        network_fidelity: Fidelity::Schematic,
        network_sources: vec![Source("drawn for a test".to_owned())],
        classes: vec![class("people", Means::OnFoot)],
        zones: vec![zone("home", 0, 0.0, &[(0, people)])],
        corridors: vec![corridor(
            "gate",
            1,
            60.0,
            vec![gate("gate-gate", 420, open)],
            open,
        )],
        destinations: vec![Destination {
            key: "outside".to_owned(),
            name: "outside".to_owned(),
            controlled_by: None,
            reception: vec![],
            sources: vec![],
        }],
        shuttles: vec![],
        waiting_places: vec![],
        hazards: vec![],
        surveyed: vec![],
        survey_elsewhere: SurveyStatus::NotAssessed,
        sources: vec![],
    }
}
