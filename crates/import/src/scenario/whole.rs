//! The whole: resolves every section in the order in which they lean on each other, and puts the
//! scenario together.

mod basis;
mod checks;

use korridor_world::scenario::{
    Corridor, CorridorUse, Fidelity, MobilityClass, Nature, Shuttle, SurveyStatus, SurveyedGround,
    WaitingPlace, Zone,
};
use korridor_world::{RoadNodeId, Scenario, Source};

use super::SCENARIO_FILE;
use super::defects::{Defects, Place};
use super::files::Files;
use super::geometry::near_network;
use super::raw::{RawNetwork, RawNetworkKind, RawZone};
use super::resolve::people::{DrawnClass, ZoneFigures};
use super::resolve::reach::Reach;
use super::resolve::roads::Snap;
use super::resolve::{
    Ids, corridors, defaults, destinations, figures, ground, groups, people, transport,
};
use super::sections::Sections;
use crate::osm::OSM_ATTRIBUTION;
use basis::Basis;

/// Share of the roads from which no corridor can be reached that is worth a warning.
const MUCH_CUT_OFF: f64 = 0.2;

/// Resolves a scenario; `None` where something it cannot do without is missing, which has been told.
pub fn resolve(sections: &Sections, files: &Files, defects: &mut Defects) -> Option<Scenario> {
    let head = &sections.head;
    let basis = Basis::read(sections, files, defects)?;
    let roads = basis.roads.as_ref();
    let surveyed = ground::surveyed(&sections.surveyed.items, roads, defects);
    let survey_elsewhere = ground::status(head.survey.elsewhere);
    let destinations = destinations::destinations(&sections.destinations.items, defects);
    let keys = destinations
        .iter()
        .map(|destination| destination.key.as_str());
    let ids = Ids::new("destination", keys, &sections.destinations.mentioned);
    let drawn = classes(sections, &basis, &ids, defects);
    let classes: Vec<MobilityClass> = drawn.iter().map(|drawn| drawn.class.clone()).collect();
    let around = corridors::Surroundings {
        pause: &basis.pause,
        clock: &basis.clock,
        roads,
        classes: &classes,
        destinations: &ids,
        surveyed: &surveyed,
        survey_elsewhere,
    };
    let corridors = corridors::corridors(&sections.corridors.items, &around, defects);
    let reach = reach(&basis, &corridors, &surveyed, defects);
    let (zones, zone_places) = zones(sections, &drawn, &basis, &reach, defects);
    let waiting = transport::waiting_places(&sections.waiting_places.items, roads, defects);
    let shuttles = shuttles(
        sections, &basis, &zones, &corridors, &waiting, &classes, defects,
    );
    let hazards = ground::hazards(
        &sections.hazards.items,
        &basis.clock,
        roads,
        &corridors,
        defects,
    );
    checks::presence(sections, &zones, &corridors, defects);
    if roads.is_some()
        && corridors
            .iter()
            .any(|one| one.usage == CorridorUse::Planned)
    {
        checks::reachable(&zones, &zone_places, &shuttles, &reach, defects);
    }
    checks::carried(&zones, &classes, &shuttles, defects);
    checks::runs_outwards(&zones, &corridors, defects);
    let vehicles = head.persons_per_vehicle.as_ref();
    let vehicles = vehicles
        .and_then(|raw| figures::per_vehicle(raw, &head.place("persons_per_vehicle"), defects));
    let network = sections.network.as_ref();
    if !basis.is_whole {
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
        place: basis.place?,
        clock: basis.clock,
        pause: basis.pause,
        step_seconds: head.step_seconds.unwrap_or(60),
        mode: basis.mode,
        persons_per_vehicle: vehicles.unwrap_or_else(defaults::persons_per_vehicle),
        network: basis.roads?.network,
        network_fidelity: network.map_or(Fidelity::Mapped, RawNetwork::fidelity),
        network_sources: network.map(network_sources).unwrap_or_default(),
        classes,
        zones,
        corridors,
        destinations,
        shuttles,
        waiting_places: waiting,
        hazards,
        surveyed,
        survey_elsewhere,
        sources: figures::sources(&head.sources),
    })
}

