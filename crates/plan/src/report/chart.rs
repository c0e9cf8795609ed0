//! Curves over time, drawn twice: once for a page that is wide, once for a telephone.

use maud::{Markup, html};

use super::Report;
use super::text::inert;
use crate::folder::times::rfc3339;
use crate::folder::words::thousands;
use crate::lower::clock::Clock;

/// At most so many points of a curve are drawn.
const MOST_POINTS: u32 = 720;

/// The steps at whose ends curves are drawn: evenly spread, the last one among them.
pub fn sampled(clock: &Clock) -> Vec<u32> {
    let stride = clock.steps.div_ceil(MOST_POINTS).max(1);
    let mut steps: Vec<u32> = (stride - 1..clock.steps).step_by(stride as usize).collect();
    if steps.last() != Some(&(clock.steps - 1)) {
        steps.push(clock.steps - 1);
    }
    steps
}

/// A curve.
pub struct Curve<'a> {
    /// What stands at its end.
    pub label: &'a str,
    /// The same, where there is little room.
    pub short: &'a str,
    /// By step.
    pub values: &'a [u64],
    /// Its look in the style sheet.
    pub class: &'static str,
}

/// A figure of curves.
pub struct Chart<'a> {
    /// Told to those who do not see it.
    pub description: String,
    /// The curves, the most important one last.
    pub curves: Vec<Curve<'a>>,
    /// The lower and the upper edge of a band.
    pub band: Option<(&'a [u64], &'a [u64])>,
    /// A level line, and what it says.
    pub line: Option<(u64, &'a str)>,
    /// How high it is, as a share of the usual.
    pub height: f64,
}

struct Frame {
    class: &'static str,
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    hours: usize,
    is_wide: bool,
}

const TOP: f64 = 18.0;
const BOTTOM: f64 = 26.0;

impl Frame {
    fn new(is_wide: bool, share: f64) -> Frame {
        Frame {
            class: if is_wide {
                "chart wide"
            } else {
                "chart narrow"
            },
            width: if is_wide { 900.0 } else { 340.0 },
            height: (share * if is_wide { 380.0 } else { 260.0 }).round(),
            left: if is_wide { 62.0 } else { 44.0 },
            right: if is_wide { 190.0 } else { 70.0 },
            hours: if is_wide { 12 } else { 5 },
            is_wide,
        }
    }

    fn x(&self, step: u32, steps: u32) -> f64 {
        self.left + (self.width - self.left - self.right) * f64::from(step) / f64::from(steps)
    }

    fn y(&self, value: u64, top: u64) -> f64 {
        let height = self.height - TOP - BOTTOM;
        self.height - BOTTOM - height * value as f64 / top.max(1) as f64
    }
}

/// Places of an axis that read well, from 0 to at least `most`.
pub fn ticks(most: u64, about: u64) -> Vec<u64> {
    let raw = (most.max(1)).div_ceil(about).max(1);
    let mut unit: u64 = 1;
    while unit.saturating_mul(10) <= raw {
        unit = unit.saturating_mul(10);
    }
    let nice = [1, 2, 5, 10].map(|times| unit.saturating_mul(times));
    let stride = nice
        .into_iter()
        .find(|stride| *stride >= raw)
        .unwrap_or(raw);
    let count = most.max(1).div_ceil(stride);
    (0..=count)
        .map(|index| index.saturating_mul(stride))
        .collect()
}

