//! The top of the board: what, when, and how the pause stands.

use anstyle::Style;
use korridor_operate::Nature;
use korridor_operate::view::{EndReason, PartyWindow, WindowState};

use super::Shown;
use super::page::{CALM, CARE, FAINT, MARK, Page, STRONG};
use super::words::{between, end_reason, listed, window_state, word};
use crate::record::times::rfc3339;

const PLAIN: Style = Style::new();

pub fn draw(shown: &Shown<'_>, page: &mut Page) {
    top(shown, page);
    pause(shown, page);
}

/// What stands above every board and every explanation: what it is of, how known, and that it is confidential.
pub fn top(shown: &Shown<'_>, page: &mut Page) {
    let view = shown.view;
    mark(shown, page);
    page.ends((STRONG, &view.title), (STRONG, "CONFIDENTIAL"));
    let at = rfc3339(shown.clock, view.at);
    let (date, offset) = (&at[..10], &at[19..]);
    page.prose(
        PLAIN,
        0,
        &format!(
            "As known at {date} {} ({}, UTC{offset}), from {} entries",
            &at[11..16],
            view.time_zone,
            view.entries
        ),
    );
    for only in &shown.only {
        page.prose(CARE, 0, only);
    }
}

/// A big mark where it is practice.
pub fn mark(shown: &Shown<'_>, page: &mut Page) {
    if shown.view.nature != Some(Nature::Exercise) {
        return;
    }
    const WORD: &str = "  EXERCISE  ";
    let bar = WORD.repeat(page.columns / WORD.len());
    let gap = page.columns - bar.len();
    let line = format!("{}{bar}{}", " ".repeat(gap / 2), " ".repeat(gap - gap / 2));
    page.line(MARK, &line);
}

fn pause(shown: &Shown<'_>, page: &mut Page) {
    let pause = &shown.view.pause;
    page.heading("PAUSE", "");
    let (style, state) = match (pause.agreed, pause.declared_by.is_empty()) {
        (true, _) => (CALM, "agreed by every party".to_owned()),
        (false, true) => (CARE, "not declared".to_owned()),
        (false, false) => (CARE, "declared, not agreed".to_owned()),
    };
    page.prose(style, 2, &state);
    if !pause.declared_by.is_empty() {
        let agreed = match pause.agreed_by.as_slice() {
            [] => String::new(),
            parties => format!("; agreed by {}", listed(parties)),
        };
        let missing: Vec<String> = pause
            .not_agreed
            .iter()
            .map(|(party, said)| match said {
                Some(said) => format!("{party} ({})", word(said)),
                None => party.clone(),
            })
            .collect();
        let missing = match missing.is_empty() {
            true => String::new(),
            false => format!("; not agreed: {}", missing.join(", ")),
        };
        let declared = listed(&pause.declared_by);
        page.prose(
            PLAIN,
            2,
            &format!("declared by {declared}{agreed}{missing}"),
        );
    }
    if !pause.purposes.is_empty() {
        let purposes: Vec<String> = pause.purposes.iter().map(word).collect();
        page.prose(PLAIN, 2, &format!("for {}", listed(&purposes)));
    }
    hours(shown, page);
}

fn hours(shown: &Shown<'_>, page: &mut Page) {
    let (pause, at) = (&shown.view.pause, shown.view.at);
    let windows = &pause.hours.windows;
    let next = windows
        .iter()
        .map(|window| window.from)
        .find(|from| *from > at);
    let ended = windows
        .iter()
        .map(|window| window.to)
        .filter(|to| *to <= at)
        .max();
    let state = window_state(pause.state);
    let line = match (pause.state, pause.ends, next, ended) {
        (_, Some(end), _, _) => {
            format!(
                "{state}: it ends at {}, in {}",
                shown.time(end),
                between(at, end)
            )
        }
        (WindowState::Before | WindowState::Between, _, Some(from), _) => {
            format!(
                "{state}, which starts at {}, in {}",
                shown.time(from),
                between(at, from)
            )
        }
        (WindowState::Ended, _, _, Some(end)) => {
            format!(
                "{state} since {}, {} ago",
                shown.time(end),
                between(end, at)
            )
        }
        _ => state.to_owned(),
    };
    let style = if pause.state == WindowState::Inside {
        CALM
    } else {
        STRONG
    };
    page.prose(style, 2, &line);
    for window in &pause.hours.by_party {
        party_window(shown, page, window);
    }
}

fn party_window(shown: &Shown<'_>, page: &mut Page, window: &PartyWindow) {
    let span = format!(
        "{} to {}",
        shown.time(window.span.from),
        shown.time(window.span.to)
    );
    let mut text = format!("{} has {span}, {}", window.party, end_reason(window.reason));
    if window.stated.len() > 1 {
        let ends: Vec<String> = window
            .stated
            .iter()
            .map(|end| format!("{} [{}]", shown.time(end.end), end.entry))
            .collect();
        text += &format!("; ends stated: {}", ends.join(", "));
    }
    let style = match window.reason {
        EndReason::LateExtension | EndReason::AmbiguousEnd => CARE,
        _ => FAINT,
    };
    page.prose(style, 4, &text);
}

pub fn foot(shown: &Shown<'_>, page: &mut Page) {
    page.text += "\n";
    page.prose(
        FAINT,
        0,
        "Confidential by default: times, places and numbers of a pause are targeting data. What sources say is theirs; \
         nothing here says that a place is without danger. Whoever stays remains protected.",
    );
    mark(shown, page);
}
