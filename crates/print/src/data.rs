//! A document as the template reads it: words that are only ever shown.

use korridor_account::report::{
    Block, Digits, Document, Look, Pager, Run, Section, Table, Text, Width, picture,
};
use serde::Serialize;

use crate::CELL;

/// Isolates of the Unicode bidirectional algorithm: first strong, left to right, and their end.
const FIRST_STRONG: char = '\u{2068}';
const LEFT_TO_RIGHT: char = '\u{2066}';
const POP: char = '\u{2069}';

/// The longest word that stands in one piece.
const LONGEST_WORD: usize = 24;
/// Letters of a piece of a longer one, such as a digest.
const PIECE: usize = 8;
/// A number or a time stands on one line: broken in two it could be read in another order.
const LONGEST_KEPT: usize = 24;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", content = "text", rename_all = "snake_case")]
enum Part {
    /// Letters.
    Words(String),
    /// Letters on one line.
    Kept(String),
}

type Words = Vec<Part>;

/// Two texts that belong together.
#[derive(Serialize)]
struct Pair {
    first: Words,
    second: Words,
}

#[derive(Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
enum Piece {
    Paragraph {
        words: Words,
    },
    Care {
        words: Words,
    },
    List {
        items: Vec<Words>,
    },
    Table {
        caption: Words,
        head: Vec<Words>,
        rows: Vec<Vec<Words>>,
        /// Of the longest texts of all columns but the first.
        letters: usize,
    },
    Sides {
        sides: Vec<Pair>,
    },
    Quote {
        lines: Vec<Words>,
    },
    Chart {
        svg: String,
        alt: String,
        summary: Words,
        waves: Words,
        observed: Words,
    },
    Map {
        svg: String,
        alt: String,
        caption: Words,
    },
    Files {
        files: Vec<Pair>,
    },
    Commands {
        lines: Vec<Words>,
    },
}

#[derive(Serialize)]
struct Heading {
    heading: Words,
    half: bool,
    pieces: Vec<Piece>,
}

#[derive(Serialize)]
struct Marked {
    words: Words,
    exercise: bool,
}

#[derive(Serialize)]
#[serde(tag = "is", content = "text", rename_all = "snake_case")]
enum Counting {
    Words(String),
    Page,
    Pages,
}

/// A document, told to the template.
#[derive(Serialize)]
pub struct Told {
    language: &'static str,
    right_to_left: bool,
    numbering: &'static str,
    name: String,
    title: Words,
    marks: Vec<Marked>,
    facts: Vec<Pair>,
    sections: Vec<Heading>,
    foot: Vec<Words>,
    pager: Vec<Counting>,
    #[serde(skip)]
    letters: String,
    #[serde(skip)]
    cells: usize,
}

impl Told {
    /// Of a document.
    pub fn of(document: &Document) -> Told {
        let mut teller = Teller::default();
        let mark = |(words, look)| Marked {
            words,
            exercise: look == Look::Exercise,
        };
        let marks = document.marks.iter();
        let marks: Vec<_> = marks
            .map(|mark| (teller.words(&mark.text), mark.look))
            .collect();
        Told {
            language: document.language.tag(),
            right_to_left: document.language.direction() == "rtl",
            numbering: match document.digits {
                Digits::Western => "1",
                Digits::Eastern => "\u{661}",
            },
            name: document.title.plain(),
            title: teller.words(&document.title),
            marks: marks.into_iter().map(mark).collect(),
            facts: teller.pairs(document.facts.iter().map(|(what, value)| (what, value))),
            sections: document
                .sections
                .iter()
                .map(|one| teller.section(one))
                .collect(),
            foot: teller.all(&document.foot),
            pager: document.pager.iter().map(counting).collect(),
            letters: teller.letters,
            cells: teller.cells,
        }
    }

    /// How many letters it has, cells of tables counted as some more.
    pub fn letters(&self) -> usize {
        self.letters.chars().count() + CELL * self.cells
    }

    /// Each of them.
    pub fn all_letters(&self) -> impl Iterator<Item = char> + '_ {
        self.letters.chars()
    }

    /// As the template reads it.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

fn counting(part: &Pager) -> Counting {
    match part {
        Pager::Words(words) => Counting::Words(words.clone()),
        Pager::Page => Counting::Page,
        Pager::Pages => Counting::Pages,
    }
}

/// Takes texts apart, and keeps their letters.
#[derive(Default)]
struct Teller {
    letters: String,
    cells: usize,
}

impl Teller {
    fn section(&mut self, section: &Section) -> Heading {
        Heading {
            heading: self.words(&section.heading),
            half: section.width == Width::Half,
            pieces: section.blocks.iter().map(|one| self.piece(one)).collect(),
        }
    }

