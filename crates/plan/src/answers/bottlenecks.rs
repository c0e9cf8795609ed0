//! What binds, from when to when, and what a little more of it is worth.
//!
//! What binds comes from the cuts of the certificates. A cut only bounds what more would bring, so that is
//! solved again.

use std::collections::BTreeMap;

use korridor_world::Level;
use korridor_world::scenario::ByLevel;
use serde::{Deserialize, Serialize};

use super::basis::Basis;
use super::closing::all_out;
use super::raise::raised;
use super::share::{Told, each};
use super::{MOST_RAISED, STATEMENT, When, by_level, change};
use crate::error::PlanError;
use crate::folder::describe::carrier as named;
use crate::lower::clock::Steps;
use crate::lower::ways::Carrier;
use crate::solve::solve_one;

/// What binds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bottlenecks {
    /// What it proves and what not.
    pub statement: String,
    /// Out at the end as it is, by the exact flow.
    pub out_persons: ByLevel<u64>,
    /// Out at the end as it is, by the waves of the usable plan.
    pub usable_out_persons: ByLevel<u64>,
    /// Names of destinations where all places are taken, while some who wish to go there are not out.
    pub full: ByLevel<Vec<String>>,
    /// Those with most people first.
    pub binding: Vec<Binding>,
    /// How many more bind, of which nothing was solved.
    pub left_out: u64,
}

/// A gate or road that keeps more people from being out at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// `gate`, `road`, `corridor` or `shuttle`.
    pub kind: String,
    /// Its id, or its number and name.
    pub id: String,
    /// Persons who enter while it binds.
    pub persons: ByLevel<u64>,
    /// When it binds.
    pub binds: ByLevel<Vec<Span>>,
    /// What a little more of it is.
    pub more: String,
    /// Out at the end with that, by the exact flow.
    pub out_persons: ByLevel<u64>,
    /// How many more are out at the end then; negative for fewer, which rounding to whole parties may
    /// make of nothing.
    pub change_persons: ByLevel<i64>,
}

/// From when to when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first moment.
    pub from: When,
    /// The moment after it.
    pub until: When,
}

impl Span {
    /// The first of several in words, and how many more there are.
    pub fn in_words(spans: &[Span]) -> String {
        const SHOWN: usize = 2;
        let shown = spans.iter().take(SHOWN);
        let shown = shown.map(|span| {
            let (from, until) = (span.from.day_and_time(), span.until.day_and_time());
            format!("{from} to {until}")
        });
        let mut shown: Vec<String> = shown.collect();
        if spans.len() > SHOWN {
            shown.push(format!("{} times more", spans.len() - SHOWN));
        }
        shown.join(", ")
    }
}

/// The `most` that most people pass, of what binds at the end with any figures.
///
/// # Errors
/// When the solver refuses.
pub fn bottlenecks(basis: &Basis, most: usize, told: &Told<'_>) -> Result<Bottlenecks, PlanError> {
    let order = carriers(basis);
    let left_out = order.len().saturating_sub(most) as u64;
    let top: Vec<Carrier> = order.into_iter().take(most).collect();
    let tasks: Vec<(Carrier, Level)> = top
        .iter()
        .flat_map(|&carrier| Level::ALL.map(|level| (carrier, level)))
        .collect();
    let out = each(&tasks, told, |&(carrier, level)| {
        out_with_more(basis, carrier, level)
    });
    let out: Vec<u64> = out.into_iter().collect::<Result<_, _>>()?;
    Ok(table(basis, &top, &out, left_out))
}

/// The table, with everything anew but how many are out with a little more.
pub fn again(basis: &Basis, claimed: &Bottlenecks) -> Bottlenecks {
    let order = carriers(basis);
    let left_out = order.len().saturating_sub(MOST_RAISED) as u64;
    let top: Vec<Carrier> = order.into_iter().take(MOST_RAISED).collect();
    let wish = basis.wish_to_leave_persons();
    let mut out = Vec::new();
    for (index, &carrier) in top.iter().enumerate() {
        for level in Level::ALL {
            let binding = claimed.binding.get(index);
            let claimed = binding.map_or(0, |binding| binding.out_persons.at(level));
            let claimed = claimed.min(wish.at(level));
            let limits = binds(basis, carrier, level);
            out.push(if limits {
                claimed
            } else {
                basis.out_at_end(level)
            });
        }
    }
    table(basis, &top, &out, left_out)
}

