//! When each claim is about.

use jiff::civil::Date;
use serde_json::Value;

use super::super::scan::Draft;
use super::super::tag::Tag;
use super::super::time::{
    Anchor, ClockOf, Direction, Open, Status, Timex, What, When, local_window, resolve, shifted,
};
use super::super::{Proposal, Time};
use super::{Work, said};

/// What the text said of time so far.
pub(super) struct Carry {
    paragraph: u32,
    /// The next sentence whose words of time were not looked at.
    next: usize,
    /// The pause that was dated last.
    pause: Option<When>,
    last: Option<When>,
    /// Whether the paragraph so far said something of time.
    fresh: bool,
    main: Option<When>,
}

impl Carry {
    /// Takes in what the sentences before one said of time.
    pub(super) fn catch_up(&mut self, work: &Work<'_>, sentence: usize) {
        while self.next <= sentence {
            let paragraph = work.document.sentences[self.next].paragraph;
            if paragraph != self.paragraph {
                // What a paragraph says of time holds for the next, and no further.
                if !self.fresh {
                    self.last = None;
                }
                self.fresh = false;
                self.paragraph = paragraph;
            }
            if self.next == sentence {
                return;
            }
            let day = work.times[self.next].iter().rev().find(|timex| {
                !matches!(
                    timex.what,
                    What::Window(_) | What::Duration(..) | What::Year(_)
                ) && timex.open != Open::Until
                    && !is_converted(work, timex)
                    && !said::before(work, timex)
                    && !said::then(work, timex)
            });
            if let Some(found) = day.and_then(|timex| self.dated(work, timex, Direction::Past)) {
                self.last = Some(found);
                self.fresh = true;
            }
            self.next += 1;
        }
    }

    /// The days of words of time: counted from what was dated last, if they say so.
    fn dated(&self, work: &Work<'_>, timex: &Timex, direction: Direction) -> Option<When> {
        let What::Relative(count) = timex.what else {
            return resolve(timex, work.dateline.anchor, direction);
        };
        let before = self.last.as_ref().or(self.main.as_ref())?;
        Some(shifted(timex, before, count))
    }

    pub(super) fn new(work: &Work<'_>) -> Carry {
        // The first day that the text names after its date is the day that it is about.
        let first = work.times.iter().flatten().find(|timex| {
            matches!(
                timex.what,
                What::Weekday(..) | What::Days(..) | What::Date { .. }
            ) && timex.open == Open::Closed
                && timex.first >= work.dateline.last
        });
        let main = first.and_then(|timex| resolve(timex, work.dateline.anchor, Direction::Past));
        let today = match work.dateline.anchor {
            Anchor::Day(date) => Some(When {
                first: work.dateline.first,
                last: work.dateline.last,
                status: Status::Resolved,
                grain: "day",
                start: Some(date),
                end: Some(date),
                candidates: Vec::new(),
                bounds: None,
                weekday: None,
            }),
            _ => None,
        };
        Carry {
            paragraph: u32::MAX,
            next: 0,
            pause: None,
            last: None,
            fresh: false,
            main: match work.dateline.anchor {
                Anchor::Day(_) => today,
                _ => main,
            },
        }
    }
}

