//! What the groups of a level leave to each other while their waves are given room.

use korridor_flow::FlowOverTime;
use korridor_world::Scenario;

use super::room::Room;
use super::wave::flow;
use crate::lower::before::received;
use crate::lower::clock::Clock;
use crate::lower::taken::Taken;
use crate::lower::{Lowered, lower_again};

/// When people on the road move on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnTheRoad {
    /// Before the waves of their own group; where a closure seems to hold somebody, before those of all.
    #[default]
    AsHeld,
    /// Before anybody else sets out.
    First,
    /// Before the waves of their own group, whatever is closed: so slots fall as they did in the plan before.
    InTurn,
}

/// What is taken: by the groups that have their room, and, where a closure holds somebody on the road or that
/// is asked for, by people under way of all others, who move on before anybody else sets out.
pub struct Shared {
    taken: Taken,
    /// By group: its people under way, until the group has its room.
    onwards: Vec<Option<(Lowered, FlowOverTime)>>,
    /// Whether people under way of all groups move on before anybody else sets out.
    on_the_road_first: bool,
}

impl Shared {
    /// Nobody has set out yet.
    pub fn new(
        scenario: &Scenario,
        clock: &Clock,
        groups: &[&Lowered],
        on_the_road: OnTheRoad,
    ) -> Shared {
        let taken = received(groups.iter().copied());
        let onwards = groups.iter().map(|exact| {
            if exact.before.planned.iter().all(Vec::is_empty) {
                return None;
            }
            let lowered = lower_again(scenario, clock, exact, &taken);
            let flow = flow(&lowered, Room::new(&lowered).onwards());
            Some((lowered, flow))
        });
        let mut onwards: Vec<Option<(Lowered, FlowOverTime)>> = onwards.collect();
        // Without the others a group's slots may fall into steps other than those that it was told.
        let on_the_road_first = match on_the_road {
            OnTheRoad::AsHeld => onwards.iter().flatten().any(is_held),
            OnTheRoad::First => true,
            OnTheRoad::InTurn => false,
        };
        if !on_the_road_first {
            // All can move on as before in the order of before, while the waves of groups before them stay.
            onwards.iter_mut().for_each(|group| *group = None);
        }
        Shared {
            taken,
            onwards,
            on_the_road_first,
        }
    }

    /// Whether people under way of all groups move on before anybody else sets out.
    pub fn on_the_road_first(&self) -> bool {
        self.on_the_road_first
    }

    /// A group's problem, given what is taken.
    pub fn lower(
        &mut self,
        scenario: &Scenario,
        clock: &Clock,
        index: usize,
        exact: &Lowered,
    ) -> Lowered {
        self.onwards[index] = None;
        if self.onwards.iter().all(Option::is_none) {
            return lower_again(scenario, clock, exact, &self.taken);
        }
        let mut taken = self.taken.clone();
        for (lowered, flow) in self.onwards.iter().flatten() {
            taken.add(lowered, flow);
        }
        lower_again(scenario, clock, exact, &taken)
    }

    /// A group has its room.
    pub fn place(&mut self, index: usize, lowered: &Lowered, flow: &FlowOverTime) {
        self.onwards[index] = None;
        // What was entered before counts as well, so that slots fall as they did in the plan before.
        self.taken.add_before(lowered);
        self.taken.add(lowered, flow);
    }
}

/// Whether some people under way cannot move on.
fn is_held((lowered, flow): &(Lowered, FlowOverTime)) -> bool {
    let supplies = lowered.supplies.iter().enumerate();
    let mut under_way = supplies.filter(|(supply, _)| !lowered.before.made(*supply).is_empty());
    under_way.any(|(supply, batch)| flow.moved[supply] < batch.parties)
}
