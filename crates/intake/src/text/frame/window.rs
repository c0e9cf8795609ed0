//! Pauses: from when to when, how long, how often.

mod named;
mod stopped;

use serde_json::Value;

use super::super::lexicon::Mark;
use super::super::scan::{Draft, Scan};
use super::super::tag::Tag;
use super::super::time::{Point, Timex, What};

pub(super) fn find(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    if scan.is_question() {
        return;
    }
    let stops = stopped::stops(scan);
    let pauses: Vec<&Mark> = scan.all(Tag::Pause).chain(&stops).collect();
    let mut taken: Vec<u32> = Vec::new();
    // Spans of a clock first: they say most.
    for timex in scan.times {
        let What::Window(window) = &timex.what else {
            continue;
        };
        if taken.contains(&timex.first) {
            continue;
        }
        let clause = scan.clause(timex.first);
        let about = scan.has(Tag::Change, clause.first, clause.last)
            || pauses
                .iter()
                .any(|pause| pause.first.abs_diff(timex.first) < 24);
        let span = window.point == Point::Span;
        // "Israel suspended the bombing between 13 and 16".
        let suspends = scan
            .marks(Tag::Change, clause.first, timex.first)
            .any(|mark| scan.value(mark) == "suspended")
            && (scan.has(Tag::Hostility, clause.first, timex.first)
                || scan.has(Tag::Attack, clause.first, timex.first)
                || (clause.first..timex.first).any(|at| {
                    matches!(
                        scan.word(at),
                        "bombingen"
                            | "bombinga"
                            | "kamphandlingene"
                            | "angrepene"
                            | "operasjoner"
                            | "operations"
                            | "attacks"
                    )
                }));
        let named = !pauses.is_empty() || scan.pause_named || suspends;
        let starts = window.point == Point::Moment && starts_then(scan, timex, &pauses);
        // Hours alone, where a pause was only named before, may be a shop's.
        let own = !pauses.is_empty()
            || suspends
            || scan.has(Tag::Change, clause.first, clause.last)
            || matches!(
                scan.word(scan.sentence.first),
                "den"
                    | "det"
                    | "it"
                    | "ho"
                    | "dei"
                    | "they"
                    | "this"
                    | "dette"
                    | "ordningen"
                    | "ordninga"
                    | "fra"
                    | "frå"
                    | "from"
                    | "between"
                    | "mellom"
            );
        if !(span && named && own && (about || window.end.is_some() && window.start.is_some())
            || starts)
        {
            continue;
        }
        if !is_about_pause(scan, timex, &pauses) {
            continue;
        }
        // "(07:00 GMT)" beside is the same, by another clock.
        if starts {
            taken.extend(
                scan.times
                    .iter()
                    .filter(|other| other.first > timex.last && other.first - timex.last <= 10)
                    .map(|other| other.first),
            );
        }
        taken.extend(
            scan.times
                .iter()
                .filter(|other| other.first > timex.first && other.first <= timex.last + 2)
                .map(|other| other.first),
        );
        if let Some(draft) = windowed(scan, timex, &pauses, starts) {
            found.push(draft);
        }
    }
    hours(scan, found);
    let clocked: Vec<(u32, u32)> = found
        .iter()
        .filter(|draft| draft.kind == "pause_window")
        .map(|draft| (draft.first, draft.last))
        .collect();
    for pause in &pauses {
        if clocked
            .iter()
            .any(|(first, last)| *first <= pause.first && pause.last <= *last)
        {
            continue;
        }
        if let Some(draft) = named::named(scan, pause, &clocked) {
            found.push(draft);
        }
    }
    stopped::lasted(scan, found);
}

