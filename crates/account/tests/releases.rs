//! Releases of one record that follow each other: what keeps its name, and whether a reader who keeps all of them can tell
//! a group smaller than ten apart.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use korridor_account::{Account, Measure, Place, Policy, Profile, ReleaseState, Released, release};
use korridor_operate::Fact;
use korridor_operate::fact::{Figure, Happening, Incident, Passage, Withdraw};
use proptest::prelude::*;
use support::{AFTER, Record, corridor};

const K: i64 = 10;
const DAY: i64 = 86_400;

fn released(record: &Record, profile: &Profile, state: &mut ReleaseState) -> Released<Account> {
    let account = record.account(AFTER);
    let (released, next) = release(&account, &Policy::default(), profile, state).unwrap();
    // As it is kept between two releases.
    *state = ReleaseState::parse(&next.to_json()).unwrap();
    released
}

/// An incident of one claim, on a day before the pause.
fn incident(record: &mut Record, name: &str, days_before: i64, hurt: u64) {
    let claim = format!("claim-of-{name}");
    let when = -days_before * DAY;
    let persons = Some(Figure::exact(hurt));
    record.claim(
        &claim,
        "s1",
        Happening::Casualties,
        Some((when, when)),
        persons,
    );
    let incident = Incident {
        incident: name.to_owned(),
        title: "title".into(),
        claims: vec![claim],
    };
    record.enter(&format!("put-{name}"), 10, Fact::Incident(incident));
}

/// For each incident of a release its name and its day.
fn named(released: &Released<Account>) -> BTreeMap<String, String> {
    let incidents = released.value().incidents.iter();
    let day =
        |one: &korridor_account::IncidentAccount| one.from.unwrap().to_string()[..10].to_owned();
    incidents
        .map(|one| (day(one), one.incident.clone()))
        .collect()
}

#[test]
fn an_incident_keeps_its_number_and_no_other_is_given_it() {
    let mut record = Record::opened();
    incident(&mut record, "m-second", 2, 40);
    incident(&mut record, "z-third", 1, 50);
    let mut state = ReleaseState::default();
    let first = named(&released(&record, &Profile::Public, &mut state));
    assert_eq!(first.len(), 2);
    // One that was earlier, with an id that comes before; and one of the first is taken back.
    incident(&mut record, "a-first", 3, 60);
    let second = named(&released(&record, &Profile::Public, &mut state));
    assert_eq!(second.len(), 3);
    for (day, name) in &first {
        assert_eq!(second.get(day), Some(name), "{first:?} {second:?}");
    }
    let numbers: BTreeSet<&String> = second.values().collect();
    assert_eq!(numbers.len(), 3);
    // The same in a release that is made again, and in its figures.
    let again = released(&record, &Profile::Public, &mut state);
    assert_eq!(named(&again), second);
    for one in &again.value().incidents {
        let number = again
            .value()
            .numbers
            .get(one.casualties.as_deref().unwrap())
            .unwrap();
        assert_eq!(number.place, Place::Incident(one.incident.clone()));
    }
    let order: Vec<&str> = again
        .value()
        .incidents
        .iter()
        .map(|one| one.incident.as_str())
        .collect();
    assert_eq!(order, ["incident-1", "incident-2", "incident-3"]);
}

#[test]
fn numbers_tell_nothing_of_ids() {
    let public = |names: [&str; 3]| {
        let mut record = Record::opened();
        for (days, name) in (1..).zip(names) {
            incident(&mut record, name, days, 40);
        }
        let released = released(&record, &Profile::Public, &mut ReleaseState::default());
        let text = serde_json::to_string(&released).unwrap();
        for name in names {
            assert!(!text.contains(name), "{name}");
        }
        text
    };
    // Whatever the incidents are called, and in whatever order of names: the same release.
    assert_eq!(
        public(["alpha-x", "beta-x", "gamma-x"]),
        public(["zulu-x", "yankee-x", "beta-x"])
    );
    // Profiles have numbers of their own: gaps would tell one reader how much another was given.
    let mut record = Record::opened();
    record.claim(
        "alone",
        "s1",
        Happening::Shelling,
        Some((-5 * DAY, -5 * DAY)),
        None,
    );
    incident(&mut record, "put", 1, 40);
    let mut state = ReleaseState::default();
    let internal = released(&record, &Profile::Internal, &mut state);
    assert_eq!(internal.value().incidents.len(), 2);
    let public = released(&record, &Profile::Public, &mut state);
    assert_eq!(public.value().incidents[0].incident, "incident-1");
}

