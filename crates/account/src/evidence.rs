//! The entries behind the numbers, one line each.

use korridor_operate::fact::Name;
use korridor_operate::{Fact, Recorded, Stamp};
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
        Evidence {
            seq: recorded.seq,
            id: event.id.clone(),
            verb: event.fact.verb().to_owned(),
            by: event.by.clone(),
            occurred: event.occurred.earliest,
            known: event.known,
            says: says(&event.fact),
        }
    }
}

/// What a fact says, as JSON, cut where it is long.
pub(crate) fn says(fact: &Fact) -> String {
    cut(inner(serde_json::to_string(fact).unwrap_or_default()))
}

/// What stands inside `{"verb":...}`: the verb is a column of its own.
fn inner(text: String) -> String {
    let inside = text
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'));
    match inside.and_then(|inside| inside.split_once(':')) {
        Some((_, inner)) => inner.to_owned(),
        None => text,
    }
}

fn cut(mut text: String) -> String {
    // As many bytes as letters at least: most entries are short, and counted no further.
    if text.len() > MOST_LETTERS
        && let Some((at, _)) = text.char_indices().nth(MOST_LETTERS)
    {
        text.truncate(at);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_says_what_stands_in_it_and_is_cut_where_it_is_long() {
        assert_eq!(
            inner("{\"count\":{\"at\":\"a:b\"}}".to_owned()),
            "{\"at\":\"a:b\"}"
        );
        assert_eq!(cut("short".to_owned()), "short");
        let long = cut("ä".repeat(MOST_LETTERS + 1));
        assert_eq!(long.chars().count(), MOST_LETTERS + 1);
        assert!(long.ends_with('…'));
    }
}
