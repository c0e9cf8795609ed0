//! A person takes back an entry that should not be there. It stays in the record, and counts in the cautious direction
//! only: what spoke for a corridor acts as if it had been taken back, what spoke against one stands until what that takes
//! is said anew.

use super::{Board, DecisionAt, From, GuaranteeStepAt, History, Statement, Stating, SubjectState};
use crate::fact::{
    Commander, Consent, Decision, Go, GoNoGo, GuaranteeStep, Name, Passage, ResponseKind, Withdraw,
};
use crate::time::{Moment, Span, Stamp};
use crate::view::party_windows;

/// What an entry on the board is that a person can take back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Withdrawable {
    /// A count.
    Count(Name),
    /// A claim.
    Claim(Name),
    /// A decision on a corridor, or a stop trigger.
    Decision(Name, Decision),
    /// A declaration by a party, about a corridor or the pause.
    Declared(Option<Name>, String),
    /// A party's consent.
    Consent(Option<Name>, String, Consent),
    /// Another end that a party stated.
    Amended(Option<Name>, String),
    /// A step of a guarantee.
    Guarantee(Name, GuaranteeStep),
    /// What a commander said at a gate.
    Commander(Name, String, Commander),
    /// A go/no-go list.
    List(Name, GoNoGo),
    /// That something due took place.
    Kept(Name),
    /// That a party received a notification.
    Receipt(Name, String),
    /// What a party answered.
    Answer(Name, String, ResponseKind),
    /// How a mission ended.
    Outcome(Name),
    /// What people said they want.
    Intention,
}

impl Withdrawable {
    /// Whether it speaks against a corridor or a pause: then it stands, though it was taken back.
    pub(crate) fn stands(&self) -> bool {
        match self {
            Withdrawable::Consent(_, _, consent) => *consent != Consent::Given,
            Withdrawable::Guarantee(_, step) => step.takes_back(),
            Withdrawable::Commander(_, _, said) => *said != Commander::Confirmed,
            Withdrawable::List(_, decision) => *decision == GoNoGo::NoGo,
            Withdrawable::Answer(_, _, response) => *response == ResponseKind::Objected,
            Withdrawable::Decision(_, decision) => matches!(
                decision,
                Decision::Suspend | Decision::Close | Decision::Complete | Decision::Contest
            ),
            _ => false,
        }
    }
}

impl Board {
    /// What an entry is that can be taken back, and who entered it; `None` for any other, and for one that is not on the
    /// board.
    pub(crate) fn withdrawable(&self, entry: &str) -> Option<(Withdrawable, Name)> {
        // What a withdrawal put on the board is no entry of its own.
        if self.withdrawn.values().any(|from| from.id == entry) {
            return None;
        }
        let subjects = self.corridors.iter();
        let subjects = subjects.map(|(corridor, state)| (Some(corridor.clone()), &state.subject));
        let mut subjects = std::iter::once((None, &self.pause)).chain(subjects);
        let said = subjects.find_map(|(corridor, subject)| said_of(corridor, subject, entry));
        said.or_else(|| self.of_corridors(entry))
            .or_else(|| self.of_people(entry))
            .or_else(|| self.of_sources(entry))
    }

    fn of_corridors(&self, entry: &str) -> Option<(Withdrawable, Name)> {
        for (corridor, state) in &self.corridors {
            if let Some(one) = state.decisions.iter().find(|one| one.from.id == entry) {
                let what = Withdrawable::Decision(corridor.clone(), one.decision);
                return Some((what, one.from.by.clone()));
            }
            if let Some((from, go)) = in_history(&state.go, entry) {
                let what = Withdrawable::List(corridor.clone(), go.decision);
                return Some((what, from.by.clone()));
            }
        }
        for (gate, state) in &self.gates {
            for (party, said) in &state.commanders {
                if let Some((from, said)) = in_history(said, entry) {
                    let what = Withdrawable::Commander(gate.clone(), party.clone(), *said);
                    return Some((what, from.by.clone()));
                }
            }
        }
        self.guarantees.iter().find_map(|(name, state)| {
            let step = state.steps.iter().find(|step| step.from.id == entry)?;
            let what = Withdrawable::Guarantee(name.clone(), step.step);
            Some((what, step.from.by.clone()))
        })
    }

