//! Flows over time: problem, earliest arrival, cut, certificate and an independent check.
//!
//! This crate knows arcs and steps; it knows no roads and no people, and it reads no file, clock or
//! environment.

mod bare;
mod problem;
mod solution;

pub use bare::{
    BareDefect, BareFiles, BareProblem, BareText, read_bare, write_arrivals, write_bare, write_paths,
};
pub use problem::{Arc, ArcId, Change, Exit, NodeId, Problem, Rate, Supply};
pub use solution::{Certificate, FlowOverTime, NEVER, Notion, Run, Runs, Solution};
