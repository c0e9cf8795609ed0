//! Arguments of the verbs that make, keep and check records.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand, ValueEnum};

const RECORD_HELP: &str = "\
A record is one file (pause.kor); beside it lie pause.kor.key, which signs what is written and which only its owner \
may read, and pause.kor.pub, with which anybody checks it. Or it is a schema of a PostgreSQL database: \
postgres://user@host/database?schema=NAME, with --key FILE.";

/// Start the record of a pause, for a scenario, or a field team's own that carries all of another
#[derive(Args)]
#[command(after_help = RECORD_HELP, group = ArgGroup::new("from").required(true).args(["scenario", "carry_on"]))]
pub struct OpenOptions {
    /// Scenario folder
    #[arg(value_name = "SCENARIO")]
    pub scenario: Option<PathBuf>,
    /// Record that the new one carries whole, for a site without a line to it; korridor merge brings its entries back
    #[arg(long = "continue", value_name = "RECORD", conflicts_with_all = ["name", "known"])]
    pub carry_on: Option<String>,
    /// Public key of the record that is continued: the key itself, or a file with it [default: its name with .pub]
    #[arg(long, value_name = "KEY", requires = "carry_on")]
    pub from_key: Option<String>,
    /// Record to make: a file such as pause.kor, or postgres://...?schema=NAME
    #[arg(long, value_name = "RECORD")]
    pub record: String,
    /// Pseudonym of the coordinator, who names the others; with --continue, of somebody whom the record knows
    #[arg(long, value_name = "ID", env = "KORRIDOR_BY")]
    pub by: String,
    /// Who that is: lies beside the record and can be erased
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Which site writes this record; with --continue, another than the record's own
    #[arg(long, value_name = "SITE", default_value = "main")]
    pub site: String,
    /// Name of the record for outsiders, like an address without its scheme [default: korridor.local/SCENARIO/SITE-, and eight digits]
    #[arg(long, value_name = "NAME")]
    pub origin: Option<String>,
    /// When the record began, if a past day is entered [default: now]
    #[arg(long, value_name = "TIME")]
    pub known: Option<String>,
    /// Key file to make [default: RECORD.key]
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}

/// Show the pause as it was known at a moment
#[derive(Args)]
pub struct BoardOptions {
    /// Record
    #[arg(value_name = "RECORD")]
    pub record: String,
    /// The moment: only what was known by then [default: now]
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Only what had happened by then
    #[arg(long, value_name = "TIME")]
    pub occurred_by: Option<String>,
    /// Only what had been recorded by then
    #[arg(long, value_name = "TIME")]
    pub recorded_by: Option<String>,
    /// The day of times without a date, such as 2016-11-04
    #[arg(long, value_name = "DATE")]
    pub day: Option<String>,
    /// Explain this corridor: the rule, the entries that it rests on, and what stands against opening
    #[arg(long, value_name = "CORRIDOR")]
    pub explain: Option<String>,
    /// Show the rules by which the board judges, and who set them
    #[arg(long, conflicts_with = "explain")]
    pub rules: bool,
    /// Also claims outside every window that contest nothing, which are counted otherwise
    #[arg(long)]
    pub all: bool,
    /// Columns of the board [default: as wide as the terminal, or 80]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(40..=240))]
    pub columns: Option<u16>,
}

/// List what was recorded, by whom, when
#[derive(Args)]
pub struct LogOptions {
    /// Record
    #[arg(value_name = "RECORD")]
    pub record: String,
    /// Only entries about this corridor or its gates
    #[arg(long, value_name = "CORRIDOR")]
    pub corridor: Option<String>,
    /// Only entries of this source
    #[arg(long, value_name = "SOURCE")]
    pub source: Option<String>,
    /// Only entries that this person recorded
    #[arg(long, value_name = "ID")]
    pub by: Option<String>,
    /// Only entries of this verb, such as count
    #[arg(long, value_name = "VERB")]
    pub verb: Option<String>,
    /// Also the words that lie beside the record
    #[arg(long)]
    pub words: bool,
}

/// Write the proof that one entry is in the record, for an outsider
#[derive(Args)]
pub struct ProofOptions {
    /// Record
    #[arg(value_name = "RECORD")]
    pub record: String,
    /// Id of the entry, or its number: '#26' or entry:26
    #[arg(value_name = "ENTRY")]
    pub entry: String,
    /// Proof file to write; the entry's bytes go to FILE.entry
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,
    /// Replace files that exist
    #[arg(long)]
    pub force: bool,
}

/// Print the newest signed checkpoint of a record
#[derive(Args)]
pub struct CheckpointOptions {
    /// Record
    #[arg(value_name = "RECORD")]
    pub record: String,
    /// File to write instead
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace a file that exists
    #[arg(long)]
    pub force: bool,
}

