//! Arguments of `korridor import`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

const HELP: &str = "\
What becomes of each format, and every word that a refusal is named by: docs/feeds.md.
Every claim is what its source says; counts are corrected, never overwritten; a row that can't be used is named with its \
place and reason, and the others are taken. A file that is imported twice is recorded once.";

/// What can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// Claims compiled from published sources, one JSON object a line
    Claims,
    /// Pauses as announced, CSV
    Pauses,
    /// Corridors as announced, CSV
    Corridors,
    /// An alert: Common Alerting Protocol 1.2 or 1.1
    Cap,
    /// Incidents in the shape of ACLED's tables, 31 columns
    Acled,
    /// Gate counts or incidents with HXL hashtags, CSV or JSON
    Hxl,
    /// Submissions of ODK or KoBo, JSON or CSV
    Odk,
    /// Features of GeoJSON
    Geojson,
    /// Any other table, by a mapping of its columns
    Csv,
    /// A folder: every file that is put in it, once it grows no more
    Watch,
    /// An address (https or http) of a host that --allow names
    Poll,
}

/// Bring in what others say: alerts, tables, submissions. Nothing is decided, contradictions are proposed and stay
#[derive(Args)]
#[command(after_help = HELP)]
pub struct ImportOptions {
    /// What it is
    #[arg(value_name = "WHAT")]
    pub what: What,
    /// File; for watch a folder, for poll an address
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Record
    #[arg(long, value_name = "RECORD")]
    pub record: String,
    /// Who enters it, by pseudonym
    #[arg(long, value_name = "ID", env = "KORRIDOR_BY")]
    pub by: String,
    /// Who says it, by pseudonym, where the file does not
    #[arg(long, value_name = "SOURCE")]
    pub source: Option<String>,
    /// Encoding of the file, such as iso-8859-1, if it is not UTF-8 and does not tell
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// Zone of times that have no offset, such as Asia/Damascus; without it they are refused
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// Which column is what, as TOML
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// Of cap: certificate or public key (PEM) of a sender that you trust; once for each
    #[arg(long, value_name = "FILE")]
    pub cap_key: Vec<PathBuf>,
    /// Of cap: take what an alert says although its signature says that it was altered; the verdict is kept beside it
    #[arg(long)]
    pub accept_unverified: bool,
    /// Guess a mapping from the headers of a table, write it for a person to look at, and record nothing
    #[arg(long, value_name = "FILE", conflicts_with = "mapping")]
    pub save_mapping: Option<PathBuf>,
    /// Say what would be recorded, and record nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Of watch and poll: what the files are [default: told by each file's content]
    #[arg(long = "as", value_name = "WHAT")]
    pub format: Option<What>,
    /// Of watch and poll: look once and end
    #[arg(long)]
    pub once: bool,
    /// Of watch and poll: look every so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub every: u64,
    /// Of poll: a host that may be asked, exactly, with its port if it is not the usual one; once for each
    #[arg(long, value_name = "HOST")]
    pub allow: Vec<String>,
    /// When the cell learned of it [default: now]
    #[arg(long, value_name = "TIME")]
    pub known: Option<String>,
    /// Key that signs [default: RECORD.key]
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}
