//! Words from input files, made harmless for a terminal.

/// `text` with control characters, line breaks and characters that turn the direction of writing
/// escaped, so that a name cannot clear the screen, forge a line or reorder one.
pub fn plain(text: &str) -> String {
    escaped(text, |letter| {
        is_tricky(letter).then(|| rust_escape(letter))
    })
}

/// Like [`plain`], for composed text, whose line breaks are its own.
pub fn plain_lines(text: &str) -> String {
    escaped(text, |letter| {
        (letter != '\n' && is_tricky(letter)).then(|| rust_escape(letter))
    })
}

/// A JSON document in which such characters, which can only stand inside its strings, are escaped as
/// JSON does it: what a program reads stays the same.
pub fn plain_json(document: &str) -> String {
    // All of them lie in the basic plane: one unit of UTF-16.
    let unit = |letter| format!("\\u{:04x}", u32::from(letter));
    escaped(document, |letter| {
        (letter != '\n' && is_tricky(letter)).then(|| unit(letter))
    })
}

/// `\u{202e}` and the like.
fn rust_escape(letter: char) -> String {
    letter.escape_default().to_string()
}

/// `text` with what `escape` has for a letter in its place.
fn escaped(text: &str, escape: impl Fn(char) -> Option<String>) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match escape(letter) {
            Some(escape) => plain += &escape,
            None => plain.push(letter),
        }
    }
    plain
}

/// C0 and C1 controls, line and paragraph separators, embeddings, overrides and isolates (Unicode
/// Standard Annex 9). Marks such as U+200F, which Arabic and Hebrew need, do no harm and stay.
fn is_tricky(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_the_cursor_or_turns_the_line_is_escaped() {
        assert_eq!(plain("A\u{1b}[2J"), "A\\u{1b}[2J");
        assert_eq!(plain("A\nB\r\tC"), "A\\nB\\r\\tC");
        assert_eq!(
            plain("\u{9b}\u{7f}\u{202e}\u{2066}\u{2069}\u{2028}"),
            "\\u{9b}\\u{7f}\\u{202e}\\u{2066}\\u{2069}\\u{2028}"
        );
    }

    #[test]
    fn names_in_any_script_stay() {
        for name in ["حلب الشرقية", "Łódź", "a\u{200f}b", "C:\\city", "北京"] {
            assert_eq!(plain(name), name);
        }
    }

    #[test]
    fn json_says_the_same_escaped() {
        let name = "a\u{202e}b\u{2066}\u{85}\n\"\u{1b}";
        let plain = plain_json(&format!("{:#}", serde_json::json!({ "name": name })));
        assert!(
            !plain
                .chars()
                .any(|letter| letter != '\n' && is_tricky(letter))
        );
        let read: serde_json::Value = serde_json::from_str(&plain).unwrap();
        assert_eq!(read["name"], name);
    }

    #[test]
    fn composed_text_keeps_its_lines() {
        assert_eq!(plain_lines("a\n\u{1b}b\n"), "a\n\\u{1b}b\n");
    }
}
