//! Planted bugs: each is put into a copy of the workspace, and the tests named for it must turn red.
//!
//! The lists are `crates/*/tests/planted.toml`. Each entry is a `[[planted]]` table of strings: `id`; `file`, from the root;
//! `find`, which must stand there exactly once; `replace`; `package`; `target`, which is `lib` or the name of a file in
//! `tests`; `tests`, the filters, with spaces between them; and, where the usual number of cases is too small, `count`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::run::{Done, cargo, root, target};
use crate::services::{self, Postgres};
use crate::tidy::files;

/// Of a hundred planted bugs, so many must be caught.
const CAUGHT_AT_LEAST: usize = 95;
/// Tests that run longer than this hang, which is red too.
const LONGEST_RUN: Duration = Duration::from_secs(120);

/// One bug to plant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Planted {
    id: String,
    file: String,
    find: String,
    replace: String,
    package: String,
    target: String,
    tests: String,
    count: String,
}

/// What became of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Caught,
    Hung,
    NotCaught,
    DoesNotCompile,
}

/// `planted [ID..]`.
pub fn planted(ids: &[String]) -> Done {
    let all = lists()?;
    let chosen: Vec<&Planted> = all
        .iter()
        .filter(|one| ids.is_empty() || ids.contains(&one.id))
        .collect();
    if chosen.is_empty() {
        return Err("no such planted bug".to_owned());
    }
    services::install();
    let postgres = Postgres::start();
    let runner = Runner {
        copy: copy_workspace()?,
        postgres: postgres.as_ref(),
    };
    runner.green_without(&chosen)?;
    let mut outcomes = Vec::new();
    for one in &chosen {
        let started = Instant::now();
        let outcome = runner.plant(one)?;
        eprintln!(
            "{:16} {:5.0} s  {}",
            said(outcome),
            started.elapsed().as_secs_f64(),
            one.id
        );
        outcomes.push((one, outcome));
    }
    judge(&outcomes)
}

fn said(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Caught => "caught",
        Outcome::Hung => "caught (hung)",
        Outcome::NotCaught => "NOT CAUGHT",
        Outcome::DoesNotCompile => "DOES NOT COMPILE",
    }
}

fn judge(outcomes: &[(&&Planted, Outcome)]) -> Done {
    let is_caught = |outcome: &Outcome| matches!(outcome, Outcome::Caught | Outcome::Hung);
    let caught = outcomes
        .iter()
        .filter(|(_, outcome)| is_caught(outcome))
        .count();
    eprintln!("\n{caught} of {} planted bugs caught", outcomes.len());
    for (one, outcome) in outcomes.iter().filter(|(_, outcome)| !is_caught(outcome)) {
        eprintln!("{}: {} ({})", one.id, said(*outcome), one.file);
    }
    if outcomes
        .iter()
        .any(|(_, outcome)| *outcome == Outcome::DoesNotCompile)
    {
        return Err("a planted bug that does not compile shows nothing: mend the list".to_owned());
    }
    if caught * 100 < CAUGHT_AT_LEAST * outcomes.len() {
        return Err(format!(
            "fewer than {CAUGHT_AT_LEAST} in a hundred planted bugs were caught"
        ));
    }
    Ok(())
}

/// Where bugs are planted, and the server that tests may use.
struct Runner<'a> {
    copy: PathBuf,
    postgres: Option<&'a Postgres>,
}

