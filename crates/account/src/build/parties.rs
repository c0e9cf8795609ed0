//! What parties declared, guaranteed and were sent.

use std::collections::BTreeMap;

use korridor_operate::fact::{Consent, Guarantee, GuaranteeFor, GuaranteeStep, Name, Subject};
use korridor_operate::view::{GuaranteeStanding, GuaranteeView};
use korridor_operate::{Span, Stamp};

use super::Building;
use crate::account::{
    GuaranteeAccount, NotificationAccount, Obtained, PartyHours, PauseAccount, Statement,
};
use crate::number::{Measure, Number, Place, Unit, slug};
use crate::reading::Entry;

fn corridor_of(subject: &Subject) -> Option<Name> {
    match subject {
        Subject::Pause => None,
        Subject::Corridor(corridor) => Some(corridor.clone()),
    }
}

/// What stands behind what a person took back as entered wrongly.
pub(super) const TAKEN_BACK: &str = " (taken back as entered wrongly)";

/// The id of what a party promised.
pub(super) fn promised_id(place: &Place, party: &str) -> String {
    format!("promised.{}.{}", place.key(), slug(party))
}

fn bare(entry: &Entry, party: &str, subject: &Subject, says: &str) -> Statement {
    Statement {
        entry: entry.id.clone(),
        party: party.to_owned(),
        corridor: corridor_of(subject),
        says: says.to_owned(),
        when: entry.when,
        windows: Vec::new(),
        ends: Vec::new(),
        stated_hours: None,
        promised: None,
        conditions: None,
        words: None,
    }
}

