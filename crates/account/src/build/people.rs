//! Promised, expected, observed, verified: by corridor, by zone and for the whole; and the gaps between them.

use korridor_operate::fact::{CountAt, Direction, Figure, Name, Passage};
use korridor_operate::view::Counted;
use korridor_plan::document::LevelDocument;

use super::Building;
use super::parties::promised_id;
use crate::account::PlaceAccount;
use crate::expected::Three;
use crate::number::{Measure, Number, Place, Term};

/// The numbers of people, by place.
pub(super) struct People {
    pub whole: PlaceAccount,
    pub corridors: Vec<PlaceAccount>,
    pub zones: Vec<PlaceAccount>,
}

const OF_WAVES: &str = "of the plan's departure waves, which can be announced and do no better than the best within its model: no forecast, \
                        and no measure of anybody";
const BEST_WITHIN: &str =
    "best within the plan's model and its assumptions: no forecast, and no measure of anybody";

impl Building<'_> {
    pub(super) fn people(&mut self) -> People {
        let corridors = self.reading.board.corridor_order.clone();
        let corridors = corridors.iter().map(|corridor| self.corridor(corridor));
        let corridors: Vec<PlaceAccount> = corridors.collect();
        let zones = self.reading.board.setup.zones.clone();
        let zones: Vec<PlaceAccount> = zones
            .iter()
            .map(|zone| self.zone(&zone.place, &zone.name))
            .collect();
        let whole = self.whole(&corridors, &zones);
        People {
            whole,
            corridors,
            zones,
        }
    }

    /// The entries of counts.
    pub(super) fn entries<'n>(&self, counts: impl IntoIterator<Item = &'n Name>) -> Vec<Name> {
        (counts.into_iter())
            .filter_map(|count| self.reading.board.counts.get(count))
            .map(|batch| batch.from.id.clone())
            .collect()
    }

    /// A number of people who were counted.
    pub(super) fn counted(
        &mut self,
        what: Measure,
        word: &str,
        place: Place,
        label: &str,
        counted: &Counted,
    ) -> String {
        let mut number = self.number_of(what, word, place, label, counted);
        number.sources = self.entries(&counted.counts);
        self.numbers.add(number)
    }

    /// The same without its entries, and not yet among the numbers.
    pub(super) fn number_of(
        &self,
        what: Measure,
        word: &str,
        place: Place,
        label: &str,
        counted: &Counted,
    ) -> Number {
        let mut number = Number::of(&format!("{word}.{}", place.key()), what, place, label);
        number = number.figure(counted.persons);
        number.by = self.view.totals.observed_until.or(Some(self.reading.at));
        number.said_by.clone_from(&counted.sources);
        number.roots = counted.roots;
        number.disagree = counted.disagree;
        if counted.disagree {
            number.note = Some(
                "sources exclude each other: the range spans all of them, and none is dropped"
                    .to_owned(),
            );
        }
        number
    }

    pub(super) fn promised(&mut self, place: &Place) -> Vec<String> {
        let board = &self.reading.board;
        let subject = match place {
            Place::Corridor(corridor) => board.corridors.get(corridor).map(|state| &state.subject),
            _ => Some(&board.pause),
        };
        let promised = subject.into_iter().flat_map(|subject| &subject.promised);
        let numbers: Vec<Number> = promised
            .map(|(party, (from, persons))| {
                let id = promised_id(place, party);
                let mut number = Number::of(
                    &id,
                    Measure::Promised,
                    place.clone(),
                    "a way was promised for",
                );
                number = number.figure(*persons);
                number.by = Some(from.occurred.earliest);
                number.said_by = vec![party.clone()];
                number.roots = 1;
                number.sources = vec![from.id.clone()];
                number
            })
            .collect();
        numbers
            .into_iter()
            .map(|number| self.numbers.add(number))
            .collect()
    }

    /// A difference of numbers that are there, with nothing more exact than its terms.
    pub(super) fn difference(
        &mut self,
        id: &str,
        what: Measure,
        place: &Place,
        label: &str,
        terms: Vec<Term>,
    ) -> Option<String> {
        let (low, high) = self.numbers.sum(&terms)?;
        let mut number = Number::of(id, what, place.clone(), label).range(low, high);
        number.by = Some(self.reading.at);
        number.terms = terms;
        Some(self.numbers.add(number))
    }

    pub(super) fn gaps(
        &mut self,
        place: &Place,
        minuends: &[String],
        observed: Option<&String>,
        label: &str,
    ) -> Vec<String> {
        let Some(observed) = observed else {
            return Vec::new();
        };
        let gap = |minuend: &String| {
            let terms = vec![Term::plus(minuend), Term::minus(observed)];
            self.difference(&format!("gap.{minuend}"), Measure::Gap, place, label, terms)
        };
        minuends.iter().filter_map(gap).collect()
    }

    fn corridor(&mut self, corridor: &Name) -> PlaceAccount {
        let place = Place::Corridor(corridor.clone());
        let (at, board) = (self.reading.at, &self.reading.board);
        let name = board
            .corridors
            .get(corridor)
            .map(|state| state.corridor.name.clone());
        let mut shown = self.view.corridors.iter();
        let out = shown.find(|view| view.corridor == *corridor);
        let out = out.and_then(|view| view.passed.clone());
        let back = board.through(corridor, Direction::In, at);
        let verified = board.verified_through(corridor, at);
        let mut account = PlaceAccount {
            id: corridor.clone(),
            name: name.unwrap_or_default(),
            promised: self.promised(&place),
            ..PlaceAccount::default()
        };
        account.expected = self.expected_at_end(&place, |level| {
            Some(
                level
                    .usable
                    .corridors
                    .get(corridor)
                    .map_or(0, |flow| flow.out),
            )
        });
        let observed = out.map(|out| {
            self.counted(
                Measure::Observed,
                "observed",
                place.clone(),
                "counted outwards",
                &out,
            )
        });
        match &observed {
            Some(observed) => account.observed.push(observed.clone()),
            None => account
                .cannot_be_told
                .push("nobody counted on this corridor: that is not zero".to_owned()),
        }
        if let Some(back) = back {
            let id = self.counted(
                Measure::Returned,
                "returned",
                place.clone(),
                "counted back in",
                &back,
            );
            account.observed.push(id);
        }
        if let Some(verified) = verified {
            let label = "confirmed by an independent source";
            account.verified.push(self.counted(
                Measure::Verified,
                "verified",
                place.clone(),
                label,
                &verified,
            ));
        }
        account.gaps = self.gaps(
            &place,
            &account.promised,
            observed.as_ref(),
            "promised less counted",
        );
        let gaps = self.expected_gaps(
            &place,
            &account.expected,
            observed.as_ref(),
            &mut account.cannot_be_told,
        );
        account.gaps.extend(gaps);
        account.gaps.extend(self.gaps(
            &place,
            &account.observed[..account.observed.len().min(1)],
            account.verified.first(),
            "counted less verified",
        ));
        account
    }

    /// Gaps to figures of the end of the plan, once it is there.
    fn expected_gaps(
        &mut self,
        place: &Place,
        expected: &[String],
        observed: Option<&String>,
        cannot: &mut Vec<String>,
    ) -> Vec<String> {
        let ended = self
            .plan
            .and_then(|plan| plan.end())
            .is_some_and(|end| end <= self.reading.at);
        if expected.is_empty() || observed.is_none() {
            return Vec::new();
        }
        if !ended {
            cannot.push("the plan has figures of single places only for its end, which has not come: no gap to them".to_owned());
            return Vec::new();
        }
        self.gaps(place, expected, observed, "expected less counted")
    }

    fn zone(&mut self, zone: &Name, name: &str) -> PlaceAccount {
        let place = Place::Zone(zone.clone());
        let (at, board) = (self.reading.at, &self.reading.board);
        let departed = board.counted(
            &CountAt::Departure(zone.clone()),
            Passage::Departed,
            Direction::Out,
            at,
        );
        let mut account = PlaceAccount {
            id: zone.clone(),
            name: name.to_owned(),
            ..PlaceAccount::default()
        };
        account.expected = self.expected_at_end(&place, |level| {
            level.usable.zones.get(zone).map(|account| account.out)
        });
        let departed = departed.map(|departed| {
            self.counted(
                Measure::Departed,
                "departed",
                place.clone(),
                "counted as they set out",
                &departed,
            )
        });
        account.observed.extend(departed.clone());
        account.cannot_be_told.push("gates count people and not the zones that they come from: how many of this zone are out is not known".to_owned());
        let gaps = self.expected_gaps(
            &place,
            &account.expected,
            departed.as_ref(),
            &mut account.cannot_be_told,
        );
        account.gaps = gaps;
        if let (Some(population), Some(departed)) = (
            self.population(&place, |level| {
                level
                    .usable
                    .zones
                    .get(zone)
                    .map(|account| account.population)
            }),
            departed,
        ) {
            let terms = vec![Term::plus(&population), Term::minus(&departed)];
            let id = format!("remaining.{}", place.key());
            account.outcomes.extend(self.difference(
                &id,
                Measure::Remaining,
                &place,
                "did not set out, as counted: an outcome, not a gap",
                terms,
            ));
        }
        account
    }

    /// A figure of the plan's end.
    fn expected_at_end(
        &mut self,
        place: &Place,
        figure: impl Fn(&LevelDocument) -> Option<u64>,
    ) -> Vec<String> {
        let Some(plan) = self.plan else {
            return Vec::new();
        };
        let Some(three) = plan.three(figure) else {
            return Vec::new();
        };
        let label = "out by the departure waves of the plan, at its end";
        let id = format!("expected.{}", place.key());
        let mut number = self.of_plan(&id, Measure::Expected, place, label, three);
        number.by = plan.end();
        vec![self.numbers.add(number)]
    }

    fn of_plan(&self, id: &str, what: Measure, place: &Place, label: &str, three: Three) -> Number {
        let Three { low, best, high } = three;
        let best = best.clamp(low, high);
        let best = Some(best);
        let mut number =
            Number::of(id, what, place.clone(), label).figure(Figure { low, best, high });
        let sha256 = self.plan.map_or("", |plan| plan.sha256);
        number.said_by = vec!["plan".to_owned()];
        let published = self
            .reading
            .board
            .plans
            .iter()
            .filter(|(_, plan)| plan.sha256 == sha256);
        number.sources = published.map(|(from, _)| from.id.clone()).collect();
        let note = match what {
            Measure::Expected => OF_WAVES,
            Measure::Population => "as the scenario has it",
            _ => BEST_WITHIN,
        };
        number.note = Some(format!("{note}; plan.json {sha256}"));
        number
    }

    pub(super) fn population(
        &mut self,
        place: &Place,
        figure: impl Fn(&LevelDocument) -> Option<u64>,
    ) -> Option<String> {
        let three = self.plan?.three(figure)?;
        let id = format!("population.{}", place.key());
        let number = self.of_plan(
            &id,
            Measure::Population,
            place,
            "there before the pause, by the scenario",
            three,
        );
        Some(self.numbers.add(number))
    }

    /// The plan's figures for all, as of the moment.
    pub(super) fn expected_whole(&mut self) -> Vec<String> {
        let place = Place::Whole;
        let Some(plan) = self.plan else {
            let Some(total) = self.reading.board.expected(self.reading.at) else {
                return Vec::new();
            };
            let label = "out by now by the departure waves of the plan that was published last";
            let mut number = Number::of("published.whole", Measure::Published, place, label)
                .figure(total.persons);
            number.by = Some(self.reading.at);
            number.said_by = total.sources;
            number.sources = total.entries;
            number.note = Some(OF_WAVES.to_owned());
            return vec![self.numbers.add(number)];
        };
        let ended = plan.steps_by(self.reading.at);
        let of = |curve: &[u64]| match ended {
            0 => Some(0),
            steps => curve.get(steps - 1).copied(),
        };
        let waves = plan.three(|level| of(&level.usable.curve.out));
        let exact = plan.three(|level| of(&level.curve.out));
        let labelled = [
            (
                "expected.whole",
                Measure::Expected,
                "out by now by the departure waves of the plan",
                waves,
            ),
            (
                "best_within_model.whole",
                Measure::BestWithinModel,
                "out by now at the best within this model",
                exact,
            ),
        ];
        let numbers = labelled.into_iter().filter_map(|(id, what, label, three)| {
            let mut number = self.of_plan(id, what, &place, label, three?);
            number.by = Some(self.reading.at);
            Some(number)
        });
        let numbers: Vec<Number> = numbers.collect();
        numbers
            .into_iter()
            .map(|number| self.numbers.add(number))
            .collect()
    }
}