/// Cosign a checkpoint as a witness, or take a witness's cosignature into a record
#[derive(Args)]
pub struct CosignOptions {
    /// Checkpoint to cosign
    #[arg(value_name = "CHECKPOINT", required_unless_present = "record")]
    pub checkpoint: Option<PathBuf>,
    /// The witness's key, or the record's
    #[arg(long, value_name = "FILE", required_unless_present = "record")]
    pub key: Option<PathBuf>,
    /// The last checkpoint that this witness cosigned: refused unless the new one is at least as long
    #[arg(long, value_name = "FILE", conflicts_with = "record")]
    pub last: Option<PathBuf>,
    /// Public key of the record: the checkpoint's own signature is checked first
    #[arg(long, value_name = "KEY", conflicts_with = "record")]
    pub log: Option<String>,
    /// Sign without the record's public key: whoever made up the checkpoint, it is cosigned
    #[arg(long, conflicts_with_all = ["record", "log"])]
    pub unseen: bool,
    /// File to write the cosigned checkpoint to [default: standard output]
    #[arg(long, short, value_name = "FILE", conflicts_with = "record")]
    pub output: Option<PathBuf>,
    /// Replace a file that exists
    #[arg(long)]
    pub force: bool,
    /// Record to take a cosignature into
    #[arg(
        long,
        value_name = "RECORD",
        requires = "add",
        requires = "witness",
        conflicts_with = "checkpoint"
    )]
    pub record: Option<String>,
    /// The cosigned checkpoint
    #[arg(long, value_name = "FILE", requires = "record")]
    pub add: Option<PathBuf>,
    /// Public keys of witnesses that are known: the key itself or a file with it; once for each
    #[arg(long, value_name = "KEY", requires = "record")]
    pub witness: Vec<String>,
}

/// Keys of witnesses
#[derive(Args)]
#[command(disable_help_subcommand = true)]
pub struct KeyOptions {
    #[command(subcommand)]
    pub what: KeyWhat,
}

/// What is done with keys.
#[derive(Subcommand)]
pub enum KeyWhat {
    New(NewKeyOptions),
}

/// Make a witness's key
#[derive(Args)]
pub struct NewKeyOptions {
    /// Name of the witness, like an address without its scheme
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Key file to make; its public half goes beside it, with the ending .pub
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,
}

/// Bring in what another record of the same pause has; conflicts are shown and resolved by a person
#[derive(Args)]
pub struct MergeOptions {
    /// Record that takes the entries in
    #[arg(value_name = "RECORD")]
    pub record: String,
    /// The other record: verified first, and never changed
    #[arg(long, value_name = "RECORD")]
    pub from: String,
    /// Pseudonym of a coordinator of the record
    #[arg(long, value_name = "ID", env = "KORRIDOR_BY")]
    pub by: String,
    /// When the other record came, if a past day is entered: what it brings was not known here before [default: now]
    #[arg(long, value_name = "TIME")]
    pub known: Option<String>,
    /// Both records were opened apart, and neither continues the other: they belong together all the same
    #[arg(long)]
    pub opened_apart: bool,
    /// Show what would come, and record nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Public key of the other record: the key itself, or a file with it [default: FROM.pub]
    #[arg(long, value_name = "KEY")]
    pub from_key: Option<String>,
    /// Key that signs [default: RECORD.key]
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}

/// Copy a record while others write; the copy is verified
#[derive(Args)]
pub struct BackupOptions {
    /// Record
    #[arg(value_name = "RECORD")]
    pub record: String,
    /// File to make; the key that signs is not copied
    #[arg(value_name = "TO")]
    pub to: PathBuf,
}

/// Put a backup in place as a record, once it is verified
#[derive(Args)]
pub struct RestoreOptions {
    /// Backup
    #[arg(value_name = "FROM")]
    pub from: PathBuf,
    /// Record file to make
    #[arg(value_name = "TO")]
    pub to: PathBuf,
    /// A checkpoint that was kept elsewhere: refused if the backup is older
    #[arg(long, value_name = "FILE")]
    pub against: Option<PathBuf>,
    /// Public key of the record: the key itself, or a file with it [default: FROM.pub]
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
}

/// What a record can be exported as, beside its own files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// HXL 1.1, tables with a row of hashtags
    Hxl,
    /// GeoJSON (RFC 7946)
    Geojson,
    /// GeoParquet 1.1: the places of GeoJSON, a row for each number
    Parquet,
    /// Plain tables
    Csv,
    /// A notice of --notice as an alert: Common Alerting Protocol 1.2
    Cap,
}

/// Write a record as static files that others' tools can audit, or with --format what of its account may be released
#[derive(Args)]
pub struct ExportOptions {
    /// Record
    #[arg(value_name = "RECORD")]
    pub record: String,
    /// Of cap: the notice, as docs/feeds.md shows one
    #[arg(
        long,
        value_name = "FILE",
        requires = "format",
        required_if_eq("format", "cap")
    )]
    pub notice: Option<PathBuf>,
    /// Folder to make: C2SP tlog-tiles, the public key, and events.jsonl; with --format the tables or places, and
    /// manifest.json; of cap, the file
    #[arg(long, short, value_name = "FOLDER")]
    pub output: PathBuf,
    /// Also write the words that lie beside the record: they are personal data
    #[arg(long, conflicts_with = "format")]
    pub words: bool,
    /// Write what of the account may be released, or a notice, in this format
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<ExportFormat>,
    /// For whom: strictly-confidential, confidential, internal, party:NAME or public
    #[arg(long, value_name = "PROFILE", requires = "format", required_if_eq_any([("format", "hxl"), ("format", "geojson"), ("format", "parquet"), ("format", "csv")]))]
    pub profile: Option<String>,
    /// Policy table of the operation (TOML) [default: the one that is shipped]
    #[arg(long, value_name = "FILE", requires = "format")]
    pub policy: Option<PathBuf>,
    /// File that keeps what was released before [default: RECORD.releases.json]
    #[arg(long, value_name = "FILE", requires = "format")]
    pub releases: Option<PathBuf>,
    /// Plan folder, for what was expected and where places lie; it is verified first
    #[arg(long, value_name = "PLAN", requires = "format")]
    pub plan: Option<PathBuf>,
    /// What was known by then; of cap, in an exercise, when the notice is sent [default: now]
    #[arg(long, value_name = "TIME", requires = "format")]
    pub at: Option<String>,
    /// Replace the folder if it is an export
    #[arg(long)]
    pub force: bool,
}
