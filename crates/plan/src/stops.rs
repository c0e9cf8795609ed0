//! `stops.csv`: what each entry, gate, sheltered place and reception place needs, by the minimum
//! figures of the Sphere Handbook (2018); `docs/report.md` says which and where they stand.
//!
//! Figures are those of the departure waves of the usable plan. It lets nobody wait at an entry or a gate. If one stops all the same, those who have set out
//! towards it stand there: their number at the worst minute is what a stop has to bear, and a bound
//! for the model, not a forecast. Figures are for planners inside: they are targeting data.

use std::collections::BTreeMap;
use std::fmt::Write;

use korridor_world::scenario::{CorridorId, DestinationId, Means, ZoneId};
use korridor_world::{Level, Scenario};

use crate::folder::tables::cell;
use crate::folder::times::rfc3339;
use crate::lift::Lifted;
use crate::lower::clock::Clock;

/// Litres of drinking water for each person who stays for the daytime only (Sphere 2018, water supply
/// standard 2.1 and appendix 3: transit centres).
const LITRES_DAYTIME: u64 = 3;
/// Litres for each person and day where people stay for longer (the same).
const LITRES_A_DAY: u64 = 15;
/// Persons to a latrine in the short term (Sphere 2018, WASH appendix 4: transit centres).
const PERSONS_A_LATRINE: u64 = 50;
/// Of four latrines, three are for women and girls (the same).
const LATRINES_OF_WOMEN_IN_FOUR: u64 = 3;
/// Persons to a first-aider: Sphere 2018, health systems, asks for one to two community health
/// workers for each 1,000 people; the upper figure is taken.
const PERSONS_A_FIRST_AIDER: u64 = 500;
/// One in so many needs a wheelchair (WHO, Guidelines on the provision of manual wheelchairs, 2008).
const PERSONS_A_WHEELCHAIR: u64 = 100;
/// Degrees from the equator up to which no month is taken to be cold.
const WARM_LATITUDE: f64 = 25.0;

/// Somewhere people stop.
struct Stop<'a> {
    kind: &'static str,
    key: &'a str,
    corridor: &'a str,
    persons: [u64; 3],
    /// The worst minute with best figures, if there is one.
    worst: Option<u32>,
    basis: &'static str,
    litres_each: u64,
}

/// The table.
pub fn stops(scenario: &Scenario, clock: &Clock, levels: &[Lifted]) -> Vec<u8> {
    let mut text = String::from(
        "kind,id,corridor,low,best,high,worst_minute,basis,water_litres,latrines,latrines_women,cover,first_aiders,wheelchairs\n",
    );
    let cover = cover(scenario, clock);
    for stop in all(scenario, clock, levels) {
        let [low, best, high] = stop.persons;
        let worst = stop
            .worst
            .map(|step| rfc3339(&scenario.clock, clock.start(step + 1)));
        let latrines = best.div_ceil(PERSONS_A_LATRINE);
        let first_aiders = match best {
            0 => 0,
            // Nobody works alone.
            some => some.div_ceil(PERSONS_A_FIRST_AIDER).max(2),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{},{},{},{low},{best},{high},{},{},{},{latrines},{},{cover},{first_aiders},{}",
            stop.kind,
            cell(stop.key),
            cell(stop.corridor),
            worst.unwrap_or_default(),
            stop.basis,
            best * stop.litres_each,
            (latrines * LATRINES_OF_WOMEN_IN_FOUR).div_ceil(4),
            best.div_ceil(PERSONS_A_WHEELCHAIR),
        );
    }
    pick_ups(scenario, levels, &mut text);
    text.into_bytes()
}

