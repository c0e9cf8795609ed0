//! Bare problems: a flow over time as four comma-separated files, the way in for researchers and
//! other solvers.
//!
//! | file | columns | |
//! |---|---|---|
//! | `arcs.csv` | `tail,head,transit,capacity[,from,until]` | rows without an interval of one (tail, head, transit) add up to one arc; rows with one, in file order, replace that sum in steps `from <= s < until` |
//! | `supplies.csv` | `node,supply[,release]` | rows of one node and release add up; released in step 0 unless said otherwise |
//! | `exits.csv` | `node[,limit]` | a limit is a total over all steps; without one any number may leave |
//! | `nodes.csv` (optional) | `node,waiting` | units that may wait from a step to the next; unlimited where empty or absent |
//!
//! Columns may stand in any order. Identifiers are any strings that are not empty, kept exactly as
//! written; numbers are whole, in digits. An interval without `from` starts in step 0, one without
//! `until` never ends, and one that ends before it starts is empty. Steps beyond 4294967295 count
//! as 4294967295, which no horizon reaches. A row of `exits.csv` or `nodes.csv` that is given twice
//! counts once (a warning); two that contradict each other are a defect.

mod table;
mod write;

use std::collections::HashMap;
use std::fmt;

use serde::Serialize;

use crate::check::pieces;
use crate::{Arc, Change, Exit, NodeId, Problem, Rate, Supply};
use table::{Row, Sheet, decode, quoted, read_rows};
pub use write::{BareText, write_arrivals, write_bare, write_paths};

static ARCS: Sheet = Sheet {
    name: "arcs.csv",
    required: &["tail", "head", "transit", "capacity"],
    optional: &["from", "until"],
};
static SUPPLIES: Sheet = Sheet {
    name: "supplies.csv",
    required: &["node", "supply"],
    optional: &["release"],
};
static NODES: Sheet = Sheet {
    name: "nodes.csv",
    required: &["node", "waiting"],
    optional: &[],
};
static EXITS: Sheet = Sheet {
    name: "exits.csv",
    required: &["node"],
    optional: &["limit"],
};

/// The bytes of the files of a bare problem; `None` for a file that is not there.
#[derive(Clone, Copy, Debug, Default)]
pub struct BareFiles<'b> {
    /// `arcs.csv`.
    pub arcs: Option<&'b [u8]>,
    /// `supplies.csv`.
    pub supplies: Option<&'b [u8]>,
    /// `exits.csv`.
    pub exits: Option<&'b [u8]>,
    /// `nodes.csv`, the only one that may be absent.
    pub nodes: Option<&'b [u8]>,
}

/// A problem read from files, and the way back to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BareProblem {
    /// The problem. Nodes and arcs are in the order in which the files first name them.
    pub problem: Problem,
    /// Identifier of each node.
    pub node_names: Vec<String>,
    /// For each arc the data row of `arcs.csv`, counted from 1 without the header and blank lines,
    /// that first gave its base capacity (its first interval, if it has no base row).
    pub arc_rows: Vec<u64>,
    /// What is odd but allowed.
    pub warnings: Vec<BareDefect>,
}

/// Something wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BareDefect {
    /// Name of the file.
    pub file: &'static str,
    /// Line of the file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Name of the column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What stands there.
    pub found: String,
    /// What should.
    pub expected: String,
}

impl BareDefect {
    fn of_file(file: &'static str, found: String, expected: &str) -> BareDefect {
        BareDefect {
            file,
            line: None,
            column: None,
            found,
            expected: expected.to_owned(),
        }
    }
}

impl fmt::Display for BareDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        write!(f, ": found {}, expected {}", self.found, self.expected)
    }
}

/// Defects, of which only the first thousand are kept: nobody reads more, and a broken file of
/// gigabytes must not fill the memory with complaints.
#[derive(Default)]
struct Defects {
    kept: Vec<BareDefect>,
    dropped: u64,
}

impl Defects {
    const KEPT: usize = 1000;

    fn push(&mut self, defect: BareDefect) {
        if self.kept.len() < Defects::KEPT {
            self.kept.push(defect);
        } else {
            self.dropped += 1;
        }
    }

    fn finish(mut self) -> Vec<BareDefect> {
        if self.dropped > 0 {
            let found = format!("{} further defects, not listed", self.dropped);
            self.kept
                .push(BareDefect::of_file("all files", found, "none"));
        }
        self.kept
    }
}

