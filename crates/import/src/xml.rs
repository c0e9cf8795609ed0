//! XML as a stream of tags, from untrusted bytes: plain, .gz or .bz2. No document type is read or fetched and no entity
//! expanded beyond XML's five and character references; what a file expands to is limited.

use crate::limits::Limits;
use crate::report::refusal;
use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::MultiGzDecoder;
use korridor_world::Defect;
use quick_xml::Reader;
use quick_xml::escape::{EscapeError, unescape};
use quick_xml::events::{BytesDecl, BytesStart, Event};
use std::io::{self, BufRead, BufReader, Read};

/// No tag, comment or text of a network file is longer.
const LONGEST_EVENT: u64 = 4 << 20;
const EXPANDS_TOO_MUCH: &str = "more data than a real file of this size expands to";
const EVENT_TOO_LONG: &str = "a tag, comment or text of more than 4194304 bytes";

/// A tag.
pub(crate) enum XmlEvent<'a> {
    Open(OpenTag<'a>),
    /// Every opened tag is closed, `<tag/>` as well.
    Close,
}

/// An opening tag.
pub(crate) struct OpenTag<'a> {
    file: &'a str,
    at: u64,
    start: BytesStart<'a>,
}

/// A stream of tags.
pub(crate) struct XmlFile<'a> {
    name: &'a str,
    reader: Reader<Budgeted<Box<dyn BufRead + 'a>>>,
    buffer: Vec<u8>,
}

impl<'a> XmlFile<'a> {
    /// Opens `bytes`; .gz and .bz2 are told by their first bytes.
    pub fn open(name: &'a str, bytes: &'a [u8], limits: &Limits) -> XmlFile<'a> {
        let expanded: Box<dyn BufRead + 'a> = match bytes {
            [0x1f, 0x8b, ..] => Box::new(buffered(MultiGzDecoder::new(bytes))),
            [b'B', b'Z', b'h', ..] => Box::new(buffered(MultiBzDecoder::new(bytes))),
            _ => Box::new(bytes),
        };
        let left = limits.expansion(bytes.len());
        let mut reader = Reader::from_reader(Budgeted {
            inner: expanded,
            left,
            event_left: LONGEST_EVENT,
        });
        reader.config_mut().expand_empty_elements = true;
        XmlFile {
            name,
            reader,
            buffer: Vec::new(),
        }
    }

    /// The next tag, None at the end of the file.
    pub fn next(&mut self) -> Result<Option<XmlEvent<'_>>, Box<Defect>> {
        let XmlFile {
            name,
            reader,
            buffer,
        } = self;
        loop {
            buffer.clear();
            reader.get_mut().event_left = LONGEST_EVENT;
            let at = reader.buffer_position();
            let event = match reader.read_event_into(buffer) {
                Ok(event) => event,
                Err(error) => return Err(broken(name, reader.error_position(), &error)),
            };
            match event {
                Event::Eof => return Ok(None),
                Event::Decl(declaration) => check_encoding(name, at, &declaration)?,
                Event::Start(start) => {
                    let start = start.into_owned();
                    return Ok(Some(XmlEvent::Open(OpenTag {
                        file: name,
                        at,
                        start,
                    })));
                }
                Event::End(_) => return Ok(Some(XmlEvent::Close)),
                Event::GeneralRef(reference) if !reference.is_char_ref() => {
                    let entity = String::from_utf8_lossy(&reference).into_owned();
                    if unescape(&format!("&{entity};")).is_err() {
                        return Err(unknown_entity(name, at, &entity));
                    }
                }
                _ => {}
            }
        }
    }
}

