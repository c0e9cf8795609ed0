//! Backwards from the exits' copies of one step to remaining supply.
//!
//! Two orders:
//! - *guided*: fewest links first, counted from the exit and estimated to the nearest supply, which
//!   counts for somewhat more (A*, Hart, Nilsson & Raphael 1968). The estimates are learnt: what a search expanded is at least as
//!   far from supply as the search has shown (real-time adaptive A*, Koenig & Likhachev 2006; see `estimates`).
//!   They guide only; no result depends on them.
//! - *latest first*: expands most nodes once, so it is used when a guided search takes long, which
//!   mostly means that there is nothing to find.
//!
//! A search goes on after an augmentation: what broke is reached again when its turn comes (see
//! `mend`), the rest is kept. When it has found nothing more, one begun anew says what is dead.

mod estimates;
mod expand;

use super::mend::Mended;
use super::path::Stop;
use super::queue::Queue;
use super::{Doors, EarliestArrival, NO_RECORD, Record, Via, Way};
use crate::network::{NONE, Network};
use crate::rows::Cell;
use crate::state::Source;
use estimates::{Estimates, FAR};

/// A link that is yet to be followed to further copies of a node with limited waiting.
#[derive(Clone, Copy)]
struct More {
    record: u32,
    other: u32,
    via: Via,
    /// Copies with an entry step below this one.
    below: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Guided,
    LatestFirst,
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Nothing is left to be found, or the search has to begin anew.
    Stopped,
    Exhausted,
    OutOfBudget,
}

/// The working memory of searches.
pub(super) struct Search {
    pub records: Vec<Record>,
    order: Order,
    horizon: usize,
    pub queue: Queue,
    /// Records that were expanded, in order.
    expanded: Vec<u32>,
    /// How many of them the estimates were learnt from.
    learnt: usize,
    /// Copies that wait until every node has been seen once.
    later: Vec<u32>,
    more: Vec<More>,
    round: u32,
    /// Round in which a node was last reached.
    reached: Vec<u32>,
    /// Per node with unlimited waiting: its record with the latest step. A place in `records` counts
    /// only if that record is of this node (and copy).
    place: Vec<u32>,
    /// Per node with limited waiting: its row of copies' records.
    row: Vec<u32>,
    copies: Vec<Box<[u32]>>,
    /// Records that broke, for `mend`: kept to spare an allocation each time.
    pub lost: Vec<u32>,
    /// Records that were put earlier, likewise.
    pub earlier: Vec<u32>,
    estimates: Estimates,
    /// Per node: the first step at which supply that is left could be there if nothing were full.
    earliest: Vec<u32>,
    /// Supplies used up, and records expanded, since the estimates were last refreshed.
    pub used_up: u32,
    work: usize,
    /// Records expanded in all.
    pub expansions: u64,
    /// Records of this search that were lost.
    gone: usize,
    /// Per node: the place of the link by which it was last left for supply; followed first.
    preferred: Vec<u32>,
    /// The place of the link that is followed at the moment.
    place_followed: u32,
    /// Whether this search has sent anything. What was sent opens ways between copies that it has done
    /// with, so that only a search that has sent nothing says what cannot be reached.
    has_sent: bool,
    /// Whether anything was found since this was last unset.
    pub has_found: bool,
    /// Expansions that a guided search may take.
    budget: usize,
}

/// Times as many records as there are nodes are expanded before the estimates are refreshed.
const REFRESHED_AFTER: usize = 8;
/// Lateness beyond this counts as this.
const LATEST: u32 = 256;
/// Nearness to supply counts for more than the way from the exit by one in so many: the way found
/// need not be the shortest.
const EAGERNESS: u32 = 4;
/// A guided search may expand this many records, or as many as there are nodes, before it gives way.
const AT_LEAST: usize = 256;
/// Links followed of a lost record that is yet to be reached again.
const PUT_OFF: u32 = u32::MAX;
/// A search with fewer records has met little.
const LITTLE: usize = 64;
/// A search for steps ahead may take this part of what others may.
const AHEAD_PART: usize = 8;
/// Expansions spent on looking for supply behind a route.
const NEARBY: usize = 64;

