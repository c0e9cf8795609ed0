//! What in a sentence is an event: something fired, a hit, an attack by its verb or its noun.

use super::super::super::lexicon::Mark;
use super::super::super::scan::Scan;
use super::super::super::tag::Tag;
use super::{Aim, Event};

pub(super) fn events(scan: &Scan<'_>) -> Vec<Event> {
    let mut found = Vec::new();
    let (first, last) = (scan.sentence.first, scan.sentence.last);
    for verb in scan.marks(Tag::AttackVerb, first, last) {
        let word = scan.word(verb.first);
        // "the bombed-out works" tell of no new attack.
        if scan.word(verb.last) == "-" || super::turned::is_only_meant(scan, verb) {
            continue;
        }
        let passive = is_passive(scan, verb)
            || matches!(word, "came" | "kom" | "had" | "drew" | "took")
            || scan.value(verb) == "mine"
            || matches!(scan.word(verb.last), "by" | "av") && !matches!(word, "åpnet" | "opened");
        // "angrep" is a noun as often: then the attack says more.
        if matches!(word, "angrep" | "attacks" | "shells") && !has_object(scan, verb) {
            continue;
        }
        if matches!(scan.value(verb), "arrest") && !people_near(scan, verb) {
            continue;
        }
        if scan.value(verb) == "ill_treatment" && !people_near(scan, verb) {
            continue;
        }
        found.push(Event {
            rule: match scan.value(verb) {
                "arrest" | "ill_treatment" => "incident.held",
                "ceasefire_breach" => "incident.breach",
                _ => "incident.attacked",
            },
            incident: weapon_kind(scan, verb, scan.value(verb)),
            verb: (verb.first, verb.last),
            aim: if passive { Aim::Before } else { Aim::After },
        });
    }
    for fire in scan.marks(Tag::Fire, first, last) {
        if let Some(event) = fired(scan, fire) {
            found.push(event);
        }
    }
    // "åpnet militante ild": the fire stands apart from its verb.
    for at in first..last {
        if matches!(scan.word(at), "ild" | "eld" | "fire")
            && let Some(verb) = (at.saturating_sub(7).max(first)..at).find(|back| {
                matches!(
                    scan.word(*back),
                    "åpnet" | "åpna" | "opna" | "opened" | "åpner" | "opnar"
                )
            })
        {
            found.push(Event {
                rule: "incident.attacked",
                incident: "gunfire".to_owned(),
                verb: (verb, at + 1),
                aim: Aim::After,
            });
        }
    }
    for hit in scan.marks(Tag::Hit, first, last) {
        if let Some(event) = hit_by(scan, hit) {
            found.push(event);
        }
    }
    super::turned::hits(scan, &mut found);
    super::told::events(scan, &mut found);
    for attack in scan.marks(Tag::Attack, first, last) {
        if let Some(event) = attack_noun(scan, attack) {
            found.push(event);
        }
    }
    // "såret av snikskyttere", "wounded by sniper fire".
    for harm in scan.marks(Tag::Harm, first, last) {
        if !matches!(scan.word(harm.last), "by" | "av" | "in" | "i") {
            continue;
        }
        let to = (harm.last + 4).min(last);
        let weapon = scan
            .marks(Tag::Weapon, harm.last, to)
            .next()
            .map(|mark| (mark, scan.value(mark)))
            .filter(|(mark, _)| mark.first <= harm.last + 2);
        if let Some((weapon, kind)) = weapon {
            found.push(Event {
                rule: "incident.harmed_by",
                incident: kind.to_owned(),
                verb: (harm.first, weapon.last),
                aim: Aim::After,
            });
        }
    }
    for weapon in scan.marks(Tag::Weapon, first, last) {
        // "came under mortar fire".
        let before = (1..=3)
            .filter_map(|back| weapon.first.checked_sub(back))
            .any(|at| at >= first && matches!(scan.word(at), "under"));
        if before {
            let start = (first..weapon.first)
                .rev()
                .find(|at| {
                    matches!(
                        scan.word(*at),
                        "came" | "come" | "kom" | "was" | "were" | "ble"
                    )
                })
                .unwrap_or(weapon.first);
            found.push(Event {
                rule: "incident.under_fire",
                incident: scan.value(weapon).to_owned(),
                verb: (start, weapon.last),
                aim: Aim::Before,
            });
        }
    }
    found.sort_by_key(|event| (event.verb.0, std::cmp::Reverse(event.verb.1)));
    found
}

