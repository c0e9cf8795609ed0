//! `korridor read`: a text into proposed claims.

use std::path::Path;

use korridor_intake::Terms;
use korridor_intake::text::{self, Lexicon, Options, Reading};
use serde_json::{Value, json};

use crate::arguments::ReadOptions;
use crate::aside::{Aside, Existing};
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::input;
use crate::plain::plain;
use crate::reading;
use crate::record::times::{Times, clock_of};
use crate::record::{self, Place};
use crate::says;
use crate::verb::import;
use crate::verb::plan;

/// Words of an operation, beside its scenario.
const OWN_LEXICON: &str = "lexicon.toml";

/// An id of an entry that says something else.
const TAKEN: &str = "id_taken_by_another_entry";

pub fn run(options: &ReadOptions, face: &Face) -> Result<(), Failure> {
    let bytes = input::read(&options.file).map_err(|complaint| Failure::Input(vec![complaint]))?;
    let bytes =
        bytes.ok_or_else(|| Failure::input(options.file.display(), "no such file", "a text"))?;
    let decoded = text::decode(&bytes)
        .map_err(|error| Failure::input(options.file.display(), error, "a text in UTF-8"))?;
    let (lexicon, zone) = setting(options)?;
    let read = text::read(&decoded, &lexicon, &known(options, zone)?);
    write(options, &read)?;
    let (mut shown, mut document) = if face.is_script() {
        (String::new(), text::json(&read))
    } else {
        (reading::text(&read), Value::Null)
    };
    if let (Some(to), Some(by)) = (&options.record, &options.by) {
        let proposed = propose(options, to, by, &bytes, &read)?;
        shown += &proposed.text;
        document["proposed"] = proposed.facts;
    }
    face.show("read", &shown, document)
}

/// What came of proposing, for a person and for a script.
struct Proposed {
    text: String,
    facts: Value,
}

/// The claims go to the record's inbox, the text as it came beside it.
fn propose(
    options: &ReadOptions,
    to: &str,
    by: &str,
    bytes: &[u8],
    read: &Reading,
) -> Result<Proposed, Failure> {
    let place = Place::parse(to)?;
    let mut recorder = record::for_writing(&place, options.key.as_deref())?;
    let now = record::now();
    let known = Times::of_board(recorder.board(), now)?.known(options.known.as_deref(), now)?;
    let clock = clock_of(recorder.board().opened.as_ref())?;
    let terms = Terms {
        by,
        known,
        board: recorder.board(),
        clock: &clock,
    };
    let submissions = text::propose(read, bytes, &terms);
    let answers = recorder.submit_all(&submissions, &mut record::random(), now);
    let answers = answers.map_err(|error| {
        let failure = import::compiled::refusal(&place, recorder.board(), &submissions, &error);
        read_before(options, failure)
    })?;
    let new = answers.iter().filter(|answer| !answer.already).count();
    let already = answers.len() - new;
    let shown = place.shown();
    let nature = recorder.board().opened.as_ref().map(|opened| opened.nature);
    Ok(Proposed {
        text: format!(
            "{}{}: {new} entries recorded, {already} were there. Nothing is confirmed: a person judges each claim.\n",
            says::exercise(nature),
            plain(&shown)
        ),
        facts: json!({ "record": shown, "nature": nature, "recorded": new, "already": already }),
    })
}

/// A text that is in the record, read by somebody else or in another way: said once, with what to do.
fn read_before(options: &ReadOptions, failure: Failure) -> Failure {
    let Failure::Refused(complaints) = failure else {
        return failure;
    };
    let is_taken = |complaint: &Complaint| complaint.code == TAKEN;
    let (taken, mut others): (Vec<Complaint>, Vec<Complaint>) =
        complaints.into_iter().partition(is_taken);
    if !taken.is_empty() {
        let found = format!(
            "a text that is in the record: {} of its entries say something else, since another person entered them, or it \
             was read with another zone or lexicon",
            taken.len()
        );
        let expected = "nothing more: what was read first stays; judge or correct those claims (korridor log), or read it as \
                        it was read then";
        let complaint = Complaint::new(options.file.display(), found, expected);
        others.push(complaint.coded(TAKEN));
    }
    Failure::Refused(others)
}

/// The lexicon and the zone that the text is read with.
fn setting(options: &ReadOptions) -> Result<(Lexicon, Option<String>), Failure> {
    let mut zone = options.timezone.clone();
    if let Some(zone) = &zone
        && korridor_world::LocalClock::of_zone(zone).is_none()
    {
        let expected = "a zone of the tz database, such as Asia/Damascus";
        return Err(Failure::input("--timezone", zone, expected));
    }
    let mut own = None;
    if let Some(folder) = &options.scenario {
        let (scenario, _, _) = plan::read(folder)?;
        zone = zone.or_else(|| Some(scenario.clock.zone_name().to_owned()));
        let path = folder.join(OWN_LEXICON);
        let bytes = input::read(&path).map_err(|complaint| Failure::Input(vec![complaint]))?;
        if let Some(bytes) = bytes {
            let text = String::from_utf8(bytes)
                .map_err(|_| Failure::input(path.display(), "not UTF-8", "TOML in UTF-8"))?;
            own = Some((path.display().to_string(), text));
        }
    }
    let more: Vec<(&str, &str)> = own
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let lexicon = Lexicon::with(&more)
        .map_err(|error| Failure::input("lexicon", error, "[[word]] tables"))?;
    Ok((lexicon, zone))
}

/// What is known of the text from outside: its zone, and the day on which it was written, if the person says one.
fn known(options: &ReadOptions, zone: Option<String>) -> Result<Options, Failure> {
    let written = match options.written.as_deref() {
        Some(day) => Some(text::day(day).ok_or_else(|| {
            let expected = "a day that exists, as YYYY-MM-DD, from 1900 to 2100";
            Failure::input("--written", plain(day), expected)
        })?),
        None => None,
    };
    Ok(Options { zone, written })
}

/// The claims as JSON in a file, if one was asked for.
fn write(options: &ReadOptions, read: &Reading) -> Result<(), Failure> {
    let Some(path) = options
        .json
        .as_deref()
        .filter(|path| *path != Path::new("-"))
    else {
        return Ok(());
    };
    let mut aside = Aside::new();
    let slot = aside.file(path, Existing::from_force(true))?;
    let mut bytes = Vec::new();
    serde_json::to_writer_pretty(&mut bytes, read)
        .map_err(|error| Failure::input(path.display(), error, "claims that JSON can hold"))?;
    bytes.push(b'\n');
    aside.write(slot, &bytes)?;
    aside.commit()
}
