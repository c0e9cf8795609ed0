//! `korridor merge`: what another record of the same pause has comes in.

use korridor_operate::{
    Board, Kinship, Merge, Merger, Mode, RecordError, Recorder, Refusal, Stamp,
};
use serde_json::json;

use crate::arguments::MergeOptions;
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::plain::plain;
use crate::record::times::Times;
use crate::record::{self, Place, notices, of_recording, of_refusal};
use crate::says;
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
    // Whether it is there at all, before anything is said of keys.
    let mut other = record::for_reading(&from)?;
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
    let now = record::now();
    let merger = Merger {
        by: options.by.clone(),
        at: known(options.known.as_deref(), now, &recorder)?,
    };
    let merge = recorder.merge_as(&mut other, &merger, kinship, mode);
    let merge = merge.map_err(|error| match &error {
        RecordError::Refused(refused) => {
            let complaint = |(_, refusal): &(usize, Refusal)| {
                of_refusal(recorder.board(), &refusal.place, refusal)
            };
            Failure::Refused(refused.iter().map(complaint).collect())
        }
        error => of_recording(&place.shown(), error),
    })?;
    let late = match options.known {
        None if merge.came > 0 => notices::known_now(recorder.board(), now),
        _ => None,
    };
    let pending = wipe_pending(recorder.ledger());
    let warnings: Vec<Complaint> = late.into_iter().chain(pending).collect();
    let nature = recorder.board().opened.as_ref().map(|opened| opened.nature);
    let facts = json!({
        "record": place.shown(),
        "nature": nature,
        "from": from.shown(),
        "dry_run": options.dry_run,
        "came": merge.came,
        "had": merge.had,
        "conflicts": merge.conflicts,
        "renamed": merge.renamed,
    });
    let text = says::exercise(nature).to_owned() + &said(&place, recorder.board(), &merge, mode);
    face.answer("merge", &warnings, &text, facts)
}

/// When the merge became known; never later than now.
fn known(given: Option<&str>, now: Stamp, recorder: &Recorder) -> Result<Stamp, Failure> {
    let known = Times::of_board(recorder.board(), now)?.known(given, now)?;
    if known > now {
        let found = given.unwrap_or_default();
        let complaint = Complaint::new("--known", found, "a time that has come");
        return Err(Failure::Refused(vec![complaint.coded("time_absurd")]));
    }
    Ok(known)
}

fn said(place: &Place, board: &Board, merge: &Merge, mode: Mode) -> String {
    let entry = |id: &String| match board.ids.get(id) {
        Some(seq) => format!("#{seq} {}", plain(id)),
        None => plain(id),
    };
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
            entry(&conflict.here),
            entry(&conflict.there)
        );
    }
    if !merge.conflicts.is_empty() {
        text += &format!(
            "Until a person resolves them the more cautious is shown: korridor record {shown} resolve CONFLICT --keep ENTRY --reason TEXT\n\
             For both the number of an entry will do, in quotes: '#{}'\n",
            (merge.conflicts.first())
                .and_then(|of| board.ids.get(&of.there))
                .copied()
                .unwrap_or(0)
        );
    }
    text
}
