//! `account.md`, and the summary in a terminal.

use std::fmt::Write;

use korridor_operate::fact::{Modality, Polarity};

use super::text::{Clock, figure, inert, range, word, words};
use crate::account::{Account, Obtained, PlaceAccount, Said};
use crate::number::Numbers;
use crate::release::Released;

/// Corridors and zones in a summary; the tables have all of them.
const MOST_PLACES: usize = 20;

fn head(released: &Released<Account>) -> String {
    let marking = released.marking();
    let before = marking.before();
    format!("{before}{} · {}", marking.tlp, inert(&marking.profile))
}

/// A cell of a table in Markdown, with nothing in it that is markup.
fn cell(text: &str) -> String {
    let mut cell = String::new();
    for letter in inert(text).chars() {
        if "\\`*_{}[]<>()#|!".contains(letter) {
            cell.push('\\');
        }
        cell.push(letter);
    }
    cell
}

fn numbers_of(ids: &[String], numbers: &Numbers) -> String {
    let found = ids.iter().filter_map(|id| numbers.get(id));
    let shown: Vec<String> = found
        .map(|number| {
            let kind = number.what.kind_of_expected();
            let kind = kind.map_or(String::new(), |kind| format!("{kind}: "));
            match number.said_by.as_slice() {
                [] => format!("{kind}{}", range(number)),
                by => format!("{kind}{} [{}]", range(number), by.join(", ")),
            }
        })
        .collect();
    if shown.is_empty() {
        "—".to_owned()
    } else {
        shown.join("; ")
    }
}

/// `account.md`.
pub(super) fn text(released: &Released<Account>) -> String {
    let account = released.value();
    let clock = Clock::of(account);
    let title = if account.title.is_empty() {
        "a humanitarian pause"
    } else {
        account.title.as_str()
    };
    let mut text = format!(
        "**{}**\n\n# Account: {}\n\nAs known at {}.\n\n{}\n",
        head(released),
        cell(title),
        clock.time(account.at),
        account.statement
    );
    text += "\n## Promised, expected, observed, verified\n\n";
    text += "| place | promised | expected | observed | verified | gaps | unaccounted, outcomes |\n|---|---|---|---|---|---|---|\n";
    let numbers = &account.numbers;
    for place in std::iter::once(&account.whole)
        .chain(&account.corridors)
        .chain(&account.zones)
    {
        let open: Vec<String> = place
            .unaccounted
            .iter()
            .chain(&place.outcomes)
            .cloned()
            .collect();
        let columns = [
            &place.promised,
            &place.expected,
            &place.observed,
            &place.verified,
            &place.gaps,
            &open,
        ];
        let columns: Vec<String> = columns
            .into_iter()
            .map(|ids| cell(&numbers_of(ids, numbers)))
            .collect();
        let _ = writeln!(text, "| {} | {} |", cell(&place.name), columns.join(" | "));
    }
    for why in &account.whole.cannot_be_told {
        let _ = writeln!(text, "\n{why}.");
    }
    text += &guarantees(account, &clock);
    text += &breaches(account, &clock);
    text += &incidents(account, &clock);
    text += &contradictions(account);
    text += "\n## What stands behind the numbers\n\n| number | figure | entries | what |\n|---|---|---|---|\n";
    for number in numbers.all() {
        let named: Vec<String> = number.sources.iter().take(10).map(|id| cell(id)).collect();
        let rest = number.sources_in_all.saturating_sub(named.len());
        let rest = if rest > 0 {
            format!(" and {rest} more")
        } else {
            String::new()
        };
        let _ = writeln!(
            text,
            "| {} | {} | {}{rest} | {} |",
            cell(&number.id),
            range(number),
            named.join(", "),
            cell(&number.label)
        );
    }
    let _ = writeln!(
        text,
        "\nWithheld: {}.\n\n**{}**",
        cell(&released.marking().withheld.join(", ")),
        head(released)
    );
    text
}

fn guarantees(account: &Account, clock: &Clock) -> String {
    let late: Vec<_> = account
        .guarantees
        .iter()
        .filter(|one| matches!(one.obtained, Obtained::Late | Obtained::Never))
        .collect();
    if account.guarantees.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "\n## Guarantees not obtained in time: {} of {}\n\n",
        late.len(),
        account.guarantees.len()
    );
    for one in late {
        let asked = one
            .asked
            .map_or("nobody asked, as recorded".to_owned(), |at| {
                format!("asked {}", clock.time(at))
            });
        let needed = one.needed_by.map(|at| clock.time(at)).unwrap_or_default();
        let held = one
            .held_from
            .map(|at| format!(", held from {}", clock.time(at)))
            .unwrap_or_default();
        let _ = writeln!(
            text,
            "- {}, {}: {asked}, needed by {needed}, {}{held}",
            cell(&covers(&one.covers)),
            cell(&one.party),
            word(&one.obtained)
        );
    }
    text
}

fn covers(covers: &korridor_operate::fact::GuaranteeFor) -> String {
    match covers {
        korridor_operate::fact::GuaranteeFor::Corridor(corridor) => format!("corridor {corridor}"),
        korridor_operate::fact::GuaranteeFor::Mission(mission) => format!("mission {mission}"),
    }
}

