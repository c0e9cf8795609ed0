//! What is recorded of sources and what they say.

use std::path::PathBuf;

use clap::Args;
use korridor_operate::fact::{
    Answerable, Copy, Credibility, Happening, Kinship, Modality, Polarity, Precision, Relation,
    Reliability, Settled,
};

use super::words::{
    COPIES, CREDIBILITIES, FINDINGS, HAPPENINGS, KINSHIPS, MODALITIES, POLARITIES, PRECISIONS,
    RELATIONS, RELIABILITIES, answerable, one_of,
};

/// A source, under a pseudonym
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor source tass --root russia --reliability C --name 'TASS' --by c1"
)]
pub struct SourceOptions {
    /// Pseudonym
    #[arg(value_name = "ID")]
    pub source: String,
    /// Its independence root: sources that depend on each other count once [default: its own]
    #[arg(long, value_name = "ROOT")]
    pub root: Option<String>,
    /// A source that looks like this one and is another, as a coordinator knows; once for each
    #[arg(long, value_name = "SOURCE")]
    pub apart_from: Vec<String>,
    /// How reliable it is taken to be, A to E; F cannot be judged
    #[arg(long, value_name = "LETTER", default_value = "F", value_parser = one_of::<Reliability>(RELIABILITIES))]
    pub reliability: Reliability,
    /// Who it is: lies beside the record
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}

/// What one source says happened: a claim, and it stays one
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor report --source tass --happening shelling --place one-of --place-said 'a corridor' --when 14:45@Europe/Moscow --words 'the exact words' --by r1"
)]
pub struct ReportOptions {
    /// Who says it
    #[arg(long, value_name = "SOURCE")]
    pub source: String,
    /// Who told the source, in order, the first witness last; once for each
    #[arg(long, value_name = "SOURCE")]
    pub told_by: Vec<String>,
    /// The exact words
    #[arg(long, value_name = "TEXT", required_unless_present = "words_file")]
    pub words: Option<String>,
    /// Their language, such as ar
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    /// What is said to have happened
    #[arg(long, value_name = "WHAT", value_parser = one_of::<Happening>(HAPPENINGS))]
    pub happening: Happening,
    /// How exactly the place is known [default: named with one corridor or gate, one-of with several, unknown without]
    #[arg(long, value_name = "PRECISION", value_parser = one_of::<Precision>(PRECISIONS))]
    pub place: Option<Precision>,
    /// A corridor that it is, or could be; once for each; with one-of and none, any
    #[arg(long, value_name = "CORRIDOR")]
    pub corridor: Vec<String>,
    /// A gate that it is, or could be; once for each
    #[arg(long, value_name = "GATE")]
    pub gate: Vec<String>,
    /// The place in the source's words
    #[arg(long, value_name = "TEXT")]
    pub place_said: Option<String>,
    /// When it is said to have happened: a time, or FROM..TO
    #[arg(long, value_name = "TIME")]
    pub when: Option<String>,
    /// That time in the source's words
    #[arg(long, value_name = "TEXT", requires = "when")]
    pub when_said: Option<String>,
    /// How the source puts it
    #[arg(long, value_name = "MODALITY", default_value = "asserted", value_parser = one_of::<Modality>(MODALITIES))]
    pub modality: Modality,
    /// Whether it says that it is so, or that it is not
    #[arg(long, value_name = "POLARITY", default_value = "affirmed", value_parser = one_of::<Polarity>(POLARITIES))]
    pub polarity: Polarity,
    /// A number of people, if it gives one
    #[arg(long, value_name = "PERSONS", allow_hyphen_values = true)]
    pub persons: Option<String>,
    /// Whom it blames: a claim of its own, never merged into the incident
    #[arg(long, value_name = "TEXT")]
    pub attributes_to: Option<String>,
    /// How credible it is taken to be at first, 2 to 5; 6 cannot be judged
    #[arg(long, value_name = "DIGIT", value_parser = one_of::<Credibility>(CREDIBILITIES))]
    pub credibility: Option<Credibility>,
    /// The material that it was read in
    #[arg(long, value_name = "MATERIAL")]
    pub material: Option<String>,
    /// Hours that it states, kept even where its times contradict them
    #[arg(long, value_name = "HOURS")]
    pub stated_hours: Option<u32>,
    /// Name of the claim [default: the entry's id]
    #[arg(long, value_name = "NAME")]
    pub claim: Option<String>,
}

