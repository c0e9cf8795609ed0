//! The comparison: everyone sets out as soon as they are ready, for the nearest corridor that they may
//! and would use, and stands in line wherever there is no room.
//!
//! Nearest is by travel time over the same rounded ways, on foot or by car; only people who need
//! transport ride. Rates and road capacities are the same; lines may be of any length and are served
//! step by step, groups in the order in which they are planned. Nobody turns back, and whoever stands
//! at a corridor that is shut waits for it to open. It is no forecast of behaviour: it is what a plan
//! has to beat.

use std::collections::{BTreeMap, BTreeSet};

use korridor_world::Scenario;
use korridor_world::scenario::Means;

use crate::lower::clock::Clock;
use crate::lower::rounding;
use crate::lower::taken::{Key, key};
use crate::lower::ways::{Carrier, Place, shortest};
use crate::solve::SolvedLevel;

/// By step: persons who are out when everyone goes to the nearest corridor.
pub fn nearest(scenario: &Scenario, clock: &Clock, level: &SolvedLevel) -> Vec<u64> {
    let mut capacities = Capacities::default();
    let mut rooms: BTreeMap<u32, u64> = BTreeMap::new();
    let mut crowds: Vec<Crowd> = Vec::new();
    for group in &level.groups {
        let lowered = &group.lowered;
        let destination = lowered.group.travel.destination;
        let limit = scenario.destinations[destination.index()].limit(level.level);
        rooms
            .entry(destination.0)
            .or_insert(limit.map_or(u64::MAX, |limit| limit.0));
        if let Some(crowd) = Crowd::new(lowered, clock, &mut capacities) {
            crowds.push(crowd);
        }
    }
    let mut out = vec![0u64; clock.steps as usize];
    for step in 0..clock.steps {
        let is_open = clock
            .open
            .iter()
            .any(|open| open.from <= step && step < open.until);
        for crowd in &mut crowds {
            let came = crowd.step(step, is_open, &mut capacities);
            let room = rooms.entry(crowd.destination).or_default();
            let received = came.min(*room);
            *room -= received;
            out[step as usize] += received;
        }
        capacities.next_step();
    }
    for step in 1..out.len() {
        out[step] += out[step - 1];
    }
    out
}

/// What is left of every shared capacity in the step at hand.
#[derive(Default)]
struct Capacities {
    ids: BTreeMap<Key, u32>,
    used: Vec<u64>,
    touched: Vec<u32>,
}

impl Capacities {
    fn id(&mut self, key: Key) -> u32 {
        let next = self.used.len() as u32;
        let id = *self.ids.entry(key).or_insert(next);
        if id == next {
            self.used.push(0);
        }
        id
    }

    /// Takes up to `wanted` of `capacity`.
    fn take(&mut self, id: Option<u32>, capacity: u64, wanted: u64) -> u64 {
        let Some(id) = id else {
            return wanted.min(capacity);
        };
        let used = &mut self.used[id as usize];
        let taken = capacity.saturating_sub(*used).min(wanted);
        if taken > 0 {
            if *used == 0 {
                self.touched.push(id);
            }
            *used += taken;
        }
        taken
    }

    fn next_step(&mut self) {
        for id in self.touched.drain(..) {
            self.used[id as usize] = 0;
        }
    }
}

/// One way onwards.
struct Onwards<'a> {
    schedule: &'a crate::lower::schedule::Schedule,
    id: Option<u32>,
    transit: u32,
    head: u32,
    /// Whether it may be entered between usable intervals.
    indoors: bool,
}

/// A group on its way to the nearest corridors.
struct Crowd<'a> {
    destination: u32,
    exit: u32,
    /// By place: where everyone there goes next, at the usual pace or a slowed one.
    onwards: Vec<Vec<Onwards<'a>>>,
    /// By place: its rank, the ones farthest from the exit first; and back.
    rank: Vec<u32>,
    by_rank: Vec<u32>,
    /// By place: persons in line.
    lines: Vec<u64>,
    /// Ranks of places with a line.
    waiting: BTreeSet<u32>,
    /// By step: who gets where.
    coming: BTreeMap<u32, Vec<(u32, u64)>>,
}

