//! Corridors: how many, and who may use them.

mod count;

use serde_json::Value;

use super::super::lexicon::Mark;
use super::super::scan::{Draft, Scan};
use super::super::tag::Tag;

pub(super) fn find(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    if scan.is_question() {
        return;
    }
    count::counts(scan, found);
    count::only(scan, found);
    access(scan, found);
    may_go(scan, found);
}

/// Who uses a corridor, each group once.
fn groups<'a>(scan: &Scan<'a>, people: &[&Mark]) -> Vec<&'a str> {
    let mut groups: Vec<&str> = Vec::new();
    for mark in people {
        let name = group_name(scan.value(mark));
        if !groups.contains(&name) {
            groups.push(name);
        }
    }
    groups
}

/// "sick persons" are the sick, and not everybody.
fn without_people<'a>(scan: &Scan<'_>, mut groups: Vec<&'a str>, people: &[&Mark]) -> Vec<&'a str> {
    if groups.len() > 1
        && people.iter().any(|mark| scan.value(mark) == "people")
        && !people.iter().any(|mark| scan.value(mark) == "civilians")
    {
        groups.retain(|name| *name != "civilians");
    }
    groups
}

/// The groups of the corridor's users as the claims name them.
fn group_name(value: &str) -> &str {
    match value {
        "fighters" => "armed_opposition",
        "people" => "civilians",
        "elderly" => "elderly",
        "displaced" => "civilians",
        "wounded" => "urgent_medical_cases",
        "foreigners" => "foreigners",
        other => other,
    }
}

