//! Incidents: something was fired, hit, shelled, attacked; people were held or beaten.

mod event;
mod told;
mod turned;

use serde_json::Value;

use super::super::actor::{Mention, side};
use super::super::lexicon::Mark;
use super::super::number::Certainty;
use super::super::scan::{Clause, Draft, Noun, Scan, armed};
use super::super::tag::Tag;

/// What happened, from token to token, and which way the target stands.
struct Event {
    rule: &'static str,
    incident: String,
    verb: (u32, u32),
    aim: Aim,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Aim {
    After,
    Before,
}

pub(super) fn find(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    // "Who fired the rockets is not for us to say" asks as well.
    let asks = matches!(
        scan.word(scan.sentence.first),
        "who" | "hvem" | "kven" | "whether"
    );
    if scan.is_question() || asks {
        return;
    }
    let mut taken: Vec<(u32, u32)> = Vec::new();
    let events = event::events(scan);
    let shot =
        |event: &Event| scan.word(event.verb.0) == "shot" && scan.word(event.verb.0 + 1) == "dead";
    for event in &events {
        // "Three were shot dead when the boat drew fire" is one event.
        if shot(event)
            && events
                .iter()
                .any(|other| other.incident == "gunfire" && !shot(other))
        {
            continue;
        }
        if taken
            .iter()
            .any(|(first, last)| event.verb.0 < *last && *first < event.verb.1)
        {
            continue;
        }
        let clause = scan.clause(event.verb.0);
        if let Some(draft) = draft(scan, event, clause) {
            taken.push((draft.first, draft.last.max(event.verb.1)));
            found.push(draft);
        }
    }
}

fn draft(scan: &Scan<'_>, event: &Event, clause: Clause) -> Option<Draft> {
    let floor = scan.floor(event.verb.0).max(clause.first);
    let scope = scan.scope(event.verb.0);
    let said_denied = scope.is_some_and(|scope| scope.modality == "denied");
    // "The army denied shelling the corridor": nobody said that it did.
    let denier = denier(scan, event).filter(|_| !said_denied);
    let denied = said_denied || denier.is_some();
    // Whoever is accused of a breach did not breach it by that.
    let accused = (event.verb.0.saturating_sub(6).max(scan.sentence.first)..event.verb.0)
        .any(|at| scan.has(Tag::Accuse, at, at + 1));
    if event.incident == "ceasefire_breach"
        && (accused || scope.is_some_and(|scope| scope.modality == "accused"))
    {
        return None;
    }
    if let Some(how) = scan.unreal(floor, event.verb.1)
        && !denied
        // "could hear" did.
        && (event.rule != "incident.heard" || scan.has(Tag::If, floor, event.verb.1))
        && !(how == "planned"
            && scope.is_some_and(|scope| scope.sources.iter().any(|source| source.id == "unnamed"))
            && scan.has(Tag::Passive, scan.sentence.first, event.verb.1))
    {
        return None;
    }
    let attempted = scan.has(Tag::Attempt, floor, event.verb.0);
    let negated = scan.negated(floor, event.verb.1)
        || scan.groups.iter().any(|group| {
            group.quantity.max == Some(0) && group.first >= floor && group.last <= event.verb.1
        });
    // "Vi skyter ikke": a habit, and no event.
    let present = matches!(
        scan.word(event.verb.0),
        "skyter" | "skyt" | "shoot" | "shoots" | "fires"
    );
    if scan.has(Tag::Fear, floor, event.verb.0)
        || present && scan.negated(scan.sentence.first, (event.verb.1 + 2).min(clause.last))
    {
        return None;
    }
    let (targets, reach) = targets(scan, event, clause);
    let actor = actor(scan, event, clause, floor).or_else(|| {
        denier
            .flatten()
            .map(|mention| (armed(&mention.id), mention.first))
    });
    // A verb of attack of which neither end is known says too little.
    if actor.is_none() && targets.is_empty() && event.incident == "attack" {
        return None;
    }
    // "Bombinga heldt fram": fighting at large.
    let goes_on = (clause.first..clause.last).any(|at| {
        matches!(
            scan.word(at),
            "continued" | "fortsatte" | "heldt" | "fortset" | "continues"
        )
    });
    if actor.is_none() && targets.is_empty() && event.rule == "incident.attack" && goes_on {
        return None;
    }
    let mut targets = targets;
    let people = matches!(event.incident.as_str(), "arrest" | "ill_treatment")
        || event.aim == Aim::Before
            && (floor.max(event.verb.0.saturating_sub(5))..event.verb.0).any(|at| {
                matches!(
                    scan.word(at),
                    "they"
                        | "we"
                        | "de"
                        | "dei"
                        | "vi"
                        | "he"
                        | "she"
                        | "han"
                        | "hun"
                        | "ho"
                        | "those"
                )
            });
    // "fired at us".
    let people = people
        || event.aim == Aim::After
            && (event.verb.1..(event.verb.1 + 3).min(clause.last))
                .any(|at| matches!(scan.word(at), "us" | "oss" | "me" | "meg"));
    // "two brothers were shot at".
    let people = people
        || event.aim == Aim::Before
            && scan.groups.iter().any(|group| {
                group.noun == Noun::People
                    && group.first >= clause.first
                    && group.last <= event.verb.0
            });
    if matches!(event.incident.as_str(), "arrest" | "ill_treatment") {
        targets.clear();
    }
    if targets.is_empty() && people {
        targets.push("civilians".to_owned());
    }
    let mut first = event.verb.0;
    let mut last = event.verb.1;
    if let Some((low, high)) = reach {
        first = first.min(low);
        last = last.max(high);
    }
    if let Some((_, at)) = &actor
        && *at >= floor
        && *at < first
        && first - at <= 8
    {
        first = *at;
    }
    let mut draft = scan.draft(event.rule, "incident", (event.verb.0, event.verb.1));
    draft.anchor = (first.max(event.verb.0.saturating_sub(4)), event.verb.1);
    // A few words around tell the event apart: at most what the clause has.
    if last - first <= 4 {
        first = first
            .saturating_sub(4)
            .max(if denied { clause.first } else { floor })
            .min(first);
        last = (last + 4).min(clause.last).max(last);
    }
    draft.first = first;
    draft.last = last;
    draft
        .value
        .insert("incident".to_owned(), Value::from(event.incident.as_str()));
    draft.value.insert(
        "actor".to_owned(),
        actor.map_or(Value::Null, |(id, _)| Value::from(id)),
    );
    draft
        .value
        .insert("targets".to_owned(), Value::from(targets));
    if let Some(count) = told::count(scan, event) {
        draft.value.insert("count".to_owned(), count);
    }
    let hits = event.rule == "incident.hit"
        || event.rule == "incident.killed_by"
        || event.rule == "incident.was_hit"
        || event.incident == "shelling" && event.aim == Aim::Before;
    draft.value.insert(
        "effect".to_owned(),
        Value::from(if hits { "hit" } else { "unknown" }),
    );
    if scan.marks(Tag::Vague, first, last).next().is_some() {
        draft.certainty = Certainty::Vague;
    }
    draft.negative = denied || negated;
    if attempted {
        draft.modality = Some("attempted");
    }
    if let Some(mention) = denier {
        draft.modality = Some("denied");
        draft.sources = mention.map(|mention| vec![mention.clone()]);
    }
    Some(draft)
}

/// A word of denying right before an event that nobody is told to say, and who denies.
fn denier<'a>(scan: &Scan<'a>, event: &Event) -> Option<Option<&'a Mention>> {
    let from = event.verb.0.saturating_sub(3).max(scan.sentence.first);
    let deny = scan.marks(Tag::Deny, from, event.verb.0).next_back()?;
    let who = scan
        .mentions_in(scan.sentence.first, deny.first)
        .next_back();
    Some(who)
}

