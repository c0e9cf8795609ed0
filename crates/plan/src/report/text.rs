//! Figures, times and names as the report shows them.

use crate::folder::words::thousands;
use korridor_world::{Instant, LocalClock};
use maud::{Markup, html};

/// A name from a scenario: isolated from the direction of what stands around it, escaped, and with
/// nothing in it that turns the direction of writing or cannot be seen.
pub fn name(text: &str) -> Markup {
    html! { bdi { (inert(text)) } }
}

/// `text` with controls, line separators, embeddings, overrides and isolates (Unicode Standard Annex
/// 9) written out, so that a name cannot reorder what stands around it.
pub fn inert(text: &str) -> String {
    let mut inert = String::with_capacity(text.len());
    for letter in text.chars() {
        let is_tricky = letter.is_control()
            || matches!(letter, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        if is_tricky {
            inert.extend(letter.escape_unicode());
        } else {
            inert.push(letter);
        }
    }
    inert
}

/// A number of people, with the bare number for machines.
pub fn persons(number: u64) -> Markup {
    html! { data value=(number) { (thousands(number)) } }
}

/// `part` of `whole` in per cent; none of nobody.
pub fn per_cent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "0 %".to_owned();
    }
    let tenths = (u128::from(part) * 1_000 + u128::from(whole) / 2) / u128::from(whole);
    match tenths {
        0 if part > 0 => "under 0.1 %".to_owned(),
        1_000 if part < whole => "over 99.9 %".to_owned(),
        tenths if tenths.is_multiple_of(10) => format!("{} %", tenths / 10),
        tenths => format!("{}.{} %", tenths / 10, tenths % 10),
    }
}

/// The hours and minutes of an instant such as `2016-11-04T09:00:00+02:00`.
pub fn hour(instant: &str) -> &str {
    instant.get(11..16).unwrap_or(instant)
}

/// Its day.
pub fn day(instant: &str) -> &str {
    instant.get(..10).unwrap_or(instant)
}

/// The hour, with the day unless it is `known`.
pub fn moment(instant: &str, known: &str) -> String {
    match day(instant) {
        day if day == known => hour(instant).to_owned(),
        day => format!("{day} {}", hour(instant)),
    }
}

/// `UTC+02:00`.
pub fn offset(clock: &LocalClock, instant: Instant) -> String {
    let seconds = clock.offset_seconds(instant);
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Standard base 64 (RFC 4648), padded.
pub fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for index in 0..4 {
            let sextet = bits >> (18 - 6 * index) & 63;
            text.push(if index <= chunk.len() {
                char::from(ALPHABET[sextet as usize])
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_is_that_of_the_standard() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn figures_are_grouped_and_shares_never_rounded_to_all_or_nothing() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(per_cent(1, 1_000_000), "under 0.1 %");
        assert_eq!(per_cent(999_999, 1_000_000), "over 99.9 %");
        assert_eq!(per_cent(1, 4), "25 %");
        assert_eq!(per_cent(17_841, 74_999), "23.8 %");
    }

    #[test]
    fn names_are_inert() {
        let hostile = "</bdi><script>alert(\"1\")</script>\u{202e}gate 🚌";
        assert_eq!(
            name(hostile).into_string(),
            "<bdi>&lt;/bdi&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;\\u{202e}gate 🚌</bdi>"
        );
    }
}
