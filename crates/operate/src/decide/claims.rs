//! Judging what is done with claims. No claim becomes a fact without a named person, and none is confirmed by itself.

use super::check::Check;
use crate::event::Flag;
use crate::fact::{
    Answerable, Claim, Copy, Credibility, Incident, Judge, Material, Modality, Precision, Relate,
    Role, Settle, Settled, Source,
};
use crate::refusal::Code;
use crate::time::Stamp;

pub fn source(check: &mut Check<'_>, source: &Source, by: &str) {
    check.name("source", &source.source);
    check.name("root", &source.root);
    let before = check.board.sources.get(&source.source);
    let coordinates =
        (check.board.actors.get(by)).is_some_and(|actor| actor.role == Role::Coordinator);
    if let Some(before) = before.filter(|before| before.root != source.root && !coordinates) {
        let found = format!("the root {}, before it was {}", source.root, before.root);
        let expected = "the same root: whether a source is independent, a coordinator decides";
        check.refuse(Code::NameTaken, "root", found, expected);
    }
    check.at_most("apart_from", source.apart_from.len(), 100);
    for other in &source.apart_from {
        check.source("apart_from", other);
    }
    if !source.apart_from.is_empty() && !coordinates {
        let found = format!("{by} says that sources that look alike are two");
        let expected = "a coordinator: whether a source is independent, a coordinator decides";
        check.refuse(Code::RoleMayNot, "apart_from", found, expected);
    }
    if check.board.look_alikes(source).next().is_some() {
        check.flag(Flag::LooksLikeAnotherSource);
    }
}

pub fn report(check: &mut Check<'_>, claim: &Claim, known: Stamp) {
    check.new_name(
        "claim",
        &claim.claim,
        check.board.claims.contains_key(&claim.claim),
    );
    check.source("source", &claim.source);
    check.at_most("told_by", claim.told_by.len(), 20);
    for teller in &claim.told_by {
        check.source("told_by", teller);
    }
    check.at_most("corridors", claim.place.corridors.len(), 200);
    for corridor in &claim.place.corridors {
        check.corridor("place.corridors", corridor);
    }
    for gate in &claim.place.gates {
        check.gate("place.gates", gate);
    }
    let named = claim.place.corridors.len() + claim.place.gates.len();
    if matches!(claim.place.precision, Precision::Named | Precision::Near) && named == 0 {
        let expected =
            "the corridor or gate; one_of for \"a corridor\", unknown where none can be said";
        check.refuse(
            Code::Missing,
            "place",
            "a named place without a name",
            expected,
        );
    }
    if let Some(persons) = claim.persons {
        check.figure("persons", persons);
    }
    if claim.credibility == Some(Credibility::Confirmed) {
        let expected =
            "2 to 6 here; 1 is given by record judge, with the independent claim that confirms it";
        check.refuse(
            Code::ConfirmationMissing,
            "credibility",
            "a claim that confirms itself",
            expected,
        );
    }
    if let Some(material) = &claim.material {
        check.material("material", material);
    }
    if let Some(when) = &claim.when {
        check.plausible("when", when.earliest);
        check.plausible("when", when.latest);
        if when.latest < when.earliest {
            check.flag(Flag::EndsBeforeItStarts);
        }
        let has_happened = matches!(claim.modality, Modality::Asserted | Modality::Reported);
        if has_happened && when.earliest > known {
            check.flag(Flag::KnownBeforeItHappened);
        }
        let seconds = when.latest.0.seconds_since(when.earliest.0);
        if claim
            .stated_hours
            .is_some_and(|hours| i64::from(hours) * 3600 != seconds)
        {
            check.flag(Flag::HoursContradictTimes);
        }
    }
}

pub fn relate(check: &mut Check<'_>, relate: &Relate) {
    check.claim("claim", &relate.claim);
    check.claim("to", &relate.to);
    if relate.claim == relate.to {
        check.refuse(
            Code::RelatedToItself,
            "to",
            relate.to.clone(),
            "another claim",
        );
    }
}

