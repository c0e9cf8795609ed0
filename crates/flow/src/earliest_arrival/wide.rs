//! Sending along a way at many steps at once.
//!
//! A path that a search found names one step for each link, and what is free then is often little.
//! The same links at other steps may take more, and because units may wait, any of them that lets
//! a unit be where it is due is as good. So a way is filled from the exit back: what is due at a node
//! by some step enters the link at the latest free steps before, and what enters there is due at the
//! link's tail. Of all ways to spread units over a fixed sequence of links this takes most.
//!
//! Units are kept in order of their steps at every node, the latest first; what a later link cannot
//! carry is taken off the end of all lists alike, which leaves them feasible.
//!
//! That says how many can go. Where nothing has to be undone they are then sent at the first steps
//! that are free, from the supply on.

use super::path::Stop;
use super::{Doors, EarliestArrival, Via, Way};
use crate::rows::Cell;
use crate::state::Source;

/// So many units in or by a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Batch {
    step: u32,
    units: u64,
}

/// Working memory.
#[derive(Default)]
pub(super) struct Wide {
    /// When units leave the stop at work, the latest first.
    departures: Vec<Batch>,
    /// When units are due at the stop before that, nearer the exit, the latest first.
    due: Vec<Batch>,
    arrivals: Vec<Batch>,
    done: Vec<Done>,
}

/// What was changed, so that it can be taken back.
enum Done {
    Entered {
        link: u32,
        batch: Batch,
    },
    Withdrawn {
        link: u32,
        batch: Batch,
    },
    Waits {
        node: u32,
        from: u32,
        until: u32,
        units: u64,
    },
    WaitsNoMore {
        node: u32,
        from: u32,
        until: u32,
        units: u64,
    },
    Left {
        exit: u32,
        batch: Batch,
    },
}

/// Whether units that wait may be passed on earlier, with others taking their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Undoing {
    Nothing,
    Waiting,
}

