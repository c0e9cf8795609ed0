//! Entries of `scenario.toml` and features of a layer, joined by id.

use std::collections::BTreeMap;

use crate::scenario::conform::Conformer;
use crate::scenario::defects::Defects;
use crate::scenario::node::{Kind, Node};

/// Joins entries and features in the order of first mention: what the entry says holds, the feature
/// adds the rest. Ids that come twice in one file are told.
pub fn join(
    section: &str,
    entries: Vec<Node>,
    features: Vec<Node>,
    conformer: &Conformer<'_>,
    defects: &mut Defects,
) -> Vec<Node> {
    let mut joined: Vec<Node> = Vec::with_capacity(entries.len() + features.len());
    let mut by_id: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for node in entries.into_iter().chain(features) {
        let Some(id) = node.get("id").and_then(Node::text).map(str::to_owned) else {
            joined.push(node);
            continue;
        };
        match by_id.get(&id) {
            None => {
                by_id.insert(id, (joined.len(), node.at.file));
                joined.push(node);
            }
            Some((_, file)) if *file == node.at.file => {
                let place = conformer.place(node.at, &format!("{section} {id:?}"));
                let found = format!("{id:?} twice");
                defects.error(&place, "duplicate_id", found, "ids that are unique");
            }
            Some(&(index, _)) => add_missing(&mut joined[index], node),
        }
    }
    joined
}

fn add_missing(entry: &mut Node, feature: Node) {
    let Kind::Table(have) = &mut entry.kind else {
        return;
    };
    let Kind::Table(more) = feature.kind else {
        return;
    };
    for one in more {
        if !have.iter().any(|entry| entry.key == one.key) {
            have.push(one);
        }
    }
}