/// Full hours, by the step at which they begin, with their names; at most about `most` of them.
pub fn hours(report: &Report<'_>, most: usize) -> Vec<(u32, String)> {
    let clock = report.clock;
    let zone = &report.scenario.clock;
    let is_long = i64::from(clock.steps) * i64::from(clock.step_seconds) > 86_400;
    let mut full = Vec::new();
    let mut before = String::new();
    for step in 0..=clock.steps {
        let text = rfc3339(zone, clock.start(step));
        let hour = text.get(..13).unwrap_or_default().to_owned();
        if hour != before && (step > 0 || text.get(14..19) == Some("00:00")) {
            let shown = text.get(11..13).unwrap_or_default();
            full.push((
                step,
                if is_long {
                    format!("{} {shown}:00", text.get(5..10).unwrap_or_default())
                } else {
                    format!("{shown}:00")
                },
            ));
        }
        before = hour;
    }
    let most = if is_long { most / 2 } else { most };
    let stride = full.len().div_ceil(most.max(1)).max(1);
    full.into_iter().step_by(stride).collect()
}

/// The figure.
pub fn chart(report: &Report<'_>, chart: &Chart<'_>) -> Markup {
    html! {
        (drawn(report, chart, &Frame::new(true, chart.height)))
        (drawn(report, chart, &Frame::new(false, chart.height)))
    }
}

fn drawn(report: &Report<'_>, chart: &Chart<'_>, frame: &Frame) -> Markup {
    let steps = report.clock.steps;
    let sampled = sampled(report.clock);
    let band = chart.band.map_or(0, |(_, high)| last(high));
    let mut most = chart
        .curves
        .iter()
        .flat_map(|c| c.values.iter().copied().max())
        .max();
    most = most.max(Some(band));
    let most = most.unwrap_or(0);
    let line = chart
        .line
        .filter(|(value, _)| *value <= most.saturating_mul(8));
    let ticks = ticks(most.max(line.map_or(0, |(value, _)| value)), 5);
    let top = ticks.last().copied().unwrap_or(1);
    let (bottom, right) = (frame.height - BOTTOM, frame.width - frame.right);
    let points = |values: &[u64]| -> Vec<(f64, f64)> {
        let start = std::iter::once((frame.x(0, steps), frame.y(0, top)));
        let rest = sampled.iter().map(|&step| {
            let value = values.get(step as usize).copied().unwrap_or(0);
            (frame.x(step + 1, steps), frame.y(value, top))
        });
        start.chain(rest).collect()
    };
    let labels = labels(chart, frame, top);
    html! {
        svg class=(frame.class) viewBox={ "0 0 " (frame.width) " " (frame.height) } role="img"
            aria-label=(inert(&chart.description))
            data-x0=(tenth(frame.x(0, steps))) data-x1=(tenth(right))
        {
            @for (from, until) in shut(report.clock) {
                @let (from, until) = (frame.x(from, steps), frame.x(until, steps));
                rect class="shut" x=(tenth(from)) y=(TOP) width=(tenth(until - from)) height=(bottom - TOP) {}
            }
            @for tick in &ticks {
                @let y = tenth(frame.y(*tick, top));
                line class="grid" x1=(frame.left) x2=(right) y1=(y) y2=(y) {}
                text class="tick" x=(frame.left - 6.0) y=(y) dy="0.35em" text-anchor="end" { (short(*tick)) }
            }
            @for (step, hour) in hours(report, frame.hours) {
                @let x = tenth(frame.x(step, steps));
                line class="grid" x1=(x) x2=(x) y1=(bottom) y2=(bottom + 4.0) {}
                text class="tick" x=(x) y=(bottom + 17.0) text-anchor="middle" { (hour) }
            }
            @if let Some((low, high)) = chart.band {
                path class="band" d=(area(&points(low), &points(high))) {}
            }
            @if let Some((value, label)) = line {
                @let y = frame.y(value, top);
                line class="level" x1=(frame.left) x2=(right) y1=(tenth(y)) y2=(tenth(y)) {}
                @if frame.is_wide {
                    text class="label" x=(frame.left + 6.0) y=(tenth(y - 5.0)) { (label) ": " (thousands(value)) }
                } @else {
                    text class="label" x=(frame.left + 4.0) y=(tenth(y - 4.0)) { (label) }
                }
            }
            @for curve in &chart.curves {
                path class={ "curve " (curve.class) } d=(path(&points(curve.values))) {}
            }
            @for (y, text) in labels {
                text class="label" x=(right + 6.0) y=(tenth(y)) dy="0.35em" { (text) }
            }
            line class="cursor" x1="0" x2="0" y1=(TOP) y2=(bottom) visibility="hidden" {}
        }
    }
}

