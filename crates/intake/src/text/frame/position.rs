//! What parties think and say of each other: positions, accusations, and what keeps people from going.

use serde_json::Value;

use super::super::actor::How;
use super::super::scan::{Draft, Scan};
use super::super::tag::Tag;

pub(super) fn find(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    accusations(scan, found);
    motives(scan, found);
    positions(scan, found);
    barriers(scan, found);
}

fn accusations(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    for scope in scan
        .attributions
        .of(scan.index)
        .iter()
        .filter(|scope| scope.modality == "accused")
    {
        let to = scan.sentence.last;
        let accused = scan
            .mentions_in(scope.cue.1, to)
            .find(|mention| mention.id != "unnamed");
        let act = scan.marks(Tag::Act, scope.cue.0, to).next();
        let own = act.map(|act| (scan.value(act), act.last));
        let (what, last) = own.unwrap_or_else(|| {
            let breach = scan.has_value(Tag::AttackVerb, "ceasefire_breach", scope.cue.1, to)
                || scan.has_value(Tag::Attack, "ceasefire_breach", scope.cue.1, to);
            let aid = scan.has_value(Tag::Target, "aid_convoy", scope.cue.1, to);
            let hospital = scan.has_value(Tag::Target, "hospital", scope.cue.1, to);
            let what = if breach || !aid && !hospital {
                "breach_of_ceasefire"
            } else if aid {
                "attack_on_aid"
            } else {
                "attack_on_medical"
            };
            (what, accused.map_or(scope.cue.1, |mention| mention.last))
        });
        // "has accused the group": whoever was named before.
        let accused = accused.or_else(|| {
            scan.mentions_in(scan.sentence.first.saturating_sub(60), scan.sentence.first)
                .rev()
                .find(|mention| {
                    matches!(mention.kind, "armed_group" | "armed_forces" | "government")
                        && !scope.sources.iter().any(|source| source.id == mention.id)
                })
        });
        let last = last
            .max(
                accused
                    .filter(|mention| mention.last > scope.cue.1)
                    .map_or(0, |mention| mention.last),
            )
            .max((scope.cue.1 + 8).min(scan.sentence.last.saturating_sub(1)));
        let mut draft = scan.draft(
            "accusation.cue",
            "accusation",
            (scope.cue.0, last.max(scope.cue.1)),
        );
        draft.value.insert(
            "accused".to_owned(),
            accused.map_or(Value::Null, |mention| Value::from(mention.id.clone())),
        );
        draft.value.insert("act".to_owned(), Value::from(what));
        draft.modality = Some("accused");
        draft.sources = Some(scope.sources.clone());
        found.push(draft);
    }
}

/// "... at det bare er et forsøk på å lette press", "would not let civilians out".
fn motives(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    for act in scan.all(Tag::Act) {
        if scan
            .attributions
            .of(scan.index)
            .iter()
            .any(|scope| scope.modality == "accused")
        {
            return;
        }
        let value = scan.value(act);
        let Some(scope) = scan.scope(act.first) else {
            continue;
        };
        if value == "breach_of_ceasefire" {
            continue;
        }
        let accused = scan
            .mentions_in(act.last, scan.sentence.last)
            .chain(scan.mentions_in(scope.first, act.first))
            .find(|mention| {
                mention.id != "unnamed"
                    && !scope.sources.iter().any(|source| source.id == mention.id)
            });
        let mut draft = scan.draft("accusation.act", "accusation", (act.first, act.last));
        if value == "ulterior_motive" {
            draft.last = scan.clause(act.first).last.min(act.last + 10);
            draft.anchor = (act.first, draft.last);
        }
        draft.value.insert(
            "accused".to_owned(),
            accused.map_or(Value::Null, |mention| Value::from(mention.id.clone())),
        );
        draft.value.insert("act".to_owned(), Value::from(value));
        draft.modality = Some(match scope.modality {
            "denied" => "denied",
            _ => "claimed",
        });
        draft.negative = scope.modality == "denied";
        found.push(draft);
        return;
    }
}

