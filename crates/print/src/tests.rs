//! What is laid out, read from the pages themselves.

use korridor_account::report::{
    Block, Digits, Document, Language, Look, Mark, Pager, Section, Side, Table, Text,
};
use typst::layout::{Frame, FrameItem};

use crate::data::Told;
use crate::room::Room;
use crate::{MOST_LETTERS, PrintRefusal, SIZE, pdf};

/// A document with this in its one section.
fn document(blocks: Vec<Block>) -> Document {
    let mark = |text: &str, look| Mark {
        text: Text::own(text),
        look,
    };
    Document {
        kind: "party",
        language: Language::English,
        digits: Digits::Western,
        title: Text::own("A title"),
        marks: vec![
            mark("EXERCISE", Look::Exercise),
            mark("TLP:RED", Look::Marking),
        ],
        facts: vec![(Text::own("As of"), Text::sign("2016-11-04 09:00 +02:00"))],
        sections: vec![Section::full("one", Text::own("A section"), blocks)],
        foot: vec![Text::own("Leaving is a choice."), Text::own("The end.")],
        pager: vec![
            Pager::Words("Page ".to_owned()),
            Pager::Page,
            Pager::Words(" of ".to_owned()),
            Pager::Pages,
        ],
    }
}

/// What stands on each sheet, without isolates.
fn sheets(document: &Document) -> Vec<String> {
    let json = Told::of(document).json();
    let laid_out = Room::new(&json, SIZE).laid_out().unwrap();
    let sheet = |page: &typst_layout::Page| {
        let mut text = String::new();
        read(&page.frame, &mut text);
        text.retain(|letter| !matches!(letter, '\u{2066}'..='\u{2069}'));
        text
    };
    laid_out.pages().iter().map(sheet).collect()
}

fn read(frame: &Frame, text: &mut String) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Text(run) => text.push_str(&run.text),
            FrameItem::Group(group) => read(&group.frame, text),
            _ => {}
        }
    }
}

/// Without blanks: where lines end is the page's affair.
fn dense(text: &str) -> String {
    text.split_whitespace().collect()
}

const HOSTILE: [&str; 12] = [
    "#read(\"/etc/passwd\")",
    "#{ while true {} }",
    "#import \"@preview/cetz:0.3.0\": canvas",
    "#include \"/report.typ\" #sys.inputs #eval(\"1\")",
    "$ integral_0^infinity $",
    "@reference <label> *bold* _emph_ `raw` = heading",
    "\\ \\u{41} \\# ~ --- ... // no comment /* none */",
    "https://example.org/ \"quotes\" 'single'",
    "= Heading\n- list\n+ enum",
    "<svg><script>alert(1)</script></svg> &amp; %PDF-1.7",
    "\u{202e}desrever\u{202c} \u{2066}isolate",
    "]]} )) ]) }) #] #) $]",
];

#[test]
fn nothing_that_others_wrote_is_run_and_all_of_it_is_shown() {
    for text in HOSTILE {
        let shown = Text::named(text);
        let cell = |text: &Text| vec![vec![text.clone(), text.clone()]];
        let blocks = vec![
            Block::Paragraph(shown.clone()),
            Block::List(vec![shown.clone()]),
            Block::Quote(text.lines().map(Text::named).collect()),
            Block::Table(Table {
                caption: shown.clone(),
                head: vec![shown.clone(), shown.clone()],
                rows: cell(&shown),
            }),
            Block::Sides(vec![Side {
                by: shown.clone(),
                says: shown.clone(),
            }]),
            Block::Files(vec![(text.to_owned(), shown.clone())]),
            Block::Commands(vec![text.to_owned()]),
        ];
        let mut whole = document(blocks);
        whole.title = shown.clone();
        whole.facts.push((shown.clone(), shown.clone()));
        let all = dense(&sheets(&whole).concat());
        let wanted = dense(&shown.plain().replace(['\u{2066}', '\u{2069}'], ""));
        let times = all.matches(&wanted).count();
        assert!(times >= 12, "{text}: {times} times in {all}");
        assert!(!all.contains("root:"), "{all}");
        assert!(pdf(&whole).unwrap().pdf.starts_with(b"%PDF-"));
    }
}

