//! Copies that can never lie on an augmenting path again, and since which horizon.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::network::{NONE, Network};
use crate::problem::Supply;
use crate::solution::{Run, Runs};

/// A copy that is alive.
const ALIVE: u32 = u32::MAX;

pub(super) struct Dead {
    steps: u32,
    /// Per node: the copies before this step are dead.
    pub alive_from: Vec<u32>,
    /// Per node with unlimited waiting: (horizon, `alive_from` from its end on).
    history: Vec<Vec<(u32, u32)>>,
    /// Per node with limited waiting: its row in `copies`.
    row: Vec<u32>,
    /// Death of each copy of these nodes.
    copies: Vec<Box<[u32]>>,
    /// The horizon at which all that was left died.
    end: u32,
    /// Per node: later copies cannot reach an exit in time even if nothing were full; they need no
    /// death.
    useful_until: Vec<u32>,
}

impl Dead {
    pub fn new(
        network: &Network,
        supplies: &[Supply],
        waiting: &[u64],
        useful_until: Vec<u32>,
    ) -> Dead {
        let within = supplies
            .iter()
            .filter(|supply| supply.units > 0 && supply.release <= network.horizon);
        let alive_from = earliest(
            network,
            within.map(|supply| (supply.release, supply.node.0)),
        );
        let mut dead = Dead {
            steps: network.horizon + 1,
            history: alive_from.iter().map(|&step| vec![(0, step)]).collect(),
            alive_from,
            row: vec![NONE; network.nodes],
            copies: Vec::new(),
            end: ALIVE,
            useful_until,
        };
        for (node, &capacity) in waiting.iter().enumerate() {
            if capacity != u64::MAX {
                dead.row[node] = dead.copies.len() as u32;
                dead.copies.push(Box::default());
            }
        }
        dead
    }

    /// Whether the copy of a node with limited waiting can still matter.
    #[inline]
    pub fn is_alive(&self, node: u32, step: u32) -> bool {
        step >= self.alive_from[node as usize]
            && self.copies[self.row[node as usize] as usize]
                .get(step as usize)
                .is_none_or(|&death| death == ALIVE)
    }

    /// The copy, and where waiting is unlimited all earlier ones, die at `horizon`.
    pub fn bury(&mut self, node: u32, step: u32, horizon: u32) {
        let row = self.row[node as usize];
        if row == NONE {
            let alive_from = &mut self.alive_from[node as usize];
            if *alive_from > step {
                return;
            }
            *alive_from = step + 1;
            let history = &mut self.history[node as usize];
            match history.last_mut() {
                Some(last) if last.0 == horizon => last.1 = step + 1,
                _ => history.push((horizon, step + 1)),
            }
            return;
        }
        let copies = &mut self.copies[row as usize];
        if copies.is_empty() {
            *copies = vec![ALIVE; self.steps as usize].into_boxed_slice();
        }
        if copies[step as usize] == ALIVE {
            copies[step as usize] = horizon;
        }
    }

    /// Nothing counts as dead any more.
    pub fn revive(&mut self) {
        self.alive_from.fill(0);
        self.copies
            .iter_mut()
            .for_each(|copies| *copies = Box::default());
    }

    /// Nobody is left inside from `horizon` on.
    pub fn bury_all(&mut self, horizon: u32) {
        self.end = horizon;
    }

    pub fn deaths(&self) -> Runs<u32> {
        let mut deaths = Runs::new();
        for node in 0..self.row.len() {
            let mut runs: Vec<Run<u32>> = Vec::new();
            let mut push = |from: u32, until: u32, value: u32| {
                if from >= until || value == ALIVE {
                    return;
                }
                match runs.last_mut() {
                    Some(last) if last.until == from && last.value == value => last.until = until,
                    _ => runs.push(Run { from, until, value }),
                }
            };
            let mut from = 0;
            for &(horizon, step) in &self.history[node] {
                push(from, step.min(self.steps), horizon);
                from = step.min(self.steps);
            }
            if self.row[node] != NONE {
                for &death in self.copies[self.row[node] as usize]
                    .iter()
                    .skip(from as usize)
                {
                    let end = if from < self.useful_until[node] {
                        self.end
                    } else {
                        ALIVE
                    };
                    push(from, from + 1, death.min(end));
                    from += 1;
                }
            }
            push(from, self.useful_until[node].max(from), self.end);
            deaths.push_row(runs);
        }
        deaths
    }
}

/// The earliest step at which any of the supplies (release, node) could be at each node if nothing
/// were ever full.
pub(super) fn earliest(network: &Network, supplies: impl Iterator<Item = (u32, u32)>) -> Vec<u32> {
    let mut earliest = vec![u32::MAX; network.nodes];
    let mut queue = BinaryHeap::new();
    for (release, node) in supplies {
        let earliest = &mut earliest[node as usize];
        if release < *earliest {
            *earliest = release;
            queue.push(Reverse((release, node)));
        }
    }
    while let Some(Reverse((step, node))) = queue.pop() {
        if earliest[node as usize] != step {
            continue;
        }
        for end in network.leaving(node) {
            let arrival = step.saturating_add(end.transit);
            if arrival <= network.horizon && arrival < earliest[end.other as usize] {
                earliest[end.other as usize] = arrival;
                queue.push(Reverse((arrival, end.other)));
            }
        }
    }
    earliest
}

/// Per node: the first step from which no exit can be reached within the horizon even if nothing
/// were full; zero where none can be reached at all.
pub(super) fn useful_until(network: &Network, exits: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut until = vec![0; network.nodes];
    let mut queue = BinaryHeap::new();
    for exit in exits {
        until[exit as usize] = network.horizon + 1;
        queue.push((network.horizon + 1, exit));
    }
    while let Some((step, node)) = queue.pop() {
        if until[node as usize] != step {
            continue;
        }
        for end in network.entering(node) {
            let departure = step.saturating_sub(end.transit);
            if departure > until[end.other as usize] {
                until[end.other as usize] = departure;
                queue.push((departure, end.other));
            }
        }
    }
    until
}
