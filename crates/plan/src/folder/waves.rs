//! `waves.csv`: who sets out when and by which corridor; and the same for announcements.

use std::collections::BTreeMap;
use std::fmt::Write;

use korridor_flow::ArcId;
use korridor_world::scenario::{CorridorId, ShuttleEnd};
use korridor_world::{Instant, Interval, Level, Scenario};

use super::tables::cell;
use super::times::rfc3339;
use super::words;
use crate::announcements::Waves;
use crate::lower::Lowered;
use crate::lower::clock::Clock;
use crate::lower::ways::Carrier;
use crate::usable::{Route, UsableGroup, UsablePlan};

/// The corridor that a route leaves by.
pub fn corridor(scenario: &Scenario, lowered: &Lowered, route: &Route) -> Option<CorridorId> {
    corridor_of(scenario, lowered, *route.arcs.last()?)
}

/// The corridor that an arc is part of, or leads through.
pub fn corridor_of(scenario: &Scenario, lowered: &Lowered, arc: ArcId) -> Option<CorridorId> {
    match lowered.ways.ways[arc.index()].carrier {
        Carrier::Ride(shuttle) => match scenario.shuttles[shuttle.index()].to {
            ShuttleEnd::ThroughCorridor(corridor) => Some(corridor),
            _ => None,
        },
        carrier => carrier.corridor(),
    }
}

/// One row a wave that anybody still sets out in: level by level, zone by zone, in the order of departure. `group`, `route`,
/// `first_step` and `steps` are those of `usable.json`, where a wave's parties set out in `steps` steps from `first_step`
/// on, evenly. Of a wave that began before the moment from which the plan continues another, times, parties and persons
/// are those of its rest.
pub fn waves(scenario: &Scenario, clock: &Clock, plan: &UsablePlan) -> Vec<u8> {
    let mut text = String::from(
        "level,zone,classes,corridor,from,until,parties,persons,group,route,first_step,steps\n",
    );
    for level in &plan.levels {
        let mut rows = Vec::new();
        for group in &level.groups {
            let persons = persons(group);
            rows.extend(group.waves.iter().zip(persons).map(|(wave, persons)| {
                let zone = group.routes[wave.route as usize].zone;
                (
                    (zone, wave.first_step, group.index, wave.route),
                    (group, wave, persons),
                )
            }));
        }
        rows.sort_by_key(|(key, _)| *key);
        for ((zone, first, index, route), (group, wave, persons)) in rows {
            let way = &group.routes[route as usize];
            let corridor = corridor(scenario, &group.lowered, way);
            let corridor = corridor.map_or("", |id| scenario.corridors[id.index()].key.as_str());
            let classes = group.lowered.group.classes.iter();
            let classes: Vec<&str> = classes
                .map(|class| scenario.classes[class.index()].key.as_str())
                .collect();
            let time = |step| rfc3339(&scenario.clock, clock.start(step));
            let from = group.lowered.before.from;
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "{},{},{},{},{},{},{},{persons},{index},{route},{first},{}",
                words::level(level.level),
                cell(&scenario.zones[zone.index()].key),
                cell(&classes.join(" ")),
                cell(corridor),
                time(first.max(from)),
                time(first + wave.steps),
                wave.ahead(from),
                wave.steps,
            );
        }
    }
    text.into_bytes()
}

/// By wave: its persons.
fn persons(group: &UsableGroup) -> Vec<u64> {
    let each = |supply: usize| u64::from(group.lowered.supplies[supply].persons_each);
    let paths = group.paths_by_wave();
    let sum = |paths: &Vec<(usize, u64)>| paths.iter().map(|(s, units)| each(*s) * units).sum();
    paths.iter().map(sum).collect()
}

/// When the people of each zone may set out to each corridor, with best figures: whole minutes, waves
/// that touch are one stretch.
pub fn offered(scenario: &Scenario, clock: &Clock, plan: &UsablePlan, from: u32) -> Waves {
    let mut offered: Waves = BTreeMap::new();
    let best = plan
        .levels
        .iter()
        .filter(|level| level.level == Level::Best);
    for group in best.flat_map(|level| &level.groups) {
        let ahead = group.waves.iter();
        for wave in ahead.filter(|wave| wave.first_step + wave.steps > from) {
            let route = &group.routes[wave.route as usize];
            if let Some(corridor) = corridor(scenario, &group.lowered, route) {
                let [Instant(start), Instant(end)] =
                    [wave.first_step.max(from), wave.first_step + wave.steps]
                        .map(|step| clock.start(step));
                let interval = Interval {
                    start: Instant(start.div_euclid(60) * 60),
                    end: Instant(-(-end).div_euclid(60) * 60),
                };
                offered
                    .entry((route.zone, corridor))
                    .or_default()
                    .push(interval);
            }
        }
    }
    for intervals in offered.values_mut() {
        intervals.sort_by_key(|interval| interval.start);
        let mut merged: Vec<Interval> = Vec::new();
        for next in intervals.drain(..) {
            match merged.last_mut() {
                Some(last) if last.end >= next.start => last.end = last.end.max(next.end),
                _ => merged.push(next),
            }
        }
        *intervals = merged;
    }
    offered
}
