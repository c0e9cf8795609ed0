//! MATSim networks, `network_v1.dtd` and `network_v2.dtd`, .xml or .xml.gz, into a road network.
//!
//! Per link: `length` in metres, `freespeed` in metres per second, `capacity` in vehicles per `capperiod`, `permlanes`,
//! `modes`. The document type is never fetched. Coordinates are in the system that the caller gives. MATSim has no
//! width: walkers, where `modes` has `walk`, get the lanes' width.

use crate::limits::Limits;
use crate::projection::Projection;
use crate::report::{ImportError, ImportReport};
use crate::table::{Defects, quoted};
use crate::xml::{OpenTag, XmlEvent, XmlFile, attribute};
use korridor_world::profile::{LANE_WIDTH_M, LEAST_FOOT_WIDTH_M, SHY_DISTANCE_M};
use korridor_world::{
    Defect, LinkShape, ModeSet, RoadClass, RoadLink, RoadNetwork, RoadNodeId, SourceId,
};
use std::collections::HashMap;

const SECONDS_PER_HOUR: f64 = 3600.0;

/// Reads a network; `name` stands in defects.
///
/// # Errors
/// When the XML is damaged or no MATSim network, or a node or link lacks something; all such defects.
pub fn read(
    name: &str,
    bytes: &[u8],
    projection: &Projection,
    limits: &Limits,
) -> Result<(RoadNetwork, ImportReport), ImportError> {
    let mut reader = Reader {
        projection,
        network: RoadNetwork::default(),
        nodes: HashMap::new(),
        report: ImportReport::default(),
        defects: Defects::of(name),
        period_hours: 1.0,
    };
    let mut file = XmlFile::open(name, bytes, limits);
    let broken = reader.file(&mut file).err();
    if broken.is_none() && reader.network.links.is_empty() && reader.defects.is_empty() {
        reader.defects.push(
            0,
            "",
            "empty_network",
            "no link",
            "a MATSim network with links",
        );
    }
    let mut defects = reader.defects.finish();
    defects.extend(broken.map(|defect| *defect));
    if defects.is_empty() {
        Ok((reader.network, reader.report))
    } else {
        Err(ImportError::Invalid(defects))
    }
}

struct Reader<'a> {
    projection: &'a Projection,
    network: RoadNetwork,
    nodes: HashMap<String, RoadNodeId>,
    report: ImportReport,
    defects: Defects<'a>,
    period_hours: f64,
}

