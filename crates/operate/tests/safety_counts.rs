//! Ways in which people could be counted twice, or not at all: each was a way once.

mod support;

use korridor_operate::Board;
use korridor_operate::fact::Direction;
use serde_json::json;
use support::ready::{count, on, opened, passage, refusal};
use support::{World, minute, source};

fn through(board: &Board, by: i64) -> (u64, u64, u64) {
    let counted = board
        .through("c", Direction::Out, minute(by))
        .expect("a count");
    (
        counted.persons.low,
        counted.persons.best.expect("a best"),
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
            .and_then(|counted| counted.persons.best)
    };
    assert_eq!(verified(&world), Some(40));
    world.must("one-root", 62, source("n", "m"));
    assert_eq!(verified(&world), None, "no longer of another root");
}
