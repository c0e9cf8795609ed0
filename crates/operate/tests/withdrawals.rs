//! What a person takes back counts in the cautious direction only: it closes, and opens nothing by itself.

mod support;

use korridor_operate::fact::Direction;
use korridor_operate::view::CorridorStatus::{self, Contested, Open, Planned, Suspended};
use serde_json::{Value, json};
use support::ready::{at, count, danger, given, go, on, opened, ready, refusal, status, step};
use support::{World, actor, command, minute, span, text};

fn withdraw(entry: &str) -> Value {
    json!({"withdraw": {"entry": entry, "reason": "entered wrongly"}})
}

fn rule(world: &World, minutes: i64) -> &'static str {
    world.board.status_at("c", minute(minutes)).why.rule
}

fn passed(world: &World) -> Option<(u64, u64)> {
    let passed = world.board.through("c", Direction::Out, minute(500));
    passed.map(|counted| (counted.persons.low, counted.persons.high))
}

/// Whether something stands against opening.
fn cannot_open(world: &World) -> bool {
    let codes = refusal(world, "cell", 21, status("open"));
    codes.contains(&"corridor_cannot_open")
}

/// A corridor that is open until what is entered under a name is taken back.
fn closes(world: &World, entry: &str) -> (CorridorStatus, &'static str) {
    let mut world = world.clone();
    world.must("back", 20, withdraw(entry));
    assert!(!world.board.view(minute(21)).withdrawn.is_empty());
    (at(&world, 21), rule(&world, 21))
}

#[test]
fn what_an_opening_rests_on_closes_it_when_it_is_taken_back() {
    let world = opened();
    let suspended = |entry: &str, by: &'static str| {
        assert_eq!(closes(&world, entry), (Suspended, by), "{entry}");
    };
    suspended("opened", "suspended-by-withdrawal");
    suspended("give-B", "guarantee-lost");
    suspended("confirm", "commander-lost");
    suspended("go", "no-go-since");
    suspended("declare-A-corridorc", "consent-lost");
    let over = (CorridorStatus::Closed, "after-the-window");
    assert_eq!(closes(&world, "declare-B-pause"), over);
}

#[test]
fn after_a_withdrawal_everything_that_it_takes_is_said_anew() {
    let mut world = opened();
    world.must("back", 20, withdraw("give-B"));
    let open = status("open");
    assert!(cannot_open(&world));
    // What is right was given before the mistake was seen: it counts, since it is entered after that.
    for party in ["A", "B"] {
        let anew = format!("anew-{party}");
        world.must(&anew, 22, given(&anew, party, 0, 600));
    }
    world.must(
        "confirm-anew",
        23,
        json!({"confirm": {"gate": "g", "party": "A", "commander": "confirmed"}}),
    );
    world.must("go-anew", 24, go("go"));
    world.must("open-anew", 25, open);
    assert_eq!(at(&world, 26), Open);
}

#[test]
fn what_spoke_against_a_corridor_stands_though_it_is_taken_back() {
    for (id, value) in [
        ("stop", status("suspend")),
        ("close", status("close")),
        (
            "trip",
            json!({"trip": {"corridor": "c", "trigger": "shots"}}),
        ),
        ("no-go", go("no_go")),
        ("no", step("gB", "B", "withdrawn")),
        (
            "not-followed",
            json!({"confirm": {"gate": "g", "party": "A", "commander": "no_order"}}),
        ),
        (
            "refused",
            json!({"agree": {"party": "B", "subject": on(), "consent": "refused"}}),
        ),
    ] {
        let mut world = opened();
        world.must(id, 15, value);
        let before = (at(&world, 16), rule(&world, 16));
        assert_ne!(before.0, Open, "{id}");
        assert_eq!(closes(&world, id), before, "{id}");
        let mut world = world.clone();
        world.must("back", 20, withdraw(id));
        assert!(cannot_open(&world), "{id}");
    }
}

#[test]
fn a_stop_of_a_corridor_that_was_never_open_goes() {
    let mut world = ready();
    let before = at(&world, 4);
    world.must("closed-by-mistake", 5, status("close"));
    world.must("back", 6, withdraw("closed-by-mistake"));
    assert_eq!(at(&world, 7), before);
    assert_ne!(before, Planned);
}

#[test]
fn a_claim_of_danger_that_is_taken_back_suspends_and_counts_for_nothing() {
    let mut world = opened();
    world.must("claim", 15, danger("shots", "gunfire", 14));
    assert_eq!(at(&world, 16), Contested);
    assert_eq!(
        closes(&world, "claim"),
        (Suspended, "suspended-by-withdrawal")
    );
    // Where nothing was open, nothing is suspended by it.
    let mut world = ready();
    world.must("claim", 5, danger("shots", "gunfire", 4));
    assert_eq!(at(&world, 6), Contested);
    world.must("back", 7, withdraw("claim"));
    assert_ne!(at(&world, 8), Contested);
    let view = world.board.view(minute(8));
    assert!(view.claims.is_empty());
    assert!(view.corridors.iter().all(|one| one.claims.is_empty()));
    // Its name stays taken, and nothing rests on it.
    let codes = refusal(&world, "cell", 9, danger("shots", "gunfire", 4));
    assert_eq!(codes, ["name_taken"]);
}

