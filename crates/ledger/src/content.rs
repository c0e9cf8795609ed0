//! What lies beside the log and can be erased: the log itself holds only a salted commitment to it.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::entry::{EntryError, shortened};
use crate::hash::Hash;

/// Largest content in bytes (64 MiB).
pub const LARGEST_CONTENT: usize = 64 << 20;

/// `SHA-256("korridor-commitment/1\n" || salt || media type || "\n" || bytes)`.
///
/// The salt has a fixed length and a media type has no line break, so that two different contents never give the same
/// input; without the salt, which is erased together with the bytes, nobody can confirm a guess of what was erased.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Commitment(pub Hash);

impl fmt::Display for Commitment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl fmt::Debug for Commitment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

/// Bytes that lie beside the log.
#[derive(Clone, PartialEq, Eq)]
pub struct Content {
    /// 32 random bytes, never used twice.
    pub salt: [u8; 32],
    /// What the bytes are, such as `text/plain; charset=utf-8`.
    pub media_type: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Content {
    /// What the log will hold of it.
    pub fn commitment(&self) -> Commitment {
        let digest = Sha256::new()
            .chain_update(b"korridor-commitment/1\n")
            .chain_update(self.salt)
            .chain_update(self.media_type.as_bytes())
            .chain_update(b"\n")
            .chain_update(&self.bytes);
        Commitment(Hash(digest.finalize().into()))
    }

    pub(crate) fn check(&self) -> Result<(), EntryError> {
        let fits = (1..=127).contains(&self.media_type.len())
            && (self.media_type.bytes()).all(|byte| (b' '..=b'~').contains(&byte));
        if !fits {
            return Err(EntryError::MediaType {
                found: shortened(&self.media_type),
            });
        }
        if self.bytes.len() > LARGEST_CONTENT {
            return Err(EntryError::ContentTooLarge {
                bytes: self.bytes.len(),
                limit: LARGEST_CONTENT,
            });
        }
        Ok(())
    }
}

impl fmt::Debug for Content {
    /// Neither salt nor bytes: what can be erased must not stay in somebody's protocol.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} bytes of {:?}",
            self.bytes.len(),
            self.media_type
        )
    }
}

/// What is known of a commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The content lies beside the log.
    Present {
        /// The entry that commits to it.
        seq: u64,
        /// The content.
        content: Content,
    },
    /// It was erased, and an entry says so.
    Erased {
        /// The entry that commits to it.
        seq: u64,
        /// The entry that erased it.
        by: u64,
    },
}
