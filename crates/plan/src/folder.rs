//! A plan folder as values: every file is a pure function of the scenario, its packed files and the
//! flows, so that whoever has them can write the folder again and compare.

pub mod certificates;
pub mod describe;
pub mod document;
pub mod loads;
mod map;
pub mod tables;
pub mod times;
pub mod waves;
pub mod words;

use std::collections::BTreeMap;
use std::fmt::Write;

use korridor_world::{Level, Scenario};
use sha2::{Digest, Sha256};

use crate::announcements::{Anew, announcements};
use crate::answers::{ANSWERS_FILE, Answers};
use crate::lift::{Lifted, lift, lift_usable};
use crate::nearest::nearest;
use crate::replan::chain::Continued;
use crate::replan::changes;
use crate::report::Report;
use crate::solve::SolvedScenario;
use crate::stops::stops;
use crate::usable::{UsablePlan, claim};
use document::PlanDocument;

/// Files of a plan folder by path, with `/` between parts.
pub type PlanFiles = BTreeMap<String, Vec<u8>>;

/// The plan itself.
pub const PLAN_FILE: &str = "plan.json";
/// The flows and proofs.
pub const CERTIFICATE_FILE: &str = "certificate.json";
/// The report for people.
pub const REPORT_FILE: &str = "report.html";
/// The routes and waves that a plan claims.
pub const USABLE_FILE: &str = "usable.json";
/// Who sets out when, and by which corridor.
pub const WAVES_FILE: &str = "waves.csv";
/// Who leaves when by the waves, with best figures.
pub const USABLE_FLOW_FILE: &str = "usable_flow.csv";
/// What each stop needs.
pub const STOPS_FILE: &str = "stops.csv";
/// Who is told something new, in a plan that continues another.
pub const CHANGES_FILE: &str = "changes.csv";
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
    /// By level: the usable plan.
    pub usable: Vec<Lifted>,
    /// By step: persons out when everyone goes to the nearest corridor.
    pub nearest: Vec<u64>,
}

/// The usable plan, and what it says about people.
pub struct Usable<'a> {
    /// Its waves.
    pub plan: &'a UsablePlan,
    /// By level.
    pub lifted: Vec<Lifted>,
}

/// Writes the folder. `packed` holds the scenario's files by their path in its folder; `scenario` is
/// the one with the corridors' hours as they are, if the plan continues another. With `answers` the
/// report says them, and they are a file of their own.
pub fn write(
    scenario: &Scenario,
    packed: &PlanFiles,
    solved: &SolvedScenario,
    plan: &UsablePlan,
    continued: Option<&Continued>,
    answers: Option<&Answers>,
) -> Written {
    let clock = &solved.clock;
    let lifted: Vec<Lifted> = solved
        .levels
        .iter()
        .map(|level| lift(scenario, clock, level))
        .collect();
    let waves = solved.levels.iter().zip(&plan.levels);
    let waves = waves.map(|(solved, usable)| lift_usable(scenario, clock, solved, usable));
    let usable = Usable {
        plan,
        lifted: waves.collect(),
    };
    let is_best = |lifted: &&Lifted| lifted.level == Level::Best;
    let best = lifted.iter().find(is_best).expect("all levels are solved");
    let usable_best = usable.lifted.iter().find(is_best);
    let usable_best = usable_best.expect("all levels are solved");
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
        tables::arrivals(scenario, clock, [&best.out, &usable_best.out, &nearest]),
    );
    put(
        "gates.csv",
        tables::gates(scenario, clock, &lifted, usable_best),
    );
    put(USABLE_FILE, claim::write(plan));
    put(WAVES_FILE, waves::waves(scenario, clock, plan));
    put(USABLE_FLOW_FILE, tables::flow(scenario, usable_best));
    put("flow.csv", tables::flow(scenario, best));
    put("plan.geojson", map::map(scenario, clock, best));
    put(
        CERTIFICATE_FILE,
        certificates::certificates(scenario, solved),
    );
    put(STOPS_FILE, stops(scenario, clock, &usable.lifted));
    let changed = continued.map(|continued| changes::changes(scenario, solved, plan, continued));
    if let (Some(continued), Some(changed)) = (continued, &changed) {
        put(CHANGES_FILE, changes::table(scenario, changed));
        for (name, bytes) in continued.chain.files() {
            put(&name, bytes);
        }
    }
    let from = continued.map_or(0, |continued| continued.state.from);
    let offered = waves::offered(scenario, clock, plan, from);
    let ahead = ahead(usable_best, from);
    let anew = continued.zip(changed.as_deref());
    let anew = anew.map(|(continued, changed)| Anew::new(clock, continued, changed));
    for (name, bytes) in announcements(scenario, &ahead, Some(&offered), anew.as_ref()) {
        put(name, bytes);
    }
    let mut document = describe::describe(scenario, solved, &lifted, &usable, &nearest);
    if let (Some(continued), Some(changed)) = (continued, &changed) {
        describe::continues(scenario, clock, &mut document, (continued, changed));
    }
    let report = Report {
        scenario,
        clock,
        lifted: &lifted,
        document: &document,
        nearest: &nearest,
        usable: Some(usable_best),
        waves: &usable.lifted,
        answers,
    };
    put(REPORT_FILE, report.html());
    if let Some(answers) = answers {
        put(ANSWERS_FILE, crate::answers::write(answers));
    }
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
        usable: usable.lifted,
        nearest,
    }
}

/// What the waves say of those who set out from a step on.
fn ahead(lifted: &Lifted, from: u32) -> Lifted {
    let mut ahead = lifted.clone();
    ahead.trips.retain(|trip, _| trip.departs >= from);
    ahead
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
