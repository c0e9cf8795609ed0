//! Following the residual arcs into what a search has reached.

use super::super::{Doors, EarliestArrival, Record, Via};
use super::More;
use crate::network::NONE;
use crate::rows::Cell;

impl<F: Cell, G: Cell> EarliestArrival<'_, F, G> {
    /// Once nothing else is left: the copies put off. Returns whether there are any.
    pub(super) fn resume(&mut self) -> bool {
        loop {
            if !self.search.later.is_empty() {
                for record in std::mem::take(&mut self.search.later) {
                    self.search.queue(record);
                }
                return true;
            }
            if !self.search.queue.is_empty() {
                return true;
            }
            if self.search.more.is_empty() {
                return false;
            }
            for more in std::mem::take(&mut self.search.more) {
                if self.search.records[more.record as usize].valid {
                    self.follow(more);
                }
            }
        }
    }

    /// Follows residual arcs into a record, from its first that was not followed yet; stops early
    /// where one leads to a record that is to be expanded before all others. Returns whether all
    /// were followed.
    pub(super) fn expand(&mut self, record: u32) -> bool {
        let Record {
            node,
            latest,
            followed,
            first,
            ..
        } = self.search.records[record as usize];
        let network = self.network;
        let (entering, leaving) = (network.entering(node), network.leaving(node));
        let single = self.search.is_single(node);
        let key = self.search.queue.key();
        let links = entering.len() + leaving.len();
        if self.doors == Doors::Swapping && followed == 0 {
            self.swap(record);
        }
        for count in followed as usize..links {
            let mut place = first as usize + count;
            if place >= links {
                place -= links;
            }
            self.search.place_followed = place as u32;
            if place < entering.len() {
                let end = &entering[place];
                if !single {
                    if let Some(below) = (latest + 1).checked_sub(end.transit) {
                        self.follow(More {
                            record,
                            other: end.other,
                            via: Via::Forward(end.link),
                            below,
                        });
                    }
                } else if let Some(entry) = latest.checked_sub(end.transit)
                    && !self.state.rows.is_full(end.link, entry)
                {
                    self.reach(end.other, entry, Via::Forward(end.link), record);
                }
            } else {
                let end = &leaving[place - entering.len()];
                if !single {
                    if self.state.rows.is_touched(end.link) {
                        self.follow(More {
                            record,
                            other: end.other,
                            via: Via::Backward(end.link),
                            below: latest + 1,
                        });
                    }
                } else if self.state.rows.units(end.link, latest) > 0 {
                    self.reach(
                        end.other,
                        latest + end.transit,
                        Via::Backward(end.link),
                        record,
                    );
                }
            }
            if self.search.queue.take_newest() <= key && count + 1 < links {
                self.search.records[record as usize].followed = count as u32 + 1;
                self.search.queue.put_back(record, key);
                self.search.place_followed = NONE;
                return false;
            }
        }
        self.search.place_followed = NONE;
        if single {
            if latest > 0 && self.state.waits.units(node, latest - 1) < self.waiting[node as usize]
            {
                self.reach(node, latest - 1, Via::Wait, record);
            }
            if self.state.waits.units(node, latest) > 0 {
                self.reach(node, latest + 1, Via::Unwait, record);
            }
        }
        self.search.queue.take_newest();
        self.search.records[record as usize].followed = links as u32;
        true
    }

    /// The last entry step below `more.below` on a link into a row of copies: that copy is reached,
    /// and where the other node's copies stand alone, the earlier ones are put off.
    fn follow(&mut self, more: More) {
        let Some(last) = more.below.checked_sub(1) else {
            return;
        };
        let (entry, step) = match more.via {
            Via::Forward(link) => {
                let alive_from = self.dead.alive_from[more.other as usize];
                if alive_from > last {
                    return;
                }
                match self.state.rows.last_free(link, alive_from, last) {
                    Some(entry) => (entry, entry),
                    None => return,
                }
            }
            Via::Backward(link) => match self.state.rows.last_used(link, last) {
                Some(entry) => (entry, entry + self.network.links[link as usize].transit),
                None => return,
            },
            _ => return,
        };
        self.reach(more.other, step, more.via, more.record);
        if self.search.is_single(more.other) {
            self.search.more.push(More {
                below: entry,
                ..more
            });
        }
    }
}