fn all<'a>(scenario: &'a Scenario, clock: &Clock, levels: &[Lifted]) -> Vec<Stop<'a>> {
    let mut stops = Vec::new();
    for (id, corridor) in scenario.planned_corridors() {
        let (persons, worst) = towards(clock, levels, id);
        let stop = |kind, key| Stop {
            kind,
            key,
            corridor: &corridor.key,
            persons,
            worst,
            basis: "by the waves; if it stops then: everyone who is on the way to it",
            litres_each: LITRES_DAYTIME,
        };
        stops.push(stop("entry", &corridor.key));
        stops.extend(corridor.gates.iter().map(|gate| stop("gate", &gate.key)));
    }
    for place in &scenario.waiting_places {
        let most = |lifted: &Lifted| lifted.sheltered.iter().copied().max().unwrap_or(0);
        stops.push(Stop {
            kind: "sheltered_place",
            key: &place.key,
            corridor: "",
            persons: Level::ALL.map(|level| {
                of(levels, level)
                    .map_or(0, most)
                    .min(place.capacity.at(level).0)
            }),
            worst: of(levels, Level::Best).and_then(|lifted| peak(&lifted.sheltered)),
            basis: "by the waves; at most all who wait in sheltered places; or its capacity",
            litres_each: LITRES_DAYTIME,
        });
    }
    let ids = (0..).map(DestinationId);
    for (id, destination) in ids.zip(&scenario.destinations) {
        for place in &destination.reception {
            stops.push(Stop {
                kind: "reception",
                key: &place.key,
                corridor: "",
                persons: Level::ALL.map(|level| {
                    let out = of(levels, level).map_or(0, |lifted| received(scenario, lifted, id));
                    place
                        .limit
                        .as_ref()
                        .map_or(out, |limit| out.min(limit.at(level).0))
                }),
                worst: None,
                basis: "by the waves; at most all who come out to its destination; or its limit",
                litres_each: LITRES_A_DAY,
            });
        }
    }
    stops
}

fn of(levels: &[Lifted], level: Level) -> Option<&Lifted> {
    levels.iter().find(|lifted| lifted.level == level)
}

/// By level: persons on the way to a corridor at the worst minute; and that minute with best figures.
fn towards(clock: &Clock, levels: &[Lifted], corridor: CorridorId) -> ([u64; 3], Option<u32>) {
    let by_step = |lifted: &Lifted| -> Vec<u64> {
        let mut changes = vec![0i64; clock.steps as usize + 1];
        for (trip, persons) in &lifted.trips {
            if trip.corridor == corridor {
                changes[trip.departs as usize] += *persons as i64;
                changes[trip.out as usize] -= *persons as i64;
            }
        }
        let mut sum = 0i64;
        let sums = changes.iter().take(clock.steps as usize).map(|change| {
            sum += change;
            u64::try_from(sum).unwrap_or(0)
        });
        sums.collect()
    };
    let tables = Level::ALL.map(|level| of(levels, level).map(by_step).unwrap_or_default());
    let worst = peak(&tables[Level::Best as usize]);
    (
        tables.map(|table| table.into_iter().max().unwrap_or(0)),
        worst,
    )
}

/// The first step of the highest figure, if that is above nothing.
fn peak(table: &[u64]) -> Option<u32> {
    let most = table.iter().copied().max().filter(|most| *most > 0)?;
    (0u32..)
        .zip(table)
        .find(|(_, value)| **value == most)
        .map(|(step, _)| step)
}

fn received(scenario: &Scenario, lifted: &Lifted, destination: DestinationId) -> u64 {
    let there =
        |corridor: CorridorId| scenario.corridors[corridor.index()].destination == destination;
    let trips = lifted.trips.iter().filter(|(trip, _)| there(trip.corridor));
    trips.map(|(_, persons)| persons).sum()
}

/// People who cannot walk to a stop: where they are to be picked up, if they wish to leave.
fn pick_ups(scenario: &Scenario, levels: &[Lifted], text: &mut String) {
    let mut zones: BTreeMap<ZoneId, [u64; 3]> = BTreeMap::new();
    for lifted in levels {
        for ((zone, class), account) in &lifted.accounts {
            if scenario.classes[class.index()].means == Means::NeedsTransport {
                zones.entry(*zone).or_default()[lifted.level as usize] += account.wish_to_leave();
            }
        }
    }
    for (zone, [low, best, high]) in zones {
        if high.max(best).max(low) > 0 {
            let key = cell(&scenario.zones[zone.index()].key);
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "pick_up,{key},,{low},{best},{high},,wish to leave and need transport,,,,,,"
            );
        }
    }
}

/// Heating in the colder half of the year away from the tropics, shade otherwise: a judgement.
fn cover(scenario: &Scenario, clock: &Clock) -> &'static str {
    let date = rfc3339(&scenario.clock, clock.origin);
    let month: u32 = date
        .get(5..7)
        .and_then(|month| month.parse().ok())
        .unwrap_or(6);
    let is_northern_winter = !(4..=10).contains(&month);
    let latitude = scenario.place.latitude;
    let is_cold = latitude.abs() > WARM_LATITUDE && is_northern_winter == (latitude > 0.0);
    if is_cold { "heating" } else { "shade" }
}
