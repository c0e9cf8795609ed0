//! Words that people said or wrote. In a command they are plain; in an event only a salted commitment
//! to them stands in the record, and the words lie beside it, where they can be erased.

use serde::{Deserialize, Serialize};

/// The longest text that a command may carry, in bytes of UTF-8.
pub const LONGEST_WORDS: usize = 20_000;
/// The longest name or time as said, in bytes.
pub const LONGEST_NAME: usize = 300;

/// Words of a person.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Words {
    /// As they are, in a command.
    Plain(String),
    /// As an event keeps them.
    Sealed(Sealed),
}

/// A commitment to words that lie beside the record.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// The commitment, 64 hexadecimal digits.
    pub sealed: String,
}

impl Words {
    /// The commitment, once they are sealed.
    pub fn commitment(&self) -> Option<&str> {
        match self {
            Words::Plain(_) => None,
            Words::Sealed(sealed) => Some(&sealed.sealed),
        }
    }
}

impl From<&str> for Words {
    fn from(text: &str) -> Words {
        Words::Plain(text.to_owned())
    }
}

/// Why a text cannot be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFault {
    /// Longer than the limit, in bytes.
    TooLong {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// A NUL or another control character than tab and line feed.
    Control(char),
    /// A character that turns the direction of what follows, so that a reader sees other words than
    /// were written.
    Direction(char),
    /// Nothing but blanks.
    Empty,
}

/// What is wrong with a text; `None` if it can be recorded.
pub fn fault(text: &str, limit: usize) -> Option<TextFault> {
    if text.len() > limit {
        return Some(TextFault::TooLong {
            found: text.len(),
            limit,
        });
    }
    if text.trim().is_empty() {
        return Some(TextFault::Empty);
    }
    text.chars().find_map(|sign| match sign {
        '\n' | '\t' => None,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(TextFault::Direction(sign)),
        sign if sign.is_control() || ('\u{2028}'..='\u{2029}').contains(&sign) => {
            Some(TextFault::Control(sign))
        }
        _ => None,
    })
}
