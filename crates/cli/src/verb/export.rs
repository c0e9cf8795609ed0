//! `korridor export`: a record as static files.

mod notice;
mod released;

use std::io::{BufWriter, Write};
use std::path::Path;

use korridor_account::Format;
use korridor_ledger::Ledger;
use korridor_operate::{Read, Words, for_each_event, read_words};
use serde_json::json;

use crate::arguments::{ExportFormat, ExportOptions};
use crate::aside::{Aside, Existing, create_private, create_private_folder};
use crate::face::Face;
use crate::failure::Failure;
use crate::plain::plain;
use crate::record::{self, Place, of_ledger, of_recording, public_keys, with_ending};
use crate::says;

const EVENTS: &str = "events.jsonl";
const WORDS: &str = "words.jsonl";

pub fn run(options: &ExportOptions, face: &Face) -> Result<(), Failure> {
    match options.format {
        Some(ExportFormat::Cap) => notice::run(options, face),
        Some(ExportFormat::Hxl) => released::run(options, Format::Hxl, face),
        Some(ExportFormat::Geojson) => released::run(options, Format::GeoJson, face),
        Some(ExportFormat::Parquet) => released::run(options, Format::GeoParquet, face),
        Some(ExportFormat::Csv) => released::run(options, Format::Csv, face),
        None => tiles(options, face),
    }
}

fn tiles(options: &ExportOptions, face: &Face) -> Result<(), Failure> {
    let place = Place::parse(&options.record)?;
    let shown = place.shown();
    let mut ledger = record::for_reading(&place)?;
    let nature = record::nature(&mut ledger, &shown)?;
    let mut aside = Aside::new();
    let existing = Existing::from_force(options.force);
    let folder = aside.owners_folder(&options.output, existing, EVENTS)?;
    let mut files = 0u64;
    let size = ledger.export_tiles(&mut |name, bytes| {
        files += 1;
        let path = folder.join(name);
        create_private_folder(path.parent().unwrap_or(&folder))?;
        create_private(&path)?.write_all(bytes)
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
        let written = create_private(&path).and_then(|mut file| file.write_all(keys.as_bytes()));
        written.map_err(|error| Failure::io(&path, &error))?;
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
    let file = create_private(&path).map_err(|error| Failure::io(&path, &error))?;
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
    let file = create_private(&path).map_err(|error| Failure::io(&path, &error))?;
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
