//! What becomes of a pause or an evacuation, and what is only planned.

use serde_json::Value;

use super::super::document::Class;
use super::super::lexicon::Mark;
use super::super::scan::{Draft, Scan};
use super::super::tag::Tag;
use super::people::evacuation;

pub(super) fn find(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    if scan.is_question() {
        return;
    }
    changes(scan, found);
    plans(scan, found);
}

fn changes(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    // What was to begin and did not may be postponed next.
    let mut missed: Option<(&str, (u32, u32))> = None;
    for mark in scan.all(Tag::Change) {
        let change = scan.value(mark);
        // "Ordered the halt" names a pause, it changes none.
        let named = scan
            .marks(Tag::Pause, mark.first.saturating_sub(4), mark.last + 4)
            .any(|pause| pause.first <= mark.first && mark.last <= pause.last);
        // "At the beginning of the month", "the halt commences at 05:00": none has begun.
        let noun = matches!(
            scan.word(mark.first),
            "beginning"
                | "begin"
                | "begins"
                | "start"
                | "starts"
                | "commences"
                | "starter"
                | "begynner"
                | "gjelder"
                | "gjeld"
                | "trer"
                | "takes"
        ) || !scan.has(
            Tag::Pause,
            mark.first.saturating_sub(6).max(scan.sentence.first),
            mark.first,
        ) && (mark.first.saturating_sub(2).max(scan.sentence.first)..mark.first)
            .any(|at| {
                matches!(
                    scan.word(at),
                    "kampene"
                        | "kampane"
                        | "fighting"
                        | "clashes"
                        | "angrepene"
                        | "angrepa"
                        | "shelling"
                        | "offensiven"
                )
            });
        let pauses = scan.has(Tag::Pause, scan.sentence.first, scan.sentence.last);
        if matches!(change, "lasted" | "ended") || named || change == "started" && noun && pauses {
            continue;
        }
        let clause = scan.clause(mark.first);
        let near = |tag: Tag| {
            scan.marks(
                tag,
                mark.first.saturating_sub(10).max(
                    clause
                        .first
                        .min(mark.first.saturating_sub(6).max(scan.sentence.first)),
                ),
                (mark.last + 8).min(scan.sentence.last),
            )
            .min_by_key(|other| other.first.abs_diff(mark.first))
        };
        let evacuation = scan
            .marks(
                Tag::Leave,
                clause
                    .first
                    .min(mark.first.saturating_sub(8).max(scan.sentence.first)),
                (mark.last + 6).min(scan.sentence.last),
            )
            .find(|leave| scan.value(leave) == "noun");
        let pause = near(Tag::Pause);
        let aid = near(Tag::Aid).or_else(|| {
            scan.marks(Tag::Target, clause.first, clause.last)
                .find(|target| scan.value(target) == "aid_convoy")
        });
        let operation = (clause.first..(mark.last + 7).min(scan.sentence.last)).find(|at| {
            matches!(
                scan.word(*at),
                "operations"
                    | "operation"
                    | "operasjonen"
                    | "virksomhet"
                    | "transporter"
                    | "deliveries"
                    | "leveranser"
                    | "convoys"
                    | "konvoier"
                    | "aktivitet"
            )
        });
        let (what, object): (&str, (u32, u32)) = match (evacuation, pause, aid, operation) {
            (Some(leave), pause, ..)
                if pause.is_none_or(|pause| {
                    pause.first.abs_diff(mark.first) > leave.first.abs_diff(mark.first)
                }) =>
            {
                ("evacuation", (leave.first, leave.last))
            }
            (_, Some(pause), ..) => ("pause", (pause.first, pause.last)),
            (_, _, Some(aid), _) => ("aid_operation", (aid.first, aid.last)),
            (_, _, _, Some(at)) => ("aid_operation", (at, at + 1)),
            _ => match (missed, named_before(scan, mark)) {
                (Some(missed), _) => missed,
                (None, Some(at)) => ("pause", (at, at + 1)),
                (None, None) => continue,
            },
        };
        let dates = (mark.first.saturating_sub(5).max(scan.sentence.first)..mark.first).any(|at| {
            matches!(
                scan.word(at),
                "before" | "før" | "until" | "since" | "siden" | "sidan" | "da" | "when" | "då"
            )
        });
        if change == "started" && dates || found.iter().any(|draft| draft.rule == "window.earlier")
        {
            continue;
        }
        let floor = scan.floor(mark.first).max(clause.first);
        let negated = scan.negated(floor.min(mark.first), mark.last)
            || (clause.first..mark.first).any(|at| matches!(scan.word(at), "no" | "ingen"));
        if is_asked_for(scan, mark) {
            continue;
        }
        if is_missed(scan, mark) {
            missed = Some((what, object));
            continue;
        }
        let unreal = scan.unreal(floor, mark.first);
        let change = match (change, negated) {
            ("extended", true) => "not_extended",
            ("started", true) => "not_started",
            (_, true) => continue,
            (change, false) => change,
        };
        // "will begin", "could be extended" are plans.
        if unreal.is_some() && !negated {
            if change == "started" && what == "evacuation" {
                found.push(planned(scan, mark, object, "evacuation_start", unreal));
            }
            continue;
        }
        let mut draft = scan.draft(
            "change.word",
            "pause_change",
            (mark.first.min(object.0), mark.last.max(object.1)),
        );
        draft.value.insert("change".to_owned(), Value::from(change));
        draft.value.insert("what".to_owned(), Value::from(what));
        draft.negative = negated;
        found.push(draft);
        return;
    }
}

