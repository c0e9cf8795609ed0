//! Events that are told by other than a verb of attack: what was heard, what a weapon did, what came down, how many breaches were counted.

use serde_json::Value;

use super::super::super::lexicon::Mark;
use super::super::super::scan::Scan;
use super::super::super::tag::Tag;
use super::event::is_passive;
use super::{Aim, Event};

pub(super) fn events(scan: &Scan<'_>, found: &mut Vec<Event>) {
    let mut more = Vec::new();
    for weapon in scan.all(Tag::Weapon) {
        more.extend(fell(scan, weapon));
        more.extend(heard(scan, weapon));
        more.extend(killed(scan, weapon));
        more.extend(counted(scan, weapon));
    }
    for harm in scan.all(Tag::Harm) {
        // "a boy was shot in the leg".
        let shot = matches!(
            scan.word(harm.first),
            "shot" | "skutt" | "skoten" | "skotne"
        );
        if shot && scan.value(harm) == "injured" {
            more.push(Event {
                rule: "incident.harmed_by",
                incident: "gunfire".to_owned(),
                verb: (harm.first, harm.last),
                aim: Aim::Before,
            });
        }
    }
    more.extend(breaches(scan));
    more.retain(|event: &Event| {
        !found
            .iter()
            .any(|known| known.verb.0 < event.verb.1 && event.verb.0 < known.verb.1)
    });
    found.append(&mut more);
}

/// "Tirsdag kveld slo granater ned i byen", "Torsdag traff en rakett bilen": the verb stands before what fell.
fn fell(scan: &Scan<'_>, weapon: &Mark) -> Option<Event> {
    let from = weapon.first.saturating_sub(5).max(scan.sentence.first);
    let verb = (from..weapon.first).rev().find(|at| {
        matches!(
            scan.word(*at),
            "slo"
                | "slår"
                | "slær"
                | "falt"
                | "fall"
                | "faller"
                | "traff"
                | "trefte"
                | "råka"
                | "rammet"
                | "ramma"
                | "haglet"
                | "hagla"
                | "regnet"
                | "regna"
                | "landet"
                | "landa"
                | "eksploderte"
                | "smalt"
                | "small"
        )
    })?;
    let strikes = matches!(scan.word(verb), "slo" | "slår" | "slær");
    let down = (weapon.last..(weapon.last + 3).min(scan.sentence.last))
        .find(|at| matches!(scan.word(*at), "ned" | "inn"));
    // "en granat traff": the weapon before the verb is told elsewhere.
    let own = scan
        .marks(Tag::Weapon, scan.clause(verb).first, verb)
        .next()
        .is_some();
    let other = (verb + 1..weapon.first).any(|at| {
        matches!(
            scan.word(at),
            "av" | "med" | "mot" | "," | "på" | "i" | "før"
        )
    });
    if own || other || strikes && down.is_none() {
        return None;
    }
    Some(Event {
        rule: "incident.hit",
        incident: scan.value(weapon).to_owned(),
        verb: (
            verb,
            down.filter(|_| strikes).map_or(weapon.last, |at| at + 1),
        ),
        aim: Aim::After,
    })
}

/// "Innbyggerne kunne høre artilleri", "gunfire could be heard".
fn heard(scan: &Scan<'_>, weapon: &Mark) -> Option<Event> {
    let people =
        scan.word(weapon.first).starts_with("snip") || scan.word(weapon.first).starts_with("snik");
    if people || matches!(scan.value(weapon), "air_strike" | "tear_gas") {
        return None;
    }
    let clause = scan.clause(weapon.first);
    let hears = |at: &u32| {
        matches!(
            scan.word(*at),
            "hear"
                | "heard"
                | "hearing"
                | "høre"
                | "hørte"
                | "hørt"
                | "hører"
                | "høyre"
                | "høyrde"
                | "høyrt"
                | "høyrer"
                | "høres"
                | "høyrast"
                | "hørtes"
        )
    };
    let near = weapon.first.saturating_sub(6).max(clause.first);
    let to = (weapon.last + 5).min(clause.last);
    let ear = (near..weapon.first)
        .find(hears)
        .or_else(|| (weapon.last..to).find(hears))?;
    Some(Event {
        rule: "incident.heard",
        incident: scan.value(weapon).to_owned(),
        verb: (ear.min(weapon.first), weapon.last.max(ear + 1)),
        aim: Aim::After,
    })
}

