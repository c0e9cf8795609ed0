//! Texts with their claims, written by somebody who did not write the rules, and texts that try to break the reader.

use std::collections::BTreeMap;
use std::path::Path;

use korridor_intake::text::{Lexicon, Options, Proposal, Reading, json, read};
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

fn texts() -> Vec<(String, Value, Reading)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/texts");
    let lexicon = Lexicon::own().unwrap();
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let name = path.to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".gold.json") else {
            continue;
        };
        let gold: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
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
        found.push((name, gold, reading));
    }
    assert!(found.len() >= 12, "the texts are there");
    found
}

fn covers(claim: &Value, proposal: &Proposal) -> bool {
    let bound = |part: &str, end: &str| claim[part][end].as_i64().unwrap();
    let (start, end) = (i64::from(proposal.span.start), i64::from(proposal.span.end));
    let (first, last) = (bound("anchor", "start"), bound("anchor", "end"));
    let covered = last.min(end) - first.max(start);
    claim["type"] == proposal.kind
        && covered * 2 >= last - first
        && end - start <= 3 * (bound("span", "end") - bound("span", "start"))
}

#[test]
fn what_must_be_found_is_found_and_little_else() {
    let (mut wanted, mut met, mut extra) = (0, 0, Vec::new());
    for (name, gold, reading) in texts() {
        let claims = gold["claims"].as_array().unwrap();
        for claim in claims {
            if CORE.contains(&claim["type"].as_str().unwrap()) && claim["tier"] != "optional" {
                wanted += 1;
                met += i32::from(
                    reading
                        .claims
                        .iter()
                        .any(|proposal| covers(claim, proposal)),
                );
            }
        }
        for proposal in reading.claims.iter().filter(|p| CORE.contains(&p.kind)) {
            if !claims.iter().any(|claim| covers(claim, proposal)) {
                extra.push(format!("{name}: {} {}", proposal.kind, proposal.rule));
            }
        }
    }
    assert!(met * 100 >= wanted * 90, "{met} of {wanted}");
    assert!(extra.len() * 100 <= wanted as usize * 5, "{extra:#?}");
}

#[test]
fn what_the_text_leaves_open_stays_open() {
    let mut seen = 0;
    for (name, gold, reading) in texts() {
        for claim in gold["claims"].as_array().unwrap() {
            if claim["time"]["status"] != "ambiguous" || claim["tier"] == "optional" {
                continue;
            }
            for proposal in reading.claims.iter().filter(|p| covers(claim, p)) {
                seen += 1;
                let time = proposal.time.as_ref().expect("a time");
                assert_eq!(
                    time.status, "ambiguous",
                    "{name}: {}",
                    claim["span"]["text"]
                );
            }
        }
    }
    assert!(seen > 0);
}

#[test]
fn clocks_that_contradict_each_other_are_flagged_and_others_are_not() {
    let mut flagged = BTreeMap::new();
    for (name, gold, reading) in texts() {
        let expected = gold["cross_checks"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|check| check["kind"] == "tz_conflict")
            .count();
        let found = reading
            .checks
            .iter()
            .filter(|check| check.kind == "zone" && !check.holds)
            .count();
        assert_eq!(expected, found, "{name}: {:#?}", reading.checks);
        flagged.insert(name, found);
    }
    assert!(flagged.values().sum::<usize>() >= 1);
}

#[test]
fn spans_are_code_points_of_the_text_in_nfc() {
    for (name, gold, reading) in texts() {
        let points: Vec<char> = gold["text"].as_str().unwrap().chars().collect();
        for claim in &reading.claims {
            let span = claim.span;
            let by_points: String = points[span.start as usize..span.end as usize]
                .iter()
                .collect();
            let by_bytes = &reading.text[span.byte_start as usize..span.byte_end as usize];
            assert_eq!(by_points, by_bytes, "{name}");
        }
    }
}

