//! The closed room in which pages are laid out: a template, data, four fonts.

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Dict, Duration, Smart, Str, Value};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::PrintRefusal;
use crate::fonts::shelf;

const TEMPLATE: &str = include_str!("report.typ");

/// Everything that the template can reach.
pub struct Room {
    library: LazyHash<Library>,
    template: Source,
}

impl Room {
    /// With a document as JSON, in letters of a size in points.
    pub fn new(json: &str, size: f64) -> Room {
        let mut inputs = Dict::new();
        let report = Bytes::from_string(json.to_owned());
        inputs.insert(Str::from("report"), Value::Bytes(report));
        inputs.insert(Str::from("size"), Value::Float(size));
        Room {
            library: LazyHash::new(Library::builder().with_inputs(inputs).build()),
            template: Source::detached(TEMPLATE),
        }
    }

    /// The pages.
    pub fn laid_out(&self) -> Result<PagedDocument, PrintRefusal> {
        typst::compile::<PagedDocument>(self)
            .output
            .map_err(|faults| fault(&faults))
    }
}

/// The pages as a file. What stands for its identity is made from what it says.
pub fn file(document: &PagedDocument, json: &str) -> Result<Vec<u8>, PrintRefusal> {
    let options = PdfOptions {
        ident: Smart::Custom(json.to_owned()),
        creator: Smart::Custom(Some("korridor".to_owned())),
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|faults| fault(&faults))
}

fn fault(faults: &[SourceDiagnostic]) -> PrintRefusal {
    let said: Vec<&str> = faults.iter().map(|one| one.message.as_str()).collect();
    PrintRefusal::Layout(said.join("; "))
}

impl World for Room {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &shelf().book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match id == self.template.id() {
            true => Ok(self.template.clone()),
            false => Err(FileError::AccessDenied),
        }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        shelf().fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
