//! Medical evacuations and how they ended.

use korridor_operate::fact::{Figure, GuaranteeFor};

use super::Building;
use crate::account::{GuaranteeAccount, MissionAccount, Obtained};
use crate::number::{Measure, Number, Place};

impl Building<'_> {
    pub(super) fn missions(&mut self, guarantees: &[GuaranteeAccount]) -> Vec<MissionAccount> {
        let views = self.view.missions.clone();
        let mut accounts = Vec::new();
        for view in views {
            let place = Place::Mission(view.mission.clone());
            let state = self.reading.board.missions.get(&view.mission);
            let outcomes = state.map(|state| state.outcome.all()).unwrap_or_default();
            let mut sources = vec![view.entry.clone()];
            sources.extend(outcomes.iter().map(|(from, _)| from.id.clone()));
            let parts = [
                (
                    Measure::Patients,
                    "patients.litter",
                    "patients who must lie",
                    view.litter,
                ),
                (
                    Measure::Patients,
                    "patients.ambulatory",
                    "patients who can sit or walk",
                    view.ambulatory,
                ),
                (
                    Measure::Moved,
                    "moved",
                    "patients who were moved",
                    view.moved,
                ),
            ];
            let mut numbers = Vec::new();
            for (what, word, label, persons) in parts {
                let Some(persons) = persons else { continue };
                let number = Number::of(
                    &format!("{word}.{}", place.key()),
                    what,
                    place.clone(),
                    label,
                );
                numbers.push(self.with_sources(number, persons, &sources));
            }
            let covers = GuaranteeFor::Mission(view.mission.clone());
            let own = guarantees.iter().filter(|account| account.covers == covers);
            let in_time = own
                .clone()
                .filter(|account| account.obtained == Obtained::InTime);
            accounts.push(MissionAccount {
                mission: view.mission,
                precedence: view.precedence,
                numbers,
                guarantees_needed: view.guarantees.len(),
                guarantees_in_time: in_time.count(),
                outcome: view.outcome,
                sources,
            });
        }
        accounts
    }

    fn with_sources(&mut self, number: Number, persons: Figure, sources: &[String]) -> String {
        let mut number = number.figure(persons);
        number.by = Some(self.reading.at);
        number.sources = sources.to_vec();
        self.numbers.add(number)
    }
}
