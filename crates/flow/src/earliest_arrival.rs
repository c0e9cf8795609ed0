//! Earliest arrival flows, exactly, for all horizons at once, without writing out the
//! time-expanded network.
//!
//! # Method
//! Lexicographic augmentation: for `t = 0..=T`, augment from remaining supply to the exits' copies
//! of step `t` until no residual path leads there; earlier arrivals are never given up (Gale 1959,
//! Minieka 1973; with many sources: Hoppe & Tardos 2000, Baumann & Skutella 2006). Each search runs
//! *backwards* from one exit's copies of step `t` (see `search`), augments whenever it meets supply,
//! and goes on until nothing more can be reached. Before it searches, it repeats the routes of the
//! step before (see `routes`).
//!
//! Five things keep it small:
//! - Where waiting is unlimited, the copies of a node that can still reach the exits are all those
//!   up to some step, and those that remaining supply can reach are all those from some step on. One
//!   number stands for a row of copies in the search, and one (`alive_from`) for the dead ones.
//!   Where waiting is limited, copies are searched one by one, but all nodes' first copies before
//!   any node's second (`later`).
//! - *Dead* copies: what a failed search reached can never lie on an augmenting path again, because
//!   the set is closed under residual arcs. Failed searches therefore cost `O(m T)` in all. The
//!   horizon of the failed search is the copy's death in the certificate.
//! - Flow is stored by link when a link is first used, with bit sets to find the last free or used
//!   step before another.
//! - Where units may wait, a path is taken at many steps at once: the same links, filled from the exit
//!   back at the latest steps that serve (see `wide`). An augmentation then ends when a supply, a row
//!   of steps or the exit's step is used up, not when one slot of one link is.
//! - Exits that are full are filled for several steps at once (see `ahead`).
//!
//! # Residual arcs
//! Forward along a link that has room, against a link that carries something, forward in time by
//! waiting, and back in time by undoing waiting. Times along a path may go down; a path may visit a
//! node twice. Records are only ever appended during a search, so that their chains cannot close
//! into cycles; where a path meets a node again at a step it could have waited for, it is cut short.

use crate::network::{NONE, Network};
use crate::problem::Problem;
use crate::rows::Cell;
use crate::solution::Runs;
use crate::state::{Source, State};

mod ahead;
mod dead;
mod limits;
mod mend;
mod path;
mod queue;
mod routes;
mod search;
mod wide;

use ahead::Ahead;
use dead::Dead;
use routes::Route;
use search::Search;

/// The solver.
pub(crate) struct EarliestArrival<'a, F, G> {
    network: &'a Network,
    /// Waiting capacity; `u64::MAX` is unlimited.
    waiting: Vec<u64>,
    state: State<F, G>,
    dead: Dead,
    search: Search,
    path: path::Path,
    wide: wide::Wide,
    /// Per exit: the routes of the step before.
    routes: Vec<Vec<Route>>,
    /// Per node: its exit.
    exit_at: Vec<Option<u32>>,
    ahead: Ahead,
    /// The step at work: those who leave later may leave sooner.
    now: Option<u32>,
    /// Whether the search may turn to them.
    takes_later: bool,
    /// Whether paths may lead into a door that is full and out of it again.
    doors: Doors,
}