impl Search {
    pub fn new(network: &Network, waiting: &[u64]) -> Search {
        let mut copies = Vec::new();
        let row = waiting.iter().map(|&capacity| {
            if capacity == u64::MAX {
                return NONE;
            }
            copies.push(Box::default());
            (copies.len() - 1) as u32
        });
        Search {
            row: row.collect(),
            copies,
            records: Vec::new(),
            order: Order::Guided,
            horizon: network.horizon as usize,
            queue: Queue::default(),
            expanded: Vec::new(),
            learnt: 0,
            later: Vec::new(),
            more: Vec::new(),
            round: 0,
            reached: vec![0; network.nodes],
            place: vec![NONE; network.nodes],
            lost: Vec::new(),
            earlier: Vec::new(),
            estimates: Estimates::new(network.nodes, network.horizon),
            earliest: vec![0; network.nodes],
            used_up: 1,
            work: REFRESHED_AFTER * network.nodes,
            expansions: 0,
            gone: 0,
            preferred: vec![0; network.nodes],
            place_followed: NONE,
            has_sent: false,
            has_found: false,
            budget: network.nodes.max(AT_LEAST),
        }
    }

    /// Whether a node's copies are searched one by one.
    #[inline]
    pub fn is_single(&self, node: u32) -> bool {
        self.row[node as usize] != NONE
    }

    /// The record by which `node` is reached at `step`, or at its latest step if that is not
    /// earlier.
    #[inline]
    pub fn record_at(&self, node: u32, step: u32) -> Option<u32> {
        let place = match self.row[node as usize] {
            NONE => self.place[node as usize],
            row => *self.copies[row as usize].get(step as usize)?,
        };
        let record = self.records.get(place as usize)?;
        let fits = record.node == node && record.valid && record.latest >= step;
        (fits && (self.row[node as usize] == NONE || record.latest == step)).then_some(place)
    }

    /// The latest step at which a node with unlimited waiting is reached, and its record.
    #[inline]
    pub fn latest_of(&self, node: u32) -> Option<(u32, u32)> {
        let place = self.place[node as usize];
        let record = self.records.get(place as usize)?;
        (record.node == node && record.valid).then_some((record.latest, place))
    }

    /// The newest record of a node, whether it holds or not, or that of its copy at `step` where that
    /// stands alone.
    pub fn newest(&self, node: u32, step: u32) -> u32 {
        if self.is_single(node) {
            return self.record_at(node, step).unwrap_or(NO_RECORD);
        }
        let place = self.place[node as usize];
        match self.records.get(place as usize) {
            Some(record) if record.node == node => place,
            _ => NO_RECORD,
        }
    }

    /// A record and all that continue along it do not hold any more; those before others on which
    /// they hang.
    pub fn lose(&mut self, record: u32, lost: &mut Vec<u32>) {
        let mut first = lost.len();
        self.records[record as usize].valid = false;
        lost.push(record);
        while first < lost.len() {
            let mut child = self.records[lost[first] as usize].child;
            while child != NO_RECORD {
                let this = &mut self.records[child as usize];
                if this.valid {
                    this.valid = false;
                    lost.push(child);
                }
                child = this.sibling;
            }
            first += 1;
        }
    }

    /// Where a lost record was its node's newest, the newest before it that holds stands again.
    pub fn fall_back(&mut self, lost: u32) {
        let Record {
            node, mut older, ..
        } = self.records[lost as usize];
        if self.is_single(node) || self.place[node as usize] != lost {
            return;
        }
        while older != NO_RECORD && !self.records[older as usize].valid {
            older = self.records[older as usize].older;
        }
        if older != NO_RECORD {
            self.place[node as usize] = older;
            self.queue(older);
        }
    }

    /// Notes how many records were lost; whether as many are left, so that mending beats a new search.
    pub fn is_worth_mending(&mut self, lost: usize) -> bool {
        let held = self.records.len() - self.gone;
        self.gone += lost;
        lost * 2 <= held
    }

    /// Queues a record that was lost: what it stood for is reached again when its turn comes.
    pub fn put_off(&mut self, lost: u32) {
        self.records[lost as usize].followed = PUT_OFF;
        self.queue(lost);
    }

    /// Begins a search, latest steps first.
    pub fn start_latest_first(&mut self) {
        self.start(Order::LatestFirst);
    }

    fn start(&mut self, order: Order) {
        self.order = order;
        self.records.clear();
        self.gone = 0;
        self.has_sent = false;
        self.expanded.clear();
        self.learnt = 0;
        self.later.clear();
        self.more.clear();
        self.queue.clear();
        self.round += 1;
    }

    fn queue(&mut self, record: u32) {
        let this = &self.records[record as usize];
        let key = match self.order {
            Order::Guided => {
                let (worth, spare) = self.estimates.lateness();
                let late = self.earliest[this.node as usize]
                    .saturating_add(spare)
                    .saturating_sub(this.latest)
                    .min(LATEST);
                let estimate = self.estimates.of(this.node, self.lag(this.latest));
                this.hops + estimate + estimate / EAGERNESS + worth * late
            }
            // Later steps have lower keys.
            Order::LatestFirst => self.horizon as u32 - this.latest,
        };
        self.queue.push(key as usize, record);
    }