fn table(basis: &Basis, top: &[Carrier], out: &[u64], left_out: u64) -> Bottlenecks {
    let binding = top.iter().zip(out.chunks(Level::ALL.len()));
    let binding = binding.map(|(&carrier, out)| binding_of(basis, carrier, out));
    Bottlenecks {
        statement: STATEMENT.to_owned(),
        out_persons: basis.out_persons(),
        usable_out_persons: basis.usable_out_persons(),
        full: by_level(|level| full(basis, level)),
        binding: binding.collect(),
        left_out,
    }
}

fn full(basis: &Basis, level: Level) -> Vec<String> {
    let full = basis.level(level).lifted.full.iter();
    let destinations = &basis.scenario.destinations;
    full.map(|id| destinations[id.index()].name.clone())
        .collect()
}

fn binds(basis: &Basis, carrier: Carrier, level: Level) -> bool {
    let mut bottlenecks = basis.level(level).lifted.bottlenecks.iter();
    bottlenecks.any(|b| b.carrier == carrier && !b.at_end.is_empty())
}

/// What binds at the end and can be raised, by persons with best figures, then high, then low.
pub fn carriers(basis: &Basis) -> Vec<Carrier> {
    let mut all: BTreeMap<Carrier, [u64; 3]> = BTreeMap::new();
    for (place, level) in [Level::Best, Level::High, Level::Low]
        .into_iter()
        .enumerate()
    {
        for bottleneck in &basis.level(level).lifted.bottlenecks {
            let limits = !matches!(
                bottleneck.carrier,
                Carrier::Access(_) | Carrier::Boarding(_)
            );
            if limits && !bottleneck.at_end.is_empty() {
                all.entry(bottleneck.carrier).or_default()[place] = bottleneck.persons;
            }
        }
    }
    let mut order: Vec<(Carrier, [u64; 3])> = all.into_iter().collect();
    order.sort_by_key(|&(carrier, persons)| (std::cmp::Reverse(persons), carrier));
    order.into_iter().map(|(carrier, _)| carrier).collect()
}

/// Persons out at the end with a little more of what binds; where it does not bind the plan is as good.
fn out_with_more(basis: &Basis, carrier: Carrier, level: Level) -> Result<u64, PlanError> {
    let raised = raised(&basis.scenario, carrier);
    let Some((raised, _)) = raised.filter(|_| binds(basis, carrier, level)) else {
        return Ok(basis.out_at_end(level));
    };
    let solved = solve_one(&raised, &basis.clock, level, basis.state(level))?;
    Ok(all_out(&solved))
}

fn binding_of(basis: &Basis, carrier: Carrier, out: &[u64]) -> Binding {
    let (kind, id) = named(&basis.scenario, carrier);
    let at = |level: Level| {
        let mut all = basis.level(level).lifted.bottlenecks.iter();
        all.find(|bottleneck| bottleneck.carrier == carrier)
    };
    let span = |steps: &Steps| Span {
        from: basis.when(basis.clock.start(steps.from)),
        until: basis.when(basis.clock.start(steps.until)),
    };
    Binding {
        kind: kind.to_owned(),
        id,
        persons: by_level(|level| at(level).map_or(0, |bottleneck| bottleneck.persons)),
        binds: by_level(|level| {
            let at_end = at(level).map_or(&[][..], |bottleneck| &bottleneck.at_end);
            at_end.iter().map(span).collect()
        }),
        more: raised(&basis.scenario, carrier)
            .map_or("", |(_, what)| what)
            .to_owned(),
        out_persons: by_level(|level| out[level as usize]),
        change_persons: by_level(|level| change(basis.out_at_end(level), out[level as usize])),
    }
}
