//! The tables of a plan folder.

use std::fmt::Write;

use korridor_world::Scenario;
use korridor_world::scenario::{ByLevel, CorridorId};

use super::loads::{Load, loads};
use super::times::rfc3339;
use crate::lift::Lifted;
use crate::lower::clock::Clock;
use crate::report::inert;

/// `arrivals.csv`: persons who are out when each step ends, with best figures: by the exact flow, by
/// the waves of the usable plan, and if everyone goes to the nearest corridor. `time` is the end of the
/// step: whoever is counted is out by then.
pub fn arrivals(
    scenario: &Scenario,
    clock: &Clock,
    [exact, usable, nearest]: [&[u64]; 3],
) -> Vec<u8> {
    let mut text = String::from("step,time,exact,usable,nearest\n");
    for (step, ((exact, usable), nearest)) in (0u32..).zip(exact.iter().zip(usable).zip(nearest)) {
        let time = rfc3339(&scenario.clock, clock.start(step + 1));
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{step},{time},{exact},{usable},{nearest}");
    }
    text.into_bytes()
}

/// `gates.csv`: persons who pass each gate of the offered corridors, in stretches of a quarter of an
/// hour; `low`, `best` and `high` by the exact flow, `usable` by the waves with best figures; `most` is what
/// the gate passes in them with best figures.
pub fn gates(scenario: &Scenario, clock: &Clock, levels: &[Lifted], usable: &Lifted) -> Vec<u8> {
    let mut text =
        String::from("corridor,gate,from_step,until_step,from,until,low,best,high,most,usable\n");
    for (id, corridor) in scenario.planned_corridors() {
        for (index, gate) in (0u32..).zip(&corridor.gates) {
            for load in loads(scenario, clock, levels, (id, index)) {
                let Load {
                    from,
                    until,
                    passed: ByLevel { low, best, high },
                    most,
                } = load;
                let passed = usable.gates.get(&(id, index));
                let passed = passed.map(|steps| &steps[from as usize..until as usize]);
                let passed: u64 = passed.unwrap_or_default().iter().sum();
                let _ = writeln!(
                    text,
                    "{},{},{from},{until},{},{},{low},{best},{high},{most},{passed}",
                    cell(&corridor.key),
                    cell(&gate.key),
                    rfc3339(&scenario.clock, clock.start(from)),
                    rfc3339(&scenario.clock, clock.start(until)),
                );
            }
        }
    }
    text.into_bytes()
}

/// `flow.csv`: who leaves when and by which corridor, with best figures.
pub fn flow(scenario: &Scenario, lifted: &Lifted) -> Vec<u8> {
    let mut text = String::from("zone,class,corridor,departs_step,out_step,persons\n");
    for (trip, persons) in &lifted.trips {
        let CorridorId(corridor) = trip.corridor;
        let _ = writeln!(
            text,
            "{},{},{},{},{},{persons}",
            cell(&scenario.zones[trip.zone.index()].key),
            cell(&scenario.classes[trip.class.index()].key),
            cell(&scenario.corridors[corridor as usize].key),
            trip.departs,
            trip.out,
        );
    }
    text.into_bytes()
}

/// A cell, quoted where it must be (RFC 4180).
pub fn cell(text: &str) -> String {
    let mut text = inert(text);
    // A spreadsheet would take it for a formula.
    if text.starts_with(['=', '+', '-', '@']) {
        text.insert(0, '\'');
    }
    if text.contains([',', '"']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_inert() {
        assert_eq!(cell("al-Kallaseh, east"), "\"al-Kallaseh, east\"");
        assert_eq!(cell("=cmd|'/c calc'!A0"), "'=cmd|'/c calc'!A0");
        assert_eq!(cell("-2+3"), "'-2+3");
        assert_eq!(cell("a\u{202e}b\nc"), "a\\u{202e}b\\u{a}c");
    }
}
