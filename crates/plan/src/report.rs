//! `report.html`: the plan for a person who is tired, in one file that needs nothing else. Whatever
//! comes from a scenario is escaped; the page fetches nothing, and its policy forbids it to; it says
//! all that it says without its script, which only reads the curve out at a chosen minute.

mod answers;
mod chart;
mod gates;
mod inputs;
mod map;
mod marks;
mod tables;
#[cfg(test)]
mod tests;
mod text;

pub use text::inert;

use korridor_world::scenario::{CorridorId, CorridorUse, CutReason, Fidelity, Nature};
use korridor_world::{Instant, Level, Scenario, Source};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::answers::Answers;
use crate::folder::document::{ContinuesDocument, LevelDocument, PlanDocument};
use crate::folder::times::rfc3339;
use crate::lift::Lifted;
use crate::lower::clock::Clock;
use chart::{Chart, Curve, chart, sampled};
use marks::mark_of;
use text::{base64, day, moment, name, offset, per_cent, persons};

const STYLE: &str = include_str!("report/page.css");
const SCRIPT: &str = include_str!("report/page.js");

/// All that the report is written from.
pub struct Report<'a> {
    /// What was planned.
    pub scenario: &'a Scenario,
    /// Its steps.
    pub clock: &'a Clock,
    /// By level, low first.
    pub lifted: &'a [Lifted],
    /// `plan.json`, its manifest still empty.
    pub document: &'a PlanDocument,
    /// By step: persons out when everyone goes to the nearest corridor.
    pub nearest: &'a [u64],
    /// The usable plan with best figures, if there is one.
    pub usable: Option<&'a Lifted>,
    /// The usable plan by level, low first; empty if there is none.
    pub waves: &'a [Lifted],
    /// What was asked of the plan, if anything.
    pub answers: Option<&'a Answers>,
}

