//! The memory in which connections to one write-ahead log find each other. It dies with the machine: no cut keeps it.

use std::sync::atomic::AtomicU64;

use crate::lock::SlotLocks;

/// Regions that SQLite reads and writes through pointers, and the locks over them.
#[derive(Debug, Default)]
pub(crate) struct SharedMemory {
    regions: Vec<Box<[AtomicU64]>>,
    pub(crate) locks: SlotLocks,
    pub(crate) users: usize,
}

impl SharedMemory {
    /// Region `index` of `size` bytes. Atomic words, because several threads write to it behind shared references.
    pub(crate) fn region(&mut self, index: usize, size: usize) -> &[AtomicU64] {
        while self.regions.len() <= index {
            let words = std::iter::repeat_with(AtomicU64::default);
            self.regions.push(words.take(size.div_ceil(8)).collect());
        }
        &self.regions[index]
    }

    pub(crate) fn has(&self, index: usize) -> bool {
        index < self.regions.len()
    }
}
