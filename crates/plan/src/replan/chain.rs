//! What a continued plan folder holds of the plans before it, and how the state follows from that.

use std::collections::BTreeSet;

use korridor_world::{Level, Scenario};
use serde::{Deserialize, Serialize};

use super::state::State;
use super::turn::{Turn, turned};
use crate::folder::document::PlanDocument;
use crate::folder::{PLAN_FILE, PlanFiles, SCENARIO_FOLDER, USABLE_FILE, digest};
use crate::lower::clock::Clock;
use crate::lower::commodity::groups;
use crate::lower::people::people;
use crate::lower::taken::Taken;
use crate::lower::{Lowered, lower, lower_from};
use crate::usable::{UsablePlan, claim};
use crate::verify::Finding;

/// The moments, closures and openings of a plan that continues another.
pub const TURNS_FILE: &str = "turns.json";
/// Before the path of each file of an earlier plan: `before/1/plan.json` is that of the first one.
pub const BEFORE_FOLDER: &str = "before/";
/// A plan may continue another that continues another, so many times.
pub const MOST_TURNS: usize = 50;
const FORMAT: &str = "korridor-turns";
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TurnsFile {
    format: String,
    version: u32,
    turns: Vec<Turn>,
}

/// An earlier plan.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Earlier {
    plan: Vec<u8>,
    usable: Vec<u8>,
    turn: Turn,
}

/// The plans that a plan continues, the first one first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    earlier: Vec<Earlier>,
}

/// What a plan continues.
#[derive(Clone, Debug)]
pub struct Continued {
    /// The plans before it.
    pub chain: Chain,
    /// The scenario with the corridors' hours as they are now.
    pub scenario: Scenario,
    /// Where everyone is.
    pub state: State,
    /// The usable plan that is continued.
    pub before: UsablePlan,
}

/// The name of a file of the earlier plan `index`, counted from 0.
fn name(index: usize, file: &str) -> String {
    format!("{BEFORE_FOLDER}{}/{file}", index + 1)
}

fn finding(file: &str, place: &str, found: &str, expected: &str) -> Vec<Finding> {
    vec![Finding::new(file, place, found, expected)]
}

impl Chain {
    /// Reads it from a plan folder; `None` if that is a first plan.
    ///
    /// # Errors
    /// What is wrong with its files.
    pub fn read(files: &PlanFiles) -> Result<Option<Chain>, Vec<Finding>> {
        let Some(bytes) = files.get(TURNS_FILE) else {
            return Ok(None);
        };
        let file: TurnsFile = serde_json::from_slice(bytes)
            .map_err(|error| finding(TURNS_FILE, "", &error.to_string(), "turns of a plan"))?;
        if file.format != FORMAT || file.version != VERSION {
            let found = format!("format {:?} version {}", file.format, file.version);
            let expected = format!("{FORMAT:?} version {VERSION}");
            return Err(finding(TURNS_FILE, "", &found, &expected));
        }
        if file.turns.is_empty() || file.turns.len() > MOST_TURNS {
            let found = format!("{} turns", file.turns.len());
            return Err(finding(TURNS_FILE, "", &found, "1 to 50"));
        }
        let mut chain = Chain::default();
        for (index, turn) in file.turns.into_iter().enumerate() {
            let read = |file: &str| {
                let name = name(index, file);
                let bytes = files.get(&name).cloned();
                bytes.ok_or_else(|| finding(&name, "", "no file", "a file of the plan before"))
            };
            chain.earlier.push(Earlier {
                plan: read(PLAN_FILE)?,
                usable: read(USABLE_FILE)?,
                turn,
            });
        }
        Ok(Some(chain))
    }

    /// Its files.
    pub fn files(&self) -> PlanFiles {
        let mut files = PlanFiles::new();
        for (index, earlier) in self.earlier.iter().enumerate() {
            files.insert(name(index, PLAN_FILE), earlier.plan.clone());
            files.insert(name(index, USABLE_FILE), earlier.usable.clone());
        }
        let turns = TurnsFile {
            format: FORMAT.to_owned(),
            version: VERSION,
            turns: self.earlier.iter().map(|e| e.turn.clone()).collect(),
        };
        let mut json = serde_json::to_vec_pretty(&turns).unwrap_or_default();
        json.push(b'\n');
        files.insert(TURNS_FILE.to_owned(), json);
        files
    }

    /// The last turn.
    pub fn last(&self) -> Option<&Turn> {
        self.earlier.last().map(|earlier| &earlier.turn)
    }

    /// Corridors that earlier turns closed and none opened again, by their ids.
    pub fn closed_before(&self) -> BTreeSet<&str> {
        let mut closed = BTreeSet::new();
        let last = self.earlier.len().saturating_sub(1);
        for earlier in &self.earlier[..last] {
            closed.extend(earlier.turn.close.iter().map(String::as_str));
            earlier.turn.open.iter().for_each(|id| {
                closed.remove(id.as_str());
            });
        }
        closed
    }

    /// How many plans came before.
    pub fn len(&self) -> usize {
        self.earlier.len()
    }

    /// With a plan more, which its folder holds.
    pub fn then(mut self, files: &PlanFiles, turn: Turn) -> Chain {
        let file = |name: &str| files.get(name).cloned().unwrap_or_default();
        self.earlier.push(Earlier {
            plan: file(PLAN_FILE),
            usable: file(USABLE_FILE),
            turn,
        });
        self
    }

