//! What every plan says about itself.

use std::collections::BTreeSet;

use korridor_world::scenario::{
    AdmittedGroup, Fidelity, Nature, ScreeningRegime, Standing, SurveyStatus,
};
use korridor_world::{Level, Scenario};

use super::document::ContinuesDocument;
use crate::lift::Lifted;

/// Over every proof.
pub const STATEMENT: &str = "Best within this model; no evidence that anyone could or should have left. \
Internal: it never enters a public release or one to a party.";

/// Under which assumptions the figures hold.
pub const ASSUMPTIONS: [&str; 10] = [
    "Figures are for all who are assumed to wish to leave. Whoever remains is not among them or finds no way in time; those who remain stay protected.",
    "Corridors are offered, not assigned. Nobody is planned to a destination that they would not choose.",
    "Each curve is proven best for its group of people, given the groups planned before it, in whole steps and whole parties that stay together.",
    "Gate rates and uptake are the weakest inputs: low, best and high take all low, all best or all high figures together.",
    "Nobody sets out who cannot be inside before the window, the daylight or the curfew ends; between windows nobody is outside.",
    "People wait at home or in sheltered places, nowhere else; every departure is timed so that nobody stands in line in the open. Where a rate is not a whole number of parties a step, one party may be held back for the next slot; it counts as on the way.",
    "A way that closes stops entries; who is on it reaches its end. On a slowed road those who enter while it is slowed take longer.",
    "Walkers take half of a road's width; vehicles and walkers do not take each other's room.",
    "Riders of a shuttle that drives through a corridor pass its gates like everyone. A shuttle that leaves from one place is spread evenly over its round trips.",
    "The comparison “nearest” sends everyone to the nearest corridor that they may and would use, those nearest first, as soon as there is room all the way; it is a comparison, not a forecast.",
];

/// Beside every usable plan.
pub const USABLE: &str = "Departure waves: minute i of a wave of n parties over w minutes gets floor(n(i+1)/w) - floor(n i/w) of them (steps alike). Nobody waits on the way, but for a party that is held back for one of the next slots of a way whose rate is not a whole number of parties a step. Exact and usable are sums over all groups: the exact flow is each group's best given the exact flows of the groups before it. It bounds the parties of the first group only: waves that take less than the exact flow leave more to later groups, which may be ahead of it.";

/// Beside every plan that continues another.
pub const CONTINUED: &str = "This plan continues another from a moment on, assuming that until then everybody kept to the waves of that plan; nobody has been counted. What was entered before the moment is done: whoever is on a way is at its end when they would have been. People on the road move on as they were going to where that is still open. To all others on the road the first proposal is to hold where they are or to go back; the way back is never closed. They are counted in the open to the end of the plan, as if they were held. The exact flow may send them elsewhere: it bounds what a channel that reaches them could bring, and no wave of this plan rests on it. The comparison “nearest” starts at the moment as well.";

/// What a reader of a plan that continues another must know first.
pub fn continued(continues: &ContinuesDocument, closed_before: &BTreeSet<&str>) -> Vec<String> {
    let mut warnings = vec![format!(
        "This plan continues another from {} on; what was before is as that plan had it, not as anybody counted it.",
        continues.from
    )];
    let list = |names: &[String]| names.join(", ");
    if !continues.close.is_empty() {
        warnings.push(format!(
            "Closed outwards from then on: {}. The way back is not closed.",
            list(&continues.close)
        ));
    }
    let (again, still): (Vec<&str>, Vec<&str>) = closed_before
        .iter()
        .partition(|id| continues.open.iter().any(|open| open == *id));
    if !still.is_empty() {
        warnings.push(format!("Closed outwards already: {}.", still.join(", ")));
    }
    if !continues.open.is_empty() {
        warnings.push(format!(
            "Open from then on, as whoever planned on says: {}.",
            list(&continues.open)
        ));
    }
    if !again.is_empty() {
        warnings.push(format!(
            "Open again: {}. Whoever was told on the way there to hold or to go back has to be told so through a channel that reaches them; the plan counts them as going on.",
            again.join(", ")
        ));
    }
    let best = continues.levels.iter().find(|level| level.level == "best");
    if let Some(best) = best.filter(|best| best.hold_or_go_back > 0) {
        let mut text = format!(
            "On the road with no way onwards as planned, with best figures: {} persons. The first proposal to them is to hold where they are or to go back; redirection needs a channel that reaches them.",
            thousands(best.hold_or_go_back)
        );
        if best.not_back_in_time > 0 {
            text += &format!(
                " {} of them could not be back before nobody may be outside.",
                thousands(best.not_back_in_time)
            );
        }
        warnings.push(text);
    }
    warnings
}

