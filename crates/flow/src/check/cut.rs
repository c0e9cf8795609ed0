//! The capacities of all cuts of a certificate, added up at once.

use super::Findings;
use super::pieces::Capacities;
use crate::problem::{Arc, Problem};
use crate::solution::{Certificate, NEVER, Run, Runs};

/// Upper bounds on the arrivals of any flow, by step.
pub(super) fn bounds(
    problem: &Problem,
    certificate: &Certificate,
    findings: &mut Findings,
) -> Vec<u128> {
    let mut cuts = Cuts::new(problem, &certificate.deaths, findings);
    for (index, arc) in problem.arcs.iter().enumerate() {
        cuts.arc(index, arc);
    }
    for (node, capacity) in problem.waiting.iter().enumerate() {
        cuts.waiting(node, *capacity);
    }
    for supply in &problem.supplies {
        if supply.release <= problem.horizon {
            let death = death(&certificate.deaths, supply.node.index(), supply.release);
            cuts.crossing(NEVER, death, i128::from(supply.units));
        }
    }
    for (index, exit) in problem.exits.iter().enumerate() {
        cuts.exit(index, exit.node.index());
    }
    let mut bounds = cuts.finish();
    if let Some(cut) = &certificate.final_cut {
        let last = final_bound(problem, cut, findings);
        for bound in &mut bounds {
            *bound = (*bound).min(last);
        }
    }
    bounds
}

/// Runs must be in order, not empty, and within the horizon.
fn ordered<T: Copy + PartialEq>(what: &str, horizon: u32, rows: &Runs<T>, findings: &mut Findings) {
    for node in 0..rows.len() {
        let mut from = 0;
        for run in rows.row(node) {
            if run.from < from || run.until <= run.from || run.until > horizon + 1 {
                findings.add(
                    format_args!("{what} of node {node}"),
                    format_args!("a run over steps {}..{} out of order", run.from, run.until),
                );
                break;
            }
            from = run.until;
        }
    }
}

fn death(deaths: &Runs<u32>, node: usize, step: u32) -> u32 {
    deaths.at(node, step).unwrap_or(NEVER)
}

struct Cuts<'a> {
    horizon: u32,
    deaths: &'a Runs<u32>,
    findings: &'a mut Findings,
    /// `change[t]`: how much the cut of horizon `t` is above that of `t - 1`.
    change: Vec<i128>,
}

impl<'a> Cuts<'a> {
    fn new(problem: &Problem, deaths: &'a Runs<u32>, findings: &'a mut Findings) -> Cuts<'a> {
        ordered("deaths", problem.horizon, deaths, findings);
        Cuts {
            horizon: problem.horizon,
            deaths,
            findings,
            change: vec![0; problem.horizon as usize + 2],
        }
    }

    /// An element with the tail's and head's death crosses the cuts of horizons `head..tail`.
    fn crossing(&mut self, tail: u32, head: u32, capacity: i128) {
        if tail > head && head <= self.horizon {
            self.change[head as usize] += capacity;
            self.change[tail.min(self.horizon + 1) as usize] -= capacity;
        }
    }

    fn arc(&mut self, index: usize, arc: &Arc) {
        if arc.transit > self.horizon {
            return;
        }
        let mut tail = Walk::new(self.deaths.row(arc.tail.index()));
        let mut head = Walk::new(self.deaths.row(arc.head.index()));
        let end = self.horizon + 1 - arc.transit;
        let capacities = Capacities::of(arc);
        let mut step = 0;
        while step < end {
            let (tail_death, tail_until) = tail.death_at(step);
            let (head_death, head_until) = head.death_at(step + arc.transit);
            let until = tail_until
                .min(head_until.saturating_sub(arc.transit))
                .min(end);
            if until <= step {
                self.findings
                    .add(format_args!("arc {index}"), "deaths out of order");
                return;
            }
            if tail_death > head_death {
                // A sum of 2^32 capacities of 64 bits is below 2^96.
                let capacity = capacities.sum(step, until) as i128;
                self.crossing(tail_death, head_death, capacity);
            }
            step = until;
        }
    }

    fn waiting(&mut self, node: usize, capacity: Option<u64>) {
        let deaths = self.deaths;
        let mut walk = Walk::new(deaths.row(node));
        let (mut before, mut step) = walk.death_at(0);
        while step <= self.horizon {
            let (after, until) = walk.death_at(step);
            if before > after && after <= self.horizon {
                match capacity {
                    Some(capacity) => self.crossing(before, after, i128::from(capacity)),
                    None => self.findings.add(
                        format_args!("node {node}, step {step}"),
                        "waiting without limit leads from the source side of a cut to the other",
                    ),
                }
            }
            if until <= step {
                return;
            }
            (before, step) = (after, until);
        }
    }

    fn exit(&mut self, index: usize, node: usize) {
        let deaths = self.deaths;
        let mut walk = Walk::new(deaths.row(node));
        let mut step = 0;
        while step <= self.horizon {
            let (death, until) = walk.death_at(step);
            // Leaving in a step is open from the horizon of that step on.
            if death > step {
                self.findings.add(
                    format_args!("exit {index}"),
                    format_args!("its copy at step {step} is still on the source side of the cut of horizon {step}"),
                );
                return;
            }
            if until <= step {
                return;
            }
            step = until;
        }
    }

    fn finish(self) -> Vec<u128> {
        let mut sum = 0i128;
        let changes = &self.change[..=self.horizon as usize];
        changes
            .iter()
            .map(|change| {
                sum += change;
                u128::try_from(sum).unwrap_or(0)
            })
            .collect()
    }
}