impl Report<'_> {
    /// The page.
    pub fn html(&self) -> Vec<u8> {
        self.page().into_string().into_bytes()
    }

    fn at(&self, level: Level) -> &Lifted {
        let found = self.lifted.iter().find(|lifted| lifted.level == level);
        found.expect("all levels are solved")
    }

    fn best(&self) -> &Lifted {
        self.at(Level::Best)
    }

    fn level(&self, level: Level) -> &LevelDocument {
        let word = crate::folder::words::level(level);
        let mut levels = self.document.levels.iter();
        levels
            .find(|found| found.level == word)
            .expect("all levels are solved")
    }

    /// Since when a corridor is closed outwards for good, in a plan that continues another.
    fn closed_since(&self, corridor: CorridorId) -> Option<Instant> {
        let continues = self.document.continues.as_ref()?;
        let moment = self.clock.start(continues.from_step);
        let corridor = &self.scenario.corridors[corridor.index()];
        if !matches!(corridor.usage, CorridorUse::Planned) {
            return None;
        }
        let last = corridor.open.iter().map(|interval| interval.end).max();
        let last = last.unwrap_or(moment);
        (last <= moment).then_some(last.max(self.clock.origin))
    }

    /// An instant as hour and minute, with its day where that is another than the plan's first.
    fn moment_of(&self, instant: Instant) -> String {
        moment(&rfc3339(&self.scenario.clock, instant), self.day())
    }

    /// `Closed outwards from 14:05 on`.
    fn closed_words(&self, corridor: CorridorId) -> Option<String> {
        let since = self.closed_since(corridor)?;
        Some(format!("Closed outwards from {} on", self.moment_of(since)))
    }

    /// The day that times without one are on.
    fn day(&self) -> &str {
        let first = self.document.pause.windows.first();
        first.map_or("", |window| day(&window.declared.from))
    }

    fn page(&self) -> Markup {
        let best = self.level(Level::Best);
        html! {
            (DOCTYPE)
            html lang="en" dir="ltr" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(policy());
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light";
                    meta name="referrer" content="no-referrer";
                    meta name="robots" content="noindex, nofollow";
                    title { (inert(&self.document.title)) " – korridor" }
                    style { (PreEscaped(STYLE)) }
                }
                body class=[(self.scenario.nature == Nature::Exercise).then_some("exercise")] {
                    a class="skip" href="#answer" { "To the answer" }
                    (self.header())
                    nav aria-label="Contents" { (contents(self.answers)) }
                    main {
                        (self.warnings())
                        (self.map())
                        (self.curve())
                        section id="accounts" aria-labelledby="accounts-title" {
                            h2 id="accounts-title" { "Where everyone is at the end" }
                            p { "Those who remain are an outcome and not a gap: whoever stays remains protected." }
                            (scroll("Accounts", tables::accounts(self)))
                            (scroll("Accounts by class", tables::classes(self, best)))
                        }
                        section id="gates" aria-labelledby="gates-title" {
                            h2 id="gates-title" { "Gates over the hours" }
                            p { "Persons who pass in each quarter of an hour, " (gates::of_what(self)) ". Bars: best figures. Solid line: what the gate passes with best figures. Dotted line: persons who pass with high figures. All on one scale." }
                            (gates::gates(self))
                        }
                        section id="binds" aria-labelledby="binds-title" {
                            h2 id="binds-title" { "What binds" }
                            (scroll("What binds", tables::bottlenecks(best, self.day())))
                            @if self.answers.is_some_and(|answers| answers.bottlenecks.is_some()) {
                                p { "What a little more of each is worth was solved: " a href="#bottlenecks" { "bottlenecks" } "." }
                            }
                        }
                        @if let Some(answers) = self.answers {
                            section id="answers" aria-labelledby="answers-title" {
                                h2 id="answers-title" { "Answers" }
                                (answers::answers(answers, self.day()))
                            }
                        }
                        section id="zones" aria-labelledby="zones-title" {
                            h2 id="zones-title" { "Zones" }
                            (scroll("Zones", tables::zones(self, best)))
                        }
                        (self.limits())
                    }
                    (self.footer())
                    script type="application/json" id="curve-data" { (PreEscaped(self.curve_data())) }
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        }
    }

    fn header(&self) -> Markup {
        let document = self.document;
        let scenario = self.scenario;
        let exercise = scenario.nature == Nature::Exercise;
        let schematic = scenario.network_fidelity == Fidelity::Schematic
            || scenario
                .planned_corridors()
                .any(|(_, corridor)| corridor.fidelity == Fidelity::Schematic);
        html! {
            header {
                p class="marks" {
                    strong class="mark internal" { "Internal use only" }
                    @if exercise { strong class="mark" { "EXERCISE: not about people at this moment" } }
                    @if schematic { strong class="mark" { "SCHEMATIC: drawn to be plausible, not to be followed" } }
                }
                h1 { (name(&document.title)) }
                dl class="facts" {
                    dt { "Pause" }
                    dd {
                        (tables::standing(&document.pause.standing)) ". Declared by "
                        (tables::parties(&document.pause.declared_by)) "; agreed by " (tables::parties(&document.pause.agreed_by)) "."
                    }
                    dt { "Window" }
                    dd { (self.windows()) }
                    @if let Some(continues) = &document.continues {
                        dt { "Continues" }
                        dd { (self.continues(continues)) }
                    }
                    dt { "Clock" }
                    dd { (name(scenario.clock.zone_name())) ", " (offset(&scenario.clock, self.clock.origin)) "; steps of " (self.clock.step_seconds) " s" }
                }
                (self.answer())
            }
        }
    }

    /// From when on it is planned, and what is closed.
    fn continues(&self, continues: &ContinuesDocument) -> Markup {
        let scenario = self.scenario;
        let planned = || scenario.planned_corridors();
        let closed: Vec<_> = planned()
            .filter_map(|(id, corridor)| Some((id, corridor, self.closed_words(id)?)))
            .collect();
        let opened = planned().filter(|(_, corridor)| continues.open.contains(&corridor.key));
        html! {
            "another plan, from " (moment(&continues.from, self.day())) " on; what was before is as that plan had it, not as anybody counted it."
            @for (id, corridor, words) in &closed {
                div class="closed" {
                    @if let Some(mark) = mark_of(scenario, *id) { (tables::struck(&mark)) " " }
                    strong { (words) ": " (name(&corridor.name)) "." } " The way back is not closed."
                }
            }
            @for (id, corridor) in opened {
                div {
                    @if let Some(mark) = mark_of(scenario, id) { (tables::symbol(&mark)) " " }
                    "Opened at " (moment(&continues.from, self.day())) ": " (name(&corridor.name)) "."
                }
            }
        }
    }

    fn windows(&self) -> Markup {
        html! {
            @for (document, window) in self.document.pause.windows.iter().zip(&self.scenario.pause.windows) {
                @let known = day(&document.declared.from);
                div {
                    (known) ", " (moment(&document.declared.from, known)) " to " (moment(&document.declared.until, known)) " as declared. Used: "
                    @if document.usable.is_empty() { "none of it" }
                    @for (index, usable) in document.usable.iter().enumerate() {
                        @if index > 0 { ", " }
                        (moment(&usable.from, known)) " to " (moment(&usable.until, known))
                    }
                    @let dark = window.cuts.iter().any(|cut| cut.reason == CutReason::Darkness);
                    @let curfew = window.cuts.iter().any(|cut| cut.reason == CutReason::Curfew);
                    @match (dark, curfew) {
                        (true, true) => ", the rest is dark or under curfew",
                        (true, false) => ", the rest is dark",
                        (false, true) => ", the rest is under curfew",
                        (false, false) => "",
                    }
                    "."
                }
            }
        }
    }

    /// The one sentence that a reader takes away.
    fn answer(&self) -> Markup {
        let [low, best, high] = Level::ALL.map(|level| &self.level(level).everyone);
        let end = rfc3339(&self.scenario.clock, self.clock.start(self.clock.steps));
        let end = moment(&end, self.day());
        let waves = |level| self.level(level).usable.everyone.out;
        html! {
            section id="answer" aria-label="The answer" {
                p class="answer" {
                    @if self.level(Level::Best).usable.loss.exact_is_a_bound { "At most " }
                    strong { (persons(best.out)) } " people could be out by the offered corridors by " (end)
                    " (low " (persons(low.out)) ", high " (persons(high.out)) ")"
                    @if best.wish_to_leave == 0 {
                        "; with best figures nobody is assumed to wish to leave"
                    } @else {
                        ", of " strong { (persons(best.wish_to_leave)) } " who are assumed to wish to leave (low " (persons(low.wish_to_leave)) ", high " (persons(high.wish_to_leave)) ")"
                    }
                    ", of " (persons(best.population)) " inside (low " (persons(low.population)) ", high " (persons(high.population)) ")."
                }
                (gates::together(self, &end))
                p { "By departure waves that can be announced: " strong { (persons(waves(Level::Best))) } " (low " (persons(waves(Level::Low))) ", high " (persons(waves(Level::High))) ")."
                    @if Level::ALL.iter().any(|level| waves(*level) > self.level(*level).everyone.out) {
                        " That may be more than the first figure, which is the best of each group in turn and no bound of their sum."
                    }
                }
                @if best.wish_to_leave > 0 {
                    p class="far" {
                        @if best.out == best.wish_to_leave {
                            "With best figures that is everyone who is assumed to wish to leave; low and high figures take all low or all high inputs together."
                        } @else {
                            strong {
                                @if best.out.saturating_mul(10) >= best.wish_to_leave.saturating_mul(9) { "That is not everybody: " }
                                @else { "That is far from everybody: " }
                            }
                            (per_cent(best.out, best.wish_to_leave)) " of those who are assumed to wish to leave, " (per_cent(best.out, best.population)) " of everyone inside. "
                            "If everyone went to the nearest corridor instead, best figures: " (persons(self.document.nearest.out)) "."
                        }
                    }
                }
                p class="small" { "Best within this model; no evidence that anyone could or should have left. Whoever stays remains protected." }
            }
        }
    }

    fn warnings(&self) -> Markup {
        html! {
            section id="warnings" aria-labelledby="warnings-title" {
                h2 id="warnings-title" { "Before you trust it" }
                ul { @for warning in &self.document.warnings { li { (name(warning)) } } }
            }
        }
    }

    fn map(&self) -> Markup {
        let scenario = self.scenario;
        let schematic = scenario.network_fidelity == Fidelity::Schematic;
        html! {
            section id="map" aria-labelledby="map-title" {
                h2 id="map-title" { "Map" }
                figure {
                    (map::map(self))
                    figcaption {
                        @if schematic { strong { "Schematic. " } }
                        "Each zone has the colour, the shape and the letter of the offered corridor by which most of its people are out in the usable plan with best figures; hollow where fewer than one in ten who wish to leave are out, a cross where nobody is. "
                        "A square with a letter is the first gate of a corridor, or its entry where no gate is known; small squares are further gates. Dark roads carry people, wider ones more. Dashed corridors are schematic; dotted grey ones are on record and not planned. "
                        @if self.has_closed() { "A black square with a stroke through it, and a white line between black edges: closed outwards; zones with its mark are those of which most were out by it before. " }
                        "Roads: " (named_sources(&scenario.network_sources)) "."
                        @if map::is_cut(self) { " Roads far from people and corridors lie outside the map." }
                    }
                }
                (scroll("Corridors", tables::corridors(self)))
            }
        }
    }

    fn has_closed(&self) -> bool {
        let mut planned = self.scenario.planned_corridors();
        planned.any(|(id, _)| self.closed_since(id).is_some())
    }

    fn curve(&self) -> Markup {
        let best = self.level(Level::Best);
        let (low, high) = (&self.at(Level::Low).out, &self.at(Level::High).out);
        let mut curves = vec![Curve {
            label: "Nearest corridor",
            short: "nearest",
            values: self.nearest,
            class: "nearest",
        }];
        if let Some(usable) = self.usable {
            curves.push(Curve {
                label: "Usable plan",
                short: "usable",
                values: &usable.out,
                class: "usable",
            });
        }
        curves.push(Curve {
            label: if best.usable.loss.exact_is_a_bound {
                "Exact bound"
            } else {
                "Exact curve"
            },
            short: "exact",
            values: &self.best().out,
            class: "exact",
        });
        let out = Chart {
            description: "Persons out by each minute: the exact curve, its band from low to high figures, the usable plan, and everyone to the nearest corridor".to_owned(),
            curves,
            band: Some((low, high)),
            line: Some((best.everyone.wish_to_leave, "Assumed to wish to leave")),
            height: 1.0,
        };
        let mut exposed = vec![Curve {
            label: "Exact flow",
            short: "exact",
            values: &self.best().exposed,
            class: "exposed",
        }];
        if let Some(usable) = self.usable {
            exposed.push(Curve {
                label: "Usable plan",
                short: "usable",
                values: &usable.exposed,
                class: "usable",
            });
        }
        let exposed = Chart {
            description: "Persons in the open if the pause ended at each minute: by the exact flow and by the usable plan".to_owned(),
            curves: exposed,
            band: None,
            line: None,
            height: 0.6,
        };
        let has_shut = !chart::shut(self.clock).is_empty();
        let most = self.best().exposed.iter().copied().max().unwrap_or(0);
        html! {
            section id="curve" aria-labelledby="curve-title" {
                h2 id="curve-title" { "Out by each minute" }
                figure class="timed" {
                    figcaption {
                        "Persons who are out, best figures. Solid: the exact curve"
                        @if best.usable.loss.exact_is_a_bound { ", which no plan exceeds at any minute. " }
                        @else { ", the best for each group in turn given the groups before it; of the sum it is no bound. " }
                        @if self.usable.is_some() { "Long dashes: the usable plan. " }
                        "Dots and dashes: everyone to the nearest corridor, a comparison and no forecast. Band: the exact curve from low to high figures."
                        @if has_shut { " Grey stretches are not used." }
                    }
                    (chart(self, &out))
                    p class="scrub" hidden {
                        label for="minute" { "Read out at a minute" }
                        input id="minute" type="range" min="0" max=(sampled(self.clock).len() - 1) value=(sampled(self.clock).len() - 1) step="1";
                        output for="minute" id="readout" {}
                    }
                }
                @if self.usable.is_some() { (tables::usable(self)) }
                figure class="timed" {
                    figcaption { "Persons in the open if the pause ended at that minute, best figures. Solid: the exact flow, at most " (persons(most)) "."
                        @if let Some(usable) = self.usable { " Long dashes: the usable plan, at most " (persons(usable.exposed.iter().copied().max().unwrap_or(0))) "." }
                    }
                    (chart(self, &exposed))
                }
            }
        }
    }

    /// Figures only: nothing of it comes from a name.
    fn curve_data(&self) -> String {
        let steps = sampled(self.clock);
        let known = self.day();
        let times: Vec<String> = steps
            .iter()
            .map(|step| {
                moment(
                    &rfc3339(&self.scenario.clock, self.clock.start(step + 1)),
                    known,
                )
            })
            .collect();
        let pick = |values: &[u64]| -> Vec<u64> {
            let value = |step: &u32| values.get(*step as usize).copied().unwrap_or(0);
            steps.iter().map(value).collect()
        };
        let x: Vec<f64> = steps
            .iter()
            .map(|step| (f64::from(step + 1) / f64::from(self.clock.steps) * 1e4).round() / 1e4)
            .collect();
        json!({
            "x": x,
            "times": times,
            "exact": pick(&self.best().out),
            "low": pick(&self.at(Level::Low).out),
            "high": pick(&self.at(Level::High).out),
            "nearest": pick(self.nearest),
            "usable": self.usable.map(|usable| pick(&usable.out)),
            "open": pick(&self.best().exposed),
            "usable_open": self.usable.map(|usable| pick(&usable.exposed)),
        })
        .to_string()
    }

    fn limits(&self) -> Markup {
        let best = self.level(Level::Best);
        html! {
            section id="limits" aria-labelledby="limits-title" {
                h2 id="limits-title" { "What is proven, and its limits" }
                div class="proof" {
                    p { strong { (self.document.statement) } }
                    p { "The proof stands in " code { "certificate.json" } " and holds for the model: whole steps of " (self.clock.step_seconds) " s, whole parties, and the assumptions below. " code { "korridor verify" } " checks it without trusting the solver. Groups, in the order in which they are planned, best figures:" }
                    ul {
                        @for group in &best.groups {
                            li { (self.group_names(&group.classes, &group.destination)) ": " (persons(group.parties_out)) " of " (persons(group.parties)) " parties of " (group.party_size) "; " (group.certified) "." }
                        }
                    }
                }
                h3 { "Assumptions" }
                ul { @for assumption in &self.document.assumptions { li { (name(assumption)) } } }
                h3 id="inputs" { "The inputs that weigh most" }
                (inputs::inputs(self))
                h3 { "Sources" }
                ul class="small" { @for source in &self.document.sources { li { (name(source)) } } }
            }
        }
    }

    /// The classes of a group and where they would go, by name.
    fn group_names(&self, classes: &[String], destination: &str) -> Markup {
        let scenario = self.scenario;
        let class = |key: &str| {
            let mut all = scenario.classes.iter();
            all.find(|class| class.key == key)
                .map_or(key.to_owned(), |class| class.name.clone())
        };
        let mut all = scenario.destinations.iter();
        let place = all.find(|place| place.key == destination);
        html! {
            @for (index, key) in classes.iter().enumerate() {
                @if index > 0 { ", " }
                (name(&class(key)))
            }
            " to " (name(place.map_or(destination, |place| &place.name)))
        }
    }

    fn footer(&self) -> Markup {
        html! {
            footer {
                p { strong { "Internal use only." } " Gate loads and times are targeting data: this page never enters a public release or one to a party." }
                p { "korridor, scenario " (name(&self.document.scenario)) ". Roads: " (named_sources(&self.scenario.network_sources)) "." }
            }
        }
    }
}

