//! `korridor merge`: what another record of the same pause has comes in.

use korridor_ledger::Expect;
use korridor_operate::{Board, Merge, Merger, RecordError, Refusal};
use serde_json::json;

use crate::arguments::MergeOptions;
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::plain::plain;
use crate::record::times::Times;
use crate::record::{
    self, Place, keys_given, notices, of_recording, of_refusal, public_keys, with_ending,
};
use crate::says;
use crate::verb::verify::record::{audit, complaints};

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
    verify(&from, options)?;
    let mut recorder = record::for_writing(&place, options.key.as_deref())?;
    let now = record::now();
    let known = Times::of_board(recorder.board(), now)?.known(options.known.as_deref(), now)?;
    let merger = Merger {
        by: options.by.clone(),
        at: known,
    };
    let merge = recorder.merge(&mut other, &merger);
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
    let warnings: Vec<Complaint> = late.into_iter().collect();
    let nature = recorder.board().opened.as_ref().map(|opened| opened.nature);
    let facts = json!({
        "record": place.shown(),
        "nature": nature,
        "from": from.shown(),
        "came": merge.came,
        "had": merge.had,
        "conflicts": merge.conflicts,
        "renamed": merge.renamed,
    });
    let text = says::exercise(nature).to_owned() + &said(&place, recorder.board(), &merge);
    face.answer("merge", &warnings, &text, facts)
}

/// The other record must hold by its own key before anything of it is taken in.
fn verify(from: &Place, options: &MergeOptions) -> Result<(), Failure> {
    let keys = match (&options.from_key, from) {
        (Some(key), _) => keys_given(key)?,
        (None, Place::File(path)) => public_keys(&with_ending(path, ".pub"))?,
        (None, Place::Schema { .. }) => Vec::new(),
    };
    if keys.is_empty() {
        let complaint = Complaint::new(from.shown(), "no public key", "--from-key KEY");
        return Err(Failure::Input(vec![complaint.coded("no_keys")]));
    }
    let expect = Expect {
        keys: keys.iter().map(ToString::to_string).collect(),
        ..Expect::default()
    };
    let report = audit(from, &expect);
    match report.is_clean() {
        true => Ok(()),
        false => Err(Failure::Refused(complaints(from, &report))),
    }
}

fn said(place: &Place, board: &Board, merge: &Merge) -> String {
    let entry = |id: &String| match board.ids.get(id) {
        Some(seq) => format!("#{seq} {}", plain(id)),
        None => plain(id),
    };
    let shown = plain(&place.shown());
    let mut text = format!(
        "{shown}: {} entries came, {} were here\n",
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
