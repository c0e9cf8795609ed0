//! What is recorded of people counted, and of plans.

use std::path::PathBuf;

use clap::Args;
use korridor_operate::fact::{Category, CountAt, Direction, Passage};

use super::words::{DIRECTIONS, PASSAGES, count_at, one_of, part};

/// People counted in an interval by one source; no names
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor count --at gate:bustan-al-qasr-gate --passage passed --from 11:00 --to 12:00 --persons 0 --source afp --by r1"
)]
pub struct CountOptions {
    /// Where: everywhere, gate:ID, corridor:ID, departure:ZONE or reception:ID
    #[arg(long, value_name = "PLACE", value_parser = count_at)]
    pub at: CountAt,
    /// What happened to them
    #[arg(long, value_name = "PASSAGE", value_parser = one_of::<Passage>(PASSAGES))]
    pub passage: Passage,
    /// Which way they went
    #[arg(long, value_name = "DIRECTION", default_value = "out", value_parser = one_of::<Direction>(DIRECTIONS))]
    pub direction: Direction,
    /// Counted from
    #[arg(long, value_name = "TIME")]
    pub from: String,
    /// Counted to
    #[arg(long, value_name = "TIME")]
    pub to: String,
    /// How many
    #[arg(long, value_name = "PERSONS", allow_hyphen_values = true)]
    pub persons: String,
    /// A part of them, such as women=12; once for each; never added to the whole
    #[arg(long, value_name = "CATEGORY=COUNT", value_parser = part)]
    pub part: Vec<(Category, u64)>,
    /// The source that counted
    #[arg(long, value_name = "SOURCE")]
    pub source: String,
    /// Name of the count, for corrections [default: the entry's id]
    #[arg(long, value_name = "NAME")]
    pub count: Option<String>,
    /// An earlier count that this corrects; once for each
    #[arg(long, value_name = "NAME")]
    pub supersedes: Vec<String>,
    /// Remarks, without names
    #[arg(long, value_name = "TEXT")]
    pub words: Option<String>,
}

/// A plan or a re-plan that was published; it is verified first
#[derive(Args)]
#[command(after_help = "Example:\n  korridor record pause.kor publish plan-1 --plan out --by c1")]
pub struct PublishOptions {
    /// Its id
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Plan folder, of this record's scenario
    #[arg(long, value_name = "FOLDER")]
    pub plan: PathBuf,
    /// The plan that it replaces
    #[arg(long, value_name = "NAME")]
    pub replaces: Option<String>,
    /// Remarks
    #[arg(long, value_name = "TEXT")]
    pub words: Option<String>,
}
