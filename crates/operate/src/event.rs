//! Commands and events: what is asked to be recorded, and what was.

use serde::{Deserialize, Serialize};

use crate::fact::{Fact, Name};
use crate::time::{Moment, Stamp};
use crate::words::Words;

/// The version of events that this program writes.
pub const EVENT_VERSION: u32 = 1;

/// Whether it is about people or practice; stands in every event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// A real place and real people.
    Operation,
    /// Practice, research or history.
    Exercise,
}

/// What somebody asks to be recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// Its id: given again, nothing is recorded twice.
    pub id: Name,
    /// Who records it, by pseudonym.
    pub by: Name,
    /// Operation or exercise; must be the record's own.
    pub nature: Nature,
    /// When it happened.
    pub occurred: Moment,
    /// When the cell learned of it; entered, so that a past day can be recorded truthfully.
    pub known: Stamp,
    /// What.
    pub fact: Fact,
}

/// What was noticed about an entry that was kept as said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// More people than the gate can pass in the interval.
    AboveWhatTheGateCanPass,
    /// More than the gate's highest rate by the scenario.
    AboveTheGatesRate,
    /// The hours stated are not those between start and end.
    HoursContradictTimes,
    /// The time ends before it starts.
    EndsBeforeItStarts,
    /// It is said to have happened after it became known.
    KnownBeforeItHappened,
    /// It became known later than the store's clock says it was recorded.
    KnownAfterRecorded,
    /// The extension was stated after the end that it replaces.
    StatedLate,
    /// The statement can mean several ends.
    AmbiguousEnd,
    /// The parts add up to more than the whole.
    PartsAboveTheWhole,
    /// The gate is closed by the scenario in all of the interval.
    GateClosedByScenario,
    /// The source looks like another: until a coordinator says that they are two, their roots count once.
    LooksLikeAnotherSource,
    /// A correction of a count of another place, passage, way or time.
    CorrectsAnotherPassage,
}

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// [`EVENT_VERSION`].
    pub v: u32,
    /// The command's id.
    pub id: Name,
    /// Who recorded it.
    pub by: Name,
    /// Operation or exercise.
    pub nature: Nature,
    /// When it happened.
    pub occurred: Moment,
    /// When the cell learned of it.
    pub known: Stamp,
    /// What was noticed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
    /// What.
    pub fact: Fact,
}

/// Why bytes are no event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEvent {
    /// Written by a newer program.
    #[error(
        "an event of version {0}; this program reads up to version {EVENT_VERSION}: use a newer one"
    )]
    Newer(u32),
    /// Not of the form.
    #[error("no event: {0}")]
    Malformed(String),
    /// Words of a person that are not sealed.
    #[error(
        "an event with words in it that nobody could erase: korridor records commitments to words"
    )]
    Words,
    /// An entry under another key.
    #[error("the event {id:?} under the key {key:?}: korridor records an event under its id")]
    Key {
        /// The event's id.
        id: String,
        /// The entry's key.
        key: String,
    },
}

#[derive(Deserialize)]
struct Versioned {
    v: u32,
}

impl Event {
    /// The bytes that are recorded: JSON on one line, fields in a fixed order.
    ///
    /// # Panics
    /// Never: every type of an event can be written as JSON.
    pub fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("maps of an event have keys of text")
    }

    /// Whether it was entered as known at a moment that had not come when it was recorded.
    pub fn is_ahead(&self) -> bool {
        self.flags.contains(&Flag::KnownAfterRecorded)
    }

    /// Reads what [`Event::encode`] wrote.
    ///
    /// # Errors
    /// Written by a newer program, or not an event.
    pub fn decode(bytes: &[u8]) -> Result<Event, NotAnEvent> {
        match serde_json::from_slice::<Event>(bytes) {
            Ok(event) if event.v == EVENT_VERSION => Ok(event),
            Ok(event) => Err(newer(event.v)),
            Err(error) => match serde_json::from_slice::<Versioned>(bytes) {
                Ok(versioned) if versioned.v > EVENT_VERSION => Err(NotAnEvent::Newer(versioned.v)),
                _ => Err(NotAnEvent::Malformed(error.to_string())),
            },
        }
    }
}

impl Event {
    /// Reads the event of an entry of a log, under this key.
    ///
    /// # Errors
    /// As [`Event::decode`]; words that are not sealed; a key that is not its id.
    pub fn of_entry(key: &str, payload: &[u8]) -> Result<Event, NotAnEvent> {
        let mut event = Event::decode(payload)?;
        if event.id != key {
            let (id, key) = (event.id, key.to_owned());
            return Err(NotAnEvent::Key { id, key });
        }
        let plain = |words: &&mut Words| words.commitment().is_none();
        if event.fact.words_mut().iter().any(plain) {
            return Err(NotAnEvent::Words);
        }
        Ok(event)
    }
}

fn newer(version: u32) -> NotAnEvent {
    if version > EVENT_VERSION {
        NotAnEvent::Newer(version)
    } else {
        NotAnEvent::Malformed(format!("version {version}"))
    }
}

/// An event with its place in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its number in the record, from 0: the order of everything.
    pub seq: u64,
    /// When the store wrote it, by the store's clock.
    pub recorded: Stamp,
    /// The event.
    pub event: Event,
}

impl Recorded {
    /// Whether the cell knew of it by a moment. What was entered as known later than it was recorded, by mistake or by a
    /// wrong clock, was known when it was recorded.
    pub fn was_known_by(&self, at: Stamp) -> bool {
        self.event.known <= at || (self.event.is_ahead() && self.recorded <= at)
    }
}
