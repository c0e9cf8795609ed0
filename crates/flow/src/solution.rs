//! A flow over time and the certificate that no other could have more units out at any step.

use serde::{Deserialize, Serialize};

/// A value that holds for an interval of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run<T> {
    /// First step.
    pub from: u32,
    /// First step after the run.
    pub until: u32,
    /// The value in each of these steps.
    pub value: T,
}

/// Runs of values by step for many rows (arcs, nodes or exits), ordered by step within a row;
/// steps outside every run of a row have the row's default (zero units, death `NEVER`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Runs<T> {
    starts: Vec<usize>,
    runs: Vec<Run<T>>,
}

impl<T: Copy + PartialEq> Runs<T> {
    /// A table with no rows yet.
    pub fn new() -> Runs<T> {
        Runs {
            starts: vec![0],
            runs: Vec::new(),
        }
    }

    /// Appends a row.
    pub fn push_row(&mut self, runs: impl IntoIterator<Item = Run<T>>) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        self.runs.extend(runs);
        self.starts.push(self.runs.len());
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The runs of row `row`.
    pub fn row(&self, row: usize) -> &[Run<T>] {
        &self.runs[self.starts[row]..self.starts[row + 1]]
    }

    /// The value of `row` at `step`, if a run covers it.
    pub fn at(&self, row: usize, step: u32) -> Option<T> {
        let runs = self.row(row);
        let next = runs.partition_point(|run| run.until <= step);
        runs.get(next)
            .filter(|run| run.from <= step)
            .map(|run| run.value)
    }
}

/// Units on every arc, at every node and out of every exit, for every step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlowOverTime {
    /// `arrivals[t]`: units that have reached an exit in a step `<= t`; length `horizon + 1`.
    pub arrivals: Vec<u64>,
    /// Per arc: units that enter in a step.
    pub arcs: Runs<u64>,
    /// Per node: units that wait there from a step to the next (units that never move do not
    /// appear).
    pub waiting: Runs<u64>,
    /// Per exit: units that leave the network in a step.
    pub exits: Runs<u64>,
    /// Per supply: units that ever move.
    pub moved: Vec<u64>,
}

/// The death of a node copy that could still be reached from remaining supply at the end.
pub const NEVER: u32 = u32::MAX;

/// What a certificate proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notion {
    /// No flow has more units out at any step.
    EarliestArrival,
    /// Some exit has a limited total: no flow has more units out at the horizon, and at each step
    /// the cut bounds what any flow can have out.
    MaximumAtHorizon,
}

/// The dual side of the proof.
///
/// `deaths` holds, for the copy of node `v` at step `s`, the horizon at which no unit that is still
/// inside could reach that copy any more. For each horizon `t` the copies with a death `> t` are
/// the source side of a cut whose capacity bounds `arrivals(t)` of every flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// What is proven.
    pub notion: Notion,
    /// Per node: death by step; `NEVER` where no run covers a step.
    pub deaths: Runs<u32>,
    /// With limited exits: per node the steps whose copies lie on the source side of a cut for the
    /// horizon itself, in which exits count with their limits. Empty otherwise.
    pub final_cut: Option<Runs<()>>,
}

/// An answer and its proof.
#[derive(Clone, Debug)]
pub struct Solution {
    /// The flow.
    pub flow: FlowOverTime,
    /// Its certificate.
    pub certificate: Certificate,
}
