//! Sunrise and sunset of a place and date.
//!
//! The equations are those of the Solar Calculator of NOAA's Global Monitoring Laboratory (after
//! J. Meeus, *Astronomical Algorithms*), good to about a minute between 72 degrees north and
//! south. The Sun rises and sets when its centre stands 90.833 degrees from the zenith: its radius
//! and the refraction of a standard atmosphere over a flat horizon. Hills, smoke and weather are
//! not in it.

use crate::geometry::Position;
use crate::time::{Instant, Interval};

/// Zenith distance of the Sun's centre at sunrise and sunset, degrees (NOAA).
const ZENITH_DEGREES: f64 = 90.833;
/// Julian day of 1970-01-01T00:00:00Z.
const JULIAN_DAY_OF_1970: f64 = 2_440_587.5;
/// Julian day of the epoch J2000.0.
const JULIAN_DAY_OF_2000: f64 = 2_451_545.0;
const DAYS_PER_CENTURY: f64 = 36_525.0;
const SECONDS_PER_DAY: i64 = 86_400;

/// What the Sun does on a date at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Daylight {
    /// It rises and sets: light from sunrise to sunset, to the second.
    Between(Interval),
    /// It does not set.
    AllDay,
    /// It does not rise.
    NotAtAll,
}

/// The daylight around the solar noon that is nearest to an instant; give it the local noon of the
/// date that is meant.
pub fn daylight(place: Position, near: Instant) -> Daylight {
    // Solar noon in UTC lies roughly this many seconds after a midnight in UTC.
    let noon_guess = (0.5 - place.longitude / 360.0) * SECONDS_PER_DAY as f64;
    let days = ((near.0 as f64 - noon_guess) / SECONDS_PER_DAY as f64).round();
    let midnight = (days as i64).saturating_mul(SECONDS_PER_DAY);
    let edge = |side: f64| {
        let mut seconds = noon_guess;
        for _ in 0..3 {
            let sun = Sun::at(midnight as f64 + seconds);
            let hour_angle = sun.hour_angle_degrees(place.latitude)?;
            let solar_noon = 720.0 - 4.0 * place.longitude - sun.equation_of_time_minutes;
            seconds = (solar_noon + side * 4.0 * hour_angle) * 60.0;
        }
        Ok(Instant(midnight.saturating_add(seconds.round() as i64)))
    };
    match (edge(-1.0), edge(1.0)) {
        (Ok(start), Ok(end)) => Daylight::Between(Interval { start, end }),
        (Err(never), _) | (_, Err(never)) => never,
    }
}

/// Where the Sun stands, as far as rising and setting need it.
struct Sun {
    declination_radians: f64,
    equation_of_time_minutes: f64,
}

impl Sun {
    /// The Sun at an instant in seconds since 1970.
    fn at(seconds: f64) -> Sun {
        let julian_day = seconds / SECONDS_PER_DAY as f64 + JULIAN_DAY_OF_1970;
        let century = (julian_day - JULIAN_DAY_OF_2000) / DAYS_PER_CENTURY;
        let mean_longitude =
            (280.466_46 + century * (36_000.769_83 + century * 0.000_303_2)).rem_euclid(360.0);
        let anomaly = (357.529_11 + century * (35_999.050_29 - 0.000_153_7 * century)).to_radians();
        let eccentricity = 0.016_708_634 - century * (0.000_042_037 + 0.000_000_126_7 * century);
        let centre = anomaly.sin() * (1.914_602 - century * (0.004_817 + 0.000_014 * century))
            + (2.0 * anomaly).sin() * (0.019_993 - 0.000_101 * century)
            + (3.0 * anomaly).sin() * 0.000_289;
        let node = (125.04 - 1_934.136 * century).to_radians();
        let apparent_longitude =
            (mean_longitude + centre - 0.005_69 - 0.004_78 * node.sin()).to_radians();
        let seconds_of_arc =
            21.448 - century * (46.815 + century * (0.000_59 - century * 0.001_813));
        let obliquity =
            (23.0 + (26.0 + seconds_of_arc / 60.0) / 60.0 + 0.002_56 * node.cos()).to_radians();
        let half = (obliquity / 2.0).tan().powi(2);
        let longitude = mean_longitude.to_radians();
        let equation_of_time = half * (2.0 * longitude).sin() - 2.0 * eccentricity * anomaly.sin()
            + 4.0 * eccentricity * half * anomaly.sin() * (2.0 * longitude).cos()
            - 0.5 * half * half * (4.0 * longitude).sin()
            - 1.25 * eccentricity * eccentricity * (2.0 * anomaly).sin();
        Sun {
            declination_radians: (obliquity.sin() * apparent_longitude.sin()).asin(),
            equation_of_time_minutes: 4.0 * equation_of_time.to_degrees(),
        }
    }

    /// Degrees that the Earth turns between noon and sunset, or what happens without a sunset.
    fn hour_angle_degrees(&self, latitude: f64) -> Result<f64, Daylight> {
        let latitude = latitude.to_radians();
        let cosine = ZENITH_DEGREES.to_radians().cos()
            / (latitude.cos() * self.declination_radians.cos())
            - latitude.tan() * self.declination_radians.tan();
        if cosine > 1.0 {
            Err(Daylight::NotAtAll)
        } else if cosine < -1.0 {
            Err(Daylight::AllDay)
        } else {
            Ok(cosine.acos().to_degrees())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{LocalClock, LocalTime};

    fn edges(zone: &str, longitude: f64, latitude: f64, date: &str) -> [String; 2] {
        let clock = LocalClock::of_zone(zone).unwrap();
        let noon = clock
            .instant(LocalTime::parse(&format!("{date}T12:00")).unwrap())
            .unwrap();
        match daylight(
            Position {
                longitude,
                latitude,
            },
            noon,
        ) {
            Daylight::Between(light) => [light.start, light.end].map(|instant| {
                let local = clock.local(instant).to_string();
                assert_eq!(
                    &local[..10],
                    date,
                    "the edge lies on the date that was asked for"
                );
                local[11..16].to_owned()
            }),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_sun_set_over_aleppo_at_16_32_on_the_day_of_the_pause() {
        assert_eq!(
            edges("Asia/Damascus", 37.16, 36.20, "2016-11-04"),
            ["05:57", "16:32"]
        );
    }

    /// Times as almanacs print them, to the minute (ours are cut off to the minute).
    #[test]
    fn sunrise_and_sunset_agree_with_almanacs() {
        assert_eq!(
            edges("Europe/Oslo", 10.75, 59.91, "2024-06-21"),
            ["03:53", "22:43"]
        );
        assert_eq!(
            edges("Pacific/Auckland", 174.76, -36.85, "2024-01-01"),
            ["06:04", "20:43"]
        );
        // Fourteen hours ahead of UTC, yet west of Greenwich.
        assert_eq!(
            edges("Pacific/Kiritimati", -157.4, 1.87, "2024-03-20"),
            ["06:33", "18:40"]
        );
    }

    #[test]
    fn beyond_the_polar_circle_the_sun_stays_up_or_down() {
        let tromso = Position {
            longitude: 18.96,
            latitude: 69.65,
        };
        let clock = LocalClock::of_zone("Europe/Oslo").unwrap();
        let noon = |text| clock.instant(LocalTime::parse(text).unwrap()).unwrap();
        assert_eq!(daylight(tromso, noon("2024-06-21T12:00")), Daylight::AllDay);
        assert_eq!(
            daylight(tromso, noon("2024-12-21T12:00")),
            Daylight::NotAtAll
        );
    }
}
