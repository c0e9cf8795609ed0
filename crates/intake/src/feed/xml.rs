//! A small XML document from untrusted bytes as a tree with namespaces and lines, and as the pieces that the tree was made
//! of, which a signature covers: both come of one reading. A document type is refused by name, so that no entity can be
//! declared, expanded or fetched; depth and size are limited.

mod piece;

pub(crate) use piece::{Attribute, Piece, Tag};

use encoding_rs::Encoding;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::Refused;
use super::bytes::{Decoded, decode, short};

/// No alert is nested deeper.
const DEEPEST: usize = 32;
/// No alert has more elements.
const MOST_NODES: usize = 200_000;
/// No element of an alert has more attributes and namespaces.
const MOST_ATTRIBUTES: usize = 500;
/// The largest document, in bytes of UTF-8.
const LARGEST: usize = 8 << 20;

/// A document that was read.
#[derive(Debug, Default)]
pub(crate) struct Document {
    pub root: Node,
    /// Everything that it consists of, in order.
    pub pieces: Vec<Piece>,
    /// The encoding, if it was another than UTF-8.
    pub from: Option<String>,
}

/// An element.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub namespace: String,
    pub name: String,
    pub line: usize,
    /// Its attributes but those that declare namespaces.
    pub attributes: Vec<Attribute>,
    /// Which piece of the document begins it.
    pub piece: usize,
    /// Its own text, in order.
    pub text: String,
    pub children: Vec<Node>,
}

impl Node {
    /// The first child of this name.
    pub fn child(&self, name: &str) -> Option<&Node> {
        let own = |child: &&Node| child.name == name && child.namespace == self.namespace;
        self.children.iter().find(own)
    }

    /// Every child of this name, in the element's own namespace.
    pub fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        let own = move |child: &&Node| child.name == name && child.namespace == self.namespace;
        self.children.iter().filter(own)
    }

    /// The value of an attribute without a namespace.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let own = |own: &&Attribute| own.namespace.is_empty() && own.name == name;
        Some(self.attributes.iter().find(own)?.value.as_str())
    }

    /// Every element and text in it, in order: what it says, however it is laid out.
    pub fn content(&self) -> Vec<&str> {
        let mut content = Vec::new();
        self.add_content(&mut content);
        content
    }

    fn add_content<'n>(&'n self, content: &mut Vec<&'n str>) {
        content.extend([self.name.as_str(), self.text.trim()]);
        // No deeper than the reader let it be.
        for child in &self.children {
            child.add_content(content);
        }
        content.push("/");
    }

    /// The text of the first child of this name, without blanks around it; `None` if it has none.
    pub fn value(&self, name: &str) -> Option<&str> {
        let text = self.child(name)?.text.trim();
        (!text.is_empty()).then_some(text)
    }
}

/// Reads a document.
///
/// # Errors
/// The first thing that is wrong, with its line.
pub(crate) fn read(bytes: &[u8], stated: Option<&str>) -> Result<Document, Refused> {
    let declared = declared(bytes);
    let Decoded { text, from } = decode(bytes, stated.or(declared.as_deref()))?;
    if text.len() > LARGEST {
        let expected = format!("at most {LARGEST} bytes");
        return Err(Refused::new(
            "the file",
            "too_large",
            format!("{} bytes of XML", text.len()),
            expected,
        ));
    }
    let forbidden = |sign: char| {
        (sign < ' ' && !matches!(sign, '\t' | '\n' | '\r'))
            || ('\u{fffe}'..='\u{ffff}').contains(&sign)
    };
    if let Some((at, sign)) = text.char_indices().find(|(_, sign)| forbidden(*sign)) {
        let found = format!(
            "the character U+{:04X}, which XML does not allow",
            u32::from(sign)
        );
        return Err(malformed(line_of(&text, at), found));
    }
    let document = Builder::new(&text).build()?;
    Ok(Document { from, ..document })
}

/// The encoding of an XML declaration that is written in a superset of ASCII.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(200)];
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if !head.starts_with(b"<?xml") {
        return None;
    }
    let end = head.windows(2).position(|pair| pair == b"?>")?;
    let declaration = std::str::from_utf8(&head[..end]).ok()?;
    let (_, rest) = declaration.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest
        .chars()
        .next()
        .filter(|sign| matches!(sign, '"' | '\''))?;
    let name = rest[1..].split(quote).next()?;
    // UTF-16 that declares itself in ASCII is no UTF-16.
    let wide = Encoding::for_label(name.as_bytes())
        .is_some_and(|encoding| !encoding.is_ascii_compatible());
    (!wide).then(|| name.to_owned())
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}

fn malformed(line: usize, found: String) -> Refused {
    Refused::new(
        format!("line {line}"),
        "xml_malformed",
        found,
        "well-formed XML",
    )
}

