//! What it takes to open a corridor, and what ends that.

use super::guarantees::GuaranteeStanding;
use super::status::{CorridorStatus, Judged, Why, judged};
use super::windows::{Hours, WindowState};
use serde::Serialize;

use crate::board::{Board, CorridorState, DecisionAt, From, SubjectState};
use crate::fact::{Commander, Consent, Go, GoNoGo, GuaranteeFor, Name, ResponseKind};
use crate::time::Stamp;

/// How a party stands against a corridor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    /// It refused its consent to it.
    Corridor(Consent),
    /// It refused its consent to the pause.
    Pause(Consent),
    /// It objects to a notification about it.
    Objected,
}

/// A party that stands against a corridor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusing {
    /// The party.
    pub party: String,
    /// What it said.
    pub refused: Refused,
    /// The entry.
    pub entry: Name,
}

impl std::fmt::Display for Refusing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let said = match self.refused {
            Refused::Corridor(Consent::Withdrawn) => "took back its consent to the corridor",
            Refused::Corridor(_) => "refused its consent to the corridor",
            Refused::Pause(Consent::Withdrawn) => "took back its consent to the pause",
            Refused::Pause(_) => "refused its consent to the pause",
            Refused::Objected => "objects to a notification about the corridor",
        };
        write!(f, "{} {said}", self.party)
    }
}

impl Board {
    /// What stands against opening a corridor at a moment, each with the rule that says so.
    pub fn obstacles(&self, corridor: &str, at: Stamp) -> Vec<Why> {
        let Some(state) = self.corridors.get(corridor) else {
            return vec![];
        };
        let fresh = self.last_stop(state, at);
        let covers = GuaranteeFor::Corridor(corridor.to_owned());
        let mut obstacles = Vec::new();
        let mut say = |rule, because: String, entries| {
            obstacles.push(Why {
                rule,
                because,
                entries,
            })
        };
        for (rule, subject) in [
            ("outside-the-pause", &self.pause),
            ("outside-the-corridors-hours", &state.subject),
        ] {
            let hours = Hours::of(subject);
            let needed = rule == "outside-the-pause" || !hours.by_party.is_empty();
            if needed && hours.state(at) != WindowState::Inside {
                let entries = hours
                    .by_party
                    .iter()
                    .flat_map(|own| &own.stated)
                    .map(|end| end.entry.clone());
                say(
                    rule,
                    "the moment is in no window that all declaring parties state".to_owned(),
                    entries.collect(),
                );
            }
        }
        for refusing in self.refusing(state, at) {
            say(
                "consent-refused",
                refusing.to_string(),
                vec![refusing.entry],
            );
        }
        for view in self.guarantees_at(&covers, self.guarantors(), at, fresh) {
            if view.standing != GuaranteeStanding::Holds {
                let anew = if fresh.is_some() {
                    " (needed anew since the corridor was stopped)"
                } else {
                    ""
                };
                let because = format!("no guarantee of {} that holds then{anew}", view.party);
                say(
                    "guarantee-missing",
                    because,
                    view.entry.into_iter().collect(),
                );
            }
        }
        if self.guarantors().is_empty() {
            say(
                "guarantee-missing",
                "the scenario names no party that could guarantee".to_owned(),
                vec![],
            );
        }
        for (gate, said) in self.commanders_missing(corridor, at, fresh) {
            let said = if said.is_some() {
                "says that the order is not followed"
            } else {
                "has not confirmed the order"
            };
            say(
                "commander-has-not-confirmed",
                format!("the commander at {gate} {said}"),
                vec![],
            );
        }
        let no_go = |go: &Go| go.decision == GoNoGo::NoGo;
        match state.go.standing(|_, _| true, no_go) {
            Some((from, go))
                if go.decision == GoNoGo::Go
                    && from.occurred.earliest <= at
                    && fresh.is_none_or(|after| from.seq > after) =>
            {
                if go.signed_by.len() < self.rules.signatures as usize {
                    let because = format!(
                        "{} signed, {} needed",
                        go.signed_by.len(),
                        self.rules.signatures
                    );
                    say("go-list-not-signed", because, vec![from.id.clone()]);
                }
            }
            Some((from, _)) => {
                let because =
                    "the last go/no-go list says no, or is older than the last stop".to_owned();
                say("no-go", because, vec![from.id.clone()]);
            }
            None => say(
                "no-go-list",
                "no go/no-go list was signed".to_owned(),
                vec![],
            ),
        }
        if let Some(contested) = self.contested(state, at) {
            obstacles.push(contested.why);
        }
        obstacles
    }

