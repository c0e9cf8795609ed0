//! Values with units: speeds, widths, lanes.

/// Vehicles where the law sets no limit still have a free-flow speed.
const UNLIMITED_KM_PER_H: f64 = 130.0;
const KM_PER_MILE: f64 = 1.609_344;
const KM_PER_NAUTICAL_MILE: f64 = 1.852;
const METRES_PER_FOOT: f64 = 0.3048;
const METRES_PER_INCH: f64 = 0.0254;

/// A `maxspeed` in kilometres per hour: a number (km/h, mph or knots), `walk`, `none`, or a zone such as `DE:urban`.
/// Of several values the lowest. None where it says nothing that is known.
pub(super) fn speed_km_per_h(value: &str) -> Option<f64> {
    let speeds = value
        .split([';', ',', '|'])
        .map(|part| one_speed(part.trim()));
    speeds
        .collect::<Option<Vec<f64>>>()?
        .into_iter()
        .reduce(f64::min)
}

fn one_speed(value: &str) -> Option<f64> {
    let (number, unit) = split_unit(value);
    let factor = match unit {
        "" | "km/h" | "kmh" | "kph" => 1.0,
        "mph" => KM_PER_MILE,
        "knots" => KM_PER_NAUTICAL_MILE,
        _ => return named_speed(value),
    };
    let speed = number.parse::<f64>().ok()? * factor;
    (1.0..=300.0).contains(&speed).then_some(speed)
}

/// Typical limits of the zones, "Key:maxspeed" of the wiki.
fn named_speed(value: &str) -> Option<f64> {
    match value.rsplit(':').next()? {
        "walk" | "living_street" => Some(6.0),
        "none" => Some(UNLIMITED_KM_PER_H),
        "bicycle_road" | "zone30" | "30" => Some(30.0),
        "urban" => Some(50.0),
        "rural" => Some(90.0),
        "trunk" => Some(100.0),
        "motorway" => Some(120.0),
        _ => None,
    }
}

/// A width in metres: `3.5`, `3.5 m`, `12 ft`, `12'`, `11'6"`.
pub(super) fn width_m(value: &str) -> Option<f64> {
    let value = value.trim();
    let width = if let Some((feet, inches)) = value.split_once('\'') {
        let inches = inches.trim().trim_end_matches('"');
        let inches = if inches.is_empty() {
            0.0
        } else {
            inches.parse::<f64>().ok()?
        };
        feet.trim().parse::<f64>().ok()? * METRES_PER_FOOT + inches * METRES_PER_INCH
    } else {
        let (number, unit) = split_unit(value);
        let factor = match unit {
            "" | "m" | "metres" | "meters" => 1.0,
            "cm" => 0.01,
            "ft" => METRES_PER_FOOT,
            _ => return None,
        };
        number.replacen(',', ".", 1).parse::<f64>().ok()? * factor
    };
    (0.3..=100.0).contains(&width).then_some(width)
}

/// A number of lanes.
pub(super) fn lanes(value: &str) -> Option<f64> {
    value
        .trim()
        .parse::<f64>()
        .ok()
        .filter(|lanes| (0.5..=20.0).contains(lanes))
}

fn split_unit(value: &str) -> (&str, &str) {
    let end =
        value.find(|letter: char| !(letter.is_ascii_digit() || letter == '.' || letter == ','));
    let (number, unit) = value.split_at(end.unwrap_or(value.len()));
    (number, unit.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_are_read_in_their_units() {
        let cases = [
            ("50", Some(50.0)),
            ("30 mph", Some(48.28032)),
            ("30mph", Some(48.28032)),
            ("walk", Some(6.0)),
            ("none", Some(130.0)),
            ("DE:urban", Some(50.0)),
            ("NO:zone30", Some(30.0)),
            ("80;60", Some(60.0)),
            ("signals", None),
            ("0", None),
            ("-50", None),
            ("1e9", None),
            ("", None),
        ];
        for (value, speed) in cases {
            assert_eq!(speed_km_per_h(value), speed, "{value}");
        }
    }

    #[test]
    fn widths_are_read_in_metres_and_feet() {
        let cases = [
            ("3.5", Some(3.5)),
            ("3,5 m", Some(3.5)),
            ("10 ft", Some(3.048)),
            ("10'", Some(3.048)),
            ("10'6\"", Some(3.2004)),
            ("350 cm", Some(3.5)),
            ("wide", None),
            ("NaN", None),
            ("0", None),
        ];
        for (value, width) in cases as [(&str, Option<f64>); 9] {
            let found = width_m(value);
            assert_eq!(
                found.map(|width| (width * 1e6).round()),
                width.map(|width| (width * 1e6).round()),
                "{value}"
            );
        }
    }
}
