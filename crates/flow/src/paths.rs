//! A flow over time taken apart into paths.

use crate::problem::{ArcId, Problem};
use crate::solution::{FlowOverTime, Runs};

/// Units that go the same way at the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowPath {
    /// How many.
    pub units: u64,
    /// Index of the supply that they come from.
    pub supply: usize,
    /// Index of the exit by which they leave.
    pub exit: usize,
    /// The step in which they leave.
    pub arrival: u32,
    /// Arcs in order, each with the step in which they enter it; between them they wait.
    pub hops: Vec<(ArcId, u32)>,
}

/// Takes `flow`, which must have passed [`check`](crate::check()), apart into paths, by supply.
/// Units that go round in circles within one step are left out.
pub fn paths(problem: &Problem, flow: &FlowOverTime) -> Vec<FlowPath> {
    let mut taking = Taking::new(problem, flow);
    let mut paths = Vec::new();
    for (supply, &moved) in flow.moved.iter().enumerate() {
        let mut left = moved;
        while left > 0 {
            let Some(path) = taking.path(supply, left) else {
                break;
            };
            left -= path.units;
            paths.push(path);
        }
    }
    paths
}

/// Units by step, ordered.
type Row = Vec<(u32, u64)>;

struct Taking<'a> {
    problem: &'a Problem,
    leaving: Vec<Vec<u32>>,
    exit_at: Vec<Option<usize>>,
    arcs: Vec<Row>,
    waiting: Vec<Row>,
    exits: Vec<Row>,
}

/// One thing that a unit does at a node in a step.
#[derive(Clone, Copy)]
enum Move {
    Leave(usize),
    Enter(u32),
    Wait,
}

impl<'a> Taking<'a> {
    fn new(problem: &'a Problem, flow: &FlowOverTime) -> Taking<'a> {
        let mut leaving = vec![Vec::new(); problem.waiting.len()];
        for (index, arc) in problem.arcs.iter().enumerate() {
            if !flow.arcs.row(index).is_empty() {
                leaving[arc.tail.index()].push(index as u32);
            }
        }
        let mut exit_at = vec![None; problem.waiting.len()];
        for (index, exit) in problem.exits.iter().enumerate() {
            exit_at[exit.node.index()] = Some(index);
        }
        Taking {
            problem,
            leaving,
            exit_at,
            arcs: rows(&flow.arcs),
            waiting: rows(&flow.waiting),
            exits: rows(&flow.exits),
        }
    }

    fn row(&mut self, node: usize, action: Move) -> &mut Row {
        match action {
            Move::Leave(exit) => &mut self.exits[exit],
            Move::Enter(arc) => &mut self.arcs[arc as usize],
            Move::Wait => &mut self.waiting[node],
        }
    }

    fn next(&self, node: usize, step: u32) -> Option<(Move, u64)> {
        let units = |row: &Row| {
            row.binary_search_by_key(&step, |cell| cell.0)
                .map_or(0, |at| row[at].1)
        };
        if let Some(exit) = self.exit_at[node] {
            let found = units(&self.exits[exit]);
            if found > 0 {
                return Some((Move::Leave(exit), found));
            }
        }
        for &arc in &self.leaving[node] {
            let found = units(&self.arcs[arc as usize]);
            if found > 0 {
                return Some((Move::Enter(arc), found));
            }
        }
        let found = units(&self.waiting[node]);
        (found > 0).then_some((Move::Wait, found))
    }

    fn take(&mut self, moves: &[(usize, u32, Move)], units: u64) {
        for &(node, step, action) in moves {
            let row = self.row(node, action);
            if let Ok(at) = row.binary_search_by_key(&step, |cell| cell.0) {
                row[at].1 -= units.min(row[at].1);
            }
        }
    }

    fn path(&mut self, supply: usize, most: u64) -> Option<FlowPath> {
        let start = &self.problem.supplies[supply];
        let (mut node, mut step) = (start.node.index(), start.release);
        let mut moves: Vec<(usize, u32, Move)> = Vec::new();
        let mut rooms: Vec<u64> = Vec::new();
        loop {
            // A circle within one step: undo it and go on.
            let within = moves
                .iter()
                .rposition(|&(_, at, _)| at != step)
                .map_or(0, |place| place + 1);
            if let Some(place) = moves[within..].iter().position(|&(at, ..)| at == node) {
                let circle = moves.split_off(within + place);
                let units = rooms
                    .split_off(within + place)
                    .into_iter()
                    .min()
                    .unwrap_or(0);
                self.take(&circle, units);
            }
            let (action, room) = self.next(node, step)?;
            moves.push((node, step, action));
            rooms.push(room);
            match action {
                Move::Wait => step += 1,
                Move::Enter(arc) => {
                    let arc = &self.problem.arcs[arc as usize];
                    (node, step) = (arc.head.index(), step + arc.transit);
                }
                Move::Leave(exit) => {
                    let units = rooms.into_iter().min().unwrap_or(0).min(most);
                    self.take(&moves, units);
                    let hops = moves.iter().filter_map(|&(_, step, action)| match action {
                        Move::Enter(arc) => Some((ArcId(arc), step)),
                        _ => None,
                    });
                    return Some(FlowPath {
                        units,
                        supply,
                        exit,
                        arrival: step,
                        hops: hops.collect(),
                    });
                }
            }
        }
    }
}

fn rows(runs: &Runs<u64>) -> Vec<Row> {
    (0..runs.len())
        .map(|row| {
            runs.row(row)
                .iter()
                .flat_map(|run| (run.from..run.until).map(|step| (step, run.value)))
                .collect()
        })
        .collect()
}