fn access(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    if !(scan.is_about_corridors()
        || scan.corridor_named
        || scan.pause_named
        || scan.has(Tag::Corridor, scan.sentence.first, scan.sentence.last)
        || scan.has(Tag::Pause, scan.sentence.first, scan.sentence.last)
        || scan.has(Tag::Open, scan.sentence.first, scan.sentence.last)
            && scan.has_value(Tag::Target, "road", scan.sentence.first, scan.sentence.last))
    {
        return;
    }
    let mut covered = 0;
    for allow in scan.all(Tag::Allow) {
        if allow.first < covered {
            continue;
        }
        let clause = scan.clause(allow.first);
        let next = scan
            .marks(Tag::Allow, allow.last, scan.sentence.last)
            .next()
            .map_or(scan.sentence.last, |next| next.first);
        let breaks = (allow.last..scan.sentence.last)
            .find(|at| matches!(scan.word(*at), "while" | "mens" | ";" | "but" | "men"))
            .unwrap_or(scan.sentence.last);
        let to = (allow.last + 9).min(next).min(breaks);
        let use_verb = matches!(
            scan.word(allow.first),
            "kunne"
                | "kan"
                | "får"
                | "få"
                | "may"
                | "could"
                | "can"
                | "will"
                | "would"
                | "fekk"
                | "fikk"
                | "are"
                | "were"
                | "is"
                | "was"
                | "be"
                | "been"
                | "skal"
                | "vil"
                | "slipper"
                | "slepper"
                | "slapp"
        ) && !(allow.first..allow.last).any(|at| {
            matches!(
                scan.word(at),
                "open"
                    | "opened"
                    | "åpen"
                    | "åpne"
                    | "ope"
                    | "opne"
                    | "reserved"
                    | "for"
                    | "meant"
                    | "available"
                    | "accessible"
                    | "restricted"
                    | "limited"
                    | "let"
                    | "la"
                    | "letting"
            )
        });
        let mut people: Vec<&Mark> = if use_verb {
            let from = allow
                .first
                .saturating_sub(8)
                .max(clause.first.min(allow.first))
                .max(scan.floor(allow.first));
            scan.marks(
                Tag::Person,
                from.min(allow.first.saturating_sub(6).max(scan.sentence.first)),
                allow.first,
            )
            .collect()
        } else {
            let stop = scan
                .marks(Tag::Leave, allow.last, to)
                .next()
                .map_or(to, |leave| leave.first.max(allow.last + 1));
            let inside = scan
                .marks(Tag::Person, allow.first, allow.last)
                .chain(scan.marks(Tag::Person, allow.last, stop))
                .collect::<Vec<_>>();
            if inside.is_empty() {
                scan.marks(
                    Tag::Person,
                    allow.first.saturating_sub(4).max(clause.first),
                    allow.first,
                )
                .collect()
            } else {
                inside
            }
        };
        // Aid and goods use corridors as well; that is another claim.
        people.retain(|mark| !matches!(scan.value(mark), "officials" | "journalists"));
        // A number of people who may go is a plan, no rule of access.
        people.retain(|mark| {
            !scan.groups.iter().any(|group| {
                group.first <= mark.first && mark.last <= group.last && group.quantity.min.is_some()
            })
        });
        let cars = scan
            .marks(
                Tag::Vehicle,
                allow.first.saturating_sub(4).max(scan.sentence.first),
                allow.first,
            )
            .find(|mark| scan.value(mark) == "car");
        if let Some(cars) = cars
            && use_verb
        {
            let mut draft = scan.draft(
                "access.vehicles",
                "corridor_access",
                (cars.first, allow.last),
            );
            draft
                .value
                .insert("groups".to_owned(), Value::from(vec!["private_vehicles"]));
            draft
                .value
                .insert("purpose".to_owned(), Value::from("leave"));
            draft
                .value
                .insert("direction".to_owned(), Value::from("out"));
            found.push(draft);
            continue;
        }
        if people.is_empty() || !close(&people, allow) {
            continue;
        }
        let evacuates = matches!(scan.word(allow.first), "evacuate" | "evakuere")
            || scan.word(allow.first) == "for"
                && matches!(
                    scan.word(allow.first + 1),
                    "evakuering" | "evacuation" | "the" | "evacuating"
                );
        if evacuates && !scan.has(Tag::Corridor, scan.sentence.first, scan.sentence.last) {
            continue;
        }
        let lets_out = !matches!(
            scan.word(allow.first),
            "allow"
                | "allowing"
                | "let"
                | "letting"
                | "allows"
                | "enable"
                | "slik"
                | "to"
                | "for"
                | "la"
                | "få"
                | "permit"
                | "så"
        ) || scan.has(Tag::Leave, allow.first, (to + 4).min(scan.sentence.last))
            || scan.has(Tag::Use, allow.first, to)
            || scan.word(allow.first) == "for"
                && scan
                    .marks(
                        Tag::Corridor,
                        allow.first.saturating_sub(4).max(scan.sentence.first),
                        allow.first,
                    )
                    .next()
                    .is_some()
            || (allow.last..to).any(|at| {
                matches!(
                    scan.word(at),
                    "out"
                        | "ut"
                        | "trygt"
                        | "safely"
                        | "passage"
                        | "safety"
                        | "trygghet"
                        | "sikkerhet"
                        | "tryggleik"
                        | "pass"
                        | "passere"
                        | "through"
                        | "gjennom"
                        | "access"
                )
            });
        if !lets_out {
            continue;
        }
        let groups = without_people(scan, groups(scan, &people), &people);
        let first = people
            .iter()
            .map(|mark| mark.first)
            .min()
            .unwrap_or(allow.first)
            .min(allow.first);
        let last = people
            .iter()
            .map(|mark| mark.last)
            .max()
            .unwrap_or(allow.last)
            .max(allow.last);
        let last = scan
            .marks(Tag::Leave, last, (last + 5).min(scan.sentence.last))
            .next()
            .map_or(last, |leave| leave.last);
        // "would not let civilians out" blames somebody, it opens nothing.
        let lets = matches!(
            scan.word(allow.first),
            "let" | "letting" | "la" | "allow" | "allowing" | "få" | "permit"
        );
        if lets && scan.negated(clause.first.max(scan.floor(allow.first)), allow.last) {
            if let Some(scope) = scan.scope(allow.first) {
                let accused = scan
                    .mentions_in(scope.first, allow.first)
                    .find(|mention| mention.id != "unnamed");
                let mut draft = scan.draft(
                    "accusation.lets_not",
                    "accusation",
                    (allow.first.saturating_sub(2).max(scan.sentence.first), last),
                );
                draft.value.insert(
                    "accused".to_owned(),
                    accused.map_or(Value::Null, |mention| Value::from(mention.id.as_str())),
                );
                draft
                    .value
                    .insert("act".to_owned(), Value::from("blocking_civilians"));
                draft.modality = Some("accused");
                found.push(draft);
            }
            continue;
        }
        // "the wounded" who may go were not hurt there.
        let harmed = scan.marks(Tag::Harm, first, last).any(|harm| {
            !scan
                .marks(Tag::Person, harm.first.saturating_sub(3), harm.last + 3)
                .any(|person| person.first <= harm.first && harm.last <= person.last)
        });
        if harmed || scan.has(Tag::Reject, clause.first, first) {
            continue;
        }
        covered = last;
        let mut draft = scan.draft("access.allowed", "corridor_access", (first, last));
        draft.value.insert(
            "groups".to_owned(),
            Value::from(
                groups
                    .iter()
                    .map(|name| (*name).to_owned())
                    .collect::<Vec<_>>(),
            ),
        );
        draft
            .value
            .insert("purpose".to_owned(), Value::from("leave"));
        draft
            .value
            .insert("direction".to_owned(), Value::from("out"));
        draft.negative = scan.negated(clause.first.max(scan.floor(allow.first)), allow.last);
        let future = scan
            .marks(Tag::Modal, clause.first, allow.last.max(clause.first))
            .any(|mark| scan.value(mark) == "future");
        if future {
            draft.modality = Some("planned");
        }
        found.push(draft);
    }
}

