//! Tables as CSV (RFC 4180), with nothing in them that a spreadsheet takes for a formula.

use std::fmt::Write;

use korridor_operate::Recorded;

use super::text::{figure, inert, word, words};
use crate::account::{Account, Said};
use crate::evidence::{Evidence, says};
use crate::number::Number;
use crate::release::Released;

/// The most entries that a row names; the page and `--why` have all of them.
const MOST_NAMED: usize = 200;

/// A cell of text: quoted where it must be, and never a formula (`=`, `+`, `-`, `@`, tab, carriage return).
pub fn csv_cell(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b',' | b'"' | b';' | b'\'');
    if text.bytes().all(plain) && !text.starts_with(['=', '+', '-', '@']) {
        return text.to_owned();
    }
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = inert(text);
    let text = if formula { format!("'{text}") } else { text };
    match text.contains([',', '"', ';', '\'']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

/// A row of cells of text.
pub fn csv_row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(csv_cell).collect();
    cells.join(",") + "\n"
}

/// `numbers.csv`: one row for each number.
pub fn numbers(released: &Released<Account>) -> Vec<u8> {
    let mark = csv_cell(&released.marking().in_a_cell());
    let mut text = String::from(
        "marking,number,what,place,place_id,label,unit,low,best,high,by,said_by,roots,disagree,worked_out_from,entries,entries_in_all,note\n",
    );
    for number in released.value().numbers.all() {
        text += &number_row(&mark, number);
    }
    text.into_bytes()
}

fn number_row(mark: &str, number: &Number) -> String {
    let terms = number.terms.iter().map(|term| match term.sign {
        crate::number::Sign::Plus => format!("plus {}", term.number),
        crate::number::Sign::Minus => format!("less {}", term.number),
    });
    let named: Vec<&str> = number
        .sources
        .iter()
        .take(MOST_NAMED)
        .map(String::as_str)
        .collect();
    let best = number.best.map(|best| best.to_string()).unwrap_or_default();
    let by = number.by.map(|by| by.to_string()).unwrap_or_default();
    // Low, best and high are written by this program as bare digits: a sign there starts no formula.
    let cells = [
        mark.to_owned(),
        csv_cell(&number.id),
        csv_cell(&word(&number.what)),
        csv_cell(number.place.kind()),
        csv_cell(number.place.name()),
        csv_cell(&number.label),
        csv_cell(&word(&number.unit)),
        number.low.to_string(),
        best,
        number.high.to_string(),
        by,
        csv_cell(&number.said_by.join("; ")),
        number.roots.to_string(),
        number.disagree.to_string(),
        csv_cell(&terms.collect::<Vec<_>>().join("; ")),
        csv_cell(&named.join("; ")),
        number.sources_in_all.to_string(),
        csv_cell(number.note.as_deref().unwrap_or_default()),
    ];
    cells.join(",") + "\n"
}

/// `timeline.csv`: one row for each thing that is said.
pub fn timeline(released: &Released<Account>) -> Vec<u8> {
    let mark = released.marking().in_a_cell();
    let mut text = String::from(
        "marking,moment,moment_from,moment_to,root,kind,what,by,from,to,corridors,modality,polarity,reliability,credibility,persons,words,entry\n",
    );
    for (number, moment) in (1usize..).zip(&released.value().timeline) {
        let (number, from, to) = (
            number.to_string(),
            moment.from.to_string(),
            moment.to.to_string(),
        );
        for of in &moment.roots {
            for said in &of.said {
                let cells = [&mark, &number, &from, &to, &of.root];
                text += &csv_row(
                    cells
                        .into_iter()
                        .map(String::as_str)
                        .chain(said_cells(said).iter().map(String::as_str)),
                );
            }
        }
    }
    text.into_bytes()
}

