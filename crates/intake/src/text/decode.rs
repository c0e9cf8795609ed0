//! Bytes into text. What is no text is refused by name, with its place.

/// The most bytes of a text.
const MOST: usize = 64 * 1024 * 1024;

/// Why bytes are no text that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Nothing is in it.
    #[error("nothing is in it; expected a text")]
    Empty,
    /// Larger than any text is.
    #[error("{0} bytes; expected at most 67108864")]
    TooLarge(usize),
    /// A PDF by its first bytes.
    #[error("a PDF; expected its text, such as `pdftotext` makes")]
    Pdf,
    /// A file of another kind by its first bytes.
    #[error("{0}; expected plain text")]
    Kind(&'static str),
    /// HTML.
    #[error("HTML at byte {0}; expected the text of the page alone")]
    Html(usize),
    /// Bytes that text does not have.
    #[error("byte {at} is {byte:#04x}, which no text has; expected plain text")]
    Binary {
        /// The offset.
        at: usize,
        /// What is there.
        byte: u8,
    },
    /// UTF-16 with a half sign or an odd end.
    #[error("UTF-16 that breaks off or is wrong at byte {0}; expected whole signs")]
    Utf16(usize),
    /// UTF-8 in one part and another encoding in another.
    #[error(
        "UTF-8 until byte {at}, where {byte:#04x} is in another encoding; expected one encoding throughout, best UTF-8"
    )]
    Mixed {
        /// The offset.
        at: usize,
        /// What is there.
        byte: u8,
    },
    /// Another encoding than UTF-8.
    #[error(
        "byte {at} is {byte:#04x}: not UTF-8, perhaps Latin-1 or Windows-1252; expected UTF-8, such as `iconv -f latin1 -t utf-8` makes"
    )]
    NotUtf8 {
        /// The offset.
        at: usize,
        /// What is there.
        byte: u8,
    },
}

/// The text of a file's bytes: UTF-8 with or without a byte order mark, or UTF-16 with one.
///
/// # Errors
/// Everything else, by name and place.
pub fn decode(bytes: &[u8]) -> Result<String, Unreadable> {
    if bytes.len() > MOST {
        return Err(Unreadable::TooLarge(bytes.len()));
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        return checked(utf16(rest, u16::from_le_bytes)?);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        return checked(utf16(rest, u16::from_be_bytes)?);
    }
    kind(bytes)?;
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => checked(text.to_owned()),
        Err(error) => Err(foreign(bytes, error.valid_up_to())),
    }
}

fn kind(bytes: &[u8]) -> Result<(), Unreadable> {
    const KINDS: [(&[u8], &str); 6] = [
        (b"PK\x03\x04", "a ZIP or office document"),
        (b"\x89PNG", "a PNG picture"),
        (b"\xFF\xD8\xFF", "a JPEG picture"),
        (b"\x1F\x8B", "a gzip file"),
        (b"{\\rtf", "a rich text document"),
        (b"\xD0\xCF\x11\xE0", "an old office document"),
    ];
    let start = bytes
        .iter()
        .position(|byte| !byte.is_ascii_whitespace())
        .unwrap_or(0);
    if bytes[start..].starts_with(b"%PDF") {
        return Err(Unreadable::Pdf);
    }
    match KINDS.iter().find(|(head, _)| bytes.starts_with(head)) {
        Some((_, name)) => Err(Unreadable::Kind(name)),
        None => Ok(()),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Unreadable> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let mut text = String::with_capacity(bytes.len());
    let mut at = 2;
    for sign in char::decode_utf16(units) {
        let sign = sign.map_err(|_| Unreadable::Utf16(at))?;
        at += sign.len_utf16() * 2;
        text.push(sign);
    }
    if bytes.len() % 2 == 1 {
        return Err(Unreadable::Utf16(bytes.len() + 1));
    }
    Ok(text)
}

/// Whether the rest is Latin-1 throughout or only here.
fn foreign(bytes: &[u8], at: usize) -> Unreadable {
    let byte = bytes.get(at).copied().unwrap_or(0);
    if let Some(zero) = bytes.iter().position(|byte| is_binary(*byte)) {
        return Unreadable::Binary {
            at: zero,
            byte: bytes[zero],
        };
    }
    let before = bytes[..at].iter().any(|byte| *byte >= 0x80);
    if before {
        Unreadable::Mixed { at, byte }
    } else {
        Unreadable::NotUtf8 { at, byte }
    }
}

fn is_binary(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t' | 0x0C | 0x0B)
}

fn checked(text: String) -> Result<String, Unreadable> {
    if let Some(at) = text.bytes().position(is_binary) {
        let byte = text.as_bytes()[at];
        return Err(Unreadable::Binary { at, byte });
    }
    let trimmed = text.trim_start();
    if trimmed.is_empty() {
        return Err(Unreadable::Empty);
    }
    let at = text.len() - trimmed.len();
    let mut end = trimmed.len().min(2000);
    while !trimmed.is_char_boundary(end) {
        end -= 1;
    }
    let head = trimmed[..end].to_ascii_lowercase();
    let tags = ["<!doctype html", "<html", "<head", "<body", "<?xml"];
    if tags.iter().any(|tag| head.starts_with(tag))
        || head.contains("<body") && head.contains("</")
        || head.contains("<div") && head.contains("</")
        || head.starts_with("<p>")
        || head.starts_with("<article")
    {
        return Err(Unreadable::Html(at));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_named_with_its_place() {
        let check = |bytes: &[u8], expected: Unreadable| assert_eq!(decode(bytes), Err(expected));
        check(b"", Unreadable::Empty);
        check(b" \n\t", Unreadable::Empty);
        check(b"%PDF-1.7 ...", Unreadable::Pdf);
        check(b"  <!DOCTYPE html><html>", Unreadable::Html(2));
        check(
            b"PK\x03\x04xx",
            Unreadable::Kind("a ZIP or office document"),
        );
        check(b"ab\x00c", Unreadable::Binary { at: 2, byte: 0 });
        check(b"fr\xE5 byen", Unreadable::NotUtf8 { at: 2, byte: 0xE5 });
        check(
            "frå "
                .bytes()
                .chain(*b"by\xE5n")
                .collect::<Vec<_>>()
                .as_slice(),
            Unreadable::Mixed { at: 7, byte: 0xE5 },
        );
        check(b"\xFF\xFEa\x00b", Unreadable::Utf16(4));
        check(b"\xFF\xFE\x00\xD8a\x00", Unreadable::Utf16(2));
    }

    #[test]
    fn byte_order_marks_are_read_and_dropped() {
        assert_eq!(decode(b"\xEF\xBB\xBFhei").unwrap(), "hei");
        assert_eq!(decode(b"\xFF\xFEh\x00i\x00").unwrap(), "hi");
        assert_eq!(decode(b"\xFE\xFF\x00h\x00i").unwrap(), "hi");
    }
}
