//! Group commit: callers of many threads share one flush.
//!
//! Whoever finds no commit under way leads one: takes all that waits, writes it in one transaction and hands out the
//! answers. While it flushes, the next group gathers.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::error::AppendError;
use crate::ledger::{Answer, Draft, Ledger, Recorded, Submission};

/// Submissions in one transaction.
const MOST_TOGETHER: usize = 1024;

/// A ledger that many threads append to; clones share it.
#[derive(Clone)]
pub struct Group {
    shared: Arc<Shared>,
}

struct Shared {
    ledger: Mutex<Ledger>,
    line: Mutex<Line>,
    turn: Condvar,
}

#[derive(Default)]
struct Line {
    next_ticket: u64,
    waiting: Vec<Waiting>,
    answers: HashMap<u64, Answer>,
    leader: Option<u64>,
}

struct Waiting {
    ticket: u64,
    expected: Option<u64>,
    drafts: Vec<Draft>,
}

impl Group {
    /// Shares a ledger.
    pub fn new(ledger: Ledger) -> Group {
        Group {
            shared: Arc::new(Shared {
                ledger: Mutex::new(ledger),
                line: Mutex::default(),
                turn: Condvar::new(),
            }),
        }
    }

    /// Records one draft; durable when this returns.
    ///
    /// # Errors
    /// As [`Ledger::append`].
    pub fn submit(&self, draft: Draft) -> Result<Recorded, AppendError> {
        let recorded = self.submit_all(None, vec![draft])?;
        recorded.into_iter().next().ok_or(AppendError::NoKey)
    }

    /// Records drafts, all or none; durable when this returns.
    ///
    /// # Errors
    /// As [`Ledger::append`].
    pub fn submit_all(&self, expected: Option<u64>, drafts: Vec<Draft>) -> Answer {
        let mut line = self.line();
        let ticket = line.next_ticket;
        line.next_ticket += 1;
        line.waiting.push(Waiting {
            ticket,
            expected,
            drafts,
        });
        loop {
            if let Some(answer) = line.answers.remove(&ticket) {
                return answer;
            }
            if line.leader.is_none() && line.waiting.is_empty() {
                // Its leader broke off: nobody can say what became of it but the record itself.
                return Err(AppendError::Poisoned {
                    why: "a commit broke off".to_owned(),
                });
            }
            if line.leader.is_none() {
                line.leader = Some(ticket);
                let most = line.waiting.len().min(MOST_TOGETHER);
                let together: Vec<Waiting> = line.waiting.drain(..most).collect();
                drop(line);
                self.lead(together);
                line = self.line();
            } else {
                line = self
                    .shared
                    .turn
                    .wait(line)
                    .unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    /// Reads or otherwise uses the ledger between two commits.
    pub fn with<T>(&self, work: impl FnOnce(&mut Ledger) -> T) -> T {
        let mut ledger = self
            .shared
            .ledger
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        work(&mut ledger)
    }

    fn lead(&self, together: Vec<Waiting>) {
        // Given back even if writing panics: the others must not wait for ever.
        let _seat = Seat(&self.shared);
        let submissions: Vec<Submission<'_>> = together
            .iter()
            .map(|waiting| Submission {
                expected: waiting.expected,
                drafts: &waiting.drafts,
            })
            .collect();
        let answers = self.with(|ledger| ledger.append_many(&submissions));
        let mut line = self.line();
        for (waiting, answer) in together.iter().zip(answers) {
            line.answers.insert(waiting.ticket, answer);
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.shared
            .line
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

struct Seat<'a>(&'a Shared);

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.0
            .line
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .leader = None;
        self.0.turn.notify_all();
    }
}
