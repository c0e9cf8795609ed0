//! What hazards leave of a road: stretches of steps by the share of its usual speed and capacity.

use std::collections::{BTreeMap, BTreeSet};

use korridor_world::scenario::{CorridorId, Hazard, HazardEffect};
use korridor_world::{LinkId, Scenario, Share};

use crate::lower::clock::{Clock, Steps};

/// Hazards by what they touch.
pub struct Hazards<'a> {
    links: BTreeMap<LinkId, Vec<&'a Hazard>>,
    corridors: BTreeMap<CorridorId, Vec<&'a Hazard>>,
    clock: &'a Clock,
}

impl<'a> Hazards<'a> {
    /// Of a scenario.
    pub fn new(scenario: &'a Scenario, clock: &'a Clock) -> Hazards<'a> {
        let mut hazards = Hazards {
            links: BTreeMap::new(),
            corridors: BTreeMap::new(),
            clock,
        };
        for hazard in &scenario.hazards {
            for &link in &hazard.links {
                hazards.links.entry(link).or_default().push(hazard);
            }
            for &corridor in &hazard.corridors {
                hazards.corridors.entry(corridor).or_default().push(hazard);
            }
        }
        hazards
    }

    /// The paces of a link, the usual one first, each with its steps.
    pub fn of_link(&self, link: LinkId) -> Vec<(Share, Vec<Steps>)> {
        paces(self.links.get(&link).map_or(&[], Vec::as_slice), self.clock)
    }

    /// The paces of a corridor.
    pub fn of_corridor(&self, corridor: CorridorId) -> Vec<(Share, Vec<Steps>)> {
        let hazards = self.corridors.get(&corridor);
        paces(hazards.map_or(&[], Vec::as_slice), self.clock)
    }
}

/// Where hazards overlap the worst one counts; closed is a pace of nothing and left out.
fn paces(hazards: &[&Hazard], clock: &Clock) -> Vec<(Share, Vec<Steps>)> {
    let all = Steps {
        from: 0,
        until: clock.steps,
    };
    let effects: Vec<(Steps, Share)> = hazards
        .iter()
        .map(|hazard| {
            let pace = match hazard.effect {
                HazardEffect::Closed => Share::NONE,
                HazardEffect::Slowed(share) => share,
            };
            (clock.touching(hazard.interval), pace)
        })
        .filter(|(steps, _)| !steps.is_empty())
        .collect();
    if effects.is_empty() {
        return vec![(Share::ALL, vec![all])];
    }
    let mut edges = BTreeSet::from([0, clock.steps]);
    for (steps, _) in &effects {
        edges.extend([steps.from, steps.until]);
    }
    let edges: Vec<u32> = edges.into_iter().collect();
    let mut paces: BTreeMap<Share, Vec<Steps>> = BTreeMap::new();
    for pair in edges.windows(2) {
        let steps = Steps {
            from: pair[0],
            until: pair[1],
        };
        let during = effects
            .iter()
            .filter(|(hazard, _)| !hazard.meet(steps).is_empty());
        let pace = during.map(|&(_, pace)| pace).min().unwrap_or(Share::ALL);
        if pace == Share::NONE {
            continue;
        }
        let stretches = paces.entry(pace).or_default();
        match stretches.last_mut() {
            Some(last) if last.until == steps.from => last.until = steps.until,
            _ => stretches.push(steps),
        }
    }
    paces.into_iter().rev().collect()
}
