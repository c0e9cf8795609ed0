//! A scenario into flow problems, and the way back.
//!
//! # Rules
//! - Steps start with the first usable interval and end with the last; nobody is outside between
//!   them or after. Whoever enters a way outdoors in step `s` gets off it in a step of the same usable
//!   interval.
//! - What opens opens in whole steps that lie inside its hours; what closes closes every step that it
//!   touches. A way that closes stops entries; who is on it reaches its end.
//! - A unit is a party that stays together (a household, a patient and a carer). Rates of persons are
//!   spread over steps and parties, see [`schedule`].
//! - Durations are rounded so that no route is faster than reality, see [`rounding`]; steps are
//!   shortened until no shortest route to any corridor is slower by more than a step and a twentieth,
//!   as far as fixed limits of steps and memory allow.
//! - People wait at home without limit, in sheltered places up to their capacity, and nowhere else, but
//!   for one party at a time that is held back for the next slot of a way whose rate is not whole.
//! - Groups share what is there: those planned earlier take it from those planned later, see
//!   [`taken`]. Walkers and vehicles do not take each other's room on a road, and a corridor's gates
//!   are passed by all.
//! - Corridors are passed from the entry outwards only. Those on record only, those for armed persons
//!   and those over suspected ground are never used. Ground that nobody has assessed may be planned
//!   over, and everything made from such a plan says so.

pub mod before;
pub mod clock;
pub mod commodity;
pub mod people;
pub mod rounding;
pub mod schedule;
pub mod steps;
pub mod taken;
pub mod ways;

use korridor_flow::{Arc, Exit, NodeId, Problem, Supply};
use korridor_world::scenario::ZoneId;
use korridor_world::{Level, Scenario};

use before::{Before, GroupState};
use clock::{Clock, Steps};
use commodity::Group;
use people::Batch;
use rounding::Rounded;
use taken::Taken;
use ways::{Place, Way, Ways};

/// One group's flow problem, and what its arcs, nodes and supplies stand for.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// The level.
    pub level: Level,
    /// The group.
    pub group: Group,
    /// Places by node, ways by arc.
    pub ways: Ways,
    /// The ways in whole steps.
    pub rounded: Rounded,
    /// By supply: the parties that it stands for.
    pub supplies: Vec<Batch>,
    /// Parties that no offered corridor can be reached from in the time there is.
    pub unreached: Vec<Batch>,
    /// The problem, in parties.
    pub problem: Problem,
    /// What it continues.
    pub before: Before,
}

/// The homes of a group, in order.
fn homes(group: &Group) -> Vec<ZoneId> {
    let mut homes: Vec<ZoneId> = group.batches.iter().map(|batch| batch.zone).collect();
    homes.sort_unstable();
    homes.dedup();
    homes
}

/// The ways of a group at a level.
pub fn ways_of(scenario: &Scenario, clock: &Clock, level: Level, group: &Group) -> Ways {
    ways::ways(scenario, clock, level, &group.travel, &homes(group))
}

/// The seconds of the quickest way of a group at a level, even if it is longer than the pause; `None`
/// if there is no way.
pub fn quickest_of(scenario: &Scenario, clock: &Clock, level: Level, group: &Group) -> Option<u64> {
    let quickest = ways::quickest(scenario, clock, level, &group.travel, &homes(group));
    quickest.map(|milliseconds| milliseconds.div_ceil(1_000))
}

/// Lowers a group, given what others have taken.
pub fn lower(
    scenario: &Scenario,
    clock: &Clock,
    level: Level,
    group: Group,
    taken: &Taken,
) -> Lowered {
    let ways = ways_of(scenario, clock, level, &group);
    let rounded = rounding::rounded(&ways, clock.step_milliseconds());
    let mut lowered = given(scenario, clock, (level, group), (ways, rounded), taken);
    supply(&mut lowered);
    lowered
}

/// Lowers what is left of a group from step `from` on.
pub fn lower_from(
    scenario: &Scenario,
    clock: &Clock,
    (level, group): (Level, Group),
    taken: &Taken,
    (from, state): (u32, &GroupState),
) -> Lowered {
    let fresh = ways_of(scenario, clock, level, &group);
    let base = state.over.with_hours_of(&fresh, clock.step_milliseconds());
    let (mut ways, mut rounded) = (base.ways, base.rounded);
    let over = (&mut ways, &mut rounded);
    before::add_under_way(scenario, clock, over, state, clock.start(from));
    let mut lowered = given(scenario, clock, (level, group), (ways, rounded), taken);
    before::supply(&mut lowered, state, from);
    lowered
}

