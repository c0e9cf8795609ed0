//! The tables of the report.

use korridor_world::scenario::{CorridorId, CorridorUse, ZoneId};
use maud::{Markup, html};

use super::Report;
use super::map::main_corridors;
use super::marks::{Mark, mark_of, outline};
use super::text::{day, moment, name, per_cent, persons};
use crate::folder::document::{AccountDocument, BindingDocument, LevelDocument, StepsDocument};

/// At most so many things that bind are shown; `plan.json` has more.
const MOST_BINDING: usize = 20;
/// At most so many stretches of one thing.
const MOST_STRETCHES: usize = 3;
/// Zones up to which the table of zones is open from the start.
const FEW_ZONES: usize = 60;

/// The mark of a corridor.
pub fn symbol(mark: &Mark) -> Markup {
    html! {
        svg class="symbol" viewBox="0 0 320 320" aria-hidden="true" {
            path class="zone" fill=(mark.colour) d=(outline(mark.shape, 160.0, 160.0, 115.0)) {}
            text class="letter" x="160" y="160" dy="0.36em" fill=(mark.ink) { (mark.letter) }
        }
        span class="unseen" { "Corridor " (mark.letter) }
    }
}

/// The mark of a corridor that is closed, with a stroke through it.
pub fn struck(mark: &Mark) -> Markup {
    html! {
        svg class="symbol struck" viewBox="0 0 320 320" aria-hidden="true" {
            path class="zone" fill="#fff" stroke="#000" d=(outline(mark.shape, 160.0, 160.0, 115.0)) {}
            path class="stroke-under" d="M20 300L300 20" {}
            path class="stroke" d="M20 300L300 20" {}
            text class="letter" x="160" y="160" dy="0.36em" fill="#000" { (mark.letter) }
        }
        span class="unseen" { "Corridor " (mark.letter) ", closed" }
    }
}

/// The mark of a corridor as it is now.
pub fn symbol_now(report: &Report<'_>, id: CorridorId) -> Markup {
    html! {
        @if let Some(mark) = mark_of(report.scenario, id) {
            @if report.closed_since(id).is_some() { (struck(&mark)) } @else { (symbol(&mark)) }
        }
    }
}

