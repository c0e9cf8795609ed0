//! What bytes are before they are read: files of another kind under a wrong name, and encodings.

use encoding_rs::Encoding;

use super::{LARGEST_FILE, Refused};

/// So far is looked for what a file is.
const HEAD: usize = 1024;
const FILE: &str = "the file";

/// Text, and whether it was decoded from something else than UTF-8.
pub(crate) struct Decoded {
    pub text: String,
    /// The encoding, if it was another one.
    pub from: Option<String>,
}

/// Refuses what no feed can be: empty, too large, or a file of another kind.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Refused> {
    let refuse =
        |code, found: String, expected: &str| Err(Refused::new(FILE, code, found, expected));
    if bytes.iter().all(u8::is_ascii_whitespace) {
        let expected = "a file with content; it may have been cut off on its way";
        return refuse(
            "empty",
            format!("{} bytes, all blank", bytes.len()),
            expected,
        );
    }
    if bytes.len() > LARGEST_FILE {
        let expected = format!("at most {LARGEST_FILE} bytes; split it");
        return refuse("too_large", format!("{} bytes", bytes.len()), &expected);
    }
    if let Some(kind) = other_kind(bytes) {
        let expected =
            "the feed itself, as text; export it anew, or save the sheet as CSV in UTF-8";
        return refuse("other_kind", kind.to_owned(), expected);
    }
    Ok(())
}

fn other_kind(bytes: &[u8]) -> Option<&'static str> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(b"%PDF") {
        return Some("a PDF");
    }
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        return Some("a zip archive or a spreadsheet (.xlsx, .ods)");
    }
    if starts(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Some("an old office document (.xls, .doc)");
    }
    if starts(&[0x1f, 0x8b]) || starts(b"BZh") || starts(&[0xfd, b'7', b'z']) {
        return Some("a compressed file");
    }
    if starts(b"\x89PNG") || starts(&[0xff, 0xd8, 0xff]) || starts(b"GIF8") {
        return Some("a picture");
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with("<!doctype html") || text.starts_with("<html") {
        return Some("a web page (HTML)");
    }
    let wide = starts(&[0xff, 0xfe]) || starts(&[0xfe, 0xff]);
    if !wide && head.contains(&0) && looks_wide(head).is_none() {
        return Some("binary data");
    }
    None
}

/// UTF-16 without a mark: every other byte of plain text is zero.
fn looks_wide(head: &[u8]) -> Option<&'static str> {
    let zeros = |from: usize| {
        head.iter()
            .skip(from)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let half = head.len() / 2;
    if half < 4 {
        return None;
    }
    match (zeros(0) * 10 > half * 7, zeros(1) * 10 > half * 7) {
        (true, false) => Some("utf-16be"),
        (false, true) => Some("utf-16le"),
        _ => None,
    }
}

/// Decodes bytes: by the mark at their start, else by what was stated or declared, else as UTF-8.
///
/// # Errors
/// An encoding that is not known, or bytes that are not of it, with the line and the byte.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> Result<Decoded, Refused> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, &bytes[mark..], mark);
    }
    if let Some(name) = declared {
        let latin = [
            "iso-8859-1",
            "iso8859-1",
            "iso_8859-1",
            "latin1",
            "latin-1",
            "l1",
        ];
        // Exactly Latin-1, not the code page that browsers read in its stead.
        if latin.contains(&name.trim().to_ascii_lowercase().as_str()) {
            let text = encoding_rs::mem::decode_latin1(bytes).into_owned();
            return Ok(Decoded {
                text,
                from: Some("ISO-8859-1".to_owned()),
            });
        }
        let Some(encoding) = Encoding::for_label(name.as_bytes()) else {
            let found = format!("the encoding {:?}", short(name));
            let expected =
                "UTF-8, UTF-16, ISO-8859-1, windows-1256 or another of the Encoding Standard";
            return Err(Refused::new(FILE, "encoding_unknown", found, expected));
        };
        return decode_as(encoding, bytes, 0);
    }
    if let Some(wide) = looks_wide(&bytes[..bytes.len().min(HEAD)]) {
        let found = format!("{} without the mark that says so", wide.to_uppercase());
        let expected = format!("UTF-8, or --encoding {wide}");
        return Err(Refused::new(FILE, "encoding_unmarked", found, expected));
    }
    decode_as(encoding_rs::UTF_8, bytes, 0)
}

fn decode_as(
    encoding: &'static Encoding,
    bytes: &[u8],
    skipped: usize,
) -> Result<Decoded, Refused> {
    if encoding == encoding_rs::UTF_8 {
        return match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Decoded {
                text: text.to_owned(),
                from: None,
            }),
            Err(error) => Err(broken(bytes, error.valid_up_to(), skipped)),
        };
    }
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(Decoded {
            text: text.into_owned(),
            from: Some(encoding.name().to_owned()),
        }),
        None => {
            let found = format!("bytes that are no {}", encoding.name());
            Err(Refused::new(
                FILE,
                "encoding_broken",
                found,
                "one encoding throughout",
            ))
        }
    }
}

/// Bytes that are no UTF-8, with their line, counted from the start.
fn broken(bytes: &[u8], at: usize, skipped: usize) -> Refused {
    let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    let byte = bytes.get(at).copied().unwrap_or_default();
    broken_at(line as u64, byte, at + skipped)
}

/// A byte that is no UTF-8, of a line, at its place in the file.
pub(crate) fn broken_at(line: u64, byte: u8, at: usize) -> Refused {
    let found = format!("the byte 0x{byte:02X} (byte {at} of the file), no UTF-8");
    let expected =
        "UTF-8; if all of it is in another encoding, --encoding iso-8859-1 or its own name";
    Refused::new(format!("line {line}"), "encoding_broken", found, expected)
}

/// The first 60 characters.
pub(crate) fn short(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_feed_is_named() {
        let code = |bytes: &[u8]| {
            check(bytes)
                .err()
                .map(|refused| (refused.code, refused.found))
        };
        assert_eq!(code(b" \n").unwrap().0, "empty");
        assert!(code(b"%PDF-1.7").unwrap().1.contains("PDF"));
        assert!(code(b"PK\x03\x04..").unwrap().1.contains("spreadsheet"));
        assert!(
            code(b"\xef\xbb\xbf <!DOCTYPE HTML><p>")
                .unwrap()
                .1
                .contains("HTML")
        );
        assert!(code(b"a,b\0\0\x01\x02c").unwrap().1.contains("binary"));
        assert_eq!(code(b"a,b\n1,2\n"), None);
    }

    #[test]
    fn encodings_are_read_by_mark_by_name_or_refused_with_the_line() {
        let text = |bytes: &[u8], name| decode(bytes, name).map(|decoded| decoded.text);
        assert_eq!(text(b"\xff\xfea\0\xe9\0", None).unwrap(), "aé");
        assert_eq!(
            text(b"Usulut\xe1n", Some("iso-8859-1")).unwrap(),
            "Usulután"
        );
        assert_eq!(text(b"\xcd\xe1\xc8", Some("windows-1256")).unwrap(), "حلب");
        let refused = text(b"a\nUsulut\xe1n", None).unwrap_err();
        assert_eq!(
            (refused.place.as_str(), refused.code),
            ("line 2", "encoding_broken")
        );
        assert_eq!(
            text(b"a\0b\0c\0d\0e\0", None).unwrap_err().code,
            "encoding_unmarked"
        );
        assert_eq!(
            text(b"a", Some("klingon")).unwrap_err().code,
            "encoding_unknown"
        );
    }
}
