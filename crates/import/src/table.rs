//! Comma-separated tables from untrusted bytes: every defect with its line, all at once.

use crate::report::error;
use csv::{ReaderBuilder, StringRecord};
use korridor_world::Defect;

/// Defects as they are found; beyond a hundred they are only counted.
pub(crate) struct Defects<'a> {
    file: &'a str,
    list: Vec<Defect>,
    more: u64,
}

impl<'a> Defects<'a> {
    const LISTED: usize = 100;

    pub fn of(file: &'a str) -> Defects<'a> {
        Defects {
            file,
            list: Vec::new(),
            more: 0,
        }
    }

    /// Adds a defect of a line (0: of the file), in what column or feature.
    pub fn push(
        &mut self,
        line: u32,
        place: impl Into<String>,
        code: &str,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) {
        if self.list.len() == Defects::LISTED {
            self.more += 1;
            return;
        }
        let defect = error(self.file, place, code, found, expected);
        self.list.push(Defect {
            line: (line > 0).then_some(line),
            ..defect
        });
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them, with a last one that counts those not listed.
    pub fn finish(mut self) -> Vec<Defect> {
        if self.more > 0 {
            let found = format!("{} more defects", self.more);
            self.list
                .push(error(self.file, "", "more_defects", found, "none"));
        }
        self.list
    }
}

/// A table with a header row.
pub(crate) struct Table<'a> {
    bytes: &'a [u8],
    rows: csv::Reader<&'a [u8]>,
    header: Vec<String>,
    record: StringRecord,
}

/// One row.
#[derive(Clone, Copy)]
pub(crate) struct Row<'r> {
    pub line: u32,
    record: &'r StringRecord,
}

impl<'a> Table<'a> {
    /// Reads the header; a byte order mark and CRLF are tolerated. None, with a defect, if there is no header or its
    /// delimiter is not a comma.
    pub fn open(bytes: &'a [u8], defects: &mut Defects<'_>) -> Option<Table<'a>> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut rows = ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .from_reader(bytes);
        let mut record = StringRecord::new();
        match rows.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => {
                defects.push(
                    0,
                    "",
                    "empty_table",
                    "no header row",
                    "a header row with the names of the columns",
                );
                return None;
            }
            Err(error) => {
                defects.push(
                    1,
                    "",
                    "corrupt_table",
                    problem(&error),
                    "comma-separated UTF-8 text",
                );
                return None;
            }
        }
        let header: Vec<String> = record
            .iter()
            .map(|name| name.trim().to_ascii_lowercase())
            .collect();
        if let [only] = header.as_slice()
            && let Some(other) = only
                .chars()
                .find(|letter| matches!(letter, ';' | '\t' | '|'))
        {
            let found = format!("the delimiter {other:?}");
            defects.push(
                1,
                "header",
                "wrong_delimiter",
                found,
                "commas between the columns",
            );
            return None;
        }
        Some(Table {
            bytes,
            rows,
            header,
            record,
        })
    }

    /// The position of the first of `names` that the table has.
    pub fn optional(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| {
            self.header
                .iter()
                .position(|column| column == &name.to_ascii_lowercase())
        })
    }

    /// The position of `name`, with a defect if the table has no such column.
    pub fn required(&self, name: &str, defects: &mut Defects<'_>) -> Option<usize> {
        let column = self.optional(&[name]);
        if column.is_none() {
            let shown: Vec<&str> = self.header.iter().map(String::as_str).take(30).collect();
            let found = format!("the columns {}", shown.join(", "));
            defects.push(
                1,
                "header",
                "missing_column",
                found,
                format!("a column named {name}"),
            );
        }
        column
    }

    /// The next row that is as wide as the header; rows that aren't are defects.
    pub fn next(&mut self, defects: &mut Defects<'_>) -> Option<Row<'_>> {
        loop {
            let read = self.rows.read_record(&mut self.record);
            match read {
                Ok(false) => return None,
                Ok(true) if self.record.len() == self.header.len() => break,
                Ok(true)
                    if self.record.len() == 1
                        && self
                            .record
                            .get(0)
                            .is_some_and(|cell| cell.trim().is_empty()) => {}
                Ok(true) => {
                    let found = format!("{} cells", self.record.len());
                    let expected = format!("{}, as in the header", self.header.len());
                    defects.push(
                        self.line(self.record.position()),
                        "",
                        "wrong_number_of_cells",
                        found,
                        expected,
                    );
                }
                Err(error) => {
                    let line = self.line(error.position());
                    defects.push(
                        line,
                        "",
                        "corrupt_table",
                        problem(&error),
                        "comma-separated UTF-8 text",
                    );
                    if error.is_io_error() {
                        return None;
                    }
                }
            }
        }
        let line = self.line(self.record.position());
        Some(Row {
            line,
            record: &self.record,
        })
    }

    /// The line on which a record starts: the reader counts a line feed, and blank lines, to the record after it.
    fn line(&self, position: Option<&csv::Position>) -> u32 {
        let Some(position) = position else { return 0 };
        let rest = self
            .bytes
            .get(position.byte() as usize..)
            .unwrap_or_default();
        let breaks = rest
            .iter()
            .take_while(|&&byte| byte == b'\r' || byte == b'\n');
        u32::try_from(position.line()).unwrap_or(0)
            + breaks.filter(|&&byte| byte == b'\n').count() as u32
    }
}

