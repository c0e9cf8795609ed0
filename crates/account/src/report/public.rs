//! The public release: by day, what kind of thing is claimed, how many were hurt as claimed, how certain that is. Nothing
//! else is read here, whatever a policy leaves in the account.

use korridor_operate::Stamp;

use super::document::{Block, Document, Section, Table, Width};
use super::frame::Frame;
use super::text::Text;
use super::words;
use super::{ReportOptions, ReportRefusal};
use crate::account::{Account, IncidentAccount};
use crate::policy::{Grain, Profile};
use crate::release::Released;

/// Seconds of a day, and an hour that a change of the clock can add.
const DAY: i64 = 86_400;
const LONGEST_DAY: i64 = DAY + 3_600;

/// The public release of an account that was released to the public.
///
/// # Errors
/// It was released to somebody else.
pub fn public(
    released: &Released<Account>,
    options: ReportOptions,
) -> Result<Document, ReportRefusal> {
    let frame = Frame::new(released, options);
    frame.require(|profile| *profile == Profile::Public, "public")?;
    let voice = &frame.voice;
    let sections = vec![
        Section {
            id: "incidents",
            heading: voice.say("public.incidents"),
            width: Width::Full,
            blocks: incidents(&frame),
        },
        Section {
            id: "reading",
            heading: voice.say("public.reading"),
            width: Width::Full,
            blocks: vec![Block::List(reading(&frame))],
        },
    ];
    Ok(frame.document("public", voice.say("public.title"), sections))
}

fn incidents(frame: &Frame<'_>) -> Vec<Block> {
    let voice = &frame.voice;
    if frame.account.incidents.is_empty() {
        return vec![Block::Paragraph(voice.say("public.none"))];
    }
    let head = [
        "public.day",
        "public.type",
        "public.hurt",
        "public.certainty",
    ];
    let table = Table {
        caption: voice.say("public.caption"),
        head: head.map(|key| voice.say(key)).to_vec(),
        rows: frame
            .account
            .incidents
            .iter()
            .map(|one| row(frame, one))
            .collect(),
    };
    vec![Block::Table(table)]
}

fn row(frame: &Frame<'_>, incident: &IncidentAccount) -> Vec<Text> {
    let voice = &frame.voice;
    let types: Vec<Text> = incident
        .types
        .iter()
        .map(|one| voice.say(words::happening(*one)))
        .collect();
    let casualties = incident.casualties.as_ref();
    let hurt = casualties.and_then(|id| frame.account.numbers.get(id));
    let mut certainty = voice.say(words::standing(incident.standing));
    if incident.roots > 0 {
        certainty.push(&Text::own(" · "));
        certainty.push(&voice.count("word.roots", incident.roots as u64, &[]));
    }
    vec![
        days(frame, incident.from, incident.to),
        voice.list(&types),
        hurt.map_or_else(|| voice.say("public.not_said"), |hurt| voice.range(hurt)),
        certainty,
    ]
}

fn days(frame: &Frame<'_>, from: Option<Stamp>, to: Option<Stamp>) -> Text {
    let voice = &frame.voice;
    let Some(from) = from.or(to) else {
        return voice.say("public.no_day");
    };
    if !matches!(frame.marking.time, Grain::Day | Grain::Month) {
        return voice.time(from);
    }
    let first = voice.day(from);
    match to {
        // An end is the last second of its day: the start of that day is what a date is read from.
        Some(to) if to.0.0 - from.0.0 > LONGEST_DAY => {
            let last = voice.day(to.plus_seconds(1 - DAY));
            voice.tell("word.span", &[("from", first), ("to", last)])
        }
        _ => first,
    }
}

fn reading(frame: &Frame<'_>) -> Vec<Text> {
    let voice = &frame.voice;
    let mut list = vec![
        voice.say("public.claims"),
        voice.say("public.independent"),
        voice.say("public.withheld"),
    ];
    if let Some(base) = frame.marking.counted_down_to {
        list.push(voice.tell("public.counted_down", &[("base", voice.number(base))]));
    }
    list
}
