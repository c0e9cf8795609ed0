//! A text against itself: a stated length against its clock, one clock against another, a part against its whole.

use super::assemble::{Work, possible_days};
use super::scan::Draft;
use super::time::{Anchor, Direction, What, Window, local_window, resolve};
use super::{Check, Proposal};

/// All checks of a text, of which claims were made of `drafts`; those of pauses keep their values.
pub(super) fn checks(work: &Work<'_>, drafts: &[Draft], claims: &[Proposal]) -> Vec<Check> {
    let mut found = Vec::new();
    zones(work, claims, &mut found);
    durations(work, drafts, claims, &mut found);
    sums(work, drafts, claims, &mut found);
    found
}

/// The day on which a person says that it was written, against the text's own date.
pub(super) fn written(work: &Work<'_>, own: Anchor) -> Option<Check> {
    let Anchor::Day(day) = work.dateline.anchor else {
        return None;
    };
    let (holds, says) = match own {
        Anchor::Day(date) => (date == day, date.to_string()),
        Anchor::Month(date) => (
            (date.year(), date.month()) == (day.year(), day.month()),
            format!("{:04}-{:02}", date.year(), date.month()),
        ),
        Anchor::Unknown => return None,
    };
    (!holds).then(|| Check {
        kind: "written",
        holds,
        claim: None,
        span: work.spans.of(work.dateline.first, work.dateline.last),
        found: format!("the text is dated {says}, and was read as written on {day}"),
    })
}

/// "80 people, 120 of them children": a part that is more than its whole.
fn sums(work: &Work<'_>, drafts: &[Draft], claims: &[Proposal], found: &mut Vec<Check>) {
    let bound = |claim: Option<usize>, key: &str| claims[claim?].value.get(key)?.as_u64();
    for (at, part) in drafts.iter().enumerate() {
        if part.rule != "count.part" {
            continue;
        }
        // Drafts of a sentence stand together, and a sentence has few.
        let whole = drafts[at.saturating_sub(12)..(at + 12).min(drafts.len())]
            .iter()
            .filter(|draft| {
                draft.sentence == part.sentence
                    && draft.kind == part.kind
                    && draft.rule != "count.part"
                    && draft.anchor.0 < part.first
            })
            .max_by_key(|draft| draft.first);
        let Some(whole) = whole else { continue };
        let claim = claim_of(work, part, claims);
        let (Some(some), Some(all)) = (
            bound(claim, "min"),
            bound(claim_of(work, whole, claims), "max"),
        ) else {
            continue;
        };
        let span = work
            .spans
            .of(whole.first.min(part.first), part.last.max(whole.last));
        found.push(Check {
            kind: "part_vs_whole",
            holds: some <= all,
            claim,
            span,
            found: if some <= all {
                format!("{some} are part of {all}")
            } else {
                format!("the text says {some} of {all}: a part can't be more than its whole, so one of the two is wrong")
            },
        });
    }
}

/// The claim that was made of a draft: claims stand in the order of the text.
fn claim_of(work: &Work<'_>, draft: &Draft, claims: &[Proposal]) -> Option<usize> {
    let own = work.spans.of(draft.first, draft.last);
    let from = claims.partition_point(|claim| claim.span.start < own.start);
    let of_it = |claim: &Proposal| claim.kind == draft.kind && claim.span == own;
    Some(from + claims[from..].iter().take(12).position(of_it)?)
}

