//! The benchmark of `docs/benchmarks.md`.

use std::path::PathBuf;
use std::process::Command;

use crate::check::data;
use crate::run::{Done, cargo, root, run, target};
use crate::services::{self, Postgres};

/// Makes the instances, measures korridor and its peers, and writes the tables.
pub fn bench(names: &[String]) -> Done {
    let (release, instances) = instances()?;
    let mut measure = Command::new(peers("python", "requirements.txt")?);
    measure.current_dir(root()).arg("xtask/bench/run.py");
    measure
        .arg(release.join("korridor"))
        .arg(release.join("examples").join("bench_import"));
    measure.arg(&instances).arg(target().join("bench"));
    if data().is_dir() {
        measure.arg("--data").arg(data());
    }
    measure.args(names);
    run(measure)
}

/// Measures re-plans at half time against first plans, and writes their table.
pub fn replan(names: &[String]) -> Done {
    let (release, instances) = instances()?;
    let mut measure = Command::new("python3");
    measure.current_dir(root()).arg("xtask/bench/replan.py");
    measure.arg(release.join("korridor")).arg(&instances);
    measure.arg(target().join("bench").join("replan"));
    if data().is_dir() {
        measure.arg("--data").arg(data());
    }
    measure.args(names);
    run(measure)
}

/// Measures East Aleppo's answers and report, and Porto Alegre's where the data is at hand, and writes the table.
pub fn answers() -> Done {
    let mut measure = Command::new("python3");
    measure.current_dir(root()).arg("xtask/bench/answers.py");
    measure.arg(build(&["--bins"])?.join("korridor"));
    measure.arg(target().join("bench").join("answers"));
    if data().is_dir() {
        measure.arg("--data").arg(data());
    }
    run(measure)
}

/// Measures reports as PDF, beside a browser that prints the same pages where one is installed, and writes the table.
pub fn pages() -> Done {
    let mut measure = Command::new("python3");
    measure.current_dir(root()).arg("xtask/bench/pages.py");
    measure.arg(build(&["--bins"])?.join("korridor"));
    measure.arg(target().join("bench").join("pages"));
    run(measure)
}

/// Measures appends, audit, board, restore and account of a record, over PostgreSQL too where it is installed, and writes the section.
/// With `board`, only the board; the rest stays as it was measured last.
pub fn record(what: &[String]) -> Done {
    let only_board = match what {
        [] => false,
        [one] if one == "board" => true,
        _ => return Err("bench record, or bench record board".to_owned()),
    };
    let examples = [
        "build",
        "--release",
        "--quiet",
        "--package",
        "korridor-ledger",
        "--package",
        "korridor-operate",
        "--package",
        "korridor-account",
        "--features",
        "korridor-ledger/postgres",
        "--examples",
    ];
    run(cargo(&examples))?;
    let examples = target().join("release").join("examples");
    let postgres = if only_board { None } else { Postgres::start() };
    let mut measure = Command::new("python3");
    measure.current_dir(root()).arg("xtask/bench/record.py");
    measure.arg(examples.join("bench_ledger"));
    measure.arg(examples.join("bench_board"));
    measure.arg(examples.join("bench_account"));
    measure.arg(target().join("bench").join("record"));
    if only_board {
        measure.arg("--only-board");
    }
    if let Some(postgres) = &postgres {
        measure.env(services::VARIABLE, postgres.connection());
        measure.arg("--postgres");
    }
    run(measure)
}

/// Measures reading texts into claims, a bare automaton and spaCy on the same texts, and writes the section.
pub fn read() -> Done {
    let example = [
        "build",
        "--release",
        "--quiet",
        "--package",
        "korridor-intake",
        "--example",
        "bench_read",
    ];
    run(cargo(&example))?;
    let mut measure = Command::new("python3");
    measure.current_dir(root()).arg("xtask/bench/read.py");
    measure.arg(target().join("release").join("examples").join("bench_read"));
    measure.arg(peers("python-read", "requirements-read.txt")?);
    measure.arg(target().join("bench").join("read"));
    run(measure)
}

/// Builds what is measured; its folder.
fn build(what: &[&str]) -> Result<PathBuf, String> {
    let quiet = ["build", "--release", "--quiet", "--package", "korridor-cli"];
    run(cargo(&[&quiet, what].concat()))?;
    Ok(target().join("release"))
}

/// Builds what is measured and makes the instances; the folders of both.
fn instances() -> Result<(PathBuf, PathBuf), String> {
    let release = build(&["--bins", "--examples"])?;
    let instances = target().join("bench").join("instances");
    std::fs::create_dir_all(&instances).map_err(|error| error.to_string())?;
    let mut generate = Command::new(release.join("examples").join("bench_instances"));
    generate.arg(&instances);
    if data().is_dir() {
        generate.arg(data());
    }
    run(generate)?;
    Ok((release, instances))
}

/// A Python with the peers of a list in it, in a virtual environment of a name under the target folder.
fn peers(name: &str, requirements: &str) -> Result<PathBuf, String> {
    let folder = target().join("bench").join(name);
    let python = folder.join("bin").join("python");
    if !python.is_file() {
        let mut make = Command::new("python3");
        make.args(["-m", "venv"]).arg(&folder);
        run(make)?;
        let mut install = Command::new(&python);
        install.args(["-m", "pip", "install", "--quiet", "-r"]);
        install.arg(root().join("xtask/bench").join(requirements));
        run(install)?;
    }
    Ok(python)
}
