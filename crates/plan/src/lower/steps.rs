//! How long a step is: as the scenario says, or shorter where routes would get too slow.

use korridor_flow::estimate_bytes;
use korridor_world::{Level, Scenario};

use super::clock::Clock;
use super::commodity::{Group, groups};
use super::people::people;
use super::rounding::{Excess, compare};
use super::taken::Taken;
use super::{Lowered, lower};
use crate::error::PlanError;

/// More steps than this are not worth what they cost, whatever the memory.
const MOST_STEPS: u32 = 8_192;

/// Chooses the length of a step in seconds: the longest divisor of the scenario's own step with which
/// no shortest route from any zone to any corridor is slower than reality by more than a step and a
/// twentieth; the shortest that fits, if none is.
///
/// # Errors
/// When the scenario's own step does not fit into `memory_limit` bytes, or nothing is usable.
pub fn step_seconds(scenario: &Scenario, memory_limit: Option<u64>) -> Result<u32, PlanError> {
    let whole = scenario.step_seconds.max(1);
    let mut chosen = None;
    for seconds in (1..=whole)
        .rev()
        .filter(|seconds| whole.is_multiple_of(*seconds))
    {
        let clock = match Clock::new(scenario, seconds) {
            Ok(clock) if chosen.is_some() && clock.steps > MOST_STEPS => break,
            Ok(clock) => clock,
            Err(_) if chosen.is_some() => break,
            Err(error) => return Err(error),
        };
        let trial = trial(scenario, &clock);
        if let Some(limit) = memory_limit.filter(|&limit| trial.bytes > limit) {
            if chosen.is_some() {
                break;
            }
            return Err(PlanError::TooLarge {
                steps: clock.steps,
                step_seconds: seconds,
                needed: trial.bytes,
                limit,
            });
        }
        chosen = Some(seconds);
        if trial.excess.beyond_tolerance == 0 {
            break;
        }
    }
    Ok(chosen.unwrap_or(whole))
}

struct Trial {
    excess: Excess,
    bytes: u64,
}

fn trial(scenario: &Scenario, clock: &Clock) -> Trial {
    let mut trial = Trial {
        excess: Excess::default(),
        bytes: 0,
    };
    for level in Level::ALL {
        let groups = groups(scenario, level, &people(scenario, level, clock));
        let mut largest = 0;
        for group in groups {
            let (excess, bytes) = of_group(scenario, clock, level, group);
            trial.excess = trial.excess.with(excess);
            largest = largest.max(bytes);
        }
        // Levels are solved side by side, the groups of a level one after another.
        trial.bytes = trial.bytes.saturating_add(largest);
    }
    trial
}

fn of_group(scenario: &Scenario, clock: &Clock, level: Level, group: Group) -> (Excess, u64) {
    let lowered = lower(scenario, clock, level, group, &Taken::default());
    let excess = excess(&lowered, clock);
    (excess, estimate_bytes(&lowered.problem))
}

/// What rounding makes of a group's shortest routes.
pub fn excess(lowered: &Lowered, clock: &Clock) -> Excess {
    let arcs = &lowered.problem.arcs;
    let transits: Vec<u32> = arcs.iter().map(|arc| arc.transit).collect();
    compare(&lowered.ways, &transits, clock.step_milliseconds())
}
