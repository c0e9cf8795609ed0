//! Shortest routes from everywhere to each corridor.

use std::cmp::Reverse;

use super::exit;
use crate::lower::ways::{Ways, shortest};

/// More than any route takes.
const BARRED: u64 = u64::MAX / 4;

/// Shortest routes by one last way: the end of a corridor, or a ride that ends at the exit.
pub struct Tree {
    /// By place: the duration to the exit.
    distance: Vec<Option<u64>>,
    /// By place: the next way.
    next: Vec<Option<u32>>,
}

/// One tree for each place from which a way leads to the exit, by `weight` of each way at its
/// fastest pace.
pub fn trees(ways: &Ways, weight: impl Fn(usize) -> u64) -> Vec<Tree> {
    let Some(exit) = exit(ways) else {
        return Vec::new();
    };
    let last = ways.ways.iter().filter(|way| way.head == exit);
    let mut ends: Vec<u32> = last.map(|way| way.tail).collect();
    ends.sort_unstable();
    ends.dedup();
    let tree = |end: u32| {
        let weight = |way: usize| {
            let there = &ways.ways[way];
            let usual = ways.is_fastest(way);
            if usual && (there.head != exit || there.tail == end) {
                weight(way)
            } else {
                BARRED
            }
        };
        let distance = shortest(ways, exit, weight);
        let mut next: Vec<Option<u32>> = vec![None; ways.places.len()];
        for (index, way) in (0u32..).zip(&ways.ways) {
            let slot = &mut next[way.tail as usize];
            let (tail, head) = (distance[way.tail as usize], distance[way.head as usize]);
            if let (Some(tail), Some(head), None) = (tail, head, *slot)
                && tail < BARRED
                && tail == head.saturating_add(weight(index as usize))
            {
                *slot = Some(index);
            }
        }
        Tree { distance, next }
    };
    ends.into_iter().map(tree).collect()
}

impl Tree {
    /// The duration from a place by this corridor; `None` where it leads to none.
    pub fn duration(&self, place: usize) -> Option<u64> {
        self.distance[place].filter(|&duration| duration < BARRED)
    }

    /// Adds to the weight of every way what passes over it if `passing` sets out at each place.
    ///
    /// Ways without duration may lead from a place to one that comes before it in the order of
    /// durations; what passes over them is then counted short, which only makes weights less exact.
    pub fn weigh(&self, ways: &Ways, mut passing: Vec<u64>, weights: &mut [u64]) {
        let mut order: Vec<usize> = (0..passing.len())
            .filter(|&p| self.next[p].is_some())
            .collect();
        order.sort_by_key(|&place| (Reverse(self.distance[place]), place));
        for place in order {
            if let Some(way) = self.next[place] {
                let head = ways.ways[way as usize].head as usize;
                weights[way as usize] = weights[way as usize].saturating_add(passing[place]);
                passing[head] = passing[head].saturating_add(passing[place]);
            }
        }
    }
}