fn actor(scan: &Scan<'_>, event: &Event, clause: Clause, floor: u32) -> Option<(String, u32)> {
    // "syriske luftangrep", "Russian air strikes".
    let beside = scan
        .document
        .marks_in(
            event.verb.0.saturating_sub(2).max(floor),
            if event.rule == "incident.hit" {
                event.verb.1
            } else {
                event.verb.0
            },
        )
        .filter(|mark| mark.tag == Tag::Demonym)
        .last();
    if let Some(mark) = beside
        && matches!(
            event.rule,
            "incident.attack" | "incident.hit" | "incident.fired"
        )
    {
        return Some((format!("{}_armed_forces", scan.value(mark)), mark.first));
    }
    let passive = event.aim == Aim::Before || event.rule == "incident.breaches";
    let inside = scan
        .mentions_in(event.verb.0, event.verb.1)
        .find(|mention| matches!(mention.kind, "armed_group" | "armed_forces"));
    if let Some(mention) = inside {
        return Some((armed(&mention.id), mention.first));
    }
    let mention = if passive {
        scan.mentions_in(event.verb.1, clause.last).find(|mention| {
            (1..=2).any(|back| {
                mention.first.checked_sub(back).is_some_and(|at| {
                    matches!(scan.word(at), "by" | "av" | "from" | "fra" | "frå")
                        || scan.word(at) == "of" && at == event.verb.1
                })
            })
        })
    } else {
        scan.actor(
            Clause {
                first: floor,
                last: clause.last,
            },
            event.verb,
        )
    };
    if let Some(mention) = mention {
        // Who helps, counts or reports does not shoot.
        let acts = !matches!(
            mention.kind,
            "ngo" | "rescue_workers" | "un" | "monitor" | "state_media" | "spokesperson"
        );
        return acts.then(|| (armed(&mention.id), mention.first));
    }
    // "RSF nekter for å ha skutt", "accused the rebels of shelling": whoever denies, or is accused, is meant.
    // "They are shelling": whoever the sentence before was about.
    if (floor..event.verb.0)
        .any(|at| matches!(scan.word(at), "they" | "de" | "dei" | "gruppen" | "gruppa"))
        && !passive
    {
        let from = scan
            .index
            .checked_sub(1)
            .and_then(|before| scan.document.sentences.get(before))
            .filter(|before| before.paragraph == scan.sentence.paragraph)
            .map(|before| before.first);
        if let Some(from) = from
            && let Some(mention) = scan.mentions_in(from, scan.sentence.first).find(|mention| {
                matches!(
                    mention.kind,
                    "government" | "armed_forces" | "armed_group" | "ministry"
                )
            })
        {
            return Some((armed(&mention.id), event.verb.0));
        }
    }
    let scope = scan.scope(event.verb.0)?;
    match scope.modality {
        "denied" => scope
            .sources
            .first()
            .filter(|source| source.id != "unnamed")
            .map(|source| (armed(&source.id), source.first)),
        "accused" => scan
            .mentions_in(scope.cue.1, event.verb.0)
            .next()
            .map(|mention| (armed(&mention.id), mention.first)),
        _ => None,
    }
}

