//! People told by what carried them, buses with so many aboard; and people who move but get out of nothing.

use serde_json::Value;

use super::super::super::lexicon::Mark;
use super::super::super::scan::{Draft, Group, Noun, Scan, is_article};
use super::super::super::tag::Tag;
use super::fill;

/// "Tilbake kom lastebilene med 109 sårede", "buses carrying 300 people left", "Om bord: rundt 275".
pub(super) fn carried(scan: &Scan<'_>, used: &mut [bool], found: &mut Vec<Draft>) {
    if scan.is_question() {
        return;
    }
    for (index, group) in scan.groups.iter().enumerate() {
        let many = group.quantity.min.is_some_and(|min| min >= 1);
        if used[index]
            || !many
            || super::figure::is_part(scan, group)
            || is_article(&group.quantity)
            || group.noun == Noun::Thing
        {
            continue;
        }
        let Some((first, last)) = with_load(scan, group).or_else(|| aboard(scan, group)) else {
            continue;
        };
        let floor = scan
            .floor(group.first)
            .max(scan.clause(first).first)
            .min(first);
        if scan.unreal(floor, last).is_some() || scan.negated(floor, last) {
            continue;
        }
        used[index] = true;
        let mut draft = scan.draft("usage.carried", "usage_count", (first, last));
        fill(&mut draft, group, &group.who);
        draft
            .value
            .insert("unit".to_owned(), Value::from("persons"));
        found.push(draft);
    }
}

/// A vehicle that moved, then "with" and the people.
fn with_load(scan: &Scan<'_>, group: &Group) -> Option<(u32, u32)> {
    if group.noun != Noun::People {
        return None;
    }
    let carries = (group.first.saturating_sub(3).max(scan.sentence.first)..group.first)
        .rev()
        .find(|at| {
            matches!(
                scan.word(*at),
                "with"
                    | "med"
                    | "carrying"
                    | "transporting"
                    | "ferrying"
                    | "carried"
                    | "transported"
                    | "transporterte"
                    | "frakta"
                    | "fraktet"
            )
        })?;
    let from = carries.saturating_sub(10).max(scan.sentence.first);
    let vehicle = scan
        .marks(Tag::Vehicle, from, carries)
        .map(|mark| mark.first)
        .next_back()
        .or_else(|| {
            (from..carries).find(|at| {
                matches!(
                    scan.word(*at),
                    "convoy"
                        | "konvoi"
                        | "konvoien"
                        | "kolonne"
                        | "kolonnen"
                        | "kolonna"
                        | "column"
                        | "ferry"
                        | "ferja"
                        | "fergen"
                        | "ship"
                        | "skip"
                        | "skipet"
                        | "boat"
                        | "boats"
                        | "båt"
                        | "båten"
                        | "båtar"
                        | "båter"
                        | "vessel"
                        | "train"
                        | "tog"
                        | "toget"
                        | "helicopter"
                        | "helikopter"
                        | "helikopteret"
                        | "plane"
                        | "flight"
                        | "fly"
                        | "flyet"
                )
            })
        })?;
    let moved = |at: u32| {
        matches!(
            scan.word(at),
            "kom"
                | "came"
                | "returned"
                | "arrived"
                | "ankom"
                | "left"
                | "departed"
                | "forlot"
                | "rullet"
                | "rulla"
                | "rolled"
                | "kjørte"
                | "køyrde"
                | "drove"
                | "crossed"
                | "krysset"
                | "kryssa"
                | "reached"
                | "nådde"
                | "dro"
                | "drog"
                | "gikk"
                | "gjekk"
                | "set"
                | "pulled"
                | "sailed"
                | "docked"
                | "landed"
                | "entered"
                | "passerte"
                | "passed"
                | "has"
                | "har"
                | "took"
                | "went"
                | "avgårde"
                | "returnerte"
                | "vendte"
        )
    };
    let to = (group.last + 6).min(scan.sentence.last);
    let before = (from.saturating_sub(4).max(scan.sentence.first)..carries).find(|at| moved(*at));
    let after = (group.last..to).find(|at| moved(*at));
    let carried = !matches!(
        scan.word(carries),
        "with" | "med" | "carrying" | "transporting" | "ferrying"
    );
    if before.or(after).is_none() && !carried {
        return None;
    }
    Some((vehicle.min(group.first), group.last))
}

