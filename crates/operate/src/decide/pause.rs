//! Judging what is said of the pause and its corridors.

use std::collections::BTreeSet;

use super::check::Check;
use crate::event::{Command, Flag};
use crate::fact::{
    Agree, Amend, Confirm, Decision, Declare, Go, GoNoGo, Guarantee, GuaranteeFor, GuaranteeStep,
    ItemAnswer, Name, Status, Subject, Trip,
};
use crate::refusal::Code;
use crate::time::Stamp;
use crate::view::party_windows;

pub fn declare(check: &mut Check<'_>, declare: &Declare) {
    check.party("party", &declare.party);
    check.subject("subject", &declare.subject);
    check.at_most("windows", declare.windows.len(), 100);
    for span in &declare.windows {
        check.span("windows", *span);
    }
    let mut windows = declare.windows.clone();
    windows.sort();
    if windows.windows(2).any(|pair| pair[0].overlaps(pair[1])) {
        let found = "windows that overlap";
        check.refuse(
            Code::IntervalBackwards,
            "windows",
            found,
            "windows apart from each other",
        );
    }
    if let Some(promised) = declare.promised {
        check.figure("promised", promised);
    }
    let seconds: i64 = windows.iter().map(|span| span.seconds()).sum();
    if let Some(hours) = declare.stated_hours.filter(|_| !windows.is_empty())
        && i64::from(hours) * 3600 != seconds
    {
        check.flag(Flag::HoursContradictTimes);
    }
}

pub fn agree(check: &mut Check<'_>, agree: &Agree) {
    check.party_of_the_pause("party", &agree.party);
    check.subject("subject", &agree.subject);
}

pub fn amend(check: &mut Check<'_>, amend: &Amend, command: &Command) {
    check.party("party", &amend.party);
    check.subject("subject", &amend.subject);
    check.at_most("ends", amend.ends.len(), 20);
    for end in &amend.ends {
        check.plausible("ends", *end);
    }
    let Some(earliest) = amend.ends.iter().min() else {
        check.refuse(
            Code::Missing,
            "ends",
            "no end",
            "every end that the statement can mean",
        );
        return;
    };
    let subject = match &amend.subject {
        Subject::Pause => Some(&check.board.pause),
        Subject::Corridor(corridor) => check
            .board
            .corridors
            .get(corridor)
            .map(|state| &state.subject),
    };
    let Some(subject) = subject else { return };
    let windows = party_windows(&amend.party, subject);
    let window = windows
        .iter()
        .filter(|window| window.span.from < *earliest)
        .max_by_key(|window| window.span.from);
    match window {
        None => {
            let found = format!(
                "an end at {earliest} of a window that {} has not declared",
                amend.party
            );
            check.refuse(
                Code::NoSuchWindow,
                "ends",
                found,
                "an end after the start of a window that it declared",
            );
        }
        Some(window) => {
            if command.occurred.latest >= window.span.to && *earliest > window.span.to {
                check.flag(Flag::StatedLate);
            }
            if amend.ends.iter().any(|end| end != earliest) {
                check.flag(Flag::AmbiguousEnd);
            }
        }
    }
}

pub fn guarantee(check: &mut Check<'_>, step: &Guarantee) {
    check.name("guarantee", &step.guarantee);
    if !may_guarantee(check, step) {
        check.party_of_the_pause("party", &step.party);
    }
    check.covered("covers", &step.covers);
    if let Some(interval) = step.interval {
        check.span("interval", interval);
    }
    if let Some(expires) = step.expires {
        check.plausible("expires", expires);
    }
    if step.step == GuaranteeStep::Given {
        if step.interval.is_none() {
            let expected = "the interval that it covers: a guarantee without one covers nothing";
            check.refuse(
                Code::Missing,
                "interval",
                "a guarantee without hours",
                expected,
            );
        }
        if step.level.is_none() {
            let expected = "informal, verbal or written";
            check.refuse(
                Code::Missing,
                "level",
                "a guarantee that does not say how firmly it was given",
                expected,
            );
        }
    }
    let Some(state) = check.board.guarantees.get(&step.guarantee) else {
        if step.step == GuaranteeStep::Withdrawn {
            let found = format!("{} was never given", step.guarantee);
            check.refuse(
                Code::GuaranteeOrder,
                "step",
                found,
                "a guarantee that was given before",
            );
        }
        return;
    };
    if state.party != step.party || state.covers != step.covers {
        let found = format!("{} is of {}", step.guarantee, state.party);
        let expected = "the same party and subject as in its first step, or another name";
        check.refuse(Code::GuaranteeDiffers, "guarantee", found, expected);
    }
    let given = state
        .steps
        .iter()
        .any(|earlier| earlier.step == GuaranteeStep::Given);
    if step.step == GuaranteeStep::Withdrawn && !given {
        let found = format!("{} was never given", step.guarantee);
        check.refuse(
            Code::GuaranteeOrder,
            "step",
            found,
            "a guarantee that was given before",
        );
    }
}

/// Whether the rules or the mission name a party as guarantor that is not one of the pause.
fn may_guarantee(check: &Check<'_>, step: &Guarantee) -> bool {
    let named = match &step.covers {
        GuaranteeFor::Mission(mission) => check
            .board
            .missions
            .get(mission)
            .map(|state| &state.mission.guarantors),
        GuaranteeFor::Corridor(_) => None,
    };
    check.board.rules.guarantors.contains(&step.party)
        || named.is_some_and(|named| named.contains(&step.party))
}