struct Builder<'t> {
    text: &'t str,
    reader: NsReader<&'t [u8]>,
    open: Vec<Node>,
    root: Option<Node>,
    pieces: Vec<Piece>,
    nodes: usize,
    counted: (usize, usize),
}

impl<'t> Builder<'t> {
    fn new(text: &'t str) -> Builder<'t> {
        let mut reader = NsReader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = true;
        Builder {
            text,
            reader,
            open: Vec::new(),
            root: None,
            pieces: Vec::new(),
            nodes: 0,
            counted: (0, 1),
        }
    }

    fn build(mut self) -> Result<Document, Refused> {
        loop {
            let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
            let line = self.line(at);
            let (resolved, event) = match self.reader.read_resolved_event() {
                Ok((ResolveResult::Bound(namespace), event)) => (Ok(lossy(namespace.0)), event),
                Ok((ResolveResult::Unbound, event)) => (Ok(String::new()), event),
                Ok((ResolveResult::Unknown(prefix), event)) => (Err(lossy(&prefix)), event),
                Err(error) => return Err(malformed(line, error.to_string())),
            };
            match event {
                Event::Start(start) => {
                    let namespace = resolved.map_err(|prefix| undeclared(line, &prefix))?;
                    self.start(&start, namespace, line)?;
                }
                Event::End(_) => self.end(),
                Event::Text(text) => {
                    let text = text
                        .xml10_content()
                        .map_err(|error| malformed(line, error.to_string()))?;
                    self.add(&text, line)?;
                }
                Event::CData(text) => {
                    let text = text
                        .xml10_content()
                        .map_err(|error| malformed(line, error.to_string()))?;
                    self.add(&text, line)?;
                }
                Event::GeneralRef(reference) => {
                    let sign = resolve(&reference, line)?;
                    self.add(sign.encode_utf8(&mut [0; 4]), line)?;
                }
                Event::DocType(_) => {
                    let found = "a document type (DOCTYPE), which can declare entities that read files or never end";
                    let expected = "an alert without it: nothing is ever expanded or fetched";
                    return Err(Refused::new(
                        format!("line {line}"),
                        "xml_doctype",
                        found,
                        expected,
                    ));
                }
                Event::Eof => break,
                Event::Comment(text) => {
                    let text = text.xml10_content();
                    let text = text.map_err(|error| malformed(line, error.to_string()))?;
                    self.pieces.push(Piece::Comment(text.into_owned()));
                }
                Event::PI(instruction) => {
                    let target = lossy(instruction.target());
                    let piece = Piece::instruction(target, &lossy(instruction.content()));
                    self.pieces.push(piece);
                }
                Event::Decl(_) | Event::Empty(_) => {}
            }
        }
        if let Some(open) = self.open.last() {
            let found = format!(
                "the end of the file inside <{}>, opened in line {}",
                open.name, open.line
            );
            return Err(malformed(line_of(self.text, self.text.len()), found));
        }
        let root = self
            .root
            .ok_or_else(|| malformed(1, "no element".to_owned()))?;
        Ok(Document {
            root,
            pieces: self.pieces,
            from: None,
        })
    }

    /// The line of a byte; asked in order.
    fn line(&mut self, at: usize) -> usize {
        let at = at.min(self.text.len());
        let (from, line) = self.counted;
        let more = self.text.as_bytes()[from.min(at)..at]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        self.counted = (at, line + more);
        self.counted.1
    }

    fn start(
        &mut self,
        start: &BytesStart<'_>,
        namespace: String,
        line: usize,
    ) -> Result<(), Refused> {
        self.nodes += 1;
        if self.nodes > MOST_NODES || self.open.len() >= DEEPEST {
            let found = format!("more than {MOST_NODES} elements, or nested deeper than {DEEPEST}");
            return Err(Refused::new(
                format!("line {line}"),
                "too_large",
                found,
                "an alert",
            ));
        }
        if self.open.is_empty() && self.root.is_some() {
            return Err(malformed(line, "a second root element".to_owned()));
        }
        let (attributes, declared) = self.attributes(start, line)?;
        let name = lossy(start.local_name().as_ref());
        self.open.push(Node {
            namespace: namespace.clone(),
            name,
            line,
            attributes: attributes.clone(),
            piece: self.pieces.len(),
            ..Node::default()
        });
        self.pieces.push(Piece::Start(Tag {
            name: lossy(start.name().as_ref()),
            declared,
            attributes,
        }));
        Ok(())
    }

    /// The attributes of an element, and the namespaces that it declares by their prefixes.
    #[allow(clippy::type_complexity, reason = "two lists")]
    fn attributes(
        &self,
        start: &BytesStart<'_>,
        line: usize,
    ) -> Result<(Vec<Attribute>, Vec<(String, String)>), Refused> {
        let (mut attributes, mut declared) = (Vec::new(), Vec::new());
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| malformed(line, error.to_string()))?;
            if attribute.value.contains(&b'<') {
                return Err(malformed(
                    line,
                    "a < in the value of an attribute".to_owned(),
                ));
            }
            if attributes.len() + declared.len() >= MOST_ATTRIBUTES {
                let found = format!("more than {MOST_ATTRIBUTES} attributes of one element");
                let place = format!("line {line}");
                return Err(Refused::new(place, "too_large", found, "an alert"));
            }
            let value = piece::value(&attribute, line)?;
            if let Some(binding) = attribute.key.as_namespace_binding() {
                declared.push((piece::prefix(binding), value));
                continue;
            }
            let (resolved, local) = self.reader.resolver().resolve_attribute(attribute.key);
            let namespace = match resolved {
                ResolveResult::Bound(namespace) => lossy(namespace.0),
                ResolveResult::Unbound => String::new(),
                ResolveResult::Unknown(prefix) => return Err(undeclared(line, &lossy(&prefix))),
            };
            attributes.push(Attribute {
                namespace,
                name: lossy(local.as_ref()),
                written: lossy(attribute.key.as_ref()),
                value,
            });
        }
        Ok((attributes, declared))
    }

    fn end(&mut self) {
        let Some(node) = self.open.pop() else { return };
        self.pieces.push(Piece::End);
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.root = Some(node),
        }
    }

    fn add(&mut self, text: &str, line: usize) -> Result<(), Refused> {
        match self.open.last_mut() {
            Some(node) => {
                node.text.push_str(text);
                Piece::add_text(&mut self.pieces, text);
            }
            None if text.trim_start_matches('\u{feff}').trim().is_empty() => {}
            None => {
                return Err(malformed(
                    line,
                    format!("text outside the root: {:?}", short(text.trim())),
                ));
            }
        }
        Ok(())
    }
}

