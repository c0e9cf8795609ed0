//! Places waves so that what passes each door follows what the exact flow passes.

use korridor_flow::{ArcId, FlowOverTime};

use super::candidates::{Candidate, Candidates};
use super::improve::{Care, Dice, improve};
use super::room::{Home, Journey, Room};
use super::sweep::{Order, Sweep, any, rank, thorough};
use super::terms::Terms;
use super::wave::{Queues, Wave};
use crate::lower::Lowered;
use crate::lower::clock::Steps;

/// A plan this close to the exact flow is good enough not to look for a better one.
const CLOSE: f64 = 0.02;

/// Waves of an earlier plan that are kept where they can be, each with its candidate.
pub type Kept = Vec<(usize, Wave)>;

/// Kept waves that are this much further from the exact flow than others, as a share of its parties, are
/// given up for those.
const WORTH_CHANGING: f64 = 0.005;

/// The waves of a group, in the order in which they are given room, each with its candidate: around the
/// waves that are kept, unless others are much closer to the exact flow. Of several
/// ways to place them the one that is closest to the exact flow. With `only_where`, waves begin to pass
/// a door only in steps in which that flow does. Only what is placed with much care
/// is made better at length.
pub fn schedule(
    lowered: &Lowered,
    candidates: &Candidates,
    open: &[Steps],
    terms: Terms,
    only_where: Option<&FlowOverTime>,
    (kept, care): (&Kept, Care),
) -> Vec<(usize, Wave)> {
    let (distance, waves) = placed(lowered, candidates, open, terms, only_where, (kept, care));
    if kept.is_empty() || distance < CLOSE {
        return waves;
    }
    let (other, anew) = placed(
        lowered,
        candidates,
        open,
        terms,
        only_where,
        (&Kept::new(), care),
    );
    if other + WORTH_CHANGING < distance {
        anew
    } else {
        waves
    }
}

/// The waves with their distance from the exact flow.
fn placed(
    lowered: &Lowered,
    candidates: &Candidates,
    open: &[Steps],
    terms: Terms,
    only_where: Option<&FlowOverTime>,
    (kept, care): (&Kept, Care),
) -> (f64, Vec<(usize, Wave)>) {
    let any = any();
    let free = Sweep {
        follows_exact: false,
        ..any
    };
    let ways: [(Order, Vec<Sweep>); 3] = [
        (Order::Exact, thorough(terms.wave_steps)),
        (Order::Exact, vec![any, free]),
        (Order::Regret, vec![any, free]),
    ];
    let mut schedule = Schedule::new(lowered, candidates, open, terms);
    schedule.only_where = only_where;
    let orders = [Order::Exact, Order::Nearest, Order::Regret].map(|order| schedule.ordered(order));
    let mut best: Option<(f64, Waves)> = None;
    for (order, sweeps) in ways {
        if best.as_ref().is_some_and(|(least, _)| *least < CLOSE) {
            break;
        }
        schedule.clear();
        schedule.by_door.clone_from(&orders[order as usize]);
        schedule.keep(kept);
        sweeps.into_iter().for_each(|sweep| schedule.sweep(sweep));
        let distance = schedule.distance();
        if best.as_ref().is_none_or(|(least, _)| distance < *least) {
            let waves = (schedule.waves.clone(), schedule.given.clone());
            best = Some((distance, waves));
        }
    }
    let (distance, (waves, given)) = best.unwrap_or_default();
    schedule.clear();
    schedule.keep(kept);
    let fixed = schedule.waves.len();
    schedule.clear();
    schedule.again(&waves, &given);
    // Who was told something is not told anything else for little.
    if let Care::Much(seed) = care
        && (kept.is_empty() || distance >= CLOSE)
    {
        improve(&mut schedule, &orders, fixed, seed);
    }
    (schedule.distance(), schedule.waves)
}

