//! Entries about the record itself.

use korridor_operate::fact::{Actor, Erase, Resolve, Rules, Withdraw};
use korridor_operate::{Board, Fact, Recorder, Words};

use super::Entering;
use crate::arguments::record::{
    ActorOptions, EraseOptions, ResolveOptions, RulesOptions, WithdrawOptions,
};
use crate::failure::{Complaint, Failure};
use crate::record::{numbers, of_ledger};

pub fn actor(entering: &mut Entering<'_>, options: &ActorOptions) -> Fact {
    Fact::Actor(Actor {
        actor: options.actor.clone(),
        role: options.role,
        name: entering.words("--name", options.name.as_deref()),
    })
}

pub fn rules(board: &Board, options: &RulesOptions) -> Fact {
    let now = &board.rules;
    let guarantors = match options.guarantor.is_empty() {
        true => now.guarantors.clone(),
        false => options.guarantor.clone(),
    };
    Fact::Rules(Box::new(Rules {
        silence_minutes: options.silence_minutes.unwrap_or(now.silence_minutes),
        roots_to_contest: options.roots_to_contest.unwrap_or(now.roots_to_contest),
        guarantee_level: options.guarantee_level.unwrap_or(now.guarantee_level),
        signatures: options.signatures.unwrap_or(now.signatures),
        guarantors,
    }))
}

pub fn erase(
    entering: &mut Entering<'_>,
    options: &EraseOptions,
    recorder: &mut Recorder,
) -> Result<Fact, Failure> {
    let mut commitments = options.commitments.clone();
    for id in &options.entry {
        commitments.extend(beside(id, recorder)?);
    }
    commitments.sort_unstable();
    commitments.dedup();
    // The reason stays in the record as it is.
    let reason = match entering.needed_words("--reason", options.reason.as_deref()) {
        Words::Plain(text) => text,
        Words::Sealed(sealed) => sealed.sealed,
    };
    Ok(Fact::Erase(Erase {
        commitments,
        reason,
        approved_by: options.approved_by.clone(),
    }))
}

/// Everything that lies beside an entry and was not erased yet.
fn beside(id: &str, recorder: &mut Recorder) -> Result<Vec<String>, Failure> {
    let id = &numbers::id_of(recorder.ledger(), "erase, --entry", id)?;
    let refused = |code: &str, found: String, expected: &str| {
        let complaint = Complaint::new("erase, --entry", found, expected);
        Failure::Refused(vec![complaint.coded(code)])
    };
    let Some(&seq) = recorder.board().ids.get(id) else {
        let found = format!("{id:?}");
        return Err(refused(
            "entry_not_known",
            found,
            "the id of an entry, as korridor log shows it",
        ));
    };
    let ledger = recorder.ledger();
    let entry = ledger
        .entry(seq)
        .map_err(|error| of_ledger("erase, --entry", &error))?;
    let mut commitments = Vec::new();
    for commitment in entry.commits() {
        let kept = ledger.content(*commitment);
        let kept = kept.map_err(|error| of_ledger("erase, --entry", &error))?;
        if matches!(kept, Some(korridor_ledger::Kept::Present { .. })) {
            commitments.push(commitment.0.to_string());
        }
    }
    if commitments.is_empty() {
        let found = format!("nothing lies beside {id:?} any more, or ever did");
        return Err(refused(
            "nothing_to_erase",
            found,
            "an entry with words or material",
        ));
    }
    Ok(commitments)
}

pub fn resolve(entering: &mut Entering<'_>, options: &ResolveOptions) -> Fact {
    Fact::Resolve(Resolve {
        conflict: options.conflict.clone(),
        keep: options.keep.clone(),
        reason: entering.needed_words("--reason", options.reason.as_deref()),
    })
}

pub fn withdraw(entering: &mut Entering<'_>, options: &WithdrawOptions) -> Fact {
    Fact::Withdraw(Withdraw {
        entry: options.entry.clone(),
        reason: entering.needed_words("--reason", options.reason.as_deref()),
    })
}
