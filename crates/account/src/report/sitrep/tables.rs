//! Corridors, guarantees, medical evacuations and reception, as tables and lines.

use std::collections::BTreeMap;

use super::{MOST_ROWS, first, shortened};
use crate::account::{GuaranteeAccount, Obtained, PlaceAccount};
use crate::number::{Measure, Number, Place};
use crate::report::document::{Block, Table};
use crate::report::frame::Frame;
use crate::report::text::Text;
use crate::report::words;
use korridor_operate::fact::GuaranteeFor;

fn heads(frame: &Frame<'_>, keys: &[&str]) -> Vec<Text> {
    keys.iter().map(|key| frame.voice.say(key)).collect()
}

/// The first rows, and how many there are besides.
fn cut(frame: &Frame<'_>, table: Table) -> Vec<Block> {
    let Table {
        caption,
        head,
        mut rows,
    } = table;
    let more = rows.len().saturating_sub(MOST_ROWS);
    rows.truncate(MOST_ROWS);
    let mut blocks = vec![Block::Table(Table {
        caption,
        head,
        rows,
    })];
    if more > 0 {
        blocks.push(Block::Paragraph(frame.voice.count(
            "sitrep.more",
            more as u64,
            &[],
        )));
    }
    blocks
}

fn semicolon(frame: &Frame<'_>) -> String {
    frame.voice.say("word.semicolon").plain()
}

fn dash() -> Text {
    Text::own("—")
}

pub fn corridors(frame: &Frame<'_>) -> Vec<Block> {
    let corridors = &frame.account.corridors;
    if corridors.is_empty() {
        return Vec::new();
    }
    let rows = (1..)
        .zip(corridors)
        .map(|(number, one)| corridor(frame, number, one));
    let keys = [
        "column.corridor",
        "column.said",
        "column.promised",
        "column.expected",
        "column.observed",
        "column.verified",
        "column.guarantees",
    ];
    let table = Table {
        caption: frame.voice.say("sitrep.corridors_caption"),
        head: heads(frame, &keys),
        rows: rows.collect(),
    };
    cut(frame, table)
}

fn corridor(frame: &Frame<'_>, number: u64, corridor: &PlaceAccount) -> Vec<Text> {
    let voice = &frame.voice;
    let name = voice
        .number(number)
        .and(&Text::own(" "))
        .and(&Text::named(&corridor.name));
    let figure = |ids: &[String], what| match first(frame, ids, what) {
        Some(number) => voice.range(number),
        None => dash(),
    };
    let of = |one: &&GuaranteeAccount| one.covers == GuaranteeFor::Corridor(corridor.id.clone());
    let needed: Vec<&GuaranteeAccount> = frame.account.guarantees.iter().filter(of).collect();
    let held = needed
        .iter()
        .filter(|one| one.obtained == Obtained::InTime)
        .count();
    let held = match needed.is_empty() {
        true => dash(),
        false => voice.tell(
            "word.of",
            &[
                ("part", voice.number(held as u64)),
                ("all", voice.number(needed.len() as u64)),
            ],
        ),
    };
    vec![
        name,
        said(frame, corridor),
        promised(frame, corridor),
        figure(&corridor.expected, Measure::Expected),
        figure(&corridor.observed, Measure::Observed),
        figure(&corridor.verified, Measure::Verified),
        held,
    ]
}

/// Who declared it, and who agreed: two things, and the one is never called the other.
fn said(frame: &Frame<'_>, corridor: &PlaceAccount) -> Text {
    let voice = &frame.voice;
    let who = |says: &str| -> Vec<String> {
        let mut who: Vec<String> = Vec::new();
        for statement in &frame.account.pause.statements {
            let is_of = statement.corridor.as_deref() == Some(&corridor.id);
            if is_of && statement.says == says && !who.contains(&statement.party) {
                who.push(statement.party.clone());
            }
        }
        who
    };
    let mut parts = Vec::new();
    for (key, says) in [
        ("word.declared_by", "declares"),
        ("word.agreed_by", "agrees"),
    ] {
        let parties = who(says);
        if !parties.is_empty() {
            parts.push(voice.tell(key, &[("parties", voice.names(&parties))]));
        }
    }
    match parts.is_empty() {
        true => dash(),
        false => Text::joined(&parts, &semicolon(frame)),
    }
}

