//! Where everyone is at a moment, by the waves of a usable plan.

use korridor_flow::FlowPath;
use korridor_world::Level;

use crate::lower::Lowered;
use crate::lower::before::{Base, Gone, GroupState, Hop, UnderWay, Walk, is_own, key};
use crate::lower::people::Batch;
use crate::usable::{UsableGroup, UsablePlan};

/// Where everyone of a level is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LevelState {
    /// By group, in the order in which they are planned.
    pub groups: Vec<GroupState>,
}

/// Where everyone is when a step begins.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The step.
    pub from: u32,
    /// Low, best, high.
    pub levels: Vec<LevelState>,
}

impl State {
    /// Where everyone is when step `from` begins, if all keep to their waves.
    pub fn at(plan: &UsablePlan, from: u32) -> State {
        let level = |groups: &[UsableGroup]| {
            let mut states: Vec<(usize, GroupState)> = groups
                .iter()
                .map(|group| (group.index, of_group(&group.lowered, &group.paths(), from)))
                .collect();
            states.sort_by_key(|(index, _)| *index);
            LevelState {
                groups: states.into_iter().map(|(_, state)| state).collect(),
            }
        };
        State {
            from,
            levels: plan.levels.iter().map(|of| level(&of.groups)).collect(),
        }
    }

    /// A level's part.
    pub fn of(&self, level: Level) -> (u32, &LevelState) {
        (self.from, &self.levels[level as usize])
    }

    /// Whether nobody is left to plan: all who wish to leave and can be reached are out or on the last way.
    pub fn is_over(&self) -> bool {
        let groups = self.levels.iter().flat_map(|level| &level.groups);
        groups
            .into_iter()
            .all(|group| group.at_home.is_empty() && group.under_way.is_empty())
    }
}

fn of_group(lowered: &Lowered, paths: &[FlowPath], from: u32) -> GroupState {
    let mut state = GroupState {
        over: Base::of(lowered),
        ..GroupState::default()
    };
    let mut left: Vec<u64> = lowered.supplies.iter().map(|batch| batch.parties).collect();
    for (batch, path) in &lowered.before.gone {
        state.gone.push(Gone {
            batch: *batch,
            made: walks(lowered, &path.hops),
            out: path.arrival,
        });
    }
    for path in paths {
        let batch = Batch {
            parties: path.units,
            ..lowered.supplies[path.supply]
        };
        if set_out(lowered, path, batch, from, &mut state) {
            left[path.supply] -= path.units;
        }
    }
    for (index, parties) in left.into_iter().enumerate().filter(|(_, left)| *left > 0) {
        let batch = Batch {
            parties,
            ..lowered.supplies[index]
        };
        match stopped(lowered, index, batch, from) {
            Some(party) => state.under_way.push(UnderWay {
                held: true,
                ..party
            }),
            None => state.at_home.push(batch),
        }
    }
    state.at_home.extend(&lowered.unreached);
    state
}

/// Whether somebody has moved before the moment; then they are counted in.
fn set_out(
    lowered: &Lowered,
    path: &FlowPath,
    batch: Batch,
    from: u32,
    state: &mut GroupState,
) -> bool {
    let before = path.hops.partition_point(|(_, step)| *step < from);
    let Some(&(last, entry)) = path.hops[..before].last() else {
        if let Some(mut party) = stopped(lowered, path.supply, batch, from) {
            party.planned = walks(lowered, &path.hops);
            state.under_way.push(party);
            return true;
        }
        return false;
    };
    let mut made = walks(lowered, lowered.before.made(path.supply));
    made.extend(walks(lowered, &path.hops[..before]));
    if before == path.hops.len() {
        state.gone.push(Gone {
            batch,
            made,
            out: path.arrival,
        });
        return true;
    }
    let arc = &lowered.problem.arcs[last.index()];
    state.under_way.push(UnderWay {
        batch,
        made,
        planned: walks(lowered, &path.hops[before..]),
        place: lowered.ways.places[arc.head.index()],
        there: (entry + arc.transit).max(from),
        held: false,
    });
    true
}

/// Somebody who was on the road at an earlier moment and has not moved since.
fn stopped(lowered: &Lowered, supply: usize, batch: Batch, from: u32) -> Option<UnderWay> {
    let made = lowered.before.made(supply);
    let &(last, _) = made.last()?;
    let head = lowered.ways.ways[last.index()].head;
    Some(UnderWay {
        batch,
        made: walks(lowered, made),
        planned: walks(lowered, lowered.before.planned(supply)),
        place: lowered.ways.places[head as usize],
        there: batch.ready.max(from),
        held: false,
    })
}

/// Ways by what they are; those that only people under way use lead nowhere else and are left out.
fn walks(lowered: &Lowered, hops: &[Hop]) -> Vec<Walk> {
    let of_all = hops
        .iter()
        .filter(|(arc, _)| !is_own(lowered.ways.ways[arc.index()].carrier));
    of_all
        .map(|&(arc, step)| (key(&lowered.ways, arc), step))
        .collect()
}
