//! Shortest durations over ways, and what of them can be used at all.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Place, Ways};

/// In which direction a search follows ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Towards {
    Heads,
    Tails,
}

/// By place: the shortest duration to `target` by `weight` of each way; `None` where it cannot be
/// reached. Dijkstra 1959.
pub fn shortest(ways: &Ways, target: u32, weight: impl Fn(usize) -> u64) -> Vec<Option<u64>> {
    search(ways, &[target], Towards::Tails, weight)
}

fn search(
    ways: &Ways,
    starts: &[u32],
    towards: Towards,
    weight: impl Fn(usize) -> u64,
) -> Vec<Option<u64>> {
    let ends = |way: usize| {
        let way = &ways.ways[way];
        match towards {
            Towards::Heads => (way.tail, way.head),
            Towards::Tails => (way.head, way.tail),
        }
    };
    let mut starts_of = vec![0u32; ways.places.len() + 1];
    for way in 0..ways.ways.len() {
        starts_of[ends(way).0 as usize + 1] += 1;
    }
    for place in 0..ways.places.len() {
        starts_of[place + 1] += starts_of[place];
    }
    let mut next = starts_of.clone();
    let mut by_place = vec![0u32; ways.ways.len()];
    for way in 0..ways.ways.len() {
        let slot = &mut next[ends(way).0 as usize];
        by_place[*slot as usize] = way as u32;
        *slot += 1;
    }
    let mut distance: Vec<Option<u64>> = vec![None; ways.places.len()];
    let mut heap: BinaryHeap<Reverse<(u64, u32)>> = BinaryHeap::new();
    for &start in starts {
        distance[start as usize] = Some(0);
        heap.push(Reverse((0, start)));
    }
    while let Some(Reverse((so_far, place))) = heap.pop() {
        if distance[place as usize] != Some(so_far) {
            continue;
        }
        let range = starts_of[place as usize] as usize..starts_of[place as usize + 1] as usize;
        for &way in &by_place[range] {
            let other = ends(way as usize).1 as usize;
            let through = so_far.saturating_add(weight(way as usize));
            if distance[other].is_none_or(|known| through < known) {
                distance[other] = Some(through);
                heap.push(Reverse((through, other as u32)));
            }
        }
    }
    distance
}

/// Keeps what lies on a walk from a home to the exit that takes at most `most` milliseconds.
pub fn prune(ways: &Ways, exit: Place, most: u64) -> Ways {
    let Some(exit) = ways.find(exit) else {
        return Ways::default();
    };
    let is_home = |place: &Place| matches!(place, Place::Home(_));
    let homes = (0u32..)
        .zip(&ways.places)
        .filter(|(_, place)| is_home(place));
    let homes: Vec<u32> = homes.map(|(index, _)| index).collect();
    let duration = |way: usize| ways.ways[way].milliseconds;
    let from_home = search(ways, &homes, Towards::Heads, duration);
    let to_exit = search(ways, &[exit], Towards::Tails, duration);
    let within = |tail: u32, head: u32, duration: u64| {
        let before = from_home[tail as usize];
        let after = to_exit[head as usize];
        match (before, after) {
            (Some(before), Some(after)) => {
                before.saturating_add(duration).saturating_add(after) <= most
            }
            _ => false,
        }
    };
    let mut kept = Ways::default();
    let mut renamed: Vec<Option<u32>> = vec![None; ways.places.len()];
    for index in 0..ways.places.len() as u32 {
        if within(index, index, 0) {
            renamed[index as usize] = Some(kept.places.len() as u32);
            kept.places.push(ways.places[index as usize]);
            kept.shelter.push(ways.shelter[index as usize]);
        }
    }
    for way in &ways.ways {
        let ends = (renamed[way.tail as usize], renamed[way.head as usize]);
        let (Some(tail), Some(head)) = ends else {
            continue;
        };
        if within(way.tail, way.head, way.milliseconds) {
            let mut way = way.clone();
            (way.tail, way.head) = (tail, head);
            kept.ways.push(way);
        }
    }
    kept
}