impl Reader<'_> {
    fn file(&mut self, file: &mut XmlFile<'_>) -> Result<(), Box<Defect>> {
        let mut path: Vec<String> = Vec::new();
        while let Some(event) = file.next()? {
            match event {
                XmlEvent::Open(tag) => {
                    let path_of: Vec<&str> = path.iter().map(String::as_str).collect();
                    self.open(&path_of, &tag)?;
                    // Deeper tags are attributes of links, which are not read.
                    let name = if path.len() < 3 {
                        tag.name().to_owned()
                    } else {
                        String::new()
                    };
                    path.push(name);
                }
                XmlEvent::Close => drop(path.pop()),
            }
        }
        if !path.is_empty() {
            let found = format!("{} open tags", path.len());
            self.defects
                .push(0, "end of file", "truncated", found, "</network>");
        }
        Ok(())
    }

    fn open(&mut self, path: &[&str], tag: &OpenTag<'_>) -> Result<(), Box<Defect>> {
        match (path, tag.name()) {
            ([], "network") => {}
            ([], other) => {
                let found = format!("the root <{other}>");
                self.defects
                    .push(0, tag.place(), "not_matsim_xml", found, "<network>");
            }
            (["network"], "links") => self.links(tag)?,
            (["network", "nodes"], "node") => self.node(tag)?,
            (["network", "links"], "link") => self.link(tag)?,
            _ => {}
        }
        Ok(())
    }

    fn links(&mut self, tag: &OpenTag<'_>) -> Result<(), Box<Defect>> {
        let attributes = tag.attributes()?;
        let Some(period) = attribute(&attributes, "capperiod") else {
            return Ok(());
        };
        match seconds(period).filter(|seconds| *seconds > 0.0) {
            Some(seconds) => self.period_hours = seconds / SECONDS_PER_HOUR,
            None => self.defects.push(
                0,
                tag.place(),
                "not_a_time",
                quoted(period),
                "capperiod as HH:MM:SS",
            ),
        }
        Ok(())
    }

    fn node(&mut self, tag: &OpenTag<'_>) -> Result<(), Box<Defect>> {
        self.report.nodes_read += 1;
        let attributes = tag.attributes()?;
        let any = f64::MIN..=f64::MAX;
        let x = self.number(tag, &attributes, "x", any.clone());
        let y = self.number(tag, &attributes, "y", any);
        let (Some(id), Some(x), Some(y)) = (self.text(tag, &attributes, "id"), x, y) else {
            return Ok(());
        };
        let Some(position) = self.projection.position(x, y) else {
            let expected = format!("coordinates of EPSG:{}", self.projection.code());
            self.defects.push(
                0,
                place(tag, id),
                "coordinate_out_of_range",
                format!("x {x}, y {y}"),
                expected,
            );
            return Ok(());
        };
        if self.nodes.contains_key(id) {
            self.defects.push(
                0,
                place(tag, id),
                "duplicate_id",
                "a second node of this id",
                "one",
            );
            return Ok(());
        }
        let node = self.network.add_node(position, source_id(id));
        self.nodes.insert(id.to_owned(), node);
        Ok(())
    }

    fn link(&mut self, tag: &OpenTag<'_>) -> Result<(), Box<Defect>> {
        self.report.ways_read += 1;
        let attributes = tag.attributes()?;
        let ends = ["from", "to"].map(|key| self.end(tag, &attributes, key));
        let length_m = self.number(tag, &attributes, "length", 0.0..=1e7);
        let speed = self.number(tag, &attributes, "freespeed", 0.0..=1e6);
        let capacity = self.number(tag, &attributes, "capacity", 0.0..=1e9);
        let lanes = match attribute(&attributes, "permlanes") {
            Some(_) => self.number(tag, &attributes, "permlanes", 0.0..=100.0),
            None => Some(1.0),
        };
        let modes = modes(attribute(&attributes, "modes").unwrap_or("car"));
        let (Some(id), [Some(tail), Some(head)]) = (self.text(tag, &attributes, "id"), ends) else {
            return Ok(());
        };
        let (Some(length_m), Some(speed), Some(capacity), Some(lanes)) =
            (length_m, speed, capacity, lanes)
        else {
            return Ok(());
        };
        if modes.is_empty() || speed == 0.0 {
            let taken = "left out";
            self.report
                .note("link_for_nobody", taken, || format!("link {id}"));
            return Ok(());
        }
        self.report.ways_kept += 1;
        let ways = self.network.store_ways([source_id(id)]);
        self.network.add_link(RoadLink {
            tail,
            head,
            length_m,
            car_speed_m_per_s: speed,
            car_vehicles_per_hour: capacity / self.period_hours,
            lanes,
            foot_width_m: (lanes * LANE_WIDTH_M - 2.0 * SHY_DISTANCE_M).max(LEAST_FOOT_WIDTH_M),
            class: RoadClass::Road,
            modes,
            name: None,
            shape: LinkShape::default(),
            ways,
        });
        Ok(())
    }

    fn end(
        &mut self,
        tag: &OpenTag<'_>,
        attributes: &[(String, String)],
        key: &str,
    ) -> Option<RoadNodeId> {
        let id = self.text(tag, attributes, key)?;
        let node = self.nodes.get(id).copied();
        if node.is_none() {
            self.defects.push(
                0,
                tag.place(),
                "unknown_node",
                format!("{key}={}", quoted(id)),
                "the id of a node",
            );
        }
        node
    }

    fn text<'t>(
        &mut self,
        tag: &OpenTag<'_>,
        attributes: &'t [(String, String)],
        key: &str,
    ) -> Option<&'t str> {
        let value = attribute(attributes, key).filter(|value| !value.is_empty());
        if value.is_none() {
            let found = format!("<{}> without {key}", tag.name());
            self.defects.push(
                0,
                tag.place(),
                "missing_attribute",
                found,
                format!("{key}=\"...\""),
            );
        }
        value
    }

    fn number(
        &mut self,
        tag: &OpenTag<'_>,
        attributes: &[(String, String)],
        key: &str,
        range: std::ops::RangeInclusive<f64>,
    ) -> Option<f64> {
        let text = self.text(tag, attributes, key)?;
        let number = text
            .trim()
            .parse::<f64>()
            .ok()
            .filter(|number| range.contains(number));
        if number.is_none() {
            let found = format!("{key}={}", quoted(text));
            let expected = format!("a number from {:e} to {:e}", range.start(), range.end());
            self.defects
                .push(0, tag.place(), "not_a_number_in_range", found, expected);
        }
        number
    }
}

fn place(tag: &OpenTag<'_>, id: &str) -> String {
    format!("{}, {} {}", tag.place(), tag.name(), quoted(id))
}

fn source_id(id: &str) -> SourceId {
    SourceId::Text(id.into())
}

