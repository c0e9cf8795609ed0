//! What answers start from: a scenario and its proven flows.

use korridor_world::scenario::{ByLevel, CorridorId};
use korridor_world::{Instant, Level, Scenario};

use super::closing::GroupUse;
use super::{Every, When, by_level};
use crate::error::PlanError;
use crate::folder::times::rfc3339;
use crate::folder::{PLAN_FILE, PlanFiles};
use crate::lift::{Lifted, lift};
use crate::lower::clock::Clock;
use crate::lower::steps::step_seconds;
use crate::solve::{SolvedLevel, SolvedScenario, solve};
use crate::verify::{Finding, open};

/// A scenario with its proven flows.
#[derive(Clone, Debug)]
pub struct Basis {
    pub(super) scenario: Scenario,
    pub(super) clock: Clock,
    /// Low, best, high.
    pub(super) levels: Vec<LevelBasis>,
}

/// One level of it.
#[derive(Clone, Debug)]
pub(super) struct LevelBasis {
    pub solved: SolvedLevel,
    pub lifted: Lifted,
    /// By group: where its people pass, and where its cut lies.
    pub uses: Vec<GroupUse>,
}

impl Basis {
    /// Solves a scenario as a plan does.
    ///
    /// # Errors
    /// When nothing of the pause is usable, or the solver refuses.
    pub fn solve(scenario: &Scenario) -> Result<Basis, PlanError> {
        let clock = Clock::new(scenario, step_seconds(scenario, None)?)?;
        let solved = solve(scenario, &clock, &mut |_| {})?;
        Ok(Basis::new(scenario.clone(), solved))
    }

    /// Takes the flows from a plan folder, which is verified on the way.
    ///
    /// # Errors
    /// Everything that [`crate::verify`] finds.
    pub fn open(
        files: &PlanFiles,
        read_scenario: &dyn Fn(&PlanFiles) -> Result<Scenario, Vec<String>>,
    ) -> Result<Basis, Vec<Finding>> {
        let (_, proven) = open(files, read_scenario)?;
        if proven.chain.is_some() {
            let expected = "a first plan: answers start from everybody at home; ask the plan that it continues";
            let found = "a plan that continues another";
            return Err(vec![Finding::new(PLAN_FILE, "/continues", found, expected)]);
        }
        Ok(Basis::new(proven.scenario, proven.solved))
    }

    fn new(scenario: Scenario, solved: SolvedScenario) -> Basis {
        let clock = solved.clock;
        let levels = solved.levels.into_iter().map(|solved| {
            let uses = solved
                .groups
                .iter()
                .map(|group| GroupUse::of(&scenario, group));
            LevelBasis {
                lifted: lift(&scenario, &clock, &solved),
                uses: uses.collect(),
                solved,
            }
        });
        Basis {
            levels: levels.collect(),
            scenario,
            clock,
        }
    }

    /// Seconds of a step.
    pub fn step_seconds(&self) -> u32 {
        self.clock.step_seconds
    }

    /// The scenario.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The planned corridor of a name, as its id in the files.
    pub fn corridor(&self, key: &str) -> Option<CorridorId> {
        let mut planned = self.scenario.planned_corridors();
        planned
            .find(|(_, corridor)| corridor.key == key)
            .map(|(id, _)| id)
    }

    /// Everyone who is assumed to wish to leave.
    pub fn wish_to_leave_persons(&self) -> ByLevel<u64> {
        by_level(|level| self.level(level).lifted.total().wish_to_leave())
    }

    /// Everyone who is out at the end.
    pub fn out_persons(&self) -> ByLevel<u64> {
        by_level(|level| self.out_at_end(level))
    }

    pub(super) fn level(&self, level: Level) -> &LevelBasis {
        &self.levels[level as usize]
    }

    pub(super) fn out_at_end(&self, level: Level) -> u64 {
        self.level(level).lifted.out.last().copied().unwrap_or(0)
    }

    /// An instant of the plan.
    pub(super) fn when(&self, instant: Instant) -> When {
        When {
            at: rfc3339(&self.scenario.clock, instant),
            minutes_from_start: instant.seconds_since(self.clock.origin).unsigned_abs() / 60,
        }
    }

    /// The end of the last step.
    pub(super) fn end(&self) -> Instant {
        self.clock.start(self.clock.steps)
    }

    /// Whole steps that have ended by an instant.
    pub(super) fn ended(&self, instant: Instant) -> u32 {
        let seconds = instant.seconds_since(self.clock.origin).max(0);
        let ended = seconds / i64::from(self.clock.step_seconds);
        u32::try_from(ended)
            .unwrap_or(u32::MAX)
            .min(self.clock.steps)
    }

    /// Moments within the plan's usable times, the start and the end left out.
    pub(super) fn moments(&self, every: Every) -> Vec<Instant> {
        let seconds = i64::from(every.minutes) * 60;
        let all = (1..).map(|n: i64| self.clock.origin.plus_seconds(n.saturating_mul(seconds)));
        let end = self.end();
        let usable = |instant: &Instant| {
            let ended = self.ended(*instant);
            self.clock
                .open
                .iter()
                .any(|open| open.from < ended && ended <= open.until)
        };
        all.take_while(|instant| *instant < end)
            .filter(usable)
            .collect()
    }
}
