//! Judging missions, notifications, appointments and intentions.

use super::check::Check;
use crate::fact::{Appointment, Intention, Kept, Mission, Notify, Outcome};
use crate::refusal::Code;

pub fn due(check: &mut Check<'_>, due: &Appointment) {
    check.new_name(
        "due",
        &due.due,
        check.board.appointments.contains_key(&due.due),
    );
    check.plausible("by", due.by);
    if let Some(about) = &due.about {
        check.covered("about", about);
    }
}

pub fn done(check: &mut Check<'_>, kept: &Kept) {
    check.appointment("due", &kept.due);
    if check
        .board
        .appointments
        .get(&kept.due)
        .is_some_and(|state| !state.kept.is_empty())
    {
        let found = format!("{} took place already", kept.due);
        check.refuse(Code::NameTaken, "due", found, "an appointment that is open");
    }
}

pub fn intention(check: &mut Check<'_>, asked: &Intention) {
    if let Some(zone) = &asked.zone {
        check.zone("zone", zone);
    }
    check.source("source", &asked.source);
    if asked.wishes.is_empty() {
        check.refuse(Code::Missing, "wishes", "no answer", "how many said what");
    }
    check.at_most("wishes", asked.wishes.len(), 10);
    for (index, (wish, figure)) in asked.wishes.iter().enumerate() {
        check.figure("wishes", *figure);
        if asked.wishes[..index].iter().any(|(other, _)| other == wish) {
            check.refuse(
                Code::NameTaken,
                "wishes",
                "one wish twice",
                "each wish once",
            );
        }
    }
}

pub fn notify(check: &mut Check<'_>, notify: &Notify) {
    let taken = check.board.notifications.contains_key(&notify.notification);
    check.new_name("notification", &notify.notification, taken);
    check.party("party", &notify.party);
    if let Some(about) = &notify.about {
        check.covered("about", about);
    }
    if let Some(deadline) = notify.deadline {
        check.plausible("deadline", deadline);
    }
}

/// A receipt, or an answer: only of what was sent, and only by the party that it was sent to.
pub fn receipt(check: &mut Check<'_>, notification: &str, party: &str, place: &str) {
    match check.board.notifications.get(notification) {
        None => check.notification(place, notification),
        Some(state) if state.notify.party != party => {
            let found = format!("{notification} was sent to {}", state.notify.party);
            check.refuse(
                Code::SentToAnother,
                place,
                found,
                format!("a notification to {party}"),
            );
        }
        Some(_) => {}
    }
}

pub fn mission(check: &mut Check<'_>, mission: &Mission) {
    check.name("mission", &mission.mission);
    for (place, figure) in [
        ("litter", mission.litter),
        ("ambulatory", mission.ambulatory),
    ] {
        if let Some(figure) = figure {
            check.figure(place, figure);
        }
    }
    if let Some(corridor) = &mission.corridor {
        check.corridor("corridor", corridor);
    }
    check.at_most("guarantors", mission.guarantors.len(), 50);
    for party in &mission.guarantors {
        check.party("guarantors", party);
    }
}

pub fn outcome(check: &mut Check<'_>, outcome: &Outcome) {
    check.mission("mission", &outcome.mission);
    if let Some(moved) = outcome.moved {
        check.figure("moved", moved);
    }
}
