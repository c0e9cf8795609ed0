//! A moment from which a plan continues another, and what is closed or opened then.

use korridor_world::scenario::{CorridorId, CorridorUse, SurveyStatus};
use korridor_world::{Instant, Interval, Scenario};
use serde::{Deserialize, Serialize};

use super::ReplanError;
use crate::lower::before::is_open;
use crate::lower::clock::Clock;

/// A moment with its closures and openings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// SHA-256 of the `plan.json` that is continued, in hexadecimal.
    pub continues: String,
    /// The moment as asked for, RFC 3339.
    pub at: String,
    /// The first step that starts at it or later: what was entered before it is done.
    pub from_step: u32,
    /// Corridors that close outwards, for good.
    pub close: Vec<String>,
    /// Corridors that open, to the end.
    pub open: Vec<String>,
}

/// A corridor that may be closed or opened.
fn find(scenario: &Scenario, word: &'static str, id: &str) -> Result<CorridorId, ReplanError> {
    let ids = (0..).map(CorridorId).zip(&scenario.corridors);
    let Some((found, corridor)) = ids.into_iter().find(|(_, corridor)| corridor.key == id) else {
        let known = scenario.planned_corridors();
        return Err(ReplanError::UnknownCorridor {
            word,
            id: id.to_owned(),
            known: known.map(|(_, corridor)| corridor.key.clone()).collect(),
        });
    };
    let reason = match &corridor.usage {
        CorridorUse::RecordedOnly(reason) => reason.as_str(),
        CorridorUse::Planned if corridor.survey == SurveyStatus::Suspected => {
            "its ground is suspected of mines"
        }
        CorridorUse::Planned if corridor.classes.is_empty() => {
            "the party admits no class of the scenario"
        }
        CorridorUse::Planned => return Ok(found),
    };
    Err(ReplanError::Corridor {
        word,
        id: id.to_owned(),
        what: format!("no plan uses it: {reason}"),
    })
}

/// The scenario with the corridors' hours as they are from a turn on.
///
/// # Errors
/// All corridors that are unknown, used by no plan, named twice, or closed or open already.
pub fn turned(scenario: &Scenario, clock: &Clock, turn: &Turn) -> Result<Scenario, ReplanError> {
    let mut turned = scenario.clone();
    let all = turn.close.iter().map(|id| ("close", id.as_str()));
    let all: Vec<Asked<'_>> = all
        .chain(turn.open.iter().map(|id| ("open", id.as_str())))
        .collect();
    let mut errors = Vec::new();
    for (index, &asked) in all.iter().enumerate() {
        match hours(scenario, clock, turn.from_step, (asked, &all[..index])) {
            Ok((corridor, hours)) => turned.corridors[corridor.index()].open = hours,
            Err(error) => errors.push(error),
        }
    }
    match errors.len() {
        0 => Ok(turned),
        1 => Err(errors.remove(0)),
        _ => Err(ReplanError::Several(errors)),
    }
}

/// `close` or `open`, and a corridor's id.
type Asked<'a> = (&'static str, &'a str);

/// A corridor's hours with what is asked of it, given what was asked before.
fn hours(
    scenario: &Scenario,
    clock: &Clock,
    from_step: u32,
    ((word, id), before): (Asked<'_>, &[Asked<'_>]),
) -> Result<(CorridorId, Vec<Interval>), ReplanError> {
    let moment = clock.start(from_step);
    let end = clock.start(clock.steps);
    let corridor = find(scenario, word, id)?;
    let refuse = |what: &str| {
        Err(ReplanError::Corridor {
            word,
            id: id.to_owned(),
            what: what.to_owned(),
        })
    };
    match before.iter().find(|(_, other)| *other == id) {
        Some((other, _)) if *other == word => return refuse("it is named twice"),
        Some(_) => return refuse("it cannot both close and open"),
        None => {}
    }
    let hours = &scenario.corridors[corridor.index()].open;
    if word == "close" {
        if hours.iter().all(|interval| interval.end <= moment) {
            return refuse("it is closed already, and would not open again");
        }
        return Ok((corridor, without(hours, moment)));
    }
    let shut = shut_gates(scenario, corridor, moment);
    if !shut.is_empty() {
        return refuse(&format!(
            "{}; nobody knows what would pass there. Put hours and rates into the scenario and plan that",
            shut.join(", ")
        ));
    }
    if is_open(scenario, corridor, moment) {
        return refuse("it is open already");
    }
    Ok((corridor, with(hours, Interval { start: moment, end })))
}

/// Hours up to a moment.
fn without(hours: &[Interval], moment: Instant) -> Vec<Interval> {
    let cut = hours.iter().map(|interval| Interval {
        end: interval.end.min(moment),
        ..*interval
    });
    cut.filter(|interval| !interval.is_empty()).collect()
}

/// Hours with a stretch more.
fn with(hours: &[Interval], more: Interval) -> Vec<Interval> {
    let mut all = without(hours, more.start);
    match all.last_mut() {
        Some(last) if last.end == more.start => last.end = more.end,
        _ => all.push(more),
    }
    all
}

/// The gates that pass nobody at a moment, each with why.
fn shut_gates(scenario: &Scenario, corridor: CorridorId, moment: Instant) -> Vec<String> {
    let gates = &scenario.corridors[corridor.index()].gates;
    let shut = gates.iter().filter_map(|gate| {
        let mut openings = gate.openings.iter();
        match openings.find(|opening| opening.interval.contains(moment)) {
            None => Some(format!(
                "its gate {:?} has no hours at that moment",
                gate.key
            )),
            Some(opening) if opening.rate.high.0 == 0 => Some(format!(
                "its gate {:?} passes nobody at that moment (rate 0 in its hours)",
                gate.key
            )),
            Some(_) => None,
        }
    });
    shut.collect()
}
