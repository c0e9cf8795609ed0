//! How many and how fast: counts of people and rates, always as low, best and high, never as a
//! bare number.

use serde::{Deserialize, Serialize};

/// Where a figure comes from, in words that a reader can follow up: author, title, date, address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Source(pub String);

/// A whole number of people.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Persons(pub u64);

/// People who pass a place in an hour.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct PersonsPerHour(pub u32);

/// A speed in metres per second.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct MetresPerSecond(pub f64);

/// People in one vehicle.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct PersonsPerVehicle(pub f64);

/// A part of a whole in parts per million, `0..=1_000_000`, so that sums of shares are exact.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Share(u32);

impl Share {
    /// Parts per million in a whole.
    pub const WHOLE_PARTS: u32 = 1_000_000;
    /// Nobody.
    pub const NONE: Share = Share(0);
    /// Everybody.
    pub const ALL: Share = Share(Self::WHOLE_PARTS);

    /// A share of `parts` per million; `None` above a whole.
    pub fn from_parts_per_million(parts: u32) -> Option<Share> {
        (parts <= Self::WHOLE_PARTS).then_some(Share(parts))
    }

    /// The nearest share to a fraction in `0.0..=1.0`; `None` outside it and for not-a-number.
    pub fn from_fraction(fraction: f64) -> Option<Share> {
        if !(0.0..=1.0).contains(&fraction) {
            return None;
        }
        Some(Share(
            (fraction * f64::from(Self::WHOLE_PARTS)).round() as u32
        ))
    }

    /// Parts per million.
    pub fn parts_per_million(self) -> u32 {
        self.0
    }

    /// The share as a fraction in `0.0..=1.0`, for display.
    pub fn fraction(self) -> f64 {
        f64::from(self.0) / f64::from(Self::WHOLE_PARTS)
    }

    /// What is left of a whole.
    pub fn rest(self) -> Share {
        Share(Self::WHOLE_PARTS - self.0)
    }

    /// This share of `persons`, rounded down.
    pub fn of(self, persons: Persons) -> Persons {
        let part = u128::from(persons.0) * u128::from(self.0) / u128::from(Self::WHOLE_PARTS);
        // At most `persons`, which is a u64.
        Persons(part as u64)
    }
}

/// Which figure of a band or a count an answer was computed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The lowest figure that a source holds possible.
    Low,
    /// The figure that the author of the scenario believes.
    Best,
    /// The highest figure that a source holds possible.
    High,
}

impl Level {
    /// All levels, from low to high.
    pub const ALL: [Level; 3] = [Level::Low, Level::Best, Level::High];
}

/// A number of people with its uncertainty and its sources; `low <= best <= high`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Count {
    /// At least so many.
    pub low: Persons,
    /// The best single figure.
    pub best: Persons,
    /// At most so many.
    pub high: Persons,
    /// Who says so.
    pub sources: Vec<Source>,
}

impl Count {
    /// The figure at a level.
    pub fn at(&self, level: Level) -> Persons {
        match level {
            Level::Low => self.low,
            Level::Best => self.best,
            Level::High => self.high,
        }
    }

    /// Whether `low <= best <= high` holds.
    pub fn is_ordered(&self) -> bool {
        self.low <= self.best && self.best <= self.high
    }
}

/// A figure that is not a number of people, with its uncertainty and its sources;
/// `low <= best <= high`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Band<T> {
    /// At least so much.
    pub low: T,
    /// The best single figure.
    pub best: T,
    /// At most so much.
    pub high: T,
    /// Who says so.
    pub sources: Vec<Source>,
}

impl<T: Copy + PartialOrd> Band<T> {
    /// The figure at a level.
    pub fn at(&self, level: Level) -> T {
        match level {
            Level::Low => self.low,
            Level::Best => self.best,
            Level::High => self.high,
        }
    }

    /// Whether `low <= best <= high` holds.
    pub fn is_ordered(&self) -> bool {
        self.low <= self.best && self.best <= self.high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_people_is_rounded_down_and_never_overflows() {
        let third = Share::from_fraction(1.0 / 3.0).unwrap();
        assert_eq!(third.parts_per_million(), 333_333);
        assert_eq!(third.of(Persons(10)), Persons(3));
        assert_eq!(Share::ALL.of(Persons(u64::MAX)), Persons(u64::MAX));
        assert_eq!(third.rest().parts_per_million(), 666_667);
    }

    #[test]
    fn a_share_is_between_nothing_and_the_whole() {
        assert_eq!(Share::from_fraction(1.000_001), None);
        assert_eq!(Share::from_fraction(-0.1), None);
        assert_eq!(Share::from_fraction(f64::NAN), None);
        assert_eq!(Share::from_parts_per_million(1_000_001), None);
    }
}
