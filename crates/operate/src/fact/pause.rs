//! The pause and its corridors: who declared, who agreed, what is guaranteed, who decided.

use serde::{Deserialize, Serialize};

use super::{Figure, Name};
use crate::time::{Span, Stamp};
use crate::words::Words;

/// What a declaration, a consent or an amendment is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The pause as a whole.
    Pause,
    /// One corridor, by its id.
    Corridor(Name),
}

/// What a pause or a corridor is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// People who wish to leave may leave.
    Leaving,
    /// The wounded and sick are taken out.
    MedicalEvacuation,
    /// Aid comes in.
    InboundAid,
    /// Medical supplies come in.
    MedicalResupply,
    /// Water, power and the like are repaired.
    Repairs,
    /// People who left may come back.
    Return,
}

/// A party announces the pause, or a corridor. It does not make either agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declare {
    /// The party.
    pub party: String,
    /// What it announces.
    pub subject: Subject,
    /// From when to when, as it says; empty if it does not say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Span>,
    /// Hours that it states; kept even where start and end contradict them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_hours: Option<u32>,
    /// What for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub purposes: Vec<Purpose>,
    /// How many people it promises can pass, if it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised: Option<Figure>,
    /// Its conditions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Words>,
    /// Its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}

/// Whether a party consents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// It does.
    Given,
    /// It said that it does not.
    Refused,
    /// It did and does no longer.
    Withdrawn,
}

/// A party consents to a declared pause or corridor. Said of parties only, never of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agree {
    /// The party.
    pub party: String,
    /// To what.
    pub subject: Subject,
    /// Whether it consents.
    pub consent: Consent,
    /// Its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}

/// A party states another end of the pause, or a corridor's. Several ends are an ambiguous statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amend {
    /// The party.
    pub party: String,
    /// Of what.
    pub subject: Subject,
    /// Every end that its statement can mean.
    pub ends: Vec<Stamp>,
    /// Its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}

/// What a guarantee covers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuaranteeFor {
    /// A corridor, by its id.
    Corridor(Name),
    /// A mission, by its id.
    Mission(Name),
}

/// How far a guarantee has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuaranteeStep {
    /// Somebody asked the party for it.
    Requested,
    /// The party gave it.
    Given,
    /// The party said no.
    Refused,
    /// The party took it back.
    Withdrawn,
}

impl GuaranteeStep {
    /// Whether the party says no, or no longer.
    pub fn takes_back(self) -> bool {
        matches!(self, GuaranteeStep::Refused | GuaranteeStep::Withdrawn)
    }
}

/// How firmly it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuaranteeLevel {
    /// Said, by somebody who may not speak for the party.
    Informal,
    /// Said by somebody who speaks for the party.
    Verbal,
    /// In writing.
    Written,
}

/// A step of a security guarantee: by one party, for one corridor or mission and one interval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guarantee {
    /// Its id; later steps carry the same.
    pub guarantee: Name,
    /// The party that is to give it.
    pub party: String,
    /// What for.
    pub covers: GuaranteeFor,
    /// The step.
    pub step: GuaranteeStep,
    /// The interval that it covers; needed when it is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<Span>,
    /// How firmly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<GuaranteeLevel>,
    /// It lapses then unless given anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Stamp>,
    /// Its conditions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Words>,
    /// The party's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}

/// What the commander of a checkpoint says of the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Commander {
    /// The order arrived and is followed.
    Confirmed,
    /// The order did not arrive.
    NoOrder,
    /// It is no longer followed.
    Withdrawn,
}

/// The commander of a checkpoint confirms, or does not. A guarantee from above opens nothing alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// The gate.
    pub gate: Name,
    /// The party whose commander it is.
    pub party: String,
    /// What was said.
    pub commander: Commander,
    /// The words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}

/// An answer on a go/no-go list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemAnswer {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// Nobody knows.
    Unknown,
}

/// A line of a go/no-go list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoItem {
    /// What is asked.
    pub item: String,
    /// The answer.
    pub answer: ItemAnswer,
}

/// Go or no go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoNoGo {
    /// Go.
    Go,
    /// No go.
    NoGo,
}

/// A signed go/no-go list with its stop triggers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Go {
    /// For which corridor.
    pub corridor: Name,
    /// The lines.
    pub items: Vec<GoItem>,
    /// What makes the cell stop, by name.
    pub stop_triggers: Vec<Name>,
    /// Who signed, by pseudonym.
    pub signed_by: Vec<Name>,
    /// The decision.
    pub decision: GoNoGo,
}

/// A stop trigger of the go/no-go list came true: the corridor is suspended at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trip {
    /// Which corridor.
    pub corridor: Name,
    /// Which trigger.
    pub trigger: Name,
    /// What happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}

/// What a person decides on a corridor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It opens, or opens again.
    Open,
    /// It is open with restrictions.
    Restrict,
    /// It is taken as contested.
    Contest,
    /// A contest is settled: the rules decide again.
    Uncontest,
    /// It is suspended.
    Suspend,
    /// It is closed.
    Close,
    /// It has served its purpose.
    Complete,
}

/// A person decides on a corridor's status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// Which corridor.
    pub corridor: Name,
    /// What is decided.
    pub decision: Decision,
    /// Why.
    pub reason: Words,
}
