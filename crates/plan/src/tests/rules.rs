//! The rules of lowering, each on a tiny scenario.

use korridor_world::scenario::{
    ClassId, CorridorId, CorridorUse, DestinationChoice, DestinationId, Hazard, HazardEffect,
    Means, ReadyBy, Service, Shuttle, ShuttleEnd, ShuttleKind, SurveyStatus, SurveyedGround,
    WaitingPlace, ZoneId,
};
use korridor_world::{LinkId, RoadNodeId, Scenario, Share};

use super::answers::{packed, planned};
use super::tiny::{
    at, class, corridor, count, gate, minutes, one_gate, persons, road, windows, zone,
};
use crate::answers::{self, Basis};
use crate::{PlanError, PlanOptions, plan};

fn share(fraction: f64) -> Share {
    Share::from_fraction(fraction).unwrap()
}

fn refused(scenario: &Scenario) -> PlanError {
    plan(scenario, &packed(), &PlanOptions::default(), &mut |_| {}).unwrap_err()
}

fn bus(to: ShuttleEnd) -> Shuttle {
    Shuttle {
        key: "bus".to_owned(),
        name: "bus".to_owned(),
        kind: ShuttleKind::Bus,
        vehicles: 2,
        seats: 30,
        service: Service::RoundTrips { seconds: 3_600 },
        ride_seconds: 600,
        hours: vec![minutes(0, 120)],
        stop: at(0.0),
        stop_node: RoadNodeId(0),
        zones: vec![ZoneId(0)],
        to,
        classes: vec![ClassId(0)],
        sources: vec![],
    }
}

#[test]
fn between_two_windows_nobody_is_outside() {
    let mut scenario = one_gate(2_000, 120);
    scenario.pause.windows = windows([minutes(0, 10), minutes(60, 70)]);
    let plan = planned(&scenario);
    // In each window the gate passes seven in eight of the ten minutes: the first enter it in minute
    // 1, the last in minute 8.
    assert_eq!(plan.summary.exact.len(), 70);
    assert_eq!(plan.summary.exact[9], 56);
    assert_eq!(plan.summary.exact[69], 112);
    assert!(
        plan.summary.exposed[9..60]
            .iter()
            .all(|&exposed| exposed == 0)
    );
}

#[test]
fn a_hazard_that_closes_the_road_stops_entries_for_every_minute_it_touches() {
    let mut scenario = one_gate(2_000, 120);
    scenario.hazards.push(Hazard {
        key: "shelling".to_owned(),
        name: "shelling".to_owned(),
        effect: HazardEffect::Closed,
        interval: korridor_world::Interval {
            start: minutes(30, 0).start.plus_seconds(30),
            end: minutes(40, 0).start.plus_seconds(30),
        },
        shape: korridor_world::geometry::Shape::Point(at(30.0)),
        links: vec![LinkId(0)],
        corridors: vec![],
        sources: vec![],
    });
    let plan = planned(&scenario);
    // Entries in minutes 30 to 40 are lost: eleven times seven.
    assert_eq!(*plan.summary.exact.last().unwrap(), 826 - 77);
    // Who entered the road in minute 29 is out in minute 31.
    assert_eq!(plan.summary.exact[31], 7 * 30);
    assert_eq!(plan.summary.exact[42], 7 * 30);
    assert_eq!(plan.summary.exact[43], 7 * 31);
}

#[test]
fn a_slowed_road_takes_longer_while_it_is_slowed() {
    let mut scenario = one_gate(2_000, 120);
    scenario.hazards.push(Hazard {
        key: "mud".to_owned(),
        name: "mud".to_owned(),
        effect: HazardEffect::Slowed(share(0.5)),
        interval: minutes(0, 120),
        shape: korridor_world::geometry::Shape::Point(at(30.0)),
        links: vec![LinkId(0)],
        corridors: vec![CorridorId(0)],
        sources: vec![],
    });
    let plan = planned(&scenario);
    // Two minutes of road and two of corridor instead of one each.
    assert_eq!(plan.summary.exact[3], 0);
    assert_eq!(plan.summary.exact[4], 7);
    assert_eq!(*plan.summary.exact.last().unwrap(), 7 * 116);
    assert_eq!(plan.summary.nearest, plan.summary.exact);
}

