//! Which exit is to be filled from which supply.
use crate::network::{NONE, Network};

pub(super) struct Territory {
    /// Per exit: nodes with supply, nearest first.
    order: Vec<Vec<u32>>,
    /// Per node.
    pub owner: Vec<u32>,
}

impl Territory {
    pub fn new(network: &Network, exits: &[u32], people: &[u64]) -> Territory {
        let n = network.nodes;
        let mut order = Vec::new();
        for &x in exits {
            let mut d = vec![NONE; n];
            d[x as usize] = 0;
            let mut nearest = Vec::new();
            let mut buckets: Vec<Vec<u32>> = vec![vec![x]];
            let mut at = 0;
            while at < buckets.len() {
                while let Some(v) = buckets[at].pop() {
                    if d[v as usize] != at as u32 { continue; }
                    d[v as usize] = at as u32 | 1 << 31;
                    if people[v as usize] > 0 { nearest.push(v); }
                    for end in network.entering(v) {
                        let to = at as u32 + end.transit;
                        if to <= network.horizon && (to < d[end.other as usize] & !(1 << 31) || d[end.other as usize] == NONE) {
                            d[end.other as usize] = to;
                            if buckets.len() <= to as usize { buckets.resize(to as usize + 1, Vec::new()); }
                            buckets[to as usize].push(end.other);
                        }
                    }
                }
                at += 1;
            }
            order.push(nearest);
        }
        Territory { order, owner: vec![NONE; n] }
    }

    /// Gives every node with people left to an exit, in turn as they would be filled at `rates`.
    pub fn assign(&mut self, left: impl Fn(u32) -> u64, rates: &[u64]) {
        self.owner.fill(NONE);
        let mut places = vec![0; self.order.len()];
        let mut queue: std::collections::BinaryHeap<_> = (0..self.order.len()).filter(|&x| rates[x] > 0).map(|x| std::cmp::Reverse((0u64, x))).collect();
        let mut loads = vec![0u64; self.order.len()];
        while let Some(std::cmp::Reverse((_, x))) = queue.pop() {
            let order = &self.order[x];
            while let Some(&v) = order.get(places[x]) {
                places[x] += 1;
                let units = left(v);
                if self.owner[v as usize] == NONE && units > 0 {
                    self.owner[v as usize] = x as u32;
                    loads[x] += units;
                    queue.push(std::cmp::Reverse((loads[x] * 1024 / rates[x], x)));
                    break;
                }
            }
        }
    }
}
