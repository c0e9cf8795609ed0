//! A value in a file together with the place where it stands, whatever the format of the file.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Where a value stands: the number of its file in the reader's list, and its line, from 1; line 0 is
/// not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// The number of the file.
    pub file: usize,
    /// The line.
    pub line: u32,
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where it stands.
    pub at: At,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Nothing.
    Null,
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number, not-a-number and infinities included.
    Float(f64),
    /// A text, or a date and time.
    Text(String),
    /// A cell of a table without types: a text that may be a number.
    Cell(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and values in the order of the file.
    Table(Vec<Entry>),
    /// A geometry, judged by those who know geometry.
    Geometry(serde_json::Value),
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub at: At,
    /// The value.
    pub value: Node,
}

impl Node {
    /// A table from entries.
    pub fn table(at: At, entries: Vec<Entry>) -> Node {
        Node {
            at,
            kind: Kind::Table(entries),
        }
    }

    /// The entries of a table; empty for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Table(entries) => entries,
            _ => &[],
        }
    }

    /// The value of a key of a table.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries()
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.value)
    }

    /// The text of a text or a cell.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) | Kind::Cell(text) => Some(text),
            _ => None,
        }
    }

    /// What it is, in words and short, for a message.
    pub fn describe(&self) -> String {
        match &self.kind {
            Kind::Null => "nothing".to_owned(),
            Kind::Boolean(value) => value.to_string(),
            Kind::Integer(value) => value.to_string(),
            Kind::Float(value) => value.to_string(),
            Kind::Text(text) | Kind::Cell(text) => quoted(text),
            Kind::List(items) => format!("a list of {}", items.len()),
            Kind::Table(_) => "a table".to_owned(),
            Kind::Geometry(_) => "a geometry".to_owned(),
        }
    }
}

/// A text in quotes, cut short if it is long.
pub fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return format!("{text:?}");
    }
    let start: String = text.chars().take(LONGEST).collect();
    format!("{start:?}...")
}

/// The lines of a file: where each starts.
struct Lines {
    file: usize,
    starts: Vec<usize>,
}

impl Lines {
    fn of(file: usize, text: &str) -> Lines {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0)
            .chain(breaks.map(|(index, _)| index + 1))
            .collect();
        Lines { file, starts }
    }

    fn at(&self, offset: usize) -> At {
        let line = self.starts.partition_point(|start| *start <= offset);
        At {
            file: self.file,
            line: u32::try_from(line).unwrap_or(u32::MAX),
        }
    }
}

/// A syntax error and where it is.
pub struct SyntaxError {
    /// Where it is.
    pub at: At,
    /// What is wrong.
    pub message: String,
}

/// Reads TOML, as much of it as can be read, with all its syntax errors.
pub fn from_toml(file: usize, text: &str) -> (Node, Vec<SyntaxError>) {
    let lines = Lines::of(file, text);
    let (table, errors) = DeTable::parse_recoverable(text);
    let errors = errors.iter().map(|error| SyntaxError {
        at: error
            .span()
            .map_or(At { file, line: 0 }, |span| lines.at(span.start)),
        message: error.message().to_owned(),
    });
    let at = lines.at(table.span().start);
    (toml_table(table.get_ref(), at, &lines), errors.collect())
}

fn toml_table(table: &DeTable<'_>, at: At, lines: &Lines) -> Node {
    let mut entries: Vec<(usize, Entry)> = Vec::new();
    for (key, value) in table {
        let start = key.span().start;
        let key_at = lines.at(start);
        let key: &Cow<'_, str> = key.get_ref();
        let value = toml_value(value, lines);
        entries.push((
            start,
            Entry {
                key: key.to_string(),
                at: key_at,
                value,
            },
        ));
    }
    entries.sort_by_key(|(start, _)| *start);
    Node::table(at, entries.into_iter().map(|(_, entry)| entry).collect())
}

fn toml_value(value: &Spanned<DeValue<'_>>, lines: &Lines) -> Node {
    let at = lines.at(value.span().start);
    let kind = match value.get_ref() {
        DeValue::String(text) => Kind::Text(text.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(value) => Kind::Integer(value),
            // Too long for a whole number: as a float it fails the range that is expected.
            Err(_) => Kind::Float(number.as_str().parse().unwrap_or(f64::INFINITY)),
        },
        DeValue::Float(number) => Kind::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Kind::Boolean(*value),
        DeValue::Datetime(value) => Kind::Text(value.to_string()),
        DeValue::Array(items) => {
            Kind::List(items.iter().map(|item| toml_value(item, lines)).collect())
        }
        DeValue::Table(table) => return toml_table(table, at, lines),
    };
    Node { at, kind }
}

/// A JSON value as a node; JSON tells no lines.
pub fn from_json(at: At, value: &serde_json::Value) -> Node {
    use serde_json::Value;
    let kind = match value {
        Value::Null => Kind::Null,
        Value::Bool(value) => Kind::Boolean(*value),
        Value::Number(number) => match number.as_i64() {
            Some(value) => Kind::Integer(value),
            None => Kind::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Value::String(text) => Kind::Text(text.clone()),
        Value::Array(items) => Kind::List(items.iter().map(|item| from_json(at, item)).collect()),
        Value::Object(map) => {
            let entry = |(key, value): (&String, &Value)| Entry {
                key: key.clone(),
                at,
                value: from_json(at, value),
            };
            Kind::Table(map.iter().map(entry).collect())
        }
    };
    Node { at, kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_values_know_their_lines_and_keep_their_order() {
        let (node, errors) = from_toml(
            0,
            "b = 1\r\na = [1.5,\n nan]\n[[t]]\nat = 2016-11-04T09:00:00\n",
        );
        assert!(errors.is_empty());
        let keys: Vec<_> = node
            .entries()
            .iter()
            .map(|e| (e.key.as_str(), e.at.line))
            .collect();
        assert_eq!(keys, [("b", 1), ("a", 2), ("t", 4)]);
        let Kind::List(items) = &node.get("a").unwrap().kind else {
            panic!()
        };
        assert_eq!(
            (items[0].kind.clone(), items[1].at.line),
            (Kind::Float(1.5), 3)
        );
        let Kind::List(tables) = &node.get("t").unwrap().kind else {
            panic!()
        };
        assert_eq!(
            tables[0].get("at").unwrap().text(),
            Some("2016-11-04T09:00:00")
        );
    }

    #[test]
    fn all_syntax_errors_are_told_with_their_lines() {
        let (node, errors) = from_toml(0, "a = \nb = 2\nc = [1\n");
        assert!(errors.iter().any(|error| error.at.line == 1), "line 1");
        assert!(errors.len() >= 2);
        assert_eq!(
            node.get("b").map(|b| b.kind.clone()),
            Some(Kind::Integer(2))
        );
    }

    #[test]
    fn a_number_too_long_for_a_whole_number_stays_a_number() {
        let (node, _) = from_toml(0, "a = 99999999999999999999999\n");
        assert_eq!(node.get("a").unwrap().kind, Kind::Float(1e23));
    }
}