pub fn confirm(check: &mut Check<'_>, confirm: &Confirm) {
    check.gate("gate", &confirm.gate);
    check.party("party", &confirm.party);
    let operator = check
        .board
        .gates
        .get(&confirm.gate)
        .and_then(|gate| gate.gate.operated_by.as_ref());
    if let Some(operator) = operator.filter(|operator| **operator != confirm.party) {
        let found = format!("{} for a gate that {operator} operates", confirm.party);
        let expected = format!("the commander of {operator}");
        check.refuse(Code::UnknownParty, "party", found, expected);
    }
}

pub fn go(check: &mut Check<'_>, go: &Go) {
    check.corridor("corridor", &go.corridor);
    check.at_most("items", go.items.len(), 200);
    check.at_most("stop_triggers", go.stop_triggers.len(), 100);
    for trigger in &go.stop_triggers {
        check.name("stop_triggers", trigger);
    }
    for signer in &go.signed_by {
        check.actor("signed_by", signer);
    }
    if go.signed_by.is_empty() {
        check.refuse(
            Code::Missing,
            "signed_by",
            "nobody signed",
            "the pseudonym of each person who signed",
        );
    }
    let mut signers = go.signed_by.clone();
    signers.sort_unstable();
    signers.dedup();
    if signers.len() != go.signed_by.len() {
        check.refuse(
            Code::NameTaken,
            "signed_by",
            "one person twice",
            "each person once",
        );
    }
    if go.decision == GoNoGo::Go {
        if go.stop_triggers.is_empty() {
            let expected = "at least one agreed reason to stop";
            check.refuse(Code::Missing, "stop_triggers", "no stop trigger", expected);
        }
        if go.items.is_empty() {
            check.refuse(
                Code::Missing,
                "items",
                "an empty list",
                "what was asked, with its answers",
            );
        }
        for item in go
            .items
            .iter()
            .filter(|item| item.answer != ItemAnswer::Yes)
        {
            let found = format!("go, although {:?} is not yes", item.item);
            check.refuse(
                Code::GoContradictsItems,
                "items",
                found,
                "no-go, or an item that is yes",
            );
        }
    }
}

pub fn trip(check: &mut Check<'_>, trip: &Trip) {
    if !check.corridor("corridor", &trip.corridor) {
        return;
    }
    // Those of every list: a later one that says no disarms nobody.
    let lists = check.board.corridors[&trip.corridor].go.all();
    let agreed: BTreeSet<&Name> = lists.iter().flat_map(|(_, go)| &go.stop_triggers).collect();
    if !agreed.contains(&trip.trigger) {
        let names: Vec<&str> = agreed.iter().map(|name| name.as_str()).collect();
        let names = names.join(", ");
        let expected = if names.is_empty() {
            "a go/no-go list with stop triggers; record status suspend suspends without one"
                .to_owned()
        } else {
            format!("one of: {names}; record status suspend suspends for any reason")
        };
        check.refuse(
            Code::UnknownTrigger,
            "trigger",
            format!("{:?}", trip.trigger),
            expected,
        );
    }
}

pub fn status(check: &mut Check<'_>, status: &Status, at: Stamp) {
    if !check.corridor("corridor", &status.corridor) {
        return;
    }
    if !matches!(status.decision, Decision::Open | Decision::Restrict) {
        return;
    }
    let state = &check.board.corridors[&status.corridor];
    let admits = &state.corridor.admits;
    if !admits.is_empty() && admits.iter().all(|group| group == "armed_persons") {
        let found = format!("{} admits armed persons only", status.corridor);
        let expected =
            "their movement is recorded as the party's condition and never run by this board";
        check.refuse(Code::ArmedOnly, "corridor", found, expected);
    }
    for obstacle in check.board.obstacles(&status.corridor, at) {
        let place = format!("corridor {}, rule {}", status.corridor, obstacle.rule);
        let expected = remedy(obstacle.rule);
        check.refuse(Code::CannotOpen, &place, obstacle.because, expected);
    }
}

/// What to enter once it is so, for each rule that stands against opening.
fn remedy(rule: &str) -> &'static str {
    match rule {
        "outside-the-pause" => {
            "a window of the pause that holds then: declare, or amend for another end"
        }
        "outside-the-corridors-hours" => {
            "hours of the corridor that hold then: declare --corridor, or amend --corridor"
        }
        "consent-refused" => {
            "the consent of that party anew: agree, or respond --response accepted to the notification"
        }
        "guarantee-missing" => {
            "a guarantee that covers that time: guarantee --step given, with its level and interval"
        }
        "commander-has-not-confirmed" => {
            "the commander's confirmation: confirm GATE --commander confirmed"
        }
        "go-list-not-signed" => {
            "a list with more signatures: go --decision go, --signed-by once for each"
        }
        "no-go" | "no-go-list" => "a go/no-go list that says go, signed since: go --decision go",
        "contested-by-decision" => "the contest settled by a person: status CORRIDOR uncontest",
        "contested-by-claims" => {
            "the claims judged (judge, settle), or the contest settled: status CORRIDOR uncontest"
        }
        "conflict-between-records" => "the conflict resolved by a person: resolve",
        _ => "every condition in hand before anybody is told that it is open",
    }
}
