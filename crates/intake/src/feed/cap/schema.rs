//! Whether an alert is of the schema: every constraint of the XML Schema of CAP 1.2 (OASIS, 2010), judged by a table.

use super::super::bytes::short;
use super::super::xml::{Attribute, Node};
use super::super::{MOST_REFUSED, Refused};

const SIGNATURES: &str = "http://www.w3.org/2000/09/xmldsig#";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// What an element holds.
#[derive(Clone, Copy)]
enum Holds {
    Text,
    OneOf(&'static [&'static str]),
    Time,
    Language,
    Uri,
    Integer,
    Decimal,
    Parts(&'static [Part]),
}

/// How often an element stands.
#[derive(Clone, Copy, PartialEq)]
enum Often {
    Once,
    AtMostOnce,
    OnceOrMore,
    Any,
}

struct Part(&'static str, Often, Holds);

use Holds::{Decimal, Integer, Language, OneOf, Parts, Text, Time, Uri};
use Often::{Any, AtMostOnce, Once, OnceOrMore};

pub(super) const STATUSES: &[&str] = &["Actual", "Exercise", "System", "Test", "Draft"];
pub(super) const TYPES: &[&str] = &["Alert", "Update", "Cancel", "Ack", "Error"];
pub(super) const SCOPES: &[&str] = &["Public", "Restricted", "Private"];
pub(super) const CATEGORIES: &[&str] = &[
    "Geo",
    "Met",
    "Safety",
    "Security",
    "Rescue",
    "Fire",
    "Health",
    "Env",
    "Transport",
    "Infra",
    "CBRNE",
    "Other",
];
pub(super) const RESPONSES: &[&str] = &[
    "Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None",
];
pub(super) const URGENCIES: &[&str] = &["Immediate", "Expected", "Future", "Past", "Unknown"];
pub(super) const SEVERITIES: &[&str] = &["Extreme", "Severe", "Moderate", "Minor", "Unknown"];
pub(super) const CERTAINTIES: &[&str] = &["Observed", "Likely", "Possible", "Unlikely", "Unknown"];

const PAIR: &[Part] = &[Part("valueName", Once, Text), Part("value", Once, Text)];
const RESOURCE: &[Part] = &[
    Part("resourceDesc", Once, Text),
    Part("mimeType", Once, Text),
    Part("size", AtMostOnce, Integer),
    Part("uri", AtMostOnce, Uri),
    Part("derefUri", AtMostOnce, Text),
    Part("digest", AtMostOnce, Text),
];
const AREA: &[Part] = &[
    Part("areaDesc", Once, Text),
    Part("polygon", Any, Text),
    Part("circle", Any, Text),
    Part("geocode", Any, Parts(PAIR)),
    Part("altitude", AtMostOnce, Decimal),
    Part("ceiling", AtMostOnce, Decimal),
];
const INFO: &[Part] = &[
    Part("language", AtMostOnce, Language),
    Part("category", OnceOrMore, OneOf(CATEGORIES)),
    Part("event", Once, Text),
    Part("responseType", Any, OneOf(RESPONSES)),
    Part("urgency", Once, OneOf(URGENCIES)),
    Part("severity", Once, OneOf(SEVERITIES)),
    Part("certainty", Once, OneOf(CERTAINTIES)),
    Part("audience", AtMostOnce, Text),
    Part("eventCode", Any, Parts(PAIR)),
    Part("effective", AtMostOnce, Time),
    Part("onset", AtMostOnce, Time),
    Part("expires", AtMostOnce, Time),
    Part("senderName", AtMostOnce, Text),
    Part("headline", AtMostOnce, Text),
    Part("description", AtMostOnce, Text),
    Part("instruction", AtMostOnce, Text),
    Part("web", AtMostOnce, Uri),
    Part("contact", AtMostOnce, Text),
    Part("parameter", Any, Parts(PAIR)),
    Part("resource", Any, Parts(RESOURCE)),
    Part("area", Any, Parts(AREA)),
];
const ALERT: &[Part] = &[
    Part("identifier", Once, Text),
    Part("sender", Once, Text),
    Part("sent", Once, Time),
    Part("status", Once, OneOf(STATUSES)),
    Part("msgType", Once, OneOf(TYPES)),
    Part("source", AtMostOnce, Text),
    Part("scope", Once, OneOf(SCOPES)),
    Part("restriction", AtMostOnce, Text),
    Part("addresses", AtMostOnce, Text),
    Part("code", Any, Text),
    Part("note", AtMostOnce, Text),
    Part("references", AtMostOnce, Text),
    Part("incidents", AtMostOnce, Text),
    Part("info", Any, Parts(INFO)),
];

/// Everything in which an alert is not of the schema; empty if it is.
pub(super) fn judge(alert: &Node) -> Vec<Refused> {
    let mut judge = Judge {
        refused: Vec::new(),
    };
    judge.parts(alert, "alert", ALERT);
    judge.refused
}

struct Judge {
    refused: Vec<Refused>,
}

impl Judge {
    fn refuse(
        &mut self,
        node: &Node,
        path: &str,
        code: &'static str,
        found: String,
        expected: String,
    ) {
        if self.refused.len() < MOST_REFUSED {
            let place = format!("line {}, {path}", node.line);
            self.refused
                .push(Refused::new(place, code, found, expected));
        }
    }

    fn attributes(&mut self, node: &Node, path: &str) {
        let hints = ["schemaLocation", "noNamespaceSchemaLocation"];
        let other = |attribute: &&Attribute| {
            attribute.namespace != INSTANCE || !hints.contains(&attribute.name.as_str())
        };
        if let Some(other) = node.attributes.iter().find(other) {
            let found = format!("the attribute {}", short(&other.name));
            self.refuse(node, path, "cap_schema", found, "no attribute".to_owned());
        }
    }

    fn parts(&mut self, node: &Node, path: &str, parts: &'static [Part]) {
        self.attributes(node, path);
        if !node.text.trim().is_empty() {
            let found = format!("text between elements: {:?}", short(node.text.trim()));
            self.refuse(node, path, "cap_schema", found, "elements only".to_owned());
        }
        let mut at = 0;
        let mut count = 0;
        let mut signed = false;
        for child in &node.children {
            if path == "alert" && child.namespace == SIGNATURES {
                signed = true;
                continue;
            }
            let found = parts[at.min(parts.len())..]
                .iter()
                .position(|part| part.0 == child.name && child.namespace == node.namespace)
                .map(|further| at + further);
            let Some(found) = found.filter(|_| !signed) else {
                let expected = expected(parts, at, count);
                self.refuse(
                    child,
                    path,
                    "cap_schema",
                    format!("<{}>", short(&child.name)),
                    expected,
                );
                return;
            };
            if found != at {
                let missing = parts[at..found].iter().enumerate().find(|(further, part)| {
                    matches!(part.1, Once | OnceOrMore) && !(*further == 0 && count > 0)
                });
                if let Some((_, part)) = missing {
                    let expected = format!("<{}> before it", part.0);
                    self.refuse(
                        child,
                        path,
                        "cap_schema",
                        format!("<{}>", child.name),
                        expected,
                    );
                    return;
                }
                (at, count) = (found, 0);
            }
            if count > 0 && matches!(parts[at].1, Once | AtMostOnce) {
                let found = format!("a second <{}>", child.name);
                self.refuse(child, path, "cap_schema", found, "one at most".to_owned());
                return;
            }
            count += 1;
            self.one(
                child,
                &format!("{path}/{}[{count}]", child.name),
                parts[at].2,
            );
        }
        let rest = parts.iter().enumerate().skip(at);
        let missing = rest.filter(|(index, part)| {
            matches!(part.1, Once | OnceOrMore) && !(*index == at && count > 0)
        });
        if let Some((_, part)) = missing.into_iter().next() {
            let expected = format!("<{}>", part.0);
            self.refuse(
                node,
                path,
                "cap_schema",
                format!("<{}> without it", node.name),
                expected,
            );
        }
    }

    fn one(&mut self, node: &Node, path: &str, holds: Holds) {
        if let Parts(parts) = holds {
            return self.parts(node, path, parts);
        }
        self.attributes(node, path);
        if let Some(child) = node.children.first() {
            self.refuse(
                node,
                path,
                "cap_schema",
                format!("<{}>", short(&child.name)),
                "text only".to_owned(),
            );
            return;
        }
        let text = node.text.as_str();
        let collapsed = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        let shown = format!("{:?}", short(text));
        let schema = "cap_schema";
        match holds {
            OneOf(values) if !values.contains(&text) => {
                self.refuse(
                    node,
                    path,
                    schema,
                    shown,
                    format!("one of {}", values.join(", ")),
                );
            }
            Time => {
                if let Err((code, expected)) = time(&collapsed) {
                    self.refuse(node, path, code, shown, expected.to_owned());
                }
            }
            // An empty language is the schema's own, en-US.
            Language if !collapsed.is_empty() && !is_language(&collapsed) => {
                self.refuse(
                    node,
                    path,
                    schema,
                    shown,
                    "a language such as en-US".to_owned(),
                );
            }
            Integer if !is_integer(&collapsed) => {
                self.refuse(node, path, schema, shown, "a whole number".to_owned());
            }
            Decimal if !is_decimal(&collapsed) => {
                self.refuse(
                    node,
                    path,
                    schema,
                    shown,
                    "a decimal number, with a point".to_owned(),
                );
            }
            _ => {}
        }
    }
}

fn expected(parts: &[Part], at: usize, count: usize) -> String {
    let mut names = Vec::new();
    for (index, part) in parts.iter().enumerate().skip(at) {
        let full = index == at && count > 0 && matches!(part.1, Once | AtMostOnce);
        if !full {
            names.push(format!("<{}>", part.0));
        }
        let needed = matches!(part.1, Once | OnceOrMore) && !(index == at && count > 0);
        if needed {
            break;
        }
    }
    match names.is_empty() {
        true => "nothing more".to_owned(),
        false => names.join(" or "),
    }
}

/// `2016-11-04T14:05:00+02:00`: a day that exists, with an offset and never Z.
pub(super) fn time(text: &str) -> Result<(), (&'static str, &'static str)> {
    const FORM: &str = "a time with its offset, such as 2016-11-04T14:05:00+02:00";
    let malformed = Err(("cap_schema", FORM));
    let bytes = text.as_bytes();
    if !text.is_ascii() || bytes.len() < 19 {
        return malformed;
    }
    let punctuation = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if punctuation.iter().any(|(at, sign)| bytes[*at] != *sign) {
        return malformed;
    }
    match &bytes[19..] {
        b"" => return Err(("time_without_offset", FORM)),
        b"Z" => return Err(("time_with_z", "an offset; +00:00 for UTC, never Z")),
        [b'+' | b'-', _, _, b':', _, _] => {}
        _ => return malformed,
    }
    let number = |from: usize, digits: usize| {
        let digits = &bytes[from..from + digits];
        digits.iter().try_fold(0u32, |sum, digit| {
            digit
                .is_ascii_digit()
                .then(|| sum * 10 + u32::from(digit - b'0'))
        })
    };
    let read = || {
        Some([
            number(0, 4)?,
            number(5, 2)?,
            number(8, 2)?,
            number(11, 2)?,
            number(14, 2)?,
            number(17, 2)?,
            number(20, 2)?,
            number(23, 2)?,
        ])
    };
    let Some([year, month, day, hour, minute, second, off_hour, off_minute]) = read() else {
        return malformed;
    };
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    if year == 0 || !(1..=days).contains(&day) {
        return Err(("time_never_was", "a day that exists"));
    }
    let midnight = hour == 24 && minute == 0 && second == 0;
    let offset = off_hour < 14 && off_minute < 60 || off_hour == 14 && off_minute == 0;
    match (hour < 24 && minute < 60 && second < 60 || midnight) && offset {
        true => Ok(()),
        false => Err(("time_never_was", "a time of day and an offset that exist")),
    }
}

fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let fits = |part: &str, usable: fn(&u8) -> bool| {
        (1..=8).contains(&part.len()) && part.as_bytes().iter().all(usable)
    };
    fits(first, u8::is_ascii_alphabetic) && parts.all(|part| fits(part, u8::is_ascii_alphanumeric))
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_decimal(text: &str) -> bool {
    let number = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    digits > 0
        && number.matches('.').count() <= 1
        && number.len() - digits == number.matches('.').count()
}
