//! Declarations, consents, guarantees and decisions, as they stand on the board.

use std::collections::BTreeMap;

use super::From;
use crate::fact::{
    Commander, Consent, Decision, Figure, Go, GuaranteeFor, GuaranteeLevel, GuaranteeStep, Name,
    Purpose, SetupCorridor,
};
use crate::time::{Span, Stamp};

/// What a party stated of the hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stating {
    /// It declared these windows.
    Windows(Vec<Span>),
    /// It stated these ends.
    Ends(Vec<Stamp>),
}

/// A statement of a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Where it comes from.
    pub from: From,
    /// What.
    pub stating: Stating,
}

/// The pause, or a corridor: who declared it and who consented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectState {
    /// What each party stated, in the order of the record.
    pub stated: BTreeMap<String, Vec<Statement>>,
    /// Who declared it, with the first declaration of each.
    pub declared: BTreeMap<String, From>,
    /// What each party said of its consent, last.
    pub consents: BTreeMap<String, (From, Consent)>,
    /// What it is for.
    pub purposes: Vec<Purpose>,
    /// How many people were promised a way, by party, last.
    pub promised: BTreeMap<String, (From, Figure)>,
}

/// A decision of a person, or a stop trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionAt {
    /// Where it comes from.
    pub from: From,
    /// What was decided.
    pub decision: Decision,
    /// The stop trigger, if it was one.
    pub trigger: Option<Name>,
}

/// A corridor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorridorState {
    /// The corridor by the scenario.
    pub corridor: SetupCorridor,
    /// Who declared it, who agreed.
    pub subject: SubjectState,
    /// Decisions, in the order of the record.
    pub decisions: Vec<DecisionAt>,
    /// The last go/no-go list.
    pub go: Option<(From, Go)>,
    /// The last sign from it: when, and the entry.
    pub sign: Option<(Stamp, Name)>,
}

/// A step of a guarantee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuaranteeStepAt {
    /// Where it comes from.
    pub from: From,
    /// The step.
    pub step: GuaranteeStep,
    /// What it covers, if it was given.
    pub interval: Option<Span>,
    /// When it lapses.
    pub expires: Option<Stamp>,
    /// How firmly it was given.
    pub level: Option<GuaranteeLevel>,
    /// Whether conditions were put to it.
    pub conditions: bool,
}

/// A guarantee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuaranteeState {
    /// The party.
    pub party: String,
    /// What for.
    pub covers: GuaranteeFor,
    /// Its steps, in the order of the record.
    pub steps: Vec<GuaranteeStepAt>,
}

/// What the commander of a checkpoint said last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommanderState {
    /// Where it comes from.
    pub from: From,
    /// What.
    pub commander: Commander,
}
