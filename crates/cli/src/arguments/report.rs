//! Arguments of `korridor report`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

const REPORT_HELP: &str = "\
Kinds: sitrep (for the cell, or by --profile for organisations), public, party:NAME (only what that party was itself \
sent), investigation (a folder: entries with their proofs, evidentiary copies, how to verify them without korridor). \
Each is made from a release of the account by the policy table. Sentences are fixed: nobody writes them.";

/// Tell somebody, in their language: situation report, public release, a party's sheet, a bundle for investigators
#[derive(Args)]
#[command(after_help = REPORT_HELP)]
pub struct ReportOptions {
    /// Record
    #[arg(value_name = "RECORD")]
    pub record: String,
    /// sitrep, public, party:NAME or investigation
    #[arg(long, value_name = "KIND")]
    pub kind: String,
    /// Language
    #[arg(long, value_enum, default_value_t = Lang::En)]
    pub lang: Lang,
    /// Digits of numbers in Arabic; ids and times of day keep Western ones
    #[arg(long, value_enum, default_value_t = DigitsOf::Western)]
    pub digits: DigitsOf,
    /// Page, sheets or text; a bundle for investigators has its page as PDF too
    #[arg(long, value_enum, default_value_t = ReportFormat::Html)]
    pub format: ReportFormat,
    /// File to write, or folder for investigators [default: standard output]
    #[arg(long, short, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Plan folder, for what was expected and the map; it is verified first
    #[arg(long, value_name = "PLAN")]
    pub plan: Option<PathBuf>,
    /// What was known by then [default: now]
    #[arg(long, visible_alias = "known-by", value_name = "TIME")]
    pub at: Option<String>,
    /// The day of a time without a date, such as 2016-11-04
    #[arg(long, value_name = "DATE")]
    pub day: Option<String>,
    /// For whom a sitrep is: strictly-confidential, confidential or internal [default: confidential]
    #[arg(long, value_name = "PROFILE")]
    pub profile: Option<String>,
    /// Policy table of the operation (TOML) [default: the one that is shipped]
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// File that keeps what was released before [default: RECORD.releases.json]
    #[arg(long, value_name = "FILE")]
    pub releases: Option<PathBuf>,
    /// Replace the file; a bundle for investigators is never replaced
    #[arg(long)]
    pub force: bool,
}

/// Language of a report.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// English
    En,
    /// Norwegian Bokmål
    Nb,
    /// Arabic
    Ar,
}

/// Digits of a report in Arabic.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DigitsOf {
    /// 0 to 9
    Western,
    /// ٠ to ٩
    Eastern,
}

/// Form of a report.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// One page that fetches nothing
    Html,
    /// Sheets of A4, with their fonts; needs -o
    Pdf,
    /// Markdown
    Md,
}
