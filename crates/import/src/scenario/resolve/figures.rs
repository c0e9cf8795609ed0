//! Figures: whole, not negative, in order, and believable.

use korridor_world::{
    Band, Count, MetresPerSecond, Persons, PersonsPerHour, PersonsPerVehicle, Share, Source,
};

use crate::scenario::defects::{Defects, Place};
use crate::scenario::raw::{RawBand, RawCount, RawFigures};

/// No scenario has more people than this: the largest cities have fewer.
pub const MOST_PERSONS: f64 = 50_000_000.0;

/// A list of sources.
pub fn sources(texts: &[String]) -> Vec<Source> {
    texts.iter().map(|text| Source(text.clone())).collect()
}

/// The figures as low, best and high, if they are in order.
fn in_order(figures: &RawFigures, place: &Place, defects: &mut Defects) -> Option<[f64; 3]> {
    let best = figures.best;
    let (low, high) = (figures.low.unwrap_or(best), figures.high.unwrap_or(best));
    if low <= best && best <= high {
        return Some([low, best, high]);
    }
    defects.error(
        place,
        "figures_out_of_order",
        format!("low {low}, best {best}, high {high}"),
        "low not above best, best not above high",
    );
    None
}

fn each_in(
    values: [f64; 3],
    least: f64,
    most: f64,
    unit: &str,
    place: &Place,
    defects: &mut Defects,
) -> bool {
    let bad = values
        .into_iter()
        .find(|value| !(least..=most).contains(value));
    if let Some(bad) = bad {
        let code = if bad < 0.0 {
            "negative_figure"
        } else {
            "absurd_figure"
        };
        defects.error(
            place,
            code,
            bad.to_string(),
            format!("{unit} from {least} to {most}"),
        );
    }
    bad.is_none()
}

fn stated(figures: &RawFigures, otherwise: Option<&String>) -> Vec<Source> {
    figures
        .source
        .iter()
        .chain(otherwise.filter(|_| figures.source.is_none()))
        .cloned()
        .map(Source)
        .collect()
}

/// A number of people; `source` is used where the figures name none of their own.
pub fn count(
    raw: &RawCount,
    source: Option<&String>,
    place: &Place,
    defects: &mut Defects,
) -> Option<Count> {
    let figures = raw.figures();
    let values = in_order(&figures, place, defects)?;
    if !each_in(
        values,
        0.0,
        MOST_PERSONS,
        "a number of people",
        place,
        defects,
    ) {
        return None;
    }
    if let Some(part) = values.into_iter().find(|value| value.fract() != 0.0) {
        defects.error(
            place,
            "fractional_count",
            part.to_string(),
            "a whole number of people",
        );
        return None;
    }
    let [low, best, high] = values.map(|value| Persons(value as u64));
    Some(Count {
        low,
        best,
        high,
        sources: stated(&figures, source),
    })
}

/// A band of some unit, from `least` to `most`.
fn band<T>(
    raw: &RawBand,
    range: (f64, f64, &str),
    source: Option<&String>,
    place: &Place,
    defects: &mut Defects,
    make: impl Fn(f64) -> T,
) -> Option<Band<T>> {
    let figures = raw.figures();
    let values = in_order(&figures, place, defects)?;
    let (least, most, unit) = range;
    if !each_in(values, least, most, unit, place, defects) {
        return None;
    }
    let [low, best, high] = values.map(make);
    Some(Band {
        low,
        best,
        high,
        sources: stated(&figures, source),
    })
}

/// Persons an hour; fractions are rounded down.
pub fn rate(
    raw: &RawBand,
    source: Option<&String>,
    place: &Place,
    defects: &mut Defects,
) -> Option<Band<PersonsPerHour>> {
    let range = (0.0, 1_000_000.0, "persons an hour");
    band(raw, range, source, place, defects, |value| {
        PersonsPerHour(value as u32)
    })
}

