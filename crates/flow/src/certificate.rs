//! A flow and its certificate as one JSON text.
//!
//! Tables are lists of `[row, from, until, value]`, ordered, with `until` exclusive. A digest over
//! everything guards against accidents in figures that the proof leaves free; it is not the proof.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::problem::Problem;
use crate::solution::{Certificate, FlowOverTime, Notion, Run, Runs, Solution};

/// What a certificate says about itself.
pub fn statement(notion: Notion) -> &'static str {
    match notion {
        Notion::EarliestArrival => {
            "Best within this model: no flow of this problem has more units out at any step. \
             No evidence that anyone could or should have left. For internal use only."
        }
        Notion::MaximumAtHorizon => {
            "Best within this model: no flow of this problem, whose exits have limited totals, has more \
             units out at the horizon; before it the bound and the flow may differ. \
             No evidence that anyone could or should have left. For internal use only."
        }
    }
}

const FORMAT: &str = "korridor-flow-certificate";
const VERSION: u32 = 1;

/// Why a text is not a certificate of the problem.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum CertificateError {
    /// Not the JSON that was expected.
    #[error("not a certificate: {0}")]
    Malformed(String),
    /// It belongs to another problem.
    #[error("it certifies a problem with digest {found}, not this one with digest {expected}")]
    OtherProblem {
        /// The digest in the text.
        found: String,
        /// The problem's digest.
        expected: String,
    },
    /// Its own digest does not fit its figures.
    #[error("its figures do not fit its digest: something in it was changed")]
    Changed,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    format: String,
    version: u32,
    statement: String,
    problem_sha256: String,
    figures_sha256: String,
    notion: Notion,
    horizon: u32,
    arrivals: Vec<u64>,
    moved: Vec<u64>,
    arcs: Vec<(u32, u32, u32, u64)>,
    waiting: Vec<(u32, u32, u32, u64)>,
    exits: Vec<(u32, u32, u32, u64)>,
    deaths: Vec<(u32, u32, u32, u32)>,
    final_cut: Option<Vec<(u32, u32, u32)>>,
}

/// Writes a flow of `problem` and its certificate as JSON.
pub fn certificate_to_json(problem: &Problem, solution: &Solution) -> String {
    let (flow, certificate) = (&solution.flow, &solution.certificate);
    let mut text = Text {
        format: FORMAT.to_owned(),
        version: VERSION,
        statement: statement(certificate.notion).to_owned(),
        problem_sha256: hex(&problem_hash(problem)),
        figures_sha256: String::new(),
        notion: certificate.notion,
        horizon: problem.horizon,
        arrivals: flow.arrivals.clone(),
        moved: flow.moved.clone(),
        arcs: list(&flow.arcs),
        waiting: list(&flow.waiting),
        exits: list(&flow.exits),
        deaths: list(&certificate.deaths),
        final_cut: certificate.final_cut.as_ref().map(|cut| {
            list(cut)
                .into_iter()
                .map(|(row, from, until, ())| (row, from, until))
                .collect()
        }),
    };
    text.figures_sha256 = hex(&figures(&text));
    let mut json = serde_json::to_string(&text).unwrap_or_default();
    json.push('\n');
    json
}

/// Reads what [`certificate_to_json`] wrote for the same problem. It is not checked: see
/// [`check`](crate::check()).
///
/// # Errors
/// See [`CertificateError`].
pub fn certificate_from_json(problem: &Problem, json: &str) -> Result<Solution, CertificateError> {
    let text: Text = serde_json::from_str(json)
        .map_err(|error| CertificateError::Malformed(error.to_string()))?;
    let malformed = |what: &str| Err(CertificateError::Malformed(what.to_owned()));
    if text.format != FORMAT || text.version != VERSION {
        return Err(CertificateError::Malformed(format!(
            "format {:?} version {}, expected {FORMAT:?} version {VERSION}",
            text.format, text.version
        )));
    }
    if text.statement != statement(text.notion) {
        return malformed("its statement was changed");
    }
    let expected = hex(&problem_hash(problem));
    if text.problem_sha256 != expected {
        return Err(CertificateError::OtherProblem {
            found: text.problem_sha256,
            expected,
        });
    }
    if text.figures_sha256 != hex(&figures(&text)) {
        return Err(CertificateError::Changed);
    }
    if text.horizon != problem.horizon {
        return malformed("its horizon is not the problem's");
    }
    let nodes = problem.waiting.len();
    let final_cut = match text.final_cut {
        Some(cut) => Some(table(
            nodes,
            cut.into_iter()
                .map(|(row, from, until)| (row, from, until, ())),
        )?),
        None => None,
    };
    Ok(Solution {
        flow: FlowOverTime {
            arrivals: text.arrivals,
            arcs: table(problem.arcs.len(), text.arcs)?,
            waiting: table(nodes, text.waiting)?,
            exits: table(problem.exits.len(), text.exits)?,
            moved: text.moved,
        },
        certificate: Certificate {
            notion: text.notion,
            deaths: table(nodes, text.deaths)?,
            final_cut,
        },
    })
}

