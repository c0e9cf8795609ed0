//! Roads and places into a network.
//!
//! A way becomes one link, or two, for every stretch between *stops*: its ends, nodes that it shares with another road
//! or with itself, nodes that stop a mode, and the neighbours of these (so that a barrier takes only the pieces that
//! touch it from the mode, and not the street up to the next crossing). A node that the file lacks ends the stretch
//! before it, and another begins after it: nothing is joined across a gap.

use super::collect::{KeptWay, Nodes, Ways};
use super::road::Carriageway;
use crate::report::ImportReport;
use korridor_world::{LinkShape, ModeSet, RoadLink, RoadNetwork, RoadNodeId, SourceId};

const NO_NODE: u32 = u32::MAX;

/// Builds the network.
pub(super) fn build(ways: Ways, nodes: Nodes) -> (RoadNetwork, ImportReport) {
    let Ways {
        kept,
        nodes: refs,
        names,
        ..
    } = ways;
    // Every reference is among the ids, which were made of them.
    let refs: Vec<u32> = refs
        .into_iter()
        .map(|id| nodes.index(id).map_or(NO_NODE, |index| index as u32))
        .collect();
    let mut builder = Builder {
        uses: uses(&kept, &refs, nodes.ids.len()),
        road_nodes: vec![NO_NODE; nodes.ids.len()],
        network: RoadNetwork::default(),
        report: ImportReport::default(),
        nodes,
    };
    for name in names {
        builder.network.store_name(name);
    }
    builder.report = std::mem::take(&mut builder.nodes.report);
    builder.note_barriers();
    let mut line = Vec::new();
    for way in &kept {
        line.clear();
        line.extend_from_slice(&refs[way.nodes.clone()]);
        line.dedup();
        builder.way(way, &line);
    }
    (builder.network, builder.report)
}

/// How many stretches meet at each node, as far as it matters: up to two.
fn uses(kept: &[KeptWay], refs: &[u32], count: usize) -> Vec<u8> {
    let mut uses = vec![0u8; count];
    for way in kept {
        let nodes = &refs[way.nodes.clone()];
        let mut previous = None;
        for &node in nodes {
            if previous != Some(node) {
                uses[node as usize] = uses[node as usize].saturating_add(1);
            }
            previous = Some(node);
        }
    }
    uses
}

struct Builder {
    nodes: Nodes,
    uses: Vec<u8>,
    /// The network's node of each file node that became one.
    road_nodes: Vec<u32>,
    network: RoadNetwork,
    report: ImportReport,
}

impl Builder {
    fn note_barriers(&mut self) {
        let stopping = self
            .nodes
            .stopped
            .iter()
            .zip(&self.nodes.ids)
            .filter(|(stopped, _)| !stopped.is_empty());
        for (_, id) in stopping {
            let taken = "the modes that it stops can't use the pieces of road that touch it";
            self.report.note("barrier", taken, || format!("node {id}"));
        }
    }

    fn way(&mut self, way: &KeptWay, line: &[u32]) {
        let present = |node: &u32| !self.nodes.places[*node as usize].longitude.is_nan();
        let runs: Vec<&[u32]> = line
            .split(|node| !present(node))
            .filter(|run| run.len() > 1)
            .collect();
        if let Some(&missing) = line.iter().find(|node| !present(node)) {
            let missing = self.nodes.ids[missing as usize];
            let taken = "each way ends there and goes on after the gap";
            self.report.note("way_with_missing_nodes", taken, || {
                format!("way {}: node {missing}", way.id)
            });
        } else if line.len() < 2 {
            let taken = "left out";
            self.report
                .note("way_without_length", taken, || format!("way {}", way.id));
        }
        if runs.is_empty() {
            return;
        }
        self.report.ways_kept += 1;
        let runs: Vec<Vec<u32>> = runs.into_iter().map(<[u32]>::to_vec).collect();
        let ways = self.network.store_ways([SourceId::Number(way.id)]);
        for run in runs {
            let mut start = 0;
            for end in 1..run.len() {
                if self.is_stop(&run, end) {
                    self.stretch(way, &run[start..=end], ways);
                    start = end;
                }
            }
        }
    }

    fn is_stop(&self, run: &[u32], at: usize) -> bool {
        let stops_somebody = |node: u32| !self.nodes.stopped[node as usize].is_empty();
        at + 1 == run.len()
            || self.uses[run[at] as usize] > 1
            || run[at - 1..=at + 1]
                .iter()
                .any(|&node| stops_somebody(node))
    }

    fn stretch(&mut self, way: &KeptWay, line: &[u32], ways: korridor_world::PoolRange) {
        let stopped = line.iter().fold(ModeSet::NONE, |stopped, &node| {
            stopped.with(self.nodes.stopped[node as usize])
        });
        let forward = way.road.directions.forward.without(stopped);
        let backward = way.road.directions.backward.without(stopped);
        if forward.with(backward).is_empty() {
            return;
        }
        let places = line.iter().map(|&node| self.nodes.places[node as usize]);
        let length_m = places
            .clone()
            .zip(places.skip(1))
            .map(|(from, to)| from.metres_to(to))
            .sum();
        let (tail, head) = (
            self.road_node(line[0]),
            self.road_node(line[line.len() - 1]),
        );
        let middle = &line[1..line.len() - 1];
        let shape = self
            .network
            .store_shape(middle.iter().map(|&node| self.nodes.places[node as usize]));
        let link = |tail, head, modes, carriageway: Carriageway, shape: LinkShape| RoadLink {
            tail,
            head,
            length_m,
            car_speed_m_per_s: carriageway.speed_m_per_s,
            car_vehicles_per_hour: carriageway.vehicles_per_hour,
            lanes: carriageway.lanes,
            foot_width_m: way.road.foot_width_m,
            class: way.road.class,
            modes,
            name: way.name,
            shape,
            ways,
        };
        if !forward.is_empty() {
            self.network
                .add_link(link(tail, head, forward, way.road.forward, shape));
        }
        if !backward.is_empty() {
            self.network.add_link(link(
                head,
                tail,
                backward,
                way.road.backward,
                shape.reversed(),
            ));
        }
    }

    fn road_node(&mut self, node: u32) -> RoadNodeId {
        let index = node as usize;
        if self.road_nodes[index] == NO_NODE {
            let id = SourceId::Number(self.nodes.ids[index]);
            self.road_nodes[index] = self.network.add_node(self.nodes.places[index], id).0;
        }
        RoadNodeId(self.road_nodes[index])
    }
}
