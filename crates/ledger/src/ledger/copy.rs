//! A copy of the whole log in another store: from many sites into one file, or back.

use std::ops::ControlFlow;

use super::{Ledger, missing, parsed};
use crate::edge::{Changed, Edge};
use crate::error::LedgerError;
use crate::hash::leaf_hash;
use crate::store::{Access, Store, StoreError};

/// Entries that are copied in one transaction.
const AT_ONCE: u64 = 1000;

impl Ledger {
    /// Copies the log as it is now into an empty store, with contents, erasures, checkpoints and cosignatures, in
    /// bounded memory; its size. Verify the copy before relying on it. A copy that broke off has no checkpoint that fits
    /// and verifies as such.
    ///
    /// # Errors
    /// Either store's; a log that is damaged.
    pub fn copy_to(&mut self, target: &mut dyn Store) -> Result<u64, LedgerError> {
        self.reading(|ledger| {
            let size = ledger.size();
            let sizes = ledger.store.checkpoint_sizes()?;
            let first = sizes.first().copied().unwrap_or(size);
            let note = ledger
                .store
                .checkpoint(first)?
                .ok_or_else(super::no_checkpoint)?;
            target.create(&ledger.origin, first, &note)?;
            let mut edge = Edge::default();
            while edge.size() < size {
                let until = size.min(edge.size() + AT_ONCE);
                in_one(target, |target| ledger.copy_part(target, &mut edge, until))?;
            }
            in_one(target, |target| ledger.copy_heads(target, &sizes))?;
            target.maintain()?;
            Ok(size)
        })
    }

    fn copy_part(
        &mut self,
        target: &mut dyn Store,
        edge: &mut Edge,
        until: u64,
    ) -> Result<(), LedgerError> {
        let mut page: Vec<(u64, Vec<u8>)> = Vec::new();
        self.store.entries(edge.size(), until, &mut |seq, bytes| {
            page.push((seq, bytes));
            ControlFlow::Continue(())
        })?;
        let mut changed: Vec<Changed> = Vec::new();
        for (seq, bytes) in page {
            if seq != edge.size() {
                return Err(missing(edge.size()));
            }
            self.copy_entry(target, seq, bytes, edge, &mut changed)?;
        }
        if edge.size() != until {
            return Err(missing(edge.size()));
        }
        for tile in &changed {
            let bytes: Vec<u8> = tile.hashes.iter().flat_map(|hash| hash.0).collect();
            target.put_tile(tile.level, tile.index, &bytes)?;
        }
        Ok(())
    }

    fn copy_entry(
        &mut self,
        target: &mut dyn Store,
        seq: u64,
        bytes: Vec<u8>,
        edge: &mut Edge,
        changed: &mut Vec<Changed>,
    ) -> Result<(), LedgerError> {
        let entry = parsed(seq, bytes)?;
        target.put_entries(seq, &[(entry.key(), entry.bytes())])?;
        edge.push(leaf_hash(entry.bytes()), changed);
        for commitment in entry.commits() {
            // What is missing here is missing in the copy, and both verify as such.
            if let Some(beside) = self.store.content(*commitment)? {
                target.put_content(seq, *commitment, &beside.content)?;
                if let Some(by) = beside.erased_by {
                    target.erase_content(*commitment, by)?;
                }
            }
        }
        Ok(())
    }

    fn copy_heads(&mut self, target: &mut dyn Store, sizes: &[u64]) -> Result<(), LedgerError> {
        for (nth, size) in sizes.iter().enumerate() {
            if nth > 0 {
                let note = self
                    .store
                    .checkpoint(*size)?
                    .ok_or_else(super::no_checkpoint)?;
                target.put_checkpoint(*size, &note)?;
            }
            for cosignature in self.store.cosignatures(*size)? {
                target.put_cosignature(&cosignature)?;
            }
        }
        Ok(())
    }
}

fn in_one(
    target: &mut dyn Store,
    work: impl FnOnce(&mut dyn Store) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    target.begin(Access::Write)?;
    let done =
        work(target).and_then(|()| target.commit().map_err(|error: StoreError| error.into()));
    if done.is_err() {
        target.rollback();
    }
    done
}
