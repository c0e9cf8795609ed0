//! Slow and obvious: the time-expanded network written out, and a textbook maximum flow
//! (Edmonds & Karp 1972) for each horizon on its own.

use std::collections::VecDeque;

use crate::problem::Problem;

/// The most units that any flow can have out by `t`, for each `t` in `0..=horizon`.
pub(crate) fn maxima(problem: &Problem) -> Vec<u64> {
    (0..=problem.horizon)
        .map(|horizon| maximum(problem, horizon))
        .collect()
}

fn maximum(problem: &Problem, horizon: u32) -> u64 {
    let steps = horizon as usize + 1;
    let nodes = problem.waiting.len();
    let copy = |node: usize, step: u32| node * steps + step as usize;
    let source = nodes * steps;
    let sink = source + 1;
    let mut graph = Graph::new(sink + 1 + problem.exits.len());
    let everything: u64 = problem.supplies.iter().map(|supply| supply.units).sum();
    for arc in &problem.arcs {
        for step in 0..steps as u32 {
            if step + arc.transit <= horizon {
                let (tail, head) = (
                    copy(arc.tail.index(), step),
                    copy(arc.head.index(), step + arc.transit),
                );
                graph.arc(tail, head, arc.capacity(step).min(everything));
            }
        }
    }
    for (node, capacity) in problem.waiting.iter().enumerate() {
        for step in 0..horizon {
            graph.arc(
                copy(node, step),
                copy(node, step + 1),
                capacity.unwrap_or(everything).min(everything),
            );
        }
    }
    for supply in problem
        .supplies
        .iter()
        .filter(|supply| supply.release <= horizon)
    {
        graph.arc(
            source,
            copy(supply.node.index(), supply.release),
            supply.units,
        );
    }
    for (index, exit) in problem.exits.iter().enumerate() {
        let door = sink + 1 + index;
        for step in 0..steps as u32 {
            graph.arc(copy(exit.node.index(), step), door, everything);
        }
        graph.arc(door, sink, exit.limit.unwrap_or(everything).min(everything));
    }
    graph.maximum(source, sink)
}

struct Graph {
    heads: Vec<usize>,
    residual: Vec<u64>,
    at: Vec<Vec<usize>>,
}

impl Graph {
    fn new(nodes: usize) -> Graph {
        Graph {
            heads: Vec::new(),
            residual: Vec::new(),
            at: vec![Vec::new(); nodes],
        }
    }

    fn arc(&mut self, tail: usize, head: usize, capacity: u64) {
        self.at[tail].push(self.heads.len());
        self.heads.push(head);
        self.residual.push(capacity);
        self.at[head].push(self.heads.len());
        self.heads.push(tail);
        self.residual.push(0);
    }

    fn maximum(&mut self, source: usize, sink: usize) -> u64 {
        let mut total = 0;
        while let Some(path) = self.path(source, sink) {
            let units = path
                .iter()
                .map(|&arc| self.residual[arc])
                .min()
                .unwrap_or(0);
            for arc in path {
                self.residual[arc] -= units;
                self.residual[arc ^ 1] += units;
            }
            total += units;
        }
        total
    }

    fn path(&self, source: usize, sink: usize) -> Option<Vec<usize>> {
        let mut reached = vec![usize::MAX; self.at.len()];
        let mut queue = VecDeque::from([source]);
        while let Some(node) = queue.pop_front() {
            for &arc in &self.at[node] {
                let head = self.heads[arc];
                if self.residual[arc] > 0 && head != source && reached[head] == usize::MAX {
                    reached[head] = arc;
                    queue.push_back(head);
                }
            }
        }
        if reached[sink] == usize::MAX {
            return None;
        }
        let mut path = Vec::new();
        let mut node = sink;
        while node != source {
            path.push(reached[node]);
            node = self.heads[reached[node] ^ 1];
        }
        Some(path)
    }
}