fn positions(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    for reject in scan.all(Tag::Reject) {
        let stance = scan.value(reject);
        let to = (reject.last + 12).min(scan.sentence.last);
        let about = scan.has(Tag::Pause, reject.last, to)
            || scan.has(Tag::Corridor, reject.last, to)
            || stance != "rejects"
            || (reject.last..to).any(|at| {
                matches!(
                    scan.word(at),
                    "offer"
                        | "tilbudet"
                        | "planen"
                        | "plan"
                        | "proposal"
                        | "forslaget"
                        | "avtalen"
                        | "deal"
                )
            });
        // "avviste at ..." denies, it does not reject.
        let denies = matches!(scan.word(reject.last), "at" | "that");
        if !about || denies && stance == "rejects" {
            continue;
        }
        let party = scan
            .mentions_in(
                reject.first.saturating_sub(16).max(scan.sentence.first),
                reject.first,
            )
            .rev()
            .find(|mention| {
                !(mention.how == How::Metonym
                    && super::super::actor::is_after_preposition(scan.document, mention.first))
            });
        let Some(party) = party else { continue };
        let last = scan
            .marks(Tag::Pause, reject.last, to)
            .next()
            .map_or(to.min(reject.last + 3), |pause| pause.last);
        let mut draft = scan.draft("position.stance", "position", (reject.first, last));
        draft
            .value
            .insert("party".to_owned(), Value::from(party.id.clone()));
        draft.value.insert("stance".to_owned(), Value::from(stance));
        draft.sources = Some(vec![party.clone()]);
        draft.modality = Some("reported");
        found.push(draft);
        return;
    }
}

fn barriers(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    let people = |first: u32, last: u32| {
        scan.has(Tag::Person, first, last)
            || scan
                .mentions_in(first, last)
                .any(|mention| matches!(mention.kind, "affected_people"))
    };
    for fear in scan.all(Tag::Fear) {
        let to = (fear.last + 10).min(scan.sentence.last);
        let moves = scan.has(Tag::Leave, fear.first, to)
            || scan.has(Tag::Use, fear.first, to)
            || (fear.first..to).any(|at| {
                matches!(
                    scan.word(at),
                    "inn"
                        | "korridoren"
                        | "corridor"
                        | "ut"
                        | "pågrepet"
                        | "arrested"
                        | "detained"
                        | "conscripted"
                        | "innkalt"
                        | "arrestert"
                )
            });
        if !moves || !people(scan.sentence.first, to) {
            continue;
        }
        let mut draft = scan.draft("barrier.fear", "access_barrier", (fear.first, to));
        draft.last = scan.clause(fear.last - 1).last.max(fear.last).min(to + 4);
        draft.value.insert(
            "barrier".to_owned(),
            Value::from("fear_of_controlling_party"),
        );
        draft
            .value
            .insert("who".to_owned(), Value::from("civilians"));
        let who = scan
            .mentions_in(scan.sentence.first, fear.first)
            .find(|mention| mention.kind == "affected_people");
        if let Some(who) = who {
            let mut source = who.clone();
            let civilians = ["sivil", "civil"]
                .iter()
                .any(|start| scan.word(who.first).starts_with(start));
            if civilians && let Some((place, _, _)) = scan.place(scan.clause(who.first), who.last) {
                source.id = format!("civilians_{}", turned(&place));
            }
            draft.sources = Some(vec![source]);
            draft.modality = Some("reported");
        }
        found.push(draft);
        return;
    }
}

/// "aleppo_east" as "east_aleppo".
fn turned(place: &str) -> String {
    match place.rsplit_once('_') {
        Some((name, part @ ("east" | "west" | "north" | "south"))) => format!("{part}_{name}"),
        _ => place.to_owned(),
    }
}
