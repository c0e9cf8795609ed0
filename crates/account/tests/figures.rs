//! Figures worked out by hand.

mod support;

use korridor_account::{Measure, Obtained, Policy, Profile, ReleaseState, release};
use korridor_operate::Fact;
use korridor_operate::fact::*;
use support::{AFTER, Record, corridor, range, span};

fn figure(low: u64, best: u64, high: u64) -> Figure {
    let best = Some(best);
    Figure { low, best, high }
}

#[test]
fn corridors_are_added_and_what_may_be_the_same_people_is_not() {
    let mut record = Record::opened();
    record.count(
        "n1",
        corridor("north"),
        Passage::Passed,
        0,
        3_600,
        figure(90, 100, 110),
    );
    record.count(
        "n2",
        corridor("north"),
        Passage::Passed,
        3_600,
        7_200,
        Figure::exact(40),
    );
    record.count(
        "s1",
        corridor("south"),
        Passage::Passed,
        0,
        7_200,
        Figure::exact(30),
    );
    // Another root counted 20 to 25 in the south at the same time: they exclude each other, the range spans both.
    record.count_by(
        "s2",
        "s2",
        corridor("south"),
        Passage::Passed,
        0,
        7_200,
        figure(20, 22, 25),
    );
    let account = record.account(AFTER);
    assert_eq!(range(&account, "observed.corridor.north"), Some((130, 150)));
    assert_eq!(range(&account, "observed.corridor.south"), Some((20, 30)));
    assert_eq!(range(&account, "observed.whole"), Some((150, 180)));
    // 1,000 promised, 150 to 180 counted: 820 to 850 between them.
    assert_eq!(range(&account, "gap.promised.whole.a"), Some((820, 850)));
    assert_eq!(
        account.numbers.behind("gap.promised.whole.a"),
        ["declare", "e-n1", "e-n2", "e-s1", "e-s2"]
    );
    let whole = account.numbers.get("observed.whole").unwrap();
    assert!(whole.disagree && whole.sources_in_all == 4);
    let counts: Vec<_> = account
        .contradictions
        .iter()
        .filter(|one| one.kind == "counts")
        .collect();
    assert_eq!(counts.len(), 1);
    assert_eq!(counts[0].number.as_deref(), Some("observed.corridor.south"));
    assert_eq!(counts[0].sides.len(), 2);
}

#[test]
fn departures_gates_and_reception_leave_a_range_open() {
    let mut record = Record::opened();
    let zone = CountAt::Departure("old-town".to_owned());
    record.count(
        "d",
        zone,
        Passage::Departed,
        0,
        3_600,
        figure(100, 105, 110),
    );
    record.count(
        "p",
        corridor("north"),
        Passage::Passed,
        0,
        3_600,
        Figure::exact(70),
    );
    record.count(
        "t",
        corridor("north"),
        Passage::TurnedBack,
        0,
        3_600,
        Figure::exact(10),
    );
    record.count(
        "h",
        corridor("north"),
        Passage::Held,
        0,
        3_600,
        Figure::exact(8),
    );
    record.count(
        "r",
        corridor("north"),
        Passage::Released,
        0,
        3_600,
        Figure::exact(3),
    );
    record.count(
        "c",
        CountAt::Reception("camp".to_owned()),
        Passage::Received,
        0,
        7_200,
        figure(60, 60, 65),
    );
    let account = record.account(AFTER);
    // 100..110 less 70 less 10 less 8 plus 3: 15 to 25. 70 less 60..65: 5 to 10.
    assert_eq!(range(&account, "unaccounted.before_gates"), Some((15, 25)));
    assert_eq!(range(&account, "unaccounted.after_gates"), Some((5, 10)));
    assert_eq!(
        account.whole.unaccounted,
        ["unaccounted.before_gates", "unaccounted.after_gates"]
    );
    // What a number is worked out from gives the number again.
    for number in account
        .numbers
        .all()
        .filter(|number| number.what == Measure::Unaccounted)
    {
        assert_eq!(
            account.numbers.sum(&number.terms),
            Some((number.low, number.high))
        );
    }
    // Nobody says how many there were: how many remain is not told.
    assert!(account.whole.outcomes.is_empty());
    assert!(
        account
            .whole
            .cannot_be_told
            .iter()
            .any(|why| why.contains("remain"))
    );
}

fn guarantee(step: GuaranteeStep, from: i64, to: i64) -> Fact {
    Fact::Guarantee(Box::new(Guarantee {
        guarantee: "g".to_owned(),
        party: "B".to_owned(),
        covers: GuaranteeFor::Corridor("north".to_owned()),
        step,
        interval: (step == GuaranteeStep::Given).then(|| span(from, to)),
        level: (step == GuaranteeStep::Given).then_some(GuaranteeLevel::Written),
        expires: None,
        conditions: None,
        words: None,
    }))
}

