//! A plan folder as values: every file is a pure function of the scenario, its packed files and the
//! flows, so that whoever has them can write the folder again and compare.

pub mod certificates;
pub mod describe;
pub mod document;
pub mod loads;
mod map;
pub mod tables;
pub mod times;
pub mod words;

use std::collections::BTreeMap;
use std::fmt::Write;

use korridor_world::{Level, Scenario};
use sha2::{Digest, Sha256};

use crate::announcements::announcements;
use crate::lift::{Lifted, lift};
use crate::nearest::nearest;
use crate::report::Report;
use crate::solve::SolvedScenario;
use crate::stops::stops;
use document::PlanDocument;

/// Files of a plan folder by path, with `/` between parts.
pub type PlanFiles = BTreeMap<String, Vec<u8>>;

/// The plan itself.
pub const PLAN_FILE: &str = "plan.json";
/// The flows and proofs.
pub const CERTIFICATE_FILE: &str = "certificate.json";
/// The report for people.
pub const REPORT_FILE: &str = "report.html";
/// What each stop needs.
pub const STOPS_FILE: &str = "stops.csv";
/// What each zone may be told, by language.
pub const ANNOUNCEMENT_FILES: [&str; 2] = ["announcements/en.txt", "announcements/ar.txt"];
/// Before the path of each file of the packed scenario.
pub const SCENARIO_FOLDER: &str = "scenario/";

/// Everything that a folder is written from.
pub struct Written {
    /// The files.
    pub files: PlanFiles,
    /// `plan.json` as a value.
    pub document: PlanDocument,
    /// By level.
    pub lifted: Vec<Lifted>,
    /// By step: persons out when everyone goes to the nearest corridor.
    pub nearest: Vec<u64>,
}

/// Writes the folder. `packed` holds the scenario's files by their path in its folder.
pub fn write(scenario: &Scenario, packed: &PlanFiles, solved: &SolvedScenario) -> Written {
    let clock = &solved.clock;
    let lifted: Vec<Lifted> = solved
        .levels
        .iter()
        .map(|level| lift(scenario, clock, level))
        .collect();
    let is_best = |lifted: &&Lifted| lifted.level == Level::Best;
    let best = lifted.iter().find(is_best).expect("all levels are solved");
    let best_level = solved
        .levels
        .iter()
        .find(|level| level.level == Level::Best);
    let nearest = best_level.map(|level| nearest(clock, level));
    let nearest = nearest.unwrap_or_default();
    let mut files: PlanFiles = packed
        .iter()
        .map(|(name, bytes)| (format!("{SCENARIO_FOLDER}{name}"), bytes.clone()))
        .collect();
    let mut put = |name: &str, bytes: Vec<u8>| {
        files.insert(name.to_owned(), bytes);
    };
    put(
        "arrivals.csv",
        tables::arrivals(scenario, clock, &best.out, &nearest),
    );
    put("gates.csv", tables::gates(scenario, clock, &lifted));
    put("flow.csv", tables::flow(scenario, best));
    put("plan.geojson", map::map(scenario, clock, best));
    put(
        CERTIFICATE_FILE,
        certificates::certificates(scenario, solved),
    );
    put(STOPS_FILE, stops(scenario, clock, &lifted));
    for (name, bytes) in announcements(scenario, best, None) {
        put(name, bytes);
    }
    let mut document = describe::describe(scenario, solved, &lifted, &nearest);
    let report = Report {
        scenario,
        clock,
        lifted: &lifted,
        document: &document,
        nearest: &nearest,
        usable: None,
        answers: None,
    };
    put(REPORT_FILE, report.html());
    let digests = files
        .iter()
        .map(|(name, bytes)| (name.clone(), digest(bytes)));
    document.files = digests.collect();
    let mut json = serde_json::to_vec_pretty(&document).unwrap_or_default();
    json.push(b'\n');
    files.insert(PLAN_FILE.to_owned(), json);
    Written {
        files,
        document,
        lifted,
        nearest,
    }
}

/// SHA-256 in hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
