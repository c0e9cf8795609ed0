//! The map: roads, corridors, gates and zones, drawn from the scenario's own network.

use std::collections::{BTreeMap, BTreeSet};

use korridor_world::geometry::{Extent, Position, Shape};
use korridor_world::scenario::{CorridorId, Fidelity, Zone, ZoneId};
use korridor_world::{LinkId, RoadClass};
use maud::{Markup, html};

use super::Report;
use super::marks::{Mark, SHAPES, mark_of, outline};
use super::text::inert;
use crate::folder::words::thousands;

const WIDTH: f64 = 6_000.0;
const MOST_HEIGHT: f64 = 7_000.0;
const MARGIN: f64 = 250.0;
/// A zone of which less than one in so many is out is drawn hollow.
const FEW: u64 = 10;

/// By zone: the offered corridor by which most of its people are out, with best figures.
pub fn main_corridors(report: &Report<'_>) -> BTreeMap<ZoneId, CorridorId> {
    let mut out: BTreeMap<(ZoneId, CorridorId), u64> = BTreeMap::new();
    let offered = report.usable.unwrap_or(report.best());
    for (trip, persons) in &offered.trips {
        *out.entry((trip.zone, trip.corridor)).or_default() += persons;
    }
    let mut most: BTreeMap<ZoneId, (u64, CorridorId)> = BTreeMap::new();
    for ((zone, corridor), persons) in out {
        let entry = most.entry(zone).or_insert((persons, corridor));
        if persons > entry.0 {
            *entry = (persons, corridor);
        }
    }
    most.into_iter()
        .map(|(zone, (_, corridor))| (zone, corridor))
        .collect()
}

/// From positions to places on the sheet.
struct Sheet {
    centre: Position,
    scale: f64,
    height: f64,
}

impl Sheet {
    fn new(report: &Report<'_>) -> Sheet {
        let scenario = report.scenario;
        let zones = scenario.zones.iter().flat_map(|zone| {
            let mut positions = zone.shape.positions();
            positions.push(zone.place);
            positions
        });
        let corridors = scenario.corridors.iter().flat_map(|corridor| {
            let gates = corridor.gates.iter().map(|gate| gate.place);
            corridor
                .line
                .0
                .iter()
                .copied()
                .chain(gates)
                .collect::<Vec<_>>()
        });
        // Roads that carry people are shown whole; the network may reach much farther.
        let network = &scenario.network;
        let used = report.best().links.keys();
        let used = used.flat_map(|link| network.polyline(network.link(*link)));
        let extent = Extent::of(zones.chain(corridors).chain(used));
        let extent = extent.unwrap_or(Extent {
            south_west: scenario.place,
            north_east: scenario.place,
        });
        let centre = extent.centre();
        let [east, north] = extent.north_east.metres_from(centre);
        let (east, north) = (east.abs().max(50.0), north.abs().max(50.0));
        let inside = |length: f64| length / 2.0 - MARGIN;
        let scale = (inside(WIDTH) / east).min(inside(MOST_HEIGHT) / north);
        Sheet {
            centre,
            scale,
            height: (2.0 * (north * scale + MARGIN)).round().max(1_500.0),
        }
    }

    fn at(&self, position: Position) -> (f64, f64) {
        let [east, north] = position.metres_from(self.centre);
        (
            (WIDTH / 2.0 + east * self.scale).round(),
            (self.height / 2.0 - north * self.scale).round(),
        )
    }

    /// Whether a place lies on the sheet.
    fn shows(&self, position: Position) -> bool {
        let (x, y) = self.at(position);
        (0.0..=WIDTH).contains(&x) && (0.0..=self.height).contains(&y)
    }

    fn line(&self, positions: &[Position]) -> String {
        let mut path = String::new();
        self.draw(&mut path, positions);
        path
    }

    /// Adds a line to path data, without points that fall together.
    fn draw(&self, path: &mut String, positions: &[Position]) {
        let mut before = None;
        for position in positions {
            let (x, y) = self.at(*position);
            match before {
                None => *path += &format!("M{x} {y}"),
                Some(place) if place == (x, y) => continue,
                Some((x0, y0)) => *path += &format!("l{} {}", x - x0, y - y0),
            }
            before = Some((x, y));
        }
    }
}

/// Whether some of the network lies outside the map.
pub fn is_cut(report: &Report<'_>) -> bool {
    let sheet = Sheet::new(report);
    let mut nodes = report.scenario.network.nodes.iter();
    nodes.any(|node| !sheet.shows(node.position))
}

