//! Numbers without a verb of their own: parts of a number told before, and new figures for what the text last counted.

use serde_json::Value;

use super::super::super::document::Class;
use super::super::super::scan::{Counted, Draft, Group, Noun, Scan, is_article};
use super::super::super::tag::Tag;
use super::fill;

/// "among them 108 wounded", "over 60 of them children": a part of the number before it, counted as that one.
pub(super) fn parts(scan: &Scan<'_>, used: &mut [bool], found: &mut Vec<Draft>) {
    for (index, group) in scan.groups.iter().enumerate() {
        if used[index]
            || group.quantity.max == Some(0)
            || is_article(&group.quantity)
            || !is_part(scan, group)
        {
            continue;
        }
        let whole = found
            .iter()
            .filter(|draft| {
                draft.sentence == scan.index
                    && draft.first < group.first
                    && group.first.saturating_sub(draft.anchor.0) < 24
                    && matches!(
                        draft.kind,
                        "usage_count" | "casualties" | "population_at_risk"
                    )
                    && draft.value.get("max") != Some(&Value::from(0))
            })
            .max_by_key(|draft| draft.first);
        let carried = scan
            .counted
            .as_ref()
            .map(|counted| (counted.kind, counted.harm.clone(), None));
        let Some((kind, harm, modality)) = whole
            .map(|draft| (draft.kind, draft.value.get("kind").cloned(), draft.modality))
            .or(carried)
        else {
            continue;
        };
        used[index] = true;
        let mut draft = scan.draft("count.part", kind, (group.first, group.last));
        draft.modality = modality;
        count(&mut draft, group, harm);
        found.push(draft);
    }
}

pub(super) fn is_part(scan: &Scan<'_>, group: &Group) -> bool {
    let of_them = matches!(scan.word(group.quantity.last), "av" | "of")
        && matches!(
            scan.word(group.quantity.last + 1),
            "dem" | "dei" | "disse" | "desse" | "them" | "whom" | "these"
        );
    let among = (1..=3).any(|back| {
        group
            .first
            .checked_sub(back)
            .filter(|at| *at >= scan.sentence.first)
            .is_some_and(|at| {
                matches!(
                    scan.word(at),
                    "blant"
                        | "among"
                        | "including"
                        | "herav"
                        | "derav"
                        | "hvorav"
                        | "kvarav"
                        | "deriblant"
                        | "inkludert"
                        | "medrekna"
                ) || matches!(scan.word(at), "mellom" | "av" | "of")
                    && matches!(scan.word(at + 1), "dem" | "dei" | "disse" | "them" | "whom")
            })
    });
    of_them || among && group.noun != Noun::Thing
}