/// Cells of people in a release, by the names that its reader has for them.
fn cells(released: &Released<Account>) -> BTreeMap<String, (i64, i64)> {
    let cell = |what: Measure| {
        matches!(
            what,
            Measure::Observed | Measure::Casualties | Measure::Received
        )
    };
    let numbers = released.value().numbers.all();
    let cells =
        numbers.filter(|one| cell(one.what) && one.terms.is_empty() && one.place != Place::Whole);
    cells
        .map(|one| (one.id.clone(), (one.low, one.high)))
        .collect()
}

/// Every difference between two truths that fit two releases of one cell, of which the later is no less.
fn grown(before: (i64, i64), after: (i64, i64)) -> BTreeSet<i64> {
    let mut differences = BTreeSet::new();
    for then in before.0..=before.1 {
        differences.extend((after.0.max(then)..=after.1).map(|now| now - then));
    }
    differences
}

fn isolates(sizes: &BTreeSet<i64>) -> bool {
    !sizes.is_empty() && sizes.iter().all(|size| (1..K).contains(size))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Up to sixteen releases, each with some people more, to two readers who compare what they have: no cell, no growth
    /// between any two of them, and no sum of growths is known to be of one to nine people.
    #[test]
    fn no_run_of_releases_isolates_a_group(
        steps in prop::collection::vec((0usize..4, 0u64..24), 2..16),
    ) {
        let mut record = Record::opened();
        let mut state = ReleaseState::default();
        let mut kept: Vec<BTreeMap<String, (i64, i64)>> = Vec::new();
        for (index, (which, persons)) in steps.iter().enumerate() {
            match which {
                3 => incident(&mut record, &format!("i{}", 16 - index), 1 + index as i64 % 3, *persons),
                which => {
                    let name = ["north", "south", "west"][*which];
                    let from = 60 * index as i64;
                    record.count(&format!("k{index}"), corridor(name), Passage::Passed, from, from + 60, Figure::exact(*persons));
                }
            }
            let mut both = cells(&released(&record, &Profile::Internal, &mut state));
            let public = cells(&released(&record, &Profile::Public, &mut state));
            both.extend(public.into_iter().map(|(name, cell)| (format!("public {name}"), cell)));
            kept.push(both);
        }
        for (index, release) in kept.iter().enumerate() {
            for (name, cell) in release {
                prop_assert!(cell.0 % K == 0 && cell.1 == cell.0 + K - 1, "{name}: {cell:?}");
                prop_assert!(!isolates(&(cell.0..=cell.1).collect()), "{name}: {cell:?}");
                for earlier in &kept[..index] {
                    // What has a name keeps it: a later figure under it is of the same people and others.
                    if let Some(before) = earlier.get(name) {
                        let grown = grown(*before, *cell);
                        prop_assert!(!grown.is_empty(), "{name}: {before:?} then {cell:?}");
                        prop_assert!(!isolates(&grown), "{name}: {before:?} then {cell:?}");
                    }
                }
            }
            // Both readers are given the same cell of one incident, so that two give no finer one.
            for pair in kept[..=index].windows(2) {
                let changed: Vec<_> = pair[1].iter().filter(|(name, cell)| pair[0].get(*name) != Some(cell)).collect();
                let sums = changed.iter().map(|(name, cell)| {
                    let before = pair[0].get(*name).copied().unwrap_or((0, 0));
                    grown(before, **cell)
                });
                let sum = sums.fold(BTreeSet::from([0]), |all, more| {
                    all.iter().flat_map(|one| more.iter().map(move |other| one + other)).collect()
                });
                prop_assert!(changed.is_empty() || !isolates(&sum), "{changed:?}");
            }
        }
    }
}

#[test]
fn an_incident_whose_claims_are_taken_back_has_no_casualties_and_keeps_its_number() {
    let mut record = Record::opened();
    incident(&mut record, "one", 2, 40);
    incident(&mut record, "two", 1, 50);
    let mut state = ReleaseState::default();
    let before = released(&record, &Profile::Public, &mut state);
    let withdraw = Withdraw {
        entry: "e-claim-of-one".to_owned(),
        reason: "another day".into(),
    };
    record.enter("back", 20, Fact::Withdraw(withdraw));
    let after = released(&record, &Profile::Public, &mut state);
    let casualties = |released: &Released<Account>| -> Vec<(String, bool)> {
        let incidents = released.value().incidents.iter();
        incidents
            .map(|one| (one.incident.clone(), one.casualties.is_some()))
            .collect()
    };
    assert_eq!(
        casualties(&before),
        [
            ("incident-1".to_owned(), true),
            ("incident-2".to_owned(), true)
        ]
    );
    assert_eq!(
        casualties(&after),
        [
            ("incident-1".to_owned(), false),
            ("incident-2".to_owned(), true)
        ]
    );
}
