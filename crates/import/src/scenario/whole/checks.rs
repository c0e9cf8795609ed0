//! What only the whole can tell: that there are people, corridors and a way between them.

use std::collections::BTreeSet;

use korridor_world::Level;
use korridor_world::geometry::Position;
use korridor_world::scenario::{
    ClassId, Corridor, CorridorUse, Means, MobilityClass, Shuttle, Zone, ZoneId,
};

use crate::scenario::SCENARIO_FILE;
use crate::scenario::defects::{Defects, Place};
use crate::scenario::resolve::figures;
use crate::scenario::resolve::reach::Reach;
use crate::scenario::sections::Sections;

/// There must be people, somewhere to go, and a way.
pub fn presence(
    sections: &Sections,
    zones: &[Zone],
    corridors: &[Corridor],
    defects: &mut Defects,
) {
    let top = |what: &str| Place::new(SCENARIO_FILE, 0, what);
    if sections.zones.mentioned.is_empty() && sections.zones.items.is_empty() {
        defects.error(
            &top("zones"),
            "no_zones",
            "no zones",
            "[[zones]], or a layer of zones",
        );
    } else if !zones.is_empty() && zones.iter().all(|zone| zone.population.high.0 == 0) {
        defects.error(
            &top("zones"),
            "no_people",
            "zones without people",
            "people in at least one zone",
        );
    }
    let empty = zones
        .iter()
        .filter(|zone| zone.population.high.0 == 0)
        .count();
    if empty > 0 {
        let found = format!("{empty} zones of {} with population 0", zones.len());
        defects.warning(
            &top("zones"),
            "zones_without_people",
            found,
            "people, or no zone",
        );
    }
    let total: u64 = zones.iter().map(|zone| zone.population.high.0).sum();
    if total as f64 > figures::MOST_PERSONS {
        defects.error(
            &top("zones"),
            "absurd_figure",
            format!("{total} people in all zones"),
            format!("at most {}", figures::MOST_PERSONS),
        );
    }
    if sections.corridors.mentioned.is_empty() && sections.corridors.items.is_empty() {
        defects.error(
            &top("corridors"),
            "no_corridors",
            "no corridors",
            "[[corridors]] that a party declared",
        );
    } else if !corridors.is_empty()
        && corridors
            .iter()
            .all(|corridor| corridor.usage != CorridorUse::Planned)
    {
        defects.error(
            &top("corridors"),
            "no_planned_corridor",
            "corridors that are recorded only",
            "at least one corridor that admits civilians, or the wounded and sick",
        );
    }
    if sections.destinations.mentioned.is_empty() && sections.destinations.items.is_empty() {
        defects.error(
            &top("destinations"),
            "no_destinations",
            "no destinations",
            "[[destinations]] that corridors lead to",
        );
    }
}

/// Zones without a way to any corridor are told; no way at all is an error.
pub fn reachable(
    zones: &[Zone],
    places: &[Place],
    shuttles: &[Shuttle],
    reach: &Reach,
    defects: &mut Defects,
) {
    let collected: BTreeSet<ZoneId> = shuttles
        .iter()
        .flat_map(|shuttle| shuttle.zones.iter().copied())
        .collect();
    let ids = (0..).map(ZoneId).zip(zones).zip(places);
    let out = |id, zone: &Zone| reach.reaches_any(zone.node) || collected.contains(&id);
    let cut_off = ids.filter(|((id, zone), _)| !out(*id, zone));
    let cut_off: Vec<(&Zone, &Place)> = cut_off.map(|((_, zone), place)| (zone, place)).collect();
    if !zones.is_empty() && cut_off.len() == zones.len() {
        let place = Place::new(SCENARIO_FILE, 0, "corridors");
        let found = "no zone with a way to any planned corridor";
        let expected =
            "at least one way; look at the network, its one-way roads and suspected ground";
        defects.error(&place, "no_corridor_reachable", found, expected);
        return;
    }
    for (zone, place) in cut_off {
        let people = zone.population.best.0;
        if zone.population.high.0 > 0 {
            let found = format!("no way to any planned corridor for {people} people");
            let expected = "a way over the network, or a shuttle; they are counted as not reached";
            defects.warning(place, "zone_cut_off", found, expected);
        }
    }
}

/// Whoever needs transport must be collected by something; told once for each class.
pub fn carried(
    zones: &[Zone],
    classes: &[MobilityClass],
    shuttles: &[Shuttle],
    defects: &mut Defects,
) {
    let mut collected: BTreeSet<(ZoneId, ClassId)> = BTreeSet::new();
    for shuttle in shuttles {
        for zone in &shuttle.zones {
            collected.extend(shuttle.classes.iter().map(|class| (*zone, *class)));
        }
    }
    for (class_id, class) in (0..).map(ClassId).zip(classes) {
        if class.means != Means::NeedsTransport {
            continue;
        }
        let (mut people, mut places) = (0, 0);
        for (id, zone) in (0..).map(ZoneId).zip(zones) {
            let group = zone.groups.iter().find(|group| group.class == class_id);
            if let Some(group) = group.filter(|_| !collected.contains(&(id, class_id))) {
                people += group.persons.at(Level::Best).0;
                places += 1;
            }
        }
        if places > 0 {
            let place = Place::new(SCENARIO_FILE, 0, format!("class {:?}", class.key));
            let found = format!("{people} people in {places} zones whom no shuttle collects");
            let expected = "shuttles for the zones and the class; they are counted as not reached";
            defects.warning(&place, "nobody_collects", found, expected);
        }
    }
}

/// A corridor drawn from outside to inside would send people the wrong way.
pub fn runs_outwards(zones: &[Zone], corridors: &[Corridor], defects: &mut Defects) {
    let weight = |zone: &Zone| zone.population.best.0 as f64;
    let total: f64 = zones.iter().map(weight).sum();
    if total <= 0.0 {
        return;
    }
    let mean = |of: fn(&Zone) -> f64| {
        zones
            .iter()
            .map(|zone| of(zone) * weight(zone))
            .sum::<f64>()
            / total
    };
    let middle = Position {
        longitude: mean(|zone| zone.place.longitude),
        latitude: mean(|zone| zone.place.latitude),
    };
    for corridor in corridors {
        let (Some(first), Some(last)) = (corridor.line.0.first(), corridor.line.0.last()) else {
            continue;
        };
        if 2.0 * last.metres_to(middle) < first.metres_to(middle) {
            let place = Place::new(SCENARIO_FILE, 0, format!("corridor {:?}", corridor.key));
            let found = "a line that ends much nearer to the people than it begins";
            defects.warning(
                &place,
                "corridor_runs_inwards",
                found,
                "a line from the entry to the destination",
            );
        }
    }
}
