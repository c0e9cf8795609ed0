//! Reading a policy table: everything that is wrong with it at once, the nearest known word beside an unknown one.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::{Field, Grain, PolicyFault, ProfileTable, Tlp};

/// How alike two words must be for one to be offered for the other.
const ALIKE: f64 = 0.75;
/// Keys of the file.
const HEAD: [&str; 4] = ["format", "version", "country", "profiles"];
/// Keys of a profile.
const KEYS: [&str; 6] = [
    "tlp",
    "time",
    "grid_metres",
    "rounding",
    "smallest_cell",
    "fields",
];
/// Profiles.
const PROFILES: [&str; 5] = [
    "strictly-confidential",
    "confidential",
    "internal",
    "party",
    "public",
];

/// A file as it was read.
#[derive(Debug, Default)]
pub(super) struct File {
    /// The country, as a public release names it.
    pub country: Option<String>,
    /// Tables that it gives, by profile.
    pub profiles: BTreeMap<String, ProfileTable>,
    /// What is wrong with it.
    pub faults: Vec<PolicyFault>,
}

/// Reads a file.
pub(super) fn file(text: &str) -> File {
    let mut file = File::default();
    match toml::from_str::<Table>(text) {
        Ok(table) => file.take(&table),
        Err(error) => {
            let found = error.to_string().trim().to_owned();
            let expected = "a policy table, as korridor account --policy-table prints one";
            file.fault("policy", found, expected);
        }
    }
    file
}

/// What was expected instead of an unknown word.
fn known(what: &str, word: &str, all: &[&str]) -> String {
    let likeness = |one: &&str| strsim::jaro_winkler(&word.to_lowercase(), one);
    let nearest = all
        .iter()
        .copied()
        .max_by(|one, other| likeness(one).total_cmp(&likeness(other)))
        .filter(|one| likeness(one) >= ALIKE);
    match nearest {
        Some(nearest) => format!("{what}; did you mean {nearest:?}?"),
        None => format!("{what}: {}", all.join(", ")),
    }
}

/// A value as it is told.
fn shown(value: Option<&Value>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(Value::String(text)) => format!("{text:?}"),
        Some(Value::Integer(number)) => number.to_string(),
        Some(Value::Float(number)) => number.to_string(),
        Some(Value::Boolean(truth)) => truth.to_string(),
        Some(Value::Datetime(time)) => time.to_string(),
        Some(Value::Array(_)) => "a list".to_owned(),
        Some(Value::Table(_)) => "a table".to_owned(),
    }
}

impl File {
    fn fault(
        &mut self,
        place: impl Into<String>,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) {
        self.faults.push(PolicyFault::new(place, found, expected));
    }

    fn take(&mut self, table: &Table) {
        self.only("", table, &HEAD);
        let format = table.get("format").and_then(Value::as_str);
        let version = table.get("version").and_then(Value::as_integer);
        if (format, version) != (Some("korridor-policy"), Some(1)) {
            let found = format!(
                "format {}, version {}",
                shown(table.get("format")),
                shown(table.get("version"))
            );
            self.fault("format", found, "format \"korridor-policy\", version 1");
        }
        match table.get("country") {
            None => {}
            Some(Value::String(country)) => self.country = Some(country.clone()),
            Some(other) => self.fault("country", shown(Some(other)), "a name in quotes"),
        }
        match table.get("profiles") {
            None => self.fault(
                "profiles",
                "nothing",
                "[profiles.NAME] for at least one profile",
            ),
            Some(Value::Table(profiles)) => {
                for (name, value) in profiles {
                    self.profile(name, value);
                }
            }
            Some(other) => self.fault("profiles", shown(Some(other)), "[profiles.NAME]"),
        }
    }

    /// Tells keys that are not known.
    fn only(&mut self, place: &str, table: &Table, all: &[&str]) {
        for key in table.keys().filter(|key| !all.contains(&key.as_str())) {
            let expected = known("a known key", key, all);
            self.fault(format!("{place}{key}"), "no such key", expected);
        }
    }

    fn profile(&mut self, name: &str, value: &Value) {
        let place = format!("profiles.{name}");
        if !PROFILES.contains(&name) {
            let expected = known("a profile", name, &PROFILES);
            return self.fault(place, "no such profile", expected);
        }
        let Value::Table(table) = value else {
            return self.fault(place, shown(Some(value)), "a table");
        };
        let before = self.faults.len();
        self.only(&format!("{place}."), table, &KEYS);
        let tlp: Option<Tlp> = self.required(
            &place,
            table,
            "tlp",
            "RED, AMBER+STRICT, AMBER, GREEN or CLEAR",
        );
        let time: Option<Grain> =
            self.required(&place, table, "time", "second, hour, day or month");
        let rounding: Option<u64> = self.required(&place, table, "rounding", "a whole number");
        let smallest_cell: Option<u64> =
            self.required(&place, table, "smallest_cell", "a whole number");
        let grid_metres: Option<u32> = match table.contains_key("grid_metres") {
            true => self.required(&place, table, "grid_metres", "a whole number of metres"),
            false => None,
        };
        let fields = self.fields(&place, table);
        let (Some(tlp), Some(time), Some(rounding), Some(smallest_cell)) =
            (tlp, time, rounding, smallest_cell)
        else {
            return;
        };
        let read = ProfileTable {
            tlp,
            time,
            grid_metres,
            rounding,
            smallest_cell,
            fields,
        };
        self.faults.extend(super::faults_of(name, &read));
        if self.faults.len() == before {
            self.profiles.insert(name.to_owned(), read);
        }
    }

    fn required<T: DeserializeOwned>(
        &mut self,
        place: &str,
        table: &Table,
        key: &str,
        expected: &str,
    ) -> Option<T> {
        let value = table.get(key);
        let read = value.cloned().and_then(|value| value.try_into().ok());
        if read.is_none() {
            self.fault(format!("{place}.{key}"), shown(value), expected);
        }
        read
    }

    fn fields(&mut self, place: &str, table: &Table) -> BTreeSet<Field> {
        let place = format!("{place}.fields");
        let Some(Value::Array(list)) = table.get("fields") else {
            let found = shown(table.get("fields"));
            self.fault(place, found, "a list of fields, [] for none");
            return BTreeSet::new();
        };
        let words: Vec<String> = Field::ALL.into_iter().map(Field::word).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut fields = BTreeSet::new();
        for value in list {
            match value.clone().try_into::<Field>() {
                Ok(field) => {
                    fields.insert(field);
                }
                Err(_) => {
                    let expected = known("a field", value.as_str().unwrap_or_default(), &words);
                    self.fault(&place, shown(Some(value)), expected);
                }
            }
        }
        fields
    }
}
