//! How well the texts of each set are read, against the claims of whoever wrote them. The floors may only rise.

use std::path::Path;

use korridor_intake::text::{Lexicon, Options, Proposal, read};
use serde_json::Value;

const CORE: [&str; 9] = [
    "pause_window",
    "corridor_count",
    "corridor_access",
    "incident",
    "usage_count",
    "population_at_risk",
    "casualties",
    "guarantee",
    "pause_decision",
];

/// Counts of one set.
#[derive(Default, Debug)]
struct Counts {
    found: u32,
    missed: u32,
    extra: u32,
    said: (u32, u32),
    dated: (u32, u32),
    trapped: u32,
}

impl Counts {
    fn precision(&self) -> u32 {
        self.found * 100 / (self.found + self.extra).max(1)
    }

    fn recall(&self) -> u32 {
        self.found * 100 / (self.found + self.missed).max(1)
    }

    fn attribution(&self) -> u32 {
        self.said.0 * 100 / self.said.1.max(1)
    }

    fn times(&self) -> u32 {
        self.dated.0 * 100 / self.dated.1.max(1)
    }
}

fn bound(claim: &Value, part: &str, end: &str) -> i64 {
    claim[part][end].as_i64().unwrap_or(0)
}

/// How much of a claim's anchor a proposal covers, in parts of a thousand, and how many of its values agree.
fn fit(claim: &Value, proposal: &Proposal) -> Option<(i64, usize)> {
    let (start, end) = (i64::from(proposal.span.start), i64::from(proposal.span.end));
    let (first, last) = (
        bound(claim, "anchor", "start"),
        bound(claim, "anchor", "end"),
    );
    let part = (last.min(end) - first.max(start)).max(0) * 1000 / (last - first).max(1);
    let long = end - start > 3 * (bound(claim, "span", "end") - bound(claim, "span", "start"));
    let values = claim["value"].as_object()?;
    let agree = values
        .iter()
        .filter(|(key, value)| proposal.value.get(*key).unwrap_or(&Value::Null) == *value)
        .count();
    (claim["type"] == proposal.kind && part >= 500 && !long).then_some((part, agree))
}

fn names(list: &Value) -> Vec<String> {
    let mut names: Vec<String> = list
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["id"].as_str().or(one.as_str()).map(str::to_owned))
        .collect();
    names.sort();
    names
}

fn count(gold: &Value, proposals: &[Proposal], counts: &mut Counts) {
    let claims = gold["claims"].as_array().unwrap();
    let mut pairs: Vec<((i64, usize), usize, usize)> = Vec::new();
    for (at, claim) in claims.iter().enumerate() {
        for (number, proposal) in proposals.iter().enumerate() {
            pairs.extend(fit(claim, proposal).map(|fit| (fit, at, number)));
        }
    }
    pairs.sort_by_key(|pair| std::cmp::Reverse(*pair));
    let mut of_claim: Vec<Option<usize>> = vec![None; claims.len()];
    let mut taken = vec![false; proposals.len()];
    for (_, at, number) in pairs {
        if of_claim[at].is_none() && !taken[number] {
            of_claim[at] = Some(number);
            taken[number] = true;
        }
    }
    for (claim, number) in claims.iter().zip(&of_claim) {
        let core = CORE.contains(&claim["type"].as_str().unwrap());
        match number {
            _ if claim["tier"] == "optional" => {}
            Some(number) => {
                counts.found += u32::from(core);
                compare(claim, &proposals[*number], counts);
            }
            None => counts.missed += u32::from(core),
        }
    }
    let extra = proposals.iter().zip(&taken);
    counts.extra += extra
        .filter(|(proposal, taken)| !**taken && CORE.contains(&proposal.kind))
        .count() as u32;
    let traps = gold["must_not"].as_array().into_iter().flatten();
    counts.trapped += traps
        .filter(|trap| proposals.iter().any(|proposal| falls(trap, proposal)))
        .count() as u32;
}