/// "Twelve hours, 08:00-20:00", "another 72 hours from 08:00": a length beside its clock, in a text about pauses.
fn hours(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    if found.iter().any(|draft| draft.kind == "pause_window") {
        return;
    }
    for timex in scan.times {
        let What::Window(window) = &timex.what else {
            continue;
        };
        let length = scan.times.iter().rev().find_map(|other| match &other.what {
            What::Duration(iso, _)
                if other.last <= timex.first && timex.first - other.last <= 4 =>
            {
                Some((iso, other.first, other.last))
            }
            _ => None,
        });
        let Some((iso, first, after)) = length else {
            continue;
        };
        let clause = scan.clause(first);
        let joined = (after..timex.first).all(|at| {
            scan.document.kind(at) == super::super::token::Kind::Sign
                || matches!(
                    scan.word(at),
                    "from"
                        | "fra"
                        | "frå"
                        | "of"
                        | "quiet"
                        | "calm"
                        | "ro"
                        | "begins"
                        | "at"
                        | "starting"
                        | "klokken"
                        | "klokka"
                        | "about"
                        | "om"
                        | "dagen"
                        | "a"
                        | "day"
                )
        });
        let other = scan.has(Tag::Harm, clause.first, clause.last)
            || scan.has(Tag::AttackVerb, clause.first, clause.last)
            || scan.has(Tag::Fire, clause.first, clause.last);
        let about = scan.document.has(Tag::Pause);
        if !joined || other || !about {
            continue;
        }
        let mut draft = scan.draft("window.hours", "pause_window", (timex.first, timex.last));
        draft.first = first;
        empty(&mut draft);
        let text = |clock: Option<super::super::time::ClockOf>| {
            clock.map_or(Value::Null, |clock| Value::from(clock.text()))
        };
        draft
            .value
            .insert("start_local".to_owned(), text(window.start));
        draft.value.insert("end_local".to_owned(), text(window.end));
        draft
            .value
            .insert("duration".to_owned(), Value::from(iso.as_str()));
        modality(scan, &mut draft, clause.first, timex.last);
        found.push(draft);
        return;
    }
}

/// "took effect at 8 a.m.", "begynte fredag klokken 10".
fn starts_then(scan: &Scan<'_>, timex: &Timex, pauses: &[&Mark]) -> bool {
    let from = timex.first.saturating_sub(9).max(scan.sentence.first);
    let clause = scan.clause(timex.first);
    let begins = scan.marks(Tag::Change, from, timex.first).any(|mark| {
        let own = pauses
            .iter()
            .any(|pause| clause.first <= pause.first && pause.first < timex.last);
        // "Den gjaldt fra fredag klokken 20.30".
        let it = matches!(
            scan.word(scan.sentence.first),
            "den" | "it" | "avtalen" | "avtala"
        ) && matches!(
            scan.word(mark.first),
            "gjaldt" | "gjelder" | "gjeld" | "galdt" | "ran" | "runs"
        );
        matches!(scan.value(mark), "started" | "ended")
            || scan.value(mark) == "lasted" && (own || it)
    });
    begins
        && (!pauses.is_empty() || scan.pause_named)
        && !scan.has(Tag::Fire, from, timex.first)
        && !plan_of_leaving(scan, timex.first)
}

fn plan_of_leaving(scan: &Scan<'_>, at: u32) -> bool {
    let clause = scan.clause(at);
    let pause = scan
        .marks(Tag::Pause, clause.first, at)
        .next_back()
        .map_or(clause.first, |pause| pause.last);
    scan.marks(Tag::Leave, clause.first, at)
        .any(|mark| scan.value(mark) == "noun" || mark.first >= pause)
}

fn is_about_pause(scan: &Scan<'_>, timex: &Timex, pauses: &[&Mark]) -> bool {
    let clause = scan.clause(timex.first);
    let event = scan
        .marks(Tag::Fire, clause.first, clause.last)
        .next()
        .is_some()
        || scan.has(Tag::Harm, clause.first, clause.last)
        || scan.has(Tag::AttackVerb, clause.first, clause.last);
    let near = pauses.iter().any(|pause| {
        pause.first >= clause.first && pause.last <= clause.last
            || pause.last <= timex.first && timex.first - pause.last <= 8
    });
    (near || !event) && !plan_of_leaving(scan, timex.first)
}

