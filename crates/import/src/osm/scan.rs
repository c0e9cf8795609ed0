//! What the two readers, binary and XML, show to whoever collects the network.

use korridor_world::geometry::Position;

/// Which elements a reading of the file is for; the others are skipped undecoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    Ways,
    Nodes,
}

/// Keys and values, in file order.
pub(super) type Tags<'a> = [(&'a str, &'a str)];

/// Receives elements. Nodes are shown with an unchecked position, NaN where it could not be computed.
pub(super) trait Visitor {
    /// Whether the tags and position of a node are wanted at all.
    fn wants_node(&mut self, id: i64, place: Position) -> bool;
    fn node(&mut self, id: i64, place: Position, tags: &Tags<'_>);
    fn way(&mut self, id: i64, nodes: &[i64], tags: &Tags<'_>);
}

/// The value of `key`.
pub(super) fn tag<'a>(tags: &Tags<'a>, key: &str) -> Option<&'a str> {
    tags.iter().find(|pair| pair.0 == key).map(|pair| pair.1)
}
