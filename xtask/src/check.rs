//! Everything that must hold before a change goes in.

use std::process::Command;

use crate::picture::picture;
use crate::python;
use crate::run::{Done, cargo, root, run, succeeds};
use crate::services::{self, Postgres};
use crate::tidy::tidy;

/// Format, lints, tests, documentation, licences, tidiness. All of them run; the failures are
/// listed at the end.
pub fn check() -> Done {
    all(None)
}

fn all(postgres: Option<&Postgres>) -> Done {
    let mut documentation = cargo(&["doc", "--workspace", "--no-deps", "--quiet"]);
    documentation.env("RUSTDOCFLAGS", "-D warnings");
    let lints = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ];
    let steps = [
        tidy(),
        run(cargo(&["fmt", "--all", "--check"])),
        run(cargo(&lints)),
        run(documentation),
        licences(),
        run(tests(&[], postgres)),
    ];
    let failures: Vec<String> = steps.into_iter().filter_map(Result::err).collect();
    if failures.is_empty() {
        Ok(())
    } else {
        Err(failures.join("\nxtask: "))
    }
}

/// What CI runs: everything, after installing what is missing, and with a PostgreSQL server for the shared store.
/// With names of packages only their tests.
pub fn test(packages: &[String]) -> Done {
    for (tool, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if !succeeds(cargo(&[tool, "--version"])) {
            return Err(format!(
                "cargo {tool} is missing: rustup component add {component}"
            ));
        }
    }
    if !data().is_dir() {
        eprintln!(
            "no real input at {}: tests that need it say that they skip",
            data().display()
        );
    }
    services::install();
    python::install();
    // One that somebody named already is used, and left running.
    let named = std::env::var_os(services::VARIABLE).is_some();
    let postgres = if named { None } else { Postgres::start() };
    if packages.is_empty() {
        all(postgres.as_ref())
    } else {
        run(tests(packages, postgres.as_ref()))
    }
}

/// The tests of some packages, or of all: over the shared store too, where a server is at hand.
fn tests(packages: &[String], postgres: Option<&Postgres>) -> Command {
    let mut tests = cargo(&["test", "--workspace"]);
    if !packages.is_empty() {
        // The command line turns on the shared store; without it, it would not be built.
        tests = cargo(&["test", "--features", "korridor-ledger/postgres"]);
        tests.args(packages.iter().flat_map(|package| ["-p", package]));
    }
    if let Some(postgres) = postgres {
        postgres.serve(&mut tests);
    }
    python::serve(&mut tests);
    tests
}

/// Where real input is looked for, if anywhere.
pub fn data() -> std::path::PathBuf {
    match std::env::var_os("KORRIDOR_DATA") {
        Some(folder) => root().join(folder),
        None => root().join("../shared/data"),
    }
}

/// Writes the stored expectations of the tests and the README's picture anew.
pub fn bless() -> Done {
    picture()?;
    let mut tests = cargo(&["test", "--workspace"]);
    tests.env("KORRIDOR_BLESS", "1").env("UPDATE_EXPECT", "1");
    run(tests)
}

/// Licences and sources of the dependencies, by the rules of `deny.toml`. Not offline: those for other
/// platforms may not have been fetched yet.
fn licences() -> Done {
    if succeeds(cargo(&["deny", "--version"])) {
        return run(cargo(&[
            "deny", "--locked", "check", "bans", "licenses", "sources",
        ]));
    }
    eprintln!(
        "\ncargo deny is not installed: licences were not checked (cargo install cargo-deny)"
    );
    Ok(())
}
