//! Sums of counts. Counts that may be of the same people are never added: counts of one place at the same time,
//! gates of one corridor in series, and a corridor's own count beside its gates'.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::board::{Batch, Board, Stating};
use crate::fact::{CountAt, Direction, Figure, Name, Passage};
use crate::time::{Span, Stamp};

/// A number of people with where it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// At least; at the best; at most.
    pub persons: Figure,
    /// Sources, by pseudonym.
    pub sources: Vec<Name>,
    /// So many independent roots, at least, saw each part of it: a sum of parts that one root each saw is of one root.
    pub roots: usize,
    /// The counts that it rests on.
    pub counts: Vec<Name>,
    /// Whether sources give ranges that exclude each other. Then the range spans both, and neither is dropped.
    pub disagree: bool,
    /// Those of the counts that something odd was noticed of: a person should look before the sum is passed on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flagged: Vec<Name>,
    /// Their roots, in order.
    #[serde(skip)]
    root_names: Vec<Name>,
    /// When something was counted, in order, each apart from the next.
    #[serde(skip)]
    counted: Vec<Span>,
    /// When all of the place was watched.
    #[serde(skip)]
    watched: Vec<Span>,
}

/// Counts so long before the first window of the pause, or after the last, are of other days and in no sum.
const AROUND_THE_PAUSE: i64 = 12 * 3600;

impl Counted {
    fn of(batch: &Batch, root: &str) -> Counted {
        Counted {
            persons: batch.persons,
            sources: vec![batch.source.clone()],
            roots: 1,
            counts: vec![batch.count.clone()],
            disagree: false,
            flagged: flagged([batch].into_iter()),
            root_names: vec![root.to_owned()],
            counted: vec![batch.interval],
            watched: vec![batch.interval],
        }
    }

    /// Whether it was watched whenever something was counted there by the other.
    fn covers(&self, other: &Counted) -> bool {
        let within = |part: &Span| {
            let mut watched = self.watched.iter();
            watched.any(|span| span.from <= part.from && part.to <= span.to)
        };
        other.counted.iter().all(within)
    }
}

fn flagged<'a>(batches: impl Iterator<Item = &'a Batch>) -> Vec<Name> {
    let odd = batches.filter(|batch| !batch.flags.is_empty());
    odd.map(|batch| batch.count.clone()).collect()
}

/// Counts of one root in one place, those that overlap not added.
struct OfRoot<'a> {
    batches: Vec<&'a Batch>,
}

impl OfRoot<'_> {
    /// Its batches by the time they ended, each with how many of them had ended when it began.
    fn in_order(&self) -> Vec<(&Batch, usize)> {
        let mut batches = self.batches.clone();
        batches.sort_by_key(|batch| batch.interval.to);
        let before = |index: usize, batch: &Batch| {
            batches[..index].partition_point(|other| other.interval.to <= batch.interval.from)
        };
        let each = batches.iter().enumerate();
        each.map(|(index, batch)| (*batch, before(index, batch)))
            .collect()
    }

    fn persons(&self) -> Figure {
        let order = self.in_order();
        let low = heaviest(&order, |batch| batch.persons.low);
        // One batch without a best figure leaves all of them without one.
        let stated = (self.batches.iter()).all(|batch| batch.persons.best.is_some());
        let best = |batch: &Batch| batch.persons.best.unwrap_or_default();
        let best = stated.then(|| heaviest(&order, best).max(low));
        let high = heaviest(&order, |batch| batch.persons.high).max(best.unwrap_or(low));
        Figure { low, best, high }
    }

    /// From when to when it watched without a gap; `None` if there is one.
    fn covered(&self) -> Option<Span> {
        let mut spans: Vec<_> = self.batches.iter().map(|batch| batch.interval).collect();
        spans.sort();
        let mut end = spans.first()?.from;
        for span in &spans {
            if span.from > end {
                return None;
            }
            end = end.max(span.to);
        }
        let from = spans.first()?.from;
        Some(Span { from, to: end })
    }
}

