//! The whole: resolves every section in the order in which they lean on each other, and checks what
//! only the whole can tell.

use std::collections::BTreeSet;

use korridor_world::geometry::{Extent, Position};
use korridor_world::scenario::{
    ClassId, Corridor, CorridorUse, Fidelity, Means, MobilityClass, Nature, Pause, Shuttle, Zone,
    ZoneId,
};
use korridor_world::{Band, Level, LocalClock, Mode, RoadNodeId, Scenario, Share};

use super::SCENARIO_FILE;
use super::defects::{Defects, Place};
use super::files::Files;
use super::nearest::expected_word;
use super::network::read_roads;
use super::node::quoted;
use super::raw::RawProfile;
use super::resolve::people::DrawnClass;
use super::resolve::reach::Reach;
use super::resolve::roads::{Roads, Snap};
use super::resolve::{
    Ids, corridors, defaults, destinations, figures, ground, groups, pause, people, transport,
};
use super::sections::{Head, Sections};

/// Share of the roads from which no corridor can be reached that is worth a warning.
const MUCH_CUT_OFF: f64 = 0.2;

/// Resolves a scenario; `None` where something it cannot do without is missing, which has been told.
pub fn resolve(sections: &Sections, files: &Files, defects: &mut Defects) -> Option<Scenario> {
    let top = Place::new(SCENARIO_FILE, 0, "");
    let head = &sections.head;
    let mode = match head.profile {
        RawProfile::Foot => Mode::Foot,
        RawProfile::Car => Mode::Car,
    };
    let roads = read_roads(sections, mode, files, defects);
    let extent = roads.as_ref().and_then(|roads| roads.extent);
    let clock = clock(head, defects);
    let place = place(head, extent, defects);
    let uptake = uptake(head, defects);
    // Without a zone or a pause, other defects are still told, as for a place in UTC.
    let known_clock = clock.is_some();
    let clock = clock.or_else(|| LocalClock::of_zone("UTC"))?;
    let pause = sections
        .pause
        .as_ref()
        .map(|raw| pause::pause(raw, place.unwrap_or_default(), &clock, &top, defects));
    let no_pause = Pause {
        parties: vec![],
        declared_by: vec![],
        agreed_by: vec![],
        windows: vec![],
        sources: vec![],
    };
    let around_pause = pause.as_ref().unwrap_or(&no_pause);

    let surveyed = ground::surveyed(&sections.surveyed.items, roads.as_ref(), defects);
    let survey_elsewhere = ground::status(head.survey.elsewhere);
    let destinations = destinations::destinations(&sections.destinations.items, defects);
    let destination_ids = Ids::new(
        "destination",
        destinations.iter().map(|d| d.key.as_str()),
        &sections.destinations.mentioned,
    );
    let drawn = people::classes(
        &sections.classes.items,
        &sections.zones.items,
        mode,
        &destination_ids,
        SCENARIO_FILE,
        defects,
    );
    let classes: Vec<MobilityClass> = drawn.iter().map(|drawn| drawn.class.clone()).collect();
    let corridors = corridors::corridors(
        &sections.corridors.items,
        &corridors::Surroundings {
            pause: around_pause,
            clock: &clock,
            roads: roads.as_ref(),
            classes: &classes,
            destinations: &destination_ids,
            surveyed: &surveyed,
            survey_elsewhere,
        },
        defects,
    );
    let corridors: Vec<Corridor> = corridors.into_iter().flatten().collect();
    let reach = reach(roads.as_ref(), &corridors, &surveyed, mode, defects);
    let zones = zones(sections, &drawn, &uptake, roads.as_ref(), &reach, defects);
    let waiting_places =
        transport::waiting_places(&sections.waiting_places.items, roads.as_ref(), defects);
    let windows: Vec<_> = around_pause
        .windows
        .iter()
        .map(|window| window.declared)
        .collect();
    let keys = |keys: Vec<&str>, what, mentioned: &[String]| Ids::new(what, keys, mentioned);
    let shuttles = transport::shuttles(
        &sections.shuttles.items,
        &transport::Surroundings {
            clock: &clock,
            windows: &windows,
            roads: roads.as_ref(),
            zones: &zones,
            zone_ids: &keys(
                zones.iter().map(|z| z.key.as_str()).collect(),
                "zone",
                &sections.zones.mentioned,
            ),
            corridor_ids: &keys(
                corridors.iter().map(|c| c.key.as_str()).collect(),
                "corridor",
                &sections.corridors.mentioned,
            ),
            waiting_ids: &keys(
                waiting_places.iter().map(|w| w.key.as_str()).collect(),
                "waiting place",
                &sections.waiting_places.mentioned,
            ),
            class_ids: &keys(
                classes.iter().map(|c| c.key.as_str()).collect(),
                "class",
                &sections.classes.mentioned,
            ),
        },
        defects,
    );
    let hazards = ground::hazards(
        &sections.hazards.items,
        &clock,
        roads.as_ref(),
        &corridors,
        defects,
    );
    let persons_per_vehicle = head
        .persons_per_vehicle
        .as_ref()
        .and_then(|raw| figures::per_vehicle(raw, &head.place("persons_per_vehicle"), defects));
    presence(sections, &zones, &corridors, defects);
    if corridors
        .iter()
        .any(|corridor| corridor.usage == CorridorUse::Planned)
    {
        reachable(roads.as_ref(), &zones, &shuttles, &reach, defects);
    }
    carried(&zones, &classes, &shuttles, defects);
    runs_outwards(&zones, &corridors, defects);
    let fidelity = sections.network.as_ref().is_some_and(|raw| raw.schematic);
    if !known_clock {
        return None;
    }
    Some(Scenario {
        key: head.id.clone()?,
        title: head.title.clone()?,
        nature: if head.exercise {
            Nature::Exercise
        } else {
            Nature::Operation
        },
        place: place?,
        clock,
        pause: pause?,
        step_seconds: head.step_seconds.unwrap_or(60),
        mode,
        persons_per_vehicle: persons_per_vehicle.unwrap_or_else(defaults::persons_per_vehicle),
        network: roads?.network,
        network_fidelity: if fidelity {
            Fidelity::Schematic
        } else {
            Fidelity::Mapped
        },
        network_sources: figures::sources(
            sections.network.as_ref().map_or(&[], |raw| &raw.sources),
        ),
        classes,
        zones,
        corridors,
        destinations,
        shuttles,
        waiting_places,
        hazards,
        surveyed,
        survey_elsewhere,
        sources: figures::sources(&head.sources),
    })
}

