//! A PDF as others read it: poppler's programs, and what lies packed in the file.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use flate2::read::ZlibDecoder;

/// The text of each sheet, by `pdftotext`; `None`, and a word about it, where poppler is not installed.
pub fn text(pdf: &[u8]) -> Option<Vec<String>> {
    let mut command = Command::new("pdftotext");
    command.args(["-raw", "-enc", "UTF-8", "-", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut reader) = command.spawn() else {
        eprintln!("skipped: poppler-utils is not installed");
        return None;
    };
    let mut input = reader.stdin.take().unwrap();
    let bytes = pdf.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&bytes));
    let output = reader.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "pdftotext: {}", output.status);
    let text = String::from_utf8(output.stdout).unwrap();
    let sheets = text.strip_suffix('\u{c}').unwrap_or(&text).split('\u{c}');
    Some(sheets.map(visible).collect())
}

/// Without isolates and marks of direction.
fn visible(text: &str) -> String {
    let is_mark = |letter: &char| matches!(letter, '\u{2066}'..='\u{2069}' | '\u{202a}'..='\u{202e}' | '\u{200e}' | '\u{200f}');
    text.chars().filter(|letter| !is_mark(letter)).collect()
}

/// Every byte of the file, what is packed in it unpacked, and what is written with two bytes a letter as letters.
pub fn raw(pdf: &[u8]) -> String {
    let mut all = pdf.to_vec();
    let mut rest = pdf;
    while let Some(start) = find(rest, b"stream") {
        let body = &rest[start + 6..];
        let body = body.strip_prefix(b"\r").unwrap_or(body);
        let body = body.strip_prefix(b"\n").unwrap_or(body);
        let mut unpacked = Vec::new();
        let _ = ZlibDecoder::new(body).read_to_end(&mut unpacked);
        all.extend(unpacked);
        rest = &rest[start + 6..];
    }
    let mut text = String::from_utf8_lossy(&all).into_owned();
    // Names of a PDF's own stand in UTF-16, one byte of two being zero.
    let thin: Vec<u8> = all.into_iter().filter(|byte| *byte != 0).collect();
    text.push_str(&String::from_utf8_lossy(&thin));
    text
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|part| part == word)
}