/// When a claim is about: the words of time nearest to it that its speaker says, else what the paragraph said last, else the day
/// that the text is about.
pub(super) fn when(
    work: &Work<'_>,
    draft: &Draft,
    carry: &mut Carry,
    modality: &str,
) -> (Option<When>, bool) {
    let scope = work.attributions.at(draft.sentence, draft.anchor.0);
    let said = |timex: &Timex| {
        scope.is_none_or(|scope| {
            scope.first <= timex.first && timex.first < scope.last
                || scope.first <= draft.first
                    && timex.first >= draft.first
                    && timex.first < draft.last
        })
    };
    // "61 trucks arrived, the most since 7 October": what has gone on since a day, set off by a comma, dates something else.
    let is_apart = |timex: &Timex| {
        timex.open == Open::Since
            && draft.kind != "pause_window"
            && (draft.last..timex.first).any(|at| work.document.word(at) == ",")
    };
    let days: Vec<&Timex> = work.times[draft.sentence]
        .iter()
        .filter(|timex| {
            !matches!(timex.what, What::Window(_) | What::Duration(..))
                && said(timex)
                && !is_converted(work, timex)
                && !is_apart(timex)
        })
        .collect();
    let distance = |timex: &Timex| {
        let gap = if timex.last <= draft.first {
            // Over a conjunction lies another part of the sentence.
            draft.first - timex.last + 1
        } else if timex.first >= draft.last {
            timex.first - draft.last + 1
        } else {
            0
        };
        let between = (timex.last.min(draft.last)..draft.first.max(timex.first)).any(|at| {
            matches!(
                work.document.word(at),
                "og" | "and" | "men" | "but" | "mens" | "while" | ";"
            )
        });
        gap + if between { 6 } else { 0 }
    };
    // A pause is dated by what stands beside its hours, not by when it was decided.
    let own: Vec<&Timex> = days
        .iter()
        .copied()
        .filter(|timex| timex.first + 3 >= draft.anchor.0 || timex.open == Open::Since)
        .collect();
    // What stands beside the hours of a pause does not date its decision.
    let decided: Vec<&Timex> = days
        .iter()
        .copied()
        .filter(|timex| {
            !work.times[draft.sentence].iter().any(|other| {
                matches!(other.what, What::Window(_))
                    && other.last <= timex.first
                    && timex.first - other.last <= 3
            })
        })
        .collect();
    let days = match draft.kind {
        "pause_window" if !own.is_empty() => own,
        "pause_decision" => decided,
        _ => days,
    };
    let since = days
        .iter()
        .copied()
        .find(|timex| timex.open == Open::Since && timex.first >= draft.anchor.0)
        .filter(|_| draft.kind == "pause_window");
    let days = since.map_or(days, |since| vec![since]);
    let best = days
        .iter()
        .min_by_key(|timex| (distance(timex), timex.first));
    let direction = direction(work, draft, modality, best.copied());
    if draft.kind == "pause_window"
        && best.is_none()
        && let Some(pause) = &carry.pause
    {
        return (Some(pause.clone()), true);
    }
    // What somebody thinks of another has no day of its own.
    if best.is_none() && matches!(draft.kind, "position" | "accusation") {
        return (None, false);
    }
    let Some(timex) = best else {
        // What has gone on since a day does not date what stands without one.
        let last = carry.last.clone().filter(|when| {
            // A part of a count, or another figure for it, is as old as the count.
            draft.rule.starts_with("count.")
                || when.end.is_some()
                || when.status != Status::Resolved
        });
        let found = last.or_else(|| carry.main.clone());
        return (found, true);
    };
    // "Fredag ... dagen etter": counted from the day that the sentence named before.
    let before = work.times[draft.sentence].iter().rev().find(|other| {
        other.last <= timex.first
            && matches!(
                other.what,
                What::Weekday(..) | What::Date { .. } | What::Days(..)
            )
    });
    let mut found = match (&timex.what, before) {
        (What::Relative(count), Some(before)) => resolve(before, work.dateline.anchor, direction)
            .map(|before| shifted(timex, &before, *count)),
        _ => carry.dated(work, timex, direction),
    };
    // "... since gunmen stormed it on 8 June": that was on the day.
    let opened = timex.open == Open::Since
        && draft.kind == "incident"
        && draft.first < timex.first
        && (draft.first.saturating_sub(4)..draft.first + 1)
            .any(|at| matches!(work.document.word(at), "siden" | "sidan" | "since"));
    if let Some(when) = found.as_mut().filter(|_| opened) {
        when.end = when.start;
    }
    // From one day until another.
    if let Some(when) = &mut found
        && draft.kind == "pause_window"
        && timex.open != Open::Until
        && let Some(until) = days
            .iter()
            .find(|other| other.open == Open::Until && other.first > timex.first)
        && let Some(end) = resolve(until, work.dateline.anchor, Direction::Future)
    {
        when.end = end.end;
    }
    // "on 9 and 11 June", "6–12 June": the first day has no month of its own.
    if let (Some(when), What::Date { day, .. }) = (&mut found, &timex.what)
        && timex.first >= 2
        && matches!(
            work.document.word(timex.first - 1),
            "and" | "og" | "to" | "til" | "-" | "–"
        )
        && let Ok(first) = work.document.word(timex.first - 2).parse::<i8>()
        && (1..*day).contains(&first)
        && let Some(date) = when.start
        && let Ok(start) = date.with().day(first).build()
    {
        when.start = Some(start);
    }
    // "between 29 March and 8 April".
    if let Some(when) = &mut found {
        let joined = |one: &Timex, two: &Timex| {
            two.first >= one.last
                && two.first - one.last <= 2
                && one.first > 0
                && (one.last..two.first).any(|at| {
                    matches!(
                        work.document.word(at),
                        "og" | "and" | "til" | "to" | "–" | "-" | "until"
                    )
                })
                && (matches!(one.what, What::Month { .. })
                    && matches!(two.what, What::Month { .. })
                    || matches!(
                        work.document.word(one.first - 1),
                        "mellom" | "between" | "fra" | "frå" | "from"
                    )
                    || !(one.last..two.first)
                        .any(|at| matches!(work.document.word(at), "og" | "and")))
        };
        if let Some(next) = days.iter().find(|other| joined(timex, other))
            && let Some(end) = resolve(next, work.dateline.anchor, direction)
        {
            when.end = end.end;
        } else if let Some(first) = days.iter().find(|other| joined(other, timex))
            && let Some(start) = resolve(first, work.dateline.anchor, direction)
        {
            when.start = start.start;
            when.end = when.end.or(start.end);
        }
    }
    let daily = draft
        .value
        .get("recurrence")
        .is_some_and(|value| !value.is_null());
    if let Some(when) = &mut found
        && draft.kind == "pause_window"
        && daily
        && timex.open == Open::Since
    {
        when.end = None;
    }
    if draft.kind == "pause_window" {
        carry.pause.clone_from(&found);
    }
    (found, false)
}