fn promised(frame: &Frame<'_>, corridor: &PlaceAccount) -> Text {
    let numbers = corridor.promised.iter();
    let numbers = numbers.filter_map(|id| frame.account.numbers.get(id));
    let each = |number: &Number| {
        let persons = frame.voice.range(number);
        match number.said_by.is_empty() {
            true => persons,
            false => persons
                .and(&Text::own(" ("))
                .and(&frame.voice.names(&number.said_by))
                .and(&Text::own(")")),
        }
    };
    let all: Vec<Text> = numbers.map(each).collect();
    match all.is_empty() {
        true => dash(),
        false => Text::joined(&all, &semicolon(frame)),
    }
}

/// By party, in the order of their names: no order of merit.
pub fn guarantees(frame: &Frame<'_>) -> Vec<Block> {
    let voice = &frame.voice;
    let mut by_party: BTreeMap<&str, Vec<&GuaranteeAccount>> = BTreeMap::new();
    for one in &frame.account.guarantees {
        by_party.entry(&one.party).or_default().push(one);
    }
    if by_party.is_empty() {
        return Vec::new();
    }
    let row = |(party, all): (&str, Vec<&GuaranteeAccount>)| {
        let count = |is: &dyn Fn(&GuaranteeAccount) -> bool| {
            voice.number(all.iter().filter(|one| is(one)).count() as u64)
        };
        vec![
            Text::named(party),
            count(&|_| true),
            count(&|one| one.asked.is_some()),
            count(&|one| one.obtained == Obtained::InTime),
            count(&|one| one.obtained == Obtained::Late),
            count(&|one| one.obtained == Obtained::Never),
            count(&|one| {
                matches!(
                    one.obtained,
                    Obtained::NotYetNeeded | Obtained::CannotBeTold
                )
            }),
        ]
    };
    let keys = [
        "column.party",
        "column.needed",
        "column.asked",
        "column.in_time",
        "column.late",
        "column.never",
        "column.open",
    ];
    let table = Table {
        caption: voice.say("sitrep.guarantees_caption"),
        head: heads(frame, &keys),
        rows: by_party.into_iter().map(row).collect(),
    };
    cut(frame, table)
}

pub fn missions(frame: &Frame<'_>) -> Vec<Block> {
    let voice = &frame.voice;
    if frame.account.missions.is_empty() {
        return Vec::new();
    }
    let rows = frame.account.missions.iter().map(|mission| {
        let held = [
            ("part", voice.number(mission.guarantees_in_time as u64)),
            ("all", voice.number(mission.guarantees_needed as u64)),
        ];
        let moved = first(frame, &mission.numbers, Measure::Moved);
        let outcome = mission
            .outcome
            .map(|outcome| voice.say(words::outcome(outcome)));
        vec![
            Text::sign(&mission.mission),
            voice.say(words::precedence(mission.precedence)),
            voice.tell("word.of", &held),
            outcome.unwrap_or_else(|| voice.say("sitrep.no_outcome")),
            moved.map_or_else(dash, |moved| voice.range(moved)),
        ]
    });
    let keys = [
        "column.mission",
        "column.precedence",
        "column.guarantees",
        "column.outcome",
        "column.moved",
    ];
    let table = Table {
        caption: voice.say("sitrep.missions_caption"),
        head: heads(frame, &keys),
        rows: rows.collect(),
    };
    cut(frame, table)
}

/// What reception places said, children who came alone, those held or not accounted for.
pub fn reception(frame: &Frame<'_>) -> Vec<Block> {
    let mut lines = Vec::new();
    for number in frame.account.numbers.all() {
        let key = match (number.what, &number.place) {
            (Measure::Received, _) => "reception.received",
            (Measure::ChildrenAlone, _) => "reception.children_alone",
            (Measure::Held, _) => "reception.held",
            (Measure::TurnedBack, _) => "reception.turned_back",
            (Measure::Unaccounted, Place::Whole) => "reception.unaccounted",
            _ => continue,
        };
        lines.push(line(frame, key, number));
    }
    let lines = shortened(frame, lines, MOST_ROWS);
    match lines.is_empty() {
        true => vec![Block::Paragraph(frame.voice.say("reception.nothing"))],
        false => vec![Block::List(lines)],
    }
}

fn line(frame: &Frame<'_>, key: &str, number: &Number) -> Text {
    let voice = &frame.voice;
    let place = match &number.place {
        Place::Whole => voice.say("word.everywhere"),
        place => Text::named(place.name()),
    };
    voice.tell(key, &[("place", place), ("persons", voice.range(number))])
}
