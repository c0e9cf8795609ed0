//! From a scenario to a plan folder.

use korridor_world::scenario::{ClassId, ZoneId};
use korridor_world::{Level, Scenario};

use crate::answers::{Answers, Asked, Basis, answers};
use crate::error::PlanError;
use crate::folder::document::PlanDocument;
use crate::folder::{PlanFiles, Written, write};
use crate::lift::Account;
use crate::lower::clock::Clock;
use crate::lower::commodity::groups;
use crate::lower::people::people;
use crate::lower::steps::step_seconds;
use crate::lower::{quickest_of, ways_of};
use crate::solve::{Progress, Stage, solve};
use crate::usable::{Terms, usable};
use crate::verify::Proven;

/// What a caller grants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlanOptions {
    /// Bytes of memory that solving may take, by estimate; `None` is any number. A plan that needs more
    /// is refused; the plan itself does not depend on it.
    pub memory_limit: Option<u64>,
    /// At most so many routes for the people of a zone who are planned together; `None` is 3.
    pub routes_per_zone: Option<u32>,
    /// Whether all that may be asked of the plan is answered in its report, which takes some times as
    /// long as the plan.
    pub answers: bool,
    /// Minutes of a departure wave; `None` is 15, or fewer where the time is short.
    pub wave_minutes: Option<u32>,
}

/// A plan folder, and what a terminal shows of it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The files, by path in the folder.
    pub files: PlanFiles,
    /// The summary.
    pub summary: Summary,
}

/// What a terminal shows of a plan.
#[derive(Clone, Debug)]
pub struct Summary {
    /// All of `plan.json`.
    pub document: PlanDocument,
    /// By level, low first: everyone.
    pub levels: Vec<(Level, Account)>,
    /// By step, with best figures: persons who are out.
    pub exact: Vec<u64>,
    /// By step, with best figures: persons out by the usable plan.
    pub usable: Vec<u64>,
    /// By step: persons out when everyone goes to the nearest corridor.
    pub nearest: Vec<u64>,
    /// By step, with best figures: persons in the open.
    pub exposed: Vec<u64>,
    /// Zones of which nobody who wishes to leave can reach an offered corridor in time, with the
    /// number of those people, with best figures.
    pub unserved_zones: Vec<(ZoneId, u64)>,
}

