//! A record that is open for writing: the board of what it holds, and the log that it is written to.
//!
//! A command is judged on the board as it stands, its words are sealed, and the log takes it only if nobody wrote in
//! between; else the board catches up and it is judged again. What is acknowledged is durable.

mod read;
mod same;
mod seal;

pub(crate) use read::walk;
pub use read::{for_each_event, for_each_written};

use korridor_ledger::{AppendError, Commitment, Content, Entry, Kept, Ledger, LedgerError};
use korridor_world::Instant;

use crate::board::Board;
use crate::decide::{Decided, decide};
use crate::event::{Command, Event, NotAnEvent, Recorded};
use crate::refusal::{Code, Refusal};
use crate::time::Stamp;
use crate::words::Words;

/// How often a command is judged again because others wrote in between.
const MOST_TRIES: usize = 100;

/// Draws 32 random bytes, for the salt of a commitment.
pub type Random<'a> = dyn FnMut() -> Result<[u8; 32], LedgerError> + 'a;

/// Whether a time was given by the person who enters, or filled in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stated {
    /// Given: an entry of the same id with another time is another entry.
    #[default]
    Given,
    /// Filled in: entered again, it may differ.
    FilledIn,
}

/// A command with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// The command.
    pub command: Command,
    /// Whether its times were given.
    pub times: Stated,
    /// The bytes of the material, for [`crate::Fact::Material`]: media type and bytes, kept beside the record.
    pub bytes: Option<(String, Vec<u8>)>,
}

impl Submission {
    /// A command with its times given and nothing beside it.
    pub fn of(command: Command) -> Submission {
        Submission {
            command,
            times: Stated::Given,
            bytes: None,
        }
    }
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its id.
    pub id: String,
    /// Its number in the record.
    pub seq: u64,
    /// Whether it was recorded before.
    pub already: bool,
    /// What was noticed.
    pub flags: Vec<crate::event::Flag>,
}

/// Why nothing was recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Commands were refused: the index of each, and why.
    #[error("{} refused, nothing was recorded", .0.len())]
    Refused(Vec<(usize, Refusal)>),
    /// The log refuses or fails.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// The log cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// An entry that this program cannot read.
    #[error("entry {seq}: {error}")]
    Entry {
        /// Which.
        seq: u64,
        /// Why.
        error: NotAnEvent,
    },
}

/// A record with its board.
pub struct Recorder {
    ledger: Ledger,
    board: Board,
    read: u64,
}

impl Recorder {
    /// Reads all of a record.
    ///
    /// # Errors
    /// The log cannot be read, or holds an entry that is no event.
    pub fn open(ledger: Ledger) -> Result<Recorder, RecordError> {
        let mut recorder = Recorder {
            ledger,
            board: Board::default(),
            read: 0,
        };
        recorder.catch_up()?;
        Ok(recorder)
    }

    /// The board of everything that was read.
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// The log.
    pub fn ledger(&mut self) -> &mut Ledger {
        &mut self.ledger
    }

    /// Takes in what others wrote.
    ///
    /// # Errors
    /// The log cannot be read, or holds an entry that is no event.
    pub fn catch_up(&mut self) -> Result<(), RecordError> {
        let board = &mut self.board;
        self.read = for_each_event(&mut self.ledger, self.read, |recorded| {
            board.apply(recorded)
        })?;
        Ok(())
    }

    /// Records one command.
    ///
    /// # Errors
    /// Refused, or the log fails: nothing is recorded then.
    pub fn submit(
        &mut self,
        submission: Submission,
        random: &mut Random<'_>,
        at: Stamp,
    ) -> Result<Answer, RecordError> {
        let mut answers = self.submit_all(std::slice::from_ref(&submission), random, at)?;
        Ok(answers.remove(0))
    }

    /// Records commands in their order, all or none, in one write.
    ///
    /// # Errors
    /// Any of them is refused, with everything that is wrong with each; or the log fails. Nothing is recorded then.
    pub fn submit_all(
        &mut self,
        submissions: &[Submission],
        random: &mut Random<'_>,
        at: Stamp,
    ) -> Result<Vec<Answer>, RecordError> {
        for _ in 0..MOST_TRIES {
            match self.attempt(submissions, random, at) {
                Err(RecordError::Append(AppendError::Moved { .. })) => self.catch_up()?,
                other => return other,
            }
        }
        let expected = self.read;
        Err(RecordError::Append(AppendError::Moved {
            size: self.ledger.size(),
            expected,
        }))
    }

    fn attempt(
        &mut self,
        submissions: &[Submission],
        random: &mut Random<'_>,
        at: Stamp,
    ) -> Result<Vec<Answer>, RecordError> {
        let mut staged = Staged::default();
        let judged = self.stage(submissions, random, at, &mut staged);
        let outcome = judged.and_then(|()| {
            if !staged.refused.is_empty() {
                return Err(RecordError::Refused(std::mem::take(&mut staged.refused)));
            }
            if staged.drafts.is_empty() {
                return Ok(());
            }
            self.ledger.append(Some(self.read), &staged.drafts)?;
            Ok(())
        });
        match outcome {
            Ok(()) => {
                self.read += staged.drafts.len() as u64;
                Ok(staged.answers)
            }
            Err(error) => {
                // The board took in what was not recorded.
                if staged.applied {
                    self.rebuild()?;
                }
                Err(error)
            }
        }
    }

