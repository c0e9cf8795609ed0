//! Signed notes as C2SP signed-note defines them: a text, a blank line, signature lines. Keys are written as the note's
//! own tools write them, so that others can check with what they have.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// The type byte of a plain Ed25519 signature over the text.
const PLAIN: u8 = 0x01;
/// The type byte of a witness's Ed25519 cosignature with a time (C2SP tlog-cosignature).
const COSIGNATURE: u8 = 0x04;
/// Signature lines that are read; the specification asks for at least 16.
const MOST_SIGNATURES: usize = 64;
/// Bytes of a note that are read.
const LONGEST_NOTE: usize = 64 << 10;

/// What a key signs: checkpoints as the log itself, or cosignatures as a witness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyKind {
    /// A log's own key (type 1).
    Log,
    /// A witness's key (type 4).
    Witness,
}

impl KeyKind {
    fn byte(self) -> u8 {
        match self {
            KeyKind::Log => PLAIN,
            KeyKind::Witness => COSIGNATURE,
        }
    }

    fn from_byte(byte: u8) -> Option<KeyKind> {
        match byte {
            PLAIN => Some(KeyKind::Log),
            COSIGNATURE => Some(KeyKind::Witness),
            _ => None,
        }
    }
}

/// Why a key or a note was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoteError {
    /// A name that can't stand in a signature line.
    #[error(
        "the key name {found:?} is empty, longer than 200 bytes, or has a space, a plus or a control character"
    )]
    Name {
        /// The name.
        found: String,
    },
    /// Not a key of this kind.
    #[error("not a key: {reason}; expected {expected}")]
    Key {
        /// What is wrong.
        reason: String,
        /// The form of a key.
        expected: &'static str,
    },
    /// Not a signed note.
    #[error("not a signed note: {reason}")]
    Form {
        /// What is wrong.
        reason: String,
    },
    /// Nobody whom the reader trusts signed it.
    #[error("signed by {found}, by none of the keys that are trusted: {trusted}")]
    Untrusted {
        /// Who signed.
        found: String,
        /// Who is trusted.
        trusted: String,
    },
    /// A trusted key's signature does not fit the text.
    #[error("the signature of {key} does not fit the text: the text or the signature was changed")]
    Forged {
        /// The key.
        key: String,
    },
    /// Too few witnesses.
    #[error("cosigned by {found} of the {of} witnesses that count, {needed} are needed")]
    Quorum {
        /// How many cosigned.
        found: usize,
        /// How many are needed.
        needed: usize,
        /// How many count.
        of: usize,
    },
}

/// A public key with its name: `name+hash+key`.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    kind: KeyKind,
    key: VerifyingKey,
}

/// A private key with its name. It never enters a record.
#[derive(Clone)]
pub struct Signer {
    name: String,
    kind: KeyKind,
    key: SigningKey,
}

/// One signature line of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The name that the line gives.
    pub name: String,
    /// The key's short id.
    pub id: u32,
    /// What follows the id.
    pub bytes: Vec<u8>,
}

/// A text with its signature lines; nothing about it is checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The text, with its last line break.
    pub text: String,
    /// Its signature lines, in order.
    pub signatures: Vec<Signature>,
}

impl Signer {
    /// A key of this name from 32 random bytes.
    ///
    /// # Errors
    /// A name that can't stand in a signature line.
    pub fn new(name: &str, kind: KeyKind, seed: [u8; 32]) -> Result<Signer, NoteError> {
        check_name(name)?;
        Ok(Signer {
            name: name.to_owned(),
            kind,
            key: SigningKey::from_bytes(&seed),
        })
    }

    /// Reads `PRIVATE+KEY+name+hash+key`; white space around it is ignored.
    ///
    /// # Errors
    /// What is wrong with it; the key itself is never repeated.
    pub fn parse(text: &str) -> Result<Signer, NoteError> {
        let expected = "PRIVATE+KEY+name+hash+key";
        let defect = |reason: &str| NoteError::Key {
            reason: reason.to_owned(),
            expected,
        };
        let rest = (text.trim().strip_prefix("PRIVATE+KEY+"))
            .ok_or_else(|| defect("it does not start with PRIVATE+KEY+"))?;
        let (name, id, kind, seed) = key_parts(rest).map_err(|reason| defect(&reason))?;
        let signer = Signer::new(name, kind, seed)?;
        if signer.verifier().id() != id {
            return Err(defect("its hash does not fit the key"));
        }
        Ok(signer)
    }

    /// `PRIVATE+KEY+name+hash+key`: the content of a key file, which only its owner may read.
    pub fn to_private_text(&self) -> String {
        let mut bytes = vec![self.kind.byte()];
        bytes.extend_from_slice(self.key.as_bytes());
        let id = self.verifier().id();
        format!(
            "PRIVATE+KEY+{}+{id:08x}+{}",
            self.name,
            BASE64.encode(bytes)
        )
    }

    /// The public half.
    pub fn verifier(&self) -> VerifierKey {
        VerifierKey {
            name: self.name.clone(),
            kind: self.kind,
            key: self.key.verifying_key(),
        }
    }

    /// Whether it signs as the log or as a witness.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    pub(crate) fn raw_signature(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }

    /// The signature line over a note's text, as the log signs.
    pub(crate) fn line(&self, text: &str) -> String {
        let bytes = self.raw_signature(text.as_bytes());
        signature_line(&self.name, self.verifier().id(), &bytes)
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the private half of {}", self.verifier())
    }
}

