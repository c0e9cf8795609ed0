//! Shuttles, convoys and sheltered waiting places.

use korridor_world::geometry::Position;
use korridor_world::scenario::{
    ClassId, CorridorId, Service, Shuttle, ShuttleEnd, ShuttleKind, WaitingPlace, WaitingPlaceId,
    Zone, ZoneId,
};
use korridor_world::{Interval, LocalClock, RoadNodeId};

use super::people::shape_or_place;
use super::roads::{Roads, Snap};
use super::{Ids, figures, times};
use crate::scenario::defects::{Defects, Place};
use crate::scenario::geometry::near_network;
use crate::scenario::raw::{RawShuttle, RawShuttleKind, RawWaitingPlace};

/// What shuttles are resolved with.
pub struct Surroundings<'a> {
    /// The local clock.
    pub clock: &'a LocalClock,
    /// The windows of the pause as declared.
    pub windows: &'a [Interval],
    /// The roads, unless they could not be read.
    pub roads: Option<&'a Roads>,
    /// The zones, by [`ZoneId`].
    pub zones: &'a [Zone],
    /// Ids of zones.
    pub zone_ids: &'a Ids,
    /// Ids of corridors.
    pub corridor_ids: &'a Ids,
    /// Ids of waiting places.
    pub waiting_ids: &'a Ids,
    /// Ids of classes.
    pub class_ids: &'a Ids,
}

/// All sound waiting places.
pub fn waiting_places(
    raw: &[RawWaitingPlace],
    roads: Option<&Roads>,
    defects: &mut Defects,
) -> Vec<WaitingPlace> {
    raw.iter()
        .filter_map(|raw| waiting_place(raw, roads, defects))
        .collect()
}

fn waiting_place(
    raw: &RawWaitingPlace,
    roads: Option<&Roads>,
    defects: &mut Defects,
) -> Option<WaitingPlace> {
    let place = Place::new(&raw.file, raw.line, format!("waiting place {:?}", raw.id));
    let capacity = figures::count(
        &raw.capacity,
        raw.sources.first(),
        &place.within(0, "capacity"),
        defects,
    );
    let at = shape_or_place(raw.geometry.as_ref(), raw.at, &place, defects)?.centre()?;
    let snap = snap(at, roads, "waiting_place_touches_no_road", &place, defects)?;
    Some(WaitingPlace {
        key: raw.id.clone(),
        name: raw.name.clone().unwrap_or_else(|| raw.id.clone()),
        place: at,
        node: snap.node,
        capacity: capacity?,
        sources: figures::sources(&raw.sources),
    })
}

fn snap(
    at: Position,
    roads: Option<&Roads>,
    code: &str,
    place: &Place,
    defects: &mut Defects,
) -> Option<Snap> {
    let Some(roads) = roads else {
        return Some(Snap {
            node: RoadNodeId(0),
            metres: 0.0,
        });
    };
    if !near_network(at, roads.extent, place, defects) {
        return None;
    }
    roads.must_touch(at, code, place, defects)
}

/// All sound shuttles.
pub fn shuttles(
    raw: &[RawShuttle],
    around: &Surroundings<'_>,
    defects: &mut Defects,
) -> Vec<Shuttle> {
    raw.iter()
        .filter_map(|raw| shuttle(raw, around, defects))
        .collect()
}

fn shuttle(raw: &RawShuttle, around: &Surroundings<'_>, defects: &mut Defects) -> Option<Shuttle> {
    let place = Place::new(&raw.file, raw.line, format!("shuttle {:?}", raw.id));
    let vehicles = figures::whole(
        raw.vehicles,
        1,
        10_000,
        &place.within(0, "vehicles"),
        defects,
    );
    let seats = figures::whole(raw.seats, 1, 500, &place.within(0, "seats"), defects);
    let zones = ids(
        &raw.zones,
        around.zone_ids,
        &place.within(0, "zones"),
        defects,
    );
    let classes = ids(
        &raw.classes,
        around.class_ids,
        &place.within(0, "classes"),
        defects,
    );
    if raw.classes.is_empty() {
        defects.error(
            &place.within(0, "classes"),
            "nobody_admitted",
            "an empty list",
            "the classes that it takes",
        );
    }
    let hours = match &raw.hours {
        Some(hours) => times::spans(hours, around.clock, &place, defects),
        None => around.windows.to_vec(),
    };
    let service = service(raw, around.clock, &place, defects);
    let ride_seconds = ride_seconds(raw, &place, defects);
    let to = end(raw, around, &place, defects);
    let stop = stop(raw, &zones, around, &place, defects);
    let (stop, snap) = stop?;
    Some(Shuttle {
        key: raw.id.clone(),
        name: raw.name.clone().unwrap_or_else(|| raw.id.clone()),
        kind: match raw.kind {
            RawShuttleKind::Bus => ShuttleKind::Bus,
            RawShuttleKind::Ambulance => ShuttleKind::Ambulance,
            RawShuttleKind::Convoy => ShuttleKind::Convoy,
        },
        vehicles: vehicles?,
        seats: seats?,
        service: service?,
        ride_seconds: ride_seconds?,
        hours,
        stop,
        stop_node: snap.node,
        zones: zones.into_iter().map(ZoneId).collect(),
        to: to?,
        classes: classes.into_iter().map(ClassId).collect(),
        sources: figures::sources(&raw.sources),
    })
}

