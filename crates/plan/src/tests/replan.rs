//! Plans that continue others: worked out by hand, against an explicit time expansion, and forged.

use std::collections::VecDeque;

use korridor_flow::NodeId;
use korridor_world::Scenario;
use proptest::prelude::*;

use super::answers::{packed, planned};
use super::tiny::{corridor, gate, minutes, one_gate, zone};
use super::usable::scenarios;
use crate::answers::Basis;
use crate::lower::Lowered;
use crate::lower::before::key;
use crate::verify::open;
use crate::{Plan, PlanFiles, PlanOptions, ReplanError, ReplanRequest, replan, verify};

pub fn request(at: &str, close: &[&str], open: &[&str]) -> ReplanRequest {
    let owned = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
    ReplanRequest {
        at: at.to_owned(),
        close: owned(close),
        open: owned(open),
    }
}

pub fn on(
    scenario: &Scenario,
    files: &PlanFiles,
    asked: &ReplanRequest,
) -> Result<Plan, ReplanError> {
    replan(files, &|_| Ok(scenario.clone()), asked, &mut |_| {})
}

/// Plans on, and verifies that.
pub fn continued(scenario: &Scenario, files: &PlanFiles, asked: &ReplanRequest) -> Plan {
    let plan = on(scenario, files, asked).unwrap();
    let verified = verify(&plan.files, &|_| Ok(scenario.clone()));
    assert_eq!(verified.map(|v| v.files), Ok(plan.files.len()));
    parties_and_persons_agree(&plan);
    plan
}

/// Parties hold one person at least and no more than their size, in all who are out and in every wave;
/// and whoever set out before the plan's moment is in no wave.
fn parties_and_persons_agree(plan: &Plan) {
    let document = &plan.summary.document;
    let agree = |parties: &[(u64, u32)], persons: u64, what: &str| {
        let least: u64 = parties.iter().map(|(parties, _)| parties).sum();
        let most: u64 = parties.iter().map(|(n, size)| n * u64::from(*size)).sum();
        assert!(
            (least..=most).contains(&persons),
            "{what}: {parties:?} {persons}"
        );
    };
    for level in &document.levels {
        let size = |group: u64| level.groups[group as usize].party_size;
        let exact = level
            .groups
            .iter()
            .map(|group| (group.parties_out, group.party_size));
        agree(&exact.collect::<Vec<_>>(), level.everyone.out, "exact");
        let usable = level.usable.groups.iter();
        let usable: Vec<_> = usable.map(|g| (g.parties_out, size(g.group))).collect();
        agree(&usable, level.usable.everyone.out, "usable");
    }
    let from = document.continues.as_ref().map(|continues| &continues.from);
    for row in String::from_utf8_lossy(&plan.files["waves.csv"])
        .lines()
        .skip(1)
    {
        let cells: Vec<&str> = row.split(',').collect();
        let number = |cell: usize| cells[cell].parse::<u64>().unwrap();
        let level = document.levels.iter().find(|level| level.level == cells[0]);
        let size = level.unwrap().groups[number(8) as usize].party_size;
        agree(&[(number(6), size)], number(7), row);
        assert!(from.is_none_or(|from| cells[4] >= from.as_str()), "{row}");
    }
}

pub fn out(plan: &Plan) -> (u64, u64) {
    let of = |curve: &[u64]| curve.last().copied().unwrap_or(0);
    (of(&plan.summary.exact), of(&plan.summary.usable))
}

#[test]
fn whoever_stands_before_a_gate_that_closes_is_told_to_hold_or_go_back() {
    let scenario = one_gate(2_000, 120);
    let first = planned(&scenario);
    let closed = continued(&scenario, &first.files, &request("11:00", &["gate"], &[]));
    // Who set out in minutes 0 to 58 has passed the gate before step 60; those of minute 59 stand there.
    assert_eq!(out(&closed), (413, 413));
    let continues = closed.summary.document.continues.as_ref().unwrap();
    let best = &continues.levels[1];
    assert_eq!(continues.from_step, 60);
    assert_eq!(
        (
            best.out_or_on_last_stretch,
            best.on_the_road,
            best.hold_or_go_back
        ),
        (413, 7, 7)
    );
    assert_eq!(
        (
            best.not_set_out,
            best.not_set_out_told_anew,
            best.out_if_redirected
        ),
        // All who were offered one of the 58 minutes left that bring people out in time.
        (1_580, 406, 0)
    );
    let account = &closed.summary.levels[1].1;
    assert_eq!((account.out, account.on_the_way), (413, 7));
    assert_eq!(account.sum(), 2_000);
    // They count as in the open to the end, since they may be held.
    assert_eq!(closed.summary.exposed.last(), Some(&7));
    // What was before is as it was.
    assert_eq!(closed.summary.usable[..60], first.summary.usable[..60]);
    let told = String::from_utf8_lossy(&closed.files["announcements/en.txt"]).into_owned();
    let hold = told.find("hold where you are, or to go back").unwrap();
    assert!(hold < told.find("WHERE\n").unwrap());
    let changes = String::from_utf8_lossy(&closed.files["changes.csv"]).into_owned();
    assert!(
        changes.contains("best,home,gate,,1580,406,7,7,7,0,0,0,413\n"),
        "{changes}"
    );
}

