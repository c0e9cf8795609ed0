//! Promised, expected, observed, verified: side by side, each with its sources.

use anstyle::Style;
use korridor_operate::fact::Figure;
use korridor_operate::view::{Counted, Range};
use korridor_plan::thousands;

use super::Shown;
use super::page::{CARE, FAINT, Page, STRONG};
use super::words::{figure, listed};

const PLAIN: Style = Style::new();
const NAME: usize = 24;
const NUMBER: usize = 12;

pub fn draw(shown: &Shown<'_>, page: &mut Page) {
    let totals = &shown.view.totals;
    page.heading("PEOPLE OUT", "four totals, never added to each other");
    if !page.is_narrow() {
        page.row(&[
            (PLAIN, 2, ""),
            (FAINT, NAME, ""),
            (FAINT, NUMBER, &right("low")),
            (FAINT, NUMBER, &right("best")),
            (FAINT, NUMBER, &right("high")),
            (FAINT, 0, "who says so"),
        ]);
    }
    match totals.promised.as_slice() {
        [] => nothing(page, "promised", "no party named a number"),
        promised => {
            for total in promised {
                row(page, "promised", total.persons, &listed(&total.sources));
            }
        }
    }
    match &totals.expected {
        None => nothing(page, "expected by now", "no plan was published"),
        Some(total) => row(
            page,
            "expected by now",
            total.persons,
            &listed(&total.sources),
        ),
    }
    let until = totals.observed_until.map(|until| shown.time(until));
    let observed = until.map_or("observed".to_owned(), |until| {
        format!("observed by {until}")
    });
    match &totals.observed {
        None => nothing(page, "observed", "nothing was counted"),
        Some(counted) => row(page, &observed, counted.persons, &sources(counted)),
    }
    match &totals.verified {
        None => nothing(
            page,
            "verified",
            "no count was confirmed by an independent source",
        ),
        Some(counted) => row(page, "verified", counted.persons, &sources(counted)),
    }
    if let Some(counted) = &totals.returned {
        row(page, "came back in", counted.persons, &sources(counted));
    }
    odd(shown, page);
    reconciled(shown, page);
    projection(shown, page);
}

fn row(page: &mut Page, name: &str, persons: Figure, sources: &str) {
    if page.is_narrow() {
        page.prose(PLAIN, 2, &format!("{name}: {}", figure(persons)));
        page.prose(FAINT, 4, &format!("by {sources}"));
        return;
    }
    let [low, best, high] = [Some(persons.low), persons.best, Some(persons.high)]
        .map(|persons| right(&persons.map_or("-".to_owned(), thousands)));
    page.row(&[
        (PLAIN, 2, ""),
        (PLAIN, NAME, name),
        (PLAIN, NUMBER, &low),
        (STRONG, NUMBER, &best),
        (PLAIN, NUMBER, &high),
        (PLAIN, 0, sources),
    ]);
}

/// Numbers stand under each other, with two blanks behind them.
fn right(text: &str) -> String {
    format!("{text:>wide$}", wide = NUMBER - 2)
}

fn nothing(page: &mut Page, name: &str, why: &str) {
    if page.is_narrow() {
        page.prose(FAINT, 2, &format!("{name}: {why}"));
        return;
    }
    page.row(&[(PLAIN, 2, ""), (PLAIN, NAME, name), (FAINT, 0, why)]);
}

fn sources(counted: &Counted) -> String {
    let roots = match counted.roots {
        1 => "one root".to_owned(),
        roots => format!("{roots} independent roots"),
    };
    let disagree = if counted.disagree {
        "; they disagree, and the range spans all of them"
    } else {
        ""
    };
    format!("{} ({roots}{disagree})", listed(&counted.sources))
}

/// Counts to look at: those in no sum, and those that are in it as they were said.
fn odd(shown: &Shown<'_>, page: &mut Page) {
    let totals = &shown.view.totals;
    if !totals.of_other_days.is_empty() {
        let counts = listed(&totals.of_other_days);
        page.prose(CARE, 2, &format!("of other days, in no sum: {counts}"));
    }
    for lapsed in &totals.lapsed {
        let text = format!("no longer confirmed ({}): {}", lapsed.rule, lapsed.because);
        page.prose(CARE, 2, &text);
    }
    let flagged = totals
        .observed
        .as_ref()
        .map_or(&[][..], |counted| &counted.flagged);
    if !flagged.is_empty() {
        let counts = listed(flagged);
        page.prose(
            CARE,
            2,
            &format!("odd, in the sum as they were said: {counts}"),
        );
    }
}

fn reconciled(shown: &Shown<'_>, page: &mut Page) {
    let reconciled = &shown.view.totals.reconciled;
    let parts = [
        ("departed", &reconciled.departed),
        ("turned back", &reconciled.turned_back),
        ("held", &reconciled.held),
        ("released", &reconciled.released),
        ("received", &reconciled.received),
        ("children alone", &reconciled.children_alone),
    ];
    for (name, counted) in parts {
        if let Some(counted) = counted {
            let name = match name {
                "children alone" => "children alone, handed over to child protection",
                name => name,
            };
            if name.len() > NAME {
                page.prose(
                    PLAIN,
                    2,
                    &format!(
                        "{name}: {} by {}",
                        figure(counted.persons),
                        sources(counted)
                    ),
                );
            } else {
                row(page, name, counted.persons, &sources(counted));
            }
        }
    }
    unaccounted(
        page,
        "between departure and gates",
        reconciled.unaccounted_before_gates,
    );
    unaccounted(
        page,
        "between gates and reception",
        reconciled.unaccounted_after_gates,
    );
}

fn unaccounted(page: &mut Page, place: &str, range: Option<Range>) {
    let Some(Range { low, high }) = range else {
        return;
    };
    if (low, high) == (0, 0) {
        return;
    }
    let people = if low == high {
        format!("{low}")
    } else {
        format!("{low} to {high}")
    };
    page.prose(CARE, 2, &format!("UNACCOUNTED {place}: {people} people"));
}

fn projection(shown: &Shown<'_>, page: &mut Page) {
    let Some(projection) = &shown.view.totals.projection else {
        return;
    };
    let expected = match projection.expected {
        Some(expected) => format!("; the plan expects {}", figure(expected)),
        None => String::new(),
    };
    page.prose(
        PLAIN,
        2,
        &format!(
            "At this rate ({} an hour) {} by {}{expected}. A carrying-on of what was counted, not a forecast.",
            figure(projection.per_hour),
            figure(projection.persons),
            shown.time(projection.until)
        ),
    );
}