    fn of_people(&self, entry: &str) -> Option<(Withdrawable, Name)> {
        for (name, state) in &self.notifications {
            for (party, receipts) in &state.receipts {
                if let Some(from) = receipts.iter().find(|from| from.id == entry) {
                    let what = Withdrawable::Receipt(name.clone(), party.clone());
                    return Some((what, from.by.clone()));
                }
            }
            for (party, said) in &state.responses {
                if let Some((from, response)) = in_history(said, entry) {
                    let what = Withdrawable::Answer(name.clone(), party.clone(), *response);
                    return Some((what, from.by.clone()));
                }
            }
        }
        for (due, state) in &self.appointments {
            if let Some(from) = state.kept.iter().find(|from| from.id == entry) {
                return Some((Withdrawable::Kept(due.clone()), from.by.clone()));
            }
        }
        for (mission, state) in &self.missions {
            if let Some((from, _)) = in_history(&state.outcome, entry) {
                return Some((Withdrawable::Outcome(mission.clone()), from.by.clone()));
            }
        }
        let (from, _) = (self.intentions.iter()).find(|(from, _)| from.id == entry)?;
        Some((Withdrawable::Intention, from.by.clone()))
    }

    fn of_sources(&self, entry: &str) -> Option<(Withdrawable, Name)> {
        let mut claims = self.claims.iter();
        if let Some((claim, state)) = claims.find(|(_, state)| state.from.id == entry) {
            return Some((Withdrawable::Claim(claim.clone()), state.from.by.clone()));
        }
        let mut batches = self.counts.series.values().flatten();
        let batch = batches.find(|batch| batch.from.id == entry)?;
        Some((
            Withdrawable::Count(batch.count.clone()),
            batch.from.by.clone(),
        ))
    }

    /// Takes an entry back. `None` if it is not on the board.
    pub(super) fn withdraw(&mut self, from: &From, withdraw: &Withdraw) -> Option<()> {
        let entry = withdraw.entry.as_str();
        // Two records may take one entry back apart: the first did.
        if self.withdrawn.contains_key(entry) {
            return Some(());
        }
        let (what, _) = self.withdrawable(entry)?;
        self.withdrawn.insert(entry.to_owned(), from.clone());
        self.stop_for(&what, from, entry);
        self.undo(&what, from, entry)
    }

    /// Corridors that were open by what is taken back, or contested by it, are suspended: everything is needed anew.
    fn stop_for(&mut self, what: &Withdrawable, from: &From, entry: &str) {
        let stopped: Vec<Name> = match what {
            Withdrawable::Decision(corridor, Decision::Open | Decision::Restrict) => {
                vec![corridor.clone()]
            }
            Withdrawable::Claim(claim) => {
                let claim = self.claims.get(claim);
                let corridors = self.corridors.iter().filter(|(corridor, state)| {
                    claim.is_some_and(|claim| self.names_danger(claim, corridor))
                        && state.decisions.iter().any(DecisionAt::opens)
                });
                corridors.map(|(corridor, _)| corridor.clone()).collect()
            }
            _ => Vec::new(),
        };
        for corridor in stopped {
            if let Some(state) = self.corridors.get_mut(&corridor) {
                state.decisions.push(DecisionAt {
                    from: from.clone(),
                    decision: Decision::Suspend,
                    trigger: None,
                    withdrew: Some(entry.to_owned()),
                    lapsed: None,
                });
            }
        }
    }

