//! Earliest arrival where units may wait at every node in any number.
//!
//! # Method
//! Lexicographic augmentation: for `t = 0..=T`, augment from remaining supply to the exits' copies
//! of step `t` until none can be reached; earlier arrivals are never given up. (Gale 1959, Minieka
//! 1973; for successive earliest arrival paths in time-dependent networks: Miller-Hooks & Stock
//! Patterson 2004.)
//!
//! With unlimited waiting the copies of a node that remaining supply can reach in the residual
//! network are all those from some step on. One number per node, its *label*, therefore stands for
//! a whole row of the time-expanded network, and because the reachable set only ever shrinks,
//! labels only rise. This file keeps exact labels in a forest of *records*, rooted at remaining
//! supplies:
//!
//! - a record says at which step a node is reached, along which link, and from which record; its
//!   label lies before that step where waiting units let a path go back in time;
//! - a node may need more than one record, because a residual path can visit it at a late step, go
//!   back in time elsewhere and return at an earlier one;
//! - `depth` strictly decreases towards the root, which rules out cycles of zero duration;
//! - after an augmentation the records whose link broke look for another supporter of the same
//!   label and a smaller depth; those that find none lose their children, and the labels of all
//!   nodes so detached are computed anew from their intact neighbours, by label correction in the
//!   order of steps (backward links may go back in time).
//!
//! Paths depart as late as their arrival allows, so that units wait at home rather than on the way.
//!
//! # Invariant
//! Between augmentations `label[v]` is the first step at which a unit that is still inside could be
//! at `v`. The horizon at which a label passes a step is the death of that copy in the certificate.
//!
//! # Complexity
//! A node's label rises at most `T` times, so that repairs cost `O(m T)` label computations in all,
//! each a search for the next free bit in a row of `T` bits; an augmentation costs its path.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::network::{NONE, Network};
use crate::problem::Problem;
use crate::rows::Cell;
use crate::solution::{NEVER, Run, Runs};
use crate::state::State;

/// A label that says "not any more".
const GONE: u32 = u32::MAX;

/// How a record is reached from its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Via {
    /// Nothing: the record is detached.
    Nowhere,
    /// A supply at the node.
    Supply(u32),
    /// Along a link.
    Forward(u32),
    /// Against a link, undoing what entered it.
    Backward(u32),
}

#[derive(Clone, Copy, Debug)]
struct Record {
    node: u32,
    /// The step at which the link arrives.
    arrival: u32,
    /// The first step that can be reached from there.
    label: u32,
    depth: u32,
    parent: u32,
    via: Via,
    children: u32,
    /// Next record of the same node.
    next: u32,
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    arrival: u32,
    label: u32,
    depth: u32,
    parent: u32,
    via: Via,
}

/// One stop of an augmenting path, from the exit towards the supply.
#[derive(Clone, Copy, Debug)]
struct Stop {
    record: u32,
    node: u32,
    arrival: u32,
    leave: u32,
    via: Via,
    /// Entry step on the link.
    entry: u32,
}

/// The solver's state.
pub(crate) struct Labels<'a, F, G> {
    network: &'a Network,
    state: State<F, G>,
    records: Vec<Record>,
    free: Vec<u32>,
    /// First record of each node's chain.
    first: Vec<u32>,
    /// The record with the node's label.
    current: Vec<u32>,
    label: Vec<u32>,
    /// Per node: (horizon, label from its end on), by rising horizon.
    history: Vec<Vec<(u32, u32)>>,
    stage: u32,
    orphans: BinaryHeap<Reverse<(u32, u32)>>,
    detached: Vec<u32>,
    is_detached: Vec<bool>,
    queue: BinaryHeap<Reverse<(u32, u32)>>,
    path: Vec<Stop>,
    place: Vec<u32>,
}

