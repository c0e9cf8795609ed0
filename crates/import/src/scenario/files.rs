//! The files of a scenario: found, loaded and packed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use korridor_world::Defect;

use super::SCENARIO_FILE;
use super::defects::{Defects, Place};
use super::node::{Node, from_toml};
use super::text::decode;

/// Files by their path in the scenario's folder, with `/` between parts.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The largest file that is read, in bytes.
const MOST_BYTES: u64 = 4 << 30;

/// Keys of `[network]` whose values are names of files.
const NETWORK_FILES: [&str; 4] = ["file", "nodes", "links", "clip"];
/// Keys of `[population]` whose values are names of files.
const POPULATION_FILES: [&str; 2] = ["raster", "demand"];

/// The key whose value is the name of the policy table.
const POLICY: &str = "policy";

/// Loads `scenario.toml` and the files that it names. A named file that is missing is left out here
/// and told by the reader.
///
/// # Errors
/// When `scenario.toml` cannot be read, or a named file is there and cannot be read.
pub fn load_folder(folder: &Path) -> Result<Files, Vec<Defect>> {
    let mut defects = Defects::default();
    let mut files = Files::new();
    load(folder, SCENARIO_FILE, &mut files, &mut defects);
    if let Some(text) = files
        .get(SCENARIO_FILE)
        .and_then(|bytes| std::str::from_utf8(bytes).ok())
    {
        for name in named_files(&from_toml(0, text).0) {
            if is_inside(&name) && folder.join(&name).exists() {
                load(folder, &name, &mut files, &mut defects);
            }
        }
    }
    if defects.errors() == 0 {
        Ok(files)
    } else {
        Err(defects.finish())
    }
}

fn load(folder: &Path, name: &str, files: &mut Files, defects: &mut Defects) {
    let path = folder.join(name);
    let place = Place::new(name, 0, "");
    let unreadable = |found: String, defects: &mut Defects| {
        defects.error(&place, "unreadable_file", found, "a file that can be read");
    };
    match std::fs::metadata(&path) {
        // A pipe or a device may keep one waiting, or never end.
        Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => {
            return unreadable(format!("{} (a pipe or device)", path.display()), defects);
        }
        Ok(metadata) if metadata.len() > MOST_BYTES => {
            let found = format!("{} bytes", metadata.len());
            let expected = format!("at most {MOST_BYTES} bytes");
            return defects.error(&place, "file_too_large", found, expected);
        }
        _ => {}
    }
    match std::fs::read(&path) {
        Ok(bytes) => {
            files.insert(name.to_owned(), bytes);
        }
        Err(error) => unreadable(format!("{} ({error})", path.display()), defects),
    }
}

/// Whether a name stays inside the folder: no absolute path, no step up, no odd separators.
pub fn is_inside(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 1_000
        && !name.contains(['\\', '\0', ':'])
        && name
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != "..")
}

/// The files that `scenario.toml` names, without those that only look like names.
pub fn named_files(root: &Node) -> BTreeSet<String> {
    let layers = root.get("layers").map_or(&[][..], Node::entries);
    let network = root.get("network").map_or(&[][..], Node::entries);
    let population = root.get("population").map_or(&[][..], Node::entries);
    let others = network
        .iter()
        .filter(|entry| NETWORK_FILES.contains(&entry.key.as_str()));
    let others = others.chain(
        population
            .iter()
            .filter(|entry| POPULATION_FILES.contains(&entry.key.as_str())),
    );
    let values = layers.iter().chain(others).map(|entry| &entry.value);
    let values = values.chain(root.get(POLICY));
    values.filter_map(Node::text).map(str::to_owned).collect()
}

/// The policy table that a scenario names, by its path in the folder, if it names one that is there.
pub fn policy_file(files: &Files) -> Option<(String, &[u8])> {
    let text = std::str::from_utf8(files.get(SCENARIO_FILE)?).ok()?;
    let name = from_toml(0, text).0.get(POLICY)?.text()?.to_owned();
    let bytes = files.get(&name).filter(|_| is_inside(&name))?;
    Some((name, bytes))
}

/// The files that belong to a scenario, and nothing else: what a plan folder carries so that anyone
/// can read the very same scenario again. The bytes are those that were read.
pub fn pack(files: &Files) -> Files {
    let mut ignored = Defects::default();
    let bytes = files.get(SCENARIO_FILE).map_or(&[][..], Vec::as_slice);
    let text = decode(SCENARIO_FILE, bytes, &mut ignored).unwrap_or_default();
    let mut names = named_files(&from_toml(0, text).0);
    names.insert(SCENARIO_FILE.to_owned());
    let named = files.iter().filter(|(name, _)| names.contains(*name));
    named
        .map(|(name, bytes)| (name.clone(), bytes.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_outside_the_folder_is_never_meant() {
        for name in [
            "../x",
            "/etc/passwd",
            "a/../../b",
            "",
            "a//b",
            "c:\\x",
            "a\\b",
            ".",
        ] {
            assert!(!is_inside(name), "{name}");
        }
        assert!(is_inside("network/node.csv"));
    }

    #[test]
    fn a_pack_holds_what_is_named_and_nothing_else() {
        let scenario =
            "[layers]\nzones = \"z.csv\"\n[network]\nkind = \"gmns\"\nnodes = \"n.csv\"\n";
        let names = ["scenario.toml", "z.csv", "n.csv", "secret.csv"];
        let files: Files = names
            .map(|name| (name.to_owned(), scenario.as_bytes().to_vec()))
            .into();
        let packed: Vec<String> = pack(&files).into_keys().collect();
        assert_eq!(packed, ["n.csv", "scenario.toml", "z.csv"]);
    }
}
