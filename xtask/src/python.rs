//! Python's libraries for formats, which read what korridor writes: a virtual environment of their own under the target
//! folder, made once.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::run::{run, succeeds, target};

/// The variable that names the interpreter to the tests.
const VARIABLE: &str = "KORRIDOR_TEST_PYTHON";

/// The libraries, with what they need.
const WHOLE: [&str; 7] = [
    "libhxl==5.2.2",
    "pyarrow==26.0.1",
    "pandas==3.1.1",
    "shapely==2.2.0",
    "pyproj==3.7.2",
    "packaging",
    // libhxl uses it and does not say so.
    "six",
];
/// Without what it needs for other formats, which is as large as all the rest.
const ALONE: [&str; 1] = ["geopandas==1.2.0"];

/// Makes the environment where it is missing, and says so; else says which tests skip.
pub fn install() {
    if std::env::var_os(VARIABLE).is_some() || is_made() {
        return;
    }
    eprintln!(
        "tests need these libraries of Python: {} {}",
        WHOLE.join(" "),
        ALONE.join(" ")
    );
    if let Err(failure) = make() {
        eprintln!(
            "{failure}: the checks of exports by libhxl, pyarrow and geopandas will say that they skip"
        );
    }
}

/// Tells a command of tests about the interpreter, if there is one with the libraries.
pub fn serve(tests: &mut Command) {
    if std::env::var_os(VARIABLE).is_none() && is_made() {
        tests.env(VARIABLE, interpreter());
    }
}

fn make() -> Result<(), String> {
    let folder = folder();
    // What an interrupted run left is of no use.
    let _ = fs::remove_dir_all(&folder);
    let mut venv = Command::new("python3");
    run({
        venv.args(["-m", "venv"]).arg(&folder);
        venv
    })?;
    pip(&WHOLE, &[])?;
    pip(&ALONE, &["--no-deps"])?;
    fs::write(made(), versions()).map_err(|error| error.to_string())
}

fn pip(packages: &[&str], how: &[&str]) -> Result<(), String> {
    let mut pip = Command::new(interpreter());
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]);
    pip.args(how).args(packages);
    run(pip)
}

fn folder() -> PathBuf {
    target().join("python")
}

fn interpreter() -> PathBuf {
    folder().join("bin/python")
}

/// The file that says which versions were installed, written last.
fn made() -> PathBuf {
    folder().join("installed")
}

fn versions() -> String {
    [&WHOLE[..], &ALONE[..]].concat().join("\n")
}

fn is_made() -> bool {
    let starts = || {
        let mut python = Command::new(interpreter());
        python.args(["-c", "import hxl, pyarrow, geopandas"]);
        succeeds(python)
    };
    fs::read_to_string(made()).is_ok_and(|installed| installed == versions()) && starts()
}