impl Building<'_> {
    /// Every declaration, later statement and consent, as said, in the order of time.
    pub(super) fn statements(&mut self) -> Vec<Statement> {
        let mut statements = Vec::new();
        for (entry, declare) in &self.reading.declared {
            let mut statement = bare(entry, &declare.party, &declare.subject, "declares");
            statement.windows.clone_from(&declare.windows);
            statement.stated_hours = declare.stated_hours;
            statement.conditions.clone_from(&declare.conditions);
            statement.words.clone_from(&declare.words);
            if declare.promised.is_some() {
                let place = match &statement.corridor {
                    None => Place::Whole,
                    Some(corridor) => Place::Corridor(corridor.clone()),
                };
                statement.promised = Some(promised_id(&place, &declare.party));
            }
            statements.push(statement);
        }
        for (entry, amend) in &self.reading.amended {
            let mut statement = bare(entry, &amend.party, &amend.subject, "states another end");
            statement.ends.clone_from(&amend.ends);
            statement.words.clone_from(&amend.words);
            statements.push(statement);
        }
        for (entry, agree) in &self.reading.agreed {
            let says = match agree.consent {
                Consent::Given => "agrees",
                Consent::Refused => "refuses",
                Consent::Withdrawn => "withdraws",
            };
            let mut statement = bare(entry, &agree.party, &agree.subject, says);
            statement.words.clone_from(&agree.words);
            statements.push(statement);
        }
        for statement in &mut statements {
            if self.is_withdrawn(&statement.entry) {
                statement.says += TAKEN_BACK;
            }
        }
        statements.sort_by(|a, b| (a.when, &a.entry).cmp(&(b.when, &b.entry)));
        statements
    }

    /// Whether a person took an entry back.
    pub(super) fn is_withdrawn(&self, entry: &str) -> bool {
        self.reading.board.withdrawn.contains_key(entry)
    }

    pub(super) fn pause(&self, statements: Vec<Statement>) -> PauseAccount {
        let pause = &self.view.pause;
        let by_party = self.hours.by_party.iter().map(|window| PartyHours {
            party: window.party.clone(),
            span: window.span,
            reason: window.reason,
            sources: window
                .stated
                .iter()
                .map(|stated| stated.entry.clone())
                .collect(),
        });
        PauseAccount {
            declared_by: pause.declared_by.clone(),
            agreed_by: pause.agreed_by.clone(),
            not_agreed: pause.not_agreed.clone(),
            agreed: pause.agreed,
            purposes: pause.purposes.clone(),
            windows: self.hours.windows.clone(),
            by_party: by_party.collect(),
            statements,
        }
    }

    /// Every guarantee that was needed, asked for or given, by what it is for and by party.
    pub(super) fn guarantees(&mut self) -> Vec<GuaranteeAccount> {
        let board = &self.reading.board;
        let mut steps: BTreeMap<(GuaranteeFor, String), Vec<(&Entry, &Guarantee)>> =
            BTreeMap::new();
        for corridor in &board.corridor_order {
            for party in board.guarantors() {
                let covers = GuaranteeFor::Corridor(corridor.clone());
                steps.entry((covers, party.clone())).or_default();
            }
        }
        for state in board.missions.values() {
            let covers = GuaranteeFor::Mission(state.mission.mission.clone());
            let parties = match state.mission.guarantors.is_empty() {
                true => board.guarantors(),
                false => &state.mission.guarantors,
            };
            for party in parties {
                steps.entry((covers.clone(), party.clone())).or_default();
            }
        }
        let standing = self.reading.guaranteed.iter();
        for (entry, step) in standing.filter(|(entry, _)| !self.is_withdrawn(&entry.id)) {
            let key = (step.covers.clone(), step.party.clone());
            steps.entry(key).or_default().push((entry, step));
        }
        let accounts: Vec<GuaranteeAccount> = steps
            .into_iter()
            .map(|((covers, party), steps)| self.guarantee(covers, party, &steps))
            .collect();
        self.guarantee_numbers(&accounts);
        accounts
    }

    fn guarantee(
        &self,
        covers: GuaranteeFor,
        party: String,
        steps: &[(&Entry, &Guarantee)],
    ) -> GuaranteeAccount {
        let first = |kind: GuaranteeStep| {
            let of_kind = steps.iter().filter(|(_, step)| step.step == kind);
            of_kind.map(|(entry, _)| entry.when).min()
        };
        let given = steps
            .iter()
            .filter(|(_, step)| step.step == GuaranteeStep::Given);
        let last = given.clone().max_by_key(|(entry, _)| entry.when);
        let asked = first(GuaranteeStep::Requested);
        let hours = self.hours_needed(asked);
        let (obtained, held_from) = self.obtained(&covers, &party, hours, steps);
        let standing = self.standing(&covers, &party, self.reading.at);
        GuaranteeAccount {
            asked,
            given: first(GuaranteeStep::Given),
            level: last.and_then(|(_, step)| step.level),
            interval: last.and_then(|(_, step)| step.interval),
            conditions: given
                .filter_map(|(_, step)| step.conditions.clone())
                .collect(),
            refused: first(GuaranteeStep::Refused),
            withdrawn: first(GuaranteeStep::Withdrawn),
            standing,
            needed_by: hours.map(|span| span.from),
            obtained,
            held_from,
            sources: steps.iter().map(|(entry, _)| entry.id.clone()).collect(),
            party,
            covers,
        }
    }

    /// The first hours of the pause that end after it was asked for, or the first of all.
    fn hours_needed(&self, asked: Option<Stamp>) -> Option<Span> {
        let mut windows = self.hours.windows.iter().copied();
        windows.find(|window| asked.is_none_or(|asked| window.to > asked))
    }

    fn standing(&self, covers: &GuaranteeFor, party: &String, at: Stamp) -> GuaranteeStanding {
        let views = self
            .reading
            .board
            .guarantees_at(covers, std::slice::from_ref(party), at, None);
        let first = views.first().map(|view: &GuaranteeView| view.standing);
        first.unwrap_or(GuaranteeStanding::NotRequested)
    }

    /// Whether it held when the hours started, and else from when on. What is only known later is not known yet.
    fn obtained(
        &self,
        covers: &GuaranteeFor,
        party: &String,
        hours: Option<Span>,
        steps: &[(&Entry, &Guarantee)],
    ) -> (Obtained, Option<Stamp>) {
        let Some(hours) = hours else {
            return (Obtained::CannotBeTold, None);
        };
        if hours.from > self.reading.at {
            return (Obtained::NotYetNeeded, None);
        }
        let last = hours.to.plus_seconds(-1).min(self.reading.at);
        let given = steps
            .iter()
            .filter(|(_, step)| step.step == GuaranteeStep::Given);
        let mut moments: Vec<Stamp> = given
            .flat_map(|(entry, step)| [Some(entry.when), step.interval.map(|span| span.from)])
            .flatten()
            .map(|moment| moment.max(hours.from))
            .filter(|moment| *moment <= last)
            .collect();
        moments.sort_unstable();
        moments.dedup();
        let holds = |at: &Stamp| self.standing(covers, party, *at) == GuaranteeStanding::Holds;
        match moments.into_iter().find(holds) {
            Some(at) if at == hours.from => (Obtained::InTime, Some(at)),
            Some(at) => (Obtained::Late, Some(at)),
            None => (Obtained::Never, None),
        }
    }

    fn guarantee_numbers(&mut self, accounts: &[GuaranteeAccount]) {
        let place = |covers: &GuaranteeFor| match covers {
            GuaranteeFor::Corridor(corridor) => Place::Corridor(corridor.clone()),
            GuaranteeFor::Mission(mission) => Place::Mission(mission.clone()),
        };
        let mut by_place: BTreeMap<Place, Vec<&GuaranteeAccount>> = BTreeMap::new();
        for account in accounts {
            by_place
                .entry(place(&account.covers))
                .or_default()
                .push(account);
        }
        for (place, accounts) in by_place {
            let kinds = [
                (
                    Measure::GuaranteesInTime,
                    "guarantees_in_time",
                    "held when the hours started",
                ),
                (
                    Measure::GuaranteesNotInTime,
                    "guarantees_not_in_time",
                    "came late, or never held in the hours",
                ),
            ];
            for (what, word, label) in kinds {
                let wanted = |account: &&&GuaranteeAccount| match what {
                    Measure::GuaranteesInTime => account.obtained == Obtained::InTime,
                    _ => matches!(account.obtained, Obtained::Late | Obtained::Never),
                };
                let of: Vec<&&GuaranteeAccount> = accounts.iter().filter(wanted).collect();
                let count = crate::number::signed(of.len() as u64);
                let label = format!("of {} guarantees, {label}", accounts.len());
                let mut number = Number::of(
                    &format!("{word}.{}", place.key()),
                    what,
                    place.clone(),
                    &label,
                );
                number.unit = Unit::Guarantees;
                (number.low, number.best, number.high) = (count, Some(count), count);
                number.by = Some(self.reading.at);
                number.said_by = of.iter().map(|account| account.party.clone()).collect();
                number.sources = of
                    .iter()
                    .flat_map(|account| account.sources.clone())
                    .collect();
                if number.sources.is_empty() {
                    number.note = Some(
                        "nothing was recorded of them: nobody asked, as far as the record says"
                            .to_owned(),
                    );
                }
                self.numbers.add(number);
            }
        }
    }

    pub(super) fn notifications(&self) -> Vec<NotificationAccount> {
        let states = self.reading.board.notifications.values();
        let views = &self.view.notifications;
        states
            .zip(views)
            .map(|(state, view)| {
                let receipts = state.receipts.values().flatten();
                let receipts = receipts.map(|from| from.id.clone());
                let responses = state.responses.values().flat_map(|said| said.all());
                let responses = responses.map(|(from, _)| from.id.clone());
                NotificationAccount {
                    notification: view.notification.clone(),
                    entry: state.from.id.clone(),
                    party: view.party.clone(),
                    kind: view.kind,
                    about: state.notify.about.clone(),
                    channel: view.channel,
                    words: state.notify.sent.clone(),
                    sent: view.sent,
                    received: view.received,
                    response: view.response,
                    deadline: view.deadline,
                    sources: receipts.chain(responses).collect(),
                }
            })
            .collect()
    }
}
