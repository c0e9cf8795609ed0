//! The well-known vectors of Certificate Transparency's test-suites for RFC 6962, and properties against the RFC's own
//! recursive definitions.

use proptest::prelude::*;

use crate::edge::Edge;
use crate::hash::{Hash, leaf_hash, node_hash};
use crate::proof::{Subtrees, consistency, inclusion, verify_consistency, verify_inclusion};

const LEAVES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const N2: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const N3: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
const L1: &str = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const L4: &str = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const N4: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const N5: &str = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";

/// The tree by the RFC's definition, from all leaves each time.
struct Naive(Vec<Hash>);

impl Naive {
    fn root(&self, start: usize, end: usize) -> Hash {
        let leaves = end - start;
        match leaves {
            0 => Hash::of_empty_tree(),
            1 => self.0[start],
            _ => {
                let mut left = 1;
                while left * 2 < leaves {
                    left *= 2;
                }
                node_hash(
                    &self.root(start, start + left),
                    &self.root(start + left, end),
                )
            }
        }
    }
}

impl Subtrees for Naive {
    type Error = std::convert::Infallible;

    fn subtree(&mut self, height: u32, index: u64) -> Result<Hash, Self::Error> {
        let start = (index << height) as usize;
        Ok(self.root(start, start + (1 << height)))
    }
}

fn hash(text: &str) -> Hash {
    Hash::from_hex(text).unwrap()
}

fn hashes(texts: &[&str]) -> Vec<Hash> {
    texts.iter().map(|text| hash(text)).collect()
}

fn bytes(text: &str) -> Vec<u8> {
    (0..text.len() / 2)
        .map(|n| u8::from_str_radix(&text[2 * n..2 * n + 2], 16).unwrap())
        .collect()
}

fn known() -> Naive {
    Naive(LEAVES.iter().map(|leaf| leaf_hash(&bytes(leaf))).collect())
}

#[test]
fn roots_are_the_known_ones() {
    let leaves = known().0;
    let mut edge = Edge::default();
    assert_eq!(edge.root(), hash(ROOTS[0]));
    for (n, leaf) in leaves.iter().enumerate() {
        edge.push(*leaf, &mut Vec::new());
        assert_eq!(edge.root(), hash(ROOTS[n + 1]), "{n}");
    }
}

#[test]
fn inclusion_paths_are_the_known_ones() {
    for (seq, size, expected) in [
        (0, 1, vec![]),
        (0, 8, hashes(&[L1, N2, N3])),
        (5, 8, hashes(&[L4, N4, ROOTS[4]])),
        (2, 3, hashes(&[ROOTS[2]])),
        (1, 5, hashes(&[ROOTS[1], N2, L4])),
    ] {
        let mut tree = known();
        let path = inclusion(&mut tree, seq, size).unwrap();
        assert_eq!(path, expected, "{seq} of {size}");
        let root = hash(ROOTS[size as usize]);
        assert!(verify_inclusion(
            &tree.0[seq as usize],
            seq,
            size,
            &path,
            &root
        ));
    }
}

#[test]
fn consistency_paths_are_the_known_ones() {
    for (old, new, expected) in [
        (1, 1, vec![]),
        (1, 8, hashes(&[L1, N2, N3])),
        (6, 8, hashes(&[N5, N4, ROOTS[4]])),
        (2, 5, hashes(&[N2, L4])),
    ] {
        let path = consistency(&mut known(), old, new).unwrap();
        assert_eq!(path, expected, "{old} to {new}");
        let roots = (hash(ROOTS[old as usize]), hash(ROOTS[new as usize]));
        assert!(verify_consistency(old, new, &roots.0, &roots.1, &path));
    }
}

#[test]
fn every_pair_of_small_sizes() {
    let mut tree = Naive((0..40_u8).map(|n| leaf_hash(&[n])).collect());
    for new in 1..=40_u64 {
        let root = tree.root(0, new as usize);
        for old in 0..=new {
            let before = tree.root(0, old as usize);
            let path = consistency(&mut tree, old, new).unwrap();
            assert!(
                verify_consistency(old, new, &before, &root, &path),
                "{old} {new}"
            );
            if old < new {
                assert!(
                    !verify_consistency(old, new, &root, &root, &path),
                    "{old} {new}"
                );
                let path = inclusion(&mut tree, old, new).unwrap();
                assert!(
                    verify_inclusion(&tree.0[old as usize], old, new, &path, &root),
                    "{old} {new}"
                );
                assert!(
                    !verify_inclusion(&tree.0[old as usize], old, new + 1, &path, &leaf_hash(b"")),
                    "{old} {new}"
                );
            }
        }
    }
}

proptest! {
    #[test]
    fn a_changed_proof_proves_nothing(
        size in 2_u64..300,
        place in any::<prop::sample::Index>(),
        flipped in any::<prop::sample::Index>(),
        bit in 0..8_u32,
    ) {
        let mut tree = Naive((0..size).map(|n| leaf_hash(&n.to_be_bytes())).collect());
        let seq = place.index(size as usize) as u64;
        let root = tree.root(0, size as usize);
        let leaf = tree.0[seq as usize];
        let mut path = inclusion(&mut tree, seq, size).unwrap();
        prop_assert!(verify_inclusion(&leaf, seq, size, &path, &root));
        let at = flipped.index(path.len() * 32);
        path[at / 32].0[at % 32] ^= 1 << bit;
        prop_assert!(!verify_inclusion(&leaf, seq, size, &path, &root));
        path[at / 32].0[at % 32] ^= 1 << bit;
        path.push(leaf);
        prop_assert!(!verify_inclusion(&leaf, seq, size, &path, &root));
        path.truncate(path.len() - 2);
        prop_assert!(!verify_inclusion(&leaf, seq, size, &path, &root));
    }

    #[test]
    fn the_edge_is_the_tree(size in 0_usize..70_000) {
        // Every leaf its own, so that no two subtrees are alike by chance.
        let leaves: Vec<Hash> = (0..size as u64).map(|n| leaf_hash(&n.to_be_bytes())).collect();
        let (mut edge, mut changed) = (Edge::default(), Vec::new());
        for leaf in &leaves {
            edge.push(*leaf, &mut changed);
        }
        let tree = Naive(leaves);
        prop_assert_eq!(edge.root(), tree.root(0, size));
        let levels = (0..3).map(|level| edge.partial(level).to_vec()).collect();
        prop_assert_eq!(Edge::from_levels(size as u64, levels).map(|edge| edge.root()), Some(edge.root()));
        for tile in &changed {
            let span = 256_usize.pow(u32::from(tile.level));
            let start = tile.index as usize * 256 * span;
            prop_assert_eq!(tile.hashes[0], tree.root(start, start + span));
        }
    }
}
