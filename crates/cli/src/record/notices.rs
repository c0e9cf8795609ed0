//! What is right by the rules and perhaps not what was meant: said as warnings, never refused.

use korridor_operate::fact::{Fact, GuaranteeStep, Source};
use korridor_operate::view::Hours;
use korridor_operate::{Board, Event, Stamp};

use crate::board::word;
use crate::failure::Complaint;

/// From then on a pause counts as past.
const PAST_SECONDS: i64 = 86_400;

/// Nobody said when it became known, and the pause is over: boards of the day will not show it.
pub fn known_now(board: &Board, now: Stamp) -> Option<Complaint> {
    let hours = Hours::of(&board.pause);
    let stated = hours.by_party.iter().map(|window| window.span.to);
    let planned = board.setup.windows.iter().map(|window| window.to);
    let last = stated.chain(planned).max()?;
    if now.0.seconds_since(last.0) <= PAST_SECONDS {
        return None;
    }
    let found = "known from now on, and every window of this pause is over: boards of the day do not show it";
    let expected = "--known TIME, when a past day is entered";
    let complaint = Complaint::new("--known", found, expected).coded("known_after_the_pause");
    Some(complaint.into_warning())
}

/// A guarantee that counts for nothing by the rules in force.
pub fn too_weak(board: &Board, seq: u64, event: &Event) -> Option<Complaint> {
    let Fact::Guarantee(step) = &event.fact else {
        return None;
    };
    let least = board.rules.guarantee_level;
    let level = step.level.filter(|_| step.step == GuaranteeStep::Given)?;
    if level >= least {
        return None;
    }
    let found = format!("given at the level {}, which does not count", word(&level));
    let expected = format!(
        "{} by the rules in force; korridor board RECORD --rules shows them",
        word(&least)
    );
    let place = format!("entry {seq}, {}", event.id);
    let complaint = Complaint::new(place, found, expected).coded("guarantee_too_weak");
    Some(complaint.into_warning())
}

/// A source that looks like others: what joins them, and what keeps them apart, is proposed.
pub fn looks_alike(board: &Board, seq: u64, event: &Event) -> Option<Complaint> {
    let Fact::Source(source) = &event.fact else {
        return None;
    };
    let others: Vec<&Source> = board.look_alikes(source).collect();
    let first = others.first()?;
    let names: Vec<&str> = others.iter().map(|one| one.source.as_str()).collect();
    let found = format!(
        "looks like {}: they count as one root, {}, until a coordinator says that they are two",
        names.join(", "),
        board.root_of(&source.source)
    );
    let (this, root, other) = (&source.source, &first.root, &first.source);
    let expected = format!(
        "if it is the same: record source {this} --root {root}; if it is another: record source {this} --root {} --apart-from {other}",
        source.root
    );
    let place = format!("entry {seq}, {}", event.id);
    let complaint = Complaint::new(place, found, expected).coded("looks_like_another_source");
    Some(complaint.into_warning())
}
