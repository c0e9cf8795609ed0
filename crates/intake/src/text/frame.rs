//! The frames: what a claim of each type looks like in a sentence. Each rule has an id; `lexicon/rules.toml` has an example, a
//! counter-example and the measured precision of each.

mod change;
mod corridor;
mod decision;
mod guarantee;
mod incident;
mod people;
mod position;
mod situation;
mod supply;
mod window;

use super::scan::{Counted, Draft, Scan};

/// All claims that the frames find in a sentence.
pub(super) fn drafts(scan: &Scan<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    window::find(scan, &mut found);
    corridor::find(scan, &mut found);
    incident::find(scan, &mut found);
    people::find(scan, &mut found);
    guarantee::find(scan, &mut found);
    decision::find(scan, &mut found);
    position::find(scan, &mut found);
    situation::find(scan, &mut found);
    change::find(scan, &mut found);
    supply::find(scan, &mut found);
    if is_exercise(scan) {
        found.retain(|draft| !is_of_people_or_arms(draft) && draft.kind != "plan");
    }
    for draft in &mut found {
        if let Some(how) = doubted(scan, draft) {
            draft.modality = Some(how);
        }
        widen(scan, draft);
    }
    found
}

/// "Forty people were evacuated in the exercise": nothing of it happened.
fn is_exercise(scan: &Scan<'_>) -> bool {
    (scan.sentence.first..scan.sentence.last).any(|at| {
        let before = at.checked_sub(1).map_or("", |at| scan.word(at));
        match scan.word(at) {
            "exercise" | "exercises" | "drill" | "drills" => {
                matches!(
                    before,
                    "the" | "an" | "a" | "this" | "in" | "during" | "military" | "evacuation"
                )
            }
            "øvelsen" | "øvelse" | "øving" | "øvinga" | "simulerte" | "simulert" | "simulated"
            | "evakueringsøvelse" => true,
            _ => false,
        }
    })
}

fn is_of_people_or_arms(draft: &Draft) -> bool {
    matches!(
        draft.kind,
        "incident" | "usage_count" | "casualties" | "population_at_risk"
    )
}

/// What a sentence tells only as hearsay, or as taken back.
fn doubted(scan: &Scan<'_>, draft: &Draft) -> Option<&'static str> {
    if !is_of_people_or_arms(draft) {
        return None;
    }
    let (first, last) = (scan.sentence.first, scan.sentence.last);
    let takes_back = (first..last).any(|at| {
        let back = matches!(scan.word(at), "withdrew" | "withdrawn" | "retracted")
            || matches!(
                scan.word(at),
                "trakk" | "trekt" | "trukket" | "drog" | "tok"
            ) && matches!(scan.word(at + 1), "tilbake" | "attende");
        back && (at..(at + 6).min(last)).any(|near| {
            matches!(
                scan.word(near),
                "figure"
                    | "figures"
                    | "claim"
                    | "statement"
                    | "report"
                    | "number"
                    | "count"
                    | "tall"
                    | "tallet"
                    | "talet"
                    | "påstanden"
                    | "påstand"
                    | "meldingen"
                    | "meldinga"
                    | "utsagnet"
                    | "opplysningen"
                    | "opplysninga"
            )
        })
    });
    if takes_back {
        return Some("retracted");
    }
    (first..last)
        .any(|at| {
            matches!(
                scan.word(at),
                "rumour"
                    | "rumours"
                    | "rumor"
                    | "rumors"
                    | "rykte"
                    | "rykter"
                    | "ryktet"
                    | "ryktene"
                    | "rykta"
                    | "ryktes"
                    | "rumoured"
                    | "rumored"
            )
        })
        .then_some("rumour")
}

/// What a sentence counted last.
pub(super) fn counted(drafts: &[Draft]) -> Option<Counted> {
    people::last_counted(drafts)
}

/// What a question asks the number of.
pub(super) fn asked(scan: &Scan<'_>) -> Option<Counted> {
    people::asked(scan)
}

/// So many bytes of a claim's words tell it apart, by its type: counts are short, decisions name who and what.
fn telling(kind: &str) -> u32 {
    match kind {
        "casualties" => 22,
        "usage_count" => 40,
        "corridor_access" => 44,
        "pause_decision" => 76,
        "guarantee" => 66,
        "pause_window" | "population_at_risk" | "incident" | "corridor_count" => 54,
        _ => 44,
    }
}

/// Adds the words of the clause around a claim that rests on very few, after it first, then before it.
fn widen(scan: &Scan<'_>, draft: &mut Draft) {
    let clause = scan.clause(draft.first);
    // Numbers alone are told apart by little.
    let telling = if draft.rule.starts_with("count.") {
        24
    } else {
        telling(draft.kind)
    };
    let tokens = &scan.document.tokens.list;
    let length = |first: u32, last: u32| {
        tokens[last as usize - 1]
            .end
            .saturating_sub(tokens[first as usize].start)
    };
    let floor = scan.floor(draft.first).max(clause.first);
    loop {
        let (first, last) = (draft.first, draft.last);
        if length(first, last) >= telling {
            return;
        }
        if last < clause.last
            && length(first, last + 1) <= telling + 8
            && !matches!(scan.word(last), "." | ";")
        {
            draft.last += 1;
        } else if first > floor
            && draft.kind != "casualties"
            && length(first - 1, last) <= telling + 8
        {
            draft.first -= 1;
        } else {
            return;
        }
    }
}
