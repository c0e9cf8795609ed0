//! Two plans of one scenario, side by side: what the departure waves of the one and the other change,
//! by zone and by step.

use std::collections::{BTreeMap, BTreeSet};

use korridor_world::Level;
use serde::Serialize;

use crate::folder::document::{LevelDocument, PlanDocument};
use crate::folder::words;

/// What changed from one plan to another. Nothing here says which of them is better for anyone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The scenario of both.
    pub scenario: String,
    /// When step 0 starts, RFC 3339.
    pub start: String,
    /// Seconds of a step.
    pub step_seconds: u32,
    /// Figure by figure: low, best, high.
    pub levels: Vec<LevelComparison>,
    /// Zones of which somebody departs at another step or by another corridor, with best figures.
    pub zones: BTreeMap<String, ZoneComparison>,
}

/// What changed at one level.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LevelComparison {
    /// `low`, `best` or `high`.
    pub level: String,
    /// Persons out at the end, before and after.
    pub out: [u64; 2],
    /// The first step at whose end a different number is out.
    pub first_difference_step: Option<u32>,
    /// The step at whose end most more are out after, and how many persons that is.
    pub most_gained: Option<(u32, i64)>,
    /// The step at whose end most fewer are out after, and how many persons that is.
    pub most_lost: Option<(u32, i64)>,
    /// Persons more (or fewer) out at the end of each step.
    pub out_difference: Vec<i64>,
    /// Persons out by each corridor, before and after, where they differ.
    pub corridors: BTreeMap<String, [u64; 2]>,
}

/// What changed for one zone, with best figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ZoneComparison {
    /// Persons out, before and after.
    pub out: [u64; 2],
    /// Persons who are offered another corridor or another step to depart, or nothing any more.
    pub offered_otherwise: u64,
    /// Persons by corridor, before and after, where they differ.
    pub corridors: BTreeMap<String, [u64; 2]>,
    /// The first step at which a different number departs.
    pub first_difference_step: u32,
    /// Persons more (or fewer) who depart, by the steps at which that differs.
    pub departures_difference: BTreeMap<u32, i64>,
}

/// Compares the usable parts of two plans. `flows` are the texts of their `usable_flow.csv`.
///
/// # Errors
/// What keeps the two from being compared: other scenarios, or other clocks.
pub fn compare(plans: [&PlanDocument; 2], flows: [&str; 2]) -> Result<Comparison, Vec<String>> {
    let mut reasons = Vec::new();
    let mut same = |what: &str, values: [String; 2]| {
        if values[0] != values[1] {
            reasons.push(format!("{what} is {} and {}", values[0], values[1]));
        }
    };
    same("the scenario", plans.map(|plan| plan.scenario.clone()));
    same("the start", plans.map(|plan| plan.clock.start.clone()));
    let seconds = plans.map(|plan| format!("{} s", plan.clock.step_seconds));
    same("the step", seconds);
    let rows = flows.map(departures);
    if !reasons.is_empty() {
        return Err(reasons);
    }
    let levels = plans[0].levels.iter().zip(&plans[1].levels);
    let out = |plan: &PlanDocument, zone: &str| {
        let best = plan
            .levels
            .iter()
            .find(|level| level.level == words::level(Level::Best));
        best.and_then(|level| level.usable.zones.get(zone))
            .map_or(0, |account| account.out)
    };
    let named: BTreeSet<&str> = rows.iter().flat_map(|rows| rows.keys().copied()).collect();
    let nobody = Departures::new();
    let zones = named.into_iter().filter_map(|zone| {
        let of_zone = [0, 1].map(|index| rows[index].get(zone).unwrap_or(&nobody));
        let out = plans.map(|plan| out(plan, zone));
        Some((zone.to_owned(), zone_comparison(out, of_zone)?))
    });
    Ok(Comparison {
        scenario: plans[0].scenario.clone(),
        start: plans[0].clock.start.clone(),
        step_seconds: plans[0].clock.step_seconds,
        zones: zones.collect(),
        levels: levels
            .map(|(before, after)| level_comparison([before, after]))
            .collect(),
    })
}

/// Persons by class, corridor and step of departure.
type Departures<'a> = BTreeMap<(&'a str, &'a str, u32), u64>;

/// The rows of a `usable_flow.csv` by zone. It was written by us and verified; keys that needed quotes are
/// kept with them.
fn departures(flow: &str) -> BTreeMap<&str, Departures<'_>> {
    let mut zones: BTreeMap<&str, Departures> = BTreeMap::new();
    for line in flow.lines().skip(1) {
        let cells = cells(line);
        let &[zone, class, corridor, departs, _, persons] = cells.as_slice() else {
            continue;
        };
        if let (Ok(departs), Ok(persons)) = (departs.parse(), persons.parse::<u64>()) {
            let zone = zones.entry(zone).or_default();
            *zone.entry((class, corridor, departs)).or_default() += persons;
        }
    }
    zones
}

