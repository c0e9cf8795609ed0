//! The policy table of an operation: where it comes from, and what is wrong with it.

use std::path::Path;

use korridor_account::{Policy, PolicyFault};
use korridor_import::scenario::{Files, policy_file};
use korridor_ledger::Ledger;
use serde_json::{Value, json};

use crate::failure::{Complaint, Failure};
use crate::record;

/// A policy with where it comes from.
pub struct Known {
    pub policy: Policy,
    from: From,
}

/// Where a policy comes from.
enum From {
    /// A file that was named.
    File(String),
    /// The record, which was opened with it.
    Record,
    /// The program.
    Program,
}

impl Known {
    /// The file that was named; else what the record was opened with; else the table that is shipped.
    ///
    /// # Errors
    /// It cannot be read, or is none.
    pub fn of(named: Option<&Path>, ledger: &mut Ledger, shown: &str) -> Result<Known, Failure> {
        if let Some(path) = named {
            let text = record::required_text(path, "a policy table")?;
            let place = path.display().to_string();
            let policy = parsed(&place, &text).map_err(Failure::Input)?;
            let from = From::File(place);
            return Ok(Known { policy, from });
        }
        let opened = record::opened(ledger, shown)?;
        let Some(text) = opened.and_then(|opened| opened.policy) else {
            let (policy, from) = (Policy::default(), From::Program);
            return Ok(Known { policy, from });
        };
        let place = format!("{shown}, the policy that it was opened with");
        let policy = parsed(&place, &text).map_err(|mut complaints| {
            let expected = "a table that this version of korridor knows, or --policy FILE";
            complaints.push(Complaint::new(place, "not usable", expected));
            Failure::Input(complaints)
        })?;
        let from = From::Record;
        Ok(Known { policy, from })
    }

    /// Where it comes from, for scripts.
    pub fn fact(&self) -> Value {
        match &self.from {
            From::File(path) => json!({ "file": path }),
            From::Record => json!("record"),
            From::Program => json!("shipped"),
        }
    }
}

fn parsed(place: &str, text: &str) -> Result<Policy, Vec<Complaint>> {
    let complaint = |fault: &PolicyFault| {
        let place = format!("{place}, {}", fault.place);
        Complaint::new(place, &fault.found, &fault.expected).coded("policy_not_usable")
    };
    Policy::parse(text).map_err(|faults| faults.iter().map(complaint).collect())
}

/// The policy that a scenario names, with its line breaks as a record keeps them.
pub fn of_scenario(files: &Files) -> Option<String> {
    let (_, bytes) = policy_file(files)?;
    let text = String::from_utf8(bytes.to_vec()).ok()?;
    Some(text.trim_start_matches('\u{feff}').replace("\r\n", "\n"))
}

/// What is wrong with the policy that a scenario names; its file is there, or the scenario was refused.
pub fn complaints(folder: &Path, files: &Files) -> Vec<Complaint> {
    let Some((name, _)) = policy_file(files) else {
        return Vec::new();
    };
    let place = folder.join(&name).display().to_string();
    match of_scenario(files) {
        None => vec![
            Complaint::new(place, "no UTF-8", "a policy table as text").coded("policy_not_usable"),
        ],
        Some(text) => parsed(&place, &text).err().unwrap_or_default(),
    }
}
