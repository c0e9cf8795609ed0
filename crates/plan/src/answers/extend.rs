//! A longer pause: the same scenario, its last hours gone on without a break.

use std::collections::{BTreeSet, BinaryHeap};

use korridor_flow::{Arc, NodeId, Problem};
use korridor_world::scenario::{ByLevel, Window};
use korridor_world::{Instant, Interval, Level, Scenario};

use super::basis::Basis;
use super::closing::{gone, persons};
use crate::error::PlanError;
use crate::lower::before::GroupState;
use crate::lower::clock::Clock;
use crate::lower::commodity::{Group, groups};
use crate::lower::people::people;
use crate::lower::taken::Taken;
use crate::lower::ways::Place;
use crate::lower::{lower_from, ways_of};
use crate::solve::{SolvedLevel, solve_one};

/// The longest pause that is looked at, in hours from the start of the plan.
pub const LIMIT_HOURS: u32 = 7 * 24;

/// What a longer pause is taken to be.
pub const EXTENDED: &str = "Beyond the plan's own hours the pause is taken to go on without a break. Daylight and \
curfew are left out of account from there on: people would be on the road in the dark. Whatever is open, \
shut or slowed when the plan ends stays so; convoys with fixed departures do not repeat.";

/// At most so many steps of the plan's own length; longer pauses are solved with the scenario's own step
/// where that is longer, and the answer says so. No route gets faster by it, so no pause too short.
const MOST_STEPS: i64 = 1 << 12;

/// What is left of a plan under way keeps its own steps, in which people are on the road: no pause with
/// more of them is looked at, unless the plan itself has more.
const MOST_STEPS_CONTINUED: i64 = 1 << 13;

/// A level of a longer pause.
pub struct Longer {
    pub step_seconds: u32,
    /// By step: persons who are out. In the last step it is exact; before it whoever is yet to come out
    /// counts as a whole party, so where a zone's last party is smaller, no step has too many.
    pub out: Vec<u64>,
}

/// The scenario with a pause that ends at `until`, which is no earlier than it does.
fn extended(scenario: &Scenario, until: Instant) -> Scenario {
    let mut longer = scenario.clone();
    let Some(end) = scenario.planning_interval().map(|whole| whole.end) else {
        return longer;
    };
    let grow = |interval: &mut Interval| {
        if interval.start < end && end <= interval.end {
            interval.end = interval.end.max(until);
        }
    };
    let is_used = |window: &&mut Window| !window.usable.is_empty();
    let windows = &mut longer.pause.windows;
    if let Some(last) = windows.iter_mut().rev().find(is_used) {
        last.usable.iter_mut().for_each(grow);
        grow(&mut last.declared);
    }
    for corridor in &mut longer.corridors {
        corridor.open.retain(|open| open.start < end);
        corridor.open.iter_mut().for_each(grow);
        for gate in &mut corridor.gates {
            gate.openings.retain(|opening| opening.interval.start < end);
            gate.openings
                .iter_mut()
                .for_each(|opening| grow(&mut opening.interval));
        }
    }
    for shuttle in &mut longer.shuttles {
        shuttle.hours.retain(|hours| hours.start < end);
        shuttle.hours.iter_mut().for_each(grow);
    }
    longer
        .hazards
        .iter_mut()
        .for_each(|hazard| grow(&mut hazard.interval));
    longer
}

/// A clock for a longer pause: the plan's own steps, unless there would be too many.
fn clock(basis: &Basis, longer: &Scenario, until: Instant) -> Result<Clock, PlanError> {
    let seconds = until.seconds_since(basis.clock.origin);
    let own = basis.clock.step_seconds;
    if basis.continued.is_some() || seconds / i64::from(own) <= MOST_STEPS {
        Clock::new(longer, own)
    } else {
        Clock::new(longer, basis.scenario.step_seconds.max(own))
    }
}

/// Solves a level of a pause that ends at `until`.
///
/// # Errors
/// When there are too many steps, or the solver refuses.
pub fn solve_longer(basis: &Basis, level: Level, until: Instant) -> Result<Longer, PlanError> {
    let longer = extended(&basis.scenario, until);
    let clock = clock(basis, &longer, until)?;
    let solved = solve_one(&longer, &clock, level, basis.state(level))?;
    Ok(Longer {
        step_seconds: clock.step_seconds,
        out: out_by_step(&solved, clock.steps),
    })
}

