//! Lowered durations against continuous ones, over random networks: no route is faster than reality,
//! and no shortest route is slower than the rounding says.

use std::collections::BTreeMap;

use korridor_world::scenario::{CorridorId, DestinationId, ZoneId};
use korridor_world::{LinkId, RoadNodeId, Share};
use proptest::prelude::*;

use crate::lower::clock::Steps;
use crate::lower::rounding::{compare, rounded};
use crate::lower::schedule::Schedule;
use crate::lower::ways::{Carrier, Place, Way, Ways};

/// Roads between `nodes`, homes at some, two corridors.
fn network() -> impl Strategy<Value = (Ways, u64)> {
    let roads = prop::collection::vec((0u32..12, 0u32..12, 1u64..200_000), 1..60);
    let homes = prop::collection::vec((0u32..12, 0u64..90_000), 1..5);
    let corridors = prop::collection::vec((0u32..12, 0u64..400_000), 1..4);
    (roads, homes, corridors, 1u64..=90).prop_map(|(roads, homes, corridors, seconds)| {
        let mut ways = Ways::default();
        let mut index = BTreeMap::new();
        let mut place = |ways: &mut Ways, place: Place| {
            *index.entry(place).or_insert_with(|| {
                ways.places.push(place);
                ways.shelter.push(None);
                ways.places.len() as u32 - 1
            })
        };
        let mut add = |tail: Place, head: Place, carrier: Carrier, milliseconds: u64| {
            let (tail, head) = (place(&mut ways, tail), place(&mut ways, head));
            let always = [Steps { from: 0, until: 1 }];
            let schedule = Schedule::during(&always, korridor_flow::Rate::constant(1));
            let pace = Share::ALL;
            ways.ways.push(Way {
                tail,
                head,
                carrier,
                pace,
                milliseconds,
                schedule,
            });
        };
        let road = |node: u32| Place::Road(RoadNodeId(node));
        for (zone, (node, walk)) in (0..).zip(&homes) {
            let home = ZoneId(zone);
            add(Place::Home(home), road(*node), Carrier::Access(home), *walk);
        }
        for (link, (tail, head, duration)) in (0..).zip(&roads) {
            add(
                road(*tail),
                road(*head),
                Carrier::Link(LinkId(link)),
                *duration,
            );
        }
        for (corridor, (entry, duration)) in (0..).zip(&corridors) {
            let id = CorridorId(corridor);
            let exit = Place::Destination(DestinationId(0));
            add(
                road(*entry),
                Place::Before(id, 0),
                Carrier::Stretch(id, 0),
                *duration,
            );
            add(
                Place::Before(id, 0),
                Place::Behind(id, 0),
                Carrier::Gate(id, 0),
                0,
            );
            add(
                Place::Behind(id, 0),
                exit,
                Carrier::Stretch(id, 1),
                *duration / 3,
            );
        }
        (ways, seconds * 1_000)
    })
}

/// By place: the least of (lowered - real) over all walks from a home, by Bellman and Ford; `Err` if
/// a round trip gains time.
fn least_gain(ways: &Ways, transits: &[u32], step: u64) -> Result<Vec<Option<i128>>, ()> {
    let mut gain: Vec<Option<i128>> = ways
        .places
        .iter()
        .map(|place| matches!(place, Place::Home(_)).then_some(0))
        .collect();
    for round in 0..=ways.places.len() {
        let mut changed = false;
        for (way, &transit) in ways.ways.iter().zip(transits) {
            let Some(before) = gain[way.tail as usize] else {
                continue;
            };
            let lowered = i128::from(transit) * i128::from(step);
            let after = before + lowered - i128::from(way.milliseconds);
            if gain[way.head as usize].is_none_or(|known| after < known) {
                gain[way.head as usize] = Some(after);
                changed = true;
            }
        }
        if !changed {
            return Ok(gain);
        }
        if round == ways.places.len() {
            return Err(());
        }
    }
    Ok(gain)
}

/// The earliest instant, in milliseconds, at which anyone is at the exit: everyone sets out at 0,
/// `enter` says when a way is entered by who is at its tail at some instant, and when its head is
/// reached. By Bellman and Ford.
fn earliest(ways: &Ways, enter: impl Fn(usize, u64) -> Option<u64>) -> Option<u64> {
    let is_home = |place: &Place| matches!(place, Place::Home(_));
    let mut earliest: Vec<Option<u64>> = ways
        .places
        .iter()
        .map(|place| is_home(place).then_some(0))
        .collect();
    for _ in 0..ways.places.len() {
        for (index, way) in ways.ways.iter().enumerate() {
            let reached = earliest[way.tail as usize].and_then(|at| enter(index, at));
            let known = earliest[way.head as usize];
            if reached.is_some_and(|reached| known.is_none_or(|known| reached < known)) {
                earliest[way.head as usize] = reached;
            }
        }
    }
    earliest[ways.find(Place::Destination(DestinationId(0))).unwrap() as usize]
}

