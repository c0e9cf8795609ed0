//! Keys in files and on the command line. A private key is never repeated.

use std::path::Path;

use korridor_ledger::{KeyKind, Signer, VerifierKey, random_bytes};

use super::{coded, of_ledger, text_of};
use crate::failure::Failure;

const PUBLIC: &str =
    "the public key of a record, name+hash+key, as it lies beside one with the ending .pub";
const PRIVATE: &str = "the key that signs this record, PRIVATE+KEY+..., which korridor open made with the ending .key";

/// The private key in a file.
///
/// # Errors
/// There is none, or it is something else; the key itself is never repeated.
pub fn signer(path: &Path) -> Result<Signer, Failure> {
    let text = text_of(path)?;
    let text = text.ok_or_else(|| coded("key_missing", path, "no such file", PRIVATE))?;
    Signer::parse(&text).map_err(|error| {
        let found = match VerifierKey::parse(text.trim()) {
            Ok(public) => format!("the public key of {}", public.name()),
            Err(_) => error.to_string(),
        };
        coded("not_a_key", path, &found, PRIVATE)
    })
}

/// The public keys in a file, one a line; none if there is no file.
///
/// # Errors
/// It holds something else.
pub fn public_keys(path: &Path) -> Result<Vec<VerifierKey>, Failure> {
    let text = text_of(path)?.unwrap_or_default();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| parsed(path, line)).collect()
}

fn parsed(path: &Path, line: &str) -> Result<VerifierKey, Failure> {
    VerifierKey::parse(line).map_err(|error| {
        let found = match line.starts_with("PRIVATE+KEY+") {
            true => "a key that signs, which is for nobody but its owner".to_owned(),
            false => error.to_string(),
        };
        coded("not_a_key", path, &found, PUBLIC)
    })
}

/// Public keys as they are given: the key itself, or a file with one a line.
///
/// # Errors
/// Neither.
pub fn keys_given(text: &str) -> Result<Vec<VerifierKey>, Failure> {
    let path = Path::new(text);
    if path.is_file() {
        return public_keys(path);
    }
    if !text.contains('+') {
        return Err(coded("not_a_key", path, "no such file, and no key", PUBLIC));
    }
    if text.starts_with("PRIVATE+KEY+") {
        return parsed(Path::new("--key"), text).map(|key| vec![key]);
    }
    parsed(path, text).map(|key| vec![key])
}

/// A fresh key of this name.
///
/// # Errors
/// A name that cannot stand in a signature; no random bytes.
pub fn fresh_key(name: &str, kind: KeyKind) -> Result<Signer, Failure> {
    let seed = random_bytes().map_err(|error| of_ledger("random bytes", &error.into()))?;
    let place = Path::new(name);
    Signer::new(name, kind, seed)
        .map_err(|error| coded("name_not_usable", place, &error.to_string(), ""))
}