/// What stands at the ends of the curves, pushed apart where they would cover each other.
fn labels(chart: &Chart<'_>, frame: &Frame, top: u64) -> Vec<(f64, String)> {
    let word = |label: &str, value: u64| {
        if frame.is_wide {
            format!("{label}: {}", thousands(value))
        } else {
            label.to_owned()
        }
    };
    let mut labels: Vec<(f64, String)> = Vec::new();
    if let Some((low, high)) = chart.band {
        labels.push((frame.y(last(high), top), word("high", last(high))));
        labels.push((frame.y(last(low), top), word("low", last(low))));
    }
    for curve in chart.curves.iter().filter(|curve| !curve.label.is_empty()) {
        let label = if frame.is_wide {
            curve.label
        } else {
            curve.short
        };
        labels.push((
            frame.y(last(curve.values), top),
            word(label, last(curve.values)),
        ));
    }
    labels.sort_by(|one, other| other.0.total_cmp(&one.0));
    let gap = if frame.is_wide { 17.0 } else { 14.0 };
    let mut below = f64::INFINITY;
    for (y, _) in &mut labels {
        *y = y.min(below - gap).min(frame.height - BOTTOM - 4.0);
        below = *y;
    }
    let mut above = TOP - gap;
    for (y, _) in labels.iter_mut().rev() {
        *y = y.max(above + gap);
        above = *y;
    }
    labels
}

fn last(values: &[u64]) -> u64 {
    values.last().copied().unwrap_or(0)
}

/// Stretches between the usable ones.
pub fn shut(clock: &Clock) -> Vec<(u32, u32)> {
    let mut shut = Vec::new();
    let mut end = 0;
    for open in &clock.open {
        if open.from > end {
            shut.push((end, open.from));
        }
        end = open.until;
    }
    shut
}

/// Path data through points, those on one level left out but for the first and the last.
pub fn path(points: &[(f64, f64)]) -> String {
    let mut path = String::new();
    for (index, (x, y)) in points.iter().enumerate() {
        let level =
            |other: Option<&(f64, f64)>| other.is_some_and(|other| tenth(other.1) == tenth(*y));
        if index > 0 && level(points.get(index - 1)) && level(points.get(index + 1)) {
            continue;
        }
        path.push(if index == 0 { 'M' } else { 'L' });
        path += &format!("{} {}", tenth(*x), tenth(*y));
    }
    path
}

fn area(low: &[(f64, f64)], high: &[(f64, f64)]) -> String {
    let back: Vec<(f64, f64)> = high.iter().rev().copied().collect();
    let all: Vec<(f64, f64)> = low.iter().copied().chain(back).collect();
    path(&all) + "Z"
}

/// A length with at most one decimal.
pub fn tenth(length: f64) -> f64 {
    (length * 10.0).round() / 10.0
}

/// `25k`.
pub fn short(number: u64) -> String {
    match number {
        0..10_000 => thousands(number),
        _ if number.is_multiple_of(1_000_000) => format!("{}m", thousands(number / 1_000_000)),
        _ if number.is_multiple_of(1_000) => format!("{}k", thousands(number / 1_000)),
        _ => thousands(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_read_well() {
        assert_eq!(ticks(17_841, 5), [0, 5_000, 10_000, 15_000, 20_000]);
        assert_eq!(ticks(0, 5), [0, 1]);
        assert_eq!(ticks(3, 5), [0, 1, 2, 3]);
        assert!(ticks(u64::MAX, 5).len() <= 7);
        assert_eq!(short(20_000), "20k");
        assert_eq!(short(12_500), "12,500");
    }
}