impl Runner<'_> {
    /// The tests that are to turn red are green as things are; otherwise red would say nothing.
    fn green_without(&self, chosen: &[&Planted]) -> Done {
        let copy = &self.copy;
        let targets: BTreeSet<(&str, &str)> = chosen
            .iter()
            .map(|one| (&*one.package, &*one.target))
            .collect();
        for (package, target) in targets {
            let of_target = chosen
                .iter()
                .filter(|one| one.package == package && one.target == target);
            let tests: BTreeSet<&str> = of_target
                .flat_map(|one| one.tests.split_whitespace())
                .collect();
            let program = build(package, target, copy)?
                .ok_or_else(|| format!("{package} {target} does not compile"))?;
            let tests: Vec<&str> = tests.into_iter().collect();
            match self.test(&program, &copy.join(folder_of(package)), &tests, "")? {
                Outcome::NotCaught => eprintln!(
                    "green without planted bugs: {package} {target} {}",
                    tests.join(" ")
                ),
                _ => {
                    return Err(format!(
                        "{package} {target} {}: red without any planted bug",
                        tests.join(" ")
                    ));
                }
            }
        }
        Ok(())
    }

    /// Plants one, builds, runs its tests, and takes it out again.
    fn plant(&self, one: &Planted) -> Result<Outcome, String> {
        let copy = &self.copy;
        let path = copy.join(&one.file);
        let failed = |error: std::io::Error| format!("{}: {error}", path.display());
        let sound = fs::read_to_string(&path).map_err(failed)?;
        fs::write(&path, sound.replacen(&one.find, &one.replace, 1)).map_err(failed)?;
        let outcome = match build(&one.package, &one.target, copy) {
            Ok(Some(program)) => {
                let tests: Vec<&str> = one.tests.split_whitespace().collect();
                self.test(
                    &program,
                    &copy.join(folder_of(&one.package)),
                    &tests,
                    &one.count,
                )
            }
            Ok(None) => Ok(Outcome::DoesNotCompile),
            Err(failure) => Err(failure),
        };
        fs::write(&path, sound).map_err(failed)?;
        outcome
    }

    /// Runs the tests; red is what is hoped for.
    fn test(
        &self,
        program: &Path,
        folder: &Path,
        tests: &[&str],
        count: &str,
    ) -> Result<Outcome, String> {
        let failed = |error: std::io::Error| format!("{}: {error}", program.display());
        let mut command = Command::new(program);
        if !count.is_empty() {
            command.env("KORRIDOR_COUNT", count);
        }
        if let Some(postgres) = self.postgres {
            postgres.serve(&mut command);
        }
        let mut child = command
            .args(tests)
            .current_dir(folder)
            .env("CARGO_MANIFEST_DIR", folder)
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let started = Instant::now();
        loop {
            if let Some(status) = child.try_wait().map_err(failed)? {
                return Ok(if status.success() {
                    Outcome::NotCaught
                } else {
                    Outcome::Caught
                });
            }
            if started.elapsed() > LONGEST_RUN {
                child.kill().and_then(|()| child.wait()).map_err(failed)?;
                return Ok(Outcome::Hung);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// `korridor-ledger` lies in `crates/ledger`.
fn folder_of(package: &str) -> String {
    format!("crates/{}", package.trim_start_matches("korridor-"))
}

/// The test program of a target, or nothing if it does not compile.
fn build(package: &str, target: &str, copy: &Path) -> Result<Option<PathBuf>, String> {
    let mut command = cargo(&["test", "--no-run", "--color=never", "-p", package]);
    if package == "korridor-ledger" {
        command.args(["--features", "korridor-ledger/postgres"]);
    }
    match target {
        "lib" => command.arg("--lib"),
        file => command.args(["--test", file]),
    };
    command
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", copy.join("../target"));
    let output = command.output().map_err(|error| error.to_string())?;
    let told = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        let compiler = told.lines().any(|line| line.starts_with("error"));
        return if compiler {
            Ok(None)
        } else {
            Err(told.into_owned())
        };
    }
    let line = told
        .lines()
        .find(|line| line.trim_start().starts_with("Executable"));
    let path = line.and_then(|line| Some(line.rsplit_once('(')?.1.trim_end_matches(')')));
    path.map(|path| Some(copy.join(path)))
        .ok_or_else(|| format!("cargo does not say what it built:\n{told}"))
}

/// The project's files as they are now. What has not changed is left alone, so that it need not be built again.
fn copy_workspace() -> Result<PathBuf, String> {
    let copy = target().join("planted/workspace");
    let files = files();
    remove_others(&copy, &copy, &files)?;
    for file in files {
        let (from, to) = (root().join(&file), copy.join(&file));
        let Ok(bytes) = fs::read(&from) else { continue };
        if fs::read(&to).is_ok_and(|there| there == bytes) {
            continue;
        }
        let folder = to.parent().unwrap_or(&copy);
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&to, bytes));
        written.map_err(|error| format!("{}: {error}", to.display()))?;
    }
    Ok(copy)
}

