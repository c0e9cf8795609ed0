//! How many persons may enter a way in each step, and what of it is left for whoever is planned
//! later, counted in parties that are never parted.
//!
//! Rates are spread: `r` persons an hour with steps of `d` seconds admit, up to and including step
//! `s`, `floor(r * d * (s + 1) / 3600)` persons. Parties of `q` are admitted at
//! `floor(r * d * (s + 1) / (3600 * q))`, so a gate of 7 persons an hour still passes a household of
//! five every 43 minutes instead of none ever.
//!
//! What starts later than step 0 is spread from its own start, and nothing is carried from one opening
//! to the next: an opening passes what its own hours pass, rounded down. What leaves at an instant is
//! not spread at all; a vehicle takes whole parties, and none is parted over two vehicles.

use korridor_flow::{Change, Rate, Run};

use super::clock::Steps;

/// Who may enter in a stretch of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Admits {
    /// Persons, spread from the stretch's first step on.
    Spread(Rate),
    /// Vehicles that leave in each step.
    Vehicles { vehicles: u64, seats: u64 },
}

/// A stretch of steps and who may enter in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Segment {
    steps: Steps,
    admits: Admits,
}

impl Segment {
    /// Persons who may enter in a step of it.
    fn at(&self, step: u32) -> u64 {
        match self.admits {
            Admits::Spread(rate) => rate.at(step - self.steps.from),
            Admits::Vehicles { vehicles, seats } => vehicles.saturating_mul(seats),
        }
    }
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
        let mut schedule = Schedule::default();
        for &steps in stretches {
            schedule.push(steps, rate);
        }
        schedule
    }

    /// Adds a rate after all others.
    pub fn push(&mut self, steps: Steps, rate: Rate) {
        if rate.units > 0 {
            self.push_any(steps, Admits::Spread(rate));
        }
    }

    /// Adds vehicles that leave in a step after all others.
    pub fn depart(&mut self, step: u32, vehicles: u64, seats: u64) {
        let steps = Steps {
            from: step,
            until: step.saturating_add(1),
        };
        if vehicles > 0 && seats > 0 {
            self.push_any(steps, Admits::Vehicles { vehicles, seats });
        }
    }

    fn push_any(&mut self, steps: Steps, admits: Admits) {
        match self.segments.last_mut() {
            _ if steps.is_empty() => {}
            Some(last) if last.admits == admits && last.steps.until == steps.from => {
                last.steps.until = steps.until;
            }
            _ => self.segments.push(Segment { steps, admits }),
        }
    }

    /// Whether nobody may ever enter.
    pub fn is_shut(&self) -> bool {
        self.segments.is_empty()
    }

    /// Seats of each of the vehicles that leave, if it is vehicles that leave.
    pub fn seats(&self) -> Option<u64> {
        match self.segments.first()?.admits {
            Admits::Vehicles { seats, .. } => Some(seats),
            Admits::Spread(_) => None,
        }
    }

    /// What of it lies in some stretches of steps, which are in order and disjoint.
    pub fn within(&self, stretches: &[Steps]) -> Schedule {
        let mut within = Schedule::default();
        for segment in &self.segments {
            for stretch in stretches {
                within.push_any(segment.steps.meet(*stretch), segment.admits);
            }
        }
        within
    }

    /// What is left of it where people pass a part of a step before their step starts: part of them
    /// would be there before what opens with a step is open, so it opens a step later. Where one rate
    /// follows another, the lower one holds in that step. Nobody passes anything like that in step 0,
    /// before which nobody sets out.
    pub fn ahead(&self) -> Schedule {
        let mut segments = self.segments.clone();
        for next in 0..segments.len() {
            let (before, rest) = segments.split_at_mut(next);
            let segment = &mut rest[0];
            let last = before.last_mut();
            let last = last.filter(|last| last.steps.until == segment.steps.from);
            match (last, segment.steps.from) {
                (None, 0) => {}
                (Some(last), _) if is_lower(last.admits, segment.admits) => {
                    last.steps.until += 1;
                    segment.steps.from += 1;
                }
                (Some(_), _) => {}
                (None, _) => segment.steps.from += 1,
            }
        }
        segments.retain(|segment| !segment.steps.is_empty());
        Schedule { segments }
    }

    /// Persons who may enter in steps `0..steps`, one figure a step.
    pub fn table(&self, steps: u32) -> Vec<u64> {
        let mut table = vec![0; steps as usize];
        for segment in &self.segments {
            for step in segment.steps.from..segment.steps.until.min(steps) {
                table[step as usize] = segment.at(step);
            }
        }
        table
    }

    /// The rate and its changes in parties of `party` persons.
    pub fn in_parties(&self, party: u32, steps: u32) -> (Rate, Vec<Change>) {
        if let [only] = self.segments[..]
            && only.steps.from == 0
            && only.steps.until >= steps
            && let Admits::Spread(rate) = only.admits
        {
            return (parties_of(rate, party), Vec::new());
        }
        let mut changes = Vec::new();
        for segment in &self.segments {
            match segment.admits {
                Admits::Spread(rate) => {
                    spread(segment.steps, parties_of(rate, party), &mut changes);
                }
                Admits::Vehicles { vehicles, seats } => changes.push(Change {
                    from: segment.steps.from,
                    until: segment.steps.until,
                    rate: Rate::constant(vehicles.saturating_mul(seats / u64::from(party))),
                }),
            }
        }
        changes.retain(|change| change.rate.units > 0 && change.from < change.until);
        (Rate::ZERO, changes)
    }

    /// What is left, in parties of `party` persons, where `used[s]` persons enter in step `s` already.
    ///
    /// A party larger than a step's rate enters in the step that completes it, so `used` may exceed a
    /// step's rate while it never exceeds the sum of rates by more than a party. What is left up to a
    /// step is therefore the least of what is left up to any later one of the same opening; it never
    /// falls, and nothing is ever given away twice. Of vehicles, those that nobody is aboard of are
    /// left.
    pub fn left(&self, used: &[u64], party: u32) -> (Rate, Vec<Change>) {
        let party = u64::from(party.max(1));
        let mut runs: Vec<Run<u64>> = Vec::new();
        for segment in &self.segments {
            let from = segment.steps.from.min(used.len() as u32);
            let until = segment.steps.until.min(used.len() as u32);
            let used = &used[from as usize..until.max(from) as usize];
            let left = match segment.admits {
                Admits::Spread(rate) => spread_left(rate, used, party),
                Admits::Vehicles { vehicles, seats } => {
                    let left = |used: &u64| vehicles.saturating_sub(used.div_ceil(seats));
                    let left = used.iter().map(|used| left(used) * (seats / party));
                    left.collect()
                }
            };
            for (step, value) in (from..).zip(left) {
                match runs.last_mut() {
                    Some(run) if run.value == value && run.until == step => run.until = step + 1,
                    _ => runs.push(Run {
                        from: step,
                        until: step + 1,
                        value,
                    }),
                }
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

/// A rate of persons as one of parties.
fn parties_of(rate: Rate, party: u32) -> Rate {
    if rate.units == u64::MAX {
        return rate;
    }
    reduced(rate.units, u64::from(rate.per) * u64::from(party))
}

/// Whether the first lets no more enter than the second.
fn is_lower(first: Admits, second: Admits) -> bool {
    match (first, second) {
        (Admits::Spread(first), Admits::Spread(second)) => {
            u128::from(first.units) * u128::from(second.per)
                <= u128::from(second.units) * u128::from(first.per)
        }
        _ => false,
    }
}

/// A rate in some steps. Rates of flow problems are spread from step 0, whose remainder would let
/// one more enter than the steps' own hours do, so the first to enter is left out.
fn spread(steps: Steps, rate: Rate, changes: &mut Vec<Change>) {
    let (units, per) = (u128::from(rate.units), u128::from(rate.per));
    let before = units * u128::from(steps.from);
    if rate.units == u64::MAX || before.is_multiple_of(per) {
        changes.push(Change {
            from: steps.from,
            until: steps.until,
            rate,
        });
        return;
    }
    // The step that completes the first whole unit after `before`.
    let first = ((before / per + 1) * per).div_ceil(units.max(1)) - 1;
    let first = u32::try_from(first).unwrap_or(u32::MAX);
    if first >= steps.until {
        return;
    }
    changes.push(Change {
        from: first,
        until: first + 1,
        rate: Rate::constant(rate.at(first).saturating_sub(1)),
    });
    changes.push(Change {
        from: first + 1,
        until: steps.until,
        rate,
    });
}

/// Parties that a rate still admits, step by step.
fn spread_left(rate: Rate, used: &[u64], party: u64) -> Vec<u64> {
    let mut sum = 0i128;
    let left: Vec<i128> = (0..)
        .zip(used)
        .map(|(step, &used)| {
            sum += i128::from(rate.at(step).min(u64::MAX >> 1)) - i128::from(used);
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
    let steps = parties.into_iter().map(|parties| {
        let value = u64::try_from(parties - before).unwrap_or(0);
        before = parties;
        value
    });
    steps.collect()
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
        // 0 and 3 persons are left up to each step of the first opening, 3 and 5 of the second; the
        // odd one of the first is not carried on.
        assert_eq!(capacity(rate, &changes, 6), [0, 1, 0, 0, 1, 1]);
    }

    #[test]
    fn a_vehicle_takes_whole_parties_and_carries_no_seat_to_the_next() {
        let departures = |seats: u64, vehicles: u64| {
            let mut schedule = Schedule::default();
            (1..5).for_each(|step| schedule.depart(step, vehicles, seats));
            schedule
        };
        let parties = |schedule: &Schedule, party| {
            let (rate, changes) = schedule.in_parties(party, 6);
            capacity(rate, &changes, 6)
        };
        assert_eq!(parties(&departures(7, 1), 5), [0, 1, 1, 1, 1, 0]);
        // Fourteen seats in two vehicles are not those of three households, but of two.
        assert_eq!(parties(&departures(7, 2), 5), [0, 2, 2, 2, 2, 0]);
        assert_eq!(parties(&departures(2, 1), 3), [0; 6]);
        let (rate, changes) = departures(7, 2).left(&[0, 7, 0, 14, 7, 0], 5);
        assert_eq!(capacity(rate, &changes, 6), [0, 1, 2, 0, 1, 0]);
    }

    #[test]
    fn an_opening_passes_no_more_than_its_own_hours() {
        // By enumeration: any rate, any opening, any prefix of it, in parties of any size.
        for (units, per, party) in [(7, 1, 5), (2, 1, 3), (5, 3, 1), (1, 7, 2), (11, 4, 3)] {
            let rate = Rate { units, per };
            for from in 0..12 {
                for until in from + 1..40 {
                    let steps = Steps { from, until };
                    let schedule = Schedule::during(&[steps], rate);
                    let (base, changes) = schedule.in_parties(party, 40);
                    let capacity = capacity(base, &changes, 40);
                    let mut passed = 0;
                    for step in 0..40 {
                        passed += capacity[step as usize];
                        let hours = u64::from((step + 1).clamp(from, until) - from);
                        let most = units * hours / (u64::from(per) * u64::from(party));
                        assert!(passed <= most, "{units}/{per} {party} {steps:?} {step}");
                        assert!(passed + 1 >= most, "{units}/{per} {party} {steps:?} {step}");
                    }
                }
            }
        }
    }

    #[test]
    fn who_passes_ahead_of_their_step_passes_a_step_after_the_opening() {
        let steps = |from, until| Steps { from, until };
        let mut gate = Schedule::during(&[steps(0, 2), steps(4, 6)], Rate::constant(3));
        gate.push(steps(6, 8), Rate::constant(5));
        gate.push(steps(8, 9), Rate::constant(4));
        assert_eq!(gate.table(10), [3, 3, 0, 0, 3, 3, 5, 5, 4, 0]);
        assert_eq!(gate.ahead().table(10), [3, 3, 0, 0, 0, 3, 3, 5, 4, 0]);
    }
}