/// Plans a scenario; `packed` holds its files by their path in its folder, and is packed beside the
/// plan.
///
/// # Errors
/// See [`PlanError`].
pub fn plan(
    scenario: &Scenario,
    packed: &PlanFiles,
    options: &PlanOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<Plan, PlanError> {
    check_packed(packed)?;
    check_corridors(scenario)?;
    let seconds = step_seconds(scenario, options.memory_limit)?;
    let clock = Clock::new(scenario, seconds)?;
    let terms = Terms::new(&clock, options.routes_per_zone, options.wave_minutes)?;
    check_reach(scenario, &clock)?;
    let solved = solve(scenario, &clock, progress)?;
    let waves = usable(scenario, &solved, terms);
    if !options.answers {
        let written = write(scenario, packed, &solved, &waves, None, None);
        return Ok(summary(scenario, written));
    }
    let basis = Basis::of(Proven {
        packed: packed.clone(),
        scenario: scenario.clone(),
        solved,
        usable: waves,
        continued: None,
    });
    let answers = answered(&basis, progress)?;
    Ok(summary(scenario, basis.write(Some(&answers))))
}

/// All answers, with progress told on this thread.
fn answered(basis: &Basis, progress: &mut dyn FnMut(Progress)) -> Result<Answers, PlanError> {
    let (sender, receiver) = std::sync::mpsc::channel::<(u64, u64)>();
    std::thread::scope(|scope| {
        let thread = scope.spawn(move || {
            let told = |done, total| {
                // Nobody listening is no reason to stop.
                let _ = sender.send((done, total));
            };
            answers(basis, &Asked::ALL, &told)
        });
        for (done, total) in receiver {
            progress(Progress {
                stage: Stage::Answering,
                done,
                total,
            });
        }
        thread.join().expect("answering does not panic")
    })
}

/// The plan with its summary.
pub fn summary(scenario: &Scenario, written: Written) -> Plan {
    let best = &written.lifted[1];
    let zones = (0..scenario.zones.len() as u32).map(ZoneId);
    let unserved = zones.map(|zone| (zone, best.of_zone(zone)));
    let unserved = unserved.filter(|(_, account)| account.could_not_be_reached > 0);
    Plan {
        summary: Summary {
            levels: written
                .lifted
                .iter()
                .map(|l| (l.level, l.total()))
                .collect(),
            exact: best.out.clone(),
            exposed: best.exposed.clone(),
            usable: written.usable[1].out.clone(),
            nearest: written.nearest,
            unserved_zones: unserved
                .map(|(zone, account)| (zone, account.could_not_be_reached))
                .collect(),
            document: written.document,
        },
        files: written.files,
    }
}

fn check_packed(packed: &PlanFiles) -> Result<(), PlanError> {
    let outside = |name: &str| {
        let part = |part: &str| part.is_empty() || part == "." || part == "..";
        name.split('/').any(part) || name.contains(['\\', '\0'])
    };
    if packed.is_empty() {
        return Err(PlanError::Packed {
            found: "no files".to_owned(),
        });
    }
    match packed.keys().find(|name| outside(name)) {
        Some(name) => Err(PlanError::Packed {
            found: format!("a file {name:?}"),
        }),
        None => Ok(()),
    }
}

/// Somebody must be offered some corridor.
fn check_corridors(scenario: &Scenario) -> Result<(), PlanError> {
    if scenario.planned_corridors().any(|(_, corridor)| {
        !corridor.classes.is_empty()
            && corridor.survey != korridor_world::scenario::SurveyStatus::Suspected
    }) {
        return Ok(());
    }
    let reasons = scenario.corridors.iter().map(|corridor| {
        let reason = match &corridor.usage {
            korridor_world::scenario::CorridorUse::RecordedOnly(reason) => reason.as_str(),
            _ if corridor.classes.is_empty() => "the party admits no class of the scenario",
            _ => "its ground is suspected of mines",
        };
        format!("{}: {reason}", corridor.key)
    });
    let reasons: Vec<String> = reasons.collect();
    Err(PlanError::NoCorridor {
        reasons: if reasons.is_empty() {
            "the scenario has none".to_owned()
        } else {
            reasons.join("; ")
        },
    })
}

/// Somebody must be able to reach a corridor with high figures, if anybody wishes to leave.
fn check_reach(scenario: &Scenario, clock: &Clock) -> Result<(), PlanError> {
    let mut missing: Vec<String> = Vec::new();
    let mut parties = 0;
    for level in Level::ALL {
        missing.clear();
        for group in groups(scenario, level, &people(scenario, level, clock)) {
            parties += group.batches.len();
            if !ways_of(scenario, clock, level, &group).places.is_empty() {
                return Ok(());
            }
            let name = |class: &ClassId| scenario.classes[class.index()].key.as_str();
            let classes: Vec<&str> = group.classes.iter().map(name).collect();
            let to = &scenario.destinations[group.travel.destination.index()].key;
            let offered = group.travel.corridors.len();
            missing.push(format!(
                "{} to {to} ({})",
                classes.join(" and "),
                match (offered, quickest_of(scenario, clock, level, &group)) {
                    (0, _) => "no corridor there is offered to them".to_owned(),
                    (_, Some(seconds)) => format!(
                        "{offered} corridors are offered, and the quickest way takes {} h {:02} min, longer than there is time",
                        seconds / 3_600,
                        seconds % 3_600 / 60
                    ),
                    (_, None) => format!(
                        "{offered} corridors are offered, and no usable road or shuttle leads to an open gate of any of them"
                    ),
                }
            ));
        }
    }
    if parties == 0 {
        return Ok(());
    }
    Err(PlanError::NoneReached {
        missing: missing.join("; "),
    })
}
