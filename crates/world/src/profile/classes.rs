//! The table of road classes: the one place for default speeds, lanes, capacities, widths and access.
//!
//! Sources of the columns:
//! - *speed*: free-flow speed where `maxspeed` is absent, from the OpenStreetMap wiki's pages "Key:highway" and
//!   "OSM tags for routing/Maxspeed" (typical rural and urban defaults), as OSRM's car profile rounds them.
//! - *lanes*: lanes in one direction where `lanes` is absent; OpenStreetMap wiki, "Key:lanes", assumptions.
//! - *vehicles per hour and lane*: classes without signals carry the capacity of the Highway Capacity Manual 2000
//!   (freeways 2,200 to 2,400 passenger cars per hour and lane, chapter 23, less a tenth for heavy vehicles and strangers
//!   to the road: 2,000; two-lane highways 1,700 per direction, chapter 20). Classes with signals carry the manual's
//!   saturation flow of 1,900 per hour of green and lane (chapter 16) times a green share of 0.5 or 0.45. Streets
//!   below them carry the figures of MATSim's OpenStreetMap reader (600, and 300 on living streets).
//! - *width*: metres from edge to edge where neither `width` nor `lanes` is tagged: lanes of [`LANE_WIDTH_M`] for streets,
//!   2 m for footways (wiki, "Key:width"). Walkers can use it less [`SHY_DISTANCE_M`] on either side.
//! - *modes*: OpenStreetMap wiki, "OSM tags for routing/Access restrictions", world-wide defaults; cycleways and bridleways
//!   admit walkers here, because in an evacuation what can be walked counts.

use crate::network::{ModeSet, RoadClass};

/// Width of a lane in metres, between the 3.0 and 3.6 m of the Highway Capacity Manual.
pub const LANE_WIDTH_M: f64 = 3.25;
/// What walkers keep free on either side, in metres (Highway Capacity Manual 2000, chapter 18).
pub const SHY_DISTANCE_M: f64 = 0.5;
/// The narrowest usable width, in metres: one walker (Weidmann 1993 gives 0.46 m of shoulder width and sway).
pub const LEAST_FOOT_WIDTH_M: f64 = 0.5;

/// The defaults of one road class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassRow {
    /// The class.
    pub class: RoadClass,
    /// The value of OpenStreetMap's `highway`.
    pub highway: &'static str,
    /// Free-flow speed in kilometres per hour.
    pub speed_km_per_h: f64,
    /// Lanes in one direction.
    pub lanes: f64,
    /// Vehicles per hour and lane that may enter.
    pub vehicles_per_hour_lane: f64,
    /// Whole width in metres where it is not tagged, shy distances included.
    pub width_m: f64,
    /// Who may use it where no tag says so.
    pub modes: ModeSet,
}

const fn row(
    class: RoadClass,
    highway: &'static str,
    [speed_km_per_h, lanes, vehicles_per_hour_lane, width_m]: [f64; 4],
    modes: ModeSet,
) -> ClassRow {
    ClassRow {
        class,
        highway,
        speed_km_per_h,
        lanes,
        vehicles_per_hour_lane,
        width_m,
        modes,
    }
}

/// The table, one row a class, in the order of [`RoadClass`].
pub const ROAD_CLASSES: [ClassRow; 22] = [
    //                                             km/h  lanes veh/h/lane width m
    row(
        RoadClass::Motorway,
        "motorway",
        [110.0, 2.0, 2000.0, 7.5],
        ModeSet::CAR,
    ),
    row(
        RoadClass::MotorwayLink,
        "motorway_link",
        [60.0, 1.0, 1700.0, 4.0],
        ModeSet::CAR,
    ),
    row(
        RoadClass::Trunk,
        "trunk",
        [90.0, 1.0, 1700.0, 7.0],
        ModeSet::ALL,
    ),
    row(
        RoadClass::TrunkLink,
        "trunk_link",
        [50.0, 1.0, 1700.0, 4.0],
        ModeSet::ALL,
    ),
    row(
        RoadClass::Primary,
        "primary",
        [65.0, 1.0, 950.0, 7.0],
        ModeSet::ALL,
    ),
    row(
        RoadClass::PrimaryLink,
        "primary_link",
        [40.0, 1.0, 950.0, 4.0],
        ModeSet::ALL,
    ),
    row(
        RoadClass::Secondary,
        "secondary",
        [55.0, 1.0, 950.0, 7.0],
        ModeSet::ALL,
    ),
    row(
        RoadClass::SecondaryLink,
        "secondary_link",
        [35.0, 1.0, 950.0, 4.0],
        ModeSet::ALL,
    ),
    row(
        RoadClass::Tertiary,
        "tertiary",
        [45.0, 1.0, 855.0, 6.5],
        ModeSet::ALL,
    ),
    row(
        RoadClass::TertiaryLink,
        "tertiary_link",
        [30.0, 1.0, 855.0, 4.0],
        ModeSet::ALL,
    ),
    row(
        RoadClass::Unclassified,
        "unclassified",
        [40.0, 1.0, 600.0, 6.0],
        ModeSet::ALL,
    ),
    row(
        RoadClass::Residential,
        "residential",
        [30.0, 1.0, 600.0, 6.0],
        ModeSet::ALL,
    ),
    row(
        RoadClass::LivingStreet,
        "living_street",
        [10.0, 1.0, 300.0, 5.0],
        ModeSet::ALL,
    ),
    row(
        RoadClass::Service,
        "service",
        [15.0, 0.5, 600.0, 4.0],
        ModeSet::ALL,
    ),
    row(
        RoadClass::Track,
        "track",
        [15.0, 0.5, 300.0, 3.0],
        ModeSet::ALL,
    ),
    row(
        RoadClass::Road,
        "road",
        [30.0, 1.0, 600.0, 6.0],
        ModeSet::ALL,
    ),
    row(
        RoadClass::Pedestrian,
        "pedestrian",
        [5.0, 0.0, 0.0, 5.0],
        ModeSet::FOOT,
    ),
    row(
        RoadClass::Footway,
        "footway",
        [5.0, 0.0, 0.0, 2.0],
        ModeSet::FOOT,
    ),
    row(RoadClass::Path, "path", [5.0, 0.0, 0.0, 1.5], ModeSet::FOOT),
    row(
        RoadClass::Cycleway,
        "cycleway",
        [5.0, 0.0, 0.0, 2.5],
        ModeSet::FOOT,
    ),
    row(
        RoadClass::Bridleway,
        "bridleway",
        [5.0, 0.0, 0.0, 2.0],
        ModeSet::NONE,
    ),
    row(
        RoadClass::Steps,
        "steps",
        [5.0, 0.0, 0.0, 2.0],
        ModeSet::FOOT,
    ),
];

/// The defaults of `class`.
pub fn class_row(class: RoadClass) -> &'static ClassRow {
    &ROAD_CLASSES[class as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_stands_at_the_place_of_its_class() {
        for row in &ROAD_CLASSES {
            assert_eq!(class_row(row.class), row);
        }
    }
}
