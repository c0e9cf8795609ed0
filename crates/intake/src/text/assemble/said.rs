//! Days on which something was said, which date nothing else.

use super::super::tag::Tag;
use super::super::time::{Anchor, Timex};
use super::Work;

/// "told troops on Friday that ...": when it was said; the text's own day is known.
pub(super) fn then(work: &Work<'_>, timex: &Timex) -> bool {
    let from = timex.first.saturating_sub(4);
    matches!(work.dateline.anchor, Anchor::Day(_))
        && work.document.marks_in(from, timex.first).any(|mark| {
            mark.tag == Tag::Say
                && (mark.last..timex.first)
                    .all(|at| !matches!(work.document.word(at), "," | "that" | "at" | "." | ":"))
        })
}

/// "had announced late on Monday", "hadde lovet fredag": when words were said before what the text tells of.
pub(super) fn before(work: &Work<'_>, timex: &Timex) -> bool {
    let from = timex.first.saturating_sub(6);
    let had = (from..timex.first)
        .rev()
        .take_while(|at| !matches!(work.document.word(*at), "," | "." | ";"))
        .find(|at| matches!(work.document.word(*at), "had" | "hadde"));
    had.is_some_and(|had| {
        work.document
            .marks_in(had, timex.first)
            .any(|mark| matches!(mark.tag, Tag::Say | Tag::Decide))
    })
}
