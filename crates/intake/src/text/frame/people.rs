//! People: who got out, who is still there, who was killed or injured.

mod figure;
mod harm;
mod ride;
mod there;
mod turned;

use serde_json::Value;

use super::super::lexicon::Mark;
use super::super::scan::{Draft, Group, Noun, Scan, bounds, is_article};
use super::super::tag::Tag;

pub(super) use figure::{asked, last_counted};

pub(super) fn find(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    let mut used = vec![false; scan.groups.len()];
    harm::casualties(scan, &mut used, found);
    leaving(scan, &mut used, found);
    ride::carried(scan, &mut used, found);
    figure::totals(scan, &mut used, found);
    there::present(scan, &mut used, found);
    figure::rivals(scan, &mut used, found);
    figure::carried(scan, &mut used, found);
    figure::parts(scan, &mut used, found);
}

fn fill(draft: &mut Draft, group: &Group, who: &str) {
    bounds(draft, &group.quantity);
    draft.value.insert("who".to_owned(), Value::from(who));
    draft.negative = group.quantity.max == Some(0);
}

/// A verb of moving with its particle: "kjørte ... ut", "brought ... out".
pub(super) fn out_of(scan: &Scan<'_>, first: u32, last: u32) -> Option<(u32, u32)> {
    scan.marks(Tag::Go, first, last).find_map(|verb| {
        let to = (verb.last + 12).min(last);
        // "came through the corridors".
        let through = (verb.last..(verb.last + 4).min(last))
            .find(|at| matches!(scan.word(*at), "gjennom" | "through" | "via" | "along"));
        if let Some(at) = through
            && let Some(way) = scan
                .marks(Tag::Corridor, at, (at + 5).min(scan.sentence.last))
                .next()
        {
            return Some((verb.first, way.last));
        }

        let particle = (verb.last..to).find(|at| {
            matches!(scan.word(*at), "ut" | "out" | "unna")
                || matches!(scan.word(*at), "av")
                    && matches!(scan.word(*at + 1), "gårde" | "garde" | "sted" | "stad")
                || scan.word(*at) == "i"
                    && matches!(scan.word(*at + 1), "sikkerhet" | "tryggleik" | "trygghet")
        })?;
        // "to out of ten" and the like are no particles.
        Some((verb.first, particle + 1))
    })
}

fn leaving(scan: &Scan<'_>, used: &mut [bool], found: &mut Vec<Draft>) {
    if scan.is_question() {
        return;
    }
    for (index, group) in scan.groups.iter().enumerate() {
        if used[index] || group.noun == Noun::Thing {
            continue;
        }
        if is_article(&group.quantity) && group.noun != Noun::People {
            continue;
        }
        let Some((verb, rule)) = gone(scan, index) else {
            continue;
        };
        if ride::is_at_work(scan, group, verb) {
            continue;
        }
        let (first, last) = (group.first.min(verb.0), group.last.max(verb.1));
        let clause = scan.clause(verb.0);
        let from = clause.first.min(group.first).max(scan.floor(group.first));
        let unreal = scan.unreal(from, clause.last.max(last));
        let zero = group.quantity.max == Some(0);
        let mut draft = scan.draft(rule, "usage_count", (first, last));
        fill(&mut draft, group, &group.who);
        draft
            .value
            .insert("unit".to_owned(), Value::from("persons"));
        used[index] = true;
        // "Only two civilians, a brother and sister, made their way out" are two.
        for (other, named) in scan.groups.iter().enumerate() {
            if is_article(&named.quantity) && named.first >= group.last && named.last <= verb.0 {
                used[other] = true;
            }
        }
        if withdrawn(scan) {
            draft.modality = Some("retracted");
            found.push(draft);
            continue;
        }
        if let Some(how) = unreal {
            if group.noun == Noun::Thing || zero {
                continue;
            }
            // Whoever is to be brought out is still there.
            used[index] = false;
            draft.kind = "plan";
            draft.rule = "plan.people";
            draft.modality = Some(how);
            draft.value.remove("unit");
            let medical = group.who.contains("wounded");
            draft
                .value
                .insert("what".to_owned(), Value::from(evacuation(medical)));
            draft
                .value
                .insert("outcome".to_owned(), Value::from("pending"));
            found.push(draft);
            continue;
        }
        if scan.negated(from, clause.last) && !zero {
            continue;
        }
        if scan
            .scope(verb.0)
            .is_some_and(|scope| scope.modality == "expected")
        {
            continue;
        }
        if rule == "usage.left" {
            listed(scan, index, used, &draft, found);
        }
        found.push(draft);
    }
}

