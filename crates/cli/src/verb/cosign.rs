//! `korridor cosign`: a witness signs that it has seen a checkpoint, and a record takes that in.

use std::path::Path;

use korridor_ledger::{Checkpoint, Note, Trust, cosign};
use serde_json::json;

use crate::arguments::CosignOptions;
use crate::aside::{Aside, Existing};
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::plain::plain;
use crate::record::{self, Place, keys_given, of_append, required_text};
use crate::says;

pub fn run(options: &CosignOptions, face: &Face) -> Result<(), Failure> {
    match (&options.record, &options.add) {
        (Some(record), Some(add)) => take(record, add, options, face),
        _ => sign(options, face),
    }
}

fn refused(code: &str, path: &Path, found: String, expected: &str) -> Failure {
    let complaint = Complaint::new(path.display(), found, expected);
    Failure::Refused(vec![complaint.coded(code)])
}

fn head(path: &Path, text: &str) -> Result<Checkpoint, Failure> {
    let note = Note::parse(text).and_then(|note| Checkpoint::parse_text(&note.text));
    note.map_err(|error| {
        refused(
            "checkpoint_form",
            path,
            error.to_string(),
            "a signed checkpoint",
        )
    })
}

fn sign(options: &CosignOptions, face: &Face) -> Result<(), Failure> {
    let (Some(path), Some(key)) = (&options.checkpoint, &options.key) else {
        return Err(Failure::input(
            "korridor cosign",
            "no checkpoint or no key",
            "both",
        ));
    };
    let text = required_text(path, "a checkpoint")?;
    let new = head(path, &text)?;
    if let Some(log) = &options.log {
        let opened = Trust::new(keys_given(log)?).open(&text);
        opened.map_err(|error| {
            refused(
                "checkpoint_untrusted",
                path,
                error.to_string(),
                "a checkpoint that the record signed",
            )
        })?;
    }
    if let Some(last) = &options.last {
        follows(
            path,
            &new,
            &head(last, &required_text(last, "a checkpoint")?)?,
        )?;
    }
    let witness = record::signer(key)?;
    let time = u64::try_from(record::now().0.0).unwrap_or(0);
    let line = cosign(&text, &witness, time).map_err(|error| {
        let expected = "a witness's key, which korridor key new makes";
        refused("not_a_witness", key, error.to_string(), expected)
    })?;
    let cosigned = format!("{text}{line}");
    let facts = json!({
        "origin": new.origin,
        "entries": new.size,
        "root": new.root.to_string(),
        "witness": witness.verifier().to_string(),
        "checkpoint": cosigned,
    });
    let Some(output) = &options.output else {
        return face.show("cosign", &cosigned, facts);
    };
    let mut aside = Aside::new();
    let file = aside.file(output, Existing::from_force(options.force))?;
    aside.write(file, cosigned.as_bytes())?;
    aside.commit()?;
    let said = format!(
        "{}: {} at {} entries, cosigned by {}\n",
        plain(&output.display().to_string()),
        plain(&new.origin),
        new.size,
        plain(witness.verifier().name())
    );
    face.answer("cosign", &[], &said, facts)
}

/// Whether a checkpoint can be a later one of the same record. That it really continues it only the record can prove.
fn follows(path: &Path, new: &Checkpoint, last: &Checkpoint) -> Result<(), Failure> {
    if new.origin != last.origin {
        let found = format!("a checkpoint of {:?}", new.origin);
        let expected = format!("one of {:?}, which was cosigned before", last.origin);
        return Err(refused("checkpoint_foreign", path, found, &expected));
    }
    if new.size < last.size {
        let found = format!("{} entries, {} were cosigned before", new.size, last.size);
        return Err(refused("rolled_back", path, found, "at least as many"));
    }
    if new.size == last.size && new.root != last.root {
        let found = format!("the root {}, {} was cosigned before", new.root, last.root);
        return Err(refused(
            "split_view",
            path,
            found,
            "the same root at the same size",
        ));
    }
    Ok(())
}

fn take(record: &str, add: &Path, options: &CosignOptions, face: &Face) -> Result<(), Failure> {
    let place = Place::parse(record)?;
    let mut witnesses = Vec::new();
    for witness in &options.witness {
        witnesses.extend(keys_given(witness)?);
    }
    let text = required_text(add, "a cosigned checkpoint")?;
    let mut ledger = record::ledger_for_writing(&place, options.key.as_deref())?;
    let taken = ledger
        .accept_cosignatures(&text, &witnesses)
        .map_err(
            |error| match of_append(&add.display().to_string(), &error) {
                Failure::Input(complaints) | Failure::Refused(complaints) => {
                    Failure::Refused(complaints)
                }
            },
        )?;
    let names: Vec<String> = taken
        .iter()
        .map(|cosigned| cosigned.witness.name().to_owned())
        .collect();
    let nature = record::nature(&mut ledger, &place.shown())?;
    let said = format!(
        "{}{}: cosigned by {}\n",
        says::exercise(nature),
        plain(&place.shown()),
        plain(&names.join(", "))
    );
    let facts = json!({ "record": place.shown(), "nature": nature, "witnesses": names });
    face.answer("cosign", &[], &said, facts)
}
