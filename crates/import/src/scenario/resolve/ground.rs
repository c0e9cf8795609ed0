//! Surveyed ground and hazards.

use korridor_world::geometry::{Line, Position, Shape};
use korridor_world::scenario::{
    Corridor, CorridorId, Hazard, HazardEffect, SurveyStatus, SurveyedGround,
};
use korridor_world::{LocalClock, Share};
use serde_json::Value;

use super::roads::{Ground, Roads, probes};
use super::{figures, times};
use crate::scenario::defects::{Defects, Place};
use crate::scenario::geometry::{near_network, shape, sound};
use crate::scenario::raw::{RawEffect, RawHazard, RawPosition, RawSurveyStatus, RawSurveyed};

/// The status in the world's words.
pub fn status(raw: RawSurveyStatus) -> SurveyStatus {
    match raw {
        RawSurveyStatus::NotAssessed => SurveyStatus::NotAssessed,
        RawSurveyStatus::Suspected => SurveyStatus::Suspected,
        RawSurveyStatus::SurveyedClear => SurveyStatus::SurveyedClear,
        RawSurveyStatus::Cleared => SurveyStatus::Cleared,
    }
}

/// All sound entries of surveyed ground.
pub fn surveyed(
    raw: &[RawSurveyed],
    roads: Option<&Roads>,
    defects: &mut Defects,
) -> Vec<SurveyedGround> {
    raw.iter()
        .filter_map(|raw| surveyed_ground(raw, roads, defects))
        .collect()
}

fn surveyed_ground(
    raw: &RawSurveyed,
    roads: Option<&Roads>,
    defects: &mut Defects,
) -> Option<SurveyedGround> {
    let place = Place::new(&raw.file, raw.line, format!("surveyed {:?}", raw.id));
    let status = status(raw.status);
    if status.may_be_published() && (raw.operator.is_none() || raw.date.is_none()) {
        let found = "no operator or no date".to_owned();
        defects.error(
            &place,
            "survey_without_operator_or_date",
            found,
            "who surveyed or cleared it, and when",
        );
    }
    if let Some(date) = &raw.date
        && !is_date(date)
    {
        defects.error(
            &place.within(0, "date"),
            "not_a_date",
            format!("{date:?}"),
            "a date such as 2016-11-04",
        );
    }
    let shape = line_or_area(
        raw.geometry.as_ref(),
        raw.points.as_ref(),
        roads,
        &place,
        defects,
    )?;
    let links = roads.map_or_else(Vec::new, |roads| roads.links_on(&shape));
    if roads.is_some() && links.is_empty() {
        defects.warning(
            &place,
            "touches_no_road",
            "ground without a road",
            "ground on which a road lies",
        );
    }
    Some(SurveyedGround {
        key: raw.id.clone(),
        status,
        shape,
        links,
        operator: raw.operator.clone(),
        date: raw.date.clone(),
        sources: figures::sources(&raw.sources),
    })
}

fn is_date(text: &str) -> bool {
    korridor_world::time::LocalTime::parse(&format!("{text}T12:00")).is_ok()
}

/// A line or an area from a layer, or a line from points.
fn line_or_area(
    geometry: Option<&Value>,
    points: Option<&Vec<RawPosition>>,
    roads: Option<&Roads>,
    place: &Place,
    defects: &mut Defects,
) -> Option<Shape> {
    let shape = match (points, geometry) {
        (Some(points), _) => {
            let positions = points.iter().map(|[longitude, latitude]| Position {
                longitude: *longitude,
                latitude: *latitude,
            });
            let shape = Shape::Line(Line(positions.collect()));
            sound(&shape, &place.within(0, "points"), defects).then_some(shape)?
        }
        (None, Some(geometry)) => shape(geometry, &place.within(0, "geometry"), defects)?,
        (None, None) => {
            defects.error(
                place,
                "no_place",
                "neither a geometry nor points",
                "a line or an area",
            );
            return None;
        }
    };
    if matches!(shape, Shape::Point(_)) {
        defects.error(
            place,
            "point_instead_of_line_or_area",
            "a point",
            "a line along a road, or an area",
        );
        return None;
    }
    let extent = roads.and_then(|roads| roads.extent);
    let near = shape
        .positions()
        .into_iter()
        .all(|position| near_network(position, extent, place, defects));
    near.then_some(shape)
}

/// All sound hazards.
pub fn hazards(
    raw: &[RawHazard],
    clock: &LocalClock,
    roads: Option<&Roads>,
    corridors: &[Corridor],
    defects: &mut Defects,
) -> Vec<Hazard> {
    raw.iter()
        .filter_map(|raw| hazard(raw, clock, roads, corridors, defects))
        .collect()
}

fn hazard(
    raw: &RawHazard,
    clock: &LocalClock,
    roads: Option<&Roads>,
    corridors: &[Corridor],
    defects: &mut Defects,
) -> Option<Hazard> {
    let place = Place::new(&raw.file, raw.line, format!("hazard {:?}", raw.id));
    let interval = times::interval(&raw.from, &raw.until, clock, &place, defects);
    let effect = effect(raw, &place, defects);
    let shape = line_or_area(
        raw.geometry.as_ref(),
        raw.points.as_ref(),
        roads,
        &place,
        defects,
    )?;
    let links = roads.map_or_else(Vec::new, |roads| roads.links_on(&shape));
    let ground = Ground::new(&shape);
    let touches = |corridor: &Corridor| {
        let probes = probes(&corridor.line);
        probes
            .iter()
            .chain(&corridor.line.0)
            .any(|probe| ground.lies_under(*probe))
    };
    let ids = (0..).map(CorridorId).zip(corridors);
    let touched = ids.filter(|(_, corridor)| touches(corridor));
    let corridors: Vec<CorridorId> = touched.map(|(id, _)| id).collect();
    if roads.is_some() && links.is_empty() && corridors.is_empty() {
        defects.warning(
            &place,
            "touches_no_road",
            "no road and no corridor",
            "a place that somebody would pass",
        );
    }
    Some(Hazard {
        key: raw.id.clone(),
        name: raw.name.clone().unwrap_or_else(|| raw.id.clone()),
        effect: effect?,
        interval: interval?,
        shape,
        links,
        corridors,
        sources: figures::sources(&raw.sources),
    })
}

fn effect(raw: &RawHazard, place: &Place, defects: &mut Defects) -> Option<HazardEffect> {
    let place = place.within(0, "factor");
    match (raw.effect, raw.factor) {
        (RawEffect::Closed, None) => Some(HazardEffect::Closed),
        (RawEffect::Closed, Some(factor)) => {
            defects.error(
                &place,
                "factor_of_a_closure",
                factor.to_string(),
                "no factor, or effect = \"slowed\"",
            );
            None
        }
        (RawEffect::Slowed, Some(factor)) if factor > 0.0 && factor < 1.0 => {
            Share::from_fraction(factor).map(HazardEffect::Slowed)
        }
        (RawEffect::Slowed, factor) => {
            let found = factor.map_or("no factor".to_owned(), |factor| factor.to_string());
            defects.error(
                &place,
                "no_slowing_factor",
                found,
                "the share of speed and capacity that is left, above 0 and below 1",
            );
            None
        }
    }
}
