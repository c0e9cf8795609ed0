//! The one declaration of the command line: parser, help, man page and completions come from it.

pub mod account;
mod import;
mod open;
mod read;
pub mod record;
pub mod report;

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use account::AccountOptions;
pub use import::{ImportOptions, What};
pub use open::{
    BackupOptions, BoardOptions, CheckpointOptions, CosignOptions, ExportFormat, ExportOptions,
    KeyOptions, KeyWhat, LogOptions, MergeOptions, OpenOptions, ProofOptions, RestoreOptions,
};
pub use read::ReadOptions;
pub use record::RecordOptions;
use report::ReportOptions;

const EXIT_CODES: &str = "\
Exit codes:
  0  done, even if not everyone can be out
  1  a check, a verification or a record refuses
  2  wrong usage, or input that cannot be used (also without any verb)";

const FLOW_FORMAT: &str = "\
Solve a bare flow-over-time problem: the earliest arrival flow, exactly, for all steps at once

The folder holds arcs.csv (tail,head,transit,capacity[,from,until]), supplies.csv \
(node,supply[,release]), exits.csv (node[,limit]) and, if waiting is limited, nodes.csv \
(node,waiting). A unit that enters an arc in step s is at its head in step s + transit.";

/// Plans humanitarian corridors: how many people can be out by each minute of a pause, by which
/// corridors, with a proof that within the model no plan could do better.
#[derive(Parser)]
#[command(name = "korridor", bin_name = "korridor", version, after_help = EXIT_CODES)]
#[command(arg_required_else_help = true, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub verb: Verb,
    /// Print one JSON document on standard output, errors included
    // A path, since `read` takes one of the same name: `-` is standard output.
    #[arg(long, global = true, num_args = 0, default_missing_value = "-")]
    pub json: Option<PathBuf>,
    /// Print nothing but defects
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

#[derive(Subcommand)]
pub enum Verb {
    New(NewOptions),
    Check(CheckOptions),
    Plan(PlanOptions),
    Verify(VerifyOptions),
    Replan(ReplanOptions),
    Compare(CompareOptions),
    Ask(AskOptions),
    Flow(FlowOptions),
    Open(OpenOptions),
    Record(Box<RecordOptions>),
    Board(BoardOptions),
    Log(LogOptions),
    Proof(ProofOptions),
    Checkpoint(CheckpointOptions),
    Cosign(CosignOptions),
    Key(KeyOptions),
    Backup(BackupOptions),
    Restore(RestoreOptions),
    Export(ExportOptions),
    Merge(MergeOptions),
    Import(Box<ImportOptions>),
    Read(ReadOptions),
    Account(AccountOptions),
    Report(ReportOptions),
    Man(ManOptions),
    Completions(CompletionsOptions),
}

impl Verb {
    pub fn name(&self) -> &'static str {
        match self {
            Verb::New(_) => "new",
            Verb::Check(_) => "check",
            Verb::Plan(_) => "plan",
            Verb::Verify(_) => "verify",
            Verb::Replan(_) => "replan",
            Verb::Compare(_) => "compare",
            Verb::Ask(_) => "ask",
            Verb::Flow(_) => "flow",
            Verb::Open(_) => "open",
            Verb::Record(_) => "record",
            Verb::Board(_) => "board",
            Verb::Log(_) => "log",
            Verb::Proof(_) => "proof",
            Verb::Checkpoint(_) => "checkpoint",
            Verb::Cosign(_) => "cosign",
            Verb::Key(_) => "key",
            Verb::Backup(_) => "backup",
            Verb::Restore(_) => "restore",
            Verb::Export(_) => "export",
            Verb::Merge(_) => "merge",
            Verb::Import(_) => "import",
            Verb::Read(_) => "read",
            Verb::Account(_) => "account",
            Verb::Report(_) => "report",
            Verb::Man(_) => "man",
            Verb::Completions(_) => "completions",
        }
    }
}

