//! A document as Markdown: for mail, for chat, for whatever reads text.

use std::fmt::Write;

use super::document::{Block, Document, Section, Table};
use super::text::{Run, Text};
use super::voice::Language;

/// Isolates of the Unicode bidirectional algorithm: first strong, left to right, and their end.
const FIRST_STRONG: char = '\u{2068}';
const LEFT_TO_RIGHT: char = '\u{2066}';
const POP: char = '\u{2069}';

/// The text.
pub fn markdown(document: &Document) -> String {
    let page = Page(document.language);
    let mut text = String::new();
    for mark in &document.marks {
        let _ = write!(text, "**{}** ", page.text(&mark.text));
    }
    let _ = write!(text, "\n\n# {}\n\n", page.text(&document.title));
    for (what, value) in &document.facts {
        let _ = writeln!(text, "- {}: {}", page.text(what), page.text(value));
    }
    for section in &document.sections {
        page.section(&mut text, section);
    }
    text.push_str("\n---\n");
    for line in &document.foot {
        let _ = write!(text, "\n{}\n", page.text(line));
    }
    text
}

struct Page(Language);

impl Page {
    fn text(&self, text: &Text) -> String {
        let mut all = String::new();
        for run in text.runs() {
            let words = escaped(run.letters());
            match run {
                Run::Own(_) => all += &words,
                Run::Named(letters) if self.isolates(letters) => {
                    all.extend([FIRST_STRONG]);
                    all += &words;
                    all.push(POP);
                }
                Run::Sign(_) if self.0 == Language::Arabic => {
                    all.extend([LEFT_TO_RIGHT]);
                    all += &words;
                    all.push(POP);
                }
                Run::Named(_) | Run::Sign(_) => all += &words,
            }
        }
        all
    }

    /// Whether letters could run in another direction than what stands around them.
    fn isolates(&self, letters: &str) -> bool {
        self.0 == Language::Arabic || letters.chars().any(|letter| letter >= '\u{590}')
    }

    fn section(&self, text: &mut String, section: &Section) {
        let _ = write!(text, "\n## {}\n", self.text(&section.heading));
        for block in &section.blocks {
            text.push('\n');
            self.block(text, block);
        }
    }

    fn block(&self, text: &mut String, block: &Block) {
        let mut line = |line: String| {
            text.push_str(&line);
            text.push('\n');
        };
        match block {
            Block::Paragraph(words) => line(self.text(words)),
            Block::Care(words) => line(format!("**{}**", self.text(words))),
            Block::List(lines) => {
                for one in lines {
                    line(format!("- {}", self.text(one)));
                }
            }
            Block::Table(table) => line(self.table(table)),
            Block::Sides(sides) => {
                for side in sides {
                    line(format!(
                        "- {}: {}",
                        self.text(&side.by),
                        self.text(&side.says)
                    ));
                }
            }
            // A line of a quotation can be no markup of its own: each is escaped and stands behind its sign.
            Block::Quote(lines) => {
                for one in lines {
                    line(format!("> {}", self.text(one)));
                }
            }
            Block::Chart(chart) => line(self.text(&chart.summary)),
            Block::Map(map) => line(format!(
                "{} {}",
                self.text(&map.summary),
                self.text(&map.caption)
            )),
            Block::Files(files) => {
                for (path, says) in files {
                    line(format!("- `{path}` {}", self.text(says)));
                }
            }
            Block::Commands(lines) => line(format!("```\n{}\n```", lines.join("\n"))),
        }
    }

    fn table(&self, table: &Table) -> String {
        let row = |cells: &[Text]| {
            let cells: Vec<String> = cells.iter().map(|cell| self.text(cell)).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let rule = format!("|{}\n", "---|".repeat(table.head.len()));
        let rows: String = table.rows.iter().map(|cells| row(cells)).collect();
        format!(
            "{}\n\n{}{rule}{rows}",
            self.text(&table.caption),
            row(&table.head)
        )
    }
}

/// With nothing in it that is markup, in Markdown or in HTML.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '&' => escaped += "&amp;",
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '!' => {
                escaped.extend(['\\', letter]);
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}