#[test]
fn a_sign_that_is_taken_back_was_none() {
    let mut world = opened();
    world.must(
        "sign",
        60,
        count("k1", "m", json!({"gate": "g"}), 40, 60, 4),
    );
    world.must(
        "called",
        65,
        json!({"due": {"due": "call", "kind": "call", "by": text(70), "about": on()}}),
    );
    world.must("took-place", 68, json!({"done": {"due": "call"}}));
    assert_eq!(at(&world, 110), Open);
    world.must("back-1", 69, withdraw("took-place"));
    assert_eq!(at(&world, 119), Open);
    assert!(
        !world.board.view(minute(71)).appointments.is_empty(),
        "it is due again"
    );
    world.must("back-2", 70, withdraw("sign"));
    assert_eq!(
        (at(&world, 71), rule(&world, 71)),
        (CorridorStatus::Unknown, "silence")
    );
}

#[test]
fn a_count_that_is_taken_back_is_in_no_sum_and_confirms_nothing() {
    let mut world = opened();
    world.must(
        "one",
        60,
        count("k1", "m", json!({"gate": "g"}), 30, 60, 40),
    );
    world.must(
        "two",
        61,
        count("k2", "n", json!({"gate": "g"}), 30, 60, 40),
    );
    world.must("right", 62, json!({"judge": {"subject": {"count": "k1"}, "credibility": "1", "confirmed_by": "k2", "reason": "seen"}}));
    assert!(world.board.verified(minute(100)).is_some());
    assert_eq!(passed(&world), Some((40, 40)));
    world.must("back", 63, withdraw("two"));
    assert_eq!(passed(&world), Some((40, 40)));
    assert!(world.board.verified(minute(100)).is_none());
    let lapsed = &world.board.view(minute(100)).totals.lapsed;
    assert_eq!(lapsed.len(), 1);
    assert_eq!(
        (lapsed[0].rule, lapsed[0].entries.as_slice()),
        ("confirmation-lapsed", &["one".to_owned()][..])
    );
    // A correction that is taken back gives what it corrected its place again.
    let mut correction = count("k3", "m", json!({"gate": "g"}), 30, 60, 400);
    correction["count"]["supersedes"] = json!(["k1"]);
    world.must("three", 64, correction);
    assert_eq!(passed(&world), Some((400, 400)));
    world.must("back-again", 65, withdraw("three"));
    assert_eq!(passed(&world), Some((40, 40)));
}

#[test]
fn another_end_goes_only_if_no_hours_become_longer() {
    let ends = |end: i64| json!({"amend": {"party": "B", "subject": "pause", "ends": [text(end)]}});
    let hours = |world: &World| world.board.view(minute(30)).pause.hours.windows;
    let mut world = opened();
    world.must(
        "longer-a",
        11,
        json!({"amend": {"party": "A", "subject": "pause", "ends": [text(700)]}}),
    );
    world.must("longer", 12, ends(700));
    assert_eq!(json!(hours(&world)), json!([span(0, 700)]));
    world.must("back", 13, withdraw("longer"));
    assert_eq!(json!(hours(&world)), json!([span(0, 600)]));
    world.must("shorter", 14, ends(300));
    world.must("back-again", 15, withdraw("shorter"));
    assert_eq!(
        json!(hours(&world)),
        json!([span(0, 300)]),
        "only said anew it is longer"
    );
}

#[test]
fn who_takes_back_what() {
    let mut world = opened();
    world.must("monitor", 11, actor("monitor", "monitor"));
    world.must("other", 11, actor("other", "monitor"));
    let entry = command(
        "own",
        "monitor",
        20,
        count("k1", "m", json!({"gate": "g"}), 11, 20, 4),
    );
    world.submit(&entry, minute(20)).unwrap();
    assert_eq!(
        refusal(&world, "other", 21, withdraw("own")),
        ["role_may_not"]
    );
    assert_eq!(
        refusal(&world, "monitor", 21, withdraw("opened")),
        ["role_may_not"]
    );
    assert_eq!(
        refusal(&world, "cell", 21, withdraw("nothing")),
        ["entry_to_withdraw_not_known"]
    );
    assert_eq!(
        refusal(&world, "cell", 21, withdraw("setup")),
        ["entry_cannot_be_withdrawn"]
    );
    assert!(refusal(&world, "cell", 21, withdraw("own")).is_empty());
    let own = command("back", "monitor", 21, withdraw("own"));
    world.submit(&own, minute(21)).unwrap();
    assert_eq!(
        refusal(&world, "cell", 22, withdraw("own")),
        ["entry_withdrawn_already"]
    );
    assert_eq!(
        refusal(&world, "cell", 22, withdraw("back")),
        ["entry_cannot_be_withdrawn"]
    );
    // What a withdrawal says in the stead of an entry is no entry of its own.
    world.must("back-2", 23, withdraw("give-A"));
    assert_eq!(
        refusal(&world, "cell", 24, withdraw("back-2")),
        ["entry_cannot_be_withdrawn"]
    );
}
