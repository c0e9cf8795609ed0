//! Which corridor a row means, no more exactly than it says.

use korridor_operate::Board;
use korridor_operate::fact::{Happening, Place, Precision};

/// The corridors whose name, or the first part of it, stands in the text.
pub(crate) fn place(text: &str, happening: Happening, board: &Board) -> Place {
    let lower = text.to_lowercase();
    let mut corridors = Vec::new();
    let mut near = false;
    for id in &board.corridor_order {
        let Some(state) = board.corridors.get(id) else {
            continue;
        };
        let name = state.corridor.name.to_lowercase();
        let first = name.split([' ', '(']).next().unwrap_or_default();
        let part = name.split(" - ").next().unwrap_or(&name).trim();
        // A generic first word, such as "second", names nothing.
        let known = if part.contains("corridor") {
            None
        } else {
            Some(part)
        };
        let known = known.into_iter().chain((first.len() >= 8).then_some(first));
        let found = known
            .filter_map(|name| lower.find(name).map(|at| &lower[..at]))
            .next();
        if let Some(before) = found {
            near |= before.trim_end().ends_with("near");
            corridors.push(id.clone());
        }
    }
    let mut place = Place::unknown();
    match corridors.len() {
        0 if happening.endangers() && lower.contains("corridor") => {
            place.precision = Precision::OneOf
        }
        0 => {}
        1 if near => place.precision = Precision::Near,
        1 => place.precision = Precision::Named,
        _ => place.precision = Precision::OneOf,
    }
    place.corridors = corridors;
    place
}

/// What kind of thing a metric is about.
pub(crate) fn happening(metric: &str) -> Happening {
    let metric = metric.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| metric.contains(word));
    if has(&["pause hours", "pause days"]) {
        Happening::Announcement
    } else if has(&["shell", "rocket", "mortar"]) {
        Happening::Shelling
    } else if has(&["snip", "shots"]) {
        Happening::Gunfire
    } else if has(&["killed", "wounded", "injured"]) {
        Happening::Casualties
    } else if has(&["corridors open"]) {
        Happening::Open
    } else if has(&["gathered"]) {
        Happening::Gathering
    } else if leaving(&metric) {
        Happening::Movement
    } else {
        Happening::Other
    }
}

/// Whether a metric is about people who leave.
pub(crate) fn leaving(metric: &str) -> bool {
    let metric = metric.to_lowercase();
    let words = [
        "left",
        "leave",
        "leaving",
        "got out",
        "crossing",
        "approaching",
        "movement in",
        "that day",
    ];
    words.iter().any(|word| metric.contains(word))
}

/// Whether a metric counts people.
pub(crate) fn counts_people(metric: &str) -> bool {
    let metric = metric.to_lowercase();
    let words = [
        "people",
        "civilian",
        "fighter",
        "wounded",
        "killed",
        "injured",
        "journalist",
        "women",
        "staff",
        "servicemen",
        "displaced",
        "militant",
    ];
    words.iter().any(|word| metric.contains(word)) && !metric.starts_with("corridors")
}