/// Start a scenario folder from a road network and a population
#[derive(Args)]
#[command(group = ArgGroup::new("network").required(true).args(["osm", "gmns_nodes", "matsim"]))]
pub struct NewOptions {
    /// Folder to make
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Roads from OpenStreetMap: .osm.pbf, .osm, .osm.gz or .osm.bz2
    #[arg(long, value_name = "FILE")]
    pub osm: Option<PathBuf>,
    /// Roads in GMNS: the nodes
    #[arg(long, value_name = "FILE", requires = "gmns_links")]
    pub gmns_nodes: Option<PathBuf>,
    /// Roads in GMNS: the links
    #[arg(long, value_name = "FILE", requires = "gmns_nodes")]
    pub gmns_links: Option<PathBuf>,
    /// Roads from MATSim: network XML, plain or .gz
    #[arg(long, value_name = "FILE", requires = "crs")]
    pub matsim: Option<PathBuf>,
    /// Coordinate reference system of the MATSim network, such as EPSG:28355
    #[arg(long, value_name = "CODE", requires = "matsim")]
    pub crs: Option<String>,
    /// People by zone: CSV with id, lon, lat and population, or GeoJSON
    #[arg(long, value_name = "FILE")]
    pub population: PathBuf,
    /// Replace the folder if it is a scenario already
    #[arg(long)]
    pub force: bool,
}

/// Name every defect of a scenario folder at once
#[derive(Args)]
pub struct CheckOptions {
    /// Scenario folder
    #[arg(value_name = "SCENARIO")]
    pub scenario: PathBuf,
}

/// Plan a scenario: the exact curve with its proof, what binds, and a plan of few routes and departure
/// waves that people can use
#[derive(Args)]
pub struct PlanOptions {
    /// Scenario folder
    #[arg(value_name = "SCENARIO")]
    pub scenario: PathBuf,
    /// Plan folder to write
    #[arg(long, short, value_name = "FOLDER")]
    pub output: PathBuf,
    /// At most so many routes for the people of a zone who are planned together
    #[arg(long, value_name = "COUNT", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    pub routes: u32,
    /// Length of a departure wave [default: 15, fewer where the usable time is shorter than two hours]
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(1..))]
    pub wave: Option<u32>,
    /// Leave the answers (`korridor ask`) out of the report: planning takes two fifths to two thirds of the time
    #[arg(long)]
    pub no_answers: bool,
    /// Replace the plan folder if there is one
    #[arg(long)]
    pub force: bool,
}

/// Check a record, a proof, a plan folder or a bare certificate without trusting whoever made it
#[derive(Args)]
pub struct VerifyOptions {
    /// Record, proof file, plan folder, or certificate file of a bare problem
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// A checkpoint of the record that was kept elsewhere: without one, a record that was cut back cannot be told
    #[arg(long, value_name = "FILE", conflicts_with = "problem")]
    pub against: Option<PathBuf>,
    /// Public key of the record: the key itself, or a file with it; once for each [default: PATH.pub]
    #[arg(long, value_name = "KEY", conflicts_with = "problem")]
    pub key: Vec<String>,
    /// Public key of a witness: the key itself, or a file with it; once for each
    #[arg(long, value_name = "KEY", conflicts_with = "problem")]
    pub witness: Vec<String>,
    /// So many of the witnesses must have cosigned the newest checkpoint
    #[arg(long, value_name = "COUNT", default_value_t = 0, requires = "witness")]
    pub quorum: usize,
    /// The entry that a proof is about [default: PATH.entry]
    #[arg(long, value_name = "FILE", conflicts_with = "problem")]
    pub entry_file: Option<PathBuf>,
    /// The bare problem that a certificate is about [default: the certificate's own folder]
    #[arg(long, value_name = "FOLDER")]
    pub problem: Option<PathBuf>,
}

