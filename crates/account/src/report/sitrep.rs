//! The situation report, in the order that readers of OCHA's know: highlights, map and curve, the table, needs, what is
//! not known, sources. Highlights are templates filled with figures of the account; nobody writes them.

mod claims;
mod highlights;
mod tables;
mod unknown;

use korridor_world::Scenario;

use super::document::{Block, Document, Section, Width};
use super::frame::Frame;
use super::{ReportOptions, ReportRefusal, Text, chart, map};
use crate::account::Account;
use crate::number::{Measure, Number};
use crate::policy::Profile;
use crate::release::Released;

/// The most rows of one table: a sheet has one side. The account has all of them.
const MOST_ROWS: usize = 14;
/// The most claims or contradictions that stand side by side.
const MOST_SIDES: usize = 4;

/// The situation report. `scenario` is that of the plan: of it only the lines of corridors are drawn that the release
/// shows at their place.
///
/// # Errors
/// The account was released to a party or to the public.
pub fn sitrep(
    released: &Released<Account>,
    scenario: Option<&Scenario>,
    options: ReportOptions,
) -> Result<Document, ReportRefusal> {
    let frame = Frame::new(released, options);
    let inside = |profile: &Profile| !matches!(profile, Profile::Party(_) | Profile::Public);
    frame.require(inside, "strictly-confidential, confidential or internal")?;
    let voice = &frame.voice;
    let title = voice
        .say("sitrep.title")
        .and(&Text::own(": "))
        .and(&frame.operation());
    let section = |id, heading, width, blocks| Section {
        id,
        heading: voice.say(heading),
        width,
        blocks,
    };
    let map = map::map(&frame, scenario).map(Block::Map);
    let curve = chart::chart(&frame).map(Block::Chart);
    let highlights = vec![Block::List(highlights::highlights(&frame))];
    let sections = vec![
        section("highlights", "sitrep.highlights", Width::Full, highlights),
        section("map", "sitrep.map", Width::Half, map.into_iter().collect()),
        section(
            "curve",
            "sitrep.curve",
            Width::Half,
            curve.into_iter().collect(),
        ),
        section(
            "corridors",
            "sitrep.corridors",
            Width::Full,
            tables::corridors(&frame),
        ),
        section(
            "guarantees",
            "sitrep.guarantees",
            Width::Half,
            tables::guarantees(&frame),
        ),
        section(
            "missions",
            "sitrep.missions",
            Width::Half,
            tables::missions(&frame),
        ),
        section(
            "reception",
            "sitrep.reception",
            Width::Half,
            tables::reception(&frame),
        ),
        section(
            "incidents",
            "sitrep.incidents",
            Width::Half,
            claims::incidents(&frame),
        ),
        section(
            "contradictions",
            "sitrep.contradictions",
            Width::Half,
            claims::contradictions(&frame),
        ),
        section(
            "unknown",
            "sitrep.unknown",
            Width::Half,
            unknown::unknown(&frame),
        ),
        section(
            "sources",
            "sitrep.sources",
            Width::Half,
            claims::sources(&frame),
        ),
    ];
    Ok(frame.document("sitrep", title, sections))
}

/// The first of some numbers that says this.
pub(super) fn first<'a>(frame: &Frame<'a>, ids: &[String], what: Measure) -> Option<&'a Number> {
    let numbers = &frame.account.numbers;
    let mut found = ids.iter().filter_map(|id| numbers.get(id));
    found.find(|number| number.what == what)
}

/// The first lines of a list; how many there are besides is its last.
fn shortened(frame: &Frame<'_>, mut lines: Vec<Text>, most: usize) -> Vec<Text> {
    let more = lines.len().saturating_sub(most);
    lines.truncate(most);
    if more > 0 {
        lines.push(frame.voice.count("sitrep.more", more as u64, &[]));
    }
    lines
}

/// Whether numbers of people are kept from this reader because the hours may still last.
pub(super) fn keeps_counts(frame: &Frame<'_>) -> bool {
    let mut withheld = frame.marking.withheld.iter();
    withheld.any(|one| one.starts_with("people counted"))
}
