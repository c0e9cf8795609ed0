//! Why there is no plan.

use korridor_flow::FlowError;
use thiserror::Error;

/// Why a scenario was not planned.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum PlanError {
    /// Darkness, curfew or the windows themselves leave not one whole step.
    #[error(
        "nothing of the pause can be used: no window is left that is a step of {step_seconds} s long, after darkness and curfew are cut off"
    )]
    NoUsableTime {
        /// Seconds of a step.
        step_seconds: u32,
    },
    /// The plan would have more steps than any solver takes.
    #[error("the windows span {steps} steps of {step_seconds} s, at most {limit} can be planned")]
    WindowTooLong {
        /// Steps from the first start to the last end.
        steps: u64,
        /// Seconds of a step.
        step_seconds: u32,
        /// The most.
        limit: u32,
    },
    /// No corridor may be planned at all.
    #[error("no corridor can be planned: {reasons}")]
    NoCorridor {
        /// Each corridor with what keeps it from being planned.
        reasons: String,
    },
    /// Nobody can reach a corridor that they may use.
    #[error("no corridor can be reached: {missing}")]
    NoneReached {
        /// What is missing.
        missing: String,
    },
    /// The problem does not fit the memory that the caller grants.
    #[error(
        "{steps} steps of {step_seconds} s need an estimated {needed} bytes, {limit} are at hand; use longer steps, a smaller network or a shorter pause"
    )]
    TooLarge {
        /// Number of steps.
        steps: u32,
        /// Seconds of a step.
        step_seconds: u32,
        /// Estimated bytes.
        needed: u64,
        /// Bytes that the caller grants.
        limit: u64,
    },
    /// Nobody is offered any route.
    #[error("at most 0 routes a zone; expected at least 1")]
    NoRoutes,
    /// Waves that no departure can keep to.
    #[error(
        "waves of {minutes} minutes; expected {least} to {most}: at least a step, at most the longest stretch of time that can be used"
    )]
    WaveLength {
        /// Minutes that were asked for.
        minutes: u32,
        /// Minutes of a step, rounded up.
        least: u32,
        /// Minutes of the longest stretch, rounded down.
        most: u32,
    },
    /// The packed scenario lies outside its folder, or is empty.
    #[error("the packed scenario holds {found}, expected the files of a scenario folder")]
    Packed {
        /// What was found.
        found: String,
    },
    /// The solver refused the lowered problem.
    #[error("the lowered problem: {0}")]
    Flow(#[from] FlowError),
}