fn clock(head: &Head, defects: &mut Defects) -> Option<LocalClock> {
    if let Some(id) = &head.id {
        let good = !id.is_empty()
            && id.len() <= 64
            && id
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !good {
            defects.error(
                &head.place("id"),
                "not_an_id",
                quoted(id),
                "lower-case letters, digits and hyphens",
            );
        }
    }
    let name = head.time_zone.as_ref()?;
    let clock = LocalClock::of_zone(name);
    if clock.is_none() {
        let names = LocalClock::zone_names();
        let expected = expected_word("an IANA time zone", name, names.iter().map(String::as_str));
        defects.error(
            &head.place("time_zone"),
            "unknown_time_zone",
            quoted(name),
            expected,
        );
    }
    clock
}

fn place(head: &Head, extent: Option<Extent>, defects: &mut Defects) -> Option<Position> {
    match head.place {
        Some(place) => {
            let at = head.place("place");
            let place = destinations::position(place, &at, defects)?;
            super::geometry::near_network(place, extent, &at, defects).then_some(place)
        }
        None => extent.map(|extent| extent.centre()),
    }
}

fn uptake(head: &Head, defects: &mut Defects) -> Band<Share> {
    let place = head.place("uptake");
    match &head.uptake {
        Some(raw) => {
            figures::share_band(raw, None, &place, defects).unwrap_or_else(defaults::uptake)
        }
        None => {
            let expected = "the share of people who wish to leave, as low, best and high: it is the weakest input beside the gates";
            defects.warning(
                &place,
                "uptake_assumed",
                "no uptake; between nobody and everybody is assumed",
                expected,
            );
            defaults::uptake()
        }
    }
}

