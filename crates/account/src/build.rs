//! From a reading of a record to its account.

mod claims;
mod intentions;
mod missions;
mod parties;
mod people;
mod timeline;
mod whole;

use korridor_operate::view::{Hours, View};

use crate::account::{ACCOUNT_VERSION, Account};
use crate::expected::PlanGiven;
use crate::number::Numbers;
use crate::reading::Reading;

const STATEMENT: &str = "What parties promised, what a plan expected, what was counted and what of it was verified, side by side, \
each with the entries behind it. It says who said what. It finds nobody guilty, ranks nobody, and adds nothing that may be of the \
same people. Whoever remained made a choice or had none: remaining is an outcome and no gap, and those who remain stay protected. \
A notification that was received was not thereby accepted, and neither is a guarantee. What was never recorded is not in it.";

/// What every part of an account is built from.
struct Building<'a> {
    reading: &'a Reading,
    view: View,
    hours: Hours,
    plan: Option<PlanGiven<'a>>,
    numbers: Numbers,
}

impl Reading {
    /// The account of what was read. The same entries, plan and moment give the same account.
    pub fn account(&self, plan: Option<PlanGiven<'_>>) -> Account {
        let mut building = Building {
            reading: self,
            view: self.board.view(self.at),
            hours: Hours::of(&self.board.pause),
            plan,
            numbers: Numbers::default(),
        };
        let statements = building.statements();
        let people = building.people();
        let guarantees = building.guarantees();
        let missions = building.missions(&guarantees);
        let intentions = building.intentions();
        let incidents = building.incidents();
        let breaches = building.breaches();
        let (timeline, counts_left_out) = building.timeline();
        let contradictions = building.contradictions();
        let pause = building.pause(statements);
        building.numbers.complete();
        let view = &building.view;
        Account {
            format: "korridor-account".to_owned(),
            version: ACCOUNT_VERSION,
            title: view.title.clone(),
            nature: view.nature,
            time_zone: view.time_zone.clone(),
            at: self.at,
            entries: view.entries,
            statement: STATEMENT.to_owned(),
            pause,
            whole: people.whole,
            corridors: people.corridors,
            zones: people.zones,
            curve: plan.map(|plan| plan.curve()).unwrap_or_default(),
            notifications: building.notifications(),
            guarantees,
            missions,
            intentions,
            incidents,
            breaches,
            timeline,
            counts_left_out,
            contradictions,
            numbers: building.numbers,
            places: plan.map(|plan| plan.places()).unwrap_or_default(),
        }
    }
}