#[test]
fn a_guarantee_is_in_time_late_or_never_there() {
    let of = |record: &Record| {
        let account = record.account(AFTER);
        let own = |one: &&korridor_account::GuaranteeAccount| {
            one.party == "B" && one.covers == GuaranteeFor::Corridor("north".to_owned())
        };
        let found = account.guarantees.iter().find(own).unwrap().clone();
        (
            found.obtained,
            found.held_from.map(|at| at.0.0 - support::START),
        )
    };
    let mut record = Record::opened();
    assert_eq!(of(&record), (Obtained::Never, None));
    record.enter("ask", -10_000, guarantee(GuaranteeStep::Requested, 0, 0));
    assert_eq!(of(&record), (Obtained::Never, None));
    let mut in_time = record.clone();
    in_time.enter("give", -5_000, guarantee(GuaranteeStep::Given, 0, 36_000));
    assert_eq!(of(&in_time), (Obtained::InTime, Some(0)));
    let mut late = record.clone();
    late.enter("give", 7_200, guarantee(GuaranteeStep::Given, 0, 36_000));
    assert_eq!(of(&late), (Obtained::Late, Some(7_200)));
    let mut too_late = record.clone();
    too_late.enter("give", 36_000, guarantee(GuaranteeStep::Given, 0, 40_000));
    assert_eq!(of(&too_late), (Obtained::Never, None));
    in_time.enter(
        "withdraw",
        -1_000,
        guarantee(GuaranteeStep::Withdrawn, 0, 0),
    );
    assert_eq!(of(&in_time), (Obtained::Never, None));
    // Before the hours start nobody can be late.
    let account = record.account(-1);
    assert!(
        account
            .guarantees
            .iter()
            .all(|one| one.obtained == Obtained::NotYetNeeded)
    );
}