/// Two clocks side by side: "09:00 (07:00 GMT)", "klokken 16 til 19 lokal tid (klokken 15 til 18 norsk tid)".
fn zones(work: &Work<'_>, claims: &[Proposal], found: &mut Vec<Check>) {
    if work.scene.zone.is_empty() {
        return;
    }
    for times in &work.times {
        for (index, pair) in times.windows(2).enumerate() {
            let (What::Window(one), What::Window(two)) = (&pair[0].what, &pair[1].what) else {
                continue;
            };
            let near = two.first - one.last <= 3
                && (one.last..two.first).any(|at| {
                    matches!(
                        work.document.word(at),
                        "(" | "," | "/" | "–" | "-" | "or" | "eller"
                    )
                });
            if !near || one.zone == two.zone || two.zone.is_empty() {
                continue;
            }
            let when = times
                .iter()
                .enumerate()
                .filter(|(at, _)| *at != index && *at != index + 1)
                .find_map(|(_, timex)| resolve(timex, work.dateline.anchor, Direction::Past));
            let days = possible_days(when.as_ref(), work.dateline.anchor);
            let days = if days.is_empty() {
                month_days(work.dateline.anchor)
            } else {
                days
            };
            let (Some(first), Some(second)) = (shown(work, one, &days), shown(work, two, &days))
            else {
                continue;
            };
            let holds = first
                .0
                .is_none_or(|clock| second.0.is_none_or(|other| clock == other))
                && first
                    .1
                    .is_none_or(|clock| second.1.is_none_or(|other| clock == other));
            let span = work.spans.of(one.first, two.last);
            let text = |clock: Option<super::time::ClockOf>| {
                clock.map_or_else(|| "–".to_owned(), |clock| clock.text())
            };
            let claim = pause_of(claims, span, |claim| {
                claim.span.start <= span.end && span.start <= claim.span.end
            });
            let said = work.document.slice(one.first, two.last);
            let found_words = if holds {
                format!("{said}: both clocks agree in {}", work.scene.zone)
            } else {
                format!(
                    "{said}: by the second clock it is {}-{} in {}, not {}-{}",
                    text(second.0),
                    text(second.1),
                    work.scene.zone,
                    text(first.0),
                    text(first.1)
                )
            };
            found.push(Check {
                kind: "zone",
                holds,
                claim,
                span,
                found: found_words,
            });
        }
    }
}

/// The pause of this span; claims stand in the order of their starts, and none is longer than a sentence.
fn pause_of(
    claims: &[Proposal],
    span: super::Span,
    fits: impl Fn(&Proposal) -> bool,
) -> Option<usize> {
    let after = claims.partition_point(|claim| claim.span.start <= span.end);
    let from = after.saturating_sub(60);
    claims[from..after]
        .iter()
        .position(|claim| claim.kind == "pause_window" && fits(claim))
        .map(|at| from + at)
}

/// The first days of a month in which clocks may differ: its first and last.
fn month_days(anchor: Anchor) -> Vec<jiff::civil::Date> {
    match anchor {
        Anchor::Month(first) => vec![first, first.last_of_month()],
        _ => Vec::new(),
    }
}

type Ends = (Option<super::time::ClockOf>, Option<super::time::ClockOf>);

fn shown(work: &Work<'_>, window: &Window, days: &[jiff::civil::Date]) -> Option<Ends> {
    local_window(window, &work.scene.zone, days).map(|shown| (shown.start, shown.end))
}

/// A length that is told of a pause against its hours.
fn durations(work: &Work<'_>, drafts: &[Draft], claims: &[Proposal], found: &mut Vec<Check>) {
    for draft in drafts {
        let span = work.spans.of(draft.first, draft.last);
        let claim = pause_of(claims, span, |claim| claim.span == span);
        if let (Some(stated), Some(computed)) = (
            draft
                .value
                .get("stated_duration")
                .and_then(|value| value.as_str()),
            draft.value.get("duration").and_then(|value| value.as_str()),
        ) {
            found.push(Check {
                kind: "duration_vs_window",
                holds: false,
                claim,
                span,
                found: format!("the text says {stated}, its hours make {computed}"),
            });
        }
    }
    // Lengths told in one place and hours in another: hours in both.
    let hours = |draft: &&Draft| {
        draft
            .value
            .get("duration")
            .and_then(|value| value.as_str())
            .filter(|iso| iso.starts_with("PT"))
            .map(str::to_owned)
    };
    let lengths: Vec<&Draft> = drafts
        .iter()
        .filter(|draft| draft.rule == "window.length")
        .collect();
    let clocked: Vec<&Draft> = drafts
        .iter()
        .filter(|draft| {
            draft.rule == "window.clock"
                && draft
                    .value
                    .get("end_local")
                    .is_some_and(|value| !value.is_null())
                && draft
                    .value
                    .get("start_local")
                    .is_some_and(|value| !value.is_null())
        })
        .collect();
    for length in &lengths {
        let Some(stated) = hours(length) else {
            continue;
        };
        // Drafts stand in the order of their sentences: the nearest is one of two.
        let after = clocked.partition_point(|other| other.sentence < length.sentence);
        let nearest = clocked[after.saturating_sub(1)..(after + 1).min(clocked.len())]
            .iter()
            .min_by_key(|other| other.sentence.abs_diff(length.sentence));
        let Some(window) = nearest else { continue };
        let Some(computed) = hours(window) else {
            continue;
        };
        let span = work.spans.of(length.first, length.last);
        let claim = pause_of(claims, span, |claim| claim.span == span);
        found.push(Check {
            kind: "duration_vs_window",
            holds: stated == computed,
            claim,
            span,
            found: format!("the text says {stated}, the hours it gives make {computed}"),
        });
    }
}
