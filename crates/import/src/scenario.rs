//! Scenario folders: `scenario.toml`, its layers and its network files, into a [`Scenario`] or into a
//! list of everything that is wrong with them.
//!
//! Reading has four stages: files into values with their places (`node`, `layers`), values against
//! the schema (`conform`), raw types into resolved ones (`resolve`), and last what only the whole can
//! tell (`whole`). Each stage goes on with what the one before could make sense of, so that one run
//! tells all defects.

mod conform;
mod defects;
mod files;
mod geometry;
mod layers;
mod lengths;
mod nearest;
mod network;
mod node;
mod population;
mod raw;
mod resolve;
mod scaffold;
mod schema;
mod sections;
mod text;
mod whole;

pub use files::{Files, load_folder, pack, policy_file};
pub use nearest::{expected_word, nearest};
pub use scaffold::{NewFile, NewNetwork, NewScenario, new_scenario};
pub use schema::scenario_schema;

use std::path::Path;

use korridor_world::{Defect, Scenario};

/// The file that makes a folder a scenario.
pub const SCENARIO_FILE: &str = "scenario.toml";

/// Reads the scenario in a folder. There is a scenario only if no defect is an error.
///
/// All files that `scenario.toml` names must lie in the folder.
pub fn read(folder: &Path) -> (Option<Scenario>, Vec<Defect>) {
    match load_folder(folder) {
        Ok(files) => read_files(&files),
        Err(defects) => (None, defects),
    }
}

/// Reads a scenario from its files in memory, by their paths in the folder with `/` between parts.
/// There is a scenario only if no defect is an error. Never panics, whatever the bytes.
pub fn read_files(files: &Files) -> (Option<Scenario>, Vec<Defect>) {
    let mut defects = defects::Defects::default();
    let scenario = sections::read_sections(files, &mut defects)
        .and_then(|sections| whole::resolve(&sections, files, &mut defects));
    let scenario = scenario.filter(|_| defects.errors() == 0);
    (scenario, defects.finish())
}
