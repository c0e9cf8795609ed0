//! Which part of a network leads to an exit at all.

use super::{RoadNetwork, RoadNodeId};
use crate::profile::Metric;

/// Which nodes lead to one of the exits, and how much of the network doesn't.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// By node: whether an exit can be reached from it. Exits reach themselves.
    pub reaches: Vec<bool>,
    /// Nodes that the mode can be at, because a link that it may use begins or ends there.
    pub nodes: usize,
    /// Those of them that lead to no exit.
    pub cut_off_nodes: usize,
    /// Length of the links that the mode may use, in metres, each direction counted.
    pub length_m: f64,
    /// The part of that length which leads to no exit.
    pub cut_off_length_m: f64,
}

impl RoadNetwork {
    /// What leads to one of `exits` along links that `metric` has. O(n + m).
    pub fn reach(&self, metric: &Metric, exits: &[RoadNodeId]) -> Reach {
        let incoming = self.incoming();
        let mut reaches = vec![false; self.nodes.len()];
        let mut open: Vec<RoadNodeId> = Vec::new();
        for &exit in exits {
            if !std::mem::replace(&mut reaches[exit.index()], true) {
                open.push(exit);
            }
        }
        while let Some(node) = open.pop() {
            for &link in incoming.links(node) {
                let tail = self.link(link).tail;
                if metric.link(link).is_some()
                    && !std::mem::replace(&mut reaches[tail.index()], true)
                {
                    open.push(tail);
                }
            }
        }
        self.measure(metric, reaches)
    }

    fn measure(&self, metric: &Metric, reaches: Vec<bool>) -> Reach {
        let mut touched = vec![false; self.nodes.len()];
        let (mut length_m, mut cut_off_length_m) = (0.0, 0.0);
        for (id, _) in metric.usable() {
            let link = self.link(id);
            touched[link.tail.index()] = true;
            touched[link.head.index()] = true;
            length_m += link.length_m;
            if !reaches[link.head.index()] {
                cut_off_length_m += link.length_m;
            }
        }
        let nodes = touched.iter().filter(|touched| **touched).count();
        let cut_off_nodes = touched
            .iter()
            .zip(&reaches)
            .filter(|(touched, reaches)| **touched && !**reaches)
            .count();
        Reach {
            reaches,
            nodes,
            cut_off_nodes,
            length_m,
            cut_off_length_m,
        }
    }
}