fn said_cells(said: &Said) -> [String; 13] {
    let option = |text: Option<String>| text.unwrap_or_default();
    [
        said.kind.clone(),
        said.what.clone(),
        said.by.clone(),
        option(said.from.map(|at| at.to_string())),
        option(said.to.map(|at| at.to_string())),
        said.corridors.join("; "),
        option(said.modality.map(|modality| word(&modality))),
        option(said.polarity.map(|polarity| word(&polarity))),
        option(said.reliability.map(|reliability| word(&reliability))),
        option(
            said.credibility
                .map(|credibility| credibility.digit().to_string()),
        ),
        option(said.persons.map(figure)),
        said.words
            .as_ref()
            .map(words)
            .unwrap_or_default()
            .to_owned(),
        said.entry.clone(),
    ]
}

/// The head of `entries.csv`.
pub const EVIDENCE_HEAD: &str = "entry,id,verb,recorded_by,occurred,known,says\n";

/// An entry as a row of `entries.csv`.
pub fn evidence_row(evidence: &Evidence) -> String {
    let (seq, occurred, known) = (
        evidence.seq.to_string(),
        evidence.occurred.to_string(),
        evidence.known.to_string(),
    );
    let cells = [
        &seq,
        &evidence.id,
        &evidence.verb,
        &evidence.by,
        &occurred,
        &known,
        &evidence.says,
    ];
    csv_row(cells.into_iter().map(String::as_str))
}

/// Puts [`evidence_row`] of an entry behind what stands there: a record may have a million.
pub fn entry_row(recorded: &Recorded, row: &mut String) {
    let event = &recorded.event;
    // Numbers and times are written by this program and need no quotes.
    let _ = write!(row, "{},", recorded.seq);
    *row += &csv_cell(&event.id);
    row.push(',');
    *row += event.fact.verb();
    row.push(',');
    *row += &csv_cell(&event.by);
    let _ = write!(row, ",{},{},", event.occurred.earliest, event.known);
    *row += &csv_cell(&says(&event.fact));
    row.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_an_entry_is_that_of_its_evidence() {
        let event = |payload: &str| korridor_operate::Event::decode(payload.as_bytes()).unwrap();
        let count = r#"{"v":1,"id":"c-1","by":"r1","nature":"exercise","occurred":{"earliest":"2016-11-04T10:00:00Z","latest":"2016-11-04T10:00:00Z"},
            "known":"2016-11-04T10:05:00Z","fact":{"count":{"count":"c-1","at":{"gate":"g"},"passage":"passed","interval":
            {"from":"2016-11-04T09:00:00Z","to":"2016-11-04T10:00:00Z"},"persons":{"low":0,"best":0,"high":0},"source":"afp"}}}"#;
        let odd = count
            .replace("\"c-1\",\"by", "\"=1+1\",\"by")
            .replace("afp", "\u{202e}a,\\\"b");
        let long = count.replace("afp", &"ä".repeat(700));
        for (seq, text) in (0..).zip([count, &odd, &long]) {
            let recorded = Recorded {
                seq,
                recorded: korridor_operate::Stamp::FIRST,
                event: event(text),
            };
            let mut row = String::from("before\n");
            entry_row(&recorded, &mut row);
            let evidence = evidence_row(&Evidence::of(&recorded));
            assert_eq!(row, format!("before\n{evidence}"));
            assert!(row.contains("2016-11-04T10:05:00Z"), "{row}");
        }
    }

    #[test]
    fn no_cell_is_a_formula() {
        for start in ["=", "+", "-", "@", "\t", "\r"] {
            let cell = csv_cell(&format!("{start}1+1"));
            let bare = cell.trim_start_matches('"');
            assert!(bare.starts_with('\''), "{cell}");
        }
        assert_eq!(csv_cell("al-Kallaseh, east"), "\"al-Kallaseh, east\"");
        assert_eq!(csv_cell("say \"no\""), "\"say \"\"no\"\"\"");
        assert_eq!(csv_cell("a\u{202e}b"), "a\\u{202e}b");
    }
}
