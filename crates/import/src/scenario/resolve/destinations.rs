//! Destinations and their reception places.

use korridor_world::geometry::Position;
use korridor_world::scenario::{Destination, Party, ReceptionPlace};

use super::figures;
use crate::scenario::defects::{Defects, Place};
use crate::scenario::geometry::sound;
use crate::scenario::raw::{RawDestination, RawPosition, RawReception};

/// A position as it was written; told if it is not on the Earth.
pub fn position(raw: RawPosition, place: &Place, defects: &mut Defects) -> Option<Position> {
    let position = Position {
        longitude: raw[0],
        latitude: raw[1],
    };
    sound(
        &korridor_world::geometry::Shape::Point(position),
        place,
        defects,
    )
    .then_some(position)
}

/// All destinations, one for each raw one.
pub fn destinations(raw: &[RawDestination], defects: &mut Defects) -> Vec<Destination> {
    let mut reception_ids = std::collections::BTreeSet::new();
    raw.iter()
        .map(|raw| destination(raw, &mut reception_ids, defects))
        .collect()
}

fn destination(
    raw: &RawDestination,
    ids: &mut std::collections::BTreeSet<String>,
    defects: &mut Defects,
) -> Destination {
    let place = Place::new(&raw.file, raw.line, format!("destination {:?}", raw.id));
    let reception = raw
        .reception
        .iter()
        .filter_map(|one| {
            let place = place.within(one.line, &format!("reception {:?}", one.id));
            if !ids.insert(one.id.clone()) {
                defects.error(
                    &place,
                    "duplicate_id",
                    format!("{:?} twice", one.id),
                    "ids that are unique",
                );
            }
            reception_place(one, &place, defects)
        })
        .collect();
    Destination {
        key: raw.id.clone(),
        name: raw.name.clone().unwrap_or_else(|| raw.id.clone()),
        controlled_by: raw.controlled_by.clone().map(Party),
        reception,
        sources: figures::sources(&raw.sources),
    }
}

fn reception_place(
    raw: &RawReception,
    place: &Place,
    defects: &mut Defects,
) -> Option<ReceptionPlace> {
    let limit = raw
        .limit
        .as_ref()
        .map(|limit| figures::count(limit, None, &place.within(0, "limit"), defects));
    let at = raw
        .at
        .map(|at| position(at, &place.within(0, "at"), defects));
    Some(ReceptionPlace {
        key: raw.id.clone(),
        name: raw.name.clone().unwrap_or_else(|| raw.id.clone()),
        place: match at {
            Some(at) => Some(at?),
            None => None,
        },
        limit: match limit {
            Some(limit) => Some(limit?),
            None => None,
        },
    })
}
