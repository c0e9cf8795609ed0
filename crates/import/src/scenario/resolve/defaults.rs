//! Figures used where a scenario gives none, each with its source. They are what practitioners have
//! seen, not what anyone promised: whoever has a figure of their own should state it.

use korridor_world::scenario::ScreeningRegime;
use korridor_world::{Band, MetresPerSecond, PersonsPerHour, PersonsPerVehicle, Share, Source};

/// People of a household who stay together, in classes that state none (judgement; average
/// household sizes in UN DESA's database of 2022 run from 2 to 8).
pub const HOUSEHOLD: u32 = 5;
/// Width of a corridor that walkers can use, in metres, where none is stated (judgement: one lane).
pub const FOOT_WIDTH_METRES: f64 = 3.0;

fn band<T>(low: T, best: T, high: T, source: &str) -> Band<T> {
    Band {
        low,
        best,
        high,
        sources: vec![Source(source.to_owned())],
    }
}

/// Persons an hour through a gate of a regime, outwards.
pub fn gate_rate(regime: ScreeningRegime) -> Band<PersonsPerHour> {
    const KARAJ: &str = "50,000 a day at Karaj al-Hajez, Aleppo, 2013-14 (press), over 12 hours";
    const HAMMAM: &str =
        "14,500 a day at the peak, Hammam al-Alil screening site, 2017, over 12 hours";
    const LUHANSKA: &str =
        "30 in the first hour of 2015, later about 420 an hour each way, Stanytsia Luhanska (OSCE)";
    const GAZA: &str = "about 7,000 an hour on an open road, Gaza, November 2023 (OCHA)";
    const JUDGEMENT: &str = "judgement: slower than a gate that checks papers";
    let (figures, sources): (_, &[&str]) = match regime {
        ScreeningRegime::None => ([4_000, 4_000, 7_000], &[KARAJ, GAZA]),
        ScreeningRegime::Visual => ([1_200, 1_200, 4_000], &[HAMMAM, KARAJ]),
        ScreeningRegime::Identity => ([30, 420, 1_200], &[LUHANSKA, HAMMAM]),
        ScreeningRegime::Biometric => ([30, 210, 420], &[JUDGEMENT, LUHANSKA]),
        ScreeningRegime::Interview => ([0, 30, 120], &[JUDGEMENT, LUHANSKA]),
    };
    let [low, best, high] = figures.map(PersonsPerHour);
    let sources = sources
        .iter()
        .map(|source| Source((*source).to_owned()))
        .collect();
    Band {
        low,
        best,
        high,
        sources,
    }
}

/// Walking speed of families with luggage, rests included.
pub fn family_speed() -> Band<MetresPerSecond> {
    let source = "families with luggage and rests: judgement; a lone healthy adult walks 1.34 m/s (Weidmann 1993)";
    band(
        MetresPerSecond(0.6),
        MetresPerSecond(0.75),
        MetresPerSecond(0.9),
        source,
    )
}

/// Speed at which people who cannot walk are helped over the last metres.
pub fn helped_speed() -> Band<MetresPerSecond> {
    let source = "carried or pushed: judgement; walkers with an impairment reach about 0.8 m/s (Boyce et al. 1999)";
    band(
        MetresPerSecond(0.3),
        MetresPerSecond(0.5),
        MetresPerSecond(0.8),
        source,
    )
}

/// People in a private vehicle.
pub fn persons_per_vehicle() -> Band<PersonsPerVehicle> {
    let source = "judgement; households that leave by car take about 2 to 3 people in each (the car profile assumes 2.5)";
    band(
        PersonsPerVehicle(1.5),
        PersonsPerVehicle(2.5),
        PersonsPerVehicle(4.0),
        source,
    )
}

/// Which part of the people wishes to leave, where nobody asked them.
pub fn uptake() -> Band<Share> {
    let share = |fraction| Share::from_fraction(fraction).unwrap_or(Share::NONE);
    let source = "not known: nobody on the first day of Ghouta 2018, 83 of 3,000 at Homs 2014, most people where they trusted the way (press, UN); planned for all";
    band(share(0.0), share(1.0), share(1.0), source)
}