    /// The number of the last entry that stopped a corridor: suspended, closed, a guarantee taken back, a commander who
    /// no longer follows, or a decision to open that lapsed.
    pub(crate) fn last_stop(&self, state: &CorridorState, at: Stamp) -> Option<u64> {
        let decided = self
            .decisions(state, at)
            .rfind(|decision| decision.stops())
            .map(|decision| decision.from.seq);
        let lost = self
            .taken_back(state, at)
            .filter(|seq| self.was_opened_before(state, *seq))
            .max();
        let unconfirmed = self
            .unconfirmed(state, at)
            .filter(|seq| self.was_opened_before(state, *seq))
            .max();
        let refused = self
            .refusals(state, at)
            .map(|(from, ..)| from.seq)
            .filter(|seq| self.was_opened_before(state, *seq))
            .max();
        let opened = self.last_opening(state, at);
        let lapsed = opened.and_then(|opened| {
            self.lapse(state, opened, at)?;
            // What was entered after it was seen to have lapsed is new; as long as nothing was, nothing is.
            Some(match &opened.lapsed {
                Some(lapsed) if lapsed.at <= at => lapsed.before.saturating_sub(1),
                _ => self.size.saturating_sub(1),
            })
        });
        [decided, lost, unconfirmed, refused, lapsed]
            .into_iter()
            .flatten()
            .max()
    }

    /// Entries in which a commander did not confirm the order.
    fn unconfirmed(&self, state: &CorridorState, at: Stamp) -> impl Iterator<Item = u64> {
        let gates = state
            .corridor
            .gates
            .iter()
            .filter_map(|gate| self.gates.get(&gate.gate));
        let said = gates
            .flat_map(|gate| gate.commanders.values())
            .flat_map(|said| said.all());
        said.filter(move |(from, said)| {
            *said != Commander::Confirmed && from.occurred.earliest <= at
        })
        .map(|(from, _)| from.seq)
    }

    /// Entries in which a guarantor refused or took back a guarantee of a corridor.
    fn taken_back(&self, state: &CorridorState, at: Stamp) -> impl Iterator<Item = u64> {
        let covers = GuaranteeFor::Corridor(state.corridor.corridor.clone());
        let own = self
            .guarantees
            .values()
            .filter(move |guarantee| guarantee.covers == covers);
        own.filter(|guarantee| self.guarantors().contains(&guarantee.party))
            .flat_map(|guarantee| &guarantee.steps)
            .filter(|step| step.step.takes_back())
            .filter(move |step| step.from.occurred.earliest <= at)
            .map(|step| step.from.seq)
    }

