//! The frames: what a claim of each type looks like in a sentence. Each rule has an id; `lexicon/rules.toml` has an example, a
//! counter-example and the measured precision of each.

mod change;
mod corridor;
mod decision;
mod guarantee;
mod incident;
mod people;
mod position;
mod situation;
mod supply;
mod window;

use super::scan::{Draft, Scan};

/// All claims that the frames find in a sentence.
pub(super) fn drafts(scan: &Scan<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    window::find(scan, &mut found);
    corridor::find(scan, &mut found);
    incident::find(scan, &mut found);
    people::find(scan, &mut found);
    guarantee::find(scan, &mut found);
    decision::find(scan, &mut found);
    position::find(scan, &mut found);
    situation::find(scan, &mut found);
    change::find(scan, &mut found);
    supply::find(scan, &mut found);
    found
}