impl<'a, F: Cell, G: Cell> Labels<'a, F, G> {
    pub fn new(network: &'a Network, problem: &Problem) -> Labels<'a, F, G> {
        let nodes = network.nodes;
        let blank = Record { node: 0, arrival: GONE, label: GONE, depth: 0, parent: NONE, via: Via::Nowhere, children: 0, next: NONE };
        let mut labels = Labels {
            network,
            state: State::new(network, problem),
            records: (0..nodes as u32).map(|node| Record { node, ..blank }).collect(),
            free: Vec::new(),
            first: (0..nodes as u32).collect(),
            current: (0..nodes as u32).collect(),
            label: vec![GONE; nodes],
            history: vec![Vec::new(); nodes],
            stage: 0,
            orphans: BinaryHeap::new(),
            detached: (0..nodes as u32).collect(),
            is_detached: vec![true; nodes],
            queue: BinaryHeap::new(),
            path: Vec::new(),
            place: vec![NONE; nodes],
        };
        labels.relabel();
        labels
    }

    /// Runs all horizons; `progress` is told each one that is done.
    pub fn run(mut self, progress: &mut dyn FnMut(u32)) -> (State<F, G>, Runs<u32>) {
        for step in 0..=self.network.horizon {
            self.stage = step;
            for exit in 0..self.state.exits.len() {
                while self.state.exits[exit].room > 0 && self.label[self.state.exits[exit].node as usize] <= step {
                    self.augment(exit, step);
                    self.repair();
                }
            }
            progress(step);
        }
        let deaths = self.deaths();
        (self.state, deaths)
    }

    fn deaths(&self) -> Runs<u32> {
        let mut deaths = Runs::new();
        let end = self.network.horizon + 1;
        for history in &self.history {
            let mut from = 0;
            let mut runs = Vec::with_capacity(history.len());
            for &(horizon, label) in history {
                let until = label.min(end);
                if until > from {
                    runs.push(Run { from, until, value: horizon });
                    from = until;
                }
            }
            deaths.push_row(runs);
        }
        debug_assert!(NEVER > end);
        deaths
    }

    // ---- labels --------------------------------------------------------------------------------

    #[inline]
    fn forward(&self, link: u32, transit: u32, tail: u32, head: u32) -> Option<Candidate> {
        let from = self.label[tail as usize];
        if from == GONE {
            return None;
        }
        let arrival = self.state.rows.next_free(link, from)? + transit;
        if arrival > self.network.horizon {
            return None;
        }
        Some(self.candidate(head, arrival, self.current[tail as usize], Via::Forward(link)))
    }

    #[inline]
    fn backward(&self, link: u32, transit: u32, tail: u32, head: u32) -> Option<Candidate> {
        let from = self.label[head as usize];
        if from == GONE || !self.state.rows.is_touched(link) {
            return None;
        }
        let arrival = self.state.rows.next_used(link, from.saturating_sub(transit))?;
        Some(self.candidate(tail, arrival, self.current[head as usize], Via::Backward(link)))
    }

    #[inline]
    fn candidate(&self, node: u32, arrival: u32, parent: u32, via: Via) -> Candidate {
        Candidate {
            arrival,
            label: self.state.waits.earliest(node, arrival),
            depth: self.records[parent as usize].depth + 1,
            parent,
            via,
        }
    }

    fn from_supply(&self, node: u32) -> Option<Candidate> {
        let (supply, release) = self.state.next_supply(node)?;
        Some(Candidate {
            arrival: release,
            label: self.state.waits.earliest(node, release),
            depth: 0,
            parent: NONE,
            via: Via::Supply(supply),
        })
    }

    /// Computes the labels of all detached nodes from the others.
    fn relabel(&mut self) {
        let detached = std::mem::take(&mut self.detached);
        for &node in &detached {
            self.fall_back(node);
        }
        let found: Vec<Option<Candidate>> = detached.iter().map(|&node| self.best(node)).collect();
        for (&node, candidate) in detached.iter().zip(found) {
            if let Some(candidate) = candidate
                && candidate.label < self.label[node as usize]
            {
                self.assign(node, candidate);
            }
        }
        while let Some(Reverse((label, node))) = self.queue.pop() {
            if self.label[node as usize] == label {
                self.relax(node);
            }
        }
        for &node in &detached {
            self.is_detached[node as usize] = false;
            self.note(node);
        }
        self.detached = detached;
        self.detached.clear();
    }

    fn note(&mut self, node: u32) {
        let (stage, label) = (self.stage, self.label[node as usize]);
        let history = &mut self.history[node as usize];
        match history.last_mut() {
            Some(last) if last.1 == label => {}
            Some(last) if last.0 == stage => last.1 = label,
            _ => history.push((stage, label)),
        }
    }

    /// Leaves a detached node its best intact record, or one blank.
    fn fall_back(&mut self, node: u32) {
        let mut best = NONE;
        let mut record = self.first[node as usize];
        while record != NONE {
            let this = self.records[record as usize];
            if this.via != Via::Nowhere && (best == NONE || this.label < self.records[best as usize].label) {
                best = record;
            }
            record = this.next;
        }
        if best == NONE {
            best = self.current[node as usize];
            self.label[node as usize] = GONE;
        } else {
            self.label[node as usize] = self.records[best as usize].label;
        }
        self.current[node as usize] = best;
        let mut record = self.first[node as usize];
        while record != NONE {
            let next = self.records[record as usize].next;
            if record != best && self.records[record as usize].children == 0 {
                self.let_go(record);
                self.unchain(record);
            }
            record = next;
        }
    }

    fn best(&self, node: u32) -> Option<Candidate> {
        let mut best = self.from_supply(node);
        let mut consider = |candidate: Option<Candidate>| {
            if let Some(candidate) = candidate
                && best.is_none_or(|best| (candidate.label, candidate.depth) < (best.label, best.depth))
            {
                best = Some(candidate);
            }
        };
        for end in self.network.entering(node) {
            consider(self.forward(end.link, end.transit, end.other, node));
        }
        for end in self.network.leaving(node) {
            consider(self.backward(end.link, end.transit, node, end.other));
        }
        best
    }

    /// Offers the label of `node` to its detached neighbours.
    fn relax(&mut self, node: u32) {
        let network = self.network;
        for end in network.leaving(node) {
            if self.is_detached[end.other as usize] {
                let candidate = self.forward(end.link, end.transit, node, end.other);
                self.improve(end.other, candidate);
            }
        }
        for end in network.entering(node) {
            if self.is_detached[end.other as usize] {
                let candidate = self.backward(end.link, end.transit, end.other, node);
                self.improve(end.other, candidate);
            }
        }
    }

    fn improve(&mut self, node: u32, candidate: Option<Candidate>) {
        if let Some(candidate) = candidate
            && candidate.label < self.label[node as usize]
        {
            self.assign(node, candidate);
        }
    }

    /// Gives `node` a lower label: in its record where nothing hangs on that, else in a new one.
    fn assign(&mut self, node: u32, candidate: Candidate) {
        let mut record = self.current[node as usize];
        if self.records[record as usize].children > 0 {
            record = self.allocate(node);
            self.current[node as usize] = record;
        }
        self.hang(record, candidate);
        self.label[node as usize] = candidate.label;
        self.queue.push(Reverse((candidate.label, node)));
    }

    // ---- records -------------------------------------------------------------------------------

    fn allocate(&mut self, node: u32) -> u32 {
        let blank = Record { node, arrival: GONE, label: GONE, depth: 0, parent: NONE, via: Via::Nowhere, children: 0, next: self.first[node as usize] };
        let record = if let Some(record) = self.free.pop() {
            self.records[record as usize] = blank;
            record
        } else {
            self.records.push(blank);
            (self.records.len() - 1) as u32
        };
        self.first[node as usize] = record;
        record
    }

    /// Takes a record out of its node's chain.
    fn unchain(&mut self, record: u32) {
        let Record { node, next, .. } = self.records[record as usize];
        let mut before = self.first[node as usize];
        if before == record {
            self.first[node as usize] = next;
        } else {
            while self.records[before as usize].next != record {
                before = self.records[before as usize].next;
            }
            self.records[before as usize].next = next;
        }
        self.records[record as usize].next = NONE;
        self.free.push(record);
    }

    fn hang(&mut self, record: u32, candidate: Candidate) {
        self.let_go(record);
        if candidate.parent != NONE {
            self.records[candidate.parent as usize].children += 1;
        }
        let this = &mut self.records[record as usize];
        this.arrival = candidate.arrival;
        this.label = candidate.label;
        this.depth = candidate.depth;
        this.parent = candidate.parent;
        this.via = candidate.via;
    }

    /// Cuts a record from its parent.
    fn let_go(&mut self, record: u32) {
        let this = &mut self.records[record as usize];
        let parent = std::mem::replace(&mut this.parent, NONE);
        this.via = Via::Nowhere;
        if parent != NONE {
            self.records[parent as usize].children -= 1;
        }
    }

    // ---- repair --------------------------------------------------------------------------------

    fn repair(&mut self) {
        while let Some(Reverse((_, record))) = self.orphans.pop() {
            let node = self.records[record as usize].node;
            if self.current[node as usize] == record
                && let Some(mut candidate) = self.supporter(record)
            {
                candidate.depth = self.records[record as usize].depth;
                self.hang(record, candidate);
                continue;
            }
            self.orphan_children(record);
            if self.current[node as usize] != record {
                self.unchain(record);
            } else if !self.is_detached[node as usize] {
                self.is_detached[node as usize] = true;
                self.detached.push(node);
            }
        }
        if !self.detached.is_empty() {
            self.relabel();
        }
    }

    fn orphan(&mut self, record: u32) {
        self.let_go(record);
        let depth = self.records[record as usize].depth;
        self.orphans.push(Reverse((depth, record)));
    }

    /// Another way to the same label that does not hang on the record itself.
    fn supporter(&self, record: u32) -> Option<Candidate> {
        let Record { node, label, depth, .. } = self.records[record as usize];
        let fits = |candidate: &Candidate| {
            candidate.label <= label
                && (candidate.parent == NONE || (candidate.depth <= depth && self.records[candidate.parent as usize].via != Via::Nowhere))
        };
        if let Some(candidate) = self.from_supply(node).filter(fits) {
            return Some(candidate);
        }
        for end in self.network.entering(node) {
            if let Some(candidate) = self.forward(end.link, end.transit, end.other, node).filter(fits) {
                return Some(candidate);
            }
        }
        for end in self.network.leaving(node) {
            if let Some(candidate) = self.backward(end.link, end.transit, node, end.other).filter(fits) {
                return Some(candidate);
            }
        }
        None
    }

    fn orphan_children(&mut self, record: u32) {
        let (network, node) = (self.network, self.records[record as usize].node);
        for end in network.leaving(node).iter().chain(network.entering(node)) {
            if self.records[record as usize].children == 0 {
                return;
            }
            let mut child = self.first[end.other as usize];
            while child != NONE {
                let Record { parent, next, .. } = self.records[child as usize];
                if parent == record {
                    self.orphan(child);
                }
                child = next;
            }
        }
        debug_assert_eq!(self.records[record as usize].children, 0);
    }

    // ---- augmentation --------------------------------------------------------------------------

    fn augment(&mut self, exit: usize, step: u32) {
        self.trace(self.state.exits[exit].node, step);
        let path = std::mem::take(&mut self.path);
        let mut units = self.state.exits[exit].room;
        for stop in &path {
            units = units.min(self.room(stop));
        }
        debug_assert!(units > 0, "a path with no room");
        for stop in &path {
            self.send(stop, units);
        }
        self.state.arrive(exit, step, units);
        for stop in &path {
            self.place[stop.node as usize] = NONE;
            let mut record = self.first[stop.node as usize];
            while record != NONE {
                let next = self.records[record as usize].next;
                if !self.holds(record) {
                    self.orphan(record);
                }
                record = next;
            }
        }
        self.path = path;
        self.path.clear();
    }

    /// Collects the path from `node`, left at `step`, back to a supply, departing late.
    fn trace(&mut self, node: u32, step: u32) {
        let (mut record, mut leave) = (self.current[node as usize], step);
        loop {
            let this = self.records[record as usize];
            // A node that was met before, nearer the exit: go straight on from here.
            let met = self.place[this.node as usize];
            if met != NONE && self.path[met as usize].leave >= this.label {
                leave = self.path[met as usize].leave;
                for stop in &self.path[met as usize..] {
                    self.place[stop.node as usize] = NONE;
                }
                self.path.truncate(met as usize);
                for (place, stop) in self.path.iter().enumerate() {
                    self.place[stop.node as usize] = place as u32;
                }
            }
            self.place[this.node as usize] = self.path.len() as u32;
            let mut stop = Stop { record, node: this.node, arrival: this.arrival, leave, via: this.via, entry: this.arrival };
            let early = leave < this.arrival;
            match this.via {
                Via::Nowhere => unreachable!("a path along a detached record"),
                Via::Supply(_) => {
                    self.path.push(stop);
                    return;
                }
                Via::Forward(link) => {
                    let transit = self.network.links[link as usize].transit;
                    stop.entry -= transit;
                    if !early {
                        stop.entry = self.state.rows.last_free(link, stop.entry, leave - transit).unwrap_or(stop.entry);
                    }
                    stop.arrival = stop.entry + transit;
                    leave = stop.entry;
                }
                Via::Backward(link) => {
                    if !early {
                        stop.entry = self.state.rows.last_used(link, stop.entry, leave).unwrap_or(stop.entry);
                    }
                    stop.arrival = stop.entry;
                    leave = stop.entry + self.network.links[link as usize].transit;
                }
            }
            self.path.push(stop);
            record = this.parent;
        }
    }

    /// How many units a stop lets through.
    fn room(&self, stop: &Stop) -> u64 {
        let link = match stop.via {
            Via::Nowhere => 0,
            Via::Supply(supply) => self.state.remaining[supply as usize],
            Via::Forward(link) => self.network.capacity(link, stop.entry) - self.state.rows.units(link, stop.entry),
            Via::Backward(link) => self.state.rows.units(link, stop.entry),
        };
        if stop.leave < stop.arrival { link.min(self.state.waits.least(stop.node, stop.leave, stop.arrival)) } else { link }
    }

    fn send(&mut self, stop: &Stop, units: u64) {
        match stop.via {
            Via::Nowhere => {}
            Via::Supply(supply) => self.state.take(supply, units),
            Via::Forward(link) => self.state.rows.add(self.network, link, stop.entry, units),
            Via::Backward(link) => self.state.rows.remove(link, stop.entry, units),
        }
        if stop.leave < stop.arrival {
            self.state.waits.remove(stop.node, stop.leave, stop.arrival, units);
        } else {
            self.state.waits.add(stop.node, stop.arrival, stop.leave, units);
        }
    }

    /// Whether a record's link and its way back in time are still there.
    fn holds(&self, record: u32) -> bool {
        let this = &self.records[record as usize];
        let link = match this.via {
            Via::Nowhere => return true,
            Via::Supply(supply) => self.state.remaining[supply as usize] > 0,
            Via::Forward(link) => {
                let transit = self.network.links[link as usize].transit;
                !self.state.rows.is_full(link, this.arrival - transit)
            }
            Via::Backward(link) => self.state.rows.units(link, this.arrival) > 0,
        };
        link && (this.label == this.arrival || self.state.waits.earliest(this.node, this.arrival) <= this.label)
    }
}