impl OpenTag<'_> {
    /// Its name.
    pub fn name(&self) -> &str {
        std::str::from_utf8(self.start.name().into_inner()).unwrap_or("")
    }

    /// Where it is, for defects.
    pub fn place(&self) -> String {
        format!("byte {}", self.at)
    }

    /// Its attributes, in order.
    pub fn attributes(&self) -> Result<Vec<(String, String)>, Box<Defect>> {
        let mut attributes = Vec::new();
        for attribute in self.start.attributes() {
            let attribute = attribute.map_err(|error| {
                let found = format!("the tag <{}>: {error}", self.name());
                crate::report::refusal(
                    self.file,
                    self.place(),
                    "corrupt_xml",
                    found,
                    "well-formed XML",
                )
            })?;
            let key = String::from_utf8_lossy(attribute.key.into_inner()).into_owned();
            let value = String::from_utf8_lossy(&attribute.value);
            let value = match unescape(&value) {
                Ok(value) => value.into_owned(),
                Err(EscapeError::UnrecognizedEntity(_, entity)) => {
                    return Err(unknown_entity(self.file, self.at, &entity));
                }
                Err(error) => {
                    let found = format!("{key}=\"...\": {error}");
                    return Err(crate::report::refusal(
                        self.file,
                        self.place(),
                        "corrupt_xml",
                        found,
                        "well-formed XML",
                    ));
                }
            };
            attributes.push((key, value));
        }
        Ok(attributes)
    }
}

/// The value of `key`.
pub(crate) fn attribute<'a>(attributes: &'a [(String, String)], key: &str) -> Option<&'a str> {
    attributes
        .iter()
        .find(|pair| pair.0 == key)
        .map(|pair| pair.1.as_str())
}

fn buffered<R: Read>(reader: R) -> BufReader<R> {
    BufReader::with_capacity(64 << 10, reader)
}

fn check_encoding(name: &str, at: u64, declaration: &BytesDecl<'_>) -> Result<(), Box<Defect>> {
    let Some(Ok(encoding)) = declaration.encoding() else {
        return Ok(());
    };
    let encoding = String::from_utf8_lossy(&encoding).into_owned();
    if ["utf-8", "utf8", "us-ascii", "ascii"].contains(&encoding.to_ascii_lowercase().as_str()) {
        return Ok(());
    }
    let found = format!("the encoding {encoding}");
    Err(refusal(
        name,
        format!("byte {at}"),
        "encoding_not_read",
        found,
        "UTF-8",
    ))
}

fn unknown_entity(name: &str, at: u64, entity: &str) -> Box<Defect> {
    let entity: String = entity.chars().take(40).collect();
    let expected = "lt, gt, amp, apos, quot and character references only: no entity is ever expanded or fetched";
    refusal(
        name,
        format!("byte {at}"),
        "unknown_entity",
        format!("the entity &{entity};"),
        expected,
    )
}

fn broken(name: &str, at: u64, problem: &quick_xml::Error) -> Box<Defect> {
    let place = format!("byte {at}");
    if let quick_xml::Error::Io(problem) = problem {
        let found = problem.to_string();
        if found == EXPANDS_TOO_MUCH || found == EVENT_TOO_LONG {
            return refusal(name, place, "expands_too_much", found, "a real extract");
        }
        return refusal(
            name,
            place,
            "corrupt_compression",
            found,
            "a whole .gz or .bz2 stream",
        );
    }
    refusal(
        name,
        place,
        "corrupt_xml",
        problem.to_string(),
        "well-formed XML",
    )
}

/// Fails once a file or one of its events has given more than it may.
struct Budgeted<R> {
    inner: R,
    left: u64,
    event_left: u64,
}

impl<R: Read> Read for Budgeted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.spend(count)?;
        Ok(count)
    }
}

impl<R> Budgeted<R> {
    fn spend(&mut self, count: usize) -> io::Result<()> {
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or_else(|| io::Error::other(EXPANDS_TOO_MUCH))?;
        Ok(())
    }
}

impl<R: BufRead> BufRead for Budgeted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::other(EXPANDS_TOO_MUCH));
        }
        if self.event_left == 0 {
            return Err(io::Error::other(EVENT_TOO_LONG));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count as u64);
        self.event_left = self.event_left.saturating_sub(count as u64);
        self.inner.consume(count);
    }
}
