//! One leaf of the log: a text header, a blank line, a payload that nobody here reads.
//!
//! ```text
//! korridor-entry/1
//! key: report-17
//! recorded: 2016-11-04T12:05:00.123Z
//! commits: 64 hexadecimal digits, once for each content that lies beside the log
//! erases: 64 hexadecimal digits, once for each content that is erased by this entry
//!
//! payload
//! ```
//!
//! There is exactly one way to write an entry, so that equal entries have equal bytes and equal hashes.

use std::ops::Range;

use thiserror::Error;

use crate::content::Commitment;
use crate::hash::Hash;
use crate::stamp::Stamp;

/// Largest entry in bytes: what an entry bundle of C2SP tlog-tiles can hold.
pub const LARGEST_ENTRY: usize = 65_535;
/// Longest key in bytes.
pub const LONGEST_KEY: usize = 200;

const FIRST_LINE: &str = "korridor-entry/1";
const FAMILY: &str = "korridor-entry/";

/// A leaf of the log, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    bytes: Vec<u8>,
    key: Range<usize>,
    payload: usize,
    recorded: Stamp,
    commits: Vec<Commitment>,
    erases: Vec<Commitment>,
}

/// Why bytes are no entry, or why an entry can't be written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EntryError {
    /// Written by a later version.
    #[error(
        "an entry of the kind {found:?}; this version knows {FIRST_LINE:?}: use a newer korridor"
    )]
    Newer {
        /// First line as found.
        found: String,
    },
    /// A line that does not belong here.
    #[error("line {line}: found {found:?}, expected {expected}")]
    Line {
        /// Line of the header, from 1.
        line: usize,
        /// What stands there, shortened.
        found: String,
        /// What belongs there.
        expected: &'static str,
    },
    /// More than a bundle can hold.
    #[error(
        "the entry has {bytes} bytes, at most {LARGEST_ENTRY} fit: put long texts beside the log as contents"
    )]
    TooLarge {
        /// Length in bytes.
        bytes: usize,
    },
    /// A key that can't stand in a header line.
    #[error(
        "the key {found:?} is not 1 to {LONGEST_KEY} printable ASCII characters without a space"
    )]
    Key {
        /// The key, shortened.
        found: String,
    },
    /// A media type that can't stand in a commitment.
    #[error(
        "the media type {found:?} is not 1 to 127 printable ASCII characters, such as text/plain"
    )]
    MediaType {
        /// The media type, shortened.
        found: String,
    },
    /// A content that is too large.
    #[error("a content of {bytes} bytes, at most {limit} are taken")]
    ContentTooLarge {
        /// Length in bytes.
        bytes: usize,
        /// The most.
        limit: usize,
    },
    /// The same commitment twice in one entry.
    #[error("the commitment {commitment} stands twice in one entry")]
    Twice {
        /// Which.
        commitment: Commitment,
    },
}

impl Entry {
    /// Writes an entry.
    ///
    /// # Errors
    /// A key that is none, a commitment twice, more than [`LARGEST_ENTRY`] bytes.
    pub fn new(
        key: &str,
        recorded: Stamp,
        commits: Vec<Commitment>,
        erases: Vec<Commitment>,
        payload: &[u8],
    ) -> Result<Entry, EntryError> {
        check_key(key)?;
        check_once(&commits)?;
        check_once(&erases)?;
        let mut header = format!("{FIRST_LINE}\nkey: {key}\nrecorded: {recorded}\n");
        for commitment in &commits {
            header.push_str(&format!("commits: {commitment}\n"));
        }
        for commitment in &erases {
            header.push_str(&format!("erases: {commitment}\n"));
        }
        header.push('\n');
        let start = FIRST_LINE.len() + 1 + "key: ".len();
        let payload_at = header.len();
        let mut bytes = header.into_bytes();
        bytes.extend_from_slice(payload);
        check_length(bytes.len())?;
        Ok(Entry {
            key: start..start + key.len(),
            payload: payload_at,
            bytes,
            recorded,
            commits,
            erases,
        })
    }