/// "France urged both sides to extend the lull", "FN ba partene om å forlenge pausen": nothing became of it yet.
fn is_asked_for(scan: &Scan<'_>, mark: &Mark) -> bool {
    let infinitive = mark
        .first
        .checked_sub(1)
        .is_some_and(|at| matches!(scan.word(at), "to" | "å"))
        || matches!(scan.word(mark.first), "to" | "å");
    infinitive
        && (mark.first.saturating_sub(10).max(scan.sentence.first)..mark.first).any(|at| {
            matches!(
                scan.word(at),
                "urged"
                    | "urges"
                    | "asked"
                    | "asks"
                    | "called"
                    | "calls"
                    | "appealed"
                    | "demanded"
                    | "demands"
                    | "wanted"
                    | "wants"
                    | "hoped"
                    | "hopes"
                    | "tried"
                    | "trying"
                    | "sought"
                    | "refused"
                    | "declined"
                    | "ba"
                    | "ber"
                    | "bad"
                    | "oppfordret"
                    | "oppfordrer"
                    | "oppmoda"
                    | "krevde"
                    | "krever"
                    | "kravde"
                    | "krev"
                    | "ønsker"
                    | "ønskjer"
                    | "håper"
                    | "vonar"
                    | "prøvde"
                    | "nektet"
                    | "nekta"
            )
        })
}

/// "Skulle etter planen ha startet", "was to have begun", "had been due to start": it did not.
fn is_missed(scan: &Scan<'_>, mark: &Mark) -> bool {
    let word = |at: u32| scan.word(at);
    let from = mark.first.saturating_sub(7).max(scan.sentence.first);
    // "... but was postponed" says what became of it.
    let from = (from..mark.first)
        .rev()
        .find(|at| matches!(word(*at), "but" | "men" | ";"))
        .unwrap_or(from);
    (from..mark.last).any(|at| match word(at) {
        "skulle" | "should" => (at + 1..mark.last).any(|at| matches!(word(at), "ha" | "have")),
        "was" | "were" | "been" => {
            matches!(
                word(at + 1),
                "to" | "due" | "supposed" | "meant" | "scheduled" | "expected"
            ) && at + 1 < mark.first
        }
        _ => false,
    })
}

/// "Den trådte i kraft", "at least six earlier ones fell apart": the pause that the text named before.
fn named_before(scan: &Scan<'_>, mark: &Mark) -> Option<u32> {
    let own = matches!(
        scan.word(mark.first),
        "trådte"
            | "trådde"
            | "tredde"
            | "trer"
            | "gjekk"
            | "gikk"
            | "took"
            | "came"
            | "went"
            | "entered"
    ) && mark.last - mark.first > 1
        || scan.value(mark) == "aborted"
            && !matches!(
                scan.word(mark.first),
                "failed" | "mislyktes" | "mislukkast" | "oppgitt" | "abandoned"
            );
    if !own || !scan.pause_named {
        return None;
    }
    (mark.first.saturating_sub(3).max(scan.sentence.first)..mark.first)
        .rev()
        .find(|at| {
            matches!(
                scan.word(*at),
                "den" | "it" | "ones" | "avtalen" | "avtala" | "deal" | "agreement" | "denne"
            )
        })
}

fn planned(
    scan: &Scan<'_>,
    mark: &Mark,
    object: (u32, u32),
    what: &str,
    how: Option<&'static str>,
) -> Draft {
    let mut draft = scan.draft(
        "plan.word",
        "plan",
        (mark.first.min(object.0), mark.last.max(object.1)),
    );
    draft.value.insert("what".to_owned(), Value::from(what));
    draft
        .value
        .insert("outcome".to_owned(), Value::from("pending"));
    draft.modality = how;
    draft
}

