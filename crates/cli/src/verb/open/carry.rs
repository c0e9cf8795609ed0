//! `korridor open --continue`: a record for the field that carries all of another.

use korridor_operate::{Recorder, continue_record};
use serde_json::json;

use super::make;
use crate::arguments::OpenOptions;
use crate::face::Face;
use crate::failure::Failure;
use crate::plain::plain;
use crate::record::{self, Place, of_recording};
use crate::says;

pub fn run(whole: &str, options: &OpenOptions, face: &Face) -> Result<(), Failure> {
    let (whole, place) = (Place::parse(whole)?, Place::parse(&options.record)?);
    let ledger = record::for_reading(&whole)?;
    let carried = Recorder::open(ledger);
    let mut carried = carried.map_err(|error| of_recording(&whole.shown(), &error))?;
    let scenario = carried.board().opened.as_ref();
    let nature = scenario.map(|opened| opened.nature);
    let scenario = scenario
        .map(|opened| opened.scenario.clone())
        .unwrap_or_default();
    let shown = place.shown();
    let made = make(&place, options, &scenario, &mut |ledger| {
        let (site, by, now) = (&options.site, &options.by, record::now());
        let begun = continue_record(ledger, &mut carried, site, by, now);
        let mut begun = begun.map_err(|error| of_recording(&shown, &error))?;
        Ok(begun.ledger().size())
    })?;
    let shown = plain(&shown);
    let whole = plain(&whole.shown());
    let text = format!(
        "{}{shown}: carries {} entries of {whole}, for site {}\n{}When there is a line again: korridor merge {whole} --from {shown}\n",
        says::exercise(nature),
        made.entries - 1,
        plain(&options.site),
        made.keys_said(),
    );
    let facts = json!({
        "record": place.shown(),
        "nature": nature,
        "origin": made.origin,
        "continues": whole,
        "entries": made.entries,
        "public_key": made.public_key,
    });
    face.answer("open", &[], &text, facts)
}
