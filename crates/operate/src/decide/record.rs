//! Judging what a record says of itself.

use super::check::Check;
use crate::fact::{Actor, Erase, Opened, Resolve, Role, Rules, Setup, Withdraw};
use crate::refusal::Code;

pub fn opened(check: &mut Check<'_>, opened: &Opened) {
    if check.board.opened.is_some() || check.board.size > 0 {
        check.refuse(
            Code::AlreadyOpened,
            "opened",
            "a second start",
            "a record that is empty",
        );
    }
    check.hash("scenario_sha256", &opened.scenario_sha256);
    check.name("site", &opened.site);
}

pub fn setup(check: &mut Check<'_>, setup: &Setup) {
    if !check.board.actors.is_empty() {
        let expected =
            "a new record: what was planned for stays as it was when the record was opened";
        check.refuse(
            Code::AlreadyOpened,
            "setup",
            "places of the scenario after the start",
            expected,
        );
    }
    for corridor in &setup.corridors {
        check.new_name(
            "corridors",
            &corridor.corridor,
            check.board.corridors.contains_key(&corridor.corridor),
        );
    }
}

pub fn actor(check: &mut Check<'_>, actor: &Actor) {
    check.name("actor", &actor.actor);
}

pub fn rules(check: &mut Check<'_>, rules: &Rules) {
    if rules.silence_minutes == 0 || rules.silence_minutes > 1_440 {
        let found = format!("{} minutes of silence", rules.silence_minutes);
        check.refuse(Code::FigureAbsurd, "silence_minutes", found, "1 to 1440");
    }
    if rules.roots_to_contest == 0 || rules.roots_to_contest > 100 {
        let found = format!("{} roots", rules.roots_to_contest);
        check.refuse(Code::FigureAbsurd, "roots_to_contest", found, "1 to 100");
    }
    if rules.signatures == 0 || rules.signatures > 100 {
        let found = format!("{} signatures", rules.signatures);
        check.refuse(Code::FigureAbsurd, "signatures", found, "1 to 100");
    }
    for party in &rules.guarantors {
        check.party("guarantors", party);
    }
}

pub fn erase(check: &mut Check<'_>, erase: &Erase, by: &str) {
    if erase.commitments.is_empty() {
        check.refuse(
            Code::Missing,
            "commitments",
            "nothing to erase",
            "at least one commitment, as korridor log shows them",
        );
    }
    check.at_most("commitments", erase.commitments.len(), 500);
    for commitment in &erase.commitments {
        check.hash("commitments", commitment);
    }
    check.actor("approved_by", &erase.approved_by);
    if erase.approved_by == by {
        let found = format!("{by} alone");
        check.refuse(
            Code::SecondPersonMissing,
            "approved_by",
            found,
            "a second person: nobody erases alone",
        );
    }
}

pub fn resolve(check: &mut Check<'_>, resolve: &Resolve) {
    if !check.conflict("conflict", &resolve.conflict) {
        return;
    }
    let state = &check.board.conflicts[&resolve.conflict];
    if let Some((from, keep)) = &state.resolved {
        let found = format!("{} resolved it and kept {keep}", from.id);
        let expected = "what holds now as an entry of its own: a resolution is not changed";
        check.refuse(Code::AlreadyResolved, "conflict", found, expected);
    }
    let conflict = &state.conflict;
    if resolve.keep != conflict.here && resolve.keep != conflict.there {
        let expected = format!("{} or {}", conflict.here, conflict.there);
        check.refuse(Code::NotOneOfTheTwo, "keep", resolve.keep.clone(), expected);
    }
}

/// Everybody takes back what they entered themselves; a coordinator, what anybody did.
pub fn withdraw(check: &mut Check<'_>, withdraw: &Withdraw, by: &str) {
    let (board, entry) = (check.board, withdraw.entry.as_str());
    if !board.ids.contains_key(entry) {
        let found = format!("no entry {:?}", entry.chars().take(60).collect::<String>());
        let expected = "the id or the number of an entry, as korridor log shows them";
        check.refuse(Code::UnknownEntry, "entry", found, expected);
        return;
    }
    if let Some(from) = board.withdrawn.get(entry) {
        let found = format!("{} took it back", from.id);
        let expected = "what holds now as an entry of its own: what was taken back stays so";
        check.refuse(Code::AlreadyWithdrawn, "entry", found, expected);
        return;
    }
    let Some((_, entered_by)) = board.withdrawable(entry) else {
        let expected = "an entry of the same kind with what is right: a source, a relation, a judgement, a mission or the \
                        rules are entered again; an announcement of the record itself stays";
        let found = "an entry of a kind that is not taken back";
        check.refuse(Code::CannotBeWithdrawn, "entry", found, expected);
        return;
    };
    let coordinates = (board.actors.get(by)).is_some_and(|actor| actor.role == Role::Coordinator);
    if entered_by != by && !coordinates {
        let found = format!("{entered_by} entered it");
        let expected = format!("{entered_by} or a coordinator");
        check.refuse(Code::RoleMayNot, "by", found, expected);
    }
}
