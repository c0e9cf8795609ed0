//! What answers start from: a scenario and its proven flows.

use korridor_world::scenario::{ByLevel, CorridorId};
use korridor_world::{Instant, Level, Scenario};

use super::closing::GroupUse;
use super::extend::limit_hours;
use super::{Answers, Every, When, by_level};
use crate::error::PlanError;
use crate::folder::times::rfc3339;
use crate::folder::{PlanFiles, REPORT_FILE, Written, write};
use crate::lift::{Lifted, lift, lift_usable};
use crate::lower::clock::Clock;
use crate::lower::steps::step_seconds;
use crate::replan::chain::Continued;
use crate::replan::state::LevelState;
use crate::solve::{SolvedScenario, solve};
use crate::usable::{Terms, UsablePlan, usable};
use crate::verify::{Finding, Proven, open};

/// A scenario with its proven flows and its waves; in a plan that continues another, what is left from
/// its moment on.
#[derive(Clone, Debug)]
pub struct Basis {
    pub(crate) scenario: Scenario,
    pub(super) clock: Clock,
    pub(crate) solved: SolvedScenario,
    pub(crate) usable: UsablePlan,
    pub(crate) continued: Option<Continued>,
    pub(crate) packed: PlanFiles,
    /// Low, best, high.
    levels: Vec<LevelBasis>,
}

/// What the flows of a level say.
#[derive(Clone, Debug)]
pub(super) struct LevelBasis {
    /// The exact flow.
    pub lifted: Lifted,
    /// The waves of the usable plan.
    pub usable: Lifted,
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
        let terms = Terms::new(&clock, None, None)?;
        let solved = solve(scenario, &clock, &mut |_| {})?;
        let waves = usable(scenario, &solved, terms);
        Ok(Basis::of(Proven {
            packed: PlanFiles::new(),
            scenario: scenario.clone(),
            solved,
            usable: waves,
            continued: None,
        }))
    }

    /// Takes the flows and waves from a plan folder, which is verified on the way.
    ///
    /// # Errors
    /// Everything that [`crate::verify`] finds.
    pub fn open(
        files: &PlanFiles,
        read_scenario: &dyn Fn(&PlanFiles) -> Result<Scenario, Vec<String>>,
    ) -> Result<Basis, Vec<Finding>> {
        let (_, basis) = open(files, read_scenario)?;
        Ok(basis)
    }

    /// What is proven already.
    pub(crate) fn of(proven: Proven) -> Basis {
        let Proven {
            packed,
            scenario,
            solved,
            usable,
            continued,
        } = proven;
        let clock = solved.clock.clone();
        let levels = solved.levels.iter().zip(&usable.levels);
        let levels = levels.map(|(level, waves)| LevelBasis {
            lifted: lift(&scenario, &clock, level),
            usable: lift_usable(&scenario, &clock, level, waves),
            uses: level
                .groups
                .iter()
                .map(|group| GroupUse::of(&scenario, group))
                .collect(),
        });
        Basis {
            levels: levels.collect(),
            scenario,
            clock,
            solved,
            usable,
            continued,
            packed,
        }
    }

    /// The plan's report with answers in it.
    pub fn report(&self, answers: &Answers) -> Vec<u8> {
        let mut written = self.write(Some(answers));
        written.files.remove(REPORT_FILE).unwrap_or_default()
    }

    /// The plan folder.
    pub(crate) fn write(&self, answers: Option<&Answers>) -> Written {
        let continued = self.continued.as_ref();
        let (scenario, packed) = (&self.scenario, &self.packed);
        write(
            scenario,
            packed,
            &self.solved,
            &self.usable,
            continued,
            answers,
        )
    }

    /// The longest pause that is looked at, in hours from the start of the plan: [`LIMIT_HOURS`], or fewer
    /// in a plan that continues another.
    ///
    /// [`LIMIT_HOURS`]: super::LIMIT_HOURS
    pub fn limit_hours(&self) -> u32 {
        limit_hours(self)
    }

    /// The moment from which the plan continues another.
    pub fn from(&self) -> Option<When> {
        let continued = self.continued.as_ref()?;
        Some(self.when(self.clock.start(continued.state.from)))
    }

    /// The first step that is planned: 0 in a first plan.
    pub(super) fn first_step(&self) -> u32 {
        self.continued
            .as_ref()
            .map_or(0, |continued| continued.state.from)
    }

    /// Where everyone of a level is when that step begins, in a plan that continues another.
    pub(super) fn state(&self, level: Level) -> Option<(u32, &LevelState)> {
        let continued = self.continued.as_ref()?;
        Some(continued.state.of(level))
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

    /// Everyone who is out at the end by the waves.
    pub fn usable_out_persons(&self) -> ByLevel<u64> {
        by_level(|level| self.level(level).usable.out.last().copied().unwrap_or(0))
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

    /// Persons at an instant, of those at the end of each step.
    pub(super) fn at(&self, by_step: &[u64], instant: Instant) -> u64 {
        match self.ended(instant) {
            0 => 0,
            ended => by_step.get(ended as usize - 1).copied().unwrap_or(0),
        }
    }

    /// Moments within the plan's usable times, the start and the end left out; those after the moment
    /// from which it continues another.
    pub(super) fn moments(&self, every: Every) -> Vec<Instant> {
        let seconds = i64::from(every.minutes) * 60;
        let all = (1..).map(|n: i64| self.clock.origin.plus_seconds(n.saturating_mul(seconds)));
        let end = self.end();
        let usable = |instant: &Instant| {
            let ended = self.ended(*instant);
            let ahead = ended > self.first_step() || self.continued.is_none();
            ahead
                && self
                    .clock
                    .open
                    .iter()
                    .any(|open| open.from < ended && ended <= open.until)
        };
        all.take_while(|instant| *instant < end)
            .filter(usable)
            .collect()
    }
}
