//! No claim becomes a fact without a named person and an independent root, and a receipt is never an acceptance: every
//! sequence of two small models.

mod support;

use korridor_operate::fact::{Credibility, ResponseKind};
use korridor_operate::view::{CorridorStatus, IncidentStanding};
use serde_json::{Value, json};
use support::{World, actor, command, corridor, gate, minute, number, source, world};

/// A command of a model: its name, who gives it, what.
type Line = (&'static str, &'static str, Value);

/// Tries every sequence of commands, and looks after each that is accepted.
fn explore(
    world: &World,
    said: &mut Vec<&'static str>,
    lines: &[Line],
    depth: usize,
    look: &mut dyn FnMut(&World, &[&'static str]),
) {
    if depth == 0 {
        return;
    }
    for (name, by, value) in lines {
        let mut next = world.clone();
        let id = format!("e{}", said.len());
        let minutes = said.len() as i64;
        let command = command(&id, by, minutes, value.clone());
        if next.submit(&command, minute(minutes)).is_err() {
            assert_eq!(next.board, world.board, "a refusal changed the board");
            continue;
        }
        said.push(name);
        look(&next, said);
        explore(&next, said, lines, depth - 1, look);
        said.pop();
    }
}

fn last<'a>(said: &'a [&'static str], of: &[&str]) -> Option<(usize, &'a str)> {
    let found = said.iter().rposition(|name| of.contains(name))?;
    Some((found, said[found]))
}

/// Whether the witness of another root supports the first claim, after these commands.
fn supported(said: &[&'static str]) -> bool {
    matches!(last(said, &["support", "unsupport"]), Some((_, "support")))
}

fn independent(said: &[&'static str]) -> bool {
    !said.contains(&"rests on it")
}

#[test]
fn no_claim_becomes_a_fact_by_itself() {
    let mut start = world(&["A"], vec![corridor("c", vec![gate("g", "A")])]);
    for (name, role) in [
        ("analyst", "analyst"),
        ("recorder", "recorder"),
        ("monitor", "monitor"),
    ] {
        start.must(name, -60, actor(name, role));
    }
    // The party and its state media have one root; the resident another.
    for (name, root) in [("party", "r1"), ("media", "r1"), ("resident", "r2")] {
        start.must(name, -60, source(name, root));
        let place = json!({"precision": "one_of"});
        start.must(&format!("claim-{name}"), -60, json!({"report": {
            "claim": name, "source": name, "words": "rockets", "happening": "shelling", "place": place,
        }}));
    }
    let relate = |from: &str, kinship: &str, relation: &str| {
        json!({"relate": {
            "claim": from, "kinship": kinship, "to": "party", "relation": relation, "reason": "read both",
        }})
    };
    let judge = |by: Option<&str>| {
        let mut fact = json!({"judge": {"subject": {"claim": "party"}, "credibility": "1", "reason": "weighed"}});
        if let Some(by) = by {
            fact["judge"]["confirmed_by"] = json!(by);
        }
        fact
    };
    let incident = |other: &str| json!({"incident": {"incident": "i", "title": "rockets", "claims": ["party", other]}});
    let settle =
        |settled: &str| json!({"settle": {"incident": "i", "settled": settled, "reason": "found"}});
    let lines: Vec<Line> = vec![
        ("media supports", "cell", relate("media", "supports", "set")),
        ("support", "cell", relate("resident", "supports", "set")),
        (
            "propose",
            "cell",
            relate("resident", "supports", "proposed"),
        ),
        (
            "unsupport",
            "analyst",
            relate("resident", "supports", "dropped"),
        ),
        (
            "rests on it",
            "analyst",
            relate("resident", "derived_from", "set"),
        ),
        ("judge alone", "cell", judge(None)),
        ("judge by itself", "cell", judge(Some("party"))),
        ("judge by media", "cell", judge(Some("media"))),
        ("judge", "cell", judge(Some("resident"))),
        ("judge", "analyst", judge(Some("resident"))),
        ("judge by recorder", "recorder", judge(Some("resident"))),
        ("judge by stranger", "stranger", judge(Some("resident"))),
        ("incident of one root", "cell", incident("media")),
        ("incident", "recorder", incident("resident")),
        ("settle", "cell", settle("confirmed")),
        ("settle by monitor", "monitor", settle("confirmed")),
        ("settle by stranger", "stranger", settle("confirmed")),
        ("reopen", "analyst", settle("reopened")),
    ];
    let (mut sure, mut confirmed) = (0, 0);
    let depth = number("KORRIDOR_DEPTH", 4) as usize;
    explore(
        &start,
        &mut Vec::new(),
        &lines,
        depth,
        &mut |world, said| {
            for forbidden in [
                "judge alone",
                "judge by itself",
                "judge by media",
                "judge by recorder",
                "judge by stranger",
                "settle by monitor",
                "settle by stranger",
            ] {
                assert!(!said.contains(&forbidden), "accepted: {said:?}");
            }
            if world.board.claims["party"].credibility() == Credibility::Confirmed {
                sure += 1;
                let (at, _) = last(said, &["judge"]).unwrap_or_else(|| panic!("{said:?}"));
                assert!(
                    supported(&said[..at]) && independent(&said[..at]),
                    "{said:?}"
                );
            }
            let view = world.board.view(minute(10));
            for shown in &view.incidents {
                let settled = last(said, &["settle", "reopen"]);
                if shown.standing != IncidentStanding::Confirmed {
                    continue;
                }
                confirmed += 1;
                let Some((at, "settle")) = settled else {
                    panic!("{said:?}")
                };
                assert!(
                    said[..at].contains(&"incident") && independent(&said[..at]),
                    "{said:?}"
                );
            }
            assert_eq!(
                view.corridors[0].status,
                CorridorStatus::Planned,
                "{said:?}"
            );
        },
    );
    println!("sure {sure}, confirmed {confirmed}");
    assert!(sure > 10 && confirmed > 10);
}

#[test]
fn a_receipt_is_never_an_acceptance() {
    let mut start = world(&["A", "B"], vec![corridor("c", vec![gate("g", "A")])]);
    start.must(
        "declare",
        -60,
        json!({"declare": {"party": "A", "subject": {"corridor": "c"}}}),
    );
    let receipt =
        |party: &str| json!({"receipt": {"notification": "n", "party": party, "channel": "mail"}});
    let answer = |party: &str, answer: &str| json!({"respond": {"notification": "n", "party": party, "response": answer}});
    let consent = |given: &str| json!({"agree": {"party": "B", "subject": {"corridor": "c"}, "consent": given}});
    let lines: Vec<Line> = vec![
        (
            "notify",
            "cell",
            json!({"notify": {"notification": "n", "party": "B", "kind": "movement", "channel": "mail",
            "sent": "the route", "about": {"corridor": "c"}}}),
        ),
        ("receipt", "cell", receipt("B")),
        ("receipt of A", "cell", receipt("A")),
        ("accepted", "cell", answer("B", "accepted")),
        ("accepted by A", "cell", answer("A", "accepted")),
        ("objected", "cell", answer("B", "objected")),
        ("conditions", "cell", answer("B", "conditions")),
        ("consent", "cell", consent("given")),
        ("refuse", "cell", consent("refused")),
    ];
    let mut received = 0;
    explore(&start, &mut Vec::new(), &lines, 6, &mut |world, said| {
        assert!(
            !said.contains(&"receipt of A") && !said.contains(&"accepted by A"),
            "{said:?}"
        );
        let view = world.board.view(minute(10));
        let answer = last(said, &["accepted", "objected", "conditions"]).map(|(_, answer)| answer);
        for shown in &view.notifications {
            received += u64::from(shown.received.is_some());
            assert_eq!(
                shown.received.is_some(),
                said.contains(&"receipt"),
                "{said:?}"
            );
            let expected = match answer {
                Some("accepted") => Some(ResponseKind::Accepted),
                Some("objected") => Some(ResponseKind::Objected),
                Some(_) => Some(ResponseKind::Conditions),
                None => None,
            };
            assert_eq!(shown.response, expected, "{said:?}");
        }
        // Neither a receipt nor an acceptance is consent or a guarantee.
        let agreed = matches!(last(said, &["consent", "refuse"]), Some((_, "consent")));
        let status = view.corridors[0].status;
        let expected = if agreed {
            CorridorStatus::Agreed
        } else {
            CorridorStatus::Declared
        };
        assert_eq!(status, expected, "{said:?}");
        assert!(
            view.corridors[0]
                .obstacles
                .iter()
                .any(|why| why.rule == "guarantee-missing"),
            "{said:?}"
        );
    });
    assert!(received > 100);
}