fn ids(raw: &[String], known: &Ids, place: &Place, defects: &mut Defects) -> Vec<u32> {
    let mut found: Vec<u32> = raw
        .iter()
        .filter_map(|id| known.find(id, place, defects))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn service(
    raw: &RawShuttle,
    clock: &LocalClock,
    place: &Place,
    defects: &mut Defects,
) -> Option<Service> {
    match (raw.round_trip_minutes, &raw.departures) {
        (Some(minutes), None) => {
            let minutes = figures::within(
                minutes,
                1.0,
                1_440.0,
                &place.within(0, "round_trip_minutes"),
                defects,
            )?;
            Some(Service::RoundTrips {
                seconds: (minutes * 60.0).round() as u32,
            })
        }
        (None, Some(departures)) => {
            let place = place.within(0, "departures");
            let instants = departures
                .iter()
                .filter_map(|text| times::instant(text, clock, &place, defects));
            let mut instants: Vec<_> = instants.collect();
            instants.sort_unstable();
            instants.dedup();
            if departures.is_empty() {
                defects.error(
                    &place,
                    "no_departure",
                    "an empty list",
                    "at least one departure",
                );
            }
            Some(Service::Departures(instants))
        }
        (both, _) => {
            let found = if both.is_some() { "both" } else { "neither" };
            defects.error(
                place,
                "no_service",
                format!("{found} of round_trip_minutes and departures"),
                "one of them",
            );
            None
        }
    }
}

fn ride_seconds(raw: &RawShuttle, place: &Place, defects: &mut Defects) -> Option<u32> {
    let minutes = match (raw.ride_minutes, raw.round_trip_minutes) {
        (Some(minutes), _) => figures::within(
            minutes,
            0.0,
            1_440.0,
            &place.within(0, "ride_minutes"),
            defects,
        )?,
        (None, Some(round_trip)) => (round_trip / 2.0).clamp(0.0, 1_440.0),
        (None, None) => {
            defects.error(
                place,
                "missing_key",
                "no \"ride_minutes\"",
                "minutes from departure to setting down",
            );
            return None;
        }
    };
    if raw
        .round_trip_minutes
        .is_some_and(|round_trip| minutes > round_trip)
    {
        defects.error(
            &place.within(0, "ride_minutes"),
            "ride_longer_than_round_trip",
            minutes.to_string(),
            "less than the round trip",
        );
    }
    Some((minutes * 60.0).round() as u32)
}

fn end(
    raw: &RawShuttle,
    around: &Surroundings<'_>,
    place: &Place,
    defects: &mut Defects,
) -> Option<ShuttleEnd> {
    let stated = [
        &raw.through_corridor,
        &raw.to_corridor_entry,
        &raw.to_waiting_place,
    ];
    let count = stated.iter().filter(|one| one.is_some()).count();
    if count != 1 {
        let expected = "one of through_corridor, to_corridor_entry and to_waiting_place";
        defects.error(place, "no_end", format!("{count} ends"), expected);
        return None;
    }
    let mut find = |id: &Option<String>, known: &Ids| {
        id.as_ref()
            .and_then(|id| known.find(id, &place.within(0, "end"), defects))
    };
    find(&raw.through_corridor, around.corridor_ids)
        .map(|id| ShuttleEnd::ThroughCorridor(CorridorId(id)))
        .or_else(|| {
            find(&raw.to_corridor_entry, around.corridor_ids)
                .map(|id| ShuttleEnd::CorridorEntry(CorridorId(id)))
        })
        .or_else(|| {
            find(&raw.to_waiting_place, around.waiting_ids)
                .map(|id| ShuttleEnd::WaitingPlace(WaitingPlaceId(id)))
        })
}

fn stop(
    raw: &RawShuttle,
    zones: &[u32],
    around: &Surroundings<'_>,
    place: &Place,
    defects: &mut Defects,
) -> Option<(Position, Snap)> {
    if raw.geometry.is_none() && raw.at.is_none() {
        if let Some(zone) = zones
            .first()
            .and_then(|index| around.zones.get(*index as usize))
        {
            return Some((
                zone.place,
                Snap {
                    node: zone.node,
                    metres: zone.node_distance_m,
                },
            ));
        }
        if !raw.zones.is_empty() {
            // Its zones are broken, which has been told.
            return None;
        }
    }
    let at = shape_or_place(raw.geometry.as_ref(), raw.at, place, defects)?.centre()?;
    let snap = snap(at, around.roads, "stop_touches_no_road", place, defects)?;
    Some((at, snap))
}