/// Cells of a row, without opening quotes.
fn cells(line: &str) -> Vec<&str> {
    let mut quoted = false;
    line.split(|letter| {
        quoted ^= letter == '"';
        letter == ',' && !quoted
    })
    .collect()
}

fn level_comparison(levels: [&LevelDocument; 2]) -> LevelComparison {
    let curves = levels.map(|level| &level.usable.curve.out);
    let steps = curves[0].len().max(curves[1].len());
    let at = |curve: &[u64], step: usize| {
        let known = curve.get(step).or(curve.last());
        known.map_or(0, |&persons| signed(persons))
    };
    let difference: Vec<i64> = (0..steps)
        .map(|step| at(curves[1], step) - at(curves[0], step))
        .collect();
    let steps = || (0u32..).zip(difference.iter().copied());
    let most = |sign: i64| {
        steps()
            .filter(|(_, persons)| persons * sign > 0)
            .max_by_key(|&(step, persons)| (persons * sign, std::cmp::Reverse(step)))
    };
    let corridors = levels.map(|level| {
        let corridors = level.usable.corridors.iter();
        corridors
            .map(|(id, flow)| (id.as_str(), flow.out))
            .collect()
    });
    LevelComparison {
        level: levels[0].level.clone(),
        out: levels.map(|level| level.usable.everyone.out),
        first_difference_step: steps().find(|(_, persons)| *persons != 0).map(|at| at.0),
        most_gained: most(1),
        most_lost: most(-1),
        corridors: differing(corridors),
        out_difference: difference,
    }
}

/// `None` if nobody is offered anything else.
fn zone_comparison(out: [u64; 2], rows: [&Departures; 2]) -> Option<ZoneComparison> {
    let mut by_step: BTreeMap<u32, i64> = BTreeMap::new();
    let mut by_corridor: [BTreeMap<&str, u64>; 2] = [BTreeMap::new(), BTreeMap::new()];
    for (index, sign) in [(0, -1), (1, 1)] {
        for (&(_, corridor, departs), &persons) in rows[index] {
            *by_step.entry(departs).or_default() += sign * signed(persons);
            *by_corridor[index].entry(corridor).or_default() += persons;
        }
    }
    let rows_of_both: BTreeSet<_> = rows[0].keys().chain(rows[1].keys()).collect();
    let (mut otherwise, mut anew) = (0, 0);
    let mut first: Option<u32> = None;
    for row in rows_of_both {
        let [before, after] = rows.map(|rows| rows.get(row).copied().unwrap_or(0));
        if before != after {
            otherwise += before.saturating_sub(after);
            anew += after.saturating_sub(before);
            first = Some(first.map_or(row.2, |first| first.min(row.2)));
        }
    }
    let first = first?;
    by_step.retain(|_, persons| *persons != 0);
    Some(ZoneComparison {
        out,
        offered_otherwise: otherwise.max(anew),
        corridors: differing(by_corridor),
        first_difference_step: first,
        departures_difference: by_step,
    })
}

/// Persons by corridor, before and after, where they differ.
fn differing(sides: [BTreeMap<&str, u64>; 2]) -> BTreeMap<String, [u64; 2]> {
    let ids: BTreeSet<&str> = sides.iter().flat_map(|side| side.keys().copied()).collect();
    let both = |id: &str| [0, 1].map(|index| sides[index].get(id).copied().unwrap_or(0));
    ids.into_iter()
        .map(|id| (id.to_owned(), both(id)))
        .filter(|(_, [before, after])| before != after)
        .collect()
}

/// Numbers of people are far below the largest signed number.
fn signed(persons: u64) -> i64 {
    i64::try_from(persons).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_offered_something_else_is_counted_once() {
        let before = "h\nz,walk,north,0,5,10\nz,walk,north,1,6,4\ny,walk,north,0,5,3\n";
        let after = "h\nz,walk,north,0,5,7\nz,walk,south,2,9,7\ny,walk,north,0,6,3\n";
        let rows = [before, after].map(departures);
        let z = zone_comparison([14, 14], [&rows[0]["z"], &rows[1]["z"]]).unwrap();
        // Three of ten and all four of the second row; all seven go south at step 2 instead.
        assert_eq!(z.offered_otherwise, 7);
        assert_eq!(z.first_difference_step, 0);
        assert_eq!(z.corridors["north"], [14, 7]);
        assert_eq!(z.corridors["south"], [0, 7]);
        assert_eq!(
            z.departures_difference,
            BTreeMap::from([(0, -3), (1, -4), (2, 7)])
        );
        // Nobody of y is told anything new: only the way takes longer.
        assert_eq!(
            zone_comparison([3, 3], [&rows[0]["y"], &rows[1]["y"]]),
            None
        );
    }

    #[test]
    fn quoted_commas_are_no_ends_of_cells() {
        assert_eq!(cells("\"a,b\",c,1"), ["\"a,b\"", "c", "1"]);
    }
}
