//! The audit's own hashing of the whole tree, RFC 6962, from all leaves in order.

use sha2::{Digest, Sha256};

pub(super) type Bytes32 = [u8; 32];

/// The tree so far: O(log n) subtree roots, and of each level of tiles the one that is being filled.
#[derive(Default)]
pub(super) struct Tree {
    pub size: u64,
    /// Height and root of the perfect subtrees from left to right.
    stack: Vec<(u32, Bytes32)>,
    filling: Vec<Vec<Bytes32>>,
}

/// A tile that was just filled.
pub(super) struct Filled {
    pub level: usize,
    pub n: u64,
    pub bytes: Vec<u8>,
}

pub(super) fn leaf(bytes: &[u8]) -> Bytes32 {
    let mut sha = Sha256::new();
    sha.update([0_u8]);
    sha.update(bytes);
    sha.finalize().into()
}

fn inner(left: &Bytes32, right: &Bytes32) -> Bytes32 {
    let mut input = [1_u8; 65];
    input[1..33].copy_from_slice(left);
    input[33..].copy_from_slice(right);
    Sha256::digest(input).into()
}

impl Tree {
    pub fn push(&mut self, hash: Bytes32, filled: &mut Vec<Filled>) {
        self.fill(0, hash);
        self.size += 1;
        let (mut height, mut root) = (0, hash);
        while let Some((_, left)) = self.stack.pop_if(|(top, _)| *top == height) {
            root = inner(&left, &root);
            height += 1;
            // A full tile of level l is a perfect subtree of height 8 (l + 1), whose root has just been made.
            if height % 8 == 0 {
                self.finish(height as usize / 8 - 1, root, filled);
            }
        }
        self.stack.push((height, root));
    }

    fn finish(&mut self, level: usize, root: Bytes32, filled: &mut Vec<Filled>) {
        let bytes = self.filling[level].concat();
        self.filling[level].clear();
        let n = (self.size - 1) >> (8 * (level + 1)).min(63);
        filled.push(Filled { level, n, bytes });
        self.fill(level + 1, root);
    }

    fn fill(&mut self, level: usize, hash: Bytes32) {
        if self.filling.len() <= level {
            self.filling.push(Vec::new());
        }
        self.filling[level].push(hash);
    }

    pub fn root(&self) -> Bytes32 {
        let mut subtrees = self.stack.iter().rev();
        match subtrees.next() {
            None => Sha256::digest([]).into(),
            Some((_, last)) => subtrees.fold(*last, |right, (_, left)| inner(left, &right)),
        }
    }

    /// The tiles that are not full: level, number, hashes.
    pub fn partial(&self) -> impl Iterator<Item = (usize, u64, Vec<u8>)> {
        let size = self.size;
        let tiles = self
            .filling
            .iter()
            .enumerate()
            .filter(|(_, hashes)| !hashes.is_empty());
        tiles
            .map(move |(level, hashes)| (level, size >> (8 * (level + 1)).min(63), hashes.concat()))
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
