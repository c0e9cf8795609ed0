//! A proof file: one entry is in a record, by the record's public key alone.

use korridor_ledger::{Entry, TlogProof, Trust};
use korridor_operate::Event;
use serde_json::json;

use crate::arguments::VerifyOptions;
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::input;
use crate::plain::plain;
use crate::record::{keys_given, required_text, with_ending};
use crate::says;

pub fn run(options: &VerifyOptions, face: &Face) -> Result<(), Failure> {
    let path = &options.path;
    let refused = |code: &str, found: String, expected: &str| {
        let complaint = Complaint::new(path.display(), found, expected);
        Failure::Refused(vec![complaint.coded(code)])
    };
    let mut keys = Vec::new();
    for key in &options.key {
        keys.extend(keys_given(key)?);
    }
    let Some(origin) = keys.first().map(|key| key.name().to_owned()) else {
        let expected = "--key KEY: the public key of the record, from whoever you trust for it";
        let complaint = Complaint::new(path.display(), "no public key", expected);
        return Err(Failure::Input(vec![complaint.coded("no_keys")]));
    };
    let text = required_text(path, "a proof")?;
    let proof = TlogProof::parse(&text);
    let proof = proof.map_err(|error| refused("proof_form", error.to_string(), ""))?;
    let entry_path = options
        .entry_file
        .clone()
        .unwrap_or_else(|| with_ending(path, ".entry"));
    let bytes = input::read(&entry_path).map_err(|complaint| Failure::Input(vec![complaint]))?;
    let bytes = bytes.ok_or_else(|| {
        let expected = "the bytes of the entry (--entry-file)";
        Failure::input(entry_path.display(), "no such file", expected)
    })?;
    let of = proof.checkpoint.lines().next().unwrap_or_default();
    if of != origin {
        let expected = format!("the public key of {of}, which the proof is of");
        let found = format!("the key of another record, {origin}");
        return Err(refused("key_of_another_record", found, &expected));
    }
    let checkpoint = proof
        .verify(&bytes, &origin, &Trust::new(keys))
        .map_err(|error| refused("not_proven", error.to_string(), ""))?;
    let entry = Entry::parse(bytes);
    let entry = entry.map_err(|error| refused("entry_form", error.to_string(), "an entry"))?;
    let event = Event::decode(entry.payload());
    let event = event.map_err(|error| refused("entry_not_readable", error.to_string(), ""))?;
    let said = format!(
        "{}, recorded by {} as {} at {}",
        event.fact.verb(),
        event.by,
        entry.key(),
        entry.recorded()
    );
    let text = format!(
        "{}verified: entry {} of {} is the one given, under a signed checkpoint of {} entries\n{}\n",
        says::exercise(Some(event.nature)),
        proof.index,
        plain(&checkpoint.origin),
        checkpoint.size,
        plain(&said)
    );
    let facts = json!({
        "kind": "proof",
        "nature": event.nature,
        "origin": checkpoint.origin,
        "entry": proof.index,
        "size": checkpoint.size,
        "root": checkpoint.root.to_string(),
        "event": event,
    });
    face.answer("verify", &[], &text, facts)
}
