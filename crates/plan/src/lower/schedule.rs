//! How many persons may enter a way in each step, and what of it is left for whoever is planned
//! later, counted in parties that are never parted.
//!
//! Rates are spread: `r` persons an hour with steps of `d` seconds admit, up to and including step
//! `s`, `floor(r * d * (s + 1) / 3600)` persons. Parties of `q` are admitted at
//! `floor(r * d * (s + 1) / (3600 * q))`, so a gate of 7 persons an hour still passes a household of
//! five every 43 minutes instead of none ever.

use korridor_flow::{Change, Rate, Run};

use super::clock::Steps;

/// A rate of persons in a stretch of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The steps.
    pub steps: Steps,
    /// Persons, spread from step 0 on.
    pub rate: Rate,
}

/// Persons who may enter in each step: segments in order, disjoint; nobody outside them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    segments: Vec<Segment>,
}

/// `persons` an hour, spread over steps of `step_seconds`.
pub fn per_hour(persons: u64, step_seconds: u32) -> Rate {
    per_seconds(persons, 3_600, step_seconds)
}

/// `persons` in each `seconds`, spread over steps of `step_seconds`.
pub fn per_seconds(persons: u64, seconds: u32, step_seconds: u32) -> Rate {
    let units = persons.saturating_mul(u64::from(step_seconds));
    reduced(units, u64::from(seconds.max(1)))
}

/// `units / per` in lowest terms; `per` falls back to whole units a step where it leaves its range.
fn reduced(units: u64, per: u64) -> Rate {
    let divisor = greatest_common_divisor(units, per).max(1);
    let (units, per) = (units / divisor, per / divisor);
    match u32::try_from(per) {
        Ok(per) => Rate { units, per },
        Err(_) => Rate::constant(units / per),
    }
}

