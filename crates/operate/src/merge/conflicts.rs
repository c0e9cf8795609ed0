//! What two records that did not know of each other say of the same thing.

use std::collections::BTreeMap;

use super::Written;
use crate::board::{Board, Series};
use crate::event::Event;
use crate::fact::{
    Answerable, Conflict, ConflictKind, Fact, GateCount, GuaranteeFor, Name, Subject,
};
use crate::view::RULES;

/// What an entry decides: entries with the same topic cannot both hold if they say different things.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Topic {
    about: String,
    corridor: Option<Name>,
    kind: ConflictKind,
    /// What it says of it, for comparison.
    says: String,
}

/// Conflicts of entries here with entries that come.
pub(super) fn between(
    mine: &[&Written],
    theirs: &[Event],
    site: &str,
    board: &Board,
) -> Vec<Conflict> {
    let mut topics: BTreeMap<String, Vec<(&Event, Topic)>> = BTreeMap::new();
    let mut counts: BTreeMap<Series, Vec<(&Event, &GateCount)>> = BTreeMap::new();
    for written in mine {
        let event = &written.recorded.event;
        if let Some(topic) = topic(&event.fact, board) {
            topics
                .entry(topic.about.clone())
                .or_default()
                .push((event, topic));
        }
        if let Fact::Count(count) = &event.fact {
            counts
                .entry(series(count))
                .or_default()
                .push((event, count));
        }
    }
    let mut conflicts = Vec::new();
    for event in theirs {
        if let Some(topic) = topic(&event.fact, board) {
            // The last entry here is what it would be read against.
            let here = topics.get(&topic.about).and_then(|of| of.last());
            if let Some((here, _)) = here.filter(|(_, own)| own.says != topic.says) {
                conflicts.push(conflict(site, &topic, here, event));
            }
        }
        if let Fact::Count(count) = &event.fact {
            let of = counts.get(&series(count)).into_iter().flatten();
            let overlapping = of.filter(|(_, own)| own.interval.overlaps(count.interval));
            conflicts.extend(overlapping.take(1).map(|(here, own)| {
                let same_correction = own
                    .supersedes
                    .iter()
                    .any(|name| count.supersedes.contains(name));
                let kind = if same_correction {
                    ConflictKind::Hard
                } else {
                    ConflictKind::Soft
                };
                let about = format!("count {}: the same people may be in both", count.count);
                conflict(
                    site,
                    &Topic {
                        about,
                        corridor: None,
                        kind,
                        says: String::new(),
                    },
                    here,
                    event,
                )
            }));
        }
    }
    conflicts
}

fn conflict(site: &str, topic: &Topic, here: &Event, there: &Event) -> Conflict {
    Conflict {
        conflict: shortened(&format!("conflict:{site}:{}", there.id)),
        kind: topic.kind,
        here: here.id.clone(),
        there: there.id.clone(),
        about: topic.about.clone(),
        corridor: topic.corridor.clone(),
    }
}

/// Names have at most 120 signs; ids may be that long already.
fn shortened(name: &str) -> String {
    let skip = name.len().saturating_sub(120);
    name.chars().skip(skip).collect()
}

fn series(count: &GateCount) -> Series {
    (count.at.clone(), count.passage, count.direction)
}

fn topic(fact: &Fact, board: &Board) -> Option<Topic> {
    let of = |about: String, corridor: Option<&Name>, says: String| Topic {
        about,
        corridor: corridor.cloned(),
        kind: ConflictKind::Hard,
        says,
    };
    let subject = |subject: &Subject| match subject {
        Subject::Pause => ("pause".to_owned(), None),
        Subject::Corridor(corridor) => (format!("corridor {corridor}"), Some(corridor.clone())),
    };
    Some(match fact {
        Fact::Status(status) => {
            let corridor = &status.corridor;
            of(
                format!("corridor {corridor}: status"),
                Some(corridor),
                format!("{:?}", status.decision),
            )
        }
        Fact::Trip(trip) => {
            let corridor = &trip.corridor;
            of(
                format!("corridor {corridor}: status"),
                Some(corridor),
                "Suspend".to_owned(),
            )
        }
        Fact::Go(go) => {
            let about = format!("corridor {}: go/no-go", go.corridor);
            of(about, Some(&go.corridor), format!("{:?}", go.decision))
        }
        Fact::Agree(agree) => {
            let (name, corridor) = subject(&agree.subject);
            of(
                format!("{name}: consent of {}", agree.party),
                corridor.as_ref(),
                format!("{:?}", agree.consent),
            )
        }
        Fact::Amend(amend) => {
            let (name, corridor) = subject(&amend.subject);
            of(
                format!("{name}: hours stated by {}", amend.party),
                corridor.as_ref(),
                format!("{:?}", amend.ends),
            )
        }
        Fact::Declare(declare) if !declare.windows.is_empty() => {
            let (name, corridor) = subject(&declare.subject);
            let about = format!("{name}: hours stated by {}", declare.party);
            of(about, corridor.as_ref(), format!("{:?}", declare.windows))
        }
        Fact::Guarantee(step) => {
            let (name, corridor) = match &step.covers {
                GuaranteeFor::Corridor(corridor) => {
                    (format!("corridor {corridor}"), Some(corridor))
                }
                GuaranteeFor::Mission(mission) => (format!("mission {mission}"), None),
            };
            let says = format!("{:?} {:?} {:?}", step.step, step.interval, step.expires);
            of(
                format!("{name}: guarantee of {}", step.party),
                corridor,
                says,
            )
        }
        Fact::Confirm(confirm) => {
            let corridor = board.gates.get(&confirm.gate).map(|gate| &gate.corridor);
            of(
                format!("gate {}: commander", confirm.gate),
                corridor,
                format!("{:?}", confirm.commander),
            )
        }
        Fact::Outcome(outcome) => of(
            format!("mission {}: outcome", outcome.mission),
            None,
            format!("{:?}", outcome.outcome),
        ),
        Fact::Mission(mission) => of(
            format!("mission {}", mission.mission),
            None,
            format!(
                "{:?} {:?} {:?}",
                mission.precedence, mission.litter, mission.ambulatory
            ),
        ),
        Fact::Settle(settle) => of(
            format!("incident {}", settle.incident),
            None,
            format!("{:?}", settle.settled),
        ),
        Fact::Rules(rules) => of(RULES.to_owned(), None, format!("{rules:?}")),
        Fact::Resolve(resolve) => of(
            format!("conflict {}", resolve.conflict),
            None,
            resolve.keep.clone(),
        ),
        Fact::Judge(judge) => {
            let name = match &judge.subject {
                Answerable::Claim(claim) => format!("claim {claim}"),
                Answerable::Count(count) => format!("count {count}"),
            };
            let mut topic = of(
                format!("{name}: credibility"),
                None,
                format!("{:?}", judge.credibility),
            );
            topic.kind = ConflictKind::Soft;
            topic
        }
        _ => return None,
    })
}
