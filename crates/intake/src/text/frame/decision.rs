//! Decisions: who declares, agrees to, orders or approves a pause.

mod who;

use serde_json::Value;

use super::super::actor::{How, Mention};
use super::super::document::Class;
use super::super::lexicon::Mark;
use super::super::scan::{Draft, Scan};
use super::super::tag::Tag;
use who::{deciders, fits, recent};

pub(super) fn find(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    if scan.is_question()
        || scan.document.paragraphs[scan.sentence.paragraph as usize].class == Class::Heading
    {
        return;
    }
    consent(scan, found);
    agreement(scan, found);
    for decide in scan.all(Tag::Decide) {
        let act = scan.value(decide);
        if act == "propose" {
            continue;
        }
        let clause = scan.clause(decide.first);
        let to = (decide.last + 16).min(scan.sentence.last);
        let object = scan.marks(Tag::Pause, decide.last, to).next();
        let from = decide.first.saturating_sub(14).max(scan.sentence.first);
        let passive = scan
            .marks(Tag::Pause, from, decide.first)
            .next_back()
            .or_else(|| {
                if act == "agree" {
                    scan.marks(Tag::Corridor, from, decide.first).next_back()
                } else {
                    None
                }
            });
        // "stilte seg bak ordningen", "pledged to support it".
        let referred = act == "agree"
            && object.is_none()
            && (scan.pause_named || passive.is_some())
            && refers(scan, decide.last);
        let agreed_corridor = matches!(act, "agree" | "order")
            && scan.marks(Tag::Corridor, decide.last, to).next().is_some();
        // "a Russian-ordered pause".
        let made = decide.first >= 2
            && scan.word(decide.first - 1) == "-"
            && object.is_some_and(|pause| pause.first - decide.last <= 2);
        if made {
            let who = scan
                .document
                .marks_in(decide.first.saturating_sub(4), decide.first - 1)
                .filter(|mark| matches!(mark.tag, Tag::Demonym | Tag::Country))
                .last();
            if let Some(who) = who
                && matches!(act, "order" | "declare" | "agree")
            {
                let mut draft = scan.draft(
                    "decision.made",
                    "pause_decision",
                    (who.first, object.map_or(decide.last, |pause| pause.last)),
                );
                draft.value.insert(
                    "by".to_owned(),
                    Value::from(vec![format!("{}_government", scan.value(who))]),
                );
                draft.value.insert("act".to_owned(), Value::from(act));
                found.push(draft);
            }
            continue;
        }
        let Some((pause, turned)) = object
            .map(|pause| (Some(pause), false))
            .or_else(|| referred.then_some((None, false)))
            .or_else(|| passive.map(|pause| (Some(pause), true)))
            .or_else(|| agreed_corridor.then_some((None, false)))
            .or_else(|| told(scan, decide).then_some((None, false)))
            .or_else(|| it(scan, decide, act).then_some((None, true)))
        else {
            continue;
        };
        // "X announced that the parties had accepted": the parties decided, and X says so.
        let says = act == "declare"
            && (decide.last..(decide.last + 4).min(scan.sentence.last))
                .any(|at| matches!(scan.word(at), "that" | "at"))
            && scan
                .marks(Tag::Decide, decide.last, scan.sentence.last)
                .any(|other| matches!(scan.value(other), "agree" | "order" | "approve"));
        // Whoever brokered a truce did not agree to it.
        let mediates = mediates(scan.word(decide.first))
            && !(decide.last..(decide.last + 12).min(scan.sentence.last))
                .any(|at| matches!(scan.word(at), "between" | "mellom"));
        // "urged the rebels to accept the truce": asked for, not done.
        let asked =
            scan.marks(
                Tag::Decide,
                decide.first.saturating_sub(12).max(scan.sentence.first),
                decide.first,
            )
            .any(|other| {
                scan.value(other) == "propose"
                    && !(other.last..decide.first).any(|at| {
                        matches!(scan.word(at), "," | ";" | "and" | "og" | "som" | "which")
                    })
            }) || scan
                .marks(Tag::Reject, clause.first.min(decide.first), decide.first)
                .any(|reject| scan.value(reject) == "demands_compliance");
        if says || mediates || asked {
            continue;
        }
        // A resolution that demands a ceasefire decides none.
        let demands = pause.is_some_and(|pause| {
            act != "agree"
                && pause.first > decide.last
                && scan
                    .marks(Tag::Decide, decide.last, pause.first)
                    .any(|other| scan.value(other) == "propose")
        });
        if demands {
            continue;
        }
        let low = scan.floor(decide.first);
        if scan.negated(clause.first.max(low), decide.last) {
            continue;
        }
        let unreal = scan.unreal(clause.first.max(low), decide.first);
        if unreal.is_some() {
            continue;
        }
        let (by, first) = deciders(scan, decide, turned, low, act);
        // "The army said it was declaring": whoever says so.
        let speaks = (decide.first.saturating_sub(4).max(low)..decide.first).any(|at| {
            matches!(
                scan.word(at),
                "it" | "they"
                    | "den"
                    | "det"
                    | "de"
                    | "dei"
                    | "we"
                    | "vi"
                    | "he"
                    | "han"
                    | "rørsla"
                    | "bevegelsen"
                    | "gruppa"
                    | "gruppen"
                    | "group"
                    | "movement"
            )
        });
        let own = scan
            .scope(decide.first)
            .filter(|_| speaks && by.is_empty())
            .and_then(|scope| scope.sources.first())
            .and_then(|source| {
                scan.mentions
                    .iter()
                    .find(|mention| mention.first == source.first)
            });
        let (by, first) = match own {
            Some(own) if fits(scan, own) => (vec![own], decide.first.saturating_sub(2).max(low)),
            _ => (by, first),
        };
        let parties = (decide.first.saturating_sub(8).max(low)..decide.first).any(|at| {
            matches!(
                scan.word(at),
                "partene"
                    | "partane"
                    | "parties"
                    | "sides"
                    | "parter"
                    | "partar"
                    | "sider"
                    | "both"
                    | "begge"
            ) || matches!(scan.word(at), "de" | "dei" | "the")
                && matches!(scan.word(at + 1), "to" | "two")
                && matches!(
                    scan.word(at + 2),
                    "enige" | "einige" | "samde" | "agreed" | "had" | "have" | "signed" | "inngikk"
                )
        });
        let (by, first) = if parties
            && (by.is_empty()
                || by.iter().all(|mention| {
                    mention.how == How::Metonym || mention.id.ends_with("_government")
                })) {
            (recent(scan), decide.first.saturating_sub(3).max(low))
        } else {
            (by, first)
        };
        // "Våpenhvilen ble inngått onsdag", "the sides have agreed": by whom is left open.
        let open =
            act == "agree" && (parties || turned && is_done(scan, decide)) && pause.is_some();
        if by.is_empty() && !open {
            continue;
        }
        let mut ids: Vec<String> = Vec::new();
        for mention in &by {
            let id = decider(&mention.id);
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        let end = by
            .iter()
            .map(|mention| mention.last)
            .max()
            .unwrap_or(0)
            .max(decide.last);
        let mut draft = scan.draft(
            "decision.act",
            "pause_decision",
            (first.min(decide.first), end),
        );
        draft.value.insert("by".to_owned(), Value::from(ids));
        draft.value.insert("act".to_owned(), Value::from(act));
        if referred {
            draft.last = draft.last.max(arrangement(scan, decide.last));
        }
        if let Some(pause) =
            pause.filter(|pause| !turned && pause.last.saturating_sub(decide.last) <= 10)
        {
            draft.last = pause.last.max(end);
        }
        found.push(draft);
        break;
    }
}

/// Whether "it", an arrangement or a plan follows.
fn refers(scan: &Scan<'_>, at: u32) -> bool {
    let pronoun = matches!(scan.word(at), "it" | "den" | "det" | "this" | "dette");
    pronoun
        && matches!(
            scan.word(at + 1),
            "." | "," | "" | "and" | "og" | "on" | "i"
        )
        || (at..(at + 4).min(scan.sentence.last)).any(|at| {
            matches!(
                scan.word(at),
                "ordningen"
                    | "ordninga"
                    | "opplegget"
                    | "avtalen"
                    | "avtala"
                    | "planen"
                    | "arrangement"
                    | "agreement"
                    | "deal"
                    | "accord"
                    | "terms"
                    | "forslaget"
                    | "framlegget"
                    | "proposal"
            )
        })
}

/// The end of "the deal" that was signed.
fn arrangement(scan: &Scan<'_>, at: u32) -> u32 {
    let noun = (at..(at + 4).min(scan.sentence.last)).find(|at| {
        matches!(
            scan.word(*at),
            "avtalen" | "avtala" | "agreement" | "deal" | "accord" | "planen" | "it"
        )
    });
    noun.map_or(at, |noun| noun + 1)
}

/// Words for what a go-between does.
fn mediates(word: &str) -> bool {
    matches!(
        word,
        "brokered"
            | "mediated"
            | "negotiated"
            | "meglet"
            | "megla"
            | "meklet"
            | "mekla"
            | "forhandlet"
            | "forhandla"
            | "arranged"
            | "fremforhandlet"
            | "framforhandlet"
            | "framforhandla"
            | "broker"
            | "brokers"
    )
}

/// "ble inngått", "was signed": done, in the passive.
fn is_done(scan: &Scan<'_>, decide: &Mark) -> bool {
    let aux = |at: u32| {
        matches!(
            scan.word(at),
            "ble" | "vart" | "blei" | "er" | "was" | "were" | "been" | "blitt" | "vorte"
        )
    };
    decide.first > scan.sentence.first && aux(decide.first - 1)
        || decide.last - decide.first > 1 && aux(decide.first)
}

/// "sa søndag ja til en pause".
fn consent(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    for at in scan.sentence.first..scan.sentence.last {
        if scan.word(at) != "ja" || scan.word(at + 1) != "til" {
            continue;
        }
        let from = at.saturating_sub(4).max(scan.sentence.first);
        let Some(verb) = (from..at).find(|back| {
            matches!(
                scan.word(*back),
                "sa" | "sagt" | "sier" | "seier" | "sade" | "sagde"
            )
        }) else {
            continue;
        };
        if scan.has(Tag::Decide, verb, at + 2)
            || scan.negated(from, at)
            || !scan.has(Tag::Pause, at, (at + 12).min(scan.sentence.last))
        {
            continue;
        }
        let mark = Mark {
            first: verb,
            last: at + 1,
            tag: Tag::Decide,
            word: 0,
        };
        let (by, first) = deciders(scan, &mark, false, scan.sentence.first, "order");
        if by.is_empty() {
            continue;
        }
        let mut draft = scan.draft(
            "decision.consent",
            "pause_decision",
            (first.min(verb), at + 1),
        );
        agreed(&mut draft, &by);
        found.push(draft);
    }
}

/// "An agreement between the army and the rebels provides for a truce".
fn agreement(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    for at in scan.sentence.first..scan.sentence.last {
        let noun = matches!(
            scan.word(at),
            "agreement" | "deal" | "accord" | "avtale" | "avtalen" | "avtala" | "enighet" | "semje"
        );
        if !noun
            || found.iter().any(|draft| draft.kind == "pause_decision")
            || !(scan.has(Tag::Pause, scan.sentence.first, scan.sentence.last))
        {
            continue;
        }
        let Some(between) = (at + 1..(at + 5).min(scan.sentence.last))
            .find(|next| matches!(scan.word(*next), "between" | "mellom"))
        else {
            continue;
        };
        if scan.negated(at.saturating_sub(4).max(scan.sentence.first), at)
            || scan
                .unreal(at.saturating_sub(6).max(scan.sentence.first), at)
                .is_some()
        {
            continue;
        }
        let by: Vec<&Mention> = scan
            .mentions_in(between, (between + 14).min(scan.sentence.last))
            .filter(|mention| fits(scan, mention) || mention.how == How::Metonym)
            .take(2)
            .collect();
        let none = (at.saturating_sub(3).max(scan.sentence.first)..at)
            .any(|back| matches!(scan.word(back), "no" | "ingen" | "without"));
        if by.len() < 2 || none {
            continue;
        }
        let last = by[1].last;
        let mut draft = scan.draft("decision.agreement", "pause_decision", (at, last));
        agreed(&mut draft, &by);
        found.push(draft);
    }
}

/// "Det bestemte presidenten mandag", of a pause that was just told.
fn told(scan: &Scan<'_>, decide: &Mark) -> bool {
    scan.pause_named
        && scan.word(scan.sentence.first) == "det"
        && decide.first == scan.sentence.first + 1
        && matches!(
            scan.word(decide.first),
            "bestemte"
                | "bestemde"
                | "besluttet"
                | "beslutta"
                | "avgjorde"
                | "beordret"
                | "beordra"
                | "vedtok"
                | "kunngjorde"
        )
}

/// "It was signed by ...", where a pause was named before.
fn it(scan: &Scan<'_>, decide: &Mark, act: &str) -> bool {
    let first = scan.word(scan.sentence.first);
    // "The agreement was signed by ..." in a text about a pause is that one.
    let paper = act == "agree"
        && matches!(first, "avtalen" | "avtala")
        && (scan.document.has(Tag::Pause) || scan.document.has(Tag::Corridor));
    let near = (scan.pause_named || paper) && act != "declare";
    let pronoun = decide.first - scan.sentence.first <= 4
        && matches!(
            first,
            "it" | "den" | "avtalen" | "avtala" | "this" | "pausen" | "both" | "begge"
        );
    near && (pronoun
        || first == "the"
            && matches!(
                scan.word(scan.sentence.first + 1),
                "agreement" | "deal" | "truce" | "accord"
            ))
}

fn decider(id: &str) -> String {
    id.to_owned()
}

/// Who agreed with whom.
fn agreed(draft: &mut Draft, by: &[&Mention]) {
    let by = by.iter().map(|mention| Value::from(mention.id.as_str()));
    draft.value.insert("by".to_owned(), by.collect());
    draft.value.insert("act".to_owned(), Value::from("agree"));
}
