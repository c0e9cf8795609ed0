//! The curve and the map as SVG: no colour says anything that a shape, a line or a label does not say too.

use maud::{Markup, PreEscaped, html};

use super::document::{Block, Chart, Map};
use korridor_operate::Stamp;

const WIDTH: f64 = 340.0;
const HEIGHT: f64 = 170.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 10.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 20.0;
const MARGIN: f64 = 22.0;
/// The width of a corridor's number with its ring.
const NUMBER: f64 = 15.0;

/// Where a picture stands alone it takes its style along, and the fonts by their names.
const STYLE: &str = concat!(
    include_str!("picture.css"),
    "text{font-family:\"Noto Sans\",\"Noto Naskh Arabic\",sans-serif}"
);

/// What is drawn, and what can be said instead of it.
pub struct Picture {
    class: &'static str,
    height: f64,
    summary: String,
    drawn: Markup,
}

impl Picture {
    /// In a page, which has the style.
    pub fn inline(&self) -> Markup {
        let size = format!("0 0 {WIDTH} {}", at(self.height));
        html! {
            svg class=(self.class) viewBox=(size) role="img" direction="ltr" aria-label=(self.summary) { (self.drawn) }
        }
    }

    /// As a file of its own.
    fn alone(&self) -> String {
        let height = at(self.height);
        let size = format!("0 0 {WIDTH} {height}");
        let file = html! {
            svg xmlns="http://www.w3.org/2000/svg" viewBox=(size) width=(WIDTH) height=(height) direction="ltr" {
                title { (self.summary) }
                style { (PreEscaped(STYLE)) }
                (self.drawn)
            }
        };
        file.into_string()
    }
}

/// A curve or a map as an SVG file that fetches nothing; `None` of another block.
pub fn picture(block: &Block) -> Option<String> {
    match block {
        Block::Chart(one) => Some(chart(one).alone()),
        Block::Map(one) => Some(map(one).alone()),
        _ => None,
    }
}

struct Sheet {
    from: i64,
    to: i64,
    most: u64,
}

impl Sheet {
    fn x(&self, at: Stamp) -> f64 {
        let share = (at.0.0 - self.from) as f64 / (self.to - self.from).max(1) as f64;
        LEFT + share.clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT)
    }

    fn y(&self, persons: u64) -> f64 {
        let share = persons as f64 / self.most.max(1) as f64;
        HEIGHT - BOTTOM - share.clamp(0.0, 1.0) * (HEIGHT - TOP - BOTTOM)
    }
}

fn places(points: impl Iterator<Item = (f64, f64)>) -> String {
    let points: Vec<String> = points.map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    points.join(" ")
}

pub fn chart(chart: &Chart) -> Picture {
    let first = chart.waves.first().map_or(0, |(at, _)| at.0.0);
    let last = chart.waves.last().map_or(1, |(at, _)| at.0.0);
    let sheet = Sheet {
        from: first,
        to: last.max(chart.observed.map_or(last, |counted| counted.by.0.0)),
        most: chart.ticks.last().map_or(1, |(tick, _)| *tick),
    };
    let edge = |which: usize| {
        let points = chart.waves.iter();
        points.map(move |(at, figures)| (*at, figures[which]))
    };
    let on = |(at, persons): (Stamp, u64)| (sheet.x(at), sheet.y(persons));
    let band = places(edge(2).map(on).chain(edge(0).rev().map(on)));
    let line = places(edge(1).map(on));
    let drawn = html! {
        @for (tick, text) in &chart.ticks {
            line class="grid" x1=(LEFT) x2=(WIDTH - RIGHT) y1=(at(sheet.y(*tick))) y2=(at(sheet.y(*tick))) {}
            text x=(LEFT - 4.0) y=(at(sheet.y(*tick) + 3.0)) text-anchor="end" { (text) }
        }
        @for (moment, text) in &chart.hours {
            text x=(at(sheet.x(*moment))) y=(HEIGHT - 6.0) text-anchor="middle" { (text) }
        }
        polygon class="band" points=(band) {}
        polyline class="waves" points=(line) {}
        @if let Some(counted) = chart.observed {
            @let (x, low, high) = (sheet.x(counted.by), sheet.y(counted.low), sheet.y(counted.high));
            polyline class="range" points=(places([(x - 3.0, low), (x + 3.0, low), (x, low), (x, high), (x - 3.0, high), (x + 3.0, high)].into_iter())) {}
            // A dot only where somebody stated a best figure.
            @if let Some(best) = counted.best { circle class="observed" cx=(at(x)) cy=(at(sheet.y(best))) r="4" {} }
        }
    };
    Picture {
        class: "chart",
        height: HEIGHT,
        summary: chart.summary.plain(),
        drawn,
    }
}

