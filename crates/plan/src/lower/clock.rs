//! The one clock of a plan: steps of equal length from the start of the first usable interval to the
//! end of the last. Windows are stretches of steps on it; between them everything outside is shut.

use korridor_world::{Instant, Interval, Scenario};

use crate::error::PlanError;

/// The most steps that a plan may have.
pub const MOST_STEPS: u32 = 1 << 20;

/// Steps `from..until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Steps {
    /// First step.
    pub from: u32,
    /// First step after it.
    pub until: u32,
}

impl Steps {
    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.until <= self.from
    }

    /// What both have in common; may be empty.
    pub fn meet(self, other: Steps) -> Steps {
        Steps {
            from: self.from.max(other.from),
            until: self.until.min(other.until),
        }
    }
}

/// Where steps lie in time. Step `s` is `[origin + s * seconds, origin + (s + 1) * seconds)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Start of step 0.
    pub origin: Instant,
    /// Seconds of a step.
    pub step_seconds: u32,
    /// Number of steps; the horizon is one less.
    pub steps: u32,
    /// The steps in which people may be outside, in order, disjoint.
    pub open: Vec<Steps>,
}

impl Clock {
    /// The clock of a scenario with steps of `step_seconds`.
    ///
    /// # Errors
    /// When no whole step is usable, or there are too many.
    pub fn new(scenario: &Scenario, step_seconds: u32) -> Result<Clock, PlanError> {
        let none = PlanError::NoUsableTime { step_seconds };
        let whole = scenario.planning_interval().ok_or(none)?;
        let steps = whole.seconds().unsigned_abs() / u64::from(step_seconds.max(1));
        if steps > u64::from(MOST_STEPS) {
            return Err(PlanError::WindowTooLong {
                steps,
                step_seconds,
                limit: MOST_STEPS,
            });
        }
        let mut clock = Clock {
            origin: whole.start,
            step_seconds: step_seconds.max(1),
            steps: steps as u32,
            open: Vec::new(),
        };
        for interval in scenario.pause.usable() {
            let steps = clock.inside(interval);
            match clock.open.last_mut() {
                _ if steps.is_empty() => {}
                Some(last) if last.until >= steps.from => last.until = last.until.max(steps.until),
                _ => clock.open.push(steps),
            }
        }
        clock.steps = clock.open.last().map_or(0, |last| last.until);
        if clock.steps == 0 {
            return Err(PlanError::NoUsableTime { step_seconds });
        }
        Ok(clock)
    }

    /// Whether people may be outside in a step.
    pub fn is_open(&self, step: u32) -> bool {
        let mut open = self.open.iter();
        open.any(|steps| steps.from <= step && step < steps.until)
    }

    /// The last step.
    pub fn horizon(&self) -> u32 {
        self.steps - 1
    }

    /// Milliseconds of a step.
    pub fn step_milliseconds(&self) -> u64 {
        u64::from(self.step_seconds) * 1_000
    }

    /// The start of a step.
    pub fn start(&self, step: u32) -> Instant {
        self.origin
            .plus_seconds(i64::from(step) * i64::from(self.step_seconds))
    }

    /// The steps that lie wholly inside an interval: what opens, opens no earlier and no longer.
    pub fn inside(&self, interval: Interval) -> Steps {
        let length = i64::from(self.step_seconds);
        let from = interval.start.seconds_since(self.origin);
        let until = interval.end.seconds_since(self.origin);
        self.clamped(-(-from).div_euclid(length), until.div_euclid(length))
    }

    /// The steps that an interval touches: what closes, closes no later and no shorter.
    pub fn touching(&self, interval: Interval) -> Steps {
        if interval.is_empty() {
            return Steps { from: 0, until: 0 };
        }
        let length = i64::from(self.step_seconds);
        let from = interval.start.seconds_since(self.origin);
        let until = interval.end.seconds_since(self.origin);
        self.clamped(from.div_euclid(length), -(-until).div_euclid(length))
    }

    /// The step that an instant falls in, if the plan has it.
    pub fn step_of(&self, instant: Instant) -> Option<u32> {
        let step = instant
            .seconds_since(self.origin)
            .div_euclid(i64::from(self.step_seconds));
        u32::try_from(step).ok().filter(|step| *step < self.steps)
    }

    fn clamped(&self, from: i64, until: i64) -> Steps {
        let clamp = |step: i64| step.clamp(0, i64::from(self.steps)) as u32;
        Steps {
            from: clamp(from),
            until: clamp(until),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_opens_in_whole_steps_and_what_closes_closes_all_it_touches() {
        let clock = Clock {
            origin: Instant(1_000),
            step_seconds: 60,
            steps: 10,
            open: vec![],
        };
        let interval = |start, end| Interval {
            start: Instant(start),
            end: Instant(end),
        };
        // Seconds 30 to 200 of the plan: steps 1 and 2 lie inside, steps 0 to 3 are touched.
        assert_eq!(
            clock.inside(interval(1_030, 1_200)),
            Steps { from: 1, until: 3 }
        );
        assert_eq!(
            clock.touching(interval(1_030, 1_200)),
            Steps { from: 0, until: 4 }
        );
        assert_eq!(
            clock.inside(interval(1_060, 1_180)),
            Steps { from: 1, until: 3 }
        );
        assert_eq!(
            clock.touching(interval(1_060, 1_180)),
            Steps { from: 1, until: 3 }
        );
        assert_eq!(
            clock.inside(interval(0, 9_999)),
            Steps { from: 0, until: 10 }
        );
        assert_eq!(clock.step_of(Instant(1_059)), Some(0));
        assert_eq!(clock.step_of(Instant(999)), None);
    }
}
