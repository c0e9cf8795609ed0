//! Checkpoints as C2SP tlog-checkpoint defines them: origin, size and root of the tree, signed by the log.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::hash::Hash;
use crate::note::{KeyKind, Note, NoteError, Signer, VerifierKey};

/// Keys that a reader accepts a log's checkpoints from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    keys: Vec<VerifierKey>,
}

/// The head of a tree at one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Root of the tree over them.
    pub root: Hash,
}

impl Trust {
    /// Accepts any of these log keys.
    pub fn new(keys: impl IntoIterator<Item = VerifierKey>) -> Trust {
        Trust {
            keys: keys.into_iter().collect(),
        }
    }

    /// The keys, in order.
    pub fn keys(&self) -> &[VerifierKey] {
        &self.keys
    }

    /// Reads a signed checkpoint and checks the signatures of trusted keys.
    ///
    /// # Errors
    /// Not a checkpoint; signed by none of the keys; a trusted key's signature that does not fit.
    pub fn open(&self, note: &str) -> Result<Checkpoint, NoteError> {
        let note = Note::parse(note)?;
        let checkpoint = Checkpoint::parse_text(&note.text)?;
        self.check(&note)?;
        Ok(checkpoint)
    }

    fn check(&self, note: &Note) -> Result<(), NoteError> {
        let mut signed = false;
        for signature in &note.signatures {
            let known =
                (self.keys.iter()).find(|key| key.kind() == KeyKind::Log && key.wrote(signature));
            let Some(key) = known else { continue };
            if !key.fits(note.text.as_bytes(), &signature.bytes) {
                return Err(NoteError::Forged {
                    key: key.to_string(),
                });
            }
            signed = true;
        }
        if signed {
            return Ok(());
        }
        Err(NoteError::Untrusted {
            found: listed(
                note.signatures
                    .iter()
                    .map(|s| format!("{}+{:08x}", s.name, s.id)),
            ),
            trusted: listed(self.keys.iter().map(ToString::to_string)),
        })
    }
}

impl Checkpoint {
    /// The note's text: origin, size and root, a line each.
    pub fn text(&self) -> String {
        let root = BASE64.encode(self.root.0);
        format!("{}\n{}\n{root}\n", self.origin, self.size)
    }

    /// The signed note.
    pub fn sign(&self, signer: &Signer) -> String {
        let text = self.text();
        let line = signer.line(&text);
        format!("{text}\n{line}")
    }

    /// Reads a note's text, strictly; extension lines are refused, because nobody could audit them.
    ///
    /// # Errors
    /// What is not as the specification says.
    pub fn parse_text(text: &str) -> Result<Checkpoint, NoteError> {
        let defect = |reason: &str| NoteError::Form {
            reason: reason.to_owned(),
        };
        let mut lines = text.split('\n');
        let (Some(origin), Some(size), Some(root), Some("")) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(defect(
                "a checkpoint has three lines: origin, size and root",
            ));
        };
        if lines.next().is_some() {
            return Err(defect("lines after the root, expected none"));
        }
        if origin.is_empty() {
            return Err(defect("the origin is empty"));
        }
        let size = decimal(size).ok_or_else(|| defect("the size is no plain decimal number"))?;
        let root = base64_hash(root).ok_or_else(|| defect("the root is not 32 bytes in base64"))?;
        Ok(Checkpoint {
            origin: origin.to_owned(),
            size,
            root,
        })
    }
}

/// A decimal number in its only spelling.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = text == "0" || !text.starts_with('0');
    (digits && plain).then(|| text.parse().ok()).flatten()
}

pub(crate) fn base64_hash(text: &str) -> Option<Hash> {
    let bytes = BASE64.decode(text).ok()?;
    Some(Hash(bytes.try_into().ok()?))
}

fn listed(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    match names.is_empty() {
        true => "nobody".to_owned(),
        false => names.join(", "),
    }
}
