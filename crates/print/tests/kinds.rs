//! Every kind of report in every language, opened and read by poppler.

mod poppler;
#[path = "../../account/tests/support/mod.rs"]
mod support;

use korridor_account::report::{
    self, Block, Bundle, BundledCopy, BundledEntry, Digits, Document, Language, ReportOptions, Text,
};
use korridor_account::{Account, CurvePoint, Policy, Profile, ReleaseState, Released, release};
use korridor_operate::Fact;
use korridor_operate::fact::*;
use support::{AFTER, Record, at};

const SENT: &str =
    "We notify a movement of 12 vehicles. \u{645}\u{645}\u{631} 5, north.\nThe second line.";

fn told() -> Record {
    let mut record = Record::opened();
    let notify = Notify {
        notification: "n-1".to_owned(),
        party: "A".to_owned(),
        kind: NotificationKind::Movement,
        about: None,
        channel: Channel::Mail,
        sent: SENT.into(),
        deadline: None,
    };
    record.enter("notify", -7_200, Fact::Notify(Box::new(notify)));
    record
}

fn released(account: &Account, profile: Profile) -> Released<Account> {
    let state = ReleaseState::default();
    let released = release(account, &Policy::default(), &profile, &state);
    released.unwrap().0
}

fn bundle() -> Bundle {
    let digest = "0123456789abcdef".repeat(4);
    let entry = |seq: u64| BundledEntry {
        seq,
        id: format!("entry-{seq}"),
        by: "r1".to_owned(),
        recorded: at(0),
        file: format!("entries/{seq:07}.entry"),
        proof: format!("entries/{seq:07}.tlog-proof"),
    };
    Bundle {
        origin: "korridor.local/test/main-01234567".to_owned(),
        size: 40,
        root: "fZ+Xb2zkC0b2nM2vO1g2Jt6Wl1n8Yt3vUeG3yqk1c0A=".to_owned(),
        keys: vec!["korridor.local/test+1234+AQID".to_owned()],
        entries: (0..40).map(entry).collect(),
        left_out: 3,
        copies: vec![BundledCopy {
            material: "statement".to_owned(),
            is_evidentiary: true,
            sha256: digest.clone(),
            bytes: 1_234,
            media_type: "text/plain".to_owned(),
            source: Some("afp".to_owned()),
            made_from: None,
            entry: "entry-1".to_owned(),
            by: "r1".to_owned(),
            known: at(0),
            file: Some(format!("evidence/{digest}")),
        }],
        working: vec!["working/account.json".to_owned()],
    }
}

fn all(language: Language) -> Vec<Document> {
    let mut account = told().account(AFTER);
    for step in 0..10 {
        account.curve.push(CurvePoint {
            by: at(step * 3_600),
            waves: [40, 50, 60].map(|each: u64| each * step as u64),
            best_within_model: [0; 3],
        });
    }
    let options = ReportOptions {
        language,
        digits: Digits::Western,
    };
    let strict = released(&account, Profile::StrictlyConfidential);
    vec![
        report::sitrep(&released(&account, Profile::Confidential), None, options).unwrap(),
        report::public(&released(&account, Profile::Public), options).unwrap(),
        report::party(&released(&account, Profile::Party("A".to_owned())), options).unwrap(),
        report::investigation(&strict, &bundle(), options).unwrap(),
    ]
}

/// Every text of a document.
fn texts(document: &Document) -> Vec<Text> {
    let mut all = vec![document.title.clone()];
    all.extend(document.marks.iter().map(|mark| mark.text.clone()));
    all.extend(
        document
            .facts
            .iter()
            .flat_map(|(what, value)| [what.clone(), value.clone()]),
    );
    all.extend(document.foot.clone());
    for section in &document.sections {
        all.push(section.heading.clone());
        for block in &section.blocks {
            all.extend(of_block(block));
        }
    }
    all
}

