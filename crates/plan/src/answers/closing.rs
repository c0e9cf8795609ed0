//! How many are out at the end if a corridor closes: solved again, or proven without.
//!
//! A corridor that closes at step `s` admits nobody from `s` on to its road, its gates and the shuttles that
//! drive through it. Its capacity is taken from the same lowered problem, so that an answer differs from
//! the plan by the closure and not by rounding. The plan that is measured knew beforehand: nobody is under
//! way to a gate that has closed.
//!
//! # Without a search
//! Let `F` be the plan's flow of a group and `C` its minimum cut at the end. Without the paths that use what is
//! closed, `F` is a flow of the closed problem, so no fewer than `out - stripped` parties can be out. In
//! the closed problem `C` has lost the capacity of its closed arcs, all of it full in `F`, so no more than
//! `out - closed in C` can be out. Where both are equal that is the answer, and proven; otherwise the
//! group is solved again. Only the last group is answered so: those before it may leave more to others.

use korridor_flow::{Change, FlowOverTime, NEVER, Rate, paths};
use korridor_world::scenario::{CorridorId, ShuttleEnd};
use korridor_world::{Level, Scenario};

use super::basis::Basis;
use crate::error::PlanError;
use crate::lower::before::received;
use crate::lower::taken::Taken;
use crate::lower::ways::Carrier;
use crate::lower::{Lowered, lower_again};
use crate::solve::{Solved, SolvedLevel, solve_one};

/// A corridor that admits nobody from a step on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closure {
    pub corridor: CorridorId,
    pub from: u32,
}

/// People of a group who pass a corridor and enter the last of its ways in the same step.
#[derive(Clone, Copy, Debug)]
struct Passing {
    corridor: CorridorId,
    last_step: u32,
    parties: u64,
    persons: u64,
}

/// Where a group's people pass, and where its cut lies.
#[derive(Clone, Debug)]
pub struct GroupUse {
    persons: u64,
    passing: Vec<Passing>,
    /// Parties that enter ways of a corridor in its cut at the end, by step.
    cut: Vec<(CorridorId, u32, u64)>,
}

impl GroupUse {
    pub fn of(scenario: &Scenario, solved: &Solved) -> GroupUse {
        let lowered = &solved.lowered;
        let corridors: Vec<Option<CorridorId>> = lowered
            .ways
            .ways
            .iter()
            .map(|way| closes_with(scenario, way.carrier))
            .collect();
        let mut passing = Vec::new();
        for path in paths(&lowered.problem, &solved.solution.flow) {
            let ways = path.hops.iter().filter_map(|&(arc, step)| {
                let corridor = corridors[arc.index()]?;
                Some((step, corridor))
            });
            let persons = u64::from(lowered.supplies[path.supply].persons_each) * path.units;
            if let Some((last_step, corridor)) = ways.max_by_key(|(step, _)| *step) {
                passing.push(Passing {
                    corridor,
                    last_step,
                    parties: path.units,
                    persons,
                });
            }
        }
        GroupUse {
            persons: persons(lowered, &solved.solution.flow) + gone(lowered),
            passing,
            cut: cut(solved, &corridors),
        }
    }

    /// Parties and persons who use what is closed.
    fn stripped(&self, closure: Closure) -> (u64, u64) {
        let closed = self
            .passing
            .iter()
            .filter(|p| p.corridor == closure.corridor && p.last_step >= closure.from);
        closed.fold((0, 0), |sum, p| (sum.0 + p.parties, sum.1 + p.persons))
    }

    /// Capacity that the cut loses.
    fn cut_loses(&self, closure: Closure) -> u64 {
        let closed = self
            .cut
            .iter()
            .filter(|(corridor, step, _)| *corridor == closure.corridor && *step >= closure.from);
        closed.map(|(_, _, parties)| parties).sum()
    }
}

/// The corridor with which a way closes.
fn closes_with(scenario: &Scenario, carrier: Carrier) -> Option<CorridorId> {
    match carrier {
        Carrier::Ride(shuttle) => match scenario.shuttles[shuttle.index()].to {
            ShuttleEnd::ThroughCorridor(corridor) => Some(corridor),
            _ => None,
        },
        carrier => carrier.corridor(),
    }
}

/// Parties on ways of corridors in the cut at the end, by step.
fn cut(solved: &Solved, corridors: &[Option<CorridorId>]) -> Vec<(CorridorId, u32, u64)> {
    let certificate = &solved.solution.certificate;
    let in_source = |node: usize, step: u32| match &certificate.final_cut {
        Some(cut) => cut.at(node, step).is_some(),
        None => certificate.deaths.at(node, step).unwrap_or(NEVER) == NEVER,
    };
    let mut found = Vec::new();
    for (index, corridor) in corridors.iter().enumerate() {
        let Some(corridor) = corridor else { continue };
        let arc = &solved.lowered.problem.arcs[index];
        for run in solved.solution.flow.arcs.row(index) {
            for step in run.from..run.until {
                let head = step.saturating_add(arc.transit);
                if in_source(arc.tail.index(), step) && !in_source(arc.head.index(), head) {
                    found.push((*corridor, step, run.value));
                }
            }
        }
    }
    found
}