/// "1,150 fighters and 2,300 relatives boarded the buses": each of the list.
fn listed(scan: &Scan<'_>, index: usize, used: &mut [bool], whole: &Draft, found: &mut Vec<Draft>) {
    let mut next = scan.groups[index].first;
    for other in (0..index).rev() {
        let group = &scan.groups[other];
        let joint = next.saturating_sub(group.last) <= 2
            && (group.last..next).any(|at| matches!(scan.word(at), "," | "og" | "and"));
        let part = figure::is_part(scan, &scan.groups[other + 1]);
        if used[other]
            || group.noun != Noun::People
            || is_article(&group.quantity)
            || !joint
            || part
        {
            return;
        }
        used[other] = true;
        next = group.first;
        let mut draft = whole.clone();
        draft.first = group.first;
        draft.anchor = (group.first, group.last);
        draft.last = draft.last.max(group.last);
        fill(&mut draft, group, &group.who);
        found.push(draft);
    }
}

/// Whether the text takes back what it said.
fn withdrawn(scan: &Scan<'_>) -> bool {
    let first = scan.document.paragraphs[scan.sentence.paragraph as usize].first;
    let to = scan.document.paragraphs[scan.sentence.paragraph as usize]
        .last
        .min(first + 40);
    (first..to).any(|at| {
        matches!(
            scan.word(at),
            "correction" | "retraction" | "rettelse" | "retting" | "korreksjon"
        )
    }) || (scan.sentence.first..scan.sentence.last)
        .any(|at| matches!(scan.word(at), "retracted" | "withdrawn"))
}