    fn piece(&mut self, block: &Block) -> Piece {
        match block {
            Block::Paragraph(words) => Piece::Paragraph {
                words: self.words(words),
            },
            Block::Care(words) => Piece::Care {
                words: self.words(words),
            },
            Block::List(items) => Piece::List {
                items: self.all(items),
            },
            Block::Table(table) => self.table(table),
            Block::Sides(sides) => Piece::Sides {
                sides: self.pairs(sides.iter().map(|side| (&side.by, &side.says))),
            },
            Block::Quote(lines) => Piece::Quote {
                lines: self.all(lines),
            },
            Block::Chart(chart) => Piece::Chart {
                svg: picture(block).unwrap_or_default(),
                alt: chart.summary.plain(),
                summary: self.words(&chart.summary),
                waves: self.words(&chart.waves_label),
                observed: self.words(&chart.observed_label),
            },
            Block::Map(map) => Piece::Map {
                svg: picture(block).unwrap_or_default(),
                alt: map.summary.plain(),
                caption: match &map.attribution {
                    Some(source) => self.words(&map.caption.clone().and(&after(source))),
                    None => self.words(&map.caption),
                },
            },
            Block::Files(files) => {
                let files: Vec<(Text, &Text)> = files
                    .iter()
                    .map(|(path, says)| (Text::sign(path), says))
                    .collect();
                Piece::Files {
                    files: self.pairs(files.iter().map(|(path, says)| (path, *says))),
                }
            }
            Block::Commands(lines) => {
                let lines: Vec<Text> = lines.iter().map(|line| Text::sign(line)).collect();
                Piece::Commands {
                    lines: self.all(&lines),
                }
            }
        }
    }

    fn table(&mut self, table: &Table) -> Piece {
        self.cells += table.rows.iter().map(Vec::len).sum::<usize>();
        Piece::Table {
            caption: self.words(&table.caption),
            head: self.all(&table.head),
            rows: table.rows.iter().map(|row| self.all(row)).collect(),
            letters: letters_of(table),
        }
    }

    fn pairs<'a>(&mut self, pairs: impl Iterator<Item = (&'a Text, &'a Text)>) -> Vec<Pair> {
        let mut pair = |(first, second)| Pair {
            first: self.words(first),
            second: self.words(second),
        };
        pairs.map(&mut pair).collect()
    }

    fn all(&mut self, texts: &[Text]) -> Vec<Words> {
        texts.iter().map(|text| self.words(text)).collect()
    }

    fn words(&mut self, text: &Text) -> Words {
        let mut words = Vec::new();
        for run in text.runs() {
            let letters = shown(run.letters());
            self.letters += &letters;
            match run {
                Run::Own(_) => words.push(Part::Words(letters)),
                Run::Sign(_) if letters.chars().count() <= LONGEST_KEPT => {
                    words.push(Part::Kept(format!("{LEFT_TO_RIGHT}{letters}{POP}")));
                }
                Run::Sign(_) => isolated(&mut words, LEFT_TO_RIGHT, &letters),
                Run::Named(_) => isolated(&mut words, FIRST_STRONG, &letters),
            }
        }
        words
    }
}

/// How many letters the longest texts of its columns have together, the first column aside.
fn letters_of(table: &Table) -> usize {
    let letters = |text: &Text| text.plain().chars().count();
    let longest = |column: usize| {
        let cells = table.rows.iter().filter_map(|row| row.get(column));
        cells.chain(table.head.get(column)).map(letters).max()
    };
    (1..table.head.len()).filter_map(longest).sum()
}

fn after(source: &str) -> Text {
    Text::own(" ").and(&Text::sign(source))
}

/// Noto Sans has no minus sign; its dash of the width of a figure stands for it.
fn shown(letters: &str) -> String {
    letters.replace('\u{2212}', "\u{2013}")
}

/// Letters in a direction of their own. A word that could be wider than its column stands in pieces, between which a line
/// may end: a sign for that would be copied with the word.
fn isolated(words: &mut Words, start: char, letters: &str) {
    let mut plain = String::from(start);
    for word in letters.split_inclusive(char::is_whitespace) {
        let body = word.trim_end();
        if body.chars().count() <= LONGEST_WORD {
            plain.push_str(word);
            continue;
        }
        words.push(Part::Words(std::mem::take(&mut plain)));
        let body: Vec<char> = body.chars().collect();
        let pieces = body.chunks(PIECE).map(|piece| piece.iter().collect());
        words.extend(pieces.map(Part::Kept));
        plain.push_str(&word[word.trim_end().len()..]);
    }
    plain.push(POP);
    words.push(Part::Words(plain));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &Text) -> Words {
        Teller::default().words(text)
    }

    #[test]
    fn what_others_wrote_stands_in_isolates_and_times_on_one_line() {
        let text = Text::own("by ")
            .and(&Text::named("A"))
            .and(&Text::sign("09:00"));
        let words = [
            Part::Words("by ".to_owned()),
            Part::Words("\u{2068}A\u{2069}".to_owned()),
            Part::Kept("\u{2066}09:00\u{2069}".to_owned()),
        ];
        assert_eq!(told(&text), words);
    }

    #[test]
    fn a_line_may_end_in_a_word_without_end_and_no_letter_is_added() {
        let digest = "0123456789abcdef".repeat(4);
        let words = told(&Text::named(&format!("is {digest} now")));
        let kept = words.iter().filter(|part| matches!(part, Part::Kept(_)));
        assert_eq!(kept.count(), 8);
        let letters: String = words
            .iter()
            .map(|part| match part {
                Part::Words(letters) | Part::Kept(letters) => letters.as_str(),
            })
            .collect();
        assert_eq!(letters, format!("\u{2068}is {digest} now\u{2069}"));
        assert_eq!(told(&Text::named("short words only")).len(), 1);
    }
}
