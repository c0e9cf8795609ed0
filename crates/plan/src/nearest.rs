//! The comparison: everyone is sent to the nearest corridor that they may and would use, as soon as
//! there is room for them all the way.
//!
//! Nearest is by travel time over the same rounded ways, on foot or by car; only people who need
//! transport ride. It keeps the rules of the plan it is compared with: the same problem for each
//! group, parties that stay together, nobody standing in line in the open. It is therefore one of the
//! flows among which the plan is best, and never ahead of it. It is no forecast of behaviour: people who
//! set out on their own accord queue at gates.

use std::collections::BTreeMap;

use korridor_flow::Arc;
use korridor_world::scenario::Means;

use crate::lower::Lowered;
use crate::lower::clock::Clock;
use crate::lower::rounding;
use crate::lower::ways::{Carrier, Ways, shortest};
use crate::solve::SolvedLevel;

/// By step: persons who are out when everyone goes to the nearest corridor.
pub fn nearest(clock: &Clock, level: &SolvedLevel) -> Vec<u64> {
    let mut out = vec![0u64; clock.steps as usize];
    for group in &level.groups {
        for (batch, path) in &group.lowered.before.gone {
            out[path.arrival as usize] += path.units * u64::from(batch.persons_each);
        }
        if let Some(mut crowd) = Crowd::new(&group.lowered, clock.steps) {
            crowd.run(&mut out);
        }
    }
    for step in 1..out.len() {
        out[step] += out[step - 1];
    }
    out
}

/// A way onwards at a place.
#[derive(Clone, Copy)]
struct Onwards {
    arc: usize,
    transit: u32,
    head: u32,
}

/// The people of a place, in the order in which they are ready.
struct Home {
    node: u32,
    /// (ready, parties, persons in each), the next one last.
    batches: Vec<(u32, u64, u64)>,
}

/// A group on its way to the nearest corridors.
struct Crowd {
    steps: u32,
    exit: u32,
    /// By place: where everyone there goes next, at the usual pace or a slowed one.
    onwards: Vec<Vec<Onwards>>,
    /// By arc: parties that may still enter, by step; empty until it is used.
    room: Vec<Vec<u64>>,
    arcs: Vec<Arc>,
    /// By place: parties that may be held back.
    capacity: Vec<u64>,
    /// By place: those that still may, by step; empty until it is used.
    held: Vec<Vec<u64>>,
    homes: Vec<Home>,
    /// Parties that the destination still takes.
    places: u64,
    nowhere: Nowhere,
}

/// Places and steps from which nobody gets out any more. From each there is one way on, taken until it is
/// full, and nothing that is full has room again; so what led nowhere once leads nowhere ever after.
struct Nowhere {
    /// By place: a bit a step; empty until it is used.
    bits: Vec<Vec<u64>>,
    /// Words of a place.
    words: usize,
}

impl Nowhere {
    fn new(places: usize, steps: u32) -> Nowhere {
        Nowhere {
            bits: vec![Vec::new(); places],
            words: steps as usize / 64 + 1,
        }
    }

    fn leads(&self, (place, step): (u32, u32)) -> bool {
        let word = self.bits[place as usize].get(step as usize / 64);
        word.is_some_and(|word| word >> (step % 64) & 1 == 1)
    }

    fn add(&mut self, (place, step): (u32, u32)) {
        let bits = &mut self.bits[place as usize];
        if bits.is_empty() {
            bits.resize(self.words, 0);
        }
        if let Some(word) = bits.get_mut(step as usize / 64) {
            *word |= 1 << (step % 64);
        }
    }
}

impl Crowd {
    fn new(lowered: &Lowered, steps: u32) -> Option<Crowd> {
        let ways = &lowered.ways;
        let exit = rounding::exit(ways)?;
        let distance = distances(lowered, exit);
        let onwards = onwards(lowered, &distance);
        let mut homes: BTreeMap<u32, Vec<(u32, u64, u64)>> = BTreeMap::new();
        for (batch, supply) in lowered.supplies.iter().zip(&lowered.problem.supplies) {
            let each = u64::from(batch.persons_each);
            homes
                .entry(supply.node.0)
                .or_default()
                .push((supply.release, supply.units, each));
        }
        let mut homes: Vec<Home> = homes
            .into_iter()
            .map(|(node, mut batches)| {
                // Smaller parties first, so that no order of parties puts it ahead.
                batches.sort_by_key(|&(ready, _, each)| std::cmp::Reverse((ready, each)));
                Home { node, batches }
            })
            .collect();
        homes.sort_by_key(|home| (distance[home.node as usize], home.node));
        Some(Crowd {
            steps,
            exit,
            onwards,
            room: vec![Vec::new(); lowered.problem.arcs.len()],
            arcs: lowered.problem.arcs.clone(),
            capacity: lowered
                .problem
                .waiting
                .iter()
                .map(|held| held.unwrap_or(0))
                .collect(),
            held: vec![Vec::new(); lowered.problem.waiting.len()],
            homes,
            places: lowered
                .problem
                .exits
                .first()
                .and_then(|exit| exit.limit)
                .unwrap_or(u64::MAX),
            nowhere: Nowhere::new(lowered.ways.places.len(), steps),
        })
    }

