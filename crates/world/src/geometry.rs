//! Positions, lines and areas on the Earth (EPSG:4326), and the few measures that a scenario needs.
//! A scenario spans a city or a region, so distances use a local flat approximation.

use serde::{Deserialize, Serialize};

/// Mean radius of the Earth in metres (IUGG).
pub const EARTH_RADIUS_METRES: f64 = 6_371_008.8;

/// A position in degrees, WGS 84.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Position {
    /// Degrees east, `-180..=180`.
    pub longitude: f64,
    /// Degrees north, `-90..=90`.
    pub latitude: f64,
}

impl Position {
    /// Whether both are numbers inside their ranges.
    pub fn is_on_earth(self) -> bool {
        (-180.0..=180.0).contains(&self.longitude) && (-90.0..=90.0).contains(&self.latitude)
    }

    /// Great-circle distance in metres (haversine formula).
    pub fn metres_to(self, other: Position) -> f64 {
        let half_latitude = (other.latitude - self.latitude).to_radians() / 2.0;
        let half_longitude = (other.longitude - self.longitude).to_radians() / 2.0;
        let cosines = self.latitude.to_radians().cos() * other.latitude.to_radians().cos();
        let chord = half_latitude.sin().powi(2) + cosines * half_longitude.sin().powi(2);
        2.0 * EARTH_RADIUS_METRES * chord.sqrt().min(1.0).asin()
    }

    /// Metres east and north of `origin` on a plane that touches the Earth there; good to one in a
    /// thousand within about 100 km of the origin outside the polar regions.
    pub fn metres_from(self, origin: Position) -> [f64; 2] {
        let metres_per_degree = EARTH_RADIUS_METRES.to_radians();
        let shrink = origin.latitude.to_radians().cos();
        [
            (self.longitude - origin.longitude) * metres_per_degree * shrink,
            (self.latitude - origin.latitude) * metres_per_degree,
        ]
    }

    /// The position with longitude and latitude exchanged.
    pub fn swapped(self) -> Position {
        Position {
            longitude: self.latitude,
            latitude: self.longitude,
        }
    }
}

/// Where a line passes nearest to a position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Along {
    /// Metres along the line from its start.
    pub metres_along: f64,
    /// Metres from the line to the position.
    pub metres_beside: f64,
}

/// A line through at least two positions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line(pub Vec<Position>);

impl Line {
    /// Length in metres.
    pub fn metres(&self) -> f64 {
        self.0
            .windows(2)
            .map(|pair| pair[0].metres_to(pair[1]))
            .sum()
    }

    /// Where the line passes nearest to a position; `None` for a line without positions.
    pub fn nearest(&self, position: Position) -> Option<Along> {
        let first = *self.0.first()?;
        let mut best = Along {
            metres_along: 0.0,
            metres_beside: first.metres_to(position),
        };
        let mut before = 0.0;
        for pair in self.0.windows(2) {
            let length = pair[0].metres_to(pair[1]);
            let (part, beside) = project(position, pair[0], pair[1]);
            if beside < best.metres_beside {
                best = Along {
                    metres_along: before + part * length,
                    metres_beside: beside,
                };
            }
            before += length;
        }
        Some(best)
    }

    /// The position that lies `metres` along the line, held to its ends; `None` for a line without
    /// positions.
    pub fn position_at(&self, metres: f64) -> Option<Position> {
        let mut left = metres.max(0.0);
        for pair in self.0.windows(2) {
            let length = pair[0].metres_to(pair[1]);
            if length > 0.0 && left <= length {
                let between = |from: f64, to: f64| from + left / length * (to - from);
                return Some(Position {
                    longitude: between(pair[0].longitude, pair[1].longitude),
                    latitude: between(pair[0].latitude, pair[1].latitude),
                });
            }
            left -= length;
        }
        self.0.last().copied()
    }
}

/// A simple ring of positions, first and last joined; the last need not repeat the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ring(pub Vec<Position>);