/// A share of people.
pub fn share_band(
    raw: &RawBand,
    source: Option<&String>,
    place: &Place,
    defects: &mut Defects,
) -> Option<Band<Share>> {
    let range = (0.0, 1.0, "a share");
    band(raw, range, source, place, defects, |value| {
        Share::from_fraction(value).unwrap_or(Share::NONE)
    })
}

/// A walking speed.
pub fn walking_speed(
    raw: &RawBand,
    source: Option<&String>,
    place: &Place,
    defects: &mut Defects,
) -> Option<Band<MetresPerSecond>> {
    let range = (0.05, 3.0, "metres per second on foot");
    band(raw, range, source, place, defects, MetresPerSecond)
}

/// People in a private vehicle.
pub fn per_vehicle(
    raw: &RawBand,
    place: &Place,
    defects: &mut Defects,
) -> Option<Band<PersonsPerVehicle>> {
    band(
        raw,
        (0.1, 100.0, "people in a vehicle"),
        None,
        place,
        defects,
        PersonsPerVehicle,
    )
}

/// One share, told if it is none.
pub fn share(value: f64, place: &Place, defects: &mut Defects) -> Option<Share> {
    let share = Share::from_fraction(value);
    if share.is_none() {
        defects.error(
            place,
            "not_a_share",
            value.to_string(),
            "a share from 0 to 1",
        );
    }
    share
}

/// A number that must lie in a range.
pub fn within(
    value: f64,
    least: f64,
    most: f64,
    place: &Place,
    defects: &mut Defects,
) -> Option<f64> {
    let good = (least..=most).contains(&value);
    if !good {
        defects.error(
            place,
            "out_of_range",
            value.to_string(),
            format!("from {least} to {most}"),
        );
    }
    good.then_some(value)
}

/// A whole number that must lie in a range.
pub fn whole(
    value: f64,
    least: u32,
    most: u32,
    place: &Place,
    defects: &mut Defects,
) -> Option<u32> {
    let value = within(value, f64::from(least), f64::from(most), place, defects)?;
    if value.fract() != 0.0 {
        defects.error(
            place,
            "fractional_count",
            value.to_string(),
            "a whole number",
        );
        return None;
    }
    Some(value as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(low: Option<f64>, best: f64, high: Option<f64>) -> Vec<String> {
        let mut defects = Defects::default();
        let raw = RawCount::Three(RawFigures {
            low,
            best,
            high,
            source: None,
        });
        let count = count(&raw, None, &Place::default(), &mut defects);
        let codes: Vec<String> = defects
            .finish()
            .into_iter()
            .map(|defect| defect.code)
            .collect();
        assert_eq!(count.is_none(), !codes.is_empty());
        codes
    }

    #[test]
    fn a_count_is_whole_ordered_and_believable() {
        assert!(told(Some(1.0), 2.0, Some(3.0)).is_empty());
        assert_eq!(told(Some(3.0), 2.0, None), ["figures_out_of_order"]);
        assert_eq!(told(None, -1.0, None), ["negative_figure"]);
        assert_eq!(told(None, 1.5, None), ["fractional_count"]);
        assert_eq!(told(None, 5e7 + 1.0, None), ["absurd_figure"]);
        assert_eq!(told(None, f64::NAN, None), ["figures_out_of_order"]);
    }

    #[test]
    fn the_figures_own_source_goes_before_the_entrys() {
        let source = |own: Option<&str>| {
            let own = own.map(str::to_owned);
            let raw = RawCount::Three(RawFigures {
                low: None,
                best: 1.0,
                high: None,
                source: own,
            });
            let entry = "entry".to_owned();
            count(
                &raw,
                Some(&entry),
                &Place::default(),
                &mut Defects::default(),
            )
            .unwrap()
            .sources
        };
        assert_eq!(source(None), [Source("entry".to_owned())]);
        assert_eq!(source(Some("own")), [Source("own".to_owned())]);
    }
}
