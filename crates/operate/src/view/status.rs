//! The status of a corridor at a moment, by rules that lean towards caution and say why.
//!
//! In order: a person's *closed* or *completed*; *suspended*, by a person or a stop trigger, until opened again with
//! everything confirmed anew; *contested*, by an unresolved conflict between records, by a person, or by claims of
//! danger that name it; then *open* or *restricted*, only while a person's decision to open stands, every guarantor's
//! guarantee has held without a gap since, the hours hold, the commanders' confirmation stands and something was heard
//! in time (else *unknown*); then, before and after, how far it had come. Silence is never *open*.

use serde::Serialize;

use std::collections::BTreeSet;

use super::windows::{Hours, WindowState, party_windows};
use crate::board::{Board, ClaimState, CorridorState, DecisionAt, SubjectState};
use crate::fact::{
    ConflictKind, Consent, Credibility, Decision, GuaranteeFor, Happening, Modality, Name, Place,
    Polarity, Precision, Settled,
};
use crate::time::{Span, Stamp};

/// The status of a corridor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CorridorStatus {
    /// In the scenario; no party has declared it.
    Planned,
    /// Declared by at least one party, not agreed by all.
    Declared,
    /// Agreed by every party of the pause.
    Agreed,
    /// Agreed, and the movement was notified to every party, which received it.
    Notified,
    /// Open.
    Open,
    /// Open with restrictions.
    Restricted,
    /// Nothing was heard in time: nobody knows.
    Unknown,
    /// What is said of it contradicts, or endangers whoever uses it.
    Contested,
    /// Stopped for now.
    Suspended,
    /// Closed.
    Closed,
    /// It has served its purpose.
    Completed,
}

/// Why a status is what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Why {
    /// The rule, by a stable name.
    pub rule: &'static str,
    /// In words.
    pub because: String,
    /// The entries that it rests on.
    pub entries: Vec<Name>,
}

/// A status with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// The status.
    pub status: CorridorStatus,
    /// Why.
    pub why: Why,
}

pub(super) fn judged(
    status: CorridorStatus,
    rule: &'static str,
    because: impl Into<String>,
    entries: Vec<Name>,
) -> Judged {
    Judged {
        status,
        why: Why {
            rule,
            because: because.into(),
            entries,
        },
    }
}

/// What conflicts of the rules are about.
pub(crate) const RULES: &str = "the rules of the board";

impl Board {
    /// The status of a corridor at a moment; *unknown* for one that is not on the board.
    pub fn status_at(&self, corridor: &str, at: Stamp) -> Judged {
        let Some(state) = self.corridors.get(corridor) else {
            return judged(
                CorridorStatus::Unknown,
                "not-on-the-board",
                "no such corridor on the board",
                vec![],
            );
        };
        self.stopped(state, at)
            .or_else(|| self.contested(state, at))
            .or_else(|| self.opened_at(state, at))
            .unwrap_or_else(|| self.ladder(state, at))
    }

