//! What is due, missions, notifications, intentions.

use anstyle::Style;
use korridor_operate::fact::Figure;
use korridor_operate::view::{AppointmentView, GuaranteeView, MissionView, NotificationView};

use super::Shown;
use super::page::{CALM, CARE, FAINT, Page, STOP, STRONG};
use super::words::{between, fact_about, figure, standing, word};

const PLAIN: Style = Style::new();

/// What should have happened and did not, before anything else.
pub fn overdue(shown: &Shown<'_>, page: &mut Page) {
    let view = shown.view;
    let due: Vec<&AppointmentView> = view.appointments.iter().filter(|due| due.overdue).collect();
    let unanswered: Vec<&NotificationView> = view
        .notifications
        .iter()
        .filter(|sent| sent.overdue)
        .collect();
    if due.is_empty() && unanswered.is_empty() {
        return;
    }
    page.heading("OVERDUE", "");
    for due in due {
        let text = format!(
            "{}, due at {}, {} ago",
            appointment(due),
            shown.time(due.by),
            between(due.by, view.at)
        );
        page.prose(STOP, 2, &text);
    }
    for sent in unanswered {
        let deadline = sent.deadline.map(|by| shown.time(by)).unwrap_or_default();
        let text = format!(
            "answer of {} to notification {}, expected by {deadline}",
            sent.party, sent.notification
        );
        page.prose(STOP, 2, &text);
    }
}

fn appointment(due: &AppointmentView) -> String {
    let about = due
        .about
        .as_ref()
        .map(|about| format!(", {}", fact_about(about)));
    format!(
        "{} {}{}",
        word(&due.kind),
        due.due,
        about.unwrap_or_default()
    )
}

pub fn due(shown: &Shown<'_>, page: &mut Page) {
    let mut coming = shown
        .view
        .appointments
        .iter()
        .filter(|due| !due.overdue)
        .peekable();
    if coming.peek().is_none() {
        return;
    }
    page.heading("DUE", "");
    for due in coming {
        let in_time = between(shown.view.at, due.by);
        page.prose(
            PLAIN,
            2,
            &format!("{} {}, in {in_time}", shown.time(due.by), appointment(due)),
        );
    }
}

pub fn missions(shown: &Shown<'_>, page: &mut Page) {
    if shown.view.missions.is_empty() {
        return;
    }
    page.heading("MEDICAL EVACUATIONS", "the most pressing first");
    for mission in &shown.view.missions {
        let (style, state) = state_of(mission);
        page.row(&[
            (PLAIN, 2, ""),
            (STRONG, 20, &mission.mission),
            (STRONG, 16, &word(&mission.precedence)),
            (style, 0, &state),
        ]);
        let patients = format!(
            "must lie: {}; can sit or walk: {}",
            known(mission.litter),
            known(mission.ambulatory)
        );
        if let Some(why) = &mission.held_up {
            page.prose(CARE, 6, &format!("held up: {why}"));
        }
        page.prose(PLAIN, 6, &patients);
        page.prose(FAINT, 6, &parties(shown, &mission.guarantees));
    }
}

fn known(persons: Option<Figure>) -> String {
    persons.map_or("not known".to_owned(), figure)
}

fn state_of(mission: &MissionView) -> (Style, String) {
    let guarantees = format!(
        "{} of {} guarantees",
        mission.hold,
        mission.guarantees.len()
    );
    if let Some(outcome) = mission.outcome {
        let moved = mission
            .moved
            .map(|moved| format!(", {} moved", figure(moved)));
        let text = format!(
            "{}{}; {guarantees}",
            word(&outcome),
            moved.unwrap_or_default()
        );
        return (STRONG, text);
    }
    match mission.is_cleared() {
        true => (CALM, format!("cleared: {guarantees}")),
        false => (CARE, format!("not cleared: {guarantees}")),
    }
}

/// How each party's guarantee stands.
pub fn parties(shown: &Shown<'_>, guarantees: &[GuaranteeView]) -> String {
    let each = guarantees.iter().map(|view| {
        let until = view
            .expires
            .map(|at| format!(", lapses at {}", shown.time(at)));
        let conditional = if view.conditional {
            ", with conditions"
        } else {
            ""
        };
        let anew = if view.needed_anew {
            ", given before the stop, so needed anew"
        } else {
            ""
        };
        let said = standing(view.standing);
        format!(
            "{}: {said}{}{conditional}{anew}",
            view.party,
            until.unwrap_or_default()
        )
    });
    let each: Vec<String> = each.collect();
    match each.is_empty() {
        true => "no party could guarantee".to_owned(),
        false => each.join("; "),
    }
}

pub fn notifications(shown: &Shown<'_>, page: &mut Page) {
    if shown.view.notifications.is_empty() {
        return;
    }
    page.heading(
        "NOTIFICATIONS",
        "received is not accepted, and accepted is no guarantee",
    );
    for sent in &shown.view.notifications {
        let received = match sent.received {
            Some(at) => format!("received {}", shown.time(at)),
            None => "no receipt".to_owned(),
        };
        let answer = match sent.response {
            Some(response) => format!("answer: {}", word(&response)),
            None => "no answer".to_owned(),
        };
        let text = format!(
            "{} to {}, {} by {}, sent {}; {received}; {answer}",
            sent.notification,
            sent.party,
            word(&sent.kind),
            word(&sent.channel),
            shown.time(sent.sent)
        );
        page.prose(PLAIN, 2, &text);
    }
}

pub fn intentions(shown: &Shown<'_>, page: &mut Page) {
    if shown.view.intentions.is_empty() {
        return;
    }
    page.heading(
        "WHAT PEOPLE SAY THEY WANT",
        "their own will, apart from any agreement of parties",
    );
    for asked in &shown.view.intentions {
        let wishes = asked
            .wishes
            .iter()
            .map(|(wish, persons)| format!("{}: {}", word(wish), figure(*persons)));
        let wishes: Vec<String> = wishes.collect();
        let place = asked.zone.as_deref().unwrap_or("all zones");
        let text = format!(
            "{place}, {}, asked by {}: {}",
            shown.time(asked.asked_at),
            asked.source,
            wishes.join("; ")
        );
        page.prose(PLAIN, 2, &text);
        page.prose(FAINT, 6, &format!("how: {}", shown.text(&asked.asked)));
        let unasked = match (asked.asked_about_staying, asked.asked_about_return) {
            (true, true) => continue,
            (false, true) => "whether staying is a real option",
            (true, false) => "whether coming back is a real option",
            (false, false) => "whether staying or coming back is a real option",
        };
        page.prose(FAINT, 6, &format!("not asked: {unasked}"));
    }
}
