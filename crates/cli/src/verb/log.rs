//! `korridor log`: what was recorded, by whom, when.

use korridor_import::scenario::expected_word;
use korridor_operate::fact::{CountAt, GuaranteeFor, Subject};
use korridor_operate::{Board, Event, Fact, Recorded, Words, for_each_event};
use korridor_world::LocalClock;
use serde_json::{Value, json};

use crate::arguments::LogOptions;
use crate::board::{fact_about, figure};
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::plain::plain;
use crate::record::times::{clock_of, rfc3339};
use crate::record::{self, Place, of_recording};
use crate::verb::board::words;

pub fn run(options: &LogOptions, face: &Face) -> Result<(), Failure> {
    let place = Place::parse(&options.record)?;
    let shown = place.shown();
    let mut ledger = record::for_reading(&place)?;
    let mut board = Board::default();
    let mut kept: Vec<Recorded> = Vec::new();
    for_each_event(&mut ledger, 0, |recorded| {
        board.apply(recorded);
        if takes(options, &board, &recorded.event) {
            kept.push(recorded.clone());
        }
    })
    .map_err(|error| of_recording(&shown, &error))?;
    let clock = clock_of(board.opened.as_ref())?;
    require_known(options, &board)?;
    let (mut text, mut entries) = (String::new(), Vec::new());
    for mut recorded in kept {
        text += &line(&clock, &recorded);
        let mut value = value(&recorded);
        if options.words {
            let sealed: Vec<Words> = recorded
                .event
                .fact
                .words_mut()
                .into_iter()
                .map(|words| words.clone())
                .collect();
            let read = words(&mut ledger, &shown, sealed)?;
            for (commitment, said) in &read {
                text += &format!("        {}\n          [{commitment}]\n", plain(said));
            }
            value["words"] = json!(read);
        }
        entries.push(value);
    }
    if entries.is_empty() {
        text += "no such entry\n";
    }
    face.answer(
        "log",
        &record::unsigned(&place)?,
        &text,
        json!({ "record": shown, "entries": entries }),
    )
}

fn value(recorded: &Recorded) -> Value {
    json!({
        "entry": recorded.seq,
        "recorded": recorded.recorded,
        "event": recorded.event,
    })
}

fn line(clock: &LocalClock, recorded: &Recorded) -> String {
    let event = &recorded.event;
    let time = |at| {
        rfc3339(clock, at)
            .chars()
            .take(16)
            .collect::<String>()
            .replace('T', " ")
    };
    let occurred = match event.occurred.earliest == event.occurred.latest {
        true => time(event.occurred.earliest),
        false => format!(
            "{} to {}",
            time(event.occurred.earliest),
            time(event.occurred.latest)
        ),
    };
    let said = event
        .occurred
        .said
        .as_ref()
        .map(|said| format!(" (said: {})", plain(said)));
    let flags: Vec<&str> = event
        .flags
        .iter()
        .map(|flag| super::record::flag_words(*flag))
        .collect();
    let flags = match flags.is_empty() {
        true => String::new(),
        false => format!("        noticed: {}\n", flags.join("; ")),
    };
    format!(
        "{:>6}  {}  {}\n        id {}; by {}; occurred {occurred}{}; known {}; recorded {}\n{flags}",
        recorded.seq,
        event.fact.verb(),
        plain(&what(&event.fact)),
        plain(&event.id),
        plain(&event.by),
        said.unwrap_or_default(),
        time(event.known),
        time(recorded.recorded),
    )
}

fn require_known(options: &LogOptions, board: &Board) -> Result<(), Failure> {
    let refused = |flag: &str, code: &str, found: &str, what: &str, known: Vec<&str>| {
        let complaint = Complaint::new(
            flag,
            format!("{found:?}"),
            expected_word(what, found, known),
        );
        Err(Failure::Refused(vec![complaint.coded(code)]))
    };
    if let Some(corridor) = &options.corridor
        && !board.corridors.contains_key(corridor)
    {
        let known = board.corridors.keys().map(String::as_str).collect();
        return refused(
            "--corridor",
            "corridor_not_known",
            corridor,
            "a corridor",
            known,
        );
    }
    if let Some(source) = &options.source
        && !board.sources.contains_key(source)
    {
        let known = board.sources.keys().map(String::as_str).collect();
        return refused("--source", "source_not_known", source, "a source", known);
    }
    if let Some(by) = &options.by
        && !board.actors.contains_key(by)
    {
        let known = board.actors.keys().map(String::as_str).collect();
        return refused(
            "--by",
            "actor_not_known",
            by,
            "a person of this record",
            known,
        );
    }
    Ok(())
}

