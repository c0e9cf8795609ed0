//! Who wishes to leave, in parties that stay together, by zone, class, destination and readiness.
//!
//! Shares of people are rounded with a carry from zone to zone: each zone gets whole parties, and the
//! sum over all zones is never a whole party away from the exact share (largest remainder within a
//! zone, remainders carried on). So a hundred hamlets of three people with an uptake of a third yield
//! about a hundred people, not none.

use std::collections::BTreeMap;

use korridor_world::scenario::{ClassId, DestinationId, ReadyBy, ZoneId};
use korridor_world::{Level, Scenario, Share};

use super::clock::Clock;

/// Parties of one zone and class that go to one destination and get ready in one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The zone.
    pub zone: ZoneId,
    /// The class.
    pub class: ClassId,
    /// Where they are willing to go.
    pub destination: DestinationId,
    /// The step from which on they can set out; may lie beyond the horizon.
    pub ready: u32,
    /// How many parties.
    pub parties: u64,
    /// Persons in each of them: the class's party size, or fewer in a zone's last party.
    pub persons_each: u32,
}

impl Batch {
    /// Persons in all of its parties.
    pub fn persons(&self) -> u64 {
        self.parties * u64::from(self.persons_each)
    }
}

/// The people of one zone and class before anybody is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The zone.
    pub zone: ZoneId,
    /// The class.
    pub class: ClassId,
    /// Everyone.
    pub persons: u64,
    /// Those who wish to leave.
    pub wish: u64,
    /// Those of them who would choose none of the destinations offered.
    pub choose_none: u64,
}

/// All people at one level.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// By zone and class, in the order of zones.
    pub wishes: Vec<Wish>,
    /// Parties to plan, in the order of zones, classes, destinations and readiness.
    pub batches: Vec<Batch>,
}

/// Shares a number of whole things out, carrying remainders from call to call.
struct Apportioned {
    shares: Vec<u32>,
    /// By share: what is owed, in parts per million of a thing.
    owed: Vec<i128>,
}

impl Apportioned {
    /// By parts per million; what is missing to a whole is a last share of its own.
    fn new(shares: impl IntoIterator<Item = u32>) -> Apportioned {
        let mut shares: Vec<u32> = shares.into_iter().collect();
        let sum: u64 = shares.iter().map(|&share| u64::from(share)).sum();
        let rest = u64::from(Share::WHOLE_PARTS).saturating_sub(sum);
        shares.push(rest as u32);
        Apportioned {
            owed: vec![0; shares.len()],
            shares,
        }
    }

    /// One count a share, that add up to `things`; the last is the rest.
    fn share_out(&mut self, things: u64) -> Vec<u64> {
        let whole = i128::from(Share::WHOLE_PARTS);
        for (owed, share) in self.owed.iter_mut().zip(&self.shares) {
            *owed += i128::from(things) * i128::from(*share);
        }
        let mut given: Vec<i128> = self
            .owed
            .iter()
            .map(|owed| owed.div_euclid(whole).max(0))
            .collect();
        let mut left = i128::from(things) - given.iter().sum::<i128>();
        while left != 0 {
            let step = left.signum();
            let debt = |index: usize| (self.owed[index] - given[index] * whole) * step;
            let candidates =
                (0..given.len()).filter(|&i| self.shares[i] > 0 && (step > 0 || given[i] > 0));
            // The first of those that are owed most.
            let Some(index) = candidates.min_by_key(|&i| (-debt(i), i)) else {
                break;
            };
            given[index] += step;
            left -= step;
        }
        for (owed, given) in self.owed.iter_mut().zip(&given) {
            *owed -= given * whole;
        }
        given
            .into_iter()
            .map(|given| u64::try_from(given).unwrap_or(0))
            .collect()
    }
}

/// The people of a scenario at a level.
pub fn people(scenario: &Scenario, level: Level, clock: &Clock) -> People {
    let mut people = People::default();
    let mut sharing = Sharing::new(scenario);
    for (zone_index, zone) in scenario.zones.iter().enumerate() {
        let zone_id = ZoneId(zone_index as u32);
        for group in &zone.groups {
            let persons = group.persons.at(level).0;
            let wish = sharing.wishing(group.class, zone.uptake.at(level), persons);
            let (choose_none, batches) =
                sharing.batches(scenario, zone_id, group.class, wish, clock);
            people.batches.extend(batches);
            people.wishes.push(Wish {
                zone: zone_id,
                class: group.class,
                persons,
                wish,
                choose_none,
            });
        }
    }
    people
}

