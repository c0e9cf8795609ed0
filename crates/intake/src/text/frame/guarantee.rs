//! Guarantees: asked for, given, not obtained.

use serde_json::Value;

use super::super::actor::How;
use super::super::scan::{Draft, Scan};
use super::super::tag::Tag;

pub(super) fn find(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    if scan.is_question() {
        return;
    }
    promise(scan, found);
    theirs(scan, found);
    if found
        .iter()
        .any(|draft| matches!(draft.rule, "guarantee.promise" | "guarantee.theirs"))
    {
        return;
    }
    for guarantee in scan.all(Tag::Guarantee) {
        let word = scan.word(guarantee.first);
        if let Some(draft) = taken_back(scan, guarantee.first, guarantee.last) {
            found.push(draft);
            break;
        }
        let clause = scan.clause(guarantee.first);
        let from = guarantee
            .first
            .saturating_sub(14)
            .max(clause.first.min(guarantee.first))
            .max(scan.sentence.first);
        let to = (guarantee.last + 10).min(scan.sentence.last);
        // "permission to cross", "given clearance" must have a verb of getting beside them.
        let obtain = scan
            .marks(Tag::Obtain, from, guarantee.first)
            .next_back()
            .or_else(|| scan.marks(Tag::Obtain, guarantee.last, to).next());
        let Some(obtain) = obtain else {
            // "Security guarantees never came", "guarantees were not in place".
            let low = guarantee
                .first
                .saturating_sub(5)
                .max(clause.first.min(guarantee.first));
            let high = (guarantee.last + 6).min(scan.sentence.last);
            let missing = scan
                .marks(Tag::Negation, low, high)
                .find(|mark| !matches!(scan.word(mark.first), "uten" | "utan" | "without"));
            if let Some(missing) = missing
                && scan.word(guarantee.last) != "that"
            {
                let mut draft = scan.draft(
                    "guarantee.missing",
                    "guarantee",
                    (
                        missing.first.min(guarantee.first),
                        missing.last.max(guarantee.last),
                    ),
                );
                draft.negative = true;
                draft
                    .value
                    .insert("status".to_owned(), Value::from("not_obtained"));
                draft.value.insert(
                    "holder".to_owned(),
                    holder(scan, clause.first.min(low), low).map_or(Value::Null, Value::from),
                );
                found.push(draft);
                break;
            }
            continue;
        };
        // A guarantee as a verb, and "no guarantee that" as an opinion, are other things.
        if matches!(
            word,
            "clearance" | "permission" | "permits" | "tillatelse" | "løyve"
        ) && scan.value(obtain) == "lacking"
            && !scan.negated(from, to)
            && scan.word(obtain.first) == "no"
            && scan.word(guarantee.last) == "that"
        {
            continue;
        }
        let low = obtain.first.min(guarantee.first);
        let high = obtain.last.max(guarantee.last);
        let negated = scan.negated(low.saturating_sub(4).max(clause.first.min(low)), high)
            || scan.value(obtain) == "lacking"
            || (from..high)
                .any(|at| matches!(scan.word(at), "none" | "ingen" | "neither" | "verken"))
            || (low..guarantee.first).any(|at| {
                matches!(scan.word(at), "no" | "ingen" | "noen" | "nokon" | "nokre")
                    && scan.word(at) != "noen"
            });
        let failed = (from..guarantee.first).any(|at| {
            matches!(
                scan.word(at),
                "failed"
                    | "unable"
                    | "cannot"
                    | "refused"
                    | "refuses"
                    | "nektet"
                    | "nekta"
                    | "nekter"
                    | "nektar"
                    | "declined"
                    | "avslo"
                    | "withheld"
            )
        });
        let lacking = scan
            .marks(Tag::Obtain, from, to)
            .any(|mark| scan.value(mark) == "lacking");
        let pending = scan
            .marks(Tag::Obtain, from, to)
            .any(|mark| scan.value(mark) == "pending");
        let until = scan.has(Tag::If, clause.first, clause.last)
            || (clause.first..low).any(|at| {
                matches!(
                    scan.word(at),
                    "until" | "når" | "once" | "så" | "før" | "before" | "inntil"
                )
            })
            || (low.saturating_sub(3).max(clause.first.min(low))..high)
                .any(|at| scan.word(at) == "yet" && scan.word(at + 1) == "to");
        // What was taken back is neither given nor asked for.
        let withdrawn = scan
            .marks(Tag::Obtain, from, to)
            .any(|mark| scan.value(mark) == "withdrawn");
        let doubt = matches!(scan.word(guarantee.last), "that" | "at")
            && matches!(scan.word(obtain.first), "no" | "ingen" | "inga")
            && guarantee.first.saturating_sub(3) > scan.sentence.first.saturating_sub(1)
            && (guarantee.first.saturating_sub(3)..guarantee.first).any(|at| {
                matches!(
                    scan.word(at),
                    "is" | "was" | "er" | "finnes" | "finst" | "var"
                )
            });
        if doubt {
            continue;
        }
        let status = if withdrawn && !negated {
            "withdrawn"
        } else if negated || failed || lacking && !pending {
            "not_obtained"
        } else if pending || until {
            "pending"
        } else if scan.unreal(clause.first, high).is_some() {
            continue;
        } else {
            "given"
        };
        let mut start = low;
        if negated || failed {
            start = scan
                .marks(Tag::Negation, from, low)
                .next_back()
                .map_or(start, |mark| mark.first.min(start));
        }
        let high = none_came(scan, high).unwrap_or(high);
        let mut draft = scan.draft("guarantee.status", "guarantee", (start, high));
        draft.negative = status == "not_obtained";
        draft.value.insert("status".to_owned(), Value::from(status));
        let holder = holder(scan, clause.first.min(low), low);
        draft
            .value
            .insert("holder".to_owned(), holder.map_or(Value::Null, Value::from));
        if (guarantee.last..to).any(|at| matches!(scan.word(at), "tidsnok" | "time" | "tide")) {
            draft
                .value
                .insert("deadline".to_owned(), Value::from("missed"));
        }
        found.push(draft);
        break;
    }
}

