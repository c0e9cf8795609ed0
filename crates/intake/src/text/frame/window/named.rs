//! Pauses without hours of their own: a length, every day, an earlier one.

use serde_json::Value;

use super::super::super::document::Class;
use super::super::super::lexicon::Mark;
use super::super::super::number::Certainty;
use super::super::super::scan::{Draft, Scan};
use super::super::super::tag::Tag;
use super::super::super::time::{Timex, What};
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
    if let Some(draft) = dated(scan, pause) {
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
    // "the September ceasefire signed in Minsk".
    let named = scan
        .marks(Tag::Month, pause.first.saturating_sub(1), pause.first)
        .find(|month| {
            month.first > scan.sentence.first
                && matches!(scan.word(month.first - 1), "the" | "that")
        });
    if let Some(named) = named {
        let mut draft = scan.draft("window.previous", "pause_window", (named.first, pause.last));
        empty(&mut draft);
        return Some(draft);
    }
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

/// "Våpenhvilen gjelder fra tirsdag", "a truce in place since 26 November", "avtalen løper ut 2. juni", "på ubestemt tid".
fn dated(scan: &Scan<'_>, pause: &Mark) -> Option<Draft> {
    let far = (pause.last + 18).min(scan.sentence.last);
    let near = (pause.last + 7).min(scan.sentence.last);
    let open = (pause.last..near).find_map(|at| {
        let words = |count: u32| (at..at + count).map(|at| scan.word(at)).collect::<Vec<_>>();
        let endless = matches!(
            words(3)[..],
            ["på", "ubestemt", "tid"] | ["på", "ubestemd", "tid"] | ["until", "further", "notice"]
        );
        let further = matches!(words(2)[..], ["inntil", "videre"] | ["inntil", "vidare"]);
        if endless {
            Some(at + 3)
        } else {
            further.then_some(at + 2)
        }
    });
    let end = open.or_else(|| {
        scan.times.iter().find_map(|timex| {
            let day = matches!(
                timex.what,
                What::Date { .. } | What::Weekday(..) | What::Days(..)
            );
            (day && timex.first >= pause.last && timex.first < far && runs(scan, pause, timex))
                .then_some(timex.last)
        })
    })?;
    // What another pause, a decision or a harm is told of is not this one.
    if scan.has(Tag::Pause, pause.last, end)
        || scan.has(Tag::Harm, pause.last, end)
        || scan.has(Tag::Fire, pause.last, end)
        || scan.negated(scan.clause(pause.first).first.min(pause.first), end)
        || (pause.first.saturating_sub(3).max(scan.sentence.first)..pause.first).any(|at| {
            matches!(
                scan.word(at),
                "ingen" | "inga" | "no" | "without" | "uten" | "utan"
            )
        })
    {
        return None;
    }
    let mut draft = scan.draft("window.dated", "pause_window", (pause.first, end));
    empty(&mut draft);
    modality(
        scan,
        &mut draft,
        scan.clause(pause.first).first,
        pause.first,
    );
    Some(draft)
}

/// Whether words of being in force or of running out stand before a day.
fn runs(scan: &Scan<'_>, pause: &Mark, timex: &Timex) -> bool {
    let from = timex.first.saturating_sub(6).max(pause.last);
    let told = |at: u32| {
        let (word, next) = (scan.word(at), scan.word(at + 1));
        matches!(
            (word, next),
            ("in", "place" | "force" | "effect")
                | ("løper" | "går" | "gikk" | "gjekk", "ut")
                | ("runs" | "run" | "ran", "out")
        ) || matches!(
            word,
            "gjelde"
                | "gjelder"
                | "gjeld"
                | "gjaldt"
                | "effective"
                | "utløper"
                | "utløp"
                | "expires"
                | "expire"
                | "expired"
                | "lapses"
                | "lapsed"
        )
    };
    (from..timex.first).any(told)
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