impl<'a, F: Cell, G: Cell> EarliestArrival<'a, F, G> {
    /// `total`: units of all supplies.
    pub fn new(network: &'a Network, problem: &Problem, total: u64) -> EarliestArrival<'a, F, G> {
        let useful_until =
            dead::useful_until(network, problem.exits.iter().map(|exit| exit.node.0));
        let state = State::new(network, problem, &useful_until);
        let waiting: Vec<u64> = problem
            .waiting
            .iter()
            .map(|capacity| {
                capacity
                    .filter(|&capacity| capacity < total)
                    .unwrap_or(u64::MAX)
            })
            .collect();
        let dead = Dead::new(network, &problem.supplies, &waiting, useful_until);
        let search = Search::new(network, &waiting);
        let routes = problem.exits.iter().map(|_| Vec::new()).collect();
        let mut exit_at = vec![None; network.nodes];
        for (index, exit) in problem.exits.iter().enumerate() {
            exit_at[exit.node.index()] = Some(index as u32);
        }
        EarliestArrival {
            ahead: Ahead::new(problem, &waiting),
            now: None,
            takes_later: false,
            network,
            waiting,
            state,
            dead,
            search,
            path: path::Path::new(network.nodes),
            wide: wide::Wide::default(),
            routes,
            exit_at,
            doors: Doors::OneWay,
        }
    }

    /// Runs all horizons; `progress` is told each one that is done. Returns the flow and the deaths
    /// of copies.
    pub fn run(mut self, progress: &mut dyn FnMut(u32)) -> (State<F, G>, Runs<u32>) {
        self.run_horizons(progress);
        let deaths = self.dead.deaths();
        (self.state, deaths)
    }

    /// With limited exits: runs all horizons, then augments to a maximum at the last. Returns the
    /// flow and the source side of a cut that proves the maximum.
    pub fn run_limited(mut self, progress: &mut dyn FnMut(u32)) -> (State<F, G>, Runs<()>) {
        self.run_horizons(progress);
        let cut = self.finish();
        (self.state, cut)
    }

    fn run_horizons(&mut self, progress: &mut dyn FnMut(u32)) {
        for step in 0..=self.network.horizon {
            self.fill_ahead(step);
            for exit in 0..self.state.exits.len() {
                self.run_exit(exit, step);
            }
            self.now = self.at_work(step);
            let is_more = self.is_more();
            self.now = None;
            if !is_more {
                self.dead.bury_all(step);
                break;
            }
            progress(step);
        }
    }

    /// Brings the arrivals at one exit in one step to their maximum.
    fn run_exit(&mut self, exit: usize, step: u32) {
        let is_filled = self.ahead.is_filled(exit, step);
        if !is_filled && self.state.left > 0 && self.state.exits[exit].room > 0 {
            self.repeat_routes(exit, step);
        }
        self.now = self.at_work(step);
        while self.is_more() && self.state.exits[exit].room > 0 {
            if !self.find(exit, step) {
                self.bury(step);
                let is_full = self.saw_little();
                self.ahead.note(exit, is_full);
                break;
            }
        }
        self.now = None;
        if std::mem::take(&mut self.search.has_found) && !is_filled {
            self.note_routes(exit, step);
        }
    }

    /// Everything that a failed search reached is dead.
    fn bury(&mut self, step: u32) {
        for record in self.search.records.iter().filter(|record| record.valid) {
            self.dead.bury(record.node, record.latest, step);
        }
    }

    /// A supply that can be at `node` and leave it by `latest` (exactly then where waiting is
    /// limited).
    fn usable_supply(&self, node: u32, latest: u32) -> Option<u32> {
        if self.waiting[node as usize] == u64::MAX {
            let (supply, release) = self.state.next_supply(node)?;
            return (release <= latest).then_some(supply);
        }
        let mut supplies = self.state.supplies_at(node).iter().copied();
        supplies.find(|&supply| {
            self.state.remaining[supply as usize] > 0 && self.state.supply(supply).1 == latest
        })
    }

    /// Such a supply, or else those who leave at `node` later than they might.
    fn usable_source(&self, node: u32, latest: u32) -> Option<Source> {
        let supply = self.usable_supply(node, latest).map(Source::Supply);
        supply.or_else(|| self.later(node, latest))
    }
}

/// How doors of exits may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doors {
    OneWay,
    Swapping,
}

/// What an augmentation left of its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Its supply is used up, and more could have gone.
    Open,
    /// Something on it is full.
    Full,
    /// Nothing could be sent.
    Blocked,
}

/// How a record continues towards the exit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Via {
    /// Out by this exit.
    Exit(u32),
    /// Along a link.
    Forward(u32),
    /// Against a link, undoing what it carries.
    Backward(u32),
    /// Waiting one step.
    Wait,
    /// Undoing one step of waiting.
    Unwait,
    /// Taking the place of somebody who left by this exit at this step, and who goes on instead.
    Swap {
        /// The exit.
        exit: u32,
        /// When they left.
        step: u32,
    },
}

/// A row of copies (or one copy) from which the search knows a way out.
#[derive(Clone, Copy, Debug)]
struct Record {
    node: u32,
    /// The step at which the way leaves the node.
    out: u32,
    /// The last step from which `out` can be reached: by undoing waiting it may lie after `out`.
    latest: u32,
    via: Via,
    /// The record at which `via` arrives.
    next: u32,
    /// Number of records from here to the exit.
    hops: u32,
    /// Links into it that were followed.
    followed: u32,
    /// The first of them, in the order of its node, and the one by which this record was reached, in
    /// the order of its next record's node.
    first: u32,
    place: u32,
    /// Whether the way to the exit still has room.
    valid: bool,
    /// A record that continues along this one, and the next that continues where this one does.
    child: u32,
    sibling: u32,
    /// An earlier record of the same node, if its copies stand for each other.
    older: u32,
}

const NO_RECORD: u32 = NONE;