#[test]
fn suspected_ground_and_corridors_on_record_are_never_used() {
    let mut scenario = one_gate(100, 60);
    scenario.surveyed.push(SurveyedGround {
        key: "field".to_owned(),
        status: SurveyStatus::Suspected,
        shape: korridor_world::geometry::Shape::Point(at(30.0)),
        links: vec![LinkId(0)],
        operator: None,
        date: None,
        sources: vec![],
    });
    assert!(matches!(refused(&scenario), PlanError::NoneReached { .. }));
    let mut scenario = one_gate(100, 60);
    scenario.corridors[0].survey = SurveyStatus::Suspected;
    assert!(matches!(refused(&scenario), PlanError::NoCorridor { .. }));
    let mut scenario = one_gate(100, 60);
    scenario.corridors[0].usage = CorridorUse::RecordedOnly("armed persons only".to_owned());
    let PlanError::NoCorridor { reasons } = refused(&scenario) else {
        panic!("a corridor for armed persons was planned");
    };
    assert_eq!(reasons, "gate: armed persons only");
}

#[test]
fn a_way_that_is_too_long_is_told_from_none_at_all() {
    let missing = |scenario: &Scenario| match refused(scenario) {
        PlanError::NoneReached { missing } => missing,
        other => panic!("{other}"),
    };
    let mut scenario = one_gate(100, 60);
    for link in &mut scenario.network.links {
        link.length_m = 72_000.0;
    }
    let long = missing(&scenario);
    // 72 km of road at 1 m/s, and a minute of corridor.
    assert!(
        long.contains("the quickest way takes 20 h 01 min"),
        "{long}"
    );
    scenario.network.links.clear();
    let none = missing(&scenario);
    assert!(none.contains("no usable road or shuttle leads"), "{none}");
}

#[test]
fn a_window_without_a_whole_step_and_one_that_does_not_fit_are_refused() {
    let mut scenario = one_gate(100, 60);
    scenario.pause.windows[0].usable = vec![];
    assert_eq!(
        refused(&scenario),
        PlanError::NoUsableTime { step_seconds: 60 }
    );
    let scenario = one_gate(100, 60);
    let options = PlanOptions {
        memory_limit: Some(1_000),
        ..PlanOptions::default()
    };
    let error = plan(&scenario, &packed(), &options, &mut |_| {}).unwrap_err();
    assert!(matches!(error, PlanError::TooLarge { limit: 1_000, .. }));
    let mut scenario = one_gate(100, 60);
    scenario.step_seconds = 1;
    scenario.pause.windows[0].usable = vec![minutes(0, 365 * 24 * 60)];
    assert!(matches!(
        refused(&scenario),
        PlanError::WindowTooLong { .. }
    ));
}

#[test]
fn nobody_is_planned_to_a_destination_that_they_would_not_choose() {
    let mut scenario = one_gate(100, 60);
    let mut other = scenario.destinations[0].clone();
    other.key = "elsewhere".to_owned();
    scenario.destinations.push(other);
    // Sixty would choose the corridor's destination, thirty another one, ten none.
    scenario.classes[0].destinations = vec![
        DestinationChoice {
            destination: DestinationId(0),
            share: share(0.6),
        },
        DestinationChoice {
            destination: DestinationId(1),
            share: share(0.3),
        },
    ];
    let best = planned(&scenario).summary.levels[1].1;
    assert_eq!(
        (
            best.out,
            best.could_not_be_reached,
            best.choose_no_destination
        ),
        (60, 30, 10)
    );
}