/// The most people that are certainly different: the heaviest set of batches of which no two overlap in time, of a figure
/// that `weight` takes; batches as [`OfRoot::in_order`] gives them.
fn heaviest(order: &[(&Batch, usize)], weight: impl Fn(&Batch) -> u64) -> u64 {
    let mut best: Vec<u64> = Vec::with_capacity(order.len() + 1);
    best.push(0);
    for (index, (batch, before)) in order.iter().enumerate() {
        let with = best[*before].saturating_add(weight(batch));
        best.push(with.max(best[index]));
    }
    best.last().copied().unwrap_or(0)
}

impl Board {
    /// What was counted at a place by a moment, of all sources. Batches that overlap in time, of one source or of
    /// several, are alternatives and not a sum; stretches that do not touch are added.
    pub fn counted(
        &self,
        at: &CountAt,
        passage: Passage,
        direction: Direction,
        by: Stamp,
    ) -> Option<Counted> {
        self.counted_where(at, passage, direction, by, |_| true)
    }

    fn counted_where(
        &self,
        at: &CountAt,
        passage: Passage,
        direction: Direction,
        by: Stamp,
        wanted: impl Fn(&Batch) -> bool,
    ) -> Option<Counted> {
        let batches = self.counts.series.get(&(at.clone(), passage, direction))?;
        let days = self.days();
        let mut standing: Vec<&Batch> = batches
            .iter()
            .filter(|batch| {
                stands(batch)
                    && batch.interval.from < by
                    && days.is_none_or(|days| days.overlaps(batch.interval))
                    && wanted(batch)
            })
            .collect();
        standing.sort_by_key(|batch| (batch.interval.from, batch.interval.to, batch.from.seq));
        let mut sum: Option<Counted> = None;
        for stretch in stretches(&standing) {
            let counted = self.stretch(stretch);
            sum = Some(match sum {
                None => counted,
                Some(sum) => one_after_the_other(sum, counted),
            });
        }
        sum
    }

    /// The time of which counts are summed: all windows of the pause that anybody stated, and half a day around them.
    /// `None` if no hours are known.
    pub(super) fn days(&self) -> Option<Span> {
        let stated = self.pause.stated.values().flatten();
        let (windows, ends): (Vec<&[Span]>, Vec<&[Stamp]>) = stated
            .map(|statement| match &statement.stating {
                Stating::Windows(windows) => (windows.as_slice(), [].as_slice()),
                Stating::Ends(ends) => ([].as_slice(), ends.as_slice()),
            })
            .unzip();
        let windows = windows.into_iter().flatten().chain(&self.setup.windows);
        let edges = windows.flat_map(|window| [window.from, window.to]);
        let edges = edges.chain(ends.into_iter().flatten().copied());
        let (first, last) = edges.fold(None, |hull: Option<(Stamp, Stamp)>, edge| {
            let (first, last) = hull.unwrap_or((edge, edge));
            Some((first.min(edge), last.max(edge)))
        })?;
        Some(Span {
            from: first.plus_seconds(-AROUND_THE_PAUSE),
            to: last.plus_seconds(AROUND_THE_PAUSE),
        })
    }

    /// Counts of people passing that stand and are of other days than the pause.
    pub(super) fn counts_of_other_days(&self) -> Vec<Name> {
        let Some(days) = self.days() else {
            return Vec::new();
        };
        let batches = self.counts.series.values().flatten();
        let of_others = batches.filter(|batch| stands(batch) && !days.overlaps(batch.interval));
        let mut names: Vec<Name> = of_others.map(|batch| batch.count.clone()).collect();
        names.sort_unstable();
        names
    }

    /// Batches that touch in time: what each root counted, side by side.
    fn stretch(&self, batches: &[&Batch]) -> Counted {
        if let [batch] = batches {
            return Counted::of(batch, self.root_of(&batch.source));
        }
        let mut of_roots: BTreeMap<&str, OfRoot<'_>> = BTreeMap::new();
        for batch in batches {
            let of = of_roots
                .entry(self.root_of(&batch.source))
                .or_insert_with(|| OfRoot { batches: vec![] });
            of.batches.push(batch);
        }
        let (persons, disagree) = side_by_side(&of_roots.values().collect::<Vec<_>>(), batches);
        Counted {
            persons,
            sources: unique(batches.iter().map(|batch| &batch.source)),
            roots: fewest(&of_roots),
            root_names: of_roots.keys().map(|root| (*root).to_owned()).collect(),
            counts: batches.iter().map(|batch| batch.count.clone()).collect(),
            disagree,
            flagged: flagged(batches.iter().copied()),
            counted: hull(batches).into_iter().collect(),
            watched: hull(batches).into_iter().collect(),
        }
    }

