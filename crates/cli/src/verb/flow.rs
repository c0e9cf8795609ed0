//! `korridor flow`: a bare problem in, its earliest arrival flow out.

use std::path::{Path, PathBuf};

use korridor_flow::{BareProblem, Notion, Solution, statement};
use serde_json::{Value, json};

use crate::arguments::FlowOptions;
use crate::aside::{Aside, Existing, Slot};
use korridor_plan::thousands;

use crate::curve::{Band, draw, percent};
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::progress::Progress;
use crate::verb::verify;
use crate::{bare, memory};

pub fn run(options: &FlowOptions, face: &Face) -> Result<(), Failure> {
    // Output that cannot be written is found out before the work, not after.
    refuse_inputs(options)?;
    let mut aside = Aside::new();
    let existing = Existing::from_force(options.force);
    let mut slot = |path: &Option<_>| {
        path.as_deref()
            .map(|path: &Path| aside.file(path, existing))
            .transpose()
    };
    let (arrivals, paths) = (slot(&options.arrivals)?, slot(&options.paths)?);
    let certificate = slot(&options.certificate)?;
    let (bare, warnings) = bare::read(&options.folder, options.horizon)?;
    let solution = solve(&options.folder, &bare, face)?;
    if options.check {
        verify::prove(
            &options.folder,
            &bare.problem,
            &solution.flow,
            &solution.certificate,
        )?;
    }
    write(&mut aside, arrivals, || {
        korridor_flow::write_arrivals(&solution.flow.arrivals).into_bytes()
    })?;
    write(&mut aside, paths, || {
        paths_of(&bare, &solution).into_bytes()
    })?;
    write(&mut aside, certificate, || {
        korridor_flow::certificate_to_json(&bare.problem, &solution).into_bytes()
    })?;
    aside.commit()?;
    let summary = Summary::of(&bare, &solution);
    face.answer(
        "flow",
        &warnings,
        &summary.text(&solution.flow.arrivals),
        summary.facts(),
    )
}

/// Refuses outputs that are files of the problem itself.
fn refuse_inputs(options: &FlowOptions) -> Result<(), Failure> {
    let inputs = bare::FILES.map(|name| canonical(&options.folder.join(name)));
    let outputs = [&options.arrivals, &options.paths, &options.certificate];
    let taken = outputs
        .into_iter()
        .flatten()
        .filter(|path| inputs.contains(&canonical(path)));
    let complaints: Vec<Complaint> = taken
        .map(|path| Complaint::new(path.display(), "a file of the problem", "another file"))
        .collect();
    if complaints.is_empty() {
        Ok(())
    } else {
        Err(Failure::Input(complaints))
    }
}

/// The path with links followed, also of a file that is not there yet.
fn canonical(path: &Path) -> PathBuf {
    if let Ok(found) = path.canonicalize() {
        return found;
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).canonicalize();
    match (folder, path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

fn solve(folder: &Path, bare: &BareProblem, face: &Face) -> Result<Solution, Failure> {
    memory::require(
        &folder.display().to_string(),
        korridor_flow::estimate_bytes(&bare.problem),
    )?;
    let horizon = u64::from(bare.problem.horizon) + 1;
    let mut progress = Progress::new(face, "solving");
    korridor_flow::solve(&bare.problem, &mut |step| {
        progress.at(u64::from(step), horizon)
    })
    .map_err(|error| Failure::input(folder.display(), error, ""))
}

fn write(
    aside: &mut Aside,
    slot: Option<Slot>,
    bytes: impl FnOnce() -> Vec<u8>,
) -> Result<(), Failure> {
    slot.map_or(Ok(()), |slot| aside.write(slot, &bytes()))
}

fn paths_of(bare: &BareProblem, solution: &Solution) -> String {
    let paths = korridor_flow::paths(&bare.problem, &solution.flow);
    let rows = paths.iter().map(|path| (path.units, path.hops.as_slice()));
    korridor_flow::write_paths(rows, &bare.arc_rows)
}

/// The figures that are shown.
struct Summary {
    horizon: u32,
    nodes: usize,
    arcs: usize,
    /// Units of all supplies released within the horizon or later.
    units: u64,
    out: u64,
    /// First step in which anyone is out.
    first: Option<usize>,
    /// First step in which as many are out as ever will be.
    last: Option<usize>,
    notion: Notion,
}

impl Summary {
    fn of(bare: &BareProblem, solution: &Solution) -> Summary {
        let arrivals = &solution.flow.arrivals;
        let out = arrivals.last().copied().unwrap_or(0);
        Summary {
            horizon: bare.problem.horizon,
            nodes: bare.problem.waiting.len(),
            arcs: bare.problem.arcs.len(),
            units: bare
                .problem
                .supplies
                .iter()
                .map(|supply| supply.units)
                .sum(),
            out,
            first: arrivals.iter().position(|&arrived| arrived > 0),
            last: arrivals
                .iter()
                .position(|&arrived| arrived == out && out > 0),
            notion: solution.certificate.notion,
        }
    }

    fn facts(&self) -> Value {
        json!({
            "horizon": self.horizon,
            "nodes": self.nodes,
            "arcs": self.arcs,
            "units": self.units,
            "out": self.out,
            "first_step": self.first,
            "last_step": self.last,
            "notion": self.notion,
        })
    }

    fn text(&self, arrivals: &[u64]) -> String {
        let (out, units) = (thousands(self.out), thousands(self.units));
        let share = percent(self.out, self.units);
        let mut text = format!(
            "{out} of {units} units out by step {} ({share})\n",
            self.horizon
        );
        if let (Some(first), Some(last)) = (self.first, self.last) {
            text += &format!("first in step {first}, last in step {last}\n");
        }
        text += match self.notion {
            Notion::EarliestArrival => "no flow has more units out at any step\n",
            Notion::MaximumAtHorizon => {
                "exits have limits: no flow has more units out by the last step\n"
            }
        };
        text = text + statement(self.notion) + "\n";
        text + "\n"
            + &draw(
                &[Band {
                    values: arrivals,
                    mark: '█',
                }],
                self.out,
                "0",
                &self.horizon.to_string(),
            )
    }
}