#[test]
fn the_wounded_go_first_and_the_others_get_what_is_left() {
    let mut scenario = one_gate(2_000, 120);
    let mut wounded = class("wounded", Means::OnFoot);
    wounded.precedence = 10;
    wounded.party_size = 2;
    scenario.classes.push(wounded);
    scenario.zones[0] = zone("home", 0, 0.0, &[(0, 1_000), (1, 101)]);
    scenario.corridors[0].classes = vec![ClassId(0), ClassId(1)];
    let plan = planned(&scenario);
    let level = &plan.summary.document.levels[1];
    assert_eq!(level.classes["wounded"].out, 101);
    // Seven a minute are three and a half parties of two: four of them in minute 1, which take the
    // odd seat of minute 0, so 827 places are passed in all. The last of the wounded has no
    // companion, whose place stays empty.
    assert_eq!(level.classes["people"].out, 827 - 102);
    assert_eq!(*plan.summary.exact.last().unwrap(), 826);
    assert_eq!(level.groups[0].classes, ["wounded"]);
    // The wounded pass, four or three parties a minute, in minutes 1 to 15; the others set out for
    // what they leave of the last one.
    let others = &plan.files["flow.csv"];
    let others = String::from_utf8_lossy(others);
    let first = others
        .lines()
        .find(|line| line.starts_with("home,people"))
        .unwrap();
    assert_eq!(first, "home,people,gate,13,15,1");
}

#[test]
fn households_stay_whole() {
    let mut scenario = one_gate(52, 120);
    scenario.classes[0].party_size = 5;
    scenario.corridors[0].gates = vec![gate("gate-gate", 60, minutes(0, 120))];
    let plan = planned(&scenario);
    // One person a minute: a household of five passes every five minutes. Households that enter in
    // minutes 4, 9, ... 54 pass; the smallest of them has two people, somewhere among the eleven.
    let exact = &plan.summary.exact;
    assert!(exact[..5].iter().all(|&out| out == 0));
    assert_eq!(*exact.last().unwrap(), 52);
    let jumps: Vec<u64> = exact
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .filter(|&d| d > 0)
        .collect();
    assert_eq!(jumps.len(), 11);
    assert_eq!(jumps.iter().filter(|&&jump| jump == 2).count(), 1);
    assert!(jumps.iter().all(|&jump| jump == 2 || jump == 5));
}

#[test]
fn people_get_ready_by_and_by() {
    let mut scenario = one_gate(100, 120);
    scenario.classes[0].readiness = vec![
        ReadyBy {
            seconds: 0,
            share: share(0.05),
        },
        ReadyBy {
            seconds: 3_601,
            share: Share::ALL,
        },
    ];
    let plan = planned(&scenario);
    assert_eq!(plan.summary.exact[60], 5);
    // Ready one second into minute 60, so they set out in minute 61.
    assert_eq!(plan.summary.exact[62], 5);
    assert_eq!(plan.summary.exact[63], 12);
}

#[test]
fn a_shuttle_carries_those_who_cannot_walk_and_its_seats_bind() {
    let mut scenario = one_gate(200, 120);
    scenario.classes[0].means = Means::NeedsTransport;
    scenario
        .shuttles
        .push(bus(ShuttleEnd::ThroughCorridor(CorridorId(0))));
    let plan = planned(&scenario);
    // One seat a minute, ten minutes of ride: the first who board in minute 0 are out in minute 10.
    assert_eq!(plan.summary.exact[9], 0);
    assert_eq!(plan.summary.exact[10], 1);
    assert_eq!(*plan.summary.exact.last().unwrap(), 110);
    let binding = &plan.summary.document.levels[1].binding;
    assert_eq!(
        (binding[0].kind.as_str(), binding[0].id.as_str()),
        ("shuttle", "bus")
    );
    // Without the shuttle nobody can leave.
    scenario.shuttles.clear();
    assert!(matches!(refused(&scenario), PlanError::NoneReached { .. }));
}

#[test]
fn convoys_leave_when_they_leave() {
    let mut scenario = one_gate(200, 120);
    scenario.classes[0].means = Means::NeedsTransport;
    scenario.corridors[0].gates = vec![gate("gate-gate", 6_000, minutes(0, 120))];
    let mut convoy = bus(ShuttleEnd::ThroughCorridor(CorridorId(0)));
    convoy.service = Service::Departures(vec![minutes(30, 0).start, minutes(50, 0).start]);
    scenario.shuttles.push(convoy);
    let exact = planned(&scenario).summary.exact;
    assert_eq!(
        (exact[39], exact[40], exact[59], exact[60]),
        (0, 60, 60, 120)
    );
}

