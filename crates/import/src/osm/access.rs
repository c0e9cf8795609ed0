//! Who may use a way, in which direction, and who passes a barrier.
//!
//! Source: OpenStreetMap wiki, "Key:access" (the hierarchy and the values), "Key:oneway", "Key:barrier". What is
//! decided otherwise here: cycleways and bridleways admit walkers unless a tag forbids it, because in an evacuation what
//! can be walked counts; a gate without access tags can be opened, one with `locked=yes` can't; a `reversible` lane
//! carries no vehicles, for nobody knows which way it runs on the day; a conditional restriction is reported, and the
//! unconditional tag holds.

use super::scan::{Tags, tag};
use korridor_world::{Mode, ModeSet};

/// Keys that speak of a mode, the most specific first.
const FOOT_KEYS: [&str; 2] = ["foot", "access"];
const CAR_KEYS: [&str; 4] = ["motorcar", "motor_vehicle", "vehicle", "access"];

const fn keys(mode: Mode) -> &'static [&'static str] {
    match mode {
        Mode::Foot => &FOOT_KEYS,
        Mode::Car => &CAR_KEYS,
    }
}

/// What an access value says; None where it says nothing that is known.
fn allows(value: &str) -> Option<bool> {
    match value {
        "yes" | "designated" | "permissive" | "destination" | "customers" | "delivery"
        | "official" | "public" | "residents" | "discouraged" => Some(true),
        "no"
        | "private"
        | "agricultural"
        | "forestry"
        | "agricultural;forestry"
        | "military"
        | "emergency"
        | "permit"
        | "use_sidepath"
        | "restricted" => Some(false),
        _ => None,
    }
}

/// What the tags say of `mode`, by the most specific key whose value is known.
fn stated(tags: &Tags<'_>, mode: Mode) -> Option<bool> {
    keys(mode)
        .iter()
        .find_map(|key| tag(tags, key).and_then(allows))
}

/// Who may use a way at all, from the class's default and the tags.
pub(super) fn admitted(tags: &Tags<'_>, default: ModeSet) -> ModeSet {
    let motorroad = tag(tags, "motorroad") == Some("yes");
    let mut modes = ModeSet::NONE;
    for mode in [Mode::Foot, Mode::Car] {
        let usual = default.contains(mode) && !(motorroad && mode == Mode::Foot);
        let admits = match stated(tags, mode) {
            // A way for walkers is open to vehicles only where a key of their own says so outright.
            Some(true) if mode == Mode::Car && !usual => {
                let outright = |key: &&str| {
                    matches!(tag(tags, key), Some("yes" | "designated" | "permissive"))
                };
                CAR_KEYS[..3].iter().any(outright)
            }
            // `access=yes` does not open a motorway to walkers.
            Some(true) if !usual => {
                matches!(tag(tags, "foot"), Some("yes" | "designated" | "permissive"))
            }
            Some(stated) => stated,
            None => usual,
        };
        if admits {
            modes = modes.with(ModeSet::only(mode));
        }
    }
    modes
}

/// The modes that may go along the way as drawn, and against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Directions {
    pub forward: ModeSet,
    pub backward: ModeSet,
}

/// Splits what is admitted by direction.
pub(super) fn directions(tags: &Tags<'_>, admitted: ModeSet) -> Directions {
    let mut directions = Directions {
        forward: ModeSet::NONE,
        backward: ModeSet::NONE,
    };
    for mode in [Mode::Foot, Mode::Car] {
        if !admitted.contains(mode) {
            continue;
        }
        let oneway = match mode {
            Mode::Foot => tag(tags, "oneway:foot").map_or(Oneway::No, oneway_value),
            Mode::Car => car_oneway(tags),
        };
        let set = ModeSet::only(mode);
        if matches!(oneway, Oneway::No | Oneway::Forward) && !forbidden(tags, mode, "forward") {
            directions.forward = directions.forward.with(set);
        }
        if matches!(oneway, Oneway::No | Oneway::Backward) && !forbidden(tags, mode, "backward") {
            directions.backward = directions.backward.with(set);
        }
    }
    directions
}