/// Lowers a group that is lowered already, given that others have taken something else.
pub fn lower_again(
    scenario: &Scenario,
    clock: &Clock,
    lowered: &Lowered,
    taken: &Taken,
) -> Lowered {
    let who = (lowered.level, lowered.group.clone());
    let over = (lowered.ways.clone(), lowered.rounded.clone());
    let mut again = given(scenario, clock, who, over, taken);
    again.supplies.clone_from(&lowered.supplies);
    again.unreached.clone_from(&lowered.unreached);
    again.problem.supplies.clone_from(&lowered.problem.supplies);
    again.before = lowered.before.clone();
    again
}

/// Everyone at home, who can reach an offered corridor and who cannot.
fn supply(lowered: &mut Lowered) {
    let places = lowered.ways.places.iter().copied();
    let homes: std::collections::BTreeMap<Place, u32> = places.zip(0..).collect();
    for &batch in &lowered.group.batches {
        match homes.get(&Place::Home(batch.zone)) {
            None => lowered.unreached.push(batch),
            Some(&node) => {
                lowered.supplies.push(batch);
                lowered.problem.supplies.push(Supply {
                    node: NodeId(node),
                    release: batch.ready,
                    units: batch.parties,
                });
            }
        }
    }
}

/// A problem without supplies.
fn given(
    scenario: &Scenario,
    clock: &Clock,
    (level, group): (Level, Group),
    (ways, rounded): (Ways, Rounded),
    taken: &Taken,
) -> Lowered {
    let party = group.travel.party;
    let in_parties = |persons: u64| persons / u64::from(party);
    let slots = between_slots(&ways, party, clock.steps);
    let places = ways.places.iter().zip(&ways.shelter).zip(slots);
    let waiting = places.map(|((place, held), slots)| {
        let taken = match place {
            Place::Road(node) => taken.sheltered(*node),
            _ => 0,
        };
        held.map(|held| in_parties(held.saturating_sub(taken)) + slots)
    });
    let arcs = ways.ways.iter().zip(&rounded.transits);
    let arcs = arcs.map(|(way, &transit)| {
        let offset = rounded.offsets.get(way.tail as usize).copied().unwrap_or(0);
        arc(way, (transit, offset), clock, &group, taken)
    });
    let destination = &scenario.destinations[group.travel.destination.index()];
    let limit = destination.limit(level).map(|limit| {
        let received = taken.received(group.travel.destination);
        in_parties(limit.0.saturating_sub(received))
    });
    let exits = rounding::exit(&ways).map(|node| Exit {
        node: NodeId(node),
        limit,
    });
    let problem = Problem {
        horizon: clock.horizon(),
        waiting: waiting.collect(),
        arcs: arcs.collect(),
        supplies: Vec::new(),
        exits: exits.into_iter().collect(),
    };
    Lowered {
        level,
        group,
        ways,
        rounded,
        supplies: Vec::new(),
        unreached: Vec::new(),
        problem,
        before: Before::default(),
    }
}

/// A way that takes `transit` steps and is entered `offset` milliseconds before each step.
/// By place: parties that may be held back for the next slot, one for each way onwards whose rate is not
/// a whole number of parties a step. Without it ways in a row whose slots fall into different steps
/// would pass nobody at all, which is rounding and not the road.
pub(crate) fn between_slots(ways: &Ways, party: u32, steps: u32) -> Vec<u64> {
    let mut slots = vec![0; ways.places.len()];
    for way in &ways.ways {
        let (rate, changes) = way.schedule.in_parties(party, steps);
        if rate.per > 1 || changes.iter().any(|change| change.rate.per > 1) {
            slots[way.tail as usize] += 1;
        }
    }
    slots
}

fn arc(
    way: &Way,
    (transit, offset): (u32, u64),
    clock: &Clock,
    group: &Group,
    taken: &Taken,
) -> Arc {
    let whole = Steps {
        from: 0,
        until: clock.steps,
    };
    let schedule = if !way.is_outside() || clock.open == [whole] {
        way.schedule.clone()
    } else {
        let open = clock.open.iter().map(|steps| Steps {
            from: steps.from,
            until: steps.until.saturating_sub(transit),
        });
        way.schedule.within(&open.collect::<Vec<_>>())
    };
    let schedule = match offset {
        0 => schedule,
        _ => schedule.ahead(),
    };
    let party = group.travel.party;
    let (rate, changes) = match taken.entries(way, group.travel.means) {
        Some(entries) => schedule.left(entries, party),
        None => schedule.in_parties(party, clock.steps),
    };
    Arc {
        tail: NodeId(way.tail),
        head: NodeId(way.head),
        transit,
        rate,
        changes,
    }
}
