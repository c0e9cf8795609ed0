//! After an augmentation: what the search knew that still holds.

use super::{EarliestArrival, NO_RECORD, Record, Via};
use crate::rows::Cell;

/// What an augmentation left of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mended {
    /// All of it.
    Whole,
    /// Part of it; the rest is reached again when its turn comes.
    InPart,
    /// Too little to go on with.
    Hardly,
}

impl<F: Cell, G: Cell> EarliestArrival<'_, F, G> {
    /// Has the records whose way to the exit broke leave at earlier steps. Drops those that cannot, and queues
    /// their copies to be reached again from those that hold. Says how much of the search is left.
    pub(super) fn mend(&mut self) -> Mended {
        let mut lost = std::mem::take(&mut self.search.lost);
        lost.clear();
        for index in (0..self.path.len()).rev() {
            let (node, out) = self.path.copy(index);
            let mut at = self.search.newest(node, out);
            let mut above = at;
            while at != NO_RECORD {
                let record = self.search.records[at as usize];
                if record.valid && !self.holds(&record) && !self.put_earlier(at, &mut lost) {
                    self.search.lose(at, &mut lost);
                }
                if self.search.records[at as usize].valid {
                    above = at;
                } else {
                    // Those that do not hold any more are not looked at again.
                    self.search.records[above as usize].older = record.older;
                }
                at = record.older;
            }
        }

        let mended = if lost.is_empty() {
            Mended::Whole
        } else if self.search.records[0].valid && self.search.is_worth_mending(lost.len()) {
            Mended::InPart
        } else {
            Mended::Hardly
        };
        if mended == Mended::InPart {
            for &index in &lost {
                self.search.fall_back(index);
            }
            for &index in lost.iter().rev() {
                self.search.put_off(index);
            }
        }
        self.search.lost = lost;
        mended
    }

    /// Takes the first link of a record at an earlier step, and so on for all that hang on it and would come too
    /// late; those of them that cannot are lost. Returns false, with nothing changed, if the record itself cannot.
    fn put_earlier(&mut self, record: u32, lost: &mut Vec<u32>) -> bool {
        if !self.retime_record(record) {
            return false;
        }
        let mut earlier = std::mem::take(&mut self.search.earlier);
        earlier.push(record);
        while let Some(record) = earlier.pop() {
            let Record {
                latest, mut child, ..
            } = self.search.records[record as usize];
            while child != NO_RECORD {
                let this = self.search.records[child as usize];
                if this.valid && self.arrival(&this) > latest {
                    if self.retime_record(child) {
                        earlier.push(child);
                    } else {
                        self.search.lose(child, lost);
                    }
                }
                child = this.sibling;
            }
        }
        self.search.earlier = earlier;
        true
    }

    /// When the first link of a record brings to its next.
    fn arrival(&self, record: &Record) -> u32 {
        match record.via {
            Via::Forward(link) => record.out + self.network.links[link as usize].transit,
            Via::Backward(link) => record.out - self.network.links[link as usize].transit,
            _ => record.out,
        }
    }

    /// Takes the first link of a record at the latest step that serves. Returns false, with nothing changed, if
    /// there is none, if copies stand alone, or if an older record of the node stands for as many copies.
    fn retime_record(&mut self, index: u32) -> bool {
        let record = self.search.records[index as usize];
        let Some(next) = self.search.records.get(record.next as usize) else {
            return false;
        };
        if self.search.is_single(record.node) || self.search.is_single(next.node) {
            return false;
        }
        let least = self.dead.alive_from[record.node as usize];
        let out = match record.via {
            Via::Forward(link) => {
                let last = next
                    .latest
                    .checked_sub(self.network.links[link as usize].transit);
                last.filter(|&last| last >= least)
                    .and_then(|last| self.state.rows.last_free(link, least, last))
            }
            Via::Backward(link) => {
                let entry = self.state.rows.last_used(link, next.latest);
                entry.map(|entry| entry + self.network.links[link as usize].transit)
            }
            _ => None,
        };
        let Some(out) = out else {
            return false;
        };
        let latest = self.state.waits.latest(record.node, out);
        let mut older = record.older;
        while older != NO_RECORD && !self.search.records[older as usize].valid {
            older = self.search.records[older as usize].older;
        }
        let known = self.search.records.get(older as usize);
        if latest < least || known.is_some_and(|known| known.latest >= latest) {
            return false;
        }
        let record = &mut self.search.records[index as usize];
        (record.out, record.latest) = (out, latest);
        true
    }

    /// Whether a record's first link still has room, and its way back in time is still there.
    fn holds(&self, record: &Record) -> bool {
        self.via_room(record.node, record.out, record.via) > 0
            && (self.search.is_single(record.node)
                || self.state.waits.latest(record.node, record.out) >= record.latest)
    }

    /// Reaches a copy from the records beyond its links, as expanding them would have done.
    pub(super) fn reach_again(&mut self, node: u32, latest: u32) {
        let network = self.network;
        if self.search.is_single(node) {
            self.reach_copy_again(node, latest);
            return;
        }
        for end in network.leaving(node) {
            if self.search.is_single(end.other) {
                let alive_from = self.dead.alive_from[node as usize];
                let entries =
                    (alive_from..(self.network.horizon + 1).saturating_sub(end.transit)).rev();
                let found = entries
                    .filter(|&entry| !self.state.rows.is_full(end.link, entry))
                    .find_map(|entry| {
                        Some((
                            entry,
                            self.search.record_at(end.other, entry + end.transit)?,
                        ))
                    });
                if let Some((entry, next)) = found {
                    self.reach(node, entry, Via::Forward(end.link), next);
                }
            } else if let Some((reached, next)) = self.search.latest_of(end.other)
                && let Some(last) = reached.checked_sub(end.transit)
                && last >= self.dead.alive_from[node as usize]
                && let Some(entry) =
                    self.state
                        .rows
                        .last_free(end.link, self.dead.alive_from[node as usize], last)
            {
                self.reach(node, entry, Via::Forward(end.link), next);
            }
        }
        for end in network.entering(node) {
            if !self.state.rows.is_touched(end.link) {
                continue;
            }
            if self.search.is_single(end.other) {
                let entries = (0..(self.network.horizon + 1).saturating_sub(end.transit)).rev();
                let found = entries
                    .filter(|&entry| self.state.rows.units(end.link, entry) > 0)
                    .find_map(|entry| Some((entry, self.search.record_at(end.other, entry)?)));
                if let Some((entry, next)) = found {
                    self.reach(node, entry + end.transit, Via::Backward(end.link), next);
                }
            } else if let Some((reached, next)) = self.search.latest_of(end.other)
                && let Some(entry) = self.state.rows.last_used(end.link, reached)
            {
                self.reach(node, entry + end.transit, Via::Backward(end.link), next);
            }
        }
    }

    fn reach_copy_again(&mut self, node: u32, step: u32) {
        let network = self.network;
        for end in network.leaving(node) {
            if step + end.transit <= network.horizon
                && !self.state.rows.is_full(end.link, step)
                && let Some(next) = self.search.record_at(end.other, step + end.transit)
            {
                return self.reach(node, step, Via::Forward(end.link), next);
            }
        }
        for end in network.entering(node) {
            if let Some(entry) = step.checked_sub(end.transit)
                && self.state.rows.units(end.link, entry) > 0
                && let Some(next) = self.search.record_at(end.other, entry)
            {
                return self.reach(node, step, Via::Backward(end.link), next);
            }
        }
        if step < network.horizon
            && self.state.waits.units(node, step) < self.waiting[node as usize]
            && let Some(next) = self.search.record_at(node, step + 1)
        {
            return self.reach(node, step, Via::Wait, next);
        }
        if step > 0
            && self.state.waits.units(node, step - 1) > 0
            && let Some(next) = self.search.record_at(node, step - 1)
        {
            self.reach(node, step, Via::Unwait, next);
        }
    }
}
