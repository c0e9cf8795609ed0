//! What was said of each moment, by independence root, side by side.

use std::collections::BTreeMap;

use korridor_operate::fact::{
    CountAt, Decision, Direction, Figure, GuaranteeFor, GuaranteeStep, Name, Passage,
};
use korridor_operate::{Span, Stamp};

use super::Building;
use super::claims::word;
use super::parties::TAKEN_BACK;
use crate::account::{OfRoot, Said, TimelineMoment};

/// Counts that stand in a timeline; of more, none does, and the timeline says how many.
const MOST_COUNTS: usize = 2_000;

/// What is said, from when to when.
type Placed = (Stamp, Stamp, Said);

/// Something that is not a claim.
fn said(entry: &Name, kind: &str, what: String, by: &str, from: Stamp, to: Stamp) -> Said {
    Said {
        entry: entry.clone(),
        kind: kind.to_owned(),
        what,
        by: by.to_owned(),
        root: by.to_owned(),
        told_by: Vec::new(),
        from: Some(from),
        to: Some(to),
        time_said: None,
        corridors: Vec::new(),
        precision: None,
        modality: None,
        polarity: None,
        reliability: None,
        credibility: None,
        persons: None,
        words: None,
    }
}

fn corridors(covers: &GuaranteeFor) -> Vec<Name> {
    match covers {
        GuaranteeFor::Corridor(corridor) => vec![corridor.clone()],
        GuaranteeFor::Mission(_) => Vec::new(),
    }
}