/// Plan on from a moment of a plan that is under way: people on the road stay where they are on it,
/// corridors close or open, and the rest is solved again
#[derive(Args)]
pub struct ReplanOptions {
    /// Plan folder; it is verified first, and never changed
    #[arg(value_name = "PLAN")]
    pub plan: PathBuf,
    /// The moment: a time of day (14:05), a local time (2016-11-04T14:05), or RFC 3339 with an offset
    #[arg(long, value_name = "TIME")]
    pub at: String,
    /// A corridor that closes outwards then, by its id; once for each
    #[arg(long, value_name = "CORRIDOR")]
    pub close: Vec<String>,
    /// A corridor that opens then, by its id; once for each
    #[arg(long, value_name = "CORRIDOR")]
    pub open: Vec<String>,
    /// Plan folder to write
    #[arg(long, short, value_name = "FOLDER")]
    pub output: PathBuf,
    /// Replace the plan folder if there is one
    #[arg(long)]
    pub force: bool,
}

/// Say what changed from one plan of a scenario to another, by zone and minute; or put the pauses of records side by side
#[derive(Args)]
pub struct CompareOptions {
    /// Plan folder, or a record
    #[arg(value_name = "BEFORE")]
    pub before: PathBuf,
    /// Another plan folder of the same scenario, or other records
    #[arg(value_name = "AFTER")]
    pub after: Vec<PathBuf>,
    /// Cut records into the days on which anything was said
    #[arg(long)]
    pub pauses: bool,
    /// Into months instead of days
    #[arg(long, requires = "pauses")]
    pub by_month: bool,
}

/// Answer a question about a plan: how long, how many, what binds, what each corridor is worth
#[derive(Args)]
pub struct AskOptions {
    /// Plan folder; it is verified first, and never changed
    #[arg(value_name = "PLAN")]
    pub plan: PathBuf,
    /// The question [default: all of them]
    #[arg(value_name = "QUESTION")]
    pub question: Option<Question>,
    /// Answer for every so many minutes from the start, 1 to 1440
    #[arg(long, value_name = "MINUTES", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub every: u32,
    /// Also how many in a pause of so many hours from the start, such as 6.5
    #[arg(long, value_name = "HOURS", allow_negative_numbers = true)]
    pub hours: Option<f64>,
    /// Only this corridor, by its id
    #[arg(long, value_name = "ID")]
    pub corridor: Option<String>,
    /// So many of the gates and roads that bind are raised and solved again
    #[arg(long, value_name = "COUNT", default_value_t = 8)]
    pub top: usize,
    /// Also write the plan's report with these answers in it, one HTML file
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Replace that file if there is one
    #[arg(long, requires = "report")]
    pub force: bool,
}

/// What can be asked of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Question {
    /// The shortest pause for 50 %, 90 % and all who wish to leave
    HowLong,
    /// Out, and in the open, by each moment
    HowMany,
    /// What binds, from when to when, and what a little more of it is worth
    Bottlenecks,
    /// How many fewer are out if a corridor never opens, or closes early
    Corridors,
}

/// Solve a bare flow-over-time problem: the earliest arrival flow, exactly, for all steps at once
#[derive(Args)]
#[command(long_about = FLOW_FORMAT)]
pub struct FlowOptions {
    /// Folder of the problem
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Last step; steps count from 0
    #[arg(long, value_name = "STEP")]
    pub horizon: u32,
    /// Write step,cumulative for every step
    #[arg(long, value_name = "FILE")]
    pub arrivals: Option<PathBuf>,
    /// Write one row per hop: path,units,arc_row,entry_step
    #[arg(long, value_name = "FILE")]
    pub paths: Option<PathBuf>,
    /// Write the proof that `korridor verify` checks
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    /// Check the proof before answering, without writing it
    #[arg(long)]
    pub check: bool,
    /// Replace files that exist
    #[arg(long)]
    pub force: bool,
}

/// Print the man page
#[derive(Args)]
pub struct ManOptions {
    /// Print the page of this verb instead
    #[arg(value_name = "VERB")]
    pub verb: Option<String>,
}

/// Print completions for a shell
#[derive(Args)]
pub struct CompletionsOptions {
    /// Which shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}
