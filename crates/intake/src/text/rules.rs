//! The rules by id, each with an example, a counter-example and its measured precision.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// A rule of a frame.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// The type of the claims that it finds.
    pub kind: String,
    /// A text in which it finds one.
    pub example: String,
    /// A text that looks alike and in which it finds none.
    pub counter: String,
    /// Of the claims that it found in the development texts, those that were right.
    #[serde(default)]
    pub right: u32,
    /// And those that were wrong.
    #[serde(default)]
    pub wrong: u32,
}

impl Rule {
    /// The precision that was measured, smoothed with one more right and one more wrong claim (Laplace's rule of succession): a rule of
    /// which little was seen is trusted little.
    pub fn confidence(&self) -> f64 {
        (f64::from(self.right) + 1.0) / (f64::from(self.right + self.wrong) + 2.0)
    }
}

#[derive(Deserialize)]
struct Sheet {
    rule: Vec<Rule>,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let sheet: Result<Sheet, _> = toml::from_str(include_str!("../../lexicon/rules.toml"));
    // A test reads the sheet: it is broken in no build that passes.
    sheet.map(|sheet| sheet.rule).unwrap_or_default()
});

static BY_ID: LazyLock<HashMap<&'static str, &'static Rule>> =
    LazyLock::new(|| RULES.iter().map(|rule| (rule.id.as_str(), rule)).collect());

/// All rules, in the order of their sheet.
pub fn rules() -> &'static [Rule] {
    &RULES
}

/// The rule of an id.
pub(super) fn rule(id: &str) -> Option<&'static Rule> {
    BY_ID.get(id).copied()
}