    /// What passed a corridor by a moment: what was counted at any of its gates, or on it. Everyone passes all gates, so
    /// gates are alternatives: the outermost gate that was counted has the word outwards, the others stand beside it.
    pub fn through(&self, corridor: &str, direction: Direction, by: Stamp) -> Option<Counted> {
        self.through_where(corridor, direction, by, &|_| true)
    }

    /// Of what passed a corridor outwards, what a person found confirmed by an independent source.
    pub fn verified_through(&self, corridor: &str, by: Stamp) -> Option<Counted> {
        let confirmed = |batch: &Batch| self.is_confirmed(batch);
        self.through_where(corridor, Direction::Out, by, &confirmed)
    }

    fn through_where(
        &self,
        corridor: &str,
        direction: Direction,
        by: Stamp,
        wanted: &dyn Fn(&Batch) -> bool,
    ) -> Option<Counted> {
        let state = self.corridors.get(corridor)?;
        let gates = state
            .corridor
            .gates
            .iter()
            .rev()
            .map(|gate| CountAt::Gate(gate.gate.clone()));
        let mut at_gates =
            gates.filter_map(|at| self.counted_where(&at, Passage::Passed, direction, by, wanted));
        let outermost = at_gates.next();
        let on = CountAt::Corridor(corridor.to_owned());
        let own = self.counted_where(&on, Passage::Passed, direction, by, wanted);
        beside([outermost, own])
    }

    /// What was observed to pass all corridors by a moment: corridors added, with counts of all corridors together beside
    /// that sum and not on top of it.
    pub fn observed(&self, direction: Direction, by: Stamp) -> Option<Counted> {
        self.observed_where(direction, by, &|_| true)
    }

    /// Of that, what a person found confirmed by an independent source.
    pub fn verified(&self, by: Stamp) -> Option<Counted> {
        let confirmed = |batch: &Batch| self.is_confirmed(batch);
        self.observed_where(Direction::Out, by, &confirmed)
    }

    fn observed_where(
        &self,
        direction: Direction,
        by: Stamp,
        wanted: &dyn Fn(&Batch) -> bool,
    ) -> Option<Counted> {
        let corridors = self.corridor_order.iter();
        let each =
            corridors.filter_map(|corridor| self.through_where(corridor, direction, by, wanted));
        self.of_all(each.collect(), direction, by, wanted)
    }

    /// What passed all corridors outwards by a moment, from what passed each of those that were counted.
    pub(super) fn observed_of(&self, each: Vec<Counted>, by: Stamp) -> Option<Counted> {
        self.of_all(each, Direction::Out, by, &|_| true)
    }

    fn of_all(
        &self,
        each: Vec<Counted>,
        direction: Direction,
        by: Stamp,
        wanted: &dyn Fn(&Batch) -> bool,
    ) -> Option<Counted> {
        let whole = each.len() == self.corridor_order.len();
        let sum = each.into_iter().reduce(added).map(|sum| Counted {
            // Where one corridor was not counted, nobody watched all of them.
            watched: if whole { sum.watched } else { Vec::new() },
            ..sum
        });
        let together =
            self.counted_where(&CountAt::Everywhere, Passage::Passed, direction, by, wanted);
        beside([sum, together])
    }
}

