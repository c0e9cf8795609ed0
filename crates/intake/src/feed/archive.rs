//! Spreadsheets (.xlsx) and zipped tables. What an archive would become is measured before any of it is read, and cells are
//! counted one by one: a small file never fills the memory.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};
use zip::ZipArchive;

use super::bytes::short;
use super::table::{LONGEST_CELL, MOST_COLUMNS, Row};
use super::{LARGEST_FILE, MOST_ROWS, Refused};

/// The most files of an archive.
const MOST_FILES: usize = 1_000;
/// The most sheets that are looked at for hashtags.
const MOST_SHEETS: usize = 50;
/// The most cells of a sheet, blank ones between others too.
const MOST_CELLS: usize = 2_000_000;
const WORKBOOK: &str = "xl/workbook.xml";
/// The days that a spreadsheet has, from 1900 to 9999.
const DAYS: std::ops::Range<f64> = 1.0..2_958_466.0;

const FILE: &str = "the file";

/// What was in an archive.
pub(crate) enum Opened {
    /// The first table, and its name.
    Table(String, Vec<u8>),
    /// The sheets by their names.
    Sheets(Vec<(String, Vec<Row>)>),
}

/// Whether bytes are an archive that may hold tables.
pub(crate) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The media type of an archive; `None` of anything else.
pub(crate) fn media_type(bytes: &[u8]) -> Option<&'static str> {
    if !is_archive(bytes) {
        return None;
    }
    let is_sheet = archive(bytes).is_ok_and(|archive| position(&archive, is_workbook).is_some());
    Some(match is_sheet {
        true => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        false => "application/zip",
    })
}

/// Opens an archive.
///
/// # Errors
/// It can't be opened, would be too large, or holds no table.
pub(crate) fn open(bytes: &[u8]) -> Result<Opened, Refused> {
    let mut archive = archive(bytes)?;
    if position(&archive, is_workbook).is_some() {
        measure(&mut archive)?;
        return sheets(bytes).map(Opened::Sheets);
    }
    let Some(at) = position(&archive, is_table) else {
        let found = "a zip archive without a .csv in it";
        let expected = "a table, as .csv, .xlsx, or .csv in a zip archive";
        return Err(Refused::new(FILE, "other_kind", found, expected));
    };
    let name = name(&archive, at);
    let mut table = Vec::new();
    take(&mut archive, at, LARGEST_FILE, &mut table)?;
    super::bytes::check(&table)?;
    Ok(Opened::Table(name, table))
}

type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

fn archive(bytes: &[u8]) -> Result<Archive<'_>, Refused> {
    let archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error.to_string()))?;
    if archive.len() > MOST_FILES {
        let found = format!("an archive of {} files", archive.len());
        return Err(Refused::new(FILE, "too_large", found, "one table"));
    }
    Ok(archive)
}

fn broken(error: &str) -> Refused {
    let found = format!("an archive that can't be opened: {}", short(error));
    let expected = "a whole archive without a password; or the sheet saved as CSV in UTF-8";
    Refused::new(FILE, "archive_broken", found, expected)
}

fn name(archive: &Archive<'_>, at: usize) -> String {
    let name = archive.name_for_index(at).and_then(Result::ok);
    name.unwrap_or_default().into_owned()
}

fn position(archive: &Archive<'_>, fits: fn(&str) -> bool) -> Option<usize> {
    (0..archive.len()).find(|at| fits(&name(archive, *at)))
}

fn is_workbook(name: &str) -> bool {
    name.eq_ignore_ascii_case(WORKBOOK)
}

fn is_table(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".csv")
}

/// Refuses an archive that would become too large. What it says of its size is not believed.
fn measure(archive: &mut Archive<'_>) -> Result<(), Refused> {
    let mut left = LARGEST_FILE;
    for at in 0..archive.len() {
        left -= take(archive, at, left, &mut std::io::sink())?;
    }
    Ok(())
}

/// Writes a file of an archive, as long as it may be; how long it was.
fn take(
    archive: &mut Archive<'_>,
    at: usize,
    most: usize,
    into: &mut dyn std::io::Write,
) -> Result<usize, Refused> {
    let file = archive
        .by_index(at)
        .map_err(|error| broken(&error.to_string()))?;
    let mut file = file.take(most as u64 + 1);
    let taken = std::io::copy(&mut file, into).map_err(|error| broken(&error.to_string()))?;
    let taken = usize::try_from(taken).unwrap_or(usize::MAX);
    if taken > most {
        let found = format!("an archive of more than {LARGEST_FILE} bytes when it is opened");
        let expected = "a smaller one; split it";
        return Err(Refused::new(FILE, "too_large", found, expected));
    }
    Ok(taken)
}

