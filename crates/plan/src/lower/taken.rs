//! What groups planned earlier take away from those planned later.

use std::collections::BTreeMap;

use korridor_flow::FlowOverTime;
use korridor_world::scenario::{DestinationId, Means};
use korridor_world::{RoadNodeId, Share};

use super::Lowered;
use super::ways::{Carrier, Place, Way};

/// Which capacity of a road someone takes: walkers and vehicles have one each, gates and shuttles
/// have one for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// Walkers.
    Feet,
    /// Vehicles.
    Wheels,
    /// Everyone.
    Any,
}

/// What is shared.
pub type Key = (Carrier, Share, Lane);

/// Capacity that is taken, in persons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// By way: persons who enter in each step.
    entries: BTreeMap<Key, Vec<u64>>,
    /// By node: the most persons who wait there in any step.
    sheltered: BTreeMap<RoadNodeId, u64>,
    /// Persons received.
    received: BTreeMap<DestinationId, u64>,
}

/// Whose capacity someone takes on a way; `None` where there is no limit.
pub fn key(way: &Way, means: Means) -> Option<Key> {
    let (carrier, pace) = way.shared()?;
    let lane = match (carrier, means) {
        (Carrier::Gate(..) | Carrier::Ride(_), _) => Lane::Any,
        (_, Means::OnFoot) => Lane::Feet,
        (_, Means::ByCar) => Lane::Wheels,
        // Their stretches are driven by shuttles, whose seats are what is limited.
        (_, Means::NeedsTransport) => return None,
    };
    Some((carrier, pace, lane))
}

impl Taken {
    /// Persons who enter a way in each step, if anyone does.
    pub fn entries(&self, way: &Way, means: Means) -> Option<&[u64]> {
        self.entries.get(&key(way, means)?).map(Vec::as_slice)
    }

    /// The most persons who wait at a node.
    pub fn sheltered(&self, node: RoadNodeId) -> u64 {
        self.sheltered.get(&node).copied().unwrap_or(0)
    }

    /// Persons received at a destination.
    pub fn received(&self, destination: DestinationId) -> u64 {
        self.received.get(&destination).copied().unwrap_or(0)
    }

    /// Counts persons who are received.
    pub fn receive(&mut self, destination: DestinationId, persons: u64) {
        *self.received.entry(destination).or_default() += persons;
    }

    /// Adds what a group's people entered before the moment from which their plan continues another.
    pub fn add_before(&mut self, lowered: &Lowered) {
        let party = u64::from(lowered.group.travel.party);
        let steps = lowered.problem.horizon as usize + 1;
        let before = &lowered.before;
        let gone = before
            .gone
            .iter()
            .map(|(_, path)| (&path.hops[..], path.units));
        let under_way = lowered.supplies.iter().enumerate();
        let under_way = under_way.map(|(index, batch)| (before.made(index), batch.parties));
        let mut parties: BTreeMap<(usize, u32), u64> = BTreeMap::new();
        for (hops, units) in gone.chain(under_way) {
            for (arc, step) in hops {
                *parties.entry((arc.index(), *step)).or_default() += units;
            }
        }
        for ((index, step), parties) in parties {
            let way = &lowered.ways.ways[index];
            let Some(key) = key(way, lowered.group.travel.means) else {
                continue;
            };
            let persons = match way.schedule.seats() {
                Some(seats) => parties.div_ceil((seats / party).max(1)) * seats,
                None => parties * party,
            };
            let entries = self.entries.entry(key).or_insert_with(|| vec![0; steps]);
            entries[step as usize] += persons;
        }
    }

    /// Adds a group's flow; the last, smaller party of a zone counts as a whole one.
    pub fn add(&mut self, lowered: &Lowered, flow: &FlowOverTime) {
        let party = u64::from(lowered.group.travel.party);
        let steps = lowered.problem.horizon as usize + 1;
        for (index, way) in lowered.ways.ways.iter().enumerate() {
            let runs = flow.arcs.row(index);
            let Some(key) = key(way, lowered.group.travel.means) else {
                continue;
            };
            if runs.is_empty() {
                continue;
            }
            let persons = |parties: u64| match way.schedule.seats() {
                // Vehicles that leave with anyone aboard are taken whole.
                Some(seats) => parties.div_ceil((seats / party).max(1)) * seats,
                None => parties * party,
            };
            let entries = self.entries.entry(key).or_insert_with(|| vec![0; steps]);
            for run in runs {
                for step in run.from..run.until {
                    entries[step as usize] += persons(run.value);
                }
            }
        }
        for (index, place) in lowered.ways.places.iter().enumerate() {
            let most = flow.waiting.row(index).iter().map(|run| run.value).max();
            let shelters = lowered.ways.shelter[index] != Some(0);
            if let (Place::Road(node), Some(most), true) = (place, most, shelters) {
                *self.sheltered.entry(*node).or_default() += most * party;
            }
        }
        let out = flow.arrivals.last().copied().unwrap_or(0) * party;
        self.receive(lowered.group.travel.destination, out);
    }
}
