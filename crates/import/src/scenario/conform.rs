//! Checks a file's values against the JSON Schema of the scenario, tells everything that does not
//! conform, and leaves the rest for the reader: what comes out can always be read into the raw types.

use serde_json::{Map, Value, json};

use super::defects::{Defects, Place};
use super::nearest::expected_word;
use super::node::{At, Entry, Kind, Node};

/// A schema and the names of the files that nodes refer to.
pub struct Conformer<'a> {
    /// The schema with its definitions.
    pub root: &'a Value,
    /// The files by number.
    pub files: &'a [String],
}

impl<'a> Conformer<'a> {
    /// The schema of a property of the root.
    pub fn property(&self, key: &str) -> Option<&'a Value> {
        self.root.get("properties")?.get(key)
    }

    /// Where a node stands.
    pub fn place(&self, at: At, what: &str) -> Place {
        let file = self.files.get(at.file).map_or("", String::as_str);
        Place::new(file, at.line, what)
    }

    /// The keys of an object's schema.
    pub fn keys(&self, schema: &'a Value) -> Vec<&'a str> {
        let properties = self
            .resolve(schema)
            .get("properties")
            .and_then(Value::as_object);
        properties.map_or_else(Vec::new, |map| map.keys().map(String::as_str).collect())
    }

    /// Follows references to definitions; a chain of them ends in this project's schema.
    pub fn resolve(&self, schema: &'a Value) -> &'a Value {
        let reference = schema.get("$ref").and_then(Value::as_str);
        let name = reference.and_then(|reference| reference.strip_prefix("#/$defs/"));
        match name.and_then(|name| self.root.get("$defs")?.get(name)) {
            Some(definition) => self.resolve(definition),
            None => schema,
        }
    }

    /// The schemas that a value may follow one of.
    fn alternatives(&self, schema: &'a Value) -> Vec<&'a Value> {
        let schema = self.resolve(schema);
        let list = schema
            .get("anyOf")
            .or_else(|| schema.get("oneOf"))
            .and_then(Value::as_array);
        list.map_or_else(
            || vec![schema],
            |list| list.iter().map(|one| self.resolve(one)).collect(),
        )
    }

    /// Whether a value of figures, `low`, `best` and `high`, may stand under a key of an object.
    pub fn property_takes_figures(&self, object: &'a Value, key: &str) -> bool {
        self.property_schemas(object, key).iter().any(|one| {
            one.get("properties")
                .is_some_and(|p| p.get("best").is_some())
        })
    }

    /// Whether a list that is no position may stand under a key of an object.
    pub fn property_takes_list(&self, object: &'a Value, key: &str) -> bool {
        self.property_schemas(object, key)
            .iter()
            .any(|one| types(one).contains(&"array"))
    }

    /// The schemas that the value of a key of an object may follow one of.
    fn property_schemas(&self, object: &'a Value, key: &str) -> Vec<&'a Value> {
        let properties = self.resolve(object).get("properties");
        let Some(schema) = properties.and_then(|properties| properties.get(key)) else {
            return Vec::new();
        };
        let alternatives = self.alternatives(schema);
        alternatives
            .into_iter()
            .flat_map(|one| self.alternatives(one))
            .collect()
    }

    /// The part of a value that conforms to the schema, `None` if nothing of use does; all that does
    /// not conform is told.
    pub fn conform(
        &self,
        node: &Node,
        schema: &'a Value,
        what: &str,
        defects: &mut Defects,
    ) -> Option<Value> {
        let mut alternatives = self.alternatives(schema);
        // An optional choice of a figure is an alternative of alternatives.
        if alternatives.iter().any(|one| one.get("anyOf").is_some()) {
            alternatives = alternatives
                .into_iter()
                .flat_map(|one| self.alternatives(one))
                .collect();
        }
        if let Some(words) = words(&alternatives) {
            return self.word(node, &words, what, defects);
        }
        for one in &alternatives {
            for kind in types(one) {
                if let Some(value) = self.scalar(node, kind) {
                    return self.in_range(value, one, node, what, defects);
                }
                match (&node.kind, kind) {
                    (Kind::List(items), "array") => {
                        return self.list(node, items, one, what, defects);
                    }
                    (Kind::Table(entries), "object") => {
                        return self.table(node, entries, one, what, defects);
                    }
                    _ => {}
                }
            }
        }
        if matches!(&node.kind, Kind::Float(value) if !value.is_finite()) {
            let place = self.place(node.at, what);
            defects.error(
                &place,
                "not_a_finite_number",
                node.describe(),
                "a finite number",
            );
            return None;
        }
        let expected: Vec<&str> = alternatives
            .iter()
            .flat_map(|one| types(one))
            .filter(|t| *t != "null")
            .map(in_words)
            .collect();
        defects.error(
            &self.place(node.at, what),
            "wrong_type",
            node.describe(),
            expected.join(" or "),
        );
        None
    }

    fn scalar(&self, node: &Node, kind: &str) -> Option<Value> {
        match (&node.kind, kind) {
            (Kind::Boolean(value), "boolean") => Some(json!(value)),
            (Kind::Integer(value), "integer" | "number") => Some(json!(value)),
            (Kind::Float(value), "number") if value.is_finite() => Some(json!(value)),
            (Kind::Float(value), "integer") if value.fract() == 0.0 && value.abs() < 9e15 => {
                Some(json!(*value as i64))
            }
            (Kind::Text(text), "string") => Some(json!(text)),
            (Kind::Cell(text), "string") => Some(json!(text)),
            (Kind::Cell(text), "boolean") => text.parse::<bool>().ok().map(|value| json!(value)),
            (Kind::Cell(text), "integer") => text.parse::<i64>().ok().map(|value| json!(value)),
            (Kind::Cell(text), "number") => text
                .parse::<f64>()
                .ok()
                .filter(|value| value.is_finite())
                .map(|value| json!(value)),
            (Kind::Null, "null") => Some(Value::Null),
            _ => None,
        }
    }

    fn in_range(
        &self,
        value: Value,
        schema: &Value,
        node: &Node,
        what: &str,
        defects: &mut Defects,
    ) -> Option<Value> {
        let Some(number) = value.as_f64() else {
            return Some(value);
        };
        let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
        let unsigned = schema.get("format").and_then(Value::as_str) == Some("uint32");
        let least = bound("minimum")
            .or(unsigned.then_some(0.0))
            .unwrap_or(f64::NEG_INFINITY);
        let most = bound("maximum")
            .or(unsigned.then_some(f64::from(u32::MAX)))
            .unwrap_or(f64::INFINITY);
        if (least..=most).contains(&number) {
            return Some(value);
        }
        let expected = match (least.is_finite(), most.is_finite()) {
            (true, true) => format!("a number from {least} to {most}"),
            (true, false) => format!("a number not below {least}"),
            _ => format!("a number not above {most}"),
        };
        defects.error(
            &self.place(node.at, what),
            "out_of_range",
            node.describe(),
            expected,
        );
        None
    }

    fn word(
        &self,
        node: &Node,
        words: &[&str],
        what: &str,
        defects: &mut Defects,
    ) -> Option<Value> {
        if matches!(node.kind, Kind::Null) {
            return Some(Value::Null);
        }
        let text = node.text().unwrap_or_default();
        if words.contains(&text) {
            return Some(json!(text));
        }
        let expected = expected_word("one of the known words", text, words.iter().copied());
        defects.error(
            &self.place(node.at, what),
            "unknown_word",
            node.describe(),
            expected,
        );
        None
    }

    fn list(
        &self,
        node: &Node,
        items: &[Node],
        schema: &'a Value,
        what: &str,
        defects: &mut Defects,
    ) -> Option<Value> {
        let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
        let length = items.len() as u64;
        if bound("minItems").is_some_and(|least| length < least)
            || bound("maxItems").is_some_and(|most| length > most)
        {
            let least = bound("minItems").unwrap_or(0);
            defects.error(
                &self.place(node.at, what),
                "wrong_length",
                node.describe(),
                format!("a list of {least}"),
            );
            return None;
        }
        let item_schema = schema.get("items")?;
        let mut values = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let name = item.get("id").and_then(Node::text);
            let what = match name {
                Some(name) => format!("{what} {name:?}"),
                None => format!("{what}[{}]", index + 1),
            };
            values.extend(self.conform(item, item_schema, &what, defects));
        }
        // A position with a broken number is no position.
        let whole = bound("minItems").is_none_or(|least| values.len() as u64 >= least);
        whole.then_some(Value::Array(values))
    }

    fn table(
        &self,
        node: &Node,
        entries: &[Entry],
        schema: &'a Value,
        what: &str,
        defects: &mut Defects,
    ) -> Option<Value> {
        let empty = Map::new();
        let properties = schema
            .get("properties")
            .and_then(Value::as_object)
            .unwrap_or(&empty);
        let mut map = Map::new();
        for entry in entries {
            let what = if what.is_empty() {
                entry.key.clone()
            } else {
                format!("{what}, {}", entry.key)
            };
            if let Kind::Geometry(geometry) = &entry.value.kind {
                map.insert("__geometry".to_owned(), geometry.clone());
            } else if let Some(property) = properties.get(&entry.key) {
                if let Some(value) = self.conform(&entry.value, property, &what, defects) {
                    map.insert(entry.key.clone(), value);
                }
            } else {
                let known = properties.keys().map(String::as_str);
                let expected = expected_word("a known key", &entry.key, known);
                defects.error(
                    &self.place(entry.at, &what),
                    "unknown_key",
                    format!("{:?}", entry.key),
                    expected,
                );
            }
        }
        let required = schema.get("required").and_then(Value::as_array);
        let mut whole = true;
        for key in required.into_iter().flatten().filter_map(Value::as_str) {
            if map.get(key).is_none_or(Value::is_null) {
                whole = false;
                // A key that is there and broken has been told.
                if node.get(key).is_none() {
                    let property = properties.get(key);
                    let mut expected = self.meaning(property);
                    if let Some(words) = property.and_then(|one| self.known_words(one)) {
                        let words: Vec<_> = words.iter().map(|word| format!("{word:?}")).collect();
                        expected += &format!(" Known words: {}", words.join(", "));
                    }
                    if node.at.file != 0 && what.starts_with("zones") {
                        expected += OTHERWISE_CALLED;
                    }
                    defects.error(
                        &self.place(node.at, what),
                        "missing_key",
                        format!("no {key:?}"),
                        expected,
                    );
                }
            }
        }
        map.insert("__line".to_owned(), json!(node.at.line));
        let file = self.files.get(node.at.file).map_or("", String::as_str);
        map.insert("__file".to_owned(), json!(file));
        whole.then_some(Value::Object(map))
    }

    /// The words that a property, or each entry of its list, may be.
    fn known_words(&self, property: &'a Value) -> Option<Vec<&'a str>> {
        let alternatives = self.alternatives(property);
        let items = alternatives.iter().filter_map(|one| one.get("items"));
        words(&alternatives).or_else(|| {
            items
                .filter_map(|items| words(&self.alternatives(items)))
                .next()
        })
    }

    /// What a property means, in the words of the schema.
    pub fn meaning(&self, property: Option<&'a Value>) -> String {
        let described = |schema: &'a Value| schema.get("description").and_then(Value::as_str);
        let text = property.and_then(|p| described(p).or_else(|| described(self.resolve(p))));
        text.map_or_else(|| "it".to_owned(), |text| text.replace('\n', " "))
    }
}

/// Where the name of a zone's property can be given.
const OTHERWISE_CALLED: &str =
    " If the file calls it otherwise: [population] columns = { id = \"NAME\" }";

/// The words of an enumeration, if all alternatives are words or nothing.
fn words<'a>(alternatives: &[&'a Value]) -> Option<Vec<&'a str>> {
    let mut words = Vec::new();
    for one in alternatives {
        if let Some(word) = one.get("const").and_then(Value::as_str) {
            words.push(word);
        } else if let Some(list) = one.get("enum").and_then(Value::as_array) {
            words.extend(list.iter().filter_map(Value::as_str));
        } else if let Some(list) = one.get("oneOf").and_then(Value::as_array) {
            words.extend(
                list.iter()
                    .filter_map(|one| one.get("const").and_then(Value::as_str)),
            );
        } else if types(one) != ["null"] {
            return None;
        }
    }
    (!words.is_empty()).then_some(words)
}

/// The types that a schema names.
fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn in_words(kind: &str) -> &'static str {
    match kind {
        "boolean" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        "string" => "a text",
        "array" => "a list",
        _ => "a table",
    }
}