pub(super) fn is_passive(scan: &Scan<'_>, verb: &Mark) -> bool {
    let own = scan.word(verb.first);
    matches!(own, "was" | "were" | "ble" | "vart" | "had")
        || verb.first > scan.sentence.first
            && (1..=2).any(|back| {
                verb.first
                    .checked_sub(back)
                    .filter(|at| *at >= scan.sentence.first)
                    .is_some_and(|at| {
                        matches!(
                            scan.word(at),
                            "was"
                                | "were"
                                | "been"
                                | "being"
                                | "ble"
                                | "blir"
                                | "blitt"
                                | "vart"
                                | "blei"
                                | "vorte"
                                | "bli"
                        )
                    })
            })
}

pub(super) fn has_object(scan: &Scan<'_>, verb: &Mark) -> bool {
    let to = (verb.last + 5).min(scan.sentence.last);
    let before = verb.first.checked_sub(1).map_or("", |at| scan.word(at));
    !matches!(
        before,
        "the"
            | "nye"
            | "syriske"
            | "russiske"
            | "under"
            | "av"
            | "om"
            | "of"
            | "et"
            | "flere"
            | "new"
            | "in"
            | "for"
            | "mot"
            | "etter"
            | "after"
            | "rebel"
            | "these"
    ) && !matches!(scan.word(verb.last), "mot" | "on" | "against" | "i" | "in")
        && scan.has(Tag::Target, verb.last, to)
}

pub(super) fn people_near(scan: &Scan<'_>, verb: &Mark) -> bool {
    let clause = scan.clause(verb.first);
    scan.has(Tag::Person, clause.first, clause.last)
        || scan
            .groups
            .iter()
            .any(|group| group.first < clause.last && group.last > clause.first)
}

/// What was fired says more than that it was.
pub(super) fn weapon_kind(scan: &Scan<'_>, verb: &Mark, kind: &str) -> String {
    if !matches!(kind, "attack" | "shelling" | "gunfire") {
        return kind.to_owned();
    }
    let clause = scan.clause(verb.first);
    scan.marks(Tag::Weapon, clause.first, clause.last)
        .find(|weapon| {
            weapon.first >= verb.first.saturating_sub(6)
                && weapon.first <= verb.last + 8
                && scan.word(weapon.first) != "shells"
        })
        .map_or_else(|| kind.to_owned(), |weapon| scan.value(weapon).to_owned())
}

pub(super) fn fired(scan: &Scan<'_>, fire: &Mark) -> Option<Event> {
    let clause = scan.clause(fire.first);
    let word = scan.word(fire.first);
    let to = clause.last.max(fire.last + 1).min(scan.sentence.last);
    let from = fire.first.saturating_sub(8).max(clause.first);
    let weapon = scan
        .marks(Tag::Weapon, fire.last, to.min(fire.last + 9))
        .next()
        .or_else(|| scan.marks(Tag::Weapon, from, fire.first).next_back());
    let passive = is_passive(scan, fire) || word == "were";
    if let Some(weapon) = weapon {
        // "had been shot at by snipers".
        let struck = passive && matches!(scan.word(fire.last), "at" | "on" | "upon" | "mot" | "på");
        let dropped = matches!(word, "slapp" | "dropped" | "launched" | "fired")
            && (clause.first..fire.first).any(|at| {
                matches!(
                    scan.word(at),
                    "drone"
                        | "droner"
                        | "drones"
                        | "fly"
                        | "jets"
                        | "warplanes"
                        | "helicopters"
                        | "helikopter"
                        | "aircraft"
                        | "kampfly"
                        | "planes"
                )
            });
        let incident = if dropped {
            "air_strike"
        } else if matches!(word, "shot" | "skutt" | "skjøt" | "skaut")
            && scan.value(weapon) == "air_strike"
        {
            "shelling"
        } else {
            scan.value(weapon)
        };
        return Some(Event {
            rule: "incident.fired",
            incident: incident.to_owned(),
            verb: (fire.first.min(weapon.first), fire.last.max(weapon.last)),
            aim: if struck { Aim::Before } else { Aim::After },
        });
    }
    let shot = matches!(
        word,
        "skjøt" | "skaut" | "skyt" | "skyter" | "skutt" | "skote" | "shot"
    ) || matches!(word, "fired")
        && matches!(
            scan.word(fire.last),
            "at" | "on" | "into" | "towards" | "shots"
        );
    // "skutt" of people killed is told as harm.
    if !shot || matches!(scan.word(fire.last), "down" | "ned" | "ut" | "opp" | "of") {
        return None;
    }
    let _ = passive;
    Some(Event {
        rule: "incident.shots",
        incident: "gunfire".to_owned(),
        verb: (fire.first, fire.last),
        aim: if passive
            && !matches!(scan.word(fire.last), "mot" | "på" | "at" | "on")
            && scan.has(Tag::Target, clause.first, fire.first)
        {
            Aim::Before
        } else {
            Aim::After
        },
    })
}