#[test]
fn a_text_whose_signs_are_in_parts_is_read_alike_and_leads_back() {
    let lexicon = Lexicon::own().unwrap();
    let whole = "Pausen i Øst-Aleppo: bare åtte personer fikk forlate området på lørdag.";
    let parts = whole.replace('å', "a\u{30A}");
    let one = read(whole, &lexicon, &Options::default());
    let two = read(&parts, &lexicon, &Options::default());
    assert_eq!(one.text, two.text);
    assert_eq!(one.claims.len(), two.claims.len());
    let claim = two
        .claims
        .iter()
        .find(|claim| claim.kind == "usage_count")
        .unwrap();
    let original = &parts[claim.span.original_start as usize..claim.span.original_end as usize];
    assert!(original.contains("personer"), "{original}");
}

#[test]
fn the_same_text_gives_the_same_bytes() {
    for (one, two) in texts().iter().zip(texts()) {
        assert_eq!(json(&one.2).to_string(), json(&two.2).to_string());
    }
}

#[test]
fn texts_made_to_break_the_reader_are_read() {
    let lexicon = Lexicon::own().unwrap();
    let options = Options {
        zone: Some("Asia/Damascus".to_owned()),
        ..Options::default()
    };
    let sentence = "According to SOHR 12 people were killed at 9 a.m. on Friday, said the army, ";
    let cases = [
        "a".repeat(1_000_000),
        sentence.repeat(1_000_000 / sentence.len()),
        "\"said ".repeat(10_000) + &"\"".repeat(10_000),
        "\u{202E}kor\u{200B}ridor\u{2066} ".repeat(40_000),
        "and and and, ".repeat(80_000),
        "12 13 14-15 ".repeat(80_000),
        "e\u{301}\u{302}\u{303}".repeat(100_000),
        "(((((".repeat(100_000),
        "\n".repeat(500_000) + "x",
        "mellom 9 og 10 til 11 ".repeat(40_000),
    ];
    // That the work grows with the text and no faster is counted beside the reader.
    for (number, case) in cases.iter().enumerate() {
        let reading = read(case, &lexicon, &options);
        assert!(reading.text.len() <= case.len() * 3);
        for claim in &reading.claims {
            let (first, last) = (claim.span.byte_start, claim.span.byte_end);
            let words = reading.text.get(first as usize..last as usize);
            assert!(
                words.is_some_and(|words| !words.is_empty()),
                "case {number}"
            );
            assert!(
                claim.span.original_end as usize <= case.len(),
                "case {number}"
            );
        }
    }
}

#[test]
fn a_part_that_is_more_than_its_whole_is_flagged() {
    let lexicon = Lexicon::own().unwrap();
    let check = |text: &str| {
        read(text, &lexicon, &Options::default())
            .checks
            .iter()
            .filter(|check| check.kind == "part_vs_whole")
            .map(|check| (check.holds, check.claim.is_some()))
            .collect::<Vec<_>>()
    };
    let told = "The pause was short. The attack killed 80 people, at least 20 of them children.";
    assert_eq!(check(told), [(true, true)]);
    let odd = "The pause was short. The attack killed 80 people, at least 120 of them children.";
    assert_eq!(check(odd), [(false, true)]);
}

#[test]
fn what_is_hearsay_withdrawn_or_an_exercise_is_told_as_such_or_not_at_all() {
    let lexicon = Lexicon::own().unwrap();
    let modalities = |text: &str| {
        read(text, &lexicon, &Options::default())
            .claims
            .iter()
            .map(|claim| (claim.kind, claim.modality))
            .collect::<Vec<_>>()
    };
    let hearsay = "The pause held. Rumours said that rockets were fired at the corridor.";
    assert!(modalities(hearsay).contains(&("incident", "rumour")));
    let withdrawn = "The pause held. He withdrew the claim that seven people were killed.";
    assert!(modalities(withdrawn).contains(&("casualties", "retracted")));
    let exercise = "The pause held. Five rockets were fired at the corridor in the exercise.";
    assert!(
        !modalities(exercise)
            .iter()
            .any(|(kind, _)| *kind == "incident")
    );
}
