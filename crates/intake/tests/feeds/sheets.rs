//! Spreadsheets and zipped tables with hashtags: read as the table that they are, and never more than a table.

use std::io::{Cursor, Write};

use korridor_intake::feed::{Format, Stated, guess, hxl};
use korridor_operate::fact::Figure;
use korridor_operate::{Fact, Nature};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{board, codes, counts, data, read, take};

fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let how = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in files {
        archive.start_file(*name, how).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A spreadsheet of a first sheet without hashtags, and one of these rows.
fn book(rows: &str, strings: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let types = format!(
        "<Types xmlns=\"{package}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{kind}.sheet.main+xml\"/></Types>"
    );
    let relation = |id: u32, kind: &str, target: &str| {
        format!("<Relationship Id=\"r{id}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |all: String| {
        format!("<Relationships xmlns=\"{package}/relationships\">{all}</Relationships>")
    };
    let sheet = |rows: &str| {
        format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>")
    };
    let workbook = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"About\" sheetId=\"1\" r:id=\"r1\"/>\
         <sheet name=\"Gates\" sheetId=\"2\" r:id=\"r2\"/></sheets></workbook>"
    );
    let styles = format!(
        "<styleSheet xmlns=\"{main}\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm\"/></numFmts>\
         <cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>"
    );
    archive(&[
        ("[Content_Types].xml", &types),
        (
            "_rels/.rels",
            &relations(relation(1, "officeDocument", "xl/workbook.xml")),
        ),
        ("xl/workbook.xml", &workbook),
        (
            "xl/_rels/workbook.xml.rels",
            &relations(
                relation(1, "worksheet", "worksheets/sheet1.xml")
                    + &relation(2, "worksheet", "worksheets/sheet2.xml")
                    + &relation(3, "sharedStrings", "sharedStrings.xml")
                    + &relation(4, "styles", "styles.xml"),
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            &sheet("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>read me</t></is></c></row>"),
        ),
        ("xl/worksheets/sheet2.xml", &sheet(rows)),
        (
            "xl/sharedStrings.xml",
            &format!("<sst xmlns=\"{main}\">{strings}</sst>"),
        ),
        ("xl/styles.xml", &styles),
    ])
}

const TAGS: &str = "<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>#loc+name</t></is></c><c r=\"B3\" t=\"inlineStr\"><is><t>#date</t></is></c>\
    <c r=\"C3\" t=\"inlineStr\"><is><t>#reached+ind</t></is></c><c r=\"D3\" t=\"inlineStr\"><is><t>#meta+source</t></is></c></row>";

/// 42678 is 4 November 2016.
const ROWS: &str = "<row r=\"4\"><c r=\"A4\" t=\"s\"><v>0</v></c><c r=\"B4\" s=\"1\"><v>42678</v></c><c r=\"C4\"><v>52</v></c><c r=\"D4\" t=\"s\"><v>1</v></c></row>\
    <row r=\"6\"><c r=\"A6\" t=\"s\"><v>0</v></c><c r=\"B6\" s=\"2\"><v>42678.375</v></c><c r=\"C6\"><v>5</v></c><c r=\"D6\" t=\"s\"><v>1</v></c></row>\
    <row r=\"7\"><c r=\"A7\" t=\"s\"><v>0</v></c><c r=\"B7\" s=\"1\"><v>42679</v></c><c r=\"C7\"><v>2.5</v></c><c r=\"D7\" t=\"s\"><v>1</v></c></row>\
    <row r=\"8\"><c r=\"A8\" t=\"e\"><v>#N/A</v></c><c r=\"B8\" s=\"1\"><v>42679</v></c><c r=\"C8\"><v>3</v></c><c r=\"D8\" t=\"s\"><v>1</v></c></row>\
    <row r=\"9\"><c r=\"A9\" t=\"s\"><v>0</v></c><c r=\"B9\" s=\"1\"><v>42680</v></c><c r=\"C9\"><f>1+1</f><v>7</v></c><c r=\"D9\" t=\"s\"><v>1</v></c></row>";
const STRINGS: &str = "<si><t>karaj</t></si><si><r><t>OC</t></r><r><t>HA</t></r></si>";

#[test]
fn the_sheet_with_hashtags_is_read_and_its_rows_keep_their_numbers() {
    let bytes = book(&format!("{TAGS}{ROWS}"), STRINGS);
    let mut board = board(Nature::Operation);
    let imported = take(&mut board, Format::Hxl, &bytes);
    let refused: Vec<(&str, &str)> = imported
        .refused
        .iter()
        .map(|refused| (refused.place.as_str(), refused.code))
        .collect();
    assert_eq!(
        refused,
        [
            ("line 6", "time_without_offset"),
            ("line 7", "number_unclear"),
            ("line 8", "place_not_known")
        ]
    );
    let counts = counts(&imported);
    let persons: Vec<Figure> = counts.iter().map(|count| count.persons).collect();
    assert_eq!(persons, [Figure::exact(52), Figure::exact(7)]);
    assert_eq!(
        counts[0].interval.from.to_string(),
        "2016-11-03T22:00:00Z",
        "the day of the place"
    );
    assert_eq!(counts[0].source, "ocha");
    assert!(
        imported
            .notes
            .contains(&"read from the sheet Gates".to_owned()),
        "{:?}",
        imported.notes
    );
    let kinds = imported
        .submissions
        .iter()
        .filter_map(|each| match &each.command.fact {
            Fact::Material(material) => Some(material.media_type.as_str()),
            _ => None,
        });
    assert_eq!(
        kinds.collect::<Vec<_>>(),
        ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"]
    );
    assert_eq!(guess(&bytes), Some(Format::Hxl));
}

#[test]
fn a_zipped_table_is_the_table() {
    let table = "#loc+name,#date,#reached+ind,#meta+source\nkaraj,2016-11-04,52,OCHA\nnowhere,2016-11-04,52,OCHA\n";
    let bytes = archive(&[
        ("readme.txt", "x"),
        ("data/Gates.CSV", table),
        ("other.csv", "a,b\n"),
    ]);
    let mut board = board(Nature::Operation);
    let imported = take(&mut board, Format::Hxl, &bytes);
    assert_eq!(
        (imported.taken, codes(&imported)),
        (1, vec!["place_not_known"])
    );
    assert_eq!(imported.refused[0].place, "line 3");
    assert_eq!(imported.notes, ["read from data/Gates.CSV"]);
    assert_eq!(take(&mut board, Format::Hxl, &bytes).already, 1);
}

fn code(bytes: &[u8]) -> &'static str {
    let imported = read(
        &board(Nature::Operation),
        Format::Hxl,
        bytes,
        &Stated::default(),
    );
    assert!(imported.submissions.is_empty());
    codes(&imported)[0]
}

#[test]
fn an_archive_that_grows_is_refused_before_it_fills_the_memory() {
    let start = std::time::Instant::now();
    let blank = " ".repeat(80 << 20);
    assert_eq!(code(&archive(&[("a.csv", &blank)])), "too_large");
    assert_eq!(code(&book(&format!("{TAGS}{blank}"), STRINGS)), "too_large");
    // A sheet of one cell at its far end would be seventeen thousand million cells.
    let far = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    assert_eq!(
        code(&book(&format!("{TAGS}{far}"), STRINGS)),
        "too_many_columns"
    );
    // One text, said again in each of ten thousand cells.
    let long = format!("<si><t>{}</t></si>", "x".repeat(19_000));
    let rows: String = (4..10_004)
        .map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>"))
        .collect();
    assert_eq!(
        code(&book(&format!("{TAGS}{rows}"), &long)),
        "too_many_rows"
    );
    let wide: String = (4..10_004)
        .map(|row| format!("<row r=\"{row}\"><c r=\"BXX{row}\"><v>1</v></c></row>"))
        .collect();
    assert_eq!(
        code(&book(&format!("{TAGS}{wide}"), STRINGS)),
        "too_many_rows"
    );
    let many: Vec<(String, &str)> = (0..1_001).map(|at| (format!("{at}"), "")).collect();
    let many: Vec<(&str, &str)> = many
        .iter()
        .map(|(name, text)| (name.as_str(), *text))
        .collect();
    assert_eq!(code(&archive(&many)), "too_large");
    let laughs = format!(
        "<!DOCTYPE a [<!ENTITY x \"{}\">]><si><t>&x;&x;</t></si>",
        "ha".repeat(99)
    );
    assert_ne!(code(&book(TAGS, &laughs)), "read");
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn what_holds_no_table_is_named() {
    assert_eq!(code(&archive(&[("a.txt", "x")])), "other_kind");
    assert_eq!(code(&archive(&[("a.csv", "")])), "empty");
    assert_eq!(code(&archive(&[("a.csv", "%PDF-1.4")])), "other_kind");
    assert_eq!(code(&archive(&[("a.csv", "a,b\n1,2\n")])), "hxl_no_tags");
    assert_eq!(code(&book("", STRINGS)), "hxl_no_tags");
    assert_eq!(code(b"PK\x03\x04 and no more"), "archive_broken");
    let whole = book(&format!("{TAGS}{ROWS}"), STRINGS);
    assert_eq!(code(&whole[..whole.len() / 2]), "archive_broken");
    // Only tables with hashtags are opened.
    let imported = read(
        &board(Nature::Operation),
        Format::Acled,
        &whole,
        &Stated::default(),
    );
    assert_eq!(codes(&imported), ["other_kind"]);
}

#[test]
fn a_damaged_spreadsheet_is_read_or_refused_and_nothing_worse() {
    let mut files = vec![book(&format!("{TAGS}{ROWS}"), STRINGS)];
    if let Some(folder) = data("hxl") {
        let path = folder.join("libhxl-tests/test_io/input-merged.xlsx");
        files.push(std::fs::read(path).unwrap());
    }
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    let mut judged = 0;
    for file in &files {
        for _ in 0..400 {
            let mut damaged = file.clone();
            for _ in 0..=next(4) {
                let at = next(damaged.len());
                damaged[at] = u8::try_from(next(256)).unwrap();
            }
            if let Ok(table) = hxl::judge(&damaged, None) {
                assert!(table.rows < 100);
            }
            judged += 1;
        }
        // The same in a part of it, packed again.
        for _ in 0..200 {
            let mut rows = format!("{TAGS}{ROWS}").into_bytes();
            for _ in 0..=next(6) {
                let at = next(rows.len());
                rows[at] = b"0123456789<>/&;\"#.-eEtrscAZ \xff\0"[next(28)];
            }
            let rows = String::from_utf8_lossy(&rows).into_owned();
            let _ = hxl::judge(&book(&rows, STRINGS), None);
            judged += 1;
        }
    }
    assert!(judged >= 600);
}
