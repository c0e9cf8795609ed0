//! Folders of bare problems.

use std::path::Path;

use korridor_flow::{BareFiles, BareProblem, read_bare};
use korridor_import::scenario::expected_word;

use crate::failure::{Complaint, Failure};
use crate::input;

/// The files of a bare problem.
pub const FILES: [&str; 4] = ["arcs.csv", "supplies.csv", "exits.csv", "nodes.csv"];

/// Tables that korridor itself may have written beside them.
const RESULTS: [&str; 2] = ["arrivals.csv", "paths.csv"];

/// Tables in the folder that nobody reads: perhaps one whose name is misspelt.
fn unread(folder: &Path) -> Vec<Complaint> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let is_unread = |name: &String| {
        name.to_lowercase().ends_with(".csv")
            && !FILES.contains(&name.as_str())
            && !RESULTS.contains(&name.as_str())
    };
    let mut names: Vec<String> = names.filter(is_unread).collect();
    names.sort();
    let missing = FILES.into_iter().filter(|file| !folder.join(file).exists());
    let missing: Vec<&str> = missing.collect();
    let complaint = |name: &String| {
        let near = missing.iter().copied();
        let expected = expected_word("a table that is read", name, near);
        let expected = match missing.is_empty() {
            true => "the tables of the problem only".to_owned(),
            false => expected,
        };
        let found = "a table that is not read";
        Complaint::new(folder.join(name).display(), found, expected)
    };
    names.iter().map(complaint).collect()
}

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
            let mut warnings = unread(folder);
            warnings.extend(complaints(&bare.warnings));
            let warnings = warnings.into_iter().map(Complaint::into_warning).collect();
            Ok((bare, warnings))
        }
        Err(defects) => Err(Failure::Input(complaints(&defects))),
    }
}