pub(super) fn hit_by(scan: &Scan<'_>, hit: &Mark) -> Option<Event> {
    let clause = scan.clause(hit.first);
    let weapon = scan
        .marks(Tag::Weapon, clause.first, hit.first)
        .next_back()
        .map(|mark| (mark, scan.value(mark)))
        .or_else(|| {
            scan.marks(Tag::Attack, clause.first, hit.first)
                .next_back()
                .map(|mark| (mark, scan.value(mark)))
        });
    if let Some((weapon, kind)) = weapon
        && hit.first - weapon.last <= 10
    {
        return Some(Event {
            rule: "incident.hit",
            incident: kind.to_owned(),
            verb: (weapon.first, hit.last),
            aim: Aim::After,
        });
    }
    // "Jets struck the outskirts".
    let jets = (clause.first..hit.first).any(|at| {
        matches!(
            scan.word(at),
            "jets"
                | "warplanes"
                | "planes"
                | "aircraft"
                | "drones"
                | "drone"
                | "helicopters"
                | "kampfly"
                | "jagerfly"
                | "fly"
                | "droner"
        )
    });
    if jets
        && !is_passive(scan, hit)
        && matches!(
            scan.word(hit.first),
            "struck" | "hit" | "traff" | "strike" | "rammet"
        )
    {
        return Some(Event {
            rule: "incident.hit",
            incident: "air_strike".to_owned(),
            verb: (hit.first, hit.last),
            aim: Aim::After,
        });
    }
    // "the hospital was hit by shells", "konvoien ble truffet av raketter".
    if is_passive(scan, hit)
        || matches!(
            scan.word(hit.first),
            "ble" | "was" | "were" | "vart" | "truffet" | "treft"
        )
    {
        let after = scan
            .marks(
                Tag::Weapon,
                hit.last,
                (hit.last + 6).min(scan.sentence.last),
            )
            .next()
            .map(|mark| (mark, scan.value(mark)))
            .or_else(|| {
                scan.marks(
                    Tag::Attack,
                    hit.last,
                    (hit.last + 6).min(scan.sentence.last),
                )
                .next()
                .map(|mark| (mark, scan.value(mark)))
            });
        let (weapon, kind) = after?;
        return Some(Event {
            rule: "incident.was_hit",
            incident: kind.to_owned(),
            verb: (hit.first, weapon.last),
            aim: Aim::Before,
        });
    }
    None
}

