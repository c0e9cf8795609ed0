//! How corridors are told apart: a letter, a colour and a shape each, so that colour is never needed.

use std::f64::consts::PI;

use korridor_world::Scenario;
use korridor_world::scenario::CorridorId;

/// Colours that most people tell apart whatever colours they see (Okabe and Ito 2008), without
/// black.
const COLOURS: [&str; 7] = [
    "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7",
];
/// Number of shapes, and of patterns.
pub const SHAPES: usize = 6;

/// The mark of a corridor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// A, B and so on.
    pub letter: String,
    /// Its colour.
    pub colour: &'static str,
    /// The colour of a letter on it.
    pub ink: &'static str,
    /// The number of its shape, and of its pattern.
    pub shape: usize,
}

/// The mark of the corridor that is the `index`th of those offered.
pub fn mark(index: usize) -> Mark {
    let colour = COLOURS[index % COLOURS.len()];
    Mark {
        letter: letter(index),
        colour,
        ink: if colour == "#0072b2" { "#fff" } else { "#000" },
        shape: index % SHAPES,
    }
}

/// The mark of an offered corridor.
pub fn mark_of(scenario: &Scenario, corridor: CorridorId) -> Option<Mark> {
    let mut offered = scenario.planned_corridors();
    offered.position(|(id, _)| id == corridor).map(mark)
}

fn letter(index: usize) -> String {
    let last = char::from(b'A' + (index % 26) as u8);
    match index / 26 {
        0 => last.to_string(),
        more => format!("{}{last}", letter(more - 1)),
    }
}

/// The outline of a shape around a place, as path data in whole units.
pub fn outline(shape: usize, x: f64, y: f64, radius: f64) -> String {
    let (corners, turn, stretch) = match shape {
        0 => (16, 0.0, 1.0),
        1 => (4, PI / 4.0, 1.2),
        2 => (3, 0.0, 1.35),
        3 => (4, 0.0, 1.25),
        4 => (3, PI, 1.35),
        _ => (6, 0.0, 1.1),
    };
    let mut path = String::new();
    for corner in 0..corners {
        let angle = turn + 2.0 * PI * f64::from(corner) / f64::from(corners);
        let (east, south) = (
            x + radius * stretch * angle.sin(),
            y - radius * stretch * angle.cos(),
        );
        let command = if corner == 0 { 'M' } else { 'L' };
        path += &format!("{command}{} {}", east.round(), south.round());
    }
    path + "Z"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forty_two_corridors_look_different_and_all_have_letters_of_their_own() {
        let looks = |index| (mark(index).colour, mark(index).shape);
        for one in 0..42 {
            for other in 0..one {
                assert_ne!(looks(one), looks(other));
            }
        }
        assert_eq!(mark(25).letter, "Z");
        assert_eq!(mark(26).letter, "AA");
        assert_eq!(mark(53).letter, "BB");
    }
}