impl<F: Cell, G: Cell> EarliestArrival<'_, F, G> {
    /// Whether a way can be taken at other steps: units may wait everywhere on it, and it leads out by
    /// a door.
    pub(super) fn may_be_wide(&self, stops: &[Stop]) -> bool {
        self.doors == Doors::OneWay
            && stops.iter().all(|stop| {
                matches!(stop.via, Via::Forward(_) | Via::Backward(_) | Via::Exit(_))
                    && !self.search.is_single(stop.node)
            })
    }

    /// Sends from `source` along stops what can be at the exit by `step`.
    pub(super) fn send_wide(
        &mut self,
        stops: &[Stop],
        step: u32,
        source: Source,
        undoing: Undoing,
    ) -> Way {
        let mut wide = std::mem::take(&mut self.wide);
        let room = self.room_of(stops, step, source, undoing, &mut wide);
        let mut units = room.min(self.state.remaining_of(source));
        let soon = undoing == Undoing::Nothing && only_forward(stops);
        if soon && units > 0 && !self.send_soon(stops, step, source, units, &mut wide) {
            self.take_back(&mut wide.done);
        } else if soon {
            self.wide = wide;
            return self.sent(source, units, room);
        }
        while units > 0 {
            match self.send_in_order(stops, step, source, undoing, units, &mut wide) {
                Ok(()) => break,
                Err(less) => {
                    self.take_back(&mut wide.done);
                    units = less;
                }
            }
        }
        self.wide = wide;
        self.sent(source, units, room)
    }

    /// Takes what was sent from its source.
    fn sent(&mut self, source: Source, units: u64, room: u64) -> Way {
        if units == 0 {
            return Way::Blocked;
        }
        let remaining = self.state.remaining_of(source);
        self.state.take_from(source, units);
        if units == remaining && remaining < room {
            Way::Open
        } else {
            Way::Full
        }
    }

    /// Sends `units` along links, each at the first steps that are free, so that whoever must wait does
    /// so where the way is narrow, and the latest steps stay free for those who come from
    /// farther off. As many have room as at the latest steps. Returns false, with what was done noted,
    /// if the way uses a link twice and there is not room for both.
    fn send_soon(
        &mut self,
        stops: &[Stop],
        step: u32,
        source: Source,
        units: u64,
        wide: &mut Wide,
    ) -> bool {
        // When units are at the stop at work and at the next, the earliest first.
        let Wide {
            arrivals: there,
            departures: next,
            done,
            ..
        } = wide;
        done.clear();
        there.clear();
        there.push(Batch {
            step: self.state.release_of(source),
            units,
        });
        for stop in stops {
            match stop.via {
                Via::Forward(link) => {
                    if !self.enter_soon(link, stop.node, there, next, done) {
                        return false;
                    }
                    std::mem::swap(there, next);
                }
                Via::Exit(exit) => {
                    if there.last().is_some_and(|batch| batch.step > step) {
                        return false;
                    }
                    for &batch in there.iter() {
                        self.state.arrive(exit as usize, batch.step, batch.units);
                        done.push(Done::Left { exit, batch });
                    }
                }
                _ => return false,
            }
        }
        true
    }

    /// Who is at `node` enters `link` at the first steps that are free; returns false if there are not
    /// enough.
    fn enter_soon(
        &mut self,
        link: u32,
        node: u32,
        there: &[Batch],
        next: &mut Vec<Batch>,
        done: &mut Vec<Done>,
    ) -> bool {
        let transit = self.network.links[link as usize].transit;
        next.clear();
        let mut first = 0;
        for &Batch { step, units } in there {
            let mut left = units;
            first = first.max(step);
            while left > 0 {
                let Some(entry) = self.state.rows.first_free(link, first) else {
                    return false;
                };
                let room = self.network.capacity(link, entry) - self.state.rows.units(link, entry);
                let batch = Batch {
                    step: entry,
                    units: left.min(room),
                };
                self.state.rows.add(self.network, link, entry, batch.units);
                done.push(Done::Entered { link, batch });
                self.state.waits.add(node, step, entry, batch.units);
                done.push(Done::Waits {
                    node,
                    from: step,
                    until: entry,
                    units: batch.units,
                });
                match next.last_mut() {
                    Some(last) if last.step == entry + transit => last.units += batch.units,
                    _ => next.push(Batch {
                        step: entry + transit,
                        ..batch
                    }),
                }
                left -= batch.units;
                first = entry;
            }
        }
        true
    }

    /// How many units there is room for; an upper bound where stops use a link twice.
    fn room_of(
        &self,
        stops: &[Stop],
        step: u32,
        source: Source,
        undoing: Undoing,
        wide: &mut Wide,
    ) -> u64 {
        let Wide {
            departures, due, ..
        } = wide;
        let mut room = self.state.left;
        for stop in stops.iter().rev() {
            departures.clear();
            match stop.via {
                Via::Forward(link) => self.enter(link, stop.node, due, departures),
                Via::Backward(link) => self.withdraw(link, due, departures),
                Via::Exit(exit) => departures.push(Batch {
                    step,
                    units: room.min(self.state.exits[exit as usize].room),
                }),
                Via::Wait | Via::Unwait | Via::Swap { .. } => {}
            }
            room = departures.iter().map(|batch| batch.units).sum();
            if room == 0 {
                return 0;
            }
            self.pass_on(stop, undoing, departures, due);
        }
        in_time(due, self.state.release_of(source))
    }

    /// Sends `units` along stops, from the exit back. Where there is not room for all, says for how
    /// many; what was done until then is noted.
    fn send_in_order(
        &mut self,
        stops: &[Stop],
        step: u32,
        source: Source,
        undoing: Undoing,
        units: u64,
        wide: &mut Wide,
    ) -> Result<(), u64> {
        let Wide {
            departures,
            due,
            arrivals,
            done,
        } = wide;
        done.clear();
        due.clear();
        due.push(Batch { step, units });
        for (place, stop) in stops.iter().enumerate().rev() {
            departures.clear();
            arrivals.clear();
            match stop.via {
                Via::Forward(link) => {
                    self.enter(link, stop.node, due, departures);
                    let transit = self.network.links[link as usize].transit;
                    for &batch in departures.iter() {
                        self.state
                            .rows
                            .add(self.network, link, batch.step, batch.units);
                        done.push(Done::Entered { link, batch });
                        arrivals.push(Batch {
                            step: batch.step + transit,
                            ..batch
                        });
                    }
                }
                Via::Backward(link) => {
                    self.withdraw(link, due, departures);
                    let transit = self.network.links[link as usize].transit;
                    for &batch in departures.iter() {
                        let batch_at_tail = Batch {
                            step: batch.step - transit,
                            ..batch
                        };
                        self.state
                            .rows
                            .remove(link, batch_at_tail.step, batch.units);
                        done.push(Done::Withdrawn {
                            link,
                            batch: batch_at_tail,
                        });
                        arrivals.push(batch_at_tail);
                    }
                }
                _ => departures.push(Batch { step, units }),
            }
            let room: u64 = departures.iter().map(|batch| batch.units).sum();
            if room < units {
                return Err(room);
            }
            if let Some(next) = stops.get(place + 1) {
                self.arrive_at(next, arrivals, due, done);
            }
            self.pass_on(stop, undoing, departures, due);
            if undoing == Undoing::Waiting {
                for_pairs(departures, due, |from, until, units| {
                    if from < until {
                        let node = stop.node;
                        self.state.waits.remove(node, from, until, units);
                        done.push(Done::WaitsNoMore {
                            node,
                            from,
                            until,
                            units,
                        });
                    }
                });
            }
        }
        let release = self.state.release_of(source);
        let room = in_time(due, release);
        if room < units {
            return Err(room);
        }
        arrivals.clear();
        arrivals.push(Batch {
            step: release,
            units,
        });
        self.arrive_at(&stops[0], arrivals, due, done);
        Ok(())
    }

    /// Units that come to a stop wait until they are due, or leave by its exit.
    fn arrive_at(&mut self, stop: &Stop, arrivals: &[Batch], due: &[Batch], done: &mut Vec<Done>) {
        for_pairs(arrivals, due, |from, until, units| match stop.via {
            Via::Exit(exit) => {
                let batch = Batch {
                    step: from.min(until),
                    units,
                };
                self.state.arrive(exit as usize, batch.step, units);
                done.push(Done::Left { exit, batch });
            }
            _ => {
                let node = stop.node;
                self.state.waits.add(node, from, until, units);
                done.push(Done::Waits {
                    node,
                    from,
                    until,
                    units,
                });
            }
        });
    }

    fn take_back(&mut self, done: &mut Vec<Done>) {
        while let Some(done) = done.pop() {
            match done {
                Done::Entered { link, batch } => {
                    self.state.rows.remove(link, batch.step, batch.units);
                }
                Done::Withdrawn { link, batch } => {
                    self.state
                        .rows
                        .add(self.network, link, batch.step, batch.units);
                }
                Done::Waits {
                    node,
                    from,
                    until,
                    units,
                } => self.state.waits.remove(node, from, until, units),
                Done::WaitsNoMore {
                    node,
                    from,
                    until,
                    units,
                } => self.state.waits.add(node, from, until, units),
                Done::Left { exit, batch } => {
                    self.state.depart(exit as usize, batch.step, batch.units);
                }
            }
        }
    }

    /// What is due at the head enters `link` at the latest steps that are free.
    fn enter(&self, link: u32, tail: u32, due: &[Batch], departures: &mut Vec<Batch>) {
        let rows = &self.state.rows;
        let transit = self.network.links[link as usize].transit;
        let least = self.dead.alive_from[tail as usize];
        let due = due.iter().map_while(|batch| {
            let step = batch.step.checked_sub(transit)?;
            Some(Batch { step, ..*batch })
        });
        let free = |until: u32| {
            let step = (until >= least).then(|| rows.last_free(link, least, until))??;
            let units = self.network.capacity(link, step) - rows.units(link, step);
            Some(Batch { step, units })
        };
        spread(due, free, departures);
    }

    /// Who is due at the tail stays there instead of entering `link`, the latest first; whoever comes
    /// to its head takes that place.
    fn withdraw(&self, link: u32, due: &[Batch], departures: &mut Vec<Batch>) {
        let rows = &self.state.rows;
        let carried = |until: u32| {
            let step = rows.last_used(link, until)?;
            let units = rows.units(link, step);
            Some(Batch { step, units })
        };
        spread(due.iter().copied(), carried, departures);
        let transit = self.network.links[link as usize].transit;
        departures
            .iter_mut()
            .for_each(|batch| batch.step += transit);
    }

    /// When units are due at a node that leave it at `departures`, if as many as possible take the
    /// place of others that wait there.
    fn pass_on(&self, stop: &Stop, undoing: Undoing, departures: &[Batch], due: &mut Vec<Batch>) {
        due.clear();
        let node = stop.node;
        let is_exit = matches!(stop.via, Via::Exit(_));
        if undoing == Undoing::Nothing || is_exit || !self.state.waits.is_touched(node) {
            due.extend_from_slice(departures);
            return;
        }
        let end = self.network.horizon;
        let mut carried = 0;
        for (place, batch) in departures.iter().enumerate().rev() {
            let next = match place.checked_sub(1) {
                Some(place) => departures[place].step,
                None => end,
            };
            carried += batch.units;
            let mut step = batch.step;
            while carried > 0 && step < next {
                let on = carried.min(self.state.waits.units(node, step));
                if on < carried {
                    due.push(Batch {
                        step,
                        units: carried - on,
                    });
                }
                carried = on;
                step += 1;
            }
        }
        if carried > 0 {
            due.push(Batch {
                step: end,
                units: carried,
            });
        }
        due.reverse();
    }
}