/// Steps through a row's runs.
struct Walk<'a, T> {
    runs: &'a [Run<T>],
}

impl<'a, T: Copy> Walk<'a, T> {
    fn new(runs: &'a [Run<T>]) -> Walk<'a, T> {
        Walk { runs }
    }

    /// The value at `step`, `None` where no run is, and the first step at which it may differ. Steps
    /// must not go down.
    fn at(&mut self, step: u32) -> (Option<T>, u32) {
        while let Some((run, rest)) = self.runs.split_first() {
            if step < run.from {
                return (None, run.from);
            }
            if step < run.until {
                return (Some(run.value), run.until);
            }
            self.runs = rest;
        }
        (None, u32::MAX)
    }
}

impl Walk<'_, u32> {
    fn death_at(&mut self, step: u32) -> (u32, u32) {
        let (death, until) = self.at(step);
        (death.unwrap_or(NEVER), until)
    }
}

/// Capacity of the final cut, at the horizon, with exits at their limits.
fn final_bound(problem: &Problem, cut: &Runs<()>, findings: &mut Findings) -> u128 {
    ordered("final cut", problem.horizon, cut, findings);
    let source_side = |node: usize, step: u32| cut.at(node, step).is_some();
    let last = problem.horizon;
    let mut sum = 0u128;
    for arc in problem.arcs.iter().filter(|arc| arc.transit <= last) {
        sum += crossing_final(arc, cut, last);
    }
    for (node, capacity) in problem.waiting.iter().enumerate() {
        for run in cut.row(node) {
            if run.until <= last && !source_side(node, run.until) {
                match capacity {
                    Some(capacity) => sum += u128::from(*capacity),
                    None => findings.add(
                        format_args!("final cut, node {node}"),
                        "waiting without limit crosses it",
                    ),
                }
            }
        }
    }
    for supply in problem
        .supplies
        .iter()
        .filter(|supply| supply.release <= last)
    {
        if !source_side(supply.node.index(), supply.release) {
            sum += u128::from(supply.units);
        }
    }
    for (index, exit) in problem.exits.iter().enumerate() {
        if !cut.row(exit.node.index()).is_empty() {
            match exit.limit {
                Some(limit) => sum += u128::from(limit),
                None => findings.add(
                    format_args!("final cut, exit {index}"),
                    "an exit without limit is on its source side",
                ),
            }
        }
    }
    sum
}

/// Units that an arc can carry from the final cut's source side to the other by the last step.
fn crossing_final(arc: &Arc, cut: &Runs<()>, last: u32) -> u128 {
    let tail = cut.row(arc.tail.index());
    if tail.is_empty() {
        return 0;
    }
    let capacities = Capacities::of(arc);
    let mut head = Walk::new(cut.row(arc.head.index()));
    let mut sum = 0;
    for run in tail {
        let until = run.until.min(last + 1 - arc.transit);
        let mut step = run.from;
        while step < until {
            let (inside, change) = head.at(step + arc.transit);
            let next = (change - arc.transit).min(until);
            if inside.is_none() {
                sum += capacities.sum(step, next);
            }
            step = next;
        }
    }
    sum
}
