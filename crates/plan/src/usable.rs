//! The usable plan: at most so many routes a zone, departure waves of a fixed length at a constant rate,
//! nobody waiting on the way, capacities respected in every step by all groups of a level together. It
//! is made to follow the exact flow; how far it is behind is part of every plan.
//!
//! [`wave`] says what a plan is made of, and how to see who is where at a moment; [`room`] how parties
//! move; [`schedule`] how waves are chosen; [`claim`] how they are written down and checked again
//! without choosing.

pub mod bound;
pub mod candidates;
pub mod claim;
mod improve;
pub mod loss;
pub mod room;
pub mod schedule;
pub mod shared;
mod sweep;
pub mod terms;
pub mod wave;

use std::collections::BTreeMap;

use korridor_flow::{ArcId, NodeId};
use korridor_world::Scenario;

use crate::lower::Lowered;
use crate::lower::before::key;
use crate::lower::clock::Clock;
use crate::lower::ways::Place;
use crate::solve::{SolvedLevel, SolvedScenario};
use candidates::{Candidates, candidates};
use improve::Care;
use schedule::{Kept, schedule};
use shared::{OnTheRoad, Shared};
pub use terms::Terms;
pub use wave::{Route, UsableGroup, UsableLevel, UsablePlan, Wave};

/// The usable plan of a scenario, each level on a thread of its own.
pub fn usable(scenario: &Scenario, solved: &SolvedScenario, terms: Terms) -> UsablePlan {
    usable_from(scenario, solved, terms, None)
}

/// The usable plan of what is left. Waves of the plan `before` are kept where they still can be, unless
/// other waves are much closer to the exact flow.
pub fn usable_from(
    scenario: &Scenario,
    solved: &SolvedScenario,
    terms: Terms,
    before: Option<&UsablePlan>,
) -> UsablePlan {
    let clock = &solved.clock;
    let levels = std::thread::scope(|scope| {
        let threads: Vec<_> = solved
            .levels
            .iter()
            .map(|level| {
                let before = before.map(|plan| &plan.levels[level.level as usize]);
                scope.spawn(move || usable_level(scenario, clock, level, terms, before))
            })
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
    before: Option<&UsableLevel>,
) -> UsableLevel {
    if let Some(before) = before {
        // Another order would move slots, and with them what people were told.
        let order: Vec<usize> = before.groups.iter().map(|group| group.index).collect();
        return usable_on(scenario, clock, (solved, before), terms, &order);
    }
    let natural: Vec<usize> = (0..solved.groups.len()).collect();
    let mut reversed = natural.clone();
    let precedence = |index: &usize| solved.groups[*index].lowered.group.precedence;
    reversed.sort_by_key(|index| (precedence(index), std::cmp::Reverse(*index)));
    let mut order = &natural;
    if reversed != natural {
        let [one, other] = [&natural, &reversed].map(|order| {
            let groups = in_order(
                scenario,
                clock,
                (solved, None),
                terms,
                (order, [Care::Little; 2]),
            );
            distance(solved, &groups)
        });
        if other < one {
            order = &reversed;
        }
    }
    let mut best: Option<(f64, Vec<UsableGroup>)> = None;
    for cares in CARES {
        let groups = in_order(scenario, clock, (solved, None), terms, (order, cares));
        let (is_close, cost) = judged(solved, &groups);
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, groups));
        }
        if is_close || *order == natural {
            break;
        }
    }
    UsableLevel {
        level: solved.level,
        groups: best.map(|(_, groups)| groups).unwrap_or_default(),
        on_the_road: OnTheRoad::AsHeld,
    }
}

/// The waves of what is left of a level. Where no closure holds anybody on the road, other waves of one group
/// hold none of another: if they would, people on the road move on in their turn of before, or else first.
fn usable_on(
    scenario: &Scenario,
    clock: &Clock,
    (solved, before): (&SolvedLevel, &UsableLevel),
    terms: Terms,
    order: &[usize],
) -> UsableLevel {
    let placed = |on_the_road| {
        let how = (order, [Care::Much(0); 2]);
        let before = Some((before, on_the_road));
        UsableLevel {
            level: solved.level,
            groups: in_order(scenario, clock, (solved, before), terms, how),
            on_the_road,
        }
    };
    let level = placed(OnTheRoad::AsHeld);
    if level.held_persons() == 0 {
        return level;
    }
    let all: Vec<&Lowered> = solved.groups.iter().map(|group| &group.lowered).collect();
    let as_held = Shared::new(scenario, clock, &all, OnTheRoad::AsHeld);
    if as_held.on_the_road_first() {
        let other = placed(OnTheRoad::InTurn);
        return if other.held_persons() == 0 {
            other
        } else {
            level
        };
    }
    let other = placed(OnTheRoad::First);
    if other.held_persons() < level.held_persons() {
        other
    } else {
        level
    }
}

