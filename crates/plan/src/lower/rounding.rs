//! Milliseconds into whole steps, so that no route gets faster and the likely ones hardly slower.
//!
//! Rounding each way up by itself turns a road of seven seconds into a minute, and a walk over forty
//! short streets into one half as long again. Instead every place `v` carries an offset `p(v)`, less
//! than a step, by which whoever is there is ahead of the step's start, and a way from `u` to `v` of
//! duration `d` takes
//!
//! ```text
//! ceil((d + p(v) - p(u)) / step) steps.
//! ```
//!
//! Offsets are zero at homes and at the exit, so they cancel along every route: its steps last at least
//! as long as it really takes, and longer only by what its ways are rounded up, each by less than a
//! step. With `p(v)` the remainder of the shortest duration from `v` to the exit, the ways of every
//! shortest route are whole, but for the first. All other ways off these trees may be rounded up, so
//! the offsets are then bettered place by place, for routes to every corridor, not only the nearest.

use korridor_world::Share;

use super::ways::{Place, Ways, shortest};

/// Passes over all places that better the offsets.
const PASSES: usize = 8;

/// Steps of every way.
pub fn transits(ways: &Ways, step_milliseconds: u64) -> Vec<u32> {
    let Some(exit) = exit(ways) else {
        return Vec::new();
    };
    let offsets = offsets(ways, exit, step_milliseconds);
    let steps = ways.ways.iter().map(|way| {
        let ends = (offsets[way.tail as usize], offsets[way.head as usize]);
        steps(way.milliseconds, ends, step_milliseconds)
    });
    steps.collect()
}

/// The exit of some ways: the only destination that they have.
pub fn exit(ways: &Ways) -> Option<u32> {
    let is_exit = |place: &Place| matches!(place, Place::Destination(_));
    ways.places
        .iter()
        .position(is_exit)
        .map(|index| index as u32)
}

/// Steps of a way between places with offsets `(tail, head)`.
fn steps(milliseconds: u64, (tail, head): (u64, u64), step: u64) -> u32 {
    // Offsets are less than a step, so the numerator is above minus one step.
    let up = (milliseconds + head + step - 1).saturating_sub(tail) / step;
    u32::try_from(up).unwrap_or(u32::MAX)
}

/// Milliseconds by which a way is rounded up.
fn excess(milliseconds: u64, (tail, head): (u64, u64), step: u64) -> u64 {
    (step - (milliseconds + head + step - tail) % step) % step
}