fn sheets(bytes: &[u8]) -> Result<Vec<(String, Vec<Row>)>, Refused> {
    let book: Result<Xlsx<_>, _> = Xlsx::new(Cursor::new(bytes));
    let mut book = book.map_err(|error| broken(&error.to_string()))?;
    let names: Vec<String> = book.sheet_names().into_iter().take(MOST_SHEETS).collect();
    let mut sheets = Vec::new();
    for name in names {
        // A chart is a sheet without cells.
        if let Ok(rows) = rows(&mut book, &name)? {
            sheets.push((name, rows));
        }
    }
    match sheets.is_empty() {
        true => Err(broken("no sheet with cells")),
        false => Ok(sheets),
    }
}

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

fn rows(book: &mut Book<'_>, name: &str) -> Result<Result<Vec<Row>, ()>, Refused> {
    let Ok(mut cells) = book.worksheet_cells_reader(name) else {
        return Ok(Err(()));
    };
    let mut sheet = Sheet::default();
    loop {
        match cells.next_cell() {
            Ok(Some(cell)) => {
                let (row, column) = cell.get_position();
                sheet.add(row, column as usize, cell.get_value())?;
            }
            Ok(None) => return Ok(Ok(sheet.rows)),
            Err(error) => return Err(broken(&format!("sheet {name}: {error}"))),
        }
    }
}

/// A sheet as it is read.
#[derive(Default)]
struct Sheet {
    rows: Vec<Row>,
    cells: usize,
    bytes: usize,
}

impl Sheet {
    fn add(&mut self, row: u32, column: usize, value: &DataRef<'_>) -> Result<(), Refused> {
        if matches!(value, DataRef::Empty) {
            return Ok(());
        }
        let line = u64::from(row) + 1;
        self.up_to(line)?;
        let Some(row) = self.rows.last_mut() else {
            return Ok(());
        };
        if row.line != line {
            return Err(broken(&format!("row {line} after row {}", row.line)));
        }
        let place = format!("row {line}, column {}", column + 1);
        if column >= MOST_COLUMNS {
            let expected = format!("at most {MOST_COLUMNS}");
            let found = format!("{} columns", column + 1);
            row.fault
                .get_or_insert(Refused::new(place, "too_many_columns", found, expected));
            return Ok(());
        }
        let before = row.cells.len();
        row.cells.resize(before.max(column + 1), String::new());
        self.cells += row.cells.len() - before;
        let text = shown(value);
        if text.len() > LONGEST_CELL {
            let found = format!("a cell of {} bytes", text.len());
            let expected = format!("at most {LONGEST_CELL}");
            row.fault
                .get_or_insert(Refused::new(place, "cell_too_long", found, expected));
            return Ok(());
        }
        self.bytes += text.len();
        row.cells[column] = text.into_owned();
        match self.cells > MOST_CELLS || self.bytes > LARGEST_FILE {
            true => Err(too_many()),
            false => Ok(()),
        }
    }

    /// Rows up to a line: the first ones one by one, since the row of hashtags is looked for there.
    fn up_to(&mut self, line: u64) -> Result<(), Refused> {
        let last = self.rows.last().map_or(0, |row| row.line);
        if line <= last {
            return Ok(());
        }
        let blank = (last + 1..line).take_while(|line| *line <= super::hxl::LOOKED_AT as u64);
        for line in blank.chain([line]) {
            self.rows.push(Row {
                line,
                ..Row::default()
            });
        }
        match self.rows.len() > MOST_ROWS + super::hxl::LOOKED_AT {
            true => Err(too_many()),
            false => Ok(()),
        }
    }
}

fn too_many() -> Refused {
    let found = format!("a sheet of more than {MOST_ROWS} rows or {MOST_CELLS} cells");
    Refused::new(FILE, "too_many_rows", found, "the file in parts")
}

/// A cell as a table would have it: whole numbers without a point, days as dates, times as they are, without an offset.
fn shown<'c>(value: &'c DataRef<'_>) -> std::borrow::Cow<'c, str> {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.as_str().into()
        }
        DataRef::SharedString(text) => (*text).into(),
        DataRef::Int(number) => number.to_string().into(),
        DataRef::Float(number) => number.to_string().into(),
        DataRef::Bool(is) => u8::from(*is).to_string().into(),
        DataRef::DateTime(at) if at.is_datetime() && DAYS.contains(&at.as_f64()) => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            match (hour, minute, second) {
                (0, 0, 0) => date.into(),
                _ => format!("{date}T{hour:02}:{minute:02}:{second:02}").into(),
            }
        }
        DataRef::DateTime(at) => at.as_f64().to_string().into(),
        DataRef::Error(error) => error.to_string().into(),
        DataRef::Empty => "".into(),
    }
}