/// Whether a key such as `motor_vehicle:backward` forbids the direction.
fn forbidden(tags: &Tags<'_>, mode: Mode, direction: &str) -> bool {
    let value = keys(mode).iter().find_map(|key| {
        let has_key = |pair: &&(&str, &str)| {
            pair.0
                .strip_prefix(key)
                .and_then(|rest| rest.strip_prefix(':'))
                == Some(direction)
        };
        tags.iter().find(has_key).and_then(|pair| allows(pair.1))
    });
    value == Some(false)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Oneway {
    No,
    Forward,
    Backward,
    Neither,
}

fn oneway_value(value: &str) -> Oneway {
    match value {
        "yes" | "true" | "1" => Oneway::Forward,
        "-1" | "reverse" => Oneway::Backward,
        "reversible" => Oneway::Neither,
        _ => Oneway::No,
    }
}

fn car_oneway(tags: &Tags<'_>) -> Oneway {
    let stated = [
        "oneway:motorcar",
        "oneway:motor_vehicle",
        "oneway:vehicle",
        "oneway",
    ];
    if let Some(value) = stated.iter().find_map(|key| tag(tags, key)) {
        return oneway_value(value);
    }
    let circular = matches!(tag(tags, "junction"), Some("roundabout" | "circular"));
    let motorway = tag(tags, "highway") == Some("motorway");
    if circular || motorway {
        Oneway::Forward
    } else {
        Oneway::No
    }
}

/// Whether a key is a conditional restriction that would bear on the network.
pub(super) fn is_conditional(key: &str) -> bool {
    let Some(base) = key.strip_suffix(":conditional") else {
        return false;
    };
    let head = base.split(':').next().unwrap_or(base);
    FOOT_KEYS.contains(&head)
        || CAR_KEYS.contains(&head)
        || matches!(head, "oneway" | "maxspeed" | "lanes" | "barrier" | "locked")
}

/// Kinds of barrier and whom they stop where no tag says otherwise; kinds that are not listed stop vehicles.
/// "Key:barrier" of the wiki; what routers let pass (gates, lift gates, cattle grids, borders, toll booths) passes here.
const BARRIERS: &[(&str, ModeSet)] = &[
    ("border_control", ModeSet::NONE),
    ("cattle_grid", ModeSet::NONE),
    ("coupure", ModeSet::NONE),
    ("entrance", ModeSet::NONE),
    ("gate", ModeSet::NONE),
    ("hampshire_gate", ModeSet::NONE),
    ("height_restrictor", ModeSet::NONE),
    ("kerb", ModeSet::NONE),
    ("lift_gate", ModeSet::NONE),
    ("no", ModeSet::NONE),
    ("rope", ModeSet::NONE),
    ("sally_port", ModeSet::NONE),
    ("sliding_gate", ModeSet::NONE),
    ("spikes", ModeSet::NONE),
    ("swing_gate", ModeSet::NONE),
    ("toll_booth", ModeSet::NONE),
    ("city_wall", ModeSet::ALL),
    ("ditch", ModeSet::ALL),
    ("fence", ModeSet::ALL),
    ("hedge", ModeSet::ALL),
    ("retaining_wall", ModeSet::ALL),
    ("wall", ModeSet::ALL),
];

/// Whom a node with these tags stops.
pub(super) fn stopped_at(tags: &Tags<'_>) -> ModeSet {
    let Some(barrier) = tag(tags, "barrier") else {
        return ModeSet::NONE;
    };
    let usual = BARRIERS
        .iter()
        .find(|row| row.0 == barrier)
        .map_or(ModeSet::CAR, |row| row.1);
    if tag(tags, "locked") == Some("yes") {
        return ModeSet::ALL;
    }
    let mut stopped = ModeSet::NONE;
    for mode in [Mode::Foot, Mode::Car] {
        let stops = stated(tags, mode).map_or(usual.contains(mode), |admits| !admits);
        if stops {
            stopped = stopped.with(ModeSet::only(mode));
        }
    }
    stopped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(tags: &Tags<'_>) -> (ModeSet, ModeSet) {
        let directions = directions(tags, admitted(tags, ModeSet::ALL));
        (directions.forward, directions.backward)
    }

    #[test]
    fn the_most_specific_access_key_wins() {
        let all = ModeSet::ALL;
        assert_eq!(
            admitted(&[("access", "no"), ("foot", "yes")], all),
            ModeSet::FOOT
        );
        assert_eq!(admitted(&[("access", "private")], all), ModeSet::NONE);
        assert_eq!(
            admitted(&[("vehicle", "no"), ("motor_vehicle", "destination")], all),
            ModeSet::ALL
        );
        assert_eq!(
            admitted(&[("motor_vehicle", "yes"), ("motorcar", "no")], all),
            ModeSet::FOOT
        );
        assert_eq!(admitted(&[("foot", "use_sidepath")], all), ModeSet::CAR);
        assert_eq!(admitted(&[("motorroad", "yes")], all), ModeSet::CAR);
        // A footway admits vehicles only outright, a motorway walkers only outright.
        assert_eq!(admitted(&[("access", "yes")], ModeSet::FOOT), ModeSet::FOOT);
        assert_eq!(
            admitted(&[("motor_vehicle", "delivery")], ModeSet::FOOT),
            ModeSet::FOOT
        );
        assert_eq!(
            admitted(&[("motor_vehicle", "yes")], ModeSet::FOOT),
            ModeSet::ALL
        );
        assert_eq!(admitted(&[("access", "yes")], ModeSet::CAR), ModeSet::CAR);
    }

    #[test]
    fn one_way_binds_vehicles_and_not_walkers() {
        let (all, foot) = (ModeSet::ALL, ModeSet::FOOT);
        assert_eq!(split(&[("oneway", "yes")]), (all, foot));
        assert_eq!(split(&[("oneway", "-1")]), (foot, all));
        assert_eq!(
            split(&[("oneway", "no"), ("junction", "roundabout")]),
            (all, all)
        );
        assert_eq!(split(&[("junction", "roundabout")]), (all, foot));
        assert_eq!(split(&[("highway", "motorway")]), (all, foot));
        assert_eq!(split(&[("oneway", "reversible")]), (foot, foot));
        assert_eq!(split(&[("oneway:foot", "yes")]), (all, ModeSet::CAR));
        assert_eq!(split(&[("motor_vehicle:backward", "no")]), (all, foot));
    }

    #[test]
    fn barriers_stop_by_kind_unless_their_tags_say_otherwise() {
        assert_eq!(stopped_at(&[("barrier", "bollard")]), ModeSet::CAR);
        assert_eq!(
            stopped_at(&[("barrier", "bollard"), ("motor_vehicle", "yes")]),
            ModeSet::NONE
        );
        assert_eq!(stopped_at(&[("barrier", "gate")]), ModeSet::NONE);
        assert_eq!(
            stopped_at(&[("barrier", "gate"), ("access", "private"), ("foot", "yes")]),
            ModeSet::CAR
        );
        assert_eq!(
            stopped_at(&[("barrier", "gate"), ("locked", "yes")]),
            ModeSet::ALL
        );
        assert_eq!(stopped_at(&[("barrier", "wall")]), ModeSet::ALL);
        assert_eq!(stopped_at(&[("highway", "crossing")]), ModeSet::NONE);
    }

    #[test]
    fn conditional_keys_that_bear_on_the_network_are_known() {
        assert!(is_conditional("motor_vehicle:conditional"));
        assert!(is_conditional("oneway:conditional"));
        assert!(is_conditional("maxspeed:forward:conditional"));
        assert!(!is_conditional("parking:lane:right:conditional"));
        assert!(!is_conditional("oneway"));
    }
}