impl Building<'_> {
    /// Moments in their order; and how many counts are left out.
    pub(super) fn timeline(&self) -> (Vec<TimelineMoment>, usize) {
        let mut all = self.claims_said();
        all.extend(self.statements_said());
        all.extend(self.guarantees_said());
        all.extend(self.decisions_said());
        all.extend(self.notifications_said());
        all.extend(self.outcomes_said());
        let left_out = self.counts_said(&mut all);
        for (_, _, said) in &mut all {
            if self.is_withdrawn(&said.entry) {
                said.what += TAKEN_BACK;
            }
        }
        (moments(all), left_out)
    }

    /// Claims without a time stand at the time of their entry, whose time is kept apart from theirs.
    fn claims_said(&self) -> Vec<Placed> {
        let incidents = self
            .view
            .incidents
            .iter()
            .flat_map(|incident| &incident.claims);
        let claims = incidents.chain(&self.view.claims);
        let mut seen = std::collections::BTreeSet::new();
        claims
            .filter(|view| seen.insert(view.entry.as_str()))
            .map(|view| {
                let state = self.reading.board.claims.get(&view.claim);
                let entered = state.map_or(self.reading.at, |state| state.from.occurred.earliest);
                let (from, to) = Self::when(view, entered);
                (from, to, self.said(view))
            })
            .collect()
    }

    fn statements_said(&self) -> Vec<Placed> {
        let reading = self.reading;
        let declared = reading.declared.iter().map(|(entry, declare)| {
            (
                entry,
                &declare.party,
                "declares".to_owned(),
                &declare.subject,
                &declare.words,
            )
        });
        let amended = reading.amended.iter().map(|(entry, amend)| {
            (
                entry,
                &amend.party,
                "states another end".to_owned(),
                &amend.subject,
                &amend.words,
            )
        });
        let agreed = reading.agreed.iter().map(|(entry, agree)| {
            let what = format!("consent: {}", word_of_consent(agree.consent));
            (entry, &agree.party, what, &agree.subject, &agree.words)
        });
        let all = declared.chain(amended).chain(agreed);
        all.map(|(entry, party, what, subject, words)| {
            let mut said = said(
                &entry.id,
                "declaration",
                what,
                party,
                entry.when,
                entry.when,
            );
            if let korridor_operate::fact::Subject::Corridor(corridor) = subject {
                said.corridors.push(corridor.clone());
            }
            said.words.clone_from(words);
            (entry.when, entry.when, said)
        })
        .collect()
    }

    fn guarantees_said(&self) -> Vec<Placed> {
        let steps = self.reading.guaranteed.iter();
        steps
            .map(|(entry, step)| {
                let what = match step.step {
                    GuaranteeStep::Requested => "guarantee asked for",
                    GuaranteeStep::Given => "guarantee given",
                    GuaranteeStep::Refused => "guarantee refused",
                    GuaranteeStep::Withdrawn => "guarantee withdrawn",
                };
                let mut said = said(
                    &entry.id,
                    "guarantee",
                    what.to_owned(),
                    &step.party,
                    entry.when,
                    entry.when,
                );
                said.corridors = corridors(&step.covers);
                (entry.when, entry.when, said)
            })
            .collect()
    }

    fn decisions_said(&self) -> Vec<Placed> {
        let states = self.reading.board.corridors.iter();
        let decisions = states.flat_map(|(corridor, state)| {
            state
                .decisions
                .iter()
                .map(move |decision| (corridor, decision))
        });
        decisions
            .map(|(corridor, decision)| {
                let at = decision.from.occurred.earliest;
                let what = match (&decision.trigger, decision.decision) {
                    (Some(_), _) => "stop trigger".to_owned(),
                    (None, Decision::Uncontest) => "decided: no longer contested".to_owned(),
                    (None, decided) => format!("decided: {decided:?}").to_lowercase(),
                };
                let mut said = said(&decision.from.id, "decision", what, "cell", at, at);
                said.corridors = vec![corridor.clone()];
                (at, at, said)
            })
            .collect()
    }

    fn notifications_said(&self) -> Vec<Placed> {
        let mut all = Vec::new();
        for state in self.reading.board.notifications.values() {
            let party = &state.notify.party;
            let at = state.from.occurred.earliest;
            let about = state
                .notify
                .about
                .as_ref()
                .map(corridors)
                .unwrap_or_default();
            let mut push = |entry: &Name, what: String, by: &str, at: Stamp| {
                let mut said = said(entry, "notification", what, by, at, at);
                said.corridors.clone_from(&about);
                all.push((at, at, said));
            };
            push(
                &state.from.id,
                format!("notification sent to {party}"),
                "cell",
                at,
            );
            let receipts = state.receipts.iter();
            let receipts = receipts.filter_map(|(party, all)| Some((party, all.first()?)));
            for (party, from) in receipts {
                let what = "notification received, which is no acceptance".to_owned();
                push(&from.id, what, party, from.occurred.earliest);
            }
            for (party, responses) in &state.responses {
                for (from, response) in responses.all() {
                    push(
                        &from.id,
                        format!("answers: {}", word(response)),
                        party,
                        from.occurred.earliest,
                    );
                }
            }
        }
        all
    }

    fn outcomes_said(&self) -> Vec<Placed> {
        let missions = self.reading.board.missions.values();
        let outcomes = missions.flat_map(|state| state.outcome.all());
        outcomes
            .map(|(from, (outcome, _))| {
                let at = from.occurred.earliest;
                let what = format!("medical evacuation {}", word(outcome));
                (at, at, said(&from.id, "outcome", what, "cell", at, at))
            })
            .collect()
    }

    fn counts_said(&self, all: &mut Vec<Placed>) -> usize {
        let counts = &self.reading.board.counts;
        if counts.places.len() > MOST_COUNTS {
            return counts.places.len();
        }
        for ((at, passage, direction), batches) in &counts.series {
            for batch in batches {
                let (entry, persons) = (batch.from.id.clone(), batch.persons);
                let said = self.said_count(
                    at,
                    *passage,
                    *direction,
                    entry,
                    &batch.source,
                    batch.interval,
                    persons,
                );
                all.push((batch.interval.from, batch.interval.to, said));
            }
        }
        0
    }

    /// A count as its source gave it.
    #[allow(
        clippy::too_many_arguments,
        reason = "a count has so many parts, and its own type is the record's"
    )]
    pub(super) fn said_count(
        &self,
        at: &CountAt,
        passage: Passage,
        direction: Direction,
        entry: Name,
        source: &Name,
        interval: Span,
        persons: Figure,
    ) -> Said {
        let mut corridors = Vec::new();
        let place = match at {
            CountAt::Gate(gate) => {
                let state = self.reading.board.gates.get(gate);
                corridors.extend(state.map(|state| state.corridor.clone()));
                format!("at the gate {gate}")
            }
            CountAt::Corridor(corridor) => {
                corridors.push(corridor.clone());
                format!("on the corridor {corridor}")
            }
            CountAt::Departure(zone) => format!("leaving the zone {zone}"),
            CountAt::Reception(place) => format!("at the reception place {place}"),
            CountAt::Everywhere => "on all corridors together".to_owned(),
        };
        let way = match direction {
            Direction::Out => "outwards",
            Direction::In => "back in",
        };
        let what = format!("{}, {way}, {place}", word(&passage));
        let mut said = said(&entry, "count", what, source, interval.from, interval.to);
        said.root = self.reading.board.root_of(source).to_owned();
        said.corridors = corridors;
        said.persons = Some(persons);
        said
    }
}