/// One row of accounts: what it is, and how it is read from an account.
type Row = (&'static str, fn(&AccountDocument) -> u64);

const PARTS: [Row; 6] = [
    ("Out by an offered corridor", |account| account.out),
    ("On the way when the last step ends", |account| {
        account.on_the_way
    }),
    ("Wish to leave, not out in time", |account| {
        account.not_out_in_time
    }),
    (
        "Wish to leave, no offered corridor could be reached",
        |account| account.could_not_be_reached,
    ),
    (
        "Wish to leave, would choose none of the destinations",
        |account| account.choose_no_destination,
    ),
    ("Remain, not assumed to wish to leave", |account| {
        account.remaining_not_assumed_to_wish
    }),
];

/// Where everyone is at the end.
pub fn accounts(report: &Report<'_>) -> Markup {
    let levels = &report.document.levels;
    html! {
        table {
            caption { "Where everyone is at the end, in persons. Each column adds up to everyone inside." }
            thead { tr {
                th scope="col" { "Where" }
                @for level in levels { th scope="col" class="number" { (level.level) } }
            } }
            tbody {
                @for (label, value) in PARTS {
                    tr {
                        th scope="row" { (label) }
                        @for level in levels { td class="number" { (persons(value(&level.everyone))) } }
                    }
                }
            }
            tfoot { tr {
                th scope="row" { "Everyone inside" }
                @for level in levels { td class="number" { (persons(level.everyone.population)) } }
            } }
        }
    }
}

/// The same by class, with best figures.
pub fn classes(report: &Report<'_>, best: &LevelDocument) -> Markup {
    html! {
        table {
            caption { "By class of people, best figures, in persons." }
            thead { tr {
                th scope="col" { "Class" }
                th scope="col" class="number" { "wish to leave" }
                th scope="col" class="number" { "out" }
                th scope="col" class="number" { "could not be reached" }
            } }
            tbody {
                @for class in &report.scenario.classes {
                    @if let Some(account) = best.classes.get(&class.key) {
                        tr {
                            th scope="row" { (name(&class.name)) }
                            td class="number" { (persons(account.wish_to_leave)) }
                            td class="number" { (persons(account.out)) }
                            td class="number" { (persons(account.could_not_be_reached)) }
                        }
                    }
                }
            }
        }
    }
}

/// The corridors: the key of the map.
pub fn corridors(report: &Report<'_>) -> Markup {
    let levels = &report.document.levels;
    let pause = &report.document.pause;
    html! {
        table {
            caption { "Corridors on record, and persons out by each by the exact flow: low, best and high figures." }
            thead { tr {
                th scope="col" { span class="unseen" { "Mark" } }
                th scope="col" { "Corridor" }
                @for level in levels { th scope="col" class="number" { (level.level) } }
            } }
            tbody {
                @for (id, corridor) in (0..).map(CorridorId).zip(&report.scenario.corridors) {
                    @let document = &report.document.corridors[id.index()];
                    tr class="has-more" {
                        td { (symbol_now(report, id)) }
                        th scope="row" {
                            (name(&corridor.name))
                            @if let Some(local) = &corridor.local_name { " " (name(local)) }
                        }
                        @for level in levels {
                            td class="number" {
                                @match level.corridors.get(&corridor.key) {
                                    Some(flow) => (persons(flow.out)),
                                    None => "–",
                                }
                            }
                        }
                    }
                    tr class="more" {
                        td {}
                        td class="small" colspan=(levels.len() + 1) {
                            @if let Some(words) = report.closed_words(id) { strong { (words) "." } " The way back is not closed. Persons out by it were so before, or were on its last stretch. " }
                            @let destination = &report.scenario.destinations[corridor.destination.index()];
                            "Where it leads: " (name(&destination.name))
                            @if let Some(party) = &destination.controlled_by { ", controlled by " (name(&party.0)) }
                            ". " (standing(&document.standing))
                            @if (&document.declared_by, &document.agreed_by) == (&pause.declared_by, &pause.agreed_by) {
                                ", as the pause is. "
                            } @else {
                                " (declared by " (parties(&document.declared_by)) "; agreed by " (parties(&document.agreed_by)) "). "
                            }
                            "The party's condition admits " (document.party_admits.join(", ").replace('_', " "))
                            @if let Some(condition) = &document.condition { @if !condition.is_empty() { " (“" (name(condition)) "”)" } }
                            ". Ground: " (document.survey.replace('_', " ")) ". Line: " (document.fidelity) "."
                            @if let CorridorUse::RecordedOnly(reason) = &corridor.usage { " Not planned: " (name(reason)) "." }
                        }
                    }
                }
            }
        }
    }
}

/// `Declared, not agreed` or `Agreed`.
pub fn standing(standing: &str) -> &'static str {
    match standing {
        "agreed" => "Agreed by all relevant parties",
        _ => "Declared, not agreed by all relevant parties",
    }
}

/// Parties, or nobody.
pub fn parties(parties: &[String]) -> Markup {
    html! {
        @if parties.is_empty() { "nobody" }
        @for (index, party) in parties.iter().enumerate() {
            @if index > 0 { ", " }
            (name(party))
        }
    }
}

/// What binds, and when.
pub fn bottlenecks(best: &LevelDocument, known: &str) -> Markup {
    let left_out = best.binding.len().saturating_sub(MOST_BINDING) as u64 + best.binding_left_out;
    html! {
        @if best.binding.is_empty() {
            p { "Nothing binds: no gate and no road keeps anyone from being out sooner." }
        } @else {
            table {
                caption { "Gates, roads and shuttles that bind, best figures: while they bind all that may enter do. More room there could bring people out sooner; how many, only planning again tells. The figures are those who pass, not those who would gain." }
                thead { tr {
                    th scope="col" { "What" }
                    th scope="col" class="number" { "pass meanwhile, persons" }
                    th scope="col" { "binds" }
                    th scope="col" { "still at the end" }
                } }
                tbody {
                    @for binding in best.binding.iter().take(MOST_BINDING) { (bottleneck(binding, known)) }
                }
            }
            @if left_out > 0 { p class="small" { (left_out) " more bind for fewer people and are left out here." } }
        }
    }
}

