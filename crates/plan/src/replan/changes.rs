//! Who is told something new, by zone.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use korridor_world::scenario::{CorridorId, ZoneId};
use korridor_world::{Level, Scenario};

use super::chain::Continued;
use crate::folder::tables::cell;
use crate::folder::waves::corridor_of;
use crate::folder::words;
use crate::lower::clock::Clock;
use crate::lower::people::Batch;
use crate::solve::SolvedScenario;
use crate::usable::room::Room;
use crate::usable::{UsableGroup, UsableLevel, UsablePlan};

/// What changed for a zone. All numbers are persons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ZoneChange {
    /// Corridors by which people who have not set out were to leave.
    pub before: BTreeSet<CorridorId>,
    /// Corridors by which they are to leave now.
    pub now: BTreeSet<CorridorId>,
    /// Those who have not set out.
    pub at_home: u64,
    /// Those of them who are offered another corridor or another step, something for the first time, or
    /// nothing any more.
    pub at_home_told_anew: u64,
    /// Those on the road.
    pub on_the_road: u64,
    /// Those of them who cannot move on as they were going to: hold or go back is proposed first.
    pub hold_or_go_back: u64,
    /// Those on the road to whom hold or go back was proposed before, and who may move on as they were going to
    /// now.
    pub may_move_on: u64,
    /// Those on the road who are told something new: to hold or go back who were not told so before, or that
    /// they may move on.
    pub on_the_road_told_anew: u64,
    /// Corridors to which those were on their way to whom hold or go back is proposed.
    pub on_the_way_to: BTreeSet<CorridorId>,
    /// Corridors to which those were on their way who may move on now.
    pub onwards_to: BTreeSet<CorridorId>,
    /// Those who hold or go back whom the exact flow would bring out, if a channel reached them.
    pub if_redirected: u64,
    /// Those who hold or go back who could not be back before nobody may be outside, if they turn at once.
    pub not_back_in_time: u64,
    /// Out, or on the last stretch.
    pub out: u64,
}

impl ZoneChange {
    /// Whether anybody is told something new.
    pub fn is_told_anew(&self) -> bool {
        self.at_home_told_anew + self.on_the_road_told_anew > 0
    }
}

/// By zone.
pub type LevelChanges = BTreeMap<ZoneId, ZoneChange>;

/// What changed, low, best, high.
pub fn changes(
    scenario: &Scenario,
    solved: &SolvedScenario,
    plan: &UsablePlan,
    continued: &Continued,
) -> Vec<(Level, LevelChanges)> {
    let of_level = |now: &UsableLevel| {
        let level = now.level as usize;
        let mut changes = LevelChanges::new();
        for zone in 0..scenario.zones.len() as u32 {
            changes.insert(ZoneId(zone), ZoneChange::default());
        }
        let mut offers = Offers::default();
        let from = continued.state.from;
        for group in &continued.before.levels[level].groups {
            offers.add(scenario, group, (from, -1), &mut changes);
        }
        for group in &now.groups {
            offers.add(scenario, group, (from, 1), &mut changes);
            let exact = &solved.levels[level].groups[group.index].solution.flow;
            on_the_road(scenario, &solved.clock, group, &exact.moved, &mut changes);
        }
        for group in &continued.state.levels[level].groups {
            for batch in &group.at_home {
                entry(&mut changes, batch).at_home += batch.persons();
            }
            for gone in &group.gone {
                entry(&mut changes, &gone.batch).out += gone.batch.persons();
            }
        }
        offers.tell(&mut changes);
        (now.level, changes)
    };
    plan.levels.iter().map(of_level).collect()
}

fn entry<'a>(changes: &'a mut LevelChanges, batch: &Batch) -> &'a mut ZoneChange {
    changes.entry(batch.zone).or_default()
}

/// Persons by what they are offered: more of them now, or fewer.
#[derive(Default)]
struct Offers(BTreeMap<(ZoneId, usize, CorridorId, u32), i64>);

