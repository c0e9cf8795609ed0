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

/// All links' flow.
pub(crate) struct Rows<F> {
    steps: u32,
    /// Words of bits in a row.
    words: usize,
    /// Row of each link.
    index: Vec<u32>,
    /// Steps in which nothing more may enter, by row.
    full: Vec<u64>,
    /// Steps in which something entered, by row.
    used: Vec<u64>,
    units: Vec<Box<[F]>>,
}

const UNUSED: u32 = u32::MAX;

impl<F: Cell> Rows<F> {
    pub fn new(network: &Network) -> Rows<F> {
        let steps = network.horizon + 1;
        let mut rows = Rows {
            steps,
            words: (steps as usize).div_ceil(64),
            index: vec![UNUSED; network.links.len()],
            full: Vec::new(),
            used: Vec::new(),
            units: Vec::new(),
        };
        for link in 0..network.links.len() as u32 {
            if !network.is_constant(link) {
                rows.allocate(network, link);
            }
        }
        rows
    }

    fn allocate(&mut self, network: &Network, link: u32) {
        let start = self.full.len();
        self.full.resize(start + self.words, 0);
        self.used.resize(start + self.words, 0);
        if !network.is_constant(link) {
            for step in (0..self.steps).filter(|&step| network.capacity(link, step) == 0) {
                self.full[start + step as usize / 64] |= 1 << (step % 64);
            }
        }
        self.index[link as usize] = self.units.len() as u32;
        self.units
            .push(vec![F::default(); self.steps as usize].into_boxed_slice());
    }

    /// Units on `link` that entered in `step`.
    #[inline]
    pub fn units(&self, link: u32, step: u32) -> u64 {
        match self.index[link as usize] {
            UNUSED => 0,
            row => self.units[row as usize][step as usize].get(),
        }
    }

    /// Whether nothing more may enter `link` in `step`.
    #[inline]
    pub fn is_full(&self, link: u32, step: u32) -> bool {
        match self.index[link as usize] {
            UNUSED => false,
            row => {
                self.full[row as usize * self.words + step as usize / 64] >> (step % 64) & 1 == 1
            }
        }
    }

    /// Whether `link` has ever carried anything.
    #[inline]
    pub fn is_touched(&self, link: u32) -> bool {
        self.index[link as usize] != UNUSED
    }

    /// The last step `<= until` (and `>= from`) in which `link` is not full.
    #[inline]
    pub fn last_free(&self, link: u32, from: u32, until: u32) -> Option<u32> {
        match self.index[link as usize] {
            UNUSED => Some(until),
            row => last_bit(
                &self.full[row as usize * self.words..][..self.words],
                from,
                until,
                !0,
            ),
        }
    }

    /// The first step `>= from` in which `link` is not full.
    #[inline]
    pub fn first_free(&self, link: u32, from: u32) -> Option<u32> {
        let row = self.index[link as usize];
        if from >= self.steps || row == UNUSED {
            return (from < self.steps).then_some(from);
        }
        let bits = &self.full[row as usize * self.words..][..self.words];
        let mut word = from as usize / 64;
        let mut free = !bits[word] & (!0u64 << (from % 64));
        while free == 0 {
            word += 1;
            free = !*bits.get(word)?;
        }
        let found = word as u32 * 64 + free.trailing_zeros();
        (found < self.steps).then_some(found)
    }

    /// The last step `<= until` in which `link` carries something.
    #[inline]
    pub fn last_used(&self, link: u32, until: u32) -> Option<u32> {
        match self.index[link as usize] {
            UNUSED => None,
            row => last_bit(
                &self.used[row as usize * self.words..][..self.words],
                0,
                until,
                0,
            ),
        }
    }

    /// Adds units to `link` in `step`.
    pub fn add(&mut self, network: &Network, link: u32, step: u32, units: u64) {
        if self.index[link as usize] == UNUSED {
            self.allocate(network, link);
        }
        let row = self.index[link as usize] as usize;
        let cell = &mut self.units[row][step as usize];
        let after = cell.get() + units;
        *cell = F::of(after);
        let (word, bit) = (row * self.words + step as usize / 64, 1u64 << (step % 64));
        self.used[word] |= bit;
        if after == network.capacity(link, step) {
            self.full[word] |= bit;
        }
    }

    /// Takes units out of the count for a while, leaving the bits as they are.
    pub fn set_aside(&mut self, link: u32, step: u32, units: u64) {
        let cell = &mut self.units[self.index[link as usize] as usize][step as usize];
        *cell = F::of(cell.get() - units);
    }

    /// Puts back what was set aside.
    pub fn put_back(&mut self, link: u32, step: u32, units: u64) {
        let cell = &mut self.units[self.index[link as usize] as usize][step as usize];
        *cell = F::of(cell.get() + units);
    }

    /// Takes units off `link` in `step`; there must be as many.
    pub fn remove(&mut self, link: u32, step: u32, units: u64) {
        let row = self.index[link as usize] as usize;
        let cell = &mut self.units[row][step as usize];
        let after = cell.get() - units;
        *cell = F::of(after);
        let (word, bit) = (row * self.words + step as usize / 64, 1u64 << (step % 64));
        self.full[word] &= !bit;
        if after == 0 {
            self.used[word] &= !bit;
        }
    }
}

/// Last position in `from..=until` whose bit differs from that of `flip`: with `flip = !0` the last
/// zero, with `flip = 0` the last one.
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
