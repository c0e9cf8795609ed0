//! Inclusion and consistency proofs, RFC 6962, sections 2.1.1 and 2.1.2: how they are put together from any source of
//! perfect subtrees, and how they are verified from nothing but themselves.

use crate::hash::{Hash, node_hash};

/// Roots of perfect subtrees: the one of `2^height` leaves from leaf `index * 2^height` on.
pub(crate) trait Subtrees {
    type Error;
    fn subtree(&mut self, height: u32, index: u64) -> Result<Hash, Self::Error>;
}

/// The path from a leaf to the root of the first `size` leaves; `seq < size`.
pub(crate) fn inclusion<S: Subtrees>(
    tree: &mut S,
    seq: u64,
    size: u64,
) -> Result<Vec<Hash>, S::Error> {
    let (mut start, mut end) = (0, size);
    let mut path = Vec::new();
    while end - start > 1 {
        let middle = start + split(end - start);
        if seq < middle {
            path.push(root(tree, middle, end)?);
            end = middle;
        } else {
            path.push(root(tree, start, middle)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// That the first `old` leaves of a tree of `new` are those of a tree of `old`; `old <= new`. Empty if there is nothing
/// to prove: an empty old tree, or the same size.
pub(crate) fn consistency<S: Subtrees>(
    tree: &mut S,
    old: u64,
    new: u64,
) -> Result<Vec<Hash>, S::Error> {
    let (mut start, mut end) = (0, new);
    let mut path = Vec::new();
    if old == 0 || old == new {
        return Ok(path);
    }
    while end != old {
        let middle = start + split(end - start);
        if old <= middle {
            path.push(root(tree, middle, end)?);
            end = middle;
        } else {
            path.push(root(tree, start, middle)?);
            start = middle;
        }
    }
    if start > 0 {
        path.push(root(tree, start, end)?);
    }
    path.reverse();
    Ok(path)
}

/// Root over the leaves `start..end`, where `start` is a multiple of the largest power of two inside.
pub(crate) fn root<S: Subtrees>(tree: &mut S, start: u64, end: u64) -> Result<Hash, S::Error> {
    let leaves = end - start;
    if leaves.is_power_of_two() {
        return tree.subtree(leaves.ilog2(), start >> leaves.ilog2());
    }
    let middle = start + split(leaves);
    let left = root(tree, start, middle)?;
    let right = root(tree, middle, end)?;
    Ok(node_hash(&left, &right))
}

/// The largest power of two below `leaves`, which is at least 2.
fn split(leaves: u64) -> u64 {
    1 << (leaves - 1).ilog2()
}

/// Whether the path leads from this leaf at this place to the root of a tree of this size (RFC 9162, section 2.1.3.2).
pub fn verify_inclusion(leaf: &Hash, seq: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if seq >= size {
        return false;
    }
    let (mut node, mut last) = (seq, size - 1);
    let mut hash = *leaf;
    for sibling in path {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            let rise = if node & 1 == 1 {
                0
            } else {
                node.trailing_zeros().min(63)
            };
            node >>= rise;
            last >>= rise;
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether a tree of `old` leaves with the root `old_root` is the beginning of one of `new` leaves with `new_root`
/// (RFC 9162, section 2.1.4.2).
pub fn verify_consistency(
    old: u64,
    new: u64,
    old_root: &Hash,
    new_root: &Hash,
    path: &[Hash],
) -> bool {
    if old > new {
        return false;
    }
    if old == new {
        return path.is_empty() && old_root == new_root;
    }
    if old == 0 {
        return path.is_empty() && *old_root == Hash::of_empty_tree();
    }
    let mut rest = path.iter();
    let first = match old.is_power_of_two() {
        true => Some(old_root),
        false => rest.next(),
    };
    let Some(first) = first else { return false };
    let rise = (old - 1).trailing_ones();
    let (mut node, mut last) = ((old - 1) >> rise, (new - 1) >> rise);
    let (mut old_hash, mut new_hash) = (*first, *first);
    for sibling in rest {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            let rise = if node & 1 == 1 {
                0
            } else {
                node.trailing_zeros().min(63)
            };
            node >>= rise;
            last >>= rise;
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && old_hash == *old_root && new_hash == *new_root
}