/// Takes away what an earlier copy had and the project has no more: a leftover module or test would be built too.
fn remove_others(copy: &Path, folder: &Path, files: &[PathBuf]) -> Done {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let own = path.strip_prefix(copy).unwrap_or(&path);
        if path.is_dir() {
            remove_others(copy, &path, files)?;
        } else if !root().join(own).exists() || !files.iter().any(|file| file == own) {
            fs::remove_file(&path).map_err(failed)?;
        }
    }
    Ok(())
}

/// All lists of the project.
fn lists() -> Result<Vec<Planted>, String> {
    let mut all = Vec::new();
    for file in files()
        .iter()
        .filter(|path| path.ends_with("tests/planted.toml"))
    {
        let failed = |error: String| format!("{}: {error}", file.display());
        let text =
            fs::read_to_string(root().join(file)).map_err(|error| failed(error.to_string()))?;
        all.extend(parse(&text).map_err(failed)?);
    }
    Ok(all)
}

/// The little of TOML that a list needs: tables of strings.
fn parse(text: &str) -> Result<Vec<Planted>, String> {
    let mut list: Vec<Planted> = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let defect = |what: &str| format!("line {}: {what}: {line:?}", number + 1);
        match line.trim() {
            "" => continue,
            comment if comment.starts_with('#') => continue,
            "[[planted]]" => {
                list.push(Planted::default());
                continue;
            }
            _ => {}
        }
        let (key, value) = line
            .split_once(" = ")
            .ok_or_else(|| defect("expected KEY = STRING"))?;
        let value = match value {
            "'''" => {
                let rest: Vec<&str> = lines
                    .by_ref()
                    .map(|(_, line)| line)
                    .take_while(|line| *line != "'''")
                    .collect();
                rest.join("\n")
            }
            one => {
                let literal = one
                    .strip_prefix('\'')
                    .and_then(|rest| rest.strip_suffix('\''));
                let basic = one
                    .strip_prefix('"')
                    .and_then(|rest| rest.strip_suffix('"'));
                let plain = basic.filter(|text| !text.contains(['\\', '"']));
                literal
                    .or(plain)
                    .ok_or_else(|| defect("expected a string without escapes"))?
                    .to_owned()
            }
        };
        let last = list
            .last_mut()
            .ok_or_else(|| defect("expected [[planted]] first"))?;
        *last.field(key).ok_or_else(|| defect("unknown key"))? = value;
    }
    Ok(list)
}

impl Planted {
    fn field(&mut self, key: &str) -> Option<&mut String> {
        Some(match key {
            "id" => &mut self.id,
            "file" => &mut self.file,
            "find" => &mut self.find,
            "replace" => &mut self.replace,
            "package" => &mut self.package,
            "target" => &mut self.target,
            "tests" => &mut self.tests,
            "count" => &mut self.count,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_planted_bug_still_has_its_place() {
        let all = lists().unwrap();
        let ids: BTreeSet<&String> = all.iter().map(|one| &one.id).collect();
        assert_eq!(ids.len(), all.len(), "an id stands twice");
        for one in &all {
            let text = fs::read_to_string(root().join(&one.file)).unwrap_or_default();
            assert_eq!(
                text.matches(&one.find).count(),
                1,
                "{}: {:?} in {}",
                one.id,
                one.find,
                one.file
            );
            assert_ne!(one.find, one.replace, "{}", one.id);
            let named = [&one.id, &one.package, &one.target, &one.tests];
            assert!(named.iter().all(|field| !field.is_empty()), "{one:?}");
        }
    }

    #[test]
    fn a_list_is_read_and_anything_else_is_refused() {
        let text = "# why\n[[planted]]\nid = \"a\"\nfind = '''\none\n  two\n'''\nreplace = 'it is \"x\"'\n";
        let read = Planted {
            id: "a".into(),
            find: "one\n  two".into(),
            replace: "it is \"x\"".into(),
            ..Planted::default()
        };
        assert_eq!(parse(text), Ok(vec![read]));
        for bad in [
            "id = \"a\"",
            "[[planted]]\nid = 3",
            "[[planted]]\nid = \"a\\n\"",
            "[[planted]]\nwhat = \"a\"",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
