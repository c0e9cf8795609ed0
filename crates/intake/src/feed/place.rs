//! Places of rows: coordinates as they are written, and places of the board by their names.

use korridor_operate::Board;
use korridor_operate::fact::{CountAt, Happening, Place};

use super::Refused;
use super::bytes::short;
use crate::compiled::place;

/// Metres in a degree of latitude, and kilometres in one.
const KM_PER_DEGREE: f64 = 111.195;

/// A place on the earth, WGS 84, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct LatLon {
    pub lat: f64,
    pub lon: f64,
}

impl LatLon {
    /// Degrees that can be a place that somebody means.
    ///
    /// # Errors
    /// Out of range, swapped beyond doubt, or exactly 0,0.
    pub fn check(place: &str, lat: f64, lon: f64) -> Result<LatLon, Refused> {
        let found = format!("latitude {lat}, longitude {lon}");
        if !lat.is_finite() || !lon.is_finite() {
            return Err(Refused::new(
                place,
                "coordinates_unreadable",
                found,
                "degrees as decimal numbers",
            ));
        }
        if lat.abs() > 90.0 && lat.abs() <= 180.0 && lon.abs() <= 90.0 {
            let expected = "latitude within 90 degrees; the two seem to be swapped";
            return Err(Refused::new(place, "coordinates_swapped", found, expected));
        }
        if lat.abs() > 90.0 || lon.abs() > 180.0 {
            let expected = "latitude within 90 and longitude within 180 degrees";
            return Err(Refused::new(
                place,
                "coordinates_out_of_range",
                found,
                expected,
            ));
        }
        if lat == 0.0 && lon == 0.0 {
            let expected = "a place; 0,0 stands where a device had none";
            return Err(Refused::new(place, "coordinates_zero", found, expected));
        }
        Ok(LatLon { lat, lon })
    }

    /// Reads both from texts.
    ///
    /// # Errors
    /// No numbers, a decimal comma, or as [`LatLon::check`].
    pub fn read(place: &str, lat: &str, lon: &str) -> Result<LatLon, Refused> {
        LatLon::check(place, degree(place, lat)?, degree(place, lon)?)
    }

    /// Distance on the ground, in kilometres; good to a hundredth over a region.
    pub fn km_to(self, other: LatLon) -> f64 {
        let north = (other.lat - self.lat) * KM_PER_DEGREE;
        let east = (other.lon - self.lon) * KM_PER_DEGREE * self.lat.to_radians().cos();
        north.hypot(east)
    }
}

fn degree(place: &str, text: &str) -> Result<f64, Refused> {
    let text = text.trim();
    let code = match text.contains(',') {
        true => "decimal_comma",
        false => "coordinates_unreadable",
    };
    let plain = !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    let number = text.parse::<f64>().ok().filter(|_| plain);
    number.ok_or_else(|| {
        let expected = "degrees as a decimal number with a point, such as 36.2021";
        Refused::new(place, code, format!("{:?}", short(text)), expected)
    })
}

/// A range of places in words: how large it is, and around what.
pub(crate) fn extent(points: &[LatLon]) -> Option<String> {
    let first = points.first()?;
    let (mut low, mut high) = (*first, *first);
    for point in points {
        low = LatLon {
            lat: low.lat.min(point.lat),
            lon: low.lon.min(point.lon),
        };
        high = LatLon {
            lat: high.lat.max(point.lat),
            lon: high.lon.max(point.lon),
        };
    }
    let middle = LatLon {
        lat: (low.lat + high.lat) / 2.0,
        lon: (low.lon + high.lon) / 2.0,
    };
    let radius = middle.km_to(high).max(middle.km_to(low));
    Some(format!(
        "within {} km of lat {:.4}, lon {:.4}",
        rounded(radius),
        middle.lat,
        middle.lon
    ))
}

/// Rounded up to two digits, so that nothing is made more exact.
fn rounded(km: f64) -> f64 {
    if km <= 0.0 {
        return 0.0;
    }
    let unit = 10f64.powf(km.log10().floor() - 1.0).max(0.01);
    let up = (km / unit).ceil() * unit;
    (up * 100.0).round() / 100.0
}

/// The corridors that a text names, no more exactly than it does.
pub(crate) fn named(text: &str, happening: Happening, board: &Board) -> Place {
    place::place(text, happening, board)
}

/// What a text says happened, by whole words only: what is not plain stays `Other`.
pub(crate) fn happening(text: &str) -> Happening {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let joined = words.join(" ");
    let says = |list: &[&str]| {
        list.iter()
            .any(|phrase| format!(" {joined} ").contains(&format!(" {phrase} ")))
    };
    if has(&["airstrike", "airstrikes"])
        || says(&[
            "air strike",
            "air strikes",
            "air drone strike",
            "air raid",
            "drone strike",
        ])
    {
        Happening::AirStrike
    } else if has(&[
        "shelling",
        "shelled",
        "shells",
        "rocket",
        "rockets",
        "mortar",
        "mortars",
        "artillery",
    ]) {
        Happening::Shelling
    } else if has(&["gunfire", "sniper", "snipers", "shooting"])
        || says(&["small arms fire", "armed clash"])
    {
        Happening::Gunfire
    } else if has(&["mine", "landmine", "ied", "uxo"]) || says(&["remote explosive"]) {
        Happening::Explosion
    } else if has(&["detained", "detention", "abduction", "arrests"]) {
        Happening::Detention
    } else if has(&["obstruction", "obstructed"]) || says(&["turned back"]) {
        Happening::Obstruction
    } else {
        Happening::Other
    }
}

