//! What a document consists of, in order: what its canonical form is written from.

use quick_xml::escape::EscapeError;
use quick_xml::events::attributes::Attribute as Raw;
use quick_xml::name::PrefixDeclaration;

use super::super::Refused;
use super::{allowed, entity, lossy, malformed};

/// An attribute that declares no namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub namespace: String,
    /// Its local name.
    pub name: String,
    /// As it was written, with its prefix.
    pub written: String,
    pub value: String,
}

impl Attribute {
    pub fn prefix(&self) -> &str {
        prefix_of(&self.written)
    }
}

/// The begin of an element.
#[derive(Debug)]
pub(crate) struct Tag {
    /// As it was written, with its prefix.
    pub name: String,
    /// The namespaces that it declares: prefix (empty for the default) and address (empty to take the default away).
    pub declared: Vec<(String, String)>,
    pub attributes: Vec<Attribute>,
}

impl Tag {
    pub fn prefix(&self) -> &str {
        prefix_of(&self.name)
    }
}

/// The prefix of a name as it was written; empty if it has none.
fn prefix_of(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

/// A part of a document. Lines end in line feeds, references are resolved, CDATA is text.
#[derive(Debug)]
pub(crate) enum Piece {
    Start(Tag),
    End,
    Text(String),
    Comment(String),
    /// Its target and its data.
    Instruction(String, String),
}

impl Piece {
    pub fn instruction(target: String, content: &str) -> Piece {
        let data = content.trim_start_matches([' ', '\t', '\r', '\n']);
        Piece::Instruction(target, data.replace("\r\n", "\n").replace('\r', "\n"))
    }

    /// Text that follows text is one piece.
    pub fn add_text(pieces: &mut Vec<Piece>, text: &str) {
        match pieces.last_mut() {
            Some(Piece::Text(before)) => before.push_str(text),
            _ => pieces.push(Piece::Text(text.to_owned())),
        }
    }
}

pub(super) fn prefix(binding: PrefixDeclaration<'_>) -> String {
    match binding {
        PrefixDeclaration::Default => String::new(),
        PrefixDeclaration::Named(name) => lossy(name),
    }
}

/// The value of an attribute, as the XML recommendation normalises it.
///
/// # Errors
/// An entity other than the five that need no declaration.
pub(super) fn value(attribute: &Raw<'_>, line: usize) -> Result<String, Refused> {
    let version = quick_xml::XmlVersion::Implicit1_0;
    let value = attribute.normalized_value(version);
    let value = value.map_err(|error| match error {
        quick_xml::Error::Escape(EscapeError::UnrecognizedEntity(_, name)) => entity(line, &name),
        error => malformed(line, error.to_string()),
    })?;
    match value.chars().find(|sign| !allowed(sign)) {
        Some(sign) => Err(entity(line, &format!("#{}", u32::from(sign)))),
        None => Ok(value.into_owned()),
    }
}
