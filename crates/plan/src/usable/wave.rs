//! Waves and the routes that they take.
//!
//! # Who is where at a moment
//! [`UsableGroup::paths`] takes a group's waves apart into [`FlowPath`]s, each with its supply (and so
//! its zone, class and persons a party), its units (parties) and its hops `(arc, step of entry)`. At the
//! start of step `at`
//! - whoever has `hops[0].1 >= at`, and every party that no path moves, has not departed;
//! - whoever has `arrival < at` is out;
//! - everybody else is on the last hop with an entry before `at`, and at its head in step
//!   `entry + problem.arcs[arc].transit`; if that is before `at`, they are held back there for the next
//!   slot of the way onwards, for some steps at most (see [`super::room`]). Nobody waits otherwise.

use std::collections::BTreeMap;

use korridor_flow::{ArcId, FlowOverTime, FlowPath, NodeId, Run};
use korridor_world::Level;
use korridor_world::scenario::ZoneId;

use super::room::{Journey, Room};
use super::shared::OnTheRoad;
use super::terms::Terms;
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

    /// Its steps from step `from` on, counted from its own first, with the parties that set out.
    pub fn rest(self, from: u32) -> impl Iterator<Item = (u32, u64)> {
        let gone = from.saturating_sub(self.first_step);
        (gone..self.steps).map(move |index| (index, self.departing(index)))
    }

    /// Those of them in which anyone sets out.
    pub fn departures_from(self, from: u32) -> impl Iterator<Item = (u32, u64)> {
        self.rest(from).filter(|(_, parties)| *parties > 0)
    }

    /// Parties that set out from step `from` on.
    pub fn ahead(self, from: u32) -> u64 {
        if from <= self.first_step {
            return self.parties;
        }
        self.rest(from).map(|(_, parties)| parties).sum()
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
    /// Its place among the level's groups.
    pub index: usize,
    /// The group's problem, given the waves of the groups before it.
    pub lowered: Lowered,
    /// The routes that are offered.
    pub routes: Vec<Route>,
    /// The waves, in the order in which they are given room.
    pub waves: Vec<Wave>,
}

/// The waves of a level.
#[derive(Clone, Debug)]
pub struct UsableLevel {
    /// The level.
    pub level: Level,
    /// Its groups, in the order in which they are planned.
    pub groups: Vec<UsableGroup>,
    /// When people on the road move on: before anybody else sets out where other waves of one group would leave
    /// those of another on the road without room.
    pub on_the_road: OnTheRoad,
}

/// The waves of all levels, low first.
#[derive(Clone, Debug)]
pub struct UsablePlan {
    /// What they keep to.
    pub terms: Terms,
    /// The levels.
    pub levels: Vec<UsableLevel>,
}

impl UsableLevel {
    /// Persons on the road who do not move on as they were going to.
    pub fn held_persons(&self) -> u64 {
        self.groups.iter().map(UsableGroup::held_persons).sum()
    }
}

impl UsableGroup {
    /// By wave: how its parties move.
    ///
    /// `None` if some wave finds no room.
    pub fn journeys(&self) -> Option<Vec<Vec<Journey>>> {
        let mut room = Room::new(&self.lowered);
        let waves = self.waves.iter();
        waves
            .map(|wave| room.give(&self.routes[wave.route as usize], *wave))
            .collect()
    }

    /// Everyone who moves, by departure. Of those who are ready at a home, those who were ready first
    /// set out first, larger parties before smaller ones.
    pub fn paths(&self) -> Vec<FlowPath> {
        let journeys = self.journeys().unwrap_or_default();
        let mut paths = Room::new(&self.lowered).onwards().to_vec();
        self.each(&journeys, |wave, journey, supply, units| {
            let route = &self.routes[self.waves[wave].route as usize];
            let hops = route.arcs.iter().copied();
            paths.push(FlowPath {
                units,
                supply,
                exit: 0,
                arrival: journey.out,
                hops: hops.zip(journey.entries.iter().copied()).collect(),
            });
        });
        paths
    }

    /// By wave: the supplies whose parties set out in it, with their number.
    pub fn paths_by_wave(&self) -> Vec<Vec<(usize, u64)>> {
        let journeys = self.journeys().unwrap_or_default();
        let mut waves = vec![Vec::new(); self.waves.len()];
        self.each(&journeys, |wave, _, supply, units| {
            waves[wave].push((supply, units))
        });
        waves
    }