impl Ring {
    /// Whether the position lies inside, by the even-odd rule; the border may fall on either side.
    pub fn contains(&self, position: Position) -> bool {
        let mut inside = false;
        let Some(mut previous) = self.0.last().copied() else {
            return false;
        };
        for &corner in &self.0 {
            let crosses =
                (corner.latitude > position.latitude) != (previous.latitude > position.latitude);
            if crosses {
                let slope =
                    (previous.longitude - corner.longitude) / (previous.latitude - corner.latitude);
                let longitude = corner.longitude + slope * (position.latitude - corner.latitude);
                inside ^= position.longitude < longitude;
            }
            previous = corner;
        }
        inside
    }

    /// Area in square metres on the plane that touches the Earth at its first position.
    pub fn square_metres(&self) -> f64 {
        let Some(&origin) = self.0.first() else {
            return 0.0;
        };
        (self.twice_area_and_moments(origin)[0] / 2.0).abs()
    }

    /// Twice the signed area in square metres around `origin`, and six times its first moments.
    fn twice_area_and_moments(&self, origin: Position) -> [f64; 3] {
        let corners: Vec<[f64; 2]> = self.0.iter().map(|p| p.metres_from(origin)).collect();
        let mut sums = [0.0; 3];
        for (index, [x0, y0]) in corners.iter().enumerate() {
            let [x1, y1] = corners[(index + 1) % corners.len()];
            let cross = x0 * y1 - x1 * y0;
            sums[0] += cross;
            sums[1] += (x0 + x1) * cross;
            sums[2] += (y0 + y1) * cross;
        }
        sums
    }
}

/// An area: an outer ring without its holes, several times over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Each polygon's outer ring followed by its holes.
    pub polygons: Vec<Vec<Ring>>,
}

impl Area {
    /// Whether the position lies in one of the polygons and in none of that polygon's holes.
    pub fn contains(&self, position: Position) -> bool {
        self.polygons.iter().any(|rings| {
            rings.first().is_some_and(|outer| outer.contains(position))
                && !rings[1..].iter().any(|hole| hole.contains(position))
        })
    }

    /// Area in square metres, holes not counted.
    pub fn square_metres(&self) -> f64 {
        let polygon = |rings: &Vec<Ring>| {
            let holes: f64 = rings.iter().skip(1).map(Ring::square_metres).sum();
            rings.first().map_or(0.0, Ring::square_metres) - holes
        };
        self.polygons.iter().map(polygon).sum::<f64>().max(0.0)
    }

    /// Centre of mass of the outer rings, holes left out of account; it may lie outside the area.
    /// `None` if no ring has an area.
    pub fn centre(&self) -> Option<Position> {
        let outers = || self.polygons.iter().filter_map(|rings| rings.first());
        let origin = *outers().next()?.0.first()?;
        let (mut area, mut east, mut north) = (0.0, 0.0, 0.0);
        for ring in outers() {
            let [twice, x, y] = ring.twice_area_and_moments(origin);
            area += twice.abs() / 2.0;
            east += x * twice.signum() / 6.0;
            north += y * twice.signum() / 6.0;
        }
        if area.is_nan() || area <= 0.0 {
            return None;
        }
        let metres_per_degree = EARTH_RADIUS_METRES.to_radians();
        let shrink = origin.latitude.to_radians().cos();
        Some(Position {
            longitude: origin.longitude + east / area / (metres_per_degree * shrink),
            latitude: origin.latitude + north / area / metres_per_degree,
        })
    }

    /// All rings of all polygons.
    pub fn rings(&self) -> impl Iterator<Item = &Ring> {
        self.polygons.iter().flatten()
    }
}

/// Where something of a scenario lies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// One position.
    Point(Position),
    /// A line, such as a segment of a road.
    Line(Line),
    /// An area.
    Area(Area),
}

