//! An independent check of a flow and its certificate: no search, no solver code, only sums.
//!
//! # What is checked
//! - the flow: every arc's units are within its capacity at each step, units that enter arrive
//!   within the horizon, waiting is within its capacity, no supply moves more than it has, no exit
//!   takes more than its limit, units are conserved at every node in every step, and `arrivals` is
//!   what the exits add up to;
//! - the proof: for each horizon `t` the copies with a death `> t` are the source side of a cut in
//!   the time-expanded network. Its capacity bounds what any flow can have out by `t` (weak
//!   duality, Ford & Fulkerson 1958). The check adds up all these capacities at once and demands
//!   that they equal `arrivals(t)`.
//!
//! # Limited exits
//! An exit with a total is treated as unlimited in the bound at each `t` (which only loosens it);
//! the final cut counts it with its limit and must equal `arrivals(horizon)`.

mod cut;
mod flow;
mod pieces;

use std::fmt;

use crate::problem::Problem;
use crate::solution::{Certificate, FlowOverTime, Notion};
pub(crate) use pieces::pieces;

/// What a check established.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What is proven.
    pub notion: Notion,
    /// Upper bound on the arrivals of any flow, by step.
    pub bound: Vec<u64>,
    /// The largest difference between the bound and the arrivals, and its first step.
    pub gap: (u64, u32),
}

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where: an arc, node, supply, exit or step.
    pub place: String,
    /// What was found there and what was expected.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// Violations, at most so many that a person can read them.
#[derive(Default)]
pub(crate) struct Findings {
    list: Vec<Violation>,
}

/// More violations than this are not listed.
const MOST: usize = 20;

impl Findings {
    pub fn add(&mut self, place: impl fmt::Display, what: impl fmt::Display) {
        if self.list.len() < MOST {
            self.list.push(Violation {
                place: place.to_string(),
                what: what.to_string(),
            });
        }
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn is_full(&self) -> bool {
        self.list.len() >= MOST
    }
}

/// Checks that `flow` is a flow of `problem` and that `certificate` proves it best.
///
/// # Errors
/// All violations found, at most twenty.
pub fn check(
    problem: &Problem,
    flow: &FlowOverTime,
    certificate: &Certificate,
) -> Result<Checked, Vec<Violation>> {
    let mut findings = Findings::default();
    if !shapes(problem, flow, certificate, &mut findings) {
        return Err(findings.list);
    }
    flow::check(problem, flow, &mut findings);
    let bound = cut::bounds(problem, certificate, &mut findings);
    if !findings.list.is_empty() {
        return Err(findings.list);
    }
    let mut gap = (0, 0);
    for (step, (&arrivals, bound)) in flow.arrivals.iter().zip(&bound).enumerate() {
        let arrivals = u128::from(arrivals);
        if arrivals > *bound {
            findings.add(
                format_args!("step {step}"),
                format_args!("{arrivals} arrivals exceed the bound of {bound}"),
            );
        } else if certificate.notion == Notion::EarliestArrival && arrivals < *bound {
            findings.add(
                format_args!("step {step}"),
                format_args!("the certificate bounds the arrivals by {bound}, the flow has {arrivals}: not proven best"),
            );
        } else if *bound - arrivals > u128::from(gap.0) {
            gap = (
                u64::try_from(*bound - arrivals).unwrap_or(u64::MAX),
                step as u32,
            );
        }
    }
    if certificate.notion == Notion::MaximumAtHorizon
        && let (Some(&arrivals), Some(&bound)) = (flow.arrivals.last(), bound.last())
        && u128::from(arrivals) != bound
    {
        findings.add(
            "the horizon",
            format_args!("the final cut is {bound}, the flow has {arrivals}: not proven best"),
        );
    }
    if findings.list.is_empty() {
        let bound = bound
            .into_iter()
            .map(|bound| u64::try_from(bound).unwrap_or(u64::MAX))
            .collect();
        Ok(Checked {
            notion: certificate.notion,
            bound,
            gap,
        })
    } else {
        Err(findings.list)
    }
}

/// Checks that `flow` is a flow of `problem`, whether or not any other is better.
///
/// # Errors
/// All violations found, at most twenty.
pub fn check_flow(problem: &Problem, flow: &FlowOverTime) -> Result<(), Vec<Violation>> {
    let mut findings = Findings::default();
    if flow_shapes(problem, flow, &mut findings) {
        flow::check(problem, flow, &mut findings);
    }
    match findings.list.is_empty() {
        true => Ok(()),
        false => Err(findings.list),
    }
}

/// Whether every table has the rows that the problem asks for.
fn shapes(
    problem: &Problem,
    flow: &FlowOverTime,
    certificate: &Certificate,
    findings: &mut Findings,
) -> bool {
    let nodes = problem.waiting.len();
    let mut same = flow_shapes(problem, flow, findings);
    let mut expect = |what: &str, found: usize| {
        if found != nodes {
            findings.add(what, format_args!("{found} rows, expected {nodes}"));
            same = false;
        }
    };
    expect("deaths", certificate.deaths.len());
    if let Some(cut) = &certificate.final_cut {
        expect("final cut", cut.len());
    }
    let limited = problem.exits.iter().any(|exit| exit.limit.is_some());
    if limited != (certificate.notion == Notion::MaximumAtHorizon) {
        findings.add(
            "notion",
            format_args!(
                "{:?} does not fit exits that are limited: {limited}",
                certificate.notion
            ),
        );
        same = false;
    }
    if limited != certificate.final_cut.is_some() {
        findings.add("final cut", "expected exactly where exits are limited");
        same = false;
    }
    same
}

/// The same of the flow alone, and whether the problem names only nodes that it has.
fn flow_shapes(problem: &Problem, flow: &FlowOverTime, findings: &mut Findings) -> bool {
    let nodes = problem.waiting.len();
    let mut same = true;
    let mut expect = |what: &str, found: usize, expected: usize| {
        if found != expected {
            findings.add(what, format_args!("{found} rows, expected {expected}"));
            same = false;
        }
    };
    expect(
        "arrivals",
        flow.arrivals.len(),
        problem.horizon as usize + 1,
    );
    expect("arcs", flow.arcs.len(), problem.arcs.len());
    expect("waiting", flow.waiting.len(), nodes);
    expect("exits", flow.exits.len(), problem.exits.len());
    expect("moved", flow.moved.len(), problem.supplies.len());
    let inside = problem
        .arcs
        .iter()
        .all(|arc| arc.tail.index() < nodes && arc.head.index() < nodes)
        && problem
            .supplies
            .iter()
            .all(|supply| supply.node.index() < nodes)
        && problem.exits.iter().all(|exit| exit.node.index() < nodes);
    if !inside {
        findings.add("problem", "refers to a node that it does not have");
    }
    same && inside
}
