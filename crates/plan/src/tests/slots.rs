//! Ways in a row with less than a party a step: what passes is what the rate says, not what the
//! rounding of their slots happens to line up.

use korridor_flow::{Arc, Exit, NodeId, Problem, Rate, Supply, solve};
use korridor_world::scenario::{CorridorId, DestinationId, ZoneId};
use korridor_world::{LinkId, RoadNodeId, Share};

use crate::lower::between_slots;
use crate::lower::clock::Steps;
use crate::lower::schedule::Schedule;
use crate::lower::ways::{Carrier, Place, Way, Ways};

/// ```text
/// home --1--> road --1, a party every second step--> road --1, the same--> destination
/// ```
fn ways() -> Ways {
    let way = |tail, carrier, rate| Way {
        tail,
        head: tail + 1,
        carrier,
        pace: Share::ALL,
        milliseconds: 60_000,
        schedule: Schedule::during(&[Steps { from: 0, until: 40 }], rate),
    };
    let half = Rate { units: 1, per: 2 };
    Ways {
        places: vec![
            Place::Home(ZoneId(0)),
            Place::Road(RoadNodeId(0)),
            Place::Road(RoadNodeId(1)),
            Place::Destination(DestinationId(0)),
        ],
        ways: vec![
            way(0, Carrier::Access(ZoneId(0)), Rate::constant(5)),
            way(1, Carrier::Link(LinkId(0)), half),
            way(2, Carrier::Stretch(CorridorId(0), 0), half),
        ],
        shelter: vec![None, Some(0), Some(0), Some(0)],
    }
}

fn out(ways: &Ways, slots: &[u64]) -> u64 {
    let arcs = ways.ways.iter().map(|way| {
        let (rate, changes) = way.schedule.in_parties(1, 40);
        Arc {
            tail: NodeId(way.tail),
            head: NodeId(way.head),
            transit: 1,
            rate,
            changes,
        }
    });
    let waiting = ways.shelter.iter().zip(slots);
    let problem = Problem {
        horizon: 39,
        waiting: waiting
            .map(|(held, slots)| held.map(|held| held + slots))
            .collect(),
        arcs: arcs.collect(),
        supplies: vec![Supply {
            node: NodeId(0),
            release: 0,
            units: 30,
        }],
        exits: vec![Exit {
            node: NodeId(3),
            limit: None,
        }],
    };
    let solution = solve(&problem, &mut |_| {}).expect("a small problem");
    solution.flow.arrivals[39]
}

#[test]
fn slots_in_different_steps_pass_what_the_rate_says() {
    let ways = ways();
    let slots = between_slots(&ways, 1, 40);
    assert_eq!(slots, [0, 1, 1, 0]);
    // Entries into the first road in odd steps from 1, into the second two steps later at the latest;
    // the last that arrives by step 39 enters the second in step 37: eighteen of them.
    assert_eq!(out(&ways, &slots), 18);
    // Without them nobody would pass at all.
    assert_eq!(out(&ways, &[0; 4]), 0);
}
