//! What counts as independent, and what is left of a confirmation when it no longer is.

mod support;

use korridor_operate::Flag;
use korridor_operate::fact::{Credibility, Direction};
use korridor_operate::view::IncidentStanding;
use serde_json::{Value, json};
use support::ready::{count, danger, on, opened, ready, refusal};
use support::{World, actor, minute, source};

fn flags(world: &World, entry: &str) -> Vec<Flag> {
    let mut events = world.events.iter();
    let found = events.find(|one| one.event.id == entry).expect("an entry");
    found.event.flags.clone()
}

fn claim_of(name: &str, source: &str) -> Value {
    let mut claim = danger(name, "shelling", 14);
    claim["report"]["source"] = json!(source);
    claim
}

fn relate(claim: &str, kinship: &str, to: &str) -> Value {
    json!({"relate": {"claim": claim, "kinship": kinship, "to": to, "relation": "set", "reason": "read both"}})
}

fn apart(name: &str, from: &str) -> Value {
    let mut value = source(name, name);
    value["source"]["apart_from"] = json!([from]);
    value
}

#[test]
fn two_spellings_are_one_root_until_a_coordinator_says_that_they_are_two() {
    let mut world = ready();
    world.must("first", 0, source("russia-mod", "russia-mod"));
    world.must("second", 1, source("russian-mod", "russian-mod"));
    assert!(flags(&world, "first").is_empty());
    assert_eq!(flags(&world, "second"), [Flag::LooksLikeAnotherSource]);
    assert_eq!(world.board.root_of("russian-mod"), "russia-mod");
    let joined: Vec<(&str, &str)> = (world.board.joined_roots())
        .map(|(source, root)| (source.source.as_str(), root))
        .collect();
    assert_eq!(joined, [("russian-mod", "russia-mod")]);

    world.must("a", 15, claim_of("a", "russia-mod"));
    world.must("b", 16, claim_of("b", "russian-mod"));
    let names = ["a".to_owned(), "b".to_owned()];
    assert_eq!(world.board.roots_of(names.iter()), ["russia-mod"]);
    world.must("related", 17, relate("b", "supports", "a"));
    let judge = json!({"judge": {"subject": {"claim": "a"}, "credibility": "1", "confirmed_by": "b", "reason": "two ministries"}});
    assert_eq!(
        refusal(&world, "cell", 18, judge.clone()),
        ["confirmation_not_independent"]
    );

    // Whether they are two, a coordinator says, and nobody else.
    world.must("recorder", 18, actor("recorder", "recorder"));
    let two = apart("russian-mod", "russia-mod");
    assert_eq!(
        refusal(&world, "recorder", 19, two.clone()),
        ["role_may_not"]
    );
    world.must("two", 19, two);
    assert!(flags(&world, "two").is_empty());
    assert_eq!(world.board.roots_of(names.iter()).len(), 2);
    assert!(refusal(&world, "cell", 20, judge).is_empty());
    // One who joins them says so by one root.
    world.must("one", 21, source("russian-mod", "russia-mod"));
    assert_eq!(world.board.roots_of(names.iter()), ["russia-mod"]);
}

#[test]
fn names_that_are_numbered_apart_are_two() {
    let mut world = ready();
    for name in ["monitor-1", "monitor-2", "afp", "ap", "sohr"] {
        world.must(&format!("source-{name}"), 0, source(name, name));
        assert!(
            flags(&world, &format!("source-{name}")).is_empty(),
            "{name}"
        );
        assert_eq!(world.board.root_of(name), name);
    }
}

#[test]
fn the_roots_of_a_record_do_not_depend_on_the_order_in_which_sources_are_changed() {
    let mut world = ready();
    world.must("a", 0, source("syria-state-media", "syria"));
    world.must("b", 1, source("other", "syrian"));
    world.must("c", 2, source("syrian-state-media", "syrian"));
    assert_eq!(world.board.root_of("other"), "syria");
    world.must("again", 3, source("syrian-state-media", "far-away"));
    // Its name still looks like that of the first, and the root of the other like that of the first.
    assert_eq!(world.board.root_of("syrian-state-media"), "syria");
    assert_eq!(world.board.root_of("other"), "syria");
    let again = korridor_operate::Board::of(&world.events);
    assert!(again == world.board);
}

