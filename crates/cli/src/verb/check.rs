//! `korridor check`: every defect of a scenario folder at once, nothing else.

use std::path::Path;

use korridor_import::scenario::SCENARIO_FILE;
use korridor_plan::{PlanError, PlanFiles, PlanOptions};
use korridor_world::{Defect, Scenario, Severity};
use serde_json::json;

use crate::arguments::CheckOptions;
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::plain::plain;
use crate::verb::plan;

pub fn run(options: &CheckOptions, face: &Face) -> Result<(), Failure> {
    let folder = &options.scenario;
    let (scenario, packed, warnings) = plan::read(folder).map_err(|failure| match failure {
        // What makes a scenario unusable elsewhere is what a check is there to refuse.
        Failure::Input(complaints) if folder.join(SCENARIO_FILE).exists() => {
            Failure::Refused(complaints)
        }
        other => other,
    })?;
    if let Some(error) = refusal(&scenario, &packed) {
        let place = folder.join(SCENARIO_FILE);
        let complaint = Complaint::new(place.display(), error, "a scenario that can be planned");
        let complaints = std::iter::once(complaint).chain(warnings);
        return Err(Failure::Refused(complaints.collect()));
    }
    let found = match warnings.len() {
        0 => "no defects".to_owned(),
        1 => "no errors, 1 warning".to_owned(),
        count => format!("no errors, {count} warnings"),
    };
    let text = format!("{}: {found}\n", plain(&scenario.key));
    let facts = json!({ "scenario": scenario.key, "title": scenario.title });
    face.answer("check", &warnings, &text, facts)
}

/// Why the scenario cannot be planned at all, as far as that shows before anything is solved.
fn refusal(scenario: &Scenario, packed: &PlanFiles) -> Option<PlanError> {
    // Without memory the planner stops before it solves; what it says earlier is what counts.
    let nothing = PlanOptions {
        memory_limit: Some(0),
        ..PlanOptions::default()
    };
    match korridor_plan::plan(scenario, packed, &nothing, &mut |_| {}) {
        Ok(_) | Err(PlanError::TooLarge { .. }) => None,
        Err(error) => Some(error),
    }
}

/// The defects of the files in `folder`, errors first.
pub fn complaints(folder: &Path, mut defects: Vec<Defect>) -> Vec<Complaint> {
    defects.sort_by_key(|defect| defect.severity);
    defects
        .iter()
        .map(|defect| of_defect(&folder.join(&defect.file), defect))
        .collect()
}

/// A defect of the file `path`.
pub fn of_defect(path: &Path, defect: &Defect) -> Complaint {
    let mut place = path.display().to_string();
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
