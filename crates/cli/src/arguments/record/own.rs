//! What a record says of itself.

use clap::Args;
use korridor_operate::fact::{GuaranteeLevel, Role};

use super::words::{LEVELS, ROLES, one_of};

/// A person who may write, under a pseudonym
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor actor r2 --role recorder --name 'Full name' --by c1"
)]
pub struct ActorOptions {
    /// Pseudonym
    #[arg(value_name = "ID")]
    pub actor: String,
    /// What they may write
    #[arg(long, value_name = "ROLE", value_parser = one_of::<Role>(ROLES))]
    pub role: Role,
    /// Who it is: lies beside the record
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}

/// The rules by which the board judges, for this operation; what is not given stays
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor rules --silence-minutes 30 --by c1\nThe rules in force:\n  korridor board pause.kor --rules"
)]
pub struct RulesOptions {
    /// Minutes without a sign from an open corridor after which its status is unknown; 60 from the start
    #[arg(long, value_name = "MINUTES")]
    pub silence_minutes: Option<u32>,
    /// Independent roots that it takes for claims of danger to make a corridor contested; 1 from the start
    #[arg(long, value_name = "COUNT")]
    pub roots_to_contest: Option<u32>,
    /// The lowest level of a guarantee that counts; verbal from the start
    #[arg(long, value_name = "LEVEL", value_parser = one_of::<GuaranteeLevel>(LEVELS))]
    pub guarantee_level: Option<GuaranteeLevel>,
    /// People who must have signed the go/no-go list; 1 from the start
    #[arg(long, value_name = "COUNT")]
    pub signatures: Option<u32>,
    /// A party that must guarantee; once for each [default: every party of the pause]
    #[arg(long, value_name = "PARTY")]
    pub guarantor: Vec<String>,
}

/// Destroy words or material beside the record; the reason stays, and it takes two people
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor erase --entry main-report-1 --approved-by c2 --reason 'asked for by the person' --by c1"
)]
pub struct EraseOptions {
    /// Commitments, as `korridor log --words` shows them
    #[arg(value_name = "COMMITMENT", required_unless_present = "entry")]
    pub commitments: Vec<String>,
    /// Everything that lies beside this entry, given by its id or its number; once for each
    #[arg(long, value_name = "ENTRY")]
    pub entry: Vec<String>,
    /// The second person
    #[arg(long, value_name = "ID")]
    pub approved_by: String,
    /// Why, without personal data: it stays
    #[arg(long, value_name = "TEXT", required_unless_present = "words_file")]
    pub reason: Option<String>,
}

/// Resolve a conflict between two records
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor resolve conflict-1 --keep field-status-4 --reason 'the field saw it' --by c1"
)]
pub struct ResolveOptions {
    /// Which conflict: its id, or the number of one of its two entries, '#26' or entry:26
    #[arg(value_name = "CONFLICT")]
    pub conflict: String,
    /// The entry that is to be followed, one of the two: its id or its number
    #[arg(long, value_name = "ENTRY")]
    pub keep: String,
    /// Why
    #[arg(long, value_name = "TEXT", required_unless_present = "words_file")]
    pub reason: Option<String>,
}

/// Take back an entry that should not be there: it stays in the record and counts for nothing that it spoke for
#[derive(Args)]
#[command(
    after_help = "What spoke for a corridor acts as if it had been taken back; what spoke against one stands until what that takes is said anew.\nWithdraw what was entered twice or wrongly, then enter what is right.\nExample:\n  korridor record pause.kor withdraw '#26' --reason 'counted at the other gate' --by m1"
)]
pub struct WithdrawOptions {
    /// The entry: its id or its number, '#26' or entry:26
    #[arg(value_name = "ENTRY")]
    pub entry: String,
    /// Why
    #[arg(long, value_name = "TEXT", required_unless_present = "words_file")]
    pub reason: Option<String>,
}
