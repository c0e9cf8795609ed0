//! What each corridor is worth: how many fewer are out if it never opens, or closes early.

use korridor_world::scenario::{ByLevel, CorridorId};
use korridor_world::{Instant, Level};
use serde::Serialize;

use super::basis::Basis;
use super::closing::{Closure, out_persons};
use super::share::each;
use super::{Every, STATEMENT, When, by_level, change};
use crate::error::PlanError;

/// What the plan that is measured knows.
const KNOWN: &str = "Each closure is known beforehand: the best plan that keeps its people off a corridor that \
will have closed. People who are on their way to it when it closes without notice are not in these figures.";

/// What all corridors are worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Corridors {
    /// What it proves and what not.
    pub statement: String,
    /// What the plan that is measured knows.
    pub known: String,
    /// Out at the end with all corridors.
    pub out_persons: ByLevel<u64>,
    /// One by one, in the order of the scenario.
    pub corridors: Vec<CorridorAnswer>,
}

/// What one corridor is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CorridorAnswer {
    /// Its id in the files.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Persons who are out by it at the end, by the plan.
    pub by_it_persons: ByLevel<u64>,
    /// If it never opens.
    pub never_opens: Closing,
    /// If it closes at the half of the plan's time.
    pub closes_at_half: Closing,
    /// If it closes at each moment.
    pub closes: Vec<Closing>,
}

/// How many are out at the end if a corridor closes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
) -> Result<Corridors, PlanError> {
    let planned = basis.scenario.planned_corridors();
    let planned = planned.filter(|(id, _)| only.is_none_or(|only| only == *id));
    let ids: Vec<CorridorId> = planned.map(|(id, _)| id).collect();
    let origin = basis.clock.origin;
    let seconds = basis.end().seconds_since(origin);
    let mut moments = vec![origin, origin.plus_seconds(seconds / 2)];
    moments.extend(basis.moments(every));
    let mut tasks = Vec::new();
    for &corridor in &ids {
        for &moment in &moments {
            // Whatever closes closes every step that it touches.
            let from = basis.ended(moment);
            tasks.extend(Level::ALL.map(|level| (level, Closure { corridor, from })));
        }
    }
    let out = each(&tasks, |&(level, closure)| {
        out_persons(basis, level, closure)
    });
    let out: Vec<u64> = out.into_iter().collect::<Result<_, _>>()?;
    let per_corridor = moments.len() * Level::ALL.len();
    let answers = ids.iter().zip(out.chunks(per_corridor));
    let answers = answers.map(|(&id, out)| answer(basis, id, &moments, out));
    Ok(Corridors {
        statement: STATEMENT.to_owned(),
        known: KNOWN.to_owned(),
        out_persons: basis.out_persons(),
        corridors: answers.collect(),
    })
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
        by_it_persons: by_level(|level| {
            let trips = basis.level(level).lifted.trips.iter();
            let by_it = trips.filter(|(trip, _)| trip.corridor == id);
            by_it.map(|(_, persons)| persons).sum()
        }),
        never_opens,
        closes_at_half,
        closes: closings.collect(),
    }
}
