//! Comma-separated tables (RFC 4180) with the place of everything that is wrong in them.
//!
//! Written here and not taken from a library because a reader of instances has to say *where* a
//! quote was left open or a byte is no UTF-8, and go on to the next defect.

use std::borrow::Cow;

use super::{BareDefect, Defects};

/// What a file should contain: its name, and the columns it must and may have.
pub(super) struct Sheet {
    pub name: &'static str,
    pub required: &'static [&'static str],
    pub optional: &'static [&'static str],
}

impl Sheet {
    fn columns(&self) -> impl Iterator<Item = &'static str> {
        self.required.iter().chain(self.optional).copied()
    }

    fn header(&self) -> String {
        let optional: String = self
            .optional
            .iter()
            .map(|name| format!("[,{name}]"))
            .collect();
        self.required.join(",") + &optional
    }
}

/// One data row, its cells in the order of the sheet's columns.
pub(super) struct Row<'t> {
    sheet: &'static Sheet,
    /// Line of the file on which the row starts, from 1.
    pub line: u64,
    /// Number of the data row, from 1; blank lines do not count.
    pub number: u64,
    cells: Vec<Option<Cow<'t, str>>>,
}

impl<'t> Row<'t> {
    /// The defect `found` in `column` of this row.
    pub fn defect(&self, column: usize, found: String, expected: &str) -> BareDefect {
        BareDefect {
            file: self.sheet.name,
            line: Some(self.line),
            column: self.sheet.columns().nth(column).map(str::to_owned),
            found,
            expected: expected.to_owned(),
        }
    }

    /// The identifier in `column`, exactly as written. `None` if it is empty (a defect) or its
    /// column is missing (already reported).
    pub fn id(&self, column: usize, defects: &mut Defects) -> Option<&str> {
        let cell = self.cells[column].as_deref()?;
        if cell.is_empty() {
            defects.push(self.defect(column, "an empty cell".into(), "an identifier"));
            return None;
        }
        Some(cell)
    }

    /// The whole number in `column`.
    pub fn number(&self, column: usize, defects: &mut Defects) -> Option<u64> {
        let cell = self.cells[column].as_deref()?;
        if cell.trim().is_empty() {
            let expected = "a whole number, 0 or more";
            defects.push(self.defect(column, "an empty cell".into(), expected));
            return None;
        }
        self.parse(column, cell, defects)
    }

    /// The whole number in an optional `column`: `Ok(None)` where it is empty or absent, `Err` if
    /// it is no number (reported).
    pub fn optional(&self, column: usize, defects: &mut Defects) -> Result<Option<u64>, ()> {
        match self.cells[column].as_deref() {
            Some(cell) if !cell.trim().is_empty() => {
                self.parse(column, cell, defects).map(Some).ok_or(())
            }
            _ => Ok(None),
        }
    }

    fn parse(&self, column: usize, cell: &str, defects: &mut Defects) -> Option<u64> {
        let digits = cell.trim();
        let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        let expected = match digits.parse() {
            Ok(number) if all_digits => return Some(number),
            _ if all_digits => "at most 18446744073709551615",
            _ => "a whole number, 0 or more, in digits only",
        };
        defects.push(self.defect(column, quoted(digits), expected));
        None
    }
}

/// Calls `visit` for every data row of `bytes` that has as many cells as the header.
pub(super) fn read_rows<'t>(
    sheet: &'static Sheet,
    text: &'t str,
    defects: &mut Defects,
    mut visit: impl FnMut(Row<'t>, &mut Defects),
) {
    let mut scanner = Scanner {
        rest: text,
        line: 1,
    };
    let Some(header) = scanner.next_record(sheet, defects) else {
        let found = "an empty file".to_owned();
        defects.push(BareDefect::of_file(
            sheet.name,
            found,
            &format!("the header {}", sheet.header()),
        ));
        return;
    };
    let Some(positions) = positions(sheet, &header, defects) else {
        return;
    };
    let mut number = 0;
    while let Some(mut record) = scanner.next_record(sheet, defects) {
        number += 1;
        if record.damaged {
            continue;
        }
        if record.cells.len() != header.cells.len() {
            defects.push(BareDefect {
                file: sheet.name,
                line: Some(record.line),
                column: None,
                found: format!("{} cells", record.cells.len()),
                expected: format!("{} cells, as in the header", header.cells.len()),
            });
            continue;
        }
        let cells = positions
            .iter()
            .map(|position| position.map(|index| std::mem::take(&mut record.cells[index])))
            .collect();
        visit(
            Row {
                sheet,
                line: record.line,
                number,
                cells,
            },
            defects,
        );
    }
}

/// The text of a file: a byte-order mark is dropped, and bytes that are no UTF-8 are reported and
/// replaced, so that the rest of the file is still read.
pub(super) fn decode<'t>(sheet: &Sheet, bytes: &'t [u8], defects: &mut Defects) -> Cow<'t, str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let (mut rest, mut line) = (bytes, 1);
    while let Err(error) = std::str::from_utf8(rest) {
        let (valid, bad) = rest.split_at(error.valid_up_to());
        line += count_newlines(valid);
        defects.push(BareDefect {
            file: sheet.name,
            line: Some(line),
            column: None,
            found: format!("the byte 0x{:02X}", bad[0]),
            expected: "text in UTF-8".into(),
        });
        // One report a line is enough: go on after the next line break.
        match bad.iter().position(|&byte| byte == b'\n') {
            Some(end) => rest = &bad[end + 1..],
            None => break,
        }
        line += 1;
    }
    String::from_utf8_lossy(bytes)
}

fn count_newlines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|&&byte| byte == b'\n').count() as u64
}

