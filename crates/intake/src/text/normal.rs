//! Text in Unicode's composed form (NFC), with the way back to the bytes as they came.

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A text in NFC and where each part of it came from.
pub(super) struct Normal {
    pub text: String,
    /// Where a composed part starts, in the text and in the original; none if nothing was composed.
    parts: Vec<(u32, u32)>,
}

impl Normal {
    pub fn of(original: &str) -> Normal {
        // No sign before the first combining one can be composed.
        let plain = original.chars().all(|sign| sign < '\u{0300}');
        if plain || is_nfc_quick(original.chars()) == IsNormalized::Yes {
            return Normal {
                text: original.to_owned(),
                parts: Vec::new(),
            };
        }
        let mut text = String::with_capacity(original.len());
        let mut parts = Vec::new();
        let mut start = 0;
        for (at, sign) in original.char_indices().skip(1) {
            let begins = canonical_combining_class(sign) == 0
                && is_nfc_quick(std::iter::once(sign)) == IsNormalized::Yes;
            if begins {
                part(original, start, at, &mut text, &mut parts);
                start = at;
            }
        }
        part(original, start, original.len(), &mut text, &mut parts);
        Normal { text, parts }
    }

    /// The byte of the original that byte `at` of the text came from.
    pub fn original(&self, at: usize) -> usize {
        let after = self.parts.partition_point(|(here, _)| *here as usize <= at);
        match after.checked_sub(1).and_then(|index| self.parts.get(index)) {
            Some((here, there)) => *there as usize + (at - *here as usize),
            None => at,
        }
    }
}

fn part(original: &str, start: usize, end: usize, text: &mut String, parts: &mut Vec<(u32, u32)>) {
    let piece = &original[start..end];
    let here = text.len();
    text.extend(piece.nfc());
    // A part that kept its length needs no entry of its own.
    let shift = parts
        .last()
        .map_or(0, |(h, t): &(u32, u32)| i64::from(*t) - i64::from(*h));
    if start as i64 - here as i64 != shift {
        parts.push((here as u32, start as u32));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composed_signs_lead_back_to_their_bytes() {
        let original = "bla\u{030A} korridor e\u{0301}n";
        let normal = Normal::of(original);
        assert_eq!(normal.text, "blå korridor én");
        let at = normal.text.find("korridor").unwrap();
        assert_eq!(&original[normal.original(at)..][..8], "korridor");
        let end = normal.text.find('n').unwrap();
        assert!(original[normal.original(end)..].starts_with('n'));
        assert_eq!(Normal::of("plain").original(3), 3);
    }
}
