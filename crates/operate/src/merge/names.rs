//! Names that two records gave apart are told apart.

use std::collections::{BTreeMap, BTreeSet};

use super::Written;
use crate::event::Event;
use crate::fact::{Fact, Name, Named};

/// Names that both records gave, unknown to each other, and what the other's are called here.
pub(super) fn renames(
    common: &[&Written],
    mine: &[&Written],
    theirs: &[&Written],
    site: &str,
) -> BTreeMap<(Named, Name), Name> {
    let defined = |written: &[&Written]| -> BTreeMap<(Named, Name), Fact> {
        let facts = written.iter().map(|written| &written.recorded.event.fact);
        let named = facts.filter_map(|fact| {
            fact.defines()
                .map(|(kind, name)| ((kind, name.clone()), fact.clone()))
        });
        named.collect()
    };
    let (base, mine) = (defined(common), defined(mine));
    let differs = |key: &(Named, Name), fact: &Fact| {
        mine.get(key).is_some_and(|own| match key.0 {
            // The same person or source entered twice is the same, whatever the words beside say.
            Named::Actor | Named::Source => !alike(own, fact),
            _ => true,
        })
    };
    defined(theirs)
        .into_iter()
        .filter(|(key, fact)| !base.contains_key(key) && differs(key, fact))
        .map(|(key, _)| {
            let new = format!("{site}:{}", key.1);
            (key, new)
        })
        .collect()
}

/// Whether two entries of an actor or a source say the same but for the words beside.
fn alike(one: &Fact, two: &Fact) -> bool {
    match (one, two) {
        (Fact::Actor(one), Fact::Actor(two)) => one.role == two.role,
        (Fact::Source(one), Fact::Source(two)) => {
            one.root == two.root && one.reliability == two.reliability
        }
        _ => false,
    }
}

pub(super) fn renamed(
    written: &Written,
    renames: &BTreeMap<(Named, Name), Name>,
    taken: &BTreeSet<&str>,
    site: &str,
) -> Event {
    let mut event = written.recorded.event.clone();
    if taken.contains(event.id.as_str()) {
        event.id = format!("{site}:{}", event.id);
    }
    if let Some(new) = renames.get(&(Named::Actor, event.by.clone())) {
        event.by.clone_from(new);
    }
    for (kind, name) in event.fact.names_mut() {
        if let Some(new) = renames.get(&(kind, name.clone())) {
            name.clone_from(new);
        }
    }
    event
}
