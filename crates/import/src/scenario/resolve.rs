//! Raw values into the resolved types of the world: times into instants, names into indices, places
//! into nodes, every figure checked.

pub mod corridors;
pub mod defaults;
pub mod destinations;
pub mod figures;
pub mod gates;
pub mod ground;
pub mod groups;
pub mod pause;
pub mod people;
pub mod reach;
pub mod roads;
pub mod times;
pub mod transport;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::defects::{Defects, Place};
use super::nearest::expected_word;
use super::node::quoted;

/// Ids of one kind and their indices.
#[derive(Debug, Default)]
pub struct Ids {
    /// What they are ids of.
    what: &'static str,
    map: BTreeMap<String, u32>,
    /// Ids that stand in the files but whose entries are broken: a reference to one of them is not
    /// a defect of its own.
    broken: BTreeSet<String>,
    /// How many unknown ids were told; after some, the nearest known ones are no longer looked up.
    unknown: Cell<usize>,
}

impl Ids {
    /// The ids of things, in order, and all the ids that stand in the files.
    pub fn new<'a>(
        what: &'static str,
        keys: impl IntoIterator<Item = &'a str>,
        mentioned: &[String],
    ) -> Ids {
        let map: BTreeMap<String, u32> = keys
            .into_iter()
            .zip(0..)
            .map(|(key, index)| (key.to_owned(), index))
            .collect();
        let broken = mentioned
            .iter()
            .filter(|id| !map.contains_key(*id))
            .cloned()
            .collect();
        Ids {
            what,
            map,
            broken,
            unknown: Cell::new(0),
        }
    }

    /// The index of an id; an unknown one is told with the nearest known one.
    pub fn find(&self, id: &str, place: &Place, defects: &mut Defects) -> Option<u32> {
        /// Each look through all known ids costs their number.
        const LOOKED_UP: usize = 50;
        let found = self.map.get(id).copied();
        if found.is_none() && !self.broken.contains(id) {
            let told = self.unknown.replace(self.unknown.get() + 1);
            let what = format!("the id of a {}", self.what);
            let known = self.map.keys().chain(&self.broken).map(String::as_str);
            let expected = if told < LOOKED_UP {
                expected_word(&what, id, known)
            } else {
                what
            };
            defects.error(place, "unknown_id", quoted(id), expected);
        }
        found
    }
}