/// "The ministry gives a figure of 6,500", "Fra Madaya 2350": a bare number for what the sentence before counted.
pub(super) fn carried(scan: &Scan<'_>, used: &mut [bool], found: &mut Vec<Draft>) {
    let Some(counted) = &scan.counted else {
        return;
    };
    let class = scan.document.paragraphs[scan.sentence.paragraph as usize].class;
    if class != Class::Body
        || scan.is_question()
        || found.iter().any(|draft| draft.sentence == scan.index)
    {
        return;
    }
    let (first, last) = (scan.sentence.first, scan.sentence.last);
    let figure = (first..last).find(|at| {
        matches!(
            scan.word(*at),
            "figure"
                | "figures"
                | "number"
                | "total"
                | "toll"
                | "tally"
                | "count"
                | "counts"
                | "tall"
                | "tallet"
                | "talet"
                | "tal"
                | "anslag"
                | "anslaget"
                | "overslag"
                | "overslaget"
                | "oppgir"
                | "oppgjev"
                | "teller"
                | "tel"
                | "summen"
                | "estimate"
                | "estimates"
                | "dreid"
                | "speaks"
                | "snakker"
                | "snakkar"
                | "anslår"
                | "anslo"
                | "reckons"
                | "reckoned"
                | "puts"
                | "range"
                | "ranges"
                | "ranged"
                | "regner"
                | "reknar"
                | "overslår"
                | "hevder"
                | "hevdar"
                | "claims"
                | "claimed"
        )
    });
    let tells = figure.is_some();
    let supposed = scan.unreal(first, last).is_some() && !scan.has(Tag::Passive, first, last);
    // "Bucha had 37,000 people before": another verb, another matter.
    let other = !tells
        && (first..last).any(|at| {
            matches!(
                scan.word(at),
                "had" | "has" | "hadde" | "har" | "var" | "vare"
            )
        });
    if other || supposed || !tells && last - first > 14 {
        return;
    }
    for (index, group) in scan.groups.iter().enumerate() {
        let small = group.quantity.max.is_some_and(|max| max < 10 && max > 0);
        let fits = group.noun == Noun::Bare
            || group.noun == Noun::People
            || group.quantity.max.is_some_and(|max| max >= 10)
                && matches!(scan.word(group.quantity.last), "siden" | "sidan" | "since");
        if used[index] || !fits || is_article(&group.quantity) || small || is_busy(scan, group) {
            continue;
        }
        if scan.has(Tag::Aid, group.first, (group.last + 1).min(last)) || is_part(scan, group) {
            continue;
        }
        // "5000 in 75 buses": what they sat in.
        let before = group.first.checked_sub(1).map_or("", |at| scan.word(at));
        if matches!(
            before,
            "i" | "in" | "med" | "with" | "on" | "på" | "(" | "/"
        ) && group.first > first
        {
            continue;
        }
        // Whoever stays out of it: a bare nothing counts only where numbers are told.
        if group.quantity.max == Some(0) && !tells && last - first > 7 {
            continue;
        }
        used[index] = true;
        let mut draft = scan.draft("count.carried", counted.kind, (group.first, group.last));
        if let Some(figure) = figure
            && figure < group.first
            && group.first - figure <= 8
        {
            draft.first = figure;
        }
        count(&mut draft, group, counted.harm.clone());
        // "Rebel spokesmen put the figure at none": whoever stands before it tells it.
        if let Some(figure) = figure
            && scan.scope(group.first).is_none()
            && let Some(teller) = scan
                .mentions_in(first, figure)
                .next()
                .filter(|mention| mention.first <= first + 2)
        {
            draft.sources = Some(vec![teller.clone()]);
        }
        found.push(draft);
    }
}

/// Whether a number has a verb of its own: something else is told there. What comes after "and" tells of itself.
fn is_busy(scan: &Scan<'_>, group: &Group) -> bool {
    let last = (group.last..scan.sentence.last)
        .find(|at| matches!(scan.word(*at), "og" | "and" | ";"))
        .unwrap_or(scan.sentence.last);
    [
        Tag::Leave,
        Tag::Go,
        Tag::Harm,
        Tag::Live,
        Tag::Hit,
        Tag::Fire,
        Tag::AttackVerb,
        Tag::Attack,
        Tag::Change,
        Tag::Decide,
        Tag::Deliver,
        Tag::Need,
        Tag::Pause,
    ]
    .iter()
    .any(|tag| scan.has(*tag, scan.sentence.first, last))
}

/// "How many are left?", "Hvor mange sivile har kommet seg ut?": what the answer counts.
pub(in super::super::super) fn asked(scan: &Scan<'_>) -> Option<Counted> {
    let (first, last) = (scan.sentence.first, scan.sentence.last);
    if let Some(left_open) = disputed(scan) {
        return Some(left_open);
    }
    let many = (first..last).find(|at| {
        matches!(scan.word(*at), "mange" | "many" | "mykje" | "much")
            && *at > first
            && matches!(scan.word(*at - 1), "hvor" | "kor" | "how")
    })?;
    if !scan.is_question() {
        return None;
    }
    if let Some(harm) = scan.marks(Tag::Harm, many, last).next() {
        return Some(Counted {
            kind: "casualties",
            harm: Some(Value::from(scan.value(harm))),
        });
    }
    let left = scan.has(Tag::Leave, many, last)
        || scan.has(Tag::Go, many, last)
        || scan.has(Tag::Vehicle, many, last);
    let stay = scan.has(Tag::Live, many, last)
        || (many..last).any(|at| {
            matches!(
                scan.word(at),
                "igjen" | "att" | "attende" | "stuck" | "inside" | "still" | "remain"
            )
        });
    let kind = if stay {
        "population_at_risk"
    } else if left {
        "usage_count"
    } else {
        return None;
    };
    Some(Counted { kind, harm: None })
}

