//! Fewer nodes, the same roads: chains through nodes at which nothing can be decided become single links.
//!
//! A node lies *inside a chain* if it isn't kept by the caller, has exactly two neighbours and either one link in and one
//! out (a one-way road), or a link each way on both sides (a two-way road), and if along each direction the two links are
//! of one class and admit the same modes. The merged link has the sum of the lengths, the sum of the vehicles' travel
//! times (its speed is the one that yields it), the least capacity, lanes and width of its parts, all their shape points
//! and ways, and the name of its longest part. For a flow without waiting on the way that is exact: what fits through a
//! chain is what fits through its narrowest part.
//!
//! O(n + m) a pass; a second pass mends what the first one made mergeable, and more are rare.

use super::{Adjacency, LinkId, LinkShape, PoolRange, RoadLink, RoadNetwork, RoadNodeId, SourceId};
use crate::geometry::Position;
use std::collections::HashMap;

/// A simplified network, and where the nodes of the original went.
#[derive(Debug, Clone)]
pub struct Simplified {
    /// The network.
    pub network: RoadNetwork,
    /// By node of the original: its node here, or None where it became a point of a link's shape.
    pub nodes: Vec<Option<RoadNodeId>>,
    /// By link of the original: the link here that it is part of.
    pub links: Vec<LinkId>,
}

impl RoadNetwork {
    /// Merges chains of links; the nodes in `keep` stay nodes.
    pub fn simplify(&self, keep: &[RoadNodeId]) -> Simplified {
        let mut all = self.merge_chains(keep);
        loop {
            // Merging the carriageways of a divided road can leave a node with two neighbours that had more.
            let keep: Vec<RoadNodeId> = keep
                .iter()
                .filter_map(|node| all.nodes[node.index()])
                .collect();
            let next = all.network.merge_chains(&keep);
            if next.network.nodes.len() == all.network.nodes.len() {
                return all;
            }
            let nodes = all
                .nodes
                .into_iter()
                .map(|node| node.and_then(|node| next.nodes[node.index()]))
                .collect();
            let links = all
                .links
                .into_iter()
                .map(|link| next.links[link.index()])
                .collect();
            all = Simplified {
                network: next.network,
                nodes,
                links,
            };
        }
    }

    fn merge_chains(&self, keep: &[RoadNodeId]) -> Simplified {
        let chains = Chains::of(self, keep);
        let mut result = RoadNetwork {
            names: self.names.clone(),
            ..RoadNetwork::default()
        };
        let nodes: Vec<Option<RoadNodeId>> = self
            .nodes_by_id()
            .map(|(id, node)| {
                let stays = chains.inside[id.index()].is_none();
                stays.then(|| result.add_node(node.position, node.source_id.clone()))
            })
            .collect();
        let mut merger = Merger {
            from: self,
            result,
            chains: HashMap::new(),
            points: HashMap::new(),
            ways: HashMap::new(),
        };
        let mut links = vec![LinkId(u32::MAX); self.links.len()];
        for (id, link) in self.links_by_id() {
            let Some(tail) = nodes[link.tail.index()] else {
                continue;
            };
            let chain = chains.follow(self, id);
            // A chain ends where it can't be followed, so its head is a node that stays.
            let Some(head) = nodes[self.link(chain[chain.len() - 1]).head.index()] else {
                continue;
            };
            let merged = merger.merge(&chains, &chain, tail, head);
            for part in chain {
                links[part.index()] = merged;
            }
        }
        Simplified {
            network: merger.result,
            nodes,
            links,
        }
    }
}

/// A node inside a chain: its ways through, by entering link and leaving link.
#[derive(Debug, Clone, Copy)]
struct Inside {
    through: [Option<(LinkId, LinkId)>; 2],
}

struct Chains {
    inside: Vec<Option<Inside>>,
}

impl Chains {
    fn of(network: &RoadNetwork, keep: &[RoadNodeId]) -> Chains {
        let (outgoing, incoming) = (network.outgoing(), network.incoming());
        let mut inside: Vec<Option<Inside>> = network
            .nodes_by_id()
            .map(|(node, _)| ways_through(network, &outgoing, &incoming, node))
            .collect();
        for &node in keep {
            inside[node.index()] = None;
        }
        let mut chains = Chains { inside };
        chains.open_rings(network);
        chains
    }

