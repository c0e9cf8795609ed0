//! The usable plan: worked out by hand, and what holds for all of them.

use std::collections::{BTreeMap, BTreeSet};

use korridor_world::Scenario;
use korridor_world::scenario::{ClassId, Means};
use proptest::prelude::*;

use super::answers::{packed, planned};
use super::asked::two_gates;
use super::tiny::{at, class, corridor, gate, minutes, one_gate, road, zone};
use crate::lower::clock::Clock;
use crate::lower::steps::step_seconds;
use crate::solve::{SolvedScenario, solve};
use crate::usable::wave::spread;
use crate::usable::{Terms, UsablePlan, claim, usable};
use crate::{PlanError, PlanOptions, plan};

fn solved(scenario: &Scenario) -> SolvedScenario {
    let clock = Clock::new(scenario, step_seconds(scenario, None).unwrap()).unwrap();
    solve(scenario, &clock, &mut |_| {}).unwrap()
}

fn waves(scenario: &Scenario, routes: u32, minutes: Option<u32>) -> (SolvedScenario, UsablePlan) {
    let solved = solved(scenario);
    let terms = Terms::new(&solved.clock, Some(routes), minutes).unwrap();
    let plan = usable(scenario, &solved, terms);
    (solved, plan)
}

fn checked(
    scenario: &Scenario,
    solved: &SolvedScenario,
    file: &claim::ClaimFile,
) -> Result<UsablePlan, Vec<claim::Complaint>> {
    let levels = solved.levels.iter().map(|level| {
        let groups = level.groups.iter().map(|group| &group.lowered);
        (level.level, groups.collect())
    });
    let levels: Vec<claim::LevelLowered<'_>> = levels.collect();
    claim::check(scenario, &solved.clock, &levels, file)
}

fn options(routes: Option<u32>, minutes: Option<u32>) -> PlanOptions {
    PlanOptions {
        routes_per_zone: routes,
        wave_minutes: minutes,
        ..PlanOptions::default()
    }
}

#[test]
fn the_only_route_of_a_zone_is_not_the_first_that_was_free() {
    // The near gate is reached a minute sooner, and passes 29 in all the time in which the far one passes 399.
    let mut scenario = two_gates(2_000, 420);
    scenario.corridors[0].gates[0] = gate("gate-gate", 30, minutes(0, 60));
    let (solved, plan) = waves(&scenario, 1, None);
    let exact = solved.levels[1].groups[0].solution.flow.arrivals.last();
    assert_eq!(exact, Some(&(29 + 399)));
    let group = &plan.levels[1].groups[0];
    assert_eq!(group.routes.len(), 1);
    let out = group.flow().arrivals.last().copied();
    assert!(out > Some(390), "{out:?}");
}

#[test]
fn a_wave_is_spread_over_its_steps() {
    let seven_of_three: Vec<u64> = (0..3).map(|index| spread(7, 3, index)).collect();
    assert_eq!(seven_of_three, [2, 2, 3]);
    // One person of a wave of fifteen minutes sets out in the last one.
    assert_eq!(spread(1, 15, 14), 1);
    assert_eq!((0..15).map(|index| spread(1, 15, index)).sum::<u64>(), 1);
}

#[test]
fn one_zone_and_one_gate_lose_nothing() {
    let plan = planned(&one_gate(2_000, 120));
    // Eight waves of fifteen minutes at seven a minute would be 840; 118 minutes reach the gate in time.
    assert_eq!(plan.summary.usable.last(), Some(&826));
    let level = &plan.summary.document.levels[1].usable;
    assert!(level.loss.exact_is_a_bound);
    assert_eq!((level.loss.at_end, level.everyone.on_the_way), (0, 0));
    assert!(level.loss.behind.iter().all(|behind| *behind >= 0));
    let waves = String::from_utf8_lossy(&plan.files["waves.csv"]).into_owned();
    let first = waves
        .lines()
        .find(|line| line.starts_with("best,"))
        .unwrap();
    assert_eq!(
        first,
        "best,home,people,gate,2016-11-04T10:00:00+02:00,2016-11-04T10:15:00+02:00,105,105,0,0,0,15"
    );
}