fn takes(options: &LogOptions, board: &Board, event: &Event) -> bool {
    let is =
        |wanted: &Option<String>, found: &str| wanted.as_ref().is_none_or(|wanted| wanted == found);
    is(&options.by, &event.by)
        && is(&options.verb, event.fact.verb())
        && options
            .source
            .as_ref()
            .is_none_or(|source| source_of(&event.fact, source))
        && options
            .corridor
            .as_ref()
            .is_none_or(|corridor| is_about(board, &event.fact, corridor))
}

fn source_of(fact: &Fact, source: &str) -> bool {
    match fact {
        Fact::Source(own) => own.source == source,
        Fact::Count(count) => count.source == source,
        Fact::Report(claim) => {
            claim.source == source || claim.told_by.iter().any(|by| by == source)
        }
        Fact::Intention(asked) => asked.source == source,
        Fact::Material(material) => material.source.as_deref() == Some(source),
        _ => false,
    }
}

/// Whether a fact is about a corridor: by its name, a gate on it, a mission over it, or a claim that means it or could.
fn is_about(board: &Board, fact: &Fact, corridor: &str) -> bool {
    let of_gate = |gate: &str| {
        board
            .gates
            .get(gate)
            .is_some_and(|state| state.corridor == corridor)
    };
    let of_mission = |mission: &str| {
        let state = board.missions.get(mission);
        state.is_some_and(|state| state.mission.corridor.as_deref() == Some(corridor))
    };
    let covers = |about: &GuaranteeFor| match about {
        GuaranteeFor::Corridor(own) => own == corridor,
        GuaranteeFor::Mission(mission) => of_mission(mission),
    };
    let subject = |subject: &Subject| *subject == Subject::Corridor(corridor.to_owned());
    let of_claim = |claim: &str| {
        let state = board.claims.get(claim);
        state.is_some_and(|state| {
            board
                .corridors_meant(state)
                .iter()
                .any(|one| one == corridor)
        })
    };
    match fact {
        Fact::Declare(declare) => subject(&declare.subject),
        Fact::Agree(agree) => subject(&agree.subject),
        Fact::Amend(amend) => subject(&amend.subject),
        Fact::Guarantee(step) => covers(&step.covers),
        Fact::Confirm(confirm) => of_gate(&confirm.gate),
        Fact::Go(go) => go.corridor == corridor,
        Fact::Trip(trip) => trip.corridor == corridor,
        Fact::Status(status) => status.corridor == corridor,
        Fact::Due(due) => due.about.as_ref().is_some_and(covers),
        Fact::Notify(notify) => notify.about.as_ref().is_some_and(covers),
        Fact::Count(count) => match &count.at {
            CountAt::Gate(gate) => of_gate(gate),
            CountAt::Corridor(own) => own == corridor,
            _ => false,
        },
        Fact::Report(claim) => of_claim(&claim.claim),
        Fact::Relate(relate) => of_claim(&relate.claim) || of_claim(&relate.to),
        Fact::Incident(incident) => incident.claims.iter().any(|claim| of_claim(claim)),
        Fact::Mission(mission) => mission.corridor.as_deref() == Some(corridor),
        Fact::Outcome(outcome) => of_mission(&outcome.mission),
        _ => false,
    }
}

fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().replace('_', " ")
}

fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Pause => "the pause".to_owned(),
        Subject::Corridor(corridor) => format!("corridor {corridor}"),
    }
}

