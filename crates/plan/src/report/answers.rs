//! What a negotiator asks, as tables of the report.

use korridor_world::Level;
use korridor_world::scenario::ByLevel;
use maud::{Markup, html};

use super::scroll;
use super::text::{moment, name, persons};
use crate::answers::{
    Answers, Bottlenecks, Closing, Corridors, HowLong, HowMany, Length, Moment, PauseOf, Span,
    hours_and_minutes,
};
use crate::folder::words::{self, thousands};

/// All answers that were asked for.
pub fn answers(answers: &Answers, known: &str) -> Markup {
    html! {
        p { (answers.statement) " " (answers.confidential) " Each figure is from a problem that was solved, for low, best and high figures. “Exact” is the best flow within the model, group by group in the order in which they are planned; “waves” are the departure waves of the usable plan (" code { "waves.csv" } "). A figure that names neither is of the exact flow." }
        @if let Some(from) = &answers.from { p { "This plan continues another from " (moment(&from.at, known)) " on: what is planned, and what closes, is from then on." } }
        @if let Some(how_long) = &answers.how_long { (of_how_long(how_long)) }
        @if let Some(pause) = &answers.pause_of { (of_pause(pause, known)) }
        @if let Some(how_many) = &answers.how_many { (of_how_many(how_many, known)) }
        @if let Some(bottlenecks) = &answers.bottlenecks { (of_bottlenecks(bottlenecks, known)) }
        @if let Some(corridors) = &answers.corridors { (of_corridors(corridors, known)) }
    }
}

fn heads(first: &str, levels: &[&str]) -> Markup {
    html! {
        thead { tr {
            th scope="col" { (first) }
            @for level in levels { th scope="col" class="number" { (level) } }
        } }
    }
}

const LEVELS: [&str; 3] = ["low", "best", "high"];

fn row(head: Markup, cells: [Markup; 3]) -> Markup {
    html! { tr { th scope="row" { (head) } @for cell in cells { td class="number" { (cell) } } } }
}

fn cells<T: Clone>(by_level: &ByLevel<T>, show: impl Fn(&T) -> Markup) -> [Markup; 3] {
    Level::ALL.map(|level| show(by_level.get(level)))
}

fn count(by_level: &ByLevel<u64>) -> [Markup; 3] {
    cells(by_level, |&count| persons(count))
}

fn change(by_level: &ByLevel<i64>) -> [Markup; 3] {
    cells(by_level, |&change| {
        let sign = match change {
            0 => "",
            change if change > 0 => "+",
            _ => "−",
        };
        html! { data value=(change) { (sign) (thousands(change.unsigned_abs())) } }
    })
}

fn of_how_long(answer: &HowLong) -> Markup {
    let lengths = answer.shares.iter().chain([&answer.clearance]);
    let beyond = lengths.flat_map(|shortest| Level::ALL.map(|level| shortest.pause.get(level)));
    let is_beyond = |length: &Length| matches!(length, Length::Minutes { beyond_the_plan, .. } if *beyond_the_plan);
    let any_beyond = beyond.into_iter().any(is_beyond);
    let table = html! {
        table {
            caption id="how-long" { "How long: the shortest pause, counted from its start." }
            (heads("For", &LEVELS))
            tbody {
                (row(html! { "wish to leave, persons" }, count(&answer.wish_to_leave_persons)))
                (row(html! { "can be out at all, persons" }, count(&answer.can_be_out_persons)))
                @for share in &answer.shares {
                    (row(html! { (share.percent.unwrap_or(100)) " % of those who wish to, exact" }, cells(&share.pause, length)))
                    (row(html! { "the same, by the waves" }, cells(&share.usable_pause, length)))
                }
                (row(html! { "all who can be out, exact" }, cells(&answer.clearance.pause, length)))
                (row(html! { "the same, by the waves" }, cells(&answer.clearance.usable_pause, length)))
            }
        }
    };
    html! {
        (scroll("How long", table))
        p { "not in time: the waves end with the plan's own hours. never: so many of them cannot reach a corridor, would choose none of the destinations, or find no place there." }
        @if any_beyond { p { "*: " (answer.beyond) } }
    }
}

fn length(length: &Length) -> Markup {
    html! {
        @match length {
            Length::NobodyWishes => "nobody",
            Length::Minutes { minutes, beyond_the_plan, .. } => {
                (hours_and_minutes(*minutes))
                @if *beyond_the_plan { "*" }
            },
            Length::NotWithin { hours } => { "more than " (hours) " h" },
            Length::NotByTheWaves => "not in time",
            Length::Never { missing_persons } => { "never: " (persons(*missing_persons)) },
        }
    }
}

fn of_pause(answer: &PauseOf, known: &str) -> Markup {
    let minutes = answer.pause_minutes;
    let hours = hours_and_minutes(minutes);
    let table = html! {
        table {
            caption { "In a pause of " (hours) ", until " (moment(&answer.until.at, known)) "." }
            (heads("Persons", &LEVELS))
            tbody {
                (row(html! { "out, exact" }, count(&answer.out_persons)))
                @if let Some(usable) = &answer.usable_out_persons { (row(html! { "out, by the waves" }, count(usable))) }
            }
        }
    };
    html! {
        (scroll("In a pause of so long", table))
        @if let Some(beyond) = &answer.beyond { p { (beyond) } }
    }
}