impl Shape {
    /// All its positions, in order.
    pub fn positions(&self) -> Vec<Position> {
        match self {
            Shape::Point(position) => vec![*position],
            Shape::Line(line) => line.0.clone(),
            Shape::Area(area) => area
                .rings()
                .flat_map(|ring| ring.0.iter().copied())
                .collect(),
        }
    }

    /// Its middle: the position, half-way along the line, or the area's centre of mass.
    pub fn centre(&self) -> Option<Position> {
        match self {
            Shape::Point(position) => Some(*position),
            Shape::Line(line) => line.position_at(line.metres() / 2.0),
            Shape::Area(area) => area.centre(),
        }
    }
}

/// The smallest rectangle around some positions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Extent {
    /// South-west corner.
    pub south_west: Position,
    /// North-east corner.
    pub north_east: Position,
}

impl Extent {
    /// The extent of some positions, `None` if there are none.
    pub fn of(positions: impl IntoIterator<Item = Position>) -> Option<Extent> {
        let mut positions = positions.into_iter();
        let first = positions.next()?;
        let mut extent = Extent {
            south_west: first,
            north_east: first,
        };
        for position in positions {
            let (low, high) = (&mut extent.south_west, &mut extent.north_east);
            low.longitude = low.longitude.min(position.longitude);
            low.latitude = low.latitude.min(position.latitude);
            high.longitude = high.longitude.max(position.longitude);
            high.latitude = high.latitude.max(position.latitude);
        }
        Some(extent)
    }

    /// Whether the position lies inside the extent widened by `metres` on every side.
    pub fn contains_within(&self, position: Position, metres: f64) -> bool {
        let (low, high) = (self.south_west, self.north_east);
        let degrees = metres / EARTH_RADIUS_METRES.to_radians();
        let shrink = low
            .latitude
            .abs()
            .max(high.latitude.abs())
            .to_radians()
            .cos()
            .max(0.01);
        position.latitude >= low.latitude - degrees
            && position.latitude <= high.latitude + degrees
            && position.longitude >= low.longitude - degrees / shrink
            && position.longitude <= high.longitude + degrees / shrink
    }

    /// Its middle.
    pub fn centre(&self) -> Position {
        Position {
            longitude: f64::midpoint(self.south_west.longitude, self.north_east.longitude),
            latitude: f64::midpoint(self.south_west.latitude, self.north_east.latitude),
        }
    }
}

