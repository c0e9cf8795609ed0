//! Answers to questions, worked out by hand, and what holds for all of them.

use korridor_world::scenario::{ByLevel, CorridorId};
use korridor_world::{Level, PersonsPerHour, Scenario, Share};
use proptest::prelude::*;

use super::answers::planned;
use super::tiny::{at, band, corridor, gate, minutes, one_gate, road, zone};
use crate::PlanError;
use crate::answers::{self, Basis, Every, LIMIT_HOURS, Length, how_many};
use crate::answers::{Bottlenecks, Corridors, HowLong, PauseOf};

pub fn how_long(basis: &Basis) -> Result<HowLong, PlanError> {
    answers::how_long(basis, &|| {})
}

pub fn pause_of(basis: &Basis, minutes: u64) -> Result<Option<PauseOf>, PlanError> {
    answers::pause_of(basis, minutes, &|| {})
}

pub fn bottlenecks(basis: &Basis, most: usize) -> Result<Bottlenecks, PlanError> {
    answers::bottlenecks(basis, most, &|| {})
}

pub fn corridors(
    basis: &Basis,
    every: Every,
    only: Option<CorridorId>,
) -> Result<Corridors, PlanError> {
    answers::corridors(basis, every, only, &|| {})
}

fn basis(scenario: &Scenario) -> Basis {
    Basis::solve(scenario).unwrap()
}

pub fn every(minutes: u32) -> Every {
    Every::minutes(minutes).unwrap()
}

pub fn minutes_of(length: &Length) -> Option<(u64, bool)> {
    match length {
        Length::Minutes {
            minutes,
            beyond_the_plan,
            ..
        } => Some((*minutes, *beyond_the_plan)),
        _ => None,
    }
}

/// A near gate of 420 an hour and a far one, two minutes away on the other side, of `far` an hour.
pub fn two_gates(people: u64, far: u32) -> Scenario {
    let mut scenario = one_gate(people, 60);
    scenario
        .network
        .add_node(at(-120.0), korridor_world::SourceId::Number(2));
    road(&mut scenario.network, 0, 2, 120.0);
    let far = gate("far-gate", far, minutes(0, 60));
    scenario
        .corridors
        .push(corridor("far", 2, 60.0, vec![far], minutes(0, 60)));
    scenario
}

#[test]
fn out_and_in_the_open_by_each_moment() {
    let answer = how_many(&basis(&one_gate(2_000, 120)), every(50));
    let rows: Vec<_> = answer
        .moments
        .iter()
        .map(|m| {
            (
                m.when.minutes_from_start,
                m.out_persons.best,
                m.in_the_open_persons.best,
            )
        })
        .collect();
    // By the end of minute 49 the gate has passed those of minutes 1 to 48.
    assert_eq!(rows, [(50, 48 * 7, 14), (100, 98 * 7, 14), (120, 826, 0)]);
}

#[test]
fn a_pause_of_some_minutes_is_read_off_and_a_longer_one_is_solved() {
    let basis = basis(&one_gate(2_000, 120));
    let out = |minutes| {
        pause_of(&basis, minutes)
            .unwrap()
            .map(|answer| answer.out_persons.best)
    };
    assert_eq!(out(60), Some(58 * 7));
    assert_eq!(out(120), Some(826));
    assert_eq!(out(180), Some(178 * 7));
    assert_eq!(out(600), Some(2_000));
    assert_eq!(
        (out(0), out(u64::from(LIMIT_HOURS) * 60 + 1), out(u64::MAX)),
        (None, None, None)
    );
    assert!(pause_of(&basis, 120).unwrap().unwrap().beyond.is_none());
    assert!(pause_of(&basis, 121).unwrap().unwrap().beyond.is_some());
}

#[test]
fn the_shortest_pause_for_a_share() {
    // 7 (t - 1) are out by the end of step t: the first step with 1,000, 1,800 and 2,000.
    let answer = how_long(&basis(&one_gate(2_000, 240))).unwrap();
    let found: Vec<_> = answer
        .shares
        .iter()
        .map(|s| minutes_of(&s.pause.best))
        .collect();
    assert_eq!(
        found,
        [Some((145, false)), Some((260, true)), Some((288, true))]
    );
    assert_eq!(minutes_of(&answer.clearance.pause.best), Some((288, true)));
    assert_eq!(answer.can_be_out_persons.best, 2_000);
}