/// The map with its caption left out.
pub fn map(report: &Report<'_>) -> Markup {
    let scenario = report.scenario;
    let sheet = Sheet::new(report);
    let zones = scenario.zones.len();
    let size = Size::of(zones);
    let main = main_corridors(report);
    let marks: Vec<(CorridorId, Mark)> = (scenario.planned_corridors())
        .filter_map(|(id, _)| Some((id, mark_of(scenario, id)?)))
        .collect();
    let has_areas = scenario
        .zones
        .iter()
        .any(|zone| matches!(zone.shape, Shape::Area(_)));
    html! {
        svg class="map" viewBox={ "0 0 " (WIDTH) " " (sheet.height) } role="img"
            aria-label={ "Map of roads, " (zones) " zones, " (marks.len()) " offered corridors and their gates" @for (id, _) in scenario.planned_corridors() {
                @if let (Some(mark), Some(words)) = (mark_of(scenario, id), report.closed_words(id)) { ". Corridor " (mark.letter) ": " (words) }
            } ". The tables of corridors and zones say the same." }
        {
            @if has_areas {
                defs { @for shape in 0..SHAPES { (pattern(shape)) } }
            }
            (roads(report, &sheet))
            @for (id, zone) in (0..).map(ZoneId).zip(&scenario.zones) {
                @let mark = main.get(&id).and_then(|corridor| mark_of(scenario, *corridor));
                (area(&sheet, zone, mark.as_ref()))
            }
            (corridors(report, &sheet))
            @for (id, zone) in (0..).map(ZoneId).zip(&scenario.zones) {
                @let mark = main.get(&id).and_then(|corridor| mark_of(scenario, *corridor));
                (place(report, &sheet, &size, id, zone, mark.as_ref()))
            }
            (gates(report, &sheet))
            (scale_bar(&sheet))
        }
    }
}

/// How big zones are drawn.
struct Size {
    radius: f64,
    has_letters: bool,
}

impl Size {
    fn of(zones: usize) -> Size {
        let radius = match zones {
            0..=60 => 95.0,
            61..=150 => 75.0,
            151..=500 => 50.0,
            _ => 36.0,
        };
        Size {
            radius,
            has_letters: radius >= 75.0,
        }
    }
}

fn is_major(class: RoadClass) -> bool {
    class <= RoadClass::SecondaryLink
}

fn roads(report: &Report<'_>, sheet: &Sheet) -> Markup {
    let network = &report.scenario.network;
    let mut seen = BTreeSet::new();
    let (mut minor, mut major) = (String::new(), String::new());
    for (_, link) in network.links_by_id() {
        let ends = (link.tail.0.min(link.head.0), link.tail.0.max(link.head.0));
        // Most roads lie in the network twice, once each way.
        if seen.insert((ends, link.length_m.round() as u64)) {
            let path = if is_major(link.class) {
                &mut major
            } else {
                &mut minor
            };
            let line = network.polyline(link);
            if line.iter().any(|position| sheet.shows(*position)) {
                sheet.draw(path, &line);
            }
        }
    }
    let used = used(report, sheet);
    html! {
        path class="road" d=(minor) {}
        path class="road major" d=(major) {}
        @for (index, path) in used.iter().enumerate() {
            path class={ "used u" (index) } d=(path) {}
        }
    }
}

/// The roads that carry people, by how many: up to a tenth of the busiest, up to a third, more.
fn used(report: &Report<'_>, sheet: &Sheet) -> [String; 3] {
    let network = &report.scenario.network;
    let loads = &report.best().links;
    let most = loads.values().map(|load| load.persons).max().unwrap_or(0);
    let mut paths: [String; 3] = Default::default();
    for (LinkId(id), load) in loads {
        let share = u128::from(load.persons) * 30 / u128::from(most.max(1));
        let class = match share {
            0..3 => 0,
            3..10 => 1,
            _ => 2,
        };
        sheet.draw(
            &mut paths[class],
            &network.polyline(network.link(LinkId(*id))),
        );
    }
    paths
}

fn pattern(shape: usize) -> Markup {
    let lines = [
        "M0 0L240 240M-60 180L60 300M180 -60L300 60",
        "M0 120H240",
        "M240 0L0 240M60 -60L-60 60M300 180L180 300",
        "M120 0V240",
        "M0 0L240 240M240 0L0 240",
        "M100 120H140M0 0H20M220 240H240",
    ];
    html! {
        pattern id={ "p" (shape) } width="240" height="240" patternUnits="userSpaceOnUse" {
            path class="hatch" d=(lines[shape]) {}
        }
    }
}

fn area(sheet: &Sheet, zone: &Zone, mark: Option<&Mark>) -> Markup {
    let mut path = String::new();
    match &zone.shape {
        Shape::Point(_) => return html! {},
        Shape::Line(line) => sheet.draw(&mut path, &line.0),
        Shape::Area(area) => {
            for ring in area.rings() {
                sheet.draw(&mut path, &ring.0);
                path.push('Z');
            }
        }
    }
    html! {
        @match mark {
            Some(mark) => {
                path class="area" fill=(mark.colour) d=(path) {}
                path class="pattern" fill={ "url(#p" (mark.shape) ")" } d=(path) {}
            }
            None => { path class="area none" d=(path) {} }
        }
    }
}