/// Where each column of the sheet stands in the file; `None` if the header is beyond use.
fn positions(
    sheet: &'static Sheet,
    header: &Record,
    defects: &mut Defects,
) -> Option<Vec<Option<usize>>> {
    let at_header = |column: Option<&str>, found: String, expected: String| BareDefect {
        file: sheet.name,
        line: Some(header.line),
        column: column.map(str::to_owned),
        found,
        expected,
    };
    let names: Vec<&str> = header.cells.iter().map(|cell| cell.trim()).collect();
    if let Some(delimiter) = wrong_delimiter(sheet, &names) {
        let found = format!("cells separated by {delimiter:?}");
        defects.push(at_header(None, found, "cells separated by ','".into()));
        return None;
    }
    for (index, name) in names.iter().enumerate() {
        if names[..index].contains(name) {
            let found = format!("the column {} twice", quoted(name));
            defects.push(at_header(Some(name), found, "each column once".into()));
        } else if !sheet.columns().any(|column| column == *name) {
            let expected = match nearest(name, sheet.columns()) {
                Some(column) => format!("one of {} (perhaps {column}?)", sheet.header()),
                None => format!("one of {}", sheet.header()),
            };
            defects.push(at_header(
                None,
                format!("the column {}", quoted(name)),
                expected,
            ));
        }
    }
    for column in sheet.required {
        if !names.contains(column) {
            let found = "no such column".to_owned();
            defects.push(at_header(
                Some(column),
                found,
                format!("the header {}", sheet.header()),
            ));
        }
    }
    Some(
        sheet
            .columns()
            .map(|column| names.iter().position(|name| *name == column))
            .collect(),
    )
}

fn wrong_delimiter(sheet: &Sheet, names: &[&str]) -> Option<char> {
    [';', '\t', '|', ' '].into_iter().find(|&delimiter| {
        names.iter().any(|name| {
            name.contains(delimiter)
                && name
                    .split(delimiter)
                    .any(|part| sheet.columns().any(|column| column == part))
        })
    })
}

/// The column whose spelling is closest to `name`, if it is close.
fn nearest(name: &str, columns: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let name = name.to_lowercase();
    columns
        .map(|column| (edits(&name, column), column))
        .filter(|&(distance, column)| distance <= 1.max(column.len() / 3))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, column)| column)
}

/// Levenshtein's distance between two short words.
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().take(40).enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, &b) in to.iter().enumerate() {
            let substituted = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

/// A value as it is shown in a defect: in quotes and not longer than a line.
pub(super) fn quoted(text: &str) -> String {
    let mut shown: String = text.chars().take(48).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("{shown:?}")
}

struct Record<'t> {
    line: u64,
    cells: Vec<Cow<'t, str>>,
    /// A cell of it was reported as unreadable.
    damaged: bool,
}

struct Scanner<'t> {
    rest: &'t str,
    line: u64,
}

impl<'t> Scanner<'t> {
    /// The next record that is not a blank line.
    fn next_record(&mut self, sheet: &Sheet, defects: &mut Defects) -> Option<Record<'t>> {
        while self.take_line_break() {}
        if self.rest.is_empty() {
            return None;
        }
        let mut record = Record {
            line: self.line,
            cells: Vec::new(),
            damaged: false,
        };
        loop {
            match self.next_cell() {
                Ok(cell) => record.cells.push(cell),
                Err((line, found)) => {
                    record.damaged = true;
                    defects.push(BareDefect {
                        file: sheet.name,
                        line: Some(line),
                        column: None,
                        found: found.into(),
                        expected: "a quoted cell as in RFC 4180: \"with \"\"quotes\"\" doubled\""
                            .into(),
                    });
                }
            }
            if let Some(rest) = self.rest.strip_prefix(',') {
                self.rest = rest;
            } else if self.take_line_break() || self.rest.is_empty() {
                return Some(record);
            }
        }
    }

    fn take_line_break(&mut self) -> bool {
        let rest = self
            .rest
            .strip_prefix("\r\n")
            .or_else(|| self.rest.strip_prefix(['\n', '\r']));
        if let Some(rest) = rest {
            self.rest = rest;
            self.line += 1;
        }
        rest.is_some()
    }

    /// The next cell, up to but without the comma or line break after it. After an error the rest
    /// of the line (or of the file, if a quote was never closed) is skipped.
    fn next_cell(&mut self) -> Result<Cow<'t, str>, (u64, &'static str)> {
        let Some(body) = self.rest.strip_prefix('"') else {
            let end = self.rest.find([',', '\n', '\r']).unwrap_or(self.rest.len());
            let (cell, rest) = self.rest.split_at(end);
            self.rest = rest;
            return Ok(Cow::Borrowed(cell));
        };
        let opened = self.line;
        let Some(close) = closing_quote(body) else {
            self.rest = "";
            return Err((opened, "a quote that is never closed"));
        };
        let (cell, after) = (&body[..close], &body[close + 1..]);
        self.line += count_newlines(cell.as_bytes());
        self.rest = after;
        if !after.is_empty() && !after.starts_with([',', '\n', '\r']) {
            self.rest = &after[after.find(['\n', '\r']).unwrap_or(after.len())..];
            return Err((self.line, "text after a closing quote"));
        }
        match cell.contains("\"\"") {
            true => Ok(Cow::Owned(cell.replace("\"\"", "\""))),
            false => Ok(Cow::Borrowed(cell)),
        }
    }
}

/// Offset of the quote that ends a cell, skipping doubled ones.
fn closing_quote(body: &str) -> Option<usize> {
    let bytes = body.as_bytes();
    let mut at = 0;
    loop {
        at += body[at..].find('"')?;
        if bytes.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}
