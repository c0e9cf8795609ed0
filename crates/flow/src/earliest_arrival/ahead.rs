//! Filling exits for several steps at once.
//!
//! An exit that was full at one step is mostly full at the next, and then it does not matter who
//! leaves at which of them: any flow that fills it at every step is best at every step. So what is
//! sent may leave by any of the next steps, and a supply goes out along one way in one go instead of a little
//! at each step. What is found this way is no more than a proposal: every step is still brought to its
//! maximum in its turn, from supply that is left or, where none can be found, from those who so far
//! leave at a later step (`Source::Later`). A search that finds neither proves the step, as without this.
//!
//! All exits are filled up to the same step, those first for which it was hardest last time, so that the others do
//! not take the roads that they need.

use std::cmp::Reverse;

use super::EarliestArrival;
use crate::problem::Problem;
use crate::rows::Cell;
use crate::state::Source;

/// Steps at most.
const MOST_STEPS: u32 = 256;
/// Of the steps for which the supply that is left would last, at the rate of the step before, one in so
/// many is filled: at the end the exits must share what is left.
const SHARE: u64 = 4;

/// How far ahead exits are filled.
pub(super) struct Ahead {
    /// Whether units may wait anywhere and no exit is limited: else nobody is sent ahead.
    allowed: bool,
    /// Steps to fill at once.
    steps: u32,
    /// The first step that was not filled ahead.
    until: u32,
    exits: Vec<Filled>,
}

#[derive(Clone, Copy, Default)]
struct Filled {
    /// The first step for which it was not filled ahead.
    until: u32,
    /// Whether it was full when last looked at.
    full: bool,
    /// How much work it was to fill it, the last time counting most.
    trouble: u64,
}

impl Ahead {
    pub fn new(problem: &Problem, waiting: &[u64]) -> Ahead {
        let unlimited = waiting.iter().all(|&capacity| capacity == u64::MAX);
        Ahead {
            allowed: unlimited && problem.exits.iter().all(|exit| exit.limit.is_none()),
            steps: 1,
            until: 0,
            exits: vec![Filled::default(); problem.exits.len()],
        }
    }

    /// Whether an exit was filled for a step before its turn came.
    pub fn is_filled(&self, exit: usize, step: u32) -> bool {
        step < self.exits[exit].until
    }

    /// Notes whether an exit was full when it was brought to its maximum.
    pub fn note(&mut self, exit: usize, is_full: bool) {
        self.exits[exit].full = is_full;
    }
}

impl<F: Cell, G: Cell> EarliestArrival<'_, F, G> {
    /// The step at work, if there may be units that leave later than they might.
    pub(super) fn at_work(&self, step: u32) -> Option<u32> {
        self.ahead.allowed.then_some(step)
    }

    /// Whether any units could still be sent to the step at work.
    pub(super) fn is_more(&self) -> bool {
        self.state.left > 0
            || self.now.is_some_and(|now| {
                self.state
                    .exits
                    .iter()
                    .any(|door| leave_after(&door.arrivals, now))
            })
    }

    /// Whether somebody leaves at `node` later than in the step at work.
    pub(super) fn has_later(&self, node: u32) -> bool {
        let door = self.exit_at[node as usize].map(|exit| &self.state.exits[exit as usize]);
        match (self.now, door) {
            (Some(now), Some(door)) => leave_after(&door.arrivals, now),
            _ => false,
        }
    }

    /// Those who leave at `node` after the step at work, but not after `latest`.
    pub(super) fn later(&self, node: u32, latest: u32) -> Option<Source> {
        let now = self.now.filter(|&now| self.takes_later && latest > now)?;
        let exit = self.exit_at[node as usize]?;
        let arrivals = &self.state.exits[exit as usize].arrivals;
        let step = (now + 1..=latest)
            .rev()
            .find(|&step| arrivals[step as usize] > 0)?;
        Some(Source::Later { exit, step })
    }

    /// From `step` on, fills the exits that were full last, as far ahead as that went well.
    pub(super) fn fill_ahead(&mut self, step: u32) {
        if !self.ahead.allowed || self.state.left == 0 || step < self.ahead.until {
            return;
        }
        let mut exits: Vec<usize> = (0..self.state.exits.len())
            .filter(|&exit| self.ahead.exits[exit].full)
            .collect();
        if exits.is_empty() {
            self.ahead.steps = 1;
            return;
        }
        let before = step.saturating_sub(1) as usize;
        let rate: u64 = self
            .state
            .exits
            .iter()
            .map(|door| door.arrivals[before])
            .sum();
        let enough = self.state.left / rate.saturating_mul(SHARE).max(1);
        let steps = (self.ahead.steps * 2)
            .min(MOST_STEPS)
            .min(u32::try_from(enough).unwrap_or(u32::MAX));
        if steps < 2 {
            return;
        }
        exits.sort_by_key(|&exit| Reverse(self.ahead.exits[exit].trouble));
        let last = (step + steps - 1).min(self.network.horizon);
        self.ahead.until = last + 1;
        let mut all_full = true;
        for exit in exits {
            let before = self.search.expansions;
            self.repeat_routes(exit, last);
            let full = self.state.left > 0 && self.find_ahead(exit, last);
            self.search.has_found = false;
            if self.state.left > 0 {
                self.note_routes(exit, last);
            }
            let filled = &mut self.ahead.exits[exit];
            filled.until = last + 1;
            filled.full = full;
            filled.trouble = filled.trouble / 2 + self.search.expansions - before;
            all_full &= full;
        }
        self.ahead.steps = if all_full { steps } else { (steps / 4).max(1) };
    }
}

fn leave_after(arrivals: &[u64], step: u32) -> bool {
    arrivals[step as usize + 1..].iter().any(|&units| units > 0)
}
