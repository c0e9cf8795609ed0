//! What a column of a table or a property of a feature is for, and features made of them.

use serde_json::Value;

use super::entry;
use crate::scenario::conform::Conformer;
use crate::scenario::node::{At, Entry, Kind, Node};

/// What a column is for.
pub enum Column {
    /// A key of the feature, or a key of the figures under it.
    Key(String, Option<&'static str>),
    /// A list; in a table it is separated by semicolons.
    List(String),
    /// Degrees east.
    Longitude,
    /// Degrees north.
    Latitude,
    /// Something else.
    Unknown,
}

/// What the column `name` is for, by the schema of a feature and its known keys.
pub fn column(name: &str, schema: &Value, known: &[&str], conformer: &Conformer<'_>) -> Column {
    match name.to_lowercase().as_str() {
        "lon" | "lng" | "longitude" if known.contains(&"at") => return Column::Longitude,
        "lat" | "latitude" if known.contains(&"at") => return Column::Latitude,
        _ => {}
    }
    if known.contains(&name) {
        let is_list = conformer.property_takes_list(schema, name);
        let name = name.to_owned();
        return if is_list {
            Column::List(name)
        } else {
            Column::Key(name, None)
        };
    }
    for figure in ["low", "best", "high", "source"] {
        let key = name
            .strip_suffix(figure)
            .and_then(|key| key.strip_suffix('_'));
        if let Some(key) = key
            && conformer.property_takes_figures(schema, key)
        {
            return Column::Key(key.to_owned(), Some(figure));
        }
    }
    Column::Unknown
}

/// A feature that is being put together.
pub struct Feature {
    at: At,
    entries: Vec<Entry>,
    longitude: Option<Node>,
    latitude: Option<Node>,
}

impl Feature {
    /// A feature without anything.
    pub fn new(at: At) -> Feature {
        Feature {
            at,
            entries: Vec::new(),
            longitude: None,
            latitude: None,
        }
    }

    /// Whether the feature has a key.
    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == key)
    }

    /// Adds the value of a column.
    pub fn add(&mut self, column: &Column, value: Node) {
        match column {
            Column::Unknown => {}
            Column::Longitude => self.longitude = Some(value),
            Column::Latitude => self.latitude = Some(value),
            Column::Key(key, figure) => self.set(key, *figure, value),
            Column::List(key) => self.set(key, None, value),
        }
    }

    /// Sets a key, or one of the figures under it.
    pub fn set(&mut self, key: &str, figure: Option<&str>, value: Node) {
        let at = value.at;
        let Some(figure) = figure else {
            self.entries.push(entry(key, value));
            return;
        };
        let one = entry(figure, value);
        let there = self.entries.iter_mut().find(|entry| entry.key == key);
        match there.map(|entry| &mut entry.value.kind) {
            Some(Kind::Table(figures)) => figures.push(one),
            // Beside a single figure the bounds stand in columns of their own.
            Some(kind @ (Kind::Cell(_) | Kind::Integer(_) | Kind::Float(_))) => {
                let best = Node {
                    at,
                    kind: kind.clone(),
                };
                *kind = Kind::Table(vec![entry("best", best), one]);
            }
            _ => self.entries.push(entry(key, Node::table(at, vec![one]))),
        }
    }

    /// Sets the id; a number is as good as a text.
    pub fn set_id(&mut self, id: &Value) {
        let text = match id {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return,
        };
        let id = Node {
            at: self.at,
            kind: Kind::Text(text),
        };
        self.entries.push(entry("id", id));
    }

    /// The feature as a node.
    pub fn finish(mut self) -> Node {
        if let (Some(longitude), Some(latitude)) = (self.longitude, self.latitude) {
            let kind = Kind::List(vec![longitude, latitude]);
            self.entries.push(entry("at", Node { at: self.at, kind }));
        }
        Node::table(self.at, self.entries)
    }
}
