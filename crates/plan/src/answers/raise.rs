//! A scenario in which one thing passes a little more.

use korridor_world::{PersonsPerHour, Scenario};

use crate::lower::ways::Carrier;

/// The scenario with more of what binds, and what that is in words; `None` where nothing limits.
///
/// A gate is known by its rate alone, not by its desks: it is raised by a tenth, and by at least one person
/// an hour; a rate of nobody is the party's decision and stays. A road or corridor gets a lane for
/// vehicles and a metre for walkers more, a shuttle a vehicle more.
pub fn raised(scenario: &Scenario, carrier: Carrier) -> Option<(Scenario, &'static str)> {
    let mut raised = scenario.clone();
    let what = match carrier {
        Carrier::Gate(corridor, gate) => {
            let gate = &mut raised.corridors[corridor.index()].gates[gate as usize];
            for opening in &mut gate.openings {
                let rate = &mut opening.rate;
                for rate in [&mut rate.low, &mut rate.best, &mut rate.high] {
                    *rate = PersonsPerHour(rate.0.saturating_add(rate.0.div_ceil(10)));
                }
            }
            "a tenth more persons an hour"
        }
        Carrier::Link(link) => {
            let link = &mut raised.network.links[link.index()];
            link.car_vehicles_per_hour *= (link.lanes + 1.0) / link.lanes.max(1.0);
            link.lanes += 1.0;
            link.foot_width_m += 1.0;
            "a lane for vehicles and a metre for walkers more"
        }
        Carrier::Stretch(corridor, _) => {
            let corridor = &mut raised.corridors[corridor.index()];
            corridor.lanes += 1.0;
            corridor.foot_width_m += 1.0;
            "a lane for vehicles and a metre for walkers more, all along the corridor"
        }
        Carrier::Ride(shuttle) => {
            let shuttle = &mut raised.shuttles[shuttle.index()];
            shuttle.vehicles = shuttle.vehicles.saturating_add(1);
            "one vehicle more"
        }
        Carrier::Access(_) | Carrier::Boarding(_) | Carrier::Onwards | Carrier::WayBack(_) => {
            return None;
        }
    };
    Some((raised, what))
}
