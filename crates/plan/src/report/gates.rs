//! What passes each gate over the hours, one small figure a gate.

use std::collections::BTreeSet;

use korridor_world::Level;
use korridor_world::scenario::{Corridor, CorridorId, Gate};
use maud::{Markup, html};

use super::Report;
use super::chart::{hours, short, tenth, ticks};
use super::tables::symbol_now;
use super::text::{name, persons};
use crate::folder::loads::{Load, loads};
use crate::folder::words::{self, thousands};
use crate::lift::Lifted;
use crate::lower::ways::gate;

const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 120.0;
const LEFT: f64 = 40.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 20.0;

/// The flows whose loads are shown: those of the waves, if there are any.
fn flows<'a>(report: &Report<'a>) -> &'a [Lifted] {
    match report.waves {
        [] => report.lifted,
        waves => waves,
    }
}

/// Whose loads are shown, in words.
pub fn of_what(report: &Report<'_>) -> &'static str {
    match report.waves {
        [] => "by the exact flow",
        _ => "by the departure waves of the usable plan",
    }
}

/// What all gates together could pass, whoever comes: the first thing that bounds every plan.
pub fn together(report: &Report<'_>, end: &str) -> Markup {
    let scenario = report.scenario;
    let with_gates: Vec<(CorridorId, &Corridor)> = scenario
        .planned_corridors()
        .filter(|(_, corridor)| !corridor.gates.is_empty())
        .collect();
    let without = scenario.planned_corridors().count() - with_gates.len();
    let gates = with_gates.iter().flat_map(|(_, corridor)| &corridor.gates);
    let regimes: BTreeSet<&str> = gates
        .clone()
        .flat_map(|gate| &gate.openings)
        .map(|opening| words::regime(opening.regime))
        .collect();
    let regimes: Vec<&str> = regimes.into_iter().collect();
    // Of gates in a row the slowest counts.
    let passes = |level: Level| -> u64 {
        let corridors = with_gates.iter().map(|(id, corridor)| {
            let gates = (0u32..).zip(&corridor.gates).map(|(index, _)| {
                let table =
                    gate(scenario, report.clock, level, (*id, index)).table(report.clock.steps);
                table.into_iter().fold(0, u64::saturating_add)
            });
            gates.min().unwrap_or(0)
        });
        corridors.fold(0, u64::saturating_add)
    };
    let inside = report.level(Level::Best).everyone.population;
    let best = passes(Level::Best);
    html! {
        @if !with_gates.is_empty() {
            p {
                @let count = gates.count();
                @if count == 1 { "The one known gate" } @else { "The " (count) " known gates" }
                " (screening: " (regimes.join(", ")) ") can pass at most " strong { (persons(best)) }
                " people by " (end) " (low " (persons(passes(Level::Low))) ", high " (persons(passes(Level::High)))
                "), if they keep to their assumed rates, never stop and are never without anyone to pass"
                @if without == 0 && best.saturating_mul(10) < inside.saturating_mul(9) { ": far from the " (persons(inside)) " inside (best figures)" }
                ". Rates and who says so: " a href="#inputs" { "the inputs that weigh most" } "."
                @if without > 0 { " No gate is known on " (without) " more of the offered corridors: they are not in this figure." }
            }
        }
    }
}

/// All figures, on one scale.
pub fn gates(report: &Report<'_>) -> Markup {
    let mut all = Vec::new();
    for (id, corridor) in report.scenario.planned_corridors() {
        for (index, gate) in (0u32..).zip(&corridor.gates) {
            all.push((
                id,
                corridor,
                gate,
                loads(report.scenario, report.clock, flows(report), (id, index)),
            ));
        }
    }
    let tallest = |loads: &Vec<Load>| {
        loads
            .iter()
            .map(|load| load.most.max(load.passed.high))
            .max()
    };
    let tallest = all
        .iter()
        .filter_map(|(_, _, _, loads)| tallest(loads))
        .max();
    let ticks = ticks(tallest.unwrap_or(0), 3);
    let hours = hours(report, 5);
    html! {
        div class="gates" {
            @for (id, corridor, gate, loads) in &all {
                (figure(report, (*id, corridor, gate), loads, &ticks, &hours))
            }
        }
    }
}

fn figure(
    report: &Report<'_>,
    (id, corridor, shown): (CorridorId, &Corridor, &Gate),
    loads: &[Load],
    ticks: &[u64],
    hours: &[(u32, String)],
) -> Markup {
    let steps = report.clock.steps;
    let top = ticks.last().copied().unwrap_or(1).max(1);
    let x = |step: u32| LEFT + (WIDTH - LEFT - 8.0) * f64::from(step) / f64::from(steps);
    let y = |value: u64| HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value as f64 / top as f64;
    let (mut bars, mut outline, mut high) = (String::new(), String::new(), String::new());
    for load in loads {
        let (from, until) = (tenth(x(load.from)), tenth(x(load.until)));
        if load.passed.best > 0 {
            let (level, floor) = (tenth(y(load.passed.best)), tenth(y(0)));
            bars += &format!("M{from} {floor}V{level}H{until}V{floor}Z");
        }
        for (path, value) in [(&mut outline, load.most), (&mut high, load.passed.high)] {
            path.push(if path.is_empty() { 'M' } else { 'L' });
            *path += &format!("{from} {}H{until}", tenth(y(value)));
        }
    }
    let sum = |value: fn(&Load) -> u64| loads.iter().map(value).sum::<u64>();
    let (low, best, most_high) = (
        sum(|load| load.passed.low),
        sum(|load| load.passed.best),
        sum(|load| load.passed.high),
    );
    let busiest = loads.iter().map(|load| load.passed.best).max().unwrap_or(0);
    let mut regimes: Vec<&str> = shown
        .openings
        .iter()
        .map(|opening| words::regime(opening.regime))
        .collect();
    regimes.dedup();
    let closed = report.closed_words(id);
    let shut = report.closed_since(id).map(|since| {
        let from = report.clock.origin.0;
        let step = (since.0 - from).max(0) / i64::from(report.clock.step_seconds);
        tenth(x(u32::try_from(step).unwrap_or(steps).min(steps)))
    });
    let right = WIDTH - 8.0;
    html! {
        figure {
            figcaption {
                (symbol_now(report, id)) " "
                b { (name(&shown.name)) } " on " (name(&corridor.name)) ": "
                (persons(best)) " pass (low " (persons(low)) ", high " (persons(most_high)) "). Screening: " (regimes.join(", "))
                @if let Some(party) = &shown.operated_by { ", by " (name(&party.0)) }
                "."
                @if let Some(words) = &closed { " " strong { (words) "." } }
            }
            svg class="gate-chart" viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img"
                aria-label={ "Persons who pass in each quarter of an hour; at most " (thousands(busiest)) " with best figures" @if let Some(words) = &closed { ". " (words) } }
            {
                @if let Some(shut) = shut {
                    path class="closed-hours" d={ "M" (shut) " " (TOP) "V" (HEIGHT - BOTTOM) "H" (right) "V" (TOP) "Z" } {}
                    path class="closed-stroke" d={ "M" (shut) " " (HEIGHT - BOTTOM) "L" (right) " " (TOP) "M" (shut) " " (TOP) "L" (right) " " (HEIGHT - BOTTOM) } {}
                }
                @for tick in ticks {
                    @let level = tenth(y(*tick));
                    line class="grid" x1=(LEFT) x2=(WIDTH - 8.0) y1=(level) y2=(level) {}
                    text class="tick" x=(LEFT - 5.0) y=(level) dy="0.35em" text-anchor="end" { (short(*tick)) }
                }
                path class="bars" d=(bars) {}
                path class="most" d=(outline) {}
                path class="high" d=(high) {}
                @for (step, hour) in hours {
                    @let at = tenth(x(*step));
                    text class="tick" x=(at) y=(HEIGHT - 5.0) text-anchor=(if at > right - 16.0 { "end" } else { "middle" }) { (hour) }
                }
            }
        }
    }
}
