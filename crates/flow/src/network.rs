//! The solver's own form of a problem: useless arcs dropped, adjacency by node, capacities clamped
//! to the total supply and tabled where they vary.

use std::collections::HashMap;

use crate::problem::{ArcId, Change, Problem, Rate};

pub(crate) const NONE: u32 = u32::MAX;

/// An arc as the solvers see it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    pub tail: u32,
    pub head: u32,
    pub transit: u32,
    /// Index into the tables of varying capacity, or `NONE` where it is constant.
    table: u32,
    capacity: u64,
}

/// One end of an arc in a node's adjacency.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End {
    pub link: u32,
    pub other: u32,
    pub transit: u32,
}

/// Adjacency in compressed rows, links ordered as in the problem.
#[derive(Debug)]
pub(crate) struct Network {
    pub nodes: usize,
    pub horizon: u32,
    pub links: Vec<Link>,
    /// The arc that a link stands for.
    pub arcs: Vec<ArcId>,
    out_starts: Vec<u32>,
    out_ends: Vec<End>,
    in_starts: Vec<u32>,
    in_ends: Vec<End>,
    tables: Vec<Box<[u64]>>,
    /// The largest number of units that any link admits in a step.
    pub largest_capacity: u64,
}

impl Network {
    /// `total`: units of all supplies.
    pub fn new(problem: &Problem, total: u64) -> Network {
        let mut network = Network {
            nodes: problem.waiting.len(),
            horizon: problem.horizon,
            links: Vec::new(),
            arcs: Vec::new(),
            out_starts: Vec::new(),
            out_ends: Vec::new(),
            in_starts: Vec::new(),
            in_ends: Vec::new(),
            tables: Vec::new(),
            largest_capacity: 0,
        };
        let mut known: HashMap<(Rate, &[Change]), u32> = HashMap::new();
        for (index, arc) in problem.arcs.iter().enumerate() {
            // A loop only matters as a way to wait where waiting is limited.
            let idle_loop = arc.tail == arc.head && problem.waiting[arc.tail.index()].is_none();
            if arc.transit > problem.horizon || idle_loop {
                continue;
            }
            let mut link = Link {
                tail: arc.tail.0,
                head: arc.head.0,
                transit: arc.transit,
                table: NONE,
                capacity: arc.rate.units.min(total),
            };
            if arc.rate.per == 1 && arc.changes.is_empty() {
                if link.capacity == 0 {
                    continue;
                }
            } else {
                link.table = *known.entry((arc.rate, &arc.changes)).or_insert_with(|| {
                    network
                        .tables
                        .push(table(arc.rate, &arc.changes, problem.horizon, total));
                    (network.tables.len() - 1) as u32
                });
                let table = &network.tables[link.table as usize];
                link.capacity = table.iter().copied().max().unwrap_or(0);
                if link.capacity == 0 {
                    continue;
                }
            }
            network.largest_capacity = network.largest_capacity.max(link.capacity);
            network.links.push(link);
            network.arcs.push(ArcId(index as u32));
        }
        network.adjacency();
        network
    }

    fn adjacency(&mut self) {
        let mut out_starts = vec![0u32; self.nodes + 1];
        let mut in_starts = vec![0u32; self.nodes + 1];
        for link in &self.links {
            out_starts[link.tail as usize + 1] += 1;
            in_starts[link.head as usize + 1] += 1;
        }
        for v in 0..self.nodes {
            out_starts[v + 1] += out_starts[v];
            in_starts[v + 1] += in_starts[v];
        }
        let blank = End {
            link: NONE,
            other: NONE,
            transit: 0,
        };
        self.out_ends = vec![blank; self.links.len()];
        self.in_ends = vec![blank; self.links.len()];
        let (mut out_next, mut in_next) = (out_starts.clone(), in_starts.clone());
        for (index, link) in self.links.iter().enumerate() {
            let (tail, head) = (link.tail as usize, link.head as usize);
            let index = index as u32;
            self.out_ends[out_next[tail] as usize] = End {
                link: index,
                other: link.head,
                transit: link.transit,
            };
            self.in_ends[in_next[head] as usize] = End {
                link: index,
                other: link.tail,
                transit: link.transit,
            };
            out_next[tail] += 1;
            in_next[head] += 1;
        }
        self.out_starts = out_starts;
        self.in_starts = in_starts;
    }

    /// Links that leave `node`.
    #[inline]
    pub fn leaving(&self, node: u32) -> &[End] {
        let v = node as usize;
        &self.out_ends[self.out_starts[v] as usize..self.out_starts[v + 1] as usize]
    }

    /// Links that enter `node`.
    #[inline]
    pub fn entering(&self, node: u32) -> &[End] {
        let v = node as usize;
        &self.in_ends[self.in_starts[v] as usize..self.in_starts[v + 1] as usize]
    }

    /// Units that may enter `link` in `step`.
    #[inline]
    pub fn capacity(&self, link: u32, step: u32) -> u64 {
        let link = &self.links[link as usize];
        if link.table == NONE {
            link.capacity
        } else {
            self.tables[link.table as usize][step as usize]
        }
    }

    /// Whether the capacity of `link` is the same in every step.
    #[inline]
    pub fn is_constant(&self, link: u32) -> bool {
        self.links[link as usize].table == NONE
    }
}

fn table(rate: Rate, changes: &[Change], horizon: u32, total: u64) -> Box<[u64]> {
    let mut table: Box<[u64]> = (0..=horizon).map(|step| rate.at(step).min(total)).collect();
    for change in changes {
        let until = change.until.min(horizon.saturating_add(1));
        for step in change.from..until.max(change.from) {
            table[step as usize] = change.rate.at(step).min(total);
        }
    }
    table
}
