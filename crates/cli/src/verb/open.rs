//! `korridor open`: the record of a pause starts.

mod setup;

use std::path::Path;

use korridor_ledger::{
    KeyKind, Ledger, LedgerError, PostgresStore, Signer, SqliteOptions, SqliteStore,
};
use korridor_operate::fact::{Actor, Opened, Role};
use korridor_operate::{Command, Fact, Moment, Nature, Recorder, Stamp, Submission, Words};
use korridor_world::Scenario;
use serde_json::json;

use crate::arguments::OpenOptions;
use crate::aside::{Aside, Existing};
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::plain::plain;
use crate::record::times::Times;
use crate::record::{self, Place, hash, of_append, of_ledger, of_recording};
use crate::verb::plan;

pub fn run(options: &OpenOptions, face: &Face) -> Result<(), Failure> {
    let place = Place::parse(&options.record)?;
    let files = place.keys(options.key.as_deref())?;
    let mut paths = vec![files.private.as_path(), files.public.as_path()];
    if let Place::File(path) = &place {
        paths.push(path);
    }
    for path in paths {
        require_nothing(path)?;
    }
    let (scenario, packed, warnings) = plan::read(&options.scenario)?;
    let known = known(options, &scenario)?;
    let sha256 = hash::of_scenario(&packed);
    let origin = match &options.origin {
        Some(origin) => origin.clone(),
        None => {
            let digits = record::random_digits(8)?;
            format!("korridor.local/{}/{}-{digits}", scenario.key, options.site)
        }
    };
    let signer = record::fresh_key(&origin, KeyKind::Log)?;
    let verifier = signer.verifier().to_string();
    let mut aside = Aside::new();
    let key = aside.private_file(&files.private)?;
    aside.write(key, format!("{}\n", signer.to_private_text()).as_bytes())?;
    let public = aside.file(&files.public, Existing::Refuse)?;
    aside.write(public, format!("{verifier}\n").as_bytes())?;
    let entries = submissions(options, &scenario, &sha256, known);
    let size = match &place {
        Place::File(path) => {
            let made = aside.made(path)?;
            let store = SqliteStore::create(&made, SqliteOptions::default());
            let size = fill(&place, store, &origin, signer, &entries)?;
            aside.commit()?;
            size
        }
        Place::Schema { url, schema } => {
            // The key must be there before the first entry is signed with it: a schema cannot be renamed at the end.
            aside.commit()?;
            let store = PostgresStore::create(url, record::postgres(schema));
            fill(&place, store, &origin, signer, &entries).inspect_err(|_| {
                let _ = std::fs::remove_file(&files.private);
                let _ = std::fs::remove_file(&files.public);
            })?
        }
    };
    let shown = plain(&place.shown());
    let exercise = match scenario.nature {
        korridor_world::scenario::Nature::Exercise => "EXERCISE. ",
        korridor_world::scenario::Nature::Operation => "",
    };
    let text = format!(
        "{exercise}{shown}: the record of {} is open, {size} entries\n\
         Key that signs, for whoever writes: {}\n\
         Public key, for whoever checks:     {}\n\
         Confidential: times and numbers of a pause are targeting data.\n\
         Next: korridor record {shown} declare --help\n",
        plain(&scenario.title),
        plain(&files.private.display().to_string()),
        plain(&files.public.display().to_string()),
    );
    let facts = json!({
        "record": place.shown(),
        "origin": origin,
        "scenario": scenario.key,
        "scenario_sha256": sha256,
        "entries": size,
        "public_key": verifier,
    });
    face.answer("open", &warnings, &text, facts)
}

fn known(options: &OpenOptions, scenario: &Scenario) -> Result<Stamp, Failure> {
    match &options.known {
        None => Ok(record::now()),
        Some(text) => Times::of_clock(scenario.clock.clone())
            .time("--known", text)
            .map_err(|complaint| Failure::Refused(vec![complaint])),
    }
}

fn require_nothing(path: &Path) -> Result<(), Failure> {
    if std::fs::symlink_metadata(path).is_err() {
        return Ok(());
    }
    let expected = "a new name: a record and its keys are never overwritten";
    let complaint = Complaint::new(path.display(), "it exists", expected);
    Err(Failure::Input(vec![complaint.coded("record_exists")]))
}

/// Makes the log and writes its first entries; how many.
fn fill<S: korridor_ledger::Store + 'static>(
    place: &Place,
    store: Result<S, korridor_ledger::StoreError>,
    origin: &str,
    signer: Signer,
    entries: &[Submission],
) -> Result<u64, Failure> {
    let shown = place.shown();
    let ledger = store
        .map_err(LedgerError::Store)
        .and_then(|store| Ledger::create(store, origin, signer));
    let ledger = ledger.map_err(|error| of_ledger(&shown, &error))?;
    let mut recorder = Recorder::open(ledger).map_err(|error| of_recording(&shown, &error))?;
    let recorded = recorder.submit_all(entries, &mut record::random(), record::now());
    recorded.map_err(|error| match error {
        korridor_operate::RecordError::Append(error) => of_append(&shown, &error),
        error => of_recording(&shown, &error),
    })?;
    Ok(recorder.ledger().size())
}

fn submissions(
    options: &OpenOptions,
    scenario: &Scenario,
    sha256: &str,
    known: Stamp,
) -> Vec<Submission> {
    let nature = match scenario.nature {
        korridor_world::scenario::Nature::Operation => Nature::Operation,
        korridor_world::scenario::Nature::Exercise => Nature::Exercise,
    };
    let opened = Fact::Opened(Box::new(Opened {
        scenario: scenario.key.clone(),
        title: scenario.title.clone(),
        scenario_sha256: sha256.to_owned(),
        nature,
        time_zone: scenario.clock.zone_name().to_owned(),
        site: options.site.clone(),
        continues: None,
    }));
    let actor = Fact::Actor(Actor {
        actor: options.by.clone(),
        role: Role::Coordinator,
        name: options.name.as_deref().map(Words::from),
    });
    let parts = setup::parts(scenario).into_iter();
    let parts = parts.map(|part| Fact::Setup(Box::new(part)));
    let facts = std::iter::once(opened).chain(parts).chain([actor]);
    let of_fact = |(index, fact): (usize, Fact)| {
        Submission::of(Command {
            id: format!("{}-{}-{index}", options.site, fact.verb()),
            by: options.by.clone(),
            nature,
            occurred: Moment::exact(known),
            known,
            fact,
        })
    };
    facts.enumerate().map(of_fact).collect()
}
