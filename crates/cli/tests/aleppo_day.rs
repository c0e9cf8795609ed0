//! East Aleppo, 4 November 2016: the day entered by hand, and what the board must say at five moments. What it must say
//! was written down before.

mod common;

use std::fmt::Write;

use common::aleppo::enter_the_day;
use common::{Folder, json};
use serde_json::Value;

fn names(value: &Value) -> String {
    let names: Vec<&str> = value
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    if names.is_empty() {
        "nobody".to_owned()
    } else {
        names.join(", ")
    }
}

/// `2016-11-04T07:00:00Z` by the clock of Aleppo, which was two hours ahead that day.
fn clock(value: &Value) -> String {
    let text = value.as_str().unwrap();
    let hour: u32 = text[11..13].parse().unwrap();
    format!("{:02}{}", hour + 2, &text[13..16])
}

fn pause(board: &Value, said: &mut String) {
    let pause = &board["pause"];
    writeln!(said, "{}", board["title"].as_str().unwrap()).unwrap();
    writeln!(said, "{}", board["nature"].as_str().unwrap()).unwrap();
    writeln!(said, "pause: declared by {}", names(&pause["declared_by"])).unwrap();
    writeln!(said, "pause: agreed by {}", names(&pause["agreed_by"])).unwrap();
    let missing = pause["not_agreed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| pair[0].as_str().unwrap());
    writeln!(
        said,
        "pause: not agreed: {}",
        missing.collect::<Vec<_>>().join(", ")
    )
    .unwrap();
    writeln!(
        said,
        "pause: is{} agreed",
        if pause["agreed"] == true { "" } else { " not" }
    )
    .unwrap();
    for window in pause["hours"]["windows"].as_array().unwrap() {
        writeln!(
            said,
            "hours: {}-{}",
            clock(&window["from"]),
            clock(&window["to"])
        )
        .unwrap();
    }
    let state = pause["state"].as_str().unwrap();
    match pause["ends"].as_str() {
        Some(_) => writeln!(said, "hours: {state}, until {}", clock(&pause["ends"])).unwrap(),
        None => writeln!(said, "hours: {state}").unwrap(),
    }
}

fn corridors(board: &Value, said: &mut String) {
    let corridors = board["corridors"].as_array().unwrap();
    let mut statuses: Vec<&str> = corridors
        .iter()
        .map(|one| one["status"].as_str().unwrap())
        .collect();
    statuses.sort_unstable();
    statuses.dedup();
    for status in statuses {
        let with = corridors.iter().filter(|one| one["status"] == status);
        let with: Vec<&str> = with.map(|one| one["corridor"].as_str().unwrap()).collect();
        writeln!(said, "corridors {status}: {}", with.join(", ")).unwrap();
    }
    let counts = corridors.iter().map(|one| {
        let guarantees = one["guarantees"].as_array().unwrap();
        let hold = guarantees
            .iter()
            .filter(|one| one["standing"] == "holds")
            .count();
        format!("{hold} of {}", guarantees.len())
    });
    let mut counts: Vec<String> = counts.collect();
    counts.sort();
    counts.dedup();
    writeln!(
        said,
        "guarantees that hold: {} for each corridor",
        counts.join(" or ")
    )
    .unwrap();
}

fn totals(board: &Value, said: &mut String) {
    let totals = &board["totals"];
    match totals.get("observed") {
        None => writeln!(said, "observed: nothing was counted").unwrap(),
        Some(observed) => {
            let persons = &observed["persons"];
            assert_eq!(persons["low"], persons["high"]);
            writeln!(
                said,
                "observed: {} by {} ({}, {} root)",
                persons["best"],
                clock(&totals["observed_until"]),
                names(&observed["sources"]),
                observed["roots"]
            )
            .unwrap();
        }
    }
    for mission in board["missions"].as_array().unwrap() {
        let needed = mission["guarantees"].as_array().unwrap().len();
        let id = mission["mission"].as_str().unwrap();
        let hold = mission["hold"].as_u64().unwrap() as usize;
        let cleared = if hold == needed {
            "cleared"
        } else {
            "not cleared"
        };
        writeln!(
            said,
            "medical evacuation {id}: {cleared}: {hold} of {needed} guarantees"
        )
        .unwrap();
    }
}

fn incidents(board: &Value, said: &mut String) {
    for incident in board["incidents"].as_array().unwrap() {
        let id = incident["incident"].as_str().unwrap();
        let rules = incident["why"]
            .as_array()
            .unwrap()
            .iter()
            .map(|why| why["rule"].as_str().unwrap());
        let rules = rules.collect::<Vec<_>>().join(", ");
        let standing = incident["standing"].as_str().unwrap();
        let placed = incident["placed"].as_str().unwrap();
        writeln!(
            said,
            "incident {id}: {standing} ({rules}), {placed} the hours, {} root",
            incident["roots"]
        )
        .unwrap();
        let on = names(&incident["corridors"]).replace("nobody", "no corridor");
        writeln!(said, "incident {id}: could be on {on}").unwrap();
        for claim in incident["claims"].as_array().unwrap() {
            let (from, to) = (
                clock(&claim["when"]["earliest"]),
                clock(&claim["when"]["latest"]),
            );
            let when = if from == to {
                from
            } else {
                format!("{from}..{to}")
            };
            let (claim, source) = (
                claim["claim"].as_str().unwrap(),
                claim["source"].as_str().unwrap(),
            );
            writeln!(said, "incident {id}: {claim} of {source} at {when}").unwrap();
        }
    }
    for claim in board["claims"].as_array().unwrap() {
        let related = claim["related"].as_array().unwrap().iter();
        let related = related.map(|pair| {
            format!(
                "{} {}",
                pair[0].as_str().unwrap(),
                pair[1].as_str().unwrap()
            )
        });
        let related = related.collect::<Vec<_>>().join(", ");
        assert_eq!(claim["corridors"].as_array().unwrap().len(), 0);
        let (id, source) = (
            claim["claim"].as_str().unwrap(),
            claim["source"].as_str().unwrap(),
        );
        writeln!(said, "claim {id} of {source}: {related}, no corridor").unwrap();
    }
    let overdue = board["appointments"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|due| due["overdue"] == true);
    let overdue: Vec<&str> = overdue.map(|due| due["due"].as_str().unwrap()).collect();
    let overdue = if overdue.is_empty() {
        "nothing".to_owned()
    } else {
        overdue.join(", ")
    };
    writeln!(said, "overdue: {overdue}").unwrap();
}

fn said(board: &Value) -> String {
    let mut said = String::new();
    pause(board, &mut said);
    corridors(board, &mut said);
    totals(board, &mut said);
    incidents(board, &mut said);
    said
}

#[test]
fn the_board_says_exactly_what_was_known() {
    let folder = Folder::with(&[]);
    enter_the_day(&folder);
    let moments = [
        ("08:00", include_str!("aleppo/expected/0800.txt")),
        ("11:00", include_str!("aleppo/expected/1100.txt")),
        ("14:00", include_str!("aleppo/expected/1400.txt")),
        ("18:59", include_str!("aleppo/expected/1859.txt")),
        ("19:30", include_str!("aleppo/expected/1930.txt")),
    ];
    for (at, expected) in moments {
        let moment = format!("2016-11-04T{at}");
        let run = folder.korridor(&["board", "pause.kor", "--at", &moment, "--json"]);
        assert_eq!(run.code, 0, "{}", run.err);
        assert_eq!(said(&json(&run.out)["board"]), expected, "at {at}");
        let text = folder
            .korridor(&["board", "pause.kor", "--at", &moment])
            .out;
        assert!(
            text.contains("EXERCISE") && text.contains("not agreed"),
            "{text}"
        );
        for word in ["safe", "refuses to"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
    let verified = folder.korridor(&["verify", "pause.kor"]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
}
