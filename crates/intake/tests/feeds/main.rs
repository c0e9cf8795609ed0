//! Feeds into a record: what becomes of each, what is refused by which name, and that twice is once.

mod cap;
mod damage;
mod evidence;
mod hxl;
mod notice;
mod odd;
mod sheets;
mod signature;
mod tables;

use std::path::PathBuf;

use korridor_intake::Terms;
use korridor_intake::feed::{Format, Imported, Stated, import};
use korridor_operate::fact::{
    Actor, Claim, GateCount, Opened, Role, Setup, SetupCorridor, SetupGate, SetupOpening,
    SetupPlace,
};
use korridor_operate::{
    Board, Command, Decided, Fact, Moment, Nature, Recorded, Span, Stamp, Submission, Words, decide,
};
use korridor_world::{Instant, LocalClock};

pub(crate) fn at(text: &str) -> Stamp {
    Stamp(Instant::parse(text).unwrap())
}

/// Real files, where they are at hand.
pub(crate) fn data(name: &str) -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("KORRIDOR_DATA")
        .map_or(beside, PathBuf::from)
        .join(name);
    if !folder.exists() {
        eprintln!("skipped: no {name} under KORRIDOR_DATA");
        return None;
    }
    Some(folder)
}

/// A board of East Aleppo with one corridor of one gate, and somebody who may write.
pub(crate) fn board(nature: Nature) -> Board {
    let mut board = Board::default();
    let gate = SetupGate {
        gate: "karaj".to_owned(),
        name: "Karaj al-Hajez".to_owned(),
        operated_by: None,
        openings: vec![SetupOpening {
            span: Span {
                from: at("2016-11-04T07:00:00Z"),
                to: at("2016-11-04T17:00:00Z"),
            },
            highest_per_hour: 1000,
        }],
        passable_per_hour: 4000,
    };
    let corridor = SetupCorridor {
        corridor: "bustan-al-qasr".to_owned(),
        name: "Bustan al-Qasr - Karaj".to_owned(),
        local_name: None,
        admits: vec!["civilians".to_owned()],
        gates: vec![gate],
    };
    let opened = Opened {
        scenario: "aleppo".to_owned(),
        title: "Aleppo".to_owned(),
        scenario_sha256: "0".repeat(64),
        nature,
        time_zone: "Asia/Damascus".to_owned(),
        policy: None,
        site: "main".to_owned(),
        continues: None,
    };
    let setup = Setup {
        parties: vec!["Russia".to_owned()],
        corridors: vec![corridor],
        zones: vec![SetupPlace {
            place: "sakhour".to_owned(),
            name: "Al-Sakhour".to_owned(),
        }],
        receptions: vec![SetupPlace {
            place: "jibrin".to_owned(),
            name: "Jibrin".to_owned(),
        }],
        ..Setup::default()
    };
    let actor = Actor {
        actor: "c1".to_owned(),
        role: Role::Coordinator,
        name: None,
    };
    let facts = [
        Fact::Opened(Box::new(opened)),
        Fact::Setup(Box::new(setup)),
        Fact::Actor(actor),
    ];
    for (index, fact) in facts.into_iter().enumerate() {
        let command = Command {
            id: format!("start-{index}"),
            by: "c1".to_owned(),
            nature,
            occurred: Moment::exact(at("2016-11-03T16:00:00Z")),
            known: at("2016-11-03T16:00:00Z"),
            fact,
        };
        record(&mut board, &command);
    }
    board
}

fn record(board: &mut Board, command: &Command) {
    match decide(board, command, command.known) {
        Ok(Decided::Record(events)) => {
            for event in events {
                board.apply(&Recorded {
                    seq: board.size,
                    recorded: command.known,
                    event,
                });
            }
        }
        other => panic!("{}: {other:?}", command.id),
    }
}

pub(crate) const KNOWN: &str = "2016-11-05T06:00:00Z";

/// Reads a feed and records all that comes of it; the board must take every entry.
pub(crate) fn take(board: &mut Board, format: Format, bytes: &[u8]) -> Imported {
    take_as(board, format, bytes, &Stated::default())
}

pub(crate) fn take_as(
    board: &mut Board,
    format: Format,
    bytes: &[u8],
    stated: &Stated<'_>,
) -> Imported {
    let imported = read(board, format, bytes, stated);
    for submission in &imported.submissions {
        record(board, &submission.command);
    }
    imported
}

pub(crate) fn read(board: &Board, format: Format, bytes: &[u8], stated: &Stated<'_>) -> Imported {
    let clock = LocalClock::of_zone("Asia/Damascus").unwrap();
    let terms = Terms {
        by: "c1",
        known: at(KNOWN),
        board,
        clock: &clock,
    };
    import(format, bytes, &terms, stated)
}

pub(crate) fn codes(imported: &Imported) -> Vec<&'static str> {
    imported
        .refused
        .iter()
        .map(|refused| refused.code)
        .collect()
}

pub(crate) fn claims(imported: &Imported) -> Vec<&Claim> {
    let claim = |submission: &Submission| matches!(submission.command.fact, Fact::Report(_));
    let claims = imported
        .submissions
        .iter()
        .filter(|submission| claim(submission));
    claims
        .filter_map(|submission| match &submission.command.fact {
            Fact::Report(claim) => Some(claim.as_ref()),
            _ => None,
        })
        .collect()
}

#[allow(dead_code, reason = "used by formats that count")]
pub(crate) fn counts(imported: &Imported) -> Vec<&GateCount> {
    let count = |submission: &'_ Submission| match &submission.command.fact {
        Fact::Count(count) => Some(count.count.clone()),
        _ => None,
    };
    let names: Vec<String> = imported.submissions.iter().filter_map(count).collect();
    assert_eq!(
        names
            .iter()
            .collect::<std::collections::BTreeSet<_>>()
            .len(),
        names.len()
    );
    imported
        .submissions
        .iter()
        .filter_map(|submission| match &submission.command.fact {
            Fact::Count(count) => Some(count.as_ref()),
            _ => None,
        })
        .collect()
}

pub(crate) fn text(words: &Words) -> &str {
    match words {
        Words::Plain(text) => text,
        Words::Sealed(_) => panic!("sealed before it was recorded"),
    }
}
