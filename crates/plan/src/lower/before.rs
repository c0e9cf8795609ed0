//! What happened before the moment from which a plan continues another, and its place in the lowered
//! problem.
//!
//! - Parties that have not set out wait at home; they are ready from the moment on.
//! - Parties on the road become supplies at the head of the way that they are on, in the step in which
//!   they get there. A place of their own ([`Place::UnderWay`]) lets them stop there, in the open,
//!   without holding it open for anybody else. A ride or a last stretch that leads to the exit takes
//!   whoever is on it there.
//! - Whoever stands on a corridor that is closed may go back to its entry: the way back never closes.
//!   Steps back are rounded up and one is added, so that nobody is back sooner than they can be.
//! - Whoever is out, or on the last way, is no part of the problem any more.

use std::collections::{BTreeMap, BTreeSet};

use korridor_flow::{ArcId, FlowPath, NodeId, Rate, Supply};
use korridor_world::scenario::CorridorId;
use korridor_world::{Instant, Scenario, Share};

use super::Lowered;
use super::clock::{Clock, Steps};
use super::people::Batch;
use super::rounding::{self, Rounded};
use super::schedule::Schedule;
use super::taken::Taken;
use super::ways::{Carrier, Place, Way, Ways};

/// An arc and the step in which it is entered.
pub type Hop = (ArcId, u32);

/// A way by what it is, whatever its index.
type Key = (Place, Place, Carrier, Share);

/// A way and the step in which it is entered.
pub type Walk = (Key, u32);

/// Parties that set out together before the moment, and not on the last way yet.
#[derive(Clone, Debug, PartialEq)]
pub struct UnderWay {
    /// Who.
    pub batch: Batch,
    /// What they entered.
    pub made: Vec<Walk>,
    /// What they were going to enter. Its steps are past for whoever was held at an earlier moment: they
    /// may go on the same way once it is open again.
    pub planned: Vec<Walk>,
    /// Where the way that they are on ends.
    pub place: Place,
    /// The step in which they are there.
    pub there: u32,
    /// Whether the plan before told them to hold or to go back.
    pub held: bool,
}

/// Parties that are out, or will be by the way that they are on.
#[derive(Clone, Debug, PartialEq)]
pub struct Gone {
    /// Who.
    pub batch: Batch,
    /// What they entered.
    pub made: Vec<Walk>,
    /// The step in which they are out.
    pub out: u32,
}

/// Where the people of a group are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupState {
    /// Not departed.
    pub at_home: Vec<Batch>,
    /// On the road.
    pub under_way: Vec<UnderWay>,
    /// Out.
    pub gone: Vec<Gone>,
    /// Ways and rounding of the plan that is continued, without those that only people under way use.
    pub over: Base,
}

/// Ways in whole steps, which stay as they are while their hours change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Base {
    /// The ways.
    pub ways: Ways,
    /// Their steps.
    pub rounded: Rounded,
}

impl Base {
    /// Those of a lowered problem.
    pub fn of(lowered: &Lowered) -> Base {
        let mut base = Base {
            ways: lowered.ways.clone(),
            rounded: lowered.rounded.clone(),
        };
        if let Some((places, ways)) = lowered.before.base {
            base.ways.places.truncate(places);
            base.ways.shelter.truncate(places);
            base.ways.ways.truncate(ways);
            base.rounded.offsets.truncate(places);
            base.rounded.transits.truncate(ways);
        }
        base
    }

    /// The same ways with the hours that they have in `fresh`, and what is only there: nothing that
    /// somebody is on vanishes, and no duration changes under anybody's feet.
    pub fn with_hours_of(&self, fresh: &Ways, step_milliseconds: u64) -> Base {
        let mut base = self.clone();
        let mut known: BTreeMap<Key, usize> = BTreeMap::new();
        for (index, way) in base.ways.ways.iter_mut().enumerate() {
            way.schedule = Schedule::default();
            known.insert(key(&self.ways, ArcId(index as u32)), index);
        }
        let mut places: BTreeMap<Place, u32> = base.ways.places.iter().copied().zip(0..).collect();
        for (index, way) in fresh.ways.iter().enumerate() {
            if let Some(known) = known.get(&key(fresh, ArcId(index as u32))) {
                base.ways.ways[*known].schedule = way.schedule.clone();
                continue;
            }
            let [tail, head] = [way.tail, way.head].map(|place| {
                *places
                    .entry(fresh.places[place as usize])
                    .or_insert_with(|| {
                        base.ways.places.push(fresh.places[place as usize]);
                        base.ways.shelter.push(fresh.shelter[place as usize]);
                        base.rounded.offsets.push(0);
                        base.ways.places.len() as u32 - 1
                    })
            });
            let offset = |place: u32| base.rounded.offsets[place as usize];
            let ends = (offset(tail), offset(head));
            let transit = rounding::steps(way.milliseconds, ends, step_milliseconds);
            base.rounded.transits.push(transit);
            base.ways.ways.push(Way {
                tail,
                head,
                ..way.clone()
            });
        }
        base
    }
}

