//! What a record can say. The same types stand in commands, with plain words, and in events, with
//! sealed words.

mod claim;
mod count;
mod names;
mod pause;
mod people;
mod record;
mod setup;
mod words;

pub use claim::{
    Answerable, Claim, Copy, Credibility, Happening, Incident, Judge, Kinship, Material, Modality,
    Place, Polarity, Precision, Relate, Relation, Reliability, Settle, Settled, Source,
};
pub use count::{
    Category, CountAt, Direction, Figure, GateCount, Passage, Published, PublishedPoint,
};
pub use names::{Named, is_name};
pub use pause::{
    Agree, Amend, Commander, Confirm, Consent, Decision, Declare, Go, GoItem, GoNoGo, Guarantee,
    GuaranteeFor, GuaranteeLevel, GuaranteeStep, ItemAnswer, Purpose, Status, Subject, Trip,
};
pub use people::{
    Appointment, AppointmentKind, Channel, Intention, Kept, Mission, NotificationKind, Notify,
    Outcome, OutcomeKind, Precedence, Receipt, Respond, ResponseKind, Wish,
};
pub use record::{
    Actor, Conflict, ConflictKind, Continues, Erase, Merged, MergedEntry, Opened, Resolve, Role,
    Rules, Withdraw,
};
pub use setup::{Setup, SetupCorridor, SetupGate, SetupOpening, SetupPlace};

use serde::{Deserialize, Serialize};

/// A name that a person gives to something so that later entries can point at it: letters, digits and
/// `- _ . : /`, at most 120 of them.
pub type Name = String;

/// One thing that a record says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The record starts.
    Opened(Box<Opened>),
    /// Places and parties of the scenario.
    Setup(Box<Setup>),
    /// A person who may write, under a pseudonym.
    Actor(Actor),
    /// A source, under a pseudonym.
    Source(Source),
    /// The rules by which the board judges, for this operation.
    Rules(Box<Rules>),
    /// A party announces the pause or a corridor.
    Declare(Box<Declare>),
    /// A party consents to it, or no longer does.
    Agree(Agree),
    /// A party states another end or start.
    Amend(Amend),
    /// A step of a security guarantee.
    Guarantee(Box<Guarantee>),
    /// The commander of a checkpoint confirms that the order arrived.
    Confirm(Confirm),
    /// The go/no-go list of a corridor.
    Go(Box<Go>),
    /// A stop trigger came true.
    Trip(Trip),
    /// A person decides on a corridor's status.
    Status(Status),
    /// A call, handover or convoy that is due.
    Due(Appointment),
    /// It took place.
    Done(Kept),
    /// What people say they want.
    Intention(Box<Intention>),
    /// What was sent to a party.
    Notify(Box<Notify>),
    /// That it was received.
    Receipt(Receipt),
    /// What the party answered.
    Respond(Respond),
    /// People counted.
    Count(Box<GateCount>),
    /// What a source says happened.
    Report(Box<Claim>),
    /// How two claims stand to each other.
    Relate(Relate),
    /// How far a claim is to be believed.
    Judge(Judge),
    /// Claims that are about the same thing, put together by a person.
    Incident(Incident),
    /// What a person finds of an incident.
    Settle(Settle),
    /// A medical evacuation.
    Mission(Box<Mission>),
    /// How a mission or a movement ended.
    Outcome(Outcome),
    /// A plan that was published.
    Publish(Box<Published>),
    /// Source material, by its hash.
    Material(Material),
    /// An entry is taken back.
    Withdraw(Withdraw),
    /// Content beside the record is destroyed.
    Erase(Erase),
    /// Entries of another record were brought in.
    Merged(Box<Merged>),
    /// A person resolves a conflict between two records.
    Resolve(Resolve),
}

impl Fact {
    /// Whether it can make an opening hold again that had lapsed, or speak for a corridor in another way.
    pub fn may_lift(&self) -> bool {
        matches!(
            self,
            Fact::Declare(_)
                | Fact::Agree(_)
                | Fact::Amend(_)
                | Fact::Guarantee(_)
                | Fact::Confirm(_)
                | Fact::Go(_)
                | Fact::Rules(_)
                | Fact::Respond(_)
                | Fact::Merged(_)
                | Fact::Resolve(_)
                | Fact::Withdraw(_)
        )
    }

    /// Whether it speaks against a corridor or a pause: then it counts from its earliest moment on, and what speaks for one
    /// only from its latest.
    pub fn speaks_against(&self) -> bool {
        match self {
            Fact::Agree(agree) => agree.consent != Consent::Given,
            Fact::Guarantee(step) => step.step.takes_back(),
            Fact::Confirm(confirm) => confirm.commander != Commander::Confirmed,
            Fact::Go(go) => go.decision == GoNoGo::NoGo,
            Fact::Respond(answer) => answer.response == ResponseKind::Objected,
            Fact::Trip(_) | Fact::Withdraw(_) => true,
            Fact::Status(status) => !matches!(
                status.decision,
                Decision::Open | Decision::Restrict | Decision::Uncontest
            ),
            Fact::Report(claim) => claim.happening.endangers(),
            _ => false,
        }
    }

    /// The verb that records it.
    pub fn verb(&self) -> &'static str {
        match self {
            Fact::Opened(_) => "opened",
            Fact::Setup(_) => "setup",
            Fact::Actor(_) => "actor",
            Fact::Source(_) => "source",
            Fact::Rules(_) => "rules",
            Fact::Declare(_) => "declare",
            Fact::Agree(_) => "agree",
            Fact::Amend(_) => "amend",
            Fact::Guarantee(_) => "guarantee",
            Fact::Confirm(_) => "confirm",
            Fact::Go(_) => "go",
            Fact::Trip(_) => "trip",
            Fact::Status(_) => "status",
            Fact::Due(_) => "due",
            Fact::Done(_) => "done",
            Fact::Intention(_) => "intention",
            Fact::Notify(_) => "notify",
            Fact::Receipt(_) => "receipt",
            Fact::Respond(_) => "respond",
            Fact::Count(_) => "count",
            Fact::Report(_) => "report",
            Fact::Relate(_) => "relate",
            Fact::Judge(_) => "judge",
            Fact::Incident(_) => "incident",
            Fact::Settle(_) => "settle",
            Fact::Mission(_) => "mission",
            Fact::Outcome(_) => "outcome",
            Fact::Publish(_) => "publish",
            Fact::Material(_) => "material",
            Fact::Withdraw(_) => "withdraw",
            Fact::Erase(_) => "erase",
            Fact::Merged(_) => "merged",
            Fact::Resolve(_) => "resolve",
        }
    }
}