fn of_block(block: &Block) -> Vec<Text> {
    match block {
        Block::Paragraph(text) | Block::Care(text) => vec![text.clone()],
        Block::List(lines) | Block::Quote(lines) => lines.clone(),
        Block::Table(table) => {
            let cells = table.rows.iter().flatten();
            let all = [&table.caption].into_iter().chain(&table.head).chain(cells);
            all.cloned().collect()
        }
        Block::Sides(sides) => {
            let each = sides.iter().flat_map(|side| [&side.by, &side.says]);
            each.cloned().collect()
        }
        Block::Chart(chart) => {
            let ticks = chart.ticks.iter().map(|(_, text)| Text::own(text.clone()));
            let hours = chart.hours.iter().map(|(_, text)| Text::own(text.clone()));
            let own = [&chart.summary, &chart.waves_label, &chart.observed_label];
            own.into_iter().cloned().chain(ticks).chain(hours).collect()
        }
        Block::Map(map) => vec![map.caption.clone()],
        Block::Files(files) => {
            let each = files.iter();
            each.flat_map(|(path, says)| [Text::sign(path), says.clone()])
                .collect()
        }
        Block::Commands(lines) => lines.iter().map(|line| Text::sign(line)).collect(),
    }
}

/// Whether poppler gives a word's letters one after the other: marks over Arabic letters and the ligature of lam and
/// alef come out of their place.
fn is_read_in_order(word: &str) -> bool {
    let lam_alef = ["لا", "لأ", "لإ", "لآ"];
    let marked = word.contains(|letter: char| ('\u{64b}'..='\u{652}').contains(&letter));
    !marked && !lam_alef.iter().any(|pair| word.contains(pair))
}

/// Without blanks, and with the dash that stands for a minus.
fn letters(text: &str) -> String {
    let plain = text.replace('\u{2212}', "\u{2013}").replace('\u{a0}', " ");
    plain
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect()
}

#[test]
fn every_kind_opens_in_every_language_and_says_all_that_its_document_says() {
    for language in Language::ALL {
        for document in all(language) {
            let printed = korridor_print::pdf(&document).unwrap();
            assert!(
                printed.without_shape.is_empty(),
                "{:?}",
                printed.without_shape
            );
            let Some(sheets) = poppler::text(&printed.pdf) else {
                return;
            };
            assert_eq!(sheets.len(), printed.sheets);
            let found = letters(&sheets.concat());
            // Columns and lines from right to left come in another order: words are looked for, each by itself.
            let texts = texts(&document);
            let runs = texts.iter().flat_map(Text::runs);
            let words: Vec<&str> = runs
                .flat_map(|run| run.letters().split_whitespace())
                .collect();
            let readable: Vec<&&str> = words.iter().filter(|word| is_read_in_order(word)).collect();
            assert!(
                readable.len() * 10 >= words.len() * 7,
                "{} of {}",
                readable.len(),
                words.len()
            );
            for word in readable.iter().flat_map(|word| word.split('/')) {
                // Signs at its ends change sides where the line runs from right to left.
                let word = letters(word.trim_matches(|letter: char| !letter.is_alphanumeric()));
                let place = format!("{} {language:?}", document.kind);
                for part in word.split(|letter: char| !letter.is_alphanumeric()) {
                    let part = letters(part);
                    assert!(found.contains(&part), "{place}: {part:?}\n{found}");
                }
            }
            let exercise = &document.marks[0].text.plain();
            for sheet in &sheets {
                let sheet = letters(sheet);
                let marked = sheet.matches(&letters(exercise)).count();
                assert!(marked >= 2, "{} {language:?}: {sheet}", document.kind);
            }
        }
    }
}

#[test]
fn a_situation_report_is_one_sheet() {
    for language in Language::ALL {
        let sitrep = &all(language)[0];
        assert_eq!(
            korridor_print::pdf(sitrep).unwrap().sheets,
            1,
            "{language:?}"
        );
    }
}
