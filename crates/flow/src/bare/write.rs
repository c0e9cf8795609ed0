//! Bare problems and answers as files.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::{Arc, ArcId, NodeId, Problem};

/// The four files of a bare problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BareText {
    /// `arcs.csv`.
    pub arcs: String,
    /// `supplies.csv`.
    pub supplies: String,
    /// `exits.csv`.
    pub exits: String,
    /// `nodes.csv`: the nodes at which waiting is limited.
    pub nodes: String,
}

/// `arrivals.csv`: `step,cumulative` for every step from 0 to the horizon.
pub fn write_arrivals(arrivals: &[u64]) -> String {
    let mut text = String::from("step,cumulative\n");
    for (step, cumulative) in arrivals.iter().enumerate() {
        let _ = writeln!(text, "{step},{cumulative}");
    }
    text
}

/// `paths.csv`: `path,units,arc_row,entry_step`, one row per hop. Paths count from 1 in the order
/// given; `arc_row` is the arc's entry in `arc_rows`. A path without hops (units that appear at an
/// exit) has no row, but keeps its number.
pub fn write_paths<'p>(
    paths: impl IntoIterator<Item = (u64, &'p [(ArcId, u32)])>,
    arc_rows: &[u64],
) -> String {
    let mut text = String::from("path,units,arc_row,entry_step\n");
    for (index, (units, hops)) in paths.into_iter().enumerate() {
        for (arc, step) in hops {
            let _ = writeln!(
                text,
                "{},{units},{},{step}",
                index + 1,
                arc_rows[arc.index()]
            );
        }
    }
    text
}

/// `problem` as files that read back as the same problem, up to the order and merging of parallel
/// arcs and to capacities after the horizon. `name` gives each node's identifier; identifiers must
/// differ.
pub fn write_bare(problem: &Problem, name: impl Fn(NodeId) -> String) -> BareText {
    let names: Vec<String> = (0..problem.waiting.len())
        .map(|v| cell(&name(NodeId(v as u32))))
        .collect();
    let mut arcs = String::from("tail,head,transit,capacity,from,until\n");
    let mut groups: BTreeMap<(NodeId, NodeId, u32), Vec<&Arc>> = BTreeMap::new();
    for arc in &problem.arcs {
        groups
            .entry((arc.tail, arc.head, arc.transit))
            .or_default()
            .push(arc);
    }
    for ((tail, head, transit), group) in groups {
        let start = format!("{},{},{transit}", names[tail.index()], names[head.index()]);
        write_group(&mut arcs, &start, &group, problem.horizon);
    }
    let mut supplies = String::from("node,supply,release\n");
    for supply in &problem.supplies {
        let node = &names[supply.node.index()];
        let _ = writeln!(supplies, "{node},{},{}", supply.units, supply.release);
    }
    let mut exits = String::from("node,limit\n");
    for exit in &problem.exits {
        let limit = exit
            .limit
            .map(|limit| limit.to_string())
            .unwrap_or_default();
        let _ = writeln!(exits, "{},{limit}", names[exit.node.index()]);
    }
    let mut nodes = String::from("node,waiting\n");
    for (node, waiting) in names.iter().zip(&problem.waiting) {
        if let Some(waiting) = waiting {
            let _ = writeln!(nodes, "{node},{waiting}");
        }
    }
    BareText {
        arcs,
        supplies,
        exits,
        nodes,
    }
}

/// The rows of all arcs that share tail, head and transit time.
fn write_group(text: &mut String, start: &str, group: &[&Arc], horizon: u32) {
    let constant = |arc: &Arc| arc.rate.per == 1 && arc.changes.iter().all(|c| c.rate.per == 1);
    if let [arc] = group
        && constant(arc)
    {
        let _ = writeln!(text, "{start},{},,", arc.rate.units);
        for change in &arc.changes {
            let (units, from, until) = (change.rate.units, change.from, change.until);
            let _ = writeln!(text, "{start},{units},{from},{until}");
        }
        return;
    }
    // Spread rates and sums of changing arcs have no row of their own: write them step by step.
    let total = |step: u32| {
        group
            .iter()
            .fold(0u64, |sum, arc| sum.saturating_add(arc.capacity(step)))
    };
    let base = total(0);
    let _ = writeln!(text, "{start},{base},,");
    let mut run: Option<(u32, u64)> = None;
    for step in 1..=horizon {
        let units = total(step);
        if run.is_some_and(|(_, running)| running == units) {
            continue;
        }
        finish_run(text, start, run.take(), step);
        run = (units != base).then_some((step, units));
    }
    finish_run(text, start, run, horizon.saturating_add(1));
}

fn finish_run(text: &mut String, start: &str, run: Option<(u32, u64)>, until: u32) {
    if let Some((from, units)) = run {
        let _ = writeln!(text, "{start},{units},{from},{until}");
    }
}

/// An identifier as a cell, in quotes where RFC 4180 asks for them.
fn cell(id: &str) -> String {
    if id.contains([',', '"', '\n', '\r']) {
        return format!("\"{}\"", id.replace('"', "\"\""));
    }
    id.to_owned()
}
