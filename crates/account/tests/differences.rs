//! Whether anybody can tell a group smaller than k out of what is released, over releases that follow each other. The
//! attacker of these tests is independent of the filter: it enumerates every truth that fits what was released.

mod support;

use std::collections::BTreeSet;

use korridor_account::{Account, Measure, Policy, Profile, ReleaseState, Released, release};
use korridor_operate::fact::{Figure, Passage};
use proptest::prelude::*;
use support::{AFTER, Record, corridor};

const CORRIDORS: [&str; 3] = ["north", "south", "west"];

fn policy(rounding: u64) -> Policy {
    let text = format!(
        "format = \"korridor-policy\"\nversion = 1\n[profiles.internal]\ntlp = \"AMBER\"\ntime = \"hour\"\nrounding = {rounding}\n\
         smallest_cell = 3\nfields = [\"totals\", \"by_place\", \"places\", \"parties\"]\n"
    );
    Policy::parse(&text).unwrap()
}

/// A record in which batches passed the corridors, all before the end of the hours.
fn record(batches: &[(usize, u64)]) -> Record {
    let mut record = Record::opened();
    for (index, (which, persons)) in batches.iter().enumerate() {
        let from = 60 * index as i64;
        let id = format!("k{index}");
        record.count(
            &id,
            corridor(CORRIDORS[*which]),
            Passage::Passed,
            from,
            from + 60,
            Figure::exact(*persons),
        );
    }
    record
}

fn released(
    record: &Record,
    policy: &Policy,
    state: &ReleaseState,
) -> (Released<Account>, ReleaseState) {
    release(&record.account(AFTER), policy, &Profile::Internal, state).unwrap()
}

/// What is released of each corridor and of the whole.
fn seen(released: &Released<Account>) -> Vec<(i64, i64)> {
    let ids = CORRIDORS
        .iter()
        .map(|name| format!("observed.corridor.{name}"));
    let ids = ids.chain(["observed.whole".to_owned()]);
    ids.map(|id| support::range(released.value(), &id).unwrap_or((0, 1_000_000)))
        .collect()
}

/// Every true state of the corridors that gives this release, with what the filter does to a corridor told by its
/// description alone: a multiple of the base, as released, up to the next.
fn truths(seen: &[(i64, i64)], most: i64) -> BTreeSet<[i64; 3]> {
    let mut truths = BTreeSet::new();
    let fits = |range: (i64, i64), figure: i64| range.0 <= figure && figure <= range.1;
    for north in (0..=most).filter(|figure| fits(seen[0], *figure)) {
        for south in (0..=most).filter(|figure| fits(seen[1], *figure)) {
            for west in (0..=most).filter(|figure| fits(seen[2], *figure)) {
                if fits(seen[3], north + south + west) {
                    truths.insert([north, south, west]);
                }
            }
        }
    }
    truths
}