/// Evacuations and convoys that somebody wants, plans or expects.
fn plans(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    if scan.document.paragraphs[scan.sentence.paragraph as usize].class == Class::Heading
        || found.iter().any(|draft| draft.kind == "plan")
    {
        return;
    }
    for leave in scan.all(Tag::Leave) {
        if scan.value(leave) == "past"
            && !matches!(
                scan.word(leave.first),
                "evakuert" | "evacuated" | "evakuerte" | "brought" | "taken" | "bring"
            )
        {
            continue;
        }
        let word = scan.word(leave.first);
        let takes = word.starts_with("evak")
            || word.starts_with("evac")
            || matches!(
                word,
                "bring" | "hente" | "be" | "få" | "get" | "bringe" | "taken" | "brought"
            );
        let clause = scan.clause(leave.first);
        let from = leave
            .first
            .saturating_sub(14)
            .max(scan.floor(leave.first))
            .max(scan.sentence.first);
        let future = scan.marks(Tag::Modal, from, leave.first).next_back();
        let plan = scan.marks(Tag::Plan, from, leave.first).next_back();
        let Some(cue) = plan.or(future) else { continue };
        if !takes
            || found.iter().any(|draft| {
                matches!(draft.kind, "corridor_access" | "usage_count" | "guarantee")
                    && draft.first <= leave.first
                    && leave.first < draft.last
            })
        {
            continue;
        }
        if (cue.last..leave.first).any(|at| matches!(scan.word(at), ";" | ":")) {
            continue;
        }
        let medical = scan
            .marks(
                Tag::Person,
                clause.first,
                scan.sentence.last.min(leave.last + 8),
            )
            .any(|person| scan.value(person) == "wounded");
        let last = scan
            .marks(
                Tag::Person,
                leave.last,
                (leave.last + 6).min(scan.sentence.last),
            )
            .next()
            .map_or(leave.last, |person| person.last);
        let undone = (leave.last..scan.sentence.last)
            .any(|at| matches!(scan.word(at), "men" | "but"))
            && (scan.negated(leave.last, scan.sentence.last)
                || scan.has_value(Tag::Change, "aborted", leave.last, scan.sentence.last));
        let mut draft = scan.draft("plan.evacuate", "plan", (cue.first, last));
        draft
            .value
            .insert("what".to_owned(), Value::from(evacuation(medical)));
        draft.value.insert(
            "outcome".to_owned(),
            Value::from(if undone { "not_carried_out" } else { "pending" }),
        );
        draft.modality = Some(
            if plan.is_none() && future.is_some_and(|mark| scan.value(mark) == "conditional") {
                "conditional"
            } else {
                "planned"
            },
        );
        found.push(draft);
        return;
    }
    for aid in scan.all(Tag::Aid) {
        let clause = scan.clause(aid.first);
        let from = scan.floor(aid.first).max(
            clause
                .first
                .min(aid.first.saturating_sub(8).max(scan.sentence.first)),
        );
        let to = (aid.last + 8).min(scan.sentence.last);
        let cue = scan.marks(Tag::Modal, from, to).next();
        let expected = (scan.sentence.first..aid.first)
            .any(|at| matches!(scan.word(at), "ventet" | "venta" | "expected" | "ventes"));
        let Some(cue) = cue else { continue };
        let goes = scan.has(Tag::Deliver, from, to)
            || (from..to).any(|at| {
                matches!(
                    scan.word(at),
                    "kjøres"
                        | "enter"
                        | "inn"
                        | "deliver"
                        | "reach"
                        | "move"
                        | "arrive"
                        | "sende"
                        | "send"
                        | "levere"
                        | "køyrast"
                        | "sendes"
                        | "kjøre"
                )
            });
        if !goes || scan.value(aid) == "aid" {
            continue;
        }
        let mut draft = scan.draft(
            "plan.aid",
            "plan",
            (cue.first.min(aid.first), aid.last.max(cue.last)),
        );
        draft
            .value
            .insert("what".to_owned(), Value::from("aid_convoy"));
        draft
            .value
            .insert("outcome".to_owned(), Value::from("pending"));
        draft.modality = Some(if expected {
            "expected"
        } else if scan.value(cue) == "conditional" {
            "conditional"
        } else {
            "planned"
        });
        found.push(draft);
        return;
    }
}
