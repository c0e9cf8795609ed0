//! Incidents and claims, side by side by independence root; conflicts; entries astray.

use std::collections::BTreeSet;

use anstyle::Style;
use korridor_operate::fact::{Happening, Name};
use korridor_operate::view::{ClaimView, IncidentView};
use korridor_operate::{Moment, Placed};

use super::page::{CARE, FAINT, Page, STRONG, cut};
use super::words::{incident_style, is_of_danger, listed, numbered, placed, precision_of, word};
use super::{Far, Shown};
use crate::verb::record::flag_words;

const PLAIN: Style = Style::new();
/// More words of a claim are read in the log.
const MOST_WORDS: usize = 240;

pub fn incidents(shown: &Shown<'_>, page: &mut Page) {
    if shown.view.incidents.is_empty() {
        return;
    }
    page.heading("INCIDENTS", "claims side by side; who did it stays a claim");
    for incident in &shown.view.incidents {
        one(shown, page, incident);
    }
}

fn one(shown: &Shown<'_>, page: &mut Page, incident: &IncidentView) {
    page.row(&[
        (PLAIN, 2, ""),
        (STRONG, 20, &incident.incident),
        (
            incident_style(incident.standing),
            14,
            &word(&incident.standing),
        ),
        (PLAIN, 0, &shown.text(&incident.title)),
    ]);
    for why in &incident.why {
        page.prose(
            FAINT,
            6,
            &format!("because {} (rule {})", why.because, why.rule),
        );
    }
    let claims = match incident.claims.len() {
        1 => "1 claim".to_owned(),
        claims => format!("{claims} claims"),
    };
    let roots = match incident.roots {
        1 => "one independent root".to_owned(),
        roots => format!("{roots} independent roots"),
    };
    let violent = incident
        .claims
        .iter()
        .find(|claim| claim.happening.endangers());
    let happening = violent.map_or(Happening::Other, |claim| claim.happening);
    let when = incident
        .placed
        .map_or("no claim says when", |at| placed(at, happening));
    page.prose(FAINT, 6, &format!("{claims} of {roots}; {when}"));
    let mut of_roots: Vec<&ClaimView> = incident.claims.iter().collect();
    of_roots.sort_by(|a, b| a.root.cmp(&b.root));
    for claim in of_roots {
        draw(shown, page, claim);
    }
}

pub fn alone(shown: &Shown<'_>, page: &mut Page) {
    if shown.view.claims.is_empty() {
        return;
    }
    page.heading("CLAIMS OF NO INCIDENT", "those of danger first");
    let contesting = contesting(shown);
    let is_far = |claim: &ClaimView| {
        shown.far == Far::Counted && is_far(shown, claim) && !contesting.contains(&claim.entry)
    };
    let (far, near): (Vec<&ClaimView>, Vec<&ClaimView>) =
        shown.view.claims.iter().partition(|claim| is_far(claim));
    let (danger, others): (Vec<&ClaimView>, Vec<&ClaimView>) =
        near.into_iter().partition(|claim| endangers(claim));
    for claim in danger.into_iter().chain(others) {
        draw(shown, page, claim);
    }
    if far.is_empty() {
        return;
    }
    let danger = far.iter().filter(|claim| endangers(claim)).count();
    let text = format!(
        "{} more outside every window or with no time said, {danger} of them of danger; none of them contests a corridor now. To list them: korridor board {} --all",
        far.len(),
        shown.record
    );
    page.prose(FAINT, 4, &text);
}

fn endangers(claim: &ClaimView) -> bool {
    is_of_danger(claim.happening, claim.polarity, claim.modality)
}

/// Claims of a list that are of danger, and the others.
pub fn split<'n>(shown: &Shown<'_>, claims: &'n [Name]) -> (Vec<&'n Name>, Vec<&'n Name>) {
    claims.iter().partition(|name| {
        let state = shown.board.claims.get(*name).map(|state| &state.claim);
        state.is_some_and(|claim| is_of_danger(claim.happening, claim.polarity, claim.modality))
    })
}

/// Whether a claim lies outside every window, or came in a table and gives no time and no danger.
fn is_far(shown: &Shown<'_>, claim: &ClaimView) -> bool {
    if shown.view.pause.hours.windows.is_empty() {
        return false;
    }
    match claim.placed {
        Some(placed) => placed == Placed::Outside,
        None => claim.entry.starts_with("import:") && !endangers(claim),
    }
}

