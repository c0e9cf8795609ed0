//! Proofs from the stored tiles and the right edge.

use std::collections::HashMap;

use super::Ledger;
use crate::edge::{TILE, perfect_root};
use crate::error::LedgerError;
use crate::hash::Hash;
use crate::proof::{Subtrees, consistency, inclusion, root};
use crate::tlog_proof::TlogProof;

impl Ledger {
    /// The path from entry `seq` to the root of the whole log.
    ///
    /// # Errors
    /// No such entry; the store's; tiles that are damaged.
    pub fn inclusion(&mut self, seq: u64) -> Result<Vec<Hash>, LedgerError> {
        let size = self.refresh()?;
        self.inclusion_at(seq, size)
    }

    /// The path from entry `seq` to the root of the first `size` entries.
    ///
    /// # Errors
    /// As [`Ledger::inclusion`].
    pub fn inclusion_at(&mut self, seq: u64, size: u64) -> Result<Vec<Hash>, LedgerError> {
        self.reading(|ledger| {
            ledger.check_size(size)?;
            if seq >= size {
                return Err(LedgerError::NoSuchEntry { seq, size });
            }
            inclusion(&mut Tiles::of(ledger), seq, size)
        })
    }

    /// That the log of `old` entries is the beginning of that of `new`.
    ///
    /// # Errors
    /// Sizes that the log never had or in the wrong order; the store's; tiles that are damaged.
    pub fn consistency(&mut self, old: u64, new: u64) -> Result<Vec<Hash>, LedgerError> {
        self.reading(|ledger| {
            ledger.check_size(new)?;
            if old > new {
                return Err(LedgerError::NoSuchEntry {
                    seq: old,
                    size: new,
                });
            }
            consistency(&mut Tiles::of(ledger), old, new)
        })
    }

    /// A proof file for one entry under the newest checkpoint, cosignatures included. It was verified.
    ///
    /// # Errors
    /// As [`Ledger::inclusion`].
    pub fn prove(&mut self, seq: u64) -> Result<TlogProof, LedgerError> {
        self.reading(|ledger| {
            let (_, path) = ledger.proven(seq)?;
            Ok(TlogProof {
                extra: None,
                index: seq,
                path,
                checkpoint: ledger.cosigned_head()?,
            })
        })
    }

    /// Subtrees of what is seen; within a transaction.
    pub(super) fn tiles(&mut self) -> Tiles<'_> {
        Tiles::of(self)
    }

    /// Root of the first `size` entries; within a transaction.
    pub(super) fn root_at(&mut self, size: u64) -> Result<Hash, LedgerError> {
        match size {
            0 => Ok(Hash::of_empty_tree()),
            _ => root(&mut Tiles::of(self), 0, size),
        }
    }

    fn check_size(&self, size: u64) -> Result<(), LedgerError> {
        match size <= self.size() {
            true => Ok(()),
            false => Err(LedgerError::NoSuchEntry {
                seq: size,
                size: self.size(),
            }),
        }
    }
}

/// Subtrees out of tiles; each tile is read once.
pub(super) struct Tiles<'a> {
    ledger: &'a mut Ledger,
    read: HashMap<(u8, u64), Vec<Hash>>,
}

impl Tiles<'_> {
    fn of(ledger: &mut Ledger) -> Tiles<'_> {
        Tiles {
            ledger,
            read: HashMap::new(),
        }
    }

    fn tile(&mut self, level: u8, index: u64) -> Result<&[Hash], LedgerError> {
        let full = self.ledger.size() >> (8 * u32::from(level)) >> 8;
        if index >= full {
            return Ok(self.ledger.edge.partial(level));
        }
        if !self.read.contains_key(&(level, index)) {
            let hashes = self.ledger.stored_tile(level, index)?;
            self.read.insert((level, index), hashes);
        }
        Ok(&self.read[&(level, index)])
    }
}

impl Subtrees for Tiles<'_> {
    type Error = LedgerError;

    fn subtree(&mut self, height: u32, index: u64) -> Result<Hash, LedgerError> {
        let (level, rise) = ((height / 8) as u8, height % 8);
        let first = index << rise;
        let tile = first / TILE as u64;
        let at = (first % TILE as u64) as usize;
        let hashes = self.tile(level, tile)?.get(at..at + (1 << rise));
        hashes
            .map(perfect_root)
            .ok_or_else(|| LedgerError::Damaged {
                place: format!("tile {level}/{tile}"),
                found: format!("fewer than {} hashes", at + (1 << rise)),
                expected: "a full tile".to_owned(),
            })
    }
}
