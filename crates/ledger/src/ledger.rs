//! The log: entries in order, under one signed root.

use std::ops::ControlFlow;
use std::path::Path;

use crate::checkpoint::{Checkpoint, Trust};
use crate::content::{Commitment, Kept};
use crate::cosign::{line_of, parse_signature_line};
use crate::edge::{Edge, Peaks, TILE, depth, partial_width};
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::hash::{Hash, leaf_hash};
use crate::note::{Note, Signer};
use crate::stamp::Stamp;
use crate::store::{Access, Store, StoreError};

mod append;
mod copy;
mod cosign;
mod export;
mod prove;
mod walk;

pub use append::{Answer, Draft, Recorded, Submission};
pub use export::FileSink;

/// An open log. Reading needs no key; one handle serves one thread, several handles and processes may share a record.
pub struct Ledger {
    store: Box<dyn Store>,
    origin: String,
    signer: Option<Signer>,
    accepted: Trust,
    edge: Edge,
    /// The entries that a walk of this handle hashed, and found to be those of the signed root.
    walked: Peaks,
    note: String,
    poisoned: Option<String>,
    wipe_due: Wipe,
    /// Whether what this handle found is known to be durable: its own first commit flushed that too.
    settled: bool,
}

/// Whether erased bytes may still lie in a journal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wipe {
    Done,
    Due,
}

impl Ledger {
    /// Begins a log of this name in an empty store. The name should read like an address without its scheme, and the
    /// signer's name must be the same.
    ///
    /// # Errors
    /// A name that can't stand in a checkpoint, another's key, a store that is not empty or fails.
    pub fn create(
        mut store: impl Store + 'static,
        origin: &str,
        signer: Signer,
    ) -> Result<Ledger, LedgerError> {
        crate::note::check_name(origin)?;
        check_signer(origin, &signer)?;
        let empty = Checkpoint {
            origin: origin.to_owned(),
            size: 0,
            root: Hash::of_empty_tree(),
        };
        store.create(origin, 0, &empty.sign(&signer))?;
        Ledger::open(store, Some(signer))
    }

    /// Opens a log and checks its tail: the newest checkpoint against the tree's right edge, and against the signer's
    /// key if there is one. That is no verification of the whole: see the audit.
    ///
    /// # Errors
    /// See [`Ledger::open_accepting`].
    pub fn open(
        store: impl Store + 'static,
        signer: Option<Signer>,
    ) -> Result<Ledger, LedgerError> {
        let accepted = Trust::new(signer.iter().map(Signer::verifier));
        Ledger::open_accepting(store, signer, accepted)
    }

    /// As [`Ledger::open`], where several keys sign for the same log: nothing is appended on top of a checkpoint that
    /// none of the accepted keys signed.
    ///
    /// # Errors
    /// The store's; a head that does not fit; an entry of a later version in the tail; another's key.
    pub fn open_accepting(
        store: impl Store + 'static,
        signer: Option<Signer>,
        accepted: Trust,
    ) -> Result<Ledger, LedgerError> {
        let mut store: Box<dyn Store> = Box::new(store);
        let origin = store.origin()?;
        if let Some(signer) = &signer {
            check_signer(&origin, signer)?;
        }
        let mut ledger = Ledger {
            store,
            origin,
            signer,
            accepted,
            edge: Edge::default(),
            walked: Peaks::default(),
            note: String::new(),
            poisoned: None,
            wipe_due: Wipe::Done,
            settled: false,
        };
        ledger.reading(Ledger::load)?;
        // A reader leaves journals to those who write.
        if ledger.signer.is_some() && ledger.store.wipe_due()? {
            ledger.wipe_due = Wipe::Due;
            ledger.wipe()?;
        }
        Ok(ledger)
    }

    /// The log's name.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Where the record is, as messages call it.
    pub fn place(&self) -> String {
        self.store.place()
    }

    /// Entries as of the last read or append of this handle.
    pub fn size(&self) -> u64 {
        self.edge.size()
    }

    /// Root over them.
    pub fn root(&self) -> Hash {
        self.edge.root()
    }

    /// The failure that made this handle read-only.
    pub fn poisoned(&self) -> Option<&str> {
        self.poisoned.as_deref()
    }

    /// Sees what others appended; the size then.
    ///
    /// # Errors
    /// The store's; a record that was rolled back or does not fit its checkpoint.
    pub fn refresh(&mut self) -> Result<u64, LedgerError> {
        self.reading(|_| Ok(()))?;
        Ok(self.size())
    }

