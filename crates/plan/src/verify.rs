//! Whether a plan folder is what it claims to be.
//!
//! The packed scenario is read and lowered again, every certificate is checked against the lowered
//! problem, the waves of the usable plan are followed and checked, and every file is written again from
//! the scenario, the certified flows and the waves, which needs no search. Whatever differs is named. The
//! A plan that continues another holds what its state follows from: the waves, moments and closures of
//! the plans before it, which are followed and checked first. The
//! solver takes no part, and nothing chooses waves anew: they are a claim that holds or does not. Figures that the proof leaves free,
//! such as comments of the packed scenario or the flow on one of two equal routes, are held by the
//! manifest in `plan.json`.

mod difference;

use std::collections::BTreeSet;
use std::fmt;

use korridor_world::Scenario;

use crate::answers::{self, ANSWERS_FILE, Basis};
use crate::folder::certificates::read;
use crate::folder::document::PlanDocument;
use crate::folder::{CERTIFICATE_FILE, PLAN_FILE, PlanFiles, SCENARIO_FOLDER, USABLE_FILE, digest};
use crate::lower::clock::Clock;
use crate::lower::steps::step_seconds;
use crate::replan::chain::{Chain, Continued};
use crate::solve::{SolvedScenario, certified};
use crate::usable::{UsablePlan, claim};
use difference::first_difference;

/// Something in a plan folder that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file.
    pub file: String,
    /// Where in it; empty if it is the file as a whole.
    pub place: String,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