/// The place of the board that a row's place is, by id or by name.
///
/// # Errors
/// None, or several.
pub(crate) fn counted_at(place: &str, text: &str, board: &Board) -> Result<CountAt, Refused> {
    let wanted = text.trim().to_lowercase();
    let everywhere = ["everywhere", "all", "all corridors", "*"];
    if everywhere.contains(&wanted.as_str()) {
        return Ok(CountAt::Everywhere);
    }
    let mut all = places(board);
    // An id can be that of a gate and of a corridor: `gate:ID` says which.
    let kinds = ["gate", "corridor", "departure", "zone", "reception"];
    let wanted = match wanted
        .split_once(':')
        .filter(|(kind, _)| kinds.contains(kind))
    {
        Some((kind, name)) => {
            all.retain(|(_, _, at)| {
                matches!(
                    (kind, at),
                    ("gate", CountAt::Gate(_))
                        | ("corridor", CountAt::Corridor(_))
                        | ("departure" | "zone", CountAt::Departure(_))
                        | ("reception", CountAt::Reception(_))
                )
            });
            name.trim().to_owned()
        }
        None => wanted,
    };
    let found: Vec<&(String, Vec<String>, CountAt)> = all
        .iter()
        .filter(|(_, names, _)| names.contains(&wanted))
        .collect();
    match found.as_slice() {
        [(_, _, at)] => Ok(at.clone()),
        [] => {
            let near = all.iter().map(|(id, names, _)| {
                let score = names
                    .iter()
                    .map(|name| strsim::jaro_winkler(name, &wanted))
                    .fold(0.0, f64::max);
                (score, id)
            });
            let mut near: Vec<(f64, &String)> = near.collect();
            near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
            let near: Vec<&str> = near.iter().take(3).map(|(_, id)| id.as_str()).collect();
            let expected = format!(
                "a gate, corridor, zone or reception place of the record, such as {}",
                near.join(", ")
            );
            Err(Refused::new(
                place,
                "place_not_known",
                format!("{:?}", short(text.trim())),
                expected,
            ))
        }
        several => {
            let ids: Vec<String> = several
                .iter()
                .map(|(id, _, at)| with_kind(id, at))
                .collect();
            let found = format!(
                "{:?}, which could be {}",
                short(text.trim()),
                ids.join(" or ")
            );
            Err(Refused::new(
                place,
                "place_ambiguous",
                found,
                "one of them, written so",
            ))
        }
    }
}

fn with_kind(id: &str, at: &CountAt) -> String {
    let kind = match at {
        CountAt::Gate(_) => "gate",
        CountAt::Corridor(_) => "corridor",
        CountAt::Departure(_) => "departure",
        CountAt::Reception(_) => "reception",
        CountAt::Everywhere => "",
    };
    format!("{kind}:{id}")
}

/// Every place where people can be counted: its id, and what it is called in lower case.
fn places(board: &Board) -> Vec<(String, Vec<String>, CountAt)> {
    let mut all = Vec::new();
    let mut add = |id: &String, name: &str, local: Option<&str>, at: CountAt| {
        let mut names = vec![id.to_lowercase(), name.to_lowercase()];
        names.extend(local.map(str::to_lowercase));
        all.push((id.clone(), names, at));
    };
    for (id, state) in &board.gates {
        add(id, &state.gate.name, None, CountAt::Gate(id.clone()));
    }
    for (id, state) in &board.corridors {
        let corridor = &state.corridor;
        add(
            id,
            &corridor.name,
            corridor.local_name.as_deref(),
            CountAt::Corridor(id.clone()),
        );
    }
    for zone in &board.setup.zones {
        add(
            &zone.place,
            &zone.name,
            None,
            CountAt::Departure(zone.place.clone()),
        );
    }
    for reception in &board.setup.receptions {
        add(
            &reception.place,
            &reception.name,
            None,
            CountAt::Reception(reception.place.clone()),
        );
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_that_can_be_no_place_are_named() {
        let code = |lat, lon| {
            LatLon::read("line 2", lat, lon).map_or_else(|refused| refused.code, |_| "read")
        };
        assert_eq!(code("36.2021", "37.1343"), "read");
        assert_eq!(code("137.1", "36.2"), "coordinates_swapped");
        assert_eq!(code("0", "0.0"), "coordinates_zero");
        assert_eq!(code("91", "181"), "coordinates_out_of_range");
        assert_eq!(code("36,2021", "37,1343"), "decimal_comma");
        assert_eq!(code("NaN", "37"), "coordinates_unreadable");
        assert_eq!(code("inf", "37"), "coordinates_unreadable");
        assert_eq!(code("1e999", "37"), "coordinates_unreadable");
    }

    #[test]
    fn an_extent_is_never_made_smaller() {
        let at = |lat, lon| LatLon { lat, lon };
        assert_eq!(
            extent(&[at(36.2, 37.1)]).unwrap(),
            "within 0 km of lat 36.2000, lon 37.1000"
        );
        // A degree of latitude: 111.2 km from end to end.
        assert_eq!(
            extent(&[at(0.0, 10.0), at(1.0, 10.0)]).unwrap(),
            "within 56 km of lat 0.5000, lon 10.0000"
        );
    }

    #[test]
    fn only_whole_words_say_what_happened() {
        assert_eq!(happening("Shelling of the road"), Happening::Shelling);
        assert_eq!(happening("Shellfish closure"), Happening::Other);
        assert_eq!(happening("Air/drone strike"), Happening::AirStrike);
        assert_eq!(happening("mineral water"), Happening::Other);
    }
}