/// Where the network comes from. What OpenStreetMap asks for stands there whether or not the scenario
/// says it.
fn network_sources(raw: &RawNetwork) -> Vec<Source> {
    let mut sources = figures::sources(&raw.sources);
    let named = |source: &Source| source.0.to_lowercase().contains("openstreetmap");
    // What is drawn to be plausible is nobody's extract.
    let extract = raw.kind == RawNetworkKind::Osm && !raw.schematic;
    if extract && !sources.iter().any(named) {
        sources.push(Source(OSM_ATTRIBUTION.to_owned()));
    }
    sources
}

fn classes(
    sections: &Sections,
    basis: &Basis,
    destinations: &Ids,
    defects: &mut Defects,
) -> Vec<DrawnClass> {
    let (raw, zones) = (&sections.classes.items, &sections.zones.items);
    people::classes(raw, zones, basis.mode, destinations, defects)
}

fn reach(
    basis: &Basis,
    corridors: &[Corridor],
    surveyed: &[SurveyedGround],
    defects: &mut Defects,
) -> Reach {
    let Some(roads) = &basis.roads else {
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
    let reach = Reach::new(&roads.network, basis.mode, &entries, &closed);
    let cut_off = reach.share_cut_off(&roads.network, basis.mode);
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

/// The zones, and where in the files they stand.
fn zones(
    sections: &Sections,
    drawn: &[DrawnClass],
    basis: &Basis,
    reach: &Reach,
    defects: &mut Defects,
) -> (Vec<Zone>, Vec<Place>) {
    let mut zones = Vec::with_capacity(sections.zones.items.len());
    let mut places = Vec::with_capacity(sections.zones.items.len());
    for raw in &sections.zones.items {
        let place = Place::new(&raw.file, raw.line, format!("zone {:?}", raw.id));
        let extent = basis.extent();
        let figures = people::zone_figures(raw, &basis.uptake, extent, &place, defects);
        let Some(figures) = figures else { continue };
        let groups = groups::groups(&figures, drawn, &place, defects);
        if let Some(mut zone) = zone(raw, figures, basis, reach, &place, defects) {
            zone.groups = groups;
            zones.push(zone);
            places.push(place);
        }
    }
    (zones, places)
}

/// A zone on the roads, without its groups.
fn zone(
    raw: &RawZone,
    figures: ZoneFigures,
    basis: &Basis,
    reach: &Reach,
    place: &Place,
    defects: &mut Defects,
) -> Option<Zone> {
    let at = match raw.at {
        Some(at) => destinations::position(at, &place.within(0, "at"), defects)?,
        None => figures.shape.centre()?,
    };
    let snap = match &basis.roads {
        None => Snap {
            node: RoadNodeId(0),
            metres: 0.0,
        },
        Some(roads) => {
            if !near_network(at, roads.extent, place, defects) {
                return None;
            }
            roads.zone_touches(at, &figures.shape, place, defects)?;
            roads.nearest_with_way_out(at, reach)?
        }
    };
    Some(Zone {
        key: raw.id.clone(),
        name: raw.name.clone().unwrap_or_else(|| raw.id.clone()),
        local_name: raw.local_name.clone(),
        shape: figures.shape,
        place: at,
        node: snap.node,
        node_distance_m: snap.metres,
        population: figures.population,
        groups: Vec::new(),
        uptake: figures.uptake,
    })
}

fn shuttles(
    sections: &Sections,
    basis: &Basis,
    zones: &[Zone],
    corridors: &[Corridor],
    waiting: &[WaitingPlace],
    classes: &[MobilityClass],
    defects: &mut Defects,
) -> Vec<Shuttle> {
    let windows: Vec<_> = basis
        .pause
        .windows
        .iter()
        .map(|window| window.declared)
        .collect();
    let zone_ids = zones.iter().map(|zone| zone.key.as_str());
    let corridor_ids = corridors.iter().map(|corridor| corridor.key.as_str());
    let waiting_ids = waiting.iter().map(|place| place.key.as_str());
    let class_ids = classes.iter().map(|class| class.key.as_str());
    let around = transport::Surroundings {
        clock: &basis.clock,
        windows: &windows,
        roads: basis.roads.as_ref(),
        zones,
        zone_ids: &Ids::new("zone", zone_ids, &sections.zones.mentioned),
        corridor_ids: &Ids::new("corridor", corridor_ids, &sections.corridors.mentioned),
        waiting_ids: &Ids::new(
            "waiting place",
            waiting_ids,
            &sections.waiting_places.mentioned,
        ),
        class_ids: &Ids::new("class", class_ids, &sections.classes.mentioned),
    };
    transport::shuttles(&sections.shuttles.items, &around, defects)
}
