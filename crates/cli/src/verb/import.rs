//! `korridor import`: what others say, into a record.

pub mod compiled;
mod feed;
mod mapping;
mod poll;
mod watch;

use korridor_intake::Kind;
use korridor_intake::feed::{Format, guess};
use korridor_operate::{Recorder, Stamp};

use crate::arguments::{ImportOptions, What};
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::record;
use crate::record::times::Times;

pub fn run(options: &ImportOptions, face: &Face) -> Result<(), Failure> {
    match options.what {
        What::Claims => compiled::run(Kind::Claims, options, face),
        What::Pauses => compiled::run(Kind::Pauses, options, face),
        What::Corridors => compiled::run(Kind::Corridors, options, face),
        What::Watch => watch::run(options, face),
        What::Poll => poll::run(options, face),
        What::Csv if options.save_mapping.is_some() => mapping::save(options, face),
        What::Csv => feed::run(Format::Csv, options, face),
        What::Cap => feed::run(Format::Cap, options, face),
        What::Acled => feed::run(Format::Acled, options, face),
        What::Hxl => feed::run(Format::Hxl, options, face),
        What::Odk => feed::run(Format::Odk, options, face),
        What::Geojson => feed::run(Format::GeoJson, options, face),
    }
}

/// What bytes that came by themselves are: as stated, or by their content; a plain table if there is a mapping.
fn format(options: &ImportOptions, name: &str, bytes: &[u8]) -> Result<Format, Failure> {
    let stated = match options.format {
        None => guess(bytes).or(options.mapping.as_ref().map(|_| Format::Csv)),
        Some(What::Cap) => Some(Format::Cap),
        Some(What::Acled) => Some(Format::Acled),
        Some(What::Hxl) => Some(Format::Hxl),
        Some(What::Odk) => Some(Format::Odk),
        Some(What::Geojson) => Some(Format::GeoJson),
        Some(What::Csv) => Some(Format::Csv),
        Some(_) => {
            let expected = "cap, acled, hxl, odk, geojson or csv";
            return Err(Failure::input("--as", "a kind that is no feed", expected));
        }
    };
    stated.ok_or_else(|| {
        let expected = "an alert, a table with hashtags or of ACLED's shape, submissions or features; else --as";
        let complaint = Complaint::new(name, "a file of no kind that is read", expected);
        Failure::Refused(vec![complaint.coded("format_not_told")])
    })
}

/// When the cell learned of it: as stated, or now.
fn known(options: &ImportOptions, recorder: &Recorder) -> Result<Stamp, Failure> {
    let now = record::now();
    Times::of_board(recorder.board(), now)?.known(options.known.as_deref(), now)
}
