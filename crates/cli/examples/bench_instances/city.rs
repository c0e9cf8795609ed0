//! A synthetic city: a disturbed grid of streets with arterials, on foot.

use korridor_flow::{Arc, Exit, NodeId, Problem, Rate, Supply};

use crate::load::{self, STEPS};
use crate::random::Random;

const SEED: u64 = 20_161_104;
/// Metres between crossings, and how far one may stand from its place.
const BLOCK: f64 = 100.0;
const JITTER: f64 = 25.0;
/// Metres per minute.
const SPEED: f64 = 1.2 * 60.0;
/// Every eighth street, from the fourth, is an arterial.
const ARTERIAL_EVERY: usize = 8;
const FIRST_ARTERIAL: usize = 4;
/// Persons per minute.
const STREET: u64 = 30;
const ARTERIAL: u64 = 120;

/// `side` x `side` crossings with people for `percent` of what the exits can take.
pub fn city(side: usize, percent: u64) -> Problem {
    let mut random = Random::new(SEED);
    let mut problem = streets(side, &mut random);
    for node in 0..problem.waiting.len() as u32 {
        if random.chance(25) {
            let units = random.between(1, 100);
            problem.supplies.push(Supply {
                node: NodeId(node),
                release: 0,
                units,
            });
        }
    }
    load::fill(&mut problem, percent);
    problem
}

/// The loose city with a few people at every crossing and as many on the road, who appear at a
/// crossing in one of the next ten steps.
pub fn replan(side: usize) -> Problem {
    let mut random = Random::new(SEED);
    let mut problem = streets(side, &mut random);
    for node in (0..problem.waiting.len() as u32).map(NodeId) {
        let units = random.between(1, 9);
        problem.supplies.push(Supply {
            node,
            release: 0,
            units,
        });
        let release = random.between(1, 10) as u32;
        problem.supplies.push(Supply {
            node,
            release,
            units,
        });
    }
    load::fill(&mut problem, 50);
    problem
}

fn is_arterial(line: usize) -> bool {
    line % ARTERIAL_EVERY == FIRST_ARTERIAL
}

/// The network and its exits, without people.
fn streets(side: usize, random: &mut Random) -> Problem {
    let mut places = Vec::with_capacity(side * side);
    for row in 0..side {
        for column in 0..side {
            let moved = |line: usize, shift: f64| line as f64 * BLOCK + shift;
            let (down, right) = (random.real(-JITTER, JITTER), random.real(-JITTER, JITTER));
            places.push((moved(row, down), moved(column, right)));
        }
    }
    let mut arcs = Vec::new();
    for row in 0..side {
        for column in 0..side {
            let here = row * side + column;
            if column + 1 < side {
                section(&mut arcs, &places, here, here + 1, is_arterial(row), random);
            }
            if row + 1 < side {
                section(
                    &mut arcs,
                    &places,
                    here,
                    here + side,
                    is_arterial(column),
                    random,
                );
            }
        }
    }
    let waiting = vec![None; places.len()];
    Problem {
        horizon: STEPS - 1,
        waiting,
        arcs,
        supplies: Vec::new(),
        exits: exits(side),
    }
}

/// The arcs of the street between two neighbouring crossings, if there is one.
fn section(
    arcs: &mut Vec<Arc>,
    places: &[(f64, f64)],
    from: usize,
    to: usize,
    arterial: bool,
    random: &mut Random,
) {
    if !arterial && random.chance(8) {
        return;
    }
    let (dy, dx) = (places[from].0 - places[to].0, places[from].1 - places[to].1);
    let minutes = dy.hypot(dx) * random.real(1.0, 1.8) / SPEED;
    let arc = |tail: usize, head: usize| Arc {
        tail: NodeId(tail as u32),
        head: NodeId(head as u32),
        transit: minutes.round().max(1.0) as u32,
        rate: Rate::constant(if arterial { ARTERIAL } else { STREET }),
        changes: Vec::new(),
    };
    let one_way = !arterial && random.chance(5);
    let forwards = random.chance(50);
    if !one_way || forwards {
        arcs.push(arc(from, to));
    }
    if !one_way || !forwards {
        arcs.push(arc(to, from));
    }
}

/// Both ends of every fourth arterial, from the first, in both directions.
fn exits(side: usize) -> Vec<Exit> {
    let last = side - 1;
    let lines = (FIRST_ARTERIAL..side).step_by(4 * ARTERIAL_EVERY);
    let ends = lines.flat_map(|line| {
        [line * side, line * side + last, line, last * side + line].map(|node| node as u32)
    });
    ends.map(|node| Exit {
        node: NodeId(node),
        limit: None,
    })
    .collect()
}
