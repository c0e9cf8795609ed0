//! From flows back to people: who leaves when, by which corridor, and what keeps the others.

pub mod cut;
pub mod trips;

use std::collections::BTreeMap;

use korridor_flow::paths;
use korridor_world::scenario::{ClassId, CorridorId, DestinationId, ZoneId};
use korridor_world::{Level, LinkId, Scenario};

use crate::lower::clock::Clock;
use crate::lower::rounding::Excess;
use crate::solve::SolvedLevel;
use crate::usable::UsableLevel;
use cut::Bottleneck;

/// People who set out together and come out together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trip {
    /// From where.
    pub zone: ZoneId,
    /// Who.
    pub class: ClassId,
    /// By which corridor.
    pub corridor: CorridorId,
    /// The step in which they set out.
    pub departs: u32,
    /// The step in which they are out.
    pub out: u32,
}

/// What a link carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Persons in all.
    pub persons: u64,
    /// The first step in which anyone enters.
    pub first_step: u32,
    /// The last one.
    pub last_step: u32,
}

/// Where everyone is at the end. The parts add up to `population`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Everyone.
    pub population: u64,
    /// Out by an offered corridor.
    pub out: u64,
    /// On the way when the last step ends: nobody in a first plan. In one that continues another those
    /// who were on the road and are told to hold or go back.
    pub on_the_way: u64,
    /// Not among those assumed to wish to leave.
    pub remaining_not_assumed_to_wish: u64,
    /// Wish to leave, and would choose none of the destinations offered.
    pub choose_no_destination: u64,
    /// Wish to leave, and no offered corridor can be reached from their zone in the time there is.
    pub could_not_be_reached: u64,
    /// Wish to leave and could reach a corridor, but not all of them in the time there is.
    pub not_out_in_time: u64,
}

impl Account {
    /// What the parts add up to.
    pub fn sum(&self) -> u64 {
        self.out
            + self.on_the_way
            + self.remaining_not_assumed_to_wish
            + self.choose_no_destination
            + self.could_not_be_reached
            + self.not_out_in_time
    }

    /// Everyone who wishes to leave.
    pub fn wish_to_leave(&self) -> u64 {
        self.population - self.remaining_not_assumed_to_wish
    }

    /// Counts others in.
    pub fn add(&mut self, other: &Account) {
        self.population += other.population;
        self.out += other.out;
        self.on_the_way += other.on_the_way;
        self.remaining_not_assumed_to_wish += other.remaining_not_assumed_to_wish;
        self.choose_no_destination += other.choose_no_destination;
        self.could_not_be_reached += other.could_not_be_reached;
        self.not_out_in_time += other.not_out_in_time;
    }
}

/// All that a level's flows say about people.
#[derive(Clone, Debug)]
pub struct Lifted {
    /// The level.
    pub level: Level,
    /// Everyone, by zone and class.
    pub accounts: BTreeMap<(ZoneId, ClassId), Account>,
    /// By step: persons who are out.
    pub out: Vec<u64>,
    /// By step: persons who are in the open when it ends.
    pub exposed: Vec<u64>,
    /// By step: persons in sheltered places when it ends.
    pub sheltered: Vec<u64>,
    /// Who goes how, with the number of persons.
    pub trips: BTreeMap<Trip, u64>,
    /// By gate: persons who pass in each step.
    pub gates: BTreeMap<(CorridorId, u32), Vec<u64>>,
    /// By link: what it carries.
    pub links: BTreeMap<LinkId, Load>,
    /// What keeps more from being out.
    pub bottlenecks: Vec<Bottleneck>,
    /// Where all places are taken, and some who wish to go there are not out: no gate and no road brings
    /// more people there. In order.
    pub full: Vec<DestinationId>,
    /// Routes that are used, by persons, against what they really take.
    pub excess: Excess,
}

impl Lifted {
    /// Everyone together.
    pub fn total(&self) -> Account {
        sum(self.accounts.values())
    }

    /// Everyone of a zone.
    pub fn of_zone(&self, zone: ZoneId) -> Account {
        let of_zone = self
            .accounts
            .iter()
            .filter(|((other, _), _)| *other == zone);
        sum(of_zone.map(|(_, account)| account))
    }

    /// Everyone of a class.
    pub fn of_class(&self, class: ClassId) -> Account {
        let of_class = self
            .accounts
            .iter()
            .filter(|((_, other), _)| *other == class);
        sum(of_class.map(|(_, account)| account))
    }
}

/// Accounts added up.
pub fn sum<'a>(accounts: impl Iterator<Item = &'a Account>) -> Account {
    let mut total = Account::default();
    accounts.for_each(|account| total.add(account));
    total
}

/// Lifts the exact flows of a level.
pub fn lift(scenario: &Scenario, clock: &Clock, solved: &SolvedLevel) -> Lifted {
    let mut lifted = empty(clock, solved);
    lifted.bottlenecks = cut::bottlenecks(clock, &solved.groups);
    lifted.full = cut::full(&solved.groups);
    let mut tally = trips::Tally::new(scenario, clock, &mut lifted);
    for group in &solved.groups {
        let problem = &group.lowered.problem;
        tally.group(&group.lowered, paths(problem, &group.solution.flow));
    }
    tally.finish();
    settle(&mut lifted);
    lifted
}

/// Lifts the waves of a level. Nothing is said of what binds: that is the exact flow's to say.
pub fn lift_usable(
    scenario: &Scenario,
    clock: &Clock,
    solved: &SolvedLevel,
    usable: &UsableLevel,
) -> Lifted {
    let mut lifted = empty(clock, solved);
    let mut tally = trips::Tally::new(scenario, clock, &mut lifted);
    for group in &usable.groups {
        tally.group(&group.lowered, group.paths());
    }
    tally.finish();
    settle(&mut lifted);
    lifted
}

/// A level in which nobody has moved yet.
fn empty(clock: &Clock, solved: &SolvedLevel) -> Lifted {
    Lifted {
        level: solved.level,
        accounts: accounts(solved),
        out: vec![0; clock.steps as usize],
        exposed: Vec::new(),
        sheltered: Vec::new(),
        trips: BTreeMap::new(),
        gates: BTreeMap::new(),
        links: BTreeMap::new(),
        bottlenecks: Vec::new(),
        full: Vec::new(),
        excess: Excess::default(),
    }
}

/// Accounts before anyone is out.
fn accounts(solved: &SolvedLevel) -> BTreeMap<(ZoneId, ClassId), Account> {
    let mut accounts: BTreeMap<_, Account> = BTreeMap::new();
    for wish in &solved.people.wishes {
        let account = accounts.entry((wish.zone, wish.class)).or_default();
        account.population += wish.persons;
        account.remaining_not_assumed_to_wish += wish.persons - wish.wish;
        account.choose_no_destination += wish.choose_none;
    }
    for group in &solved.groups {
        for batch in &group.lowered.unreached {
            let account = accounts.entry((batch.zone, batch.class)).or_default();
            account.could_not_be_reached += batch.persons();
        }
    }
    accounts
}

/// Whoever wishes to leave and is not out was not out in time.
fn settle(lifted: &mut Lifted) {
    for (trip, persons) in &lifted.trips {
        let account = lifted.accounts.entry((trip.zone, trip.class)).or_default();
        account.out += persons;
    }
    for account in lifted.accounts.values_mut() {
        let known = account.sum() - account.not_out_in_time;
        account.not_out_in_time = account.population.saturating_sub(known);
    }
    assert_eq!(
        lifted.total().sum(),
        lifted.total().population,
        "everyone is accounted for once"
    );
}
