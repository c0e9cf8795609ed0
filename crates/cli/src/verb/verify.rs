//! `korridor verify`: is a record, a proof, a plan folder, or the certificate of a bare problem what it claims to be?

mod proof;
pub mod record;

use std::io::Read;
use std::path::{Path, PathBuf};

use korridor_flow::{
    Certificate, Checked, FlowOverTime, Notion, Problem, Violation, certificate_from_json,
    statement,
};
use korridor_import::scenario::{SCENARIO_FILE, pack, read_files};
use korridor_plan::{Finding, PLAN_FILE, PlanFiles, SCENARIO_FOLDER, thousands};
use korridor_world::Scenario;
use serde::Deserialize;
use serde_json::json;

use crate::arguments::VerifyOptions;
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::record::Place;
use crate::verb::plan::PLAN_FILES;
use crate::{bare, input};

pub fn run(options: &VerifyOptions, face: &Face) -> Result<(), Failure> {
    let place = Place::parse(&options.path.to_string_lossy())?;
    let special = |data: std::fs::Metadata| !data.is_file() && !data.is_dir();
    if std::fs::metadata(&options.path).is_ok_and(special) {
        let expected = "a record, a proof, a plan folder or a certificate";
        return Err(Failure::input(
            options.path.display(),
            "a pipe or device",
            expected,
        ));
    }
    match (&place, kind(&options.path)) {
        (Place::Schema { .. }, _) | (_, Kind::Record) => {
            return record::run(&place, options, face);
        }
        (_, Kind::Proof) => return proof::run(options, face),
        (_, Kind::Other) => {}
    }
    if let Some(flag) = of_records(options) {
        let found = format!("given with {}, which is no record", options.path.display());
        return Err(Failure::input(flag, found, "a record or a proof of one"));
    }
    match std::fs::metadata(&options.path) {
        Ok(data) if data.is_dir() && options.problem.is_some() => Err(Failure::input(
            "--problem",
            format!("given with the folder {}", options.path.display()),
            "a certificate file: a plan folder carries its own scenario",
        )),
        Ok(data) if data.is_dir() => plan_folder(&options.path, face),
        Ok(_) => certificate(options, face),
        Err(error) => Err(Failure::io(&options.path, &error)),
    }
}

/// What a file is, by its first bytes.
enum Kind {
    Record,
    Proof,
    Other,
}

fn kind(path: &Path) -> Kind {
    let mut start = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(32).read_to_end(&mut start));
    match read {
        Ok(_) if start.starts_with(b"SQLite format 3\0") => Kind::Record,
        Ok(_) if start.starts_with(b"c2sp.org/tlog-proof@") => Kind::Proof,
        _ => Kind::Other,
    }
}

/// A flag that only records and their proofs have.
fn of_records(options: &VerifyOptions) -> Option<&'static str> {
    let given = [
        ("--against", options.against.is_some()),
        ("--key", !options.key.is_empty()),
        ("--witness", !options.witness.is_empty()),
        ("--entry-file", options.entry_file.is_some()),
    ];
    given
        .into_iter()
        .find_map(|(flag, is_given)| is_given.then_some(flag))
}

fn plan_folder(folder: &Path, face: &Face) -> Result<(), Failure> {
    let files = plan_files(folder)?;
    let verified = korridor_plan::verify(&files, &packed_scenario);
    let verified = verified.map_err(|findings| refused(folder, &findings))?;
    let (certificates, files) = (verified.certificates, verified.files);
    let handed_on = match &verified.document.continues {
        Some(_) => {
            "Of the plans before it the waves were followed; other figures in before/*/plan.json are \
             as they were handed on.\n"
        }
        None => "",
    };
    let answered = if verified.answers {
        "Of the answers, longer pauses, closures and a little more of what binds were solved again; they \
         have no certificate here and stand as they were handed on. korridor ask solves them anew.\n"
    } else {
        ""
    };
    let text = format!(
        "verified: {certificates} certificates hold for the packed scenario, and all {files} files \
         are what they prove\n{handed_on}{answered}{}\n",
        verified.document.statement
    );
    let facts = json!({
        "kind": "plan",
        "scenario": verified.document.scenario,
        "certificates": certificates,
        "files": files,
        "answers_solved_again_are_claims": verified.answers,
    });
    face.answer("verify", &[], &text, facts)
}

/// The files of a plan folder.
///
/// # Errors
/// There is no plan in it, or it cannot be read.
pub fn plan_files(folder: &Path) -> Result<PlanFiles, Failure> {
    input::require_folder(folder)?;
    if folder.join(PLAN_FILE).is_file() {
        return input::read_tree(folder).map_err(Failure::Input);
    }
    if is_remnant(folder) {
        let place = folder.join(PLAN_FILE);
        let expected = "the plan that the other files belong to";
        let complaint = Complaint::new(place.display(), "no such file", expected);
        return Err(Failure::Refused(vec![complaint]));
    }
    let found = format!("a folder without {PLAN_FILE}");
    Err(Failure::input(folder.display(), found, "a plan folder"))
}