    /// The decisions that have been taken by a moment.
    pub(crate) fn decisions<'a>(
        &self,
        state: &'a CorridorState,
        at: Stamp,
    ) -> impl DoubleEndedIterator<Item = &'a DecisionAt> {
        state
            .decisions
            .iter()
            .filter(move |decision| decision.taken() <= at)
    }

    /// The decision to open that was taken last.
    pub(crate) fn last_opening<'a>(
        &self,
        state: &'a CorridorState,
        at: Stamp,
    ) -> Option<&'a DecisionAt> {
        self.decisions(state, at)
            .filter(|decision| decision.opens())
            .max_by_key(|decision| decision.when())
    }

    /// A stop stands until an opening that was entered after it and taken after it: one that is only entered late lifts
    /// nothing.
    fn stopped(&self, state: &CorridorState, at: Stamp) -> Option<Judged> {
        let lifted = |stop: &DecisionAt| {
            self.decisions(state, at).any(|next| {
                next.opens() && next.from.seq > stop.from.seq && next.taken() >= stop.settled()
            })
        };
        let standing: Vec<&DecisionAt> = self
            .decisions(state, at)
            .filter(|decision| decision.stops() && !lifted(decision))
            .collect();
        let last = standing.iter().max_by_key(|decision| decision.when())?;
        let entries = std::iter::once(*last).chain(
            standing
                .iter()
                .copied()
                .filter(|stop| stop.from.seq != last.from.seq),
        );
        let entries: Vec<Name> = entries.map(|stop| stop.from.id.clone()).collect();
        // A later stop covers up no trigger that came true.
        let tripped = standing.iter().rev().find(|stop| stop.trigger.is_some());
        let tripped = tripped.filter(|_| last.trigger.is_none());
        let before = tripped.map_or(String::new(), |stop| {
            let trigger = stop.trigger.as_deref().unwrap_or_default();
            format!(
                "; before that stop trigger {trigger} came true, says {}",
                stop.from.by
            )
        });
        let by = &last.from.by;
        match (last.decision, &last.trigger) {
            (Decision::Close, _) => Some(judged(
                CorridorStatus::Closed,
                "closed-by-decision",
                format!("closed by {by}{before}"),
                entries,
            )),
            (Decision::Complete, _) => Some(judged(
                CorridorStatus::Completed,
                "completed-by-decision",
                format!("completed, says {by}{before}"),
                entries,
            )),
            (Decision::Suspend, Some(trigger)) => Some(judged(
                CorridorStatus::Suspended,
                "suspended-by-stop-trigger",
                format!("stop trigger {trigger} came true, says {by}"),
                entries,
            )),
            (Decision::Suspend, None) if last.withdrew.is_some() => Some(judged(
                CorridorStatus::Suspended,
                "suspended-by-withdrawal",
                format!(
                    "{by} took back an entry that it was open by, or contested by: everything is needed anew{before}"
                ),
                entries,
            )),
            (Decision::Suspend, None) => Some(judged(
                CorridorStatus::Suspended,
                "suspended-by-decision",
                format!("suspended by {by}{before}"),
                entries,
            )),
            _ => None,
        }
    }

    /// Whether a person takes it as contested or not, last; what is only entered late settles nothing.
    fn last_contest<'a>(&self, state: &'a CorridorState, at: Stamp) -> Option<&'a DecisionAt> {
        let (mut stands, mut last) = (None, None);
        for decision in self.decisions(state, at) {
            let happened = Some(decision.from.occurred.earliest);
            match decision.decision {
                Decision::Contest => last = last.max(happened),
                Decision::Uncontest if happened >= last => {}
                _ => continue,
            }
            stands = Some(decision);
        }
        stands
    }

    pub(super) fn contested(&self, state: &CorridorState, at: Stamp) -> Option<Judged> {
        let corridor = state.corridor.corridor.as_str();
        let open_conflict = self.conflicts.values().find(|conflict| {
            let of = &conflict.conflict;
            // One about the pause or the rules concerns every corridor.
            let concerns = match &of.corridor {
                Some(named) => named == corridor,
                None => of.about.starts_with("pause: ") || of.about == RULES,
            };
            conflict.resolved.is_none() && of.kind == ConflictKind::Hard && concerns
        });
        if let Some(conflict) = open_conflict {
            let conflict = &conflict.conflict;
            return Some(judged(
                CorridorStatus::Contested,
                "conflict-between-records",
                format!(
                    "two records differ and nobody has resolved it: {}",
                    conflict.about
                ),
                vec![conflict.here.clone(), conflict.there.clone()],
            ));
        }
        let last = self.last_contest(state, at);
        if let Some(last) = last.filter(|last| last.decision == Decision::Contest) {
            let because = format!("taken as contested by {}", last.from.by);
            let entries = vec![last.from.id.clone()];
            return Some(judged(
                CorridorStatus::Contested,
                "contested-by-decision",
                because,
                entries,
            ));
        }
        let unfounded = self.unfounded();
        let claims: Vec<&ClaimState> = self
            .claims
            .values()
            .filter(|claim| self.endangers(claim, corridor, at))
            .filter(|claim| !unfounded.contains(&claim.claim.claim))
            .filter(|claim| !last.is_some_and(|settled| was_settled(claim, settled)))
            .collect();
        let roots = self.roots_of(claims.iter().map(|claim| &claim.claim.claim));
        if claims.is_empty() || roots.len() < self.rules.roots_to_contest as usize {
            return None;
        }
        Some(judged(
            CorridorStatus::Contested,
            "contested-by-claims",
            format!(
                "{} of danger on this corridor, from {}",
                plural(claims.len(), "claim", "claims"),
                plural(roots.len(), "independent root", "independent roots")
            ),
            claims.iter().map(|claim| claim.from.id.clone()).collect(),
        ))
    }

    /// Whether a claim says that there is, or was by now, danger on exactly this corridor. A claim that names only
    /// "a corridor" does not, and neither does one that a person found improbable or part of an unfounded incident.
    fn endangers(&self, state: &ClaimState, corridor: &str, at: Stamp) -> bool {
        // A time that had not come when it was said is a mistake in the time, not in the danger.
        let begun = (state.claim.when.as_ref())
            .is_none_or(|when| when.earliest <= at || when.earliest > state.from.known);
        begun
            && self.names_danger(state, corridor)
            && state.withdrawn.is_none()
            && state.credibility() != Credibility::Improbable
    }

    /// Whether a claim says that there is, was or will be danger on exactly this corridor.
    pub(crate) fn names_danger(&self, state: &ClaimState, corridor: &str) -> bool {
        let claim = &state.claim;
        let named =
            claim.place.precision == Precision::Named && self.place_is(&claim.place, corridor);
        let is_fact = matches!(claim.modality, Modality::Asserted | Modality::Reported);
        let denies = claim.polarity == Polarity::Negated || claim.modality == Modality::Denied;
        let says_so = match claim.happening {
            Happening::Open => denies,
            happening => happening.endangers() && is_fact && !denies,
        };
        named && says_so
    }

    /// Claims that a person found unfounded: those that the incident had by then.
    fn unfounded(&self) -> BTreeSet<&Name> {
        let settled = self.incidents.values().filter_map(|incident| {
            let (from, settled) = incident.settled.last()?;
            (*settled == Settled::Unfounded).then_some((incident, from.seq))
        });
        settled
            .flat_map(|(incident, by)| {
                let claims = incident.incident.claims.iter();
                claims.filter(move |claim| incident.added.get(*claim).is_none_or(|seq| *seq < by))
            })
            .collect()
    }

    /// Whether a place names this corridor, itself or by a gate on it.
    fn place_is(&self, place: &Place, corridor: &str) -> bool {
        self.corridors_named(place).any(|named| named == corridor)
    }

    fn opened_at(&self, state: &CorridorState, at: Stamp) -> Option<Judged> {
        let opened = self.last_opening(state, at)?;
        if let Some(lapsed) = self.lapse(state, opened, at) {
            return Some(lapsed);
        }
        let sign = match self.heard_since(state, opened, at) {
            Ok(sign) => sign,
            Err(again) => return Some(self.silence(opened, again)),
        };
        let status = match opened.decision {
            Decision::Restrict => CorridorStatus::Restricted,
            _ => CorridorStatus::Open,
        };
        let mut because = format!(
            "opened by {}; every condition has held since",
            opened.from.by
        );
        let mut entries = vec![opened.from.id.clone(), sign];
        if let Some(uncontested) = self.last_contest(state, at) {
            because += &format!(
                "; taken as not contested by {}, whatever was claimed before",
                uncontested.from.by
            );
            entries.push(uncontested.from.id.clone());
        }
        Some(judged(status, "open-by-decision", because, entries))
    }

    /// The last sign of an unbroken row of them since it was opened; else the first sign after the silence, if any.
    fn heard_since(
        &self,
        state: &CorridorState,
        opened: &DecisionAt,
        at: Stamp,
    ) -> Result<Name, Option<Name>> {
        let silence = i64::from(self.rules.silence_minutes) * 60;
        let mut last = (opened.from.heard(), &opened.from.id);
        let later = state.signs.range((opened.from.heard(), Name::new())..);
        for (when, id) in later.take_while(|(when, _)| *when <= at) {
            if last.0.plus_seconds(silence) <= *when {
                return Err(Some(id.clone()));
            }
            last = (*when, id);
        }
        if last.0.plus_seconds(silence) > at {
            Ok(last.1.clone())
        } else {
            Err(None)
        }
    }

    /// Silence is not ended by the next sign: whether the corridor is open then, a person says.
    fn silence(&self, opened: &DecisionAt, again: Option<Name>) -> Judged {
        let mut because = format!(
            "nothing was heard from it for {} minutes or more",
            self.rules.silence_minutes
        );
        if again.is_some() {
            because += "; something was heard again since, and whether it is open a person decides";
        }
        let entries = std::iter::once(opened.from.id.clone()).chain(again);
        judged(
            CorridorStatus::Unknown,
            "silence",
            because,
            entries.collect(),
        )
    }

    /// How far a corridor that was not opened has come.
    fn ladder(&self, state: &CorridorState, at: Stamp) -> Judged {
        let declared: Vec<Name> = state
            .subject
            .declared
            .values()
            .filter_map(|declared| declared.first())
            .map(|from| from.id.clone())
            .collect();
        let pause = Hours::of(&self.pause).state(at);
        let own = Hours::of(&state.subject).state(at);
        if declared.is_empty() {
            return judged(
                CorridorStatus::Planned,
                "not-declared",
                "no party has declared it",
                vec![],
            );
        }
        if pause == WindowState::Ended || own == WindowState::Ended {
            let because = "the window is over, by the earliest end that holds";
            return judged(
                CorridorStatus::Closed,
                "after-the-window",
                because,
                declared,
            );
        }
        if !self.is_agreed(&state.subject, at) {
            let because = format!(
                "declared by {}; not every party agreed",
                listed(state.subject.declared.keys())
            );
            return judged(
                CorridorStatus::Declared,
                "declared-not-agreed",
                because,
                declared,
            );
        }
        if self.is_notified(&state.corridor.corridor) {
            let because = "agreed by every party, and notified to each, which received it";
            return judged(CorridorStatus::Notified, "notified", because, declared);
        }
        judged(
            CorridorStatus::Agreed,
            "agreed-by-all",
            "every party of the pause declared it or agreed to it",
            declared,
        )
    }

    /// Whether every party of the pause declared it or agreed to it, and to the hours as they are now stated.
    pub fn is_agreed(&self, subject: &SubjectState, at: Stamp) -> bool {
        let parties = &self.setup.parties;
        let declared = !subject.declared.is_empty() && !parties.is_empty();
        declared && (parties.iter()).all(|party| self.consents(subject, party, at))
    }

    /// Whether a party declared it, with the hours that now hold, or agreed to it after the last statement of another, by
    /// the record and by the time.
    pub fn consents(&self, subject: &SubjectState, party: &str, at: Stamp) -> bool {
        let others = subject.stated.iter().filter(|(other, _)| *other != party);
        let mut statements = others.flat_map(|(_, statements)| statements);
        match subject.consent(party, at) {
            Some((from, Consent::Given)) => statements.all(|statement| {
                let said = &statement.from;
                from.seq > said.seq && from.occurred.earliest >= said.occurred.earliest
            }),
            Some(_) => subject.withdrawn_at(party).is_none(),
            None => {
                let own = party_windows(party, subject);
                let mut own: Vec<Span> = own.into_iter().map(|window| window.span).collect();
                own.sort_unstable();
                subject.declared.contains_key(party)
                    && (own.is_empty() || own == Hours::of(subject).windows)
            }
        }
    }

    fn is_notified(&self, corridor: &str) -> bool {
        let about = GuaranteeFor::Corridor(corridor.to_owned());
        let parties = &self.setup.parties;
        let received = |party: &String| {
            let mut notifications = self.notifications.values();
            notifications.any(|n| {
                n.notify.party == *party
                    && n.notify.about.as_ref() == Some(&about)
                    && n.receipts.contains_key(party)
            })
        };
        !parties.is_empty() && parties.iter().all(received)
    }
}

/// Whether a person who took a corridor as not contested can have known of a claim: it was entered, known, and about a
/// time, before.
fn was_settled(claim: &ClaimState, settled: &DecisionAt) -> bool {
    let (claimed, by) = (&claim.from, &settled.from);
    let begun = claim.claim.when.as_ref().map(|when| when.earliest);
    claimed.seq < by.seq
        && claimed.known <= by.known
        && begun.is_none_or(|begun| begun <= by.occurred.earliest || begun > claimed.known)
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
    match names.as_slice() {
        [] => "nobody".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

pub(crate) fn plural(count: usize, one: &str, many: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {many}")
    }
}
