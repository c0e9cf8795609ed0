//! Projected coordinates into longitude and latitude and back, by EPSG code.

use korridor_world::geometry::Position;
use proj4rs::Proj;
use proj4rs::transform::transform;

/// A coordinate reference system, and the way between it and EPSG:4326.
///
/// Shifts of datum are those that the code's PROJ string states (`towgs84`); grid files are not used, so that old national
/// systems may be off by a few metres.
#[derive(Debug, Clone)]
pub struct Projection {
    code: u16,
    local: Proj,
    globe: Proj,
}

impl Projection {
    /// The system with this EPSG code, such as 28355 for MGA zone 55; None if it is not known or can't be inverted.
    pub fn from_epsg(code: u16) -> Option<Projection> {
        let local = Proj::from_epsg_code(code).ok()?;
        let globe = Proj::from_epsg_code(4326).ok()?;
        Some(Projection { code, local, globe })
    }

    /// Its EPSG code.
    pub fn code(&self) -> u16 {
        self.code
    }

    /// Where `x` (east, or longitude) and `y` (north, or latitude) are; None if that is nowhere on the globe.
    pub fn position(&self, x: f64, y: f64) -> Option<Position> {
        let mut point = if self.local.is_latlong() {
            (x.to_radians(), y.to_radians(), 0.0)
        } else {
            (x, y, 0.0)
        };
        transform(&self.local, &self.globe, &mut point).ok()?;
        let position = Position {
            longitude: point.0.to_degrees(),
            latitude: point.1.to_degrees(),
        };
        position.is_on_earth().then_some(position)
    }

    /// The coordinates of a position in this system; None if it has none there.
    pub fn coordinates(&self, position: Position) -> Option<[f64; 2]> {
        let mut point = (
            position.longitude.to_radians(),
            position.latitude.to_radians(),
            0.0,
        );
        transform(&self.globe, &self.local, &mut point).ok()?;
        let (x, y) = if self.local.is_latlong() {
            (point.0.to_degrees(), point.1.to_degrees())
        } else {
            (point.0, point.1)
        };
        (x.is_finite() && y.is_finite()).then_some([x, y])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_point_of_mga_zone_55_is_found_both_ways() {
        // Flinders Peak, GDA94: 37 deg 57' 03.72030" S, 144 deg 25' 29.52440" E is 273741.297 E, 5796489.777 N in zone 55
        // (GDA94 Technical Manual, chapter 5, test data).
        let mga = Projection::from_epsg(28355).unwrap();
        let position = mga.position(273_741.297, 5_796_489.777).unwrap();
        assert!(
            (position.latitude + (37.0 + 57.0 / 60.0 + 3.7203 / 3600.0)).abs() < 1e-7,
            "{position:?}"
        );
        assert!(
            (position.longitude - (144.0 + 25.0 / 60.0 + 29.5244 / 3600.0)).abs() < 1e-7,
            "{position:?}"
        );
        let [x, y] = mga.coordinates(position).unwrap();
        assert!((x - 273_741.297).abs() < 1e-3 && (y - 5_796_489.777).abs() < 1e-3);
    }

    #[test]
    fn degrees_stay_degrees_and_unknown_codes_are_none() {
        let position = Projection::from_epsg(4326)
            .unwrap()
            .position(37.2, 36.2)
            .unwrap();
        assert!(
            (position.longitude - 37.2).abs() < 1e-12 && (position.latitude - 36.2).abs() < 1e-12
        );
        assert!(Projection::from_epsg(1).is_none());
    }
}
