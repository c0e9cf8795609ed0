//! Random but honest use of a record, with a note of everything that was acknowledged.

use korridor_disk_simulator::{Disk, Random};
use korridor_ledger::{AppendError, Commitment, Content, Draft, Kept, Ledger, LedgerError, cosign};

use crate::record;

/// Something that the ledger acknowledged.
#[derive(Clone, Debug)]
pub struct Acknowledged {
    /// Operations of the disk's journal by then.
    pub at: usize,
    pub seq: u64,
    pub draft: Draft,
}

/// A user of one record.
pub struct Workload {
    pub random: Random,
    pub acknowledged: Vec<Acknowledged>,
    /// Drafts whose append failed: they may be in the record or not.
    pub doubtful: Vec<Draft>,
    /// Contents that can still be erased.
    erasable: Vec<Commitment>,
    next: usize,
    generation: usize,
}

impl Workload {
    pub fn new(random: Random) -> Workload {
        Workload {
            random,
            acknowledged: Vec::new(),
            doubtful: Vec::new(),
            erasable: Vec::new(),
            next: 0,
            generation: 0,
        }
    }

    /// The same user on a disk whose journal begins anew: all that was acknowledged until `after` must be there from the start.
    pub fn resumed(&self, after: usize, random: Random) -> Workload {
        let kept = self
            .promised(after)
            .cloned()
            .map(|one| Acknowledged { at: 0, ..one });
        Workload {
            random,
            acknowledged: kept.collect(),
            doubtful: Vec::new(),
            erasable: Vec::new(),
            next: 0,
            generation: self.generation + 1,
        }
    }

    /// What had been acknowledged when `after` operations had been issued.
    pub fn promised(&self, after: usize) -> impl Iterator<Item = &Acknowledged> {
        self.acknowledged.iter().filter(move |one| one.at <= after)
    }

    /// A draft of some size, now and then with contents, now and then erasing one.
    pub fn draft(&mut self) -> Draft {
        self.next += 1;
        let length = [0, 20, 300, 2_000, 9_000][self.random.below(5)];
        let mut draft = Draft {
            key: format!("key-{}-{}", self.generation, self.next),
            payload: self.random.bytes(length),
            ..Draft::default()
        };
        if self.random.percent(30) {
            let length = [10, 1_000, 12_000][self.random.below(3)];
            draft.contents.push(Content {
                salt: self.random.bytes(32).try_into().unwrap(),
                media_type: "text/plain".to_owned(),
                bytes: self.random.bytes(length),
            });
        }
        if self.random.percent(12) && !self.erasable.is_empty() {
            let chosen = self.random.below(self.erasable.len());
            draft.erases.push(self.erasable.swap_remove(chosen));
        }
        draft
    }

    /// Appends one batch and notes what became of it.
    pub fn append(&mut self, ledger: &mut Ledger, disk: &Disk) -> Result<(), AppendError> {
        let batch = 1 + self.random.below(4);
        let drafts: Vec<Draft> = (0..batch).map(|_| self.draft()).collect();
        let expected = self.random.percent(50).then(|| ledger.size());
        self.submit(ledger, disk, expected, drafts)
    }

    pub fn submit(
        &mut self,
        ledger: &mut Ledger,
        disk: &Disk,
        expected: Option<u64>,
        drafts: Vec<Draft>,
    ) -> Result<(), AppendError> {
        match ledger.append(expected, &drafts) {
            Ok(recorded) => {
                let at = disk.operations();
                for (recorded, draft) in recorded.into_iter().zip(drafts) {
                    self.erasable
                        .extend(draft.contents.iter().map(Content::commitment));
                    self.acknowledged.push(Acknowledged {
                        at,
                        seq: recorded.seq,
                        draft,
                    });
                }
                Ok(())
            }
            Err(error) => {
                self.doubtful.extend(drafts);
                Err(error)
            }
        }
    }

    /// Has the newest checkpoint cosigned by the witness.
    pub fn cosign(&mut self, ledger: &mut Ledger) -> Result<(), AppendError> {
        let checkpoint = ledger.checkpoint()?;
        let time = 1_478_250_000 + self.random.below(10_000) as u64;
        let line = cosign(&checkpoint, &record::witness(), time).map_err(LedgerError::Note)?;
        ledger.accept_cosignatures(
            &format!("{checkpoint}{line}"),
            &[record::witness().verifier()],
        )?;
        Ok(())
    }

    /// Appends `batches` times, opening the record anew and having it cosigned now and then. Nothing may fail.
    pub fn run(
        &mut self,
        mut ledger: Ledger,
        disk: &Disk,
        batches: usize,
    ) -> Result<Ledger, String> {
        for _ in 0..batches {
            if self.random.percent(10) {
                drop(ledger);
                ledger = record::open(disk)
                    .map_err(|error| format!("can't be opened again: {error}"))?;
            }
            if self.random.percent(8) {
                self.cosign(&mut ledger)
                    .map_err(|error| format!("can't be cosigned: {error}"))?;
            }
            self.append(&mut ledger, disk)
                .map_err(|error| format!("an append without any fault failed: {error}"))?;
        }
        Ok(ledger)
    }

    /// Whether all that had been acknowledged by then is in the record.
    pub fn check(&self, ledger: &mut Ledger, after: usize) -> Result<(), String> {
        let erased: Vec<Commitment> = self
            .promised(after)
            .flat_map(|one| one.draft.erases.iter().copied())
            .collect();
        for one in self.promised(after) {
            check_one(ledger, one, &erased)
                .map_err(|lost| format!("acknowledged entry {}: {lost}", one.seq))?;
        }
        Ok(())
    }
}

fn check_one(ledger: &mut Ledger, one: &Acknowledged, erased: &[Commitment]) -> Result<(), String> {
    let told = |error: LedgerError| error.to_string();
    let entry = ledger.entry(one.seq).map_err(told)?;
    if entry.key() != one.draft.key || entry.payload() != one.draft.payload {
        return Err(format!("is now {:?}, was {:?}", entry.key(), one.draft.key));
    }
    let place = ledger.find(entry.key()).map_err(told)?;
    if place != Some(one.seq) {
        return Err(format!("its key leads to {place:?}"));
    }
    for content in &one.draft.contents {
        let kept = ledger.content(content.commitment()).map_err(told)?;
        let fits = match &kept {
            Some(Kept::Present { content: found, .. }) => {
                found == content && !erased.contains(&content.commitment())
            }
            // A later batch that was not acknowledged may have erased it all the same.
            Some(Kept::Erased { .. }) => true,
            None => false,
        };
        if !fits {
            return Err(format!("its content is now {kept:?}"));
        }
    }
    Ok(())
}