/// "The number of people still on the strip is disputed", "Hvor mange som er igjen, er uklart": what the next sentence counts.
fn disputed(scan: &Scan<'_>) -> Option<Counted> {
    let (first, last) = (scan.sentence.first, scan.sentence.last);
    let open = (first..last).any(|at| {
        matches!(
            scan.word(at),
            "disputed"
                | "unclear"
                | "unknown"
                | "uncertain"
                | "differ"
                | "vary"
                | "contested"
                | "uklart"
                | "uklar"
                | "usikkert"
                | "uvisst"
                | "ukjent"
                | "ukjend"
                | "omstridt"
                | "strides"
                | "varierer"
                | "varierar"
                | "spriker"
                | "sprikar"
                | "uenige"
                | "usamde"
        )
    });
    let number = (first..last).find(|at| {
        matches!(
            scan.word(*at),
            "number"
                | "numbers"
                | "figures"
                | "estimates"
                | "antallet"
                | "tallet"
                | "talet"
                | "anslagene"
                | "anslaga"
                | "tallene"
                | "tala"
                | "mange"
                | "many"
        )
    })?;
    if !open
        || scan
            .groups
            .iter()
            .any(|group| group.noun != Noun::Thing && group.first > number)
    {
        return None;
    }
    if let Some(harm) = scan.marks(Tag::Harm, number, last).next() {
        return Some(Counted {
            kind: "casualties",
            harm: Some(Value::from(scan.value(harm))),
        });
    }
    let left = scan.has(Tag::Leave, number, last);
    let people = scan.has(Tag::Person, number, last) || scan.has(Tag::Live, number, last);
    let kind = match (left, people) {
        (true, _) => "usage_count",
        (false, true) => "population_at_risk",
        (false, false) => return None,
    };
    Some(Counted { kind, harm: None })
}

/// "Kinshasa puts them at 350,000; OCHA estimates 220,000": another figure for what the sentence counted.
pub(super) fn rivals(scan: &Scan<'_>, used: &mut [bool], found: &mut Vec<Draft>) {
    for (index, group) in scan.groups.iter().enumerate() {
        let fits = !used[index]
            && matches!(group.noun, Noun::Bare | Noun::People)
            && group.quantity.min.is_none_or(|min| min >= 10)
            && !is_article(&group.quantity)
            && !is_part(scan, group);
        if !fits {
            continue;
        }
        let whole = found.iter().rfind(|draft| {
            draft.sentence == scan.index
                && draft.last <= group.first
                && matches!(
                    draft.kind,
                    "usage_count" | "casualties" | "population_at_risk"
                )
        });
        let Some((kind, harm, end)) =
            whole.map(|draft| (draft.kind, draft.value.get("kind").cloned(), draft.last))
        else {
            continue;
        };
        let Some(turn) = (end..group.first).rev().find(|at| {
            matches!(
                scan.word(*at),
                ";" | "mens" | "while" | "whereas" | "but" | "men" | "medan" | "–"
            )
        }) else {
            continue;
        };
        let to = (group.last + 6).min(scan.sentence.last);
        let teller = (turn..group.first).rev().find(|at| {
            matches!(
                scan.word(*at),
                "estimates"
                    | "estimated"
                    | "estimate"
                    | "puts"
                    | "put"
                    | "says"
                    | "said"
                    | "counts"
                    | "counted"
                    | "speaks"
                    | "figure"
                    | "anslår"
                    | "anslo"
                    | "oppgir"
                    | "oppgjev"
                    | "mener"
                    | "meiner"
                    | "sier"
                    | "seier"
                    | "snakker"
                    | "snakkar"
                    | "teller"
                    | "talde"
                    | "regner"
                    | "reknar"
                    | "tallet"
                    | "talet"
                    | "according"
                    | "ifølge"
                    | "ifølgje"
                    | "gives"
                    | "gave"
                    | "reports"
                    | "reported"
                    | "melder"
                    | "tror"
                    | "reckons"
                    | "hevder"
                    | "hevdar"
            )
        });
        let busy = [
            Tag::Leave,
            Tag::Harm,
            Tag::Live,
            Tag::Vehicle,
            Tag::Aid,
            Tag::Weapon,
            Tag::Corridor,
        ]
        .iter()
        .any(|tag| scan.has(*tag, turn, to));
        let Some(teller) = teller.filter(|_| !busy) else {
            continue;
        };
        used[index] = true;
        let mut draft = scan.draft("count.carried", kind, (group.first, group.last));
        if group.first - teller <= 3 {
            draft.first = teller;
        }
        count(&mut draft, group, harm);
        found.push(draft);
    }
}

