//! Builds the ways of one group.

use std::collections::BTreeMap;

use korridor_flow::Rate;
use korridor_world::profile::class_row;
use korridor_world::scenario::{
    Corridor, CorridorId, Means, Service, Shuttle, ShuttleEnd, ShuttleId, SurveyStatus, ZoneId,
};
use korridor_world::{
    CarProfile, FootProfile, Interval, Level, LinkId, Metric, Profile, RoadClass, RoadNodeId,
    Scenario, Share,
};

use super::hazards::Hazards;
use super::reach::{prune, shortest};
use super::{Carrier, Place, Way, Ways};
use crate::lower::clock::{Clock, Steps};
use crate::lower::commodity::Travel;
use crate::lower::schedule::{Schedule, per_hour, per_seconds};

/// Any number of persons.
const ANY: Rate = Rate {
    units: u64::MAX,
    per: 1,
};

/// The ways of a group at a level, from `homes` to its destination, without what leads nowhere or
/// cannot be walked to the end in the time there is.
pub fn ways(
    scenario: &Scenario,
    clock: &Clock,
    level: Level,
    travel: &Travel,
    homes: &[ZoneId],
) -> Ways {
    let most = u64::from(clock.horizon()).saturating_mul(clock.step_milliseconds());
    let all = all_ways(scenario, clock, level, travel, homes);
    prune(&all, Place::Destination(travel.destination), most)
}

/// The milliseconds of the quickest way from any of `homes` to the destination, however long it takes;
/// `None` if there is none at all.
pub fn quickest(
    scenario: &Scenario,
    clock: &Clock,
    level: Level,
    travel: &Travel,
    homes: &[ZoneId],
) -> Option<u64> {
    let all = all_ways(scenario, clock, level, travel, homes);
    let exit = all.find(Place::Destination(travel.destination))?;
    let to_exit = shortest(&all, exit, |way| all.ways[way].milliseconds);
    let homes = homes.iter().filter_map(|&home| all.find(Place::Home(home)));
    homes.filter_map(|home| to_exit[home as usize]).min()
}

fn all_ways(
    scenario: &Scenario,
    clock: &Clock,
    level: Level,
    travel: &Travel,
    homes: &[ZoneId],
) -> Ways {
    let mut builder = Builder {
        scenario,
        clock,
        level,
        travel,
        hazards: Hazards::new(scenario, clock),
        result: Ways::default(),
        index: BTreeMap::new(),
    };
    for &home in homes {
        builder.home(home);
    }
    builder.roads();
    for &corridor in &travel.corridors {
        builder.corridor(corridor);
    }
    for &shuttle in &travel.shuttles {
        builder.shuttle(shuttle);
    }
    builder.shelter();
    builder.result
}

struct Builder<'a> {
    scenario: &'a Scenario,
    clock: &'a Clock,
    level: Level,
    travel: &'a Travel,
    hazards: Hazards<'a>,
    result: Ways,
    index: BTreeMap<Place, u32>,
}