    /// Where the entry of this key is.
    ///
    /// # Errors
    /// The store's; an index that leads to another entry.
    pub fn find(&mut self, key: &str) -> Result<Option<u64>, LedgerError> {
        self.reading(|ledger| {
            let Some(seq) = ledger.store.seq_of(key)? else {
                return Ok(None);
            };
            let (entry, _) = ledger.proven(seq)?;
            if entry.key() != key {
                return Err(LedgerError::Damaged {
                    place: format!("the key {key:?}"),
                    found: format!("entry {seq}, whose key is {:?}", entry.key()),
                    expected: "the entry of this key".to_owned(),
                });
            }
            Ok(Some(seq))
        })
    }

    /// What lies beside the log for a commitment; `None` if the log knows no such commitment.
    ///
    /// # Errors
    /// The store's; a content that was altered.
    pub fn content(&mut self, commitment: Commitment) -> Result<Option<Kept>, LedgerError> {
        let found = self.reading(|ledger| {
            let found = ledger.store.content(commitment)?;
            // That it was erased, and by which entry, only that entry can say.
            if let Some(by) = found.as_ref().and_then(|beside| beside.erased_by) {
                ledger.erases(by, commitment)?;
            }
            Ok(found)
        })?;
        let Some(beside) = found else {
            return Ok(None);
        };
        let seq = beside.seq;
        if let Some(by) = beside.erased_by {
            return Ok(Some(Kept::Erased { seq, by }));
        }
        let actual = beside.content.commitment();
        if actual != commitment {
            return Err(LedgerError::Damaged {
                place: format!("the content {commitment} of entry {seq}"),
                found: format!("bytes that give {actual}"),
                expected: "the bytes that were recorded".to_owned(),
            });
        }
        let content = beside.content;
        Ok(Some(Kept::Present { seq, content }))
    }

    fn erases(&mut self, by: u64, commitment: Commitment) -> Result<(), LedgerError> {
        let says = by < self.size() && {
            let (entry, _) = self.proven(by)?;
            entry.erases().contains(&commitment)
        };
        match says {
            true => Ok(()),
            false => Err(LedgerError::Damaged {
                place: format!("the content {commitment}"),
                found: format!("a note that entry {by} erased it, which that entry does not say"),
                expected: "the entry that erased it".to_owned(),
            }),
        }
    }

    /// The newest checkpoint with the cosignatures on it, as a signed note.
    ///
    /// # Errors
    /// The store's.
    pub fn checkpoint(&mut self) -> Result<String, LedgerError> {
        self.reading(Ledger::cosigned_head)
    }

    fn cosigned_head(&mut self) -> Result<String, LedgerError> {
        let mut note = self.note.clone();
        for cosignature in self.store.cosignatures(self.edge.size())? {
            // A row that was altered may hold anything: only what reads as the line of that witness goes out.
            let Ok(signature) = parse_signature_line(&cosignature.line) else {
                continue;
            };
            if signature.name == cosignature.name && signature.id == cosignature.id {
                note.push_str(&line_of(&signature));
            }
        }
        Ok(note)
    }

    /// Writes a consistent copy to a new file, flushed, while others write. Verify the copy before relying on it.
    ///
    /// # Errors
    /// The store's; something is there already.
    pub fn backup(&mut self, to: &Path) -> Result<(), LedgerError> {
        Ok(self.store.backup(to)?)
    }

    /// Runs a read in one unchanging view, after seeing what others appended.
    fn reading<T>(
        &mut self,
        read: impl FnOnce(&mut Ledger) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        self.store.begin(Access::Read)?;
        let result = self.catch_up().and_then(|()| read(self));
        self.store.rollback();
        result
    }

    /// Takes in what others appended since; within a transaction.
    fn catch_up(&mut self) -> Result<(), LedgerError> {
        let (size, note) = self.store.newest_checkpoint()?.ok_or_else(no_checkpoint)?;
        if self.note.is_empty() || note == self.note {
            return Ok(());
        }
        let seen = self.edge.size();
        if size <= seen {
            return Err(LedgerError::Rewound { found: size, seen });
        }
        let head = self.open_head(size, &note)?;
        let mut edge = self.edge.clone();
        let mut next = seen;
        let mut changed = Vec::new();
        self.store.entries(seen, size, &mut |seq, bytes| {
            if seq != next {
                return ControlFlow::Break(());
            }
            next += 1;
            edge.push(leaf_hash(&bytes), &mut changed);
            changed.clear();
            ControlFlow::Continue(())
        })?;
        if next != size {
            return Err(missing(next));
        }
        self.take_head(edge, note, &head)
    }

