//! What each corridor is worth: how many fewer are out if it never opens, or closes early.

use korridor_world::scenario::{ByLevel, CorridorId};
use korridor_world::{Instant, Level};
use serde::{Deserialize, Serialize};

use super::basis::Basis;
use super::closing::{Closure, known, out_persons};
use super::share::{Told, each};
use super::{Every, STATEMENT, When, by_level, change};
use crate::error::PlanError;
use crate::lift::Lifted;

/// What the plan that is measured knows.
const KNOWN: &str = "Each closure is known beforehand: the best plan that keeps its people off a corridor that \
will have closed. People who are on their way to it when it closes without notice are not in these figures; \
`korridor replan`, from the moment at which it closes, counts them.";

/// What all corridors are worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corridors {
    /// What it proves and what not.
    pub statement: String,
    /// What the plan that is measured knows.
    pub known: String,
    /// The moment from which the plan continues another: whatever never opens then closes at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// Out at the end with all corridors, by the exact flow.
    pub out_persons: ByLevel<u64>,
    /// Out at the end with all corridors, by the waves of the usable plan.
    pub usable_out_persons: ByLevel<u64>,
    /// One by one, in the order of the scenario.
    pub corridors: Vec<CorridorAnswer>,
}

/// What one corridor is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorridorAnswer {
    /// Its id in the files.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Persons who are out by it at the end, by the exact flow.
    pub by_it_persons: ByLevel<u64>,
    /// Persons who are out by it at the end, by the waves of the usable plan.
    pub usable_by_it_persons: ByLevel<u64>,
    /// If it never opens; in a plan that continues another, if it closes at its moment.
    pub never_opens: Closing,
    /// If it closes at the half of the plan's time, or of what is left of it.
    pub closes_at_half: Closing,
    /// If it closes at each moment.
    pub closes: Vec<Closing>,
}

/// How many are out at the end if a corridor closes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// When it closes.
    #[serde(flatten)]
    pub when: When,
    /// Out at the end, by the best plan that knows.
    pub out_persons: ByLevel<u64>,
    /// How many more than with the corridor open; negative for fewer.
    pub change_persons: ByLevel<i64>,
}

/// The table of all corridors, or of one.
///
/// # Errors
/// When the solver refuses.
pub fn corridors(
    basis: &Basis,
    every: Every,
    only: Option<CorridorId>,
    told: &Told<'_>,
) -> Result<Corridors, PlanError> {
    let (ids, moments) = (ids(basis, only), moments(basis, every));
    let mut tasks = Vec::new();
    for &corridor in &ids {
        for &moment in &moments {
            // Whatever closes closes every step that it touches.
            let from = basis.ended(moment);
            tasks.extend(Level::ALL.map(|level| (level, Closure { corridor, from })));
        }
    }
    let out = each(&tasks, told, |&(level, closure)| {
        out_persons(basis, level, closure)
    });
    let out: Vec<u64> = out.into_iter().collect::<Result<_, _>>()?;
    Ok(table(basis, &ids, &moments, &out))
}

/// The table, with everything anew but the closures that only a search tells.
pub fn again(basis: &Basis, claimed: &Corridors) -> Corridors {
    let (ids, moments) = (ids(basis, None), moments(basis, Every::HALF_HOUR));
    let wish = basis.wish_to_leave_persons();
    let mut out = Vec::new();
    for (index, &corridor) in ids.iter().enumerate() {
        let claimed = claimed.corridors.get(index);
        for (place, &moment) in moments.iter().enumerate() {
            let claimed = claimed.and_then(|claimed| match place {
                0 => Some(&claimed.never_opens),
                1 => Some(&claimed.closes_at_half),
                place => claimed.closes.get(place - 2),
            });
            let from = basis.ended(moment);
            out.extend(Level::ALL.map(|level| {
                let claimed = claimed.map_or(0, |claimed| claimed.out_persons.at(level));
                let claimed = claimed.min(wish.at(level));
                known(basis, level, Closure { corridor, from }).unwrap_or(claimed)
            }));
        }
    }
    table(basis, &ids, &moments, &out)
}

fn table(basis: &Basis, ids: &[CorridorId], moments: &[Instant], out: &[u64]) -> Corridors {
    let per_corridor = moments.len() * Level::ALL.len();
    let answers = ids.iter().zip(out.chunks(per_corridor));
    let answers = answers.map(|(&id, out)| answer(basis, id, moments, out));
    Corridors {
        statement: STATEMENT.to_owned(),
        known: KNOWN.to_owned(),
        from: basis.from(),
        out_persons: basis.out_persons(),
        usable_out_persons: basis.usable_out_persons(),
        corridors: answers.collect(),
    }
}

/// The corridors that are asked about.
fn ids(basis: &Basis, only: Option<CorridorId>) -> Vec<CorridorId> {
    let planned = basis.scenario.planned_corridors();
    let planned = planned.filter(|(id, _)| only.is_none_or(|only| only == *id));
    planned.map(|(id, _)| id).collect()
}

/// When they close: at the start, at the half, and at each moment.
fn moments(basis: &Basis, every: Every) -> Vec<Instant> {
    let start = basis.clock.start(basis.first_step());
    let seconds = basis.end().seconds_since(start);
    let mut moments = vec![start, start.plus_seconds(seconds / 2)];
    moments.extend(basis.moments(every));
    moments
}

/// How many closures the table has.
pub fn parts(basis: &Basis, every: Every, only: Option<CorridorId>) -> usize {
    ids(basis, only).len() * moments(basis, every).len() * Level::ALL.len()
}

fn answer(basis: &Basis, id: CorridorId, moments: &[Instant], out: &[u64]) -> CorridorAnswer {
    let corridor = &basis.scenario.corridors[id.index()];
    let rows = moments.iter().zip(out.chunks(Level::ALL.len()));
    let mut closings = rows.map(|(&moment, out)| Closing {
        when: basis.when(moment),
        out_persons: by_level(|level| out[level as usize]),
        change_persons: by_level(|level| change(basis.out_at_end(level), out[level as usize])),
    });
    let mut next = || closings.next().expect("a row for each moment");
    let (never_opens, closes_at_half) = (next(), next());
    CorridorAnswer {
        id: corridor.key.clone(),
        name: corridor.name.clone(),
        by_it_persons: by_level(|level| by_it(&basis.level(level).lifted, id)),
        usable_by_it_persons: by_level(|level| by_it(&basis.level(level).usable, id)),
        never_opens,
        closes_at_half,
        closes: closings.collect(),
    }
}

fn by_it(lifted: &Lifted, corridor: CorridorId) -> u64 {
    let trips = lifted.trips.iter();
    let by_it = trips.filter(|(trip, _)| trip.corridor == corridor);
    by_it.map(|(_, persons)| persons).sum()
}
