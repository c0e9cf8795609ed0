//! A sketch of the corridors. It draws a corridor's line only where the release shows the corridor at its place; where
//! places are snapped to a grid, the middles of their squares stand for them.

use korridor_world::Scenario;
use korridor_world::geometry::Position;

use super::document::{Map, MapLine};
use super::frame::Frame;
use crate::account::PlaceOnMap;

/// The most points of one line.
const MOST_POINTS: usize = 400;
const ATTRIBUTION: &str = "© OpenStreetMap contributors";

pub(super) fn map(frame: &Frame<'_>, scenario: Option<&Scenario>) -> Option<Map> {
    let places = &frame.account.places;
    let lines = lines(frame, scenario);
    let zones: Vec<Position> = places
        .iter()
        .filter(|place| place.kind == "zone")
        .map(position)
        .collect();
    let all = lines.iter().flat_map(|(_, line)| line).chain(&zones);
    let centre = middle(all.clone())?;
    let metres = |place: &Position| {
        let [east, north] = place.metres_from(centre);
        (east, north)
    };
    let width = all
        .map(|place| metres(place).0)
        .fold((0.0f64, 0.0f64), |(least, most), east| {
            (least.min(east), most.max(east))
        });
    let voice = &frame.voice;
    let count = voice.count("map.summary", lines.len() as u64, &[]);
    Some(Map {
        summary: count,
        caption: caption(frame, places),
        scale: scale(width.1 - width.0),
        lines: lines
            .iter()
            .map(|(number, line)| MapLine {
                number: voice.number(*number as u64).plain(),
                points: line.iter().map(metres).collect(),
            })
            .collect(),
        zones: zones.iter().map(metres).collect(),
        attribution: attribution(scenario),
    })
}

fn position(place: &PlaceOnMap) -> Position {
    Position {
        longitude: place.longitude,
        latitude: place.latitude,
    }
}

/// By the number that a corridor has in the table.
fn lines(frame: &Frame<'_>, scenario: Option<&Scenario>) -> Vec<(usize, Vec<Position>)> {
    let corridors = (1usize..).zip(&frame.account.corridors);
    let placed = corridors.filter_map(|(number, corridor)| {
        let mut places = frame.account.places.iter();
        let place = places.find(|place| place.kind == "corridor" && place.id == corridor.id)?;
        let drawn = scenario
            .filter(|_| place.grid_metres.is_none())
            .and_then(|scenario| scenario.corridors.iter().find(|one| one.key == corridor.id))
            .map(|one| one.line.0.clone())
            .filter(|line| (2..=MOST_POINTS).contains(&line.len()));
        Some((number, drawn.unwrap_or_else(|| vec![position(place)])))
    });
    placed.collect()
}

fn middle<'a>(places: impl Iterator<Item = &'a Position>) -> Option<Position> {
    let mut bounds: Option<[f64; 4]> = None;
    for place in places {
        let (x, y) = (place.longitude, place.latitude);
        bounds = Some(match bounds {
            None => [x, x, y, y],
            Some([west, east, south, north]) => {
                [west.min(x), east.max(x), south.min(y), north.max(y)]
            }
        });
    }
    let [west, east, south, north] = bounds?;
    Some(Position {
        longitude: (west + east) / 2.0,
        latitude: (south + north) / 2.0,
    })
}

fn caption(frame: &Frame<'_>, places: &[PlaceOnMap]) -> super::Text {
    let voice = &frame.voice;
    if let Some(metres) = places.iter().find_map(|place| place.grid_metres) {
        return voice.tell("map.grid", &[("metres", voice.number(u64::from(metres)))]);
    }
    match places.iter().any(|place| place.fidelity == "schematic") {
        true => voice.say("map.schematic"),
        false => voice.say("map.mapped"),
    }
}

/// A round length of about a quarter of the width.
fn scale(width: f64) -> (f64, String) {
    let raw = (width / 4.0).clamp(10.0, 1.0e6);
    let unit = 10f64.powf(raw.log10().floor());
    let nice = [5.0, 2.0, 1.0].map(|times| times * unit);
    let metres = nice.into_iter().find(|one| *one <= raw).unwrap_or(unit);
    let text = match metres >= 1_000.0 {
        true => format!("{} km", metres / 1_000.0),
        false => format!("{metres} m"),
    };
    (metres, text)
}

/// Roads of OpenStreetMap, and lines along them, carry its name.
fn attribution(scenario: Option<&Scenario>) -> Option<String> {
    let mut sources = scenario?.network_sources.iter();
    let is_osm = sources.any(|source| source.0.to_lowercase().contains("openstreetmap"));
    is_osm.then(|| ATTRIBUTION.to_owned())
}