/// Who says so.
fn named_sources(sources: &[Source]) -> Markup {
    html! {
        @if sources.is_empty() { "no source given" }
        @for (index, source) in sources.iter().enumerate() {
            @if index > 0 { "; " }
            (name(&source.0))
        }
    }
}

/// What the page may do: show its own style, run its own script, and fetch nothing.
fn policy() -> String {
    let hash = |text: &str| format!("'sha256-{}'", base64(&Sha256::digest(text)));
    format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

fn contents(answers: Option<&Answers>) -> Markup {
    let asked = |is: fn(&Answers) -> bool| answers.is_some_and(is);
    let parts = [
        ("#map", "Map", true),
        ("#curve", "Curve", true),
        ("#accounts", "Accounts", true),
        ("#gates", "Gates", true),
        ("#binds", "What binds", true),
        ("#answers", "Answers", answers.is_some()),
        ("#how-long", "How long", asked(|all| all.how_long.is_some())),
        ("#how-many", "How many", asked(|all| all.how_many.is_some())),
        (
            "#bottlenecks",
            "A wider gate",
            asked(|all| all.bottlenecks.is_some()),
        ),
        (
            "#corridors",
            "A closed corridor",
            asked(|all| all.corridors.is_some()),
        ),
        ("#zones", "Zones", true),
        ("#limits", "Proof and limits", true),
    ];
    html! {
        ul { @for (at, label, _) in parts.into_iter().filter(|(.., is_there)| *is_there) {
            li { a href=(at) { (label) } }
        } }
    }
}

/// A table that scrolls by itself where the page is too narrow for it.
fn scroll(label: &str, table: Markup) -> Markup {
    html! { div class="scroll" role="region" aria-label=(label) tabindex="0" { (table) } }
}