#[test]
fn a_gate_that_opens_again_lets_those_before_it_pass_first() {
    let scenario = one_gate(2_000, 120);
    let first = planned(&scenario);
    let closed = continued(&scenario, &first.files, &request("11:00", &["gate"], &[]));
    let again = continued(&scenario, &closed.files, &request("11:30", &[], &["gate"]));
    // Steps 90 to 118 pass seven each; the seven who stood there are the first of them.
    assert_eq!(out(&again).0, 413 + 29 * 7);
    assert_eq!(again.summary.usable[91], 413 + 7);
    let best = &again.summary.document.continues.as_ref().unwrap().levels[1];
    assert_eq!((best.on_the_road, best.hold_or_go_back), (7, 0));
    // The seven were told to hold; that they may move on is news to them. The 1,580 at home had no offer.
    assert_eq!((best.may_move_on, best.on_the_road_told_anew), (7, 7));
    assert_eq!(best.zones_told_anew, ["home"]);
    let changes = String::from_utf8_lossy(&again.files["changes.csv"]).into_owned();
    assert!(
        changes.contains("best,home,,gate,1580,196,7,7,0,7,0,0,413\n"),
        "{changes}"
    );
    let told = String::from_utf8_lossy(&again.files["announcements/en.txt"]).into_owned();
    let open_again = told.find("that no longer holds from the time above on");
    assert!(open_again < told.find("WHERE\n") && open_again.is_some());
    assert_eq!(again.summary.levels[1].1.sum(), 2_000);
    let files = &again.files;
    assert!(files.contains_key("before/1/plan.json") && files.contains_key("before/2/usable.json"));
}

#[test]
fn a_plan_under_way_that_nothing_happens_to_tells_nobody_anything_new() {
    let scenario = one_gate(2_000, 120);
    let first = planned(&scenario);
    let on = continued(&scenario, &first.files, &request("10:37", &[], &[]));
    assert_eq!(on.summary.exact, first.summary.exact);
    assert_eq!(on.summary.usable, first.summary.usable);
    assert_eq!(on.summary.exposed, first.summary.exposed);
    let levels = &on.summary.document.continues.as_ref().unwrap().levels;
    assert!(
        levels
            .iter()
            .all(|l| l.zones_told_anew.is_empty() && l.hold_or_go_back == 0)
    );
}

#[test]
fn whoever_holds_is_told_nothing_new_while_nothing_changes_for_them() {
    let scenario = one_gate(2_000, 120);
    let first = planned(&scenario);
    let closed = continued(&scenario, &first.files, &request("11:00", &["gate"], &[]));
    let still = continued(&scenario, &closed.files, &request("11:10", &[], &[]));
    let best = &still.summary.document.continues.as_ref().unwrap().levels[1];
    assert_eq!((best.hold_or_go_back, best.on_the_road_told_anew), (7, 0));
    assert!(best.zones_told_anew.is_empty());
    // Opened and closed again before they pass: told to hold once more.
    let again = continued(&scenario, &still.files, &request("11:30", &[], &["gate"]));
    let shut = continued(&scenario, &again.files, &request("11:30", &["gate"], &[]));
    let best = &shut.summary.document.continues.as_ref().unwrap().levels[1];
    assert_eq!((best.hold_or_go_back, best.on_the_road_told_anew), (7, 7));
}

#[test]
fn an_opening_is_news_to_those_held_even_if_nobody_is_at_home() {
    // Everybody has set out by then: seven stand at the gate.
    let scenario = one_gate(420, 120);
    let first = planned(&scenario);
    let closed = continued(&scenario, &first.files, &request("11:00", &["gate"], &[]));
    let again = continued(&scenario, &closed.files, &request("11:30", &[], &["gate"]));
    let best = &again.summary.document.continues.as_ref().unwrap().levels[1];
    assert_eq!((best.not_set_out, best.may_move_on), (0, 7));
    assert_eq!(best.zones_told_anew, ["home"]);
    let told = String::from_utf8_lossy(&again.files["announcements/en.txt"]).into_owned();
    assert!(told.contains("that no longer holds from the time above on"));
}

