//! The road network of a scenario, by the importer of its format.

use korridor_world::RoadNetwork;

use super::defects::{Defects, Place};
use super::files::Files;
use super::raw::{RawNetwork, RawNetworkKind};
use super::sections::file;
use crate::{ImportError, Limits};

/// Reads the network that `[network]` names.
pub fn read_network(raw: &RawNetwork, files: &Files, defects: &mut Defects) -> Option<RoadNetwork> {
    match raw.kind {
        RawNetworkKind::Osm => {
            let (name, bytes) = named(raw.file.as_ref(), "file", raw, files, defects)?;
            let read = crate::osm::read(name, bytes, &Limits::default());
            imported(read.map(|(network, _)| network), name, defects)
        }
        RawNetworkKind::Gmns | RawNetworkKind::Matsim => None,
    }
}

fn named<'a>(
    name: Option<&'a String>,
    key: &str,
    raw: &RawNetwork,
    files: &'a Files,
    defects: &mut Defects,
) -> Option<(&'a str, &'a [u8])> {
    let Some(name) = name else {
        let place = Place::new(super::SCENARIO_FILE, raw.line, "network");
        defects.error(
            &place,
            "missing_key",
            format!("no {key:?}"),
            "the file of the network",
        );
        return None;
    };
    let bytes = file(name, files, &format!("network, {key}"), defects)?;
    Some((name, bytes))
}

fn imported(
    read: Result<RoadNetwork, ImportError>,
    name: &str,
    defects: &mut Defects,
) -> Option<RoadNetwork> {
    match read {
        Ok(network) => Some(network),
        Err(ImportError::Invalid(found)) => {
            defects.extend(found);
            None
        }
        Err(error @ ImportError::Io { .. }) => {
            defects.error(
                &Place::new(name, 0, ""),
                "unreadable_file",
                error.to_string(),
                "a file that can be read",
            );
            None
        }
    }
}
