//! From which nodes of the network which corridors can be reached.

use std::collections::BTreeSet;

use korridor_world::{LinkId, Mode, RoadNetwork, RoadNodeId};

/// For every node, whether a corridor can be reached from it.
#[derive(Debug, Default)]
pub struct Reach {
    out: Vec<bool>,
}

impl Reach {
    /// Searches backwards from the entries over links that the mode may use and that are not
    /// closed.
    pub fn new(
        network: &RoadNetwork,
        mode: Mode,
        entries: &[RoadNodeId],
        closed: &[LinkId],
    ) -> Reach {
        let closed: BTreeSet<LinkId> = closed.iter().copied().collect();
        let incoming = network.incoming();
        let mut out = vec![false; network.nodes.len()];
        let mut stack: Vec<RoadNodeId> = entries.to_vec();
        for entry in entries {
            out[entry.index()] = true;
        }
        while let Some(node) = stack.pop() {
            for &id in incoming.links(node) {
                let link = network.link(id);
                if link.modes.contains(mode) && !out[link.tail.index()] && !closed.contains(&id) {
                    out[link.tail.index()] = true;
                    stack.push(link.tail);
                }
            }
        }
        Reach { out }
    }

    /// Whether a corridor can be reached from a node.
    pub fn reaches_any(&self, node: RoadNodeId) -> bool {
        self.out.get(node.index()).copied().unwrap_or(false)
    }

    /// Share of the length of all links from which no corridor can be reached, `0.0..=1.0`.
    pub fn share_cut_off(&self, network: &RoadNetwork, mode: Mode) -> f64 {
        let (mut all, mut cut_off) = (0.0, 0.0);
        for link in network
            .links
            .iter()
            .filter(|link| link.modes.contains(mode))
        {
            all += link.length_m;
            if !self.reaches_any(link.head) {
                cut_off += link.length_m;
            }
        }
        if all > 0.0 { cut_off / all } else { 0.0 }
    }
}
