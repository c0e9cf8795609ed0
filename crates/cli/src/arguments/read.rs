//! Reading a text into proposed claims.

use std::path::PathBuf;

use clap::Args;

/// Read a text into proposed claims: who says what, when and where; nothing is decided, what is open stays open
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor read article.txt --timezone Asia/Damascus --json claims.json"
)]
pub struct ReadOptions {
    /// The text: UTF-8, or UTF-16 with its mark; Norwegian or English
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Scenario whose place and clock it is about; its `lexicon.toml` is read too, if there is one
    #[arg(long, value_name = "FOLDER")]
    pub scenario: Option<PathBuf>,
    /// Write the claims as JSON into this file, or on standard output without one
    #[arg(long, value_name = "OUT", num_args = 0..=1, default_missing_value = "-")]
    pub json: Option<PathBuf>,
    /// Zone of the place, such as Asia/Damascus [default: by the places that the text names]
    #[arg(long, value_name = "ZONE")]
    pub timezone: Option<String>,
    /// Day on which it was written, as YYYY-MM-DD, where a person knows it and the text does not say it [default: the text's own date]
    #[arg(long, value_name = "DAY")]
    pub written: Option<String>,
    /// Record whose inbox the proposals go to, with --propose
    #[arg(long, value_name = "RECORD", requires = "propose")]
    pub record: Option<String>,
    /// Put every proposal into the record's inbox, and keep the text as it came; a person confirms or drops each
    #[arg(long, requires = "record", requires = "by")]
    pub propose: bool,
    /// Who enters them, by pseudonym
    #[arg(long, value_name = "ID", env = "KORRIDOR_BY")]
    pub by: Option<String>,
    /// When the cell learned of it [default: now]
    #[arg(long, value_name = "TIME", requires = "propose")]
    pub known: Option<String>,
    /// Key that signs [default: RECORD.key]
    #[arg(long, value_name = "FILE", requires = "propose")]
    pub key: Option<PathBuf>,
}
