//! The table of corridors.

use anstyle::Style;
use korridor_operate::Stamp;
use korridor_operate::view::{CorridorView, GuaranteeView};

use super::Shown;
use super::claims::split;
use super::page::{CARE, FAINT, Page, STRONG, width};
use super::words::{figure, listed, roughly, status_style, word};

const PLAIN: Style = Style::new();

pub fn draw(shown: &Shown<'_>, page: &mut Page) {
    page.heading("CORRIDORS", "");
    if shown.view.corridors.is_empty() {
        page.prose(PLAIN, 2, "the scenario has none");
        return;
    }
    let longest = shown
        .view
        .corridors
        .iter()
        .map(|corridor| corridor.corridor.chars().count())
        .max();
    let wide = longest
        .unwrap_or(0)
        .clamp(8, if page.columns < 100 { 14 } else { 40 })
        + 2;
    let header: &[(Style, usize, &str)] = &[
        (PLAIN, 2, ""),
        (FAINT, wide, "corridor"),
        (FAINT, 11, "status"),
        (FAINT, 12, "guarantees"),
        (FAINT, 12, "commanders"),
        (FAINT, 10, "heard"),
        (FAINT, 0, "passed"),
    ];
    if !page.is_narrow() {
        page.row(header);
    }
    for corridor in &shown.view.corridors {
        row(shown, page, corridor, wide);
    }
    shared(shown, page);
}

/// Whether several corridors have their status for the same reason, which is then said once below the table.
fn is_shared(shown: &Shown<'_>, corridor: &CorridorView) -> bool {
    let same = |other: &&CorridorView| is_same(other, corridor);
    shown.view.corridors.iter().filter(same).count() > 1
}

fn is_same(one: &CorridorView, other: &CorridorView) -> bool {
    let reason = |corridor: &CorridorView| (corridor.why.rule, corridor.why.because.clone());
    one.status == other.status && reason(one) == reason(other)
}

/// What is true of several corridors, or of all.
fn shared(shown: &Shown<'_>, page: &mut Page) {
    let corridors = &shown.view.corridors;
    for (index, corridor) in corridors.iter().enumerate() {
        let said_before = corridors[..index]
            .iter()
            .any(|other| is_same(other, corridor));
        if is_shared(shown, corridor) && !said_before {
            let status = word(&corridor.status);
            page.prose(FAINT, 2, &format!("{status}: {}", because(corridor)));
        }
    }
    let admits =
        |corridor: &&CorridorView| corridor.admits.iter().any(|group| group == "armed_persons");
    let armed: Vec<&String> = corridors
        .iter()
        .filter(admits)
        .map(|corridor| &corridor.corridor)
        .collect();
    if !armed.is_empty() {
        let text = format!(
            "{}: the party admits armed persons, which is its condition, on record; their movement is never planned or run here",
            listed(&armed)
        );
        page.prose(FAINT, 2, &text);
    }
    let mut any: Vec<String> = (shown.view.corridors.iter())
        .flat_map(|corridor| &corridor.claims_possible)
        .filter(|claim| means_any(shown, claim))
        .cloned()
        .collect();
    any.sort_unstable();
    any.dedup();
    let (danger, others) = split(shown, &any);
    let all = corridors.len();
    if !danger.is_empty() && all > 1 {
        let names = listed(&danger);
        let text =
            format!("could mean any of the {all} corridors, and suspends none by itself: {names}");
        page.prose(CARE, 2, &text);
    }
    if !others.is_empty() && all > 1 {
        let names = listed(&others);
        let text = format!("not of danger, could mean any of the {all} corridors: {names}");
        page.prose(FAINT, 2, &text);
    }
}

fn because(corridor: &CorridorView) -> String {
    format!("{} (rule {})", corridor.why.because, corridor.why.rule)
}

fn row(shown: &Shown<'_>, page: &mut Page, corridor: &CorridorView, wide: usize) {
    let hold = corridor.guarantees.iter().filter(|one| one.counts());
    let guarantees = format!("{} of {}", hold.count(), corridor.guarantees.len());
    let gates = shown.board.corridors.get(&corridor.corridor);
    let gates = gates.map_or(0, |state| state.corridor.gates.len());
    let confirmed = gates.saturating_sub(corridor.commanders_missing.len());
    let passed = match &corridor.passed {
        None => "not counted".to_owned(),
        Some(counted) => {
            let disagree = if counted.disagree {
                "; sources disagree"
            } else {
                ""
            };
            format!(
                "{} ({}{disagree})",
                figure(counted.persons),
                counted.sources.join(", ")
            )
        }
    };
    let cells = Cells {
        guarantees,
        commanders: format!("{confirmed} of {gates}"),
        heard: heard(shown, corridor.heard),
        passed,
    };
    match page.is_narrow() {
        true => stacked(page, corridor, &cells),
        false => in_columns(page, corridor, &cells, wide),
    }
    if !is_shared(shown, corridor) {
        page.prose(FAINT, 6, &format!("because {}", because(corridor)));
    }
    for refusing in &corridor.refused_by {
        let said = refusing.to_string();
        if !corridor.why.because.contains(&said) {
            page.prose(CARE, 6, &said);
        }
    }
    parties_of(
        page,
        corridor,
        |one| one.needed_anew,
        "given before the corridor was stopped, so needed anew",
    );
    parties_of(
        page,
        corridor,
        |one| one.counts() && one.conditional,
        "with conditions",
    );
    claims(shown, page, corridor);
}