fn of_how_many(answer: &HowMany, known: &str) -> Markup {
    type Figures = fn(&Moment) -> [&ByLevel<u64>; 2];
    let table = |id: &str, caption: &str, figures: Figures| {
        html! {
            // On a telephone a row becomes two; the roles keep it a table for those who hear it.
            table class="pairs" role="table" {
                caption id=(id) { (caption) }
                thead role="rowgroup" {
                    tr class="over" role="row" {
                        th rowspan="2" scope="col" role="columnheader" { "By" }
                        th colspan="3" scope="colgroup" class="number" role="columnheader" { "exact" }
                        th colspan="3" scope="colgroup" class="number" role="columnheader" { "waves" }
                    }
                    tr role="row" {
                        @for _ in 0..2 {
                            @for level in LEVELS { th scope="col" class="number" role="columnheader" { (level) } }
                        }
                    }
                }
                tbody role="rowgroup" { @for row in &answer.moments {
                    tr role="row" {
                        th scope="row" class="when" role="rowheader" { (moment(&row.when.at, known)) }
                        @for (figures, of) in figures(row).into_iter().zip(["exact", "waves"]) {
                            @for (cell, level) in count(figures).into_iter().zip(LEVELS) {
                                td class="number" role="cell" data-of=[(level == "low").then_some(of)] { (cell) }
                            }
                        }
                    }
                } }
            }
        }
    };
    let out = table("how-many", "How many: persons out by each moment.", |row| {
        [&row.out_persons, &row.usable_out_persons]
    });
    let caption = "How many: persons in the open if the pause ended then.";
    let open = table("in-the-open", caption, |row| {
        [&row.in_the_open_persons, &row.usable_in_the_open_persons]
    });
    html! {
        (scroll("How many are out", out))
        (scroll("How many are in the open", open))
    }
}

/// The first of several stretches, and how many more there are.
fn spans(spans: &[Span], known: &str) -> String {
    const SHOWN: usize = 2;
    let shown = spans.iter().take(SHOWN);
    let shown = shown.map(|span| {
        let (from, until) = (moment(&span.from.at, known), moment(&span.until.at, known));
        format!("{from} to {until}")
    });
    let mut shown: Vec<String> = shown.collect();
    if spans.len() > SHOWN {
        shown.push(format!("{} times more", spans.len() - SHOWN));
    }
    shown.join(", ")
}

fn of_bottlenecks(answer: &Bottlenecks, known: &str) -> Markup {
    let full = html! {
        @for level in Level::ALL {
            @let places = answer.full.get(level);
            @if !places.is_empty() {
                p { "Full, with " (words::level(level)) " figures, and not all who wish to go there are out: " @for (place, at) in places.iter().enumerate() { @if place > 0 { ", " } (name(at)) } "." }
            }
        }
    };
    if answer.binding.is_empty() {
        let nothing = Level::ALL
            .iter()
            .all(|&level| answer.full.get(level).is_empty());
        return html! { (full) @if nothing { p { "Nothing binds at the end." } } };
    }
    let table = html! {
        table {
            caption id="bottlenecks" { "Bottlenecks: how many more persons are out at the end with a little more of each, solved again." }
            (heads("What binds, and what a little more is", &LEVELS))
            tbody {
                (row(html! { "as it is: out, exact" }, count(&answer.out_persons)))
                (row(html! { "as it is: out, by the waves" }, count(&answer.usable_out_persons)))
            }
            tbody { @for binding in &answer.binding {
                (row(html! {
                    (binding.kind) " " (name(&binding.id)) br;
                    small {
                        (binding.more)
                        @if !binding.binds.best.is_empty() { "; binds (best) " (spans(&binding.binds.best, known)) }
                    }
                }, change(&binding.change_persons)))
            } }
        }
    };
    html! {
        (full)
        (scroll("Bottlenecks", table))
        @if answer.left_out > 0 { p { (persons(answer.left_out)) " more bind, of which nothing was solved." } }
    }
}

fn of_corridors(answer: &Corridors, known: &str) -> Markup {
    let never = match &answer.from {
        None => "it never opens".to_owned(),
        Some(from) => format!("it closes at once, {}", moment(&from.at, known)),
    };
    let closing =
        |what: String, closing: &Closing| row(html! { (what) }, change(&closing.change_persons));
    let table = html! {
        table {
            caption id="corridors" { "Corridors: how many fewer persons are out at the end if one closes." }
            (heads("If", &LEVELS))
            tbody {
                (row(html! { "all stay open: out, exact" }, count(&answer.out_persons)))
                (row(html! { "all stay open: out, by the waves" }, count(&answer.usable_out_persons)))
            }
            @for corridor in &answer.corridors {
                tbody {
                    tr { th scope="rowgroup" colspan="4" { (name(&corridor.name)) } }
                    (row(html! { "out by it, exact" }, count(&corridor.by_it_persons)))
                    (row(html! { "out by it, by the waves" }, count(&corridor.usable_by_it_persons)))
                    (closing(never.clone(), &corridor.never_opens))
                    (closing(format!("it closes at half-time, {}", moment(&corridor.closes_at_half.when.at, known)), &corridor.closes_at_half))
                    @for at in &corridor.closes {
                        (closing(format!("it closes at {}", moment(&at.when.at, known)), at))
                    }
                }
            }
        }
    };
    html! { p { (answer.known) } (scroll("Corridors", table)) }
}
