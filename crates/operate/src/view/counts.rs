//! The four totals side by side: promised, expected, observed, verified; what does not reconcile; and how many it
//! would be at this rate.

use serde::Serialize;

use super::status::Why;
use super::sums::{Counted, beside};
use super::windows::Hours;
use crate::board::{Batch, Board};
use crate::fact::{CountAt, Credibility, Direction, Figure, Name, Passage};
use crate::time::Stamp;

/// A total with its entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Total {
    /// How many.
    pub persons: Figure,
    /// Who says so.
    pub sources: Vec<String>,
    /// The entries.
    pub entries: Vec<Name>,
}

/// How many by the end, if it goes on as it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Projection {
    /// Persons in an hour, as observed since the first count.
    pub per_hour: Figure,
    /// The end that it runs to.
    pub until: Stamp,
    /// How many by then, at this rate.
    pub persons: Figure,
    /// What the plan expects by then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Figure>,
}

/// People who set out, passed and were received, and what is between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reconciled {
    /// Departed from zones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departed: Option<Counted>,
    /// Passed the corridors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passed: Option<Counted>,
    /// Turned back at gates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turned_back: Option<Counted>,
    /// Held at gates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<Counted>,
    /// Released after they were held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub released: Option<Counted>,
    /// Received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<Counted>,
    /// Children who came alone, handed over to child protection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub children_alone: Option<Counted>,
    /// Between departure and gates: departed, less passed, turned back, and held and not released.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unaccounted_before_gates: Option<Range>,
    /// Between gates and reception: passed, less received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unaccounted_after_gates: Option<Range>,
}

/// A difference of counts; may be negative where more were counted later than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Range {
    /// At least.
    pub low: i64,
    /// At most.
    pub high: i64,
}

/// Promised, expected, observed, verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// What parties promised, each beside the others: never added.
    pub promised: Vec<Total>,
    /// What the departure waves of the plan have out by now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Total>,
    /// What was counted outwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed: Option<Counted>,
    /// The moment up to which anything was counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed_until: Option<Stamp>,
    /// Counts that stand and are of other days than the pause: in no sum.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub of_other_days: Vec<Name>,
    /// What was counted back in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returned: Option<Counted>,
    /// What a person found confirmed by an independent source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<Counted>,
    /// Counts that a person found confirmed and that are not any more, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lapsed: Vec<Why>,
    /// What reconciles and what does not.
    pub reconciled: Reconciled,
    /// At this rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub projection: Option<Projection>,
}

impl Board {
    /// The four totals at a moment.
    pub fn totals(&self, at: Stamp) -> Totals {
        let corridors = self.corridor_order.iter();
        let each = corridors.filter_map(|corridor| self.through(corridor, Direction::Out, at));
        self.totals_of(each.collect(), at)
    }

    /// The same, from what passed each corridor outwards that was counted.
    pub(super) fn totals_of(&self, passed: Vec<Counted>, at: Stamp) -> Totals {
        let subjects = self
            .corridor_order
            .iter()
            .filter_map(|id| self.corridors.get(id))
            .map(|state| &state.subject);
        let promised = std::iter::once(&self.pause)
            .chain(subjects)
            .flat_map(|subject| &subject.promised);
        let promised = promised.map(|(party, (from, persons))| Total {
            persons: *persons,
            sources: vec![party.clone()],
            entries: vec![from.id.clone()],
        });
        let observed = self.observed_of(passed, at);
        let observed_until = self.observed_until(at);
        Totals {
            promised: promised.collect(),
            expected: self.expected(at),
            observed_until,
            of_other_days: self.counts_of_other_days(),
            returned: self.observed(Direction::In, at),
            verified: self.verified(at),
            lapsed: self.lapsed_counts(),
            reconciled: self.reconciled(observed.clone(), at),
            projection: self.projection(observed.as_ref(), observed_until, at),
            observed,
        }
    }

    /// Counts whose confirmation lapsed: the count that confirms it was corrected or taken back, or is of one root with it
    /// by now.
    fn lapsed_counts(&self) -> Vec<Why> {
        let batches = self.counts.series.values().flatten();
        let judged = batches.filter(|batch| batch.judged.is_some() && batch.superseded.is_none());
        let lapsed = |batch: &Batch| {
            let (Credibility::Confirmed, Some(by)) = batch.judged.as_ref()? else {
                return None;
            };
            let because = match self.counts.get(by) {
                _ if self.is_confirmed(batch) => return None,
                Some(other) if other.superseded.is_none() => format!(
                    "{by}, which confirmed {}, is of the same root, {}",
                    batch.count,
                    self.root_of(&other.source)
                ),
                _ => format!("{by}, which confirmed {}, does not stand", batch.count),
            };
            Some(Why {
                rule: "confirmation-lapsed",
                because,
                entries: vec![batch.from.id.clone()],
            })
        };
        judged.filter_map(lapsed).collect()
    }

    /// What the departure waves of the last plan that was published have out by a moment.
    pub fn expected(&self, at: Stamp) -> Option<Total> {
        let (from, plan) = self.plans.last()?;
        let by = plan.curve.iter().rev().find(|point| point.by <= at);
        Some(Total {
            persons: by.map(|point| point.persons).unwrap_or_default(),
            sources: vec![format!("plan {}", plan.plan)],
            entries: vec![from.id.clone()],
        })
    }

