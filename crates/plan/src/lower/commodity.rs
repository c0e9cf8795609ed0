//! Who is planned together, and in which order.
//!
//! A group is everyone of the same precedence who moves alike, is offered the same corridors and
//! shuttles, and is willing to go to the same destination: they compete for the same arcs and nothing
//! tells one from another, so they are solved jointly. Groups are solved in the order of precedence,
//! then of classes, then of destinations, each exactly *given* the flows before it.

use korridor_world::scenario::{
    ClassId, CorridorId, DestinationId, Means, ShuttleEnd, ShuttleId, SurveyStatus,
};
use korridor_world::{Level, Scenario};

use super::people::{Batch, People};

/// How a group travels and what it is offered.
#[derive(Clone, Debug, PartialEq)]
pub struct Travel {
    /// How it moves.
    pub means: Means,
    /// Walking speed in metres per second.
    pub speed: f64,
    /// Persons of a party.
    pub party: u32,
    /// Where it is willing to go.
    pub destination: DestinationId,
    /// The corridors that it is offered.
    pub corridors: Vec<CorridorId>,
    /// The shuttles that take it.
    pub shuttles: Vec<ShuttleId>,
}

/// People who are planned together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Lower goes first.
    pub precedence: u32,
    /// Its classes, in order.
    pub classes: Vec<ClassId>,
    /// How it travels.
    pub travel: Travel,
    /// Its parties.
    pub batches: Vec<Batch>,
}

/// All groups of a level that have people, in the order in which they are planned.
pub fn groups(scenario: &Scenario, level: Level, people: &People) -> Vec<Group> {
    let mut order: Vec<(u32, ClassId)> = scenario
        .classes
        .iter()
        .zip(0..)
        .map(|(class, index)| (class.precedence, ClassId(index)))
        .collect();
    order.sort_unstable();
    let mut groups: Vec<Group> = Vec::new();
    for (precedence, class_id) in order {
        for choice in &scenario.classes[class_id.index()].destinations {
            let travel = travel(scenario, level, class_id, choice.destination);
            let same = |group: &Group| group.precedence == precedence && group.travel == travel;
            match groups.iter_mut().find(|group| same(group)) {
                Some(group) => group.classes.push(class_id),
                None => groups.push(Group {
                    precedence,
                    classes: vec![class_id],
                    travel,
                    batches: Vec::new(),
                }),
            }
        }
    }
    for group in &mut groups {
        let of_group = people.batches.iter().filter(|batch| {
            batch.destination == group.travel.destination && group.classes.contains(&batch.class)
        });
        group.batches = of_group.copied().collect();
    }
    groups.retain(|group| !group.batches.is_empty());
    groups
}

fn travel(
    scenario: &Scenario,
    level: Level,
    class_id: ClassId,
    destination: DestinationId,
) -> Travel {
    let class = &scenario.classes[class_id.index()];
    let offered = scenario.planned_corridors().filter(|(_, corridor)| {
        corridor.destination == destination
            && corridor.classes.contains(&class_id)
            && corridor.survey != SurveyStatus::Suspected
    });
    let corridors: Vec<CorridorId> = offered.map(|(id, _)| id).collect();
    let rides = class.means != Means::ByCar;
    let takes = (0..).map(ShuttleId).zip(&scenario.shuttles);
    let shuttles = takes.filter(|(_, shuttle)| {
        let leads = match shuttle.to {
            ShuttleEnd::ThroughCorridor(to) | ShuttleEnd::CorridorEntry(to) => {
                corridors.contains(&to)
            }
            ShuttleEnd::WaitingPlace(_) => true,
        };
        rides && leads && shuttle.classes.contains(&class_id)
    });
    Travel {
        means: class.means,
        speed: class.speed.at(level).0,
        party: class.party_size.max(1),
        destination,
        shuttles: shuttles.map(|(id, _)| id).collect(),
        corridors,
    }
}
