//! Damaged input for the readers, by libFuzzer.
//!
//! The flags below are those of `cargo fuzz`, which needs a nightly compiler only for the address
//! sanitizer; there is no unsafe code of ours to sanitize, so the pinned compiler will do.

use std::path::PathBuf;
use std::process::Command;

use crate::campaign;
use crate::planted;
use crate::run::{Done, cargo, root, run};

const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares \
    -Ccodegen-units=1 -Cdebug-assertions";

/// `fuzz [TARGET] [SECONDS]`, `fuzz CAMPAIGN [COUNT] [SEED]` or `fuzz planted [ID..]`.
pub fn fuzz(arguments: &[String]) -> Done {
    if let Some(done) = campaign::campaign(arguments) {
        return done;
    }
    match arguments.split_first() {
        Some((first, ids)) if first == "planted" => planted::planted(ids),
        _ => readers(arguments),
    }
}

fn readers(arguments: &[String]) -> Done {
    let (seconds, named): (Vec<&String>, Vec<&String>) = arguments
        .iter()
        .partition(|word| word.parse::<u32>().is_ok());
    let seconds = seconds.first().map_or("60", |word| word.as_str());
    let targets = targets()?;
    let chosen = targets
        .iter()
        .filter(|target| named.is_empty() || named.contains(target));
    let mut ran = 0;
    for target in chosen {
        one(target, seconds)?;
        ran += 1;
    }
    if ran == 0 {
        let campaigns: Vec<&str> = campaign::names().collect();
        return Err(format!(
            "no such target; there are {}, and the campaigns {}, and planted",
            targets.join(", "),
            campaigns.join(", ")
        ));
    }
    Ok(())
}

fn one(target: &str, seconds: &str) -> Done {
    let corpus = folder().join("corpus").join(target);
    for made in [&corpus, &folder().join("artifacts")] {
        std::fs::create_dir_all(made).map_err(|error| format!("{}: {error}", made.display()))?;
    }
    let corpus = corpus.display().to_string();
    let (time, seeds) = (
        format!("-max_total_time={seconds}"),
        format!("{}/seeds/{target}", folder().display()),
    );
    // With a target named, the flags leave build scripts alone.
    let host = host()?;
    let mut arguments = vec!["run", "--release", "--target", &host, "--bin", target, "--"];
    arguments.extend([
        time.as_str(),
        "-max_len=65536",
        "-artifact_prefix=artifacts/",
    ]);
    arguments.extend(["-timeout=10", "-rss_limit_mb=2048", &corpus]);
    if std::path::Path::new(&seeds).is_dir() {
        arguments.push(&seeds);
    }
    let mut command = cargo(&arguments);
    command.current_dir(folder()).env("RUSTFLAGS", COVERAGE);
    run(command)
}

/// The triple of this machine, as the compiler calls it.
fn host() -> Result<String, String> {
    let output = Command::new("rustc")
        .arg("-vV")
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| "rustc does not say what machine this is".into())
}

fn folder() -> PathBuf {
    root().join("fuzz")
}

/// The names of the targets, which are the files in `fuzz/targets`.
fn targets() -> Result<Vec<String>, String> {
    let folder = folder().join("targets");
    let entries =
        std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut targets: Vec<String> = entries
        .filter_map(|entry| {
            Some(
                entry
                    .ok()?
                    .path()
                    .file_stem()?
                    .to_string_lossy()
                    .into_owned(),
            )
        })
        .collect();
    targets.sort();
    Ok(targets)
}