/// Waves with their candidates, and how their parties move.
type Waves = (Vec<(usize, Wave)>, Vec<Vec<Journey>>);

/// The narrowest arc of the corridor that a door ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meter {
    pub(super) arc: ArcId,
    /// Steps from entering it to the exit.
    pub(super) tail: u32,
}

/// A wave more is worth so much of the exact flow.
const WAVE_COSTS: f64 = 2e-6;

/// A wave that can be placed.
struct Found {
    score: f64,
    candidate: usize,
    wave: Wave,
}

/// So often another moment to set out is tried.
const AIMS: usize = 8;

/// A wave that sets out as soon as it may does so at most so many steps earlier.
const EARLIER: [u32; 6] = [0, 1, 2, 3, 5, 8];

/// Sizes of a wave that are tried, as shares of the largest.
const SIZES: [f64; 16] = [
    1.0, 0.97, 0.94, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02, 0.0001,
];

/// Waves as they are placed.
pub(super) struct Schedule<'a> {
    pub(super) lowered: &'a Lowered,
    pub(super) candidates: &'a Candidates,
    open: &'a [Steps],
    pub(super) terms: Terms,
    pub(super) room: Room<'a>,
    pub(super) homes: Vec<Home>,
    /// The same before anybody set out.
    pub(super) full: Vec<Home>,
    /// By home: candidates that are offered.
    pub(super) chosen: Vec<Vec<usize>>,
    /// A home and the only door to which it is offered anything more.
    pub(super) only_door: Option<(usize, usize)>,
    /// By door: candidates, those first that the exact flow sends first.
    pub(super) by_door: Vec<Vec<usize>>,
    /// The doors in the order in which they are looked at in each step.
    pub(super) door_order: Vec<usize>,
    /// By home and door: parties that the exact flow sends and no wave has yet.
    pub(super) quota: Vec<Vec<u64>>,
    pub(super) meters: Vec<Meter>,
    pub(super) places: u64,
    only_where: Option<&'a FlowOverTime>,
    /// In the order in which they are given room.
    pub(super) waves: Vec<(usize, Wave)>,
    /// By wave: how its parties move.
    pub(super) given: Vec<Vec<Journey>>,
    dice: Dice,
}