/// Carries of all sharing-out, by class, and by class and destination.
struct Sharing {
    /// By class: parts per million of a person still owed to those who wish to leave.
    uptake: Vec<u64>,
    choices: Vec<Apportioned>,
    ready: BTreeMap<(ClassId, DestinationId), Apportioned>,
}

impl Sharing {
    fn new(scenario: &Scenario) -> Sharing {
        let choices = scenario.classes.iter().map(|class| {
            let shares = class.destinations.iter();
            Apportioned::new(shares.map(|choice| choice.share.parts_per_million()))
        });
        Sharing {
            uptake: vec![0; scenario.classes.len()],
            choices: choices.collect(),
            ready: BTreeMap::new(),
        }
    }

    fn wishing(&mut self, class: ClassId, uptake: Share, persons: u64) -> u64 {
        let whole = u128::from(Share::WHOLE_PARTS);
        let carry = &mut self.uptake[class.index()];
        let exact =
            u128::from(persons) * u128::from(uptake.parts_per_million()) + u128::from(*carry);
        let wish = (exact / whole).min(u128::from(persons));
        *carry = (exact - wish * whole).min(whole - 1) as u64;
        wish as u64
    }

    fn batches(
        &mut self,
        scenario: &Scenario,
        zone: ZoneId,
        class_id: ClassId,
        wish: u64,
        clock: &Clock,
    ) -> (u64, Vec<Batch>) {
        let class = &scenario.classes[class_id.index()];
        let size = u64::from(class.party_size.max(1));
        let parties = wish.div_ceil(size);
        // The last party of a zone may be smaller.
        let mut missing = parties * size - wish;
        let mut batches = Vec::new();
        let chosen = self.choices[class_id.index()].share_out(parties);
        for (choice, &parties) in class.destinations.iter().zip(&chosen) {
            let key = (class_id, choice.destination);
            let ready = self
                .ready
                .entry(key)
                .or_insert_with(|| Apportioned::new(increments(&class.readiness)));
            let counts = ready.share_out(parties);
            for (point, &parties) in class.readiness.iter().zip(&counts) {
                let full = parties.saturating_sub(u64::from(missing > 0));
                let batch = |parties, persons_each: u64| Batch {
                    zone,
                    class: class_id,
                    destination: choice.destination,
                    ready: point.seconds.div_ceil(clock.step_seconds),
                    parties,
                    persons_each: persons_each as u32,
                };
                if parties > 0 && missing > 0 {
                    batches.push(batch(1, size - missing));
                    missing = 0;
                }
                if full > 0 {
                    batches.push(batch(full, size));
                }
            }
        }
        let planned: u64 = batches.iter().map(|batch| batch.persons()).sum();
        (wish - planned, batches)
    }
}

/// Shares that get ready at each point of a readiness curve.
fn increments(curve: &[ReadyBy]) -> Vec<u32> {
    let mut before = 0;
    let shares = curve.iter().map(|point| {
        let share = point.share.parts_per_million();
        let more = share.saturating_sub(before);
        before = before.max(share);
        more
    });
    shares.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_whole_and_their_sums_exact_over_many_zones() {
        let mut thirds = Apportioned::new([333_333, 333_333, 333_334]);
        let mut sums = [0; 4];
        for _ in 0..100 {
            let given = thirds.share_out(1);
            assert_eq!(given.iter().sum::<u64>(), 1);
            for (sum, given) in sums.iter_mut().zip(&given) {
                *sum += given;
            }
        }
        assert_eq!(sums.iter().sum::<u64>(), 100);
        assert!(
            sums[..3].iter().all(|&sum| sum == 33 || sum == 34),
            "{sums:?}"
        );
        assert_eq!(sums[3], 0);
    }

    #[test]
    fn what_no_share_names_is_the_rest() {
        let mut half = Apportioned::new([600_000, 300_000]);
        assert_eq!(half.share_out(10), [6, 3, 1]);
        assert_eq!(half.share_out(0), [0, 0, 0]);
    }
}
