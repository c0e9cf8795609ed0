//! The usable plan: at most so many routes a zone, departure waves of a fixed length at a constant rate,
//! nobody waiting on the way, capacities respected in every step by all groups of a level together. It
//! is made to follow the exact flow; how far it is behind is part of every plan.
//!
//! [`wave`] says what a plan is made of, and how to see who is where at a moment; [`room`] how parties
//! move; [`schedule`] how waves are chosen; [`claim`] how they are written down and checked again
//! without choosing.

pub mod candidates;
pub mod claim;
pub mod loss;
pub mod room;
pub mod schedule;
pub mod terms;
pub mod wave;

use korridor_world::Scenario;

use crate::lower::clock::Clock;
use crate::lower::lower_again;
use crate::lower::taken::Taken;
use crate::solve::{SolvedLevel, SolvedScenario};
use candidates::candidates;
use schedule::schedule;
pub use terms::Terms;
pub use wave::{Route, UsableGroup, UsableLevel, UsablePlan, Wave};

/// The usable plan of a scenario, each level on a thread of its own.
pub fn usable(scenario: &Scenario, solved: &SolvedScenario, terms: Terms) -> UsablePlan {
    let clock = &solved.clock;
    let levels = std::thread::scope(|scope| {
        let threads: Vec<_> = solved
            .levels
            .iter()
            .map(|level| scope.spawn(move || usable_level(scenario, clock, level, terms)))
            .collect();
        let levels = threads.into_iter().map(|thread| thread.join());
        levels
            .map(|level| level.expect("placing waves does not panic"))
            .collect()
    });
    UsablePlan { terms, levels }
}

/// The waves of a level, group by group: later groups get what the waves of earlier ones leave. Among
/// groups of one precedence the order that is closest to the exact curve.
fn usable_level(
    scenario: &Scenario,
    clock: &Clock,
    solved: &SolvedLevel,
    terms: Terms,
) -> UsableLevel {
    let natural: Vec<usize> = (0..solved.groups.len()).collect();
    let mut reversed = natural.clone();
    let precedence = |index: &usize| solved.groups[*index].lowered.group.precedence;
    reversed.sort_by_key(|index| (precedence(index), std::cmp::Reverse(*index)));
    let mut best = in_order(scenario, clock, solved, terms, &natural);
    if reversed != natural {
        let other = in_order(scenario, clock, solved, terms, &reversed);
        if distance(solved, &other) < distance(solved, &best) {
            best = other;
        }
    }
    UsableLevel {
        level: solved.level,
        groups: best,
    }
}

/// Places the waves of a level's groups in some order. Whoever comes before a group that the exact
/// flow puts first passes the doors only when the exact flow has them pass.
fn in_order(
    scenario: &Scenario,
    clock: &Clock,
    solved: &SolvedLevel,
    terms: Terms,
    order: &[usize],
) -> Vec<UsableGroup> {
    let mut taken = Taken::default();
    let mut groups = Vec::new();
    for (place, &index) in order.iter().enumerate() {
        let exact = &solved.groups[index];
        let is_early = order[place..].iter().any(|later| *later < index);
        let lowered = lower_again(scenario, clock, &exact.lowered, &taken);
        let found = candidates(&lowered, &exact.lowered, &exact.solution.flow);
        let placed = schedule(
            &lowered,
            &found,
            &clock.open,
            terms,
            is_early.then_some(&exact.solution.flow),
        );
        let mut used: Vec<usize> = placed.iter().map(|(candidate, _)| *candidate).collect();
        used.sort_unstable();
        used.dedup();
        let waves = placed.into_iter().map(|(candidate, wave)| Wave {
            route: used.partition_point(|&other| other < candidate) as u32,
            ..wave
        });
        let group = UsableGroup {
            index,
            waves: waves.collect(),
            routes: used.iter().map(|&c| found.all[c].route.clone()).collect(),
            lowered,
        };
        taken.add(&group.lowered, &group.flow());
        groups.push(group);
    }
    groups
}

/// Persons that the waves are behind the exact curve, at the end and at the worst step together.
fn distance(solved: &SolvedLevel, groups: &[UsableGroup]) -> i64 {
    let mut behind: Vec<i64> = Vec::new();
    for group in groups {
        let exact = &solved.groups[group.index];
        let party = i64::from(exact.lowered.group.travel.party);
        let waves = group.flow().arrivals;
        behind.resize(waves.len(), 0);
        let steps = exact.solution.flow.arrivals.iter().zip(&waves);
        for (behind, (exact, waves)) in behind.iter_mut().zip(steps) {
            *behind += (*exact as i64 - *waves as i64) * party;
        }
    }
    let end = behind.last().copied().unwrap_or(0);
    end + behind.into_iter().max().unwrap_or(0)
}