/// The verb that says that a group got out, and the rule.
fn gone(scan: &Scan<'_>, index: usize) -> Option<((u32, u32), &'static str)> {
    let group = &scan.groups[index];
    let clause = scan.clause(group.first);
    // "5000 people, among them 1700 students, were taken out": the part does not end the whole.
    let part = |next: &Group| {
        is_article(&next.quantity) && scan.word(group.last) == ","
            || (group.last..next.first).any(|at| {
                matches!(
                    scan.word(at),
                    "mellom"
                        | "blant"
                        | "including"
                        | "among"
                        | "herav"
                        | "derav"
                        | "inkludert"
                        | "medrekna"
                )
            })
    };
    let next_group = scan
        .groups
        .iter()
        .skip(index + 1)
        .find(|next| (next.noun == Noun::People || next.quantity.max == Some(0)) && !part(next))
        .map_or(scan.sentence.last, |next| next.first);
    let to = scan.sentence.last.min(group.last + 16).min(next_group);
    let stops = |from: u32, at: u32| {
        (from..at).any(|at| {
            matches!(
                scan.word(at),
                ";" | ":" | "mens" | "while" | "men" | "but" | "mot" | "against"
            )
        })
    };
    let zero = group.quantity.max == Some(0);
    // "Of 3,000 who waited, 83 got out": the whole is not who got out.
    let of_these = group
        .first
        .checked_sub(1)
        .is_some_and(|at| at == scan.sentence.first && matches!(scan.word(at), "av" | "of"))
        && scan
            .groups
            .iter()
            .skip(index + 1)
            .any(|next| next.noun != Noun::Thing);
    // "half of the 40,000 residents".
    let share = (group.first.saturating_sub(4).max(scan.sentence.first)..group.first).any(|at| {
        matches!(
            scan.word(at),
            "half"
                | "third"
                | "quarter"
                | "halvparten"
                | "tredjedel"
                | "tredel"
                | "fjerdedel"
                | "fjerdedelen"
                | "prosent"
                | "percent"
                | "majority"
                | "flertallet"
                | "fleirtalet"
        ) && matches!(scan.word(at + 1), "of" | "av")
    });
    if of_these || share {
        return None;
    }
    // "2,300 evacuees were registered at the reception centre".
    let evacuees = (group.quantity.last..group.last)
        .any(|at| matches!(scan.word(at), "evacuees" | "evakuerte"));
    if evacuees
        && let Some(at) = (group.last..(group.last + 8).min(scan.sentence.last)).find(|at| {
            matches!(
                scan.word(*at),
                "registered"
                    | "received"
                    | "registrert"
                    | "registrerte"
                    | "mottatt"
                    | "welcomed"
                    | "arrived"
            )
        })
    {
        return Some(((at, at + 1), "usage.counted"));
    }
    // After the group: "83 people left", "ingen sivile brukte korridoren".
    for leave in scan.marks(Tag::Leave, group.last, to) {
        if (group.last..leave.first).any(|at| {
            matches!(
                scan.word(at),
                "waiting" | "venter" | "ventar" | "ventet" | "venta"
            )
        }) {
            continue;
        }
        if scan.value(leave) == "noun"
            || stops(group.last, leave.first)
            || scan.has(Tag::Live, group.last, leave.first)
        {
            continue;
        }
        let perfect = (1..=2)
            .filter_map(|back| leave.first.checked_sub(back))
            .any(|at| matches!(scan.word(at), "har" | "hadde" | "has" | "have" | "had"));
        if scan.value(leave) == "inf" && !perfect && !may_be_done(scan, group, leave) {
            // Only as something planned.
            let planned = scan
                .unreal(clause.first.max(scan.floor(group.first)), leave.last)
                .is_some();
            if !planned {
                continue;
            }
        }
        // The wounded among them are a part, and no harm of the whole.
        let harmed = scan.marks(Tag::Harm, group.last, leave.first).any(|harm| {
            !scan.groups[index + 1..].iter().any(|next| {
                next.first <= harm.first && harm.last <= next.last && figure::is_part(scan, next)
            })
        });
        if !is_gone(scan, leave) || harmed {
            continue;
        }
        let rule = if zero { "usage.nobody" } else { "usage.left" };
        return Some(((leave.first, leave.last), rule));
    }
    if let Some(verb) = out_of(scan, group.last.min(to), to)
        && !stops(group.last, verb.0)
    {
        return Some((verb, if zero { "usage.nobody" } else { "usage.out" }));
    }
    for used in scan.marks(Tag::Use, group.last, to) {
        let after = (used.last + 8).min(scan.sentence.last);
        let way = scan.has(Tag::Corridor, used.last, after)
            || scan.has(Tag::Pause, used.last, after)
            || (used.last..after).any(|at| {
                matches!(
                    scan.word(at),
                    "sjansen"
                        | "muligheten"
                        | "opportunity"
                        | "chance"
                        | "tilbudet"
                        | "offer"
                        | "høvet"
                        | "them"
                        | "dem"
                        | "it"
                        | "den"
                        | "tilbodet"
                        | "moglegheita"
                )
            })
            || scan.has_value(Tag::Target, "road", used.last, after)
            || scan.has_value(Tag::Target, "corridor", used.last, after);
        // "None of the parties may use the pause": they are no people who leave.
        let parties = (group.first..used.first)
            .any(|at| matches!(scan.word(at), "partene" | "partane" | "parties" | "sides"));
        if way && !parties && !stops(group.last, used.first) {
            return Some((
                (used.first, used.last),
                if zero { "usage.nobody" } else { "usage.used" },
            ));
        }
    }
    // Before the group: "evacuated 35 wounded", "hentet 30 sårede ut".
    let from = group
        .first
        .saturating_sub(8)
        .max(clause.first)
        .max(scan.floor(group.first));
    let previous = index
        .checked_sub(1)
        .and_then(|previous| scan.groups.get(previous))
        .map_or(from, |previous| previous.last.max(from));
    for leave in scan.marks(Tag::Leave, previous, group.first).rev() {
        let takes = (leave.first..leave.last).any(|at| {
            let word = scan.word(at);
            word.starts_with("evak")
                || word.starts_with("evac")
                || matches!(
                    word,
                    "bring"
                        | "rescued"
                        | "hentet"
                        | "henta"
                        | "hente"
                        | "fraktet"
                        | "frakta"
                        | "få"
                        | "reddet"
                        | "airlifted"
                        | "transferred"
                        | "brakt"
                        | "bringe"
                        | "bused"
                        | "bussed"
                        | "flytta"
                        | "forflytta"
                        | "get"
                        | "take"
                )
        });
        if scan.value(leave) != "noun"
            && takes
            && group.noun == Noun::People
            && !stops(leave.last, group.first)
            && group.first - leave.last <= 5
        {
            return Some(((leave.first, leave.last), "usage.taken"));
        }
        if turned::is_turned(scan, leave, group, clause.first) {
            return Some(((leave.first, leave.last), "usage.left"));
        }
        if scan.value(leave) == "noun"
            && group.noun == Noun::People
            && group.first - leave.last <= 3
            && matches!(
                scan.word(leave.last),
                "of" | "av"
                    | "omfattet"
                    | "omfatta"
                    | "involved"
                    | "included"
                    | "covered"
                    | "gjaldt"
            )
        {
            return Some(((leave.first, leave.last), "usage.evacuation_of"));
        }
    }
    // "registered 1,700 people at the checkpoint".
    let at_crossing = || {
        let to = (group.last + 8).min(scan.sentence.last);
        scan.has_value(Tag::Target, "corridor", group.last, to)
            || (group.last..to).any(|at| matches!(scan.word(at), "border" | "grensen" | "grensa"))
    };
    if group.noun == Noun::People
        && let Some(counted) = (group.first.saturating_sub(2).max(from)..group.first).find(|at| {
            matches!(
                scan.word(*at),
                "registered"
                    | "counted"
                    | "received"
                    | "recorded"
                    | "registrert"
                    | "registrerte"
                    | "mottok"
                    | "talde"
                    | "telte"
                    | "krysset"
                    | "kryssa"
                    | "passerte"
            )
        })
        && (evacuees || at_crossing())
    {
        return Some(((counted, counted + 1), "usage.counted"));
    }
    // "The corridor was used by 900 people".
    if let Some(used) = scan.marks(Tag::Use, clause.first, group.first).next_back()
        && group.first - used.last <= 2
        && matches!(scan.word(used.last), "by" | "av")
        && scan.has(Tag::Corridor, clause.first, used.first)
    {
        return Some(((used.first, used.last), "usage.used"));
    }
    // "the number of evacuees is now 4,000", "put the number of people who walked south at 80,000".
    let toll = (group.first.saturating_sub(14).max(scan.sentence.first)..group.first)
        .find(|at| matches!(scan.word(*at), "tallet" | "talet" | "antallet" | "number"));
    if let Some(toll) = toll
        && group.noun == Noun::Bare
        && !scan.has(Tag::Vehicle, toll, group.first)
        && !scan.has(Tag::Aid, toll, group.first)
        && (group.first.saturating_sub(2)..group.first).any(|at| {
            matches!(
                scan.word(at),
                "at" | "to"
                    | "i"
                    | "til"
                    | "er"
                    | "is"
                    | "på"
                    | "of"
                    | "opp"
                    | "now"
                    | "nå"
                    | "no"
                    | "reached"
                    | "nådde"
                    | "topped"
                    | "hit"
                    | "was"
                    | "var"
            )
        })
        && let Some(leave) = scan
            .marks(Tag::Leave, toll, group.first)
            .next()
            .map(|mark| (mark.first, mark.last))
            .or_else(|| {
                (toll..group.first)
                    .find(|at| matches!(scan.word(*at), "evakuerte" | "evacuees"))
                    .map(|at| (at, at + 1))
            })
    {
        return Some((leave, "usage.toll"));
    }
    // "brought 120 people from the steelworks to Zaporizhzhia".
    if group.noun == Noun::People
        && let Some(verb) = scan.marks(Tag::Go, from, group.first).next_back()
        && group.first - verb.last <= 3
        && matches!(
            scan.word(verb.first),
            "brought"
                | "took"
                | "taken"
                | "carried"
                | "fraktet"
                | "frakta"
                | "kjørte"
                | "køyrde"
                | "hentet"
                | "henta"
                | "transported"
                | "transporterte"
                | "flew"
                | "fløy"
                | "moved"
                | "ferried"
                | "escorted"
                | "bussed"
                | "lifted"
                | "led"
                | "drove"
        )
        && (group.last..(group.last + 3).min(scan.sentence.last))
            .any(|at| matches!(scan.word(at), "from" | "fra" | "frå" | "to" | "til" | "out"))
    {
        return Some(((verb.first, verb.last), "usage.brought"));
    }
    if (group.noun == Noun::People || zero)
        && let Some(verb) = out_of(scan, from, (group.last + 5).min(scan.sentence.last))
        && verb.0 < group.first
        && verb.1 > group.first
    {
        return Some((verb, "usage.brought_out"));
    }
    None
}

