//! GeoJSON geometries into shapes, and everything that may be wrong with positions and rings.

use korridor_world::geometry::{Area, Extent, Line, Position, Ring, Shape, segments_cross};
use serde_json::Value;

use super::defects::{Defects, Place};

/// More positions than any zone or corridor needs; a feature with more is refused.
const MOST_POSITIONS: usize = 200_000;
/// Pairs of segments compared at most when looking for a ring that crosses itself.
const MOST_COMPARISONS: usize = 20_000_000;
/// How far outside the network's extent a position may lie before it is asked about, in metres.
const FAR_OUTSIDE_METRES: f64 = 50_000.0;
/// How near the extent it must lie with its coordinates exchanged for that to be the cause.
const NEAR_SWAPPED_METRES: f64 = 10_000.0;

/// The shape of a GeoJSON geometry.
pub fn shape(geometry: &Value, place: &Place, defects: &mut Defects) -> Option<Shape> {
    let kind = geometry
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let coordinates = geometry.get("coordinates").unwrap_or(&Value::Null);
    let mut count = 0;
    let shape = match kind {
        "Point" => position(coordinates).map(Shape::Point),
        "LineString" => positions(coordinates, &mut count).map(|line| Shape::Line(Line(line))),
        "Polygon" => rings(coordinates, &mut count).map(|rings| {
            Shape::Area(Area {
                polygons: vec![rings],
            })
        }),
        "MultiPolygon" => {
            let polygons = coordinates.as_array();
            let polygons =
                polygons.map(|list| list.iter().map(|one| rings(one, &mut count)).collect());
            polygons
                .flatten()
                .map(|polygons| Shape::Area(Area { polygons }))
        }
        _ => {
            defects.error(
                place,
                "unknown_geometry",
                format!("geometry type {kind:?}"),
                "Point, LineString, Polygon or MultiPolygon",
            );
            return None;
        }
    };
    if count > MOST_POSITIONS {
        defects.error(
            place,
            "too_many_positions",
            format!("{count} positions"),
            format!("at most {MOST_POSITIONS}"),
        );
        return None;
    }
    let Some(shape) = shape else {
        defects.error(
            place,
            "broken_coordinates",
            format!("coordinates of a {kind}"),
            "lists of [longitude, latitude]",
        );
        return None;
    };
    sound(&shape, place, defects).then_some(shape)
}

fn position(value: &Value) -> Option<Position> {
    let list = value.as_array().filter(|list| list.len() >= 2)?;
    Some(Position {
        longitude: list[0].as_f64()?,
        latitude: list[1].as_f64()?,
    })
}

fn positions(value: &Value, count: &mut usize) -> Option<Vec<Position>> {
    let list = value.as_array()?;
    *count += list.len();
    if *count > MOST_POSITIONS {
        return Some(Vec::new());
    }
    list.iter().map(position).collect()
}

fn rings(value: &Value, count: &mut usize) -> Option<Vec<Ring>> {
    let ring = |value: &Value, count: &mut usize| {
        let mut corners = positions(value, count)?;
        if corners.len() > 1 && corners.first() == corners.last() {
            corners.pop();
        }
        Some(Ring(corners))
    };
    value
        .as_array()?
        .iter()
        .map(|one| ring(one, count))
        .collect()
}

/// Whether positions lie on the Earth, lines have two ends and rings enclose something.
pub fn sound(shape: &Shape, place: &Place, defects: &mut Defects) -> bool {
    if let Some(bad) = shape
        .positions()
        .into_iter()
        .find(|position| !position.is_on_earth())
    {
        let hint = if bad.swapped().is_on_earth() {
            "; longitude comes first"
        } else {
            ""
        };
        defects.error(
            place,
            "not_on_earth",
            told(bad),
            format!("longitude -180 to 180 and latitude -90 to 90{hint}"),
        );
        return false;
    }
    match shape {
        Shape::Point(_) => true,
        Shape::Line(line) => {
            let long = line.0.len() >= 2 && line.metres() > 0.0;
            if !long {
                defects.error(
                    place,
                    "line_without_length",
                    format!("a line of {} positions", line.0.len()),
                    "at least two different positions",
                );
            }
            long
        }
        Shape::Area(area) => {
            let mut good = area.rings().next().is_some();
            if !good {
                defects.error(
                    place,
                    "empty_area",
                    "an area without rings",
                    "at least one ring",
                );
            }
            for ring in area.rings() {
                good &= ring_is_sound(ring, place, defects);
            }
            good
        }
    }
}

fn ring_is_sound(ring: &Ring, place: &Place, defects: &mut Defects) -> bool {
    // The lobes of a ring that crosses itself may cancel out: that it does comes first.
    let crossing = self_crossing(ring);
    if let Crossing::At(position) = crossing {
        let near = told(position);
        let found = format!("a ring that crosses or touches itself near {near}");
        let expected = "a ring that does not";
        defects.error(place, "self_intersecting_polygon", found, expected);
        return false;
    }
    let (corners, area) = (ring.0.len(), ring.square_metres());
    if corners < 3 || area < 1.0 {
        let found = format!("a ring of {corners} corners and {area:.0} square metres");
        let expected = "at least three corners around something";
        defects.error(place, "ring_without_area", found, expected);
        return false;
    }
    if let Crossing::NotAllCompared = crossing {
        let found = format!("a ring of {corners} corners");
        let expected = "fewer, to find out whether it crosses itself";
        defects.warning(place, "ring_not_fully_checked", found, expected);
    }
    true
}

