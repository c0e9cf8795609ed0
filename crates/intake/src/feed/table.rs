//! Tables as text: rows with their lines. A row that can't be read is named, and the others are kept.

use encoding_rs::Encoding;

use super::bytes::{broken_at, decode};
use super::{MOST_ROWS, Refused};

/// The longest cell, in bytes.
pub(crate) const LONGEST_CELL: usize = 20_000;
/// The most columns.
pub(crate) const MOST_COLUMNS: usize = 2_000;
/// The most cells of a file.
pub(crate) const MOST_CELLS: usize = 10_000_000;
/// So much is looked at to tell what separates cells.
const SAMPLE: usize = 16_384;

/// A row of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// Its line, from 1; for a table that has no lines, its number.
    pub line: u64,
    pub cells: Vec<String>,
    /// Why it can't be read, if it can't.
    pub fault: Option<Refused>,
}

impl Row {
    pub fn place(&self) -> String {
        format!("line {}", self.line)
    }

    /// Whether it has a cell for each of the columns, and nothing beyond.
    ///
    /// # Errors
    /// It has not; `each` says what there is one cell for.
    pub fn fits(&self, columns: usize, each: &str) -> Result<(), Refused> {
        let beyond = self.cells.get(columns..).unwrap_or_default();
        if self.cells.len() >= columns && beyond.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        let found = format!("{} cells", self.cells.len());
        let expected = format!("{columns}, one for each {each}; perhaps a comma is not quoted");
        Err(Refused::new(self.place(), "row_ragged", found, expected))
    }

    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Reads a table of any separator.
///
/// # Errors
/// An encoding that is not known, or not marked.
pub(crate) fn read(bytes: &[u8], encoding: Option<&str>) -> Result<Vec<Row>, Refused> {
    let marked = Encoding::for_bom(bytes);
    let decoded;
    let bytes = match marked {
        // The rows of a table in UTF-8 are looked at one by one.
        Some((encoding, mark)) if encoding == encoding_rs::UTF_8 => &bytes[mark..],
        None if encoding.is_none()
            && decode(&bytes[..bytes.len().min(64)], None).is_err_and(is_unmarked) =>
        {
            return decode(bytes, None).map(|_| Vec::new());
        }
        None if encoding.is_none() => bytes,
        _ => {
            decoded = decode(bytes, encoding)?.text;
            decoded.as_bytes()
        }
    };
    Ok(rows(bytes, separator(bytes)))
}

fn is_unmarked(refused: Refused) -> bool {
    refused.code == "encoding_unmarked"
}

fn rows(bytes: &[u8], separator: u8) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(bytes);
    let mut rows = Vec::new();
    let mut cells = 0usize;
    let mut lines = Lines::default();
    let mut record = csv::ByteRecord::new();
    loop {
        // A slice in memory can't fail to be read.
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) | Err(_) => return rows,
        }
        let at = record.position().map_or(0, csv::Position::byte);
        let (line, at) = lines.of(bytes, usize::try_from(at).unwrap_or(bytes.len()));
        let mut row = row(&record, line);
        cells += row.cells.len();
        if rows.len() > MOST_ROWS + 25 || cells > MOST_CELLS {
            let found = format!("more than {MOST_ROWS} rows or {MOST_CELLS} cells");
            row.cells.clear();
            row.fault = Some(Refused::new(
                row.place(),
                "too_many_rows",
                found,
                "the file in parts",
            ));
            rows.push(row);
            return rows;
        }
        if let Some(fault) = &mut row.fault
            && fault.code == "encoding_broken"
        {
            let from = at;
            let next = usize::try_from(reader.position().byte())
                .unwrap_or(bytes.len())
                .clamp(from, bytes.len());
            if let Err(error) = std::str::from_utf8(&bytes[from..next]) {
                // Lines are counted from the row on: a file may have a hundred thousand such rows.
                let at = from + error.valid_up_to();
                let before = bytes[from..at].iter().filter(|byte| **byte == b'\n');
                let line = line + before.count() as u64;
                *fault = broken_at(line, bytes[at], at);
            }
        }
        rows.push(row);
    }
}

/// Lines, counted on the way: the reader of tables takes a row to begin within the end of the line before.
#[derive(Default)]
struct Lines {
    counted: usize,
    line: u64,
}

impl Lines {
    /// The line of what begins at a byte or, where lines end there, after them; and that byte.
    fn of(&mut self, bytes: &[u8], at: usize) -> (u64, usize) {
        let rest = bytes.get(at..).unwrap_or_default();
        let ends = rest
            .iter()
            .take_while(|byte| b"\r\n".contains(byte))
            .count();
        let at = (at + ends).min(bytes.len());
        let passed = &bytes[self.counted.min(at)..at];
        let is_end = |at: usize| {
            let next = bytes.get(self.counted + at + 1);
            passed[at] == b'\n' || (passed[at] == b'\r' && next != Some(&b'\n'))
        };
        self.line += (0..passed.len()).filter(|at| is_end(*at)).count() as u64;
        self.counted = at;
        (self.line + 1, at)
    }
}

