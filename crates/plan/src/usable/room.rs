//! What is left of arcs, of places between slots and of people at home while waves are given room.
//!
//! Parties set out in the steps that their wave says and take each arc in the first step in which it
//! has room, or in a later one where that leads nowhere. Nobody waits, but for the next slot of an arc
//! whose rate is not a whole number of parties a step: as many parties as the lowered problem allows at
//! a place, and no longer than until the fourth slot. Waves are given room one after another, so their
//! order matters; which waves there are is not decided here.

use std::collections::BTreeMap;

use korridor_flow::{Arc, ArcId, FlowPath, NodeId};

use super::wave::{Route, Wave};
use crate::lower::before::Hop;
use crate::lower::ways::Carrier;
use crate::lower::{Lowered, between_slots};

/// So often a party on its way is held back somewhere for longer than it had to be.
const BACKWARDS: u32 = 64;

/// A party is held back until so many slots have passed, since others may take those.
const SLOTS: u32 = 4;

/// Parties that went the same way at the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journey {
    /// The step in which they set out.
    pub departs: u32,
    /// How many.
    pub parties: u64,
    /// By arc of the route: the step in which they enter it.
    pub entries: Vec<u32>,
    /// The step in which they are out.
    pub out: u32,
}

/// Units that may enter an arc, by step.
fn table(arc: &Arc, steps: u32) -> Vec<u64> {
    let mut table: Vec<u64> = (0..steps).map(|step| arc.rate.at(step)).collect();
    for change in &arc.changes {
        for step in change.from..change.until.min(steps) {
            table[step as usize] = change.rate.at(step);
        }
    }
    table
}

/// What is left.
pub struct Room<'a> {
    lowered: &'a Lowered,
    steps: u32,
    /// By arc: what may still enter, by step; empty until asked for.
    arcs: Vec<Vec<u64>>,
    /// By arc: steps for which a party may be held back before it.
    gaps: Vec<u32>,
    /// By place: parties that may be held back.
    slots: Vec<u64>,
    /// By place: those that still may, by step; empty until asked for.
    held: Vec<Vec<u64>>,
    /// People under way who move on as they were going to; room is given to them first.
    onwards: Vec<FlowPath>,
    /// Arcs that were looked at so far: a measure of work that is the same on every machine.
    work: u64,
}

