//! Everything that must hold before a change goes in.

use crate::picture::picture;
use crate::run::{Done, cargo, root, run, succeeds};
use crate::tidy::tidy;

/// Format, lints, tests, documentation, licences, tidiness. All of them run; the failures are
/// listed at the end.
pub fn check() -> Done {
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
        run(cargo(&["test", "--workspace"])),
    ];
    let failures: Vec<String> = steps.into_iter().filter_map(Result::err).collect();
    if failures.is_empty() {
        Ok(())
    } else {
        Err(failures.join("\nxtask: "))
    }
}

/// What CI runs.
pub fn test() -> Done {
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
    check()
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