impl<'a> Schedule<'a> {
    fn new(
        lowered: &'a Lowered,
        candidates: &'a Candidates,
        open: &'a [Steps],
        terms: Terms,
    ) -> Schedule<'a> {
        let homes = candidates.homes.iter();
        let homes: Vec<Home> = homes.map(|home| Home::at(lowered, *home)).collect();
        let doors = candidates.doors.len();
        let room = Room::new(lowered);
        let limit = lowered.problem.exits.first().and_then(|exit| exit.limit);
        let places = limit.unwrap_or(u64::MAX);
        let mut schedule = Schedule {
            lowered,
            candidates,
            open,
            terms,
            places: places.saturating_sub(room.onwards_parties()),
            room,
            full: homes.clone(),
            homes,
            chosen: vec![Vec::new(); candidates.homes.len()],
            only_door: None,
            by_door: vec![Vec::new(); doors],
            door_order: (0..doors).collect(),
            quota: Vec::new(),
            meters: Vec::new(),
            only_where: None,
            waves: Vec::new(),
            given: Vec::new(),
            dice: Dice::new(0),
        };
        for door in &candidates.doors {
            let meter = schedule.meter(*door);
            schedule.meters.push(meter);
        }
        schedule
    }

    /// By door: its candidates in an order.
    fn ordered(&self, order: Order) -> Vec<Vec<usize>> {
        let candidates = self.candidates;
        let mut by_door = vec![Vec::new(); candidates.doors.len()];
        for (index, candidate) in candidates.all.iter().enumerate() {
            by_door[candidate.door].push(index);
        }
        let horizon = self.lowered.problem.horizon;
        for list in &mut by_door {
            list.sort_by_cached_key(|&index| rank(candidates, horizon, order, index));
        }
        by_door
    }

    /// Takes all waves away.
    pub(super) fn clear(&mut self) {
        for ((index, _), given) in self.waves.iter().zip(&self.given) {
            let route = &self.candidates.all[*index].route;
            self.room.give_back(route, given);
        }
        self.waves.clear();
        self.given.clear();
        self.homes.clone_from(&self.full);
        self.chosen.iter_mut().for_each(Vec::clear);
        let doors = self.candidates.doors.len();
        self.quota = vec![vec![0; doors]; self.candidates.homes.len()];
        for (&(home, door), share) in &self.candidates.shares {
            self.quota[home][door] = share.parties;
        }
        let limit = self.lowered.problem.exits.first();
        let limit = limit.and_then(|exit| exit.limit).unwrap_or(u64::MAX);
        self.places = limit.saturating_sub(self.room.onwards_parties());
    }

    /// Places waves again that had their room.
    pub(super) fn again(&mut self, waves: &[(usize, Wave)], given: &[Vec<Journey>]) {
        for (&(index, wave), given) in waves.iter().zip(given) {
            let route = &self.candidates.all[index].route;
            self.room.give_again(route, given);
            self.record(index, wave, given.clone());
        }
    }

    /// How far the waves are from the exact flow, as a share of its persons: at the end, and at the worst
    /// step, and a little for every wave.
    fn distance(&self) -> f64 {
        let mut journeys = Vec::new();
        for ((candidate, _), given) in self.waves.iter().zip(&self.given) {
            let home = self.candidates.all[*candidate].route.home;
            journeys.extend(given.iter().map(|journey| (home, journey)));
        }
        journeys.sort_by_key(|(_, journey)| journey.departs);
        let mut out = vec![0i64; self.lowered.problem.horizon as usize + 1];
        for path in self.room.onwards() {
            let each = i64::from(self.lowered.supplies[path.supply].persons_each);
            out[path.arrival as usize] += path.units as i64 * each;
        }
        let mut queues = Queues::new(self.lowered);
        for (home, journey) in journeys {
            for (supply, units) in queues.take(home, journey.parties) {
                let each = i64::from(self.lowered.supplies[supply].persons_each);
                out[journey.out as usize] += units as i64 * each;
            }
        }
        let exact = &self.candidates.out;
        let (mut sum, mut worst) = (0, 0);
        for (out, exact) in out.iter().zip(exact) {
            sum += out;
            worst = worst.max(*exact as i64 - sum);
        }
        let all = exact.last().copied().unwrap_or(0);
        let missing = all as i64 - sum;
        (missing + worst) as f64 / all.max(1) as f64 + self.waves.len() as f64 * WAVE_COSTS
    }

    fn meter(&mut self, door: ArcId) -> Meter {
        let arcs = &self.lowered.problem.arcs;
        let total = |room: &mut Room<'_>, arc: ArcId| -> u64 {
            room.of(arc)
                .iter()
                .fold(0u64, |sum, units| sum.saturating_add(*units))
        };
        let mut meter = Meter {
            arc: door,
            tail: arcs[door.index()].transit,
        };
        let mut least = total(&mut self.room, door);
        let (mut arc, mut tail) = (door, meter.tail);
        loop {
            let node = arcs[arc.index()].tail;
            let mut entering = (0u32..)
                .map(ArcId)
                .zip(arcs)
                .filter(|(_, a)| a.head == node);
            let (Some((before, entry)), None) = (entering.next(), entering.next()) else {
                return meter;
            };
            tail += entry.transit;
            arc = before;
            let sum = total(&mut self.room, arc);
            if sum < least {
                (least, meter) = (sum, Meter { arc, tail });
            }
            if tail > self.lowered.problem.horizon {
                return meter;
            }
        }
    }

    pub(super) fn sweep(&mut self, sweep: Sweep) {
        self.sweep_within(sweep, 0, self.lowered.problem.horizon + 1);
    }

    /// A sweep over the steps `from` to before `until` at the meters.
    pub(super) fn sweep_within(&mut self, sweep: Sweep, from: u32, until: u32) {
        let until = until.min(self.lowered.problem.horizon + 1);
        for step in from.max(self.lowered.before.from)..until {
            for place in 0..self.door_order.len() {
                let door = self.door_order[place];
                if self.is_barred(door, step) {
                    continue;
                }
                while self.room.of(self.meters[door].arc)[step as usize] > 0 && self.places > 0 {
                    let Some(found) = self.find(sweep, door, step) else {
                        break;
                    };
                    self.place(found);
                }
            }
        }
    }

    /// Whether no wave may begin to pass a door's meter in a step.
    fn is_barred(&self, door: usize, step: u32) -> bool {
        let entered = |flow: &FlowOverTime| flow.arcs.at(self.meters[door].arc.index(), step);
        self.only_where.is_some_and(|flow| entered(flow).is_none())
    }

    pub(super) fn is_offered(&self, candidate: usize) -> bool {
        let Candidate { home, door, .. } = self.candidates.all[candidate];
        let chosen = &self.chosen[home];
        self.only_door
            .is_none_or(|only| only.0 != home || only.1 == door)
            && (chosen.len() < self.terms.routes_per_zone as usize || chosen.contains(&candidate))
    }

    /// The wave that best fills what is left from a step on at a door's meter.
    fn find(&mut self, sweep: Sweep, door: usize, step: u32) -> Option<Found> {
        let mut best: Option<Found> = None;
        let mut looked = 0;
        for at in 0..self.by_door[door].len() {
            let index = self.by_door[door][at];
            let candidate = &self.candidates.all[index];
            let home = candidate.home;
            let offset = candidate.transit - self.meters[door].tail;
            if offset > step
                || self.homes[home].left == 0
                || (sweep.follows_exact && self.quota[home][door] == 0)
                || !self.is_offered(index)
            {
                continue;
            }
            looked += 1;
            if let Some(found) =
                self.wave(sweep, index, step, best.as_ref().map_or(0.0, |b| b.score))
            {
                let enough = found.score > 0.98;
                best = Some(found);
                if enough {
                    break;
                }
            }
            if looked >= sweep.homes {
                break;
            }
        }
        best
    }

    /// A wave of a candidate that fills more than `than` of what is left.
    fn wave(&mut self, sweep: Sweep, index: usize, step: u32, than: f64) -> Option<Found> {
        let candidate = &self.candidates.all[index];
        let meter = self.meters[candidate.door];
        let departs = step - (candidate.transit - meter.tail);
        let steps = if candidate.is_ride {
            1
        } else {
            self.terms.wave_steps
        };
        let open = *self
            .open
            .iter()
            .find(|open| open.from <= departs && departs < open.until)?;
        let earliest = open.from.max(self.lowered.before.from);
        if departs < earliest {
            return None;
        }
        let last = (self.lowered.problem.horizon + 1).saturating_sub(candidate.transit);
        let until = open.until.min(last);
        let left = self.room.of(meter.arc);
        let end = ((step + steps) as usize).min(left.len());
        let passed = left[step as usize..end]
            .iter()
            .fold(0u64, |sum, left| sum.saturating_add(*left));
        let all = self.homes[candidate.home].left.min(self.places);
        let mut most = all.min(passed);
        if sweep.is_wild && self.dice.below(3) == 0 {
            most = (most as f64 * self.dice.share()).ceil() as u64;
        }
        let enough = (sweep.share * most as f64) as u64;
        let least = enough
            .max(sweep.least)
            .min(all)
            .max((than * passed as f64) as u64 + 1);
        let possible = self.shifts(index, (step, departs), earliest);
        if possible.is_empty() && departs - earliest >= steps {
            return None;
        }
        let candidate = &self.candidates.all[index];
        let offset = candidate.transit - meter.tail;
        let to_meter = (offset, self.room.slack(&candidate.route, meter.arc));
        let mut before = u64::MAX;
        for share in SIZES {
            let parties = ((share * most as f64).ceil() as u64).min(before - 1);
            if parties < least {
                return None;
            }
            before = parties;
            let first = if parties >= u64::from(steps) {
                departs
            } else {
                departs
                    .saturating_sub(steps.div_ceil(parties as u32) - 1)
                    .max(earliest)
            };
            let is_clamped = first == earliest && parties < u64::from(steps);
            let shifts = if is_clamped { &EARLIER[..] } else { &possible };
            for &earlier in shifts {
                let Some(first) = first
                    .checked_sub(earlier)
                    .filter(|first| *first >= earliest)
                else {
                    continue;
                };
                let wave = Wave {
                    first_step: first,
                    route: 0,
                    steps,
                    parties,
                };
                if first + steps <= until
                    && self.homes[candidate.home].fits(wave)
                    && self.room.may_pass(meter.arc, wave, to_meter)
                    && let Some(journeys) = self.room.give(&candidate.route, wave)
                {
                    self.room.give_back(&candidate.route, &journeys);
                    let score = parties as f64 / passed as f64;
                    return Some(Found {
                        score,
                        candidate: index,
                        wave,
                    });
                }
            }
        }
        None
    }

    /// By how many steps a wave may set out earlier than if nobody were held back on the way: so that its
    /// first party enters the meter in `step`, and some others.
    fn shifts(&mut self, index: usize, (step, departs): (u32, u32), earliest: u32) -> Vec<u32> {
        let candidate = &self.candidates.all[index];
        let meter = self.meters[candidate.door].arc;
        let (mut exact, mut others) = (Vec::new(), Vec::new());
        let mut earlier = 0;
        for _ in 0..AIMS {
            let Some(start) = departs.checked_sub(earlier).filter(|d| *d >= earliest) else {
                break;
            };
            match self.room.enters(&candidate.route, start, meter) {
                Some(entry) if entry < step => break,
                Some(entry) if entry == step => {
                    exact.push(earlier);
                    break;
                }
                Some(entry) => {
                    others.push(earlier);
                    earlier += entry - step;
                }
                None => earlier += 1,
            }
        }
        exact.extend(others);
        exact
    }

    /// Places what is left of waves of an earlier plan where their people are still ready and find room.
    pub(super) fn keep(&mut self, kept: &[(usize, Wave)]) {
        let from = self.lowered.before.from;
        for &(candidate, wave) in kept {
            let route = &self.candidates.all[candidate].route;
            let home = self.candidates.all[candidate].home;
            let fits = self.is_offered(candidate)
                && wave.ahead(from) <= self.places
                && self.homes[home].fits(wave);
            if fits && let Some(journeys) = self.room.give(route, wave) {
                self.record(candidate, wave, journeys);
            }
        }
    }

    fn place(&mut self, found: Found) {
        let candidate = &self.candidates.all[found.candidate];
        if let Some(journeys) = self.room.give(&candidate.route, found.wave) {
            self.record(found.candidate, found.wave, journeys);
        }
    }

    /// Writes down a wave that has its room.
    pub(super) fn record(&mut self, index: usize, wave: Wave, journeys: Vec<Journey>) {
        let candidate = &self.candidates.all[index];
        self.homes[candidate.home].take(wave);
        let parties = wave.ahead(self.lowered.before.from);
        self.places -= parties;
        let quota = &mut self.quota[candidate.home][candidate.door];
        *quota = quota.saturating_sub(parties);
        let chosen = &mut self.chosen[candidate.home];
        if !chosen.contains(&index) {
            chosen.push(index);
        }
        self.waves.push((index, wave));
        self.given.push(journeys);
    }
}
