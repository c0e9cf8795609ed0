//! From a fresh machine to a proven plan of East Aleppo, 4 November 2016.

use std::process::Command;

use crate::run::{Done, cargo, root, run, target};

/// Where the plan goes.
pub const FOLDER: &str = "out/aleppo-2016";

pub fn demo() -> Done {
    run(cargo(&["build", "--release", "--package", "korridor-cli"]))?;
    let korridor = |arguments: &[&str]| {
        let mut command = Command::new(target().join("release").join("korridor"));
        command.args(arguments).current_dir(root());
        command
    };
    std::fs::create_dir_all(root().join("out")).map_err(|error| format!("out: {error}"))?;
    run(korridor(&[
        "plan",
        "scenarios/aleppo-2016",
        "-o",
        FOLDER,
        "--force",
    ]))?;
    run(korridor(&["verify", FOLDER]))?;
    eprintln!("\nOpen {FOLDER}/report.html in a browser.");
    Ok(())
}