fn windowed(scan: &Scan<'_>, timex: &Timex, pauses: &[&Mark], starts: bool) -> Option<Draft> {
    let What::Window(window) = &timex.what else {
        return None;
    };
    let clause = scan.clause(timex.first);
    let mut draft = scan.draft("window.clock", "pause_window", (timex.first, timex.last));
    let ends = starts
        && scan
            .marks(
                Tag::Change,
                timex.first.saturating_sub(9).max(scan.sentence.first),
                timex.first,
            )
            .last()
            .is_some_and(|mark| scan.value(mark) == "ended");
    let (start, mut end) = if ends {
        (None, window.start)
    } else {
        (window.start, window.end)
    };
    let mut until = timex.last;
    // "began at 6 and ended at 14".
    let later = scan.times.iter().find(|other| {
        other.first > timex.last
            && other.first - timex.last <= 14
            && matches!(&other.what, What::Window(other) if other.point == Point::Moment)
            && scan
                .marks(Tag::Change, timex.last, other.first)
                .any(|mark| scan.value(mark) == "ended")
    });
    if starts
        && !ends
        && let Some(What::Window(other)) = later.map(|later| &later.what)
    {
        end = other.start;
        until = later.map_or(until, |later| later.last);
    }
    draft.value.insert(
        "start_local".to_owned(),
        start.map_or(Value::Null, |clock| Value::from(clock.text())),
    );
    draft.value.insert(
        "end_local".to_owned(),
        end.map_or(Value::Null, |clock| Value::from(clock.text())),
    );
    let mut first = timex.first;
    let mut last = until;
    if starts {
        draft.rule = "window.start";
        if let Some(change) = scan
            .marks(
                Tag::Change,
                timex.first.saturating_sub(9).max(scan.sentence.first),
                timex.first,
            )
            .last()
        {
            first = change.first;
        }
    }
    let near = pauses
        .iter()
        .filter(|pause| pause.first.abs_diff(timex.first) < 30)
        .min_by_key(|pause| pause.first.abs_diff(timex.first));
    // A length told of the same pause; else from one time of day to the other.
    let length = near.and_then(|pause| length(scan, pause));
    let told = length.clone().map(|(iso, _, _)| iso);
    let computed = start.zip(end).map(|(start, end)| {
        let minutes = (end.minutes() - start.minutes()).rem_euclid(24 * 60);
        if minutes % 60 == 0 {
            format!("PT{}H", if minutes == 0 { 24 } else { minutes / 60 })
        } else if minutes > 60 {
            format!("PT{}H{}M", minutes / 60, minutes % 60)
        } else {
            format!("PT{minutes}M")
        }
    });
    if let (Some(told), Some(computed)) = (&told, &computed)
        && told != computed
    {
        draft
            .value
            .insert("stated_duration".to_owned(), Value::from(told.as_str()));
    }
    draft.value.insert(
        "duration".to_owned(),
        computed.or(told).map_or(Value::Null, Value::from),
    );
    recurrence(
        scan,
        &mut draft,
        clause
            .first
            .min(near.map_or(clause.first, |pause| pause.first.saturating_sub(4))),
        clause.last.max(timex.last),
    );
    if let Some(pause) = near
        && pause.first < first
        && (first - pause.first <= 14
            || starts
                && length.is_some()
                && matches!(scan.word(first), "taking" | "coming" | "going" | "entering"))
    {
        first = pause
            .first
            .saturating_sub(u32::from(pause.first > scan.sentence.first));
    }
    // The same by another clock in brackets, and the day beside it.
    last = last.max(timex.last);
    for _ in 0..3 {
        let after = scan.times.iter().find(|other| {
            other.first >= last
                && other.first - last <= 2
                && (last..other.first)
                    .all(|at| matches!(scan.word(at), "(" | ")" | "on" | "," | "den"))
        });
        let Some(after) = after else { break };
        last = after.last + u32::from(scan.word(after.last) == ")");
    }
    draft.first = first;
    draft.last = last;
    modality(scan, &mut draft, clause.first.min(first), timex.last);
    Some(draft)
}