    /// Follows every earlier plan to its end: each is checked against the scenario, the plans before
    /// it and its own manifest.
    ///
    /// # Errors
    /// What does not hold.
    pub fn follow(
        self,
        scenario: &Scenario,
        packed: &PlanFiles,
        clock: &Clock,
    ) -> Result<Continued, Vec<Finding>> {
        let mut current = scenario.clone();
        let mut reached: Option<(State, UsablePlan)> = None;
        let mut earliest = 0;
        for (index, earlier) in self.earlier.iter().enumerate() {
            self.check_manifest(index, packed)?;
            let state = reached.as_ref().map(|(state, _)| state);
            let plan = followed(&current, clock, state, earlier).map_err(|what| {
                let expected = "routes and waves that hold for the packed scenario";
                finding(&name(index, USABLE_FILE), "", &what, expected)
            })?;
            let turn = &earlier.turn;
            let place = format!("/turns/{index}");
            if turn.from_step < earliest || turn.from_step >= clock.steps {
                let found = format!("step {}", turn.from_step);
                let expected = format!("a step from {earliest} to {}", clock.horizon());
                return Err(finding(TURNS_FILE, &place, &found, &expected));
            }
            if !clock.is_open(turn.from_step) {
                let found = format!("step {}", turn.from_step);
                let expected = "a step in which people may be outside";
                return Err(finding(TURNS_FILE, &place, &found, expected));
            }
            check_moment(clock, turn)
                .map_err(|(found, expected)| finding(TURNS_FILE, &place, &found, &expected))?;
            earliest = turn.from_step;
            current = turned(&current, clock, turn).map_err(|error| {
                finding(
                    TURNS_FILE,
                    &place,
                    &error.to_string(),
                    "a turn that can be made",
                )
            })?;
            reached = Some((State::at(&plan, turn.from_step), plan));
        }
        let Some((state, before)) = reached else {
            return Err(finding(TURNS_FILE, "", "no turns", "at least one"));
        };
        Ok(Continued {
            chain: self,
            scenario: current,
            state,
            before,
        })
    }

    /// An earlier plan is the one that was continued, and its manifest names what is packed here.
    fn check_manifest(&self, index: usize, packed: &PlanFiles) -> Result<(), Vec<Finding>> {
        let earlier = &self.earlier[index];
        let place = name(index, PLAN_FILE);
        let found = digest(&earlier.plan);
        if found != earlier.turn.continues {
            return Err(finding(&place, "", &found, &earlier.turn.continues));
        }
        let document: PlanDocument = serde_json::from_slice(&earlier.plan)
            .map_err(|error| finding(&place, "", &error.to_string(), "a plan document"))?;
        let mut expected: Vec<(String, String)> = packed
            .iter()
            .map(|(name, bytes)| (format!("{SCENARIO_FOLDER}{name}"), digest(bytes)))
            .collect();
        expected.push((USABLE_FILE.to_owned(), digest(&earlier.usable)));
        if index > 0 {
            let before = Chain {
                earlier: self.earlier[..index].to_vec(),
            };
            let files = before.files();
            expected.extend(
                files
                    .iter()
                    .map(|(name, bytes)| (name.clone(), digest(bytes))),
            );
        }
        for (file, digest) in expected {
            if document.files.get(&file) != Some(&digest) {
                let what = format!("another file {file}");
                return Err(finding(
                    &place,
                    "/files",
                    &what,
                    "the file that is packed here",
                ));
            }
        }
        let scenario = document.files.keys();
        let scenario = scenario.filter(|name| name.starts_with(SCENARIO_FOLDER));
        match scenario.count() == packed.len() {
            true => Ok(()),
            false => Err(finding(
                &place,
                "/files",
                "another number of files of the scenario",
                "those that are packed here",
            )),
        }
    }
}

/// The step of a turn is the first that starts at its moment or later.
fn check_moment(clock: &Clock, turn: &Turn) -> Result<(), (String, String)> {
    let wrong = |expected: String| (format!("{} at step {}", turn.at, turn.from_step), expected);
    let Some(instant) = korridor_world::Instant::parse(&turn.at) else {
        return Err(wrong("an instant in RFC 3339".to_owned()));
    };
    match super::first_step(clock, instant) {
        step if step == turn.from_step => Ok(()),
        step => Err(wrong(format!("step {step}"))),
    }
}

/// The waves of an earlier plan, checked.
fn followed(
    scenario: &Scenario,
    clock: &Clock,
    state: Option<&State>,
    earlier: &Earlier,
) -> Result<UsablePlan, String> {
    let file = claim::read(&earlier.usable)?;
    let levels = lowered(scenario, clock, state);
    let levels: Vec<claim::LevelLowered<'_>> = levels
        .iter()
        .map(|(level, groups)| (*level, groups.iter().collect()))
        .collect();
    claim::check(scenario, clock, &levels, &file).map_err(|complaints| {
        let complaints = complaints
            .iter()
            .map(|(place, what)| format!("{place}: {what}"));
        complaints.collect::<Vec<_>>().join("; ")
    })
}

/// Every level's groups, each as if it were alone: what others take is the waves' to say.
fn lowered(
    scenario: &Scenario,
    clock: &Clock,
    state: Option<&State>,
) -> Vec<(Level, Vec<Lowered>)> {
    let levels = Level::ALL.into_iter().map(|level| {
        let groups = groups(scenario, level, &people(scenario, level, clock));
        let groups = groups
            .into_iter()
            .enumerate()
            .map(|(index, group)| match state {
                None => lower(scenario, clock, level, group, &Taken::default()),
                Some(state) => {
                    let (from, of_level) = state.of(level);
                    let state = &of_level.groups[index];
                    let taken = &Taken::default();
                    lower_from(scenario, clock, (level, group), taken, (from, state))
                }
            });
        (level, groups.collect())
    });
    levels.collect()
}
