//! What both solvers share: supplies that remain, exits' room, flow by link and step.

use crate::network::Network;
use crate::problem::Problem;
use crate::rows::{Cell, Rows};
use crate::waits::Waits;

/// An exit in the course of a run.
pub(crate) struct Door {
    pub node: u32,
    /// How many more it takes.
    pub room: u64,
    /// Units that left, by step.
    pub arrivals: Vec<u64>,
}

/// Where an augmenting path begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A supply that has units left.
    Supply(u32),
    /// Units that leave by an exit at a later step than the one at work: they may leave sooner.
    Later {
        /// The exit.
        exit: u32,
        /// When they leave so far.
        step: u32,
    },
}

/// The flow so far.
pub(crate) struct State<F, G> {
    pub rows: Rows<F>,
    pub waits: Waits<G>,
    pub exits: Vec<Door>,
    /// Per supply.
    pub remaining: Vec<u64>,
    /// Units in all of `remaining`.
    pub left: u64,
    units: Vec<u64>,
    moved_from: Vec<bool>,
    supplies: Vec<(u32, u32)>,
    /// Supplies that could reach an exit if nothing were full, by node and release.
    order: Vec<u32>,
    /// Per node: first of its supplies in `order` that may still have units, and their end.
    next: Vec<u32>,
    ends: Vec<u32>,
}

impl<F: Cell, G: Cell> State<F, G> {
    pub fn new(network: &Network, problem: &Problem, useful_until: &[u32]) -> State<F, G> {
        let mut order: Vec<u32> = (0..problem.supplies.len() as u32)
            .filter(|&s| {
                let supply = &problem.supplies[s as usize];
                supply.units > 0 && supply.release < useful_until[supply.node.index()]
            })
            .collect();
        order.sort_by_key(|&s| {
            (
                problem.supplies[s as usize].node,
                problem.supplies[s as usize].release,
                s,
            )
        });
        let mut next = vec![0u32; network.nodes];
        let mut ends = vec![0u32; network.nodes];
        let mut at = 0;
        for node in 0..network.nodes {
            next[node] = at as u32;
            while at < order.len() && problem.supplies[order[at] as usize].node.index() == node {
                at += 1;
            }
            ends[node] = at as u32;
        }
        let mut remaining = vec![0; problem.supplies.len()];
        for &supply in &order {
            remaining[supply as usize] = problem.supplies[supply as usize].units;
        }
        State {
            rows: Rows::new(network),
            waits: Waits::new(network.nodes, network.horizon),
            exits: problem
                .exits
                .iter()
                .map(|exit| Door {
                    node: exit.node.0,
                    room: exit.limit.unwrap_or(u64::MAX),
                    arrivals: vec![0; problem.horizon as usize + 1],
                })
                .collect(),
            left: remaining.iter().sum(),
            units: remaining.clone(),
            moved_from: vec![false; network.nodes],
            remaining,
            supplies: problem
                .supplies
                .iter()
                .map(|s| (s.node.0, s.release))
                .collect(),
            order,
            next,
            ends,
        }
    }

    /// The first supply at `node` that still has units, and its release.
    #[inline]
    pub fn next_supply(&self, node: u32) -> Option<(u32, u32)> {
        let next = self.next[node as usize];
        if next == self.ends[node as usize] {
            return None;
        }
        let supply = self.order[next as usize];
        Some((supply, self.supplies[supply as usize].1))
    }

    /// All supplies at `node` that may still have units, by release.
    pub fn supplies_at(&self, node: u32) -> &[u32] {
        &self.order[self.next[node as usize] as usize..self.ends[node as usize] as usize]
    }

    /// The node and release of a supply.
    pub fn supply(&self, supply: u32) -> (u32, u32) {
        self.supplies[supply as usize]
    }

    /// Units that a source still has.
    pub fn remaining_of(&self, source: Source) -> u64 {
        match source {
            Source::Supply(supply) => self.remaining[supply as usize],
            Source::Later { exit, step } => self.exits[exit as usize].arrivals[step as usize],
        }
    }

    /// From which step on a source's units are there.
    pub fn release_of(&self, source: Source) -> u32 {
        match source {
            Source::Supply(supply) => self.supply(supply).1,
            Source::Later { step, .. } => step,
        }
    }

    /// Takes units from a source.
    pub fn take_from(&mut self, source: Source, units: u64) {
        match source {
            Source::Supply(supply) => self.take(supply, units),
            Source::Later { exit, step } => self.depart(exit as usize, step, units),
        }
    }

    fn take(&mut self, supply: u32, units: u64) {
        self.remaining[supply as usize] -= units;
        self.left -= units;
        let node = self.supplies[supply as usize].0 as usize;
        self.moved_from[node] = true;
        while self.next[node] < self.ends[node]
            && self.remaining[self.order[self.next[node] as usize] as usize] == 0
        {
            self.next[node] += 1;
        }
    }

    /// Units of a supply that have departed.
    pub fn moved(&self, supply: usize) -> u64 {
        self.units[supply] - self.remaining[supply]
    }

    /// Whether any of the supply at `node` has departed.
    pub fn has_moved(&self, node: u32) -> bool {
        self.moved_from[node as usize]
    }

    /// Units leave by an exit.
    pub fn arrive(&mut self, exit: usize, step: u32, units: u64) {
        let door = &mut self.exits[exit];
        door.room -= units;
        door.arrivals[step as usize] += units;
    }

    /// Units that left by an exit do not after all.
    pub fn depart(&mut self, exit: usize, step: u32, units: u64) {
        let door = &mut self.exits[exit];
        door.room += units;
        door.arrivals[step as usize] -= units;
    }

    /// Units leave by an exit at step `to` in the place of as many at step `from`.
    pub fn swap(&mut self, exit: usize, from: u32, to: u32, units: u64) {
        let door = &mut self.exits[exit];
        door.arrivals[from as usize] -= units;
        door.arrivals[to as usize] += units;
    }
}