fn recurrence(scan: &Scan<'_>, draft: &mut Draft, first: u32, last: u32) {
    // "a day earlier" is no habit.
    let daily = scan.marks(Tag::Daily, first, last).any(|mark| {
        !matches!(
            scan.word(mark.last),
            "earlier" | "later" | "after" | "before" | "ago"
        )
    });
    draft.value.insert(
        "recurrence".to_owned(),
        if daily {
            Value::from("daily")
        } else {
            Value::Null
        },
    );
}

/// How long a pause is said to be: "ti timer lange humanitære pausen", "pause of eleven hours", "pausen varte i tre dager".
fn length(scan: &Scan<'_>, pause: &Mark) -> Option<(String, u32, u32)> {
    let mut best: Option<(u32, &Timex, &String)> = None;
    for timex in scan.times {
        let What::Duration(iso, _) = &timex.what else {
            continue;
        };
        let before = timex.last <= pause.first
            && pause.first - timex.last <= 7
            && (timex.last..pause.first).all(|at| {
                !matches!(
                    scan.word(at),
                    "," | "before"
                        | "før"
                        | "etter"
                        | "after"
                        | "into"
                        | "ut"
                        | "og"
                        | "and"
                        | "of"
                        | "siden"
                ) || matches!(scan.word(at), "," | "of") && pause.first - timex.last <= 4
            });
        // "Etter ett døgn godtok de en våpenhvile" tells when, not how long.
        let before = before
            && !(pause.first > timex.last
                && timex.first > scan.sentence.first
                && matches!(
                    scan.word(timex.first - 1),
                    "etter" | "after" | "within" | "innen" | "innan"
                )
                && scan.has(Tag::Decide, timex.last, pause.first));
        let gap_after = timex.first.saturating_sub(pause.last);
        let joins = (pause.last..timex.first).any(|at| {
            matches!(
                scan.word(at),
                "på" | "of"
                    | "for"
                    | "i"
                    | "last"
                    | "lasted"
                    | "lasting"
                    | "vare"
                    | "varte"
                    | "varer"
                    | "lasts"
                    | "varde"
                    | "with"
                    | "running"
                    | "by"
                    | "med"
            )
        });
        let after = timex.first >= pause.last
            && gap_after <= 8
            && joins
            && !(pause.last..timex.first).any(|at| {
                matches!(
                    scan.word(at),
                    ";" | "after"
                        | "etter"
                        | "before"
                        | "før"
                        | "every"
                        | "within"
                        | "since"
                        | "siden"
                        | "all"
                )
            });
        // "den ett døgn lange offensiven" tells how long something else was.
        let other = matches!(scan.word(timex.last), "lang" | "lange" | "langt" | "long")
            && !scan.has(
                Tag::Pause,
                timex.last,
                (timex.last + 5).min(scan.sentence.last),
            );
        // "Den eneste pausen kom i november og varte i sju dager".
        let far = timex.first >= pause.last
            && gap_after <= 20
            && stopped::lasting(scan, timex.first).is_some_and(|verb| verb >= pause.last);
        if other && !before {
            continue;
        }
        let after = after || far;
        let rank = if before {
            pause.first - timex.last
        } else if after {
            10 + gap_after
        } else {
            continue;
        };
        if best.as_ref().is_none_or(|(known, _, _)| rank < *known) {
            best = Some((rank, timex, iso));
        }
    }
    best.map(|(_, timex, iso)| (iso.clone(), timex.first, timex.last))
}

fn empty(draft: &mut Draft) {
    for key in ["start_local", "end_local", "duration", "recurrence"] {
        draft.value.insert(key.to_owned(), Value::Null);
    }
}

fn modality(scan: &Scan<'_>, draft: &mut Draft, first: u32, last: u32) {
    if let Some(how) = scan.unreal(scan.floor(last).max(first), last) {
        draft.modality = Some(how);
    }
    if (first..last).any(|at| {
        matches!(scan.word(at), "såkalte" | "såkalla" | "so" | "såkalt")
            && (scan.word(at) != "so" || scan.word(at + 2) == "called")
    }) {
        draft
            .value
            .insert("stance".to_owned(), Value::from("distanced (såkalte)"));
    }
}