/// "He counted four mortar rounds": shells that somebody counted.
fn counted(scan: &Scan<'_>, weapon: &Mark) -> Option<Event> {
    let from = weapon.first.saturating_sub(5).max(scan.sentence.first);
    let verb = (from..weapon.first).rev().find(|at| {
        matches!(
            scan.word(*at),
            "counted"
                | "recorded"
                | "registered"
                | "logged"
                | "talte"
                | "talde"
                | "telte"
                | "registrerte"
                | "noterte"
                | "loggførte"
        )
    })?;
    let numbered = scan
        .document
        .quantities_in(verb, weapon.first + 1)
        .next()
        .is_some();
    numbered.then(|| Event {
        rule: "incident.counted",
        incident: scan.value(weapon).to_owned(),
        verb: (verb, weapon.last),
        aim: Aim::After,
    })
}

/// "A mortar bomb killed an employee", "snikskyttere såret to": the weapon is who acts.
fn killed(scan: &Scan<'_>, weapon: &Mark) -> Option<Event> {
    let to = (weapon.last + 4).min(scan.sentence.last);
    let harm = scan.marks(Tag::Harm, weapon.last, to).next()?;
    let active = matches!(
        scan.word(harm.first),
        "killed"
            | "kills"
            | "killing"
            | "injured"
            | "wounded"
            | "hurt"
            | "drepte"
            | "drap"
            | "dreper"
            | "såret"
            | "såra"
            | "skadet"
            | "skada"
            | "krevde"
            | "kravde"
            | "tok"
    );
    let apart = (weapon.last..harm.first).any(|at| {
        matches!(
            scan.word(at),
            "," | "." | "were" | "was" | "ble" | "vart" | "og" | "and" | "been" | "that"
        )
    });
    let by = weapon
        .first
        .checked_sub(1)
        .is_some_and(|at| matches!(scan.word(at), "by" | "av" | "from" | "fra" | "frå"));
    if !active || apart || by || is_passive(scan, harm) {
        return None;
    }
    Some(Event {
        rule: "incident.killed_by",
        incident: scan.value(weapon).to_owned(),
        verb: (weapon.first, harm.last),
        aim: Aim::After,
    })
}

/// "registered two violations", "det har vært to brudd": breaches of the pause, counted.
fn breaches(scan: &Scan<'_>) -> Vec<Event> {
    let named = scan.pause_named
        || scan.is_about_corridors()
        || scan.has(Tag::Pause, scan.sentence.first, scan.sentence.last);
    if !named {
        return Vec::new();
    }
    let mut found = Vec::new();
    for quantity in scan
        .document
        .quantities_in(scan.sentence.first, scan.sentence.last)
    {
        let article = super::super::super::scan::is_article(quantity);
        let to = (quantity.last + 3).min(scan.sentence.last);
        let noun = (quantity.last..to).find(|at| {
            matches!(
                scan.word(*at),
                "violations"
                    | "violation"
                    | "breaches"
                    | "breach"
                    | "brudd"
                    | "brot"
                    | "regelbrudd"
                    | "våpenhvilebrudd"
            )
        });
        let Some(noun) = noun.filter(|_| !article) else {
            continue;
        };
        let of = scan.word(noun + 1);
        let rest = (noun + 1..(noun + 5).min(scan.sentence.last)).any(|at| {
            matches!(
                scan.word(at),
                "rights"
                    | "law"
                    | "menneskerettighetene"
                    | "menneskerettane"
                    | "sanctions"
                    | "embargo"
                    | "airspace"
            )
        });
        let stop = (quantity.last..noun)
            .any(|at| matches!(scan.word(at), "," | "rights" | "law" | "i" | "in"));
        let ours = !matches!(of, "of" | "på" | "av")
            || scan.has(Tag::Pause, noun, (noun + 6).min(scan.sentence.last));
        if rest || stop || !ours {
            continue;
        }
        found.push(Event {
            rule: "incident.breaches",
            incident: "ceasefire_breach".to_owned(),
            verb: (quantity.first, noun + 1),
            aim: Aim::After,
        });
    }
    found
}

/// How many there were, where the event is a count of them.
pub(super) fn count(scan: &Scan<'_>, event: &Event) -> Option<Value> {
    if event.rule != "incident.breaches" {
        return None;
    }
    scan.document
        .quantities_in(event.verb.0, event.verb.1)
        .next()
        .and_then(|quantity| quantity.min)
        .map(Value::from)
}
