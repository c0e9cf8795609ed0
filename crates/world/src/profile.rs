//! What a link costs and carries for one kind of traveller: the table of road classes, the two profiles, and the
//! [`Metric`] that a profile makes of a network.
//!
//! Every default figure of korridor's networks stands in this file, with its source.

mod classes;
mod metric;

pub use classes::{
    ClassRow, LANE_WIDTH_M, LEAST_FOOT_WIDTH_M, ROAD_CLASSES, SHY_DISTANCE_M, class_row,
};
pub use metric::{CarProfile, FootProfile, LinkMetric, Metric, Profile};