/// The nearest point of the segment `start`-`end`: its part of the way (`0..=1`) and its distance
/// from `position` in metres.
pub fn project(position: Position, start: Position, end: Position) -> (f64, f64) {
    let [x, y] = end.metres_from(start);
    let [px, py] = position.metres_from(start);
    let squared = x * x + y * y;
    let part = if squared > 0.0 {
        ((px * x + py * y) / squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (part, (px - part * x).hypot(py - part * y))
}

/// Whether two segments have a point in common.
pub fn segments_cross(first: [Position; 2], second: [Position; 2]) -> bool {
    let side = |a: Position, b: Position, c: Position| {
        let ([x1, y1], [x2, y2]) = (b.metres_from(a), c.metres_from(a));
        x1 * y2 - x2 * y1
    };
    let [a, b] = first;
    let [c, d] = second;
    let (abc, abd) = (side(a, b, c), side(a, b, d));
    let (cda, cdb) = (side(c, d, a), side(c, d, b));
    if abc * abd < 0.0 && cda * cdb < 0.0 {
        return true;
    }
    let on = |value: f64, p: Position, [from, to]: [Position; 2]| {
        value == 0.0
            && p.longitude >= from.longitude.min(to.longitude)
            && p.longitude <= from.longitude.max(to.longitude)
            && p.latitude >= from.latitude.min(to.latitude)
            && p.latitude <= from.latitude.max(to.latitude)
    };
    on(abc, c, first) || on(abd, d, first) || on(cda, a, second) || on(cdb, b, second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(longitude: f64, latitude: f64) -> Position {
        Position {
            longitude,
            latitude,
        }
    }

    #[test]
    fn a_degree_along_the_equator_is_a_three_hundred_and_sixtieth_of_the_circumference() {
        let metres = at(0.0, 0.0).metres_to(at(1.0, 0.0));
        assert!((metres - EARTH_RADIUS_METRES * std::f64::consts::TAU / 360.0).abs() < 1e-6);
        let [east, north] = at(37.2, 36.2).metres_from(at(37.1, 36.2));
        assert!((east - at(37.1, 36.2).metres_to(at(37.2, 36.2))).abs() < 0.5 && north == 0.0);
    }

    #[test]
    fn a_ring_contains_its_inside_and_an_area_leaves_its_holes_out() {
        let square = |low: f64, high: f64| {
            Ring(vec![
                at(low, low),
                at(high, low),
                at(high, high),
                at(low, high),
            ])
        };
        let area = Area {
            polygons: vec![vec![square(0.0, 3.0), square(1.0, 2.0)]],
        };
        assert!(area.contains(at(0.5, 0.5)));
        assert!(!area.contains(at(1.5, 1.5)));
        assert!(!area.contains(at(3.5, 0.5)));
    }

    #[test]
    fn the_centre_weighs_rings_by_area_whichever_way_they_turn() {
        let square = |low: f64, high: f64| {
            Ring(vec![
                at(low, low),
                at(high, low),
                at(high, high),
                at(low, high),
            ])
        };
        // Areas 1 and 4 (in squared hundredths) with centres 0.005 and 0.03: (0.005 + 0.12) / 5.
        let mut turned = square(0.02, 0.04);
        turned.0.reverse();
        let area = Area {
            polygons: vec![vec![square(0.0, 0.01)], vec![turned]],
        };
        let centre = area.centre().unwrap();
        assert!((centre.longitude - 0.025).abs() < 1e-9, "{centre:?}");
        assert_eq!(Area::default().centre(), None);
    }

    #[test]
    fn the_area_of_a_square_kilometre_is_a_million_square_metres() {
        let side = 1_000.0 / EARTH_RADIUS_METRES.to_radians();
        let ring = Ring(vec![
            at(0.0, 0.0),
            at(side, 0.0),
            at(side, side),
            at(0.0, side),
        ]);
        assert!((ring.square_metres() - 1e6).abs() < 1.0);
    }

    #[test]
    fn the_nearest_place_on_a_line_is_measured_along_and_beside() {
        let step = 100.0 / EARTH_RADIUS_METRES.to_radians();
        let line = Line(vec![at(0.0, 0.0), at(step, 0.0), at(step, step)]);
        let along = line.nearest(at(step * 1.5, step * 0.5)).unwrap();
        assert!((along.metres_along - 150.0).abs() < 0.01, "{along:?}");
        assert!((along.metres_beside - 50.0).abs() < 0.01, "{along:?}");
        assert!((line.metres() - 200.0).abs() < 0.01);
        let middle = line.position_at(150.0).unwrap();
        assert!(middle.metres_to(at(step, step / 2.0)) < 0.01);
        assert_eq!(line.position_at(1e9), Some(at(step, step)));
    }

    #[test]
    fn crossing_segments_cross_and_parallel_ones_do_not() {
        assert!(segments_cross(
            [at(0., 0.), at(2., 2.)],
            [at(0., 2.), at(2., 0.)]
        ));
        assert!(segments_cross(
            [at(0., 0.), at(2., 0.)],
            [at(1., 0.), at(1., 1.)]
        ));
        assert!(!segments_cross(
            [at(0., 0.), at(1., 0.)],
            [at(0., 1.), at(1., 1.)]
        ));
        assert!(!segments_cross(
            [at(0., 0.), at(1., 0.)],
            [at(2., 0.), at(3., 0.)]
        ));
    }
}
