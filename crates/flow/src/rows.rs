//! Flow by link and step, allocated when a link is first used, with bit sets to find the next step
//! that is free or in use.

use crate::network::Network;

/// A number of units in as few bytes as the problem allows.
pub(crate) trait Cell: Copy + Default + PartialEq + PartialOrd {
    /// The number.
    fn get(self) -> u64;
    /// From a number that is known to fit.
    fn of(units: u64) -> Self;
}

macro_rules! cell {
    ($($kind:ty),*) => {$(
        impl Cell for $kind {
            #[inline]
            fn get(self) -> u64 {
                u64::from(self)
            }
            #[inline]
            fn of(units: u64) -> $kind {
                debug_assert!(<$kind>::try_from(units).is_ok());
                units as $kind
            }
        }
    )*};
}
cell!(u16, u32, u64);

/// The flow of one link: bits of full steps, bits of used steps, units.
struct Row<F> {
    full: Box<[u64]>,
    used: Box<[u64]>,
    units: Box<[F]>,
}

/// All links' flow.
pub(crate) struct Rows<F> {
    steps: u32,
    index: Vec<u32>,
    rows: Vec<Row<F>>,
}

const UNUSED: u32 = u32::MAX;

impl<F: Cell> Rows<F> {
    pub fn new(network: &Network) -> Rows<F> {
        let mut rows = Rows {
            steps: network.horizon + 1,
            index: vec![UNUSED; network.links.len()],
            rows: Vec::new(),
        };
        for link in 0..network.links.len() as u32 {
            if !network.is_constant(link) {
                rows.allocate(network, link);
            }
        }
        rows
    }

    fn allocate(&mut self, network: &Network, link: u32) {
        let words = (self.steps as usize).div_ceil(64);
        let mut full = vec![0u64; words].into_boxed_slice();
        if !network.is_constant(link) {
            for step in 0..self.steps {
                if network.capacity(link, step) == 0 {
                    full[step as usize / 64] |= 1 << (step % 64);
                }
            }
        }
        // Past the last step nothing is free.
        for step in self.steps as usize..words * 64 {
            full[step / 64] |= 1 << (step % 64);
        }
        self.index[link as usize] = self.rows.len() as u32;
        self.rows.push(Row {
            full,
            used: vec![0u64; words].into_boxed_slice(),
            units: vec![F::default(); self.steps as usize].into_boxed_slice(),
        });
    }

    #[inline]
    fn row(&self, link: u32) -> Option<&Row<F>> {
        let index = self.index[link as usize];
        if index == UNUSED { None } else { Some(&self.rows[index as usize]) }
    }

    /// Units on `link` that entered in `step`.
    #[inline]
    pub fn units(&self, link: u32, step: u32) -> u64 {
        self.row(link).map_or(0, |row| row.units[step as usize].get())
    }

    /// Whether nothing more may enter `link` in `step`.
    #[inline]
    pub fn is_full(&self, link: u32, step: u32) -> bool {
        self.row(link).is_some_and(|row| row.full[step as usize / 64] >> (step % 64) & 1 == 1)
    }

    /// Whether any link has used `link` at all.
    #[inline]
    pub fn is_touched(&self, link: u32) -> bool {
        self.index[link as usize] != UNUSED
    }

    /// The first step `>= from` in which `link` is not full.
    #[inline]
    pub fn next_free(&self, link: u32, from: u32) -> Option<u32> {
        let Some(row) = self.row(link) else {
            return (from < self.steps).then_some(from);
        };
        next_bit(&row.full, from, !0)
    }

    /// The last step `<= until` (and `>= from`) in which `link` is not full.
    #[inline]
    pub fn last_free(&self, link: u32, from: u32, until: u32) -> Option<u32> {
        let Some(row) = self.row(link) else {
            return Some(until);
        };
        last_bit(&row.full, from, until, !0)
    }

    /// The first step `>= from` in which `link` carries something.
    #[inline]
    pub fn next_used(&self, link: u32, from: u32) -> Option<u32> {
        next_bit(&self.row(link)?.used, from, 0)
    }

    /// The last step `<= until` (and `>= from`) in which `link` carries something.
    #[inline]
    pub fn last_used(&self, link: u32, from: u32, until: u32) -> Option<u32> {
        last_bit(&self.row(link)?.used, from, until, 0)
    }

    /// Adds units to `link` in `step`.
    pub fn add(&mut self, network: &Network, link: u32, step: u32, units: u64) {
        if self.index[link as usize] == UNUSED {
            self.allocate(network, link);
        }
        let row = &mut self.rows[self.index[link as usize] as usize];
        let after = row.units[step as usize].get() + units;
        row.units[step as usize] = F::of(after);
        let (word, bit) = (step as usize / 64, 1u64 << (step % 64));
        row.used[word] |= bit;
        if after == network.capacity(link, step) {
            row.full[word] |= bit;
        }
    }

    /// Takes units off `link` in `step`; there must be as many.
    pub fn remove(&mut self, link: u32, step: u32, units: u64) {
        let row = &mut self.rows[self.index[link as usize] as usize];
        let after = row.units[step as usize].get() - units;
        row.units[step as usize] = F::of(after);
        let (word, bit) = (step as usize / 64, 1u64 << (step % 64));
        row.full[word] &= !bit;
        if after == 0 {
            row.used[word] &= !bit;
        }
    }
}

/// First position `>= from` whose bit differs from that of `flip` all set: with `flip = !0` the
/// first zero, with `flip = 0` the first one.
#[inline]
fn next_bit(bits: &[u64], from: u32, flip: u64) -> Option<u32> {
    let mut word = from as usize / 64;
    let mut value = (bits.get(word)? ^ flip) & (!0u64 << (from % 64));
    loop {
        if value != 0 {
            return Some(word as u32 * 64 + value.trailing_zeros());
        }
        word += 1;
        value = bits.get(word)? ^ flip;
    }
}

#[inline]
fn last_bit(bits: &[u64], from: u32, until: u32, flip: u64) -> Option<u32> {
    let mut word = until as usize / 64;
    let mut value = (bits[word] ^ flip) & (!0u64 >> (63 - until % 64));
    loop {
        if value != 0 {
            let found = word as u32 * 64 + 63 - value.leading_zeros();
            return (found >= from).then_some(found);
        }
        if word == from as usize / 64 {
            return None;
        }
        word -= 1;
        value = bits[word] ^ flip;
    }
}
