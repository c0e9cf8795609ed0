//! `korridor proof`: one entry's place under a signed checkpoint, for an outsider.

use korridor_import::scenario::expected_word;
use serde_json::json;

use crate::arguments::ProofOptions;
use crate::aside::{Aside, Existing};
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::plain::plain;
use crate::record::{self, Place, numbers, of_ledger, with_ending};
use crate::says;

pub fn run(options: &ProofOptions, face: &Face) -> Result<(), Failure> {
    let place = Place::parse(&options.record)?;
    let shown = place.shown();
    let mut ledger = record::for_reading(&place)?;
    let of = |error| of_ledger(&shown, &error);
    let nature = record::nature(&mut ledger, &shown)?;
    let id = numbers::id_of(&mut ledger, "ENTRY", &options.entry).map_err(Failure::into_input)?;
    let Some(seq) = ledger.find(&id).map_err(of)? else {
        return Err(unknown(&shown, &mut ledger, &id)?);
    };
    let proof = ledger.prove(seq).map_err(of)?;
    let entry = ledger.entry(seq).map_err(of)?;
    let mut aside = Aside::new();
    let existing = Existing::from_force(options.force);
    let entry_path = with_ending(&options.output, ".entry");
    let (proof_file, entry_file) = (
        aside.file(&options.output, existing)?,
        aside.file(&entry_path, existing)?,
    );
    aside.write(proof_file, proof.to_text().as_bytes())?;
    aside.write(entry_file, entry.bytes())?;
    aside.commit()?;
    let output = plain(&options.output.display().to_string());
    let text = format!(
        "{}{output}: entry {seq} of {}, provable to whoever has the record's public key:\n  korridor verify {output} --key {}\n\
         The entry itself is {}: words of people are not in it, only commitments to them.\n",
        says::exercise(nature),
        plain(ledger.origin()),
        "KEY",
        plain(&entry_path.display().to_string()),
    );
    let facts = json!({
        "record": shown,
        "nature": nature,
        "entry": seq,
        "proof": options.output,
        "entry_file": entry_path,
    });
    face.answer("proof", &[], &text, facts)
}

fn unknown(
    shown: &str,
    ledger: &mut korridor_ledger::Ledger,
    id: &str,
) -> Result<Failure, Failure> {
    let mut known = Vec::new();
    ledger
        .for_each(0, |_, entry| {
            known.push(entry.key().to_owned());
            std::ops::ControlFlow::Continue(())
        })
        .map_err(|error| of_ledger(shown, &error))?;
    let known = known.iter().map(String::as_str);
    let expected = expected_word("the id of an entry", id, known);
    let complaint = Complaint::new(shown, format!("no entry {id:?}"), expected);
    Ok(Failure::Input(vec![complaint.coded("entry_not_known")]))
}
