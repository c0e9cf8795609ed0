//! What can go wrong, with its exit code and its rendering.

use std::fmt::Display;
use std::path::Path;
use std::process::ExitCode;

use clap::error::ErrorKind;
use korridor_flow::BareDefect;
use serde::Serialize;

/// Why a verb did not do what it was asked to.
#[derive(Debug)]
pub enum Failure {
    /// The input cannot be used, or the output not written: exit code 2.
    Input(Vec<Complaint>),
    /// A check or a verification says no: exit code 1.
    Refused(Vec<Complaint>),
}

/// Whether a complaint stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Error,
    Warning,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Complaint {
    pub severity: Severity,
    /// A stable word for scripts; empty if there is none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// File, line, column, feature: as exactly as it is known.
    pub place: String,
    /// What is there.
    pub found: String,
    /// What should be; empty if there is nothing to say.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub expected: String,
}

impl Complaint {
    pub fn new(place: impl Display, found: impl Display, expected: impl Display) -> Complaint {
        Complaint {
            severity: Severity::Error,
            code: String::new(),
            place: place.to_string(),
            found: found.to_string(),
            expected: expected.to_string(),
        }
    }

    pub fn coded(self, code: &str) -> Complaint {
        Complaint {
            code: code.to_owned(),
            ..self
        }
    }

    pub fn into_warning(self) -> Complaint {
        Complaint {
            severity: Severity::Warning,
            ..self
        }
    }

    /// A defect of a file of the bare problem in `folder`.
    pub fn of_bare(folder: &Path, defect: &BareDefect) -> Complaint {
        let mut place = folder.join(defect.file).display().to_string();
        if let Some(line) = defect.line {
            place += &format!(":{line}");
        }
        if let Some(column) = &defect.column {
            place += &format!(", column {column}");
        }
        Complaint::new(place, &defect.found, &defect.expected)
    }
}

impl Failure {
    /// A single complaint about the input or the output.
    pub fn input(place: impl Display, found: impl Display, expected: impl Display) -> Failure {
        Failure::Input(vec![Complaint::new(place, found, expected)])
    }

    /// What the operating system said about `path`.
    pub fn io(path: &Path, error: &std::io::Error) -> Failure {
        Failure::input(path.display(), error, "")
    }

    /// The same as wrong usage: nothing was judged.
    pub fn into_input(self) -> Failure {
        match self {
            Failure::Refused(complaints) | Failure::Input(complaints) => Failure::Input(complaints),
        }
    }

    pub fn complaints(&self) -> &[Complaint] {
        match self {
            Failure::Input(complaints) | Failure::Refused(complaints) => complaints,
        }
    }

    pub fn exit_code(&self) -> ExitCode {
        match self {
            Failure::Refused(_) => ExitCode::from(1),
            Failure::Input(_) => ExitCode::from(2),
        }
    }

    pub fn status(&self) -> &'static str {
        match self {
            Failure::Refused(_) => "refused",
            Failure::Input(_) => "unusable",
        }
    }
}

/// Prints what the parser says; `--help` and `--version` are no failures.
pub fn usage(error: &clap::Error) -> ExitCode {
    let asked = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    let json = std::env::args_os().any(|argument| argument == "--json");
    if json && !asked {
        let message = error.render().to_string();
        let message = message
            .strip_prefix("error: ")
            .unwrap_or(&message)
            .trim_end();
        let document = serde_json::json!({ "status": "usage", "message": message });
        // It ends with 2 either way.
        let _ = crate::face::print(&format!("{document:#}\n"));
    } else if let Err(failure) = crate::face::printed(error.print()) {
        crate::face::complain(&failure);
        return failure.exit_code();
    }
    if asked {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    }
}
