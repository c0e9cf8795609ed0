//! The entries behind the numbers, one line each.

use korridor_operate::fact::Name;
use korridor_operate::{Recorded, Stamp};
use serde::Serialize;

/// The most letters of an entry that a line shows.
const MOST_LETTERS: usize = 600;

/// An entry as evidence: what it says, who recorded it, when. Its words lie beside the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// Its number in the record.
    pub seq: u64,
    /// Its id.
    pub id: Name,
    /// Its verb.
    pub verb: String,
    /// Who recorded it, by pseudonym.
    pub by: Name,
    /// When it happened, at the earliest.
    pub occurred: Stamp,
    /// When the cell learned of it.
    pub known: Stamp,
    /// What it says, as JSON, cut where it is long.
    pub says: String,
}

impl Evidence {
    /// Of an entry.
    pub fn of(recorded: &Recorded) -> Evidence {
        let event = &recorded.event;
        let fact = serde_json::to_value(&event.fact).unwrap_or_default();
        let inner = match fact {
            serde_json::Value::Object(map) if map.len() == 1 => {
                map.into_iter().next().map(|(_, value)| value)
            }
            other => Some(other),
        };
        let text = inner.unwrap_or_default().to_string();
        let mut says: String = text.chars().take(MOST_LETTERS).collect();
        if says.len() < text.len() {
            says.push('…');
        }
        Evidence {
            seq: recorded.seq,
            id: event.id.clone(),
            verb: event.fact.verb().to_owned(),
            by: event.by.clone(),
            occurred: event.occurred.earliest,
            known: event.known,
            says,
        }
    }
}
