//! The pause in progress. A [`Command`] is judged by [`decide`] against a [`Board`] and becomes events or a
//! [`Refusal`]; [`Board::apply`] can't refuse. Nothing here reads a clock, a file or chance: the board
//! is a pure function of the record. A [`Recorder`] joins them to a log.

mod board;
mod decide;
mod event;
pub mod fact;
mod merge;
mod recorder;
mod refusal;
mod time;
pub mod view;
mod words;

pub use board::Board;
pub use decide::{Decided, decide};
pub use event::{Command, EVENT_VERSION, Event, Flag, Nature, NotAnEvent, Recorded};
pub use fact::Fact;
pub use merge::{Kinship, Merge, Merger, Mode, continue_record};
pub use recorder::{
    Answer, Random, Read, RecordError, Recorder, Stated, Submission, for_each_event,
    for_each_written, parse_commitment, read_words,
};
pub use refusal::{Code, Refusal};
pub use time::{Moment, Placed, Span, Stamp};
pub use words::{LONGEST_WORDS, Sealed, TextFault, Words};
