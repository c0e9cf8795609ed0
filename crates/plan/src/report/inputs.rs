//! The inputs that weigh most, each with its band, its unit and who says so.

use korridor_world::scenario::Means;
use korridor_world::{Level, Source};
use maud::{Markup, html};

use super::text::{name, persons};
use super::{Report, named_sources, scroll};
use crate::folder::words;

/// At most so many different figures of a kind are shown.
const MOST_SHOWN: usize = 6;

/// A figure at each level, for so many zones, and who says so.
struct Row {
    what: Markup,
    figures: [Markup; 3],
    sources: Vec<Source>,
}

/// Uptake, people, gate rates and walking speeds.
pub fn inputs(report: &Report<'_>) -> Markup {
    let (uptake, more_uptakes) = uptakes(report);
    html! {
        (scroll("Uptake", table("Uptake: which part of the people of a zone is assumed to wish to leave, in per cent, and who says so.", "Zones", &uptake)))
        @if more_uptakes > 0 { p class="small" { (more_uptakes) " more figures for other zones stand in the scenario." } }
        (scroll("People", table("People inside at the start, in persons, and who says so.", "Where", &people(report))))
        (scroll("Gate rates", table("Gate rates, in persons an hour, and who says so.", "Gate", &rates(report))))
        (scroll("Walking speeds", table("Walking speeds, in metres a second, and who says so.", "Class", &speeds(report))))
    }
}

fn table(caption: &str, what: &str, rows: &[Row]) -> Markup {
    html! {
        @if !rows.is_empty() {
            table {
                caption { (caption) }
                thead { tr {
                    th scope="col" { (what) }
                    @for level in Level::ALL { th scope="col" class="number" { (words::level(level)) } }
                    th scope="col" { "source" }
                } }
                tbody {
                    @for row in rows {
                        tr {
                            th scope="row" { (row.what) }
                            @for figure in &row.figures { td class="number" { (figure) } }
                            td class="small" { (named_sources(&row.sources)) }
                        }
                    }
                }
            }
        }
    }
}

fn uptakes(report: &Report<'_>) -> (Vec<Row>, usize) {
    let zones = &report.scenario.zones;
    let mut kinds: Vec<(usize, usize)> = Vec::new();
    for (index, zone) in zones.iter().enumerate() {
        let same = |(first, _): &&mut (usize, usize)| zones[*first].uptake == zone.uptake;
        match kinds.iter_mut().find(same) {
            Some((_, count)) => *count += 1,
            None => kinds.push((index, 1)),
        }
    }
    let more = kinds.len().saturating_sub(MOST_SHOWN);
    let row = |&(first, count): &(usize, usize)| {
        let uptake = &zones[first].uptake;
        Row {
            what: html! {
                @if count == zones.len() { "all zones" }
                @else if count == 1 { (name(&zones[first].name)) }
                @else { (name(&zones[first].name)) " and " (count - 1) " more" }
            },
            figures: Level::ALL.map(|level| {
                html! { (decimal(f64::from(uptake.at(level).parts_per_million()) / 10_000.0)) " %" }
            }),
            sources: uptake.sources.clone(),
        }
    };
    (kinds.iter().take(MOST_SHOWN).map(row).collect(), more)
}

fn people(report: &Report<'_>) -> Vec<Row> {
    let zones = &report.scenario.zones;
    let mut sources: Vec<Source> = Vec::new();
    for source in zones.iter().flat_map(|zone| &zone.population.sources) {
        if sources.len() < MOST_SHOWN && !sources.contains(source) {
            sources.push(source.clone());
        }
    }
    let total = |level| {
        let all = zones.iter().map(|zone| zone.population.at(level).0);
        persons(all.fold(0, u64::saturating_add))
    };
    vec![Row {
        what: html! { "all zones together" },
        figures: Level::ALL.map(total),
        sources,
    }]
}

fn rates(report: &Report<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    for (_, corridor) in report.scenario.planned_corridors() {
        for gate in &corridor.gates {
            for opening in &gate.openings {
                rows.push(Row {
                    what: html! { (name(&gate.name)) ", " (words::regime(opening.regime)) },
                    figures: Level::ALL.map(|level| persons(u64::from(opening.rate.at(level).0))),
                    sources: opening.rate.sources.clone(),
                });
            }
        }
    }
    rows
}

fn speeds(report: &Report<'_>) -> Vec<Row> {
    let walk = |class: &&korridor_world::scenario::MobilityClass| class.means == Means::OnFoot;
    let row = |class: &korridor_world::scenario::MobilityClass| Row {
        what: name(&class.name),
        figures: Level::ALL.map(|level| html! { (decimal(class.speed.at(level).0)) }),
        sources: class.speed.sources.clone(),
    };
    report
        .scenario
        .classes
        .iter()
        .filter(walk)
        .map(row)
        .collect()
}

/// At most two decimals, none that are not needed.
fn decimal(figure: f64) -> String {
    format!("{}", (figure * 100.0).round() / 100.0)
}