fn bottleneck(binding: &BindingDocument, known: &str) -> Markup {
    html! {
        tr {
            th scope="row" { (binding.kind) " " (name(&binding.id)) }
            td class="number" { (persons(binding.persons)) }
            td { (stretches(&binding.binds, known)) }
            td { @if binding.binds_at_end.is_empty() { "no" } @else { "yes" } }
        }
    }
}

fn stretches(stretches: &[StepsDocument], known: &str) -> Markup {
    html! {
        @for (index, stretch) in stretches.iter().take(MOST_STRETCHES).enumerate() {
            @if index > 0 { ", " }
            (moment(&stretch.from, known)) " to " (moment(&stretch.until, day(&stretch.from)))
        }
        @if stretches.len() > MOST_STRETCHES { " and " (stretches.len() - MOST_STRETCHES) " more stretches" }
    }
}

/// The zones: what the map shows, in words.
pub fn zones(report: &Report<'_>, best: &LevelDocument) -> Markup {
    let main = main_corridors(report);
    let scenario = report.scenario;
    let is_open = scenario.zones.len() <= FEW_ZONES;
    html! {
        details open[is_open] {
            summary { "All " (scenario.zones.len()) " zones" }
            table {
                caption { "Zones, best figures, in persons, and the offered corridor by which most of those out leave." }
                thead { tr {
                    th scope="col" { "Zone" }
                    th scope="col" { "mostly by" }
                    th scope="col" class="number" { "wish to leave" }
                    th scope="col" class="number" { "out" }
                    th scope="col" class="number" { "share" }
                } }
                tbody {
                    @for (id, zone) in (0..).map(ZoneId).zip(&scenario.zones) {
                        @if let Some(account) = best.zones.get(&zone.key) {
                            tr {
                                th scope="row" {
                                    (name(&zone.name))
                                    @if let Some(local) = &zone.local_name { " " (name(local)) }
                                }
                                td {
                                    @match main.get(&id).and_then(|corridor| mark_of(scenario, *corridor)) {
                                        Some(mark) => {
                                            (mark.letter)
                                            @if let Some(since) = main.get(&id).and_then(|corridor| report.closed_since(*corridor)) {
                                                " (closed " (report.moment_of(since)) ")"
                                            }
                                        }
                                        None => "–",
                                    }
                                }
                                td class="number" { (persons(account.wish_to_leave)) }
                                td class="number" { (persons(account.out)) }
                                td class="number" { (per_cent(account.out, account.wish_to_leave)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The usable plan beside the exact curve, by level.
pub fn usable(report: &Report<'_>) -> Markup {
    let document = report.document;
    let terms = &document.usable;
    html! {
        p {
            "The usable plan: departure waves of " (terms.wave_minutes) " minutes at a constant rate, at most " (terms.routes_per_zone)
            " routes for the people of a zone who are planned together; the waves stand in " code { "waves.csv" } ", the loss of every step in " code { "plan.json" } "."
        }
        (super::scroll("The usable plan", html! {
            table {
                caption { "The usable plan beside the exact flow: persons, but for waves and routes, which are counted." }
                thead { tr { th scope="col" { "What" } @for level in &document.levels { th scope="col" class="number" { (level.level) } } } }
                tbody {
                    (usable_row(report, "Out by the exact flow", |level| persons(level.everyone.out)))
                    (usable_row(report, "Out by the waves", |level| persons(level.usable.everyone.out)))
                    (usable_row(report, "Behind at the end", |level| signed(level.usable.loss.at_end)))
                    (usable_row(report, "Behind at the worst minute", |level| signed(level.usable.loss.worst)))
                    (usable_row(report, "Waves", |level| persons(level.usable.groups.iter().map(|group| group.waves).sum())))
                    (usable_row(report, "Routes offered", |level| persons(level.usable.groups.iter().map(|group| group.routes).sum())))
                }
            }
        }))
        p class="small" { (terms.note) }
    }
}

fn usable_row(report: &Report<'_>, what: &str, value: impl Fn(&LevelDocument) -> Markup) -> Markup {
    html! { tr { th scope="row" { (what) } @for level in &report.document.levels { td class="number" { (value(level)) } } } }
}

fn signed(behind: i64) -> Markup {
    html! { @if behind < 0 { "\u{2212}" } (persons(behind.unsigned_abs())) }
}
