//! Arguments of `korridor record`: what every entry has, and a subcommand for each thing that can be recorded.

mod claim;
mod count;
mod own;
mod pause;
mod people;
mod words;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use korridor_operate::fact::{GuaranteeFor, Subject};

pub use claim::{
    IncidentOptions, JudgeOptions, MaterialOptions, RelateOptions, ReportOptions, SettleOptions,
    SourceOptions,
};
pub use count::{CountOptions, PublishOptions};
pub use own::{ActorOptions, EraseOptions, ResolveOptions, RulesOptions, WithdrawOptions};
pub use pause::{
    AgreeOptions, AmendOptions, ConfirmOptions, DeclareOptions, GoOptions, GuaranteeOptions,
    StatusOptions, TripOptions,
};
pub use people::{
    DoneOptions, DueOptions, IntentionOptions, MissionOptions, NotifyOptions, OutcomeOptions,
    ReceiptOptions, RespondOptions,
};

const TIMES: &str = "\
Times:
  14:05                       the day of the pause, or of --day; refused if it could be another
  2016-11-04T14:05            by the clock of the place
  14:45@Europe/Moscow         by the clock of another place
  09:00..19:00@Europe/Moscow  both by that clock
  2016-11-04T14:05:00+02:00   anywhere
Persons: 12, or 10-14, or low/best/high as 10/12/14; 0 is a value.
What people say lies beside the record, which holds only a salted commitment to it, and can be erased.
An id that was recorded already is not recorded again.
Where an entry points at another, the number of that one will do for its name: '#26', or entry:26.";

/// Record what is known of a pause; refused as a whole if anything is wrong with it
#[derive(Args)]
#[command(after_help = TIMES, subcommand_required = false, args_conflicts_with_subcommands = false)]
pub struct RecordOptions {
    /// Record
    #[arg(value_name = "RECORD")]
    pub record: String,
    /// Entries as JSON, one a line, all or none of them
    #[arg(long, value_name = "FILE")]
    pub from_file: Option<PathBuf>,
    #[command(flatten)]
    pub head: HeadOptions,
    #[command(subcommand)]
    pub what: Option<What>,
}

/// What every entry has.
#[derive(Args)]
pub struct HeadOptions {
    /// Who records it, by pseudonym
    #[arg(long, value_name = "ID", env = "KORRIDOR_BY", global = true)]
    pub by: Option<String>,
    /// Id of the entry: given again, nothing is recorded twice [default: a new one]
    #[arg(long, value_name = "ID", global = true)]
    pub id: Option<String>,
    /// When it happened: a time, or FROM..TO if it is uncertain [default: when it became known]
    #[arg(long, value_name = "TIME", global = true)]
    pub occurred: Option<String>,
    /// That time in the words of whoever said it
    #[arg(long, value_name = "TEXT", global = true)]
    pub said: Option<String>,
    /// When the cell learned of it [default: now]
    #[arg(long, value_name = "TIME", global = true)]
    pub known: Option<String>,
    /// The day of times without a date, such as 2016-11-04
    #[arg(long, value_name = "DATE", global = true)]
    pub day: Option<String>,
    /// Read the words (or the reason, the title, what was sent or asked) from a file, or - for standard input
    #[arg(long, value_name = "FILE", global = true)]
    pub words_file: Option<PathBuf>,
    /// Key that signs [default: RECORD.key]
    #[arg(long, value_name = "FILE", global = true)]
    pub key: Option<PathBuf>,
}

/// What can be recorded.
#[derive(Subcommand)]
#[command(disable_help_subcommand = true)]
pub enum What {
    Actor(ActorOptions),
    Source(SourceOptions),
    Rules(RulesOptions),
    Declare(DeclareOptions),
    Agree(AgreeOptions),
    Amend(AmendOptions),
    Guarantee(GuaranteeOptions),
    Confirm(ConfirmOptions),
    Go(GoOptions),
    Trip(TripOptions),
    Status(StatusOptions),
    Due(DueOptions),
    Done(DoneOptions),
    Intention(IntentionOptions),
    Notify(NotifyOptions),
    Receipt(ReceiptOptions),
    Respond(RespondOptions),
    Count(CountOptions),
    Report(Box<ReportOptions>),
    Relate(RelateOptions),
    Judge(JudgeOptions),
    Incident(IncidentOptions),
    Settle(SettleOptions),
    Mission(MissionOptions),
    Outcome(OutcomeOptions),
    Publish(PublishOptions),
    Material(MaterialOptions),
    Withdraw(WithdrawOptions),
    Erase(EraseOptions),
    Resolve(ResolveOptions),
}

impl What {
    /// The word that was typed.
    pub fn name(&self) -> &'static str {
        match self {
            What::Actor(_) => "actor",
            What::Source(_) => "source",
            What::Rules(_) => "rules",
            What::Declare(_) => "declare",
            What::Agree(_) => "agree",
            What::Amend(_) => "amend",
            What::Guarantee(_) => "guarantee",
            What::Confirm(_) => "confirm",
            What::Go(_) => "go",
            What::Trip(_) => "trip",
            What::Status(_) => "status",
            What::Due(_) => "due",
            What::Done(_) => "done",
            What::Intention(_) => "intention",
            What::Notify(_) => "notify",
            What::Receipt(_) => "receipt",
            What::Respond(_) => "respond",
            What::Count(_) => "count",
            What::Report(_) => "report",
            What::Relate(_) => "relate",
            What::Judge(_) => "judge",
            What::Incident(_) => "incident",
            What::Settle(_) => "settle",
            What::Mission(_) => "mission",
            What::Outcome(_) => "outcome",
            What::Publish(_) => "publish",
            What::Material(_) => "material",
            What::Withdraw(_) => "withdraw",
            What::Erase(_) => "erase",
            What::Resolve(_) => "resolve",
        }
    }
}

/// The pause as a whole, or one corridor.
#[derive(Args)]
pub struct SubjectOptions {
    /// A corridor by its id [default: the pause as a whole]
    #[arg(long, value_name = "CORRIDOR")]
    pub corridor: Option<String>,
}

impl SubjectOptions {
    pub fn subject(&self) -> Subject {
        match &self.corridor {
            Some(corridor) => Subject::Corridor(corridor.clone()),
            None => Subject::Pause,
        }
    }
}

/// A corridor or a mission.
#[derive(Args)]
#[group(multiple = false)]
pub struct AboutOptions {
    /// The corridor that it is about, by its id
    #[arg(long, value_name = "CORRIDOR")]
    pub corridor: Option<String>,
    /// The mission that it is about, by its id
    #[arg(long, value_name = "MISSION")]
    pub mission: Option<String>,
}

impl AboutOptions {
    pub fn about(&self) -> Option<GuaranteeFor> {
        let corridor = self.corridor.clone().map(GuaranteeFor::Corridor);
        corridor.or_else(|| self.mission.clone().map(GuaranteeFor::Mission))
    }
}
