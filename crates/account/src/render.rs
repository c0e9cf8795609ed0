//! A released account as files: JSON, a page, text and tables. Nothing here sees an account that was not released.

mod markdown;
mod page;
mod tables;
mod text;

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::account::Account;
use crate::evidence::Evidence;
use crate::release::Released;
pub use tables::{EVIDENCE_HEAD, csv_cell, csv_row, entry_row, evidence_row};
pub use text::thousands;
pub(crate) use text::{inert, word};

/// Moments up to which `account.json` is indented for a person.
const MOST_INDENTED: usize = 1_000;

/// The account as JSON.
pub const ACCOUNT_FILE: &str = "account.json";
/// The list of all files with their SHA-256.
pub const MANIFEST_FILE: &str = "manifest.json";
/// The entries behind the numbers.
pub const ENTRIES_FILE: &str = "entries.csv";

/// Every file of an account folder, the manifest and the entries aside.
pub const ACCOUNT_FILES: [&str; 5] = [
    ACCOUNT_FILE,
    "index.html",
    "account.md",
    "numbers.csv",
    "timeline.csv",
];

/// The files of an account, by name. `evidence` are the entries that its page shows.
pub fn files(released: &Released<Account>, evidence: &[Evidence]) -> BTreeMap<String, Vec<u8>> {
    let json = match released.value().timeline.len() > MOST_INDENTED {
        true => serde_json::to_vec(released),
        false => serde_json::to_vec_pretty(released),
    };
    let mut json = json.unwrap_or_default();
    json.push(b'\n');
    let page = page::page(released, evidence);
    let files = [
        json,
        page.into_bytes(),
        markdown::text(released).into_bytes(),
        tables::numbers(released),
        tables::timeline(released),
    ];
    ACCOUNT_FILES
        .into_iter()
        .map(str::to_owned)
        .zip(files)
        .collect()
}

/// A summary for a terminal.
pub fn summary(released: &Released<Account>) -> String {
    markdown::summary(released)
}

/// The numbers as a table: one row for each.
pub fn numbers_csv(released: &Released<Account>) -> Vec<u8> {
    tables::numbers(released)
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[derive(Serialize)]
struct Manifest<'a> {
    format: &'static str,
    version: u32,
    profile: &'a str,
    tlp: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    exercise: &'a Option<String>,
    files: &'a BTreeMap<String, String>,
}

/// `manifest.json`: SHA-256 of every other file.
pub fn manifest(released: &Released<Account>, digests: &BTreeMap<String, String>) -> Vec<u8> {
    let marking = released.marking();
    let manifest = Manifest {
        format: "korridor-account-manifest",
        version: 1,
        profile: &marking.profile,
        tlp: &marking.tlp,
        exercise: &marking.exercise,
        files: digests,
    };
    let mut bytes = serde_json::to_vec_pretty(&manifest).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
