//! Hits told turned round, the target between the verb and its participle.

use super::super::super::lexicon::Mark;
use super::super::super::scan::Scan;
use super::super::super::tag::Tag;
use super::{Aim, Event};

/// "To dagar tidlegare vart ein flyktningkolonne treft".
pub(super) fn hits(scan: &Scan<'_>, found: &mut Vec<Event>) {
    let first = scan.sentence.first;
    for hit in scan.marks(Tag::Hit, first, scan.sentence.last) {
        let aux = (hit.first.saturating_sub(7).max(first)..hit.first)
            .rev()
            .find(|at| matches!(scan.word(*at), "vart" | "ble" | "blei" | "blir" | "vert"));
        if matches!(
            scan.word(hit.first),
            "treft" | "truffet" | "råka" | "rammet" | "ramma"
        ) && let Some(aux) = aux
            && scan.has(Tag::Target, aux, hit.first)
            && !found
                .iter()
                .any(|event| event.verb.0 < hit.last && hit.first < event.verb.1)
        {
            found.push(Event {
                rule: "incident.was_hit",
                incident: "attack".to_owned(),
                verb: (hit.first, hit.last),
                aim: Aim::Before,
            });
        }
    }
}

/// "threatened to attack", "for å beskyte": an infinitive tells of an event only where somebody began or went on.
pub(super) fn is_only_meant(scan: &Scan<'_>, verb: &Mark) -> bool {
    // "prevented shelling of the hospital".
    let before = verb.first.checked_sub(1).map_or("", |at| scan.word(at));
    if matches!(
        scan.word(verb.first),
        "shelling" | "bombing" | "firing" | "attacking" | "targeting" | "shooting"
    ) {
        return matches!(
            before,
            "prevented"
                | "prevent"
                | "stop"
                | "stopped"
                | "stopping"
                | "avoid"
                | "against"
                | "without"
                | "halt"
                | "halted"
                | "end"
                | "ended"
                | "ending"
                | "no"
                | "fear"
                | "feared"
                | "before"
                | "risk"
                | "of"
                | "from"
        ) && !scan.has(
            Tag::Accuse,
            verb.first.saturating_sub(8).max(scan.sentence.first),
            verb.first,
        );
    }
    if !matches!(scan.word(verb.first), "to" | "å") {
        return false;
    }
    let from = verb.first.saturating_sub(3).max(scan.sentence.first);
    !(from..verb.first).any(|at| {
        matches!(
            scan.word(at),
            "fortsatte"
                | "fortsetter"
                | "fortsette"
                | "heldt"
                | "held"
                | "begynte"
                | "byrja"
                | "startet"
                | "starta"
                | "gjenopptok"
                | "continued"
                | "continue"
                | "continues"
                | "began"
                | "begun"
                | "started"
                | "resumed"
                | "fortsatt"
                | "framhald"
                | "benektet"
                | "nektet"
        )
    })
}
