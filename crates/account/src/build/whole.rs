//! The whole of a pause: sums over places, departures against gates and reception, and those who remain.

use std::collections::HashSet;

use korridor_operate::fact::{CountAt, Name};
use korridor_operate::view::{Counted, Range};

use super::Building;
use crate::account::PlaceAccount;
use crate::number::{Measure, Number, Place, Term};

impl Building<'_> {
    pub(super) fn whole(
        &mut self,
        corridors: &[PlaceAccount],
        zones: &[PlaceAccount],
    ) -> PlaceAccount {
        let place = Place::Whole;
        let mut account = PlaceAccount {
            name: "all corridors together".to_owned(),
            promised: self.promised(&place),
            expected: self.expected_whole(),
            ..PlaceAccount::default()
        };
        let totals = self.view.totals.clone();
        let observed = totals.observed.as_ref().map(|counted| {
            self.summed(
                Measure::Observed,
                "observed",
                "counted outwards on all corridors",
                counted,
                corridors,
            )
        });
        match &observed {
            Some(observed) => account.observed.push(observed.clone()),
            None => account
                .cannot_be_told
                .push("nothing was counted: that is not zero".to_owned()),
        }
        let verified = totals.verified.as_ref().map(|counted| {
            self.summed(
                Measure::Verified,
                "verified",
                "confirmed by an independent source",
                counted,
                corridors,
            )
        });
        account.verified.extend(verified);
        let returned = totals.returned.as_ref().map(|counted| {
            self.summed(
                Measure::Returned,
                "returned",
                "counted back in",
                counted,
                corridors,
            )
        });
        account.observed.extend(returned.clone());
        account.gaps = self.gaps(
            &place,
            &account.promised,
            observed.as_ref(),
            "promised less counted",
        );
        account.gaps.extend(self.gaps(
            &place,
            &account.expected,
            observed.as_ref(),
            "expected less counted",
        ));
        let of_observed: Vec<String> = observed.iter().cloned().collect();
        account.gaps.extend(self.gaps(
            &place,
            &of_observed,
            account.verified.first(),
            "counted less verified",
        ));
        if account.verified.is_empty() && observed.is_some() {
            account
                .cannot_be_told
                .push("no count was confirmed by an independent source".to_owned());
        }
        self.reconcile(&mut account, observed.as_ref(), zones);
        self.remaining(&mut account, observed.as_ref(), returned.as_ref());
        account
    }

    /// A sum over corridors, with counts of all corridors together beside it: its own entries are the latter.
    fn summed(
        &mut self,
        what: Measure,
        word: &str,
        label: &str,
        counted: &Counted,
        places: &[PlaceAccount],
    ) -> String {
        let of = |place: &PlaceAccount| {
            let mut all = place.observed.iter().chain(&place.verified);
            all.find(|id| {
                self.numbers
                    .get(id)
                    .is_some_and(|number| number.what == what)
            })
            .cloned()
        };
        let parts: Vec<String> = places.iter().filter_map(of).collect();
        let together = self.together();
        let own: Vec<Name> = match together.is_empty() && !parts.is_empty() {
            // Nothing was counted of all places together: all of it is behind the parts.
            true => Vec::new(),
            false => {
                let beside = counted.counts.iter();
                let beside = beside.filter(|count| parts.is_empty() || together.contains(*count));
                self.entries(beside)
            }
        };
        let terms: Vec<Term> = parts.iter().map(|id| Term::plus(id)).collect();
        let mut number = self.number_of(what, word, Place::Whole, label, counted);
        if !own.is_empty() && !terms.is_empty() && number.note.is_none() {
            number.note = Some("counts of all corridors together stand beside the sum of the corridors, not on top of it".to_owned());
        }
        (number.sources, number.terms) = (own, terms);
        self.numbers.add(number)
    }

    /// Counts of all corridors together, which stand in no corridor's number.
    fn together(&self) -> HashSet<Name> {
        let series = self.reading.board.counts.series.iter();
        let together = series.filter(|((at, ..), _)| *at == CountAt::Everywhere);
        let batches = together.flat_map(|(_, batches)| batches);
        batches.map(|batch| batch.count.clone()).collect()
    }

    /// Departures, gates and reception, and what they leave open.
    fn reconcile(
        &mut self,
        account: &mut PlaceAccount,
        observed: Option<&String>,
        zones: &[PlaceAccount],
    ) {
        let reconciled = self.view.totals.reconciled.clone();
        let departed = reconciled.departed.as_ref().map(|counted| {
            self.summed(
                Measure::Departed,
                "departed",
                "counted as they set out, of all zones",
                counted,
                zones,
            )
        });
        let rest = [
            (
                Measure::TurnedBack,
                "turned_back",
                "turned back at gates",
                &reconciled.turned_back,
            ),
            (Measure::Held, "held", "held at gates", &reconciled.held),
            (
                Measure::Released,
                "released",
                "released after they were held",
                &reconciled.released,
            ),
            (
                Measure::Received,
                "received",
                "received",
                &reconciled.received,
            ),
            (
                Measure::ChildrenAlone,
                "children_alone",
                "children who came alone, handed over to child protection",
                &reconciled.children_alone,
            ),
        ];
        account.observed.extend(departed.clone());
        let mut ids: Vec<Option<String>> = Vec::new();
        for (what, word, label, counted) in rest {
            let id = counted
                .as_ref()
                .map(|counted| self.counted(what, word, Place::Whole, label, counted));
            account.observed.extend(id.clone());
            ids.push(id);
        }
        let [turned_back, held, released, received] = [0, 1, 2, 3].map(|index| ids[index].clone());
        let plus = |id: &Option<String>| id.as_deref().map(Term::plus);
        let minus = |id: &Option<String>| id.as_deref().map(Term::minus);
        let observed = observed.cloned();
        let before: Vec<Term> = [
            plus(&departed),
            minus(&observed),
            minus(&turned_back),
            minus(&held),
            plus(&released),
        ]
        .into_iter()
        .flatten()
        .collect();
        let after: Vec<Term> = [plus(&observed), minus(&received)]
            .into_iter()
            .flatten()
            .collect();
        let open = [
            (
                "unaccounted.before_gates",
                "set out, and neither passed, nor turned back, nor held",
                reconciled.unaccounted_before_gates,
                before,
            ),
            (
                "unaccounted.after_gates",
                "passed, and not received",
                reconciled.unaccounted_after_gates,
                after,
            ),
        ];
        for (id, label, range, terms) in open {
            let Some(Range { low, high }) = range else {
                continue;
            };
            let mut number =
                Number::of(id, Measure::Unaccounted, Place::Whole, label).range(low, high);
            number.by = Some(self.reading.at);
            number.terms = terms;
            number.note = Some(
                "missing from the counts: refer to tracing; nothing says what became of them"
                    .to_owned(),
            );
            account.unaccounted.push(self.numbers.add(number));
        }
        if account.unaccounted.is_empty() {
            account.cannot_be_told.push("departures, gates and reception were not all counted: how many are unaccounted for is not known".to_owned());
        }
    }

    fn remaining(
        &mut self,
        account: &mut PlaceAccount,
        observed: Option<&String>,
        returned: Option<&String>,
    ) {
        let place = Place::Whole;
        let population = self.population(&place, |level| Some(level.usable.everyone.population));
        let (Some(population), Some(observed)) = (population, observed) else {
            account.cannot_be_told.push(
                "how many remain is not known without a number of people before and a count"
                    .to_owned(),
            );
            return;
        };
        let mut terms = vec![Term::plus(&population), Term::minus(observed)];
        terms.extend(returned.map(|returned| Term::plus(returned)));
        let label = "remain, by the scenario's number and the counts: an outcome, not a gap; whoever remains stays protected";
        account.outcomes.extend(self.difference(
            "remaining.whole",
            Measure::Remaining,
            &place,
            label,
            terms,
        ));
    }
}