impl Offers {
    fn add(
        &mut self,
        scenario: &Scenario,
        group: &UsableGroup,
        (from, sign): (u32, i64),
        changes: &mut LevelChanges,
    ) {
        for path in group.paths() {
            let departs = path.hops.first().map_or(0, |hop| hop.1);
            if departs < from || !group.lowered.before.made(path.supply).is_empty() {
                continue;
            }
            let batch = group.lowered.supplies[path.supply];
            let last = path.hops.last().map(|hop| hop.0);
            let corridor = last.and_then(|arc| corridor_of(scenario, &group.lowered, arc));
            let Some(corridor) = corridor else { continue };
            let change = entry(changes, &batch);
            match sign {
                1 => change.now.insert(corridor),
                _ => change.before.insert(corridor),
            };
            let persons = (path.units * u64::from(batch.persons_each)) as i64;
            let key = (batch.zone, group.index, corridor, departs);
            *self.0.entry(key).or_default() += sign * persons;
        }
    }

    /// Who gained an offer was mostly offered something else before: the larger of both is told.
    fn tell(&self, changes: &mut LevelChanges) {
        let mut sums: BTreeMap<(ZoneId, usize), (u64, u64)> = BTreeMap::new();
        for ((zone, group, _, _), persons) in &self.0 {
            let sum = sums.entry((*zone, *group)).or_default();
            match persons.is_negative() {
                true => sum.0 += persons.unsigned_abs(),
                false => sum.1 += persons.unsigned_abs(),
            }
        }
        for ((zone, _), (fewer, more)) in sums {
            changes.entry(zone).or_default().at_home_told_anew += fewer.max(more);
        }
    }
}

fn on_the_road(
    scenario: &Scenario,
    clock: &Clock,
    group: &UsableGroup,
    exact: &[u64],
    changes: &mut LevelChanges,
) {
    let lowered = &group.lowered;
    let room = Room::new(lowered);
    let mut moved = vec![0u64; lowered.supplies.len()];
    for path in room.onwards() {
        moved[path.supply] += path.units;
    }
    for (index, batch) in lowered.supplies.iter().enumerate() {
        let Some(&(_, departs)) = lowered.before.made(index).first() else {
            continue;
        };
        let each = u64::from(batch.persons_each);
        let stopped = batch.parties - moved[index];
        let change = entry(changes, batch);
        change.on_the_road += batch.parties * each;
        change.hold_or_go_back += stopped * each;
        change.if_redirected += stopped.min(exact[index]) * each;
        let there = batch.ready;
        let open = clock.open.iter().find(|open| open.until > there);
        // Back over the way that they came, which never closes, takes as long as coming.
        let back = there.saturating_add(there.saturating_sub(departs));
        if open.is_none_or(|open| back > open.until) {
            change.not_back_in_time += stopped * each;
        }
        let told_anew = match lowered.before.held(index) {
            true => {
                change.may_move_on += moved[index] * each;
                moved[index]
            }
            false => stopped,
        };
        change.on_the_road_told_anew += told_anew * each;
        if stopped > 0 || told_anew > 0 {
            let planned = lowered.before.planned(index).last();
            let last = planned.and_then(|(arc, _)| corridor_of(scenario, lowered, *arc));
            let made = lowered.before.made(index).iter().rev();
            let on = made
                .filter_map(|(arc, _)| corridor_of(scenario, lowered, *arc))
                .next();
            let corridor = last.or(on);
            if stopped > 0 {
                change.on_the_way_to.extend(corridor);
            }
            if lowered.before.held(index) && moved[index] > 0 {
                change.onwards_to.extend(corridor);
            }
        }
    }
}

/// `changes.csv`: a row a level and zone.
pub fn table(scenario: &Scenario, levels: &[(Level, LevelChanges)]) -> Vec<u8> {
    let mut text = String::from(
        "level,zone,offered_before,offered_now,not_set_out,not_set_out_told_anew,on_the_road,on_the_road_told_anew,hold_or_go_back,may_move_on,out_if_redirected,not_back_in_time,out_or_on_last_stretch\n",
    );
    let names = |corridors: &BTreeSet<CorridorId>| {
        let keys = corridors
            .iter()
            .map(|id| scenario.corridors[id.index()].key.as_str());
        cell(&keys.collect::<Vec<_>>().join(" "))
    };
    for (level, zones) in levels {
        for (zone, change) in zones {
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "{},{},{},{},{},{},{},{},{},{},{},{},{}",
                words::level(*level),
                cell(&scenario.zones[zone.index()].key),
                names(&change.before),
                names(&change.now),
                change.at_home,
                change.at_home_told_anew,
                change.on_the_road,
                change.on_the_road_told_anew,
                change.hold_or_go_back,
                change.may_move_on,
                change.if_redirected,
                change.not_back_in_time,
                change.out,
            );
        }
    }
    text.into_bytes()
}