    /// A ring without any node that stays gets one: its lowest.
    fn open_rings(&mut self, network: &RoadNetwork) {
        let mut reached = vec![false; network.links.len()];
        for (id, link) in network.links_by_id() {
            if self.inside[link.tail.index()].is_none() {
                for part in self.follow(network, id) {
                    reached[part.index()] = true;
                }
            }
        }
        for (id, _) in network.links_by_id() {
            if reached[id.index()] {
                continue;
            }
            let ring = self.follow(network, id);
            let lowest = ring.iter().map(|&part| network.link(part).tail).min();
            if let Some(lowest) = lowest {
                self.inside[lowest.index()] = None;
            }
            // Both directions of the ring are open now, or this one alone if the other is another ring.
            for &part in &ring {
                reached[part.index()] = true;
                if let Some(twin) = self.twin(network, part) {
                    reached[twin.index()] = true;
                }
            }
        }
    }

    /// The link that runs against `link` between the same ends, as far as a node inside a chain knows it.
    fn twin(&self, network: &RoadNetwork, link: LinkId) -> Option<LinkId> {
        let at_head =
            self.inside[network.link(link).head.index()].and_then(|inside| match inside.through {
                [Some((enters, _)), Some((_, leaves))] if enters == link => Some(leaves),
                [Some((_, leaves)), Some((enters, _))] if enters == link => Some(leaves),
                _ => None,
            });
        at_head.or_else(|| {
            self.inside[network.link(link).tail.index()].and_then(|inside| match inside.through {
                [Some((enters, _)), Some((_, leaves))] if leaves == link => Some(enters),
                [Some((_, leaves)), Some((enters, _))] if leaves == link => Some(enters),
                _ => None,
            })
        })
    }

    /// The links from `first` on, up to a node that stays or back to where it began.
    fn follow(&self, network: &RoadNetwork, first: LinkId) -> Vec<LinkId> {
        let mut chain = vec![first];
        let mut last = first;
        while let Some(inside) = self.inside[network.link(last).head.index()] {
            let next = inside
                .through
                .iter()
                .flatten()
                .find(|through| through.0 == last);
            match next {
                Some(&(_, next)) if next != first => {
                    chain.push(next);
                    last = next;
                }
                _ => break,
            }
        }
        chain
    }
}

fn ways_through(
    network: &RoadNetwork,
    outgoing: &Adjacency,
    incoming: &Adjacency,
    node: RoadNodeId,
) -> Option<Inside> {
    let (enter, leave) = (incoming.links(node), outgoing.links(node));
    let tail = |link: LinkId| network.link(link).tail;
    let head = |link: LinkId| network.link(link).head;
    let alike = |enters: LinkId, leaves: LinkId| {
        let (one, other) = (network.link(enters), network.link(leaves));
        one.class == other.class && one.modes == other.modes
    };
    match (enter, leave) {
        (&[enters], &[leaves]) => {
            let straight =
                tail(enters) != head(leaves) && tail(enters) != node && alike(enters, leaves);
            straight.then_some(Inside {
                through: [Some((enters, leaves)), None],
            })
        }
        (&[a_in, b_in], &[x, y]) => {
            let (a, b) = (tail(a_in), tail(b_in));
            let (a_out, b_out) = if head(x) == a { (x, y) } else { (y, x) };
            let two_sided =
                a != b && a != node && b != node && head(a_out) == a && head(b_out) == b;
            let through = [Some((a_in, b_out)), Some((b_in, a_out))];
            (two_sided && alike(a_in, b_out) && alike(b_in, a_out)).then_some(Inside { through })
        }
        _ => None,
    }
}

struct Merger<'a> {
    from: &'a RoadNetwork,
    result: RoadNetwork,
    /// What is stored for a merged chain, by its first and last link.
    chains: HashMap<(LinkId, LinkId), (LinkShape, PoolRange)>,
    /// What is stored for links that stay as they are, by their place in the pools of the original.
    points: HashMap<PoolRange, PoolRange>,
    ways: HashMap<PoolRange, PoolRange>,
}

