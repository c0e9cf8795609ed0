//! `korridor check`: every defect of a scenario folder at once, nothing else.

use std::path::Path;

use korridor_world::{Defect, Scenario, Severity};
use serde_json::json;

use crate::arguments::CheckOptions;
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::input;

pub fn run(options: &CheckOptions, face: &Face) -> Result<(), Failure> {
    let folder = &options.scenario;
    let (scenario, warnings) = read(folder).map_err(|failure| match failure {
        // What makes a scenario unusable elsewhere is what a check is there to refuse.
        Failure::Input(complaints) if folder.is_dir() => Failure::Refused(complaints),
        other => other,
    })?;
    let text = format!("{}: no defects\n", scenario.key);
    let facts = json!({ "scenario": scenario.key, "title": scenario.title });
    face.answer("check", &warnings, &text, facts);
    Ok(())
}

/// Reads the scenario in `folder`, with its warnings.
///
/// # Errors
/// All defects of all files, the warnings after the errors.
fn read(folder: &Path) -> Result<(Scenario, Vec<Complaint>), Failure> {
    input::require_folder(folder)?;
    let (scenario, defects) = korridor_import::scenario::read(folder);
    let found = complaints(folder, defects);
    match scenario {
        Some(scenario) => Ok((scenario, found)),
        None => Err(Failure::Input(found)),
    }
}

/// The defects of the files in `folder`, errors first.
pub fn complaints(folder: &Path, mut defects: Vec<Defect>) -> Vec<Complaint> {
    defects.sort_by_key(|defect| defect.severity);
    defects
        .iter()
        .map(|defect| of_defect(folder, defect))
        .collect()
}

/// A defect of a file in `folder`.
fn of_defect(folder: &Path, defect: &Defect) -> Complaint {
    let mut place = folder.join(&defect.file).display().to_string();
    if let Some(line) = defect.line {
        place += &format!(":{line}");
    }
    if !defect.place.is_empty() {
        place += &format!(", {}", defect.place);
    }
    let complaint = Complaint::new(place, &defect.found, &defect.expected).coded(&defect.code);
    match defect.severity {
        Severity::Error => complaint,
        Severity::Warning => complaint.into_warning(),
    }
}
