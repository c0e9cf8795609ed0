//! Counts as they stand on the board: batches by place, corrections in the stead of what they correct.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Board, From};
use crate::event::Flag;
use crate::fact::{CountAt, Credibility, Direction, Figure, GateCount, Name, Passage};
use crate::time::{Span, Stamp};

/// A batch of people counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Where it comes from.
    pub from: From,
    /// Its id.
    pub count: Name,
    /// The source.
    pub source: Name,
    /// When.
    pub interval: Span,
    /// How many.
    pub persons: Figure,
    /// What was noticed.
    pub flags: Vec<Flag>,
    /// The correction that stands in its stead.
    pub superseded: Option<Name>,
    /// How credible a person found it, and by which independent count or claim it is confirmed.
    pub judged: Option<(Credibility, Option<Name>)>,
}

impl Board {
    /// Whether two counts are of the same passage the same way, at one place or at a gate and its corridor.
    pub fn count_the_same(&self, one: &str, other: &str) -> bool {
        let (Some((one, _)), Some((other, _))) =
            (self.counts.places.get(one), self.counts.places.get(other))
        else {
            return false;
        };
        let corridor = |at: &CountAt| match at {
            CountAt::Gate(gate) => self.gates.get(gate).map(|gate| gate.corridor.clone()),
            CountAt::Corridor(corridor) => Some(corridor.clone()),
            _ => None,
        };
        let is_corridor = |at: &CountAt| matches!(at, CountAt::Corridor(_));
        let whole = is_corridor(&one.0) || is_corridor(&other.0);
        let of_one = whole && corridor(&one.0).is_some() && corridor(&one.0) == corridor(&other.0);
        (one.1, one.2) == (other.1, other.2) && (one.0 == other.0 || of_one)
    }

    /// Whether a person found a count confirmed by one that still stands and is of another root.
    pub fn is_confirmed(&self, batch: &Batch) -> bool {
        let Some((Credibility::Confirmed, Some(by))) = &batch.judged else {
            return false;
        };
        self.counts.get(by).is_some_and(|other| {
            other.superseded.is_none() && self.root_of(&other.source) != self.root_of(&batch.source)
        })
    }
}

impl Batch {
    /// When it was heard, as a sign from where it was counted.
    pub fn heard(&self) -> Stamp {
        self.interval.to.min(self.from.known)
    }
}

/// Where, what, which way.
pub type Series = (CountAt, Passage, Direction);

/// All counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountState {
    /// Batches by place, passage and direction, in the order of the record.
    pub series: BTreeMap<Series, Vec<Batch>>,
    /// Where each count stands.
    pub places: HashMap<Name, (Series, usize)>,
    /// Corrections of each count that was corrected, in the order of the record.
    pub corrections: BTreeMap<Name, Vec<Name>>,
    /// Counts that a person set aside.
    pub aside: BTreeSet<Name>,
}

impl CountState {
    /// A batch by its id.
    pub fn get(&self, count: &str) -> Option<&Batch> {
        let (series, index) = self.places.get(count)?;
        self.series.get(series)?.get(*index)
    }

    pub(super) fn get_mut(&mut self, count: &str) -> Option<&mut Batch> {
        let (series, index) = self.places.get(count)?;
        self.series.get_mut(series)?.get_mut(*index)
    }

    /// A person set a count aside: the sums leave it out, and what it corrected counts again, unless another correction
    /// of it stands.
    pub(super) fn set_aside(&mut self, entry: &str) {
        let mut batches = self.series.values_mut().flatten();
        let Some(batch) = batches.find(|batch| batch.from.id == entry) else {
            return;
        };
        batch.superseded = Some(entry.to_owned());
        let dropped = batch.count.clone();
        self.aside.insert(dropped.clone());
        let corrected = self.corrections.iter_mut().filter_map(|(count, by)| {
            let before = by.len();
            by.retain(|by| *by != dropped);
            (by.len() < before).then(|| (count.clone(), by.last().cloned()))
        });
        let corrected: Vec<(Name, Option<Name>)> = corrected.collect();
        for (count, by) in corrected {
            if !self.aside.contains(&count)
                && let Some(batch) = self.get_mut(&count)
            {
                batch.superseded = by;
            }
        }
    }

    pub(super) fn add(&mut self, from: From, count: &GateCount, flags: &[Flag]) {
        for earlier in &count.supersedes {
            if let Some(batch) = self.get_mut(earlier) {
                batch.superseded = Some(count.count.clone());
                let by = self.corrections.entry(earlier.clone()).or_default();
                by.push(count.count.clone());
            }
        }
        let series = (count.at.clone(), count.passage, count.direction);
        let batches = self.series.entry(series.clone()).or_default();
        self.places
            .insert(count.count.clone(), (series, batches.len()));
        batches.push(Batch {
            from,
            count: count.count.clone(),
            source: count.source.clone(),
            interval: count.interval,
            persons: count.persons,
            flags: flags.to_vec(),
            superseded: None,
            judged: None,
        });
    }
}
