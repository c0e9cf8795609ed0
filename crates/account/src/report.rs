//! Reports: a released account told to somebody, in their language, as a document that is made of templated sentences.
//!
//! A report takes a [`Released`](crate::Released) account and nothing closer, and each kind asks for the profile that it is for: what a
//! profile withholds is not there to be told. What is made is a [`Document`]; HTML and Markdown are made from that, and
//! whatever lays out pages can be: pictures stand alone as SVG too.

mod catalogue;
mod chart;
mod document;
mod frame;
mod html;
mod investigation;
mod map;
mod markdown;
mod party;
mod plural;
mod public;
mod sitrep;
mod svg;
#[cfg(test)]
mod tests;
mod text;
mod voice;
mod words;

pub use document::{
    Block, Chart, CountedBy, Document, Look, Map, MapLine, Mark, Pager, Section, Side, Table, Width,
};
pub use html::html;
pub use investigation::{Bundle, BundledCopy, BundledEntry, investigation};
pub use markdown::markdown;
pub use party::party;
pub use public::public;
pub use sitrep::sitrep;
pub use svg::picture;
pub use text::{Run, Text};
pub use voice::{Digits, Language};

/// How a report is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportOptions {
    /// In which language.
    pub language: Language,
    /// With which digits.
    pub digits: Digits,
}

/// Why there is no report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportRefusal {
    /// The account was released to somebody else than this report is for.
    #[error("the account was released to {found}, and this report is for {expected}")]
    Profile {
        /// To whom.
        found: String,
        /// For whom the report is.
        expected: &'static str,
    },
}
