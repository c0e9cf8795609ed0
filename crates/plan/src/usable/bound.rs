//! What an outer program needs to work out how much waves could do at best: see `docs/benchmarks.md`.

use std::collections::BTreeMap;

use korridor_flow::{Arc, ArcId, NodeId};
use korridor_world::{Level, Scenario};
use serde_json::{Value, json};

use super::candidates::{follow, is_ride, tree};
use super::terms::Terms;
use crate::error::PlanError;
use crate::lower::clock::Clock;
use crate::lower::commodity::groups;
use crate::lower::people::people;
use crate::lower::steps::step_seconds;
use crate::lower::taken::Taken;
use crate::lower::ways::Place;
use crate::lower::{Lowered, lower};
use crate::plan::PlanOptions;

/// Units a step that are no limit.
const UNLIMITED: u64 = 1 << 40;

/// The instance of the linear programme that bounds waves from above: for each level and each group, as
/// if it were alone, its zones with their parties, its doors with the units that may enter them in each
/// step, and the steps of the quickest way from each zone to each door.
///
/// # Errors
/// As for a plan.
pub fn bound_instance(scenario: &Scenario, options: &PlanOptions) -> Result<Value, PlanError> {
    let seconds = step_seconds(scenario, options.memory_limit)?;
    let clock = Clock::new(scenario, seconds)?;
    let terms = Terms::new(&clock, options.routes_per_zone, options.wave_minutes)?;
    let levels = Level::ALL.map(|level| {
        let groups = groups(scenario, level, &people(scenario, level, &clock));
        let groups = groups.into_iter().map(|group| {
            let lowered = lower(scenario, &clock, level, group, &Taken::default());
            let problem = &lowered.problem;
            let is_door = |arc: &&Arc| problem.exits.iter().any(|exit| exit.node == arc.head);
            let doors = problem.arcs.iter().zip(0u32..);
            let doors = doors.filter(|(arc, _)| is_door(arc) && arc.tail != arc.head);
            let mut homes: BTreeMap<NodeId, (u64, u64)> = BTreeMap::new();
            for (supply, batch) in problem.supplies.iter().zip(&lowered.supplies) {
                if matches!(lowered.ways.places[supply.node.index()], Place::Home(_)) {
                    let home = homes.entry(supply.node).or_default();
                    home.0 += supply.units;
                    home.1 += supply.units * u64::from(batch.persons_each);
                }
            }
            let doors = doors.map(|(_, index)| {
                let next = tree(&lowered, ArcId(index));
                let ways = homes.keys().map(|home| {
                    let arcs = follow(&lowered, &next, *home)?;
                    let transits = arcs.iter().map(|arc| problem.arcs[arc.index()].transit);
                    let steps = transits.sum::<u32>();
                    Some(json!({"steps": steps, "ride": is_ride(&lowered, &arcs)}))
                });
                json!({
                    "arcs": chain(&lowered, ArcId(index)),
                    "ways": ways.collect::<Vec<_>>(),
                })
            });
            let doors: Vec<Value> = doors.collect();
            json!({
                "party": lowered.group.travel.party,
                "homes": homes.values().collect::<Vec<_>>(),
                "doors": doors,
            })
        });
        let groups: Vec<Value> = groups.collect();
        json!({"level": level, "groups": groups})
    });
    let first = clock.open.first().map_or(0, |open| open.from);
    Ok(json!({
        "wave_steps": terms.wave_steps,
        "steps": clock.steps,
        "first_step": first,
        "levels": levels.as_slice(),
    }))
}

/// The arcs that everybody takes who leaves by a door, the door first: what may enter each in every step,
/// and the steps from there to the exit.
fn chain(lowered: &Lowered, door: ArcId) -> Vec<Value> {
    let problem = &lowered.problem;
    let (mut arc, mut tail, mut chain) = (door, 0, Vec::new());
    while tail <= problem.horizon && chain.len() < problem.arcs.len() {
        let own = &problem.arcs[arc.index()];
        let way = &lowered.ways.ways[arc.index()];
        let (rate, changes) = way.schedule.in_parties(1, problem.horizon + 1);
        let whole = Arc {
            rate,
            changes,
            ..own.clone()
        };
        let steps = 0..=problem.horizon;
        let per_step = |arc: &Arc| -> Vec<u64> {
            let units = steps.clone().map(|step| arc.capacity(step));
            units.map(|units| units.min(UNLIMITED)).collect()
        };
        tail += own.transit;
        chain.push(json!({
            "carrier": format!("{:?}", way.carrier),
            "tail": tail,
            "parties": per_step(own),
            "persons": per_step(&whole),
        }));
        let arcs = (0u32..).map(ArcId).zip(&problem.arcs);
        let mut entering = arcs.filter(|(_, other)| other.head == own.tail);
        match (entering.next(), entering.next()) {
            (Some((before, _)), None) => arc = before,
            _ => break,
        }
    }
    chain
}
