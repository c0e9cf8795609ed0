//! `korridor export`: a record as static files.

mod released;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use korridor_ledger::Ledger;
use korridor_operate::{Read, Words, for_each_event, read_words};
use serde_json::json;

use crate::arguments::ExportOptions;
use crate::aside::{Aside, Existing};
use crate::face::Face;
use crate::failure::Failure;
use crate::plain::plain;
use crate::record::{self, Place, of_ledger, of_recording, public_keys, with_ending};
use crate::says;

const EVENTS: &str = "events.jsonl";
const WORDS: &str = "words.jsonl";

pub fn run(options: &ExportOptions, face: &Face) -> Result<(), Failure> {
    if let Some(format) = options.format {
        return released::run(options, format, face);
    }
    let place = Place::parse(&options.record)?;
    let shown = place.shown();
    let mut ledger = record::for_reading(&place)?;
    let nature = record::nature(&mut ledger, &shown)?;
    let mut aside = Aside::new();
    let existing = Existing::from_force(options.force);
    let folder = aside.folder(&options.output, existing, EVENTS)?;
    let mut files = 0u64;
    let size = ledger.export_tiles(&mut |name, bytes| {
        files += 1;
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&folder))?;
        fs::write(path, bytes)
    });
    let size = size.map_err(|error| of_ledger(&shown, &error))?;
    events(&mut ledger, &shown, &folder)?;
    if options.words {
        words(&mut ledger, &shown, &folder)?;
    }
    if let Place::File(path) = &place {
        let keys = public_keys(&with_ending(path, ".pub"))?;
        let keys: String = keys.iter().map(|key| format!("{key}\n")).collect();
        let path = folder.join("key.pub");
        fs::write(&path, keys).map_err(|error| Failure::io(&path, &error))?;
    }
    aside.commit()?;
    let personal = match options.words {
        true => "words.jsonl holds personal data: whoever receives it answers for it.\n",
        false => "Words of people are not in it, only commitments to them.\n",
    };
    let text = format!(
        "{}{}: {size} entries as C2SP tlog-tiles and {EVENTS}\nConfidential: times and numbers of a pause are targeting data. {personal}",
        says::exercise(nature),
        plain(&options.output.display().to_string())
    );
    let facts = json!({
        "record": shown,
        "nature": nature,
        "folder": options.output,
        "entries": size,
        "tiles": files,
        "words": options.words,
    });
    face.answer("export", &[], &text, facts)
}

/// One line for each entry.
fn events(ledger: &mut Ledger, shown: &str, folder: &Path) -> Result<(), Failure> {
    let path = folder.join(EVENTS);
    let file = File::create(&path).map_err(|error| Failure::io(&path, &error))?;
    let mut out = BufWriter::new(file);
    let mut written = Ok(());
    let read = for_each_event(ledger, 0, |recorded| {
        let line = json!({
            "entry": recorded.seq,
            "recorded": recorded.recorded,
            "event": recorded.event,
        });
        if written.is_ok() {
            written = writeln!(out, "{line}");
        }
    });
    read.map_err(|error| of_recording(shown, &error))?;
    written
        .and_then(|()| out.flush())
        .map_err(|error| Failure::io(&path, &error))
}

/// One line for each text beside the record; those that were erased say by which entry.
fn words(ledger: &mut Ledger, shown: &str, folder: &Path) -> Result<(), Failure> {
    let mut sealed: Vec<(u64, Words)> = Vec::new();
    let read = for_each_event(ledger, 0, |recorded| {
        let mut fact = recorded.event.fact.clone();
        let words = fact
            .words_mut()
            .into_iter()
            .map(|words| (recorded.seq, words.clone()));
        sealed.extend(words);
    });
    read.map_err(|error| of_recording(shown, &error))?;
    let path = folder.join(WORDS);
    let file = File::create(&path).map_err(|error| Failure::io(&path, &error))?;
    let mut out = BufWriter::new(file);
    for (entry, words) in sealed {
        let read = read_words(ledger, &words).map_err(|error| of_ledger(shown, &error))?;
        let (text, erased_by) = match read {
            Read::Text(text) => (Some(text), None),
            Read::Erased(by) => (None, Some(by)),
            Read::NotHere => (None, None),
        };
        let line = json!({
            "entry": entry,
            "commitment": words.commitment(),
            "text": text,
            "erased_by": erased_by,
        });
        writeln!(out, "{line}").map_err(|error| Failure::io(&path, &error))?;
    }
    out.flush().map_err(|error| Failure::io(&path, &error))
}