/// Two zones with a gate each: closing one leaves the other zone's waves alone.
fn two_gates() -> Scenario {
    let mut scenario = one_gate(0, 120);
    scenario.zones = vec![
        zone("west", 0, 0.0, &[(0, 300)]),
        zone("east", 1, 60.0, &[(0, 300)]),
    ];
    let open = minutes(0, 120);
    let of = |key: &str, node| {
        corridor(
            key,
            node,
            60.0,
            vec![gate(&format!("{key}-gate"), 180, open)],
            open,
        )
    };
    scenario.corridors = vec![of("west-gate", 0), of("east-gate", 1)];
    scenario
}

#[test]
fn zones_that_need_not_change_keep_their_waves() {
    let scenario = two_gates();
    let first = planned(&scenario);
    let next = continued(
        &scenario,
        &first.files,
        &request("10:40", &["west-gate"], &[]),
    );
    let best = &next.summary.document.continues.as_ref().unwrap().levels[1];
    assert_eq!(best.zones_told_anew, ["west"]);
    assert_eq!(best.not_set_out_told_anew, 300 - 40 * 3);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let scenario = two_gates();
    let first = planned(&scenario);
    let refused = |at: &str, close: &[&str], open: &[&str]| {
        let next = on(&scenario, &first.files, &request(at, close, open));
        next.map(|_| ()).unwrap_err().to_string()
    };
    assert!(refused("09:59", &[], &[]).contains("before the plan's time begins"));
    assert!(refused("12:00", &[], &[]).contains("when the plan's time is over"));
    assert!(refused("2016-11-04T07:59:59Z", &[], &[]).contains("before the plan's time"));
    assert!(refused("2016-11-05T10:30", &[], &[]).contains("over"));
    for malformed in [
        "half past",
        "25:00",
        "10:60",
        "1030",
        "",
        "10:30Z",
        "2016-11-04",
    ] {
        assert!(
            refused(malformed, &[], &[]).contains("no moment"),
            "{malformed}"
        );
    }
    assert!(refused("10:30", &["west"], &[]).contains("no corridor \"west\""));
    assert!(refused("10:30", &[], &["west-gate"]).contains("it is open already"));
    assert!(refused("10:30", &["west-gate", "west-gate"], &[]).contains("named twice"));
    assert!(refused("10:30", &["west-gate"], &["west-gate"]).contains("both close and open"));
    assert!(refused("11:59:30 ", &[], &[]).contains("no moment"));
    assert!(refused("2016-11-04T11:59:30", &[], &[]).contains("last step"));
    let closed = continued(
        &scenario,
        &first.files,
        &request("10:30", &["west-gate"], &[]),
    );
    let error = on(
        &scenario,
        &closed.files,
        &request("10:40", &["west-gate"], &[]),
    )
    .unwrap_err();
    assert!(error.to_string().contains("closed already"));
    let error = on(&scenario, &closed.files, &request("10:20", &[], &[])).unwrap_err();
    assert!(error.to_string().contains("before the plan's own"));
    // Everybody is out long before the end.
    let few = one_gate(7, 120);
    let files = planned(&few).files;
    let error = on(&few, &files, &request("11:30", &[], &[])).unwrap_err();
    assert!(matches!(error, ReplanError::NothingLeft { .. }));
}

#[test]
fn a_forged_plan_is_not_continued() {
    let scenario = two_gates();
    let mut files = planned(&scenario).files;
    let waves = files.get_mut("waves.csv").unwrap();
    *waves = String::from_utf8_lossy(waves)
        .replacen("west-gate", "east-gate", 1)
        .into_bytes();
    let error = on(&scenario, &files, &request("10:30", &[], &[])).unwrap_err();
    assert!(matches!(error, ReplanError::Refused(_)));
}

/// Every digit of a continued folder is changed, one at a time.
#[test]
fn any_changed_digit_of_a_continued_plan_is_refused() {
    let scenario = one_gate(30, 8);
    let first = planned(&scenario);
    let next = continued(&scenario, &first.files, &request("10:03", &["gate"], &[]));
    let read = |files: &PlanFiles| match *files == packed() {
        true => Ok(scenario.clone()),
        false => Err(vec!["another scenario".to_owned()]),
    };
    assert!(verify(&next.files, &read).is_ok());
    for (name, bytes) in &next.files {
        for (index, byte) in bytes
            .iter()
            .enumerate()
            .filter(|(_, byte)| byte.is_ascii_digit())
        {
            let mut files = next.files.clone();
            files.get_mut(name).unwrap()[index] = if *byte == b'9' { b'1' } else { byte + 1 };
            assert!(verify(&files, &read).is_err(), "{name}, byte {index}");
        }
    }
}

