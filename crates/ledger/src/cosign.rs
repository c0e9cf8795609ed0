//! Witnesses' cosignatures as C2SP tlog-cosignature defines them: somebody else has seen this head at this time.

use crate::checkpoint::Checkpoint;
use crate::note::{KeyKind, Note, NoteError, Signature, Signer, VerifierKey, signature_line};

/// A cosignature that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigned {
    /// The witness's key.
    pub witness: VerifierKey,
    /// When it cosigned, in seconds since 1970.
    pub time: u64,
}

/// How many of which witnesses must have cosigned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quorum {
    /// Witnesses whose cosignatures count.
    pub witnesses: Vec<VerifierKey>,
    /// How many of them are needed.
    pub needed: usize,
}

/// The signature line of a witness over a checkpoint, given as a signed note or as its text alone.
///
/// A witness must have checked before that the checkpoint continues the last one that it cosigned; this function can't.
///
/// # Errors
/// Not a checkpoint; a key that is no witness's.
pub fn cosign(checkpoint: &str, witness: &Signer, time: u64) -> Result<String, NoteError> {
    if witness.kind() != KeyKind::Witness {
        return Err(NoteError::Key {
            reason: "this is a log's key".to_owned(),
            expected: "a witness's key (type 0x04)",
        });
    }
    let text = text_of(checkpoint)?;
    Checkpoint::parse_text(&text)?;
    let mut bytes = time.to_be_bytes().to_vec();
    bytes.extend_from_slice(&witness.raw_signature(&message(&text, time)));
    let key = witness.verifier();
    Ok(signature_line(key.name(), key.id(), &bytes))
}

/// Checks one cosignature of this witness over a checkpoint's text.
///
/// # Errors
/// It is another's, malformed or does not fit.
pub fn check_cosignature(
    text: &str,
    signature: &Signature,
    witness: &VerifierKey,
) -> Result<Cosigned, NoteError> {
    if witness.kind() != KeyKind::Witness || !witness.wrote(signature) {
        return Err(NoteError::Untrusted {
            found: format!("{}+{:08x}", signature.name, signature.id),
            trusted: witness.to_string(),
        });
    }
    let forged = || NoteError::Forged {
        key: witness.to_string(),
    };
    let (time, bytes) = signature
        .bytes
        .split_first_chunk::<8>()
        .ok_or_else(forged)?;
    let time = u64::from_be_bytes(*time);
    if time > i64::MAX as u64 || !witness.fits(&message(text, time), bytes) {
        return Err(forged());
    }
    let witness = witness.clone();
    Ok(Cosigned { witness, time })
}

/// Reads a signature line such as `cosign` writes.
///
/// # Errors
/// It is none.
pub fn parse_signature_line(line: &str) -> Result<Signature, NoteError> {
    // The smallest note around it: what reads notes reads lines.
    let note = Note::parse(&format!("-\n\n{}\n", line.trim_end_matches('\n')))?;
    let mut signatures = note.signatures.into_iter();
    match (signatures.next(), signatures.next()) {
        (Some(signature), None) => Ok(signature),
        _ => Err(NoteError::Form {
            reason: "expected one signature line".to_owned(),
        }),
    }
}

impl Quorum {
    /// The witnesses that cosigned this note, each once.
    ///
    /// # Errors
    /// A known witness's cosignature that does not fit; fewer than needed.
    pub fn check(&self, note: &Note) -> Result<Vec<Cosigned>, NoteError> {
        let mut cosigned: Vec<Cosigned> = Vec::new();
        for signature in &note.signatures {
            let known = self
                .witnesses
                .iter()
                .find(|witness| witness.wrote(signature));
            let Some(witness) = known else { continue };
            let checked = check_cosignature(&note.text, signature, witness)?;
            if !cosigned
                .iter()
                .any(|earlier| earlier.witness == checked.witness)
            {
                cosigned.push(checked);
            }
        }
        if cosigned.len() < self.needed {
            return Err(NoteError::Quorum {
                found: cosigned.len(),
                needed: self.needed,
                of: self.witnesses.len(),
            });
        }
        Ok(cosigned)
    }
}

fn message(text: &str, time: u64) -> Vec<u8> {
    format!("cosignature/v1\ntime {time}\n{text}").into_bytes()
}

fn text_of(checkpoint: &str) -> Result<String, NoteError> {
    match Note::parse(checkpoint) {
        Ok(note) => Ok(note.text),
        Err(_) if Checkpoint::parse_text(checkpoint).is_ok() => Ok(checkpoint.to_owned()),
        Err(error) => Err(error),
    }
}

/// A signature as a line again.
pub(crate) fn line_of(signature: &Signature) -> String {
    signature_line(&signature.name, signature.id, &signature.bytes)
}
