//! A way's tags into what the network keeps of it; the defaults stand in [`korridor_world::profile::ROAD_CLASSES`].

use super::access::{Directions, admitted, directions};
use super::measure::{lanes, speed_km_per_h, width_m};
use super::scan::{Tags, tag};
use korridor_world::profile::{
    ClassRow, LANE_WIDTH_M, LEAST_FOOT_WIDTH_M, ROAD_CLASSES, SHY_DISTANCE_M, class_row,
};
use korridor_world::{ModeSet, RoadClass};

/// What the network keeps of a way.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Road {
    pub class: RoadClass,
    pub directions: Directions,
    pub forward: Carriageway,
    pub backward: Carriageway,
    pub foot_width_m: f64,
}

/// One direction for vehicles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Carriageway {
    pub speed_m_per_s: f64,
    pub lanes: f64,
    pub vehicles_per_hour: f64,
}

/// A tag value that was not understood.
pub(super) type Odd<'a> = (&'a str, &'a str);

/// The road behind some tags, or None where the way is none or nobody may use it. Values that make no sense are handed
/// to `odd`, and the default holds.
pub(super) fn road<'a>(tags: &Tags<'a>, mut odd: impl FnMut(Odd<'a>)) -> Option<Road> {
    let highway = tag(tags, "highway")?;
    let row = ROAD_CLASSES.iter().find(|row| row.highway == highway)?;
    let mut modes = admitted(tags, row.modes);
    if row.class == RoadClass::Steps {
        modes = modes.without(ModeSet::CAR);
    }
    let directions = directions(tags, modes);
    if directions.forward.with(directions.backward).is_empty() {
        return None;
    }
    let mut read = |key: &'static str, parse: fn(&str) -> Option<f64>| {
        let value = tag(tags, key)?;
        let parsed = parse(value);
        if parsed.is_none() {
            odd((key, value));
        }
        parsed
    };
    let car = car_row(row, modes);
    let both_ways = directions.forward.contains(korridor_world::Mode::Car)
        && directions.backward.contains(korridor_world::Mode::Car);
    let all_lanes = read("lanes", lanes);
    let each = match all_lanes {
        Some(all) if both_ways => all / 2.0,
        Some(all) => all,
        None => car.lanes,
    };
    let speed = read("maxspeed", speed_km_per_h).unwrap_or(car.speed_km_per_h);
    let mut carriageway = |lanes_key, speed_key| {
        let lanes = read(lanes_key, lanes).unwrap_or(each);
        Carriageway {
            speed_m_per_s: read(speed_key, speed_km_per_h).unwrap_or(speed) / 3.6,
            lanes,
            vehicles_per_hour: lanes * car.vehicles_per_hour_lane,
        }
    };
    let forward = carriageway("lanes:forward", "maxspeed:forward");
    let backward = carriageway("lanes:backward", "maxspeed:backward");
    let width = read("width", width_m).or_else(|| read("est_width", width_m));
    let width = width
        .or(all_lanes.map(|lanes| lanes * LANE_WIDTH_M))
        .unwrap_or(row.width_m);
    let foot_width_m = (width - 2.0 * SHY_DISTANCE_M).max(LEAST_FOOT_WIDTH_M);
    Some(Road {
        class: row.class,
        directions,
        forward,
        backward,
        foot_width_m,
    })
}

/// Vehicles that are let onto a way for walkers drive there as on a living street.
fn car_row(row: &'static ClassRow, modes: ModeSet) -> &'static ClassRow {
    let carries_none =
        row.vehicles_per_hour_lane == 0.0 && modes.contains(korridor_world::Mode::Car);
    if carries_none {
        class_row(RoadClass::LivingStreet)
    } else {
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(tags: &Tags<'_>) -> Road {
        road(tags, |odd| panic!("{odd:?}")).unwrap()
    }

    #[test]
    fn lanes_are_split_between_directions_and_set_the_capacity() {
        let two_way = plain(&[("highway", "primary"), ("lanes", "4"), ("maxspeed", "36")]);
        assert_eq!(
            two_way.forward,
            Carriageway {
                speed_m_per_s: 10.0,
                lanes: 2.0,
                vehicles_per_hour: 1900.0
            }
        );
        assert_eq!(two_way.backward, two_way.forward);
        // 4 lanes of 3.25 m less half a metre on either side.
        assert_eq!(two_way.foot_width_m, 12.0);
        let one_way = plain(&[("highway", "primary"), ("lanes", "4"), ("oneway", "yes")]);
        assert_eq!(one_way.forward.vehicles_per_hour, 3800.0);
        let uneven = plain(&[
            ("highway", "primary"),
            ("lanes", "3"),
            ("lanes:forward", "2"),
            ("lanes:backward", "1"),
        ]);
        assert_eq!([uneven.forward.lanes, uneven.backward.lanes], [2.0, 1.0]);
    }

    #[test]
    fn a_narrow_path_keeps_half_a_metre() {
        assert_eq!(
            plain(&[("highway", "path"), ("width", "1.2")]).foot_width_m,
            0.5
        );
        assert_eq!(plain(&[("highway", "footway")]).foot_width_m, 1.0);
    }

    #[test]
    fn what_is_no_road_or_open_to_nobody_is_left_out() {
        for tags in [
            &[("building", "yes")][..],
            &[("highway", "construction")],
            &[("highway", "platform")],
            &[("highway", "residential"), ("access", "private")],
        ] {
            assert_eq!(road(tags, |odd| panic!("{odd:?}")), None);
        }
    }

    #[test]
    fn values_that_make_no_sense_are_told_and_the_default_holds() {
        let mut odd = Vec::new();
        let tags = [
            ("highway", "residential"),
            ("maxspeed", "fast"),
            ("lanes", "-2"),
            ("width", "NaN"),
        ];
        let road = road(&tags, |value| odd.push(value)).unwrap();
        assert_eq!(
            odd,
            [("lanes", "-2"), ("maxspeed", "fast"), ("width", "NaN")]
        );
        assert_eq!(road.forward.lanes, 1.0);
        assert_eq!(road.foot_width_m, 5.0);
    }
}