impl Finding {
    /// In a file.
    pub(crate) fn new(
        file: &str,
        place: &str,
        found: impl fmt::Display,
        expected: impl fmt::Display,
    ) -> Finding {
        Finding {
            file: file.to_owned(),
            place: place.to_owned(),
            found: found.to_string(),
            expected: expected.to_string(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if !self.place.is_empty() {
            write!(f, ", {}", self.place)?;
        }
        write!(f, ": found {}; expected {}", self.found, self.expected)
    }
}

/// What a verification established.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    /// `plan.json`, as written anew.
    pub document: PlanDocument,
    /// Number of certificates that were checked.
    pub certificates: usize,
    /// Number of files that were compared.
    pub files: usize,
    /// Whether the folder holds answers: what was solved again for them is a claim.
    pub answers: bool,
}

/// Verifies a plan folder. `read_scenario` reads a scenario from its files, or says what is wrong; it
/// also has to refuse files that are no part of the scenario, which it alone can tell.
///
/// # Errors
/// Everything that was found, at most one difference a file.
pub fn verify(
    files: &PlanFiles,
    read_scenario: &dyn Fn(&PlanFiles) -> Result<Scenario, Vec<String>>,
) -> Result<Verified, Vec<Finding>> {
    open(files, read_scenario).map(|(verified, _)| verified)
}

/// A scenario with its flows, all of which are proven, and its waves, which are checked.
pub struct Proven {
    /// The scenario's files.
    pub packed: PlanFiles,
    /// The scenario, with the corridors' hours as they are.
    pub scenario: Scenario,
    /// The flows.
    pub solved: SolvedScenario,
    /// The waves.
    pub usable: UsablePlan,
    /// What it continues.
    pub continued: Option<Continued>,
}

/// Verifies a plan folder, and hands on what it proves.
pub fn open(
    files: &PlanFiles,
    read_scenario: &dyn Fn(&PlanFiles) -> Result<Scenario, Vec<String>>,
) -> Result<(Verified, Basis), Vec<Finding>> {
    let packed = packed(files);
    let mut findings = manifest(files);
    let scenario = match read_scenario(&packed) {
        Ok(scenario) => scenario,
        Err(defects) => {
            let expected = "a scenario that can be planned";
            let of_defect = |defect: &String| Finding::new(SCENARIO_FOLDER, "", defect, expected);
            findings.extend(defects.iter().map(of_defect));
            if defects.is_empty() {
                findings.push(Finding::new(SCENARIO_FOLDER, "", "no scenario", expected));
            }
            return Err(findings);
        }
    };
    match recompute(files, &packed, &scenario) {
        Ok(proven) if findings.is_empty() => Ok(proven),
        Ok(_) => Err(findings),
        Err(more) => {
            findings.extend(more);
            Err(findings)
        }
    }
}

fn packed(files: &PlanFiles) -> PlanFiles {
    let scenario = files.iter().filter_map(|(name, bytes)| {
        let name = name.strip_prefix(SCENARIO_FOLDER)?;
        Some((name.to_owned(), bytes.clone()))
    });
    scenario.collect()
}

/// Files that are missing, superfluous, or not those that the plan was written with.
fn manifest(files: &PlanFiles) -> Vec<Finding> {
    let Some(plan) = files.get(PLAN_FILE) else {
        return vec![Finding::new(PLAN_FILE, "", "no file", "the plan")];
    };
    let document: PlanDocument = match serde_json::from_slice(plan) {
        Ok(document) => document,
        Err(error) => return vec![Finding::new(PLAN_FILE, "", error, "a plan document")],
    };
    let mut findings = Vec::new();
    for (name, stated) in &document.files {
        match files.get(name) {
            None => findings.push(Finding::new(name, "", "no file", "a file of the plan")),
            Some(bytes) if digest(bytes) != *stated => {
                let found = format!("SHA-256 {}", digest(bytes));
                findings.push(Finding::new(
                    name,
                    "",
                    found,
                    format!("{stated}, as plan.json says"),
                ));
            }
            Some(_) => {}
        }
    }
    for name in files.keys() {
        if name != PLAN_FILE && !document.files.contains_key(name) {
            findings.push(Finding::new(
                name,
                "",
                "a file",
                "no file that plan.json does not name",
            ));
        }
    }
    findings
}

/// Checks the certificates, writes every file anew and compares.
fn recompute(
    files: &PlanFiles,
    packed: &PlanFiles,
    scenario: &Scenario,
) -> Result<(Verified, Basis), Vec<Finding>> {
    let refuse = |found: String, expected: &str| {
        Err(vec![Finding::new(CERTIFICATE_FILE, "", found, expected)])
    };
    let Some(bytes) = files.get(CERTIFICATE_FILE) else {
        return refuse("no file".to_owned(), "the certificates of the plan");
    };
    let file = match read(bytes) {
        Ok(file) => file,
        Err(error) => return refuse(error, "certificates of a plan"),
    };
    let clock = step_seconds(scenario, None).and_then(|seconds| Clock::new(scenario, seconds));
    let clock = match clock {
        Ok(clock) => clock,
        Err(error) => return refuse(error.to_string(), "a pause that can be planned"),
    };
    if file.step_seconds != clock.step_seconds {
        return refuse(
            format!("steps of {} s", file.step_seconds),
            &format!(
                "steps of {} s, which the scenario is planned with",
                clock.step_seconds
            ),
        );
    }
    let continued = match Chain::read(files)? {
        Some(chain) => Some(chain.follow(scenario, packed, &clock)?),
        None => None,
    };
    let scenario = continued.as_ref().map_or(scenario, |c| &c.scenario);
    let state = continued.as_ref().map(|continued| &continued.state);
    let mut findings = Vec::new();
    let certificates: Vec<&str> = file
        .groups
        .iter()
        .map(|group| group.certificate.get())
        .collect();
    let solved = certified(
        scenario,
        &clock,
        state,
        &certificates,
        &mut |index, what| {
            let place = match file.groups.get(index) {
                Some(group) => format!(
                    "group {index} ({}, {} to {})",
                    group.level,
                    group.classes.join(" and "),
                    group.destination
                ),
                None => format!("group {index}"),
            };
            let expected = "a certificate that holds for the packed scenario";
            findings.push(Finding::new(CERTIFICATE_FILE, &place, what, expected));
        },
    );
    let Some(solved) = solved else {
        return Err(findings);
    };
    let plan = usable(files, scenario, &solved)?;
    let basis = Basis::of(Proven {
        packed: packed.clone(),
        scenario: scenario.clone(),
        solved,
        usable: plan,
        continued,
    });
    let claimed = files.get(ANSWERS_FILE).map(|bytes| answers::read(bytes));
    let claimed = claimed
        .transpose()
        .map_err(|error| vec![Finding::new(ANSWERS_FILE, "", error, "answers of a plan")])?;
    let answers = claimed.map(|claimed| answers::again(&basis, &claimed));
    let written = basis.write(answers.as_ref());
    findings.extend(compare(files, &written.files));
    if findings.is_empty() {
        let verified = Verified {
            certificates: certificates.len(),
            files: written.files.len(),
            answers: answers.is_some(),
            document: written.document,
        };
        Ok((verified, basis))
    } else {
        Err(findings)
    }
}

/// The usable plan that the folder claims, checked.
fn usable(
    files: &PlanFiles,
    scenario: &Scenario,
    solved: &SolvedScenario,
) -> Result<UsablePlan, Vec<Finding>> {
    let refuse = |found: &str, expected: &str| vec![Finding::new(USABLE_FILE, "", found, expected)];
    let Some(bytes) = files.get(USABLE_FILE) else {
        return Err(refuse("no file", "the routes and waves of the plan"));
    };
    let file = claim::read(bytes).map_err(|error| refuse(&error, "routes and waves of a plan"))?;
    let levels = solved.levels.iter().map(|level| {
        let groups = level.groups.iter().map(|group| &group.lowered);
        (level.level, groups.collect())
    });
    let levels: Vec<claim::LevelLowered<'_>> = levels.collect();
    claim::check(scenario, &solved.clock, &levels, &file).map_err(|complaints| {
        let expected = "routes and waves that hold for the packed scenario";
        let complaints = complaints.iter();
        complaints
            .map(|(place, found)| Finding::new(USABLE_FILE, place, found, expected))
            .collect()
    })
}

/// One finding for each file that differs.
fn compare(found: &PlanFiles, expected: &PlanFiles) -> Vec<Finding> {
    let names: BTreeSet<&String> = found.keys().chain(expected.keys()).collect();
    let mut findings = Vec::new();
    for name in names {
        match (found.get(name), expected.get(name)) {
            (Some(found), Some(expected)) if found != expected => {
                findings.push(first_difference(name, found, expected));
            }
            (None, Some(_)) => {
                findings.push(Finding::new(name, "", "no file", "a file of the plan"))
            }
            (Some(_), None) => findings.push(Finding::new(name, "", "a file", "no such file")),
            _ => {}
        }
    }
    findings
}
