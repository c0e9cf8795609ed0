//! From a problem to an answer with its certificate.

use thiserror::Error;

use crate::earliest_arrival::EarliestArrival;
use crate::network::Network;
use crate::problem::Problem;
use crate::rows::Cell;
use crate::solution::{Certificate, FlowOverTime, Notion, Run, Runs, Solution};
use crate::state::State;

/// Why a problem was not solved.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum FlowError {
    /// The units of all supplies do not fit the solver's integers.
    #[error("the supplies add up to more than {limit} units; scale them down")]
    Overflow {
        /// The largest total.
        limit: u64,
    },
    /// An index points past the nodes.
    #[error("{what} refers to node {node}, but there are only {nodes} nodes")]
    UnknownNode {
        /// Which element.
        what: String,
        /// The index it has.
        node: u32,
        /// Number of nodes.
        nodes: usize,
    },
    /// The horizon is longer than the solver's steps allow.
    #[error("the horizon of {horizon} steps is longer than {limit}; use longer steps")]
    HorizonTooLong {
        /// The horizon asked for.
        horizon: u32,
        /// The longest one.
        limit: u32,
    },
    /// Two exits at one node.
    #[error("node {node} is listed as an exit twice")]
    DuplicateExit {
        /// The node.
        node: u32,
    },
}

/// The longest horizon, in steps.
pub const LONGEST_HORIZON: u32 = 1 << 24;
/// The largest number of units in all supplies.
pub const LARGEST_TOTAL: u64 = 1 << 62;

/// Finds the earliest arrival flow of `problem`: at every step `0..=horizon` no other flow has more
/// units out. Where exits have limits see [`Notion`]. `progress` is told each horizon that is done.
///
/// # Errors
/// See [`FlowError`]; a problem in which nobody can leave is not an error.
pub fn solve(problem: &Problem, progress: &mut dyn FnMut(u32)) -> Result<Solution, FlowError> {
    let total = validate(problem)?;
    let network = Network::new(problem, total);
    Ok(if total > u64::from(u32::MAX) {
        run::<u64, u64>(&network, problem, total, progress)
    } else if network.largest_capacity > u64::from(u16::MAX) {
        run::<u32, u32>(&network, problem, total, progress)
    } else {
        run::<u16, u32>(&network, problem, total, progress)
    })
}

/// Upper estimate of the memory that [`solve`] takes for `problem`, in bytes: a row of steps for each
/// arc and each node, if all of them are used.
pub fn estimate_bytes(problem: &Problem) -> u64 {
    let steps = u64::from(problem.horizon) + 1;
    let limited = problem
        .waiting
        .iter()
        .filter(|waiting| waiting.is_some())
        .count() as u64;
    let arcs = problem.arcs.len() as u64;
    let nodes = problem.waiting.len() as u64;
    // Cells of 4 bytes, two bits, and the runs of the result; searched copies take 8 bytes more, and a node's estimates
    // 2 bytes for every four steps, at most 512.
    let cells = arcs
        .saturating_add(nodes)
        .saturating_mul(steps)
        .saturating_mul(6);
    let copies = limited.saturating_mul(steps).saturating_mul(8);
    cells
        .saturating_add(copies)
        .saturating_add(arcs * 64 + nodes * (128 + (steps / 2 + 2).min(512)))
}