/// Reads a bare problem for steps `0..=horizon`.
///
/// # Errors
/// All defects of all files: missing files and columns, unknown columns, cells that are no whole
/// number, rows with too few or too many cells, open quotes, bytes that are no UTF-8, sums beyond
/// `u64`, contradictory rows.
pub fn read_bare(files: &BareFiles, horizon: u32) -> Result<BareProblem, Vec<BareDefect>> {
    let mut reader = Reader::new(horizon);
    reader.sheet(&ARCS, files.arcs, Reader::arc_row);
    reader.sheet(&SUPPLIES, files.supplies, Reader::supply_row);
    if files.nodes.is_some() {
        reader.sheet(&NODES, files.nodes, Reader::node_row);
    }
    reader.sheet(&EXITS, files.exits, Reader::exit_row);
    if !reader.defects.kept.is_empty() {
        return Err(reader.defects.finish());
    }
    for arc in &mut reader.read.problem.arcs {
        arc.changes = disjoint(&arc.changes);
    }
    let BareProblem {
        problem,
        node_names,
        ..
    } = &reader.read;
    let mut warnings = reader.warnings.finish();
    warnings.extend(oddities(problem, node_names));
    Ok(BareProblem {
        warnings,
        ..reader.read
    })
}

/// What is read so far, with the indexes that find earlier rows again.
struct Reader {
    read: BareProblem,
    node_index: HashMap<String, NodeId>,
    arc_index: HashMap<(NodeId, NodeId, u64), usize>,
    /// Whether an arc has a base row yet.
    has_base: Vec<bool>,
    supply_index: HashMap<(NodeId, u32), usize>,
    exit_line: HashMap<NodeId, (usize, u64)>,
    waiting_line: HashMap<NodeId, u64>,
    total_supply: u64,
    defects: Defects,
    warnings: Defects,
}

impl Reader {
    fn new(horizon: u32) -> Reader {
        let problem = Problem {
            horizon,
            waiting: Vec::new(),
            arcs: Vec::new(),
            supplies: Vec::new(),
            exits: Vec::new(),
        };
        let read = BareProblem {
            problem,
            node_names: vec![],
            arc_rows: vec![],
            warnings: vec![],
        };
        Reader {
            read,
            node_index: HashMap::new(),
            arc_index: HashMap::new(),
            has_base: Vec::new(),
            supply_index: HashMap::new(),
            exit_line: HashMap::new(),
            waiting_line: HashMap::new(),
            total_supply: 0,
            defects: Defects::default(),
            warnings: Defects::default(),
        }
    }

    fn sheet(
        &mut self,
        sheet: &'static Sheet,
        bytes: Option<&[u8]>,
        visit: fn(&mut Reader, &Row, &mut Defects),
    ) {
        let mut defects = std::mem::take(&mut self.defects);
        match bytes {
            Some(bytes) => {
                let text = decode(sheet, bytes, &mut defects);
                read_rows(sheet, &text, &mut defects, |row, defects| {
                    visit(self, &row, defects)
                });
            }
            None => defects.push(BareDefect::of_file(
                sheet.name,
                "no such file".into(),
                "a file",
            )),
        }
        self.defects = defects;
    }

    fn node(&mut self, id: &str) -> NodeId {
        if let Some(&node) = self.node_index.get(id) {
            return node;
        }
        // Four billion names would need more than 32 GiB of input text.
        let node =
            NodeId(u32::try_from(self.read.node_names.len()).expect("fewer than 2^32 nodes"));
        self.node_index.insert(id.to_owned(), node);
        self.read.node_names.push(id.to_owned());
        self.read.problem.waiting.push(None);
        node
    }

    fn arc_row(&mut self, row: &Row, defects: &mut Defects) {
        let (tail, head) = (row.id(0, defects), row.id(1, defects));
        let (transit, capacity) = (row.number(2, defects), row.number(3, defects));
        let (from, until) = (row.optional(4, defects), row.optional(5, defects));
        let (Some(tail), Some(head), Some(transit), Some(capacity), Ok(from), Ok(until)) =
            (tail, head, transit, capacity, from, until)
        else {
            return;
        };
        let (tail, head) = (self.node(tail), self.node(head));
        let arc = self.arc(tail, head, transit, row.number);
        if from.is_some() || until.is_some() {
            let (from, until) = (step(from.unwrap_or(0)), step(until.unwrap_or(u64::MAX)));
            let change = Change {
                from,
                until,
                rate: Rate::constant(capacity),
            };
            self.read.problem.arcs[arc].changes.push(change);
            return;
        }
        if !std::mem::replace(&mut self.has_base[arc], true) {
            self.read.arc_rows[arc] = row.number;
        }
        let rate = &mut self.read.problem.arcs[arc].rate;
        match rate.units.checked_add(capacity) {
            Some(sum) => *rate = Rate::constant(sum),
            None => defects.push(row.defect(
                3,
                format!("a sum of {} and {capacity}", rate.units),
                "the capacities of one arc to add up to at most 18446744073709551615",
            )),
        }
    }

    fn arc(&mut self, tail: NodeId, head: NodeId, transit: u64, row: u64) -> usize {
        *self
            .arc_index
            .entry((tail, head, transit))
            .or_insert_with(|| {
                let transit = step(transit);
                let arc = Arc {
                    tail,
                    head,
                    transit,
                    rate: Rate::ZERO,
                    changes: Vec::new(),
                };
                self.read.problem.arcs.push(arc);
                self.read.arc_rows.push(row);
                self.has_base.push(false);
                self.has_base.len() - 1
            })
    }

