//! Which hours hold. Every party's statements are followed in the order in which they were made; where they
//! differ, only what all declaring parties state is the window of the pause.

use serde::Serialize;

use crate::board::{Statement, Stating, SubjectState};
use crate::fact::Name;
use crate::time::{Placed, Span, Stamp};

/// Why a window ends when it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// As declared.
    AsDeclared,
    /// As amended, in time and with one meaning.
    Amended,
    /// An extension came after the end: the earliest end stated holds.
    LateExtension,
    /// A statement can mean several ends: the earliest end stated holds.
    AmbiguousEnd,
}

/// An end that a party stated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct StatedEnd {
    /// The end.
    pub end: Stamp,
    /// Who stated it.
    pub party: String,
    /// The entry.
    pub entry: Name,
}

/// A window as one party has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartyWindow {
    /// The party.
    pub party: String,
    /// From when to when it holds.
    pub span: Span,
    /// Why it ends then.
    pub reason: EndReason,
    /// Every end that the party stated of it, in the order of statements.
    pub stated: Vec<StatedEnd>,
}

/// The windows of a party after all that it stated.
pub fn party_windows(party: &str, subject: &SubjectState) -> Vec<PartyWindow> {
    let withdrawn = subject.withdrawn_at(party);
    let mut statements: Vec<&Statement> = subject.stated.get(party).into_iter().flatten().collect();
    statements.sort_by_key(|statement| (statement.from.occurred.earliest, statement.from.seq));
    let mut windows: Vec<PartyWindow> = Vec::new();
    for statement in statements {
        match &statement.stating {
            Stating::Windows(spans) => windows = declared(party, statement, spans, windows),
            Stating::Ends(ends) => amend(party, statement, ends, &mut windows),
        }
    }
    if let Some(at) = withdrawn {
        for window in &mut windows {
            window.span.to = window.span.to.min(at);
        }
        windows.retain(|window| window.span.from < window.span.to);
    }
    windows
}

/// A declaration replaces what its party declared before; the end of a window that overlaps one of before is an
/// amendment of that one's.
fn declared(
    party: &str,
    statement: &Statement,
    spans: &[Span],
    before: Vec<PartyWindow>,
) -> Vec<PartyWindow> {
    let end = |end| StatedEnd {
        end,
        party: party.to_owned(),
        entry: statement.from.id.clone(),
    };
    let mut windows = Vec::new();
    for span in spans {
        let touches =
            |window: &&PartyWindow| window.span.from < span.to && span.from <= window.span.to;
        match before.iter().find(touches) {
            Some(earlier) => {
                let mut amended = vec![earlier.clone()];
                amend(party, statement, &[span.to], &mut amended);
                for mut window in amended {
                    window.span.from = span.from;
                    windows.extend((window.span.from < window.span.to).then_some(window));
                }
            }
            None => windows.push(PartyWindow {
                party: party.to_owned(),
                span: *span,
                reason: EndReason::AsDeclared,
                stated: vec![end(span.to)],
            }),
        }
    }
    windows
}

fn amend(party: &str, statement: &Statement, ends: &[Stamp], windows: &mut [PartyWindow]) {
    let Some(&earliest) = ends.iter().min() else {
        return;
    };
    let started = windows
        .iter_mut()
        .filter(|window| window.span.from < earliest);
    let Some(window) = started.max_by_key(|window| window.span.from) else {
        return;
    };
    let before = window.span.to;
    let late = statement.from.occurred.latest >= before && earliest > before;
    let ambiguous = ends.iter().any(|end| *end != earliest);
    let entry = statement.from.id.clone();
    window.stated.extend(ends.iter().map(|&end| StatedEnd {
        end,
        party: party.to_owned(),
        entry: entry.clone(),
    }));
    (window.span.to, window.reason) = match (late, ambiguous) {
        (true, _) => (before, EndReason::LateExtension),
        (false, true) => (before.min(earliest), EndReason::AmbiguousEnd),
        (false, false) => (earliest, EndReason::Amended),
    };
}

/// Where the hours of the pause stand at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowState {
    /// No window has been declared.
    NoneDeclared,
    /// Before the first.
    Before,
    /// Inside one.
    Inside,
    /// Between two.
    Between,
    /// After the last.
    Ended,
}

/// The hours that every declaring party states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hours {
    /// What all of them state.
    pub windows: Vec<Span>,
    /// Each party's own.
    pub by_party: Vec<PartyWindow>,
}

impl Hours {
    /// Of a pause or a corridor.
    pub fn of(subject: &SubjectState) -> Hours {
        let parties = subject.stated.keys();
        let each: Vec<Vec<PartyWindow>> =
            parties.map(|party| party_windows(party, subject)).collect();
        let spans = |windows: &Vec<PartyWindow>| windows.iter().map(|window| window.span).collect();
        let mut common: Option<Vec<Span>> = None;
        for windows in &each {
            let own: Vec<Span> = spans(windows);
            common = Some(match common {
                None => own,
                Some(common) => meet(&common, &own),
            });
        }
        let mut windows = common.unwrap_or_default();
        windows.sort();
        Hours {
            windows,
            by_party: each.into_iter().flatten().collect(),
        }
    }

    /// Where a moment lies.
    pub fn state(&self, at: Stamp) -> WindowState {
        let (Some(first), Some(last)) = (
            self.windows.first(),
            self.windows.iter().map(|w| w.to).max(),
        ) else {
            return if self.by_party.is_empty() {
                WindowState::NoneDeclared
            } else {
                WindowState::Ended
            };
        };
        if self.windows.iter().any(|window| window.contains(at)) {
            WindowState::Inside
        } else if at < first.from {
            WindowState::Before
        } else if at >= last {
            WindowState::Ended
        } else {
            WindowState::Between
        }
    }

    /// The window that a moment lies in.
    pub fn around(&self, at: Stamp) -> Option<Span> {
        self.windows
            .iter()
            .copied()
            .find(|window| window.contains(at))
    }

    /// Where something uncertain in time lies. Where no hours are known, nothing lies outside them.
    pub fn placed(&self, moment: &crate::time::Moment) -> Placed {
        if self.by_party.is_empty() {
            return Placed::CannotBeTold;
        }
        moment.placed(&self.windows)
    }
}

fn meet(left: &[Span], right: &[Span]) -> Vec<Span> {
    let pairs = left.iter().flat_map(|a| right.iter().map(move |b| (a, b)));
    pairs
        .map(|(a, b)| Span {
            from: a.from.max(b.from),
            to: a.to.min(b.to),
        })
        .filter(|span| span.from < span.to)
        .collect()
}
