//! What a negotiator asks of a plan: how many by when, how long, what binds, and what each corridor is
//! worth. Every answer comes from a solved problem and is a band over low, best and high.
//!
//! Answers start from a [`Basis`]: a scenario with its proven flows. What differs from it (a corridor that
//! closes, a gate that passes more, a longer pause) is changed in memory and solved again, exactly;
//! nothing is written. All of it is a pure function of the scenario.

mod basis;
mod bottlenecks;
mod closing;
mod corridors;
mod extend;
mod file;
mod how_long;
mod how_many;
mod raise;
mod share;

use std::sync::atomic::{AtomicU64, Ordering};

use korridor_world::Level;
use korridor_world::scenario::{ByLevel, CorridorId};
use serde::{Deserialize, Serialize};

use crate::error::PlanError;

pub use basis::Basis;
pub use bottlenecks::{Binding, Bottlenecks, Span, bottlenecks};
pub use corridors::{Closing, CorridorAnswer, Corridors, corridors};
pub use extend::{EXTENDED, LIMIT_HOURS};
pub(crate) use file::again;
pub use file::{ANSWERS_FILE, read, write};
pub use how_long::{HowLong, Length, Shortest, how_long};
pub use how_many::{HowMany, Moment, PauseOf, how_many, pause_of};

/// Over every answer.
pub const STATEMENT: &str = "Best within this model; no evidence that anyone could or should leave. \
Whoever remains stays protected.";

/// Over every answer, since counts of people in the open say where they are.
pub const CONFIDENTIAL: &str = "Internal use only: numbers of people in the open and their times are \
confidential, and never enter a public release or one to a party.";

/// What was asked of a plan, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Id of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// [`STATEMENT`].
    pub statement: String,
    /// [`CONFIDENTIAL`].
    pub confidential: String,
    /// Seconds of a step.
    pub step_seconds: u32,
    /// The moment from which the plan continues another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// How long a pause has to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how_long: Option<HowLong>,
    /// How many are out and in the open by when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how_many: Option<HowMany>,
    /// How many in a pause of a given length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause_of: Option<PauseOf>,
    /// What binds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bottlenecks: Option<Bottlenecks>,
    /// What it costs if a corridor closes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corridors: Option<Corridors>,
}

impl Answers {
    /// Nothing asked yet.
    fn of(basis: &Basis) -> Answers {
        Answers {
            scenario: basis.scenario().key.clone(),
            title: basis.scenario().title.clone(),
            statement: STATEMENT.to_owned(),
            confidential: CONFIDENTIAL.to_owned(),
            step_seconds: basis.step_seconds(),
            from: basis.from(),
            ..Answers::default()
        }
    }
}

/// What is asked of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// How long a pause has to be.
    pub how_long: bool,
    /// How many by when.
    pub how_many: bool,
    /// How many in a pause of so many minutes.
    pub pause_minutes: Option<u64>,
    /// So many of what binds are raised.
    pub bottlenecks: Option<usize>,
    /// What all corridors are worth, or one.
    pub corridors: Option<Option<CorridorId>>,
    /// When answers are read.
    pub every: Every,
}

impl Asked {
    /// Everything, every half hour: what a plan's own report says.
    pub const ALL: Asked = Asked {
        how_long: true,
        how_many: true,
        pause_minutes: None,
        bottlenecks: Some(MOST_RAISED),
        corridors: Some(None),
        every: Every::HALF_HOUR,
    };
}

/// So many of what binds are raised, unless more or fewer are asked for.
pub const MOST_RAISED: usize = 8;

/// The answers; `told` is told how many parts of the work are done, and how many there are.
///
/// # Errors
/// When the solver refuses.
pub fn answers(
    basis: &Basis,
    asked: &Asked,
    told: &(dyn Fn(u64, u64) + Sync),
) -> Result<Answers, PlanError> {
    let levels = Level::ALL.len();
    let mut parts = 0;
    if asked.how_long {
        parts += levels;
    }
    if asked.pause_minutes.is_some() {
        parts += levels;
    }
    if let Some(most) = asked.bottlenecks {
        parts += levels * bottlenecks::carriers(basis).len().min(most);
    }
    if let Some(only) = asked.corridors {
        parts += corridors::parts(basis, asked.every, only);
    }
    let done = AtomicU64::new(0);
    let told = || told(done.fetch_add(1, Ordering::Relaxed) + 1, parts as u64);
    let mut found = Answers::of(basis);
    if asked.how_long {
        found.how_long = Some(how_long(basis, &told)?);
    }
    if asked.how_many {
        found.how_many = Some(how_many(basis, asked.every));
    }
    if let Some(minutes) = asked.pause_minutes {
        found.pause_of = pause_of(basis, minutes, &told)?;
    }
    if let Some(most) = asked.bottlenecks {
        found.bottlenecks = Some(bottlenecks(basis, most, &told)?);
    }
    if let Some(only) = asked.corridors {
        found.corridors = Some(corridors(basis, asked.every, only, &told)?);
    }
    Ok(found)
}

/// When answers are read: every so many minutes from the start of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Every {
    minutes: u32,
}

impl Every {
    /// Half an hour.
    pub const HALF_HOUR: Every = Every { minutes: 30 };

    /// Every so many minutes, `None` unless it is between one and a day.
    pub fn minutes(minutes: u32) -> Option<Every> {
        (1..=24 * 60)
            .contains(&minutes)
            .then_some(Every { minutes })
    }
}

/// A moment of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// RFC 3339 with the offset of the place.
    pub at: String,
    /// Minutes since the start of the plan, rounded down.
    pub minutes_from_start: u64,
}

impl When {
    /// Month, day and time at the place, as `11-04 14:30`.
    pub fn day_and_time(&self) -> String {
        let at = &self.at;
        let (day, time) = (at.get(5..10).unwrap_or(at), at.get(11..16).unwrap_or(""));
        format!("{day} {time}")
    }
}

/// Minutes as hours and minutes, as `6 h 05 min`.
pub fn hours_and_minutes(minutes: u64) -> String {
    format!("{} h {:02} min", minutes / 60, minutes % 60)
}

/// A value at each level.
fn by_level<T>(mut value: impl FnMut(Level) -> T) -> ByLevel<T> {
    ByLevel {
        low: value(Level::Low),
        best: value(Level::Best),
        high: value(Level::High),
    }
}

/// Signed difference of two counts.
fn change(before: u64, after: u64) -> i64 {
    let difference = i128::from(after) - i128::from(before);
    i64::try_from(difference).unwrap_or(if difference < 0 { i64::MIN } else { i64::MAX })
}
