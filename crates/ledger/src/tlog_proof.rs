//! Proof files as C2SP tlog-proof defines them: one entry's place under a signed checkpoint, checked by whoever holds
//! the entry's bytes and the log's public key.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use thiserror::Error;

use crate::checkpoint::{Checkpoint, Trust, base64_hash, decimal};
use crate::hash::{Hash, leaf_hash};
use crate::note::NoteError;
use crate::proof::verify_inclusion;

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";
/// No path of a tree with 64-bit sizes is longer.
const LONGEST_PATH: usize = 64;

/// A proof file, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof {
    /// Opaque bytes that nothing vouches for.
    pub extra: Option<Vec<u8>>,
    /// The entry's sequence number.
    pub index: u64,
    /// The path from the leaf's sibling to the root's child.
    pub path: Vec<Hash>,
    /// The signed checkpoint, verbatim.
    pub checkpoint: String,
}

/// Why a proof does not prove.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProofError {
    /// Not a proof file.
    #[error("line {line} of the proof: found {found:?}, expected {expected}")]
    Form {
        /// Which line, from 1.
        line: usize,
        /// What is there, shortened.
        found: String,
        /// What belongs there.
        expected: &'static str,
    },
    /// The checkpoint inside.
    #[error("the proof's checkpoint: {0}")]
    Checkpoint(#[from] NoteError),
    /// A checkpoint of another log.
    #[error("the proof is of the log {found:?}, expected {expected:?}")]
    Origin {
        /// Origin in the checkpoint.
        found: String,
        /// Origin that the reader asked for.
        expected: String,
    },
    /// The path does not lead from the entry to the root.
    #[error(
        "the entry is not number {index} of the log under the proof's checkpoint: the entry or the proof was changed"
    )]
    NotIncluded {
        /// Where it was said to be.
        index: u64,
    },
}

impl TlogProof {
    /// The proof file's text.
    pub fn to_text(&self) -> String {
        let mut text = format!("{FIRST_LINE}\n");
        if let Some(extra) = &self.extra {
            text.push_str(&format!("extra {}\n", BASE64.encode(extra)));
        }
        text.push_str(&format!("index {}\n", self.index));
        for hash in &self.path {
            text.push_str(&BASE64.encode(hash.0));
            text.push('\n');
        }
        text.push('\n');
        text.push_str(&self.checkpoint);
        text
    }

    /// Reads a proof file, strictly; nothing is verified.
    ///
    /// # Errors
    /// The first line that is not as the specification says.
    pub fn parse(text: &str) -> Result<TlogProof, ProofError> {
        let (head, checkpoint) = text.split_once("\n\n").ok_or(ProofError::Form {
            line: text.lines().count(),
            found: "the end".to_owned(),
            expected: "a blank line before the checkpoint",
        })?;
        let mut lines = head
            .split('\n')
            .enumerate()
            .map(|(n, line)| (n + 1, line))
            .peekable();
        let defect = |(line, found): (usize, &str), expected| ProofError::Form {
            line,
            found: crate::entry::shortened(found),
            expected,
        };
        let end = (0, "the end");
        let first = lines.next().unwrap_or(end);
        if first.1 != FIRST_LINE {
            return Err(defect(first, FIRST_LINE));
        }
        let extra = match lines
            .peek()
            .and_then(|(_, line)| line.strip_prefix("extra "))
        {
            Some(encoded) => {
                let bytes = BASE64.decode(encoded).ok();
                let line = lines.next().unwrap_or(end);
                Some(bytes.ok_or_else(|| defect(line, "extra and base64"))?)
            }
            None => None,
        };
        let line = lines.next().unwrap_or(end);
        let index = (line.1.strip_prefix("index ").and_then(decimal))
            .ok_or_else(|| defect(line, "index and a plain decimal number"))?;
        let mut path = Vec::new();
        for line in lines {
            let hash = base64_hash(line.1).filter(|_| path.len() < LONGEST_PATH);
            path.push(hash.ok_or_else(|| defect(line, "32 bytes in base64, at most 64 times"))?);
        }
        Ok(TlogProof {
            extra,
            index,
            path,
            checkpoint: checkpoint.to_owned(),
        })
    }

    /// Whether the entry with these bytes is where the proof says, under a checkpoint that a trusted key signed.
    ///
    /// # Errors
    /// What does not fit.
    pub fn verify(
        &self,
        entry: &[u8],
        origin: &str,
        trust: &Trust,
    ) -> Result<Checkpoint, ProofError> {
        let checkpoint = trust.open(&self.checkpoint)?;
        if checkpoint.origin != origin {
            return Err(ProofError::Origin {
                found: checkpoint.origin,
                expected: origin.to_owned(),
            });
        }
        let leaf = leaf_hash(entry);
        let Checkpoint { size, root, .. } = &checkpoint;
        match verify_inclusion(&leaf, self.index, *size, &self.path, root) {
            true => Ok(checkpoint),
            false => Err(ProofError::NotIncluded { index: self.index }),
        }
    }
}