#[test]
fn a_breach_is_claimed_inside_outside_or_cannot_be_told() {
    let mut record = Record::opened();
    record.claim("in", "s1", Happening::Shelling, Some((100, 200)), None);
    record.claim(
        "edge",
        "s2",
        Happening::AirStrike,
        Some((35_000, 36_000)),
        None,
    );
    record.claim(
        "out",
        "s2",
        Happening::AirStrike,
        Some((36_000, 36_000)),
        None,
    );
    record.claim("when", "s3", Happening::Gunfire, None, None);
    record.claim("open", "s3", Happening::Open, Some((100, 100)), None);
    let account = record.account(AFTER);
    let of = |claims: &[korridor_account::BreachClaim]| {
        claims
            .iter()
            .map(|claim| claim.said.entry.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(of(&account.breaches.inside), ["e-in"]);
    assert_eq!(of(&account.breaches.outside), ["e-out"]);
    assert_eq!(of(&account.breaches.cannot_be_told), ["e-when", "e-edge"]);
}

#[test]
fn casualties_as_claimed_span_what_their_sources_say() {
    let mut record = Record::opened();
    record.claim(
        "c1",
        "s1",
        Happening::Casualties,
        Some((100, 200)),
        Some(Figure::exact(12)),
    );
    record.claim(
        "c2",
        "s2",
        Happening::Casualties,
        Some((100, 200)),
        Some(figure(30, 35, 40)),
    );
    let incident = Incident {
        incident: "i".to_owned(),
        title: "title".into(),
        claims: vec!["c1".to_owned(), "c2".to_owned()],
    };
    record.enter("incident", 300, Fact::Incident(incident));
    record.claim(
        "c3",
        "s1",
        Happening::Casualties,
        Some((900, 900)),
        Some(Figure::exact(5)),
    );
    let account = record.account(AFTER);
    assert_eq!(range(&account, "casualties.incident.i"), Some((12, 40)));
    assert_eq!(range(&account, "casualties.incident.c3"), Some((5, 5)));
    // At least the 12 of the one, who may be among no others; at most all.
    assert_eq!(range(&account, "casualties.whole"), Some((12, 45)));
}

#[test]
fn what_nobody_judged_or_a_person_discarded_is_no_incident_of_a_release() {
    let mut record = Record::opened();
    let people = Some(Figure::exact(40));
    for (claim, source) in [("read", "s1"), ("put", "s2"), ("made-up", "s3")] {
        record.claim(
            claim,
            source,
            Happening::Casualties,
            Some((100, 200)),
            people,
        );
        let shelling = format!("{claim}-shelling");
        record.claim(
            &shelling,
            source,
            Happening::Shelling,
            Some((100, 200)),
            None,
        );
    }
    for claim in ["made-up", "made-up-shelling"] {
        let judge = Judge {
            subject: Answerable::Claim(claim.to_owned()),
            credibility: Credibility::Improbable,
            confirmed_by: None,
            reason: "made up".into(),
        };
        record.enter(&format!("judge-{claim}"), 300, Fact::Judge(judge));
    }
    for incident in ["i", "j"] {
        let incident = Incident {
            incident: incident.to_owned(),
            title: "title".into(),
            claims: vec!["put".to_owned(), "put-shelling".to_owned()],
        };
        record.enter(
            &format!("e-{}", incident.incident),
            301,
            Fact::Incident(incident),
        );
    }
    let account = record.account(AFTER);
    // What was put into two incidents is one claim.
    assert_eq!(account.breaches.inside.len(), 2);
    assert_eq!(account.incidents.len(), 4);
    let policy = Policy::default();
    let public = release(
        &account,
        &policy,
        &Profile::Public,
        &ReleaseState::default(),
    );
    let (public, _) = public.unwrap();
    assert_eq!(
        public.value().incidents.len(),
        2,
        "those that a person put together"
    );
    assert_eq!(range(public.value(), "casualties.whole"), Some((40, 98)));
}

#[test]
fn breaches_are_events_and_claims_of_one_incident_are_one() {
    let mut record = Record::opened();
    for (claim, source) in [("a", "s1"), ("b", "s2"), ("c", "s1"), ("alone", "s2")] {
        record.claim(claim, source, Happening::Shelling, Some((100, 200)), None);
    }
    for (name, claims) in [("i", vec!["a", "b"]), ("j", vec!["c"])] {
        let incident = Incident {
            incident: name.to_owned(),
            title: "title".into(),
            claims: claims.into_iter().map(str::to_owned).collect(),
        };
        record.enter(&format!("put-{name}"), 300, Fact::Incident(incident));
    }
    let account = record.account(AFTER);
    let inside = account
        .numbers
        .get("breaches_claimed.whole.inside")
        .unwrap();
    // Two that a person told apart; the claim of none may be of either, or of a third.
    assert_eq!((inside.low, inside.best, inside.high), (2, None, 3));
    assert_eq!(inside.unit, korridor_account::Unit::Events);
    assert!(
        inside
            .note
            .as_ref()
            .is_some_and(|note| note.starts_with("4 claims"))
    );
    assert_eq!(account.breaches.inside.len(), 4, "each stands for itself");
    let mut record = Record::opened();
    for claim in ["a", "b", "c"] {
        record.claim(claim, "s1", Happening::Shelling, Some((100, 200)), None);
    }
    let account = record.account(AFTER);
    assert_eq!(
        range(&account, "breaches_claimed.whole.inside"),
        Some((1, 3))
    );
    assert_eq!(
        range(&account, "breaches_claimed.whole.outside"),
        Some((0, 0))
    );
}

#[test]
fn a_sum_over_corridors_has_the_roots_of_its_parts_and_no_invented_best() {
    let mut record = Record::opened();
    let band = Figure::between(10, 14);
    record.count("n", corridor("north"), Passage::Passed, 0, 3_600, band);
    record.count_by(
        "s2",
        "s",
        corridor("south"),
        Passage::Passed,
        0,
        3_600,
        Figure::exact(30),
    );
    let account = record.account(AFTER);
    let number = |id: &str| account.numbers.get(id).unwrap();
    assert_eq!(number("observed.corridor.north").best, None);
    assert_eq!(number("observed.corridor.north").in_words(), "10 to 14");
    let whole = number("observed.whole");
    assert_eq!(
        (whole.low, whole.best, whole.high, whole.roots),
        (40, None, 44, 1)
    );
    assert_eq!(whole.said_by, ["s1", "s2"]);
}

#[test]
fn what_was_taken_back_is_in_no_number_and_marked_where_it_stands() {
    let mut record = Record::opened();
    record.count(
        "n",
        corridor("north"),
        Passage::Passed,
        0,
        3_600,
        Figure::exact(40),
    );
    record.count(
        "m",
        corridor("north"),
        Passage::Passed,
        3_600,
        7_200,
        Figure::exact(7),
    );
    record.claim("c", "s1", Happening::Shelling, Some((100, 200)), None);
    for entry in ["e-n", "e-c", "declare"] {
        let withdraw = Withdraw {
            entry: entry.to_owned(),
            reason: "entered wrongly".into(),
        };
        record.enter(&format!("back-{entry}"), 7_300, Fact::Withdraw(withdraw));
    }
    let account = record.account(AFTER);
    assert_eq!(range(&account, "observed.whole"), Some((7, 7)));
    assert_eq!(range(&account, "promised.whole.a"), None);
    assert!(account.breaches.inside.is_empty() && account.breaches.cannot_be_told.is_empty());
    let said: Vec<&korridor_account::Said> = (account.timeline.iter())
        .flat_map(|moment| moment.roots.iter().flat_map(|of| &of.said))
        .collect();
    let marked = |entry: &str| {
        said.iter()
            .any(|one| one.entry == entry && one.what.ends_with("(taken back as entered wrongly)"))
    };
    assert!(marked("e-n") && marked("declare") && !marked("e-m"));
    assert!(account.pause.statements[0].says.contains("taken back"));
}