fn greatest_common_divisor(mut a: u64, mut b: u64) -> u64 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl Schedule {
    /// The same rate in all of some stretches of steps, which are in order and disjoint.
    pub fn during(stretches: &[Steps], rate: Rate) -> Schedule {
        let open = stretches.iter().filter(|steps| !steps.is_empty());
        let segments = open.map(|&steps| Segment { steps, rate });
        Schedule {
            segments: segments.filter(|s| s.rate.units > 0).collect(),
        }
    }

    /// Adds a segment after all others.
    pub fn push(&mut self, steps: Steps, rate: Rate) {
        if !steps.is_empty() && rate.units > 0 {
            self.segments.push(Segment { steps, rate });
        }
    }

    /// Whether nobody may ever enter.
    pub fn is_shut(&self) -> bool {
        self.segments.is_empty()
    }

    /// What of it lies in some stretches of steps, which are in order and disjoint.
    pub fn within(&self, stretches: &[Steps]) -> Schedule {
        let mut within = Schedule::default();
        for segment in &self.segments {
            for stretch in stretches {
                within.push(segment.steps.meet(*stretch), segment.rate);
            }
        }
        within
    }

    /// Persons who may enter in steps `0..steps`, one figure a step.
    pub fn table(&self, steps: u32) -> Vec<u64> {
        let mut table = vec![0; steps as usize];
        for segment in &self.segments {
            for step in segment.steps.from..segment.steps.until.min(steps) {
                table[step as usize] = segment.rate.at(step);
            }
        }
        table
    }

    /// The rate and its changes in parties of `party` persons.
    pub fn in_parties(&self, party: u32, steps: u32) -> (Rate, Vec<Change>) {
        let rate = |rate: Rate| {
            if rate.units == u64::MAX {
                return rate;
            }
            reduced(rate.units, u64::from(rate.per) * u64::from(party))
        };
        if let [only] = self.segments[..]
            && only.steps.from == 0
            && only.steps.until >= steps
        {
            return (rate(only.rate), Vec::new());
        }
        let changes = self.segments.iter().map(|segment| Change {
            from: segment.steps.from,
            until: segment.steps.until,
            rate: rate(segment.rate),
        });
        (Rate::ZERO, changes.collect())
    }

    /// What is left, in parties of `party` persons, where `used[s]` persons enter in step `s` already.
    ///
    /// A party larger than a step's rate enters in the step that completes it, so `used` may exceed a
    /// step's rate while it never exceeds the sum of rates by more than a party. What is left up to a
    /// step is therefore the least of what is left up to any later one; it never falls, and nothing
    /// is ever given away twice.
    pub fn left(&self, used: &[u64], party: u32) -> (Rate, Vec<Change>) {
        let steps = used.len() as u32;
        let mut sum = 0i128;
        let left: Vec<i128> = self
            .table(steps)
            .iter()
            .zip(used)
            .map(|(&rate, &used)| {
                sum += i128::from(rate.min(u64::MAX >> 1)) - i128::from(used);
                sum
            })
            .collect();
        let mut least = i128::MAX;
        let mut parties = vec![0i128; left.len()];
        for (parties, left) in parties.iter_mut().zip(&left).rev() {
            least = least.min(*left).max(0);
            *parties = least / i128::from(party);
        }
        let mut before = 0;
        let mut runs: Vec<Run<u64>> = Vec::new();
        for (step, parties) in parties.iter().enumerate() {
            let value = u64::try_from(parties - before).unwrap_or(0);
            before = *parties;
            let step = step as u32;
            match runs.last_mut() {
                Some(run) if run.value == value => run.until = step + 1,
                _ => runs.push(Run {
                    from: step,
                    until: step + 1,
                    value,
                }),
            }
        }
        let open = runs.iter().filter(|run| run.value > 0);
        let changes = open.map(|run| Change {
            from: run.from,
            until: run.until,
            rate: Rate::constant(run.value),
        });
        (Rate::ZERO, changes.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(steps: u32) -> [Steps; 1] {
        [Steps {
            from: 0,
            until: steps,
        }]
    }

    fn capacity(rate: Rate, changes: &[Change], steps: u32) -> Vec<u64> {
        let at = |step: u32| {
            let change = changes
                .iter()
                .rev()
                .find(|c| c.from <= step && step < c.until);
            change.map_or(rate, |c| c.rate).at(step)
        };
        (0..steps).map(at).collect()
    }

    #[test]
    fn a_gate_of_fifty_an_hour_passes_fifty_an_hour_at_any_step() {
        for step_seconds in [1, 60, 90, 600] {
            let steps = 2 * 3_600 / step_seconds;
            let gate = Schedule::during(&all(steps), per_hour(50, step_seconds));
            assert_eq!(gate.table(steps).iter().sum::<u64>(), 100, "{step_seconds}");
            // Fifty are ten households of five.
            let (rate, changes) = gate.in_parties(5, steps);
            assert!(changes.is_empty());
            assert_eq!(
                capacity(rate, &[], steps).iter().sum::<u64>(),
                20,
                "{step_seconds}"
            );
        }
    }

    #[test]
    fn what_is_left_is_what_nobody_took() {
        let way = Schedule::during(&all(6), Rate::constant(4));
        let (rate, changes) = way.left(&[4, 0, 1, 4, 4, 0], 1);
        assert_eq!(capacity(rate, &changes, 6), [0, 4, 3, 0, 0, 4]);
        // Households of five took 5, 5 and 9 of 4 a step: 4, 3, 2, 6, 1, 5 are left up to each step; no
        // more than 1 of that may be taken before step 5, or step 4 would be overfull.
        let (rate, changes) = way.left(&[0, 5, 5, 0, 9, 0], 1);
        assert_eq!(capacity(rate, &changes, 6), [1, 0, 0, 0, 0, 4]);
    }

    #[test]
    fn nothing_is_left_in_steps_in_which_the_way_is_shut() {
        let open = [Steps { from: 0, until: 2 }, Steps { from: 4, until: 6 }];
        let way = Schedule::during(&open, Rate::constant(3));
        let (rate, changes) = way.left(&[3, 0, 0, 0, 0, 1], 2);
        // 0, 3, 3, 3, 6, 8 persons left up to each step: 0, 1, 1, 1, 3, 4 parties.
        assert_eq!(capacity(rate, &changes, 6), [0, 1, 0, 0, 2, 1]);
    }
}
