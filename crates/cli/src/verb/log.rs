//! `korridor log`: what was recorded, by whom, when.

use korridor_import::scenario::expected_word;
use korridor_operate::fact::{CountAt, GuaranteeFor, Subject};
use korridor_operate::{Board, Event, Fact, Recorded, Words, for_each_event};
use korridor_world::LocalClock;
use serde_json::{Value, json};

use clap::Subcommand;

use crate::arguments::LogOptions;
use crate::arguments::record::What;
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::plain::plain;
use crate::record::times::clock_of;
use crate::record::{self, Place, of_recording};
use crate::says;
use crate::verb::board::words;

/// Every verb that an entry can have: those that people enter, and what the program writes.
fn verbs() -> Vec<String> {
    let entered = What::augment_subcommands(clap::Command::new("record"));
    let entered = entered
        .get_subcommands()
        .map(|verb| verb.get_name().to_owned());
    let written = ["opened", "setup", "merged"].map(str::to_owned);
    entered.chain(written).collect()
}

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
        if let Some(by) = board.withdrawn.get(&recorded.event.id) {
            text += &format!("        taken back by entry {}\n", plain(&by.id));
        }
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
    let opened = board.opened.as_ref();
    let nature = opened.map(|opened| opened.nature);
    let title = opened.map_or("", |opened| opened.title.as_str());
    let head = format!(
        "{}{}. CONFIDENTIAL. Times by the clock of {}.\n",
        says::exercise(nature),
        plain(title),
        plain(clock.zone_name())
    );
    let facts = json!({
        "record": shown,
        "nature": nature,
        "confidential": true,
        "time_zone": clock.zone_name(),
        "entries": entries,
    });
    face.answer("log", &record::unsigned(&place)?, &(head + &text), facts)
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
    let time = |at| says::time(clock, at);
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
        "{:>6} {} {}\n        id {}; by {}; occurred {}; known {}; recorded {}\n{flags}",
        format!("#{}", recorded.seq),
        event.fact.verb(),
        plain(&says::fact(clock, &event.fact)),
        plain(&event.id),
        plain(&event.by),
        plain(&says::moment(clock, &event.occurred)),
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
        Err(Failure::Input(vec![complaint.coded(code)]))
    };
    let verbs = verbs();
    if let Some(verb) = &options.verb
        && !verbs.contains(verb)
    {
        let known = verbs.iter().map(String::as_str).collect();
        return refused("--verb", "verb_not_known", verb, "a verb of entries", known);
    }
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
