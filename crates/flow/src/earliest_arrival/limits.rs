//! Exits with limited totals.
//!
//! An earliest arrival flow need not exist then (Baumann & Skutella 2006). The run by horizons gives
//! the flow that is lexicographically earliest without ever giving up an arrival or its exit; it may
//! leave room at the horizon that a swap of exits would fill. Here it is augmented to a maximum at
//! the horizon. A door that is full may be left by a unit that used it at another step, if that
//! unit finds another way: residual paths lead into such a door and out of it again.

use super::{Doors, EarliestArrival, NO_RECORD, Via};
use crate::rows::Cell;
use crate::solution::{Run, Runs};

impl<F: Cell, G: Cell> EarliestArrival<'_, F, G> {
    /// Augments to a maximum at the horizon. Returns the source side of a cut that proves it.
    pub(super) fn finish(&mut self) -> Runs<()> {
        self.dead.revive();
        self.doors = Doors::Swapping;
        while self.search_all() {}
        let mut cut = Runs::new();
        let end = self.network.horizon + 1;
        for node in 0..self.network.nodes as u32 {
            let mut runs: Vec<Run<()>> = Vec::new();
            for step in (0..end).filter(|&step| self.search.record_at(node, step).is_none()) {
                match runs.last_mut() {
                    Some(last) if last.until == step => last.until += 1,
                    _ => runs.push(Run {
                        from: step,
                        until: step + 1,
                        value: (),
                    }),
                }
            }
            cut.push_row(runs);
        }
        cut
    }

    /// One search from all exits that have room, at all steps.
    fn search_all(&mut self) -> bool {
        self.search.start_latest_first();
        for exit in 0..self.state.exits.len() {
            if self.state.exits[exit].room > 0 {
                self.reach_door(exit, Via::Exit(exit as u32), NO_RECORD);
            }
        }
        self.search_to_the_end()
    }

    /// From every step at an exit's node its door can be reached.
    fn reach_door(&mut self, exit: usize, via: Via, next: u32) {
        let node = self.state.exits[exit].node;
        if !self.search.is_single(node) {
            self.reach(node, self.network.horizon, via, next);
            return;
        }
        for step in 0..=self.network.horizon {
            self.reach(node, step, via, next);
        }
    }

    /// If the record's node is an exit by which somebody left at a step that the record can do
    /// without: whoever is at the exit at any step can take that place.
    pub(super) fn swap(&mut self, record: u32) {
        let (node, latest) = {
            let record = &self.search.records[record as usize];
            (record.node, record.latest)
        };
        let Some(exit) = self.exit_at[node as usize] else {
            return;
        };
        let from = if self.search.is_single(node) {
            latest
        } else {
            0
        };
        let arrivals = &self.state.exits[exit as usize].arrivals;
        let place = (from..=latest)
            .rev()
            .find(|&step| arrivals[step as usize] > 0);
        if let Some(step) = place {
            self.reach_door(exit as usize, Via::Swap { exit, step }, record);
        }
    }
}
