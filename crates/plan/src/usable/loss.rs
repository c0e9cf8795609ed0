//! How far a usable plan is behind the exact one.
//!
//! Both are sums over all groups of a level. The exact flow of the first group is a bound for that group:
//! no waves have more of its parties out at the end of any step. It is none for later ones, for
//! waves take less than the exact flow does and leave more to those who come after; so with several
//! groups the sum may be ahead of the exact one at some step.

use crate::lift::Lifted;

/// The difference of two curves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// By step: persons fewer out than by the exact flow; negative where there are more.
    pub behind: Vec<i64>,
    /// The first step at which most are missing.
    pub worst_step: u32,
}

impl Loss {
    /// What `usable` is behind `exact`.
    pub fn of(exact: &Lifted, usable: &Lifted) -> Loss {
        let steps = exact.out.iter().zip(&usable.out);
        let signed = |persons: u64| i64::try_from(persons).unwrap_or(i64::MAX);
        let behind: Vec<i64> = steps.map(|(e, u)| signed(*e) - signed(*u)).collect();
        let worst = (0u32..)
            .zip(&behind)
            .max_by_key(|(step, b)| (**b, std::cmp::Reverse(*step)));
        Loss {
            worst_step: worst.map_or(0, |worst| worst.0),
            behind,
        }
    }

    /// Persons behind at the worst step.
    pub fn worst(&self) -> i64 {
        self.behind
            .get(self.worst_step as usize)
            .copied()
            .unwrap_or(0)
    }

    /// Persons behind at the end.
    pub fn at_end(&self) -> i64 {
        self.behind.last().copied().unwrap_or(0)
    }
}
