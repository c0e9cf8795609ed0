//! Reading entries. What is given was hashed, and the hashes lead to the signed root.

use std::ops::ControlFlow;

use super::{Ledger, missing, parsed};
use crate::edge::Peaks;
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::hash::{Hash, leaf_hash};
use crate::proof::{inclusion, verify_inclusion};

impl Ledger {
    /// Gives the entries from `from` on, in order and in bounded memory; the size of the log as it was read. Every entry
    /// is hashed on the way, those before `from` too unless this handle did so earlier. Whether they are those that were
    /// signed is known only at the end: what was given may be relied on if this returns a size, unless `each` broke off.
    ///
    /// # Errors
    /// The store's; a gap; an entry that is none; entries that are not those under the newest checkpoint.
    pub fn for_each(
        &mut self,
        from: u64,
        mut each: impl FnMut(u64, &Entry) -> ControlFlow<()>,
    ) -> Result<u64, LedgerError> {
        self.reading(|ledger| {
            let size = ledger.size();
            let mut walked = match ledger.walked.size() <= from {
                true => ledger.walked.clone(),
                false => Peaks::default(),
            };
            let (mut defect, mut stopped) = (None, false);
            let start = walked.size();
            ledger.store.entries(start, size, &mut |seq, bytes| {
                let entry = in_order(seq, walked.size()).and_then(|()| {
                    walked.push(leaf_hash(&bytes));
                    parsed(seq, bytes)
                });
                let flow = match entry {
                    Ok(_) if seq < from => ControlFlow::Continue(()),
                    Ok(entry) => each(seq, &entry),
                    Err(found) => {
                        defect = Some(found);
                        ControlFlow::Break(())
                    }
                };
                stopped = flow.is_break();
                flow
            })?;
            match defect {
                Some(defect) => return Err(defect),
                None if stopped => return Ok(size),
                None if walked.size() < size => return Err(missing(walked.size())),
                None => {}
            }
            if walked.root() != ledger.root() {
                return Err(altered(size, walked.root(), ledger.root()));
            }
            ledger.walked = walked;
            Ok(size)
        })
    }

    /// One entry, proven to be the one that was signed.
    ///
    /// # Errors
    /// The store's; no such entry; an entry that is none, or not the one under the newest checkpoint.
    pub fn entry(&mut self, seq: u64) -> Result<Entry, LedgerError> {
        self.reading(|ledger| ledger.proven(seq).map(|(entry, _)| entry))
    }

    /// An entry with its path to the root of the whole log, which it does lead to; within a transaction.
    pub(super) fn proven(&mut self, seq: u64) -> Result<(Entry, Vec<Hash>), LedgerError> {
        let (size, root) = (self.size(), self.root());
        if seq >= size {
            return Err(LedgerError::NoSuchEntry { seq, size });
        }
        let bytes = self.store.entry(seq)?.ok_or_else(|| missing(seq))?;
        let leaf = leaf_hash(&bytes);
        let path = inclusion(&mut self.tiles(), seq, size)?;
        if !verify_inclusion(&leaf, seq, size, &path, &root) {
            return Err(LedgerError::Damaged {
                place: format!("entry {seq}"),
                found: format!("bytes that give {leaf}, which no path of the tree leads from"),
                expected: "the bytes that were signed".to_owned(),
            });
        }
        Ok((parsed(seq, bytes)?, path))
    }
}

fn in_order(seq: u64, expected: u64) -> Result<(), LedgerError> {
    match seq == expected {
        true => Ok(()),
        false => Err(missing(expected)),
    }
}

/// Entries that are not those that were signed.
pub(super) fn altered(size: u64, found: Hash, expected: Hash) -> LedgerError {
    LedgerError::Damaged {
        place: format!("the {size} entries"),
        found: format!("entries of the root {found}: at least one was altered"),
        expected: format!("{expected}, the root that was signed"),
    }
}
