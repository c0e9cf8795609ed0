//! Flows over time: problem, earliest arrival, cut, certificate and an independent check.
//!
//! This crate knows arcs and steps; it knows no roads and no people, and it reads no file, clock or
//! environment.

mod bare;
mod certificate;
mod check;
mod earliest_arrival;
#[cfg(test)]
mod forged;
mod network;
#[cfg(test)]
mod oracle;
mod paths;
mod problem;
#[cfg(test)]
mod properties;
mod rows;
mod solution;
mod solve;
mod state;
mod waits;

pub use bare::{
    BareDefect, BareFiles, BareProblem, BareText, read_bare, write_arrivals, write_bare,
    write_paths,
};
pub use certificate::{
    CertificateError, certificate_from_json, certificate_to_json, problem_hash, statement,
};
pub use check::{Checked, Violation, check, check_flow};
pub use paths::{FlowPath, paths};
pub use problem::{Arc, ArcId, Change, Exit, NodeId, Problem, Rate, Supply};
pub use solution::{Certificate, FlowOverTime, NEVER, Notion, Run, Runs, Solution};
pub use solve::{FlowError, LARGEST_TOTAL, LONGEST_HORIZON, estimate_bytes, solve};
