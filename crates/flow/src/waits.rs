//! Units that wait at nodes, by step, allocated when a node is first waited at.

use crate::rows::Cell;

struct Row<G> {
    used: Box<[u64]>,
    units: Box<[G]>,
}

/// Waiting units of all nodes.
pub(crate) struct Waits<G> {
    steps: u32,
    rows: Vec<Option<Row<G>>>,
}

impl<G: Cell> Waits<G> {
    pub fn new(nodes: usize, horizon: u32) -> Waits<G> {
        let mut rows = Vec::new();
        rows.resize_with(nodes, || None);
        Waits {
            steps: horizon + 1,
            rows,
        }
    }

    /// Whether anyone ever waited at `node`.
    pub fn is_touched(&self, node: u32) -> bool {
        self.rows[node as usize].is_some()
    }

    /// Units that wait at `node` from `step` to the next.
    #[inline]
    pub fn units(&self, node: u32, step: u32) -> u64 {
        self.rows[node as usize]
            .as_ref()
            .map_or(0, |row| row.units[step as usize].get())
    }

    /// The latest step from which `step` can be reached by undoing waiting.
    #[inline]
    pub fn latest(&self, node: u32, step: u32) -> u32 {
        let Some(row) = &self.rows[node as usize] else {
            return step;
        };
        let mut word = step as usize / 64;
        let mut idle = !row.used[word] & (!0u64 << (step % 64));
        loop {
            if idle != 0 {
                return word as u32 * 64 + idle.trailing_zeros();
            }
            word += 1;
            match row.used.get(word) {
                Some(used) => idle = !used,
                None => return self.steps - 1,
            }
        }
    }

    /// The least number that waits in any step of `from..until`.
    pub fn least(&self, node: u32, from: u32, until: u32) -> u64 {
        let Some(row) = &self.rows[node as usize] else {
            return 0;
        };
        row.units[from as usize..until as usize]
            .iter()
            .map(|units| units.get())
            .min()
            .unwrap_or(u64::MAX)
    }

    /// More units wait in every step of `from..until`.
    pub fn add(&mut self, node: u32, from: u32, until: u32, units: u64) {
        if from >= until {
            return;
        }
        let steps = self.steps as usize;
        let row = self.rows[node as usize].get_or_insert_with(|| Row {
            used: vec![0u64; steps.div_ceil(64)].into_boxed_slice(),
            units: vec![G::default(); steps].into_boxed_slice(),
        });
        for cell in &mut row.units[from as usize..until as usize] {
            *cell = G::of(cell.get() + units);
        }
        set(&mut row.used, from, until);
    }

    /// Fewer units wait in every step of `from..until`; there must be as many.
    pub fn remove(&mut self, node: u32, from: u32, until: u32, units: u64) {
        let Some(row) = &mut self.rows[node as usize] else {
            return;
        };
        for step in from..until {
            let cell = &mut row.units[step as usize];
            *cell = G::of(cell.get() - units);
            if *cell == G::default() {
                row.used[step as usize / 64] &= !(1 << (step % 64));
            }
        }
    }
}

/// Sets the bits `from..until`, a word at a time.
fn set(bits: &mut [u64], from: u32, until: u32) {
    let (first, last) = (from as usize / 64, (until - 1) as usize / 64);
    for (word, bits) in (first..).zip(&mut bits[first..=last]) {
        let below = if word == first {
            !0u64 << (from % 64)
        } else {
            !0
        };
        let above = if word == last {
            !0u64 >> (63 - (until - 1) % 64)
        } else {
            !0
        };
        *bits |= below & above;
    }
}
