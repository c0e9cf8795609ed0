//! `korridor import`: what others say, into a record.

mod compiled;
mod feed;
mod mapping;

use korridor_intake::Kind;
use korridor_intake::feed::Format;
use korridor_operate::{Recorder, Stamp};

use crate::arguments::{ImportOptions, What};
use crate::face::Face;
use crate::failure::Failure;
use crate::record;
use crate::record::times::Times;

pub fn run(options: &ImportOptions, face: &Face) -> Result<(), Failure> {
    match options.what {
        What::Claims => compiled::run(Kind::Claims, options, face),
        What::Pauses => compiled::run(Kind::Pauses, options, face),
        What::Corridors => compiled::run(Kind::Corridors, options, face),
        What::Cap => feed::run(Format::Cap, options, face),
        What::Acled => feed::run(Format::Acled, options, face),
        What::Hxl => feed::run(Format::Hxl, options, face),
        What::Odk => feed::run(Format::Odk, options, face),
        What::Geojson => feed::run(Format::GeoJson, options, face),
        What::Csv if options.save_mapping.is_some() => mapping::save(options, face),
        What::Csv => feed::run(Format::Csv, options, face),
    }
}

/// When the cell learned of it: as stated, or now.
fn known(options: &ImportOptions, recorder: &Recorder) -> Result<Stamp, Failure> {
    let now = record::now();
    let Some(text) = &options.known else {
        return Ok(now);
    };
    let times = Times::of_board(recorder.board(), now)?;
    times
        .time("--known", text)
        .map_err(|complaint| Failure::Input(vec![complaint]))
}