fn place(
    report: &Report<'_>,
    sheet: &Sheet,
    size: &Size,
    id: ZoneId,
    zone: &Zone,
    mark: Option<&Mark>,
) -> Markup {
    let (x, y) = sheet.at(zone.place);
    let account = report.usable.unwrap_or(report.best()).of_zone(id);
    let (out, wish) = (account.out, account.wish_to_leave());
    let is_few = out.saturating_mul(FEW) < wish;
    let title = match mark {
        Some(mark) => format!(
            "{}: {} of {} out, most by {}",
            inert(&zone.name),
            thousands(out),
            thousands(wish),
            mark.letter
        ),
        None => format!("{}: nobody out", inert(&zone.name)),
    };
    html! {
        g {
            title { (title) }
            @match mark {
                Some(mark) => {
                    path class={ "zone" @if is_few { " few" } } fill=(mark.colour) stroke=(mark.colour) d=(outline(mark.shape, x, y, size.radius)) {}
                    @if size.has_letters {
                        text class="letter" x=(x) y=(y) dy="0.36em" fill=(if is_few { "#000" } else { mark.ink }) { (mark.letter) }
                    }
                }
                None => {
                    @let r = size.radius * 0.7;
                    path class="zone none" d={ "M" (x - r) " " (y - r) "l" (2.0 * r) " " (2.0 * r) "m" (-2.0 * r) " 0l" (2.0 * r) " " (-2.0 * r) } {}
                }
            }
        }
    }
}

fn corridors(report: &Report<'_>, sheet: &Sheet) -> Markup {
    let scenario = report.scenario;
    html! {
        @for (id, corridor) in (0..).map(CorridorId).zip(&scenario.corridors) {
            @let path = sheet.line(&corridor.line.0);
            @let dashes = (corridor.fidelity == Fidelity::Schematic).then_some("180 90");
            @match mark_of(scenario, id) {
                Some(_) if report.closed_since(id).is_some() => {
                    path class="casing" stroke-dasharray=[dashes] d=(path) {}
                    path class="corridor closed" stroke-dasharray=[dashes] d=(path) {
                        title { (inert(&corridor.name)) ": " (report.closed_words(id).unwrap_or_default()) }
                    }
                }
                Some(mark) => {
                    path class="casing" stroke-dasharray=[dashes] d=(path) {}
                    path class="corridor" stroke=(mark.colour) stroke-dasharray=[dashes] d=(path) {
                        title { (inert(&corridor.name)) }
                    }
                }
                None => {
                    path class="recorded" d=(path) { title { (inert(&corridor.name)) ": on record, not planned" } }
                }
            }
        }
    }
}

fn gates(report: &Report<'_>, sheet: &Sheet) -> Markup {
    let scenario = report.scenario;
    html! {
        @for (id, corridor) in scenario.planned_corridors() {
            @if let Some(mark) = mark_of(scenario, id) {
                @let first = corridor.gates.first().map(|gate| gate.place).or(corridor.line.0.first().copied());
                @for gate in corridor.gates.iter().skip(1) {
                    @let (x, y) = sheet.at(gate.place);
                    rect class="gate" x=(x - 60.0) y=(y - 60.0) width="120" height="120" { title { (inert(&gate.name)) } }
                }
                @if let Some(place) = first {
                    @let (x, y) = sheet.at(place);
                    @let closed = report.closed_words(id);
                    g {
                        title { "Corridor " (mark.letter) ": " (inert(&corridor.name)) @if let Some(words) = &closed { ". " (words) } }
                        rect class={ "gate" @if closed.is_some() { " closed" } } x=(x - 130.0) y=(y - 130.0) width="260" height="260" {}
                        @if closed.is_some() {
                            @let stroke = format!("M{} {}l440 -440", x - 220.0, y + 220.0);
                            path class="stroke-under" d=(stroke) {}
                            path class="stroke" d=(stroke) {}
                        }
                        text class={ "gate-letter" @if closed.is_some() { " closed" } } x=(x) y=(y) dy="0.36em" { (mark.letter) }
                    }
                }
            }
        }
    }
}

fn scale_bar(sheet: &Sheet) -> Markup {
    let metres = WIDTH / sheet.scale / 4.0;
    let mut unit: f64 = 1.0;
    while unit * 10.0 <= metres {
        unit *= 10.0;
    }
    let metres = [5.0, 2.0, 1.0]
        .into_iter()
        .map(|times| times * unit)
        .find(|length| *length <= metres);
    let metres = metres.unwrap_or(unit);
    let length = (metres * sheet.scale).round();
    let (x, y) = (120.0, sheet.height - 120.0);
    let words = if metres >= 1_000.0 {
        format!("{} km, north is up", metres / 1_000.0)
    } else {
        format!("{metres} m, north is up")
    };
    html! {
        path class="scale" d={ "M" (x) " " (y - 60.0) "v60h" (length) "v-60" } {}
        text class="scale-text" x=(x + length + 60.0) y=(y) { (words) }
    }
}
