//! Why a corridor has its status, and what stands against opening it.

use anstyle::Style;
use korridor_operate::view::{CorridorView, Why};

use super::Shown;
use super::page::{FAINT, Page, STRONG};
use super::people::parties;
use super::words::{listed, status_style, word};

const PLAIN: Style = Style::new();

/// The explanation, `columns` wide.
pub fn explain(shown: &Shown<'_>, corridor: &CorridorView, columns: usize) -> String {
    let mut page = Page::new(columns);
    page.row(&[
        (STRONG, 24, &corridor.corridor),
        (status_style(corridor.status), 12, &word(&corridor.status)),
        (PLAIN, 0, &corridor.name),
    ]);
    why(shown, &mut page, &corridor.why);
    let agreed = format!(
        "declared by {}; agreed by {}",
        listed(&corridor.declared_by),
        listed(&corridor.agreed_by)
    );
    page.prose(PLAIN, 2, &agreed);
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
    let possible: Vec<String> = [&corridor.claims, &corridor.claims_possible]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    if !possible.is_empty() {
        page.heading("CLAIMS THAT MEAN IT, OR COULD", "");
        page.prose(PLAIN, 2, &listed(&possible));
    }
    page.text
}

fn why(shown: &Shown<'_>, page: &mut Page, why: &Why) {
    page.prose(PLAIN, 2, &format!("{} (rule {})", why.because, why.rule));
    for id in &why.entries {
        let entry = shown.board.ids.get(id).map(|seq| format!("entry {seq}, "));
        page.prose(FAINT, 6, &format!("{}{id}", entry.unwrap_or_default()));
    }
}
