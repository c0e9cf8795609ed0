//! Lines no longer than a terminal is wide. What goes to a file or another program is left as it is.

use std::io::IsTerminal;

/// Columns where nobody says how wide the terminal is.
const COLUMNS: usize = 80;
/// No narrower than this, however narrow the terminal.
const LEAST: usize = 30;

/// Columns of standard output, if it is a terminal.
pub fn output() -> Option<usize> {
    let is_terminal = std::io::stdout().is_terminal();
    is_terminal.then(|| columns(&console::Term::stdout()))
}

/// Columns of standard error, if it is a terminal.
pub fn error() -> Option<usize> {
    let is_terminal = std::io::stderr().is_terminal();
    is_terminal.then(|| columns(&console::Term::stderr()))
}

fn columns(terminal: &console::Term) -> usize {
    let columns = terminal
        .size_checked()
        .map(|(_, columns)| usize::from(columns));
    columns.filter(|columns| *columns > 0).unwrap_or(COLUMNS)
}

/// Text with its prose broken at spaces; a line that goes on is indented as it began. Rows of tables, in
/// which two spaces stand together, are left as they are.
pub fn prose(text: &str, columns: Option<usize>) -> String {
    let Some(columns) = columns else {
        return text.to_owned();
    };
    let mut wrapped = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (body, end) = match line.strip_suffix('\n') {
            Some(body) => (body, "\n"),
            None => (line, ""),
        };
        let words = body.trim_start_matches(' ');
        let indent = body.len() - words.len();
        if words.contains("  ") {
            wrapped += body;
        } else {
            wrapped += &" ".repeat(indent);
            wrapped += &words_in(words, columns, indent);
        }
        wrapped += end;
    }
    wrapped
}

/// One paragraph that begins at column `indent`, as does every line that follows.
pub fn words_in(text: &str, columns: usize, indent: usize) -> String {
    let width = columns.max(LEAST).saturating_sub(indent).max(1);
    let mut wrapped = String::with_capacity(text.len());
    let mut at = 0;
    for word in text.split(' ') {
        let letters = word.chars().count();
        if at > 0 && at + 1 + letters > width {
            wrapped.push('\n');
            wrapped += &" ".repeat(indent);
            at = 0;
        } else if !wrapped.is_empty() {
            wrapped.push(' ');
            at += 1;
        }
        wrapped += word;
        at += letters;
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_broken_at_spaces_and_tables_are_not() {
        let text =
            "HEAD\n  one two three four five six seven eight\n  a row            12    34    56\n";
        let expected = "HEAD\n  one two three four five six\n  seven eight\n  a row            12    34    56\n";
        assert_eq!(prose(text, Some(30)), expected);
        assert_eq!(prose(text, None), text);
        let long = "a".repeat(100);
        assert_eq!(prose(&long, Some(80)), long);
    }

    #[test]
    fn every_line_fits() {
        let text = "Leaving is a choice. ".repeat(40);
        for columns in 30..100 {
            let wrapped = words_in(text.trim_end(), columns, 4);
            assert!(
                wrapped
                    .lines()
                    .skip(1)
                    .all(|line| line.chars().count() <= columns)
            );
            assert_eq!(
                wrapped.split_whitespace().count(),
                text.split_whitespace().count()
            );
        }
    }
}
