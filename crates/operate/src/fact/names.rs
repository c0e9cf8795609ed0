//! Every place of a fact where something is named that entries can point at.

use super::{Answerable, Fact, GuaranteeFor, Name};

/// The most signs of a name.
const LONGEST_ID: usize = 120;

/// Whether a text can be a name: 1 to 120 letters without accents, digits or `- _ . : /`.
pub fn is_name(text: &str) -> bool {
    let usable = |sign: char| sign.is_ascii_alphanumeric() || "-_.:/".contains(sign);
    (1..=LONGEST_ID).contains(&text.len()) && text.chars().all(usable)
}

/// What is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named {
    /// A person who writes.
    Actor,
    /// A source.
    Source,
    /// A guarantee.
    Guarantee,
    /// A medical evacuation.
    Mission,
    /// A notification.
    Notification,
    /// An appointment.
    Due,
    /// A claim.
    Claim,
    /// A count.
    Count,
    /// An incident.
    Incident,
    /// Source material.
    Material,
    /// A plan.
    Plan,
    /// A conflict between records.
    Conflict,
}

impl Fact {
    /// What it gives a name to, if it does.
    pub fn defines(&self) -> Option<(Named, &Name)> {
        Some(match self {
            Fact::Actor(actor) => (Named::Actor, &actor.actor),
            Fact::Source(source) => (Named::Source, &source.source),
            Fact::Guarantee(step) => (Named::Guarantee, &step.guarantee),
            Fact::Mission(mission) => (Named::Mission, &mission.mission),
            Fact::Notify(notify) => (Named::Notification, &notify.notification),
            Fact::Due(due) => (Named::Due, &due.due),
            Fact::Report(claim) => (Named::Claim, &claim.claim),
            Fact::Count(count) => (Named::Count, &count.count),
            Fact::Incident(incident) => (Named::Incident, &incident.incident),
            Fact::Publish(plan) => (Named::Plan, &plan.plan),
            Fact::Material(material) => (Named::Material, &material.material),
            _ => return None,
        })
    }

    /// Every name in it, given or pointed at.
    pub fn names_mut(&mut self) -> Vec<(Named, &mut Name)> {
        fn about(covers: &mut GuaranteeFor) -> Option<(Named, &mut Name)> {
            match covers {
                GuaranteeFor::Mission(mission) => Some((Named::Mission, mission)),
                GuaranteeFor::Corridor(_) => None,
            }
        }
        let mut names: Vec<(Named, &mut Name)> = Vec::new();
        match self {
            Fact::Actor(actor) => names.push((Named::Actor, &mut actor.actor)),
            Fact::Source(source) => {
                names.push((Named::Source, &mut source.source));
                let apart = source.apart_from.iter_mut();
                names.extend(apart.map(|name| (Named::Source, name)));
            }
            Fact::Guarantee(step) => {
                names.push((Named::Guarantee, &mut step.guarantee));
                names.extend(about(&mut step.covers));
            }
            Fact::Go(go) => names.extend(go.signed_by.iter_mut().map(|name| (Named::Actor, name))),
            Fact::Due(due) => {
                names.push((Named::Due, &mut due.due));
                names.extend(due.about.as_mut().and_then(about));
            }
            Fact::Done(kept) => names.push((Named::Due, &mut kept.due)),
            Fact::Intention(asked) => names.push((Named::Source, &mut asked.source)),
            Fact::Notify(notify) => {
                names.push((Named::Notification, &mut notify.notification));
                names.extend(notify.about.as_mut().and_then(about));
            }
            Fact::Receipt(receipt) => names.push((Named::Notification, &mut receipt.notification)),
            Fact::Respond(respond) => names.push((Named::Notification, &mut respond.notification)),
            Fact::Count(count) => {
                names.push((Named::Count, &mut count.count));
                names.push((Named::Source, &mut count.source));
                names.extend(count.supersedes.iter_mut().map(|name| (Named::Count, name)));
            }
            Fact::Report(claim) => {
                names.push((Named::Claim, &mut claim.claim));
                names.push((Named::Source, &mut claim.source));
                names.extend(claim.told_by.iter_mut().map(|name| (Named::Source, name)));
                names.extend(claim.material.as_mut().map(|name| (Named::Material, name)));
            }
            Fact::Relate(relate) => {
                names.push((Named::Claim, &mut relate.claim));
                names.push((Named::Claim, &mut relate.to));
            }
            Fact::Judge(judge) => {
                let kind = match &mut judge.subject {
                    Answerable::Claim(claim) => {
                        names.push((Named::Claim, claim));
                        Named::Claim
                    }
                    Answerable::Count(count) => {
                        names.push((Named::Count, count));
                        Named::Count
                    }
                };
                names.extend(judge.confirmed_by.as_mut().map(|name| (kind, name)));
            }
            Fact::Incident(incident) => {
                names.push((Named::Incident, &mut incident.incident));
                names.extend(incident.claims.iter_mut().map(|name| (Named::Claim, name)));
            }
            Fact::Settle(settle) => names.push((Named::Incident, &mut settle.incident)),
            Fact::Mission(mission) => names.push((Named::Mission, &mut mission.mission)),
            Fact::Outcome(outcome) => names.push((Named::Mission, &mut outcome.mission)),
            Fact::Publish(plan) => {
                names.push((Named::Plan, &mut plan.plan));
                names.extend(plan.replaces.as_mut().map(|name| (Named::Plan, name)));
            }
            Fact::Material(material) => {
                names.push((Named::Material, &mut material.material));
                names.extend(material.source.as_mut().map(|name| (Named::Source, name)));
                names.extend(
                    material
                        .made_from
                        .as_mut()
                        .map(|name| (Named::Material, name)),
                );
            }
            Fact::Erase(erase) => names.push((Named::Actor, &mut erase.approved_by)),
            Fact::Resolve(resolve) => names.push((Named::Conflict, &mut resolve.conflict)),
            Fact::Opened(_)
            | Fact::Setup(_)
            | Fact::Rules(_)
            | Fact::Declare(_)
            | Fact::Agree(_)
            | Fact::Amend(_)
            | Fact::Confirm(_)
            | Fact::Trip(_)
            | Fact::Status(_)
            | Fact::Withdraw(_)
            | Fact::Merged(_) => {}
        }
        names
    }
}
