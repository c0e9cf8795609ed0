//! Where two versions of a file first differ.

use serde_json::Value;

use super::Finding;

/// At most so much of a value is quoted.
const MOST_QUOTED: usize = 120;

/// The first difference: a pointer into JSON, a line and column of CSV, or a byte.
pub fn first_difference(file: &str, found: &[u8], expected: &[u8]) -> Finding {
    if file.ends_with("json") {
        let values = (
            serde_json::from_slice(found),
            serde_json::from_slice(expected),
        );
        match values {
            (Ok(found), Ok(expected)) => {
                if let Some((pointer, found, expected)) = in_json(String::new(), &found, &expected)
                {
                    return Finding::new(file, &pointer, found, expected);
                }
            }
            (Err(error), _) => return Finding::new(file, "", error, "JSON"),
            _ => {}
        }
    }
    in_lines(file, found, expected)
}

fn in_json(pointer: String, found: &Value, expected: &Value) -> Option<(String, String, String)> {
    match (found, expected) {
        (Value::Object(a), Value::Object(b)) => {
            let keys = a.keys().chain(b.keys().filter(|key| !a.contains_key(*key)));
            for key in keys {
                let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                match (a.get(key), b.get(key)) {
                    (Some(a), Some(b)) => {
                        if let Some(difference) = in_json(pointer, a, b) {
                            return Some(difference);
                        }
                    }
                    (Some(a), None) => return Some((pointer, quoted(a), "no such key".to_owned())),
                    (None, Some(b)) => return Some((pointer, "no such key".to_owned(), quoted(b))),
                    (None, None) => {}
                }
            }
            None
        }
        (Value::Array(a), Value::Array(b)) => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                if let Some(difference) = in_json(format!("{pointer}/{index}"), a, b) {
                    return Some(difference);
                }
            }
            let items = |list: &[Value]| format!("{} items", list.len());
            (a.len() != b.len()).then(|| (pointer, items(a), items(b)))
        }
        _ => (found != expected).then(|| (pointer, quoted(found), quoted(expected))),
    }
}

fn quoted(value: &Value) -> String {
    shortened(&value.to_string())
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= MOST_QUOTED {
        return text.to_owned();
    }
    let start: String = text.chars().take(MOST_QUOTED).collect();
    format!("{start}...")
}

fn in_lines(file: &str, found: &[u8], expected: &[u8]) -> Finding {
    let mut lines = (
        found.split(|b| *b == b'\n'),
        expected.split(|b| *b == b'\n'),
    );
    let text = |line: &[u8]| shortened(&String::from_utf8_lossy(line));
    for number in 1.. {
        match (lines.0.next(), lines.1.next()) {
            (Some(a), Some(b)) if a == b => {}
            (Some(a), Some(b)) => {
                let place = format!("line {number}");
                return Finding::new(file, &place, text(a), text(b));
            }
            (Some(a), None) => {
                return Finding::new(
                    file,
                    &format!("line {number}"),
                    text(a),
                    "the end of the file",
                );
            }
            (None, Some(b)) => {
                return Finding::new(
                    file,
                    &format!("line {number}"),
                    "the end of the file",
                    text(b),
                );
            }
            (None, None) => break,
        }
    }
    Finding::new(
        file,
        "",
        "other bytes",
        "the bytes that the plan was written with",
    )
}