/// "asked for guarantees, but has received none", "..., og opprørerne har ikke gitt noe slikt": where the second part ends.
fn none_came(scan: &Scan<'_>, high: u32) -> Option<u32> {
    let join = (high..(high + 5).min(scan.sentence.last))
        .find(|at| matches!(scan.word(*at), "men" | "but" | "og" | "and"))?;
    let to = (join + 10).min(scan.sentence.last);
    let obtain = scan
        .marks(Tag::Obtain, join, to)
        .rfind(|mark| scan.value(mark) == "given")?;
    let end = (obtain.last..(obtain.last + 2).min(scan.sentence.last)).find(|at| {
        matches!(
            scan.word(*at),
            "noen" | "noe" | "nokon" | "noko" | "nokre" | "none" | "any" | "slikt" | "svar"
        )
    })?;
    let none = scan.word(end) == "none" || scan.negated(join, obtain.last);
    none.then_some(end + 1)
}

/// "trakk garantien tilbake": given, and taken back.
fn taken_back(scan: &Scan<'_>, first: u32, last: u32) -> Option<Draft> {
    let pulls = (first.saturating_sub(4).max(scan.sentence.first)..first).find(|at| {
        matches!(
            scan.word(*at),
            "trakk" | "trekte" | "trekker" | "trekkjer" | "trukket" | "trekt"
        )
    })?;
    let back = (last..(last + 3).min(scan.sentence.last))
        .find(|at| matches!(scan.word(*at), "tilbake" | "attende"))?;
    let mut draft = scan.draft("guarantee.withdrawn", "guarantee", (pulls, back + 1));
    draft
        .value
        .insert("status".to_owned(), Value::from("withdrawn"));
    let holder = holder(scan, scan.clause(pulls).first.min(pulls), pulls);
    draft
        .value
        .insert("holder".to_owned(), holder.map_or(Value::Null, Value::from));
    Some(draft)
}

/// "The army granted theirs", "had not given theirs", where guarantees were named before.
fn theirs(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    let paragraph = scan.document.paragraphs[scan.sentence.paragraph as usize];
    let from = paragraph.first.max(scan.sentence.first.saturating_sub(60));
    for at in scan.sentence.first..scan.sentence.last {
        let gives = matches!(
            scan.word(at),
            "granted" | "given" | "gave" | "provided" | "gitt" | "gav" | "ga" | "gjeve" | "issued"
        ) && matches!(
            scan.word(at + 1),
            "theirs" | "sine" | "sin" | "sitt" | "hers" | "his"
        ) && matches!(
            scan.word(at + 2),
            "." | "," | "by" | "on" | "i" | "in" | "før" | "within" | "på"
        );
        let named = || {
            scan.document
                .marks_in(from, scan.sentence.first)
                .any(|mark| mark.tag == Tag::Guarantee)
        };
        if !gives || !named() {
            continue;
        }
        let low = scan.clause(at).first.max(scan.floor(at)).min(at);
        let negated = scan.negated(low, at);
        let mut draft = scan.draft("guarantee.theirs", "guarantee", (at, at + 2));
        if negated {
            draft.first = scan
                .marks(Tag::Negation, low, at)
                .next_back()
                .map_or(at, |mark| mark.first);
            draft.anchor.0 = draft.first;
        }
        promised(&mut draft, negated, holder(scan, low, at));
        found.push(draft);
        return;
    }
}

