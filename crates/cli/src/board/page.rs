//! Lines of the board: headings, prose that is broken at the width, and columns.

use anstyle::{AnsiColor, Style};

use crate::plain::plain;
use crate::wrap;

pub const HEADING: Style = Style::new().bold();
pub const STRONG: Style = Style::new().bold();
pub const FAINT: Style = Style::new().dimmed();
/// Blue against yellow and magenta is told apart by nearly everyone; the word says it in any case.
pub const CALM: Style = AnsiColor::Cyan.on_default().bold();
pub const CARE: Style = AnsiColor::Yellow.on_default().bold();
pub const STOP: Style = AnsiColor::Magenta.on_default().bold();
pub const MARK: Style = Style::new().bold().invert();

/// The columns that tables need.
const TABLES: usize = 72;

/// A board on its way.
pub struct Page {
    pub text: String,
    pub columns: usize,
}

impl Page {
    pub fn new(columns: usize) -> Page {
        Page {
            text: String::new(),
            columns,
        }
    }

    /// Whether tables do not fit: their rows are stacked then, as on a telephone.
    pub fn is_narrow(&self) -> bool {
        self.columns < TABLES
    }

    /// A line in a style; what is in it is made harmless.
    pub fn line(&mut self, style: Style, text: &str) {
        self.text += &format!("{style}{}{style:#}\n", plain(text));
    }

    /// Two texts at both ends of a line, or on two lines where they do not fit.
    pub fn ends(&mut self, (left_style, left): (Style, &str), (right_style, right): (Style, &str)) {
        let (left, right) = (plain(left), plain(right));
        let room = width(&left) + width(&right) + 2;
        self.text += &format!("{left_style}{left}{left_style:#}");
        match self.columns.checked_sub(room) {
            Some(gap) => self.text += &" ".repeat(gap + 2),
            None => self.text += "\n",
        }
        self.text += &format!("{right_style}{right}{right_style:#}\n");
    }

    /// A blank line, then a heading.
    pub fn heading(&mut self, text: &str, note: &str) {
        self.text += &format!("\n{HEADING}{}{HEADING:#}", plain(text));
        if !note.is_empty() {
            let room = self.columns.saturating_sub(width(text) + 2);
            match width(note) <= room {
                true => self.text += &format!("  {FAINT}{}{FAINT:#}", plain(note)),
                false => {
                    self.text += "\n";
                    self.prose(FAINT, 2, note);
                    return;
                }
            }
        }
        self.text += "\n";
    }

    /// Prose from column `indent` on.
    pub fn prose(&mut self, style: Style, indent: usize, text: &str) {
        let broken = wrap::words_in(&plain(text), self.columns, indent);
        self.text += &format!("{}{style}{broken}{style:#}\n", " ".repeat(indent));
    }

    /// Columns, each of a width; the last may be longer, and goes on below where it began. Where tables do not fit they
    /// stand below each other.
    pub fn row(&mut self, cells: &[(Style, usize, &str)]) {
        if self.is_narrow() {
            let said = cells.iter().filter(|(_, _, text)| !text.is_empty());
            for (index, (style, _, text)) in said.enumerate() {
                self.prose(*style, if index == 0 { 2 } else { 4 }, text);
            }
            return;
        }
        let Some(((last_style, _, last), before)) = cells.split_last() else {
            return;
        };
        let mut at = 0;
        for (style, wide, text) in before {
            let text = plain(text);
            let gap = wide.saturating_sub(width(&text));
            self.text += &format!("{style}{text}{style:#}{}", " ".repeat(gap.max(1)));
            at += width(&text) + gap.max(1);
        }
        let broken = wrap::words_in(&plain(last), self.columns, at);
        let line = format!("{last_style}{broken}{last_style:#}");
        self.text += &format!("{}\n", line.trim_end_matches(' '));
    }
}

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    console::measure_text_width(text)
}

/// A text cut to `columns`, with a sign that it was. It is cut between words: half an address leads nowhere.
pub fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let most = columns.saturating_sub(1);
    let mut short: String = text.chars().take(most).collect();
    let is_inside_a_word = text.chars().nth(most).is_some_and(|next| next != ' ');
    if let Some(end) = short.rfind(' ').filter(|_| is_inside_a_word) {
        short.truncate(end);
    }
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_quote_is_cut_between_words() {
        assert_eq!(
            cut("see https://example.org/a/long/address now", 20),
            "see…"
        );
        assert_eq!(cut("one two three", 8), "one two…");
        assert_eq!(cut("one two", 8), "one two");
        assert_eq!(cut("onetwothree", 8), "onetwot…");
    }
}
