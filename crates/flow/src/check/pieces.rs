//! Capacities over time in pieces, so that no step is looked at twice, whatever intervals overlap.

use std::collections::BTreeSet;

use crate::problem::{Arc, Change, Rate};

/// The rate that holds from a step on, until the next piece; `None` is the arc's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub from: u32,
    pub rate: Option<Rate>,
}

/// Which of `changes`, of which the later one holds, sets the rate when: pieces in order, the first
/// of them from step 0. Takes `O(n log n)` time.
pub(crate) fn pieces(changes: &[Change]) -> Vec<Piece> {
    let mut edges: Vec<(u32, usize, bool)> = Vec::with_capacity(2 * changes.len());
    for (index, change) in changes.iter().enumerate() {
        if change.from < change.until {
            edges.push((change.from, index, true));
            edges.push((change.until, index, false));
        }
    }
    edges.sort_unstable();
    let mut open = BTreeSet::new();
    let mut pieces = vec![Piece {
        from: 0,
        rate: None,
    }];
    for (at, &(from, index, opens)) in edges.iter().enumerate() {
        if opens {
            open.insert(index);
        } else {
            open.remove(&index);
        }
        let goes_on = edges.get(at + 1).is_some_and(|next| next.0 == from);
        let rate = open.last().map(|&index: &usize| changes[index].rate);
        let last = pieces.last_mut().expect("the first is never taken away");
        if goes_on || last.rate == rate {
            continue;
        }
        if last.from == from {
            last.rate = rate;
        } else {
            pieces.push(Piece { from, rate });
        }
    }
    pieces
}

/// The capacity of an arc in every step.
pub(super) struct Capacities {
    /// First steps and rates, in order.
    pieces: Vec<(u32, Rate)>,
}

impl Capacities {
    pub fn of(arc: &Arc) -> Capacities {
        let own = |piece: Piece| (piece.from, piece.rate.unwrap_or(arc.rate));
        let pieces = pieces(&arc.changes).into_iter().map(own).collect();
        Capacities { pieces }
    }

    /// The sum over steps `from..until`, which are not negative many.
    pub fn sum(&self, from: u32, until: u32) -> u128 {
        self.within(from, until)
            .map(|(from, until, rate)| units_before(rate, until) - units_before(rate, from))
            .sum()
    }

    /// The first of the steps `from..until` whose capacity is below `units`, and that capacity.
    pub fn first_below(&self, units: u64, from: u32, until: u32) -> Option<(u32, u64)> {
        self.within(from, until).find_map(|(from, until, rate)| {
            let end = if rate.per == 1 { from + 1 } else { until };
            let mut steps = (from..end).map(|step| (step, rate.at(step)));
            steps.find(|&(_, capacity)| capacity < units)
        })
    }

    /// The pieces of `from..until`: first step, first step after, rate.
    fn within(&self, from: u32, until: u32) -> impl Iterator<Item = (u32, u32, Rate)> {
        let first = self.pieces.partition_point(|piece| piece.0 <= from) - 1;
        let starts = &self.pieces[first..];
        let ends = starts.iter().skip(1).map(|piece| piece.0);
        let ends = ends.chain([u32::MAX]);
        let clipped = move |(&(start, rate), end): (&(u32, Rate), u32)| {
            (start.max(from), end.min(until), rate)
        };
        starts
            .iter()
            .zip(ends)
            .map(clipped)
            .take_while(|(from, until, _)| from < until)
    }
}

/// Units that a rate admits in the steps before `step`.
fn units_before(rate: Rate, step: u32) -> u128 {
    u128::from(rate.units) * u128::from(step) / u128::from(rate.per.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::NodeId;
    use proptest::prelude::*;

    fn arbitrary_arc() -> impl Strategy<Value = Arc> {
        let rate = || (0..4u64, 1..4u32).prop_map(|(units, per)| Rate { units, per });
        let step = || prop_oneof![0..14u32, Just(u32::MAX)];
        let change = (step(), step(), rate());
        let change = change.prop_map(|(from, until, rate)| Change { from, until, rate });
        let changes = prop::collection::vec(change, 0..6);
        (rate(), changes).prop_map(|(rate, changes)| Arc {
            tail: NodeId(0),
            head: NodeId(0),
            transit: 0,
            rate,
            changes,
        })
    }

    proptest! {
        #[test]
        fn pieces_say_what_the_arc_says(arc in arbitrary_arc(), from in 0..16u32, until in 0..16u32) {
            let pieces = pieces(&arc.changes);
            prop_assert!(pieces.windows(2).all(|two| two[0].from < two[1].from));
            prop_assert!(pieces.windows(2).all(|two| two[0].rate != two[1].rate));
            let capacities = Capacities::of(&arc);
            let sum: u128 = (from..until).map(|step| u128::from(arc.capacity(step))).sum();
            prop_assert_eq!(capacities.sum(from, until.max(from)), sum);
            for units in 0..5 {
                let below = (from..until)
                    .map(|step| (step, arc.capacity(step)))
                    .find(|&(_, capacity)| capacity < units);
                prop_assert_eq!(capacities.first_below(units, from, until), below);
            }
        }
    }

    #[test]
    fn a_hundred_thousand_nested_intervals_are_no_work() {
        let change = |index: u32| Change {
            from: index,
            until: 300_000 - index,
            rate: Rate::constant(u64::from(index)),
        };
        let changes: Vec<Change> = (0..100_000).map(change).collect();
        assert_eq!(pieces(&changes).len(), 200_000);
    }
}
