//! The only judgement: whether a command may become events.

mod check;
mod claims;
mod counts;
mod missions;
mod pause;
mod record;
mod roles;
mod text;

pub(crate) use check::Check;

use crate::board::Board;
use crate::event::{Command, EVENT_VERSION, Event};
use crate::fact::Fact;
use crate::refusal::{Code, Refusal};
use crate::time::Stamp;

/// What a command came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// These events are to be recorded, in this order.
    Record(Vec<Event>),
    /// An event of this id is recorded already, under this number. Whether it says the same, the caller looks.
    Already(u64),
}

/// Judges a command against the board; `at` is the store's clock. Events carry plain words, which the caller seals.
///
/// # Errors
/// Everything that is wrong with the command; nothing is to be written then.
pub fn decide(board: &Board, command: &Command, at: Stamp) -> Result<Decided, Vec<Refusal>> {
    if let Some(&seq) = board.ids.get(&command.id) {
        return Ok(Decided::Already(seq));
    }
    let mut check = Check::new(board);
    header(&mut check, command);
    text::texts(&mut check, command);
    // Without a usable frame nothing of the fact can be judged.
    if check.refusals.is_empty() {
        fact(&mut check, command);
    }
    times(&mut check, command, at);
    if !check.refusals.is_empty() {
        return Err(check.refusals);
    }
    let mut flags = check.flags;
    flags.sort_unstable();
    flags.dedup();
    Ok(Decided::Record(vec![Event {
        v: EVENT_VERSION,
        id: command.id.clone(),
        by: command.by.clone(),
        nature: command.nature,
        occurred: command.occurred.clone(),
        known: command.known,
        flags,
        fact: command.fact.clone(),
    }]))
}

/// Judges an event of another record as if it were a command now; a *merged* entry is left to those who know merges.
pub(crate) fn judge_recorded(board: &Board, event: &Event) -> Vec<Refusal> {
    let mut check = Check::new(board);
    if board.ids.contains_key(&event.id) {
        let found = format!("{} twice", event.id);
        check.refuse(Code::IdTaken, "id", found, "each id once in a record");
    }
    let command = Command {
        id: event.id.clone(),
        by: event.by.clone(),
        nature: event.nature,
        occurred: event.occurred.clone(),
        known: event.known,
        fact: event.fact.clone(),
    };
    header(&mut check, &command);
    text::recorded(&mut check, &command);
    let by_a_merge = matches!(command.fact, Fact::Merged(_));
    if check.refusals.is_empty() && !by_a_merge {
        fact(&mut check, &command);
    }
    times(&mut check, &command, event.known);
    check.refusals
}

fn header(check: &mut Check<'_>, command: &Command) {
    check.name("id", &command.id);
    let Some(opened) = &check.board.opened else {
        if !matches!(command.fact, Fact::Opened(_)) {
            let found = format!(
                "{} in a record that has no first entry",
                command.fact.verb()
            );
            check.refuse(Code::NotOpened, "fact", found, "a record that was opened");
        }
        return;
    };
    if command.nature != opened.nature {
        let name = |nature| match nature {
            crate::event::Nature::Operation => "an operation",
            crate::event::Nature::Exercise => "an exercise",
        };
        let found = format!("an entry of {}", name(command.nature));
        let expected = format!(
            "this record is {}, and the two never mix",
            name(opened.nature)
        );
        check.refuse(Code::NatureMixed, "nature", found, expected);
    }
    roles::may(check, command);
}

fn times(check: &mut Check<'_>, command: &Command, at: Stamp) {
    let moments = [
        command.occurred.earliest,
        command.occurred.latest,
        command.known,
    ];
    for moment in moments {
        check.plausible("occurred", moment);
    }
    if command.occurred.latest < command.occurred.earliest {
        let found = "it happened at the latest before it happened at the earliest";
        check.refuse(Code::IntervalBackwards, "occurred", found, "earliest first");
    }
    if command.occurred.earliest > command.known {
        check.flag(crate::event::Flag::KnownBeforeItHappened);
    }
    if command.known > at.plus_seconds(300) {
        check.flag(crate::event::Flag::KnownAfterRecorded);
    }
}

fn fact(check: &mut Check<'_>, command: &Command) {
    match &command.fact {
        Fact::Opened(opened) => record::opened(check, opened),
        Fact::Setup(setup) => record::setup(check, setup),
        Fact::Actor(actor) => record::actor(check, actor),
        Fact::Source(source) => claims::source(check, source, &command.by),
        Fact::Rules(rules) => record::rules(check, rules),
        Fact::Declare(declare) => pause::declare(check, declare),
        Fact::Agree(agree) => pause::agree(check, agree),
        Fact::Amend(amend) => pause::amend(check, amend, command),
        Fact::Guarantee(step) => pause::guarantee(check, step),
        Fact::Confirm(confirm) => pause::confirm(check, confirm),
        Fact::Go(go) => pause::go(check, go),
        Fact::Trip(trip) => pause::trip(check, trip),
        Fact::Status(status) => pause::status(check, status, command.occurred.latest),
        Fact::Due(due) => missions::due(check, due),
        Fact::Done(kept) => missions::done(check, kept),
        Fact::Intention(asked) => missions::intention(check, asked),
        Fact::Notify(notify) => missions::notify(check, notify),
        Fact::Receipt(receipt) => {
            missions::receipt(check, &receipt.notification, &receipt.party, "receipt")
        }
        Fact::Respond(respond) => {
            missions::receipt(check, &respond.notification, &respond.party, "respond")
        }
        Fact::Count(count) => counts::count(check, count, command.known),
        Fact::Publish(plan) => counts::publish(check, plan),
        Fact::Report(claim) => claims::report(check, claim, command.known),
        Fact::Relate(relate) => claims::relate(check, relate),
        Fact::Judge(judge) => claims::judge(check, judge),
        Fact::Incident(incident) => claims::incident(check, incident),
        Fact::Settle(settle) => claims::settle(check, settle),
        Fact::Material(material) => claims::material(check, material),
        Fact::Mission(mission) => missions::mission(check, mission),
        Fact::Outcome(outcome) => missions::outcome(check, outcome),
        Fact::Erase(erase) => record::erase(check, erase, &command.by),
        Fact::Merged(_) => {
            check.refuse(
                Code::NotByHand,
                "merged",
                "a merge as a command",
                "korridor merge writes it",
            );
        }
        Fact::Resolve(resolve) => record::resolve(check, resolve),
        Fact::Withdraw(withdraw) => record::withdraw(check, withdraw, &command.by),
    }
}