pub(super) fn attack_noun(scan: &Scan<'_>, attack: &Mark) -> Option<Event> {
    let clause = scan.clause(attack.first);
    let kind = scan.value(attack);
    let word = scan.word(attack.last - 1);
    let next = scan.word(attack.last);
    let before = attack.first.checked_sub(1).map_or("", |at| scan.word(at));
    let directed = matches!(
        next,
        "mot"
            | "on"
            | "against"
            | "i"
            | "in"
            | "nær"
            | "near"
            | "of"
            | "over"
            | "targeting"
            | "at"
            | "hit"
            | "traff"
            | "rammet"
            | "killed"
            | "along"
            | "langs"
            | "ved"
            | "from"
            | "fra"
    );
    let around = |words: &[&str]| {
        (clause.first..(clause.last + 1).min(scan.sentence.last))
            .any(|at| words.contains(&scan.word(at)))
    };
    let kind = if kind == "attack"
        && around(&[
            "jets",
            "warplanes",
            "fly",
            "kampfly",
            "aircraft",
            "planes",
            "drone",
            "drones",
            "bombefly",
            "jagerfly",
            "krigsfly",
            "helikopter",
            "helicopters",
        ]) {
        "air_strike"
    } else {
        kind
    };
    let passive_cue = scan.scope(attack.first).is_some_and(|scope| {
        scope.cue.1 <= attack.first
            && attack.first - scope.cue.1 <= 6
            && scope.sources.iter().any(|source| source.id == "unnamed")
    });
    let happened = (clause.first..attack.first).any(|at| {
        matches!(
            scan.word(at),
            "was"
                | "were"
                | "been"
                | "var"
                | "reported"
                | "meldt"
                | "came"
                | "carried"
                | "launched"
                | "utførte"
                | "gjennomførte"
                | "hørt"
                | "heard"
                | "resumed"
                | "conducted"
                | "brøt"
                | "braut"
                | "hører"
                | "høyrer"
                | "hear"
                | "erupted"
                | "broke"
                | "because"
                | "due"
                | "grunn"
                | "gjenopptok"
                | "renewed"
                | "continued"
                | "fortsatte"
                | "heldt"
        )
    }) || around(&[
        "fortsatte",
        "heldt",
        "continued",
        "registrert",
        "registered",
        "recorded",
        "heard",
        "høres",
        "hørt",
        "høyrt",
        "høyrde",
        "gjennomført",
        "utført",
        "carried",
        "reported",
    ]) || scan
        .marks(Tag::Harm, attack.first, scan.sentence.last)
        .next()
        .is_some_and(|harm| harm.first - attack.last <= 6);
    // "the strikes that", "stop the shelling", "under attack since July": talk about attacks, not one.
    // "Fly angrep markedet": the noun's form as a verb, with its object right after.
    let object = scan
        .marks(
            Tag::Target,
            attack.last,
            (attack.last + 3).min(scan.sentence.last),
        )
        .next();
    if word == "angrep"
        && object.is_some()
        && !matches!(next, "mot" | "på" | "i" | "av" | "ved")
        && !matches!(
            before,
            "et" | "nye" | "flere" | "om" | "av" | "for" | "under" | "mot" | "etter"
        )
    {
        let air = (clause.first..attack.first).any(|at| {
            matches!(
                scan.word(at),
                "fly" | "kampfly" | "jagerfly" | "droner" | "drone" | "helikopter"
            )
        });
        return Some(Event {
            rule: "incident.attacked",
            incident: if air { "air_strike" } else { "attack" }.to_owned(),
            verb: (attack.first, attack.last),
            aim: Aim::After,
        });
    }
    let calmed = scan.has(Tag::Calm, clause.first, clause.last)
        || scan
            .marks(Tag::Change, clause.first, clause.last)
            .any(|change| matches!(scan.value(change), "suspended" | "ended"));
    if calmed {
        return None;
    }
    // "They are shelling the road".
    if matches!(
        before,
        "are" | "is" | "were" | "was" | "been" | "kept" | "continued"
    ) && matches!(word, "shelling" | "bombing" | "shooting")
        && scan.has(
            Tag::Target,
            attack.last,
            (attack.last + 5).min(scan.sentence.last),
        )
    {
        return Some(Event {
            rule: "incident.attacked",
            incident: kind.to_owned(),
            verb: (attack.first - 1, attack.last),
            aim: Aim::After,
        });
    }
    let at_large = matches!(
        before,
        "start"
            | "begin"
            | "to"
            | "avoid"
            | "stanse"
            | "stop"
            | "ending"
            | "end"
            | "all"
            | "against"
            | "mest"
            | "most"
            | "more"
            | "further"
            | "new"
            | "innstille"
            | "innstilte"
            | "halt"
            | "slutt"
            | "siden"
            | "since"
            | "fordømte"
            | "fear"
            | "feared"
    ) && !happened
        || attack.last - attack.first == 1 && (word.ends_with("ene") || word.ends_with("ane"))
        || kind == "attack"
            && (before == "under" || scan.has(Tag::Since, clause.first, clause.last));
    if at_large {
        return None;
    }
    if kind == "ceasefire_breach" {
        return Some(Event {
            rule: "incident.breach",
            incident: kind.to_owned(),
            verb: (attack.first, attack.last),
            aim: Aim::After,
        });
    }
    let under = before == "under" || attack.first >= 2 && scan.word(attack.first - 2) == "under";
    // "Russian shelling had prevented it": whose it was is told.
    let whose = attack.first > scan.sentence.first
        && scan
            .document
            .marks_in(attack.first - 1, attack.first)
            .any(|mark| mark.tag == Tag::Demonym);
    let told = whose
        || scan.scope(attack.first).is_some()
            && matches!(kind, "gunfire" | "mortar_fire" | "shelling" | "rocket_fire");
    if !(directed || passive_cue || happened || under || told) {
        return None;
    }
    if kind == "attack" && !happened && !passive_cue {
        return None;
    }
    Some(Event {
        rule: if under {
            "incident.under_fire"
        } else {
            "incident.attack"
        },
        incident: kind.to_owned(),
        verb: (attack.first, attack.last),
        aim: if under { Aim::Before } else { Aim::After },
    })
}
