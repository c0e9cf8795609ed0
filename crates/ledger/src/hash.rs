//! SHA-256 as RFC 6962, section 2.1, uses it: leaves and inner nodes can't be mistaken for each other.

use std::fmt;

use sha2::{Digest, Sha256};

/// A SHA-256 hash; shown as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

/// Hash of a leaf: `SHA-256(0x00 || bytes)`.
pub fn leaf_hash(bytes: &[u8]) -> Hash {
    let digest = Sha256::new().chain_update([0]).chain_update(bytes);
    Hash(digest.finalize().into())
}

/// Hash of an inner node: `SHA-256(0x01 || left || right)`.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let digest = Sha256::new().chain_update([1]).chain_update(left.0);
    Hash(digest.chain_update(right.0).finalize().into())
}

impl Hash {
    /// Root of the tree without leaves: SHA-256 of nothing.
    pub fn of_empty_tree() -> Hash {
        Hash(Sha256::digest([]).into())
    }

    /// Reads exactly 64 lower-case hexadecimal digits; `None` for anything else.
    pub fn from_hex(text: &str) -> Option<Hash> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Some(Hash(bytes))
    }
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_has_one_spelling() {
        let hash = leaf_hash(b"a");
        assert_eq!(Hash::from_hex(&hash.to_string()), Some(hash));
        assert_eq!(Hash::from_hex(&hash.to_string().to_uppercase()), None);
        assert_eq!(Hash::from_hex(&hash.to_string()[1..]), None);
        assert_eq!(Hash::from_hex(&"é".repeat(32)), None);
    }

    #[test]
    fn a_node_is_no_leaf() {
        let (left, right) = (leaf_hash(b"l"), leaf_hash(b"r"));
        let both = [left.0, right.0].concat();
        assert_ne!(node_hash(&left, &right), leaf_hash(&both));
        assert_ne!(node_hash(&left, &right), node_hash(&right, &left));
    }
}
