//! How many: out by each moment, and in the open if the pause ended then.

use korridor_world::Level;
use korridor_world::scenario::ByLevel;
use serde::Serialize;

use super::basis::Basis;
use super::extend::{EXTENDED, LIMIT_HOURS, solve_longer};
use super::share::each;
use super::{CONFIDENTIAL, Every, STATEMENT, When, by_level};
use crate::error::PlanError;

/// How many by when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HowMany {
    /// What it proves and what not.
    pub statement: String,
    /// Who may see it.
    pub confidential: String,
    /// Everyone who is assumed to wish to leave.
    pub wish_to_leave_persons: ByLevel<u64>,
    /// Moment by moment; the last one is the end.
    pub moments: Vec<Moment>,
}

/// Where people are at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// When.
    #[serde(flatten)]
    pub when: When,
    /// Out by then: no plan has more if the pause ends then.
    pub out_persons: ByLevel<u64>,
    /// Set out and not yet out, in the open: by the plan for the whole pause, if it ended then.
    pub in_the_open_persons: ByLevel<u64>,
    /// Set out and not yet out, in sheltered places.
    pub sheltered_persons: ByLevel<u64>,
}

/// How many in a pause of some length.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PauseOf {
    /// Its length from the start of the plan, in minutes.
    pub pause_minutes: u64,
    /// When it ends.
    pub until: When,
    /// Out by then, if it is known from the start that it ends then or not: the plan is the same.
    pub out_persons: ByLevel<u64>,
    /// What a pause beyond the plan's own hours is taken to be; nothing if it ends within them.
    pub beyond: Option<String>,
    /// Seconds of a step.
    pub step_seconds: u32,
}

/// Out and in the open by each moment.
pub fn how_many(basis: &Basis, every: Every) -> HowMany {
    let moments = basis.moments(every).into_iter().chain([basis.end()]);
    let moments = moments.map(|instant| {
        let at = |values: &Vec<u64>| match basis.ended(instant) {
            0 => 0,
            ended => values.get(ended as usize - 1).copied().unwrap_or(0),
        };
        Moment {
            when: basis.when(instant),
            out_persons: by_level(|level| at(&basis.level(level).lifted.out)),
            in_the_open_persons: by_level(|level| at(&basis.level(level).lifted.exposed)),
            sheltered_persons: by_level(|level| at(&basis.level(level).lifted.sheltered)),
        }
    });
    HowMany {
        statement: STATEMENT.to_owned(),
        confidential: CONFIDENTIAL.to_owned(),
        wish_to_leave_persons: basis.wish_to_leave_persons(),
        moments: moments.collect(),
    }
}

/// How many are out in a pause of `minutes` from the start of the plan; `None` unless it is longer than
/// nothing and no longer than [`LIMIT_HOURS`].
///
/// Within the plan's hours it is read off the exact curve, which is best for every end. A longer pause is
/// solved again.
///
/// # Errors
/// When the solver refuses.
pub fn pause_of(basis: &Basis, minutes: u64) -> Result<Option<PauseOf>, PlanError> {
    if minutes == 0 || minutes > u64::from(LIMIT_HOURS) * 60 {
        return Ok(None);
    }
    let until = basis.clock.origin.plus_seconds(minutes as i64 * 60);
    let mut answer = PauseOf {
        pause_minutes: minutes,
        until: basis.when(until),
        out_persons: ByLevel::default(),
        beyond: None,
        step_seconds: basis.clock.step_seconds,
    };
    if until <= basis.end() {
        let ended = basis.ended(until) as usize;
        answer.out_persons = by_level(|level| {
            let out = &basis.level(level).lifted.out;
            ended
                .checked_sub(1)
                .and_then(|step| out.get(step))
                .copied()
                .unwrap_or(0)
        });
        return Ok(Some(answer));
    }
    let longer = each(&Level::ALL, |&level| solve_longer(basis, level, until));
    let longer: Vec<_> = longer.into_iter().collect::<Result<_, _>>()?;
    answer.beyond = Some(EXTENDED.to_owned());
    answer.step_seconds = longer[0].step_seconds;
    answer.out_persons = by_level(|level| {
        let out = &longer[level as usize].out;
        out.last().copied().unwrap_or(0)
    });
    Ok(Some(answer))
}
