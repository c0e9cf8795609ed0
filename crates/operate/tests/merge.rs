//! Two records of one pause are brought together: what conflicts is said, a person resolves it, both histories stay
//! verifiable.

#[path = "support/record.rs"]
mod record;
#[path = "support/sites.rs"]
mod sites;
mod support;

use korridor_operate::fact::ConflictKind;
use korridor_operate::view::{CorridorStatus, GuaranteeStanding};
use korridor_operate::{Board, Fact, Merger, Read, RecordError, Recorder};
use record::{File, Folder, codes, submit};
use serde_json::{Value, json};
use sites::*;
use support::{actor, command, corridor, gate, minute, opened, source, span, text};

#[test]
fn what_came_keeps_its_order_and_its_bytes() {
    let mut sites = Sites::new("merge-order");
    let first = sites.there(count("f1", 10, 20, 5, &[]));
    let own = sites.here(consent("given"));
    let second = sites.there(json!({"due": {"due": "call", "kind": "call", "by": text(50)}}));
    let third = sites.there(json!({"done": {"due": "call"}}));
    let merge = sites.merge();
    assert_eq!(
        (merge.came, merge.conflicts.len(), merge.renamed.len()),
        (3, 0, 0)
    );
    let ids = ids(sites.cell.ledger());
    let after: Vec<&str> = ids
        .iter()
        .skip_while(|id| **id != own)
        .map(String::as_str)
        .collect();
    assert_eq!(after[..4], [own.as_str(), &first, &second, &third]);
    for id in [&first, &second, &third] {
        let payload = |recorder: &mut Recorder| {
            let seq = recorder.ledger().find(id).unwrap().unwrap();
            recorder.ledger().entry(seq).unwrap().payload().to_vec()
        };
        assert_eq!(payload(&mut sites.cell), payload(&mut sites.field), "{id}");
    }
    assert_eq!(
        sites
            .board()
            .view(minute(200))
            .totals
            .observed
            .unwrap()
            .persons
            .best,
        Some(15)
    );
}

#[test]
fn merging_twice_brings_nothing_and_later_entries_come_once() {
    let mut sites = Sites::new("merge-twice");
    sites.there(count("f1", 10, 20, 5, &[]));
    assert_eq!(sites.merge().came, 1);
    let size = sites.board().size;
    let again = sites.merge();
    assert_eq!((again.came, again.conflicts.len()), (0, 0));
    assert_eq!(sites.board().size, size, "nothing was written");
    sites.there(count("f2", 20, 30, 7, &[]));
    assert_eq!(sites.merge().came, 1);
    assert_eq!(
        sites
            .board()
            .view(minute(200))
            .totals
            .observed
            .unwrap()
            .persons
            .best,
        Some(22)
    );
}

#[test]
fn a_hard_conflict_contests_the_corridor_until_a_person_resolves_it() {
    let mut sites = Sites::new("merge-hard");
    sites.here(status("suspend"));
    let there = sites.there(status("close"));
    let merge = sites.merge();
    let [conflict] = merge.conflicts.as_slice() else {
        panic!("{:?}", merge.conflicts)
    };
    assert_eq!(
        (conflict.kind, conflict.corridor.as_deref()),
        (ConflictKind::Hard, Some("north"))
    );
    let view = sites.board().view(minute(200));
    assert_eq!(view.conflicts.len(), 1);
    assert!(
        view.corridors[0]
            .obstacles
            .iter()
            .any(|why| why.rule == "conflict-between-records")
    );
    assert!(
        view.corridors[1]
            .obstacles
            .iter()
            .all(|why| why.rule != "conflict-between-records")
    );
    // Both stop it: it stays stopped, and neither record is silently followed in opening it.
    assert!(matches!(
        view.corridors[0].status,
        CorridorStatus::Suspended | CorridorStatus::Closed | CorridorStatus::Contested
    ));
    let id = conflict.conflict.clone();
    sites.resolve(&id, &there);
    let view = sites.board().view(minute(200));
    assert!(view.conflicts.is_empty());
    assert_eq!(view.corridors[0].status, CorridorStatus::Closed);
}

