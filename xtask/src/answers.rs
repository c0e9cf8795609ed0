//! `cargo xtask bench answers`: what the answers and the report cost, for `docs/benchmarks.md`.

use std::process::Command;

use crate::check::data;
use crate::run::{Done, cargo, root, run, target};

/// Measures East Aleppo, and Porto Alegre where the data is at hand, and writes the table.
pub fn answers() -> Done {
    run(cargo(&[
        "build",
        "--release",
        "--quiet",
        "--package",
        "korridor-cli",
        "--bins",
    ]))?;
    let mut measure = Command::new("python3");
    measure.current_dir(root()).arg("xtask/bench/answers.py");
    measure.arg(target().join("release").join("korridor"));
    measure.arg(target().join("bench").join("answers"));
    if data().is_dir() {
        measure.arg("--data").arg(data());
    }
    run(measure)
}
