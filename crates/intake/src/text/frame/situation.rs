//! How it stands: fighting at large, quiet, what was destroyed.

use serde_json::Value;

use super::super::scan::{Draft, Scan, armed};
use super::super::tag::Tag;

pub(super) fn find(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    if scan.is_question() {
        return;
    }
    hostilities(scan, found);
    calm(scan, found);
    damage(scan, found);
    route(scan, found);
}

/// "from Putumattalan to Trincomalee": the way of who goes or is taken.
fn route(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    let (first, last) = (scan.sentence.first, scan.sentence.last);
    let goes = [Tag::Leave, Tag::Go, Tag::Vehicle, Tag::Corridor]
        .iter()
        .any(|tag| scan.has(*tag, first, last));
    if !goes {
        return;
    }
    let name = |at: u32| {
        scan.marks(Tag::Place, at, (at + 3).min(last))
            .next()
            .filter(|mark| mark.first == at)
            .map(|mark| (scan.value(mark).to_owned(), mark.last))
    };
    for from in first..last {
        if !matches!(scan.word(from), "from" | "fra" | "frå") {
            continue;
        }
        let Some((start, after)) = name(from + 1) else {
            continue;
        };
        let to = (after..(after + 3).min(last)).find(|at| matches!(scan.word(*at), "to" | "til"));
        let Some(to) = to else { continue };
        let end = (to + 1..(to + 4).min(last)).find_map(name);
        let Some((end, end_last)) = end else { continue };
        let mut draft = scan.draft("route.from_to", "route", (from, end_last));
        draft.value.insert("from".to_owned(), Value::from(start));
        draft.value.insert("to".to_owned(), Value::from(end));
        found.push(draft);
        return;
    }
}

fn hostilities(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    for mark in scan.all(Tag::Hostility) {
        let clause = scan.clause(mark.first);
        if found.iter().any(|draft| {
            draft.kind == "incident" && draft.first < mark.last && mark.first < draft.last
        }) {
            continue;
        }
        let kind = scan.value(mark);
        let word = scan.word(mark.first);
        // "stans i kamphandlingene", "pause in the fighting" are the pause.
        let before = mark.first.saturating_sub(3).max(scan.sentence.first);
        let ceases = (before..mark.first).any(|at| {
            matches!(
                scan.word(at),
                "stans"
                    | "innstilt"
                    | "innstille"
                    | "pause"
                    | "cessation"
                    | "halt"
                    | "stanse"
                    | "opphold"
                    | "ending"
                    | "stop"
                    | "lull"
                    | "end"
                    | "suspend"
                    | "pausar"
                    | "pauser"
                    | "pausen"
                    | "pauses"
                    | "free"
                    | "fri"
                    | "avoid"
                    | "despite"
                    | "those"
                    | "lift"
                    | "heve"
                    | "oppheve"
                    | "stanset"
                    | "stansa"
            )
        });
        if ceases
            || scan.negated(clause.first, mark.first)
            || scan
                .unreal(scan.floor(mark.first).max(clause.first), mark.first)
                .is_some()
            || word.starts_with("kamphandling")
        {
            continue;
        }
        let quieted = scan.has(Tag::Calm, clause.first, clause.last)
            || scan
                .marks(Tag::Change, clause.first, clause.last)
                .any(|change| scan.value(change) == "suspended");
        if quieted {
            continue;
        }
        // "since the offensive began" only dates something else.
        let dating = (before..mark.first).any(|at| {
            matches!(
                scan.word(at),
                "siden" | "sidan" | "since" | "before" | "før" | "after" | "etter" | "until"
            )
        });
        if dating && kind != "attack" {
            continue;
        }
        let floor = scan.floor(mark.first).max(clause.first);
        let mut actors: Vec<String> = Vec::new();
        if kind != "clashes" {
            for mention in scan.mentions_in(floor, clause.last) {
                let acts = matches!(mention.kind, "armed_group" | "armed_forces" | "government");
                let id = armed(&mention.id);
                if acts && !actors.contains(&id) && actors.len() < 2 {
                    actors.push(id);
                }
            }
        }
        let attempt = scan.has(Tag::Attempt, clause.first, mark.first);
        let mut draft = scan.draft("hostilities.word", "hostilities", (mark.first, mark.last));
        draft.first = scan
            .marks(Tag::Attempt, clause.first, mark.first)
            .next()
            .map_or(mark.first.saturating_sub(3).max(clause.first), |attempt| {
                attempt.first
            });
        draft.last = (mark.last + 4).min(clause.last).max(mark.last);
        // "Clashes between the army and the militia".
        let between = (mark.last..(mark.last + 2).min(scan.sentence.last))
            .any(|at| matches!(scan.word(at), "between" | "mellom"));
        if between {
            let sides = scan
                .mentions_in(mark.last, (mark.last + 16).min(scan.sentence.last))
                .filter(|mention| {
                    matches!(mention.kind, "armed_group" | "armed_forces" | "government")
                });
            for side in sides.take(2) {
                let id = armed(&side.id);
                draft.last = draft.last.max(side.last);
                if !actors.contains(&id) {
                    actors.push(id);
                }
            }
        }
        draft.value.insert("kind".to_owned(), Value::from(kind));
        draft.value.insert("actor".to_owned(), Value::from(actors));
        if attempt {
            draft.modality = Some("attempted");
        }
        found.push(draft);
        return;
    }
}