/// Guarantees of which something is to be said.
fn parties_of(
    page: &mut Page,
    corridor: &CorridorView,
    of: impl Fn(&GuaranteeView) -> bool,
    what: &str,
) {
    let parties: Vec<&String> = (corridor.guarantees.iter())
        .filter(|one| of(one))
        .map(|one| &one.party)
        .collect();
    if !parties.is_empty() {
        let text = format!("guarantee {what}: {}", listed(&parties));
        page.prose(CARE, 6, &text);
    }
}

/// What stands beside the name and the status.
struct Cells {
    guarantees: String,
    commanders: String,
    heard: String,
    passed: String,
}

/// One below the other, as wide as a telephone.
fn stacked(page: &mut Page, corridor: &CorridorView, cells: &Cells) {
    page.prose(STRONG, 2, &corridor.corridor);
    page.prose(status_style(corridor.status), 4, &word(&corridor.status));
    let Cells {
        guarantees,
        commanders,
        heard,
        passed,
    } = cells;
    let text = format!("guarantees {guarantees}; commanders {commanders}; heard {heard}");
    page.prose(PLAIN, 4, &text);
    page.prose(PLAIN, 4, &format!("passed: {passed}"));
}

fn in_columns(page: &mut Page, corridor: &CorridorView, cells: &Cells, wide: usize) {
    let passed = &cells.passed;
    // A name is never cut: it is what a person types.
    let name = match width(&corridor.corridor) + 2 > wide {
        true => {
            page.prose(STRONG, 2, &corridor.corridor);
            ""
        }
        false => corridor.corridor.as_str(),
    };
    // The columns before it.
    let fits = width(passed) + 2 + wide + 11 + 12 + 12 + 10 <= page.columns;
    page.row(&[
        (PLAIN, 2, ""),
        (STRONG, wide, name),
        (status_style(corridor.status), 11, &word(&corridor.status)),
        (PLAIN, 12, &cells.guarantees),
        (PLAIN, 12, &cells.commanders),
        (PLAIN, 10, &cells.heard),
        (PLAIN, 0, if fits { passed } else { "below" }),
    ]);
    if !fits {
        page.prose(PLAIN, 6, &format!("passed: {passed}"));
    }
}

/// Those of danger by name; others by name only if they are few.
fn claims(shown: &Shown<'_>, page: &mut Page, corridor: &CorridorView) {
    const FEW: usize = 6;
    let narrower: Vec<String> = (corridor.claims_possible.iter())
        .filter(|claim| !means_any(shown, claim))
        .cloned()
        .collect();
    for (how, claims) in [("name it", &corridor.claims), ("could mean it", &narrower)] {
        let (danger, others) = split(shown, claims);
        if !danger.is_empty() {
            let text = format!("claims of danger that {how}: {}", listed(&danger));
            page.prose(CARE, 6, &text);
        }
        match others.len() {
            0 => {}
            1..=FEW => {
                let text = format!("other claims that {how}: {}", listed(&others));
                page.prose(FAINT, 6, &text);
            }
            many => {
                let id = &corridor.corridor;
                let text = format!("{many} other claims {how} (--explain {id} lists them)");
                page.prose(FAINT, 6, &text);
            }
        }
    }
}

/// Whether a claim could mean every corridor: it is shown once below, not on each.
fn means_any(shown: &Shown<'_>, claim: &str) -> bool {
    let state = shown.board.claims.get(claim);
    let meant = state.map_or(0, |state| shown.board.corridors_meant(state).len());
    meant == shown.view.corridors.len()
}

fn heard(shown: &Shown<'_>, heard: Option<Stamp>) -> String {
    match heard {
        None => "never".to_owned(),
        Some(at) if at.0.seconds_since(shown.view.at.0).abs() < 36_000 => shown.time(at),
        Some(at) => format!("{} ago", roughly(at, shown.view.at)),
    }
}
