//! People: who got out, who is still there, who was killed or injured.

use serde_json::Value;

use super::super::document::Class;
use super::super::lexicon::Mark;
use super::super::scan::{Draft, Group, Noun, Scan, bounds, is_article};
use super::super::tag::Tag;

pub(super) fn find(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    let mut used = vec![false; scan.groups.len()];
    casualties(scan, &mut used, found);
    leaving(scan, &mut used, found);
    present(scan, &mut used, found);
}

fn fill(draft: &mut Draft, group: &Group, who: &str) {
    bounds(draft, &group.quantity);
    draft.value.insert("who".to_owned(), Value::from(who));
    draft.negative = group.quantity.max == Some(0);
}

/// "Det ble ikke meldt om skadde", "no injuries were reported".
fn unharmed(scan: &Scan<'_>, harm: &Mark) -> bool {
    let from = harm.first.saturating_sub(5).max(scan.sentence.first);
    let to = (harm.last + 4).min(scan.sentence.last);
    let told = (from..to).any(|at| {
        matches!(
            scan.word(at),
            "meldt" | "reported" | "meldinger" | "rapportert" | "meldte"
        )
    });
    let none =
        (from..harm.first).any(|at| matches!(scan.word(at), "ikke" | "ikkje" | "ingen" | "no"));
    told && none
        && matches!(
            scan.word(harm.first),
            "skadde"
                | "sårede"
                | "såra"
                | "drepte"
                | "drepne"
                | "injuries"
                | "injured"
                | "deaths"
                | "fatalities"
                | "døde"
        )
}

fn casualties(scan: &Scan<'_>, used: &mut [bool], found: &mut Vec<Draft>) {
    for harm in scan.all(Tag::Harm) {
        let kind = scan.value(harm);
        if unharmed(scan, harm) {
            let first = harm.first.saturating_sub(4).max(scan.sentence.first);
            let mut draft = scan.draft("casualties.none", "casualties", (first, harm.last));
            draft.value.insert("min".to_owned(), Value::from(0));
            draft.value.insert("max".to_owned(), Value::from(0));
            draft.value.insert("kind".to_owned(), Value::from(kind));
            draft.negative = true;
            for (index, group) in scan.groups.iter().enumerate() {
                used[index] |= group.quantity.max == Some(0);
            }
            found.push(draft);
            continue;
        }
        let Some((index, rule)) = harmed(scan, harm, used) else {
            continue;
        };
        let group = &scan.groups[index];
        let clause = scan.clause(harm.first);
        if scan
            .unreal(clause.first, clause.last)
            .is_some_and(|how| how == "conditional" || how == "planned")
            && !scan.has(Tag::Passive, clause.first, clause.last)
            || scan.is_question()
        {
            continue;
        }
        // The wounded who are taken out were not counted as wounded.
        let noun = scan
            .marks(Tag::Person, harm.first, harm.last)
            .next()
            .is_some();
        if noun
            && rule != "casualties.treated"
            && !is_passive(scan, harm)
            && moves(scan, group, harm)
        {
            continue;
        }
        used[index] = true;
        // "280 militants, 69 soldiers and 26 civilians were killed": each of the list.
        let mut next_first = group.first;
        for other in (0..index).rev() {
            let listed = &scan.groups[other];
            let joint = next_first.saturating_sub(listed.last) <= 2
                && (listed.last..next_first).any(|at| matches!(scan.word(at), "," | "og" | "and"));
            if used[other] || listed.noun != Noun::People || !joint || rule == "casualties.active" {
                break;
            }
            used[other] = true;
            next_first = listed.first;
            let mut draft = scan.draft("casualties.list", "casualties", (listed.first, harm.last));
            draft.anchor = (listed.first, listed.last);
            fill(&mut draft, listed, &listed.who);
            draft.value.insert("kind".to_owned(), Value::from(kind));
            found.push(draft);
        }
        let mut draft = scan.draft(
            rule,
            "casualties",
            (group.first.min(harm.first), group.last.max(harm.last)),
        );
        let who = if group.who == "wounded" || group.who == "anyone" {
            "people"
        } else {
            group.who.as_str()
        };
        fill(&mut draft, group, who);
        draft.value.insert("kind".to_owned(), Value::from(kind));
        found.push(draft);
    }
}

fn moves(scan: &Scan<'_>, group: &Group, harm: &Mark) -> bool {
    let from = group
        .first
        .min(harm.first)
        .saturating_sub(8)
        .max(scan.sentence.first);
    let to = (group.last.max(harm.last) + 8).min(scan.sentence.last);
    scan.has(Tag::Leave, from, to)
        || out_of(scan, from, to).is_some()
        || scan.has(Tag::Modal, from, group.first)
}