    /// Tells wave, journey, supply and parties of everyone who moves, by departure.
    fn each(&self, journeys: &[Vec<Journey>], mut tell: impl FnMut(usize, &Journey, usize, u64)) {
        let mut all: Vec<(usize, &Journey)> = Vec::new();
        for (wave, journeys) in journeys.iter().enumerate() {
            all.extend(journeys.iter().map(|journey| (wave, journey)));
        }
        all.sort_by_key(|(_, journey)| journey.departs);
        let mut homes = Queues::new(&self.lowered);
        for (wave, journey) in all {
            let home = self.routes[self.waves[wave].route as usize].home;
            for (supply, units) in homes.take(home, journey.parties) {
                tell(wave, journey, supply, units);
            }
        }
    }

    /// Persons on the road who do not move on as they were going to.
    pub fn held_persons(&self) -> u64 {
        let lowered = &self.lowered;
        let supplies = (0..).zip(&lowered.supplies);
        let under_way = supplies.filter(|(supply, _)| !lowered.before.made(*supply).is_empty());
        let all = under_way.map(|(_, batch)| batch.persons());
        let room = Room::new(lowered);
        let each = |path: &FlowPath| u64::from(lowered.supplies[path.supply].persons_each);
        let onwards = room.onwards().iter().map(|path| path.units * each(path));
        all.sum::<u64>() - onwards.sum::<u64>()
    }

    /// The waves as a flow over time.
    pub fn flow(&self) -> FlowOverTime {
        flow(&self.lowered, &self.paths())
    }
}

/// Paths as a flow over time.
pub fn flow(lowered: &Lowered, paths: &[FlowPath]) -> FlowOverTime {
    let problem = &lowered.problem;
    let steps = problem.horizon as usize + 1;
    let mut arcs: Vec<Vec<u64>> = vec![Vec::new(); problem.arcs.len()];
    let mut waiting: Vec<Vec<u64>> = vec![Vec::new(); problem.waiting.len()];
    let mut out = vec![0u64; steps];
    let mut moved = vec![0; problem.supplies.len()];
    for path in paths {
        let mut there = None;
        for &(arc, entry) in &path.hops {
            let way = &problem.arcs[arc.index()];
            let since = there.unwrap_or(problem.supplies[path.supply].release);
            let held = &mut waiting[way.tail.index()];
            held.resize(steps, 0);
            let held = held[since as usize..entry as usize].iter_mut();
            held.for_each(|held| *held += path.units);
            let entries = &mut arcs[arc.index()];
            entries.resize(steps, 0);
            entries[entry as usize] += path.units;
            there = Some(entry + way.transit);
        }
        moved[path.supply] += path.units;
        out[path.arrival as usize] += path.units;
    }
    let mut flow = FlowOverTime {
        moved,
        ..FlowOverTime::default()
    };
    arcs.iter()
        .for_each(|units| flow.arcs.push_row(runs(units)));
    waiting
        .iter()
        .for_each(|units| flow.waiting.push_row(runs(units)));
    problem
        .exits
        .iter()
        .for_each(|_| flow.exits.push_row(runs(&out)));
    let mut sum = 0;
    let sums = out.iter().map(|out| {
        sum += out;
        sum
    });
    flow.arrivals = sums.collect();
    flow
}

/// What is not zero of a table by step.
fn runs(table: &[u64]) -> Vec<Run<u64>> {
    let mut runs: Vec<Run<u64>> = Vec::new();
    for (step, &value) in (0u32..).zip(table) {
        match runs.last_mut() {
            _ if value == 0 => {}
            Some(run) if run.value == value && run.until == step => run.until = step + 1,
            _ => runs.push(Run {
                from: step,
                until: step + 1,
                value,
            }),
        }
    }
    runs
}

/// Parties at each home, the next to set out last.
pub(super) struct Queues {
    homes: BTreeMap<NodeId, Vec<(usize, u64)>>,
}

impl Queues {
    /// Everyone of a group.
    pub fn new(lowered: &Lowered) -> Queues {
        let mut homes: BTreeMap<NodeId, Vec<(usize, u64)>> = BTreeMap::new();
        for (index, supply) in lowered.problem.supplies.iter().enumerate() {
            let home = homes.entry(supply.node).or_default();
            home.push((index, supply.units));
        }
        for queue in homes.values_mut() {
            queue.sort_by_key(|&(index, _)| {
                let ready = lowered.problem.supplies[index].release;
                let each = std::cmp::Reverse(lowered.supplies[index].persons_each);
                std::cmp::Reverse((ready, each, index))
            });
        }
        Queues { homes }
    }

    /// Takes parties from a home, by supply; fewer if there are fewer.
    pub fn take(&mut self, home: NodeId, mut parties: u64) -> Vec<(usize, u64)> {
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
