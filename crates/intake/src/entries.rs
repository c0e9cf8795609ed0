//! Entries of a record, as whoever imports makes them.

use korridor_operate::fact::{Copy, Material};
use korridor_operate::{Command, Fact, Moment, Nature, Stated, Submission, Words};

use crate::Terms;

/// An entry of a fact that is known since the import.
pub(crate) fn entry(terms: &Terms<'_>, id: String, fact: Fact) -> Submission {
    let nature = terms
        .board
        .opened
        .as_ref()
        .map_or(Nature::Exercise, |opened| opened.nature);
    let command = Command {
        id,
        by: terms.by.to_owned(),
        nature,
        occurred: Moment::exact(terms.known),
        known: terms.known,
        fact,
    };
    Submission {
        times: Stated::FilledIn,
        ..Submission::of(command)
    }
}

/// The evidentiary copy of what was imported: its bytes as they came.
pub(crate) fn evidence(
    terms: &Terms<'_>,
    id: String,
    material: &str,
    media_type: &str,
    sha256: String,
    bytes: &[u8],
) -> Submission {
    let fact = Fact::Material(Material {
        material: material.to_owned(),
        copy: Copy::Evidentiary,
        sha256,
        bytes: bytes.len() as u64,
        media_type: media_type.to_owned(),
        source: None,
        made_from: None,
        sealed: None,
        words: None,
    });
    Submission {
        bytes: Some((media_type.to_owned(), bytes.to_vec())),
        ..entry(terms, id, fact)
    }
}

/// A text that was made from an evidentiary copy.
pub(crate) fn made_from(
    terms: &Terms<'_>,
    id: String,
    material: &str,
    from: &str,
    text: &str,
) -> Submission {
    let bytes = text.as_bytes();
    let sha256 = crate::feed::hash_of(bytes);
    let mut made = evidence(terms, id, material, "text/plain", sha256, bytes);
    if let Fact::Material(made) = &mut made.command.fact {
        made.copy = Copy::Working;
        made.made_from = Some(from.to_owned());
        made.words = Some(Words::Plain(text.to_owned()));
    }
    made
}