/// By place: the shortest duration to the exit in real time, by Bellman and Ford, as an oracle.
fn real_to_exit(ways: &Ways) -> Vec<Option<u64>> {
    let is_exit = |place: &Place| matches!(place, Place::Destination(_));
    let mut shortest: Vec<Option<u64>> = ways
        .places
        .iter()
        .map(|p| is_exit(p).then_some(0))
        .collect();
    for _ in 0..ways.places.len() {
        for way in &ways.ways {
            let through = shortest[way.head as usize].map(|after| after + way.milliseconds);
            let known = shortest[way.tail as usize];
            if through.is_some_and(|through| known.is_none_or(|known| through < known)) {
                shortest[way.tail as usize] = through;
            }
        }
    }
    shortest
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_route_is_faster_than_reality((ways, step) in network()) {
        let transits = rounded(&ways, step).transits;
        let gain = least_gain(&ways, &transits, step);
        prop_assert!(gain.is_ok(), "a round trip gains time");
        let exit = ways.find(Place::Destination(DestinationId(0))).unwrap();
        if let Some(gain) = gain.unwrap()[exit as usize] {
            prop_assert!(gain >= 0, "{gain} ms");
        }
    }

    /// Gates open at some instant: nobody is out sooner than who really waits in front of them.
    #[test]
    fn nobody_passes_what_is_not_open_yet((ways, step) in network(), opens in 0u64..1_000_000) {
        let rounded = rounded(&ways, step);
        let is_gate = |way: usize| matches!(ways.ways[way].carrier, Carrier::Gate(..));
        let real = earliest(&ways, |way, at| {
            let enters = if is_gate(way) { at.max(opens) } else { at };
            Some(enters + ways.ways[way].milliseconds)
        });
        let from = opens.div_ceil(step) as u32;
        let open = Steps { from, until: from + 10_000 };
        let gate = Schedule::during(&[open], korridor_flow::Rate::constant(1));
        let lowered = earliest(&ways, |way, at| {
            let tail = ways.ways[way].tail as usize;
            let gate = match rounded.offsets[tail] {
                0 => gate.clone(),
                _ => gate.ahead(),
            };
            let first = gate.table(from + 2).iter().position(|&rate| rate > 0).map_or(0, |step| step as u64);
            let enters = if is_gate(way) { at.max(first) } else { at };
            Some(enters + u64::from(rounded.transits[way]))
        });
        prop_assert_eq!(real.is_some(), lowered.is_some());
        if let (Some(real), Some(lowered)) = (real, lowered) {
            prop_assert!(lowered * step >= real, "{} < {real}", lowered * step);
        }
    }

    #[test]
    fn a_step_of_a_twentieth_of_the_shortest_way_keeps_every_route_within_tolerance(
        (ways, _) in network()
    ) {
        let shortest = ways.ways.iter().map(|way| way.milliseconds).filter(|&d| d > 0).min();
        let step = (shortest.unwrap_or(1_000) / 20).max(1);
        let excess = compare(&ways, &rounded(&ways, step).transits, step);
        prop_assert_eq!(excess.beyond_tolerance, 0);
    }

    /// The nearest corridor itself is never more than a step late, whatever the step, before the
    /// offsets are bettered for the others; bettering may trade at most what the tolerance counts.
    #[test]
    fn lowered_routes_take_at_least_as_long_as_the_shortest_real_one((ways, step) in network()) {
        let transits = rounded(&ways, step).transits;
        let exit = ways.find(Place::Destination(DestinationId(0))).unwrap();
        let lowered = crate::lower::ways::shortest(&ways, exit, |way| u64::from(transits[way]));
        let real = real_to_exit(&ways);
        for (index, place) in ways.places.iter().enumerate() {
            if !matches!(place, Place::Home(_)) {
                continue;
            }
            prop_assert_eq!(lowered[index].is_some(), real[index].is_some());
            if let (Some(lowered), Some(real)) = (lowered[index], real[index]) {
                prop_assert!(lowered * step >= real, "{} < {real}", lowered * step);
            }
        }
    }
}
