//! Moments from which plans are continued, and gates that cannot be opened then.

use korridor_world::Scenario;
use korridor_world::scenario::SurveyStatus;
use proptest::prelude::*;

use super::answers::{packed, planned};
use super::replan::{continued, on, out, request};
use super::tiny::{START, corridor, gate, minutes, one_gate, windows};
use super::usable::{drawn, scenarios};
use crate::lower::clock::Clock;
use crate::{PlanOptions, ReplanError, verify};

/// One gate and two windows: 10:00 to 11:00 and 13:00 to 14:00.
fn two_windows() -> Scenario {
    let mut scenario = one_gate(2_000, 240);
    scenario.pause.windows = windows([minutes(0, 60), minutes(180, 240)]);
    scenario
}

#[test]
fn a_moment_between_two_windows_is_refused_and_both_are_named() {
    let scenario = two_windows();
    let first = planned(&scenario);
    for at in [
        "11:00",
        "12:00",
        "12:59",
        "2016-11-04T11:30",
        "2016-11-04T12:59:59+02:00",
    ] {
        let error = on(&scenario, &first.files, &request(at, &["gate"], &[])).unwrap_err();
        let said = error.to_string();
        for part in [
            "between the hours in which people may be outside",
            "from 2016-11-04T10:00:00+02:00 to before 2016-11-04T11:00:00+02:00, or from 2016-11-04T13:00:00+02:00 to before 2016-11-04T14:00:00+02:00",
        ] {
            assert!(said.contains(part), "{at}: {said}");
        }
    }
    for (at, what) in [
        ("10:59:30", "no moment"),
        ("2016-11-04T10:59:30", "in the last step of hours"),
        ("09:59", "before the plan's time begins"),
        ("14:00", "when the plan's time is over"),
    ] {
        let error = on(&scenario, &first.files, &request(at, &["gate"], &[])).unwrap_err();
        assert!(error.to_string().contains(what), "{at}: {error}");
    }
    // The first moment of the second window is none between them. In the first window the gate is entered
    // in minutes 1 to 58, by seven each.
    let closed = continued(&scenario, &first.files, &request("13:00", &["gate"], &[]));
    let continues = closed.summary.document.continues.as_ref().unwrap();
    assert_eq!((continues.from_step, out(&closed).0), (180, 58 * 7));
}

#[test]
fn a_time_of_day_that_lies_between_windows_on_one_day_is_that_of_the_other() {
    let mut scenario = two_windows();
    let day = 24 * 60;
    let whole = minutes(day, day + 240);
    scenario.pause.windows.extend(windows([whole]));
    let first = planned(&scenario);
    let next = continued(&scenario, &first.files, &request("12:00", &[], &[]));
    let continues = next.summary.document.continues.as_ref().unwrap();
    assert_eq!(continues.from_step, day as u32 + 120);
}

#[test]
fn a_step_between_windows_is_no_turn_of_a_folder() {
    let scenario = two_windows();
    let first = planned(&scenario);
    let mut files = continued(&scenario, &first.files, &request("13:00", &["gate"], &[])).files;
    let turns = files.get_mut("turns.json").unwrap();
    *turns = String::from_utf8_lossy(turns)
        .replace("T13:00:00", "T12:00:00")
        .replace("\"from_step\": 180", "\"from_step\": 120")
        .into_bytes();
    let findings = verify(&files, &|_| Ok(scenario.clone())).unwrap_err();
    let said = findings.iter().map(ToString::to_string);
    let said = said.collect::<Vec<_>>().join("; ");
    assert!(
        said.contains("a step in which people may be outside"),
        "{said}"
    );
}

#[test]
fn gates_that_would_pass_nobody_are_all_named() {
    let mut scenario = one_gate(2_000, 120);
    let window = minutes(0, 120);
    let gates = vec![
        gate("inner", 0, window),
        gate("middle", 420, window),
        gate("outer", 420, minutes(0, 30)),
    ];
    let shut = corridor("shut", 1, 600.0, gates, minutes(0, 0));
    scenario.corridors.push(shut);
    let first = planned(&scenario);
    let error = on(&scenario, &first.files, &request("11:00", &[], &["shut"])).unwrap_err();
    let said = error.to_string();
    assert!(
        said.contains("its gate \"inner\" passes nobody at that moment (rate 0 in its hours)"),
        "{said}"
    );
    assert!(
        said.contains("its gate \"outer\" has no hours at that moment"),
        "{said}"
    );
    assert!(!said.contains("middle"), "{said}");
}