/// MATSim's `modes`: `car` and what drives like it, and `walk`.
fn modes(list: &str) -> ModeSet {
    let of = |mode: &str| match mode.trim() {
        "car" | "truck" | "taxi" | "drt" | "ride" | "emergency" => ModeSet::CAR,
        "walk" | "transit_walk" | "access_walk" | "egress_walk" | "non_network_walk"
        | "pedestrian" => ModeSet::FOOT,
        _ => ModeSet::NONE,
    };
    list.split(',')
        .fold(ModeSet::NONE, |set, mode| set.with(of(mode)))
}

/// `HH:MM:SS`, `HH:MM` or plain seconds, in seconds.
fn seconds(time: &str) -> Option<f64> {
    let mut total = 0.0;
    let parts: Vec<&str> = time.trim().split(':').collect();
    if parts.len() == 1 {
        return parts[0]
            .parse()
            .ok()
            .filter(|seconds: &f64| seconds.is_finite());
    }
    for (part, factor) in parts.iter().zip([SECONDS_PER_HOUR, 60.0, 1.0]) {
        total += part
            .parse::<f64>()
            .ok()
            .filter(|part| (0.0..1e6).contains(part))?
            * factor;
    }
    (parts.len() <= 3).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use korridor_world::Mode;

    const NODES: &str = "<nodes><node id='a' x='273741.297' y='5796489.777'/><node id='b' x='274741.297' \
                         y='5796489.777'><attributes><attribute name='z' class='x'>7</attribute></attributes></node></nodes>";

    fn parse(links: &str) -> Result<(RoadNetwork, ImportReport), ImportError> {
        let doctype =
            "<!DOCTYPE network SYSTEM \"http://www.matsim.org/files/dtd/network_v2.dtd\">";
        let xml = format!(
            "<?xml version='1.0' encoding='UTF-8'?>{doctype}<network name='n'>{NODES}{links}</network>"
        );
        read(
            "n.xml",
            xml.as_bytes(),
            &Projection::from_epsg(28355).unwrap(),
            &Limits::default(),
        )
    }

    #[test]
    fn capacity_is_per_capperiod_and_speed_in_metres_per_second() {
        let (network, _) = parse(
            "<links capperiod='00:30:00' effectivecellsize='7.5'><link id='1' from='a' to='b' length='1000' \
             freespeed='12.5' capacity='900' permlanes='2.0' oneway='1' modes='car,bus,walk'/></links>",
        )
        .unwrap();
        let link = &network.links[0];
        assert_eq!(
            (
                link.length_m,
                link.car_speed_m_per_s,
                link.car_vehicles_per_hour
            ),
            (1000.0, 12.5, 1800.0)
        );
        assert_eq!((link.lanes, link.foot_width_m), (2.0, 5.5));
        assert!(link.modes.contains(Mode::Foot) && link.modes.contains(Mode::Car));
        assert_eq!(
            network.node(link.tail).source_id,
            SourceId::Text("a".into())
        );
        assert!((network.node(link.tail).position.latitude + 37.951_033_4).abs() < 1e-6);
    }

    #[test]
    fn all_defects_are_told() {
        let error = parse(
            "<links capperiod='never'><link id='1' from='a' to='c' length='-1' freespeed='nan' capacity='1'/>\
             <link from='a' to='b' length='1' freespeed='1' capacity='1'/></links>",
        )
        .unwrap_err();
        let codes: Vec<&str> = error
            .defects()
            .iter()
            .map(|defect| defect.code.as_str())
            .collect();
        let expected = [
            "not_a_time",
            "unknown_node",
            "not_a_number_in_range",
            "not_a_number_in_range",
            "missing_attribute",
        ];
        assert_eq!(codes, expected);
    }

    #[test]
    fn links_for_other_modes_are_left_out_and_told() {
        let links = "<links><link id='r' from='a' to='b' length='1' freespeed='1' capacity='1' modes='rail'/>\
                     <link id='c' from='a' to='b' length='1' freespeed='1' capacity='1' modes='car'/></links>";
        let (network, report) = parse(links).unwrap();
        assert_eq!(
            (network.links.len(), report.count("link_for_nobody")),
            (1, 1)
        );
        assert_eq!(
            parse("<links/>").unwrap_err().defects()[0].code,
            "empty_network"
        );
    }

    #[test]
    fn times_are_read_in_their_forms() {
        assert_eq!(
            ["01:00:00", "1:30", "3600", "x", "1:2:3:4"].map(seconds),
            [Some(3600.0), Some(5400.0), Some(3600.0), None, None]
        );
    }
}