#[test]
fn contested_is_shown_where_one_record_says_open() {
    let mut sites = Sites::new("merge-open");
    for fact in [
        guarantee("given"),
        json!({"guarantee": {"guarantee": "gB", "party": "B", "covers": {"corridor": "north"}, "step": "given",
            "interval": span(0, 600), "level": "written"}}),
        json!({"confirm": {"gate": "g", "party": "A", "commander": "confirmed"}}),
        json!({"go": {"corridor": "north", "items": [{"item": "all", "answer": "yes"}], "stop_triggers": ["shots"],
            "signed_by": ["cell"], "decision": "go"}}),
    ] {
        sites.here(fact);
    }
    let here = sites.here(status("open"));
    assert_eq!(
        sites.board().status_at("north", minute(10)).status,
        CorridorStatus::Open
    );
    sites.there(status("contest"));
    let merge = sites.merge();
    assert_eq!(merge.conflicts.len(), 1);
    let judged = sites.board().status_at("north", minute(10));
    assert_eq!(
        (judged.status, judged.why.rule),
        (CorridorStatus::Contested, "conflict-between-records")
    );
    sites.resolve(&merge.conflicts[0].conflict, &here);
    assert_eq!(
        sites.board().status_at("north", minute(10)).status,
        CorridorStatus::Open
    );
}

#[test]
fn counts_that_overlap_are_a_soft_conflict_and_not_added() {
    let mut sites = Sites::new("merge-soft");
    sites.here(count("c1", 20, 40, 30, &[]));
    sites.there(count("f1", 30, 50, 20, &[]));
    let merge = sites.merge();
    assert_eq!(merge.conflicts.len(), 1);
    assert_eq!(merge.conflicts[0].kind, ConflictKind::Soft);
    assert_eq!(sites.board().hard_conflicts().count(), 0);
    assert_eq!(
        sites
            .board()
            .view(minute(200))
            .totals
            .observed
            .unwrap()
            .persons
            .best,
        Some(40),
        "10 and 30, not 60"
    );
}

