//! What an importer says about a file: refusals, and what it met on the way and how it took it.

use korridor_world::{Defect, Severity};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file could not be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not what it should be; every defect that was found.
    #[error("{}", Lines(.0))]
    Invalid(Vec<Defect>),
}

impl ImportError {
    /// The defects, if it was the content that was wrong.
    pub fn defects(&self) -> &[Defect] {
        match self {
            ImportError::Io { .. } => &[],
            ImportError::Invalid(defects) => defects,
        }
    }
}

impl From<Box<Defect>> for ImportError {
    /// A refusal for one reason.
    fn from(defect: Box<Defect>) -> ImportError {
        ImportError::Invalid(vec![*defect])
    }
}

struct Lines<'a>(&'a [Defect]);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, defect) in self.0.iter().enumerate() {
            if index > 0 {
                out.write_str("\n")?;
            }
            write!(out, "{defect}")?;
        }
        Ok(())
    }
}

/// An error-grade defect of `file`.
pub(crate) fn error(
    file: &str,
    place: impl Into<String>,
    code: &str,
    found: impl Into<String>,
    expected: impl Into<String>,
) -> Defect {
    Defect {
        file: file.to_owned(),
        line: None,
        place: place.into(),
        code: code.to_owned(),
        severity: Severity::Error,
        found: found.into(),
        expected: expected.into(),
    }
}

/// A defect that ends the reading of `file`; boxed, for results should be small.
pub(crate) fn refusal(
    file: &str,
    place: impl Into<String>,
    code: &str,
    found: impl Into<String>,
    expected: impl Into<String>,
) -> Box<Defect> {
    Box::new(error(file, place, code, found, expected))
}

/// Something that an importer met, how often, and how it took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// A stable code, such as `way_with_missing_nodes`.
    pub code: &'static str,
    /// How often it was met.
    pub count: u64,
    /// The first few places, in file order.
    pub examples: Vec<String>,
    /// How it was taken.
    pub taken: &'static str,
}

/// What was read, what was kept, and what was met on the way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Nodes in the file.
    pub nodes_read: u64,
    /// Ways or links in the file.
    pub ways_read: u64,
    /// Ways or links that became part of the network.
    pub ways_kept: u64,
    findings: BTreeMap<&'static str, Finding>,
}

impl ImportReport {
    const EXAMPLES: usize = 5;

    /// Notes one occurrence; `example` is only made while examples are still wanted.
    pub(crate) fn note(
        &mut self,
        code: &'static str,
        taken: &'static str,
        example: impl FnOnce() -> String,
    ) {
        let finding = self.findings.entry(code).or_insert(Finding {
            code,
            count: 0,
            examples: Vec::new(),
            taken,
        });
        finding.count += 1;
        if finding.examples.len() < ImportReport::EXAMPLES {
            finding.examples.push(example());
        }
    }

    /// Everything that was met, by code.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.values()
    }

    /// How often `code` was met.
    pub fn count(&self, code: &str) -> u64 {
        self.findings.get(code).map_or(0, |finding| finding.count)
    }

    /// The findings as warnings about `file`.
    pub fn warnings(&self, file: &str) -> Vec<Defect> {
        let warning = |finding: &Finding| Defect {
            severity: Severity::Warning,
            ..error(
                file,
                finding.examples.join(", "),
                finding.code,
                format!("{} of these", finding.count),
                format!("none; {}", finding.taken),
            )
        };
        self.findings().map(warning).collect()
    }
}
