//! Folders of bare problems.

use std::path::Path;

use korridor_flow::{BareFiles, BareProblem, read_bare};

use crate::failure::{Complaint, Failure};
use crate::input;

/// The files of a bare problem.
pub const FILES: [&str; 4] = ["arcs.csv", "supplies.csv", "exits.csv", "nodes.csv"];

/// Reads the bare problem in `folder`, with its warnings.
///
/// # Errors
/// All defects of all files.
pub fn read(folder: &Path, horizon: u32) -> Result<(BareProblem, Vec<Complaint>), Failure> {
    input::require_folder(folder)?;
    let mut unreadable = Vec::new();
    let mut bytes = |name: &str| {
        input::read(&folder.join(name)).unwrap_or_else(|complaint| {
            unreadable.push(complaint);
            None
        })
    };
    let (arcs, supplies) = (bytes(FILES[0]), bytes(FILES[1]));
    let (exits, nodes) = (bytes(FILES[2]), bytes(FILES[3]));
    if !unreadable.is_empty() {
        return Err(Failure::Input(unreadable));
    }
    let files = BareFiles {
        arcs: arcs.as_deref(),
        supplies: supplies.as_deref(),
        exits: exits.as_deref(),
        nodes: nodes.as_deref(),
    };
    let complaints = |defects: &[korridor_flow::BareDefect]| {
        defects
            .iter()
            .map(|defect| Complaint::of_bare(folder, defect))
            .collect::<Vec<_>>()
    };
    match read_bare(&files, horizon) {
        Ok(bare) => {
            let warnings = complaints(&bare.warnings);
            let warnings = warnings.into_iter().map(Complaint::into_warning).collect();
            Ok((bare, warnings))
        }
        Err(defects) => Err(Failure::Input(complaints(&defects))),
    }
}