    /// Judges each command on what those before it made of the board.
    fn stage(
        &mut self,
        submissions: &[Submission],
        random: &mut Random<'_>,
        at: Stamp,
        staged: &mut Staged,
    ) -> Result<(), RecordError> {
        for (index, submission) in submissions.iter().enumerate() {
            match decide(&self.board, &submission.command, at) {
                Err(refusals) => {
                    staged
                        .refused
                        .extend(refusals.into_iter().map(|refusal| (index, refusal)));
                }
                Ok(Decided::Already(seq)) if seq < self.read => match self.same(seq, submission)? {
                    Ok(answer) => staged.answers.push(answer),
                    Err(refusal) => staged.refused.push((index, refusal)),
                },
                Ok(Decided::Already(seq)) => {
                    let earlier = (seq - self.read) as usize;
                    let first = staged
                        .from
                        .get(earlier)
                        .and_then(|index| submissions.get(*index));
                    if first.is_some_and(|first| first.command == submission.command) {
                        let id = submission.command.id.clone();
                        staged.answers.push(Answer {
                            id,
                            seq,
                            already: true,
                            flags: vec![],
                        });
                    } else {
                        staged
                            .refused
                            .push((index, same::taken(&submission.command.id, seq)));
                    }
                }
                Ok(Decided::Record(events)) => {
                    for event in events {
                        self.stage_event(index, submission, event, random, at, staged)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn stage_event(
        &mut self,
        index: usize,
        submission: &Submission,
        mut event: Event,
        random: &mut Random<'_>,
        at: Stamp,
        staged: &mut Staged,
    ) -> Result<(), RecordError> {
        let draft = seal::draft(&mut event, submission.bytes.as_ref(), random)?;
        if draft.payload.len() > seal::LARGEST_PAYLOAD {
            let refusal = Refusal::new(
                Code::TooMany,
                event.fact.verb(),
                format!("an entry of {} bytes", draft.payload.len()),
                format!("at most {}; record it in parts", seal::LARGEST_PAYLOAD),
            );
            staged.refused.push((index, refusal));
            return Ok(());
        }
        let seq = self.read + staged.drafts.len() as u64;
        let (id, flags) = (event.id.clone(), event.flags.clone());
        self.board.apply(&Recorded {
            seq,
            recorded: at,
            event,
        });
        staged.applied = true;
        staged.from.push(index);
        staged.drafts.push(draft);
        staged.answers.push(Answer {
            id,
            seq,
            already: false,
            flags,
        });
        Ok(())
    }

    fn rebuild(&mut self) -> Result<(), RecordError> {
        self.board = Board::default();
        self.read = 0;
        self.catch_up()
    }

    /// An entry, read.
    ///
    /// # Errors
    /// No such entry; the log cannot be read; it is no event.
    pub fn event(&mut self, seq: u64) -> Result<Event, RecordError> {
        let entry = self.ledger.entry(seq)?;
        Event::of_entry(entry.key(), entry.payload())
            .map_err(|error| RecordError::Entry { seq, error })
    }

    /// The words that a commitment stands for.
    ///
    /// # Errors
    /// The log cannot be read, or the words were altered.
    pub fn words(&mut self, words: &Words) -> Result<Read, LedgerError> {
        read_words(&mut self.ledger, words)
    }
}

/// Words as they can be read now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// The words.
    Text(String),
    /// They were erased, by this entry, which says why.
    Erased(u64),
    /// They do not lie beside this record.
    NotHere,
}

/// The words that a commitment stands for, in a log.
///
/// # Errors
/// The log cannot be read, or the words were altered.
pub fn read_words(ledger: &mut Ledger, words: &Words) -> Result<Read, LedgerError> {
    let Some(commitment) = words.commitment() else {
        return Ok(match words {
            Words::Plain(text) => Read::Text(text.clone()),
            Words::Sealed(_) => Read::NotHere,
        });
    };
    let Some(commitment) = parse_commitment(commitment) else {
        return Ok(Read::NotHere);
    };
    Ok(match ledger.content(commitment)? {
        Some(Kept::Present { content, .. }) => match String::from_utf8(content.bytes) {
            Ok(text) => Read::Text(text),
            Err(_) => Read::NotHere,
        },
        Some(Kept::Erased { by, .. }) => Read::Erased(by),
        None => Read::NotHere,
    })
}

/// Reads a commitment of 64 hexadecimal digits.
pub fn parse_commitment(text: &str) -> Option<Commitment> {
    korridor_ledger::Hash::from_hex(text).map(Commitment)
}

fn recorded(seq: u64, entry: &Entry) -> Result<Recorded, RecordError> {
    let event = Event::of_entry(entry.key(), entry.payload())
        .map_err(|error| RecordError::Entry { seq, error })?;
    let recorded = Stamp(Instant(entry.recorded().milliseconds().div_euclid(1000)));
    Ok(Recorded {
        seq,
        recorded,
        event,
    })
}

/// A batch on its way.
#[derive(Default)]
struct Staged {
    drafts: Vec<korridor_ledger::Draft>,
    /// Which submission each draft is of.
    from: Vec<usize>,
    answers: Vec<Answer>,
    refused: Vec<(usize, Refusal)>,
    applied: bool,
}

/// A content of words.
pub(crate) fn content_of(text: &str, salt: [u8; 32]) -> Content {
    Content {
        salt,
        media_type: "text/plain; charset=utf-8".to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

impl Recorder {
    /// Whether an entry that is recorded says the same as a command of its id.
    fn same(
        &mut self,
        seq: u64,
        submission: &Submission,
    ) -> Result<Result<Answer, Refusal>, RecordError> {
        let event = self.event(seq)?;
        let id = submission.command.id.clone();
        if same::same(&mut self.ledger, &event, submission)? {
            return Ok(Ok(Answer {
                id,
                seq,
                already: true,
                flags: event.flags,
            }));
        }
        Ok(Err(same::taken(&id, seq)))
    }
}
