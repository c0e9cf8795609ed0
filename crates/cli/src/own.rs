//! Which files of a folder are ours, before it is replaced or written into.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use korridor_plan::{CERTIFICATE_FILE, PLAN_FILE};

use crate::failure::{Complaint, Failure};

/// Refuses a folder that holds anything but files of the names in `own`, which are relative to it,
/// with `/` between parts. A folder that does not exist holds nothing.
///
/// # Errors
/// Every other file and every empty folder in it, by name; or it cannot be listed.
pub fn require_own(folder: &Path, own: &BTreeSet<String>) -> Result<(), Failure> {
    if !folder.exists() {
        return Ok(());
    }
    let foreign = foreign(folder, own)?;
    if foreign.is_empty() {
        return Ok(());
    }
    let expected = "only files that korridor writes there: a folder with others is not replaced";
    let complaint = |path: &PathBuf| Complaint::new(path.display(), "a file of yours", expected);
    Err(Failure::Input(foreign.iter().map(complaint).collect()))
}

/// Refuses to write into a plan folder: one with a file that its plan does not name does not verify.
///
/// # Errors
/// The folder in which `target` would be, or one above it, is a plan's.
pub fn require_outside_plans(target: &Path) -> Result<(), Failure> {
    let parent = target.parent().filter(|parent| *parent != Path::new(""));
    let Ok(parent) = fs::canonicalize(parent.unwrap_or(Path::new("."))) else {
        // Whoever writes there says what is wrong with it.
        return Ok(());
    };
    let is_plan = |folder: &&Path| {
        [PLAN_FILE, CERTIFICATE_FILE]
            .iter()
            .all(|file| folder.join(file).is_file())
    };
    match parent.ancestors().find(is_plan) {
        None => Ok(()),
        Some(plan) => Err(Failure::input(
            target.display(),
            format!("a place in the plan folder {}", plan.display()),
            "a place elsewhere: a plan folder stays as it is",
        )),
    }
}

fn foreign(folder: &Path, own: &BTreeSet<String>) -> Result<Vec<PathBuf>, Failure> {
    let mut foreign = Vec::new();
    let mut left = vec![(folder.to_owned(), String::new())];
    while let Some((path, prefix)) = left.pop() {
        let io = |error: std::io::Error| Failure::io(&path, &error);
        let mut is_empty = true;
        for entry in fs::read_dir(&path).map_err(io)? {
            let entry = entry.map_err(io)?;
            is_empty = false;
            let name = entry.file_name();
            let name = name.to_str().map(|name| format!("{prefix}{name}"));
            let is_folder = entry.file_type().map_err(io)?.is_dir();
            match name {
                Some(name) if is_folder => left.push((entry.path(), name + "/")),
                Some(name) if own.contains(&name) => {}
                _ => foreign.push(entry.path()),
            }
        }
        if is_empty && !prefix.is_empty() {
            foreign.push(path);
        }
    }
    foreign.sort();
    Ok(foreign)
}
