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
//! the offsets are then bettered place by place, for routes to every corridor, not only the nearest
//! (see [`offsets`]).
//!
//! Whoever passes `v` in step `s` really passes it up to `p(v)` before the step starts. What opens
//! with a step is therefore passed only from the next one on where `p(v)` is not zero (see
//! [`Schedule::ahead`](super::schedule::Schedule::ahead)); what closes closes early enough as it is.
//! Offsets are zero at stops as well, so that riders are there when a vehicle leaves.

mod offsets;
mod trees;

use super::ways::{Place, Ways};
use trees::trees;

/// Ways in whole steps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rounded {
    /// Steps of every way.
    pub transits: Vec<u32>,
    /// By place: milliseconds by which whoever is there is ahead of the start of the step.
    pub offsets: Vec<u64>,
}

/// Rounds every way.
pub fn rounded(ways: &Ways, step_milliseconds: u64) -> Rounded {
    let offsets = offsets::offsets(ways, step_milliseconds);
    Rounded {
        transits: with_offsets(ways, &offsets, step_milliseconds),
        offsets,
    }
}

fn with_offsets(ways: &Ways, offsets: &[u64], step_milliseconds: u64) -> Vec<u32> {
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
pub fn steps(milliseconds: u64, (tail, head): (u64, u64), step: u64) -> u32 {
    // Offsets are less than a step, so the numerator is above minus one step.
    let up = (milliseconds + head + step - 1).saturating_sub(tail) / step;
    u32::try_from(up).unwrap_or(u32::MAX)
}

/// The largest excess of routes over their real duration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Excess {
    /// Routes compared.
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

/// Whether a route of `real` milliseconds may take `lowered`: one step and a twentieth more.
fn is_tolerable(real: u64, lowered: u64, step_milliseconds: u64) -> bool {
    lowered <= real + step_milliseconds + real / 20
}

/// Compares the shortest route from each home to each corridor before and after rounding.
pub fn compare(ways: &Ways, transits: &[u32], step_milliseconds: u64) -> Excess {
    let mut excess = Excess::default();
    let real = trees(ways, |way| ways.ways[way].milliseconds);
    let lowered = trees(ways, |way| u64::from(transits[way]));
    for (real, lowered) in real.iter().zip(&lowered) {
        for home in homes(ways) {
            if let (Some(real), Some(lowered)) = (real.duration(home), lowered.duration(home)) {
                let lowered = lowered.saturating_mul(step_milliseconds);
                excess.add(real, lowered, step_milliseconds, 1);
            }
        }
    }
    excess
}

fn homes(ways: &Ways) -> impl Iterator<Item = usize> + '_ {
    let is_home = |&place: &usize| matches!(ways.places[place], Place::Home(_));
    (0..ways.places.len()).filter(is_home)
}
