//! How many: out by each moment, and in the open if the pause ended then.

use korridor_world::Level;
use korridor_world::scenario::ByLevel;
use serde::{Deserialize, Serialize};

use super::basis::{Basis, LevelBasis};
use super::extend::{EXTENDED, solve_longer};
use super::share::{Told, each};
use super::{CONFIDENTIAL, Every, STATEMENT, When, by_level};
use crate::error::PlanError;

/// How many by when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HowMany {
    /// What it proves and what not.
    pub statement: String,
    /// Who may see it.
    pub confidential: String,
    /// Everyone who is assumed to wish to leave.
    pub wish_to_leave_persons: ByLevel<u64>,
    /// The moment from which the plan continues another; before it people moved by the waves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// Moment by moment; the first one is [`HowMany::from`] if there is one, the last one is the end.
    pub moments: Vec<Moment>,
}

/// Where people are at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// When.
    #[serde(flatten)]
    pub when: When,
    /// Out by then, by the exact flow.
    pub out_persons: ByLevel<u64>,
    /// Set out and not yet out, in the open, by the exact flow for the whole pause, if it ended then.
    pub in_the_open_persons: ByLevel<u64>,
    /// Set out and not yet out, in sheltered places, by the exact flow.
    pub sheltered_persons: ByLevel<u64>,
    /// Out by then, by the waves of the usable plan.
    pub usable_out_persons: ByLevel<u64>,
    /// Set out and not yet out, in the open, by the waves, if the pause ended then.
    pub usable_in_the_open_persons: ByLevel<u64>,
    /// Set out and not yet out, in sheltered places, by the waves.
    pub usable_sheltered_persons: ByLevel<u64>,
}

/// How many in a pause of some length.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseOf {
    /// Its length from the start of the plan, in minutes.
    pub pause_minutes: u64,
    /// When it ends.
    pub until: When,
    /// Out by then by the exact flow, if it is known from the start that it ends then or not: the flow is
    /// the same.
    pub out_persons: ByLevel<u64>,
    /// Out by then by the waves of the usable plan; nothing beyond the plan's own hours, for which there
    /// are no waves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usable_out_persons: Option<ByLevel<u64>>,
    /// What a pause beyond the plan's own hours is taken to be; nothing if it ends within them.
    pub beyond: Option<String>,
    /// Seconds of a step.
    pub step_seconds: u32,
}

/// Out and in the open by each moment.
pub fn how_many(basis: &Basis, every: Every) -> HowMany {
    let now = basis.continued.is_some();
    let now = now.then(|| basis.clock.start(basis.first_step()));
    let moments = now.into_iter().chain(basis.moments(every));
    let moments = moments.chain([basis.end()]).map(|instant| {
        let at = |of: fn(&LevelBasis) -> &Vec<u64>| {
            by_level(|level| basis.at(of(basis.level(level)), instant))
        };
        Moment {
            when: basis.when(instant),
            out_persons: at(|level| &level.lifted.out),
            in_the_open_persons: at(|level| &level.lifted.exposed),
            sheltered_persons: at(|level| &level.lifted.sheltered),
            usable_out_persons: at(|level| &level.usable.out),
            usable_in_the_open_persons: at(|level| &level.usable.exposed),
            usable_sheltered_persons: at(|level| &level.usable.sheltered),
        }
    });
    HowMany {
        statement: STATEMENT.to_owned(),
        confidential: CONFIDENTIAL.to_owned(),
        wish_to_leave_persons: basis.wish_to_leave_persons(),
        from: basis.from(),
        moments: moments.collect(),
    }
}

/// How many are out in a pause of `minutes` from the start of the plan; `None` unless it is longer than
/// nothing and no longer than the longest pause that is looked at ([`Basis::limit_hours`]).
///
/// Within the plan's hours it is read off the exact curve, which is best for every end. A longer pause is
/// solved again.
///
/// # Errors
/// When the solver refuses.
pub fn pause_of(
    basis: &Basis,
    minutes: u64,
    told: &Told<'_>,
) -> Result<Option<PauseOf>, PlanError> {
    if minutes == 0 || minutes > u64::from(basis.limit_hours()) * 60 {
        return Ok(None);
    }
    let until = basis.clock.origin.plus_seconds(minutes as i64 * 60);
    let mut answer = PauseOf {
        pause_minutes: minutes,
        until: basis.when(until),
        out_persons: ByLevel::default(),
        usable_out_persons: None,
        beyond: None,
        step_seconds: basis.clock.step_seconds,
    };
    if until <= basis.end() {
        answer.out_persons = by_level(|level| basis.at(&basis.level(level).lifted.out, until));
        let usable = by_level(|level| basis.at(&basis.level(level).usable.out, until));
        answer.usable_out_persons = Some(usable);
        return Ok(Some(answer));
    }
    let longer = each(&Level::ALL, told, |&level| {
        solve_longer(basis, level, until)
    });
    let longer: Vec<_> = longer.into_iter().collect::<Result<_, _>>()?;
    answer.beyond = Some(EXTENDED.to_owned());
    answer.step_seconds = longer[0].step_seconds;
    answer.out_persons = by_level(|level| {
        let out = &longer[level as usize].out;
        out.last().copied().unwrap_or(0)
    });
    Ok(Some(answer))
}