/// The key of the curve: the same shapes beside their words.
pub fn chart_key(waves: Markup, observed: Markup) -> Markup {
    html! {
        p.key {
            span { svg class="swatch" viewBox="0 0 30 12" aria-hidden="true" { rect class="band" x="0" y="1" width="30" height="10" {} line class="waves" x1="0" x2="30" y1="6" y2="6" {} } " " (waves) }
            span { svg class="swatch" viewBox="0 0 30 12" aria-hidden="true" { polyline class="range" points="12,1 18,1 15,1 15,11 12,11 18,11" {} circle class="observed" cx="15" cy="6" r="3" {} } " " (observed) }
        }
    }
}

/// Where the numbers of corridors stand: at their ends, moved aside where two would lie on each other.
fn numbers(map: &Map, on: impl Fn(&(f64, f64)) -> (f64, f64)) -> Vec<(&str, (f64, f64))> {
    let mut placed: Vec<(&str, (f64, f64))> = Vec::new();
    for line in &map.lines {
        let Some((mut x, y)) = line.points.last().map(&on) else {
            continue;
        };
        let lies_on = |x: f64, placed: &[(&str, (f64, f64))]| {
            let near = |(_, other): &(&str, (f64, f64))| (other.0 - x).hypot(other.1 - y) < NUMBER;
            placed.iter().any(near)
        };
        while lies_on(x, &placed) && x < WIDTH - NUMBER {
            x += NUMBER;
        }
        placed.push((&line.number, (x, y)));
    }
    placed
}

fn at(value: f64) -> String {
    format!("{value:.1}")
}

pub fn map(map: &Map) -> Picture {
    let points = map.lines.iter().flat_map(|line| &line.points);
    let all = points.chain(&map.zones);
    let reach = all.fold((1.0f64, 1.0f64), |(east, north), (x, y)| {
        (east.max(x.abs()), north.max(y.abs()))
    });
    let most_height = 170.0;
    let scale = ((WIDTH / 2.0 - MARGIN) / reach.0).min((most_height / 2.0 - MARGIN) / reach.1);
    let height = (2.0 * (reach.1 * scale + MARGIN)).max(90.0);
    let on =
        |(east, north): &(f64, f64)| (WIDTH / 2.0 + east * scale, height / 2.0 - north * scale);
    let bar = map.scale.0 * scale;
    let drawn = html! {
        @for zone in &map.zones {
            @let (x, y) = on(zone);
            rect class="zone" x=(at(x - 2.0)) y=(at(y - 2.0)) width="4" height="4" {}
        }
        @for line in &map.lines {
            @if line.points.len() > 1 { polyline class="corridor" points=(places(line.points.iter().map(on))) {} }
        }
        @for (number, (x, y)) in numbers(map, on) {
                circle class="end" cx=(at(x)) cy=(at(y)) r="7" {}
                text class="number" x=(at(x)) y=(at(y + 3.2)) text-anchor="middle" { (number) }
        }
        line class="bar" x1="6" x2=(at(6.0 + bar)) y1=(at(height + 6.0)) y2=(at(height + 6.0)) {}
        text x=(at(10.0 + bar)) y=(at(height + 9.0)) { (map.scale.1) }
        // North is up: an arrow that needs no letter.
        text x=(WIDTH - 16.0) y=(at(height + 9.0)) text-anchor="end" { "N" }
        polyline class="north" points=(places([(-12.0, 1.0), (-8.5, -3.0), (-5.0, 1.0)].map(|(x, y)| (WIDTH + x, height + 2.0 + y)).into_iter())) {}
        line class="north" x1=(WIDTH - 8.5) x2=(WIDTH - 8.5) y1=(at(height - 1.0)) y2=(at(height + 9.0)) {}
    };
    Picture {
        class: "map",
        height: height + 16.0,
        summary: map.summary.plain(),
        drawn,
    }
}