fn word_of_consent(consent: korridor_operate::fact::Consent) -> &'static str {
    match consent {
        korridor_operate::fact::Consent::Given => "given",
        korridor_operate::fact::Consent::Refused => "refused",
        korridor_operate::fact::Consent::Withdrawn => "withdrawn",
    }
}

/// What could be of one instant stands together: a moment is a run of what shares an instant, so that nothing that
/// excludes the other in time comes together.
fn moments(mut all: Vec<Placed>) -> Vec<TimelineMoment> {
    all.sort_by(|a, b| (a.1, a.0, &a.2.entry).cmp(&(b.1, b.0, &b.2.entry)));
    let mut groups: Vec<(Stamp, Vec<Placed>)> = Vec::new();
    for said in all {
        match groups.last_mut() {
            Some((shared, group)) if said.0 <= *shared => group.push(said),
            _ => groups.push((said.1, vec![said])),
        }
    }
    let mut moments: Vec<TimelineMoment> =
        groups.into_iter().map(|(_, group)| moment(group)).collect();
    moments.sort_by_key(|moment| (moment.from, moment.to));
    moments
}

fn moment(group: Vec<Placed>) -> TimelineMoment {
    let from = group.iter().map(|(from, _, _)| *from).min();
    let to = group.iter().map(|(_, to, _)| *to).max();
    let mut roots: BTreeMap<String, Vec<Said>> = BTreeMap::new();
    for (_, _, said) in group {
        roots.entry(said.root.clone()).or_default().push(said);
    }
    let zero = Stamp(korridor_world::Instant(0));
    TimelineMoment {
        from: from.unwrap_or(zero),
        to: to.unwrap_or(zero),
        roots: roots
            .into_iter()
            .map(|(root, said)| OfRoot { root, said })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(from: i64, to: i64, by: &str) -> Placed {
        let (from, to) = (
            Stamp(korridor_world::Instant(from)),
            Stamp(korridor_world::Instant(to)),
        );
        let entry = format!("{by}-{from}");
        (
            from,
            to,
            said(&entry, "claim", "shelling".to_owned(), by, from, to),
        )
    }

    #[test]
    fn only_what_shares_an_instant_stands_together() {
        let moments = moments(vec![
            at(0, 10, "a"),
            at(5, 5, "b"),
            at(9, 20, "c"),
            at(5, 5, "a"),
        ]);
        let shape: Vec<(usize, usize)> = moments
            .iter()
            .map(|moment| {
                (
                    moment.roots.len(),
                    moment.roots.iter().map(|of| of.said.len()).sum(),
                )
            })
            .collect();
        // 5..5 of a and b and 0..10 of a share the fifth second; 9..20 does not.
        assert_eq!(shape, [(2, 3), (1, 1)]);
    }
}
