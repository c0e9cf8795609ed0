//! What must hold of sums: the checker's own reckoning. Counts that may be of the same people are never added.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::truth::{Said, Span, Truth, list, s, span};

/// At least, at the best if anybody stated one, at most.
pub type Figure = (u64, Option<u64>, u64);

/// A sum with the counts it rests on and whether sources exclude each other. The times are for reckoning only: a board
/// does not show them.
#[derive(Clone, Debug)]
pub struct Sum {
    pub persons: Figure,
    pub counts: BTreeSet<String>,
    pub disagree: bool,
    /// Seconds in which something was counted, and in which all of it was watched.
    pub counted: Vec<Span>,
    pub watched: Vec<Span>,
}

impl PartialEq for Sum {
    fn eq(&self, other: &Sum) -> bool {
        (self.persons, &self.counts, self.disagree)
            == (other.persons, &other.counts, other.disagree)
    }
}

pub fn figure(value: &Value) -> Figure {
    let number = |name: &str| value[name].as_u64().expect("a number");
    (number("low"), value["best"].as_u64(), number("high"))
}

/// Which counts a sum is of.
#[derive(Clone, Copy)]
pub struct Which<'w> {
    pub passage: &'w str,
    pub direction: &'w str,
    pub by: i64,
    pub verified: bool,
}

impl<'a> Truth<'a> {
    /// Counts that stand: not corrected by one that stands itself, and not set aside.
    fn counts(&self, at: &Value, which: Which<'_>) -> Vec<Said<'a>> {
        let corrected: BTreeSet<&str> = self
            .verb("count")
            .flat_map(|said| list(&said.fact["supersedes"]))
            .map(s)
            .collect();
        let all = self.verb("count").filter(|said| {
            let fact = said.fact;
            fact["at"] == *at
                && fact["passage"] == which.passage
                && fact["direction"] == which.direction
        });
        let standing = all.filter(|said| {
            !corrected.contains(s(&said.fact["count"]))
                && span(&said.fact["interval"]).0 < which.by
                && self.of_the_pause(span(&said.fact["interval"]))
        });
        standing
            .filter(|said| !which.verified || self.is_verified(s(&said.fact["count"])))
            .collect()
    }

    /// Whether a time is within half a day of any window of the pause that anybody stated.
    fn of_the_pause(&self, (from, to): Span) -> bool {
        let declared = self
            .verb("declare")
            .filter(|said| said.fact["subject"] == "pause");
        let amended = self
            .verb("amend")
            .filter(|said| said.fact["subject"] == "pause");
        let mut moments: Vec<i64> = Vec::new();
        let spans = declared.flat_map(|said| list(&said.fact["windows"]));
        for window in spans.chain(self.setup("windows")) {
            moments.extend([span(window).0, span(window).1]);
        }
        moments.extend(
            amended
                .flat_map(|said| list(&said.fact["ends"]))
                .map(super::truth::seconds),
        );
        match (moments.iter().min(), moments.iter().max()) {
            (Some(first), Some(last)) => from < last + 43_200 && first - 43_200 < to,
            _ => true,
        }
    }

    fn is_verified(&self, count: &str) -> bool {
        let subject = json!({ "count": count });
        let judged = self
            .verb("judge")
            .rfind(|said| said.fact["subject"] == subject);
        let own = self.verb("count").find(|said| said.fact["count"] == count);
        judged.is_some_and(|said| {
            let root = own.map_or("", |own| self.root(s(&own.fact["source"])));
            let by = s(&said.fact["confirmed_by"]);
            said.fact["credibility"] == "1" && self.confirms(by, root)
        })
    }

    /// What was counted at a place.
    pub fn counted(&self, at: &Value, which: Which<'_>) -> Option<Sum> {
        let mut counts = self.counts(at, which);
        counts.sort_by_key(|said| (span(&said.fact["interval"]), said.seq));
        let mut runs: Vec<Vec<Said<'a>>> = Vec::new();
        for said in counts {
            let from = span(&said.fact["interval"]).0;
            let overlaps = |run: &&mut Vec<Said<'a>>| {
                run.iter()
                    .any(|other| from < span(&other.fact["interval"]).1)
            };
            match runs.last_mut().filter(overlaps) {
                Some(run) => run.push(said),
                None => runs.push(vec![said]),
            }
        }
        runs.iter().map(|run| self.run(run)).reduce(|left, right| {
            let watched = [left.watched.clone(), right.watched.clone()].concat();
            Sum {
                watched,
                ..added(left, right)
            }
        })
    }

