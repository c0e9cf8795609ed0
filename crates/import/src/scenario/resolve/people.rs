//! Mobility classes and zones.

use std::collections::BTreeMap;

use korridor_world::geometry::{Extent, Shape};
use korridor_world::scenario::{
    DestinationChoice, DestinationId, Means, MobilityClass, ProtectedGroup, ReadyBy,
};
use korridor_world::{Band, Count, Mode, Share};

use super::destinations::position;
use super::{Ids, defaults, figures};
use crate::scenario::SCENARIO_FILE;
use crate::scenario::defects::{Defects, Place};
use crate::scenario::geometry::{near_network, shape};
use crate::scenario::raw::{
    RawChoice, RawClass, RawMeans, RawPeople, RawProtectedGroup, RawReadyBy, RawZone,
};

/// More people on a square kilometre than any city has (Mong Kok, Hong Kong, has about 130,000).
const MOST_PER_SQUARE_KILOMETRE: f64 = 200_000.0;

/// A class together with what its people are counted in.
#[derive(Debug)]
pub struct DrawnClass {
    /// The class.
    pub class: MobilityClass,
    /// Which of a zone's figures it draws on.
    pub people: RawPeople,
    /// Its share of them.
    pub share: Share,
    /// Carers with each.
    pub carers: u32,
}

/// The classes of a scenario, or the default ones where it has none.
pub fn classes(
    raw: &[RawClass],
    zones: &[RawZone],
    mode: Mode,
    destinations: &Ids,
    defects: &mut Defects,
) -> Vec<DrawnClass> {
    let default;
    let raw = if raw.is_empty() {
        default = default_classes(zones);
        default.as_slice()
    } else {
        raw
    };
    let classes: Vec<DrawnClass> = raw
        .iter()
        .map(|one| drawn_class(one, mode, destinations, defects))
        .collect();
    shares_add_up(&classes, defects);
    classes
}

fn default_classes(zones: &[RawZone]) -> Vec<RawClass> {
    let class = |id: &str, people, group, means, carers, household, precedence| RawClass {
        line: 0,
        file: SCENARIO_FILE.to_owned(),
        id: id.to_owned(),
        name: None,
        group,
        people,
        share: None,
        carers,
        household,
        means,
        speed: None,
        precedence,
        ready: Vec::new(),
        destinations: Vec::new(),
        source: None,
    };
    let transport = Some(RawMeans::NeedsTransport);
    let mut classes = Vec::new();
    if zones.iter().any(|zone| zone.wounded.is_some()) {
        let group = RawProtectedGroup::WoundedAndSick;
        classes.push(class(
            "wounded",
            RawPeople::Wounded,
            group,
            transport,
            1,
            None,
            10,
        ));
    }
    let civilians = RawProtectedGroup::Civilians;
    if zones.iter().any(|zone| zone.needs_transport.is_some()) {
        let people = RawPeople::NeedsTransport;
        classes.push(class(
            "needs-transport",
            people,
            civilians,
            transport,
            0,
            None,
            50,
        ));
    }
    let household = Some(defaults::HOUSEHOLD);
    classes.push(class(
        "households",
        RawPeople::EveryoneElse,
        civilians,
        None,
        0,
        household,
        100,
    ));
    classes
}

fn drawn_class(
    raw: &RawClass,
    mode: Mode,
    destinations: &Ids,
    defects: &mut Defects,
) -> DrawnClass {
    let place = Place::new(&raw.file, raw.line, format!("class {:?}", raw.id));
    armed_by_name(raw, &place, defects);
    let means = match (raw.means, mode) {
        (Some(RawMeans::OnFoot), _) | (None, Mode::Foot) => Means::OnFoot,
        (Some(RawMeans::ByCar), _) | (None, Mode::Car) => Means::ByCar,
        (Some(RawMeans::NeedsTransport), _) => Means::NeedsTransport,
    };
    let otherwise = if means == Means::NeedsTransport {
        defaults::helped_speed
    } else {
        defaults::family_speed
    };
    let speed = raw.speed.as_ref().and_then(|speed| {
        figures::walking_speed(
            speed,
            raw.source.as_ref(),
            &place.within(0, "speed"),
            defects,
        )
    });
    let party_size = raw.household.unwrap_or(1 + raw.carers);
    if party_size < 1 + raw.carers {
        let found = format!("household = {party_size} with {} carers", raw.carers);
        defects.error(
            &place,
            "household_without_its_carers",
            found,
            "a household with room for the carers",
        );
    }
    let share = raw.share.map_or(Some(Share::ALL), |share| {
        figures::share(share, &place.within(0, "share"), defects)
    });
    let class = MobilityClass {
        key: raw.id.clone(),
        name: raw.name.clone().unwrap_or_else(|| raw.id.clone()),
        group: match raw.group {
            RawProtectedGroup::Civilians => ProtectedGroup::Civilians,
            RawProtectedGroup::WoundedAndSick => ProtectedGroup::WoundedAndSick,
        },
        means,
        speed: speed.unwrap_or_else(otherwise),
        party_size,
        precedence: raw.precedence,
        readiness: readiness(&raw.ready, &place.within(0, "ready"), defects),
        destinations: choices(
            &raw.destinations,
            destinations,
            &place.within(0, "destinations"),
            defects,
        ),
    };
    DrawnClass {
        class,
        people: raw.people,
        share: share.unwrap_or(Share::NONE),
        carers: raw.carers,
    }
}

