//! Words become commitments, and an event becomes a draft of the log.

use korridor_ledger::{Content, Draft, LedgerError};

use super::{Random, content_of, parse_commitment};
use crate::event::Event;
use crate::fact::Fact;
use crate::words::{Sealed, Words};

/// The largest event in bytes: an entry of the log is at most 65,535 with its head.
pub(crate) const LARGEST_PAYLOAD: usize = 48_000;

/// Seals the words of an event, and of a material its bytes.
pub(super) fn draft(
    event: &mut Event,
    bytes: Option<&(String, Vec<u8>)>,
    random: &mut Random<'_>,
) -> Result<Draft, LedgerError> {
    let mut contents = Vec::new();
    for words in event.fact.words_mut() {
        if let Words::Plain(text) = words {
            let content = content_of(text, random()?);
            let sealed = content.commitment().0.to_string();
            contents.push(content);
            *words = Words::Sealed(Sealed { sealed });
        }
    }
    if let (Fact::Material(material), Some((media_type, bytes))) = (&mut event.fact, bytes) {
        let content = Content {
            salt: random()?,
            media_type: media_type.clone(),
            bytes: bytes.clone(),
        };
        material.sealed = Some(content.commitment().0.to_string());
        contents.push(content);
    }
    let erases = match &event.fact {
        Fact::Erase(erase) => erase
            .commitments
            .iter()
            .filter_map(|text| parse_commitment(text))
            .collect(),
        _ => Vec::new(),
    };
    Ok(Draft {
        key: event.id.clone(),
        payload: event.encode(),
        contents,
        erases,
    })
}
