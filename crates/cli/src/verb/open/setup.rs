//! What of a scenario a record must know: names, gates and parties, never places on a map.

use std::collections::BTreeSet;

use korridor_operate::Span;
use korridor_operate::fact::{Setup, SetupCorridor, SetupGate, SetupOpening, SetupPlace};
use korridor_world::scenario::{AdmittedGroup, Corridor, Gate, Party};
use korridor_world::{FootProfile, Scenario};
use serde::Serialize;

/// A part stays well below the largest entry of a log.
const LARGEST_PART: usize = 36_000;

/// The scenario in parts, each small enough for an entry.
pub fn parts(scenario: &Scenario) -> Vec<Setup> {
    let mut parts = Parts::default();
    let head = Setup {
        parties: names(scenario.pause.parties.iter()),
        others: others(scenario),
        windows: (scenario.pause.windows.iter())
            .map(|window| Span::of(window.declared))
            .collect(),
        ..Setup::default()
    };
    for party in head.parties {
        parts.add(party, |setup| &mut setup.parties);
    }
    for party in head.others {
        parts.add(party, |setup| &mut setup.others);
    }
    for window in head.windows {
        parts.add(window, |setup| &mut setup.windows);
    }
    for corridor in &scenario.corridors {
        parts.add(of_corridor(scenario, corridor), |setup| {
            &mut setup.corridors
        });
    }
    for zone in &scenario.zones {
        parts.add(of_place(&zone.key, &zone.name), |setup| &mut setup.zones);
    }
    for destination in &scenario.destinations {
        for place in &destination.reception {
            parts.add(of_place(&place.key, &place.name), |setup| {
                &mut setup.receptions
            });
        }
    }
    parts.done
}

/// Every party that the scenario names.
pub fn parties(scenario: &Scenario) -> Vec<String> {
    let mut all = names(scenario.pause.parties.iter());
    all.extend(others(scenario));
    all
}

#[derive(Default)]
struct Parts {
    done: Vec<Setup>,
    bytes: usize,
}

impl Parts {
    /// Puts one thing into the last part, or into a new one.
    fn add<T: Serialize>(&mut self, thing: T, list: impl Fn(&mut Setup) -> &mut Vec<T>) {
        let bytes = serde_json::to_vec(&thing).map_or(0, |bytes| bytes.len()) + 1;
        if self.done.is_empty() || self.bytes + bytes > LARGEST_PART {
            self.done.push(Setup::default());
            self.bytes = 0;
        }
        self.bytes += bytes;
        if let Some(last) = self.done.last_mut() {
            list(last).push(thing);
        }
    }
}

fn names<'a>(parties: impl Iterator<Item = &'a Party>) -> Vec<String> {
    parties.map(|party| party.0.clone()).collect()
}

/// Parties that the scenario names and whose consent it does not take.
fn others(scenario: &Scenario) -> Vec<String> {
    let pause = &scenario.pause;
    let gates = scenario
        .corridors
        .iter()
        .flat_map(|corridor| &corridor.gates);
    let corridors = scenario.corridors.iter();
    let named = corridors
        .flat_map(|corridor| corridor.declared_by.iter().chain(&corridor.agreed_by))
        .chain(gates.filter_map(|gate| gate.operated_by.as_ref()))
        .chain(
            scenario
                .destinations
                .iter()
                .filter_map(|to| to.controlled_by.as_ref()),
        )
        .chain(pause.declared_by.iter().chain(&pause.agreed_by));
    let named: BTreeSet<&Party> = named
        .filter(|party| !pause.parties.contains(party))
        .collect();
    names(named.into_iter())
}

fn of_place(key: &str, name: &str) -> SetupPlace {
    SetupPlace {
        place: key.to_owned(),
        name: name.to_owned(),
    }
}

fn of_corridor(scenario: &Scenario, corridor: &Corridor) -> SetupCorridor {
    let admits = corridor.admission.groups.iter().map(|group| match group {
        AdmittedGroup::Civilians => "civilians",
        AdmittedGroup::WoundedAndSick => "wounded_and_sick",
        AdmittedGroup::ArmedPersons => "armed_persons",
    });
    let passable_per_hour = passable_per_hour(scenario, corridor);
    SetupCorridor {
        corridor: corridor.key.clone(),
        name: corridor.name.clone(),
        local_name: corridor.local_name.clone(),
        admits: admits.map(str::to_owned).collect(),
        gates: corridor
            .gates
            .iter()
            .map(|gate| of_gate(gate, passable_per_hour))
            .collect(),
    }
}

fn of_gate(gate: &Gate, passable_per_hour: u64) -> SetupGate {
    let openings = gate.openings.iter().map(|opening| SetupOpening {
        span: Span::of(opening.interval),
        highest_per_hour: u64::from(opening.rate.high.0),
    });
    SetupGate {
        gate: gate.key.clone(),
        name: gate.name.clone(),
        operated_by: gate.operated_by.as_ref().map(|party| party.0.clone()),
        openings: openings.collect(),
        passable_per_hour,
    }
}

/// The most people that the width of a corridor can pass in an hour: walkers abreast at the highest flow that was
/// measured (Weidmann 1993), and vehicles in every lane at 1,900 an hour (Highway Capacity Manual 2000, the base
/// saturation flow of a lane) with the most aboard that the scenario holds possible. Fewer is normal; more was not there.
fn passable_per_hour(scenario: &Scenario, corridor: &Corridor) -> u64 {
    const VEHICLES_PER_LANE_HOUR: f64 = 1_900.0;
    let walkers = corridor.foot_width_m * FootProfile::WEIDMANN_PERSONS_PER_METRE_SECOND * 3_600.0;
    let riders = corridor.lanes * VEHICLES_PER_LANE_HOUR * scenario.persons_per_vehicle.high.0;
    (walkers + riders).ceil().max(0.0) as u64
}