    /// Everything by which a guarantor refused or took back its consent to a corridor or to the pause, or objected to a
    /// notification about it, by a moment.
    fn refusals<'a>(
        &'a self,
        state: &'a CorridorState,
        at: Stamp,
    ) -> impl Iterator<Item = (&'a From, &'a str, Refused)> {
        let consents = |subject: &'a SubjectState, refused: fn(Consent) -> Refused| {
            let said = subject.consents.iter();
            let said =
                said.flat_map(|(party, said)| said.all().iter().map(move |one| (party, one)));
            said.filter(|(_, (_, consent))| *consent != Consent::Given)
                .map(move |(party, (from, consent))| (from, party.as_str(), refused(*consent)))
        };
        let about = GuaranteeFor::Corridor(state.corridor.corridor.clone());
        let sent = self.notifications.values();
        let responses = sent
            .filter(move |one| one.notify.about.as_ref() == Some(&about))
            .flat_map(|one| &one.responses);
        let objections = responses
            .flat_map(|(party, said)| said.all().iter().map(move |one| (party, one)))
            .filter(|(_, (_, response))| *response == ResponseKind::Objected)
            .map(|(party, (from, _))| (from, party.as_str(), Refused::Objected));
        consents(&state.subject, Refused::Corridor)
            .chain(consents(&self.pause, Refused::Pause))
            .chain(objections)
            .filter(move |(from, party, _)| {
                from.occurred.earliest <= at && self.guarantors().iter().any(|one| one == party)
            })
    }

    /// Guarantors of which one of those stands: nothing that they said for it since lifts it.
    pub(super) fn refusing(&self, state: &CorridorState, at: Stamp) -> Vec<Refusing> {
        let stands = |(from, party, refused): &(&From, &str, Refused)| match refused {
            Refused::Corridor(_) => state.subject.withdrawn_at(party).is_some(),
            Refused::Pause(_) => self.pause.withdrawn_at(party).is_some(),
            Refused::Objected => !self.answered_otherwise(state, party, from),
        };
        let mut all: Vec<Refusing> = Vec::new();
        for (from, party, refused) in self.refusals(state, at).filter(stands) {
            let (party, entry) = (party.to_owned(), from.id.clone());
            let same = |one: &&mut Refusing| {
                one.party == party
                    && std::mem::discriminant(&one.refused) == std::mem::discriminant(&refused)
            };
            // The last word of a kind stands for all of it.
            match all.iter_mut().find(same) {
                Some(before) => (before.refused, before.entry) = (refused, entry),
                None => all.push(Refusing {
                    party,
                    refused,
                    entry,
                }),
            }
        }
        all
    }

    /// Whether a party answered a notification about a corridor in another way after it had objected, by the record and
    /// by the time.
    fn answered_otherwise(&self, state: &CorridorState, party: &str, objected: &From) -> bool {
        let about = GuaranteeFor::Corridor(state.corridor.corridor.clone());
        let sent = self.notifications.values();
        let mut said = sent
            .filter(|one| one.notify.about.as_ref() == Some(&about))
            .filter_map(|one| one.responses.get(party))
            .flat_map(|said| said.all());
        said.any(|(from, response)| {
            *response == ResponseKind::Accepted
                && from.seq > objected.seq
                && from.occurred.earliest >= objected.occurred.earliest
        })
    }

    fn was_opened_before(&self, state: &CorridorState, seq: u64) -> bool {
        let mut decisions = state.decisions.iter();
        decisions.any(|decision| decision.from.seq < seq && decision.opens())
    }

    /// Why a decision to open no longer holds at a moment; `None` if it does.
    pub(crate) fn lapse(
        &self,
        state: &CorridorState,
        opened: &DecisionAt,
        at: Stamp,
    ) -> Option<Judged> {
        let noted = opened.lapsed.as_ref().filter(|lapsed| lapsed.at <= at);
        match noted {
            Some(lapsed) => Some(lapsed.judged.clone()),
            None => self.lapse_by_what_is_said(state, opened, at),
        }
    }

    /// The same by everything that is on the board by now, whatever was found before.
    pub(crate) fn lapse_by_what_is_said(
        &self,
        state: &CorridorState,
        opened: &DecisionAt,
        at: Stamp,
    ) -> Option<Judged> {
        let since = opened.from.occurred.latest.min(at);
        let since_then = |seq: u64| seq > opened.from.seq;
        let corridor = state.corridor.corridor.as_str();
        let lapsed = |status, rule, because: String, also: Option<&Name>| {
            let entries = std::iter::once(&opened.from.id).chain(also);
            Some(judged(status, rule, because, entries.cloned().collect()))
        };
        let suspended = |rule, because: &str, also: Option<&Name>| {
            lapsed(CorridorStatus::Suspended, rule, because.to_owned(), also)
        };
        for (rule, subject) in [
            ("after-the-window", &self.pause),
            ("after-the-corridors-hours", &state.subject),
        ] {
            let hours = Hours::of(subject);
            let needed = rule == "after-the-window" || !hours.by_party.is_empty();
            let holds = hours
                .around(since)
                .is_some_and(|window| window.contains(at));
            if needed && !holds {
                let because =
                    "the window in which it was opened is over, by the earliest end that holds";
                return lapsed(CorridorStatus::Closed, rule, because.to_owned(), None);
            }
        }
        let mut lists = state.go.all().iter();
        let no_go = lists.find(|(from, go)| {
            go.decision == GoNoGo::NoGo && since_then(from.seq) && from.occurred.earliest <= at
        });
        if let Some((from, _)) = no_go {
            let because = "a go/no-go list says no since it was opened";
            return suspended("no-go-since", because, Some(&from.id));
        }
        if let Some(first) = self.refusing(state, at).first() {
            return suspended("consent-lost", &first.to_string(), Some(&first.entry));
        }
        if self
            .refusals(state, at)
            .any(|(from, ..)| since_then(from.seq))
        {
            let because = "a guarantor refused or took back its consent since it was opened";
            return suspended("consent-lost", because, None);
        }
        let covers = GuaranteeFor::Corridor(corridor.to_owned());
        let taken_back = self.taken_back(state, at).any(since_then);
        let mut guarantors = self.guarantors().iter();
        let without = guarantors
            .find(|party| taken_back || self.guarantee_gap(&covers, party, since, at).is_some());
        if let Some(party) = without {
            let because = format!(
                "the guarantee of {party} does not hold, or did not all along since the opening"
            );
            return suspended("guarantee-lost", &because, None);
        }
        if self.unconfirmed(state, at).any(since_then)
            || !self.commanders_missing(corridor, at, None).is_empty()
        {
            let because =
                "a commander at a gate does not confirm the order, or did not since it was opened";
            return suspended("commander-lost", because, None);
        }
        None
    }
}