    /// Steps from a copy to the exit's at which the search began.
    fn lag(&self, step: u32) -> u32 {
        self.records[0].out.saturating_sub(step)
    }

    /// What was expanded before supply was found at `found` is at least that far from supply.
    fn learn(&mut self, found: u32) {
        let all = self.records[found as usize].hops;
        for &record in &self.expanded[self.learnt..] {
            let record = &self.records[record as usize];
            let lag = self.lag(record.latest);
            self.estimates
                .raise(record.node, lag, all.saturating_sub(record.hops));
        }
        self.learnt = self.expanded.len();
        let mut at = found;
        while at != NO_RECORD {
            let Record {
                node,
                latest,
                hops,
                next,
                place,
                ..
            } = self.records[at as usize];
            self.estimates.lower(node, self.lag(latest), all - hops);
            if next != NO_RECORD && place != NONE {
                self.preferred[self.records[next as usize].node as usize] = place;
            }
            at = next;
        }
    }
}

impl<F: Cell, G: Cell> EarliestArrival<'_, F, G> {
    /// Searches from the exits' copies of `step` and augments along what is found. Returns whether
    /// anything was; if not, the records are all that can reach these copies.
    pub(super) fn find(&mut self, exit: usize, step: u32) -> bool {
        self.refresh();
        let mut end = self.search_in(Order::Guided, exit, step, self.search.budget);
        if end == End::OutOfBudget || end == End::Stopped && !self.search.has_sent {
            end = self.search_in(Order::LatestFirst, exit, step, usize::MAX);
        }
        debug_assert!(
            end == End::Exhausted || self.search.has_sent,
            "a way found anew has room"
        );
        self.search.has_sent
    }

    /// Searches from the first stop of a route for supply not far behind it, and augments.
    pub(super) fn extend(&mut self, stops: &[Stop]) {
        self.search.start(Order::Guided);
        let mut next = NO_RECORD;
        for stop in stops.iter().rev() {
            let record = self.search.records.len() as u32;
            self.reach(stop.node, stop.out, stop.via, next);
            if self.search.records.len() as u32 == record {
                // The route meets a node twice; the search could not tell the two apart.
                return;
            }
            next = record;
        }
        self.search.queue.clear();
        self.search.queue(next);
        self.search_on(NEARBY);
    }

    /// Searches on until a path was augmented; returns false if there was none to be found.
    pub(super) fn search_to_the_end(&mut self) -> bool {
        self.search_on(usize::MAX);
        self.search.has_sent
    }

    /// Looks for supply for the copies of an exit up to `step` for as long as it is near or easily found.
    /// Returns whether they are full.
    pub(super) fn find_ahead(&mut self, exit: usize, step: u32) -> bool {
        loop {
            self.refresh();
            let budget = (self.search.budget / AHEAD_PART).max(AT_LEAST);
            let end = self.search_in(Order::Guided, exit, step, budget);
            if self.state.left == 0 {
                return false;
            }
            if !self.search.has_sent {
                return end == End::Exhausted && self.saw_little();
            }
        }
    }

    /// Whether the last search met little: what it began at is full nearby.
    pub(super) fn saw_little(&self) -> bool {
        self.search.records.len() < LITTLE
    }

    /// When no supply is left to be found: goes on with those who leave later than they might.
    fn turn_to_later(&mut self) -> bool {
        let Some(now) = self.now else {
            return false;
        };
        if std::mem::replace(&mut self.takes_later, true) {
            return false;
        }
        for index in 0..self.search.records.len() {
            let Record {
                node,
                latest,
                valid,
                ..
            } = self.search.records[index];
            if valid && latest > now && self.exit_at[node as usize].is_some() {
                self.search.queue(index as u32);
            }
        }
        true
    }

    fn search_in(&mut self, order: Order, exit: usize, step: u32, budget: usize) -> End {
        self.search.start(order);
        self.reach(
            self.state.exits[exit].node,
            step,
            Via::Exit(exit as u32),
            NO_RECORD,
        );
        self.takes_later = self.state.left == 0;
        self.search_on(budget)
    }

    fn search_on(&mut self, budget: usize) -> End {
        let mut limit = budget;
        'next: loop {
            let Some(record) = self.search.queue.pop() else {
                if self.resume() || self.turn_to_later() {
                    continue;
                }
                return End::Exhausted;
            };
            let Record {
                node,
                latest,
                valid,
                followed,
                ..
            } = self.search.records[record as usize];
            if !valid && followed == PUT_OFF {
                self.search.records[record as usize].followed = 0;
                self.reach_again(node, latest);
                self.search.queue.take_newest();
                continue;
            }
            if !valid
                || (!self.search.is_single(node) && self.search.place[node as usize] != record)
            {
                continue;
            }
            while let Some(source) = self.usable_source(node, latest) {
                let way = self.augment(record, source);
                if way == Way::Blocked {
                    // What was sent since its records were made left no room for all of it together.
                    return End::Stopped;
                }
                let search = &mut self.search;
                (search.has_found, search.has_sent) = (true, true);
                search.estimates.judge(search.expansions);
                limit = search.expanded.len().saturating_add(search.budget);
                if way == Way::Open {
                    search.used_up += 1;
                } else if matches!(source, Source::Supply(_)) {
                    search.learn(record);
                }
                // In the other order, and where places are swapped, it is better to begin anew.
                let swapping = self.doors == Doors::Swapping;
                let anew = search.order == Order::LatestFirst || swapping;
                if !self.is_more() || anew && way != Way::Open {
                    return End::Stopped;
                }
                match self.mend() {
                    Mended::Whole => {}
                    Mended::InPart if swapping => return End::Stopped,
                    Mended::InPart if self.search.records[record as usize].valid => {}
                    Mended::InPart => continue 'next,
                    Mended::Hardly => return End::Stopped,
                }
            }
            self.search.work += 1;
            self.search.expansions += 1;
            if !self.expand(record) {
                continue;
            }
            self.search.expanded.push(record);
            if self.search.expanded.len() > limit {
                return End::OutOfBudget;
            }
        }
    }

    /// Raises the estimates to the number of links to supply that remains, when supplies have been
    /// used up and enough was searched since.
    fn refresh(&mut self) {
        let due = self.search.work >= REFRESHED_AFTER * self.network.nodes;
        if self.search.used_up == 0 || !due {
            return;
        }
        self.search.used_up = 0;
        self.search.work = 0;
        let mut distance = vec![FAR; self.network.nodes];
        let mut queue: Vec<u32> = (0..self.network.nodes as u32)
            .filter(|&v| self.state.next_supply(v).is_some() || self.has_later(v))
            .collect();
        for &node in &queue {
            distance[node as usize] = 0;
        }
        let mut first = 0;
        while first < queue.len() {
            let node = queue[first];
            first += 1;
            let next = distance[node as usize] + 1;
            let forward = self.network.leaving(node).iter();
            let backward = self
                .network
                .entering(node)
                .iter()
                .filter(|end| self.state.rows.is_touched(end.link));
            for end in forward.chain(backward) {
                if distance[end.other as usize] == FAR {
                    distance[end.other as usize] = next;
                    queue.push(end.other);
                }
            }
        }
        let supplies = (0..self.network.nodes as u32)
            .filter_map(|node| Some((self.state.next_supply(node)?.1, node)));
        self.search.earliest = super::dead::earliest(self.network, supplies);
        self.search.estimates.raise_all(&distance);
    }

    /// Notes that from `node` at `step` there is a way on, unless that is known or of no use.
    pub(super) fn reach(&mut self, node: u32, step: u32, via: Via, next: u32) {
        let v = node as usize;
        let search = &mut self.search;
        let row = search.row[v];
        let mut latest = step;
        let mut put_off = false;
        let record = search.records.len() as u32;
        let mut older = NO_RECORD;
        if row == NONE {
            latest = self.state.waits.latest(node, step);
            if latest < self.dead.alive_from[v]
                || search
                    .latest_of(node)
                    .is_some_and(|(known, _)| known >= latest)
            {
                return;
            }
            older = search.latest_of(node).map_or(NO_RECORD, |(_, place)| place);
            search.place[v] = record;
        } else {
            if !self.dead.is_alive(node, step) {
                return;
            }
            if search.copies[row as usize].is_empty() {
                search.copies[row as usize] =
                    vec![NONE; self.network.horizon as usize + 1].into_boxed_slice();
            }
            if search.record_at(node, step).is_some() {
                return;
            }
            search.copies[row as usize][step as usize] = record;
            put_off = search.order == Order::LatestFirst && search.reached[v] == search.round;
        }
        search.reached[v] = search.round;
        let hops = if next == NO_RECORD {
            0
        } else {
            search.records[next as usize].hops + 1
        };
        let mut sibling = NO_RECORD;
        if next != NO_RECORD {
            sibling = std::mem::replace(&mut search.records[next as usize].child, record);
        }
        search.records.push(Record {
            node,
            out: step,
            latest,
            via,
            next,
            hops,
            followed: 0,
            first: search.preferred[v],
            place: search.place_followed,
            valid: true,
            child: NO_RECORD,
            sibling,
            older,
        });
        if put_off {
            search.later.push(record);
        } else {
            search.queue(record);
        }
    }
}
