//! The two passes over an extract: first the ways that are roads, then the places of their nodes.
//!
//! What is kept is 8 bytes a reference, and 33 bytes for every node of a road; nodes of other things are passed over.

use super::access::{is_conditional, stopped_at};
use super::road::{Road, road};
use super::scan::{Tags, Visitor, tag};
use crate::report::ImportReport;
use korridor_world::ModeSet;
use korridor_world::geometry::Position;
use std::collections::HashMap;
use std::ops::Range;

/// A way that is a road.
pub(super) struct KeptWay {
    pub id: i64,
    pub road: Road,
    pub name: Option<u32>,
    /// Its nodes in [`Ways::nodes`].
    pub nodes: Range<usize>,
}

/// What references a file may make however small it is, and for each of its bytes beyond that. Real extracts make some
/// 0.1 a byte; a deflated run of them costs a hostile file almost nothing, and the reader 40 bytes each.
const FREE_REFERENCES: usize = 1 << 20;
const REFERENCES_PER_BYTE: usize = 2;

/// The first pass: roads and the ids of their nodes.
#[derive(Default)]
pub(super) struct Ways {
    /// How many more references are taken.
    room: usize,
    /// Whether there were more.
    pub is_overfull: bool,
    pub kept: Vec<KeptWay>,
    pub nodes: Vec<i64>,
    pub names: Vec<String>,
    name_index: HashMap<String, u32>,
    pub report: ImportReport,
}

impl Ways {
    /// Ready for a file of `length` bytes.
    pub fn of_file(length: usize) -> Ways {
        let room = REFERENCES_PER_BYTE
            .saturating_mul(length)
            .saturating_add(FREE_REFERENCES);
        // The network counts in 32 bits, two links a reference.
        Ways {
            room: room.min(i32::MAX as usize),
            ..Ways::default()
        }
    }

    fn name(&mut self, tags: &Tags<'_>) -> Option<u32> {
        let name = tag(tags, "name").or_else(|| tag(tags, "ref"))?;
        if let Some(&index) = self.name_index.get(name) {
            return Some(index);
        }
        let index = u32::try_from(self.names.len()).ok()?;
        self.names.push(name.to_owned());
        self.name_index.insert(name.to_owned(), index);
        Some(index)
    }

    fn note_conditions(&mut self, id: i64, tags: &Tags<'_>) {
        if let Some(pair) = tags.iter().find(|pair| is_conditional(pair.0)) {
            let taken = "the unconditional tags hold at all times";
            self.report.note("conditional_restriction", taken, || {
                format!("way {id}: {}={}", pair.0, short(pair.1))
            });
        }
        if tag(tags, "oneway") == Some("reversible") {
            let taken = "no vehicle is sent along it";
            self.report
                .note("reversible_lane", taken, || format!("way {id}"));
        }
    }
}

impl Visitor for Ways {
    fn wants_node(&mut self, _id: i64, _place: Position) -> bool {
        false
    }

    fn node(&mut self, _id: i64, _place: Position, _tags: &Tags<'_>) {}

    fn way(&mut self, id: i64, nodes: &[i64], tags: &Tags<'_>) {
        self.report.ways_read += 1;
        let report = &mut self.report;
        let odd = |(key, value): (&str, &str)| {
            let taken = "the default of its class holds";
            report.note("value_not_understood", taken, || {
                format!("way {id}: {key}={}", short(value))
            });
        };
        let Some(road) = road(tags, odd) else { return };
        let Some(room) = self.room.checked_sub(nodes.len()) else {
            self.is_overfull = true;
            return;
        };
        self.room = room;
        self.note_conditions(id, tags);
        let name = self.name(tags);
        let start = self.nodes.len();
        self.nodes.extend(nodes);
        self.kept.push(KeptWay {
            id,
            road,
            name,
            nodes: start..self.nodes.len(),
        });
    }
}

/// The second pass: where the nodes of the roads are, and whom they stop.
pub(super) struct Nodes {
    /// Sorted, each once.
    pub ids: Vec<i64>,
    /// By position in `ids`; NaN where the file has no such node.
    pub places: Vec<Position>,
    pub stopped: Vec<ModeSet>,
    pub report: ImportReport,
    /// Where the last wanted node was found: files are mostly sorted by id.
    cursor: usize,
    pub off_globe: Vec<String>,
    pub off_globe_count: u64,
}

impl Nodes {
    const EXAMPLES: usize = 5;

    /// Ready to look for the nodes of `ways`.
    pub fn of(ways: &mut Ways) -> Nodes {
        let mut ids = ways.nodes.clone();
        ids.sort_unstable();
        ids.dedup();
        ids.shrink_to_fit();
        let nowhere = Position {
            longitude: f64::NAN,
            latitude: f64::NAN,
        };
        Nodes {
            places: vec![nowhere; ids.len()],
            stopped: vec![ModeSet::NONE; ids.len()],
            ids,
            report: std::mem::take(&mut ways.report),
            cursor: 0,
            off_globe: Vec::new(),
            off_globe_count: 0,
        }
    }

    /// The position of `id` in `ids`.
    pub fn index(&self, id: i64) -> Option<usize> {
        self.ids.binary_search(&id).ok()
    }

    fn seek(&mut self, id: i64) -> bool {
        let after = self.cursor == 0 || self.ids[self.cursor - 1] < id;
        let before = self.ids.get(self.cursor).is_none_or(|&next| id <= next);
        if !(after && before) {
            self.cursor = self.ids.partition_point(|&other| other < id);
        }
        self.ids.get(self.cursor) == Some(&id)
    }
}

impl Visitor for Nodes {
    fn wants_node(&mut self, id: i64, place: Position) -> bool {
        self.report.nodes_read += 1;
        if !place.is_on_earth() {
            self.off_globe_count += 1;
            if self.off_globe.len() < Nodes::EXAMPLES {
                self.off_globe.push(format!(
                    "node {id}: lon {}, lat {}",
                    place.longitude, place.latitude
                ));
            }
            return false;
        }
        self.seek(id)
    }

    fn node(&mut self, _id: i64, place: Position, tags: &Tags<'_>) {
        self.places[self.cursor] = place;
        self.stopped[self.cursor] = stopped_at(tags);
    }

    fn way(&mut self, _id: i64, _nodes: &[i64], _tags: &Tags<'_>) {}
}

fn short(value: &str) -> String {
    value.chars().take(60).collect()
}