/// "06:00 local time (22:00 GMT Saturday)": the day by another clock, beside the one that the text tells.
fn is_converted(work: &Work<'_>, timex: &Timex) -> bool {
    let from = timex.first.saturating_sub(6);
    let opened = (from..timex.first)
        .rev()
        .find(|at| matches!(work.document.word(*at), "(" | ")"))
        .filter(|at| work.document.word(*at) == "(");
    matches!(timex.what, What::Weekday(..) | What::Days(..))
        && opened.is_some_and(|opened| {
            work.document
                .marks_in(opened, timex.first)
                .any(|mark| mark.tag == Tag::ZoneWord)
        })
}

/// Days ahead for what is planned, back for what was.
pub(super) fn direction(
    work: &Work<'_>,
    draft: &Draft,
    modality: &str,
    timex: Option<&Timex>,
) -> Direction {
    let sentence = work.document.sentences[draft.sentence];
    let since = timex.is_some_and(|timex| {
        (timex.first.saturating_sub(3)..timex.first)
            .any(|at| matches!(work.document.word(at), "siden" | "sidan" | "since"))
    });
    if since {
        return Direction::Past;
    }
    let ahead = work
        .document
        .marks_in(sentence.first, sentence.last)
        .any(|mark| matches!(mark.tag, Tag::Modal | Tag::If));
    if matches!(modality, "planned" | "conditional" | "expected") && ahead {
        return Direction::Future;
    }
    let Some(timex) = timex else {
        return Direction::Past;
    };
    let from = timex.first.saturating_sub(8).max(sentence.first);
    // "have accepted a truce from midnight on Sunday": what was just decided lies ahead.
    if draft.kind == "pause_window" && ahead_of_decision(work, draft, timex) {
        return Direction::Future;
    }
    // "On Monday a convoy is to proceed".
    let to = (timex.last + 24).min(sentence.last);
    let planned = work.document.marks_in(timex.last, to).any(|mark| {
        mark.tag == Tag::Modal
            && work.document.value(mark) == "future"
            && matches!(
                work.document.word(mark.first),
                "will" | "is" | "are" | "shall" | "skal" | "vil"
            )
            && !matches!(
                work.document.word(mark.last),
                "ha" | "have" | "være" | "vere"
            )
            && !(timex.last..mark.first).any(|at| {
                matches!(
                    work.document.word(at),
                    ";" | "said"
                        | "sa"
                        | "sier"
                        | "seier"
                        | "told"
                        | "som"
                        | "which"
                        | "that"
                        | "who"
                        | "at"
                )
            })
    });
    if planned {
        return Direction::Future;
    }
    let ahead = work.document.marks_in(from, timex.first).any(|mark| {
        mark.tag == Tag::Modal
            && work.document.word(mark.last) != "ha"
            && matches!(
                work.document.word(mark.first),
                "will" | "vil" | "skal" | "ventes" | "is" | "are"
            )
    });
    // "a second window, proposed for Sunday".
    let meant = (from..timex.first).any(|at| {
        matches!(
            work.document.word(at),
            "proposed"
                | "planned"
                | "scheduled"
                | "slated"
                | "foreslått"
                | "føreslått"
                | "planlagt"
        ) && matches!(work.document.word(at + 1), "for" | "til" | "on")
            && timex.first - at <= 4
    });
    // "gjelder fra søndag", "expires on Friday".
    let runs = draft.rule == "window.dated"
        && (timex.first.saturating_sub(5).max(draft.first)..timex.first).any(|at| {
            matches!(
                work.document.word(at),
                "gjelder"
                    | "gjeld"
                    | "gjelde"
                    | "løper"
                    | "går"
                    | "utløper"
                    | "expires"
                    | "expire"
                    | "lapses"
                    | "runs"
            )
        });
    if ahead || meant || runs {
        Direction::Future
    } else {
        Direction::Past
    }
}

