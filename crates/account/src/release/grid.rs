//! Times and places made as coarse as a profile has them.

use korridor_operate::{Span, Stamp};
use korridor_world::LocalClock;

use crate::policy::Grain;

/// Metres of a degree of latitude on the sphere of the WGS 84 mean radius.
const METRES_OF_A_DEGREE: f64 = 111_195.0;

/// The clock of the place, read coarsely.
pub(super) struct Clock {
    clock: LocalClock,
    grain: Grain,
    is_zone_withheld: bool,
}

impl Clock {
    pub(super) fn new(clock: LocalClock, grain: Grain) -> Clock {
        Clock {
            clock,
            grain,
            is_zone_withheld: false,
        }
    }

    /// The same for a release that does not say the zone. Days and months are those of the place still, and stand as if
    /// they were of UTC: their true start would tell the zone, and another day.
    pub(super) fn without_zone(self) -> Clock {
        Clock {
            is_zone_withheld: true,
            ..self
        }
    }

    /// The start of the hour, day or month that a moment lies in, by the clock of the place.
    pub(super) fn coarse(&self, at: Stamp) -> Stamp {
        self.told(self.start(at))
    }

    fn told(&self, edge: Stamp) -> Stamp {
        match (self.is_zone_withheld, self.grain) {
            (true, Grain::Day | Grain::Month) => {
                edge.plus_seconds(i64::from(self.clock.offset_seconds(edge.0)))
            }
            _ => edge,
        }
    }

    fn start(&self, at: Stamp) -> Stamp {
        let local = self.clock.local(at.0).to_string();
        let digits = |from: usize, to: usize| -> i64 {
            local
                .get(from..to)
                .and_then(|text| text.parse().ok())
                .unwrap_or(0)
        };
        // `2016-11-04T14:05:09`; what is taken off is local time, which does not run evenly: looked for again below.
        let (day, hour, minute, second) = (
            digits(8, 10),
            digits(11, 13),
            digits(14, 16),
            digits(17, 19),
        );
        let into_hour = minute * 60 + second;
        let into_day = hour * 3_600 + into_hour;
        let back = match self.grain {
            Grain::Second => 0,
            Grain::Hour => into_hour,
            Grain::Day => into_day,
            Grain::Month => (day - 1) * 86_400 + into_day,
        };
        let start = at.plus_seconds(-back);
        let drift = self.clock.offset_seconds(at.0) - self.clock.offset_seconds(start.0);
        start.plus_seconds(i64::from(drift))
    }

    /// The last second of what [`Clock::coarse`] gives the start of.
    pub(super) fn coarse_end(&self, at: Stamp) -> Stamp {
        let start = self.start(at);
        let beyond = match self.grain {
            Grain::Second => return at,
            Grain::Hour => 3_600,
            Grain::Day => 90_000,
            Grain::Month => 32 * 86_400,
        };
        self.told(self.start(start.plus_seconds(beyond)))
            .plus_seconds(-1)
    }

    /// From the start of the one to the end of the other.
    pub(super) fn span(&self, span: Span) -> Span {
        match self.grain {
            Grain::Second => span,
            _ => Span {
                from: self.coarse(span.from),
                to: self.coarse_end(span.to.plus_seconds(-1)).plus_seconds(1),
            },
        }
    }
}

/// The middle of the square of this side that a place lies in: longitude, latitude. Squares are counted from the equator
/// and from Greenwich, so that one place has one square in every release.
pub fn snapped(longitude: f64, latitude: f64, metres: u32) -> (f64, f64) {
    let side = f64::from(metres) / METRES_OF_A_DEGREE;
    let row = (latitude / side).floor();
    let middle = ((row + 0.5) * side).clamp(-90.0, 90.0);
    // The width of a row's squares follows from the row alone: places in one row share their columns.
    let width = side / middle.to_radians().cos().max(0.01);
    let column = (longitude / width).floor();
    (((column + 0.5) * width).clamp(-180.0, 180.0), middle)
}

#[cfg(test)]
mod tests {
    use korridor_world::Instant;

    use super::*;

    fn clock(grain: Grain) -> Clock {
        Clock::new(LocalClock::of_zone("Asia/Damascus").unwrap(), grain)
    }

    fn at(text: &str) -> Stamp {
        Stamp(Instant::parse(text).unwrap())
    }

    #[test]
    fn times_are_coarse_by_the_clock_of_the_place() {
        // 13:45 in Aleppo, two hours ahead of UTC that day.
        let moment = at("2016-11-04T11:45:07Z");
        assert_eq!(clock(Grain::Second).coarse(moment), moment);
        assert_eq!(
            clock(Grain::Hour).coarse(moment),
            at("2016-11-04T11:00:00Z")
        );
        assert_eq!(clock(Grain::Day).coarse(moment), at("2016-11-03T22:00:00Z"));
        assert_eq!(
            clock(Grain::Day).coarse_end(moment),
            at("2016-11-04T21:59:59Z")
        );
        // Where the zone is withheld, the day stands alone.
        let alone = clock(Grain::Day).without_zone();
        assert_eq!(alone.coarse(moment), at("2016-11-04T00:00:00Z"));
        assert_eq!(alone.coarse_end(moment), at("2016-11-04T23:59:59Z"));
        let alone = clock(Grain::Month).without_zone();
        assert_eq!(alone.coarse(moment), at("2016-11-01T00:00:00Z"));
        // November began in the time of winter, on 31 October at 22:00 UTC.
        assert_eq!(
            clock(Grain::Month).coarse(moment),
            at("2016-10-31T22:00:00Z")
        );
        assert_eq!(
            clock(Grain::Month).coarse_end(moment),
            at("2016-11-30T21:59:59Z")
        );
        // Syria left summer time at the midnight that ends 27 October: that day has 25 hours.
        let changed = at("2016-10-27T12:00:00Z");
        assert_eq!(
            clock(Grain::Day).coarse(changed),
            at("2016-10-26T21:00:00Z")
        );
        assert_eq!(
            clock(Grain::Day).coarse_end(changed),
            at("2016-10-27T21:59:59Z")
        );
        let shown_twice = at("2016-10-27T21:30:00Z");
        assert_eq!(
            clock(Grain::Day).coarse(shown_twice),
            at("2016-10-26T21:00:00Z")
        );
    }

    #[test]
    fn a_place_and_its_square_are_no_further_apart_than_half_the_diagonal() {
        for (longitude, latitude) in [(37.16, 36.20), (-0.1, -0.1), (179.9, 70.0), (12.0, 59.9)] {
            let (east, north) = snapped(longitude, latitude, 1_000);
            let up = (north - latitude) * METRES_OF_A_DEGREE;
            let right = (east - longitude) * METRES_OF_A_DEGREE * north.to_radians().cos();
            assert!(up.abs() <= 501.0 && right.abs() <= 501.0, "{up} {right}");
            assert_eq!(snapped(east, north, 1_000), (east, north));
        }
    }

    #[test]
    fn places_of_one_square_cannot_be_told_apart() {
        let first = snapped(37.1600, 36.2000, 1_000);
        let second = snapped(37.1604, 36.2004, 1_000);
        assert_eq!(first, second);
        assert_ne!(first, snapped(37.18, 36.20, 1_000));
    }
}