/// Spreads what is due, the latest first, over places by those steps: `last_place` is the last one until
/// a step, with its room. Stops where there is none.
fn spread(
    due: impl Iterator<Item = Batch>,
    last_place: impl Fn(u32) -> Option<Batch>,
    spread: &mut Vec<Batch>,
) {
    // The place at work; nothing at or after its step is left but its own units.
    let mut place = Batch {
        step: u32::MAX,
        units: 0,
    };
    for Batch { step, units } in due {
        if step < place.step {
            place = Batch {
                step: step + 1,
                units: 0,
            };
        }
        let mut left = units;
        while left > 0 {
            if place.units == 0 {
                let Some(found) = place.step.checked_sub(1).and_then(&last_place) else {
                    return;
                };
                place = found;
            }
            let units = left.min(place.units);
            spread.push(Batch {
                step: place.step,
                units,
            });
            left -= units;
            place.units -= units;
        }
    }
}

fn only_forward(stops: &[Stop]) -> bool {
    stops
        .iter()
        .all(|stop| !matches!(stop.via, Via::Backward(_)))
}

/// Units that are due at `release` or later.
fn in_time(due: &[Batch], release: u32) -> u64 {
    let in_time = due.iter().take_while(|batch| batch.step >= release);
    in_time.map(|batch| batch.units).sum()
}

/// Units of two lists of as many, in order: from when, until when, how many.
fn for_pairs(from: &[Batch], until: &[Batch], mut pair: impl FnMut(u32, u32, u64)) {
    let (mut from, mut until) = (from.iter().copied(), until.iter().copied());
    let (mut first, mut second) = (from.next(), until.next());
    while let (Some(one), Some(other)) = (&mut first, &mut second) {
        let units = one.units.min(other.units);
        pair(one.step, other.step, units);
        one.units -= units;
        other.units -= units;
        if one.units == 0 {
            first = from.next();
        }
        if other.units == 0 {
            second = until.next();
        }
    }
}