/// A digest of everything in a problem.
pub fn problem_hash(problem: &Problem) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"korridor flow problem 1\0");
    let mut number = |number: u64| hash.update(number.to_be_bytes());
    number(u64::from(problem.horizon));
    number(problem.waiting.len() as u64);
    for waiting in &problem.waiting {
        number(u64::from(waiting.is_some()));
        number(waiting.unwrap_or(0));
    }
    number(problem.arcs.len() as u64);
    for arc in &problem.arcs {
        for figure in [arc.tail.0, arc.head.0, arc.transit, arc.rate.per] {
            number(u64::from(figure));
        }
        number(arc.rate.units);
        number(arc.changes.len() as u64);
        for change in &arc.changes {
            for figure in [change.from, change.until, change.rate.per] {
                number(u64::from(figure));
            }
            number(change.rate.units);
        }
    }
    number(problem.supplies.len() as u64);
    for supply in &problem.supplies {
        number(u64::from(supply.node.0));
        number(u64::from(supply.release));
        number(supply.units);
    }
    number(problem.exits.len() as u64);
    for exit in &problem.exits {
        number(u64::from(exit.node.0));
        number(u64::from(exit.limit.is_some()));
        number(exit.limit.unwrap_or(0));
    }
    hash.finalize().into()
}

fn figures(text: &Text) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"korridor flow figures 1\0");
    hash.update(text.problem_sha256.as_bytes());
    let mut number = |number: u64| hash.update(number.to_be_bytes());
    number(u64::from(text.horizon));
    for list in [&text.arrivals, &text.moved] {
        number(list.len() as u64);
        list.iter().for_each(|&figure| number(figure));
    }
    for rows in [&text.arcs, &text.waiting, &text.exits] {
        number(rows.len() as u64);
        for &(row, from, until, value) in rows {
            [row, from, until]
                .iter()
                .for_each(|&figure| number(u64::from(figure)));
            number(value);
        }
    }
    number(text.deaths.len() as u64);
    for &(row, from, until, death) in &text.deaths {
        [row, from, until, death]
            .iter()
            .for_each(|&figure| number(u64::from(figure)));
    }
    if let Some(cut) = &text.final_cut {
        for &(row, from, until) in cut {
            [row, from, until]
                .iter()
                .for_each(|&figure| number(u64::from(figure)));
        }
    }
    hash.finalize().into()
}

fn list<T: Copy + PartialEq>(runs: &Runs<T>) -> Vec<(u32, u32, u32, T)> {
    (0..runs.len())
        .flat_map(|row| {
            runs.row(row)
                .iter()
                .map(move |run| (row as u32, run.from, run.until, run.value))
        })
        .collect()
}

fn table<T: Copy + PartialEq>(
    rows: usize,
    list: impl IntoIterator<Item = (u32, u32, u32, T)>,
) -> Result<Runs<T>, CertificateError> {
    let mut runs = Runs::new();
    let mut row: Vec<Run<T>> = Vec::new();
    for (index, from, until, value) in list {
        if index as usize >= rows || (index as usize) < runs.len() {
            return Err(CertificateError::Malformed(format!(
                "a run of row {index} where rows {}..{rows} were expected",
                runs.len()
            )));
        }
        while runs.len() < index as usize {
            runs.push_row(row.drain(..));
        }
        row.push(Run { from, until, value });
    }
    while runs.len() < rows {
        runs.push_row(row.drain(..));
    }
    Ok(runs)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
