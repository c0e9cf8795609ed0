//! A scenario: everything that is known, or assumed with a source, before a plan is made. Values of
//! these types are resolved and valid: times are instants, names are indices, places are nodes of
//! the network. The files that they are read from, and everything that may be wrong with them, are
//! the reader's affair.

mod corridor;
mod ground;
mod ids;
mod pause;
mod people;
mod transport;

pub use corridor::{
    Admission, AdmittedGroup, Corridor, CorridorUse, Destination, Gate, Opening, ReceptionPlace,
    ScreeningRegime,
};
pub use ground::{Hazard, HazardEffect, SurveyStatus, SurveyedGround};
pub use ids::{
    ClassId, CorridorId, DestinationId, HazardId, Party, ShuttleId, WaitingPlaceId, ZoneId,
};
pub use pause::{Cut, CutReason, Pause, Standing, Window};
pub use people::{
    ByLevel, DestinationChoice, Group, Means, MobilityClass, ProtectedGroup, ReadyBy, Zone,
};
pub use transport::{Service, Shuttle, ShuttleEnd, ShuttleKind, WaitingPlace};

use crate::count::{Band, PersonsPerVehicle, Source};
use crate::geometry::Position;
use crate::network::{LinkId, Mode, RoadNetwork};
use crate::time::{Instant, Interval, LocalClock};

/// Whether this is about people or practice. An exercise is marked so on everything made from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// About a real place and real people.
    Operation,
    /// Practice, research or history.
    Exercise,
}

/// How far the places of something may be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fidelity {
    /// As mapped or surveyed.
    Mapped,
    /// Drawn to be plausible, not to be followed. Marked so wherever it is shown.
    Schematic,
}

/// The whole scenario.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Short name, as in a folder's name.
    pub key: String,
    /// Title for people.
    pub title: String,
    /// Whether it is practice.
    pub nature: Nature,
    /// The place whose daylight counts.
    pub place: Position,
    /// The clock on the wall there.
    pub clock: LocalClock,
    /// When, declared by whom, agreed by whom.
    pub pause: Pause,
    /// Length of a step of the plan in seconds, `1..=3600`.
    pub step_seconds: u32,
    /// How people travel unless their class says otherwise; the network was imported for it.
    pub mode: Mode,
    /// People in one private vehicle.
    pub persons_per_vehicle: Band<PersonsPerVehicle>,
    /// The roads inside, already clipped and simplified; ids elsewhere in the scenario point into it.
    pub network: RoadNetwork,
    /// Whether the roads are mapped or schematic.
    pub network_fidelity: Fidelity,
    /// Where the roads come from, and the attribution that every map of them must carry.
    pub network_sources: Vec<Source>,
    /// Mobility classes by [`ClassId`], in the order of the file. Never armed persons.
    pub classes: Vec<MobilityClass>,
    /// Zones by [`ZoneId`].
    pub zones: Vec<Zone>,
    /// Corridors by [`CorridorId`], including those that are recorded and never planned.
    pub corridors: Vec<Corridor>,
    /// Destinations by [`DestinationId`].
    pub destinations: Vec<Destination>,
    /// Shuttles and convoys by [`ShuttleId`].
    pub shuttles: Vec<Shuttle>,
    /// Sheltered waiting places by [`WaitingPlaceId`].
    pub waiting_places: Vec<WaitingPlace>,
    /// Hazards by [`HazardId`].
    pub hazards: Vec<Hazard>,
    /// Ground whose survey status for mines is known or suspected.
    pub surveyed: Vec<SurveyedGround>,
    /// Survey status of all roads that no entry of `surveyed` names.
    pub survey_elsewhere: SurveyStatus,
    /// Sources of the scenario as a whole.
    pub sources: Vec<Source>,
}

impl Scenario {
    /// From the start of the first usable interval to the end of the last: the plan's steps count
    /// from its start. `None` if nothing of the pause is usable.
    pub fn planning_interval(&self) -> Option<Interval> {
        let usable = self.pause.usable();
        let start = usable.first()?.start;
        let end = usable.last()?.end;
        Some(Interval { start, end })
    }

    /// Number of whole steps in an interval; a started step at the end does not count, because
    /// whoever moves in it may be out too late.
    pub fn steps_in(&self, interval: Interval) -> u32 {
        u32::try_from(interval.seconds() / i64::from(self.step_seconds)).unwrap_or(u32::MAX)
    }

    /// The start of a step of the plan, `origin` being the start of [`Scenario::planning_interval`].
    pub fn step_start(&self, origin: Instant, step: u32) -> Instant {
        origin.plus_seconds(i64::from(step) * i64::from(self.step_seconds))
    }

    /// Corridors that a plan may use, with their ids.
    pub fn planned_corridors(&self) -> impl Iterator<Item = (CorridorId, &Corridor)> {
        let ids = (0..).map(CorridorId);
        ids.zip(&self.corridors)
            .filter(|(_, corridor)| corridor.usage == CorridorUse::Planned)
    }

    /// Links of the network that no plan may use because their ground is suspected of mines.
    pub fn suspected_links(&self) -> Vec<LinkId> {
        let mut links: Vec<LinkId> = self
            .surveyed
            .iter()
            .filter(|ground| ground.status == SurveyStatus::Suspected)
            .flat_map(|ground| ground.links.iter().copied())
            .collect();
        links.sort_unstable();
        links.dedup();
        links
    }
}