impl<'a> Room<'a> {
    /// All of a group's room.
    pub fn new(lowered: &'a Lowered) -> Room<'a> {
        let steps = lowered.problem.horizon + 1;
        let party = lowered.group.travel.party;
        let gaps = lowered.ways.ways.iter().map(|way| {
            let (rate, changes) = way.schedule.in_parties(party, steps);
            let rates = changes.iter().map(|change| change.rate).chain([rate]);
            let slotted = rates.filter(|rate| rate.per > 1 && rate.units > 0);
            let gap = |units: u64, per: u32| u64::from(per).div_ceil(units) as u32;
            slotted
                .map(|rate| gap(rate.units, rate.per) * SLOTS)
                .max()
                .unwrap_or(0)
        });
        let mut room = Room {
            lowered,
            steps,
            arcs: vec![Vec::new(); lowered.problem.arcs.len()],
            gaps: gaps.collect(),
            slots: between_slots(&lowered.ways, party, steps),
            held: vec![Vec::new(); lowered.problem.waiting.len()],
            onwards: Vec::new(),
            work: 0,
        };
        room.move_on();
        room
    }

    /// People under way who move on as they were going to.
    pub fn onwards(&self) -> &[FlowPath] {
        &self.onwards
    }

    /// Their parties.
    pub fn onwards_parties(&self) -> u64 {
        self.onwards.iter().map(|path| path.units).sum()
    }

    /// Lets people under way move on where what they were going to enter is still open to them; the
    /// others stay where they are.
    fn move_on(&mut self) {
        let lowered = self.lowered;
        let ways = (0u32..).zip(&lowered.ways.ways);
        let onwards = ways.filter(|(_, way)| matches!(way.carrier, Carrier::Onwards));
        let own: BTreeMap<u32, u32> = onwards.map(|(arc, way)| (way.tail, arc)).collect();
        for (supply, batch) in lowered.supplies.iter().enumerate() {
            let planned = lowered.before.planned(supply);
            if planned.is_empty() {
                continue;
            }
            let node = lowered.problem.supplies[supply].node;
            let Some(&first) = own.get(&node.0) else {
                continue;
            };
            let mut left = batch.parties;
            if planned[0].1 >= batch.ready {
                let mut hops = vec![(ArcId(first), batch.ready)];
                hops.extend_from_slice(planned);
                left -= self.move_on_by(supply, hops, left);
            }
            self.go_on_late(supply, ArcId(first), left);
        }
    }

    /// Lets people go on the way they were going a little later than they were going to: those who were
    /// held at an earlier moment, as soon as it is open, and those whose slot on the way has moved since
    /// others take less.
    fn go_on_late(&mut self, supply: usize, first: ArcId, mut left: u64) {
        let lowered = self.lowered;
        let ready = lowered.supplies[supply].ready as usize;
        for &(arc, _) in lowered.before.planned(supply) {
            self.fill(arc.index());
            let room = &self.arcs[arc.index()];
            if room
                .get(ready..)
                .unwrap_or_default()
                .iter()
                .all(|room| *room == 0)
            {
                return;
            }
        }
        for start in lowered.supplies[supply].ready..self.steps {
            if left == 0 {
                return;
            }
            let mut step = start;
            let mut hops = vec![(first, start)];
            for &(arc, _) in lowered.before.planned(supply) {
                hops.push((arc, step));
                step = step.saturating_add(lowered.problem.arcs[arc.index()].transit);
            }
            left -= self.move_on_by(supply, hops, left);
        }
    }

    /// Lets up to `most` parties move on by some hops; returns how many find room.
    fn move_on_by(&mut self, supply: usize, hops: Vec<Hop>, most: u64) -> u64 {
        let lowered = self.lowered;
        let mut units = most;
        let mut there = hops.first().map_or(self.steps, |hop| hop.1);
        for &(arc, entry) in &hops {
            self.fill(arc.index());
            let problem = &lowered.problem.arcs[arc.index()];
            units = units.min(
                self.arcs[arc.index()]
                    .get(entry as usize)
                    .copied()
                    .unwrap_or(0),
            );
            self.fill_held(problem.tail.index());
            for step in there..entry {
                let held = self.held[problem.tail.index()].get(step as usize);
                units = units.min(held.copied().unwrap_or(0));
            }
            there = entry + problem.transit;
        }
        if units == 0 || there >= self.steps {
            return 0;
        }
        let mut since = hops.first().map_or(0, |hop| hop.1);
        for &(arc, entry) in &hops {
            let problem = &lowered.problem.arcs[arc.index()];
            let held = self.held[problem.tail.index()].iter_mut();
            let steps = held.take(entry as usize).skip(since as usize);
            steps.for_each(|held| *held -= units);
            self.arcs[arc.index()][entry as usize] -= units;
            since = entry + problem.transit;
        }
        self.onwards.push(FlowPath {
            units,
            supply,
            exit: 0,
            arrival: there,
            hops,
        });
        units
    }

    fn fill_held(&mut self, place: usize) {
        if self.held[place].is_empty() {
            self.held[place] = vec![self.slots[place]; self.steps as usize];
        }
    }

    /// What may still enter an arc, by step.
    pub fn of(&mut self, arc: ArcId) -> &[u64] {
        self.fill(arc.index());
        &self.arcs[arc.index()]
    }

    fn fill(&mut self, arc: usize) {
        if self.arcs[arc].is_empty() {
            self.arcs[arc] = table(&self.lowered.problem.arcs[arc], self.steps);
        }
    }

    /// Gives room to a wave. `None`, and nothing is taken, if somebody finds none.
    pub fn give(&mut self, route: &Route, wave: Wave) -> Option<Vec<Journey>> {
        let mut journeys = Vec::new();
        for (index, mut parties) in wave.departures_from(self.lowered.before.from) {
            let departs = wave.first_step + index;
            while parties > 0 {
                let Some(journey) = self.journey(route, departs, parties) else {
                    self.give_back(route, &journeys);
                    return None;
                };
                parties -= journey.parties;
                self.change(route, &journey, false);
                journeys.push(journey);
            }
        }
        Some(journeys)
    }

    /// Gives room again to parties that had it and gave it back.
    pub fn give_again(&mut self, route: &Route, journeys: &[Journey]) {
        for journey in journeys {
            self.change(route, journey, false);
        }
    }

    /// Arcs that were looked at so far.
    pub fn work(&self) -> u64 {
        self.work
    }

    /// Undoes what was given.
    pub fn give_back(&mut self, route: &Route, journeys: &[Journey]) {
        for journey in journeys {
            self.change(route, journey, true);
        }
    }

    /// Whether an arc that is `offset` steps away, if nobody is held back, may have room for a wave. Nobody
    /// is held back for more than `slack` steps.
    pub fn may_pass(&mut self, arc: ArcId, wave: Wave, (offset, slack): (u32, u32)) -> bool {
        self.fill(arc.index());
        let room = &self.arcs[arc.index()];
        let (mut at, mut used) = (0, 0);
        for (index, mut parties) in wave.departures_from(self.lowered.before.from) {
            let there = wave.first_step + index + offset;
            if there > at {
                (at, used) = (there, 0);
            }
            while parties > 0 {
                let Some(room) = room.get(at as usize).filter(|_| at <= there + slack) else {
                    return false;
                };
                let taken = parties.min(room - used);
                parties -= taken;
                used += taken;
                if parties > 0 {
                    (at, used) = (at + 1, 0);
                }
            }
        }
        true
    }

    /// Steps for which a party may be held back on a route, up to and before its arc `last`.
    pub fn slack(&self, route: &Route, last: ArcId) -> u32 {
        let until = route.arcs.iter().position(|arc| *arc == last);
        let arcs = &route.arcs[..until.map_or(0, |until| until + 1)];
        let gaps = arcs.iter().skip(1).map(|arc| self.gaps[arc.index()]);
        gaps.fold(0, u32::saturating_add)
    }

    /// The step in which one party that sets out in a step would enter an arc of its route, if it finds
    /// room all the way.
    pub fn enters(&mut self, route: &Route, departs: u32, arc: ArcId) -> Option<u32> {
        let journey = self.journey(route, departs, 1)?;
        let place = route.arcs.iter().position(|other| *other == arc)?;
        journey.entries.get(place).copied()
    }

    /// The journey of as many of some parties as find room together, at least one. Each arc is entered as
    /// soon as possible; where that leads nowhere, since others are held back in front of the next slot,
    /// somebody is held back longer before that.
    fn journey(&mut self, route: &Route, departs: u32, parties: u64) -> Option<Journey> {
        let mut entries: Vec<u32> = Vec::with_capacity(route.arcs.len());
        let (mut there, mut from) = (departs, departs);
        let mut backwards = 0;
        while let Some(&arc) = route.arcs.get(entries.len()) {
            self.work += 1;
            let most = match entries.is_empty() {
                true => departs,
                false => there + self.gaps[arc.index()],
            };
            if let Some(entry) = self.entry(arc, there, (from, most)) {
                entries.push(entry);
                there = entry + self.lowered.problem.arcs[arc.index()].transit;
                from = there;
            } else {
                // The first arc is entered at once or not at all.
                if backwards == BACKWARDS || entries.len() < 2 {
                    return None;
                }
                backwards += 1;
                from = entries.pop()? + 1;
                let before = route.arcs[entries.len() - 1];
                there =
                    entries[entries.len() - 1] + self.lowered.problem.arcs[before.index()].transit;
            }
        }
        if there >= self.steps {
            return None;
        }
        let mut journey = Journey {
            departs,
            parties,
            entries,
            out: there,
        };
        let mut since = departs;
        for (&arc, &entry) in route.arcs.iter().zip(&journey.entries) {
            let problem = &self.lowered.problem.arcs[arc.index()];
            let room = self.arcs[arc.index()][entry as usize];
            let held = (since..entry).map(|step| self.held[problem.tail.index()][step as usize]);
            journey.parties = held.fold(journey.parties.min(room), u64::min);
            since = entry + problem.transit;
        }
        Some(journey)
    }

    /// The first step of some in which an arc has room for a party that is there since `there`.
    fn entry(&mut self, arc: ArcId, there: u32, (from, most): (u32, u32)) -> Option<u32> {
        self.fill(arc.index());
        let tail = self.lowered.problem.arcs[arc.index()].tail.index();
        for step in there..=most {
            if step >= from && *self.arcs[arc.index()].get(step as usize)? > 0 {
                return Some(step);
            }
            if step < most {
                self.fill_held(tail);
                if self.held[tail]
                    .get(step as usize)
                    .is_none_or(|held| *held == 0)
                {
                    return None;
                }
            }
        }
        None
    }

    fn change(&mut self, route: &Route, journey: &Journey, is_undone: bool) {
        let parties = journey.parties;
        let change = |left: &mut u64| {
            *left = if is_undone {
                *left + parties
            } else {
                *left - parties
            };
        };
        let mut there = journey.departs;
        for (arc, &entry) in route.arcs.iter().zip(&journey.entries) {
            let problem = &self.lowered.problem.arcs[arc.index()];
            for step in there..entry {
                change(&mut self.held[problem.tail.index()][step as usize]);
            }
            change(&mut self.arcs[arc.index()][entry as usize]);
            there = entry + problem.transit;
        }
    }
}

/// Parties at home.
#[derive(Clone, Debug)]
pub struct Home {
    /// Those that are left in all.
    pub left: u64,
    /// By step: those that are ready and have not been sent by then; empty if all are ready from the
    /// start.
    slack: Vec<u64>,
    /// The first step in which anyone may set out; a wave that began before has only its rest left.
    from: u32,
}

impl Home {
    /// From `(ready, parties)`.
    fn new(supplies: &[(u32, u64)], (from, steps): (u32, u32)) -> Home {
        let within = supplies.iter().filter(|supply| supply.0 < steps);
        let left = within.clone().map(|supply| supply.1).sum();
        let mut slack = Vec::new();
        if supplies.iter().any(|supply| supply.0 > from) {
            slack = vec![0; steps as usize];
            for &(ready, parties) in within {
                let after = slack[ready as usize..].iter_mut();
                after.for_each(|slack| *slack += parties);
            }
        }
        Home { left, slack, from }
    }