fn breaches(account: &Account, clock: &Clock) -> String {
    let breaches = &account.breaches;
    if breaches.numbers.is_empty() {
        return String::new();
    }
    let mut text = String::from(
        "\n## Breaches as claimed\n\nWhat sources claim. Nobody is found here to have broken anything.\n",
    );
    let kinds = [
        ("Inside the hours", &breaches.inside),
        ("Outside the hours: no breach of them", &breaches.outside),
        ("Cannot be told", &breaches.cannot_be_told),
    ];
    for (title, claims) in kinds {
        let _ = writeln!(text, "\n{title}: {}\n", claims.len());
        for claim in claims.iter().take(MOST_PLACES) {
            let said = &claim.said;
            let _ = writeln!(
                text,
                "- {}: {}, {} {}",
                clock.span(said.from, said.to),
                cell(&said.what),
                cell(&said.by),
                cell(&said.entry)
            );
        }
    }
    text
}

fn incidents(account: &Account, clock: &Clock) -> String {
    if account.incidents.is_empty() {
        return String::new();
    }
    let mut text = String::from(
        "\n## Incidents, as claimed\n\n| when | type | standing | roots | killed or wounded, as claimed |\n|---|---|---|---|---|\n",
    );
    for one in account.incidents.iter().take(200) {
        let casualties = one
            .casualties
            .as_deref()
            .and_then(|id| account.numbers.get(id));
        let casualties = casualties.map_or("not said".to_owned(), range);
        let types: Vec<String> = one.types.iter().map(word).collect();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {casualties} |",
            clock.span(one.from, one.to),
            types.join(", "),
            word(&one.standing),
            one.roots
        );
    }
    text
}

fn contradictions(account: &Account) -> String {
    if account.contradictions.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    let (proposed, set): (Vec<_>, Vec<_>) =
        account.contradictions.iter().partition(|one| one.proposed);
    for (title, all) in [
        ("Contradictions that stand", set),
        (
            "Contradictions that are proposed: none counts before a person sets it",
            proposed,
        ),
    ] {
        if all.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n## {title}\n");
        for one in all.iter().take(200) {
            let sides: Vec<String> = one.sides.iter().map(side).collect();
            let _ = writeln!(
                text,
                "- {} ({}), {}: {}",
                cell(&one.kind),
                one.standing,
                cell(&one.about),
                cell(&sides.join(" / "))
            );
        }
    }
    text
}

/// One side of a contradiction: who says what, of how many, in which words.
fn side(said: &Said) -> String {
    let by = match said.by.is_empty() {
        true => &said.root,
        false => &said.by,
    };
    let persons = said
        .persons
        .map(|persons| format!(", {} people", figure(persons)));
    let put = said.modality.filter(|how| *how != Modality::Asserted);
    let put = put.map(|how| format!(", {}", word(&how)));
    let negated = (said.polarity == Some(Polarity::Negated)).then_some(", says that it is not so");
    let words = said.words.as_ref().map(words);
    let words = words.map(|words| format!(", \u{201c}{words}\u{201d}"));
    format!(
        "{by}: {}{}{}{}{} {}",
        said.what,
        persons.unwrap_or_default(),
        put.unwrap_or_default(),
        negated.unwrap_or_default(),
        words.unwrap_or_default(),
        said.entry
    )
}

/// A summary of one screen.
pub(super) fn summary(released: &Released<Account>) -> String {
    let account = released.value();
    let clock = Clock::of(account);
    let mut text = format!(
        "{}\n{}\nAs known at {}, on {} entries\n\n",
        head(released),
        inert(&account.title),
        clock.time(account.at),
        account.entries
    );
    text += &place(&account.whole, &account.numbers);
    for corridor in account.corridors.iter().take(MOST_PLACES) {
        let ids = [
            &corridor.promised,
            &corridor.expected,
            &corridor.observed,
            &corridor.verified,
        ];
        if ids.iter().any(|ids| !ids.is_empty()) {
            text += &place(corridor, &account.numbers);
        }
    }
    let late = account
        .guarantees
        .iter()
        .filter(|one| matches!(one.obtained, Obtained::Late | Obtained::Never));
    let breaches = &account.breaches;
    text += &format!(
        "\nGuarantees not obtained in time: {} of {}\nBreaches as claimed: {} inside the hours, {} outside, {} cannot be told\nContradictions that stand: {}, and {} proposed\n",
        late.count(),
        account.guarantees.len(),
        breaches.inside.len(),
        breaches.outside.len(),
        breaches.cannot_be_told.len(),
        account
            .contradictions
            .iter()
            .filter(|one| !one.proposed)
            .count(),
        account
            .contradictions
            .iter()
            .filter(|one| one.proposed)
            .count(),
    );
    for mission in account.missions.iter().take(MOST_PLACES) {
        let outcome = mission
            .outcome
            .as_ref()
            .map_or("no outcome recorded".to_owned(), word);
        text += &format!(
            "Medical evacuation {}: {} of {} guarantees in time, {outcome}\n",
            inert(&mission.mission),
            mission.guarantees_in_time,
            mission.guarantees_needed
        );
    }
    text
}

fn place(place: &PlaceAccount, numbers: &Numbers) -> String {
    let mut text = format!("{}\n", inert(&place.name));
    let rows = [
        ("promised", &place.promised),
        ("expected", &place.expected),
        ("observed", &place.observed),
        ("verified", &place.verified),
        ("gap", &place.gaps),
        ("unaccounted", &place.unaccounted),
        ("outcome", &place.outcomes),
    ];
    for (word, ids) in rows {
        for number in ids.iter().filter_map(|id| numbers.get(id)) {
            let by = match number.said_by.as_slice() {
                [] => String::new(),
                by => format!(" [{}]", inert(&by.join(", "))),
            };
            text += &format!("  {word:<12} {:>22}  {}{by}\n", range(number), number.label);
        }
    }
    for why in &place.cannot_be_told {
        text += &format!("  {why}\n");
    }
    text
}
