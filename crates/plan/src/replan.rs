//! A plan that continues another from a moment on.
//!
//! People who are out stay out. People on the road are where the waves have them: on the way to the
//! head of the arc that they are on. Whoever can move on as they were going to does; the first proposal
//! for all others is to hold or to go back, since nothing else reaches people on the road for certain.
//! Everyone at home is planned again. The exact flow is the best there is from that moment on within the
//! model, and may send people on the road elsewhere: it bounds what a channel to them could bring.

pub mod chain;
pub mod changes;
mod moment;
pub mod state;
pub mod turn;

use korridor_world::{Instant, Interval, Scenario};
use thiserror::Error;

use crate::answers::Basis;
use crate::error::PlanError;
use crate::folder::times::rfc3339;
use crate::folder::{PLAN_FILE, PlanFiles, digest, write};
use crate::lower::clock::Clock;
use crate::plan::{Plan, summary};
use crate::solve::{Progress, solve_from};
use crate::usable::usable_from;
use crate::verify::{Finding, open};
use chain::{Chain, Continued, MOST_TURNS};
use state::State;
use turn::{Turn, turned};

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplanRequest {
    /// The moment: RFC 3339, a local date and time, or a time of day that comes once within the plan.
    pub at: String,
    /// Ids of corridors that close outwards, for good.
    pub close: Vec<String>,
    /// Ids of corridors that open, to the end.
    pub open: Vec<String>,
}

/// Why a plan was not continued.
#[derive(Debug, Error)]
pub enum ReplanError {
    /// The plan folder is not what it claims to be.
    #[error("the plan folder does not verify")]
    Refused(Vec<Finding>),
    /// A text that names no moment of the plan.
    #[error("{text:?}: {what}; expected {expected}")]
    Moment {
        /// What was asked for.
        text: String,
        /// What it is.
        what: String,
        /// What it should be.
        expected: String,
    },
    /// No such corridor.
    #[error("no corridor {id:?} to {word}")]
    UnknownCorridor {
        /// `close` or `open`.
        word: &'static str,
        /// What was asked for.
        id: String,
        /// Those that a plan uses.
        known: Vec<String>,
    },
    /// A corridor that cannot be closed or opened.
    #[error("cannot {word} {id}: {what}")]
    Corridor {
        /// `close` or `open`.
        word: &'static str,
        /// Its id.
        id: String,
        /// Why not.
        what: String,
    },
    /// Several corridors that cannot be closed or opened, or are unknown.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Several(Vec<ReplanError>),
    /// Nobody is left.
    #[error(
        "nothing is left to plan: by {at} everybody in the plan is out, or on the last stretch of their way"
    )]
    NothingLeft {
        /// The moment.
        at: String,
    },
    /// Too long a chain.
    #[error("the plan continues {MOST_TURNS} others already; plan the scenario anew")]
    TooManyTurns,
    /// The solver refused.
    #[error(transparent)]
    Plan(#[from] PlanError),
}

/// The first step that starts at an instant or later.
pub fn first_step(clock: &Clock, instant: Instant) -> u32 {
    let seconds = instant.seconds_since(clock.origin).max(0);
    let length = i64::from(clock.step_seconds);
    u32::try_from(-(-seconds).div_euclid(length)).unwrap_or(u32::MAX)
}

/// Continues the plan in a folder, which is verified first: nothing is planned on from a forged one.
///
/// # Errors
/// See [`ReplanError`].
pub fn replan(
    files: &PlanFiles,
    read_scenario: &dyn Fn(&PlanFiles) -> Result<Scenario, Vec<String>>,
    request: &ReplanRequest,
    progress: &mut dyn FnMut(Progress),
) -> Result<Plan, ReplanError> {
    let (_, before) = open(files, read_scenario).map_err(ReplanError::Refused)?;
    let continued = continued(files, &before, request)?;
    let Basis {
        packed,
        solved,
        usable,
        ..
    } = &before;
    let clock = &solved.clock;
    let solved = solve_from(&continued.scenario, clock, Some(&continued.state), progress)?;
    let plan = usable_from(
        &continued.scenario,
        &solved,
        usable.terms,
        Some(&continued.before),
    );
    let written = write(
        &continued.scenario,
        packed,
        &solved,
        &plan,
        Some(&continued),
        None,
    );
    Ok(summary(&continued.scenario, written))
}

/// What a plan would continue.
fn continued(
    files: &PlanFiles,
    proven: &Basis,
    request: &ReplanRequest,
) -> Result<Continued, ReplanError> {
    let clock = &proven.solved.clock;
    let scenario = &proven.scenario;
    let windows = clock.open.iter().map(|steps| Interval {
        start: clock.start(steps.from),
        end: clock.start(steps.until),
    });
    let windows: Vec<Interval> = windows.collect();
    let instant = moment::moment(&request.at, &scenario.clock, &windows)?;
    let from_step = first_step(clock, instant);
    let chain = proven.continued.as_ref();
    let chain = chain.map_or_else(Chain::default, |continued| continued.chain.clone());
    let earliest = chain.last().map_or(0, |turn| turn.from_step);
    let refuse = |what: &str, expected: String| {
        Err(ReplanError::Moment {
            text: request.at.clone(),
            what: what.to_owned(),
            expected,
        })
    };
    if from_step < earliest {
        let expected = format!(
            "{} or later, from when on the plan is",
            rfc3339(&scenario.clock, clock.start(earliest))
        );
        return refuse("a moment before the plan's own", expected);
    }
    if from_step >= clock.steps {
        let expected = "a moment with a whole step after it".to_owned();
        return refuse("a moment in the last step of the plan", expected);
    }
    if !clock.is_open(from_step) {
        let expected = format!(
            "a moment with a whole step after it, {}",
            moment::hours(&scenario.clock, &windows)
        );
        return refuse(
            "a moment in the last step of hours in which people may be outside",
            expected,
        );
    }
    if chain.len() >= MOST_TURNS {
        return Err(ReplanError::TooManyTurns);
    }
    let plan = files.get(PLAN_FILE).map(Vec::as_slice).unwrap_or_default();
    let turn = Turn {
        continues: digest(plan),
        at: rfc3339(&scenario.clock, instant),
        from_step,
        close: request.close.clone(),
        open: request.open.clone(),
    };
    let turned = turned(scenario, clock, &turn)?;
    let state = State::at(&proven.usable, from_step);
    if state.is_over() {
        return Err(ReplanError::NothingLeft { at: turn.at });
    }
    Ok(Continued {
        chain: chain.then(files, turn),
        scenario: turned,
        state,
        before: proven.usable.clone(),
    })
}
