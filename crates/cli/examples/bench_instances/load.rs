//! How many people, and where.

use korridor_flow::{Problem, Rate, Supply};

/// Number of steps that the loads refer to.
pub const STEPS: u32 = 600;

/// Units that the arcs into the exits can take in [`STEPS`] steps.
fn exit_capacity(problem: &Problem) -> u64 {
    let is_exit = |node| problem.exits.iter().any(|exit| exit.node == node);
    let into = problem
        .arcs
        .iter()
        .filter(|arc| is_exit(arc.head) && !is_exit(arc.tail));
    into.map(|arc| arc.rate.units).sum::<u64>() * u64::from(STEPS)
}

/// Supplies in proportion to their present units (weights), at least 1 each, that add up to about
/// `percent` of what the exits can take.
pub fn fill(problem: &mut Problem, percent: u64) {
    let people = exit_capacity(problem) * percent / 100;
    let weights: u64 = problem.supplies.iter().map(|supply| supply.units).sum();
    for supply in &mut problem.supplies {
        supply.units = (people * supply.units / weights).max(1);
    }
}

/// The same problem with every capacity and supply times `factor`.
pub fn scaled(mut problem: Problem, factor: u64) -> Problem {
    for arc in &mut problem.arcs {
        arc.rate = Rate::constant(arc.rate.units * factor);
    }
    for Supply { units, .. } in &mut problem.supplies {
        *units *= factor;
    }
    problem
}