/// A number with its thousands apart: `17,841`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The word for a level.
pub fn level(level: Level) -> &'static str {
    match level {
        Level::Low => "low",
        Level::Best => "best",
        Level::High => "high",
    }
}

/// The word for a standing.
pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Declared => "declared",
        Standing::Agreed => "agreed",
    }
}

/// The word for a survey status.
pub fn survey(status: SurveyStatus) -> &'static str {
    match status {
        SurveyStatus::Suspected => "suspected",
        SurveyStatus::NotAssessed => "not_assessed",
        SurveyStatus::SurveyedClear => "surveyed_clear",
        SurveyStatus::Cleared => "cleared",
    }
}

/// The word for a fidelity.
pub fn fidelity(fidelity: Fidelity) -> &'static str {
    match fidelity {
        Fidelity::Mapped => "mapped",
        Fidelity::Schematic => "schematic",
    }
}

/// The word for an admitted group.
pub fn admitted(group: AdmittedGroup) -> &'static str {
    match group {
        AdmittedGroup::Civilians => "civilians",
        AdmittedGroup::WoundedAndSick => "wounded_and_sick",
        AdmittedGroup::ArmedPersons => "armed_persons",
    }
}

/// The word for a screening regime.
pub fn regime(regime: ScreeningRegime) -> &'static str {
    match regime {
        ScreeningRegime::None => "none",
        ScreeningRegime::Visual => "visual",
        ScreeningRegime::Identity => "identity",
        ScreeningRegime::Biometric => "biometric",
        ScreeningRegime::Interview => "interview",
    }
}

/// What a scenario is about.
pub fn nature(nature: Nature) -> &'static str {
    match nature {
        Nature::Operation => "operation",
        Nature::Exercise => "exercise",
    }
}

/// What a reader must know before trusting anything of a plan.
pub fn warnings(scenario: &Scenario, lifted: &[Lifted]) -> Vec<String> {
    let mut warnings = Vec::new();
    if scenario.nature == Nature::Exercise {
        warnings.push("EXERCISE: not about people at this moment.".to_owned());
    }
    if scenario.pause.standing() == Standing::Declared {
        warnings.push("The pause is declared, not agreed by all relevant parties.".to_owned());
    }
    if scenario.network_fidelity == Fidelity::Schematic {
        warnings.push(
            "The road network is schematic: drawn to be plausible, not to be followed.".to_owned(),
        );
    }
    let unassessed = scenario
        .planned_corridors()
        .filter(|(_, corridor)| !corridor.survey.may_be_published());
    let names: Vec<&str> = unassessed
        .map(|(_, corridor)| corridor.name.as_str())
        .collect();
    if !names.is_empty() {
        warnings.push(format!(
            "Nobody has surveyed the ground of {} for mines: not to be published as routes.",
            names.join(", ")
        ));
    }
    if !scenario.survey_elsewhere.may_be_published() {
        warnings.push(
            "Roads on the way to the corridors are not surveyed for mines, except where said otherwise: not to be published as routes."
                .to_owned(),
        );
    }
    for (_, corridor) in scenario.planned_corridors() {
        if corridor
            .admission
            .groups
            .contains(&AdmittedGroup::ArmedPersons)
        {
            warnings.push(format!(
                "{} also admits armed persons: those planned there share it with them.",
                corridor.name
            ));
        }
    }
    for lifted in lifted {
        for destination in &lifted.full {
            let destination = &scenario.destinations[destination.index()];
            let places = destination.limit(lifted.level).map_or(0, |limit| limit.0);
            warnings.push(format!(
                "With {} figures, reception at {} is full ({} persons), and not all who wish to go there are out: no gate and no road brings more people there.",
                level(lifted.level),
                destination.name,
                thousands(places)
            ));
        }
        let slow = lifted.excess.beyond_tolerance;
        if slow > 0 {
            warnings.push(format!(
                "With {} figures, {} persons are on routes that rounding to steps makes slower than reality by more than a step and 5 %.",
                level(lifted.level),
                thousands(slow)
            ));
        }
    }
    warnings
}