pub fn judge(check: &mut Check<'_>, judge: &Judge) {
    let (known, kind, name) = match &judge.subject {
        Answerable::Claim(claim) => (check.claim("subject", claim), "claim", claim),
        Answerable::Count(count) => (check.count("subject", count), "count", count),
    };
    if !known || judge.credibility != Credibility::Confirmed {
        return;
    }
    let Some(other) = &judge.confirmed_by else {
        let expected =
            format!("--confirmed-by with a {kind} of an independent root that supports it");
        check.refuse(
            Code::ConfirmationMissing,
            "confirmed_by",
            "1 without a confirmation",
            expected,
        );
        return;
    };
    if other == name {
        check.refuse(
            Code::ConfirmationNotIndependent,
            "confirmed_by",
            "confirmed by itself",
            format!("another {kind}"),
        );
        return;
    }
    let board = check.board;
    let roots = match &judge.subject {
        Answerable::Claim(claim) => {
            if !check.claim("confirmed_by", other) {
                return;
            }
            if !board.stands(other) {
                let found = format!("{other} was taken back");
                let expected = "a claim that stands";
                check.refuse(Code::ConfirmationUnrelated, "confirmed_by", found, expected);
            } else if !board.supports(other, claim) && !board.supports(claim, other) {
                let found = format!("no person has set that {other} supports {claim}");
                let expected = "record relate first, with the reason";
                check.refuse(Code::ConfirmationUnrelated, "confirmed_by", found, expected);
            }
            (
                board.claim_root(claim).to_owned(),
                board.claim_root(other).to_owned(),
            )
        }
        Answerable::Count(count) => {
            if !check.count("confirmed_by", other) {
                return;
            }
            let (Some(one), Some(two)) = (board.counts.get(count), board.counts.get(other)) else {
                return;
            };
            let common = one.interval.to.min(two.interval.to);
            let common = common
                .0
                .seconds_since(one.interval.from.max(two.interval.from).0);
            let apart = two.superseded.is_some()
                || common * 2 < one.interval.seconds()
                || one.persons.low > two.persons.high
                || two.persons.low > one.persons.high;
            if apart || !board.count_the_same(count, other) {
                let found = format!(
                    "{other} counts another place or time, another passage or other numbers"
                );
                check.refuse(
                    Code::ConfirmationUnrelated,
                    "confirmed_by",
                    found,
                    "a count of the same that agrees with it",
                );
            }
            (
                board.root_of(&one.source).to_owned(),
                board.root_of(&two.source).to_owned(),
            )
        }
    };
    if roots.0 == roots.1 {
        let found = format!("both rest on the root {}", roots.0);
        let expected = "an independent root: a party, its ally and their media count once";
        check.refuse(
            Code::ConfirmationNotIndependent,
            "confirmed_by",
            found,
            expected,
        );
    }
}

pub fn incident(check: &mut Check<'_>, incident: &Incident) {
    check.name("incident", &incident.incident);
    if incident.claims.is_empty() {
        check.refuse(
            Code::Missing,
            "claims",
            "an incident without claims",
            "at least one claim: an incident is made of claims",
        );
    }
    check.at_most("claims", incident.claims.len(), 200);
    for claim in &incident.claims {
        check.claim("claims", claim);
    }
}

pub fn settle(check: &mut Check<'_>, settle: &Settle) {
    check.incident("incident", &settle.incident);
    let Some(state) = check.board.incidents.get(&settle.incident) else {
        return;
    };
    if settle.settled != Settled::Confirmed {
        return;
    }
    let board = check.board;
    let affirming = state.incident.claims.iter().filter(|claim| {
        let state = board.claims.get(*claim);
        state.is_some_and(|state| state.withdrawn.is_none() && state.affirms())
    });
    let roots = board.roots_of(affirming);
    if roots.len() < 2 {
        let found = format!("claims of {} independent root", roots.len());
        let expected = "at least two independent roots that say so";
        check.refuse(Code::ConfirmationNotIndependent, "settled", found, expected);
    }
}

pub fn material(check: &mut Check<'_>, material: &Material) {
    check.name("material", &material.material);
    check.hash("sha256", &material.sha256);
    if let Some(sealed) = &material.sealed {
        check.hash("sealed", sealed);
    }
    if check.board.materials.contains_key(&material.material) {
        let expected = "another name: a copy is recorded once and never altered";
        check.refuse(
            Code::EvidenceAltered,
            "material",
            format!("{} is recorded", material.material),
            expected,
        );
    }
    if let Some(source) = &material.source {
        check.source("source", source);
    }
    match (&material.copy, &material.made_from) {
        (Copy::Working, Some(from)) => check.material("made_from", from),
        (Copy::Working, None) => {
            let expected = "the evidentiary copy that it was made from";
            check.refuse(
                Code::Missing,
                "made_from",
                "a working copy of nothing",
                expected,
            );
        }
        (Copy::Evidentiary, Some(_)) => {
            let expected = "no made_from: it is the bytes as received";
            check.refuse(
                Code::EvidenceAltered,
                "made_from",
                "an evidentiary copy made from another",
                expected,
            );
        }
        (Copy::Evidentiary, None) => {}
    }
}