/// A claim that is found confirmed by another, and an incident of both.
fn confirmed() -> World {
    let mut world = opened();
    world.must("a", 15, claim_of("a", "m"));
    world.must("b", 16, claim_of("b", "n"));
    world.must("related", 17, relate("b", "supports", "a"));
    world.must(
        "incident",
        18,
        json!({"incident": {"incident": "i", "title": "shells", "claims": ["a", "b"]}}),
    );
    world.must(
        "settled",
        19,
        json!({"settle": {"incident": "i", "settled": "confirmed", "reason": "two saw it"}}),
    );
    world.must("judged", 20, json!({"judge": {"subject": {"claim": "a"}, "credibility": "1", "confirmed_by": "b", "reason": "two saw it"}}));
    world
}

fn shown(world: &World) -> (Credibility, IncidentStanding, Vec<&'static str>) {
    let view = world.board.view(minute(40));
    let incident = &view.incidents[0];
    let claim = incident
        .claims
        .iter()
        .find(|one| one.claim == "a")
        .expect("a claim");
    let rules = incident
        .why
        .iter()
        .map(|why| why.rule)
        .chain(claim.lapsed.iter().map(|why| why.rule));
    (claim.credibility, incident.standing, rules.collect())
}

#[test]
fn a_confirmation_lapses_with_what_it_rests_on() {
    let world = confirmed();
    assert_eq!(
        shown(&world),
        (
            Credibility::Confirmed,
            IncidentStanding::Confirmed,
            vec!["confirmed-by-a-person"]
        )
    );
    for (how, value) in [
        ("the roots are joined", source("n", "m")),
        (
            "the one rests on the other",
            relate("b", "derived_from", "a"),
        ),
        (
            "the other is taken back",
            json!({"withdraw": {"entry": "b", "reason": "wrong"}}),
        ),
    ] {
        let mut world = world.clone();
        world.must("change", 30, value);
        let (credibility, standing, rules) = shown(&world);
        assert_eq!(credibility, Credibility::CannotBeJudged, "{how}");
        assert_eq!(standing, IncidentStanding::Reported, "{how}");
        assert_eq!(
            rules,
            ["confirmation-lapsed", "one-root", "confirmation-lapsed"],
            "{how}"
        );
    }
    // A claim of a third root that nobody had when it was settled keeps nothing confirmed.
    let mut world = world.clone();
    world.must("third", 25, source("third", "third"));
    world.must("c", 26, claim_of("c", "third"));
    world.must(
        "added",
        27,
        json!({"incident": {"incident": "i", "title": "shells", "claims": ["c"]}}),
    );
    world.must("joined", 28, source("n", "m"));
    assert_eq!(shown(&world).1, IncidentStanding::Corroborated);
    world.must(
        "settled-anew",
        29,
        json!({"settle": {"incident": "i", "settled": "confirmed", "reason": "m and the third"}}),
    );
    assert_eq!(shown(&world).1, IncidentStanding::Confirmed);
}

#[test]
fn a_confirmation_without_support_lapses_and_names_why() {
    let mut world = confirmed();
    world.must("dropped", 30, json!({"relate": {"claim": "b", "kinship": "supports", "to": "a", "relation": "dropped", "reason": "another street"}}));
    let view = world.board.view(minute(40));
    let claim = view.incidents[0]
        .claims
        .iter()
        .find(|one| one.claim == "a")
        .unwrap();
    let lapsed = claim.lapsed.as_ref().expect("it lapsed");
    assert_eq!(
        (lapsed.rule, lapsed.entries.as_slice()),
        ("confirmation-lapsed", &["judged".to_owned()][..])
    );
    assert!(lapsed.because.contains("supports it"), "{}", lapsed.because);
    // The incident has its two roots still.
    assert_eq!(view.incidents[0].standing, IncidentStanding::Confirmed);
}

fn through(world: &World) -> (usize, u64) {
    let counted = world
        .board
        .through("c", Direction::Out, minute(500))
        .expect("a count");
    (counted.roots, counted.persons.high)
}

