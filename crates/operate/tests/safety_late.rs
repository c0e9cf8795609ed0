//! Ways in which a corridor could seem open, agreed or counted when it is not: what is entered late, under another name,
//! with a wrong time, or by half. Each was a way once.

mod support;

use korridor_operate::fact::Direction;
use korridor_operate::view::CorridorStatus::{self, *};
use korridor_operate::{Board, Moment};
use serde_json::{Value, json};
use support::{World, actor, command, corridor, fact, gate, minute, source, span, text, world};

/// A pause of A and B from 0 to 600, with everything in hand for the corridor `c`, opened at 10 unless told otherwise.
fn ready() -> World {
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

fn opened() -> World {
    let mut world = ready();
    world.must("opened", 10, status("open"));
    assert_eq!(at(&world, 11), Open);
    world
}

fn on() -> Value {
    json!({"corridor": "c"})
}

fn given(name: &str, party: &str, from: i64, to: i64) -> Value {
    json!({"guarantee": {"guarantee": name, "party": party, "covers": on(), "step": "given",
        "interval": span(from, to), "level": "written"}})
}

fn step(name: &str, party: &str, step: &str) -> Value {
    json!({"guarantee": {"guarantee": name, "party": party, "covers": on(), "step": step}})
}

fn go(decision: &str) -> Value {
    json!({"go": {"corridor": "c", "decision": decision, "items": [{"item": "all there", "answer": "yes"}], "stop_triggers": ["shots"], "signed_by": ["cell"]}})
}

fn status(decision: &str) -> Value {
    json!({"status": {"corridor": "c", "decision": decision, "reason": "said so"}})
}

fn danger(name: &str, happening: &str, when: i64) -> Value {
    json!({"report": {"claim": name, "source": "m", "words": "seen", "happening": happening,
        "place": {"precision": "named", "corridors": ["c"]}, "when": {"earliest": text(when), "latest": text(when)}}})
}

fn count(name: &str, source: &str, place: Value, from: i64, to: i64, persons: u64) -> Value {
    passage(name, source, place, "passed", (from, to), persons)
}

fn passage(
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

fn at(world: &World, minutes: i64) -> CorridorStatus {
    world.board.status_at("c", minute(minutes)).status
}

/// Takes in what happened, or is said to have happened, before it was known.
fn late(world: &mut World, id: &str, known: i64, occurred: (i64, i64), value: Value) {
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

fn refusal(world: &World, by: &str, minutes: i64, value: Value) -> Vec<&'static str> {
    world.refused(&command("tried", by, minutes, value))
}

#[test]
fn an_opening_that_lapsed_is_not_lifted_by_what_is_entered_late() {
    let short = || {
        let mut world = ready();
        world.must("take", -10, step("gB", "B", "withdrawn"));
        world.must("short", -9, given("gB", "B", 0, 30));
        world.must("opened", 10, status("open"));
        assert_eq!((at(&world, 29), at(&world, 30)), (Open, Suspended));
        world
    };
    let mut same = short();
    late(&mut same, "again", 40, (25, 25), given("gB", "B", 0, 600));
    assert_eq!(at(&same, 41), Suspended);
    let mut other = short();
    late(&mut other, "again", 40, (0, 0), given("gB2", "B", 0, 600));
    assert_eq!(at(&other, 41), Suspended);
    let mut rules = short();
    rules.must("rules", 40, json!({"rules": {"guarantors": ["A"]}}));
    assert_eq!(at(&rules, 41), Suspended);
    // And with everything anew it opens again.
    same.must("gA", 50, given("gA", "A", 0, 600));
    same.must("gB", 50, given("gB", "B", 0, 600));
    same.must(
        "confirmed",
        51,
        json!({"confirm": {"gate": "g", "party": "A", "commander": "confirmed"}}),
    );
    same.must("list", 51, go("go"));
    same.must("reopened", 52, status("open"));
    assert_eq!(at(&same, 53), Open);
}

#[test]
fn an_end_that_passed_is_not_taken_back() {
    let ended = || {
        let mut world = opened();
        for party in ["A", "B"] {
            let amend = json!({"amend": {"party": party, "subject": "pause", "ends": [text(30)]}});
            world.must(&format!("end-{party}"), 15, amend);
        }
        assert_eq!((at(&world, 29), at(&world, 30)), (Open, Closed));
        world
    };
    let mut amended = ended();
    let mut declared = ended();
    for party in ["A", "B"] {
        let amend = json!({"amend": {"party": party, "subject": "pause", "ends": [text(120)]}});
        late(
            &mut amended,
            &format!("longer-{party}"),
            40,
            (29, 29),
            amend,
        );
        let declare =
            json!({"declare": {"party": party, "subject": "pause", "windows": [span(1, 700)]}});
        declared.must(&format!("again-{party}"), 40, declare);
    }
    assert_eq!((at(&amended, 45), at(&declared, 45)), (Closed, Closed));
    let ends = declared.board.view(minute(45)).pause.hours.windows;
    assert_eq!(ends.iter().map(|window| window.to).max(), Some(minute(30)));
}

#[test]
fn a_party_that_says_no_closes_what_it_guaranteed() {
    let no = |subject: Value, consent: &str| json!({"agree": {"party": "B", "subject": subject, "consent": consent}});
    for subject in [json!("pause"), on()] {
        let mut world = opened();
        world.must("no", 20, no(subject.clone(), "withdrawn"));
        assert_ne!(at(&world, 21), Open, "{subject}");
        let mut before = ready();
        before.must("no", 0, no(subject, "refused"));
        assert!(!refusal(&before, "cell", 10, status("open")).is_empty());
    }
    let mut objected = opened();
    let sent = json!({"notify": {"notification": "n1", "party": "B", "kind": "movement", "channel": "mail",
        "sent": "a column leaves", "about": on()}});
    objected.must("sent", 12, sent);
    objected.must(
        "objects",
        20,
        json!({"respond": {"notification": "n1", "party": "B", "response": "objected"}}),
    );
    assert_eq!(at(&objected, 21), Suspended);
    let view = objected.board.view(minute(21));
    assert_eq!(view.corridors[0].refused_by[0].party, "B");
}

#[test]
fn a_refusal_under_another_name_or_at_an_uncertain_time_counts_at_once() {
    let mut other = ready();
    other.must("refuses", 0, step("gB2", "B", "refused"));
    assert_eq!(
        refusal(&other, "cell", 10, status("open")),
        ["corridor_cannot_open"]
    );
    let mut uncertain = opened();
    late(
        &mut uncertain,
        "back",
        20,
        (20, 90),
        step("gB", "B", "withdrawn"),
    );
    assert_eq!(at(&uncertain, 21), Suspended);
    let mut commander = opened();
    let withdrawn = json!({"confirm": {"gate": "g", "party": "A", "commander": "withdrawn"}});
    late(&mut commander, "back", 20, (20, 90), withdrawn);
    assert_eq!(at(&commander, 21), Suspended);
}

#[test]
fn a_list_that_says_no_stops_and_disarms_nobody() {
    let mut world = opened();
    world.must("monitor", 11, actor("monitor", "monitor"));
    let mut list = go("no_go");
    list["go"]["stop_triggers"] = json!([]);
    world.must("no", 20, list);
    assert_eq!(at(&world, 21), Suspended);
    let trip = json!({"trip": {"corridor": "c", "trigger": "shots"}});
    assert!(refusal(&world, "monitor", 22, trip).is_empty());
}

#[test]
fn a_stop_waits_for_no_time_and_is_not_covered_up() {
    let mut ahead = opened();
    let mut stop = command("stop", "cell", 400, status("suspend"));
    stop.known = minute(400);
    assert_eq!(ahead.submit(&stop, minute(20)), Ok(true));
    assert_eq!(at(&ahead, 21), Suspended, "entered as known in the future");
    let mut later = opened();
    late(&mut later, "stop", 20, (45, 50), status("suspend"));
    assert_eq!(at(&later, 21), Suspended, "dated after it was known");
    let mut tripped = opened();
    tripped.must(
        "trip",
        20,
        json!({"trip": {"corridor": "c", "trigger": "shots"}}),
    );
    tripped.must("done", 25, status("complete"));
    let judged = tripped.board.status_at("c", minute(26));
    assert!(
        judged.why.because.contains("shots"),
        "{}",
        judged.why.because
    );
}

/// Two records differ about a thing, and a person keeps one of the two.
fn differ(world: &mut World, about: &str, corridor: Option<&str>, here: &str, there: &str) {
    let conflict = json!({"conflict": "x", "kind": "hard", "here": here, "there": there, "about": about, "corridor": corridor});
    let merged = json!({"merged": {"origin": "field", "checkpoint": "", "entries": [], "conflicts": [conflict]}});
    let event = korridor_operate::Event {
        v: korridor_operate::EVENT_VERSION,
        id: "merge".to_owned(),
        by: "cell".to_owned(),
        nature: korridor_operate::Nature::Exercise,
        occurred: Moment::exact(minute(30)),
        known: minute(30),
        flags: vec![],
        fact: fact(merged),
    };
    world.take(event, minute(30));
}

#[test]
fn a_conflict_about_the_pause_or_the_rules_contests_every_corridor() {
    for about in [
        "pause: hours stated by A",
        "pause: consent of B",
        "the rules of the board",
    ] {
        let mut world = opened();
        differ(&mut world, about, None, "go", "confirm");
        assert_eq!(at(&world, 31), Contested, "{about}");
    }
}

#[test]
fn a_resolution_against_a_stop_opens_nothing() {
    let mut world = opened();
    world.must(
        "trip",
        20,
        json!({"trip": {"corridor": "c", "trigger": "shots"}}),
    );
    differ(
        &mut world,
        "corridor c: status",
        Some("c"),
        "trip",
        "opened",
    );
    world.must(
        "resolve",
        35,
        json!({"resolve": {"conflict": "x", "keep": "opened", "reason": "they say so"}}),
    );
    assert_eq!(at(&world, 36), Suspended);
    let missing = world.board.obstacles("c", minute(36));
    assert!(missing.len() >= 4, "{missing:?}");
}

#[test]
fn agreement_is_to_hours_that_were_known() {
    let mut world = world(&["A", "B"], vec![corridor("c", vec![gate("g", "A")])]);
    world.must(
        "declare",
        -50,
        json!({"declare": {"party": "A", "subject": "pause", "windows": [span(0, 120)]}}),
    );
    let agree = json!({"agree": {"party": "B", "subject": "pause", "consent": "given"}});
    world.must("agree", -45, agree.clone());
    let agreed = |world: &World, minutes| world.board.view(minute(minutes)).pause.agreed;
    assert!(agreed(&world, -40));
    world.must(
        "amend",
        -30,
        json!({"amend": {"party": "A", "subject": "pause", "ends": [text(700)]}}),
    );
    assert!(!agreed(&world, -25));
    late(&mut world, "late", -20, (-35, -35), agree.clone());
    assert!(
        !agreed(&world, -15),
        "said before the hours that it is to be for"
    );
    late(&mut world, "ahead", -10, (300, 300), agree);
    assert!(!agreed(&world, 0), "not said yet");
    assert!(agreed(&world, 300));
}

#[test]
fn hours_that_a_declaring_party_never_stated_are_not_agreed() {
    let mut world = ready();
    assert!(world.board.view(minute(0)).pause.agreed);
    world.must(
        "amend",
        0,
        json!({"amend": {"party": "A", "subject": "pause", "ends": [text(300)]}}),
    );
    assert!(!world.board.view(minute(1)).pause.agreed);
}

#[test]
fn claims_of_danger_are_not_lifted_by_the_way() {
    for (happening, when) in [("casualties", 20), ("gunfire", 590), ("shelling", 20)] {
        let mut world = opened();
        world.must("claim", 21, danger("k", happening, when));
        assert_eq!(at(&world, 22), Contested, "{happening} at {when}");
    }
    let mut uncontested = opened();
    uncontested.must("claim", 41, danger("k", "gunfire", 40));
    late(&mut uncontested, "fine", 50, (10, 10), status("uncontest"));
    assert_eq!(
        at(&uncontested, 51),
        Contested,
        "a claim about a later time"
    );
    let mut unfounded = opened();
    unfounded.must("first", 20, danger("k1", "gunfire", 20));
    unfounded.must(
        "incident",
        21,
        json!({"incident": {"incident": "i", "title": "shots", "claims": ["k1"]}}),
    );
    unfounded.must(
        "settle",
        22,
        json!({"settle": {"incident": "i", "settled": "unfounded", "reason": "a wedding"}}),
    );
    assert_eq!(at(&unfounded, 23), Open);
    unfounded.must("second", 25, danger("k2", "gunfire", 25));
    unfounded.must(
        "added",
        26,
        json!({"incident": {"incident": "i", "title": "shots", "claims": ["k2"]}}),
    );
    assert_eq!(
        at(&unfounded, 27),
        Contested,
        "nobody found the second unfounded"
    );
    let mut both = opened();
    let mut claim = danger("k", "shelling", 20);
    claim["report"]["place"]["corridors"] = json!(["c", "d"]);
    both.must("claim", 21, claim);
    assert_eq!(at(&both, 22), Contested, "named for two corridors");
    let mut shut = opened();
    let mut claim = danger("k", "open", 20);
    claim["report"]["polarity"] = json!("negated");
    shut.must("claim", 21, claim);
    assert_eq!(at(&shut, 22), Contested, "said not to be open");
}

#[test]
fn only_a_coordinator_says_that_a_source_is_independent() {
    let mut world = ready();
    world.must("recorder", -10, actor("recorder", "recorder"));
    assert_eq!(
        refusal(&world, "recorder", 0, source("tass", "independent")),
        ["name_taken"]
    );
    assert!(refusal(&world, "cell", 0, source("tass", "independent")).is_empty());
}

#[test]
fn silence_is_broken_by_no_poor_sign_and_ended_by_none() {
    let silent = opened();
    assert_eq!((at(&silent, 69), at(&silent, 70)), (Open, Unknown));
    let report = |source: &str, precision: &str| {
        json!({"report": {"claim": "k", "source": source, "words": "it moves", "happening": "movement",
            "place": {"precision": precision, "corridors": ["c"]}, "when": {"earliest": text(60), "latest": text(60)}}})
    };
    let turned = passage("k", "m", json!({"gate": "g"}), "turned_back", (50, 60), 40);
    let mut doubtful = source("x", "x");
    doubtful["source"]["reliability"] = json!("F");
    for (name, value) in [
        ("near", report("m", "near")),
        ("turned", turned),
        ("unknown source", report("x", "named")),
    ] {
        let mut world = opened();
        world.must("x", 15, doubtful.clone());
        world.must("sign", 61, value);
        assert_eq!(at(&world, 71), Unknown, "{name}");
    }
    let mut heard = opened();
    heard.must(
        "count",
        61,
        count("k", "m", json!({"gate": "g"}), 50, 60, 40),
    );
    assert_eq!(
        (at(&heard, 71), at(&heard, 119), at(&heard, 120)),
        (Open, Open, Unknown)
    );
    let mut after = opened();
    after.must(
        "count",
        90,
        count("k", "m", json!({"gate": "g"}), 80, 90, 40),
    );
    assert_eq!(
        at(&after, 91),
        Unknown,
        "a sign after silence opens nothing"
    );
    after.must("again", 92, status("open"));
    assert_eq!(at(&after, 93), Open);
    let mut wrong = opened();
    wrong.must(
        "count",
        61,
        count("k", "m", json!({"gate": "g"}), 50, 60, 40),
    );
    let mut correction = count("k2", "m", json!({"gate": "h"}), 50, 60, 40);
    correction["count"]["supersedes"] = json!(["k"]);
    wrong.must("correction", 62, correction);
    assert_eq!(at(&wrong, 71), Unknown, "it was counted elsewhere");
}

fn through(board: &Board, by: i64) -> (u64, u64, u64) {
    let counted = board
        .through("c", Direction::Out, minute(by))
        .expect("a count");
    (
        counted.persons.low,
        counted.persons.best,
        counted.persons.high,
    )
}

#[test]
fn a_count_of_a_part_bounds_from_below_only() {
    let mut world = opened();
    world.must(
        "one",
        60,
        count("k1", "m", json!({"gate": "g"}), 30, 60, 40),
    );
    world.must(
        "two",
        120,
        count("k2", "m", json!({"gate": "g"}), 60, 120, 400),
    );
    world.must("part", 121, count("k3", "n", on(), 90, 100, 5));
    assert_eq!(through(&world.board, 130), (440, 440, 440));
    // Apart in time they may be the same people or others.
    world.must("apart", 150, count("k4", "n", on(), 140, 150, 10));
    assert_eq!(through(&world.board, 160), (440, 440, 455));
}

#[test]
fn counts_of_other_days_and_odd_ones_do_not_pass_unseen() {
    let mut world = opened();
    world.must(
        "odd",
        60,
        count("k1", "m", json!({"gate": "g"}), 30, 90, 40),
    );
    world.must(
        "other-day",
        61,
        count("k2", "m", json!({"gate": "g"}), -1_440, -960, 700),
    );
    let totals = world.board.view(minute(62)).totals;
    let observed = totals.observed.expect("a count");
    assert_eq!(observed.persons.high, 40);
    assert_eq!(observed.flagged, ["k1"]);
    assert_eq!(totals.of_other_days, ["k2"]);
}

#[test]
fn who_is_turned_back_is_not_counted_twice() {
    let mut world = opened();
    let zone = json!({"departure": "zone-1"});
    world.must(
        "left",
        60,
        passage("k0", "m", zone, "departed", (0, 60), 100),
    );
    world.must(
        "gate",
        60,
        passage("k1", "m", json!({"gate": "g"}), "turned_back", (0, 60), 50),
    );
    world.must(
        "corridor",
        60,
        passage("k2", "n", on(), "turned_back", (0, 60), 50),
    );
    let reconciled = world.board.view(minute(61)).totals.reconciled;
    assert_eq!(reconciled.turned_back.expect("a count").persons.high, 50);
    assert_eq!(
        reconciled
            .unaccounted_before_gates
            .map(|range| (range.low, range.high)),
        Some((50, 50))
    );
}

#[test]
fn verified_by_the_same_passage_of_another_root_only() {
    let mut world = opened();
    world.must("k1", 60, count("k1", "m", json!({"gate": "g"}), 0, 60, 40));
    world.must("k2", 60, count("k2", "n", json!({"gate": "h"}), 0, 60, 40));
    world.must("k3", 60, count("k3", "n", on(), 0, 60, 40));
    let judge = |by: &str| json!({"judge": {"subject": {"count": "k1"}, "credibility": "1", "confirmed_by": by, "reason": "both"}});
    assert_eq!(
        refusal(&world, "cell", 61, judge("k2")),
        ["confirmation_unrelated"]
    );
    world.must("judge", 61, judge("k3"));
    let verified = |world: &World| {
        world
            .board
            .verified(minute(62))
            .map(|counted| counted.persons.best)
    };
    assert_eq!(verified(&world), Some(40));
    world.must("one-root", 62, source("n", "m"));
    assert_eq!(verified(&world), None, "no longer of another root");
}

#[test]
fn a_mission_is_not_cleared_where_its_corridor_is_stopped() {
    let mut world = opened();
    let mission = json!({"mission": {"mission": "m1", "precedence": "urgent", "corridor": "c", "guarantors": ["A", "A"]}});
    world.must("mission", 12, mission);
    let mut guarantee = given("gm", "A", 0, 600);
    guarantee["guarantee"]["covers"] = json!({"mission": "m1"});
    world.must("guarantee", 13, guarantee);
    let mission = |world: &World, minutes| world.board.view(minute(minutes)).missions[0].clone();
    assert!(mission(&world, 14).is_cleared());
    assert_eq!(mission(&world, 14).guarantees.len(), 1);
    assert!(!mission(&world, 601).is_cleared(), "after the pause");
    world.must("mines", 20, status("close"));
    assert!(!mission(&world, 21).is_cleared(), "closed");
}
