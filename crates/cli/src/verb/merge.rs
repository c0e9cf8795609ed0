//! `korridor merge`: what another record of the same pause has comes in.

use korridor_operate::{Kinship, Merge, Merger, Mode, Recorder, Stamp};
use serde_json::json;

use crate::arguments::MergeOptions;
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::plain::plain;
use crate::record::times::Times;
use crate::record::{self, Place, of_recording};
use crate::verb::record::wipe_pending;
use crate::verb::verify::record::must_hold;

pub fn run(options: &MergeOptions, face: &Face) -> Result<(), Failure> {
    let place = Place::parse(&options.record)?;
    let from = Place::parse(&options.from)?;
    if place == from {
        return Err(Failure::input(
            "--from",
            "the record itself",
            "another record",
        ));
    }
    must_hold(&from, options.from_key.as_deref())?;
    let mode = match options.dry_run {
        true => Mode::Preview,
        false => Mode::Record,
    };
    let kinship = match options.opened_apart {
        true => Kinship::OpenedApart,
        false => Kinship::Continued,
    };
    let mut recorder = match mode {
        Mode::Record => record::for_writing(&place, options.key.as_deref())?,
        Mode::Preview => Recorder::open(record::for_reading(&place)?)
            .map_err(|error| of_recording(&place.shown(), &error))?,
    };
    let mut other = record::for_reading(&from)?;
    let merger = Merger {
        by: options.by.clone(),
        at: known(options.known.as_deref(), &recorder)?,
    };
    let merge = recorder.merge_as(&mut other, &merger, kinship, mode);
    let merge = merge.map_err(|error| of_recording(&place.shown(), &error))?;
    let facts = json!({
        "record": place.shown(),
        "from": from.shown(),
        "dry_run": options.dry_run,
        "came": merge.came,
        "had": merge.had,
        "conflicts": merge.conflicts,
        "renamed": merge.renamed,
    });
    let warnings: Vec<Complaint> = wipe_pending(recorder.ledger()).into_iter().collect();
    face.answer("merge", &warnings, &said(&place, &merge, mode), facts)
}

/// When the merge became known; never later than now.
fn known(given: Option<&str>, recorder: &Recorder) -> Result<Stamp, Failure> {
    let now = record::now();
    let Some(text) = given else { return Ok(now) };
    let times = Times::of_board(recorder.board(), now)?;
    let known = times.time("--known", text);
    let known = known.map_err(|complaint| Failure::Refused(vec![complaint]))?;
    if known > now {
        let complaint = Complaint::new("--known", format!("{text:?}"), "a time that has come");
        return Err(Failure::Refused(vec![complaint.coded("time_absurd")]));
    }
    Ok(known)
}

fn said(place: &Place, merge: &Merge, mode: Mode) -> String {
    let shown = plain(&place.shown());
    let came = match mode {
        Mode::Record => "came",
        Mode::Preview => "would come (nothing was recorded)",
    };
    let mut text = format!(
        "{shown}: {} entries {came}, {} were here\n",
        merge.came, merge.had
    );
    for (from, to) in &merge.renamed {
        text += &format!(
            "  both gave the name {} to different things: the other's is {} here\n",
            plain(from),
            plain(to)
        );
    }
    for conflict in &merge.conflicts {
        text += &format!(
            "  conflict {}: {}; here {}, there {}\n",
            plain(&conflict.conflict),
            plain(&conflict.about),
            plain(&conflict.here),
            plain(&conflict.there)
        );
    }
    if !merge.conflicts.is_empty() {
        text += &format!(
            "Until a person resolves them the more cautious is shown: korridor record {shown} resolve CONFLICT --keep ENTRY --reason TEXT\n"
        );
    }
    text
}
