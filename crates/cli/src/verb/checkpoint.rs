//! `korridor checkpoint`: the newest signed checkpoint, to be kept elsewhere.

use korridor_operate::Nature;
use serde_json::json;

use crate::arguments::CheckpointOptions;
use crate::aside::{Aside, Existing};
use crate::face::Face;
use crate::failure::Failure;
use crate::plain::plain;
use crate::record::{self, Place, of_ledger};
use crate::says;

pub fn run(options: &CheckpointOptions, face: &Face) -> Result<(), Failure> {
    let place = Place::parse(&options.record)?;
    let mut ledger = record::for_reading(&place)?;
    let note = ledger
        .checkpoint()
        .map_err(|error| of_ledger(&place.shown(), &error))?;
    let nature = record::nature(&mut ledger, &place.shown())?;
    let facts = json!({
        "record": place.shown(),
        "nature": nature,
        "origin": ledger.origin(),
        "entries": ledger.size(),
        "root": ledger.root().to_string(),
        "checkpoint": note,
    });
    let Some(output) = &options.output else {
        // The note is signed to the letter: what it is of stands beside it.
        if nature == Some(Nature::Exercise) {
            face.remark("EXERCISE: a checkpoint of practice");
        }
        return face.show("checkpoint", &note, facts);
    };
    let mut aside = Aside::new();
    let file = aside.file(output, Existing::from_force(options.force))?;
    aside.write(file, note.as_bytes())?;
    aside.commit()?;
    let text = format!(
        "{}{}: the head of {} at {} entries; keep it where whoever holds the record cannot change it\n",
        says::exercise(nature),
        plain(&output.display().to_string()),
        plain(ledger.origin()),
        ledger.size()
    );
    face.answer("checkpoint", &[], &text, facts)
}
