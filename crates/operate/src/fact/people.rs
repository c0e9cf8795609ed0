//! What goes between people and parties: intentions, notifications, appointments, missions.

use serde::{Deserialize, Serialize};

use super::{Figure, GuaranteeFor, Name};
use crate::time::Stamp;
use crate::words::Words;

/// What people say they want. Their own will, apart from any agreement of parties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// To leave.
    Leave,
    /// To stay.
    Stay,
    /// To come back.
    Return,
    /// They do not know yet.
    Undecided,
    /// They did not want to say.
    NotSaid,
}

/// People were asked what they want.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intention {
    /// The zone in which they were asked; absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Name>,
    /// How they were asked, and by whom.
    pub asked: Words,
    /// How many said what.
    pub wishes: Vec<(Wish, Figure)>,
    /// Whether staying is a real option for them, as they say; absent if they were not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staying_possible: Option<Words>,
    /// Whether coming back is a real option for them, as they say; absent if they were not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_possible: Option<Words>,
    /// The source that asked, by pseudonym.
    pub source: Name,
}

/// Kinds of humanitarian notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// A place that stays where it is.
    StaticSite,
    /// A movement.
    Movement,
    /// An evacuation.
    Evacuation,
}

/// By what means something was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Telephone or radio.
    Voice,
    /// Electronic mail.
    Mail,
    /// A messenger on a phone.
    Message,
    /// A form or a letter, handed over.
    Paper,
    /// Face to face.
    InPerson,
    /// Through somebody else.
    Intermediary,
}

/// What exactly was sent to which party. Not a permission and not a guarantee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notify {
    /// Its id.
    pub notification: Name,
    /// The party that it was sent to.
    pub party: String,
    /// The kind.
    pub kind: NotificationKind,
    /// The corridor or mission that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<GuaranteeFor>,
    /// How it was sent.
    pub channel: Channel,
    /// Exactly what was sent.
    pub sent: Words,
    /// An answer is expected by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Stamp>,
}

/// A party received a notification. It says nothing of what the party thinks of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Which notification.
    pub notification: Name,
    /// The party.
    pub party: String,
    /// How the receipt came.
    pub channel: Channel,
    /// The words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}

/// What a party answers to a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseKind {
    /// It accepts.
    Accepted,
    /// It objects.
    Objected,
    /// It asks for something else.
    Conditions,
}

/// A party answers a notification; even an acceptance is no guarantee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Respond {
    /// Which notification.
    pub notification: Name,
    /// The party.
    pub party: String,
    /// The answer.
    pub response: ResponseKind,
    /// The words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppointmentKind {
    /// A call from the field or a party.
    Call,
    /// A handover of people or of the watch.
    Handover,
    /// A convoy that should have arrived.
    Convoy,
}

/// Something is due at a time; overdue, it is raised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appointment {
    /// Its id.
    pub due: Name,
    /// What it is.
    pub kind: AppointmentKind,
    /// By then.
    pub by: Stamp,
    /// The corridor or mission that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<GuaranteeFor>,
    /// With whom, and what for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}

/// What was due took place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Which.
    pub due: Name,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}

/// The precedence of a medical evacuation, set by a clinician.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precedence {
    /// Urgent.
    Urgent,
    /// Urgent, surgery.
    UrgentSurgical,
    /// Priority.
    Priority,
    /// Routine.
    Routine,
}

/// A medical evacuation, without adverse distinction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mission {
    /// Its id.
    pub mission: Name,
    /// How pressing it is.
    pub precedence: Precedence,
    /// Patients who must lie; absent if nobody knows how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub litter: Option<Figure>,
    /// Patients who can sit or walk; absent if nobody knows how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ambulatory: Option<Figure>,
    /// The corridor, if one is chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corridor: Option<Name>,
    /// The parties whose guarantee it needs; absent for every party of the pause.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guarantors: Vec<String>,
    /// Remarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}

/// How a mission or a movement ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// It took place as planned.
    Facilitated,
    /// In part.
    PartiallyFacilitated,
    /// It was hindered.
    Impeded,
    /// It was forbidden.
    Denied,
    /// It is put off.
    Postponed,
    /// Those who planned it gave it up.
    Cancelled,
}

/// The outcome of a mission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Which mission.
    pub mission: Name,
    /// How it ended.
    pub outcome: OutcomeKind,
    /// How many patients were moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<Figure>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}