/// Checks indices and sums; returns the units of all supplies.
fn validate(problem: &Problem) -> Result<u64, FlowError> {
    let nodes = problem.waiting.len();
    let known = |what: &str, index: usize, node: u32| {
        if (node as usize) < nodes {
            return Ok(());
        }
        Err(FlowError::UnknownNode {
            what: format!("{what} {index}"),
            node,
            nodes,
        })
    };
    if problem.horizon > LONGEST_HORIZON {
        return Err(FlowError::HorizonTooLong {
            horizon: problem.horizon,
            limit: LONGEST_HORIZON,
        });
    }
    for (index, arc) in problem.arcs.iter().enumerate() {
        known("arc", index, arc.tail.0)?;
        known("arc", index, arc.head.0)?;
    }
    let mut total = 0u64;
    for (index, supply) in problem.supplies.iter().enumerate() {
        known("supply", index, supply.node.0)?;
        total = total
            .checked_add(supply.units)
            .filter(|&total| total <= LARGEST_TOTAL)
            .ok_or(FlowError::Overflow {
                limit: LARGEST_TOTAL,
            })?;
    }
    let mut is_exit = vec![false; nodes];
    for (index, exit) in problem.exits.iter().enumerate() {
        known("exit", index, exit.node.0)?;
        if std::mem::replace(&mut is_exit[exit.node.index()], true) {
            return Err(FlowError::DuplicateExit { node: exit.node.0 });
        }
    }
    Ok(total)
}

fn run<F: Cell, G: Cell>(
    network: &Network,
    problem: &Problem,
    total: u64,
    progress: &mut dyn FnMut(u32),
) -> Solution {
    let solver = |problem: &Problem| EarliestArrival::<F, G>::new(network, problem, total);
    if problem.exits.iter().all(|exit| exit.limit.is_none()) {
        let (state, deaths) = solver(problem).run(progress);
        let certificate = Certificate {
            notion: Notion::EarliestArrival,
            deaths,
            final_cut: None,
        };
        return Solution {
            flow: flow(network, problem, &state),
            certificate,
        };
    }
    let (state, cut) = solver(problem).run_limited(progress);
    let flow = flow(network, problem, &state);
    drop(state);
    // The bound at each step: the same problem with doors that take everybody.
    let mut open = problem.clone();
    open.exits.iter_mut().for_each(|exit| exit.limit = None);
    let (_, deaths) = solver(&open).run(&mut |_| {});
    let certificate = Certificate {
        notion: Notion::MaximumAtHorizon,
        deaths,
        final_cut: Some(cut),
    };
    Solution { flow, certificate }
}

fn flow<F: Cell, G: Cell>(
    network: &Network,
    problem: &Problem,
    state: &State<F, G>,
) -> FlowOverTime {
    let steps = problem.horizon + 1;
    let mut arcs = Runs::new();
    let mut links = network.arcs.iter().enumerate().peekable();
    for arc in 0..problem.arcs.len() {
        match links.next_if(|(_, id)| id.index() == arc) {
            Some((link, _)) if state.rows.is_touched(link as u32) => {
                arcs.push_row(compress(steps, |step| state.rows.units(link as u32, step)));
            }
            _ => arcs.push_row([]),
        }
    }
    let mut waiting = Runs::new();
    for node in 0..network.nodes as u32 {
        if state.waits.is_touched(node) {
            waiting.push_row(compress(steps, |step| state.waits.units(node, step)));
        } else {
            waiting.push_row([]);
        }
    }
    let mut exits = Runs::new();
    let mut arrivals = vec![0u64; steps as usize];
    for door in &state.exits {
        exits.push_row(compress(steps, |step| door.arrivals[step as usize]));
        for (sum, units) in arrivals.iter_mut().zip(&door.arrivals) {
            *sum += units;
        }
    }
    for step in 1..arrivals.len() {
        arrivals[step] += arrivals[step - 1];
    }
    FlowOverTime {
        arrivals,
        arcs,
        waiting,
        exits,
        moved: (0..problem.supplies.len())
            .map(|supply| state.moved(supply))
            .collect(),
    }
}

/// Runs of equal values other than zero.
fn compress(steps: u32, value: impl Fn(u32) -> u64) -> Vec<Run<u64>> {
    let mut runs: Vec<Run<u64>> = Vec::new();
    for step in 0..steps {
        let value = value(step);
        if value == 0 {
            continue;
        }
        match runs.last_mut() {
            Some(last) if last.until == step && last.value == value => last.until += 1,
            _ => runs.push(Run {
                from: step,
                until: step + 1,
                value,
            }),
        }
    }
    runs
}
