//! What binds: the gates and roads that lie in the cuts of the certificates, and when.
//!
//! A way lies in the cut of horizon `t` in step `s` if its start at `s` could still be reached by someone
//! who is inside and its end could not: it is full then, and no plan gets more people out by `t`
//! without more capacity there or elsewhere in the same cut. What more capacity *would* bring comes
//! from planning again, not from here.

use std::collections::{BTreeMap, BTreeSet};

use korridor_flow::{NEVER, Run, Runs};
use korridor_world::scenario::DestinationId;

use crate::lower::clock::{Clock, Steps};
use crate::lower::ways::Carrier;
use crate::solve::Solved;

/// A way that binds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bottleneck {
    /// What it is.
    pub carrier: Carrier,
    /// Steps in which it is in the cut of some horizon.
    pub steps: Vec<Steps>,
    /// Steps in which it is in the cut of the last step: what keeps more from being out at the end.
    pub at_end: Vec<Steps>,
    /// Persons who enter in `steps`, all that may.
    pub persons: u64,
}

/// The bottlenecks of all groups of a level, the ones with most people first.
pub fn bottlenecks(clock: &Clock, groups: &[Solved]) -> Vec<Bottleneck> {
    let mut found: BTreeMap<Carrier, Bottleneck> = BTreeMap::new();
    for solved in groups {
        for index in 0..solved.lowered.ways.ways.len() {
            way(clock, solved, index, &mut found);
        }
    }
    let mut found: Vec<Bottleneck> = found.into_values().collect();
    for bottleneck in &mut found {
        bottleneck.steps = merged(&bottleneck.steps);
        bottleneck.at_end = merged(&bottleneck.at_end);
    }
    found.sort_by_key(|bottleneck| (std::cmp::Reverse(bottleneck.persons), bottleneck.carrier));
    found
}

/// The destinations of groups that find no further place there, while some of them are not out.
pub fn full(groups: &[Solved]) -> Vec<DestinationId> {
    let is_full = |solved: &&Solved| {
        let problem = &solved.lowered.problem;
        let out = solved.solution.flow.arrivals.last().copied().unwrap_or(0);
        let all: u64 = problem.supplies.iter().map(|supply| supply.units).sum();
        let limit = problem.exits.first().and_then(|exit| exit.limit);
        out < all && limit.is_some_and(|limit| out >= limit)
    };
    let full = groups.iter().filter(is_full);
    let full: BTreeSet<DestinationId> = full
        .map(|solved| solved.lowered.group.travel.destination)
        .collect();
    full.into_iter().collect()
}

fn way(clock: &Clock, solved: &Solved, index: usize, found: &mut BTreeMap<Carrier, Bottleneck>) {
    let lowered = &solved.lowered;
    let certificate = &solved.solution.certificate;
    let arc = &lowered.problem.arcs[index];
    if arc.transit >= clock.steps {
        return;
    }
    let end = clock.steps - arc.transit;
    let mut stretches: [Vec<Steps>; 2] = Default::default();
    let mut tail = Deaths::new(&certificate.deaths, arc.tail.index());
    let mut head = Deaths::new(&certificate.deaths, arc.head.index());
    let mut step = 0;
    while step < end {
        let (tail_death, tail_until) = tail.at(step);
        let (head_death, head_until) = head.at(step + arc.transit);
        let until = tail_until.min(head_until - arc.transit).min(end);
        let steps = Steps { from: step, until };
        if tail_death > head_death {
            stretches[0].push(steps);
            if tail_death == NEVER && certificate.final_cut.is_none() {
                stretches[1].push(steps);
            }
        }
        step = until;
    }
    if let Some(cut) = &certificate.final_cut {
        let source = |node: usize, step: u32| cut.at(node, step).is_some();
        stretches[1] = (0..end)
            .filter(|&s| source(arc.tail.index(), s) && !source(arc.head.index(), s + arc.transit))
            .map(|from| Steps {
                from,
                until: from + 1,
            })
            .collect();
    }
    let open = |steps: &Steps| (steps.from..steps.until).any(|step| arc.capacity(step) > 0);
    let [steps, at_end] = stretches.map(|stretches| {
        let stretches = merged(&stretches);
        stretches.into_iter().filter(open).collect::<Vec<_>>()
    });
    if steps.is_empty() && at_end.is_empty() {
        return;
    }
    let party = u64::from(lowered.group.travel.party);
    let entered = solved.solution.flow.arcs.row(index).iter();
    let persons: u64 = entered
        .map(|run| run.value * within(run, &steps) * party)
        .sum();
    let carrier = lowered.ways.ways[index].carrier;
    let bottleneck = found.entry(carrier).or_insert(Bottleneck {
        carrier,
        steps: Vec::new(),
        at_end: Vec::new(),
        persons: 0,
    });
    bottleneck.steps.extend(steps);
    bottleneck.at_end.extend(at_end);
    bottleneck.persons += persons;
}

/// Steps of a run that lie in some stretches.
fn within(run: &Run<u64>, stretches: &[Steps]) -> u64 {
    let run = Steps {
        from: run.from,
        until: run.until,
    };
    let common = stretches.iter().map(|steps| steps.meet(run));
    common
        .filter(|steps| !steps.is_empty())
        .map(|steps| u64::from(steps.until - steps.from))
        .sum()
}

/// Stretches in order, those that touch or overlap made one.
fn merged(stretches: &[Steps]) -> Vec<Steps> {
    let mut sorted = stretches.to_vec();
    sorted.sort_unstable();
    let mut merged: Vec<Steps> = Vec::new();
    for steps in sorted {
        match merged.last_mut() {
            Some(last) if last.until >= steps.from => last.until = last.until.max(steps.until),
            _ => merged.push(steps),
        }
    }
    merged
}

/// Deaths of a node's copies, read in the order of steps.
struct Deaths<'a> {
    runs: &'a [Run<u32>],
}

impl<'a> Deaths<'a> {
    fn new(deaths: &'a Runs<u32>, node: usize) -> Deaths<'a> {
        Deaths {
            runs: deaths.row(node),
        }
    }

    /// The death at a step, and the first step after it that may have another.
    fn at(&mut self, step: u32) -> (u32, u32) {
        while self.runs.first().is_some_and(|run| run.until <= step) {
            self.runs = &self.runs[1..];
        }
        match self.runs.first() {
            None => (NEVER, u32::MAX),
            Some(run) if step < run.from => (NEVER, run.from),
            Some(run) => (run.value, run.until),
        }
    }
}
