//! Random networks with everything odd in them, solved, checked and held against the oracle at
//! every horizon.

use std::ops::Range;

use proptest::prelude::*;

use crate::oracle::maxima;
use crate::problem::{Arc, Change, Exit, NodeId, Problem, Rate, Supply};
use crate::{Solution, certificate_from_json, certificate_to_json, check, paths, solve};

fn rate(most: u64) -> impl Strategy<Value = Rate> {
    prop_oneof![
        4 => (0..=most).prop_map(Rate::constant),
        1 => (0..=most, 1..5u32).prop_map(|(units, per)| Rate { units, per }),
    ]
}

fn change(horizon: u32) -> impl Strategy<Value = Change> {
    (0..=horizon + 2, 0..=horizon + 4, rate(5)).prop_map(|(from, until, rate)| Change {
        from,
        until,
        rate,
    })
}

fn arc(nodes: u32, horizon: u32) -> impl Strategy<Value = Arc> {
    (
        0..nodes,
        0..nodes,
        0..4u32,
        rate(6),
        prop::collection::vec(change(horizon), 0..3),
        any::<bool>(),
    )
        .prop_map(|(tail, head, transit, rate, changes, varies)| Arc {
            tail: NodeId(tail),
            head: NodeId(head),
            transit,
            rate,
            changes: if varies { changes } else { Vec::new() },
        })
}

/// What a random problem may have in it.
#[derive(Clone, Copy)]
struct Odd {
    limited_waiting: bool,
    limited_exits: bool,
}

/// How much of everything.
struct Size {
    nodes: Range<u32>,
    horizon: Range<u32>,
    arcs: Range<usize>,
    supplies: Range<usize>,
    exits: Range<usize>,
}

fn problem(odd: Odd) -> impl Strategy<Value = Problem> {
    sized(
        odd,
        Size {
            nodes: 2..9,
            horizon: 0..16,
            arcs: 0..24,
            supplies: 0..6,
            exits: 0..3,
        },
    )
}

/// Many paths that meet: what one augmentation does to the search for the next shows here.
fn crowded(odd: Odd) -> impl Strategy<Value = Problem> {
    sized(
        odd,
        Size {
            nodes: 8..20,
            horizon: 12..40,
            arcs: 20..60,
            supplies: 6..30,
            exits: 1..3,
        },
    )
}

fn sized(odd: Odd, size: Size) -> impl Strategy<Value = Problem> {
    (size.nodes, size.horizon).prop_flat_map(move |(nodes, horizon)| {
        let waiting = if odd.limited_waiting {
            prop_oneof![2 => Just(None), 2 => Just(Some(0)), 1 => (0..5u64).prop_map(Some)].boxed()
        } else {
            Just(None).boxed()
        };
        let limit = if odd.limited_exits {
            prop_oneof![1 => Just(None), 2 => (0..20u64).prop_map(Some)].boxed()
        } else {
            Just(None).boxed()
        };
        (
            prop::collection::vec(waiting, nodes as usize),
            prop::collection::vec(arc(nodes, horizon), size.arcs.clone()),
            prop::collection::vec((0..nodes, 0..=horizon + 1, 0..25u64), size.supplies.clone()),
            prop::collection::btree_map(0..nodes, limit, size.exits.clone()),
        )
            .prop_map(move |(waiting, arcs, supplies, exits)| Problem {
                horizon,
                waiting,
                arcs,
                supplies: supplies
                    .into_iter()
                    .map(|(node, release, units)| Supply {
                        node: NodeId(node),
                        release,
                        units,
                    })
                    .collect(),
                exits: exits
                    .into_iter()
                    .map(|(node, limit)| Exit {
                        node: NodeId(node),
                        limit,
                    })
                    .collect(),
            })
    })
}

fn solved_and_proven(problem: &Problem) -> Result<(), TestCaseError> {
    let solution =
        solve(problem, &mut |_| {}).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let maxima = maxima(problem);
    let limited = problem.exits.iter().any(|exit| exit.limit.is_some());
    if limited {
        prop_assert_eq!(solution.flow.arrivals.last(), maxima.last());
    } else {
        prop_assert_eq!(&solution.flow.arrivals, &maxima);
    }
    match check(problem, &solution.flow, &solution.certificate) {
        Ok(checked) => {
            paths_add_up(problem, &solution)?;
            let json = certificate_to_json(problem, &solution);
            let read = certificate_from_json(problem, &json)
                .map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!(&read.flow, &solution.flow);
            prop_assert_eq!(&read.certificate, &solution.certificate);
            for (bound, maximum) in checked.bound.iter().zip(&maxima) {
                prop_assert!(bound >= maximum);
            }
            Ok(())
        }
        Err(violations) => Err(TestCaseError::fail(format!("{violations:?}"))),
    }
}

fn paths_add_up(problem: &Problem, solution: &Solution) -> Result<(), TestCaseError> {
    let mut arrivals = vec![0; problem.horizon as usize + 1];
    for path in paths(problem, &solution.flow) {
        let supply = &problem.supplies[path.supply];
        let (mut node, mut step) = (supply.node, supply.release);
        for (arc, entry) in path.hops {
            let arc = &problem.arcs[arc.index()];
            prop_assert!(arc.tail == node && entry >= step);
            (node, step) = (arc.head, entry + arc.transit);
        }
        prop_assert!(problem.exits[path.exit].node == node && path.arrival >= step);
        arrivals[path.arrival as usize] += path.units;
    }
    let mut sum = 0;
    for (step, units) in arrivals.into_iter().enumerate() {
        sum += units;
        prop_assert_eq!(sum, solution.flow.arrivals[step]);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn waiting_everywhere(problem in problem(Odd { limited_waiting: false, limited_exits: false })) {
        solved_and_proven(&problem)?;
    }

    #[test]
    fn waiting_limited(problem in problem(Odd { limited_waiting: true, limited_exits: false })) {
        solved_and_proven(&problem)?;
    }

    #[test]
    fn exits_limited(problem in problem(Odd { limited_waiting: false, limited_exits: true })) {
        solved_and_proven(&problem)?;
    }

    #[test]
    fn all_limited(problem in problem(Odd { limited_waiting: true, limited_exits: true })) {
        solved_and_proven(&problem)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn crowded_and_waiting_everywhere(problem in crowded(Odd { limited_waiting: false, limited_exits: false })) {
        solved_and_proven(&problem)?;
    }

    #[test]
    fn crowded_and_all_limited(problem in crowded(Odd { limited_waiting: true, limited_exits: true })) {
        solved_and_proven(&problem)?;
    }
}