/// How one claim stands to another, set by a person; nothing is merged for it
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor relate claim-2 derived-from claim-1 --reason 'the agency quotes the ministry' --by a1"
)]
pub struct RelateOptions {
    /// The one claim
    #[arg(value_name = "CLAIM")]
    pub claim: String,
    /// How it stands
    #[arg(value_name = "KINSHIP", value_parser = one_of::<Kinship>(KINSHIPS))]
    pub kinship: Kinship,
    /// To the other
    #[arg(value_name = "OTHER")]
    pub to: String,
    /// Set by a person, proposed, or dropped again
    #[arg(long, value_name = "RELATION", default_value = "set", value_parser = one_of::<Relation>(RELATIONS))]
    pub relation: Relation,
    /// Why
    #[arg(long, value_name = "TEXT", required_unless_present = "words_file")]
    pub reason: Option<String>,
}

/// A person judges how credible a claim or a count is
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor judge claim:claim-1 --credibility 3 --reason 'fits the place' --by a1"
)]
pub struct JudgeOptions {
    /// claim:ID or count:ID
    #[arg(value_name = "WHAT", value_parser = answerable)]
    pub subject: Answerable,
    /// How credible, 1 to 5; 6 cannot be judged; 1 needs an independent confirmation
    #[arg(long, value_name = "DIGIT", value_parser = one_of::<Credibility>(CREDIBILITIES))]
    pub credibility: Credibility,
    /// The independent claim or count that confirms it
    #[arg(long, value_name = "NAME")]
    pub confirmed_by: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT", required_unless_present = "words_file")]
    pub reason: Option<String>,
}

/// Claims that a person takes to be about one event; given again, claims are added
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor incident rockets --title 'Rockets at a corridor' --claim claim-1 --claim claim-2 --by a1"
)]
pub struct IncidentOptions {
    /// Its id
    #[arg(value_name = "INCIDENT")]
    pub incident: String,
    /// A short title
    #[arg(long, value_name = "TEXT", required_unless_present = "words_file")]
    pub title: Option<String>,
    /// A claim; once for each
    #[arg(long, value_name = "CLAIM", required = true)]
    pub claim: Vec<String>,
}

/// A named person finds an incident confirmed or unfounded; who did it stays a claim
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor settle rockets unfounded --reason 'the place was seen untouched' --by c1"
)]
pub struct SettleOptions {
    /// Which incident
    #[arg(value_name = "INCIDENT")]
    pub incident: String,
    /// What is found
    #[arg(value_name = "FINDING", value_parser = one_of::<Settled>(FINDINGS))]
    pub finding: Settled,
    /// Why
    #[arg(long, value_name = "TEXT", required_unless_present = "words_file")]
    pub reason: Option<String>,
}

/// Source material: its bytes lie beside the record, its SHA-256 in it
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor material photo.jpg --as evidentiary --source afp --media-type image/jpeg --by r1"
)]
pub struct MaterialOptions {
    /// The file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The bytes as received, never altered, or what people work on
    #[arg(long = "as", value_name = "COPY", value_parser = one_of::<Copy>(COPIES))]
    pub copy: Copy,
    /// Its id [default: the entry's id]
    #[arg(long, value_name = "NAME")]
    pub material: Option<String>,
    /// Media type
    #[arg(long, value_name = "TYPE", default_value = "application/octet-stream")]
    pub media_type: String,
    /// From which source
    #[arg(long, value_name = "SOURCE")]
    pub source: Option<String>,
    /// A working copy's evidentiary copy
    #[arg(long, value_name = "MATERIAL")]
    pub made_from: Option<String>,
    /// Where it came from, and how
    #[arg(long, value_name = "TEXT")]
    pub words: Option<String>,
}
