//! `korridor new`: a scenario folder to edit, from a road network and a population.

use std::fs;
use std::path::{Path, PathBuf};

use korridor_import::scenario::{
    Files, NewFile, NewNetwork, NewScenario, SCENARIO_FILE, new_scenario, read_files,
};
use korridor_world::Severity;
use serde_json::json;

use crate::arguments::NewOptions;
use crate::aside::{Aside, Existing};
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::input;
use crate::own::require_own;
use crate::plain::plain;
use crate::verb::check::of_defect;

pub fn run(options: &NewOptions, face: &Face) -> Result<(), Failure> {
    let mut aside = Aside::new();
    let existing = Existing::from_force(options.force);
    let folder = aside.folder(&options.folder, existing, SCENARIO_FILE)?;
    let sources = sources(options)?;
    let [population, network @ ..] = sources.as_slice() else {
        unreachable!("both are required")
    };
    let network = match network {
        [nodes, links] => NewNetwork::Gmns {
            nodes: nodes.new_file(),
            links: links.new_file(),
        },
        [file] => match &options.crs {
            Some(crs) => NewNetwork::Matsim {
                file: file.new_file(),
                crs,
            },
            None => NewNetwork::Osm(file.new_file()),
        },
        _ => unreachable!("the arguments demand a network"),
    };
    let id = identifier(&options.folder);
    let files = new_scenario(&NewScenario {
        id: &id,
        network,
        population: population.new_file(),
    });
    require_readable(&sources, &files)?;
    for (name, bytes) in &files {
        let written = fs::write(folder.join(name), bytes);
        written.map_err(|error| Failure::io(&options.folder.join(name), &error))?;
    }
    require_own(&options.folder, &files.keys().cloned().collect())?;
    aside.commit()?;
    let shown = plain(&options.folder.display().to_string());
    let text = format!(
        "{shown}: edit {SCENARIO_FILE}, then\n  korridor check {shown}\n  korridor plan {shown} -o out\n"
    );
    let names: Vec<&String> = files.keys().collect();
    face.answer(
        "new",
        &[],
        &text,
        json!({ "folder": options.folder, "files": names }),
    )
}

/// A file that the new scenario takes along.
struct Source {
    path: PathBuf,
    name: String,
    bytes: Vec<u8>,
}

impl Source {
    fn new_file(&self) -> NewFile<'_> {
        NewFile {
            name: &self.name,
            bytes: &self.bytes,
        }
    }
}

/// The population, then the one or two files of the network.
fn sources(options: &NewOptions) -> Result<Vec<Source>, Failure> {
    let network = options.osm.iter().chain(&options.matsim);
    let network = network
        .chain(&options.gmns_nodes)
        .chain(&options.gmns_links);
    let (mut sources, mut complaints) = (Vec::<Source>::new(), Vec::new());
    for path in std::iter::once(&options.population).chain(network) {
        match source(path) {
            Ok(source) if sources.iter().any(|other| other.name == source.name) => {
                let found = "two files of this name";
                complaints.push(Complaint::new(path.display(), found, "a name for each"));
            }
            Ok(source) => sources.push(source),
            Err(complaint) => complaints.push(complaint),
        }
    }
    if complaints.is_empty() {
        Ok(sources)
    } else {
        Err(Failure::Input(complaints))
    }
}

fn source(path: &Path) -> Result<Source, Complaint> {
    let missing = || Complaint::new(path.display(), "no such file", "a file");
    let bytes = input::read(path)?.ok_or_else(missing)?;
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    if name == SCENARIO_FILE {
        return Err(Complaint::new(
            path.display(),
            "a name that the scenario needs",
            "another",
        ));
    }
    Ok(Source {
        path: path.to_owned(),
        name,
        bytes,
    })
}

/// Refuses a network that no edit of the scenario could make readable. What is wrong with the population
/// can be said in `scenario.toml`, and so can the units of GMNS tables, by which a figure is in range or not:
/// `check` tells that.
fn require_readable(sources: &[Source], files: &Files) -> Result<(), Failure> {
    let network = sources.get(1..).unwrap_or_default();
    let depends_on_units = |code: &str| network.len() > 1 && code == "not_a_number_in_range";
    let (_, defects) = read_files(files);
    let errors = defects
        .iter()
        .filter(|defect| defect.severity == Severity::Error && !depends_on_units(&defect.code));
    let complaints = errors.filter_map(|defect| {
        let source = network.iter().find(|source| source.name == defect.file)?;
        Some(of_defect(&source.path, defect))
    });
    let complaints: Vec<Complaint> = complaints.collect();
    if complaints.is_empty() {
        Ok(())
    } else {
        Err(Failure::Input(complaints))
    }
}

/// The folder's name in lower-case letters, digits and hyphens.
fn identifier(folder: &Path) -> String {
    let name = folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    let id = words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    if id.is_empty() { "scenario".into() } else { id }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_come_from_the_folder() {
        assert_eq!(identifier(Path::new("a/My City_2 ")), "my-city-2");
        assert_eq!(identifier(Path::new("حلب")), "scenario");
    }
}
