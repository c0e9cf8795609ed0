//! OpenStreetMap extracts into a road network: PBF (dense and plain nodes, raw or zlib) and XML (plain, .gz, .bz2).
//!
//! The file is read twice: once for the ways that are roads, once for the places of their nodes. What is kept grows with
//! the roads and not with the file. Map data (c) OpenStreetMap contributors, ODbL: say so on every map.
//!
//! Not modelled: turn restrictions, traffic signals (their share of green is in the capacity), conditional restrictions
//! (reported; the unconditional tags hold), sidewalks as part of a street's width.

mod access;
mod block;
mod build;
mod collect;
mod measure;
mod pbf;
mod road;
mod scan;
mod wire;
mod xml;

use crate::limits::Limits;
use crate::report::{ImportError, ImportReport, error, refusal};
use collect::{Nodes, Ways};
use korridor_world::RoadNetwork;
use scan::Pass;
use std::path::Path;

/// What has to stand beside everything made from OpenStreetMap (openstreetmap.org/copyright).
pub const OSM_ATTRIBUTION: &str = "(c) OpenStreetMap contributors, ODbL 1.0";

/// Reads an extract; the format is told by its first bytes, not by its name.
///
/// # Errors
/// When the file can't be read, and as [`read_pbf`] and [`read_xml`].
pub fn read_file(path: &Path, limits: &Limits) -> Result<(RoadNetwork, ImportReport), ImportError> {
    let bytes = limits.read(path)?;
    read(&path.display().to_string(), &bytes, limits)
}

/// Reads an extract from memory; the format is told by its first bytes. `name` stands in defects.
///
/// # Errors
/// As [`read_pbf`] and [`read_xml`].
pub fn read(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
) -> Result<(RoadNetwork, ImportReport), ImportError> {
    let is_xml = matches!(
        bytes,
        [0x1f, 0x8b, ..] | [b'B', b'Z', b'h', ..] | [0xef, 0xbb, 0xbf, ..]
    ) || bytes.trim_ascii_start().starts_with(b"<");
    if is_xml {
        read_xml(name, bytes, limits)
    } else {
        read_pbf(name, bytes, limits)
    }
}

/// Reads OpenStreetMap's binary format.
///
/// # Errors
/// When the file is truncated or damaged, is compressed with anything but zlib, expands beyond the limits, has nodes off
/// the globe, or has no road.
pub fn read_pbf(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
) -> Result<(RoadNetwork, ImportReport), ImportError> {
    let mut ways = Ways::of_file(bytes.len());
    pbf::scan(name, bytes, limits, Pass::Ways, &mut ways)?;
    let mut nodes = Nodes::of(&mut ways);
    pbf::scan(name, bytes, limits, Pass::Nodes, &mut nodes)?;
    finish(name, ways, nodes)
}

/// Reads OpenStreetMap's XML, plain, .gz or .bz2.
///
/// # Errors
/// As [`read_pbf`]; and when there are entities other than XML's own.
pub fn read_xml(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
) -> Result<(RoadNetwork, ImportReport), ImportError> {
    let mut ways = Ways::of_file(bytes.len());
    xml::scan(name, bytes, limits, Pass::Ways, &mut ways)?;
    let mut nodes = Nodes::of(&mut ways);
    xml::scan(name, bytes, limits, Pass::Nodes, &mut nodes)?;
    finish(name, ways, nodes)
}

fn finish(
    name: &str,
    ways: Ways,
    nodes: Nodes,
) -> Result<(RoadNetwork, ImportReport), ImportError> {
    let mut defects = Vec::new();
    if nodes.off_globe_count > 0 {
        let found = format!(
            "{} nodes off the globe: {}",
            nodes.off_globe_count,
            nodes.off_globe.join("; ")
        );
        let expected = "longitudes of -180 to 180 and latitudes of -90 to 90";
        defects.push(error(name, "", "coordinate_out_of_range", found, expected));
    }
    if ways.kept.is_empty() {
        let found = format!(
            "{} ways, none of them a road that anybody may use",
            nodes.report.ways_read
        );
        defects.push(error(
            name,
            "",
            "empty_extract",
            found,
            "ways with a highway tag",
        ));
    }
    if ways.is_overfull {
        let found = format!("roads of more than {} nodes", ways.nodes.len());
        defects.push(error(
            name,
            "",
            "expands_too_much",
            found,
            "fewer in a file of this size",
        ));
    }
    if !defects.is_empty() {
        return Err(ImportError::Invalid(defects));
    }
    let road_count = ways.kept.len();
    let (network, report) = build::build(ways, nodes);
    if network.links.is_empty() {
        let missing = report.count("way_with_missing_nodes");
        let found = format!(
            "{road_count} roads, {missing} of them with nodes that the file lacks, and no link"
        );
        let expected = "an extract with the nodes of its ways ('osmium extract' keeps them)";
        return Err(ImportError::from(refusal(
            name,
            "",
            "empty_extract",
            found,
            expected,
        )));
    }
    Ok((network, report))
}