/// An explicit time expansion with a textbook maximum flow (Ford and Fulkerson 1956).
#[derive(Default)]
struct Expansion {
    arcs: Vec<(usize, usize, u64)>,
    leaving: Vec<Vec<usize>>,
}

impl Expansion {
    fn add(&mut self, tail: usize, head: usize, capacity: u64) {
        self.leaving
            .resize(self.leaving.len().max(tail.max(head) + 1), Vec::new());
        for (tail, head, capacity) in [(tail, head, capacity), (head, tail, 0)] {
            self.leaving[tail].push(self.arcs.len());
            self.arcs.push((tail, head, capacity));
        }
    }

    fn maximum(&mut self, source: usize, sink: usize) -> u64 {
        let mut sum = 0;
        loop {
            let mut by: Vec<Option<usize>> = vec![None; self.leaving.len()];
            let mut queue = VecDeque::from([source]);
            while let Some(node) = queue.pop_front() {
                for &arc in &self.leaving[node] {
                    let (_, head, left) = self.arcs[arc];
                    if left > 0 && head != source && by[head].is_none() {
                        by[head] = Some(arc);
                        queue.push_back(head);
                    }
                }
            }
            let mut path = Vec::new();
            let mut node = sink;
            while let Some(arc) = by[node] {
                path.push(arc);
                node = self.arcs[arc].0;
            }
            let Some(units) = path.iter().map(|arc| self.arcs[*arc].2).min() else {
                return sum;
            };
            for arc in path {
                self.arcs[arc].2 -= units;
                self.arcs[arc ^ 1].2 += units;
            }
            sum += units;
        }
    }
}

/// Parties out by `horizon` if everybody is frozen where the first plan's paths have them at `from`:
/// straight from the first problem and its paths, with what closes shut.
fn frozen(
    first: &Basis,
    lowered: &Lowered,
    paths: &[korridor_flow::FlowPath],
    (from, closed, horizon): (u32, usize, u32),
) -> u64 {
    let problem = &lowered.problem;
    let nodes = problem.waiting.len();
    let steps = horizon as usize + 1;
    let copy = |node: usize, step: u32| 2 + node * steps + step as usize;
    let mut expansion = Expansion::default();
    let own = 2 + nodes * steps;
    expansion.add(0, own, 0);
    expansion.add(1, own, 0);
    let is_closed = |arc: usize| {
        lowered.ways.ways[arc]
            .carrier
            .corridor()
            .is_some_and(|c| c.index() == closed)
    };
    for step in from..=horizon {
        for (index, arc) in problem.arcs.iter().enumerate() {
            if let Some(there) = step
                .checked_add(arc.transit)
                .filter(|there| *there <= horizon)
                && !is_closed(index)
            {
                let capacity = arc.capacity(step).min(1 << 40);
                expansion.add(
                    copy(arc.tail.index(), step),
                    copy(arc.head.index(), there),
                    capacity,
                );
            }
        }
        if step < horizon {
            for (node, waiting) in problem.waiting.iter().enumerate() {
                expansion.add(
                    copy(node, step),
                    copy(node, step + 1),
                    waiting.unwrap_or(1 << 40),
                );
            }
        }
        for exit in &problem.exits {
            expansion.add(copy(exit.node.index(), step), 1, 1 << 40);
        }
    }
    let mut out = 0;
    let mut left: Vec<u64> = lowered.supplies.iter().map(|batch| batch.parties).collect();
    let mut fresh = own + 1;
    for path in paths {
        let made = path.hops.iter().take_while(|hop| hop.1 < from).count();
        if made == 0 {
            continue;
        }
        left[path.supply] -= path.units;
        let (arc, entry) = path.hops[made - 1];
        let there = (entry + problem.arcs[arc.index()].transit).max(from);
        if made == path.hops.len() {
            out += if path.arrival <= horizon {
                path.units
            } else {
                0
            };
            continue;
        }
        if there > horizon {
            continue;
        }
        // They may stop there as long as they like: a chain of copies of their own.
        let head = problem.arcs[arc.index()].head;
        expansion.add(0, fresh, path.units);
        for step in there..=horizon {
            expansion.add(fresh, copy(head.index(), step), path.units);
            if let Some((entrance, steps)) = way_back(first, lowered, head, closed)
                && step + steps <= horizon
            {
                expansion.add(fresh, copy(entrance, step + steps), path.units);
            }
            expansion.add(fresh, fresh + 1, path.units);
            fresh += 1;
        }
        fresh += 1;
    }
    for (supply, units) in problem.supplies.iter().zip(left) {
        let release = supply.release.max(from);
        if release <= horizon {
            expansion.add(0, copy(supply.node.index(), release), units);
        }
    }
    out + expansion.maximum(0, 1)
}