/// Persons who are out, or on the last way, before what is solved.
pub fn gone(lowered: &Lowered) -> u64 {
    let gone = lowered.before.gone.iter();
    gone.map(|(batch, _)| batch.persons()).sum()
}

/// Persons who are out.
pub fn persons(lowered: &Lowered, flow: &FlowOverTime) -> u64 {
    let moved = lowered.supplies.iter().zip(&flow.moved);
    moved
        .map(|(batch, parties)| u64::from(batch.persons_each) * parties)
        .sum()
}

/// Persons out at the end with a closure.
///
/// # Errors
/// When the solver refuses.
pub fn out_persons(basis: &Basis, level: Level, closure: Closure) -> Result<u64, PlanError> {
    if basis.continued.is_some() && closure.from <= basis.first_step() {
        return at_once(basis, level, closure.corridor);
    }
    match known(basis, level, closure) {
        Some(out) => Ok(out),
        None => again(basis, level, closure),
    }
}

/// Persons out at the end with a closure, where that is proven without a search.
pub fn known(basis: &Basis, level: Level, closure: Closure) -> Option<u64> {
    if basis.continued.is_some() && closure.from <= basis.first_step() {
        return None;
    }
    let uses = &basis.level(level).uses;
    let first = uses.iter().position(|group| group.stripped(closure).0 > 0);
    let Some(first) = first else {
        return Some(basis.out_at_end(level));
    };
    let (parties, stripped) = uses[first].stripped(closure);
    let is_proven = Some(first) == last(basis, level) && parties == uses[first].cut_loses(closure);
    is_proven.then(|| basis.out_at_end(level) - stripped)
}

/// The last group of a level that travels at all.
fn last(basis: &Basis, level: Level) -> Option<usize> {
    let groups = &basis.solved.levels[level as usize].groups;
    let travels = |group: &Solved| !group.lowered.problem.arcs.is_empty();
    groups.iter().rposition(travels)
}

/// A closure at the moment from which the plan continues another.
fn at_once(basis: &Basis, level: Level, corridor: CorridorId) -> Result<u64, PlanError> {
    let moment = basis.clock.start(basis.first_step());
    let hours = &basis.scenario.corridors[corridor.index()].open;
    if hours.iter().all(|open| open.end <= moment) {
        return Ok(basis.out_at_end(level));
    }
    let mut closed = basis.scenario.clone();
    let hours = &mut closed.corridors[corridor.index()].open;
    hours
        .iter_mut()
        .for_each(|open| open.end = open.end.min(moment));
    hours.retain(|open| !open.is_empty());
    let solved = solve_one(&closed, &basis.clock, level, basis.state(level))?;
    Ok(all_out(&solved))
}

/// Persons of all groups who are out at the end.
pub fn all_out(solved: &SolvedLevel) -> u64 {
    let groups = solved.groups.iter();
    groups
        .map(|group| persons(&group.lowered, &group.solution.flow) + gone(&group.lowered))
        .sum()
}

fn again(basis: &Basis, level: Level, closure: Closure) -> Result<u64, PlanError> {
    let groups = &basis.solved.levels[level as usize].groups;
    let uses = &basis.level(level).uses;
    let mut taken = received(groups.iter().map(|group| &group.lowered));
    let add = |lowered: &Lowered, flow: &FlowOverTime, taken: &mut Taken| {
        taken.add_before(lowered);
        taken.add(lowered, flow);
    };
    let (mut out, mut same) = (0, true);
    for (group, uses) in groups.iter().zip(uses) {
        let (parties, _) = uses.stripped(closure);
        if same && parties == 0 {
            out += uses.persons;
            add(&group.lowered, &group.solution.flow, &mut taken);
            continue;
        }
        let mut lowered = if same {
            group.lowered.clone()
        } else {
            lower_again(&basis.scenario, &basis.clock, &group.lowered, &taken)
        };
        same = false;
        if parties == 0 && lowered.problem == group.lowered.problem {
            out += uses.persons;
            add(&group.lowered, &group.solution.flow, &mut taken);
            continue;
        }
        shut(&basis.scenario, &mut lowered, closure);
        let solution = korridor_flow::solve(&lowered.problem, &mut |_| {})?;
        out += persons(&lowered, &solution.flow) + gone(&lowered);
        add(&lowered, &solution.flow, &mut taken);
    }
    Ok(out)
}

/// Takes a closed corridor's capacity away.
fn shut(scenario: &Scenario, lowered: &mut Lowered, closure: Closure) {
    let until = lowered.problem.horizon + 1;
    let arcs = lowered.problem.arcs.iter_mut().zip(&lowered.ways.ways);
    for (arc, way) in arcs {
        if closes_with(scenario, way.carrier) == Some(closure.corridor) && closure.from < until {
            arc.changes.push(Change {
                from: closure.from,
                until,
                rate: Rate::ZERO,
            });
        }
    }
}
