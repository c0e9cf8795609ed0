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
        })
    }

    /// Sends everyone, step by step, those who are nearest first; adds persons to `out`.
    fn run(&mut self, out: &mut [u64]) {
        let mut homes = std::mem::take(&mut self.homes);
        for step in 0..self.steps {
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
        let (mut place, mut at) = (home, step);
        let mut parties = most.min(self.places);
        let mut route: Vec<(usize, u32)> = Vec::new();
        let mut waits: Vec<(u32, u32)> = Vec::new();
        while place != self.exit {
            let ways = &self.onwards[place as usize];
            let mut next = None;
            for way in ways {
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
                parties = parties.min(*held.get(at as usize)?);
                if parties == 0 || route.is_empty() {
                    return None;
                }
                waits.push((place, at));
                at += 1;
                continue;
            };
            parties = parties.min(room);
            route.push((way.arc, at));
            (place, at) = (way.head, at + way.transit);
        }
        if parties == 0 {
            return None;
        }
        for (arc, entry) in route {
            self.room[arc][entry as usize] -= parties;
        }
        for (place, step) in waits {
            self.held[place as usize][step as usize] -= parties;
        }
        self.places -= parties;
        Some((parties, at))
    }
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