impl Builder<'_> {
    fn place(&mut self, place: Place) -> u32 {
        let result = &mut self.result;
        *self.index.entry(place).or_insert_with(|| {
            result.places.push(place);
            let unlimited = matches!(place, Place::Home(_));
            result.shelter.push(if unlimited { None } else { Some(0) });
            (result.places.len() - 1) as u32
        })
    }

    fn add(
        &mut self,
        tail: Place,
        head: Place,
        carrier: Carrier,
        seconds: f64,
        schedule: Schedule,
    ) {
        self.add_at(tail, head, (carrier, Share::ALL), seconds, schedule);
    }

    fn add_at(
        &mut self,
        tail: Place,
        head: Place,
        (carrier, pace): (Carrier, Share),
        seconds: f64,
        schedule: Schedule,
    ) {
        if schedule.is_shut() || !seconds.is_finite() {
            return;
        }
        let way = Way {
            tail: self.place(tail),
            head: self.place(head),
            carrier,
            pace,
            milliseconds: (seconds * 1_000.0).ceil() as u64,
            schedule,
        };
        self.result.ways.push(way);
    }

    fn always(&self) -> [Steps; 1] {
        [Steps {
            from: 0,
            until: self.clock.steps,
        }]
    }

    fn home(&mut self, zone_id: ZoneId) {
        let zone = &self.scenario.zones[zone_id.index()];
        let home = Place::Home(zone_id);
        self.place(home);
        let seconds = match self.travel.means {
            Means::OnFoot => zone.node_distance_m / self.travel.speed,
            // A car stands at the road.
            Means::ByCar => 0.0,
            Means::NeedsTransport => return,
        };
        let free = Schedule::during(&self.always(), ANY);
        self.add(
            home,
            Place::Road(zone.node),
            Carrier::Access(zone_id),
            seconds,
            free,
        );
    }

    fn foot(&self) -> FootProfile {
        FootProfile::at_speed(self.travel.speed)
    }

    fn car(&self) -> CarProfile {
        let persons = self.scenario.persons_per_vehicle.at(self.level).0;
        CarProfile::with_persons_per_vehicle(persons)
    }

    fn roads(&mut self) {
        let profile = match self.travel.means {
            Means::OnFoot => Profile::Foot(self.foot()),
            Means::ByCar => Profile::Car(self.car()),
            Means::NeedsTransport => return,
        };
        let network = &self.scenario.network;
        let metric = Metric::from_profile(network, &profile);
        let forbidden = forbidden(self.scenario);
        for (id, metric) in metric.usable() {
            if forbidden[id.index()] {
                continue;
            }
            let link = network.link(id);
            let (tail, head) = (Place::Road(link.tail), Place::Road(link.head));
            for (pace, steps) in self.hazards.of_link(id) {
                let carried = (metric.persons_per_hour * pace.fraction()).floor() as u64;
                let rate = per_hour(carried, self.clock.step_seconds);
                let seconds = metric.seconds / pace.fraction();
                let schedule = Schedule::during(&steps, rate);
                self.add_at(tail, head, (Carrier::Link(id), pace), seconds, schedule);
            }
        }
    }

    /// Steps in which a corridor may be entered anywhere: declared open, and usable.
    fn open(&self, corridor: &Corridor) -> Vec<Steps> {
        inside(self.clock, &corridor.open)
    }

    /// Metres a second and persons an hour on a corridor's road.
    fn pace(&self, corridor: &Corridor) -> (f64, f64) {
        match self.travel.means {
            Means::OnFoot => {
                let foot = self.foot();
                let width = corridor.foot_width_m * foot.width_share;
                let persons = width * foot.persons_per_metre_second * 3_600.0;
                (self.travel.speed, persons)
            }
            Means::ByCar => {
                // A road of its own, unmapped: the figures of an unclassified road.
                let row = class_row(RoadClass::Unclassified);
                let vehicles = row.vehicles_per_hour_lane * corridor.lanes;
                let persons = vehicles * self.car().persons_per_vehicle;
                (row.speed_km_per_h / 3.6, persons)
            }
            Means::NeedsTransport => (f64::INFINITY, f64::INFINITY),
        }
    }

    /// Metres of each stretch: to each gate, and from the last one to the destination.
    fn stretches(corridor: &Corridor) -> Vec<f64> {
        let mut before = -corridor.entry_distance_m;
        let ends = corridor.gates.iter().map(|gate| gate.metres_from_entry);
        let ends = ends.chain([corridor.length_m]);
        ends.map(|end| {
            let metres = (end - before).max(0.0);
            before = before.max(end);
            metres
        })
        .collect()
    }

    fn corridor(&mut self, id: CorridorId) {
        let corridor = &self.scenario.corridors[id.index()];
        let open = self.open(corridor);
        let (speed, persons) = self.pace(corridor);
        let last = corridor.gates.len() as u32;
        for (index, metres) in (0..).zip(Self::stretches(corridor)) {
            let tail = match index {
                0 => Place::Road(corridor.entry),
                _ => Place::Behind(id, index - 1),
            };
            let head = match index {
                _ if index == last => Place::Destination(self.travel.destination),
                _ => Place::Before(id, index),
            };
            if index == 0 && self.travel.means == Means::NeedsTransport {
                continue;
            }
            for (pace, steps) in self.hazards.of_corridor(id) {
                let rate = if persons.is_finite() {
                    let carried = (persons * pace.fraction()).floor() as u64;
                    per_hour(carried, self.clock.step_seconds)
                } else {
                    ANY
                };
                let schedule = Schedule::during(&steps, rate).within(&open);
                let carrier = (Carrier::Stretch(id, index), pace);
                let seconds = metres / (speed * pace.fraction());
                self.add_at(tail, head, carrier, seconds, schedule);
            }
        }
        for index in 0..last {
            let schedule = gate(self.scenario, self.clock, self.level, (id, index));
            let (tail, head) = (Place::Before(id, index), Place::Behind(id, index));
            self.add(tail, head, Carrier::Gate(id, index), 0.0, schedule);
        }
    }

    fn shuttle(&mut self, id: ShuttleId) {
        let shuttle = &self.scenario.shuttles[id.index()];
        let stop = Place::Stop(id);
        let free = Schedule::during(&self.always(), ANY);
        for &zone in &shuttle.zones {
            if self.index.contains_key(&Place::Home(zone)) {
                self.add(
                    Place::Home(zone),
                    stop,
                    Carrier::Boarding(id),
                    0.0,
                    free.clone(),
                );
            }
        }
        let roadside = Place::Road(shuttle.stop_node);
        self.add(roadside, stop, Carrier::Boarding(id), 0.0, free);
        let mut schedule = self.departures(shuttle);
        let mut seconds = f64::from(shuttle.ride_seconds);
        let head = match shuttle.to {
            ShuttleEnd::ThroughCorridor(through) => {
                let corridor = &self.scenario.corridors[through.index()];
                schedule = schedule
                    .within(&self.open(corridor))
                    .within(&unshut(&self.hazards, through));
                if corridor.gates.is_empty() {
                    Place::Destination(self.travel.destination)
                } else {
                    let (speed, _) = self.pace(corridor);
                    let walk: f64 = Self::stretches(corridor)[1..].iter().sum();
                    seconds = (seconds - walk / speed).max(0.0);
                    Place::Before(through, 0)
                }
            }
            ShuttleEnd::CorridorEntry(to) => Place::Road(self.scenario.corridors[to.index()].entry),
            ShuttleEnd::WaitingPlace(to) => {
                Place::Road(self.scenario.waiting_places[to.index()].node)
            }
        };
        self.add(stop, head, Carrier::Ride(id), seconds, schedule);
    }

    fn departures(&self, shuttle: &Shuttle) -> Schedule {
        let (vehicles, seats) = (u64::from(shuttle.vehicles), u64::from(shuttle.seats));
        // No party is parted over two vehicles.
        let aboard = vehicles * (seats - seats % u64::from(self.travel.party));
        let hours = inside(self.clock, &shuttle.hours);
        match &shuttle.service {
            Service::RoundTrips { seconds } => {
                let rate = per_seconds(aboard, *seconds, self.clock.step_seconds);
                Schedule::during(&hours, rate)
            }
            Service::Departures(instants) => {
                let mut together: BTreeMap<u32, u64> = BTreeMap::new();
                for instant in instants {
                    if let Some(step) = self.clock.step_of(*instant) {
                        *together.entry(step).or_default() += vehicles;
                    }
                }
                let mut schedule = Schedule::default();
                for (step, vehicles) in together {
                    schedule.depart(step, vehicles, seats);
                }
                schedule.within(&hours)
            }
        }
    }

    /// Sheltered places hold their capacity, together where they share a node.
    fn shelter(&mut self) {
        for waiting in &self.scenario.waiting_places {
            let place: RoadNodeId = waiting.node;
            if let Some(&index) = self.index.get(&Place::Road(place)) {
                let held = &mut self.result.shelter[index as usize];
                *held = held.map(|held| held.saturating_add(waiting.capacity.at(self.level).0));
            }
        }
    }
}

