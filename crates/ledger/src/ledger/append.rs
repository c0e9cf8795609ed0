//! Appending: decide on everything first, then write it all in one transaction.

use std::collections::{HashMap, HashSet};

use super::{Ledger, Stamp, Wipe, missing, parsed};
use crate::checkpoint::Checkpoint;
use crate::content::{Commitment, Content};
use crate::edge::{Changed, Edge};
use crate::entry::{Entry, check_key, shortened};
use crate::error::{AppendError, LedgerError};
use crate::hash::leaf_hash;
use crate::store::{Access, StoreError};

/// What is to become an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Unique in the log; a draft that is submitted again with the same key is recorded once.
    pub key: String,
    /// Goes into the log; never read here.
    pub payload: Vec<u8>,
    /// Lie beside the log and can be erased.
    pub contents: Vec<Content>,
    /// Contents of earlier entries that this one erases; the payload should say why.
    pub erases: Vec<Commitment>,
}

/// Drafts of one caller: all of them are recorded, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Submission<'a> {
    /// Size of the log that the caller decided on; `None` if it does not matter.
    pub expected: Option<u64>,
    /// What to record.
    pub drafts: &'a [Draft],
}

/// Where a draft is in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its entry's sequence number, from 0.
    pub seq: u64,
    /// When it was recorded first.
    pub recorded_at: Stamp,
    /// Whether it was in the log before.
    pub already: bool,
}

/// What one caller is told.
pub type Answer = Result<Vec<Recorded>, AppendError>;

/// A transaction's work so far.
struct Staged {
    edge: Edge,
    changed: Vec<Changed>,
    now: Stamp,
    erased: bool,
}

/// A draft that was judged.
enum Judged<'a> {
    Already(Recorded),
    New(&'a Draft, Entry),
    SameAs(usize),
}

impl Ledger {
    /// Appends drafts in one transaction; durable when this returns.
    ///
    /// # Errors
    /// See [`AppendError`]; nothing is written then. A failed write or flush makes this handle read-only.
    pub fn append(
        &mut self,
        expected: Option<u64>,
        drafts: &[Draft],
    ) -> Result<Vec<Recorded>, AppendError> {
        let mut answers = self.append_many(&[Submission { expected, drafts }]);
        answers.pop().unwrap_or(Err(AppendError::NoKey))
    }