impl<'a> Crowd<'a> {
    fn new(
        lowered: &'a crate::lower::Lowered,
        clock: &Clock,
        capacities: &mut Capacities,
    ) -> Option<Crowd<'a>> {
        let ways = &lowered.ways;
        let exit = rounding::exit(ways)?;
        let rides = lowered.group.travel.means == Means::NeedsTransport;
        let never = u64::from(u32::MAX) * 4;
        let arcs = &lowered.problem.arcs;
        let weight = |way: usize| {
            let usual = ways.is_fastest(way);
            let walked = !matches!(ways.ways[way].carrier, Carrier::Ride(_)) || rides;
            // A thousandth for every way makes next ways of no duration lead on, not round.
            let duration = u64::from(arcs[way].transit) * 1_000_000 + 1;
            if usual && walked {
                duration
            } else {
                never * 1_000_000
            }
        };
        let distance = shortest(ways, exit, weight);
        let mut next: Vec<Option<usize>> = vec![None; ways.places.len()];
        for (index, way) in ways.ways.iter().enumerate() {
            let (tail, head) = (distance[way.tail as usize], distance[way.head as usize]);
            if let (Some(tail), Some(head)) = (tail, head)
                && tail == head.saturating_add(weight(index))
                && tail < never * 1_000_000
                && next[way.tail as usize].is_none()
            {
                next[way.tail as usize] = Some(index);
            }
        }
        let mut onwards: Vec<Vec<Onwards>> = ways.places.iter().map(|_| Vec::new()).collect();
        for (index, way) in ways.ways.iter().enumerate() {
            let Some(usual) = next[way.tail as usize] else {
                continue;
            };
            if index != usual
                && (ways.ways[usual].carrier, ways.ways[usual].head) != (way.carrier, way.head)
            {
                continue;
            }
            let key = key(way, lowered.group.travel.means);
            onwards[way.tail as usize].push(Onwards {
                schedule: &way.schedule,
                id: key.map(|key| capacities.id(key)),
                transit: arcs[index].transit,
                head: way.head,
                indoors: !way.is_outside(),
            });
        }
        let mut by_rank: Vec<u32> = (0..ways.places.len() as u32).collect();
        by_rank.sort_by_key(|&place| (std::cmp::Reverse(distance[place as usize]), place));
        let mut rank = vec![0; by_rank.len()];
        for (position, &place) in (0..).zip(&by_rank) {
            rank[place as usize] = position;
        }
        let mut crowd = Crowd {
            destination: lowered.group.travel.destination.0,
            exit,
            onwards,
            rank,
            lines: vec![0; by_rank.len()],
            by_rank,
            waiting: BTreeSet::new(),
            coming: BTreeMap::new(),
        };
        crowd.people(lowered, clock);
        Some(crowd)
    }

    fn people(&mut self, lowered: &crate::lower::Lowered, clock: &Clock) {
        let homes: BTreeMap<Place, u32> = lowered.ways.places.iter().copied().zip(0..).collect();
        for batch in &lowered.supplies {
            let home = homes.get(&Place::Home(batch.zone));
            if let (Some(&home), true) = (home, batch.ready < clock.steps) {
                let persons = batch.parties * u64::from(batch.persons_each);
                self.coming
                    .entry(batch.ready)
                    .or_default()
                    .push((home, persons));
            }
        }
    }

    /// Everyone moves on who can; returns how many get out.
    fn step(&mut self, step: u32, is_open: bool, capacities: &mut Capacities) -> u64 {
        for (place, persons) in self.coming.remove(&step).unwrap_or_default() {
            self.arrive(place, persons);
        }
        let mut from = 0;
        while let Some(&rank) = self.waiting.range(from..).next() {
            from = rank + 1;
            let place = self.by_rank[rank as usize] as usize;
            if place == self.exit as usize {
                continue;
            }
            for index in 0..self.onwards[place].len() {
                let way = &self.onwards[place][index];
                if !is_open && !way.indoors {
                    continue;
                }
                let moved = capacities.take(way.id, way.schedule.at(step), self.lines[place]);
                let (head, at) = (way.head, step.saturating_add(way.transit));
                self.lines[place] -= moved;
                match moved {
                    0 => {}
                    _ if at == step => self.arrive(head, moved),
                    _ => self.coming.entry(at).or_default().push((head, moved)),
                }
            }
            if self.lines[place] == 0 {
                self.waiting.remove(&rank);
            }
        }
        self.waiting.remove(&self.rank[self.exit as usize]);
        std::mem::take(&mut self.lines[self.exit as usize])
    }

    fn arrive(&mut self, place: u32, persons: u64) {
        self.lines[place as usize] += persons;
        self.waiting.insert(self.rank[place as usize]);
    }
}
