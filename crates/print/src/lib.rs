//! Reports as PDF: a [`Document`] laid out on sheets of A4.
//!
//! The template is one file that stands in the program. What a document says is given to it as data and never as markup:
//! no letter of a record is read as a command. The room in which it is laid out is closed: it has the template and four
//! fonts, no other file, no package, no clock. The same document gives the same bytes.

mod data;
mod fonts;
mod room;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use korridor_account::report::Document;
use typst_layout::PagedDocument;

use data::Told;
use room::Room;

/// The most letters that are laid out, a cell of a table counted as [`CELL`] more: about five seconds and half a gigabyte.
/// HTML and Markdown have no such limit.
pub const MOST_LETTERS: usize = 1_000_000;
/// The letters that laying out a cell costs as much as.
pub const CELL: usize = 50;

/// Sizes of letters in points that a situation report is tried at: it should fit on one sheet.
const SHEET_SIZES: [f64; 5] = [7.0, 7.5, 8.0, 8.5, 9.0];
/// The size of letters where there may be as many sheets as are needed.
const SIZE: f64 = 9.5;

/// A report as PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The file.
    pub pdf: Vec<u8>,
    /// How many sheets it has.
    pub sheets: usize,
    /// Letters that the fonts have no shape for: a box stands in their place.
    pub without_shape: BTreeSet<char>,
}

/// Why there is no PDF.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrintRefusal {
    /// More letters than are laid out.
    #[error(
        "{letters} letters, a cell of a table counted as {CELL} more, and at most {MOST_LETTERS} are laid out on pages"
    )]
    TooLong {
        /// How many.
        letters: usize,
    },
    /// The template did not take the document: a fault of the program.
    #[error("the pages could not be laid out: {0}")]
    Layout(String),
}

/// Lays a document out. A situation report is set smaller until it fits on one sheet, and no smaller than can be read.
///
/// # Errors
/// It is too long.
pub fn pdf(document: &Document) -> Result<Printed, PrintRefusal> {
    let told = Told::of(document);
    if told.letters() > MOST_LETTERS {
        let letters = told.letters();
        return Err(PrintRefusal::TooLong { letters });
    }
    let json = told.json();
    let sizes: &[f64] = match document.kind {
        "sitrep" => &SHEET_SIZES,
        _ => &[SIZE],
    };
    let laid_out = fitted(&json, sizes)?;
    let pdf = room::file(&laid_out, &json)?;
    // The engine keeps what it worked out for a next time, and there is none.
    typst::comemo::evict(0);
    Ok(Printed {
        pdf,
        sheets: laid_out.pages().len(),
        without_shape: fonts::without_shape(told.all_letters()),
    })
}

/// In the largest of some sizes, the smallest first, in which it fits on one sheet; where it fits in none, in the middle one.
fn fitted(json: &str, sizes: &[f64]) -> Result<PagedDocument, PrintRefusal> {
    let middle = sizes.len() / 2;
    let first = Room::new(json, sizes[middle]).laid_out()?;
    let fits = |laid_out: &PagedDocument| laid_out.pages().len() <= 1;
    let (mut from, mut to) = match fits(&first) {
        true => (middle + 1, sizes.len()),
        false => (0, middle),
    };
    let mut best = None;
    while from < to {
        let tried = from + (to - from) / 2;
        let laid_out = Room::new(json, sizes[tried]).laid_out()?;
        match fits(&laid_out) {
            true => (from, best) = (tried + 1, Some(laid_out)),
            false => to = tried,
        }
    }
    Ok(best.unwrap_or(first))
}
