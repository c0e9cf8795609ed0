//! Who passes each gate, in stretches of a quarter of an hour.

use korridor_world::scenario::{ByLevel, CorridorId};
use korridor_world::{Level, Scenario};

use crate::lift::Lifted;
use crate::lower::clock::Clock;
use crate::lower::ways::gate;

/// Seconds of a stretch.
const STRETCH_SECONDS: u32 = 900;

/// One stretch at one gate.
pub struct Load {
    /// Its first step.
    pub from: u32,
    /// The step after it.
    pub until: u32,
    /// Persons who pass.
    pub passed: ByLevel<u64>,
    /// Persons whom the gate passes with best figures.
    pub most: u64,
}

/// All stretches at a gate of a corridor.
pub fn loads(
    scenario: &Scenario,
    clock: &Clock,
    levels: &[Lifted],
    id: (CorridorId, u32),
) -> Vec<Load> {
    let stride = (STRETCH_SECONDS / clock.step_seconds).max(1);
    let most = gate(scenario, clock, Level::Best, id).table(clock.steps);
    let load = |from: u32| {
        let until = from.saturating_add(stride).min(clock.steps);
        let sum = |table: &[u64]| -> u64 { table[from as usize..until as usize].iter().sum() };
        let passed = |level: Level| {
            let lifted = levels.iter().find(|lifted| lifted.level == level);
            let passed = lifted.and_then(|lifted| lifted.gates.get(&id));
            passed.map_or(0, |table| sum(table))
        };
        Load {
            from,
            until,
            passed: ByLevel {
                low: passed(Level::Low),
                best: passed(Level::Best),
                high: passed(Level::High),
            },
            most: sum(&most),
        }
    };
    (0..clock.steps)
        .step_by(stride as usize)
        .map(load)
        .collect()
}