    fn supply_row(&mut self, row: &Row, defects: &mut Defects) {
        let (node, units) = (row.id(0, defects), row.number(1, defects));
        let release = row.optional(2, defects);
        let (Some(node), Some(units), Ok(release)) = (node, units, release) else {
            return;
        };
        let node = self.node(node);
        let release = step(release.unwrap_or(0));
        match self.total_supply.checked_add(units) {
            Some(sum) => self.total_supply = sum,
            None => {
                return defects.push(row.defect(
                    1,
                    format!("a sum of {} and {units}", self.total_supply),
                    "all supplies to add up to at most 18446744073709551615",
                ));
            }
        }
        let supplies = &mut self.read.problem.supplies;
        let index = *self.supply_index.entry((node, release)).or_insert_with(|| {
            supplies.push(Supply {
                node,
                release,
                units: 0,
            });
            supplies.len() - 1
        });
        supplies[index].units += units;
    }

    fn node_row(&mut self, row: &Row, defects: &mut Defects) {
        let (id, waiting) = (row.id(0, defects), row.optional(1, defects));
        let (Some(id), Ok(waiting)) = (id, waiting) else {
            return;
        };
        let node = self.node(id);
        let earlier = self.waiting_line.insert(node, row.line);
        let known = &mut self.read.problem.waiting[node.index()];
        if earlier.is_some() {
            repeated(
                row,
                id,
                earlier,
                *known == waiting,
                &mut self.warnings,
                defects,
            );
        } else {
            *known = waiting;
        }
    }

    fn exit_row(&mut self, row: &Row, defects: &mut Defects) {
        let (id, limit) = (row.id(0, defects), row.optional(1, defects));
        let (Some(id), Ok(limit)) = (id, limit) else {
            return;
        };
        let node = self.node(id);
        let exits = &mut self.read.problem.exits;
        if let Some(&(index, line)) = self.exit_line.get(&node) {
            let same = exits[index].limit == limit;
            return repeated(row, id, Some(line), same, &mut self.warnings, defects);
        }
        self.exit_line.insert(node, (exits.len(), row.line));
        exits.push(Exit { node, limit });
    }
}

/// Reports a node that has a row already: a warning if both say the same, else a defect.
fn repeated(
    row: &Row,
    id: &str,
    earlier: Option<u64>,
    same: bool,
    warnings: &mut Defects,
    defects: &mut Defects,
) {
    let line = earlier.unwrap_or_default();
    let found = format!("{} again, first on line {line}", quoted(id));
    if same {
        warnings.push(row.defect(0, found, "each node once (counted once)"));
    } else {
        defects.push(row.defect(
            1,
            found,
            "the same value on both lines, or one of them only",
        ));
    }
}

/// The same rates by intervals that do not overlap, in order: whoever goes through them step by step
/// takes no longer than the steps, however many rows lie over each other.
fn disjoint(changes: &[Change]) -> Vec<Change> {
    let pieces = pieces(changes);
    let ends = pieces.iter().skip(1).map(|next| next.from);
    let both = pieces.iter().zip(ends.chain([u32::MAX]));
    let own = both.filter_map(|(piece, until)| {
        Some(Change {
            from: piece.from,
            until,
            rate: piece.rate?,
        })
    });
    own.collect()
}

/// Steps beyond `u32` are beyond every horizon.
fn step(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Exits that no supply can reach, whatever the horizon, and the absence of exits or supplies.
fn oddities(problem: &Problem, names: &[String]) -> Vec<BareDefect> {
    let mut odd = Vec::new();
    if problem.exits.is_empty() {
        odd.push(BareDefect::of_file(
            EXITS.name,
            "no exits".into(),
            "at least one (nobody gets out)",
        ));
    }
    if problem.supplies.iter().all(|supply| supply.units == 0) {
        odd.push(BareDefect::of_file(
            SUPPLIES.name,
            "no units".into(),
            "some (nobody is inside)",
        ));
        return odd;
    }
    let reached = reachable(problem);
    for exit in &problem.exits {
        if !reached[exit.node.index()] {
            let found = format!(
                "the exit {}, which no supply can reach",
                quoted(&names[exit.node.index()])
            );
            odd.push(BareDefect::of_file(
                EXITS.name,
                found,
                "a way to it (nobody leaves there)",
            ));
        }
    }
    odd
}

/// Nodes on some path of ever open arcs from a supply.
fn reachable(problem: &Problem) -> Vec<bool> {
    let mut heads = vec![Vec::new(); problem.waiting.len()];
    for arc in &problem.arcs {
        let opens = arc.rate.units > 0 || arc.changes.iter().any(|change| change.rate.units > 0);
        if opens {
            heads[arc.tail.index()].push(arc.head.index());
        }
    }
    let mut reached = vec![false; heads.len()];
    let supplied = problem.supplies.iter().filter(|supply| supply.units > 0);
    let mut stack: Vec<usize> = supplied.map(|supply| supply.node.index()).collect();
    while let Some(node) = stack.pop() {
        if !std::mem::replace(&mut reached[node], true) {
            stack.extend(&heads[node]);
        }
    }
    reached
}
