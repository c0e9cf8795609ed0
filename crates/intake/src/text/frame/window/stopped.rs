//! Pauses told without a word for one: fighting that stops for some hours, and how long "it" lasted.

use serde_json::Value;

use super::super::super::lexicon::Mark;
use super::super::super::scan::{Draft, Scan};
use super::super::super::tag::Tag;
use super::super::super::time::What;

/// "Skytingen skal opphøre fra klokken 11 til 16", "holdt ilden i åtte timer": where weapons rest, told with hours or a length.
pub(super) fn stops(scan: &Scan<'_>) -> Vec<Mark> {
    let timed = scan
        .times
        .iter()
        .any(|timex| matches!(timex.what, What::Window(_) | What::Duration(..)));
    if !timed {
        return Vec::new();
    }
    let (first, last) = (scan.sentence.first, scan.sentence.last);
    let mut found = Vec::new();
    for at in first..last {
        if !rests(scan.word(at)) {
            continue;
        }
        let from = at.saturating_sub(7).max(first);
        let to = (at + 5).min(last);
        let Some((low, high)) = weapons(scan, from, to) else {
            continue;
        };
        let between = low.min(at)..high.max(at);
        if between.clone().any(|at| {
            matches!(
                scan.word(at),
                "," | ";" | "." | "etter" | "after" | "fra" | "from"
            )
        }) {
            continue;
        }
        found.push(Mark {
            first: low.min(at),
            last: high.max(at + 1),
            tag: Tag::Pause,
            word: 0,
        });
    }
    found
}

fn rests(word: &str) -> bool {
    matches!(
        word,
        "stogge"
            | "stoggar"
            | "stogga"
            | "stanse"
            | "stanses"
            | "stansast"
            | "stoppe"
            | "stoppes"
            | "opphøre"
            | "opphøres"
            | "opphører"
            | "opphøyre"
            | "hvile"
            | "hviler"
            | "hvilt"
            | "kvile"
            | "kviler"
            | "kvilt"
            | "tie"
            | "tier"
            | "teie"
            | "teier"
            | "stilne"
            | "stilner"
            | "cease"
            | "ceases"
            | "stop"
            | "stops"
            | "halt"
            | "silent"
            | "pause"
            | "paused"
            | "hold"
            | "holds"
            | "held"
            | "holde"
            | "holder"
            | "holdt"
            | "halde"
            | "innstilles"
            | "innstille"
            | "suspend"
            | "suspended"
            | "suspends"
    )
}

/// The words nearest for what rests: fighting, fire, guns.
fn weapons(scan: &Scan<'_>, from: u32, to: u32) -> Option<(u32, u32)> {
    let plain = (from..to).find(|at| {
        matches!(
            scan.word(*at),
            "ilden"
                | "elden"
                | "fire"
                | "våpnene"
                | "våpna"
                | "våpen"
                | "guns"
                | "weapons"
                | "skytingen"
                | "skytinga"
                | "skyting"
                | "flyene"
                | "flya"
                | "artilleriet"
        )
    });
    plain
        .map(|at| (at, at + 1))
        .or_else(|| {
            let mark = scan.marks(Tag::Hostility, from, to).next()?;
            Some((mark.first, mark.last))
        })
        .or_else(|| {
            let mark = scan.marks(Tag::Attack, from, to).next()?;
            Some((mark.first, mark.last))
        })
}

/// "Den holdt i tre kvarter", "It lasted seven days": the pause of the sentence before.
pub(super) fn lasted(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    let first = scan.sentence.first;
    let pronoun = (first..(first + 3).min(scan.sentence.last)).any(|at| {
        matches!(
            scan.word(at),
            "den" | "it" | "ho" | "han" | "det" | "dei" | "they"
        )
    });
    let known = found.iter().any(|draft| draft.kind == "pause_window");
    if !pronoun || !scan.pause_named || known || scan.has(Tag::Pause, first, scan.sentence.last) {
        return;
    }
    for timex in scan.times {
        let What::Duration(iso, _) = &timex.what else {
            continue;
        };
        let Some(verb) = lasting(scan, timex.first) else {
            continue;
        };
        let low = verb.saturating_sub(2).max(first);
        let mut draft = scan.draft("window.lasted", "pause_window", (low, timex.last));
        super::empty(&mut draft);
        draft
            .value
            .insert("duration".to_owned(), Value::from(iso.as_str()));
        super::modality(scan, &mut draft, first, timex.first);
        found.push(draft);
        return;
    }
}

/// The verb of lasting right before a length.
pub(super) fn lasting(scan: &Scan<'_>, at: u32) -> Option<u32> {
    let from = at.saturating_sub(4).max(scan.sentence.first);
    (from..at).rev().find(|at| {
        matches!(
            scan.word(*at),
            "varte"
                | "varer"
                | "varar"
                | "vare"
                | "varde"
                | "vara"
                | "vart"
                | "holdt"
                | "heldt"
                | "held"
                | "lasted"
                | "lasts"
                | "last"
                | "lasting"
                | "survived"
                | "gjelder"
                | "gjaldt"
                | "gjeld"
                | "gjelde"
        )
    })
}