    /// Sends everyone, step by step, those who are nearest first; adds persons to `out`.
    fn run(&mut self, out: &mut [u64]) {
        let mut homes = std::mem::take(&mut self.homes);
        for step in 0..self.steps {
            homes.retain(|home| !home.batches.is_empty());
            if self.places == 0 {
                break;
            }
            for home in &mut homes {
                while let Some((ready, parties, each)) = home.batches.last_mut() {
                    if *ready > step {
                        break;
                    }
                    let Some((sent, arrival)) = self.send(home.node, step, *parties) else {
                        break;
                    };
                    *parties -= sent;
                    out[arrival as usize] += sent * *each;
                    if *parties == 0 {
                        home.batches.pop();
                    }
                }
            }
        }
    }

    /// Sends up to `most` parties from a home; returns how many, and when they are out. `None` if
    /// there is no room.
    fn send(&mut self, home: u32, step: u32, most: u64) -> Option<(u64, u32)> {
        let mut parties = most.min(self.places);
        if parties == 0 {
            return None;
        }
        let mut trail = Trail::default();
        let Some(at) = self.follow((home, step), &mut parties, &mut trail) else {
            // Nobody is held back at home; others who come by may be.
            let led = trail.route.len() + trail.waits.len();
            trail.passed[usize::from(led == 0)..]
                .iter()
                .for_each(|cell| self.nowhere.add(*cell));
            return None;
        };
        for (arc, entry) in trail.route {
            self.room[arc][entry as usize] -= parties;
        }
        for (place, step) in trail.waits {
            self.held[place as usize][step as usize] -= parties;
        }
        self.places -= parties;
        Some((parties, at))
    }

    /// Goes on from a home until the exit; the step in which it is reached. Fewer `parties` are left where there
    /// is no room for all.
    fn follow(
        &mut self,
        (home, step): (u32, u32),
        parties: &mut u64,
        trail: &mut Trail,
    ) -> Option<u32> {
        let (mut place, mut at) = (home, step);
        while place != self.exit {
            trail.passed.push((place, at));
            if self.nowhere.leads((place, at)) {
                return None;
            }
            let mut next = None;
            for way in &self.onwards[place as usize] {
                let room = *room(&mut self.room[way.arc], &self.arcs[way.arc], self.steps)
                    .get(at as usize)?;
                if room > 0 && at.saturating_add(way.transit) < self.steps {
                    next = Some((*way, room));
                    break;
                }
            }
            let Some((way, room)) = next else {
                // Held back for the next slot, where there is room to be.
                let held = waiting(
                    &mut self.held[place as usize],
                    self.capacity[place as usize],
                    self.steps,
                );
                *parties = (*parties).min(*held.get(at as usize)?);
                if *parties == 0 || trail.route.is_empty() {
                    return None;
                }
                trail.waits.push((place, at));
                at += 1;
                continue;
            };
            *parties = (*parties).min(room);
            trail.route.push((way.arc, at));
            (place, at) = (way.head, at + way.transit);
        }
        Some(at)
    }
}

/// Where some parties would go.
#[derive(Default)]
struct Trail {
    /// Places and the steps in which they are there.
    passed: Vec<(u32, u32)>,
    /// Arcs and the steps in which they are entered.
    route: Vec<(usize, u32)>,
    /// Places and the steps for which they are held back.
    waits: Vec<(u32, u32)>,
}

/// What is left of an arc's capacity, by step.
fn room<'a>(room: &'a mut Vec<u64>, arc: &Arc, steps: u32) -> &'a [u64] {
    if room.is_empty() {
        room.extend((0..steps).map(|step| arc.rate.at(step)));
        for change in &arc.changes {
            for step in change.from..change.until.min(steps) {
                room[step as usize] = change.rate.at(step);
            }
        }
    }
    room
}

/// Parties that may still be held back at a place, by step.
fn waiting(held: &mut Vec<u64>, capacity: u64, steps: u32) -> &[u64] {
    if held.is_empty() {
        // Nobody is held back into the step after the last.
        held.resize(steps as usize - 1, capacity);
    }
    held
}

/// A way that nobody takes to the nearest corridor.
const NEVER: u64 = 1 << 50;

/// By way: how long it is. A little for every way makes those of no duration lead on, not round.
fn weight(lowered: &Lowered, way: usize) -> u64 {
    let ways = &lowered.ways;
    let rides = lowered.group.travel.means == Means::NeedsTransport;
    let walked = !matches!(ways.ways[way].carrier, Carrier::Ride(_)) || rides;
    let from = lowered.before.from;
    let arc = &lowered.problem.arcs[way];
    // Whoever plans on from a moment knows what has closed.
    let is_open = from == 0 || (from..=lowered.problem.horizon).any(|step| arc.capacity(step) > 0);
    if ways.is_fastest(way) && walked && is_open {
        u64::from(lowered.problem.arcs[way].transit) * 1_000_000 + 1
    } else {
        NEVER
    }
}