    fn undo(&mut self, what: &Withdrawable, from: &From, entry: &str) -> Option<()> {
        // It was never so: from before everything that was said.
        let never = || From {
            occurred: Moment::exact(Stamp::FIRST),
            ..from.clone()
        };
        match what {
            Withdrawable::Count(count) => self.withdraw_count(count, entry),
            Withdrawable::Claim(claim) => {
                let state = self.claims.get_mut(claim)?;
                state.withdrawn = Some(from.clone());
                let sign = (state.heard(), state.from.id.clone());
                self.unsign(&sign);
            }
            Withdrawable::Decision(corridor, decision) => {
                let state = self.corridors.get_mut(corridor)?;
                let at = state
                    .decisions
                    .iter()
                    .position(|one| one.from.id == entry)?;
                let mut before = state.decisions[..at].iter();
                let stands = what.stands() && *decision != Decision::Contest;
                let of_no_effect = stands && !before.any(DecisionAt::opens);
                // A stop of what was never opened stops nothing.
                if of_no_effect || *decision == Decision::Uncontest {
                    state.decisions.remove(at);
                }
            }
            Withdrawable::Declared(corridor, party) => {
                let subject = self.subject_of(corridor.as_deref())?;
                let consents = subject.consents.entry(party.clone()).or_default();
                consents.push(never(), Consent::Withdrawn);
                (subject.promised).retain(|_, (from, _)| from.id != entry);
            }
            Withdrawable::Consent(corridor, party, Consent::Given) => {
                let subject = self.subject_of(corridor.as_deref())?;
                let consents = subject.consents.entry(party.clone()).or_default();
                consents.push(never(), Consent::Withdrawn);
            }
            Withdrawable::Amended(corridor, party) => {
                self.subject_of(corridor.as_deref())?
                    .withdraw_end(party, entry);
            }
            Withdrawable::Guarantee(name, GuaranteeStep::Given) => {
                let state = self.guarantees.get_mut(name)?;
                state.steps.push(GuaranteeStepAt {
                    from: never(),
                    step: GuaranteeStep::Withdrawn,
                    interval: None,
                    expires: None,
                    level: None,
                    conditions: false,
                });
            }
            Withdrawable::Guarantee(name, GuaranteeStep::Requested) => {
                let state = self.guarantees.get_mut(name)?;
                state.steps.retain(|step| step.from.id != entry);
            }
            Withdrawable::Commander(gate, party, Commander::Confirmed) => {
                let state = self.gates.get_mut(gate)?;
                let said = state.commanders.entry(party.clone()).or_default();
                said.push(never(), Commander::Withdrawn);
            }
            Withdrawable::List(corridor, GoNoGo::Go) => {
                let state = self.corridors.get_mut(corridor)?;
                let (_, list) = in_history(&state.go, entry)?.clone();
                let decision = GoNoGo::NoGo;
                state.go.push(never(), Go { decision, ..list });
            }
            Withdrawable::Kept(due) => {
                let state = self.appointments.get_mut(due)?;
                let kept = state.kept.iter().find(|kept| kept.id == entry)?;
                let sign = (kept.heard(), kept.id.clone());
                state.kept.retain(|kept| kept.id != entry);
                self.unsign(&sign);
            }
            Withdrawable::Receipt(name, party) => {
                let state = self.notifications.get_mut(name)?;
                let receipts = state.receipts.get_mut(party)?;
                receipts.retain(|from| from.id != entry);
                state.receipts.retain(|_, receipts| !receipts.is_empty());
            }
            Withdrawable::Answer(name, party, _) if !what.stands() => {
                let state = self.notifications.get_mut(name)?;
                state.responses.get_mut(party)?.set_aside(entry);
            }
            Withdrawable::Outcome(mission) => {
                (self.missions.get_mut(mission)?.outcome).set_aside(entry);
            }
            Withdrawable::Intention => self.intentions.retain(|(from, _)| from.id != entry),
            // What speaks against stands until what that takes is said anew.
            Withdrawable::Consent(..)
            | Withdrawable::Guarantee(..)
            | Withdrawable::Commander(..)
            | Withdrawable::List(..)
            | Withdrawable::Answer(..) => {}
        }
        Some(())
    }

    fn withdraw_count(&mut self, count: &str, entry: &str) {
        let place = self.counts.places.get(count);
        let passed = place.is_some_and(|((_, passage, _), _)| *passage == Passage::Passed);
        let sign = self.counts.get(count).filter(|_| passed);
        if let Some(sign) = sign.map(|batch| (batch.heard(), batch.from.id.clone())) {
            self.unsign(&sign);
        }
        self.counts.set_aside(entry);
    }

    fn subject_of(&mut self, corridor: Option<&str>) -> Option<&mut SubjectState> {
        match corridor {
            None => Some(&mut self.pause),
            Some(corridor) => Some(&mut self.corridors.get_mut(corridor)?.subject),
        }
    }
}

fn in_history<'a, T>(said: &'a History<T>, entry: &str) -> Option<&'a (From, T)> {
    said.all().iter().find(|(from, _)| from.id == entry)
}

fn said_of(
    corridor: Option<Name>,
    subject: &SubjectState,
    entry: &str,
) -> Option<(Withdrawable, Name)> {
    for (party, said) in &subject.declared {
        if let Some(from) = said.iter().find(|from| from.id == entry) {
            let what = Withdrawable::Declared(corridor, party.clone());
            return Some((what, from.by.clone()));
        }
    }
    for (party, said) in &subject.consents {
        if let Some((from, consent)) = in_history(said, entry) {
            let what = Withdrawable::Consent(corridor, party.clone(), *consent);
            return Some((what, from.by.clone()));
        }
    }
    for (party, said) in &subject.stated {
        if let Some(one) = said.iter().find(|one| one.from.id == entry) {
            let what = Withdrawable::Amended(corridor, party.clone());
            return Some((what, one.from.by.clone()));
        }
    }
    None
}

impl SubjectState {
    /// Another end is taken back only if that makes no hours longer.
    fn withdraw_end(&mut self, party: &str, entry: &str) {
        let hours = |subject: &SubjectState| -> Vec<Span> {
            let windows = party_windows(party, subject);
            windows.into_iter().map(|window| window.span).collect()
        };
        let before = hours(self);
        let kept = self.stated.get(party).cloned().unwrap_or_default();
        let is_end = |one: &Statement| matches!(one.stating, Stating::Ends(_));
        if let Some(stated) = self.stated.get_mut(party) {
            stated.retain(|one| one.from.id != entry || !is_end(one));
        }
        let within = |span: &Span| {
            let mut before = before.iter();
            before.any(|wide| wide.from <= span.from && span.to <= wide.to)
        };
        if !hours(self).iter().all(within) {
            self.stated.insert(party.to_owned(), kept);
        }
    }
}