/// Whether a pause is dated after the words that decide it, and nothing says that it began or ended.
fn ahead_of_decision(work: &Work<'_>, draft: &Draft, timex: &Timex) -> bool {
    let sentence = work.document.sentences[draft.sentence];
    let decided = work
        .document
        .marks_in(sentence.first, draft.anchor.0)
        .any(|mark| mark.tag == Tag::Decide && work.document.value(mark) != "propose");
    let went = work
        .document
        .marks_in(sentence.first, sentence.last)
        .any(|mark| {
            mark.tag == Tag::Change
                && matches!(
                    work.document.word(mark.first),
                    "began"
                        | "started"
                        | "begynte"
                        | "startet"
                        | "starta"
                        | "byrja"
                        | "varte"
                        | "varde"
                        | "lasted"
                        | "ended"
                        | "endte"
                        | "enda"
                        | "took"
                        | "came"
                        | "went"
                        | "trådte"
                        | "tredde"
                        | "tok"
                        | "expired"
                        | "held"
                        | "holdt"
                        | "was"
                )
        });
    let clocked = work.times[draft.sentence].iter().any(|other| {
        matches!(other.what, What::Window(_))
            && (other.last <= timex.first && timex.first - other.last <= 4
                || timex.last <= other.first && other.first - timex.last <= 2)
    });
    decided && !went && clocked && timex.first > draft.anchor.0.saturating_sub(3)
}

pub(super) fn time(work: &Work<'_>, when: &When, inherited: bool) -> Time {
    Time {
        status: when.status.word(),
        grain: when.grain,
        start: when.start.map(|date| date.to_string()),
        end: when.end.map(|date| date.to_string()),
        candidates: when.candidates.iter().map(Date::to_string).collect(),
        bounds: when
            .bounds
            .map(|(first, last)| (first.to_string(), last.to_string())),
        span: Some(work.spans.of(when.first, when.last)),
        inherited,
    }
}

