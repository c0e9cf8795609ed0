//! Flows taken apart into trips.

use korridor_flow::FlowPath;
use korridor_world::scenario::{CorridorId, ShuttleEnd};
use korridor_world::{LinkId, Scenario};

use super::{Lifted, Load, Trip};
use crate::lower::Lowered;
use crate::lower::before::Hop;
use crate::lower::clock::Clock;
use crate::lower::people::Batch;
use crate::lower::ways::{Carrier, Place, Way};

/// Adds trips up.
pub struct Tally<'a> {
    scenario: &'a Scenario,
    clock: &'a Clock,
    lifted: &'a mut Lifted,
    /// Changes of the number in the open, and in sheltered places, by step.
    outside: Vec<i64>,
    sheltered: Vec<i64>,
    /// By link: what it carries.
    links: Vec<Option<Load>>,
}

impl<'a> Tally<'a> {
    /// Into `lifted`.
    pub fn new(scenario: &'a Scenario, clock: &'a Clock, lifted: &'a mut Lifted) -> Tally<'a> {
        let steps = clock.steps as usize + 1;
        Tally {
            scenario,
            clock,
            lifted,
            outside: vec![0; steps],
            sheltered: vec![0; steps],
            links: vec![None; scenario.network.links.len()],
        }
    }

    /// Adds the paths of a group, and what its people did before them.
    pub fn group(&mut self, lowered: &Lowered, paths: Vec<FlowPath>) {
        for (batch, path) in &lowered.before.gone {
            self.path(lowered, batch, path);
        }
        let mut stopped: Vec<u64> = lowered.supplies.iter().map(|batch| batch.parties).collect();
        for mut path in paths {
            let made = lowered.before.made(path.supply);
            path.hops.splice(0..0, made.iter().copied());
            stopped[path.supply] -= path.units;
            self.path(lowered, &lowered.supplies[path.supply], &path);
        }
        for (supply, parties) in stopped.into_iter().enumerate() {
            self.stop(lowered, supply, parties);
        }
    }

    fn path(&mut self, lowered: &Lowered, batch: &Batch, path: &FlowPath) {
        let persons = path.units * u64::from(batch.persons_each);
        // Only corridors and rides through them lead to the exit; a checked flow reaches it by
        // nothing else, and nobody may be lost from the account.
        let corridor = self.corridor(lowered, path);
        let corridor = corridor.expect("whoever is out left by a corridor");
        let trip = Trip {
            zone: batch.zone,
            class: batch.class,
            corridor,
            departs: path.hops.first().map_or(path.arrival, |(_, step)| *step),
            out: path.arrival,
        };
        *self.lifted.trips.entry(trip).or_default() += persons;
        self.lifted.out[path.arrival as usize] += persons;
        self.hops(lowered, &path.hops, persons);
        self.excess(lowered, path, persons);
    }

    /// People on the road who are not planned to move on: counted in the open to the end, as if they
    /// were held where they are; fewer if they go back.
    fn stop(&mut self, lowered: &Lowered, supply: usize, parties: u64) {
        let made = lowered.before.made(supply);
        let (Some(&(last, entry)), 1..) = (made.last(), parties) else {
            return;
        };
        let batch = &lowered.supplies[supply];
        let persons = parties * u64::from(batch.persons_each);
        self.hops(lowered, made, persons);
        let end = entry + lowered.problem.arcs[last.index()].transit;
        add(&mut self.outside, end, self.clock.steps, persons);
        let account = (batch.zone, batch.class);
        self.lifted.accounts.entry(account).or_default().on_the_way += persons;
    }

    /// The corridor by which a path leaves: that of its last way, or of the ride that ends behind it.
    fn corridor(&self, lowered: &Lowered, path: &FlowPath) -> Option<CorridorId> {
        let (arc, _) = path.hops.last()?;
        match lowered.ways.ways[arc.index()].carrier {
            Carrier::Ride(shuttle) => match self.scenario.shuttles[shuttle.index()].to {
                ShuttleEnd::ThroughCorridor(corridor) => Some(corridor),
                _ => None,
            },
            carrier => carrier.corridor(),
        }
    }

    fn hops(&mut self, lowered: &Lowered, hops: &[Hop], persons: u64) {
        let mut there = None;
        for &(arc, step) in hops {
            let way = &lowered.ways.ways[arc.index()];
            let end = step + lowered.problem.arcs[arc.index()].transit;
            if let Some(since) = there {
                // Held back for the next slot is on the way, and whoever stops on the road is outside.
                let place = lowered.ways.places[way.tail as usize];
                let held = match lowered.ways.shelter[way.tail as usize] {
                    Some(0) => &mut self.outside,
                    _ if matches!(place, Place::UnderWay(_)) => &mut self.outside,
                    _ => &mut self.sheltered,
                };
                add(held, since, step, persons);
            }
            there = Some(end);
            if way.is_outside() {
                add(&mut self.outside, step, end, persons);
            }
            self.load(way, step, persons);
        }
    }

    fn load(&mut self, way: &Way, step: u32, persons: u64) {
        match way.carrier {
            Carrier::Gate(corridor, gate) => {
                let steps = self.clock.steps as usize;
                let gates = &mut self.lifted.gates;
                let passed = gates
                    .entry((corridor, gate))
                    .or_insert_with(|| vec![0; steps]);
                passed[step as usize] += persons;
            }
            Carrier::Link(link) => {
                let load = self.links[link.index()].get_or_insert(Load {
                    persons: 0,
                    first_step: step,
                    last_step: step,
                });
                load.persons += persons;
                load.first_step = load.first_step.min(step);
                load.last_step = load.last_step.max(step);
            }
            _ => {}
        }
    }

    fn excess(&mut self, lowered: &Lowered, path: &FlowPath, persons: u64) {
        let (mut real, mut steps) = (0, 0);
        for (arc, _) in &path.hops {
            real += lowered.ways.ways[arc.index()].milliseconds;
            steps += u64::from(lowered.problem.arcs[arc.index()].transit);
        }
        let step = self.clock.step_milliseconds();
        self.lifted.excess.add(real, steps * step, step, persons);
    }

    /// Sums up by step.
    pub fn finish(self) {
        let lifted = self.lifted;
        let links = (0..).map(LinkId).zip(self.links);
        lifted.links = links.filter_map(|(id, load)| Some((id, load?))).collect();
        for step in 1..lifted.out.len() {
            lifted.out[step] += lifted.out[step - 1];
        }
        lifted.exposed = running(&self.outside);
        lifted.sheltered = running(&self.sheltered);
    }
}

/// `persons` are somewhere when each of steps `from..until` ends.
fn add(changes: &mut [i64], from: u32, until: u32, persons: u64) {
    changes[from as usize] += persons as i64;
    changes[until as usize] -= persons as i64;
}

fn running(changes: &[i64]) -> Vec<u64> {
    let mut sum = 0;
    let sums = changes[..changes.len() - 1].iter().map(|change| {
        sum += change;
        u64::try_from(sum).unwrap_or(0)
    });
    sums.collect()
}