/// Entries by which a corridor is contested.
fn contesting<'s>(shown: &Shown<'s>) -> BTreeSet<&'s Name> {
    let corridors = shown.view.corridors.iter();
    let reasons = corridors.flat_map(|corridor| corridor.obstacles.iter().chain([&corridor.why]));
    reasons
        .filter(|why| why.rule == "contested-by-claims")
        .flat_map(|why| &why.entries)
        .collect()
}

fn draw(shown: &Shown<'_>, page: &mut Page, claim: &ClaimView) {
    let told = match claim.told_by.is_empty() {
        true => String::new(),
        false => format!(", told by {}", listed(&claim.told_by)),
    };
    let root = match claim.root == claim.source {
        true => String::new(),
        false => format!(" (root {})", claim.root),
    };
    let how = match (word(&claim.modality), word(&claim.polarity)) {
        (modality, polarity) if polarity == "negated" => {
            format!("{modality}, says that it is not so")
        }
        (modality, _) => modality,
    };
    let head = format!(
        "{}: {}{root}{told}, {:?}{}: {}, {how}",
        claim.claim,
        claim.source,
        claim.reliability,
        claim.credibility.digit(),
        word(&claim.happening),
    );
    let style = if endangers(claim) { CARE } else { PLAIN };
    page.prose(style, 4, &head);
    let words = cut(&shown.text(&claim.words).replace('\n', " "), MOST_WORDS);
    page.prose(PLAIN, 8, &format!("\u{201c}{words}\u{201d}"));
    let corridors = shown.view.corridors.len();
    let place = precision_of(claim.precision, &claim.corridors, corridors);
    let when = match &claim.when {
        Some(when) => moment(shown, when),
        None => "time not said".to_owned(),
    };
    let window = claim
        .placed
        .map(|at| format!(", {}", placed(at, claim.happening)))
        .unwrap_or_default();
    page.prose(FAINT, 8, &format!("{when}{window}; {place}"));
    if let Some(lapsed) = &claim.lapsed {
        let text = format!("no longer confirmed ({}): {}", lapsed.rule, lapsed.because);
        page.prose(CARE, 8, &text);
    }
    for (kinship, other) in &claim.related {
        page.prose(FAINT, 8, &format!("{} {other}", word(kinship)));
    }
    for flag in &claim.flags {
        page.prose(CARE, 8, &format!("noticed: {}", flag_words(*flag)));
    }
}

fn moment(shown: &Shown<'_>, when: &Moment) -> String {
    let said = when
        .said
        .as_ref()
        .map(|said| format!(" (said: {said})"))
        .unwrap_or_default();
    let from = shown.time(when.earliest);
    match when.earliest == when.latest {
        true => format!("{from}{said}"),
        false => format!("{from} to {}{said}", shown.time(when.latest)),
    }
}

pub fn conflicts(shown: &Shown<'_>, page: &mut Page) {
    if shown.view.conflicts.is_empty() {
        return;
    }
    page.heading(
        "CONFLICTS BETWEEN RECORDS",
        "a person resolves them; until then the more cautious is shown",
    );
    for conflict in &shown.view.conflicts {
        let text = format!(
            "{} ({}): {}; here {}, there {}",
            conflict.conflict,
            word(&conflict.kind),
            conflict.about,
            numbered(shown.board, &conflict.here),
            numbered(shown.board, &conflict.there)
        );
        page.prose(CARE, 2, &text);
    }
    let text = format!(
        "korridor record {} resolve CONFLICT --keep ENTRY --reason TEXT; the number of an entry will do for both, in quotes: '#26'",
        shown.record
    );
    page.prose(FAINT, 2, &text);
}

/// Entries that a person took back, each with the entry that did.
pub fn withdrawn(shown: &Shown<'_>, page: &mut Page) {
    if shown.view.withdrawn.is_empty() {
        return;
    }
    let each = shown.view.withdrawn.iter();
    let each: Vec<String> = each
        .map(|(entry, by)| format!("{entry} (by {by})"))
        .collect();
    let text = format!(
        "taken back, in the record and not counted: {}",
        listed(&each)
    );
    page.prose(CARE, 0, &text);
}

pub fn astray(shown: &Shown<'_>, page: &mut Page) {
    if shown.view.astray.is_empty() {
        return;
    }
    page.heading("ENTRIES ASTRAY", "");
    let text = format!(
        "{}: they point at something that this board does not have, because it became known later or is left out",
        listed(&shown.view.astray)
    );
    page.prose(CARE, 2, &text);
}