fn calm(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    for mark in scan.all(Tag::Calm) {
        let word = scan.word(mark.first);
        let clause = scan.clause(mark.first);
        let before = mark.first.checked_sub(1).map_or("", |at| scan.word(at));
        let stands = !matches!(word, "ro" | "quiet" | "rolig" | "calm" | "lull" | "stille")
            || matches!(
                before,
                "var"
                    | "er"
                    | "was"
                    | "were"
                    | "is"
                    | "relativt"
                    | "relatively"
                    | "helt"
                    | "largely"
                    | "mostly"
                    | "remained"
                    | "a"
                    | "the"
                    | "forholdsvis"
                    | "rådde"
                    | "been"
                    | "vært"
                    | "vore"
                    | "remains"
                    | "s"
            )
            || (clause.first..mark.first)
                .any(|at| matches!(scan.word(at), "var" | "er" | "was" | "were" | "remained"));
        if !stands
            || scan
                .unreal(scan.floor(mark.first).max(clause.first), mark.first)
                .is_some()
            || word == "lull"
            // "a quiet nine-to-nine", "the quiet on that road".
            || matches!(before, "a" | "the") && word == "quiet"
        {
            continue;
        }
        let mut draft = scan.draft("calm.word", "calm", (mark.first, mark.last));
        draft.last = (mark.last + 4).min(clause.last).max(mark.last);
        draft.first = mark
            .first
            .saturating_sub(2)
            .max(clause.first.min(mark.first));
        draft.negative = true;
        let place = scan.place(clause, mark.last).map(|(id, _, _)| id);
        draft
            .value
            .insert("where".to_owned(), place.map_or(Value::Null, Value::from));
        found.push(draft);
        return;
    }
}

fn damage(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    for mark in scan.all(Tag::Damage) {
        let word = scan.word(mark.first);
        let razed = matches!(
            word,
            "jevnet" | "levelled" | "leveled" | "i" | "lagt" | "razed" | "flattened" | "burned"
        );
        let clause = scan.clause(mark.first);
        let active = matches!(word, "ødela" | "øydela" | "destroying" | "damaging")
            || matches!(word, "destroyed" | "damaged")
                && !matches!(
                    mark.first.checked_sub(1).map_or("", |at| scan.word(at)),
                    "was" | "were" | "been" | "partly" | "badly" | "and"
                );
        let (first, last) = if active {
            (mark.last, (mark.last + 8).min(scan.sentence.last))
        } else {
            (
                clause
                    .first
                    .min(mark.first.saturating_sub(8).max(scan.sentence.first)),
                mark.first,
            )
        };
        let mut what: Vec<&str> = Vec::new();
        let mut low = mark.first;
        let mut high = mark.last;
        for target in scan.marks(Tag::Target, first, last) {
            let value = scan.value(target);
            let value = match value {
                "area" | "city" | "evacuation_convoy" if razed => "infrastructure",
                other => other,
            };
            if matches!(
                value,
                "hospital"
                    | "infrastructure"
                    | "school"
                    | "homes"
                    | "market"
                    | "aid_convoy"
                    | "ambulance_convoy"
                    | "road"
            ) && !what.contains(&value)
            {
                what.push(value);
                low = low.min(target.first);
                high = high.max(target.last);
            }
        }
        if what.is_empty() || scan.unreal(clause.first, mark.first).is_some() {
            continue;
        }
        let mut draft = scan.draft("damage.word", "damage", (low, high));
        draft.value.insert("what".to_owned(), Value::from(what));
        found.push(draft);
        return;
    }
}
