//! OpenStreetMap's XML: <https://wiki.openstreetmap.org/wiki/OSM_XML>.

use super::scan::{Pass, Visitor};
use crate::limits::Limits;
use crate::report::{ImportError, refusal};
use crate::xml::{OpenTag, XmlEvent, XmlFile, attribute};
use korridor_world::Defect;
use korridor_world::geometry::Position;

/// Reads the file and shows the visitor what `pass` asks for.
pub(super) fn scan(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    pass: Pass,
    visitor: &mut impl Visitor,
) -> Result<(), ImportError> {
    scan_tags(name, bytes, limits, pass, visitor).map_err(ImportError::from)
}

fn scan_tags(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    pass: Pass,
    visitor: &mut impl Visitor,
) -> Result<(), Box<Defect>> {
    let mut file = XmlFile::open(name, bytes, limits);
    let mut element = Element::default();
    let mut depth = 0usize;
    while let Some(event) = file.next()? {
        match event {
            XmlEvent::Open(tag) => {
                match depth {
                    0 if tag.name() != "osm" => {
                        let found = format!("the root <{}>", tag.name());
                        return Err(refusal(name, tag.place(), "not_osm_xml", found, "<osm>"));
                    }
                    1 => element.open(name, &tag, pass)?,
                    2 => element.add(name, &tag)?,
                    _ => {}
                }
                depth += 1;
            }
            XmlEvent::Close => {
                depth = depth.saturating_sub(1);
                if depth == 1 {
                    element.close(visitor);
                }
            }
        }
    }
    if depth > 0 || file.next()?.is_some() {
        return Err(refusal(
            name,
            "end of file",
            "truncated",
            format!("{depth} open tags"),
            "</osm>",
        ));
    }
    Ok(())
}

#[derive(Default, PartialEq, Clone, Copy)]
enum Kind {
    #[default]
    Skipped,
    Node,
    Way,
}

#[derive(Default)]
struct Element {
    kind: Kind,
    id: i64,
    place: Option<Position>,
    nodes: Vec<i64>,
    tags: Vec<(String, String)>,
}

impl Element {
    fn open(&mut self, file: &str, tag: &OpenTag<'_>, pass: Pass) -> Result<(), Box<Defect>> {
        self.nodes.clear();
        self.tags.clear();
        self.kind = match (tag.name(), pass) {
            ("node", Pass::Nodes) => Kind::Node,
            ("way", Pass::Ways) => Kind::Way,
            _ => Kind::Skipped,
        };
        if self.kind == Kind::Skipped {
            return Ok(());
        }
        let attributes = tag.attributes()?;
        let deleted = attribute(&attributes, "visible") == Some("false")
            || attribute(&attributes, "action") == Some("delete");
        if deleted {
            self.kind = Kind::Skipped;
            return Ok(());
        }
        self.id = number(file, tag, &attributes, "id")?;
        if self.kind == Kind::Node {
            let longitude = number(file, tag, &attributes, "lon")?;
            self.place = Some(Position {
                longitude,
                latitude: number(file, tag, &attributes, "lat")?,
            });
        }
        Ok(())
    }

    fn add(&mut self, file: &str, tag: &OpenTag<'_>) -> Result<(), Box<Defect>> {
        match (self.kind, tag.name()) {
            (Kind::Way, "nd") => self
                .nodes
                .push(number(file, tag, &tag.attributes()?, "ref")?),
            (Kind::Way | Kind::Node, "tag") => {
                let attributes = tag.attributes()?;
                if let (Some(key), Some(value)) =
                    (attribute(&attributes, "k"), attribute(&attributes, "v"))
                {
                    self.tags.push((key.to_owned(), value.to_owned()));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, visitor: &mut impl Visitor) {
        let tags: Vec<(&str, &str)> = self
            .tags
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        match (self.kind, self.place) {
            (Kind::Way, _) => visitor.way(self.id, &self.nodes, &tags),
            (Kind::Node, Some(place)) if visitor.wants_node(self.id, place) => {
                visitor.node(self.id, place, &tags)
            }
            _ => {}
        }
        self.kind = Kind::Skipped;
    }
}

fn number<T: std::str::FromStr>(
    file: &str,
    tag: &OpenTag<'_>,
    attributes: &[(String, String)],
    key: &str,
) -> Result<T, Box<Defect>> {
    let value = attribute(attributes, key);
    value
        .and_then(|value| value.trim().parse().ok())
        .ok_or_else(|| {
            let found = match value {
                Some(value) => format!("{key}=\"{}\"", value.chars().take(40).collect::<String>()),
                None => format!("no {key}"),
            };
            refusal(
                file,
                format!("{}, <{}>", tag.place(), tag.name()),
                "corrupt_xml",
                found,
                format!("a number as {key}"),
            )
        })
}