/// The number that a word of harm is about.
fn harmed(scan: &Scan<'_>, harm: &Mark, used: &[bool]) -> Option<(usize, &'static str)> {
    let word = scan.word(harm.first);
    // "treated 23 wounded": the word is the noun itself.
    let own = scan.groups.iter().enumerate().find(|(index, group)| {
        !used[*index]
            && group.first <= harm.first
            && harm.last <= group.last
            && group.noun == Noun::People
    });
    if let Some((index, group)) = own {
        let treated =
            (group.first.saturating_sub(4).max(scan.sentence.first)..group.first).any(|at| {
                matches!(
                    scan.word(at),
                    "treated"
                        | "behandlet"
                        | "behandla"
                        | "received"
                        | "mottatt"
                        | "treating"
                        | "left"
                        | "counted"
                )
            });
        return treated.then_some((index, "casualties.treated"));
    }
    if let Some(found) = lives(scan, used) {
        return Some(found);
    }
    let active = matches!(
        word,
        "killed"
            | "killing"
            | "kills"
            | "drepte"
            | "drap"
            | "dreper"
            | "injured"
            | "injuring"
            | "wounded"
            | "wounding"
            | "krevde"
            | "kravde"
            | "kostet"
            | "kosta"
            | "såret"
            | "claimed"
            | "tok"
            | "drepe"
            | "såra"
            | "skadet"
            | "skada"
    );
    let clause = scan.clause(harm.first);
    let next = scan
        .groups
        .iter()
        .enumerate()
        .find(|(_, group)| group.first >= harm.last);
    if active && let Some((index, group)) = next {
        let gap = group.first - harm.last;
        let own = scan.word(harm.last);
        let between_ok = gap <= 1 || gap <= 3 && matches!(own, "the" | "lives" | "as");
        let noun_fits = group.noun == Noun::People
            || group.noun == Noun::Bare && !matches!(word, "krevde" | "kravde" | "tok");
        if between_ok
            && noun_fits
            && !used[index]
            && !matches!(
                own,
                "by" | "in" | "on" | "og" | "and" | "i" | "siden" | "since" | "av" | ","
            )
            && !is_passive(scan, harm)
        {
            return Some((index, "casualties.active"));
        }
    }
    // "death toll of 30", "antallet drepte er 30".
    if matches!(
        word,
        "death"
            | "dødstallet"
            | "dødstall"
            | "drepte"
            | "drepne"
            | "døde"
            | "omkomne"
            | "sårede"
            | "såra"
            | "skadde"
            | "fatalities"
            | "deaths"
            | "dead"
            | "killed"
            | "injured"
            | "wounded"
    ) && let Some((index, group)) = next
        && group.first - harm.last <= 5
        && group.first < clause.last
        && group.noun == Noun::Bare
        && counted(scan, harm)
        && !used[index]
        && (harm.last..group.first).any(|at| {
            matches!(
                scan.word(at),
                "to" | "of" | "at" | "er" | "til" | "på" | "is" | "was" | "stood"
            )
        })
    {
        return Some((index, "casualties.toll"));
    }
    let before = scan.groups.iter().enumerate().rev().find(|(index, group)| {
        let near = group.last <= harm.first && harm.first - group.last <= 12;
        let between = near
            && !scan.marks(Tag::Harm, group.last, harm.first).any(|other| {
                other.first != harm.first
                    && scan.value(other) != scan.value(harm)
                    && !joined(scan, other, harm)
            });
        let broken = near
            && (group.last..harm.first).any(|at| {
                matches!(
                    scan.word(at),
                    ";" | "." | ":" | "mens" | "while" | "but" | "men"
                )
            });
        near && between && !broken && group.noun != Noun::Thing && !used[*index]
    });
    if let Some((index, group)) = before {
        let gap = harm.first - group.last;
        let bare = group.noun == Noun::Bare;
        // A number without a noun must stand right beside it.
        let fits = if bare {
            gap <= 5
                && !is_article(&group.quantity)
                && !(group.last..harm.first).any(|at| matches!(scan.word(at), "," | "av" | "of"))
                || gap <= 8
                    && matches!(scan.word(group.last), "av" | "of")
                    && !is_article(&group.quantity)
        } else {
            true
        };
        if fits {
            return Some((
                index,
                if bare {
                    "casualties.bare"
                } else {
                    "casualties.passive"
                },
            ));
        }
    }
    None
}

/// "claimed 31 lives", "kostet tre menneskeliv".
fn lives(scan: &Scan<'_>, used: &[bool]) -> Option<(usize, &'static str)> {
    let (index, _) = scan.groups.iter().enumerate().find(|(index, group)| {
        let noun = (group.quantity.last..group.last)
            .any(|at| matches!(scan.word(at), "lives" | "liv" | "menneskeliv"));
        let verb =
            (group.first.saturating_sub(4).max(scan.sentence.first)..group.first).any(|at| {
                matches!(
                    scan.word(at),
                    "claimed"
                        | "cost"
                        | "kostet"
                        | "krevde"
                        | "kravde"
                        | "took"
                        | "tok"
                        | "taken"
                        | "krevd"
                )
            });
        !used[*index] && noun && verb
    })?;
    Some((index, "casualties.active"))
}

/// "death toll", "antallet drepte", "the number of dead".
fn counted(scan: &Scan<'_>, harm: &Mark) -> bool {
    matches!(scan.word(harm.first), "death" | "dødstallet" | "dødstall")
        || (harm.first.saturating_sub(4).max(scan.sentence.first)..harm.first).any(|at| {
            matches!(
                scan.word(at),
                "tallet" | "talet" | "antallet" | "antall" | "number" | "toll" | "tal"
            )
        })
}