fn reach(
    roads: Option<&Roads>,
    corridors: &[Corridor],
    surveyed: &[korridor_world::scenario::SurveyedGround],
    mode: Mode,
    defects: &mut Defects,
) -> Reach {
    use korridor_world::scenario::SurveyStatus;
    let Some(roads) = roads else {
        return Reach::default();
    };
    let planned = corridors
        .iter()
        .filter(|corridor| corridor.usage == CorridorUse::Planned);
    let entries: Vec<RoadNodeId> = planned.map(|corridor| corridor.entry).collect();
    let suspected = surveyed
        .iter()
        .filter(|ground| ground.status == SurveyStatus::Suspected);
    let closed: Vec<_> = suspected
        .flat_map(|ground| ground.links.iter().copied())
        .collect();
    let reach = Reach::new(&roads.network, mode, &entries, &closed);
    let cut_off = reach.share_cut_off(&roads.network, mode);
    if !entries.is_empty() && cut_off > MUCH_CUT_OFF {
        let place = Place::new(SCENARIO_FILE, 0, "network");
        let found = format!(
            "{:.0} % of the length of the roads without a way to any corridor",
            100.0 * cut_off
        );
        defects.warning(
            &place,
            "network_cut_off",
            found,
            "roads that hang together; look at one-way roads, suspected ground and the clip",
        );
    }
    reach
}

fn zones(
    sections: &Sections,
    drawn: &[DrawnClass],
    uptake: &Band<Share>,
    roads: Option<&Roads>,
    reach: &Reach,
    defects: &mut Defects,
) -> Vec<Zone> {
    let extent = roads.and_then(|roads| roads.extent);
    let mut zones = Vec::with_capacity(sections.zones.items.len());
    for raw in &sections.zones.items {
        let place = Place::new(&raw.file, raw.line, format!("zone {:?}", raw.id));
        let Some(figures) = people::zone_figures(raw, uptake, extent, &place, defects) else {
            continue;
        };
        let groups = groups::groups(&figures, drawn, &place, defects);
        let at = match raw.at {
            Some(at) => destinations::position(at, &place.within(0, "at"), defects),
            None => figures.shape.centre(),
        };
        let Some(at) = at else { continue };
        let snap = match roads {
            None => Snap {
                node: RoadNodeId(0),
                metres: 0.0,
            },
            Some(roads) => {
                if roads
                    .zone_touches(at, &figures.shape, &place, defects)
                    .is_none()
                {
                    continue;
                }
                match roads.nearest_with_way_out(at, reach) {
                    Some(snap) => snap,
                    None => continue,
                }
            }
        };
        zones.push(Zone {
            key: raw.id.clone(),
            name: raw.name.clone().unwrap_or_else(|| raw.id.clone()),
            local_name: raw.local_name.clone(),
            shape: figures.shape,
            place: at,
            node: snap.node,
            node_distance_m: snap.metres,
            population: figures.population,
            groups,
            uptake: figures.uptake,
        });
    }
    zones
}

/// There must be people, somewhere to go, and a way.
fn presence(sections: &Sections, zones: &[Zone], corridors: &[Corridor], defects: &mut Defects) {
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
fn reachable(
    roads: Option<&Roads>,
    zones: &[Zone],
    shuttles: &[Shuttle],
    reach: &Reach,
    defects: &mut Defects,
) {
    if roads.is_none() || zones.is_empty() {
        return;
    }
    let collected: BTreeSet<ZoneId> = shuttles
        .iter()
        .flat_map(|shuttle| shuttle.zones.iter().copied())
        .collect();
    let ids = (0..).map(ZoneId).zip(zones);
    let out = |id, zone: &Zone| reach.reaches_any(zone.node) || collected.contains(&id);
    let cut_off = ids.filter(|(id, zone)| !out(*id, zone));
    let cut_off: Vec<&Zone> = cut_off.map(|(_, zone)| zone).collect();
    if cut_off.len() == zones.len() {
        let place = Place::new(SCENARIO_FILE, 0, "corridors");
        defects.error(
            &place,
            "no_corridor_reachable",
            "no zone with a way to any planned corridor",
            "at least one way; look at the network, its one-way roads and suspected ground",
        );
        return;
    }
    for zone in cut_off
        .into_iter()
        .filter(|zone| zone.population.high.0 > 0)
    {
        let place = Place::new(SCENARIO_FILE, 0, format!("zone {:?}", zone.key));
        let found = format!(
            "no way to any planned corridor for {} people",
            zone.population.best.0
        );
        defects.warning(
            &place,
            "zone_cut_off",
            found,
            "a way over the network, or a shuttle; they are counted as not reached",
        );
    }
}

/// Whoever needs transport must be collected by something; told once for each class.
fn carried(zones: &[Zone], classes: &[MobilityClass], shuttles: &[Shuttle], defects: &mut Defects) {
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
fn runs_outwards(zones: &[Zone], corridors: &[Corridor], defects: &mut Defects) {
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
