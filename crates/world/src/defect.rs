//! What is wrong with a file that somebody wrote: a value, so that all of it can be told at once.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Whether a defect keeps the scenario from being planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing is planned until it is mended.
    Error,
    /// Worth a look; the scenario can be planned.
    Warning,
}

/// One thing that is wrong: where, what was found, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Defect {
    /// The file, relative to the scenario's folder.
    pub file: String,
    /// Line in the file, from 1, where it is known.
    pub line: Option<u32>,
    /// The feature, row or key, in the file's own words, such as `corridor "bustan-al-qasr", gate 1`.
    pub place: String,
    /// A stable code for scripts, such as `window_ends_before_it_starts`.
    pub code: String,
    /// Whether it keeps the scenario from being planned.
    pub severity: Severity,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

impl fmt::Display for Defect {
    /// `file:line: error[code] place: found ...; expected ...`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(formatter, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(formatter, ":{line}")?;
        }
        write!(formatter, ": {severity}[{}]", self.code)?;
        if !self.place.is_empty() {
            write!(formatter, " {}", self.place)?;
        }
        write!(
            formatter,
            ": found {}; expected {}",
            self.found, self.expected
        )
    }
}
