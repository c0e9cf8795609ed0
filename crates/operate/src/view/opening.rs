//! What it takes to open a corridor, and what ends that.

use super::guarantees::GuaranteeStanding;
use super::status::{CorridorStatus, Judged, Why, judged};
use super::windows::{Hours, WindowState};
use crate::board::{Board, CorridorState, DecisionAt};
use crate::fact::{Commander, Go, GoNoGo, GuaranteeFor, GuaranteeStep};
use crate::time::Stamp;

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
        match state.go.standing(|_| true, no_go) {
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
        let opened = self.last_opening(state, at);
        let lapsed = opened
            .filter(|opened| self.lapse(state, opened, at).is_some())
            .map(|opened| opened.from.seq);
        [decided, lost, unconfirmed, lapsed]
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
            .filter(|step| matches!(step.step, GuaranteeStep::Withdrawn | GuaranteeStep::Refused))
            .filter(move |step| step.from.occurred.earliest <= at)
            .map(|step| step.from.seq)
    }

    fn was_opened_before(&self, state: &CorridorState, seq: u64) -> bool {
        let mut decisions = state.decisions.iter();
        decisions.any(|decision| decision.from.seq < seq && decision.opens())
    }

    /// Why a decision to open no longer holds at a moment; `None` if it does.
    pub(super) fn lapse(
        &self,
        state: &CorridorState,
        opened: &DecisionAt,
        at: Stamp,
    ) -> Option<Judged> {
        let since = opened.from.occurred.latest.min(at);
        let entry = || vec![opened.from.id.clone()];
        let corridor = state.corridor.corridor.as_str();
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
                return Some(judged(CorridorStatus::Closed, rule, because, entry()));
            }
        }
        let covers = GuaranteeFor::Corridor(corridor.to_owned());
        let taken_back = self.taken_back(state, at).any(|seq| seq > opened.from.seq);
        for party in self.guarantors() {
            if self.guarantee_gap(&covers, party, since, at).is_some() || taken_back {
                let because = format!(
                    "the guarantee of {party} does not hold, or did not all along since the opening"
                );
                return Some(judged(
                    CorridorStatus::Suspended,
                    "guarantee-lost",
                    because,
                    entry(),
                ));
            }
        }
        let no_longer = self.unconfirmed(state, at).any(|seq| seq > opened.from.seq);
        if no_longer || !self.commanders_missing(corridor, at, None).is_empty() {
            let because =
                "a commander at a gate does not confirm the order, or did not since it was opened";
            return Some(judged(
                CorridorStatus::Suspended,
                "commander-lost",
                because,
                entry(),
            ));
        }
        None
    }
}
