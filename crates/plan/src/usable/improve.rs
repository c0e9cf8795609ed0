//! Makes placed waves better: takes some away, places others instead, and keeps what costs less.
//!
//! What a plan costs is how far it is behind the exact flow, a little for every route, every wave and the
//! time on the road, and more for every wave of a handful of people, which nobody can announce. The choice of what is taken away is made by
//! numbers that look random but are the same on every machine, and it ends after a fixed amount of work,
//! not of time; so the same scenario has the same plan everywhere.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::schedule::Schedule;
use super::sweep::{Sweep, any, thorough};
use super::wave::Wave;
use crate::usable::room::Journey;

/// A wave of fewer persons than this is hardly worth announcing.
pub const SMALL: f64 = 10.0;
/// Up to this share of the exact total may be missing at the end before it weighs heavily.
const END: f64 = 0.006;
/// The same at the worst step, or so many persons where that is more.
const WORST: (f64, f64) = (0.025, 25.0);
/// What weighs heavily counts so many times, at the end and at the worst step.
const HEAVILY: (f64, f64) = (20.0, 4.0);
/// The worst step counts for less than the end.
const AT_WORST: f64 = 0.25;
/// A wave costs this share of the people, and at least so many persons: nobody is left out to have fewer.
const WAVE: (f64, f64) = (1e-5, 0.1);
/// A small one costs this much more.
const SLIVER: (f64, f64) = (5e-5, 0.4);
/// A route that is offered costs this much.
const ROUTE: (f64, f64) = (2e-5, 0.3);
/// A party on the road for all of the time costs this share of itself.
const ON_THE_ROAD: f64 = 0.02;
/// Arcs that may be looked at for a group.
const WORK: u64 = 100_000_000;
/// The same while its waves are close to the exact flow.
const LITTLE_WORK: u64 = 20_000_000;
/// Missing at the end, as a share of the exact total, that is close.
const CLOSE: f64 = 0.004;
/// At most so many tries for a group.
const TRIES: u32 = 400;
/// Missing at the end, as a share of the exact total, that is so much that other doors are tried.
const FAR: f64 = 0.05;
/// At most so many homes are tried with other doors.
const OTHER_DOORS: usize = 64;
/// Neighbours of a small wave that might take its people.
const NEIGHBOURS: usize = 8;

