//! Arguments of the verbs that account for a pause.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

const ACCOUNT_HELP: &str = "\
The folder holds account.json, index.html, account.md, numbers.csv, timeline.csv, entries.csv and manifest.json with the \
SHA-256 of each. Profiles: strictly-confidential, confidential, internal, party:NAME, public; the policy table says what \
each is given. Releases in which people are counted down are noted in RECORD.releases.json: keep it, it is what stops \
releases from being played off against each other.";

/// Account for a pause: promised, expected, observed and verified side by side, each number with its entries
#[derive(Args)]
#[command(after_help = ACCOUNT_HELP, group = ArgGroup::new("what").required(true).args(["output", "why", "policy_table"]))]
pub struct AccountOptions {
    /// Record
    #[arg(value_name = "RECORD")]
    pub record: String,
    /// Plan folder, for what was expected; it is verified first
    #[arg(long, value_name = "PLAN")]
    pub plan: Option<PathBuf>,
    /// What was known by then [default: now]
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// The day of a time without a date, such as 2016-11-04
    #[arg(long, value_name = "DATE")]
    pub day: Option<String>,
    /// Account folder to write
    #[arg(long, short, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
    /// Print the entries behind this number instead
    #[arg(long, value_name = "NUMBER")]
    pub why: Option<String>,
    /// Print the policy table that is shipped instead
    #[arg(long)]
    pub policy_table: bool,
    #[command(flatten)]
    pub release: ReleaseOptions,
    /// Replace the folder if it is an account
    #[arg(long)]
    pub force: bool,
}

/// For whom, and by which policy.
#[derive(Args)]
pub struct ReleaseOptions {
    /// For whom: strictly-confidential, confidential, internal, party:NAME or public
    #[arg(long, value_name = "PROFILE", default_value = "strictly-confidential")]
    pub profile: String,
    /// Policy table of the operation (TOML) [default: the one that is shipped]
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// File that keeps what was released before [default: RECORD.releases.json]
    #[arg(long, value_name = "FILE")]
    pub releases: Option<PathBuf>,
}