impl VerifierKey {
    /// Reads `name+hash+key`; white space around it is ignored.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<VerifierKey, NoteError> {
        let expected = "name+hash+key";
        let defect = |reason: &str| NoteError::Key {
            reason: reason.to_owned(),
            expected,
        };
        if text.trim().starts_with("PRIVATE+KEY+") {
            return Err(defect("this is a private key; keep it to yourself"));
        }
        let (name, id, kind, bytes) = key_parts(text.trim()).map_err(|reason| defect(&reason))?;
        check_name(name)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| defect("no point on the curve"))?;
        let key = VerifierKey {
            name: name.to_owned(),
            kind,
            key,
        };
        if key.id() != id {
            return Err(defect("its hash does not fit the key"));
        }
        Ok(key)
    }

    /// The name that its signature lines carry.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it speaks as the log or as a witness.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// `SHA-256(name || "\n" || type || key)`, the first four bytes.
    pub fn id(&self) -> u32 {
        let digest = Sha256::new()
            .chain_update(self.name.as_bytes())
            .chain_update([b'\n', self.kind.byte()])
            .chain_update(self.key.as_bytes())
            .finalize();
        u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
    }

    /// Whether the line claims to be of this key.
    pub fn wrote(&self, signature: &Signature) -> bool {
        signature.id == self.id() && signature.name == self.name
    }

    pub(crate) fn fits(&self, message: &[u8], signature: &[u8]) -> bool {
        ed25519_dalek::Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![self.kind.byte()];
        bytes.extend_from_slice(self.key.as_bytes());
        write!(
            formatter,
            "{}+{:08x}+{}",
            self.name,
            self.id(),
            BASE64.encode(bytes)
        )
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Note {
    /// Takes a note apart; no signature is checked.
    ///
    /// # Errors
    /// What is not as the specification says.
    pub fn parse(note: &str) -> Result<Note, NoteError> {
        let defect = |reason: &str| NoteError::Form {
            reason: reason.to_owned(),
        };
        if note.len() > LONGEST_NOTE {
            return Err(defect("it is longer than 65536 bytes"));
        }
        if note.chars().any(|c| c < ' ' && c != '\n') {
            return Err(defect("it has a control character"));
        }
        let split = note
            .rfind("\n\n")
            .ok_or_else(|| defect("no blank line before the signatures"))?;
        let (text, lines) = (&note[..split + 1], &note[split + 2..]);
        let lines = lines
            .strip_suffix('\n')
            .ok_or_else(|| defect("no line break at its end, or no signature"))?;
        let signatures: Option<Vec<Signature>> = lines
            .split('\n')
            .take(MOST_SIGNATURES + 1)
            .map(parse_line)
            .collect();
        let signatures =
            signatures.ok_or_else(|| defect("a line after the text that is no signature line"))?;
        if signatures.len() > MOST_SIGNATURES {
            return Err(defect("more than 64 signatures"));
        }
        let twice = |(at, one): (usize, &Signature)| signatures[..at].contains(one);
        if signatures.iter().enumerate().any(twice) {
            return Err(defect("the same signature twice"));
        }
        Ok(Note {
            text: text.to_owned(),
            signatures,
        })
    }

    /// The whole note again.
    pub fn to_text(&self) -> String {
        let mut note = format!("{}\n", self.text);
        for signature in &self.signatures {
            note.push_str(&signature_line(
                &signature.name,
                signature.id,
                &signature.bytes,
            ));
        }
        note
    }
}

pub(crate) fn signature_line(name: &str, id: u32, bytes: &[u8]) -> String {
    let mut signed = id.to_be_bytes().to_vec();
    signed.extend_from_slice(bytes);
    format!("— {name} {}\n", BASE64.encode(signed))
}

fn parse_line(line: &str) -> Option<Signature> {
    let (name, encoded) = line.strip_prefix("— ")?.split_once(' ')?;
    check_name(name).ok()?;
    let bytes = BASE64.decode(encoded).ok()?;
    let (id, bytes) = bytes.split_first_chunk::<4>()?;
    if bytes.is_empty() {
        return None;
    }
    Some(Signature {
        name: name.to_owned(),
        id: u32::from_be_bytes(*id),
        bytes: bytes.to_vec(),
    })
}

fn key_parts(text: &str) -> Result<(&str, u32, KeyKind, [u8; 32]), String> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err("it has not three parts with a plus between them".to_owned());
    };
    let lower = id.len() == 8
        && id
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let id = u32::from_str_radix(id, 16).ok().filter(|_| lower);
    let id = id.ok_or("its hash is not 8 hexadecimal digits")?;
    let bytes = BASE64
        .decode(key)
        .map_err(|_| "its last part is not base64")?;
    let (kind, key) = bytes.split_first().ok_or("its last part is empty")?;
    let kind = KeyKind::from_byte(*kind)
        .ok_or_else(|| format!("its type is {kind:#04x}, known are 0x01 and 0x04"))?;
    let key = <[u8; 32]>::try_from(key).map_err(|_| "its last part is not 33 bytes")?;
    Ok((name, id, kind, key))
}

pub(crate) fn check_name(name: &str) -> Result<(), NoteError> {
    let fits = (1..=200).contains(&name.len())
        && !name
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c == '+');
    if !fits {
        return Err(NoteError::Name {
            found: crate::entry::shortened(name),
        });
    }
    Ok(())
}