/// The scenario that is packed in a plan folder.
///
/// # Errors
/// Everything that is wrong with it.
pub fn packed_scenario(files: &PlanFiles) -> Result<Scenario, Vec<String>> {
    let named = pack(files);
    let others = files.keys().filter(|name| !named.contains_key(*name));
    let others: Vec<String> = others
        .map(|name| format!("a file {name:?} that the scenario does not name"))
        .collect();
    if !others.is_empty() {
        return Err(others);
    }
    let (scenario, defects) = read_files(files);
    scenario.ok_or_else(|| defects.iter().map(ToString::to_string).collect())
}

/// What a verification found in a folder.
pub fn refused(folder: &Path, findings: &[Finding]) -> Failure {
    let complaint = |finding: &Finding| {
        let mut place = folder.join(&finding.file).display().to_string();
        if !finding.place.is_empty() {
            place += &format!(", {}", finding.place);
        }
        Complaint::new(place, &finding.found, &finding.expected)
    };
    Failure::Refused(findings.iter().map(complaint).collect())
}

/// Whether a folder without a plan holds other files of a plan folder. A bare problem may have an
/// `arrivals.csv` beside it and is none.
fn is_remnant(folder: &Path) -> bool {
    let packed = format!("{SCENARIO_FOLDER}{SCENARIO_FILE}");
    let mut names = PLAN_FILES.into_iter().chain([packed.as_str()]);
    !folder.join(bare::FILES[0]).exists() && names.any(|name| folder.join(name).exists())
}

fn certificate(options: &VerifyOptions, face: &Face) -> Result<(), Failure> {
    let path = &options.path;
    let json = read_text(path)?;
    let Peek { horizon } = serde_json::from_str(&json).map_err(|error| {
        let expected = match path
            .parent()
            .filter(|parent| parent.join(PLAN_FILE).is_file())
        {
            Some(_) => "a certificate of a bare problem, or the folder of a plan as a whole",
            None => "a certificate of a bare problem, or a plan folder",
        };
        Failure::input(path.display(), error, expected)
    })?;
    let folder = problem_folder(options)?;
    let (bare, warnings) = bare::read(&folder, horizon)?;
    let claimed = certificate_from_json(&bare.problem, &json)
        .map_err(|error| Failure::Refused(vec![Complaint::new(path.display(), &error, "")]))?;
    let checked = prove(path, &bare.problem, &claimed.flow, &claimed.certificate)?;
    let out = claimed.flow.arrivals.last().copied().unwrap_or(0);
    let proven = match checked.notion {
        Notion::EarliestArrival => "no flow has more units out at any step",
        Notion::MaximumAtHorizon => "no flow has more units out by the last step",
    };
    let step = horizon;
    let text = format!(
        "verified: {} units out by step {step}; {proven}\n{}\n",
        thousands(out),
        statement(checked.notion)
    );
    let facts = json!({
        "kind": "certificate",
        "horizon": step,
        "out": out,
        "notion": checked.notion,
        "largest_gap": checked.gap.0,
        "largest_gap_step": checked.gap.1,
    });
    face.answer("verify", &warnings, &text, facts)
}

/// What has to be known of a certificate before its problem can be read.
#[derive(Deserialize)]
struct Peek {
    horizon: u32,
}

fn read_text(path: &Path) -> Result<String, Failure> {
    let bytes = input::read(path).map_err(|complaint| Failure::Input(vec![complaint]))?;
    String::from_utf8(bytes.unwrap_or_default())
        .map_err(|error| Failure::input(path.display(), error, "text in UTF-8"))
}

/// Checks a flow and its certificate; `place` stands in the complaints.
///
/// # Errors
/// Everything that does not hold.
pub fn prove(
    place: &Path,
    problem: &Problem,
    flow: &FlowOverTime,
    certificate: &Certificate,
) -> Result<Checked, Failure> {
    let complaint = |violation: &Violation| {
        let place = format!("{}: {}", place.display(), violation.place);
        Complaint::new(place, &violation.what, "")
    };
    korridor_flow::check(problem, flow, certificate)
        .map_err(|violations| Failure::Refused(violations.iter().map(complaint).collect()))
}

/// The folder of the bare problem: as said, or the certificate's own.
fn problem_folder(options: &VerifyOptions) -> Result<PathBuf, Failure> {
    if let Some(folder) = &options.problem {
        return Ok(folder.clone());
    }
    let own = options
        .path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let own = own.unwrap_or(Path::new(".")).to_owned();
    if own.join("arcs.csv").is_file() {
        return Ok(own);
    }
    let found = "a certificate without its problem";
    Err(Failure::input(
        options.path.display(),
        found,
        "--problem FOLDER",
    ))
}