/// "Sivile får reise i egne biler gjennom korridoren", "fighters can also leave": whoever may go, told by a modal and a verb.
fn may_go(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    let near = scan.has(Tag::Corridor, scan.sentence.first, scan.sentence.last)
        || scan.has(Tag::Pause, scan.sentence.first, scan.sentence.last)
        || scan.corridor_named
        || scan.is_about_corridors()
        || scan.pause_named
        || scan.has_value(Tag::Target, "road", scan.sentence.first, scan.sentence.last);
    for at in scan.sentence.first..scan.sentence.last {
        let may = matches!(
            scan.word(at),
            "får"
                | "fikk"
                | "fekk"
                | "kan"
                | "kunne"
                | "can"
                | "could"
                | "may"
                | "allowed"
                | "permitted"
                | "free"
                | "be"
                | "kunna"
        );
        if !may
            || found.iter().any(|draft| {
                draft.kind == "corridor_access" && draft.first <= at && at < draft.last
            })
        {
            continue;
        }
        let to = (at + 6).min(scan.sentence.last);
        let verb = scan
            .marks(Tag::Leave, at + 1, to)
            .find(|leave| scan.value(leave) == "inf")
            .or_else(|| scan.marks(Tag::Use, at + 1, to).next())
            .map(|mark| mark.last)
            .or_else(|| {
                (at + 1..to)
                    .find(|verb| {
                        matches!(
                            scan.word(*verb),
                            "bruke"
                                | "use"
                                | "passere"
                                | "reise"
                                | "pass"
                                | "forlate"
                                | "nytte"
                                | "gå"
                                | "board"
                                | "go"
                                | "dra"
                        )
                    })
                    .map(|verb| verb + 1)
            });
        let Some(end) = verb else { continue };
        // "could be brought out" tells what is done with people, not what they may do.
        if (at + 1..end).any(|at| {
            matches!(
                scan.word(at),
                "brought" | "taken" | "carried" | "evacuated" | "moved" | "flown" | "transferred"
            )
        }) {
            continue;
        }
        // Away from any corridor, only who may pass or go is about one.
        if !near
            && !matches!(
                scan.word(end - 1),
                "passere" | "pass" | "gå" | "board" | "leave" | "forlate"
            )
        {
            continue;
        }
        let from = at
            .saturating_sub(8)
            .max(scan.floor(at))
            .max(scan.sentence.first);
        let people: Vec<&Mark> = scan.marks(Tag::Person, from, at).collect();
        let Some(last) = people.last() else { continue };
        if at - last.last > 6
            || (last.last..at)
                .any(|at| matches!(scan.word(at), "," | ";" | "that" | "at" | "said" | "sier"))
            || scan.groups.iter().any(|group| {
                group.first <= last.first
                    && last.first <= group.last + 1
                    && group.quantity.max.is_some()
            })
        {
            continue;
        }
        let groups = without_people(scan, groups(scan, &people), &people);
        let mut draft = scan.draft("access.may", "corridor_access", (people[0].first, end));
        draft.value.insert("groups".to_owned(), Value::from(groups));
        draft
            .value
            .insert("purpose".to_owned(), Value::from("leave"));
        draft
            .value
            .insert("direction".to_owned(), Value::from("out"));
        draft.negative = scan.negated(at, end);
        found.push(draft);
    }
}

fn close(people: &[&Mark], allow: &Mark) -> bool {
    people
        .iter()
        .any(|mark| mark.first.abs_diff(allow.last) <= 6 || mark.last.abs_diff(allow.first) <= 6)
}