#[test]
fn a_time_that_comes_twice_is_asked_for_again() {
    let mut scenario = one_gate(10, 120);
    let day = 24 * 60;
    let second = minutes(day, day + 120);
    scenario.pause.windows.extend(windows([second]));
    let first = planned(&scenario);
    assert!(Clock::new(&scenario, 60).unwrap().start(0).0 == START);
    let error = on(&scenario, &first.files, &request("11:00", &[], &[])).unwrap_err();
    assert!(error.to_string().contains("comes 2 times"), "{error}");
}

#[test]
fn what_no_plan_uses_is_not_opened_and_all_that_is_wrong_is_told() {
    let mut scenario = one_gate(2_000, 120);
    let window = minutes(0, 120);
    for key in ["mined", "for-others"] {
        let gates = vec![gate(&format!("{key}-gate"), 420, window)];
        scenario
            .corridors
            .push(corridor(key, 1, 600.0, gates, minutes(0, 0)));
    }
    scenario.corridors[1].survey = SurveyStatus::Suspected;
    scenario.corridors[2].classes = vec![];
    let first = planned(&scenario);
    let asked = request("11:00", &["gaet", "gate"], &["mined", "for-others", "gate"]);
    let said = on(&scenario, &first.files, &asked).unwrap_err().to_string();
    for part in [
        "no corridor \"gaet\" to close",
        "cannot open mined: no plan uses it: its ground is suspected of mines",
        "cannot open for-others: no plan uses it: the party admits no class of the scenario",
        "cannot open gate: it cannot both close and open",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

/// Alone, the people of each group would find the gate's slots in other steps than those that they were told; together
/// they have them.
#[test]
fn slots_that_fall_otherwise_for_a_group_alone_hold_nobody() {
    let scenario = drawn(
        &[(0, 0, 22), (2, 91, 34)],
        &[(4, 690, 10)],
        (3, 3),
        (25, 20),
    );
    let options = PlanOptions {
        routes_per_zone: Some(1),
        ..PlanOptions::default()
    };
    let first = crate::plan(&scenario, &packed(), &options, &mut |_| {}).unwrap();
    let at = korridor_world::Instant(START + 46 * 20).to_string();
    let next = continued(&scenario, &first.files, &request(&at, &[], &[]));
    verify(&next.files, &|_| Ok(scenario.clone())).unwrap();
    for level in &next.summary.document.continues.as_ref().unwrap().levels {
        assert!(level.on_the_road > 0);
        assert_eq!((level.hold_or_go_back, level.on_the_road_told_anew), (0, 0));
    }

    // Where somebody is held, nobody can claim that all move on in their turn.
    let closed = continued(&scenario, &first.files, &request(&at, &["corridor-0"], &[]));
    let mut files = closed.files;
    let usable = files.get_mut("usable.json").unwrap();
    *usable = String::from_utf8_lossy(usable)
        .replace(
            "\"level\":\"low\",",
            "\"level\":\"low\",\"on_the_road_in_turn\":true,",
        )
        .into_bytes();
    let findings = verify(&files, &|_| Ok(scenario.clone())).unwrap_err();
    let said = findings.iter().map(ToString::to_string);
    let said = said.collect::<Vec<_>>().join("; ");
    assert!(
        said.contains("persons on the road are held who move on in their turn"),
        "{said}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Better waves for some are no reason to hold others on the road.
    #[test]
    fn while_nothing_closes_nobody_on_the_road_is_held(scenario in scenarios(), share in 1u32..100, routes in 1u32..3) {
        let options = PlanOptions { routes_per_zone: Some(routes), ..PlanOptions::default() };
        let Ok(first) = crate::plan(&scenario, &packed(), &options, &mut |_| {}) else {
            return Ok(());
        };
        let clock = &first.summary.document.clock;
        let at = START + i64::from(clock.steps * share / 100) * i64::from(clock.step_seconds);
        let at = korridor_world::Instant(at).to_string();
        let next = match on(&scenario, &first.files, &request(&at, &[], &[])) {
            Err(ReplanError::NothingLeft { .. }) => return Ok(()),
            next => next.map_err(|error| TestCaseError::fail(error.to_string()))?,
        };
        let verified = verify(&next.files, &|_| Ok(scenario.clone()));
        prop_assert!(verified.is_ok(), "{:?}", verified.err());
        for level in &next.summary.document.continues.as_ref().unwrap().levels {
            prop_assert_eq!((level.hold_or_go_back, level.on_the_road_told_anew), (0, 0));
        }
    }
}