#[test]
fn no_routes_and_waves_longer_than_the_window_are_refused() {
    let scenario = one_gate(100, 60);
    let refused = |routes, minutes| {
        plan(&scenario, &packed(), &options(routes, minutes), &mut |_| {}).map(|_| ())
    };
    assert_eq!(refused(Some(0), None), Err(PlanError::NoRoutes));
    assert!(matches!(
        refused(None, Some(61)),
        Err(PlanError::WaveLength { most: 60, .. })
    ));
    assert!(matches!(
        refused(None, Some(0)),
        Err(PlanError::WaveLength { least: 1, .. })
    ));
    assert_eq!(refused(Some(1), Some(60)), Ok(()));
}

/// What whoever forges waves might try: each is refused, though its digest is right.
#[test]
fn waves_that_break_a_rule_are_refused() {
    let scenario = one_gate(500, 120);
    let (solved, plan) = waves(&scenario, 1, None);
    let honest = claim::read(&claim::write(&plan)).unwrap();
    assert!(checked(&scenario, &solved, &honest).is_ok());
    let refused = |change: &dyn Fn(&mut claim::ClaimFile)| {
        let mut forged = honest.clone();
        change(&mut forged);
        let complaints = checked(&scenario, &solved, &forged).unwrap_err();
        complaints[0].1.clone()
    };
    let longer = refused(&|file| file.levels[1].groups[0].waves[0].2 += 1);
    assert_eq!(longer, "16 steps, expected 15");
    let larger = refused(&|file| file.levels[1].groups[0].waves[0].3 += 1);
    assert_eq!(larger, "somebody finds no room on the way");
    let late = refused(&|file| file.levels[1].groups[0].waves[0].0 = 110);
    assert_eq!(late, "it sets out when nobody may be outside");
    let gap = refused(&|file| {
        file.levels[1].groups[0].routes[0].remove(1);
    });
    assert_eq!(gap, "arcs that do not meet");
    let again = refused(&|file| {
        let route = file.levels[1].groups[0].routes[0].clone();
        file.levels[1].groups[0].routes.push(route);
    });
    assert_eq!(again, "offered twice, or taken by no wave");
    let missing = refused(&|file| file.levels[1].groups.clear());
    assert!(missing.contains("each of 1 groups once"), "{missing}");
    let shorter = refused(&|file| file.wave_minutes = 14);
    assert_eq!(shorter, "waves of 15 steps, expected 14");
    let nobody = refused(&|file| file.levels[1].groups[0].waves[0].3 = 0);
    assert!(nobody.ends_with("or none"), "{nobody}");
    let all = refused(&|file| {
        for wave in &mut file.levels[1].groups[0].waves {
            wave.3 = 501;
        }
    });
    assert!(all.starts_with("501 parties"), "{all}");
}

/// Up to four zones on a line, up to three corridors anywhere, households and carers, gates that open late.
pub fn scenarios() -> impl Strategy<Value = Scenario> {
    let zones = prop::collection::vec((0u32..5, 0u64..400, 0u64..60), 1..4);
    let gates = prop::collection::vec((0u32..5, 1u32..1_500, 0i64..40), 1..4);
    (
        zones,
        gates,
        (1u32..6, 1u32..4),
        20i64..100,
        prop_oneof![Just(60u32), Just(20), Just(45)],
    )
        .prop_map(|(zones, gates, parties, window, step)| {
            drawn(&zones, &gates, parties, (window, step))
        })
}

