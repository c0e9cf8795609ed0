//! Every level and group of a scenario, solved or taken from certificates.

use korridor_flow::{Solution, certificate_from_json, check};
use korridor_world::{Level, Scenario};

use crate::error::PlanError;
use crate::lower::before::GroupState;
use crate::lower::clock::Clock;
use crate::lower::commodity::{Group, groups};
use crate::lower::people::{People, people};
use crate::lower::taken::Taken;
use crate::lower::{Lowered, lower, lower_from};
use crate::replan::state::{LevelState, State};

/// A group with its flow and proof.
#[derive(Clone, Debug)]
pub struct Solved {
    /// The problem and what it stands for.
    pub lowered: Lowered,
    /// Its flow and certificate.
    pub solution: Solution,
}

/// All groups of a level, in the order in which they were planned.
#[derive(Clone, Debug)]
pub struct SolvedLevel {
    /// The level.
    pub level: Level,
    /// Everybody.
    pub people: People,
    /// The groups.
    pub groups: Vec<Solved>,
}

/// All levels, low first.
#[derive(Clone, Debug)]
pub struct SolvedScenario {
    /// Its clock.
    pub clock: Clock,
    /// The levels.
    pub levels: Vec<SolvedLevel>,
}

/// How far a plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is at work.
    pub stage: Stage,
    /// Parts of it that are done, counted up.
    pub done: u64,
    /// Parts of it.
    pub total: u64,
}

/// What is at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The exact flow; its parts are the steps of all groups and levels.
    Solving,
    /// What may be asked of the plan; its parts are problems that are solved again.
    Answering,
}

/// A level before it is solved.
type Unsolved = (Level, People, Vec<Group>);

/// Solves every level, each on a thread of its own; later groups of a level get what earlier ones
/// leave.
///
/// # Errors
/// When the solver refuses a problem.
pub fn solve(
    scenario: &Scenario,
    clock: &Clock,
    progress: &mut dyn FnMut(Progress),
) -> Result<SolvedScenario, PlanError> {
    solve_from(scenario, clock, None, progress)
}

/// Solves what is left of every level after a moment.
///
/// # Errors
/// When the solver refuses a problem.
pub fn solve_from(
    scenario: &Scenario,
    clock: &Clock,
    state: Option<&State>,
    progress: &mut dyn FnMut(Progress),
) -> Result<SolvedScenario, PlanError> {
    let unsolved = Level::ALL.map(|level| {
        let people = people(scenario, level, clock);
        let groups = groups(scenario, level, &people);
        (level, people, groups)
    });
    let groups: usize = unsolved.iter().map(|(_, _, groups)| groups.len()).sum();
    let total = groups as u64 * u64::from(clock.steps);
    let (sender, receiver) = std::sync::mpsc::channel::<(Level, u64)>();
    let levels = std::thread::scope(|scope| {
        let threads = unsolved.map(|unsolved| {
            let sender = sender.clone();
            scope.spawn(move || {
                let level = unsolved.0;
                let mut tell = |done| {
                    // Nobody listening is no reason to stop.
                    let _ = sender.send((level, done));
                };
                let state = state.map(|state| state.of(level));
                solve_level(scenario, clock, unsolved, state, &mut tell)
            })
        });
        drop(sender);
        let mut done = [0; Level::ALL.len()];
        for (level, steps) in receiver {
            done[level as usize] = steps;
            let done = done.iter().sum();
            progress(Progress {
                stage: Stage::Solving,
                done,
                total,
            });
        }
        threads.map(|thread| thread.join().expect("solving does not panic"))
    });
    let levels: Result<Vec<SolvedLevel>, PlanError> = levels.into_iter().collect();
    Ok(SolvedScenario {
        clock: clock.clone(),
        levels: levels?,
    })
}

/// Solves one level alone; with `state`, what is left of it.
///
/// # Errors
/// When the solver refuses a problem.
pub fn solve_one(
    scenario: &Scenario,
    clock: &Clock,
    level: Level,
    state: Option<(u32, &LevelState)>,
) -> Result<SolvedLevel, PlanError> {
    let people = people(scenario, level, clock);
    let groups = groups(scenario, level, &people);
    let unsolved = (level, people, groups);
    solve_level(scenario, clock, unsolved, state, &mut |_| {})
}

