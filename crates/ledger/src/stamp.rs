//! When an entry was recorded, as the store's clock said it.

use std::fmt;

/// Milliseconds since 1970-01-01T00:00:00Z; written as RFC 3339 in UTC with exactly three digits of a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp(i64);

/// 0000-01-01T00:00:00.000Z: earlier years have no four digits.
const FIRST: i64 = -62_167_219_200_000;
/// 9999-12-30T21:59:59.999Z, the last instant that the calendar library knows.
const LAST: i64 = 253_402_207_199_999;

impl Stamp {
    /// The instant so many milliseconds after 1970; a clock outside the years 0 to 9999 is held at the nearest end.
    pub fn from_milliseconds(milliseconds: i64) -> Stamp {
        Stamp(milliseconds.clamp(FIRST, LAST))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn milliseconds(self) -> i64 {
        self.0
    }

    /// Reads exactly what `Display` writes, such as `2016-11-04T07:00:00.000Z`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Stamp> {
        let bytes = text.as_bytes();
        let shape = b"0000-00-00T00:00:00.000Z";
        let fits = bytes.len() == shape.len()
            && bytes
                .iter()
                .zip(shape)
                .all(|(found, expected)| match expected {
                    b'0' => found.is_ascii_digit(),
                    _ => found == expected,
                });
        if !fits {
            return None;
        }
        let number = |from: usize, to: usize| {
            bytes[from..to]
                .iter()
                .fold(0_i64, |value, digit| value * 10 + i64::from(digit - b'0'))
        };
        let (hour, minute, second) = (number(11, 13), number(14, 16), number(17, 19));
        let date =
            jiff::civil::Date::new(number(0, 4) as i16, number(5, 7) as i8, number(8, 10) as i8);
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let days = date
            .ok()?
            .duration_since(jiff::civil::date(1970, 1, 1))
            .as_hours()
            / 24;
        let milliseconds =
            ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + number(20, 23);
        (FIRST..=LAST)
            .contains(&milliseconds)
            .then_some(Stamp(milliseconds))
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(timestamp) => write!(formatter, "{timestamp:.3}"),
            Err(_) => write!(formatter, "{} ms since 1970", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling() {
        for milliseconds in [0, 1, -1, 1_478_242_800_000, FIRST, LAST, 951_782_400_123] {
            let stamp = Stamp::from_milliseconds(milliseconds);
            assert_eq!(Stamp::parse(&stamp.to_string()), Some(stamp), "{stamp}");
        }
        assert_eq!(
            Stamp::from_milliseconds(1_478_242_800_000).to_string(),
            "2016-11-04T07:00:00.000Z"
        );
        for refused in [
            "2016-11-04T07:00:00Z",
            "2016-11-04T07:00:00.000+00:00",
            "2016-11-04t07:00:00.000Z",
            "2016-02-30T07:00:00.000Z",
            "2016-11-04T24:00:00.000Z",
            "2016-11-04T07:00:60.000Z",
            "9999-12-31T23:59:59.999Z",
            "",
        ] {
            assert_eq!(Stamp::parse(refused), None, "{refused}");
        }
    }

    #[test]
    fn a_clock_off_the_calendar_is_held() {
        assert_eq!(Stamp::from_milliseconds(i64::MAX), Stamp(LAST));
        assert_eq!(Stamp::from_milliseconds(i64::MIN), Stamp(FIRST));
    }
}