fn row(record: &csv::ByteRecord, line: u64) -> Row {
    let mut row = Row {
        line,
        ..Row::default()
    };
    for (index, cell) in record.iter().enumerate() {
        let place = format!("line {line}, column {}", index + 1);
        if index >= MOST_COLUMNS {
            let found = format!("{} columns", record.len());
            row.fault = Some(Refused::new(
                place,
                "too_many_columns",
                found,
                format!("at most {MOST_COLUMNS}"),
            ));
            break;
        }
        if cell.len() > LONGEST_CELL {
            let found = format!("a cell of {} bytes", cell.len());
            let expected =
                format!("at most {LONGEST_CELL}; perhaps a quote was opened and not closed");
            row.fault
                .get_or_insert(Refused::new(place, "cell_too_long", found, expected));
            row.cells.push(String::new());
            continue;
        }
        if std::str::from_utf8(cell).is_err() {
            row.fault
                .get_or_insert(Refused::new(place, "encoding_broken", "", ""));
        }
        row.cells.push(String::from_utf8_lossy(cell).into_owned());
    }
    row
}

/// What separates cells: what makes a row of HXL tags, else what stands most often outside quotes.
fn separator(bytes: &[u8]) -> u8 {
    const SEPARATORS: [u8; 4] = [b',', b'\t', b';', b'|'];
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    for line in sample
        .split(|byte| *byte == b'\n')
        .filter(|line| line.contains(&b'#'))
    {
        let cells = |separator: u8| {
            let rows = rows(line, separator);
            rows.into_iter().next().unwrap_or_default().cells
        };
        let tagged = |separator: &u8| super::hxl::are_tags(&cells(*separator));
        if let Some(separator) = SEPARATORS.into_iter().find(tagged) {
            return separator;
        }
    }
    // Headers hold no decimal commas, which could be more than what separates the numbers that they are in.
    let head = sample.split(|byte| *byte == b'\n');
    let head = head.into_iter().find(|line| !line.trim_ascii().is_empty());
    let of_head = count(head.unwrap_or_default(), SEPARATORS);
    let counts = match of_head.iter().all(|count| *count == 0) {
        true => count(sample, SEPARATORS),
        false => of_head,
    };
    let most = (0..4).rev().max_by_key(|at| counts[*at]).unwrap_or(0);
    SEPARATORS[most]
}

/// How often each of some bytes stands outside quotes.
fn count(bytes: &[u8], of: [u8; 4]) -> [usize; 4] {
    let mut counts = [0usize; 4];
    let mut quoted = false;
    for byte in bytes {
        if *byte == b'"' {
            quoted = !quoted;
        } else if let Some(at) = of.iter().position(|own| own == byte).filter(|_| !quoted) {
            counts[at] += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_lines_and_bad_ones_are_named() {
        let rows = read(b"a,b\n\"x\ny\",2\ncaf\xe9,3\n4\n", None).unwrap();
        let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [1, 2, 4, 5]);
        let fault = rows[2].fault.as_ref().unwrap();
        assert_eq!(
            (fault.code, fault.place.as_str()),
            ("encoding_broken", "line 4")
        );
        assert!(
            fault.found.contains("0xE9 (byte 15 of the file)"),
            "{}",
            fault.found
        );
        assert_eq!(
            read(b"caf\xe9,3\n", Some("latin1")).unwrap()[0].cells[0],
            "café"
        );
    }

    #[test]
    fn lines_are_those_that_an_editor_shows_however_they_end() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "1,2", "", "\"x", "y\",2", "3,4", ""].join(end);
            let rows = read(text.as_bytes(), None).unwrap();
            let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
            assert_eq!(lines, [1, 2, 4, 6], "{end:?}");
        }
    }

    #[test]
    fn a_cell_of_ten_megabytes_is_named_and_not_kept() {
        let mut bytes = b"a,b\n1,".to_vec();
        bytes.extend(std::iter::repeat_n(b'x', 10 << 20));
        bytes.extend(b"\n2,3\n");
        let rows = read(&bytes, None).unwrap();
        assert_eq!(rows[1].fault.as_ref().unwrap().code, "cell_too_long");
        assert_eq!(rows[1].cells[1], "");
        assert_eq!(rows[2].cells, ["2", "3"]);
    }

    #[test]
    fn separators_are_told() {
        for text in [
            "a;b;c\n1;2,5;3\n",
            "lat;lon;n\n36,19;37,14;1,5\n36,19;37,14;1,5\n",
            "a\tb\tc\n1\t2,5\t3\n",
            "a|b|c\n1|2|3\n",
            "a,b,c\n1,\"2;;;;\",3\n",
        ] {
            let rows = read(text.as_bytes(), None).unwrap();
            assert!(rows.iter().all(|row| row.cells.len() == 3), "{text:?}");
        }
        assert_eq!(
            read(b"a\0,\0b\0\n\0c\0d\0", None).unwrap_err().code,
            "encoding_unmarked"
        );
        assert_eq!(
            read(b"\xff\xfea\0,\0b\0\n\0", None).unwrap()[0].cells,
            ["a", "b"]
        );
    }
}