#[test]
fn a_sum_of_parts_that_one_root_each_saw_is_of_one_root() {
    let gate = || json!({"gate": "g"});
    let mut world = opened();
    world.must("one", 60, count("k1", "m", gate(), 30, 60, 40));
    world.must("two", 120, count("k2", "n", gate(), 60, 120, 50));
    assert_eq!(through(&world), (1, 90));
    // Where they overlap two saw it, and elsewhere one: at least one saw each part.
    world.must("three", 130, count("k3", "n", gate(), 50, 60, 10));
    assert_eq!(through(&world).0, 1);
    // Both all along.
    world.must("four", 131, count("k4", "n", gate(), 30, 60, 41));
    world.must("five", 132, count("k5", "m", gate(), 60, 120, 52));
    assert_eq!(through(&world).0, 2);

    // Corridors: one root on each is one, and a third that watched all of them makes two.
    let mut world = opened();
    world.must("c", 60, count("k1", "m", on(), 30, 60, 40));
    world.must(
        "d",
        61,
        count("k2", "n", json!({"corridor": "d"}), 30, 60, 50),
    );
    let observed = |world: &World| {
        world
            .board
            .observed(Direction::Out, minute(500))
            .expect("a count")
    };
    assert_eq!(
        (observed(&world).roots, observed(&world).persons.high),
        (1, 90)
    );
    world.must(
        "all",
        62,
        count("k3", "tass", json!("everywhere"), 30, 60, 90),
    );
    assert_eq!(observed(&world).roots, 2);
    world.must(
        "part",
        63,
        count("k4", "tass", json!("everywhere"), 70, 80, 9),
    );
    assert_eq!(observed(&world).roots, 1);
}

#[test]
fn a_range_has_no_best_figure_but_one_that_somebody_said() {
    let band = |name: &str, from: i64, low: u64, high: u64| {
        let mut value = count(name, "m", on(), from, from + 10, 0);
        value["count"]["persons"] = json!({"low": low, "high": high});
        value
    };
    let mut world = opened();
    world.must("one", 40, band("k1", 20, 10, 14));
    let counted = |world: &World| {
        world
            .board
            .through("c", Direction::Out, minute(500))
            .unwrap()
            .persons
    };
    assert_eq!(counted(&world).best, None);
    // A sum has a best only if all of its parts have one.
    world.must("two", 41, count("k2", "m", on(), 30, 40, 5));
    let sum = counted(&world);
    assert_eq!((sum.low, sum.best, sum.high), (15, None, 19));
    let written = String::from_utf8(world.events.last().unwrap().event.encode()).unwrap();
    assert!(written.contains("\"best\":5"), "{written}");
    let band = &world.events[world.events.len() - 2].event;
    assert!(!String::from_utf8(band.encode()).unwrap().contains("best"));
}

#[test]
fn a_correction_of_another_passage_is_flagged_and_of_another_source_refused_by_name() {
    let gate = || json!({"gate": "g"});
    let corrects = |name: &str, place: Value, from: i64, to: i64, earlier: &str| {
        let mut value = count(name, "m", place, from, to, 7);
        value["count"]["supersedes"] = json!([earlier]);
        value
    };
    let mut world = opened();
    for (id, from) in [("k1", 20), ("k2", 30), ("k3", 40), ("k4", 50)] {
        world.must(id, 60, count(id, "m", gate(), from, from + 10, 5));
    }
    let flag = [Flag::CorrectsAnotherPassage];
    world.must("same", 61, corrects("k5", gate(), 22, 30, "k1"));
    assert!(flags(&world, "same").is_empty());
    world.must("place", 62, corrects("k6", on(), 30, 40, "k2"));
    assert_eq!(flags(&world, "place"), flag);
    world.must("time", 63, corrects("k7", gate(), 10, 20, "k3"));
    assert_eq!(flags(&world, "time"), flag);
    let mut way = corrects("k8", gate(), 50, 60, "k4");
    way["count"]["direction"] = json!("in");
    world.must("way", 64, way);
    assert_eq!(flags(&world, "way"), flag);
    let mut other = corrects("k9", gate(), 20, 30, "k5");
    other["count"]["source"] = json!("n");
    assert_eq!(
        refusal(&world, "cell", 65, other),
        ["count_of_another_source"]
    );
}