fn offsets(ways: &Ways, exit: u32, step: u64) -> Vec<u64> {
    let to_exit = shortest(ways, exit, |way| ways.ways[way].milliseconds);
    let fixed = |place: &Place| matches!(place, Place::Home(_) | Place::Destination(_));
    let mut offsets: Vec<u64> = ways
        .places
        .iter()
        .zip(&to_exit)
        .map(|(place, duration)| match duration {
            Some(duration) if !fixed(place) => duration % step,
            _ => 0,
        })
        .collect();
    let weights = weights(ways);
    let touching = touching(ways);
    for _ in 0..PASSES {
        let mut moved = false;
        for (place, ways_there) in touching.iter().enumerate() {
            if fixed(&ways.places[place]) {
                continue;
            }
            let better = better_offset(ways, &offsets, &weights, place as u32, ways_there, step);
            moved |= better != offsets[place];
            offsets[place] = better;
        }
        if !moved {
            break;
        }
    }
    offsets
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
        let ways_there = ways_there.iter().map(|&index| {
            let way = &ways.ways[index as usize];
            let at = |end: u32| {
                if end == place {
                    offset
                } else {
                    offsets[end as usize]
                }
            };
            let weight = weights[index as usize];
            weight.saturating_mul(excess(way.milliseconds, (at(way.tail), at(way.head)), step))
        });
        ways_there.fold(0, u64::saturating_add)
    };
    let mut best = (cost(offsets[place as usize]), offsets[place as usize]);
    for &index in ways_there {
        let way = &ways.ways[index as usize];
        if weights[index as usize] == 0 {
            continue;
        }
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

/// By way: how many homes' shortest routes to any of the corridors run over it, and at least one if
/// it leads towards some corridor at all.
fn weights(ways: &Ways) -> Vec<u64> {
    let mut weights = vec![0u64; ways.ways.len()];
    for entered in corridor_ends(ways) {
        let distance = shortest(ways, entered, |way| ways.ways[way].milliseconds);
        let mut next: Vec<Option<u32>> = vec![None; ways.places.len()];
        for (index, way) in (0u32..).zip(&ways.ways) {
            let (tail, head) = (distance[way.tail as usize], distance[way.head as usize]);
            if let (Some(tail), Some(head)) = (tail, head)
                && way.tail != entered
                && tail == head + way.milliseconds
                && next[way.tail as usize].is_none()
            {
                next[way.tail as usize] = Some(index);
            }
            if tail.is_some_and(|tail| head.is_some_and(|head| head < tail)) {
                weights[index as usize] = weights[index as usize].max(1);
            }
        }
        let homes = (0..ways.places.len()).filter(|&p| matches!(ways.places[p], Place::Home(_)));
        let mut passing = vec![0u64; ways.places.len()];
        for home in homes {
            passing[home] = 1;
        }
        let mut order: Vec<usize> = (0..ways.places.len())
            .filter(|&p| distance[p].is_some())
            .collect();
        order.sort_by_key(|&place| (std::cmp::Reverse(distance[place]), place));
        // Ways without duration may lead from a place to one that comes before it in this order; what
        // passes over them is then counted short, which only costs exactness of the weights.
        for place in order {
            if let Some(way) = next[place] {
                let head = ways.ways[way as usize].head as usize;
                weights[way as usize] += 4 * passing[place];
                passing[head] += passing[place];
            }
        }
    }
    weights
}

/// The tail of each corridor's last stretch, or of each ride that ends at the exit: who gets there
/// gets out by that corridor.
pub fn corridor_ends(ways: &Ways) -> Vec<u32> {
    let Some(exit) = exit(ways) else {
        return Vec::new();
    };
    let last = ways.ways.iter().filter(|way| way.head == exit);
    let mut ends: Vec<u32> = last.map(|way| way.tail).collect();
    // A corridor without gates is entered from the road, where several may start.
    ends.sort_unstable();
    ends.dedup();
    ends
}

/// The largest excess of routes over their real duration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Excess {
    /// Routes compared: one a home and corridor.
    pub routes: u64,
    /// Those that are slower than reality by more than a step and a twentieth.
    pub beyond_tolerance: u64,
    /// The largest excess, in milliseconds.
    pub largest_milliseconds: u64,
}

impl Excess {
    /// Counts `routes` routes that really take `real` milliseconds and `lowered` after rounding.
    pub fn add(&mut self, real: u64, lowered: u64, step_milliseconds: u64, routes: u64) {
        self.routes += routes;
        self.largest_milliseconds = self.largest_milliseconds.max(lowered.saturating_sub(real));
        if !is_tolerable(real, lowered, step_milliseconds) {
            self.beyond_tolerance += routes;
        }
    }

    /// Both together.
    pub fn with(self, other: Excess) -> Excess {
        Excess {
            routes: self.routes + other.routes,
            beyond_tolerance: self.beyond_tolerance + other.beyond_tolerance,
            largest_milliseconds: self.largest_milliseconds.max(other.largest_milliseconds),
        }
    }
}

/// More than any route takes.
const BARRED: u64 = u64::MAX / 4;

/// Whether a route of `real` milliseconds may take `lowered`: one step and a twentieth more.
pub fn is_tolerable(real: u64, lowered: u64, step_milliseconds: u64) -> bool {
    lowered <= real + step_milliseconds + real / 20
}

/// Compares the shortest route from each home to each corridor before and after rounding.
pub fn compare(ways: &Ways, transits: &[u32], step_milliseconds: u64) -> Excess {
    let mut excess = Excess::default();
    let Some(exit) = exit(ways) else {
        return excess;
    };
    for end in corridor_ends(ways) {
        let counts = |way: usize| {
            let way = &ways.ways[way];
            way.pace == Share::ALL && (way.head != exit || way.tail == end)
        };
        let either = |weight: u64, way: usize| if counts(way) { weight } else { BARRED };
        let real = shortest(ways, exit, |way| either(ways.ways[way].milliseconds, way));
        let lowered = shortest(ways, exit, |way| either(u64::from(transits[way]), way));
        let homes = (0..ways.places.len()).filter(|&p| matches!(ways.places[p], Place::Home(_)));
        for home in homes {
            let (Some(real), Some(lowered)) = (real[home], lowered[home]) else {
                continue;
            };
            if real < BARRED {
                excess.add(
                    real,
                    lowered.saturating_mul(step_milliseconds),
                    step_milliseconds,
                    1,
                );
            }
        }
    }
    excess
}