#[test]
fn people_wait_in_sheltered_places_up_to_their_capacity() {
    let mut scenario = one_gate(200, 120);
    scenario.zones[0].node_distance_m = 3_000.0;
    // Fifty minutes to the node, a gate that opens for ten minutes in minute 100.
    scenario.corridors[0].gates = vec![gate("gate-gate", 6_000, minutes(100, 110))];
    let far = planned(&scenario);
    let narrow = *far.summary.exact.last().unwrap();
    assert_eq!(narrow, 200, "departures are timed to the opening");
    // A bus that may set people down only in the first hour, at a place with room for forty.
    scenario.classes[0].means = Means::NeedsTransport;
    scenario.waiting_places.push(WaitingPlace {
        key: "school".to_owned(),
        name: "school".to_owned(),
        place: at(60.0),
        node: RoadNodeId(1),
        capacity: count(40),
        sources: vec![],
    });
    let to = korridor_world::scenario::WaitingPlaceId(0);
    let mut in_hour = bus(ShuttleEnd::WaitingPlace(to));
    in_hour.hours = vec![minutes(0, 60)];
    let mut onwards = bus(ShuttleEnd::ThroughCorridor(CorridorId(0)));
    onwards.zones = vec![];
    onwards.stop_node = RoadNodeId(1);
    onwards.service = Service::Departures(vec![minutes(95, 0).start]);
    scenario.shuttles = vec![in_hour, onwards];
    let plan = planned(&scenario);
    assert_eq!(*plan.summary.exact.last().unwrap(), 40);
    assert_eq!(plan.summary.document.levels[1].curve.sheltered[90], 40);
}

#[test]
fn the_nearest_corridor_may_be_the_wrong_one() {
    let mut scenario = one_gate(400, 60);
    scenario
        .network
        .add_node(at(-120.0), korridor_world::SourceId::Number(2));
    road(&mut scenario.network, 0, 2, 120.0);
    let far = gate("far-gate", 420, minutes(0, 60));
    scenario
        .corridors
        .push(corridor("far", 2, 60.0, vec![far], minutes(0, 60)));
    let plan = planned(&scenario);
    // Near: gate in minutes 1 to 58; far: in minutes 2 to 58.
    assert_eq!(*plan.summary.nearest.last().unwrap(), 400);
    assert_eq!(plan.summary.exact[30], 29 * 7 + 28 * 7);
    assert_eq!(plan.summary.nearest[30], 29 * 7);
}

#[test]
fn people_who_share_everything_are_solved_together() {
    let mut scenario = one_gate(10, 60);
    scenario.classes.push(class("others", Means::OnFoot));
    scenario.zones = vec![
        zone("a", 0, 0.0, &[(0, 30), (1, 20)]),
        zone("b", 1, 60.0, &[(1, 10)]),
    ];
    scenario.corridors[0].classes = vec![ClassId(0), ClassId(1)];
    let plan = planned(&scenario);
    let level = &plan.summary.document.levels[1];
    assert_eq!(level.groups.len(), 1);
    assert_eq!(level.groups[0].classes, ["people", "others"]);
    assert_eq!(
        (level.classes["people"].out, level.classes["others"].out),
        (30, 30)
    );
    assert_eq!((level.zones["a"].out, level.zones["b"].out), (50, 10));
    assert_eq!(persons(3).best.0, 3);
}

#[test]
fn a_reception_place_that_fills_up_is_shared_by_all_who_go_there() {
    let mut scenario = one_gate(10, 60);
    let mut first = class("first", Means::OnFoot);
    first.precedence = 10;
    scenario.classes.push(first);
    scenario.zones = vec![zone("a", 0, 0.0, &[(0, 100), (1, 40)])];
    scenario.corridors[0].classes = vec![ClassId(0), ClassId(1)];
    scenario.destinations[0].reception = vec![korridor_world::scenario::ReceptionPlace {
        key: "school".to_owned(),
        name: "school".to_owned(),
        place: None,
        limit: Some(count(70)),
    }];
    let plan = planned(&scenario);
    let level = &plan.summary.document.levels[1];
    assert_eq!(
        (level.classes["first"].out, level.classes["people"].out),
        (40, 30)
    );
    assert!(
        level.groups[0]
            .certified
            .starts_with("reception is limited")
    );
    assert_eq!(plan.summary.nearest.last(), Some(&70));
    // Neither the gate nor the road keeps the others, and that is said.
    let warnings = &plan.summary.document.warnings;
    let is_full = "With best figures, reception at outside is full (70 persons)";
    assert!(
        warnings.iter().any(|w| w.starts_with(is_full)),
        "{warnings:?}"
    );
    let basis = Basis::solve(&scenario).unwrap();
    let answer = answers::bottlenecks(&basis, 8, &|| {}).unwrap();
    assert_eq!(answer.full.best, ["outside"]);
    scenario.destinations[0].reception[0].limit = Some(count(140));
    let warnings = planned(&scenario).summary.document.warnings;
    assert!(
        !warnings.iter().any(|w| w.contains("is full")),
        "{warnings:?}"
    );
}

