//! The offsets of places, chosen so that likely routes are rounded up as little as possible.
//!
//! A road that is used both ways cannot be whole in both: one way and back take whole steps together.
//! So ways are weighed by the routes that need them, one from each home to each corridor, and the
//! offsets are bettered place by place (coordinate descent). None of it affects that no route gets
//! faster; it is a heuristic, and what it leaves is measured.

use super::trees::trees;
use super::{exit, homes};
use crate::lower::ways::{Place, Ways, shortest};

/// Passes over all places that better the offsets.
const PASSES: usize = 8;
/// The weight of a route, against one for every way as such.
const ROUTE_WEIGHT: u64 = 4;

/// By place: milliseconds, less than a step; zero at homes, stops and the exit.
pub fn offsets(ways: &Ways, step: u64) -> Vec<u64> {
    let Some(exit) = exit(ways) else {
        return Vec::new();
    };
    let to_exit = shortest(ways, exit, |way| ways.ways[way].milliseconds);
    let places = ways.places.iter().zip(&to_exit);
    let mut offsets: Vec<u64> = places
        .map(|(place, duration)| match duration {
            Some(duration) if !is_fixed(place) => duration % step,
            _ => 0,
        })
        .collect();
    let mut weights = vec![1u64; ways.ways.len()];
    for tree in trees(ways, |way| ways.ways[way].milliseconds) {
        let mut passing = vec![0; ways.places.len()];
        homes(ways).for_each(|home| passing[home] = ROUTE_WEIGHT);
        tree.weigh(ways, passing, &mut weights);
    }
    better(ways, &weights, &mut offsets, step);
    offsets
}

fn is_fixed(place: &Place) -> bool {
    matches!(
        place,
        Place::Home(_) | Place::Stop(_) | Place::Destination(_)
    )
}

/// By place: the ways that start or end there.
fn touching(ways: &Ways) -> Vec<Vec<u32>> {
    let mut touching = vec![Vec::new(); ways.places.len()];
    for (index, way) in (0u32..).zip(&ways.ways) {
        if way.tail != way.head {
            touching[way.tail as usize].push(index);
            touching[way.head as usize].push(index);
        }
    }
    touching
}

fn better(ways: &Ways, weights: &[u64], offsets: &mut [u64], step: u64) {
    let touching = touching(ways);
    for _ in 0..PASSES {
        let mut moved = false;
        for (place, ways_there) in touching.iter().enumerate() {
            if is_fixed(&ways.places[place]) {
                continue;
            }
            let better = better_offset(ways, offsets, weights, place as u32, ways_there, step);
            moved |= better != offsets[place];
            offsets[place] = better;
        }
        if !moved {
            break;
        }
    }
}

/// The offset of a place that makes the weighted excess of its ways least, the others' being given;
/// only those that make one of its ways whole come into question.
fn better_offset(
    ways: &Ways,
    offsets: &[u64],
    weights: &[u64],
    place: u32,
    ways_there: &[u32],
    step: u64,
) -> u64 {
    let cost = |offset: u64| -> u64 {
        let costs = ways_there.iter().map(|&index| {
            let way = &ways.ways[index as usize];
            let at = |end: u32| {
                if end == place {
                    offset
                } else {
                    offsets[end as usize]
                }
            };
            let excess = excess(way.milliseconds, (at(way.tail), at(way.head)), step);
            weights[index as usize].saturating_mul(excess)
        });
        costs.fold(0, u64::saturating_add)
    };
    let mut best = (cost(offsets[place as usize]), offsets[place as usize]);
    for &index in ways_there {
        let way = &ways.ways[index as usize];
        let candidate = if way.tail == place {
            (way.milliseconds + offsets[way.head as usize]) % step
        } else {
            let length = way.milliseconds % step;
            (offsets[way.tail as usize] + step - length) % step
        };
        let cost = cost(candidate);
        if cost < best.0 {
            best = (cost, candidate);
        }
    }
    best.1
}

/// Milliseconds by which a way is rounded up.
fn excess(milliseconds: u64, (tail, head): (u64, u64), step: u64) -> u64 {
    (step - (milliseconds + head + step - tail) % step) % step
}