    /// Reads the head for the first time.
    fn load(&mut self) -> Result<(), LedgerError> {
        let (size, note) = self.store.newest_checkpoint()?.ok_or_else(no_checkpoint)?;
        let head = self.open_head(size, &note)?;
        let levels: Result<Vec<Vec<Hash>>, LedgerError> = (0..depth(size).max(1))
            .map(|level| self.partial_tile(size, level))
            .collect();
        let edge = Edge::from_levels(size, levels?).ok_or_else(|| LedgerError::Damaged {
            place: "the tiles at the right edge".to_owned(),
            found: "fewer or more hashes".to_owned(),
            expected: format!("those of a tree of {size}"),
        })?;
        if self.store.entry(size)?.is_some() {
            return Err(LedgerError::Damaged {
                place: format!("entry {size}"),
                found: "an entry that no checkpoint covers".to_owned(),
                expected: format!("{size} entries, as the newest checkpoint says"),
            });
        }
        self.take_head(edge, note, &head)
    }

    fn take_head(
        &mut self,
        edge: Edge,
        note: String,
        head: &Checkpoint,
    ) -> Result<(), LedgerError> {
        if edge.root() != head.root {
            return Err(LedgerError::Damaged {
                place: format!("the checkpoint of size {}", head.size),
                found: format!("the root {}", head.root),
                expected: format!("{}, the root of the entries", edge.root()),
            });
        }
        self.edge = edge;
        self.note = note;
        Ok(())
    }

    fn open_head(&self, size: u64, note: &str) -> Result<Checkpoint, LedgerError> {
        let head = match self.accepted.keys().is_empty() {
            true => Checkpoint::parse_text(&Note::parse(note)?.text)?,
            false => self.accepted.open(note).map_err(LedgerError::Head)?,
        };
        if head.size != size || head.origin != self.origin {
            return Err(LedgerError::Damaged {
                place: format!("the checkpoint of size {size}"),
                found: format!("size {} of {:?}", head.size, head.origin),
                expected: format!("size {size} of {:?}", self.origin),
            });
        }
        Ok(head)
    }

    /// The hashes of a level after its last full tile: from entries at level 0, from the stored tile above.
    fn partial_tile(&mut self, size: u64, level: usize) -> Result<Vec<Hash>, LedgerError> {
        let width = partial_width(size, level);
        if width == 0 {
            return Ok(Vec::new());
        }
        if level == 0 {
            return self.leaves(size - width as u64, size);
        }
        let index = size.checked_shr(8 * (level as u32 + 1)).unwrap_or(0);
        let mut hashes = self.stored_tile(level as u8, index)?;
        hashes.truncate(width);
        Ok(hashes)
    }

    fn leaves(&mut self, from: u64, until: u64) -> Result<Vec<Hash>, LedgerError> {
        let mut leaves = Vec::new();
        self.store.entries(from, until, &mut |_, bytes| {
            leaves.push(leaf_hash(&bytes));
            ControlFlow::Continue(())
        })?;
        Ok(leaves)
    }

    fn stored_tile(&mut self, level: u8, index: u64) -> Result<Vec<Hash>, LedgerError> {
        let damaged = |found: String| LedgerError::Damaged {
            place: format!("tile {level}/{index}"),
            found,
            expected: "1 to 256 hashes".to_owned(),
        };
        let tile = self
            .store
            .tile(level, index)?
            .ok_or_else(|| damaged("nothing".to_owned()))?;
        let (hashes, rest) = tile.as_chunks::<32>();
        if !rest.is_empty() || hashes.len() > TILE {
            return Err(damaged(format!("{} bytes", tile.len())));
        }
        Ok(hashes.iter().copied().map(Hash).collect())
    }

    /// Removes erased bytes from journals, now or, if readers keep it from that, later.
    fn wipe(&mut self) -> Result<(), StoreError> {
        if self.wipe_due == Wipe::Due && self.store.wipe()? {
            self.wipe_due = Wipe::Done;
        }
        Ok(())
    }

    /// Whether erased bytes may still lie in a journal, because others were reading when they were erased.
    pub fn wipe_pending(&self) -> bool {
        self.wipe_due == Wipe::Due
    }
}

fn check_signer(origin: &str, signer: &Signer) -> Result<(), LedgerError> {
    let verifier = signer.verifier();
    if verifier.name() == origin && signer.kind() == crate::note::KeyKind::Log {
        return Ok(());
    }
    Err(LedgerError::WrongKey {
        found: verifier.name().to_owned(),
        origin: origin.to_owned(),
    })
}

fn parsed(seq: u64, bytes: Vec<u8>) -> Result<Entry, LedgerError> {
    Entry::parse(bytes).map_err(|defect| LedgerError::Entry { seq, defect })
}

fn missing(seq: u64) -> LedgerError {
    LedgerError::Damaged {
        place: format!("entry {seq}"),
        found: "nothing".to_owned(),
        expected: "an entry, as the checkpoint says".to_owned(),
    }
}

fn no_checkpoint() -> LedgerError {
    LedgerError::Damaged {
        place: "the checkpoints".to_owned(),
        found: "none".to_owned(),
        expected: "at least the newest".to_owned(),
    }
}