/// Zones by node with their people and wounded, gates by node with their rate and first minute, persons a party of
/// people and of wounded, minutes of the pause and seconds of a step.
pub fn drawn(
    zones: &[(u32, u64, u64)],
    gates: &[(u32, u32, i64)],
    (party, carers): (u32, u32),
    (window, step): (i64, u32),
) -> Scenario {
    let mut scenario = one_gate(0, window);
    scenario.step_seconds = step;
    for node in 2..5u32 {
        let place = at(60.0 * f64::from(node));
        scenario
            .network
            .add_node(place, korridor_world::SourceId::Number(node.into()));
        road(
            &mut scenario.network,
            node - 1,
            node,
            70.0 * f64::from(node),
        );
    }
    scenario.classes[0].party_size = party;
    let mut wounded = class("wounded", Means::OnFoot);
    wounded.party_size = carers;
    wounded.precedence = 10;
    scenario.classes.push(wounded);
    scenario.zones = (0..)
        .zip(zones)
        .map(|(index, (node, people, wounded))| {
            let groups = [(0, *people), (1, *wounded)];
            zone(
                &format!("zone-{index}"),
                *node,
                60.0 * f64::from(*node),
                &groups,
            )
        })
        .collect();
    let whole = minutes(0, window);
    scenario.corridors = (0..)
        .zip(gates)
        .map(|(index, (entry, rate, from))| {
            let gate = gate(&format!("gate-{index}"), *rate, minutes(*from, window));
            let mut corridor = corridor(
                &format!("corridor-{index}"),
                *entry,
                90.0,
                vec![gate],
                whole,
            );
            corridor.classes = vec![ClassId(0), ClassId(1)];
            corridor
        })
        .collect();
    scenario
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn every_usable_plan_keeps_its_rules(scenario in scenarios(), routes in 1u32..4, wave in prop_oneof![Just(None), (1u32..15).prop_map(Some)]) {
        let (solved, plan) = waves(&scenario, routes, wave);
        // The check follows the waves, and has capacities and conservation judged by the crate of flows.
        let claimed = claim::read(&claim::write(&plan)).unwrap();
        let checked = checked(&scenario, &solved, &claimed);
        prop_assert!(checked.is_ok(), "{:?}", checked.err());
        for (exact, usable) in solved.levels.iter().zip(&plan.levels) {
            for group in &usable.groups {
                let mut of_zone: BTreeMap<_, BTreeSet<u32>> = BTreeMap::new();
                for wave in &group.waves {
                    prop_assert_eq!(wave.steps, plan.terms.wave_steps);
                    let zone = group.routes[wave.route as usize].zone;
                    of_zone.entry(zone).or_default().insert(wave.route);
                    let sum: u64 = (0..wave.steps).map(|index| wave.departing(index)).sum();
                    prop_assert_eq!(sum, wave.parties);
                }
                prop_assert!(of_zone.values().all(|offered| offered.len() <= routes as usize));
                for path in group.paths() {
                    prop_assert!(path.hops[0].1 >= group.lowered.problem.supplies[path.supply].release);
                }
            }
            // The exact flow bounds the parties of the first group at every step.
            if let (Some(first), Some(bound)) = (usable.groups.first(), exact.groups.first())
                && first.index == 0
            {
                let flow = first.flow();
                for (step, (usable, exact)) in flow.arrivals.iter().zip(&bound.solution.flow.arrivals).enumerate() {
                    prop_assert!(usable <= exact, "{usable} > {exact} by step {step}");
                }
            }
        }
    }

    #[test]
    fn everyone_of_a_usable_plan_is_accounted_for(scenario in scenarios()) {
        let Ok(plan) = plan(&scenario, &packed(), &PlanOptions::default(), &mut |_| {}) else {
            return Ok(());
        };
        let verified = crate::verify(&plan.files, &|_| Ok(scenario.clone()));
        prop_assert!(verified.is_ok(), "{:?}", verified.err());
        for level in &plan.summary.document.levels {
            let usable = &level.usable;
            let parts = |account: &crate::document::AccountDocument| {
                account.out + account.on_the_way + account.remaining_not_assumed_to_wish
                    + account.choose_no_destination + account.could_not_be_reached + account.not_out_in_time
            };
            prop_assert_eq!(parts(&usable.everyone), usable.everyone.population);
            prop_assert_eq!(usable.everyone.population, level.everyone.population);
            prop_assert!(usable.zones.values().all(|zone| parts(zone) == zone.population));
            prop_assert_eq!(usable.curve.out.last(), Some(&usable.everyone.out));
            prop_assert_eq!(usable.curve.exposed.last(), Some(&0));
            let by_corridor: u64 = usable.corridors.values().map(|corridor| corridor.out).sum();
            prop_assert_eq!(by_corridor, usable.everyone.out);
            let steps = level.curve.out.iter().zip(&usable.curve.out).zip(&usable.loss.behind);
            for ((exact, out), behind) in steps {
                prop_assert_eq!(*exact as i64 - *out as i64, *behind);
            }
            if usable.loss.exact_is_a_bound {
                prop_assert!(usable.loss.behind.iter().all(|behind| *behind >= 0));
            }
        }
    }
}