/// "promised safe passage", "har lovet at ingen blir stanset".
fn promise(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    for at in scan.sentence.first..scan.sentence.last {
        let verb = matches!(
            scan.word(at),
            "promised"
                | "promises"
                | "pledged"
                | "pledges"
                | "vowed"
                | "guaranteed"
                | "guarantees"
                | "guarantee"
                | "lovet"
                | "lova"
                | "lovar"
                | "lover"
                | "garanterer"
                | "garanterte"
                | "garantert"
                | "garantere"
                | "garanterar"
        );
        if !verb {
            continue;
        }
        let to = (at + 10).min(scan.sentence.last);
        let safe = (at + 1..to).find(|next| {
            let second = scan.word(*next + 1);
            matches!(
                scan.word(*next),
                "safe" | "safety" | "trygg" | "trygt" | "tryggleiken"
            ) || scan.word(*next) == "fritt" && second == "leide"
                || scan.word(*next) == "fri" && matches!(second, "ferdsel" | "passasje")
                || matches!(scan.word(*next), "free" | "unhindered") && second == "passage"
                || matches!(scan.word(*next), "sikkerheten" | "unharmed" | "uskadd")
                || matches!(scan.word(*next), "no" | "ingen" | "not" | "ikke" | "ikkje")
                    && (*next..to).any(|verb| {
                        matches!(
                            scan.word(verb),
                            "stanset"
                                | "stansa"
                                | "harmed"
                                | "stopped"
                                | "angrepet"
                                | "attacked"
                                | "fired"
                                | "skutt"
                                | "skote"
                                | "pågrepet"
                                | "arrested"
                                | "shot"
                        )
                    })
        });
        let Some(safe) = safe else { continue };
        let clause = scan.clause(at);
        let low = clause.first.max(scan.floor(at)).min(at);
        let binds = (low..at).any(|back| {
            matches!(
                scan.word(back),
                "forpliktet" | "forplikta" | "undertook" | "committed" | "agreed"
            )
        });
        let demanded = scan
            .marks(Tag::Decide, low, at)
            .any(|decide| scan.value(decide) == "propose");
        if demanded || !binds && scan.unreal(low, at).is_some() {
            continue;
        }
        // "ready to guarantee" promises nothing yet.
        if !binds && matches!(scan.word(at), "guarantee" | "garantere") {
            continue;
        }
        let negated = scan.negated(low, at)
            || (low..at).any(|back| {
                matches!(
                    scan.word(back),
                    "ingen" | "nobody" | "none" | "no" | "neither" | "verken"
                )
            });
        let mut draft = scan.draft("guarantee.promise", "guarantee", (at, safe + 2));
        draft.last = draft.last.min(scan.sentence.last);
        draft.anchor.1 = draft.last;
        promised(&mut draft, negated, holder(scan, low, at));
        found.push(draft);
        return;
    }
}

/// What a promise says, or a promise that was not made.
fn promised(draft: &mut Draft, negated: bool, holder: Option<String>) {
    let status = if negated { "not_obtained" } else { "given" };
    draft.negative = negated;
    (draft.value).insert("status".to_owned(), Value::from(status));
    let holder = holder.map_or(Value::Null, Value::from);
    draft.value.insert("holder".to_owned(), holder);
}

/// Who needs it: the subject of the clause, or of the sentence, or whoever says so.
fn holder(scan: &Scan<'_>, first: u32, at: u32) -> Option<String> {
    let floor = scan.floor(at);
    let own = scan
        .mentions_in(first.max(floor), at)
        .rev()
        .find(|mention| mention.how != How::Unnamed);
    own.or_else(|| {
        scan.mentions_in(floor, at)
            .rev()
            .find(|mention| mention.how != How::Unnamed)
    })
    .map(|mention| mention.id.clone())
    .or_else(|| {
        scan.scope(at)
            .and_then(|scope| scope.sources.first())
            .map(|source| source.id.clone())
    })
}