/// By place: how far it is from the exit.
fn distances(lowered: &Lowered, exit: u32) -> Vec<Option<u64>> {
    shortest(&lowered.ways, exit, |way| weight(lowered, way))
}

/// By place: the ways on to the nearest corridor, the usual pace first.
fn onwards(lowered: &Lowered, distance: &[Option<u64>]) -> Vec<Vec<Onwards>> {
    let ways: &Ways = &lowered.ways;
    let mut usual: Vec<Option<usize>> = vec![None; ways.places.len()];
    for (index, way) in ways.ways.iter().enumerate() {
        if let (Some(tail), Some(head)) = (distance[way.tail as usize], distance[way.head as usize])
            && tail < NEVER
            && tail == head.saturating_add(weight(lowered, index))
        {
            usual[way.tail as usize].get_or_insert(index);
        }
    }
    let mut onwards: Vec<Vec<Onwards>> = ways.places.iter().map(|_| Vec::new()).collect();
    for (index, way) in ways.ways.iter().enumerate() {
        let Some(usual) = usual[way.tail as usize] else {
            continue;
        };
        let same = (ways.ways[usual].carrier, ways.ways[usual].head) == (way.carrier, way.head);
        if index == usual || same {
            onwards[way.tail as usize].push(Onwards {
                arc: index,
                transit: lowered.problem.arcs[index].transit,
                head: way.head,
            });
        }
    }
    onwards
}

#[cfg(test)]
mod tests {
    use korridor_flow::{Change, NodeId, Rate};
    use proptest::prelude::*;

    use super::*;

    const STEPS: u32 = 24;
    const PLACES: u32 = 7;

    /// Sends as [`Crowd::run`] does, and tries everything anew each time.
    fn forgetful(mut crowd: Crowd) -> Vec<u64> {
        let mut out = vec![0; STEPS as usize];
        let mut homes = std::mem::take(&mut crowd.homes);
        for step in 0..STEPS {
            for home in &mut homes {
                while let Some((ready, parties, each)) = home.batches.last_mut() {
                    crowd.nowhere = Nowhere::new(PLACES as usize, STEPS);
                    let sent = (*ready <= step).then(|| crowd.send(home.node, step, *parties));
                    let Some((sent, arrival)) = sent.flatten() else {
                        break;
                    };
                    *parties -= sent;
                    out[arrival as usize] += sent * *each;
                    if *parties == 0 {
                        home.batches.pop();
                    }
                }
            }
        }
        out
    }

    /// A way from a place to one with a smaller index: transit, units, steps, first and last step in which it
    /// is shut.
    type Road = (u32, u32, u64, u32, u32, u32);

    fn crowd(
        roads: &[Vec<Road>],
        capacity: &[u64],
        homes: &[(u32, u32, u64)],
        places: u64,
    ) -> Crowd {
        let mut arcs = Vec::new();
        let mut onwards = vec![Vec::new()];
        for (tail, roads) in (1..).zip(roads) {
            let head = roads[0].0 % tail;
            let of_place = roads.iter().map(|&(_, transit, units, per, shut, until)| {
                arcs.push(Arc {
                    tail: NodeId(tail),
                    head: NodeId(head),
                    transit,
                    rate: Rate { units, per },
                    changes: vec![Change {
                        from: shut,
                        until: until.max(shut),
                        rate: Rate::ZERO,
                    }],
                });
                Onwards {
                    arc: arcs.len() - 1,
                    transit,
                    head,
                }
            });
            onwards.push(of_place.collect());
        }
        Crowd {
            steps: STEPS,
            exit: 0,
            onwards,
            room: vec![Vec::new(); arcs.len()],
            arcs,
            capacity: capacity.to_vec(),
            held: vec![Vec::new(); PLACES as usize],
            homes: homes
                .iter()
                .map(|&(node, ready, parties)| Home {
                    node,
                    batches: vec![(ready, parties, 1)],
                })
                .collect(),
            places,
            nowhere: Nowhere::new(PLACES as usize, STEPS),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn what_led_nowhere_need_not_be_tried_again(
            roads in prop::collection::vec(
                prop::collection::vec((0..9u32, 0..3u32, 0..4u64, 1..4u32, 0..STEPS, 0..STEPS), 1..3),
                PLACES as usize - 1,
            ),
            capacity in prop::collection::vec(0..4u64, PLACES as usize),
            homes in prop::collection::vec((1..PLACES, 0..STEPS / 2, 1..12u64), 1..8),
            places in prop_oneof![Just(u64::MAX), 0..30u64],
        ) {
            let expected = forgetful(crowd(&roads, &capacity, &homes, places));
            let mut found = vec![0; STEPS as usize];
            crowd(&roads, &capacity, &homes, places).run(&mut found);
            prop_assert_eq!(found, expected);
        }
    }
}