/// An infinitive after "managed to", "were able to", "klarte å".
fn may_be_done(scan: &Scan<'_>, group: &Group, leave: &Mark) -> bool {
    (group.last..leave.first).any(|at| {
        matches!(
            scan.word(at),
            "managed"
                | "able"
                | "klarte"
                | "greidde"
                | "allowed"
                | "fikk"
                | "fekk"
                | "began"
                | "begynte"
                | "started"
                | "sjansen"
                | "chance"
                | "chose"
                | "valgte"
                | "continued"
        )
    })
}

/// Whether a word for getting out is one here: "left" as a verb, not "left side" or "two are left".
fn is_gone(scan: &Scan<'_>, leave: &Mark) -> bool {
    let before = leave.first.checked_sub(1).map_or("", |at| scan.word(at));
    match scan.word(leave.first) {
        "left" => !matches!(before, "are" | "is" | "the" | "still" | "were"),
        "reached" | "arrived" | "crossed" | "nådde" | "ankom" | "passed" => {
            !scan.has(Tag::Aid, scan.clause(leave.first).first, leave.first)
        }
        "displaced" => false,
        _ => true,
    }
}

/// What is planned for people, in the words of the claims.
pub(super) fn evacuation(medical: bool) -> &'static str {
    match medical {
        true => "medical_evacuation",
        false => "evacuation",
    }
}