fn compare(claim: &Value, proposal: &Proposal, counts: &mut Counts) {
    let mut said: Vec<String> = proposal.sources.iter().map(|one| one.id.clone()).collect();
    said.sort();
    let accepted = claim["accept_sources"].as_array().into_iter().flatten();
    let right = said == names(&claim["sources"]) || accepted.map(names).any(|other| other == said);
    counts.said.0 += u32::from(right);
    counts.said.1 += 1;
    if claim["time"]["status"] == "resolved" {
        let time = proposal.time.clone().unwrap_or_default();
        let same = |own: &Option<String>, key: &str| own.as_deref() == claim["time"][key].as_str();
        counts.dated.0 += u32::from(same(&time.start, "start") && same(&time.end, "end"));
        counts.dated.1 += 1;
    }
}

/// Whether a proposal claims what a careful reader would not.
fn falls(trap: &Value, proposal: &Proposal) -> bool {
    let (first, last) = (bound(trap, "span", "start"), bound(trap, "span", "end"));
    let (start, end) = (i64::from(proposal.span.start), i64::from(proposal.span.end));
    let meets = |low: i64, high: i64| first < high && low < last;
    let kind = trap["kind"].as_str().unwrap_or_default();
    if kind == "not_a_source" {
        return proposal
            .sources
            .iter()
            .filter_map(|source| source.span)
            .any(|span| meets(i64::from(span.start), i64::from(span.end)));
    }
    if !meets(start, end) || start < first - 3 {
        return false;
    }
    let anchor = proposal.anchor;
    let stated = matches!(proposal.modality, "asserted" | "reported")
        && proposal.polarity == "positive"
        && meets(i64::from(anchor.start), i64::from(anchor.end));
    let counted = matches!(
        proposal.kind,
        "usage_count" | "casualties" | "population_at_risk" | "corridor_count"
    );
    let event = matches!(
        proposal.kind,
        "incident"
            | "pause_window"
            | "usage_count"
            | "casualties"
            | "pause_decision"
            | "corridor_count"
    );
    match kind {
        "not_event" | "not_pause" | "not_asserted" => stated && event,
        "not_count" | "not_usage" | "not_persons" => counted && end <= last + 40,
        "not_outlet" => {
            proposal.kind == "position" && proposal.sources.iter().all(|one| one.id == "outlet")
        }
        _ => false,
    }
}

fn figures(folder: &str, texts: usize) -> Counts {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let lexicon = Lexicon::own().unwrap();
    let mut counts = Counts::default();
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let name = entry.path().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".gold.json") else {
            continue;
        };
        let gold: Value = serde_json::from_str(&std::fs::read_to_string(&name).unwrap()).unwrap();
        let text = std::fs::read_to_string(format!("{stem}.txt")).unwrap();
        let zone = gold["default_tz"].as_str().map(str::to_owned);
        let reading = read(
            &text,
            &lexicon,
            &Options {
                zone,
                ..Options::default()
            },
        );
        count(&gold, &reading.claims, &mut counts);
        seen += 1;
    }
    assert_eq!(seen, texts, "the texts are there");
    counts
}

fn holds(counts: &Counts, [precision, recall, attribution, times]: [u32; 4], traps: u32) {
    assert!(counts.precision() >= precision, "precision {counts:?}");
    assert!(counts.recall() >= recall, "recall {counts:?}");
    assert!(
        counts.attribution() >= attribution,
        "attribution {counts:?}"
    );
    assert!(counts.times() >= times, "times {counts:?}");
    assert!(counts.trapped <= traps, "traps {counts:?}");
}

#[test]
fn the_first_set_is_read_as_well_as_it_was() {
    holds(&figures("tests/texts", 12), [98, 97, 94, 96], 0);
}

#[test]
fn the_second_set_is_read_as_well_as_it_was() {
    holds(&figures("tests/texts/second", 18), [93, 77, 86, 78], 0);
}

#[test]
fn the_third_set_is_read_as_well_as_it_was() {
    holds(&figures("tests/texts/third", 14), [94, 88, 89, 86], 0);
}

#[test]
fn the_fourth_set_is_read_as_well_as_it_was() {
    holds(&figures("tests/texts/fourth", 14), [80, 72, 90, 85], 2);
}