/// "bringing the total to 2,400", "bringing to more than 2,400 the number brought out": the sum of what was counted.
pub(super) fn totals(scan: &Scan<'_>, used: &mut [bool], found: &mut Vec<Draft>) {
    for (index, group) in scan.groups.iter().enumerate() {
        if used[index] || is_article(&group.quantity) || group.quantity.max == Some(0) {
            continue;
        }
        let from = group.first.saturating_sub(14).max(scan.sentence.first);
        let to = (group.last + 6).min(scan.sentence.last);
        let brings = (from..group.first).find(|at| {
            matches!(
                scan.word(*at),
                "bringing"
                    | "brings"
                    | "brought"
                    | "taking"
                    | "takes"
                    | "raising"
                    | "raises"
                    | "raised"
                    | "bringer"
                    | "bring"
                    | "brakte"
                    | "økte"
                    | "auka"
                    | "øker"
                    | "aukar"
                    | "lifting"
                    | "pushing"
            )
        });
        let Some(brings) = brings else { continue };
        let sum = (brings..to).any(|at| {
            matches!(
                scan.word(at),
                "total"
                    | "number"
                    | "figure"
                    | "tally"
                    | "toll"
                    | "count"
                    | "tallet"
                    | "talet"
                    | "antallet"
                    | "summen"
                    | "totalen"
            )
        });
        let directed = group
            .first
            .checked_sub(1)
            .is_some_and(|at| matches!(scan.word(at), "to" | "til" | "opp"));
        if !sum || !directed {
            continue;
        }
        let harm = scan.marks(Tag::Harm, brings, to).next();
        let whole = found.iter().rev().find(|draft| {
            draft.sentence == scan.index
                && matches!(
                    draft.kind,
                    "usage_count" | "casualties" | "population_at_risk"
                )
        });
        let (kind, harm) = match (harm, whole, &scan.counted) {
            (Some(harm), _, _) => ("casualties", Some(Value::from(scan.value(harm)))),
            (None, Some(draft), _) => (draft.kind, draft.value.get("kind").cloned()),
            (None, None, Some(counted)) => (counted.kind, counted.harm.clone()),
            _ if scan.has(Tag::Leave, scan.sentence.first, to) => ("usage_count", None),
            _ => continue,
        };
        used[index] = true;
        let mut draft = scan.draft("count.total", kind, (group.first, group.last));
        count(&mut draft, group, harm);
        found.push(draft);
    }
}

fn count(draft: &mut Draft, group: &Group, harm: Option<Value>) {
    fill(draft, group, &group.who);
    match harm {
        Some(harm) => draft.value.insert("kind".to_owned(), harm),
        None => draft
            .value
            .insert("unit".to_owned(), Value::from("persons")),
    };
}

/// What a sentence counted last, for the sentence after it.
pub(in super::super::super) fn last_counted(drafts: &[Draft]) -> Option<Counted> {
    drafts
        .iter()
        .filter(|draft| {
            matches!(
                draft.kind,
                "usage_count" | "casualties" | "population_at_risk"
            )
        })
        .max_by_key(|draft| draft.first)
        .map(|draft| Counted {
            kind: draft.kind,
            harm: draft.value.get("kind").cloned(),
        })
}
