//! In which order, and how choosily, waves are placed.

use super::candidates::Candidates;

/// In which order homes are looked at for a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// As the exact flow sends them, on average.
    Exact,
    /// The nearest first.
    Nearest,
    /// Those first that lose most by any other door.
    Regret,
}

/// Large waves first, then whatever fits.
pub(super) fn thorough(wave_steps: u32) -> Vec<Sweep> {
    let least = u64::from(wave_steps.div_ceil(9));
    let large = Sweep {
        follows_exact: true,
        least,
        share: 0.5,
        homes: 24,
        is_wild: false,
    };
    vec![
        large,
        Sweep {
            follows_exact: false,
            ..large
        },
        Sweep {
            follows_exact: false,
            least: 1,
            share: 0.0,
            homes: 64,
            is_wild: false,
        },
    ]
}

/// Whatever fits at each step, in the order of steps.
pub(super) fn any() -> Sweep {
    Sweep {
        follows_exact: true,
        least: 1,
        share: 0.0,
        homes: 64,
        is_wild: false,
    }
}

/// What a candidate is sorted by at its door.
pub(super) fn rank(
    candidates: &Candidates,
    horizon: u32,
    order: Order,
    index: usize,
) -> (u128, u32, usize) {
    let candidate = &candidates.all[index];
    let first = match order {
        Order::Nearest => 0,
        Order::Exact => {
            let share = candidates.shares.get(&(candidate.home, candidate.door));
            let mean = share.map(|share| share.arrivals / u128::from(share.parties.max(1)));
            mean.unwrap_or(u128::MAX)
        }
        Order::Regret => {
            // Candidates stand in the order of homes, so those of a home are together.
            let from = candidates.all.partition_point(|c| c.home < candidate.home);
            let of_home = candidates.all[from..].iter();
            let of_home = of_home.take_while(|c| c.home == candidate.home);
            let others = of_home.filter(|c| c.door != candidate.door);
            let other = others.map(|c| c.transit).min().unwrap_or(horizon);
            u128::from(u64::from(candidate.transit) + u64::from(u32::MAX) - u64::from(other))
        }
    };
    (first, candidate.transit, index)
}

/// One sweep over all steps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sweep {
    /// Only homes that the exact flow sends through the door.
    pub(super) follows_exact: bool,
    /// The smallest wave.
    pub(super) least: u64,
    /// What a wave must fill of what it could.
    pub(super) share: f64,
    /// So many homes are looked at for each wave.
    pub(super) homes: usize,
    /// Not always the largest wave.
    pub(super) is_wild: bool,
}