/// There is no class of armed persons; a name that says so is refused rather than planned.
fn armed_by_name(raw: &RawClass, place: &Place, defects: &mut Defects) {
    const WORDS: [&str; 6] = [
        "armed",
        "fighter",
        "combatant",
        "soldier",
        "militia",
        "insurgent",
    ];
    let names = format!("{} {}", raw.id, raw.name.as_deref().unwrap_or_default()).to_lowercase();
    let unarmed = names.contains("unarmed")
        || names.contains("disarmed")
        || names.contains("non-combatant")
        || names.contains("noncombatant");
    if !unarmed && WORDS.iter().any(|word| names.contains(word)) {
        let expected =
            "civilians, or the wounded and sick; no movement of armed persons is planned";
        defects.error(
            place,
            "class_of_armed_persons",
            names.trim().to_owned(),
            expected,
        );
    }
}

fn readiness(raw: &[RawReadyBy], place: &Place, defects: &mut Defects) -> Vec<ReadyBy> {
    let mut curve: Vec<ReadyBy> = Vec::with_capacity(raw.len().max(1));
    for one in raw {
        let minutes = figures::within(one.minutes, 0.0, 31.0 * 1_440.0, place, defects);
        let share = figures::share(one.share, place, defects);
        if let (Some(minutes), Some(share)) = (minutes, share) {
            curve.push(ReadyBy {
                seconds: (minutes * 60.0).round() as u32,
                share,
            });
        }
    }
    let rises = curve
        .windows(2)
        .all(|pair| pair[0].seconds < pair[1].seconds && pair[0].share <= pair[1].share);
    if curve.len() == raw.len() && !rises {
        defects.error(
            place,
            "readiness_does_not_rise",
            "points out of order",
            "minutes and shares that rise",
        );
    }
    match curve.last() {
        None => vec![ReadyBy {
            seconds: 0,
            share: Share::ALL,
        }],
        Some(last) => {
            if last.share != Share::ALL {
                let found = format!("{} at the end", last.share.fraction());
                defects.error(
                    place,
                    "readiness_is_not_whole",
                    found,
                    "a last share of 1; who does not wish to leave belongs in uptake",
                );
            }
            curve
        }
    }
}

fn choices(
    raw: &[RawChoice],
    ids: &Ids,
    place: &Place,
    defects: &mut Defects,
) -> Vec<DestinationChoice> {
    if raw.is_empty() {
        return assumed_choice(ids, place, defects);
    }
    let mut choices: Vec<DestinationChoice> = Vec::new();
    let mut sum = 0_u64;
    for one in raw {
        let share = figures::share(one.share, place, defects);
        let (Some(index), Some(share)) = (ids.find(&one.destination, place, defects), share) else {
            continue;
        };
        let destination = DestinationId(index);
        if choices
            .iter()
            .any(|choice| choice.destination == destination)
        {
            defects.error(
                place,
                "duplicate_id",
                format!("{:?} twice", one.destination),
                "each destination once",
            );
            continue;
        }
        sum += u64::from(share.parts_per_million());
        choices.push(DestinationChoice { destination, share });
    }
    // Three shares of a third, rounded, may exceed a whole by a few parts per million.
    if sum > u64::from(Share::WHOLE_PARTS) + 10 {
        let found = format!(
            "shares that add up to {:.3}",
            sum as f64 / f64::from(Share::WHOLE_PARTS)
        );
        defects.error(
            place,
            "shares_exceed_whole",
            found,
            "shares that add up to at most 1",
        );
    }
    choices.sort_unstable_by_key(|choice| choice.destination);
    choices
}

fn assumed_choice(ids: &Ids, place: &Place, defects: &mut Defects) -> Vec<DestinationChoice> {
    match ids.map.len() {
        0 => Vec::new(),
        1 => {
            let expected = "where these people are willing to go, and how that was asked";
            defects.warning(
                place,
                "choice_assumed",
                "no destinations; all are taken to choose the only one",
                expected,
            );
            vec![DestinationChoice {
                destination: DestinationId(0),
                share: Share::ALL,
            }]
        }
        _ => {
            let expected = "the share of these people who would go to each: nobody is planned to a destination they would not choose";
            defects.error(place, "choice_unknown", "no destinations", expected);
            Vec::new()
        }
    }
}