/// How many roots watched at once, at the time of a stretch at which the fewest did.
fn fewest(roots: &BTreeMap<&str, OfRoot<'_>>) -> usize {
    let mut edges: Vec<(Stamp, bool)> = Vec::new();
    for root in roots.values() {
        let spans = root.batches.iter().map(|batch| batch.interval).collect();
        for span in merged(spans) {
            edges.extend([(span.from, true), (span.to, false)]);
        }
    }
    edges.sort_unstable_by_key(|(at, _)| *at);
    let (mut watching, mut fewest) = (0usize, roots.len());
    let mut edges = edges.into_iter().peekable();
    while let Some((at, starts)) = edges.next() {
        watching = if starts {
            watching + 1
        } else {
            watching.saturating_sub(1)
        };
        // Between this edge and a later one.
        if edges.peek().is_some_and(|(next, _)| at < *next) {
            fewest = fewest.min(watching);
        }
    }
    fewest
}

/// What several roots counted in one stretch of time. Those that watched all of it bound the truth from both sides.
/// Those that watched a part bound it from below; where nobody watched all of it, what they saw apart may be different
/// people, so that at most all of them were there.
fn side_by_side(roots: &[&OfRoot<'_>], batches: &[&Batch]) -> (Figure, bool) {
    let all = hull(batches);
    let (whole, part): (Vec<&&OfRoot<'_>>, Vec<&&OfRoot<'_>>) =
        roots.iter().partition(|root| root.covered() == all);
    let persons =
        |roots: Vec<&&OfRoot<'_>>| roots.iter().map(|root| root.persons()).collect::<Vec<_>>();
    bounds(&persons(whole), &persons(part))
}

/// What those who watched all of something and those who watched a part of it say of the whole.
fn bounds(whole: &[Figure], part: &[Figure]) -> (Figure, bool) {
    let seen = part.iter().map(|figure| figure.low).max().unwrap_or(0);
    if whole.is_empty() {
        let best = bests(part).map(|bests| bests.last().copied().unwrap_or(0));
        let all = part
            .iter()
            .fold(Figure::default(), |sum, figure| sum.plus(*figure));
        return (
            Figure {
                low: seen,
                best,
                high: all.high,
            },
            false,
        );
    }
    let mut spanned = envelope(whole);
    let contradicted = disagree(whole) || seen > spanned.high;
    spanned.high = spanned.high.max(seen);
    (spanned, contradicted)
}

/// From the first start to the last end.
fn hull(batches: &[&Batch]) -> Option<Span> {
    let from = batches.iter().map(|batch| batch.interval.from).min()?;
    let to = batches.iter().map(|batch| batch.interval.to).max()?;
    Some(Span { from, to })
}

/// Whether nothing stands in its stead.
fn stands(batch: &Batch) -> bool {
    batch.superseded.is_none()
}

/// Runs of batches that overlap, in the order of time.
fn stretches<'a, 'b>(batches: &'b [&'a Batch]) -> Vec<&'b [&'a Batch]> {
    let mut runs = Vec::new();
    let (mut start, mut end) = (0, None);
    for (index, batch) in batches.iter().enumerate() {
        if end.is_some_and(|end| batch.interval.from >= end) {
            runs.push(&batches[start..index]);
            start = index;
            end = None;
        }
        end = end.max(Some(batch.interval.to));
    }
    if start < batches.len() {
        runs.push(&batches[start..]);
    }
    runs
}

/// Counts of different people.
pub(super) fn added(left: Counted, right: Counted) -> Counted {
    let persons = left.persons.plus(right.persons);
    let watched = common(&left.watched, &right.watched);
    Counted {
        watched,
        ..joined(left, right, persons)
    }
}

/// Counts of one place at different times, in their order.
fn one_after_the_other(mut left: Counted, mut right: Counted) -> Counted {
    let mut watched = std::mem::take(&mut left.watched);
    put_after(&mut watched, std::mem::take(&mut right.watched));
    let persons = left.persons.plus(right.persons);
    Counted {
        watched,
        ..joined(left, right, persons)
    }
}

/// Spans put to others that are apart and in order, mostly after them.
fn put_after(spans: &mut Vec<Span>, more: Vec<Span>) {
    let follows = match (spans.last(), more.first()) {
        (Some(last), Some(first)) => last.from <= first.from,
        _ => true,
    };
    if !follows {
        spans.extend(more);
        *spans = merged(std::mem::take(spans));
        return;
    }
    for span in more {
        match spans.last_mut() {
            Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
            _ => spans.push(span),
        }
    }
}