/// How much care is taken with groups that go before those that the exact flow puts first, and with the
/// others, until a level is close enough to its exact flow: whoever goes early in larger waves may leave
/// too little to those who follow.
const CARES: [[Care; 2]; 3] = [
    [Care::Much(0), Care::Much(0)],
    [Care::Much(1), Care::Much(1)],
    [Care::Little, Care::Much(0)],
];

/// A level is close enough with this share of its exact total missing at the end.
const CLOSE: f64 = 0.008;

/// Whether a level is close enough, and what it costs: what it is behind, most of all beyond that, and a
/// little for every wave.
fn judged(solved: &SolvedLevel, groups: &[UsableGroup]) -> (bool, f64) {
    let exact = solved.groups.iter().map(|group| {
        let parties = group.solution.flow.arrivals.last().copied().unwrap_or(0);
        parties * u64::from(group.lowered.group.travel.party)
    });
    let all = exact.sum::<u64>().max(1) as f64;
    let (end, worst) = behind(solved, groups);
    let (end, worst) = (end as f64 / all, worst as f64 / all);
    let waves: usize = groups.iter().map(|group| group.waves.len()).sum();
    let beyond = (end - CLOSE).max(0.0) + (worst - 3.0 * CLOSE).max(0.0);
    (beyond == 0.0, end + 20.0 * beyond + 4e-5 * waves as f64)
}

/// Places the waves of a level's groups in some order, around those of the plan before, if there is one. Whoever comes before a group that the exact
/// flow puts first passes the doors only when the exact flow has them pass.
fn in_order(
    scenario: &Scenario,
    clock: &Clock,
    (solved, before): (&SolvedLevel, Option<(&UsableLevel, OnTheRoad)>),
    terms: Terms,
    (order, cares): (&[usize], [Care; 2]),
) -> Vec<UsableGroup> {
    let all: Vec<&Lowered> = solved.groups.iter().map(|group| &group.lowered).collect();
    let on_the_road = before.map(|(_, on_the_road)| on_the_road);
    let mut shared = Shared::new(scenario, clock, &all, on_the_road.unwrap_or_default());
    let mut groups = Vec::new();
    for (place, &index) in order.iter().enumerate() {
        let exact = &solved.groups[index];
        let is_early = order[place..].iter().any(|later| *later < index);
        let lowered = shared.lower(scenario, clock, index, &exact.lowered);
        let mut found = candidates(&lowered, &exact.lowered, &exact.solution.flow);
        let before = before.and_then(|(level, _)| level.groups.iter().find(|g| g.index == index));
        let kept = before.map(|group| kept(&lowered, &mut found, group));
        let placed = schedule(
            &lowered,
            &found,
            &clock.open,
            terms,
            is_early.then_some(&exact.solution.flow),
            (&kept.unwrap_or_default(), cares[usize::from(!is_early)]),
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
        shared.place(index, &group.lowered, &group.flow());
        groups.push(group);
    }
    groups
}

/// What is left of the waves of a group's earlier plan, in the order in which they were given room.
fn kept(lowered: &Lowered, found: &mut Candidates, before: &UsableGroup) -> Kept {
    let keys: BTreeMap<_, ArcId> = (0..lowered.ways.ways.len() as u32)
        .map(ArcId)
        .map(|arc| (key(&lowered.ways, arc), arc))
        .collect();
    let routes = before.routes.iter().map(|route| {
        let arcs = route.arcs.iter();
        let arcs: Option<Vec<ArcId>> = arcs
            .map(|arc| keys.get(&key(&before.lowered.ways, *arc)).copied())
            .collect();
        let home = lowered.ways.find(Place::Home(route.zone))?;
        Some(Route {
            zone: route.zone,
            home: NodeId(home),
            arcs: arcs?,
        })
    });
    let routes: Vec<Option<Route>> = routes.collect();
    found.add(lowered, routes.iter().flatten().cloned());
    let known = |route: &Option<Route>| found.find(route.as_ref()?);
    let routes: Vec<Option<usize>> = routes.iter().map(known).collect();
    let from = lowered.before.from;
    let ahead = before.waves.iter().filter(|wave| wave.ahead(from) > 0);
    ahead
        .filter_map(|wave| Some((routes[wave.route as usize]?, *wave)))
        .collect()
}

/// Persons that the waves are behind the exact curve, at the end and at the worst step together.
fn distance(solved: &SolvedLevel, groups: &[UsableGroup]) -> i64 {
    let (end, worst) = behind(solved, groups);
    end + worst
}

/// Persons that the waves are behind the exact curve, at the end and at the worst step.
fn behind(solved: &SolvedLevel, groups: &[UsableGroup]) -> (i64, i64) {
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
    (end, behind.into_iter().max().unwrap_or(0))
}
