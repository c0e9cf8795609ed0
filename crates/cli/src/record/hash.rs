//! SHA-256 of what a record speaks of.

use std::collections::BTreeMap;

use korridor_account::render::hex;
pub use korridor_account::render::sha256;
use sha2::{Digest, Sha256};

/// Of a packed scenario: for each file in the order of names, the length of its name, the name, the length of its
/// bytes, the bytes; lengths as 64 bits, most significant byte first. A plan folder packs the same files.
pub fn of_scenario(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut hasher = Sha256::new();
    for (name, bytes) in files {
        hasher.update((name.len() as u64).to_be_bytes());
        hasher.update(name.as_bytes());
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    }
    hex(&hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_cannot_move_between_files() {
        let of = |files: &[(&str, &str)]| {
            let files = files
                .iter()
                .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
            of_scenario(&files.collect())
        };
        assert_ne!(of(&[("a", "bc")]), of(&[("ab", "c")]));
        assert_ne!(of(&[("a", ""), ("b", "")]), of(&[("a", "b")]));
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(of(&[]), empty);
        assert_eq!(sha256(b""), empty);
    }
}