enum Crossing {
    None,
    At(Position),
    NotAllCompared,
}

/// Looks for two segments, not neighbours, that meet: a sweep from west to east.
fn self_crossing(ring: &Ring) -> Crossing {
    let corners = &ring.0;
    let count = corners.len();
    let segment = |index: usize| [corners[index], corners[(index + 1) % count]];
    let west = |index: usize| segment(index)[0].longitude.min(segment(index)[1].longitude);
    let east = |index: usize| segment(index)[0].longitude.max(segment(index)[1].longitude);
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| west(*a).total_cmp(&west(*b)).then(a.cmp(b)));
    let mut compared = 0;
    for (rank, &first) in order.iter().enumerate() {
        for &second in &order[rank + 1..] {
            if west(second) > east(first) {
                break;
            }
            compared += 1;
            if compared > MOST_COMPARISONS {
                return Crossing::NotAllCompared;
            }
            let neighbours = (first + 1) % count == second || (second + 1) % count == first;
            if !neighbours && segments_cross(segment(first), segment(second)) {
                return Crossing::At(segment(second)[0]);
            }
        }
    }
    Crossing::None
}

/// Asks about a position that lies far outside the network, by its likeliest cause. Returns whether
/// it may be used.
pub fn near_network(
    position: Position,
    extent: Option<Extent>,
    place: &Place,
    defects: &mut Defects,
) -> bool {
    let Some(extent) = extent else { return true };
    if extent.contains_within(position, FAR_OUTSIDE_METRES) {
        return true;
    }
    if extent.contains_within(position.swapped(), NEAR_SWAPPED_METRES) {
        let right = position.swapped();
        defects.error(
            place,
            "longitude_latitude_swapped",
            told(position),
            format!("longitude first: {}", told(right)),
        );
    } else {
        let found = format!("{}, more than 50 km outside the roads", told(position));
        let (low, high) = (extent.south_west, extent.north_east);
        defects.error(
            place,
            "far_outside_network",
            found,
            format!(
                "a place near the roads, between {} and {}",
                told(low),
                told(high)
            ),
        );
    }
    false
}

/// A position in a message.
pub fn told(position: Position) -> String {
    format!("[{:.5}, {:.5}]", position.longitude, position.latitude)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn codes(geometry: Value) -> Vec<String> {
        let mut defects = Defects::default();
        shape(&geometry, &Place::default(), &mut defects);
        defects
            .finish()
            .into_iter()
            .map(|defect| defect.code)
            .collect()
    }

    #[test]
    fn a_bow_tie_is_told_and_a_square_is_not() {
        let ring = |corners: Value| json!({"type": "Polygon", "coordinates": [corners]});
        let square = json!([[0, 0], [0.01, 0], [0.01, 0.01], [0, 0.01], [0, 0]]);
        let tie = json!([[0, 0], [0.01, 0.01], [0.01, 0], [0, 0.02], [0, 0]]);
        assert_eq!(codes(ring(square)), Vec::<String>::new());
        assert_eq!(codes(ring(tie)), ["self_intersecting_polygon"]);
        let even = json!([[0, 0], [0.01, 0.01], [0.01, 0], [0, 0.01], [0, 0]]);
        assert_eq!(codes(ring(even)), ["self_intersecting_polygon"]);
        assert_eq!(
            codes(ring(json!([[0, 0], [1, 1], [0, 0]]))),
            ["ring_without_area"]
        );
    }

    #[test]
    fn broken_geometries_are_told_by_name() {
        let point = |coordinates: Value| json!({"type": "Point", "coordinates": coordinates});
        assert_eq!(codes(point(json!([36.2, 137.1]))), ["not_on_earth"]);
        assert_eq!(codes(point(json!(["36.2", 37.1]))), ["broken_coordinates"]);
        assert_eq!(codes(json!({"type": "Circle"})), ["unknown_geometry"]);
        assert_eq!(codes(json!(null)), ["unknown_geometry"]);
        assert_eq!(
            codes(json!({"type": "LineString", "coordinates": [[1, 1], [1, 1]]})),
            ["line_without_length"]
        );
    }

    #[test]
    fn exchanged_coordinates_are_recognised_by_the_network_around() {
        let at = |longitude, latitude| Position {
            longitude,
            latitude,
        };
        let aleppo = Extent::of([at(37.1, 36.15), at(37.25, 36.25)]);
        let mut defects = Defects::default();
        let place = Place::default();
        assert!(near_network(at(37.2, 36.2), aleppo, &place, &mut defects));
        // Latitude and longitude of Aleppo are so alike that exchanging them moves a place by 110 km.
        assert!(!near_network(at(36.2, 37.2), aleppo, &place, &mut defects));
        assert!(!near_network(at(10.0, 60.0), aleppo, &place, &mut defects));
        let codes: Vec<_> = defects.finish().into_iter().map(|d| d.code).collect();
        assert_eq!(codes, ["far_outside_network", "longitude_latitude_swapped"]);
    }
}