/// Whether all of these are sizes of a group that must not be told apart.
fn isolates(sizes: impl Iterator<Item = i64>, k: i64) -> bool {
    let mut sizes = sizes.peekable();
    sizes.peek().is_some() && sizes.all(|size| (1..k).contains(&size))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Over two consecutive releases: no corridor, no sum, no rest of a sum and no difference between the two is known
    /// to be a group of one or two (k = 3), also to an attacker who knows that nobody is counted back.
    #[test]
    fn no_sum_and_no_difference_isolates_a_group(
        batches in prop::collection::vec((0usize..3, 0u64..9), 3..8),
        cut in 1usize..7,
        rounding in 1u64..5,
    ) {
        let (policy, k) = (policy(rounding), 3);
        let cut = cut.min(batches.len() - 1);
        let (first, state) = released(&record(&batches[..cut]), &policy, &ReleaseState::default());
        let (second, _) = released(&record(&batches), &policy, &state);
        let (before, after) = (seen(&first), seen(&second));
        let most = 9 * 8;
        // A corridor that was not counted is not released: the attacker takes any figure for possible, bounded here.
        let clip = |seen: Vec<(i64, i64)>| seen.into_iter().map(|(low, high)| (low, high.min(most))).collect::<Vec<_>>();
        let (before, after) = (truths(&clip(before), 24), truths(&clip(after), 24));
        prop_assert!(!before.is_empty() || batches.iter().map(|(_, persons)| persons).sum::<u64>() > 24);
        for combination in 1u8..8 {
            let sum = |truth: &[i64; 3]| -> i64 {
                (0..3).filter(|index| combination & (1 << index) != 0).map(|index| truth[index]).sum()
            };
            prop_assert!(!isolates(before.iter().map(sum), k), "{before:?}");
            prop_assert!(!isolates(after.iter().map(sum), k), "{after:?}");
            let later = |truth: &[i64; 3]| after.iter().filter(|next| (0..3).all(|index| truth[index] <= next[index])).map(sum).collect::<Vec<_>>();
            let grown = before.iter().flat_map(|truth| {
                let now = sum(truth);
                later(truth).into_iter().map(move |then| then - now)
            });
            prop_assert!(!isolates(grown, k));
        }
    }

    /// The same, by the figures themselves: every counted figure starts at a multiple of the base, so that no sum or
    /// difference of released figures has all of its values in 1..k-1; over a random run of releases.
    #[test]
    fn released_figures_lie_on_the_base_over_a_run_of_releases(
        batches in prop::collection::vec((0usize..3, 0u64..40), 1..25),
    ) {
        let policy = Policy::default();
        let mut state = ReleaseState::default();
        let mut before: Vec<(i64, i64)> = Vec::new();
        for upto in 1..=batches.len() {
            let (released, next) = released(&record(&batches[..upto]), &policy, &state);
            state = next;
            let numbers = released.value().numbers.all();
            let counted = numbers.filter(|number| number.what == Measure::Observed && number.terms.is_empty());
            for number in counted {
                prop_assert_eq!(number.low % 10, 0);
                prop_assert_eq!(number.high, number.low + 9);
                prop_assert_eq!(number.best, None);
            }
            let now = seen(&released);
            // The sum says no more than its parts: it is nothing but their sum.
            let shown: Vec<_> = now[..3].iter().filter(|range| range.1 < 1_000_000).collect();
            let sum = shown.iter().fold((0, 0), |sum, range| (sum.0 + range.0, sum.1 + range.1));
            prop_assert_eq!(now[3], sum);
            for (earlier, later) in before.iter().zip(&now).filter(|(earlier, _)| earlier.1 < 1_000_000) {
                let (low, high) = (later.0 - earlier.1, later.1 - earlier.0);
                prop_assert!(!(low >= 1 && high < 10), "{low} to {high} joined");
            }
            before = now;
        }
    }
}

#[test]
fn releases_of_bases_that_do_not_divide_each_other_are_refused() {
    let record = record(&[(0, 17)]);
    let (_, state) = released(&record, &policy(10), &ReleaseState::default());
    let finer = release(
        &record.account(AFTER),
        &policy(5),
        &Profile::Internal,
        &state,
    );
    assert!(finer.is_ok());
    let crossing = release(
        &record.account(AFTER),
        &policy(4),
        &Profile::Internal,
        &state,
    )
    .unwrap_err();
    assert!(
        crossing.to_string().contains("multiples of 10"),
        "{crossing}"
    );
    // The state survives its file.
    assert_eq!(ReleaseState::parse(&state.to_json()), Ok(state));
    assert!(ReleaseState::parse("{}").is_err());
}

#[test]
fn a_rest_that_two_rounded_figures_would_leave_is_not_left() {
    // 19 and 9 of 28: with a sum counted down by itself (20 to 29) and 10 to 19 in the north, the south would be 1 to 9.
    let (released, _) = released(
        &record(&[(0, 19), (1, 9)]),
        &Policy::default(),
        &ReleaseState::default(),
    );
    let account = released.value();
    assert_eq!(
        support::range(account, "observed.corridor.north"),
        Some((10, 19))
    );
    assert_eq!(
        support::range(account, "observed.corridor.south"),
        Some((0, 9))
    );
    assert_eq!(support::range(account, "observed.whole"), Some((10, 28)));
    let note = account
        .numbers
        .get("observed.corridor.south")
        .and_then(|number| number.note.clone());
    assert!(note.is_some_and(|note| note.contains("fewer than 10")));
}

#[test]
fn while_the_hours_last_counts_are_for_confidential_readers() {
    let record = record(&[(0, 500)]);
    let live = record.account(7_200);
    let state = ReleaseState::default();
    let (internal, _) = release(&live, &Policy::default(), &Profile::Internal, &state).unwrap();
    assert_eq!(support::range(internal.value(), "observed.whole"), None);
    assert_eq!(
        support::range(internal.value(), "gap.promised.whole.a"),
        None
    );
    assert!(
        internal
            .marking()
            .withheld
            .iter()
            .any(|why| why.contains("people counted"))
    );
    let (cell, _) = release(&live, &Policy::default(), &Profile::Confidential, &state).unwrap();
    assert_eq!(
        support::range(cell.value(), "observed.whole"),
        Some((500, 500))
    );
}