/// From a place on the closed corridor back to its entry.
fn way_back(first: &Basis, lowered: &Lowered, at: NodeId, closed: usize) -> Option<(usize, u32)> {
    use crate::lower::ways::{Carrier, Place};
    let (Place::Before(corridor, last) | Place::Behind(corridor, last)) =
        lowered.ways.places[at.index()]
    else {
        return None;
    };
    if corridor.index() != closed {
        return None;
    }
    let entry = Place::Road(first.scenario.corridors[closed].entry);
    let stretch = |way: &&crate::lower::ways::Way| matches!(way.carrier, Carrier::Stretch(c, n) if c == corridor && n <= last);
    let milliseconds: u64 = lowered
        .ways
        .ways
        .iter()
        .filter(stretch)
        .map(|way| way.milliseconds)
        .sum();
    let step = first.solved.clock.step_milliseconds();
    Some((
        lowered.ways.find(entry)? as usize,
        milliseconds.div_ceil(step) as u32 + 1,
    ))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn what_is_left_is_solved_exactly_and_everybody_accounted_for(scenario in scenarios(), share in 0u32..100, corridor in 0usize..3) {
        let Ok(first) = crate::plan(&scenario, &packed(), &PlanOptions::default(), &mut |_| {}) else {
            return Ok(());
        };
        let read = |_: &PlanFiles| Ok(scenario.clone());
        let (_, proven) = open(&first.files, &read).map_err(|f| TestCaseError::fail(format!("{f:?}")))?;
        let clock = &proven.solved.clock;
        let from = clock.steps * share / 100;
        let closed = corridor % scenario.corridors.len();
        let at = clock.start(from).to_string();
        let id = scenario.corridors[closed].key.clone();
        let next = match on(&scenario, &first.files, &request(&at, &[&id], &[])) {
            Err(ReplanError::NothingLeft { .. }) => return Ok(()),
            next => next.map_err(|error| TestCaseError::fail(error.to_string()))?,
        };
        let (_, second) = open(&next.files, &read).map_err(|f| TestCaseError::fail(format!("{f:?}")))?;
        for (level, (before, after)) in proven.usable.levels.iter().zip(&second.solved.levels).enumerate() {
            // Later groups depend on what earlier ones take: the first is enough for the oracle.
            let (Some(group), Some(solved)) = (before.groups.iter().find(|g| g.index == 0), after.groups.first()) else {
                continue;
            };
            let exact = &proven.solved.levels[level].groups[0].lowered;
            prop_assert_eq!(key(&exact.ways, korridor_flow::ArcId(0)), key(&solved.lowered.ways, korridor_flow::ArcId(0)));
            let paths = group.paths();
            let gone = |step: u32| -> u64 {
                let gone = solved.lowered.before.gone.iter().filter(|(_, path)| path.arrival <= step);
                gone.map(|(_, path)| path.units).sum()
            };
            let horizon = clock.horizon();
            for step in [from, (from + horizon) / 2, horizon] {
                let expected = frozen(&proven, exact, &paths, (from, closed, step));
                let found = gone(step) + solved.solution.flow.arrivals[step as usize];
                prop_assert_eq!(found, expected, "by step {} from {}", step, from);
            }
        }
        for level in &next.summary.document.levels {
            for account in [&level.everyone, &level.usable.everyone] {
                let parts = account.out + account.on_the_way + account.remaining_not_assumed_to_wish
                    + account.choose_no_destination + account.could_not_be_reached + account.not_out_in_time;
                prop_assert_eq!(parts, account.population);
            }
        }
        // What was before is as it was.
        let steps = from as usize;
        prop_assert_eq!(&next.summary.usable[..steps], &first.summary.usable[..steps]);
        // And again, with nothing more happening.
        let later = clock.start(from + (clock.steps - from) / 2).to_string();
        match on(&scenario, &next.files, &request(&later, &[], &[])) {
            Err(ReplanError::NothingLeft { .. }) => {}
            third => {
                let third = third.map_err(|error| TestCaseError::fail(error.to_string()))?;
                let verified = verify(&third.files, &read);
                prop_assert!(verified.is_ok(), "{:?}", verified.err());
            }
        }
    }
}