/// What a lowered problem continues.
#[derive(Clone, Debug, Default)]
pub struct Before {
    /// The first step in which anyone may set out or move on; 0 in a first plan.
    pub from: u32,
    /// By supply: what was entered before; empty for people at home, and in a first plan.
    pub made: Vec<Vec<Hop>>,
    /// By supply: what they were going to enter.
    pub planned: Vec<Vec<Hop>>,
    /// By supply: whether the plan before told them to hold or to go back.
    pub held: Vec<bool>,
    /// Who is out, or will be by the way that they are on; a path's supply is an index of no supply.
    pub gone: Vec<(Batch, FlowPath)>,
    /// Places and ways that not only people under way use come first: how many; `None` if all are.
    pub base: Option<(usize, usize)>,
}

impl Before {
    /// What the parties of a supply entered before.
    pub fn made(&self, supply: usize) -> &[Hop] {
        self.made.get(supply).map_or(&[], Vec::as_slice)
    }

    /// What the parties of a supply were going to enter.
    pub fn planned(&self, supply: usize) -> &[Hop] {
        self.planned.get(supply).map_or(&[], Vec::as_slice)
    }

    /// Whether the plan before told the parties of a supply to hold or to go back.
    pub fn held(&self, supply: usize) -> bool {
        self.held.get(supply).copied().unwrap_or(false)
    }
}

/// What is left of reception places, before anyone moves on.
pub fn received<'a>(groups: impl Iterator<Item = &'a Lowered>) -> Taken {
    let mut taken = Taken::default();
    for lowered in groups {
        let party = u64::from(lowered.group.travel.party);
        let gone: u64 = lowered.before.gone.iter().map(|(_, path)| path.units).sum();
        taken.receive(lowered.group.travel.destination, gone * party);
    }
    taken
}

/// A way's key.
pub fn key(ways: &Ways, arc: ArcId) -> Key {
    let way = &ways.ways[arc.index()];
    let place = |index: u32| ways.places[index as usize];
    (place(way.tail), place(way.head), way.carrier, way.pace)
}

/// Whether a way is one that only people under way use.
pub fn is_own(carrier: Carrier) -> bool {
    matches!(carrier, Carrier::Onwards | Carrier::WayBack(_))
}

/// Adds places for people under way, and their ways onwards and back.
pub fn add_under_way(
    scenario: &Scenario,
    clock: &Clock,
    (ways, rounded): (&mut Ways, &mut Rounded),
    state: &GroupState,
    moment: Instant,
) {
    let at: BTreeSet<Place> = state.under_way.iter().map(|party| party.place).collect();
    let index: BTreeMap<Place, u32> = ways.places.iter().copied().zip(0..).collect();
    let free = Schedule::during(
        &[Steps {
            from: 0,
            until: clock.steps,
        }],
        Rate {
            units: u64::MAX,
            per: 1,
        },
    );
    let way_back = |place: &Place| {
        let (Place::Before(corridor, last) | Place::Behind(corridor, last)) = *place else {
            return None;
        };
        let entry = Place::Road(scenario.corridors[corridor.index()].entry);
        let head = *index.get(&entry)?;
        let milliseconds = back(&ways.ways, corridor, last)?;
        (!is_open(scenario, corridor, moment)).then_some((head, corridor, milliseconds))
    };
    let back_to: BTreeMap<Place, _> = at.iter().map(|place| (*place, way_back(place))).collect();
    for place in at {
        let Some(&there) = index.get(&place) else {
            continue;
        };
        let tail = ways.places.len() as u32;
        ways.places.push(Place::UnderWay(there));
        ways.shelter.push(None);
        let offset = rounded.offsets.get(there as usize).copied().unwrap_or(0);
        rounded.offsets.push(offset);
        let mut add = |head, carrier, milliseconds, transit| {
            ways.ways.push(Way {
                tail,
                head,
                carrier,
                pace: Share::ALL,
                milliseconds,
                schedule: free.clone(),
            });
            rounded.transits.push(transit);
        };
        add(there, Carrier::Onwards, 0, 0);
        if let Some((head, corridor, milliseconds)) = back_to[&place] {
            let steps = milliseconds.div_ceil(clock.step_milliseconds()) + 1;
            let steps = u32::try_from(steps).unwrap_or(u32::MAX);
            add(head, Carrier::WayBack(corridor), milliseconds, steps);
        }
    }
}