/// What was aimed at, and the tokens that say so.
fn targets(scan: &Scan<'_>, event: &Event, clause: Clause) -> (Vec<String>, Option<(u32, u32)>) {
    let mut found: Vec<String> = Vec::new();
    let mut reach: Option<(u32, u32)> = None;
    if event.incident == "ceasefire_breach" {
        return (vec!["ceasefire".to_owned()], None);
    }
    let (first, last) = match event.aim {
        Aim::After => (
            event.verb.1,
            clause.last.max(event.verb.1).min(event.verb.1 + 14),
        ),
        Aim::Before => (clause.first.max(scan.floor(event.verb.0)), event.verb.0),
    };
    let mut add = |value: &str, mark: (u32, u32)| {
        if !found.iter().any(|known| known == value) {
            found.push(value.to_owned());
        }
        let (low, high) = reach.unwrap_or(mark);
        reach = Some((low.min(mark.0), high.max(mark.1)));
    };
    let marks: Vec<&Mark> = scan.marks(Tag::Target, first, last).collect();
    let chosen: Option<&&Mark> = match event.aim {
        Aim::After => marks.iter().find(|mark| !is_weapon(scan, mark)),
        Aim::Before => marks.iter().rev().find(|mark| !is_weapon(scan, mark)),
    };
    if let Some(mark) = chosen {
        let corridor = marks
            .iter()
            .find(|other| scan.value(other) == "corridor" && other.first.abs_diff(mark.first) <= 8)
            // "people approaching the checkpoint" are shot at, and not the checkpoint.
            .filter(|other| {
                scan.value(mark) != "civilians"
                    || !(mark.last..other.first).any(|at| {
                        matches!(
                            scan.word(at),
                            "approaching"
                                | "leaving"
                                | "trying"
                                | "walking"
                                | "waiting"
                                | "fleeing"
                                | "queuing"
                                | "gathered"
                                | "som"
                                | "who"
                                | "ventet"
                                | "venta"
                        )
                    })
            });
        // "buildings of the hospital" are the hospital.
        let whole = marks.iter().find(|other| {
            let near = other.first.saturating_sub(mark.last) <= 5;
            near && match scan.value(mark) {
                "homes" => matches!(scan.value(other), "hospital" | "school" | "market"),
                // "the first car of a food convoy".
                "civilians" => {
                    matches!(scan.value(other), "aid_convoy" | "ambulance_convoy")
                        && scan.word(mark.first).starts_with(['b', 'c'])
                }
                _ => false,
            }
        });
        let mark = whole.or(corridor).unwrap_or(mark);
        // "civilians waiting at the crossing" is about civilians.
        add(scan.value(mark), (mark.first, mark.last));
        // "the hospital and a school"
        for other in &marks {
            let joint = other.first > mark.last
                && other.first - mark.last <= 3
                && (mark.last..other.first).any(|at| matches!(scan.word(at), "og" | "and"));
            if joint {
                add(scan.value(other), (other.first, other.last));
            }
        }
        return (found, reach);
    }
    // "mot Ashdod": a place without more is a town.
    let place = scan.marks(Tag::Place, first, last).next();
    let directed = event.aim == Aim::After
        && (event.verb.1..(event.verb.1 + 4).min(last)).any(|at| {
            matches!(
                scan.word(at),
                "mot" | "at" | "on" | "against" | "towards" | "into" | "over" | "in" | "i"
            )
        });
    if let Some(place) = place
        && directed
    {
        let part = (event.verb.1..place.first).any(|at| side(scan.word(at)).is_some());
        add(
            if part { "area" } else { "city" },
            (place.first, place.last),
        );
    } else if directed
        && let Some(at) = (event.verb.1..last)
            .find(|at| scan.document.capital(*at) != super::super::token::Capital::Lower)
    {
        add("city", (at, at + 1));
    }
    (found, reach)
}

fn is_weapon(scan: &Scan<'_>, mark: &Mark) -> bool {
    scan.marks(Tag::Weapon, mark.first, mark.last)
        .next()
        .is_some()
}
