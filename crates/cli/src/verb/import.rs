//! `korridor import`: a table becomes claims of its sources in a record.

use korridor_intake::{Compiled, Kind, RefusedRow, Terms, read};
use korridor_operate::RecordError;
use serde_json::json;

use crate::arguments::{ImportOptions, Table};
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::input;
use crate::plain::plain;
use crate::record::times::{Times, clock_of};
use crate::record::{self, Place, of_recording};

pub fn run(options: &ImportOptions, face: &Face) -> Result<(), Failure> {
    let place = Place::parse(&options.record)?;
    let bytes = input::read(&options.file).map_err(|complaint| Failure::Input(vec![complaint]))?;
    let bytes =
        bytes.ok_or_else(|| Failure::input(options.file.display(), "no such file", "a table"))?;
    let mut recorder = record::for_writing(&place, options.key.as_deref())?;
    let now = record::now();
    let known = match &options.known {
        None => now,
        Some(text) => {
            let times = Times::of_board(recorder.board(), now)?;
            times
                .time("--known", text)
                .map_err(|complaint| Failure::Input(vec![complaint]))?
        }
    };
    let kind = match options.table {
        Table::Claims => Kind::Claims,
        Table::Pauses => Kind::Pauses,
        Table::Corridors => Kind::Corridors,
    };
    let clock = clock_of(recorder.board().opened.as_ref())?;
    let terms = Terms {
        by: &options.by,
        known,
        board: recorder.board(),
        clock: &clock,
    };
    let Compiled {
        submissions,
        refused,
    } = read(kind, &bytes, &terms);
    let answers = recorder.submit_all(&submissions, &mut record::random(), now);
    let answers = answers.map_err(|error| refusal(&place, &submissions, &error))?;
    let new = answers.iter().filter(|answer| !answer.already).count();
    let flagged = answers
        .iter()
        .filter(|answer| !answer.flags.is_empty())
        .count();
    let warnings: Vec<Complaint> = refused.iter().map(|row| warning(options, row)).collect();
    let text = format!(
        "{}: {new} entries recorded, {} were there, {flagged} flagged, {} rows refused\nWhat contradicts is proposed as a \
         relation; a person sets or drops it.\n",
        plain(&place.shown()),
        answers.len() - new,
        refused.len(),
    );
    let facts = json!({
        "record": place.shown(),
        "recorded": new,
        "already": answers.len() - new,
        "flagged": flagged,
        "refused_rows": refused.len(),
    });
    face.answer("import", &warnings, &text, facts)
}

/// Which entry was refused, by its id.
pub fn refusal(
    place: &Place,
    submissions: &[korridor_operate::Submission],
    error: &RecordError,
) -> Failure {
    let RecordError::Refused(refusals) = error else {
        return of_recording(&place.shown(), error);
    };
    let complaint = |(index, refusal): &(usize, korridor_operate::Refusal)| {
        let id = submissions
            .get(*index)
            .map(|submission| submission.command.id.as_str())
            .unwrap_or_default();
        let place = format!("{}, {}", plain(id), refusal.place);
        Complaint::new(place, &refusal.found, &refusal.expected).coded(refusal.code.word())
    };
    Failure::Refused(refusals.iter().map(complaint).collect())
}

fn warning(options: &ImportOptions, row: &RefusedRow) -> Complaint {
    let place = format!("{}:{}", options.file.display(), row.line);
    Complaint::new(place, &row.found, &row.expected)
        .coded("row_refused")
        .into_warning()
}
