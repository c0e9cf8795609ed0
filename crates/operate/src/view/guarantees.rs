//! Which guarantees hold at a moment. A guarantee holds from the moment it was given, inside its interval, until it
//! lapses, is refused or is withdrawn; what is not said does not hold.

use serde::Serialize;

use crate::board::{Board, From, GateState, GuaranteeState, GuaranteeStepAt, History};
use crate::fact::{Commander, GuaranteeFor, GuaranteeStep, Name};
use crate::time::{Span, Stamp};

/// How a guarantee stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GuaranteeStanding {
    /// It holds.
    Holds,
    /// It was given, for another time.
    GivenForAnotherTime,
    /// It was given too weakly for the rules of this operation.
    GivenTooWeakly,
    /// It was asked for.
    Requested,
    /// The party said no.
    Refused,
    /// The party took it back.
    Withdrawn,
    /// It lapsed.
    Expired,
    /// Nobody asked for it.
    NotRequested,
}

/// How one party's guarantee stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GuaranteeView {
    /// The party.
    pub party: String,
    /// How it stands.
    pub standing: GuaranteeStanding,
    /// The entry that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<Name>,
    /// The interval that it covers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<Span>,
    /// When it lapses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Stamp>,
    /// Whether it has conditions.
    pub conditional: bool,
    /// Whether it was given before the corridor was stopped last, so that it is needed anew.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub needed_anew: bool,
}

impl GuaranteeView {
    /// Whether it counts: it holds, and was given since the last stop.
    pub fn counts(&self) -> bool {
        self.standing == GuaranteeStanding::Holds && !self.needed_anew
    }
}

impl Board {
    /// How each of `parties` guarantees `covers` at a moment, and the entries after `fresh` only.
    pub fn guarantees_at(
        &self,
        covers: &GuaranteeFor,
        parties: &[String],
        at: Stamp,
        fresh: Option<u64>,
    ) -> Vec<GuaranteeView> {
        let of_party = |party: &String| {
            let own = self
                .guarantees
                .values()
                .filter(|state| state.party == *party && state.covers == *covers);
            let own: Vec<&GuaranteeState> = own.collect();
            // A party that takes one back takes back all that it gave of the same before, by whatever name.
            let back = own.iter().flat_map(|state| &state.steps);
            let back =
                back.filter(|step| step.step.takes_back() && step.from.occurred.earliest <= at);
            let back: Vec<(u64, Stamp)> = back
                .map(|step| (step.from.seq, step.from.occurred.earliest))
                .collect();
            own.iter()
                .map(|state| self.guarantee_at(state, &back, at, fresh))
                .min_by_key(|view| view.standing)
                .unwrap_or_else(|| not_requested(party))
        };
        parties.iter().map(of_party).collect()
    }

    /// The same of all guarantors of a corridor, those marked that are needed anew after the stop of number `fresh`.
    pub(super) fn guarantees_of(
        &self,
        corridor: &str,
        at: Stamp,
        fresh: Option<u64>,
    ) -> Vec<GuaranteeView> {
        let covers = GuaranteeFor::Corridor(corridor.to_owned());
        let mut all = self.guarantees_at(&covers, self.guarantors(), at, None);
        let anew = self.guarantees_at(&covers, self.guarantors(), at, fresh);
        for (view, anew) in all.iter_mut().zip(anew) {
            view.needed_anew =
                view.standing == GuaranteeStanding::Holds && anew.standing != view.standing;
        }
        all
    }

    /// How a guarantee stands; `back` are the steps, by number and time, in which its party took back one of the same.
    fn guarantee_at(
        &self,
        state: &GuaranteeState,
        back: &[(u64, Stamp)],
        at: Stamp,
        fresh: Option<u64>,
    ) -> GuaranteeView {
        let mut view = not_requested(&state.party);
        let mut last: Option<Stamp> = None;
        for step in &state.steps {
            let (from, against) = (&step.from, step.step.takes_back());
            let stale = fresh.is_some_and(|after| from.seq <= after);
            let since = if against {
                from.occurred.earliest
            } else {
                from.occurred.latest
            };
            if since > at || (stale && !against) {
                continue;
            }
            let happened = from.occurred.earliest;
            if step.step == GuaranteeStep::Requested {
                if view.standing == GuaranteeStanding::NotRequested {
                    view.entry = Some(from.id.clone());
                    view.standing = GuaranteeStanding::Requested;
                }
                continue;
            }
            // What was given before the last that is known, and is only entered late, gives nothing back and widens nothing.
            if !against && last.is_some_and(|last| happened < last) {
                continue;
            }
            last = last.max(Some(happened));
            let taken_back = |(seq, when): &(u64, Stamp)| *seq > from.seq || *when > happened;
            if !against && back.iter().any(taken_back) {
                continue;
            }
            view.entry = Some(from.id.clone());
            view.standing = match step.step {
                GuaranteeStep::Given => {
                    view.interval = step.interval;
                    view.expires = step.expires;
                    view.conditional = step.conditions;
                    self.given(step, at)
                }
                GuaranteeStep::Refused => GuaranteeStanding::Refused,
                _ => GuaranteeStanding::Withdrawn,
            };
        }
        view
    }

