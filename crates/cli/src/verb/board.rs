//! `korridor board`: the pause as it was known at a moment.

use std::collections::BTreeMap;

use korridor_import::scenario::expected_word;
use korridor_ledger::Ledger;
use korridor_operate::{Board, Fact, Read, Recorded, Stamp, Words, for_each_event, read_words};
use serde_json::json;

use crate::arguments::BoardOptions;
use crate::board::{self, Far, Shown};
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::record::times::{Times, clock_of, rfc3339};
use crate::record::{self, Place, of_ledger, of_recording};
use crate::wrap;

const COLUMNS: usize = 80;

pub fn run(options: &BoardOptions, face: &Face) -> Result<(), Failure> {
    let place = Place::parse(&options.record)?;
    let shown_place = place.shown();
    let mut ledger = record::for_reading(&place)?;
    let (times, opened_zone) = times(&mut ledger, &shown_place, options)?;
    let filter = Filter::of(options, &times)?;
    let mut folded = Board::default();
    for_each_event(&mut ledger, 0, |recorded| {
        if filter.takes(recorded) {
            folded.apply(recorded);
        }
    })
    .map_err(|error| of_recording(&shown_place, &error))?;
    let view = folded.view(filter.at);
    let words = words(&mut ledger, &shown_place, board::commitments(&view))?;
    let shown = Shown {
        view: &view,
        board: &folded,
        clock: times.clock(),
        words: &words,
        only: filter.said(&times),
        far: match options.all {
            true => Far::Listed,
            false => Far::Counted,
        },
        record: &shown_place,
    };
    let columns = options
        .columns
        .map(usize::from)
        .or(wrap::output())
        .unwrap_or(COLUMNS);
    let mut facts = json!({
        "record": shown_place,
        "time_zone": opened_zone,
        "confidential": true,
        "board": view,
    });
    let text = match &options.explain {
        None if options.rules => {
            facts = json!({
                "record": shown_place,
                "nature": view.nature,
                "at": view.at,
                "rules": folded.rules,
                "set_by": folded.rules_set.last().map(|(from, _)| &from.id),
            });
            board::rules(&shown, columns)
        }
        None => board::draw(&shown, columns),
        Some(id) => {
            let corridor = view
                .corridors
                .iter()
                .find(|corridor| corridor.corridor == *id);
            let corridor = corridor.ok_or_else(|| {
                let known = view
                    .corridors
                    .iter()
                    .map(|corridor| corridor.corridor.as_str());
                let expected = expected_word("a corridor of the board", id, known);
                let complaint = Complaint::new("--explain", format!("{id:?}"), expected);
                Failure::Input(vec![complaint.coded("corridor_not_known")])
            })?;
            let corridor = board::complete(&folded, corridor, view.at);
            facts = json!({
                "record": shown_place,
                "nature": view.nature,
                "at": view.at,
                "time_zone": opened_zone,
                "confidential": true,
                "corridor": corridor,
            });
            board::explain(&shown, &corridor, columns)
        }
    };
    face.show("board", &text, facts)
}

/// Which entries are on the board.
struct Filter {
    at: Stamp,
    occurred_by: Option<Stamp>,
    recorded_by: Option<Stamp>,
}

impl Filter {
    fn of(options: &BoardOptions, times: &Times) -> Result<Filter, Failure> {
        let mut complaints = Vec::new();
        let mut read = |flag: &str, text: &Option<String>| {
            let read = text
                .as_deref()
                .map(|text| times.time(flag, text))
                .transpose();
            read.map_err(|complaint| complaints.push(complaint))
                .ok()
                .flatten()
        };
        let filter = Filter {
            at: read("--at", &options.at).unwrap_or_else(record::now),
            occurred_by: read("--occurred-by", &options.occurred_by),
            recorded_by: read("--recorded-by", &options.recorded_by),
        };
        match complaints.is_empty() {
            true => Ok(filter),
            false => Err(Failure::Input(complaints)),
        }
    }