/// Whole steps that lie in some intervals and are usable.
fn inside(clock: &Clock, intervals: &[Interval]) -> Vec<Steps> {
    let mut steps = Vec::new();
    for interval in intervals {
        let inside = clock.inside(*interval);
        steps.extend(clock.open.iter().map(|open| open.meet(inside)));
    }
    steps.retain(|steps| !steps.is_empty());
    steps.sort_unstable();
    steps
}

/// Steps in which no hazard shuts a corridor.
fn unshut(hazards: &Hazards<'_>, id: CorridorId) -> Vec<Steps> {
    let paces = hazards.of_corridor(id).into_iter();
    let mut steps: Vec<Steps> = paces.flat_map(|(_, steps)| steps).collect();
    steps.sort_unstable();
    steps
}

/// Persons whom a gate passes: in its own hours, while its corridor is open and no hazard shuts it.
pub fn gate(
    scenario: &Scenario,
    clock: &Clock,
    level: Level,
    (id, gate): (CorridorId, u32),
) -> Schedule {
    let corridor = &scenario.corridors[id.index()];
    let mut hours = Schedule::default();
    for opening in &corridor.gates[gate as usize].openings {
        let rate = u64::from(opening.rate.at(level).0);
        let steps = clock.inside(opening.interval);
        hours.push(steps, per_hour(rate, clock.step_seconds));
    }
    let open = inside(clock, &corridor.open);
    hours
        .within(&open)
        .within(&unshut(&Hazards::new(scenario, clock), id))
}

/// By link: whether its ground is suspected of mines. Suspicion holds against any survey; where all
/// other ground is suspected, only what was surveyed is left.
fn forbidden(scenario: &Scenario) -> Vec<bool> {
    let elsewhere = scenario.survey_elsewhere == SurveyStatus::Suspected;
    let mut forbidden = vec![elsewhere; scenario.network.links.len()];
    if elsewhere {
        let surveyed = scenario.surveyed.iter();
        for link in surveyed.flat_map(|ground| &ground.links) {
            forbidden[link.index()] = false;
        }
    }
    for LinkId(link) in scenario.suspected_links() {
        forbidden[link as usize] = true;
    }
    forbidden
}