    /// Outward counts that stand, with where they were made.
    fn outward(&self, at: Stamp) -> impl Iterator<Item = &Batch> {
        let days = self.days();
        let series = self
            .counts
            .series
            .iter()
            .filter(|((_, passage, direction), _)| {
                *passage == Passage::Passed && *direction == Direction::Out
            });
        series
            .flat_map(|(_, batches)| batches)
            .filter(move |batch| {
                batch.superseded.is_none()
                    && batch.interval.from < at
                    && days.is_none_or(|days| days.overlaps(batch.interval))
            })
    }

    fn observed_until(&self, at: Stamp) -> Option<Stamp> {
        self.outward(at)
            .map(|batch| batch.interval.to.min(at))
            .max()
    }

    /// The people observed since the first count, in its time, carried on to the earliest end that holds.
    fn projection(
        &self,
        observed: Option<&Counted>,
        until: Option<Stamp>,
        at: Stamp,
    ) -> Option<Projection> {
        let end = Hours::of(&self.pause).around(at)?.to;
        let (observed, until) = (observed?.persons, until?);
        let first = self.outward(at).map(|batch| batch.interval.from).min()?;
        let seconds = until.0.seconds_since(first.0);
        if seconds < 600 || until >= end {
            return None;
        }
        let rest = end.0.seconds_since(until.0);
        let scaled = |persons: u64, by: i64| {
            u64::try_from(
                u128::from(persons) * u128::from(by.unsigned_abs())
                    / u128::from(seconds.unsigned_abs()),
            )
            .unwrap_or(u64::MAX)
        };
        let each = |by: i64| Figure {
            low: scaled(observed.low, by),
            best: observed.best.map(|best| scaled(best, by)),
            high: scaled(observed.high, by),
        };
        Some(Projection {
            per_hour: each(3600),
            until: end,
            persons: observed.plus(each(rest)),
            expected: self.expected(end).map(|total| total.persons),
        })
    }

    fn reconciled(&self, passed: Option<Counted>, at: Stamp) -> Reconciled {
        let zones = self
            .setup
            .zones
            .iter()
            .map(|zone| CountAt::Departure(zone.place.clone()));
        let departed = self.summed(zones, Passage::Departed, at);
        let places = self
            .setup
            .receptions
            .iter()
            .map(|place| CountAt::Reception(place.place.clone()));
        let received = self.summed(places, Passage::Received, at);
        // Who is turned back at one gate is not turned back at another; a count of the corridor, or of all of them, stands
        // beside those of its gates.
        let on = |corridor: &Name, passage| {
            let state = self.corridors.get(corridor)?;
            let gates = state.corridor.gates.iter();
            let gates = gates.map(|gate| CountAt::Gate(gate.gate.clone()));
            let own = std::iter::once(CountAt::Corridor(corridor.clone()));
            beside([
                self.summed(gates, passage, at),
                self.summed(own, passage, at),
            ])
        };
        let at_gates = |passage| {
            let corridors = self.corridor_order.iter();
            let each = corridors.filter_map(|corridor| on(corridor, passage));
            let together = self.summed(std::iter::once(CountAt::Everywhere), passage, at);
            beside([each.reduce(super::sums::added), together])
        };
        let (turned_back, held, released) = (
            at_gates(Passage::TurnedBack),
            at_gates(Passage::Held),
            at_gates(Passage::Released),
        );
        let children_alone = {
            let places = self
                .setup
                .receptions
                .iter()
                .map(|place| CountAt::Reception(place.place.clone()));
            let gates = self.gates.keys().map(|gate| CountAt::Gate(gate.clone()));
            self.summed(places.chain(gates), Passage::ChildrenAloneHandedOver, at)
        };
        let range = |counted: &Option<Counted>| {
            let persons = counted
                .as_ref()
                .map(|counted| counted.persons)
                .unwrap_or_default();
            (clamp(persons.low), clamp(persons.high))
        };
        let (p, t, h, r) = (
            range(&passed),
            range(&turned_back),
            range(&held),
            range(&released),
        );
        let before = departed.as_ref().map(|departed| {
            let (low, high) = (clamp(departed.persons.low), clamp(departed.persons.high));
            let kept = ((h.0 - r.1).max(0), (h.1 - r.0).max(0));
            Range {
                low: low - p.1 - t.1 - kept.1,
                high: high - p.0 - t.0 - kept.0,
            }
        });
        let after = received
            .as_ref()
            .filter(|_| passed.is_some())
            .map(|received| Range {
                low: p.0 - clamp(received.persons.high),
                high: p.1 - clamp(received.persons.low),
            });
        Reconciled {
            departed,
            passed,
            turned_back,
            held,
            released,
            received,
            children_alone,
            unaccounted_before_gates: before,
            unaccounted_after_gates: after,
        }
    }

    /// Counts of different places added.
    fn summed(
        &self,
        places: impl Iterator<Item = CountAt>,
        passage: Passage,
        at: Stamp,
    ) -> Option<Counted> {
        let each = places.filter_map(|place| self.counted(&place, passage, Direction::Out, at));
        each.reduce(super::sums::added)
    }
}

fn clamp(persons: u64) -> i64 {
    i64::try_from(persons)
        .unwrap_or(i64::MAX / 8)
        .min(i64::MAX / 8)
}
