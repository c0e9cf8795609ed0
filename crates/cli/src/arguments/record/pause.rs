//! What is recorded of the pause and its corridors.

use clap::{ArgGroup, Args};
use korridor_operate::fact::{
    Commander, Consent, Decision, GoItem, GoNoGo, GuaranteeLevel, GuaranteeStep, Purpose,
};

use super::SubjectOptions;
use super::words::{
    COMMANDERS, CONSENTS, DECISIONS, GO_NO_GO, LEVELS, PURPOSES, STEPS, go_item, one_of,
};

/// A party announces the pause or a corridor; that makes neither agreed
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor declare --party Russia --window 09:00..19:00 --stated-hours 10 --by c1"
)]
pub struct DeclareOptions {
    /// The party
    #[arg(long, value_name = "PARTY")]
    pub party: String,
    #[command(flatten)]
    pub subject: SubjectOptions,
    /// From when to when, as it says: FROM..TO; once for each window
    #[arg(long, value_name = "FROM..TO")]
    pub window: Vec<String>,
    /// Hours that it states, kept even where the window contradicts them
    #[arg(long, value_name = "HOURS")]
    pub stated_hours: Option<u32>,
    /// What for; once for each purpose
    #[arg(long, value_name = "PURPOSE", value_parser = one_of::<Purpose>(PURPOSES))]
    pub purpose: Vec<Purpose>,
    /// How many people it promises can pass
    #[arg(long, value_name = "PERSONS", allow_hyphen_values = true)]
    pub promised: Option<String>,
    /// Its conditions
    #[arg(long, value_name = "TEXT")]
    pub conditions: Option<String>,
    /// Its words
    #[arg(long, value_name = "TEXT")]
    pub words: Option<String>,
}

/// A party consents to a declared pause or corridor, or does not
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor agree --party 'Syrian government' --corridor bustan-al-qasr --by c1"
)]
pub struct AgreeOptions {
    /// The party
    #[arg(long, value_name = "PARTY")]
    pub party: String,
    #[command(flatten)]
    pub subject: SubjectOptions,
    /// Whether it consents
    #[arg(long, value_name = "CONSENT", default_value = "given", value_parser = one_of::<Consent>(CONSENTS))]
    pub consent: Consent,
    /// Its words
    #[arg(long, value_name = "TEXT")]
    pub words: Option<String>,
}

/// A party states another end; several ends are an ambiguous statement
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor amend --party Russia --end 2016-10-22T19:00 --end 2016-10-23T19:00 --by c1"
)]
pub struct AmendOptions {
    /// The party
    #[arg(long, value_name = "PARTY")]
    pub party: String,
    #[command(flatten)]
    pub subject: SubjectOptions,
    /// Every end that its statement can mean; once for each
    #[arg(long, value_name = "TIME", required = true)]
    pub end: Vec<String>,
    /// Its words
    #[arg(long, value_name = "TEXT")]
    pub words: Option<String>,
}

/// A step of a security guarantee: by one party, for one corridor or mission and one interval
#[derive(Args)]
#[command(
    group = ArgGroup::new("covers").required(true).args(["corridor", "mission"]),
    after_help = "Example:\n  korridor record pause.kor guarantee g-1 --party Russia --corridor bustan-al-qasr --step given --level written --interval 09:00..19:00 --by c1"
)]
pub struct GuaranteeOptions {
    /// Its id; later steps carry the same
    #[arg(value_name = "GUARANTEE")]
    pub guarantee: String,
    /// The party that is to give it
    #[arg(long, value_name = "PARTY")]
    pub party: String,
    /// The corridor that it covers
    #[arg(long, value_name = "CORRIDOR")]
    pub corridor: Option<String>,
    /// The mission that it covers
    #[arg(long, value_name = "MISSION")]
    pub mission: Option<String>,
    /// The step
    #[arg(long, value_name = "STEP", value_parser = one_of::<GuaranteeStep>(STEPS))]
    pub step: GuaranteeStep,
    /// The interval that it covers: needed when it is given
    #[arg(long, value_name = "FROM..TO")]
    pub interval: Option<String>,
    /// How firmly it was given
    #[arg(long, value_name = "LEVEL", value_parser = one_of::<GuaranteeLevel>(LEVELS))]
    pub level: Option<GuaranteeLevel>,
    /// It lapses then unless given anew
    #[arg(long, value_name = "TIME")]
    pub expires: Option<String>,
    /// Its conditions
    #[arg(long, value_name = "TEXT")]
    pub conditions: Option<String>,
    /// The party's words
    #[arg(long, value_name = "TEXT")]
    pub words: Option<String>,
}

/// The commander of a checkpoint confirms the order, or does not
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor confirm bustan-al-qasr-gate --party 'Syrian government' --commander confirmed --by c1"
)]
pub struct ConfirmOptions {
    /// The gate
    #[arg(value_name = "GATE")]
    pub gate: String,
    /// The party whose commander it is
    #[arg(long, value_name = "PARTY")]
    pub party: String,
    /// What was said
    #[arg(long, value_name = "WHAT", value_parser = one_of::<Commander>(COMMANDERS))]
    pub commander: Commander,
    /// The words
    #[arg(long, value_name = "TEXT")]
    pub words: Option<String>,
}

/// The signed go/no-go list of a corridor, with its stop triggers
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor go bustan-al-qasr --decision go --item 'Orders confirmed=yes' --stop-trigger shots-heard --signed-by c1 --by c1"
)]
pub struct GoOptions {
    /// Which corridor
    #[arg(value_name = "CORRIDOR")]
    pub corridor: String,
    /// The decision
    #[arg(long, value_name = "DECISION", value_parser = one_of::<GoNoGo>(GO_NO_GO))]
    pub decision: GoNoGo,
    /// A line of the list: WHAT=yes, WHAT=no or WHAT=unknown; once for each
    #[arg(long, value_name = "WHAT=ANSWER", value_parser = go_item)]
    pub item: Vec<GoItem>,
    /// What makes the cell stop, by a name; once for each
    #[arg(long, value_name = "NAME")]
    pub stop_trigger: Vec<String>,
    /// Who signed, by pseudonym; once for each
    #[arg(long, value_name = "ID")]
    pub signed_by: Vec<String>,
}

/// A stop trigger came true: the corridor is suspended at once
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor trip bustan-al-qasr --trigger shots-heard --by m1"
)]
pub struct TripOptions {
    /// Which corridor
    #[arg(value_name = "CORRIDOR")]
    pub corridor: String,
    /// Which trigger of its go/no-go list
    #[arg(long, value_name = "NAME")]
    pub trigger: String,
    /// What happened
    #[arg(long, value_name = "TEXT")]
    pub words: Option<String>,
}

/// A person decides on the status of a corridor, with a reason
#[derive(Args)]
#[command(
    after_help = "Example:\n  korridor record pause.kor status bustan-al-qasr suspend --reason 'fire heard at the gate' --by c1"
)]
pub struct StatusOptions {
    /// Which corridor
    #[arg(value_name = "CORRIDOR")]
    pub corridor: String,
    /// What is decided
    #[arg(value_name = "DECISION", value_parser = one_of::<Decision>(DECISIONS))]
    pub decision: Decision,
    /// Why
    #[arg(long, value_name = "TEXT", required_unless_present = "words_file")]
    pub reason: Option<String>,
}
