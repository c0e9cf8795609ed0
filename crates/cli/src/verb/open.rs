//! `korridor open`: the record of a pause starts.

mod carry;
mod names;
mod setup;

use std::path::Path;

use korridor_ledger::{KeyKind, Ledger, LedgerError, PostgresStore, SqliteOptions, SqliteStore};
use korridor_operate::fact::{Actor, Opened, Role};
use korridor_operate::{Command, Fact, Moment, Nature, Recorder, Stamp, Submission, Words};
use korridor_world::Scenario;
use serde_json::json;

use crate::arguments::OpenOptions;
use crate::aside::{Aside, Existing};
use crate::face::Face;
use crate::failure::Failure;
use crate::plain::plain;
use crate::policy;
use crate::record::times::Times;
use crate::record::{self, KeyFiles, Place, hash, of_ledger, of_recording};
use crate::says;
use crate::verb::plan;

pub fn run(options: &OpenOptions, face: &Face) -> Result<(), Failure> {
    match (&options.scenario, &options.carry_on) {
        (_, Some(whole)) => carry::run(whole, options, face),
        (Some(scenario), None) => fresh(scenario, options, face),
        (None, None) => Err(Failure::input(
            "korridor open",
            "no scenario",
            "a scenario folder",
        )),
    }
}

fn fresh(folder: &Path, options: &OpenOptions, face: &Face) -> Result<(), Failure> {
    let place = Place::parse(&options.record)?;
    let (scenario, packed, warnings) = plan::read(folder)?;
    let parties = setup::parties(&scenario);
    let complaints = names::complaints(&scenario, &parties);
    if !complaints.is_empty() {
        return Err(Failure::Refused(complaints));
    }
    let known = known(options, &scenario)?;
    let sha256 = hash::of_scenario(&packed);
    let policy = policy::of_scenario(&packed);
    let entries = submissions(options, &scenario, &sha256, policy, known);
    let shown = place.shown();
    let made = make(&place, options, &scenario.key, &mut |ledger| {
        let mut recorder = Recorder::open(ledger).map_err(|error| of_recording(&shown, &error))?;
        let recorded = recorder.submit_all(&entries, &mut record::random(), record::now());
        recorded.map_err(|error| of_recording(&shown, &error))?;
        Ok(recorder.ledger().size())
    })?;
    let shown = plain(&shown);
    let nature = nature_of(&scenario);
    let exercise = says::exercise(Some(nature));
    let text = format!(
        "{exercise}{shown}: the record of {} is open, {} entries\n{}Next: korridor record {shown} declare --help\n",
        plain(&scenario.title),
        made.entries,
        made.keys_said(),
    );
    let facts = json!({
        "record": place.shown(),
        "nature": nature,
        "origin": made.origin,
        "scenario": scenario.key,
        "scenario_sha256": sha256,
        "entries": made.entries,
        "public_key": made.public_key,
    });
    face.answer("open", &warnings, &text, facts)
}

/// A record that was made.
struct Made {
    origin: String,
    entries: u64,
    public_key: String,
    files: KeyFiles,
}

impl Made {
    fn keys_said(&self) -> String {
        format!(
            "Key that signs, for whoever writes: {}\n\
             Public key, for whoever checks:     {}\n\
             Confidential: times and numbers of a pause are targeting data.\n",
            plain(&self.files.private.display().to_string()),
            plain(&self.files.public.display().to_string()),
        )
    }
}

/// Makes a log with keys of its own, and has it filled; all of it or nothing.
fn make(
    place: &Place,
    options: &OpenOptions,
    scenario: &str,
    fill: &mut dyn FnMut(Ledger) -> Result<u64, Failure>,
) -> Result<Made, Failure> {
    let files = place.keys(options.key.as_deref())?;
    let mut paths = vec![files.private.as_path(), files.public.as_path()];
    if let Place::File(path) = place {
        paths.insert(0, path);
    }
    record::require_absent(&paths, "a new record with its keys")?;
    let origin = match &options.origin {
        Some(origin) => origin.clone(),
        None => {
            let digits = record::random_digits(8)?;
            format!("korridor.local/{scenario}/{}-{digits}", options.site)
        }
    };
    let signer = record::fresh_key(&origin, KeyKind::Log)?;
    let public_key = signer.verifier().to_string();
    let mut aside = Aside::new();
    let key = aside.private_file(&files.private)?;
    aside.write(key, format!("{}\n", signer.to_private_text()).as_bytes())?;
    let public = aside.file(&files.public, Existing::Refuse)?;
    aside.write(public, format!("{public_key}\n").as_bytes())?;
    let of = |error: LedgerError| of_ledger(&place.shown(), &error);
    let entries = match place {
        Place::File(path) => {
            let made = aside.made(path)?;
            let store = SqliteStore::create(&made, SqliteOptions::default());
            let store = store.map_err(|error| of(error.into()))?;
            let entries = fill(Ledger::create(store, &origin, signer).map_err(of)?)?;
            aside.commit()?;
            entries
        }
        Place::Schema { url, schema } => {
            let store = PostgresStore::create(url, record::postgres(schema));
            let store = store.map_err(|error| of(error.into()))?;
            // A schema cannot be moved into place at the end: its key must be there before anything is signed with it.
            aside.commit()?;
            let ledger = Ledger::create(store, &origin, signer).map_err(of);
            ledger.and_then(fill).inspect_err(|_| {
                let _ = std::fs::remove_file(&files.private);
                let _ = std::fs::remove_file(&files.public);
            })?
        }
    };
    Ok(Made {
        origin,
        entries,
        public_key,
        files,
    })
}

fn known(options: &OpenOptions, scenario: &Scenario) -> Result<Stamp, Failure> {
    match &options.known {
        None => Ok(record::now()),
        Some(text) => Times::of_clock(scenario.clock.clone())
            .time("--known", text)
            .map_err(|complaint| Failure::Input(vec![complaint])),
    }
}

fn nature_of(scenario: &Scenario) -> Nature {
    match scenario.nature {
        korridor_world::scenario::Nature::Operation => Nature::Operation,
        korridor_world::scenario::Nature::Exercise => Nature::Exercise,
    }
}

fn submissions(
    options: &OpenOptions,
    scenario: &Scenario,
    sha256: &str,
    policy: Option<String>,
    known: Stamp,
) -> Vec<Submission> {
    let nature = nature_of(scenario);
    let opened = Fact::Opened(Box::new(Opened {
        scenario: scenario.key.clone(),
        title: scenario.title.clone(),
        scenario_sha256: sha256.to_owned(),
        nature,
        time_zone: scenario.clock.zone_name().to_owned(),
        policy,
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
