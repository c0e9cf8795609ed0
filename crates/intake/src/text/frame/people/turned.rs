//! Verbs before those who do something, as in Norwegian after whatever a sentence begins with.

use super::super::super::lexicon::Mark;
use super::super::super::scan::{Group, Noun, Scan};
use super::super::super::tag::Tag;

/// "Fredag forlot 200 mennesker byen", "i går dro 300 personer ut": the verb stands before who left.
pub(super) fn is_turned(scan: &Scan<'_>, leave: &Mark, group: &Group, first: u32) -> bool {
    let verb = matches!(
        scan.word(leave.first),
        "forlot"
            | "forlét"
            | "forlet"
            | "dro"
            | "drog"
            | "reiste"
            | "flyktet"
            | "flykta"
            | "rømte"
            | "rømde"
    );
    let whence = (group.last..(group.last + 3).min(scan.sentence.last)).any(|at| {
        matches!(
            scan.word(at),
            "byen" | "området" | "enklaven" | "bydelen" | "bydelene" | "bydelane" | "ut"
        )
    }) || scan.has(Tag::Place, group.last, group.last + 2);
    let subject = scan.mentions_in(first, leave.first).next().is_some()
        || scan
            .groups
            .iter()
            .any(|other| other.first >= first && other.last <= leave.first);
    verb && whence
        && !subject
        && group.noun == Noun::People
        && leave.first > first
        && group.first - leave.last <= 1
}
