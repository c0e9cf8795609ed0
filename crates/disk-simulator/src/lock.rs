//! SQLite's locks on a file (`xLock`) and on its shared memory (`xShmLock`), between the connections of one process.

use std::collections::BTreeMap;

/// How far a connection has gone, in SQLite's order: none, shared, reserved, pending, exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Shared,
    Reserved,
    Pending,
    Exclusive,
}

/// Somebody else is in the way.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Busy;

/// Who holds what of one file.
#[derive(Debug, Default)]
pub(crate) struct FileLocks {
    held: BTreeMap<u64, Level>,
}

impl FileLocks {
    /// Raises `owner` to `wanted`. An exclusive lock that others' shared locks refuse stays pending, so that no new reader comes in.
    pub(crate) fn raise(&mut self, owner: u64, wanted: Level) -> Result<(), Busy> {
        if self.held.get(&owner).is_some_and(|level| *level >= wanted) {
            return Ok(());
        }
        let others = self.highest_other(owner);
        match wanted {
            Level::Shared if others >= Some(Level::Pending) => Err(Busy),
            Level::Reserved | Level::Pending | Level::Exclusive
                if others >= Some(Level::Reserved) =>
            {
                Err(Busy)
            }
            Level::Exclusive if others.is_some() => {
                self.held.insert(owner, Level::Pending);
                Err(Busy)
            }
            _ => {
                self.held.insert(owner, wanted);
                Ok(())
            }
        }
    }

    /// Lowers `owner` to a shared lock, or to none.
    pub(crate) fn lower(&mut self, owner: u64, level: Option<Level>) {
        match level {
            Some(level) => self.held.insert(owner, level),
            None => self.held.remove(&owner),
        };
    }

    pub(crate) fn is_reserved(&self) -> bool {
        self.held.values().any(|level| *level >= Level::Reserved)
    }

    fn highest_other(&self, owner: u64) -> Option<Level> {
        let others = self.held.iter().filter(|(holder, _)| **holder != owner);
        others.map(|(_, level)| *level).max()
    }
}

/// The eight locks of a write-ahead log's shared memory: each is free, shared by several, or exclusive to one.
#[derive(Debug, Default)]
pub(crate) struct SlotLocks {
    slots: [Slot; 8],
}

#[derive(Debug, Default)]
struct Slot {
    shared: Vec<u64>,
    exclusive: Option<u64>,
}

impl SlotLocks {
    pub(crate) fn share(&mut self, owner: u64, slot: usize) -> Result<(), Busy> {
        let slot = &mut self.slots[slot];
        if slot.exclusive.is_some_and(|holder| holder != owner) {
            return Err(Busy);
        }
        if !slot.shared.contains(&owner) {
            slot.shared.push(owner);
        }
        Ok(())
    }

    /// All of `slots`, or none of them.
    pub(crate) fn exclude(
        &mut self,
        owner: u64,
        slots: std::ops::Range<usize>,
    ) -> Result<(), Busy> {
        let taken = self.slots[slots.clone()].iter().any(|slot| {
            slot.exclusive.is_some_and(|holder| holder != owner)
                || slot.shared.iter().any(|holder| *holder != owner)
        });
        if taken {
            return Err(Busy);
        }
        for slot in &mut self.slots[slots] {
            slot.exclusive = Some(owner);
        }
        Ok(())
    }

    pub(crate) fn release(&mut self, owner: u64, slots: std::ops::Range<usize>) {
        for slot in &mut self.slots[slots] {
            slot.shared.retain(|holder| *holder != owner);
            slot.exclusive = slot.exclusive.filter(|holder| *holder != owner);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_writer_and_no_new_reader_while_it_waits() {
        let mut locks = FileLocks::default();
        assert_eq!(locks.raise(1, Level::Shared), Ok(()));
        assert_eq!(locks.raise(2, Level::Shared), Ok(()));
        assert_eq!(locks.raise(1, Level::Reserved), Ok(()));
        assert_eq!(locks.raise(2, Level::Reserved), Err(Busy));
        assert_eq!(locks.raise(1, Level::Exclusive), Err(Busy));
        assert_eq!(locks.raise(3, Level::Shared), Err(Busy));
        locks.lower(2, None);
        assert_eq!(locks.raise(1, Level::Exclusive), Ok(()));
        assert!(locks.is_reserved());
    }

    #[test]
    fn slots_are_shared_or_exclusive() {
        let mut locks = SlotLocks::default();
        assert_eq!(locks.share(1, 3), Ok(()));
        assert_eq!(locks.share(2, 3), Ok(()));
        assert_eq!(locks.exclude(1, 2..4), Err(Busy));
        assert_eq!(locks.exclude(1, 2..3), Ok(()));
        locks.release(2, 3..4);
        assert_eq!(locks.exclude(1, 3..4), Ok(()));
        assert_eq!(locks.share(2, 3), Err(Busy));
    }
}
