//! Why a corridor has its status, what stands against opening it, and by which rules.

use anstyle::Style;
use korridor_operate::fact::Consent;
use korridor_operate::view::{CorridorView, Why};
use korridor_operate::{Board, Stamp};

use super::Shown;
use super::claims::split;
use super::head;
use super::page::{CARE, FAINT, Page, STRONG};
use super::people::parties;
use super::words::{listed, numbered, status_style, word};
use crate::says::rules_in_words;

const PLAIN: Style = Style::new();

/// The explanation, `columns` wide.
pub fn explain(shown: &Shown<'_>, corridor: &CorridorView, columns: usize) -> String {
    let mut page = Page::new(columns);
    head::top(shown, &mut page);
    page.text += "\n";
    page.row(&[
        (STRONG, 24, &corridor.corridor),
        (status_style(corridor.status), 12, &word(&corridor.status)),
        (PLAIN, 0, &corridor.name),
    ]);
    why(shown, &mut page, &corridor.why);
    page.prose(PLAIN, 2, &consents(shown.board, corridor));
    for refusing in &corridor.refused_by {
        let entry = numbered(shown.board, &refusing.entry);
        page.prose(CARE, 2, &format!("{refusing} ({entry})"));
    }
    page.heading("GUARANTEES", "");
    page.prose(PLAIN, 2, &parties(shown, &corridor.guarantees));
    page.heading("WHAT STANDS AGAINST OPENING IT NOW", "");
    if corridor.obstacles.is_empty() {
        page.prose(
            PLAIN,
            2,
            "nothing by the rules; that is no word about danger",
        );
    }
    for obstacle in &corridor.obstacles {
        why(shown, &mut page, obstacle);
    }
    claims(shown, corridor, &mut page);
    page.text += "\n";
    head::mark(shown, &mut page);
    page.text
}

/// The rules in force, and who set them.
pub fn rules(shown: &Shown<'_>, columns: usize) -> String {
    let mut page = Page::new(columns);
    head::top(shown, &mut page);
    page.heading("RULES IN FORCE", "");
    for rule in rules_in_words(&shown.board.rules) {
        page.prose(PLAIN, 2, &rule);
    }
    let set = match shown.board.rules_set.last() {
        Some((from, _)) => format!("set by {} in entry {}, {}", from.by, from.seq, from.id),
        None => "as they are from the start: nobody has set others".to_owned(),
    };
    page.prose(FAINT, 2, &set);
    page.text += "\n";
    head::mark(shown, &mut page);
    page.text
}

/// A status with every entry that it rests on, each once: of a corridor that all agree to, also those of the consents.
pub fn complete(board: &Board, corridor: &CorridorView, at: Stamp) -> CorridorView {
    let mut whole = corridor.clone();
    let state = board.corridors.get(&corridor.corridor);
    if let Some(state) = state
        && matches!(corridor.why.rule, "agreed-by-all" | "notified")
    {
        let consents = board.setup.parties.iter();
        let given = consents.filter_map(|party| match state.subject.consent(party, at) {
            Some((from, Consent::Given)) => Some(from.id.clone()),
            _ => None,
        });
        whole.why.entries.extend(given);
    }
    let obstacles = whole.obstacles.iter_mut();
    for why in obstacles.chain([&mut whole.why]) {
        let mut once = Vec::new();
        for entry in std::mem::take(&mut why.entries) {
            if !once.contains(&entry) {
                once.push(entry);
            }
        }
        why.entries = once;
    }
    whole
}

fn consents(board: &Board, corridor: &CorridorView) -> String {
    let parties = &board.setup.parties;
    let declared = &corridor.declared_by;
    let by_all = !parties.is_empty() && parties.iter().all(|party| declared.contains(party));
    match (by_all, declared.is_empty(), corridor.agreed_by.is_empty()) {
        (true, _, _) => "declared by every party".to_owned(),
        (_, true, true) => "declared by nobody".to_owned(),
        (_, _, true) => format!("declared by {}; no other party agreed", listed(declared)),
        (_, _, false) => format!(
            "declared by {}; agreed by {}",
            listed(declared),
            listed(&corridor.agreed_by)
        ),
    }
}

fn claims(shown: &Shown<'_>, corridor: &CorridorView, page: &mut Page) {
    if corridor.claims.is_empty() && corridor.claims_possible.is_empty() {
        return;
    }
    page.heading("CLAIMS THAT MEAN IT, OR COULD", "");
    for (how, claims) in [
        ("name it", &corridor.claims),
        ("could mean it", &corridor.claims_possible),
    ] {
        let (danger, others) = split(shown, claims);
        if !danger.is_empty() {
            page.prose(CARE, 2, &format!("of danger, {how}: {}", listed(&danger)));
        }
        if !others.is_empty() {
            page.prose(FAINT, 2, &format!("others, {how}: {}", listed(&others)));
        }
    }
}

fn why(shown: &Shown<'_>, page: &mut Page, why: &Why) {
    page.prose(PLAIN, 2, &format!("{} (rule {})", why.because, why.rule));
    for id in &why.entries {
        let entry = shown.board.ids.get(id).map(|seq| format!("entry {seq}, "));
        page.prose(FAINT, 6, &format!("{}{id}", entry.unwrap_or_default()));
    }
}