    /// The parties of a group at one of its homes.
    pub fn at(lowered: &Lowered, home: NodeId) -> Home {
        let supplies = lowered.problem.supplies.iter();
        let here = supplies.filter(|supply| supply.node == home);
        let here: Vec<(u32, u64)> = here.map(|s| (s.release, s.units)).collect();
        let from = lowered.before.from;
        Home::new(&here, (from, lowered.problem.horizon + 1))
    }

    /// Whether a wave finds its people.
    pub fn fits(&self, wave: Wave) -> bool {
        let parties = wave.ahead(self.from);
        if parties > self.left {
            return false;
        }
        if self.slack.is_empty() {
            return true;
        }
        let mut sent = 0;
        for (index, departing) in wave.rest(self.from) {
            sent += departing;
            if self.slack[(wave.first_step + index) as usize] < sent {
                return false;
            }
        }
        let after = &self.slack[(wave.first_step + wave.steps - 1) as usize..];
        after.iter().all(|slack| *slack >= parties)
    }

    /// Sends a wave that fits.
    pub fn take(&mut self, wave: Wave) {
        let parties = wave.ahead(self.from);
        self.left -= parties;
        if self.slack.is_empty() {
            return;
        }
        let mut sent = 0;
        let first = wave.first_step as usize;
        for (index, departing) in wave.rest(self.from) {
            sent += departing;
            self.slack[first + index as usize] -= sent;
        }
        let after = self.slack[first + wave.steps as usize..].iter_mut();
        after.for_each(|slack| *slack -= parties);
    }

    /// Takes back a wave that was sent.
    pub fn take_back(&mut self, wave: Wave) {
        let parties = wave.ahead(self.from);
        self.left += parties;
        if self.slack.is_empty() {
            return;
        }
        let mut sent = 0;
        let first = wave.first_step as usize;
        for (index, departing) in wave.rest(self.from) {
            sent += departing;
            self.slack[first + index as usize] += sent;
        }
        let after = self.slack[first + wave.steps as usize..].iter_mut();
        after.for_each(|slack| *slack += parties);
    }
}
