//! The audit's own reading of signed notes, keys and checkpoints.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};

use super::tree::Bytes32;

/// What a key signs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Log = 1,
    Witness = 4,
}

/// A public key that the reader brought along.
pub(super) struct Key {
    /// Name and short id, as messages call it.
    pub label: String,
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

/// A note: its text and its signature lines (name, id and what follows).
pub(super) struct Note<'a> {
    pub text: &'a str,
    pub lines: Vec<Line<'a>>,
}

pub(super) struct Line<'a> {
    pub name: &'a str,
    pub id: [u8; 4],
    pub rest: Vec<u8>,
}

/// What a checkpoint says.
pub(super) struct Head<'a> {
    pub origin: &'a str,
    pub size: u64,
    pub root: Bytes32,
}

/// Who of the trusted signed a note.
pub(super) enum Signed {
    By(String),
    Nobody(String),
    Forged(String),
}

/// Reads `name+hash+key` of a role.
pub(super) fn key(text: &str, role: Role) -> Result<Key, String> {
    let refused = |why: &str| format!("{why}: {}", text.chars().take(120).collect::<String>());
    let (name, rest) = text
        .trim()
        .split_once('+')
        .ok_or_else(|| refused("no plus"))?;
    let (id, encoded) = rest
        .split_once('+')
        .ok_or_else(|| refused("no second plus"))?;
    let bytes = STANDARD.decode(encoded).map_err(|_| refused("no base64"))?;
    if bytes.len() != 33 || bytes[0] != role as u8 {
        return Err(refused("not 33 bytes of the right type"));
    }
    let digest = Sha256::digest([name.as_bytes(), b"\n", &bytes].concat());
    let own = [digest[0], digest[1], digest[2], digest[3]];
    if id != super::tree::hex(&own) {
        return Err(refused("its hash does not fit"));
    }
    let point: [u8; 32] = bytes[1..].try_into().map_err(|_| refused("not 32 bytes"))?;
    let key = VerifyingKey::from_bytes(&point).map_err(|_| refused("no key of Ed25519"))?;
    Ok(Key {
        label: format!("{name}+{id}"),
        name: name.to_owned(),
        id: own,
        key,
    })
}

/// Takes a note apart.
pub(super) fn note(text: &str) -> Result<Note<'_>, &'static str> {
    if text.chars().any(|c| c.is_ascii_control() && c != '\n') {
        return Err("a control character");
    }
    let at = text.rfind("\n\n").ok_or("no blank line")?;
    let (body, tail) = text.split_at(at + 1);
    let tail = &tail[1..];
    if !tail.ends_with('\n') {
        return Err("no line break at the end");
    }
    let lines: Option<Vec<Line<'_>>> = tail.lines().map(line).collect();
    let lines = lines.ok_or("a line that is no signature")?;
    let signed: std::collections::BTreeSet<&str> = tail.lines().collect();
    if signed.len() != lines.len() {
        return Err("the same signature twice");
    }
    match lines.len() {
        1..=64 => Ok(Note { text: body, lines }),
        _ => Err("not 1 to 64 signatures"),
    }
}

/// Reads one signature line without its line break.
pub(super) fn line(text: &str) -> Option<Line<'_>> {
    let (name, encoded) = text.strip_prefix("\u{2014} ")?.split_once(' ')?;
    let named = !name.is_empty() && !name.contains('+') && !name.chars().any(char::is_whitespace);
    let bytes = STANDARD
        .decode(encoded)
        .ok()
        .filter(|bytes| named && bytes.len() > 4)?;
    Some(Line {
        name,
        id: bytes[..4].try_into().ok()?,
        rest: bytes[4..].to_vec(),
    })
}

/// Reads a checkpoint's text.
pub(super) fn head(text: &str) -> Result<Head<'_>, &'static str> {
    let lines: Vec<&str> = text.split('\n').collect();
    let [origin, size, root, ""] = lines[..] else {
        return Err("not three lines");
    };
    if origin.is_empty() {
        return Err("no origin");
    }
    let number: u64 = size.parse().map_err(|_| "a size that is no number")?;
    if number.to_string() != size {
        return Err("a size that is not plainly written");
    }
    let root = STANDARD
        .decode(root)
        .ok()
        .and_then(|root| root.try_into().ok());
    Ok(Head {
        origin,
        size: number,
        root: root.ok_or("a root that is not 32 bytes")?,
    })
}

/// Whether any of the keys signed the note; a known key's bad signature counts against it.
pub(super) fn signed(note: &Note<'_>, keys: &[Key]) -> Signed {
    let mut by = None;
    for line in &note.lines {
        let Some(key) = keys.iter().find(|key| key.is_of(line)) else {
            continue;
        };
        if !key.fits(note.text.as_bytes(), &line.rest) {
            return Signed::Forged(key.label.clone());
        }
        by = Some(key.label.clone());
    }
    match by {
        Some(label) => Signed::By(label),
        None => {
            let names = note.lines.iter().map(Line::label);
            Signed::Nobody(names.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The time of a witness's cosignature, if it fits.
pub(super) fn cosigned(text: &str, line: &Line<'_>, key: &Key) -> Option<u64> {
    let (time, signature) = line.rest.split_first_chunk::<8>()?;
    let time = u64::from_be_bytes(*time);
    let message = ["cosignature/v1\ntime ", &time.to_string(), "\n", text].concat();
    (time < 1 << 63 && key.fits(message.as_bytes(), signature)).then_some(time)
}

impl Key {
    pub fn is_of(&self, line: &Line<'_>) -> bool {
        line.name == self.name && line.id == self.id
    }

    fn fits(&self, message: &[u8], signature: &[u8]) -> bool {
        let Ok(signature) = Signature::try_from(signature) else {
            return false;
        };
        self.key.verify_strict(message, &signature).is_ok()
    }
}

impl Line<'_> {
    pub fn label(&self) -> String {
        format!("{}+{}", self.name, super::tree::hex(&self.id))
    }
}