/// Solves a level; `tell` is told how many steps of its groups are done.
fn solve_level(
    scenario: &Scenario,
    clock: &Clock,
    (level, people, groups): Unsolved,
    state: Option<(u32, &LevelState)>,
    tell: &mut dyn FnMut(u64),
) -> Result<SolvedLevel, PlanError> {
    let mut taken = received(&groups, state);
    let mut solved = Vec::new();
    let mut before = 0;
    for (index, group) in groups.into_iter().enumerate() {
        let left = left(state, index);
        let lowered = lowered(scenario, clock, (level, group), &taken, left);
        let solution = korridor_flow::solve(&lowered.problem, &mut |step| {
            tell(before + u64::from(step));
        })?;
        before += u64::from(clock.steps);
        tell(before);
        taken.add_before(&lowered);
        taken.add(&lowered, &solution.flow);
        solved.push(Solved { lowered, solution });
    }
    Ok(SolvedLevel {
        level,
        people,
        groups: solved,
    })
}

/// What is left of a group, if anything came before.
fn left(state: Option<(u32, &LevelState)>, group: usize) -> Option<(u32, &GroupState)> {
    state.map(|(from, level)| (from, &level.groups[group]))
}

fn lowered(
    scenario: &Scenario,
    clock: &Clock,
    (level, group): (Level, Group),
    taken: &Taken,
    left: Option<(u32, &GroupState)>,
) -> Lowered {
    match left {
        None => lower(scenario, clock, level, group, taken),
        Some(left) => lower_from(scenario, clock, (level, group), taken, left),
    }
}

/// Reception places that are taken before anyone moves on.
fn received(groups: &[Group], state: Option<(u32, &LevelState)>) -> Taken {
    let mut taken = Taken::default();
    let Some((_, state)) = state else {
        return taken;
    };
    for (group, state) in groups.iter().zip(&state.groups) {
        let gone: u64 = state.gone.iter().map(|gone| gone.batch.parties).sum();
        let travel = &group.travel;
        taken.receive(travel.destination, gone * u64::from(travel.party));
    }
    taken
}

/// Takes flows from certificates instead of solving, and checks each. `certificates` holds one text a
/// group, in order; `complain` is told what does not hold, with the index of the certificate.
///
/// `None` if anything does not hold: later groups depend on earlier ones, so nothing after the first
/// broken one of a level can be judged.
pub fn certified(
    scenario: &Scenario,
    clock: &Clock,
    state: Option<&State>,
    certificates: &[&str],
    complain: &mut dyn FnMut(usize, String),
) -> Option<SolvedScenario> {
    let mut next = 0;
    let mut sound = true;
    let mut levels = Vec::new();
    for level in Level::ALL {
        let people = people(scenario, level, clock);
        let groups = groups(scenario, level, &people);
        let state = state.map(|state| state.of(level));
        let mut taken = received(&groups, state);
        let mut solved = Vec::new();
        let mut level_is_sound = true;
        for (place, group) in groups.into_iter().enumerate() {
            let index = next;
            next += 1;
            if !level_is_sound {
                continue;
            }
            let left = left(state, place);
            let lowered = lowered(scenario, clock, (level, group), &taken, left);
            match one(&lowered, certificates.get(index).copied()) {
                Ok(solution) => {
                    taken.add_before(&lowered);
                    taken.add(&lowered, &solution.flow);
                    solved.push(Solved { lowered, solution });
                }
                Err(complaints) => {
                    level_is_sound = false;
                    complaints
                        .into_iter()
                        .for_each(|what| complain(index, what));
                }
            }
        }
        sound &= level_is_sound;
        levels.push(SolvedLevel {
            level,
            people,
            groups: solved,
        });
    }
    if next != certificates.len() {
        let found = format!(
            "{} certificates, the scenario has {next} groups",
            certificates.len()
        );
        complain(next.min(certificates.len()), found);
        sound = false;
    }
    sound.then(|| SolvedScenario {
        clock: clock.clone(),
        levels,
    })
}

fn one(lowered: &Lowered, json: Option<&str>) -> Result<Solution, Vec<String>> {
    let json = json.ok_or_else(|| vec!["no certificate".to_owned()])?;
    let solution =
        certificate_from_json(&lowered.problem, json).map_err(|error| vec![error.to_string()])?;
    match check(&lowered.problem, &solution.flow, &solution.certificate) {
        Ok(_) => Ok(solution),
        Err(violations) => Err(violations.iter().map(ToString::to_string).collect()),
    }
}
