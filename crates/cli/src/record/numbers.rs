//! Numbers of entries in the place of ids that nobody can dictate: `#26`, or `entry:26` where a shell takes `#` for a
//! comment.

use korridor_ledger::Ledger;
use korridor_operate::fact::Named;
use korridor_operate::{Board, Event, Fact, Recorder};

use super::{of_ledger, of_recording};
use crate::failure::{Complaint, Failure};

/// The number in `#26` or `entry:26`.
pub fn number(text: &str) -> Option<u64> {
    let digits = text
        .strip_prefix('#')
        .or_else(|| text.strip_prefix("entry:"))?;
    digits.parse().ok()
}

/// The id of an entry that is given by its id or its number.
///
/// # Errors
/// No entry has this number; the log cannot be read.
pub fn id_of(ledger: &mut Ledger, place: &str, text: &str) -> Result<String, Failure> {
    let is_an_id = ledger
        .find(text)
        .map_err(|error| of_ledger(place, &error))?;
    let Some(seq) = number(text).filter(|_| is_an_id.is_none()) else {
        return Ok(text.to_owned());
    };
    require(ledger.size(), place, seq)?;
    let entry = ledger
        .entry(seq)
        .map_err(|error| of_ledger(place, &error))?;
    Ok(entry.key().to_owned())
}

/// Puts the name that an entry gives in the place of its number, wherever the fact points at something.
///
/// # Errors
/// No entry has this number, or it names nothing of that kind.
pub fn resolve(fact: &mut Fact, recorder: &mut Recorder, place: &str) -> Result<(), Failure> {
    if let Fact::Resolve(resolve) = fact {
        if let Some(seq) = number(&resolve.conflict) {
            resolve.conflict = conflict(recorder.board(), place, seq)?;
        }
        resolve.keep = id_of(recorder.ledger(), place, &resolve.keep)?;
        return Ok(());
    }
    if let Fact::Withdraw(withdraw) = fact {
        withdraw.entry = id_of(recorder.ledger(), place, &withdraw.entry)?;
        return Ok(());
    }
    for (kind, name) in fact.names_mut() {
        let Some(seq) = number(name).filter(|_| !is_given(recorder.board(), kind, name)) else {
            continue;
        };
        require(recorder.ledger().size(), place, seq)?;
        let event = recorder
            .event(seq)
            .map_err(|error| of_recording(place, &error))?;
        *name = named(&event, kind, seq, place)?;
    }
    Ok(())
}

fn named(event: &Event, kind: Named, seq: u64, place: &str) -> Result<String, Failure> {
    match event.fact.defines() {
        Some((own, name)) if own == kind => Ok(name.clone()),
        _ => {
            let found = format!("entry {seq}, which is a {}", event.fact.verb());
            Err(refused(
                place,
                found,
                format!("the entry of a {}", word(kind)),
            ))
        }
    }
}

/// Whether something of this kind has exactly this name: then it is no number.
fn is_given(board: &Board, kind: Named, name: &str) -> bool {
    match kind {
        Named::Actor => board.actors.contains_key(name),
        Named::Source => board.sources.contains_key(name),
        Named::Guarantee => board.guarantees.contains_key(name),
        Named::Mission => board.missions.contains_key(name),
        Named::Notification => board.notifications.contains_key(name),
        Named::Due => board.appointments.contains_key(name),
        Named::Claim => board.claims.contains_key(name),
        Named::Count => board.counts.places.contains_key(name),
        Named::Incident => board.incidents.contains_key(name),
        Named::Material => board.materials.contains_key(name),
        Named::Plan => board.plans.iter().any(|(_, plan)| plan.plan == name),
        Named::Conflict => board.conflicts.contains_key(name),
    }
}

/// The conflict in which an entry stands, if it is in one only.
fn conflict(board: &Board, place: &str, seq: u64) -> Result<String, Failure> {
    let is_of = |id: &String| board.ids.get(id) == Some(&seq);
    let all = board.conflicts.values().map(|state| &state.conflict);
    let of: Vec<&String> = all
        .filter(|conflict| is_of(&conflict.here) || is_of(&conflict.there))
        .map(|conflict| &conflict.conflict)
        .collect();
    match of[..] {
        [one] => Ok(one.clone()),
        [] => {
            let expected = "one of the two entries of a conflict, as korridor board shows them";
            let found = format!("entry {seq}, which is in no conflict");
            Err(refused(place, found, expected.to_owned()))
        }
        _ => {
            let found = format!("entry {seq}, which is in {} conflicts", of.len());
            let expected = "the other entry of the conflict that is meant, or its id";
            Err(refused(place, found, expected.to_owned()))
        }
    }
}

fn require(size: u64, place: &str, seq: u64) -> Result<(), Failure> {
    if seq < size {
        return Ok(());
    }
    let expected = format!("an entry from 0 to {}", size.saturating_sub(1));
    Err(refused(
        place,
        format!("entry {seq}, which is not there"),
        expected,
    ))
}

fn refused(place: &str, found: String, expected: String) -> Failure {
    let complaint = Complaint::new(place, found, expected);
    Failure::Refused(vec![complaint.coded("entry_not_known")])
}

fn word(kind: Named) -> &'static str {
    match kind {
        Named::Actor => "person",
        Named::Source => "source",
        Named::Guarantee => "guarantee",
        Named::Mission => "mission",
        Named::Notification => "notification",
        Named::Due => "call, handover or convoy that is due",
        Named::Claim => "claim",
        Named::Count => "count",
        Named::Incident => "incident",
        Named::Material => "material",
        Named::Plan => "plan",
        Named::Conflict => "conflict",
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn only_a_mark_makes_a_number_of_an_entry() {
        assert_eq!(number("#26"), Some(26));
        assert_eq!(number("entry:26"), Some(26));
        for id in ["26", "#", "#a", "entry:-1", "main-26"] {
            assert_eq!(number(id), None, "{id}");
        }
    }
}
