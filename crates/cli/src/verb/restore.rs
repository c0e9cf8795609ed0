//! `korridor restore`: a backup becomes a record, once it is verified.

use std::fs;

use korridor_ledger::Expect;
use serde_json::json;

use crate::arguments::RestoreOptions;
use crate::aside::{Aside, Existing};
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::plain::plain;
use crate::record::{self, Place, keys_given, public_keys, with_ending};
use crate::says;
use crate::verb::verify::record::{against, audit, complaints};

pub fn run(options: &RestoreOptions, face: &Face) -> Result<(), Failure> {
    if let Err(error) = fs::metadata(&options.from) {
        let expected = "a backup, which korridor backup makes";
        return Err(Failure::input(options.from.display(), error, expected));
    }
    let keys = match &options.key {
        Some(key) => keys_given(key)?,
        None => public_keys(&with_ending(&options.from, ".pub"))?,
    };
    let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
    if keys.is_empty() {
        let complaint = Complaint::new(
            options.from.display(),
            "no public key beside it",
            "--key KEY",
        );
        return Err(Failure::Input(vec![complaint.coded("no_keys")]));
    }
    let journal = with_ending(&options.from, "-wal");
    if fs::metadata(&journal).is_ok_and(|data| data.len() > 0) {
        let expected = "a backup: this file is in use, and part of it lies beside it";
        return Err(Failure::input(
            options.from.display(),
            "a record that is open",
            expected,
        ));
    }
    let public = with_ending(&options.to, ".pub");
    record::require_absent(&[&options.to, &public], "a restored record")?;
    let mut aside = Aside::new();
    let public = aside.file(&public, Existing::Refuse)?;
    aside.write(public, format!("{}\n", keys.join("\n")).as_bytes())?;
    let made = aside.made(&options.to)?;
    fs::copy(&options.from, &made).map_err(|error| Failure::io(&options.from, &error))?;
    let expect = Expect {
        keys,
        against: against(options.against.as_deref())?,
        ..Expect::default()
    };
    let from = Place::File(options.from.clone());
    let report = audit(&Place::File(made), &expect);
    if !report.is_clean() {
        return Err(Failure::Refused(complaints(&from, &report)));
    }
    aside.commit()?;
    let restored = Place::File(options.to.clone());
    let nature = record::nature(&mut record::for_reading(&restored)?, &restored.shown())?;
    let to = plain(&options.to.display().to_string());
    let exercise = says::exercise(nature);
    let mut text = format!("{exercise}{to}: {} entries, verified\n", report.facts.size);
    if options.against.is_none() {
        text += "Not proven: that it is the newest backup. Hold it against a checkpoint that was kept elsewhere (--against).\n";
    }
    text += &format!("To write to it, put the key that signs in place: {to}.key\n");
    let facts = json!({
        "record": options.to,
        "nature": nature,
        "entries": report.facts.size,
        "root": report.facts.root,
        "held_against_a_checkpoint": options.against.is_some(),
    });
    face.answer("restore", &[], &text, facts)
}
