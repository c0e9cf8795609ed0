//! Do the stated lengths of roads fit the places of their ends?

use korridor_world::RoadNetwork;

use super::SCENARIO_FILE;
use super::defects::{Defects, Place};
use super::raw::{RawLengthUnit, RawNetwork, RawNetworkKind};
use crate::gmns::LengthUnit;

/// Ends that are closer than this, in metres, say little about a length: coordinates are rounded.
const LEAST_METRES: f64 = 20.0;
/// How many times the straight line roads usually are: hardly below once, seldom above twice.
const BELIEVED: std::ops::Range<f64> = 0.8..3.0;
/// Beyond these it is no matter of crooked roads or coarse coordinates.
const BELIEVABLE: std::ops::Range<f64> = 0.1..10.0;

/// Tells lengths that contradict the places of the ends: as an error if another unit fits them, for a
/// plan in the wrong unit would have everybody out at once, or nobody.
pub fn check(raw: &RawNetwork, network: &RoadNetwork, defects: &mut Defects) {
    if raw.schematic {
        return;
    }
    let Some(ratio) = median_ratio(network) else {
        return;
    };
    if BELIEVED.contains(&ratio) {
        return;
    }
    let (key, better) = match raw.kind {
        RawNetworkKind::Gmns => ("network, length_unit", better_unit(raw, ratio)),
        _ => ("network", None),
    };
    let place = Place::new(SCENARIO_FILE, raw.line, key);
    let found =
        format!("roads that are {ratio:.4} times as long as the straight line between their ends");
    let expected = match better {
        Some(unit) => {
            format!(
                "length_unit = {unit:?}, which fits, or schematic = true if places are not to scale"
            )
        }
        None => {
            "lengths in the stated unit, or schematic = true if places are not to scale".to_owned()
        }
    };
    let code = "lengths_contradict_places";
    if better.is_some() && !BELIEVABLE.contains(&ratio) {
        defects.error(&place, code, found, expected);
    } else {
        defects.warning(&place, code, found, expected);
    }
}

/// The median, over links, of length to straight line.
fn median_ratio(network: &RoadNetwork) -> Option<f64> {
    let place = |node: korridor_world::RoadNodeId| network.nodes[node.index()].position;
    let mut ratios: Vec<f64> = network
        .links
        .iter()
        .filter_map(|link| {
            let straight = place(link.tail).metres_to(place(link.head));
            (straight >= LEAST_METRES).then_some(link.length_m / straight)
        })
        .collect();
    ratios.sort_unstable_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied()
}

/// The unit in which the lengths would be believed, if that is another one.
fn better_unit(raw: &RawNetwork, ratio: f64) -> Option<&'static str> {
    let units = [
        (RawLengthUnit::Metres, LengthUnit::Metre, "metres"),
        (
            RawLengthUnit::Kilometres,
            LengthUnit::Kilometre,
            "kilometres",
        ),
        (RawLengthUnit::Miles, LengthUnit::Mile, "miles"),
        (RawLengthUnit::Feet, LengthUnit::Foot, "feet"),
    ];
    let stated = units.iter().find(|unit| Some(unit.0) == raw.length_unit)?;
    let in_unit = |unit: &LengthUnit| ratio * unit.metres() / stated.1.metres();
    let off = |unit: &LengthUnit| (in_unit(unit) - 1.0).abs();
    let fits = units
        .iter()
        .min_by(|one, other| off(&one.1).total_cmp(&off(&other.1)))?;
    let believed = BELIEVED.contains(&in_unit(&fits.1));
    (believed && fits.0 != stated.0).then_some(fits.2)
}
