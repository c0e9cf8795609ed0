//! How long: the shortest pause in which a share of all who wish to leave can be out.
//!
//! The exact curve has the most people out by every step, so the first step by which it reaches a number
//! is the shortest pause for that number. Where the plan's hours do not suffice, a longer pause is solved,
//! longer and longer until everyone who can be out is, or the longest pause that is looked at is over.

use korridor_world::scenario::ByLevel;
use korridor_world::{Instant, Level};
use serde::{Deserialize, Serialize};

use super::basis::Basis;
use super::extend::{EXTENDED, Longer, can_be_out, limit, solve_longer};
use super::share::{Told, each};
use super::{STATEMENT, When, by_level};
use crate::error::PlanError;

/// How long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortest {
    /// Percent of all who wish to leave; none for the clearance time.
    pub percent: Option<u32>,
    /// How many that is, rounded up.
    pub persons: ByLevel<u64>,
    /// The pause, by the exact flow.
    pub pause: ByLevel<Length>,
    /// When that many are out by the waves of the usable plan, which end with the plan's own hours.
    pub usable_pause: ByLevel<Length>,
}

/// Length of a pause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Not within the plan's own hours, beyond which there are no waves.
    NotByTheWaves,
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
pub fn how_long(basis: &Basis, told: &Told<'_>) -> Result<HowLong, PlanError> {
    let can = can_be_out(basis)?;
    let longer = each(&Level::ALL, told, |&level| {
        until_all(basis, level, can.at(level))
    });
    let longer: Vec<Option<Longer>> = longer.into_iter().collect::<Result<_, _>>()?;
    let of = |level: Level| longer[level as usize].as_ref();
    let step_seconds =
        by_level(|level| of(level).map_or(basis.clock.step_seconds, |longer| longer.step_seconds));
    let beyond = |_, level, persons| length_beyond(basis, of(level), persons);
    Ok(table(basis, can, step_seconds, &beyond))
}

/// The shortest pauses, with everything anew but who can be out, and what lies beyond the plan's hours: of
/// those nothing is taken that the plan's own flows contradict.
pub fn again(basis: &Basis, claimed: &HowLong) -> HowLong {
    let beyond = |share: Option<usize>, level: Level, _| {
        let shortest = match share {
            None => Some(&claimed.clearance),
            Some(index) => claimed.shares.get(index),
        };
        match shortest.map(|shortest| shortest.pause.get(level)) {
            Some(Length::Minutes { minutes, until, .. })
                if is_beyond(basis, minutes.saturating_mul(60)) =>
            {
                let end = minutes.saturating_mul(60).min(i64::MAX as u64 / 2) as i64;
                let mut within =
                    (0..60).map(|second| basis.clock.origin.plus_seconds(end - second));
                let known = within.find(|instant| basis.when(*instant) == *until);
                let until = known.unwrap_or(basis.clock.origin.plus_seconds(end));
                Length::Minutes {
                    minutes: *minutes,
                    until: basis.when(until),
                    beyond_the_plan: true,
                }
            }
            _ => Length::NotWithin {
                hours: basis.limit_hours(),
            },
        }
    };
    let can = by_level(|level| {
        let least = basis.out_at_end(level);
        let most = basis.wish_to_leave_persons().at(level);
        claimed.can_be_out_persons.at(level).min(most).max(least)
    });
    let step_seconds = claimed.step_seconds;
    table(basis, can, step_seconds, &beyond)
}

/// The table; `beyond` tells what lies beyond the plan's own hours, of a share (or of all who can be out)
/// and so many persons.
fn table(
    basis: &Basis,
    can: ByLevel<u64>,
    step_seconds: ByLevel<u32>,
    beyond: &dyn Fn(Option<usize>, Level, u64) -> Length,
) -> HowLong {
    const PERCENT: [u32; 3] = [50, 90, 100];
    let wish = basis.wish_to_leave_persons();
    let shortest = |place: Option<usize>| {
        let percent = place.map(|place| PERCENT[place]);
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
                    missing_persons: asked.saturating_sub(can),
                };
            }
            let out = &basis.level(level).lifted.out;
            match first(out, persons) {
                Some(step) => minutes(basis, step, basis.clock.step_seconds, false),
                None => beyond(place, level, persons),
            }
        });
        let usable_pause = by_level(|level| match pause.get(level) {
            known @ (Length::NobodyWishes | Length::Never { .. }) => known.clone(),
            _ => match first(&basis.level(level).usable.out, persons.at(level)) {
                Some(step) => minutes(basis, step, basis.clock.step_seconds, false),
                None => Length::NotByTheWaves,
            },
        });
        Shortest {
            percent,
            persons,
            pause,
            usable_pause,
        }
    };
    HowLong {
        statement: STATEMENT.to_owned(),
        beyond: EXTENDED.to_owned(),
        limit_hours: basis.limit_hours(),
        wish_to_leave_persons: wish,
        can_be_out_persons: can,
        step_seconds,
        clearance: shortest(None),
        shares: (0..PERCENT.len())
            .map(|place| shortest(Some(place)))
            .collect(),
    }
}

/// The first step by which so many are out.
fn first(out: &[u64], persons: u64) -> Option<usize> {
    out.iter().position(|&out| out >= persons)
}

/// The first step of a longer pause by which so many are out.
fn length_beyond(basis: &Basis, longer: Option<&Longer>, persons: u64) -> Length {
    let hours = basis.limit_hours();
    let Some(longer) = longer else {
        return Length::NotWithin { hours };
    };
    let length = |step: usize| (step as u64 + 1) * u64::from(longer.step_seconds);
    let mut steps = longer.out.iter().enumerate();
    // The plan's own curve says that it is not by its end: of parties of several sizes another flow that is
    // as good may have the larger ones out first.
    match steps.position(|(step, &out)| out >= persons && is_beyond(basis, length(step))) {
        Some(step) => minutes(basis, step, longer.step_seconds, true),
        None => Length::NotWithin { hours },
    }
}

/// Whether a pause of so many seconds ends after the plan's own hours, and not after the longest that is
/// looked at, minutes rounded up.
fn is_beyond(basis: &Basis, seconds: u64) -> bool {
    let since = |end: Instant| end.seconds_since(basis.clock.origin).unsigned_abs();
    seconds > since(basis.end()) && seconds < since(limit(basis)) + 60
}

/// A share of people, rounded up.
fn share(persons: u64, percent: u32) -> u64 {
    let share = (u128::from(persons) * u128::from(percent)).div_ceil(100);
    // At most `persons`.
    share as u64
}

fn minutes(basis: &Basis, step: usize, seconds: u32, beyond_the_plan: bool) -> Length {
    let seconds = (step as i64 + 1) * i64::from(seconds);
    let until = basis.clock.origin.plus_seconds(seconds);
    Length::Minutes {
        minutes: seconds.unsigned_abs().div_ceil(60),
        until: basis.when(until),
        beyond_the_plan,
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
