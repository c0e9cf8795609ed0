//! Polygons and circles of an area: latitude first, as CAP has them.

use super::super::Refused;
use super::super::bytes::short;
use super::super::place::LatLon;

/// A polygon: at least four corners, the last the first.
///
/// # Errors
/// Fewer, not closed, or corners that can be no place.
pub(super) fn polygon(place: &str, text: &str) -> Result<Vec<LatLon>, Refused> {
    let mut corners = Vec::new();
    for pair in text.split_whitespace() {
        corners.push(point(place, pair)?);
    }
    if corners.len() < 4 {
        let found = format!("a polygon of {} corners", corners.len());
        return Err(Refused::new(
            place,
            "polygon_too_small",
            found,
            "at least four, the last the same as the first",
        ));
    }
    if corners.first() != corners.last() {
        let found = "a polygon that is not closed";
        return Err(Refused::new(
            place,
            "polygon_open",
            found,
            "the last corner the same as the first",
        ));
    }
    Ok(corners)
}

/// A circle: its centre, and its radius in kilometres.
///
/// # Errors
/// No centre, or no radius.
pub(super) fn circle(place: &str, text: &str) -> Result<(LatLon, f64), Refused> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    let unreadable = || {
        let found = format!("{:?}", short(text.trim()));
        Refused::new(
            place,
            "circle_unreadable",
            found,
            "lat,lon and a radius in kilometres, such as 36.2,37.1 5",
        )
    };
    let [centre, radius] = parts.as_slice() else {
        return Err(unreadable());
    };
    let centre = point(place, centre)?;
    let radius: f64 = radius.parse().map_err(|_| unreadable())?;
    match (0.0..=20_100.0).contains(&radius) {
        true => Ok((centre, radius)),
        false => Err(unreadable()),
    }
}

fn point(place: &str, pair: &str) -> Result<LatLon, Refused> {
    let Some((lat, lon)) = pair.split_once(',') else {
        let found = format!("{:?}", short(pair));
        return Err(Refused::new(
            place,
            "coordinates_unreadable",
            found,
            "pairs lat,lon with blanks between them",
        ));
    };
    LatLon::read(place, lat, lon)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_closed_and_latitude_comes_first() {
        let code = |text| polygon("", text).map_or_else(|refused| refused.code, |_| "read");
        assert_eq!(code("36,37 36,38 37,38 36,37"), "read");
        assert_eq!(code("36,37 36,38 37,38 36,37.1"), "polygon_open");
        assert_eq!(code("36,37 36,38 36,37"), "polygon_too_small");
        assert_eq!(code("120,37 36,38 37,38 120,37"), "coordinates_swapped");
        assert_eq!(code("36 37 38 36"), "coordinates_unreadable");
        assert_eq!(circle("", "36.2,37.1 5").unwrap().1, 5.0);
        assert_eq!(
            circle("", "36.2,37.1").unwrap_err().code,
            "circle_unreadable"
        );
        assert_eq!(
            circle("", "36.2,37.1 -1").unwrap_err().code,
            "circle_unreadable"
        );
    }
}
