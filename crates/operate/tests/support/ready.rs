//! A corridor with everything in hand, and what is said of it.
#![allow(dead_code)]

use korridor_operate::Moment;
use korridor_operate::view::CorridorStatus::{self, Open};
use serde_json::{Value, json};

use super::{World, command, corridor, gate, minute, source, span, text, world};

/// A pause of A and B from 0 to 600, with everything in hand for the corridor `c`, opened at 10 unless told otherwise.
pub fn ready() -> World {
    let mut world = world(
        &["A", "B"],
        vec![
            corridor("c", vec![gate("g", "A")]),
            corridor("d", vec![gate("h", "A")]),
        ],
    );
    for (party, subject) in [
        ("A", json!("pause")),
        ("B", json!("pause")),
        ("A", on()),
        ("B", on()),
    ] {
        let id = format!("declare-{party}-{subject}").replace(['"', '{', '}', ':'], "");
        let windows = if subject == "pause" {
            vec![span(0, 600)]
        } else {
            vec![]
        };
        world.must(
            &id,
            -50,
            json!({"declare": {"party": party, "subject": subject, "windows": windows}}),
        );
    }
    for party in ["A", "B"] {
        world.must(
            &format!("give-{party}"),
            -40,
            given(&format!("g{party}"), party, 0, 600),
        );
    }
    world.must(
        "confirm",
        -30,
        json!({"confirm": {"gate": "g", "party": "A", "commander": "confirmed"}}),
    );
    world.must("go", -20, go("go"));
    for (name, root) in [("m", "m"), ("n", "n"), ("tass", "A")] {
        world.must(&format!("source-{name}"), -20, source(name, root));
    }
    world
}

pub fn opened() -> World {
    let mut world = ready();
    world.must("opened", 10, status("open"));
    assert_eq!(at(&world, 11), Open);
    world
}

pub fn on() -> Value {
    json!({"corridor": "c"})
}

pub fn given(name: &str, party: &str, from: i64, to: i64) -> Value {
    json!({"guarantee": {"guarantee": name, "party": party, "covers": on(), "step": "given",
        "interval": span(from, to), "level": "written"}})
}

pub fn step(name: &str, party: &str, step: &str) -> Value {
    json!({"guarantee": {"guarantee": name, "party": party, "covers": on(), "step": step}})
}

pub fn go(decision: &str) -> Value {
    json!({"go": {"corridor": "c", "decision": decision, "items": [{"item": "all there", "answer": "yes"}], "stop_triggers": ["shots"], "signed_by": ["cell"]}})
}

pub fn status(decision: &str) -> Value {
    json!({"status": {"corridor": "c", "decision": decision, "reason": "said so"}})
}

pub fn danger(name: &str, happening: &str, when: i64) -> Value {
    json!({"report": {"claim": name, "source": "m", "words": "seen", "happening": happening,
        "place": {"precision": "named", "corridors": ["c"]}, "when": {"earliest": text(when), "latest": text(when)}}})
}

pub fn count(name: &str, source: &str, place: Value, from: i64, to: i64, persons: u64) -> Value {
    passage(name, source, place, "passed", (from, to), persons)
}

pub fn passage(
    name: &str,
    source: &str,
    place: Value,
    passage: &str,
    time: (i64, i64),
    persons: u64,
) -> Value {
    json!({"count": {"count": name, "source": source, "at": place, "passage": passage, "interval": span(time.0, time.1),
        "persons": {"low": persons, "best": persons, "high": persons}}})
}

pub fn at(world: &World, minutes: i64) -> CorridorStatus {
    world.board.status_at("c", minute(minutes)).status
}

/// Takes in what happened, or is said to have happened, before it was known.
pub fn late(world: &mut World, id: &str, known: i64, occurred: (i64, i64), value: Value) {
    let mut command = command(id, "cell", known, value);
    command.occurred = Moment {
        earliest: minute(occurred.0),
        latest: minute(occurred.1),
        ..Moment::exact(minute(occurred.0))
    };
    if let Err(refusals) = world.submit(&command, minute(known)) {
        panic!("{id}: {refusals:?}");
    }
}

pub fn refusal(world: &World, by: &str, minutes: i64, value: Value) -> Vec<&'static str> {
    world.refused(&command("tried", by, minutes, value))
}
