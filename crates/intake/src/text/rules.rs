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
    /// Of the claims that it found in texts when the rules first met them (`lexicon/met`), those that were right.
    #[serde(default)]
    pub right: u32,
    /// And those that were wrong.
    #[serde(default)]
    pub wrong: u32,
}

impl Rule {
    /// The precision that was measured, as the lower end of its 95 % interval (Wilson 1927, "Probable inference, the law of
    /// succession, and statistical inference"): a rule of which little was seen is trusted little, and none more than was seen of it. A
    /// rule of which nothing was seen has 0.
    pub fn confidence(&self) -> f64 {
        const Z: f64 = 1.959_964;
        let seen = f64::from(self.right + self.wrong);
        if seen == 0.0 {
            return 0.0;
        }
        let part = f64::from(self.right) / seen;
        let middle = part + Z * Z / (2.0 * seen);
        let spread = Z * (part * (1.0 - part) / seen + Z * Z / (4.0 * seen * seen)).sqrt();
        ((middle - spread) / (1.0 + Z * Z / seen)).clamp(0.0, 1.0)
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
