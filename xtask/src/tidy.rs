//! Ratchets: small things that a reviewer should not have to say twice.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{Done, root};

/// No source file is longer. This number may only fall.
const LONGEST_FILE: usize = 600;

/// Words that no file of the project says, and why.
fn forbidden_words() -> Vec<(String, &'static str)> {
    // Put together here so that this file does not contain them.
    let word = |parts: [&str; 2]| parts.concat();
    vec![
        (word(["/wo", "rk/"]), "a path of one machine"),
        (word(["dbg", "!("]), "left over from debugging"),
        (word(["todo", "!("]), "unfinished"),
        (word(["FIX", "ME"]), "unfinished"),
        (
            word(["safe corr", "idor"]),
            "korridor never says that a place is safe",
        ),
        (
            word(["safe zo", "ne"]),
            "korridor never says that a place is safe",
        ),
    ]
}

/// What a pure crate does not do: time, chance and files are arguments.
const IMPURE: [&str; 8] = [
    "std::fs",
    "std::env",
    "std::net",
    "SystemTime",
    "Instant::now",
    "println!(",
    "eprint!(",
    "std::process",
];
const PURE_CRATES: [&str; 5] = ["world", "flow", "plan", "account", "print"];

/// The one crate with unsafe code, and so with lints of its own. Nothing that is shipped depends on it.
const OWN_LINTS: &str = "disk-simulator";

pub fn tidy() -> Done {
    let mut defects = Vec::new();
    let files = files();
    for path in &files {
        let Ok(text) = fs::read_to_string(root().join(path)) else {
            continue;
        };
        file_length(path, &text, &mut defects);
        words(path, &text, &mut defects);
        purity(path, &text, &mut defects);
    }
    rooms(&mut defects);
    unsafe_rooms(&mut defects);
    if defects.is_empty() {
        eprintln!("tidy: {} files", files.len());
        return Ok(());
    }
    for defect in &defects {
        eprintln!("tidy: {defect}");
    }
    Err(format!("tidy: {} defects", defects.len()))
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

fn file_length(path: &Path, text: &str, defects: &mut Vec<String>) {
    let lines = text.lines().count();
    if has_extension(path, "rs") && lines > LONGEST_FILE {
        defects.push(format!(
            "{}: {lines} lines, at most {LONGEST_FILE}",
            path.display()
        ));
    }
}

fn words(path: &Path, text: &str, defects: &mut Vec<String>) {
    for (word, why) in forbidden_words() {
        for (number, line) in text.lines().enumerate() {
            if line.contains(&word) {
                defects.push(format!(
                    "{}:{}: {word:?}: {why}",
                    path.display(),
                    number + 1
                ));
            }
        }
    }
}

/// Test modules at the end of a file may read files; the crate itself may not.
fn purity(path: &Path, text: &str, defects: &mut Vec<String>) {
    let pure = PURE_CRATES
        .iter()
        .any(|name| path.starts_with(format!("crates/{name}/src")));
    let tests = path.components().any(|part| {
        let name = part.as_os_str().to_string_lossy();
        name == "tests" || name == "tests.rs" || name == "properties.rs" || name == "oracle.rs"
    });
    if !pure || tests || !has_extension(path, "rs") {
        return;
    }
    let own = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    for (number, line) in own.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        if let Some(found) = IMPURE.iter().find(|found| line.contains(**found)) {
            let place = format!("{}:{}", path.display(), number + 1);
            defects.push(format!(
                "{place}: {found} in a crate that takes values and bytes only"
            ));
        }
    }
}

/// Every crate is on the maps and keeps the workspace's lints.
fn rooms(defects: &mut Vec<String>) {
    let maps = ["README.md", "ARCHITECTURE.md"].map(|name| {
        (
            name,
            fs::read_to_string(root().join(name)).unwrap_or_default(),
        )
    });
    let Ok(entries) = fs::read_dir(root().join("crates")) else {
        return;
    };
    let mut crates: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    crates.sort();
    for room in crates {
        let name = room
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        for (map, text) in &maps {
            if !text.contains(&format!("`{name}`")) {
                defects.push(format!("{map}: no word of `{name}`"));
            }
        }
        let manifest = fs::read_to_string(room.join("Cargo.toml")).unwrap_or_default();
        if name != OWN_LINTS && !manifest.contains("[lints]\nworkspace = true") {
            defects.push(format!(
                "crates/{name}/Cargo.toml: does not keep the workspace's lints"
            ));
        }
    }
}

/// The crate with lints of its own is a dependency of tests only.
fn unsafe_rooms(defects: &mut Vec<String>) {
    for manifest in files().iter().filter(|path| path.ends_with("Cargo.toml")) {
        let text = fs::read_to_string(root().join(manifest)).unwrap_or_default();
        let mut table = "";
        for line in text.lines().map(str::trim) {
            if line.starts_with('[') {
                table = line;
            } else if line.starts_with("korridor-disk-simulator") && table == "[dependencies]" {
                let place = manifest.display();
                defects.push(format!(
                    "{place}: {OWN_LINTS} is for [dev-dependencies] only"
                ));
            }
        }
    }
}

/// All files that belong to the project, relative to its root, in order.
pub fn files() -> Vec<PathBuf> {
    let listed = std::process::Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output();
    let listed = listed.map(|output| output.stdout).unwrap_or_default();
    let mut files: Vec<PathBuf> = String::from_utf8_lossy(&listed)
        .lines()
        .map(PathBuf::from)
        .collect();
    files.sort();
    files
}