/// Spans put together where they overlap or touch, in order.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut apart: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match apart.last_mut() {
            Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
            _ => apart.push(span),
        }
    }
    apart
}

/// What lies in a span of both.
fn common(left: &[Span], right: &[Span]) -> Vec<Span> {
    let (mut at, mut common) = (0, Vec::new());
    for span in left {
        while right.get(at).is_some_and(|other| other.to <= span.from) {
            at += 1;
        }
        let touching = right[at..].iter().take_while(|other| other.from < span.to);
        common.extend(touching.map(|other| Span {
            from: other.from.max(span.from),
            to: other.to.min(span.to),
        }));
    }
    common
}

/// One sum of two: what they rest on is put together, in place, since a place may have many stretches.
fn joined(mut left: Counted, right: Counted, persons: Figure) -> Counted {
    left.persons = persons;
    left.roots = left.roots.min(right.roots);
    left.disagree |= right.disagree;
    left.counts.extend(right.counts);
    left.flagged.extend(right.flagged);
    put_after(&mut left.counted, right.counted);
    put_among(&mut left.sources, right.sources);
    put_among(&mut left.root_names, right.root_names);
    left
}

/// Names put among others in order, each once.
fn put_among(names: &mut Vec<Name>, more: Vec<Name>) {
    for name in more {
        if let Err(at) = names.binary_search(&name) {
            names.insert(at, name);
        }
    }
}

/// Counts that may be of the same people. One that covers the other bounds it from both sides, and the other it from
/// below; where neither does, what they saw apart may be different people.
pub(super) fn beside(counted: [Option<Counted>; 2]) -> Option<Counted> {
    match counted {
        [Some(left), Some(right)] => {
            let (one, other) = ([left.persons], [right.persons]);
            let both = [left.persons, right.persons];
            let covers = (left.covers(&right), right.covers(&left));
            let (persons, disagree) = match covers {
                (true, true) => bounds(&both, &[]),
                (true, false) => bounds(&one, &other),
                (false, true) => bounds(&other, &one),
                (false, false) => bounds(&[], &both),
            };
            let shared = left
                .root_names
                .iter()
                .any(|root| right.root_names.contains(root));
            let roots = match covers {
                (true, true) if shared => left.roots.max(right.roots),
                (true, true) => left.roots + right.roots,
                (true, false) => left.roots,
                (false, true) => right.roots,
                (false, false) => left.roots.min(right.roots),
            };
            let mut watched = left.watched.clone();
            put_after(&mut watched, right.watched.clone());
            let both = joined(left, right, persons);
            Some(Counted {
                disagree: both.disagree || disagree,
                roots,
                watched,
                ..both
            })
        }
        [left, right] => left.or(right),
    }
}

/// The best figures, in order; nothing if one of them has none.
fn bests(figures: &[Figure]) -> Option<Vec<u64>> {
    let bests: Option<Vec<u64>> = figures.iter().map(|figure| figure.best).collect();
    let mut bests = bests?;
    bests.sort_unstable();
    Some(bests)
}

/// The range that holds every figure; its best is the middle one of the bests that were stated, if all have one.
fn envelope(figures: &[Figure]) -> Figure {
    let low = figures.iter().map(|figure| figure.low).min().unwrap_or(0);
    let high = figures.iter().map(|figure| figure.high).max().unwrap_or(0);
    let middle = figures.len().saturating_sub(1) / 2;
    let best = bests(figures).and_then(|bests| bests.get(middle).copied());
    Figure { low, best, high }
}

fn disagree(figures: &[Figure]) -> bool {
    let low = figures.iter().map(|figure| figure.low).max().unwrap_or(0);
    let high = figures.iter().map(|figure| figure.high).min().unwrap_or(0);
    low > high
}

fn unique<'a>(names: impl Iterator<Item = &'a Name>) -> Vec<Name> {
    let names: BTreeSet<&Name> = names.collect();
    names.into_iter().cloned().collect()
}