/// "Om bord: rundt 275", "with 430 people on board".
fn aboard(scan: &Scan<'_>, group: &Group) -> Option<(u32, u32)> {
    let board = |at: u32| {
        matches!(scan.word(at), "om" | "on") && matches!(scan.word(at + 1), "bord" | "board")
            || matches!(scan.word(at), "aboard" | "ombord")
    };
    let from = group.first.saturating_sub(4).max(scan.sentence.first);
    let to = (group.last + 3).min(scan.sentence.last);
    let before = (from..group.first).find(|at| board(*at));
    let after = (group.last..to).find(|at| board(*at));
    let at = before.or(after)?;
    // The crew of what was hit are no people who got out.
    let hit = [Tag::Hit, Tag::AttackVerb, Tag::Harm, Tag::Attack, Tag::Fire]
        .iter()
        .any(|tag| scan.has(*tag, scan.sentence.first, scan.sentence.last));
    let room = (from..group.first).any(|at| {
        matches!(
            scan.word(at),
            "room" | "plass" | "space" | "seats" | "seter"
        )
    });
    (!hit && !room).then(|| (at.min(group.first), group.last.max(at + 1)))
}

/// "120 soldiers left the base", "ten journalists arrived", "a team of 14 reached the town": people at work, who get out of nothing.
pub(super) fn is_at_work(scan: &Scan<'_>, group: &Group, verb: (u32, u32)) -> bool {
    let saved = (scan.sentence.first..scan.sentence.last).any(|at| {
        let word = scan.word(at);
        word.starts_with("evac")
            || word.starts_with("evak")
            || word.starts_with("buss")
            || matches!(
                word,
                "bus"
                    | "buses"
                    | "fled"
                    | "flyktet"
                    | "flykta"
                    | "rømte"
                    | "rømde"
                    | "escaped"
                    | "rescued"
                    | "reddet"
                    | "redda"
                    | "surrendered"
                    | "ut"
                    | "out"
                    | "safely"
                    | "trygt"
            )
    }) || scan.has(Tag::Corridor, scan.sentence.first, scan.sentence.last);
    let soldiers = (group.quantity.last..group.last).any(|at| {
        matches!(
            scan.word(at),
            "soldiers" | "troops" | "soldater" | "soldatar" | "peacekeepers" | "police"
        )
    });
    let visitors = matches!(
        group.who.as_str(),
        "journalists" | "aid_workers" | "officials"
    );
    let comes = matches!(
        scan.word(verb.0),
        "arrived"
            | "reached"
            | "entered"
            | "ankom"
            | "nådde"
            | "came"
            | "kom"
            | "crossed"
            | "krysset"
            | "travelled"
            | "reiste"
            | "had"
            | "has"
            | "have"
            | "har"
            | "hadde"
    );
    let team = (group.first.saturating_sub(4).max(scan.sentence.first)..group.first).any(|at| {
        matches!(
            scan.word(at),
            "delegation"
                | "team"
                | "mission"
                | "patrol"
                | "delegasjon"
                | "patrulje"
                | "crew"
                | "lag"
        )
    });
    !saved && (soldiers || visitors && comes || team)
}

/// "100,000 could become stranded", "4,500 people living abroad": they are not there, or not yet.
pub(super) fn is_not_yet(scan: &Scan<'_>, group: &Group, live: &Mark) -> bool {
    let becomes = (group.last..live.first).any(|at| {
        matches!(
            scan.word(at),
            "become" | "bli" | "verte" | "will" | "would" | "vil" | "skal" | "skulle"
        )
    });
    let abroad = (live.last..(live.last + 3).min(scan.sentence.last)).any(|at| {
        matches!(
            scan.word(at),
            "abroad" | "utlandet" | "worldwide" | "eksil" | "exile"
        )
    });
    becomes || abroad
}
