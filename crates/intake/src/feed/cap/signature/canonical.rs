//! Canonical XML (W3C: 1.0, 1.1 and exclusive 1.0, each with or without comments): the one form of a document, or of an
//! element of it, that a signature covers. It is written from the pieces that the alert itself was read from, so that nothing
//! can be signed in one reading and read in another.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::super::super::xml::{Attribute, Piece, Tag};

/// The largest canonical form: an exclusive one can be far larger than what it is made of.
const LARGEST: usize = 64 << 20;
/// The most prefixes that an exclusive form may treat as an inclusive one does.
const MOST_PREFIXES: usize = 50;
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Which canonical form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Method {
    pub kind: Kind,
    pub comments: Comments,
    /// Prefixes whose namespaces an exclusive form writes as an inclusive one does; empty for the default one.
    pub prefixes: BTreeSet<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Inclusive,
    /// Of an element it takes fewer attributes from those around it.
    Inclusive11,
    Exclusive,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Comments {
    #[default]
    Out,
    In,
}

impl Method {
    /// The method of this name; `None` if it is another algorithm.
    pub fn of(algorithm: &str) -> Option<Method> {
        let (algorithm, comments) = match algorithm
            .strip_suffix("#WithComments")
            .or(algorithm.strip_suffix("WithComments"))
        {
            Some(without) => (without, Comments::In),
            None => (algorithm, Comments::Out),
        };
        let kind = match algorithm.trim_end_matches('#') {
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" => Kind::Inclusive,
            "http://www.w3.org/2006/12/xml-c14n11" => Kind::Inclusive11,
            "http://www.w3.org/2001/10/xml-exc-c14n" => Kind::Exclusive,
            _ => return None,
        };
        Some(Method {
            kind,
            comments,
            prefixes: BTreeSet::new(),
        })
    }

    /// Takes the list of prefixes of an exclusive form.
    ///
    /// # Errors
    /// It is longer than any alert needs.
    pub fn with_prefixes(mut self, list: &str) -> Result<Method, &'static str> {
        let prefix = |name: &str| match name {
            "#default" => String::new(),
            name => name.to_owned(),
        };
        self.prefixes = list.split_ascii_whitespace().map(prefix).collect();
        match self.prefixes.len() > MOST_PREFIXES {
            true => Err("a list of more than 50 prefixes"),
            false => Ok(self),
        }
    }
}

/// A whole document without one of its elements, comments too only if the method says so.
///
/// # Errors
/// It would be too large, or takes what is not read here.
pub(super) fn document(
    pieces: &[Piece],
    without: Range<usize>,
    method: &Method,
) -> Result<String, &'static str> {
    let mut writer = Writer::new(method);
    writer.pieces(pieces, 0..without.start)?;
    writer.pieces(pieces, without.end..pieces.len())?;
    Ok(writer.out)
}

/// One element with all that is in it, in the namespaces of the elements around it.
///
/// # Errors
/// It would be too large, or takes what is not read here.
pub(super) fn element(
    pieces: &[Piece],
    at: Range<usize>,
    method: &Method,
) -> Result<String, &'static str> {
    let mut writer = Writer::new(method);
    for piece in &pieces[..at.start] {
        match piece {
            Piece::Start(tag) => writer.enter(tag),
            Piece::End => writer.leave(),
            _ => {}
        }
    }
    let around: Vec<&Tag> = writer.open.iter().map(|open| open.tag).collect();
    writer.inherited = inherited(&around, method)?;
    writer.apex = true;
    writer.pieces(pieces, at)?;
    Ok(writer.out)
}

/// The range of pieces of the element that begins at a piece.
pub(super) fn extent(pieces: &[Piece], from: usize) -> Range<usize> {
    let mut depth = 0usize;
    for (index, piece) in pieces.iter().enumerate().skip(from) {
        match piece {
            Piece::Start(_) => depth += 1,
            Piece::End if depth <= 1 => return from..index + 1,
            Piece::End => depth -= 1,
            _ => {}
        }
    }
    from..pieces.len()
}

/// Attributes such as `xml:lang` that an element takes from those around it, the nearest first.
fn inherited(around: &[&Tag], method: &Method) -> Result<Vec<Attribute>, &'static str> {
    let mut taken: Vec<Attribute> = Vec::new();
    if method.kind == Kind::Exclusive {
        return Ok(taken);
    }
    let all = around.iter().rev().flat_map(|tag| &tag.attributes);
    for attribute in all.filter(|attribute| attribute.namespace == XML) {
        match (method.kind, attribute.name.as_str()) {
            (Kind::Inclusive11, "base") => return Err("xml:base around the signature"),
            (Kind::Inclusive11, "id") => continue,
            _ => {}
        }
        if !taken.iter().any(|own| own.name == attribute.name) {
            taken.push(attribute.clone());
        }
    }
    Ok(taken)
}

struct Open<'p> {
    tag: &'p Tag,
    /// Prefixes whose namespace it wrote.
    written: Vec<&'p str>,
}

