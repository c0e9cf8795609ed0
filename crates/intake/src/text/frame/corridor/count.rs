//! How many corridors: opened, planned, closed, or the only one.

use serde_json::Value;

use super::super::super::lexicon::Mark;
use super::super::super::scan::{Draft, Noun, Scan, is_article};
use super::super::super::tag::Tag;
use super::super::super::token::Kind;

pub(super) fn counts(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    let mut counted = scan.corridor_named;
    for group in &scan.groups {
        let quantity = &group.quantity;
        let corridor = scan
            .marks(
                Tag::Corridor,
                quantity.last,
                (quantity.last + 4).min(scan.sentence.last),
            )
            .next();
        let direct = corridor.filter(|corridor| {
            (quantity.last..corridor.first).all(|at| {
                (scan.document.kind(at) == Kind::Word || scan.word(at) == "\"")
                    && !matches!(
                        scan.word(at),
                        "av" | "of"
                            | "og"
                            | "and"
                            | "i"
                            | "in"
                            | "to"
                            | "til"
                            | "for"
                            | "på"
                            | "on"
                            | "the"
                            | "from"
                            | "fra"
                            | "der"
                            | "along"
                            | "langs"
                            | "through"
                            | "gjennom"
                            | "via"
                            | "with"
                            | "med"
                            | "by"
                    )
            }) && scan.document.kind(corridor.last) != Kind::Number
        });
        let others = counted
            && corridor.is_none()
            && matches!(
                scan.word(quantity.last),
                "others" | "andre" | "other" | "more" | "til" | "for"
            )
            && group.noun != Noun::Thing
            && !is_article(quantity)
            && opens_others(scan, quantity.last)
            && quantity.max.is_some_and(|max| max < 20);
        let (last, rule) = match direct {
            Some(corridor) => (corridor.last, "corridors.number"),
            None if others => (
                quantity.last + u32::from(scan.word(quantity.last) != "for"),
                "corridors.others",
            ),
            None => continue,
        };
        if direct.is_some_and(|corridor| is_time_or_part(scan, corridor)) {
            continue;
        }
        // "Én av fem korridorer var åpen" tells of one.
        let part = scan.groups.iter().find(|other| {
            other.quantity.last + 1 == quantity.first
                && matches!(scan.word(other.quantity.last), "av" | "of")
        });
        let quantity = part.map_or(quantity, |part| &part.quantity);
        let clause = scan.clause(quantity.first);
        let open = nearest_open(scan, quantity.first);
        if is_article(quantity) {
            // "a corridor" counts one where it is said to be opened or planned.
            let Some(open) = open else { continue };
            // "opprettet det lederen kalte «en humanitær korridor»" stands further apart.
            let reach = if scan.word(quantity.last).starts_with("humanit") {
                14
            } else {
                8
            };
            let unsaid = scan
                .unreal(clause.first.min(open.first), quantity.first)
                .is_some_and(|how| how == "conditional");
            if scan.value(open) == "closed"
                || scan.negated(clause.first, clause.last)
                || unsaid
                || open.first.abs_diff(quantity.first) > reach
            {
                continue;
            }
        }
        if quantity.max == Some(0) {
            continue;
        }
        counted = true;
        let unreal = scan.unreal(scan.floor(quantity.first).max(clause.first), clause.last);
        let state = match (open.map(|open| scan.value(open)), unreal) {
            (_, Some("conditional")) => "conditional",
            (_, Some(_)) => "announced",
            (Some(state), None) => state,
            (None, None) if scan.has(Tag::Decide, scan.sentence.first, scan.sentence.last) => {
                "announced"
            }
            (None, None) => "opened",
        };
        let mut first = quantity.first;
        let mut end = last;
        if let Some(open) = open.filter(|open| {
            clause.first <= open.first
                && open.last <= clause.last
                && open.first.abs_diff(first) <= 10
        }) {
            first = first.min(open.first);
            end = end.max(open.last);
        }
        let mut draft = scan.draft(
            rule,
            "corridor_count",
            (quantity.core.min(quantity.first.max(quantity.core)), last),
        );
        draft.first = first;
        draft.last = end;
        draft.certainty = quantity.certainty;
        let count = if quantity.min == quantity.max {
            quantity.min.map_or(Value::Null, Value::from)
        } else {
            quantity
                .min
                .or(quantity.max)
                .map_or(Value::Null, Value::from)
        };
        draft.value.insert("count".to_owned(), count);
        draft.value.insert("state".to_owned(), Value::from(state));
        let proposed = scan
            .marks(Tag::Decide, scan.sentence.first, quantity.first)
            .next_back()
            .is_some_and(|decide| scan.value(decide) == "propose");
        if let Some(how) = unreal.or(proposed.then_some("planned")) {
            draft.modality = Some(if how == "conditional" {
                "conditional"
            } else {
                "planned"
            });
        }
        found.push(draft);
    }
}

/// "two others were reserved", "to til åpnes": others by a word for opening, or for whom they are.
fn opens_others(scan: &Scan<'_>, at: u32) -> bool {
    let to = (at + 8).min(scan.sentence.last);
    scan.has(Tag::Open, at.saturating_sub(6).max(scan.sentence.first), to)
        || scan.has(Tag::Allow, at, to)
        || scan.word(at) == "for"
}

/// "Én rute", "den eneste ruten som var farbar", "a single corridor was left open".
pub(super) fn only(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    for corridor in scan.all(Tag::Corridor) {
        let from = corridor.first.saturating_sub(3).max(scan.sentence.first);
        let Some(at) = (from..corridor.first).find(|at| {
            matches!(
                scan.word(*at),
                "eneste" | "einaste" | "only" | "single" | "sole" | "éneste"
            )
        }) else {
            continue;
        };
        let taken = found.iter().any(|draft| {
            draft.kind == "corridor_count"
                && draft.first <= corridor.first
                && corridor.last <= draft.last
        });
        let clause = scan.clause(corridor.first);
        let low = at.saturating_sub(1).max(scan.sentence.first);
        if taken
            || matches!(scan.word(low), "not" | "ikke" | "ikkje")
            || scan.has(Tag::If, clause.first, corridor.first)
        {
            continue;
        }
        let open = nearest_open(scan, corridor.first);
        let closed = open.is_some_and(|open| scan.value(open) == "closed");
        let mut draft = scan.draft("corridors.only", "corridor_count", (low, corridor.last));
        draft.last = (corridor.last + 6).min(clause.last).max(corridor.last);
        draft.value.insert("count".to_owned(), Value::from(1));
        let state = if closed { "closed" } else { "opened" };
        draft.value.insert("state".to_owned(), Value::from(state));
        found.push(draft);
    }
}

/// "500 metres of corridor", "korridorens".
fn is_time_or_part(scan: &Scan<'_>, corridor: &Mark) -> bool {
    scan.word(corridor.last) == "-"
}

fn nearest_open<'a>(scan: &Scan<'a>, at: u32) -> Option<&'a Mark> {
    scan.all(Tag::Open)
        .min_by_key(|open| (open.first.abs_diff(at), open.first))
}