    /// Appends the submissions of several callers in one transaction; each gets its own answer, in order, and a
    /// refused one does not touch the others.
    pub fn append_many(&mut self, submissions: &[Submission<'_>]) -> Vec<Answer> {
        if let Err(error) = self.may_append() {
            return vec![Err(error); submissions.len()];
        }
        match self.transact(submissions) {
            Ok(answers) => answers,
            Err(error) => {
                self.store.rollback();
                self.poison_by(&error);
                vec![Err(error); submissions.len()]
            }
        }
    }

    pub(super) fn may_append(&self) -> Result<(), AppendError> {
        if let Some(why) = &self.poisoned {
            return Err(AppendError::Poisoned { why: why.clone() });
        }
        match self.signer {
            Some(_) => Ok(()),
            None => Err(AppendError::NoKey),
        }
    }

    pub(super) fn poison_by(&mut self, error: &AppendError) {
        let passing = matches!(
            error,
            AppendError::Ledger(
                LedgerError::NotOwn { .. }
                    | LedgerError::Store(StoreError::Busy { .. } | StoreError::Full { .. })
            )
        );
        if !passing && self.poisoned.is_none() {
            self.poisoned = Some(error.to_string());
            self.store.disown();
        }
    }

    fn transact(&mut self, submissions: &[Submission<'_>]) -> Result<Vec<Answer>, AppendError> {
        self.store.begin(Access::Write)?;
        self.catch_up()?;
        let mut staged = Staged {
            edge: self.edge.clone(),
            changed: Vec::new(),
            now: self.store.now()?,
            erased: false,
        };
        let mut answers = Vec::with_capacity(submissions.len());
        for submission in submissions {
            answers.push(match self.judge(*submission, &staged) {
                Ok(judged) => Ok(self.write(judged, &mut staged)?),
                Err(Refused::Draft(refusal)) => Err(refusal),
                Err(Refused::Ledger(failure)) => return Err(failure.into()),
            });
        }
        if staged.edge.size() == self.edge.size() {
            self.store.rollback();
            // "Recorded already" is an acknowledgement too.
            if !self.settled {
                self.store.settle()?;
                self.settled = true;
            }
            return Ok(answers);
        }
        self.seal(staged)?;
        Ok(answers)
    }

    /// Writes tiles and checkpoint, commits, and only then believes in the new head.
    fn seal(&mut self, staged: Staged) -> Result<(), AppendError> {
        for tile in &staged.changed {
            let bytes: Vec<u8> = tile.hashes.iter().flat_map(|hash| hash.0).collect();
            self.store.put_tile(tile.level, tile.index, &bytes)?;
        }
        let head = Checkpoint {
            origin: self.origin.clone(),
            size: staged.edge.size(),
            root: staged.edge.root(),
        };
        let signer = self.signer.as_ref().ok_or(AppendError::NoKey)?;
        let note = head.sign(signer);
        // Only the newest head and those that witnesses cosigned are kept: whoever cuts a record back finds no signed
        // head in it that would fit what is left.
        self.store.supersede_checkpoint(self.edge.size())?;
        self.store.put_checkpoint(head.size, &note)?;
        self.store.commit()?;
        self.settled = true;
        self.edge = staged.edge;
        self.note = note;
        if staged.erased {
            self.wipe_due = Wipe::Due;
        }
        // What was committed stays committed, but nothing more is written to a store whose housekeeping fails.
        if let Err(error) = self.wipe().and_then(|()| self.store.maintain()) {
            self.poison_by(&error.into());
        }
        Ok(())
    }

    fn judge<'a>(
        &mut self,
        submission: Submission<'a>,
        staged: &Staged,
    ) -> Result<Vec<Judged<'a>>, Refused> {
        let mut judged: Vec<Judged<'a>> = Vec::with_capacity(submission.drafts.len());
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut seen = Seen::default();
        let keys: Vec<&str> = (submission.drafts.iter())
            .map(|draft| draft.key.as_str())
            .collect();
        let mut seqs = self.store.seqs_of(&keys)?.into_iter();
        for draft in submission.drafts {
            let recorded = seqs.next().flatten();
            check_draft(draft)?;
            let before = places.get(draft.key.as_str());
            let twice = before.filter(|place| matches!(judged[**place], Judged::New(..)));
            if let Some(place) = twice {
                judged.push(same_in_batch(&judged, *place, draft, staged)?);
                continue;
            }
            places.insert(&draft.key, judged.len());
            judged.push(match recorded {
                Some(seq) => Judged::Already(self.compare(seq, draft)?),
                None => self.judge_draft(draft, staged, &mut seen)?,
            });
        }
        let any_new = judged.iter().any(|one| matches!(one, Judged::New(..)));
        match submission.expected {
            Some(expected) if any_new && expected != staged.edge.size() => {
                Err(Refused::Draft(AppendError::Moved {
                    size: staged.edge.size(),
                    expected,
                }))
            }
            _ => Ok(judged),
        }
    }