fn resolve(reference: &BytesRef<'_>, line: usize) -> Result<char, Refused> {
    let name = lossy(reference);
    let sign = match predefined(&name) {
        None if reference.is_char_ref() => reference.resolve_char_ref().ok().flatten(),
        sign => sign,
    };
    sign.filter(allowed).ok_or_else(|| entity(line, &name))
}

fn predefined(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => None,
    }
}

fn allowed(sign: &char) -> bool {
    *sign >= ' ' || matches!(sign, '\t' | '\n' | '\r')
}

fn entity(line: usize, name: &str) -> Refused {
    let found = format!("the entity &{};", short(name));
    let expected = "lt, gt, amp, apos, quot and character references only: no entity is ever expanded or fetched";
    Refused::new(format!("line {line}"), "xml_entity", found, expected)
}

fn undeclared(line: usize, prefix: &str) -> Refused {
    malformed(
        line,
        format!(
            "the prefix {:?}, which no namespace was given",
            short(prefix)
        ),
    )
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> &'static str {
        read(text.as_bytes(), None).map_or_else(|refused| refused.code, |_| "read")
    }

    #[test]
    fn nothing_is_expanded_or_fetched() {
        assert_eq!(
            code("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"),
            "xml_doctype"
        );
        let laughs = "<!DOCTYPE a [<!ENTITY x 'ha'><!ENTITY y '&x;&x;'>]><a>&y;</a>";
        assert_eq!(code(laughs), "xml_doctype");
        assert_eq!(code("<a>&y;</a>"), "xml_entity");
        assert_eq!(code("<a>&#0;</a>"), "xml_entity");
        assert_eq!(code("<a>&amp;&#228;&#xe4;</a>"), "read");
    }

    #[test]
    fn what_is_not_well_formed_is_refused_with_its_line() {
        for text in [
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "x<a/>",
            "<p:a/>",
            "<a b='1' b='2'/>",
            "<a>\u{1}</a>",
            "",
        ] {
            assert_eq!(code(text), "xml_malformed", "{text:?}");
        }
        assert_eq!(read(b"<a>\n\n<b></a>", None).unwrap_err().place, "line 3");
        assert_eq!(code(&"<a>".repeat(40)), "too_large");
        let attributes: String = (0..600).map(|at| format!(" p{at}='x'")).collect();
        assert_eq!(code(&format!("<a{attributes}/>")), "too_large");
        assert_eq!(code("<a b='&y;'/>"), "xml_entity");
    }

    #[test]
    fn a_declared_encoding_is_read() {
        let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>Usulut\xe1n</a>";
        let document = read(latin, None).unwrap();
        assert_eq!(
            (document.root.text.as_str(), document.from.as_deref()),
            ("Usulután", Some("ISO-8859-1"))
        );
        let wrong = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>Usulut\xe1n</a>";
        let refused = read(wrong, None).unwrap_err();
        assert_eq!(
            (refused.code, refused.place.as_str()),
            ("encoding_broken", "line 2")
        );
    }
}
