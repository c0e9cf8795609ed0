//! The two profiles, and the metric: seconds and persons per hour of every link.

use crate::network::{LinkId, Mode, RoadClass, RoadLink, RoadNetwork};
use serde::{Deserialize, Serialize};

/// How walkers move and how many fit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FootProfile {
    /// Free walking speed on the level, in metres per second.
    pub speed_m_per_s: f64,
    /// The most walkers that pass a metre of width in a second.
    pub persons_per_metre_second: f64,
    /// The share of a road's usable width that walkers in one direction take; the rest stays free for the way back.
    pub width_share: f64,
    /// Speed on stairs as a share of the speed on the level.
    pub stairs_speed_share: f64,
}

impl FootProfile {
    /// 0.75 m/s: families with luggage and rests, the middle of 0.6 to 0.9 m/s (a judgement; Weidmann's 1.34 m/s is
    /// the mean of lone healthy adults).
    pub const FAMILY_SPEED_M_PER_S: f64 = 0.75;
    /// 1.225 persons per metre and second at 1.75 persons per square metre: U. Weidmann, *Transporttechnik der
    /// Fussgänger*, IVT report 90, ETH Zürich 1993. The Highway Capacity Manual 2000 (exhibit 18-3) puts capacity at
    /// 75 pedestrians per minute and metre, 1.25 per second.
    pub const WEIDMANN_PERSONS_PER_METRE_SECOND: f64 = 1.225;
    /// 0.610 m/s up stairs against 1.34 m/s on the level (Weidmann 1993).
    pub const WEIDMANN_STAIRS_SPEED_SHARE: f64 = 0.610 / 1.34;

    /// The default walker at `speed_m_per_s`.
    pub const fn at_speed(speed_m_per_s: f64) -> FootProfile {
        FootProfile {
            speed_m_per_s,
            persons_per_metre_second: FootProfile::WEIDMANN_PERSONS_PER_METRE_SECOND,
            width_share: 0.5,
            stairs_speed_share: FootProfile::WEIDMANN_STAIRS_SPEED_SHARE,
        }
    }

    fn link(&self, link: &RoadLink) -> LinkMetric {
        let share = if link.class == RoadClass::Steps {
            self.stairs_speed_share
        } else {
            1.0
        };
        let persons_per_second =
            link.foot_width_m * self.width_share * self.persons_per_metre_second;
        LinkMetric {
            seconds: link.length_m / (self.speed_m_per_s * share),
            persons_per_hour: persons_per_second * 3600.0,
        }
    }
}

impl Default for FootProfile {
    fn default() -> FootProfile {
        FootProfile::at_speed(FootProfile::FAMILY_SPEED_M_PER_S)
    }
}

/// How vehicles move and how many people they carry.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CarProfile {
    /// People in a vehicle, the driver included.
    pub persons_per_vehicle: f64,
    /// Speed as a share of each link's free-flow speed.
    pub speed_share: f64,
    /// The highest speed of a vehicle, in metres per second.
    pub highest_speed_m_per_s: f64,
}

impl CarProfile {
    /// 2.5 people in an evacuating car, between 1.5 and 4: households mostly leave together in one of their cars
    /// (Lindell, Murray-Tuite, Wolshon & Baker, *Large-Scale Evacuation*, 2019: 1.1 to 2.2 vehicles a household). The
    /// scenario's own figure should replace it.
    pub const EVACUATING_PERSONS_PER_VEHICLE: f64 = 2.5;

    /// Vehicles at free-flow speed with `persons_per_vehicle` aboard.
    pub const fn with_persons_per_vehicle(persons_per_vehicle: f64) -> CarProfile {
        CarProfile {
            persons_per_vehicle,
            speed_share: 1.0,
            highest_speed_m_per_s: 120.0 / 3.6,
        }
    }

    fn link(&self, link: &RoadLink) -> LinkMetric {
        let speed = (link.car_speed_m_per_s * self.speed_share).min(self.highest_speed_m_per_s);
        LinkMetric {
            seconds: link.length_m / speed,
            persons_per_hour: link.car_vehicles_per_hour * self.persons_per_vehicle,
        }
    }
}

impl Default for CarProfile {
    fn default() -> CarProfile {
        CarProfile::with_persons_per_vehicle(CarProfile::EVACUATING_PERSONS_PER_VEHICLE)
    }
}

/// One kind of traveller.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// Walkers.
    Foot(FootProfile),
    /// Vehicles.
    Car(CarProfile),
}

impl Profile {
    /// The mode whose links it uses.
    pub const fn mode(&self) -> Mode {
        match self {
            Profile::Foot(_) => Mode::Foot,
            Profile::Car(_) => Mode::Car,
        }
    }
}

/// What one link costs and carries.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LinkMetric {
    /// Seconds from tail to head at free flow.
    pub seconds: f64,
    /// People who may enter in an hour.
    pub persons_per_hour: f64,
}

/// Seconds and persons per hour of every link of one network for one profile; links that the profile's mode may not
/// use, or that carry nobody, have none. Closing a road for an interval is the scenario's business, on top of this.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    mode: Mode,
    links: Vec<Option<LinkMetric>>,
}

impl Metric {
    /// The metric of `profile` on `network`.
    pub fn from_profile(network: &RoadNetwork, profile: &Profile) -> Metric {
        let of = |link: &RoadLink| match profile {
            Profile::Foot(foot) => foot.link(link),
            Profile::Car(car) => car.link(link),
        };
        let usable =
            |metric: &LinkMetric| metric.persons_per_hour > 0.0 && metric.seconds.is_finite();
        let mode = profile.mode();
        let links = network.links.iter();
        let links = links
            .map(|link| link.modes.contains(mode).then(|| of(link)).filter(usable))
            .collect();
        Metric { mode, links }
    }

    /// The mode that it is for.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// What `link` costs and carries, or None where the mode may not go.
    pub fn link(&self, link: LinkId) -> Option<LinkMetric> {
        self.links[link.index()]
    }

    /// The links that can be used, in order.
    pub fn usable(&self) -> impl Iterator<Item = (LinkId, LinkMetric)> + '_ {
        let links = self.links.iter().enumerate();
        links.filter_map(|(index, metric)| metric.map(|metric| (LinkId(index as u32), metric)))
    }
}