    /// Reads an entry, strictly.
    ///
    /// # Errors
    /// The first line that is not as [`Entry::new`] would write it; a later version by its name.
    pub fn parse(bytes: Vec<u8>) -> Result<Entry, EntryError> {
        check_length(bytes.len())?;
        let mut lines = Lines::new(&bytes);
        let first = lines.next("korridor-entry/1 and a line break")?;
        if first.strip_prefix(FAMILY).is_some_and(is_later_version) {
            return Err(EntryError::Newer {
                found: first.to_owned(),
            });
        }
        if first != FIRST_LINE {
            return Err(lines.defect(first, "korridor-entry/1"));
        }
        let line = lines.next("key: and a line break")?;
        let Some(key) = line.strip_prefix("key: ") else {
            return Err(lines.defect(line, "key: and the key"));
        };
        check_key(key)?;
        let key = lines.start + 5..lines.start + line.len();
        let line = lines.next("recorded: and a line break")?;
        let recorded = line
            .strip_prefix("recorded: ")
            .and_then(Stamp::parse)
            .ok_or_else(|| {
                lines.defect(line, "recorded: and a time like 2016-11-04T07:00:00.000Z")
            })?;
        let (commits, erases) = commitments(&mut lines)?;
        let payload = lines.next_start;
        Ok(Entry {
            bytes,
            key,
            payload,
            recorded,
            commits,
            erases,
        })
    }

    /// The leaf as it is hashed.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its key, unique in the log.
    pub fn key(&self) -> &str {
        // Checked to be ASCII by both ways to make an entry.
        std::str::from_utf8(&self.bytes[self.key.clone()]).unwrap_or_default()
    }

    /// When the store recorded it.
    pub fn recorded(&self) -> Stamp {
        self.recorded
    }

    /// Contents that lie beside the log, in the draft's order.
    pub fn commits(&self) -> &[Commitment] {
        &self.commits
    }

    /// Contents that this entry erases.
    pub fn erases(&self) -> &[Commitment] {
        &self.erases
    }

    /// What the log's user wrote.
    pub fn payload(&self) -> &[u8] {
        &self.bytes[self.payload..]
    }
}

/// `1` is this version; anything else that is a number belongs to a later one.
fn is_later_version(version: &str) -> bool {
    let digits = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
    digits && !version.starts_with('0') && version != "1"
}

fn commitments(lines: &mut Lines<'_>) -> Result<(Vec<Commitment>, Vec<Commitment>), EntryError> {
    let expected = "commits: or erases: with 64 hexadecimal digits, commits first, or a blank line";
    let (mut commits, mut erases) = (Vec::new(), Vec::new());
    loop {
        let line = lines.next(expected)?;
        if line.is_empty() {
            break;
        }
        let (list, digits) = match line.split_once(": ") {
            Some(("commits", digits)) if erases.is_empty() => (&mut commits, digits),
            Some(("erases", digits)) => (&mut erases, digits),
            _ => return Err(lines.defect(line, expected)),
        };
        let hash = Hash::from_hex(digits).ok_or_else(|| lines.defect(line, expected))?;
        list.push(Commitment(hash));
    }
    check_once(&commits)?;
    check_once(&erases)?;
    Ok((commits, erases))
}

fn check_length(bytes: usize) -> Result<(), EntryError> {
    if bytes > LARGEST_ENTRY {
        return Err(EntryError::TooLarge { bytes });
    }
    Ok(())
}

pub(crate) fn check_key(key: &str) -> Result<(), EntryError> {
    let fits =
        (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    if !fits {
        return Err(EntryError::Key {
            found: shortened(key),
        });
    }
    Ok(())
}

fn check_once(commitments: &[Commitment]) -> Result<(), EntryError> {
    let mut sorted = commitments.to_vec();
    sorted.sort_unstable();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(EntryError::Twice {
            commitment: pair[0],
        }),
        None => Ok(()),
    }
}

pub(crate) fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// The header's lines with their places.
struct Lines<'a> {
    bytes: &'a [u8],
    start: usize,
    next_start: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    fn new(bytes: &'a [u8]) -> Lines<'a> {
        Lines {
            bytes,
            start: 0,
            next_start: 0,
            line: 0,
        }
    }

    fn next(&mut self, expected: &'static str) -> Result<&'a str, EntryError> {
        self.start = self.next_start;
        self.line += 1;
        let rest = &self.bytes[self.start..];
        let end = rest.iter().position(|byte| *byte == b'\n');
        let line = end.map(|end| &rest[..end]).unwrap_or(rest);
        let text = std::str::from_utf8(line)
            .ok()
            .filter(|text| text.is_ascii());
        match (end, text) {
            (Some(end), Some(text)) => {
                self.next_start = self.start + end + 1;
                Ok(text)
            }
            _ => Err(self.defect(&String::from_utf8_lossy(line), expected)),
        }
    }

    fn defect(&self, found: &str, expected: &'static str) -> EntryError {
        EntryError::Line {
            line: self.line,
            found: shortened(found),
            expected,
        }
    }
}
