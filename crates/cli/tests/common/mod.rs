//! A temporary folder to run the built program in.

#![allow(dead_code, reason = "each test file uses its own part")]

pub mod aleppo;
pub mod pause;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder of its own, removed at the end.
pub struct Folder(PathBuf);

/// What a run of the program left behind.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Folder {
    /// A folder with these files.
    pub fn with(files: &[(&str, &str)]) -> Folder {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("korridor-test-{}-{number}", std::process::id());
        let folder = Folder(std::env::temp_dir().join(name));
        fs::create_dir_all(&folder.0).unwrap();
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// The names of everything in it, hidden files too.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Runs the program in it.
    pub fn korridor(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_korridor"));
        let output = command
            .args(arguments)
            .current_dir(&self.0)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Run {
            code: output.status.code().expect("not ended by a signal"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays in the temporary folder harms nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Parses what `--json` printed.
pub fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Runs a script of Python over arguments, with the libraries of the formats; `None` where they are not at hand.
pub fn python(script: &str, arguments: &[&std::path::Path]) -> Option<String> {
    let Some(python) = std::env::var_os("KORRIDOR_TEST_PYTHON") else {
        eprintln!(
            "skipped: KORRIDOR_TEST_PYTHON names no python with libhxl, pyarrow and geopandas"
        );
        return None;
    };
    let mut python = std::process::Command::new(python);
    let ran = python
        .args(["-c", script])
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(
        ran.status.success(),
        "{arguments:?}: {said}{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    Some(said)
}