/// Whether a corridor is open at a moment, whatever its gates.
pub fn is_open(scenario: &Scenario, corridor: CorridorId, moment: Instant) -> bool {
    let open = &scenario.corridors[corridor.index()].open;
    open.iter().any(|interval| interval.contains(moment))
}

/// Milliseconds from the end of a corridor's stretch back to its entry.
fn back(ways: &[Way], corridor: CorridorId, last: u32) -> Option<u64> {
    (0..=last).try_fold(0u64, |sum, stretch| {
        let carrier = Carrier::Stretch(corridor, stretch);
        let mut paces = ways.iter().filter(|way| way.carrier == carrier);
        let slowest = paces.next()?;
        let slowest = paces
            .map(|way| way.milliseconds)
            .fold(slowest.milliseconds, u64::max);
        sum.checked_add(slowest)
    })
}

/// Supplies of people who have not set out and of those under way, in the place of all.
pub fn supply(lowered: &mut Lowered, state: &GroupState, from: u32) {
    let index: BTreeMap<Place, u32> = lowered.ways.places.iter().copied().zip(0..).collect();
    let keys: BTreeMap<Key, ArcId> = (0..lowered.ways.ways.len() as u32)
        .map(ArcId)
        .map(|arc| (key(&lowered.ways, arc), arc))
        .collect();
    let hops = |walks: &[Walk]| -> Vec<Hop> {
        let known = walks
            .iter()
            .map_while(|(key, step)| Some((*keys.get(key)?, *step)));
        known.collect()
    };
    let is_own_place = |place: &&Place| matches!(place, Place::UnderWay(_));
    let own_places = lowered.ways.places.iter().filter(is_own_place).count();
    let own_ways = lowered.ways.ways.iter();
    let own_ways = own_ways.filter(|way| is_own(way.carrier)).count();
    let mut before = Before {
        base: Some((
            lowered.ways.places.len() - own_places,
            lowered.ways.ways.len() - own_ways,
        )),
        from,
        ..Before::default()
    };
    lowered.supplies.clear();
    lowered.unreached.clear();
    lowered.problem.supplies.clear();
    for &batch in &state.at_home {
        let Some(&node) = index.get(&Place::Home(batch.zone)) else {
            lowered.unreached.push(batch);
            continue;
        };
        let ready = batch.ready.max(from);
        lowered.supplies.push(Batch { ready, ..batch });
        before.made.push(Vec::new());
        before.planned.push(Vec::new());
        before.held.push(false);
        lowered.problem.supplies.push(Supply {
            node: NodeId(node),
            release: ready,
            units: batch.parties,
        });
    }
    for party in &state.under_way {
        let own = index.get(&party.place).map(|place| Place::UnderWay(*place));
        let node = own.and_then(|own| index.get(&own)).copied();
        // What was entered before the moment is a way still, whatever its hours.
        let node = node.expect("where somebody stands is a place");
        let planned = hops(&party.planned);
        let is_whole = planned.len() == party.planned.len();
        lowered.supplies.push(Batch {
            ready: party.there,
            ..party.batch
        });
        before.made.push(hops(&party.made));
        before.held.push(party.held);
        before
            .planned
            .push(if is_whole { planned } else { Vec::new() });
        lowered.problem.supplies.push(Supply {
            node: NodeId(node),
            release: party.there,
            units: party.batch.parties,
        });
    }
    for gone in &state.gone {
        let path = FlowPath {
            units: gone.batch.parties,
            supply: usize::MAX,
            exit: 0,
            arrival: gone.out,
            hops: hops(&gone.made),
        };
        before.gone.push((gone.batch, path));
    }
    lowered.before = before;
}
