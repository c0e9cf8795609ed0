//! Routes that may be offered: those of the exact flow, and the shortest one by each last way out.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use korridor_flow::{ArcId, FlowOverTime, NodeId, paths};

use super::wave::Route;
use crate::lower::Lowered;
use crate::lower::ways::Place;

/// At most so many routes to one door are taken from the exact flow for each zone.
const ROUTES_A_DOOR: usize = 2;

/// A route that may be offered.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The route.
    pub route: Route,
    /// Index of its home.
    pub home: usize,
    /// The door that it leads through: the last arc, by its index among the doors.
    pub door: usize,
    /// Steps to the exit.
    pub transit: u32,
    /// Whether it leaves with a vehicle that leaves at an instant: its waves last one step.
    pub is_ride: bool,
}

/// What the exact flow says about a home and a door.
#[derive(Clone, Copy, Debug, Default)]
pub struct Share {
    /// Parties.
    pub parties: u64,
    /// The sum over them of the step in which they are out.
    pub arrivals: u128,
}

/// All candidates of a group.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    /// The homes.
    pub homes: Vec<NodeId>,
    /// The doors: arcs that lead to the exit.
    pub doors: Vec<ArcId>,
    /// The candidates, in the order of homes and doors.
    pub all: Vec<Candidate>,
    /// By home and door: what the exact flow sends.
    pub shares: BTreeMap<(usize, usize), Share>,
    /// By step: persons who are out in the exact flow.
    pub out: Vec<u64>,
    /// By step: parties that are.
    pub parties_out: Vec<u64>,
}

/// The candidates of a group whose exact flow is `flow`.
pub fn candidates(lowered: &Lowered, exact: &Lowered, flow: &FlowOverTime) -> Candidates {
    let problem = &lowered.problem;
    let Some(exit) = problem.exits.first().map(|exit| exit.node) else {
        return Candidates::default();
    };
    let is_home = |node: &NodeId| matches!(lowered.ways.places[node.index()], Place::Home(_));
    let nodes = problem.supplies.iter().map(|supply| supply.node);
    let mut homes: Vec<NodeId> = nodes.filter(is_home).collect();
    homes.sort_unstable();
    homes.dedup();
    let doors = (0u32..).map(ArcId).zip(&problem.arcs);
    let doors = doors.filter(|(_, arc)| arc.head == exit && arc.tail != exit);
    let doors: Vec<ArcId> = doors.map(|(id, _)| id).collect();
    let mut result = Candidates {
        homes,
        doors,
        out: vec![0; problem.horizon as usize + 1],
        parties_out: vec![0; problem.horizon as usize + 1],
        ..Candidates::default()
    };
    let mut routes: BTreeMap<(usize, usize), BTreeMap<Vec<ArcId>, u64>> = BTreeMap::new();
    for path in paths(&exact.problem, flow) {
        let node = exact.problem.supplies[path.supply].node;
        let each = u64::from(exact.supplies[path.supply].persons_each);
        result.out[path.arrival as usize] += path.units * each;
        result.parties_out[path.arrival as usize] += path.units;
        let arcs: Vec<ArcId> = path.hops.iter().map(|hop| hop.0).collect();
        let home = result.homes.binary_search(&node);
        let door = arcs
            .last()
            .and_then(|last| result.doors.binary_search(last).ok());
        let (Ok(home), Some(door)) = (home, door) else {
            continue;
        };
        let share = result.shares.entry((home, door)).or_default();
        share.parties += path.units;
        share.arrivals += u128::from(path.units) * u128::from(path.arrival);
        *routes
            .entry((home, door))
            .or_default()
            .entry(arcs)
            .or_default() += path.units;
    }
    for step in 1..result.out.len() {
        result.out[step] += result.out[step - 1];
        result.parties_out[step] += result.parties_out[step - 1];
    }
    for door in 0..result.doors.len() {
        let next = tree(lowered, result.doors[door]);
        for home in 0..result.homes.len() {
            if let Some(arcs) = follow(lowered, &next, result.homes[home]) {
                let known = routes.entry((home, door)).or_default();
                // The shortest one comes before all others.
                *known.entry(arcs).or_default() += 1 << 40;
            }
        }
    }
    for ((home, door), found) in routes {
        let mut found: Vec<(Vec<ArcId>, u64)> = found.into_iter().collect();
        found.sort_by(|one, other| (Reverse(one.1), &one.0).cmp(&(Reverse(other.1), &other.0)));
        for (arcs, _) in found.into_iter().take(1 + ROUTES_A_DOOR) {
            if let Some(candidate) = candidate(lowered, &result, (home, door), arcs) {
                result.all.push(candidate);
            }
        }
    }
    result
}

