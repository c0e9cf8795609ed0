//! How long: the shortest pause in which a share of all who wish to leave can be out.
//!
//! The exact curve has the most people out by every step, so the first step by which it reaches a number
//! is the shortest pause for that number. Where the plan's hours do not suffice, a longer pause is solved,
//! longer and longer until everyone who can be out is, or [`LIMIT_HOURS`] are over.

use korridor_world::Level;
use korridor_world::scenario::ByLevel;
use serde::Serialize;

use super::basis::Basis;
use super::extend::{EXTENDED, LIMIT_HOURS, Longer, can_be_out, limit, solve_longer};
use super::share::each;
use super::{STATEMENT, When, by_level};
use crate::error::PlanError;

/// How long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HowLong {
    /// What it proves and what not.
    pub statement: String,
    /// What a pause beyond the plan's own hours is taken to be.
    pub beyond: String,
    /// The longest pause that was looked at, in hours from the start of the plan.
    pub limit_hours: u32,
    /// Everyone who is assumed to wish to leave.
    pub wish_to_leave_persons: ByLevel<u64>,
    /// Those of them who can reach a corridor that they would use at all, and find a place there.
    pub can_be_out_persons: ByLevel<u64>,
    /// Seconds of a step of the longest pause that was solved.
    pub step_seconds: ByLevel<u32>,
    /// Until everyone who can be out is out.
    pub clearance: Shortest,
    /// For 50 %, 90 % and all who wish to leave.
    pub shares: Vec<Shortest>,
}

/// The shortest pause for a number of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shortest {
    /// Percent of all who wish to leave; none for the clearance time.
    pub percent: Option<u32>,
    /// How many that is, rounded up.
    pub persons: ByLevel<u64>,
    /// The pause.
    pub pause: ByLevel<Length>,
}

/// Length of a pause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Length {
    /// Nobody is assumed to wish to leave.
    NobodyWishes,
    /// So long from the start of the plan.
    Minutes {
        /// Minutes, rounded up.
        minutes: u64,
        /// When it would end.
        until: When,
        /// Whether that is beyond the plan's own hours.
        beyond_the_plan: bool,
    },
    /// Longer than the longest pause that was looked at.
    NotWithin {
        /// That pause.
        hours: u32,
    },
    /// No pause is long enough: so many of them cannot reach a corridor, would choose none of the
    /// destinations offered, or find no place there.
    Never {
        /// How many are missing.
        missing_persons: u64,
    },
}

/// The shortest pauses.
///
/// # Errors
/// When the solver refuses.
pub fn how_long(basis: &Basis) -> Result<HowLong, PlanError> {
    const PERCENT: [u32; 3] = [50, 90, 100];
    let wish = basis.wish_to_leave_persons();
    let can = can_be_out(basis)?;
    let longer = each(&Level::ALL, |&level| until_all(basis, level, can.at(level)));
    let longer: Vec<Option<Longer>> = longer.into_iter().collect::<Result<_, _>>()?;
    let shortest = |percent: Option<u32>| {
        let persons = by_level(|level| match percent {
            None => can.at(level),
            Some(percent) => share(wish.at(level), percent),
        });
        let pause = by_level(|level| {
            let (persons, can) = (persons.at(level), can.at(level));
            if wish.at(level) == 0 {
                return Length::NobodyWishes;
            }
            if can == 0 || persons > can {
                let asked = percent.map_or(wish.at(level), |_| persons);
                return Length::Never {
                    missing_persons: asked - can,
                };
            }
            length(basis, level, longer[level as usize].as_ref(), persons)
        });
        Shortest {
            percent,
            persons,
            pause,
        }
    };
    Ok(HowLong {
        statement: STATEMENT.to_owned(),
        beyond: EXTENDED.to_owned(),
        limit_hours: LIMIT_HOURS,
        wish_to_leave_persons: wish,
        can_be_out_persons: can,
        step_seconds: by_level(|level| {
            let longer = longer[level as usize].as_ref();
            longer.map_or(basis.clock.step_seconds, |longer| longer.step_seconds)
        }),
        clearance: shortest(None),
        shares: PERCENT.map(|percent| shortest(Some(percent))).to_vec(),
    })
}

/// A share of people, rounded up.
fn share(persons: u64, percent: u32) -> u64 {
    let share = (u128::from(persons) * u128::from(percent)).div_ceil(100);
    // At most `persons`.
    share as u64
}

/// The first step by which so many are out, in the plan or in a longer pause.
fn length(basis: &Basis, level: Level, longer: Option<&Longer>, persons: u64) -> Length {
    let first = |out: &[u64]| out.iter().position(|&out| out >= persons);
    let within = first(&basis.level(level).lifted.out);
    let (step, seconds) = match (within, longer) {
        (Some(step), _) => (step, basis.clock.step_seconds),
        (None, Some(longer)) => match first(&longer.out) {
            Some(step) => (step, longer.step_seconds),
            None => return Length::NotWithin { hours: LIMIT_HOURS },
        },
        (None, None) => return Length::NotWithin { hours: LIMIT_HOURS },
    };
    let seconds = (step as i64 + 1) * i64::from(seconds);
    let until = basis.clock.origin.plus_seconds(seconds);
    Length::Minutes {
        minutes: seconds.unsigned_abs().div_ceil(60),
        until: basis.when(until),
        beyond_the_plan: within.is_none(),
    }
}

/// A pause in which all who can be out are, or the longest one; `None` if the plan's hours suffice.
fn until_all(basis: &Basis, level: Level, can: u64) -> Result<Option<Longer>, PlanError> {
    let origin = basis.clock.origin;
    let most = limit(basis).seconds_since(origin);
    let mut seconds = basis.end().seconds_since(origin);
    let mut out = basis.level(level).lifted.out.clone();
    let mut longer: Option<Longer> = None;
    while out.last().is_none_or(|&out| out < can) && seconds < most {
        seconds = expected(&out, seconds, can).clamp(seconds + 1, most);
        let solved = solve_longer(basis, level, origin.plus_seconds(seconds))?;
        out.clone_from(&solved.out);
        longer = Some(solved);
    }
    Ok(longer)
}

/// When all would be out if it went on as in the last quarter, and an eighth more.
fn expected(out: &[u64], seconds: i64, can: u64) -> i64 {
    let now = out.last().copied().unwrap_or(0);
    let quarter = out.len() / 4;
    let before = out.get(out.len() - quarter.max(1)).copied().unwrap_or(0);
    let gained = i128::from(now.saturating_sub(before));
    let missing = i128::from(can.saturating_sub(now));
    if gained == 0 {
        return i64::MAX;
    }
    let more = missing * i128::from(seconds / 4).max(1) * 9 / (gained * 8);
    seconds.saturating_add(i64::try_from(more).unwrap_or(i64::MAX).max(seconds / 2))
}
