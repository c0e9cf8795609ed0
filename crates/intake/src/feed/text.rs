//! Words as a record takes them, pseudonyms, and ids by content.

use korridor_operate::fact::is_name;
use korridor_operate::{LONGEST_WORDS, Words};
use sha2::{Digest, Sha256};

use crate::compiled::source::pseudonym;

use super::Refused;

/// Words exactly as they came; only the ends of lines are made the same.
///
/// # Errors
/// Too long, or characters that would show other words than were written.
pub(crate) fn words(place: &str, text: &str) -> Result<Words, Refused> {
    if text.len() > LONGEST_WORDS {
        let found = format!("a text of {} bytes", text.len());
        let expected =
            format!("at most {LONGEST_WORDS}; a longer one is kept as material (record material)");
        return Err(Refused::new(place, "text_too_long", found, expected));
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for sign in text.chars() {
        let code = match sign {
            '\n' | '\t' => continue,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "text_direction",
            '\u{2028}' | '\u{2029}' => "text_control",
            sign if sign.is_control() => "text_control",
            _ => continue,
        };
        let found = format!(
            "the character U+{:04X}, which hides or turns what follows",
            u32::from(sign)
        );
        return Err(Refused::new(place, code, found, "text without it"));
    }
    if text.trim().is_empty() {
        return Err(Refused::new(
            place,
            "text_empty",
            "no words",
            "what the source says",
        ));
    }
    Ok(Words::Plain(text))
}

/// A short text on one line, such as a time as said; `None` if it is empty, longer than 300 bytes or cannot be shown.
pub(crate) fn said(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let usable = line.len() <= 300 && words("", &line).is_ok();
    usable.then_some(line)
}

/// Who a source is: its name, which lies beside the record, and a pseudonym that two names never share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Teller {
    pub pseudonym: String,
    pub name: String,
}

impl Teller {
    /// An institution, by its public name. Of an address only the host stands in the pseudonym.
    pub fn institution(name: &str) -> Teller {
        let name = name.trim();
        let bare = name.rsplit('@').next().unwrap_or(name);
        let bare = bare.split("://").last().unwrap_or(bare);
        let mut made = pseudonym(bare);
        let plain = bare.is_ascii() && bare.len() <= 60;
        if !plain || name.contains('@') || made == "unnamed" || bare.contains(['(', '[']) {
            made.truncate(50);
            made = format!("{}-{}", made.trim_end_matches('-'), &hash(&[name])[..8]);
        }
        Teller {
            pseudonym: made,
            name: name.to_owned(),
        }
    }

    /// Whether a record takes both.
    ///
    /// # Errors
    /// A name that hides something or has no end, or a pseudonym that is none.
    pub fn check(&self, place: &str) -> Result<(), Refused> {
        words(place, &self.name)?;
        if is_name(&self.pseudonym) && self.name.len() <= 1_000 {
            return Ok(());
        }
        let found = format!("the source {:?}", super::bytes::short(&self.name));
        let expected =
            "a name of at most 1,000 bytes; --source takes letters, digits and - _ . : /";
        Err(Refused::new(place, "source_unusable", found, expected))
    }

    /// A pseudonym that the person who imports stated.
    pub fn stated(pseudonym: &str) -> Teller {
        Teller {
            pseudonym: pseudonym.to_owned(),
            name: pseudonym.to_owned(),
        }
    }
}

/// SHA-256 of parts, in hexadecimal; parts can't run into each other.
pub(crate) fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hex(&hasher.finalize())
}

/// SHA-256 of bytes, in hexadecimal.
pub(crate) fn hash_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// An id as it is if a record takes it and it is short, else its hash.
pub(crate) fn id(text: &str) -> String {
    let text = text.trim();
    if is_name(text) && text.len() <= 60 {
        text.to_owned()
    } else {
        hash(&[text])[..24].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_names_in_another_script_never_share_a_pseudonym() {
        let of = |name| Teller::institution(name).pseudonym;
        assert_eq!(of("OCHA"), "ocha");
        assert_ne!(of("المرصد السوري"), of("وكالة سانا"));
        assert_ne!(of("MoD (Konashenkov)"), of("MoD (Shoigu)"));
        let mail = of("w-nws.webmaster@noaa.gov");
        assert!(
            mail.starts_with("noaa-gov-") && !mail.contains("webmaster"),
            "{mail}"
        );
    }

    #[test]
    fn a_formula_is_kept_and_a_turned_text_is_not() {
        assert!(words("", "=HYPERLINK(\"http://x\")").is_ok());
        assert_eq!(words("", "a\u{202e}b").unwrap_err().code, "text_direction");
        assert_eq!(words("", "a\0b").unwrap_err().code, "text_control");
        assert_eq!(
            words("", &"x".repeat(20_001)).unwrap_err().code,
            "text_too_long"
        );
    }
}