impl Candidates {
    /// Makes candidates of routes that are none yet; nothing of those whose home nobody is at or that
    /// lead out by no door. Candidates stay in the order of homes and doors.
    pub fn add(&mut self, lowered: &Lowered, routes: impl Iterator<Item = Route>) {
        for route in routes {
            let home = self.homes.binary_search(&route.home).ok();
            let door = route.arcs.last();
            let door = door.and_then(|last| self.doors.binary_search(last).ok());
            if let (Some(home), Some(door), None) = (home, door, self.find(&route)) {
                let added = candidate(lowered, self, (home, door), route.arcs);
                self.all.extend(added);
            }
        }
        self.all
            .sort_by_key(|candidate| (candidate.home, candidate.door));
    }

    /// The index of a route.
    pub fn find(&self, route: &Route) -> Option<usize> {
        self.all.iter().position(|known| known.route == *route)
    }
}

fn candidate(
    lowered: &Lowered,
    known: &Candidates,
    (home, door): (usize, usize),
    arcs: Vec<ArcId>,
) -> Option<Candidate> {
    let node = known.homes[home];
    let Place::Home(zone) = lowered.ways.places[node.index()] else {
        return None;
    };
    let mut transit = 0u32;
    for arc in &arcs {
        transit = transit.checked_add(lowered.problem.arcs[arc.index()].transit)?;
    }
    let mut places: Vec<NodeId> = arcs
        .iter()
        .map(|arc| lowered.problem.arcs[arc.index()].head)
        .chain([node])
        .collect();
    places.sort_unstable();
    if places.windows(2).any(|pair| pair[0] == pair[1]) {
        // The exact flow may go round; nobody is told to.
        return None;
    }
    let is_ride = is_ride(lowered, &arcs);
    (transit <= lowered.problem.horizon).then_some(Candidate {
        route: Route {
            zone,
            home: node,
            arcs,
        },
        home,
        door,
        transit,
        is_ride,
    })
}

/// Whether a route boards a vehicle that leaves at an instant.
pub fn is_ride(lowered: &Lowered, arcs: &[ArcId]) -> bool {
    let seats = |arc: &ArcId| lowered.ways.ways[arc.index()].schedule.seats();
    arcs.iter().any(|arc| seats(arc).is_some())
}

/// By node: the first arc of the shortest way to the exit that ends with `door`. Of arcs between the
/// same nodes the fastest counts.
pub(super) fn tree(lowered: &Lowered, door: ArcId) -> Vec<Option<ArcId>> {
    let problem = &lowered.problem;
    let mut entering: Vec<Vec<u32>> = vec![Vec::new(); problem.waiting.len()];
    for (index, arc) in problem.arcs.iter().enumerate() {
        let opens = arc.rate.units > 0 || !arc.changes.is_empty();
        if opens && arc.transit <= problem.horizon {
            entering[arc.head.index()].push(index as u32);
        }
    }
    let last = &problem.arcs[door.index()];
    let exit = last.head;
    let mut distance = vec![u64::MAX; problem.waiting.len()];
    let mut next: Vec<Option<ArcId>> = vec![None; problem.waiting.len()];
    let weigh = |transit: u32| u64::from(transit) * 1_000_000 + 1;
    let start = last.tail.index();
    distance[start] = weigh(last.transit);
    next[start] = Some(door);
    let mut queue = BinaryHeap::from([Reverse((distance[start], start))]);
    while let Some(Reverse((length, node))) = queue.pop() {
        if length > distance[node] {
            continue;
        }
        for &index in &entering[node] {
            let arc = &problem.arcs[index as usize];
            let (tail, longer) = (arc.tail.index(), length + weigh(arc.transit));
            if arc.tail != exit && longer < distance[tail] {
                distance[tail] = longer;
                next[tail] = Some(ArcId(index));
                queue.push(Reverse((longer, tail)));
            }
        }
    }
    next
}

/// The way from a home along a tree.
pub(super) fn follow(
    lowered: &Lowered,
    next: &[Option<ArcId>],
    home: NodeId,
) -> Option<Vec<ArcId>> {
    let exit = lowered.problem.exits.first()?.node;
    let mut node = home;
    let mut arcs = Vec::new();
    while node != exit {
        let arc = next[node.index()]?;
        arcs.push(arc);
        node = lowered.problem.arcs[arc.index()].head;
    }
    Some(arcs)
}
