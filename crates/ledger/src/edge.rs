//! The right edge of the growing tree: what an append needs to know of all that came before.
//!
//! A tile is 256 consecutive hashes of one level; a hash of level `l + 1` is the root of a full tile of level `l`
//! (C2SP tlog-tiles). The edge holds the tiles that are not full yet, at most 255 hashes for each of at most 8 levels,
//! and beside them the roots of the perfect subtrees that the tree falls into, so that its root costs O(log n).

use crate::hash::{Hash, node_hash};

/// Hashes in a full tile.
pub(crate) const TILE: usize = 256;

/// A tile that an append completed or, above level 0, made longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Changed {
    pub level: u8,
    pub index: u64,
    pub hashes: Vec<Hash>,
}

/// Roots of the perfect subtrees that a tree falls into: what its root alone needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Peaks {
    size: u64,
    /// The largest first: one for each binary one of `size`.
    roots: Vec<Hash>,
}

impl Peaks {
    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn root(&self) -> Hash {
        let mut roots = self.roots.iter().rev();
        let Some(last) = roots.next() else {
            return Hash::of_empty_tree();
        };
        roots.fold(*last, |right, left| node_hash(left, &right))
    }

    pub fn push(&mut self, leaf: Hash) {
        let mut peak = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.roots.pop() {
                peak = node_hash(&left, &peak);
            }
        }
        self.roots.push(peak);
        self.size += 1;
    }
}

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Edge {
    /// Of each level the hashes after its last full tile.
    levels: Vec<Vec<Hash>>,
    peaks: Peaks,
}

impl Edge {
    /// The edge of a tree of this size from its partial tiles, level by level; `None` if they don't fit the size.
    pub fn from_levels(size: u64, levels: Vec<Vec<Hash>>) -> Option<Edge> {
        let fits = (0..levels.len()).all(|level| levels[level].len() == partial_width(size, level));
        if !fits || levels.len() < depth(size) {
            return None;
        }
        let mut roots = Vec::new();
        for hashes in levels.iter().rev() {
            let mut rest = hashes.as_slice();
            while !rest.is_empty() {
                let (perfect, after) = rest.split_at(1 << rest.len().ilog2());
                roots.push(perfect_root(perfect));
                rest = after;
            }
        }
        let peaks = Peaks { size, roots };
        Some(Edge { levels, peaks })
    }

    pub fn size(&self) -> u64 {
        self.peaks.size()
    }

    /// The hashes of a level after its last full tile.
    pub fn partial(&self, level: u8) -> &[Hash] {
        self.levels
            .get(usize::from(level))
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    pub fn root(&self) -> Hash {
        self.peaks.root()
    }

    /// Appends a leaf; tells which tiles are to be stored.
    pub fn push(&mut self, leaf: Hash, changed: &mut Vec<Changed>) {
        self.peaks.push(leaf);
        self.push_level(0, leaf, changed);
    }

    fn push_level(&mut self, level: u8, hash: Hash, changed: &mut Vec<Changed>) {
        let at = usize::from(level);
        if self.levels.len() <= at {
            self.levels.push(Vec::with_capacity(TILE));
        }
        let hashes = &mut self.levels[at];
        hashes.push(hash);
        let full = hashes.len() == TILE;
        if level > 0 || full {
            let hashes = hashes.clone();
            note_change(
                changed,
                Changed {
                    level,
                    index: (self.peaks.size() - 1) >> (8 * (u32::from(level) + 1)),
                    hashes,
                },
            );
        }
        if full {
            let root = perfect_root(&self.levels[at]);
            self.levels[at].clear();
            self.push_level(level + 1, root, changed);
        }
    }
}

/// A tile that grows several times in one batch is stored once.
fn note_change(changed: &mut Vec<Changed>, new: Changed) {
    let same = (changed.iter_mut()).find(|old| old.level == new.level && old.index == new.index);
    match same {
        Some(old) => *old = new,
        None => changed.push(new),
    }
}

/// Number of levels that a tree of this size has any hash of.
pub(crate) fn depth(size: u64) -> usize {
    (0..8).take_while(|level| size >> (8 * level) > 0).count()
}

/// Width of the partial tile of a level: `floor(size / 256^level) mod 256`.
pub(crate) fn partial_width(size: u64, level: usize) -> usize {
    match level {
        0..8 => ((size >> (8 * level)) % TILE as u64) as usize,
        _ => 0,
    }
}

/// Root over a power of two of hashes.
pub(crate) fn perfect_root(hashes: &[Hash]) -> Hash {
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        row = row
            .chunks_exact(2)
            .map(|pair| node_hash(&pair[0], &pair[1]))
            .collect();
    }
    row[0]
}