#[test]
fn walkers_and_vehicles_do_not_take_each_others_room() {
    let mut scenario = one_gate(10, 60);
    scenario.classes.push(class("drivers", Means::ByCar));
    scenario.corridors[0].classes = vec![ClassId(0), ClassId(1)];
    scenario.corridors[0].gates = vec![gate("gate-gate", 60_000, minutes(0, 60))];
    let out = |walkers: u64, drivers: u64| {
        let mut scenario = scenario.clone();
        scenario.zones = vec![zone("a", 0, 0.0, &[(0, walkers), (1, drivers)])];
        let level = planned(&scenario).summary.document.levels[1].clone();
        ["people", "drivers"].map(|class| level.classes.get(class).map_or(0, |class| class.out))
    };
    // 600 vehicles an hour with 2.5 people in each are 25 a minute; a road of 60 m at 36 km/h takes a
    // minute with the corridor behind it, so 58 or 59 minutes count. Walkers: 147 a minute.
    let [walkers, _] = out(20_000, 0);
    let [_, drivers] = out(0, 20_000);
    assert!((24 * 58..=25 * 59).contains(&drivers), "{drivers}");
    assert!((146 * 57..=147 * 58).contains(&walkers), "{walkers}");
    assert_eq!(out(20_000, 20_000), [walkers, drivers]);
}

#[test]
fn nobody_is_out_sooner_than_an_opening_lets_them() {
    let mut scenario = one_gate(2_000, 120);
    // A minute of road, a gate that opens after an hour, 170 seconds behind it: the first are out at
    // 1:02:50 and by the end of minute 63; whoever is in minute 62 of the plan would have passed it
    // before it opened.
    scenario.corridors[0].length_m = 170.0;
    scenario.corridors[0].gates = vec![gate("gate-gate", 420, minutes(60, 120))];
    let exact = planned(&scenario).summary.exact;
    assert_eq!((exact[62], exact[63], exact[64]), (0, 7, 14));
}

#[test]
fn households_ride_in_one_vehicle() {
    let mut scenario = one_gate(50, 120);
    scenario.classes[0].means = Means::NeedsTransport;
    scenario.corridors[0].gates = vec![gate("gate-gate", 6_000, minutes(0, 120))];
    let mut convoy = bus(ShuttleEnd::ThroughCorridor(CorridorId(0)));
    convoy.service = Service::Departures([10, 20, 30].map(|t| minutes(t, 0).start).to_vec());
    (convoy.vehicles, convoy.seats) = (1, 7);
    scenario.shuttles.push(convoy);
    scenario.classes[0].party_size = 5;
    let exact = planned(&scenario).summary.exact;
    assert_eq!(
        (exact[19], exact[20], exact[30], exact[119]),
        (0, 5, 10, 15)
    );
    // Three do not fit into two seats.
    scenario.shuttles[0].seats = 2;
    scenario.classes[0].party_size = 3;
    assert_eq!(planned(&scenario).summary.exact[119], 0);
}

#[test]
fn a_way_shared_with_armed_persons_is_told() {
    let mut scenario = one_gate(10, 60);
    let armed = korridor_world::scenario::AdmittedGroup::ArmedPersons;
    let told = |scenario: &Scenario| {
        let warnings = planned(scenario).summary.document.warnings;
        let expected = "gate also admits armed persons: those planned there share it with them.";
        warnings.iter().any(|warning| warning == expected)
    };
    assert!(!told(&scenario));
    scenario.corridors[0].admission.groups.push(armed);
    assert!(told(&scenario));
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let scenario = one_gate(200, 60);
    assert_eq!(planned(&scenario).files, planned(&scenario).files);
}