/// Numbers that look random.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// The same numbers every time for a seed.
    pub fn new(seed: u64) -> Dice {
        Dice(0x2545_f491_4f6c_dd1d ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// A number from 0 to below 1.
    pub fn share(&mut self) -> f64 {
        self.below(1 << 20) as f64 / f64::from(1 << 20)
    }

    /// A number below `end`, which is not zero.
    pub fn below(&mut self, end: usize) -> usize {
        // Marsaglia, "Xorshift RNGs", 2003.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }
}

/// How much work is done for better waves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// They are placed once.
    Little,
    /// Others are tried in place of some of them; another number tries others.
    Much(u64),
}

/// Waves with how their parties move.
#[derive(Clone, Default)]
struct Placed {
    waves: Vec<(usize, Wave)>,
    given: Vec<Vec<Journey>>,
    cost: f64,
    is_close: bool,
    is_far: bool,
    /// By step: persons behind the exact flow, about.
    behind: Vec<f64>,
}

/// What stays, how the rest is placed anew, and between which steps at the meters.
struct Try {
    keep: Vec<(usize, Wave)>,
    sweeps: Vec<Sweep>,
    from: u32,
    until: u32,
}

/// Improves the waves of a schedule, but for the first `fixed` of them. Each of `orders` holds the
/// candidates of every door.
pub(super) fn improve(
    schedule: &mut Schedule<'_>,
    orders: &[Vec<Vec<usize>>],
    fixed: usize,
    seed: u64,
) {
    let total = schedule.candidates.out.last().copied().unwrap_or(0);
    if schedule.waves.is_empty() || total == 0 {
        return;
    }
    let persons = persons(schedule);
    let mut best = placed(schedule, &persons);
    let mut dice = Dice::new(seed);
    let start = schedule.room.work();
    consolidate(schedule, fixed, &persons);
    accept(schedule, &persons, &mut best, fixed);
    for turn in 0..TRIES {
        let most = if best.is_close { LITTLE_WORK } else { WORK };
        if schedule.room.work() - start > most || best.waves.len() <= fixed {
            break;
        }
        let Try {
            keep,
            sweeps,
            from,
            until,
        } = choose(schedule, &best, fixed, &mut dice, &persons);
        schedule.clear();
        schedule.keep(&keep);
        shuffle(schedule, &orders[dice.below(orders.len())], &mut dice);
        let is_wild = dice.below(2) == 0;
        for sweep in sweeps {
            schedule.sweep_within(Sweep { is_wild, ..sweep }, from, until);
        }
        if turn % 8 == 7 {
            consolidate(schedule, fixed, &persons);
        }
        accept(schedule, &persons, &mut best, fixed);
    }
    other_doors(schedule, orders, fixed, &persons, &mut best);
    schedule.clear();
    schedule.again(&best.waves, &best.given);
    consolidate(schedule, fixed, &persons);
    accept(schedule, &persons, &mut best, fixed);
    schedule.clear();
    schedule.again(&best.waves, &best.given);
}

/// Where far too few are out, offers homes another door before any that they have: a door that opened first, or
/// was free first, may have taken the only route of people who would fill another one later. Those homes
/// first that have the most people left.
fn other_doors(
    schedule: &mut Schedule<'_>,
    orders: &[Vec<Vec<usize>>],
    fixed: usize,
    persons: &[f64],
    best: &mut Placed,
) {
    let all = &schedule.candidates.all;
    let mut offers: BTreeSet<(usize, usize)> = all.iter().map(|c| (c.home, c.door)).collect();
    let start = schedule.room.work();
    for _ in 0..OTHER_DOORS {
        if !best.is_far || schedule.room.work() - start > WORK {
            break;
        }
        schedule.clear();
        schedule.again(&best.waves, &best.given);
        for (index, _) in &best.waves {
            offers.remove(&(all[*index].home, all[*index].door));
        }
        let left = |offer: &&(usize, usize)| (schedule.homes[offer.0].left, Reverse(**offer));
        let Some(offer) = offers.iter().max_by_key(left).copied() else {
            break;
        };
        offers.remove(&offer);
        let keep: Vec<(usize, Wave)> = (0..)
            .zip(&best.waves)
            .filter(|(place, wave)| *place < fixed || all[wave.0].home != offer.0)
            .map(|(_, wave)| *wave)
            .collect();
        schedule.clear();
        schedule.keep(&keep);
        schedule.by_door.clone_from(&orders[0]);
        let free = Sweep {
            follows_exact: false,
            ..any()
        };
        schedule.only_door = Some(offer);
        schedule.sweep(free);
        schedule.only_door = None;
        schedule.sweep(free);
        accept(schedule, persons, best, fixed);
    }
}

/// Keeps what is placed if it costs less than the best so far.
fn accept(schedule: &mut Schedule<'_>, persons: &[f64], best: &mut Placed, fixed: usize) {
    let now = placed(schedule, persons);
    if now.cost < best.cost && now.waves.len() >= fixed {
        *best = now;
    }
}

/// By home: persons a party, on average.
fn persons(schedule: &Schedule<'_>) -> Vec<f64> {
    let lowered = schedule.lowered;
    let homes = schedule.candidates.homes.iter();
    let average = homes.map(|home| {
        let here = lowered.problem.supplies.iter().zip(&lowered.supplies);
        let here = here.filter(|(supply, _)| supply.node == *home);
        let (parties, people) = here.fold((0u64, 0u64), |sum, (supply, batch)| {
            let each = u64::from(batch.persons_each);
            (sum.0 + supply.units, sum.1 + supply.units * each)
        });
        people as f64 / parties.max(1) as f64
    });
    average.collect()
}

/// Whether a wave is one of a handful of people. A vehicle that leaves at an instant is none.
fn is_small(schedule: &Schedule<'_>, persons: &[f64], (index, wave): &(usize, Wave)) -> bool {
    let candidate = &schedule.candidates.all[*index];
    !candidate.is_ride && wave.parties as f64 * persons[candidate.home] < SMALL
}

/// What is placed, with what it costs.
fn placed(schedule: &Schedule<'_>, persons: &[f64]) -> Placed {
    let exact = &schedule.candidates.out;
    // Of people in parties of several sizes fewer may be behind while parties are, and the other way round.
    let mut out = vec![(0.0, 0u64); exact.len()];
    for path in schedule.room.onwards() {
        let each = schedule.lowered.supplies[path.supply].persons_each;
        let out = &mut out[path.arrival as usize];
        *out = (
            out.0 + path.units as f64 * f64::from(each),
            out.1 + path.units,
        );
    }
    for ((index, _), given) in schedule.waves.iter().zip(&schedule.given) {
        let each = persons[schedule.candidates.all[*index].home];
        for journey in given {
            let out = &mut out[journey.out as usize];
            *out = (
                out.0 + journey.parties as f64 * each,
                out.1 + journey.parties,
            );
        }
    }
    let exact_parties = &schedule.candidates.parties_out;
    let all = exact.last().copied().unwrap_or(0).max(1) as f64;
    let each = all / exact_parties.last().copied().unwrap_or(0).max(1) as f64;
    let (mut persons_out, mut parties_out) = (0.0, 0);
    let behind = (exact.iter().zip(exact_parties))
        .zip(&out)
        .map(|(exact, out)| {
            persons_out += out.0;
            parties_out += out.1;
            let parties = (*exact.1 as f64 - parties_out as f64) * each;
            parties.max(*exact.0 as f64 - persons_out)
        });
    let behind: Vec<f64> = behind.collect();
    // A group may be ahead of its exact flow where another one of the level is behind; that counts too.
    let end = behind.last().copied().unwrap_or(0.0) / all;
    let worst = behind.iter().copied().fold(0.0, f64::max) / all;
    let small = schedule.waves.iter();
    let small = small
        .filter(|wave| is_small(schedule, persons, wave))
        .count();
    let price = |(share, persons): (f64, f64)| f64::max(share, persons / all);
    let transit = |(index, wave): &(usize, Wave)| {
        f64::from(schedule.candidates.all[*index].transit) * wave.parties as f64
    };
    let road: f64 = schedule.waves.iter().map(transit).sum();
    let steps = exact.len() as f64 * exact_parties.last().copied().unwrap_or(0).max(1) as f64;
    let routes: usize = schedule.chosen.iter().map(Vec::len).sum();
    let heavy = HEAVILY.0 * (end - END).max(0.0) + HEAVILY.1 * (worst - price(WORST)).max(0.0);
    Placed {
        is_close: end < CLOSE && worst < price(WORST),
        is_far: end > FAR,
        cost: end
            + AT_WORST * worst
            + heavy
            + price(WAVE) * schedule.waves.len() as f64
            + price(SLIVER) * small as f64
            + price(ROUTE) * routes as f64
            + ON_THE_ROAD * road / steps,
        waves: schedule.waves.clone(),
        given: schedule.given.clone(),
        behind,
    }
}

/// Something to try.
fn choose(
    schedule: &Schedule<'_>,
    best: &Placed,
    fixed: usize,
    dice: &mut Dice,
    persons: &[f64],
) -> Try {
    let length = schedule.terms.wave_steps;
    let middle = step(best, length, dice);
    let kind = dice.below(9);
    let wide = match kind {
        5 | 6 => 4 + dice.below(8) as u32,
        _ => 1 + dice.below(4) as u32,
    };
    let half = length.saturating_mul(wide) / 2 + 1;
    let (mut from, mut until) = (middle.saturating_sub(half), middle.saturating_add(half));
    let doors = schedule.candidates.doors.len();
    let only = (dice.below(2) == 0).then(|| dice.below(doors));
    let is_within = |(index, wave): &(usize, Wave)| {
        let candidate = &schedule.candidates.all[*index];
        let offset = candidate.transit - schedule.meters[candidate.door].tail;
        let first = wave.first_step + offset;
        let is_asked = only.is_none_or(|door| door == candidate.door);
        is_asked && first < until && from < first + wave.steps
    };
    let mut homes: Vec<usize> = Vec::new();
    if kind == 7 {
        let near = best.waves.iter().filter(|wave| is_within(wave));
        let near: Vec<usize> = near
            .map(|wave| schedule.candidates.all[wave.0].home)
            .collect();
        for _ in 0..3.min(near.len()) {
            homes.push(near[dice.below(near.len())]);
        }
    }
    if kind == 8 {
        // Those near a door, who may be offered other ways.
        let near = &schedule.by_door[dice.below(doors)];
        for _ in 0..3.min(near.len()) {
            let index = near[dice.below(near.len().min(16))];
            homes.push(schedule.candidates.all[index].home);
        }
    }
    let (mut keep, mut span) = (Vec::new(), (u32::MAX, 0));
    for (place, wave) in best.waves.iter().enumerate() {
        let within = is_within(wave);
        let home = schedule.candidates.all[wave.0].home;
        let is_taken = match kind {
            0..=2 => within,
            3 | 4 => within && dice.below(2) == 0,
            5 | 6 => within && is_small(schedule, persons, wave),
            _ => homes.contains(&home),
        };
        if place < fixed || !is_taken {
            keep.push(*wave);
        } else {
            let candidate = &schedule.candidates.all[wave.0];
            let first =
                wave.1.first_step + candidate.transit - schedule.meters[candidate.door].tail;
            span = (span.0.min(first), span.1.max(first + wave.1.steps));
        }
    }
    if span.0 < span.1 {
        (from, until) = (from.min(span.0), until.max(span.1));
    }
    Try {
        keep,
        sweeps: sweeps(schedule, kind, dice),
        from: from.saturating_sub(length),
        until,
    }
}

/// A step around which waves may be better: one at which more fall behind, or any.
fn step(best: &Placed, length: u32, dice: &mut Dice) -> u32 {
    let steps = best.behind.len();
    if dice.below(2) == 0 {
        return dice.below(steps) as u32;
    }
    let span = (length as usize).clamp(1, steps);
    let growth = |end: usize| {
        let before = end
            .checked_sub(span)
            .map_or(0.0, |before| best.behind[before]);
        (best.behind[end] - before).max(0.0)
    };
    let ends: Vec<usize> = (span - 1..steps).step_by(span.div_ceil(3)).collect();
    let sum: f64 = ends.iter().map(|end| growth(*end)).sum();
    let mut left = sum * dice.share();
    for end in ends {
        left -= growth(end);
        if left < 0.0 {
            return (end + 1 - span / 2) as u32;
        }
    }
    dice.below(steps) as u32
}

/// One of several ways to place waves anew.
fn sweeps(schedule: &Schedule<'_>, kind: usize, dice: &mut Dice) -> Vec<Sweep> {
    let any = any();
    let free = Sweep {
        follows_exact: false,
        ..any
    };
    let party = f64::from(schedule.lowered.group.travel.party);
    let enough = Sweep {
        least: (SMALL / party).ceil() as u64,
        ..free
    };
    let large = Sweep {
        share: 0.5,
        ..enough
    };
    match (kind, dice.below(6)) {
        (5 | 6, 0..=3) => vec![enough],
        (_, 0) => thorough(schedule.terms.wave_steps),
        (_, 1) => vec![any, free],
        (_, 2) => vec![free],
        (_, 3) => vec![large, enough],
        (_, 4) => vec![enough],
        _ => vec![large, free],
    }
}

/// Puts the candidates of each door nearly in an order.
fn shuffle(schedule: &mut Schedule<'_>, order: &[Vec<usize>], dice: &mut Dice) {
    for place in (1..schedule.door_order.len()).rev() {
        schedule.door_order.swap(place, dice.below(place + 1));
    }
    let noise = [1, 4, 12, 40][dice.below(4)];
    for (list, order) in schedule.by_door.iter_mut().zip(order) {
        let mut ranked: Vec<(usize, usize)> = Vec::with_capacity(order.len());
        for (place, index) in order.iter().enumerate() {
            ranked.push((place + dice.below(noise), *index));
        }
        ranked.sort_unstable();
        list.clear();
        list.extend(ranked.into_iter().map(|(_, index)| index));
    }
}

/// Moves the people of small waves into other waves from their home, those on the same route and at the
/// nearest time first; waves that start in the same step on the same route become one.
fn consolidate(schedule: &mut Schedule<'_>, fixed: usize, persons: &[f64]) {
    let candidates = schedule.candidates;
    let mut small: Vec<usize> = (fixed..schedule.waves.len()).collect();
    small.retain(|place| {
        let wave = &schedule.waves[*place];
        let is_same = |other: &(usize, Wave)| {
            other.0 == wave.0 && other.1.first_step == wave.1.first_step && other.1 != wave.1
        };
        !candidates.all[wave.0].is_ride
            && (is_small(schedule, persons, wave) || schedule.waves[fixed..].iter().any(is_same))
    });
    small.sort_by_key(|place| schedule.waves[*place].1.parties);
    let mut gone = vec![false; schedule.waves.len()];
    for place in small {
        let (index, wave) = schedule.waves[place];
        let home = candidates.all[index].home;
        let others = fixed..schedule.waves.len();
        let mut others: Vec<usize> = others
            .filter(|other| {
                let of = schedule.waves[*other].0;
                *other != place && !gone[*other] && candidates.all[of].home == home
            })
            .collect();
        others.sort_by_key(|other| {
            let (of, at) = schedule.waves[*other];
            (of != index, at.first_step.abs_diff(wave.first_step))
        });
        for other in others.into_iter().take(NEIGHBOURS) {
            if join(schedule, place, other) {
                gone[place] = true;
                break;
            }
        }
    }
    let mut at = 0;
    schedule.waves.retain(|_| {
        at += 1;
        !gone[at - 1]
    });
    let waves = std::mem::take(&mut schedule.waves);
    at = 0;
    schedule.given.retain(|_| {
        at += 1;
        !gone[at - 1]
    });
    schedule.waves = waves;
    // What was moved was given room last, whatever its place; so everyone is given room once more.
    let waves = schedule.waves.clone();
    schedule.clear();
    schedule.keep(&waves);
}

/// Adds the parties of a wave to another one, if there is room for them.
fn join(schedule: &mut Schedule<'_>, place: usize, other: usize) -> bool {
    let all = &schedule.candidates.all;
    let ((from, wave), (to, before)) = (schedule.waves[place], schedule.waves[other]);
    let (home, [from, to]) = (all[to].home, [from, to].map(|index| &all[index].route));
    if before.first_step < schedule.lowered.before.from {
        return false;
    }
    schedule.room.give_back(from, &schedule.given[place]);
    schedule.room.give_back(to, &schedule.given[other]);
    schedule.homes[home].take_back(wave);
    schedule.homes[home].take_back(before);
    let both = Wave {
        parties: before.parties + wave.ahead(schedule.lowered.before.from),
        ..before
    };
    if schedule.homes[home].fits(both)
        && let Some(journeys) = schedule.room.give(to, both)
    {
        schedule.homes[home].take(both);
        schedule.waves[other].1 = both;
        schedule.given[other] = journeys;
        schedule.given[place].clear();
        return true;
    }
    schedule.room.give_again(from, &schedule.given[place]);
    schedule.room.give_again(to, &schedule.given[other]);
    schedule.homes[home].take(wave);
    schedule.homes[home].take(before);
    false
}