#[test]
fn marks_the_hour_the_count_of_sheets_and_heads_of_tables_stand_on_every_sheet() {
    let row = |index: usize| vec![Text::sign(&format!("row-{index}")), Text::named("said")];
    let table = Table {
        caption: Text::own("A long table"),
        head: vec![Text::own("Number"), Text::own("Words")],
        rows: (0..300).map(row).collect(),
    };
    let sheets = sheets(&document(vec![Block::Table(table)]));
    assert!(sheets.len() >= 4, "{}", sheets.len());
    for (index, sheet) in sheets.iter().enumerate() {
        assert_eq!(sheet.matches("EXERCISE").count(), 2, "{sheet}");
        assert_eq!(sheet.matches("TLP:RED").count(), 2, "{sheet}");
        assert!(sheet.contains("2016-11-04 09:00 +02:00"), "{sheet}");
        let counted = format!("Page {} of {}", index + 1, sheets.len());
        assert!(sheet.contains(&counted), "{counted}: {sheet}");
        if sheet.contains("row-") {
            assert!(sheet.contains("NumberWords"), "{sheet}");
        }
    }
    let all = sheets.concat();
    for index in 0..300 {
        assert!(all.contains(&format!("row-{index}said")), "{index}");
    }
}

/// Letters as the page itself has them, ligatures among them. A mark over an Arabic letter is drawn apart from it, and the
/// page engine gives the letter once more with it.
#[test]
fn every_word_of_a_language_stands_on_the_sheet_as_it_was_written() {
    let sentence =
        "المغادرة خيار. من يبقى يظل تحت حماية القانون الدولي الإنساني، وكذلك من يغادر الآن.";
    let norwegian = "Å dra er et valg. Den som blir, er fortsatt beskyttet: ÆØÅ æøå «én».";
    for (language, text) in [
        (Language::Arabic, sentence),
        (Language::Norwegian, norwegian),
    ] {
        let mut one = document(vec![Block::Paragraph(Text::own(text))]);
        one.language = language;
        let all = sheets(&one).concat();
        for word in text.split_whitespace() {
            assert!(all.contains(word), "{word} of {all}");
        }
    }
}

#[test]
fn sheets_are_counted_in_the_digits_of_the_document() {
    let mut arabic = document(vec![Block::Paragraph(Text::own("نص"))]);
    (arabic.language, arabic.digits) = (Language::Arabic, Digits::Eastern);
    arabic.pager = vec![Pager::Page];
    assert!(sheets(&arabic).concat().contains('١'));
}

#[test]
fn the_same_document_gives_the_same_bytes_and_says_no_time_of_its_own() {
    let one = document(vec![Block::Paragraph(Text::named("a"))]);
    let other = document(vec![Block::Paragraph(Text::named("b"))]);
    let (first, second) = (pdf(&one).unwrap().pdf, pdf(&one).unwrap().pdf);
    assert!(first == second);
    assert!(first != pdf(&other).unwrap().pdf);
    let has = |word: &[u8]| first.windows(word.len()).any(|part| part == word);
    assert!(!has(b"CreationDate") && !has(b"ModDate") && !has(b"CreateDate"));
}

#[test]
fn what_is_too_long_is_refused_before_anything_is_laid_out() {
    let huge = "#read(\"x\") $ @ ".repeat(10 << 16);
    assert!(huge.len() > 8 << 20);
    let letters = huge.len() + 1;
    let refused = pdf(&document(vec![Block::Paragraph(Text::named(&huge))]));
    let Err(PrintRefusal::TooLong { letters: found }) = refused else {
        panic!("{refused:?}");
    };
    assert!(found >= letters - 1 && found > MOST_LETTERS);
    let rows = vec![vec![Text::own("a"), Text::own("b")]; 15_000];
    let table = Table {
        caption: Text::default(),
        head: vec![Text::own("a"), Text::own("b")],
        rows,
    };
    let refused = pdf(&document(vec![Block::Table(table)]));
    assert!(matches!(refused, Err(PrintRefusal::TooLong { .. })));
}

#[test]
fn letters_without_a_shape_are_named() {
    let printed = pdf(&document(vec![Block::Paragraph(Text::named("Ж ب 中"))]));
    let missing: Vec<char> = printed.unwrap().without_shape.into_iter().collect();
    assert_eq!(missing, ['中']);
}