impl Merger<'_> {
    fn merge(
        &mut self,
        chains: &Chains,
        chain: &[LinkId],
        tail: RoadNodeId,
        head: RoadNodeId,
    ) -> LinkId {
        let from = self.from;
        let parts = || chain.iter().map(|&part| from.link(part));
        let least = |of: fn(&RoadLink) -> f64| parts().map(of).fold(f64::INFINITY, f64::min);
        let length_m: f64 = parts().map(|part| part.length_m).sum();
        let seconds: f64 = parts()
            .map(|part| part.length_m / part.car_speed_m_per_s)
            .sum();
        let first = from.link(chain[0]);
        let longest = parts().fold(first, |longest, part| {
            if part.length_m > longest.length_m {
                part
            } else {
                longest
            }
        });
        let (shape, ways) = self.shape_and_ways(chains, chain);
        self.result.add_link(RoadLink {
            tail,
            head,
            length_m,
            car_speed_m_per_s: if chain.len() > 1 && seconds > 0.0 {
                length_m / seconds
            } else {
                first.car_speed_m_per_s
            },
            car_vehicles_per_hour: least(|part| part.car_vehicles_per_hour),
            lanes: least(|part| part.lanes),
            foot_width_m: least(|part| part.foot_width_m),
            class: first.class,
            modes: first.modes,
            name: longest.name,
            shape,
            ways,
        })
    }

    /// Stores the points and ways of a chain, once for both of its directions.
    fn shape_and_ways(&mut self, chains: &Chains, chain: &[LinkId]) -> (LinkShape, PoolRange) {
        let (first, last) = (chain[0], chain[chain.len() - 1]);
        if let [only] = chain {
            return self.as_it_is(*only);
        }
        let twins = (chains.twin(self.from, last), chains.twin(self.from, first));
        let opposite = match twins {
            (Some(first), Some(last)) => self.chains.get(&(first, last)).copied(),
            _ => None,
        };
        let mut ids: Vec<SourceId> = Vec::new();
        for &part in chain {
            for id in self.from.ways(self.from.link(part)) {
                if ids.last() != Some(id) {
                    ids.push(id.clone());
                }
            }
        }
        // Formats whose links have one direction name the other direction's links otherwise.
        let same_ways = opposite.map(|(_, ways)| ways).filter(|ways| {
            let stored = &self.result.way_ids[ways.range()];
            stored.iter().rev().eq(&ids)
        });
        // The two directions of a divided road run along different points.
        let points = chain_points(self.from, chain);
        let same_points = opposite.map(|(shape, _)| shape).filter(|shape| {
            let stored = &self.result.shape_points[shape.points.range()];
            stored.iter().rev().eq(&points)
        });
        let shape = match same_points {
            Some(shape) => shape.reversed(),
            None => self.result.store_shape(points),
        };
        let ways = same_ways.unwrap_or_else(|| self.result.store_ways(ids));
        self.chains.insert((first, last), (shape, ways));
        (shape, ways)
    }

    fn as_it_is(&mut self, link: LinkId) -> (LinkShape, PoolRange) {
        let (from, link) = (self.from, self.from.link(link));
        let points = *self.points.entry(link.shape.points).or_insert_with(|| {
            self.result
                .store_shape(from.shape_points[link.shape.points.range()].iter().copied())
                .points
        });
        let ways = *self
            .ways
            .entry(link.ways)
            .or_insert_with(|| self.result.store_ways(from.ways(link).iter().cloned()));
        (
            LinkShape {
                points,
                direction: link.shape.direction,
            },
            ways,
        )
    }
}

fn chain_points(network: &RoadNetwork, chain: &[LinkId]) -> Vec<Position> {
    let mut points = Vec::new();
    for (index, &part) in chain.iter().enumerate() {
        let link = network.link(part);
        if index > 0 {
            points.push(network.node(link.tail).position);
        }
        points.extend(network.shape(link));
    }
    points
}