impl<'r> Row<'r> {
    /// A cell without the blanks around it; empty where there is no such column.
    pub fn text(&self, column: Option<usize>) -> &'r str {
        column
            .and_then(|column| self.record.get(column))
            .map_or("", str::trim)
    }

    /// A number within `range`; a defect and None if the cell holds something else.
    pub fn number(
        &self,
        column: usize,
        name: &str,
        range: std::ops::RangeInclusive<f64>,
        defects: &mut Defects<'_>,
    ) -> Option<f64> {
        let text = self.text(Some(column));
        let number = text
            .parse::<f64>()
            .ok()
            .filter(|number| range.contains(number));
        if number.is_none() {
            let expected = format!("a number from {} to {}", range.start(), range.end());
            defects.push(
                self.line,
                name,
                "not_a_number_in_range",
                quoted(text),
                expected,
            );
        }
        number
    }
}

/// A cell as a defect shows it.
pub(crate) fn quoted(text: &str) -> String {
    if text.is_empty() {
        return "an empty cell".to_owned();
    }
    format!("'{}'", text.chars().take(60).collect::<String>())
}

fn problem(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "bytes that are not UTF-8".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_too_short_or_not_utf8_are_told_by_line_and_the_rest_is_read() {
        let mut defects = Defects::of("t.csv");
        let mut table = Table::open(
            b"\xef\xbb\xbfid,Population\r\na,1\r\nb\r\n\xff,2\r\nc,3\r\n",
            &mut defects,
        )
        .unwrap();
        let column = table.required("population", &mut defects).unwrap();
        let mut sum = 0.0;
        while let Some(row) = table.next(&mut defects) {
            sum += row.text(Some(column)).parse::<f64>().unwrap();
        }
        assert_eq!(sum, 4.0);
        let told: Vec<String> = defects.finish().iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "t.csv:3: error[wrong_number_of_cells]: found 1 cells; expected 2, as in the header",
                "t.csv:4: error[corrupt_table]: found bytes that are not UTF-8; expected comma-separated UTF-8 text",
            ]
        );
    }

    #[test]
    fn another_delimiter_is_named() {
        let mut defects = Defects::of("t.csv");
        assert!(Table::open(b"id;lon;lat\na;1;2\n", &mut defects).is_none());
        assert_eq!(defects.finish()[0].found, "the delimiter ';'");
    }

    #[test]
    fn defects_beyond_a_hundred_are_counted() {
        let mut defects = Defects::of("t.csv");
        (0..250).for_each(|line| defects.push(line, "", "x", "y", "z"));
        let defects = defects.finish();
        assert_eq!(
            (defects.len(), defects[100].found.as_str()),
            (101, "150 more defects")
        );
    }
}
