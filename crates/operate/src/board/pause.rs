//! Declarations, consents, guarantees and decisions, as they stand on the board.

use std::collections::{BTreeMap, BTreeSet};

use super::{From, History};
use crate::fact::{
    Consent, Decision, Figure, Go, GuaranteeFor, GuaranteeLevel, GuaranteeStep, Name, Purpose,
    SetupCorridor,
};
use crate::time::{Span, Stamp};
use crate::view::Judged;

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
    /// Who declared it, with every declaration of each.
    pub declared: BTreeMap<String, Vec<From>>,
    /// What each party said of its consent.
    pub consents: BTreeMap<String, History<Consent>>,
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
    /// The entry that a person took back and in whose stead it stops, if that is why.
    pub withdrew: Option<Name>,
    /// Of a decision to open: that it no longer held when something was entered that could have lifted that.
    pub lapsed: Option<Lapsed>,
}

/// An opening that no longer held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lapsed {
    /// The moment for which that was found.
    pub at: Stamp,
    /// The number of the entry that came then: what was entered before it is needed anew.
    pub before: u64,
    /// Why.
    pub judged: Judged,
}

impl DecisionAt {
    /// Whether it opens the corridor, with restrictions or without.
    pub fn opens(&self) -> bool {
        matches!(self.decision, Decision::Open | Decision::Restrict)
    }

    /// Whether nobody passes after it.
    pub fn stops(&self) -> bool {
        matches!(
            self.decision,
            Decision::Suspend | Decision::Close | Decision::Complete
        )
    }

    /// From when on it holds. No stop waits for a moment that had not come when it was known, and one that was entered as
    /// known in the future holds at once: the moment is the mistake, not the stop.
    pub fn taken(&self) -> Stamp {
        match (self.stops(), self.from.is_ahead) {
            (true, true) => Stamp::FIRST,
            (true, false) => self.from.heard(),
            (false, _) => self.from.occurred.earliest,
        }
    }

    /// Until when it may have been taken: what lifts a stop comes after that.
    pub fn settled(&self) -> Stamp {
        if self.from.is_ahead {
            Stamp::FIRST
        } else {
            self.from.occurred.latest.min(self.from.known)
        }
    }

    /// When it was taken; of those taken at one time, by the record.
    pub fn when(&self) -> (Stamp, u64) {
        (self.taken(), self.from.seq)
    }
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
    /// Its go/no-go lists.
    pub go: History<Go>,
    /// Signs from it: when, and the entry.
    pub signs: BTreeSet<(Stamp, Name)>,
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

impl SubjectState {
    /// From when on a party no longer consents: the earliest time for which it said so since it last declared hours or
    /// consented, both after all that it had said against it.
    pub fn withdrawn_at(&self, party: &str) -> Option<Stamp> {
        let consents = self.consents.get(party);
        let consents = consents.into_iter().flat_map(History::all);
        let consents = consents.map(|(from, consent)| (from, *consent != Consent::Given));
        let declared = self.stated.get(party).into_iter().flatten();
        let declared = declared.filter(|said| matches!(said.stating, Stating::Windows(_)));
        let declared = declared.map(|said| (&said.from, false));
        let mut said: Vec<(&From, bool)> = consents.chain(declared).collect();
        said.sort_by_key(|(from, _)| from.seq);
        let (mut since, mut last) = (None::<Stamp>, None);
        for (from, against) in said {
            let happened = from.occurred.earliest;
            if against {
                since = Some(since.map_or(happened, |since| since.min(happened)));
                last = last.max(Some(happened));
            } else if Some(happened) >= last {
                since = None;
            }
        }
        since
    }

    /// What a party said of its consent by a moment, last: for it from its latest moment on, against it at once.
    pub fn consent(&self, party: &str, at: Stamp) -> Option<(&From, Consent)> {
        let against = |consent: &Consent| *consent != Consent::Given;
        let said = self.consents.get(party)?;
        let by_then =
            |from: &From, consent: &Consent| against(consent) || from.occurred.latest <= at;
        let (from, consent) = said.standing(by_then, against)?;
        Some((from, *consent))
    }
}
