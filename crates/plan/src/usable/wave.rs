//! Waves and the routes that they take.
//!
//! # Who is where at a moment
//! [`UsableGroup::paths`] takes a group's waves apart into [`FlowPath`]s, each with its supply (and so
//! its zone, class and persons a party), its units (parties) and its hops `(arc, step of entry)`. At the
//! start of step `at`
//! - whoever has `hops[0].1 >= at`, and every party that no path moves, has not departed;
//! - whoever has `arrival < at` is out;
//! - everybody else is on the last hop with an entry before `at`, and at its head in step
//!   `entry + problem.arcs[arc].transit`, which is `at` or later: nobody waits on the way.

use std::collections::BTreeMap;

use korridor_flow::{ArcId, FlowPath, NodeId};
use korridor_world::Level;
use korridor_world::scenario::ZoneId;

use crate::lower::Lowered;

/// A way from a zone's home to the exit of its group's problem.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// The zone.
    pub zone: ZoneId,
    /// Its home in the problem.
    pub home: NodeId,
    /// Arcs of the problem, each starting where the one before ends.
    pub arcs: Vec<ArcId>,
}

/// People of a zone who set out on a route at a constant rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wave {
    /// The step in which it starts.
    pub first_step: u32,
    /// Index of its route in [`UsableGroup::routes`].
    pub route: u32,
    /// How many steps it lasts.
    pub steps: u32,
    /// How many parties set out in all.
    pub parties: u64,
}

impl Wave {
    /// Parties that set out in its step `index`, counted from 0: as evenly as whole parties allow.
    pub fn departing(self, index: u32) -> u64 {
        spread(self.parties, self.steps, index)
    }
}

/// What step `index` gets of `parties` over `steps`: `floor(n (i + 1) / w) - floor(n i / w)`.
pub fn spread(parties: u64, steps: u32, index: u32) -> u64 {
    let (parties, steps, index) = (u128::from(parties), u128::from(steps), u128::from(index));
    // The quotients differ by at most `parties`, which is a u64.
    ((parties * (index + 1) / steps) - (parties * index / steps)) as u64
}

/// The waves of one group.
#[derive(Clone, Debug)]
pub struct UsableGroup {
    /// The group's problem, given the waves of the groups before it.
    pub lowered: Lowered,
    /// The routes that are offered.
    pub routes: Vec<Route>,
    /// The waves, in order of their first step, then of their route.
    pub waves: Vec<Wave>,
}

/// The waves of a level.
#[derive(Clone, Debug)]
pub struct UsableLevel {
    /// The level.
    pub level: Level,
    /// Its groups, in the order in which they are planned.
    pub groups: Vec<UsableGroup>,
}

impl UsableGroup {
    /// By arc of a route: how many steps after departure it is entered; and last, the steps to the exit.
    pub fn offsets(&self, route: &Route) -> Vec<u32> {
        let arcs = &self.lowered.problem.arcs;
        let mut offset = 0u32;
        let mut offsets = vec![0];
        for arc in &route.arcs {
            offset = offset.saturating_add(arcs[arc.index()].transit);
            offsets.push(offset);
        }
        offsets
    }

    /// Everyone who moves, by departure. Of those who are ready at a home, those who were ready first
    /// set out first, smaller parties before larger ones.
    pub fn paths(&self) -> Vec<FlowPath> {
        let offsets: Vec<Vec<u32>> = self.routes.iter().map(|r| self.offsets(r)).collect();
        let mut homes = Queues::new(&self.lowered);
        let mut paths = Vec::new();
        for (step, wave, parties) in self.departures() {
            let route = &self.routes[wave.route as usize];
            let offsets = &offsets[wave.route as usize];
            let hops = route.arcs.iter().zip(offsets);
            let hops: Vec<(ArcId, u32)> = hops.map(|(&arc, offset)| (arc, step + offset)).collect();
            let arrival = step + offsets.last().copied().unwrap_or(0);
            for (supply, units) in homes.take(route.home, parties) {
                paths.push(FlowPath {
                    units,
                    supply,
                    exit: 0,
                    arrival,
                    hops: hops.clone(),
                });
            }
        }
        paths
    }

    /// Departures in the order of steps, then of waves: step, wave and parties.
    fn departures(&self) -> Vec<(u32, Wave, u64)> {
        let mut departures = Vec::new();
        for &wave in &self.waves {
            for index in 0..wave.steps {
                let parties = wave.departing(index);
                if parties > 0 {
                    departures.push((wave.first_step + index, wave, parties));
                }
            }
        }
        departures.sort_by_key(|departure| departure.0);
        departures
    }
}

/// Parties at each home, the next to set out last.
struct Queues {
    homes: BTreeMap<NodeId, Vec<(usize, u64)>>,
}

impl Queues {
    fn new(lowered: &Lowered) -> Queues {
        let mut homes: BTreeMap<NodeId, Vec<(usize, u64)>> = BTreeMap::new();
        for (index, supply) in lowered.problem.supplies.iter().enumerate() {
            let home = homes.entry(supply.node).or_default();
            home.push((index, supply.units));
        }
        for queue in homes.values_mut() {
            queue.sort_by_key(|&(index, _)| {
                let ready = lowered.problem.supplies[index].release;
                std::cmp::Reverse((ready, lowered.supplies[index].persons_each, index))
            });
        }
        Queues { homes }
    }

    /// Takes parties from a home, by supply; fewer if there are fewer.
    fn take(&mut self, home: NodeId, mut parties: u64) -> Vec<(usize, u64)> {
        let mut taken = Vec::new();
        let Some(queue) = self.homes.get_mut(&home) else {
            return taken;
        };
        while let (1.., Some((supply, left))) = (parties, queue.last_mut()) {
            let units = parties.min(*left);
            taken.push((*supply, units));
            *left -= units;
            parties -= units;
            if *left == 0 {
                queue.pop();
            }
        }
        taken
    }
}
