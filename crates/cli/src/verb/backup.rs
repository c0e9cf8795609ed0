//! `korridor backup`: a copy of a record while others write.

use korridor_ledger::{Expect, Ledger};
use serde_json::json;

use crate::arguments::BackupOptions;
use crate::aside::{Aside, Existing};
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::plain::plain;
use crate::record::{self, Place, of_ledger, public_keys, with_ending};
use crate::says;
use crate::verb::verify::record::{audit, complaints};

pub fn run(options: &BackupOptions, face: &Face) -> Result<(), Failure> {
    let place = Place::parse(&options.record)?;
    let Place::File(path) = &place else {
        let expected = "a record in a file; PostgreSQL has its own tools (pg_dump), and korridor export works for both";
        return Err(Failure::input(place.shown(), "a schema", expected));
    };
    // Whether it is there at all, before anything is said of keys.
    let mut ledger = record::for_reading(&place)?;
    let nature = record::nature(&mut ledger, &place.shown())?;
    let keys = public_keys(&with_ending(path, ".pub"))?;
    let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
    if keys.is_empty() {
        let expected = "the public key beside the record: a copy that cannot be verified is none";
        let complaint = Complaint::new(
            with_ending(path, ".pub").display(),
            "no such file",
            expected,
        );
        return Err(Failure::Input(vec![complaint.coded("no_keys")]));
    }
    let public = with_ending(&options.to, ".pub");
    record::require_absent(&[&options.to, &public], "a backup")?;
    let mut aside = Aside::new();
    let public = aside.file(&public, Existing::Refuse)?;
    aside.write(public, format!("{}\n", keys.join("\n")).as_bytes())?;
    let made = aside.made(&options.to)?;
    copy(&place, &mut ledger, &made)?;
    let copied = Place::File(made);
    let report = audit(
        &copied,
        &Expect {
            keys,
            ..Expect::default()
        },
    );
    if !report.is_clean() {
        return Err(Failure::Refused(complaints(&place, &report)));
    }
    aside.commit()?;
    let text = format!(
        "{}{}: {} entries, verified. The key that signs was not copied: keep it apart. What is erased from the record \
         from now on stays in this copy until it is destroyed.\n",
        says::exercise(nature),
        plain(&options.to.display().to_string()),
        report.facts.size
    );
    let facts = json!({
        "record": place.shown(),
        "nature": nature,
        "backup": options.to,
        "entries": report.facts.size,
        "root": report.facts.root,
    });
    face.answer("backup", &[], &text, facts)
}

fn copy(place: &Place, ledger: &mut Ledger, to: &std::path::Path) -> Result<(), Failure> {
    ledger
        .backup(to)
        .map_err(|error| of_ledger(&place.shown(), &error))
}
