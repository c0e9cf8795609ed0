//! Numbers of people from untrusted cells.

use super::ZoneProperties;
use crate::table::{Defects, quoted};
use korridor_world::{Count, Persons, Source};

/// No city has more; a larger figure is a slip of a column.
const MOST_PERSONS: f64 = 1e8;

/// What becomes of a fractional number of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fractions {
    /// A defect: a census counts whole people.
    Refuse,
    /// Rounded to the nearest whole number, for modelled figures.
    Round,
}

/// The same figure at every level, from the file `source`.
pub(crate) fn exactly(persons: u64, source: &str) -> Count {
    let persons = Persons(persons);
    Count {
        low: persons,
        best: persons,
        high: persons,
        sources: vec![Source(source.to_owned())],
    }
}

/// One figure, or a defect and None.
pub(super) fn persons(
    text: &str,
    line: u32,
    place: &str,
    fractions: Fractions,
    defects: &mut Defects<'_>,
) -> Option<u64> {
    let number = text.parse::<f64>().unwrap_or(f64::NAN);
    let code = if number.is_nan() {
        "not_a_number"
    } else if number < 0.0 {
        "negative_population"
    } else if number > MOST_PERSONS {
        "absurd_population"
    } else if fractions == Fractions::Refuse && number.fract() != 0.0 {
        "fractional_population"
    } else {
        return Some(number.round() as u64);
    };
    defects.push(
        line,
        place,
        code,
        quoted(text),
        "a whole number of people from 0 to 100000000",
    );
    None
}

/// The best, low and high figure of a zone, in this order: the texts of their cells, None where there is no such column.
pub(super) fn count(
    texts: [Option<&str>; 3],
    line: u32,
    place: &str,
    fractions: Fractions,
    defects: &mut Defects<'_>,
    source: &str,
) -> Option<Count> {
    let [best, low, high] =
        texts.map(|text| text.map(|text| persons(text, line, place, fractions, defects)));
    let best = best??;
    let (low, high) = (low.unwrap_or(Some(best))?, high.unwrap_or(Some(best))?);
    let count = Count {
        low: Persons(low),
        best: Persons(best),
        high: Persons(high),
        ..exactly(best, source)
    };
    if !count.is_ordered() {
        let found = format!("low {low}, best {best}, high {high}");
        defects.push(
            line,
            place,
            "figures_out_of_order",
            found,
            "low <= best <= high",
        );
        return None;
    }
    Some(count)
}

impl ZoneProperties {
    /// The names of the best, low and high figure.
    pub(super) fn figures(&self) -> [Option<&str>; 3] {
        [Some(&*self.best), self.low.as_deref(), self.high.as_deref()]
    }
}
