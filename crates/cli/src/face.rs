//! What a person or a script sees.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use serde_json::{Map, Value};

use crate::arguments::Arguments;
use crate::failure::{Complaint, Failure, Severity};
use crate::plain::{plain, plain_json, plain_lines};
use crate::wrap;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const FAINT: Style = Style::new().dimmed();

/// How much is said, and to whom.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// To a person.
    Text,
    /// To a person who wants to hear of defects only.
    Quiet,
    /// To a script.
    Json,
}

/// The terminal, or the script, at the other end.
pub struct Face {
    manner: Manner,
}

impl Face {
    pub fn new(arguments: &Arguments) -> Face {
        let json = arguments.json.as_deref() == Some(Path::new("-"));
        let manner = match (json, arguments.quiet) {
            (true, _) => Manner::Json,
            (false, true) => Manner::Quiet,
            (false, false) => Manner::Text,
        };
        Face { manner }
    }

    /// Whether somebody is watching who wants to see progress.
    pub fn is_watched(&self) -> bool {
        self.manner == Manner::Text && std::io::stderr().is_terminal()
    }

    /// Whether a script is at the other end, which reads the facts and no text.
    pub fn is_script(&self) -> bool {
        self.manner == Manner::Json
    }

    /// The answer of a verb: `text` for a person, `facts` for a script.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn answer(
        &self,
        verb: &str,
        warnings: &[Complaint],
        text: &str,
        facts: Value,
    ) -> Result<(), Failure> {
        match self.manner {
            Manner::Text => {
                warn(warnings);
                print(&wrap::prose(&plain_lines(text), wrap::output()))
            }
            Manner::Quiet => {
                warn(warnings);
                Ok(())
            }
            Manner::Json => {
                let mut document = start(verb, "done");
                if !warnings.is_empty() {
                    document.insert("warnings".into(), complaints(warnings));
                }
                if let Value::Object(facts) = facts {
                    document.extend(facts);
                }
                print(&document_text(document))
            }
        }
    }

    /// As [`Face::answer`], of a text with styles that is as wide as it is meant to be and in which everything that
    /// came from elsewhere is harmless already.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn show(&self, verb: &str, styled: &str, facts: Value) -> Result<(), Failure> {
        self.show_with(verb, &[], styled, facts)
    }

    /// As [`Face::show`], with warnings before it.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn show_with(
        &self,
        verb: &str,
        warnings: &[Complaint],
        styled: &str,
        facts: Value,
    ) -> Result<(), Failure> {
        match self.manner {
            Manner::Text => {
                warn(warnings);
                let mut out = anstream::stdout().lock();
                printed(out.write_all(styled.as_bytes()).and_then(|()| out.flush()))
            }
            Manner::Quiet | Manner::Json => self.answer(verb, warnings, "", facts),
        }
    }

    /// A line on standard error beside an answer that has to stay as it is.
    pub fn remark(&self, text: &str) {
        if self.manner == Manner::Text {
            say(&plain(text));
        }
    }

    /// Why a verb failed.
    pub fn fail(&self, verb: &str, failure: &Failure) {
        if self.manner == Manner::Json {
            let mut document = start(verb, failure.status());
            document.insert("defects".into(), complaints(failure.complaints()));
            if print(&document_text(document)).is_ok() {
                return;
            }
            // The script hears nothing; perhaps somebody reads standard error.
        }
        complain(failure);
    }
}

fn start(verb: &str, status: &str) -> Map<String, Value> {
    let mut document = Map::new();
    document.insert("verb".into(), verb.into());
    document.insert("status".into(), status.into());
    document
}

fn document_text(document: Map<String, Value>) -> String {
    plain_json(&format!("{:#}\n", Value::Object(document)))
}

/// All complaints on standard error.
pub fn complain(failure: &Failure) {
    for complaint in failure.complaints() {
        report(complaint);
    }
    let errors = failure
        .complaints()
        .iter()
        .filter(|each| each.severity == Severity::Error);
    match errors.count() {
        0 | 1 => {}
        errors => say(&format!("{FAINT}{errors} errors{FAINT:#}")),
    }
}

fn complaints(complaints: &[Complaint]) -> Value {
    serde_json::to_value(complaints).unwrap_or_default()
}

fn warn(warnings: &[Complaint]) {
    const SHOWN: usize = 20;
    for warning in warnings.iter().take(SHOWN) {
        report(warning);
    }
    if warnings.len() > SHOWN {
        let more = warnings.len() - SHOWN;
        say(&format!(
            "{WARNING}warning{WARNING:#}: {more} more like these; --json lists them all"
        ));
    }
}

fn report(complaint: &Complaint) {
    let (kind, style) = match complaint.severity {
        Severity::Error => ("error", ERROR),
        Severity::Warning => ("warning", WARNING),
    };
    let code = match complaint.code.as_str() {
        "" => String::new(),
        code => format!("{FAINT}[{}]{FAINT:#}", plain(code)),
    };
    const INDENT: usize = 12;
    let columns = wrap::error();
    let wrapped = |text: &str| match columns {
        Some(columns) => wrap::words_in(&plain(text), columns, INDENT),
        None => plain(text),
    };
    let mut text = format!(
        "{style}{kind}{style:#}{code}: {}\n",
        plain(&complaint.place)
    );
    text += &format!("     {FAINT}found{FAINT:#}  {}", wrapped(&complaint.found));
    if !complaint.expected.is_empty() {
        text += &format!(
            "\n  {FAINT}expected{FAINT:#}  {}",
            wrapped(&complaint.expected)
        );
    }
    say(&text);
}

/// A line on standard error.
fn say(text: &str) {
    // Nobody is left to tell if standard error is closed.
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// Text on standard output. A reader that has gone away (`| head`) is no error.
///
/// # Errors
/// What the operating system says, for example that the disk is full.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    printed(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// What came of writing standard output.
///
/// # Errors
/// Every error but that the reader has gone away.
pub fn printed(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::input("standard output", error, ""))
        }
        _ => Ok(()),
    }
}
