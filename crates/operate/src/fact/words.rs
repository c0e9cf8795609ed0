//! Every place of a fact where words of people stand.

use super::Fact;
use crate::words::Words;

impl Fact {
    /// Every text of it that must be sealed before it is recorded.
    pub fn words_mut(&mut self) -> Vec<&mut Words> {
        match self {
            Fact::Opened(_)
            | Fact::Setup(_)
            | Fact::Rules(_)
            | Fact::Go(_)
            | Fact::Erase(_)
            | Fact::Merged(_) => Vec::new(),
            Fact::Actor(actor) => actor.name.iter_mut().collect(),
            Fact::Source(source) => source.name.iter_mut().collect(),
            Fact::Declare(declare) => declare
                .conditions
                .iter_mut()
                .chain(&mut declare.words)
                .collect(),
            Fact::Agree(agree) => agree.words.iter_mut().collect(),
            Fact::Amend(amend) => amend.words.iter_mut().collect(),
            Fact::Guarantee(step) => step.conditions.iter_mut().chain(&mut step.words).collect(),
            Fact::Confirm(confirm) => confirm.words.iter_mut().collect(),
            Fact::Trip(trip) => trip.words.iter_mut().collect(),
            Fact::Status(status) => vec![&mut status.reason],
            Fact::Due(due) => due.words.iter_mut().collect(),
            Fact::Done(kept) => kept.words.iter_mut().collect(),
            Fact::Intention(asked) => {
                let options = asked
                    .staying_possible
                    .iter_mut()
                    .chain(&mut asked.return_possible);
                std::iter::once(&mut asked.asked).chain(options).collect()
            }
            Fact::Notify(notify) => vec![&mut notify.sent],
            Fact::Receipt(receipt) => receipt.words.iter_mut().collect(),
            Fact::Respond(respond) => respond.words.iter_mut().collect(),
            Fact::Count(count) => count.words.iter_mut().collect(),
            Fact::Report(claim) => {
                let others = claim.place.said.iter_mut().chain(&mut claim.attributes_to);
                std::iter::once(&mut claim.words).chain(others).collect()
            }
            Fact::Relate(relate) => vec![&mut relate.reason],
            Fact::Judge(judge) => vec![&mut judge.reason],
            Fact::Incident(incident) => vec![&mut incident.title],
            Fact::Settle(settle) => vec![&mut settle.reason],
            Fact::Mission(mission) => mission.words.iter_mut().collect(),
            Fact::Outcome(outcome) => outcome.words.iter_mut().collect(),
            Fact::Publish(plan) => plan.words.iter_mut().collect(),
            Fact::Material(material) => material.words.iter_mut().collect(),
            Fact::Resolve(resolve) => vec![&mut resolve.reason],
            Fact::Withdraw(withdraw) => vec![&mut withdraw.reason],
        }
    }
}