fn joined(scan: &Scan<'_>, one: &Mark, two: &Mark) -> bool {
    two.first.saturating_sub(one.last) <= 1 && matches!(scan.word(one.last), "or" | "eller")
}

fn is_passive(scan: &Scan<'_>, harm: &Mark) -> bool {
    harm.first > scan.sentence.first
        && matches!(
            scan.word(harm.first - 1),
            "were"
                | "was"
                | "been"
                | "are"
                | "is"
                | "ble"
                | "blir"
                | "er"
                | "vart"
                | "blitt"
                | "being"
                | "have"
                | "be"
        )
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

        let particle = (verb.last..to).find(|at| matches!(scan.word(*at), "ut" | "out"))?;
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
            draft.value.insert(
                "what".to_owned(),
                Value::from(if medical {
                    "medical_evacuation"
                } else {
                    "evacuation"
                }),
            );
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
        (group.last..next.first).any(|at| {
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
        if !is_gone(scan, leave) || scan.has(Tag::Harm, group.last, leave.first) {
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
            });
        if way && !stops(group.last, used.first) {
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
        let word = scan.word(leave.first);
        let takes = word.starts_with("evak")
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
            );
        if scan.value(leave) != "noun"
            && takes
            && group.noun == Noun::People
            && !stops(leave.last, group.first)
            && group.first - leave.last <= 5
        {
            return Some(((leave.first, leave.last), "usage.taken"));
        }
        if scan.value(leave) == "noun"
            && group.noun == Noun::People
            && group.first - leave.last <= 3
            && matches!(scan.word(leave.last), "of" | "av")
        {
            return Some(((leave.first, leave.last), "usage.evacuation_of"));
        }
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

fn present(scan: &Scan<'_>, used: &mut [bool], found: &mut Vec<Draft>) {
    if scan.document.paragraphs[scan.sentence.paragraph as usize].class == Class::Heading {
        return;
    }
    for (index, group) in scan.groups.iter().enumerate() {
        if used[index]
            || group.noun == Noun::Thing
            || group.quantity.max == Some(0)
            || is_article(&group.quantity)
        {
            continue;
        }
        let small = group.quantity.max.is_some_and(|max| max < 10);
        // "the town's 30,000 residents have been without food".
        let inhabitants = (group.quantity.last..group.last).any(|at| {
            matches!(
                scan.word(at),
                "residents"
                    | "inhabitants"
                    | "innbyggere"
                    | "innbyggerne"
                    | "innbyggjarar"
                    | "innbyggjarane"
            )
        });
        let goes = scan.has(
            Tag::Leave,
            group.last,
            (group.last + 6).min(scan.sentence.last),
        );
        if inhabitants
            && !goes
            && group.quantity.min.is_some_and(|min| min >= 100)
            && scan.unreal(scan.floor(group.first), group.first).is_none()
        {
            used[index] = true;
            let mut draft = scan.draft(
                "population.residents",
                "population_at_risk",
                (group.first, group.last),
            );
            fill(&mut draft, group, "residents");
            draft
                .value
                .insert("unit".to_owned(), Value::from("persons"));
            found.push(draft);
            continue;
        }
        let clause = scan.clause(group.first);
        let from = group.first.saturating_sub(8).max(clause.first);
        let to = (group.last + 12).min(scan.sentence.last);
        let after = scan.marks(Tag::Live, group.last, to).next().filter(|live| {
            !(group.last..live.first)
                .any(|at| matches!(scan.word(at), ";" | ":" | "mens" | "but" | "men" | "while"))
        });
        let before = scan.marks(Tag::Live, from, group.first).next_back();
        let waiting = (group.last..(group.last + 6).min(scan.sentence.last)).find(|at| {
            matches!(
                scan.word(*at),
                "waiting" | "ventet" | "venter" | "ventar" | "venta"
            )
        });
        let (live, rule) = match (after, before) {
            (Some(live), _) => ((live.first, live.last), "population.stay"),
            (None, Some(live)) => ((live.first, live.last), "population.there"),
            (None, None) => match waiting {
                Some(at) if group.noun == Noun::People || !small => {
                    ((at, at + 1), "population.waiting")
                }
                _ => continue,
            },
        };
        if group.noun == Noun::Bare
            && (small || rule == "population.there" && live.1 + 3 < group.first)
        {
            continue;
        }
        if scan
            .unreal(clause.first.max(scan.floor(group.first)), group.first)
            .is_some()
        {
            continue;
        }
        used[index] = true;
        let mut draft = scan.draft(
            rule,
            "population_at_risk",
            (group.first.min(live.0), group.last.max(live.1)),
        );
        let who = match group.who.as_str() {
            "people" | "anyone" => "residents",
            who => who,
        };
        fill(&mut draft, group, who);
        draft
            .value
            .insert("unit".to_owned(), Value::from("persons"));
        found.push(draft);
    }
}
