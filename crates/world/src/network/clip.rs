//! The part of a network in an area.

use super::{RoadNetwork, RoadNodeId};
use crate::geometry::Area;
use std::collections::HashMap;

/// A clipped network, and where the nodes of the original went.
#[derive(Debug, Clone)]
pub struct Clipped {
    /// The network.
    pub network: RoadNetwork,
    /// By node of the original: its node here, if it was kept.
    pub nodes: Vec<Option<RoadNodeId>>,
    /// The nodes here that lie outside the area: where the network was cut, and where ways lead out of it.
    pub border: Vec<RoadNodeId>,
}

impl RoadNetwork {
    /// Keeps the links of which an end lies in the area, whole; an end outside stays as a node of the border. Nodes
    /// without a link go.
    pub fn clip(&self, area: &Area) -> Clipped {
        let inside: Vec<bool> = self
            .nodes
            .iter()
            .map(|node| area.contains(node.position))
            .collect();
        let mut result = RoadNetwork {
            names: self.names.clone(),
            ..RoadNetwork::default()
        };
        let mut nodes: Vec<Option<RoadNodeId>> = vec![None; self.nodes.len()];
        let mut shapes = HashMap::new();
        let mut ways = HashMap::new();
        for link in &self.links {
            if !inside[link.tail.index()] && !inside[link.head.index()] {
                continue;
            }
            let [tail, head] = [link.tail, link.head].map(|end| {
                let node = self.node(end);
                *nodes[end.index()]
                    .get_or_insert_with(|| result.add_node(node.position, node.source_id.clone()))
            });
            let points = link.shape.points;
            let stored = *shapes.entry((points.start, points.end)).or_insert_with(|| {
                result
                    .store_shape(self.shape_points[points.range()].iter().copied())
                    .points
            });
            let ids = *ways
                .entry((link.ways.start, link.ways.end))
                .or_insert_with(|| result.store_ways(self.ways(link).iter().cloned()));
            let mut kept = link.clone();
            (kept.tail, kept.head, kept.shape.points, kept.ways) = (tail, head, stored, ids);
            result.add_link(kept);
        }
        let outside = nodes.iter().zip(&inside).filter(|(_, inside)| !**inside);
        let mut border: Vec<RoadNodeId> = outside.filter_map(|(node, _)| *node).collect();
        border.sort_unstable();
        Clipped {
            network: result,
            nodes,
            border,
        }
    }
}
