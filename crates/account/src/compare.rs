//! Pauses side by side: of several records, or of the days or months of one. Nothing is ranked and nothing is added
//! across them; what contradicts stands with each.

use std::collections::BTreeMap;

use korridor_operate::Stamp;
use korridor_world::LocalClock;
use serde::Serialize;

use crate::account::{Account, Contradiction, Obtained, Said};
use crate::number::Number;
use crate::release::Released;

/// How a record is cut into periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Days of the place.
    Day,
    /// Months of the place.
    Month,
}

/// Hours that somebody stated.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HoursSaid {
    /// A party, or a source by pseudonym.
    pub by: String,
    /// From when.
    pub from: Stamp,
    /// To when.
    pub to: Stamp,
    /// The entry.
    pub entry: String,
}

/// A pause, or a period of one record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// The record.
    pub record: String,
    /// `2016-10-20`, `2016-10`, or `all of it`.
    pub period: String,
    /// `EXERCISE` if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exercise: Option<String>,
    /// Hours as said, each beside the others.
    pub hours: Vec<HoursSaid>,
    /// Numbers of the whole pause; none of a period, since counts are not cut at its edges.
    pub numbers: Vec<Number>,
    /// What was said and counted in it.
    pub said: Vec<Said>,
    /// Guarantees that were needed, and those that came late or never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guarantees_needed_and_missing: Option<(usize, usize)>,
    /// Claims of danger inside the hours, outside, and those of which it cannot be told.
    pub breaches_claimed: [usize; 3],
    /// What contradicts, and stands.
    pub contradictions: Vec<Contradiction>,
}

fn column(record: &str, period: &str, released: &Released<Account>) -> Column {
    Column {
        record: record.to_owned(),
        period: period.to_owned(),
        exercise: released.marking().exercise.clone(),
        hours: Vec::new(),
        numbers: Vec::new(),
        said: Vec::new(),
        guarantees_needed_and_missing: None,
        breaches_claimed: [0; 3],
        contradictions: Vec::new(),
    }
}

/// A record as one column.
pub fn whole(record: &str, released: &Released<Account>) -> Column {
    let account = released.value();
    let mut column = column(record, "all of it", released);
    let place = &account.whole;
    let ids = [
        &place.promised,
        &place.expected,
        &place.observed,
        &place.verified,
        &place.gaps,
        &place.unaccounted,
        &place.outcomes,
    ];
    let numbers = ids
        .into_iter()
        .flatten()
        .filter_map(|id| account.numbers.get(id));
    column.numbers = numbers.cloned().collect();
    column.hours = declared(account).collect();
    let missing = account.guarantees.iter();
    let missing = missing.filter(|one| matches!(one.obtained, Obtained::Late | Obtained::Never));
    column.guarantees_needed_and_missing = Some((account.guarantees.len(), missing.count()));
    let breaches = &account.breaches;
    column.breaches_claimed = [
        breaches.inside.len(),
        breaches.outside.len(),
        breaches.cannot_be_told.len(),
    ];
    column.contradictions.clone_from(&account.contradictions);
    column
}

fn declared(account: &Account) -> impl Iterator<Item = HoursSaid> + '_ {
    account.pause.statements.iter().flat_map(|statement| {
        statement.windows.iter().map(|span| HoursSaid {
            by: statement.party.clone(),
            from: span.from,
            to: span.to,
            entry: statement.entry.clone(),
        })
    })
}

/// The periods of a record in which anything was said, in their order. What reaches over an edge stands on both sides.
pub fn periods(record: &str, released: &Released<Account>, period: Period) -> Vec<Column> {
    let account = released.value();
    let clock = LocalClock::of_zone(&account.time_zone);
    let of = |at: Stamp| -> String {
        let local = clock
            .as_ref()
            .map_or(at.to_string(), |clock| clock.local(at.0).to_string());
        let letters = match period {
            Period::Day => 10,
            Period::Month => 7,
        };
        local.chars().take(letters).collect()
    };
    let touched = |from: Option<Stamp>, to: Option<Stamp>| -> Vec<String> {
        let mut touched: Vec<String> = from.into_iter().chain(to).map(&of).collect();
        touched.dedup();
        touched
    };
    let mut columns: BTreeMap<String, Column> = BTreeMap::new();
    let mut with = |key: String, change: &dyn Fn(&mut Column)| {
        let found = columns
            .entry(key.clone())
            .or_insert_with(|| column(record, &key, released));
        change(found);
    };
    for hours in declared(account) {
        for key in touched(Some(hours.from), Some(hours.to.plus_seconds(-1))) {
            with(key, &|column| column.hours.push(hours.clone()));
        }
    }
    let all = account
        .timeline
        .iter()
        .flat_map(|moment| &moment.roots)
        .flat_map(|of| &of.said);
    for said in
        all.filter(|said| matches!(said.kind.as_str(), "claim" | "count") && said.from.is_some())
    {
        let hours = match (said.what.as_str(), said.from, said.to) {
            ("announcement", Some(from), Some(to)) if from < to => Some(HoursSaid {
                by: said.by.clone(),
                from,
                to,
                entry: said.entry.clone(),
            }),
            _ => None,
        };
        for key in touched(said.from, said.to) {
            with(key, &|column| {
                column.said.push(said.clone());
                column.hours.extend(hours.clone());
            });
        }
    }
    let breaches = &account.breaches;
    let kinds = [
        &breaches.inside,
        &breaches.outside,
        &breaches.cannot_be_told,
    ];
    for (index, claims) in kinds.into_iter().enumerate() {
        for claim in claims {
            for key in touched(claim.said.from, claim.said.to) {
                with(key, &|column| column.breaches_claimed[index] += 1);
            }
        }
    }
    for contradiction in &account.contradictions {
        let sides = contradiction.sides.iter();
        let mut keys: Vec<String> = sides.flat_map(|said| touched(said.from, said.to)).collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            with(key, &|column| {
                column.contradictions.push(contradiction.clone())
            });
        }
    }
    columns.into_values().collect()
}
