//! Measures each rule over texts with their claims: `measure FOLDER` counts how many claims of each rule were right and wrong.
//!
//! What is counted when the rules first meet texts is kept in `lexicon/met`, a file for each set of texts; `measure --bless` writes the
//! sums of these files into `lexicon/rules.toml`. Counts from texts that rules were widened for would flatter them.
//!
//! A claim is right that matches a claim of the text as the scorer does: of its type, with at least half of its anchor, and no longer
//! than three times its span; one to one, the most of the anchor first.

use std::collections::BTreeMap;
use std::path::Path;

use korridor_intake::text::{Lexicon, Options, Proposal, read};
use serde_json::Value;

type Counts = BTreeMap<String, (u32, u32)>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let argument = std::env::args().nth(1);
    match argument.as_deref() {
        Some("--bless") => write(&met()?),
        Some(folder) => print(folder),
        None => Err(
            "usage: measure FOLDER, a folder of texts with .gold.json, or measure --bless".into(),
        ),
    }
}

fn print(folder: &str) -> Result<(), Box<dyn std::error::Error>> {
    let lexicon = Lexicon::own()?;
    let mut counts = Counts::new();
    let mut paths: Vec<_> = std::fs::read_dir(folder)?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    for path in paths
        .iter()
        .filter(|path| path.to_string_lossy().ends_with(".gold.json"))
    {
        measure(path, &lexicon, &mut counts)?;
    }
    for (rule, (right, wrong)) in &counts {
        println!("{rule} {right} {wrong}");
    }
    Ok(())
}

/// The sums of what was counted when the rules first met texts.
fn met() -> Result<Counts, Box<dyn std::error::Error>> {
    let mut counts = Counts::new();
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/lexicon/met"))? {
        let text = std::fs::read_to_string(entry?.path())?;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split(' ');
            let (Some(rule), Some(right), Some(wrong)) = (words.next(), words.next(), words.next())
            else {
                return Err(format!("{line:?}: expected a rule, right and wrong").into());
            };
            let count = counts.entry(rule.to_owned()).or_default();
            count.0 += right.parse::<u32>()?;
            count.1 += wrong.parse::<u32>()?;
        }
    }
    Ok(counts)
}

fn measure(
    gold: &Path,
    lexicon: &Lexicon,
    counts: &mut Counts,
) -> Result<(), Box<dyn std::error::Error>> {
    let document: Value = serde_json::from_str(&std::fs::read_to_string(gold)?)?;
    let text = gold.to_string_lossy().replace(".gold.json", ".txt");
    let text = std::fs::read_to_string(text)?;
    let zone = document["default_tz"].as_str().map(str::to_owned);
    let reading = read(
        &text,
        lexicon,
        &Options {
            zone,
            ..Options::default()
        },
    );
    let claims = document["claims"].as_array().cloned().unwrap_or_default();
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (at, claim) in claims.iter().enumerate() {
        for (number, proposal) in reading.claims.iter().enumerate() {
            if let Some(part) = matches(claim, proposal) {
                pairs.push((part, at, number));
            }
        }
    }
    pairs.sort_by(|one, two| {
        two.0
            .total_cmp(&one.0)
            .then(one.1.cmp(&two.1))
            .then(one.2.cmp(&two.2))
    });
    let mut taken = vec![false; claims.len()];
    let mut right = vec![false; reading.claims.len()];
    for (_, at, number) in pairs {
        if !taken[at] && !right[number] {
            taken[at] = true;
            right[number] = true;
        }
    }
    for (proposal, right) in reading.claims.iter().zip(right) {
        let count = counts.entry(proposal.rule.to_owned()).or_default();
        if right { count.0 += 1 } else { count.1 += 1 }
    }
    Ok(())
}

/// How much of the claim's anchor a proposal covers, if it can be the same.
fn matches(claim: &Value, proposal: &Proposal) -> Option<f64> {
    let bound = |part: &str, end: &str| claim[part][end].as_i64().unwrap_or(0);
    let (start, end) = (i64::from(proposal.span.start), i64::from(proposal.span.end));
    let (first, last) = (bound("anchor", "start"), bound("anchor", "end"));
    let part = (last.min(end) - first.max(start)).max(0) as f64 / (last - first).max(1) as f64;
    let long = end - start > 3 * (bound("span", "end") - bound("span", "start"));
    (claim["type"] == proposal.kind && part >= 0.5 && !long).then_some(part)
}

/// The counts in place of those of the sheet; everything else stays as it is.
fn write(counts: &Counts) -> Result<(), Box<dyn std::error::Error>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/lexicon/rules.toml");
    let mut rule = String::new();
    let mut out = String::new();
    for line in std::fs::read_to_string(path)?.lines() {
        if let Some(id) = line.strip_prefix("id = ") {
            rule = id.trim_matches('"').to_owned();
        }
        let (right, wrong) = counts.get(&rule).copied().unwrap_or_default();
        match line.split(" = ").next() {
            Some("right") => out += &format!("right = {right}\n"),
            Some("wrong") => out += &format!("wrong = {wrong}\n"),
            _ => out += &format!("{line}\n"),
        }
    }
    std::fs::write(path, out)?;
    Ok(())
}