/// Persons who are out by each step.
fn out_by_step(solved: &SolvedLevel, steps: u32) -> Vec<u64> {
    let mut out = vec![0u64; steps as usize];
    for group in &solved.groups {
        let flow = &group.solution.flow;
        let party = u64::from(group.lowered.group.travel.party);
        let all = persons(&group.lowered, flow);
        let parties = flow.arrivals.last().copied().unwrap_or(0);
        for (out, arrived) in out.iter_mut().zip(&flow.arrivals) {
            *out += all.saturating_sub((parties - arrived) * party);
        }
        for (batch, path) in &group.lowered.before.gone {
            let after = out.iter_mut().skip(path.arrival as usize);
            after.for_each(|out| *out += batch.persons());
        }
    }
    out
}

/// The last instant of the longest pause.
pub fn limit(basis: &Basis) -> Instant {
    let origin = basis.clock.origin;
    let mut seconds = i64::from(LIMIT_HOURS) * 3_600;
    if basis.continued.is_some() {
        seconds = seconds.min(MOST_STEPS_CONTINUED * i64::from(basis.clock.step_seconds));
    }
    origin.plus_seconds(seconds).max(basis.end())
}

/// Its hours from the start of the plan, rounded down.
pub fn limit_hours(basis: &Basis) -> u32 {
    let seconds = limit(basis).seconds_since(basis.clock.origin);
    u32::try_from(seconds / 3_600).unwrap_or(u32::MAX)
}

/// Persons who can reach a corridor at all in the longest pause, no more than find a place where they go.
///
/// # Errors
/// When there are too many steps.
pub fn can_be_out(basis: &Basis) -> Result<ByLevel<u64>, PlanError> {
    let until = limit(basis);
    let longer = extended(&basis.scenario, until);
    let clock = clock(basis, &longer, until)?;
    Ok(super::by_level(|level| {
        let mut to = vec![0u64; longer.destinations.len()];
        let groups = groups(&longer, level, &people(&longer, level, &clock));
        for (index, group) in groups.into_iter().enumerate() {
            let destination = group.travel.destination.index();
            to[destination] += match basis.state(level) {
                None => reach(&longer, &clock, level, &group),
                Some((from, state)) => {
                    let left = (from, &state.groups[index]);
                    reach_from(&longer, &clock, (level, group), left)
                }
            };
        }
        let destinations = longer.destinations.iter().zip(to);
        destinations
            .map(|(destination, persons)| {
                let limit = destination.limit(level);
                limit.map_or(persons, |limit| persons.min(limit.0))
            })
            .sum()
    }))
}

/// Persons of a group who can reach a corridor.
fn reach(longer: &Scenario, clock: &Clock, level: Level, group: &Group) -> u64 {
    let places = ways_of(longer, clock, level, group).places;
    let homes: BTreeSet<Place> = places.into_iter().collect();
    let reach = group
        .batches
        .iter()
        .filter(|batch| homes.contains(&Place::Home(batch.zone)));
    reach.map(|batch| batch.persons()).sum()
}

/// Persons of a group who are out or can still be, from where they are. Whether they may wait on the
/// way is left out of account: no fewer can be than are counted.
fn reach_from(
    longer: &Scenario,
    clock: &Clock,
    who: (Level, Group),
    left: (u32, &GroupState),
) -> u64 {
    let lowered = lower_from(longer, clock, who, &Taken::default(), left);
    let latest = latest(&lowered.problem);
    let supplies = lowered.problem.supplies.iter().zip(&lowered.supplies);
    let reach = supplies.filter(|(supply, _)| latest[supply.node.index()] >= Some(supply.release));
    let persons: u64 = reach.map(|(_, batch)| batch.persons()).sum();
    persons + gone(&lowered)
}

/// By node: the last step in which somebody there can be out by the end, if all may wait anywhere.
fn latest(problem: &Problem) -> Vec<Option<u32>> {
    let mut into: Vec<Vec<&Arc>> = vec![Vec::new(); problem.waiting.len()];
    for arc in &problem.arcs {
        into[arc.head.index()].push(arc);
    }
    let mut latest = vec![None; problem.waiting.len()];
    let exits = problem.exits.iter();
    let mut queue: BinaryHeap<(u32, NodeId)> =
        exits.map(|exit| (problem.horizon, exit.node)).collect();
    while let Some((step, node)) = queue.pop() {
        if latest[node.index()].is_some() {
            continue;
        }
        latest[node.index()] = Some(step);
        for arc in &into[node.index()] {
            let Some(last) = step.checked_sub(arc.transit) else {
                continue;
            };
            let admits = (0..=last).rev().find(|step| arc.capacity(*step) > 0);
            if let Some(admits) = admits.filter(|_| latest[arc.tail.index()].is_none()) {
                queue.push((admits, arc.tail));
            }
        }
    }
    latest
}