    /// Counts that overlap in time.
    fn run(&self, run: &[Said<'a>]) -> Sum {
        let mut roots: BTreeMap<&str, Vec<(Span, Figure)>> = BTreeMap::new();
        for said in run {
            let one = (span(&said.fact["interval"]), figure(&said.fact["persons"]));
            roots
                .entry(self.root(s(&said.fact["source"])))
                .or_default()
                .push(one);
        }
        let spans: Vec<Span> = run
            .iter()
            .map(|said| span(&said.fact["interval"]))
            .collect();
        let start = spans.iter().map(|span| span.0).min().unwrap_or(0);
        let end = spans.iter().map(|span| span.1).max().unwrap_or(0);
        let (mut whole, mut part) = (Vec::new(), Vec::new());
        for counts in roots.values() {
            let figure = apart(counts);
            // Every piece of time between two edges must be watched.
            let mut edges: Vec<i64> = counts
                .iter()
                .flat_map(|(span, _)| [span.0, span.1])
                .chain([start, end])
                .collect();
            edges.sort_unstable();
            let watched = edges.windows(2).all(|pair| {
                pair[0] == pair[1]
                    || counts
                        .iter()
                        .any(|(span, _)| span.0 <= pair[0] && pair[1] <= span.1)
            });
            if watched {
                whole.push(figure)
            } else {
                part.push(figure)
            }
        }
        let counts = run
            .iter()
            .map(|said| s(&said.fact["count"]).to_owned())
            .collect();
        let seen = part.iter().map(|figure| figure.0).max().unwrap_or(0);
        if whole.is_empty() {
            let best = stated(&part).map(|bests| bests.last().copied().unwrap_or(0));
            let high = part.iter().map(|figure| figure.2).sum();
            return Sum {
                persons: (seen, best, high),
                counts,
                disagree: false,
                counted: vec![(start, end)],
                watched: vec![(start, end)],
            };
        }
        let mut persons = around(&whole);
        let disagree = excluded(&whole) || seen > persons.2;
        persons.2 = persons.2.max(seen);
        Sum {
            persons,
            counts,
            disagree,
            counted: vec![(start, end)],
            watched: vec![(start, end)],
        }
    }

    /// What passed a corridor: at its outermost gate that was counted, beside what was counted on it.
    pub fn through(&self, corridor: &str, which: Which<'_>) -> Option<Sum> {
        let gates = self.gates(corridor).into_iter().rev();
        let outermost = gates
            .filter_map(|(gate, _)| self.counted(&json!({ "gate": gate }), which))
            .next();
        beside(
            outermost,
            self.counted(&json!({ "corridor": corridor }), which),
        )
    }

    /// What passed all corridors.
    pub fn observed(&self, which: Which<'_>) -> Option<Sum> {
        let each: Vec<Sum> = self
            .corridors()
            .into_iter()
            .filter_map(|corridor| self.through(corridor, which))
            .collect();
        let everywhere = each.len() == self.corridors().len();
        let mut sum = each.into_iter().reduce(added);
        if let Some(sum) = sum.as_mut().filter(|_| !everywhere) {
            sum.watched.clear();
        }
        beside(sum, self.counted(&json!("everywhere"), which))
    }

    /// A passage over all places of a kind, added.
    pub fn over(&self, places: &[Value], passage: &str, by: i64) -> Option<Sum> {
        let which = Which {
            passage,
            direction: "out",
            by,
            verified: false,
        };
        places
            .iter()
            .filter_map(|place| self.counted(place, which))
            .reduce(added)
    }

    /// What is missing between departures and gates, and between gates and reception.
    pub fn unaccounted(&self, by: i64) -> [Option<(i64, i64)>; 2] {
        let places = |kind: &str, name: &str| -> Vec<Value> {
            self.setup(kind)
                .iter()
                .map(|place| json!({ name: place["place"] }))
                .collect()
        };
        let gates = self
            .corridors()
            .into_iter()
            .flat_map(|corridor| self.gates(corridor));
        let mut on: Vec<Value> = gates.map(|(gate, _)| json!({ "gate": gate })).collect();
        on.extend(
            self.corridors()
                .into_iter()
                .map(|corridor| json!({ "corridor": corridor })),
        );
        let range = |sum: &Option<Sum>| {
            sum.as_ref()
                .map_or((0, 0), |sum| (sum.persons.0 as i64, sum.persons.2 as i64))
        };
        let departed = self.over(&places("zones", "departure"), "departed", by);
        let received = self.over(&places("receptions", "reception"), "received", by);
        let passed = self.observed(Which {
            passage: "passed",
            direction: "out",
            by,
            verified: false,
        });
        let p = range(&passed);
        let (t, h, r) = (
            range(&self.over(&on, "turned_back", by)),
            range(&self.over(&on, "held", by)),
            range(&self.over(&on, "released", by)),
        );
        let before = departed.map(|departed| {
            let (low, high) = (departed.persons.0 as i64, departed.persons.2 as i64);
            (
                low - p.1 - t.1 - (h.1 - r.0).max(0),
                high - p.0 - t.0 - (h.0 - r.1).max(0),
            )
        });
        let after = received.filter(|_| passed.is_some()).map(|received| {
            (
                p.0 - received.persons.2 as i64,
                p.1 - received.persons.0 as i64,
            )
        });
        [before, after]
    }
}

/// The most that can be of different people, of every choice of counts of which no two overlap.
fn apart(counts: &[(Span, Figure)]) -> Figure {
    let low = heaviest(counts, |figure| figure.0);
    let all = counts.iter().all(|(_, figure)| figure.1.is_some());
    let middle = all.then(|| heaviest(counts, |figure| figure.1.unwrap_or(0)).max(low));
    let high = heaviest(counts, |figure| figure.2);
    (low, middle, high.max(middle.unwrap_or(low)))
}

/// The best figures in order, if every one has one.
fn stated(figures: &[Figure]) -> Option<Vec<u64>> {
    let mut bests: Vec<u64> = figures.iter().filter_map(|figure| figure.1).collect();
    bests.sort_unstable();
    (bests.len() == figures.len()).then_some(bests)
}

/// Takes or leaves the first count, and tries both.
fn heaviest(counts: &[(Span, Figure)], of: fn(&Figure) -> u64) -> u64 {
    let Some((first, rest)) = counts.split_first() else {
        return 0;
    };
    let free: Vec<(Span, Figure)> = rest
        .iter()
        .filter(|(span, _)| span.1 <= first.0.0 || first.0.1 <= span.0)
        .copied()
        .collect();
    let taken = of(&first.1) + heaviest(&free, of);
    if free.len() == rest.len() {
        taken
    } else {
        taken.max(heaviest(rest, of))
    }
}

fn added(left: Sum, right: Sum) -> Sum {
    let (a, b) = (left.persons, right.persons);
    Sum {
        persons: (a.0 + b.0, a.1.zip(b.1).map(|(a, b)| a + b), a.2 + b.2),
        counts: left.counts.into_iter().chain(right.counts).collect(),
        disagree: left.disagree || right.disagree,
        counted: [left.counted, right.counted].concat(),
        watched: both(&left.watched, &right.watched),
    }
}

/// Time that lies in a span of the one and in a span of the other.
fn both(left: &[Span], right: &[Span]) -> Vec<Span> {
    let pairs = left
        .iter()
        .flat_map(|one| right.iter().map(move |other| (one, other)));
    let common = pairs.map(|(one, other)| (one.0.max(other.0), one.1.min(other.1)));
    common.filter(|(from, to)| from < to).collect()
}

/// Whether every piece of time of some spans, cut at all edges, lies in one of others.
fn within(some: &[Span], others: &[Span]) -> bool {
    let mut edges: Vec<i64> = some
        .iter()
        .chain(others)
        .flat_map(|span| [span.0, span.1])
        .collect();
    edges.sort_unstable();
    edges.dedup();
    edges.windows(2).all(|piece| {
        let lies_in = |spans: &[Span]| {
            spans
                .iter()
                .any(|span| span.0 <= piece[0] && piece[1] <= span.1)
        };
        !lies_in(some) || lies_in(others)
    })
}

fn around(figures: &[Figure]) -> Figure {
    let low = figures.iter().map(|figure| figure.0).min().unwrap_or(0);
    let high = figures.iter().map(|figure| figure.2).max().unwrap_or(0);
    let middle = stated(figures).map(|bests| bests[(bests.len() - 1) / 2]);
    (low, middle, high)
}

fn excluded(figures: &[Figure]) -> bool {
    figures
        .iter()
        .any(|one| figures.iter().any(|other| one.0 > other.2))
}

fn beside(left: Option<Sum>, right: Option<Sum>) -> Option<Sum> {
    match (left, right) {
        (Some(left), Some(right)) => {
            let (a, b) = (left.persons, right.persons);
            // Who watched whenever the other counted bounds it from both sides, and the other it from below.
            let bounded = |whole: Figure, part: Figure| {
                ((whole.0, whole.1, whole.2.max(part.0)), part.0 > whole.2)
            };
            let (persons, excluded) = match (
                within(&right.counted, &left.watched),
                within(&left.counted, &right.watched),
            ) {
                (true, true) => (around(&[a, b]), excluded(&[a, b])),
                (true, false) => bounded(a, b),
                (false, true) => bounded(b, a),
                (false, false) => {
                    let best = a.1.zip(b.1).map(|(a, b)| a.max(b));
                    ((a.0.max(b.0), best, a.2 + b.2), false)
                }
            };
            Some(Sum {
                persons,
                disagree: left.disagree || right.disagree || excluded,
                counts: left.counts.into_iter().chain(right.counts).collect(),
                counted: [left.counted, right.counted].concat(),
                watched: [left.watched, right.watched].concat(),
            })
        }
        (left, right) => left.or(right),
    }
}