#[test]
fn who_cannot_reach_a_corridor_is_never_out_and_too_many_are_not_within_the_limit() {
    let mut scenario = one_gate(60, 60);
    scenario
        .network
        .add_node(at(9_000.0), korridor_world::SourceId::Number(9));
    scenario.zones.push(zone("island", 2, 9_000.0, &[(0, 40)]));
    let answer = how_long(&basis(&scenario)).unwrap();
    assert_eq!(answer.shares[0].pause.best, answer.shares[0].pause.low);
    assert_eq!(minutes_of(&answer.shares[0].pause.best), Some((10, false)));
    assert_eq!(
        answer.shares[1].pause.best,
        Length::Never {
            missing_persons: 30
        }
    );
    assert_eq!(
        answer.shares[2].pause.best,
        Length::Never {
            missing_persons: 40
        }
    );
    let answer = how_long(&basis(&one_gate(10_000_000, 60))).unwrap();
    assert_eq!(
        answer.shares[0].pause.best,
        Length::NotWithin { hours: LIMIT_HOURS }
    );
}

#[test]
fn nobody_and_one_person() {
    let mut nobody = one_gate(100, 60);
    nobody.zones[0].uptake = band(Share::NONE);
    let basis_of_nobody = basis(&nobody);
    let answer = how_long(&basis_of_nobody).unwrap();
    assert_eq!(answer.shares[2].pause.high, Length::NobodyWishes);
    assert_eq!(answer.clearance.pause.high, Length::NobodyWishes);
    assert_eq!(
        how_many(&basis_of_nobody, Every::HALF_HOUR).moments.len(),
        2
    );
    assert!(bottlenecks(&basis_of_nobody, 8).unwrap().binding.is_empty());
    let table = corridors(&basis_of_nobody, Every::HALF_HOUR, None).unwrap();
    assert_eq!(
        table.corridors[0].never_opens.change_persons,
        ByLevel::default()
    );
    let answer = how_long(&basis(&one_gate(1, 60))).unwrap();
    assert_eq!(minutes_of(&answer.shares[0].pause.best), Some((3, false)));
}

#[test]
fn a_corridor_that_closes_passes_nobody_from_then_on() {
    let table = corridors(&basis(&one_gate(2_000, 120)), every(50), None).unwrap();
    let answer = &table.corridors[0];
    assert_eq!(
        (answer.by_it_persons.best, table.out_persons.best),
        (826, 826)
    );
    assert_eq!(answer.never_opens.out_persons.best, 0);
    // Closed at 1:00, it is entered up to minute 59: those who pass the gate in minutes 1 to 58 are out,
    // and those of minute 59, who have the corridor behind the gate yet to walk.
    assert_eq!(answer.closes_at_half.out_persons.best, 59 * 7);
    assert_eq!(answer.closes[0].out_persons.best, 49 * 7);
    assert_eq!(answer.closes[1].change_persons.best, 99 * 7 - 826);
}

#[test]
fn what_one_corridor_loses_another_may_take() {
    // Both together pass 58 x 7 + 57 x 7 = 805. With 300 people neither is missed at the end.
    let few = corridors(&basis(&two_gates(300, 420)), Every::HALF_HOUR, None).unwrap();
    for corridor in &few.corridors {
        assert_eq!(
            corridor.never_opens.change_persons.best, 0,
            "{}",
            corridor.id
        );
    }
    let many = basis(&two_gates(2_000, 420));
    let table = corridors(&many, Every::HALF_HOUR, None).unwrap();
    let never: Vec<i64> = table
        .corridors
        .iter()
        .map(|c| c.never_opens.change_persons.best)
        .collect();
    assert_eq!(never, [-58 * 7, -57 * 7]);
    let only = corridors(&many, Every::HALF_HOUR, many.corridor("far")).unwrap();
    assert_eq!(only.corridors, table.corridors[1..]);
    assert_eq!(
        (many.corridor("fra"), many.corridor("far")),
        (None, Some(CorridorId(1)))
    );
}