    fn given(&self, step: &GuaranteeStepAt, at: Stamp) -> GuaranteeStanding {
        let needed = self.rules.guarantee_level;
        if step.level.is_none_or(|level| level < needed) {
            GuaranteeStanding::GivenTooWeakly
        } else if step.expires.is_some_and(|expires| expires <= at) {
            GuaranteeStanding::Expired
        } else if step.interval.is_some_and(|interval| interval.contains(at)) {
            GuaranteeStanding::Holds
        } else if step.interval.is_some_and(|interval| interval.to <= at) {
            GuaranteeStanding::Expired
        } else {
            GuaranteeStanding::GivenForAnotherTime
        }
    }

    /// The first moment in `[from, to]` at which a party's guarantee does not hold; `None` if it holds all along.
    pub fn guarantee_gap(
        &self,
        covers: &GuaranteeFor,
        party: &str,
        from: Stamp,
        to: Stamp,
    ) -> Option<Stamp> {
        let parties = [party.to_owned()];
        let own = || {
            self.guarantees
                .values()
                .filter(|state| state.party == party && state.covers == *covers)
        };
        // It changes only where a step was taken, an interval starts or ends, or it lapses.
        let mut moments: Vec<Stamp> = own()
            .flat_map(|state| &state.steps)
            .flat_map(|step| {
                let interval = step
                    .interval
                    .into_iter()
                    .flat_map(|span| [span.from, span.to]);
                interval
                    .chain(step.expires)
                    .chain([step.from.occurred.earliest, step.from.occurred.latest])
            })
            .filter(|moment| from <= *moment && *moment <= to)
            .chain([from, to])
            .collect();
        moments.sort_unstable();
        moments.dedup();
        moments.into_iter().find(|&moment| {
            let views = self.guarantees_at(covers, &parties, moment, None);
            views
                .iter()
                .all(|view| view.standing != GuaranteeStanding::Holds)
        })
    }

    /// Gates of a corridor whose commander has not confirmed the order, with what was said instead.
    pub fn commanders_missing(
        &self,
        corridor: &str,
        at: Stamp,
        fresh: Option<u64>,
    ) -> Vec<(Name, Option<Commander>)> {
        let Some(state) = self.corridors.get(corridor) else {
            return Vec::new();
        };
        let gates = state
            .corridor
            .gates
            .iter()
            .filter_map(|gate| self.gates.get(&gate.gate));
        let unconfirmed = |gate: &GateState| {
            let last = |(party, said): (&'_ String, &History<Commander>)| {
                let against = |said: &Commander| *said != Commander::Confirmed;
                let said_by = |from: &From, said: &Commander| match against(said) {
                    true => from.occurred.earliest <= at,
                    false => from.occurred.latest <= at,
                };
                let by_then = said.standing(said_by, against)?;
                let stale = fresh.is_some_and(|after| by_then.0.seq <= after);
                (!stale || against(&by_then.1)).then(|| (party.clone(), by_then.1))
            };
            let heard: Vec<(String, Commander)> = gate.commanders.iter().filter_map(last).collect();
            if let Some((_, against)) = heard.iter().find(|(_, said)| *said != Commander::Confirmed)
            {
                return Some(Some(*against));
            }
            let operator = gate.gate.operated_by.as_ref();
            let confirmed = heard
                .iter()
                .any(|(party, _)| operator.is_none_or(|operator| operator == party));
            (!confirmed).then_some(None)
        };
        gates
            .filter_map(|gate| Some((gate.gate.gate.clone(), unconfirmed(gate)?)))
            .collect()
    }
}

fn not_requested(party: &str) -> GuaranteeView {
    GuaranteeView {
        party: party.to_owned(),
        standing: GuaranteeStanding::NotRequested,
        entry: None,
        interval: None,
        expires: None,
        conditional: false,
        needed_anew: false,
    }
}
