//! Pauses without hours of their own: a length, every day, an earlier one.

use serde_json::Value;

use super::super::super::document::Class;
use super::super::super::lexicon::Mark;
use super::super::super::number::Certainty;
use super::super::super::scan::{Draft, Scan};
use super::super::super::tag::Tag;
use super::super::super::time::What;
use super::{empty, length, modality, recurrence};

pub(super) fn named(scan: &Scan<'_>, pause: &Mark, clocked: &[(u32, u32)]) -> Option<Draft> {
    let clause = scan.clause(pause.first);
    let length = length(scan, pause);
    let heading =
        scan.document.paragraphs[scan.sentence.paragraph as usize].class == Class::Heading;
    let demanded = scan
        .marks(Tag::Decide, scan.sentence.first, pause.first)
        .next_back()
        .is_some_and(|decide| scan.value(decide) == "propose")
        || scan
            .marks(Tag::Reject, scan.sentence.first, pause.first)
            .next_back()
            .is_some_and(|reject| scan.value(reject) == "demands_compliance");
    // "a pause, proposed by ...".
    let demanded = demanded
        || scan
            .marks(
                Tag::Decide,
                pause.last,
                (pause.last + 4).min(scan.sentence.last),
            )
            .any(|decide| scan.value(decide) == "propose");
    if demanded || heading || is_leisure(scan) {
        return None;
    }
    if let Some((iso, first, last)) = length {
        if clocked
            .iter()
            .any(|(from, to)| *from <= first && last <= *to)
        {
            return None;
        }
        let mut draft = scan.draft(
            "window.length",
            "pause_window",
            (first.min(pause.first), last.max(pause.last)),
        );
        empty(&mut draft);
        draft.value.insert("duration".to_owned(), Value::from(iso));
        recurrence(
            scan,
            &mut draft,
            pause.first.saturating_sub(5).max(scan.sentence.first),
            (pause.last + 6).min(scan.sentence.last).max(clause.first),
        );
        modality(scan, &mut draft, clause.first, pause.first.max(first));
        return Some(draft);
    }
    // "a pause every day" without more.
    let daily = scan
        .marks(
            Tag::Daily,
            pause.first.saturating_sub(4).max(scan.sentence.first),
            (pause.last + 4).min(scan.sentence.last),
        )
        .next();
    if let Some(daily) = daily
        && clocked.is_empty()
    {
        let mut draft = scan.draft(
            "window.daily",
            "pause_window",
            (daily.first.min(pause.first), daily.last.max(pause.last)),
        );
        empty(&mut draft);
        draft
            .value
            .insert("recurrence".to_owned(), Value::from("daily"));
        modality(scan, &mut draft, clause.first, pause.first);
        return Some(draft);
    }
    // "Forrige pause var i oktober".
    let previous = scan
        .marks(
            Tag::NextLast,
            pause.first.saturating_sub(3).max(scan.sentence.first),
            pause.first,
        )
        .any(|mark| scan.value(mark) == "-1")
        || (pause.first.saturating_sub(3).max(scan.sentence.first)..pause.first).any(|at| {
            matches!(
                scan.word(at),
                "lignende" | "liknande" | "similar" | "earlier"
            )
        });
    let month = scan.times.iter().find(|timex| {
        timex.first >= pause.last
            && timex.first - pause.last
                <= if matches!(scan.word(pause.last), "signed" | ",") {
                    9
                } else {
                    5
                }
            && matches!(
                timex.what,
                What::Month { .. }
                    | What::MonthBack { .. }
                    | What::Year(_)
                    | What::YearBack(_)
                    | What::Date { .. }
                    | What::Weekday(..)
            )
    });
    if let Some(month) = month
        && previous
    {
        let mut draft = scan.draft(
            "window.previous",
            "pause_window",
            (
                pause.first.saturating_sub(1).max(scan.sentence.first),
                month.last,
            ),
        );
        empty(&mut draft);
        return Some(draft);
    }
    // "Tidligere har det vært innført pauser".
    let earlier = scan
        .marks(Tag::Earlier, scan.sentence.first, pause.first)
        .next();
    if let Some(earlier) = earlier
        && pause.first - earlier.last > 1
        && scan.has(
            Tag::Decide,
            scan.sentence.first,
            (pause.last + 6).min(scan.sentence.last),
        )
    {
        let mut draft = scan.draft(
            "window.earlier",
            "pause_window",
            (earlier.first, pause.last),
        );
        empty(&mut draft);
        draft.certainty = Certainty::Vague;
        draft.value.insert("earlier".to_owned(), Value::from(true));
        return Some(draft);
    }
    None
}

/// A pause in a match, at school or at work.
fn is_leisure(scan: &Scan<'_>) -> bool {
    const SIGNS: [&str; 14] = [
        "håndball",
        "handball",
        "fotball",
        "football",
        "basket",
        "ishockey",
        "omgang",
        "halvtid",
        "half-time",
        "konsert",
        "concert",
        "serierunde",
        "landslag",
        "olymp",
    ];
    (scan.sentence.first..scan.sentence.last)
        .any(|at| SIGNS.iter().any(|sign| scan.word(at).starts_with(sign)))
}