    /// How the record began is always on the board: without it there is none.
    fn takes(&self, recorded: &Recorded) -> bool {
        let event = &recorded.event;
        if matches!(event.fact, Fact::Opened(_) | Fact::Setup(_)) {
            return true;
        }
        recorded.was_known_by(self.at)
            && self
                .occurred_by
                .is_none_or(|by| match event.fact.speaks_against() {
                    true => event.occurred.earliest <= by,
                    false => event.occurred.latest <= by,
                })
            && self.recorded_by.is_none_or(|by| recorded.recorded <= by)
    }

    fn said(&self, times: &Times) -> Vec<String> {
        let when = |at: Stamp| rfc3339(times.clock(), at);
        let occurred = self
            .occurred_by
            .map(|by| format!("Only what had happened by {}", when(by)));
        let recorded = self
            .recorded_by
            .map(|by| format!("Only what had been recorded by {}", when(by)));
        occurred.into_iter().chain(recorded).collect()
    }
}

/// How times are read, and the zone. All of a record is read for it only if a time without its date is given.
fn times(
    ledger: &mut Ledger,
    place: &str,
    options: &BoardOptions,
) -> Result<(Times, String), Failure> {
    let given = [&options.at, &options.occurred_by, &options.recorded_by];
    let given: Vec<&str> = given.into_iter().flatten().map(String::as_str).collect();
    times_of(ledger, place, options.day.as_deref(), &given)
}

fn times_of(
    ledger: &mut Ledger,
    place: &str,
    day: Option<&str>,
    given: &[&str],
) -> Result<(Times, String), Failure> {
    let needs_days = day.is_none() && given.iter().any(|text| !text.contains('-'));
    let board = match needs_days {
        true => {
            let mut board = Board::default();
            for_each_event(ledger, 0, |recorded| board.apply(recorded)).map(|_| board)
        }
        false => first(ledger),
    };
    let board = board.map_err(|error| of_recording(place, &error))?;
    let clock = clock_of(board.opened.as_ref())?;
    let zone = clock.zone_name().to_owned();
    let times = match needs_days {
        true => Times::of_board(&board, record::now())?,
        false => Times::of_clock(clock),
    };
    let times = times.on(day);
    Ok((
        times.map_err(|complaint| Failure::Input(vec![complaint]))?,
        zone,
    ))
}

/// A moment as it is given, or now.
///
/// # Errors
/// It is no time, or could be several.
pub fn moment(
    ledger: &mut Ledger,
    place: &str,
    at: Option<&str>,
    day: Option<&str>,
) -> Result<Stamp, Failure> {
    let Some(at) = at else {
        return Ok(record::now());
    };
    let (times, _) = times_of(ledger, place, day, &[at])?;
    times
        .time("--at", at)
        .map_err(|complaint| Failure::Input(vec![complaint]))
}

/// The board of the first entry.
fn first(ledger: &mut Ledger) -> Result<Board, korridor_operate::RecordError> {
    let mut board = Board::default();
    if ledger.size() > 0 {
        let entry = ledger.entry(0)?;
        let event = korridor_operate::Event::decode(entry.payload());
        let event =
            event.map_err(|error| korridor_operate::RecordError::Entry { seq: 0, error })?;
        let recorded = Stamp(korridor_world::Instant(
            entry.recorded().milliseconds().div_euclid(1_000),
        ));
        board.apply(&Recorded {
            seq: 0,
            recorded,
            event,
        });
    }
    Ok(board)
}

/// Words by their commitment, as far as they can be read; else what became of them.
pub fn words(
    ledger: &mut Ledger,
    place: &str,
    wanted: Vec<Words>,
) -> Result<BTreeMap<String, String>, Failure> {
    let mut read = BTreeMap::new();
    for words in wanted {
        let Some(commitment) = words.commitment() else {
            continue;
        };
        let text = read_words(ledger, &words).map_err(|error| of_ledger(place, &error))?;
        let text = match text {
            Read::Text(text) => text,
            Read::Erased(by) => format!("[erased by entry {by}, which says why]"),
            Read::NotHere => "[words not here]".to_owned(),
        };
        read.insert(commitment.to_owned(), text);
    }
    Ok(read)
}