#[test]
fn a_tenth_more_at_the_gate_is_worth_what_it_passes() {
    let answer = bottlenecks(&basis(&one_gate(2_000, 120)), 8).unwrap();
    let gate = &answer.binding[0];
    assert_eq!(
        (gate.kind.as_str(), gate.id.as_str()),
        ("gate", "gate-gate")
    );
    // 7.7 a minute in minutes 1 to 118: floor(7.7 x 119) less the 7 of minute 0.
    assert_eq!(gate.out_persons.best, 916 - 7);
    assert_eq!(gate.binds.best[0].from.minutes_from_start, 1);
    // A rate of nobody is the party's decision: there is nothing to raise.
    assert_eq!(
        bottlenecks(&basis(&one_gate(2_000, 120)), 0)
            .unwrap()
            .left_out,
        1
    );
}

/// A closure proven without a search is what planning the closed scenario says.
fn replanned(scenario: &Scenario, corridor: usize, minute: i64) -> u64 {
    let mut closed = scenario.clone();
    for open in &mut closed.corridors[corridor].open {
        open.end = open.end.min(minutes(0, minute).end);
    }
    *planned(&closed).summary.exact.last().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn closing_earlier_never_helps_and_is_what_planning_again_says(
        people in 0u64..1_500,
        far in prop_oneof![Just(7u32), Just(100), Just(420), Just(900)],
        party in 1u32..4,
    ) {
        let mut scenario = two_gates(people, far);
        scenario.classes[0].party_size = party;
        let basis = basis(&scenario);
        let table = corridors(&basis, every(10), None).unwrap();
        for (index, corridor) in table.corridors.iter().enumerate() {
            let mut before = corridor.never_opens.out_persons.best;
            for closing in &corridor.closes {
                let out = closing.out_persons.best;
                // A zone's last, smaller party may be among those who are out, or not.
                prop_assert!(out + u64::from(party) > before);
                before = out;
                let again = replanned(&scenario, index, closing.when.minutes_from_start as i64);
                prop_assert!(out.abs_diff(again) < u64::from(party), "{out} {again}");
            }
            prop_assert!(table.out_persons.best + u64::from(party) > before);
        }
    }

    #[test]
    fn a_longer_pause_never_has_fewer_out(people in 0u64..1_500, party in 1u32..4) {
        let mut scenario = two_gates(people, 100);
        scenario.classes[0].party_size = party;
        let basis = basis(&scenario);
        let mut before = 0;
        for minutes in [1, 10, 30, 59, 60, 61, 90, 200] {
            let out = pause_of(&basis, minutes).unwrap().unwrap().out_persons.best;
            prop_assert!(out >= before);
            before = out;
        }
    }

    #[test]
    fn where_only_the_gate_is_uncertain_the_band_is_in_order(low in 1u32..300, more in 0u32..300) {
        let mut scenario = one_gate(900, 60);
        let rate = &mut scenario.corridors[0].gates[0].openings[0].rate;
        (rate.low, rate.best, rate.high) =
            (PersonsPerHour(low), PersonsPerHour(low + more), PersonsPerHour(low + 2 * more));
        let basis = basis(&scenario);
        for moment in how_many(&basis, every(10)).moments {
            let out = moment.out_persons;
            prop_assert!(out.low <= out.best && out.best <= out.high);
        }
        let half = &how_long(&basis).unwrap().shares[0].pause;
        let of = |level| match half_at(half, level) {
            Length::Minutes { minutes, .. } => *minutes,
            _ => u64::MAX,
        };
        prop_assert!(of(Level::Low) >= of(Level::Best) && of(Level::Best) >= of(Level::High));
    }
}

fn half_at(length: &ByLevel<Length>, level: Level) -> &Length {
    match level {
        Level::Low => &length.low,
        Level::Best => &length.best,
        Level::High => &length.high,
    }
}
