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

/// Steps are shortened as long as solving takes no more than this by estimate. It is fixed, so that
/// the same scenario has the same steps on every machine; a machine with less refuses the plan.
const MOST_BYTES: u64 = 4 << 30;

/// Chooses the length of a step in seconds: the longest divisor of the scenario's own step with which
/// no shortest route from any zone to any corridor is slower than reality by more than a step and a
/// twentieth; if there is none, the shortest that keeps [`MOST_STEPS`] and [`MOST_BYTES`]. It depends
/// on nothing but the scenario. `memory_limit` only refuses.
///
/// # Errors
/// When solving with the chosen step does not fit into `memory_limit` bytes, or nothing is usable.
pub fn step_seconds(scenario: &Scenario, memory_limit: Option<u64>) -> Result<u32, PlanError> {
    let chosen = chosen(scenario)?;
    match memory_limit {
        Some(limit) if chosen.bytes > limit => Err(PlanError::TooLarge {
            steps: chosen.clock.steps,
            step_seconds: chosen.clock.step_seconds,
            needed: chosen.bytes,
            limit,
        }),
        _ => Ok(chosen.clock.step_seconds),
    }
}

/// A clock and what solving with it takes.
struct Chosen {
    clock: Clock,
    bytes: u64,
}

fn chosen(scenario: &Scenario) -> Result<Chosen, PlanError> {
    let whole = scenario.step_seconds.max(1);
    let clock = Clock::new(scenario, whole)?;
    let Trial { mut excess, bytes } = trial(scenario, &clock);
    let mut chosen = Chosen { clock, bytes };
    let shorter = (1..whole).rev().filter(|&part| whole.is_multiple_of(part));
    for seconds in shorter {
        if excess.beyond_tolerance == 0 {
            break;
        }
        let clock = match Clock::new(scenario, seconds) {
            Ok(clock) if clock.steps <= MOST_STEPS => clock,
            _ => break,
        };
        let trial = trial(scenario, &clock);
        if trial.bytes > MOST_BYTES {
            break;
        }
        excess = trial.excess;
        let bytes = trial.bytes;
        chosen = Chosen { clock, bytes };
    }
    Ok(chosen)
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