/// The days that a time can be, for clocks.
pub(in super::super) fn possible_days(when: Option<&When>, anchor: Anchor) -> Vec<Date> {
    match when {
        Some(when) if when.status == Status::Ambiguous => when.candidates.clone(),
        Some(when) => when.start.or(when.end).into_iter().collect(),
        None => match anchor {
            Anchor::Day(date) => vec![date],
            _ => Vec::new(),
        },
    }
}

/// Brings the clock of a window to the clock of the place.
pub(super) fn local(
    work: &Work<'_>,
    draft: &Draft,
    value: &mut serde_json::Map<String, Value>,
    when: Option<&When>,
) {
    let window = work.times[draft.sentence]
        .iter()
        .find_map(|timex| match &timex.what {
            What::Window(window) if timex.first == draft.anchor.0 => Some(window),
            _ => None,
        });
    let Some(window) = window else { return };
    let days = possible_days(when, work.dateline.anchor);
    if work.scene.zone.is_empty() {
        return;
    }
    // "10:00 Moscow time (09:00 in Kyiv)": the clock of the place, where it stands beside.
    let Some(shown) = local_window(window, &work.scene.zone, &days) else {
        if !matches!(window.zone.as_str(), "" | "local") {
            value.insert("stated_zone".to_owned(), Value::from(window.zone.as_str()));
        }
        return;
    };
    let swapped = value.get("start_local").is_some_and(Value::is_null) && window.start.is_some();
    let text =
        |clock: Option<ClockOf>| clock.map_or(Value::Null, |clock| Value::from(clock.text()));
    if swapped {
        value.insert("end_local".to_owned(), text(shown.start));
    } else {
        value.insert("start_local".to_owned(), text(shown.start));
        // An end that was told apart stays.
        if window.end.is_some() {
            value.insert("end_local".to_owned(), text(shown.end));
        }
    }
    value.insert("tz".to_owned(), Value::from(work.scene.zone.as_str()));
    if let Some(offset) = shown.offset {
        value.insert("utc_offset".to_owned(), Value::from(offset));
    }
    if !shown.utc.is_empty() {
        value.insert("utc".to_owned(), Value::from(shown.utc));
    }
    if shown.unclear {
        value.insert("clock_change".to_owned(), Value::from(true));
    }
}

/// "Halfway through": the clock in the middle of the pause whose hours the text gives.
pub(super) fn halfway(work: &Work<'_>, drafts: &[Draft], claims: &mut [Proposal]) {
    let minutes = |claim: &Proposal, key: &str| {
        let (hour, minute) = claim.value.get(key)?.as_str()?.split_once(':')?;
        Some(hour.parse::<i32>().ok()? * 60 + minute.parse::<i32>().ok()?)
    };
    let hours: Vec<(usize, i32)> = claims
        .iter()
        .zip(drafts)
        .filter(|(claim, _)| claim.kind == "pause_window")
        .filter_map(|(claim, draft)| {
            let start = minutes(claim, "start_local")?;
            let length = (minutes(claim, "end_local")? - start).rem_euclid(24 * 60);
            Some((draft.sentence, (start + length / 2).rem_euclid(24 * 60)))
        })
        .collect();
    for (claim, draft) in claims.iter_mut().zip(drafts) {
        let to = (draft.last + 10).min(work.document.sentences[draft.sentence].last);
        let said = work
            .document
            .marks_in(draft.first, to)
            .any(|mark| mark.tag == Tag::Halfway);
        let nearest = hours
            .iter()
            .min_by_key(|(sentence, _)| sentence.abs_diff(draft.sentence));
        if let Some((_, middle)) = nearest.filter(|_| said && claim.kind == "usage_count") {
            let clock = format!("{:02}:{:02}", middle / 60, middle % 60);
            claim
                .value
                .insert("as_of_local".to_owned(), Value::from(clock));
        }
    }
}
