//! Taking in what witnesses say of a checkpoint.

use super::Ledger;
use crate::checkpoint::Checkpoint;
use crate::cosign::{Cosigned, check_cosignature, line_of};
use crate::error::{AppendError, LedgerError};
use crate::note::{Note, NoteError, VerifierKey};
use crate::store::{Access, StoredCosignature};

impl Ledger {
    /// Takes the cosignatures of known witnesses from a cosigned checkpoint of this log, of the newest size or an
    /// earlier one, after checking that it is the log's own head at that size. Those that were taken.
    ///
    /// # Errors
    /// A checkpoint of another log or another head (a split view); a cosignature that does not fit; none of a known
    /// witness; the store's.
    pub fn accept_cosignatures(
        &mut self,
        cosigned: &str,
        witnesses: &[VerifierKey],
    ) -> Result<Vec<Cosigned>, AppendError> {
        self.may_append()?;
        let note = Note::parse(cosigned).map_err(LedgerError::Note)?;
        let head = Checkpoint::parse_text(&note.text).map_err(LedgerError::Note)?;
        let mut taken = Vec::new();
        let mut lines = Vec::new();
        for signature in &note.signatures {
            let known = witnesses.iter().find(|witness| witness.wrote(signature));
            let Some(witness) = known else { continue };
            taken.push(
                check_cosignature(&note.text, signature, witness).map_err(LedgerError::Note)?,
            );
            lines.push(StoredCosignature {
                size: head.size,
                name: signature.name.clone(),
                id: signature.id,
                line: line_of(signature),
            });
        }
        if lines.is_empty() {
            return Err(LedgerError::Note(NoteError::Quorum {
                found: 0,
                needed: 1,
                of: witnesses.len(),
            })
            .into());
        }
        let stored = self.store_cosignatures(&head, &lines);
        if let Err(error) = &stored {
            self.store.rollback();
            self.poison_by(error);
        }
        stored.map(|()| taken)
    }

    fn store_cosignatures(
        &mut self,
        head: &Checkpoint,
        lines: &[StoredCosignature],
    ) -> Result<(), AppendError> {
        self.store.begin(Access::Write)?;
        self.catch_up()?;
        self.is_own(head)?;
        if self.store.checkpoint(head.size)?.is_none() {
            // It was superseded when nobody had cosigned it yet; its text is the log's own, so it is signed again.
            let signer = self.signer.as_ref().ok_or(AppendError::NoKey)?;
            let note = head.sign(signer);
            self.store.put_checkpoint(head.size, &note)?;
        }
        for line in lines {
            self.store.put_cosignature(line)?;
        }
        Ok(self.store.commit()?)
    }

    /// Whether a head is that of this log's first entries.
    fn is_own(&mut self, head: &Checkpoint) -> Result<(), LedgerError> {
        let own = match head.size <= self.size() && head.origin == self.origin {
            true => Some(self.root_at(head.size)?),
            false => None,
        };
        if own == Some(head.root) {
            return Ok(());
        }
        Err(LedgerError::NotOwn {
            found: format!(
                "{} of {:?} with the root {}",
                head.size, head.origin, head.root
            ),
            expected: match own {
                Some(root) => format!("the root {root}"),
                None => format!("at most {} of {:?}", self.size(), self.origin),
            },
        })
    }
}