/// A matter on which both say something else, and what the board shows of it.
type Matter = (&'static str, Value, Value, fn(&Board) -> String);

fn matters() -> Vec<Matter> {
    vec![
        ("consent", consent("given"), consent("refused"), |board| {
            format!(
                "{:?}",
                board
                    .pause
                    .consent("B", minute(600))
                    .map(|(_, consent)| consent)
            )
        }),
        (
            "hours",
            json!({"amend": {"party": "A", "subject": "pause", "ends": [text(300)]}}),
            json!({"amend": {"party": "A", "subject": "pause", "ends": [text(400)]}}),
            |board| format!("{:?}", board.view(minute(55)).pause.ends),
        ),
        (
            "guarantee",
            guarantee("given"),
            guarantee("refused"),
            |board| {
                format!(
                    "{:?}",
                    board.view(minute(55)).corridors[0].guarantees[0].standing
                )
            },
        ),
        (
            "commander",
            json!({"confirm": {"gate": "g", "party": "A", "commander": "confirmed"}}),
            json!({"confirm": {"gate": "g", "party": "A", "commander": "no_order"}}),
            |board| {
                format!(
                    "{:?}",
                    board.view(minute(55)).corridors[0].commanders_missing
                )
            },
        ),
        ("status", status("suspend"), status("close"), |board| {
            format!("{:?}", board.view(minute(55)).corridors[0].status)
        }),
        (
            "outcome",
            json!({"outcome": {"mission": "m", "outcome": "denied"}}),
            json!({"outcome": {"mission": "m", "outcome": "postponed"}}),
            |board| format!("{:?}", board.view(minute(55)).missions[0].outcome),
        ),
        (
            "rules",
            json!({"rules": {"silence_minutes": 30}}),
            json!({"rules": {"silence_minutes": 90}}),
            |board| board.rules.silence_minutes.to_string(),
        ),
        (
            "correction",
            count("c1", 0, 10, 11, &["base"]),
            count("f1", 0, 10, 12, &["base"]),
            |board| {
                format!(
                    "{:?}",
                    board
                        .view(minute(55))
                        .totals
                        .observed
                        .map(|sum| sum.persons.best)
                )
            },
        ),
    ]
}

#[test]
fn a_resolution_restores_what_is_kept() {
    for (name, one, other, shown) in matters() {
        for keep_here in [Keep::Here, Keep::There] {
            let mut sites = Sites::new(&format!("merge-{name}"));
            let here = sites.here(one.clone());
            let only_here = shown(sites.board());
            let there = sites.there(other.clone());
            let only_there = shown(sites.field.board());
            assert_ne!(only_here, only_there, "{name}");
            let merge = sites.merge();
            assert_eq!(merge.conflicts.len(), 1, "{name}");
            assert_eq!(merge.conflicts[0].kind, ConflictKind::Hard, "{name}");
            let (keep, expected) = match keep_here {
                Keep::Here => (here, only_here),
                Keep::There => (there, only_there),
            };
            sites.resolve(&merge.conflicts[0].conflict.clone(), &keep);
            assert_eq!(shown(sites.board()), expected, "{name}: {keep_here:?}");
            assert!(sites.board().view(minute(55)).conflicts.is_empty());
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Keep {
    Here,
    There,
}

#[test]
fn names_that_both_gave_are_told_apart() {
    let mut sites = Sites::new("merge-names");
    let claim = |words: &str, source: &str| {
        json!({"report": {"claim": "shots", "source": source, "words": words,
        "happening": "gunfire", "place": {"precision": "one_of"}}})
    };
    sites.here(claim("shots in the morning", "s1"));
    sites.here(json!({"incident": {"incident": "i", "title": "shots", "claims": ["shots"]}}));
    sites.there(claim("shots at noon", "s2"));
    sites.there(
        json!({"incident": {"incident": "i", "title": "shots", "claims": ["shots", "first"]}}),
    );
    sites.there(source("s3", "r3"));
    sites.here(source("s3", "r1"));
    let merge = sites.merge();
    let renamed: Vec<(&str, &str)> = merge
        .renamed
        .iter()
        .map(|(from, to)| (from.as_str(), to.as_str()))
        .collect();
    for pair in [
        ("shots", "field:shots"),
        ("i", "field:i"),
        ("s3", "field:s3"),
    ] {
        assert!(renamed.contains(&pair), "{pair:?} in {renamed:?}");
    }
    let board = sites.board();
    assert_eq!(board.incidents["i"].incident.claims, ["shots"]);
    assert_eq!(
        board.incidents["field:i"].incident.claims,
        ["field:shots", "first"]
    );
    assert_eq!(
        (board.root_of("s3"), board.root_of("field:s3")),
        ("r1", "r3")
    );
    let words = board.claims["field:shots"].claim.words.clone();
    assert_eq!(
        sites.cell.words(&words).unwrap(),
        Read::Text("shots at noon".to_owned())
    );
}

#[test]
fn an_id_that_both_used_for_different_entries_is_told_apart() {
    let mut sites = Sites::new("merge-ids");
    let same = |fact: Value, by: &str| command("same-id", by, 5, fact);
    submit(&mut sites.cell, &same(consent("given"), "cell"), minute(5)).unwrap();
    submit(
        &mut sites.field,
        &same(
            json!({"due": {"due": "d", "kind": "call", "by": text(9)}}),
            "deputy",
        ),
        minute(5),
    )
    .unwrap();
    let merge = sites.merge();
    assert_eq!(merge.came, 1);
    assert!(
        sites.board().ids.contains_key("same-id")
            && sites.board().ids.contains_key("field:same-id")
    );
    assert_eq!(
        sites.merge().came,
        0,
        "and is not brought in again under a third name"
    );
}

#[test]
fn words_that_were_erased_in_the_field_stay_erased() {
    let mut sites = Sites::new("merge-erased");
    sites.there(json!({"report": {"claim": "secret", "source": "s1", "words": "a name", "happening": "other",
        "place": {"precision": "unknown"}}}));
    let sealed = |board: &Board, claim: &str| board.claims[claim].claim.words.clone();
    let (own, shared) = (
        sealed(sites.field.board(), "secret"),
        sealed(sites.field.board(), "first"),
    );
    let commitments = [own.commitment().unwrap(), shared.commitment().unwrap()];
    sites.there(json!({"erase": {"commitments": commitments, "reason": "a person asked", "approved_by": "cell"}}));
    assert!(matches!(sites.field.words(&own).unwrap(), Read::Erased(_)));
    assert_eq!(
        sites.cell.words(&shared).unwrap(),
        Read::Text("shots at a gate".to_owned())
    );
    sites.merge();
    assert_ne!(
        sites.cell.words(&own).unwrap(),
        Read::Text("a name".to_owned())
    );
    assert!(
        matches!(sites.cell.words(&shared).unwrap(), Read::Erased(_)),
        "what they destroyed is destroyed here too"
    );
}

fn other(folder: &Folder, start: Value) -> Recorder {
    let mut recorder = Recorder::open(File::new(folder, "other").create(None)).unwrap();
    let operation = start["opened"]["nature"] == "operation";
    let setup = json!({"setup": {"parties": ["A", "B"], "corridors": [corridor("north", vec![gate("g", "A")])]}});
    for (index, fact) in [start, setup, actor("cell", "coordinator")]
        .into_iter()
        .enumerate()
    {
        let mut command = command(&format!("other-{index}"), "cell", -60, fact);
        if operation {
            command.nature = korridor_operate::Nature::Operation;
        }
        submit(&mut recorder, &command, minute(-60)).unwrap();
    }
    recorder
}

#[test]
fn a_record_of_something_else_is_refused_and_nothing_written() {
    let mut another = opened("other");
    another["opened"]["scenario_sha256"] = json!("0".repeat(64));
    let mut operation = opened("other");
    operation["opened"]["nature"] = json!("operation");
    for (start, code) in [
        (another, "other_scenario"),
        (operation, "exercise_and_operation_mixed"),
    ] {
        let mut sites = Sites::new("merge-other");
        let size = sites.board().size;
        let mut other = other(&sites.folder, start);
        let merger = Merger {
            by: "cell".to_owned(),
            at: minute(100),
        };
        let refused = sites.cell.merge(other.ledger(), &merger).unwrap_err();
        assert_eq!(codes(&refused), [code]);
        assert_eq!(
            (sites.board().size, sites.cell.ledger().size()),
            (size, size)
        );
    }
}

#[test]
fn only_a_coordinator_merges() {
    let mut sites = Sites::new("merge-role");
    sites.here(actor("m", "monitor"));
    sites.there(count("f1", 10, 20, 5, &[]));
    for (by, code) in [("m", "role_may_not"), ("stranger", "actor_not_known")] {
        let merger = Merger {
            by: by.to_owned(),
            at: minute(100),
        };
        let refused: RecordError = sites.cell.merge(sites.field.ledger(), &merger).unwrap_err();
        assert_eq!(codes(&refused), [code]);
    }
}

#[test]
fn a_merge_is_not_entered_by_hand() {
    let mut sites = Sites::new("merge-hand");
    let merged = sites.next(
        "cell",
        json!({"merged": {"origin": "x", "checkpoint": "", "entries": [], "conflicts": []}}),
    );
    let refused = submit(&mut sites.cell, &merged, minute(1)).unwrap_err();
    assert_eq!(codes(&refused), ["not_written_by_hand"]);
    assert!(matches!(merged.fact, Fact::Merged(_)));
}

#[test]
fn a_guarantee_in_two_records_holds_only_once_it_is_resolved_so() {
    let mut sites = Sites::new("merge-guarantee");
    let here = sites.here(guarantee("given"));
    let there = sites.there(json!({"guarantee": {"guarantee": "other", "party": "A", "covers": {"corridor": "north"}, "step": "refused"}}));
    let merge = sites.merge();
    assert_eq!(merge.conflicts.len(), 1);
    assert_eq!(
        (
            merge.conflicts[0].here.clone(),
            merge.conflicts[0].there.clone()
        ),
        (here.clone(), there)
    );
    let rules: Vec<&str> = sites.board().view(minute(55)).corridors[0]
        .obstacles
        .iter()
        .map(|why| why.rule)
        .collect();
    assert!(rules.contains(&"conflict-between-records"), "{rules:?}");
    sites.resolve(&merge.conflicts[0].conflict.clone(), &here);
    assert_eq!(
        sites.board().view(minute(55)).corridors[0].guarantees[0].standing,
        GuaranteeStanding::Holds
    );
}

/// Else both entries would be set aside, and a corridor that both records stop would not be stopped.
#[test]
fn a_conflict_is_resolved_once() {
    let mut sites = Sites::new("merge-again");
    let here = sites.here(status("suspend"));
    let there = sites.there(status("close"));
    let conflict = sites.merge().conflicts[0].conflict.clone();
    sites.resolve(&conflict, &here);
    let again = json!({"resolve": {"conflict": conflict, "keep": there, "reason": "asked again"}});
    let again = sites.next("cell", again);
    let refused = submit(&mut sites.cell, &again, minute(60)).unwrap_err();
    assert_eq!(codes(&refused), ["conflict_already_resolved"]);
    let shown = |sites: &Sites| sites.board().view(minute(70)).corridors[0].status;
    assert_eq!(shown(&sites), CorridorStatus::Suspended);
    sites.here(status("close"));
    assert_eq!(
        shown(&sites),
        CorridorStatus::Closed,
        "what holds now is entered anew"
    );
}

/// What a mission was entered as is restored as well.
#[test]
fn a_mission_that_is_set_aside_is_as_before() {
    let mut sites = Sites::new("merge-mission");
    let here = sites.here(json!({"mission": {"mission": "m", "precedence": "priority"}}));
    sites.there(json!({"mission": {"mission": "m", "precedence": "routine"}}));
    let merge = sites.merge();
    assert_eq!(
        merge.renamed,
        vec![],
        "both speak of the mission that both knew"
    );
    sites.resolve(&merge.conflicts[0].conflict.clone(), &here);
    assert_eq!(
        format!(
            "{:?}",
            sites.board().view(minute(55)).missions[0].precedence
        ),
        "Priority"
    );
}
