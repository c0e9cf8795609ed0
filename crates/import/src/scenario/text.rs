//! Bytes into text: UTF-8, with or without a byte order mark.

use super::defects::{Defects, Place};

/// The text of a file, without its byte order mark; tells where it stops being UTF-8.
pub fn decode<'a>(file: &str, bytes: &'a [u8], defects: &mut Defects) -> Option<&'a str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let before = &bytes[..error.valid_up_to()];
            let lines = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let line = u32::try_from(lines).unwrap_or(u32::MAX);
            let byte = bytes[error.valid_up_to()];
            let found = format!("byte 0x{byte:02X} at offset {}", error.valid_up_to());
            let expected = "text in UTF-8; save the file in that encoding";
            defects.error(&Place::new(file, line, ""), "not_utf8", found, expected);
            None
        }
    }
}
