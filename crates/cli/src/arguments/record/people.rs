//! What is recorded between people and parties.

use clap::Args;
use korridor_operate::fact::{
    AppointmentKind, Channel, NotificationKind, OutcomeKind, Precedence, ResponseKind,
};

use super::AboutOptions;
use super::words::{
    APPOINTMENTS, CHANNELS, NOTIFICATIONS, OUTCOMES, PRECEDENCES, RESPONSES, one_of,
};

/// A call, handover or convoy that is due
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor due call-1 --kind call --until 11:30 --corridor bustan-al-qasr --by c1"
)]
pub struct DueOptions {
    /// Its id
    #[arg(value_name = "NAME")]
    pub due: String,
    /// What it is
    #[arg(long, value_name = "KIND", value_parser = one_of::<AppointmentKind>(APPOINTMENTS))]
    pub kind: AppointmentKind,
    /// By then
    #[arg(long, value_name = "TIME")]
    pub until: String,
    #[command(flatten)]
    pub about: AboutOptions,
    /// With whom, and what for
    #[arg(long, value_name = "TEXT")]
    pub words: Option<String>,
}

/// What was due took place
#[derive(Args)]
#[command(after_help = "Example:\n  korridor record pause.kor done call-1 --by c1")]
pub struct DoneOptions {
    /// Which
    #[arg(value_name = "NAME")]
    pub due: String,
    /// What came of it
    #[arg(long, value_name = "TEXT")]
    pub words: Option<String>,
}

/// What people say they want: their own will, apart from any agreement of parties
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor intention --source survey --asked 'at the bakery, each alone' --leave 40-60 --stay 120-150 --by m1"
)]
pub struct IntentionOptions {
    /// The zone in which they were asked [default: all]
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// The source that asked
    #[arg(long, value_name = "SOURCE")]
    pub source: String,
    /// How they were asked, and by whom
    #[arg(long, value_name = "TEXT", required_unless_present = "words_file")]
    pub asked: Option<String>,
    /// How many want to leave
    #[arg(long, value_name = "PERSONS", allow_hyphen_values = true)]
    pub leave: Option<String>,
    /// How many want to stay
    #[arg(long, value_name = "PERSONS", allow_hyphen_values = true)]
    pub stay: Option<String>,
    /// How many want to come back
    #[arg(long = "return", value_name = "PERSONS", allow_hyphen_values = true)]
    pub come_back: Option<String>,
    /// How many do not know yet
    #[arg(long, value_name = "PERSONS", allow_hyphen_values = true)]
    pub undecided: Option<String>,
    /// How many did not want to say
    #[arg(long, value_name = "PERSONS", allow_hyphen_values = true)]
    pub not_said: Option<String>,
    /// Whether staying is a real option for them, as they say
    #[arg(long, value_name = "TEXT")]
    pub staying_possible: Option<String>,
    /// Whether coming back is a real option for them, as they say
    #[arg(long, value_name = "TEXT")]
    pub return_possible: Option<String>,
}

/// What exactly was sent to a party: no permission and no guarantee
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor notify n-1 --party Russia --kind evacuation --channel mail --corridor bustan-al-qasr --sent 'exactly what was sent' --deadline 08:30 --by c1"
)]
pub struct NotifyOptions {
    /// Its id
    #[arg(value_name = "NAME")]
    pub notification: String,
    /// The party that it was sent to
    #[arg(long, value_name = "PARTY")]
    pub party: String,
    /// The kind
    #[arg(long, value_name = "KIND", value_parser = one_of::<NotificationKind>(NOTIFICATIONS))]
    pub kind: NotificationKind,
    /// How it was sent
    #[arg(long, value_name = "CHANNEL", value_parser = one_of::<Channel>(CHANNELS))]
    pub channel: Channel,
    #[command(flatten)]
    pub about: AboutOptions,
    /// Exactly what was sent
    #[arg(long, value_name = "TEXT", required_unless_present = "words_file")]
    pub sent: Option<String>,
    /// An answer is expected by then
    #[arg(long, value_name = "TIME")]
    pub deadline: Option<String>,
}

/// A party received a notification: that is no acceptance
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor receipt n-1 --party Russia --channel mail --by c1"
)]
pub struct ReceiptOptions {
    /// Which notification
    #[arg(value_name = "NAME")]
    pub notification: String,
    /// The party
    #[arg(long, value_name = "PARTY")]
    pub party: String,
    /// How the receipt came
    #[arg(long, value_name = "CHANNEL", value_parser = one_of::<Channel>(CHANNELS))]
    pub channel: Channel,
    /// The words
    #[arg(long, value_name = "TEXT")]
    pub words: Option<String>,
}

/// What a party answers to a notification: even an acceptance is no guarantee
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor respond n-1 --party Russia --response conditions --words 'in their words' --by c1"
)]
pub struct RespondOptions {
    /// Which notification
    #[arg(value_name = "NAME")]
    pub notification: String,
    /// The party
    #[arg(long, value_name = "PARTY")]
    pub party: String,
    /// The answer
    #[arg(long, value_name = "RESPONSE", value_parser = one_of::<ResponseKind>(RESPONSES))]
    pub response: ResponseKind,
    /// The words
    #[arg(long, value_name = "TEXT")]
    pub words: Option<String>,
}

/// A medical evacuation, without adverse distinction; its precedence is set by a clinician
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor mission medevac-1 --precedence urgent --litter 12 --ambulatory 30-40 --corridor castello-road --by d1"
)]
pub struct MissionOptions {
    /// Its id
    #[arg(value_name = "MISSION")]
    pub mission: String,
    /// How pressing it is
    #[arg(long, value_name = "PRECEDENCE", value_parser = one_of::<Precedence>(PRECEDENCES))]
    pub precedence: Precedence,
    /// Patients who must lie [default: not known]
    #[arg(long, value_name = "PERSONS", allow_hyphen_values = true)]
    pub litter: Option<String>,
    /// Patients who can sit or walk [default: not known]
    #[arg(long, value_name = "PERSONS", allow_hyphen_values = true)]
    pub ambulatory: Option<String>,
    /// The corridor, if one is chosen
    #[arg(long, value_name = "CORRIDOR")]
    pub corridor: Option<String>,
    /// A party whose guarantee it needs; once for each [default: every party of the pause]
    #[arg(long, value_name = "PARTY")]
    pub guarantor: Vec<String>,
    /// Remarks, without names
    #[arg(long, value_name = "TEXT")]
    pub words: Option<String>,
}

/// How a mission ended
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor outcome medevac-1 --outcome denied --moved 0 --words 'guarantees did not come' --by c1"
)]
pub struct OutcomeOptions {
    /// Which mission
    #[arg(value_name = "MISSION")]
    pub mission: String,
    /// How it ended
    #[arg(long, value_name = "OUTCOME", value_parser = one_of::<OutcomeKind>(OUTCOMES))]
    pub outcome: OutcomeKind,
    /// How many patients were moved
    #[arg(long, value_name = "PERSONS", allow_hyphen_values = true)]
    pub moved: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub words: Option<String>,
}
