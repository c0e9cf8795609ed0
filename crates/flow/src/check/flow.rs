//! Is it a flow of the problem?

use super::Findings;
use super::pieces::Capacities;
use crate::problem::{Arc, Problem};
use crate::solution::{FlowOverTime, Run};

pub(super) fn check(problem: &Problem, flow: &FlowOverTime, findings: &mut Findings) {
    let last = problem.horizon;
    let before = findings.len();
    for (index, arc) in problem.arcs.iter().enumerate() {
        check_arc(last, index, arc, flow.arcs.row(index), findings);
    }
    for (node, capacity) in problem.waiting.iter().enumerate() {
        let place = format_args!("waiting at node {node}").to_string();
        let runs = flow.waiting.row(node);
        ordered(&place, runs, last, findings);
        if let Some(capacity) = capacity {
            for run in runs.iter().filter(|run| run.value > *capacity) {
                findings.add(
                    &place,
                    format_args!(
                        "{} units in step {}, at most {capacity} may wait",
                        run.value, run.from
                    ),
                );
            }
        }
    }
    for (index, (supply, &moved)) in problem.supplies.iter().zip(&flow.moved).enumerate() {
        let units = if supply.release <= last {
            supply.units
        } else {
            0
        };
        if moved > units {
            findings.add(
                format_args!("supply {index}"),
                format_args!("{moved} units move, only {units} can"),
            );
        }
    }
    // By how much more leaves in a step than in the one before.
    let mut change = vec![0i128; flow.arrivals.len() + 1];
    for (index, exit) in problem.exits.iter().enumerate() {
        let place = format!("exit {index}");
        let runs = flow.exits.row(index);
        if !ordered(&place, runs, last + 1, findings) {
            return;
        }
        let mut total = 0u128;
        for run in runs {
            change[run.from as usize] += i128::from(run.value);
            change[run.until as usize] -= i128::from(run.value);
            total += u128::from(run.value) * u128::from(run.until - run.from);
        }
        if let Some(limit) = exit.limit.filter(|&limit| total > u128::from(limit)) {
            findings.add(
                &place,
                format_args!("{total} units leave, its limit is {limit}"),
            );
        }
    }
    let (mut leave, mut sum) = (0, 0);
    for (step, (change, &arrivals)) in change.iter().zip(&flow.arrivals).enumerate() {
        leave += change;
        sum += leave;
        if sum != i128::from(arrivals) {
            findings.add(
                format_args!("arrivals at step {step}"),
                format_args!("{arrivals} stated, the exits add up to {sum}"),
            );
            break;
        }
    }
    // Balances are added up by step: only runs that lie within the horizon can be.
    if findings.len() == before {
        conservation(problem, flow, findings);
    }
}

/// Runs must be in order, not empty, and end by `end`.
fn ordered(place: &str, runs: &[Run<u64>], end: u32, findings: &mut Findings) -> bool {
    let mut from = 0;
    for run in runs {
        if run.from < from || run.until <= run.from || run.until > end {
            findings.add(
                place,
                format_args!(
                    "a run over steps {}..{} where one within {from}..{end} was expected",
                    run.from, run.until
                ),
            );
            return false;
        }
        from = run.until;
    }
    true
}

fn check_arc(horizon: u32, index: usize, arc: &Arc, runs: &[Run<u64>], findings: &mut Findings) {
    if runs.is_empty() {
        return;
    }
    let place = format!("arc {index}");
    let end = (horizon + 1).saturating_sub(arc.transit);
    if !ordered(&place, runs, end, findings) {
        return;
    }
    let capacities = Capacities::of(arc);
    for run in runs {
        if let Some((step, capacity)) = capacities.first_below(run.value, run.from, run.until) {
            findings.add(
                &place,
                format_args!(
                    "{} units enter in step {step}, its capacity is {capacity}",
                    run.value
                ),
            );
            return;
        }
    }
}

fn conservation(problem: &Problem, flow: &FlowOverTime, findings: &mut Findings) {
    let nodes = problem.waiting.len();
    let leaving = by_node(nodes, problem.arcs.iter().map(|arc| arc.tail.index()));
    let entering = by_node(nodes, problem.arcs.iter().map(|arc| arc.head.index()));
    let supplies = by_node(
        nodes,
        problem.supplies.iter().map(|supply| supply.node.index()),
    );
    let exits = by_node(nodes, problem.exits.iter().map(|exit| exit.node.index()));
    // Changes of the balance at the steps where runs begin and end.
    let mut change = vec![0i128; problem.horizon as usize + 2];
    // Where runs begin or end, unless that is so often that looking everywhere is as well.
    let mut touched = Vec::new();
    let few = change.len() / 8;
    for node in 0..nodes {
        touched.clear();
        let mut run = |run: &Run<u64>, shift: u32, sign: i128| {
            let units = sign * i128::from(run.value);
            for (step, units) in [(run.from + shift, units), (run.until + shift, -units)] {
                change[step as usize] += units;
                if touched.len() < few {
                    touched.push(step);
                }
            }
        };
        for &arc in entering.row(node) {
            let transit = problem.arcs[arc as usize].transit;
            flow.arcs
                .row(arc as usize)
                .iter()
                .for_each(|r| run(r, transit, 1));
        }
        for &arc in leaving.row(node) {
            flow.arcs
                .row(arc as usize)
                .iter()
                .for_each(|r| run(r, 0, -1));
        }
        for waiting in flow.waiting.row(node) {
            run(waiting, 0, -1);
            run(waiting, 1, 1);
        }
        for &exit in exits.row(node) {
            flow.exits
                .row(exit as usize)
                .iter()
                .for_each(|r| run(r, 0, -1));
        }
        for &supply in supplies.row(node) {
            let (release, moved) = (
                problem.supplies[supply as usize].release,
                flow.moved[supply as usize],
            );
            if moved > 0 {
                run(
                    &Run {
                        from: release,
                        until: release + 1,
                        value: moved,
                    },
                    0,
                    1,
                );
            }
        }
        if touched.len() < few {
            touched.sort_unstable();
            touched.dedup();
        } else {
            touched.clear();
            touched.extend(0..change.len() as u32);
        }
        let mut balance = 0;
        for &step in &touched {
            balance += std::mem::take(&mut change[step as usize]);
            if balance != 0 && !findings.is_full() {
                findings.add(
                    format_args!("node {node}, step {step}"),
                    format_args!("{balance} more units come than go"),
                );
            }
        }
        if findings.is_full() {
            return;
        }
    }
}

/// Indices of elements by their node.
struct ByNode {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl ByNode {
    fn row(&self, node: usize) -> &[u32] {
        &self.items[self.starts[node] as usize..self.starts[node + 1] as usize]
    }
}

fn by_node(nodes: usize, of: impl Iterator<Item = usize> + Clone) -> ByNode {
    let mut starts = vec![0u32; nodes + 1];
    for node in of.clone() {
        starts[node + 1] += 1;
    }
    for node in 0..nodes {
        starts[node + 1] += starts[node];
    }
    let mut next = starts.clone();
    let mut items = vec![0u32; starts[nodes] as usize];
    for (item, node) in of.enumerate() {
        items[next[node] as usize] = item as u32;
        next[node] += 1;
    }
    ByNode { starts, items }
}
