//! From a supply that a search found to the exit.

use super::wide::Undoing;
use super::{EarliestArrival, NO_RECORD, Via, Way};
use crate::network::NONE;
use crate::rows::Cell;
use crate::state::Source;

/// One stop of a path, from the supply towards the exit.
#[derive(Clone, Copy)]
pub(super) struct Stop {
    pub node: u32,
    pub arrival: u32,
    pub out: u32,
    pub via: Via,
}

/// Working memory.
pub(super) struct Path {
    stops: Vec<Stop>,
    other: Vec<Stop>,
    /// Per node: its last place in the path.
    place: Vec<u32>,
}

impl Path {
    pub fn new(nodes: usize) -> Path {
        Path {
            stops: Vec::new(),
            other: Vec::new(),
            place: vec![NONE; nodes],
        }
    }

    /// Number of stops of the path augmented last.
    pub fn len(&self) -> usize {
        self.stops.len()
    }

    /// Node of a stop of that path, and its step as it was traced.
    pub fn copy(&self, index: usize) -> (u32, u32) {
        (self.stops[index].node, self.stops[index].out)
    }
}

impl<F: Cell, G: Cell> EarliestArrival<'_, F, G> {
    /// Sends what there is room for from `source` along the way of `record`.
    pub(super) fn augment(&mut self, record: u32, source: Source) -> Way {
        self.trace(record, self.state.release_of(source));
        let mut stops = std::mem::take(&mut self.path.stops);
        for stop in &stops {
            self.path.place[stop.node as usize] = NONE;
        }
        let mut way = Way::Blocked;
        let is_wide = self.may_be_wide(&stops);
        if is_wide {
            let step = self.search.records[0].out;
            way = self.send_wide(&stops, step, source, Undoing::Nothing);
            if way == Way::Blocked {
                way = self.send_wide(&stops, step, source, Undoing::Waiting);
            }
        }
        if way == Way::Blocked {
            let retimed = !is_wide && self.without_undoing(&mut stops);
            let room = self.room_along(&stops);
            way = self.send_along(&stops, source, room);
            if way == Way::Blocked && retimed {
                std::mem::swap(&mut stops, &mut self.path.other);
                let room = self.room_along(&stops);
                way = self.send_along(&stops, source, room);
            }
        }
        self.path.stops = stops;
        way
    }

    /// Retimes a path that undoes waiting, where that can be done without. What waits is then
    /// not passed on from one unit to the next, which later searches would have to undo again. Returns
    /// whether it was; `path.other` then holds the path as it was traced.
    fn without_undoing(&mut self, stops: &mut Vec<Stop>) -> bool {
        let undoes = stops.iter().any(|stop| stop.out < stop.arrival);
        let ahead = |stop: &Stop| {
            matches!(stop.via, Via::Forward(_) | Via::Exit(_)) && !self.search.is_single(stop.node)
        };
        if !undoes || !stops.iter().all(ahead) {
            return false;
        }
        let mut other = std::mem::take(&mut self.path.other);
        other.clear();
        other.extend_from_slice(stops);
        let end = stops.len() - 1;
        let mut retimed = self.retime(&mut other, stops[end].out);
        if retimed {
            other[0].arrival = stops[0].arrival;
            other[end].out = other[end].arrival;
            retimed = other[0].out >= other[0].arrival;
        }
        if retimed {
            std::mem::swap(stops, &mut other);
        }
        self.path.other = other;
        retimed
    }

    /// Units that could go along all stops; those nearest the exit fill first.
    pub(super) fn room_along(&self, stops: &[Stop]) -> u64 {
        let mut room = u64::MAX;
        for stop in stops.iter().rev() {
            room = room.min(self.room(stop));
            if room == 0 {
                break;
            }
        }
        room
    }

    pub(super) fn send_along(&mut self, stops: &[Stop], source: Source, room: u64) -> Way {
        let remaining = self.state.remaining_of(source);
        let units = room.min(remaining);
        if units == 0 || !self.send_all(stops, units) {
            return Way::Blocked;
        }
        self.state.take_from(source, units);
        if remaining < room {
            Way::Open
        } else {
            Way::Full
        }
    }

    /// Collects the stops. Where the path meets a node again at a step that it could have waited
    /// for, what lies between is left out.
    fn trace(&mut self, record: u32, release: u32) {
        let path = &mut self.path;
        path.stops.clear();
        let (mut at, mut arrival) = (record, release);
        while at != NO_RECORD {
            let record = self.search.records[at as usize];
            let met = path.place[record.node as usize];
            if met != NONE {
                let before = path.stops[met as usize];
                let same = if self.search.is_single(record.node) {
                    before.arrival == record.out
                } else {
                    // Waiting added since the record was made counts too.
                    before.arrival <= self.state.waits.latest(record.node, record.out)
                };
                if same {
                    arrival = before.arrival;
                    for stop in path.stops.drain(met as usize..) {
                        path.place[stop.node as usize] = NONE;
                    }
                    for (place, stop) in path.stops.iter().enumerate() {
                        path.place[stop.node as usize] = place as u32;
                    }
                }
            }
            path.place[record.node as usize] = path.stops.len() as u32;
            let out = match record.via {
                Via::Exit(_) | Via::Swap { .. } => record.out.min(arrival),
                _ => record.out,
            };
            path.stops.push(Stop {
                node: record.node,
                arrival,
                out,
                via: record.via,
            });
            arrival = match record.via {
                Via::Forward(link) => record.out + self.network.links[link as usize].transit,
                Via::Backward(link) => record.out - self.network.links[link as usize].transit,
                Via::Wait => record.out + 1,
                Via::Unwait => record.out - 1,
                Via::Exit(_) => out,
                Via::Swap { step, .. } => step,
            };
            at = record.next;
        }
    }

    /// How many units a stop lets through.
    fn room(&self, stop: &Stop) -> u64 {
        let (node, out) = (stop.node, stop.out);
        let onward = self.via_room(node, out, stop.via);
        if out < stop.arrival {
            onward.min(self.state.waits.least(node, out, stop.arrival))
        } else {
            onward
        }
    }

    /// How many units can go on from `node` at step `out`.
    pub(super) fn via_room(&self, node: u32, out: u32, via: Via) -> u64 {
        let (rows, waits) = (&self.state.rows, &self.state.waits);
        match via {
            Via::Exit(exit) => self.state.exits[exit as usize].room,
            Via::Forward(link) => self.network.capacity(link, out) - rows.units(link, out),
            Via::Backward(link) => {
                rows.units(link, out - self.network.links[link as usize].transit)
            }
            Via::Wait => self.waiting[node as usize] - waits.units(node, out),
            Via::Unwait => waits.units(node, out - 1),
            Via::Swap { exit, step } => self.state.exits[exit as usize].arrivals[step as usize],
        }
    }

    /// Sends along all stops, or along none if the path uses something twice and it does not suffice.
    fn send_all(&mut self, stops: &[Stop], units: u64) -> bool {
        for (index, stop) in stops.iter().enumerate() {
            if self.room(stop) < units {
                for stop in stops[..index].iter().rev() {
                    self.unsend(stop, units);
                }
                return false;
            }
            self.send(stop, units);
        }
        true
    }

    fn send(&mut self, stop: &Stop, units: u64) {
        let (node, out) = (stop.node, stop.out);
        match stop.via {
            Via::Exit(exit) => self.state.arrive(exit as usize, out, units),
            Via::Swap { exit, step } => self.state.swap(exit as usize, step, out, units),
            Via::Forward(link) => self.state.rows.add(self.network, link, out, units),
            Via::Backward(link) => {
                let entry = out - self.network.links[link as usize].transit;
                self.state.rows.remove(link, entry, units);
            }
            Via::Wait => self.state.waits.add(node, out, out + 1, units),
            Via::Unwait => self.state.waits.remove(node, out - 1, out, units),
        }
        if out < stop.arrival {
            self.state.waits.remove(node, out, stop.arrival, units);
        } else {
            self.state.waits.add(node, stop.arrival, out, units);
        }
    }

    fn unsend(&mut self, stop: &Stop, units: u64) {
        let (node, out) = (stop.node, stop.out);
        match stop.via {
            Via::Exit(exit) => self.state.depart(exit as usize, out, units),
            Via::Swap { exit, step } => self.state.swap(exit as usize, out, step, units),
            Via::Forward(link) => self.state.rows.remove(link, out, units),
            Via::Backward(link) => {
                let entry = out - self.network.links[link as usize].transit;
                self.state.rows.add(self.network, link, entry, units);
            }
            Via::Wait => self.state.waits.remove(node, out, out + 1, units),
            Via::Unwait => self.state.waits.add(node, out - 1, out, units),
        }
        if out < stop.arrival {
            self.state.waits.add(node, out, stop.arrival, units);
        } else {
            self.state.waits.remove(node, stop.arrival, out, units);
        }
    }
}