/// What a fact says, in a line, without words of people.
fn what(fact: &Fact) -> String {
    match fact {
        Fact::Opened(opened) => format!("{} at site {}", opened.scenario, opened.site),
        Fact::Setup(setup) => format!(
            "{} corridors, {} zones",
            setup.corridors.len(),
            setup.zones.len()
        ),
        Fact::Actor(actor) => format!("{}, {}", actor.actor, word(&actor.role)),
        Fact::Source(source) => format!(
            "{}, root {}, {:?}",
            source.source, source.root, source.reliability
        ),
        Fact::Rules(rules) => format!("unknown after {} minutes of silence", rules.silence_minutes),
        Fact::Declare(declare) => {
            format!("{} declares {}", declare.party, subject(&declare.subject))
        }
        Fact::Agree(agree) => format!(
            "{}: consent to {} {}",
            agree.party,
            subject(&agree.subject),
            word(&agree.consent)
        ),
        Fact::Amend(amend) => format!(
            "{} states another end of {}",
            amend.party,
            subject(&amend.subject)
        ),
        Fact::Guarantee(step) => {
            let (step_word, covers) = (word(&step.step), fact_about(&step.covers));
            format!(
                "{} of {} for {covers}: {step_word}",
                step.guarantee, step.party
            )
        }
        Fact::Confirm(confirm) => format!(
            "{}, commander of {}: {}",
            confirm.gate,
            confirm.party,
            word(&confirm.commander)
        ),
        Fact::Go(go) => format!("{}: {}", go.corridor, word(&go.decision)),
        Fact::Trip(trip) => format!("{}: {}", trip.corridor, trip.trigger),
        Fact::Status(status) => format!("{}: {}", status.corridor, word(&status.decision)),
        Fact::Due(due) => format!("{} {}", word(&due.kind), due.due),
        Fact::Done(kept) => kept.due.clone(),
        Fact::Intention(asked) => format!(
            "{}, asked by {}",
            asked.zone.as_deref().unwrap_or("all zones"),
            asked.source
        ),
        Fact::Notify(notify) => format!("{} to {}", notify.notification, notify.party),
        Fact::Receipt(receipt) => format!("{} by {}", receipt.notification, receipt.party),
        Fact::Respond(respond) => format!(
            "{} by {}: {}",
            respond.notification,
            respond.party,
            word(&respond.response)
        ),
        Fact::Count(count) => {
            let at = match &count.at {
                CountAt::Gate(gate) => format!("gate {gate}"),
                CountAt::Corridor(corridor) => format!("corridor {corridor}"),
                CountAt::Departure(zone) => format!("departure {zone}"),
                CountAt::Reception(place) => format!("reception {place}"),
                CountAt::Everywhere => "all corridors".to_owned(),
            };
            format!(
                "{}: {} {} at {at}, by {}",
                count.count,
                figure(count.persons),
                word(&count.passage),
                count.source
            )
        }
        Fact::Report(claim) => format!(
            "{} of {}: {}",
            claim.claim,
            claim.source,
            word(&claim.happening)
        ),
        Fact::Relate(relate) => format!("{} {} {}", relate.claim, word(&relate.kinship), relate.to),
        Fact::Judge(judge) => format!(
            "{}: {}",
            answerable(&judge.subject),
            judge.credibility.digit()
        ),
        Fact::Incident(incident) => {
            format!("{}: {}", incident.incident, incident.claims.join(", "))
        }
        Fact::Settle(settle) => format!("{}: {}", settle.incident, word(&settle.settled)),
        Fact::Mission(mission) => format!("{}: {}", mission.mission, word(&mission.precedence)),
        Fact::Outcome(outcome) => format!("{}: {}", outcome.mission, word(&outcome.outcome)),
        Fact::Publish(plan) => format!("plan {}", plan.plan),
        Fact::Material(material) => format!(
            "{}: {} copy, {} bytes",
            material.material,
            word(&material.copy),
            material.bytes
        ),
        Fact::Erase(erase) => {
            format!(
                "{} contents, approved by {}: {}",
                erase.commitments.len(),
                erase.approved_by,
                erase.reason
            )
        }
        Fact::Merged(merged) => format!("{} entries of {}", merged.entries.len(), merged.origin),
        Fact::Resolve(resolve) => format!("{}: {} is followed", resolve.conflict, resolve.keep),
    }
}

fn answerable(subject: &korridor_operate::fact::Answerable) -> String {
    use korridor_operate::fact::Answerable;
    match subject {
        Answerable::Claim(claim) => format!("claim {claim}"),
        Answerable::Count(count) => format!("count {count}"),
    }
}