struct Writer<'p, 'm> {
    method: &'m Method,
    out: String,
    open: Vec<Open<'p>>,
    /// The namespace of each prefix, the innermost last.
    scope: BTreeMap<&'p str, Vec<&'p str>>,
    /// The namespace of each prefix as it was written last in the elements around.
    written: BTreeMap<&'p str, Vec<&'p str>>,
    /// Whether the next element is the first of those that are written, within others that are not.
    apex: bool,
    inherited: Vec<Attribute>,
    seen_root: bool,
}

impl<'p, 'm> Writer<'p, 'm> {
    fn new(method: &'m Method) -> Writer<'p, 'm> {
        Writer {
            method,
            out: String::new(),
            open: Vec::new(),
            scope: BTreeMap::new(),
            written: BTreeMap::new(),
            apex: false,
            inherited: Vec::new(),
            seen_root: false,
        }
    }

    fn pieces(&mut self, pieces: &'p [Piece], range: Range<usize>) -> Result<(), &'static str> {
        for piece in pieces.get(range).unwrap_or_default() {
            match piece {
                Piece::Start(tag) => self.start(tag),
                Piece::End => self.end(),
                Piece::Text(text) => escape(text, Escaped::Text, &mut self.out),
                Piece::Comment(text) => {
                    self.beside(&format!("<!--{text}-->"), self.method.comments)
                }
                Piece::Instruction(target, data) => {
                    let blank = if data.is_empty() { "" } else { " " };
                    self.beside(&format!("<?{target}{blank}{data}?>"), Comments::In);
                }
            }
            if self.out.len() > LARGEST {
                return Err("a canonical form of more than 64 MiB");
            }
        }
        Ok(())
    }

    /// A comment or an instruction: outside the root each has a line of its own.
    fn beside(&mut self, text: &str, written: Comments) {
        if written == Comments::Out {
            return;
        }
        let outside = self.open.is_empty();
        if outside && self.seen_root {
            self.out.push('\n');
        }
        escape(text, Escaped::LineEnds, &mut self.out);
        if outside && !self.seen_root {
            self.out.push('\n');
        }
    }

    fn enter(&mut self, tag: &'p Tag) {
        for (prefix, address) in &tag.declared {
            self.scope.entry(prefix).or_default().push(address);
        }
        self.open.push(Open {
            tag,
            written: Vec::new(),
        });
    }

    fn leave(&mut self) {
        let Some(open) = self.open.pop() else { return };
        for (prefix, _) in &open.tag.declared {
            self.scope.entry(prefix).or_default().pop();
        }
        for prefix in open.written {
            self.written.entry(prefix).or_default().pop();
        }
    }

    fn start(&mut self, tag: &'p Tag) {
        self.enter(tag);
        self.seen_root = true;
        let apex = std::mem::take(&mut self.apex);
        self.out.push('<');
        self.out.push_str(&tag.name);
        for (prefix, address) in self.namespaces(tag, apex) {
            let name = if prefix.is_empty() { "" } else { ":" };
            self.out.push_str(&format!(" xmlns{name}{prefix}=\""));
            escape(address, Escaped::Attribute, &mut self.out);
            self.out.push('"');
            self.written.entry(prefix).or_default().push(address);
            if let Some(open) = self.open.last_mut() {
                open.written.push(prefix);
            }
        }
        let inherited = std::mem::take(&mut self.inherited);
        let is_own = |other: &Attribute| {
            let same = |own: &Attribute| own.namespace == XML && own.name == other.name;
            tag.attributes.iter().any(same)
        };
        let inherited = inherited.iter().filter(|other| !is_own(other));
        let mut attributes: Vec<&Attribute> = tag.attributes.iter().chain(inherited).collect();
        attributes.sort_by_key(|attribute| (&attribute.namespace, &attribute.name));
        for attribute in attributes {
            self.out.push_str(&format!(" {}=\"", attribute.written));
            escape(&attribute.value, Escaped::Attribute, &mut self.out);
            self.out.push('"');
        }
        self.out.push('>');
    }

    /// The namespaces that an element writes, by their prefixes.
    fn namespaces(&self, tag: &'p Tag, apex: bool) -> BTreeMap<&'p str, &'p str> {
        let mut prefixes: BTreeSet<&'p str> = BTreeSet::new();
        let in_scope = || self.scope.keys().copied();
        if self.method.kind == Kind::Exclusive {
            prefixes.insert(tag.prefix());
            let used = tag.attributes.iter().map(Attribute::prefix);
            prefixes.extend(used.filter(|prefix| !prefix.is_empty()));
            let listed = self.method.prefixes.iter();
            prefixes.extend(
                listed.filter_map(|prefix| Some(*self.scope.get_key_value(prefix.as_str())?.0)),
            );
        } else if apex {
            prefixes.extend(in_scope());
        } else {
            // What is in force around it was written there.
            prefixes.extend(tag.declared.iter().map(|(prefix, _)| prefix.as_str()));
        }
        let last = |map: &BTreeMap<&'p str, Vec<&'p str>>, prefix: &str| {
            map.get(prefix)
                .and_then(|all| all.last())
                .copied()
                .unwrap_or_default()
        };
        let needed = prefixes.into_iter().filter(|prefix| *prefix != "xml");
        needed
            .map(|prefix| (prefix, last(&self.scope, prefix)))
            .filter(|(prefix, address)| *address != last(&self.written, prefix))
            .collect()
    }

    fn end(&mut self) {
        if let Some(open) = self.open.last() {
            self.out.push_str(&format!("</{}>", open.tag.name));
        }
        self.leave();
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Escaped {
    Text,
    Attribute,
    LineEnds,
}

fn escape(text: &str, escaped: Escaped, out: &mut String) {
    for sign in text.chars() {
        match (sign, escaped) {
            ('\r', _) => out.push_str("&#xD;"),
            ('&', Escaped::Text | Escaped::Attribute) => out.push_str("&amp;"),
            ('<', Escaped::Text | Escaped::Attribute) => out.push_str("&lt;"),
            ('>', Escaped::Text) => out.push_str("&gt;"),
            ('"', Escaped::Attribute) => out.push_str("&quot;"),
            ('\t', Escaped::Attribute) => out.push_str("&#x9;"),
            ('\n', Escaped::Attribute) => out.push_str("&#xA;"),
            _ => out.push(sign),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::super::xml::read;
    use super::*;

    const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
    const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";

    fn whole(text: &str, algorithm: &str) -> String {
        let read = read(text.as_bytes(), None).unwrap();
        let end = read.pieces.len();
        document(&read.pieces, end..end, &Method::of(algorithm).unwrap()).unwrap()
    }

    /// Of the last element of this name.
    fn part(text: &str, name: &str, method: &Method) -> String {
        let read = read(text.as_bytes(), None).unwrap();
        let named = |piece: &Piece| matches!(piece, Piece::Start(tag) if tag.name == name);
        let at = read.pieces.iter().rposition(named).unwrap();
        element(&read.pieces, extent(&read.pieces, at), method).unwrap()
    }

    #[test]
    fn the_form_is_that_of_the_recommendation() {
        let text = "<?xml version='1.0'?>\r\n<!-- before --><?a   b ?>\n<a  z='1'\n b:y=\"x&#9;'&quot;\r\n\" xmlns:b='u' xmlns='v' >\
            <e xmlns:b='u'/><![CDATA[<&>]]>&#13;\r\n<f xmlns=''/><!--in--></a>\n<?end?>\n";
        let out = "<?a b ?>\n<a xmlns=\"v\" xmlns:b=\"u\" z=\"1\" b:y=\"x&#x9;'&quot; \"><e></e>&lt;&amp;&gt;&#xD;\n\
            <f xmlns=\"\"></f></a>\n<?end?>";
        assert_eq!(whole(text, INCLUSIVE), out);
        let with = whole(text, &format!("{INCLUSIVE}#WithComments"));
        assert!(with.starts_with("<!-- before -->\n<?a b ?>") && with.contains("<!--in--></a>"));
    }

    #[test]
    fn an_element_takes_its_namespaces_along_and_an_exclusive_form_only_those_it_uses() {
        let text =
            "<a xmlns='v' xmlns:b='u' xmlns:c='w' xml:lang='en'><c:d b:x='1'><e/><b:f/></c:d></a>";
        let inclusive = Method::of(INCLUSIVE).unwrap();
        assert_eq!(
            part(text, "c:d", &inclusive),
            "<c:d xmlns=\"v\" xmlns:b=\"u\" xmlns:c=\"w\" xml:lang=\"en\" b:x=\"1\"><e></e><b:f></b:f></c:d>"
        );
        let exclusive = Method::of(EXCLUSIVE).unwrap();
        assert_eq!(
            part(text, "c:d", &exclusive),
            "<c:d xmlns:b=\"u\" xmlns:c=\"w\" b:x=\"1\"><e xmlns=\"v\"></e><b:f></b:f></c:d>"
        );
        let listed = exclusive.with_prefixes("#default nowhere").unwrap();
        assert!(part(text, "c:d", &listed).starts_with("<c:d xmlns=\"v\" xmlns:b="));
    }

    #[test]
    fn a_small_document_has_no_endless_form() {
        let long = "x".repeat(1 << 20);
        let text = format!("<a xmlns:b='{long}'>{}</a>", "<b:c/>".repeat(100));
        let read = read(text.as_bytes(), None).unwrap();
        let end = read.pieces.len();
        let form = document(&read.pieces, end..end, &Method::of(EXCLUSIVE).unwrap());
        assert!(form.is_err());
        assert!(Method::of("http://www.w3.org/TR/1999/REC-xslt-19991116").is_none());
    }
}
