//! Feeds of others into a record: alerts (CAP 1.2), incident tables (ACLED's shape), HXL, field submissions (ODK, KoBo),
//! GeoJSON, and any other table with a mapping. Bytes in, entries to record out; every row that becomes nothing is named with
//! its place and why, and every claim is what its source says. Nothing is merged, and nothing decided.

mod acled;
mod against;
mod archive;
mod assemble;
mod bytes;
pub mod cap;
mod geojson;
mod guess;
pub mod hxl;
mod json;
mod mapping;
mod odk;
mod place;
mod row;
mod table;
mod text;
mod time;
mod xml;

pub use guess::guess;
pub use mapping::{Mapping, NotAMapping};
pub use row::{Field, RowKind};
pub(crate) use text::hash_of;

use korridor_operate::Submission;
use korridor_world::LocalClock;

use crate::Terms;

/// The largest file, in bytes: as much as a record keeps beside it.
pub const LARGEST_FILE: usize = 64 << 20;
/// The most rows of one file.
pub const MOST_ROWS: usize = 100_000;
/// So many refusals are listed; further ones are counted.
pub const MOST_REFUSED: usize = 10_000;

/// What a feed is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Common Alerting Protocol 1.2; 1.1 is read too.
    Cap,
    /// Humanitarian Exchange Language 1.1: a table, or JSON, with a row of hashtags.
    Hxl,
    /// Incidents in the shape of ACLED's tables, 31 columns.
    Acled,
    /// Submissions of ODK or KoBo, as JSON or CSV.
    Odk,
    /// Features of GeoJSON (RFC 7946).
    GeoJson,
    /// Any other table, by a mapping of its columns.
    Csv,
}

impl Format {
    /// Its media type, for the evidentiary copy.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Cap => "application/cap+xml",
            Format::Hxl | Format::Acled | Format::Odk | Format::Csv => "text/csv",
            Format::GeoJson => "application/geo+json",
        }
    }
}

/// Something that became nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Where in the file: `line 12`, `line 3, column lat`, `alert/info[1]`; `the file` for all of it.
    pub place: String,
    /// A stable word.
    pub code: &'static str,
    /// What was found.
    pub found: String,
    /// What was expected, or what to do.
    pub expected: String,
}

impl Refused {
    /// At a place, for a reason.
    pub fn new(
        place: impl Into<String>,
        code: &'static str,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Refused {
        Refused {
            place: place.into(),
            code,
            found: found.into(),
            expected: expected.into(),
        }
    }
}

/// What the person who imports states about a file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stated<'a> {
    /// Who says it, by pseudonym, where rows do not.
    pub source: Option<&'a str>,
    /// The encoding, by its name, if the file does not tell.
    pub encoding: Option<&'a str>,
    /// The clock of times that have no offset; without it they are refused.
    pub zone: Option<&'a LocalClock>,
    /// Which column is what, for submissions, features and plain tables.
    pub mapping: Option<&'a Mapping>,
    /// Keys of senders of alerts that the person trusts.
    pub keys: &'a [cap::TrustedKey],
    /// What becomes of an alert that is not what was signed.
    pub unverified: Unverified,
}

/// What becomes of an alert whose signature says that it is not what was signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unverified {
    /// It is kept as evidence, and nothing is claimed.
    #[default]
    Refuse,
    /// What it says becomes claims, and the verdict lies beside them.
    Accept,
}

/// What came of a feed.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// Entries to record: sources, the evidentiary copy, claims and counts, proposals. Empty if nothing is new.
    pub submissions: Vec<Submission>,
    /// Rows that become claims or counts now.
    pub taken: usize,
    /// Rows that the record has already.
    pub already: usize,
    /// What became nothing, in the order of the file; at most [`MOST_REFUSED`].
    pub refused: Vec<Refused>,
    /// How many more were refused than are listed.
    pub refused_more: usize,
    /// What a person should know, a sentence each.
    pub notes: Vec<String>,
    /// The verdict on the signature of an alert.
    pub signature: Option<cap::Signature>,
    /// Whether the copy and the verdict are to be recorded even if no row is.
    pub keep: bool,
}

/// Reads a feed. A file that is read twice is recorded once: ids are made of what rows say they are, or of their content.
pub fn import(format: Format, bytes: &[u8], terms: &Terms<'_>, stated: &Stated<'_>) -> Imported {
    let mut rows = assemble::Rows::default();
    let checked = match format {
        // The only tables that come as spreadsheets and in archives, and are opened.
        Format::Hxl if archive::is_archive(bytes) => Ok(()),
        _ => bytes::check(bytes),
    };
    let read = checked.and_then(|()| match format {
        Format::Cap => cap::claims(bytes, terms, stated, &mut rows),
        Format::Hxl => hxl::rows(bytes, terms, stated, &mut rows),
        Format::Acled => acled::rows(bytes, terms, stated, &mut rows),
        Format::Odk => odk::rows(bytes, terms, stated, &mut rows),
        Format::GeoJson => geojson::rows(bytes, terms, stated, &mut rows),
        Format::Csv => mapping::rows(bytes, terms, stated, &mut rows),
    });
    if let Err(refused) = read {
        rows.refuse(refused);
    } else if rows.taken.is_empty() && rows.refused.is_empty() {
        let expected = "at least one row; perhaps a quote was opened and not closed";
        rows.refuse(Refused::new(
            "the file",
            "no_rows",
            "nothing but a header",
            expected,
        ));
    }
    assemble::assemble(format, bytes, terms, rows)
}
