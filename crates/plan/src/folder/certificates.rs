//! `certificate.json`: the flow and the proof of every group, in one file.

use korridor_flow::certificate_to_json;
use korridor_world::Scenario;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::words;
use crate::solve::{Solved, SolvedScenario};

const FORMAT: &str = "korridor-plan-certificate";
const VERSION: u32 = 1;

/// The file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateFile {
    /// `korridor-plan-certificate`.
    pub format: String,
    /// 1.
    pub version: u32,
    /// What the proof says, and what it does not.
    pub statement: String,
    /// Seconds of a step.
    pub step_seconds: u32,
    /// Every level's groups, in the order in which they were planned.
    pub groups: Vec<GroupCertificate>,
}

/// One group.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupCertificate {
    /// Its level.
    pub level: String,
    /// Its classes.
    pub classes: Vec<String>,
    /// Where they are willing to go.
    pub destination: String,
    /// The flow's certificate, as the crate of flows writes it.
    pub certificate: Box<RawValue>,
}

/// Writes the file, one group a line.
pub fn certificates(scenario: &Scenario, solved: &SolvedScenario) -> Vec<u8> {
    let head = serde_json::json!({ "s": words::STATEMENT }).to_string();
    // The statement as a JSON string, cut out of an object with nothing else.
    let statement = &head[5..head.len() - 1];
    let mut text = format!(
        "{{\"format\":\"{FORMAT}\",\"version\":{VERSION},\"statement\":{statement},\"step_seconds\":{},\"groups\":[",
        solved.clock.step_seconds
    );
    let groups = solved.levels.iter().flat_map(|level| &level.groups);
    for (index, group) in groups.enumerate() {
        text.push_str(if index == 0 { "\n" } else { ",\n" });
        text.push_str(&one(scenario, group));
    }
    text.push_str("\n]}\n");
    text.into_bytes()
}

fn one(scenario: &Scenario, solved: &Solved) -> String {
    let group = &solved.lowered.group;
    let names = serde_json::json!([
        words::level(solved.lowered.level),
        group
            .classes
            .iter()
            .map(|c| scenario.classes[c.index()].key.as_str())
            .collect::<Vec<_>>(),
        scenario.destinations[group.travel.destination.index()].key,
    ]);
    let certificate = certificate_to_json(&solved.lowered.problem, &solved.solution);
    format!(
        "{{\"level\":{},\"classes\":{},\"destination\":{},\"certificate\":{}}}",
        names[0],
        names[1],
        names[2],
        certificate.trim_end()
    )
}

/// Reads the file.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub fn read(bytes: &[u8]) -> Result<CertificateFile, String> {
    let file: CertificateFile = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if file.format != FORMAT || file.version != VERSION {
        return Err(format!(
            "format {:?} version {}, expected {FORMAT:?} version {VERSION}",
            file.format, file.version
        ));
    }
    Ok(file)
}