fn shares_add_up(classes: &[DrawnClass], defects: &mut Defects) {
    let mut sums: BTreeMap<RawPeople, u64> = BTreeMap::new();
    for class in classes {
        *sums.entry(class.people).or_default() += u64::from(class.share.parts_per_million());
    }
    for (people, sum) in sums {
        if sum.abs_diff(u64::from(Share::WHOLE_PARTS)) > 10 {
            let place = Place::new(SCENARIO_FILE, 0, format!("classes of {}", in_words(people)));
            let found = format!(
                "shares that add up to {:.3}",
                sum as f64 / f64::from(Share::WHOLE_PARTS)
            );
            defects.error(&place, "shares_not_whole", found, "shares that add up to 1");
        }
    }
}

/// A kind of people in words.
pub fn in_words(people: RawPeople) -> &'static str {
    match people {
        RawPeople::EveryoneElse => "everyone else",
        RawPeople::Wounded => "the wounded",
        RawPeople::NeedsTransport => "those who need transport",
    }
}

/// What of a zone does not depend on the network's links.
pub struct ZoneFigures {
    /// Where it is.
    pub shape: Shape,
    /// Everyone inside.
    pub population: Count,
    /// The wounded and sick.
    pub wounded: Option<Count>,
    /// Others who cannot leave without transport.
    pub needs_transport: Option<Count>,
    /// Which part wishes to leave.
    pub uptake: Band<Share>,
}

/// Where a thing that says so in two ways is: by its geometry, or at a place.
pub fn shape_or_place(
    geometry: Option<&serde_json::Value>,
    at: Option<[f64; 2]>,
    place: &Place,
    defects: &mut Defects,
) -> Option<Shape> {
    match (geometry, at) {
        (Some(geometry), _) => shape(geometry, &place.within(0, "geometry"), defects),
        (None, Some(at)) => position(at, &place.within(0, "at"), defects).map(Shape::Point),
        (None, None) => {
            defects.error(
                place,
                "no_place",
                "neither a geometry nor a place",
                "a feature in a layer, or at = [longitude, latitude]",
            );
            None
        }
    }
}

/// Checks a zone's figures and place.
pub fn zone_figures(
    raw: &RawZone,
    uptake: &Band<Share>,
    extent: Option<Extent>,
    place: &Place,
    defects: &mut Defects,
) -> Option<ZoneFigures> {
    let source = raw.source.as_ref();
    let mut count = |raw: Option<&_>, key: &str| -> Option<Option<Count>> {
        match raw {
            None => Some(None),
            Some(raw) => figures::count(raw, source, &place.within(0, key), defects).map(Some),
        }
    };
    let population = count(raw.population.as_ref(), "population");
    let wounded = count(raw.wounded.as_ref(), "wounded");
    let needs_transport = count(raw.needs_transport.as_ref(), "needs_transport");
    let own = raw
        .uptake
        .as_ref()
        .map(|own| figures::share_band(own, source, &place.within(0, "uptake"), defects));
    let shape = shape_or_place(raw.geometry.as_ref(), raw.at, place, defects);
    let near = shape.as_ref().is_none_or(|shape| {
        shape
            .positions()
            .into_iter()
            .all(|position| near_network(position, extent, place, defects))
    });
    if raw.population.is_none() {
        let mut expected =
            "how many people are inside: here, in [[zones]] of this id in scenario.toml, or over a population raster".to_owned();
        if raw.file != SCENARIO_FILE {
            expected += "; if the file calls it otherwise: [population] columns = { population = \"NAME\" }";
        }
        defects.error(place, "missing_key", "no \"population\"", expected);
    }
    let population = population??;
    let shape = shape.filter(|_| near)?;
    believable_density(&population, &shape, place, defects);
    let uptake = match own {
        Some(own) => own?,
        None => uptake.clone(),
    };
    Some(ZoneFigures {
        shape,
        population,
        wounded: wounded?,
        needs_transport: needs_transport?,
        uptake,
    })
}

fn believable_density(population: &Count, shape: &Shape, place: &Place, defects: &mut Defects) {
    let Shape::Area(area) = shape else { return };
    let square_kilometres = area.square_metres() / 1e6;
    let density = population.high.0 as f64 / square_kilometres;
    if density > MOST_PER_SQUARE_KILOMETRE {
        let found = format!(
            "{} people on {square_kilometres:.3} square kilometres",
            population.high.0
        );
        defects.error(
            place,
            "absurd_density",
            found,
            format!("at most {MOST_PER_SQUARE_KILOMETRE} people on a square kilometre"),
        );
    }
}
