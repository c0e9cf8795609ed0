//! The flow of one step as routes, to be repeated in the next: what is full at one step is mostly
//! full at the next, and what was free is free.

use super::path::Stop;
use super::wide::Undoing;
use super::{EarliestArrival, Via, Way};
use crate::rows::Cell;

/// A way from a supply to an exit, forward in time only.
pub(super) struct Route {
    stops: Box<[Stop]>,
}

impl<F: Cell, G: Cell> EarliestArrival<'_, F, G> {
    /// Sends along the routes of the step before, at the latest steps at which their links are free.
    /// Where a route's supply is used up, looks for supply not far behind it.
    pub(super) fn repeat_routes(&mut self, exit: usize, step: u32) {
        self.search.has_found = false;
        for mut route in std::mem::take(&mut self.routes[exit]) {
            let before = self.state.left;
            let wide = self.may_be_wide(&route.stops);
            let way = loop {
                if !self.retime(&mut route.stops, step) {
                    break Way::Full;
                }
                let first = route.stops[0];
                let Some(source) = self.usable_source(first.node, first.out) else {
                    break Way::Open;
                };
                let way = if wide {
                    self.send_wide(&route.stops, step, source, Undoing::Nothing)
                } else {
                    route.stops[0].arrival = self.state.release_of(source);
                    let room = self.room_along(&route.stops);
                    self.send_along(&route.stops, source, room)
                };
                if self.state.left == 0 {
                    return;
                }
                if way == Way::Blocked || way == Way::Full && wide {
                    break way;
                }
            };
            if way == Way::Open {
                self.extend(&route.stops);
            }
            if self.state.left < before {
                self.routes[exit].push(route);
            }
        }
    }

    /// Sets the steps of stops so that they arrive at `step`; false if a link is not free.
    pub(super) fn retime(&self, stops: &mut [Stop], step: u32) -> bool {
        let mut arrival = step;
        for stop in stops.iter_mut().rev() {
            let Via::Forward(link) = stop.via else {
                (stop.arrival, stop.out) = (step, step);
                continue;
            };
            let Some(last) = arrival.checked_sub(self.network.links[link as usize].transit) else {
                return false;
            };
            // Where it arrives nobody may wait: exactly then.
            let head = self.network.links[link as usize].head;
            let least = if self.search.is_single(head) {
                last
            } else {
                self.dead.alive_from[stop.node as usize]
            };
            let free = if least <= last {
                self.state.rows.last_free(link, least, last)
            } else {
                None
            };
            let Some(entry) = free else {
                return false;
            };
            (stop.arrival, stop.out) = (entry, entry);
            arrival = entry;
        }
        for place in 1..stops.len() {
            if let Via::Forward(link) = stops[place - 1].via {
                stops[place].arrival =
                    stops[place - 1].out + self.network.links[link as usize].transit;
            }
        }
        !self.search.is_single(stops[0].node)
    }

    /// Splits what leaves by `exit` in `step` into routes.
    pub(super) fn note_routes(&mut self, exit: usize, step: u32) {
        let mut left = self.state.exits[exit].arrivals[step as usize];
        let mut routes = Vec::new();
        while left > 0 {
            let Some((stops, units)) = self.walk_back(exit, step, left) else {
                break;
            };
            for stop in &stops {
                if let Via::Forward(link) = stop.via {
                    self.state.rows.set_aside(link, stop.out, units);
                }
            }
            left -= units;
            routes.push((
                Route {
                    stops: stops.into(),
                },
                units,
            ));
        }
        for (route, units) in &routes {
            for stop in &route.stops {
                if let Via::Forward(link) = stop.via {
                    self.state.rows.put_back(link, stop.out, *units);
                }
            }
        }
        self.routes[exit] = routes.into_iter().map(|(route, _)| route).collect();
    }

    /// Follows the largest flow back from an exit to a node with supply.
    fn walk_back(&self, exit: usize, step: u32, most: u64) -> Option<(Vec<Stop>, u64)> {
        let mut units = most;
        let mut stops = Vec::new();
        let (mut node, mut out, mut via) =
            (self.state.exits[exit].node, step, Via::Exit(exit as u32));
        // Zero transit times may close cycles; a route has no more stops than there are nodes.
        while stops.len() <= self.network.nodes {
            let Some((link, entry, carried)) = self.largest_inflow(node, out) else {
                if !self.state.has_moved(node) {
                    return None;
                }
                stops.push(Stop {
                    node,
                    arrival: out,
                    out,
                    via,
                });
                stops.reverse();
                return Some((stops, units));
            };
            stops.push(Stop {
                node,
                arrival: entry + self.network.links[link as usize].transit,
                out,
                via,
            });
            units = units.min(carried);
            (node, out, via) = (
                self.network.links[link as usize].tail,
                entry,
                Via::Forward(link),
            );
        }
        None
    }

    /// The link that brings most to `node` at `step`, or at the last step before at which anything
    /// came that waited until then.
    fn largest_inflow(&self, node: u32, step: u32) -> Option<(u32, u32, u64)> {
        let may_have_waited = !self.search.is_single(node) && !self.state.has_moved(node);
        let mut latest = if may_have_waited { 0 } else { step };
        let mut best: Option<(u32, u32, u64)> = None;
        for end in self.network.entering(node) {
            let mut until = step.checked_sub(end.transit);
            while let Some(last) = until
                && let Some(entry) = self.state.rows.last_used(end.link, last)
                && entry + end.transit >= latest
            {
                let carried = self.state.rows.units(end.link, entry);
                let arrival = entry + end.transit;
                let most = best.map_or(0, |(_, _, units)| units);
                if carried > 0 && (arrival > latest || carried > most) {
                    (latest, best) = (arrival, Some((end.link, entry, carried)));
                }
                // What earlier routes have set aside is in use, but carries nothing more.
                until = if carried > 0 {
                    None
                } else {
                    entry.checked_sub(1)
                };
            }
        }
        best.filter(|_| latest == step || self.state.waits.latest(node, latest) >= step)
    }
}