    fn judge_draft<'a>(
        &mut self,
        draft: &'a Draft,
        staged: &Staged,
        seen: &mut Seen,
    ) -> Result<Judged<'a>, Refused> {
        let commits: Vec<Commitment> = draft.contents.iter().map(Content::commitment).collect();
        for commitment in &commits {
            if self.store.content(*commitment)?.is_some() || !seen.committed.insert(*commitment) {
                let commitment = *commitment;
                return Err(AppendError::CommitmentTaken { commitment }.into());
            }
        }
        for commitment in &draft.erases {
            self.judge_erasure(*commitment, staged, seen)?;
        }
        let entry = Entry::new(
            &draft.key,
            staged.now,
            commits,
            draft.erases.clone(),
            &draft.payload,
        );
        let entry = entry.map_err(|defect| refused_draft(draft, defect))?;
        Ok(Judged::New(draft, entry))
    }

    fn judge_erasure(
        &mut self,
        commitment: Commitment,
        staged: &Staged,
        seen: &mut Seen,
    ) -> Result<(), Refused> {
        let beside = self.store.content(commitment)?;
        let beside = beside.ok_or(AppendError::UnknownCommitment { commitment })?;
        if let Some(by) = beside.erased_by {
            return Err(AppendError::AlreadyErased { commitment, by }.into());
        }
        if !seen.erased.insert(commitment) {
            let by = staged.edge.size();
            return Err(AppendError::AlreadyErased { commitment, by }.into());
        }
        Ok(())
    }

    /// Whether the entry that has the key says what the draft says.
    fn compare(&mut self, seq: u64, draft: &Draft) -> Result<Recorded, Refused> {
        let bytes = self.store.entry(seq)?.ok_or_else(|| missing(seq))?;
        let entry = parsed(seq, bytes)?;
        let same = entry.key() == draft.key
            && entry.payload() == draft.payload
            && entry.erases() == draft.erases
            && self.same_contents(&entry, draft)?;
        if !same {
            let key = draft.key.clone();
            return Err(AppendError::KeyTaken { key, seq }.into());
        }
        Ok(Recorded {
            seq,
            recorded_at: entry.recorded(),
            already: true,
        })
    }

    /// Whoever submits again may have drawn new salts: contents are compared themselves as long as they are there.
    fn same_contents(&mut self, entry: &Entry, draft: &Draft) -> Result<bool, LedgerError> {
        if entry.commits().len() != draft.contents.len() {
            return Ok(false);
        }
        for (commitment, content) in entry.commits().iter().zip(&draft.contents) {
            if content.commitment() == *commitment {
                continue;
            }
            let same = self.store.content(*commitment)?.is_some_and(|beside| {
                beside.erased_by.is_none()
                    && beside.content.media_type == content.media_type
                    && beside.content.bytes == content.bytes
            });
            if !same {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn write(
        &mut self,
        judged: Vec<Judged<'_>>,
        staged: &mut Staged,
    ) -> Result<Vec<Recorded>, StoreError> {
        let first = staged.edge.size();
        let mut recorded: Vec<Recorded> = Vec::with_capacity(judged.len());
        let mut new: Vec<(&str, &[u8])> = Vec::with_capacity(judged.len());
        for one in &judged {
            recorded.push(match one {
                Judged::Already(answer) => *answer,
                Judged::SameAs(place) => Recorded {
                    already: true,
                    ..recorded[*place]
                },
                Judged::New(draft, entry) => {
                    self.write_beside(draft, entry, staged)?;
                    new.push((entry.key(), entry.bytes()));
                    staged.append(entry)
                }
            });
        }
        self.store.put_entries(first, &new)?;
        Ok(recorded)
    }

    /// What lies beside the log for an entry that comes next.
    fn write_beside(
        &mut self,
        draft: &Draft,
        entry: &Entry,
        staged: &mut Staged,
    ) -> Result<(), StoreError> {
        let seq = staged.edge.size();
        for (commitment, content) in entry.commits().iter().zip(&draft.contents) {
            self.store.put_content(seq, *commitment, content)?;
        }
        for commitment in entry.erases() {
            self.store.erase_content(*commitment, seq)?;
            staged.erased = true;
        }
        Ok(())
    }
}

impl Staged {
    fn append(&mut self, entry: &Entry) -> Recorded {
        let seq = self.edge.size();
        self.edge.push(leaf_hash(entry.bytes()), &mut self.changed);
        Recorded {
            seq,
            recorded_at: entry.recorded(),
            already: false,
        }
    }
}

/// A refusal of one submission, or a failure of all.
enum Refused {
    Draft(AppendError),
    Ledger(LedgerError),
}

impl From<AppendError> for Refused {
    fn from(error: AppendError) -> Refused {
        Refused::Draft(error)
    }
}

impl From<LedgerError> for Refused {
    fn from(error: LedgerError) -> Refused {
        Refused::Ledger(error)
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Refused {
        Refused::Ledger(error.into())
    }
}

/// Commitments of the drafts judged so far.
#[derive(Default)]
struct Seen {
    committed: HashSet<Commitment>,
    erased: HashSet<Commitment>,
}

fn check_draft(draft: &Draft) -> Result<(), AppendError> {
    check_key(&draft.key).map_err(|defect| refused_draft(draft, defect))?;
    draft
        .contents
        .iter()
        .try_for_each(Content::check)
        .map_err(|defect| refused_draft(draft, defect))
}

fn refused_draft(draft: &Draft, defect: crate::entry::EntryError) -> AppendError {
    AppendError::Draft {
        key: shortened(&draft.key),
        defect,
    }
}

/// A draft whose key an earlier new one of the same batch has.
fn same_in_batch<'a>(
    judged: &[Judged<'a>],
    place: usize,
    draft: &Draft,
    staged: &Staged,
) -> Result<Judged<'a>, AppendError> {
    let is_new = |one: &&Judged<'_>| matches!(one, Judged::New(..));
    match &judged[place] {
        Judged::New(earlier, _) if *earlier == draft => Ok(Judged::SameAs(place)),
        _ => Err(AppendError::KeyTaken {
            key: draft.key.clone(),
            seq: staged.edge.size() + judged[..place].iter().filter(is_new).count() as u64,
        }),
    }
}
